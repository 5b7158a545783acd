"""What every picture starts from: slices, colours, and how many marks each gets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, pi

from formateur.charts.looks import rgb
from formateur.errors import FormateurError

__all__ = [
    "INNER",
    "KEY",
    "PALETTE",
    "Slice",
    "Wedge",
    "colour_of",
    "seat_places",
    "spread",
    "wedges_of",
]

# Okabe and Ito's palette, told apart with every common kind of colour vision.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#B8A900", "#7F7F7F")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")

INNER = 0.4  # radius of the hole, the disc's being 1
_DOT = 0.42  # radius of a dot, the distance of the rows being 1


# What the shapes of the dots mean.
KEY = {"cabinet": "in the cabinet", "support": "votes for it", "tolerates": "abstains"}


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
class Wedge:
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
        return self.marked and self.slice.group not in KEY

    @property
    def tip(self) -> str:
        group = f" ({self.slice.group})" if self.slice.group else ""
        return f"{self.slice.label}: {self.slice.seats}{group}"


def colour_of(slice_: Slice, index: int) -> str:
    """The slice's own colour as #rrggbb when it is one, else the palette's.

    >>> colour_of(Slice("a", "A", 1, "#F00"), 0), colour_of(Slice("a", "A", 1, "red"), 0)
    ('#ff0000', '#0072b2')
    """
    given = slice_.colour or ""
    colour = (given if _COLOUR.match(given) else PALETTE[index % len(PALETTE)]).lower()
    return colour if len(colour) == 7 else "#" + "".join(c * 2 for c in colour[1:])


def wedges_of(slices: Sequence[Slice]) -> list[Wedge]:
    """Slices that have seats, each with its colour and place."""
    total = sum(s.seats for s in slices if s.seats > 0)
    if not total:
        raise FormateurError("a hemicycle has at least one seat")
    made: list[Wedge] = []
    first = 0
    for k, slice_ in enumerate(slices):
        if slice_.seats <= 0:
            continue
        colour = colour_of(slice_, k)
        # Only every other one of a run is lined, so that each differs from the one beside it.
        lined = bool(made) and not made[-1].lined and _close(colour, made[-1].colour)
        marked = any(s.group for s in slices)
        made.append(Wedge(slice_, colour, first, total, marked, lined))
        first += slice_.seats
    return made


def _close(one: str, other: str) -> bool:
    return sum(abs(a - b) for a, b in zip(rgb(one), rgb(other), strict=True)) < 60


def _rows(seats: int) -> tuple[list[float], float]:
    """Radii of the rows, the outermost at 1, and the spacing of seats that just fits them all.

    Rows `d` apart hold ``sum(pi r / d + 1)`` seats. The most rows are taken that leave a hole.
    """
    rows = 1
    while True:
        spacing = pi * (rows + 1) / (seats + (rows + 1) * (pi * rows / 2 - 1))
        if 1 - (rows + _DOT) * spacing < INNER * (1 + _DOT * spacing):
            break
        rows += 1
    spacing = min(pi * rows / max(seats - rows + pi * rows * (rows - 1) / 2, 1), 0.3)
    return [1 - k * spacing for k in range(rows)], spacing


def spread(total: int, parts: Sequence[float], *, least: int = 0) -> list[int]:
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
    numbers = spread(seats, [pi * r / spacing + 1 for r in radii])
    places = [
        (pi * k / (number - 1) if number > 1 else pi / 2, radius / (1 + dot))
        for radius, number in zip(radii, numbers, strict=True)
        for k in range(number)
    ]
    # Rounding makes equal angles equal, so that ties go from the centre outwards on both sides.
    return sorted(places, key=lambda p: (round(p[0], 9), p[1])), dot / (1 + dot)
