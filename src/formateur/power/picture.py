"""Seats against power as a picture: our own SVG, escaped, with direct labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Point", "scatter_svg"]

_WIDE, _HIGH, _LEFT, _RIGHT, _TOP, _FOOT = 720, 560, 70, 110, 56, 60
_LINE = 14


@dataclass(frozen=True, slots=True)
class Point:
    """One player: share of seats and power, both as shares of one."""

    id: str
    label: str
    seats: float
    power: float
    colour: str | None = None


def scatter_svg(points: Sequence[Point], *, title: str, index: str, desc: str = "") -> str:
    """Power against seats; on the dashed line both are equal.

    Parameters
    ----------
    points
        Shares of one.
    title, index, desc
        The heading, the name of the index on the axis, a sentence for readers who hear it.

    Examples
    --------
    >>> scatter_svg([Point("a", "A", 0.5, 0.6)], title="T", index="Banzhaf").startswith("<svg")
    True
    """
    top = _ceiling(max([p.seats for p in points] + [p.power for p in points], default=1.0))

    def at(seats: float, power: float) -> tuple[float, float]:
        x = _LEFT + (_WIDE - _LEFT - _RIGHT) * seats / top
        return x, _HIGH - _FOOT - (_HIGH - _TOP - _FOOT) * power / top

    parts = [*_frame(title, desc), *_axes(top, index, at)]
    taken: list[tuple[float, float]] = []
    for p in sorted(points, key=lambda p: -p.power):
        x, y = at(p.seats, p.power)
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{escape(p.colour or "#4a6fa5")}">'
            f"<title>{escape(p.label)}: {p.seats:.1%} of seats, {p.power:.1%} of power</title>"
            "</circle>"
        )
        spot = _free(x, y, taken)
        if spot is not None:
            parts.append(
                f'<text x="{x + 8:.1f}" y="{spot + 4:.1f}" fill="currentColor">'
                f"{escape(p.label)}</text>"
            )
            taken.append((x, spot))
    return "\n".join([*parts, "</svg>", ""])


def _ceiling(value: float) -> float:
    """The next round share."""
    for step in (0.02, 0.05, 0.1, 0.2, 0.25, 0.4, 0.5, 0.6, 0.8):
        if value <= step:
            return step
    return 1.0


def _free(x: float, y: float, taken: Sequence[tuple[float, float]]) -> float | None:
    """A height near y where a label covers no other, or ``None``."""
    for shift in (0, _LINE, -_LINE, 2 * _LINE, -2 * _LINE):
        if all(abs(x - a) > 90 or abs(y + shift - b) >= _LINE for a, b in taken):
            return y + shift
    return None


def _frame(title: str, desc: str) -> list[str]:
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" role="img"',
        f' aria-label="{escape(title, quote=True)}" font-family="system-ui, sans-serif"',
        ' font-size="13">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(desc)}</desc>",
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="white"/>',
        f'<text x="{_LEFT}" y="30" font-size="17" font-weight="600">{escape(title)}</text>',
    ]


def _axes(top: float, index: str, at: object) -> list[str]:
    assert callable(at)
    (x0, y0), (x1, y1) = at(0, 0), at(top, top)
    lines = [
        f'<line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}" stroke="#999" stroke-dasharray="5 4"/>',
        f'<path d="M{x0} {y1}V{y0}H{x1}" fill="none" stroke="#333"/>',
        f'<text x="{(x0 + x1) / 2}" y="{_HIGH - 14}" text-anchor="middle">share of seats</text>',
        f'<text x="18" y="{(y0 + y1) / 2}" text-anchor="middle"',
        f' transform="rotate(-90 18 {(y0 + y1) / 2})">{escape(index)}</text>',
    ]
    for k in range(5):
        share = top * k / 4
        (x, _), (_, y) = at(share, 0), at(0, share)
        text = f"{share:.3g}" if top < 0.1 else f"{share:.0%}"
        lines.append(f'<text x="{x:.1f}" y="{y0 + 18}" text-anchor="middle">{text}</text>')
        lines.append(f'<text x="{x0 - 8}" y="{y + 4:.1f}" text-anchor="end">{text}</text>')
    return lines
