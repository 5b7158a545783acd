"""A record of many events: time to load from JSON Lines, to rebuild a day, to list decisions.

    python benchmarks/bench_record.py [--most 100000] [--yaml]

Growth is part of the answer: 1,000, 10,000 and 100,000 events over 40 houses and 5,000 people.
`in force` is the first question after loading and one asked later. With `--yaml`: the same record
as a case file, read the first time and once it is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from yard import Timing, alone

from formateur.cases import read
from formateur.record.reading import read_file


def generated(events: int, seed: int = 1917) -> Iterator[dict[str, Any]]:
    """A made-up record: people come and go, seats move, motions replace each other."""
    rng = random.Random(seed)
    people = [f"person-{k}" for k in range(5_000)]
    parties = [f"party-{k}" for k in range(8)]
    houses = [f"house-{k}" for k in range(40)]
    yield from ({"type": "person", "id": p, "name": p} for p in people)
    for p in parties:
        yield {"type": "organization", "id": p, "name": p, "classification": "party"}
    for h in houses:
        held = dict.fromkeys(parties, 1_000)
        yield {"type": "organization", "id": h, "name": h, "classification": "assembly",
               "size": 8_000, "seats": held}  # fmt: skip
    inside: dict[str, list[str]] = {h: [] for h in houses}
    seats = {h: dict.fromkeys(parties, 1_000) for h in houses}
    last = ""
    for k in range(events):
        day = date(1900, 1, 1) + timedelta(days=k * 30_000 // events)
        h = rng.choice(houses)
        event: dict[str, Any] = {"type": "event", "id": f"e{k}", "date": day.isoformat(),
                                 "title": f"event {k}", "body": h}  # fmt: skip
        what = rng.random()
        if what < 0.35 or (what < 0.6 and not inside[h]):
            coming = [p for p in rng.sample(people, 3) if p not in inside[h]]
            inside[h] += coming
            event |= {"kind": "election", "enters": [{"persons": coming, "organization": h}]}
        elif what < 0.6:
            gone = inside[h].pop(rng.randrange(len(inside[h])))
            event |= {"kind": "resignation", "leaves": [{"persons": gone, "organization": h}]}
        elif what < 0.8:
            loses, gains = rng.sample([p for p in parties if seats[h][p]], 2)
            seats[h][loses] -= 1
            seats[h][gains] += 1
            moved = {"organization": h, "loses": loses, "gains": gains}
            event |= {"kind": "defection", "changes": [moved]}
        else:
            motion = {"id": f"m{k}", "title": "a motion", "question": f"q{k % 50}",
                      "answer": "yes", "result": "adopted",
                      "votes": [{"yes": 4_000, "no": 3_000}]}  # fmt: skip
            if last and rng.random() < 0.5:
                motion["replaces"] = last
            last = f"m{k}"
            event |= {"kind": "decision", "motions": [motion]}
        yield event


def as_case(lines: Iterator[dict[str, Any]]) -> str:
    """The same record as a case file."""
    lists: dict[str, list[str]] = {"person": [], "organization": [], "event": []}
    for line in lines:
        kind = line.pop("type")
        lists[kind].append(f"    - {json.dumps(line)}\n")
    head = "id: made-up\ntitle: Made up\nbody: House\nparties: [{id: p, seats: 1}]\nrecord:\n"
    return head + "".join(f"  {kind}s:\n{''.join(held)}" for kind, held in lists.items())


def timed(work: Any) -> tuple[Any, float]:
    start = time.perf_counter()
    found = work()
    return found, time.perf_counter() - start


def as_files(events: int) -> tuple[float, float]:
    """Seconds to read the record as a case file: the first time, and once it is kept."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        file = Path(folder) / "record.yaml"
        file.write_text(as_case(generated(events)))
        return timed(partial(read, file))[1], timed(partial(read, file))[1]


def quick() -> Iterator[Timing]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "record.jsonl"
        file.write_text("".join(json.dumps(x) + "\n" for x in generated(10_000)))
        yield alone("10,000 events from JSON Lines", lambda: read_file(file))
        record = read_file(file)
    record.at("1950-01-01")
    days = (f"19{k}-06-01" for k in range(30, 90))
    yield alone("a day of 10,000 events, rebuilt", lambda: record.at(next(days)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=100_000)
    parser.add_argument("--yaml", action="store_true")
    most, yaml = parser.parse_args().most, parser.parse_args().yaml
    print(
        f"{'events':>8} {'MB':>6} {'load s':>8} {'per event':>10} {'at ms':>8} {'in force ms':>12}"
        f" {'YAML s':>8} {'again s':>8}"
    )
    for events in (1_000, 10_000, 100_000):
        if events > most:
            break
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "record.jsonl"
            file.write_text("".join(json.dumps(x) + "\n" for x in generated(events)))
            size = file.stat().st_size / 1e6
            record, load = timed(partial(read_file, file))
        days = ("1930-06-01", "1955-06-01", "1980-06-01")
        at = max(timed(partial(record.at, d))[1] for d in days)
        first, *later = (timed(partial(record.in_force, d))[1] for d in days)
        del record
        case, again = as_files(events) if yaml else (0.0, 0.0)
        print(
            f"{events:>8,} {size:>6.1f} {load:>8.2f} {load / events * 1e6:>7.0f} µs "
            f"{at * 1e3:>8.1f} {first * 1e3:>6.1f} {max(later) * 1e3:>5.1f} {case:>8.2f}"
            f" {again:>8.2f}"
        )


if __name__ == "__main__":
    main()
