"""Minimal hitting sets against a plain trial of every set."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from formateur.agreement.hitting import hitting_sets

ELEMENTS = 7
families = st.lists(st.integers(1, (1 << ELEMENTS) - 1), max_size=8)


def by_trial(edges: list[int]) -> set[int]:
    hits = [h for h in range(1 << ELEMENTS) if all(h & e for e in edges)]
    return {h for h in hits if not any(o != h and o & h == o for o in hits)}


@given(families)
def test_every_minimal_hitting_set_is_found_once(edges: list[int]) -> None:
    found = list(hitting_sets(edges))
    assert len(found) == len(set(found))
    assert set(found) == by_trial(edges)


@given(families)
def test_hitting_twice_gives_back_the_smallest_of_the_sets(edges: list[int]) -> None:
    least = {e for e in edges if not any(o != e and o & e == o for o in edges)}
    assert set(hitting_sets(list(hitting_sets(edges)))) == least


def test_nothing_meets_an_empty_set_and_nothing_is_needed_for_none() -> None:
    assert list(hitting_sets([])) == [0]
    assert list(hitting_sets([0b1, 0])) == []


def test_pairs_apart_have_two_to_the_number_of_pairs() -> None:
    pairs = [0b11 << 2 * k for k in range(12)]
    assert len(set(hitting_sets(pairs))) == 2**12
