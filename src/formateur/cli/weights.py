"""Weights as people have them: CSV, a list of shareholders with percentages, pasted columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from formateur.errors import FormateurError

__all__ = ["Listed", "parse_list", "parse_number", "parse_pairs"]

_WEIGHT_NAMES = (
    "weight",
    "weights",
    "votes",
    "seats",
    "shares",
    "share",
    "percent",
    "%",
    "holding",
)
_NAME_NAMES = ("name", "party", "player", "member", "holder", "shareholder", "id", "country")
_GROUPED = re.compile(r"\d{1,3}([,' \u00a0\u202f])\d{3}(\1\d{3})*(\.\d+)?\Z")
_COMMA = re.compile(r"\d+,\d{1,2}\Z|\d+,\d{4,}\Z")


@dataclass(frozen=True, slots=True)
class Listed:
    """Weights by name, and remarks about how they were read."""

    weights: dict[str, Fraction]
    notes: tuple[str, ...] = ()


def parse_number(text: str) -> Fraction | None:
    """A number as people write it, or ``None``: 1,234,567; 12.5; 12,5; 7/2; 33.4%.

    >>> [str(parse_number(t)) for t in ("1,234,567", "12,5 %", "7/2", "abc")]
    ['1234567', '25/2', '7/2', 'None']
    """
    given = text.strip().strip('"').removesuffix("%").strip()
    sign = -1 if given.startswith("-") else 1
    given = given.removeprefix("-").removeprefix("+").strip()
    if _GROUPED.match(given):
        given = re.sub(r"[,' \u00a0\u202f]", "", given)
    elif _COMMA.match(given):
        given = given.replace(",", ".")
    try:
        return sign * Fraction(given)
    except (ValueError, ZeroDivisionError):
        return None


def parse_pairs(text: str, option: str = "--seats") -> dict[str, Fraction]:
    """``A=50,B=49.5`` as weights by name.

    >>> parse_pairs("A=50,B=1/2")
    {'A': Fraction(50, 1), 'B': Fraction(1, 2)}
    """
    found: dict[str, Fraction] = {}
    for part in text.split(","):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        if not equals or not name:
            raise FormateurError(f"{option}: {part.strip()!r} is not PARTY=SEATS, like A=50")
        if name in found:
            raise FormateurError(f"{option}: party {name!r} stands twice")
        found[name] = _weight(f"{option}: {name}", number)
    return found


def _weight(where: str, text: str) -> Fraction:
    if not text.strip():
        raise FormateurError(f"{where} has no weight; missing is never zero")
    number = parse_number(text)
    if number is None:
        raise FormateurError(f"{where}: {text.strip()!r} is not a finite number of 0 or more")
    if number < 0:
        raise FormateurError(f"{where}: {text.strip()} is negative; weights are 0 or more")
    return number


def parse_list(text: str, source: str) -> Listed:
    r"""A list of names and weights; blank lines and lines starting with # are left out.

    Columns are divided by tabs, semicolons or commas; without any of these the last word of a
    line is the weight. A first line without a number is the heading; with one, the column named
    weight, votes, seats, shares or percent holds the weights, else the first column of numbers.

    Raises
    ------
    FormateurError
        With the line at fault: no weight, no number, negative, a name twice, an empty list.

    Examples
    --------
    >>> parse_list("Ann Lee\t50.5%\nBo\t49.5%", "pasted").weights
    {'Ann Lee': Fraction(101, 2), 'Bo': Fraction(99, 2)}
    """
    rows = _rows(text)
    if not rows:
        raise FormateurError(f"{source}: the list is empty; write one name and weight a line")
    heading = [c.strip().lower() for c in rows[0][1]]
    if not any(parse_number(c) is not None for c in rows[0][1]) and any(
        word in _WEIGHT_NAMES + _NAME_NAMES for word in heading
    ):
        rows = rows[1:]
    else:
        heading = []
    if not rows:
        raise FormateurError(f"{source}: the list is empty; write one name and weight a line")
    name_at, weight_at = _columns(heading, rows)
    found: dict[str, Fraction] = {}
    lines: dict[str, int] = {}
    percents = 0
    for line, cells in rows:
        name = cells[name_at].strip().strip('"') if name_at < len(cells) else ""
        if not name:
            raise FormateurError(f"{source}, line {line}: no name")
        if name in found:
            raise FormateurError(
                f"{source}, line {line}: {name!r} stands twice (first in line {lines[name]})"
            )
        weight = cells[weight_at] if weight_at < len(cells) else ""
        found[name] = _weight(f"{source}, line {line}: {name!r}", weight)
        lines[name] = line
        percents += weight.strip().endswith("%")
    return Listed(found, _remarks(found, percents))


def _rows(text: str) -> list[tuple[int, list[str]]]:
    kept = [
        (k, line)
        for k, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    lines = [line for _, line in kept]
    for divider in ("\t", ";", ","):
        if sum(divider in line for line in lines) * 2 > len(lines):
            if divider == "," and all(_last_word_is_number(line) for line in lines):
                break  # thousands are grouped by commas, columns by blanks
            return [
                (k, next(csv.reader([line], delimiter=divider, skipinitialspace=True)))
                for k, line in kept
            ]
    return [(k, _last_word(line)) for k, line in kept]


def _last_word_is_number(line: str) -> bool:
    words = _last_word(line)
    return len(words) == 2 and parse_number(words[1]) is not None and "," not in words[0]


def _last_word(line: str) -> list[str]:
    """Name and last word; a percent sign that stands alone belongs to the number before it."""
    words = line.strip().rsplit(None, 1)
    if len(words) == 2 and words[1] == "%":
        words = [*words[0].rsplit(None, 1)]
        words[-1] += "%"
    if len(words) == 1 and parse_number(words[0]) is not None:
        return ["", words[0]]
    return words


def _columns(heading: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> tuple[int, int]:
    """Where names and weights stand."""
    name_at = next((k for k, word in enumerate(heading) if word in _NAME_NAMES), 0)
    for word in _WEIGHT_NAMES:
        if word in heading and heading.index(word) != name_at:
            return name_at, heading.index(word)
    width = max(len(cells) for _, cells in rows)
    for k in range(width):
        column = [cells[k] for _, cells in rows if k < len(cells) and cells[k].strip()]
        if k != name_at and column and any(parse_number(c) is not None for c in column):
            return name_at, k
    return name_at, 1 if name_at == 0 else 0


def _remarks(found: dict[str, Fraction], percents: int) -> tuple[str, ...]:
    total = sum(found.values())
    if percents == len(found) and total != 100:
        missing = f"{float(abs(100 - total)):g} % are "
        rest = missing + ("not listed and left out" if total < 100 else "listed beyond 100 %")
        return (f"percentages sum to {float(total):g} %: {rest}; shares are of what is listed",)
    if 0 < percents < len(found):
        return (f"{percents} of {len(found)} weights carry a percent sign; all are read alike",)
    return ()
