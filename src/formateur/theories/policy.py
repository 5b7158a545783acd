"""Theories of policy on one dimension: order, distance, and the middle."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from formateur import coalitions
from formateur.assembly import Assembly
from formateur.coalitions import Coalition
from formateur.errors import FormateurError
from formateur.space import Space, exact

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "central_player",
    "connected",
    "core_party",
    "few_enough",
    "median_party",
    "minimal_connected_winning",
    "minimal_range",
    "named",
    "policy_viable",
    "table",
]


def _placed(assembly: Assembly, space: Space) -> dict[str, Fraction]:
    """Positions of the assembly's parties, exact, in case order."""
    known = space.positions()
    return {p: exact(known[p]) for p in assembly.ids if p in known}


def _unplaced(assembly: Assembly, at: dict[str, Fraction]) -> set[str]:
    return {p for p in assembly.ids if p not in at}


_SCANNED = 20


def few_enough(assembly: Assembly, theory: str) -> None:
    """Refuse to look through all coalitions of very many parties."""
    if len(assembly.ids) > _SCANNED:
        raise FormateurError(
            f"{theory} looks through all coalitions, for up to {_SCANNED} parties; "
            f"there are {len(assembly.ids)}"
        )


def minimal_range(assembly: Assembly, *, space: Space) -> Iterator[Coalition]:
    """Of the minimal winning coalitions, those with the smallest distance between outer members.

    Windows are tried from the narrowest up: when the parties inside one of them win together,
    its minimal winning coalitions span it whole, for no narrower window wins.

    References
    ----------
    de_swaan_1973

    Examples
    --------
    >>> a = Assembly.from_seats({"a": 8, "b": 21, "c": 26, "d": 12, "e": 33})
    >>> list(minimal_range(a, space=Space.from_order("abcde")))
    [('c', 'e'), ('b', 'c', 'd'), ('a', 'b', 'c')]
    """
    at = _placed(assembly, space)
    places = sorted(set(at.values()))
    windows = sorted((hi - lo, lo) for lo in places for hi in places if lo <= hi)
    width = None
    found: dict[Coalition, None] = {}
    for extent, low in windows:
        if width is not None and extent > width:
            break
        inside = [p for p, x in at.items() if low <= x <= low + extent]
        if assembly.wins(inside):
            width = extent
            outside = set(assembly.ids).difference(inside)
            found |= dict.fromkeys(coalitions.minimal_winning(assembly, exclude=outside))
    order = {c: k for k, c in enumerate(sorted(found, key=lambda c: _search_order(assembly, c)))}
    yield from order


def _search_order(assembly: Assembly, coalition: Coalition) -> list[int]:
    """The order of the coalition search: largest parties first."""
    ranked = sorted(assembly.ids, key=lambda p: -assembly.votes_of([p])[1])
    return sorted(ranked.index(p) for p in coalition)


def _between(at: dict[str, Fraction], low: Fraction, high: Fraction) -> list[str]:
    return [p for p, x in at.items() if low < x < high]


def connected(assembly: Assembly, *, space: Space) -> Iterator[Coalition]:
    """Winning coalitions that leave out no party between their outermost members.

    Parties at one and the same place are neighbours: either may be left out at the ends.

    References
    ----------
    axelrod_1970

    Examples
    --------
    >>> a = Assembly.from_seats({"a": 8, "b": 21, "c": 26, "d": 12, "e": 33})
    >>> list(connected(a, space=Space.from_order("abcde")))[:3]
    [('a', 'b', 'c'), ('a', 'b', 'c', 'd'), ('a', 'b', 'c', 'd', 'e')]
    """
    at = _placed(assembly, space)
    places = sorted(set(at.values()))
    for k, low in enumerate(places):
        for high in places[k:]:
            middle = _between(at, low, high)
            for ends in _ends(at, low, high):
                coalition = assembly.ordered([*middle, *ends])
                if assembly.wins(coalition):
                    yield coalition


def _ends(at: dict[str, Fraction], low: Fraction, high: Fraction) -> Iterator[tuple[str, ...]]:
    """Members at the two ends: some at each, any of those that share the place."""
    from itertools import chain, combinations, product

    def some(place: Fraction) -> list[tuple[str, ...]]:
        here = [p for p, x in at.items() if x == place]
        sizes = range(1, len(here) + 1)
        return list(chain.from_iterable(combinations(here, n) for n in sizes))

    if low == high:
        yield from some(low)
    else:
        yield from (a + b for a, b in product(some(low), some(high)))


def minimal_connected_winning(assembly: Assembly, *, space: Space) -> Iterator[Coalition]:
    """Connected winning coalitions that contain no smaller connected winning coalition.

    They need *not* be minimal winning: a small party in the middle is kept for connection.

    References
    ----------
    axelrod_1970

    Examples
    --------
    >>> a = Assembly.from_seats({"a": 8, "b": 21, "c": 26, "d": 12, "e": 33})
    >>> list(minimal_connected_winning(a, space=Space.from_order("abcde")))
    [('a', 'b', 'c'), ('b', 'c', 'd'), ('c', 'd', 'e')]
    """
    found = [frozenset(c) for c in connected(assembly, space=space)]
    for coalition in found:
        if not any(other < coalition for other in found):
            yield assembly.ordered(coalition)


def core_party(assembly: Assembly, space: Space) -> str | None:
    """The party in the core of one dimension: neither side of it wins without it.

    Under majority rule this is the party of the median member. ``None`` when no party, or more
    than one, qualifies, or when a party without a position could tip the balance.

    >>> a = Assembly.from_seats({"a": 8, "b": 21, "c": 26, "d": 12, "e": 33})
    >>> core_party(a, Space.from_order("abcde"))
    'c'
    """
    at = _placed(assembly, space)
    loose = _unplaced(assembly, at)
    core = []
    for party, x in at.items():
        left = {p for p, y in at.items() if y < x} | loose
        right = {p for p, y in at.items() if y > x} | loose
        if assembly.wins(left) is False and assembly.wins(right) is False and party not in loose:
            core.append(party)
    voting = [p for p in core if assembly.votes_of([p])[1] > 0]
    return voting[0] if len(voting) == 1 else None


def policy_viable(assembly: Assembly, *, space: Space) -> Iterator[Coalition]:
    """Minimal winning coalitions that contain the core party.

    References
    ----------
    laver_schofield_1990, lijphart_1999

    Examples
    --------
    >>> a = Assembly.from_seats({"a": 8, "b": 21, "c": 26, "d": 12, "e": 33})
    >>> list(policy_viable(a, space=Space.from_order("abcde")))
    [('c', 'e'), ('b', 'c', 'd'), ('a', 'b', 'c')]
    """
    core = core_party(assembly, space)
    if core is not None:
        yield from coalitions.minimal_winning(assembly, include=[core])


def median_party(assembly: Assembly, *, space: Space) -> Iterator[Coalition]:
    """Winning coalitions that contain the core (median) party.

    References
    ----------
    laver_schofield_1990

    Examples
    --------
    >>> a = Assembly.from_seats({"a": 2, "b": 1, "c": 2})
    >>> list(median_party(a, space=Space.from_order("abc")))
    [('a', 'b', 'c'), ('a', 'b'), ('b', 'c')]
    """
    core = core_party(assembly, space)
    if core is not None:
        yield from coalitions.winning(assembly, include=[core])


def central_player(assembly: Assembly, *, space: Space) -> Iterator[Coalition]:
    """Winning coalitions in which the central player's partners to either side balance best.

    The central player is the core party. It prefers partners whose weights to its left and to
    its right differ least, for then neither side outweighs the other inside the coalition.

    References
    ----------
    van_deemen_1991, van_roozendaal_1992

    Examples
    --------
    >>> a = Assembly.from_seats({"a": 8, "b": 21, "c": 26, "d": 12, "e": 33})
    >>> list(central_player(a, space=Space.from_order("abcde")))
    [('a', 'b', 'c', 'e')]
    """
    from formateur.coalitions.tables import SubsetSums

    core = core_party(assembly, space)
    if core is None:
        return
    few_enough(assembly, "central_player")
    at = _placed(assembly, space)
    lean = {
        p: assembly.votes_of([p])[1] * ((x > at[core]) - (x < at[core])) for p, x in at.items()
    }
    masks, wins = table(assembly)
    core_bit = 1 << assembly.ids.index(core)
    loose = sum(1 << k for k, p in enumerate(assembly.ids) if p not in at)
    masks = masks[wins & ((masks & core_bit) != 0) & ((masks & loose) == 0)]
    left, right = (
        SubsetSums.of([max(sign * lean.get(p, 0), 0) for p in assembly.ids])(masks)
        for sign in (-1, 1)
    )
    difference = abs(left - right)
    best = masks[difference == difference.min()] if len(masks) else masks
    yield from sorted(named(assembly, best), key=lambda c: _search_order(assembly, c))


def table(assembly: Assembly) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """All coalitions as masks over the parties in case order, and which of them surely win."""
    import numpy as np

    from formateur.coalitions.tables import winning_table

    wins, _ = winning_table(assembly.rule, assembly.ids)
    return np.arange(1 << len(assembly.ids), dtype=np.int64), wins


def named(assembly: Assembly, masks: NDArray[np.int64]) -> Iterator[Coalition]:
    """Masks over the parties in case order as coalitions."""
    for mask in masks.tolist():
        yield tuple(p for k, p in enumerate(assembly.ids) if mask >> k & 1)
