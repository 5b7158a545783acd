"""Unknown seats, uncertain days and governments that lose a party: ranges, never one number."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from command_line import good, run
from formateur.assembly import Assembly, Government, Party
from formateur.cases import load
from formateur.charts import Moved, steps_svg
from formateur.durability.margins import EXITS, after_exit, margin, seats_to_lose, worlds
from formateur.results import hull
from formateur.rules import Residual
from formateur.rules.values import Weights

UNSETTLED = """\
id: unsettled
title: Two events of February
body: Assembly
parties: [{id: red, seats: 55}, {id: blue, seats: 45}]
record:
  assembly: assembly
  organizations:
    - {id: red, name: Red, classification: party}
    - {id: blue, name: Blue, classification: party}
    - id: assembly
      name: Assembly
      classification: assembly
      size: 100
      seats: {red: 55, blue: 45}
      members: [{person: anna, on_behalf_of: red}]
  persons: [{id: anna, name: Anna}]
  events:
    - id: e1
      date: 2000-02
      kind: enlargement
      title: Twenty seats more
      changes: [{organization: assembly, gains: blue, number: 20, size: 120}]
    - id: e2
      date: 2000-02
      kind: defection
      title: Eight cross
      changes: [{organization: assembly, loses: red, gains: blue, number: 8}]
    - id: e3
      date: 2000-02-20
      kind: defection
      title: Two cross back
      changes: [{organization: assembly, loses: blue, gains: red, number: 2}]
"""


def said(*args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(good(*args, "--json"))
    return found


@pytest.fixture
def unsettled(tmp_path: Path) -> str:
    file = tmp_path / "unsettled.yaml"
    file.write_text(UNSETTLED)
    return str(file)


# -- seats of unknown party -----------------------------------------------------------------------


def test_a_timeline_gives_unknown_seats_as_a_range(tmp_path: Path) -> None:
    rows = {r["event"]: r for r in said("timeline", "petrograd-1917")["rows"]}
    grown, agreed = rows["e-vtsik-108"], rows["e30"]
    assert [grown[k] for k in ("votes", "majority", "margin")] == ["62 to 69", 55, "7 to 14"]
    # 366 less the 39 of whom is known that they are others'.
    assert [agreed[k] for k in ("votes", "majority", "margin")] == [
        "62 to 327",
        184,
        "-122 to 143",
    ]
    text = run("timeline", "petrograd-1917").stdout
    assert "62 to 327 votes, 184 needed (-122 to +143)" in text
    assert "########??????? 62 to 69 votes, 55 needed (+7 to +14)" in text
    file = tmp_path / "t.svg"
    run("timeline", "petrograd-1917", "--plot", str(file))
    words = ["".join(e.itertext()) for e in ET.parse(file).iter() if e.tag.endswith("}text")]
    assert {"62 (+11)", "62 to 69 (+7 to +14)", "62 to 327 (-122 to +143)"} <= set(words)
    assert "62 (-122)" not in words


def test_breaking_on_a_day_of_unknown_seats_says_that_the_majority_is_unknown() -> None:
    asked = ("breaking", "petrograd-1917", "--on", "1917-11-28", "--government", "bolsheviks")
    found = said(*asked)
    assert found["result"]["margin"] == [-122, 143]
    assert found["meta"]["exact"] is False
    # With 327 against 39: 144 who cross make it 183 to 183, 288 who abstain 39 to 39.
    lost = found["result"]["seats_to_lose"]
    assert (lost["oppose"], lost["abstain"]) == ([0, 144], [0, 288])
    text = run(*asked).stdout
    assert "whether it has a majority is not known: from 122 short to 143 to spare" in text
    wide = said(*asked[:-1], "bolsheviks+left-srs", "--exit", "vacant-smaller")
    assert wide["result"]["margin"] == [-122, 182]


@pytest.mark.parametrize("cabinet", [("a",), ("a", "b")])
@pytest.mark.parametrize(
    "groups", [(("a", "b", "c"),), (("a", "c"), ("a", "b", "c")), (("b", "c"), ("a", "c"))]
)
def test_seats_beyond_those_known_are_anybodys_by_every_split(
    groups: tuple[tuple[str, ...], ...], cabinet: tuple[str, ...]
) -> None:
    """Ranges and exits against every split, counted out: two or three seats in each group."""
    residual = tuple(Residual(g, k, beyond=True) for k, g in enumerate(groups, 2))
    house = Assembly("house", (Party("a", 4), Party("b", 3), Party("c", None)), residual=residual)
    made = Government(cabinet)
    whole = []
    for chosen in product(*(product(g.parties, repeat=g.seats) for g in residual)):
        one = [p for part in chosen for p in part]
        held = {"a": 4, "b": 3, "c": 0}
        whole.append(Assembly.from_seats({p: n + one.count(p) for p, n in held.items()}))
    mine = [sum(w.seats[p] or 0 for p in cabinet) for w in whole]
    assert house.size == whole[0].size
    assert house.seats_of(cabinet) == (min(mine), max(mine))
    assert margin(house, made) == hull(margin(w, made) for w in whole)
    seen = {tuple(w.seats[p] for p in cabinet) for w in worlds(house, made)}
    assert seen == {tuple(w.seats[p] for p in cabinet) for w in whole}
    for exit_ in EXITS:
        lost = [n for w in whole if isinstance(n := seats_to_lose(w, made, exit_), int)]
        assert seats_to_lose(house, made, exit_) == hull(lost)
        for gone in (["a"], [cabinet[-1]], []):
            told = {after_exit(w, made, gone, exit_) for w in whole}
            assert after_exit(house, made, gone, exit_) is (told.pop() if len(told) == 1 else None)


def test_a_size_that_falls_by_unknown_seats_moves_the_line_of_members() -> None:
    """Of 9 b has 3 to 5: without them a has at least 4 of at most 6, and 4 is no half of 9."""
    parties = (Party("a", 4), Party("b", 3), Party("c", None))
    house = Assembly("house", parties, residual=(Residual(("a", "b", "c"), 2, beyond=True),))
    made = Government(("a", "b"))
    assert after_exit(house, made, ["b"], "vacant-smaller") is True
    assert after_exit(house, made, ["b"], "vacant") is None


def test_a_known_weight_stands_in_no_group_that_is_not_beyond() -> None:
    with pytest.raises(ValueError, match="is known, yet it is in a residual group"):
        Weights.of({"a": 1, "b": None}, groups=[Residual(("a", "b"), 2)])
    both = Weights.of({"a": 1, "b": None}, groups=[Residual(("a", "b"), 2, beyond=True)])
    assert both.total == 3


def test_an_unknown_group_of_unknown_party_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(UNSETTLED.replace("size: 100\n", "size: 100\n      party_unknown: [gren]\n"))
    assert "gren" in run("check", str(file)).output


# -- uncertain days -------------------------------------------------------------------------------


def test_a_day_among_open_events_has_ranges(unsettled: str) -> None:
    """By hand: e1 or not, e2 or not: 55 of 100, 55 of 120, 47 of 100, 47 of 120."""
    (row,) = said("record", unsettled, "--on", "2000-02-10")["rows"]
    assert (row["size"], row["majority"]) == ("100 to 120", "51 to 61")
    whole = said("record", unsettled, "--on", "2000-02-10", "--body", "assembly")
    assert whole["result"]["size"] == "100 to 120"
    seats = {r["group"]: r["seats"] for r in whole["rows"]}
    assert seats == {"red": "47 to 55", "blue": "45 to 73"}
    after = said("record", unsettled, "--on", "2000-02-29", "--body", "assembly")
    assert after["result"]["size"] == 120
    assert {r["group"]: r["seats"] for r in after["rows"]} == {"red": 49, "blue": 71}


def test_breaking_among_open_events_names_them_and_is_not_exact(unsettled: str) -> None:
    found = said("breaking", unsettled, "--on", "2000-02-10", "--government", "red")
    assert found["result"]["margin"] == [-14, 4]
    assert found["result"]["seats_to_lose"]["oppose"] == [0, 5]
    assert found["meta"]["exact"] is False
    assert any("e1, e2" in note for note in found["meta"]["notes"])
    settled = said("breaking", unsettled, "--on", "2000-01-31", "--government", "red")
    assert (settled["result"]["margin"], settled["meta"]["exact"]) == (4, True)


def test_an_event_on_a_day_among_open_ones_has_a_range_on_the_timeline(unsettled: str) -> None:
    rows = {r["event"]: r for r in said("timeline", unsettled, "--government", "red")["rows"]}
    # Two come back to 55 or 47, of 100 or of 120.
    assert (rows["e3"]["votes"], rows["e3"]["margin"]) == ("49 to 57", "-12 to 6")
    # The two open ones stand where they have happened at the latest.
    assert (rows["e2"]["votes"], rows["e2"]["margin"]) == (49, -12)


@pytest.mark.parametrize(
    "args",
    [("--resign", "anna", "--from", "assembly"), ("--government", "red", "--leave", "red=1")],
)
def test_what_if_among_open_events_names_what_it_leaves_out(
    unsettled: str, args: tuple[str, ...]
) -> None:
    found = said("what-if", unsettled, "--on", "2000-02-10", *args)
    assert found["meta"]["exact"] is False
    assert any(note.endswith("left out: e1, e2") for note in found["meta"]["notes"])
    settled = said("what-if", unsettled, "--on", "2000-01-31", *args)
    assert settled["meta"]["exact"] is True


def test_a_committee_whose_size_is_open_says_so_whole() -> None:
    asked = ("record", "petrograd-1917", "--on", "1917-11-20", "--body", "central-committee")
    assert "\n16 to 17 seats; majority of members: 9\n" in run(*asked).stdout
    rows = {r["body"]: r for r in said("record", "petrograd-1917", "--on", "1917-11-17")["rows"]}
    assert (rows["vtsik"]["size"], rows["vtsik"]["majority"]) == ("101 to 108", "51 to 55")


def test_more_ways_than_can_be_told_apart_are_unknown(tmp_path: Path) -> None:
    """Fourteen crossings of different size in one month: 2 to the 14th ways."""
    events = "".join(
        f"    - {{id: x{k}, date: 2000-03, kind: defection, title: Cross, changes: "
        f"[{{organization: assembly, loses: blue, gains: red, number: {2**k}}}]}}\n"
        for k in range(14)
    )
    text = UNSETTLED.replace("seats: 45", "seats: 99900").replace("blue: 45", "blue: 99900")
    file = tmp_path / "many.yaml"
    file.write_text(
        text.replace("size: 100\n", "size: 99955\n").replace("120}", "99975}") + events
    )
    (row,) = said("record", str(file), "--on", "2000-03-10")["rows"]
    assert row["size"] == "unknown"


# -- pictures -------------------------------------------------------------------------------------


def test_a_bar_of_a_range_is_dashed_where_it_is_not_known() -> None:
    def bars(moved: Moved) -> list[tuple[float, float, bool]]:
        svg = ET.fromstring(steps_svg([moved], title="A majority"))
        found = [e for e in svg.iter() if e.tag.endswith("}rect") and len(e)]
        return [
            (float(e.attrib["x"]), float(e.attrib["width"]), "stroke-dasharray" in e.attrib)
            for e in found
        ]

    middle = 240
    ((left, wide, dashed),) = bars(Moved("", "may end", (40, 70), 50))
    assert dashed
    assert left < middle < left + wide
    (sure, open_) = bars(Moved("", "stands", (60, 70), 50))
    assert (sure[0], sure[2], open_[2]) == (middle, False, True)
    assert open_[0] == pytest.approx(sure[0] + sure[1], abs=0.2)
    (sure, open_) = bars(Moved("", "is lost", (30, 40), 50))
    assert (sure[2], open_[2]) == (False, True)
    assert open_[0] + open_[1] == pytest.approx(sure[0], abs=0.2)


# -- governments that lose a party, or end --------------------------------------------------------


def test_a_timeline_follows_the_government_in_office(tmp_path: Path) -> None:
    rows = {r["event"]: r for r in said("timeline", "nationalrat-2017")["rows"]}
    left = rows["fpo-leaves"]
    assert (left["votes"], left["margin"], left["government"]) == (61, -31, ["ovp"])
    assert rows["kickl-dismissal"]["votes"] is None  # the same day, before
    assert rows["dismissed"]["government"] == "ended"
    file = tmp_path / "t.svg"
    run("timeline", "nationalrat-2017", "--plot", str(file))
    words = " ".join(
        "".join(e.itertext()) for e in ET.parse(file).iter() if e.tag.endswith("}text")
    )
    assert "61 (-31)" in words
    assert "the government ends" in words
    asked = said("timeline", "nationalrat-2017", "--government", "ovp+fpo")["rows"]
    assert not any(r["government"] for r in asked)  # who is named is followed


@pytest.mark.parametrize(
    ("day", "gap", "notes"),
    [
        ("2019-05-19", 20, "formed on 2017-12-18;"),
        ("2019-05-20", -31, "left by fpo on 2019-05-20;"),
        ("2019-05-28", -31, "ended on 2019-05-28;"),
    ],
)
def test_breaking_looks_at_the_government_in_office(day: str, gap: int, notes: str) -> None:
    assert said("breaking", "nationalrat-2017", "--on", day)["result"]["margin"] == gap
    assert notes in run("breaking", "nationalrat-2017", "--on", day).stderr


def test_what_if_looks_at_the_government_in_office() -> None:
    text = run("what-if", "nationalrat-2017", "--on", "2019-05-20", "--defect", "spo:ovp=1").stdout
    assert "ovp+fpo" not in text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("left: [{party: spo, date: 2019-05-20}]", "'spo' is no party of this government"),
        ("left: [{party: fpo, date: 2019-05}]", "2019-05 is more than one day"),
        ("left: [{party: fpo, date: 2017-01-01}]", "before the government formed"),
        ("left: [{party: fpo, date: 2019-05-20, source: nix}]", "no source 'nix'"),
        (
            "left: [{party: fpo, date: 2019-05-20}, {party: ovp, date: 2019-05-21}]",
            "every party of the cabinet leaves",
        ),
        (
            "left: [{party: fpo, date: 2019-05-20}, {party: fpo, date: 2019-05-21}]",
            "'fpo' leaves twice",
        ),
        ("until: {date: 2017-01-01}", "before the government formed"),
    ],
)
def test_a_wrong_end_of_a_government_is_a_fault(wrong: str, says: str, tmp_path: Path) -> None:
    from importlib.resources import files

    lines = (
        files("formateur.cases").joinpath("nationalrat-2017.yaml").read_text("utf-8").split("\n")
    )
    at = next(k for k, line in enumerate(lines) if line == "    left:")
    file = tmp_path / "wrong.yaml"
    file.write_text("\n".join([*lines[:at], f"    {wrong}", *lines[at + 3 :]]))
    assert says in run("check", str(file)).output


def test_who_left_and_when_it_ended_stand_in_the_case() -> None:
    formed = load("nationalrat-2017").formed
    assert formed is not None
    assert (formed.left, formed.until) == ((("fpo", "2019-05-20"),), "2019-05-28")
