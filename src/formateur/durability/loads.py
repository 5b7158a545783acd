"""The weighted game of loads: breaking sets are its minimal winning coalitions.

How far a group's leaving moves the vote is its load (see `durability.margins`). The search for
coalitions lists and counts the sets whose loads reach what ends the majority.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, gcd

from formateur.coalitions.search import Search, count_minimal, time_limit
from formateur.durability.units import Unit
from formateur.errors import OutOfTimeError

__all__ = ["Loads"]

_COUNTED = 20_000_000  # the longest table of sums by which sets are counted


@dataclass(frozen=True, slots=True)
class Loads:
    """The weighted game of loads: groups that count, the heaviest first, and what ends it."""

    units: tuple[Unit, ...]
    ordered: tuple[Unit, ...]
    loads: tuple[int, ...]
    needed: int

    @classmethod
    def of(cls, units: Sequence[Unit], needed: int) -> Loads:
        """Groups whose leaving counts, their loads without a common factor."""
        ordered = tuple(sorted((u for u in units if u.load > 0), key=lambda u: -u.load))
        step = gcd(*(u.load for u in ordered)) or 1
        loads = tuple(u.load // step for u in ordered)
        return cls(tuple(units), ordered, loads, ceil(Fraction(needed, step)))

    @property
    def breakable(self) -> bool:
        """Whether all groups together end the majority."""
        return sum(self.loads) >= self.needed

    def sets(self, method: str) -> Iterator[tuple[str, ...]]:
        """Every minimal set whose loads reach what is needed, its groups in case order."""
        search = Search(self.loads, self.needed, minimal=True, method=method)
        place = {u.id: k for k, u in enumerate(self.units)}
        names = [u.id for u in self.ordered]
        for chunk in search.chunks():
            for mask in chunk:
                found = (names[k] for k in range(mask.bit_length()) if mask >> k & 1)
                yield tuple(sorted(found, key=place.__getitem__))

    def count(self, method: str, seconds: float | None) -> int | None:
        """All sets, by sums where a table of them fits, else by walking through them."""
        if self.needed <= _COUNTED:
            return count_minimal(self.loads, self.needed)
        try:
            with time_limit(seconds):
                return sum(Search(self.loads, self.needed, minimal=True, method=method).steps())
        except OutOfTimeError:
            return None

    @property
    def smallest(self) -> int:
        """Fewest groups: the heaviest first, for any other choice carries less."""
        total = 0
        for k, load in enumerate(self.loads, start=1):
            total += load
            if total >= self.needed:
                return k
        raise AssertionError("the loads reach what is needed")

    def cheapest(self) -> tuple[tuple[str, ...], Fraction]:
        """Least cost that reaches the load: a knapsack cover, exact.

        Keeps, for every load reached, the least cost; loads above what is needed count as
        reaching it, and a dearer way to a smaller load is dropped.
        """
        best: dict[int, tuple[Fraction, tuple[str, ...]]] = {0: (Fraction(0), ())}
        for unit, weight in zip(self.ordered, self.loads, strict=True):
            for load, (cost, members) in list(best.items()):
                to, paid = min(self.needed, load + weight), cost + unit.cost
                if to not in best or paid < best[to][0]:
                    best[to] = (paid, (*members, unit.id))
            best = _undominated(best)
        cost, members = best[self.needed]
        return tuple(u.id for u in self.units if u.id in members), cost


def _undominated(
    best: Mapping[int, tuple[Fraction, tuple[str, ...]]],
) -> dict[int, tuple[Fraction, tuple[str, ...]]]:
    kept: dict[int, tuple[Fraction, tuple[str, ...]]] = {}
    least: Fraction | None = None
    for load in sorted(best, reverse=True):
        if least is None or best[load][0] < least:
            kept[load], least = best[load], best[load][0]
    return kept
