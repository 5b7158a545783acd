"""Records of many events: a large case file is read once, then recalled as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from formateur.cases import read, stored
from formateur.cli import main
from formateur.errors import CaseError

HEAD = "id: big\ntitle: Big\nbody: House\nparties: [{id: red, seats: 1}]\nrecord:\n  events:\n"


def events(number: int, **more: str) -> str:
    kept = ({"id": f"e{k}", "date": "1917-11-04", "kind": "statement"} for k in range(number))
    return "".join(f"    - {json.dumps({**e, 'title': 'x' * 40, **more})}\n" for e in kept)


@pytest.fixture
def big(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(stored, "LARGE", 20_000)
    file = tmp_path / "big.yaml"
    file.write_text(HEAD + events(300))
    return file


def test_a_large_file_is_recalled_the_same_without_its_yaml(
    big: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = read(big)
    monkeypatch.setattr("formateur.cases.strict.parse", None)  # not needed again
    again = read(big)
    assert again.record is not None
    assert again.record == first.record
    assert again.assembly == first.assembly


def test_another_text_is_read_anew(big: Path) -> None:
    before = read(big).record
    big.write_text(big.read_text().replace("e299", "e-last"))
    after = read(big).record
    assert before is not None
    assert after is not None
    assert after.find("e-last").title == before.find("e299").title
    assert len(list(stored.folder().iterdir())) == 2


def test_a_file_with_a_fault_is_never_kept_and_tells_its_line(big: Path) -> None:
    big.write_text(HEAD + events(300) + events(1, by="nobody").replace("e0", "late"))
    for _ in range(2):
        with pytest.raises(CaseError, match=r"big.yaml:307:.*no person or organization 'nobody'"):
            read(big)
    assert not stored.folder().exists()


def test_what_is_half_written_or_no_case_is_read_anew(big: Path) -> None:
    read(big)
    (kept,) = stored.folder().iterdir()
    for spoilt in ('{"id": "big"', '{"id": "other"}'):
        kept.write_text(spoilt)
        found = read(big).record
        assert found is not None
        assert len(found.events) == 300
    assert json.loads(kept.read_text())["title"] == "Big"


def test_only_the_newest_files_are_kept(big: Path) -> None:
    for k in range(10):
        big.write_text(HEAD.replace("Big", f"Big {k}") + events(300))
        read(big)
    assert len(list(stored.folder().iterdir())) == 8


def test_without_a_place_to_keep_it_a_file_is_read_all_the_same(
    big: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = big.with_name("file")
    place.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(place))
    found = read(big).record
    assert found is not None
    assert len(found.events) == 300


def test_keys_that_are_no_text_are_not_kept(big: Path) -> None:
    stored.keep("text", {"a": [{1: "one"}]})
    assert stored.recalled("text") is None
    stored.keep("text", {"a": [{"1": "one"}]})
    assert stored.recalled("text") == {"a": [{"1": "one"}]}


def test_reading_a_large_file_tells_how_far_it_is(
    big: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(10_000))
    monkeypatch.setattr("formateur.cli.options.monotonic", lambda: next(clock) * 2)
    big.write_text(HEAD + events(6_000))
    answer = CliRunner().invoke(main, ["record", str(big), "--on", "1917-11-04"])
    assert answer.exit_code == 0
    assert f"reading {big}: " in answer.stderr
    assert "reading" not in answer.stdout
