"""Values found by linear and integer programming: nucleolus, minimum integer weights.

Both use HiGHS (``pip install "formateur[optimise]"``). The nucleolus is then solved once more in
fractions from the coalitions that bind, so that what is printed is exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formateur.errors import FormateurError
from formateur.power.games import Game, Subject, Values, game_of
from formateur.power.table import axes, crowd_table, mask_table
from formateur.programs import Program, needs_highs

__all__ = ["minimum_integer_weights", "nucleolus"]

_ROWS = 1 << 16  # coalitions that differ; the nucleolus looks at each
_PLAYERS = 20  # of a minimum integer representation
_CLOSE = 1e-7


def nucleolus(subject: Subject) -> Values:
    """Nucleolus: the shares that leave the worst-off coalition as little to complain as possible.

    A coalition's complaint is what it could win (1 or 0) less what its members get; complaints
    are made small in order, the largest first. Takes games of up to 65,536 coalitions that differ
    by more than an exchange of equals: 16 players of different weights, or many of few kinds.

    Raises
    ------
    MissingExtraError
        Without HiGHS.

    References
    ----------
    schmeidler_1969, maschler_peleg_shapley_1979

    Examples
    --------
    >>> nucleolus(game_of({"de": 4, "fr": 4, "it": 4, "be": 2, "nl": 2, "lu": 1}, 12))
    <Values exact: de 1/4, fr 1/4, it 1/4, be 1/8, nl 1/8, lu 0>
    """
    game = game_of(subject)
    needs_highs("the nucleolus")
    if game.decided is not None:
        zeros = tuple((p, Fraction(0)) for p in game.players)
        return Values(zeros, notes=game.remarks())
    if game.cells > _ROWS:
        raise FormateurError(
            f"the nucleolus takes up to {_ROWS:,} coalitions that differ; "
            f"{len(game.voters)} players of {len(game.kinds)} kinds have {game.cells:,}"
        )
    found = _nucleolus([len(k) for k in game.kinds], crowd_table(game))
    return Values(tuple(game.spread(found).items()), notes=game.remarks())


def _coalitions(
    sizes: Sequence[int], wins: NDArray[np.bool_]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Proper coalitions as members by kind, shape ``(rows, kinds)``, and what each is worth."""
    grids = np.broadcast_arrays(*axes(sizes))
    members = np.stack([g.reshape(-1) for g in grids], axis=1)
    proper = (members.sum(axis=1) > 0) & (members.sum(axis=1) < sum(sizes))
    return members[proper], wins.reshape(-1)[proper]


def _least_complaint(alone: Sequence[Any]) -> Program:
    """One share per kind, at least what it wins alone, and the complaint to be made small."""
    program = Program("the nucleolus")
    for least in alone:
        program.variable(low=float(least), high=None, whole=False)
    program.variable(cost=-1.0, low=-2.0, high=None, whole=False)
    return program


def _nucleolus(sizes: Sequence[int], wins: NDArray[np.bool_]) -> list[Fraction]:
    """Maschler, Peleg and Shapley's sequence of programs: what binds at one level stays bound.

    Players of one kind get the same. Rows of `bound` are equations ``members . x - level = worth``
    (level -1: none), kept in whole numbers, so that the last step is exact.
    """
    members, worth = _coalitions(sizes, wins)
    kinds = len(sizes)
    alone = [bool(wins[tuple(int(j == k) for j in range(kinds))]) for k in range(kinds)]
    bound: list[tuple[tuple[int, ...], int, int]] = [(tuple(sizes), 1, -1)]
    levels: list[float] = []
    while True:
        exact = _solved(bound, kinds, len(levels))
        if exact is not None:
            return exact
        free = _loose(members, np.array([row for row, _, _ in bound], dtype=np.float64))
        program = _least_complaint(alone)
        for row, value, level in bound:
            held = value + (levels[level] if level >= 0 else 0.0)
            program.add({k: float(n) for k, n in enumerate(row) if n}, held, held)
        for place in free:
            share = {k: float(n) for k, n in enumerate(members[place]) if n}
            program.add({**share, kinds: -1.0}, float(worth[place]), None)
        told = program.solve()
        if told is None:
            raise FormateurError("the solver lost the nucleolus to rounding; use fewer players")
        values, duals, prices = told.values, told.duals, told.reduced
        levels.append(values[kinds])
        for place, dual in zip(free, duals[len(bound) :], strict=True):
            if abs(dual) > _CLOSE:
                row = tuple(int(n) for n in members[place])
                bound = [*bound, (row, int(worth[place]), len(levels) - 1)]
        for k in range(kinds):  # nobody gets less than alone; where that binds, it stays bound
            if abs(prices[k]) > _CLOSE:
                bound = [*bound, (tuple(int(j == k) for j in range(kinds)), int(alone[k]), -1)]


def _loose(members: NDArray[Any], bound: NDArray[np.float64]) -> NDArray[np.int64]:
    """Coalitions whose share is not yet settled by the equations."""
    _, sizes, right = np.linalg.svd(bound)
    rank = int((sizes > 1e-9).sum())
    return np.flatnonzero(np.abs(members @ right[rank:].T).max(axis=1, initial=0.0) > 1e-9)


def _solved(
    bound: Sequence[tuple[tuple[int, ...], int, int]], kinds: int, levels: int
) -> list[Fraction] | None:
    """Shares that the equations settle, exact; ``None`` while some are open."""
    rows = []
    for row, value, level in bound:
        steps = [Fraction(-int(level == k)) for k in range(levels)]
        rows.append([*map(Fraction, row), *steps, Fraction(value)])
    pivots: list[int] = []
    for column in range(kinds + levels):
        at = len(pivots)
        found = next((r for r in range(at, len(rows)) if rows[r][column]), None)
        if found is None:
            continue
        rows[at], rows[found] = rows[found], rows[at]
        rows[at] = [v / rows[at][column] for v in rows[at]]
        for r, other in enumerate(rows):
            if r != at and other[column]:
                rows[r] = [v - other[column] * w for v, w in zip(other, rows[at], strict=True)]
        pivots.append(column)
    shares = []
    for k in range(kinds):
        if k not in pivots:
            return None
        row_k = rows[pivots.index(k)]
        if any(row_k[c] for c in range(kinds + levels) if c not in pivots):
            return None
        shares.append(row_k[-1])
    return shares


def minimum_integer_weights(subject: Subject) -> Values:
    """Minimum integer weights: whole weights with the least sum and a quota that win alike.

    The quota is in the notes; so is a word when other weights with the same sum would do as well.
    Takes up to 20 players.

    Raises
    ------
    MissingExtraError
        Without HiGHS.
    FormateurError
        When no weights give this rule: the game is *not weighted*.

    References
    ----------
    freixas_molinero_2009, taylor_zwicker_1999

    Examples
    --------
    >>> minimum_integer_weights(game_of({"a": 35, "b": 20, "c": 15, "d": 15, "e": 15}, 51))
    <Values exact: a 3, b 2, c 1, d 1, e 1>
    """
    game = game_of(subject)
    needs_highs("minimum integer weights")
    if game.decided is not None:
        zeros = tuple((p, 0) for p in game.players)
        return Values(zeros, notes=(*game.remarks(), _quota_note(0 if game.decided else 1)))
    if len(game.voters) > _PLAYERS:
        raise FormateurError(
            f"minimum integer weights take up to {_PLAYERS} players; there are {len(game.voters)}"
        )
    winning, losing = _edges(game)
    n = len(game.voters)
    least = _lightest(n, winning, losing, {})
    if least is None:
        raise FormateurError(
            f"{game.name}: not weighted: no weights with one quota give this rule"
        )
    total = sum(least)
    # Another answer with the same sum differs somewhere: then some weight can be larger.
    other = any(
        _lightest(n, winning, losing, {k: least[k] + 1}, most=total) is not None for k in range(n)
    )
    quota = min(sum(w for w, inside in zip(least, row, strict=True) if inside) for row in winning)
    notes = [_quota_note(quota)]
    if other:
        notes.append(
            "minimum integer weights are not unique: others with the same sum give the same rule"
        )
    by_player = dict(zip(game.voters, least, strict=True))
    return Values(
        tuple((p, by_player.get(p, 0)) for p in game.players), notes=(*game.remarks(), *notes)
    )


def _quota_note(quota: int) -> str:
    return f"minimum integer weights win with {quota} or more"


def _edges(game: Game) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Minimal winning and maximal losing coalitions as rows of members."""
    from formateur.coalitions.tables import minimal_masks

    surely = mask_table(game, game.voters)
    minimal = minimal_masks(surely)
    # Complements of maximal losing coalitions are minimal winning in the dual game.
    full = len(surely) - 1
    maximal = full ^ minimal_masks(np.array(~surely[::-1]))
    places = np.arange(len(game.voters))
    return (minimal[:, None] >> places) & 1, (maximal[:, None] >> places) & 1


def _lightest(
    n: int,
    winning: NDArray[np.int64],
    losing: NDArray[np.int64],
    at_least: Mapping[int, int],
    *,
    most: int | None = None,
) -> list[int] | None:
    """Whole weights with the least sum; the last variable is the quota."""
    low = [float(at_least.get(k, 0)) for k in range(n)]
    program = Program("minimum integer weights")
    for least in low:
        program.variable(cost=1.0, low=least, high=None)
    program.variable(low=1.0, high=None)
    for row in winning:
        program.add({**{k: 1.0 for k in range(n) if row[k]}, n: -1.0}, 0.0, None)
    for row in losing:
        program.add({**{k: 1.0 for k in range(n) if row[k]}, n: -1.0}, None, -1.0)
    if most is not None:
        program.add(dict.fromkeys(range(n), 1.0), None, float(most))
    told = program.solve()
    return None if told is None else [round(v) for v in told.values[:n]]
