"""How an index is found: the methods one may ask for, and how often players are critical."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from formateur.errors import UnknownIdError

__all__ = ["FLOAT_WORK", "METHODS", "Critical", "known_method"]

METHODS = ("auto", "exact", "float", "sampled")
FLOAT_WORK = 20_000_000_000  # additions in float64: some ten seconds


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
