"""Persons and organizations of a record: bodies, parties, factions, camps. Popolo's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from formateur.fields import Confidence, Count, Id, Ids, Mark, Quality, Quorum, one_of
from formateur.record.calendars import Date, parse_date

__all__ = [
    "BODIES",
    "CLASSIFICATIONS",
    "EXIT",
    "GROUPS",
    "Day",
    "Fact",
    "Member",
    "Name",
    "Organization",
    "Person",
    "Tally",
]

# What ends a body's rule on public speech for who leaves it.
EXIT = "exit"
# Groups of people who act alike, from the widest to the narrowest.
GROUPS = ("camp", "party", "wing", "parliamentary-group", "faction")
# Bodies that meet and decide.
BODIES = (
    "party-organ",
    "assembly",
    "executive",
    "government",
    "congress",
    "conference",
    "council",
    "committee",
    "union",
    "army-organ",
    "public",
)
CLASSIFICATIONS = (*BODIES, *GROUPS)


def _day(value: object) -> Date | None:
    if value is None or isinstance(value, Date):
        return value
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise ValueError(f"{value!r} is not a date; use 1917-11-17, or 1917-11-04 OS")
    return parse_date(str(value))


Day = Annotated[Date | None, Mark(_day, {"type": ["string", "integer"]})]
_Classification = Annotated[
    str, Mark(one_of("classification", CLASSIFICATIONS), {"enum": list(CLASSIFICATIONS)})
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every fact carries: an id, its sources, and how good they are.

    `quality` is a source's own letter when left out (P document of the time, E eyewitness,
    S specialist, T reference work, D computed, M from memory).
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: Id
    source: Ids = ()
    quality: Quality = ""
    confidence: Confidence = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One printed form of a name: initials, pseudonym, transliteration."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    name: str
    kind: str = ""
    source: Ids = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Fact):
    """One person, however many forms of the name the sources print."""

    name: str
    names: tuple[Name, ...] = ()

    def __repr__(self) -> str:
        return f"<Person {self.id}: {self.name}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Who belonged to an organization from its start, or from `start`, by which way.

    `entry` says how (elected, co-opted, appointed, joined); `post` is an office held.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    person: str
    post: str = ""
    on_behalf_of: str = ""
    entry: str = ""
    start: Day = None
    source: Ids = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization(Fact):
    """A body that decides, or a group of people: `classification` says which.

    Size and seats are those at the start; events change them. `size` counts members or seats and
    may be unknown; `vacant` counts the seats nobody holds then (left out: none, or where groups
    hold the seats those that no group holds). `exits` says what a departure does to the size: the
    seat stays ``vacant``, or the size becomes ``smaller``. `without_vote` counts the members of a
    group who do not vote (a chair, deputies, seats not taken up). `majority` is of ``members`` or
    of votes ``cast``.
    `quorum` is the fewest who must be present: a number, or a share of the size.
    `party_unknown` names groups of its seats whose members may belong to any other group seated
    there: members of whom no source names the group, or seats known only by who sends them.
    `binds` names the groups whose members vote in other bodies as this body decides. `speech` is
    its rule on what members say in public, `released_by` what ends it: ``exit`` (leaving the body)
    or events. `proposed`
    marks a body that only stands in someone's plan. `within` is the body a faction is a part of,
    `basis` how we know it: ``declared`` by a text, by its ``members``, or by ``inference`` of
    `by`.
    """

    name: str
    classification: _Classification
    names: tuple[Name, ...] = ()
    parent: str = ""
    elected_by: str = ""
    within: str = ""
    founded: Day = None
    dissolved: Day = None
    proposed: bool = False
    size: Count = None
    vacant: Count = None
    exits: Annotated[
        str, Mark(one_of("way of exits", ("vacant", "smaller")), {"enum": ["vacant", "smaller"]})
    ] = "vacant"
    majority: Annotated[
        str, Mark(one_of("majority", ("members", "cast")), {"enum": ["members", "cast"]})
    ] = "members"
    quorum: Quorum = None
    seats: Mapping[str, Count] = field(default_factory=dict, hash=False)
    without_vote: Mapping[str, Count] = field(default_factory=dict, hash=False)
    party_unknown: Ids = ()
    members: tuple[Member, ...] = ()
    binds: Ids = ()
    speech: str = ""
    released_by: Ids = ()
    answers_to: str = ""
    basis: Annotated[
        str,
        Mark(
            one_of("basis", ("", "declared", "members", "inference")),
            {"enum": ["", "declared", "members", "inference"]},
        ),
    ] = ""
    by: Ids = ()
    colour: str = ""
    short: str = ""

    @property
    def is_group(self) -> bool:
        """Whether this is a group of people and not a body that meets."""
        return self.classification in GROUPS

    def __repr__(self) -> str:
        return f"<Organization {self.id}: {self.classification}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally(Fact):
    """Seats of a body on a day as somebody published them, to be held against the events.

    Groups counted together stand as one key joined by ``+``. Groups left out were not published.
    """

    organization: str
    date: Day
    seats: Mapping[str, Count] = field(default_factory=dict, hash=False)
    size: Count = None

    def __repr__(self) -> str:
        return f"<Tally {self.id}: {self.organization} on {self.date}>"
