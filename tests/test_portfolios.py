"""Portfolios: proportional numbers, choices in turn, allocations against every allocation."""

from __future__ import annotations

import random
import statistics
import tomllib
from collections.abc import Iterator, Mapping
from fractions import Fraction
from inspect import getdoc
from itertools import product
from math import log, prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formateur.agreement import PORTFOLIO_METHODS
from formateur.agreement.allocation import envies, envy_free, leximin, nash, utilitarian
from formateur.agreement.payoffs import Payoff, gamson_fit, log_ratio_fit
from formateur.agreement.portfolios import compare, gamson, sequential, wishes_of
from formateur.elections import SEAT_METHODS
from formateur.elections.apportion import apportion
from formateur.errors import FormateurError, UnknownIdError, UnknownPartyError
from formateur.sources import references

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests/golden/agreement"


def golden(name: str) -> dict[str, Any]:
    return tomllib.loads((GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))


def _some(numbers: dict[str, int]) -> bool:
    return any(numbers.values())


@st.composite
def cabinets(
    draw: st.DrawFn, most_posts: int = 6, least: int = 0
) -> tuple[dict[str, int], list[str], dict[str, dict[str, int]]]:
    parties = [f"p{k}" for k in range(draw(st.integers(2, 3)))]
    posts = [f"q{k}" for k in range(draw(st.integers(len(parties), most_posts)))]
    seats = {p: draw(st.integers(1, 9)) for p in parties}
    number = st.integers(least, 6)
    wishes = {
        p: draw(
            st.fixed_dictionaries(dict.fromkeys(posts, number)).filter(lambda w: any(w.values()))
        )
        for p in parties
    }
    return seats, posts, wishes


def allocations(
    seats: Mapping[str, int], posts: list[str], counts: Mapping[str, int] | None
) -> Iterator[dict[str, str]]:
    for held in product(seats, repeat=len(posts)):
        if counts is None or all(held.count(p) == n for p, n in counts.items()):
            yield dict(zip(posts, held, strict=True))


def parts(
    wishes: Mapping[str, Mapping[str, int]], holders: Mapping[str, str]
) -> dict[str, Fraction]:
    return {
        p: Fraction(sum(w[q] for q, h in holders.items() if h == p), sum(w.values()))
        for p, w in wishes.items()
    }


def measure(
    aim: str, seats: Mapping[str, int], shares: Mapping[str, Fraction], *, free: bool
) -> Any:
    """What is largest, from the definition; products as whole powers, so exact."""
    weight = {p: n if free else 1 for p, n in seats.items()}
    if aim == "utilitarian":
        return sum(weight[p] * u for p, u in shares.items())
    if aim == "leximin":
        return sorted(u / weight[p] for p, u in shares.items())
    served = [p for p, u in shares.items() if u]
    seats_served = sum(weight[p] for p in served)
    return len(served), seats_served, prod(shares[p] ** weight[p] for p in served)


AIMS = {"utilitarian": utilitarian, "leximin": leximin, "nash": nash}


@pytest.mark.parametrize("aim", AIMS)
@pytest.mark.parametrize("free", [False, True])
@settings(max_examples=25, deadline=None)
@given(case=cabinets())
def test_no_allocation_does_better_by_its_measure(
    aim: str, free: bool, case: tuple[dict[str, int], list[str], dict[str, dict[str, int]]]
) -> None:
    seats, posts, wishes = case
    shared = apportion(seats, len(posts))
    counts = None if free else dict(shared.settled(list(seats)))
    made = AIMS[aim](seats, posts, wishes, counts=counts)
    assert dict(made.worth) == parts(wishes, made.holders)
    every = [
        measure(aim, seats, parts(wishes, held), free=free)
        for held in allocations(seats, posts, counts)
    ]
    found = measure(aim, seats, made.worth, free=free)
    assert found == max(every)
    assert made.unique is (every.count(found) == 1)
    if counts is not None:
        assert dict(made.counts) == counts


@settings(max_examples=80, deadline=None)
@given(case=cabinets(8))
def test_choices_in_adamss_order_leave_no_envy_beyond_one_post(
    case: tuple[dict[str, int], list[str], dict[str, dict[str, int]]],
) -> None:
    seats, posts, wishes = case
    made = envy_free(seats, posts, wishes)
    assert made.envy is not None
    assert all(e.without for e in made.envy)


@pytest.mark.parametrize("method", ["dean", "huntington_hill", "sainte_lague", "dhondt"])
def test_other_divisor_orders_can_leave_envy_beyond_one_post(method: str) -> None:
    rng = random.Random(1)
    for _ in range(3_000):
        seats = {p: rng.randint(1, 20) for p in ("a", "b", "c")}
        posts = [f"q{k}" for k in range(rng.randint(4, 9))]
        same = {q: rng.randint(1, 6) for q in posts}
        wishes = dict.fromkeys(seats, same)
        made = sequential(seats, posts, wishes, seat_method=method)
        wanted = wishes_of(wishes, seats, posts)
        if any(not e.without for e in envies(seats, made.holders, wanted)):
            return
    pytest.fail(f"{method} never left envy beyond one post")


@settings(max_examples=60, deadline=None)
@given(case=cabinets(6))
def test_envy_is_found_by_its_definition(
    case: tuple[dict[str, int], list[str], dict[str, dict[str, int]]],
) -> None:
    seats, posts, wishes = case
    rng = random.Random(len(posts))
    holders = {q: rng.choice(list(seats)) for q in posts}
    found = {(e.party, e.of): e for e in envies(seats, holders, wishes_of(wishes, seats, posts))}
    for p, w in wishes.items():
        own = Fraction(sum(w[q] for q in posts if holders[q] == p), seats[p])
        for other in seats:
            theirs = [w[q] for q in posts if holders[q] == other]
            if other == p:
                continue
            assert ((p, other) in found) is (Fraction(sum(theirs), seats[other]) > own)
            if (p, other) in found:
                least = min(sum(theirs) - one for one in theirs)
                cured = Fraction(least, seats[other]) <= own
                assert bool(found[p, other].without) is cured


@pytest.mark.parametrize("name", ["northern_ireland_1999", "flanders_2019"])
def test_belfast_and_brussels_chose_in_the_order_of_dhondt(name: str) -> None:
    case = golden(name)
    posts = [f"post {k}" for k in range(case["posts"])]
    made = sequential(
        case["seats"],
        posts,
        dict.fromkeys(case["seats"], posts),
        seat_method=case["method"],
        precedence=case["precedence"],
    )
    assert [t.party for t in made.turns] == case["order"]
    assert dict(made.counts) == case["counts"]
    tied = [t.claims for t in made.turns if t.claims]
    assert tied == ([("uup", "sf")] * 2 if name == "northern_ireland_1999" else [])


def test_northern_ireland_chose_in_2007_as_dhondt_says() -> None:
    case = golden("northern_ireland_2007")
    posts = [post for _, post in case["choices"]]
    wishes: dict[str, list[str]] = {}
    for party, post in case["choices"]:
        wishes.setdefault(party, []).append(post)
    made = sequential(
        case["seats"], posts, wishes, seat_method=case["method"], precedence=case["precedence"]
    )
    assert [[t.party, t.post] for t in made.turns] == case["choices"]
    assert "equal quotients of dup, uup: settled by the order given" in made.notes


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_two_parties_that_foresee_everything_play_backwards(data: st.DataObject) -> None:
    """The last choice is known: what the other one wants least; so is the one before it."""
    number = data.draw(st.integers(2, 7))
    posts = [f"q{k}" for k in range(number)]
    seats = {"a": data.draw(st.integers(1, 9)), "b": data.draw(st.integers(1, 9))}
    # powers of two: no two sets of posts are worth the same
    wishes = {
        p: dict(zip(data.draw(st.permutations(posts)), (2**k for k in range(number)), strict=True))
        for p in seats
    }
    made = sequential(seats, posts, wishes, choice="strategic")
    order = [t.party for t in made.turns]
    left, expected = set(posts), {}
    for party in reversed(order):
        other = "b" if party == "a" else "a"
        least = min(left, key=lambda q: wishes[other][q])
        expected[least] = party
        left.remove(least)
    assert dict(made.holders) == {q: expected[q] for q in posts}


def test_foresight_can_pay() -> None:
    wishes = {"a": {"x": 4, "y": 3, "z": 0}, "b": {"x": 0, "y": 4, "z": 3}}
    seats = {"a": 3, "b": 2}
    sincere = sequential(seats, ["x", "y", "z"], wishes)
    clever = sequential(seats, ["x", "y", "z"], wishes, choice="strategic")
    assert (sincere.worth["a"], clever.worth["a"]) == (4, 7)


def test_a_sincere_choice_is_the_best_that_is_left() -> None:
    rng = random.Random(4)
    posts = [f"q{k}" for k in range(9)]
    seats = {"a": 40, "b": 31, "c": 12}
    wishes = {p: rng.sample(posts, 9) for p in seats}
    made = sequential(seats, posts, wishes)
    left = list(posts)
    for turn in made.turns:
        assert turn.post == min(left, key=wishes[turn.party].index)
        left.remove(turn.post)
    assert not left


@settings(max_examples=60, deadline=None)
@given(
    seats=st.lists(st.integers(1, 200), min_size=1, max_size=6),
    extra=st.integers(0, 20),
    method=st.sampled_from([m for m in SEAT_METHODS if m != "droop"]),
)
def test_gamson_numbers_are_those_of_the_seat_method(
    seats: list[int], extra: int, method: str
) -> None:
    parties = {f"p{k}": n for k, n in enumerate(seats)}
    made = gamson(parties, len(parties) + extra, seat_method=method)
    shared = apportion(parties, len(parties) + extra, method=method)
    assert dict(made.counts) == dict(shared.seats)
    assert made.ties == shared.ties
    assert sum(made.due(p) for p in parties) == made.number


@pytest.mark.parametrize("method", [m for m in SEAT_METHODS if m != "droop"])
def test_a_premiership_that_counts_costs_its_party_posts_and_no_others(method: str) -> None:
    seats = {"a": 50, "b": 30, "c": 20}
    plain = gamson(seats, 20, seat_method=method)
    for worth in range(1, 30):
        made = gamson(seats, 20, seat_method=method, premier="a", counts_for=worth)
        given = sum(made.counts.values()) + sum(t.seats for t in made.ties)
        assert given == 20
        assert made.counts["a"] <= plain.counts["a"]
    assert made.counts["a"] == 0 or method in ("adams", "dean", "huntington_hill", "danish")


def test_side_by_side_has_every_method_and_keeps_refusals() -> None:
    made = compare({"a": 2, "b": 1}, 12)
    assert list(made) == list(SEAT_METHODS)
    assert isinstance(made["droop"], FormateurError)


def test_least_squares_are_those_of_the_standard_library() -> None:
    rng = random.Random(11)
    rows, x, y = [], [], []
    for k in range(40):
        seats = [rng.randint(5, 90) for _ in range(rng.randint(2, 5))]
        posts = [rng.randint(1, 12) for _ in seats]
        for j, (s, n) in enumerate(zip(seats, posts, strict=True)):
            rows.append(Payoff(f"c{k}", f"p{j}", s, n, premier=j == 0))
            x.append(s / sum(seats))
            y.append(n / sum(posts))
    found = gamson_fit(rows)
    slope, constant = statistics.linear_regression(x, y)
    assert found["seats"] == pytest.approx(slope, abs=1e-12)
    assert found["constant"] == pytest.approx(constant, abs=1e-12)
    assert found.r_squared == pytest.approx(statistics.correlation(x, y) ** 2, abs=1e-12)
    residuals = [b - constant - slope * a for a, b in zip(x, y, strict=True)]
    spread = sum((a - statistics.mean(x)) ** 2 for a in x)
    error = (sum(r * r for r in residuals) / (len(x) - 2) / spread) ** 0.5
    assert found.coefficients[1][2] == pytest.approx(error, rel=1e-9)


def invented(slope: float, bonus: float) -> list[Payoff]:
    """Cabinets that follow the log-ratio law without error."""
    rng = random.Random(2)
    rows = []
    for k in range(12):
        for j in range(rng.randint(2, 5)):
            seats = rng.randint(3, 90)
            factor = 2.718281828459045**bonus if j == 0 else 1.0
            rows.append(Payoff(f"c{k}", f"p{j}", seats, seats**slope * factor, premier=j == 0))
    return rows


def test_the_log_ratio_fit_finds_the_law_it_was_given() -> None:
    found = log_ratio_fit(invented(0.8, 0.5), premier=True)
    assert found["seats"] == pytest.approx(0.8, abs=1e-12)
    assert found["premier"] == pytest.approx(0.5, abs=1e-12)
    assert found.r_squared == pytest.approx(1)


def test_the_log_ratio_fit_is_the_centred_one_whatever_the_order_of_parties() -> None:
    rng = random.Random(9)
    rows = [
        Payoff(f"c{k}", f"p{j}", rng.randint(3, 90), rng.randint(1, 9))
        for k in range(15)
        for j in range(rng.randint(2, 6))
    ]
    turned = rows[::-1]
    found = log_ratio_fit(rows)
    assert found["seats"] == pytest.approx(log_ratio_fit(turned)["seats"], abs=1e-12)
    above = below = 0.0
    for k in range(15):
        inside = [r for r in rows if r.cabinet == f"c{k}"]
        seats = [log(r.seats) for r in inside]
        posts = [log(r.posts) for r in inside]
        mean = sum(seats) / len(seats)
        above += sum((s - mean) * p for s, p in zip(seats, posts, strict=True))
        below += sum((s - mean) ** 2 for s in seats)
    assert found["seats"] == pytest.approx(above / below, abs=1e-12)


def test_posts_in_proportion_are_slope_one_in_both_fits() -> None:
    rows = [
        Payoff(f"c{k}", p, s, s) for k in range(3) for p, s in (("a", 50), ("b", 30 + k), ("c", 9))
    ]
    assert gamson_fit(rows)["seats"] == pytest.approx(1)
    assert gamson_fit(rows)["constant"] == pytest.approx(0, abs=1e-12)
    assert log_ratio_fit(rows)["seats"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([Payoff("x", "a", 60, 5), Payoff("x", "b", 40, 0)], "x: b has no posts; a ratio"),
        ([Payoff("x", "a", -1, 5)], "x: a has -1 seats"),
        ([Payoff("x", "a", 1, 1)], "0 equations do not settle 1 coefficient;"),
    ],
)
def test_payoffs_that_cannot_be_fitted_are_refused(rows: list[Payoff], said: str) -> None:
    with pytest.raises(FormateurError, match=said):
        log_ratio_fit(rows)


@pytest.mark.parametrize("aim", AIMS)
def test_salience_too_small_for_the_solver_to_see_is_refused(aim: str) -> None:
    wishes = {"a": {"x": 10**200, "y": 1, "z": 0}, "b": ["x", "y", "z"]}
    with pytest.raises(FormateurError, match="the salience of 'y' for 'a' is less than a million"):
        AIMS[aim]({"a": 2, "b": 1}, ["x", "y", "z"], wishes)


def test_two_premiers_in_one_cabinet_are_refused() -> None:
    rows = [Payoff("x", "a", 1, 1, premier=True), Payoff("x", "b", 1, 1, premier=True)]
    with pytest.raises(FormateurError, match="two parties have the premiership"):
        gamson_fit(rows)


SEATS = {"a": 3, "b": 2}
POSTS = ["tax", "home", "war"]


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"a": ["tax"], "zz": ["tax"]}, "no party 'zz'"),
        ({"a": ["tax"]}, "no ranking of b"),
        ({"a": ["tax", "tax"], "b": ["tax"]}, "a ranks 'tax' twice"),
        ({"a": ["taxes"], "b": ["tax"]}, "a: no post 'taxes'; there are.*Did you mean 'tax'"),
        ({"a": {"tax": 0}, "b": ["tax"]}, "the salience of 'a' is all zero"),
        ({"a": {"tax": -1}, "b": ["tax"]}, "the salience of 'tax' for 'a' is -1"),
        ({"a": {"tax": float("nan")}, "b": ["tax"]}, "the salience of 'tax' for 'a' is nan"),
        ({"a": [], "b": ["tax"]}, "the ranking of 'a' is empty"),
        ({"a": "tax", "b": ["tax"]}, "a: 'tax' is no ranking"),
    ],
)
def test_wrong_wishes_are_refused_in_one_line(wishes: Any, said: str) -> None:
    for method in (sequential, utilitarian):
        with pytest.raises(FormateurError, match=said) as error:
            method(SEATS, POSTS, wishes)
        assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("seats", "posts", "options", "said"),
    [
        ({"a": 1, "b": 1, "c": 1}, 2, {}, "3 parties and 2 posts: more parties than posts"),
        ({"a": None}, 2, {}, "the seats of 'a' are unknown"),
        ({"a": 0}, 2, {}, "'a' has 0 seats; a partner has 1 or more"),
        ({}, 2, {}, "at least one party"),
        ({"a": 1}, ["x", "x"], {}, "post 'x' is listed twice"),
        ({"a": 1}, 2, {"counts_for": 1}, "no party has it"),
        ({"a": 1}, 2, {"premier": "b"}, "no party 'b'"),
        ({"a": 1}, 2, {"premier": "a", "counts_for": -1}, "counts for -1 posts"),
    ],
)
def test_wrong_governments_and_posts_are_refused(
    seats: Any, posts: Any, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(FormateurError, match=said):
        gamson(seats, posts, **options)


def test_numbers_that_do_not_come_to_the_posts_are_refused() -> None:
    wishes = {"a": ["tax"], "b": ["war"]}
    with pytest.raises(FormateurError, match="come to 2, and there are 3 posts"):
        utilitarian(SEATS, POSTS, wishes, counts={"a": 1, "b": 1})
    with pytest.raises(UnknownPartyError):
        utilitarian(SEATS, POSTS, wishes, counts={"zz": 3})
    with pytest.raises(FormateurError, match="a, b have equal claims to the last 1"):
        nash({"a": 1, "b": 1}, POSTS, wishes)


def test_turns_need_a_divisor_method_and_a_known_kind_of_choice() -> None:
    wishes = dict.fromkeys(SEATS, POSTS)
    with pytest.raises(FormateurError, match="hare gives posts in no order"):
        sequential(SEATS, POSTS, wishes, seat_method="hare")
    with pytest.raises(UnknownIdError, match="there are sincere, strategic"):
        sequential(SEATS, POSTS, wishes, choice="lucky")
    many = [f"q{k}" for k in range(15)]
    with pytest.raises(FormateurError, match="takes up to 14 posts; there are 15"):
        sequential(SEATS, many, dict.fromkeys(SEATS, many), choice="strategic")


@pytest.mark.parametrize("method", PORTFOLIO_METHODS)
def test_a_portfolio_method_has_papers_an_example_and_a_heading(method: str) -> None:
    row = PORTFOLIO_METHODS[method]
    doc = getdoc(row.load()) or ""
    assert ">>> " in doc
    assert row.cites
    assert set(row.cites) <= set(references())
    assert all(key in doc for key in row.cites)
    handbook = ROOT / "docs/handbook/an-agreement-along-these-lines.md"
    assert f"`{method.replace('_', '-')}`" in handbook.read_text(encoding="utf-8")
