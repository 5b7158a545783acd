"""Points of a plane with two named axes, in SVG: who stands where, and what lies between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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

__all__ = ["Place", "plane_svg"]

_FONT, _SMALL = 13.0, 12.0
_SIZE, _LEFT, _FOOT = 380.0, 64.0, 46.0
_BLUE = "#0072B2"
# Told apart by shape and filling, not by colour alone.
_LOOKS = {
    "": 'r="3" fill="none" stroke="currentColor" stroke-opacity=".7"',
    "named": f'r="5.5" fill="none" stroke="{_BLUE}" stroke-width="2"',
    "marked": f'r="6.5" fill="{_BLUE}"',
}


@dataclass(frozen=True, slots=True)
class Place:
    """A point: small, ``"named"`` (a ring with its label) or ``"marked"`` (filled, labelled)."""

    x: float
    y: float
    label: str = ""
    kind: str = ""


def plane_svg(
    places: Sequence[Place], *, axes: tuple[str, str], key: str = "", title: str, desc: str = ""
) -> str:
    """Draw points between two axes, with a thin line through every place of a named point.

    Parameters
    ----------
    places
        Points; those that are named or marked get their label, the others one on touch.
    axes
        Names of the horizontal and the vertical axis.
    key
        A line below that says what the looks mean.

    Raises
    ------
    FormateurError
        When there is no point.

    Examples
    --------
    >>> svg = plane_svg([Place(0, 1, "a", "named"), Place(3, 2, "b", "marked"), Place(0, 2)],
    ...     axes=("economy", "world"), title="Two")
    >>> svg.count("<circle"), ">b</text>" in svg
    (3, True)
    """
    if not places:
        raise FormateurError("no point to draw")
    across = _scale([p.x for p in places], _LEFT, _LEFT + _SIZE)
    up = _scale([p.y for p in places], _SIZE, 0)
    parts = [
        svg_line((_LEFT, _SIZE), (_LEFT + _SIZE, _SIZE), 1.2),
        svg_line((_LEFT, 0), (_LEFT, _SIZE), 1.2),
        svg_text(cut_to(cleaned(axes[0]), 30), _LEFT + _SIZE / 2, _SIZE + 36, _FONT),
        svg_text(cut_to(cleaned(axes[1]), 30), 6, -10, _FONT, anchor="start"),
    ]
    named = [p for p in places if p.kind]
    faint = ' stroke-opacity=".18"'
    parts += [
        svg_line((across(x), 0), (across(x), _SIZE), 1, more=faint)
        for x in sorted({p.x for p in named})
    ]
    parts += [
        svg_line((_LEFT, up(y)), (_LEFT + _SIZE, up(y)), 1, more=faint)
        for y in sorted({p.y for p in named})
    ]
    for x in _ticks([p.x for p in places], named_at=[p.x for p in named], scale=across, room=34):
        parts.append(svg_text(f"{x:g}", across(x), _SIZE + 17, _SMALL))
    for y in _ticks([p.y for p in places], named_at=[p.y for p in named], scale=up, room=15):
        parts.append(svg_text(f"{y:g}", _LEFT - 8, up(y) + 4.5, _SMALL, anchor="end"))
    taken: list[tuple[float, float, float]] = []
    for place in sorted(places, key=lambda p: list(_LOOKS).index(p.kind)):
        x, y = across(place.x), up(place.y)
        tip = escaped(f"{place.label}: {place.x:g}, {place.y:g}")
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" {_LOOKS[place.kind]}><title>{tip}</title></circle>'
        )
        if place.kind:
            label = cut_to(cleaned(place.label), 14)
            # Above the line: on it stand the cabinets with the party in one jurisdiction.
            spot = _free(x + 8, y - 7, ems_of(label) * _FONT, taken)
            parts.append(svg_text(label, x + 8, spot, _FONT, anchor="start"))
    width = max([_LEFT + _SIZE, ems_of(key) * _SMALL, *(x + wide for x, _, wide in taken)]) + 10
    if key:
        parts.append(svg_text(cleaned(key), 6, _SIZE + 60, _SMALL, anchor="start"))
    body = "".join(parts)
    high = 28 + _SIZE + _FOOT + (22 if key else 0)
    return svg_element(
        content_name(title + body), body, (-28, ceil(width), ceil(high)), title, desc
    )


def _scale(values: Sequence[float], start: float, end: float) -> Callable[[float], float]:
    """From values to places on an axis, a little inside its ends."""
    low = min(values)
    span = max(values) - low or 1.0
    return lambda value: start + (end - start) * (0.06 + 0.88 * (value - low) / span)


def _ticks(
    values: Sequence[float],
    *,
    named_at: Sequence[float],
    scale: Callable[[float], float],
    room: float,
) -> list[float]:
    """Both ends, and the places of named points that have room between them."""
    found = sorted({min(values), max(values)})
    for value in named_at:
        if all(abs(scale(value) - scale(other)) >= room for other in found):
            found.append(value)
    return found


def _free(x: float, y: float, wide: float, taken: list[tuple[float, float, float]]) -> float:
    """A height at or near y where the label covers no other."""
    for shift in (0, -13, 24, -26, 37):
        if all(abs(y + shift - b) >= 13 or x > a + w + 4 or a > x + wide + 4 for a, b, w in taken):
            break
    taken.append((x, y + shift, wide))
    return y + shift
