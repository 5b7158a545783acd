"""An assembly as a half-disc of letters, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, pi
from textwrap import wrap

from formateur.charts.base import Slice, Wedge, spread, wedges_of
from formateur.charts.looks import cleaned, rgb, text_width

__all__ = ["hemicycle_text"]

SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


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
    wedges, width = wedges_of(slices), max(width, 20)
    cells = _cells(width)
    least = 1 if len(wedges) <= len(cells) else 0
    shares = spread(len(cells), [w.slice.seats for w in wedges], least=least)
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


def _letters(wedges: Sequence[Wedge]) -> list[str]:
    """One letter per party: its own first free one, the largest parties choosing first."""
    taken: dict[int, str] = {}
    for k in sorted(range(len(wedges)), key=lambda k: -wedges[k].slice.seats):
        slice_ = wedges[k].slice
        own = [c for c in slice_.label + slice_.id if c in SYMBOLS]
        wanted = sorted([*(c.upper() for c in own), *own], key=str.isdigit) + list(SYMBOLS)
        taken[k] = next((c for c in wanted if c not in taken.values()), "?")
    return [taken[k] for k in range(len(wedges))]


def _sign(letter: str, wedge: Wedge, *, colour: bool) -> str:
    if not colour:
        return letter
    # Black would vanish on a dark terminal, white on a light one.
    given = rgb(wedge.colour)
    red, green, blue = given if max(given) >= 60 and min(given) <= 230 else (128, 128, 128)
    return f"\x1b[38;2;{red};{green};{blue}m●\x1b[0m"


def _legend_lines(
    wedges: Sequence[Wedge], signs: Sequence[str], majority: int | None, width: int
) -> list[str]:
    suffixes = {"cabinet": "*", "support": "+", "tolerates": "~"}
    lines: list[str] = []
    used = width
    for sign, wedge in zip(signs, wedges, strict=True):
        seats = f"{suffixes.get(wedge.slice.group, '')} {wedge.slice.seats}"
        label = _cut_columns(cleaned(wedge.slice.label), width - 2 - len(seats))
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
