"""Several numbers for each of some names, as marks on lines, in SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

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

__all__ = ["MARKS", "dots_svg"]

_FONT, _ROW, _SIZE = 13.0, 26.0, 420.0
# Shape and filling tell marks apart; colour only helps. {x}, {y} is the middle.
_SHAPES = (
    '<circle cx="{x}" cy="{y}" r="5.5" fill="#0072B2"',
    '<path d="M{x} {y}m0 -7v14" stroke="currentColor" stroke-width="2.4" fill="none"',
    '<path d="M{x} {y}m-5 -5h10v10h-10z" stroke="#D55E00" stroke-width="2" fill="none"',
    '<path d="M{x} {y}m0 -6.5l6 10.5h-12z" stroke="#009E73" stroke-width="2" fill="none"',
    '<path d="M{x} {y}m0 -6l6 6l-6 6l-6 -6z" stroke="#CC79A7" stroke-width="2" fill="none"',
)
MARKS = len(_SHAPES)


def dots_svg(
    names: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    title: str,
    desc: str = "",
) -> str:
    """Draw a line for each name with a mark of each series on it, from 0 to the largest share.

    Parameters
    ----------
    names
        One line each, from the top.
    series
        Shares of one, or ``None`` for no mark, by what they are, in the order of names; at most
        `MARKS` of them.

    Raises
    ------
    FormateurError
        When a series has another length than the names, or there are too many or none.

    Examples
    --------
    >>> svg = dots_svg(["a", "b"], {"seats": [0.6, 0.4], "share": [0.5, None]}, title="Two")
    >>> svg.count('class="mark"')
    3
    """
    if not names or not series or any(len(row) != len(names) for row in series.values()):
        raise FormateurError(f"{len(names)} names and {len(series)} series do not fit")
    if len(series) > MARKS:
        raise FormateurError(f"{len(series)} series; {MARKS} can be told apart")
    words = [cut_to(cleaned(n), 18) for n in names]
    left = max(map(ems_of, words)) * _FONT + 18
    top = _ceiling(max((v for row in series.values() for v in row if v is not None), default=1.0))
    parts = []
    for k in range(5):
        x = left + _SIZE * k / 4
        parts.append(svg_line((x, 0), (x, _ROW * len(names)), 1, more=' stroke-opacity=".15"'))
        parts.append(svg_text(f"{100 * top * k / 4:.3g} %", x, _ROW * len(names) + 17, 11))
    for i, word in enumerate(words):
        y = _ROW * (i + 0.5)
        parts.append(svg_text(word, 6, y + 4.5, _FONT, anchor="start"))
        parts.append(svg_line((left, y), (left + _SIZE, y), 1, more=' stroke-opacity=".3"'))
        # The first series lies on top of the others.
        for k, (what, row) in reversed(list(enumerate(series.items()))):
            value = row[i]
            if value is not None:
                tip = escaped(f"{names[i]}, {what}: {value:.1%}")
                parts.append(_mark(k, left + _SIZE * value / top, y, tip))
    at = 8.0
    for k, what in enumerate(series):
        parts.append(_mark(k, at + 4, -16, ""))
        parts.append(svg_text(cleaned(what), at + 14, -12, 12, anchor="start"))
        at += 14 + ems_of(what) * 12 + 16
    body = "".join(parts)
    width, high = max(left + _SIZE + 26, at), _ROW * len(names) + 62
    return svg_element(content_name(title + body), body, (-34, ceil(width), high), title, desc)


def _mark(k: int, x: float, y: float, tip: str) -> str:
    shape = _SHAPES[k].format(x=f"{x:.1f}", y=f"{y:.1f}")
    if not tip:
        return f"{shape}/>"
    tag = shape[1:].split(" ", 1)[0]
    return f'{shape} class="mark"><title>{tip}</title></{tag}>'


def _ceiling(value: float) -> float:
    """The next round share."""
    return next((c for c in (0.05, 0.1, 0.2, 0.4, 0.6, 0.8) if value <= c), 1.0)
