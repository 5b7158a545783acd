"""Seat methods, portfolios and the lattice of jurisdictions on fixed sizes."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

from yard import Timing, alone

from formateur.agreement.allocation import leximin, nash, utilitarian
from formateur.agreement.jurisdictions import lattice
from formateur.agreement.portfolios import sequential
from formateur.assembly import Assembly
from formateur.elections import SEAT_METHODS
from formateur.elections.apportion import apportion
from formateur.space import Dimension, Space


def best(task: Callable[[], Any], repeat: int = 3) -> float:
    """The shortest of a few runs, in seconds."""
    found = []
    for _ in range(repeat):
        start = perf_counter()
        task()
        found.append(perf_counter() - start)
    return min(found)


def parliament(parties: int, dimensions: int, seed: int) -> tuple[Assembly, Space]:
    rng = random.Random(seed)
    ids = [f"p{k:02}" for k in range(parties)]
    names = [f"d{k}" for k in range(dimensions)]
    house = Assembly.from_seats({p: rng.randint(1, 80) for p in ids})
    places = {d: {p: round(rng.uniform(0, 10), 2) for p in ids} for d in names}
    salience = {d: {p: float(rng.randint(1, 5)) for p in ids} for d in names}
    return house, Space.of([Dimension(d) for d in names], places, salience)


def quick() -> Iterator[Timing]:
    space = parliament(12, 4, 1)
    yield alone("lattice, 12 parties in 4 jurisdictions", lambda: lattice(*space))
    rng = random.Random(2)
    votes = {f"p{k}": rng.randint(10_000, 9_000_000) for k in range(12)}
    yield alone(
        "12 parties, 709 seats, all seat methods",
        lambda: [apportion(votes, 709, method=m) for m in SEAT_METHODS],
    )
    seats = {f"p{k}": rng.randint(5, 60) for k in range(5)}
    posts = [f"post-{k}" for k in range(25)]
    wishes = {p: {q: rng.randint(0, 20) for q in posts} for p in seats}
    for allocate in (sequential, nash):
        yield alone(
            f"{allocate.__name__}, 5 parties, 25 posts",
            lambda allocate=allocate: allocate(seats, posts, wishes),
        )


def main() -> None:
    for parties, dimensions in ((4, 2), (8, 3), (12, 4), (16, 4)):
        house, space = parliament(parties, dimensions, 1)
        seconds = best(lambda h=house, s=space: lattice(h, s))
        cabinets = parties**dimensions
        print(f"lattice {parties} parties x {dimensions}: {cabinets:,} cabinets {seconds:.3f} s")
    rng = random.Random(2)
    votes = {f"p{k}": rng.randint(10_000, 9_000_000) for k in range(12)}
    for method in SEAT_METHODS:
        seconds = best(lambda m=method: apportion(votes, 709, method=m))
        print(f"{method}: 12 parties, 709 seats {seconds * 1000:.1f} ms")
    for parties, posts in ((3, 16), (5, 25)):
        seats = {f"p{k}": rng.randint(5, 60) for k in range(parties)}
        names = [f"post-{k}" for k in range(posts)]
        wishes = {p: {q: rng.randint(0, 20) for q in names} for p in seats}
        for allocate in (sequential, utilitarian, leximin, nash):
            seconds = best(lambda a=allocate, s=seats, n=names, w=wishes: a(s, n, w), 1)
            print(f"{allocate.__name__}: {parties} parties, {posts} posts {seconds:.3f} s")


if __name__ == "__main__":
    main()
