"""Which outside parties carry a cabinet: the minimal supporting and tolerating sets."""

from __future__ import annotations

from math import prod

from formateur.assembly import Assembly, Government
from formateur.governments.scope import Scope, passes, stances_on
from formateur.rules import Division, NotOpposed, Rule

__all__ = ["too_many_ways", "ways_of"]

_WAYS = 200_000  # ways to vote that are looked through for one cabinet


def ways_of(scope: Scope, cabinet: int) -> tuple[Government, ...]:
    """Minimal outside help: nobody in it could help less without the cabinet failing.

    Fewest helpers first, then fewest helping votes, then case order. Where the ways to vote are
    too many to look through, one minimal way is found and the others are left unsaid.
    """
    import numpy as np

    support, tolerate = _open_to(scope, cabinet)
    helpers = [k for k in range(len(scope.assembly.ids)) if (support | tolerate) >> k & 1]
    choices = [
        [0, *([1] if tolerate >> k & 1 else []), *([2] if support >> k & 1 else [])]
        for k in helpers
    ]
    shape = tuple(len(o) for o in choices)
    if prod(shape) > _WAYS:
        return _one_way(scope, cabinet, support, tolerate)
    # One axis per helper, its steps from no help to most help; a last axis for no helpers at all.
    yes = np.full((*shape, 1), cabinet, dtype=np.int64)
    abstain = np.zeros((*shape, 1), dtype=np.int64)
    for axis, (k, options) in enumerate(zip(helpers, choices, strict=True)):
        along = [1] * (len(shape) + 1)
        along[axis] = len(options)
        yes |= np.array([(o == 2) << k for o in options]).reshape(along)
        abstain |= np.array([(o == 1) << k for o in options]).reshape(along)
    passing, _ = passes(scope, yes, np.zeros_like(yes), abstain)
    minimal = np.array(np.broadcast_to(passing, yes.shape))
    for axis in range(len(shape)):
        less = np.roll(passing, 1, axis=axis)
        np.moveaxis(less, axis, 0)[0] = False
        minimal &= ~less
    found = [
        _government(scope, cabinet, int(yes[at]), int(abstain[at]))
        for at in zip(*np.nonzero(minimal), strict=True)
    ]
    return tuple(sorted(found, key=lambda g: _burden(scope.assembly, g)))


def too_many_ways(scope: Scope, cabinet: int) -> bool:
    """Whether the ways to vote are too many to look through, so `ways_of` names one of them."""
    support, tolerate = _open_to(scope, cabinet)
    either, both = (support ^ tolerate).bit_count(), (support & tolerate).bit_count()
    return prod((2,) * either + (3,) * both) > _WAYS


def _open_to(scope: Scope, cabinet: int) -> tuple[int, int]:
    """Who outside could vote for the cabinet, and who abstain, where it would matter."""
    import numpy as np

    stances = stances_on(scope, np.array(cabinet), doubtful=True)
    return _that_matter(scope.rule, int(stances[0]), int(stances[1]))


def _that_matter(rule: Rule, support: int, tolerate: int) -> tuple[int, int]:
    """Leave out stances that count like a lesser one under every threshold of the rule."""
    negative = isinstance(rule, NotOpposed)
    judged = rule.rule if isinstance(rule, NotOpposed) else rule
    if any(isinstance(r, NotOpposed) for r in (judged, *_below(judged))):
        return support, tolerate
    forms = [leaf.inequality()[0] for leaf in judged.leaves]
    counted = [(f.yes, f.abstain, f.no) if negative else (f.no, f.abstain, f.yes) for f in forms]
    if all(abstain == yes for _, abstain, yes in counted):
        support &= ~tolerate  # abstaining is as good as voting for
    if all(abstain == no for no, abstain, _ in counted):
        tolerate = 0  # abstaining is as bad as voting against
    return support, tolerate


def _below(rule: Rule) -> list[Rule]:
    """Every rule inside this one."""
    inner: tuple[Rule, ...] = getattr(rule, "rules", ())
    return [r for child in inner for r in (child, *_below(child))]


def _one_way(scope: Scope, cabinet: int, support: int, tolerate: int) -> tuple[Government, ...]:
    """One minimal way: everybody helps, then each, smallest first, as little as still passes."""
    ids = scope.assembly.ids
    yes, abstain = cabinet | support, tolerate & ~support

    def passes(yes: int, abstain: int) -> bool:
        division = Division(frozenset(scope.ids(yes)), frozenset(scope.ids(abstain)))
        return scope.rule.passes(division) is True

    if not passes(yes, abstain):
        return ()
    places = [k for k in range(len(ids)) if (support | tolerate) >> k & 1]
    for k in sorted(places, key=lambda k: scope.assembly.votes_of([ids[k]])[1]):
        bit = 1 << k
        for lesser in ((yes & ~bit, abstain & ~bit), (yes & ~bit, abstain | (bit & tolerate))):
            if passes(*lesser):
                yes, abstain = lesser
                break
    return (_government(scope, cabinet, yes, abstain),)


def _government(scope: Scope, cabinet: int, yes: int, abstain: int) -> Government:
    return Government(scope.ids(cabinet), scope.ids(yes & ~cabinet), scope.ids(abstain))


def _burden(assembly: Assembly, government: Government) -> tuple[int, int, tuple[int, ...]]:
    helpers = government.support + government.tolerates
    return (
        len(helpers),
        assembly.votes_of(helpers)[0],
        tuple(assembly.ids.index(p) for p in helpers),
    )
