"""Popolo in and out: files as others publish them, and what a record keeps of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formateur.cases import load
from formateur.errors import CaseError
from formateur.record import (
    Entry,
    Event,
    Exit,
    Facts,
    GroupVotes,
    Motion,
    Organization,
    Person,
    Record,
    VoteEvent,
    parse_date,
)
from formateur.record.calendars import between, date_of
from formateur.record.popolo import from_popolo, left_out, read_popolo, to_popolo, unread
from formateur.report.record import discipline

FILE = Path(__file__).parent / "fixtures" / "council.popolo.json"
LISTS = ("persons", "organizations", "memberships", "posts", "motions", "vote_events")
FIRST = parse_date("1917-11-01").first or 0


def council() -> Record:
    return read_popolo(FILE)


def said(record: Record) -> dict[str, Any]:
    """A record as Popolo, through the text of a file, without what is told beside it."""
    out: dict[str, Any] = json.loads(json.dumps(to_popolo(record)))
    return {name: out[name] for name in LISTS}


# -- in -------------------------------------------------------------------------------------------


def test_members_of_a_day_are_those_whose_memberships_hold() -> None:
    record = council()
    everybody = {"ocd-person-1", "ocd-person-2", "reds"}
    assert set(record.at("2012-06-01")["council"].persons) == everybody
    assert set(record.at("2014-04-30")["council"].persons) == everybody
    # One term ends on the day on which the next begins; the other member's time is over.
    assert set(record.at("2014-05-01")["council"].persons) == everybody - {"ocd-person-2"}
    # Nothing says when this one came or went.
    assert record.at("2030-01-01")["council"].persons == ("reds",)


def test_terms_that_overlap_are_one_membership() -> None:
    mine = [
        (str(m.start), str(m.end))
        for m in council().ledger.memberships
        if (m.person, m.organization, m.post) == ("ocd-person-1", "council", "")
    ]
    assert mine == [("2010-05-01", "2014-05-01"), ("2014-05-01", "2018-05-01")]


def test_an_office_has_the_name_its_post_gives_it() -> None:
    record = council()
    assert record.at("2012-06-01")["council"].posts == {"chair": ("ocd-person-1",)}
    # It ends some time in November: on the last day it has certainly ended.
    assert record.at("2012-11-29")["council"].posts == {"chair": ("ocd-person-1",)}
    assert record.at("2012-11-30")["council"].posts == {}


def test_a_start_less_precise_than_the_end_comes_before_it() -> None:
    clerk = next(m for m in council().ledger.memberships if m.post == "Clerk")
    assert clerk.start is not None
    assert (clerk.start.iso(), str(clerk.end)) == ("2013-01-01/2013-03-01", "2013-03-01")


def test_ids_of_two_classes_that_are_the_same_are_kept_apart() -> None:
    record = council()
    assert record.find("reds").name == "Cleo Reds"
    assert record.find("reds-2").name == "The Reds"
    assert record.find("person").name == "Дина Пример"
    assert [m.on_behalf_of for m in record.at("2012-01-01").of("ocd-person-2")] == ["reds-2"]


def test_votes_keep_what_is_counted_and_nothing_more() -> None:
    record = council()
    budget = record.find("motion-7")
    (vote,) = budget.votes
    assert (vote.yes, vote.no, vote.abstain, budget.needs, budget.result) == (
        *(3, 0, None, 3, "adopted"),
    )
    assert vote.groups == {"reds-2": GroupVotes(yes=2)}
    assert vote.persons == {"ocd-person-1": "yes", "ocd-person-2": "paired"}
    where = record.find("motion-8")
    assert (where.result, where.votes[0].options) == ("unknown", {"north": 2, "south": 1})
    assert where.votes[0].abstain is None


def test_a_vote_event_alone_brings_its_motion() -> None:
    record = council()
    closing = record.find("42")
    assert (closing.title, closing.vote.no) == ("That the sitting be closed", 1)
    assert record.facts.motions["42"][0].body == "finance"


def test_sources_are_links_with_a_title() -> None:
    record = council()
    (key,) = record.find("motion-7").source
    assert record.sources[key].title == "Minutes"
    assert record.sources[key].url == "https://council.example/minutes/7"


def test_what_a_record_has_no_place_for_is_counted() -> None:
    assert unread(json.loads(FILE.read_text(encoding="utf-8"))) == {
        "persons: gender": 1,
        "persons: contact_details": 1,
    }


# A file as EveryPolitician published them: who sat in which term, and the terms as events.
TERMS: dict[str, Any] = {
    "persons": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
    "organizations": [
        {"id": "h", "name": "States", "classification": "legislature", "seats": 10},
        {"id": "p", "name": "Independent", "classification": "party"},
    ],
    "memberships": [
        {
            "person_id": "a",
            "organization_id": "h",
            "on_behalf_of_id": "p",
            "role": "member",
            "area_id": "north",
            "legislative_period_id": "term/2014",
            "sources": [{"url": "https://h.example/a"}],
        },
        {"person_id": "b", "organization_id": "h", "legislative_period_id": "term/2014"},
        {
            "person_id": "a",
            "organization_id": "h",
            "legislative_period_id": "term/2017",
            "end_date": "2018-03-01",
        },
    ],
    "events": [
        {"id": "Q1", "classification": "general election", "start_date": "2014-11-22"},
        {
            "id": "term/2014",
            "classification": "legislative period",
            "start_date": "2015-01-01",
            "end_date": "2016-12-31",
        },
        {"id": "term/2017", "start_date": "2017-01-01", "end_date": "2018-12-31"},
    ],
}


def test_memberships_without_dates_last_as_long_as_their_term() -> None:
    record = from_popolo(TERMS)
    sat = {day: record.at(day)["h"].persons for day in ("2014-12-31", "2016-12-30", "2017-01-01")}
    assert sat == {"2014-12-31": (), "2016-12-30": ("a", "b"), "2017-01-01": ("a",)}
    assert record.at("2018-02-28")["h"].persons == ("a",)
    assert record.at("2018-03-01")["h"].persons == ()
    assert [r["on_behalf_of"] for r in record.at("2016-01-01")["h"].rows()] == ["p", ""]
    first = record.find(record.ledger.memberships[0].began)
    assert [record.sources[k].url for k in first.source] == ["https://h.example/a"]


def test_what_is_not_read_of_such_a_file_is_counted() -> None:
    assert unread(TERMS) == {
        "events that are no period of a membership": 1,
        "organizations: seats": 1,
        "memberships: area_id": 1,
    }


def test_a_vote_says_what_its_motion_leaves_out() -> None:
    data: dict[str, Any] = {
        "motions": [{"id": "m", "text": "That we sit"}],
        "vote_events": [
            {
                "motion_id": "m",
                "start_date": "2012-05-01T12:30:00Z",
                "result": "pass",
                "counts": [
                    {"option": "yes", "value": 2},
                    {"option": "not voting", "value": 1},
                ],
            }
        ],
    }
    event, motion = from_popolo(data).facts.motions["m"]
    assert (str(event.date), motion.result, motion.votes[0].yes) == ("2012-05-01", "adopted", 2)
    assert unread(data) == {"vote_events: counts of 'not voting'": 1}


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no name": ({"persons": [{"id": "a"}]}, "x: persons.0: name is missing"),
    "an id twice": (
        {"persons": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]},
        "x: persons.1: id 'a' stands twice among persons",
    ),
    "a date of no day": (
        {"organizations": [{"id": "h", "name": "H", "founding_date": "1917-02-30"}]},
        "x: organizations.0.founding_date: '1917-02-30' is not a date: "
        "day 30 is in neither calendar: February 1917 has 28 days",
    ),
    "nobody of that id": (
        {
            "persons": [{"id": "ann", "name": "A"}],
            "organizations": [{"id": "h", "name": "H"}],
            "memberships": [{"person_id": "an", "organization_id": "h"}],
        },
        "x: memberships.0.person_id: no person 'an' in the file. Did you mean 'ann'?",
    ),
    "an end before the start": (
        {
            "persons": [{"id": "a", "name": "A"}],
            "organizations": [{"id": "h", "name": "H"}],
            "memberships": [
                {
                    "person_id": "a",
                    "organization_id": "h",
                    "start_date": "2001",
                    "end_date": "2000-12-31",
                }
            ],
        },
        "x: memberships.0: ends (2000-12-31) before it begins (2001)",
    ),
    "a vote on no motion": (
        {"vote_events": [{"motion_id": "m"}]},
        "x: vote_events.0.motion_id: no motion 'm' in the file.",
    ),
    "less than no votes": (
        {"vote_events": [{"id": "v", "counts": [{"option": "yes", "value": -1}]}]},
        "x: vote_events.0.counts.0.value: -1 is not a number of votes, 0 or more",
    ),
    "no list": ({"persons": {"id": "a"}}, "x: persons: is not a list"),
    "a word for a person": ({"persons": ["Ann"]}, "x: persons.0: 'Ann' is not a mapping"),
}


@pytest.mark.parametrize(("data", "says"), BAD.values(), ids=BAD)
def test_a_faulty_file_is_told_place_and_reason_in_one_line(
    data: dict[str, Any], says: str
) -> None:
    with pytest.raises(CaseError) as caught:
        from_popolo(data, "x")
    assert caught.value.faults == (says,)


def test_what_is_no_mapping_is_no_popolo() -> None:
    with pytest.raises(CaseError, match="a mapping of lists"):
        from_popolo([], "x")  # type: ignore[arg-type]
    with pytest.raises(CaseError, match="x: Popolo is a mapping of lists"):
        from_popolo({"people": []}, "x")


# -- out and back ---------------------------------------------------------------------------------


def test_a_file_in_our_words_comes_back_as_it_was() -> None:
    data: dict[str, Any] = {
        "persons": [
            {
                "id": "ann",
                "name": "Ann",
                "other_names": [{"name": "A.", "note": "initials"}],
                "sources": [{"url": "https://x.example/1", "note": "Register"}],
            },
            {"id": "bo", "name": "Bo"},
        ],
        "organizations": [
            {
                "id": "house",
                "name": "House",
                "classification": "assembly",
                "founding_date": "1917-11-20",
                "formateur_founding_date": "1917-11-07 OS",
            },
            {"id": "left", "name": "Left", "classification": "faction", "parent_id": "house"},
        ],
        "memberships": [
            {
                "person_id": "bo",
                "organization_id": "house",
                "start_date": "1917-12",
                "formateur_start_date": "1917-12-04/1917-12-06",
            },
            {
                "person_id": "ann",
                "organization_id": "house",
                "post_id": "house/chair",
                "role": "chair",
                "on_behalf_of_id": "left",
                "start_date": "1917",
                "end_date": "1918-01-05",
            },
        ],
        "posts": [{"id": "house/chair", "label": "chair", "organization_id": "house"}],
        "motions": [
            {
                "id": "m1",
                "organization_id": "house",
                "creator_id": "bo",
                "text": "That we sit",
                "date": "1917-12-10",
                "requirement": "2",
                "result": "pass",
            }
        ],
        "vote_events": [
            {
                "id": "m1-1",
                "motion_id": "m1",
                "organization_id": "house",
                "start_date": "1917-12-10",
                "counts": [
                    {"option": "yes", "value": 2},
                    {"option": "no", "value": 0},
                    {"option": "yes", "value": 1, "group_id": "left"},
                ],
                "votes": [{"voter_id": "ann", "option": "yes"}],
                "formateur_roll_call": False,
                "sources": [{"url": "https://x.example/2", "note": "Minutes"}],
            }
        ],
    }
    assert said(from_popolo(data)) == data


@pytest.mark.parametrize("case", ["petrograd-1917", "house-of-commons-2017", "the fixture"])
def test_what_popolo_can_say_of_a_record_is_the_same_after_it_is_read_back(case: str) -> None:
    record = council() if case == "the fixture" else load(case).record
    assert record is not None
    assert said(from_popolo(said(record))) == said(record)


@st.composite
def lives(draw: st.DrawFn) -> Record:
    """People come and go in two bodies on days in either calendar, some of them uncertain."""
    day, inside, events = FIRST, set[tuple[str, str]](), []
    for k in range(draw(st.integers(0, 10))):
        first = day + draw(st.integers(0, 20))
        day = first + draw(st.sampled_from([0, 0, 0, 3, 40]))
        calendar = draw(st.sampled_from(["gregorian", "julian"]))
        start, end = (date_of(d, calendar=calendar) for d in (first, day))
        date = start if first == day else parse_date(between(start, end).canonical)
        who, where = draw(st.sampled_from(["ann", "bo"])), draw(st.sampled_from(["one", "two"]))
        effects: dict[str, Any] = (
            {"leaves": (Exit(persons=(who,), organization=where),)}
            if (who, where) in inside
            else {"enters": (Entry(persons=(who,), organization=where),)}
        )
        inside ^= {(who, where)}
        count = draw(st.none() | st.integers(0, 2))
        motion = Motion(id=f"m{k}", title="m", votes=(VoteEvent(yes=count, abstain=1),))
        events.append(
            Event(
                id=f"e{k}",
                date=date,
                kind="statement",
                title="e",
                body=where,
                motions=(motion,),
                **effects,
            )
        )
    bodies = (Organization(id=b, name=b, classification="council") for b in ("one", "two"))
    people = (Person(id=p, name=p) for p in ("ann", "bo"))
    return Record(
        "x", Facts(persons=tuple(people), organizations=tuple(bodies), events=tuple(events))
    )


@settings(max_examples=150, deadline=None)
@given(lives(), st.integers(-1, 250))
def test_members_and_votes_survive_the_way_out_and_back(record: Record, after: int) -> None:
    back, day = from_popolo(said(record)), date_of(FIRST + after)
    assert said(back) == said(record)
    for body in ("one", "two"):
        now, then = back.at(day)[body], record.at(day)[body]
        assert sorted(now.persons) == sorted(then.persons)
    assert {m.id: m.vote for _, m in back.facts.put} == {m.id: m.vote for _, m in record.facts.put}


@settings(max_examples=60, deadline=None)
@given(lives())
def test_dates_are_as_popolo_writes_them_and_hold_ours(record: Record) -> None:
    for m in said(record)["memberships"]:
        for key in ("start_date", "end_date"):
            if key in m:
                assert re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", m[key])
                ours = parse_date(m.get(f"formateur_{key}", m[key]))
                theirs = parse_date(m[key])
                assert theirs.first is not None
                assert ours.first is not None
                assert theirs.last is not None
                assert ours.last is not None
                assert theirs.first <= ours.first <= ours.last <= theirs.last


def test_unknown_counts_are_left_out_and_never_zero() -> None:
    house = Organization(id="h", name="H", classification="assembly", size=9)
    motion = Motion(id="m", title="m", votes=(VoteEvent(yes=4, groups={"h": GroupVotes(no=0)}),))
    event = Event(id="e", date=None, kind="decision", title="e", body="h", motions=(motion,))
    record = Record("x", Facts(organizations=(house,), events=(event,)))
    (vote,) = to_popolo(record)["vote_events"]
    assert vote["counts"] == [
        {"option": "yes", "value": 4},
        {"option": "no", "value": 0, "group_id": "h"},
    ]
    assert "start_date" not in vote
    assert left_out(record) == {"sizes and seats of bodies": 1}


def test_a_proposed_body_stays_proposed_and_an_ended_decision_ended() -> None:
    record = load("petrograd-1917").record
    assert record is not None
    back = from_popolo(json.loads(json.dumps(to_popolo(record))))
    proposed = {o.id for o in record.facts.organizations if o.proposed}
    assert "peoples-council-420" in proposed
    assert {o.id for o in back.facts.organizations if o.proposed} == proposed
    for day in ("1917-11-04 OS", "1917-11-17"):
        assert not proposed & set(back.at(day).bodies)
        assert [d.motion.id for d in back.in_force(day)] == [
            d.motion.id for d in record.in_force(day)
        ]
    for own in ("binds", "elected_by", "answers_to", "parent", "within", "majority", "basis"):
        assert {o.id: getattr(o, own) for o in back.facts.organizations} == {
            o.id: getattr(o, own) for o in record.facts.organizations
        }
    assert {m.id: (m.by, m.question, m.answer) for _, m in back.facts.put} == {
        m.id: (m.by, m.question, m.answer) for _, m in record.facts.put
    }


def test_a_key_of_ours_that_holds_nonsense_is_told_with_its_place() -> None:
    house = {"id": "h", "name": "H", "formateur_proposed": "perhaps"}
    with pytest.raises(CaseError) as caught:
        from_popolo({"organizations": [house]}, "x.json")
    (fault,) = caught.value.faults
    assert fault.startswith("x.json: organizations.0.formateur_proposed: ")


# A roll call as a legislature publishes it: who voted how, and no sums.
ROLL_CALL: dict[str, Any] = {
    "persons": [{"id": p, "name": p.upper()} for p in "abcdef"],
    "organizations": [
        {"id": "h", "name": "House", "classification": "legislature"},
        {"id": "red", "name": "Red", "classification": "party"},
        {"id": "blue", "name": "Blue", "classification": "party"},
        {"id": "whole", "name": "Everybody", "classification": "party"},
    ],
    "memberships": [
        {"person_id": "a", "organization_id": "h", "on_behalf_of_id": "red"},
        {"person_id": "b", "organization_id": "red"},
        {"person_id": "c", "organization_id": "red", "end_date": "2020-05-01"},
        {"person_id": "c", "organization_id": "blue", "start_date": "2020-05-01"},
        {"person_id": "d", "organization_id": "blue", "end_date": "2020-05-01"},
        {"person_id": "f", "organization_id": "whole"},
        {"person_id": "f", "organization_id": "red"},
    ],
    "motions": [
        {"id": "m", "organization_id": "h", "text": "Budget", "date": "2020-05-01"},
    ],
    "vote_events": [
        {
            "id": "v",
            "motion_id": "m",
            "organization_id": "h",
            "start_date": "2020-05-01",
            "votes": [
                {"voter_id": "a", "option": "yes"},
                {"voter_id": "b", "option": "yes", "group_id": "red"},
                {"voter_id": "c", "option": "no"},
                {"voter_id": "d", "option": "abstain"},
                {"voter_id": "e", "option": "no"},
                {"voter_id": "f", "option": "no"},
            ],
        }
    ],
}


def roll_call(**more: Any) -> VoteEvent:
    data = json.loads(json.dumps(ROLL_CALL))
    data["vote_events"][0] |= more
    (vote,) = from_popolo(data).find("m").votes
    assert isinstance(vote, VoteEvent)
    return vote


def test_votes_of_members_are_summed_by_the_group_of_the_day() -> None:
    # c has gone over on this very day, d leaves on it; e has no group, f has two.
    assert roll_call().groups == {
        "red": GroupVotes(yes=2, no=0, abstain=0),
        "blue": GroupVotes(yes=0, no=1, abstain=1),
    }
    assert roll_call().says() == "2-3-1"


def test_sums_of_groups_that_the_file_gives_are_kept() -> None:
    given = [{"option": "yes", "value": 7, "group_id": "red"}]
    assert roll_call(counts=given).groups["red"] == GroupVotes(yes=7)


def test_a_list_of_votes_short_of_the_totals_is_not_summed() -> None:
    assert roll_call(counts=[{"option": "yes", "value": 2}]).groups
    short = roll_call(counts=[{"option": "yes", "value": 3}])
    assert (short.groups, short.yes, short.no, short.roll_call) == ({}, 3, None, False)


def test_who_is_listed_as_absent_is_counted_and_others_are_unknown() -> None:
    listed = [*ROLL_CALL["vote_events"][0]["votes"][:3], {"voter_id": "d", "option": "absent"}]
    assert roll_call(votes=listed).groups["blue"] == GroupVotes(yes=0, no=1, abstain=0, absent=1)
    more = [{"option": "absent", "value": 9}]
    assert roll_call(votes=listed, counts=more).groups["blue"].absent is None


def test_open_data_of_a_legislature_give_discipline() -> None:
    found = discipline(from_popolo(ROLL_CALL))
    assert found["red"].measures["rice"].value == 1
    data = json.loads(json.dumps(ROLL_CALL))
    data["vote_events"][0]["votes"][0]["option"] = "no"
    assert discipline(from_popolo(data))["red"].measures["rice"].value == 0
    # The sums are written out, and read back as they were.
    assert (
        discipline(from_popolo(to_popolo(from_popolo(data)))).rows()
        == discipline(from_popolo(data)).rows()
    )
