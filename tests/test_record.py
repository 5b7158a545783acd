"""The record: days rebuilt from events, against a plain walk through them; faults; choices."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formateur.cases import parse_case
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
    VoteEvent,
    parse_date,
)
from formateur.record.calendars import date_of
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
    """Events that may happen in this order: who is out comes in, who is in leaves, seats move."""
    inside = {"ann", "bo", "cy"}
    seats = {"red": 6, "blue": 3, "": 1}
    gone: list[tuple[str, str]] = []
    events: list[Event] = []
    day = FIRST
    for k in range(draw(st.integers(0, 12))):
        day += draw(st.integers(0, 2))
        date, name = date_of(day), f"e{k}"
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
        assert e.date.first is not None
        if e.date.first > day:
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


@settings(max_examples=100, deadline=None)
@given(histories(), st.integers(0, 12), st.integers(0, 12))
def test_what_differs_between_days_adds_up(events: list[Event], a: int, b: int) -> None:
    record, (start, end) = a_record(*events), sorted((a, b))
    rows = record.between(date_of(FIRST + start), date_of(FIRST + end))
    later = record.at(date_of(FIRST + end))
    rebuilt = {(r["body"], r["what"]): r["after"] for r in rows}
    assert rebuilt.get(("house", "size"), record.at(date_of(FIRST + start))["house"].size) == (
        later["house"].size
    )
    if not record.since(date_of(FIRST + start), date_of(FIRST + end)):
        assert rows == []


@settings(max_examples=100, deadline=None)
@given(histories())
def test_json_lines_give_the_same_record_back(events: list[Event]) -> None:
    record = a_record(*events)
    assert read_lines(lines_of(record)).facts == record.facts


@settings(max_examples=60, deadline=None)
@given(histories(), st.integers(-1, 26))
def test_popolo_gives_the_same_members_back(events: list[Event], after: int) -> None:
    record = a_record(*events)
    back = from_popolo(json.loads(json.dumps(to_popolo(record))))
    day = date_of(FIRST + after)
    assert sorted(back.at(day)["committee"].persons) == sorted(record.at(day)["committee"].persons)
    posts = [sorted(r.at(day)["committee"].posts.items()) for r in (back, record)]
    assert posts[0] == posts[1]


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
        "day 30 is in neither calendar: February 1917 has 28 days",
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


def test_seats_nobody_holds_cannot_be_taken() -> None:
    moved = Change(organization="house", loses="blue", gains="red", number=4)
    with pytest.raises(RecordError, match="takes 4 seats from 'blue', which holds 3"):
        a_record(act("e1", "1917-11-04", changes=(moved,)))
    filled = Change(organization="house", gains="red", number=2)
    with pytest.raises(RecordError, match="fills 1 seats more than are vacant"):
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
    with pytest.raises(FormateurError, match="no value of m1 '3'"):
        record.choose("m1", "3")


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
