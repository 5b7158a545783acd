"""What a walk-out would change, level by level: the body left, those it binds, and the assembly.

Nothing is predicted. The exits are supposed on a day of the record; every body is rebuilt, and
for every assembly that a body binds the number of deputies is given who would have to follow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from formateur.assembly import Assembly, Government
from formateur.durability.days import on_day, standing
from formateur.durability.margins import EXITS, margin, rule_of, seats_to_lose
from formateur.durability.scenarios import SIZES, Size
from formateur.errors import FormateurError, UnknownIdError, listing
from formateur.record import Change, Date, Event, Exit, Record, RecordError, State, parse_date
from formateur.record.state import BodyState
from formateur.results import Result

__all__ = ["Followers", "WalkOut", "walk_out"]


@dataclass(frozen=True, slots=True)
class Followers:
    """How many members of a group would have to leave it to end its majority in an assembly.

    `seats`, `margin` and `to_lose` are those once the persons have left; the two of before differ
    from them where the persons held seats in this assembly.
    """

    body: str
    group: str
    seats: int | tuple[int, int]
    margin: int | tuple[int, int]
    to_lose: Mapping[str, Any] = field(hash=False)
    seats_before: int | tuple[int, int]
    margin_before: int | tuple[int, int]
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class WalkOut(Result):
    """Every body before and after some persons leave one of them; the run is hypothetical.

    `kept` lists what the persons stay members of, `followers` what it would take elsewhere.
    `alone` names the factions that carry the body by themselves, before and after.
    """

    record: Record
    date: Date
    persons: tuple[str, ...]
    body: str
    before: State
    after: State
    kept: Mapping[str, tuple[str, ...]] = field(hash=False)
    alone: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    followers: tuple[Followers, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        """One row per body: size and majority before and after, and whether anything changes.

        Then one per group whose majority in a body is looked at: its seats and margin before and
        after, and how many of its members would have to follow, by kind of exit.
        """
        none = dict.fromkeys(_FOLLOW)
        bodies = [{**row, **none} for row in self.bodies()]
        empty = dict.fromkeys(bodies[0] if bodies else ())
        return [*bodies, *({**empty, **_follow_row(f)} for f in self.followers)]

    def bodies(self) -> list[dict[str, Any]]:
        """One row per body, without the groups that would have to follow."""
        return [self._row(b, self.after[b.id]) for b in self.before.bodies.values()]

    def _row(self, old: BodyState, new: BodyState) -> dict[str, Any]:
        pairs = {
            "size": (old.size, new.size),
            "vacant": (old.vacant, new.vacant),
            "majority": (old.majority, new.majority),
            "members": (len(old.persons), len(new.persons)),
        }
        told = {
            f"{what}_{when}": "unknown" if n is None else n
            for what, pair in pairs.items()
            for when, n in zip(("before", "after"), pair, strict=True)
        }
        return {"body": old.id, **told, "changes": any(a != b for a, b in pairs.values())}

    def summary(self) -> dict[str, Any]:
        """Who leaves what, what stays, which factions then carry the body, who must follow."""
        return {
            "hypothetical": True,
            "date": self.date.describe(),
            "persons": self.persons,
            "from": self.body,
            "stay_members_of": {p: list(k) for p, k in self.kept.items()},
            "carry_alone": {"before": list(self.alone[0]), "after": list(self.alone[1])},
            "followers": [
                {
                    "body": f.body,
                    "party": f.group,
                    "seats": f.seats,
                    "seats_before": f.seats_before,
                    "margin": f.margin,
                    "margin_before": f.margin_before,
                    "seats_to_lose": dict(f.to_lose),
                }
                for f in self.followers
            ],
        }

    def __repr__(self) -> str:
        return f"<WalkOut of {len(self.persons)} from {self.body}, supposed>"


_FOLLOW = (
    *("group", "seats_before", "seats_after", "margin_before", "margin_after"),
    *(f"ends_at_{e.replace('-', '_')}" for e in EXITS),
)


def _follow_row(follow: Followers) -> dict[str, Any]:
    values = (
        *(follow.group, follow.seats_before, follow.seats, follow.margin_before, follow.margin),
        *(follow.to_lose[e] for e in EXITS),
    )
    moved = (follow.seats_before, follow.margin_before) != (follow.seats, follow.margin)
    return {"body": follow.body, "changes": moved, **dict(zip(_FOLLOW, values, strict=True))}


def walk_out(
    record: Record,
    persons: Collection[str],
    body: str,
    on: str | Date,
    *,
    size: Size | None = None,
    assembly: Assembly | None = None,
    government: Government | None = None,
) -> WalkOut:
    """Suppose that persons leave a body on a day, and rebuild every body.

    Parameters
    ----------
    record
        The record; it stays as it is, the supposed exits stand in a marked copy.
    persons
        Ids, names, or any printed form of the names.
    body
        The body they leave. Where its seats are held by groups, each person's seat falls vacant,
        and the group that held it has one fewer.
    on
        The day; exits are supposed at its end.
    size
        What becomes of the seats they leave: ``"vacant"``, ``"smaller"``, or ``"unfilled"``, when
        they wait for successors. Left out, what the record says of the body (its `exits`).
    assembly, government
        The assembly that the record's `assembly` stands for, with its own rule; and whose majority
        in it is looked at, with the seats of the day. Left out, and elsewhere, the groups that the
        body binds are looked at, under the majority the record gives.

    Raises
    ------
    FormateurError
        If somebody is no member on that day or is named twice, or the body does not exist then;
        or seats that groups hold are said to be unfilled, for the record has no such seats.

    Examples
    --------
    >>> from formateur.cases import load
    >>> five = ["kamenev", "rykov", "miliutin", "zinoviev", "nogin"]
    >>> case = load("petrograd-1917")
    >>> found = walk_out(case.record, five, "central-committee", "1917-11-03 OS")
    >>> committee = next(r for r in found.rows() if r["body"] == "central-committee")
    >>> committee["size_before"], committee["size_after"]
    (21, 16)
    >>> committee["majority_before"], committee["majority_after"]
    (11, 9)
    """
    day = parse_date(on) if isinstance(on, str) else on
    who = _named(record, persons)
    before = record.at(day)
    left = standing(record, before, body)
    for person in who:
        if person not in left.persons:
            raise FormateurError(_no_member(record, left, person, day))
    seats, notes = _seats_left(before, left, who)
    gone = len(seats) if left.seats else len(who)
    if size is not None:
        notes = (*notes, *_sized(left, size))
    if size == "smaller" and left.seats and left.size is not None:
        seats = (*seats, Change(organization=body, size=left.size - gone))
    supposed = Event(
        id=_free(record, "supposed-exits"),
        date=day,
        kind="resignation",
        title=f"{', '.join(who)} leave {body}",
        leaves=(Exit(persons=who, organization=body, how="resigned"),),
        changes=seats,
    )
    try:
        what_if = record.suppose(supposed)
    except RecordError as error:
        raise FormateurError(error.found[0][1]) from None
    after = what_if.at(day)
    if size is not None:
        after = _resized(after, left, gone, smaller=size == "smaller")
    kept = {p: tuple(dict.fromkeys(m.organization for m in after.of(p))) for p in who}
    followers = tuple(_followers((record, what_if), (before, after), body, assembly, government))
    # What is supposed is laid over the day without them.
    looked_at = [before.bodies[b] for b in {body: 0} | {f.body: 0 for f in followers}]
    open_ = dict.fromkeys(e for b in looked_at if b.ways for e in b.unsettled)
    if open_:
        notes += (f"may or may not have happened by then, left out: {', '.join(open_)}",)
    return WalkOut(
        input=record.id,
        method="what-if",
        parameters={
            "persons": who,
            "from": body,
            "on": str(day),
            **({"size": size} if size is not None else {}),
            "hypothetical": True,
        },
        sources=tuple(record.sources),
        notes=("hypothetical: these exits are supposed, not recorded", *notes),
        exact=not open_ and not any(isinstance(f.margin, tuple) for f in followers),
        record=what_if,
        date=day,
        persons=who,
        body=body,
        before=before,
        after=after,
        kept=kept,
        alone=(_alone(left), _alone(after[body])),
        followers=followers,
    )


def _sized(body: BodyState, size: Size) -> Iterator[str]:
    """Refuse a way that the body does not have; say where two ways come to the same."""
    if size not in SIZES:
        raise UnknownIdError("size after an exit", size, SIZES)
    if size != "unfilled":
        return
    if body.seats:
        raise FormateurError(
            f"unfilled: groups hold the seats of {body.id!r}, and a record has no seats of theirs "
            "that wait for a successor; use vacant or smaller"
        )
    yield "unfilled: nobody votes for the seats until successors come, as if they were vacant"


def _resized(state: State, was: BodyState, gone: int, *, smaller: bool) -> State:
    """A state in which so many have left one body, whatever the record says of its exits."""

    def less(number: int | None, by: int) -> int | None:
        return None if number is None else number - by

    fewer = gone if smaller else 0
    now = replace(
        state[was.id],
        size=less(was.size, fewer),
        least=less(was.least, fewer),
        most=less(was.most, fewer),
        vacant=less(was.vacant, fewer - gone),
    )
    return replace(state, bodies={**state.bodies, was.id: now})


def _named(record: Record, persons: Collection[str]) -> tuple[str, ...]:
    """Ids of the persons meant, each named once."""
    if not persons:
        raise FormateurError("nobody is named; give the persons who leave")
    who: dict[str, str] = {}
    for name in persons:
        found = record.named(name).id
        if found in who:
            raise FormateurError(
                f"{found!r} is named twice, {who[found]!r} and {name!r}; give each person once"
            )
        who[found] = name
    return tuple(who)


def _seats_left(
    state: State, body: BodyState, who: Collection[str]
) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """The seats that fall vacant with the persons, and whose seats no source tells."""
    if not body.seats:
        return (), ()
    changes, unknown = [], []
    for person in who:
        held = {m.on_behalf_of for m in body.members if m.person == person}
        held |= {m.organization for m in state.of(person)}
        groups = [g for g in body.seats if g in held]
        if len(groups) == 1:
            changes.append(Change(organization=body.id, loses=groups[0], persons=(person,)))
        else:
            unknown.append(person)
    said = f"for which group {', '.join(unknown)} sat is not recorded; seats by group stay"
    return tuple(changes), (said,) * bool(unknown)


def _free(record: Record, name: str) -> str:
    """An id that no fact of the record has."""
    while name in record.facts.index:
        name += "-1"
    return name


def _no_member(record: Record, body: BodyState, person: str, day: Date) -> str:
    """Why somebody cannot leave on that day, with what the record says of the membership."""
    when = day.describe()
    mine = [
        m for m in record.ledger.memberships if (m.person, m.organization) == (person, body.id)
    ]
    if not mine:
        never = f"{person!r} is no member of {body.id!r} at any time in the record"
        if body.seats and not body.persons:
            return f"{never}: it names no members, only seats by group ({listing(body.seats)})"
        return f"{never}; members on {when}: {listing(body.persons)}"
    ended = [m for m in mine if m.ended and m.end is not None]
    if ended:
        return f"{person!r} has left {body.id!r} by {when}: event {ended[-1].ended!r}"
    return f"{person!r} joins {body.id!r} only after {when}: event {mine[0].began!r}"


def _alone(body: BodyState) -> tuple[str, ...]:
    """Factions whose named members carry the body when all its members vote."""
    if body.majority is None:
        return ()
    return tuple(f for f, people in body.factions.items() if len(people) >= body.majority)


def _followers(
    records: tuple[Record, Record],
    states: tuple[State, State],
    left: str,
    assembly: Assembly | None,
    government: Government | None,
) -> Iterator[Followers]:
    """For every assembly with groups bound by a body, and the one left, what ends a majority."""
    for body in states[0].bodies.values():
        if not body.seats or not (body.bound_by or body.id == left):
            continue
        own = assembly is not None and body.id == records[0].facts.assembly
        houses = [
            _house(body.id, record, state, assembly if own else None)
            for record, state in zip(records, states, strict=True)
        ]
        if own and government is not None:
            sides = [government]
        else:
            bound = {g for groups in body.bound_by.values() for g in groups}
            sides = [Government((g,)) for g in body.seats if g in bound]
        for side in sides:
            old, new = (None if h is None else _stands(h, side) for h in houses)
            # Where there was no majority, nobody has to follow to end it.
            if old and new and (isinstance(old[1], tuple) or old[1] >= 0):
                yield _must_follow(body.id, houses[1], side, old, new)


def _house(body: str, record: Record, state: State, assembly: Assembly | None) -> Assembly | None:
    """A body on the day under its own rule where the assembly gives it."""
    try:
        if assembly is not None:
            return on_day(assembly, record, state.date)
        return state[body].assembly(state.groups)
    except FormateurError:
        return None  # seats too little known to count


_Stands: TypeAlias = tuple[int | tuple[int, int], int | tuple[int, int]]


def _stands(house: Assembly, side: Government) -> _Stands | None:
    """Seats and margin of a side; nothing where one of its parties has no seats."""
    ours = (*side.cabinet, *side.support)
    if not set(ours) <= set(house.ids):
        return None
    low, high = house.seats_of(ours)
    return (low if low == high else (low, high)), margin(house, side)


def _must_follow(
    body: str, house: Assembly | None, side: Government, old: _Stands, new: _Stands
) -> Followers:
    assert house is not None
    return Followers(
        body,
        "+".join((*side.cabinet, *side.support)),
        seats=new[0],
        margin=new[1],
        to_lose={e: seats_to_lose(house, side, e) for e in EXITS},
        seats_before=old[0],
        margin_before=old[1],
        rule=rule_of(house).describe(),
    )
