"""Programmes: agreement, compromise against every programme tried, judgments, readers."""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from math import prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from formateur.agreement.frontier import frontier
from formateur.agreement.position_files import parse_positions
from formateur.agreement.positions import recorded_positions
from formateur.agreement.programme import (
    SOLUTIONS,
    Compromise,
    Constraint,
    Programme,
    agreements,
    compromise,
    distance,
    internal_vote,
    judge_theses,
    read_positions,
)
from formateur.cases import load
from formateur.errors import FormateurError, UnknownIdError, UnknownPartyError

FIXTURE = Path(__file__).parent / "fixtures" / "qual-o-mat"
GOLDEN = Path(__file__).parent / "golden" / "agreement" / "doctrinal_paradox.toml"


@st.composite
def programmes(
    draw: Any,
    *,
    parties: int = 4,
    theses: int = 4,
    unknown: bool = True,
    between: bool | None = None,
) -> Programme:
    """Small programmes with whole saliences, some with positions between yes and no."""
    who = "abcd"[: draw(st.integers(2, parties))]
    what = [f"t{k}" for k in range(draw(st.integers(1, theses)))]
    scale: list[Any] = [1, 0, -1, None] if unknown else [1, 0, -1]
    if draw(st.booleans()) if between is None else between:
        scale += [Fraction(2, 5), Fraction(-7, 10), Fraction(1, 20)]
    positions = {p: {t: draw(st.sampled_from(scale)) for t in what} for p in who}
    salience = {p: {t: draw(st.integers(0, 4)) for t in what} for p in who}
    for held in salience.values():
        held["t0"] = held["t0"] or 1
    return Programme.of(positions, salience=salience)


def share(programme: Programme, party: str, outcome: dict[str, int]) -> Fraction:
    """A party's least share of a programme, by the definition."""
    platform = programme.platform(party)
    got = Fraction(0)
    for t, wants, weight in zip(programme.ids, platform.positions, platform.salience, strict=True):
        if wants is not None and t in outcome:
            got += weight * (1 - Fraction(abs(wants - outcome[t])) / 2)
    return got / sum(platform.salience)


def every_programme(
    made: Compromise, rules: tuple[Constraint, ...] = ()
) -> dict[tuple[Fraction, ...], dict[str, int]]:
    """Shares of every programme that keeps the rules; others stay as they are said."""
    free = {n for r in rules for n in r.names} | set(made.theses("contested"))
    said = dict(made.solutions["nash"].positions)
    choices = [offers(made, t) if t in free else (said.get(t),) for t in made.programme.ids]
    found = {}
    for values in product(*choices):
        outcome = {t: v for t, v in zip(made.programme.ids, values, strict=True) if v is not None}
        if all(r.holds(outcome) for r in rules):
            shares = tuple(share(made.programme, p, outcome) for p in made.government)
            found[shares] = outcome
    return found


def offers(made: Compromise, thesis: str) -> tuple[Any, ...]:
    """What a programme may say: yes, neither, no; where members stand between, what one says."""
    place = made.programme.ids.index(thesis)
    said = {made.programme.platform(p).positions[place] for p in made.government} - {None}
    return (1, 0, -1) if said <= {1, 0, -1} else tuple(said)


# -- between parties ---------------------------------------


@settings(deadline=None)
@given(programmes(parties=2, theses=3), st.booleans())
def test_distance_runs_from_the_nearest_to_the_farthest_that_unknown_positions_allow(
    made: Programme, weighted: bool
) -> None:
    one, other = made.platforms
    known = {x for p in made.platforms for x in p.positions if x is not None}
    seen = []
    for filled in product(*([x] if x is not None else sorted({1, -1, *known})
                            for p in made.platforms for x in p.positions)):  # fmt: skip
        left, right = filled[: len(made.ids)], filled[len(made.ids) :]
        weights = [
            (a / sum(one.salience) + b / sum(other.salience)) / 2 if weighted
            else Fraction(1, len(made.ids))
            for a, b in zip(one.salience, other.salience, strict=True)
        ]  # fmt: skip
        gaps = [Fraction(abs(Fraction(x) - Fraction(y))) / 2
                for x, y in zip(left, right, strict=True)]  # fmt: skip
        seen.append(sum((w * g for w, g in zip(weights, gaps, strict=True)), Fraction(0)))
    assert distance(made, *made.parties, weighted=weighted) == (min(seen), max(seen))


def test_pairs_count_theses_on_which_they_say_the_same_or_are_opposed() -> None:
    made = Programme.of(
        {
            "a": {"t": 1, "u": 1, "v": 0, "w": None, "x": 0},
            "b": {"t": 1, "u": -1, "v": 1, "w": 1, "x": 0},
        }
    )
    (row,) = agreements(made).rows()
    assert (row["same"], row["opposed"], row["unknown"]) == (2, 1, 1)


@given(programmes())
def test_agreement_is_mutual_and_whole_with_oneself(made: Programme) -> None:
    found = agreements(made)
    for one, other in product(made.parties, repeat=2):
        low, high = found.between(one, other)
        assert found.between(other, one) == (low, high)
        assert 0 <= low <= high <= 1
    known = [p for p in made.parties if None not in made.platform(p).positions]
    for party in known:
        assert distance(made, party, party) == (0, 0)


@given(programmes(unknown=False))
def test_distance_keeps_the_triangle_where_all_is_known_and_theses_count_alike(
    made: Programme,
) -> None:
    for a, b, c in product(made.parties, repeat=3):
        short = distance(made, a, c, weighted=False)[0]
        way = distance(made, a, b, weighted=False)[0] + distance(made, b, c, weighted=False)[0]
        assert short <= way


@given(programmes(), st.data())
def test_an_unknown_position_widens_the_range_and_never_leaves_it(
    made: Programme, data: st.DataObject
) -> None:
    one, other = made.parties[:2]
    low, high = distance(made, one, other)
    filled = {
        p.party: {
            t: x if x is not None else data.draw(st.sampled_from([1, 0, -1]))
            for t, x in zip(made.ids, p.positions, strict=True)
        }
        for p in made.platforms
    }
    salience = {p.party: dict(zip(made.ids, p.salience, strict=True)) for p in made.platforms}
    known = distance(Programme.of(filled, salience=salience), one, other)[0]
    assert low <= known <= high


# -- inside a government ---------------------------------------


@settings(deadline=None, max_examples=60)
@given(programmes())
def test_the_frontier_is_what_trying_every_programme_finds(made: Programme) -> None:
    found = compromise(made, made.parties)
    every = every_programme(found)
    best = {
        s
        for s in every
        if not any(o != s and all(x >= y for x, y in zip(o, s, strict=True)) for o in every)
    }
    assert found.complete
    assert {tuple(o.shares[p][0] for p in made.parties) for o in found.points} == best
    for outcome in (*found.points, *found.solutions.values()):
        for party, (low, high) in outcome.shares.items():
            assert low == share(made, party, dict(outcome.positions))
            assert low <= high <= 1


@settings(deadline=None, max_examples=60)
@given(
    programmes(between=False),
    st.sampled_from(["t0 -> t1", "!t0 | t1", "t0 <-> t1", "t0 & t1 -> t2"]),
)
def test_each_solution_is_best_of_its_kind_also_under_rules(made: Programme, text: str) -> None:
    rules = (Constraint(text),)
    assume(set(rules[0].names) <= set(made.ids))
    found = compromise(made, made.parties, rules=[text])
    every = every_programme(found, rules)
    got = {s: tuple(o.shares[p][0] for p in made.parties) for s, o in found.solutions.items()}
    for outcome in found.solutions.values():
        assert rules[0].holds(outcome.positions)
    assert sum(got["utilitarian"]) == max(sum(s) for s in every)
    assert sorted(got["max-min"]) == max(sorted(s) for s in every)
    assert float(prod(got["nash"])) == pytest.approx(float(max(prod(s) for s in every)))


@settings(deadline=None, max_examples=40)
@given(programmes())
def test_concessions_add_up_to_what_each_member_lacks(made: Programme) -> None:
    found = compromise(made, made.parties)
    for by, outcome in found.solutions.items():
        paid = dict.fromkeys(made.parties, 0.0)
        for row in found.concessions(by):
            paid[row["party"]] += row["cost"]
        for party, (_, high) in outcome.shares.items():
            assert float(high) == pytest.approx(1 - paid[party])


@settings(deadline=None, max_examples=40)
@given(programmes())
def test_a_package_gains_both_sides_over_leaving_both_theses_open(made: Programme) -> None:
    found = compromise(made, made.parties)
    before = dict(found.solutions["nash"].positions) | dict.fromkeys(found.theses("contested"), 0)
    for package in found.packages:
        ours = made.platform(package.one).positions[made.ids.index(package.gets)]
        theirs = made.platform(package.other).positions[made.ids.index(package.gives)]
        assert ours is not None
        assert theirs is not None
        after = before | {package.gets: ours, package.gives: theirs}
        for party, gain in package.gains.items():
            assert gain == share(made, party, after) - share(made, party, before)
        assert package.gains[package.one] > 0
        assert package.gains[package.other] > 0


def test_each_side_has_its_way_where_it_cares_more() -> None:
    made = Programme.of(
        {"a": {"x": 1, "y": 1}, "b": {"x": -1, "y": -1}},
        salience={"a": {"x": 3}, "b": {"y": 3}},
    )
    found = compromise(made, ["a", "b"])
    assert found.solutions["nash"].positions == {"x": 1, "y": -1}
    assert [(p.one, p.gets, p.other, p.gives) for p in found.packages] == [("a", "x", "b", "y")]
    assert found.packages[0].gains == {"a": Fraction(1, 4), "b": Fraction(1, 4)}


def test_a_trade_that_harms_a_third_partner_comes_after_one_that_does_not() -> None:
    ids = ["x", "y", "u", "v"]
    made = Programme.of(
        {
            "a": dict.fromkeys(ids, 1),
            "b": dict.fromkeys(ids, -1),
            "c": {"x": -1, "y": 1, "u": 0, "v": 0},
        },
        salience={
            "a": {"x": 9, "u": 4},
            "b": {"y": 9, "v": 4},
            "c": {"u": 0, "v": 0},
        },
    )
    found = compromise(made, "abc").packages
    assert [p.harmless for p in found] == sorted((p.harmless for p in found), reverse=True)
    trade = next(p for p in found if (p.gets, p.gives) == ("x", "y"))
    assert not trade.harmless
    assert trade.gains["c"] == Fraction(-1, 2)
    assert found[0].harmless
    assert found[0].gains["a"] < trade.gains["a"]


@pytest.mark.parametrize("seed", range(8))
def test_bounds_of_part_of_a_frontier_hold_and_are_near(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(seed)
    ids = [f"t{k}" for k in range(9)]
    positions = {p: {t: rng.choice([1, 0, -1]) for t in ids} for p in "abc"}
    for p in "abc":
        positions[p]["t0"] = 1  # settled
    salience = {p: {t: rng.randint(1, 9) for t in ids} for p in "abc"}
    made = Programme.of(positions, salience=salience)
    floors = {"a": Fraction(3, 10), "b": Fraction(1, 5)}
    whole = compromise(made, "abc", otherwise=floors)
    monkeypatch.setattr("formateur.agreement.frontier._CELLS", 0)
    monkeypatch.setattr("formateur.agreement.frontier._SUMS", 0)
    part = compromise(made, "abc", otherwise=floors)
    assert whole.complete
    assert not part.complete

    def least(found: Compromise) -> float:
        return min(float(low) for low, _ in found.solutions["max-min"].shares.values())

    def mean(found: Compromise) -> float:
        shares = found.solutions["nash"].shares
        gains = [float(low - floors.get(p, 0)) for p, (low, _) in shares.items()]
        return prod(gains) ** (1 / 3)

    assert least(part) <= least(whole) <= part.bounds["max-min"] <= 1.1 * least(whole)
    assert mean(part) <= mean(whole) + 1e-12
    assert mean(whole) <= part.bounds["nash"] <= 1.1 * mean(whole)


def test_what_a_partner_has_otherwise_moves_the_nash_programme_its_way() -> None:
    made = Programme.of(
        {"a": {f"t{k}": 1 for k in range(6)}, "b": {f"t{k}": -1 for k in range(6)}}
    )
    even = compromise(made, ["a", "b"]).solutions["nash"].shares
    tilted = compromise(made, ["a", "b"], otherwise={"a": 0.5}).solutions["nash"].shares
    assert even["a"][0] == Fraction(1, 2)
    assert tilted["a"][0] == Fraction(3, 4)
    with pytest.raises(FormateurError, match="nobody worse off"):
        compromise(made, ["a", "b"], otherwise={"a": 0.9, "b": 0.9})


def test_where_one_partner_cannot_gain_nash_is_the_product_of_the_others() -> None:
    made = Programme.of(
        {"a": {"x": 1, "y": 0}, "b": {"x": 1, "y": 1}, "c": {"x": 1, "y": -1}},
        salience={"a": {"y": 0}, "b": {"y": 3}, "c": {"y": 1}},
    )
    found = compromise(made, "abc", otherwise={"a": 1, "b": 0.25, "c": 0.5})
    gains = [
        (o.shares["b"][0] - Fraction(1, 4)) * (o.shares["c"][0] - Fraction(1, 2))
        for o in found.points
    ]
    nash = found.solutions["nash"].shares
    assert nash["a"] == (1, 1)
    assert (nash["b"][0] - Fraction(1, 4)) * (nash["c"][0] - Fraction(1, 2)) == max(gains) > 0


def test_a_position_nobody_knows_is_neither_settled_nor_contested() -> None:
    made = Programme.of({"a": {"x": 1, "y": 1}, "b": {"x": None, "y": 1}})
    found = compromise(made, ["a", "b"])
    assert found.status == {"x": "unknown", "y": "settled"}
    assert found.solutions["nash"].shares["b"] == (Fraction(1, 2), Fraction(1))
    assert found.notes == ("positions unknown, so answers are ranges: b 1",)


def test_a_frontier_too_large_says_so_and_bounds_hold() -> None:
    def spread(k: int, n: int) -> int:
        return (k * 7919 + n * 104729) % 3 - 1

    ids = [f"t{k}" for k in range(24)]
    made = Programme.of(
        {p: {t: spread(k, n) for k, t in enumerate(ids)} for n, p in enumerate("abcdef")},
        salience={
            p: {t: 1 + (k * 31 + n * 17) % 97 for k, t in enumerate(ids)}
            for n, p in enumerate("abcdef")
        },
    )
    found = compromise(made, "abcdef")
    assert not found.complete
    assert any("too large" in n for n in found.notes)
    for outcome in found.points:
        low = [float(s) for s, _ in outcome.shares.values()]
        assert min(low) <= found.bounds["max-min"] + 1e-9
        assert prod(low) ** (1 / 6) <= found.bounds["nash"] + 1e-9
    best = min(float(s) for s, _ in found.solutions["max-min"].shares.values())
    assert best > 0.9 * found.bounds["max-min"]


@pytest.mark.parametrize("seed", range(6))
def test_the_utilitarian_programme_is_exact_also_where_the_frontier_is_not_whole(
    seed: int,
) -> None:
    rng = random.Random(seed)
    ids = [f"t{k}" for k in range(26)]
    positions = {p: {t: rng.choice([1, 0, -1]) for t in ids} for p in "abcde"}
    salience = {p: {t: rng.randint(1, 60) for t in ids} for p in "abcde"}
    for k, t in enumerate(ids[:8]):  # settled, and dear to one: it has less at stake elsewhere
        for p in "abcde":
            positions[p][t] = 1
        salience["abcde"[k % 5]][t] = 400
    made = Programme.of(positions, salience=salience)
    found = compromise(made, "abcde")
    assert not found.complete
    best = sum(
        max(sum((share(made, p, {t: x}) for p in "abcde"), Fraction(0)) for x in (1, 0, -1))
        for t in ids
    )
    assert sum(low for low, _ in found.solutions["utilitarian"].shares.values()) == best


def test_the_frontier_of_sums_is_that_of_all_sums_by_every_way_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import numpy as np

    from formateur.agreement.frontier import Scale, _supported

    rng = np.random.default_rng(5)
    for k in range(80):
        parties, number = int(rng.integers(1, 6)), int(rng.integers(1, 6))
        monkeypatch.setattr("formateur.agreement.frontier._CELLS", 600_000 * (k % 2))
        blocks = [rng.integers(0, 5, size=(rng.integers(1, 4), parties)) for _ in range(number)]
        sums = {tuple(map(int, sum(c))) for c in product(*blocks)}
        best = {
            s
            for s in sums
            if not any(o != s and all(x >= y for x, y in zip(o, s, strict=True)) for o in sums)
        }
        whole = frontier(blocks)
        assert sorted(tuple(map(int, p)) for p in whole.points) == sorted(best)
        made = [sum(b[p] for b, p in zip(blocks, pick, strict=True)) for pick in whole.picks]
        assert np.array_equal(np.array(made), whole.points)
        part = _supported(blocks, Scale.of(blocks))
        assert {tuple(map(int, p)) for p in part.points} <= sums
        reach = np.array([part.weights @ (np.array(s) / _scale(blocks)) for s in sums])
        assert (reach <= part.supports + 1e-9).all()


def _scale(blocks: Any) -> Any:
    import numpy as np

    return np.maximum(sum(b.max(axis=0) for b in blocks), 1)


# -- judgments ---------------------------------------


def test_three_judges_each_consistent_make_an_inconsistent_court() -> None:
    book = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))
    court = Programme.of({f"judge {k}": held for k, held in enumerate(book["judges"], start=1)})
    found = judge_theses(court, rules=[book["rule"]], premises=book["premises"])
    assert found.inconsistent == ()
    assert dict(found.outcome) == book["majority"]
    assert (not found.broken) is book["consistent"]
    assert found.broken == (book["rule"],)
    assert dict(found.by_premises) == book["by_premises"]


def test_most_approve_every_condition_of_the_road_and_most_reject_the_road() -> None:
    # Discursive dilemma with three conditions: a fifth each rejects one, two fifths none.
    town = Programme.of(
        {
            "g1": {"important": -1, "weather": 1, "funds": 1, "road": -1},
            "g2": {"important": 1, "weather": -1, "funds": 1, "road": -1},
            "g3": {"important": 1, "weather": 1, "funds": -1, "road": -1},
            "g4": {"important": 1, "weather": 1, "funds": 1, "road": 1},
        }
    )
    found = judge_theses(
        town,
        votes={"g1": 20, "g2": 20, "g3": 20, "g4": 40},
        rules=["important & weather & funds <-> road"],
        premises=["important", "weather", "funds"],
    )
    assert found.tallies["weather"] == (80, 20, 0, 0)
    assert found.tallies["road"] == (40, 60, 0, 0)
    assert not found.summary()["consistent"]
    assert found.by_premises["road"] == 1


def test_rules_may_only_break_together() -> None:
    made = Programme.of({"a": {"x": 1, "y": None}})
    found = judge_theses(made, rules=["x -> y", "x -> !y"])
    assert found.broken == ("x -> y", "x -> !y")
    assert found.inconsistent == ("a",)


@given(
    st.sampled_from([True, False]), st.sampled_from([True, False]), st.sampled_from([True, False])
)
def test_rules_mean_what_logic_says(a: bool, b: bool, c: bool) -> None:
    world = {n: 1 if v else -1 for n, v in zip("abc", (a, b, c), strict=True)}
    assert Constraint("a&b->c").holds(world) is (not (a and b) or c)
    assert Constraint("!(a | ~b) <-> c").holds(world) is ((not (a or not b)) is c)
    assert Constraint("a -> b -> c").holds(world) is (not a or (not b or c))
    assert Constraint('"a" | b & c').holds(world) is (a or (b and c))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a &", "lacks a thesis"),
        ("(a -> b", "closing bracket"),
        ("a b", "does not expect 'b'"),
        ("a = b", "cannot read '= b'"),
        ("", "lacks a thesis"),
    ],
)
def test_a_rule_that_cannot_be_read_says_where(text: str, says: str) -> None:
    with pytest.raises(FormateurError, match=says):
        Constraint(text)


def test_a_rule_about_a_thesis_that_is_not_there_is_refused() -> None:
    made = Programme.of({"a": {"tax": 1}})
    with pytest.raises(UnknownIdError, match="no thesis 'tx'"):
        judge_theses(made, rules=["tx -> tax"])


def test_no_programme_keeps_rules_that_contradict_each_other() -> None:
    made = Programme.of({"a": {"x": 1}, "b": {"x": -1}})
    with pytest.raises(FormateurError, match="no programme keeps the rules"):
        compromise(made, ["a", "b"], rules=["x & !x"])


def test_factions_decide_the_partys_line_and_unknown_ones_may_turn_it() -> None:
    factions = Programme.of(
        {"left": {"tax": 1, "rail": 1, "visa": 0}, "right": {"tax": -1, "rail": None, "visa": 0}}
    )
    line = internal_vote(factions, {"left": 30, "right": 41}, party="sp")
    assert line.positions == (-1, None, 0)
    assert internal_vote(factions, {"left": 50, "right": 41}, party="sp").positions == (1, 1, 0)
    assert factions.with_platform(line).platform("sp").positions == (-1, None, 0)


def test_a_vote_is_open_when_those_of_unknown_position_could_turn_or_tie_it() -> None:
    made = Programme.of({"a": {"x": 1}, "b": {"x": -1}, "c": {"x": None}})
    for unknown, outcome in ((0, 1), (1, None), (2, None)):
        found = judge_theses(made, votes={"a": 3, "b": 2, "c": unknown})
        assert found.outcome["x"] == outcome
    for yes in (2, 3):
        assert judge_theses(made, votes={"a": yes, "b": 2, "c": 0}).outcome["x"] == (
            1 if yes > 2 else None
        )


def test_a_party_is_neutral_only_if_neutral_factions_outvote_all_others_and_the_unknown() -> None:
    made = Programme.of({"a": {"x": 0}, "b": {"x": None}})
    assert internal_vote(made, {"a": 3, "b": 3}, party="p").positions == (None,)
    assert internal_vote(made, {"a": 4, "b": 3}, party="p").positions == (0,)


def test_a_partys_salience_is_its_factions_mean_whatever_unit_each_counts_in() -> None:
    made = Programme.of(
        {"a": {"x": 1, "y": 1}, "b": {"x": 1, "y": 1}},
        salience={"a": {"x": 300, "y": 100}, "b": {"x": 1, "y": 3}},
    )
    line = internal_vote(made, {"a": 1, "b": 3}, party="p")
    assert line.salience == (Fraction(3, 8), Fraction(5, 8))


def test_a_tied_premise_stays_open_even_if_the_rules_would_settle_it() -> None:
    made = Programme.of({"a": {"p": 1, "q": 1}, "b": {"p": -1, "q": 1}, "c": {"p": 0, "q": 1}})
    found = judge_theses(made, rules=["p <-> q"], premises=["p", "q"])
    assert dict(found.by_premises) == {"p": None, "q": 1}
    assert found.notes == ()


def test_premises_that_break_the_rules_by_themselves_are_told() -> None:
    made = Programme.of({"a": {"p": 1, "q": 1, "r": 1}})
    found = judge_theses(made, rules=["p -> !q"], premises=["p", "q"])
    assert found.notes == ("the premises as voted already break the rules",)


# -- files ---------------------------------------


def test_of_several_positions_of_one_actor_the_latest_counts() -> None:
    record = load("petrograd-1917").record
    assert record is not None
    point, *others = record.facts.points
    dated = {p.date.first: p for p in point.positions if p.date is not None}
    first, last = dated[min(dated)], dated[max(dated)]
    early, late = (replace(p, by=("trotsky",), stance=s)
                   for p, s in ((first, "for"), (last, "against")))  # fmt: skip
    for order in ((early, late), (late, early)):
        points = (replace(point, positions=order), *others)
        held = replace(record, facts=replace(record.facts, points=points))
        assert recorded_positions(held).platform("trotsky").positions[0] == -1


def test_a_folder_of_qual_o_mat_is_read() -> None:
    found = read_positions(FIXTURE)
    assert found.name == "Harbour council 2031"
    assert found.parties == ("Tide", "Hill/Field", "Lamp")
    assert found.ids == ("Ferry", "Orchard", "Bell", "Market")
    assert found.platform("Tide").positions == (1, -1, 0, 1)
    assert found.platform("Lamp").positions == (1, 1, -1, None)
    assert found.theses[0].text == "The ferry shall run at night."
    assert read_positions(FIXTURE / "opinion.json") == found


def test_a_table_reads_words_numbers_and_semicolons(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(
        "Thesis;Party;Position;Salience\n"
        "tax;a;Stimme zu;1,5\ntax;b;-1;\nrail;a;;0\nrail;b;neutral;2\n"
    )
    found = read_positions(file)
    assert found.platform("a").positions == (1, None)
    assert found.platform("a").salience == (Fraction(3, 2), 0)
    assert found.platform("b").positions == (-1, 0)


def test_one_column_for_each_party_says_the_same_as_one_row_for_each_position() -> None:
    wide = parse_positions("Thesis;Red;Blue;text\nferry;agree;-1;A ferry.\ndyke;;0;\n", "t")
    long = parse_positions(
        "thesis,party,position,text\nferry,Red,agree,A ferry.\nferry,Blue,-1,\n"
        "dyke,Red,,\ndyke,Blue,0,\n",
        "t",
    )
    assert wide == long


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("thesis,party\n", r"t: no positions among its columns \(thesis, party\); a table has"),
        ("thesis,red,red\n", "t: two columns are called 'red'"),
        ("thesis,party,position,Party\n", "t: two columns are called 'party'"),
        ("thesis,,red\nferry,1,1\n", "t: each column needs a name"),
        ("thesis\n", "t: no party; give one column for each"),
        ("", "t: the table is empty"),
        ("\0\0", "t: neither text nor a spreadsheet"),
        ('thesis,red\n"ferry,1\ndyke,0\n', "t, line 2: not CSV: unexpected end of data"),
        ("thesis,red,blue\nferry,1\n", "t, line 2: 2 cells, yet the table has 3 columns"),
        ("thesis,red\nferry,1\nferry,0\n", "t, line 3: name a thesis, each once"),
        ("thesis,red\nferry,2\n", "t, line 2, red: position '2' is outside the scale"),
        ("thesis,red\nferry,1,0\n", "t, line 2: 3 cells, yet the table has 2 columns"),
        ("thesis,party,position\n", "the table is empty"),
        (
            "thesis,party,position\ntax,a,maybe\n",
            "t, line 2: position 'maybe' is outside",
        ),
        ("thesis,party,position\ntax,a,2\n", "position '2' is outside the scale"),
        ("thesis,party,position\ntax,a,1\ntax,a,1\n", "line 3: 'a' has a position on 'tax' twice"),
        ("thesis,party,position\n,a,1\n", "line 2: name a thesis and a party"),
        ("thesis,party,position,salience\ntax,a,1,0\n", "salience is zero on every thesis"),
        ("thesis,party,position,salience\ntax,a,1,-1\n", "line 2: .*salience -1 is negative"),
        ("thesis,party,position,salience\ntax,a,1,x\n", "salience 'x' is not a number"),
    ],
)
def test_bad_tables_are_refused_in_one_line(text: str, says: str) -> None:
    with pytest.raises(FormateurError, match=says) as told:
        parse_positions(text, "t")
    assert "\n" not in str(told.value)


def test_bad_values_are_refused_in_one_line() -> None:
    with pytest.raises(FormateurError, match="position 3 is outside the scale"):
        Programme.of({"a": {"tax": 3}})
    with pytest.raises(FormateurError, match="salience is zero on every thesis"):
        Programme.of({"a": {"tax": 1}}, salience={"a": {"tax": 0}})
    with pytest.raises(UnknownPartyError, match="no party 'b'"):
        Programme.of({"a": {"tax": 1}}, salience={"b": {"tax": 1}})
    with pytest.raises(FormateurError, match="no thesis 'rail'"):
        Programme.of({"a": {"tax": 1}}, salience={"a": {"rail": 1}})
    made = Programme.of({"a": {"tax": 1}, "b": {"tax": -1}})
    with pytest.raises(UnknownPartyError, match="no party 'z'"):
        compromise(made, ["a", "z"])
    with pytest.raises(UnknownIdError, match="no solution 'nsh'"):
        compromise(made, ["a", "b"], by="nsh")


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        (
            "opinion.json",
            '[{"party": 9, "statement": 0, "answer": 0}]',
            "entry 0: party 9; there are",
        ),
        (
            "opinion.json",
            '[{"party": 0, "statement": 0, "answer": 0}, {"party": 0, "statement": 0}]',
            "entry 1: 'Tide' has a position on 'Ferry' twice",
        ),
        (
            "party.json",
            '[{"id": 0, "name": "Tide"}, {"id": 0, "name": "Hill"}]',
            "entry 1: id 0 stands twice",
        ),
        ("party.json", '[{"id": [0], "name": "Tide"}]', "entry 0: id and name are expected"),
        (
            "opinion.json",
            '[{"party": 0, "statement": 0, "answer": 7}]',
            "answer 7; there are 0, 1, 2",
        ),
        ("opinion.json", "{}", "a list of entries is expected"),
        ("party.json", "[", "line 1: not JSON"),
        ("answer.json", '[{"id": 0, "message": "perhaps"}]', "'perhaps' is outside the scale"),
    ],
)
def test_a_faulty_folder_names_the_file_and_the_entry(
    tmp_path: Path, file: str, text: str, says: str
) -> None:
    for source in FIXTURE.iterdir():
        (tmp_path / source.name).write_text(source.read_text())
    (tmp_path / file).write_text(text)
    with pytest.raises(FormateurError, match=says):
        read_positions(tmp_path)
    with pytest.raises(FormateurError, match="no such file"):
        read_positions(tmp_path / "nowhere.csv")


# -- pictures and answers ---------------------------------------


def test_pictures_carry_their_numbers_and_names() -> None:
    made = read_positions(FIXTURE)
    square = agreements(made).plot()
    assert square.count('class="cell"') == 9
    assert ">38\u201362</text>" in square
    assert "Hill/Field" in square
    said = "most: Tide and Lamp, 37.5 to 62.5 %; least: Tide and Hill/Field, 37.5 %</desc>"
    assert said in square  # what a screen reader says
    two = compromise(made, ["Tide", "Hill/Field"])
    assert two.plot().count("<circle") == len({o.shares["Tide"] for o in two.points})
    assert ">nash</text>" in two.plot()
    nash = [f"{p} {float(low):.1%}" for p, (low, _) in two.solutions["nash"].shares.items()]
    assert f"nash: {', '.join(nash)};" in two.plot()


def test_of_three_partners_the_picture_shows_how_far_each_reaches() -> None:
    three = compromise(read_positions(FIXTURE), ("Tide", "Hill/Field", "Lamp"))
    picture = three.plot()
    assert picture.count('class="reach"') == 3
    assert picture.count('class="mark"') == 3 * len(SOLUTIONS) + len(SOLUTIONS)  # and the key
    lows = [float(o.shares["Lamp"][0]) for o in three.points]
    assert f"Lamp: {min(lows):.1%} to {max(lows):.1%}" in picture


@given(st.integers(0, 10**6))
def test_labels_of_solutions_keep_clear_of_each_other_and_of_the_frontier(seed: int) -> None:
    rng = random.Random(seed)
    ids = [f"t{k}" for k in range(8)]
    made = Programme.of(
        {p: {t: rng.choice([1, 0, -1]) for t in ids} for p in "ab"},
        salience={p: {t: rng.randint(1, 9) for t in ids} for p in "ab"},
    )
    picture = compromise(made, "ab").plot()
    labels = [
        (float(x), float(y))
        for x, y in re.findall(
            r'<text x="([\d.]+)" y="(-?[\d.]+)"[^>]*>(?:nash|max-min|util)', picture
        )
    ]
    heights = sorted(y for _, y in labels)
    assert len(labels) == len(SOLUTIONS)
    assert all(high - low >= 14.9 for low, high in pairwise(heights))
    spots = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', picture)
    for x, y in labels:
        assert not any(float(cx) > x and float(cy) < y - 4 for cx, cy in spots)


def test_the_envelope_says_what_was_found() -> None:
    found = compromise(read_positions(FIXTURE), ["Tide", "Hill/Field"]).envelope()
    assert found["result"]["contested"] == 3
    assert set(found["result"]["solutions"]) == set(SOLUTIONS)
    assert found["rows"][0]["programme"] == "agree"
    assert found["meta"]["complete"] is True


def test_a_solution_that_is_not_the_only_one_says_so() -> None:
    saliences = {"red": {"ferry": 5, "dyke": 5}, "blue": {"ferry": 5, "dyke": 5}}
    opposed = {"red": {"ferry": 1, "dyke": 1}, "blue": {"ferry": -1, "dyke": -1}}
    even = compromise(Programme.of(opposed, salience=saliences), ["red", "blue"])
    assert even.tied == ("utilitarian",)  # any split gives 100 % in all; only one is even
    saliences["red"]["ferry"] = 9
    assert compromise(Programme.of(opposed, salience=saliences), ["red", "blue"]).tied == ()
