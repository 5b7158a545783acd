"""Breaking sets: minimal groups of parties, factions or persons whose leaving ends a majority.

They are the minimal winning coalitions of the weighted game of loads (see `durability.margins`),
so the search for coalitions lists them; single seats are counted by size.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, islice
from math import ceil, comb
from typing import Any

from formateur.assembly import Assembly, Body, Government, Party
from formateur.coalitions.search import Search, count_minimal
from formateur.durability.margins import (
    EXITS,
    Edge,
    after_exit,
    check_exit,
    edge_of,
    margin,
    rule_of,
    seats_to_lose,
    sides_of,
    votes_held,
)
from formateur.errors import FormateurError, UnknownIdError, listing
from formateur.results import Result
from formateur.rules import Quota, Rule, Share, majority

__all__ = ["LEVELS", "Breaking", "Unit", "breaking", "committee"]

LEVELS = ("party", "faction", "person", "seat")

_TREE = 16  # groups that are tried one by one where the rule is more than one threshold
_COUNTED = 20_000_000  # the most a table of sums may hold before sets are counted by listing


@dataclass(frozen=True, slots=True)
class Unit:
    """A group that leaves whole: a party, faction or person of the government's side.

    `load` is how far its leaving moves the vote towards defeat, in the rule's own units.
    """

    id: str
    party: str
    seats: int
    load: int
    cost: Fraction = Fraction(1)


def _units(
    assembly: Assembly,
    government: Government,
    by: str,
    edge: Edge,
    costs: Mapping[str, Fraction],
) -> list[Unit]:
    """Groups of the government's side with their loads, in case order."""
    made = []
    for party, side in sides_of(assembly, government).items():
        rate = edge.rate[side] * edge.scale
        for name, seats, weight in _groups(assembly.party(party), by, edge):
            load = rate * Fraction(weight)
            made.append(Unit(name, party, seats, int(load), costs.get(name, Fraction(1))))
    known = [u.id for u in made]
    for name, cost in costs.items():
        if name not in known:
            raise UnknownIdError(f"{by} of the government to have a cost", name, known)
        if cost < 0:
            raise FormateurError(f"the cost of {name!r} is {cost}; costs are 0 or more")
    return made


def _groups(party: Party, by: str, edge: Edge) -> Iterator[tuple[str, int, Any]]:
    """(id, seats, weight) of the groups inside one party."""
    weight = edge.weights[party.id]
    if weight is None or party.seats is None:
        raise FormateurError(
            f"the seats of {party.id!r} are unknown; its leaving cannot be counted"
        )
    if by == "party":
        yield party.id, party.seats, weight
        return
    if edge.name != "votes":
        raise FormateurError(f"{by}s have no {edge.name} of their own; use --by party")
    groups = list(_inside(party, by))
    if groups and sum(n for _, n in groups) > party.seats:
        raise FormateurError(f"the {by}s of {party.id!r} hold more than its {party.seats} seats")
    for name, seats in groups:
        yield name, seats, seats
    rest = weight - sum(n for _, n in groups)
    if by == "faction" and rest > 0:
        yield (f"{party.id} (others)" if groups else party.id), rest, rest


def _inside(party: Party, by: str) -> Iterator[tuple[str, int]]:
    if by == "faction":
        for faction in party.factions:
            seats = faction.seats if faction.seats is not None else len(faction.persons)
            if faction.seats is None and not faction.persons:
                raise FormateurError(f"the seats of the faction {faction.id!r} are unknown")
            yield faction.id, seats
        counted: dict[str, int] = {}
        for person in party.persons:
            if person.faction and person.faction not in {f.id for f in party.factions}:
                counted[person.faction] = counted.get(person.faction, 0) + 1
        yield from counted.items()
    else:
        people = [*party.persons, *(p for f in party.factions for p in f.persons)]
        yield from ((p.id, 1) for p in {p.id: p for p in people}.values())


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
    survives: Fraction | float | None = None

    def rows(self) -> list[dict[str, Any]]:
        """One row per breaking set: members, seats, size; for seats one row per size."""
        if self.by == "seat":
            return [{"members": (), "seats": k, "size": k, "sets": n} for k, n in self.by_size]
        seats = {u.id: u.seats for u in self.units}
        return [
            {"members": found, "seats": sum(seats[m] for m in found), "size": len(found)}
            for found in self.listed
        ]

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
            "survives": self.survives,
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
    assembly: Assembly,
    government: Government | Collection[str],
    *,
    by: str = "party",
    exit: str = "oppose",  # noqa: A002 - the field's word
    costs: Mapping[str, Fraction | int] | None = None,
    limit: int | None = None,
    method: str = "auto",
) -> Breaking:
    """Every minimal group of parties, factions or persons whose leaving ends the majority.

    Parameters
    ----------
    assembly
        The body; its investiture rule decides, or its ordinary rule where it has none.
    government
        The cabinet with its support and toleration; everybody else votes against.
    by
        ``party``, ``faction``, ``person``, or ``seat``: single seats are counted, not listed.
    exit
        ``oppose``, ``abstain``, ``vacant`` (the size stays), ``vacant-smaller`` (it falls).
    costs
        Cost of each group; the cheapest set is found exactly. Default: 1 each.
    limit
        The most sets to list; all are counted.
    method
        Of the search: ``auto``, ``python`` or ``numba``.

    Raises
    ------
    FormateurError
        If unknown seats decide, a group is unknown, or the rule has several thresholds and more
        than 16 groups.

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
    check_exit(exit)
    if by not in LEVELS:
        raise UnknownIdError("level", by, LEVELS)
    if limit is not None and limit < 1:
        raise FormateurError(f"a limit of {limit} lists nothing; use 1 or more")
    made = government if isinstance(government, Government) else Government(tuple(government))
    sides = sides_of(assembly, made)
    given = {k: Fraction(v) for k, v in (costs or {}).items()}
    rule = rule_of(assembly)
    edge = edge_of(made, exit, rule)
    if edge is None:
        return _by_trying(assembly, made, exit, by, given, limit)
    to_lose = _all_kinds(assembly, made) if edge.name == "votes" else {}
    unknown = edge.low != edge.high
    base = _Asked(assembly, made, by, exit, margin(assembly, made), to_lose, limit)
    if unknown:
        note = "unknown seats decide how far the majority is from its end; no set is listed"
        return base.answer((), notes=(note,), complete=False)
    if edge.needed <= 0:
        note = f"{'+'.join(sides)} has no majority under this rule: nobody needs to leave"
        return base.answer((), notes=(note,), number=0, smallest=0)
    if by == "seat":
        return _by_seat(base, edge)
    units = _units(assembly, made, by, edge, given)
    if not units or (by == "faction" and not _has_factions(assembly, sides)):
        raise FormateurError(f"no {by}s are recorded for {listing(sides)}; use --by party or seat")
    return _listed(base, units, edge.needed, method)


def _has_factions(assembly: Assembly, sides: Collection[str]) -> bool:
    held = [assembly.party(p) for p in sides]
    return any(p.factions or any(m.faction for m in p.persons) for p in held)


def _all_kinds(assembly: Assembly, government: Government) -> dict[str, Any]:
    return {e: seats_to_lose(assembly, government, e) for e in EXITS}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked, from which every answer is made."""

    assembly: Assembly
    government: Government
    by: str
    exit: str
    margin: int | tuple[int, int] | None
    to_lose: Mapping[str, Any]
    limit: int | None

    def answer(self, units: Sequence[Unit], **found: Any) -> Breaking:
        made = self.government
        return Breaking(
            input=self.assembly.name,
            method="breaking",
            parameters={
                "government": made.cabinet,
                "support": made.support,
                "tolerates": made.tolerates,
                "by": self.by,
                "exit": self.exit,
                "limit": self.limit,
            },
            assembly=self.assembly,
            government=made,
            by=self.by,
            exit=self.exit,
            units=tuple(units),
            margin=self.margin,
            to_lose=self.to_lose,
            **{"listed": (), "number": None, "smallest": None} | found,
        )


def _listed(base: _Asked, units: Sequence[Unit], needed: int, method: str) -> Breaking:
    ordered = sorted((u for u in units if u.load > 0), key=lambda u: -u.load)
    loads = tuple(u.load for u in ordered)
    if sum(loads) < needed:
        note = f"not even all {base.by}s together end the majority by this kind of exit"
        if base.by == "person":
            note += " (only persons named in the case are looked at)"
        return base.answer(units, number=0, notes=(note,))
    search = Search(loads, needed, minimal=True, method=method)
    masks = (mask for chunk in search.chunks() for mask in chunk)
    taken = list(masks if base.limit is None else islice(masks, base.limit + 1))
    complete = base.limit is None or len(taken) <= base.limit
    names = [u.id for u in ordered]
    order = {u.id: k for k, u in enumerate(units)}
    sets = [
        tuple(
            sorted((names[k] for k in range(len(names)) if mask >> k & 1), key=order.__getitem__)
        )
        for mask in taken[: base.limit]
    ]
    number = len(sets) if complete else _count(loads, needed, search)
    return base.answer(
        units,
        listed=tuple(sorted(sets, key=lambda s: (len(s), [order[m] for m in s]))),
        number=number,
        smallest=_smallest(loads, needed),
        cheapest=_cheapest(ordered, needed, order),
        complete=complete,
    )


def _count(loads: Sequence[int], needed: int, search: Search) -> int:
    """All sets, by sums where a table of them fits, else by walking through them."""
    return count_minimal(loads, needed) if needed <= _COUNTED else sum(search.steps())


def _smallest(loads: Sequence[int], needed: int) -> int:
    """Fewest groups: the heaviest first, for any other choice carries less."""
    total = 0
    for k, load in enumerate(loads, start=1):
        total += load
        if total >= needed:
            return k
    raise AssertionError("the loads reach what is needed")


def _cheapest(
    units: Sequence[Unit], needed: int, order: Mapping[str, int]
) -> tuple[tuple[str, ...], Fraction]:
    """Least cost that reaches the load: a knapsack cover, exact.

    Keeps, for every load reached, the least cost; loads above what is needed count as reaching it,
    and a dearer way to a smaller load is dropped.
    """
    best: dict[int, tuple[Fraction, tuple[str, ...]]] = {0: (Fraction(0), ())}
    for unit in units:
        for load, (cost, members) in list(best.items()):
            to, paid = min(needed, load + unit.load), cost + unit.cost
            if to not in best or paid < best[to][0]:
                best[to] = (paid, (*members, unit.id))
        best = _undominated(best)
    cost, members = best[needed]
    return tuple(sorted(members, key=order.__getitem__)), cost


def _undominated(
    best: Mapping[int, tuple[Fraction, tuple[str, ...]]],
) -> dict[int, tuple[Fraction, tuple[str, ...]]]:
    kept: dict[int, tuple[Fraction, tuple[str, ...]]] = {}
    least: Fraction | None = None
    for load in sorted(best, reverse=True):
        if least is None or best[load][0] < least:
            kept[load], least = best[load], best[load][0]
    return kept


def _by_seat(base: _Asked, edge: Edge) -> Breaking:
    """Sets of single seats by size: all seats of one side weigh the same."""
    sides = sides_of(base.assembly, base.government)
    pools = [
        (
            int(edge.rate[s] * edge.scale),
            votes_held(base.assembly, [p for p in sides if sides[p] == s]),
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
    notes = () if found else ("not even all seats together end the majority by this exit",)
    return base.answer(
        (),
        number=sum(by_size.values()),
        smallest=found[0][0] if found else None,
        by_size=found,
        notes=notes,
    )


# -- rules of several thresholds ---------------------------------------------------------------


def _by_trying(
    assembly: Assembly,
    government: Government,
    exit_: str,
    by: str,
    costs: Mapping[str, Fraction],
    limit: int | None,
) -> Breaking:
    """Under a rule of several thresholds every group of parties is tried, smallest first."""
    sides = sides_of(assembly, government)
    if by != "party" or len(sides) > _TREE:
        raise FormateurError(
            f"{assembly.name}: its rule is more than one threshold; sets of up to {_TREE} parties "
            f"can be tried, by party (here {len(sides)}, by {by})"
        )
    units = [Unit(p, p, assembly.party(p).seats or 0, 1, costs.get(p, Fraction(1))) for p in sides]
    found: list[tuple[str, ...]] = []
    for size in range(len(units) + 1):
        for members in combinations(sides, size):
            minimal = not any(set(f) <= set(members) for f in found)
            if minimal and after_exit(assembly, government, members, exit_) is False:
                found.append(members)
    cost = {u.id: u.cost for u in units}
    best = min(found, key=lambda f: sum(cost[m] for m in f), default=None)
    base = _Asked(assembly, government, by, exit_, None, {}, limit)
    if found == [()]:
        note = f"{'+'.join(sides)} has no majority under this rule: nobody needs to leave"
        return base.answer(units, number=0, smallest=0, notes=(note,))
    return base.answer(
        units,
        listed=tuple(found[:limit]),
        number=len(found),
        smallest=len(found[0]) if found else None,
        cheapest=None if best is None else (best, sum((cost[m] for m in best), Fraction(0))),
        complete=limit is None or len(found) <= limit,
        notes=() if found else ("not even all parties together end the majority",),
    )


def committee(body: Body) -> Assembly:
    """A body inside a party as an assembly: its factions are the parties, single members too.

    Members of no faction stand alone; those no source names are together ``unnamed``.

    >>> from formateur.assembly import Person
    >>> ann, bo = Person("ann", faction="left"), Person("bo")
    >>> committee(Body("c", 3, members=(ann, bo))).seats
    mappingproxy({'left': 1, 'bo': 1, 'unnamed': 1})
    """
    groups: dict[str, list[Any]] = {}
    for person in body.members:
        groups.setdefault(person.faction or person.id, []).append(person)
    parties = [Party(g, len(people), persons=tuple(people)) for g, people in groups.items()]
    if body.size > len(body.members):
        parties.append(Party("unnamed", body.size - len(body.members)))
    assert body.rule is not None
    (leaf,) = body.rule.leaves
    plain = Assembly(body.name or body.id, tuple(parties))
    rule: Rule = (
        Quota(plain.votes, leaf.quota)
        if isinstance(leaf, Quota)
        else Share(plain.votes, leaf.share, leaf.of, leaf.strict)
        if isinstance(leaf, Share)
        else majority(plain.votes)
    )
    return Assembly(plain.name, tuple(parties), rule=rule)
