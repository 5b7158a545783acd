"""Counting over all coalitions of any rule: by kinds of players, or one bit per coalition.

Two tables with one result, `Counts`. With few kinds of players (537 members of a federal
legislature are four kinds) a cell stands for all coalitions with so many of each. Otherwise one
bit stands for each of the 2**n coalitions; see `formateur.power.bits`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formateur.power.games import Game, OutOfReachError, UnknownSeatsError
from formateur.power.methods import Counts
from formateur.rules import Linear, Truth, Weights

__all__ = ["CELLS", "PLAYERS", "Crowds", "count", "countable", "mask_table", "settled"]

CELLS = 1 << 20  # cells of a table by kinds
MASKED = 22  # players of a table with one entry per coalition
PLAYERS = 28  # players of a table with one bit per coalition: 32 MB
_EXACT_WORDS = 56  # up to so many players counts fit 64-bit integers with room for a factor


@dataclass(frozen=True, slots=True, eq=False)
class Crowds:
    """Votes by kinds: how many of each kind say yes, and abstain; many divisions at once.

    The arrays in `yes` and `abstain` broadcast against each other. Players whose vote an inner
    body decides stand in `fixed`.
    """

    kinds: tuple[tuple[str, ...], ...]
    yes: tuple[Any, ...]
    abstain: tuple[Any, ...] = ()
    fixed: Mapping[str, Truth] = field(default_factory=dict)
    reversed: bool = False

    def bounds(self, weights: Weights, linear: Linear) -> tuple[Any, Any]:
        """Least and greatest value of the linear form, in units that make the weights whole."""
        known, scale = weights.integers()
        form = linear.turned() if self.reversed else linear
        steepest = max(abs(c) for c in (form.yes, form.no, form.abstain, 1))
        big = steepest * weights.total * scale >= 2**62
        one = (lambda n: np.array(n, dtype=object)) if big else np.int64
        # Players this threshold counts but nobody casts for (left out as dummies) weigh nothing.
        value: Any = one(0)
        for k, kind in enumerate(self.kinds):
            w = known.get(kind[0], 0)
            if w and kind[0] not in self.fixed:
                yes, abstain = self._votes(k)
                no = len(kind) - yes - abstain
                value = value + one(w) * (form.yes * yes + form.no * no + form.abstain * abstain)
        low = high = value
        for player, truth in self.fixed.items():
            if w := known.get(player, 0):
                least, most = self._span(truth, form)
                low, high = low + one(w) * least, high + one(w) * most
        for group in weights.groups:
            spans = [self._member(p, form) for p in group.parties]
            low = low + one(group.seats * scale) * reduce(np.minimum, [s[0] for s in spans])
            high = high + one(group.seats * scale) * reduce(np.maximum, [s[1] for s in spans])
        return low, high

    def _votes(self, k: int) -> tuple[Any, Any]:
        return self.yes[k], self.abstain[k] if self.abstain else 0

    def _span(self, truth: Truth, form: Linear) -> tuple[Any, Any]:
        surely, possibly = truth
        a = np.where(surely, form.yes, form.no)
        b = np.where(possibly, form.yes, form.no)
        return np.minimum(a, b), np.maximum(a, b)

    def _member(self, player: str, form: Linear) -> tuple[Any, Any]:
        """The factor of one member of a residual group (a kind of its own)."""
        if player in self.fixed:
            return self._span(self.fixed[player], form)
        k = next(k for k, kind in enumerate(self.kinds) if kind == (player,))
        yes, abstain = self._votes(k)
        factor = np.where(yes == 1, form.yes, np.where(abstain == 1, form.abstain, form.no))
        return factor, factor

    def decided(self, player: str, truth: Truth) -> Crowds:
        """The same with `player` voting as `truth` says."""
        surely, possibly = truth
        if self.reversed:
            surely, possibly = possibly ^ True, surely ^ True
        return replace(self, fixed={**self.fixed, player: (surely, possibly)})

    def turned(self) -> Crowds:
        """Votes for and against exchanged."""
        return replace(self, reversed=not self.reversed)


def axes(sizes: Sequence[int]) -> tuple[NDArray[np.int64], ...]:
    """Counts 0..size along one axis each, ready to broadcast."""
    return tuple(
        np.arange(n + 1, dtype=np.int64).reshape([-1 if a == k else 1 for a in range(len(sizes))])
        for k, n in enumerate(sizes)
    )


def crowd_table(game: Game) -> NDArray[np.bool_]:
    """Whether so many of each kind win; shape ``(size of kind + 1, ...)``.

    Raises
    ------
    FormateurError
        When it depends on seats that are unknown.
    """
    sizes = [len(k) for k in game.kinds]
    return settled(game, Crowds(game.kinds, axes(sizes)), tuple(n + 1 for n in sizes))


def settled(game: Game, crowds: Crowds, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Whether each of many divisions passes, as an array of this shape.

    Raises
    ------
    FormateurError
        When it depends on seats that are unknown.
    """
    surely, possibly = game.rule.truth(crowds)
    if not np.array_equal(surely, possibly):
        raise UnknownSeatsError(game.name)
    return np.array(np.broadcast_to(np.asarray(surely, dtype=bool), shape))


def mask_table(game: Game, players: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each of the 2**n coalitions of `players`, one bit each, wins; up to 22 players.

    Players not listed vote no.
    """
    if len(players) > MASKED:
        raise OutOfReachError(
            f"{game.name}: a table of all coalitions takes up to {MASKED} players; "
            f"there are {len(players)}"
        )
    masks = np.arange(1 << len(players), dtype=np.int64)
    place = {p: k for k, p in enumerate(players)}
    yes = tuple(
        sum(((masks >> place[p]) & 1 for p in kind if p in place), start=np.int64(0))
        for kind in game.kinds
    )
    return settled(game, Crowds(game.kinds, yes), masks.shape)


def countable(game: Game) -> bool:
    """Whether one of the tables takes this game."""
    return game.cells <= CELLS or (game.known and len(game.voters) <= PLAYERS)


def count(game: Game) -> Counts:
    """Count everything there is to count over the coalitions of a game.

    Raises
    ------
    FormateurError
        For more than 2**20 cells and more than 28 players at once.
    """
    # From here on a bit per coalition is quicker than a cell per coalition.
    if game.cells <= (1 << 14) or (game.cells <= CELLS and len(game.voters) > PLAYERS):
        return _by_kinds(game)
    if game.known and len(game.voters) <= PLAYERS:
        from formateur.power.bits import count_bits

        return count_bits(game)
    if game.cells <= CELLS:
        return _by_kinds(game)
    raise OutOfReachError(
        f"{game.name}: a table takes up to {PLAYERS} players of different kinds, or 2**20 "
        f"coalitions that differ; there are {len(game.voters)} players of {len(game.kinds)} kinds"
    )


def _multiplicity(sizes: Sequence[int], *, large: bool) -> NDArray[Any]:
    """How many coalitions one cell stands for."""
    made: NDArray[Any] = np.ones((), dtype=object if large else np.int64)
    for n in sizes:
        row = np.array([comb(n, k) for k in range(n + 1)], dtype=made.dtype)
        made = np.multiply.outer(made, row)
    return made


class _ByKinds:
    """Sums over the cells of a table by kinds."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = sizes
        self.large = sum(sizes) > _EXACT_WORDS
        self.many = _multiplicity(sizes, large=self.large)
        self.size = np.zeros(self.many.shape, dtype=np.int64)
        for axis in axes(sizes):
            self.size = self.size + axis

    def by(self, mark: NDArray[np.bool_], key: NDArray[Any], top: int) -> list[int]:
        """Number of marked coalitions by `key`, which runs from 0 to `top`."""
        return self._added(self.many[mark], key[mark], top)

    def by_with(
        self, t: int, mark: NDArray[np.bool_], key: NDArray[Any], top: int
    ) -> tuple[int, ...]:
        """The same, only coalitions with one given player of kind t."""
        held = np.broadcast_to(axes(self.sizes)[t], mark.shape)[mark]
        if self.large:
            held = held.astype(object)
        return tuple(
            n // self.sizes[t] for n in self._added(self.many[mark] * held, key[mark], top)
        )

    def _added(self, numbers: NDArray[Any], keys: NDArray[Any], top: int) -> list[int]:
        total = np.zeros(top + 1, dtype=numbers.dtype)
        np.add.at(total, keys, numbers)
        return [int(n) for n in total]


def _by_kinds(game: Game) -> Counts:
    wins = crowd_table(game)
    sizes = [len(k) for k in game.kinds]
    sums, n = _ByKinds(sizes), len(game.voters)
    minimal = wins.copy()
    needed = np.zeros(wins.shape, dtype=np.int64)
    marks = []
    for t, axis in enumerate(axes(sizes)):
        mark = np.zeros_like(wins)
        with_one, without = _sliced(t, 1), _sliced(t, 0)
        mark[with_one] = wins[with_one] & ~wins[without]
        minimal &= mark | (axis == 0)
        needed += mark * axis
        marks.append(mark)
    kinds = range(len(sizes))
    return Counts(
        winning=tuple(sums.by(wins, sums.size, n)),
        swings=tuple(sums.by_with(t, marks[t], sums.size, n) for t in kinds),
        minimal=tuple(sums.by(minimal, sums.size, n)),
        inside=tuple(sums.by_with(t, minimal, sums.size, n) for t in kinds),
        critical=tuple(sums.by_with(t, marks[t], needed, n) for t in kinds),
    )


def _sliced(axis: int, start: int) -> tuple[Any, ...]:
    """Along one axis: all but the first (start 1), or all but the last (start 0)."""
    part = slice(1, None) if start else slice(None, -1)
    return (*(slice(None),) * axis, part)
