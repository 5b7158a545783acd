"""`formateur breaking` as people type it: what comes first, three ways out, every mistake."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import Result

import command_line

INLINE = ("--seats", "A=62,B=39", "--quota", "51", "--government", "A")
COUNCIL = (
    "un-security-council",
    "--government",
    "cn+fr+ru+gb+us+bh+co+cd+dk",
)
THREE = ("--seats", "left=40,greens=8,centre=7,right=45", "--government", "left+greens+centre")


def run(*args: str, columns: int = 100) -> Result:
    return command_line.run("breaking", *args, columns=columns)


def good(*args: str) -> str:
    return command_line.good("breaking", *args)


def refused(*args: str, code: int = 1) -> str:
    said = command_line.refused("breaking", *args, code=code)
    if code == 1:
        last = [line for line in said.splitlines() if not line.startswith("note: ")]
        assert len(last) == 1, said
        assert last[0].startswith("formateur: ")
    return said


def answer(*args: str) -> dict[str, dict[str, object]]:
    return json.loads(good(*args, "--json"))


# -- answers -------------------------------------------------------------------------------------


def test_the_margin_and_the_seats_by_each_exit_come_first() -> None:
    lines = good(*INLINE).splitlines()
    assert lines[1].startswith("margin 11")
    assert [line.split()[-2] for line in lines[4:8]] == ["12", "12", "12", "23"]


def test_json_has_members_seats_size_and_in_meta_what_people_look_for() -> None:
    found = answer(*INLINE)
    assert found["rows"] == [{"members": ["A"], "seats": 62, "size": 1}]
    meta = found["meta"]
    assert (meta["count"], meta["smallest"], meta["margin"], meta["seats_to_lose"]) == (
        1,
        1,
        11,
        12,
    )
    assert meta["complete"] is True


def test_single_seats_are_counted_in_whole_numbers_of_any_size() -> None:
    found = answer(*INLINE, "--by", "seat")
    assert found["meta"]["count"] == 2160153123141
    assert found["meta"]["smallest"] == 12
    lowered = answer(*INLINE, "--by", "seat", "--exit", "vacant-smaller")
    assert (lowered["meta"]["smallest"], lowered["meta"]["seats_to_lose"]) == (23, 23)
    assert "2,160,153,123,141" in good(*INLINE, "--by", "seat")


def test_csv_has_a_line_for_each_set() -> None:
    every = list(csv.DictReader(io.StringIO(good(*THREE, "--csv"))))
    rows = [r for r in every if r["what"] == "set"]
    assert [r["members"] for r in rows] == ["left", "greens", "centre"]
    assert [r["seats"] for r in rows] == ["40", "8", "7"]


def test_without_a_government_it_is_the_one_that_formed() -> None:
    parameters = answer("riksdag-2018")["meta"]["parameters"]
    assert parameters["government"] == ["s", "mp"]
    assert set(parameters["tolerates"]) == {"v", "c", "l"}


def test_support_and_toleration_are_given_as_options() -> None:
    found = answer(
        "--seats", "a=30,b=25,c=10,d=35", "--investiture", "plurality",
        "--government", "a", "--support", "b", "--tolerate", "c",
    )  # fmt: skip
    assert {tuple(r["members"]) for r in found["rows"]} == {("a",), ("b",)}


def test_a_listing_cut_off_says_so_and_counts_all() -> None:
    seats = ",".join(f"p{k}=3" for k in range(12))
    given = ("--seats", f"{seats},x=10", "--government", "+".join(f"p{k}" for k in range(12)))
    found = answer(*given, "--limit", "5")
    assert (len(found["rows"]), found["meta"]["count"], found["meta"]["complete"]) == (
        5,
        792,
        False,
    )
    assert "792 smallest sets" in good(*given, "--limit", "5")
    assert "not complete" in run(*given, "--limit", "5").stderr


def test_the_cheapest_set_is_shown_with_its_cost() -> None:
    assert "cheapest: greens, cost 1/2" in good(*THREE, "--costs", "left=3,greens=1/2,centre=1")


def test_rebels_have_one_chance_or_several() -> None:
    one = answer(*THREE, "--rebel", "2%")["result"]["survives"]
    each = answer(*THREE, "--rebel", "left=0.02,greens=0.02,centre=1/50")["result"]["survives"]
    assert one["survives"] == each["survives"]
    assert 0.99 < one["survives"] < 1
    assert 0 < one["error"] < 1e-12
    bloc = answer(*THREE, "--rebel", "greens=0.1", "--together")["result"]["survives"]
    assert abs(bloc["ends"] - 0.1) < 1e-15
    assert "ends with 0.100000" in good(*THREE, "--rebel", "greens=0.1", "--together")


def test_a_chance_with_unknown_seats_is_a_range() -> None:
    out = good("petrograd-1917", "--government", "bolsheviks+left-srs", "--rebel", "10%")
    assert "margin 11 to 50" in out
    assert "12 to 51 seats" in out
    low, high = answer(
        "petrograd-1917", "--government", "bolsheviks+left-srs", "--rebel", "10%"
    )["result"]["survives"]["survives"]  # fmt: skip
    assert 0 < low < high <= 1


def test_seats_that_may_never_be_enough_are_told_so(tmp_path) -> None:
    """With all four unknown seats c has a majority against; with fewer no absence makes one."""
    file = tmp_path / "house.yaml"
    file.write_text(
        "id: house\ntitle: House\nbody: House\nkind: constructed\n"
        "parties:\n  - {id: a, seats: 3}\n  - {id: b, seats: unknown}\n"
        "  - {id: c, seats: unknown}\nresidual:\n  - {parties: [b, c], seats: 4}\n"
        "rule: {majority: cast}\ninvestiture: {kind: negative, of: members}\n"
    )
    out = good(str(file), "--government", "a+b", "--exit", "vacant")
    assert "0 or never seats" in out


def test_a_committee_is_asked_by_its_members() -> None:
    named = (
        "lenin+trotsky+stalin+sverdlov+uritsky+dzerzhinsky+bubnov+sokolnikov+muranov+artem+berzin"
    )
    found = answer("petrograd-1917", "--body", "central-committee", "--government", named)
    assert (found["meta"]["margin"], found["meta"]["smallest"], found["meta"]["count"]) == (
        0,
        1,
        11,
    )
    assert any("moves 62 seats" in n for n in found["meta"]["notes"])


def test_a_government_without_a_majority_needs_nobody_to_leave() -> None:
    result = run("--seats", "A=62,B=39", "--government", "B")
    assert result.exit_code == 0
    assert "no majority: 12 short" in result.stdout
    assert "nobody needs to leave" in result.stderr
    assert answer("--seats", "A=62,B=39", "--government", "B")["meta"]["smallest"] == 0


def test_what_cannot_be_broken_is_said_to_have_no_breaking_set() -> None:
    given = ("--seats", "A=62,B=39", "--government", "A", "--investiture", "negative")
    result = run(*given, "--exit", "abstain")
    assert "none exists" in result.stderr
    assert answer(*given, "--exit", "abstain")["meta"]["count"] == 0
    assert answer(*given, "--exit", "abstain")["meta"]["seats_to_lose"] is None


def test_a_constructive_motion_says_that_a_successor_is_needed() -> None:
    result = run("bundestag-2025", "--vote", "confidence")
    assert "14 seats" in result.stdout
    assert "elect one successor" in result.stderr


@pytest.mark.parametrize("columns", [40, 200])
def test_the_answer_fits_its_terminal(columns: int) -> None:
    result = run("bundestag-2025", "--rebel", "1%", columns=columns)
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= columns


# -- mistakes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("bundestag-2025", "--government", "cdu+sdp"), "no party 'sdp'"),
        (("bundestag-2025", "--government", "cdu+sdp"), "Did you mean 'spd'?"),
        (("bundestag-2025", "--government", "cdu", "--support", "cdu"), "'cdu' stands twice"),
        ((*INLINE, "--costs", "C=1"), "'C'; there are A."),
        ((*INLINE, "--costs", "A=-1"), "costs are 0 or more"),
        ((*INLINE, "--costs", "A"), "'A' is not ID=NUMBER"),
        ((*INLINE, "--costs", "A=1,A=2"), "give each id once"),
        ((*INLINE, "--by", "faction"), "no factions are recorded for A"),
        ((*INLINE, "--by", "person"), "no persons are recorded for A"),
        (("petrograd-1917", "--by", "person"), "members are named of the body central-committee"),
        ((*INLINE, "--rebel", "2"), "chances are 0 to 1"),
        ((*INLINE, "--rebel", "often"), "--rebel: 'often' is not a number"),
        ((*INLINE, "--rebel", "C=1%"), "no group of the government's side 'C'"),
        ((*INLINE, "--vote", "confidence"), "no rule of a vote of no confidence"),
        ((*INLINE, "--body", "committee"), "no body inside a party 'committee'"),
        (
            ("petrograd-1917", "--body", "central-committee", "--government", "lennin"),
            "Did you mean 'lenin'?",
        ),
        ((*COUNCIL, "--by", "person"), "use --by party"),
        (("--seats", "A=62,B=x", "--government", "A"), "is not a whole number"),
    ],
)
def test_a_mistake_is_one_line(args: tuple[str, ...], says: str) -> None:
    assert says in refused(*args)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((*INLINE, "--exit", "opose"), "'vacant-smaller'"),
        ((*INLINE, "--by", "seats"), "'seat'"),
        (("--seats", "A=62,B=39"), "give the government: --government A+B"),
        ((*INLINE, "--together"), "--together goes with --rebel"),
        ((*INLINE, "--limit", "0"), "0 is not in the range"),
        (("riksdag-2018", "--tolerate", "v"), "--tolerate goes with --government"),
        (("--seats", "A=62,B=39", "--government", "+"), "names nobody"),
        ((), "give a case name"),
    ],
)
def test_a_wrong_use_of_an_option_exits_with_2(args: tuple[str, ...], says: str) -> None:
    assert says in refused(*args, code=2)
