"""Whose leaving ends a majority: margins, breaking sets, and the chance that a majority survives.

Derivation. A government stands while a linear form of the votes, ``f``, stays above a bound. Every
member who leaves moves ``f`` by a fixed amount that depends on the kind of exit: in a majority of
members an opposing vote, an abstention and a vacant seat all count one; in a majority of votes
cast opposing counts two and abstaining one; under a negative rule abstaining counts nothing; and
where the size is lowered the bound moves too. So each group carries a *load*, its votes times
that amount, and a group of groups breaks the majority when its load reaches what ``f`` has to
spare. Breaking sets are the minimal winning coalitions of that weighted game, which the search of
`formateur.coalitions` lists.

References
----------
laver_schofield_1990, taylor_zwicker_1999
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, comb, floor
from typing import Any, Literal

from formateur.assembly import Assembly, Government
from formateur.durability.scenarios import VACANT
from formateur.errors import FormateurError, UnknownIdError
from formateur.rules import (
    Division,
    Linear,
    NotOpposed,
    Present,
    Quota,
    Rule,
    Share,
    Weights,
    majority,
    mapped,
)

__all__ = [
    "EXITS",
    "Edge",
    "Exit",
    "after_exit",
    "check_exit",
    "edge_of",
    "margin",
    "one_threshold",
    "rule_of",
    "seats_to_lose",
    "sides_of",
    "survival",
    "votes_held",
]

# What members who leave do, in the order in which tables show it.
EXITS: Mapping[str, str] = {
    "oppose": "vote against",
    "abstain": "abstain",
    "vacant": "give up the seat, the size stays",
    "vacant-smaller": "give up the seat, the size falls",
}
Exit = Literal["oppose", "abstain", "vacant", "vacant-smaller"]


@dataclass(frozen=True, slots=True)
class Edge:
    """How far a majority is from its end under one kind of exit.

    `needed` is the load that ends it; `rate` the load of one vote of those who vote for the
    government and of those who abstain. `scale` turns weights into whole numbers.
    """

    low: int
    high: int
    rate: Mapping[str, Fraction]
    scale: int
    weights: Mapping[str, Any]
    name: str

    @property
    def needed(self) -> int:
        if self.low != self.high:
            raise FormateurError("unknown seats decide how far the majority is from its end")
        return self.low


def one_threshold(rule: Rule) -> tuple[Quota | Share | Present, bool] | None:
    """The threshold a rule consists of, and whether it counts the votes against."""
    turned = False
    while isinstance(rule, NotOpposed):
        rule, turned = rule.rule, not turned
    return (rule, turned) if isinstance(rule, (Quota, Share, Present)) else None


def _moving(leaf: Quota | Share | Present) -> Quota | Share | Present:
    """A fixed quota that is just more than half is read as a majority of members."""
    if isinstance(leaf, Quota) and leaf.quota == floor(Fraction(leaf.weights.total) / 2) + 1:
        return majority(leaf.weights)
    return leaf


def check_exit(exit_: str) -> None:
    """Refuse an unknown kind of exit, with the nearest known."""
    if exit_ not in EXITS:
        raise UnknownIdError("kind of exit", exit_, list(EXITS))


def rule_of(assembly: Assembly) -> Rule:
    """The rule under which a government stands: that of its investiture, else of decisions."""
    return assembly.investiture.rule or assembly.rule


def sides_of(assembly: Assembly, government: Government) -> dict[str, str]:
    """How each party on the government's side votes: yes or abstain."""
    sides = dict.fromkeys(assembly.ordered((*government.cabinet, *government.support)), "yes")
    return sides | dict.fromkeys(assembly.ordered(government.tolerates), "abstain")


def edge_of(government: Government, exit_: str, rule: Rule) -> Edge | None:
    """The linear form of the module's derivation; ``None`` for a rule of several thresholds."""
    found = one_threshold(rule)
    if found is None:
        return None
    leaf, turned = found
    leaf = _moving(leaf) if exit_ == "vacant-smaller" else leaf
    linear, bound, strict = leaf.inequality()
    linear = linear.turned() if turned else linear
    division = Division.of(
        (*government.cabinet, *government.support), abstain=government.tolerates
    )
    low, high = division.bounds(leaf.weights, linear)
    _, scale = leaf.weights.integers()
    shift = Fraction(bound) * scale
    least, most = _spare(low - shift, strict, turned), _spare(high - shift, strict, turned)
    after = _after(leaf, linear, exit_)
    sign = -1 if turned else 1
    rate = {side: sign * (Fraction(getattr(linear, side)) - after) for side in ("yes", "abstain")}
    return Edge(
        min(least, most), max(least, most), rate, scale, leaf.weights.values, leaf.weights.name
    )


def _spare(value: Fraction, strict: bool, turned: bool) -> int:
    """The load that takes the form past its bound."""
    if turned:
        return floor(-value) + 1 if strict else ceil(-value)
    return ceil(value) if strict else floor(value) + 1


def _after(leaf: Quota | Share | Present, linear: Linear, exit_: str) -> Fraction:
    """What one vote counts in the form once its member has left."""
    if exit_ == "oppose":
        return Fraction(linear.no)
    if exit_ == "abstain":
        return Fraction(linear.abstain)
    moved = 0
    if exit_ == "vacant-smaller" and isinstance(leaf, Share) and leaf.of == "members":
        moved = leaf.share.numerator  # a vote that is gone also lowers the bound
    return Fraction(linear.absent + moved)


def margin(assembly: Assembly, government: Government) -> int | tuple[int, int]:
    """Votes to spare before the majority ends when members vote against; below 0: it has none.

    For a quota of all members this is seats less quota. Two numbers when unknown seats decide.

    >>> house = Assembly.from_seats({"a": 62, "b": 39})
    >>> margin(house, Government(("a",)))
    11
    """
    edge = edge_of(government, "oppose", rule_of(assembly))
    if edge is None:
        raise FormateurError(f"{assembly.name}: its rule is more than one threshold; no margin")
    per = edge.rate["yes"] * edge.scale
    low, high = (ceil(Fraction(n) / per) - 1 for n in (edge.low, edge.high))
    return low if low == high else (low, high)


def seats_to_lose(
    assembly: Assembly, government: Government, exit_: str = "oppose"
) -> int | tuple[int, int] | None:
    """Fewest single seats whose leaving ends the majority; ``None``: not even all of them do.

    A government that has no majority loses 0. Two numbers when unknown seats decide.

    Examples
    --------
    >>> house = Assembly.from_seats({"a": 62, "b": 39})
    >>> [seats_to_lose(house, Government(("a",)), e) for e in EXITS]
    [12, 12, 12, 23]
    """
    check_exit(exit_)
    edge = edge_of(government, exit_, rule_of(assembly))
    if edge is None or edge.name != "votes":
        raise FormateurError(
            f"{assembly.name}: its rule is not one threshold of votes; look at its parties"
        )
    sides = sides_of(assembly, government)
    held = {
        s: votes_held(assembly, [p for p in sides if sides[p] == s]) for s in ("yes", "abstain")
    }
    found = [_fewest(edge, n, held) for n in (edge.low, edge.high)]
    if found[0] == found[1]:
        return found[0]
    if None in found:
        raise FormateurError(f"{assembly.name}: unknown seats decide whether it can be ended")
    low, high = sorted(n for n in found if n is not None)
    return low, high


def votes_held(assembly: Assembly, parties: Collection[str]) -> int:
    """Votes of several parties; the most they can be, where some are unknown."""
    return assembly.votes_of(parties)[1]


def _fewest(edge: Edge, needed: int, held: Mapping[str, int]) -> int | None:
    """Fewest votes, those of the larger load first, whose load reaches what is needed."""
    if needed <= 0:
        return 0
    left, seats = Fraction(needed), 0
    for side in sorted(held, key=lambda s: -edge.rate[s]):
        rate = edge.rate[side] * edge.scale
        if rate <= 0:
            continue
        take = min(held[side], ceil(left / rate))
        seats, left = seats + take, left - take * rate
        if left <= 0:
            return seats
    return None


def after_exit(
    assembly: Assembly, government: Government, leaving: Collection[str], exit_: str
) -> bool | None:
    """Whether the government still stands once whole parties have left; by voting it through.

    This applies the exit to the division and asks the rule: the slow way, and the oracle of the
    fast one.
    """
    gone = frozenset(leaving)
    yes = frozenset((*government.cabinet, *government.support)) - gone
    abstain = frozenset(government.tolerates) - gone
    if exit_ == "oppose":
        return rule_of(assembly).passes(Division(yes, abstain))
    if exit_ == "abstain":
        return rule_of(assembly).passes(Division(yes, abstain | gone))
    if exit_ == VACANT:
        return rule_of(assembly).passes(Division(yes, abstain, absent=gone))
    smaller = mapped(
        rule_of(assembly),
        lambda leaf: replace(_moving(leaf), weights=_without(leaf.weights, gone)),
    )
    return smaller.passes(Division(yes, abstain))


def _without(weights: Weights, gone: Collection[str]) -> Weights:
    left = {p: w for p, w in weights.pairs if p not in gone}
    groups = tuple(g for g in weights.groups if set(left).issuperset(g.parties))
    return Weights.of(left, name=weights.name, groups=groups)


def survival(
    assembly: Assembly,
    government: Government | Collection[str],
    rebels: Mapping[str, Fraction | float],
    *,
    exit: str = "oppose",  # noqa: A002 - the field's word
    together: bool = False,
) -> Fraction | float:
    """Chance that a majority survives when members rebel on their own, or whole parties do.

    Parameters
    ----------
    rebels
        Chance of a rebellion by party of the government's side; parties left out never rebel.
        Fractions give an exact answer, floats one within 1e-12.
    exit
        What a rebel does.
    together
        Whether all members of a party rebel together instead of each alone.

    Returns
    -------
    Fraction or float
        By convolution of the number of rebels of each party.

    Raises
    ------
    FormateurError
        If a chance is outside 0 to 1, a party is not on the government's side, or unknown seats
        decide.

    Examples
    --------
    >>> house = Assembly.from_seats({"a": 2, "b": 1})
    >>> survival(house, ["a"], {"a": Fraction(1, 10)})
    Fraction(81, 100)
    >>> survival(house, ["a"], {"a": Fraction(1, 10)}, together=True)
    Fraction(9, 10)
    """
    check_exit(exit)
    made = government if isinstance(government, Government) else Government(tuple(government))
    sides = sides_of(assembly, made)
    edge = edge_of(made, exit, rule_of(assembly))
    if edge is None:
        raise FormateurError(f"{assembly.name}: its rule is more than one threshold")
    exact = not any(isinstance(p, float) for p in rebels.values())
    reached: dict[int, Any] = {0: Fraction(1) if exact else 1.0}  # chance of each load so far
    for party, chance in rebels.items():
        if party not in sides:
            raise UnknownIdError("party of the government's side", party, list(sides))
        if not 0 <= chance <= 1:
            raise FormateurError(f"the chance of {party!r} is {chance}; chances are 0 to 1")
        votes = edge.weights[party]
        if votes is None:
            raise FormateurError(f"the seats of {party!r} are unknown")
        rate = int(edge.rate[sides[party]] * edge.scale)
        p = Fraction(chance) if exact else float(chance)
        steps = [(1 - p, 0), (p, votes * rate)] if together else _binomial(votes, p, rate)
        reached = _convolved(reached, steps)
    survived: Fraction | float = sum(
        (chance for load, chance in reached.items() if load < edge.needed),
        start=Fraction(0) if exact else 0.0,
    )
    return survived


def _binomial(members: int, p: Any, rate: int) -> list[tuple[Any, int]]:
    """Chance of k rebels among so many, and their load."""
    return [
        (comb(members, k) * p**k * (1 - p) ** (members - k), k * rate) for k in range(members + 1)
    ]


def _convolved(reached: Mapping[int, Any], steps: Sequence[tuple[Any, int]]) -> dict[int, Any]:
    """Chances of every load after one more party."""
    made: dict[int, Any] = {}
    for load, chance in reached.items():
        for more, step in steps:
            made[load + step] = made.get(load + step, 0) + chance * more
    return made
