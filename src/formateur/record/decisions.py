"""Motions and votes: what a body decided, by which vote, and how decisions follow one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from formateur.fields import Confidence, Count, Ids, Mark, Quality, one_of
from formateur.record.people import Day, Fact

__all__ = [
    "EFFECTS",
    "ENDING",
    "RELATIONS",
    "RESULTS",
    "TREATED",
    "GroupVotes",
    "Motion",
    "VoteEvent",
    "of_size",
]

# settles: binds from now on; frames: opens or frames a negotiation; procedure: how to go on.
EFFECTS = ("", "settles", "frames", "procedure")
RESULTS = ("adopted", "rejected", "withdrawn", "postponed", "unknown")
# How a decision treats an earlier one. Only the first two end it.
RELATIONS = ("replaces", "rescinds", "amends", "confirms", "reopens")
ENDING = RELATIONS[:2]
# What an earlier decision then is.
TREATED = dict(
    zip(RELATIONS, ("replaced", "rescinded", "amended", "confirmed", "reopened"), strict=True)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupVotes:
    """How one group voted; what is left out is unknown, never zero."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    yes: Count = None
    no: Count = None
    abstain: Count = None
    absent: Count = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteEvent:
    """One count of one vote, as one source has it. What is left out is unknown, never zero.

    `present` is the number in the room. `options` counts votes for named alternatives instead of
    yes and no. `first` is an earlier count of the same vote, before `extra` persons voted.
    Several counts of one motion are variants; `chosen` marks the one computed with.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    yes: Count = None
    no: Count = None
    abstain: Count = None
    absent: Count = None
    present: Count = None
    unanimous: bool | None = None
    options: Mapping[str, Count] = field(default_factory=dict, hash=False)
    groups: Mapping[str, GroupVotes] = field(default_factory=dict, hash=False)
    persons: Mapping[str, str] = field(default_factory=dict, hash=False)
    first: Mapping[str, Count] = field(default_factory=dict, hash=False)
    extra: Ids = ()
    roll_call: bool = False
    source: Ids = ()
    quality: Quality = ""
    confidence: Confidence = ""
    chosen: bool = False
    note: str = ""

    @property
    def cast(self) -> int | None:
        """Votes for and against together; ``None`` when a part is unknown."""
        if self.options:
            counts = list(self.options.values())
            return None if None in counts else sum(n for n in counts if n is not None)
        return None if self.yes is None or self.no is None else self.yes + self.no

    @property
    def least(self) -> int:
        """Fewest people who must have taken part: the parts known."""
        known = [*self.options.values()] if self.options else [self.yes, self.no]
        return sum(n for n in (*known, self.abstain) if n is not None)

    def says(self) -> str:
        """The count in words: ``38-29``, ``unknown-6-1``, ``unanimous, 1 abstaining``.

        Two named alternatives stand behind their numbers, ``2-1 (north, south)``; more stand each
        before its own.
        """
        if len(self.options) > 2:
            each = ((o, "unknown" if n is None else n) for o, n in self.options.items())
            return "; ".join(f"{option} {number}" for option, number in each)
        if self.options:
            told = "-".join("unknown" if n is None else str(n) for n in self.options.values())
            return f"{told} ({', '.join(self.options)})"
        if self.unanimous and self.yes is None:
            return f"unanimous{f', {self.abstain} abstaining' if self.abstain else ''}"
        if self.yes is None and self.no is None:
            return f"unknown, {self.present} present" if self.present is not None else "unknown"
        parts: list[int | None] = [self.yes, self.no]
        if self.abstain is not None:
            parts.append(self.abstain)
        return "-".join("unknown" if n is None else str(n) for n in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion(Fact):
    """What was put to a body, and what became of it.

    An adopted motion ends those it `replaces` or `rescinds`, for good: to end it later does not
    bring them back. What it `amends`, `confirms` or `reopens` stays in force beside it.
    Motions on one `question` form a chain; `answer` is the motion's content in a word or two, so
    that answers of different bodies can be held against each other. `terms` names the set of
    terms it lays down, `needs` the votes that carry it where a simple majority does not. `body` is
    the event's when left out. Formal content only: how others read
    its effect is a claim of theirs.
    """

    title: str
    text: str = ""
    quote: str = ""
    by: Ids = ()
    body: str = ""
    question: str = ""
    answer: str = ""
    effect: Annotated[str, Mark(one_of("effect", EFFECTS), {"enum": list(EFFECTS)})] = ""
    result: Annotated[str, Mark(one_of("result", RESULTS), {"enum": list(RESULTS)})] = "unknown"
    replaces: Ids = ()
    rescinds: Ids = ()
    amends: Ids = ()
    confirms: Ids = ()
    reopens: Ids = ()
    until: Day = None
    needs: Count = None
    terms: str = ""
    votes: tuple[VoteEvent, ...] = ()

    @property
    def vote(self) -> VoteEvent | None:
        """The count computed with: the one chosen, else the only one, else ``None``."""
        chosen = [v for v in self.votes if v.chosen]
        if chosen:
            return chosen[0]
        return self.votes[0] if len(self.votes) == 1 else None

    def earlier(self) -> tuple[tuple[str, str], ...]:
        """Every earlier motion this one treats, with how."""
        if not (self.replaces or self.rescinds or self.amends or self.confirms or self.reopens):
            return ()
        return tuple((how, motion) for how in RELATIONS for motion in getattr(self, how))

    def __repr__(self) -> str:
        return f"<Motion {self.id}: {self.title}, {self.result}>"


def of_size(body: str, size: int) -> str:
    """A body with its size, in words."""
    return f"{body!r}, which has {size} member{'s' * (size != 1)}"
