"""One simple game: who votes, which coalitions win, and who can take whose place.

Players whose weights agree everywhere are of one *kind*; what is counted for one of them holds
for all. Players without weight are *dummies*: they are set aside, and put back as zeros.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations, pairwise, product
from math import comb, gcd, prod
from numbers import Rational
from typing import TYPE_CHECKING, Any, TypeAlias

from formateur.assembly import Assembly, House, assembly_of
from formateur.errors import FormateurError, UnknownIdError
from formateur.fields import plain_number_of
from formateur.rules import (
    Bloc,
    Division,
    Quota,
    Residual,
    Rule,
    Share,
    Weights,
    parse_share,
    reweighted,
)

if TYPE_CHECKING:
    from formateur.power.methods import Counts

__all__ = [
    "Game",
    "OutOfReachError",
    "Subject",
    "UnknownSeatsError",
    "Values",
    "decided_players",
    "game_of",
    "quota_rule",
    "splits",
    "weights_of",
]

Subject: TypeAlias = "Rule | House | Game"
Number: TypeAlias = "int | float | Fraction | None"


class OutOfReachError(FormateurError):
    """A question too large for this method; the sentence names the limit and another way."""


class UnknownSeatsError(FormateurError):
    """Who wins depends on seats that nobody knows."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name}: who wins depends on seats that are unknown; power has no single value"
        )


@dataclass(frozen=True, slots=True)
class Values(Mapping[str, "Number"]):
    """One number per player, how it was found, and how far it may be off.

    Attributes
    ----------
    pairs
        ``(player, value)`` in the order of the players; no value where there is only a range.
    method
        ``exact``, ``float``, ``sampled``, ``draws``, or ``range`` (over unknown seats).
    error
        Bound of the absolute error of each value; 0 when exact. For sampled values: the largest
        half-width of the 95 % intervals.
    spans
        ``player: (low, high)`` where the value is an interval.
    notes
        Remarks that change the meaning of the values.
    """

    pairs: tuple[tuple[str, Number], ...]
    method: str = "exact"
    error: float = 0.0
    spans: Mapping[str, tuple[Number, Number]] = field(default_factory=dict, hash=False)
    notes: tuple[str, ...] = ()

    def __getitem__(self, player: str) -> Any:
        return dict(self.pairs)[player]

    def __iter__(self) -> Iterator[str]:
        return iter(dict(self.pairs))

    def __len__(self) -> int:
        return len(self.pairs)

    def __repr__(self) -> str:
        shown = ", ".join(f"{p} {v}" for p, v in self.pairs[:6])
        more = f" and {len(self.pairs) - 6} more" if len(self.pairs) > 6 else ""
        return f"<Values {self.method}: {shown}{more}>"


def weights_of(given: Mapping[str, Any], *, name: str = "votes") -> Weights:
    """Weights from any numbers: whole, fractions, decimals (taken as printed).

    Raises
    ------
    FormateurError
        For an empty list and for weights that are negative, missing, or no finite number.

    Examples
    --------
    >>> weights_of({"ann": 0.5, "bo": "1/3", "cy": 2})
    <Weights votes: ann 1/2, bo 1/3, cy 2>
    """
    if not given:
        raise FormateurError("nobody is listed: give at least one player with a weight")
    return Weights.of({str(p): _weight(str(p), w) for p, w in given.items()}, name=name)


def _weight(player: str, given: Any) -> int | Fraction:
    if given is None or (isinstance(given, str) and not given.strip()):
        raise FormateurError(f"the weight of {player!r} is missing; missing is never zero")
    exact = isinstance(given, Rational) and not isinstance(given, bool)
    number = Fraction(given) if exact else plain_number_of(given)
    if number is None:
        raise FormateurError(
            f"the weight of {player!r} is {given!r}; weights are finite numbers of 0 or more"
        )
    if number < 0:
        raise FormateurError(f"the weight of {player!r} is {given}; weights are 0 or more")
    return int(number) if number.denominator == 1 else number


def quota_rule(weights: Weights, quota: Any = None) -> Rule:
    """The rule a quota states: a number of votes, ``2/3`` or ``66%`` (at least), ``>1/2``.

    Without a quota: more than half of all weights. A plain number is a number of votes.

    >>> w = weights_of({"a": 50, "b": 49, "c": 1})
    >>> quota_rule(w), quota_rule(w, "2/3"), quota_rule(w, 51)
    (<Share: more than half of all 100 votes (51)>, <Share: at least 2/3 of all 100 votes (67)>, \
<Quota: at least 51 of 100 votes>)
    """
    if quota is None:
        return Share(weights, Fraction(1, 2), strict=True)
    text = str(quota).strip()
    if any(mark in text for mark in "/%>") and not isinstance(quota, Rational):
        try:
            if "/" in text and "%" in text:
                raise _unclear(quota)
            share, strict = parse_share(text)
        except FormateurError:
            raise _unclear(quota) from None
        return Share(weights, share, strict=strict)
    number = Fraction(quota) if isinstance(quota, Rational) else plain_number_of(text)
    if number is None:
        raise _unclear(quota)
    # Less than one vote, where votes are whole, was meant as a share: but at least or more than?
    half = 0 < number < 1 and not isinstance(quota, Rational) and weights.integers()[1] == 1
    if number < 0 or half or isinstance(quota, bool):
        raise _unclear(quota)
    return Quota(weights, int(number) if number.denominator == 1 else number)


def _unclear(quota: Any) -> FormateurError:
    return FormateurError(
        f"the quota {quota!r} is unclear; write a number of votes (51), 2/3 or 66% (at least "
        "that share), or >1/2 (more than it)"
    )


def game_of(subject: Subject | Mapping[str, Any], quota: Any = None) -> Game:
    """Make a game from a rule, an assembly, a case, or weights by player with a quota.

    >>> game_of({"a": 50, "b": 49, "c": 1}, 51)
    <Game of 3 players: at least 51 of 100 votes>
    """
    if not isinstance(subject, (Game, Rule, Mapping)):
        subject = assembly_of(subject)
    if quota is not None and isinstance(subject, (Game, Assembly, Rule)):
        raise FormateurError("a quota goes with weights; a rule or an assembly has its own")
    if isinstance(subject, Game):
        return subject
    if isinstance(subject, Assembly):
        return Game(subject.rule, subject.ids, subject.name)
    if isinstance(subject, Rule):
        return Game(subject, subject.players)
    rule = quota_rule(weights_of(subject), quota)
    return Game(rule, rule.players)


@dataclass(frozen=True, eq=False, repr=False)
class Game:
    """A rule and its players; what is counted is kept, so that indices share it."""

    rule: Rule
    players: tuple[str, ...]
    name: str = "rule"
    kept: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.players:
            raise FormateurError("nobody is listed: give at least one player with a weight")
        for player in sorted(set(self.rule.players).difference(self.players)):
            raise UnknownIdError("player", player, self.players)

    @cached_property
    def known(self) -> bool:
        """Whether all weights are known."""
        return all(leaf.weights.known for leaf in self.rule.leaves)

    @cached_property
    def kinds(self) -> tuple[tuple[str, ...], ...]:
        """Players who can take each other's place, dummies left out, in order."""
        return kinds_of(self.rule, self.players)

    @cached_property
    def voters(self) -> tuple[str, ...]:
        """Players with some weight, in order."""
        inside = {p for kind in self.kinds for p in kind}
        return tuple(p for p in self.players if p in inside)

    @property
    def dummies(self) -> int:
        """How many players have no weight at all."""
        return len(self.players) - len(self.voters)

    @cached_property
    def cells(self) -> int:
        """Coalitions that differ by more than an exchange within kinds."""
        return prod(len(kind) + 1 for kind in self.kinds)

    @cached_property
    def form(self) -> tuple[tuple[int, ...], int] | None:
        """Whole weights of `voters` and quota, when the rule is one quota; else ``None``."""
        if not self.known:
            return None
        form = self.rule.weighted()
        if form is None:
            return None
        weights, scale = form[0].integers()
        return tuple(weights.get(p, 0) for p in self.voters), int(form[1] * scale)

    @cached_property
    def decided(self) -> bool | None:
        """Whether every coalition wins (the empty one too), or none; ``None`` in real games."""
        if self.known:
            if self.rule.passes(Division(frozenset())):
                return True
            if not self.rule.passes(Division(frozenset(self.players))):
                return False
        return None

    @cached_property
    def counts(self) -> Counts:
        """All that is counted over coalitions, through a table; see `formateur.power.table`."""
        from formateur.power.table import count

        return count(self)

    @cached_property
    def tabled(self) -> bool:
        """Whether a table of coalitions answers."""
        from formateur.power.table import countable

        return countable(self)

    def spread(self, by_kind: Sequence[Any], nothing: Any = Fraction(0)) -> dict[str, Any]:
        """A value per kind as a value per player."""
        found = dict.fromkeys(self.players, nothing)
        for kind, value in zip(self.kinds, by_kind, strict=True):
            found.update(dict.fromkeys(kind, value))
        return found

    def remarks(self) -> tuple[str, ...]:
        """What is allowed but worth a word."""
        if self.decided is True:
            return ("every coalition wins, the empty one too: nobody's vote ever decides",)
        if self.decided is False:
            return ("no coalition wins, not even everybody: nobody's vote ever decides",)
        said = []
        form = self.rule.weighted() if self.known else None
        if form and 2 * form[1] <= form[0].total:
            said.append(
                f"a quota of at most half ({self.rule.describe()}): two disjoint coalitions "
                "can both win; values are those of the rule as it stands"
            )
        return tuple(said)

    def __repr__(self) -> str:
        return f"<Game of {len(self.players)} players: {self.rule.describe()}>"


def decided_players(rule: Rule) -> set[str]:
    """Players whose vote an inner body decides."""
    found = {rule.player} if isinstance(rule, Bloc) else set()
    for inner in getattr(rule, "rules", ()):
        found |= decided_players(inner)
    return found


def kinds_of(rule: Rule, players: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Players grouped by their weights in all thresholds; those without any weight left out."""
    weightings = list(dict.fromkeys(leaf.weights for leaf in rule.leaves))
    values = [(w.values, {p for g in w.groups for p in g.parties}) for w in weightings]
    decided = decided_players(rule)
    found: dict[Any, list[str]] = {}
    for player in players:
        unknown = any(player in grouped for _, grouped in values)
        held = tuple(v.get(player, 0) for v, _ in values)
        if not unknown and not any(held):
            continue
        key = (held, player if unknown or player in decided else "")
        found.setdefault(key, []).append(player)
    return tuple(map(tuple, found.values()))


def normal(weights: Sequence[int], quota: int) -> tuple[list[int], int]:
    """The same game in smaller numbers: cut at the quota, divided by the common factor.

    >>> normal([90, 40, 20], 60)
    ([3, 2, 1], 3)
    """
    cut = [min(w, quota) for w in weights]
    factor = gcd(*cut) or 1
    return [w // factor for w in cut], -(-quota // factor)


def splits(game: Game) -> Iterator[Game]:
    """The game under every way to share out the seats whose split is unknown."""
    groups = list(dict.fromkeys(g for leaf in game.rule.leaves for g in leaf.weights.groups))

    def shares(group: Residual) -> list[dict[str, int]]:
        ends = combinations(range(group.seats + len(group.parties) - 1), len(group.parties) - 1)
        made = []
        for cut in ends:
            marks = [-1, *cut, group.seats + len(group.parties) - 1]
            sizes = [b - a - 1 for a, b in pairwise(marks)]
            made.append(dict(zip(group.parties, sizes, strict=True)))
        return made

    for parts in product(*map(shares, groups)):
        known: dict[str, int] = {}
        for part in parts:
            known |= {p: known.get(p, 0) + n for p, n in part.items()}

        def settled(weights: Weights, known: Mapping[str, int] = known) -> Weights:
            grouped = {p for g in weights.groups for p in g.parties}
            return Weights.of(
                {p: (w or 0) + (known[p] if p in grouped else 0) for p, w in weights.pairs},
                name=weights.name,
            )

        yield Game(reweighted(game.rule, settled), game.players, game.name)


def number_of_splits(game: Game) -> int:
    """How many games `splits` gives."""
    groups = dict.fromkeys(g for leaf in game.rule.leaves for g in leaf.weights.groups)
    return prod(comb(g.seats + len(g.parties) - 1, len(g.parties) - 1) for g in groups)
