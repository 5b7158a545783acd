"""All facts of one record together, with an index of every id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from formateur.errors import UnknownIdError
from formateur.memory import uncollected
from formateur.record.claims import Claim, Point, Proposal
from formateur.record.decisions import ENDING, Motion
from formateur.record.documents import Document
from formateur.record.events import Event, in_order, last_day
from formateur.record.people import Fact, Organization, Person, Tally
from formateur.record.variants import Correction, Variant

__all__ = ["KINDS", "Facts", "Force", "Path"]

Path = tuple[str | int, ...]


# kind of fact: the list that holds it
KINDS = {
    "person": "persons",
    "organization": "organizations",
    "event": "events",
    "claim": "claims",
    "point": "points",
    "proposal": "proposals",
    "document": "documents",
    "variant": "variants",
    "correction": "corrections",
    "tally": "tallies",
}


class Force(NamedTuple):
    """An adopted motion, the first day on which it is certain to be in force, and the last."""

    first: int
    last: int
    event: Event
    motion: Motion


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts of a record as a file holds them, in the order of the file.

    `assembly` is the organization that the case's own parties and rule belong to.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    assembly: str = ""
    persons: tuple[Person, ...] = ()
    organizations: tuple[Organization, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    points: tuple[Point, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    documents: tuple[Document, ...] = ()
    variants: tuple[Variant, ...] = ()
    corrections: tuple[Correction, ...] = ()
    tallies: tuple[Tally, ...] = ()

    def walk(self) -> Iterator[tuple[Path, Fact]]:
        """Every fact with an id, with its place in the file: motions and passages too."""
        for name in KINDS.values():
            for k, fact in enumerate(getattr(self, name)):
                yield (name, k), fact
                if isinstance(fact, Event):
                    for m, motion in enumerate(fact.motions):
                        yield (name, k, "motions", m), motion
                elif isinstance(fact, Document):
                    for m, passage in enumerate(fact.passages):
                        yield (name, k, "passages", m), passage

    @cached_property
    def index(self) -> dict[str, Fact]:
        """Every fact by its id, the first where two share one."""
        found: dict[str, Fact] = {}
        for _, fact in self.walk():
            found.setdefault(fact.id, fact)
        return found

    @cached_property
    def places(self) -> dict[str, Path]:
        """The place of every fact by its id."""
        return {fact.id: path for path, fact in self.walk()}

    def find(self, fact: str) -> Any:
        """The fact with this id; capitals do not matter."""
        found = self.index.get(fact) or self.index.get(fact.lower())
        if found is None:
            raise UnknownIdError("fact", fact, list(self.index))
        return found

    @cached_property
    def motions(self) -> dict[str, tuple[Event, Motion]]:
        """Every motion by id, with the event in which it was put."""
        return {m.id: (e, m) for e in self.events for m in e.motions}

    @cached_property
    def ordered(self) -> tuple[Event, ...]:
        """Every event, in the order in which they are certain to have happened."""
        return tuple(in_order(self.events))

    @cached_property
    def put(self) -> tuple[tuple[Event, Motion], ...]:
        """Every motion with its event, in the order in which they are certain to have been put."""
        if self.ordered == self.events:
            return tuple(self.motions.values())
        return tuple((e, m) for e in self.ordered for m in e.motions)

    @cached_property
    def treated(self) -> dict[str, list[tuple[str, Event, Motion]]]:
        """By motion, how later motions, adopted or not, treat it, in that order."""
        with uncollected():
            found: dict[str, list[tuple[str, Event, Motion]]] = {}
            for event, motion in self.put:
                for how, earlier in motion.earlier():
                    found.setdefault(earlier, []).append((how, event, motion))
            return found

    @cached_property
    def forces(self) -> tuple[Force, ...]:
        """Every adopted motion with the days on which it is in force, by the first of them."""
        with uncollected():
            ended = self.treated
            return tuple(
                Force(last_day(e.date), self._end(m) if m.id in ended else last_day(m.until), e, m)
                for e, m in self.put
                if m.result == "adopted"
            )

    def _end(self, motion: Motion) -> int:
        """The last day of a motion: its own, or that before another has certainly ended it."""
        ends = [
            last_day(by.date) - 1
            for how, by, later in self.treated[motion.id]
            if how in ENDING and later.result == "adopted"
        ]
        return min([*ends, last_day(motion.until)])
