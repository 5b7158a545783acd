"""Things under what they belong to, one a line, with arcs for their other relations, in SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from formateur.charts.looks import (
    content_name,
    ems_of,
    escaped,
    heading,
    svg_element,
    svg_line,
    svg_text,
    wrapped,
)
from formateur.errors import FormateurError

__all__ = ["Node", "tree_svg"]

_WIDE, _EDGE, _STEP, _ARCS = 480.0, 8.0, 18.0, 62.0
_FONT, _SMALL, _LEADING, _TIGHT, _GAP = 15.0, 13.0, 19.0, 16.0, 12.0


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


@dataclass(frozen=True, slots=True)
class _Line:
    """A node in its place: its words in lines, the height of its mark, where the next begins."""

    node: Node
    depth: int
    title: list[str]
    under: list[str]
    y: float

    @property
    def x(self) -> float:
        return 14 + self.depth * _STEP

    @property
    def foot(self) -> float:
        return self.y + _LEADING * (len(self.title) - 0.5) + _TIGHT * len(self.under) + _GAP


def tree_svg(nodes: Sequence[Node], *, title: str, desc: str = "", key: str = "") -> str:
    """Draw every node below its parent; an arc at the right for each further link.

    A dotted line leads from the words to the arc, which goes from a ring to the head of an arrow.
    A link to the parent has no arc: the node stands below it. `key` says what the marks mean. No
    words are cut.

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
    names = {n.id: n.title for n in nodes}
    links = [
        (n.id, other, f"{n.title} {how} {names[other]}")
        for n in nodes
        for other, how in n.links
        if other in names and other not in (n.id, n.parent)
    ]
    head, foot = heading(title, _WIDE, 18)
    parts = [head]
    for line in wrapped(key, (_WIDE - 2 * _EDGE) / _SMALL) if key else ():
        foot += _TIGHT
        parts.append(svg_text(line, _EDGE, foot, _SMALL, anchor="start"))
    placed: dict[str, _Line] = {}
    for node, depth in _placed(nodes):
        for words in wrapped(node.head, (_WIDE - 2 * _EDGE) / _SMALL) if node.head else ():
            foot += _TIGHT + 6
            parts.append(svg_text(words, _EDGE, foot, _SMALL, anchor="start"))
        made = _line(node, depth, foot + _GAP, _ARCS if links else 0)
        placed[node.id], foot = made, made.foot
        parts.append(_drawn(made, placed))
    joined = {one for link in links for one in link[:2]}
    parts += [_leader(line) for name, line in placed.items() if name in joined]
    parts += [_arc(placed[one].y, placed[other].y, said) for one, other, said in links]
    body = "".join(parts)
    return svg_element(content_name(title + body), body, (0, _WIDE, foot + 8), title, desc)


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


def _line(node: Node, depth: int, top: float, arcs: float) -> _Line:
    room = _WIDE - arcs - 26 - depth * _STEP - _EDGE
    under = wrapped(node.under, room / _SMALL) if node.under else []
    return _Line(node, depth, wrapped(node.title, room / _FONT), under, top + _LEADING / 2)


def _drawn(line: _Line, placed: Mapping[str, _Line]) -> str:
    x, y = line.x, line.y
    fill = "none" if line.node.open else "currentColor"
    parts = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{fill}" stroke="currentColor"/>']
    if line.depth:
        above = placed[line.node.parent].y + 6
        parts.append(svg_line((x - _STEP, above), (x - _STEP, y), 1.2))
        parts.append(svg_line((x - _STEP, y), (x - 5, y), 1.2))
    for k, words in enumerate(line.title):
        parts.append(svg_text(words, x + 12, y + 5 + _LEADING * k, _FONT, anchor="start"))
    below = y + _LEADING * len(line.title) + 3
    for k, words in enumerate(line.under):
        parts.append(svg_text(words, x + 12, below + _TIGHT * k, _SMALL, anchor="start"))
    return "".join(parts)


def _leader(line: _Line) -> str:
    """From the end of the words to where arcs begin."""
    start = line.x + 12 + ems_of(line.title[0]) * _FONT + 6
    end = _WIDE - _ARCS - 4
    faint = ' stroke-dasharray="1 4"'
    return svg_line((start, line.y), (end, line.y), 1, more=faint) if start < end else ""


def _arc(start: float, end: float, said: str) -> str:
    x = _WIDE - _ARCS
    # Longer arcs swing further out, so that none hides another.
    out = x + min(_ARCS * 1.25, 24 + abs(end - start) / 8)
    path = f"M{x:.1f} {start:.1f}C{out:.1f} {start:.1f} {out:.1f} {end:.1f} {x + 7:.1f} {end:.1f}"
    return (
        f'<g fill="none" stroke="currentColor"><title>{escaped(said)}</title>'
        f'<path d="{path}" stroke-dasharray="5 3"/><circle cx="{x:.1f}" cy="{start:.1f}" r="3"/>'
        f'<path d="M{x:.1f} {end:.1f}l8 -4v8z" fill="currentColor" stroke="none"/></g>'
    )
