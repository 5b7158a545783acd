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
    """One event: its day and title, and the seats held and needed after it (``None``: unknown).

    Two numbers are the least and the greatest. Then `margin` says how far seats and line are
    apart; left out, it follows from the two.
    """

    day: str
    title: str
    seats: int | tuple[int, int] | None = None
    needed: int | tuple[int, int] | None = None
    margin: int | tuple[int, int] | None = None

    @property
    def gap(self) -> tuple[int, int] | None:
        """Seats above (below 0: short of) those needed, at least and at most."""
        if self.margin is not None:
            return _ends(self.margin)
        if self.seats is None or self.needed is None:
            return None
        seats, needed = _ends(self.seats), _ends(self.needed)
        return seats[0] - needed[1], seats[1] - needed[0]

    @property
    def said(self) -> str:
        """The seats, and in brackets the margin; nothing where that is unknown."""
        if self.gap is None or self.seats is None:
            return ""
        gap = " to ".join(f"{n:+d}" for n in dict.fromkeys(self.gap))
        return f"{_words(self.seats)} ({gap})"


def _ends(number: int | tuple[int, int]) -> tuple[int, int]:
    return number if isinstance(number, tuple) else (number, number)


def _words(number: int | tuple[int, int] | None) -> str:
    return " to ".join(map(str, number)) if isinstance(number, tuple) else str(number)


def steps_svg(moments: Sequence[Moved], *, title: str, under: str = "", desc: str = "") -> str:
    """Draw one row per event, from the first down to the last.

    Where votes are known a bar reaches from the line needed to the votes held: filled and to the
    right above it, hollow and to the left below it, dashed as far as it is not known. The number
    beside it is the margin. Rows read on a phone as on a screen, the words are part of the
    picture, and none is cut.

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
    gaps = [max(map(abs, m.gap)) for m in moments if m.gap is not None]
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
        told = f"needed: {_words(needed.pop())}" if len(needed) == 1 else "needed"
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


def _bar(moment: Moved, gap: tuple[int, int], top: float, unit: float) -> list[str]:
    low, high = gap
    above, below = f'fill="{PALETTE[0]}"', f'fill="none" stroke="{PALETTE[5]}" stroke-width="2"'
    sure = low if low >= 0 else min(high, 0)  # what of it is so in any case
    parts = [(0, sure, above if low >= 0 else below)] if low == high or sure else []
    if low != high:
        # What is not known goes on from there, over the line where the line lies within it.
        ends = (sure, high) if low >= 0 else (low, sure if high < 0 else high)
        ink = PALETTE[0] if low >= 0 else PALETTE[5]
        parts.append(
            (*ends, f'fill="none" stroke="{ink}" stroke-width="2" stroke-dasharray="4 3"')
        )
    day = f"{moment.day}: " if moment.day else ""
    told = escaped(f"{day}{_words(moment.seats)} of the {_words(moment.needed)} needed")
    drawn, middle = [], _WIDE / 2
    for start, end, look in parts:
        left, wide = middle + min(start, end) * unit, max(abs(end - start) * unit, 2)
        left -= wide - abs(end - start) * unit if end < 0 else 0
        rect = f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{_BAR:g}" {look}>'
        drawn.append(f"{rect}<title>{told}</title></rect>")
    if high >= 0:
        beside, anchor = middle + max(high * unit, 2) + 6, "start"
    else:
        beside, anchor = middle - max(-low * unit, 2) - 6, "end"
    return [
        *drawn,
        # The line needed is drawn beside the bar only, so that it never crosses words.
        svg_line((middle, top - 3), (middle, top + _BAR + 3), 1.6),
        svg_text(moment.said, beside, top + 13, _FONT, anchor=anchor),
    ]
