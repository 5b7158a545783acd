"""Labels round the half-disc, and the legend under it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from json import dumps
from math import ceil, cos, floor, hypot, pi, sin

from formateur.charts.base import KEY, Wedge
from formateur.charts.looks import (
    BOLD,
    cleaned,
    cut_to,
    ems_of,
    escaped,
    hatching,
    look_of,
    paint_of,
    svg_line,
    svg_text,
)

__all__ = ["Box", "Disc", "group_key", "legend_of", "placed_labels"]

LEGEND = ' class="legend"'


@dataclass(frozen=True, slots=True)
class Disc:
    """The half-disc on the page."""

    name: str
    width: float
    wedges: Sequence[Wedge]
    movable: bool = False

    @property
    def radius(self) -> float:
        return self.width * 0.355

    @property
    def total(self) -> int:
        return self.wedges[0].total

    def at(self, angle: float, reach: float) -> tuple[float, float]:
        """A point of the page; the foot of the disc is at height 0."""
        out = self.radius * reach
        return self.width / 2 - out * cos(angle), -out * sin(angle)

    def look(self, k: int, unit: float) -> str:
        """Attributes of a wedge's dots; where they may move, those of every group beside them."""
        wedge, hatch = self.wedges[k], f"{self.name}-{k}"
        group, colour = wedge.slice.group, wedge.colour
        look = look_of(group, colour, unit, hatch=hatch, pale=wedge.pale, lined=wedge.lined)
        if not self.movable:
            return look
        looks = {
            name: paint_of(name, colour, unit, hatch=hatch, pale=name == "pale", lined=wedge.lined)
            for name in (*KEY, "pale", "")
        }
        return f'{look} {self.of(k)} data-looks="{escaped(dumps(looks))}"'

    def of(self, k: int) -> str:
        """Whose a shape or a name is, where they may move."""
        return f'data-of="{escaped(self.wedges[k].slice.id)}"' if self.movable else ""

    def bold(self, k: int) -> float:
        """How much wider than usual the name may become."""
        return BOLD if self.movable or self.wedges[k].slice.group == "cabinet" else 1.0


@dataclass(frozen=True, slots=True)
class Box:
    """Room on the page, by its middle."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box) -> bool:
        return (
            abs(self.x - other.x) * 2 < self.width + other.width
            and abs(self.y - other.y) * 2 < self.height + other.height
        )


# How far out and round a label may move from the middle of its wedge, nearest first.
_TURNS = (0.0, -0.08, 0.08, -0.16, 0.16, -0.24, 0.24, -0.32, 0.32)
_MOVES = sorted(
    [(0.0, 0.0), (0.0, -0.04), (0.0, 0.04), *product((0.08, 0.16, 0.24), _TURNS)],
    key=lambda move: move[0] + abs(move[1]),
)


def _ways(
    disc: Disc, k: int, size: float
) -> Iterator[tuple[tuple[str, ...], Box, list[tuple[float, float]]]]:
    """Ways to label a wedge, the nearest first: lines, their room, points along the leader."""
    wedge = disc.wedges[k]
    middle = sum(wedge.ends) / 2
    label, seats = cleaned(wedge.slice.label), str(wedge.slice.seats)
    forms = [(label, seats), (f"{label} {seats}",)]
    if len(halves := re.split("(?<=[-\u2013/ ])", label, maxsplit=1)) == 2:
        forms.insert(1, (halves[0], f"{halves[1]} {seats}"))
    for (out, turn), lines in product(_MOVES, forms):
        width = (max(map(ems_of, lines)) * disc.bold(k) + 0.2) * size
        height = len(lines) * size * 1.12
        angle = min(max(middle + turn, 0.0), pi)
        x, y = disc.at(angle, 1.045 + out)
        x, y = x - cos(angle) * width / 2, y - sin(angle) * height / 2
        x1, y1 = disc.at(middle, 1.015)
        x2, y2 = _nearest(x1, x, width), _nearest(y1, y, height)
        # Close enough that two leaders cannot cross between them.
        number = ceil(hypot(x2 - x1, y2 - y1) / 2.5)
        steps = [k / number for k in range(number + 1)] if out and number else []
        yield (
            lines,
            Box(x, y, width, height),
            [(x1 + (x2 - x1) * t, y1 + (y2 - y1) * t) for t in steps],
        )


def _nearest(value: float, middle: float, length: float) -> float:
    return min(max(value, middle - length / 2), middle + length / 2)


def placed_labels(disc: Disc, taken: Sequence[Box]) -> tuple[list[str], list[int], float]:
    """Direct labels, the largest parties first; who found no room; the top of the picture.

    `taken` is room that is not theirs.
    """
    size, edge = disc.width / 29, disc.width / 180
    boxes = list(taken)
    made: dict[int, str] = {}
    for k in sorted(range(len(disc.wedges)), key=lambda k: -disc.wedges[k].slice.seats):
        for lines, box, leader in _ways(disc, k, size):
            inside = box.width / 2 + edge <= box.x <= disc.width - box.width / 2 - edge
            inside = inside and box.y + box.height / 2 <= size
            own = [box, *(Box(x, y, 3, 3) for x, y in leader)]
            if inside and not any(mine.meets(other) for mine in own for other in boxes):
                boxes += own
                made[k] = _label(disc, k, lines, box, size)
                if leader:
                    made[k] += svg_line(
                        leader[0], leader[-1], size / 20, more=' stroke-opacity=".6"'
                    )
                break
    rest = [k for k in range(len(disc.wedges)) if k not in made]
    top = min([-disc.radius * 1.035, *(b.y - b.height / 2 for b in boxes)])
    return [made[k] for k in sorted(made)], rest, top - edge


def _label(disc: Disc, k: int, lines: Sequence[str], box: Box, size: float) -> str:
    first = box.y - box.height / 2 + size * 0.9
    spans = "".join(
        f'<tspan x="{box.x:.1f}" y="{first + k * size:.1f}">{escaped(line)}</tspan>'
        for k, line in enumerate(lines)
    )
    return (
        f'<text class="label" font-size="{size:.1f}" text-anchor="middle"{_weight(disc, k)}>'
        f"{spans}</text>"
    )


def _weight(disc: Disc, k: int) -> str:
    weight = ' font-weight="700"' if disc.wedges[k].slice.group == "cabinet" else ""
    return f"{weight} {disc.of(k)}" if disc.movable else weight


def legend_of(disc: Disc, left_over: Sequence[int]) -> tuple[str, float]:
    """Parties that found no room at the arc, then what the groups look like; and the foot."""
    size = disc.width / 30
    unit = size * 0.36
    wedges = [(k, disc.wedges[k]) for k in left_over]
    entries = [
        _Entry(disc.look(k, unit), f"{w.slice.label} {w.slice.seats}", _weight(disc, k))
        for k, w in wedges
    ]
    parties, foot = _entries(entries, size, disc.width, size)
    if disc.movable:
        return parties, foot + size * 0.6
    key, foot = group_key(disc.name, {w.slice.group for w in disc.wedges}, foot, disc.width, size)
    return parties + key, foot + size * 0.6


def group_key(
    name: str, groups: Collection[str], top: float, width: float, size: float
) -> tuple[str, float]:
    """What the groups look like, when there are several to tell apart; and its foot."""
    shown = [group for group in KEY if group in groups]
    if len(shown) < 2:
        return "", top
    hatch, unit = f"{name}-key", size * 0.36
    entries = [_Entry(look_of(g, "#808080", unit, hatch=hatch), KEY[g]) for g in shown]
    drawn, foot = _entries(entries, top, width, size)
    return hatching(hatch, "#808080", unit * 0.8) + drawn, foot


@dataclass(frozen=True, slots=True)
class _Entry:
    look: str
    words: str
    more: str = ""


def _entries(
    entries: Sequence[_Entry], top: float, width: float, size: float
) -> tuple[str, float]:
    """Dots with words in rows as wide as the picture, and the foot of the last row."""
    bold = BOLD if any(e.more for e in entries) else 1.0
    said = [cut_to(cleaned(e.words), width / size / bold - 3) for e in entries]
    pitch = (max(map(ems_of, said), default=0) * bold + 2.2) * size
    columns = max(floor(width / pitch), 1)
    parts = []
    for k, (entry, words) in enumerate(zip(entries, said, strict=True)):
        x, y = size * 0.6 + k % columns * pitch, top + (k // columns + 1) * size * 1.5
        more = LEGEND + entry.more
        parts.append(
            f'<circle cx="{x + size * 0.4:.1f}" cy="{y - size * 0.34:.1f}" r="{size * 0.36:.1f}" '
            f"{entry.look}/>" + svg_text(words, x + size, y, size, anchor="start", more=more)
        )
    return "".join(parts), top + ceil(len(said) / columns) * size * 1.5
