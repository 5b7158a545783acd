"""Cases: one body on one day, what its parties state, what happened, each fact with its source.

Bundled cases are the YAML files of this folder; users read their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from formateur.assembly import Assembly, Government
from formateur.errors import CaseError, FormateurError, UnknownIdError, did_you_mean
from formateur.memory import uncollected
from formateur.results import Picture, Tabular
from formateur.sources import Source
from formateur.space import Space
from formateur.terms import Terms

if TYPE_CHECKING:
    from formateur.cases.build import Built
    from formateur.record import Record

__all__ = ["Case", "json_schema", "load", "load_record", "names", "read"]


@dataclass(frozen=True, slots=True, repr=False)
class Case(Tabular):
    """One case: the assembly, its space and stated terms, sources, and what was published.

    `formed` is the government that really formed, `vote` its investiture vote, `answers` the
    published results the case reproduces, `variants` the figures on which sources differ, `record`
    the dated events from which other days are rebuilt, where the case has them.
    """

    id: str
    title: str
    assembly: Assembly
    country: str = ""
    kind: str = "parliament"
    date: str = ""
    notes: str = ""
    space: Space | None = None
    terms: Terms = field(default_factory=Terms)
    formed: Government | None = None
    vote: Mapping[str, Any] = field(default_factory=dict, hash=False)
    answers: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    variants: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    sources: Mapping[str, Source] = field(default_factory=dict, hash=False)
    record: Record | None = field(default=None, hash=False)

    def rows(self) -> list[dict[str, Any]]:
        """One row per party: seats, votes, source."""
        return [
            {
                "party": p.id,
                "name": p.name,
                "seats": "unknown" if p.seats is None else p.seats,
                "votes": "unknown" if p.votes is None else p.votes,
                "source": p.source,
            }
            for p in self.assembly.parties
        ]

    def plot(self) -> Picture:
        """The assembly as a hemicycle, with the government that formed marked."""
        return self.assembly.plot(self.formed, title=self.title)

    def __repr__(self) -> str:
        return f"<Case {self.id}: {self.title}>"


def names() -> tuple[str, ...]:
    """Ids of the bundled cases, in alphabetical order."""
    folder = files("formateur.cases")
    return tuple(
        sorted(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml"))
    )


def load(case: str | Path) -> Case:
    """Load a bundled case by its id, or a case file by its path.

    Raises
    ------
    UnknownIdError
        If a word that names no file is no bundled case.
    CaseError
        With every fault of a file.

    Examples
    --------
    >>> load("riksdag-2018")
    <Case riksdag-2018: Sweden, Riksdag elected on 9 September 2018>
    """
    known = names()
    if case not in known:
        path = Path(case)
        if path.suffix == ".jsonl":
            raise CaseError([f"{case}: a record of its own, no case; load_record reads it"])
        if isinstance(case, Path) or path.suffix or path.is_file():
            return read(case)
        raise UnknownIdError("case", case, known)
    text = (files("formateur.cases") / f"{case}.yaml").read_text(encoding="utf-8")
    return parse_case(text, f"{case}.yaml")


def read(source: str | Path, *, progress: Callable[[float], None] | None = None) -> Case:
    """Read a case: a bundled id, a file, or ``-`` for standard input.

    `progress` is told now and then which part of a large file has been read, from 0 to 1. A large
    file without faults is kept in the user's cache folder as it was read, and recalled from there
    when its text is the same.

    Raises
    ------
    CaseError
        With every fault of the file, one per line, each with file, line and column.
    """
    from formateur.cases import strict

    if str(source) == "-":
        return parse_case(strict.read_standard_input(), "<stdin>", progress=progress)
    if isinstance(source, str) and source in names():
        return load(source)
    path = Path(source)
    if not str(source).strip():
        raise CaseError(["the name of the case is empty; give a file, or one of: formateur cases"])
    if path.suffix == ".jsonl":
        raise CaseError([f"{source}: a record of its own has no parties; this needs a case file"])
    if not path.exists():
        hint = did_you_mean(str(source), names())
        missing = "no such file, and no bundled case of that name (see: formateur cases)"
        raise CaseError([f"{source}: {missing}.{hint}"])
    return _read_file(strict.read_text(path), str(source), progress)


def load_record(
    source: str | Path,
    *,
    progress: Callable[[float], None] | None = None,
    told: Callable[[Mapping[str, int]], None] | None = None,
) -> Record:
    """The record of a case, or one of its own: JSON Lines (``.jsonl``), or Popolo (``.json``).

    Parameters
    ----------
    source
        A bundled case, a case file, or the file of a record.
    progress
        Told now and then which part of a large file has been read, from 0 to 1.
    told
        Given what a Popolo file says and a record has no place for, with how often.

    Raises
    ------
    CaseError
        With every fault of the file.
    FormateurError
        If the case has no record.

    Examples
    --------
    >>> load_record("petrograd-1917").at("1917-11-17")["central-committee"].size
    16
    """
    suffix = Path(source).suffix
    if suffix == ".jsonl":
        from formateur.record.reading import read_file

        return read_file(source, progress=progress)
    if suffix == ".json":
        from formateur.record.popolo import read_popolo

        return read_popolo(source, told=told)
    found = read(source, progress=progress) if suffix else load(source)
    if found.record is None:
        raise FormateurError(
            f"{found.id}: this case has no record of events; petrograd-1917 has one"
        )
    return found.record


def _read_file(text: str, name: str, progress: Callable[[float], None] | None) -> Case:
    """A case from the text of a file; a large one that was read before is recalled."""
    from formateur.cases import stored, strict
    from formateur.cases.build import build

    if len(text) < stored.LARGE:
        return parse_case(text, name, progress=progress)
    with uncollected():
        held = stored.recalled(text)
        if held is not None:
            with suppress(CaseError):  # then it is read whole, so that each fault has its line
                return _case(build(strict.Document(name, held, {})))
        document = strict.parse(text, name, progress=progress)
        made = _case(build(document))
        stored.keep(text, document.value)
    return made


def parse_case(text: str, name: str, *, progress: Callable[[float], None] | None = None) -> Case:
    """Make a case from YAML text; `name` stands in front of every fault."""
    from formateur.cases.build import build
    from formateur.cases.strict import parse

    with uncollected():
        return _case(build(parse(text, name, progress=progress)))


def json_schema() -> Mapping[str, Any]:
    """The JSON Schema of case files, for editors."""
    from formateur.cases import schema

    return schema.json_schema()


def _case(built: Built) -> Case:
    file = built.file
    assert built.assembly is not None
    published = file.published
    return Case(
        id=file.id,
        title=file.title,
        assembly=built.assembly,
        country=file.country,
        kind=file.kind,
        date=file.date,
        notes=file.notes,
        space=built.space,
        terms=built.terms,
        formed=built.government,
        vote=published.vote.model_dump() if published and published.vote else {},
        answers=tuple(a.model_dump() for a in published.answers) if published else (),
        variants=tuple(v.model_dump() for v in file.variants),
        sources=MappingProxyType(built.sources()),
        record=built.record,
    )
