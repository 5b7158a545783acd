"""Closed-rule bargaining: twelve parties, and up to the limit; all theories side by side.

python benchmarks/bench_bargaining.py
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from yard import Timing, alone

from formateur.assembly import Assembly
from formateur.theories.bargaining import RECOGNITION, bargain, baron_ferejohn


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    found = work()
    return found, time.perf_counter() - start


def house(rng: random.Random, n: int) -> Assembly:
    return Assembly.from_seats({f"p{k}": rng.randint(5, 60) for k in range(n)})


def quick() -> Iterator[Timing]:
    drawn = house(random.Random(89), 12)
    baron_ferejohn(house(random.Random(1), 3))
    yield alone("stationary equilibrium, 12 parties", lambda: baron_ferejohn(drawn))
    yield alone("all theories side by side, 12 parties", lambda: bargain(drawn))


def main() -> None:
    rng = random.Random(89)
    baron_ferejohn(house(rng, 3))
    for n, draws in ((8, 50), (12, 50), (14, 10), (16, 3)):
        spent, worst, residual = [], 0.0, 0.0
        for k in range(draws):
            drawn = house(rng, n)
            kind = RECOGNITION[k % 2]
            discount = (1, 0.9)[k % 4 // 2]
            found, seconds = timed(
                lambda drawn=drawn, kind=kind, discount=discount: baron_ferejohn(
                    drawn, recognition=kind, discount=discount
                )
            )
            spent.append(seconds)
            worst, residual = max(worst, seconds), max(residual, found.residual)
        print(f"{n} parties, {draws} draws: median {sorted(spent)[draws // 2] * 1e3:.1f} ms, "
              f"longest {worst * 1e3:.1f} ms, largest residual {residual:.0e}")  # fmt: skip
    alike, seconds = timed(
        lambda: baron_ferejohn(Assembly.from_seats({f"p{k}": 1 for k in range(12)}))
    )
    print(f"12 equal parties, {len(alike.proposals)} proposals: {seconds * 1e3:.1f} ms")
    for _ in range(3):
        drawn = house(rng, 12)
        _, seconds = timed(lambda drawn=drawn: bargain(drawn))
        print(f"12 parties, all theories side by side: {seconds * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
