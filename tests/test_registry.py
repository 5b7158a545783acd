"""A theory is a row, a function, a paper, an oracle, and a heading in the handbook."""

from __future__ import annotations

import re
from importlib import import_module
from inspect import getdoc
from pathlib import Path

import pytest

from formateur.errors import FormateurError
from formateur.registry import Registry, Row
from formateur.sources import references
from formateur.theories import THEORIES

ROOT = Path(__file__).parent.parent
MODULES = ("formateur.theories.size", "formateur.theories.policy", "formateur.theories.minority")


@pytest.mark.parametrize("theory", THEORIES)
def test_a_row_loads_its_function_and_cites_papers_that_exist(theory: str) -> None:
    row = THEORIES[theory]
    assert callable(row.load())
    assert row.cites
    assert set(row.cites) <= set(references())
    assert row.short
    doc = getdoc(row.load()) or ""
    assert "References\n" in doc
    assert ">>> " in doc
    for key in row.cites:
        assert key in doc


@pytest.mark.parametrize("theory", THEORIES)
def test_a_row_has_a_heading_in_the_handbook_and_a_line_in_the_reference(theory: str) -> None:
    handbook = (ROOT / "docs/handbook/which-governments-can-form.md").read_text()
    assert re.search(rf"^### .*`{theory}`", handbook, re.MULTILINE)
    assert f"`{theory}`" in (ROOT / "docs/reference/theories.md").read_text()


def test_every_public_function_of_the_theories_has_a_row_or_is_a_named_helper() -> None:
    helpers = {"core_party", "few_enough", "named", "table"}
    targets = {row.target for row in THEORIES.values()}
    for name in MODULES:
        for public in import_module(name).__all__:
            assert f"{name}:{public}" in targets or public in helpers


def test_short_names_tell_theories_apart() -> None:
    shorts = [row.short for row in THEORIES.values()]
    assert len(set(shorts)) == len(shorts)


def test_every_reference_in_a_docstring_is_in_the_bibliography() -> None:
    cited = set()
    for file in (ROOT / "src/formateur").rglob("*.py"):
        for block in re.findall(
            r"References\n\s*-{5,}\n((?:[ \t]*[a-z0-9_, ]+\n)+)", file.read_text()
        ):
            cited |= {key.strip() for key in re.split(r"[,\n]", block) if key.strip()}
    assert len(cited) > 10
    assert cited <= set(references())


def test_a_broken_row_says_which_row_it_is() -> None:
    with pytest.raises(FormateurError, match="broken: cannot load 'nowhere:nothing'"):
        Row("broken", "nowhere:nothing", "Broken", ()).load()
    with pytest.raises(FormateurError, match="is not a function"):
        Row("value", "formateur.theories.size:_SCANNED", "A number", ()).load()


def test_two_rows_with_one_id_are_refused() -> None:
    row = Row("twice", "formateur.theories.size:surplus", "Twice", ())
    with pytest.raises(FormateurError, match="two rows share an id"):
        Registry("theory", "formateur.nothing", (row, row))


def test_a_theory_from_another_package_appears_beside_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from importlib.metadata import EntryPoint

    import formateur.registry as registry

    point = EntryPoint("biggest", "formateur.theories.size:single_party_majority", "x")
    monkeypatch.setattr(registry, "entry_points", lambda group: [point] if group == "x" else [])
    rows = Registry("theory", "x", ())
    assert list(rows) == ["biggest"]
    assert callable(rows["biggest"].load())


def test_a_row_goes_by_its_id_its_short_name_and_other_names_however_they_are_written() -> None:
    from formateur.elections import SEAT_METHODS
    from formateur.power import POWER_INDICES

    for name in ("minimal_winning", "minimal-winning", "Minimal-Winning", "MW", "mw"):
        assert THEORIES[name].id == "minimal_winning"
        assert name in THEORIES
    assert SEAT_METHODS["Sainte-Laguë"].id == SEAT_METHODS["webster"].id == "sainte_lague"
    assert POWER_INDICES["holler-pgi"].id == "public_good"
    assert "minimal" not in THEORIES
    assert 3 not in THEORIES
    with pytest.raises(FormateurError, match="Did you mean 'minimal_winning'"):
        THEORIES["minimal-wining"]
