"""Austria, 2017 to 2019: a coalition ends, and a vote of no confidence carries."""

from __future__ import annotations

from dataclasses import replace

from formateur import cases
from formateur.assembly import Government
from formateur.durability.margins import margin, seats_to_lose
from formateur.record import Record
from formateur.rules import Division

CASE = cases.load("nationalrat-2017")
assert CASE.record is not None
RECORD: Record = CASE.record


def test_published_seats_of_the_clubs_are_those_the_events_give() -> None:
    """APA of 21 May 2019: ÖVP 61, NEOS 10, SPÖ 52, FPÖ 51, JETZT 7, no club 2."""
    seats = RECORD.at("2019-05-21")["nationalrat"].seats
    assert dict(seats) == {"ovp": 61, "neos": 10, "spo": 52, "fpo": 51, "pilz": 7, "no-club": 2}
    assert len(RECORD.facts.tallies) == 3
    assert RECORD.contradictions() == []


def test_the_coalition_had_a_margin_and_its_larger_part_alone_has_none() -> None:
    house = RECORD.assembly("nationalrat", "2019-05-20")
    assert margin(house, Government(("ovp", "fpo"))) == 20
    assert seats_to_lose(house, Government(("ovp", "fpo")), "abstain") == 41
    assert margin(house, Government(("ovp",))) == -31


def test_the_motion_carries_with_both_clubs_and_fails_when_one_leaves_the_hall() -> None:
    """APA worked both out: 112 of 183 for it; or 71 against among the 131 or 132 present."""
    rule = RECORD.assembly("nationalrat", "2019-05-27").rule
    against = ["spo", "fpo", "pilz", "no-club"]
    assert rule.passes(Division.of(against)) is True
    for leaving in ("spo", "fpo"):
        rest = [p for p in against if p != leaving]
        assert rule.passes(Division.of(rest, absent=[leaving])) is False


def test_two_clubs_alone_reach_what_carries() -> None:
    """Statista: 103 of 183 seats, 92 carry."""
    house = RECORD.at("2019-05-24")["nationalrat"]
    assert (house.seats["spo"] or 0) + (house.seats["fpo"] or 0) == 103
    assert house.majority == 92


def test_the_government_loses_its_members_one_by_one() -> None:
    days = ("2019-05-17", "2019-05-18", "2019-05-22", "2019-05-28")
    named = [set(RECORD.at(d)["government"].persons) for d in days]
    assert named == [
        {"kurz", "strache", "kickl", "loger"},
        {"kurz", "kickl", "loger"},
        {"kurz", "loger"},
        {"loger"},
    ]


def test_the_record_begins_with_the_seats_of_the_case() -> None:
    opening = RECORD.at("2017-12-18")["nationalrat"].seats
    assert {p: n for p, n in opening.items() if n} == dict(CASE.assembly.seats)
    assert replace(CASE, record=None).record is None
