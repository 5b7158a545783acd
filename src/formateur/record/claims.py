"""What somebody asserts: readings, forecasts, motives, aims, terms. Never axioms of a model."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, ClassVar

from formateur.errors import FormateurError, UnknownIdError
from formateur.fields import Confidence, Ids, Mark, Quality, one_of
from formateur.record.calendars import parse_date
from formateur.record.events import first_day, last_day
from formateur.record.people import Day, Fact
from formateur.terms import Condition, conflict

__all__ = ["CLAIMS", "STANCES", "Claim", "Clash", "Point", "Position", "Proposal", "clashes"]

CLAIMS = (
    "reading",  # of a decision's effect
    "refusal",
    "necessary-condition",
    "forecast",
    "hope",
    "motive",  # in the words of who states it
    "reason",  # as a source reports it, in other words
    "intent",
    "representation",
    "salience",
    "red-line",
    "cost",
    "influence",
    "slogan",
    "conflict",
)
STANCES = ("for", "against", "conditional", "unknown")
# Types of government by composition, never by label.
SHAPES = ("", "all-parties", "some-parties", "single-party", "minority-share", "caretaker")
LEVELS = ("", "named", "wanted", "most wanted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Fact):
    """One assertion by somebody (`by`), kept apart from what it is about.

    `quote` holds the asserter's own words, `text` ours. A refusal is ``explicit`` or
    ``constructive`` (terms that are designed or foreseen to fail). `grounds` are what an inference
    rests on; `evidence` and `counter` are facts for and against a claim to speak for others, with
    its `quantifier`; `level` is how strongly something is said to be wanted; `horizon` until when
    a forecast looks. The record computes no score from any of them.

    A ``motive`` is a quote; a reason that a source gives in its own words is a ``reason``.
    """

    kind: Annotated[str, Mark(one_of("kind of claim", CLAIMS), {"enum": list(CLAIMS)})]
    by: Ids
    text: str
    quote: str = ""
    date: Day = None
    about: Ids = ()
    of: Ids = ()
    form: Annotated[
        str,
        Mark(
            one_of("form of a refusal", ("", "explicit", "constructive")),
            {"enum": ["", "explicit", "constructive"]},
        ),
    ] = ""
    grounds: Ids = ()
    quantifier: str = ""
    evidence: Ids = ()
    counter: Ids = ()
    level: Annotated[str, Mark(one_of("level", LEVELS), {"enum": list(LEVELS)})] = ""
    goals: tuple[str, ...] = ()
    horizon: str = ""
    document: str = ""

    def __post_init__(self) -> None:
        if self.kind == "motive" and not self.quote:
            raise FormateurError(
                "a motive is given as a quote of who states it; a reason that a source reports in "
                "other words is of kind reason"
            )

    def __repr__(self) -> str:
        return f"<Claim {self.id}: {self.kind} by {'+'.join(self.by)}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where an actor stands on a programme point, as a source reports it."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    by: Ids
    stance: Annotated[str, Mark(one_of("stance", STANCES), {"enum": list(STANCES)})] = "unknown"
    text: str = ""
    quote: str = ""
    date: Day = None
    source: Ids = ()
    quality: Quality = ""
    confidence: Confidence = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point(Fact):
    """One point of a programme: a verb and its object, in neutral words.

    `cites` is a decision whose content the point takes over, `deadline` a day it names. Points
    keep the order of the text they come from.
    """

    verb: str
    object: str
    quote: str = ""
    cites: str = ""
    deadline: Day = None
    positions: tuple[Position, ...] = ()

    def __repr__(self) -> str:
        return f"<Point {self.id}: {self.verb} {self.object}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal(Fact):
    """A set of terms of one actor or body, in one version, split into conditions.

    `partners` words a rule on who may take part ("parties of the Soviet that accept these
    decrees"). The other keys make it one that can be held against a day (`Record.partners`):
    groups with seats in the body `partners_in`, or those of `partners_named`, without
    `partners_less`, that are for each decision or programme point of `partners_accept`. `listed`
    names who falls in it where a source says so. `shape` is the type of government by its
    composition. `replaces` is an earlier version by the same actor.
    """

    title: str
    by: Ids
    date: Day = None
    version: int = 1
    replaces: str = ""
    status: Annotated[
        str,
        Mark(
            one_of("status", ("offered", "adopted", "refused", "withdrawn", "reported")),
            {"enum": ["offered", "adopted", "refused", "withdrawn", "reported"]},
        ),
    ] = "offered"
    partners: str = ""
    partners_in: str = ""
    partners_named: Ids = ()
    partners_less: Ids = ()
    partners_accept: Ids = ()
    listed: Ids = ()
    shape: Annotated[
        str, Mark(one_of("shape of a government", SHAPES), {"enum": list(SHAPES)})
    ] = ""
    text: str = ""
    conditions: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        known = [c.id for c in self.conditions if c.id]
        if twice := [i for i in known if known.count(i) > 1]:
            raise FormateurError(f"two conditions of one set share the id {twice[0]!r}")
        for condition in self.conditions:
            if condition.given and condition.given not in known:
                raise UnknownIdError("condition of the set in 'given'", condition.given, known)
        binding = [c for c in self.conditions if c.force == "mandatory"]
        for one, other in combinations(binding, 2):
            if said := conflict(one, other):
                raise FormateurError(f"two mandatory conditions of one set collide: {said}")
        for condition in binding:
            if condition.date and self.date is not None:
                end = parse_date(condition.date)
                if last_day(end) < first_day(self.date):
                    raise FormateurError(f"the deadline {end} lies before the day {self.date}")

    def __repr__(self) -> str:
        return f"<Proposal {self.id} by {'+'.join(self.by)}: {len(self.conditions)} conditions>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two conditions of two sets of terms that no government can meet together."""

    one: str
    other: str
    first: Condition
    second: Condition
    reason: str


def clashes(one: Proposal, other: Proposal) -> tuple[Clash, ...]:
    """Every pair of standing conditions, one from each set, that conflict, with the reason."""
    found = []
    for a in one.conditions:
        for b in other.conditions:
            standing = "withdrawn" not in (a.force, b.force)
            if standing and (reason := conflict(a, b)):
                found.append(Clash(one=one.id, other=other.id, first=a, second=b, reason=reason))
    return tuple(found)
