"""Facts from plain values and from JSON Lines, and back.

pydantic reads the dataclasses' own annotations, so a record has no second description of itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from formateur.errors import (
    MOST_FAULTS,
    CaseError,
    FormateurError,
    did_you_mean,
    first_faults,
)
from formateur.fields import fault_of_shape
from formateur.memory import uncollected
from formateur.record.calendars import Date, parse_date
from formateur.record.facts import KINDS, Facts, Path
from formateur.sources import Source

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from formateur.record import Record

__all__ = [
    "LineReader",
    "facts_from",
    "facts_schema",
    "filled",
    "in_fact",
    "lines_of",
    "plain_fact",
    "read_file",
    "read_lines",
]


_PARTS = (0.3, 0.6)  # of the work, once the lines are read, and once they are facts


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """What pydantic makes of one kind of fact."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


@cache
def facts_schema() -> Mapping[str, Any]:
    """The JSON Schema of the facts of a record."""
    return adapter(Facts).json_schema()


def facts_from(value: Mapping[str, Any]) -> Facts:
    """Facts from plain values, as YAML or JSON holds them.

    Raises
    ------
    pydantic.ValidationError
        With every fault of shape, each with its key path.
    """
    found: Facts = adapter(Facts).validate_python(value)
    return found


def filled(fact: Any, sets: Mapping[str, Any]) -> Any:
    """A fact with some of its fields set anew, from plain values.

    Raises
    ------
    CaseError
        With every field that cannot be set so.
    """
    from pydantic import ValidationError

    kind: Any = type(fact)
    values = {f.name: getattr(fact, f.name) for f in fields(fact)} | dict(sets)
    try:
        return adapter(kind).validate_python(values)
    except ValidationError as error:
        schema = adapter(kind).json_schema
        found = error.errors(include_url=False)
        places = [".".join(map(str, item["loc"])) for item in found]
        says = [fault_of_shape(item, schema) for item in found]
    raise CaseError([f"{place}: {fault}" for place, fault in zip(places, says, strict=True)])


def in_fact(held: Mapping[str, Any], path: Path, says: str) -> str:
    """What a fault says, with the id of the fact it stands in where that is not named.

    >>> in_fact({"events": [{"id": "e1"}]}, ("events", 0, "date"), "'x' is not a date")
    "'x' is not a date (event 'e1')"
    """
    kinds = {several: kind for kind, several in KINDS.items()}
    if len(path) < 2 or path[0] not in kinds:
        return says
    try:
        own = held[str(path[0])][path[1]]["id"]
    except (KeyError, IndexError, TypeError):  # the fault may be that there is none
        return says
    return says if str(own) in says else f"{says} ({kinds[str(path[0])]} {own!r})"


class LineReader:
    """Lines of JSON sorted by kind, with the number of each, and the faults met."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.title = ""
        self.record = ""
        self.held: dict[str, Any] = {}
        self.places: dict[Path, int] = {}
        self.sources: dict[str, Source] = {}
        self.faults: list[str] = []

    def fault(self, number: int, says: str) -> None:
        self.faults.append(f"{self.name}:{number}: {says}")

    def take(self, number: int, line: str) -> None:
        """One line: a fact, a source, or what the record is called."""
        from pydantic_core import from_json

        try:
            value = from_json(line)
        except ValueError as error:
            self.fault(number, f"not JSON: {error}")
            return
        if not isinstance(value, dict):
            self.fault(number, 'a line is a mapping with a type, like {"type": "person", …}')
            return
        kind = value.pop("type", None)
        if isinstance(kind, str) and kind in KINDS:
            into = self.held.setdefault(KINDS[kind], [])
            self.places[(KINDS[kind], len(into))] = number
            into.append(value)
        elif kind == "source":
            self._source(number, value)
        elif kind == "record":
            self._head(number, value)
        else:
            known = [*KINDS, "source", "record"]
            hint = did_you_mean(str(kind), known)
            self.fault(number, f"type: {kind!r}; a line is one of {', '.join(known)}.{hint}")

    def _head(self, number: int, value: dict[str, Any]) -> None:
        """What the record is called, and the body its case is about."""
        if ("assembly",) in self.places:
            self.fault(number, "record: stands twice; a file holds one")
            return
        self.places[("assembly",)] = number
        if not self._known(number, "record", value, ("id", "title", "assembly")):
            return
        self.record, self.title = str(value.get("id", "")), str(value.get("title", ""))
        if "assembly" in value:
            self.held["assembly"] = value["assembly"]

    def _known(
        self, number: int, kind: str, value: Mapping[str, Any], known: Collection[str]
    ) -> bool:
        """Whether all keys are known; the first that is not becomes a fault."""
        wrong = next((k for k in value if k not in known), None)
        if wrong is not None:
            told = f"unknown key {wrong!r}; accepted: {', '.join(known)}."
            self.fault(number, f"{kind}: {told}{did_you_mean(wrong, known)}")
        return wrong is None

    def _source(self, number: int, value: dict[str, Any]) -> None:
        key = value.pop("id", None)
        known = [f.name for f in fields(Source) if f.name != "key"]
        if not isinstance(key, str) or not value.get("title"):
            self.fault(number, "source: needs an id and a title")
        elif key in self.sources:
            self.fault(number, f"source {key!r} stands twice; each has an id of its own")
        elif self._known(number, "source", value, known):
            self.sources[key] = Source(key=key, **{k: str(v) for k, v in value.items()})

    def facts(self) -> Facts | None:
        """The facts, or nothing when their shape has faults."""
        from pydantic import ValidationError

        try:
            return facts_from(self.held)
        except ValidationError as error:
            for item in error.errors(include_url=False)[: MOST_FAULTS + 1]:
                where = ".".join(str(p) for p in item["loc"][2:])
                says = fault_of_shape(item, facts_schema)
                number = self.places.get(item["loc"][:2], 0)
                told = in_fact(self.held, item["loc"], says)
                self.fault(number, f"{where + ': ' if where else ''}{told}")
        return None


def read_lines(
    lines: Iterable[str],
    name: str = "<lines>",
    *,
    size: int = 0,
    progress: Callable[[float], None] | None = None,
) -> Record:
    """A record from JSON Lines: one fact a line with its ``type``, sources and a title too.

    Parameters
    ----------
    lines
        Lines such as ``{"type": "event", "id": "e1", ...}``. One of type ``record`` gives the id
        and title, those of type ``source`` the sources.
    name
        The file's name, which stands in front of every fault.
    progress
        Told now and then which part of the work is done, from 0 to 1; how far through the lines,
        where `size` (in characters) is known.

    Raises
    ------
    CaseError
        With every fault, each with its line.

    Examples
    --------
    >>> read_lines(['{"type": "person", "id": "a", "name": "A"}'], "people.jsonl")
    <Record people.jsonl: 0 bodies and groups, 1 persons, 0 events>
    """
    from formateur.record import Record, RecordError

    taken, done = LineReader(name), 0
    with uncollected():
        for number, line in enumerate(lines, 1):
            done += len(line)
            if line.strip():
                taken.take(number, line)
            if len(taken.faults) > MOST_FAULTS:
                break
            if progress is not None and size and number % 1000 == 0:
                progress(min(done / size, 1.0) * _PARTS[0])
        facts = None if len(taken.faults) > MOST_FAULTS else taken.facts()
        if progress is not None:
            progress(_PARTS[1])
        if not taken.held and not taken.faults:
            taken.faults.append(f"{name}: no fact; a line is one of {', '.join(KINDS)}, …")
        if facts is not None and not taken.faults:
            try:
                return Record(taken.record or name, facts, taken.sources, taken.title)
            except RecordError as error:
                for path, says in error.found[: MOST_FAULTS + 1]:
                    taken.fault(taken.places.get(path[:2], 0), in_fact(taken.held, path, says))
    raise CaseError(first_faults(taken.faults, name))


def read_file(path: str | FilePath, *, progress: Callable[[float], None] | None = None) -> Record:
    """A record from a file of JSON Lines."""
    path = FilePath(path)
    try:
        with path.open(encoding="utf-8-sig") as lines:
            size = path.stat().st_size
            return read_lines(lines, str(path), size=size, progress=progress)
    except UnicodeDecodeError as error:
        raise CaseError([f"{path}: not UTF-8: {error.reason}; save the file as UTF-8"]) from None
    except OSError as error:
        raise CaseError([f"{path}: {error.strerror or error}"]) from None


def plain_fact(value: Any) -> Any:
    """A fact as plain values, without the fields left at their defaults."""
    if isinstance(value, Date):
        return _printed(value)
    if isinstance(value, Fraction):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: plain_fact(inner)
            for f in fields(value)
            if (inner := getattr(value, f.name)) != _default(f)
        }
    if isinstance(value, Mapping):
        return {k: "unknown" if v is None else plain_fact(v) for k, v in value.items()}
    if isinstance(value, tuple):
        return [plain_fact(v) for v in value]
    return value


def _printed(date: Date) -> str:
    """A date as its source prints it, where that reads back as the same date."""
    try:
        return date.text if parse_date(date.text) == date else date.canonical
    except FormateurError:  # a date that was computed
        return date.canonical


def _default(field: Any) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def lines_of(record: Record) -> Iterator[str]:
    """A record as JSON Lines, which `read_lines` reads back to the same facts."""
    head = {"type": "record", "id": record.id, "title": record.title}
    if record.facts.assembly:
        head["assembly"] = record.facts.assembly
    yield json.dumps(head, ensure_ascii=False)
    for key, source in record.sources.items():
        told = {f.name: getattr(source, f.name) for f in fields(source) if f.name != "key"}
        given = {k: v for k, v in told.items() if v}
        yield json.dumps({"type": "source", "id": key, **given}, ensure_ascii=False)
    for kind, name in KINDS.items():
        for fact in getattr(record.facts, name):
            yield json.dumps({"type": kind, **plain_fact(fact)}, ensure_ascii=False)
