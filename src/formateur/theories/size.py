"""Theories of size: only seats and the rule matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

from formateur import coalitions
from formateur.assembly import Assembly
from formateur.coalitions import Coalition

__all__ = [
    "bargaining_proposition",
    "minimal_winning",
    "minimum_size",
    "single_party_majority",
    "surplus",
]

_SCANNED = 18  # up to here all minimal winning coalitions are looked at


def minimal_winning(assembly: Assembly) -> Iterator[Coalition]:
    """Every party is needed for the majority.

    References
    ----------
    riker_1962

    Examples
    --------
    >>> list(minimal_winning(Assembly.from_seats({"a": 50, "b": 49, "c": 1})))
    [('a', 'b'), ('a', 'c')]
    """
    return coalitions.minimal_winning(assembly)


def minimum_size(assembly: Assembly) -> Iterator[Coalition]:
    """Of the minimal winning coalitions, those with the fewest votes (Riker counts seats).

    References
    ----------
    riker_1962

    Examples
    --------
    >>> list(minimum_size(Assembly.from_seats({"a": 50, "b": 49, "c": 1})))
    [('a', 'c')]
    """
    form = assembly.rule.weighted()
    if form and form[0].known and len(assembly.ids) > _SCANNED:
        weights, scale = form[0].integers()
        yield from _smallest_sums(assembly, weights, int(form[1] * scale))
        return
    if assembly.votes.known and len({p.votes for p in assembly.parties}) == 1:
        yield from bargaining_proposition(assembly)  # alike: fewest votes are fewest parties
        return
    least, best = inf, list[Coalition]()
    for coalition in coalitions.minimal_winning(assembly):
        votes = assembly.votes_of(coalition)[1]
        if votes < least:
            least, best = votes, []
        if votes == least:
            best.append(coalition)
    yield from best


def _smallest_sums(assembly: Assembly, weights: dict[str, int], quota: int) -> Iterator[Coalition]:
    """Coalitions with the least sum at or above the quota, through the reachable sums.

    Bit s of ``reach[k]`` is set when some of the players from k on sum to s. The least winning
    sum needs no listing; its coalitions are walked without dead ends.
    """
    order = [p for p in sorted(weights, key=lambda p: -weights[p]) if weights[p]]
    reach = [1]
    for party in reversed(order):
        reach.append(reach[-1] | reach[-1] << weights[party])
    reach.reverse()
    winning = reach[0] >> quota
    if not winning:
        return
    target = quota + (winning & -winning).bit_length() - 1

    def walk(k: int, left: int, chosen: Sequence[str]) -> Iterator[Coalition]:
        if left == 0:
            yield assembly.ordered(chosen)
        elif k < len(order) and reach[k] >> left & 1:
            if weights[order[k]] <= left:
                yield from walk(k + 1, left - weights[order[k]], [*chosen, order[k]])
            yield from walk(k + 1, left, chosen)

    yield from walk(0, target, [])


def bargaining_proposition(assembly: Assembly) -> Iterator[Coalition]:
    """Of the minimal winning coalitions, those with the fewest parties.

    References
    ----------
    leiserson_1968

    Examples
    --------
    >>> a = Assembly.from_seats({"a": 8, "b": 21, "c": 26, "d": 12, "e": 33})
    >>> list(bargaining_proposition(a))  # Leiserson counts parties, Riker counts seats
    [('c', 'e'), ('b', 'e')]
    """
    fewest, _ = coalitions.smallest_winning(assembly)
    for most in range(max(fewest, 1), len(assembly.ids) + 1):
        found = coalitions.minimal_winning(assembly, at_most=most)
        first = next(found, None)
        if first is not None:
            yield first
            yield from found
            return


def single_party_majority(assembly: Assembly) -> Iterator[Coalition]:
    """A party that holds the majority governs alone.

    References
    ----------
    lijphart_1999

    Examples
    --------
    >>> list(single_party_majority(Assembly.from_seats({"a": 60, "b": 40})))
    [('a',)]
    """
    return ((p,) for p in assembly.ids if assembly.wins([p]))


def surplus(assembly: Assembly) -> Iterator[Coalition]:
    """Winning coalitions with at least one party more than the majority needs.

    References
    ----------
    lijphart_1999

    Examples
    --------
    >>> list(surplus(Assembly.from_seats({"a": 50, "b": 49, "c": 1})))
    [('a', 'b', 'c')]
    """
    form = assembly.rule.weighted()
    if form and form[0].known:
        weights, scale = form[0].integers()
        spare = form[1] * scale
        for coalition in coalitions.winning(assembly):
            held = [weights.get(p, 0) for p in coalition]
            if sum(held) - min(held) >= spare:
                yield coalition
        return
    for coalition in coalitions.winning(assembly):
        if any(assembly.wins(set(coalition) - {p}) for p in coalition):
            yield coalition
