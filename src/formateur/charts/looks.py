"""Words and looks in SVG: escaped, measured, filled, hatched, outlined or pale."""

from __future__ import annotations

from hashlib import sha256
from html import escape
from unicodedata import east_asian_width

__all__ = [
    "BOLD",
    "GROUND",
    "cleaned",
    "content_name",
    "cut_to",
    "ems_of",
    "escaped",
    "hatching",
    "heading",
    "look_of",
    "paint_of",
    "rgb",
    "svg_element",
    "svg_line",
    "svg_text",
    "text_width",
    "wrapped",
]

# resvg knows no generic family, so the usual fonts of each system are named.
FONT = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, 'Liberation Sans', "
    "'Noto Sans', 'DejaVu Sans', sans-serif"
)

BOLD = 1.16  # how much wider bold letters are
_BOLD = ' font-weight="600"'

# A picture has a ground of its own: in an <img> it knows nothing of the page around it. What is
# nearly black (or white) would not show as filled on a dark (or light) ground.
GROUND = (
    ".formateur{color:#1a1a1a}.formateur>.ground{fill:#fff}"
    '@media(prefers-color-scheme:light){.formateur [data-ink="light"][fill^="#"]{fill:#d2d2cd}}'
    "@media(prefers-color-scheme:dark){.formateur{color:#f0f0ee}.formateur>.ground{fill:#161615}"
    '.formateur [data-ink="dark"][fill^="#"]{fill:#8b8b86}}'
)


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[k : k + 2], 16) for k in (1, 3, 5))


def text_width(text: str) -> int:
    """Columns a text takes in a terminal: wide characters count two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def cleaned(words: str) -> str:
    """Without the control characters that XML forbids and terminals obey."""
    return "".join(c if c.isprintable() else "\ufffd" for c in words)


def escaped(words: str) -> str:
    return escape(cleaned(words))


def ems_of(text: str) -> float:
    """A generous guess at the width of a text, in font sizes; nobody can measure it here."""
    return sum(
        1.0 if east_asian_width(c) in "WF" or c in "mwMW@%…" else
        0.4 if c in "fijlrtI|.,:;'!()[] -/" else
        0.74 if c.isupper() else 0.63
        for c in text
    )  # fmt: skip


def cut_to(text: str, ems: float) -> str:
    """The text, or as much of it as fits, with an ellipsis."""
    if ems_of(text) <= ems:
        return text
    return cut_to(text[:-2] + "…", ems) if len(text) > 2 else "…"


def wrapped(text: str, ems: float, *, first: float | None = None) -> list[str]:
    """The text in lines that fit, the first of them in `first`; a word too long is cut.

    >>> wrapped("one two three", 3.5)
    ['one', 'two', 'three']
    """
    room = ems if first is None else first
    lines = [""]
    for word in cleaned(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if ems_of(longer) <= room or (not lines[-1] and room == ems):
            lines[-1] = longer
        else:
            lines.append(word)
            room = ems
    return [cut_to(line, first if first and k == 0 else ems) for k, line in enumerate(lines)]


def heading(title: str, width: float, size: float) -> tuple[str, float]:
    """A title in as many bold lines as it takes, from height 0 down; and its foot."""
    lines = wrapped(title, (width - 16) / size / BOLD)
    drawn = "".join(
        svg_text(line, 8, size * (1.2 * k + 1.1), size, anchor="start", more=_BOLD)
        for k, line in enumerate(lines)
    )
    return drawn, size * (1.2 * len(lines) + 0.2)


def svg_text(
    words: str, x: float, y: float, size: float, *, anchor: str = "middle", more: str = ""
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" text-anchor="{anchor}"{more}>'
        f"{escaped(words)}</text>"
    )


def svg_line(
    start: tuple[float, float], end: tuple[float, float], width: float, *, more: str = ""
) -> str:
    (x1, y1), (x2, y2) = start, end
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="currentColor" '
        f'stroke-width="{width:.2f}"{more}/>'
    )


def _ink(colour: str) -> str:
    """The colour for lines: nearly black and nearly white ones would vanish on some grounds."""
    return "currentColor" if max(rgb(colour)) < 50 or min(rgb(colour)) > 225 else colour


def hatching(name: str, colour: str, step: float) -> str:
    return (
        f'<pattern id="{name}" width="{step:.2f}" height="{step:.2f}" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="{step * 0.5:.2f}" height="{step:.2f}" fill="{_ink(colour)}"/></pattern>'
    )


def paint_of(
    group: str, colour: str, unit: float, *, hatch: str, pale: bool, lined: bool
) -> dict[str, str]:
    """Paint of a shape about `unit` in radius, by attribute.

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
    return {
        "fill": fill,
        "fill-opacity": f"{opacity:g}",
        "stroke": stroke,
        "stroke-width": f"{unit * width:.2f}",
    }


def look_of(
    group: str, colour: str, unit: float, *, hatch: str, pale: bool = False, lined: bool = False
) -> str:
    """The same as attributes in a row."""
    paint = paint_of(group, colour, unit, hatch=hatch, pale=pale, lined=lined)
    return " ".join([*(f'{k}="{v}"' for k, v in paint.items()), *_extreme(colour)])


def _extreme(colour: str) -> list[str]:
    if _ink(colour) == colour:
        return []
    return [f'data-ink="{"dark" if max(rgb(colour)) < 50 else "light"}"']


def content_name(*content: object) -> str:
    """An id that two different pictures on one page do not share."""
    return "fm" + sha256(repr(content).encode("utf-8", "replace")).hexdigest()[:10]


def svg_element(
    name: str, body: str, box: tuple[float, float, float], title: str, desc: str
) -> str:
    top, width, height = box
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {top:.0f} {width:g} {height:.0f}" '
        f'class="formateur" role="img" aria-labelledby="{name}-t {name}-d" '
        f'font-family="{escape(FONT)}" color="#1a1a1a" fill="currentColor">'
        f'<title id="{name}-t">{escaped(title)}</title><desc id="{name}-d">{escaped(desc)}</desc>'
        f'<style>{GROUND}</style><rect class="ground" y="{top:.0f}" width="{width:g}" '
        f'height="{height:.0f}" fill="#fff"/>{body}</svg>'
    )
