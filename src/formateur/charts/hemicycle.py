"""An assembly as a half-disc of dots, in SVG."""

from __future__ import annotations

from collections.abc import Sequence
from math import pi

from formateur.charts.base import INNER, Slice, seat_places, wedges_of
from formateur.charts.labels import Box, Disc, legend_of, placed_labels
from formateur.charts.looks import (
    content_name,
    ems_of,
    escaped,
    hatching,
    svg_element,
    svg_line,
    svg_text,
)

__all__ = ["hemicycle_svg"]

_NUMBER = ' data-centre="" font-weight="700"'  # a page writes another number here
_MOST_DOTS = 900


def hemicycle_svg(
    slices: Sequence[Slice],
    *,
    title: str,
    desc: str = "",
    majority: int | None = None,
    width: int = 720,
    dots: bool | None = None,
    movable: bool = False,
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
    movable
        For a page that marks other governments by script: each party's dots carry in
        ``data-looks`` the attributes of every group, its name goes by ``data-of``, room is left
        for bold names, and the key is left to the page.

    Returns
    -------
    str
        One ``<svg>`` element, with its ground.

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
    wedges = wedges_of(slices)
    name = content_name(wedges, title, desc, majority, width, dots, movable)
    disc = Disc(name, width, wedges, movable=movable)
    as_dots = disc.total <= _MOST_DOTS if dots is None else dots
    unit = seat_places(disc.total)[1] * disc.radius if as_dots else width / 110
    parts = [
        hatching(f"{disc.name}-{k}", w.colour, unit * 0.9)
        for k, w in enumerate(wedges)
        if movable or w.slice.group == "support"
    ]
    mark, taken = _majority(disc, majority or 0)
    # Behind the dots the line shows in their gaps; sectors would hide it.
    parts += [mark, *_dots(disc, unit)] if as_dots else [*_sectors(disc, unit), mark]
    labels, left_over, top = placed_labels(disc, taken)
    legend, height = legend_of(disc, left_over)
    parts += [*labels, *_centre(disc, majority), legend]
    return svg_element(disc.name, "".join(parts), (top, width, height - top), title, desc)


def _dots(disc: Disc, unit: float) -> list[str]:
    places = seat_places(disc.total)[0]
    parts = []
    for k, wedge in enumerate(disc.wedges):
        own = places[wedge.first : wedge.first + wedge.slice.seats]
        circles = "".join(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{unit * 0.96:.2f}"/>'
            for x, y in (disc.at(*place) for place in own)
        )
        parts.append(
            f'<g data-party="{escaped(wedge.slice.id)}" {disc.look(k, unit)}>'
            f"<title>{escaped(wedge.tip)}</title>{circles}</g>"
        )
    return parts


def _sectors(disc: Disc, unit: float) -> list[str]:
    parts = []
    for k, wedge in enumerate(disc.wedges):
        start, end = wedge.ends
        gap = min(0.004, (end - start) / 4)
        (x1, y1), (x2, y2) = disc.at(start + gap, 1), disc.at(end - gap, 1)
        (x3, y3), (x4, y4) = disc.at(end - gap, INNER), disc.at(start + gap, INNER)
        far, near = disc.radius, disc.radius * INNER
        parts.append(
            f'<path data-party="{escaped(wedge.slice.id)}" {disc.look(k, unit)} '
            f'd="M{x1:.1f} {y1:.1f}A{far:.1f} {far:.1f} 0 0 1 {x2:.1f} {y2:.1f}'
            f'L{x3:.1f} {y3:.1f}A{near:.1f} {near:.1f} 0 0 0 {x4:.1f} {y4:.1f}Z">'
            f"<title>{escaped(wedge.tip)}</title></path>"
        )
    return parts


def _majority(disc: Disc, majority: int) -> tuple[str, list[Box]]:
    """The line with its number at the outer end, and the room that the number takes."""
    if not 0 < majority < disc.total:
        return "", []
    angle, size, mine = pi * majority / disc.total, disc.width / 34, ' class="majority"'
    x, y = disc.at(angle, 1.07)
    line = svg_line(disc.at(angle, 0.385), disc.at(angle, 1.025), disc.width / 480, more=mine)
    number = svg_text(str(majority), x, y + size * 0.35, size, more=mine)
    return line + number, [Box(x, y, ems_of(str(majority)) * size, size)]


def _centre(disc: Disc, majority: int | None) -> list[str]:
    cabinet = sum(w.slice.seats for w in disc.wedges if w.slice.group == "cabinet")
    x, size = disc.width / 2, disc.width / 29
    notes = [f"of {disc.total} seats" if cabinet else "seats" if disc.total > 1 else "seat"]
    notes += [f"majority {majority}"] if majority else []
    whole = f' data-whole="{disc.total}"'  # and here: of how many
    lines = [
        svg_text(w, x, size * (k - len(notes) + 1), size, more="" if k else whole)
        for k, w in enumerate(notes)
    ]
    y = -size * (len(notes) - 0.1)
    number = str(cabinet or disc.total)
    return [
        svg_text(number, x, y, min(2.1, 7 / len(number)) * size, more=_NUMBER),
        *lines,
    ]
