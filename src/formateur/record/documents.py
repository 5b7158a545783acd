"""Documents: who signed, who printed, which text versions differ, where copies are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from formateur.fields import Ids, Mark, one_of
from formateur.record.people import Day, Fact

__all__ = ["Document", "Passage", "Publication", "Version"]

_KINDS = ("first", "reprint", "translation", "digital")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One printing: outlet, number, day, page, publishers; `alignment` is the outlet's own side.

    For a digital copy: who made it, and the `sha256` of the copy used.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    outlet: str
    kind: Annotated[str, Mark(one_of("publication", _KINDS), {"enum": list(_KINDS)})] = "first"
    date: Day = None
    number: str = ""
    pages: str = ""
    publishers: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    digitisers: tuple[str, ...] = ()
    alignment: str = ""
    sha256: str = ""
    source: Ids = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One text of the document: the original, or a translation."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: str
    language: str = ""
    title: str = ""
    editorial_title: bool = False
    source: Ids = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage(Fact):
    """One passage in its versions, where they differ in a way that matters.

    `texts` gives the words by version, `means` what each names in this record (a body, say): both
    stay usable, and `Record.choose` takes one.
    """

    texts: Mapping[str, str] = field(hash=False)
    means: Mapping[str, str] = field(default_factory=dict, hash=False)
    effect: str = ""
    chosen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Fact):
    """A document of the time. Credited authors and signatories are separate lists."""

    title: str
    date: Day = None
    event: str = ""
    credited: tuple[str, ...] = ()
    signatories: Ids = ()
    signed_as: Mapping[str, str] = field(default_factory=dict, hash=False)
    collections: tuple[str, ...] = ()
    publications: tuple[Publication, ...] = ()
    versions: tuple[Version, ...] = ()
    passages: tuple[Passage, ...] = ()

    def __repr__(self) -> str:
        return f"<Document {self.id}: {self.title}>"
