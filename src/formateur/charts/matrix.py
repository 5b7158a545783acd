"""Coalitions as rows, parties as columns, in SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Self

from formateur.charts.base import KEY, Slice, colour_of
from formateur.charts.labels import group_key
from formateur.charts.looks import (
    cleaned,
    content_name,
    cut_to,
    ems_of,
    escaped,
    hatching,
    look_of,
    svg_element,
    svg_text,
)
from formateur.errors import FormateurError

__all__ = ["matrix_svg"]

CELL_FONT = 13.0


def matrix_svg(
    rows: Sequence[tuple[str, str]],
    columns: Sequence[Slice],
    cells: Sequence[Mapping[str, str]],
    *,
    title: str,
    desc: str = "",
) -> str:
    """Draw coalitions as rows and parties as columns.

    Short names stand left of their cells; when one is long, all stand above, so that a phone
    shows twelve columns in a readable size.

    Parameters
    ----------
    rows
        Name and number (seats) of each coalition.
    columns
        Parties; `group` is not looked at.
    cells
        Per row, the part of each party in it: ``cabinet`` (filled), ``support`` (hatched),
        ``tolerates`` (outlined); parties left out have none.

    Raises
    ------
    FormateurError
        When rows and cells differ in number, or nothing is to be drawn.

    Examples
    --------
    >>> svg = matrix_svg([("1", "101")], [Slice("a", "A", 62)], [{"a": "cabinet"}], title="One")
    >>> svg.count('class="cell"')
    1
    """
    if len(rows) != len(cells):
        raise FormateurError(f"{len(rows)} rows and {len(cells)} rows of cells do not fit")
    if not rows or not columns:
        raise FormateurError("a matrix has at least one row and one column")
    name = content_name(rows, columns, cells, title, desc)
    table = _Table.of(rows, columns)
    parts = [_column_heads(table, columns)]
    for k, column in enumerate(columns):
        if any(has.get(column.id) == "support" for has in cells):
            parts.append(hatching(f"{name}-{k}", colour_of(column, k), 5))
    for line, (row, has) in enumerate(zip(rows, cells, strict=True)):
        parts.append(_matrix_row(table, line, row))
        for k, column in enumerate(columns):
            parts.append(_cell(table, line, k, column, has.get(column.id), f"{name}-{k}"))
    foot = table.pitch * len(rows)
    key, foot = group_key(name, {g for has in cells for g in has.values()}, foot, table.width, 13)
    return svg_element(
        name, "".join(parts) + key, (-table.head, table.width, table.head + foot + 8), title, desc
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """Measures of a matrix; its first row begins at height 0."""

    left: float
    side: float
    above: float
    head: float
    slant: bool
    width: float

    @classmethod
    def of(cls, rows: Sequence[tuple[str, str]], columns: Sequence[Slice]) -> Self:
        size, side = CELL_FONT, 27.0
        names = max(ems_of(name) for name, _ in rows) * size + 8
        number = max(ems_of(n) for _, n in rows) * size * 1.1 + 14
        heads = [ems_of(cut_to(c.label, 12)) * size for c in columns]
        grid = side * len(columns)
        slant = max(heads) > side - 2
        # A slanting head leans out to the right of its column by as much as it is high.
        lean = max(side * (k + 0.5) + h * 0.72 for k, h in enumerate(heads)) + 6 if slant else 0
        stacked = names + grid + number > 400
        left = 6 if stacked else names
        return cls(
            left=left,
            side=side,
            above=size * 1.5 if stacked else 0,
            head=max(heads) * 0.72 + size * 1.4 if slant else size * 1.8,
            slant=slant,
            width=ceil(max(left + max(grid + number, lean), 12 + names if stacked else 0, 130)),
        )

    @property
    def pitch(self) -> float:
        return self.side + self.above + (5 if self.above else 0)


def _column_heads(table: _Table, columns: Sequence[Slice]) -> str:
    parts = []
    for k, column in enumerate(columns):
        x, words = table.left + table.side * (k + 0.5), cut_to(cleaned(column.label), 12)
        if table.slant:
            turn = f' transform="rotate(-45 {x + 3:.1f} -6)"'
            parts.append(svg_text(words, x + 3, -6, CELL_FONT, anchor="start", more=turn))
        else:
            parts.append(svg_text(words, x, -7, CELL_FONT))
    return "".join(parts)


def _matrix_row(table: _Table, line: int, row: tuple[str, str]) -> str:
    """The rule above a row, its name and its number."""
    y = table.pitch * line
    name, number = row
    size = CELL_FONT
    middle = y + table.above + table.side / 2 + size * 0.35
    words = cut_to(cleaned(name), (table.width - 12) / size)
    return (
        f'<path d="M0 {y:.1f}H{table.width}" stroke="currentColor" stroke-opacity=".18"/>'
        + svg_text(words, 6, y + size * 1.3 if table.above else middle, size, anchor="start")
        + svg_text(number, table.width - 6, middle, size, anchor="end", more=' font-weight="700"')
    )


def _cell(table: _Table, line: int, k: int, column: Slice, part: str | None, hatch: str) -> str:
    x, y = table.left + table.side * k, table.pitch * line + table.above
    if part is None:
        # A faint dot lets the eye follow row and column.
        half = table.side / 2
        return f'<circle cx="{x + half:.1f}" cy="{y + half:.1f}" r="1.5" fill-opacity=".3"/>'
    colour = colour_of(column, k)
    look = look_of(part, colour, 8, hatch=hatch, pale=part not in KEY)
    side = table.side - 7
    return (
        f'<rect class="cell" x="{x + 3.5:.1f}" y="{y + 3.5:.1f}" width="{side:g}" '
        f'height="{side:g}" rx="4" {look}>'
        f"<title>{escaped(f'{column.label}: {part}')}</title></rect>"
    )
