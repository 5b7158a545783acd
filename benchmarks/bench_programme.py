"""Programmes of 40 theses: the frontier and the solutions, by partners and kinds of salience.

python benchmarks/bench_programme.py
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from yard import Timing, alone

from formateur.agreement.programme import Programme, agreements, compromise


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


def main() -> None:
    rng = random.Random(40)
    compromise(drawn(rng, 2, 1), "ab")
    for parties in (2, 3, 4, 6):
        for most in (1, 2, 5, 100):
            made = drawn(rng, parties, most)
            start = time.perf_counter()
            found = compromise(made, made.parties)
            seconds = time.perf_counter() - start
            size = len(found.found.points)
            whole = "whole" if found.complete else "part"
            gap = ""
            if not found.complete:
                least = min(float(s) for s, _ in found.solutions["max-min"].shares.values())
                gap = f"; max-min {least:.4f}, at most {found.bounds['max-min']:.4f}"
            print(f"{parties} partners, salience 1 to {most}: {seconds * 1e3:.1f} ms, "
                  f"{whole} of the frontier, {size:,} programmes{gap}")  # fmt: skip
    made = drawn(rng, 6, 2)
    start = time.perf_counter()
    agreements(made)
    print(f"agreement of all pairs of 6: {(time.perf_counter() - start) * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
