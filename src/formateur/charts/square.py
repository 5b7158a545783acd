"""Shares between names as a square of numbers, in SVG."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TypeAlias

from formateur.charts.base import PALETTE
from formateur.charts.looks import (
    cleaned,
    content_name,
    cut_to,
    ems_of,
    escaped,
    svg_element,
    svg_text,
)
from formateur.errors import FormateurError

__all__ = ["shares_svg"]

_FONT = 13.0
Span: TypeAlias = "tuple[float, float]"


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
                f'height="{side - 2:g}" rx="3" fill="{PALETTE[0]}" '
                f'fill-opacity="{0.55 * (low + high) / 2:.3f}" stroke="currentColor" '
                f'stroke-opacity=".3"><title>{escaped(f"{names[i]}, {names[j]}: {tip}")}</title>'
                "</rect>"
            )
            shown, font = (said[0], _FONT) if said[0] == said[1] else ("\u2013".join(said), 10.5)
            parts.append(svg_text(shown, x + side / 2, y + side * 0.63, font))
    body = "".join(parts)
    high = head + side * len(names) + 8
    return svg_element(content_name(title + body), body, (-head, width, high), title, desc)
