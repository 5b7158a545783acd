"""Indices over orderings: Shapley and Shubik's, exact and in float64 with a proven error bound.

The value is the integral over p of the probability that a player is critical when everybody else
votes yes with probability p. Over one quota, each p costs one table of sums; p and 1-p share it,
because the dual game at 1-p has the same swings.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from math import ceil, comb, cosh, exp, log, sinh, sqrt

import numpy as np

from formateur.power.games import Game, OutOfReachError, Subject, Values, game_of, normal
from formateur.power.methods import FLOAT_WORK, known_method

__all__ = ["minimal_by_size", "nodes_for", "shapley_shubik"]

TOLERANCE = 1e-11  # of the quadrature; rounding comes on top
_EXACT_WORK = 60_000_000  # additions of 64-bit words inside long integers
_CELLS = 4_000_000  # long integers in one table


def shapley_shubik(
    subject: Subject, *, method: str = "auto", tolerance: float = TOLERANCE
) -> Values:
    """Shapley-Shubik: how often a player is the one who makes a growing coalition win.

    All orders of joining are equally likely. Exact by tables where that is feasible; otherwise
    by Gauss quadrature of a polynomial whose error is bounded before anything is computed (the
    bound is in ``error``: quadrature plus rounding).

    Parameters
    ----------
    subject
        A rule, an assembly, or a game.
    method
        ``auto``, ``exact`` or ``float``.
    tolerance
        Of the quadrature in float64, absolute.

    Returns
    -------
    Values
        Shares of one, one per player.

    References
    ----------
    shapley_shubik_1954, owen_1972, trefethen_2013

    Examples
    --------
    >>> shapley_shubik(game_of({"a": 50, "b": 49, "c": 1}, 51))
    <Values exact: a 2/3, b 1/6, c 1/6>
    """
    game = game_of(subject)
    known_method(method)
    if game.decided is not None:
        return Values(
            tuple(game.spread([Fraction(0)] * len(game.kinds)).items()), notes=game.remarks()
        )
    small = game.form is None or game.cells <= 1 << 20 or method == "exact"
    if game.tabled and small and not (method == "float" and game.form):
        return _told(game, ordered(game.counts.swings, len(game.voters)))
    if game.form is None:
        from formateur.power import trees

        return trees.shapley(game, method)
    weights, quota = _normal(game)
    if method == "exact" or (method == "auto" and _feasible(weights, quota)):
        if not _feasible(weights, quota, factor=30):
            raise OutOfReachError(
                f"exact Shapley-Shubik values of {len(weights)} players at quota {quota:,} are "
                'out of reach; use method="float", which states its error'
            )
        return _told(game, ordered(_sized_swings(game, weights, quota), len(weights)))
    found, error = by_integral(game, weights, quota, tolerance)
    return Values(tuple(game.spread(found, 0.0).items()), "float", error, notes=game.remarks())


def _told(game: Game, found: Sequence[Fraction]) -> Values:
    return Values(tuple(game.spread(found).items()), notes=game.remarks())


def ordered(swings: Sequence[Sequence[int]], n: int) -> list[Fraction]:
    """Swings by size, weighted by how many orders lead there: (k-1)! (n-k)! / n!."""
    return [
        sum(
            (Fraction(s, k * comb(n, k)) for k, s in enumerate(row) if s),
            start=Fraction(0),
        )
        for row in swings
    ]


def _normal(game: Game) -> tuple[list[int], int]:
    assert game.form is not None
    return normal(*game.form)


# -- float64 -----------------------------------------------------------------------------------


def nodes_for(
    weights: Sequence[int], quota: int, tolerance: float
) -> tuple[int, float, float, float]:
    """How many Gauss nodes on which interval ``[low, high]``, and a bound of the error.

    The integrand is a polynomial in p between 0 and 1 on [0, 1]; at complex p its modulus is at
    most ``(|p| + |1-p|)**(n-1)``, which bounds Gauss's rule over any ellipse around the interval
    (Trefethen 2013, theorem 19.3). Where Hoeffding's inequality makes it negligible, the interval
    is cut.
    """
    n, total = len(weights), sum(weights)
    whole = _nodes(n, 0.0, 1.0, tolerance)
    best = (min(whole, (n + 1) // 2), 0.0, 1.0, 0.0 if whole >= (n + 1) // 2 else tolerance)
    spread = sqrt(sum(w * w for w in weights) / 2 * log(4 / tolerance))
    low = max((quota - max(weights) - spread) / total, 0.0)
    high = min((quota + max(weights) + spread) / total, 1.0)
    if high - low < 0.9:
        cut = _nodes(n, low, high, tolerance / 2)
        if cut < best[0]:
            return cut, low, high, tolerance
    return best


def _nodes(n: int, low: float, high: float, tolerance: float) -> int:
    """The fewest nodes whose bound is below the tolerance."""
    centre, half = (low + high) / 2, (high - low) / 2
    best = (n + 1) // 2
    for step in range(1, 60):
        t = 0.05 * step
        # The largest |p| + |1-p| on the ellipse with foci low and high.
        across, up = half * cosh(t), half * sinh(t)
        angles = np.linspace(0, np.pi, 257)
        x, y = centre + across * np.cos(angles), up * np.sin(angles)
        grown = float((np.hypot(x, y) + np.hypot(1 - x, y)).max()) * (1 + 1e-3 * up * up)
        # The theorem's bound, half * 64/15 * M * rho**(-2(m-1)) / (1 - rho**-2), solved for m.
        front = log(half * 64 / 15 / (1 - exp(-2 * t)) / tolerance)
        best = min(best, max(ceil(1 + (front + (n - 1) * log(grown)) / (2 * t)), 2))
    return best


def by_integral(
    game: Game, weights: Sequence[int], quota: int, tolerance: float
) -> tuple[list[float], float]:
    """Shapley-Shubik of each kind in float64, and the bound of its error."""
    by_player = dict(zip(game.voters, weights, strict=True))
    kinds = [by_player[kind[0]] for kind in game.kinds]
    m, low, high, quadrature = nodes_for(weights, quota, tolerance)
    length = max(quota, sum(weights) - quota + 1)
    if m * len(weights) * length > 5 * FLOAT_WORK:
        raise OutOfReachError(
            f"{game.name}: {len(weights):,} players with a quota of {quota:,} are out of reach of "
            'sums; use method="sampled"'
        )
    x, rule = np.polynomial.legendre.leggauss(m)
    at = low + (high - low) * (x + 1) / 2
    parts = rule * (high - low) / 2
    dual = sum(weights) - quota + 1
    found = dict.fromkeys(set(weights), 0.0)
    rounding = 0.0
    # A table at p <= 1/2 serves p in this game and 1-p in the dual one.
    asked: dict[float, list[tuple[int, float]]] = {}
    for p, part in zip(at.tolist(), parts.tolist(), strict=True):
        here, bound = (p, quota) if p <= 0.5 else (1.0 - p, dual)
        near = next((q for q in asked if abs(q - here) < 1e-15), here)
        asked.setdefault(near, []).append((bound, part))
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 4)) as pool:
        for told in pool.map(lambda item: _at(weights, *item), asked.items()):
            for w, value, error, part in told:
                found[w] += part * value
                rounding = max(rounding, error)
    # Rounding at each node, averaged with weights that sum to at most one; then the last sum.
    error = quadrature + rounding + (6 * len(weights) + m) * 2.0**-53
    return [found[w] for w in kinds], error


def _at(
    weights: Sequence[int], p: float, asked: Sequence[tuple[int, float]]
) -> list[tuple[int, float, float, float]]:
    from formateur.power import sums

    length = max(bound for bound, _ in asked)
    a = sums.distribution(weights, length, p, compiled=None)
    table = sums.prefix(a)
    return [
        (w, *sums.critical(a, table, bound, w, p), part)
        for bound, part in asked
        for w in set(weights)
    ]


# -- exact, by sums and sizes ------------------------------------------------------------------


def _feasible(weights: Sequence[int], quota: int, *, factor: int = 1) -> bool:
    """Whether long integers answer within seconds: n * quota of them, n*n bits each."""
    n = len(weights)
    length = min(quota, sum(weights) - quota + 1)
    return n * length * (n * n // 64 + 3) <= factor * _EXACT_WORK and length <= _CELLS


def _digit(n: int) -> int:
    return n + n.bit_length() + 2


def _sized_swings(game: Game, weights: Sequence[int], quota: int) -> list[list[int]]:
    """Swings of each kind by size of the coalition; sums with sizes packed into long integers.

    Digit k of entry s counts the coalitions of k members that weigh s.
    """
    n, total = len(weights), sum(weights)
    dual = total - quota + 1 < quota
    cut, top = normal(weights, min(quota, total - quota + 1))
    digit = _digit(n)
    counted = [0] * top
    counted[0] = 1
    reached = 0
    for w in sorted(cut):
        reached = min(reached + w, top - 1)
        for s in range(reached, w - 1, -1):
            counted[s] += counted[s - w] << digit
    table = _running(counted)
    by_player = dict(zip(game.voters, cut, strict=True))
    found = {w: _without(table, top, w, digit) for w in set(cut)}
    rows = []
    for kind in game.kinds:
        row = _digits(found[by_player[kind[0]]], digit, n)[:n]
        # In the dual game the swing over k others is the swing over n-1-k here.
        rows.append([0, *(reversed(row) if dual else row)])
    return rows


def _running(counted: Sequence[int]) -> list[int]:
    table, total = [0], 0
    for value in counted:
        total += value
        table.append(total)
    return table


def _without(table: Sequence[int], top: int, w: int, digit: int, width: int | None = None) -> int:
    """The window ``top - width .. top - 1`` (width w by default) without a player of weight w."""
    width = w if width is None else width
    total, j, high = 0, 0, top
    while high > 0:
        part = table[high] - table[max(high - width, 0)]
        total += (part if j % 2 == 0 else -part) << (digit * j)
        high -= w
        j += 1
    return total


def minimal_by_size(game: Game) -> list[list[int]]:
    """Minimal winning coalitions with one player of each kind, by size, under one quota.

    Players in falling weight; a minimal winning coalition is found at its lightest member: the
    others come before it and weigh quota - w .. quota - 1.
    """
    weights, quota = _normal(game)
    n, digit = len(weights), _digit(len(weights))
    if n * quota * (n * n // 64 + 3) * 2 > 30 * _EXACT_WORK or quota > _CELLS:
        raise OutOfReachError(
            f"minimal winning coalitions of {n} players at quota {quota:,} are out of reach; "
            "smaller numbers with the same proportions would do"
        )
    before, reached = [0] * quota, 0
    before[0] = 1
    held: dict[int, int] = {}  # how many players of each weight came before
    inside: dict[int, int] = dict.fromkeys(weights, 0)  # memberships of all of one weight
    for w in sorted((w for w in weights if w), reverse=True):
        table = _running(before)
        window = (table[quota] - table[max(quota - w, 0)]) << digit
        inside[w] += window
        for other, many in held.items():
            without = _without(table, quota, other, digit, w) << digit
            inside[other] += (window - without) * many
        held[w] = held.get(w, 0) + 1
        reached = min(reached + w, quota - 1)
        for s in range(reached, w - 1, -1):
            before[s] += before[s - w] << digit
    by_player = dict(zip(game.voters, weights, strict=True))
    return [
        [v // held[by_player[kind[0]]] for v in _digits(inside[by_player[kind[0]]], digit, n)]
        for kind in game.kinds
    ]


def _digits(packed: int, digit: int, n: int) -> list[int]:
    return [packed >> (digit * k) & ((1 << digit) - 1) for k in range(n + 1)]
