"""The commands bargain and programme as people type them."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import good, refused, run

ROOT = Path(__file__).parent.parent
FIXTURE = str(ROOT / "tests/fixtures/qual-o-mat")
TABLE = (
    "thesis,party,position\ntax,red,agree\ntax,blue,disagree\nrail,red,agree\nrail,blue,agree\n"
)


# -- bargain ---------------------------------------


def test_expected_shares_come_as_table_rows_and_json() -> None:
    seats = ("bargain", "--seats", "3,1,1,1,1", "--quota", "4")
    assert "p1         3  0.2000   0.4286" in good(*seats)
    found = json.loads(good(*seats, "--json"))
    assert found["rows"][0]["nucleolus"] == "3/7"
    assert found["result"]["minimum_integer_weights"]["quota"] == 4
    assert found["meta"]["exact"] is False
    rows = list(csv.DictReader(io.StringIO(good(*seats, "--csv"))))
    assert float(rows[0]["expected_share"]) == pytest.approx(3 / 7, abs=1e-4)


def test_theories_are_drawn_side_by_side_a_line_a_party(tmp_path: Path) -> None:
    file = tmp_path / "shares.svg"
    good("bargain", "--seats", "3,1,1,1,1", "--quota", "4", "--plot", str(file))
    drawn = file.read_text(encoding="utf-8")
    assert drawn.count('class="mark"') == 25  # five parties; every theory has an answer
    assert "<title>p1, expects: 42.9%</title>" in drawn
    good("bargain", "--seats", "2,2,2,1,1,1", "--quota", "5", "--plot", str(file))
    assert file.read_text(encoding="utf-8").count('class="mark"') == 24  # no homogeneous weights
    assert "FILE.svg or FILE.png" in refused("bargain", "--seats", "2,1", "--plot", "shares.pdf")


@pytest.mark.parametrize("wide", [100, 50, 40])
def test_no_number_is_folded_however_narrow_the_terminal(wide: int) -> None:
    done = run("bargain", "bundestag-2021", columns=wide)
    parts = done.stdout.split("\n\n")
    shown = [t.splitlines() for t in parts if t.startswith("party")]
    assert all(len(lines) == 9 for lines in shown)  # a heading and eight parties, a line each
    assert max(len(line) for lines in shown for line in lines) <= wide
    assert sum(len(lines[0].split()) - 1 for lines in shown) == 9


def test_a_narrow_terminal_gets_two_tables_and_no_folded_number() -> None:
    result = run("bargain", "--seats", "3,1,1,1,1", "--quota", "4", columns=60)
    assert result.stdout.count("party") == 2
    assert "0.4286" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 60


def test_recognition_and_discount_are_read_by_party() -> None:
    found = json.loads(
        good("bargain", "--seats", "A=5,B=4,C=3", "--recognition", "A=1/2,B=50%",
             "--discount", "A=0.5,C=1/4", "--json")
    )  # fmt: skip
    assert [r["recognition"] for r in found["rows"]] == [0.5, 0.5, 0]
    assert found["meta"]["parameters"]["discount"] == {"A": "1/2", "B": 1, "C": "1/4"}
    said = good("bargain", "--seats", "A=5,B=4,C=3", "--recognition", "A=1/2,B=1/2",
                "--discount", "A=0.5", "--proposals")  # fmt: skip
    assert "C is never drawn" in said
    assert "discount factor A 1/2, B 1, C 1" in said


def test_gamsons_shares_are_those_of_the_government_named() -> None:
    found = json.loads(
        good("bargain", "bundestag-2021", "--government", "spd+greens+fdp", "--json")
    )
    gamson = {r["party"]: r["gamson"] for r in found["rows"]}
    assert gamson["spd"] == pytest.approx(206 / 416)
    assert gamson["cdu"] == 0


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--discount", "1.2"], "discount is 1.2; a discount factor is between 0 and 1"),
        (["--discount", "A=x%"], "discount of A: 'x%' is not a number"),
        (["--recognition", "A=1/2,B=1/3"], "recognition sums to 0.833333333333; chances must"),
        (["--recognition", "C=1"], "no party 'C'"),
        (["--recognition", "even"], "--recognition even: give equal, proportional, or chances by"),
        (["--recognition", "=1"], "--recognition: '=1' is not PARTY=NUMBER, like A=1/2"),
        (["--discount", "1e-999999999"], "discount: '1e-999999999' is not a number like 0.9"),
        (["--government", "A+Z"], "no party 'Z'"),
    ],
)
def test_bad_bargains_are_one_line(options: list[str], says: str) -> None:
    said = refused("bargain", "--seats", "A=3,B=2", *options)
    assert says in said
    assert len(said.strip().splitlines()) == 1


def test_seventy_parties_with_few_ways_to_win_are_taken() -> None:
    seats = ",".join(["big=100", *(f"s{k}=1" for k in range(69))])
    found = json.loads(good("bargain", "--seats", seats, "--quota", "101", "--discount", "0.9",
                            "--json"))  # fmt: skip
    rows = {r["party"]: r["expected_share"] for r in found["rows"]}
    assert sum(rows.values()) == pytest.approx(1)
    assert rows["s3"] == pytest.approx(rows["s68"])


# -- programme ---------------------------------------


def test_a_folder_shows_who_agrees_with_whom() -> None:
    said = good("programme", FIXTURE)
    assert "Harbour council 2031: agreement of every two of 3 parties" in said
    assert "37.5 to 62.5 %" in said
    rows = json.loads(good("programme", FIXTURE, "--unweighted", "--json"))["rows"]
    assert {r["unknown"] for r in rows} == {0, 1}


def test_a_government_shows_solutions_concessions_and_writes_its_frontier(tmp_path: Path) -> None:
    file = tmp_path / "frontier.svg"
    said = good("programme", FIXTURE, "--government", "Tide+Hill/Field", "--plot", str(file))
    assert "1 settled, 3 contested, 0 unknown" in said
    assert "concessions cost" in said
    assert file.read_text().startswith("<svg")
    good("programme", FIXTURE, "--government", "Tide+Hill/Field+Lamp", "--plot", str(file))
    assert file.read_text().count('class="reach"') == 3


def test_rules_and_what_partners_have_otherwise_change_the_programme() -> None:
    options = ("programme", "-", "--government", "red+blue", "--json")
    found = json.loads(good(*options, "--rule", "!tax", stdin=TABLE))
    assert {r["thesis"]: r["programme"] for r in found["rows"]}["tax"] != "agree"
    found = json.loads(good(*options, "--otherwise", "red=80%", stdin=TABLE))
    assert {r["thesis"]: r["programme"] for r in found["rows"]}["tax"] == "agree"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--government", "red+blu"], "no party 'blu'"),
        (["--government", "red+blue", "--by", "best"], "no solution 'best'"),
        (["--government", "red+blue", "--rule", "tax ->"], "lacks a thesis"),
        (["--government", "red+blue", "--rule", "tx"], "no thesis 'tx'"),
        (["--government", "red+blue", "--otherwise", "red"], "is not PARTY=SHARE"),
        (["--government", "red+blue", "--otherwise", "red=2"], "outside 0 to 1"),
    ],
)
def test_bad_questions_are_one_line(options: list[str], says: str) -> None:
    said = refused("programme", "-", *options, stdin=TABLE)
    assert says in said
    assert len(said.strip().splitlines()) == 1


def test_bad_tables_are_one_line() -> None:
    said = refused("programme", "-", stdin="thesis,party,position\ntax,red,often\n")
    assert "standard input, line 2: position 'often' is outside the scale" in said
    assert "goes without --government" in refused(
        "programme", "-", "--government", "red+blue", "--unweighted", code=2, stdin=TABLE
    )
    assert "--rule goes with --government or --votes" in refused(
        "programme", "-", "--rule", "a", code=2, stdin=TABLE
    )


COURT = "thesis,first,second,third\nbound,yes,yes,no\nbroke,yes,no,yes\nliable,yes,no,no\n"


def test_a_majority_breaks_a_rule_that_every_voter_keeps() -> None:
    asked = ("programme", "-", "--votes", "equal", "--rule", "bound & broke <-> liable")
    said = good(*asked, "--premises", "bound,broke", stdin=COURT)
    assert "the majority breaks bound & broke <-> liable\nevery voter keeps them" in said
    assert said.splitlines()[5].split() == ["liable", "1", "2", "0", "0", "no", "yes"]
    found = json.loads(good(*asked, "--json", stdin=COURT))
    assert found["result"]["consistent"] is False
    heavy = good("programme", "-", "--votes", "first=3,second=1,third=1",
                 "--rule", "bound & broke <-> liable", stdin=COURT)  # fmt: skip
    assert "the majority keeps the rules" in heavy


def test_voters_that_break_the_rules_themselves_are_named() -> None:
    said = good("programme", "-", "--votes", "equal", "--rule", "!bound", stdin=COURT)
    assert "voters whose own positions break them: first, second" in said


def test_a_party_that_votes_inside_has_one_line_in_place_of_its_factions() -> None:
    asked = ("programme", "-", "--line", "bench: first=30, second=41", "--government")
    found = json.loads(good(*asked, "bench+third", "--json", stdin=COURT))
    assert [r["bench"] for r in found["rows"]] == ["agree", "disagree", "disagree"]
    assert "no party 'first'" in refused(*asked, "first+third", stdin=COURT)


@pytest.mark.parametrize(
    ("options", "says", "code"),
    [
        (["--votes", "first=3,second=2"], "no votes for third; missing is never zero", 1),
        (["--votes", "first=3,second=2.5"], "--votes: 'second=2.5'; give each party once", 1),
        (["--votes", "first=3,first=2"], "--votes: 'first=2'; give each party once", 1),
        (["--votes", "equal", "--government", "first"], "goes without --government", 2),
        (["--votes", "equal", "--plot", "a.svg"], "--plot goes without --votes", 2),
        (["--premises", "bound"], "--premises goes with --votes", 2),
        (["--votes", "equal", "--premises", "bond"], "no thesis 'bond'", 1),
        (["--line", "bench: first=3,secnd=4"], "no party 'secnd'", 1),
        (["--line", "bench=3"], "is not 'PARTY: FACTION=VOTES,...'", 1),
        (["--line", "bench: first=0,second=0"], "bench: its factions have no votes", 1),
    ],
)
def test_bad_votes_are_one_line(options: list[str], says: str, code: int) -> None:
    said = refused("programme", "-", *options, code=code, stdin=COURT)
    assert says in said


def test_some_parties_are_compared_in_the_order_asked_for(tmp_path: Path) -> None:
    table = "thesis,A,B,C,D\nferry,1,0,-1,1\ndyke,1,1,,0\n"
    file = tmp_path / "square.svg"
    found = json.loads(
        good("programme", "-", "--parties", "D,A+B", "--plot", str(file), "--json", stdin=table)
    )
    assert found["meta"]["parameters"]["parties"] == ["D", "A", "B"]
    assert len(found["rows"]) == 3
    assert file.read_text().count('class="cell"') == 9
    assert "no party 'E'; there are A, B, C, D" in refused(
        "programme", "-", "--parties", "A+E", stdin=table
    )


def test_a_partys_name_may_hold_a_plus_sign() -> None:
    table = "thesis,A+B,C,D\nferry,1,0,-1\n"
    for asked in ("A+B+C", "C+A+B", "C + A+B"):
        found = json.loads(good("programme", "-", "--government", asked, "--json", stdin=table))
        assert found["meta"]["parameters"]["government"] == ["A+B", "C"]
    assert "no party 'A'" in refused("programme", "-", "--government", "A+C", stdin=table)


def test_one_party_is_compared_with_nobody() -> None:
    assert "one party, red; two are compared" in good("programme", "-", stdin="thesis,red\na,1\n")


def test_the_pasted_tables_of_the_how_to_print_what_it_says() -> None:
    page = (ROOT / "docs/howto/compare-programmes.md").read_text(encoding="utf-8")
    blocks = re.findall(
        r"^\$ (printf .*?) \| formateur (.*?)\n(.*?)^```", page, re.DOTALL | re.MULTILINE
    )
    assert len(blocks) >= 2
    for written, asked, shown in blocks:
        table = subprocess.run(
            shlex.split(written), capture_output=True, text=True, check=True, timeout=20
        ).stdout
        done = subprocess.run(
            [sys.executable, "-m", "formateur", *shlex.split(asked)],
            input=table, capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        assert done.stdout == shown


def many(parties: int) -> str:
    """A table of long names, as voting-advice sites print them."""
    stances = ["agree", "neutral", "disagree"]
    rows = [
        f"Thesis number {t} about something,"
        + ",".join(stances[(t * (k + 1) + k) % 3] for k in range(parties))
        for t in range(9)
    ]
    return "\n".join(["thesis," + ",".join(f"Party {k} of all" for k in range(parties)), *rows])


@pytest.mark.parametrize("columns", [50, 80, 120])
@pytest.mark.parametrize("parties", [2, 4, 6])
def test_no_word_of_a_position_is_folded_at_any_width(columns: int, parties: int) -> None:
    partners = "+".join(f"Party {k} of all" for k in range(parties))
    for more in ([], ["--government", partners]):
        done = run("programme", "-", *more, stdin=many(parties), columns=columns)
        assert done.exit_code == 0, done.output
        assert max(map(len, done.stdout.splitlines())) <= columns
        words = set(re.findall(r"\b[a-z]+\b", done.stdout))
        assert not words & {"neutr", "neutra", "programm", "agreemen", "utilitaria"}


def test_a_row_with_too_few_cells_is_told_by_its_line() -> None:
    table = "thesis,party,position\ntax,red,agree\nrail,red\n"
    said = refused("programme", "-", "--government", "red", stdin=table)
    assert "line 3: 2 cells, yet the table has 3 columns" in said
