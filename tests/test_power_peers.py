"""Other programs as oracles, where they are installed: never needed, and none is trusted alone."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formateur.power import POWER_INDICES, game_of
from formateur.power.games import Values, weights_of
from formateur.rules import AllOf, AnyOf, Quota

lists = st.lists(st.integers(1, 12), min_size=2, max_size=7)


def peer(module: str, package: str) -> Any:
    return pytest.importorskip(module, reason=f"the oracle {package} is not installed")


def ours(index: str, weights: list[int], quota: int, **options: Any) -> Values:
    made = game_of({str(k): w for k, w in enumerate(weights)}, quota)
    return POWER_INDICES[index].load()(made, **options)  # type: ignore[no-any-return]


def floats(values: Values) -> list[float]:
    return [float(v) for v in values.values()]


@settings(max_examples=25, deadline=None)
@given(weights=st.lists(st.integers(1, 60), min_size=2, max_size=80), share=st.integers(1, 99))
def test_swings_are_those_of_exact_polynomials(weights: list[int], share: int) -> None:
    flint = peer("flint", "python-flint")

    def factor(w: int) -> Any:
        return flint.fmpz_poly([1] + [0] * (w - 1) + [1])

    whole = flint.fmpz_poly([1])
    for w in weights:
        whole *= factor(w)
    quota = max(share * sum(weights) // 100, 1)
    found = ours("swings", weights, quota)
    for k, w in enumerate(weights):
        counted = [int(c) for c in (whole // factor(w)).coeffs()]
        assert found[str(k)] == sum(counted[max(quota - w, 0) : quota])


@pytest.mark.parametrize("seed", range(4))
def test_decision_diagrams_of_one_quota_find_the_same_values(seed: int) -> None:
    bdd = peer("power_bdd.bdd", "power-bdd")
    rng = random.Random(seed)
    weights = sorted((rng.randint(1, 50) for _ in range(16)), reverse=True)
    quota = sum(weights) * rng.randint(50, 80) // 100
    diagram = bdd.BDD(bdd.WeightedGame(quota, list(weights)))  # it writes into the list
    assert floats(ours("banzhaf_absolute", weights, quota)) == pytest.approx(
        diagram.calc_banzhaf(), abs=1e-12
    )
    assert floats(ours("shapley_shubik", weights, quota)) == pytest.approx(
        diagram.calc_shapley(), abs=1e-12
    )


@pytest.mark.parametrize("seed", range(3))
def test_decision_diagrams_of_two_chambers_or_a_third_find_the_same_values(seed: int) -> None:
    bdd = peer("power_bdd.bdd", "power-bdd")
    rng = random.Random(seed)
    n = 10
    chambers = [[rng.randint(1, 9) for _ in range(n)] for _ in range(3)]
    quotas = [sum(c) * rng.randint(50, 75) // 100 for c in chambers]
    one, two, three = (
        bdd.BDD(bdd.WeightedGame(q, list(c))) for q, c in zip(quotas, chambers, strict=True)
    )
    diagram = one & two | three
    a, b, c = (
        Quota(weights_of({str(k): w for k, w in enumerate(chamber)}), quota)
        for quota, chamber in zip(quotas, chambers, strict=True)
    )
    made = game_of(AnyOf((AllOf((a, b)), c)))
    for index, theirs in (
        ("banzhaf_absolute", diagram.calc_banzhaf()),
        ("shapley_shubik", diagram.calc_shapley()),
    ):
        assert floats(POWER_INDICES[index].load()(made)) == pytest.approx(theirs, abs=1e-12)


@settings(max_examples=25, deadline=None)
@given(weights=lists, share=st.integers(50, 95))
def test_a_package_that_lists_all_coalitions_agrees(weights: list[int], share: int) -> None:
    coopgame = peer("coopgame", "coopgame-py")
    quota = share * sum(weights) // 100 + 1
    game = coopgame.Game.weighted_voting(weights, quota)
    theirs = coopgame.power_indices(game)
    for index, key in (
        ("johnston", "johnston"),
        ("deegan_packel", "deegan_packel"),
        ("public_good", "public_good"),
        ("coleman_preventive", "coleman_prevent"),
        ("coleman_initiative", "coleman_initiate"),
        ("swings", "swings"),
    ):
        if key in theirs:
            assert floats(ours(index, weights, quota)) == pytest.approx(theirs[key], abs=1e-12)
    assert ours("coleman_collectivity", weights, quota)["0"] == pytest.approx(
        theirs["coleman_collectivity"]
    )


@settings(max_examples=25, deadline=None)
@given(weights=lists, share=st.integers(50, 95))
def test_an_exact_nucleolus_agrees(weights: list[int], share: int) -> None:
    coopgame = peer("coopgame", "coopgame-py")
    peer("highspy", "highspy (formateur[optimise])")
    quota = share * sum(weights) // 100 + 1
    worth = [
        int(sum(w for k, w in enumerate(weights) if mask >> k & 1) >= quota)
        for mask in range(1, 1 << len(weights))
    ]
    theirs = coopgame.nucleolus_exact(worth)["allocation"]
    assert list(ours("nucleolus", weights, quota).values()) == list(theirs)


@settings(max_examples=25, deadline=None)
@given(weights=lists, share=st.integers(50, 95), data=st.data())
def test_owen_and_myerson_agree(weights: list[int], share: int, data: st.DataObject) -> None:
    coopgame = peer("coopgame", "coopgame-py")
    quota, n = share * sum(weights) // 100 + 1, len(weights)
    game = coopgame.Game.weighted_voting(weights, quota)
    homes = data.draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    unions = [[k for k in range(n) if homes[k] == h] for h in sorted(set(homes))]
    if len(unions) > 1:
        named = [[str(k) for k in u] for u in unions]
        assert floats(ours("owen", weights, quota, unions=named)) == pytest.approx(
            coopgame.owen(game, unions), abs=1e-12
        )
    pairs = [(a, b) for a in range(n) for b in range(a)]
    apart = data.draw(st.sets(st.sampled_from(pairs)))
    edges = [pair for pair in pairs if pair not in apart]
    named_apart = [[str(a), str(b)] for a, b in apart]
    assert floats(ours("myerson", weights, quota, apart=named_apart)) == pytest.approx(
        coopgame.myerson(game, edges), abs=1e-12
    )
