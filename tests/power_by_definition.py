"""Every index from its definition: all coalitions, all orders, all votes. Slow, only for tests.

Winning is read node by node (`brute_force.passes`); nothing of `formateur.power` is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain, combinations, permutations, product
from math import factorial

from brute_force import everybody, passes
from formateur.rules import Rule

Coalition = frozenset[str]
Wins = Callable[[Coalition], bool]


def wins_of(rule: Rule) -> Wins:
    kept: dict[Coalition, bool] = {}
    voting = everybody(rule) | set(rule.players)

    def wins(coalition: Coalition) -> bool:
        if coalition not in kept:
            kept[coalition] = passes(rule, {p: "yes" if p in coalition else "no" for p in voting})
        return kept[coalition]

    return wins


def subsets(players: Iterable[str]) -> Iterator[Coalition]:
    pool = list(players)
    return map(frozenset, chain.from_iterable(combinations(pool, k) for k in range(len(pool) + 1)))


def critical(wins: Wins, coalition: Coalition) -> Coalition:
    return frozenset(p for p in coalition if wins(coalition) and not wins(coalition - {p}))


def shares(found: dict[str, Fraction]) -> dict[str, Fraction]:
    total = sum(found.values())
    return {p: v / total if total else Fraction(0) for p, v in found.items()}


def swings(players: Sequence[str], wins: Wins) -> dict[str, Fraction]:
    found = dict.fromkeys(players, Fraction(0))
    for coalition in subsets(players):
        for p in critical(wins, coalition):
            found[p] += 1
    return found


def banzhaf(players: Sequence[str], wins: Wins) -> dict[str, Fraction]:
    return shares(swings(players, wins))


def banzhaf_absolute(players: Sequence[str], wins: Wins) -> dict[str, Fraction]:
    return {p: s / 2 ** (len(players) - 1) for p, s in swings(players, wins).items()}


def winning(players: Sequence[str], wins: Wins) -> int:
    return sum(map(wins, subsets(players)))


def coleman_collectivity(players: Sequence[str], wins: Wins) -> dict[str, Fraction]:
    return dict.fromkeys(players, Fraction(winning(players, wins), 2 ** len(players)))


def coleman_preventive(players: Sequence[str], wins: Wins) -> dict[str, Fraction]:
    many = winning(players, wins)
    return {p: s / many if many else Fraction(0) for p, s in swings(players, wins).items()}


def coleman_initiative(players: Sequence[str], wins: Wins) -> dict[str, Fraction]:
    many = 2 ** len(players) - winning(players, wins)
    return {p: s / many if many else Fraction(0) for p, s in swings(players, wins).items()}


def rae(players: Sequence[str], wins: Wins) -> dict[str, Fraction]:
    agree = {p: sum(wins(c) == (p in c) for c in subsets(players)) for p in players}
    return {p: Fraction(n, 2 ** len(players)) for p, n in agree.items()}


def nevison(players: Sequence[str], wins: Wins) -> dict[str, Fraction]:
    inside = {p: sum(wins(c) for c in subsets(players) if p in c) for p in players}
    return {p: Fraction(n, 2 ** (len(players) - 1)) for p, n in inside.items()}


def konig_brauninger(players: Sequence[str], wins: Wins) -> dict[str, Fraction]:
    many = winning(players, wins)
    inside = {p: sum(wins(c) for c in subsets(players) if p in c) for p in players}
    return {p: Fraction(n, many) if many else Fraction(0) for p, n in inside.items()}


def shapley_shubik(players: Sequence[str], wins: Wins) -> dict[str, Fraction]:
    found, n = dict.fromkeys(players, Fraction(0)), len(players)
    for coalition in subsets(players):
        for p in critical(wins, coalition):
            k = len(coalition)
            found[p] += Fraction(factorial(k - 1) * factorial(n - k), factorial(n))
    return found


def pivots(players: Sequence[str], wins: Wins) -> dict[str, Fraction]:
    """Shapley and Shubik over all orders, one by one."""
    found = dict.fromkeys(players, Fraction(0))
    orders = list(permutations(players))
    for order in orders:
        if pivot := pivot_of(order, wins):
            found[pivot] += Fraction(1, len(orders))
    return found


def pivot_of(order: Sequence[str], wins: Wins) -> str | None:
    if wins(frozenset()):
        return None
    for k, p in enumerate(order):
        if wins(frozenset(order[: k + 1])):
            return p
    return None


def johnston(players: Sequence[str], wins: Wins) -> dict[str, Fraction]:
    found = dict.fromkeys(players, Fraction(0))
    for coalition in subsets(players):
        needed = critical(wins, coalition)
        for p in needed:
            found[p] += Fraction(1, len(needed))
    return shares(found)


def minimal(players: Sequence[str], wins: Wins) -> list[Coalition]:
    return [c for c in subsets(players) if wins(c) and critical(wins, c) == c]


def deegan_packel(players: Sequence[str], wins: Wins) -> dict[str, Fraction]:
    found = dict.fromkeys(players, Fraction(0))
    for coalition in minimal(players, wins):
        for p in coalition:
            found[p] += Fraction(1, len(coalition))
    return shares(found)


def public_good(players: Sequence[str], wins: Wins) -> dict[str, Fraction]:
    held = {p: Fraction(sum(p in c for c in minimal(players, wins))) for p in players}
    return shares(held)


def criticality(players: Sequence[str], wins: Wins) -> dict[str, Fraction]:
    """One over (1 + the fewest others with whom, and only with the player, all else loses)."""
    everyone = frozenset(players)
    found = {}
    for p in players:
        sizes = [
            len(others)
            for others in subsets(everyone - {p})
            if wins(everyone - others) and not wins(everyone - others - {p})
        ]
        found[p] = Fraction(1, 1 + min(sizes)) if sizes else Fraction(0)
    return found


INDICES = {
    f.__name__: f
    for f in (
        banzhaf,
        banzhaf_absolute,
        swings,
        coleman_collectivity,
        coleman_preventive,
        coleman_initiative,
        rae,
        nevison,
        konig_brauninger,
        shapley_shubik,
        johnston,
        deegan_packel,
        public_good,
        criticality,
    )
}

# -- unions ---------------------------------------


def owen(
    players: Sequence[str], wins: Wins, unions: Sequence[Sequence[str]]
) -> dict[str, Fraction]:
    """Over all orders in which each union stands together."""
    found, many = dict.fromkeys(players, Fraction(0)), 0
    for outer in permutations(unions):
        for inner in product(*(list(permutations(u)) for u in outer)):
            many += 1
            if pivot := pivot_of(list(chain.from_iterable(inner)), wins):
                found[pivot] += 1
    return {p: v / many for p, v in found.items()}


def _around(
    p: str, unions: Sequence[Sequence[str]]
) -> Iterator[tuple[Coalition, Coalition, int, int]]:
    own = next(u for u in unions if p in u)
    others = [u for u in unions if p not in u]
    for picked in subsets(map(str, range(len(others)))):
        met = frozenset(x for k in picked for x in others[int(k)])
        for friends in subsets(set(own) - {p}):
            yield met, friends, len(own), len(others)


def banzhaf_owen(
    players: Sequence[str], wins: Wins, unions: Sequence[Sequence[str]]
) -> dict[str, Fraction]:
    found = dict.fromkeys(players, Fraction(0))
    for p in players:
        for met, friends, own, others in _around(p, unions):
            if wins(met | friends | {p}) and not wins(met | friends):
                found[p] += Fraction(1, 2 ** (own - 1 + others))
    return found


def symmetric_coalitional_banzhaf(
    players: Sequence[str], wins: Wins, unions: Sequence[Sequence[str]]
) -> dict[str, Fraction]:
    found = dict.fromkeys(players, Fraction(0))
    for p in players:
        for met, friends, own, others in _around(p, unions):
            if wins(met | friends | {p}) and not wins(met | friends):
                k = len(friends)
                weight = Fraction(factorial(k) * factorial(own - k - 1), factorial(own))
                found[p] += weight / 2**others
    return found


def _minimal_unions(wins: Wins, unions: Sequence[Sequence[str]]) -> list[list[int]]:
    names = [str(k) for k in range(len(unions))]

    def together(picked: Coalition) -> bool:
        return wins(frozenset(p for k in picked for p in unions[int(k)]))

    return [sorted(map(int, c)) for c in minimal(names, together)]


def union_public_good(
    players: Sequence[str], wins: Wins, unions: Sequence[Sequence[str]]
) -> dict[str, Fraction]:
    sets = _minimal_unions(wins, unions)
    return shares(
        {p: Fraction(sum(any(p in unions[k] for k in c) for c in sets)) for p in players}
    )


def solidarity_public_good(
    players: Sequence[str], wins: Wins, unions: Sequence[Sequence[str]]
) -> dict[str, Fraction]:
    sets = _minimal_unions(wins, unions)
    outer = shares({str(k): Fraction(sum(k in c for c in sets)) for k in range(len(unions))})
    return {
        p: outer[str(k)] / len(unions[k])
        for p in players
        for k in range(len(unions))
        if p in unions[k]
    }


WITH_UNIONS = {
    f.__name__: f
    for f in (
        owen,
        banzhaf_owen,
        symmetric_coalitional_banzhaf,
        union_public_good,
        solidarity_public_good,
    )
}

# -- restricted ---------------------------------------


def parts(coalition: Coalition, apart: set[frozenset[str]]) -> list[Coalition]:
    """The coalition's parts that hold together."""
    left, found = set(coalition), []
    while left:
        part, edge = set(), {left.pop()}
        while edge:
            p = edge.pop()
            part.add(p)
            near = {q for q in left if frozenset((p, q)) not in apart}
            left -= near
            edge |= near
        found.append(frozenset(part))
    return found


def myerson(players: Sequence[str], wins: Wins, apart: set[frozenset[str]]) -> dict[str, Fraction]:
    def joined(c: Coalition) -> bool:
        return wins(frozenset()) or any(wins(part) for part in parts(c, apart))

    return pivots(players, joined)


def myerson_banzhaf(
    players: Sequence[str], wins: Wins, apart: set[frozenset[str]]
) -> dict[str, Fraction]:
    return banzhaf(players, lambda c: wins(frozenset()) or any(wins(x) for x in parts(c, apart)))


def conditional_banzhaf(
    players: Sequence[str], wins: Wins, apart: set[frozenset[str]]
) -> dict[str, Fraction]:
    found = dict.fromkeys(players, Fraction(0))
    for coalition in subsets(players):
        if not any(pair <= coalition for pair in apart):
            for p in critical(wins, coalition):
                found[p] += 1
    return shares(found)


def conditional_shapley(
    players: Sequence[str], wins: Wins, apart: set[frozenset[str]]
) -> dict[str, Fraction]:
    found = dict.fromkeys(players, Fraction(0))
    for order in permutations(players):
        pivot = pivot_of(order, wins)
        if pivot is None:
            continue
        reached = frozenset(order[: order.index(pivot) + 1])
        if not any(pair <= reached for pair in apart):
            found[pivot] += 1
    return shares(found)


RESTRICTED = {
    f.__name__: f for f in (myerson, myerson_banzhaf, conditional_banzhaf, conditional_shapley)
}


def edelman(players: Sequence[str], wins: Wins, line: Sequence[str]) -> dict[str, Fraction]:
    found, many = dict.fromkeys(players, Fraction(0)), 0
    for order in permutations(line):
        places = [line.index(p) for p in order]
        if all(max(places[:k]) - min(places[:k]) == k - 1 for k in range(1, len(line) + 1)):
            many += 1
            if pivot := pivot_of(order, wins):
                found[pivot] += 1
    return {p: v / many for p, v in found.items()}


# -- abstention ---------------------------------------


def votes_of(rule: Rule, votes: dict[str, str]) -> bool:
    return passes(rule, {p: votes.get(p, "no") for p in everybody(rule) | set(rule.players)})


def ternary_banzhaf(rule: Rule, players: Sequence[str]) -> dict[str, Fraction]:
    found = {}
    for p in players:
        others = [q for q in players if q != p]
        hits = 0
        for said in product(("yes", "abstain", "no"), repeat=len(others)):
            votes = dict(zip(others, said, strict=True))
            hits += votes_of(rule, {**votes, p: "yes"}) != votes_of(rule, {**votes, p: "no"})
        found[p] = Fraction(hits, 3 ** len(others))
    return found


def ternary_shapley(rule: Rule, players: Sequence[str]) -> dict[str, Fraction]:
    """The roll-call's pivot: after whose vote what comes later cannot change the outcome."""
    found, many = dict.fromkeys(players, Fraction(0)), 0
    for order in permutations(players):
        for said in product(("yes", "abstain", "no"), repeat=len(order)):
            many += 1
            for k in range(1, len(order) + 1):
                fixed = dict(zip(order[:k], said[:k], strict=True))
                ends = {
                    votes_of(rule, {**fixed, **dict.fromkeys(order[k:], last)})
                    for last in ("yes", "no")
                }
                if len(ends) == 1:
                    if k > 1 or not settled(rule, players):
                        found[order[k - 1]] += 1
                    break
    return {p: v / many for p, v in found.items()}


def settled(rule: Rule, players: Sequence[str]) -> bool:
    """Whether nobody's vote matters at all."""
    return votes_of(rule, dict.fromkeys(players, "yes")) == votes_of(
        rule, dict.fromkeys(players, "no")
    )


# -- dominance ---------------------------------------


def dominant(players: Sequence[str], wins: Wins) -> set[str]:
    found = set()
    for coalition in subsets(players):
        outside = frozenset(players) - coalition
        for p in coalition if wins(coalition) else ():
            rest = coalition - {p}
            pairs = [(wins(b | {p}), wins(b | rest)) for b in subsets(outside)]
            if all(a >= b for a, b in pairs) and any(a > b for a, b in pairs):
                found.add(p)
    return found
