"""What a walk-out would change, level by level: the body left, those it binds, and the assembly.

Nothing is predicted. The exits are supposed on a day of the record; every body is rebuilt, and
for every assembly that a body binds the number of deputies is given who would have to follow.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from formateur.assembly import Assembly, Government
from formateur.durability.margins import EXITS, margin, rule_of, seats_to_lose
from formateur.errors import FormateurError
from formateur.record import Date, Event, Exit, Record, RecordError, State, parse_date
from formateur.record.state import BodyState
from formateur.results import Result

__all__ = ["Followers", "WalkOut", "walk_out"]


@dataclass(frozen=True, slots=True)
class Followers:
    """How many members of a group would have to leave it to end its majority in an assembly."""

    body: str
    group: str
    seats: int
    margin: int | tuple[int, int]
    to_lose: Mapping[str, Any] = field(hash=False)
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
        """One row per body: size and majority before and after, and whether anything changes."""
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
                    "margin": f.margin,
                    "seats_to_lose": dict(f.to_lose),
                }
                for f in self.followers
            ],
        }

    def __repr__(self) -> str:
        return f"<WalkOut of {len(self.persons)} from {self.body}, supposed>"


def walk_out(
    record: Record,
    persons: Collection[str],
    body: str,
    on: str | Date,
    *,
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
        The body they leave.
    on
        The day; exits are supposed at its end.
    assembly, government
        The assembly that the record's `assembly` stands for, with its own rule; and whose majority
        in it is looked at. Left out, and elsewhere, the groups that the body binds are looked at,
        under the majority the record gives.

    Raises
    ------
    FormateurError
        If somebody is no member on that day, or the body does not exist then.

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
    if not persons:
        raise FormateurError("nobody is named; give the persons who leave")
    who = tuple(dict.fromkeys(record.named(p).id for p in persons))
    before = record.at(day)
    left = before[body]
    for person in who:
        if person not in left.persons:
            raise FormateurError(_no_member(record, left, person, day))
    supposed = Event(
        id=_free(record, "supposed-exits"),
        date=day,
        kind="resignation",
        title=f"{', '.join(who)} leave {body}",
        leaves=(Exit(persons=who, organization=body, how="resigned"),),
    )
    try:
        what_if = record.suppose(supposed)
    except RecordError as error:
        raise FormateurError(error.found[0][1]) from None
    after = what_if.at(day)
    kept = {p: tuple(m.organization for m in after.of(p)) for p in who}
    return WalkOut(
        input=record.id,
        method="what-if",
        parameters={"persons": who, "from": body, "on": str(day), "hypothetical": True},
        sources=tuple(record.sources),
        notes=("hypothetical: these exits are supposed, not recorded",),
        record=what_if,
        date=day,
        persons=who,
        body=body,
        before=before,
        after=after,
        kept=kept,
        alone=(_alone(left), _alone(after[body])),
        followers=tuple(_followers(record, before, assembly, government)),
    )


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
        return (
            f"{person!r} is no member of {body.id!r} at any time in the record; "
            f"members on {when}: {', '.join(body.persons) or 'none named'}"
        )
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
    record: Record, state: State, assembly: Assembly | None, government: Government | None
) -> list[Followers]:
    """For every assembly with groups bound by a body, what it takes to end their majority."""
    found = []
    for body in state.bodies.values():
        if not body.bound_by or not body.seats:
            continue
        own = assembly is not None and body.id == record.facts.assembly
        house = assembly if own and assembly is not None else _house(body, state)
        if house is None:
            continue
        bound = {g for groups in body.bound_by.values() for g in groups}
        sides = (
            [government]
            if own and government is not None
            else [Government((g,)) for g in house.ids if g in bound]
        )
        found += [_must_follow(body.id, house, side) for side in sides]
    # Where there is no majority, nobody has to follow to end it.
    return [f for f in found if isinstance(f.margin, tuple) or f.margin >= 0]


def _house(body: BodyState, state: State) -> Assembly | None:
    try:
        return body.assembly(state.groups)
    except FormateurError:
        return None  # seats too little known to count


def _must_follow(body: str, house: Assembly, side: Government) -> Followers:
    return Followers(
        body,
        "+".join((*side.cabinet, *side.support)),
        house.seats_of((*side.cabinet, *side.support))[1],
        margin(house, side),
        {e: seats_to_lose(house, side, e) for e in EXITS},
        rule_of(house).describe(),
    )
