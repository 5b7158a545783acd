"""Estimates: intervals that hold, runs that go on where they stopped, and power over draws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from formateur.errors import FormateurError
from formateur.power import game_of, power, quota_rule, weights_of
from formateur.power.sampling import ESTIMATED, Sample, estimate, over_draws, sample
from formateur.power.swings import banzhaf
from formateur.rules import AllOf, Bloc, Quota, Rule

HOUSE = {"a": 31, "b": 28, "c": 21, "d": 11, "e": 6, "f": 3, "z": 0}


def council(n: int) -> Rule:
    """Half the members with three fifths of the people; a committee of members votes for one."""
    states = weights_of(dict.fromkeys(map(str, range(n)), 1), name="one")
    heads = weights_of({str(k): 3 + k * k % 17 for k in range(n)}, name="people")
    committee = weights_of({str(k): 1 for k in range(1, 6)})
    rule = AllOf((quota_rule(states), quota_rule(heads, "3/5")))
    return Bloc("0", quota_rule(committee), rule)


@pytest.mark.parametrize("measure", ESTIMATED)
@pytest.mark.parametrize("rule", [game_of(HOUSE).rule, council(10)], ids=["quota", "tree"])
def test_the_intervals_hold_the_exact_values_nearly_always(rule: Rule, measure: str) -> None:
    exact = power(rule, index=measure)[measure]
    inside = total = 0
    for seed in range(12):
        found = estimate(rule, measure, samples=16 * 1024, seed=seed)
        assert found.method == "sampled"
        for player, (low, high) in found.spans.items():
            total += 1
            inside += low <= float(exact[player]) <= high
    # 95 of 100 on average; fixed seeds, so this number does not change.
    assert inside / total > 0.9


def test_the_same_seed_gives_the_same_answer_and_another_seed_another() -> None:
    game = game_of(HOUSE)
    one, two = (estimate(game, "banzhaf", samples=4096, seed=5) for _ in range(2))
    assert dict(one) == dict(two)
    assert dict(estimate(game, "banzhaf", samples=4096, seed=6)) != dict(one)


@pytest.mark.parametrize("measure", ESTIMATED)
def test_a_run_that_was_interrupted_ends_as_if_it_had_not_been(
    measure: str, tmp_path: Path
) -> None:
    game, keep = game_of(HOUSE), tmp_path / "state.json"
    whole = sample(game, measure, samples=8 * 1024, seed=3)
    seen: list[int] = []

    def stop(done: int, wanted: int) -> None:
        assert wanted == 8
        seen.append(done)
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sample(game, measure, samples=8 * 1024, seed=3, keep=keep, progress=stop)
    assert Sample.from_json(keep.read_text()).batches == 3
    again = sample(
        game, measure, samples=8 * 1024, seed=3, keep=keep, progress=lambda d, _: seen.append(d)
    )
    assert seen == [1, 2, 3, 4, 5, 6, 7, 8]
    assert again.to_json() == whole.to_json()
    assert [p.name for p in tmp_path.iterdir()] == ["state.json"]


def test_rules_beyond_every_table_are_estimated_with_a_word() -> None:
    found = power(council(45), index=["banzhaf", "shapley-shubik"], samples=4096)
    for values in found.values.values():
        assert values.method == "sampled"
        assert sum(values.values()) == pytest.approx(1)
        assert min(values.values()) > 0
    assert any("estimated from 4,096 samples" in n for n in found.notes)


def test_a_decided_vote_is_estimated_as_nobodys() -> None:
    states = weights_of({"a": 1, "b": 1})
    never = AllOf((Quota(states, 3), Quota(states, 1)))
    for measure in ESTIMATED:
        assert set(estimate(never, measure, samples=4096).values()) == {0}


def test_a_state_of_another_question_is_refused(tmp_path: Path) -> None:
    keep = tmp_path / "state.json"
    sample(game_of(HOUSE), "banzhaf", samples=4096, keep=keep)
    with pytest.raises(FormateurError, match="the state is of banzhaf with seed 0"):
        sample(game_of(HOUSE), "banzhaf", samples=4096, seed=1, keep=keep)
    with pytest.raises(FormateurError, match="the state is of another rule than at least 51"):
        sample(game_of(HOUSE, 51), "banzhaf", samples=4096, keep=keep)
    keep.write_text("{}")
    with pytest.raises(FormateurError, match="not the state of a sample"):
        sample(game_of(HOUSE), "banzhaf", samples=4096, keep=keep)


def test_shareholders_by_the_thousand_are_estimated_with_a_word() -> None:
    rng = np.random.default_rng(1)
    holders = {f"h{k}": int(w) for k, w in enumerate(rng.integers(1, 10**9, 2000))}
    found = power(holders, index="shapley-shubik", samples=4096)
    values = found["shapley-shubik"]
    assert values.method == "sampled"
    assert not found.exact
    assert found.seed == 0
    assert any("estimated from 4,096 samples" in n for n in found.notes)
    total = sum(holders.values())
    largest = max(holders, key=lambda p: holders[p])
    # In so large a body power follows the weights closely.
    assert values[largest] == pytest.approx(holders[largest] / total, rel=0.1)
    low, high = values.spans[largest]
    assert low < values[largest] < high


def test_who_was_never_critical_may_still_be_but_no_more_than_the_heavier() -> None:
    holders = {"big": 10**9, **{f"h{k}": 1000 + k for k in range(30)}, "tiny": 1}
    found = estimate(game_of(holders, "60%"), "shapley_shubik", samples=4096)
    assert found["tiny"] == 0
    low, high = found.spans["tiny"]
    assert low == 0
    assert 0 < high <= found.spans["h0"][1]


# -- uncertain seats ---------------------------------------


def test_an_index_over_draws_is_the_mean_over_draws() -> None:
    draws = np.array([[50, 49, 1], [51, 48, 1], [50, 49, 1], [40, 40, 20]])
    found = over_draws(banzhaf, draws, ["a", "b", "c"], game_of)
    each = [banzhaf(game_of(dict(zip("abc", map(int, row), strict=True)))) for row in draws]
    # 50 of 100 is no majority: a needs a partner in the first and third draw.
    assert found["a"] == pytest.approx(float(sum(v["a"] for v in each)) / 4)
    assert found.spans["a"] == (
        float(min(v["a"] for v in each)),
        float(max(v["a"] for v in each)),
    )
    assert "mean over 4 draws" in found.notes[0]


@pytest.mark.parametrize(
    ("draws", "level", "says"),
    [
        ([[1, 2]], 0.9, r"draws have the shape \(1, 2\)"),
        (np.zeros((0, 3)), 0.9, "one draw at least"),
        ([[1, 2, -3]], 0.9, "seats are whole, 0 or more"),
        ([[1, 2, 1.5]], 0.9, "seats are whole, 0 or more"),
        ([[1, 2, 3]], 1.5, "level 1.5 is outside 0..1"),
    ],
)
def test_draws_that_are_none_are_refused(draws: object, level: float, says: str) -> None:
    with pytest.raises(FormateurError, match=says):
        over_draws(banzhaf, draws, ["a", "b", "c"], game_of, level=level)  # type: ignore[arg-type]
