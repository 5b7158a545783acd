"""The commands lattice and payoffs as people type them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from command_line import good, refused, run

SEATS = ("--seats", "A=40,B=25,C=35")
POSITIONS = "A: economy=0.2, world=0.8; B: economy=0.5, world=0.45; C: economy=0.9, world=0.3"


def lattice(*args: str) -> str:
    return good("lattice", *SEATS, "--positions", POSITIONS, *args)


# -- lattice ---------------------------------------


def test_the_constructed_parliament_has_one_cabinet_that_stands() -> None:
    said = lattice()
    assert "9 cabinets of 3 parties in 2 jurisdictions" in said
    assert "B is very strong: nothing beats the cabinet it forms alone" in said
    assert "1 cabinet stands" in said
    found = json.loads(lattice("--json"))
    assert found["result"]["median"] == {"economy": ["B"], "world": ["B"]}
    assert found["rows"] == [{"economy": "B", "world": "B", "parties": ["B"], "median": True}]


@pytest.mark.parametrize("cabinet", ["A,C", "A+C", "world=C,economy=A"])
def test_a_cabinet_is_named_in_order_or_by_jurisdiction_and_its_winset_is_listed(
    cabinet: str,
) -> None:
    rows = list(csv.DictReader(io.StringIO(lattice("--cabinet", cabinet, "--csv"))))
    assert [(r["economy"], r["world"]) for r in rows] == [
        ("A", "B"), ("B", "A"), ("B", "B"), ("B", "C"),
    ]  # fmt: skip
    assert "4 cabinets beat it" in lattice("--cabinet", cabinet)


def test_one_party_stands_for_all_jurisdictions_and_what_stands_says_so() -> None:
    assert "nothing beats it" in lattice("--cabinet", "B")
    found = json.loads(lattice("--cabinet", "B", "--json"))["result"]
    assert found == {"cabinet": "economy B, world B", "beaten_by": 0, "stands": True}


def test_willing_keeps_the_cabinets_that_their_own_members_prefer() -> None:
    said = lattice("--cabinet", "A,C", "--willing")
    assert "3 cabinets beat it, counting only cabinets that all their own members prefer" in said


def test_a_table_of_positions_gives_what_lines_give(tmp_path: Path) -> None:
    table, lines = tmp_path / "table.csv", tmp_path / "lines.txt"
    table.write_text("party,economy,world\nA,0.2,0.8\nB,0.5,0.45\nC,0.9,0.3\n")
    lines.write_text("# where they stand\n" + POSITIONS.replace("; ", "\n"))
    european = tmp_path / "european.csv"
    european.write_text("party;economy;world\nA;0,2;0,8\nB;0,5;0,45\nC;0,9;0,3\n")
    for file in (table, lines, european):
        assert good("lattice", *SEATS, "--positions", str(file), "--json") == lattice("--json")


def test_salience_changes_who_beats_whom() -> None:
    plain = json.loads(lattice("--cabinet", "A,C", "--json"))["result"]["beaten_by"]
    weighted = ("--salience", "A: world=0.01; C: world=100", "--cabinet", "A,C", "--json")
    assert json.loads(lattice(*weighted))["result"]["beaten_by"] != plain


def test_a_bundled_case_has_its_own_positions() -> None:
    said = good("lattice", "riksdag-2022")
    assert "l is very strong" in said
    part = good(
        "lattice", "bundestag-2021", "--jurisdictions", "left-right", "--parties", "spd,cdu"
    )
    assert "2 cabinets of 2 parties in 1 jurisdiction" in part


def test_a_jurisdiction_that_somebody_lacks_is_named_in_table_and_json() -> None:
    asked = ["lattice", "--seats", "A=40,B=25,C=30", "--positions", "A: x=1, y=2; B: x=2; C: x=3"]
    said = "y is left out: no position there of B, C"
    done = run(*asked)
    assert (done.exit_code, said in done.stderr) == (0, True)
    (note,) = json.loads(good(*asked, "--json"))["meta"]["notes"]
    assert note.startswith(said)


def test_two_jurisdictions_are_drawn(tmp_path: Path) -> None:
    file = tmp_path / "plane.svg"
    lattice("--plot", str(file))
    root = ET.fromstring(file.read_text(encoding="utf-8"))
    circles = [e for e in root.iter() if e.tag.endswith("circle")]
    assert len(circles) == 9
    filled = [e for e in circles if e.get("fill") != "none"]
    assert [e[0].text for e in filled] == ["B: 0.5, 0.45"]  # the one that stands
    assert {t.text for t in root.iter() if t.tag.endswith("text")} >= {"A", "B", "C", "economy"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--positions", "A: x=1; Z: x=2"], "no party 'Z'"),
        (["--positions", "A: x=1; B: y"], "--positions: B: 'y' has no number, like x=5"),
        (["--positions", "A: x=1; B: y=2"], "name the jurisdictions (x lacks B; y lacks A)"),
        (["--positions", "A: x=1; B: x=one"], "--positions:2: 'x=one' is not NAME=NUMBER"),
        (["--positions", "nosuch.csv"], "nosuch.csv: no such file"),
        ([], "no positions; give them"),
        (["--positions", POSITIONS, "--salience", "A: wrld=2"], "no dimension 'wrld'"),
        (["--positions", POSITIONS, "--jurisdictions", "econmy"], "Did you mean 'economy'?"),
        (["--positions", POSITIONS, "--cabinet", "A,B,C"], "gives each of economy, world"),
        (["--positions", POSITIONS, "--cabinet", "economy=A"], "nobody has world"),
        (["--positions", POSITIONS, "--cabinet", "economy=A,word=B"], "no jurisdiction 'word'"),
        (["--positions", POSITIONS, "--cabinet", "economy=A,world=D"], "no party 'D'"),
        (["--positions", POSITIONS, "--salience", "A: economy=0, world=0"], "is all zero"),
        (["--positions", POSITIONS, "--salience", "A: economy=-1"], "is negative"),
        (
            ["--positions", POSITIONS, "--jurisdictions", "world", "--plot", "x.svg"],
            "a lattice is drawn for two jurisdictions; here are 1",
        ),
    ],
)
def test_bad_lattices_are_one_line(options: list[str], says: str) -> None:
    said = refused("lattice", *SEATS, *options)
    assert says in said
    assert said.count("\n") == 1


def test_a_ragged_table_of_positions_is_told_by_line(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("party,economy,world\nA,0.2,0.8\nB,0.5\n")
    said = refused("lattice", *SEATS, "--positions", str(file))
    assert f"{file}:3: 2 cells, and the heading has 3" in said


def test_an_open_quote_in_a_table_is_no_traceback(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text('party,economy\nA,"0.2\nB,0.5\nC,0.3\n')
    good("lattice", *SEATS, "--positions", str(file))
    assert "is a directory" in refused("payoffs", str(tmp_path))


def test_willing_alone_is_wrong_usage() -> None:
    assert "--willing goes with --cabinet" in refused("lattice", *SEATS, "--willing", code=2)


# -- payoffs ---------------------------------------

PAYOFFS = """cabinet,party,seats,posts,premier
one,a,60,5,yes
one,b,40,5,no
two,a,75,7,yes
two,c,25,3,
three,a,50,4,
three,b,30,3,yes
three,c,20,3,
"""


def test_both_fits_of_a_table_stand_beside_each_other(tmp_path: Path) -> None:
    file = tmp_path / "payoffs.csv"
    file.write_text(PAYOFFS)
    said = good("payoffs", str(file))
    assert "3 cabinets: shares of posts on shares of seats" in said
    rows = list(csv.DictReader(io.StringIO(good("payoffs", "-", "--csv", stdin=PAYOFFS))))
    found = {(r["fit"], r["coefficient"]): float(r["estimate"]) for r in rows}
    # by hand: sums of squares and products of shares about their means
    shares = [(0.6, 0.5), (0.4, 0.5), (0.75, 0.7), (0.25, 0.3), (0.5, 0.4), (0.3, 0.3), (0.2, 0.3)]
    mean_x, mean_y = (sum(column) / 7 for column in zip(*shares, strict=True))
    slope = sum((x - mean_x) * (y - mean_y) for x, y in shares) / sum(
        (x - mean_x) ** 2 for x, _ in shares
    )
    assert found["gamson", "seats"] == pytest.approx(slope)
    assert found["gamson", "constant"] == pytest.approx(mean_y - slope * mean_x)
    with_bonus = json.loads(good("payoffs", str(file), "--premier", "--json"))
    assert {r["coefficient"] for r in with_bonus["rows"]} == {"constant", "seats", "premier"}
    assert with_bonus["result"]["log_ratio"]["number"] == 4


def test_a_party_without_posts_leaves_the_fit_of_shares_and_says_so() -> None:
    done = run("payoffs", "-", stdin=PAYOFFS.replace("b,40,5", "b,40,0"))
    assert done.exit_code == 0
    assert "log-ratios" not in done.stdout
    assert "one: b has no posts; a ratio needs more than 0" in done.stderr


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "standard input: no column cabinet, party, seats, posts"),
        ("cabinet,party,seats\n", "no column posts; the first line names the columns"),
        (PAYOFFS.replace("40,5", "40,x"), "standard input:3: posts 'x'; use a number"),
        (PAYOFFS.replace("40,5", "-40,5"), "standard input:3: seats '-40'; use a number"),
        (PAYOFFS.replace("40,5", "40,"), "standard input:3: posts ''; use a number"),
        (PAYOFFS.replace("one,b", "one,a"), "standard input:3: 'a' stands twice in one"),
        (PAYOFFS.replace("one,b", "one,"), "standard input:3: a row names its cabinet and its"),
        (PAYOFFS.replace("5,no", "5,perhaps"), "standard input:3: premier is 'perhaps'"),
        ("cabinet,party,seats,posts\none,a,6,5\n", "1 equation do not settle 2 coefficients"),
        (PAYOFFS.replace("5,no", "5,yes"), "one: two parties have the premiership"),
    ],
)
def test_bad_payoffs_are_one_line(given: str, says: str) -> None:
    said = refused("payoffs", "-", stdin=given)
    assert says in said
    assert said.count("\n") == 1
