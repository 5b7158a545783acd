"""Each theory against its golden table and against an oracle written from its definition."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from itertools import chain, combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formateur.assembly import Assembly
from formateur.errors import FormateurError, UnknownIdError
from formateur.rules import Division
from formateur.space import Dimension, Space
from formateur.theories import THEORIES, predict, predict_all
from formateur.theories.policy import core_party

GOLDEN = tomllib.loads((Path(__file__).parent / "golden/theories/lijphart.toml").read_text())


def lijphart() -> tuple[Assembly, Space]:
    seats = GOLDEN["seats"]
    return (
        Assembly.from_seats(seats, quota=GOLDEN["quota"], name="Lijphart"),
        Space.from_order(GOLDEN["order"]),
    )


@pytest.mark.parametrize("theory", GOLDEN["expected"])
def test_the_textbook_legislature_is_predicted_as_published(theory: str) -> None:
    assembly, space = lijphart()
    found = {"".join(c) for c in predict(theory, assembly, space=space).coalitions}
    assert found == set(GOLDEN["expected"][theory])


def test_a_connected_coalition_keeps_a_party_it_does_not_need_for_the_majority() -> None:
    assembly, space = lijphart()
    cde = ("c", "d", "e")
    assert cde in predict("minimal_connected_winning", assembly, space=space).coalitions
    assert cde not in predict("minimal_winning", assembly).coalitions


# -- oracles: from the definitions, over all subsets ------------------------------------------

Oracle = Callable[[Assembly, Space], set[frozenset[str]]]


def subsets(assembly: Assembly) -> Iterator[frozenset[str]]:
    ids = assembly.ids
    return map(
        frozenset, chain.from_iterable(combinations(ids, n) for n in range(1, len(ids) + 1))
    )


def wins(assembly: Assembly, coalition: frozenset[str]) -> bool:
    return sum(assembly.seats[p] or 0 for p in coalition) >= assembly.quota  # type: ignore[operator]


def minimal(assembly: Assembly) -> set[frozenset[str]]:
    return {
        c
        for c in subsets(assembly)
        if wins(assembly, c) and not any(wins(assembly, c - {p}) for p in c)
    }


def place(space: Space, party: str) -> float:
    return space.positions()[party]


def reach(space: Space, coalition: frozenset[str]) -> float:
    at = [place(space, p) for p in coalition]
    return max(at) - min(at)


def least(of: set[frozenset[str]], key: Callable[[frozenset[str]], float]) -> set[frozenset[str]]:
    return {c for c in of if key(c) == min(map(key, of))}


def joined(assembly: Assembly, space: Space) -> set[frozenset[str]]:
    def gap(c: frozenset[str]) -> bool:
        low, high = min(place(space, p) for p in c), max(place(space, p) for p in c)
        return any(low < place(space, p) < high for p in set(assembly.ids) - c)

    return {c for c in subsets(assembly) if wins(assembly, c) and not gap(c)}


def core(assembly: Assembly, space: Space) -> str | None:
    found = []
    for party in assembly.ids:
        at = place(space, party)
        left = frozenset(p for p in assembly.ids if place(space, p) < at)
        right = frozenset(p for p in assembly.ids if place(space, p) > at)
        if not wins(assembly, left) and not wins(assembly, right) and assembly.seats[party]:
            found.append(party)
    return found[0] if len(found) == 1 else None


def with_core(assembly: Assembly, space: Space, of: set[frozenset[str]]) -> set[frozenset[str]]:
    middle = core(assembly, space)
    return {c for c in of if middle is not None and middle in c}


def balanced(assembly: Assembly, space: Space) -> set[frozenset[str]]:
    middle = core(assembly, space)

    def lean(c: frozenset[str]) -> float:
        assert middle is not None
        left = sum(assembly.seats[p] or 0 for p in c if place(space, p) < place(space, middle))
        right = sum(assembly.seats[p] or 0 for p in c if place(space, p) > place(space, middle))
        return abs(left - right)

    all_winning = {c for c in subsets(assembly) if wins(assembly, c)}
    return least(with_core(assembly, space, all_winning), lean)


def viable(assembly: Assembly, space: Space) -> set[frozenset[str]]:
    middle = core(assembly, space)
    rule = assembly.investiture.rule
    assert rule is not None
    found = set()
    for cabinet in subsets(assembly):
        if middle is None or middle not in cabinet or wins(assembly, cabinet):
            continue
        outside = set(assembly.ids) - cabinet
        left = {p for p in outside if place(space, p) < place(space, middle)}
        right = {p for p in outside if place(space, p) > place(space, middle)}
        if all(rule.passes(Division.of(cabinet, abstain=outside - w)) for w in (left, right)):
            found.add(cabinet)
    return found


def supported(assembly: Assembly, space: Space) -> set[frozenset[str]]:
    pacts = with_core(assembly, space, minimal(assembly))
    return {c for c in subsets(assembly) if any(c < pact for pact in pacts)}


ORACLES: dict[str, Oracle] = {
    "minimal_winning": lambda a, _: minimal(a),
    "minimum_size": lambda a, _: least(minimal(a), lambda c: sum(a.seats[p] or 0 for p in c)),
    "bargaining_proposition": lambda a, _: least(minimal(a), len),
    "single_party_majority": lambda a, _: {c for c in subsets(a) if len(c) == 1 and wins(a, c)},
    "surplus": lambda a, _: {c for c in subsets(a) if wins(a, c)} - minimal(a),
    "minimal_range": lambda a, s: least(minimal(a), lambda c: reach(s, c)),
    "connected": joined,
    "minimal_connected_winning": lambda a, s: {
        c for c in joined(a, s) if not any(other < c for other in joined(a, s))
    },
    "policy_viable": lambda a, s: with_core(a, s, minimal(a)),
    "median_party": lambda a, s: with_core(a, s, {c for c in subsets(a) if wins(a, c)}),
    "central_player": balanced,
    "viable_minority": viable,
    "supported_minority": supported,
}


@st.composite
def placed_assemblies(draw: st.DrawFn) -> tuple[Assembly, Space]:
    """Up to six parties at whole positions, so that ties are frequent and sums exact."""
    n = draw(st.integers(1, 6))
    ids = "abcdef"[:n]
    seats = draw(st.lists(st.integers(0, 12), min_size=n, max_size=n).filter(any))
    at = draw(st.lists(st.integers(0, 5), min_size=n, max_size=n))
    kind = draw(st.sampled_from(["positive", "negative", "plurality"]))
    assembly = Assembly.from_seats(dict(zip(ids, seats, strict=True)), kind=kind)
    dimension = Dimension("left-right", low=0, high=5)
    positions = {p: float(x) for p, x in zip(ids, at, strict=True)}
    return assembly, Space.of([dimension], {"left-right": positions})


@pytest.mark.parametrize("theory", ORACLES)
@settings(max_examples=60, deadline=None)
@given(placed=placed_assemblies())
def test_every_theory_predicts_what_its_definition_says(
    theory: str, placed: tuple[Assembly, Space]
) -> None:
    assembly, space = placed
    found = predict(theory, assembly, space=space).coalitions
    assert len(set(found)) == len(found)
    assert set(map(frozenset, found)) == ORACLES[theory](assembly, space)


def test_every_theory_has_an_oracle() -> None:
    assert set(ORACLES) == set(THEORIES)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=25, max_size=27))
def test_the_fewest_seats_among_many_parties_are_found_through_sums(seats: list[int]) -> None:
    """Above 24 parties another algorithm answers; compare it on games small enough to list."""
    from formateur.theories.size import _smallest_sums

    few = dict(zip("abcdefghij", seats, strict=False))
    assembly = Assembly.from_seats(few)
    listed = {frozenset(c) for c in predict("minimum_size", assembly).coalitions}
    summed = {frozenset(c) for c in _smallest_sums(assembly, few, int(assembly.quota or 0))}
    assert summed == listed


# -- unknown positions and unknown seats ---------------------------------------------------------


def test_a_party_without_a_position_is_left_out_and_named() -> None:
    assembly, _ = lijphart()
    answer = predict("minimal_range", assembly, space=Space.from_order("abcd"))
    assert not answer.complete
    assert answer.notes == ("without a position, left out: e",)
    assert all("e" not in c for c in answer.coalitions)


def test_an_unplaced_party_that_could_tip_the_balance_leaves_the_core_unknown() -> None:
    assembly, _ = lijphart()
    assert core_party(assembly, Space.from_order("abcde")) == "c"
    assert core_party(assembly, Space.from_order("abcd")) is None


def test_a_theory_of_policy_without_positions_is_refused_or_named() -> None:
    assembly, _ = lijphart()
    with pytest.raises(FormateurError, match="minimal_range needs positions"):
        predict("minimal_range", assembly)
    answer = predict_all(assembly)
    assert "no positions, so not applied: minimal_range" in answer.notes[-1]


def test_an_unknown_theory_names_the_nearest() -> None:
    with pytest.raises(UnknownIdError, match="Did you mean 'minimal_range'"):
        predict("minimal_rang", lijphart()[0])


def test_two_parties_in_the_core_leave_the_middle_undecided() -> None:
    assembly = Assembly.from_seats({"a": 50, "b": 50})
    assert core_party(assembly, Space.from_order("ab")) is None
    assert predict("median_party", assembly, space=Space.from_order("ab")).coalitions == ()


def test_the_fewest_members_of_a_council_are_found_without_looking_through_the_rest() -> None:
    from formateur.cases import load

    council = load("eu-council")
    few = predict("bargaining_proposition", council, limit=20, seconds=60)
    assert len(few.coalitions) == 20
    assert {len(c) for c in few.coalitions} == {15}  # 55 % of 27, and 65 % of the population
    # Members weigh alike, so the smallest coalitions are those with the fewest members.
    assert predict("minimum_size", council, limit=20, seconds=60).coalitions == few.coalitions


@settings(deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=7), st.integers(1, 7))
def test_the_smallest_winning_size_is_what_trying_all_coalitions_finds(
    sizes: list[int], least: int
) -> None:
    from formateur.coalitions import smallest_winning, winning
    from formateur.rules import AllOf, Quota, majority

    house = Assembly.from_seats(sizes)
    both = AllOf((majority(house.votes), Quota(house.weights("one"), min(least, len(sizes)))))
    for body in (house, Assembly("both", house.parties, rule=both)):
        sizes_won = [len(c) for c in winning(body)]
        smallest = min(sizes_won)
        fewest, number = smallest_winning(body)
        assert fewest == smallest
        assert number in (0, sizes_won.count(smallest))
        found = predict("bargaining_proposition", body).coalitions
        assert {len(c) for c in found} == {smallest}


def test_bargaining_refuses_a_council_too_large_before_it_searches() -> None:
    from time import process_time

    from formateur.cases import load
    from formateur.theories.bargaining import bargain

    began = process_time()
    with pytest.raises(FormateurError, match=r"more than 20,000 minimal winning coalitions"):
        bargain(load("eu-council"))
    assert process_time() - began < 5
