"""The questions from Python: a case by its name, its file, or seats, whatever is asked."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import formateur as fm
from formateur.errors import FormateurError

COUNCIL = (
    "id: c\ntitle: C\nbody: assembly\nparties:\n  - {id: a, seats: 3}\n  - {id: b, seats: 2}\n"
)

ASKED: dict[str, Callable[[Any], Any]] = {
    "form": fm.form,
    "why": lambda given: fm.why(given, ["a"]),
    "judge": lambda given: fm.judge(given, ["a"]),
    "potential": fm.potential,
    "predict": lambda given: fm.predict("minimal_winning", given),
    "predict_all": fm.predict_all,
    "voting_power": fm.voting_power,
    "leading": fm.leading,
    "breaking": lambda given: fm.breaking(given, ["a"]),
    "bargain": fm.bargain,
    "decisions": fm.decisions,
}
LOWER: dict[str, Callable[[Any], Any]] = {
    "count": fm.coalitions.count,
    "find": fm.coalitions.find,
    "power": fm.power.power,
    "why": lambda given: fm.governments.why(given, ["a"]),
    "predict": lambda given: fm.theories.predict("minimal_winning", given),
}


@pytest.mark.parametrize("name", ASKED)
def test_every_question_takes_a_case_its_file_an_assembly_or_seats(
    name: str, tmp_path: Path
) -> None:
    file = tmp_path / "c.yaml"
    file.write_text(COUNCIL)
    house = fm.Assembly.from_seats({"a": 3, "b": 2}, name="assembly")
    answers = [
        ASKED[name](given)
        for given in (str(file), file, fm.cases.read(file), house, {"a": 3, "b": 2})
    ]
    said = [getattr(a, "rows", lambda a=a: a.reason)() for a in answers]
    assert all(s == said[0] for s in said)


@pytest.mark.parametrize("name", LOWER)
def test_the_modules_take_a_case_and_say_how_to_load_one(name: str, tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    file.write_text(COUNCIL)
    case = fm.cases.read(file)
    assert LOWER[name](case).rows() == LOWER[name](case.assembly).rows()
    with pytest.raises(FormateurError, match=r"load the case first: formateur\.cases\.read"):
        LOWER[name]("riksdag-2018")
    with pytest.raises(FormateurError, match="give an Assembly, a Case, or seats by party"):
        LOWER[name](None)


def test_the_terms_and_positions_of_a_case_count_unless_others_are_given() -> None:
    case = fm.cases.load("riksdag-2018")
    cabinet = ["s", "sd"]
    assert fm.judge("riksdag-2018", cabinet).status == "ruled out"
    assert fm.judge(case, cabinet) == fm.judge(case.assembly, cabinet, case.terms)
    assert fm.judge(case, cabinet, fm.Terms()).status == "open"
    assert "range" in [row["step"] for row in fm.why("riksdag-2018", ["s", "mp"]).rows()]
    by_case = fm.predict("connected", "riksdag-2018").coalitions
    assert by_case == fm.predict("connected", case.assembly, space=case.space).coalitions


def test_seats_without_parties_are_numbered() -> None:
    assert fm.Assembly.from_seats([50, 49, 1]).seats == {"p1": 50, "p2": 49, "p3": 1}
    with pytest.raises(FormateurError, match="are no seats"):
        fm.Assembly.from_seats("50,49,1")  # type: ignore[arg-type]


def test_a_name_mistyped_is_met_with_the_nearest() -> None:
    with pytest.raises(AttributeError, match="Did you mean 'power'"):
        fm.powr  # noqa: B018 - the access is what is tested


def test_every_public_class_documents_its_own_methods() -> None:
    for name in fm.__all__:
        held = getattr(fm, name)
        if not inspect.isclass(held):
            continue
        for attribute, method in vars(held).items():
            if not attribute.startswith("_") and inspect.isfunction(method):
                assert method.__doc__, f"{name}.{attribute}"
