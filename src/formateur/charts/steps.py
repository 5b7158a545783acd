"""Seats after each event against the line they must reach, in SVG: a step for every change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formateur.charts.base import PALETTE
from formateur.charts.looks import (
    BOLD,
    content_name,
    ems_of,
    escaped,
    heading,
    svg_element,
    svg_line,
    svg_text,
    wrapped,
)
from formateur.errors import FormateurError

__all__ = ["Moved", "steps_svg"]

_WIDE, _EDGE = 480.0, 8.0
_FONT, _LEADING, _BAR, _GAP = 15.0, 19.0, 15.0, 16.0


@dataclass(frozen=True, slots=True)
class Moved:
    """One event: its day and title, and the seats held and needed after it (``None``: unknown)."""

    day: str
    title: str
    seats: int | None = None
    needed: int | None = None

    @property
    def gap(self) -> int | None:
        """Seats above (below 0: short of) those needed."""
        return None if self.seats is None or self.needed is None else self.seats - self.needed

    @property
    def said(self) -> str:
        """The seats, and in brackets the margin; nothing where that is unknown."""
        return "" if self.gap is None else f"{self.seats} ({self.gap:+d})"


def steps_svg(moments: Sequence[Moved], *, title: str, under: str = "", desc: str = "") -> str:
    """Draw one row per event, from the first down to the last.

    Where votes are known a bar reaches from the line needed to the votes held: filled and to the
    right above it, hollow and to the left below it. The number beside it is the margin. Rows read
    on a phone as on a screen, the words are part of the picture, and none is cut.

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
    gaps = [abs(m.gap) for m in moments if m.gap is not None]
    room = max([ems_of(m.said) * _FONT for m in moments] + [0]) + 16
    unit = (_WIDE / 2 - room) / max([*gaps, 1])
    head, foot = heading(title, _WIDE, 18)
    parts = [head]
    for line in wrapped(under, (_WIDE - 2 * _EDGE) / 14) if under else ():
        foot += 18
        parts.append(svg_text(line, _EDGE, foot, 14, anchor="start"))
    if gaps:
        foot += 34
        needed = {m.needed for m in moments if m.gap is not None}
        told = f"needed: {needed.pop()}" if len(needed) == 1 else "needed"
        for words, x, anchor in (
            ("short of it", _WIDE / 2 - 72, "end"),
            (told, _WIDE / 2, "middle"),
            ("to spare", _WIDE / 2 + 72, "start"),
        ):
            parts.append(svg_text(words, x, foot, 13, anchor=anchor))
    foot += _GAP
    for moment in moments:
        drawn, foot = _row(moment, foot, unit)
        parts += drawn
    body = "".join(parts)
    return svg_element(content_name(title + body), body, (0, _WIDE, foot), title, desc)


def _row(moment: Moved, top: float, unit: float) -> tuple[list[str], float]:
    """One event, and where the next begins."""
    at = _EDGE + ems_of(moment.day) * _FONT * BOLD + 8 if moment.day else _EDGE
    room = (_WIDE - 2 * _EDGE) / _FONT
    lines = wrapped(moment.title, room, first=(_WIDE - at - _EDGE) / _FONT)
    bold = ' font-weight="600"'
    day = svg_text(moment.day, _EDGE, top + 12, _FONT, anchor="start", more=bold)
    parts = [day] if moment.day else []
    for k, line in enumerate(lines):
        x, y = (_EDGE if k else at), top + 12 + _LEADING * k
        parts.append(svg_text(line, x, y, _FONT, anchor="start"))
    foot = top + _LEADING * len(lines)
    if moment.gap is None:
        return parts, foot + _GAP
    return [*parts, *_bar(moment, moment.gap, foot, unit)], foot + _BAR + _GAP + 4


def _bar(moment: Moved, gap: int, top: float, unit: float) -> list[str]:
    middle, wide = _WIDE / 2, max(abs(gap) * unit, 2)
    left = middle if gap >= 0 else middle - wide
    look = (
        f'fill="{PALETTE[0]}"'
        if gap >= 0
        else f'fill="none" stroke="{PALETTE[5]}" stroke-width="2"'
    )
    day = f"{moment.day}: " if moment.day else ""
    told = escaped(f"{day}{moment.seats} of the {moment.needed} needed")
    beside, anchor = (left + wide + 6, "start") if gap >= 0 else (left - 6, "end")
    bar = f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{_BAR:g}" {look}>'
    return [
        f"{bar}<title>{told}</title></rect>",
        # The line needed is drawn beside the bar only, so that it never crosses words.
        svg_line((middle, top - 3), (middle, top + _BAR + 3), 1.6),
        svg_text(moment.said, beside, top + 13, _FONT, anchor=anchor),
    ]
