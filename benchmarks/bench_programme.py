"""Programmes of 40 theses: the frontier and the solutions, by partners and kinds of salience.

python benchmarks/bench_programme.py
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from yard import Timing, alone

from formateur.agreement.programme import Programme, agreements, compromise

T = TypeVar("T")


def drawn(rng: random.Random, parties: int, most: int) -> Programme:
    names = "abcdef"[:parties]
    ids = [f"t{k}" for k in range(40)]
    return Programme.of(
        {p: {t: rng.choice([1, 1, 0, -1, -1]) for t in ids} for p in names},
        salience={p: {t: rng.randint(1, most) for t in ids} for p in names},
    )


def quick() -> Iterator[Timing]:
    for parties in (2, 6):
        made = drawn(random.Random(40), parties, 5)
        yield alone(
            f"frontier of 40 theses, {parties} partners",
            lambda made=made: compromise(made, made.parties),
        )


def best(call: Callable[[], T], times: int = 5) -> tuple[float, T]:
    """The shortest of some runs: others share the machine."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        found = call()
        taken.append(time.perf_counter() - start)
    return min(taken), found


def main() -> None:
    rng = random.Random(40)
    compromise(drawn(rng, 2, 1), "ab")
    for parties in (2, 3, 4, 6):
        for most in (1, 2, 5, 100):
            made = drawn(rng, parties, most)
            seconds, found = best(lambda made=made: compromise(made, made.parties))
            size = len(found.found.points)
            whole = "whole" if found.complete else "part"
            gap = ""
            if not found.complete:
                least = min(float(s) for s, _ in found.solutions["max-min"].shares.values())
                gap = f"; max-min {least:.4f}, at most {found.bounds['max-min']:.4f}"
            print(f"{parties} partners, salience 1 to {most}: {seconds * 1e3:.1f} ms, "
                  f"{whole} of the frontier, {size:,} programmes{gap}")  # fmt: skip
    made = drawn(rng, 6, 2)
    seconds, _ = best(lambda: agreements(made))
    print(f"agreement of all pairs of 6: {seconds * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
