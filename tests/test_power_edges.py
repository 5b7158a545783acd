"""Edge cases with their stated answers, and one clear line for every bad input."""

from __future__ import annotations

from fractions import Fraction
from math import inf, nan
from typing import Any

import pytest

from formateur.assembly import Assembly, Party
from formateur.errors import FormateurError
from formateur.power import POWER_INDICES, game_of, index_id, power, quota_rule, weights_of
from formateur.power.games import OutOfReachError
from formateur.rules import AllOf, Quota, Residual, Weights
from formateur.terms import Exclude, OnlyWith, Terms

PLAIN = [i for i, row in POWER_INDICES.items() if not row.needs]
LINEAR = ("banzhaf", "banzhaf_absolute", "shapley_shubik")


def values(weights: dict[str, Any], quota: Any, index: str, **options: Any) -> dict[str, Any]:
    return dict(power(weights, quota=quota, index=index, **options)[index])


# -- edges ---------------------------------------


@pytest.mark.parametrize("index", PLAIN)
def test_players_without_weight_have_no_power_and_change_nothing(index: str) -> None:
    with_zero = values({"a": 3, "z": 0, "b": 2, "c": 1}, 4, index)
    without = values({"a": 3, "b": 2, "c": 1}, 4, index)
    zero = with_zero.pop("z")
    if index == "swings":
        without = {p: 2 * n for p, n in without.items()}
    assert with_zero == without
    nothing = {
        "rae": Fraction(1, 2),
        "nevison": Fraction(3, 8),
        "konig_brauninger": Fraction(1, 2),
        "coleman_collectivity": Fraction(3, 8),
    }
    assert zero == nothing.get(index, 0)


@pytest.mark.parametrize("index", PLAIN)
def test_a_quota_of_zero_lets_everything_pass_and_nobody_decide(index: str) -> None:
    found = power({"a": 3, "b": 2}, quota=0, index=index)
    nothing = {"rae": Fraction(1, 2)}
    always = ("coleman_collectivity", "nevison")
    expected = 1 if index in always else nothing.get(index, 0)
    if index == "konig_brauninger":
        expected = Fraction(1, 2)
    assert set(found[index].values()) == {expected}
    assert "every coalition wins" in found.notes[0]


@pytest.mark.parametrize("index", PLAIN)
def test_a_quota_beyond_all_weights_lets_nothing_pass(index: str) -> None:
    found = power({"a": 3, "b": 2}, quota=6, index=index)
    assert set(found[index].values()) == {Fraction(1, 2) if index == "rae" else 0}
    assert "no coalition wins" in found.notes[0]


@pytest.mark.parametrize("method", ["exact", "float"])
def test_a_quota_of_at_most_half_is_answered_as_it_stands_with_a_word(method: str) -> None:
    """Winning: a, ab, ac, abc, bc; a is critical in three of them, b and c in bc only."""
    found = power({"a": 2, "b": 1, "c": 1}, quota=2, method=method)
    assert [float(v) for v in found["banzhaf"].values()] == pytest.approx([0.6, 0.2, 0.2])
    assert "two disjoint coalitions can both win" in found.notes[0]


@pytest.mark.parametrize("index", PLAIN)
def test_one_player_alone_has_all_power(index: str) -> None:
    assert values({"a": 7}, None, index) == {
        "a": Fraction(1, 2) if index == "coleman_collectivity" else 1
    }


@pytest.mark.parametrize("index", ["banzhaf", "shapley_shubik", "johnston", "deegan_packel"])
def test_equals_are_equal(index: str) -> None:
    found = values({str(k): 5 for k in range(40)}, None, index)
    assert set(found.values()) == {Fraction(1, 40)}


def test_ten_thousand_equals_are_exact() -> None:
    found = values({str(k): 1 for k in range(10_000)}, None, "shapley_shubik")
    assert set(found.values()) == {Fraction(1, 10_000)}


@pytest.mark.parametrize("index", LINEAR)
def test_fractions_and_decimals_are_taken_as_printed(index: str) -> None:
    thirds = values({"a": Fraction(1, 3), "b": "1/3", "c": Fraction(1, 3)}, "2/3", index)
    assert thirds == values({"a": 1, "b": 1, "c": 1}, 2, index)
    tenths = values({"a": 0.1, "b": 0.2, "c": 0.3}, 0.3, index)
    assert tenths == values({"a": 1, "b": 2, "c": 3}, 3, index)


@pytest.mark.parametrize("index", PLAIN)
@pytest.mark.parametrize("size", [10**15, 10**30])
def test_large_weights_neither_overflow_nor_round(index: str, size: int) -> None:
    large = values({"a": 5 * size, "b": 4 * size + 1, "c": size}, None, index)
    assert large == values({"a": 50, "b": 49, "c": 2}, None, index)


@pytest.mark.parametrize("index", ["swings", "shapley_shubik", "johnston", "public_good"])
def test_large_weights_in_several_chambers_neither_overflow_nor_round(index: str) -> None:
    ids = "abcdefg"
    small = dict(zip(ids, (7, 6, 5, 4, 3, 2, 1), strict=True))
    people = dict(zip(ids, (1, 9, 2, 8, 3, 7, 4), strict=True))

    def council(factor: int) -> AllOf:
        votes = weights_of({p: w * factor for p, w in small.items()})
        heads = weights_of({p: w * factor for p, w in people.items()}, name="people")
        return AllOf((quota_rule(votes), quota_rule(heads, "3/5")))

    assert dict(power(council(10**15), index=index)[index]) == dict(
        power(council(1), index=index)[index]
    )


def test_a_hundred_players_of_nine_digits_are_exact_where_machine_words_end() -> None:
    """Counts of 99 bits: a sum in machine words would be wrong by orders of magnitude."""
    weights = {str(k): 900 + 7 * (k % 13) for k in range(100)}
    found = power(weights, index="swings")
    assert max(found["swings"].values()) > 2**90
    assert sum(power(weights, index="banzhaf")["banzhaf"].values()) == 1


# -- unknown seats ---------------------------------------


def with_unknown(red: int) -> Assembly:
    parties = (Party("red", red), Party("green", None), Party("blue", None))
    return Assembly("body", parties, residual=(Residual(("green", "blue"), 39),))


def test_unknown_seats_do_not_matter_to_a_majority_party() -> None:
    found = power(with_unknown(62), index=["banzhaf", "shapley-shubik", "johnston"])
    for values_of in found.values.values():
        assert dict(values_of) == {"red": 1, "green": 0, "blue": 0}
    assert found.roles == {"red": "dictator", "green": "dummy", "blue": "dummy"}
    assert found.rows()[1]["seats"] is None


def test_where_unknown_seats_matter_the_answer_is_a_range() -> None:
    found = power(with_unknown(20))["banzhaf"]
    assert found.method == "range"
    assert found["red"] is None
    assert found.spans["red"] == (0, Fraction(1, 3))
    assert found.spans["green"] == (0, 1)


def test_too_many_splits_are_refused_with_their_number() -> None:
    parties = (Party("red", 40), *(Party(p, None) for p in "abcdef"))
    body = Assembly("body", parties, residual=(Residual(tuple("abcdef"), 61),))
    with pytest.raises(FormateurError, match="ways to share them out are too many"):
        power(body)


# -- exclusions ---------------------------------------


def test_withdrawn_terms_and_conditions_exclude_nobody() -> None:
    terms = Terms(
        (
            Exclude("t1", by=("a",), parties=("c",)),
            Exclude("t2", by=("b",), parties=("c",), withdrawn="2024"),
            Exclude("t3", by=("b",), parties=("a",), binds=("support",)),
            OnlyWith("t4", by=("b",), parties=("a",)),
        )
    )
    weights = {"a": 2, "b": 2, "c": 1}
    assert dict(power(weights, index="myerson", terms=terms)["myerson"]) == dict(
        power(weights, index="myerson", apart=["ac"])["myerson"]
    )


def test_nobody_who_may_win_together_leaves_zeros_and_a_word() -> None:
    found = power({"a": 1, "b": 1}, quota=2, index="conditional_banzhaf", apart=["ab"])
    assert set(found["conditional_banzhaf"].values()) == {0}
    assert "no allowed coalition wins" in found.notes[-1]


# -- bad input ---------------------------------------

GOOD = {"a": 50, "b": 49, "c": 1}


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ({}, "nobody is listed: give at least one player with a weight"),
        ({"a": -1}, "the weight of 'a' is -1; weights are 0 or more"),
        ({"a": nan}, "the weight of 'a' is nan; weights are finite numbers of 0 or more"),
        ({"a": inf}, "the weight of 'a' is inf; weights are finite numbers of 0 or more"),
        ({"a": "many"}, "the weight of 'a' is 'many'; weights are finite numbers"),
        ({"a": True}, "the weight of 'a' is True; weights are finite numbers"),
        ({"a": []}, r"the weight of 'a' is \[\]; weights are finite numbers"),
        ({"a": "1/0"}, "the weight of 'a' is '1/0'; weights are finite numbers"),
        ({"a": "1e99999999"}, "the weight of 'a' is '1e99999999'; weights are finite numbers"),
        ({"a": None}, "the weight of 'a' is missing; missing is never zero"),
        ({"a": " "}, "the weight of 'a' is missing; missing is never zero"),
    ],
)
def test_weights_that_are_none_are_refused(weights: dict[str, Any], says: str) -> None:
    with pytest.raises(FormateurError, match=says):
        power(weights)


@pytest.mark.parametrize(
    ("quota", "means"),
    [
        ("51", "at least 51 of 100 votes"),
        (51, "at least 51 of 100 votes"),
        ("2/3", "at least 2/3 of all 100 votes (67)"),
        ("66%", "at least 66 % of all 100 votes (66)"),
        (">1/2", "more than half of all 100 votes (51)"),
        ("> 50%", "more than half of all 100 votes (51)"),
        ("50.5", "at least 50.5 of 100 votes"),
        ("100%", "at least 100 % of all 100 votes (100)"),
        (Fraction(1, 2), "at least 0.5 of 100 votes"),
        (None, "more than half of all 100 votes (51)"),
    ],
)
def test_a_quota_means_one_thing(quota: Any, means: str) -> None:
    assert quota_rule(weights_of(GOOD), quota).describe() == means


def test_a_bound_on_parts_of_votes_is_named_as_it_is() -> None:
    """No coalition weighs between 66 2/3 and 67 here, yet 67 would look like a slip."""
    shares = weights_of({"a": 45.5, "b": 30, "c": 24.5})
    assert quota_rule(shares, "2/3").describe().endswith("of all 100 votes (66 2/3 or more)")
    assert quota_rule(shares).describe().endswith("of all 100 votes (more than 50)")
    assert quota_rule(shares, 0.5).describe() == "at least 0.5 of 100 votes"


@pytest.mark.parametrize(
    "quota",
    [
        "",
        "half",
        "2/3%",
        ">51",
        "51 votes",
        "-1",
        -1,
        "1/0",
        "101%",
        ">=1/2",
        True,
        nan,
        "0.5",
        0.5,
    ],
)
def test_an_ambiguous_quota_is_refused_in_one_line(quota: Any) -> None:
    with pytest.raises(FormateurError, match=r"the quota .* is unclear; write a number") as told:
        quota_rule(weights_of(GOOD), quota)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("unions", "says"),
    [
        ([["a", "b"], ["b", "c"]], "'b' stands in two unions; a player has one at most"),
        ([["a", "a"]], "'a' stands in two unions"),
        ([[]], "a union names nobody"),
        ([["a", "x"]], "no party 'x'; there are a, b, c"),
        ([["a", "b", "c"]], "a union of everybody has nobody to meet"),
        ([], "owen needs unions: give unions"),
    ],
)
def test_unions_that_are_none_are_refused(unions: list[list[str]], says: str) -> None:
    with pytest.raises(FormateurError, match=says):
        power(GOOD, index="owen", unions=unions)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"index": "banzaf"}, "no index 'banzaf'; .* Did you mean 'banzhaf'"),
        ({"index": []}, "name at least one index"),
        ({"method": "quick"}, "no method 'quick'"),
        ({"by": "city"}, "no level of players 'city'"),
        ({"by": "person"}, "persons, factions and discipline need an assembly"),
        ({"discipline": "half"}, "persons, factions and discipline need an assembly"),
        ({"index": "edelman"}, "edelman needs positions"),
        ({"index": "johnston", "method": "float"}, "is exact or not at all"),
        ({"index": "nucleolus", "method": "float"}, "is exact or not at all"),
        ({"index": "johnston", "method": "sampled"}, "johnston is not sampled; banzhaf,"),
        ({"index": "swings", "method": "float"}, "raw swings are whole numbers"),
        ({"index": "myerson", "apart": ["ax"]}, "no party 'x'"),
    ],
)
def test_a_question_that_makes_no_sense_is_one_clear_line(
    options: dict[str, Any], says: str
) -> None:
    with pytest.raises(FormateurError, match=says) as told:
        power(GOOD, quota=51, **options)
    assert "\n" not in str(told.value)


def test_a_quota_beside_a_rule_is_refused() -> None:
    rule = Quota(weights_of(GOOD), 51)
    with pytest.raises(FormateurError, match="a quota goes with weights"):
        power(rule, quota=51)


@pytest.mark.parametrize("discipline", ["half", "3/0", "2", "-1", "101%"])
def test_discipline_is_on_off_or_a_share(discipline: str) -> None:
    body = Assembly("body", (Party("red", 3), Party("blue", 2)))
    with pytest.raises(FormateurError, match="discipline"):
        power(body, by="person", discipline=discipline)


def test_a_question_out_of_reach_names_its_limit_and_another_way() -> None:
    odd = {str(k): 10**8 + 997 * k * k for k in range(60)}
    with pytest.raises(OutOfReachError, match="Johnston's index takes up to 28 players"):
        power(odd, index="johnston")
    with pytest.raises(OutOfReachError, match=r"use method=.sampled."):
        power(odd, index="banzhaf", method="float")
    with pytest.raises(OutOfReachError, match="out of reach"):
        power(odd, index="shapley-shubik", method="exact")


def test_hyphens_and_other_names_are_understood() -> None:
    assert index_id("Deegan-Packel") == "deegan_packel"
    assert index_id("satisfaction") == "rae"


def test_unknown_players_of_a_game_are_refused() -> None:
    from formateur.power import Game

    with pytest.raises(FormateurError, match="no player 'b'"):
        Game(Quota(Weights.of({"a": 1, "b": 1}), 1), ("a",))
    assert game_of({"a": 1}).players == ("a",)
