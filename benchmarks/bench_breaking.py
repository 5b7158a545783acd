"""Breaking sets: the shared search against trying every subset, in one run, as ratios.

python benchmarks/bench_breaking.py
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from itertools import combinations
from typing import Any

from formateur.assembly import Assembly
from formateur.coalitions.search import Search, count_minimal
from formateur.durability.breaking import breaking


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    found = work()
    return found, time.perf_counter() - start


def by_subsets(loads: list[int], needed: int) -> int:
    """Every subset, smallest first; supersets of a set found are passed over."""
    found = 0
    for size in range(1, len(loads) + 1):
        for members in combinations(loads, size):
            total = sum(members)
            found += total >= needed and total - min(members) < needed
    return found


def main() -> None:
    rng = random.Random(62)
    seats = {f"f{k}": rng.randint(1, 30) for k in range(20)}
    house = Assembly.from_seats({**seats, "rest": sum(seats.values()) - 40})
    _, first = timed(lambda: breaking(house, list(seats)))
    found, ours = timed(lambda: breaking(house, list(seats)))
    needed = found.to_lose["oppose"]
    other, theirs = timed(lambda: by_subsets(list(seats.values()), needed))
    assert found.number == other
    print(f"20 groups, {other:,} sets: listed by name {ours * 1e3:.1f} ms "
          f"(first call {first * 1e3:.0f} ms), every subset {theirs * 1e3:.0f} ms, "
          f"{theirs / ours:.0f} times")  # fmt: skip
    loads = tuple(sorted((rng.randint(1, 12) for _ in range(60)), reverse=True))
    for needed in (14, 20, 26, 32):
        search = Search(loads, needed, minimal=True)
        number, walked = timed(lambda search=search: sum(search.steps()))
        counted, sums = timed(lambda needed=needed: count_minimal(loads, needed))
        assert number == counted
        print(f"60 groups, {needed} seats to lose: {number:,} sets in {walked * 1e3:.1f} ms "
              f"({number / walked:.1e} a second); by sums {sums * 1e3:.2f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
