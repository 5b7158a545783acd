"""Seats against power as a picture: our own SVG, escaped, with direct labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from formateur.charts import PALETTE
from formateur.charts.labels import Box
from formateur.charts.looks import (
    content_name,
    cut_to,
    ems_of,
    escaped,
    heading,
    svg_element,
    svg_line,
    svg_text,
    wrapped,
)

__all__ = ["Point", "scatter_svg"]

_SIZE, _LEFT, _RIGHT, _BELOW = 400.0, 52.0, 28.0, 58.0
_WIDE = _LEFT + _SIZE + _RIGHT
_FONT, _SMALL, _LEADING = 15.0, 13.0, 17.0
_STEPS = {0.05: 5, 0.1: 5, 0.2: 4, 0.3: 3, 0.4: 4, 0.5: 5, 0.6: 3, 0.8: 4, 1.0: 5}
_SHIFTS = (0.0, -9.0, 9.0, -17.0, 17.0)


@dataclass(frozen=True, slots=True)
class Point:
    """One player: share of seats and power, both as shares of one."""

    id: str
    label: str
    seats: float
    power: float


def scatter_svg(points: Sequence[Point], *, title: str, index: str, desc: str = "") -> str:
    """Power against seats; on the dashed line both are equal.

    Names stand beside their points, those of most power first; players in one place share one.
    A name that would cover another, a point or an axis stands below the picture.

    Parameters
    ----------
    points
        Shares of one.
    title, index, desc
        The heading, the name of the index on the axis, a sentence for readers who hear it.

    Examples
    --------
    >>> svg = scatter_svg([Point("a", "A", 0.5, 0.6)], title="T", index="Banzhaf")
    >>> svg.startswith("<svg"), ">A</text>" in svg
    (True, True)
    """
    highest = max([p.seats for p in points] + [p.power for p in points], default=1.0)
    top = next((t for t in _STEPS if highest <= t), highest)
    head, foot = heading(title, _WIDE, 18)
    high = foot + 30 + _SIZE

    def at(seats: float, power: float) -> tuple[float, float]:
        return _LEFT + _SIZE * seats / top, high - _SIZE * power / top

    groups: dict[tuple[float, float], list[str]] = {}
    for p in sorted(points, key=lambda p: (-p.power, -p.seats)):
        groups.setdefault((p.seats, p.power), []).append(p.label)
    marks, left_over = _marks(groups, at)
    parts = [head, *_axes(top, index, at), *marks]
    below = (
        f"Not named above, with shares of seats and of power: {left_over}." if left_over else ""
    )
    lines = wrapped(below, (_WIDE - 16) / _SMALL) if below else []
    for k, line in enumerate(lines):
        y = high + _BELOW + _LEADING * (k + 0.5)
        parts.append(svg_text(line, 8, y, _SMALL, anchor="start"))
    body = "".join(parts)
    box = (0, _WIDE, high + _BELOW + _LEADING * len(lines))
    return svg_element(content_name(title + body), body, box, title, f"{desc} {_told(groups)}.")


Groups = Mapping["tuple[float, float]", Sequence[str]]


def _told(groups: Groups) -> str:
    return "; ".join(f"{', '.join(who)} {s:.1%}, {p:.1%}" for (s, p), who in groups.items())


At = Callable[[float, float], "tuple[float, float]"]


def _axes(top: float, index: str, at: At) -> list[str]:
    (x0, y0), (x1, y1) = at(0, 0), at(top, top)
    middle = (x0 + x1) / 2
    parts = [
        svg_line((x0, y0), (x1, y1), 1, more=' stroke-dasharray="5 4" stroke-opacity=".5"'),
        svg_line((x0, y0), (x1, y0), 1.2),
        svg_line((x0, y0), (x0, y1), 1.2),
        svg_text("share of seats", middle, y0 + 42, _FONT),
        svg_text(cut_to(index, 28), 8, y1 - 16, _FONT, anchor="start"),
    ]
    steps = _STEPS.get(top, 4)
    for k in range(steps + 1):
        share = top * k / steps
        (x, _), (_, y) = at(share, 0), at(0, share)
        parts.append(svg_text(f"{share:.0%}", x, y0 + 18, _SMALL))
        parts.append(svg_text(f"{share:.0%}", x0 - 7, y + 4.5, _SMALL, anchor="end"))
    return parts


def _marks(groups: Groups, at: At) -> tuple[list[str], str]:
    """A disc for every place, its names where there is room; those that found none, in words."""
    wall, floor = at(0, 0)
    taken = [Box(*at(*place), 11, 11) for place in groups]
    parts, left_over = [], {}
    for place, who in groups.items():
        (x, y), names = at(*place), ", ".join(who)
        tip = escaped(f"{names}: {place[0]:.1%} of seats, {place[1]:.1%} of power")
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{PALETTE[0]}" stroke="currentColor" '
            f'stroke-width=".6"><title>{tip}</title></circle>'
        )
        wide = ems_of(names) * _FONT
        # Above the line there is room on the left, below it on the right.
        sides = ("end", "start") if place[1] > place[0] else ("start", "end")
        for shift, anchor in product(_SHIFTS, sides):
            way = 1 if anchor == "start" else -1
            box = Box(x + way * (9 + wide / 2), y + shift, wide, 14)
            inside = wall + 4 <= box.x - wide / 2 and box.x + wide / 2 <= _WIDE - 4
            if inside and box.y + 8 < floor and not any(box.meets(other) for other in taken):
                taken.append(box)
                parts.append(svg_text(names, x + 9 * way, y + shift + 5, _FONT, anchor=anchor))
                break
        else:
            left_over[place] = who
    return parts, _told(left_over)
