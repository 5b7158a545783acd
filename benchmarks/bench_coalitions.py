"""Minimal winning coalitions: ours beside tucoopy, coopgame-py and a loop over itertools.

Run ``python benchmarks/bench_coalitions.py`` where the peers are installed
(``pip install tucoopy coopgame-py numba``); a peer that is missing is skipped and says so.

All run in this one process, on the same random assemblies (1 to 60 seats a party, majority of
all seats, fixed seed), rebuilt inside every timed round. Each must find the same number.
"""

from __future__ import annotations

import platform
import resource
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from random import Random
from statistics import median
from time import perf_counter

from yard import Timing, alone, best, compared

from formateur.assembly import Assembly
from formateur.coalitions import count, minimal_winning
from formateur.coalitions.search import Search

SEED = 1918
SIZES = (10, 15, 20, 25, 30)
MOST_SECONDS = 20.0
MOST_BYTES = 2e9
BASE = "ours: numba, listed as masks"


def seats(n: int) -> list[int]:
    draw = Random(SEED + n)
    return [draw.randint(1, 60) for _ in range(n)]


def assembly(n: int) -> Assembly:
    return Assembly.from_seats({f"p{k}": s for k, s in enumerate(seats(n))})


def search(n: int, method: str) -> Search:
    numbers = sorted(seats(n), reverse=True)
    return Search(tuple(numbers), sum(numbers) // 2 + 1, minimal=True, method=method)


def streamed(n: int) -> int:
    return sum(search(n, "numba").steps())


def listed(n: int) -> int:
    return sum(len(masks) for masks in search(n, "numba").chunks())


def named(n: int) -> int:
    return sum(1 for _ in minimal_winning(assembly(n)))


def plain(n: int) -> int:
    return sum(len(masks) for masks in search(n, "python").chunks())


def formula(n: int) -> int:
    return count(assembly(n)).number


def tucoopy(n: int) -> int:
    from tucoopy.games.weighted_voting import weighted_voting_game
    from tucoopy.power._simple_utils import minimal_winning_coalitions

    numbers = seats(n)
    game = weighted_voting_game(numbers, quota=sum(numbers) // 2 + 1)
    return len(minimal_winning_coalitions(game))


def coopgame(n: int) -> int:
    import coopgame as peer

    numbers = seats(n)
    game = peer.Game.weighted_voting(numbers, sum(numbers) // 2 + 1)
    return len(peer.power_indices(game)["minimal_winning"])


def brute_force(n: int) -> int:
    numbers = seats(n)
    quota = sum(numbers) // 2 + 1
    found = 0
    for size in range(1, n + 1):
        for members in combinations(numbers, size):
            total = sum(members)
            found += total >= quota and total - min(members) < quota
    return found


@dataclass(frozen=True)
class Way:
    """One way to the answer, and what it costs at least: time and memory both grow by it."""

    name: str
    run: Callable[[int], int]
    package: str = ""
    most: int | None = None  # the peer's own limit on players
    table_bytes: int = 0  # per coalition of all 2**n


WAYS = (
    Way("ours: count by formula", formula),
    Way("ours: numba, streamed and counted", streamed, "numba"),
    Way(BASE, listed, "numba"),
    Way("ours: numba, named party by party", named, "numba"),
    Way("ours: plain Python, as masks", plain),
    Way("coopgame-py 0.3 (Rust; its only call adds indices)", coopgame, "coopgame", table_bytes=8),
    Way("tucoopy 0.1", tucoopy, "tucoopy", most=20, table_bytes=100),
    Way("itertools brute force", brute_force),
)


def missing(way: Way) -> bool:
    from importlib.util import find_spec

    return bool(way.package) and find_spec(way.package) is None


def timed(way: Way, n: int) -> tuple[float, int]:
    """Median of up to seven rounds, fewer when one round is long."""
    rounds, spent, found = [], 0.0, 0
    while len(rounds) < 7 and (not rounds or spent < 2.0):
        start = perf_counter()
        found = way.run(n)
        rounds.append(perf_counter() - start)
        spent += rounds[-1]
    return median(rounds), found


def reason_to_skip(way: Way, n: int, before: tuple[int, float] | None) -> str:
    if missing(way):
        return f"{way.package} is not installed"
    if way.most is not None and n > way.most:
        return f"refuses more than {way.most} players"
    if way.table_bytes * 2**n > MOST_BYTES:
        return f"would take {way.table_bytes * 2**n / 1e9:.1f} GB"
    if before is not None:
        # The number of minimal winning coalitions grows by about 28 for every five parties.
        expected = before[1] * 28 ** ((n - before[0]) / 5)
        if expected > MOST_SECONDS and before[1] > 0.01:
            return f"about {expected:.0f} s to be expected"
    return ""


def table_of_times() -> None:
    times: dict[tuple[str, int], float] = {}
    skipped: list[str] = []
    last: dict[str, tuple[int, float]] = {}
    numbers: dict[int, int] = {}
    for n in SIZES:
        for way in WAYS:
            why = reason_to_skip(way, n, last.get(way.name))
            if why:
                skipped.append(f"  {way.name}, n={n}: {why}")
                continue
            took, found = timed(way, n)
            assert numbers.setdefault(n, found) == found, (way.name, n, found, numbers[n])
            times[way.name, n] = took
            last[way.name] = (n, took)
    width = max(len(w.name) for w in WAYS)
    print(f"{'parties':{width}}" + "".join(f"{n:>24}" for n in SIZES))
    print(f"{'minimal winning':{width}}" + "".join(f"{numbers[n]:>24,}" for n in SIZES))
    for way in WAYS:
        cells = []
        for n in SIZES:
            took, base = times.get((way.name, n)), times.get((BASE, n))
            ratio = f"{took / base:10.2f}x" if took and base else ""
            cells.append(f"{took * 1000:.2f} ms{ratio}" if took is not None else "-")
        print(f"{way.name:{width}}" + "".join(f"{c:>24}" for c in cells))
    print(f"\nx: times as long as {BASE!r}. Skipped:")
    print("\n".join(skipped))


def table_of_memory() -> None:
    """Peak memory while every coalition passes by, measured before any peer has run."""
    print("memory while streaming masks in chunks of 65,536")
    print(f"{'parties':>8}{'coalitions':>14}{'peak of Python objects':>26}{'process at most':>18}")
    for n in SIZES:
        tracemalloc.start()
        found = listed(n)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{n:>8}{found:>14,}{peak / 1e6:>23.1f} MB{most:>15.0f} MB")
    print()


def quick() -> Iterator[Timing]:
    plainly = best(lambda: brute_force(15))
    for name, way in (("counted", formula), ("listed in plain Python", plain), ("named", named)):
        found, seconds = best(lambda way=way: way(15))
        assert found == plainly[0]
        what = f"minimal winning coalitions of 15 parties, {name}"
        yield Timing(what, seconds, "itertools brute force", plainly[1])
    if not missing(Way("numba", formula, "numba")):
        streamed(20)  # compile first
        yield alone("minimal winning coalitions of 25 parties, compiled", lambda: listed(25))
    if not missing(Way("tucoopy", tucoopy, "tucoopy")):
        yield compared("the same of 15 parties", lambda: plain(15), "tucoopy", lambda: tucoopy(15))


def main() -> None:
    if missing(Way("numba", formula, "numba")):
        sys.exit('this benchmark compares compiled code: pip install "formateur[fast]"')
    streamed(20)  # compile first
    print(f"Python {platform.python_version()}, {platform.machine()}, seed {SEED}\n")
    table_of_memory()
    table_of_times()


if __name__ == "__main__":
    main()
