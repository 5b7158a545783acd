"""Pictures of plain rows: a hemicycle as SVG or as text, and a matrix of coalitions.

This module draws and knows no politics. An SVG stands alone, scales with its container, carries a
title and a description, escapes every word, takes the colour of the text around it, and never
tells things apart by colour alone: a cabinet is filled, support hatched, toleration outlined, and
everybody else pale with a thin outline.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from itertools import product
from math import atan2, ceil, cos, floor, pi, sin
from textwrap import wrap
from typing import Self
from unicodedata import east_asian_width

from formateur.errors import FormateurError, MissingExtraError

__all__ = ["PALETTE", "Slice", "hemicycle_svg", "hemicycle_text", "matrix_svg", "svg_to_png"]

# Okabe and Ito's palette, told apart with every common kind of colour vision.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#B8A900", "#7F7F7F")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")
# resvg knows no generic family, so the usual fonts of each system are named.
_FONT = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, 'Liberation Sans', "
    "'Noto Sans', 'DejaVu Sans', sans-serif"
)
_KEY = {"cabinet": "in the cabinet", "support": "votes for it", "tolerates": "abstains"}
_NUMBER = ' data-centre="" font-weight="700"'  # the page writes another number here
_LEGEND = ' class="legend"'
_CELL_FONT = 13.0

_INNER = 0.4  # radius of the hole, the disc's being 1
_DOT = 0.42  # radius of a dot, the distance of the rows being 1
_MOST_DOTS = 900
_SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class Slice:
    """One party's seats, listed from left to right.

    `group` is ``"cabinet"``, ``"support"``, ``"tolerates"`` or nothing; it changes the shape of
    the dots, not only their strength.
    """

    id: str
    label: str
    seats: int
    colour: str | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class _Wedge:
    """A slice in its place: `first` seats sit to its left, out of `total`."""

    slice: Slice
    colour: str
    first: int
    total: int
    marked: bool  # some slice of the picture has a group
    lined: bool  # the neighbour on the left has nearly this colour

    @property
    def ends(self) -> tuple[float, float]:
        step = pi / self.total
        return self.first * step, (self.first + self.slice.seats) * step

    @property
    def pale(self) -> bool:
        return self.marked and self.slice.group not in _KEY

    @property
    def tip(self) -> str:
        group = f" ({self.slice.group})" if self.slice.group else ""
        return _text(f"{self.slice.label}: {self.slice.seats}{group}")


def colour_of(slice_: Slice, index: int) -> str:
    """The slice's own colour as #rrggbb when it is one, else the palette's.

    >>> colour_of(Slice("a", "A", 1, "#F00"), 0), colour_of(Slice("a", "A", 1, "red"), 0)
    ('#ff0000', '#0072b2')
    """
    given = slice_.colour or ""
    colour = (given if _COLOUR.match(given) else PALETTE[index % len(PALETTE)]).lower()
    return colour if len(colour) == 7 else "#" + "".join(c * 2 for c in colour[1:])


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[k : k + 2], 16) for k in (1, 3, 5))


def _wedges(slices: Sequence[Slice]) -> list[_Wedge]:
    """Slices that have seats, each with its colour and place."""
    total = sum(s.seats for s in slices if s.seats > 0)
    if not total:
        raise FormateurError("a hemicycle has at least one seat")
    made: list[_Wedge] = []
    first = 0
    for k, slice_ in enumerate(slices):
        if slice_.seats <= 0:
            continue
        colour = colour_of(slice_, k)
        # Only every other one of a run is lined, so that each differs from the one beside it.
        lined = bool(made) and not made[-1].lined and _close(colour, made[-1].colour)
        marked = any(s.group for s in slices)
        made.append(_Wedge(slice_, colour, first, total, marked, lined))
        first += slice_.seats
    return made


def _close(one: str, other: str) -> bool:
    return sum(abs(a - b) for a, b in zip(_rgb(one), _rgb(other), strict=True)) < 60


# -- where seats stand -------------------------------------------------------------------------


def _rows(seats: int) -> tuple[list[float], float]:
    """Radii of the rows, the outermost at 1, and the spacing of seats that just fits them all.

    Rows `d` apart hold ``sum(pi r / d + 1)`` seats. The most rows are taken that leave a hole.
    """
    rows = 1
    while True:
        spacing = pi * (rows + 1) / (seats + (rows + 1) * (pi * rows / 2 - 1))
        if 1 - (rows + _DOT) * spacing < _INNER * (1 + _DOT * spacing):
            break
        rows += 1
    spacing = min(pi * rows / max(seats - rows + pi * rows * (rows - 1) / 2, 1), 0.3)
    return [1 - k * spacing for k in range(rows)], spacing


def _spread(total: int, parts: Sequence[float], *, least: int = 0) -> list[int]:
    """Whole numbers in proportion to `parts` that sum to `total` (largest remainders).

    None is under `least`, taken from the largest.
    """
    exact = [total * p / sum(parts) for p in parts]
    whole = [floor(e) for e in exact]
    by_rest = sorted(range(len(parts)), key=lambda k: (whole[k] - exact[k], k))
    for k in by_rest[: total - sum(whole)]:
        whole[k] += 1
    while min(whole) < least and max(whole) > least:
        whole[whole.index(max(whole))] -= 1
        whole[whole.index(min(whole))] += 1
    return whole


def seat_places(seats: int) -> tuple[list[tuple[float, float]], float]:
    """Angle (0 left, pi right) and radius of every seat from left to right, and the dot's radius.

    The outer edge of the outermost dots is at 1.

    >>> places, _ = seat_places(3)
    >>> [round(angle, 2) for angle, _ in places]
    [0.0, 1.57, 3.14]
    """
    radii, spacing = _rows(seats)
    dot = spacing * _DOT
    numbers = _spread(seats, [pi * r / spacing + 1 for r in radii])
    places = [
        (pi * k / (number - 1) if number > 1 else pi / 2, radius / (1 + dot))
        for radius, number in zip(radii, numbers, strict=True)
        for k in range(number)
    ]
    # Rounding makes equal angles equal, so that ties go from the centre outwards on both sides.
    return sorted(places, key=lambda p: (round(p[0], 9), p[1])), dot / (1 + dot)


# -- words and looks in SVG --------------------------------------------------------------------


def text_width(text: str) -> int:
    """Columns a text takes in a terminal: wide characters count two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _clean(words: str) -> str:
    """Without the control characters that XML forbids and terminals obey."""
    return "".join(c if c.isprintable() else "\ufffd" for c in words)


def _text(words: str) -> str:
    return escape(_clean(words))


def _ems(text: str) -> float:
    """A generous guess at the width of a text, in font sizes; nobody can measure it here."""
    return sum(
        1.0 if east_asian_width(c) in "WF" or c in "mwMW@%…" else
        0.4 if c in "fijlrtI|.,:;'!()[] -/" else
        0.74 if c.isupper() else 0.63
        for c in text
    )  # fmt: skip


def _cut(text: str, ems: float) -> str:
    """The text, or as much of it as fits, with an ellipsis."""
    if _ems(text) <= ems:
        return text
    return _cut(text[:-2] + "…", ems) if len(text) > 2 else "…"


def _write(
    words: str, x: float, y: float, size: float, *, anchor: str = "middle", more: str = ""
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" text-anchor="{anchor}"{more}>'
        f"{_text(words)}</text>"
    )


def _line(
    start: tuple[float, float], end: tuple[float, float], width: float, *, more: str = ""
) -> str:
    (x1, y1), (x2, y2) = start, end
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="currentColor" '
        f'stroke-width="{width:.2f}"{more}/>'
    )


def _ink(colour: str) -> str:
    """The colour for lines: nearly black and nearly white ones would vanish on some grounds."""
    return "currentColor" if max(_rgb(colour)) < 50 or min(_rgb(colour)) > 225 else colour


def _hatching(name: str, colour: str, step: float) -> str:
    return (
        f'<pattern id="{name}" width="{step:.2f}" height="{step:.2f}" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="{step * 0.5:.2f}" height="{step:.2f}" fill="{_ink(colour)}"/></pattern>'
    )


def _look(group: str, colour: str, unit: float, *, hatch: str, pale: bool, lined: bool) -> str:
    """Paint of a shape about `unit` in radius.

    All of it is in attributes of the group of dots, so that a page can mark another government.
    """
    if group in ("support", "tolerates"):
        fill, opacity, stroke, width = "none", 1.0, _ink(colour), 0.26
        if group == "support":
            fill = f"url(#{hatch})"
    elif lined:
        fill, opacity, stroke, width = colour, 0.3 if pale else 1.0, "currentColor", 0.2
    elif pale:
        fill, opacity, stroke, width = colour, 0.3, _ink(colour), 0.13
    else:
        # Grey shows the edge of yellow on white and of black on black.
        vanishing = _ink(colour) != colour
        fill, opacity, stroke, width = colour, 1.0, "#808080", 0.16 if vanishing else 0.08
    return (
        f'fill="{fill}" fill-opacity="{opacity:g}" stroke="{stroke}" '
        f'stroke-width="{unit * width:.2f}"'
    )


def _name(*content: object) -> str:
    """An id that two different pictures on one page do not share."""
    return "fm" + sha256(repr(content).encode("utf-8", "replace")).hexdigest()[:10]


def _svg(name: str, body: str, box: tuple[float, float, float], title: str, desc: str) -> str:
    top, width, height = box
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {top:.0f} {width:g} {height:.0f}" '
        f'role="img" aria-labelledby="{name}-t {name}-d" font-family="{escape(_FONT)}" '
        f'fill="currentColor"><title id="{name}-t">{_text(title)}</title>'
        f'<desc id="{name}-d">{_text(desc)}</desc>{body}</svg>'
    )


# -- hemicycle as SVG --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Disc:
    """The half-disc on the page."""

    name: str
    width: float
    wedges: Sequence[_Wedge]

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
        wedge = self.wedges[k]
        return _look(
            wedge.slice.group,
            wedge.colour,
            unit,
            hatch=f"{self.name}-{k}",
            pale=wedge.pale,
            lined=wedge.lined,
        )


def hemicycle_svg(
    slices: Sequence[Slice],
    *,
    title: str,
    desc: str = "",
    majority: int | None = None,
    width: int = 720,
    dots: bool | None = None,
) -> str:
    """Draw an assembly as a half-disc, one dot per seat.

    Parameters
    ----------
    slices
        Parties from left to right; those without seats are left out of the drawing.
    title, desc
        Read out by screen readers.
    majority
        Seats that make the majority: a thin line at that share of the arc, with its number.
    width
        Units of the view box; the picture takes the width of its container.
    dots
        Sectors instead of dots when false; by default above 900 seats.

    Returns
    -------
    str
        One ``<svg>`` element. Text takes the colour of its surroundings.

    Raises
    ------
    FormateurError
        When nobody has a seat.

    Examples
    --------
    >>> svg = hemicycle_svg([Slice("a", "A", 62), Slice("b", "B", 39)], title="A body of 101")
    >>> svg.count("<circle"), 'role="img"' in svg
    (101, True)
    """
    wedges = _wedges(slices)
    disc = _Disc(_name(wedges, title, desc, majority, width, dots), width, wedges)
    as_dots = disc.total <= _MOST_DOTS if dots is None else dots
    unit = seat_places(disc.total)[1] * disc.radius if as_dots else width / 110
    parts = [
        _hatching(f"{disc.name}-{k}", w.colour, unit * 0.9)
        for k, w in enumerate(wedges)
        if w.slice.group == "support"
    ]
    mark, taken = _majority(disc, majority or 0)
    # Behind the dots the line shows in their gaps; sectors would hide it.
    parts += [mark, *_dots(disc, unit)] if as_dots else [*_sectors(disc, unit), mark]
    labels, left_over, top = _labels(disc, taken)
    legend, height = _legend(disc, left_over)
    parts += [*labels, *_centre(disc, majority), legend]
    return _svg(disc.name, "".join(parts), (top, width, height - top), title, desc)


def _dots(disc: _Disc, unit: float) -> list[str]:
    places = seat_places(disc.total)[0]
    parts = []
    for k, wedge in enumerate(disc.wedges):
        own = places[wedge.first : wedge.first + wedge.slice.seats]
        circles = "".join(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{unit * 0.96:.2f}"/>'
            for x, y in (disc.at(*place) for place in own)
        )
        parts.append(
            f'<g data-party="{_text(wedge.slice.id)}" {disc.look(k, unit)}>'
            f"<title>{wedge.tip}</title>{circles}</g>"
        )
    return parts


def _sectors(disc: _Disc, unit: float) -> list[str]:
    parts = []
    for k, wedge in enumerate(disc.wedges):
        start, end = wedge.ends
        gap = min(0.004, (end - start) / 4)
        (x1, y1), (x2, y2) = disc.at(start + gap, 1), disc.at(end - gap, 1)
        (x3, y3), (x4, y4) = disc.at(end - gap, _INNER), disc.at(start + gap, _INNER)
        far, near = disc.radius, disc.radius * _INNER
        parts.append(
            f'<path data-party="{_text(wedge.slice.id)}" {disc.look(k, unit)} '
            f'd="M{x1:.1f} {y1:.1f}A{far:.1f} {far:.1f} 0 0 1 {x2:.1f} {y2:.1f}'
            f'L{x3:.1f} {y3:.1f}A{near:.1f} {near:.1f} 0 0 0 {x4:.1f} {y4:.1f}Z">'
            f"<title>{wedge.tip}</title></path>"
        )
    return parts


def _majority(disc: _Disc, majority: int) -> tuple[str, list[_Box]]:
    """The line with its number at the outer end, and the room that the number takes."""
    if not 0 < majority < disc.total:
        return "", []
    angle, size, mine = pi * majority / disc.total, disc.width / 34, ' class="majority"'
    x, y = disc.at(angle, 1.07)
    line = _line(disc.at(angle, 0.385), disc.at(angle, 1.025), disc.width / 480, more=mine)
    number = _write(str(majority), x, y + size * 0.35, size, more=mine)
    return line + number, [_Box(x, y, _ems(str(majority)) * size, size)]


def _centre(disc: _Disc, majority: int | None) -> list[str]:
    cabinet = sum(w.slice.seats for w in disc.wedges if w.slice.group == "cabinet")
    x, size = disc.width / 2, disc.width / 29
    notes = [f"of {disc.total} seats" if cabinet else "seats" if disc.total > 1 else "seat"]
    notes += [f"majority {majority}"] if majority else []
    lines = [_write(w, x, size * (k - len(notes) + 1), size) for k, w in enumerate(notes)]
    y = -size * (len(notes) - 0.1)
    number = str(cabinet or disc.total)
    return [
        _write(number, x, y, min(2.1, 7 / len(number)) * size, more=_NUMBER),
        *lines,
    ]


# -- labels ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Box:
    """Room on the page, by its middle."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: _Box) -> bool:
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
    disc: _Disc, wedge: _Wedge, size: float
) -> Iterator[tuple[tuple[str, ...], _Box, list[tuple[float, float]]]]:
    """Ways to label a wedge, the nearest first: lines, their room, points along the leader."""
    middle = sum(wedge.ends) / 2
    label, seats = _clean(wedge.slice.label), str(wedge.slice.seats)
    forms = [(label, seats), (f"{label} {seats}",)]
    if len(halves := re.split("(?<=[-\u2013/ ])", label, maxsplit=1)) == 2:
        forms.insert(1, (halves[0], f"{halves[1]} {seats}"))
    bold = 1.16 if wedge.slice.group == "cabinet" else 1.0
    for (out, turn), lines in product(_MOVES, forms):
        width = (max(map(_ems, lines)) * bold + 0.2) * size
        height = len(lines) * size * 1.12
        angle = min(max(middle + turn, 0.0), pi)
        x, y = disc.at(angle, 1.045 + out)
        x, y = x - cos(angle) * width / 2, y - sin(angle) * height / 2
        x1, y1 = disc.at(middle, 1.015)
        x2, y2 = _nearest(x1, x, width), _nearest(y1, y, height)
        steps = [k / 8 for k in range(9)] if out else []
        yield (
            lines,
            _Box(x, y, width, height),
            [(x1 + (x2 - x1) * t, y1 + (y2 - y1) * t) for t in steps],
        )


def _nearest(value: float, middle: float, length: float) -> float:
    return min(max(value, middle - length / 2), middle + length / 2)


def _labels(disc: _Disc, taken: Sequence[_Box]) -> tuple[list[str], list[int], float]:
    """Direct labels, the largest parties first; who found no room; the top of the picture.

    `taken` is room that is not theirs.
    """
    size, edge = disc.width / 29, disc.width / 180
    boxes = list(taken)
    made: dict[int, str] = {}
    for k in sorted(range(len(disc.wedges)), key=lambda k: -disc.wedges[k].slice.seats):
        for lines, box, leader in _ways(disc, disc.wedges[k], size):
            inside = box.width / 2 + edge <= box.x <= disc.width - box.width / 2 - edge
            inside = inside and box.y + box.height / 2 <= size
            own = [box, *(_Box(x, y, 3, 3) for x, y in leader)]
            if inside and not any(mine.meets(other) for mine in own for other in boxes):
                boxes += own
                made[k] = _label(disc.wedges[k], lines, box, size)
                if leader:
                    made[k] += _line(leader[0], leader[-1], size / 20, more=' stroke-opacity=".6"')
                break
    rest = [k for k in range(len(disc.wedges)) if k not in made]
    top = min([-disc.radius * 1.035, *(b.y - b.height / 2 for b in boxes)])
    return [made[k] for k in sorted(made)], rest, top - edge


def _label(wedge: _Wedge, lines: Sequence[str], box: _Box, size: float) -> str:
    weight = ' font-weight="700"' if wedge.slice.group == "cabinet" else ""
    first = box.y - box.height / 2 + size * 0.9
    spans = "".join(
        f'<tspan x="{box.x:.1f}" y="{first + k * size:.1f}">{_text(line)}</tspan>'
        for k, line in enumerate(lines)
    )
    return (
        f'<text class="label" font-size="{size:.1f}" text-anchor="middle"{weight}>{spans}</text>'
    )


def _legend(disc: _Disc, left_over: Sequence[int]) -> tuple[str, float]:
    """Parties that found no room at the arc, then what the groups look like; and the foot."""
    size = disc.width / 30
    unit = size * 0.36
    wedges = [(k, disc.wedges[k]) for k in left_over]
    entries = [(disc.look(k, unit), f"{w.slice.label} {w.slice.seats}") for k, w in wedges]
    parties, foot = _entries(entries, size, disc.width, size)
    key, foot = _key(disc.name, {w.slice.group for w in disc.wedges}, foot, disc.width, size)
    return parties + key, foot + size * 0.6


def _key(
    name: str, groups: Collection[str], top: float, width: float, size: float
) -> tuple[str, float]:
    """What the groups look like, when there are several to tell apart; and its foot."""
    shown = [group for group in _KEY if group in groups]
    if len(shown) < 2:
        return "", top
    hatch, unit = f"{name}-key", size * 0.36
    entries = [
        (_look(g, "#808080", unit, hatch=hatch, pale=False, lined=False), _KEY[g]) for g in shown
    ]
    drawn, foot = _entries(entries, top, width, size)
    return _hatching(hatch, "#808080", unit * 0.8) + drawn, foot


def _entries(
    entries: Sequence[tuple[str, str]], top: float, width: float, size: float
) -> tuple[str, float]:
    """Dots with words in rows as wide as the picture, and the foot of the last row."""
    said = [_cut(_clean(words), width / size - 3) for _, words in entries]
    pitch = (max(map(_ems, said), default=0) + 2.2) * size
    columns = max(floor(width / pitch), 1)
    parts = []
    for k, ((look, _), words) in enumerate(zip(entries, said, strict=True)):
        x, y = size * 0.6 + k % columns * pitch, top + (k // columns + 1) * size * 1.5
        parts.append(
            f'<circle cx="{x + size * 0.4:.1f}" cy="{y - size * 0.34:.1f}" r="{size * 0.36:.1f}" '
            f"{look}/>" + _write(words, x + size, y, size, anchor="start", more=_LEGEND)
        )
    return "".join(parts), top + ceil(len(said) / columns) * size * 1.5


# -- hemicycle as text -------------------------------------------------------------------------


def hemicycle_text(
    slices: Sequence[Slice],
    *,
    width: int = 60,
    colour: bool = False,
    majority: int | None = None,
) -> str:
    """Draw an assembly with letters (or coloured dots) for a terminal, with a legend below.

    A mark stands for the same share of the seats everywhere, but no party goes without one. No
    line is wider than `width` columns; under 20 columns nothing can be drawn and 20 are taken.

    Examples
    --------
    >>> print(hemicycle_text([Slice("a", "Red", 62), Slice("b", "Blue", 39)], width=30))
              R R R R R
          R R R R R R R B B
        R R R R R R R R B B B
      R R R R R R R R B B B B B
      R R R R R       B B B B B B
      R R R R           B B B B B
      R R R R             B B B B
    R Red 62   B Blue 39
    """
    wedges, width = _wedges(slices), max(width, 20)
    cells = _cells(width)
    least = 1 if len(wedges) <= len(cells) else 0
    shares = _spread(len(cells), [w.slice.seats for w in wedges], least=least)
    signs = [
        _sign(letter, wedge, colour=colour)
        for letter, wedge in zip(_letters(wedges), wedges, strict=True)
    ]
    owners = [sign for sign, share in zip(signs, shares, strict=True) for _ in range(share)]
    grid = {(row, column): o for (_, row, column), o in zip(cells, owners, strict=True)}
    lines = []
    for row in sorted({r for r, _ in grid}):
        last = max(c for r, c in grid if r == row)
        lines.append("".join(grid.get((row, c), " ") for c in range(last + 1)))
    return "\n".join([*lines, *_legend_lines(wedges, signs, majority, width)])


def _cells(width: int) -> list[tuple[float, int, int]]:
    """Angle, line and column of each mark in a half-ring `width` columns wide, left to right."""
    half = (width - 1) / 2
    height = round(width / 4.4)
    found = []
    for row in range(height):
        y = (height - 0.5 - row) / height
        for column in range(width):
            x = (column - half) / half
            if 0.42**2 <= x * x + y * y <= 1 and (column - round(half)) % 2 == 0:
                found.append((pi - atan2(y, x), row, column))
    return sorted(found)


def _letters(wedges: Sequence[_Wedge]) -> list[str]:
    """One letter per party: its own first free one, digits last."""
    taken: list[str] = []
    for slice_ in (w.slice for w in wedges):
        own = [c for c in slice_.label + slice_.id if c in _SYMBOLS]
        wanted = sorted([*(c.upper() for c in own), *own], key=str.isdigit) + list(_SYMBOLS)
        taken.append(next((c for c in wanted if c not in taken), "?"))
    return taken


def _sign(letter: str, wedge: _Wedge, *, colour: bool) -> str:
    if not colour:
        return letter
    # Black would vanish on a dark terminal, white on a light one.
    given = _rgb(wedge.colour)
    red, green, blue = given if max(given) >= 60 and min(given) <= 230 else (128, 128, 128)
    return f"\x1b[38;2;{red};{green};{blue}m●\x1b[0m"


def _legend_lines(
    wedges: Sequence[_Wedge], signs: Sequence[str], majority: int | None, width: int
) -> list[str]:
    suffixes = {"cabinet": "*", "support": "+", "tolerates": "~"}
    lines: list[str] = []
    used = width
    for sign, wedge in zip(signs, wedges, strict=True):
        seats = f"{suffixes.get(wedge.slice.group, '')} {wedge.slice.seats}"
        label = _cut_columns(_clean(wedge.slice.label), width - 2 - len(seats))
        needed = 2 + text_width(label) + len(seats)
        if used + 3 + needed > width:
            lines.append(f"{sign} {label}{seats}")
            used = needed
        else:
            lines[-1] += f"   {sign} {label}{seats}"
            used += 3 + needed
    notes = [f"majority {majority} of {wedges[0].total}"] if majority is not None else []
    said = {"cabinet": "* cabinet", "support": "+ votes for it", "tolerates": "~ abstains"}
    notes += [said[g] for g in said if any(w.slice.group == g for w in wedges)]
    return lines + wrap(", ".join(notes), width)


def _cut_columns(text: str, columns: int) -> str:
    """The text, or as much of it as fits so many terminal columns, with an ellipsis."""
    if text_width(text) <= columns:
        return text
    while text and text_width(text) >= columns:
        text = text[:-1]
    return text + "…"


# -- matrix of coalitions ----------------------------------------------------------------------


def matrix_svg(
    rows: Sequence[tuple[str, str]],
    columns: Sequence[Slice],
    cells: Sequence[Mapping[str, str]],
    *,
    title: str,
    desc: str = "",
) -> str:
    """Draw coalitions as rows and parties as columns.

    Short names stand left of their cells; when one is long, all stand above, so that a phone
    shows twelve columns in a readable size.

    Parameters
    ----------
    rows
        Name and number (seats) of each coalition.
    columns
        Parties; `group` is not looked at.
    cells
        Per row, the part of each party in it: ``cabinet`` (filled), ``support`` (hatched),
        ``tolerates`` (outlined); parties left out have none.

    Raises
    ------
    FormateurError
        When rows and cells differ in number, or nothing is to be drawn.

    Examples
    --------
    >>> svg = matrix_svg([("1", "101")], [Slice("a", "A", 62)], [{"a": "cabinet"}], title="One")
    >>> svg.count('class="cell"')
    1
    """
    if len(rows) != len(cells):
        raise FormateurError(f"{len(rows)} rows and {len(cells)} rows of cells do not fit")
    if not rows or not columns:
        raise FormateurError("a matrix has at least one row and one column")
    name = _name(rows, columns, cells, title, desc)
    table = _Table.of(rows, columns)
    parts = [_column_heads(table, columns)]
    for k, column in enumerate(columns):
        if any(has.get(column.id) == "support" for has in cells):
            parts.append(_hatching(f"{name}-{k}", colour_of(column, k), 5))
    for line, (row, has) in enumerate(zip(rows, cells, strict=True)):
        parts.append(_matrix_row(table, line, row))
        for k, column in enumerate(columns):
            parts.append(_cell(table, line, k, column, has.get(column.id), f"{name}-{k}"))
    foot = table.pitch * len(rows)
    key, foot = _key(name, {g for has in cells for g in has.values()}, foot, table.width, 13)
    return _svg(
        name, "".join(parts) + key, (-table.head, table.width, table.head + foot + 8), title, desc
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """Measures of a matrix; its first row begins at height 0."""

    left: float
    side: float
    above: float
    head: float
    slant: bool
    width: float

    @classmethod
    def of(cls, rows: Sequence[tuple[str, str]], columns: Sequence[Slice]) -> Self:
        size, side = _CELL_FONT, 27.0
        names = max(_ems(name) for name, _ in rows) * size + 8
        number = max(_ems(n) for _, n in rows) * size * 1.1 + 14
        heads = [_ems(_cut(c.label, 12)) * size for c in columns]
        grid = side * len(columns)
        slant = max(heads) > side - 2
        # A slanting head leans out to the right of its column by as much as it is high.
        lean = max(side * (k + 0.5) + h * 0.72 for k, h in enumerate(heads)) + 6 if slant else 0
        stacked = names + grid + number > 400
        left = 6 if stacked else names
        return cls(
            left=left,
            side=side,
            above=size * 1.5 if stacked else 0,
            head=max(heads) * 0.72 + size * 1.4 if slant else size * 1.8,
            slant=slant,
            width=ceil(max(left + max(grid + number, lean), 12 + names if stacked else 0, 130)),
        )

    @property
    def pitch(self) -> float:
        return self.side + self.above + (5 if self.above else 0)


def _column_heads(table: _Table, columns: Sequence[Slice]) -> str:
    parts = []
    for k, column in enumerate(columns):
        x, words = table.left + table.side * (k + 0.5), _cut(_clean(column.label), 12)
        if table.slant:
            turn = f' transform="rotate(-45 {x + 3:.1f} -6)"'
            parts.append(_write(words, x + 3, -6, _CELL_FONT, anchor="start", more=turn))
        else:
            parts.append(_write(words, x, -7, _CELL_FONT))
    return "".join(parts)


def _matrix_row(table: _Table, line: int, row: tuple[str, str]) -> str:
    """The rule above a row, its name and its number."""
    y = table.pitch * line
    name, number = row
    size = _CELL_FONT
    middle = y + table.above + table.side / 2 + size * 0.35
    words = _cut(_clean(name), (table.width - 12) / size)
    return (
        f'<path d="M0 {y:.1f}H{table.width}" stroke="currentColor" stroke-opacity=".18"/>'
        + _write(words, 6, y + size * 1.3 if table.above else middle, size, anchor="start")
        + _write(number, table.width - 6, middle, size, anchor="end", more=' font-weight="700"')
    )


def _cell(table: _Table, line: int, k: int, column: Slice, part: str | None, hatch: str) -> str:
    x, y = table.left + table.side * k, table.pitch * line + table.above
    if part is None:
        # A faint dot lets the eye follow row and column.
        half = table.side / 2
        return f'<circle cx="{x + half:.1f}" cy="{y + half:.1f}" r="1.5" fill-opacity=".3"/>'
    colour = colour_of(column, k)
    look = _look(part, colour, 8, hatch=hatch, pale=part not in _KEY, lined=False)
    side = table.side - 7
    return (
        f'<rect class="cell" x="{x + 3.5:.1f}" y="{y + 3.5:.1f}" width="{side:g}" '
        f'height="{side:g}" rx="4" {look}>'
        f"<title>{_text(f'{column.label}: {part}')}</title></rect>"
    )


# -- PNG ---------------------------------------------------------------------------------------


def svg_to_png(svg: str, *, width: int) -> bytes:
    """An SVG of ours as PNG, `width` pixels wide, dark words on white.

    Words are drawn with the fonts of the machine (Arial, Helvetica, Liberation, Noto or DejaVu
    Sans). A machine that has none of them draws no words: install one, for instance with
    ``apt install fonts-dejavu-core``.

    Raises
    ------
    MissingExtraError
        Without resvg-py: ``pip install "formateur[png]"``.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise MissingExtraError("a PNG", "resvg-py", "png") from None
    style = "svg { color: #1a1a1a }"
    return bytes(svg_to_bytes(svg_string=svg, width=width, background="white", style_sheet=style))
