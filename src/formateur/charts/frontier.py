"""A frontier between two axes, and how far one reaches along several, in SVG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from formateur.charts.base import PALETTE
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

__all__ = ["Reach", "Spot", "frontier_svg", "reach_svg"]

_FONT = 13.0
_STEP = 15.0  # from one label to the next
_TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Spot:
    """A point: how much each of the two gets, from 0 to 1, and its names if it has any."""

    x: float
    y: float
    names: tuple[str, ...] = ()


def frontier_svg(
    spots: Sequence[Spot], *, axes: tuple[str, str], title: str, desc: str = ""
) -> str:
    """Draw points of a frontier between two axes from 0 to 100 per cent; named ones are labelled.

    No point of a frontier lies above and to the right of another, so that is where labels stand.

    Raises
    ------
    FormateurError
        When there is no point.

    Examples
    --------
    >>> svg = frontier_svg([Spot(1, 0), Spot(0.5, 0.5, ("even",))], axes=("a", "b"), title="Two")
    >>> svg.count("<circle"), ">even</text>" in svg
    (2, True)
    """
    if not spots:
        raise FormateurError("no point to draw")
    left, size, foot, head = 44.0, 300.0, 44.0, 74.0
    longest = max((ems_of(n) for s in spots for n in s.names), default=0)
    width = left + size + max(18.0, 14 + longest * _FONT)
    parts = [
        svg_line((left, size), (left + size, size), 1.2),
        svg_line((left, 0), (left, size), 1.2),
    ]
    for part in _TICKS:
        at = size * part / 100
        parts.append(svg_text(str(part), left + at, size + 16, 11))
        parts.append(svg_text(str(part), left - 8, size - at + 4, 11, anchor="end"))
    one, other = (f"{cut_to(cleaned(a), 14)} gets, % of what it wants" for a in axes)
    parts.append(svg_text(one, left + size / 2, size + 36, _FONT))
    parts.append(svg_text(other, 6, 16 - head, _FONT, anchor="start"))
    above = size + _STEP
    for spot in sorted(spots, key=lambda s: (s.y, s.x)):
        x, y = left + size * spot.x, size * (1 - spot.y)
        tip = escaped(f"{axes[0]} {spot.x:.1%}, {axes[1]} {spot.y:.1%}")
        look = (
            f'r="6" fill="{PALETTE[0]}"'
            if spot.names
            else 'r="2.5" fill="none" stroke="currentColor" stroke-opacity=".6"'
        )
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" {look}><title>{tip}</title></circle>')
        for k, name in enumerate(spot.names):
            above = min(above - _STEP, y - 9)
            if k == 0 and y - above > _STEP:
                parts.append(svg_line((x + 4, y - 6), (x + 10, above + 4), 0.7))
            parts.append(svg_text(name, x + 9, above, _FONT, anchor="start"))
    body = "".join(parts)
    return svg_element(
        content_name(title + body), body, (-head, ceil(width), head + size + foot), title, desc
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one name reaches, from 0 to 1, and the places of some marks."""

    name: str
    low: float
    high: float
    marks: Mapping[str, float]


def reach_svg(rows: Sequence[Reach], *, title: str, desc: str = "") -> str:
    """Draw a bar from the least to the most for every name, with a sign for each mark.

    Raises
    ------
    FormateurError
        When there is no row.

    Examples
    --------
    >>> svg = reach_svg([Reach("a", 0.2, 1, {"nash": 0.6})], title="One")
    >>> svg.count('class="reach"'), svg.count('class="mark"'), ">nash</text>" in svg
    (1, 2, True)
    """
    if not rows:
        raise FormateurError("nobody to draw")
    words = [cut_to(cleaned(r.name), 12) for r in rows]
    left, size, side = max(map(ems_of, words)) * _FONT + 16, 220.0, 46.0
    high = side * len(rows)
    parts = []
    for part in _TICKS:
        x = left + size * part / 100
        parts.append(svg_line((x, 0), (x, high), 0.5, more=' stroke-opacity=".35"'))
        parts.append(svg_text(str(part), x, high + 16, 11))
    for k, (row, word) in enumerate(zip(rows, words, strict=True)):
        y = side * (k + 0.5)
        parts.append(svg_text(word, 6, y + 4.5, _FONT, anchor="start"))
        tip = escaped(f"{row.name}: {row.low:.1%} to {row.high:.1%}")
        parts.append(
            f'<rect class="reach" x="{left + size * row.low:.1f}" y="{y - 17:.1f}" '
            f'width="{max(size * (row.high - row.low), 1):.1f}" height="34" rx="4" '
            f'fill="{PALETTE[0]}" fill-opacity=".18" stroke="currentColor" stroke-opacity=".4">'
            f"<title>{tip}</title></rect>"
        )
        for n, (mark, at) in enumerate(row.marks.items()):
            tip = f"{row.name}, {mark}: {at:.1%}"
            parts.append(_sign(n, left + size * at, y + 10 * (n - (len(row.marks) - 1) / 2), tip))
    parts.append(svg_text("gets, % of what it wants", left + size / 2, high + 34, _FONT))
    parts += _key(list(rows[0].marks), high + 58)
    body = "".join(parts)
    width = ceil(left + size + 16)
    return svg_element(content_name(title + body), body, (-6, width, high + 76), title, desc)


def _key(marks: Sequence[str], y: float) -> Iterable[str]:
    x = 12.0
    for n, mark in enumerate(marks):
        yield _sign(n, x, y - 4.5, mark)
        yield svg_text(mark, x + 9, y, _FONT, anchor="start")
        x += 30 + ems_of(mark) * _FONT


def _sign(number: int, x: float, y: float, tip: str) -> str:
    """A disc, a square, a triangle: told apart without colour."""
    title = f"<title>{escaped(tip)}</title>"
    look = f'class="mark" fill="{PALETTE[0]}"'
    if number % 3 == 0:
        return f'<circle {look} cx="{x:.1f}" cy="{y:.1f}" r="4.5">{title}</circle>'
    if number % 3 == 1:
        return f'<rect {look} x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8">{title}</rect>'
    points = f"{x:.1f},{y - 5:.1f} {x + 5:.1f},{y + 4:.1f} {x - 5:.1f},{y + 4:.1f}"
    return f'<polygon {look} points="{points}">{title}</polygon>'
