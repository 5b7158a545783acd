"""Groups that leave whole: parties, and the factions and named persons inside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from formateur.assembly import Assembly, Government, Party
from formateur.durability.margins import Edge, sides_of
from formateur.errors import FormateurError, UnknownIdError, listing

__all__ = ["Unit", "inside_of", "units_of"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A group that leaves whole: a party, faction or person of the government's side.

    `load` is how far its leaving moves the vote towards defeat, in the rule's own units; 0 where
    the rule has no such units.
    """

    id: str
    party: str
    seats: int
    load: int
    cost: Fraction = Fraction(1)


def units_of(
    assembly: Assembly,
    government: Government,
    by: str,
    edge: Edge | None,
    costs: Mapping[str, Fraction],
) -> list[Unit]:
    """Groups of the government's side with their loads, in case order."""
    made = []
    for party, side in sides_of(assembly, government).items():
        for name, seats, votes in _groups(assembly.party(party), by):
            load = 0
            if edge is not None:
                weight = edge.weights[party] if by == "party" else votes
                load = int(edge.rate[side] * edge.scale * Fraction(weight))
            made.append(Unit(name, party, seats, load))
    ids = [u.id for u in made]
    made = [replace(u, id=f"{u.party}/{u.id}" if ids.count(u.id) > 1 else u.id) for u in made]
    known = [u.id for u in made]
    for name, cost in costs.items():
        if name not in known:
            raise UnknownIdError(f"{by} of the government to have a cost", name, known)
        if cost < 0:
            raise FormateurError(f"the cost of {name!r} is {cost}; costs are 0 or more")
    if by in ("faction", "person") and not any(u.id != u.party for u in made):
        raise FormateurError(_nobody_recorded(assembly, government, by))
    return [replace(u, cost=costs.get(u.id, u.cost)) for u in made]


def _nobody_recorded(assembly: Assembly, government: Government, by: str) -> str:
    sides = sides_of(assembly, government)
    bodies = [b.id for b in assembly.blocs if b.binds in sides and b.members]
    inside_ = f"; members are named of the body {listing(bodies)}" if bodies else ""
    return f"no {by}s are recorded for {listing(sides)}{inside_}; use --by party or seat"


def _groups(party: Party, by: str) -> Iterator[tuple[str, int, int]]:
    """(id, seats, votes) of the groups inside one party."""
    if party.votes is None or party.seats is None:
        raise FormateurError(
            f"the seats of {party.id!r} are unknown; its leaving cannot be counted"
        )
    if by == "party":
        yield party.id, party.seats, party.votes
        return
    groups = list(inside_of(party, by))
    held = sum(n for _, n in groups)
    if held > party.votes:
        raise FormateurError(
            f"the {by}s of {party.id!r} hold {held} votes, more than its {party.votes}"
        )
    yield from ((name, seats, seats) for name, seats in groups)
    rest = party.votes - held
    if by == "faction" and rest > 0:
        yield (f"{party.id} (others)" if groups else party.id), rest, rest


def inside_of(
    party: Party, by: str, *, named: Collection[str] | None = None
) -> Iterator[tuple[str, int]]:
    """Factions, or persons, of a party with their seats; only those `named`, if given.

    >>> from formateur.assembly import Faction
    >>> list(inside_of(Party("a", 9, factions=(Faction("left", seats=4),)), "faction"))
    [('left', 4)]
    """
    if by == "person":
        people = [*party.persons, *(p for f in party.factions for p in f.persons)]
        found = {p.id: 1 for p in people}
        yield from ((p, n) for p, n in found.items() if named is None or p in named)
        return
    for faction in party.factions:
        if named is not None and faction.id not in named:
            continue
        if faction.seats is None and not faction.persons:
            raise FormateurError(f"the seats of the faction {faction.id!r} are unknown")
        yield faction.id, faction.seats if faction.seats is not None else len(faction.persons)
    known = {f.id for f in party.factions}
    counted = Counter(p.faction for p in party.persons if p.faction and p.faction not in known)
    yield from ((f, n) for f, n in counted.items() if named is None or f in named)
