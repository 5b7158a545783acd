"""Policy space: named dimensions, where parties stand on them, how much each matters to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Self

from formateur.errors import FormateurError, UnknownIdError
from formateur.results import Tabular

__all__ = ["Dimension", "Space"]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One line on which parties have positions, from `low` to `high`.

    `ordinal` dimensions only order the parties: distances count places.
    """

    id: str
    name: str = ""
    low: float | None = None
    high: float | None = None
    ends: tuple[str, str] | None = None
    ordinal: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise FormateurError(
                f"dimension {self.id!r} runs from {self.low} to {self.high}; low is below high"
            )


@dataclass(frozen=True, slots=True, repr=False)
class Space(Tabular):
    """Dimensions and positions. A party without a position is unknown there, never zero.

    `points` holds, per dimension, the known positions; `salience`, per dimension, how much it
    matters to each party, where known.

    >>> space = Space.from_order(["left", "centre", "right"])
    >>> space, space.range_of(["left", "right"])
    (<Space left-right: 3 parties placed>, 2)
    """

    dimensions: tuple[Dimension, ...]
    points: tuple[tuple[str, tuple[tuple[str, float], ...]], ...]
    salience: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = field(default=())

    @classmethod
    def of(
        cls,
        dimensions: Iterable[Dimension],
        positions: Mapping[str, Mapping[str, float]],
        salience: Mapping[str, Mapping[str, float]] | None = None,
    ) -> Self:
        """Make a space from positions by dimension and party."""
        dimensions = tuple(dimensions)
        known = {d.id: d for d in dimensions}
        if len(known) < len(dimensions):
            raise FormateurError(f"two dimensions share an id: {', '.join(known)}")
        for what in (positions, salience or {}):
            for dim in what:
                if dim not in known:
                    raise UnknownIdError("dimension", dim, list(known))
        for dim, placed in positions.items():
            for party, at in placed.items():
                _inside(known[dim], party, at)
        return cls(
            dimensions,
            tuple((d, tuple(p.items())) for d, p in positions.items()),
            tuple((d, tuple(s.items())) for d, s in (salience or {}).items()),
        )

    @classmethod
    def from_order(cls, order: Sequence[str], *, dimension: str = "left-right") -> Self:
        """Order parties along one ordinal dimension: distances count places."""
        if len(set(order)) < len(order):
            twice = next(p for p in order if list(order).count(p) > 1)
            raise FormateurError(f"{twice!r} stands twice in the order")
        places = {party: float(k) for k, party in enumerate(order)}
        return cls.of([Dimension(dimension, ordinal=True)], {dimension: places})

    def positions(self, dimension: str | None = None) -> Mapping[str, float]:
        """Known positions on a dimension (the first by default)."""
        ids = [d.id for d in self.dimensions]
        if not ids:
            return MappingProxyType({})
        name = ids[0] if dimension is None else dimension
        if name not in ids:
            raise UnknownIdError("dimension", name, ids)
        return MappingProxyType(dict(dict(self.points).get(name, ())))

    def range_of(self, coalition: Iterable[str], dimension: str | None = None) -> float | None:
        """Distance between the outermost members; ``None`` when a position is unknown.

        Positions are decimals as printed, so the difference is taken exactly: 0.3 - 0.1 is 0.2.
        """
        placed = self.positions(dimension)
        members = list(coalition)
        if not members or any(p not in placed for p in members):
            return None
        at = [exact(placed[p]) for p in members]
        return _number(max(at) - min(at))

    def rows(self) -> list[dict[str, Any]]:
        """One row per party and dimension."""
        return [
            {"dimension": dim, "party": party, "position": at}
            for dim, placed in self.points
            for party, at in placed
        ]

    def __repr__(self) -> str:
        first = self.dimensions[0].id if self.dimensions else "empty"
        return f"<Space {first}: {len(self.positions())} parties placed>"


def exact(number: float) -> Fraction:
    """The decimal as it is printed, so that equal printed distances compare equal."""
    return Fraction(str(number))


def _number(value: Fraction) -> float:
    return int(value) if value.denominator == 1 else float(value)


def _inside(dimension: Dimension, party: str, at: float) -> None:
    low, high = dimension.low, dimension.high
    if at != at or at in (float("inf"), float("-inf")):  # noqa: PLR0124 - NaN is unequal to itself
        raise FormateurError(f"position of {party!r} on {dimension.id!r} is {at}; use a number")
    low, high = float("-inf") if low is None else low, float("inf") if high is None else high
    if not low <= at <= high:
        raise FormateurError(
            f"position {at:g} of {party!r} on {dimension.id!r} is outside {low:g}..{high:g}"
        )
