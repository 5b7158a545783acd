"""How far a majority is from its end: kinds of exit, the margin, the fewest seats to lose.

Derivation. A vote is carried while ``f = y*Y + n*N + a*A`` stays above a bound ``c`` (or reaches
it), where Y, N and A are the votes for, against and abstaining. A member who leaves the
government's side moves ``f - c`` down by a fixed amount, the *rate*:

- more than half of s members, ``f = 2Y, c = s``: 2 when the member opposes, abstains or leaves the
  seat vacant; 1 when the size falls too, for then c falls by 1. Of 62 in 101, ``f - c`` is 23: at
  least 12 members in the first three cases, at least 23 in the last.
- a fixed quota q, ``f = Y, c = q``: 1 each; the quota does not move.
- more than half of the votes cast, ``f = Y - N, c = 0``: opposing 2, every other exit 1.
- negative rules, carried unless a majority is against: with members ``f = -2N, c = -s``; opposing
  2, abstaining and a vacant seat 0, a lowered size 1. With votes cast as above.
- a share p/r of members, of votes cast, of members present: the same with r, -p in place of 2, -1.

A group's *load* is its votes times the rate of its side, and a set of groups ends the majority
when its load reaches what ``f`` has to spare, s(G) - q + 1 seats under a quota q. So breaking sets
are the minimal winning coalitions of a weighted game, the dual of the government's own, and the
search of `formateur.coalitions` lists them.

References
----------
laver_schofield_1990, taylor_zwicker_1999, rasch_martin_cheibub_2015
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import ceil, comb, floor, prod
from typing import Any, Literal, TypeAlias

from formateur.assembly import Assembly, Government, Party
from formateur.errors import FormateurError, UnknownIdError
from formateur.registry import Registry, Row
from formateur.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    Division,
    NotOpposed,
    Present,
    Quota,
    Residual,
    Rule,
    Share,
    Weights,
    majority,
    mapped,
    reweighted,
)

__all__ = [
    "EXITS",
    "VOTES",
    "Edge",
    "Seats",
    "abstain",
    "after_exit",
    "by_division",
    "check_exit",
    "edge_of",
    "margin",
    "moving",
    "one_threshold",
    "oppose",
    "rule_of",
    "seats_to_lose",
    "sides_of",
    "vacant",
    "vacant_smaller",
    "worlds",
]

# -- kinds of exit -------------------------------------------------------------------------------

_HERE = "formateur.durability.margins"
Applied: TypeAlias = Callable[[Rule, Division, frozenset[str]], tuple[Rule, Division]]

# What members who leave do, in the order in which tables show it; `needs` says which numbers move.
EXITS = Registry(
    "kind of exit",
    "formateur.exits",
    (
        Row(
            "oppose",
            f"{_HERE}:oppose",
            "vote against",
            ("taylor_zwicker_1999", "rasch_martin_cheibub_2015"),
            ("for", "against"),
        ),
        Row(
            "abstain",
            f"{_HERE}:abstain",
            "abstain",
            ("felsenthal_machover_1997", "rasch_martin_cheibub_2015"),
            ("for", "votes cast"),
        ),
        Row(
            "vacant",
            f"{_HERE}:vacant",
            "give up the seat, the size stays",
            ("rasch_martin_cheibub_2015",),
            ("for", "votes cast", "members present"),
        ),
        Row(
            "vacant-smaller",
            f"{_HERE}:vacant_smaller",
            "give up the seat, the size falls",
            ("rasch_martin_cheibub_2015",),
            ("for", "votes cast", "members present", "size"),
        ),
    ),
)

# The votes in which a majority shows: how a government comes in, how it falls, how laws pass.
VOTES = ("investiture", "confidence", "decision")
Vote = Literal["investiture", "confidence", "decision"]


def oppose(rule: Rule, division: Division, gone: frozenset[str]) -> tuple[Rule, Division]:
    """Those who leave vote against: the votes for fall, the votes against rise.

    References
    ----------
    taylor_zwicker_1999, rasch_martin_cheibub_2015

    Examples
    --------
    >>> rule = majority(Weights.of({"a": 3, "b": 2}))
    >>> oppose(rule, Division.of(["a", "b"]), frozenset("b"))[1]
    <Division: yes a, the rest no>
    """
    return rule, Division(division.yes - gone, division.abstain - gone, division.absent - gone)


def abstain(rule: Rule, division: Division, gone: frozenset[str]) -> tuple[Rule, Division]:
    """Those who leave abstain: present, and counted as the rule counts them.

    References
    ----------
    felsenthal_machover_1997, rasch_martin_cheibub_2015

    Examples
    --------
    >>> rule = majority(Weights.of({"a": 3, "b": 2}))
    >>> abstain(rule, Division.of(["a", "b"]), frozenset("b"))[1]
    <Division: yes a, abstain b, the rest no>
    """
    return rule, Division(division.yes - gone, division.abstain | gone, division.absent - gone)


def vacant(rule: Rule, division: Division, gone: frozenset[str]) -> tuple[Rule, Division]:
    """Those who leave give up their seats, which stay empty: shares of members count them still.

    References
    ----------
    rasch_martin_cheibub_2015

    Examples
    --------
    >>> rule = majority(Weights.of({"a": 3, "b": 2}))
    >>> vacant(rule, Division.of(["a", "b"]), frozenset("b"))[1]
    <Division: yes a, absent b, the rest no>
    """
    return rule, Division(division.yes - gone, division.abstain - gone, division.absent | gone)


def vacant_smaller(rule: Rule, division: Division, gone: frozenset[str]) -> tuple[Rule, Division]:
    """Those who leave give up their seats and the body has fewer members: its majority moves.

    A fixed quota stays, unless it is just more than half: then it is read as a majority of
    members.

    References
    ----------
    rasch_martin_cheibub_2015

    Examples
    --------
    >>> rule = majority(Weights.of({"a": 3, "b": 2}))
    >>> vacant_smaller(rule, Division.of(["a", "b"]), frozenset("b"))[0]
    <Share: more than half of all 3 votes (2)>
    """
    smaller = mapped(
        rule, lambda leaf: replace(moving(leaf), weights=_without(leaf.weights, gone))
    )
    return smaller, vacant(rule, division, gone)[1]


def check_exit(exit_: str) -> Applied:
    """How a kind of exit changes rule and division; an unknown kind is refused."""
    return EXITS[exit_].load()


# -- how far a majority is from its end ----------------------------------------------------------


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
    while not isinstance(rule, (Quota, Share, Present)):
        if isinstance(rule, NotOpposed):
            rule, turned = rule.rule, not turned
        elif isinstance(rule, (AllOf, AnyOf, AtLeast)) and len(rule.rules) == 1:
            rule = rule.rules[0]
        else:
            return None
    return rule, turned


def moving(leaf: Quota | Share | Present) -> Quota | Share | Present:
    """A fixed quota that is just more than half is read as a majority of members."""
    if isinstance(leaf, Quota) and leaf.quota == floor(Fraction(leaf.weights.total) / 2) + 1:
        return majority(leaf.weights)
    return leaf


def rule_of(assembly: Assembly, vote: str = "investiture") -> Rule:
    """The rule under which a government stands, as one that passes while it stands.

    ``investiture``: the vote that brings it in (a body without one: its ordinary rule);
    ``decision``: the ordinary rule; ``confidence``: it stands unless a motion against it is
    carried. Under a constructive motion that is the case in which everybody against it agrees
    on one successor.

    >>> house = Assembly.from_seats({"a": 62, "b": 39})
    >>> rule_of(house)
    <Share: more than half of all 101 votes (51)>
    """
    if vote not in VOTES:
        raise UnknownIdError("vote", vote, VOTES)
    if vote == "confidence":
        if assembly.confidence is None:
            raise FormateurError(f"{assembly.name}: no rule of a vote of no confidence is given")
        return NotOpposed(assembly.confidence.rule)
    return assembly.rule if vote == "decision" else assembly.investiture.rule or assembly.rule


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
    leaf = moving(leaf) if "size" in EXITS[exit_].needs else leaf
    linear, bound, strict = leaf.inequality()
    linear = linear.turned() if turned else linear
    low, high = government.division.bounds(leaf.weights, linear)
    _, scale = leaf.weights.integers()
    shift = Fraction(bound) * scale
    least, most = _spare(low - shift, strict, turned), _spare(high - shift, strict, turned)
    after = _after(leaf, turned, exit_)
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


def _after(leaf: Quota | Share | Present, turned: bool, exit_: str) -> Fraction:
    """What one vote counts towards the form less its bound, once its member has left.

    Found by letting one member leave, so that a kind of exit is defined in one place.
    """
    # So many stay that a fixed quota is not just more than half of them, and does not move.
    stay = 1 if isinstance(leaf, Share) else 2 * ceil(leaf.quota) + 10
    two = replace(leaf, weights=Weights.of({"leaves": 1, "stays": stay}))
    rule, division = check_exit(exit_)(two, Division(frozenset({"stays"})), frozenset({"leaves"}))
    left, _ = one_threshold(rule) or (two, False)
    linear, bound, _ = left.inequality()
    linear = linear.turned() if turned else linear
    value = left.weights.values["leaves"] * getattr(linear, division.vote("leaves"))
    return Fraction(value) + Fraction(two.inequality()[1]) - Fraction(bound)


def margin(
    assembly: Assembly, government: Government, *, vote: str = "investiture"
) -> int | tuple[int, int]:
    """Votes to spare before the majority ends when members vote against; below 0: it has none.

    For a quota of all members this is seats less quota. Two numbers when unknown seats decide.

    References
    ----------
    laver_schofield_1990

    Examples
    --------
    >>> house = Assembly.from_seats({"a": 62, "b": 39})
    >>> margin(house, Government(("a",)))
    11
    """
    edge = edge_of(government, "oppose", rule_of(assembly, vote))
    if edge is None:
        raise FormateurError(f"{assembly.name}: its rule is more than one threshold; no margin")
    per = edge.rate["yes"] * edge.scale
    if per <= 0:
        raise FormateurError(
            f"{assembly.name}: under its rule no vote against counts; there is no margin"
        )
    low, high = (ceil(Fraction(n) / per) - 1 for n in (edge.low, edge.high))
    return low if low == high else (low, high)


Seats: TypeAlias = int | tuple[int, int | None] | None


def seats_to_lose(
    assembly: Assembly,
    government: Government,
    exit_: str = "oppose",
    *,
    vote: str = "investiture",
) -> Seats:
    """Fewest single seats whose leaving ends the majority; ``None``: not even all of them do.

    A government that has no majority loses 0. Two numbers when unknown seats decide; then a
    second number that is ``None`` means: for some split of them not even all seats do.

    References
    ----------
    laver_schofield_1990

    Examples
    --------
    >>> house = Assembly.from_seats({"a": 62, "b": 39})
    >>> [seats_to_lose(house, Government(("a",)), e) for e in EXITS]
    [12, 12, 12, 23]
    """
    splits = worlds(assembly, government, apart=False)
    found = {_known_seats(a, government, exit_, vote) for a in splits}
    numbers = sorted(n for n in found if n is not None)
    if len(found) == 1:
        return found.pop()
    return numbers[0], None if None in found else numbers[-1]


def _known_seats(assembly: Assembly, government: Government, exit_: str, vote: str) -> int | None:
    edge = edge_of(government, exit_, rule_of(assembly, vote))
    if edge is None or edge.name != "votes":
        raise FormateurError(
            f"{assembly.name}: its rule is not one threshold of votes; look at its parties"
        )
    sides = sides_of(assembly, government)
    held = {
        s: assembly.votes_of([p for p in sides if sides[p] == s])[0] for s in ("yes", "abstain")
    }
    return _fewest(edge, edge.needed, held)


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


# -- unknown seats -------------------------------------------------------------------------------

_WORLDS = 5_000  # splits of unknown seats that are looked at one by one


def worlds(
    assembly: Assembly, government: Government, *, apart: bool = True
) -> Iterator[Assembly]:
    """The assembly under every split of unknown seats that matters to a government.

    Seats of its own parties are told apart, or only those of parties that vote alike on it
    (`apart` false); those of all others together are one number.

    Raises
    ------
    FormateurError
        If there are more than 5,000 splits.

    Examples
    --------
    >>> from formateur.rules import Residual
    >>> parties = (Party("a", 4), Party("b", None), Party("c", None))
    >>> house = Assembly("house", parties, residual=(Residual(("b", "c"), 2),))
    >>> [dict(a.seats) for a in worlds(house, Government(("a", "b")))]
    [{'a': 4, 'b': 0, 'c': 2}, {'a': 4, 'b': 1, 'c': 1}, {'a': 4, 'b': 2, 'c': 0}]
    """
    sides = sides_of(assembly, government)
    if not assembly.residual:
        yield assembly
        return
    # Groups whose seats go to the same ones are one group.
    merged: dict[tuple[str, ...], tuple[tuple[str, ...], int]] = {}
    for group in assembly.residual:
        kinds = _told(group, {p: p for p in sides} if apart else sides)
        told, seats = merged.get(tuple(kinds), (tuple(kinds.values()), 0))
        merged[tuple(kinds)] = told, seats + group.seats
    number = prod(comb(n + len(told) - 1, n) for told, n in merged.values())
    if number > _WORLDS:
        raise FormateurError(
            f"{assembly.name}: {number:,} splits of unknown seats; up to {_WORLDS:,} are looked at"
        )
    ways = [list(_shares(n, told)) for told, n in merged.values()]
    for chosen in product(*ways):
        shared = {p: 0 for g in assembly.residual for p in g.parties}
        for part in chosen:
            shared |= {p: shared[p] + n for p, n in part.items()}
        yield _settled(assembly, shared)


def _told(group: Residual, kinds: Mapping[str, str]) -> dict[str, str]:
    """By kind the group's first party of that kind; all others are one kind, and the last."""
    found: dict[str, str] = {}
    for party in sorted(group.parties, key=lambda p: p not in kinds):
        found.setdefault(kinds.get(party, ""), party)
    return found


def _shares(seats: int, parties: tuple[str, ...]) -> Iterator[dict[str, int]]:
    """Every way to share seats among parties."""
    if len(parties) == 1:
        yield {parties[0]: seats}
        return
    for first in range(seats + 1):
        for rest in _shares(seats - first, parties[1:]):
            yield {parties[0]: first, **rest}


def _settled(assembly: Assembly, seats: Mapping[str, int]) -> Assembly:
    """The same assembly with its unknown seats settled."""

    def known(weights: Weights) -> Weights:
        grouped = {p for g in weights.groups for p in g.parties}
        held = {p: (w or 0) + (seats[p] if p in grouped else 0) for p, w in weights.pairs}
        return Weights.of(held, name=weights.name)

    def party(p: Party) -> Party:
        more = seats.get(p.id, 0)
        return replace(p, seats=(p.seats or 0) + more, votes=(p.votes or 0) + more)

    office, fall = assembly.investiture, assembly.confidence
    return replace(
        assembly,
        parties=tuple(party(p) for p in assembly.parties),
        quota=None,
        rule=reweighted(assembly.rule, known),
        investiture=replace(office, rule=office.rule and reweighted(office.rule, known)),
        confidence=fall and replace(fall, rule=reweighted(fall.rule, known)),
        residual=(),
    )


# -- one exit, voted through ---------------------------------------------------------------------


def after_exit(
    assembly: Assembly,
    government: Government,
    leaving: Collection[str],
    exit_: str,
    *,
    vote: str = "investiture",
) -> bool | None:
    """Whether the government still stands once whole parties have left; by voting it through.

    The exit is applied to the division and the rule is asked. ``None``: unknown seats decide.

    Examples
    --------
    >>> house = Assembly.from_seats({"a": 50, "b": 12, "c": 39})
    >>> made = Government(("a", "b"))
    >>> after_exit(house, made, ["b"], "oppose"), after_exit(house, made, ["b"], "vacant-smaller")
    (False, True)
    """
    apply, gone = check_exit(exit_), frozenset(assembly.ordered(leaving))
    if by_division(assembly, exit_, vote):
        # Where votes cast are counted, a smaller size is no more than an empty seat.
        apply = vacant if "size" in EXITS[exit_].needs else apply
    elif any(gone.intersection(g.parties) for g in assembly.residual):
        said = {
            after_exit(a, government, gone, exit_, vote=vote) for a in worlds(assembly, government)
        }
        return said.pop() if len(said) == 1 else None
    rule, division = apply(rule_of(assembly, vote), government.division, gone)
    return rule.passes(division)


def by_division(assembly: Assembly, exit_: str, vote: str) -> bool:
    """Whether an exit is judged under all splits of unknown seats at once.

    One threshold knows the least and the greatest of its votes, as long as its line stays.
    """
    leaf, _ = one_threshold(rule_of(assembly, vote)) or (None, False)
    stays = "size" not in EXITS[exit_].needs or (isinstance(leaf, Share) and leaf.of == "cast")
    return leaf is not None and stays


def _without(weights: Weights, gone: Collection[str]) -> Weights:
    """The same with nothing left to those who are gone; their ids stay, for blocs name them."""
    left = {p: 0 if p in gone else w for p, w in weights.pairs}
    return Weights.of(left, name=weights.name, groups=weights.groups)
