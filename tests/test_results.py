"""Answers that carry their own story: rows, JSON, frames, tables; and how errors read."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest

from formateur.assembly import Assembly
from formateur.coalitions import find
from formateur.errors import (
    CaseError,
    FormateurError,
    MissingExtraError,
    UnknownIdError,
    did_you_mean,
    listing,
)
from formateur.report.text import to_csv
from formateur.results import Result, cell, frame, plain

TOY = Assembly.from_seats({"red": 40, "blue": 35, "green": 25}, name="toy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ministers(Result):
    """A small answer of our own."""

    made: tuple[dict[str, Any], ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        return list(self.made)


def test_the_envelope_holds_result_rows_and_what_was_asked() -> None:
    envelope = json.loads(find(TOY, limit=2).to_json())
    assert list(envelope) == ["result", "rows", "meta"]
    assert envelope["result"] == {"count": 2}
    assert envelope["rows"][0] == {"parties": ["red", "blue"], "seats": 75, "surplus": 24}
    assert envelope["meta"] == {
        "input": "toy",
        "method": "minimal-winning",
        "parameters": {"limit": 2, "seconds": None},
        "exact": True,
        "complete": False,
        "seed": None,
        "sources": [],
        "notes": [],
    }


def test_exact_numbers_and_umlauts_survive_json() -> None:
    answer = Ministers(
        input="Österreich", method="m", made=({"party": "övp", "share": Fraction(1, 3)},)
    )
    text = answer.to_json(indent=None)
    assert '"share": "1/3"' in text
    assert "övp" in text
    assert answer.summary() == {"count": 1}
    assert plain({"s": {"b", "a"}, 3: frozenset((2, 1)), "t": ((1,), None)}) == {
        "s": ["a", "b"],
        "3": [1, 2],
        "t": [[1], None],
    }


def test_numbers_are_numbers_for_machines_and_exact_where_that_is_asked_for() -> None:
    row = {
        "whole": Fraction(4, 2), "part": Fraction(2, 3), "float": 0.1 + 0.2,
        "list": [Fraction(1, 3)],
        "by": {"a": Fraction(1, 3), "b": Fraction(2), "c": 3.0}, "said": "at least 1/2",
        "none": None, "yes": True,
    }  # fmt: skip
    assert {k: plain(row[k]) for k in ("whole", "part", "list", "by")} == {
        "whole": 2,
        "part": "2/3",
        "list": ["1/3"],
        "by": {"a": "1/3", "b": 2, "c": 3.0},
    }
    third = "0.3333333333333333"
    (read,) = csv.DictReader(io.StringIO(to_csv([row])))
    assert read == {
        "whole": "2", "part": "0.6666666666666666", "float": "0.30000000000000004", "list": third,
        "by": f"a {third}, b 2, c 3", "said": "at least 1/2", "none": "", "yes": "yes",
    }  # fmt: skip
    (read,) = csv.DictReader(io.StringIO(to_csv([row], fractions=True)))
    assert (read["whole"], read["part"], read["by"]) == ("2", "2/3", "a 1/3, b 2, c 3")


def test_an_answer_becomes_a_frame_and_a_page_that_nobody_can_write_into() -> None:
    answer = Ministers(
        input="<b>x</b>",
        method="m",
        made=({"party": "<script>", "seats": 3}, {"party": "b", "seats": None}),
    )
    assert answer.to_frame().columns.tolist() == ["party", "seats"]
    page = answer._repr_html_()
    assert "<script>" not in page
    assert "<b>" not in page
    assert page.count("<tr>") == 3
    empty = Ministers(input="x", method="m & m")
    assert empty._repr_html_() == "<p>x: m &amp; m: nothing found</p>"


def test_answers_with_the_same_story_are_equal_whatever_the_parameters_hash_to() -> None:
    one, two = (Ministers(input="x", method="m", parameters={"k": [1]}) for _ in range(2))
    assert one == two
    assert hash(one) == hash(Ministers(input="x", method="m"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (0.5, "0.5"),
        (1234567.0, "1.235e+06"),
        ({"a": 1, "b": None}, "a 1, b "),
        ((), ""),
        ((("a", "b"), "c"), "a+b+c"),
        (Fraction(1, 3), "1/3"),
        ("text", "text"),
    ],
)
def test_one_value_reads_as_text_in_a_table(value: object, text: str) -> None:
    assert cell(value) == text


def test_a_frame_is_of_polars_where_only_that_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import polars as pl

    monkeypatch.setitem(sys.modules, "pandas", None)
    made = frame([{"a": 1}])
    assert isinstance(made, pl.DataFrame)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(MissingExtraError) as refused:
        frame([{"a": 1}])
    assert str(refused.value) == 'to_frame() needs pandas: pip install "formateur[frame]"'


def test_a_picture_shows_itself_in_a_notebook() -> None:
    from formateur.assembly import Assembly
    from formateur.coalitions import find

    house = Assembly.from_seats({"a": 50, "b": 49, "c": 1}, name="house")
    for picture in (house.plot(), find(house).plot()):
        assert picture.startswith("<svg")
        assert picture._repr_svg_() == picture


def test_errors_finish_the_sentence() -> None:
    assert str(UnknownIdError("case", "xx", ["aa", "bb"])) == "no case 'xx'; there are aa, bb."
    assert did_you_mean("GREN", ["Green"]) == " Did you mean 'Green'?"
    assert listing([f"c{k}" for k in range(14)]) == (
        "c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11 and 2 more"
    )
    assert str(CaseError(["a:1:1: x", "a:2:1: y"])) == "a:1:1: x\na:2:1: y"
    assert CaseError(["a"]).faults == ("a",)
    assert issubclass(CaseError, FormateurError)
    assert issubclass(FormateurError, ValueError)
