"""The definitions, spelled out over all subsets and all divisions. Slow, and only for tests.

Nothing here calls the search, the tables or `Rule.truth`: rules are read node by node.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, combinations, product

from formateur.assembly import Assembly
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
)
from formateur.terms import Exclude, OnlyWith, Term, Terms

OTHER_WAY = {"yes": "no", "no": "yes", "abstain": "abstain", "absent": "absent"}


def votes_in(division: Division, players: Iterable[str]) -> dict[str, str]:
    said = {}
    for p in players:
        said[p] = "no"
        for way in ("yes", "abstain", "absent"):
            if p in getattr(division, way):
                said[p] = way
    return said


def everybody(rule: Rule) -> set[str]:
    """All who stand in any threshold of the rule."""
    return {p for leaf in rule.leaves for p in leaf.weights.players}


def splits(groups: Sequence[Residual]) -> Iterator[dict[str, int]]:
    """Every way to share the seats of each residual group among its parties."""

    def shares(seats: int, parties: tuple[str, ...]) -> Iterator[dict[str, int]]:
        if len(parties) == 1:
            yield {parties[0]: seats}
            return
        for first in range(seats + 1):
            for rest in shares(seats - first, parties[1:]):
                yield {parties[0]: first, **rest}

    for parts in product(*(list(shares(g.seats, g.parties)) for g in groups)):
        yield {p: n for part in parts for p, n in part.items()}


def passes(rule: Rule, votes: Mapping[str, str], split: Mapping[str, int] | None = None) -> bool:
    """Whether the proposal passes, from the meaning of each node."""
    match rule:
        case AllOf():
            return all(passes(r, votes, split) for r in rule.rules)
        case AnyOf():
            return any(passes(r, votes, split) for r in rule.rules)
        case AtLeast():
            return sum(passes(r, votes, split) for r in rule.rules) >= rule.k
        case NotOpposed():
            return not passes(rule.rule, {p: OTHER_WAY[v] for p, v in votes.items()}, split)
        case Bloc():
            said = "yes" if passes(rule.inner, votes, split) else "no"
            return passes(rule.rule, {**votes, rule.player: said}, split)
    held = {
        p: Fraction((split or {})[p] if w is None else w) for p, w in rule.weights.values.items()
    }

    def total(*ways: str) -> Fraction:
        return sum((w for p, w in held.items() if votes.get(p, "no") in ways), Fraction(0))

    match rule:
        case Quota():
            return total("yes") >= rule.quota
        case Present():
            return total("yes", "no", "abstain") >= rule.quota
        case Share():
            base = {
                "members": ("yes", "no", "abstain", "absent"),
                "cast": ("yes", "no"),
                "present": ("yes", "no", "abstain"),
            }[rule.of]
            needed = rule.share * total(*base)
            return total("yes") > needed if rule.strict else total("yes") >= needed
    raise AssertionError(rule)


def subsets(players: Sequence[str]) -> Iterator[frozenset[str]]:
    sizes = range(len(players) + 1)
    return map(frozenset, chain.from_iterable(combinations(players, k) for k in sizes))


def wins(assembly: Assembly, coalition: Iterable[str], split: Mapping[str, int]) -> bool:
    members = set(coalition)
    voting = everybody(assembly.rule) | set(assembly.ids)
    return passes(assembly.rule, {p: "yes" if p in members else "no" for p in voting}, split)


def joined(assembly: Assembly, together: Iterable[Iterable[str]]) -> list[frozenset[str]]:
    """Parties, those that stay together as one."""
    group = {p: {p} for p in assembly.ids}
    for parties in together:
        union = set().union(*(group[p] for p in parties)) if parties else set()
        for p in union:
            group[p] = union
    return list(dict.fromkeys(frozenset(g) for g in group.values()))


def coalitions(
    assembly: Assembly,
    kind: str,
    *,
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    apart: Iterable[Iterable[str]] = (),
    together: Iterable[Iterable[str]] = (),
    at_most: int | None = None,
) -> set[frozenset[str]]:
    """All coalitions of a kind, by definition; with unknown seats, those that hold surely."""
    together = [list(g) for g in together]
    units = joined(assembly, together)
    worlds = list(splits(assembly.residual))
    whole = frozenset(assembly.ids)
    made = [frozenset().union(*chosen) for chosen in _subsets_of(units)]
    winning = {c for c in made if all(wins(assembly, c, w) for w in worlds)}
    losing = {c for c in made if not any(wins(assembly, c, w) for w in worlds)}
    blocking = {c for c in made if whole - c in losing}
    found = {
        "winning": winning,
        "minimal-winning": {c for c in winning if not _one_less(c, units) & winning},
        "blocking": blocking,
        "minimal-blocking": {c for c in blocking if not _one_less(c, units) & blocking},
        "losing": losing,
        "maximal-losing": {c for c in losing if not _one_more(c, units) & losing},
    }[kind]
    wanted, unwanted = set(include), set(exclude)
    return {
        c
        for c in found
        if c
        and wanted <= c
        and not unwanted & c
        and all(len(c & set(g)) <= 1 for g in apart)
        and (at_most is None or len(c) <= at_most)
    }


def _subsets_of(units: Sequence[frozenset[str]]) -> Iterator[tuple[frozenset[str], ...]]:
    return chain.from_iterable(combinations(units, k) for k in range(len(units) + 1))


def _one_less(c: frozenset[str], units: Sequence[frozenset[str]]) -> set[frozenset[str]]:
    return {c - u for u in units if u <= c}


def _one_more(c: frozenset[str], units: Sequence[frozenset[str]]) -> set[frozenset[str]]:
    return {c | u for u in units if not u & c}


# -- governments -------------------------------------------------------------------------------


def _means(term: Term, sure: Mapping[str, frozenset[str]]) -> set[str]:
    return set(term.parties) | (set(sure[term.id]) if isinstance(term, Exclude) else set())


def _refuses(term: Term, cabinet: frozenset[str], means: set[str]) -> bool:
    if isinstance(term, OnlyWith):
        return not means <= cabinet
    return bool(means & cabinet)


def _allowed(
    active: Sequence[Term],
    cabinet: frozenset[str],
    votes: Mapping[str, str],
    sure: Mapping[str, frozenset[str]],
) -> bool:
    """Whether a cabinet with these outside votes respects every stated term."""
    for term in active:
        means = _means(term, sure)
        if (
            "reliance" in term.binds
            and isinstance(term, Exclude)
            and cabinet & set(term.by)
            and any(votes[p] != "no" for p in means - cabinet)
        ):
            return False
        if not _refuses(term, cabinet, means):
            continue
        if cabinet & set(term.by):  # nobody sits where they would not vote, whatever it binds
            return False
        for asserter in set(term.by) - cabinet:
            if {"support", "tolerance"} & set(term.binds) and votes[asserter] == "yes":
                return False
            if "tolerance" in term.binds and votes[asserter] == "abstain":
                return False
    return True


def _outside_votes(
    assembly: Assembly, cabinet: frozenset[str], *, outside: bool
) -> Iterator[dict[str, str]]:
    others = [p for p in assembly.ids if p not in cabinet]
    ways = ("no", "abstain", "yes") if outside else ("no",)
    for chosen in product(ways, repeat=len(others)):
        yield {**dict.fromkeys(cabinet, "yes"), **dict(zip(others, chosen, strict=True))}


def _meanings(active: Sequence[Term]) -> list[dict[str, frozenset[str]]]:
    """Every way the doubtful parties of each term may turn out to be meant."""
    choices = [list(subsets(t.maybe)) for t in active]
    ids = [t.id for t in active]
    return [dict(zip(ids, chosen, strict=True)) for chosen in product(*choices)]


def status(assembly: Assembly, cabinet: Iterable[str], stated: Terms, *, outside: bool) -> str:
    """Impossible, ruled out, open or depends: by every split, meaning and division."""
    members = frozenset(cabinet)
    rule = assembly.investiture.rule
    assert rule is not None
    active = [t for t in stated if not t.withdrawn]
    meanings = _meanings(active)
    possible, allowed = [], []
    divisions = list(_outside_votes(assembly, members, outside=outside))
    for split in splits(assembly.residual):
        passing = [v for v in divisions if passes(rule, v, split)]
        possible.append(bool(passing))
        allowed += [any(_allowed(active, members, v, m) for v in passing) for m in meanings]
    if not any(possible):
        return "impossible"
    if not any(allowed):
        return "ruled out"
    return "open" if all(allowed) else "depends"


def ways(
    assembly: Assembly, cabinet: Iterable[str], stated: Terms, *, outside: bool
) -> set[tuple[frozenset[str], frozenset[str]]]:
    """Minimal (supporting, tolerating) sets that carry the cabinet whatever is unknown."""
    members = frozenset(cabinet)
    rule = assembly.investiture.rule
    assert rule is not None
    active = [t for t in stated if not t.withdrawn]
    worst = {t.id: frozenset(t.maybe) for t in active}
    good = [
        votes
        for votes in _outside_votes(assembly, members, outside=outside)
        if _allowed(active, members, votes, worst)
        and all(passes(rule, votes, split) for split in splits(assembly.residual))
    ]
    rank = {"no": 0, "abstain": 1, "yes": 2}

    def less(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
        return one != other and all(rank[one[p]] <= rank[other[p]] for p in one)

    return {
        (
            frozenset(p for p, v in votes.items() if v == "yes" and p not in members),
            frozenset(p for p, v in votes.items() if v == "abstain"),
        )
        for votes in good
        if not any(less(other, votes) for other in good)
    }
