"""Voting power: ours and the installable peers on the same inputs, in one run, as ratios.

Run:  python benchmarks/bench_power.py [--quick] [--data FOLDER] [--patience SECONDS]

`--data` is the folder with `imf_board_of_governors_2022.json`; without it the board is left out
and the run says so. Each peer runs in a process of its own and is stopped when its patience ends.
Times are the best of three, warm, imports not counted; ours without numba is measured by the same
run in a process that cannot import it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing as mp
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from yard import Timing, alone
from yard import compared as beside

from formateur.power import POWER_INDICES, game_of, power
from formateur.power.games import weights_of
from formateur.rules import AllOf, AnyOf, Quota

Weights = list[int]
FILE = "imf_board_of_governors_2022.json"
IMF_QUOTA = 2_519_966
LIMITS = {  # seconds
    ("IMF board", "banzhaf", "float"): 0.1,
    ("IMF board", "banzhaf", "exact"): 0.5,
    ("IMF board", "shapley_shubik", "float"): 1.0,
    ("n = 500", "banzhaf", "float"): 0.05,
    ("n = 500", "shapley_shubik", "float"): 1.5,
}
COUNCIL = "council of 27, 13 indices"


# -- ours ---------------------------------------


def once(index: str, weights: Weights, quota: int, method: str) -> Any:
    given = {str(k): w for k, w in enumerate(weights)}
    return POWER_INDICES[index].load()(game_of(given, quota), method=method)


def ours(index: str, weights: Weights, quota: int, method: str) -> tuple[float, Any]:
    return best(lambda: once(index, weights, quota, method))


def best(run: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    fastest, answer = float("inf"), None
    for _ in range(times):
        start = time.perf_counter()
        answer = run()
        fastest = min(fastest, time.perf_counter() - start)
    return fastest, answer


# -- peers: each returns absolute Banzhaf, normalised Banzhaf, or Shapley-Shubik values


def by_power_bdd(index: str, weights: Weights, quota: int) -> list[float]:
    from power_bdd.bdd import BDD, WeightedGame

    diagram = BDD(WeightedGame(quota, list(weights)))  # it writes into the list
    return list(diagram.calc_shapley() if index == "shapley_shubik" else diagram.calc_banzhaf())


def by_powerindex(index: str, weights: Weights, quota: int) -> list[float]:
    from powerindex import Game

    game = Game(quota, weights)
    if index == "shapley_shubik":
        game.calc_shapley_shubik()
        return list(game.shapley_shubik)
    game.calc_banzhaf()
    return list(game.banzhaf)


def by_powerindices(index: str, weights: Weights, quota: int) -> list[float]:
    import powerindices

    run = powerindices.compute_ssi if index == "shapley_shubik" else powerindices.compute_pbi
    return list(run(quota, weights))


def by_tucoopy(index: str, weights: Weights, quota: int) -> list[float]:
    from tucoopy import power as peer

    if index == "shapley_shubik":
        return peer.shapley_shubik_index_weighted_voting(weights, quota)
    return peer.banzhaf_index_weighted_voting(weights, quota)


def by_flint(index: str, weights: Weights, quota: int) -> list[float]:
    """The textbook generating function over exact polynomials, with division for removal."""
    import flint

    if index == "shapley_shubik":
        raise NotImplementedError
    whole = flint.fmpz_poly([1])
    factors = {w: flint.fmpz_poly([1] + [0] * (w - 1) + [1]) for w in set(weights)}
    for w in weights:
        whole *= factors[w]
    found = {}
    for w, factor in factors.items():
        rest = whole // factor
        found[w] = sum(int(rest[s]) for s in range(max(quota - w, 0), quota))
    return [found[w] / 2 ** (len(weights) - 1) for w in weights]


def by_leech(index: str, weights: Weights, quota: int) -> list[float]:
    """Leech (2003): the large voters exactly, the others by a normal approximation."""
    from itertools import product
    from math import erf, sqrt

    if index == "shapley_shubik":
        raise NotImplementedError
    order = sorted(range(len(weights)), key=lambda k: -weights[k])
    major = order[: min(10, len(order) // 2)]
    mean = sum(weights[k] for k in order[len(major) :]) / 2
    var = sum(weights[k] ** 2 for k in order[len(major) :]) / 4
    found = [0.0] * len(weights)
    for votes in product((0, 1), repeat=len(major)):
        held = sum(weights[k] for k, v in zip(major, votes, strict=True) if v)
        for k in order:
            w, m, s = weights[k], mean, var
            inside = held
            if k in major:
                if votes[major.index(k)]:
                    continue
            else:
                m, s = mean - w / 2, var - w * w / 4
            low, high = ((x - 0.5 - m - inside) / sqrt(2 * s) for x in (quota - w, quota))
            found[k] += (erf(high) - erf(low)) / 2
    return [v / 2 ** (len(major) - (k in major)) for k, v in enumerate(found)]


PEERS: dict[str, Callable[[str, Weights, int], list[float]]] = {
    "power-bdd": by_power_bdd,
    "powerindex": by_powerindex,
    "powerindices": by_powerindices,
    "tucoopy": by_tucoopy,
    "python-flint": by_flint,
    "Leech (approximate)": by_leech,
}


def worker(name: str, index: str, weights: Weights, quota: int, out: Any) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        PEERS[name](index, [3, 2, 1, 1], 4)  # imports and compiles
        start = time.perf_counter()
        values = [float(v) for v in PEERS[name](index, weights, quota)]
        took = time.perf_counter() - start
        if took < 1:
            took = min(took, best(lambda: PEERS[name](index, weights, quota), times=2)[0])
        out.put((took, values))
    except ImportError:
        out.put((None, "not installed"))
    except NotImplementedError:
        out.put((None, "does not have it"))
    except Exception as error:  # noqa: BLE001 - a peer may fail in any way
        out.put((None, f"fails: {type(error).__name__}"))


def patiently(name: str, index: str, weights: Weights, quota: int, patience: float) -> Any:
    out: Any = mp.Queue()
    process = mp.Process(target=worker, args=(name, index, weights, quota, out))
    process.start()
    try:
        return out.get(timeout=patience)
    except Exception:  # noqa: BLE001 - the queue's Empty
        return None, f"not done in {patience:g} s"
    finally:
        process.terminate()
        process.join()


def compared(title: str, index: str, weights: Weights, quota: int, patience: float) -> None:
    seconds, found = ours(index, weights, quota, "float")
    mine = [float(v) for v in found.values()]
    print(f"\n{title}: {index}, n = {len(weights)}, quota {quota:,}")
    print(f"  {'formateur float64':22} {seconds:9.4f} s   error bound {found.error:.1e}")
    if index != "shapley_shubik":
        exact_seconds, exact = ours(index, weights, quota, "exact")
        worst = max(abs(a - float(b)) for a, b in zip(mine, exact.values(), strict=True))
        print(f"  {'formateur exact':22} {exact_seconds:9.4f} s   float64 is off by {worst:.1e}")
    for name in PEERS:
        took, answer = patiently(name, index, weights, quota, patience)
        if took is None:
            least = (
                f": more than x{patience / seconds:.0f}" if answer.startswith("not done") else ""
            )
            print(f"  {name:22} {answer}{least}")
            continue
        total = sum(answer) if index == "banzhaf" else 1.0
        off = max(abs(a - b / (total or 1)) for a, b in zip(mine, answer, strict=True))
        print(f"  {name:22} {took:9.4f} s   x{took / seconds:<9.1f} off by {off:.1e}")


# -- the runs ---------------------------------------


def growth() -> None:
    print("\ngrowth: random weights to 2,000, simple majority, seconds (float64)")
    print(f"  {'n':>6} {'quota':>10} {'banzhaf':>9} {'exact':>9} {'shapley':>9}")
    for n in (50, 100, 200, 500, 1000):
        rng = random.Random(n)
        weights = [rng.randint(1, 2000) for _ in range(n)]
        quota = sum(weights) // 2 + 1
        quick, exact = (ours("banzhaf", weights, quota, m)[0] for m in ("float", "exact"))
        orders = ours("shapley_shubik", weights, quota, "float")[0] if n <= 500 else float("nan")
        print(f"  {n:>6} {quota:>10,} {quick:9.4f} {exact:9.4f} {orders:9.4f}")


def council(n: int) -> Any:
    rng = random.Random(27)
    people = sorted(int(10 ** rng.uniform(5.7, 7.9)) for _ in range(n))
    ids = [f"s{k}" for k in range(n)]
    states = weights_of(dict.fromkeys(ids, 1), name="one")
    heads = weights_of(dict(zip(ids, people, strict=True)), name="people")
    share = -(-65 * sum(people) // 100)
    return AnyOf(
        (
            AllOf((Quota(states, -(-55 * n // 100)), Quota(heads, share))),
            Quota(states, n - 3),
        )
    )


COUNTED = (
    "banzhaf",
    "banzhaf_absolute",
    "swings",
    "coleman_collectivity",
    "coleman_preventive",
    "coleman_initiative",
    "rae",
    "nevison",
    "konig_brauninger",
    "shapley_shubik",
    "johnston",
    "deegan_packel",
    "public_good",
)


def councils() -> None:
    print("\na council by states and population (55 %, 65 %, or all but three): all of")
    print(f"  {', '.join(i.replace('_', '-') for i in COUNTED)}")
    for n in (15, 20, 24, 27, 28):
        rule = council(n)
        seconds, _ = best(lambda rule=rule: power(rule, index=COUNTED))
        print(f"  n = {n}: {seconds:7.3f} s")


def federal() -> None:
    house = weights_of({f"r{k}": 1 for k in range(435)})
    senate = weights_of({f"s{k}": 1 for k in range(100)})
    president, vice = weights_of({"p": 1}), weights_of({"v": 1})
    one = AllOf((Quota(house, 218), Quota(senate, 51), Quota(president, 1)))
    two = AllOf((Quota(house, 218), Quota(senate, 50), Quota(vice, 1), Quota(president, 1)))
    rule = AnyOf((one, two, AllOf((Quota(house, 290), Quota(senate, 67)))))
    seconds, _ = best(lambda: power(rule, index=COUNTED))
    print(f"\nUS federal system, 537 players, the same indices, exact: {seconds:.3f} s")


def shareholders() -> None:
    rng = random.Random(10)
    holders = {f"h{k}": rng.randint(1, 10**9) for k in range(10_000)}
    for index in ("shapley-shubik", "banzhaf"):
        start = time.perf_counter()
        found = power(holders, index=index, samples=4096)
        took = time.perf_counter() - start
        print(
            f"\n10,000 shareholders of 9-digit weights, {index}, 4,096 samples: {took:.2f} s; "
            f"95 % intervals of at most ±{found[index].error:.1e}"
        )


# -- what is asked of the project ---------------------------------------


def imf(folder: Path) -> Weights | None:
    file = folder / FILE
    return json.loads(file.read_text(encoding="utf-8"))["weights"] if file.exists() else None


def timed(folder: Path) -> dict[str, float]:
    """Seconds of everything that has a limit, warm."""
    rng = random.Random(500)
    many = [rng.randint(1, 2000) for _ in range(500)]
    games = {"n = 500": (many, sum(many) // 2 + 1)}
    if (votes := imf(folder)) is not None:
        games["IMF board"] = (votes, IMF_QUOTA)
    found = {}
    for name, index, method in LIMITS:
        if name in games:
            found[f"{name} {index} {method}"] = ours(index, *games[name], method)[0]
    rule = council(27)
    found[COUNCIL] = best(lambda: power(rule, index=COUNTED))[0]
    return found


def limits(folder: Path) -> None:
    """Times beside what they should be, and how much longer numpy alone takes."""
    command = [sys.executable, __file__, "--timed-only", "--without-numba", "--data", str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    plain = json.loads(told.stdout)
    wanted = {f"{' '.join(key)}": most for key, most in LIMITS.items()} | {COUNCIL: 0.5}
    print("\nlimits: seconds with numba, at most, and without numba (at most x5)")
    for name, seconds in timed(folder).items():
        ratio = plain[name] / seconds
        word = "ok" if seconds <= wanted[name] and ratio <= 5 else "MISSED"
        print(
            f"  {name:36} {seconds:8.4f}  {wanted[name]:6.2f}  {plain[name]:8.4f} "
            f"x{ratio:<5.1f} {word}"
        )


def memory(folder: Path) -> None:
    """Peak memory beside the table of one quota and that of n quotas."""
    weights = imf(folder) or [random.Random(k).randint(1_000, 60_000) for k in range(190)]
    quota = sum(weights) // 2 + 1
    for index in ("banzhaf", "shapley_shubik"):
        ours(index, [3, 2, 1, 1], 4, "float")  # imports and compiles
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ours(index, weights, quota, "float")
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(
            f"memory, {index}, n = 190, quota {quota:,}: peak grows by "
            f"{(after - before) / 1024:.0f} MB; the quota alone is {quota * 8 / 2**20:.0f} MB, "
            f"n times it {190 * quota * 8 / 2**20:,.0f} MB"
        )


def by_subsets(weights: Weights, quota: int) -> list[int]:
    """Swings by looking at every coalition."""
    found = [0] * len(weights)
    for mask in range(1 << len(weights)):
        members = [k for k in range(len(weights)) if mask >> k & 1]
        total = sum(weights[k] for k in members)
        for k in members:
            found[k] += total >= quota > total - weights[k]
    return found


def quick() -> Iterator[Timing]:
    rng = random.Random(14)
    few = [rng.randint(1, 60) for _ in range(14)]
    given = {str(k): w for k, w in enumerate(few)}
    half = sum(few) // 2 + 1
    yield beside(
        "swings of 14 players, exact",
        lambda: [int(v) for v in power(given, quota=half, index="swings")["swings"].values()],
        "every coalition",
        lambda: by_subsets(few, half),
    )
    many = [rng.randint(1, 2000) for _ in range(500)]
    quota = sum(many) // 2 + 1
    for index, method in (("banzhaf", "float"), ("banzhaf", "exact"), ("shapley_shubik", "float")):
        work = partial(once, index, many, quota, method)
        work()  # compile first
        yield alone(f"{index.replace('_', '-')} of 500 players, {method}", work)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    beside = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
    parser.add_argument("--data", type=Path, default=beside)
    parser.add_argument("--patience", type=float, default=20.0)
    parser.add_argument("--quick", action="store_true", help="limits only, no peers")
    parser.add_argument("--without-numba", action="store_true", help="as if numba were missing")
    parser.add_argument("--timed-only", action="store_true", help="seconds as JSON, nothing else")
    options = parser.parse_args()
    if options.without_numba:
        hide_numba()
    if options.timed_only:
        print(json.dumps(timed(options.data)))
        return
    print(f"cores: {os.cpu_count()}; numba: {numba_version(options.without_numba)}")
    if imf(options.data) is None:
        print(
            f"{options.data / FILE} is not there: the IMF board is left out (give its folder "
            "with --data)"
        )
    memory(options.data)
    limits(options.data)
    if options.quick:
        return
    if (votes := imf(options.data)) is not None:
        for index in ("banzhaf", "shapley_shubik"):
            compared("IMF Board of Governors", index, votes, IMF_QUOTA, options.patience)
    for n in (20, 60, 500):
        rng = random.Random(n)
        weights = [rng.randint(1, 2000) for _ in range(n)]
        for index in ("banzhaf", "shapley_shubik"):
            compared("random weights", index, weights, sum(weights) // 2 + 1, options.patience)
    growth()
    councils()
    federal()
    shareholders()


def numba_version(hidden: bool) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return "hidden" if hidden else version("numba")
    except PackageNotFoundError:
        return "not installed"


def hide_numba() -> None:
    import importlib.util as util

    real = util.find_spec

    def find(name: str, package: str | None = None) -> Any:
        return None if name == "numba" else real(name, package)

    util.find_spec = find
    sys.modules["numba"] = None  # type: ignore[assignment]


if __name__ == "__main__":
    main()
