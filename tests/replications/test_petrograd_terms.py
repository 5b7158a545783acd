"""Petrograd, November 1917: which of the terms on the table could have been met together."""

from __future__ import annotations

import pytest

from formateur import cases
from formateur.agreement.model import demands_of
from formateur.agreement.solve import Agreement, agree
from formateur.record import Record

pytest.importorskip("highspy", reason="agreements need highspy (the extra optimise)")

CASE = cases.load("petrograd-1917")
assert CASE.record is not None
RECORD: Record = CASE.record
PERSONS = {"lenin": "bolsheviks", "trotsky": "bolsheviks", "chernov": "srs"}


def met(*sets: str, record: Record = RECORD) -> Agreement:
    """Whether all of these sets of terms can be met together, with 13 posts."""
    demands = demands_of(record.find(s) for s in sets)
    return agree(demands, assembly=CASE.assembly, persons=PERSONS, posts=13, binding="all")


def collisions(found: Agreement) -> set[frozenset[str]]:
    return {frozenset(d.id for d in c) for c in found.conflicts}


def test_no_government_meets_the_opening_terms_and_those_of_the_executive_committee() -> None:
    found = met("p-dan", "p-vtsik")
    assert not found.possible
    assert found.complete
    assert collisions(found) == {
        frozenset({"p-dan.1", "p-vtsik.4"}),  # no Bolsheviks; half of the posts
        frozenset({"p-dan.1", "p-vtsik.5"}),  # no Bolsheviks; three posts
        frozenset({"p-dan.1", "p-vtsik.6"}),  # no Bolsheviks; two of them by name
        frozenset(
            {"p-dan.garrison-duma", "p-vtsik.garrison-soviets"}
        ),  # who commands the garrison
    }


def test_no_single_concession_opens_it_but_either_side_alone_could() -> None:
    found = met("p-dan", "p-vtsik")
    assert min(len(c.gives_up) for c in found.concessions) == 2
    assert {"mensheviks", "vtsik"} <= set(found.openers)


def test_each_set_of_terms_can_be_met_by_itself() -> None:
    for proposal in RECORD.facts.proposals:
        demands = demands_of([proposal])
        if demands:
            found = agree(
                demands, assembly=CASE.assembly, persons=PERSONS, posts=13, binding="all", limit=1
            )
            assert found.possible, proposal.id


def test_chernovs_cabinet_and_the_committees_terms_collide_twice() -> None:
    found = met("p-cab", "p-vtsik")
    assert collisions(found) == {
        frozenset({"p-cab.3", "p-vtsik.4"}),  # less than half; at least half
        frozenset({"p-cab.4", "p-vtsik.6"}),  # without Lenin and Trotsky; with them
    }


def test_where_a_source_leaves_the_names_out_one_concession_is_enough() -> None:
    found = met("p-cab", "p-vtsik", record=RECORD.choose("x6", "VESB"))
    assert collisions(found) == {frozenset({"p-cab.3", "p-vtsik.4"})}
    assert sorted(len(c.gives_up) for c in found.concessions) == [1, 1]


def test_the_left_srs_terms_fit_those_of_the_executive_committee() -> None:
    found = met("p-lsr", "p-vtsik")
    assert found.possible
    assert any(set(d.cabinet) == {"bolsheviks", "left-srs"} for d in found.deals) or any(
        "left-srs" in d.cabinet for d in found.deals
    )


@pytest.mark.parametrize(
    ("day", "possible"),
    [
        ("1917-10-29 OS", True),  # one party's terms: others may govern with votes from outside
        ("1917-10-31 OS", True),
        ("1917-11-03 OS", False),  # the committee's terms are on the table
        ("1917-11-06 OS", False),
    ],
)
def test_the_answer_moves_with_what_is_on_the_table(day: str, possible: bool) -> None:
    found = agree(
        demands_of(RECORD.proposals(day)),
        assembly=CASE.assembly,
        persons=PERSONS,
        posts=13,
        binding="all",
        limit=5,
    )
    assert found.possible is possible
