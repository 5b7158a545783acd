"""What happened: dated acts, and what each changes in the membership and seats of bodies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, ClassVar

from formateur.fields import Count, Ids, Mark, one_of
from formateur.record.calendars import Date, weekday_named
from formateur.record.decisions import Motion
from formateur.record.people import Day, Fact

__all__ = [
    "ACTS",
    "ENTRIES",
    "EXITS",
    "NEVER",
    "Change",
    "Dating",
    "Entry",
    "Event",
    "Exit",
    "Revocation",
    "days_of",
    "first_day",
    "in_order",
    "last_day",
]

NEVER = 10**9  # a day after all others; its negative comes before all others

ACTS = (
    "founding",
    "membership",  # begins or ends, the source does not say how
    "dissolution",
    "election",
    "appointment",
    "resignation",
    "removal",
    "death",
    "readmission",
    "request",
    "retraction",
    "defection",
    "expulsion",
    "suspension",
    "by-election",
    "split",
    "merger",
    "enlargement",
    "decision",
    "statement",
    "dissent",
    "disclaimer",
    "demand",
    "ultimatum",
    "threat",
    "refusal",
    "offer",
    "appeal",
    "negotiation",
    "agreement",
    "withdrawal",
    "boycott",
    "publication",
    "context",
)
ENTRIES = (
    "",
    "elected",
    "co-opted",
    "appointed",
    "joined",
    "readmitted",
    "replaced",
    "by-elected",
)
EXITS = ("", "resigned", "removed", "expelled", "suspended", "died", "expired", "recalled", "left")

_Act = Annotated[str, Mark(one_of("kind of event", ACTS), {"enum": list(ACTS)})]
_How = Annotated[str, Mark(one_of("way in", ENTRIES), {"enum": list(ENTRIES)})]
_Out = Annotated[str, Mark(one_of("way out", EXITS), {"enum": list(EXITS)})]


def _weekday(given: object) -> str:
    if given:
        weekday_named(str(given))
    return str(given or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Persons who join a body, or take a `post` in it."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    persons: Ids
    organization: str
    post: str = ""
    on_behalf_of: str = ""
    how: _How = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """Persons who leave a body, or with `post` only that office.

    Leaving an inner body leaves every other membership as it was.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    persons: Ids
    organization: str
    post: str = ""
    how: _Out = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Seats that pass from one group to another in a body, or a new size of the body.

    An empty `loses` fills vacant seats, an empty `gains` leaves seats vacant. With `all` they are
    all the seats the group has, or with no `loses` all that are vacant, however many: where that
    number is unknown, what it changes is too. `persons` names who moved, where known. `size` sets
    the size; seats not given to a group are then vacant.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    organization: str
    loses: str = ""
    gains: str = ""
    number: int = 1
    all: bool = False
    persons: Ids = ()
    how: str = ""
    size: Count = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """Exits of an earlier event taken back, for these persons only: each is where it was."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    event: str
    persons: Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """A date as one source prints it, in the calendar it claims, with a weekday if it has one."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    date: Day
    weekday: Annotated[str, Mark(_weekday, {"type": "string"})] = ""
    source: Ids = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Fact):
    """One dated act. `date` keeps the calendar it was printed in.

    `by` are the actors, `body` where it took place, `target` whom it concerns, `condition` what
    it depends on. An appeal has an `audience`, a `request`, a `channel`; who responds says so in
    `responds_to`, as evidence of its own. `after` names events known to come before. `dated` holds
    the dates as single sources print them. `deadline` is a day the act sets.
    """

    date: Day
    kind: _Act
    title: str
    text: str = ""
    quote: str = ""
    by: Ids = ()
    body: str = ""
    target: Ids = ()
    about: Ids = ()
    condition: str = ""
    audience: str = ""
    request: str = ""
    channel: str = ""
    responds_to: Ids = ()
    after: Ids = ()
    dated: tuple[Dating, ...] = ()
    deadline: Day = None
    document: str = ""
    enters: tuple[Entry, ...] = ()
    leaves: tuple[Exit, ...] = ()
    changes: tuple[Change, ...] = ()
    revokes: tuple[Revocation, ...] = ()
    motions: tuple[Motion, ...] = ()
    hypothetical: bool = False

    def __repr__(self) -> str:
        return f"<Event {self.id}: {self.title}>"


def first_day(date: Date | None) -> int:
    """The first day a date can mean; an unknown one may be before all others."""
    return -NEVER if date is None or date.first is None else date.first


def last_day(date: Date | None) -> int:
    """The last day a date can mean; an unknown one may be after all others."""
    return NEVER if date is None or date.last is None else date.last


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events in the order in which they are certain to have happened.

    Among events of the same days the stated order (`after`) decides, then the file's.
    """
    ordered = sorted(events, key=days_of)
    if not any(e.after for e in ordered):
        return ordered
    made: list[Event] = []
    for _, same in groupby(ordered, key=days_of):
        made += _stated(list(same))
    return made


def days_of(event: Event) -> tuple[int, int]:
    """The last day an event can mean, then the first: the order in which it is certain."""
    return last_day(event.date), first_day(event.date)


def _stated(events: list[Event]) -> list[Event]:
    """Events of the same days, each behind those it is said to follow."""
    waiting = {e.id for e in events}
    made: list[Event] = []
    while events:
        ready = next((e for e in events if not waiting.intersection(e.after)), events[0])
        events.remove(ready)
        waiting.discard(ready.id)
        made.append(ready)
    return made
