"""Each index against published values, against its definition, and against the laws it obeys."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import power_by_definition as by_definition
from formateur import testing
from formateur.power import POWER_INDICES, game_of, power
from formateur.power.decide import dominant, roles
from formateur.power.games import Game, Values, decided_players, weights_of
from formateur.rules import AllOf, AnyOf, AtLeast, Bloc, NotOpposed, Quota, Rule, Share, Weights
from formateur.space import Space

GOLDEN = {
    f.stem: tomllib.loads(f.read_text(encoding="utf-8"))
    for f in sorted((Path(__file__).parent / "golden/power").glob("*.toml"))
}
COUNTED = ("winning_coalitions", "minimal_winning_coalitions")


def game(name: str) -> Game:
    """The golden game."""
    table = GOLDEN[name]
    if name == "us_federal_system":
        return Game(federal(), federal().players)
    if "rules" in table:
        first, second, third = (threshold(r["weights"], r["quota"]) for r in table["rules"])
        return game_of(AnyOf((AllOf((first, second)), third)))
    return game_of(threshold(table["weights"], table["quota"]))


def threshold(weights: list[int], quota: int) -> Quota:
    return Quota(weights_of({str(k): w for k, w in enumerate(weights)}), quota)


def federal() -> Rule:
    house = weights_of({f"rep{k}": 1 for k in range(435)})
    senate = weights_of({f"sen{k}": 1 for k in range(100)})
    president, vice = weights_of({"president": 1}), weights_of({"vice_president": 1})
    law = AllOf((Quota(house, 218), Quota(senate, 51), Quota(president, 1)))
    tie = AllOf((Quota(house, 218), Quota(senate, 50), Quota(vice, 1), Quota(president, 1)))
    override = AllOf((Quota(house, 290), Quota(senate, 67)))
    return AnyOf((law, tie, override))


def unions_of(table: dict[str, Any]) -> list[list[str]]:
    groups: dict[int, list[str]] = {}
    for k, union in enumerate(table["unions"]):
        groups.setdefault(union, []).append(str(k))
    return list(groups.values())


def index(name: str, of: Game, **options: Any) -> Values:
    return POWER_INDICES[name].load()(of, **options)  # type: ignore[no-any-return]


def number(value: Any) -> Any:
    return Fraction(value) if isinstance(value, str) else value


CASES = [
    (name, part, key)
    for name, table in GOLDEN.items()
    for part in ("published", "computed")
    for key in table.get(part, {})
    if name != "us_federal_system" and key != "shapley_shubik_exact"
]


@pytest.mark.parametrize(("name", "part", "key"), CASES)
def test_the_published_games_have_their_published_values(name: str, part: str, key: str) -> None:
    table, made = GOLDEN[name], game(name)
    expected = table[part][key]
    if key in COUNTED:
        found = made.counts.winning if key == COUNTED[0] else made.counts.minimal
        assert sum(found) == expected
        return
    needs = POWER_INDICES[key].needs
    options = {"unions": unions_of(table)} if "unions" in needs else {}
    values = list(index(key, made, **options).values())
    if not isinstance(expected, list):
        expected = [expected] * len(values)
    wanted = [number(v) for v in expected]
    if part == "published" and name.startswith("epic"):
        # The source lists players by weight, with equals in an order of its own.
        values, wanted = sorted(values), sorted(wanted)
    if all(isinstance(v, (Fraction, int)) for v in wanted):
        assert values == wanted
    else:
        # Published decimals: as many digits as were printed.
        close = 1e-6 if name.startswith("epic") else 6e-8
        assert values == pytest.approx(wanted, abs=close)


def test_the_council_of_28_has_the_exact_values_published_for_it() -> None:
    wanted = [Fraction(v) for v in GOLDEN["eu28_lisbon_2019"]["computed"]["shapley_shubik_exact"]]
    assert list(index("shapley_shubik", game("eu28_lisbon_2019")).values()) == wanted


def test_537_federal_officers_are_four_kinds_of_players() -> None:
    found = index("banzhaf_absolute", game("us_federal_system"))
    published = GOLDEN["us_federal_system"]["published"]["banzhaf_absolute"]
    one = {
        "president": "president",
        "vice_president": "vice_president",
        "senator": "sen0",
        "representative": "rep0",
    }
    for role, value in published.items():
        assert float(found[one[role]]) == pytest.approx(value, abs=1e-14)
    # Printed to 15 digits senator and vice-president look alike; overriding a veto tells.
    assert found["sen0"] == found["sen99"] > found["vice_president"]


PEER = [name for name, table in GOLDEN.items() if "peer" in table]


@pytest.mark.parametrize("name", PEER)
def test_the_nucleolus_is_the_one_another_solver_finds(name: str) -> None:
    pytest.importorskip("highspy", reason="needs the extra formateur[optimise]")
    values = [float(v) for v in index("nucleolus", game(name)).values()]
    assert values == pytest.approx(GOLDEN[name]["peer"]["nucleolus"], abs=1e-9)


# -- definitions ---------------------------------------


def drawn(rule: Rule) -> Game:
    return Game(rule, rule.players)


@pytest.mark.parametrize("name", by_definition.INDICES)
@settings(max_examples=50, deadline=None)
@given(rule=testing.rules("abcdefg"))
def test_every_index_is_what_its_definition_says_on_any_rule(name: str, rule: Rule) -> None:
    wins = by_definition.wins_of(rule)
    expected = by_definition.INDICES[name](rule.players, wins)
    assert dict(index(name, drawn(rule))) == expected


@settings(max_examples=6, deadline=None)
@given(rule=testing.rules("abcdefghij"))
def test_every_index_is_what_its_definition_says_with_ten_players(rule: Rule) -> None:
    wins, made = by_definition.wins_of(rule), drawn(rule)
    for name, definition in by_definition.INDICES.items():
        assert dict(index(name, made)) == definition(rule.players, wins), name


@settings(max_examples=40, deadline=None)
@given(rule=testing.rules("abcde"))
def test_shapley_and_shubik_count_the_pivots_of_all_orders(rule: Rule) -> None:
    wins = by_definition.wins_of(rule)
    assert dict(index("shapley_shubik", drawn(rule))) == by_definition.pivots(rule.players, wins)


@st.composite
def rules_with_unions(draw: st.DrawFn, most: int = 5) -> tuple[Rule, list[list[str]]]:
    rule = draw(testing.rules("abcde"[:most]))
    homes = draw(
        st.lists(st.integers(0, 3), min_size=len(rule.players), max_size=len(rule.players)).filter(
            lambda h: len(set(h)) > 1 or len(h) == 1
        )
    )
    groups: dict[int, list[str]] = {}
    for player, home in zip(rule.players, homes, strict=True):
        groups.setdefault(home, []).append(player)
    return rule, list(groups.values())


@pytest.mark.parametrize("name", by_definition.WITH_UNIONS)
@settings(max_examples=40, deadline=None)
@given(drawn_rule=rules_with_unions())
def test_every_index_with_unions_is_what_its_definition_says(
    name: str, drawn_rule: tuple[Rule, list[list[str]]]
) -> None:
    rule, unions = drawn_rule
    expected = by_definition.WITH_UNIONS[name](rule.players, by_definition.wins_of(rule), unions)
    assert dict(index(name, drawn(rule), unions=unions)) == expected


@pytest.mark.parametrize("name", by_definition.RESTRICTED)
@settings(max_examples=40, deadline=None)
@given(
    rule=testing.rules("abcde"),
    pairs=st.sets(st.sampled_from(["ab", "ac", "bc", "cd", "de", "ae"]), max_size=4),
)
def test_power_over_allowed_coalitions_is_what_its_definition_says(
    name: str, rule: Rule, pairs: set[str]
) -> None:
    apart = [p for p in sorted(pairs) if set(p) <= set(rule.players)]
    expected = by_definition.RESTRICTED[name](
        rule.players, by_definition.wins_of(rule), {frozenset(p) for p in apart}
    )
    assert dict(index(name, drawn(rule), apart=apart)) == expected


@settings(max_examples=40, deadline=None)
@given(rule=testing.rules("abcdef"), order=st.permutations("abcdef"))
def test_edelman_counts_orders_that_grow_by_neighbours(rule: Rule, order: list[str]) -> None:
    space = Space.from_order(order)
    line = [p for p in order if p in rule.players]
    expected = by_definition.edelman(rule.players, by_definition.wins_of(rule), line)
    assert dict(index("edelman", drawn(rule), space=space)) == expected


@settings(max_examples=30, deadline=None)
@given(rule=testing.rules("abcd"))
def test_ternary_games_are_what_their_definitions_say(rule: Rule) -> None:
    made = drawn(rule)
    expected = by_definition.ternary_banzhaf(rule, rule.players)
    assert dict(index("ternary_banzhaf", made)) == expected


@settings(max_examples=15, deadline=None)
@given(rule=testing.rules("abcd"))
def test_a_roll_call_is_settled_by_one_voter(rule: Rule) -> None:
    expected = by_definition.ternary_shapley(rule, rule.players)
    assert dict(index("ternary_shapley", drawn(rule))) == expected


@settings(max_examples=60, deadline=None)
@given(rule=testing.rules("abcdef"))
def test_the_dominant_player_is_the_one_who_dominates_some_winning_coalition(rule: Rule) -> None:
    found = by_definition.dominant(rule.players, by_definition.wins_of(rule))
    assert dominant(drawn(rule)) == (next(iter(found)) if len(found) == 1 else None)


@settings(max_examples=60, deadline=None)
@given(rule=testing.rules("abcdef"))
def test_roles_are_what_the_words_say(rule: Rule) -> None:
    wins, players = by_definition.wins_of(rule), rule.players
    everybody = frozenset(players)
    proper = wins(everybody) and not wins(frozenset())
    for player, role in roles(drawn(rule)).items():
        critical = by_definition.swings(players, wins)[player]
        vetoes = proper and not wins(everybody - {player})
        alone = vetoes and wins(frozenset({player}))
        assert role == (
            "dummy" if not critical else "dictator" if alone else "vetoer" if vetoes else "-"
        )


@settings(max_examples=15, deadline=None)
@given(
    rule=testing.rules("abcdefghij").filter(lambda r: not decided_players(r)),
    homes=st.permutations([0, 1, 2, 3, 4, 5, 6, 7, 0, 1]),
)
def test_bits_count_swings_between_unions_as_tables_do(rule: Rule, homes: list[int]) -> None:
    from formateur.power import unions as module

    made = drawn(rule)
    groups: dict[int, list[str]] = {}
    for player, home in zip(made.voters, homes, strict=False):
        groups.setdefault(home, []).append(player)
    if len(groups) < 7 or made.decided is not None:
        return
    for own in groups.values():
        others = [g for g in groups.values() if g != own]
        by_table, by_bits = (
            f(made, own, others) for f in (module._swings, module._swings_by_bits)
        )
        cells = {p: t for k, t in zip(by_table.kinds, by_table.swings, strict=True) for p in k}
        for (p,), table in zip(by_bits.kinds, by_bits.swings, strict=True):
            assert (table[:, : cells[p].shape[1]] == cells[p]).all()
            assert table.sum() == cells[p].sum()


def test_two_of_27_states_may_act_together() -> None:
    """Efficiency of Owen's value, and the union's share as in the council of 26."""
    people = {f"s{k}": 400 + 37 * k * k for k in range(27)}
    together = [["s25", "s26"]]
    states = weights_of(dict.fromkeys(people, 1), name="one")
    rule = AllOf((Quota(states, 15), Share(weights_of(people, name="people"), Fraction(13, 20))))
    found = index("owen", drawn(rule), unions=together)
    assert sum(found.values()) == 1
    joined = {f"s{k}": people[f"s{k}"] for k in range(25)}
    of_26 = AllOf(
        (
            Quota(weights_of(dict.fromkeys(joined, 1) | {"both": 2}, name="one"), 15),
            Share(
                weights_of(joined | {"both": people["s25"] + people["s26"]}, name="people"),
                Fraction(13, 20),
            ),
        )
    )
    alone = index("shapley_shubik", drawn(of_26))
    assert found["s25"] + found["s26"] == alone["both"]
    assert found["s3"] == alone["s3"]
    shared = index("solidarity_public_good", drawn(rule), unions=together)
    assert shared["s25"] * 2 == index("public_good", drawn(of_26))["both"]


# -- two ways to the same number ---------------------------------------

weight_lists = st.lists(st.integers(0, 40), min_size=1, max_size=9)


@settings(max_examples=60, deadline=None)
@given(weights=weight_lists, share=st.fractions(0, 1))
def test_sums_and_tables_agree_exactly_and_within_the_stated_error(
    weights: list[int], share: Fraction
) -> None:
    from formateur.power import orderings, swings

    quota = -(-int(share * sum(weights) * 12) // 12)
    made = game_of({str(k): w for k, w in enumerate(weights)}, quota)
    if made.decided is not None:
        return
    rates = swings._from_counts(made)
    exact = swings._by_sums(made, made.form, "exact")
    quick = swings._by_sums(made, made.form, "float")
    assert exact.rates == rates.rates
    assert exact.passes == rates.passes
    for a, b, e in zip(exact.rates, quick.rates, quick.errors, strict=True):
        assert abs(float(a) - b) <= e
    tabled = index("shapley_shubik", made)
    weights_in, quota_in = orderings._normal(made)
    sized = orderings.ordered(orderings._sized_swings(made, weights_in, quota_in), len(weights_in))
    assert list(made.spread(sized).values()) == list(tabled.values())
    floats = index("shapley_shubik", made, method="float")
    assert floats.error < 1e-9
    for p in made.players:
        assert abs(float(tabled[p]) - floats[p]) <= floats.error
    assert orderings.minimal_by_size(made) == [list(row) for row in made.counts.inside]


@settings(max_examples=20, deadline=None)
@given(rule=testing.rules("abcdefgh"))
def test_a_bit_per_coalition_counts_what_cells_by_kind_count(rule: Rule) -> None:
    from formateur.power import bits, table

    made = drawn(rule)
    if len(made.voters) < 6:
        return
    by_kinds = table._by_kinds(made)
    assert bits.count_bits(made, compiled=False) == by_kinds
    pytest.importorskip("numba", reason="needs the extra formateur[fast]")
    assert bits.count_bits(made, compiled=True) == by_kinds


@settings(max_examples=30, deadline=None)
@given(weights=st.lists(st.integers(1, 300), min_size=1, max_size=30), p=st.floats(0.01, 0.5))
def test_the_compiled_sums_are_those_of_plain_numpy(weights: list[int], p: float) -> None:
    pytest.importorskip("numba", reason="needs the extra formateur[fast]")
    from formateur.power import sums

    length = sum(weights) // 2 + 1
    plain = sums.distribution(weights, length, p, compiled=False)
    assert sums.distribution(weights, length, p, compiled=True) == pytest.approx(plain, rel=1e-12)
    exact = sums.exact_swings(weights, length, compiled=False)
    assert sums.exact_swings(weights, length, compiled=True) == exact


def test_exact_counts_go_far_beyond_machine_words() -> None:
    """With 300 equal voters the swings are binomial numbers of 297 bits."""
    from math import comb

    from formateur.power.sums import exact_swings

    found, losing = exact_swings([1] * 300, 151)
    assert found[1] == comb(299, 150)
    assert losing == sum(comb(300, k) for k in range(151))


# -- rules in which everybody stands once ---------------------------------------


@st.composite
def once(draw: st.DrawFn) -> Rule:
    """A random tree over nine players, each in one threshold; some bodies nested as blocs."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=3))
    leaves, at = [], 0
    for size in sizes:
        names = "abcdefghi"[at : at + size]
        at += size
        votes = weights_of({p: draw(st.integers(1, 5)) for p in names})
        quota = draw(st.integers(1, int(votes.total)))
        leaf: Rule = Quota(votes, quota)
        if draw(st.booleans()):
            leaf = NotOpposed(leaf)
        leaves.append(leaf)
    kind = draw(st.sampled_from(["all", "any", "at least", "bloc"]))
    if kind == "bloc":
        outer = weights_of({f"bloc{k}": draw(st.integers(1, 5)) for k in range(len(leaves))})
        rule: Rule = Share(outer, Fraction(1, 2), strict=True)
        for k, leaf in enumerate(leaves):
            rule = Bloc(f"bloc{k}", leaf, rule)
        return rule
    rules = tuple(leaves)
    if kind == "at least":
        return AtLeast(draw(st.integers(1, len(rules))), rules)
    return AllOf(rules) if kind == "all" else AnyOf(rules)


@settings(max_examples=60, deadline=None)
@given(rule=once())
def test_composition_node_by_node_gives_what_all_coalitions_give(rule: Rule) -> None:
    from formateur.power import trees

    made = drawn(rule)
    assert trees.stands_once(rule)
    expected = by_definition.banzhaf_absolute(rule.players, by_definition.wins_of(rule))
    composed = trees.critical_rates(made, "exact")
    assert made.spread(composed.rates) == expected
    orders = by_definition.shapley_shubik(rule.players, by_definition.wins_of(rule))
    assert dict(trees.shapley(made, "exact")) == orders
    quick = trees.shapley(made, "float")
    for p, value in orders.items():
        assert abs(quick[p] - float(value)) <= quick.error


def test_a_union_of_states_is_composed_from_voters_upwards() -> None:
    """Twenty states of 21 voters each: 420 players, no enumeration."""
    states = weights_of({f"s{k}": 3 + k % 7 for k in range(20)})
    rule: Rule = Share(states, Fraction(1, 2), strict=True)
    for k in range(20):
        voters = weights_of({f"s{k}-{j}": 1 for j in range(21)})
        rule = Bloc(f"s{k}", Share(voters, Fraction(1, 2), strict=True), rule)
    found = index("banzhaf_absolute", drawn(rule), method="float")
    inner = index("banzhaf_absolute", game_of({str(j): 1 for j in range(21)}))["0"]
    outer = index("banzhaf_absolute", game_of(dict(states.values)))
    for k in range(20):
        assert found[f"s{k}-0"] == pytest.approx(float(inner * outer[f"s{k}"]), abs=1e-12)


# -- laws ---------------------------------------

SHARES = ("banzhaf", "shapley_shubik", "johnston", "deegan_packel", "public_good")


@pytest.mark.parametrize("name", SHARES)
@settings(max_examples=30, deadline=None)
@given(rule=testing.rules("abcdefg"))
def test_shares_of_power_sum_to_one_or_nobody_ever_decides(name: str, rule: Rule) -> None:
    made = drawn(rule)
    total = sum(index(name, made).values())
    assert total == (0 if made.decided is not None else 1)


@settings(max_examples=40, deadline=None)
@given(rule=testing.rules("abcdef"))
def test_who_never_tips_a_coalition_has_no_power_by_any_index(rule: Rule) -> None:
    made = drawn(rule)
    idle = [p for p, n in index("swings", made).items() if n == 0]
    for name in (*SHARES, "banzhaf_absolute", "criticality", "coleman_preventive"):
        assert all(index(name, made)[p] == 0 for p in idle)


@settings(max_examples=40, deadline=None)
@given(rule=testing.rules("abcdef"))
def test_blocking_is_as_powerful_as_deciding(rule: Rule) -> None:
    """Banzhaf's and Shapley and Shubik's values are those of the dual game too."""
    made, dual = drawn(rule), Game(NotOpposed(rule), rule.players)
    for name in ("swings", "banzhaf", "shapley_shubik"):
        assert dict(index(name, made)) == dict(index(name, dual))
    assert dict(index("coleman_preventive", made)) == dict(index("coleman_initiative", dual))


@settings(max_examples=40, deadline=None)
@given(weights=weight_lists, factor=st.fractions(Fraction(1, 9), 9).filter(bool))
def test_the_unit_of_votes_does_not_matter(weights: list[int], factor: Fraction) -> None:
    votes = {str(k): Fraction(w) for k, w in enumerate(weights)}
    scaled = {p: w * factor for p, w in votes.items()}
    for name in SHARES:
        assert dict(index(name, game_of(votes))) == dict(index(name, game_of(scaled)))


@settings(max_examples=40, deadline=None)
@given(weights=weight_lists)
def test_more_votes_never_mean_less_power(weights: list[int]) -> None:
    votes = {str(k): w for k, w in enumerate(sorted(weights))}
    for name in ("banzhaf", "shapley_shubik", "johnston"):
        values = list(index(name, game_of(votes)).values())
        assert all(a <= b for a, b in pairwise(values))


def test_the_public_good_index_need_not_follow_the_weights() -> None:
    found = index("public_good", game_of({"a": 35, "b": 20, "c": 15, "d": 15, "e": 15}, 51))
    assert found["b"] < found["c"]


@settings(max_examples=30, deadline=None)
@given(rule=testing.rules("abcde"))
def test_unions_of_one_each_change_nothing(rule: Rule) -> None:
    made = drawn(rule)
    alone = [[p] for p in rule.players]
    assert dict(index("owen", made, unions=alone)) == dict(index("shapley_shubik", made))
    absolute = dict(index("banzhaf_absolute", made))
    assert dict(index("banzhaf_owen", made, unions=alone)) == absolute
    assert dict(index("myerson", made)) == dict(index("shapley_shubik", made))
    assert dict(index("conditional_banzhaf", made)) == dict(index("banzhaf", made))


# -- programs ---------------------------------------


@settings(max_examples=25, deadline=None)
@given(weights=st.lists(st.integers(0, 12), min_size=1, max_size=6), share=st.fractions(0, 1))
def test_minimum_integer_weights_give_the_same_game(weights: list[int], share: Fraction) -> None:
    pytest.importorskip("highspy", reason="needs the extra formateur[optimise]")
    votes = {str(k): w for k, w in enumerate(weights)}
    made = game_of(votes, int(share * sum(weights)))
    found = index("minimum_integer_weights", made)
    quota = next(int(n.split()[-3]) for n in found.notes if "weights win with" in n)
    again = game_of(dict(found), quota)
    before, after = by_definition.wins_of(made.rule), by_definition.wins_of(again.rule)
    for coalition in by_definition.subsets(made.players):
        assert before(coalition) == after(coalition)
    assert sum(found.values()) <= sum(weights)


def test_two_chambers_of_two_are_not_weighted() -> None:
    pytest.importorskip("highspy", reason="needs the extra formateur[optimise]")
    one, two = weights_of({"a": 1, "b": 1}), weights_of({"c": 1, "d": 1})
    rule = AllOf((Quota(one, 1), Quota(two, 1)))
    with pytest.raises(ValueError, match="not weighted: no weights with one quota"):
        index("minimum_integer_weights", drawn(rule))


def test_minimum_weights_that_are_not_unique_say_so() -> None:
    pytest.importorskip("highspy", reason="needs the extra formateur[optimise]")
    votes = dict(zip("abcdefgh", (7, 6, 6, 4, 4, 4, 3, 2), strict=True))
    found = index("minimum_integer_weights", game_of(votes, 12))
    assert sum(found.values()) == 36
    assert any("are not unique" in n for n in found.notes)
    unique = index("minimum_integer_weights", game_of({"a": 50, "b": 49, "c": 1}, 51))
    assert not any("are not unique" in n for n in unique.notes)


@settings(max_examples=25, deadline=None)
@given(weights=st.lists(st.integers(1, 9), min_size=2, max_size=5))
def test_no_split_leaves_the_worst_off_coalition_a_smaller_complaint(weights: list[int]) -> None:
    pytest.importorskip("highspy", reason="needs the extra formateur[optimise]")
    made = game_of({str(k): w for k, w in enumerate(weights)})
    wins = by_definition.wins_of(made.rule)
    found = {p: Fraction(v) for p, v in index("nucleolus", made).items()}
    assert sum(found.values()) == 1

    def complaints(split: dict[str, Fraction]) -> list[Fraction]:
        proper = [c for c in by_definition.subsets(made.players) if 0 < len(c) < len(split)]
        return sorted((wins(c) - sum(split[p] for p in c) for c in proper), reverse=True)

    best = complaints(found)
    step = Fraction(1, 60)
    for giver, had in found.items():
        for taker, got in found.items():
            if giver != taker and had >= step:
                other = {**found, giver: had - step, taker: got + step}
                if all(other[p] >= wins(frozenset({p})) for p in other):
                    assert complaints(other) > best


# -- the result ---------------------------------------


def test_rows_hold_party_seats_share_and_an_index_each() -> None:
    found = power({"a": 50, "b": 49, "c": 1}, quota=51, index=["banzhaf", "shapley-shubik"])
    assert found.rows()[0] == {
        "party": "a",
        "seats": 50,
        "share": 0.5,
        "banzhaf": 0.6,
        "shapley-shubik": pytest.approx(2 / 3),
    }
    assert found.summary()["vetoers"] == ["a"]
    assert found.envelope()["meta"]["exact"] is True


def test_all_gives_every_index_whose_needs_are_met() -> None:
    found = power({"a": 50, "b": 49, "c": 1}, index="all")
    asked = set(found.values)
    assert {"banzhaf", "johnston", "nevison", "criticality"} <= asked
    assert not asked & {"owen", "myerson", "edelman", "ternary_banzhaf"}
    more = power(
        {"a": 50, "b": 49, "c": 1},
        index="all",
        unions=["bc"],
        apart=["ab"],
        space=Space.from_order("abc"),
    )
    assert {"owen", "myerson", "edelman"} <= set(more.values)


def test_zero_votes_under_members_rules_stay_in_the_answer() -> None:
    """A dummy is a row of the table, with zeros."""
    votes = Weights.of({"a": 3, "b": 2, "c": 0})
    found = power(Quota(votes, 3), index=["banzhaf", "swings", "owen"], unions=[["b", "c"]])
    assert found["swings"]["c"] == 0
    assert found["swings"]["a"] == 4
    assert found["owen"]["c"] == 0
