"""Agreements: time for the best one, for all minimal conflicts of a clash, and for concessions.

    python benchmarks/bench_agree.py

Fifteen parties, sixty demands, twenty-five posts, made up with a seed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from fractions import Fraction

from yard import Timing, alone

from formateur.agreement.model import Demand
from formateur.agreement.solve import agree
from formateur.assembly import Assembly
from formateur.terms import Condition


def table(seed: int, parties: list[str], demands: int, *, clash: bool) -> list[Demand]:
    rng = random.Random(seed)
    posts = [f"ministry {k}" for k in range(12)]
    made = []
    for k in range(demands):
        by = parties[k % len(parties)]
        others = [p for p in parties if p != by]
        wish = "mandatory" if clash and rng.random() < 0.6 else "preferred"
        kind = rng.choice(
            ["exclude-party", "share", "reserve", "premier", "answers-to", "require-party"]
        )
        fields = {
            "exclude-party": {"parties": (rng.choice(others),)},
            "require-party": {"parties": (rng.choice(others),)},
            "share": {
                "parties": (by,),
                "at_least": Fraction(rng.randint(1, 4), 25),
                "of": "posts",
            },
            "reserve": {"parties": (by,), "posts": (rng.choice(posts),)},
            "premier": {"persons": (f"leader of {by}",)},
            "answers-to": {"body": rng.choice(["house", "council"])},
        }[kind]
        made.append(Demand(f"d{k}", (by,), Condition(kind=kind, force=wish, **fields)))
    return made


def quick() -> Iterator[Timing]:
    rng = random.Random(1917)
    parties = [f"party {k}" for k in range(15)]
    house = Assembly.from_seats({p: rng.randint(4, 40) for p in parties})
    leaders = {f"leader of {p}": p for p in parties}
    for clash, what in ((False, "the best agreement"), (True, "all conflicts of a clash")):
        asked = table(7, parties, 60, clash=clash)
        yield alone(
            f"{what}: 15 parties, 60 demands, 25 posts",
            lambda asked=asked, clash=clash: agree(
                asked,
                assembly=house,
                persons=leaders,
                posts=25,
                limit=500 if clash else 1,
                binding="all" if clash else "signers",
                seconds=30,
            ),
        )


def ask(demands: int, *, clash: bool, cabinet: int = 0) -> str:
    """What is found and how long it takes; a `cabinet` is that of the first parties."""
    rng = random.Random(1917)
    parties = [f"party {k}" for k in range(15)]
    house = Assembly.from_seats({p: rng.randint(4, 40) for p in parties})
    asked = table(7, parties, demands, clash=clash)
    start, worked = time.perf_counter(), time.process_time()
    found = agree(
        asked,
        assembly=house,
        persons={f"leader of {p}": p for p in parties},
        posts=25,
        government=parties[:cabinet],
        limit=500 if clash else 1,
        binding="all" if clash and not cabinet else "signers",
        seconds=30,
    )
    took, worked = time.perf_counter() - start, time.process_time() - worked
    told = (
        f"best agreement: cabinet of {len(found.deals[0].cabinet)}"
        if found.possible
        else f"{len(found.conflicts)} conflicts, {len(found.concessions)} concessions, "
        f"{'complete' if found.complete else 'cut off'}"
    )
    return f"{told}, {took:.2f} s ({worked:.2f} s of processor time)"


def main() -> None:
    for demands in (15, 30, 60):
        head = f"15 parties, 25 posts, {demands} demands:"
        print(head, ask(demands, clash=False))
        print(head, ask(demands, clash=True))
        print(head, "in a cabinet of 8:", ask(demands, clash=True, cabinet=8))


if __name__ == "__main__":
    main()
