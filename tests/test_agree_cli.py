"""`formateur agree`, as a reader would type it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from formateur import cases
from formateur.cli import main

pytest.importorskip("highspy", reason="agreements need highspy (the extra optimise)")


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["agree", *args])


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


def test_explain_and_relax_show_one_half_each() -> None:
    explained = run("petrograd-1917", "--terms", "p-dan,p-vtsik", "--explain").stdout
    relaxed = run("petrograd-1917", "--terms", "p-dan,p-vtsik", "--relax").stdout
    assert "cannot all be met" in explained
    assert "without" not in explained
    assert "without p-dan.1, p-dan.3" in relaxed
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


def test_the_pareto_set_needs_a_government() -> None:
    done = run("petrograd-1917", "--on", "1917-10-29 OS", "--best", "pareto")
    assert done.exit_code == 1
    assert "name it" in done.stderr
