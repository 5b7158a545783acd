"""Theories of minority government: cabinets that live without a majority of their own."""

from __future__ import annotations

from collections.abc import Iterator

from formateur import coalitions
from formateur.assembly import Assembly
from formateur.coalitions import Coalition
from formateur.rules import Division
from formateur.space import Space
from formateur.theories.policy import core_party, few_enough, named, table

__all__ = ["supported_minority", "viable_minority"]


def viable_minority(assembly: Assembly, *, space: Space) -> Iterator[Coalition]:
    """Minority cabinets with the core party that neither wing of the opposition can stop.

    The opposition to the core party's left and that to its right do not combine: when one wing
    votes against, the other abstains. The cabinet is viable when it then passes the investiture
    rule both ways; under a rule that asks for a majority of members it never does.

    References
    ----------
    strom_1990, laver_schofield_1990

    Examples
    --------
    >>> a = Assembly.from_seats({"a": 40, "b": 25, "c": 35}, kind="negative")
    >>> list(viable_minority(a, space=Space.from_order("abc")))
    [('b',)]
    """
    core = core_party(assembly, space)
    rule = assembly.investiture.rule
    if core is None or rule is None:
        return
    at = space.positions()

    def passes(cabinet: Coalition) -> bool:
        outside = set(assembly.ids).difference(cabinet)
        # A party without a position may stand on either wing, so it is counted against in both.
        left = {p for p in outside if p not in at or at[p] < at[core]}
        right = {p for p in outside if p not in at or at[p] > at[core]}
        return all(
            rule.passes(Division(frozenset(cabinet), frozenset(outside - wing)))
            for wing in (left, right)
        )

    # A further member turns a vote against into a vote for, so it never hurts.
    alone = passes((core,))
    for cabinet in coalitions.losing(assembly, include=[core]):
        if alone or passes(cabinet):
            yield cabinet


def supported_minority(assembly: Assembly, *, space: Space) -> Iterator[Coalition]:
    """Minority cabinets that a support pact completes to a policy-viable majority.

    Cabinet and supporters together are a minimal winning coalition with the core party, as in a
    formal minority government; some of its members stay outside the cabinet and vote for it.

    References
    ----------
    strom_1990

    Examples
    --------
    >>> a = Assembly.from_seats({"a": 40, "b": 25, "c": 35})
    >>> list(supported_minority(a, space=Space.from_order("abc")))
    [('a',), ('b',), ('c',)]
    """
    core = core_party(assembly, space)
    if core is None:
        return
    from formateur.coalitions.tables import minimal_masks

    few_enough(assembly, "supported_minority")
    masks, wins = table(assembly)
    pacts = minimal_masks(wins)
    pacts = pacts[(pacts & 1 << assembly.ids.index(core)) != 0]
    inside = masks < 0
    inside[pacts] = True
    for k in range(len(assembly.ids)):  # whatever is part of a pact, party by party
        halves = inside.reshape(-1, 2, 1 << k)
        halves[:, 0, :] |= halves[:, 1, :]
    inside[pacts] = False
    inside[0] = False
    place = {p: k for k, p in enumerate(assembly.ids)}
    found = named(assembly, masks[inside])
    yield from sorted(found, key=lambda c: (len(c), [place[p] for p in c]))
