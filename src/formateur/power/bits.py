"""One bit per coalition: a rule of up to 28 players as packed words, and sums over them.

Word h holds the 64 coalitions whose first six players vary while the others are those of the
bits of h. A threshold is then one look-up per word: with the others' sum given, it asks which of
the 64 sums of the first six reach the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from formateur.errors import FormateurError
from formateur.power.methods import Counts
from formateur.rules import AllOf, AnyOf, AtLeast, Bloc, NotOpposed, Present, Quota, Rule, Share

if TYPE_CHECKING:
    from formateur.power.games import Game

__all__ = ["by_size", "count_bits", "one_of_size", "packed"]

Words = NDArray[np.uint64]
_FULL = 0xFFFFFFFFFFFFFFFF
# Coalitions of the first six players: those with player i, and those of each size.
_WITH = [sum(1 << s for s in range(64) if s >> i & 1) for i in range(6)]
_SIZED = [sum(1 << s for s in range(64) if s.bit_count() == k) for k in range(7)]


class _Packer:
    """Evaluates a rule over all coalitions of `players`, word by word."""

    def __init__(self, players: Sequence[str]) -> None:
        # At least six places, so that a word is always full; the empty ones weigh nothing.
        self.players = [*players, *([""] * (6 - len(players)))]
        self.words = 1 << (len(self.players) - 6)

    def truth(self, rule: Rule, fixed: Mapping[str, Words], turned: bool) -> Words:
        """Words of a rule; `fixed` says how decided players vote, `turned` counts the noes."""
        match rule:
            case NotOpposed():
                return ~self.truth(rule.rule, fixed, not turned)
            case Bloc():
                inner = self.truth(rule.inner, fixed, turned)
                vote = ~inner if turned else inner
                return self.truth(rule.rule, {**fixed, rule.player: vote}, turned)
            case AllOf():
                return _folded(np.bitwise_and, [self.truth(r, fixed, turned) for r in rule.rules])
            case AnyOf():
                return _folded(np.bitwise_or, [self.truth(r, fixed, turned) for r in rule.rules])
            case AtLeast():
                return _at_least(rule.k, [self.truth(r, fixed, turned) for r in rule.rules])
            case Quota() | Share() | Present():
                return self.leaf(rule, fixed, turned)
        raise FormateurError(f"no table for a rule of the kind {type(rule).__name__}")

    def constant(self, value: bool) -> Words:
        return np.full(self.words, _FULL if value else 0, dtype=np.uint64)

    def leaf(self, rule: Any, fixed: Mapping[str, Words], turned: bool) -> Words:
        form = rule.weighted()
        if form is None:  # a quorum: everybody is present
            return self.constant(rule.quota <= rule.weights.total)
        weights, scale = form[0].integers()
        quota = int(form[1] * scale)
        if turned:  # noes reach the quota exactly when ayes stay below total - quota + 1
            return ~self.reach(weights, sum(weights.values()) - quota + 1, fixed)
        return self.reach(weights, quota, fixed)

    def reach(self, weights: Mapping[str, int], quota: int, fixed: Mapping[str, Words]) -> Words:
        """Coalitions whose weight is `quota` or more."""
        inner = [p for p in fixed if weights.get(p, 0)]
        values = [0 if p in fixed else weights.get(p, 0) for p in self.players]
        if not inner:
            return self.threshold(values, quota)
        total = self.constant(value=False)
        for votes in product((False, True), repeat=len(inner)):
            held = sum(weights[p] for p, yes in zip(inner, votes, strict=True) if yes)
            part = self.threshold(values, quota - held)
            for p, yes in zip(inner, votes, strict=True):
                part &= fixed[p] if yes else ~fixed[p]
            total |= part
        return total

    def threshold(self, values: Sequence[int], quota: int) -> Words:
        total = sum(values)
        if quota <= 0 or quota > total:
            return self.constant(quota <= 0)
        if total >= 2**62:
            raise FormateurError("weights sum to 2**62 or more; divide them by a common factor")
        low, high = _sums(values[:6]), _sums(values[6:])
        order = np.argsort(low, kind="stable")
        mask, masks = 0, [0]
        for s in reversed(order.tolist()):
            mask |= 1 << s
            masks.append(mask)
        # masks[::-1][k]: all of the 64 but the k smallest.
        table = np.array(masks[::-1], dtype=np.uint64)
        return table[np.searchsorted(low[order], quota - high, side="left")]


def _sums(values: Sequence[int]) -> NDArray[np.int64]:
    made = np.zeros(1, dtype=np.int64)
    for v in values:
        made = np.concatenate([made, made + v])
    return made


def _folded(how: Any, parts: Sequence[Words]) -> Words:
    made = parts[0]
    for part in parts[1:]:
        made = how(made, part)
    return made


def _at_least(k: int, parts: Sequence[Words]) -> Words:
    """Where at least k of the parts hold: reached[j] where j or more of those seen so far do."""
    reached = [np.zeros_like(parts[0]) for _ in range(k + 1)]
    reached[0] = ~reached[0]
    for part in parts:
        for j in range(k, 0, -1):
            reached[j] = reached[j] | (reached[j - 1] & part)
    return reached[k]


def packed(rule: Rule, players: Sequence[str]) -> Words:
    """All coalitions of `players` as bits: coalition s is bit ``s % 64`` of word ``s // 64``."""
    return _Packer(players).truth(rule, {}, turned=False)


def count_bits(game: Game, *, compiled: bool | None = None) -> Counts:
    """Everything there is to count, from one bit per coalition.

    `compiled` chooses the build: ``None`` takes numba when it is installed.
    """
    # Light players first: within a word then hardly anything changes, and most words are skipped.
    whole = {leaf.weights: leaf.weights.integers()[0] for leaf in game.rule.leaves}
    share = {
        p: sum(w.get(p, 0) / max(sum(w.values()), 1) for w in whole.values()) for p in game.voters
    }
    order = sorted(game.voters, key=lambda p: share[p])
    words = packed(game.rule, order)
    n = max(len(order), 6)
    kernel = _compiled() if (_has_numba() if compiled is None else compiled) else _plain
    winning, swings, minimal, inside, critical = kernel(words, n)
    keep = len(order) + 1
    # With fewer than six players every coalition is there once per filling of the empty places.
    if len(order) < 6:
        raise FormateurError("tables of bits start at six players")
    place = {p: k for k, p in enumerate(order)}
    rows = [place[kind[0]] for kind in game.kinds]

    def told(table: Any) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(int(v) for v in table[r][:keep]) for r in rows)

    return Counts(
        winning=tuple(int(v) for v in winning[:keep]),
        swings=told(swings),
        minimal=tuple(int(v) for v in minimal[:keep]),
        inside=told(inside),
        critical=told(critical),
    )


def _has_numba() -> bool:
    from importlib.util import find_spec

    return find_spec("numba") is not None


@cache
def _compiled() -> Any:
    from formateur.power.kernels import compiled_tally

    return compiled_tally()


# -- without numba: the same sums by array operations ---------------------------------------------


def _popcount(words: Words) -> NDArray[Any]:
    """Set bits of each word (numpy 1.26 has no bitwise_count), as whole numbers of some kind."""
    if hasattr(np, "bitwise_count"):
        return np.bitwise_count(words)
    table = np.array([b.bit_count() for b in range(256)], dtype=np.int64)
    return table[words.view(np.uint8)].reshape(-1, 8).sum(axis=1)  # type: ignore[no-any-return]


def by_size(words: Words) -> NDArray[np.int64]:
    """How many coalitions of each size are marked.

    >>> by_size(np.array([0b11101000], dtype=np.uint64)).tolist()[:4]
    [0, 0, 3, 1]
    """
    some = _Some(words, np.flatnonzero(words))
    return some.by_size(some.here)


def one_of_size(words: Words, size: int) -> int | None:
    """One coalition of so many members among those marked, as a mask of players.

    >>> one_of_size(np.array([0b11101000], dtype=np.uint64), 2)  # any two of three
    3
    """
    places = np.flatnonzero(words)
    sizes = _popcount(places.astype(np.uint64)).astype(np.int64)
    for k, mask in enumerate(_SIZED):
        marks = words[places] & np.uint64(mask)
        found = np.flatnonzero((marks != 0) & (sizes == size - k))
        if len(found):
            first = int(marks[found[0]])
            return int(places[found[0]]) << 6 | (first & -first).bit_length() - 1
    return None


class _Some:
    """Chosen words of a table, and the coalitions in them with and without one player."""

    def __init__(self, words: Words, places: NDArray[np.int64]) -> None:
        sizes = _popcount(places.astype(np.uint64)).astype(np.int64)
        order = np.argsort(sizes, kind="stable")  # so that sums by size are sums of neighbours
        self.words, self.places, self.sizes = words, places[order], sizes[order]
        self.here = words[self.places]

    def having(self, i: int, marks: Words) -> Words:
        """The marked coalitions with player i."""
        if i < 6:
            return marks & np.uint64(_WITH[i])
        inside = self.places >> (i - 6) & 1
        return marks & -inside.astype(np.int64).view(np.uint64)

    def critical(self, i: int) -> Words:
        """The winning coalitions that lose without player i."""
        if i < 6:
            without = self.here << np.uint64(1 << i)
        else:
            without = self.words[self.places & ~(1 << (i - 6))]
        return self.having(i, self.here & ~without)

    def by_size(self, marks: Words) -> NDArray[np.int64]:
        """Marked coalitions by how many members they have."""
        top = len(self.words).bit_length() - 1 + 7
        total = np.zeros(top, dtype=np.int64)
        some = np.flatnonzero(marks)
        if not len(some):
            return total
        marks, sizes = marks[some], self.sizes[some]
        starts = np.flatnonzero(np.diff(sizes, prepend=-1))
        for k, mask in enumerate(_SIZED):
            many = _popcount(marks & np.uint64(mask))
            total[sizes[starts] + k] += np.add.reduceat(many, starts, dtype=np.int64)
        return total


def _plain(words: Words, n: int) -> tuple[Any, ...]:
    swings, inside = np.zeros((n, n + 1), dtype=np.int64), np.zeros((n, n + 1), dtype=np.int64)
    critical = np.zeros((n, n + 1), dtype=np.int64)
    some = _Some(words, np.flatnonzero(words))
    minimal = some.here.copy()
    digits = [np.zeros_like(minimal) for _ in range(n.bit_length())]
    for i in range(n):
        mark = some.critical(i)
        swings[i] = some.by_size(mark)
        minimal &= mark | ~some.having(i, some.here)
        for k, digit in enumerate(digits):  # one more critical member: add with carry
            digits[k], mark = digit ^ mark, digit & mark
    least = _Some(words, some.places[minimal != 0])
    minimal = minimal[minimal != 0]
    for i in range(n):
        inside[i] = least.by_size(least.having(i, minimal))
    kept = np.flatnonzero(_folded(np.bitwise_or, digits))
    digits = [d[kept] for d in digits]
    tipping = _Some(words, some.places[kept])
    marks = [tipping.critical(i) for i in range(n)]
    for m in range(1, n + 1):
        chosen = np.full(len(kept), _FULL, dtype=np.uint64)
        for k, digit in enumerate(digits):
            chosen &= digit if m >> k & 1 else ~digit
        here = np.flatnonzero(chosen)
        if len(here):
            for i in range(n):
                critical[i, m] = _popcount(marks[i][here] & chosen[here]).sum()
    return some.by_size(some.here), swings, least.by_size(minimal), inside, critical
