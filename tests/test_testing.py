"""What users test their own theories with: it accepts lawful theories and names the broken law."""

from __future__ import annotations

import sys

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from formateur import coalitions
from formateur.assembly import Assembly, Body, Faction, Party
from formateur.errors import FormateurError, MissingExtraError
from formateur.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    Bloc,
    NotOpposed,
    Present,
    Quota,
    Rule,
    Share,
    Weights,
    confidence,
    majority,
)
from formateur.space import Space
from formateur.terms import Terms
from formateur.testing import (
    assemblies,
    check_theory,
    divisions,
    renamed,
    rules,
    scaled,
    spaces,
    terms,
)
from formateur.theories import THEORIES


@pytest.mark.parametrize("theory", THEORIES)
def test_every_bundled_theory_obeys_the_laws(theory: str) -> None:
    check_theory(THEORIES[theory].load(), examples=20)


def friends(assembly: Assembly, *, terms: Terms | None = None):
    """Minimal winning coalitions that no stated term refuses."""
    for coalition in coalitions.minimal_winning(assembly):
        if not any(t.refuses(coalition) for t in terms or () if set(t.by) & set(coalition)):
            yield coalition


def leftmost(assembly: Assembly, *, space: Space):
    placed = [p for p in assembly.ids if p in space.positions()]
    if not placed:
        raise FormateurError("nobody has a position")
    yield (min(placed, key=lambda p: space.positions()[p]),)


def test_a_theory_may_take_terms_or_a_space_and_may_refuse() -> None:
    check_theory(friends)
    check_theory(leftmost)


def largest_by_name(assembly: Assembly):
    return [(max(assembly.ids),)]


def more_than_ten(assembly: Assembly):
    return [(p,) for p in assembly.ids if (assembly.seats[p] or 0) > 10]


def backwards(assembly: Assembly):
    return [tuple(reversed(assembly.ids))]


def twice(assembly: Assembly):
    return [assembly.ids, assembly.ids]


def nobody(assembly: Assembly):
    return [()]


def strangers(assembly: Assembly):
    return [("greens",)]


def sets(assembly: Assembly):
    return [frozenset(assembly.ids)]


def refusing(assembly: Assembly):
    raise FormateurError("not today")


class Moody:
    """Another answer each time."""

    __name__ = "moody"

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, assembly: Assembly):
        self.asked += 1
        return [(assembly.ids[self.asked % len(assembly.ids)],)]


@pytest.mark.parametrize(
    ("theory", "law"),
    [
        (largest_by_name, "largest_by_name: other party ids change the answer"),
        (more_than_ten, "more_than_ten: doubling all seats and weights changes the answer"),
        (backwards, "backwards: members are not in case order, each once"),
        (twice, "twice: a coalition is given twice"),
        (nobody, "nobody: a coalition has at least one party"),
        (strangers, "strangers: greens is no party of the assembly"),
        (Moody(), "moody: asked twice, the answers differ"),
        (refusing, "refusing: refuses every assembly: not today"),
    ],
)
def test_a_broken_law_is_named(theory, law: str) -> None:
    with pytest.raises(AssertionError) as broken:
        check_theory(theory)
    assert str(broken.value) == law


def test_a_set_is_no_answer() -> None:
    with pytest.raises(AssertionError, match="is not a tuple of party ids"):
        check_theory(sets)


def by_polls(assembly: Assembly, *, polls: object):
    return []


def timeless():
    return []


def test_a_theory_that_wants_something_else_cannot_be_checked() -> None:
    with pytest.raises(FormateurError) as refused:
        check_theory(by_polls)
    assert str(refused.value) == (
        "by_polls wants 'polls'; a theory takes an assembly, and space and terms"
    )
    with pytest.raises(FormateurError, match="takes nothing; a theory takes an assembly"):
        check_theory(timeless)


def test_without_hypothesis_its_install_line_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(MissingExtraError) as refused:
        assemblies()
    assert str(refused.value) == "formateur.testing needs hypothesis: pip install hypothesis"


def drawn(strategy: st.SearchStrategy, wanted) -> object:
    return find(strategy, wanted, settings=settings(max_examples=2000, database=None))


def test_the_strategies_reach_every_kind_of_value() -> None:
    for kind in (Quota, Share, Present, AllOf, AnyOf, AtLeast, NotOpposed, Bloc):
        assert isinstance(drawn(rules("abc"), lambda r, k=kind: isinstance(r, k)), kind)
    assert drawn(assemblies(), lambda a: a.investiture.negative)
    assert drawn(assemblies(), lambda a: len(a.parties) == 8)
    assert drawn(assemblies(), lambda a: any(p.votes == 0 < (p.seats or 0) for p in a.parties))
    assert drawn(assemblies(unknown=True), lambda a: len(a.residual[0].parties) == 3)
    assert drawn(assemblies(trees=True), lambda a: a.quota is None)
    three = Assembly.from_seats({"a": 1, "b": 1, "c": 1})
    assert drawn(spaces(three), lambda s: len(s.positions()) == 2)
    assert drawn(spaces(three), lambda s: s.dimensions[0].ordinal)
    assert drawn(terms(three), lambda t: len(t) > len(t.active))
    assert drawn(terms(three, maybe=True), lambda t: any(s.maybe for s in t))
    assert drawn(divisions("ab"), lambda d: d.absent and d.abstain)


@settings(max_examples=40, deadline=None)
@given(assemblies(max_parties=5, trees=True))
def test_renaming_back_and_scaling_by_one_give_the_same_assembly(assembly: Assembly) -> None:
    there = {p: f"x{p}" for p in assembly.ids}
    back = {q: p for p, q in there.items()}
    assert renamed(renamed(assembly, there), back) == assembly
    assert scaled(assembly, 1) == assembly


def test_all_parts_of_an_assembly_grow_and_are_renamed() -> None:
    votes = Weights.of({"a": 2, "b": 1})
    full = Assembly(
        "x",
        (Party("a", 2, factions=(Faction("wing", seats=1),), weights=(("p", 3),)), Party("b", 1)),
        confidence=confidence("constructive", votes),
        blocs=(Body("committee", 3, binds="a"),),
    )
    changed = renamed(scaled(full, 2), {"a": "red", "b": "blue"})
    assert changed.seats == {"red": 4, "blue": 2}
    assert changed.parties[0].factions[0].seats == 2
    assert changed.parties[0].weights == (("p", 6),)
    assert changed.blocs[0].binds == "red"
    assert changed.confidence is not None
    assert changed.confidence.rule == majority(changed.votes)


def test_a_rule_of_ones_own_cannot_be_renamed() -> None:
    class Lottery(Rule):
        """Passes by lot."""

        @property
        def leaves(self):
            return iter(())

    lot = Assembly("x", (Party("a", 1),), rule=Lottery())
    with pytest.raises(FormateurError) as refused:
        scaled(lot, 2)
    assert str(refused.value) == "a rule of the kind Lottery cannot be renamed or scaled"


def test_more_than_26_parties_have_names_too() -> None:
    found = drawn(assemblies(max_parties=30), lambda a: len(a.parties) == 30)
    assert isinstance(found, Assembly)
    assert found.ids[25:28] == ("z", "p27", "p28")
