"""Sums of choices: the Pareto frontier when what each choice gives to each party adds up.

Every block is a choice among options, an option a row of whole numbers, one per party. A
programme takes one option of every block. The frontier is built block by block: what another
programme dominates so far (nobody has less there, and somebody more) stays dominated. For three
and four parties the last one's best is kept for all that the others can get, on a grid, as long as
that stays small.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Frontier", "Scale", "frontier"]

_CELLS = 600_000  # of the grid over all parties but one
_SUMS = 60_000  # sums of all choices: ten theses
_POINTS = 200_000  # of a frontier of two parties
_ROUNDS = 150  # of weights tried where the frontier is too large
_RANDOM = 400
_STARTS = 6  # of climbs, for each measure
_LEADERS = 100  # points that the others are compared with first
_AT_ONCE = 256  # points compared with all others in one go

_Whole: TypeAlias = "NDArray[np.int64]"
_Table: TypeAlias = "NDArray[Any]"
_Floats: TypeAlias = "NDArray[np.float64]"
_Measure: TypeAlias = "Callable[[_Floats, Scale], _Floats]"


@dataclass(frozen=True, slots=True)
class Frontier:
    """Points at which nobody can get more without another getting less, and what is behind each.

    Attributes
    ----------
    points
        What each party gets, shape ``(points, parties)``, in the units of the options.
    picks
        The option taken of every block, shape ``(points, blocks)``.
    complete
        Whether all points of the frontier are there; else those best for some weights, and what
        is near them.
    weights
        Weights of shares tried, shape ``(weights, parties)``, and in `supports` the most that any
        sum of options reaches under each: bounds where the frontier is not complete.
    """

    points: _Whole
    picks: _Whole
    complete: bool
    weights: _Floats
    supports: _Floats


@dataclass(frozen=True, slots=True)
class Scale:
    """What sums of options mean to each party: shares of `whole`, over `base`, against `floor`.

    `base` is the share that a party has whatever is chosen, `floor` the one it has without an
    agreement.
    """

    whole: _Floats
    base: _Floats
    floor: _Floats

    @classmethod
    def of(cls, blocks: Sequence[_Whole]) -> Scale:
        """Shares of the most that each party can get; nothing else to get or to lose."""
        most = np.maximum(sum(b.max(axis=0) for b in blocks), 1).astype(np.float64)
        return cls(most, np.zeros(len(most)), np.zeros(len(most)))

    def shares(self, sums: NDArray[Any]) -> _Floats:
        """Sums of options as shares of everything."""
        return np.asarray(sums / self.whole + self.base)


def frontier(blocks: Sequence[_Whole], scale: Scale | None = None) -> Frontier:
    """The frontier of the sums; `scale` tells where to look if it is too large to be whole.

    Complete for one or two parties (to 200,000 points on the way); for more where there are 60,000
    sums at the most, as of ten choices of three, or a grid of 600,000 cells holds what all but one
    can get: with equal salience, 40 theses and four parties.

    >>> import numpy as np
    >>> blocks = [np.array([[2, 0], [0, 1]]), np.array([[1, 0], [0, 3]])]
    >>> frontier(blocks).points.tolist()
    [[3, 0], [2, 3], [0, 4]]
    """
    parties = blocks[0].shape[1]
    none = np.zeros((0, parties)), np.zeros(0)
    found = None
    if parties > 2:
        spans = [int(sum(b[:, p].max() for b in blocks)) + 1 for p in range(parties)]
        last = max(range(parties), key=lambda p: spans[p])
        if prod(s for p, s in enumerate(spans) if p != last) <= _CELLS:
            found = _grid(blocks, last)
        elif prod(len(b) for b in blocks) <= _SUMS:
            found = _merged(blocks, _unbeaten)
    else:
        found = _merged(blocks, _best_first)
    if found is not None:
        return Frontier(*found, True, *none)
    return _supported(blocks, scale or Scale.of(blocks))


def _best_first(points: _Whole) -> NDArray[np.int64]:
    """Places of the points of the frontier of one or two parties, the first party's best first."""
    if points.shape[1] == 1:
        return np.array([int(points[:, 0].argmax())])
    order = np.lexsort((-points[:, 1], -points[:, 0]))
    second = points[order, 1]
    before = np.concatenate([[-1], np.maximum.accumulate(second)[:-1]])
    return np.asarray(order[second > before])


def _unbeaten(points: _Whole) -> NDArray[np.int64]:
    """Places of the points of the frontier, each once, the first party's best first."""
    distinct, places = np.unique(points, axis=0, return_index=True)
    return np.asarray(places[~_beaten(distinct)][::-1])


def _merged(
    blocks: Sequence[_Whole], keep: Callable[[_Whole], NDArray[np.int64]]
) -> tuple[_Whole, _Whole] | None:
    """Merge block by block; what is dominated so far stays dominated."""
    points = np.zeros((1, blocks[0].shape[1]), dtype=np.int64)
    trace: list[tuple[_Whole, _Whole]] = []
    for options in blocks:
        sums = (points[:, None, :] + options[None, :, :]).reshape(-1, points.shape[1])
        kept = keep(sums)
        if len(kept) > _POINTS:
            return None
        trace.append((kept // len(options), kept % len(options)))
        points = sums[kept]
    at, picks = np.arange(len(points)), []
    for before, option in reversed(trace):
        picks.append(option[at])
        at = before[at]
    return points, np.stack(picks[::-1], axis=1)


def _grid(blocks: Sequence[_Whole], last: int) -> tuple[_Whole, _Whole]:
    """The most that the last party can get, for everything that the others can get."""
    others = [p for p in range(blocks[0].shape[1]) if p != last]
    top = sum(int(b[:, last].max()) for b in blocks)
    kind = np.int16 if top < 1 << 15 else np.int64  # the table is read and written most
    table: _Table = np.zeros((1,) * len(others), dtype=kind)
    stages = [table]
    for options in blocks:
        grown = [s + int(options[:, p].max()) for s, p in zip(table.shape, others, strict=True)]
        new = np.full(grown, -1, dtype=kind)
        reached = table >= 0
        for option in options:
            part = tuple(
                slice(int(option[p]), int(option[p]) + s)
                for p, s in zip(others, table.shape, strict=True)
            )
            with_it = np.where(reached, table + kind(option[last]), kind(-1))
            np.maximum(new[part], with_it, out=new[part])
        table = new
        stages.append(table)
    places = _undominated(table)
    points = np.zeros((len(places), len(others) + 1), dtype=np.int64)
    points[:, others] = places
    points[:, last] = table[tuple(places.T)]
    points = points[np.lexsort(-points.T[::-1])]
    return points, _traced(stages, blocks, points, (others, last))


def _undominated(table: _Table) -> _Whole:
    """Cells whose value no cell further out on some axis reaches."""
    best = table
    for axis in range(table.ndim):
        best = np.flip(np.maximum.accumulate(np.flip(best, axis), axis), axis)
    beyond = np.full(table.shape, -1, dtype=table.dtype)
    for axis in range(table.ndim):
        here: list[Any] = [slice(None)] * table.ndim
        there = list(here)
        here[axis], there[axis] = slice(None, -1), slice(1, None)
        np.maximum(beyond[tuple(here)], best[tuple(there)], out=beyond[tuple(here)])
    return np.argwhere((table >= 0) & (table > beyond))


def _traced(
    stages: Sequence[_Table],
    blocks: Sequence[_Whole],
    points: _Whole,
    axes: tuple[Sequence[int], int],
) -> _Whole:
    """Options that make each point, found backwards through the stages."""
    others, last = axes
    left = points.copy()
    picks = np.zeros((len(points), len(blocks)), dtype=np.int64)
    for k in range(len(blocks) - 1, -1, -1):
        table, open_ = stages[k], np.ones(len(points), dtype=bool)
        rest = left.copy()
        for o, option in enumerate(blocks[k]):
            before = left - option
            inside = open_ & (before >= 0).all(axis=1)
            inside &= (before[:, others] < np.array(table.shape)).all(axis=1)
            spot = tuple(np.where(inside, before[:, p], 0) for p in others)
            fits = inside & (table[spot] == before[:, last])
            picks[fits, k], rest[fits] = o, before[fits]
            open_ &= ~fits
        left = rest
    return picks


def _supported(blocks: Sequence[_Whole], scale: Scale) -> Frontier:
    """Programmes that are best for some weights of the parties, and what climbs make of them.

    The weights are even ones, random ones, and those that move towards the worst-off, which close
    in on the bound of max-min.
    """
    most = max(len(b) for b in blocks)
    # Short blocks repeat their last option, which changes nothing.
    full = np.stack([b[np.minimum(np.arange(most), len(b) - 1)] for b in blocks])
    shares, at = full / scale.whole, np.arange(len(blocks))
    weights = _weights(shares, scale)
    scores = shares @ weights.T
    picks = np.unique(scores.argmax(axis=1).T, axis=0)
    picks = np.concatenate([picks, *_improved(full, picks, scale)])
    points, places = np.unique(full[at, picks].sum(axis=1), axis=0, return_index=True)
    kept = np.flatnonzero(~_beaten(points))[::-1]
    supports = scores.max(axis=1).sum(axis=0)
    return Frontier(points[kept], picks[places[kept]], False, weights, supports)


def _weights(shares: _Floats, scale: Scale) -> _Floats:
    parties, at = shares.shape[2], np.arange(len(shares))
    rng = np.random.default_rng(0)
    weights = [np.full(parties, 1 / parties), *np.eye(parties)]
    weights += list(rng.dirichlet(np.ones(parties), _RANDOM))
    tilt = np.zeros(parties)
    for k in range(_ROUNDS):
        weight = np.exp(-tilt - (-tilt).max())
        weight /= weight.sum()
        weights.append(weight)
        got = scale.base + shares[at, (shares @ weight).argmax(axis=1)].sum(axis=0)
        tilt += (got - got.min()) * 4 / (1 + k) ** 0.5
    return np.array(weights)


def _improved(full: _Whole, picks: _Whole, scale: Scale) -> list[_Whole]:
    """Climbs from the best few, for max-min and for the product."""
    shares = scale.shares(full[np.arange(len(full)), picks].sum(axis=1))
    return [
        _climbed(full, picks[np.argsort(-measure(shares, scale))[:_STARTS]], scale, measure)
        for measure in (_worst, _product)
    ]


def _climbed(full: _Whole, picks: _Whole, scale: Scale, measure: _Measure) -> _Whole:
    """Programmes, each changed in one block after the other as long as that raises the measure."""
    picks, at, every = picks.copy(), np.arange(len(full)), np.arange(len(picks))
    while True:
        here = full[at, picks]
        total = here.sum(axis=1)
        tried = total[:, None, None] - here[:, :, None] + full
        value = measure(scale.shares(tried), scale).reshape(len(picks), -1)
        best = value.argmax(axis=1)
        better = value[every, best] > measure(scale.shares(total), scale) + 1e-12
        if not better.any():
            return picks
        block, option = np.unravel_index(best, full.shape[:2])
        picks[every[better], block[better]] = option[better]


def _beaten(points: _Whole) -> NDArray[np.bool_]:
    """Whether another point gives everybody as much and somebody more.

    First against those of the largest sums, which beat most; what beats a point is not beaten.
    """
    found = _below(points, points[np.argsort(-points.sum(axis=1))[:_LEADERS]])
    left = np.flatnonzero(~found)
    found[left] = _below(points[left], points[left])
    return found


def _below(points: _Whole, others: _Whole) -> NDArray[np.bool_]:
    """Whether some of the others gives everybody as much and somebody more, a part at a time."""
    sums, more = points.sum(axis=1), others.sum(axis=1)
    found = np.zeros(len(points), dtype=bool)
    for start in range(0, len(points), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        reached = more[None] > sums[part, None]
        for party in range(points.shape[1]):
            reached &= others[None, :, party] >= points[part, None, party]
        found[part] = reached.any(axis=1)
    return found


def _worst(shares: _Floats, _: Scale) -> _Floats:
    """The worst-off party's share; the sum breaks ties."""
    return np.asarray(shares.min(axis=-1) + 1e-6 * shares.sum(axis=-1))


def _product(shares: _Floats, scale: Scale) -> _Floats:
    return np.asarray(np.log(np.maximum(shares - scale.floor, 1e-9)).sum(axis=-1))
