"""`formateur power` and `formateur leading` as people type them."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from command_line import good, refused, run
from formateur.cli.figures import parse_number
from formateur.cli.weights import parse_list
from formateur.errors import FormateurError

COMMITTEE = str(Path(__file__).parent / "fixtures/committee.yaml")
EEC = ("--seats", "DE=4,FR=4,IT=4,BE=2,NL=2,LU=1", "--quota", "12")
PASTED = "Alpha Holding AG\t33.4 %\nBeta Fonds\t25,1 %\nGamma Family\t20%\nDelta\t21.5%\n"


def rows(*args: str, **options: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(good("power", *args, "--json", **options))["rows"]
    return found


# -- answers ---------------------------------------


def test_rows_have_party_seats_share_and_the_index_in_hyphens() -> None:
    found = rows(*EEC, "--index", "banzhaf", "--index", "shapley-shubik", "--exact")
    assert found[0] == {
        "party": "DE",
        "seats": 4,
        "share": "4/17",
        "banzhaf": "5/21",
        "shapley-shubik": "7/30",
    }
    assert found[-1]["banzhaf"] == 0


def test_without_index_it_is_banzhaf_and_digits_round() -> None:
    found = rows(*EEC, "--digits", "3")
    assert list(found[0]) == ["party", "seats", "share", "banzhaf"]
    assert found[0]["banzhaf"] == 0.238


def test_the_table_ends_with_rule_vetoers_and_dummies() -> None:
    out = good("power", "--seats", "A=51,B=45,C=4", "--quota", "55")
    assert "decides by at least 55 of 100 votes" in out
    assert "vetoers: A" in out
    assert "dummies: LU" in good("power", *EEC)


def test_all_indices_fit_any_width_as_several_tables() -> None:
    for columns in (60, 100):
        out = good("power", *EEC, "--index", "all", columns=columns)
        assert all(len(line) <= columns for line in out.splitlines())
        assert "konig-brauninger" in out


def test_csv_is_csv() -> None:
    listed = list(csv.DictReader(io.StringIO(good("power", *EEC, "--csv"))))
    assert [r["party"] for r in listed] == ["DE", "FR", "IT", "BE", "NL", "LU"]
    assert float(listed[0]["banzhaf"]) == pytest.approx(5 / 21, abs=1e-4)


def test_exact_csv_keeps_fractions_and_plain_csv_has_decimals() -> None:
    asked = ("power", "--seats", "A=2,B=1,C=1", "--csv")
    assert good(*asked, "--exact").splitlines()[1] == "A,2,1/2,3/5"
    assert good(*asked).splitlines()[1] == "A,2,0.5,0.6"


def test_unions_exclusions_and_an_order_are_options() -> None:
    found = rows(
        "--seats", "A=28,B=16,C=5,D=4,E=3,F=3", "--quota", "30",
        "--unions", "B+D+F,C+E", "--index", "owen,banzhaf-owen", "--exact",
    )  # fmt: skip
    assert [r["owen"] for r in found] == ["1/3", "1/9", "1/6", "1/9", "1/6", "1/9"]
    assert found[0]["banzhaf-owen"] == "1/2"
    line = rows("--seats", "A=1,B=1,C=1", "--order", "A,B,C", "--index", "edelman", "--exact")
    assert [r["edelman"] for r in line] == ["1/4", "1/2", "1/4"]
    apart = rows("--seats", "A=2,B=2,C=1", "--apart", "A+C", "--index", "myerson", "--exact")
    assert [r["myerson"] for r in apart] == ["1/6", "2/3", "1/6"]


def test_a_bundled_case_is_asked_by_name() -> None:
    found = {r["party"]: r for r in rows("bundestag-2025", "--index", "shapley-shubik")}
    assert found["ssw"]["shapley-shubik"] == 0
    assert sum(r["shapley-shubik"] for r in found.values()) == pytest.approx(1)


def test_power_by_person_faction_and_party() -> None:
    assert rows(COMMITTEE)[0]["banzhaf"] == 1
    person = {r["party"]: r["banzhaf"] for r in rows(COMMITTEE, "--by", "person", "--exact")}
    assert person["kay"] == "1/21"
    assert person["green"] == 0
    faction = rows(COMMITTEE, "--by", "faction", "--index", "shapley-shubik", "--exact")
    assert faction[0] == {"party": "minority", "seats": 5, "share": None, "shapley-shubik": "5/17"}
    off = rows(COMMITTEE, "--by", "person", "--discipline", "off", "--exact")
    assert {r["banzhaf"] for r in off} == {0, "1/101"}


def test_exclusions_between_parties_are_none_between_persons() -> None:
    told = refused("power", "petrograd-1917", "--by", "person", "--index", "myerson")
    assert "the stated exclusions name 'bolsheviks', who does not vote here" in told
    result = run("power", "petrograd-1917", "--by", "person", "--index", "all", "--json")
    assert "myerson" not in json.loads(result.stdout)["rows"][0]


def test_leading_names_the_smallest_groups_level_by_level() -> None:
    found = json.loads(good("leading", COMMITTEE, "--json"))
    assert found["result"] == {"party": 1, "faction": 7, "body": 11, "person": 11}
    assert "352,716" in good("leading", COMMITTEE)
    plain = good("leading", "--seats", "A=50,B=49,C=1")
    assert "A+B" in plain


def test_a_picture_of_seats_against_power(tmp_path: Path) -> None:
    svg = tmp_path / "a.svg"
    good("power", "--seats", "A=50,<b>=49,C=1", "--plot", str(svg))
    picture = svg.read_text()
    assert picture.startswith("<svg")
    assert 'role="img"' in picture
    assert "<b>" not in picture
    assert "&lt;b&gt;" in picture
    assert picture.count("<circle") == 3
    assert "a picture is FILE.svg" in refused(
        "power", "--seats", "A=1", "--plot", str(tmp_path / "a.gif")
    )


def test_float_says_its_error_and_sampling_its_interval() -> None:
    out = good("power", *EEC, "--method", "float", "--index", "shapley-shubik")
    assert "shapley-shubik: float64, each value within" in out
    result = run("power", *EEC, "--method", "sampled", "--samples", "4096", "--json")
    found = json.loads(result.stdout)
    assert "sampling: 4 of 4 batches" in result.stderr
    first = found["rows"][0]
    assert first["banzhaf-low"] < first["banzhaf"] < first["banzhaf-high"]
    assert found["meta"]["exact"] is False
    assert found["meta"]["seed"] == 0


def test_an_estimate_is_kept_and_gone_on_from(tmp_path: Path) -> None:
    keep = tmp_path / "state.json"
    args = (*EEC, "--method", "sampled", "--keep", str(keep))
    rows(*args, "--samples", "4096")
    result = run("power", *args, "--samples", "8192", "--json")
    assert "5 of 8" not in result.stderr  # a word at each quarter only
    assert "6 of 8" in result.stderr
    assert "4 of 8" not in result.stderr
    assert json.loads(result.stdout)["rows"] == rows(
        *EEC, "--method", "sampled", "--samples", "8192"
    )


GAMES = {
    f.stem: table
    for f in sorted((Path(__file__).parent / "golden/power").glob("*.toml"))
    if "weights" in (table := tomllib.loads(f.read_text(encoding="utf-8")))
}
COUNTED = ("winning_coalitions", "minimal_winning_coalitions", "minimum_integer_weights")


@pytest.mark.parametrize("name", GAMES)
def test_the_published_games_are_answered_under_the_ids_of_the_command_line(name: str) -> None:
    table = GAMES[name]
    wanted = {k.replace("_", "-"): v for k, v in table["computed"].items() if k not in COUNTED}
    unions: dict[int, list[str]] = {}
    for k, union in enumerate(table.get("unions", [])):
        unions.setdefault(union, []).append(f"p{k + 1}")
    options = ["--unions", ",".join(map("+".join, unions.values()))] if unions else []
    found = rows(
        "--seats", ",".join(map(str, table["weights"])), "--quota", str(table["quota"]),
        "--index", ",".join(wanted), "--exact", *options,
    )  # fmt: skip
    for index, values in wanted.items():
        each = values if isinstance(values, list) else [values] * len(found)
        exact = [Fraction(r[index]) for r in found]
        if any(isinstance(v, float) for v in each):
            assert [float(v) for v in exact] == pytest.approx(each, rel=1e-14), index
        else:
            assert exact == [Fraction(v) for v in each], index


# -- lists people have ---------------------------------------


def test_a_pasted_shareholder_list_is_understood() -> None:
    found = rows("-", stdin=PASTED)
    assert [r["party"] for r in found] == [
        "Alpha Holding AG",
        "Beta Fonds",
        "Gamma Family",
        "Delta",
    ]
    assert [round(r["seats"], 1) for r in found] == [33.4, 25.1, 20, 21.5]
    assert [round(r["banzhaf"], 4) for r in found] == [0.5, 0.1667, 0.1667, 0.1667]


@pytest.mark.parametrize(
    "text",
    [
        "name,votes\nAnn,3\nBo,2\nCy,2\n",
        "votes;name\n3;Ann\n2;Bo\n2;Cy\n",
        "Ann 3\nBo 2\n\n# a remark\nCy 2",
        "Ann\t3\nBo\t2\nCy\t2\n",
        '"Ann", 3\n"Bo", 2\n"Cy", 2\n',
        "\ufeffparty,town,seats\nAnn,Rome,3\nBo,Oslo,2\nCy,Bern,2\n",
        "Holder\tCountry\tWeight\nAnn\tIT\t3\nBo\tNO\t2\nCy\tCH\t2",
        "Aktionärin;Anteil\nAnn;3\nBo;2\nCy;2\nSumme;7\n",
        "Rank\tOwner\tHeld\n1\tAnn\t3\n2\tBo\t2\n3\tCy\t2\nTotal\t\t7\n",
        "| Name | Votes |\n|---|---:|\n| Ann | 3 |\n| Bo | 2 |\n| Cy | 2 |\n",
        "Ann: 3\nBo: 2\nCy: 2\n",
        "3 Ann\n2 Bo\n2 Cy\n",
        "Holder    Votes   Percent\nAnn           3      42.9\nBo   2   28.6\nCy   2   28.6\n",
    ],
)
def test_lists_with_or_without_a_heading_say_the_same(text: str, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    expected = {"Ann": 3, "Bo": 2, "Cy": 2}
    assert {r["party"]: r["seats"] for r in rows(str(file))} == expected
    assert {r["party"]: r["seats"] for r in rows("-", stdin=text)} == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234,567", "1234567"),
        ("1 234", "1234"),
        ("1'234.5", "2469/2"),
        ("12,5", "25/2"),
        ("12,5 %", "25/2"),
        ("7/2", "7/2"),
        ("1e3", "1000"),
        ("nan", "None"),
        ("inf", "None"),
        ("1,23,4", "None"),
        ("", "None"),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, value: str) -> None:
    assert str(parse_number(text)) == value


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Rossi, Inc. 7,45 %\nBo & Co. 8.5 %\nRest 84.05%\n", ["149/20", "17/2", "1681/20"]),
        ("Name Anteil\nAnn 40,5\nBo 35,2\nCy 24\n", ["81/2", "176/5", "24"]),
        ("Ann;1.234.567\nBo;987.654\nCy;0,5\n", ["1234567", "987654", "1/2"]),
        ("Ann\t1,234,567\nBo\t987,654\nCy\t0.5\n", ["1234567", "987654", "1/2"]),
        ("Ann;33,334 %\nBo;33,333 %\nCy;33,333 %", ["16667/500", "33333/1000", "33333/1000"]),
        ("Ann 1 234\nBo 12 500,5\nCy 900\n", ["1234", "25001/2", "900"]),
        ("Ann, 50 000\nBo, 30 000\nCy, 900\n", ["50000", "30000", "900"]),
        ("A;1.500,00 €\nB;700,00 €\nC;1 €\n", ["1500", "700", "1"]),
    ],
)
def test_marks_in_numbers_are_read_as_the_whole_list_uses_them(text: str, held: list[str]) -> None:
    found = parse_list(text, "list")
    assert [str(w) for w in found.weights.values()] == held
    assert found.notes == ()


def test_what_had_to_be_guessed_in_a_list_is_told() -> None:
    assert (
        parse_list("Ann;1.234\nBo;500\n", "list")
        .notes[0]
        .startswith("line 1: 1.234 is read as 1.234; write whole numbers without a mark")
    )
    assert parse_list("Ann,many\nBo,3\n", "list").notes == (
        "line 1 is taken for the heading: Ann, many",
    )
    short = parse_list("Ann;40\nBo;35\nTotal;100\n", "list")
    assert dict(short.weights) == {"Ann": 40, "Bo": 35}
    assert short.notes == (
        "line 3 ('Total', 100) is taken for a total and left out; the others sum to 75",
    )
    # A firm called Total that holds less than the rest is a holder like any other.
    assert dict(parse_list("Ann;40\nTotal;35\n", "list").weights) == {"Ann": 40, "Total": 35}


def test_weights_without_names_are_called_p1_p2() -> None:
    for listed in (("--seats", "50,49,1"), ("-",)):
        found = rows(*listed, stdin="50\n49\n1\n")
        assert [(r["party"], r["seats"]) for r in found] == [("p1", 50), ("p2", 49), ("p3", 1)]
    assert "p1+p2" in good("leading", "--seats", "50,49,1")


def test_percentages_that_do_not_sum_to_a_hundred_are_told() -> None:
    assert (
        "percentages sum to 80 %: 20 % are not listed"
        in run("power", "-", stdin="A 50%\nB 30%\n").stderr
    )
    assert parse_list("A 50%\nB 50%\n", "x").notes == ()
    assert parse_list("A 50%\nB 50\n", "x").notes == (
        "1 of 2 weights carry a percent sign; all are read alike",
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "<stdin>: the list is empty"),
        ("name,votes\n", "<stdin>: the list is empty"),
        ("Ann,3\nBo,\n", "<stdin>, line 2: 'Bo' has no weight; missing is never zero"),
        ("Ann,3\nBo,many\nCy,1\n", "<stdin>, line 2: 'Bo': 'many' is not a finite number"),
        ("Ann,3\nBo,-1\n", "<stdin>, line 2: 'Bo': -1 is negative"),
        ("Ann,3\nBo,nan\n", "<stdin>, line 2: 'Bo': 'nan' is not a finite number"),
        ("Ann,3\nBo,2\nAnn,1\n", "<stdin>, line 3: 'Ann' stands twice (first in line 1)"),
        ("Ann,3\n,2\n", "<stdin>, line 2: no name"),
    ],
)
def test_a_fault_in_a_list_is_one_line_with_its_place(text: str, says: str) -> None:
    told = refused("power", "-", stdin=text)
    assert says in told
    assert told.startswith("formateur: ")
    assert told.count("\n") == 1


def test_a_case_on_standard_input_is_still_a_case() -> None:
    text = "id: x\ntitle: X\nbody: X\nparties:\n  - {id: a, seats: 3}\n  - {id: b, seats: 2}\n"
    assert [r["banzhaf"] for r in rows("-", stdin=text)] == [1, 0]


# -- mistakes ---------------------------------------


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--seats", "A=50,B"), "--seats: 'B' is not PARTY=SEATS, like A=50"),
        (("--seats", "A=50,A=3"), "--seats: party 'A' stands twice"),
        (("--seats", "A=-5"), "--seats: A: -5 is negative"),
        (("--seats", "A=nan"), "--seats: A: 'nan' is not a finite number"),
        (("--seats", "A="), "--seats: A has no weight; missing is never zero"),
        (("--seats", "A=1", "--quota", "half"), "the quota 'half' is unclear"),
        (("--seats", "A=1,B=1", "--index", "banzaf"), "Did you mean 'banzhaf'?"),
        (("--seats", "A=1,B=1", "--index", "owen"), "owen needs unions"),
        (("--seats", "A=1,B=1", "--index", "owen", "--unions", "A+X"), "no party 'X'"),
        (("--seats", "A=1,B=1", "--unions", "A,,B"), "--unions: '' names nobody in one place"),
        (("--seats", "A=1,B=1", "--unions", ""), "--unions: '' names nobody in one place"),
        (("--seats", "A=1,B=1,C=1", "--unions", "A+"), "--unions: 'A+' names nobody in one place"),
        (
            ("--seats", "A=1,B=1,C=1", "--apart", "A"),
            "--apart: 'A' is one party alone",
        ),
        (("--seats", "A=1,B=1,C=1", "--unions", "A,B"), "--unions: 'A' is one party alone"),
        (("--seats", "A=1,B=1,C=1", "--apart", "A+X"), "no party 'X'"),
        (("--seats", "A=2,B=1", "--quota", "0.5"), "the quota '0.5' is unclear"),
        (("--seats", "A=1,B=1,C=1", "--index", "owen", "--unions", "A+B,B+C"), "in two unions"),
        (("--seats", "A=1,B=1", "--index", "owen", "--unions", "A+B"), "a union of everybody"),
        (("--seats", "A=1,B=1", "--order", "A,X", "--index", "edelman"), "no party 'X'"),
        (("--seats", "A=1", "--by", "person"), "need an assembly with bodies"),
        (("nowhere",), "no such file, and no bundled case of that name"),
        ((COMMITTEE, "--by", "person", "--discipline", "half"), "discipline 'half' is no share"),
    ],
)
def test_a_mistake_is_one_clear_line(args: tuple[str, ...], says: str) -> None:
    told = refused("power", *args)
    assert says in told
    assert told.startswith("formateur: ")
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((), "give a case, a file of weights, or - ; or else --seats"),
        (("bundestag-2025", "--seats", "A=1"), "give a case, a file of weights"),
        (("bundestag-2025", "--quota", "5"), "--quota goes with weights, not with a case"),
        (("--seats", "A=1", "--exact", "--method", "float"), "exclude each other"),
        (("--seats", "A=1", "--by", "city"), "'city' is not one of"),
    ],
)
def test_wrong_usage_exits_with_2(args: tuple[str, ...], says: str) -> None:
    assert says in refused("power", *args, code=2)


def test_cite_knows_the_papers_of_an_index() -> None:
    assert "Shapley" in good("cite", "shapley-shubik")
    assert "@article{myerson_1977" in good("cite", "myerson", "--bibtex")


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in good("power", "-", stdin="\x1b[31mAnn\t3\nBo\t2\n")


def test_a_list_can_be_parsed_without_a_terminal() -> None:
    with pytest.raises(FormateurError, match="the list is empty"):
        parse_list("# nothing\n", "file")
