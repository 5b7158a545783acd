"""Seats after each event against the line they must reach, in SVG: a step for every change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formateur.charts.looks import (
    content_name,
    cut_to,
    ems_of,
    escaped,
    svg_element,
    svg_line,
    svg_text,
)
from formateur.errors import FormateurError

__all__ = ["Moved", "steps_svg"]

_WIDE, _ROW, _TOP, _FOOT = 720.0, 48.0, 96.0, 24.0
_FONT = 14.0
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
    high = _TOP + _ROW * len(moments) + _FOOT
    gaps = [m.seats - m.needed for m in moments if m.seats is not None and m.needed is not None]
    middle = _WIDE / 2
    unit = (_WIDE / 2 - 90) / max([abs(g) for g in gaps] + [1])
    parts = [
        svg_text(cut_to(title, (_WIDE - 16) / 18), 8, 26, 18, anchor="start", more=_BOLD),
        svg_text(cut_to(under, (_WIDE - 16) / _FONT), 8, 50, _FONT, anchor="start"),
    ]
    if gaps:
        parts.append(svg_text("needed", middle, _TOP - 20, 12))
    for k, moment in enumerate(moments):
        parts += _row(moment, _TOP + _ROW * k, middle, unit)
    body = "".join(parts)
    return svg_element(content_name(title + body), body, (0, _WIDE, high), title, desc)


def _row(moment: Moved, y: float, middle: float, unit: float) -> list[str]:
    at = 8 + ems_of(moment.day) * _FONT + 8
    parts = [
        svg_text(moment.day, 8, y + 12, _FONT, anchor="start", more=_BOLD),
        svg_text(
            cut_to(moment.title, (_WIDE - at - 8) / _FONT), at, y + 12, _FONT, anchor="start"
        ),
    ]
    if moment.seats is None or moment.needed is None:
        return parts
    gap = moment.seats - moment.needed
    wide = max(abs(gap) * unit, 2)
    left = middle if gap >= 0 else middle - wide
    look = 'fill="#0072B2"' if gap >= 0 else 'fill="none" stroke="#D55E00" stroke-width="2"'
    told = escaped(f"{moment.day}: {moment.seats} of the {moment.needed} needed")
    parts.append(
        f'<rect x="{left:.1f}" y="{y + 19:.1f}" width="{wide:.1f}" height="15" {look}>'
        f"<title>{told}</title></rect>"
    )
    # The line needed is drawn beside the bar only, so that it never crosses words.
    parts.append(svg_line((middle, y + 16), (middle, y + 37), 1.6))
    beside, anchor = (left + wide + 6, "start") if gap >= 0 else (left - 6, "end")
    said = f"{moment.seats} ({gap:+d})"
    parts.append(svg_text(said, beside, y + 31, _FONT, anchor=anchor))
    return parts
