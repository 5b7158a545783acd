"""Tests for your own theories and rules: random assemblies to draw, and laws to check.

The strategies are for `hypothesis`, which is imported when one is asked for. Party ids are short
(``a``, ``b``, ...), numbers small, so that a counterexample can be checked by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from inspect import Parameter, signature
from itertools import count, islice
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any, TypeAlias

from formateur.assembly import Assembly, Faction, Party
from formateur.errors import FormateurError, MissingExtraError
from formateur.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    Bloc,
    Division,
    NotOpposed,
    Present,
    Quota,
    Residual,
    Rule,
    Share,
    Weights,
    investiture,
)
from formateur.space import Dimension, Space
from formateur.terms import BINDS, Exclude, OnlyWith, Term, Terms

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

__all__ = [
    "assemblies",
    "check_theory",
    "divisions",
    "renamed",
    "rules",
    "scaled",
    "spaces",
    "terms",
]

Answer: TypeAlias = tuple[tuple[str, ...], ...]
Theory: TypeAlias = Callable[..., Iterable[tuple[str, ...]]]


class _HypothesisMissingError(MissingExtraError):
    """The one package the strategies draw with."""

    def __init__(self) -> None:
        FormateurError.__init__(self, "formateur.testing needs hypothesis: pip install hypothesis")


def _hypothesis() -> Any:
    try:
        import hypothesis
        import hypothesis.strategies
    except ImportError:
        raise _HypothesisMissingError from None
    return hypothesis


def _names(n: int) -> tuple[str, ...]:
    return tuple(islice((*ascii_lowercase, *(f"p{k}" for k in range(27, n + 1))), n))


def assemblies(
    max_parties: int = 8,
    max_seats: int = 40,
    *,
    trees: bool = False,
    unknown: bool = False,
) -> SearchStrategy[Assembly]:
    """Draw assemblies: a majority or another quota, now and then a party without a vote.

    Parameters
    ----------
    max_parties
        The most parties; the fewest is one.
    max_seats
        The most seats of one party; the fewest is none.
    trees
        Whether the rule is any tree of :func:`rules` instead of one quota.
    unknown
        Whether some parties stand in a residual group: their seats are known only together.

    Returns
    -------
    SearchStrategy
        Of assemblies; the investiture is positive, negative or by plurality.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=20, database=None)
    ... @given(assemblies(max_parties=5))
    ... def everybody_together_wins(assembly):
    ...     assert assembly.wins(assembly.ids)
    >>> everybody_together_wins()
    """
    st = _hypothesis().strategies
    made: SearchStrategy[Assembly] = st.composite(_assembly)(
        max_parties, max_seats, trees=trees, unknown=unknown
    )
    return made


def _assembly(
    draw: DrawFn, max_parties: int, max_seats: int, *, trees: bool, unknown: bool
) -> Assembly:
    hypothesis = _hypothesis()
    st = hypothesis.strategies
    size = draw(st.integers(1, max_parties))
    ids = _names(size)
    seats: list[int] = draw(st.lists(st.integers(0, max_seats), min_size=size, max_size=size))
    if not any(seats):
        seats[0] = 1
    silent = draw(st.sampled_from([None] * (2 * size) + [*range(size)]))
    hidden: tuple[str, ...] = ()
    if unknown:
        hidden = tuple(draw(st.sets(st.sampled_from(ids), min_size=1, max_size=3)))
        hidden = tuple(p for p in ids if p in hidden)
    parties = []
    for k, (party, number) in enumerate(zip(ids, seats, strict=True)):
        votes = 0 if k == silent and sum(seats) > number and not unknown else number
        parties.append(
            Party(party, None) if party in hidden else Party(party, number, votes=votes)
        )
    together = sum(n for party, n in zip(ids, seats, strict=True) if party in hidden)
    residual = (Residual(hidden, together),) if hidden else ()
    plain = Assembly("drawn", tuple(parties), residual=residual)
    total = int(plain.votes.total)
    if trees:
        rule = draw(st.composite(_rule)(ids, _weightings(draw, ids, plain.votes), 3))
        quota = None
    else:
        rule = None
        quota = draw(st.none() | st.integers(1, total))
    kind = draw(st.sampled_from(["positive", "negative", "plurality"]))
    try:
        return Assembly(
            "drawn",
            plain.parties,
            quota=quota,
            rule=rule,
            investiture=investiture(kind, plain.votes),
            residual=residual,
        )
    except FormateurError:  # a quota that nobody or everybody reaches
        hypothesis.reject()
        raise


def rules(players: Sequence[str], *, depth: int = 3) -> SearchStrategy[Rule]:
    """Draw rules: trees over one to three weightings that the thresholds share.

    Parameters
    ----------
    players
        Who votes. A `Bloc` lets some of them decide the vote of another.
    depth
        The most nodes on a way from the root to a threshold.

    Returns
    -------
    SearchStrategy
        Of rules. Some can never be met, some always are.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=20, database=None)
    ... @given(rules("abc"))
    ... def what_some_carry_all_carry(rule):
    ...     assert rule.wins(["a"]) <= rule.wins(rule.players)
    >>> everybody = rules("ab", depth=1)
    """
    st = _hypothesis().strategies

    def draw_rule(draw: DrawFn) -> Rule:
        ids = tuple(players)
        return _rule(draw, ids, _weightings(draw, ids), depth)

    made: SearchStrategy[Rule] = st.composite(draw_rule)()
    return made


def _weightings(
    draw: DrawFn, players: tuple[str, ...], votes: Weights | None = None
) -> tuple[Weights, ...]:
    """Votes, one each, and people, these in halves: each threshold counts by one of them."""
    st = _hypothesis().strategies
    if votes is None:
        numbers = st.lists(st.integers(0, 12), min_size=len(players), max_size=len(players))
        votes = Weights.of(dict(zip(players, draw(numbers), strict=True)))
    one = Weights.of(dict.fromkeys(players, 1), name="one")
    halves = st.lists(st.integers(0, 9), min_size=len(players), max_size=len(players))
    people = Weights.of(
        {p: Fraction(n, 2) for p, n in zip(players, draw(halves), strict=True)}, name="people"
    )
    return votes, one, people


def _threshold(draw: DrawFn, weightings: tuple[Weights, ...]) -> Rule:
    st = _hypothesis().strategies
    weights: Weights = draw(st.sampled_from(weightings))
    most = int(weights.total)
    kind = draw(st.sampled_from(["quota", "share", "share", "present"]))
    if kind == "quota":
        return Quota(weights, draw(st.integers(0, most + 1)))
    if kind == "present":
        return Present(weights, draw(st.integers(0, most)))
    share = draw(st.sampled_from(["1/2", "1/2", "2/3", "3/5", "1/4", "0", "1"]))
    base = draw(st.sampled_from(["members", "cast", "present"]))
    return Share(weights, Fraction(share), base, strict=draw(st.booleans()))


def _rule(
    draw: DrawFn, players: tuple[str, ...], weightings: tuple[Weights, ...], depth: int
) -> Rule:
    st = _hypothesis().strategies
    kinds = ["threshold", "all", "any", "at least", "not opposed", "bloc"]
    kind = draw(st.sampled_from(kinds)) if depth > 1 else "threshold"

    def some() -> tuple[Rule, ...]:
        size = draw(st.integers(1, 3))
        return tuple(_rule(draw, players, weightings, depth - 1) for _ in range(size))

    if kind == "all":
        return AllOf(some())
    if kind == "any":
        return AnyOf(some())
    if kind == "at least":
        inner = some()
        return AtLeast(draw(st.integers(1, len(inner))), inner)
    if kind == "not opposed":
        return NotOpposed(_rule(draw, players, weightings, depth - 1))
    if kind == "bloc":
        rule = _rule(draw, players, weightings, depth - 1)
        bound = draw(st.sampled_from(rule.players))
        members = tuple(p for p in players if p != bound)
        if members:
            body = Weights.of(dict.fromkeys(members, 1), name="one")
            return Bloc(bound, _threshold(draw, (body,)), rule)
        return rule
    return _threshold(draw, weightings)


def divisions(players: Sequence[str]) -> SearchStrategy[Division]:
    """Draw how each player votes: yes, no, abstain, or absent.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=20, database=None)
    ... @given(divisions(["a", "b"]))
    ... def nobody_votes_twice(division):
    ...     assert not division.yes & division.absent
    >>> nobody_votes_twice()
    """
    st = _hypothesis().strategies
    ways = st.sampled_from(["no", "abstain", "yes", "absent"])

    def division(votes: Mapping[str, str]) -> Division:
        said = {way: [p for p, v in votes.items() if v == way] for way in set(votes.values())}
        return Division.of(
            said.get("yes", ()), abstain=said.get("abstain", ()), absent=said.get("absent", ())
        )

    made: SearchStrategy[Division] = st.fixed_dictionaries(dict.fromkeys(players, ways)).map(
        division
    )
    return made


def spaces(assembly: Assembly) -> SearchStrategy[Space]:
    """Draw a policy space: one or two dimensions, parties in order or at positions, ties too.

    Now and then a party has no position.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> a = Assembly.from_seats({"a": 2, "b": 1, "c": 2})
    >>> @settings(max_examples=20, database=None)
    ... @given(spaces(a))
    ... def only_members_of_the_assembly_are_placed(space):
    ...     assert set(space.positions()) <= set(a.ids)
    >>> only_members_of_the_assembly_are_placed()
    """
    made: SearchStrategy[Space] = _hypothesis().strategies.composite(_space)(assembly)
    return made


def _space(draw: DrawFn, assembly: Assembly) -> Space:
    st = _hypothesis().strategies
    ids = assembly.ids
    if draw(st.booleans()):
        return Space.from_order(draw(st.permutations(ids)))
    dimensions = [Dimension("left-right", low=0, high=10), Dimension("centre-region")]
    dimensions = dimensions[: draw(st.integers(1, 2))]
    tenths = st.integers(0, 100).map(lambda n: n / 10)
    positions = {}
    for dimension in dimensions:
        missing = draw(st.sampled_from([None] * (3 * len(ids)) + [*ids]))
        positions[dimension.id] = {p: draw(tenths) for p in ids if p != missing}
    salience = draw(st.none() | st.just({"left-right": dict.fromkeys(ids, 0.5)}))
    return Space.of(dimensions, positions, salience)


def terms(assembly: Assembly, *, maybe: bool = False) -> SearchStrategy[Terms]:
    """Draw up to four stated terms, a few of them withdrawn.

    With `maybe`, it is unknown of some parties whether a term means them. An assembly of one
    party states none.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> a = Assembly.from_seats({"a": 2, "b": 1, "c": 2})
    >>> @settings(max_examples=20, database=None)
    ... @given(terms(a))
    ... def nobody_refuses_themselves(stated):
    ...     assert all(not set(t.by) & set(t.parties) for t in stated)
    >>> nobody_refuses_themselves()
    """
    made: SearchStrategy[Terms] = _hypothesis().strategies.composite(_terms)(assembly, maybe=maybe)
    return made


def _terms(draw: DrawFn, assembly: Assembly, *, maybe: bool) -> Terms:
    st = _hypothesis().strategies
    stated: list[Term] = []
    most = 4 if len(assembly.ids) > 1 else 0
    for k in range(draw(st.integers(0, most))):
        by = draw(st.sampled_from(assembly.ids))
        others = [p for p in assembly.ids if p != by]
        named = draw(st.lists(st.sampled_from(others), min_size=1, max_size=2, unique=True))
        kind = draw(st.sampled_from([Exclude, Exclude, OnlyWith]))
        doubtful = maybe and kind is Exclude and draw(st.booleans())
        stated.append(
            kind(
                f"t{k}",
                by=(by,),
                parties=tuple(named[:-1] if doubtful else named),
                binds=tuple(draw(st.sets(st.sampled_from(BINDS), min_size=1))),
                withdrawn=draw(st.sampled_from(["", "", "", "2019-01-11"])),
                source=f"paper {k}",
                maybe=tuple(named[-1:] if doubtful else ()),
            )
        )
    return Terms(tuple(stated))


def renamed(assembly: Assembly, names: Mapping[str, str]) -> Assembly:
    """The same assembly with other party ids.

    Examples
    --------
    >>> a = Assembly.from_seats({"a": 2, "b": 1})
    >>> renamed(a, {"a": "red", "b": "blue"}).wins(["red"])
    True
    """
    return _changed(assembly, names, 1)


def scaled(assembly: Assembly, factor: int) -> Assembly:
    """The same assembly with all seats, votes, weights and fixed quotas times a factor.

    Shares stay: a majority of the smaller assembly is a majority of the larger one.

    Examples
    --------
    >>> scaled(Assembly.from_seats({"a": 2, "b": 1}, name="toy", quota=3), 10)
    <Assembly 'toy': 2 parties, 30 seats, quota 30>
    """
    return _changed(assembly, {p: p for p in assembly.ids}, factor)


def _changed(assembly: Assembly, names: Mapping[str, str], factor: int) -> Assembly:
    def times(number: int | None) -> int | None:
        return None if number is None else number * factor

    def grown(faction: Faction) -> Faction:
        return replace(faction, seats=times(faction.seats))

    entry, fall = assembly.investiture, assembly.confidence
    return Assembly(
        assembly.name,
        tuple(
            replace(
                p,
                id=names[p.id],
                seats=times(p.seats),
                votes=times(p.votes),
                factions=tuple(map(grown, p.factions)),
                weights=tuple((w, n * factor) for w, n in p.weights),
            )
            for p in assembly.parties
        ),
        rule=_changed_rule(assembly.rule, names, factor),
        investiture=replace(entry, rule=entry.rule and _changed_rule(entry.rule, names, factor)),
        confidence=fall and replace(fall, rule=_changed_rule(fall.rule, names, factor)),
        blocs=tuple(replace(body, binds=names[body.binds]) for body in assembly.blocs),
        residual=tuple(
            replace(g, parties=tuple(names[p] for p in g.parties), seats=g.seats * factor)
            for g in assembly.residual
        ),
    )


def _changed_rule(rule: Rule, names: Mapping[str, str], factor: int) -> Rule:
    def inside(rules: Iterable[Rule]) -> tuple[Rule, ...]:
        return tuple(_changed_rule(r, names, factor) for r in rules)

    match rule:
        case Quota() | Present():
            weights = _changed_weights(rule.weights, names, factor)
            return type(rule)(weights, rule.quota * factor)
        case Share():
            return replace(rule, weights=_changed_weights(rule.weights, names, factor))
        case AllOf() | AnyOf():
            return type(rule)(inside(rule.rules))
        case AtLeast():
            return AtLeast(rule.k, inside(rule.rules))
        case NotOpposed():
            return NotOpposed(_changed_rule(rule.rule, names, factor))
        case Bloc():
            inner, outer = inside((rule.inner, rule.rule))
            return Bloc(names.get(rule.player, rule.player), inner, outer)
    raise FormateurError(f"a rule of the kind {type(rule).__name__} cannot be renamed or scaled")


def _changed_weights(weights: Weights, names: Mapping[str, str], factor: int) -> Weights:
    return Weights.of(
        {names.get(p, p): None if w is None else w * factor for p, w in weights.pairs},
        name=weights.name,
        groups=[
            replace(g, parties=tuple(names.get(p, p) for p in g.parties), seats=g.seats * factor)
            for g in weights.groups
        ],
    )


def _renamed_space(space: Space, names: Mapping[str, str]) -> Space:
    def other(
        numbers: Iterable[tuple[str, tuple[tuple[str, float], ...]]],
    ) -> dict[str, dict[str, float]]:
        return {dim: {names[p]: x for p, x in placed} for dim, placed in numbers}

    return Space.of(space.dimensions, other(space.points), other(space.salience))


def _renamed_terms(stated: Terms, names: Mapping[str, str]) -> Terms:
    def other(parties: Collection[str]) -> tuple[str, ...]:
        return tuple(names[p] for p in parties)

    return Terms(
        tuple(
            replace(t, by=other(t.by), parties=other(t.parties), maybe=other(t.maybe))
            for t in stated
        )
    )


def check_theory(theory: Theory, *, examples: int = 50) -> None:
    """Check the laws that every coalition theory obeys, on random assemblies.

    The answer is tuples of known party ids in case order, no coalition twice; asking again gives
    the same answer; other party ids rename it; doubling all seats, votes and weights changes
    nothing. A theory may refuse an assembly by a `FormateurError`, though not every one.

    Parameters
    ----------
    theory
        A function of an assembly, and of `space` and `terms` if it takes them.
    examples
        How many assemblies are drawn.

    Raises
    ------
    AssertionError
        With the theory's name and the law it breaks.

    Examples
    --------
    >>> from formateur.coalitions import minimal_winning
    >>> check_theory(minimal_winning, examples=10)
    >>> def alphabetical(assembly):
    ...     return [(min(assembly.ids),)]
    >>> try:
    ...     check_theory(alphabetical)
    ... except AssertionError as error:
    ...     print(error)
    alphabetical: other party ids change the answer
    """
    hypothesis = _hypothesis()
    name = getattr(theory, "__name__", repr(theory))
    takes = _keywords(theory, name)
    answered: list[bool] = []
    refusals: list[str] = []

    @hypothesis.settings(  # type: ignore[untyped-decorator]
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(hypothesis.strategies.data())  # type: ignore[untyped-decorator]
    def laws(data: Any) -> None:
        assembly: Assembly = data.draw(assemblies(max_parties=6), label="assembly")
        given: dict[str, Any] = {}
        if "space" in takes:
            given["space"] = data.draw(spaces(assembly), label="space")
        if "terms" in takes:
            given["terms"] = data.draw(terms(assembly), label="terms")
        found = _answer(theory, assembly, given, refusals)
        if found is not None:
            answered.append(True)
            _well_formed(name, assembly, found)
        again = _answer(theory, assembly, given, refusals)
        _law(again == found, f"{name}: asked twice, the answers differ")
        names = _other_names(assembly.ids)
        expected = found and tuple(tuple(names[p] for p in c) for c in found)
        others = {
            key: _renamed_space(value, names) if key == "space" else _renamed_terms(value, names)
            for key, value in given.items()
        }
        elsewhere = _answer(theory, renamed(assembly, names), others, refusals)
        _law(elsewhere == expected, f"{name}: other party ids change the answer")
        doubled = _answer(theory, scaled(assembly, 2), given, refusals)
        _law(doubled == found, f"{name}: doubling all seats and weights changes the answer")

    laws()
    if not answered:
        raise AssertionError(f"{name}: refuses every assembly: {refusals[-1]}")


def _law(holds: object, sentence: str) -> None:
    """Refuse in our own words; a bare `assert` is rewritten by pytest, its message with it."""
    if not holds:
        raise AssertionError(sentence)


def _keywords(theory: Theory, name: str) -> set[str]:
    """Which of `space` and `terms` the theory takes; it may want nothing else."""
    parameters = list(signature(theory).parameters.values())
    fixed = (Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL)
    for p in parameters[1:]:
        if p.name not in ("space", "terms") and p.default is p.empty and p.kind not in fixed:
            raise FormateurError(
                f"{name} wants {p.name!r}; a theory takes an assembly, and space and terms"
            )
    if not parameters:
        raise FormateurError(f"{name} takes nothing; a theory takes an assembly")
    return {p.name for p in parameters[1:]}


def _answer(
    theory: Theory, assembly: Assembly, given: Mapping[str, Any], refusals: list[str]
) -> Answer | None:
    try:
        return tuple(theory(assembly, **given))
    except FormateurError as error:
        refusals.append(str(error))
        return None


def _well_formed(name: str, assembly: Assembly, found: Answer) -> None:
    for coalition in found:
        _law(isinstance(coalition, tuple), f"{name}: {coalition!r} is not a tuple of party ids")
        unknown = [str(p) for p in coalition if p not in assembly.ids]
        _law(not unknown, f"{name}: {', '.join(unknown)} is no party of the assembly")
        _law(coalition, f"{name}: a coalition has at least one party")
        ordered = assembly.ordered(coalition)
        _law(coalition == ordered, f"{name}: members are not in case order, each once")
    _law(len(set(found)) == len(found), f"{name}: a coalition is given twice")


def _other_names(ids: Sequence[str]) -> dict[str, str]:
    """Ids whose alphabetical order runs against the order of the case."""
    return dict(zip(ids, (f"z{n:03d}" for n in count(999, -1)), strict=False))
