"""YAML read strictly, with the place of every key: YAML 1.2 core schema, no duplicate keys.

PyYAML's C parser builds the nodes; values are made here, so that `NO` stays Norway, dates stay
text, and every fault can name its line.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from formateur import files
from formateur.errors import MOST_FAULTS, CaseError, first_faults

__all__ = [
    "MOST_BYTES",
    "Document",
    "parse",
    "read_standard_input",
    "read_text",
    "standard_input",
]

MOST_BYTES = 64_000_000
_MOST_DEPTH = 40

KeyPath: TypeAlias = tuple[str | int, ...]

_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS: Mapping[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), float("inf")),
    "-.inf": float("-inf"),
}


@dataclass(frozen=True, slots=True)
class Document:
    """Parsed values, and the line and column of each key path."""

    name: str
    value: Any
    places: Mapping[KeyPath, tuple[int, int]]

    def at(self, path: KeyPath) -> str:
        """``file:line:col`` of the nearest enclosing key that has a place."""
        while path and path not in self.places:
            path = path[:-1]
        line, column = self.places.get(path, (1, 1))
        return f"{self.name}:{line}:{column}"

    def fault(self, path: KeyPath, says: str) -> str:
        """One fault as one line."""
        where = ".".join(str(p) for p in path)
        return f"{self.at(path)}: {where + ': ' if where else ''}{says}"


def read_text(path: Path, what: str = "case file") -> str:
    """The text of a file of sensible size; `what` is wanted where a directory is given."""
    return files.read_text(path, what, most=MOST_BYTES)


def standard_input() -> bytes:
    """What stands on standard input, as it came, up to the size of a case file and a byte."""
    if sys.stdin is None:  # closed by the caller: <&-
        raise CaseError(["<stdin>: standard input is closed; give a file, or pipe the text in"])
    return sys.stdin.buffer.read(MOST_BYTES + 1)


def read_standard_input() -> str:
    """The text on standard input, of sensible size."""
    data = standard_input()
    if len(data) > MOST_BYTES:
        raise CaseError([f"<stdin>: more than {MOST_BYTES:,} bytes; that is no case file"])
    return files.decode(data, "<stdin>")


def parse(text: str, name: str, *, progress: Callable[[float], None] | None = None) -> Document:
    """Parse one YAML document into plain values.

    `progress` is told now and then which part of the text has been read, from 0 to 1.

    Raises
    ------
    CaseError
        With every duplicate key, alias and tag found, each with its place.
    """
    builder = _Builder(name, text, progress)
    try:
        value = builder.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise CaseError([f"{name}{where}: not YAML: {error.problem or error.context}"]) from None
    except yaml.YAMLError as error:
        said = str(error).splitlines()[0]
        raise CaseError([f"{name}: not YAML: {said}"]) from None
    except _StopError:
        raise CaseError(first_faults(builder.faults, name)) from None
    if builder.empty:
        raise CaseError([f"{name}: empty; a case has at least id, title, body and parties"])
    if builder.faults:
        raise CaseError(builder.faults)
    if not isinstance(value, dict):
        raise CaseError([f"{name}:1:1: a case is a mapping of keys (id: ..., title: ...)"])
    return Document(name, value, builder.places)


class _StopError(Exception):
    """Reading further is no use: too deep, or too many faults."""


class _Builder:
    """Values from the parser's events, one after the other, so that no depth can harm."""

    def __init__(self, name: str, text: str, progress: Callable[[float], None] | None) -> None:
        self.name = name
        self.places: dict[KeyPath, tuple[int, int]] = {}
        self.faults: list[str] = []
        self.empty = False
        self._events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self._progress = progress
        self._size = max(len(text), 1)
        self._count = 0

    def document(self) -> Any:
        """The value of the one document in the stream."""
        event = next(self._events)  # the stream starts
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            self.empty = True
            return None
        first = next(self._events)
        if isinstance(first, yaml.SequenceStartEvent):
            return None  # no case, however long it is
        nothing = isinstance(first, yaml.ScalarEvent) and first.value == "" and not first.style
        value = self.build(first, ())
        next(self._events)  # the document ends
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            self._fault(event, "not YAML: a second document; a file holds one case")
        self.empty = nothing
        return value

    def build(self, event: Any, path: KeyPath) -> Any:
        """The value that begins with this event."""
        self.places.setdefault(path, _place(event))
        self._count += 1
        if self._progress is not None and self._count % 20_000 == 0:
            self._progress(event.start_mark.index / self._size)
        if isinstance(event, yaml.AliasEvent):
            return self._fault(event, "an alias (*); write the value out")
        if len(path) > _MOST_DEPTH:
            self._fault(event, f"nested more than {_MOST_DEPTH} deep")
            raise _StopError
        if event.tag is not None:
            self._fault(event, f"a tag ({event.tag}); write the plain value")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return _scalar(event)

    def _sequence(self, path: KeyPath) -> list[Any]:
        made: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            made.append(self.build(event, (*path, len(made))))
        return made

    def _mapping(self, path: KeyPath) -> dict[str, Any]:
        made: dict[str, Any] = {}
        while not isinstance(key_event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(key_event, yaml.ScalarEvent):
                self._fault(key_event, "a key is a word")
                raise _StopError
            key = str(key_event.value)
            here = (*path, key)
            if key in made:
                first = self.places[here]
                self._fault(
                    key_event, f"key {key!r} stands twice; the first is on line {first[0]}"
                )
                self.build(next(self._events), (*here, "again"))
                continue
            self.places[here] = _place(key_event)
            made[key] = self.build(next(self._events), here)
        return made

    def _fault(self, event: Any, says: str) -> None:
        line, column = _place(event)
        self.faults.append(f"{self.name}:{line}:{column}: {says}")
        if len(self.faults) > MOST_FAULTS:
            raise _StopError


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _scalar(event: Any) -> Any:
    text = str(event.value)
    if event.style:  # quoted, or a block; plain words have none
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text) if len(text) < 400 else text
    if _FLOAT.match(text):
        return float(text)
    return text
