"""Breaking sets: minimal groups of parties, factions or persons whose leaving ends a majority.

They are the minimal winning coalitions of the weighted game of loads (see `durability.margins`),
so the search for coalitions lists them; single seats are counted by size. Under a rule of several
fixed thresholds they are the minimal blocking coalitions of the government's own members; other
trees are tried set by set.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations, islice
from math import ceil, comb
from typing import Any

from formateur.assembly import Assembly, Government, House, Party, assembly_of
from formateur.coalitions import count, find, span
from formateur.durability.committees import of_body
from formateur.durability.loads import Loads
from formateur.durability.margins import (
    EXITS,
    Edge,
    Seats,
    after_exit,
    by_division,
    check_exit,
    edge_of,
    margin,
    rule_of,
    seats_to_lose,
    sides_of,
    worlds,
)
from formateur.durability.units import Unit, units_of
from formateur.errors import FormateurError, UnknownIdError
from formateur.results import Result, hull
from formateur.rules import AllOf, AnyOf, AtLeast, Quota, Rule, Share, Weights, mapped

__all__ = ["LEVELS", "Breaking", "Unit", "breaking", "in_every_way", "stream"]

LEVELS = ("party", "faction", "person", "seat")

_TREE = 16  # groups that are tried set by set where no search applies
_MOST_LISTED = 1_000_000  # beyond this, stream them


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Breaking(Result):
    """Minimal groups whose leaving ends a majority, smallest load first found.

    `number` counts them all, `listed` may be fewer; ``smallest`` is the fewest groups that do it,
    `cheapest` the set of least cost. `to_lose` gives the fewest single seats for every kind of
    exit (``None``: not even all of them). `margin` is votes to spare when members vote against;
    `survives` the chance of a rebellion asked about.
    """

    assembly: Assembly
    government: Government
    by: str
    exit: str
    units: tuple[Unit, ...]
    listed: tuple[tuple[str, ...], ...]
    number: int | None
    smallest: int | None
    margin: int | tuple[int, int] | None
    to_lose: Mapping[str, Any] = field(hash=False)
    cheapest: tuple[tuple[str, ...], Fraction] | None = None
    by_size: tuple[tuple[int, int], ...] = ()
    survives: Result | None = None

    def rows(self) -> list[dict[str, Any]]:
        """One row per breaking set: members, seats, size; for seats one row per size."""
        if self.by == "seat":
            return [{"members": (), "seats": k, "size": k, "sets": n} for k, n in self.by_size]
        return [
            {"members": found, "seats": self._held(found), "size": len(found)}
            for found in self.listed
        ]

    def sheet(self) -> list[dict[str, Any]]:
        """For each kind of exit the seats at which it ends the majority, then the sets."""
        none = {"members": (), "seats": None, "size": None}
        sets = [{"what": "set", "exit": self.exit, **row} for row in self.rows()]
        columns = dict.fromkeys(sets[0]) if sets else {}
        ends = [
            {**columns, "what": "seats to lose", "exit": e, **none, "seats": n}
            for e, n in self.to_lose.items()
        ]
        return [*ends, *sets]

    def _held(self, members: Collection[str]) -> int | str:
        """Seats of a set; ``low..high`` where some are unknown."""
        if self.by == "party":
            return span(self.assembly.seats_of(members))
        return sum(u.seats for u in self.units if u.id in members)

    def summary(self) -> dict[str, Any]:
        """Margin, seats to lose by kind of exit, number, smallest and cheapest set."""
        return {
            "margin": self.margin,
            "seats_to_lose": dict(self.to_lose),
            "count": self.number,
            "smallest": self.smallest,
            "cheapest": None
            if self.cheapest is None
            else {"members": self.cheapest[0], "cost": self.cheapest[1]},
            "survives": None if self.survives is None else self.survives.summary(),
        }

    def meta(self) -> dict[str, Any]:
        """As of every result, with count, smallest, margin and seats to lose."""
        return {
            **Result.meta(self),
            "count": self.number,
            "smallest": self.smallest,
            "margin": self.margin,
            "seats_to_lose": self.to_lose.get(self.exit),
        }

    def __repr__(self) -> str:
        return f"<Breaking {'+'.join(self.government.cabinet)}: {self.number} sets, by {self.by}>"


def breaking(
    assembly: House,
    government: Government | Collection[str],
    *,
    by: str = "party",
    exit: str = "oppose",  # noqa: A002 - the field's word
    vote: str = "investiture",
    body: str | None = None,
    costs: Mapping[str, Fraction | int] | None = None,
    limit: int | None = None,
    seconds: float | None = 60,
    method: str = "auto",
) -> Breaking:
    """Every minimal group of parties, factions or persons whose leaving ends the majority.

    Parameters
    ----------
    assembly
        The body, or a case.
    government
        The cabinet with its support and toleration; everybody else votes against. With `body`:
        those who carry it, members or whole factions.
    by
        ``party``, ``faction``, ``person``, or ``seat``: single seats are counted, not listed.
        Members no source names stay.
    exit
        ``oppose``, ``abstain``, ``vacant`` (the size stays), ``vacant-smaller`` (it falls); rows
        of `EXITS`.
    vote
        In which vote the majority is needed: ``investiture`` (default; the ordinary rule where
        there is none), ``decision``, or ``confidence``: against a motion of no confidence.
    body
        A body inside a party that binds it (`Assembly.blocs`): whose leaving turns that body.
    costs
        Cost of each group; the cheapest set is found exactly. Default: 1 each.
    limit
        The most sets to list, by default a million; all are counted.
    seconds
        When to stop a count that no table of sums can do.
    method
        Of the search: ``auto``, ``python`` or ``numba``.

    Returns
    -------
    Breaking
        With unknown seats, listed are the sets that end it whatever the split.

    Raises
    ------
    FormateurError
        If a group or body is unknown, no such groups are recorded, or the rule has several
        thresholds of a kind that is tried set by set and there are more than 16 groups.

    References
    ----------
    taylor_zwicker_1999, laver_schofield_1990

    Examples
    --------
    >>> house = Assembly.from_seats({"a": 40, "b": 9, "c": 8, "d": 43})
    >>> breaking(house, ["a", "b", "c"]).listed
    (('a',), ('b',), ('c',))
    >>> found = breaking(Assembly.from_seats({"a": 62, "b": 39}), ["a"], by="seat")
    >>> found.margin, found.to_lose["oppose"], found.number
    (11, 12, 2160153123141)
    """
    base, given = _asked(assembly_of(assembly), government, by, exit, vote, body, costs, limit)
    sides = "+".join(sides_of(base.assembly, base.government))
    stands = after_exit(base.assembly, base.government, (), exit, vote=vote)
    if stands is False:
        note = f"{sides} has no majority under this rule: nobody needs to leave"
        return base.answer((), notes=(note,), number=0, smallest=0)
    edge = base.edge()
    if edge is None or edge.low != edge.high:
        return _any_rule(base, given, edge, seconds)
    if by == "seat":
        return _by_seat(base, edge)
    unsure = {p for g in base.assembly.residual for p in g.parties}
    if unsure.intersection(sides_of(base.assembly, base.government)):
        return _any_rule(base, given, edge, seconds)
    _own_votes(base.assembly, by, [edge.name])
    units = units_of(base.assembly, base.government, by, edge, given)
    return _listed(base, units, edge.needed, method, seconds)


def in_every_way(answer: Breaking, ways: Sequence[Assembly], unsettled: Sequence[str]) -> Breaking:
    """The answer with the margin and the seats to lose of every way the assembly may stand.

    `ways` are the others beside the one asked about, `unsettled` the events that decide between
    them. The sets listed stay those of the assembly asked about.

    Examples
    --------
    >>> small, large = (Assembly.from_seats({"a": 62, "b": n}) for n in (39, 45))
    >>> in_every_way(breaking(small, ["a"]), [large], ["e1"]).margin
    (8, 11)
    """
    if not ways:
        return answer
    asked = answer.parameters
    others = [
        _Asked(way, answer.government, answer.by, answer.exit, asked["vote"], asked["limit"])
        for way in ways
    ]
    lost = [answer.to_lose, *(o.to_lose() for o in others)]
    said = f"may or may not have happened by then: {', '.join(unsettled)}; sets are without"
    return replace(
        answer,
        exact=False,
        margin=hull([answer.margin, *(o.margin() for o in others)]),
        to_lose={e: _hull([found[e] for found in lost]) for e in answer.to_lose},
        notes=(*answer.notes, said),
    )


def _hull(numbers: Sequence[Seats]) -> Seats:
    """The fewest and the most of all; ``None``, never, is more than any number."""
    ends = [end for n in numbers for end in (n if isinstance(n, tuple) else (n,))]
    known = sorted(n for n in ends if n is not None)
    most = None if None in ends else known[-1]
    if not known or most == known[0]:
        return most
    return known[0], most


def _asked(
    assembly: Assembly,
    government: Government | Collection[str],
    by: str,
    exit_: str,
    vote: str,
    body: str | None,
    costs: Mapping[str, Fraction | int] | None,
    limit: int | None,
) -> tuple[_Asked, dict[str, Fraction]]:
    """The question, its words checked."""
    check_exit(exit_)
    if by not in LEVELS:
        raise UnknownIdError("level", by, LEVELS)
    if limit is not None and limit < 1:
        raise FormateurError(f"a limit of {limit} lists nothing; use 1 or more")
    notes: tuple[str, ...] = ()
    if body is not None:
        assembly, government, notes = of_body(assembly, government, body)
    made = government if isinstance(government, Government) else Government(tuple(government))
    sides_of(assembly, made)
    given = {k: Fraction(v) for k, v in (costs or {}).items()}
    if vote == "confidence" and assembly.confidence and assembly.confidence.kind == "constructive":
        said = "it falls only when all who are against it elect one successor"
        notes += (f"constructive: {said}; counted as if they do",)
    return _Asked(assembly, made, by, exit_, vote, limit, notes), given


def _own_votes(assembly: Assembly, by: str, names: Collection[str]) -> None:
    """Refuse to look inside parties where the rule counts what their members do not carry."""
    for name in names:
        if by != "party" and name != "votes":
            raise FormateurError(
                f"{assembly.name}: its rule counts {name.replace('_', ' ')}, which {by}s do not "
                "carry; use --by party"
            )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked, from which every answer is made."""

    assembly: Assembly
    government: Government
    by: str
    exit: str
    vote: str
    limit: int | None
    notes: tuple[str, ...] = ()

    def edge(self) -> Edge | None:
        return edge_of(self.government, self.exit, rule_of(self.assembly, self.vote))

    def margin(self) -> int | tuple[int, int] | None:
        edge = edge_of(self.government, "oppose", rule_of(self.assembly, self.vote))
        if edge is None or edge.rate["yes"] <= 0:
            return None
        return margin(self.assembly, self.government, vote=self.vote)

    def to_lose(self) -> dict[str, Seats]:
        edge = self.edge()
        if edge is None or edge.name != "votes":
            return {}
        return {e: seats_to_lose(self.assembly, self.government, e, vote=self.vote) for e in EXITS}

    def answer(self, units: Sequence[Unit], **found: Any) -> Breaking:
        made = self.government
        notes, gap = self.notes + found.pop("notes", ()), self.margin()
        return Breaking(
            input=self.assembly.name,
            method="breaking",
            parameters={
                "government": made.cabinet,
                "support": made.support,
                "tolerates": made.tolerates,
                "by": self.by,
                "exit": self.exit,
                "vote": self.vote,
                "limit": self.limit,
            },
            notes=notes,
            assembly=self.assembly,
            government=made,
            by=self.by,
            exit=self.exit,
            units=tuple(units),
            margin=gap,
            exact=not isinstance(gap, tuple),
            to_lose=self.to_lose(),
            **{"listed": (), "number": None, "smallest": None} | found,
        )


# -- one threshold: the game of loads ------------------------------------------------------------


def stream(
    assembly: Assembly,
    government: Government | Collection[str],
    *,
    by: str = "party",
    exit: str = "oppose",  # noqa: A002 - the field's word
    vote: str = "investiture",
    body: str | None = None,
    method: str = "auto",
) -> Iterator[tuple[str, ...]]:
    """Breaking sets one by one, the heaviest groups first; memory does not grow with their number.

    For rules of one threshold over known seats; parameters as in :func:`breaking`. A government
    without a majority has none.

    Examples
    --------
    >>> house = Assembly.from_seats({"a": 40, "b": 9, "c": 8, "d": 43})
    >>> next(stream(house, ["a", "b", "c"]))
    ('a',)
    """
    base, _ = _asked(assembly, government, by, exit, vote, body, None, None)
    edge = base.edge()
    if by == "seat" or edge is None or edge.low != edge.high:
        raise FormateurError("sets are streamed by party, faction or person, under one threshold")
    _own_votes(base.assembly, by, [edge.name])
    game = Loads.of(units_of(base.assembly, base.government, by, edge, {}), edge.needed)
    return game.sets(method) if game.breakable and game.needed > 0 else iter(())


def _listed(
    base: _Asked, units: Sequence[Unit], needed: int, method: str, seconds: float | None
) -> Breaking:
    game = Loads.of(units, needed)
    if not game.breakable:
        note = f"none exists: not even all {_plural(base.by)} together end the majority"
        if base.by == "person":
            note += " (only persons named in the case are looked at)"
        return base.answer(units, number=0, notes=(note,))
    most = _MOST_LISTED if base.limit is None else base.limit
    taken = list(islice(game.sets(method), most + 1))
    complete = len(taken) <= most
    number = len(taken) if complete else game.count(method, seconds)
    notes = () if number is not None else (f"more than {most:,} sets; the count was cut off",)
    return base.answer(
        units,
        listed=_sorted(taken[:most], units),
        number=number,
        smallest=game.smallest,
        cheapest=game.cheapest(),
        complete=complete,
        notes=notes,
    )


def _plural(by: str) -> str:
    return {"party": "parties"}.get(by, f"{by}s")


def _sorted(
    sets: Collection[tuple[str, ...]], units: Sequence[Unit]
) -> tuple[tuple[str, ...], ...]:
    """The smallest first, then in case order."""
    place = {u.id: k for k, u in enumerate(units)}
    return tuple(sorted(sets, key=lambda s: (len(s), [place[m] for m in s])))


def _by_seat(base: _Asked, edge: Edge) -> Breaking:
    """Sets of single seats by size: all seats of one side weigh the same."""
    _own_votes(base.assembly, "seat", [edge.name])
    sides = sides_of(base.assembly, base.government)
    pools = [
        (
            int(edge.rate[s] * edge.scale),
            base.assembly.votes_of([p for p in sides if sides[p] == s])[0],
        )
        for s in ("yes", "abstain")
    ]
    (heavy, most), (light, others) = sorted(pools, reverse=True)
    by_size: dict[int, int] = {}
    for a in range(most + 1 if heavy > 0 else 1):
        left = edge.needed - a * heavy
        b = max(0, ceil(Fraction(left, light))) if light > 0 else 0
        total = a * heavy + b * light
        lightest = light if b else heavy
        if b > others or total < edge.needed or total - lightest >= edge.needed:
            continue
        by_size[a + b] = by_size.get(a + b, 0) + comb(most, a) * comb(others, b)
    found = tuple(sorted(by_size.items()))
    notes = () if found else ("none exists: not even all seats together end the majority",)
    return base.answer(
        (),
        number=sum(by_size.values()),
        smallest=found[0][0] if found else None,
        by_size=found,
        notes=notes,
    )


# -- rules of several thresholds, and unknown seats ----------------------------------------------


def _any_rule(
    base: _Asked, costs: Mapping[str, Fraction], edge: Edge | None, seconds: float | None
) -> Breaking:
    """By the search for blocking coalitions where it applies, else set by set."""
    names = {leaf.weights.name for leaf in rule_of(base.assembly, base.vote).leaves}
    if edge is not None:
        note = "seats of some of its own parties are unknown"
        if base.by != "party":
            return base.answer((), notes=(f"{note}; no set is listed",), complete=False)
        base = replace(base, notes=(*base.notes, f"{note}; listed are sets that end it anyhow"))
    elif base.by == "seat":
        raise FormateurError(
            f"{base.assembly.name}: its rule is more than one threshold; single seats are not "
            "counted by size there, use --by party"
        )
    _own_votes(base.assembly, base.by, names)
    units = (
        _party_units(base, costs)
        if base.by == "party"
        else units_of(base.assembly, base.government, base.by, None, costs)
    )
    split = base if base.by == "party" else _split(base, units)
    if edge is None and (own := _own_rule(split)) is not None:
        return _by_blocking(base, units, own, seconds)
    return _by_trying(base, split, units)


def _party_units(base: _Asked, costs: Mapping[str, Fraction]) -> list[Unit]:
    """Parties, also where their seats are unknown: `seats` is then the most they can hold."""
    sides = sides_of(base.assembly, base.government)
    for name, cost in costs.items():
        if name not in sides:
            raise UnknownIdError("party of the government to have a cost", name, list(sides))
        if cost < 0:
            raise FormateurError(f"the cost of {name!r} is {cost}; costs are 0 or more")
    return [
        Unit(p, p, base.assembly.seats_of([p])[1], 0, costs.get(p, Fraction(1))) for p in sides
    ]


def _split(base: _Asked, units: Sequence[Unit]) -> _Asked:
    """The same question about an assembly in which every group is a party of its own."""
    sides = sides_of(base.assembly, base.government)
    parties: list[Party] = []
    part: dict[str, list[str]] = {"yes": [], "abstain": []}
    for party in base.assembly.parties:
        mine = [u for u in units if u.party == party.id]
        rest = (party.votes or 0) - sum(u.seats for u in mine)
        if party.id not in sides or not mine:
            mine, rest = [], 0
            parties.append(party)
        parties += [Party(u.id, u.seats) for u in mine]
        if rest:
            parties.append(Party(f"{party.id} (unnamed)", rest))
        if party.id in sides:
            rests = [f"{party.id} (unnamed)"] * bool(rest)
            part[sides[party.id]] += [u.id for u in mine] + rests or [party.id]
    made = Government(tuple(part["yes"]), tolerates=tuple(part["abstain"]))
    return replace(base, assembly=base.assembly.rebuilt(parties), government=made)


def _own_rule(base: _Asked) -> Assembly | None:
    """The government's members as an assembly of their own, under what the rule asks of them.

    Where all thresholds are fixed numbers, nobody else's votes count for it, not of those who
    abstain either, and whoever blocks among the members ends the majority.
    """
    if "size" in EXITS[base.exit].needs:
        return None
    members = set(base.government.cabinet + base.government.support)
    rule = rule_of(base.assembly, base.vote)
    if not _fixed(rule):
        return None

    def leaf(old: Any) -> Rule:
        _, quota = old.weighted()
        held = {p: w for p, w in old.weights.pairs if p in members}
        return Quota(Weights.of(held, name=old.weights.name), quota)

    parties = tuple(p for p in base.assembly.parties if p.id in members)
    if not any(p.votes for p in parties):
        return None
    return Assembly(base.assembly.name, parties, rule=mapped(rule, leaf))


def _fixed(rule: Rule) -> bool:
    """Whether every threshold is a fixed number of votes for, over known weights."""
    if isinstance(rule, (AllOf, AnyOf, AtLeast)):
        return all(map(_fixed, rule.rules))
    if not isinstance(rule, Quota) and not (isinstance(rule, Share) and rule.of == "members"):
        return False
    return rule.weights.known


def _by_blocking(
    base: _Asked, units: Sequence[Unit], own: Assembly, seconds: float | None
) -> Breaking:
    """Minimal blocking coalitions of the members, by the search for coalitions."""
    from formateur.coalitions.tables import TABLE_PLAYERS

    most = _MOST_LISTED if base.limit is None else base.limit
    found = find(own, "minimal-blocking", limit=most, seconds=seconds)
    sets = _sorted(found.listed, units)
    fewest = len(sets[0]) if sets else None
    for size in range(1, fewest if fewest and not found.complete else 1):
        # A listing cut off goes depth first, so a smaller set may stand further on.
        if find(own, "minimal-blocking", limit=1, at_most=size, seconds=seconds).listed:
            fewest = size
            break
    number = len(sets) if found.complete else None
    if number is None and len(own.ids) <= TABLE_PLAYERS:
        counted = count(own, "minimal-blocking", seconds=seconds)
        number = counted.number if counted.complete else None
    notes = () if number is not None else (f"more than {len(sets):,} sets; not all are counted",)
    if not sets:
        notes = ("none exists: not even all together end the majority",)
    return base.answer(
        units,
        listed=sets,
        number=number,
        smallest=fewest,
        cheapest=_cheapest_of(sets, units) if found.complete else None,
        complete=found.complete,
        notes=notes,
    )


def _by_trying(base: _Asked, split: _Asked, units: Sequence[Unit]) -> Breaking:
    """Every set of groups, smallest first; sets that hold a smaller one are passed over.

    In `split` every group is a party.
    """
    if len(units) > _TREE:
        raise FormateurError(
            f"{base.assembly.name}: under its rule sets of up to {_TREE} groups can be tried; "
            f"there are {len(units)}"
        )
    at_once = by_division(split.assembly, base.exit, base.vote)
    houses = [split.assembly] if at_once else list(worlds(split.assembly, split.government))
    found: list[tuple[str, ...]] = []
    for size in range(1, len(units) + 1):
        for members in combinations([u.id for u in units], size):
            minimal = not any(set(f) <= set(members) for f in found)
            if minimal and _ends(split, houses, members):
                found.append(members)
    most = len(found) if base.limit is None else base.limit
    return base.answer(
        units,
        listed=tuple(found[:most]),
        number=len(found),
        smallest=len(found[0]) if found else None,
        cheapest=_cheapest_of(found, units),
        complete=len(found) <= most,
        notes=() if found else ("none exists: not even all together end the majority",),
    )


def _ends(base: _Asked, houses: Sequence[Assembly], members: Collection[str]) -> bool:
    """Whether the exit ends the majority under every split of unknown seats."""
    made = base.government
    return all(after_exit(h, made, members, base.exit, vote=base.vote) is False for h in houses)


def _cheapest_of(
    sets: Collection[tuple[str, ...]], units: Sequence[Unit]
) -> tuple[tuple[str, ...], Fraction] | None:
    cost = {u.id: u.cost for u in units}
    best = min(sets, key=lambda s: sum(cost[m] for m in s), default=None)
    return None if best is None else (best, sum((cost[m] for m in best), Fraction(0)))
