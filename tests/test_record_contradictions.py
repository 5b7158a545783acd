"""What does not fit together in a record is listed, with the facts involved, and is no fault."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from formateur.cases import load, parse_case
from formateur.cli import main
from formateur.errors import CaseError, FormateurError
from formateur.record import Contradiction, Record

HEAD = """\
id: toy
title: Toy
body: House
parties: [{id: red, seats: 6}, {id: blue, seats: 3}]
sources: {S: {title: Made up for a test}, T: {title: Another}}
record:
  persons: [{id: ann, name: Ann}, {id: bo, name: Bo}, {id: cy, name: Cy}]
"""
BODIES = """\
  organizations:
    - {id: red, name: Red, classification: party}
    - {id: house, name: House, classification: assembly, size: 9, seats: {red: 6}}
    - id: committee
      name: Committee
      classification: party-organ
      size: 2
      founded: 1917-01-01
      dissolved: 1918-01-01
      members: [{person: ann}, {person: bo}]
  events:
"""


def record(events: str, bodies: str = BODIES) -> Record:
    found = parse_case(HEAD + bodies + events, "toy.yaml").record
    assert found is not None
    return found


def decision(motions: str, date: str = "1917-11-04", id_: str = "e1", more: str = "") -> str:
    return (
        f"    - {{id: {id_}, date: {date}, kind: decision, title: x, body: committee{more}, "
        f"motions: [{motions}]}}\n"
    )


def vote(votes: str) -> str:
    return decision(f"{{id: m1, title: m, votes: [{votes}]}}")


FOUND: dict[str, tuple[str, Contradiction]] = {
    "more who voted or were absent than there are": (
        vote("{yes: 1, no: 0, absent: 2}"),
        Contradiction(
            "sum", "m1: 3 voted or were absent in 'committee', which has 2 members", ("m1",)
        ),
    ),
    "a unanimous vote with somebody against": (
        vote("{unanimous: true, no: 1}"),
        Contradiction("sum", "m1: unanimous, yet 1 against", ("m1",)),
    ),
    "extra votes that do not lead from one count to the next": (
        vote('{yes: 2, no: 0, first: {"yes": 1, "no": 1}, extra: [ann]}'),
        Contradiction(
            "sum",
            "m1: 2 votes in the first count and 1 cast after it are not the 2 of the second",
            ("m1",),
        ),
    ),
    "more persons named than votes counted": (
        vote('{yes: 1, no: 0, persons: {ann: "yes", bo: "yes"}}'),
        Contradiction("sum", "m1: 2 persons are named as yes, the total is 1", ("m1",)),
    ),
    "more persons named for an option than votes counted": (
        vote("{options: {north: 1, south: 1}, persons: {ann: north, bo: north}}"),
        Contradiction("sum", "m1: 2 persons are named as north, the total is 1", ("m1",)),
    ),
    "two answers at once": (
        decision("{id: m1, title: m, question: talks, answer: go on, result: adopted}")
        + decision(
            "{id: m2, title: m, question: talks, answer: stop, result: adopted}",
            "1917-11-06",
            "e2",
        ),
        Contradiction(
            "in force",
            "committee on talks: m1 (go on) and m2 (stop) are in force at once; "
            "does one replace the other?",
            ("m1", "m2"),
        ),
    ),
    "a decision before its body exists": (
        decision("{id: m1, title: m}", "1916-12-31"),
        Contradiction(
            "existence",
            "m1 is put in committee on 1916-12-31, before it exists (1917-01-01)",
            ("m1", "committee"),
        ),
    ),
    "a decision after its body has ended": (
        decision("{id: m1, title: m}", "1918-01-02"),
        Contradiction(
            "existence",
            "m1 is put in committee on 1918-01-02, after its end (1918-01-01)",
            ("m1", "committee"),
        ),
    ),
    "a decision that ends before it is put": (
        decision("{id: m1, title: m, until: 1917-11-03}"),
        Contradiction(
            "order", "m1 holds until 1917-11-03, before it is put (1917-11-04)", ("m1", "e1")
        ),
    ),
    "a deadline before the act that sets it": (
        decision("{id: m1, title: m}", more=", deadline: 1917-11-03"),
        Contradiction("order", "e1 (1917-11-04) sets a deadline before it (1917-11-03)", ("e1",)),
    ),
    "a date that fits in the other calendar": (
        decision("{id: m1, title: m}", "1917-11-02 OS", more=", dated: [{date: 1917-11-02}]"),
        Contradiction(
            "date",
            "e1:  prints 20 October / 2 November 1917 (Friday), the record has "
            "2/15 November 1917 (Thursday); read as OS it fits",
            ("e1",),
        ),
    ),
    "one who dies and stays elsewhere": (
        "    - {id: e0, date: 1917-11-01, kind: election, title: x, "
        "enters: [{persons: ann, organization: red}]}\n"
        "    - {id: e1, date: 1917-11-04, kind: death, title: x, "
        "leaves: [{persons: ann, organization: committee, how: died}]}\n",
        Contradiction("departure", "ann dies by e1 and stays in red", ("e1", "ann")),
    ),
    "one who leaves where groups hold the seats": (
        "    - {id: e0, date: 1917-11-01, kind: election, title: x, "
        "enters: [{persons: ann, organization: house}]}\n"
        "    - {id: e1, date: 1917-11-04, kind: resignation, title: x, "
        "leaves: [{persons: ann, organization: house}]}\n",
        Contradiction(
            "departure",
            "e1: ann leaves house, where groups hold the seats, and no seat moves",
            ("e1", "house"),
        ),
    ),
    "a value chosen that the fact does not have": (
        decision("{id: m1, title: m}") + "  variants:\n"
        "    - {id: x1, question: q, about: committee, values: [{value: three, sets: {size: 3}, "
        "chosen: true}]}\n",
        Contradiction(
            "chosen",
            "x1: 'three' is chosen, yet committee is otherwise in size",
            ("x1", "committee"),
        ),
    ),
}


@pytest.mark.parametrize(("events", "says"), FOUND.values(), ids=FOUND)
def test_what_does_not_fit_is_listed_with_its_facts(events: str, says: Contradiction) -> None:
    assert says in record(events).contradictions()


GOOD = {
    "a decision that replaces another": decision(
        "{id: m1, title: m, question: talks, answer: go on, result: adopted}"
    )
    + decision(
        "{id: m2, title: m, question: talks, answer: stop, result: adopted, replaces: m1}",
        "1917-11-06",
        "e2",
    ),
    "one that changes what it amends": decision(
        "{id: m1, title: m, question: talks, answer: go on, result: adopted}, "
        "{id: m2, title: m, question: talks, answer: go on with care, result: adopted, amends: m1}"
    ),
    "a casting vote that leads to the second count": vote(
        '{yes: 2, no: 0, first: {"yes": 1, "no": 0}, extra: [ann]}'
    ),
    "a value chosen that the fact has": decision("{id: m1, title: m}") + "  variants:\n"
    "    - {id: x1, question: q, about: committee, values: [{value: two, sets: {size: 2}, "
    "chosen: true}]}\n",
    "a seat given up with its holder": "    - {id: e0, date: 1917-11-01, kind: election, "
    "title: x, enters: [{persons: ann, organization: house}]}\n"
    "    - {id: e1, date: 1917-11-04, kind: resignation, title: x, "
    "leaves: [{persons: ann, organization: house}], "
    "changes: [{organization: house, loses: red, persons: ann}]}\n",
}


@pytest.mark.parametrize("events", GOOD.values(), ids=GOOD)
def test_what_fits_is_not_listed(events: str) -> None:
    assert record(events).contradictions() == []


def test_a_source_without_weekdays_is_seen_to_mix_calendars() -> None:
    printed = ", dated: [{{date: {}, source: S}}]"
    events = "".join(
        decision(f"{{id: m{k}, title: m}}", day, f"e{k}", printed.format(said))
        for k, day, said in (
            (1, "1917-11-02 OS", "1917-11-02"),
            (2, "1917-11-04 OS", "1917-11-17"),
        )
    )
    mixed = [c for c in record(events).contradictions() if c.kind == "calendars"]
    says = "S: the source mixes calendars: e2 fit NS only; e1 fit OS only"
    assert mixed == [Contradiction("calendars", says, ("S",))]
    # A source that says of each date which calendar it is in mixes nothing.
    marked = events.replace("{date: 1917-11-02,", "{date: 1917-11-02 OS,")
    assert [c.kind for c in record(marked).contradictions()] == []


def test_a_body_that_ends_before_it_begins_is_listed_once() -> None:
    bodies = BODIES.replace("dissolved: 1918-01-01", "dissolved: 1916-01-01")
    found = record("    []\n", bodies).contradictions()
    says = "committee ends (1916-01-01) before it is founded (1917-01-01)"
    assert found[0] == Contradiction("existence", says, ("committee",))


def test_the_order_stated_on_a_day_decides_what_is_later() -> None:
    later = decision("{id: m2, title: m, replaces: m1}", id_="e2", more=", after: e1")
    earlier = decision("{id: m1, title: m}")
    assert record(later + earlier).chain("m1")[0][1].id == "m1"
    with pytest.raises(CaseError, match="m2: replaces 'm1', which is put later"):
        record(later.replace(", after: e1", "") + earlier)


def test_a_vacancy_at_the_start_can_be_filled() -> None:
    joins = (
        "    - {id: e1, date: 1917-11-04, kind: election, title: x, "
        "enters: [{persons: cy, organization: committee}]}\n"
    )
    with pytest.raises(CaseError, match="e1: fills one more seat than are vacant in 'committee'"):
        record(joins, BODIES.replace("size: 2", "size: 3"))
    with_one = record(joins, BODIES.replace("size: 2", "size: 3\n      vacant: 1"))
    before, after = (with_one.at(day)["committee"] for day in ("1917-11-03", "1917-11-04"))
    assert ((before.size, before.vacant, before.unnamed), (after.size, after.vacant)) == (
        (3, 1, 0),
        (3, 0),
    )
    crowded = record("    []\n", BODIES.replace("size: 2", "size: 2\n      vacant: 1"))
    says = "committee names 2 members; its size is 2 with 1 vacant"
    assert crowded.contradictions() == [Contradiction("size", says, ("committee",))]


def test_a_decision_without_a_question_binds_and_is_held_against_nothing() -> None:
    events = decision("{id: m1, title: m, result: adopted}") + decision(
        "{id: m2, title: m, question: talks, result: adopted}", "1917-11-05", "e2"
    )
    duties = record(events).duties("ann", "1917-11-05")
    assert [(d.decision.motion.id, d.question, d.against) for d in duties] == [
        ("m1", "", ()),
        ("m2", "talks", ()),
    ]


SETS = {
    "a wrong value": ("{size: many}", "x1: size: 'many' is not a whole number of 0 or more"),
    "an unknown field": ("{sise: 3}", "x1: sise: unknown key; accepted: id, source"),
    "an unknown id": ("{binds: gren}", "x1: binds: no organization 'gren'; there are red"),
}


@pytest.mark.parametrize(("sets", "says"), SETS.values(), ids=SETS)
def test_a_value_that_cannot_be_chosen_is_a_fault_with_its_line(sets: str, says: str) -> None:
    variant = (
        "  variants:\n    - id: x1\n      question: q\n      about: committee\n"
        f"      values:\n        - {{value: v, sets: {sets}}}\n"
    )
    with pytest.raises(CaseError) as caught:
        record("    []\n" + variant)
    (fault,) = caught.value.faults
    assert fault.startswith("toy.yaml:25:")
    assert says in fault


PASSAGES = {"chosen": "chosen: C", "meaning": "means: {C: committee}"}


@pytest.mark.parametrize("given", PASSAGES.values(), ids=PASSAGES)
def test_a_version_without_a_text_is_a_fault(given: str) -> None:
    document = (
        "  documents:\n    - id: d1\n      title: D\n      passages:\n"
        f"        - {{id: p1, texts: {{A: the body, B: the board}}, {given}}}\n"
    )
    with pytest.raises(CaseError) as caught:
        record("    []\n" + document)
    (fault,) = caught.value.faults
    assert fault.startswith("toy.yaml:24:")
    assert fault.endswith("p1: no version 'C'; there are A, B. (document 'd1')")


def test_a_value_that_fills_no_fact_is_a_fault() -> None:
    variant = "  variants: [{id: x1, question: q, values: [{value: v, sets: {size: 3}}]}]\n"
    with pytest.raises(CaseError, match="x1: sets fields of no fact; say in about which one"):
        record("    []\n" + variant)


def test_a_source_of_two_values_does_not_choose_between_them() -> None:
    votes = decision("{id: m1, title: m, votes: [{yes: 1, source: S}, {yes: 2, source: S}]}")
    with pytest.raises(FormateurError, match=r"m1: 'S' stands behind values 1, 2; give one"):
        record(votes).choose("m1", "S")


def test_a_word_that_is_no_weekday_is_a_fault_with_its_line() -> None:
    wrong = decision("{id: m1, title: m}", more=", dated: [{date: 1917-11-04, weekday: Thorsday}]")
    with pytest.raises(CaseError) as caught:
        record(wrong)
    (fault,) = caught.value.faults
    assert fault.startswith("toy.yaml:19:")
    assert "no weekday 'Thorsday'" in fault
    assert "Did you mean 'Thursday'?" in fault


@pytest.mark.parametrize("case", ["petrograd-1917", "house-of-commons-2017", "tweede-kamer-2023"])
def test_the_bundled_records_hold_no_contradiction_of_their_own_making(case: str) -> None:
    found = load(case).record
    assert found is not None
    ours = ("in force", "chosen", "existence", "departure", "size")
    assert [c for c in found.contradictions() if c.kind in ours] == []


def test_check_lists_each_kind_on_a_line_and_is_content() -> None:
    answer = CliRunner().invoke(
        main, ["check", "-"], input=HEAD + BODIES + FOUND["two answers at once"][0]
    )
    assert answer.exit_code == 0
    assert "in force: committee on talks: m1 (go on) and m2 (stop)" in answer.stdout


HOUSE = """\
  organizations:
    - {id: red, name: Red, classification: party}
    - id: house
      name: House
      classification: assembly
      size: 2
      seats: {red: 2}
      quorum: 3
      members: [{person: ann}, {person: bo}]
  events:
"""


def test_who_joins_a_full_house_and_a_quorum_above_its_size_are_listed() -> None:
    joins = (
        "    - {id: e1, date: 1917-11-04, kind: election, title: x, "
        "enters: [{persons: [cy], organization: house}]}\n"
    )
    quorum = Contradiction(
        "quorum", "house: a quorum of 3 in 'house', which has 2 members", ("house",)
    )
    crowded = Contradiction(
        "members", "house: 3 named members on 1917-11-04, in a body of 2", ("house", "cy")
    )
    assert record(joins, HOUSE).contradictions() == [crowded, quorum]
    leaves = (
        "    - {id: e0, date: 1917-11-04, kind: resignation, title: x, "
        "leaves: [{persons: [bo], organization: house}]}\n"
    )
    found = record(leaves + joins, HOUSE).contradictions()
    assert "members" not in {c.kind for c in found}
    assert record(joins, HOUSE.replace("quorum: 3", "quorum: 2")).contradictions() == [crowded]
    unknown = HOUSE.replace("size: 2", "size: unknown")
    assert record(joins, unknown).contradictions() == []


def test_one_member_is_not_called_members() -> None:
    one = BODIES.replace("size: 2", "size: 1").replace(", {person: bo}", "")
    with pytest.raises(CaseError, match="m1: 2 votes in 'committee', which has 1 member "):
        record(vote("{yes: 2, no: 0}"), one)


def test_events_after_each_other_are_told_as_a_circle() -> None:
    both = (
        "    - {id: e1, date: 1917-11-04, kind: statement, title: x, after: e2}\n"
        "    - {id: e2, date: 1917-11-04, kind: statement, title: x, after: e1}\n"
    )
    with pytest.raises(CaseError, match="e1: events that come after each other go round in a"):
        record(both)


def test_votes_are_too_many_only_where_the_size_of_the_day_is_certain() -> None:
    def put(date: str) -> str:
        return decision("{id: m1, title: m, votes: [{yes: 3, no: 0}]}", date, "e2")

    def grows(date: str) -> str:
        return (
            f"    - {{id: e1, date: {date}, kind: election, title: x, "
            "changes: [{organization: committee, size: 5}]}\n"
        )

    assert record(grows("1917-11-04") + put("1917-11-04"))
    assert record(grows("1917-11") + put("1917-11-10"))  # perhaps it had grown by then
    with pytest.raises(CaseError, match="m1: 3 votes in 'committee', which has 2 members"):
        record(grows("1917-12") + put("1917-11-10"))
    shrinks = grows("1917-11-04").replace("e1,", "e3,").replace("size: 5", "size: 2")
    assert record(grows("1917-11-04") + put("1917-11-04") + shrinks)
