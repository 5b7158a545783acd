"""An index is a row, a function, a paper, a golden or oracle test, and a handbook heading."""

from __future__ import annotations

import re
from importlib import import_module
from inspect import getdoc
from pathlib import Path

import pytest

import power_by_definition as by_definition
from formateur.power import ALIASES, POWER_INDICES
from formateur.sources import references
from test_power import GOLDEN

ROOT = Path(__file__).parent.parent
MODULES = ("swings", "orderings", "unions", "restricted", "abstention", "optimise")
# Indices with a test of their own, which compares them with their definition.
OWN_TEST = {
    "edelman",
    "ternary_banzhaf",
    "ternary_shapley",
    "nucleolus",
    "minimum_integer_weights",
}
HELPERS = {
    "minimal_by_size",
    "nodes_for",
    "partition",
    "excluded_pairs",
    "winning_share",
}


@pytest.mark.parametrize("index", POWER_INDICES)
def test_a_row_loads_its_function_and_cites_papers_that_exist(index: str) -> None:
    row = POWER_INDICES[index]
    doc = getdoc(row.load()) or ""
    assert row.cites
    assert set(row.cites) <= set(references())
    assert "References\n" in doc
    assert ">>> " in doc
    for key in row.cites:
        assert key in doc


@pytest.mark.parametrize("index", POWER_INDICES)
def test_a_row_has_a_golden_game_or_an_oracle(index: str) -> None:
    golden = {
        key
        for table in GOLDEN.values()
        for part in table.values()
        if isinstance(part, dict)
        for key in part
    }
    oracles = {*by_definition.INDICES, *by_definition.WITH_UNIONS, *by_definition.RESTRICTED}
    assert index in golden | oracles | OWN_TEST


@pytest.mark.parametrize("index", POWER_INDICES)
def test_a_row_has_a_heading_in_the_handbook(index: str) -> None:
    handbook = (ROOT / "docs/handbook/who-holds-the-power.md").read_text(encoding="utf-8")
    name = index.replace("_", "-")
    assert re.search(rf"^### .*`{name}`", handbook, re.MULTILINE)


@pytest.mark.parametrize("module", MODULES)
def test_every_public_function_of_an_index_module_has_a_row_or_is_a_named_helper(
    module: str,
) -> None:
    name = f"formateur.power.{module}"
    targets = {row.target for row in POWER_INDICES.values()}
    for public in import_module(name).__all__:
        assert f"{name}:{public}" in targets or public in HELPERS


def test_other_names_of_an_index_point_at_rows() -> None:
    assert set(ALIASES.values()) <= set(POWER_INDICES)
    assert not set(ALIASES) & set(POWER_INDICES)


def test_listing_the_indices_loads_neither_numpy_nor_numba() -> None:
    import subprocess
    import sys

    code = (
        "from formateur.power import POWER_INDICES; list(POWER_INDICES)\n"
        "import sys; print({'numba', 'numpy', 'highspy'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "set()"
