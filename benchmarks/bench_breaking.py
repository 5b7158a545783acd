"""Breaking sets and the chance of survival: ours beside plain Python, in one run, as ratios.

Run ``python benchmarks/bench_breaking.py``; without numba the compiled search is left out. Every
pair of numbers compared must agree.
"""

from __future__ import annotations

import platform
import random
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import combinations, islice, product
from statistics import median
from typing import Any

from yard import Timing, compared

from formateur.assembly import Assembly
from formateur.coalitions.search import Search, count_minimal
from formateur.durability.breaking import breaking, stream
from formateur.durability.rebellion import survival_probability

SEED = 62
NUMBA = find_spec("numba") is not None


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """The answer, and the median of up to seven rounds, fewer when one is long."""
    rounds: list[float] = []
    found = None
    while len(rounds) < 7 and sum(rounds) < 2.0:
        start = time.perf_counter()
        found = work()
        rounds.append(time.perf_counter() - start)
    return found, median(rounds)


def by_subsets(loads: list[int], needed: int) -> int:
    """Every subset by itertools: enough together, and too little without the lightest."""
    found = 0
    for size in range(1, len(loads) + 1):
        for members in combinations(loads, size):
            total = sum(members)
            found += total >= needed and total - min(members) < needed
    return found


def side_of(n: int, most: int) -> tuple[Assembly, list[str], list[int]]:
    draw = random.Random(SEED + n)
    seats = {f"f{k}": draw.randint(1, most) for k in range(n)}
    house = Assembly.from_seats({**seats, "rest": sum(seats.values()) - 26})
    return house, list(seats), list(seats.values())


def small() -> None:
    print("every set by name, beside every subset by itertools")
    for n in (12, 16, 20):
        house, side, numbers = side_of(n, 30)
        found, ours = timed(lambda house=house, side=side: breaking(house, side))
        needed = found.to_lose["oppose"]
        other, theirs = timed(lambda numbers=numbers, needed=needed: by_subsets(numbers, needed))
        assert found.number == other, (found.number, other)
        print(f"{n:>4} groups{other:>10,} sets: {ours * 1e3:8.2f} ms, itertools "
              f"{theirs * 1e3:9.1f} ms: {theirs / ours:6.0f} times")  # fmt: skip


def large() -> None:
    draw = random.Random(SEED)
    loads = tuple(sorted((draw.randint(1, 12) for _ in range(60)), reverse=True))
    print("\n60 groups: walked by the shared search, compiled and plain, and counted by sums")
    for needed in (14, 20, 26, 32):
        number, sums = timed(lambda needed=needed: count_minimal(loads, needed))
        line = f"{needed:>4} to lose{number:>14,} sets: by sums {sums * 1e3:6.2f} ms"
        walked = 0.0
        if NUMBA:
            search = Search(loads, needed, minimal=True, method="numba")
            found, walked = timed(lambda search=search: sum(search.steps()))
            assert found == number, (found, number)
            line += f", compiled {walked * 1e3:8.2f} ms ({number / walked:.1e} a second)"
        if number < 10**6:
            search = Search(loads, needed, minimal=True, method="python")
            found, plain = timed(lambda search=search: sum(search.steps()))
            assert found == number, (found, number)
            line += f", plain {plain * 1e3:9.1f} ms"
            line += f": {plain / walked:.0f} times" if walked else ""
        print(line)
    house = Assembly.from_seats(
        {**{f"f{k}": n for k, n in enumerate(loads)}, "o": sum(loads) - 32}
    )
    first = 200_000
    _, named = timed(
        lambda: sum(1 for _ in islice(stream(house, [f"f{k}" for k in range(60)]), first))
    )
    print(f"     the first {first:,} by name: {named * 1e3:.0f} ms ({first / named:.1e} a second)")


def by_enumeration(seats: int, needed: int, chance: float) -> float:
    """Every way in which single members rebel or not."""
    total = 0.0
    for way in product((0, 1), repeat=seats):
        rebels = sum(way)
        if rebels < needed:
            total += chance**rebels * (1 - chance) ** (seats - rebels)
    return total


def survival() -> None:
    print("\nthe chance that a majority survives, beside every way to rebel")
    for seats in (12, 16, 20):
        house = Assembly.from_seats({"a": seats, "b": seats - 7})
        found, ours = timed(lambda house=house: survival_probability(house, ["a"], 0.1))
        needed = breaking(house, ["a"]).to_lose["oppose"]
        other, theirs = timed(
            lambda seats=seats, needed=needed: by_enumeration(seats, needed, 0.1)
        )
        assert abs(found.low - other) < 1e-12, (found.low, other)
        print(f"{seats:>5} members: {ours * 1e3:6.2f} ms, every way {theirs * 1e3:9.1f} ms: "
              f"{theirs / ours:6.0f} times")  # fmt: skip
    for seats in (100, 736, 3000, 20_000):
        house = Assembly.from_seats({"a": seats, "b": seats - 7})
        found, ours = timed(lambda house=house: survival_probability(house, ["a"], 0.001))
        print(f"{seats:>5} members: {ours * 1e3:6.2f} ms, error at most {found.error:.0e}")


def quick() -> Iterator[Timing]:
    house, side, numbers = side_of(16, 30)
    needed = breaking(house, side).to_lose["oppose"]
    yield compared(
        "every breaking set of 16 groups, by name",
        lambda: breaking(house, side).number,
        "every subset by itertools",
        lambda: by_subsets(numbers, needed),
    )
    body = Assembly.from_seats({"a": 16, "b": 9})
    short = breaking(body, ["a"]).to_lose["oppose"]
    yield compared(
        "the chance that a majority of 16 members survives",
        lambda: round(survival_probability(body, ["a"], 0.1).low, 11),
        "every way to rebel",
        lambda: round(by_enumeration(16, short, 0.1), 11),
    )


def main() -> None:
    print(f"Python {platform.python_version()}, {platform.machine()}, seed {SEED}\n")
    if NUMBA:
        sum(Search((3,) * 24, 6, minimal=True, method="numba").steps())  # compile first
    small()
    large()
    survival()


if __name__ == "__main__":
    main()
