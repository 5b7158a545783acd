"""Bargaining over office: published and derived values, the conditions of an equilibrium, laws."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from formateur.assembly import Assembly, Party
from formateur.errors import FormateurError, UnknownIdError, UnknownPartyError
from formateur.power import game_of
from formateur.power.optimise import nucleolus
from formateur.rules import AllOf, Quota, Weights
from formateur.testing import assemblies, renamed
from formateur.theories.bargaining import (
    Equilibrium,
    bargain,
    baron_ferejohn,
    demand_shares,
    gamson_shares,
)

CLOSE = 1e-8


def house(*seats: int, quota: int | None = None) -> Assembly:
    return Assembly.from_seats(dict(zip("abcdefghijklmnop", seats, strict=False)), quota=quota)


def violation(found: Equilibrium) -> float:
    """Largest violation of the definition, over all subsets of the parties, none left out."""
    assembly, v = found.assembly, found.values
    ids = assembly.ids
    price = {p: float(found.discount[p]) * v[p] for p in ids}
    subsets = list(chain.from_iterable(combinations(ids, k) for k in range(len(ids) + 1)))
    wins = [frozenset(c) for c in subsets if assembly.wins(c)]
    off, spent, bought = 0.0, dict.fromkeys(ids, 0.0), dict.fromkeys(ids, 0.0)
    for p in ids:
        if not found.recognition[p]:
            continue
        least = min(sum(price[q] for q in c if q != p) for c in wins if p in c)
        mine = [s for s in found.proposals if s.proposer == p]
        off = max(off, abs(sum(s.probability for s in mine) - 1))
        for s in mine:
            assert assembly.wins({p, *s.partners})
            cost = sum(price[q] for q in s.partners)
            off = max(off, cost - least)
            spent[p] += s.probability * cost
            for q in s.partners:
                bought[q] += float(found.recognition[p]) * s.probability
    for p in ids:
        drawn = float(found.recognition[p])
        off = max(off, abs(v[p] - drawn * (1 - spent[p]) - bought[p] * price[p]))
    return off


# -- golden ---------------------------------------


def test_equal_recognition_departs_from_proportion_by_a_known_closed_form() -> None:
    # d-bf-32211: derived by hand; Montero (2017) announces departures from proportionality.
    found = baron_ferejohn(house(3, 2, 2, 1, 1, quota=5)).values
    two = (49 + sqrt(161)) / 280
    assert found["b"] == pytest.approx(two, abs=CLOSE)
    assert found["c"] == pytest.approx(two, abs=CLOSE)
    assert found["a"] == pytest.approx(6 * two - 1, abs=CLOSE)
    assert found["d"] == pytest.approx(1 - 4 * two, abs=CLOSE)


def test_recognition_by_weight_gives_shares_by_weight() -> None:
    # Montero (2006): recognition equal to the nucleolus gives the nucleolus.
    found = baron_ferejohn(house(3, 2, 2, 1, 1, quota=5), recognition="proportional").values
    expected = [3 / 9, 2 / 9, 2 / 9, 1 / 9, 1 / 9]
    assert list(found.values()) == pytest.approx(expected, abs=CLOSE)


@pytest.mark.parametrize("recognition", ["equal", "proportional"])
def test_in_the_apex_game_expected_shares_are_three_and_one_sevenths(recognition: str) -> None:
    # d-apex5: Montero, Noncooperative bargaining in apex games and the kernel, abstract.
    found = bargain(house(3, 1, 1, 1, 1, quota=4), recognition=recognition)
    expected = [3 / 7, 1 / 7, 1 / 7, 1 / 7, 1 / 7]
    assert list(found.equilibrium.values.values()) == pytest.approx(expected, abs=CLOSE)
    assert [r["nucleolus"] for r in found.rows()] == [Fraction(3, 7)] + [Fraction(1, 7)] * 4


def test_a_minor_party_of_the_apex_game_turns_to_the_large_one_three_times_in_four() -> None:
    found = baron_ferejohn(house(3, 1, 1, 1, 1, quota=4))
    large = sum(s.probability for s in found.proposals if "a" in s.partners)
    assert large / 4 == pytest.approx(3 / 4, abs=CLOSE)


def test_the_first_to_demand_in_the_apex_game_takes_three_quarters() -> None:
    # d-demand-apex: with n minor players (n-1)/n; "Demand commitment bargaining", abstract.
    found = demand_shares(house(3, 1, 1, 1, 1, quota=4))
    assert found.homogeneous
    assert found.demands["a"] == Fraction(3, 4)


@pytest.mark.parametrize("n", [3, 5, 7])
@pytest.mark.parametrize("discount", ["1", "4/5", "0"])
def test_equals_share_equally_and_the_proposer_keeps_what_a_bare_majority_leaves(
    n: int, discount: str
) -> None:
    # Baron and Ferejohn (1989), closed rule: the proposer keeps 1 - delta (n-1)/(2n).
    found = baron_ferejohn(house(*[1] * n), discount=discount)
    keeps = 1 - float(Fraction(discount)) * (n - 1) / (2 * n)
    assert found.values["a"] == pytest.approx(1 / n, abs=CLOSE)
    assert found.keeps["b"] == pytest.approx(keeps, abs=CLOSE)


def test_lijpharts_legislature_has_the_weights_of_the_textbook_example() -> None:
    found = demand_shares(house(8, 21, 26, 12, 33))
    assert dict(found.weights) == {"a": 1, "b": 2, "c": 2, "d": 1, "e": 3}
    assert found.quota == 5
    assert found.demands["e"] == Fraction(3, 5)


# -- laws ---------------------------------------


@st.composite
def games(draw: Any) -> tuple[Assembly, Any, Any]:
    """An assembly, recognition and discount."""
    made = draw(assemblies(max_parties=6, max_seats=9, trees=draw(st.booleans())))
    assume(made.wins(made.ids) and not made.wins(()))
    parts = draw(st.lists(st.integers(0, 4), min_size=len(made.ids), max_size=len(made.ids)))
    chances: Any = draw(st.sampled_from(["equal", "proportional"]))
    if sum(parts):
        given_ = {p: Fraction(n, sum(parts)) for p, n in zip(made.ids, parts, strict=True)}
        chances = draw(st.sampled_from([chances, given_]))
    factors = st.fractions(0, 1, max_denominator=10)
    each = draw(st.lists(factors, min_size=len(made.ids), max_size=len(made.ids)))
    patience = draw(st.sampled_from([1, each[0], dict(zip(made.ids, each, strict=True))]))
    return made, chances, patience


@settings(deadline=None, max_examples=60)
@given(games())
def test_the_answer_is_an_equilibrium_by_the_definition_and_hands_out_everything(
    game: tuple[Assembly, Any, Any],
) -> None:
    assembly, recognition, discount = game
    found = baron_ferejohn(assembly, recognition=recognition, discount=discount)
    assert found.complete
    assert violation(found) < CLOSE
    assert sum(found.values.values()) == pytest.approx(1, abs=CLOSE)
    assert min(found.values.values()) > -CLOSE


@settings(deadline=None, max_examples=30)
@given(games(), st.randoms(use_true_random=False))
def test_names_and_order_of_parties_do_not_matter(
    game: tuple[Assembly, Any, Any], rng: Any
) -> None:
    assembly, recognition, discount = game
    names = dict(zip(assembly.ids, (f"x{k}" for k in range(9)), strict=False))

    def other(given_: Any) -> Any:
        return {names[p]: n for p, n in given_.items()} if isinstance(given_, dict) else given_

    before = baron_ferejohn(assembly, recognition=recognition, discount=discount).values
    after = baron_ferejohn(
        renamed(assembly, names), recognition=other(recognition), discount=other(discount)
    ).values
    assert {names[p]: v for p, v in before.items()} == pytest.approx(after, abs=1e-7)
    seats = [p.votes or 0 for p in assembly.parties]
    if isinstance(recognition, str) and not isinstance(discount, dict) and sum(seats):
        mixed = list(assembly.ids)
        rng.shuffle(mixed)
        held = {p: assembly.party(p).votes or 0 for p in assembly.ids}
        one = baron_ferejohn(
            Assembly.from_seats(held), recognition=recognition, discount=discount
        ).values
        two = baron_ferejohn(
            Assembly.from_seats({p: held[p] for p in mixed}),
            recognition=recognition,
            discount=discount,
        ).values
        assert one == pytest.approx(two, abs=1e-7)


@settings(deadline=None, max_examples=30)
@given(assemblies(max_parties=6, max_seats=9), st.fractions(0, 1, max_denominator=10))
def test_parties_that_are_alike_expect_alike(assembly: Assembly, discount: Fraction) -> None:
    found = baron_ferejohn(assembly, discount=discount).values
    for p, q in combinations(assembly.parties, 2):
        if (p.votes, p.seats) == (q.votes, q.seats):
            assert found[p.id] == pytest.approx(found[q.id], abs=1e-7)


@given(
    st.lists(st.integers(1, 5), min_size=2, max_size=5), st.sampled_from(["equal", "proportional"])
)
def test_a_party_without_which_nothing_wins_takes_all_when_nobody_is_impatient(
    seats: list[int], recognition: str
) -> None:
    assembly = house(sum(seats), *seats, quota=sum(seats) + 1)  # a majority needs the first
    found = baron_ferejohn(assembly, recognition=recognition)
    assert found.values["a"] == pytest.approx(1, abs=CLOSE)


@given(st.integers(1, 4), st.integers(1, 4))
def test_several_such_parties_share_by_recognition_and_the_answer_says_it_is_a_limit(
    one: int, other: int
) -> None:
    weights = Weights.of({"a": 1, "b": 1})
    parties = (Party("a", one), Party("b", other), Party("c", 3))
    assembly = Assembly(
        "vetoes", parties, rule=AllOf((Quota(weights, 2), Quota(Weights.of({"a": 1, "c": 1}), 1)))
    )
    at_one = baron_ferejohn(assembly, recognition="proportional")
    below = baron_ferejohn(
        assembly, recognition="proportional", discount=Fraction(10**7 - 1, 10**7)
    )
    assert at_one.values["a"] == pytest.approx(one / (one + other), abs=CLOSE)
    assert below.values["a"] == pytest.approx(at_one.values["a"], abs=1e-5)
    assert any("any split" in note for note in at_one.notes)


@given(st.lists(st.integers(1, 5), min_size=3, max_size=5), st.fractions(0, 1, max_denominator=5))
def test_a_party_nobody_needs_and_nobody_asks_gets_nothing(
    seats: list[int], discount: Fraction
) -> None:
    assembly = house(*seats, 0)
    idle = assembly.ids[-1]
    found = baron_ferejohn(assembly, recognition="proportional", discount=discount)
    assert abs(found.values[idle]) < CLOSE
    assert abs(found.included[idle]) < CLOSE


@settings(deadline=None, max_examples=40)
@given(assemblies(max_parties=6, max_seats=9))
def test_recognition_equal_to_the_nucleolus_gives_the_nucleolus(assembly: Assembly) -> None:
    # Montero (2006): holds for every majority game.
    form = assembly.rule.weighted()
    assert form is not None
    assume(2 * form[1] > form[0].total)
    core = dict(nucleolus(game_of(assembly)))
    found = baron_ferejohn(assembly, recognition=core)
    assert found.values == pytest.approx({p: float(s) for p, s in core.items()}, abs=1e-7)


def test_a_party_nobody_needs_still_gains_by_proposing() -> None:
    found = baron_ferejohn(house(1, 1, 1, 0), recognition=dict.fromkeys("abcd", Fraction(1, 4)))
    assert found.values["d"] > 0.05
    assert not any("d" in s.partners for s in found.proposals)


def test_whoever_proposes_takes_all_when_tomorrow_is_worth_nothing() -> None:
    found = baron_ferejohn(house(5, 3, 2), recognition="proportional", discount=0)
    assert list(found.values.values()) == pytest.approx([0.5, 0.3, 0.2])
    assert list(found.keeps.values()) == pytest.approx([1, 1, 1])


# -- side by side ---------------------------------------


def test_all_columns_of_shares_sum_to_one_and_the_named_government_sets_gamsons() -> None:
    assembly = house(33, 26, 21, 12, 8)
    found = bargain(assembly, government=["a", "b"], discount=0.9)
    rows = found.rows()
    for column in ("seat_share", "recognition", "expected_share", "demand_share", "nucleolus"):
        assert float(sum(r[column] for r in rows)) == pytest.approx(1), column
    assert [r["gamson"] for r in rows] == pytest.approx([33 / 59, 26 / 59, 0, 0, 0])
    averaged = bargain(assembly, discount=0.9).rows()
    assert sum(r["gamson"] for r in averaged) == pytest.approx(1)
    assert all(r["formateur_advantage"] > 0 for r in rows)
    assert found.envelope()["meta"]["exact"] is False
    assert found.summary()["minimum_integer_weights"]["quota"] == 5


def test_without_homogeneous_weights_demand_competition_has_no_answer() -> None:
    found = bargain(house(2, 2, 2, 1, 1, 1, quota=5))
    assert found.rows()[0]["demand_share"] is None
    assert any("no homogeneous weights" in note for note in found.notes)


def test_gamson_counts_members_only() -> None:
    assert gamson_shares(house(6, 3, 1), ["b", "c"])["b"] == Fraction(3, 4)
    with pytest.raises(FormateurError, match="no seats to share"):
        gamson_shares(house(6, 0), ["b"])


# -- bad input ---------------------------------------


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"discount": 1.5}, "discount is 1.5; a discount factor is between 0 and 1"),
        ({"discount": {"a": -1}}, "discount of a is -1"),
        ({"discount": "x"}, "discount: 'x' is not a number"),
        ({"recognition": {"a": 0.5, "b": 0.4}}, "recognition sums to 0.9; chances must sum to 1"),
        ({"recognition": {"a": 2, "b": -1}}, "recognition of b is -1; use 0 or more"),
    ],
)
def test_bad_numbers_are_refused_in_one_line(options: dict[str, Any], says: str) -> None:
    with pytest.raises(FormateurError, match=says) as told:
        baron_ferejohn(house(5, 3, 2), **options)
    assert "\n" not in str(told.value)


def test_unknown_parties_and_protocols_are_refused() -> None:
    with pytest.raises(UnknownPartyError, match="no party 'z'"):
        baron_ferejohn(house(5, 3, 2), recognition={"z": 1})
    with pytest.raises(UnknownPartyError, match="no party 'z'"):
        baron_ferejohn(house(5, 3, 2), discount={"z": 1})
    with pytest.raises(UnknownIdError, match="Did you mean 'equal'"):
        baron_ferejohn(house(5, 3, 2), recognition="equl")


def test_unknown_seats_are_refused() -> None:
    from formateur.rules import Residual

    parties = (Party("a", 5), Party("b", None), Party("c", None))
    assembly = Assembly("half known", parties, residual=(Residual(("b", "c"), 6),))
    with pytest.raises(FormateurError, match="seats of b, c are unknown"):
        baron_ferejohn(assembly)


# -- which of many proposals are shown ---------------------------------------


def unevenness(found: Equilibrium) -> float:
    """Of largest entropy are chances whose logarithms are sums over partners, by proposer."""
    assembly = found.assembly
    shown = [s for s in found.proposals if s.probability > 1e-6]
    priced = [p for p in assembly.ids if found.price(p) > 1e-9]
    design = [
        [float(p in s.partners) for p in priced] + [float(s.proposer == p) for p in assembly.ids]
        for s in shown
    ]
    target = np.log([s.probability for s in shown])
    fitted = np.linalg.lstsq(np.array(design), target, rcond=None)[0]
    return float(np.abs(np.array(design) @ fitted - target).max())


@settings(deadline=None, max_examples=40)
@given(games())
def test_of_all_proposals_that_bring_about_the_values_the_most_even_ones_are_shown(
    game: tuple[Assembly, Any, Any],
) -> None:
    assembly, recognition, discount = game
    found = baron_ferejohn(assembly, recognition=recognition, discount=discount)
    assert unevenness(found) < 1e-4


@pytest.mark.parametrize(
    ("seats", "quota", "discount"),
    [
        ((4, 3, 2, 6, 4, 4, 5, 7), 24, 0.5),
        ((3, 2, 6, 5, 4, 1), 15, 0.9),
        ((8, 1, 6, 4, 2, 3, 5), 15, 1),
    ],
)
def test_proposals_are_the_most_even_ones_where_many_others_would_do(
    seats: tuple[int, ...], quota: int, discount: float
) -> None:
    # Without looking for them, chances here are off by up to 0.7 per cent.
    assert unevenness(baron_ferejohn(house(*seats, quota=quota), discount=discount)) < 1e-5


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(1, 9), min_size=3, max_size=6), st.randoms(use_true_random=False))
def test_the_proposals_shown_do_not_hang_on_the_order_of_the_parties(
    seats: list[int], rng: Any
) -> None:
    held = {f"p{k}": n for k, n in enumerate(seats)}
    mixed = rng.sample(list(held), len(held))

    def chances(order: list[str]) -> dict[tuple[str, frozenset[str]], float]:
        found = baron_ferejohn(Assembly.from_seats({p: held[p] for p in order}))
        return {(s.proposer, frozenset(s.partners)): s.probability for s in found.proposals}

    one, two = chances(list(held)), chances(mixed)
    for offer in one.keys() | two.keys():
        assert one.get(offer, 0) == pytest.approx(two.get(offer, 0), abs=1e-6)


def test_parties_that_cost_nothing_are_named_as_loose() -> None:
    # never drawn, so bought for nothing: a takes either, and which is open
    found = baron_ferejohn(house(3, 2, 2), recognition={"a": 1})
    assert [s.partners for s in found.proposals] == [("b",), ("c",)]
    assert found.included["b"] == 0.5
    assert any(note.startswith("b, c can be had for nothing") for note in found.notes)
    assert not baron_ferejohn(house(3, 2, 2)).notes


def test_proposals_come_by_proposer_likeliest_first_and_equal_ones_in_party_order() -> None:
    found = baron_ferejohn(house(3, 2, 2, 1, 1, quota=5))
    offers = [(s.proposer, "".join(s.partners)) for s in found.proposals]
    assert offers == [
        *(("a", "b"), ("a", "c"), ("b", "a"), ("c", "a")),
        *(("d", "bc"), ("d", "ae"), ("e", "bc"), ("e", "ad")),
    ]
    assert found.values["b"] == found.values["c"]  # no last digits of one machine
    assert found.proposals[0].probability == 0.5
