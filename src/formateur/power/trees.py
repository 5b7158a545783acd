"""Rules in which each player stands once: no enumeration, each node asks its children.

A node passes with a probability that depends only on those of its children; how far each child
moves it is found on the way back. At p = 1/2 that gives Banzhaf's measure; over all p, Shapley
and Shubik's. Nested bodies of thousands of members (states in a union, voters in states) cost
what their thresholds cost one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from numbers import Rational
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formateur.errors import FormateurError
from formateur.power.games import Game, OutOfReachError, UnknownSeatsError, Values, normal
from formateur.power.methods import Critical
from formateur.rules import AllOf, AnyOf, AtLeast, Bloc, NotOpposed, Rule

__all__ = ["critical_rates", "shapley", "stands_once"]

_EXACT_PLAYERS = 60
_WORK = 20_000_000


def standing(rule: Rule) -> Counter[str]:
    """How often each player stands in the tree; a bloc's own player not at all."""
    if isinstance(rule, Bloc):
        outer = standing(rule.rule)
        if outer[rule.player] != 1:
            outer[rule.player] += 1  # decided twice: not once
        else:
            del outer[rule.player]
        return outer + standing(rule.inner)
    inner = getattr(rule, "rules", None)
    if inner is None:
        (leaf,) = rule.leaves
        return Counter(p for p, w in leaf.weights.pairs if w)
    total: Counter[str] = Counter()
    for r in inner:
        total += standing(r)
    return total


def stands_once(rule: Rule) -> bool:
    """Whether no player stands in two places of the tree.

    >>> from formateur.power.games import weights_of, quota_rule
    >>> a, b = (quota_rule(weights_of(dict.fromkeys(ids, 1))) for ids in ("abc", "cd"))
    >>> stands_once(a), stands_once(AllOf((a, b)))
    (True, False)
    """
    return all(n == 1 for n in standing(rule).values())


def _refused(game: Game) -> FormateurError:
    if not game.known:
        return UnknownSeatsError(game.name)
    return OutOfReachError(
        f"{game.name}: {len(game.voters)} players of {len(game.kinds)} kinds under a rule in "
        "which players stand more than once are beyond a table (28 players, or 2**20 coalitions "
        'that differ); use method="sampled"'
    )


def critical_rates(game: Game, method: str) -> Critical:
    """P(critical) of each kind at p = 1/2, exact unless float is asked for."""
    if not game.known or not stands_once(game.rule):
        raise _refused(game)
    half: Any = 0.5 if method == "float" else Fraction(1, 2)
    passes, slopes = moved(game.rule, dict.fromkeys(game.players, half))
    rates = tuple(slopes.get(kind[0], half * 0) for kind in game.kinds)
    if method != "float":
        return Critical(rates, passes, "exact")
    # Sums of products of numbers between 0 and 1, none of them subtracted: a few roundings each.
    error = 64 * len(game.voters) * 2.0**-53
    return Critical(rates, passes, "float", (error,) * len(rates))


def shapley(game: Game, method: str) -> Values:
    """Shapley-Shubik: the slopes integrated over p; exact to 60 players, else Gauss's rule."""
    if not game.known or not stands_once(game.rule):
        raise _refused(game)
    n = len(game.voters)
    exact = method == "exact" or (method == "auto" and n <= _EXACT_PLAYERS)
    # The slope is a polynomial of degree n-1: n points, or n/2 Gauss nodes, are exact.
    points, parts = _newton(n) if exact else _gauss((n + 1) // 2)
    total: dict[str, Any] = dict.fromkeys((k[0] for k in game.kinds), points[0] * 0)
    for p, part in zip(points, parts, strict=True):
        _, slopes = moved(game.rule, dict.fromkeys(game.players, p))
        for player in total:
            total[player] += part * slopes.get(player, 0)
    spread = game.spread([total[kind[0]] for kind in game.kinds], points[0] * 0)
    error = 0.0 if exact else n * 64 * 2.0**-53
    return Values(tuple(spread.items()), "exact" if exact else "float", error)


def _gauss(m: int) -> tuple[list[float], list[float]]:
    x, rule = np.polynomial.legendre.leggauss(m)
    return ((x + 1) / 2).tolist(), (rule / 2).tolist()


def _newton(n: int) -> tuple[list[Fraction], list[Fraction]]:
    """Points 0, 1/(n-1), ..., 1 and parts that make every polynomial below degree n exact."""
    points = [Fraction(k, max(n - 1, 1)) for k in range(n)]
    parts = []
    for k, at in enumerate(points):
        poly = [Fraction(1)]
        for j, other in enumerate(points):
            if j != k:
                step = at - other
                poly = [
                    (low - other * high) / step
                    for low, high in zip([Fraction(0), *poly], [*poly, Fraction(0)], strict=True)
                ]
        parts.append(sum((c / (d + 1) for d, c in enumerate(poly)), start=Fraction(0)))
    return points, parts


def moved(rule: Rule, chances: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """P(passes) when each player says yes with the given chance, and its slope in each chance."""
    match rule:
        case NotOpposed():
            against = {p: 1 - c for p, c in chances.items()}
            passes, slopes = moved(rule.rule, against)
            return 1 - passes, slopes
        case Bloc():
            inner, steps = moved(rule.inner, chances)
            passes, slopes = moved(rule.rule, {**chances, rule.player: inner})
            outer = slopes.pop(rule.player, 0)
            return passes, slopes | {p: outer * s for p, s in steps.items()}
        case AllOf() | AnyOf() | AtLeast():
            return _combined(rule, chances)
    (leaf,) = rule.leaves
    form = leaf.weighted()
    if form is None:  # a quorum: everybody is present
        return (1 if leaf.quota <= leaf.weights.total else 0), {}  # type: ignore[union-attr]
    held, scale = form[0].integers()
    players = [p for p, w in held.items() if w]
    quota = int(form[1] * scale)
    total = sum(held.values())
    if not 0 < quota <= total:
        return int(quota <= 0), {}
    weights, quota = normal([held[p] for p in players], quota)
    return _threshold(players, weights, quota, [chances[p] for p in players])


def _combined(
    rule: AllOf | AnyOf | AtLeast, chances: Mapping[str, Any]
) -> tuple[Any, dict[str, Any]]:
    """Children as players of weight one: all, any or k of them."""
    parts = [moved(r, chances) for r in rule.rules]
    k = len(parts) if isinstance(rule, AllOf) else 1 if isinstance(rule, AnyOf) else rule.k
    names = [str(j) for j in range(len(parts))]
    passes, outer = _threshold(names, [1] * len(parts), k, [p for p, _ in parts])
    slopes = {
        player: outer[name] * step
        for name, (_, steps) in zip(names, parts, strict=True)
        for player, step in steps.items()
    }
    return passes, slopes


def _threshold(
    players: Sequence[str], weights: Sequence[int], quota: int, chances: Sequence[Any]
) -> tuple[Any, dict[str, Any]]:
    """P(weight >= quota), and the slope in each player's chance: P(others in the window)."""
    sorts = Counter(zip(weights, chances, strict=True))
    if quota * len(players) * len(sorts) > _WORK:
        raise OutOfReachError(
            f"a threshold of {quota:,} over {len(players)} players with different chances is out "
            'of reach; use method="sampled"'
        )
    exact = all(isinstance(c, Rational) for c in chances)
    passes, by_sort = (_exact_window if exact else _float_window)(sorts, quota)
    return passes, {p: by_sort[w, c] for p, w, c in zip(players, weights, chances, strict=True)}


Sorts = Counter[tuple[int, Any]]  # players by weight and chance


def _exact_window(sorts: Sorts, quota: int) -> tuple[Fraction, dict[tuple[int, Any], Fraction]]:
    """P(weight >= quota), and of each sort P(the others reach quota - w .. quota - 1).

    Numbers of the distribution stay whole, over one denominator: the product of all.
    """
    below, scale = _whole_below(sorts, quota)
    slopes = {}
    for w, chance in sorts:
        go, den = chance.numerator, chance.denominator
        if go < den:
            rest = _without(below, w, den - go, go)
        else:  # a certain yes cannot be taken back out
            rest, _ = _whole_below(sorts - Counter([(w, chance)]), quota)
        slopes[w, chance] = Fraction(sum(rest[max(quota - w, 0) :]), scale // den)
    return 1 - Fraction(sum(below), scale), slopes


def _whole_below(sorts: Sorts, quota: int) -> tuple[list[int], int]:
    """Distribution of the sum below the quota, times the product of all denominators."""
    made, scale = [1] + [0] * (quota - 1), 1
    for (w, chance), many in sorts.items():
        go, den = chance.numerator, chance.denominator
        for _ in range(many):
            kept = [v * (den - go) for v in made]
            made = kept[:w] + [a + b * go for a, b in zip(kept[w:], made, strict=False)]
            scale *= den
    return made, scale


def _without(made: Sequence[int], w: int, stay: int, go: int) -> list[int]:
    """The distribution before a player of weight w joined: made = stay * rest + go * shifted."""
    rest = list(made)
    for s, v in enumerate(made):
        rest[s] = (v - go * rest[s - w]) // stay if s >= w else v // stay
    return rest


def _float_window(sorts: Sorts, quota: int) -> tuple[float, dict[tuple[int, Any], float]]:
    """The same in float64, without taking players out: that would cost digits."""
    slopes = {
        (w, chance): float(
            _below(sorts - Counter([(w, chance)]), quota)[max(quota - w, 0) :].sum()
        )
        for w, chance in sorts
    }
    return 1.0 - float(_below(sorts, quota).sum()), slopes


def _below(sorts: Sorts, quota: int) -> NDArray[np.float64]:
    """Distribution of the sum below the quota."""
    made = np.zeros(quota)
    made[0] = 1.0
    for (w, chance), many in sorts.items():
        for _ in range(many):
            moved_on = made[: max(quota - w, 0)] * chance
            made *= 1 - chance
            made[w:] += moved_on
    return made
