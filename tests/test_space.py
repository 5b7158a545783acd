"""Where parties stand: order, exact distances, and positions that nobody knows."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formateur.assembly import Assembly
from formateur.errors import FormateurError
from formateur.space import Dimension, Space, exact
from formateur.testing import spaces

ORDER = Space.from_order(["left", "centre", "right"])
LINE = Dimension("lr", low=0, high=10)
FIVE = Assembly.from_seats(dict.fromkeys("abcde", 1))


def test_on_an_order_distances_count_places() -> None:
    assert ORDER.range_of(["left", "right"]) == 2
    assert ORDER.range_of(["centre"]) == 0
    assert ORDER.positions()["centre"] == 1.0
    assert ORDER.dimensions[0].ordinal


def test_printed_decimals_are_subtracted_exactly() -> None:
    space = Space.of([LINE], {"lr": {"a": 0.1, "b": 0.3, "c": 0.5}})
    assert space.range_of("ab") == space.range_of("bc") == 0.2
    assert 0.3 - 0.1 != 0.5 - 0.3  # as floats they are not the same
    assert exact(0.1) + exact(0.2) == Fraction(3, 10)
    assert exact(1e-7) == Fraction(1, 10_000_000)


def test_a_coalition_with_an_unplaced_party_has_no_known_range() -> None:
    space = Space.of([LINE], {"lr": {"a": 1.0}})
    assert space.range_of(["a", "b"]) is None
    assert space.range_of([]) is None
    assert "b" not in space.positions()


def test_each_dimension_has_its_own_positions() -> None:
    space = Space.of(
        [LINE, Dimension("eu", ends=("closer", "looser"))],
        {"lr": {"a": 1.0, "b": 4.0}, "eu": {"a": 7.0, "b": 6.0}},
        {"eu": {"a": 0.9}},
    )
    assert space.range_of("ab") == 3
    assert space.range_of("ab", "eu") == 1
    assert space.salience == (("eu", (("a", 0.9),)),)
    assert space.rows()[2] == {"dimension": "eu", "party": "a", "position": 7.0}
    assert repr(space) == "<Space lr: 2 parties placed>"


def test_a_dimension_on_which_nobody_is_placed_has_no_positions() -> None:
    assert Space.of([LINE], {}).positions() == {}
    nowhere = Space.of([], {})
    assert nowhere.positions() == {}
    assert repr(nowhere) == "<Space empty: 0 parties placed>"


@settings(max_examples=60, deadline=None)
@given(spaces(FIVE), st.sets(st.sampled_from("abcde"), min_size=1))
def test_the_range_is_the_largest_distance_between_two_members(
    space: Space, coalition: set[str]
) -> None:
    placed = space.positions()
    extent = space.range_of(coalition)
    if not coalition <= set(placed):
        assert extent is None
        return
    distances = [abs(exact(placed[p]) - exact(placed[q])) for p in coalition for q in coalition]
    assert exact(extent) == max(distances)


@settings(max_examples=60, deadline=None)
@given(spaces(FIVE), st.sets(st.sampled_from("abcde"), min_size=1), st.sampled_from("abcde"))
def test_another_member_never_narrows_the_range(
    space: Space, coalition: set[str], member: str
) -> None:
    before, after = space.range_of(coalition), space.range_of(coalition | {member})
    assert before is None or after is None or before <= after


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: Dimension("lr", low=5, high=5),
            "dimension 'lr' runs from 5 to 5; low is below high",
        ),
        (
            lambda: Space.of([LINE], {"rl": {"a": 1.0}}),
            "no dimension 'rl'; there are lr.",
        ),
        (
            lambda: Space.of([LINE], {}, {"eu": {"a": 1.0}}),
            "no dimension 'eu'; there are lr.",
        ),
        (lambda: ORDER.positions("eu"), "no dimension 'eu'; there are left-right."),
        (lambda: ORDER.range_of(["left"], "eu"), "no dimension 'eu'; there are left-right."),
        (
            lambda: Space.of([LINE], {"lr": {"a": float("nan")}}),
            "position of 'a' on 'lr' is nan; use a number",
        ),
        (
            lambda: Space.of([Dimension("lr")], {"lr": {"a": float("inf")}}),
            "position of 'a' on 'lr' is inf; use a number",
        ),
        (
            lambda: Space.of([LINE], {"lr": {"a": 10.5}}),
            "position 10.5 of 'a' on 'lr' is outside 0..10",
        ),
        (
            lambda: Space.of([LINE], {"lr": {"a": -1}}),
            "position -1 of 'a' on 'lr' is outside 0..10",
        ),
        (lambda: Space.from_order("abca"), "'a' stands twice in the order"),
    ],
)
def test_a_bad_space_is_refused_in_one_sentence(make, sentence: str) -> None:
    with pytest.raises(FormateurError) as refused:
        make()
    assert str(refused.value) == sentence
