"""The Hague, November 2023 to July 2024: which cabinet the terms of each day allowed.

The tables are those of docs/handbook/an-agreement-along-these-lines.md.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from formateur import cases
from formateur.agreement.model import Demand, demands_of, demands_of_terms
from formateur.agreement.portfolios import gamson
from formateur.agreement.solve import Agreement, agree
from formateur.elections.apportion import SEAT_METHODS
from formateur.errors import FormateurError
from formateur.record import Proposal, Record, parse_date
from formateur.report import form

pytest.importorskip("highspy", reason="agreements need highspy (the extra optimise)")

PAGE = Path(__file__).parents[2] / "docs/handbook/an-agreement-along-these-lines.md"
CASE = cases.load("tweede-kamer-2023")
assert CASE.record is not None
RECORD: Record = CASE.record
FOUR = ("pvv", "vvd", "nsc", "bbb")
LAST = "2024-05-28"
ROW = re.compile(r"^\| (\d{4}-\d\d-\d\d) \| (.*) \|$", re.MULTILINE)
# Letters of the table: conflicts by the demands in them, whatever version of them stands.
LETTERS = {
    "O": [{"vvd-outside"}],
    "P": [{"pvv-premier", "vvd-no-wilders"}],
    "N": [{"nsc-note"}, {"nsc-leaves"}, {"nsc-minority"}],
    "L": [{"pvv-premier", "leaders-stay"}],
    "V": [{"vvd-inside"}],
}


def rows() -> list[list[str]]:
    """The table of the handbook: day, demands, the four, fewest, and two other cabinets."""
    text = PAGE.read_text(encoding="utf-8")
    return [[day, *rest.split(" | ")] for day, rest in ROW.findall(text)]


def table(day: str, record: Record = RECORD) -> tuple[Demand, ...]:
    """Demands on the table by a day, as the command agree takes them."""
    own = {p.id for p in record.facts.proposals}
    stated = demands_of_terms(CASE.terms, parse_date(day))
    return (*demands_of(record.proposals(day)), *(d for d in stated if d.id not in own))


def answer(day: str, *government: str, record: Record = RECORD) -> Agreement:
    return agree(
        table(day, record),
        assembly=CASE.assembly,
        government=government,
        posts=15,
        persons=PARTY,
        limit=20 if government else 3,
    )


PARTY = {
    m.person: m.organization
    for m in RECORD.ledger.memberships
    if m.organization in CASE.assembly.ids
}


@cache
def the_four(day: str) -> Agreement:
    return answer(day, *FOUR)


def told(found: Agreement) -> str:
    """An answer as the table prints it: ``yes``, or ``no`` with a letter for each conflict."""
    if found.possible:
        return "yes"
    sets = [{d.proposal or d.id for d in c} for c in found.conflicts]
    letters = [k for k, held in LETTERS.items() for s in sets if s in held]
    assert len(letters) == len(sets), sets
    return "no: " + ", ".join(sorted(letters))


def test_the_table_of_the_handbook_has_the_days_spoken_of() -> None:
    assert [row[0] for row in rows()] == [
        *("2023-11-24", "2023-12-31", "2024-01-10", "2024-02-14"),
        *("2024-03-12", "2024-03-14", "2024-05-16", "2024-05-28"),
    ]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_each_line_of_the_handbooks_table_is_what_the_record_gives(row: list[str]) -> None:
    day = row[0]
    found = the_four(day)
    assert found.complete
    fewest = min((len(c.gives_up) for c in found.concessions), default=0)
    winners = told(answer(day, "pvv", "nsc", "bbb"))
    minority = told(answer(day, "pvv", "vvd", "bbb"))
    assert [day, str(len(found.demands)), told(found), str(fewest), winners, minority] == row


@pytest.mark.parametrize("day", [row[0] for row in rows()])
def test_some_government_meets_the_terms_of_every_day(day: str) -> None:
    """Parties that stated few terms are free: this says that none stands against it, no more."""
    assert answer(day).possible


def test_one_that_nobody_proposed_breaks_no_term_of_14_february() -> None:
    deals = agree(
        table("2024-02-14"), assembly=CASE.assembly, posts=12, persons=PARTY, limit=40
    ).deals
    assert (("gl-pvda",), ("nsc",), ("vvd", "pvv")) in [
        (d.cabinet, d.support, d.tolerates) for d in deals
    ]


def asked_again(demand: Demand, later: tuple[Demand, ...]) -> bool:
    """Whether who asserts a demand asserts the same thing later, in whatever set of terms."""
    one = demand.condition
    return any(
        set(demand.by) <= set(d.by)
        and (one.kind, one.parties, one.persons, one.text, one.programme)
        == (d.condition.kind, d.condition.parties, d.condition.persons, d.condition.text,
            d.condition.programme)
        for d in later
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "given_up"),
    [
        ("2023-11-24", {"vvd-outside.1"}),
        ("2023-12-31", {"vvd-outside.1", "pvv-premier.1"}),
        ("2024-01-10", {"vvd-outside.1", "pvv-premier.1", "nsc-note.1"}),
        ("2024-02-14", {"pvv-premier.1", "nsc-minority.1"}),
        ("2024-03-12", {"pvv-premier.1"}),
    ],
)
def test_what_was_given_up_is_one_of_the_cheapest_concessions(
    day: str, given_up: set[str]
) -> None:
    """Of the demands that collide, those no longer made when the cabinet's head was named."""
    found = the_four(day)
    later = table(LAST)
    colliding = {d.id: d for c in found.conflicts for d in c}
    gone = {k for k, d in colliding.items() if not asked_again(d, later)}
    assert gone == given_up
    ways = [{d.id for d in c.gives_up} for c in found.concessions]
    assert gone in ways
    assert len(gone) == min(len(way) for way in ways)


@pytest.mark.parametrize(
    ("demand", "day"),
    [("vvd-outside", "2024-02-14"), ("nsc-minority", "2024-03-12"), ("pvv-premier", "2024-03-13")],
)
def test_each_demand_that_was_given_up_stands_to_the_day_before(demand: str, day: str) -> None:
    end = parse_date(day).last
    assert end is not None
    before = f"{day[:-2]}{int(day[-2:]) - 1:02}"
    assert demand in {p.id for p in RECORD.proposals(before)}
    assert demand not in {p.id for p in RECORD.proposals(day)}


# -- where sources differ -------------------------------------------------------------------------


def test_a_demand_that_is_told_and_denied_counts_only_when_chosen() -> None:
    """March 2024: what people around NSC and VVD told of the premiership, and who denied it."""
    day = "2024-03-12"

    def colliding(record: Record) -> list[set[str]]:
        return [{d.id for d in c} for c in answer(day, *FOUR, record=record).conflicts]

    told_of = {"pvv-premier.1", "premier-demand.1"}
    assert told_of not in colliding(RECORD)
    assert colliding(RECORD.choose("x-premier", "n-0314")) == colliding(RECORD)
    for source, by in (("nh-0313", ("nsc", "vvd")), ("revu-0314", ("nsc",))):
        chosen = RECORD.choose("x-premier", source)
        assert told_of in colliding(chosen)
        assert chosen.find("premier-demand").by == by


def test_words_of_unnamed_people_are_on_no_table_unless_chosen() -> None:
    assert "nsc-no-wilders" not in {p.id for p in RECORD.proposals("2024-02-14")}
    chosen = answer("2024-02-14", *FOUR, record=RECORD.choose("x-minority", "nh-0207"))
    assert {"pvv-premier.1", "nsc-no-wilders.1"} in [{d.id for d in c} for c in chosen.conflicts]


def test_joint_list_and_the_pvv_go_together_only_by_one_late_interview() -> None:
    day = "2023-12-31"
    with_pvv = ("gl-pvda", "pvv", "bbb")
    assert not answer(day, *with_pvv).possible
    softer = answer(day, *with_pvv, record=RECORD.choose("x-glpvda", "nrc-1212"))
    assert softer.possible
    assert len(softer.deals[0].first) == 3


# -- what formed ----------------------------------------------------------------------------------


def test_ministers_and_state_secretaries_by_party_are_as_published() -> None:
    """parlement.com, 13 June 2024 (pl-posten): 15 ministers of parties, 28 posts with the rest."""
    cabinet = RECORD.find("cabinet-schoof")
    ministers = [m for m in cabinet.members if not m.post.startswith("state secretary")]
    count = {q: sum(m.on_behalf_of == q for m in ministers) for q in FOUR}
    assert count == {"pvv": 5, "vvd": 4, "nsc": 4, "bbb": 2}
    assert [m.person for m in ministers if m.on_behalf_of == "no-party"] == ["schoof"]
    assert dict(cabinet.seats) == {"pvv": 9, "vvd": 7, "nsc": 7, "bbb": 5, "no-party": 1}
    assert cabinet.size == sum(cabinet.seats.values()) == 29
    assert len(cabinet.members) == 26  # three state secretaries are not named in what was read


def test_the_posts_agreed_on_are_the_posts_held() -> None:
    held: dict[str, set[str]] = {q: set() for q in FOUR}
    for m in RECORD.find("cabinet-schoof").members:
        if m.on_behalf_of in held and not m.post.startswith("state secretary"):
            held[m.on_behalf_of].add(m.post)
    found = agree(
        table("2024-07-02"),
        assembly=CASE.assembly,
        government=FOUR,
        posts=sorted(set().union(*held.values())),
        persons=PARTY,
    )
    (deal,) = found.deals
    assert {q: {j for j, p in deal.named if p == q} for q in FOUR} == held
    assert dict(deal.posts) == {"nsc": 4, "bbb": 2, "vvd": 4, "pvv": 5}
    assert (deal.premier, set(deal.persons)) == ("schoof", {"schoof", "faber"})


@pytest.mark.parametrize(
    ("posts", "had", "by_rule"),
    [
        (15, {"nsc": 4, "bbb": 2, "vvd": 4, "pvv": 5}, {"nsc": 4, "bbb": 1, "vvd": 4, "pvv": 6}),
        (28, {"nsc": 7, "bbb": 5, "vvd": 7, "pvv": 9}, {"nsc": 6, "bbb": 2, "vvd": 8, "pvv": 12}),
    ],
)
def test_no_seat_method_gives_the_posts_that_the_parties_had(
    posts: int, had: dict[str, int], by_rule: dict[str, int]
) -> None:
    seats = {q: CASE.assembly.seats[q] for q in ("nsc", "bbb", "vvd", "pvv")}
    shared: dict[str, dict[str, int]] = {}
    for method in SEAT_METHODS:
        try:
            shared[method] = dict(gamson(seats, posts, seat_method=method).counts)
        except FormateurError:
            continue
    assert shared["sainte_lague"] == by_rule
    assert had not in shared.values()
    assert sum(had.values()) == posts


def test_the_record_changes_nothing_in_what_form_says() -> None:
    assert form(CASE, minority=True, top=1).place == 123


# -- the record -----------------------------------------------------------------------------------


def test_every_fact_has_a_source_and_none_rests_on_memory() -> None:
    facts = [f for _, f in RECORD.facts.walk()]
    assert [f.id for f in facts if not f.source and f not in RECORD.facts.variants] == []
    assert [f.id for f in facts if f.source and RECORD.quality(f) in ("", "M")] == []
    assert all(v.source for x in RECORD.facts.variants for v in x.values)
    assert RECORD.contradictions() == []


def test_every_condition_names_a_source_of_its_own() -> None:
    bare = [p.id for p in RECORD.facts.proposals if any(not c.source for c in p.conditions)]
    assert bare == []


def test_points_agreed_on_are_programme_points_of_the_four() -> None:
    points = {p.id: p for p in RECORD.facts.points}

    def agreed(terms: str) -> tuple[str, ...]:
        proposal = RECORD.find(terms)
        assert isinstance(proposal, Proposal)
        return proposal.conditions[0].programme

    assert (*agreed("baseline"), *agreed("outline-agreement")) == tuple(points)
    assert (len(agreed("baseline")), len(agreed("outline-agreement"))) == (7, 19)
    for point in points.values():
        (position,) = point.positions
        assert (position.by, position.stance) == (FOUR, "for")


def test_versions_of_terms_follow_each_other_in_time() -> None:
    for proposal in RECORD.facts.proposals:
        if proposal.replaces:
            earlier = RECORD.find(proposal.replaces)
            assert earlier.date.last < proposal.date.first, proposal.id
            assert set(earlier.by) <= set(proposal.by), proposal.id
