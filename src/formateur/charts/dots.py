"""Several numbers for each of some names, as marks on lines, in SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from formateur.charts.looks import (
    cleaned,
    content_name,
    cut_to,
    ems_of,
    escaped,
    heading,
    svg_element,
    svg_line,
    svg_text,
)
from formateur.errors import FormateurError

__all__ = ["MARKS", "dots_svg"]

_WIDE, _EDGE, _FONT, _SMALL = 480.0, 16.0, 15.0, 13.0
_ROW, _SIZE = 42.0, _WIDE - 2 * _EDGE
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
    most = _ceiling(max((v for row in series.values() for v in row if v is not None), default=1.0))
    head, foot = heading(title, _WIDE, 18)
    key, top = _key(list(series), foot)
    foot = top + _ROW * len(names)
    parts = [head, *key]
    for k in range(5):
        x = _EDGE + _SIZE * k / 4
        parts.append(svg_line((x, top), (x, foot), 1, more=' stroke-opacity=".15"'))
        anchor = ("start", "middle", "middle", "middle", "end")[k]
        said = f"{100 * most * k / 4:.3g} %"
        parts.append(svg_text(said, x, foot + 18, _SMALL, anchor=anchor))
    for i, name in enumerate(names):
        y = top + _ROW * i + 29
        word = cut_to(cleaned(name), _SIZE / _FONT)
        parts.append(svg_text(word, _EDGE, y - 13, _FONT, anchor="start"))
        parts.append(svg_line((_EDGE, y), (_EDGE + _SIZE, y), 1, more=' stroke-opacity=".3"'))
        # The first series lies on top of the others.
        for k, (what, row) in reversed(list(enumerate(series.items()))):
            value = row[i]
            if value is not None:
                tip = escaped(f"{name}, {what}: {value:.1%}")
                parts.append(_mark(k, _EDGE + _SIZE * value / most, y, tip))
    body = "".join(parts)
    return svg_element(content_name(title + body), body, (0, _WIDE, foot + 28), title, desc)


def _key(what: Sequence[str], top: float) -> tuple[list[str], float]:
    """What the marks mean, in as many lines as it takes; and its foot."""
    parts, x, y = [], _EDGE, top + 14
    for k, words in enumerate(what):
        wide = 20 + ems_of(words) * _SMALL
        if x + wide > _WIDE - _EDGE and x > _EDGE:
            x, y = _EDGE, y + 20
        parts += [_mark(k, x + 4, y - 4.5, ""), svg_text(words, x + 15, y, _SMALL, anchor="start")]
        x += wide + 16
    return parts, y + 12


def _mark(k: int, x: float, y: float, tip: str) -> str:
    shape = _SHAPES[k].format(x=f"{x:.1f}", y=f"{y:.1f}")
    if not tip:
        return f"{shape}/>"
    tag = shape[1:].split(" ", 1)[0]
    return f'{shape} class="mark"><title>{tip}</title></{tag}>'


def _ceiling(value: float) -> float:
    """The next round share."""
    return next((c for c in (0.05, 0.1, 0.2, 0.4, 0.6, 0.8) if value <= c), 1.0)
