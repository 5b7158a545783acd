"""Things under what they belong to, one a line, with arcs for their other relations, in SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formateur.charts.looks import (
    content_name,
    cut_to,
    escaped,
    svg_element,
    svg_line,
    svg_text,
)
from formateur.errors import FormateurError

__all__ = ["Node", "tree_svg"]

_WIDE, _ROW, _TOP, _FOOT = 720.0, 44.0, 56.0, 16.0
_FONT, _SMALL = 14.0, 12.0
_STEP, _ARCS = 22.0, 110.0


@dataclass(frozen=True, slots=True)
class Node:
    """One thing: what it belongs to (`parent`), and others it has to do with (id, in words).

    `open` draws its mark hollow.
    """

    id: str
    title: str
    under: str = ""
    parent: str = ""
    links: tuple[tuple[str, str], ...] = ()
    open: bool = False


def tree_svg(nodes: Sequence[Node], *, title: str, desc: str = "") -> str:
    """Draw every node below its parent; an arc at the right for each further link.

    Raises
    ------
    FormateurError
        When there is nothing to draw.

    Examples
    --------
    >>> council = Node("c", "Council")
    >>> board = Node("b", "Board", parent="c", links=(("c", "answers to"),))
    >>> svg = tree_svg([board, council], title="Two bodies")
    >>> svg.index("Council") < svg.index("Board"), "Board answers to Council" in svg
    (True, True)
    """
    if not nodes:
        raise FormateurError("nothing to draw")
    placed = _placed(nodes)
    row = {node.id: k for k, (node, _) in enumerate(placed)}
    parts = [
        svg_text(
            cut_to(title, (_WIDE - 16) / 18), 8, 26, 18, anchor="start", more=' font-weight="600"'
        )
    ]
    for k, (node, depth) in enumerate(placed):
        parts += _line(node, k, depth, row)
    names = {n.id: n.title for n in nodes}
    for node, _ in placed:
        for other, how in node.links:
            if other in row and other != node.id:
                said = f"{node.title} {how} {names[other]}"
                parts.append(_arc(_middle(row[node.id]), _middle(row[other]), said))
    body = "".join(parts)
    high = _TOP + _ROW * len(placed) + _FOOT
    return svg_element(content_name(title + body), body, (0, _WIDE, high), title, desc)


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


def _middle(row: int) -> float:
    return _TOP + _ROW * row + 8


def _line(node: Node, k: int, depth: int, row: dict[str, int]) -> list[str]:
    x, y = 14 + depth * _STEP, _middle(k)
    fill = "none" if node.open else "currentColor"
    parts = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{fill}" stroke="currentColor"/>']
    if depth:
        above = _middle(row[node.parent]) + 6
        parts.append(svg_line((x - _STEP, above), (x - _STEP, y), 1.2))
        parts.append(svg_line((x - _STEP, y), (x - 5, y), 1.2))
    room = _WIDE - _ARCS - x - 12
    parts.append(svg_text(cut_to(node.title, room / _FONT), x + 12, y + 5, _FONT, anchor="start"))
    parts.append(
        svg_text(cut_to(node.under, room / _SMALL), x + 12, y + 21, _SMALL, anchor="start")
    )
    return parts


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
