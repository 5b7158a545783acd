"""Pictures of plain rows: a hemicycle as SVG or as text, and a matrix of coalitions.

This module draws and knows no politics. SVG is self-contained, scales with its container, carries
a title and a description, escapes every word, and never tells things apart by colour alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from math import cos, floor, pi, sin
from unicodedata import east_asian_width

from formateur.errors import FormateurError, MissingExtraError

__all__ = ["PALETTE", "Slice", "hemicycle_svg", "hemicycle_text", "matrix_svg", "svg_to_png"]

# Okabe and Ito's palette, told apart with every common kind of colour vision.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#B8A900", "#7F7F7F")
_COLOUR = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")
_FONT = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif"

_INNER = 0.42  # radius of the innermost row, the outermost being 1
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


def colour_of(slice_: Slice, index: int) -> str:
    """The slice's own colour when it is one, else the palette's."""
    given = slice_.colour or ""
    return given if _COLOUR.match(given) else PALETTE[index % len(PALETTE)]


def _shown(slices: Sequence[Slice]) -> list[tuple[Slice, str]]:
    """Slices with seats, each with its colour."""
    made = [(s, colour_of(s, k)) for k, s in enumerate(slices) if s.seats > 0]
    if not made:
        raise FormateurError("a hemicycle has at least one seat")
    return made


# -- where seats stand -------------------------------------------------------------------------


def _rows(seats: int) -> tuple[list[float], float]:
    """Radii of the rows, and the spacing of seats, for so many seats in a unit half-disc."""
    for number in range(1, 60):
        spacing = (1 - _INNER) / max(number - 1, 1) if number > 1 else 0.3
        radii = [_INNER + k * spacing for k in range(number)] if number > 1 else [0.8]
        if sum(floor(pi * r / spacing) + 1 for r in radii) >= seats:
            return radii, spacing
    return radii, spacing


def _spread(total: int, parts: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to `parts` that sum to `total` (largest remainders)."""
    exact = [total * p / sum(parts) for p in parts]
    whole = [floor(e) for e in exact]
    by_rest = sorted(range(len(parts)), key=lambda k: (whole[k] - exact[k], k))
    for k in by_rest[: total - sum(whole)]:
        whole[k] += 1
    return whole


def seat_places(seats: int) -> tuple[list[tuple[float, float]], float]:
    """Angle (0 left, pi right) and radius of every seat from left to right, and the dot's radius.

    >>> places, _ = seat_places(3)
    >>> [round(angle, 2) for angle, _ in places]
    [0.0, 1.57, 3.14]
    """
    radii, spacing = _rows(seats)
    places = []
    for radius, number in zip(radii, _spread(seats, radii), strict=True):
        places += [
            (pi * k / (number - 1) if number > 1 else pi / 2, radius) for k in range(number)
        ]
    return sorted(places), spacing * 0.42


# -- hemicycle as SVG ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Box:
    """A piece of text and the room it takes."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: _Box) -> bool:
        return (
            abs(self.x - other.x) * 2 < self.width + other.width
            and abs(self.y - other.y) * 2 < self.height + other.height
        )


def text_width(text: str) -> int:
    """Columns a text takes in a terminal: wide characters count two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def hemicycle_svg(
    slices: Sequence[Slice],
    *,
    title: str,
    desc: str = "",
    majority: int | None = None,
    width: int = 720,
) -> str:
    """Draw an assembly as a half-disc, one dot per seat (sectors above 900 seats).

    Parameters
    ----------
    slices
        Parties from left to right; those without seats are left out of the drawing.
    title, desc
        Read out by screen readers.
    majority
        Seats that make the majority: a thin line at that share of the arc.
    width
        Units of the view box; the picture takes the width of its container.

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
    shown = _shown(slices)
    total = sum(s.seats for s, _ in shown)
    radius = width * 0.35
    cx, cy = width / 2, radius + width * 0.1
    parts = _dots(shown, total, cx, cy, radius) if total <= _MOST_DOTS else []
    if not parts:
        parts = _sectors(shown, total, cx, cy, radius)
    if majority is not None and 0 < majority <= total:
        parts.append(_majority_line(majority / total, cx, cy, radius))
    labels, left_over = _labels(shown, total, cx, cy, radius, width)
    parts += labels
    parts += _centre(shown, total, majority, cx, cy, radius)
    legend, height = _legend(shown, left_over, cy + width * 0.045, width)
    return _svg("".join(parts) + legend, width, height, title, desc)


def _svg(body: str, width: float, height: float, title: str, desc: str) -> str:
    name = "h" + sha256(f"{title}{desc}{body}".encode()).hexdigest()[:10]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-labelledby="{name}-t {name}-d" font-family="{escape(_FONT)}" fill="currentColor">'
        f'<title id="{name}-t">{_text(title)}</title><desc id="{name}-d">{_text(desc)}</desc>'
        f"{body}</svg>"
    )


def _text(words: str) -> str:
    """Escaped, without the control characters that XML forbids."""
    return escape("".join(c if c.isprintable() else "\ufffd" for c in words))


def _look(group: str, colour: str, *, marked: bool) -> str:
    """How a dot looks: filled, ringed, outlined; pale when others are marked."""
    if group == "support":
        return f'fill="{colour}" fill-opacity=".35" stroke="{colour}" stroke-width="2"'
    if group == "tolerates":
        return f'fill="none" stroke="{colour}" stroke-width="2"'
    pale = marked and group != "cabinet"
    return f'fill="{colour}"' + (' fill-opacity=".28"' if pale else "") + _edge(colour)


def _edge(colour: str) -> str:
    """A thin edge, so that very light and very dark colours show on any ground."""
    return f' stroke="{"#808080" if colour.lower() in _PLAIN else colour}" stroke-width=".6"'


_PLAIN = ("#fff", "#ffffff", "#000", "#000000")


def _dots(
    shown: Sequence[tuple[Slice, str]], total: int, cx: float, cy: float, radius: float
) -> list[str]:
    places, dot = seat_places(total)
    marked = any(s.group for s, _ in shown)
    parts, first = [], 0
    for slice_, colour in shown:
        look = _look(slice_.group, colour, marked=marked)
        shrink = 1.0 if slice_.group in ("support", "tolerates") else 0.0
        circles = "".join(
            f'<circle cx="{cx - radius * r * cos(a):.1f}" cy="{cy - radius * r * sin(a):.1f}" '
            f'r="{max(dot * radius - shrink, 1):.2f}"/>'
            for a, r in places[first : first + slice_.seats]
        )
        first += slice_.seats
        tip = f"{slice_.label}: {slice_.seats}" + (f" ({slice_.group})" if slice_.group else "")
        parts.append(
            f'<g data-party="{_text(slice_.id)}" {look}><title>{_text(tip)}</title>{circles}</g>'
        )
    return parts


def _sectors(
    shown: Sequence[tuple[Slice, str]], total: int, cx: float, cy: float, radius: float
) -> list[str]:
    marked = any(s.group for s, _ in shown)
    parts, first = [], 0
    for slice_, colour in shown:
        a, b = pi * first / total, pi * (first + slice_.seats) / total
        first += slice_.seats
        outer, inner = radius, radius * _INNER
        path = (
            f"M{cx - outer * cos(a):.1f} {cy - outer * sin(a):.1f}"
            f"A{outer:.1f} {outer:.1f} 0 0 1 {cx - outer * cos(b):.1f} {cy - outer * sin(b):.1f}"
            f"L{cx - inner * cos(b):.1f} {cy - inner * sin(b):.1f}"
            f"A{inner:.1f} {inner:.1f} 0 0 0 {cx - inner * cos(a):.1f} {cy - inner * sin(a):.1f}Z"
        )
        look = _look(slice_.group, colour, marked=marked)
        parts.append(
            f'<path data-party="{_text(slice_.id)}" {look} d="{path}">'
            f"<title>{_text(f'{slice_.label}: {slice_.seats}')}</title></path>"
        )
    return parts


def _majority_line(share: float, cx: float, cy: float, radius: float) -> str:
    angle = pi * share
    ends = [(cx - radius * r * cos(angle), cy - radius * r * sin(angle)) for r in (0.34, 1.05)]
    (x1, y1), (x2, y2) = ends
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="currentColor" '
        'stroke-width="1.5" stroke-dasharray="4 3"/>'
    )


def _labels(
    shown: Sequence[tuple[Slice, str]],
    total: int,
    cx: float,
    cy: float,
    radius: float,
    width: float,
) -> tuple[list[str], list[int]]:
    """Direct labels around the arc, the largest parties first; what finds no room is returned."""
    size = width / 33
    middle, first = [], 0
    for slice_, _ in shown:
        middle.append(pi * (first + slice_.seats / 2) / total)
        first += slice_.seats
    placed: list[_Box] = []
    made: dict[int, str] = {}
    for k in sorted(range(len(shown)), key=lambda k: -shown[k][0].seats):
        slice_ = shown[k][0]
        words = max(text_width(slice_.label), text_width(str(slice_.seats)))
        box_width, box_height = words * size * 0.62 + 6, size * 2.3
        # Push the centre of the label out so that its box clears the dots at this angle.
        reach = radius * 1.04 + abs(cos(middle[k])) * box_width / 2 + abs(sin(middle[k])) * size
        x, y = cx - reach * cos(middle[k]), cy - reach * sin(middle[k])
        box = _Box(x, y, box_width, box_height)
        inside = box_width / 2 <= x <= width - box_width / 2 and y >= box_height / 2
        if not inside or any(box.meets(other) for other in placed):
            continue
        placed.append(box)
        made[k] = _label(slice_, x, y, size)
    return [made[k] for k in sorted(made)], [k for k in range(len(shown)) if k not in made]


def _label(slice_: Slice, x: float, y: float, size: float) -> str:
    weight = ' font-weight="700"' if slice_.group == "cabinet" else ""
    return (
        f'<text class="label" x="{x:.1f}" y="{y - size * 0.1:.1f}" font-size="{size:.1f}" '
        f'text-anchor="middle"{weight}>{_text(slice_.label)}'
        f'<tspan x="{x:.1f}" dy="{size:.1f}">{slice_.seats}</tspan></text>'
    )


def _centre(
    shown: Sequence[tuple[Slice, str]],
    total: int,
    majority: int | None,
    cx: float,
    cy: float,
    radius: float,
) -> list[str]:
    cabinet = sum(s.seats for s, _ in shown if s.group == "cabinet")
    size = radius * 0.2
    small = f"of {total} seats" if cabinet else "seats"
    note = f"majority {majority}" if majority is not None else ""
    number = (
        f'<text data-centre="" x="{cx:.1f}" y="{cy - radius * 0.12:.1f}" font-size="{size:.1f}" '
        f'font-weight="700" text-anchor="middle">{cabinet or total}</text>'
    )
    lines = [number]
    for k, words in enumerate(w for w in (small, note) if w):
        lines.append(
            f'<text x="{cx:.1f}" y="{cy - radius * 0.03 + k * size * 0.42:.1f}" '
            f'font-size="{size * 0.38:.1f}" text-anchor="middle">{_text(words)}</text>'
        )
    return lines


def _legend(
    shown: Sequence[tuple[Slice, str]], left_over: Sequence[int], top: float, width: float
) -> tuple[str, float]:
    """Parties that found no room at the arc, in rows below it; and the height so far."""
    size = width / 36
    x, y, parts = size, top + size, []
    for k in left_over:
        slice_, colour = shown[k]
        words = f"{slice_.label} {slice_.seats}"
        needed = text_width(words) * size * 0.62 + size * 2.4
        if x + needed > width - size and x > size:
            x, y = size, y + size * 1.7
        look = _look(slice_.group, colour, marked=any(s.group for s, _ in shown))
        parts.append(
            f'<circle cx="{x + size / 2:.1f}" cy="{y - size * 0.35:.1f}" r="{size * 0.4:.1f}" '
            f'{look}/><text class="legend" x="{x + size * 1.3:.1f}" y="{y:.1f}" '
            f'font-size="{size:.1f}">{_text(words)}</text>'
        )
        x += needed
    groups = [
        g for g in ("cabinet", "support", "tolerates") if any(s.group == g for s, _ in shown)
    ]
    if len(groups) > 1:
        y += size * 1.7 if parts else 0
        parts.append(_group_key(groups, y, size))
    return "".join(parts), y + size * (1.0 if parts else 0.2)


def _group_key(groups: Sequence[str], y: float, size: float) -> str:
    """What filled, ringed and outlined dots mean."""
    said = {"cabinet": "in the cabinet", "support": "votes for it", "tolerates": "abstains"}
    parts, x = [], size
    for group in groups:
        look = _look(group, "#808080", marked=True)
        parts.append(
            f'<circle cx="{x + size / 2:.1f}" cy="{y - size * 0.35:.1f}" r="{size * 0.4:.1f}" '
            f'{look}/><text class="legend" x="{x + size * 1.3:.1f}" y="{y:.1f}" '
            f'font-size="{size:.1f}">{said[group]}</text>'
        )
        x += text_width(said[group]) * size * 0.62 + size * 2.4
    return "".join(parts)


# -- hemicycle as text ---------------------------------------------------------------------------


def hemicycle_text(
    slices: Sequence[Slice],
    *,
    width: int = 60,
    colour: bool = False,
    majority: int | None = None,
) -> str:
    """Draw an assembly with letters (or coloured dots) for a terminal, with a legend below.

    Every mark stands for the same share of the seats. No line is wider than `width` columns.

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
    shown = _shown(slices)
    total = sum(s.seats for s, _ in shown)
    cells = _cells(max(min(width, 76), 20))
    shares = _spread(len(cells), [s.seats for s, _ in shown])
    owner = [k for k, number in enumerate(shares) for _ in range(number)]
    marks = _marks([s for s, _ in shown])
    grid: dict[tuple[int, int], str] = {}
    for (_, row, column), k in zip(cells, owner, strict=True):
        grid[row, column] = _dot(marks[k], shown[k], colour=colour)
    lines = []
    for row in range(max(r for r, _ in grid) + 1):
        columns = [c for r, c in grid if r == row]
        line = "".join(grid.get((row, c), " ") for c in range(max(columns) + 1))
        lines.append(line)
    return "\n".join([*lines, *_legend_lines(shown, marks, total, majority, width, colour=colour)])


def _cells(width: int) -> list[tuple[float, int, int]]:
    """Angle, line and column of each mark in a half-ring `width` columns wide, left to right."""
    half = (width - 1) / 2
    height = round(width / 4.4)
    found = []
    for row in range(height):
        y = (height - 0.5 - row) / height
        for column in range(width):
            x = (column - half) / half
            if _INNER**2 <= x * x + y * y <= 1 and (column - round(half)) % 2 == 0:
                found.append((_angle(x, y), row, column))
    return sorted(found)


def _angle(x: float, y: float) -> float:
    from math import atan2

    return pi - atan2(y, x)


def _marks(slices: Sequence[Slice]) -> list[str]:
    """One letter per party: its own first letter where it is free."""
    taken: list[str] = []
    for slice_ in slices:
        own = [c for c in slice_.label + slice_.id if c in _SYMBOLS]
        wanted = [c.upper() for c in own] + own + list(_SYMBOLS) + ["?"]
        taken.append(next((c for c in wanted if c not in taken), "?"))
    return taken


def _dot(mark: str, shown: tuple[Slice, str], *, colour: bool) -> str:
    if not colour:
        return mark
    code = shown[1].lstrip("#")
    code = "".join(c * 2 for c in code) if len(code) == 3 else code
    red, green, blue = (int(code[k : k + 2], 16) for k in (0, 2, 4))
    if max(red, green, blue) < 60:  # black would vanish on a dark terminal
        red = green = blue = 110
    return f"\x1b[38;2;{red};{green};{blue}m●\x1b[0m"


def _legend_lines(
    shown: Sequence[tuple[Slice, str]],
    marks: Sequence[str],
    total: int,
    majority: int | None,
    width: int,
    *,
    colour: bool,
) -> list[str]:
    said = {"cabinet": "*", "support": "+", "tolerates": "~"}
    lines, line, used = [], "", 0
    for mark, pair in zip(marks, shown, strict=True):
        slice_ = pair[0]
        label = "".join(c if c.isprintable() else "\ufffd" for c in slice_.label)
        words = f"{label}{said.get(slice_.group, '')} {slice_.seats}"
        words = words if text_width(words) + 2 <= width else words[: max(width - 3, 1)] + "…"
        needed = text_width(words) + 2
        gap = 3 if line else 0
        if used + gap + needed > width:
            lines.append(line)
            line, used, gap = "", 0, 0
        line += " " * gap + f"{_dot(mark, pair, colour=colour)} {words}"
        used += gap + needed
    lines.append(line)
    notes = [f"majority {majority} of {total}"] if majority is not None else []
    key = {"cabinet": "* cabinet", "support": "+ votes for it", "tolerates": "~ abstains"}
    notes += [words for group, words in key.items() if any(s.group == group for s, _ in shown)]
    if notes:
        from textwrap import wrap

        lines += wrap(", ".join(notes), width)
    return lines


# -- matrix of coalitions ------------------------------------------------------------------------


def matrix_svg(
    rows: Sequence[tuple[str, str]],
    columns: Sequence[Slice],
    cells: Sequence[Mapping[str, str]],
    *,
    title: str,
    desc: str = "",
) -> str:
    """Draw coalitions as rows and parties as columns.

    Parameters
    ----------
    rows
        Name and number (seats) of each coalition.
    columns
        Parties.
    cells
        Per row, the part of each party in it: ``cabinet`` (filled), ``support`` (ringed),
        ``tolerates`` (outlined); parties left out have none.

    Examples
    --------
    >>> svg = matrix_svg([("1", "101")], [Slice("a", "A", 62)], [{"a": "cabinet"}], title="One")
    >>> svg.count("<rect")
    1
    """
    if len(rows) != len(cells):
        raise FormateurError(f"{len(rows)} rows and {len(cells)} rows of cells do not fit")
    side, left, top = 26, 44, 34
    width = left + side * len(columns) + 64
    parts = [
        f'<text x="{left + side * (k + 0.5):g}" y="{top - 10}" font-size="11" '
        f'text-anchor="middle">{_text(c.label)}</text>'
        for k, c in enumerate(columns)
    ]
    for line, ((name, number), has) in enumerate(zip(rows, cells, strict=True)):
        y = top + side * line
        parts.append(f'<text x="8" y="{y + 17}" font-size="12">{_text(name)}</text>')
        for k, column in enumerate(columns):
            if column.id in has:
                look = _look(has[column.id], colour_of(column, k), marked=True)
                tip = f"{column.label}: {has[column.id]}"
                parts.append(
                    f'<rect x="{left + side * k + 3}" y="{y + 3}" width="{side - 6}" '
                    f'height="{side - 6}" rx="4" {look}><title>{_text(tip)}</title></rect>'
                )
        parts.append(
            f'<text x="{width - 8}" y="{y + 17}" font-size="12" text-anchor="end">'
            f"{_text(number)}</text>"
        )
    return _svg("".join(parts), width, top + side * len(rows) + 10, title, desc)


# -- PNG -----------------------------------------------------------------------------------------


def svg_to_png(svg: str, *, width: int) -> bytes:
    """An SVG of ours as PNG, `width` pixels wide, on white.

    Words are drawn with the fonts of the machine; a machine without any draws none.

    Raises
    ------
    MissingExtraError
        Without resvg-py: ``pip install "formateur[png]"``.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise MissingExtraError("a PNG", "resvg-py", "png") from None
    dark = svg.replace("currentColor", "#1a1a1a")
    return bytes(svg_to_bytes(svg_string=dark, width=width, background="white"))
