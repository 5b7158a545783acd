"""Commands about a record, as a reader would type them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import formateur as fm
from command_line import run
from formateur.cases import load
from formateur.errors import FormateurError
from formateur.record import Record
from formateur.record.reading import lines_of, read_file


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("in-force", "petrograd-1917", "--question", "tlaks"), "Did you mean 'talks'?"),
        (("in-force", "petrograd-1917", "--body", "vtsikk"), "Did you mean 'vtsik'?"),
        (("votes", "petrograd-1917", "--body", "nobody"), "no body 'nobody'"),
        (("votes", "petrograd-1917", "--cohesion", "--body", "nobody"), "no body 'nobody'"),
        (("timeline", "petrograd-1917", "--body", "snkk"), "Did you mean 'snk'?"),
        (("timeline", "petrograd-1917", "--government", "bolshevik"), "Did you mean 'bolsheviks'"),
        (("record", "petrograd-1917", "--since", "1917-11-08", "--body", "snkk"), "'snk'?"),
        (("record", "petrograd-1917", "--body", "constituent-assembly"), "founded 5/18 January"),
        (("record", "petrograd-1917", "--body", "peoples-council-420"), "only proposed; it"),
        (
            ("record", "petrograd-1917", "--body", "vtsik", "--on", "1917-10-01"),
            "vtsik: founded 26 October",
        ),
        (("record", "petrograd-1917", "--body", "bolsheviks"), "no body 'bolsheviks'"),
    ],
)
def test_what_a_record_does_not_hold_is_told_and_never_an_empty_answer(
    args: tuple[str, ...], says: str
) -> None:
    done = run(*args)
    assert (done.exit_code, done.stdout) == (1, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("1800-01-01", "note: before the first event of the record"),
        ("2020-01-01", "no later one is known"),
        ("1917-11-17", ""),
    ],
)
def test_a_day_outside_the_record_is_marked(day: str, says: str) -> None:
    done = run("record", "petrograd-1917", "--on", day)
    assert done.exit_code == 0
    assert (says in done.stderr) if says else "event of the record" not in done.stderr


def test_capitals_of_a_body_do_not_matter() -> None:
    one, other = (run("record", "petrograd-1917", "--body", b).stdout for b in ("SNK", "snk"))
    assert one == other != ""


def test_a_motion_is_quoted_with_its_meeting_its_count_and_its_sources() -> None:
    said = json.loads(run("quote", "petrograd-1917", "v10", "--json").stdout)
    assert said["result"]["within"]["event"] == "e16"
    assert said["result"]["within"]["body"] == "vtsik"
    counts = [r["says"] for r in said["rows"] if r["what"] == "count"]
    assert counts == ["unknown-6-1"]
    text = run("quote", "petrograd-1917", "v10").stdout
    assert "put at e16: " in text


def test_the_bodies_of_a_record_print_and_draw(tmp_path: Path) -> None:
    picture = f"{tmp_path}/bodies.svg"
    done = run("record", "petrograd-1917", "--bodies", "--plot", picture, "--json")
    rows = {r["body"]: r for r in json.loads(done.stdout)["rows"]}
    assert rows["snk"]["answers_to"] == "vtsik"
    assert rows["central-committee"]["binds"] == ["bolsheviks"]
    assert rows["peoples-council-420"]["proposed"]
    svg = ET.parse(picture).getroot()
    words = ["".join(e.itertext()) for e in svg.iter() if e.tag.endswith("}text")]
    assert "executive, elected by and answers to the body above" in " ".join(words)


def test_one_who_leaves_leaves() -> None:
    one = run("what-if", "petrograd-1917", "--resign", "kamenev", "--from", "central-committee")
    assert one.stdout.startswith("what if Lev Kamenev leaves Central Committee")


def test_a_timeline_says_what_resizes_bodies_and_how_it_began() -> None:
    text = run("timeline", "petrograd-1917").stdout
    assert "############ 62 votes, 51 needed (+11); 23 more than the rest" in text.split("\n\n")[0]
    assert "    central-committee: size 21 → 16, majority 11 → 9\n" in text
    said = json.loads(run("timeline", "petrograd-1917", "--json").stdout)
    assert said["result"]["opening"]["margin"] == 11
    (exit_,) = [r for r in said["rows"] if r["event"] == "e19"]
    assert exit_["resized"] == [
        {"body": "central-committee", "size": [21, 16], "vacant": [0, 0], "majority": [11, 9]}
    ]


def test_a_timeline_of_a_body_has_what_moves_its_members_and_no_seats_it_does_not_have() -> None:
    text = run("timeline", "petrograd-1917", "--body", "snk").stdout
    assert "Commissars leave the government (resignation, vtsik; e22)" in text
    assert " votes," not in text


def test_many_options_stand_each_before_its_votes() -> None:
    text = run("votes", "petrograd-1917").stdout
    assert "Populist Socialists 19109; Cadets 245006;" in text
    assert "38-29 (bolsheviks, left-srs)" in text
    assert not [line for line in text.splitlines() if line.strip().startswith(",")]


def test_popolo_tells_what_it_leaves_out_and_what_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    out = run("record", "nationalrat-2017", "--popolo", str(file))
    assert "left out, Popolo has no word for it: " in out.stderr
    data = json.loads(file.read_text()) | {"areas": [{}]}
    file.write_text("\ufeff" + json.dumps(data))
    assert "not read, a record has no place for it: areas (1)" in run("record", str(file)).stderr
    assert " bodies and groups, " in run("check", str(file)).stdout


def test_a_line_file_may_begin_with_a_mark_and_may_not_be_empty(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text('\ufeff{"type": "person", "id": "ann", "name": "Ann"}\n')
    assert run("check", str(file)).exit_code == 0
    for text in ("", '{"type": "record", "id": "x"}\n'):
        file.write_text(text)
        answer = run("check", str(file))
        assert (answer.exit_code, answer.stdout) == (1, "")
        assert answer.stderr.startswith(f"{file}: no fact; a line is one of person, ")


def test_a_decision_that_may_have_been_taken_by_then_is_marked() -> None:
    says = "may or may not have been decided by then: v10"
    for args in ((), ("--body", "vtsik"), ("--person", "kamenev")):
        assert says in run("in-force", "petrograd-1917", "--on", "1917-11-02 OS", *args).stderr
    other = run("in-force", "petrograd-1917", "--on", "1917-11-02 OS", "--body", "snk")
    assert "may or may not" not in other.stderr
    assert "v10" not in run("in-force", "petrograd-1917", "--on", "1917-11-03 OS").stderr


def _words(file: Path) -> list[str]:
    return ["".join(e.itertext()) for e in ET.parse(file).iter() if e.tag.endswith("}text")]


def test_the_picture_of_a_timeline_says_calendar_line_needed_and_every_word(
    tmp_path: Path,
) -> None:
    file = tmp_path / "t.svg"
    run("timeline", "petrograd-1917", "--plot", str(file))
    words = _words(file)
    assert {"at first", "62 (+11)", "1917-11-15 OS", "1917-10-28/1917-11-14 OS"} <= set(words)
    assert "after the Second Congress of Soviets, November 1917" in " ".join(words)
    assert not any("…" in w for w in words)
    run("timeline", "house-of-commons-2017", "--plot", str(file))
    assert "needed: 320" in _words(file)
    root = ET.parse(file).getroot()
    named = root.attrib["aria-labelledby"].split()
    told = {e.attrib.get("id"): e.text or "" for e in root.iter()}
    assert told[named[0]] == "United Kingdom, House of Commons elected on 8 June 2017"
    assert (
        "2019-09-03 Phillip Lee: from Conservative to Liberal Democrat: 319 votes, 320 needed"
        in (told[named[1]])
    )


def test_bodies_without_relations_stand_together_and_arcs_lead_to_others_only(
    tmp_path: Path,
) -> None:
    file = tmp_path / "b.svg"
    run("record", "petrograd-1917", "--bodies", "--plot", str(file))
    text = " ".join(_words(file))
    record = load_record()
    bodies = [o for o in record.facts.organizations if not o.is_group]
    assert all(" ".join(o.name.split()) in text for o in bodies)
    together = "union; no relation is recorded Trade unions Railway workers Union of post and"
    assert together in text
    assert text.count("no relation is recorded") < 10
    arcs = {e.text for e in ET.parse(file).iter() if e.tag.endswith("}title")}
    snk = "Council of People's Commissars"
    assert f"{snk} answers to All-Russian Central Executive Committee, second convocation" in arcs
    assert not [a for a in arcs if a and a.startswith(f"{snk} is elected by")]  # the body above


@pytest.mark.parametrize(
    ("shown", "args"),
    [
        ("commons-2017-2019", ("timeline", "house-of-commons-2017")),
        ("petrograd-1917-bodies", ("record", "petrograd-1917", "--bodies")),
    ],
)
def test_a_picture_in_the_handbook_is_what_the_command_draws(
    shown: str, args: tuple[str, ...], tmp_path: Path
) -> None:
    file = tmp_path / "c.svg"
    run(*args, "--plot", str(file))
    kept = Path(__file__).parents[1] / "docs" / f"{shown}.svg"
    assert file.read_text("utf-8") == kept.read_text("utf-8")


def test_what_binds_somebody_can_be_asked_by_body_and_question() -> None:
    asked = (
        "in-force",
        "petrograd-1917",
        "--on",
        "1917-11-03 OS",
        "--person",
        "kamenev",
        "--json",
    )
    rows = json.loads(run(*asked, "--question", "talks").stdout)["rows"]
    assert {r["question"] for r in rows} == {"talks"}
    rows = json.loads(run(*asked, "--body", "VTSIK").stdout)["rows"]
    assert {r["body"] for r in rows} == {"vtsik"}
    assert "no question of a decision" in run(*asked, "--question", "nope").stderr


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("in-force", "petrograd-1917", "--person", "lenin", "--all"), "--all lists motions"),
        (("record", "petrograd-1917", "--bodies", "--body", "snk"), "whatever the day"),
    ],
)
def test_options_that_do_not_go_together_are_told(args: tuple[str, ...], says: str) -> None:
    done = run(*args)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr


@pytest.mark.parametrize(
    "args", [("record",), ("timeline",), ("votes",), ("in-force", "--on", "1917-11-17")]
)
def test_machines_get_iso_days(args: tuple[str, ...]) -> None:
    said = json.loads(run(args[0], "petrograd-1917", *args[1:], "--json").stdout)
    days = [r["iso"] for r in said["rows"] if r.get("iso")] or [said["result"]["iso"]]
    assert [d for d in days if not re.fullmatch(r"[0-9.,\[\]/-]+[?~%]?", d)] == []


def test_a_record_of_its_own_is_no_case_with_parties(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text('{"type": "person", "id": "ann", "name": "Ann"}\n')
    done = run("form", str(file))
    assert done.stderr.endswith("a record of its own has no parties; this needs a case file\n")


def test_a_fact_is_quoted_with_what_else_speaks_of_it() -> None:
    def said(fact: str) -> str:
        return run("quote", "petrograd-1917", fact).stdout

    assert "date: 4/17 November 1917 (Saturday)" in said("e19")
    assert "document, letter: Resignations from the Bolshevik Central Committee" in said("e19")
    assert "event (retraction), e28: Zinoviev takes back his exit" in said("e19")
    assert "“We resign" not in said("vtsik")
    treated = {m for m, found in load_record().facts.treated.items() if found}
    for motion in treated:
        assert "motion (" in said(motion)


def load_record() -> Record:
    record = load("petrograd-1917").record
    assert record is not None
    return record


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
@pytest.mark.parametrize(
    "args",
    [
        ("timeline", "petrograd-1917"),
        ("record", "petrograd-1917"),
        ("record", "petrograd-1917", "--bodies"),
        ("votes", "petrograd-1917"),
        ("quote", "petrograd-1917", "e16"),
    ],
    ids=" ".join,
)
def test_every_line_fits_and_words_stay_whole(args: tuple[str, ...], columns: int) -> None:
    text = run(*args, columns=columns).stdout
    assert max(map(len, text.splitlines())) <= columns
    if "--bodies" in args:
        kinds = [b.classification for b in load_record().facts.organizations if not b.is_group]
        assert text.count("executive") >= kinds.count("executive") == 3
        assert "executiv\n" not in text


COURT = """\
id: court
title: A court
body: Court
parties: [{id: red, seats: 1}]
record:
  persons: [{id: ann, name: Ann}]
  organizations:
    - {id: court, name: Court, classification: council, size: 9, quorum: 2/3, majority: cast,
       members: [{person: ann}]}
  events:
    - {id: e1, date: 2016-02-13, kind: death, title: Ann dies,
       leaves: [{persons: ann, organization: court, how: died}]}
"""


def test_a_body_is_told_with_vacancy_majority_and_quorum(tmp_path: Path) -> None:
    file = tmp_path / "court.yaml"
    file.write_text(COURT)
    text = run("record", str(file), "--body", "court").stdout
    assert "9 seats, 1 vacant; majority of cast: 5; quorum: 6\n" in text
    assert "    court: vacant 0 → 1\n" in run("timeline", str(file)).stdout + "\n"


def test_two_values_chosen_for_one_fact_are_refused() -> None:
    two = ("--choose", "x3=PIPES-196", "--choose", "X3=REED")
    for command in ("votes", "record", "timeline", "in-force"):
        result = run(command, "petrograd-1917", *two)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "x3: two values are chosen, 'PIPES-196' and 'REED'; choose one" in result.stderr
    assert run("votes", "petrograd-1917", "--choose", "x3=REED").exit_code == 0


HOWTO = Path(__file__).parent.parent / "docs" / "howto" / "keep-a-record.md"


def committee(folder: Path) -> Path:
    """The example of the how-to page as a file."""
    found = re.search(r"^```yaml\n(.*?)^```", HOWTO.read_text(), re.MULTILINE | re.DOTALL)
    assert found is not None
    file = folder / "committee.yaml"
    file.write_text(found[1])
    return file


def test_the_example_of_the_how_to_says_what_the_page_says(tmp_path: Path) -> None:
    record = fm.load_record(committee(tmp_path))
    assert [d.motion.id for d in record.in_force("1917-11-04 OS")] == ["m1"]
    assert [d.motion.id for d in record.in_force("1917-11-05 OS")] == ["m2"]
    assert record.at("1917-11-06 OS")["assembly"].seats == {"red": 57, "blue": 44}
    sizes = [record.at(f"1917-11-0{d} OS")["committee"].size for d in (3, 4, 7)]
    assert sizes == [3, 2, 3]
    assert record.find("m2").by == ("ann",)
    assert "62 votes, 51 needed" in run("timeline", str(tmp_path / "committee.yaml")).stdout


def test_more_votes_than_members_stop_the_example(tmp_path: Path) -> None:
    file = committee(tmp_path)
    text = file.read_text().replace("{yes: 2, no: unknown,", "{yes: 3, no: 1,")
    file.write_text(text)
    line = next(k for k, t in enumerate(text.splitlines(), 1) if "id: m1" in t)
    done = run("votes", str(file))
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"committee.yaml:{line}:" in done.stderr
    assert (
        "m1: 4 votes by press in 'committee', which has 3 members (event 'talks')" in done.stderr
    )
    # Where the size is not known, nothing is too many.
    file.write_text(text.replace("      size: 3\n", ""))
    assert run("votes", str(file)).exit_code == 0


def test_a_timeline_without_a_government_says_that_none_is_named(tmp_path: Path) -> None:
    file = committee(tmp_path)
    text = re.sub(r"published:\n.*\n", "", file.read_text())
    file.write_text(text)
    picture = tmp_path / "z.svg"
    done = run("timeline", str(file), "--plot", str(picture))
    assert done.exit_code == 1
    assert "no government is named; give it with --government A+B" in done.stderr
    assert not picture.exists()
    assert run("timeline", str(file), "--government", "red", "--plot", str(picture)).exit_code == 0


def test_records_are_read_from_python_by_name_text_and_path(tmp_path: Path) -> None:
    file = committee(tmp_path)
    lines = tmp_path / "own.jsonl"
    lines.write_text("".join(f"{line}\n" for line in lines_of(fm.load_record(file))))
    popolo = tmp_path / "own.json"
    run("record", str(file), "--popolo", str(popolo))
    for made in (file, lines, popolo):
        for given in (made, str(made)):
            assert {p.id for p in fm.load_record(given).facts.persons} == {"ann", "bo"}
    assert read_file(str(lines)).facts == fm.load_record(file).facts
    assert fm.load(file).id == fm.load(str(file)).id == "committee"
    assert fm.load_record("petrograd-1917").id == "petrograd-1917"
    for ask, said in (
        (lambda: fm.load("nowhere.yaml"), "nowhere.yaml: no such file"),
        (lambda: fm.load(lines), "a record of its own, no case; load_record reads it"),
        (lambda: fm.load("petrograd"), "Did you mean 'petrograd-1917'"),
        (lambda: fm.load_record("bundestag-2021"), "this case has no record of events"),
        (lambda: fm.load_record("nowhere.jsonl"), "nowhere.jsonl: No such file"),
    ):
        with pytest.raises(FormateurError, match=re.escape(said)):
            ask()


def test_a_source_is_quoted_with_what_rests_on_it(tmp_path: Path) -> None:
    out = run("quote", "petrograd-1917", "pipes-196").stdout
    assert out.startswith("PIPES-196 (source)\n")
    assert "rests on it\n" in out
    assert "motion, v12:" in out
    said = json.loads(run("quote", "petrograd-1917", "PIPES-196", "--json").stdout)
    record = load("petrograd-1917").record
    assert record is not None
    assert {f.id for f in record.select(source="PIPES-196")} <= {r["id"] for r in said["rows"]}
    assert "no fact or source 'PIPES-1966'" in run("quote", "petrograd-1917", "PIPES-1966").stderr
    # Where both bear the id the fact is shown, and a note says so.
    file = committee(tmp_path)
    file.write_text(file.read_text().replace("minutes", "m1"))
    both = run("quote", str(file), "m1")
    assert both.stdout.startswith("m1 (motion)\n")
    assert "'m1' is a source too: Minutes of the committee" in both.stderr
