"""What rules count: weights, some of them unknown, and divisions by player or by totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from types import MappingProxyType
from typing import Any, Literal, Protocol, Self, TypeAlias

from formateur.errors import FormateurError, UnknownIdError

__all__ = [
    "Base",
    "Counts",
    "Division",
    "Linear",
    "Number",
    "Residual",
    "Tally",
    "Truth",
    "Weights",
]

Number: TypeAlias = int | Fraction
Base: TypeAlias = Literal["members", "cast", "present"]
# Truth as (surely, possibly). The members are bool, or boolean arrays when many divisions
# are judged at once: `&`, `|` and `^ True` mean the same for both.
Truth: TypeAlias = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Linear:
    """``yes*Y + no*N + abstain*A + absent*X``, integers."""

    yes: int
    no: int
    abstain: int
    absent: int = 0

    def turned(self) -> Linear:
        """The same with votes for and against exchanged."""
        return replace(self, yes=self.no, no=self.yes)


class Tally(Protocol):
    """Votes cast, for one division or for many at once."""

    def bounds(self, weights: Weights, linear: Linear) -> tuple[Any, Any]:
        """Least and greatest value of the linear form over all unknown splits.

        Both times the factor of ``weights.integers()``, so that they are whole.
        """

    def decided(self, player: str, truth: Truth) -> Tally:
        """The same votes with `player` voting yes where truth holds, no where it fails."""

    def turned(self) -> Tally:
        """The same votes with for and against exchanged."""


@dataclass(frozen=True, slots=True)
class Residual:
    """Parties whose seats together are known, while the split between them is not.

    With `beyond`, the seats come on top of those that some of the parties are known to hold.
    """

    parties: tuple[str, ...]
    seats: int
    note: str = ""
    source: str = ""
    beyond: bool = False

    def __post_init__(self) -> None:
        if not self.parties:
            raise FormateurError("a residual group names no party")
        if self.seats < 0:
            raise FormateurError(f"a residual group has {self.seats} seats; seats are 0 or more")


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight per player: votes, one each, people represented. ``None`` is unknown.

    A weight that is known is the least of a player in a group whose seats are `beyond`.

    >>> w = Weights.of({"red": 40, "blue": 35})
    >>> w, w.total
    (<Weights votes: red 40, blue 35>, 75)
    """

    pairs: tuple[tuple[str, Number | None], ...]
    name: str = "votes"
    groups: tuple[Residual, ...] = ()

    @classmethod
    def of(
        cls,
        values: Mapping[str, Number | None],
        *,
        name: str = "votes",
        groups: Iterable[Residual] = (),
    ) -> Self:
        """Make weights from a mapping; every unknown weight stands in exactly one group.

        Groups whose seats are `beyond` may hold anybody besides.
        """
        groups = tuple(groups)
        grouped = [p for g in groups for p in g.parties if not g.beyond]
        beyond = [p for g in groups for p in g.parties if g.beyond]
        for player, weight in values.items():
            if weight is None and grouped.count(player) != 1 and player not in beyond:
                raise FormateurError(
                    f"{name} of {player!r} is unknown; an unknown weight stands in exactly "
                    "one residual group"
                )
            if weight is not None and player in grouped:
                raise FormateurError(
                    f"{name} of {player!r} is known, yet it is in a residual group"
                )
            if isinstance(weight, float):
                raise FormateurError(
                    f"{name} of {player!r} is {weight!r}; use a whole number or a Fraction"
                )
            if weight is not None and weight < 0:
                raise FormateurError(f"{name} of {player!r} is {weight}; weights are 0 or more")
        for player in (*grouped, *beyond):
            if player not in values:
                raise UnknownIdError("party", player, list(values))
        return cls(tuple(values.items()), name, groups)

    @property
    def values(self) -> Mapping[str, Number | None]:
        """Weight by player, in order."""
        return MappingProxyType(dict(self.pairs))

    @property
    def players(self) -> tuple[str, ...]:
        """Player ids, in order."""
        return tuple(p for p, _ in self.pairs)

    @property
    def total(self) -> Number:
        """Sum of all weights, residual groups included."""
        known = sum((w for _, w in self.pairs if w is not None), start=0)
        return known + sum(g.seats for g in self.groups)

    @property
    def known(self) -> bool:
        """Whether every player's weight is known."""
        return not self.groups

    def integers(self) -> tuple[dict[str, int], int]:
        """Known weights as integers, and the factor that made them so.

        >>> Weights.of({"a": Fraction(1, 2), "b": Fraction(1, 3)}).integers()
        ({'a': 3, 'b': 2}, 6)
        """
        known = {p: w for p, w in self.pairs if w is not None}
        scale = lcm(*(w.denominator for w in known.values())) if known else 1
        return {p: int(w * scale) for p, w in known.items()}, scale

    def __repr__(self) -> str:
        shown = ", ".join(f"{p} {'?' if w is None else w}" for p, w in self.pairs[:6])
        more = f" and {len(self.pairs) - 6} more" if len(self.pairs) > 6 else ""
        return f"<Weights {self.name}: {shown}{more}>"


@dataclass(frozen=True, slots=True)
class Division:
    """How each player votes; whoever is not named votes no.

    `unsure` players vote yes or no, it is not known which.
    """

    yes: frozenset[str]
    abstain: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()
    reversed: bool = False

    @classmethod
    def of(
        cls,
        yes: Iterable[str],
        *,
        abstain: Iterable[str] = (),
        absent: Iterable[str] = (),
    ) -> Self:
        """Make a division; nobody votes in two ways.

        >>> Division.of(["s", "mp"], abstain=["c", "l", "v"])
        <Division: yes mp+s, abstain c+l+v, the rest no>
        """
        sets = [frozenset(yes), frozenset(abstain), frozenset(absent)]
        for one, other in ((0, 1), (0, 2), (1, 2)):
            if both := sets[one] & sets[other]:
                raise FormateurError(f"{min(both)!r} votes in two ways at once")
        return cls(sets[0], sets[1], sets[2])

    def vote(self, player: str) -> Literal["yes", "no", "abstain", "absent", "unsure"]:
        """How one player votes."""
        if player in self.abstain:
            return "abstain"
        if player in self.absent:
            return "absent"
        if player in self.unsure:
            return "unsure"
        return "yes" if (player in self.yes) is not self.reversed else "no"

    def bounds(self, weights: Weights, linear: Linear) -> tuple[Number, Number]:
        """Least and greatest value of the linear form over all unknown splits."""
        low: Number = 0
        high: Number = 0
        spans: dict[str, tuple[int, int]] = {}
        for player, weight in weights.pairs:
            vote = self.vote(player)
            factor = (linear.yes, linear.no) if vote == "unsure" else (getattr(linear, vote),)
            spans[player] = (min(factor), max(factor))
            if weight is not None:
                low += spans[player][0] * weight
                high += spans[player][1] * weight
        # All the seats of a group may sit with its least or its most helpful member.
        for group in weights.groups:
            low += group.seats * min(spans[p][0] for p in group.parties)
            high += group.seats * max(spans[p][1] for p in group.parties)
        scale = weights.integers()[1]
        return low * scale, high * scale

    def decided(self, player: str, truth: Truth) -> Division:
        """The same with `player` voting as `truth` says."""
        surely, possibly = truth
        rest = replace(
            self,
            yes=self.yes - {player},
            abstain=self.abstain - {player},
            absent=self.absent - {player},
            unsure=self.unsure - {player},
        )
        if surely != possibly:
            return replace(rest, unsure=rest.unsure | {player})
        return replace(rest, yes=rest.yes | {player}) if surely != self.reversed else rest

    def turned(self) -> Division:
        """Votes for and against exchanged."""
        return replace(self, reversed=not self.reversed)

    def __repr__(self) -> str:
        said = [
            f"{name} {'+'.join(sorted(who))}"
            for name, who in (
                ("yes", self.yes),
                ("abstain", self.abstain),
                ("absent", self.absent),
            )
            if who
        ]
        return f"<Division: {', '.join([*said, 'the rest no'])}>"


@dataclass(frozen=True, slots=True)
class Counts:
    """A division known only by its totals, as minutes print it.

    >>> from formateur.rules import NotOpposed, majority
    >>> votes = Weights.of({"all": 349})
    >>> NotOpposed(majority(votes)).passes(Counts(yes=115, no=153, abstain=77, absent=4))
    True
    """

    yes: int
    no: int
    abstain: int = 0
    absent: int = 0

    def bounds(self, weights: Weights, linear: Linear) -> tuple[Number, Number]:
        """The linear form of the totals."""
        value = (
            linear.yes * self.yes
            + linear.no * self.no
            + linear.abstain * self.abstain
            + linear.absent * self.absent
        )
        return value * weights.integers()[1], value * weights.integers()[1]

    def decided(self, player: str, truth: Truth) -> Counts:  # noqa: ARG002 - as Tally
        raise FormateurError(f"totals cannot say how {player!r} votes")

    def turned(self) -> Counts:
        """Votes for and against exchanged."""
        return replace(self, yes=self.no, no=self.yes)
