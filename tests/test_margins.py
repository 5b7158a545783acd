"""Margins and breaking sets: the fast way against voting each exit through, and known figures."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from formateur.assembly import Assembly, Body, Faction, Government, Party, Person
from formateur.durability.breaking import breaking, committee
from formateur.durability.margins import EXITS, after_exit, margin, seats_to_lose, survival
from formateur.errors import FormateurError
from formateur.rules import (
    AllOf,
    Investiture,
    NotOpposed,
    Quota,
    Residual,
    Rule,
    Share,
    Weights,
    majority,
)

HOUSE = Assembly.from_seats({"a": 62, "b": 39})
A = Government(("a",))


def rules_of(votes: Weights, quota: int) -> list[Rule]:
    return [
        majority(votes),
        majority(votes, of="cast"),
        Quota(votes, quota),
        Share(votes, Fraction(2, 3)),
        Share(votes, Fraction(3, 5), "cast"),
        Share(votes, Fraction(1, 2), "present", strict=True),
        NotOpposed(majority(votes)),
        NotOpposed(majority(votes, of="cast")),
        NotOpposed(Share(votes, Fraction(2, 5))),
    ]


@st.composite
def governments(draw: st.DrawFn) -> tuple[Assembly, Government]:
    n = draw(st.integers(2, 7))
    seats = draw(st.lists(st.integers(0, 12), min_size=n, max_size=n).filter(any))
    parties = tuple(Party(f"p{k}", s) for k, s in enumerate(seats))
    votes = Assembly("house", parties).votes
    rule = draw(st.sampled_from(rules_of(votes, draw(st.integers(1, sum(seats))))))
    roles = draw(
        st.lists(st.sampled_from("ccsto"), min_size=n, max_size=n).filter(lambda r: "c" in r)
    )
    pairs = list(zip(parties, roles, strict=True))
    # A house that everybody leaves decides nothing, so somebody stays outside.
    assume(any(p.seats for p, r in pairs if r == "o"))
    named = {role: tuple(p.id for p, r in pairs if r == role) for role in "csto"}
    house = Assembly("house", parties, rule=rule, investiture=Investiture("positive", rule))
    return house, Government(named["c"], named["s"], named["t"])


def by_voting(house: Assembly, made: Government, exit_: str) -> set[frozenset[str]]:
    """Minimal sets of parties after whose exit the vote fails, by trying every set."""
    side = (*made.cabinet, *made.support, *made.tolerates)
    found: list[frozenset[str]] = []
    for size in range(len(side) + 1):
        for members in map(frozenset, combinations(side, size)):
            if not any(f <= members for f in found) and not after_exit(
                house, made, members, exit_
            ):
                found.append(members)
    return set(found)


@settings(max_examples=300, deadline=None)
@given(governments(), st.sampled_from(list(EXITS)))
def test_breaking_sets_are_those_found_by_voting_every_exit_through(
    case: tuple[Assembly, Government], exit_: str
) -> None:
    house, made = case
    expected = by_voting(house, made, exit_)
    found = breaking(house, made, exit=exit_)
    if expected == {frozenset()}:
        assert (found.number, found.smallest) == (0, 0)
        assert any("no majority" in note for note in found.notes)
        return
    # Parties without seats load nothing and are in no minimal set of either way.
    assert set(map(frozenset, found.listed)) == expected
    assert found.number == len(expected)
    if expected:
        assert found.smallest == min(map(len, expected))


@settings(max_examples=200, deadline=None)
@given(governments(), st.sampled_from(list(EXITS)))
def test_seats_to_lose_is_the_first_number_at_which_the_vote_fails(
    case: tuple[Assembly, Government], exit_: str
) -> None:
    """Each seat as a party of its own; who leaves first does not matter within a side."""
    house, made = case
    parties, sides = [], {"yes": [], "abstain": []}
    for p in house.parties:
        for k in range(p.seats or 0):
            parties.append(Party(f"{p.id}.{k}", 1))
            if p.id in (*made.cabinet, *made.support):
                sides["yes"].append(parties[-1].id)
            elif p.id in made.tolerates:
                sides["abstain"].append(parties[-1].id)
    if not sides["yes"]:
        return
    single = house.rebuilt(parties)
    split = Government(tuple(sides["yes"]), tolerates=tuple(sides["abstain"]))
    fails = [
        a + b
        for a, b in product(range(len(sides["yes"]) + 1), range(len(sides["abstain"]) + 1))
        if not after_exit(single, split, [*sides["yes"][:a], *sides["abstain"][:b]], exit_)
    ]
    assert seats_to_lose(house, made, exit_) == (min(fails) if fails else None)


def test_sixty_two_of_a_hundred_and_one_break_at_12_or_at_23() -> None:
    assert [seats_to_lose(HOUSE, A, e) for e in EXITS] == [12, 12, 12, 23]
    assert margin(HOUSE, A) == 11


def test_a_quota_of_just_more_than_half_is_a_majority_of_members() -> None:
    given_quota = Assembly.from_seats({"a": 62, "b": 39}, quota=51)
    assert seats_to_lose(given_quota, A, "vacant-smaller") == 23
    fixed = Assembly.from_seats({"a": 62, "b": 39}, quota=55)
    assert seats_to_lose(fixed, A, "vacant-smaller") == 8


def test_of_votes_cast_an_opposing_vote_counts_two_and_an_abstention_one() -> None:
    cast = Assembly("house", HOUSE.parties, rule=majority(HOUSE.votes, of="cast"))
    assert [seats_to_lose(cast, A, e) for e in EXITS] == [12, 23, 23, 23]


def test_under_a_negative_rule_abstaining_ends_nothing() -> None:
    rule = NotOpposed(majority(HOUSE.votes))
    house = Assembly("house", HOUSE.parties, investiture=Investiture("negative", rule))
    assert [seats_to_lose(house, A, e) for e in EXITS] == [12, None, None, 24]


def test_single_seats_are_counted_by_size_and_never_listed() -> None:
    found = breaking(HOUSE, A, by="seat")
    assert found.rows() == [{"members": (), "seats": 12, "size": 12, "sets": 2160153123141}]
    assert found.meta()["margin"] == 11
    assert found.meta()["seats_to_lose"] == 12


def test_factions_break_a_majority_and_the_rest_of_the_party_is_one_group() -> None:
    left, right = Faction("left", seats=7), Faction("right", seats=6)
    house = Assembly("house", (Party("a", 56, factions=(left, right)), Party("b", 45)))
    found = breaking(house, ["a"], by="faction")
    assert found.listed == (("left",), ("right",), ("a (others)",))


def test_the_cheapest_set_need_not_be_the_smallest() -> None:
    house = Assembly.from_seats({"a": 30, "b": 3, "c": 3, "d": 24})
    found = breaking(house, ["a", "b", "c"], costs={"a": 10, "b": 2, "c": 2})
    assert found.cheapest == (("b", "c"), Fraction(4))
    assert found.smallest == 1


@settings(max_examples=100, deadline=None)
@given(governments(), st.lists(st.fractions(0, 9, max_denominator=3), min_size=7, max_size=7))
def test_the_cheapest_set_costs_least_of_all(
    case: tuple[Assembly, Government], prices: list[Fraction]
) -> None:
    house, made = case
    side = (*made.cabinet, *made.support, *made.tolerates)
    costs = dict(zip(side, prices, strict=False))
    found = breaking(house, made, costs=costs)
    if found.listed:
        assert found.cheapest is not None
        assert found.cheapest[1] == min(sum(costs[m] for m in s) for s in found.listed)
        assert not after_exit(house, made, found.cheapest[0], "oppose")


def test_a_listing_cut_off_says_so_and_still_counts_all() -> None:
    house = Assembly.from_seats({f"p{k}": 3 for k in range(12)} | {"x": 10})
    found = breaking(house, [f"p{k}" for k in range(12)], limit=5)
    assert (len(found.listed), found.complete) == (5, False)
    assert found.number == len(breaking(house, [f"p{k}" for k in range(12)]).listed) == 792


def test_a_government_without_a_majority_needs_nobody_to_leave() -> None:
    found = breaking(HOUSE, ["b"])
    assert (found.number, found.smallest, found.margin) == (0, 0, -12)


def test_unknown_seats_give_a_range_and_no_list() -> None:
    parties = (Party("a", 40), Party("b", None), Party("c", None))
    house = Assembly("house", parties, residual=(Residual(("b", "c"), 61),))
    assert margin(house, Government(("a", "b"))) == (-11, 50)
    assert seats_to_lose(house, Government(("a", "b"))) == (0, 51)
    assert not breaking(house, ["a", "b"]).complete
    known = Assembly("house", (Party("a", 62), *parties[1:]), residual=(Residual(("b", "c"), 39),))
    assert seats_to_lose(known, A) == 12


def test_a_rule_of_two_thresholds_is_tried_out() -> None:
    parties = tuple(
        Party(p, n, weights=(("people", w),))
        for p, n, w in [("a", 5, 9), ("b", 4, 1), ("c", 3, 6)]
    )
    plain = Assembly("council", parties)
    rule = AllOf((majority(plain.votes), majority(plain.weights("people"))))
    house = Assembly("council", parties, rule=rule, investiture=Investiture("none", None))
    found = breaking(house, ["a", "b"])
    assert found.listed == (("a",), ("b",))
    assert set(map(frozenset, found.listed)) == by_voting(house, Government(("a", "b")), "oppose")


def test_a_committee_breaks_by_its_factions_and_members() -> None:
    people = (*(Person(f"l{k}", faction="left") for k in range(3)), Person("m"))
    found = committee(Body("c", 7, members=people))
    assert dict(found.seats) == {"left": 3, "m": 1, "unnamed": 3}
    assert breaking(found, ["left", "m"], by="person").number == 4


@settings(max_examples=100, deadline=None)
@given(governments(), st.data(), st.sampled_from(list(EXITS)), st.booleans())
def test_survival_is_the_sum_over_every_way_to_rebel(
    case: tuple[Assembly, Government], data: st.DataObject, exit_: str, together: bool
) -> None:
    house, made = case
    side = (*made.cabinet, *made.support, *made.tolerates)
    tenths = st.integers(0, 10).map(lambda k: Fraction(k, 10))
    chances = {p: data.draw(tenths) for p in side}
    if together:
        expected = Fraction(0)
        for size in range(len(side) + 1):
            for gone in combinations(side, size):
                chance = Fraction(1)
                for p in side:
                    chance *= chances[p] if p in gone else 1 - chances[p]
                expected += chance * bool(after_exit(house, made, gone, exit_))
        assert survival(house, made, chances, exit=exit_, together=True) == expected
    as_float = survival(house, made, {p: float(c) for p, c in chances.items()}, exit=exit_)
    exactly = survival(house, made, chances, exit=exit_)
    assert abs(as_float - float(exactly)) < 1e-12


def test_three_members_rebelling_alone_are_eight_ways() -> None:
    house = Assembly.from_seats({"a": 3, "b": 2})
    p = Fraction(1, 4)
    assert survival(house, ["a"], {"a": p}) == (1 - p) ** 3


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: breaking(HOUSE, ["c"]), "no party 'c'; there are a, b."),
        (lambda: breaking(HOUSE, ["a"], exit="opose"), "Did you mean 'oppose'?"),
        (lambda: breaking(HOUSE, ["a"], by="parties"), "Did you mean 'party'?"),
        (lambda: breaking(HOUSE, ["a"], limit=0), "a limit of 0 lists nothing; use 1 or more"),
        (lambda: breaking(HOUSE, ["a"], by="faction"), "no factions are recorded for a"),
        (
            lambda: breaking(HOUSE, ["a"], costs={"b": 1}),
            "no party of the government to have a cost 'b'",
        ),
        (lambda: breaking(HOUSE, ["a"], costs={"a": -1}), "costs are 0 or more"),
        (
            lambda: survival(HOUSE, ["a"], {"b": Fraction(1, 2)}),
            "no party of the government's side 'b'",
        ),
        (lambda: survival(HOUSE, ["a"], {"a": Fraction(3, 2)}), "chances are 0 to 1"),
    ],
)
def test_bad_questions_get_one_clear_line(ask, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(FormateurError) as caught:
        ask()
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
