"""Seats after each event against the line they must reach, in SVG: a step for every change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formateur.charts.looks import (
    content_name,
    ems_of,
    escaped,
    svg_element,
    svg_line,
    svg_text,
    wrapped,
)
from formateur.errors import FormateurError

__all__ = ["Moved", "steps_svg"]

_WIDE, _FOOT = 720.0, 12.0
_FONT, _HEAD, _LINE, _BAR = 14.0, 18.0, 18.0, 30.0
_BOLD = ' font-weight="600"'


@dataclass(frozen=True, slots=True)
class Moved:
    """One event: its day and title, and the seats held and needed after it (``None``: unknown)."""

    day: str
    title: str
    seats: int | None = None
    needed: int | None = None


def steps_svg(moments: Sequence[Moved], *, title: str, under: str = "", desc: str = "") -> str:
    """Draw one row per event, from the first down to the last.

    Where votes are known a bar reaches from the line needed to the votes held: filled and to the
    right above it, hollow and to the left below it. The number beside it is the margin. Rows read
    on a phone as on a screen, and the words are part of the picture.

    Raises
    ------
    FormateurError
        When there is nothing to draw.

    Examples
    --------
    >>> svg = steps_svg([Moved("1 May", "Two leave", 49, 51)], title="A majority ends")
    >>> svg.startswith("<svg"), "49 of the 51 needed" in svg
    (True, True)
    """
    if not moments:
        raise FormateurError("no event to draw")
    needed = {m.needed for m in moments if m.seats is not None and m.needed is not None}
    gaps = [m.seats - m.needed for m in moments if m.seats is not None and m.needed is not None]
    unit = (_WIDE / 2 - _room(moments)) / max([abs(g) for g in gaps] + [1])
    parts, y = _heading(title, under)
    if needed:
        told = f"needed: {needed.pop()}" if len(needed) == 1 else "needed"
        parts.append(svg_text(told, _WIDE / 2, y + 12, 12))
        y += 26
    for moment in moments:
        made, y = _row(moment, y, unit)
        parts += made
    body = "".join(parts)
    return svg_element(content_name(title + body), body, (0, _WIDE, y + _FOOT), title, desc)


def _heading(title: str, under: str) -> tuple[list[str], float]:
    """Title and line below it, over as many lines as they need, and where the next thing goes."""
    parts, y = [], 26.0
    for line in wrapped(title, (_WIDE - 16) / _HEAD):
        parts.append(svg_text(line, 8, y, _HEAD, anchor="start", more=_BOLD))
        y += 24
    for line in wrapped(under, (_WIDE - 16) / _FONT) if under else ():
        parts.append(svg_text(line, 8, y, _FONT, anchor="start"))
        y += _LINE
    return parts, y + 6


def _said(moment: Moved) -> str:
    assert moment.seats is not None
    assert moment.needed is not None
    return f"{moment.seats} ({moment.seats - moment.needed:+d})"


def _room(moments: Sequence[Moved]) -> float:
    """What the widest number beside a bar takes."""
    known = [m for m in moments if m.seats is not None and m.needed is not None]
    return max([ems_of(_said(m)) * _FONT for m in known] + [0]) + 14


def _row(moment: Moved, y: float, unit: float) -> tuple[list[str], float]:
    """Day, title and bar of one event, and where the next one begins."""
    at = 8 + (ems_of(moment.day) * _FONT + 8 if moment.day else 0)
    parts = [svg_text(moment.day, 8, y + 12, _FONT, anchor="start", more=_BOLD)]
    for line in wrapped(moment.title, (_WIDE - at - 8) / _FONT):
        parts.append(svg_text(line, at, y + 12, _FONT, anchor="start"))
        y += _LINE
    if moment.seats is None or moment.needed is None:
        return parts, y + 8
    return [*parts, *_bar(moment, moment.seats - moment.needed, y, unit)], y + _BAR


def _bar(moment: Moved, gap: int, y: float, unit: float) -> list[str]:
    """From the line needed to the votes held: filled to its right, hollow to its left."""
    middle, wide = _WIDE / 2, max(abs(gap) * unit, 2)
    left = middle if gap >= 0 else middle - wide
    look = 'fill="#0072B2"' if gap >= 0 else 'fill="none" stroke="#D55E00" stroke-width="2"'
    told = escaped(
        f"{moment.day}: {moment.seats} of the {moment.needed} needed".removeprefix(": ")
    )
    beside, anchor = (left + wide + 6, "start") if gap >= 0 else (left - 6, "end")
    place = f'x="{left:.1f}" y="{y + 1:.1f}" width="{wide:.1f}" height="15"'
    return [
        f"<rect {place} {look}><title>{told}</title></rect>",
        # The line needed is drawn beside the bar only, so that it never crosses words.
        svg_line((middle, y - 2), (middle, y + 19), 1.6),
        svg_text(_said(moment), beside, y + 13, _FONT, anchor=anchor),
    ]
