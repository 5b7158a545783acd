"""Power where not every coalition is possible: stated exclusions, or an ideological order.

Three readings, each a row. *Myerson*: parties that exclude each other do not talk; a coalition
wins when some part of it that holds together wins. *Conditional*: coalitions with two parties
that exclude each other never form, and swings are counted in the others only. *Edelman*: along
an order, coalitions grow by neighbours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from itertools import combinations, pairwise
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formateur.errors import FormateurError, UnknownPartyError
from formateur.power.games import Game, Subject, Values, game_of
from formateur.power.table import mask_table
from formateur.space import Space
from formateur.terms import Exclude, Terms

__all__ = [
    "conditional_banzhaf",
    "conditional_shapley",
    "edelman",
    "excluded_pairs",
    "myerson",
    "myerson_banzhaf",
]

_PLAYERS = 20
Pairs = frozenset[frozenset[str]]


def excluded_pairs(
    game: Game, terms: Terms | None = None, apart: Iterable[Collection[str]] = ()
) -> Pairs:
    """Pairs that do not sit together: from active exclusions of cabinets, and groups kept apart.

    A conditional or withdrawn term, and one that binds only support or tolerance, excludes nobody
    here: power is counted over coalitions that sit together.

    >>> from formateur.power.games import game_of
    >>> game = game_of({"a": 3, "b": 2, "c": 2})
    >>> sorted(map(sorted, excluded_pairs(game, apart=[["a", "b"]])))
    [['a', 'b']]
    """
    found: set[frozenset[str]] = set()
    for term in terms.active if terms else ():
        if isinstance(term, Exclude) and "cabinet" in term.binds:
            found |= {frozenset((p, q)) for p in term.by for q in term.parties}
    for player in sorted(frozenset().union(*found).difference(game.players)):
        raise FormateurError(
            f"the stated exclusions name {player!r}, who does not vote here; the players are "
            f"{', '.join(game.players[:6])}{' ...' if len(game.players) > 6 else ''}"
        )
    for group in apart:
        if len(set(group)) < 2:
            raise FormateurError(
                f"{'+'.join(group) or 'nobody'} is kept apart from nobody; write A+B"
            )
        for player in group:
            if player not in game.players:
                raise UnknownPartyError(player, game.players)
        found |= {frozenset(pair) for pair in combinations(group, 2)}
    return frozenset(found)


def _table(game: Game) -> NDArray[np.bool_]:
    if len(game.players) > _PLAYERS:
        raise FormateurError(
            f"power over allowed coalitions takes up to {_PLAYERS} players; "
            f"there are {len(game.players)}"
        )
    return mask_table(game, game.players)


def _neighbours(game: Game, pairs: Pairs) -> list[int]:
    """For each player the mask of those it does not exclude."""
    full = (1 << len(game.players)) - 1
    place = {p: k for k, p in enumerate(game.players)}
    masks = [full & ~(1 << k) for k in range(len(game.players))]
    for pair in pairs:
        p, q = (place[x] for x in pair)
        masks[p] &= ~(1 << q)
        masks[q] &= ~(1 << p)
    return masks


def _connected_wins(game: Game, pairs: Pairs) -> NDArray[np.bool_]:
    """Coalitions of which some part that holds together wins."""
    wins = _table(game)
    n = len(game.players)
    around = _neighbours(game, pairs)
    masks = np.arange(len(wins), dtype=np.int64)
    made = np.zeros_like(wins)
    for k in range(n):
        part = masks & (1 << k)
        while True:
            grown = part.copy()
            for j in range(n):
                grown |= np.where(part >> j & 1, masks & around[j], 0)
            if np.array_equal(grown, part):
                break
            part = grown
        made |= wins[part] & (part != 0)
    return made | bool(wins[0])


def _swings(
    game: Game, wins: NDArray[np.bool_], allowed: NDArray[np.bool_] | None = None
) -> list[list[int]]:
    """Swings by size of every player, in allowed coalitions."""
    n = len(game.players)
    masks = np.arange(len(wins), dtype=np.int64)
    sizes = sum((masks >> k & 1) for k in range(n))
    rows = []
    for k in range(n):
        mark = wins & ~wins[masks & ~(1 << k)] & (masks >> k & 1 == 1)
        if allowed is not None:
            mark = mark & allowed
        rows.append([int(v) for v in np.bincount(np.asarray(sizes)[mark], minlength=n + 1)])
    return rows


def _allowed(game: Game, pairs: Pairs) -> NDArray[np.bool_]:
    masks = np.arange(1 << len(game.players), dtype=np.int64)
    place = {p: k for k, p in enumerate(game.players)}
    good = np.ones(len(masks), dtype=bool)
    for pair in pairs:
        both = sum(1 << place[p] for p in pair)
        good &= masks & both != both
    return good


def _per_orders(n: int, row: list[int]) -> Fraction:
    return sum((Fraction(s, k * comb(n, k)) for k, s in enumerate(row) if s), start=Fraction(0))


def _shared(game: Game, found: Iterable[Any], notes: tuple[str, ...] = ()) -> Values:
    values = [Fraction(v) for v in found]
    total = sum(values)
    shares = [v / total if total else Fraction(0) for v in values]
    if not total:
        notes = (*notes, "no allowed coalition wins: nobody's vote ever decides")
    return Values(tuple(zip(game.players, shares, strict=True)), notes=notes)


def myerson(
    subject: Subject, *, terms: Terms | None = None, apart: Iterable[Collection[str]] = ()
) -> Values:
    """Myerson's value: Shapley-Shubik when parties that exclude each other do not talk.

    A coalition wins when a part of it that holds together (through parties that exclude neither)
    wins. Without exclusions this is the Shapley-Shubik index.

    References
    ----------
    myerson_1977

    Examples
    --------
    >>> myerson(game_of({"a": 2, "b": 2, "c": 1}), apart=[["a", "c"]])
    <Values exact: a 1/6, b 2/3, c 1/6>
    """
    game = game_of(subject)
    rows = _swings(game, _connected_wins(game, excluded_pairs(game, terms, apart)))
    n = len(game.players)
    values = [_per_orders(n, row) for row in rows]
    return Values(tuple(zip(game.players, values, strict=True)), notes=game.remarks())


def myerson_banzhaf(
    subject: Subject, *, terms: Terms | None = None, apart: Iterable[Collection[str]] = ()
) -> Values:
    """Banzhaf shares of Myerson's restricted game.

    References
    ----------
    myerson_1977, banzhaf_1965

    Examples
    --------
    >>> myerson_banzhaf(game_of({"a": 2, "b": 2, "c": 1}), apart=[["a", "c"]])
    <Values exact: a 1/5, b 3/5, c 1/5>
    """
    game = game_of(subject)
    rows = _swings(game, _connected_wins(game, excluded_pairs(game, terms, apart)))
    return _shared(game, map(sum, rows), game.remarks())


def conditional_banzhaf(
    subject: Subject, *, terms: Terms | None = None, apart: Iterable[Collection[str]] = ()
) -> Values:
    """Banzhaf over allowed coalitions: a player's share of the swings in them.

    References
    ----------
    banzhaf_1965

    Examples
    --------
    >>> conditional_banzhaf(game_of({"a": 2, "b": 2, "c": 1}), apart=[["a", "c"]])
    <Values exact: a 1/4, b 1/2, c 1/4>
    """
    game = game_of(subject)
    pairs = excluded_pairs(game, terms, apart)
    return _shared(
        game, map(sum, _swings(game, _table(game), _allowed(game, pairs))), game.remarks()
    )


def conditional_shapley(
    subject: Subject, *, terms: Terms | None = None, apart: Iterable[Collection[str]] = ()
) -> Values:
    """Shapley-Shubik over allowed coalitions: orders in which the winning coalition is allowed.

    Of all orders whose first winning coalition is allowed, the share in which the player completes
    it.

    References
    ----------
    shapley_shubik_1954

    Examples
    --------
    >>> conditional_shapley(game_of({"a": 2, "b": 2, "c": 1}), apart=[["a", "c"]])
    <Values exact: a 1/4, b 1/2, c 1/4>
    """
    game = game_of(subject)
    pairs = excluded_pairs(game, terms, apart)
    rows = _swings(game, _table(game), _allowed(game, pairs))
    n = len(game.players)
    return _shared(game, [_per_orders(n, row) for row in rows], game.remarks())


def edelman(subject: Subject, *, space: Space | None = None) -> Values:
    """Edelman: Shapley-Shubik over orders in which every coalition on the way is connected.

    Parties join next to those already in, along the first dimension of the space; all such orders
    are equally likely. Players at the same position stand in case order.

    References
    ----------
    edelman_1997

    Examples
    --------
    >>> edelman(game_of({"a": 1, "b": 1, "c": 1}), space=Space.from_order("abc"))
    <Values exact: a 1/4, b 1/2, c 1/4>
    """
    game = game_of(subject)
    if not game.known:
        raise FormateurError(f"{game.name}: an order needs known seats")
    line = _line(game, space)
    n = len(line)
    totals: Mapping[str, int] = dict.fromkeys(game.players, 0)
    found = dict(totals)

    def wins(a: int, b: int) -> bool:
        return bool(game.rule.wins(p for p in line[a : b + 1] if p in known))

    known = set(game.rule.players)
    won = {(a, b): wins(a, b) for a in range(n) for b in range(a, n)}
    empty = bool(game.rule.wins(()))
    for (a, b), winning in won.items():
        if not winning:
            continue
        onward = comb(a + n - 1 - b, a)  # ways to go on to everybody
        if a == b:
            found[line[a]] += 0 if empty else onward
            continue
        before = 1 << (b - a - 1)  # ways to reach the coalition one shorter
        if not won[a + 1, b]:
            found[line[a]] += before * onward
        if not won[a, b - 1]:
            found[line[b]] += before * onward
    orders = 1 << (n - 1)
    notes = _tied(line, space)
    return Values(
        tuple((p, Fraction(found[p], orders)) for p in game.players),
        notes=(*game.remarks(), *notes),
    )


def _line(game: Game, space: Space | None) -> list[str]:
    placed = space.positions() if space else {}
    if not placed:
        raise FormateurError(
            "edelman needs positions on a dimension: give a space (command line: --order)"
        )
    missing = [p for p in game.voters if p not in placed]
    if missing:
        raise FormateurError(
            f"edelman needs a position of everybody; without: {', '.join(missing)}"
        )
    return sorted((p for p in game.players if p in placed), key=lambda p: placed[p])


def _tied(line: list[str], space: Space | None) -> tuple[str, ...]:
    placed = space.positions() if space else {}
    same = sorted({p for p, q in pairwise(line) if placed[p] == placed[q]})
    return (f"same position as the next, taken in case order: {', '.join(same)}",) if same else ()
