"""Minimal hitting sets: the smallest groups that meet every one of some sets.

A minimal conflict is a minimal set of demands that collide, a smallest set of demands to give up
meets every one of them: each family is the minimal hitting sets of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ["hitting_sets"]


def hitting_sets(edges: Sequence[int]) -> Iterator[int]:
    """Every minimal set that meets all of some sets, once each; sets are bit masks.

    Depth first, with the sets that each chosen element alone still meets (Murakami and Uno's
    MMCS): no set is built twice, none that is not minimal is looked into.

    References
    ----------
    murakami_uno_2014

    Examples
    --------
    >>> sorted(f"{h:b}" for h in hitting_sets([0b011, 0b110]))
    ['10', '101']
    """
    if not all(edges):
        return  # nothing meets an empty set
    least = [e for k, e in enumerate(edges) if not _covered(edges, k)]
    meets: dict[int, int] = {}
    for k, edge in enumerate(least):
        for v in _bits(edge):
            meets[v] = meets.get(v, 0) | 1 << k
    elements = 0
    for edge in least:
        elements |= edge
    yield from _extend(least, meets, 0, (), (1 << len(least)) - 1, elements)


def _covered(edges: Sequence[int], k: int) -> bool:
    """Whether another set lies inside this one (of equal ones, all but the first)."""
    edge = edges[k]
    return any(o & edge == o and (o != edge or j < k) for j, o in enumerate(edges) if j != k)


def _extend(
    edges: Sequence[int],
    meets: dict[int, int],
    chosen: int,
    alone: tuple[int, ...],
    left: int,
    may: int,
) -> Iterator[int]:
    """Minimal hitting sets with all `chosen` and more of `may`.

    `alone` holds, for each chosen element, the sets that it alone meets; `left` the sets that
    nothing chosen meets.
    """
    if not left:
        yield chosen
        return
    branch = min((edges[k.bit_length() - 1] & may for k in _bits(left)), key=int.bit_count)
    may &= ~branch
    for v in _bits(branch):
        kept = tuple(m & ~meets[v] for m in alone)
        if all(kept):
            yield from _extend(
                edges, meets, chosen | v, (*kept, left & meets[v]), left & ~meets[v], may
            )
            may |= v


def _bits(mask: int) -> Iterator[int]:
    """The single bits of a mask, lowest first."""
    while mask:
        low = mask & -mask
        yield low
        mask ^= low
