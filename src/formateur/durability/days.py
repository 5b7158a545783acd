"""An assembly on another day of its record: its own rules, with the seats of that day."""

from __future__ import annotations

from dataclasses import replace

from formateur.assembly import Assembly, Body, Government, Party
from formateur.errors import FormateurError, UnknownIdError, listing
from formateur.record import BodyState, Date, Record, State, parse_date
from formateur.record.events import last_day
from formateur.rules import Residual, majority

__all__ = ["VACANT", "has_ended", "in_office", "on_day", "standing", "ways_on_day"]

VACANT = "vacant"  # the id of seats that nobody holds


def on_day(assembly: Assembly, record: Record, date: str | Date) -> Assembly:
    """The assembly of a record as it stood at the end of a day, under its own rules.

    Parties, seats and votes are those the events give; how a government comes into office and
    how it falls stay as they are. Parties without a seat on that day stay known by their ids.
    Where seats are vacant, a majority of members is still counted of all seats.

    Raises
    ------
    FormateurError
        If the record does not say which body the assembly is, that body does not exist on the
        day, or its seats are too little known.

    Examples
    --------
    >>> from formateur.cases import load
    >>> case = load("house-of-commons-2017")
    >>> house = on_day(case.assembly, case.record, "2019-09-03")
    >>> house.seats["con"], house.seats["ld"], house.party("con").votes
    (289, 15, 288)
    """
    state = record.at(parse_date(date) if isinstance(date, str) else date)
    return _as_it_stood(assembly, record, state, _house(record, state))


def ways_on_day(
    assembly: Assembly, record: Record, date: str | Date
) -> tuple[tuple[Assembly, ...], tuple[str, ...]]:
    """The assembly as unsettled events would have made it by the end of a day, and these events.

    The way without them is `on_day`; both are empty where no event leaves its seats open.
    """
    state = record.at(parse_date(date) if isinstance(date, str) else date)
    house = _house(record, state)
    ways = tuple(_as_it_stood(assembly, record, state, way) for way in house.ways)
    return ways, house.unsettled if ways else ()


def _house(record: Record, state: State) -> BodyState:
    body_id = record.facts.assembly
    if not body_id:
        raise FormateurError(f"{record.id}: the record does not say which body the assembly is")
    return standing(record, state, body_id)


def _as_it_stood(assembly: Assembly, record: Record, state: State, body: BodyState) -> Assembly:
    now = body.assembly(state.groups)
    known = {p.id: p for p in assembly.parties}
    held = {p.id: _merged(known.get(p.id), p) for p in now.parties}
    for party in assembly.parties:
        held.setdefault(party.id, replace(party, seats=0, votes=0, factions=(), persons=()))
    parties = [held.pop(p) for p in known] + list(held.values())
    gone = {o.id for o in record.facts.organizations}.difference(state.bodies)
    blocs = tuple(_bloc(b, state) for b in assembly.blocs if b.id not in gone)
    same = {(g.parties, g.seats): g for g in assembly.residual}
    residual = tuple(same.get((g.parties, g.seats), g) for g in now.residual)
    return _seated(replace(assembly, blocs=blocs), parties, residual, body.vacant or 0)


def in_office(government: Government, date: str | Date | int) -> Government:
    """The government with the parties it still had at the end of a day.

    Examples
    --------
    >>> made = Government(("ovp", "fpo"), left=(("fpo", "2019-05-20"),))
    >>> in_office(made, "2019-05-19"), in_office(made, "2019-05-20")
    (<Government ovp+fpo>, <Government ovp>)
    """
    day = _last(date)
    gone = {party for party, left in government.left if _last(left) <= day}
    if not gone:
        return government

    def rest(parties: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(p for p in parties if p not in gone)

    return replace(
        government,
        cabinet=rest(government.cabinet),
        support=rest(government.support),
        tolerates=rest(government.tolerates),
    )


def has_ended(government: Government, date: str | Date | int) -> bool:
    """Whether the government was no longer in office at the end of a day."""
    return bool(government.until) and _last(government.until) <= _last(date)


def _last(date: str | Date | int) -> int:
    """The last day a date can mean, as a number."""
    if isinstance(date, int):
        return date
    return last_day(parse_date(date) if isinstance(date, str) else date)


def standing(record: Record, state: State, body: str) -> BodyState:
    """A body of a state; one that does not exist on the day is told with the days it does."""
    if body in state.bodies:
        return state.bodies[body]
    known = {o.id: o for o in record.facts.organizations}
    day = state.date.describe()
    if body not in known:
        raise UnknownIdError("body", body, [o.id for o in known.values() if not o.is_group])
    found = known[body]
    if found.is_group:
        kind = found.classification.replace("-", " ")
        bodies = listing(b.id for b in state.bodies.values() if body in b.seats)
        seated = f"; it has seats in {bodies}" if bodies else ""
        raise FormateurError(f"{body!r} is a {kind}, no body{seated}")
    ends = [("founded", found.founded), ("dissolved", found.dissolved)]
    told = ", ".join(f"{word} {end.describe()}" for word, end in ends if end is not None)
    why = "it was only proposed" if found.proposed else told
    raise FormateurError(f"{body!r} does not exist on {day}: {why}")


def _merged(case: Party | None, day: Party) -> Party:
    """A party with the day's seats; what is inside it is known only while they are the case's."""
    if case is None:
        return day
    if (case.seats, case.votes) == (day.seats, day.votes):
        return case
    return replace(case, seats=day.seats, votes=day.votes, factions=(), persons=())


def _bloc(body: Body, state: State) -> Body:
    """A body inside a party as it stood; one with a rule of its own stays that of the case."""
    then = state.bodies.get(body.id)
    if then is None or then.size is None or body.rule != majority(body.seats):
        return body
    now = then.body(body.binds)
    same = now.size == body.size and {m.id for m in now.members} == {m.id for m in body.members}
    return body if same else now


def _seated(
    assembly: Assembly, parties: list[Party], residual: tuple[Residual, ...], vacant: int
) -> Assembly:
    """Rules over the parties' votes, with vacant seats among those that members are counted by."""
    if not vacant:
        return assembly.rebuilt(parties, residual=residual)
    whole = assembly.rebuilt([*parties, Party(VACANT, vacant)], residual=residual)
    return whole.rebuilt(parties, size="kept", residual=residual)
