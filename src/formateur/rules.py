"""Decision rules as monotone trees: thresholds over weights, combined, nested, or turned round.

A *division* says how each player votes. A rule answers whether the proposal passes, as a pair
``(surely, possibly)``: the two differ only where seats or votes are unknown. Every leaf is one
linear inequality over the four ways to vote, so that abstaining and absent members count exactly
as the body's law says.

References
----------
taylor_zwicker_1999, felsenthal_machover_1998, bergman_1993, rasch_martin_cheibub_2015
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, lcm
from types import MappingProxyType
from typing import Any, Literal, Protocol, Self, TypeAlias

from formateur.errors import FormateurError, UnknownIdError

__all__ = [
    "AllOf",
    "AnyOf",
    "AtLeast",
    "Bloc",
    "Confidence",
    "Counts",
    "Division",
    "Investiture",
    "NotOpposed",
    "Present",
    "Quota",
    "Residual",
    "Rule",
    "Share",
    "Weights",
    "casting_vote",
    "confidence",
    "investiture",
    "majority",
    "parse_share",
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
    """Parties whose seats together are known, while the split between them is not."""

    parties: tuple[str, ...]
    seats: int
    note: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not self.parties:
            raise FormateurError("a residual group names no party")
        if self.seats < 0:
            raise FormateurError(f"a residual group has {self.seats} seats; seats are 0 or more")


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight per player: votes, one each, people represented. ``None`` is unknown.

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
        """Make weights from a mapping; every unknown weight stands in exactly one group."""
        groups = tuple(groups)
        grouped = [p for g in groups for p in g.parties]
        for player, weight in values.items():
            if weight is None and grouped.count(player) != 1:
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
        for player in grouped:
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


class Rule:
    """Base of all rules: give it a division, it says whether the proposal passes."""

    __slots__ = ()

    @property
    def leaves(self) -> Iterator[Quota | Share | Present]:
        """Every threshold in the tree, left to right."""
        raise NotImplementedError  # pragma: no cover - abstract

    @property
    def players(self) -> tuple[str, ...]:
        """Everybody who votes, each once, in order of first appearance."""
        return tuple(dict.fromkeys(p for leaf in self.leaves for p in leaf.weights.players))

    def truth(self, tally: Tally) -> Truth:
        """Whether the proposal passes: ``(surely, possibly)``."""
        raise NotImplementedError  # pragma: no cover - abstract

    def describe(self) -> str:
        """The rule in words."""
        raise NotImplementedError  # pragma: no cover - abstract

    def weighted(self) -> tuple[Weights, Number] | None:
        """The same simple game as one weighted quota, when the tree is no more than that."""
        return None

    def passes(self, division: Division | Counts) -> bool | None:
        """Whether the division passes; ``None`` when unknown seats decide it.

        >>> rule = majority(Weights.of({"s": 100, "mp": 15, "c": 31, "m": 70}), of="cast")
        >>> rule.passes(Division.of(["s", "mp"], abstain=["c"]))
        True
        """
        surely, possibly = self.truth(division)
        return bool(surely) if surely == possibly else None

    def wins(self, coalition: Iterable[str]) -> bool | None:
        """Whether the coalition passes a proposal against the votes of all others."""
        coalition = frozenset(coalition)
        for player in sorted(coalition.difference(self.players)):
            raise UnknownIdError("party", player, self.players)
        return self.passes(Division(coalition))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.describe()}>"


def _count(number: Number) -> str:
    return f"{number:,}".replace(",", " ") if isinstance(number, int) else f"{float(number):g}"


def _part(share: Fraction) -> str:
    """A share as people say it: half, 2/3, 55 %."""
    if share == Fraction(1, 2):
        return "half"
    if share.denominator > 6 and 100 % share.denominator == 0:
        return f"{int(share * 100)} %"
    return str(share)


def _unit(weights: Weights) -> str:
    return "members" if weights.name == "one" else weights.name.replace("_", " ")


class _Leaf(Rule):
    """A threshold: a linear form of the votes reaches a bound."""

    __slots__ = ()
    weights: Weights

    @property
    def leaves(self) -> Iterator[Quota | Share | Present]:
        yield self  # type: ignore[misc]

    def inequality(self) -> tuple[Linear, Number, bool]:
        """Linear form, bound, and whether it must be exceeded rather than reached."""
        raise NotImplementedError  # pragma: no cover - abstract

    def truth(self, tally: Tally) -> Truth:
        linear, bound, strict = self.inequality()
        low, high = tally.bounds(self.weights, linear)
        bound = bound * self.weights.integers()[1]
        return (low > bound, high > bound) if strict else (low >= bound, high >= bound)

    def weighted(self) -> tuple[Weights, Number] | None:
        linear, bound, strict = self.inequality()
        # Nobody abstains in a simple game, so N = total - Y.
        slope = linear.yes - linear.no
        if slope <= 0:
            return None
        least = Fraction(bound - linear.no * self.weights.total) / slope
        grain = self.weights.integers()[1]
        steps = floor(least * grain) + 1 if strict else ceil(least * grain)
        return self.weights, _plain(Fraction(max(steps, 0), grain))


def _plain(number: Fraction) -> Number:
    return int(number) if number.denominator == 1 else number


@dataclass(frozen=True, slots=True, repr=False)
class Quota(_Leaf):
    """At least `quota` of the weights vote yes.

    >>> Quota(Weights.of({"a": 8, "b": 21, "c": 26, "d": 12, "e": 33}), 51)
    <Quota: at least 51 of 100 votes>
    """

    weights: Weights
    quota: Number

    def inequality(self) -> tuple[Linear, Number, bool]:
        return Linear(1, 0, 0), self.quota, False

    def describe(self) -> str:
        return (
            f"at least {_count(self.quota)} of {_count(self.weights.total)} {_unit(self.weights)}"
        )


@dataclass(frozen=True, slots=True, repr=False)
class Share(_Leaf):
    """At least (or, when `strict`, more than) a share of all members, or of votes cast, say yes.

    ``of="cast"`` counts yes and no; ``of="present"`` counts abstentions too.

    >>> Share(Weights.of({"a": 3, "b": 2}), Fraction(2, 3))
    <Share: at least 2/3 of all 5 votes (4)>
    """

    weights: Weights
    share: Fraction
    of: Base = "members"
    strict: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise FormateurError(f"share {self.share} is outside 0..1")
        if self.of not in ("members", "cast", "present"):
            raise UnknownIdError("base of a share", self.of, ["members", "cast", "present"])

    def inequality(self) -> tuple[Linear, Number, bool]:
        part, whole = self.share.numerator, self.share.denominator
        if self.of == "members":
            return Linear(whole, 0, 0), part * self.weights.total, self.strict
        counted = -part if self.of == "present" else 0
        return Linear(whole - part, -part, counted), 0, self.strict

    def describe(self) -> str:
        how = "more than" if self.strict else "at least"
        share = _part(self.share)
        unit = _unit(self.weights)
        if self.of != "members":
            cast = "cast" if self.of == "cast" else "of those present"
            return f"{how} {share} of {unit} {cast}"
        _, quota = self.weighted() or (None, 0)
        return f"{how} {share} of all {_count(self.weights.total)} {unit} ({_count(quota)})"


@dataclass(frozen=True, slots=True, repr=False)
class Present(_Leaf):
    """Quorum: at least `quota` of the weights take part (yes, no or abstain)."""

    weights: Weights
    quota: Number

    def inequality(self) -> tuple[Linear, Number, bool]:
        return Linear(1, 1, 1), self.quota, False

    def describe(self) -> str:
        return (
            f"{_count(self.quota)} of {_count(self.weights.total)} {_unit(self.weights)} present"
        )


class _Tree(Rule):
    __slots__ = ()
    rules: tuple[Rule, ...]

    @property
    def leaves(self) -> Iterator[Quota | Share | Present]:
        for rule in self.rules:
            yield from rule.leaves

    @property
    def players(self) -> tuple[str, ...]:
        """Everybody who votes under any of the rules, each once."""
        return tuple(dict.fromkeys(p for rule in self.rules for p in rule.players))


def _needs_rules(name: str, rules: Sequence[Rule]) -> None:
    if not rules:
        raise FormateurError(f"{name} combines no rules; give at least one")


@dataclass(frozen=True, slots=True, repr=False)
class AllOf(_Tree):
    """Every rule passes."""

    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        _needs_rules("AllOf", self.rules)

    def truth(self, tally: Tally) -> Truth:
        surely, possibly = self.rules[0].truth(tally)
        for rule in self.rules[1:]:
            also, maybe = rule.truth(tally)
            surely, possibly = surely & also, possibly & maybe
        return surely, possibly

    def describe(self) -> str:
        return " and ".join(_bracketed(r) for r in self.rules)

    def weighted(self) -> tuple[Weights, Number] | None:
        # In a simple game everybody votes, so a quorum that everybody meets says nothing.
        rules = [
            r for r in self.rules if not (isinstance(r, Present) and r.quota <= r.weights.total)
        ]
        return rules[0].weighted() if len(rules) == 1 else None


@dataclass(frozen=True, slots=True, repr=False)
class AnyOf(_Tree):
    """At least one rule passes."""

    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        _needs_rules("AnyOf", self.rules)

    def truth(self, tally: Tally) -> Truth:
        surely, possibly = self.rules[0].truth(tally)
        for rule in self.rules[1:]:
            also, maybe = rule.truth(tally)
            surely, possibly = surely | also, possibly | maybe
        return surely, possibly

    def describe(self) -> str:
        return ", or ".join(_bracketed(r) for r in self.rules)

    def weighted(self) -> tuple[Weights, Number] | None:
        return self.rules[0].weighted() if len(self.rules) == 1 else None


@dataclass(frozen=True, slots=True, repr=False)
class AtLeast(_Tree):
    """At least `k` of the rules pass."""

    k: int
    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        _needs_rules("AtLeast", self.rules)
        if not 1 <= self.k <= len(self.rules):
            raise FormateurError(f"at least {self.k} of {len(self.rules)} rules is not a rule")

    def truth(self, tally: Tally) -> Truth:
        truths = [rule.truth(tally) for rule in self.rules]
        surely = sum((t[0] * 1 for t in truths[1:]), start=truths[0][0] * 1) >= self.k
        possibly = sum((t[1] * 1 for t in truths[1:]), start=truths[0][1] * 1) >= self.k
        return surely, possibly

    def describe(self) -> str:
        return f"at least {self.k} of: " + "; ".join(r.describe() for r in self.rules)


@dataclass(frozen=True, slots=True, repr=False)
class NotOpposed(_Tree):
    """Passes unless `rule` would be met by the votes *against*: negative parliamentarism.

    >>> votes = Weights.of({"s": 100, "mp": 15, "c": 31, "l": 20, "m": 70})
    >>> NotOpposed(majority(votes)).passes(Division.of(["s"], abstain=["mp"]))
    False
    """

    rule: Rule

    @property
    def rules(self) -> tuple[Rule, ...]:  # type: ignore[override]
        return (self.rule,)

    def truth(self, tally: Tally) -> Truth:
        surely, possibly = self.rule.truth(tally.turned())
        return possibly ^ True, surely ^ True

    def describe(self) -> str:
        return f"unless {self.rule.describe()} are against"

    def weighted(self) -> tuple[Weights, Number] | None:
        inner = self.rule.weighted()
        if inner is None:
            return None
        weights, quota = inner
        grain = Fraction(1, weights.integers()[1])
        return weights, _plain(max(Fraction(weights.total - quota) + grain, Fraction(0)))


@dataclass(frozen=True, slots=True, repr=False)
class Bloc(_Tree):
    """In `rule`, the vote of `player` is decided by `inner` and then cast whole.

    The founding case: a party committee decides by its own majority, and the committee binds
    all of the party's deputies.

    >>> outer = majority(Weights.of({"red": 62, "others": 39}))
    >>> committee = majority(Weights.of({"ann": 1, "bo": 1, "cy": 1}, name="one"))
    >>> Bloc("red", committee, outer).wins(["ann", "bo"])
    True
    """

    player: str
    inner: Rule
    rule: Rule

    def __post_init__(self) -> None:
        if self.player not in self.rule.players:
            raise UnknownIdError("party", self.player, self.rule.players)
        if self.player in self.inner.players:
            raise FormateurError(f"the bloc of {self.player!r} decides its own vote: a cycle")

    @property
    def rules(self) -> tuple[Rule, ...]:  # type: ignore[override]
        return (self.inner, self.rule)

    @property
    def players(self) -> tuple[str, ...]:
        """Everybody who votes: the inner body's members stand in for the player."""
        inner = self.inner.players
        return tuple(
            dict.fromkeys(
                q for p in self.rule.players for q in (inner if p == self.player else (p,))
            )
        )

    def truth(self, tally: Tally) -> Truth:
        return self.rule.truth(tally.decided(self.player, self.inner.truth(tally)))

    def describe(self) -> str:
        return f"{self.rule.describe()}, with {self.player} cast whole by {self.inner.describe()}"


def _bracketed(rule: Rule) -> str:
    text = rule.describe()
    return f"({text})" if isinstance(rule, (AllOf, AnyOf, AtLeast)) else text


def majority(weights: Weights, *, of: Base = "members") -> Share:
    """More than half of all members, or of the votes cast.

    >>> majority(Weights.of({"a": 50, "b": 49, "c": 1}))
    <Share: more than half of all 100 votes (51)>
    """
    return Share(weights, Fraction(1, 2), of, strict=True)


def casting_vote(weights: Weights, player: str, *, of: Base = "cast") -> Rule:
    """A majority in which `player` decides when votes for and against are equal.

    >>> rule = casting_vote(Weights.of({"a": 2, "b": 2}), "b")
    >>> rule.wins(["a"]), rule.wins(["b"])
    (False, True)
    """
    if player not in weights.players:
        raise UnknownIdError("party", player, weights.players)
    tie = Share(weights, Fraction(1, 2), of)
    chair = Quota(Weights.of({p: int(p == player) for p in weights.players}, name="casting"), 1)
    return AnyOf((majority(weights, of=of), AllOf((tie, chair))))


def parse_share(text: str | float) -> tuple[Fraction, bool]:
    """Read ``2/3`` or ``66%`` (at least that share) or ``>1/2`` (more than it).

    >>> parse_share(">1/2"), parse_share("66%")
    ((Fraction(1, 2), True), (Fraction(33, 50), False))
    """
    given = str(text).strip()
    strict = given.startswith(">")
    body = given.removeprefix(">").strip()
    percent = body.endswith("%")
    number = body.removesuffix("%").strip() if percent or "/" in body else ""
    try:
        share = Fraction(number) / (100 if percent else 1)
    except (ValueError, ZeroDivisionError):
        raise FormateurError(
            f"{given!r} is not a share; write 2/3 or 66% (at least) or >1/2 (more than)"
        ) from None
    if not 0 <= share <= 1:
        raise FormateurError(f"share {given!r} is outside 0..1")
    return share, strict


InvestitureKind: TypeAlias = Literal["positive", "negative", "plurality", "none"]
INVESTITURE_KINDS = ("positive", "negative", "plurality", "none")


@dataclass(frozen=True, slots=True)
class Investiture:
    """How a government comes into office: the rule, and whether a vote is taken at all.

    `positive`: a majority for. `negative`: no majority against. `plurality`: in the last round,
    more votes for than against. `none`: this body forms no government.
    """

    kind: InvestitureKind
    rule: Rule | None
    vote: bool = True
    law: str = ""
    source: str = ""

    @property
    def negative(self) -> bool:
        """Whether a cabinet may live without any majority for it."""
        return self.kind == "negative"

    def describe(self) -> str:
        """The rule in words."""
        if self.rule is None:
            return "forms no government"
        formal = "" if self.vote else ", no vote is taken"
        return f"{self.kind}: {self.rule.describe()}{formal}"


def investiture(
    kind: str,
    weights: Weights,
    *,
    of: Base = "members",
    vote: bool = True,
    law: str = "",
    source: str = "",
) -> Investiture:
    """Build the usual investiture rules.

    >>> votes = Weights.of({"s": 100, "mp": 16, "m": 233})
    >>> investiture("negative", votes).describe()
    'negative: unless more than half of all 349 votes (175) are against'
    """
    rules: dict[str, Rule | None] = {
        "positive": majority(weights, of=of),
        "negative": NotOpposed(majority(weights, of=of)),
        "plurality": majority(weights, of="cast"),
        "none": None,
    }
    if kind not in rules:
        raise UnknownIdError("kind of investiture", kind, INVESTITURE_KINDS)
    return Investiture(kind, rules[kind], vote, law, source)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Confidence:
    """How a sitting government falls.

    `ordinary`: the rule is met by votes against it. `constructive`: it falls only when the same
    vote elects a successor.
    """

    kind: Literal["ordinary", "constructive"]
    rule: Rule
    law: str = ""
    source: str = ""

    def falls(self, against: Division, *, successor: Collection[str] = ()) -> bool | None:
        """Whether a motion carried by `against` ends the government.

        In `against`, *yes* means for the motion. Under the constructive rule `successor` names
        the parties that vote for one and the same successor.

        >>> votes = Weights.of({"a": 6, "b": 3, "c": 3})
        >>> rule = confidence("constructive", votes)
        >>> rule.falls(Division.of(["b", "c"])), rule.falls(Division.of(["a"]), successor=["a"])
        (False, False)
        """
        if self.kind == "constructive":
            return self.rule.passes(Division(against.yes & frozenset(successor)))
        return self.rule.passes(against)

    def describe(self) -> str:
        """The rule in words."""
        how = "only by electing a successor with" if self.kind == "constructive" else "by"
        return f"{self.kind}: falls {how} {self.rule.describe()}"


def confidence(
    kind: str, weights: Weights, *, of: Base = "members", law: str = "", source: str = ""
) -> Confidence:
    """Build an ordinary or a constructive vote of no confidence."""
    if kind not in ("ordinary", "constructive"):
        raise UnknownIdError("kind of confidence", kind, ["ordinary", "constructive"])
    return Confidence(kind, majority(weights, of=of), law, source)  # type: ignore[arg-type]
