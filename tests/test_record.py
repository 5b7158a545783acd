"""The record: days rebuilt from events, against a plain walk through them; faults; choices."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formateur.cases import load, parse_case
from formateur.cases.strict import parse
from formateur.errors import CaseError, FormateurError
from formateur.record import (
    Change,
    Entry,
    Event,
    Exit,
    Facts,
    Member,
    Motion,
    Organization,
    Person,
    Record,
    RecordError,
    Revocation,
    Value,
    Variant,
    VoteEvent,
    parse_date,
)
from formateur.record.calendars import between, date_of
from formateur.record.facts import KINDS
from formateur.record.popolo import from_popolo, to_popolo
from formateur.record.reading import lines_of, read_lines

PEOPLE = ("ann", "bo", "cy", "di")
GROUPS = ("red", "blue")
FIRST = parse_date("1917-11-01").first or 0


def a_record(*events: Event, **fields: Any) -> Record:
    """A committee of four, of which three are named, and a house of ten seats."""
    committee = Organization(
        id="committee",
        name="Committee",
        classification="party-organ",
        size=4,
        exits="smaller",
        binds=("red",),
        members=(Member(person="ann", post="chair"), Member(person="bo"), Member(person="cy")),
    )
    house = Organization(
        id="house",
        name="House",
        classification="assembly",
        size=10,
        seats={"red": 6, "blue": 3},
    )
    groups = tuple(
        Organization(
            id=g, name=g, classification="party", members=tuple(Member(person=p) for p in who)
        )
        for g, who in (("red", ("ann", "bo", "cy")), ("blue", ()))
    )
    facts = Facts(
        persons=tuple(Person(id=p, name=p.title()) for p in PEOPLE),
        organizations=(*groups, committee, house),
        events=events,
        **fields,
    )
    return Record("toy", facts)


def act(id_: str, day: str, kind: str = "statement", **effects: Any) -> Event:
    return Event(id=id_, date=parse_date(day), kind=kind, title=id_, **effects)


def leaves(person: str, body: str = "committee", post: str = "") -> dict[str, Any]:
    return {"leaves": (Exit(persons=(person,), organization=body, post=post),)}


# -- laws -----------------------------------------------------------------------------------------


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Events that may happen in this order: who is out comes in, who is in leaves, seats move.

    Some have several possible days, none of which lies behind a day of the event that follows.
    """
    inside = {"ann", "bo", "cy"}
    seats = {"red": 6, "blue": 3, "": 1}
    gone: list[tuple[str, str]] = []
    events: list[Event] = []
    day = FIRST
    for k in range(draw(st.integers(0, 12))):
        first = day + draw(st.integers(0, 2))
        day = first + draw(st.sampled_from([0, 0, 0, 1, 3]))
        date = date_of(day) if first == day else between(date_of(first), date_of(day))
        name = f"e{k}"
        kind = draw(st.sampled_from(["enter", "leave", "move", "size", "back"]))
        outside = [p for p in PEOPLE if p not in inside]
        if kind == "enter" and outside:
            who = draw(st.sampled_from(outside))
            inside.add(who)
            gone = [g for g in gone if g[1] != who]
            made = {"enters": (Entry(persons=(who,), organization="committee"),)}
        elif kind == "leave" and inside:
            who = draw(st.sampled_from(sorted(inside)))
            inside.discard(who)
            gone.append((name, who))
            made = leaves(who)
        elif kind == "back" and gone:
            event, who = draw(st.sampled_from(gone))
            gone = [g for g in gone if g[1] != who]
            inside.add(who)
            made = {"revokes": (Revocation(event=event, persons=(who,)),)}
        elif kind == "move":
            loses = draw(st.sampled_from([g for g in seats if seats[g] > 0]))
            gains = draw(st.sampled_from([g for g in seats if g != loses]))
            seats[loses] -= 1
            seats[gains] += 1
            made = {"changes": (Change(organization="house", loses=loses, gains=gains),)}
        else:
            grown = draw(st.integers(0, 3))
            seats[""] += grown
            made = {"changes": (Change(organization="house", size=sum(seats.values())),)}
        events.append(Event(id=name, date=date, kind="statement", title=name, **made))
    return events


def walked(events: list[Event], day: int) -> dict[str, Any]:  # noqa: C901 - one plain walk
    """The state by walking through the events, written apart from the ledger."""
    inside, size, chair = ["ann", "bo", "cy"], 4, "ann"
    seats, total = {"red": 6, "blue": 3}, 10
    left: dict[tuple[str, str], bool] = {}
    for e in events:
        assert e.date is not None
        assert e.date.last is not None
        if e.date.last > day:
            break
        for entry in e.enters:
            inside += entry.persons
            size += len(entry.persons)
        for gone in e.leaves:
            for p in gone.persons:
                inside.remove(p)
                size -= 1
                left[e.id, p] = p == chair
                chair = "" if p == chair else chair
        for back in e.revokes:
            for p in back.persons:
                inside.append(p)
                size += 1
                chair = p if left[back.event, p] else chair
        for c in e.changes:
            if c.loses:
                seats[c.loses] -= c.number
            if c.gains:
                seats[c.gains] += c.number
            total = total if c.size is None else c.size
    return {
        "inside": sorted(inside),
        "size": size,
        "chair": chair,
        "seats": seats,
        "vacant": total - sum(seats.values()),
    }


@settings(max_examples=300, deadline=None)
@given(histories(), st.integers(-1, 26))
def test_a_day_is_what_walking_through_the_events_gives(events: list[Event], after: int) -> None:
    state = a_record(*events).at(date_of(FIRST + after))
    committee, house = state["committee"], state["house"]
    assert walked(events, FIRST + after) == {
        "inside": sorted(committee.persons),
        "size": committee.size,
        "chair": "".join(committee.posts.get("chair", ())),
        "seats": dict(house.seats),
        "vacant": house.vacant,
    }
    assert committee.majority == (committee.size or 0) // 2 + 1
    assert house.filled == sum(n for n in house.seats.values() if n is not None)
    # Leaving the committee leaves the party as it was.
    assert {m.person for m in state.memberships if m.organization == "red"} == {"ann", "bo", "cy"}


Changes = dict[tuple[str, str], tuple[Any, Any]]


def changed(record: Record, start: int, end: int) -> Changes:
    """What differs between two days, by body and thing: before and after."""
    rows = record.between(date_of(FIRST + start), date_of(FIRST + end))
    return {(r["body"], r["what"]): (r["before"], r["after"]) for r in rows}


@settings(max_examples=200, deadline=None)
@given(histories(), st.lists(st.integers(-1, 40), min_size=3, max_size=3).map(sorted))
def test_changes_to_a_day_and_from_it_are_the_changes_over_it(
    events: list[Event], days: list[int]
) -> None:
    record, (a, b, c) = a_record(*events), days
    first, then = changed(record, a, b), changed(record, b, c)
    both = {
        key: (first.get(key, then.get(key))[0], then.get(key, first.get(key))[1])  # type: ignore[index]
        for key in (*first, *then)
    }
    assert {k: v for k, v in both.items() if v[0] != v[1]} == changed(record, a, c)


@settings(max_examples=100, deadline=None)
@given(histories(), st.integers(0, 40), st.integers(0, 40))
def test_nothing_differs_where_nothing_happened(events: list[Event], a: int, b: int) -> None:
    record, (start, end) = a_record(*events), sorted((a, b))
    # From the first day of an event on it may have happened, by the last it has.
    ends = {day for e in events if e.date is not None for day in (e.date.first, e.date.last)}
    if not any(FIRST + start < (day or 0) <= FIRST + end for day in ends):
        assert changed(record, start, end) == {}


@settings(max_examples=100, deadline=None)
@given(histories())
def test_the_day_before_all_events_is_the_opening(events: list[Event]) -> None:
    day = date_of(FIRST - 1)
    now, opening = a_record(*events).at(day), a_record().at(day)
    assert now.rows() == opening.rows()
    assert [b.rows() for b in now.bodies.values()] == [b.rows() for b in opening.bodies.values()]


@settings(max_examples=150, deadline=None)
@given(histories(), st.integers(-1, 40))
def test_an_unsettled_event_lies_within_the_bounds_of_the_size(
    events: list[Event], after: int
) -> None:
    record, day = a_record(*events), FIRST + after
    committee = record.at(date_of(day))["committee"]
    loose = [
        e.id
        for e in events
        if e.date is not None
        and (e.enters or e.leaves or e.revokes)
        and (e.date.first or 0) <= day < (e.date.last or 0)
    ]
    assert list(committee.unsettled) == loose
    bounds = [committee.size, *(record.after(e, "committee").size for e in loose)]
    assert (committee.least, committee.most) == (
        min(n for n in bounds if n is not None),
        max(n for n in bounds if n is not None),
    )


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Plain values with every id, also where it is a key, under another name."""
    if isinstance(value, dict):
        return {names.get(k, k): renamed(v, names) for k, v in value.items()}
    if isinstance(value, list):
        return [renamed(v, names) for v in value]
    return names.get(value, value) if isinstance(value, str) else value


@settings(max_examples=100, deadline=None)
@given(histories(), st.integers(-1, 40))
def test_other_names_give_the_same_day_under_other_names(events: list[Event], after: int) -> None:
    record, day = a_record(*events), date_of(FIRST + after)
    ids = [*PEOPLE, *GROUPS, "committee", "house", *(e.id for e in events)]
    names = {i: f"other-{k}" for k, i in enumerate(reversed(ids))}
    other = read_lines(json.dumps(renamed(json.loads(line), names)) for line in lines_of(record))
    for body in ("committee", "house"):
        here, there = record.at(day)[body], other.at(day)[names[body]]
        assert there.persons == tuple(names[p] for p in here.persons)
        assert there.seats == {names[g]: n for g, n in here.seats.items()}
        assert (there.size, there.vacant, there.majority) == (
            *(here.size, here.vacant, here.majority),
        )
        assert there.unsettled == tuple(names[e] for e in here.unsettled)


@settings(max_examples=100, deadline=None)
@given(histories())
def test_json_lines_give_the_same_record_back(events: list[Event]) -> None:
    record = a_record(*events)
    back = read_lines(lines_of(record))
    assert (back.id, back.facts) == (record.id, record.facts)
    assert list(lines_of(back)) == list(lines_of(record))


@pytest.mark.parametrize("case", ["petrograd-1917", "house-of-commons-2017"])
def test_json_lines_give_a_whole_case_back(case: str) -> None:
    record = load(case).record
    assert record is not None
    back = read_lines(lines_of(record))
    assert (back.id, back.title, back.facts) == (record.id, record.title, record.facts)
    assert back.sources == record.sources
    # Dates are kept as their sources print them.
    printed = [[str(e.date) for e in r.facts.events] for r in (back, record)]
    assert printed[0] == printed[1]


@settings(max_examples=60, deadline=None)
@given(histories(), st.integers(-1, 40))
def test_popolo_gives_the_same_members_back(events: list[Event], after: int) -> None:
    record = a_record(*events)
    back = from_popolo(json.loads(json.dumps(to_popolo(record))))
    day = date_of(FIRST + after)
    assert sorted(back.at(day)["committee"].persons) == sorted(record.at(day)["committee"].persons)
    posts = [sorted(r.at(day)["committee"].posts.items()) for r in (back, record)]
    assert posts[0] == posts[1]


@st.composite
def resolutions(draw: st.DrawFn) -> list[Event]:
    """Motions in a row; some treat earlier ones, some end by themselves, some days are open."""
    day, events = FIRST, []
    for k in range(draw(st.integers(0, 8))):
        first = day + draw(st.integers(0, 3))
        day = first + draw(st.sampled_from([0, 0, 2]))
        earlier = [f"m{i}" for i in range(k)]
        treats = draw(st.sampled_from(["", "", "replaces", "rescinds", "amends", "confirms"]))
        motion = Motion(
            id=f"m{k}",
            title="m",
            result=draw(st.sampled_from(["adopted", "adopted", "rejected"])),
            question=draw(st.sampled_from(["talks", "peace"])),
            until=date_of(day + draw(st.integers(0, 9))) if draw(st.booleans()) else None,
            **({treats: (draw(st.sampled_from(earlier)),)} if treats and earlier else {}),  # type: ignore[arg-type]
        )
        date = date_of(day) if first == day else between(date_of(first), date_of(day))
        body = draw(st.sampled_from(["house", "committee"]))
        events.append(
            Event(id=f"e{k}", date=date, kind="decision", title="e", body=body, motions=(motion,))
        )
    return events


def stands(events: list[Event], motion: Motion, event: Event, day: int) -> bool:
    """Whether a motion is in force on a day, by looking at every other motion."""

    def past(e: Event) -> bool:
        return e.date is not None and e.date.last is not None and e.date.last <= day

    ended = any(
        past(e) and m.result == "adopted" and motion.id in (*m.replaces, *m.rescinds)
        for e in events
        for m in e.motions
    )
    over = motion.until is not None and motion.until.last is not None and motion.until.last < day
    return motion.result == "adopted" and past(event) and not ended and not over


@settings(max_examples=300, deadline=None)
@given(resolutions(), st.integers(-1, 50))
def test_in_force_is_what_was_adopted_and_neither_ended_nor_expired(
    events: list[Event], after: int
) -> None:
    record, day = a_record(*events), date_of(FIRST + after)
    found = record.in_force(day)
    expected = {m.id for e in events for m in e.motions if stands(events, m, e, FIRST + after)}
    assert {d.motion.id for d in found} == expected
    assert found == [d for d in record.decisions(day) if d.status == "in force"]
    for body, question in (("house", ""), ("", "talks"), ("committee", "peace")):
        assert record.in_force(day, body=body, question=question) == [
            d for d in found if body in ("", d.body) and question in ("", d.motion.question)
        ]


# -- what days say -------------------------------------------------------------------------------


def test_a_state_is_that_of_the_end_of_its_day() -> None:
    record = a_record(act("e1", "1917-11-04 OS", "resignation", **leaves("bo")))
    sizes = [record.at(d)["committee"].size for d in ("1917-11-03 OS", "1917-11-04 OS")]
    assert sizes == [4, 3]
    assert record.at("1917-11-17")["committee"].size == 3  # the same day in the other calendar


def test_an_office_is_left_without_leaving_the_body() -> None:
    scribe = Entry(persons=("bo",), organization="committee", post="scribe")
    record = a_record(
        act("e1", "1917-11-04", enters=(scribe,)),
        act("e2", "1917-11-05", **leaves("bo", post="scribe")),
    )
    before, after = record.at("1917-11-04")["committee"], record.at("1917-11-05")["committee"]
    assert before.posts == {"chair": ("ann",), "scribe": ("bo",)}
    assert after.posts == {"chair": ("ann",)}
    assert (before.size, after.size, after.persons) == (4, 4, ("ann", "bo", "cy"))


def test_an_event_of_uncertain_date_leaves_a_range() -> None:
    record = a_record(act("e1", "1917-11-04/1917-11-08", "resignation", **leaves("bo")))
    during = record.at("1917-11-06")["committee"]
    assert (during.size, during.least, during.most) == (4, 3, 4)
    assert during.unsettled == ("e1",)
    after = record.at("1917-11-08")["committee"]
    assert (after.size, after.unsettled) == (3, ())


def test_a_state_is_of_one_day() -> None:
    with pytest.raises(FormateurError, match="more than one day"):
        a_record().at("1917-11")


def test_a_day_gives_an_assembly_that_decides() -> None:
    moved = Change(organization="house", loses="red", gains="blue", number=2)
    record = a_record(act("e1", "1917-11-04", changes=(moved,)))
    assert record.assembly("house", "1917-11-03").wins(["red"]) is True
    assert record.assembly("house", "1917-11-04").wins(["red"]) is False
    # Ten seats of which one is vacant: six of ten are a majority of members.
    assert record.assembly("house", "1917-11-04").quota == 6


def test_decisions_in_force_follow_the_chain() -> None:
    first = Motion(
        id="m1", title="one", question="talks", answer="go on", result="adopted", body="house"
    )
    second = Motion(
        id="m2",
        title="two",
        question="talks",
        answer="stop",
        result="adopted",
        replaces=("m1",),
        body="house",
    )
    third = Motion(id="m3", title="three", result="rejected", rescinds=("m2",))
    record = a_record(
        act("e1", "1917-11-01", "decision", motions=(first,)),
        act("e2", "1917-11-03", "decision", motions=(second, third)),
    )
    in_force = [[d.motion.id for d in record.in_force(d)] for d in ("1917-11-02", "1917-11-03")]
    assert in_force == [["m1"], ["m2"]]
    assert [m.id for _, m, _ in record.chain("m3")] == ["m1", "m2", "m3"]


def test_a_decision_that_was_ended_stays_ended() -> None:
    def put(number: int, **earlier: Any) -> Event:
        motion = Motion(id=f"m{number}", title="m", result="adopted", **earlier)
        return act(f"e{number}", f"1917-11-0{number}", "decision", motions=(motion,))

    record = a_record(
        put(1),
        put(2, amends=("m1",)),
        put(3, rescinds=("m1",)),
        put(4, rescinds=("m3",)),
        put(5, confirms=("m2",)),
    )

    def held(day: int) -> list[str]:
        return [d.motion.id for d in record.in_force(f"1917-11-0{day}")]

    assert [held(day) for day in range(1, 6)] == [
        ["m1"],
        ["m1", "m2"],
        ["m2", "m3"],
        ["m2", "m4"],
        ["m2", "m4", "m5"],
    ]
    assert [n for n, _, _ in record.chain("m1")] == [
        *("", "amends m1", "rescinds m1", "rescinds m3", "confirms m2"),
    ]


def test_days_are_given_as_text_as_dates_or_as_python_has_them() -> None:
    record = a_record(act("e1", "1917-11-04 OS", **leaves("bo")))
    days = ("1917-11-17", "1917-11-04 OS", parse_date("1917-11-17"), date(1917, 11, 17))
    assert [record.at(d)["committee"].size for d in days] == [3, 3, 3, 3]
    assert record.between(date(1917, 11, 16), "1917-11-17") != []
    assert record.rows()[0]["iso"] == "1917-11-17"


def test_a_member_bound_by_two_bodies_sees_the_conflict() -> None:
    party = Motion(id="m1", title="one", question="talks", answer="stop", result="adopted")
    house = Motion(id="m2", title="two", question="talks", answer="go on", result="adopted")
    record = a_record(
        act("e1", "1917-11-01", "decision", body="committee", motions=(party,)),
        act("e2", "1917-11-02", "decision", body="house", motions=(house,)),
        act("e3", "1917-11-02", enters=(Entry(persons=("ann",), organization="house"),)),
        act("e4", "1917-11-03", "dissent", by=("ann",), about=("m1",)),
    )
    duties = {d.body: d for d in record.duties("Ann", "1917-11-03")}
    assert duties["committee"].against == ("m2",)
    assert duties["house"].against == ("m1",)
    assert duties["committee"].registered == ("e4",)


def test_supposing_marks_the_record_and_leaves_the_old_one() -> None:
    record = a_record()
    what_if = record.suppose(act("x", "1917-11-04", "resignation", **leaves("bo")))
    assert (record.supposed, what_if.supposed) == ((), ("x",))
    assert what_if.at("1917-11-04").hypothetical == ("x",)
    assert record.at("1917-11-04")["committee"].size == 4
    assert what_if.rows()[0]["hypothetical"] is True


# -- bad input: one line each, with the file's line -----------------------------------------------

FILE = """\
id: toy
title: Toy
body: House
parties: [{id: red, seats: 6}, {id: blue, seats: 3}]
sources: {S: {title: Made up for a test}}
record:
  persons: [{id: ann, name: Ann}, {id: bo, name: Bo}]
  organizations:
    - {id: red, name: Red, classification: party}
    - id: committee
      name: Committee
      classification: party-organ
      size: 2
      exits: smaller
      members: [{person: ann}]
  events:
"""

BAD = {
    "a resignation by a non-member": (
        "    - {id: e1, date: 1917-11-04, kind: resignation, title: x, "
        "leaves: [{persons: bo, organization: committee}]}\n",
        "toy.yaml:17: record.events.0: e1: 'bo' is no member of 'committee' and cannot leave it",
    ),
    "a resignation twice": (
        "    - {id: e1, date: 1917-11-04, kind: resignation, title: x, "
        "leaves: [{persons: ann, organization: committee}]}\n"
        "    - {id: e2, date: 1917-11-05, kind: resignation, title: x, "
        "leaves: [{persons: ann, organization: committee}]}\n",
        "toy.yaml:18: record.events.1: e2: 'ann' leaves 'committee' twice; the first time by 'e1'",
    ),
    "a resignation before joining": (
        "    - {id: e1, date: 1917-11-04, kind: resignation, title: x, "
        "leaves: [{persons: bo, organization: committee}]}\n"
        "    - {id: e2, date: 1917-11-05, kind: election, title: x, "
        "enters: [{persons: bo, organization: committee}]}\n",
        "toy.yaml:17: record.events.0: e1: 'bo' leaves 'committee' before joining it by 'e2'",
    ),
    "30 February": (
        "    - {id: e1, date: 1917-02-30, kind: statement, title: x}\n",
        "toy.yaml:17: record.events.0.date: '1917-02-30' is not a date: "
        "day 30 is in neither calendar: February 1917 has 28 days (event 'e1')",
    ),
    "a day of the other calendar": (
        "    - {id: e1, date: 1900-02-29, kind: statement, title: x}\n",
        "toy.yaml:17: record.events.0.date: '1900-02-29' is not a date: 29 February 1900 exists "
        "in the Julian calendar only (February 1900 OS has 29 days)",
    ),
    "more votes than members": (
        "    - {id: e1, date: 1917-11-04, kind: decision, title: x, body: committee, "
        "motions: [{id: m1, title: m, votes: [{yes: 2, no: 1}]}]}\n",
        "toy.yaml:17: record.events.0.motions.0: m1: 3 votes in 'committee', which has 2 members",
    ),
    "more votes than members in one of two counts, with its source": (
        "    - {id: e1, date: 1917-11-04, kind: decision, title: x, body: committee, "
        "motions: [{id: m1, title: m, votes: [{yes: 2, no: 0, chosen: true}, "
        "{yes: 2, no: 1, source: S}]}]}\n",
        "toy.yaml:17: record.events.0.motions.0: m1: 3 votes by S in 'committee', which has "
        "2 members (event 'e1')",
    ),
    "a reconsideration of something later": (
        "    - {id: e1, date: 1917-11-04, kind: decision, title: x, motions: [{id: m1, "
        "title: m, replaces: m2}]}\n"
        "    - {id: e2, date: 1917-11-05, kind: decision, title: x, motions: [{id: m2, "
        "title: m}]}\n",
        "toy.yaml:17: record.events.0.motions.0: m1: replaces 'm2', which is put later "
        "(1917-11-05)",
    ),
    "a cycle of replacements": (
        "    - {id: e1, date: 1917-11-04, kind: decision, title: x, motions: "
        "[{id: m1, title: m, replaces: m2}, {id: m2, title: m, replaces: m1}]}\n",
        "toy.yaml:17: record.events.0.motions.0: m1: replacements go round in a circle: "
        "m1 → m2 → m1",
    ),
    "an unknown source": (
        "    - {id: e1, date: 1917-11-04, kind: statement, title: x, source: SS}\n",
        "toy.yaml:17: record.events.0.source: no source 'SS'; there are S. Did you mean 'S'?",
    ),
    "two values chosen": (
        "    - {id: e1, date: 1917-11-04, kind: statement, title: x}\n"
        "  variants:\n"
        "    - {id: x1, question: q, values: [{value: a, chosen: true}, {value: b, "
        "chosen: true}]}\n",
        "toy.yaml:19: record.variants.0: x1: two values are chosen; choose one",
    ),
    "two counts chosen": (
        "    - {id: e1, date: 1917-11-04, kind: decision, title: x, motions: [{id: m1, title: m, "
        "votes: [{yes: 1, chosen: true}, {yes: 2, chosen: true}]}]}\n",
        "toy.yaml:17: record.events.0.motions.0: m1: two counts are chosen; choose one",
    ),
    "an id that stands twice": (
        "    - {id: ann, date: 1917-11-04, kind: statement, title: x}\n",
        "toy.yaml:17: record.events.0.id: two facts share the id 'ann'",
    ),
    "somebody unknown": (
        "    - {id: e1, date: 1917-11-04, kind: statement, title: x, by: anne}\n",
        "toy.yaml:17: record.events.0.by: no person or organization 'anne'; there are ann, bo, "
        "red, committee. Did you mean 'ann'?",
    ),
    "a person where a body stands": (
        "    - {id: e1, date: 1917-11-04, kind: statement, title: x, body: ann}\n",
        "toy.yaml:17: record.events.0.body: 'ann' is a person, not an organization",
    ),
    "an unknown key": (
        "    - {id: e1, date: 1917-11-04, kind: statement, title: x, bdy: committee}\n",
        "Did you mean 'body'?",
    ),
    "an unknown act": (
        "    - {id: e1, date: 1917-11-04, kind: resignaton, title: x}\n",
        "Did you mean 'resignation'?",
    ),
}


@pytest.mark.parametrize(("events", "says"), BAD.values(), ids=BAD)
def test_bad_records_are_told_file_line_event_and_reason(events: str, says: str) -> None:
    with pytest.raises(CaseError) as caught:
        parse_case(FILE + events, "toy.yaml")
    (fault,) = caught.value.faults
    file, line, _, rest = fault.split(":", 3)
    assert says in f"{file}:{line}:{rest}"


@pytest.mark.parametrize(("events", "says"), BAD.values(), ids=BAD)
def test_bad_lines_are_told_file_line_event_and_reason(events: str, says: str) -> None:
    value = parse(FILE + events, "toy.yaml").value
    lines = ['{"type": "source", "id": "S", "title": "Made up for a test"}']
    for kind, name in KINDS.items():
        lines += [json.dumps({"type": kind, **fact}) for fact in value["record"].get(name, [])]
    with pytest.raises(CaseError) as caught:
        read_lines(lines, "toy.jsonl")
    (fault,) = caught.value.faults
    file, line, rest = fault.split(":", 2)
    place = re.search(r"record\.(events|variants)\.([0-9]+)", says)
    # The five facts and the source before the events come first; the variant comes last.
    if place is not None:
        number = len(lines) if place[1] == "variants" else 6 + int(place[2])
        assert (file, line) == ("toy.jsonl", str(number))
        said = re.split(r"record\.[a-z.0-9]*[a-z0-9]: ", says, maxsplit=1)[1]
    else:
        assert (file, line) == ("toy.jsonl", "6")
        said = says
    assert said in rest


def test_a_fault_without_a_line_of_its_own_is_still_one_line() -> None:
    with pytest.raises(CaseError) as caught:
        read_lines(['{"type": "record", "id": "x", "assembly": "hous"}'], "x.jsonl")
    (fault,) = caught.value.faults
    assert fault.startswith("x.jsonl:1: ")
    assert "'hous'" in fault


def test_what_a_record_or_a_source_cannot_hold_is_told() -> None:
    lines = [
        '{"type": "record", "id": "x", "titel": "X"}',
        '{"type": "source", "id": "S", "title": "One"}',
        '{"type": "source", "id": "S", "title": "Two"}',
        '{"type": "source", "id": "T", "title": "Three", "ulr": "x"}',
        '{"type": "record", "id": "y"}',
        '["no", "mapping"]',
    ]
    with pytest.raises(CaseError) as caught:
        read_lines(lines, "x.jsonl")
    told = [fault.split(";")[0] for fault in caught.value.faults]
    assert told == [
        "x.jsonl:1: record: unknown key 'titel'",
        "x.jsonl:3: source 'S' stands twice",
        "x.jsonl:4: source: unknown key 'ulr'",
        "x.jsonl:5: record: stands twice",
        'x.jsonl:6: a line is a mapping with a type, like {"type": "person", …}',
    ]


def test_the_first_fifty_faults_of_a_file_are_told() -> None:
    with pytest.raises(CaseError) as caught:
        read_lines(["{}"] * 200, "x.jsonl")
    assert len(caught.value.faults) == 51
    assert caught.value.faults[-1] == "x.jsonl: and perhaps more; reading stops at 50 faults"
    lone = (f'{{"type": "document", "id": "d{k}", "event": "e"}}' for k in range(200))
    with pytest.raises(CaseError) as caught:
        read_lines(lone, "x.jsonl")
    assert len(caught.value.faults) == 51


def test_reading_tells_how_far_it_is() -> None:
    lines = [f'{{"type": "person", "id": "p{k}", "name": "P"}}' for k in range(5000)]
    told: list[float] = []
    read_lines(lines, size=sum(map(len, lines)), progress=told.append)
    assert told == sorted(told)
    assert len(told) == 6
    assert 0 < told[0] < told[-1] < 1


def test_a_list_is_no_case_however_long_and_broken() -> None:
    with pytest.raises(CaseError) as caught:
        parse_case("- a\n" * 1000 + "}", "x.yaml")
    assert caught.value.faults == (
        "x.yaml:1:1: a case is a mapping of keys (id: ..., title: ...)",
    )


def test_a_long_way_of_replacements_is_no_circle() -> None:
    """Each motion replaces the one before, and the file has the last one first."""
    days = [date_of(FIRST + k) for k in range(3000)]
    events = [
        Event(
            id=f"e{k}",
            date=day,
            kind="decision",
            title="e",
            motions=(
                Motion(
                    id=f"m{k}",
                    title="m",
                    result="adopted",
                    replaces=(f"m{k - 1}",) if k else (),
                ),
            ),
        )
        for k, day in enumerate(days)
    ]
    record = a_record(*reversed(events))
    assert [d.motion.id for d in record.in_force(days[2000])] == ["m2000"]
    assert len(record.chain("m0")) == 3000


def test_all_faults_of_a_record_come_in_one_run() -> None:
    two = BAD["a resignation by a non-member"][0] + BAD["more votes than members"][0].replace(
        "e1", "e2"
    )
    with pytest.raises(CaseError) as caught:
        parse_case(FILE + two, "toy.yaml")
    assert len(caught.value.faults) == 2


def test_faults_of_json_lines_name_their_line() -> None:
    lines = [
        '{"type": "person", "id": "a", "name": "A"}',
        '{"type": "persn", "id": "b"}',
        "{not json}",
        '{"type": "event", "id": "e", "date": "1917-02-30", "kind": "statement", "title": "x"}',
    ]
    with pytest.raises(CaseError) as caught:
        read_lines(lines, "x.jsonl")
    places = [f.split(" ")[0] for f in caught.value.faults]
    assert places == ["x.jsonl:2:", "x.jsonl:3:", "x.jsonl:4:"]
    assert "Did you mean 'person'?" in caught.value.faults[0]


def test_an_exit_is_taken_back_once_and_only_by_who_is_still_out() -> None:
    out = act("e1", "1917-11-04", "resignation", **leaves("bo"))
    back = (Revocation(event="e1", persons=("bo",)),)
    again = Entry(persons=("bo",), organization="committee")
    with pytest.raises(RecordError, match="'e1' has no exit of 'bo' to take back"):
        a_record(out, act("e2", "1917-11-05", revokes=back), act("e3", "1917-11-06", revokes=back))
    with pytest.raises(RecordError, match="'e1' has no exit of 'ann' to take back"):
        a_record(out, act("e2", "1917-11-05", revokes=(replace(back[0], persons=("ann",)),)))
    with pytest.raises(RecordError, match="'bo' is back in 'committee' before 'e3'"):
        a_record(
            out, act("e2", "1917-11-05", enters=(again,)), act("e3", "1917-11-06", revokes=back)
        )


def test_members_stand_in_the_order_in_which_they_came_whoever_leaves_later() -> None:
    record = a_record(act("e1", "1917-11-04", "resignation", **leaves("bo")))
    assert record.at("1917-11-03")["committee"].persons == ("ann", "bo", "cy")


def test_seats_nobody_holds_cannot_be_taken() -> None:
    moved = Change(organization="house", loses="blue", gains="red", number=4)
    with pytest.raises(RecordError, match="takes 4 seats from 'blue', which holds 3"):
        a_record(act("e1", "1917-11-04", changes=(moved,)))
    filled = Change(organization="house", gains="red", number=2)
    with pytest.raises(RecordError, match="fills one more seat than are vacant"):
        a_record(act("e1", "1917-11-04", changes=(filled,)))


# -- what sources differ on -----------------------------------------------------------------------


def test_a_count_is_chosen_by_its_source_and_the_choice_is_kept() -> None:
    counts = (VoteEvent(yes=5, no=2, note="a"), VoteEvent(yes=2, no=5, note="b", chosen=True))
    motion = Motion(id="m1", title="m", result="rejected", votes=counts)
    record = a_record(act("e1", "1917-11-01", "decision", motions=(motion,)))
    assert record.find("m1").vote.note == "b"
    chosen = record.choose("m1", "1")
    assert chosen.find("M1").vote.note == "a"
    assert chosen.choices == (("m1", "1"),)
    assert record.find("m1").vote.note == "b"
    with pytest.raises(FormateurError, match="m1: two values are chosen, '1' and '2'; choose one"):
        chosen.choose("M1", "2")
    with pytest.raises(FormateurError, match="no value of m1 '3'"):
        record.choose("m1", "3")


def test_choosing_changes_what_it_names_and_nothing_else() -> None:
    size = Variant(
        id="x1",
        question="How many?",
        about="committee",
        values=(
            Value(value="four"),
            Value(value="five", sets={"size": 5}),
        ),
    )
    counts = (VoteEvent(yes=5, no=2), VoteEvent(yes=2, no=5))
    put = act("e1", "1917-11-01", "decision", motions=(Motion(id="m1", title="m", votes=counts),))
    record = a_record(put, variants=(size,))
    chosen = record.choose("x1", "2")
    assert (record.choices, chosen.choices) == ((), (("x1", "2"),))
    assert chosen.choose("m1", "1").choices == (("x1", "2"), ("m1", "1"))
    assert record.at("1917-11-02")["committee"].size == 4
    assert chosen.at("1917-11-02")["committee"].size == 5
    differ = {i for i, fact in chosen.facts.index.items() if fact != record.facts.index[i]}
    assert differ == {"x1", "committee"}


def test_contradictions_name_the_facts_involved() -> None:
    counts = (VoteEvent(yes=5, no=2, present=6), VoteEvent(yes=2, no=5))
    record = a_record(
        act("e1", "1917-11-01", "decision", motions=(Motion(id="m1", title="m", votes=counts),)),
        act("e2", "1917-10-01", after=("e1",)),
    )
    found = {c.kind: c.facts for c in record.contradictions()}
    assert found == {"sum": ("m1",), "counts differ": ("m1",), "order": ("e2", "e1")}


FINDERS: dict[str, Callable[[Record], Any]] = {
    "by id": lambda r: r.named("ann").id,
    "by name": lambda r: r.named("Ann").id,
    "by a printed form": lambda r: r.named("Miss A.").id,
}


@pytest.mark.parametrize("find", FINDERS.values(), ids=FINDERS)
def test_a_person_is_found_by_any_form_of_the_name(find: Callable[[Record], str]) -> None:
    from formateur.record import Name

    record = a_record()
    ann = replace(record.find("ann"), names=(Name(name="Miss A."),))
    others = tuple(p for p in record.facts.persons if p.id != "ann")
    assert find(replace(record, facts=replace(record.facts, persons=(ann, *others)))) == "ann"
