"""The quick part of every benchmark, as ratios; with ``--append`` into HISTORY.md.

    python benchmarks/history.py [--append] [--note TEXT] [AREA ...]

Every ``bench_AREA.py`` has a function ``quick`` that yields what it measured.
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from os import cpu_count
from pathlib import Path

from yard import Timing, yardstick

from formateur.errors import MissingExtraError

HERE = Path(__file__).parent
AREAS = sorted(f.stem.removeprefix("bench_") for f in HERE.glob("bench_*.py"))


def rows(areas: Sequence[str]) -> Iterator[str]:
    """One row of the table per timing, each area measured against a yardstick of its own."""
    for area in areas:
        stick = yardstick()
        try:
            for timing in import_module(f"bench_{area}").quick():
                yield row(area, timing, stick)
        except MissingExtraError as error:
            yield f"| {area} | left out: {error} | | |"


def row(area: str, timing: Timing, stick: float) -> str:
    beside = ""
    if timing.theirs is not None:
        beside = f"{timing.theirs / timing.seconds:,.3g} x: {timing.beside}"
    return f"| {area} | {timing.what} | {timing.seconds / stick:,.3g} | {beside} |"


def heading(areas: Sequence[str], note: str) -> str:
    """When, of what, and on what kind of machine, in neutral words."""
    numba = "with numba" if find_spec("numba") else "without numba"
    made = (
        f"CPython {platform.python_version()}, {platform.machine()}, {cpu_count()} cores, {numba}"
    )
    day = datetime.now(UTC).date().isoformat()
    said = f"{made}{'; ' + note if note else ''}."
    command = " ".join(["just bench", *areas])
    return (
        f"## {day}, version {version('formateur')}\n\n{said} `{command}`\n\n"
        "| area | what | yardsticks | beside |\n|---|---|---:|---|"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("areas", nargs="*", metavar="AREA", help=", ".join(AREAS))
    parser.add_argument("--append", action="store_true", help="add the rows to HISTORY.md")
    parser.add_argument("--note", default="", help="what else to know of the machine")
    options = parser.parse_args()
    if unknown := set(options.areas) - set(AREAS):
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(AREAS)}")
    lines = [heading(options.areas, options.note)]
    print(lines[0])
    for line in rows(options.areas or AREAS):
        print(line, flush=True)
        lines.append(line)
    if options.append:
        with (HERE / "HISTORY.md").open("a", encoding="utf-8") as file:
            file.write("\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
