"""What a benchmark reports of itself: a time, and that of another way to the same answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any


@dataclass(frozen=True, slots=True)
class Timing:
    """What was done and how long it took; `beside`, another way, took `theirs`. In seconds."""

    what: str
    seconds: float
    beside: str = ""
    theirs: float | None = None


def best(work: Callable[[], Any], most: float = 2.0) -> tuple[Any, float]:
    """The answer, and the fastest of up to five rounds, fewer when they are long."""
    rounds: list[float] = []
    found = None
    while len(rounds) < 5 and sum(rounds) < most:
        start = perf_counter()
        found = work()
        rounds.append(perf_counter() - start)
    return found, min(rounds)


def compared(what: str, ours: Callable[[], Any], beside: str, theirs: Callable[[], Any]) -> Timing:
    """Two ways to one answer, timed in one run."""
    found, seconds = best(ours)
    other, longer = best(theirs)
    assert found == other, (what, found, other)
    return Timing(what, seconds, beside, longer)


def alone(what: str, work: Callable[[], Any]) -> Timing:
    return Timing(what, best(work)[1])


def yardstick() -> float:
    """A million additions in plain Python."""

    def loop() -> int:
        total = 0
        for k in range(1_000_000):
            total += k
        return total

    return best(loop)[1]
