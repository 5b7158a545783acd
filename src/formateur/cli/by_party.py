"""What parties say, a line each, in a file or on the command line: rankings, positions."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from formateur.cli.figures import parse_number
from formateur.errors import FormateurError

__all__ = ["lines_by_party", "lines_of", "numbers_by_party"]


def lines_of(file: Path) -> list[tuple[int, str]]:
    """Lines with their numbers, without blank ones and what follows a ``#``."""
    from formateur.cases.strict import read_text

    if not file.exists():
        raise FormateurError(f"{file}: no such file")
    if file.is_dir():
        raise FormateurError(f"{file}: is a directory; give a text file")
    lines = enumerate(read_text(file).splitlines(), 1)
    kept = ((k, line.partition("#")[0].strip()) for k, line in lines)
    return [(k, line) for k, line in kept if line]


def _lines(text: str, option: str) -> tuple[str, list[tuple[int, str]]]:
    """What was given, by name, and its numbered lines."""
    if not text.strip():
        raise FormateurError(f"{option} is empty; give a file, or 'A: x, y; B: z'")
    if ":" not in text or Path(text).exists():
        lines = lines_of(Path(text))
        if lines and ":" not in lines[0][1]:
            lines = _rows(text, lines)
        return text, lines
    given = enumerate((part.strip() for part in text.split(";")), 1)
    return option, [(k, part) for k, part in given if part]


def _rows(source: str, lines: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The rows of a table with a heading, as lines; an empty cell says nothing."""
    (_, heading), *rows = [
        (k, [cell.strip() for cell in next(csv.reader([line]))]) for k, line in lines
    ]
    found = []
    for k, (party, *cells) in rows:
        if len(cells) != len(heading) - 1:
            raise FormateurError(
                f"{source}:{k}: {len(cells) + 1} cells, and the heading has {len(heading)}"
            )
        said = [f"{n}={cell}" for n, cell in zip(heading[1:], cells, strict=True) if cell]
        found.append((k, f"{party}: {', '.join(said)}"))
    return found


def lines_by_party(text: str, option: str) -> dict[str, list[str] | dict[str, Fraction]]:
    """``party: x, y`` or ``party: x=5, y=3``, from a file, or parted by ``;``.

    >>> lines_by_party("a: x, y; b: x=1/2", "--rankings")
    {'a': ['x', 'y'], 'b': {'x': Fraction(1, 2)}}
    """
    found: dict[str, list[str] | dict[str, Fraction]] = {}
    source, lines = _lines(text, option)
    for k, line in lines:
        party, colon, rest = (piece.strip() for piece in line.partition(":"))
        if not colon or not party or not rest:
            raise FormateurError(
                f"{source}:{k}: {line!r} is not PARTY: x, y, ..., or PARTY: x=5, y=3"
            )
        if party in found:
            raise FormateurError(f"{source}:{k}: {party!r} stands twice")
        parts = [part.strip() for part in rest.split(",") if part.strip()]
        numbers = any("=" in part for part in parts)
        found[party] = _numbers(f"{source}:{k}", parts) if numbers else parts
    if not found:
        raise FormateurError(f"{source}: nothing in it; give one line for each party")
    return found


def numbers_by_party(text: str, option: str) -> dict[str, dict[str, Fraction]]:
    """``party: x=5, y=3``, as numbers by what they are about and party.

    >>> numbers_by_party("a: x=1; b: x=2", "--positions")
    {'x': {'a': Fraction(1, 1), 'b': Fraction(2, 1)}}
    """
    found: dict[str, dict[str, Fraction]] = {}
    for party, given in lines_by_party(text, option).items():
        if isinstance(given, list):
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
