"""Weights as people have them: CSV, a list of shareholders with percentages, pasted columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from formateur.cli.figures import ENGLISH, Style, parse_number, style_of, unclear
from formateur.errors import FormateurError

__all__ = ["Listed", "named_numbers", "parse_list", "parse_pairs"]

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
_TOTAL_NAMES = (
    "total",
    "totals",
    "sum",
    "grand total",
    "sum total",
    "all shares",
    "summe",
    "gesamt",
    "insgesamt",
    "totale",
    "totaal",
    "итого",
    "всего",
)
_LAST_WORD = re.compile(
    r"(?P<name>.*?)[ \t]+"
    r"(?P<number>[+-]?(?:[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?|\S+)[ ]?%?)\Z"
)
_RULED = re.compile(r"[\s|:+=-]*\Z")  # the line under the heading of a table drawn with bars


@dataclass(frozen=True, slots=True)
class Listed:
    """Weights by name, and remarks about how they were read."""

    weights: dict[str, Fraction]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of a list: its number, name and weight as written."""

    line: int
    name: str
    weight: str


def named_numbers(text: str, option: str = "--seats") -> dict[str, str]:
    """``A=50,B=49`` as numbers by name; ``50,49`` are called p1, p2.

    >>> named_numbers("A=50,B=1/2"), named_numbers("50,49,1")
    ({'A': '50', 'B': '1/2'}, {'p1': '50', 'p2': '49', 'p3': '1'})
    """
    parts = [part.strip() for part in text.split(",")]
    if all(parse_number(part) is not None for part in parts):
        return {f"p{k}": part for k, part in enumerate(parts, start=1)}
    found: dict[str, str] = {}
    for part in parts:
        name, equals, number = (piece.strip() for piece in part.partition("="))
        if not equals or not name:
            what = "PARTY=NUMBER, like A=1/2"
            if option == "--seats":
                what = "PARTY=SEATS, like A=50; or leave out all names, like 50,49,1"
            raise FormateurError(f"{option}: {part!r} is not {what}")
        if "=" in number:
            raise FormateurError(f"{option}: {part!r}: part the parties by commas, like A=50,B=49")
        if name in found:
            raise FormateurError(f"{option}: party {name!r} stands twice")
        found[name] = number
    return found


def parse_pairs(text: str, option: str = "--seats") -> dict[str, Fraction]:
    """``A=50,B=49.5`` as weights by name.

    >>> parse_pairs("A=50,B=1/2")
    {'A': Fraction(50, 1), 'B': Fraction(1, 2)}
    """
    return {
        name: _weight(f"{option}: {name}", number)
        for name, number in named_numbers(text, option).items()
    }


def _weight(where: str, text: str, style: Style = ENGLISH) -> Fraction:
    if not text.strip():
        raise FormateurError(f"{where} has no weight; missing is never zero")
    number = parse_number(text, style)
    if number is None:
        raise FormateurError(f"{where}: {text.strip()!r} is not a finite number of 0 or more")
    if number < 0:
        raise FormateurError(f"{where}: {text.strip()} is negative; weights are 0 or more")
    return number


def parse_list(text: str, source: str) -> Listed:
    r"""A list of names and weights; blank lines and lines starting with # are left out.

    Columns are divided by tabs, semicolons, bars, commas or several blanks; without any of these
    the last (or first) word of a line is the weight. A first line without a number is the
    heading; the column named weight, votes, seats, shares or percent holds the weights, else the
    first column of numbers beside the names. A last line that sums up the others is left out.

    Raises
    ------
    FormateurError
        With the line at fault: no weight, no number, negative, a name twice, an empty list.

    Examples
    --------
    >>> parse_list("Ann Lee\t50.5%\nBo\t49.5%", "pasted").weights
    {'Ann Lee': Fraction(101, 2), 'Bo': Fraction(99, 2)}
    >>> parse_list("Holder;Stake\nAnn;1.234,5\nBo;987\nTotal;2.221,5", "pasted").notes
    ("line 4 ('Total', 2.221,5) sums up the others and is left out",)
    """
    cells = _cells(text)
    heading, told = _heading(cells)
    rows = _named(cells[1:] if heading else cells, heading)
    if not rows:
        raise FormateurError(f"{source}: the list is empty; write one name and weight a line")
    style = style_of(row.weight for row in rows)
    rows, left_out = _without_total(rows, style)
    found: dict[str, Fraction] = {}
    lines: dict[str, int] = {}
    for row in rows:
        if not row.name:
            raise FormateurError(f"{source}, line {row.line}: no name")
        if row.name in found:
            raise FormateurError(
                f"{source}, line {row.line}: {row.name!r} stands twice (first in line "
                f"{lines[row.name]})"
            )
        where = f"{source}, line {row.line}: {row.name!r}"
        found[row.name] = _weight(where, row.weight, style)
        lines[row.name] = row.line
    return Listed(found, (*told, *left_out, *_remarks(rows, found, style)))


# -- lines and columns ---------------------------------------


def _cells(text: str) -> list[tuple[int, list[str]]]:
    """Numbered lines, divided into cells."""
    kept = [
        (k, line.strip("\n "))
        for k, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#") and not _RULED.match(line)
    ]
    divide = _divider([line for _, line in kept])
    return [(k, divide(line)) for k, line in kept]


def _divider(lines: Sequence[str]) -> Callable[[str], list[str]]:
    """How most lines are divided."""

    def most(test: Callable[[str], bool]) -> bool:
        return 2 * sum(map(test, lines)) > len(lines)

    for mark in "\t;|":
        if most(lambda line, mark=mark: mark in line):  # type: ignore[misc]
            return lambda line: _by_mark(line, mark)
    # A comma may divide columns, thousands or decimals: what ends in a number has blanks for it.
    if most(lambda line: _ends_in_number(_by_wide_blanks(line))):
        return _by_wide_blanks
    if most(lambda line: _ends_in_number(_by_last_word(line))):
        return _by_last_word
    if most(lambda line: "," in line):
        return lambda line: _by_mark(line, ",")
    if most(lambda line: _ends_in_number(_by_first_word(line))):
        return _by_first_word
    return _by_last_word


def _ends_in_number(cells: Sequence[str]) -> bool:
    return (
        len(cells) > 1
        and parse_number(cells[-1]) is not None
        and not any(cell.endswith(",") for cell in cells)
    )


def _by_mark(line: str, mark: str) -> list[str]:
    if mark == "|":
        line = line.strip().strip("|")
    return [c.strip() for c in next(csv.reader([line], delimiter=mark, skipinitialspace=True))]


def _by_wide_blanks(line: str) -> list[str]:
    return re.split(r"[ ]{2,}", line.strip())


def _by_last_word(line: str) -> list[str]:
    """Name and last word; thousands grouped by blanks and a percent sign belong to the number."""
    found = _LAST_WORD.match(line.strip())
    if found:
        return [found["name"], found["number"]]
    alone = line.strip()
    return [alone] if parse_number(alone) is None else ["", alone]


def _by_first_word(line: str) -> list[str]:
    found = re.match(r"(?P<number>\S+(?: ?%)?)\s+(?P<name>.*)\Z", line.strip())
    return [found["name"], found["number"]] if found else [line]


def _heading(cells: Sequence[tuple[int, list[str]]]) -> tuple[list[str], tuple[str, ...]]:
    """The words of the first line when it is a heading, and a remark when that was a guess."""
    if not cells:
        return [], ()
    (line, first), rest = cells[0], cells[1:]
    words = [c.strip().lower() for c in first]
    if any(parse_number(c) is not None for c in first):
        return [], ()
    if any(word in _WEIGHT_NAMES + _NAME_NAMES for word in words):
        return words, ()
    if len(words) > 1 and all(words) and rest and _ends_in_number(["", *rest[0][1]]):
        return words, (f"line {line} is taken for the heading: {', '.join(first)}",)
    return [], ()


def _named(cells: Sequence[tuple[int, list[str]]], heading: Sequence[str]) -> list[_Row]:
    """The cells that matter; players without any name are called p1, p2."""
    if not cells:
        return []
    name_at, weight_at = _columns(heading, [c for _, c in cells])
    rows = [
        _Row(
            line,
            _name_in(row, name_at),
            row[weight_at] if weight_at < len(row) else "",
        )
        for line, row in cells
    ]
    if not any(row.name for row in rows):
        return [_Row(row.line, f"p{k}", row.weight) for k, row in enumerate(rows, start=1)]
    return rows


def _name_in(row: Sequence[str], name_at: int) -> str:
    """A name without quotes, a bullet before it, a colon or equals sign after it."""
    cell = row[name_at].strip(' "') if name_at < len(row) else ""
    if not cell:  # the word "total" may stand in another column than the names
        return next((c for c in row if c.casefold() in _TOTAL_NAMES), "")
    return re.sub(r"\A[-*•]\s+|\s*[:=]\Z", "", cell)


def _columns(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Where names and weights stand."""
    width = max(map(len, rows))
    columns = [[row[k] for row in rows if k < len(row) and row[k].strip()] for k in range(width)]
    numbers = [sum(parse_number(c) is not None for c in column) for column in columns]
    worded = [k for k, column in enumerate(columns) if 2 * numbers[k] < len(column)]
    name_at = next((k for k, word in enumerate(heading) if word in _NAME_NAMES), None)
    if name_at is None:
        name_at = worded[0] if worded else 0
    for word in _WEIGHT_NAMES:
        if word in heading and heading.index(word) != name_at:
            return name_at, heading.index(word)
    counted = [k for k in range(width) if k != name_at and numbers[k]]
    after = [k for k in counted if k > name_at] or counted
    return name_at, after[0] if after else 1 - min(name_at, 1)


# -- what was read ---------------------------------------


def _without_total(rows: list[_Row], style: Style) -> tuple[list[_Row], tuple[str, ...]]:
    """The rows without a last one that sums up the others, and a word about it."""
    *others, last = rows
    if last.name.casefold() not in _TOTAL_NAMES:
        return rows, ()
    total = parse_number(last.weight, style)
    parts = [parse_number(row.weight, style) for row in others]
    listed = sum(p for p in parts if p is not None)
    if total is None or not others or None in parts or total < listed * Fraction(99, 100):
        return rows, ()
    told = f"line {last.line} ({last.name!r}, {last.weight.strip()}) "
    if total <= listed * Fraction(101, 100):
        return others, (f"{told}sums up the others and is left out",)
    return others, (f"{told}is taken for a total and left out; the others sum to {_said(listed)}",)


def _said(number: Fraction | int) -> str:
    return f"{float(number):.12g}"


def _remarks(rows: Sequence[_Row], found: dict[str, Fraction], style: Style) -> tuple[str, ...]:
    percents = sum(row.weight.strip().endswith("%") for row in rows)
    doubtful = [row for row in rows if unclear(row.weight)]
    notes = []
    if doubtful and not style.evidence and len(doubtful) < len(rows):
        one = doubtful[0]
        notes.append(
            f"line {one.line}: {one.weight.strip()} is read as {_said(found[one.name])}; "
            "write whole numbers without a mark, decimals with other than three digits"
        )
    total = sum(found.values())
    if percents == len(found) and total != 100:
        missing = f"{float(abs(100 - total)):g} % are "
        rest = missing + ("not listed and left out" if total < 100 else "listed beyond 100 %")
        notes.append(
            f"percentages sum to {float(total):g} %: {rest}; shares are of what is listed"
        )
    elif 0 < percents < len(found):
        notes.append(
            f"{percents} of {len(found)} weights carry a percent sign; all are read alike"
        )
    return tuple(notes)
