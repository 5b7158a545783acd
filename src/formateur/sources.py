"""Where facts and methods come from: sources of a case, and the bibliography of the project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from formateur.errors import UnknownIdError

__all__ = ["Reference", "Source", "cite", "references"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from, so that a reader can open it."""

    key: str
    title: str
    author: str = ""
    publisher: str = ""
    url: str = ""
    locator: str = ""
    read_on: str = ""
    seen: str = ""
    quality: str = ""
    note: str = ""

    def describe(self) -> str:
        """One line for a reader."""
        parts = [self.author, self.title, self.publisher, self.locator, self.url]
        read = f"read {self.read_on}" if self.read_on else ""
        return ", ".join(p for p in [*parts, read] if p)


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of `references.bib`."""

    key: str
    kind: str
    fields: tuple[tuple[str, str], ...]

    def __getitem__(self, name: str) -> str:
        return dict(self.fields).get(name, "").replace("\\&", "&")

    def describe(self) -> str:
        """Author (year). Title. Where it appeared."""
        where = self["journal"] or self["booktitle"] or self["publisher"] or self["institution"]
        volume = self["volume"] + (f"({self['number']})" if self["number"] else "")
        pages = self["pages"].replace("--", "-")
        place = ", ".join(p for p in (where, volume, pages) if p)
        doi = f" doi:{self['doi']}" if self["doi"] else ""
        return f"{self['author']} ({self['year']}). {self['title']}. {place}.{doi}"

    def bibtex(self) -> str:
        """The entry as BibTeX."""
        body = "".join(f"  {k} = {{{v}}},\n" for k, v in self.fields)
        return f"@{self.kind}{{{self.key},\n{body}}}"


_ENTRY = re.compile(r"^@(\w+)\{([^,\s]+),\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*)\},?\s*$", re.MULTILINE)


@cache
def references() -> Mapping[str, Reference]:
    """Every paper the project cites, by key.

    The file is our own and keeps one field a line, so two patterns read it.
    """
    text = (files("formateur") / "references.bib").read_text(encoding="utf-8")
    found = {}
    for kind, key, body in _ENTRY.findall(text):
        found[key] = Reference(key, kind, tuple(_FIELD.findall(body)))
    return found


def cite(key: str) -> Reference:
    """The reference with this key.

    >>> cite("riker_1962")["year"]
    '1962'
    """
    known = references()
    if key not in known:
        raise UnknownIdError("reference", key, list(known))
    return known[key]
