"""How an index is found: the methods one may ask for, and what is counted on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from formateur.errors import UnknownIdError

__all__ = ["FLOAT_WORK", "METHODS", "Counts", "Critical", "known_method"]

METHODS = ("auto", "exact", "float", "sampled")
FLOAT_WORK = 20_000_000_000  # additions in float64: some ten seconds


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted over coalitions of the voters (dummies left out), per kind of player.

    Attributes
    ----------
    winning
        Winning coalitions by size.
    swings
        ``swings[t][k]``: coalitions of size k in which one given player of kind t is critical.
    minimal
        Minimal winning coalitions by size.
    inside
        ``inside[t][k]``: minimal winning coalitions of size k with one given player of kind t.
    critical
        ``critical[t][m]``: coalitions with m critical members, the given player among them.
    """

    winning: tuple[int, ...]
    swings: tuple[tuple[int, ...], ...]
    minimal: tuple[int, ...]
    inside: tuple[tuple[int, ...], ...]
    critical: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Critical:
    """P(critical) of each kind when everybody votes yes with probability 1/2, and P(passes)."""

    rates: tuple[Any, ...]
    passes: Any
    method: str
    errors: tuple[float, ...] = ()

    @property
    def error(self) -> float:
        """The largest bound."""
        return max(self.errors, default=0.0)


def known_method(method: str) -> None:
    """Refuse a method nobody has."""
    if method not in METHODS:
        raise UnknownIdError("method", method, METHODS)
