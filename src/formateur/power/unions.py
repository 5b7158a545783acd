"""Power with a priori unions: groups that agree to act together before the game begins.

First the unions meet, each as one player; then the members of a union share what it won, each
threatening to join the other unions alone. Players no union names stand alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formateur.errors import FormateurError, UnknownPartyError
from formateur.power.bits import by_size, packed
from formateur.power.games import (
    Game,
    OutOfReachError,
    Subject,
    Values,
    decided_players,
    game_of,
)
from formateur.power.table import MASKED, PLAYERS, Crowds, axes, settled
from formateur.rules import Weights, reweighted

__all__ = [
    "banzhaf_owen",
    "owen",
    "partition",
    "solidarity_public_good",
    "symmetric_coalitional_banzhaf",
    "union_public_good",
]

_CELLS = 1 << 22
Unions = Iterable[Collection[str]]
Partition = tuple[tuple[str, ...], ...]


def partition(players: Sequence[str], unions: Unions) -> Partition:
    """Unions completed by those who stand alone, in the order of the players.

    Raises
    ------
    FormateurError
        When unions overlap, name nobody, or one of them is everybody.

    Examples
    --------
    >>> partition(["a", "b", "c"], [["b", "c"]])
    (('a',), ('b', 'c'))
    """
    home: dict[str, tuple[str, ...]] = {}
    for group in unions:
        members = list(group)
        if not members:
            raise FormateurError("a union names nobody; write A+B,C+D")
        for player in members:
            if player not in players:
                raise UnknownPartyError(player, players)
            if player in home or members.count(player) > 1:
                raise FormateurError(f"{player!r} stands in two unions; a player has one at most")
        if len(members) == len(players) > 1:
            raise FormateurError(
                "a union of everybody has nobody to meet; leave the unions out to see its members"
            )
        union = tuple(p for p in players if p in members)
        home.update(dict.fromkeys(union, union))
    return tuple(dict.fromkeys(home.get(p, (p,)) for p in players))


@dataclass(frozen=True, slots=True)
class _Inside:
    """Swings of a union's kinds of members: ``[k][m]``, k members (one included), m unions."""

    kinds: tuple[tuple[str, ...], ...]
    swings: tuple[NDArray[Any], ...]


def _table(
    game: Game, own: Sequence[str], others: Sequence[Sequence[str]]
) -> tuple[NDArray[np.bool_], list[tuple[str, ...]], list[int]]:
    """Who wins, by how many of each own kind and of each kind of union take part.

    Returns the table, the own kinds, and per axis of unions how many there are of that kind.
    """
    voting = set(game.voters)
    mine = [tuple(p for p in kind if p in set(own)) for kind in game.kinds]
    own_axes = [(k, len(members)) for k, members in enumerate(mine) if members]
    makeup: dict[tuple[int, ...], int] = {}
    for union in others:
        held = tuple(len(voting & set(kind) & set(union)) for kind in game.kinds)
        if any(held):
            makeup[held] = makeup.get(held, 0) + 1
    sizes = [n for _, n in own_axes] + list(makeup.values())
    cells = prod(n + 1 for n in sizes)
    if cells > _CELLS:
        raise OutOfReachError(
            f"unions are counted over up to {PLAYERS} unions and members of one, or 2**22 "
            f"combinations that differ; here are {len(own) + len(others)}, with {cells:,}"
        )
    counts = axes(sizes)
    yes: list[Any] = [np.int64(0)] * len(game.kinds)
    for axis, (k, _) in zip(counts, own_axes, strict=False):
        yes[k] = yes[k] + axis
    for axis, held in zip(counts[len(own_axes) :], makeup, strict=True):
        for k, many in enumerate(held):
            if many:
                yes[k] = yes[k] + many * axis
    wins = settled(game, Crowds(game.kinds, tuple(yes)), tuple(n + 1 for n in sizes))
    return wins, [mine[k] for k, _ in own_axes], list(makeup.values())


def _contracted(game: Game, unions: Sequence[Sequence[str]]) -> Game:
    """The game in which each union is one player, called by its first member."""
    if decided_players(game.rule):
        raise OutOfReachError(
            f"{game.name}: {len(unions)} unions under a rule with inner bodies are out of reach"
        )

    def joined(weights: Weights) -> Weights:
        held = weights.values
        return Weights.of(
            {u[0]: sum(held.get(p) or 0 for p in u) for u in unions}, name=weights.name
        )

    return Game(reweighted(game.rule, joined), tuple(u[0] for u in unions), game.name)


def _swings_by_bits(game: Game, own: Sequence[str], others: Sequence[Sequence[str]]) -> _Inside:
    """The same sums from one bit per set of members and unions; the members lead the words."""
    met = _contracted(game, [*([p] for p in own), *others])
    places = [union[0] for union in others]
    words = packed(met.rule, [*places, *own]).reshape(1 << len(own), -1)
    tables = [np.zeros((len(own) + 1, len(others) + 1), dtype=np.int64) for _ in range(len(own))]
    for inside in range(1 << len(own)):
        for k, table in enumerate(tables):
            if inside >> k & 1:
                table[inside.bit_count()] += by_size(words[inside] & ~words[inside ^ 1 << k])
    return _Inside(tuple((p,) for p in own), tuple(tables))


def _swings(game: Game, own: Sequence[str], others: Sequence[Sequence[str]]) -> _Inside:
    try:
        wins, kinds, outer = _table(game, own, others)
    except OutOfReachError:
        # A word of bits holds the unions' first six; the members lead the words.
        if not game.known or len(others) < 6 or len(own) + len(others) > PLAYERS:
            raise
        return _swings_by_bits(game, own, others)
    sizes = [len(k) for k in kinds] + outer
    many: NDArray[Any] = np.ones((), dtype=object if sum(sizes) > 56 else np.int64)
    for n in sizes:
        many = np.multiply.outer(many, np.array([comb(n, k) for k in range(n + 1)], many.dtype))
    counts = axes(sizes)
    zero = np.zeros(wins.shape, dtype=np.int64)
    inner = zero + sum(counts[: len(kinds)], start=np.int64(0))
    met = zero + sum(counts[len(kinds) :], start=np.int64(0))
    tables = []
    for t, kind in enumerate(kinds):
        mark = np.zeros_like(wins)
        head = (slice(None),) * t
        mark[(*head, slice(1, None))] = (
            wins[(*head, slice(1, None))] & ~wins[(*head, slice(None, -1))]
        )
        held = np.broadcast_to(counts[t], wins.shape)[mark].astype(many.dtype)
        total = np.zeros((len(own) + 1, sum(outer) + 1), dtype=many.dtype)
        np.add.at(total, (inner[mark], met[mark]), many[mark] * held)
        tables.append(total // len(kind))
    return _Inside(tuple(kinds), tuple(tables))


def _by_unions(
    subject: Subject, unions: Unions, weight: Callable[[int, int, int, int], Fraction]
) -> Values:
    """Swings of each player weighted by ``weight(k, m, members, other unions)``."""
    game = game_of(subject)
    groups = partition(game.players, unions)
    voting = set(game.voters)
    # Who has no weight changes nothing: unions are counted by members who have some.
    real = [tuple(p for p in g if p in voting) for g in groups]
    real = [g for g in real if g]
    found: dict[str, Any] = dict.fromkeys(game.players, Fraction(0))
    for own in real:
        others = [g for g in real if g != own]
        inside = _swings(game, own, others)
        for kind, table in zip(inside.kinds, inside.swings, strict=True):
            value = Fraction(0)
            for k, m in zip(*np.nonzero(table), strict=True):
                value += int(table[k, m]) * weight(int(k), int(m), len(own), len(others))
            found.update(dict.fromkeys(kind, value))
    return Values(tuple(found.items()), notes=game.remarks())


def _orders(k: int, n: int) -> Fraction:
    """Of all orders of n, the share in which a given player comes right after k given ones."""
    return Fraction(1, n * comb(n - 1, k))


def owen(subject: Subject, *, unions: Unions = ()) -> Values:
    """Owen: Shapley-Shubik over orders in which the members of each union stand together.

    References
    ----------
    owen_1977

    Examples
    --------
    >>> owen(game_of({"a": 28, "b": 16, "c": 5, "d": 4, "e": 3, "f": 3}, 30),
    ...     unions=["bdf", "ce"])
    <Values exact: a 1/3, b 1/9, c 1/6, d 1/9, e 1/6, f 1/9>
    """
    return _by_unions(
        subject, unions, lambda k, m, own, others: _orders(k - 1, own) * _orders(m, others + 1)
    )


def banzhaf_owen(subject: Subject, *, unions: Unions = ()) -> Values:
    """Banzhaf-Owen: absolute Banzhaf when unions, and members of one's own union, toss coins.

    References
    ----------
    owen_1981

    Examples
    --------
    >>> banzhaf_owen(game_of({"a": 28, "b": 16, "c": 5, "d": 4, "e": 3, "f": 3}, 30),
    ...     unions=["bdf", "ce"])
    <Values exact: a 1/2, b 1/8, c 1/4, d 1/8, e 1/4, f 1/8>
    """
    return _by_unions(
        subject, unions, lambda _k, _m, own, others: Fraction(1, 2 ** (own - 1 + others))
    )


def symmetric_coalitional_banzhaf(subject: Subject, *, unions: Unions = ()) -> Values:
    """Symmetric coalitional Banzhaf: Banzhaf among unions, Shapley-Shubik inside them.

    References
    ----------
    alonso_meijide_fiestras_janeiro_2002

    Examples
    --------
    >>> symmetric_coalitional_banzhaf(
    ...     game_of({"a": 28, "b": 16, "c": 5, "d": 4, "e": 3, "f": 3}, 30), unions=["bdf", "ce"])
    <Values exact: a 1/2, b 1/6, c 1/4, d 1/6, e 1/4, f 1/6>
    """
    return _by_unions(
        subject,
        unions,
        lambda k, _m, own, others: _orders(k - 1, own) * Fraction(1, 2**others),
    )


def _minimal_with(game: Game, groups: Partition) -> list[int]:
    """Minimal winning sets of unions, those with each union."""
    whole = [tuple(g) for g in groups]
    if len(whole) > MASKED:
        met = _contracted(game, whole)
        found = met.spread([sum(row) for row in met.counts.inside], 0)
        return [found[union[0]] for union in whole]
    masks = np.arange(1 << len(whole), dtype=np.int64)
    home = {p: k for k, group in enumerate(whole) for p in group}
    yes = tuple(
        sum(((masks >> home[p]) & 1 for p in kind), start=np.int64(0)) for kind in game.kinds
    )
    from formateur.coalitions.tables import minimal_masks

    minimal = minimal_masks(settled(game, Crowds(game.kinds, yes), masks.shape))
    return [int((minimal >> k & 1).sum()) for k in range(len(whole))]


def union_public_good(subject: Subject, *, unions: Unions = ()) -> Values:
    """Union public good index: players by their union's minimal winning sets of unions.

    Every member counts as often as the union does, so large unions weigh more.

    References
    ----------
    holler_nohn_2009

    Examples
    --------
    >>> union_public_good(game_of({"a": 28, "b": 16, "c": 5, "d": 4, "e": 3, "f": 3}, 30),
    ...     unions=["bdf", "ce"])
    <Values exact: a 1/6, b 1/6, c 1/6, d 1/6, e 1/6, f 1/6>
    """
    return _public(subject, unions, shared=False)


def solidarity_public_good(subject: Subject, *, unions: Unions = ()) -> Values:
    """Solidarity public good index: the union's share, split equally among its members.

    References
    ----------
    alonso_meijide_2010

    Examples
    --------
    >>> solidarity_public_good(game_of({"a": 28, "b": 16, "c": 5, "d": 4, "e": 3, "f": 3}, 30),
    ...     unions=["bdf", "ce"])
    <Values exact: a 1/3, b 1/9, c 1/6, d 1/9, e 1/6, f 1/9>
    """
    return _public(subject, unions, shared=True)


def _public(subject: Subject, unions: Unions, *, shared: bool) -> Values:
    game = game_of(subject)
    groups = partition(game.players, unions)
    counts = _minimal_with(game, groups)
    found = {
        p: Fraction(n, len(group) if shared else 1)
        for group, n in zip(groups, counts, strict=True)
        for p in group
    }
    total = sum(found.values())
    return Values(
        tuple((p, found[p] / total if total else Fraction(0)) for p in game.players),
        notes=game.remarks(),
    )
