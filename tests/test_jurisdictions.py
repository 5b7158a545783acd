"""The lattice of cabinets against a comparison of every pair, and its known properties."""

from __future__ import annotations

import random
import tomllib
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from formateur.agreement.jurisdictions import Cabinet, lattice
from formateur.assembly import Assembly, Party
from formateur.errors import FormateurError, UnknownIdError, UnknownPartyError
from formateur.rules import AllOf, Division, Quota, Residual, Weights, majority
from formateur.space import Dimension, Space

GOLDEN = Path(__file__).parent / "golden/agreement"


def golden(name: str) -> dict[str, Any]:
    return tomllib.loads((GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))


def space_of(
    positions: dict[str, dict[str, float]], salience: dict[str, dict[str, float]] | None = None
) -> Space:
    return Space.of([Dimension(d) for d in positions], positions, salience)


def drawn(rng: random.Random, parties: int, dimensions: int) -> tuple[Assembly, Space]:
    ids = [f"p{k}" for k in range(parties)]
    names = [f"d{k}" for k in range(dimensions)]
    house = Assembly.from_seats({p: rng.randint(1, 12) for p in ids})
    # few places, so that parties often agree and distances are often equal
    places = {d: {p: rng.randint(0, 12) / 10 for p in ids} for d in names}
    salience = {d: {p: float(rng.randint(1, 4)) for p in ids} for d in names}
    return house, space_of(places, salience)


def winset_by_pairs(house: Assembly, space: Space, cabinet: Cabinet) -> set[Cabinet]:
    """Every other cabinet, compared party by party in fractions."""
    names = [d.id for d in space.dimensions]
    told = {d: dict(s) for d, s in space.salience}

    def distance(party: str, made: Cabinet) -> Fraction:
        return sum(
            (
                Fraction(str(told.get(d, {}).get(party, 1)))
                * (
                    Fraction(str(space.positions(d)[holder]))
                    - Fraction(str(space.positions(d)[party]))
                )
                ** 2
                for d, holder in zip(names, made, strict=True)
            ),
            Fraction(0),
        )

    found = set()
    for other in product(house.ids, repeat=len(names)):
        gain = {p: distance(p, cabinet) - distance(p, other) for p in house.ids}
        division = Division(
            frozenset(p for p in gain if gain[p] > 0), frozenset(p for p in gain if gain[p] == 0)
        )
        if house.rule.passes(division):
            found.add(other)
    return found


@pytest.mark.parametrize("seed", range(25))
def test_winsets_are_those_of_every_pair_compared(seed: int) -> None:
    rng = random.Random(seed)
    house, space = drawn(rng, rng.randint(2, 4), rng.randint(1, 3))
    if seed % 3 == 1:
        house = Assembly(house.name, house.parties, rule=majority(house.votes, of="cast"))
    if seed % 3 == 2:
        one = Weights.of(dict.fromkeys(house.ids, 1), name="one")
        rule = AllOf((majority(house.votes), Quota(one, 2)))
        house = Assembly(house.name, house.parties, rule=rule)
    found = lattice(house, space)
    cabinets = list(product(house.ids, repeat=len(space.dimensions)))
    assert found.size == len(cabinets)
    winsets = {c: winset_by_pairs(house, space, c) for c in cabinets}
    for cabinet in cabinets:
        assert set(found.winset(cabinet)) == winsets[cabinet]
    assert set(found.standing) == {c for c in cabinets if not winsets[c]}
    for party in house.ids:
        own = winsets[(party,) * len(space.dimensions)]
        how = found.strong.get(party)
        assert (how == "very strong") is (not own)
        assert (how is not None) is all(party in c for c in own)


def test_the_constructed_example_has_a_very_strong_party() -> None:
    case = golden("laver_shepsle_constructed")
    house = Assembly.from_seats(case["seats"], quota=case["quota"])
    found = lattice(house, space_of(case["positions"]))
    expected = case["expected"]
    assert [found.median[j] for j in found.jurisdictions] == [(p,) for p in expected["median"]]
    assert list(found.winset(expected["median"])) == expected["winset_of_median"]
    assert dict(found.strong) == expected["strong"]


def test_at_most_one_party_is_strong_and_a_very_strong_one_is_the_median_everywhere() -> None:
    case = golden("laver_shepsle_properties")
    rng = random.Random(5)
    violations = strong = 0
    for _ in range(case["legislatures"]):
        ids = [f"p{k}" for k in range(rng.randint(3, 6))]
        seats = {p: rng.randint(1, 50) for p in ids}
        if sum(seats.values()) % 2 == 0:
            seats[ids[0]] += 1  # no equal votes
        dimensions = [f"d{k}" for k in range(rng.randint(1, 3))]
        places = {d: {p: rng.random() for p in ids} for d in dimensions}
        found = lattice(Assembly.from_seats(seats), space_of(places))
        strong += bool(found.strong)
        violations += len(found.strong) > 1
        for party, how in found.strong.items():
            medians = [found.median[d] for d in dimensions]
            violations += how == "very strong" and any(party not in m for m in medians)
    assert violations == case["violations"]
    assert strong > 50


def test_only_cabinets_of_median_parties_stand() -> None:
    house, space = drawn(random.Random(3), 5, 3)
    found = lattice(house, space)
    for cabinet in found.standing:
        assert all(p in found.median[j] for j, p in zip(found.jurisdictions, cabinet, strict=True))
    assert [row["median"] for row in found.rows()] == [True] * len(found.standing)


def test_nobody_is_made_to_hold_office_in_a_willing_winset() -> None:
    house, space = drawn(random.Random(8), 4, 2)
    found = lattice(house, space)
    for cabinet in product(house.ids, repeat=2):
        willing = set(found.winset(cabinet, willing=True))
        assert willing <= set(found.winset(cabinet))
        assert cabinet not in willing


def test_salience_decides_when_jurisdictions_pull_apart() -> None:
    places = {"x": {"a": 0.0, "b": 10.0, "c": 5.0}, "y": {"a": 0.0, "b": 10.0, "c": 4.0}}
    house = Assembly.from_seats({"a": 1, "b": 1, "c": 1})
    only_x = space_of(places, {"y": {"c": 0.0}})
    found = lattice(house, only_x)
    assert ("c", "a") not in found.winset(["c", "c"])
    assert found.exact


def test_under_unanimity_many_cabinets_stand() -> None:
    house, space = drawn(random.Random(1), 4, 2)
    strict = Assembly(house.name, house.parties, quota=sum(p.seats or 0 for p in house.parties))
    assert len(lattice(strict, space).standing) > len(lattice(house, space).standing)


def test_a_party_without_a_position_votes_for_no_other_cabinet_and_is_named() -> None:
    house = Assembly.from_seats({"a": 4, "b": 3, "mute": 2})
    found = lattice(house, space_of({"x": {"a": 0.0, "b": 1.0}}), jurisdictions=["x"])
    assert found.parties == ("a", "b")
    assert "never for another cabinet: mute" in found.notes[0]
    assert set(found.strong) == {"a", "b"}
    silent = lattice(house, space_of({"x": {"a": 0.0, "b": 1.0}}))
    assert (silent.standing, silent.notes) == (found.standing, found.notes)


def test_a_dimension_that_one_party_lacks_is_left_out_and_named() -> None:
    house = Assembly.from_seats({"a": 40, "b": 25, "c": 30, "d": 1, "mute": 2})
    places = {
        "x": {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0},
        "y": {"a": 2.0, "c": 1.0},
        "z": {"a": 1.0, "b": 1.0, "c": 2.0, "d": 0.0},
    }
    found = lattice(house, space_of(places))
    assert found.jurisdictions == ("x", "z")
    assert found.notes[0].startswith("y is left out: no position there of b, d (")
    assert found.notes[1] == "without a position, so never for another cabinet: mute"
    named = lattice(house, space_of(places), jurisdictions=["x", "y", "z"])
    assert named.notes == ("without a position, so never for another cabinet: b, d, mute",)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"jurisdictions": ["z"]}, "no dimension 'z'; there are x"),
        ({"jurisdictions": ["x", "x"]}, "name each jurisdiction once"),
        ({"parties": ["a", "zz"]}, "no party 'zz'"),
    ],
)
def test_unknown_jurisdictions_and_parties_are_refused(options: dict[str, Any], said: str) -> None:
    house = Assembly.from_seats({"a": 2, "b": 1})
    with pytest.raises(FormateurError, match=said):
        lattice(house, space_of({"x": {"a": 0.0, "b": 1.0}}), **options)


def test_salience_all_zero_is_refused_by_name() -> None:
    house = Assembly.from_seats({"a": 2, "b": 1})
    space = space_of({"x": {"a": 0.0, "b": 1.0}}, {"x": {"b": 0.0}})
    with pytest.raises(FormateurError, match="the salience of x for 'b' is all zero"):
        lattice(house, space)


def test_a_lattice_needs_a_dimension_on_which_all_are_placed() -> None:
    house = Assembly.from_seats({"a": 2, "b": 1})
    with pytest.raises(FormateurError, match="no dimension on which every party has a position"):
        lattice(house, space_of({"x": {"a": 0.0}, "y": {"b": 0.0}}))
    with pytest.raises(FormateurError, match="x lacks a, b"):
        lattice(house, space_of({"x": {"stranger": 0.0}}))


def test_a_lattice_beyond_two_million_cabinets_is_refused() -> None:
    ids = [f"p{k}" for k in range(20)]
    places = {f"d{j}": {p: float(k) for k, p in enumerate(ids)} for j in range(5)}
    with pytest.raises(FormateurError, match="make 3,200,000 cabinets"):
        lattice(Assembly.from_seats(dict.fromkeys(ids, 1)), space_of(places))


def test_unknown_seats_that_decide_are_an_error_not_a_guess() -> None:
    parties = (Party("a", 4), Party("b", None), Party("c", None))
    house = Assembly("house", parties, residual=(Residual(("b", "c"), 3),))
    with pytest.raises(FormateurError, match="unknown seats decide"):
        lattice(
            Assembly("h", (Party("a", 3), *parties[1:]), residual=(Residual(("b", "c"), 5),)),
            space_of({"x": {"a": 0.0, "b": 1.0, "c": 2.0}}),
        )
    assert lattice(house, space_of({"x": {"a": 0.0, "b": 1.0, "c": 2.0}})).strong == {
        "a": "very strong"
    }


def test_a_cabinet_of_the_wrong_length_or_with_a_stranger_is_refused() -> None:
    house, space = drawn(random.Random(1), 3, 2)
    found = lattice(house, space)
    with pytest.raises(FormateurError, match="gives each of d0, d1 to a party"):
        found.winset(["p0"])
    with pytest.raises(UnknownPartyError):
        found.winset(["p0", "zz"])
    with pytest.raises(UnknownIdError):
        lattice(house, space, jurisdictions=["nothing"])
