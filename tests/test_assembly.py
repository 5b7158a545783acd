"""Parties, assemblies and governments: what they hold, what they refuse, how they print."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

import brute_force
from formateur.assembly import Assembly, Body, Faction, Government, Party, Person
from formateur.errors import FormateurError
from formateur.rules import AllOf, Division, Quota, Residual, Share, Weights, majority
from formateur.testing import assemblies

TOY = Assembly.from_seats({"red": 40, "blue": 35, "green": 25}, name="toy")
HALF = Assembly(
    "congress",
    (Party("bolsheviks", 62), Party("sr", None), Party("mensheviks", None), Party("one", 1)),
    residual=(Residual(("sr", "mensheviks"), 38, note="split not sourced"),),
)
quick = settings(max_examples=60, deadline=None)


# -- seats and votes ---------------------------------------------------------------------------


@quick
@given(assemblies(max_parties=5, max_seats=6, unknown=True))
def test_a_coalition_holds_what_it_can_hold_under_some_split(assembly: Assembly) -> None:
    known = {p: n for p, n in assembly.seats.items() if n is not None}
    for coalition in brute_force.subsets(assembly.ids):
        totals = {
            sum((known | split)[p] for p in coalition)
            for split in brute_force.splits(assembly.residual)
        }
        assert assembly.seats_of(coalition) == (min(totals), max(totals))
        assert assembly.votes_of(coalition) == (min(totals), max(totals))


@quick
@given(assemblies(max_parties=5, max_seats=6, unknown=True))
def test_a_coalition_wins_when_it_wins_under_every_split(assembly: Assembly) -> None:
    for coalition in brute_force.subsets(assembly.ids):
        verdicts = {
            brute_force.wins(assembly, coalition, split)
            for split in brute_force.splits(assembly.residual)
        }
        assert assembly.wins(coalition) is (verdicts.pop() if len(verdicts) == 1 else None)


def test_whoever_wins_62_of_101_needs_no_knowledge_of_the_other_39() -> None:
    assert HALF.size == 101
    assert HALF.quota == 51
    assert HALF.wins(["bolsheviks"]) is True
    assert HALF.wins(["sr", "mensheviks", "one"]) is False
    assert HALF.seats_of(["sr", "one"]) == (1, 39)
    assert HALF.seats["sr"] is None
    assert "<td>unknown" in HALF._repr_html_()


def test_members_who_take_no_seat_count_for_the_size_and_not_for_the_vote() -> None:
    commons = Assembly("x", (Party("con", 6), Party("lab", 5), Party("sf", 7, votes=0)))
    assert commons.size == 18
    assert commons.votes.total == 11
    assert commons.quota == 6
    assert commons.wins(["con"])
    assert commons.seats_of(["con", "sf"]) == (13, 13)
    assert commons.votes_of(["con", "sf"]) == (6, 6)
    assert commons.remarks == ("x: without a vote: sf",)
    assert repr(commons.party("sf")) == "<Party sf: 7 seats, 0 votes>"
    assert commons.rows()[2] == {"party": "sf", "name": "", "seats": 7, "votes": 0}
    assert commons.to_frame().shape == (3, 4)


def test_a_low_quota_lets_two_disjoint_coalitions_win_and_it_is_said() -> None:
    low = Assembly.from_seats({"a": 5, "b": 5}, quota=5, name="low")
    assert low.remarks == (
        "low: quota 5 is at most half of 10: two disjoint coalitions can both win",
    )


# -- rules of an assembly ----------------------------------------------------------------------


def test_the_ordinary_rule_is_a_majority_of_members_and_so_is_the_investiture() -> None:
    assert TOY.quota == 51
    assert TOY.investiture.kind == "positive"
    assert TOY.investiture.rule is TOY.rule
    assert repr(TOY) == "<Assembly 'toy': 3 parties, 100 seats, quota 51>"
    assert "toy: more than half of all 100 votes (51)" in TOY._repr_html_()


def test_the_quota_is_the_fewest_votes_that_win() -> None:
    assert Assembly("x", TOY.parties, quota=Fraction(101, 2)).quota == 51
    assert Assembly("x", TOY.parties, rule=Share(TOY.votes, Fraction(2, 3))).quota == 67
    again = replace(Assembly("x", TOY.parties, quota=Fraction(101, 2)), name="y")
    assert again.quota == 51


def test_a_body_without_one_quota_prints_its_rule() -> None:
    heads = TOY.weights("one")
    tree = Assembly("x", TOY.parties, rule=AllOf((Quota(TOY.votes, 51), Quota(heads, 2))))
    assert tree.quota is None
    assert repr(tree) == (
        "<Assembly 'x': 3 parties, 100 seats, "
        "at least 51 of 100 votes and at least 2 of 3 members>"
    )


def test_weights_are_looked_up_by_name() -> None:
    states = Assembly(
        "union", (Party("a", 1, weights=(("people", 9),)), Party("b", 1, weights=(("people", 4),)))
    )
    assert states.weights("people").total == 13
    assert states.weights("votes") == states.votes
    assert states.weights("one").total == 2


def test_a_committee_that_binds_its_deputies_is_put_into_the_rule() -> None:
    committee = Body(
        "committee",
        21,
        "Central Committee",
        members=(Person("ann"), Person("bo")),
        binds="bolsheviks",
    )
    bound = replace(HALF, blocs=(committee,)).bound_rule()
    names = [*committee.seats.players]
    assert names[:3] == ["ann", "bo", "committee-3"]
    assert committee.quota == 11
    assert bound.wins(names[:11])
    assert not bound.wins(names[:10])
    assert repr(committee) == "<Body committee: 21 members, binds bolsheviks>"
    assert HALF.bound_rule() is HALF.rule


def test_values_keep_the_order_they_were_given_in() -> None:
    assert TOY.ids == ("red", "blue", "green")
    assert TOY.ordered({"green", "red"}) == ("red", "green")
    assert list(TOY.seats) == ["red", "blue", "green"]
    assert Party("spd", 3, short="SPD").label == "SPD"
    assert Party("spd", 3).label == "spd"
    assert repr(Party("x", None)) == "<Party x: unknown seats>"
    assert Faction("wing").seats is None


# -- governments -------------------------------------------------------------------------------


def test_a_government_says_how_the_assembly_votes_on_it() -> None:
    lofven = Government(("s", "mp"), support=("v",), tolerates=("c", "l"), formateur="s")
    assert lofven.division == Division.of(["s", "mp", "v"], abstain=["c", "l"])
    assert repr(lofven) == "<Government s+mp, supported by v, tolerated by c+l>"
    assert [(r["party"], r["role"]) for r in lofven.rows()] == [
        ("s", "cabinet"),
        ("mp", "cabinet"),
        ("v", "support"),
        ("c", "tolerates"),
        ("l", "tolerates"),
    ]


# -- bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Party("", 3), "a party has an empty id"),
        (lambda: Party("red", 2.5), "party 'red' has 2.5 seats; use whole numbers"),
        (lambda: Party("red", True), "party 'red' has True seats; use whole numbers"),
        (lambda: Party("red", -1), "party 'red' has -1 seats; seats are 0 or more"),
        (
            lambda: Party("red", 3, votes=-1),
            "party 'red' has -1 votes; votes are 0 or more",
        ),
        (lambda: Body("c", 0), "body 'c' has 0 members; bodies have 1 or more"),
        (
            lambda: Body("c", 1, members=(Person("a"), Person("b"))),
            "body 'c' names 2 members; its size is 1",
        ),
        (
            lambda: (
                Body(
                    "c",
                    2,
                    rule=AllOf((majority(Weights.of({"a": 1})), Quota(Weights.of({"b": 1}), 1))),
                ).quota
            ),
            "body 'c' does not decide by one quota",
        ),
        (lambda: Assembly("x", ()), "x: an assembly has at least one party"),
        (
            lambda: Assembly("x", (Party("a", 1), Party("a", 2))),
            "x: two parties share the id 'a'",
        ),
        (lambda: Assembly.from_seats({"a": 0}, name="x"), "x: no party has a vote"),
        (
            lambda: Assembly.from_seats({"a": 3}, quota=4, name="x"),
            "x: quota 4 is outside 1..3",
        ),
        (
            lambda: Assembly.from_seats({"a": 3}, quota=0, name="x"),
            "x: quota 0 is outside 1..3",
        ),
        (
            lambda: replace(TOY, rule=Quota(TOY.votes, 60)),
            "toy: quota 51 is given, yet the rule has quota 60; give one of the two",
        ),
        (
            lambda: replace(TOY, rule=AllOf((TOY.rule, TOY.rule))),
            "toy: quota 51 is given, yet the rule is no single quota; give one of the two",
        ),
        (
            lambda: Assembly("x", (Party("a", None), Party("b", 2))),
            "votes of 'a' is unknown; an unknown weight stands in exactly one residual group",
        ),
        (
            lambda: replace(HALF, blocs=(Body("c", 3, binds="kadets"),)),
            "no party 'kadets'; there are bolsheviks, sr, mensheviks, one.",
        ),
        (lambda: TOY.weights("people"), "toy: no weight 'people' for red, blue, green"),
        (
            lambda: TOY.party("gren"),
            "no party 'gren'; there are red, blue, green. Did you mean 'green'?",
        ),
        (lambda: TOY.wins(["brown"]), "no party 'brown'; there are red, blue, green."),
        (lambda: TOY.seats_of(["brown"]), "no party 'brown'; there are red, blue, green."),
        (
            lambda: Assembly.from_seats({"a": 1}, kind="sideways"),
            "no kind of investiture 'sideways'; there are positive, negative, plurality, none.",
        ),
        (lambda: Government(()), "a government has at least one party in the cabinet"),
        (
            lambda: Government(("s",), tolerates=("s",)),
            "'s' stands twice in one government",
        ),
    ],
)
def test_a_bad_value_is_refused_in_one_sentence(make, sentence: str) -> None:
    with pytest.raises(FormateurError) as refused:
        make()
    assert str(refused.value) == sentence


def test_a_rule_over_players_who_are_no_parties_is_refused() -> None:
    strangers = Weights.of({"red": 3, "blau": 2})
    with pytest.raises(
        FormateurError, match=r"no party 'blau'; there are red, blue\. Did you mean"
    ):
        Assembly("x", (Party("red", 3), Party("blue", 2)), rule=Quota(strangers, 3))
