"""Seat methods against their definitions, published results, and the laws each family keeps."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from fractions import Fraction
from inspect import getdoc
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formateur.elections import ALIASES, SEAT_METHODS, method_id
from formateur.elections.apportion import Apportionment, Tie, apportion, dhondt, droop, hare
from formateur.errors import FormateurError, UnknownIdError, UnknownPartyError
from formateur.sources import references

GOLDEN = Path(__file__).parent / "golden/elections"
DIVISOR = [m for m in SEAT_METHODS if "order" in SEAT_METHODS[m].needs]
REMAINDER = [m for m in SEAT_METHODS if m not in DIVISOR]
ROOT = Path(__file__).parent.parent

# quotas that are too small or rounded, and divisors that begin at 2
UNPROPORTIONAL = ("imperiali", "imperiali_quota", "droop")

votes_of = st.lists(st.integers(0, 30), min_size=1, max_size=4).filter(any)


def named(votes: list[int]) -> dict[str, int]:
    return {f"p{k}": v for k, v in enumerate(votes)}


def golden(name: str) -> dict[str, Any]:
    return tomllib.loads((GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))


def compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, parts - 1):
            yield (first, *rest)


def completions(made: Apportionment) -> set[tuple[int, ...]]:
    """Every division of the seats that the answer leaves open."""
    found = {tuple(made.seats.values())}
    for tie in made.ties:
        found = {
            tuple(n + (p in chosen) for p, n in zip(made.seats, seats, strict=True))
            for seats in found
            for chosen in combinations(tie.parties, tie.seats)
        }
    return found


# divisors by seats held, squared so that Huntington and Hill's are fractions too
SQUARED: dict[str, Callable[[int], Fraction]] = {
    "dhondt": lambda k: Fraction(k + 1) ** 2,
    "sainte_lague": lambda k: Fraction(2 * k + 1, 2) ** 2,
    "modified_sainte_lague": lambda k: (Fraction(2 * k + 1, 2) if k else Fraction(7, 10)) ** 2,
    "danish": lambda k: (k + Fraction(1, 3)) ** 2,
    "adams": lambda k: Fraction(k) ** 2,
    "dean": lambda k: (2 / (Fraction(1, k) + Fraction(1, k + 1))) ** 2 if k else Fraction(0),
    "huntington_hill": lambda k: Fraction(k * (k + 1)),
    "imperiali": lambda k: Fraction(k + 2, 2) ** 2,
}


def by_divisors(method: str, votes: list[int], seats: int) -> set[tuple[int, ...]]:
    """Divisions in which nobody's next seat is worth more than somebody's last one."""

    def quotient(v: int, k: int) -> tuple[int, Fraction]:
        d = SQUARED[method](k)
        return (0, Fraction(v) ** 2 / d) if d else (int(v > 0), Fraction(v) ** 2)

    found = set()
    for x in compositions(seats, len(votes)):
        if any(n and not v for n, v in zip(x, votes, strict=True)):
            continue
        following = max(quotient(v, n) for v, n in zip(votes, x, strict=True))
        last = [quotient(v, n - 1) for v, n in zip(votes, x, strict=True) if n]
        if not last or following <= min(last):
            found.add(x)
    return found


@settings(max_examples=120, deadline=None)
@given(votes=votes_of, seats=st.integers(0, 9), method=st.sampled_from(DIVISOR))
def test_a_divisor_method_gives_every_seat_where_it_is_worth_most(
    votes: list[int], seats: int, method: str
) -> None:
    made = apportion(named(votes), seats, method=method)
    assert completions(made) == by_divisors(method, votes, seats)


EXTRA = {"hare": 0, "hagenbach_bischoff": 1, "imperiali_quota": 2}


def by_remainders(method: str, votes: list[int], seats: int) -> set[tuple[int, ...]]:
    """Whole quotas, then one seat to each of the largest remainders."""
    total = sum(votes)
    if method == "droop":
        quota = Fraction(total // (seats + 1) + 1)
    else:
        extra = EXTRA[method]
        while sum(v * (seats + extra) // total for v in votes) > seats:
            extra -= 1
        quota = Fraction(total, seats + extra)
    sure = [int(v / quota) for v in votes]
    rest = [v - n * quota for v, n in zip(votes, sure, strict=True)]
    taking = [k for k, v in enumerate(votes) if v]
    found = set()
    for lucky in combinations(taking, seats - sum(sure)):
        others = [k for k in taking if k not in lucky]
        if all(rest[i] >= rest[j] for i in lucky for j in others):
            found.add(tuple(n + (k in lucky) for k, n in enumerate(sure)))
    return found


@settings(max_examples=120, deadline=None)
@given(votes=votes_of, seats=st.integers(1, 9), method=st.sampled_from(REMAINDER))
def test_a_remainder_method_gives_whole_quotas_and_then_the_largest_remainders(
    votes: list[int], seats: int, method: str
) -> None:
    possible = by_remainders(method, votes, seats)
    if not possible:
        with pytest.raises(FormateurError, match="so few votes"):
            apportion(named(votes), seats, method=method)
        assert method == "droop"
    else:
        assert completions(apportion(named(votes), seats, method=method)) == possible


@settings(max_examples=60, deadline=None)
@given(votes=votes_of, seats=st.integers(0, 15), method=st.sampled_from(DIVISOR))
def test_with_one_seat_more_nobody_loses_one(votes: list[int], seats: int, method: str) -> None:
    order = list(named(votes))
    fewer = apportion(named(votes), seats, method=method).sequence(order)
    more = apportion(named(votes), seats + 1, method=method).sequence(order)
    assert len(fewer) == seats
    assert more[:-1] == fewer


def test_with_one_seat_more_alabama_loses_one_by_remainders() -> None:
    case = golden("alabama_25")
    fewer, more = (hare(case["votes"], n).seats for n in (25, 26))
    assert (fewer["d"], more["d"]) == (3, 2)


@settings(max_examples=60, deadline=None)
@given(votes=votes_of, seats=st.integers(0, 15))
def test_largest_remainders_stay_within_one_seat_of_the_exact_share(
    votes: list[int], seats: int
) -> None:
    made = hare(named(votes), seats)
    for party, number in made.settled(list(made.seats)).items():
        assert abs(number - Fraction(made.votes[party] * seats, sum(votes))) < 1


@settings(max_examples=60, deadline=None)
@given(votes=votes_of, seats=st.integers(1, 15), method=st.sampled_from(list(SEAT_METHODS)))
def test_all_seats_are_given_or_in_a_tie(votes: list[int], seats: int, method: str) -> None:
    try:
        made = apportion(named(votes), seats, method=method)
    except FormateurError:
        return
    assert sum(made.seats.values()) + sum(t.seats for t in made.ties) == seats
    assert sum(made.settled(list(made.seats)).values()) == seats
    assert all(0 < t.seats < len(t.parties) for t in made.ties)


@settings(max_examples=60, deadline=None)
@given(
    votes=votes_of,
    seats=st.integers(1, 12),
    method=st.sampled_from([m for m in SEAT_METHODS if m != "droop"]),
    unit=st.integers(2, 9),
)
def test_neither_the_unit_nor_the_order_of_parties_matters(
    votes: list[int], seats: int, method: str, unit: int
) -> None:
    made = apportion(named(votes), seats, method=method)
    turned = {f"p{k}": Fraction(v, unit) for k, v in reversed(list(enumerate(votes)))}
    other = apportion(turned, seats, method=method)
    assert dict(other.seats) == dict(made.seats)
    assert {frozenset(t.parties) for t in other.ties} == {frozenset(t.parties) for t in made.ties}


@settings(max_examples=60, deadline=None)
@given(
    seats=st.lists(st.integers(1, 8), min_size=1, max_size=5),
    unit=st.integers(1, 50),
    method=st.sampled_from(
        [m for m in (*DIVISOR, "hare", "hagenbach_bischoff") if m != "imperiali"]
    ),
)
def test_votes_in_proportion_to_seats_give_those_seats(
    seats: list[int], unit: int, method: str
) -> None:
    made = apportion(named([unit * n for n in seats]), sum(seats), method=method)
    assert list(made.seats.values()) == seats


PUBLISHED = sorted(f.stem for f in GOLDEN.glob("*.toml") if "[published]" in f.read_text("utf-8"))


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_apportionments_are_found(name: str) -> None:
    case = golden(name)
    for method, seats in case["published"].items():
        made = apportion(case["votes"], case["seats"], method=method)
        assert list(made.seats.values()) == seats, method
        assert not made.ties
        if "order" in case:
            assert list(made.sequence()) == case["order"]
        if method in case.get("quotas", {}):
            assert made.quota == case["quotas"][method]


def test_every_seat_method_has_a_published_result() -> None:
    named_in = {m for name in PUBLISHED for m in golden(name)["published"]}
    assert named_in == set(SEAT_METHODS)


@pytest.mark.parametrize("election", golden("nationalrat")["election"], ids=lambda e: e["year"])
def test_the_seats_of_the_nationalrat_are_those_of_dhondt(election: dict[str, Any]) -> None:
    case = golden("nationalrat")
    made = dhondt(election["votes"], case["seats"], threshold=case["threshold"], exempt=[])
    assert list(made.seats.values()) == election["published"]
    assert "other" in made.below


def test_seats_held_before_count_against_a_party() -> None:
    votes = {"a": 60, "b": 40}
    assert dhondt(votes, 4, held={"a": 1}).seats == {"a": 2, "b": 2}
    assert dhondt(votes, 5).seats == {"a": 3, "b": 2}


def test_a_party_below_the_threshold_takes_part_when_it_is_exempt() -> None:
    votes = {"a": 97, "minority": 3}
    assert dhondt(votes, 50, threshold="5%").seats == {"a": 50, "minority": 0}
    assert dhondt(votes, 50, threshold="5%", exempt=["minority"]).seats["minority"] == 1


def test_a_tie_names_who_competes_for_what_and_an_order_settles_it() -> None:
    made = hare({"a": 5, "b": 5, "c": 5, "d": 1}, 2)
    assert made.ties == (Tie(("a", "b", "c"), 2),)
    assert made.settled(["c", "a", "b"]) == {"a": 1, "b": 0, "c": 1, "d": 0}
    assert made.rows()[0]["tied"] == 1
    with pytest.raises(FormateurError, match="leaves out b, c"):
        made.settled(["a"])
    with pytest.raises(FormateurError, match="in no order; use a divisor method"):
        made.sequence()


@pytest.mark.parametrize(
    ("votes", "seats", "options", "said"),
    [
        ({"a": 1}, -1, {}, "-1 seats to give out; use a whole number"),
        ({"a": 1.5}, 3, {}, "votes of 'a' are 1.5; use a whole number or a fraction"),
        ({"a": True}, 3, {}, "votes of 'a' are True"),
        ({"a": 0, "b": 0}, 3, {}, "nobody has a vote"),
        ({"a": 1, "b": 1}, 3, {"threshold": "60%"}, "every party is below the threshold of 0.6"),
        ({"a": 1}, 3, {"threshold": "105%"}, "threshold: '105%' is outside 0 to 1"),
        ({"a": 1}, 3, {"held": {"a": -1}}, "'a' holds -1"),
    ],
)
def test_wrong_votes_and_seats_are_refused_in_one_line(
    votes: dict[str, Any], seats: int, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(FormateurError, match=said) as error:
        dhondt(votes, seats, **options)
    assert "\n" not in str(error.value)


def test_unknown_names_are_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownIdError, match="Did you mean 'dhondt'"):
        method_id("d-hont")
    with pytest.raises(UnknownPartyError):
        dhondt({"a": 1}, 1, exempt=["b"])
    with pytest.raises(UnknownPartyError):
        dhondt({"a": 1}, 1, held={"b": 1})


def test_a_quota_too_coarse_for_few_votes_is_refused() -> None:
    with pytest.raises(FormateurError, match="leaves 7 seats for 3 remainders"):
        droop({"a": 23, "b": 26, "c": 51}, 30)


def test_every_public_function_of_the_module_is_a_row_or_a_named_helper() -> None:
    import formateur.elections.apportion as module

    targets = {row.target.partition(":")[2] for row in SEAT_METHODS.values()}
    assert set(module.__all__) == targets | {"Apportionment", "Tie", "apportion", "exact_shares"}


@pytest.mark.parametrize("method", SEAT_METHODS)
def test_a_seat_method_has_papers_an_example_and_a_heading(method: str) -> None:
    row = SEAT_METHODS[method]
    doc = getdoc(row.load()) or ""
    assert ">>> " in doc
    assert row.cites
    assert set(row.cites) <= set(references())
    assert all(key in doc for key in row.cites)
    handbook = ROOT / "docs/handbook/an-agreement-along-these-lines.md"
    assert f"`{method.replace('_', '-')}`" in handbook.read_text(encoding="utf-8")
    assert set(ALIASES.values()) <= set(SEAT_METHODS)
