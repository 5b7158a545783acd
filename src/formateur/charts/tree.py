"""Things under what they belong to, one a line, with arcs for their other relations, in SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formateur.charts.looks import (
    content_name,
    escaped,
    svg_element,
    svg_line,
    svg_text,
    wrapped,
)
from formateur.errors import FormateurError

__all__ = ["Node", "tree_svg"]

_WIDE, _FOOT = 720.0, 16.0
_FONT, _SMALL, _HEAD = 14.0, 12.0, 18.0
_STEP, _ARCS = 22.0, 110.0


@dataclass(frozen=True, slots=True)
class Node:
    """One thing: what it belongs to (`parent`), and others it has to do with (id, in words).

    `open` draws its mark hollow, `head` stands above it as the heading of what follows.
    """

    id: str
    title: str
    under: str = ""
    parent: str = ""
    links: tuple[tuple[str, str], ...] = ()
    open: bool = False
    head: str = ""


def tree_svg(nodes: Sequence[Node], *, title: str, key: str = "", desc: str = "") -> str:
    """Draw every node below its parent; an arc at the right for each further link.

    A link to the parent has no arc: the node stands below it. `key` says what the marks mean.

    Raises
    ------
    FormateurError
        When there is nothing to draw.

    Examples
    --------
    >>> council = Node("c", "Council")
    >>> board = Node("b", "Board", "elected by the body above", parent="c")
    >>> audit = Node("a", "Audit", links=(("b", "answers to"),))
    >>> svg = tree_svg([board, council, audit], title="Three bodies")
    >>> svg.index("Council") < svg.index("Board"), "Audit answers to Board" in svg
    (True, True)
    """
    if not nodes:
        raise FormateurError("nothing to draw")
    placed = _placed(nodes)
    parts, y = _heading(title, key)
    row: dict[str, float] = {}
    for node, depth in placed:
        if node.head:
            y += 16
            parts.append(svg_text(node.head, 8, y, _SMALL, anchor="start"))
            y += 8
        row[node.id] = y + 8
        made, y = _line(node, depth, row)
        parts += made
    names = {n.id: n.title for n in nodes}
    for node, _ in placed:
        for other, how in node.links:
            if other in row and other not in (node.id, node.parent):
                said = f"{node.title} {how} {names[other]}"
                parts.append(_arc(row[node.id], row[other], said))
    body = "".join(parts)
    return svg_element(content_name(title + body), body, (0, _WIDE, y + _FOOT), title, desc)


def _heading(title: str, key: str) -> tuple[list[str], float]:
    parts, y = [], 26.0
    for line in wrapped(title, (_WIDE - 16) / _HEAD):
        parts.append(svg_text(line, 8, y, _HEAD, anchor="start", more=' font-weight="600"'))
        y += 24
    for line in wrapped(key, (_WIDE - 16) / _SMALL) if key else ():
        parts.append(svg_text(line, 8, y, _SMALL, anchor="start"))
        y += 16
    return parts, y + 8


def _placed(nodes: Sequence[Node]) -> list[tuple[Node, int]]:
    """Parents before their children, each with its depth; parents not drawn are left out."""
    known = {n.id for n in nodes}
    below: dict[str, list[Node]] = {}
    for node in nodes:
        below.setdefault(node.parent if node.parent in known else "", []).append(node)
    found: list[tuple[Node, int]] = []
    waiting = [(n, 0) for n in reversed(below.get("", []))]
    while waiting:
        node, depth = waiting.pop()
        found.append((node, depth))
        waiting += [(n, depth + 1) for n in reversed(below.get(node.id, []))]
    return found


def _line(node: Node, depth: int, row: dict[str, float]) -> tuple[list[str], float]:
    """The mark and words of one node, and where the next one begins."""
    x, y = 14 + depth * _STEP, row[node.id]
    fill = "none" if node.open else "currentColor"
    parts = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{fill}" stroke="currentColor"/>']
    if depth:
        above = row[node.parent] + 6
        parts.append(svg_line((x - _STEP, above), (x - _STEP, y), 1.2))
        parts.append(svg_line((x - _STEP, y), (x - 5, y), 1.2))
    room, below = _WIDE - _ARCS - x - 12, y + 5
    for words, size, high in ((node.title, _FONT, 17.0), (node.under, _SMALL, 15.0)):
        for line in wrapped(words, room / size) if words else ():
            parts.append(svg_text(line, x + 12, below, size, anchor="start"))
            below += high
    return parts, below + (4 if node.under else -9)  # one line alone needs less room


def _arc(start: float, end: float, said: str) -> str:
    x = _WIDE - _ARCS
    # Longer arcs swing further out, so that none hides another; the ring marks where one starts.
    out = x + min(_ARCS * 1.25, 30 + abs(end - start) / 6)
    path = f"M{x:.1f} {start:.1f}C{out:.1f} {start:.1f} {out:.1f} {end:.1f} {x:.1f} {end:.1f}"
    return (
        f'<g fill="none" stroke="currentColor"><title>{escaped(said)}</title>'
        f'<path d="{path}" stroke-dasharray="5 3"/>'
        f'<circle cx="{x:.1f}" cy="{start:.1f}" r="3"/></g>'
    )
