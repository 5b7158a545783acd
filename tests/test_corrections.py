"""Errors reported against a record: filed, settled, read back, shown beside the fact."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import command_line
from formateur import cases
from formateur.errors import CaseError, FormateurError, UnknownIdError
from formateur.record import Record
from formateur.record.corrections import (
    correction_lines,
    file_correction,
    settle_correction,
    with_corrections,
)

FOUND = cases.load("petrograd-1917").record
assert FOUND is not None
RECORD: Record = FOUND


def run(*words: str) -> tuple[int, str, str]:
    done = command_line.run(*words)
    return done.exit_code, done.stdout, done.stderr


def test_a_report_is_filed_settled_and_shown_beside_its_fact(tmp_path: Path) -> None:
    file = str(tmp_path / "reports.jsonl")
    told = ("--says", "The second count is 25 to 22.", "--by", "A reader", "--source", "PIPES-WR")
    code, out, _ = run("correct", "petrograd-1917", "v15", *told, "--file", file)
    assert code == 0
    assert out.startswith("k1 on v15: open, ")
    code, out, _ = run("quote", "petrograd-1917", "v15", "--corrections", file)
    assert "correction, k1: The second count is 25 to 22. [open]" in out
    settle = ("--status", "refused", "--answer", "The source has 23.")
    assert run("correct", "petrograd-1917", "k1", *settle, "--file", file)[0] == 0
    code, out, _ = run("correct", "petrograd-1917", "--file", file, "--json")
    said = json.loads(out)
    assert said["result"] == {"open": 0, "accepted": 0, "refused": 1}
    assert [(r["about"], r["status"], r["answer"]) for r in said["rows"]] == [
        ("v15", "refused", "The source has 23.")
    ]


def test_without_a_file_there_is_no_report_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("correct", "petrograd-1917")
    assert (code, out.strip()) == (0, "no error is reported")
    assert list(tmp_path.iterdir()) == []
    run("correct", "petrograd-1917", "e19", "--says", "The day is another.")
    assert [f.name for f in tmp_path.iterdir()] == ["petrograd-1917.corrections.jsonl"]


def test_what_is_filed_reads_back_the_same(tmp_path: Path) -> None:
    one = file_correction(RECORD, "v15", "One", by="A", source=["PIPES-WR"])
    two = settle_correction(file_correction(one, "E19", "Two"), "k1", "accepted", "Done")
    assert [(c.id, c.about, c.status) for c in two.facts.corrections] == [
        ("k1", "v15", "accepted"),
        ("k2", "e19", "open"),
    ]
    file = tmp_path / "reports.jsonl"
    file.write_text(correction_lines(two.facts.corrections), encoding="utf-8")
    assert with_corrections(RECORD, file).facts.corrections == two.facts.corrections
    assert RECORD.facts.corrections == ()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"type": "correction", "id": "k1", "about": "vv15", "says": "a"}', "no fact 'vv15'"),
        ('{"type": "correction", "id": "v15", "about": "v15", "says": "a"}', "'v15'"),
        ('{"type": "correction", "id": "k1", "about": "v15"}', "says"),
        ('{"type": "correction", "id": "k1", "about": "v15", "says": "a", "status": "x"}', "'x'"),
        ('{"type": "person", "id": "p", "name": "P"}', "each line is of type correction"),
        ('{"type": "source", "id": "p", "title": "P"}', "each line is of type correction"),
        ("nonsense", "not JSON"),
    ],
)
def test_a_fault_of_the_file_is_told_with_its_line(tmp_path: Path, line: str, says: str) -> None:
    file = tmp_path / "reports.jsonl"
    good = correction_lines(file_correction(RECORD, "e19", "One").facts.corrections)
    file.write_text(good.replace("k1", "k0") + line + "\n", encoding="utf-8")
    with pytest.raises(CaseError) as error:
        with_corrections(RECORD, file)
    (fault,) = error.value.faults
    assert fault.startswith(f"{file}:2: ")
    assert says in fault


def test_a_report_names_a_fact_a_source_and_what_is_wrong() -> None:
    with pytest.raises(UnknownIdError, match="no fact 'v99'"):
        file_correction(RECORD, "v99", "One")
    with pytest.raises(UnknownIdError, match=r"no source 'REEED'.*Did you mean 'REED'"):
        file_correction(RECORD, "v15", "One", source=["REEED"])
    with pytest.raises(FormateurError, match="the report is empty"):
        file_correction(RECORD, "v15", " ")
    with pytest.raises(UnknownIdError, match="no report 'k1'"):
        settle_correction(RECORD, "k1", "accepted")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--says", "x"), "FACT is missing"),
        (("--status", "open"), "FACT is missing"),
        (("v15", "--says", "x", "--status", "open"), "give one of them"),
        (("v15", "--answer", "x"), "--answer goes with --status"),
        (("v15", "--by", "x"), "--by and --source go with --says"),
    ],
)
def test_wrong_usage_is_told(words: tuple[str, ...], says: str) -> None:
    code, _, err = run("correct", "petrograd-1917", *words)
    assert code == 2
    assert says in err


def test_reports_inside_a_case_are_listed_by_check_and_settled_there(tmp_path: Path) -> None:
    lines = tmp_path / "petrograd.jsonl"
    assert run("record", "petrograd-1917", "--lines", str(lines))[0] == 0
    with lines.open("a", encoding="utf-8") as out:
        out.write(correction_lines(file_correction(RECORD, "e19", "One").facts.corrections))
    code, out_, _ = run("check", str(lines))
    assert code == 0
    assert f"{lines}: report k1, open: One [e19]" in out_
    file = tmp_path / "reports.jsonl"
    code, _, err = run("correct", str(lines), "k1", "--status", "refused", "--file", str(file))
    assert code == 1
    assert err.strip().endswith("stands in " + str(lines) + " itself; change its status there")
    assert not file.exists()
