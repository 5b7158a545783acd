"""Every body as it stood on a day: size, majority, seats, members, offices, who binds whom.

A state is that of the end of its day. An event whose date is uncertain, and may lie before or
after, is *unsettled*: members and offices are given without it, sizes, majorities and seats as the
range from all that may be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil
from operator import attrgetter
from typing import Any

from formateur.assembly import Assembly, Body, Party
from formateur.assembly import Person as Seated
from formateur.errors import FormateurError, UnknownIdError
from formateur.record.calendars import Date
from formateur.record.events import first_day, last_day
from formateur.record.facts import Facts
from formateur.record.ledger import Account, Ledger, Membership
from formateur.record.people import Organization
from formateur.results import Band, Tabular, hull, told_band
from formateur.rules import Residual, majority

__all__ = ["BodyState", "State", "differences", "state_at"]


@dataclass(frozen=True, slots=True)
class BodyState(Tabular):
    """One body on one day.

    `size` counts all seats, the `vacant` ones too; either may be unknown (``None``). `least` and
    `most` bound the size when `unsettled` events may already have happened, and `ways` are the
    body as each of them, or several, would have made it. `factions` lists the
    members each group inside the body has, `posts` who holds which office, `bound_by` the bodies
    whose decisions bind groups seated here.
    """

    organization: Organization
    size: int | None
    vacant: int | None
    seats: Mapping[str, int | None] = field(hash=False)
    members: tuple[Membership, ...] = ()
    factions: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    posts: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    bound_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    unsettled: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    ways: tuple[BodyState, ...] = field(default=(), repr=False)

    @property
    def id(self) -> str:
        """The body's id."""
        return self.organization.id

    @property
    def persons(self) -> tuple[str, ...]:
        """Named members, each once, in the order in which they came."""
        return tuple(dict.fromkeys(m.person for m in self.members))

    @property
    def filled(self) -> int | None:
        """Seats that are not vacant."""
        return None if self.size is None or self.vacant is None else self.size - self.vacant

    @property
    def votes(self) -> dict[str, int | None]:
        """Votes by group: seats, less members who do not vote."""
        silent = self.organization.without_vote
        return {
            g: None if n is None else n - min(n, silent.get(g) or 0) for g, n in self.seats.items()
        }

    @property
    def voters(self) -> int | None:
        """Members who vote: seats filled, less those who do not."""
        if self.filled is None:
            return None
        silent = sum(
            min(self.seats.get(g) or 0, n or 0) for g, n in self.organization.without_vote.items()
        )
        return self.filled - silent

    @property
    def majority(self) -> int | None:
        """The fewest votes that carry the body when all who vote there do."""
        held = self.size if self.organization.majority == "members" else self.voters
        return None if held is None else held // 2 + 1

    def span(self, number: Callable[[BodyState], int | None]) -> Band:
        """A number of the body, or its least and greatest where unsettled events decide it."""
        return hull([number(self), *map(number, self.ways)])

    @property
    def held(self) -> dict[str, Band]:
        """Seats by group; the least and the greatest where unsettled events decide them."""
        ways = (self, *self.ways)
        seated = dict.fromkeys(g for b in ways for g in b.seats)
        return {g: hull(b.seats.get(g, 0) for b in ways) for g in seated}

    def seats_of(self, groups: Iterable[str]) -> Band:
        """Seats of groups together; two numbers, the least and the greatest, where not known."""
        return self._of(groups, self.seats)

    def votes_of(self, groups: Iterable[str]) -> Band:
        """Votes of groups together: seats, less members who do not vote; as `seats_of`."""
        return self._of(groups, self.votes)

    def margin_of(self, groups: Iterable[str]) -> Band:
        """Votes of groups above (below 0: short of) the majority; as `seats_of`."""
        held, needed = self.votes_of(groups), self.majority
        if held is None or needed is None:
            return None
        low, high = held if isinstance(held, tuple) else (held, held)
        return hull([low - needed, high - needed])

    def _of(self, groups: Iterable[str], held: Mapping[str, int | None]) -> Band:
        """What is known of the groups, and what they may hold of the seats that nobody knows."""
        mine, unsure = set(groups), self.of_unknown_party
        known = sum(held.get(g) or 0 for g in mine)
        hidden = {g for g, n in self.seats.items() if n is None}
        if hidden and self.filled is None:
            return None if hidden & mine or hidden & set(unsure) else known
        rest = self.unaccounted
        low = known + (rest if hidden and hidden <= mine else 0)
        inside = not hidden or bool(hidden & (mine | set(unsure)))
        others = sum(held[g] or 0 for g in unsure if g not in mine)
        return hull([low, known + (rest if inside else 0) + others])

    @property
    def of_unknown_party(self) -> tuple[str, ...]:
        """Groups seated here whose members may belong to any other group."""
        return tuple(g for g in self.organization.party_unknown if self.seats.get(g, 0) != 0)

    @property
    def unaccounted(self) -> int:
        """Filled seats that no group is known to hold."""
        if self.filled is None or not self.seats:
            return 0
        return max(0, self.filled - sum(n or 0 for n in self.seats.values()))

    @property
    def quorum(self) -> int | None:
        """The fewest members who must be present; a share is taken of the size on the day."""
        held = self.organization.quorum
        if held is None or isinstance(held, int):
            return held
        return None if self.size is None else ceil(held * self.size)

    @property
    def unnamed(self) -> int | None:
        """Filled seats of which no source names the holder."""
        return None if self.filled is None else max(0, self.filled - len(self.persons))

    def rows(self) -> list[dict[str, Any]]:
        """One row per group seated here; one per named member where there are no groups."""
        if self.seats:
            held = [{"group": g, "seats": told_band(n)} for g, n in self.held.items() if n != 0]
            vacant = self.span(lambda b: b.vacant)
            return [*held, {"group": "vacant", "seats": told_band(vacant)}] if vacant else held
        groups = {p: g for g, persons in self.factions.items() for p in persons}
        return [
            {
                "person": m.person,
                "post": m.post,
                "faction": groups.get(m.person, ""),
                "on_behalf_of": m.on_behalf_of,
                "since": "" if m.start is None else str(m.start),
            }
            for m in self.members
        ]

    def assembly(self, groups: Mapping[str, Organization] | None = None) -> Assembly:
        """The body as an assembly of parties, to be given to every theory.

        Groups of unknown seats together hold what is left of the size; seats of unknown party may
        be anybody's.

        Raises
        ------
        FormateurError
            If the body has no seats by group, or several unknown ones and an unknown size.
        """
        if not self.seats:
            raise FormateurError(f"{self.id}: seats by party are not recorded")
        known, votes = groups or {}, self.votes
        unsure = self.of_unknown_party
        unknown = tuple(g for g, n in self.seats.items() if n is None)
        parties = tuple(
            Party(
                g,
                None if g in unsure else n,
                known[g].name if g in known else g,
                known[g].short if g in known else "",
                None if g in unsure else votes[g],
                colour=(known[g].colour or None) if g in known else None,
            )
            for g, n in self.seats.items()
            if n != 0
        )
        residual: tuple[Residual, ...] = ()
        if unknown:
            if self.filled is None:
                raise FormateurError(f"{self.id}: neither its size nor all seats are known")
            rest = self.filled - sum(n for n in self.seats.values() if n is not None)
            residual = (Residual(unknown, rest),)
        everybody = tuple(p.id for p in parties)
        if set(unknown) & set(unsure):
            residual = (Residual(everybody, residual[0].seats, beyond=True),)
        if seated := sum(votes[g] or 0 for g in unsure) + (0 if unknown else self.unaccounted):
            residual += (Residual(everybody, seated, beyond=True),)
        plain = Assembly(self.organization.name, parties, residual=residual)
        if self.organization.majority == "cast":
            return Assembly(
                plain.name, parties, rule=majority(plain.votes, of="cast"), residual=residual
            )
        if self.majority is not None and (self.vacant or not residual):
            return Assembly(plain.name, parties, quota=self.majority)
        return plain

    def body(self, binds: str) -> Body:
        """The body as one that decides the vote of the party `binds` in an assembly."""
        if self.size is None:
            raise FormateurError(f"{self.id}: its size is unknown")
        groups = {p: g for g, persons in self.factions.items() for p in persons}
        people = tuple(Seated(p, p, groups.get(p, "")) for p in self.persons)
        return Body(self.id, self.size, self.organization.name, people, binds=binds)

    def __repr__(self) -> str:
        size = "unknown size" if self.size is None else f"{self.size} seats"
        return f"<BodyState {self.id}: {size}, majority {_told(self.majority)}>"


def _told(number: int | None) -> int | str:
    return "unknown" if number is None else number


@dataclass(frozen=True, slots=True)
class State(Tabular):
    """Every body of a record at the end of one day; `hypothetical` names what was supposed."""

    date: Date
    bodies: Mapping[str, BodyState] = field(hash=False)
    groups: Mapping[str, Organization] = field(default_factory=dict, hash=False, repr=False)
    memberships: tuple[Membership, ...] = field(default=(), repr=False)
    unsettled: tuple[str, ...] = ()
    hypothetical: tuple[str, ...] = ()

    def __getitem__(self, body: str) -> BodyState:
        if body not in self.bodies:
            raise UnknownIdError("body on that day", body, list(self.bodies))
        return self.bodies[body]

    def assembly(self, body: str) -> Assembly:
        """One body as an assembly of parties."""
        return self[body].assembly(self.groups)

    def of(self, person: str) -> tuple[Membership, ...]:
        """All memberships of one person on that day: bodies, offices, parties, factions."""
        return tuple(m for m in self.memberships if m.person == person)

    def bodies_binding(self, person: str) -> dict[str, str]:
        """Bodies whose decisions bind this person, with the way: a member, or bound as one of."""
        ways: dict[str, str] = {}
        mine = {m.organization for m in self.of(person)}
        for body in self.bodies.values():
            if body.id in mine:
                ways[body.id] = "member"
            elif both := mine.intersection(body.organization.binds):
                ways[body.id] = f"binds members of {min(both)}"
        return ways

    def rows(self) -> list[dict[str, Any]]:
        """One row per body: size, vacant seats, majority, quorum, named members."""
        return [
            {
                "body": b.id,
                "name": b.organization.name,
                "size": told_band(b.span(lambda w: w.size)),
                "vacant": told_band(b.span(lambda w: w.vacant)),
                "majority": told_band(b.span(lambda w: w.majority)),
                "of": b.organization.majority,
                "quorum": _told(b.quorum),
                "named": len(b.persons),
                "bound_by": list(b.bound_by),
                "unsettled": list(b.unsettled),
            }
            for b in self.bodies.values()
        ]

    def __repr__(self) -> str:
        return f"<State {self.date}: {len(self.bodies)} bodies>"


def state_at(facts: Facts, books: Ledger, date: Date, hypothetical: Iterable[str] = ()) -> State:
    """The state at the end of a day."""
    if not date.exact:
        raise FormateurError(
            f"{date} is more than one day; a state is that of one day, like 1917-11-17"
        )
    assert date.first is not None
    day = date.first
    present = books.members(day)
    by_body: dict[str, list[Membership]] = {}
    for m in present:
        by_body.setdefault(m.organization, []).append(m)
    standing = [o for o in facts.organizations if _stands(o, day)]
    groups = {o.id: o for o in standing if o.is_group}
    bodies = {o.id: _body(o, books, day, by_body, standing) for o in standing if not o.is_group}
    unsettled = [e.id for e in books.loose if first_day(e.date) <= day < last_day(e.date)]
    return State(date, bodies, groups, tuple(present), tuple(unsettled), tuple(hypothetical))


def _stands(body: Organization, day: int) -> bool:
    """Whether a body exists on a day; one of unknown founding does, one only proposed never."""
    if body.proposed:
        return False
    return first_day(body.founded) <= day and (
        body.dissolved is None or day < last_day(body.dissolved)
    )


def _body(
    body: Organization,
    books: Ledger,
    day: int,
    by_body: Mapping[str, list[Membership]],
    standing: Iterable[Organization],
) -> BodyState:
    account, unsettled = books.account(body.id, day)
    members = by_body.get(body.id, [])
    inside = [o for o in standing if o.is_group and o.within == body.id]
    here = {m.person for m in members} if inside else set()  # a house may be large
    factions = {
        o.id: tuple(m.person for m in by_body.get(o.id, []) if m.person in here) for o in inside
    }
    posts: dict[str, tuple[str, ...]] = {}
    for m in [m for m in members if m.post]:
        posts[m.post] = (*posts.get(m.post, ()), m.person)
    bound_by = {
        o.id: tuple(g for g in o.binds if g in account.seats)
        for o in standing
        if any(g in account.seats for g in o.binds)
    }
    ways = book_ways[1:] if (book_ways := books.ways(body.id, day)) else None
    sizes = None if ways is None else hull([account.size, *(w.size for w in ways)])
    least, most = sizes if isinstance(sizes, tuple) else (sizes, sizes)
    others = [Account(None, None, {})] if ways is None else ways
    return BodyState(
        organization=body,
        size=account.size,
        vacant=account.vacant,
        seats=account.seats,
        members=tuple(members),
        factions=factions,
        posts=posts,
        bound_by=bound_by,
        unsettled=tuple(s.event.id for s in unsettled),
        least=least,
        most=most,
        ways=tuple(BodyState(body, w.size, w.vacant, w.seats) for w in others),
    )


def differences(before: State, after: State) -> list[dict[str, Any]]:
    """What differs between two states: bodies, sizes, majorities, seats, members, offices."""
    rows: list[dict[str, Any]] = []

    def note(body: str, what: str, was: Any, now: Any) -> None:
        if was != now:
            rows.append({"body": body, "what": what, "before": was, "after": now})

    for body in dict.fromkeys([*before.bodies, *after.bodies]):
        old, new = before.bodies.get(body), after.bodies.get(body)
        if old is None or new is None:
            note(body, "exists", old is not None, new is not None)
            continue
        for what in ("size", "vacant", "majority"):
            number = attrgetter(what)
            note(body, what, told_band(old.span(number)), told_band(new.span(number)))
        note(body, "quorum", _told(old.quorum), _told(new.quorum))
        was, now = old.held, new.held
        for group in dict.fromkeys([*was, *now]):
            seats = (told_band(held.get(group, 0)) for held in (was, now))
            note(body, f"seats of {group}", *seats)
        for person in dict.fromkeys([*old.persons, *new.persons]):
            note(body, f"member {person}", person in old.persons, person in new.persons)
        for post in dict.fromkeys([*old.posts, *new.posts]):
            note(
                body, f"post {post}", list(old.posts.get(post, ())), list(new.posts.get(post, ()))
            )
    return rows
