"""The command as people type it: three ways out, one line for every mistake."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import good, refused, run
from formateur.cli import COMMANDS, main

LIJPHART = ("--seats", "A=8,B=21,C=26,D=12,E=33")


def rows(*args: str) -> list[dict[str, object]]:
    return json.loads(good(*args, "--json"))["rows"]


# -- answers -------------------------------------------------------------------------------------


def test_form_marks_the_government_that_formed_and_its_place() -> None:
    out = good("form", "bundestag-2021")
    assert "* formed: spd+greens+fdp" in out
    assert "place" in out


def test_form_answers_in_json_with_one_envelope() -> None:
    answer = json.loads(good("form", "riksdag-2018", "--json"))
    assert set(answer) == {"result", "rows", "meta"}
    assert set(answer["meta"]) >= {"input", "method", "parameters", "exact", "complete", "seed"}
    assert answer["result"]["formed"]["parties"] == ["s", "mp"]
    assert answer["result"]["formed"]["status"] == "open"
    first = answer["rows"][0]
    assert {"parties", "seats", "margin", "type", "range", "theories", "formed"} <= set(first)


def test_form_all_lists_every_cabinet_with_its_status() -> None:
    listed = rows("form", "--seats", "A=50,B=49,C=1", "--all")
    assert len(listed) == 7
    assert {row["status"] for row in listed} == {"open", "impossible"}


def test_form_csv_is_csv() -> None:
    listed = list(csv.DictReader(io.StringIO(good("form", *LIJPHART, "--csv"))))
    assert len(listed) == 16
    assert listed[0]["parties"]


def test_machines_get_every_row_of_form_and_a_word_when_told_to_cut() -> None:
    whole = json.loads(good("form", "riksdag-2018", "--json"))
    assert len(whole["rows"]) == whole["result"]["open"] == 41
    assert whole["meta"]["notes"] == []
    assert whole["meta"]["parameters"]["top"] == 10_000
    cut = json.loads(good("form", "riksdag-2018", "--json", "--top", "3"))
    assert len(cut["rows"]) == 3
    assert cut["meta"]["notes"] == ["listed are the first 3 of 41 cabinets"]
    told = run("form", "riksdag-2018", "--csv", "--limit", "3")
    assert told.stdout.count("\n") == 4
    assert "listed are the first 3 of 41 cabinets" in told.stderr
    assert "open cabinets, 15 of 41 shown" in good("form", "riksdag-2018")


def test_minority_cabinets_are_in_scope_on_request() -> None:
    without = json.loads(good("form", *LIJPHART, "--json"))["result"]
    with_them = json.loads(good("form", *LIJPHART, "--minority", "--json"))["result"]
    assert without["impossible"] == 15
    assert with_them["impossible"] == 0
    assert with_them["open"] == 31


def test_include_exclude_and_together_narrow_the_answer() -> None:
    for row in rows("form", *LIJPHART, "--include", "A", "--exclude", "E", "--together", "C+D"):
        parties = row["parties"]
        assert isinstance(parties, list)
        assert "A" in parties
        assert "E" not in parties
        assert ("C" in parties) is ("D" in parties)


def test_a_council_shows_its_rule_counts_and_blockers() -> None:
    out = good("form", "eu-council")
    assert "smallest blocking coalitions" in out
    assert "can block" in out
    assert "\nforms no government\n" in out
    assert "at least 65 % of all 10,001 population" in out.replace("\n", " ")  # as 17,729,938
    assert "the first 15 of the smallest blocking" in run("form", "eu-council").stderr


def test_coalitions_rows_have_parties_seats_and_surplus() -> None:
    assert rows("coalitions", "--seats", "A=50,B=49,C=1") == [
        {"parties": ["A", "B"], "seats": 99, "surplus": 48},
        {"parties": ["A", "C"], "seats": 51, "surplus": 0},
    ]


def test_count_stands_inside_the_same_envelope() -> None:
    answer = json.loads(good("coalitions", *LIJPHART, "--kind", "winning", "--count", "--json"))
    assert answer["result"] == {"count": 16}
    assert answer["rows"] == []


def test_theories_rows_name_theory_and_parties() -> None:
    listed = rows("theories", *LIJPHART, "--order", "A,B,C,D,E")
    found = [r["parties"] for r in listed if r["theory"] == "minimal_connected_winning"]
    assert found == [["A", "B", "C"], ["B", "C", "D"], ["C", "D", "E"]]


def test_why_says_numbers_rule_and_verdict() -> None:
    out = good("why", "riksdag-2018", "s+mp")
    for step in ("numbers", "rule", "outside help", "verdict", "theories"):
        assert step in out


def test_why_takes_seats_from_the_command_line() -> None:
    out = good("why", "--seats", "A=50,B=49,C=1", "A+C")
    assert "A+C: open" in out


def test_a_case_is_read_from_standard_input() -> None:
    text = "id: x\ntitle: X\nbody: X\nparties:\n  - {id: a, seats: 3}\n  - {id: b, seats: 2}\n"
    assert "2 parties, 5 seats" in good("form", "-", stdin=text)


def test_cases_lists_and_case_shows_sources() -> None:
    assert "riksdag-2018" in good("cases")
    assert "sources" in good("case", "riksdag-2018")
    shown = json.loads(good("case", "petrograd-1917", "--json"))
    assert "unknown" in [row["seats"] for row in shown["rows"]]


def test_check_says_good_or_names_every_fault(tmp_path: Path) -> None:
    assert "good" in good("check", "riksdag-2018")
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: bad\ntitle: Bad\nbody: B\nparties:\n  - {id: a, seats: -1}\n  - {id: b}\n")
    told = refused("check", str(bad)).splitlines()
    assert len(told) == 2
    assert told[0].startswith(f"{bad}:5:")


def test_check_answers_in_rows_for_machines(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: bad\ntitle: Bad\nbody: B\nparties:\n  - {id: a, seats: -1}\n  - {id: b}\n")
    result = run("check", str(bad), "petrograd-1917", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["result"] == {"files": 2, "faults": 2}
    faults = [row for row in told["rows"] if row["kind"] == "fault"]
    assert [(row["file"], row["line"]) for row in faults] == [(str(bad), 5), (str(bad), 6)]
    assert {"good", "note", "counts differ"} <= {row["kind"] for row in told["rows"]}
    assert any(row["facts"] == ["v12"] for row in told["rows"])
    assert good("check", "riksdag-2018", "--csv").count("\n") == 2


def test_cite_prints_the_papers_of_a_theory() -> None:
    assert "Axelrod" in good("cite", "minimal_connected_winning")
    assert "@book{axelrod_1970" in good("cite", "minimal_connected_winning", "--bibtex")
    assert good("cite", "MCW") == good("cite", "minimal-connected-winning")


def test_a_theory_goes_by_its_short_name_and_with_hyphens() -> None:
    asked = ("theories", "riksdag-2018", "--theory")
    assert rows(*asked, "MW") == rows(*asked, "minimal-winning") == rows(*asked, "minimal_winning")


def test_theories_that_take_too_long_are_cut_off_and_say_so() -> None:
    result = run("theories", "eu-council", "--theory", "MW", "--seconds", "0", "--json")
    told = json.loads(result.stdout)
    assert told["result"] == {"minimal_winning": "at least 0"}
    assert told["meta"]["complete"] is False
    assert "minimal_winning: stopped after 0 seconds" in told["meta"]["notes"]


def test_schema_is_json() -> None:
    assert json.loads(good("schema"))["title"] == "CaseFile"


# -- pictures and files --------------------------------------------------------------------------


def test_a_picture_and_a_page_are_written_whole(tmp_path: Path) -> None:
    svg, html = tmp_path / "a.svg", tmp_path / "a.html"
    good("form", "bundestag-2021", "--plot", str(svg), "--html", str(html))
    assert svg.read_text().startswith("<svg")
    assert html.read_text().lower().startswith("<!doctype html>")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.html", "a.svg"]


def test_a_png_is_a_png(tmp_path: Path) -> None:
    pytest.importorskip("resvg_py", reason="needs the extra formateur[png]")
    png = tmp_path / "a.png"
    good("form", "bundestag-2021", "--plot", str(png))
    assert png.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_an_output_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    told = refused("form", "bundestag-2021", "--html", str(tmp_path / "no" / "a.html"))
    assert "No such file or directory" in told
    taken = tmp_path / "taken.svg"
    taken.mkdir()
    refused("form", "bundestag-2021", "--plot", str(taken))
    assert [p.name for p in tmp_path.iterdir()] == ["taken.svg"]


def test_a_page_is_not_written_to_a_file_named_like_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "a page or a picture is written to a file" in refused(
        "form", "eu-council", "--html", "-"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_picture_of_another_kind_is_refused(tmp_path: Path) -> None:
    told = refused("form", "bundestag-2021", "--plot", str(tmp_path / "a.gif"))
    assert "a picture is FILE.svg or FILE.png" in told


# -- mistakes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("form", "--seats", "A=50,B"), "--seats: 'B' is not PARTY=SEATS, like A=50"),
        (("form", "--seats", "A=50,A=3"), "--seats: party 'A' stands twice"),
        (("form", "--seats", "A=-5,B=3"), "--seats: A: -5 is negative; use 0 or more"),
        (("form", "--seats", "A=x"), "--seats: A: 'x' is not a whole number of 0 or more"),
        (("form", "--seats", "A=0"), "assembly: no party has a vote"),
        (("form", "--seats", "A=5", "--quota", "6"), "assembly: quota 6 is outside 1..5"),
        (("form", "--seats", "A=5", "--quota", "0"), "assembly: quota 0 is outside 1..5"),
        (("form", "--seats", "A=5", "--include", "B"), "no party 'B'; there are A."),
        (
            ("form", "--seats", "A=5,B=3", "--include", "A", "--exclude", "A"),
            "'A' is both included and excluded",
        ),
        (("why", "riksdag-2018", "s+mpp"), "Did you mean 'mp'?"),
        (("coalitions", "--seats", "A=5,B=3", "--apart", "A+C"), "no party 'C'"),
        (
            ("coalitions", "--seats", "A=5,B=3", "--together", "A+B", "--apart", "A+B"),
            "A+B are both together and not together",
        ),
        (("theories", "--seats", "A=5", "--order", "A,A"), "'A' stands twice in the order"),
        (("why", "riksdag-2018", "s+mp+s"), "'s+mp+s' names s twice; give each party once"),
        (("agree", "petrograd-1917", "--government", "vtsik+vtsik"), "names vtsik twice"),
        (
            ("programme", "petrograd-1917", "--government", "bolsheviks+bolsheviks"),
            "names bolsheviks twice",
        ),
        (("portfolios", "riksdag-2018", "--posts", "5", "--government", "s+s"), "names s twice"),
        (("breaking", "riksdag-2018", "--government", "s+mp", "--support", "v,v"), "v twice"),
        (("form", "riksdag-2018", "--apart", "s+mp+s"), "--apart: 's+mp+s' names s twice"),
        (("why", "riksdag-2018", "s+mp,c"), "'s+mp,c' mixes + and a comma"),
        (("why", "riksdag-2018", "s++mp"), "'s++mp' names nobody in one place"),
        (("form", "riksdag-2018", "--together", "s"), "--together: 's' is one party alone"),
        (("coalitions", "riksdag-2018", "--apart", "s,mp"), "--apart: 's' is one party alone"),
        (("form", "bundestag"), "Did you mean 'bundestag-1949', 'bundestag-2021' or"),
        (("form", ""), "the name of the case is empty"),
        (("form", "--seats", "A=5,B=3", "--quota", "half"), "the quota 'half' is unclear"),
        (("cite", "axelrod"), "no theory, index, method or reference 'axelrod'"),
        (("case", "nowhere"), "no such file, and no bundled case of that name"),
    ],
)
def test_a_mistake_is_one_clear_line(args: tuple[str, ...], says: str) -> None:
    told = refused(*args)
    assert says in told
    assert told.startswith("formateur: ")
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("form",), "give a case name, a file, or - ; or else --seats"),
        (("form", "riksdag-2018", "--quota", "3"), "--quota goes with --seats, not with a case"),
        (
            ("form", "riksdag-2018", "--quota", "3", "--order", "s,m"),
            "--quota, --order go with --seats, not with a case",
        ),
        (("form", "riksdag-2018", "--top", "0"), "0 is not in the range"),
        (("form", "riksdag-2018", "--table", "--csv"), "--csv and --table exclude each other"),
        (("coalitions", "riksdag-2018", "--kind", "wining"), "'wining' is not one of"),
        (("frm",), "Did you mean 'form'?"),
        (("why", "riksdag-2018"), "give a case and a cabinet"),
    ],
)
def test_wrong_usage_exits_with_2(args: tuple[str, ...], says: str) -> None:
    assert says in refused(*args, code=2)


def test_remarks_are_folded_on_a_terminal_and_one_line_elsewhere() -> None:
    import pty
    import termios

    asked = ["coalitions", "petrograd-1917", "--limit", "1", "--csv"]
    assert max(len(line) for line in run(*asked).stderr.splitlines()) > 100
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 60))
    subprocess.run(
        [sys.executable, "-m", "formateur", *asked],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        timeout=60,
        check=True,
    )
    os.close(theirs)
    lines = os.read(ours, 1 << 16).decode().splitlines()
    os.close(ours)
    assert lines[0].startswith("note: ")
    assert any(line.startswith("  ") for line in lines)
    assert max(map(len, lines)) <= 60


def test_remarks_go_to_stderr() -> None:
    result = run("form", "--seats", "A=5,B=3,C=0", "--quota", "3", "--json")
    assert result.exit_code == 0
    json.loads(result.stdout)
    assert "two disjoint coalitions can both win" in result.stderr
    assert "without a vote: C" in result.stderr


def test_two_hundred_parties_do_not_hang() -> None:
    seats = ",".join(f"p{k}={1 + k % 7}" for k in range(200))
    told = refused("form", "--seats", seats, "--all")
    assert "200 parties: cabinets are judged for up to 62" in told
    answer = json.loads(good("coalitions", "--seats", seats, "--limit", "5", "--json"))
    assert len(answer["rows"]) == 5
    assert answer["meta"]["complete"] is False


def test_hostile_names_reach_neither_terminal_nor_markup() -> None:
    text = (
        'id: x\ntitle: "\\e[31mred"\nbody: "[bold]B"\nparties:\n'
        '  - {id: a, name: "\\e]0;t\\a", seats: 3}\n  - {id: b, seats: 2}\n'
    )
    out = good("form", "-", stdin=text)
    assert "\x1b" not in out
    assert "[bold]B" in out


@pytest.mark.parametrize("option", ["--apart", "--together"])
@pytest.mark.parametrize("command", ["form", "coalitions"])
def test_a_comma_parts_groups_as_giving_the_option_again_does(command: str, option: str) -> None:
    joined = rows(command, "riksdag-2018", option, "s+mp,m+kd")
    again = rows(command, "riksdag-2018", option, "s+mp", option, "m+kd")
    melted = rows(command, "riksdag-2018", option, "s+mp+m+kd")
    assert joined == again != melted


def test_form_keeps_parties_apart_and_counts_them_as_coalitions_do() -> None:
    for row in rows("form", "riksdag-2018", "--all", "--apart", "s+m", "--at-most", "2"):
        parties = row["parties"]
        assert isinstance(parties, list)
        assert len(parties) <= 2
        assert not {"s", "m"} <= set(parties)
    # 8 single parties and 28 pairs, less s+m
    assert len(rows("form", "riksdag-2018", "--all", "--apart", "s+m", "--at-most", "2")) == 35


def test_a_list_of_seats_is_read_by_every_command_that_takes_seats(tmp_path: Path) -> None:
    board = tmp_path / "board.csv"
    board.write_text("holder,shares\nAnn,40\nBo,35\nCy,25\n")
    seats = ("--seats", "Ann=40,Bo=35,Cy=25")
    for command in ("form", "coalitions", "theories", "power", "bargain"):
        assert rows(command, str(board)) == rows(command, *seats)
    assert rows("coalitions", str(board), "--quota", "2/3") == [
        {"parties": ["Ann", "Bo"], "seats": 75, "surplus": 8}
    ]
    board.write_text("holder,shares\nAnn,40.5\nBo,35\n")
    assert "'Ann' has 40.5; seats are whole numbers here" in refused("form", str(board))


def test_a_popolo_record_is_named_as_one(tmp_path: Path) -> None:
    popolo = tmp_path / "c.json"
    good("record", "petrograd-1917", "--popolo", str(popolo))
    assert refused("form", str(popolo)) == (
        f"formateur: {popolo}: a Popolo record, and no case; formateur record reads it\n"
    )


def test_a_body_on_the_command_line_may_form_no_government() -> None:
    assert "smallest blocking" in good("form", "--seats", "A=50,B=49,C=1", "--investiture", "none")


def test_standard_input_may_be_closed() -> None:
    command = f"{sys.executable} -m formateur form - <&-"
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("formateur: <stdin>: standard input is closed")


def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("A 1\n")

    def forbidden(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", forbidden)
    for command in ("power", "form"):
        assert refused(command, str(secret)) == f"formateur: {secret}: Permission denied\n"


def test_an_interrupted_command_says_so_to_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("formateur.report.form", interrupted)
    assert run("form", "riksdag-2018").exit_code == 130


def test_the_bare_command_and_h_show_the_help() -> None:
    assert good() == good("-h") == good("--help")
    assert good("form", "-h").endswith("In Python: formateur.form, formateur.decisions\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_python_names_of_every_command_are_there_and_documented(name: str) -> None:
    from importlib import import_module

    for python in COMMANDS[name].python:
        parts = python.split(".")
        for k in range(len(parts), 0, -1):
            try:
                found: object = import_module(".".join(parts[:k]))
            except ImportError:
                continue
            for part in parts[k:]:
                found = getattr(found, part)
            assert callable(found)
            assert found.__doc__
            break


@pytest.mark.parametrize(
    "args",
    [
        ("power", "--seats", "A=5,B=4", "--quota", "1e99999999"),
        ("power", "--seats", "A=5,B=4", "--quota", ">1e99999999%"),
        ("power", "petrograd-1917", "--discipline", "1e-99999999"),
        ("breaking", "--seats", "A=5,B=4", "--government", "A", "--rebel", "1e99999999"),
        ("breaking", "--seats", "A=5,B=4", "--government", "A", "--costs", "A=1e99999999"),
        ("programme", "TABLE", "--government", "A+B", "--otherwise", "A=1e99999999"),
        ("programme", "LARGE"),
        ("programme", "HEAVY"),
    ],
    ids=" ".join,
)
def test_a_number_too_long_to_write_out_is_refused_at_once(
    tmp_path: Path, args: tuple[str, ...]
) -> None:
    tables = {
        "TABLE": "thesis,A,B\nferry,1,-1\n",
        "LARGE": "thesis,A,B\nferry,1e99999999,0\n",
        "HEAVY": "thesis,party,position,salience\nferry,A,1,1e99999999\n",
    }
    for name, text in tables.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    said = refused(*(str(tmp_path / a) if a in tables else a for a in args))
    *notes, last = said.splitlines()
    assert "99999999" in last
    assert all(line.startswith("note: ") for line in notes)


@pytest.mark.parametrize(
    ("args", "content", "says"),
    [
        (("record", "x.json"), b"\xff", "x.json:1: not UTF-8: byte 0xff; save the file as UTF-8"),
        (("record", "x.json"), b"[\n{]", "x.json, line 2: not JSON"),
        (("record", "x.json"), b"[" * 200_000, "x.json: not JSON that can be read"),
        (("record", "x.json"), b"9" * 5_000, "x.json: not JSON that can be read"),
        (("check", "x.json"), b"[" * 200_000, "x.json: not JSON that can be read"),
        (("votes", "x.csv", "--cohesion"), b"vote\n\xff", "x.csv:2: not UTF-8"),
        (
            ("votes", "x.csv", "--cohesion"),
            b"vote,group,yes,no\nbudget,a,1," + b"9" * 5_000,
            "x.csv:2: no is '9999",
        ),
        (
            ("power", "--seats", "A=5,B=4", "--method", "sampled", "--keep", "x"),
            b"\xff",
            "x:1: not UTF-8",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_file_that_cannot_be_read_is_told_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    args: tuple[str, ...],
    content: bytes,
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    next(Path(a) for a in args if a.startswith("x")).write_bytes(content)
    result = run(*args)
    assert result.exit_code == 1
    assert says in result.output
    assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize("posts", ["9" * 5_000, "²"])
def test_posts_that_are_no_number_and_no_file_are_refused(posts: str) -> None:
    said = refused("portfolios", "--seats", "A=2,B=1", "--posts", posts)
    assert len(said.splitlines()) == 1


# -- one shape of error --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "kind", "code"),
    [
        (("form", "nosuch"), "CaseError", 1),
        (("why", "riksdag-2018", "s+mpp"), "UnknownPartyError", 1),
        (("form", "riksdag-2018", "--top", "0"), "UsageError", 2),
        (("frm",), "UsageError", 2),
        (("form", "riksdag-2018", "--csv"), "UsageError", 2),
        (("form", "riksdag-2018", "--nosuch"), "UsageError", 2),
    ],
)
def test_under_json_an_error_is_one_document_of_one_shape(
    args: tuple[str, ...], kind: str, code: int
) -> None:
    result = run(*args, "--json")
    assert result.exit_code == code
    told = json.loads(result.stdout)
    assert set(told) == {"error"}
    error = told["error"]
    assert list(error) == ["kind", "exit_code", "message", "faults"]
    assert (error["kind"], error["exit_code"]) == (kind, code)
    assert error["message"] in result.stderr  # people read the same on stderr
    for fault in error["faults"]:
        assert list(fault) == ["file", "line", "column", "says"]


@pytest.mark.parametrize("name", [n for n in COMMANDS if n not in ("cases", "schema", "cite")])
def test_every_command_tells_errors_in_that_shape(name: str) -> None:
    result = run(name, "--no-such-option", "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["kind"] == "UsageError"


def test_faults_of_a_file_have_their_place_in_json(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: bad\ntitle: Bad\nbody: B\nparties:\n  - {id: a, seats: -1}\n  - {id: b}\n")
    error = json.loads(run("form", str(bad), "--json").stdout)["error"]
    assert [(f["file"], f["line"]) for f in error["faults"]] == [(str(bad), 5), (str(bad), 6)]
    assert all(f["column"] and f["says"] for f in error["faults"])


# -- where it is written -------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
@pytest.mark.parametrize(
    "args",
    [
        ("form", "riksdag-2018"),
        ("form", "petrograd-1917"),
        ("form", "un-security-council"),
        ("why", "riksdag-2018", "s+mp"),
        ("theories", "riksdag-2018"),
        ("case", "bundestag-2021"),
        ("cases",),
        ("record", "petrograd-1917"),
        ("coalitions", "storting-2021"),
        ("cite",),
    ],
)
def test_no_line_is_wider_than_the_terminal(args: tuple[str, ...], columns: int) -> None:
    from unicodedata import east_asian_width

    for line in good(*args, columns=columns).splitlines():
        wide = sum(2 if east_asian_width(c) in "WF" else 1 for c in line)
        assert wide <= columns, line


@pytest.mark.parametrize("columns", [30, 40, 60, 80])
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("cases",), ("assembleia-2024", "un-security-council", "plurality")),
        (("theories", "riksdag-2018"), ("bargaining_proposition", "minimal_connected_winning")),
        (("record", "petrograd-1917"), ("central-committee",)),
        (("why", "riksdag-2018", "m+sd"), ("supported_minority", "riksdagen-2021")),
    ],
)
def test_no_table_breaks_a_word(
    args: tuple[str, ...], words: tuple[str, ...], columns: int
) -> None:
    out = good(*args, columns=columns)
    for word in words:
        assert word in out


def test_the_name_of_a_row_gives_way_last() -> None:
    from formateur.report.text import table

    rows = [{"id": "a name of four words", "says": "some more words than there is room for"}]
    assert table(rows, columns_wide=30).splitlines() == [
        "id                    says",
        "a name of four words  some",
        "                      more",
        "                      words",
        "                      than",
        "                      there is",
        "                      room for",
    ]


def completed(*typed: str, incomplete: str = "") -> list[str]:
    from click.shell_completion import ShellComplete

    shell = ShellComplete(main, {}, "formateur", "_FORMATEUR_COMPLETE")
    return [item.value for item in shell.get_completions(list(typed), incomplete)]


def test_the_shell_completes_parties_theories_indices_and_names_to_cite() -> None:
    assert completed("form", incomplete="riks")[0] == "riksdag-2018"
    assert completed("form", "riksdag-2018", "--include", incomplete="s") == ["s", "sd"]
    assert "s+mp" in completed("coalitions", "riksdag-2018", "--apart", incomplete="s+m")
    assert sorted(completed("why", "riksdag-2018", incomplete="s+m")) == ["s+m", "s+mp"]
    assert completed("breaking", "riksdag-2018", "--government", incomplete="s+mp+v") == ["s+mp+v"]
    assert completed("form", "nosuch", "--include", incomplete="s") == []
    assert completed("theories", "--theory", incomplete="minimal-w") == ["minimal-winning"]
    assert "shapley-shubik" in completed("power", "--index", incomplete="banzhaf,sh")[0]
    assert completed("cite", incomplete="webs") == []
    assert "gamson" in completed("cite", incomplete="gam")


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m formateur coalitions --seats {big_seats()} --limit 20000"
    done = subprocess.run(
        f"{command} | head -1",
        shell=True,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def big_seats() -> str:
    return ",".join(f"p{k}={3 + k}" for k in range(18))


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_the_same_question_has_the_same_answer_under_any_hash_seed(seed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "formateur", "form", "riksdag-2018", "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
        timeout=120,
        check=True,
    )
    assert json.loads(done.stdout) == json.loads(good("form", "riksdag-2018", "--json"))


def test_the_help_page_says_what_each_command_says_of_itself() -> None:
    for name, door in COMMANDS.items():
        command = main.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        assert command.short_help == door.says
    out = good("--help")
    assert all(name in out for name in COMMANDS)


def test_shell_completion_is_offered() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "formateur"],
        capture_output=True,
        text=True,
        env={**os.environ, "_FORMATEUR_COMPLETE": "bash_source"},
        timeout=60,
        check=True,
    )
    assert "_formateur_completion" in done.stdout
