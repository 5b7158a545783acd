"""YAML read strictly, with the place of every key: YAML 1.2 core schema, no duplicate keys.

PyYAML's C parser builds the nodes; values are made here, so that `NO` stays Norway, dates stay
text, and every fault can name its line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from formateur.errors import CaseError

__all__ = ["MOST_BYTES", "Document", "parse", "read_text"]

MOST_BYTES = 5_000_000
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


def read_text(path: Path) -> str:
    """The text of a case file: UTF-8, of sensible size, a file."""
    if path.is_dir():
        raise CaseError([f"{path}: is a directory; give a case file (YAML)"])
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise CaseError([f"{path}: {size:,} bytes; a case file has at most {MOST_BYTES:,}"])
        data = path.read_bytes()
    except OSError as error:
        raise CaseError([f"{path}: {error.strerror or error}"]) from None
    return decode(data, str(path))


def decode(data: bytes, name: str) -> str:
    """Bytes as UTF-8 text, with the place of the first byte that is not."""
    if len(data) > MOST_BYTES:
        raise CaseError([f"{name}: more than {MOST_BYTES:,} bytes; that is no case file"])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CaseError(
            [f"{name}:{line}: not UTF-8: byte 0x{data[error.start]:02x}; save the file as UTF-8"]
        ) from None


def parse(text: str, name: str) -> Document:
    """Parse one YAML document into plain values.

    Raises
    ------
    CaseError
        With every duplicate key, alias and tag found, each with its place.
    """
    try:
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise CaseError([f"{name}{where}: not YAML: {error.problem or error.context}"]) from None
    except yaml.YAMLError as error:
        said = str(error).splitlines()[0]
        raise CaseError([f"{name}: not YAML: {said}"]) from None
    except RecursionError:
        raise CaseError([f"{name}: nested more than {_MOST_DEPTH} deep"]) from None
    if root is None:
        raise CaseError([f"{name}: empty; a case has at least id, title, body and parties"])
    builder = _Builder(name)
    value = builder.build(root, ())
    if builder.faults:
        raise CaseError(builder.faults)
    if not isinstance(value, dict):
        raise CaseError([f"{name}:1:1: a case is a mapping of keys (id: ..., title: ...)"])
    return Document(name, value, builder.places)


class _Builder:
    def __init__(self, name: str) -> None:
        self.name = name
        self.places: dict[KeyPath, tuple[int, int]] = {}
        self.faults: list[str] = []
        self._seen: set[int] = set()

    def build(self, node: yaml.Node, path: KeyPath) -> Any:
        place = (node.start_mark.line + 1, node.start_mark.column + 1)
        self.places.setdefault(path, place)
        if not isinstance(node, yaml.ScalarNode) and id(node) in self._seen:
            return self._fault(node, "an alias (*); write the value out")
        self._seen.add(id(node))
        if len(path) > _MOST_DEPTH:
            return self._fault(node, f"nested more than {_MOST_DEPTH} deep")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, k)) for k, child in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(key_node, "a key is a word")
                continue
            key = str(key_node.value)
            here = (*path, key)
            if key in made:
                first = self.places[here]
                self._fault(key_node, f"key {key!r} stands twice; the first is on line {first[0]}")
                continue
            self.places[here] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            made[key] = self.build(value_node, here)
        return made

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        text = str(node.value)
        if node.style:  # quoted, or a block; plain words have none
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INT.match(text):
            return int(text) if len(text) < 400 else text
        if _FLOAT.match(text):
            return float(text)
        return text

    def _fault(self, node: yaml.Node, says: str) -> None:
        mark = node.start_mark
        self.faults.append(f"{self.name}:{mark.line + 1}:{mark.column + 1}: {says}")
