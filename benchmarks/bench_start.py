"""How long one waits for `import formateur`, for help, and for a first answer.

Run ``python benchmarks/bench_start.py`` where the package is installed. Wall times of fresh
processes: median, fastest and slowest of several, after one run to warm the disk.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from yard import Timing

RUNS = 9


def command() -> list[str]:
    """The `formateur` beside this Python, else the one on the path."""
    beside = Path(sys.executable).with_name("formateur")
    found = str(beside) if beside.exists() else shutil.which("formateur")
    return [found] if found else [sys.executable, "-m", "formateur"]


def waited(line: list[str]) -> tuple[list[float], str]:
    times = []
    for _ in range(RUNS + 1):
        start = perf_counter()
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        times.append(perf_counter() - start)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            return [], said[-1] if said else f"exit code {done.returncode}"
    return times[1:], ""


def quick() -> Iterator[Timing]:
    python = sys.executable
    bare = min(waited([python, "-c", "pass"])[0])
    for what, line in (
        ("import formateur", [python, "-c", "import formateur"]),
        ("formateur --help", [*command(), "--help"]),
        ("formateur form bundestag-2021", [*command(), "form", "bundestag-2021"]),
    ):
        yield Timing(what, min(waited(line)[0]), "python -c pass", bare)


def main() -> None:
    python = sys.executable
    lines = {
        "python -c pass": [python, "-c", "pass"],
        "python -c 'import formateur'": [python, "-c", "import formateur"],
        "formateur --help": [*command(), "--help"],
        "formateur form bundestag-2021": [*command(), "form", "bundestag-2021"],
        "python -c 'import numpy'": [python, "-c", "import numpy"],
    }
    print(f"{'milliseconds':32}{'median':>8}{'fastest':>9}{'slowest':>9}")
    for name, line in lines.items():
        times, failed = waited(line)
        if failed:
            print(f"{name:32}  fails: {failed}")
            continue
        cells = (median(times), min(times), max(times))
        print(f"{name:32}" + "".join(f"{1000 * t:>{8 + (k > 0)}.0f}" for k, t in enumerate(cells)))


if __name__ == "__main__":
    main()
