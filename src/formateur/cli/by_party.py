"""What parties say, a line each, in a file or on the command line: rankings, positions."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from formateur.cli.figures import parse_number
from formateur.errors import FormateurError

__all__ = ["lines_by_party", "lines_of", "numbers_by_party", "text_of"]


def text_of(file: Path) -> str:
    """The text of a file, or one line on why there is none."""
    from formateur.cases.strict import read_text

    return read_text(file, "text file")


def lines_of(file: Path) -> list[tuple[int, str]]:
    """Lines with their numbers, without blank ones and what follows a ``#``."""
    lines = enumerate(text_of(file).splitlines(), 1)
    kept = ((k, line.partition("#")[0].strip()) for k, line in lines)
    return [(k, line) for k, line in kept if line]


@dataclass(frozen=True, slots=True)
class _Said:
    """What one party says: where it stands, and its parts, ``x`` or ``x=5``."""

    where: str
    party: str
    parts: list[str]


def _said(text: str, option: str) -> Iterator[_Said]:
    """From a file of lines, a file with a table, or the command line."""
    if not text.strip():
        raise FormateurError(f"{option} is empty; give a file, or 'A: x, y; B: z'")
    if ":" in text and not Path(text).exists():
        given = enumerate((part.strip() for part in text.split(";")), 1)
        yield from (_line(f"{option}:{k}", part) for k, part in given if part)
        return
    lines = lines_of(Path(text))
    mark = max(",;\t", key=lines[0][1].count) if lines else ","
    if lines and ":" not in lines[0][1] and mark in lines[0][1]:
        yield from _table(text, lines, mark)
    else:
        yield from (_line(f"{text}:{k}", line) for k, line in lines)


def _line(where: str, line: str) -> _Said:
    party, colon, rest = (piece.strip() for piece in line.partition(":"))
    if not colon or not party or not rest:
        raise FormateurError(f"{where}: {line!r} is not PARTY: x, y, ..., or PARTY: x=5, y=3")
    return _Said(where, party, [part.strip() for part in rest.split(",") if part.strip()])


def _table(source: str, lines: Sequence[tuple[int, str]], mark: str) -> Iterator[_Said]:
    """Rows below a heading; an empty cell says nothing."""
    # Line by line: an open quote must not swallow the rest.
    cells = [[c.strip() for c in next(csv.reader([t], delimiter=mark))] for _, t in lines]
    heading = cells[0]
    for (k, _), (party, *row) in zip(lines[1:], cells[1:], strict=True):
        if len(row) != len(heading) - 1:
            raise FormateurError(
                f"{source}:{k}: {len(row) + 1} cells, and the heading has {len(heading)}"
            )
        named = zip(heading[1:], row, strict=True)
        yield _Said(f"{source}:{k}", party, [f"{n}={cell}" for n, cell in named if cell])


def lines_by_party(text: str, option: str) -> dict[str, list[str] | dict[str, Fraction]]:
    """``party: x, y`` or ``party: x=5, y=3``, from a file, or parted by ``;``; or a table.

    >>> lines_by_party("a: x, y; b: x=1/2", "--rankings")
    {'a': ['x', 'y'], 'b': {'x': Fraction(1, 2)}}
    """
    found: dict[str, list[str] | dict[str, Fraction]] = {}
    for said in _said(text, option):
        if said.party in found:
            raise FormateurError(f"{said.where}: {said.party!r} stands twice")
        numbers = any("=" in part for part in said.parts)
        found[said.party] = _numbers(said.where, said.parts) if numbers else said.parts
    if not found:
        raise FormateurError(f"{text}: nothing in it; give one line for each party")
    return found


def numbers_by_party(text: str, option: str) -> dict[str, dict[str, Fraction]]:
    """``party: x=5, y=3``, as numbers by what they are about and party.

    >>> numbers_by_party("a: x=1; b: x=2", "--positions")
    {'x': {'a': Fraction(1, 1), 'b': Fraction(2, 1)}}
    """
    found: dict[str, dict[str, Fraction]] = {}
    for party, given in lines_by_party(text, option).items():
        if isinstance(given, list):
            if not given:  # an empty row of a table
                continue
            raise FormateurError(f"{option}: {party}: {given[0]!r} has no number, like x=5")
        for name, number in given.items():
            found.setdefault(name, {})[party] = number
    return found


def _numbers(where: str, parts: Sequence[str]) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for part in parts:
        name, equals, text = (piece.strip() for piece in part.rpartition("="))
        number = parse_number(text)
        if not equals or not name or number is None:
            raise FormateurError(f"{where}: {part!r} is not NAME=NUMBER, like finance=5")
        if name in found:
            raise FormateurError(f"{where}: {name!r} stands twice")
        found[name] = number
    return found
