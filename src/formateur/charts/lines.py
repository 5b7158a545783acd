"""Shares between names as a square of numbers, and points between two axes, in SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeAlias

from formateur.charts.looks import (
    cleaned,
    content_name,
    cut_to,
    ems_of,
    escaped,
    svg_element,
    svg_line,
    svg_text,
)
from formateur.errors import FormateurError

__all__ = ["Spot", "frontier_svg", "shares_svg"]

_FONT = 13.0
Span: TypeAlias = "tuple[float, float]"
_BLUE = "#0072B2"


def shares_svg(
    names: Sequence[str], cells: Sequence[Sequence[Span]], *, title: str, desc: str = ""
) -> str:
    """Draw a square of percentages: the larger, the fuller its cell; each has its number.

    Parameters
    ----------
    names
        Of rows and columns.
    cells
        Least and greatest share, from 0 to 1, by row and column.

    Raises
    ------
    FormateurError
        When names and cells differ in number, or there are none.

    Examples
    --------
    >>> svg = shares_svg(["a", "b"], [[(1, 1), (0.2, 0.3)]] * 2, title="Two")
    >>> svg.count('class="cell"'), "30</text>" in svg
    (4, True)
    """
    if not names or any(len(row) != len(names) for row in cells) or len(cells) != len(names):
        raise FormateurError(f"{len(names)} names and {len(cells)} rows of cells do not fit")
    ranges = any(low != high for row in cells for low, high in row)
    side, words = (44.0 if ranges else 34.0), [cut_to(cleaned(n), 12) for n in names]
    wide = max(map(ems_of, words)) * _FONT
    left, head = wide + 14, wide * 0.72 + 24
    width = ceil(left + side * len(names) + wide * 0.72 + 8)
    parts = []
    for k, word in enumerate(words):
        x = left + side * (k + 0.5)
        turn = f' transform="rotate(-45 {x + 3:.1f} -6)"'
        parts.append(svg_text(word, x + 3, -6, _FONT, anchor="start", more=turn))
        parts.append(svg_text(word, 6, side * (k + 0.65), _FONT, anchor="start"))
    for i, row in enumerate(cells):
        for j, (low, high) in enumerate(row):
            x, y = left + side * j, side * i
            said = [f"{100 * low:.0f}", f"{100 * high:.0f}"]
            tip = f"{low:.1%}" if low == high else f"{low:.1%} to {high:.1%}"
            parts.append(
                f'<rect class="cell" x="{x + 1:.1f}" y="{y + 1:.1f}" width="{side - 2:g}" '
                f'height="{side - 2:g}" rx="3" fill="{_BLUE}" '
                f'fill-opacity="{0.55 * (low + high) / 2:.3f}" stroke="currentColor" '
                f'stroke-opacity=".3"><title>{escaped(f"{names[i]}, {names[j]}: {tip}")}</title>'
                "</rect>"
            )
            shown, font = (said[0], _FONT) if said[0] == said[1] else ("\u2013".join(said), 10.5)
            parts.append(svg_text(shown, x + side / 2, y + side * 0.63, font))
    body = "".join(parts)
    high = head + side * len(names) + 8
    return svg_element(content_name(title + body), body, (-head, width, high), title, desc)


@dataclass(frozen=True, slots=True)
class Spot:
    """A point: how much each of the two gets, from 0 to 1, and its name if it has one."""

    x: float
    y: float
    name: str = ""


def frontier_svg(
    spots: Sequence[Spot], *, axes: tuple[str, str], title: str, desc: str = ""
) -> str:
    """Draw points between two axes from 0 to 100 per cent; named ones are larger and labelled.

    Raises
    ------
    FormateurError
        When there is no point.

    Examples
    --------
    >>> svg = frontier_svg([Spot(1, 0), Spot(0.5, 0.5, "even")], axes=("a", "b"), title="Two")
    >>> svg.count("<circle"), ">even</text>" in svg
    (2, True)
    """
    if not spots:
        raise FormateurError("no point to draw")
    left, size, foot = 56.0, 300.0, 44.0
    width = left + size + 110
    parts = [
        svg_line((left, size), (left + size, size), 1.2),
        svg_line((left, 0), (left, size), 1.2),
    ]
    for part in (0, 25, 50, 75, 100):
        at = size * part / 100
        parts.append(svg_text(str(part), left + at, size + 16, 11))
        parts.append(svg_text(str(part), left - 8, size - at + 4, 11, anchor="end"))
    one, other = (f"{cut_to(cleaned(a), 20)}, per cent" for a in axes)
    parts.append(svg_text(one, left + size / 2, size + 36, _FONT))
    parts.append(svg_text(other, 6, -10, _FONT, anchor="start"))
    labels: list[float] = []
    for spot in sorted(spots, key=lambda s: (bool(s.name), -s.y)):
        x, y = left + size * spot.x, size * (1 - spot.y)
        tip = escaped(f"{axes[0]} {spot.x:.1%}, {axes[1]} {spot.y:.1%}")
        look = f'r="6" fill="{_BLUE}"' if spot.name else 'r="3" fill="none" stroke="currentColor"'
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" {look}><title>{tip}</title></circle>')
        if spot.name:
            high = y + 4
            while any(abs(high - taken) < 15 for taken in labels):
                high += 5
            labels.append(high)
            parts.append(svg_text(spot.name, x + 11, high, _FONT, anchor="start"))
    body = "".join(parts)
    return svg_element(
        content_name(title + body), body, (-28, ceil(width), 28 + size + foot), title, desc
    )
