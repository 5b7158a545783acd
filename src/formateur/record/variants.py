"""Facts on which sources differ: all values side by side. Choosing one is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

from formateur.fields import Confidence, Count, Ids, Mark, Quality, one_of
from formateur.record.people import Day, Fact

__all__ = ["CORRECTED", "Correction", "Value", "Variant"]

# What becomes of a report of an error.
CORRECTED = ("open", "accepted", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One of several values. `sets` gives the fields of the fact that it fills when chosen."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    value: str
    sets: Mapping[str, Any] = field(default_factory=dict, hash=False)
    least: Count = None
    most: Count = None
    total: Count = None
    source: Ids = ()
    quality: Quality = ""
    confidence: Confidence = ""
    chosen: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant(Fact):
    """A question on which sources differ. `about` is the fact concerned, where it is one."""

    question: str
    about: str = ""
    values: tuple[Value, ...]

    @property
    def chosen(self) -> int | None:
        """Position of the value chosen, or ``None``: none is."""
        return next((k for k, v in enumerate(self.values) if v.chosen), None)

    def __repr__(self) -> str:
        return f"<Variant {self.id}: {len(self.values)} values>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Fact):
    """An error reported against a fact, and what became of the report."""

    about: str
    says: str
    by: str = ""
    date: Day = None
    status: Annotated[str, Mark(one_of("status", CORRECTED), {"enum": list(CORRECTED)})] = "open"
    answer: str = ""
