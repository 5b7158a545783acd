"""Which coalitions win, block and lose: every kind, method and constraint against brute force."""

from __future__ import annotations

import builtins
import random
import tomllib
from collections import Counter
from fractions import Fraction
from importlib.util import find_spec
from itertools import combinations, islice
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import brute_force
from formateur.assembly import Assembly, Party
from formateur.coalitions import (
    KINDS,
    blocking,
    count,
    find,
    losing,
    maximal_losing,
    minimal_blocking,
    minimal_winning,
    stream,
    surplus,
    tables,
    winning,
    winning_by_size,
)
from formateur.coalitions import search as search_module
from formateur.coalitions.search import Search, count_minimal, count_winning
from formateur.errors import FormateurError, MissingExtraError
from formateur.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    Bloc,
    NotOpposed,
    Quota,
    Residual,
    Rule,
    Share,
    Weights,
    majority,
)
from formateur.testing import assemblies, renamed, scaled

# The compiled build of the search, where numba is there.
COMPILED = ("numba",) if find_spec("numba") else ()


def test_the_compiled_search_is_held_equal_to_the_plain_one() -> None:
    if not COMPILED:
        pytest.skip("numba is missing: pip install formateur[fast]")
    weights = tuple(range(40, 14, -1))
    for minimal in (True, False):
        found = [
            [
                mask
                for chunk in Search(weights[:14], 190, minimal, method=m).chunks()
                for mask in chunk
            ]
            for m in ("python", "numba")
        ]
        assert found[0] == found[1]
        assert found[0]


GOLDEN = sorted((Path(__file__).parent / "golden" / "coalitions").glob("*.toml"))
LIJPHART = Path(__file__).parent / "golden" / "theories" / "lijphart.toml"
quick = settings(max_examples=80, deadline=None)
kinds = st.sampled_from(list(KINDS))


def read(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def as_sets(found) -> set[frozenset[str]]:
    listed = list(found)
    made = {frozenset(c) for c in listed}
    assert len(made) == len(listed), "a coalition is given twice"
    return made


@st.composite
def constraints(draw: st.DrawFn, assembly: Assembly) -> dict:
    """Any of the five constraints, often none; some contradict each other."""
    party = st.sampled_from(assembly.ids)

    def some(most: int) -> st.SearchStrategy[list[str]]:
        return st.lists(party, max_size=most, unique=True)

    given_: dict = {}
    for name, value in (
        ("include", some(2)),
        ("exclude", some(2)),
        ("apart", st.lists(some(3), max_size=2)),
        ("together", st.lists(some(3), max_size=2)),
        ("at_most", st.integers(1, 5)),
    ):
        if draw(st.booleans()):
            given_[name] = draw(value)
    return given_


def contradictory(error: FormateurError) -> bool:
    """Refusals of a question that is nonsense even where some coalitions would fit it."""
    return "both together and not together" in str(error) or "joined only under" in str(error)


# -- oracle ------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(st.data(), kinds, st.booleans())
def test_exactly_the_coalitions_that_meet_the_definition_are_found(
    data: st.DataObject, kind: str, trees: bool
) -> None:
    assembly = data.draw(assemblies(max_parties=6, trees=trees))
    wanted = data.draw(constraints(assembly))
    expected = brute_force.coalitions(assembly, kind, **wanted)
    found, refusal = [], None
    try:
        found = list(stream(assembly, kind, method="python", **wanted))
    except FormateurError as error:
        refusal = error
    if refusal is not None:
        assert contradictory(refusal) or not expected
        with pytest.raises(FormateurError):
            count(assembly, kind, **wanted)
        return
    assert as_sets(found) == expected
    assert all(c == assembly.ordered(c) for c in found)
    counted = count(assembly, kind, **wanted)
    assert counted.number == len(expected)
    assert counted.complete


@settings(max_examples=60, deadline=None)
@given(st.data(), kinds)
def test_with_unknown_seats_a_coalition_counts_only_when_it_holds_for_every_split(
    data: st.DataObject, kind: str
) -> None:
    assembly = data.draw(assemblies(max_parties=5, max_seats=6, unknown=True))
    expected = brute_force.coalitions(assembly, kind)
    found = find(assembly, kind)
    assert as_sets(found.listed) == expected
    assert count(assembly, kind).number == len(expected)
    assert "is unknown: listed are coalitions that hold whatever it is" in found.notes[0]


@quick
@given(st.data(), kinds)
def test_the_compiled_search_finds_the_same_in_the_same_order(
    data: st.DataObject, kind: str
) -> None:
    assembly = data.draw(assemblies(max_parties=8))
    wanted = data.draw(constraints(assembly))
    try:
        plain = list(stream(assembly, kind, method="python", **wanted))
    except FormateurError:
        assume(False)
    for method in COMPILED:
        assert list(stream(assembly, kind, method=method, **wanted)) == plain
        assert count(assembly, kind, method=method, **wanted).number == len(plain)


@quick
@given(st.data(), kinds)
def test_rules_too_large_for_a_table_are_searched_depth_first_with_the_same_answer(
    data: st.DataObject, kind: str
) -> None:
    assembly = data.draw(assemblies(max_parties=6, trees=True))
    assume(not tables._blocs(assembly.rule))
    most = data.draw(st.none() | st.integers(1, 4))
    by_table = list(stream(assembly, kind, at_most=most))
    with pytest.MonkeyPatch.context() as small:
        small.setattr(tables, "TABLE_PLAYERS", 0)
        assert list(stream(assembly, kind, at_most=most)) == by_table
        assert count(assembly, kind, at_most=most).number == len(by_table)
        assert count(assembly, kind).number == len(list(stream(assembly, kind)))


@quick
@given(assemblies(max_parties=7))
def test_the_largest_partys_coalitions_come_first(assembly: Assembly) -> None:
    votes = assembly.votes.values
    ranked = sorted(assembly.ids, key=lambda p: -votes[p])
    for kind in ("winning", "minimal-winning", "blocking", "minimal-blocking"):
        places = [sorted(ranked.index(p) for p in c) for c in stream(assembly, kind)]
        assert places == sorted(places)


# -- laws --------------------------------------------------------------------------------------


@quick
@given(assemblies(max_parties=6, trees=True), kinds)
def test_other_names_give_the_same_coalitions_under_other_names(
    assembly: Assembly, kind: str
) -> None:
    names = {p: f"z{99 - k}" for k, p in enumerate(assembly.ids)}
    found = list(stream(renamed(assembly, names), kind))
    assert found == [tuple(names[p] for p in c) for c in stream(assembly, kind)]


@quick
@given(assemblies(max_parties=6, trees=True), kinds, st.integers(2, 7))
def test_the_unit_of_the_seats_does_not_matter(assembly: Assembly, kind: str, factor: int) -> None:
    assert list(stream(scaled(assembly, factor), kind)) == list(stream(assembly, kind))


@quick
@given(assemblies(max_parties=6))
def test_a_party_without_seats_is_needed_by_nobody(assembly: Assembly) -> None:
    larger = Assembly("x", (*assembly.parties, Party("dummy", 0)), quota=assembly.quota)
    assert list(minimal_winning(larger)) == list(minimal_winning(assembly))
    assert list(minimal_blocking(larger)) == list(minimal_blocking(assembly))
    assert count(larger, "winning").number == 2 * count(assembly, "winning").number


@quick
@given(assemblies(max_parties=6, trees=True))
def test_a_coalition_blocks_exactly_when_the_others_do_not_win(assembly: Assembly) -> None:
    whole = set(assembly.ids)
    blockers = as_sets(blocking(assembly))
    for coalition in brute_force.subsets(assembly.ids):
        if coalition:
            assert (coalition in blockers) is not assembly.wins(whole - coalition)


@quick
@given(assemblies(max_parties=6, trees=True))
def test_minimal_blockers_are_the_minimal_winners_of_the_opposed_rule(
    assembly: Assembly,
) -> None:
    try:
        dual = Assembly("dual", assembly.parties, rule=NotOpposed(assembly.rule))
    except FormateurError:
        assume(False)
    assert list(minimal_blocking(assembly)) == list(minimal_winning(dual))
    assert as_sets(minimal_winning(assembly)) == as_sets(minimal_blocking(dual))
    assert as_sets(winning(assembly)) == as_sets(blocking(dual))


@quick
@given(assemblies(max_parties=6, trees=True))
def test_every_nonempty_coalition_wins_or_loses(assembly: Assembly) -> None:
    winners, losers = as_sets(winning(assembly)), as_sets(losing(assembly))
    assert not winners & losers
    assert len(winners | losers) == 2 ** len(assembly.ids) - 1
    assert as_sets(maximal_losing(assembly)) <= losers


@quick
@given(assemblies(max_parties=6, trees=True), st.booleans())
def test_winners_are_counted_by_size(assembly: Assembly, dual: bool) -> None:
    expected = Counter(len(c) for c in stream(assembly, "blocking" if dual else "winning"))
    counted = winning_by_size(assembly, blocking=dual)
    assert {k: n for k, n in counted.items() if n and k} == dict(expected)
    assert sorted(counted) == list(range(len(assembly.ids) + 1))


@quick
@given(st.lists(st.integers(0, 9), min_size=1, max_size=7), st.integers(-1, 30))
def test_counting_by_sums_agrees_with_listing(weights: list[int], quota: int) -> None:
    subsets = [c for k in range(len(weights) + 1) for c in combinations(weights, k)]
    assert count_winning(weights, quota) == sum(sum(c) >= quota for c in subsets)
    if quota > 0:
        minimal = [c for c in subsets if sum(c) >= quota and sum(c) - min(c, default=0) < quota]
        assert count_minimal(weights, quota) == len(minimal)


# -- published counts --------------------------------------------------------------------------


def golden_assembly(book: dict) -> Assembly:
    if "weights" in book:
        return Assembly.from_seats(book["weights"], quota=book["quota"], name=book["name"])
    ids = [f"p{k}" for k in range(len(book["population"]))]
    one = Weights.of(dict.fromkeys(ids, 1), name="one")
    people = Weights.of(dict(zip(ids, book["population"], strict=True)), name="population")
    double = AllOf(
        (Quota(one, book["states_with_population"]), Quota(people, book["population_quota"]))
    )
    rule = AnyOf((double, Quota(one, book["states_alone"])))
    return Assembly(book["name"], tuple(Party(p, 1) for p in ids), rule=rule)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda p: p.stem)
def test_a_published_body_has_as_many_winning_coalitions_as_published(path: Path) -> None:
    book = read(path)
    assembly = golden_assembly(book)
    expected = book["expected"]
    assert book["source"]
    assert book.get("published", expected) == expected
    assert count(assembly, "winning").number == expected["winning"]
    if len(assembly.ids) > 20:
        return  # the 8 million minimal ones would take a minute
    assert len(list(winning(assembly))) == expected["winning"]
    assert count(assembly).number == expected["minimal_winning"]
    for method in ("python", *COMPILED):
        listed = list(minimal_winning(assembly, method=method))
        assert len(listed) == expected["minimal_winning"]


def test_luxembourg_had_a_seat_and_no_power() -> None:
    book = read(Path(__file__).parent / "golden" / "coalitions" / "eec1958.toml")
    council = golden_assembly(book)
    assert book["zero_power"] == ["lu"]
    wins = as_sets(winning(council))
    assert all(c - {"lu"} in wins for c in wins)
    assert not any("lu" in c for c in minimal_winning(council))
    assert not any("lu" in c for c in minimal_blocking(council))


def test_the_textbook_legislature_has_five_minimal_winning_coalitions() -> None:
    book = read(LIJPHART)
    legislature = Assembly.from_seats(book["seats"], quota=book["quota"])
    expected = [tuple(c) for c in book["expected"]["minimal_winning"]]
    assert sorted(minimal_winning(legislature)) == sorted(expected)


def test_a_permanent_member_alone_blocks_the_security_council() -> None:
    book = read(Path(__file__).parent / "golden" / "coalitions" / "unsc1965.toml")
    council = golden_assembly(book)
    permanent = [p for p, w in book["weights"].items() if w > 1]
    smallest = list(minimal_blocking(council, at_most=1))
    assert smallest == [(p,) for p in permanent]
    assert all(len(c) == 7 for c in minimal_blocking(council, exclude=permanent))
    # The same body as a headcount and a veto instead of weights.
    one, vetoes = council.weights("one"), Weights.of(dict.fromkeys(permanent, 1), name="vetoes")
    tree = Assembly(
        "tree", council.parties, rule=AllOf((Quota(one, 9), NotOpposed(Quota(vetoes, 1))))
    )
    assert as_sets(minimal_winning(tree)) == as_sets(minimal_winning(council))
    assert count(tree, "blocking").number == count(council, "blocking").number


def test_two_chambers_need_a_majority_in_each() -> None:
    parties = (Party("left", 5), Party("right", 5), Party("rural", 2))
    house = Weights.of({"left": 5, "right": 4, "rural": 1}, name="house")
    senate = Weights.of({"left": 1, "right": 3, "rural": 2}, name="senate")
    congress = Assembly("congress", parties, rule=AllOf((majority(house), majority(senate))))
    assert as_sets(minimal_winning(congress)) == {frozenset({"left", "right"})}
    assert as_sets(minimal_blocking(congress)) == {frozenset({"left"}), frozenset({"right"})}
    assert surplus(congress, ("left", "right")) is None
    assert find(congress).rows() == [{"parties": ("left", "right"), "seats": 10, "surplus": None}]


# -- constraints, in words ---------------------------------------------------------------------

FIVE = Assembly.from_seats(dict.fromkeys("abcde", 3), name="five")


def test_parties_that_stay_together_count_as_one_even_through_a_common_partner() -> None:
    chain = [["a", "b"], ["b", "c"]]
    assert list(minimal_winning(FIVE, together=chain)) == [("a", "b", "c")]
    with pytest.raises(FormateurError) as refused:
        list(winning(FIVE, together=chain, apart=[["a", "c"]]))
    assert str(refused.value) == "a+c are both together and not together"
    with pytest.raises(FormateurError) as refused:
        list(winning(FIVE, together=chain, include=["a"], exclude=["c"]))
    assert str(refused.value) == "a+b+c stay together, yet one is in and one excluded"


def test_an_alliance_counts_its_parties_against_the_most() -> None:
    assert list(minimal_winning(FIVE, together=[["a", "b"]], at_most=2)) == []
    assert len(list(minimal_winning(FIVE, together=[["a", "b"]], at_most=3))) == 4


def test_a_party_outside_the_rule_sits_in_as_many_coalitions_as_it_is_left_out_of() -> None:
    votes = Weights.of({"a": 3, "b": 2, "c": 2})
    rule = AllOf((Quota(votes, 4), Quota(Weights.of({"a": 1, "b": 1, "c": 1}, name="one"), 2)))
    four = Assembly("x", tuple(Party(p, 1) for p in "abcd"), rule=rule)
    assert count(four, "winning").number == len(list(winning(four))) == 8


def test_a_bloc_inside_the_assembly_is_counted_like_it_is_listed() -> None:
    votes = Weights.of({"a": 3, "b": 2, "c": 2})
    bound = Bloc("a", majority(Weights.of({"b": 1, "c": 1}, name="one")), majority(votes))
    assembly = Assembly("x", tuple(Party(p, n) for p, n in votes.pairs), rule=bound)
    for kind in KINDS:
        assert count(assembly, kind).number == len(find(assembly, kind).listed)


def test_the_empty_coalition_is_never_counted() -> None:
    alone = Assembly.from_seats({"a": 5})
    assert count(alone, "losing").number == count(alone, "maximal-losing").number == 0
    anybody = Assembly.from_seats({"a": 1, "b": 1}, quota=1)
    assert count(anybody, "maximal-losing").number == 0
    votes = alone.votes
    always = Assembly("x", alone.parties, rule=AnyOf((Quota(votes, 0), Quota(votes, 5))))
    never = Assembly("x", alone.parties, rule=AllOf((Quota(votes, 6), Quota(votes, 5))))
    counted = [[count(a, kind).number for kind in KINDS] for a in (always, never)]
    assert counted == [[1, 0, 0, 0, 0, 0], [0, 0, 1, 0, 1, 1]]


def test_fractions_of_a_vote_are_counted_exactly_beyond_the_table() -> None:
    ids = [f"p{k}" for k in range(24)]
    halves = Weights.of({p: Fraction(1, 2) for p in ids}, name="halves")
    first = Weights.of(dict.fromkeys(ids, 0) | {"p0": 1}, name="first")
    rule = AllOf((Quota(halves, Fraction(23, 2)), Quota(first, 1)))
    assembly = Assembly("x", tuple(Party(p, 1) for p in ids), rule=rule)
    assert len(list(minimal_winning(assembly))) == 23


def test_two_chambers_of_many_weights_are_counted_at_once() -> None:
    draw = random.Random(1)
    ids = [f"p{k}" for k in range(18)]
    chambers = [
        majority(Weights.of({p: draw.randint(1, 1000) for p in ids}, name=f"chamber {k}"))
        for k in range(2)
    ]
    assembly = Assembly("x", tuple(Party(p, 1) for p in ids), rule=AllOf(tuple(chambers)))
    assert count(assembly, "winning").number == 99_689


def test_two_chambers_beyond_the_table_are_walked_for_as_long_as_allowed() -> None:
    ids = [f"p{k}" for k in range(23)]
    chambers = [
        majority(Weights.of({p: (k + 2) ** e for k, p in enumerate(ids)}, name=f"chamber {e}"))
        for e in (2, 3)
    ]
    assembly = Assembly("x", tuple(Party(p, 1) for p in ids), rule=AllOf(tuple(chambers)))
    walked = count(assembly, "winning", seconds=0.5)
    assert not walked.complete
    assert 0 < walked.number < 2**23


def test_seats_beyond_machine_words_are_added_exactly() -> None:
    large = Assembly.from_seats({"a": 2**70, "b": 2**70 - 1, "c": 1})
    assert list(minimal_winning(large)) == [("a", "b"), ("a", "c")]
    assert count(large).number == 2
    crowd = Assembly.from_seats({f"p{k}": 1 for k in range(70)})
    assert count(crowd, "winning").number == sum(coalitions_of(70, k) for k in range(36, 71))
    assert len(next(minimal_winning(crowd))) == 36


def coalitions_of(n: int, k: int) -> int:
    from math import comb

    return comb(n, k)


# -- results -----------------------------------------------------------------------------------

TOY = Assembly.from_seats({"red": 40, "blue": 35, "green": 25}, name="toy")


def test_a_search_that_stopped_early_says_so() -> None:
    assert find(TOY, limit=3).complete
    cut = find(TOY, limit=2)
    assert (cut.complete, cut.number, len(cut.listed)) == (False, 2, 2)
    assert repr(cut) == "<Coalitions minimal-winning of toy: at least 2>"
    assert cut.summary() == {"count": 2}
    assert not find(TOY, seconds=-1.0).complete
    assert cut.parameters == {"limit": 2, "seconds": None}
    assert count(TOY, include=["red"], seconds=9).parameters == {
        "seconds": 9,
        "include": ["red"],
    }


def test_a_count_that_stopped_early_says_so() -> None:
    crowd = Assembly.from_seats({f"p{k}": k + 1 for k in range(22)})
    cut = count(crowd, "winning", include=["p0"], seconds=0.0, method="python")
    assert not cut.complete
    assert cut.number > 0


def test_rows_tell_seats_and_surplus_as_ranges_where_seats_are_unknown() -> None:
    half = Assembly(
        "half",
        (Party("a", 6), Party("b", None), Party("c", None)),
        residual=(Residual(("b", "c"), 4),),
    )
    assert find(half).rows() == [{"parties": ("a",), "seats": 6, "surplus": 0}]
    assert find(half, "winning").rows()[1] == {
        "parties": ("a", "b"),
        "seats": "6..10",
        "surplus": "0..4",
    }
    assert count(half).notes == (
        (
            "the split of 4 seats among b, c is unknown: "
            "listed are coalitions that hold whatever it is"
        ),
    )


def test_streaming_takes_no_more_memory_for_many_coalitions_than_for_few() -> None:
    import tracemalloc

    crowd = Assembly.from_seats({f"p{k}": 30 + k for k in range(40)})

    def peak(number: int) -> int:
        tracemalloc.start()
        for _ in islice(stream(crowd, method="python"), number):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(20_000) < 2 * peak(5_000)


# -- bad input ---------------------------------------------------------------------------------


def tree_of(n: int) -> Assembly:
    ids = [f"p{k}" for k in range(n)]
    one, votes = (Weights.of(dict.fromkeys(ids, 1), name=name) for name in ("one", "votes"))
    rule = AllOf((Quota(one, 2), Share(votes, Fraction(1, 2))))
    return Assembly("x", tuple(Party(p, 1) for p in ids), rule=rule)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (
            lambda: stream(TOY, "minimal_winning"),
            (
                "no kind of coalition 'minimal_winning'; there are winning, minimal-winning, "
                "blocking, minimal-blocking, losing, maximal-losing. "
                "Did you mean 'minimal-winning'?"
            ),
        ),
        (
            lambda: count(TOY, "wining"),
            (
                "no kind of coalition 'wining'; there are winning, minimal-winning, blocking, "
                "minimal-blocking, losing, maximal-losing. Did you mean 'winning'?"
            ),
        ),
        (
            lambda: stream(TOY, method="nubma"),
            "no method 'nubma'; there are auto, python, numba. Did you mean 'numba'?",
        ),
        (
            lambda: count(TOY, method="nubma"),
            "no method 'nubma'; there are auto, python, numba. Did you mean 'numba'?",
        ),
        (
            lambda: stream(TOY, include=["gren"]),
            "no party 'gren'; there are red, blue, green. Did you mean 'green'?",
        ),
        (
            lambda: stream(TOY, include=["red"], exclude=["red"]),
            "'red' is both included and excluded",
        ),
        (lambda: stream(TOY, at_most=0), "at most 0 parties is no coalition; use 1 or more"),
        (lambda: count(TOY, at_most=0), "at most 0 parties is no coalition; use 1 or more"),
        (
            lambda: stream(TOY, include=["red", "blue"], apart=[["red", "blue"]]),
            "blue+red are included, yet not together",
        ),
        (
            lambda: stream(TOY, together=[["red", "blue"]], apart=[["red", "blue"]]),
            "blue+red are both together and not together",
        ),
        (
            lambda: stream(TOY, together=[["red", "blue"]], include=["red"], exclude=["blue"]),
            "blue+red stay together, yet one is in and one excluded",
        ),
        (
            lambda: stream(TOY, include=["red", "blue"], at_most=1),
            "2 parties are included, yet at most 1 may sit",
        ),
        (
            lambda: list(minimal_winning(tree_of(3), together=[["p0", "p1"]])),
            "parties that stay together are joined only under one quota over known seats",
        ),
        (
            lambda: list(
                stream(
                    Assembly(
                        "x",
                        (*(Party(f"p{k}", 1) for k in range(22)), Party("u", None)),
                        residual=(Residual(("u",), 5),),
                    )
                )
            ),
            "unknown seats are resolved for up to 22 parties; there are 23",
        ),
        (lambda: Search((3, 2), 0, minimal=True), "quota 0 is below 1"),
        (lambda: Search((2, 3), 3, minimal=True), "weights stand in falling order"),
        (
            lambda: Search((2, 1), 3, minimal=True, method="quick"),
            "no method 'quick'; there are auto, python, numba.",
        ),
        (
            lambda: Search((1,) * 63, 3, minimal=True, method="numba"),
            'method="numba" takes up to 62 players and totals below 2**62; use method="python"',
        ),
        (
            lambda: list(stream(Assembly.from_seats({"a": 2**62, "b": 1}), method="numba")),
            'method="numba" takes up to 62 players and totals below 2**62; use method="python"',
        ),
        (
            lambda: count_winning([60_000_000, 1], 60_000_000),
            "counting by sums would need a table of 59,999,999 entries; the most is 50,000,000",
        ),
    ],
)
def test_a_question_without_sense_is_refused_in_one_sentence(question, sentence: str) -> None:
    with pytest.raises(FormateurError) as refused:
        question()
    assert str(refused.value) == sentence


def test_a_misspelt_constraint_is_never_ignored() -> None:
    for ask in (find, count):
        with pytest.raises(TypeError, match="includ"):
            ask(TOY, includ=["red"])


def test_without_numba_its_install_line_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    search_module._compiled.cache_clear()
    real = builtins.__import__

    def bare(name: str, *rest: object, **more: object) -> object:
        if name == "numba":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", bare)
    with pytest.raises(MissingExtraError) as refused:
        list(stream(TOY, method="numba"))
    monkeypatch.undo()
    search_module._compiled.cache_clear()
    assert str(refused.value) == 'method="numba" needs numba: pip install "formateur[fast]"'


def test_the_first_compilation_is_announced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(search_module, "__file__", str(tmp_path / "search.py"))
    search_module._say_when_compiling()
    assert "compiling the search kernel" in capsys.readouterr().err
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "search.fill-33.py311.nbi").touch()
    search_module._say_when_compiling()
    assert capsys.readouterr().err == ""


def test_large_bodies_are_searched_by_compiled_code_and_small_ones_at_once() -> None:
    assert Search((1,) * 20, 3, minimal=True)._machine() is bool(COMPILED)
    assert not Search((1,) * 19, 3, minimal=True)._machine()
    assert not Search((1,) * 20, 3, minimal=True, method="python")._machine()


def test_three_quarters_of_the_states_amend_what_two_thirds_propose() -> None:
    states = Weights.of(dict.fromkeys("abcdefgh", 1), name="one")
    propose: Rule = Share(states, Fraction(2, 3))
    ratify: Rule = Share(states, Fraction(3, 4))
    amended = Assembly(
        "union", tuple(Party(p, 1) for p in "abcdefgh"), rule=AtLeast(2, (propose, ratify))
    )
    assert {len(c) for c in minimal_winning(amended)} == {6}
    assert count(amended).number == 28
