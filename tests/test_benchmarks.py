"""Benchmarks report themselves: every script has a quick part, and its rows are ratios."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
SCRIPTS = sorted(BENCHMARKS.glob("bench_*.py"))


def history(*args: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, str(BENCHMARKS / "history.py"), *args]
    return subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: s.stem)
def test_every_benchmark_has_a_quick_part_for_the_history(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert "def quick() -> Iterator[Timing]:" in text
    area = script.stem.removeprefix("bench_")
    assert f"| {area} | " in (BENCHMARKS / "HISTORY.md").read_text(encoding="utf-8")


def test_a_row_says_what_was_done_as_ratios_and_no_seconds() -> None:
    done = history("breaking", "--note", "used by others too")
    assert done.returncode == 0, done.stderr
    assert "; used by others too. `just bench breaking`" in done.stdout
    rows = re.findall(
        r"^\| breaking \| (.+) \| ([\d.e+-]+) \| (.*) \|$", done.stdout, re.MULTILINE
    )
    assert len(rows) == 2
    for _, yardsticks, beside in rows:
        assert float(yardsticks) > 0
        assert re.match(r"[\d.,e+]+ x: every ", beside)
    assert not re.search(r"\b(ms|seconds)\b", done.stdout)


def test_an_unknown_area_is_refused_with_those_there_are() -> None:
    done = history("braking")
    assert done.returncode == 2
    assert "no benchmark braking; there are agree, " in done.stderr
