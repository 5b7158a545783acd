"""`formateur agree`, as a reader would type it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result

import command_line
from formateur import cases

pytest.importorskip("highspy", reason="agreements need highspy (the extra optimise)")


def run(*args: str) -> Result:
    return command_line.run("agree", *args)


def test_two_sets_of_terms_that_collide_are_told_with_their_sources() -> None:
    done = run("petrograd-1917", "--terms", "p-dan,p-vtsik")
    assert done.exit_code == 0
    assert "no agreement: 4 minimal conflicts" in done.stdout
    assert (
        "p-dan.1: mensheviks+dan: no ministers of bolsheviks, 1917-10-29 OS [REED]" in done.stdout
    )
    assert max(len(line) for line in done.stdout.splitlines()) <= 100
    said = json.loads(run("petrograd-1917", "--terms", "p-dan,p-vtsik", "--json").stdout)
    assert said["result"]["possible"] is False
    assert said["result"]["openers"] == ["mensheviks", "dan", "vtsik", "kamenev"]
    assert len(said["rows"]) == said["result"]["conflicts"] == 4


def test_more_posts_than_can_be_shared_out_are_refused_at_once() -> None:
    done = run("petrograd-1917", "--posts", "999999999999")
    assert done.exit_code == 1
    assert "999,999,999,999 posts; up to 100,000 are shared out" in done.stderr


def test_explain_and_relax_show_one_half_each() -> None:
    explained = run("petrograd-1917", "--terms", "p-dan,p-vtsik", "--explain").stdout
    relaxed = run("petrograd-1917", "--terms", "p-dan,p-vtsik", "--relax").stdout
    assert "cannot all be met" in explained
    assert "give up" not in explained
    assert "mensheviks+dan give up: no ministers of bolsheviks (p-dan.1); first: " in relaxed
    assert "cannot all be met" not in relaxed


@pytest.mark.parametrize(("day", "possible"), [("2023-12-31", False), ("2024-05-16", True)])
def test_a_cabinet_becomes_possible_when_terms_are_given_up(day: str, possible: bool) -> None:
    """The Hague: the four parties whose leaders agreed on 15 May 2024."""
    args = ("tweede-kamer-2023", "--government", "pvv+vvd+nsc+bbb", "--on", day, "--json")
    assert json.loads(run(*args).stdout)["result"]["possible"] is possible


def test_the_step_that_was_missing_in_the_hague_is_the_one_that_was_taken() -> None:
    """On 12 March one concession opens an agreement; it is made on the 13th."""
    args = ("tweede-kamer-2023", "--government", "pvv+vvd+nsc+bbb", "--json", "--on")
    before = json.loads(run(*args, "2024-03-12").stdout)["result"]
    single = [c["gives_up"] for c in before["concessions"] if len(c["gives_up"]) == 1]
    assert single == [["pvv-premier.1"]]
    record = cases.load("tweede-kamer-2023").record
    assert record is not None
    given = record.find("pvv-premier-2")
    assert (given.replaces, given.date.iso()) == ("pvv-premier", "2024-03-13")
    assert [c.force for c in given.conditions if c.kind == "premier"] == ["withdrawn"]


@pytest.mark.parametrize(
    ("day", "demands", "conflicts", "fewest"),
    [
        ("1917-10-29 OS", 7, 0, None),
        ("1917-10-31 OS", 13, 0, None),
        ("1917-11-01 OS", 18, 2, 1),
        ("1917-11-03 OS", 26, 7, 4),
        ("1917-11-06 OS", 34, 13, 5),
    ],
)
def test_the_table_of_the_handbook(
    day: str, demands: int, conflicts: int, fewest: int | None
) -> None:
    """Petrograd: docs/handbook/petrograd-1917.md, which terms could have been met together."""
    done = run("petrograd-1917", "--on", day, "--limit", "200", "--seconds", "120", "--json")
    said = json.loads(done.stdout)
    assert said["meta"]["complete"]
    assert (said["result"]["demands"], said["result"]["conflicts"]) == (demands, conflicts)
    lengths = [len(c["gives_up"]) for c in said["result"]["concessions"]]
    assert (min(lengths) if lengths else None) == fewest


def test_terms_that_are_not_weighed_are_named() -> None:
    done = run("riksdag-2022")
    assert "left out" in done.stderr
    assert "c-no-reliance-on-sd" in done.stderr


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("petrograd-1917", "--terms", "p-dann"), "no set of terms 'p-dann'"),
        (("riksdag-2022", "--terms", "p-dan"), "it has no sets of terms to choose from"),
        (("riksdag-2022", "--government", "zz"), "no party 'zz'"),
        (("riksdag-2022", "--on", "soon"), "soon"),
        (("riksdag-2022", "--posts", "0"), "posts"),
        (("sejm-2023", "--posts", "a,a"), "posts"),
        (("sejm-2023", "--posts", "1", "--government", "ko+psl"), "1 posts for the 2 parties"),
    ],
)
def test_bad_input_gets_one_line(args: tuple[str, ...], says: str) -> None:
    done = run(*args)
    assert done.exit_code == 1
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert not done.stdout


def test_a_demand_left_out_is_given_up() -> None:
    asked = ("petrograd-1917", "--terms", "p-cab,p-vtsik")
    told = json.loads(run(*asked, "--json").stdout)["result"]
    assert not told["possible"]
    for given in (c["gives_up"] for c in told["concessions"]):
        again = json.loads(run(*asked, "--without", ",".join(given), "--json").stdout)["result"]
        assert again["possible"], given
    wrong = run(*asked, "--without", "p-cab.9")
    assert wrong.exit_code == 1
    assert "no demand on the table 'p-cab.9'" in wrong.stderr


def test_every_way_of_outside_help_is_told() -> None:
    """The same three as `formateur why bundestag-2025 cdu+csu --minority` names."""
    done = run("bundestag-2025", "--government", "cdu+csu", "--json")
    rows = json.loads(done.stdout)["rows"]
    assert {tuple(r["support"]) for r in rows} == {("afd",), ("spd",), ("linke", "greens")}
    text = run("bundestag-2025", "--government", "cdu+csu").stdout
    assert "or supported by spd" in text


def test_a_majority_cabinet_does_not_vanish_behind_a_minority_one() -> None:
    rows = json.loads(run("bundestag-2021", "--limit", "200", "--json").stdout)["rows"]
    cabinets = {tuple(r["cabinet"]) for r in rows}
    assert {("greens", "fdp", "cdu", "csu"), ("spd", "cdu", "csu")} <= cabinets


def test_a_number_that_is_cut_off_says_at_least_and_why() -> None:
    done = run("petrograd-1917", "--explain", "--limit", "3")
    assert "no agreement: at least 3 minimal conflicts" in done.stdout
    assert "note: more than 3 conflicts (--limit)" in done.stderr
    whole = run("petrograd-1917", "--limit", "200", "--seconds", "60")
    assert "no agreement: 13 minimal conflicts" in whole.stdout
    assert "--limit" not in whole.stderr


def test_concessions_are_a_table_of_their_own() -> None:
    asked = ("petrograd-1917", "--terms", "p-dan,p-vtsik", "--csv")
    conflicts, ways = run(*asked).stdout, run(*asked, "--relax").stdout
    assert conflicts.startswith("conflict,by,demands,sources,collide\n")
    assert ways.startswith("gives_up,by,cost,opens,support,tolerates\n")
    assert "left-srs,bolsheviks," in ways
    both = run("petrograd-1917", "--terms", "p-dan,p-vtsik", "--explain", "--relax").stdout
    assert "cannot all be met" in both
    assert "no ministers of bolsheviks (p-dan.1)" in both


def test_a_conflict_says_where_the_demands_collide() -> None:
    asked = ("petrograd-1917", "--terms", "p-dan,p-vtsik", "--json")
    rows = json.loads(run(*asked).stdout)["rows"]
    assert {r["collide"] for r in rows} == {"by their own content"}
    args = ("tweede-kamer-2023", "--government", "pvv+vvd+nsc+bbb", "--on", "2024-02-14", "--json")
    told = json.loads(run(*args).stdout)["rows"]
    assert "in the cabinet asked about" in {r["collide"] for r in told}


def test_posts_nobody_numbered_are_marked_as_assumed() -> None:
    asked = ("petrograd-1917", "--on", "1917-10-31 OS")
    assert "12 posts are assumed" in run(*asked).stderr
    assert "assumed" not in run(*asked, "--posts", "13").stderr


def test_what_hangs_on_a_demand_given_up_lapses(tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    file.write_text(
        "id: two\ntitle: Two\nbody: House\n"
        "parties: [{id: red, seats: 30}, {id: blue, seats: 28}]\n"
        "record:\n  persons: [{id: bob, name: Bob}]\n  organizations:\n"
        "    - {id: red, name: Red, classification: party}\n"
        "    - {id: blue, name: Blue, classification: party, members: [{person: bob}]}\n"
        "  proposals:\n    - id: r\n      title: R\n      by: red\n      conditions:\n"
        "        - {kind: exclude-person, id: a, persons: bob}\n"
        "        - {kind: reserve, parties: red, posts: purse, force: conditional, given: a}\n"
        "    - id: b\n      title: B\n      by: blue\n      conditions:\n"
        "        - {kind: reserve, parties: blue, posts: purse}\n",
        encoding="utf-8",
    )
    asked = (str(file), "--government", "red+blue", "--posts", "4", "--json")
    told = json.loads(run(*asked).stdout)["result"]
    assert not told["possible"]
    assert ["r.a"] in [c["gives_up"] for c in told["concessions"]]
    assert json.loads(run(*asked, "--without", "r.a").stdout)["result"]["possible"]


TABLE = """
id: two
title: Two
body: House
parties: [{id: red, seats: 30}, {id: blue, seats: 28}, {id: green, seats: 10}]
record:
  organizations:
    - {id: red, name: Red, classification: party}
    - {id: blue, name: Blue, classification: party}
    - {id: green, name: Green, classification: party}
  points:
    - id: peace
      verb: make
      object: peace
      positions:
        - {by: blue, stance: for, date: 2026-01-01}
        - {by: blue, stance: against, date: 2026-02-01}
  proposals:
    - id: r
      title: R
      by: red
      date: 2026-01-15
      conditions:
        - {kind: accept, programme: peace, weight: 3}
    - id: g
      title: G
      by: [green, red]
      date: 2026-01-15
      conditions:
        - {kind: reserve, parties: red, posts: purse, weight: 0.5}
    - id: b
      title: B
      by: blue
      date: 2026-01-15
      conditions:
        - {kind: reserve, parties: blue, posts: purse}
"""


def test_who_is_against_a_point_fails_an_entry_test_that_asks_for_it(tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    file.write_text(TABLE, encoding="utf-8")
    asked = (str(file), "--government", "red+blue", "--without", "g.1")
    done = run(*asked)
    assert "no agreement: 1 minimal conflict" in done.stdout
    assert "blue is against peace" in done.stderr
    before = run(*asked, "--on", "2026-01-20")
    assert "possible" in before.stdout
    assert "against" not in before.stderr


def test_the_weight_of_what_must_be_is_the_price_of_giving_it_up(tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    file.write_text(TABLE, encoding="utf-8")
    asked = (str(file), "--government", "red+blue")
    ways = json.loads(run(*asked, "--json").stdout)["result"]["concessions"]
    assert [(c["gives_up"], c["by"], c["cost"]) for c in ways] == [
        (["r.1", "g.1"], ["red"], "7/2"),
        (["r.1", "b.1"], ["red", "blue"], 4),
    ]
    text = run(*asked, "--relax").stdout
    assert "- red+blue, at a cost of 3.5, if" in text
    assert "- red+blue, at a cost of 4, if" in text
    # A cost that happens to be a count is told too: the others are dearer.
    even = TABLE.replace("weight: 3", "weight: 1.5")
    file.write_text(even, encoding="utf-8")
    text = run(*asked, "--relax").stdout
    assert "at a cost of 2, if" in text
    assert "at a cost of 2.5, if" in text
    file.write_text(even.replace("weight: 0.5", "weight: 1").replace("1.5", "1"), encoding="utf-8")
    assert "at a cost" not in run(*asked, "--relax").stdout
    file.write_text(TABLE, encoding="utf-8")
    text = run(*asked, "--relax").stdout
    assert "red gives up: only those who accept peace (r.1); purse for red (g.1)" in " ".join(
        text.split()
    )


def test_what_agree_cannot_answer_is_one_line_of_usage() -> None:
    pareto = run("bundestag-2021", "--best", "pareto")
    assert (pareto.exit_code, pareto.stdout) == (2, "")
    assert "--best pareto goes with --government A+B" in pareto.stderr
    seats = run("--seats", "A=5,B=4")
    assert (seats.exit_code, seats.stdout) == (2, "")
    assert "agree takes a case, whose record or terms hold the demands" in seats.stderr


def test_the_pareto_set_says_what_it_is(tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    file.write_text(TABLE.replace("posts: purse}", "posts: purse, force: preferred}"), "utf-8")
    text = run(
        str(file), "--government", "red+blue", "--best", "pareto", "--without", "r.1"
    ).stdout
    assert "1 agreement, where no partner can get more without another getting less" in text


def test_wishes_met_are_counted_and_weighed_where_not_all_weigh_the_same(tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    wishes = (
        TABLE.replace("weight: 3}", "force: preferred, weight: 3}")
        .replace("weight: 0.5}", "force: preferred}")
        .replace("posts: purse}", "posts: purse, force: preferred}")
    )
    file.write_text(wishes, encoding="utf-8")
    asked = (str(file), "--government", "red+blue", "--best", "pareto", "--on", "2026-01-20")
    text = run(*asked).stdout
    assert "wishes met: red 2 of 2 (weight 4 of 4), blue 0 of 1 (weight 0 of 1)" in text
    rows = json.loads(run(*asked, "--json").stdout)["rows"]
    assert sorted(row["wishes_met"] for row in rows) == [["r.1", "b.1"], ["r.1", "g.1"]]
    file.write_text(wishes.replace("weight: 3", "weight: 1"), encoding="utf-8")
    assert "wishes met: red 2 of 2, green" not in (text := run(*asked).stdout)
    assert "wishes met: red 2 of 2, blue 0 of 1" in text


def test_too_few_posts_for_each_partner_are_the_reason_told(tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    share = "{kind: share, parties: red, of: posts, at_least: 2/3}"
    file.write_text(
        TABLE.replace("{kind: accept, programme: peace, weight: 3}", share), encoding="utf-8"
    )
    asked = (str(file), "--government", "red+blue+green", "--terms", "r")
    text = run(*asked, "--posts", "3").stdout
    assert "in the cabinet asked about: 3 posts, each of 3 parties holds at least one" in text
    rows = json.loads(run(*asked, "--posts", "3", "--json").stdout)["rows"]
    assert rows[0]["collide"].endswith("3 posts, each of 3 parties holds at least one")
    assert "possible" in run(*asked, "--posts", "6").stdout
    file.write_text(
        TABLE.replace("{kind: accept, programme: peace, weight: 3}",
                      "{kind: exclude-party, parties: blue}"), encoding="utf-8"
    )  # fmt: skip
    assert "cannot be met: in the cabinet asked about\n" in run(*asked, "--posts", "3").stdout


def test_cabinets_one_concession_away_are_told_where_others_can_agree() -> None:
    """Germany 2021: every majority that one stated exclusion stood against."""
    done = run("bundestag-2021", "--relax")
    assert "possible: at least 20 smallest agreements" in done.stdout
    assert "7 cabinets with votes enough of their own, one concession away" in done.stdout
    assert (
        "- spd+greens+afd, if spd+greens give up: no ministers of afd (all-no-afd)" in done.stdout
    )
    near = json.loads(run("bundestag-2021", "--relax", "--json").stdout)["result"]["near"]
    assert len(near) == 7
    rows = run("bundestag-2021", "--relax", "--csv").stdout.splitlines()
    assert rows[0] == "gives_up,by,cost,opens,support,tolerates"
    assert "union-no-linke" not in "".join(rows)
    assert "all-no-afd,spd+greens,1,spd+greens+afd,," in rows
    assert len(rows) == 8
    few = run("bundestag-2021", "--relax", "--limit", "3").stdout
    assert "at least 3 cabinets with votes enough" in few


def test_where_no_cabinet_is_near_that_is_said(tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    file.write_text(TABLE, encoding="utf-8")
    none = run(str(file), "--relax", "--without", "r.1,g.1").stdout
    assert "no cabinet with votes enough of its own is one concession away" in none
    named = run(str(file), "--relax", "--without", "r.1,g.1", "--government", "red+blue").stdout
    assert "1. red+blue" in named
    assert "concession" not in named


def test_a_rule_that_nobody_passes_is_told_as_such(tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    rule = "body: House\ninvestiture: {kind: positive, rule: {quota: 69}}\n"
    file.write_text(TABLE.replace("body: House\n", rule), encoding="utf-8")
    done = run(str(file))
    assert "no agreement: no government passes the rule, whatever is demanded" in done.stdout
