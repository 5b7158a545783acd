"""The events of a record gone through once: who was where from when to when, and every seat moved.

A state of any day is read off what stands here, so that it cannot disagree with the events.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from formateur.errors import MOST_FAULTS
from formateur.record.calendars import Date
from formateur.record.events import (
    NEVER,
    Change,
    Entry,
    Event,
    Exit,
    first_day,
    last_day,
)
from formateur.record.facts import Facts
from formateur.record.people import Organization

__all__ = ["Account", "Ledger", "Membership", "ledger"]

_EVERY = 64  # steps between two stored accounts of one body
_WAYS = 4_096  # accounts of one body that uncertain days leave open, told apart


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's time in a body or office: from `start` to `end`, how it began and ended.

    A `start` of ``None`` is unknown and before all events, an `end` of ``None`` is none. `began`
    and `ended` are the events.
    """

    person: str
    organization: str
    post: str = ""
    on_behalf_of: str = ""
    start: Date | None = None
    end: Date | None = None
    entry: str = ""
    exit: str = ""
    began: str = ""
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What one event does to one body: members that come or go, seats that move."""

    last: int
    first: int
    event: Event
    members: int
    changes: tuple[Change, ...]


@dataclass(slots=True)
class Account:
    """Size, vacant seats, and seats by group of one body, as steps are applied."""

    size: int | None
    vacant: int | None
    seats: dict[str, int | None]

    @classmethod
    def opening(cls, body: Organization) -> Account:
        """The account at the start: all seats that no group holds are vacant."""
        seats = dict(body.seats)
        held = None if None in seats.values() else sum(n or 0 for n in seats.values())
        if body.size is None or body.vacant is not None:
            return cls(body.size, body.vacant, seats)
        # Members no source names fill the rest of a body whose seats no group holds.
        return cls(body.size, body.size - held if seats and held is not None else 0, seats)

    @property
    def key(self) -> tuple[object, ...]:
        """What tells two accounts apart."""
        return self.size, self.vacant, tuple(sorted(self.seats.items()))

    def copy(self) -> Account:
        return Account(self.size, self.vacant, dict(self.seats))

    def apply(self, step: Step, smaller: bool) -> str:
        """Apply a step; return what is wrong with it, or ``""``."""
        wrong = ""
        if step.members and smaller:
            self.size = None if self.size is None else self.size + step.members
        elif step.members and not self.seats:  # where groups hold the seats, changes move them
            self._vacate(-step.members)
        for change in step.changes:
            wrong = self._change(change) or wrong
        if self.vacant is not None and self.vacant < 0:
            more = "one more seat" if self.vacant == -1 else f"{-self.vacant} more seats"
            wrong = wrong or f"fills {more} than are vacant"
        if self.size is not None and self.size < 0:
            wrong = "leaves a size below 0"
        return wrong

    def _change(self, change: Change) -> str:
        if change.all and not change.loses:
            return self._fill(change)
        wrong = ""
        number = self.seats.get(change.loses, 0) if change.all else change.number
        if change.loses and change.all:
            self.seats[change.loses] = 0
        elif change.loses:
            wrong = self._move(change.loses, -change.number)
        if change.gains:
            wrong = self._move(change.gains, number) or wrong
        if change.loses and not change.gains:
            self._vacate(number)
        if change.gains and not change.loses:
            self._vacate(-change.number)
        self._resize(change)
        return wrong

    def _fill(self, change: Change) -> str:
        """All vacant seats, those of the new size too, go to one group."""
        if not change.gains:
            return "moves all seats of no group to no group"
        self._resize(change)
        wrong = self._move(change.gains, self.vacant)
        self.vacant = 0
        return wrong

    def _resize(self, change: Change) -> None:
        if change.size is None:
            return
        grown = 0 if self.size is None else change.size - self.size
        self.size = change.size
        if self.seats:
            self._vacate(grown)

    def _vacate(self, number: int | None) -> None:
        known = self.vacant is not None and number is not None
        self.vacant = (self.vacant or 0) + (number or 0) if known else None

    def _move(self, group: str, number: int | None) -> str:
        had = self.seats.get(group, 0)
        if had is None or number is None:
            self.seats[group] = None
            return ""
        self.seats[group] = had + number
        if had + number < 0:
            return f"takes {-number} seats from {group!r}, which holds {had}"
        return ""


@dataclass(frozen=True)
class _Book:
    """All steps of one body, with accounts stored on the way so that a day is soon reached."""

    body: Organization
    steps: tuple[Step, ...] = ()
    days: tuple[int, ...] = ()
    stored: tuple[Account, ...] = ()
    sizes: tuple[int | None, ...] = ()  # before the first step, and after each
    loose: tuple[Step, ...] = ()  # steps of more than one possible day

    @cached_property
    def places(self) -> dict[str, int]:
        """By event, how many steps lead to what it leaves behind."""
        return {step.event.id: k for k, step in enumerate(self.steps, 1)}

    @classmethod
    def write(cls, body: Organization, steps: list[Step], faults: list[tuple[str, str]]) -> _Book:
        account, stored = Account.opening(body), []
        sizes = [account.size]
        for k, step in enumerate(steps):
            if k % _EVERY == 0:
                stored.append(account.copy())
            if wrong := account.apply(step, body.exits == "smaller"):
                faults.append((step.event.id, f"{wrong} in {body.id!r}"))
            sizes.append(account.size)
        return cls(
            body=body,
            steps=tuple(steps),
            days=tuple(s.last for s in steps),
            stored=tuple(stored),
            sizes=tuple(sizes),
            loose=tuple(s for s in steps if s.first != s.last),
        )

    def branches(
        self, accounts: Iterable[Account], steps: Iterable[tuple[Step, bool]]
    ) -> tuple[Account, ...] | None:
        """Accounts after steps that are each certain or open: an open one is taken or not.

        What the record itself rules out, as a seat taken from a group that holds none, is passed
        over. ``None``: more than can be told apart.
        """
        found = tuple(accounts)
        for step, loose in steps:
            copies = [a.copy() for a in found]
            faults = [a.apply(step, self.body.exits == "smaller") for a in copies]
            taken = [a for a, wrong in zip(copies, faults, strict=True) if not wrong]
            kept = [*found, *taken] if loose else taken or copies
            found = tuple({a.key: a for a in kept}.values())
            if len(found) > _WAYS:
                return None
        return found

    def upto(self, count: int) -> Account:
        """The account after the first `count` steps."""
        if not self.steps:
            return Account.opening(self.body)
        nearest = min(count // _EVERY, len(self.stored) - 1)
        account = self.stored[nearest].copy()
        for step in self.steps[nearest * _EVERY : count]:
            account.apply(step, self.body.exits == "smaller")
        return account


@dataclass(frozen=True)
class Ledger:
    """Memberships as intervals, a book for each body, and the faults met on the way.

    A fault is an event's (or body's) id and what is wrong with it. `faults` is empty for a record
    that was read without error. `loose` are the events that may lie on more than one day.
    """

    events: tuple[Event, ...]
    memberships: tuple[Membership, ...]
    faults: tuple[tuple[str, str], ...] = ()
    books: Mapping[str, _Book] = field(default_factory=dict, repr=False)
    loose: tuple[Event, ...] = field(default=(), repr=False)
    starts: tuple[int, ...] = field(default=(), repr=False)
    ends: tuple[int, ...] = field(default=(), repr=False)

    def members(self, day: int) -> list[Membership]:
        """Memberships certain to have begun and not certain to have ended by a day's end."""
        begun = bisect_right(self.starts, day)
        return [
            m
            for m, end in zip(self.memberships[:begun], self.ends[:begun], strict=True)
            if end > day
        ]

    def account(self, body: str, day: int) -> tuple[Account, tuple[Step, ...]]:
        """A body's account at the end of a day, and the steps that may or may not lie before."""
        book = self.books[body]
        unsettled = tuple(s for s in book.loose if s.first <= day < s.last)
        return book.upto(bisect_right(book.days, day)), unsettled

    def ways(self, body: str, day: int) -> tuple[Account, ...] | None:
        """Every account a body may have at the end of a day, unsettled steps taken or not.

        The first is the one without them. ``None``: too many to be told apart.
        """
        account, unsettled = self.account(body, day)
        return self.books[body].branches([account], [(s, True) for s in unsettled])

    def around(self, body: str, event: str) -> tuple[tuple[Account, ...], ...] | None:
        """A body's accounts right before and right after an event, whatever else its day brings.

        An event of several possible days is taken on the last of them. There is more than one
        account where another event may or may not lie before. ``None``: too many to tell apart.
        """
        book = self.books[body]
        place = book.places.get(event, 0)
        if not place:
            return (book.upto(0),), (book.upto(0),)
        step = book.steps[place - 1]
        open_ = [(s, True) for s in book.loose if _may_precede(s, step)]
        before = book.branches([book.upto(place - 1)], open_)
        after = before and book.branches(before, [(step, False)])
        return (before, after) if before and after else None

    def moved(self, event: str) -> list[str]:
        """Bodies whose members or seats an event moves."""
        return [name for name, book in self.books.items() if event in book.places]

    def opening(self, body: str) -> Account:
        """A body's account before all events."""
        return self.books[body].upto(0)

    def size(self, body: str, day: int) -> int | None:
        """A body's size at the end of a day."""
        book = self.books[body]
        return book.sizes[bisect_right(book.days, day)]

    def largest(self, body: str, event: Event) -> int | None:
        """The largest a body may have been on the days of an event, before or after it.

        Unknown, too, where another event that moves members or sizes may lie on those days or not.
        """
        book = self.books.get(body)
        if book is None:
            return None
        before, last = first_day(event.date) - 1, last_day(event.date)
        if any(s.first <= last and s.last > before for s in book.loose if s.event is not event):
            return None
        # every size in between: on one day a body may grow and shrink
        sizes = book.sizes[bisect_right(book.days, before) : bisect_right(book.days, last) + 1]
        return None if None in sizes else max(n for n in sizes if n is not None)


def _may_precede(other: Step, step: Step) -> bool:
    """Whether an event that ends later may yet have happened before the last day of this one."""
    return other.first <= step.last < other.last and step.event.id not in other.event.after


@dataclass(slots=True)
class _Open:
    """A membership that has begun and not ended; `number` counts them as they began."""

    number: int
    start: Date | None
    entry: str
    began: str
    on_behalf_of: str


class _Clerk:
    """Goes through the events. A fault is noted with its event, and the clerk goes on."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.open: dict[tuple[str, str], dict[str, _Open]] = {}
        self.closed: list[Membership] = []
        self.numbers: list[int] = []  # of those closed: the order in which they began
        self.begun = 0
        self.faults: list[tuple[str, str]] = []
        # exits by event and person, so that they can be taken back one by one
        self.gone: dict[tuple[str, str], list[Membership]] = {}
        self.steps: dict[str, list[Step]] = {body.id: [] for body in facts.organizations}

    def run(self) -> Ledger:
        self._open_founders()
        events = self.facts.ordered
        for event in events:
            if event.enters or event.leaves or event.revokes or event.changes:
                self._apply(event)
        self._close_rest()
        books = {
            body.id: _Book.write(body, self.steps[body.id], self.faults)
            for body in self.facts.organizations
        }
        # In the order in which they began, whatever happens later.
        pairs = zip(map(_start, self.closed), self.numbers, self.closed, strict=True)
        ordered = [m for _, _, m in sorted(pairs)]
        return Ledger(
            events=events,
            loose=tuple(e for e in events if first_day(e.date) != last_day(e.date)),
            memberships=tuple(ordered),
            faults=tuple(self.faults),
            books=books,
            starts=tuple(map(_start, ordered)),
            ends=tuple(last_day(m.end) for m in ordered),
        )

    def _open_founders(self) -> None:
        for body in self.facts.organizations:
            for member in body.members:
                here = self.open.setdefault((member.person, body.id), {})
                if member.post in here:
                    self.faults.append((body.id, f"lists {member.person!r} twice"))
                start = member.start or body.founded
                here[member.post] = self._begin(start, member.entry, "", member.on_behalf_of)

    def _begin(self, start: Date | None, entry: str, began: str, whose: str) -> _Open:
        self.begun += 1
        return _Open(self.begun, start, entry, began, whose)

    def _close(self, membership: Membership, was: _Open) -> None:
        self.closed.append(membership)
        self.numbers.append(was.number)

    def _close_rest(self) -> None:
        for (person, body), posts in self.open.items():
            for post, was in posts.items():
                self._close(_membership(person, body, post, was), was)

    def _apply(self, event: Event) -> None:
        coming: dict[str, int] = {}
        for entry in event.enters:
            self._count(coming, entry.organization, self._enter(event, entry))
        for exit_ in event.leaves:
            self._count(coming, exit_.organization, -self._leave(event, exit_))
        for back in event.revokes:
            for person in back.persons:
                self._revoke(event, person, back.event, coming)
        last, first = last_day(event.date), first_day(event.date)
        for body in dict.fromkeys([*coming, *(c.organization for c in event.changes)]):
            changes = event.changes and tuple(c for c in event.changes if c.organization == body)
            step = Step(last, first, event, coming.get(body, 0), changes)
            self.steps.setdefault(body, []).append(step)

    @staticmethod
    def _count(coming: dict[str, int], body: str, number: int) -> None:
        coming[body] = coming.get(body, 0) + number

    def _enter(self, event: Event, entry: Entry) -> int:
        """How many new members; an office of somebody already there adds none."""
        new = 0
        for person in entry.persons:
            here = self.open.setdefault((person, entry.organization), {})
            if entry.post in here:
                what = (
                    f"already holds {entry.post!r} in" if entry.post else "is already a member of"
                )
                self.faults.append((event.id, f"{person!r} {what} {entry.organization!r}"))
                continue
            new += not here
            here[entry.post] = self._begin(event.date, entry.how, event.id, entry.on_behalf_of)
        return new

    def _leave(self, event: Event, exit_: Exit) -> int:
        """How many members the body loses; leaving one of two offices loses none."""
        lost = 0
        for person in exit_.persons:
            here = self.open.get((person, exit_.organization), {})
            if not here or (exit_.post and exit_.post not in here):
                self.faults.append((event.id, self._no_member(event, person, exit_)))
                continue
            for post in [exit_.post] if exit_.post else list(here):
                was = here.pop(post)
                if last_day(event.date) < first_day(was.start):
                    self.faults.append((event.id, _too_early(person, exit_.organization, was)))
                left = _membership(person, exit_.organization, post, was, event, exit_.how)
                self._close(left, was)
                self.gone.setdefault((event.id, person), []).append(left)
            lost += not here
        return lost

    def _no_member(self, event: Event, person: str, exit_: Exit) -> str:
        """Why this person cannot leave: left already, joins later, or was never there."""
        body = exit_.organization
        if len(self.faults) > MOST_FAULTS:  # the first tell why; each is a walk through all
            return f"{person!r} is no member of {body!r} and cannot leave it"
        if exit_.post and self.open.get((person, body)):
            return f"{person!r} does not hold {exit_.post!r} in {body!r} and cannot leave it"
        for left in reversed(self.closed):
            if (left.person, left.organization) == (person, body):
                return f"{person!r} leaves {body!r} twice; the first time by {left.ended!r}"
        for other in self.facts.events:
            for entry in other.enters:
                if person in entry.persons and entry.organization == body and other is not event:
                    return f"{person!r} leaves {body!r} before joining it by {other.id!r}"
        return f"{person!r} is no member of {body!r} and cannot leave it"

    def _revoke(self, event: Event, person: str, earlier: str, coming: dict[str, int]) -> None:
        left = self.gone.pop((earlier, person), [])
        if not left:
            self.faults.append((event.id, f"{earlier!r} has no exit of {person!r} to take back"))
        for was in left:
            here = self.open.setdefault((person, was.organization), {})
            if was.post in here:
                says = f"{person!r} is back in {was.organization!r} before {event.id!r}"
                self.faults.append((event.id, f"{says} takes back the exit of {earlier!r}"))
                continue
            self._count(coming, was.organization, int(not here))
            here[was.post] = self._begin(event.date, "returned", event.id, was.on_behalf_of)


def _start(membership: Membership) -> int:
    return -NEVER if membership.start is None else last_day(membership.start)


def _too_early(person: str, body: str, was: _Open) -> str:
    return f"{person!r} leaves {body!r} before joining it on {was.start}"


def _membership(
    person: str, body: str, post: str, was: _Open, event: Event | None = None, how: str = ""
) -> Membership:
    return Membership(
        person=person,
        organization=body,
        post=post,
        on_behalf_of=was.on_behalf_of,
        start=was.start,
        end=event.date if event else None,
        entry=was.entry,
        exit=how,
        began=was.began,
        ended=event.id if event else "",
    )


def ledger(facts: Facts) -> Ledger:
    """Go through all events of the facts, in order."""
    return _Clerk(facts).run()
