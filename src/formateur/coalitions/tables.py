"""Any rule, many divisions at once: bit masks in, truth out; and exact counts by size.

`Ballots` is the many-at-once counterpart of :class:`formateur.rules.Division`: each array entry
is one division, each bit one player. `winners_by_size` counts the winning coalitions of a rule
over several weights by meeting in the middle, without a table of all coalitions.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import product
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formateur.coalitions.search import check_time
from formateur.errors import FormateurError
from formateur.rules import Bloc, Linear, Rule, Truth, Weights

__all__ = ["TABLE_PLAYERS", "Ballots", "SubsetSums", "Sums", "minimal_masks", "winners_by_size"]

TABLE_PLAYERS = 22  # 2**22 coalitions: a table of 4 MB
Masks = NDArray[np.int64]

_BITS = 11  # subset sums are looked up eleven players at a time


@dataclass(frozen=True, slots=True, eq=False)
class SubsetSums:
    """Weight of every subset of the players, by looking up eleven players at a time."""

    tables: tuple[NDArray[np.int64], ...]

    @classmethod
    def of(cls, weights: Sequence[int]) -> SubsetSums:
        """Tables for one weight per bit; sums stay below 2**62."""
        if sum(weights) >= 2**62:
            raise FormateurError("weights sum to 2**62 or more; divide them by a common factor")
        tables = []
        for start in range(0, max(len(weights), 1), _BITS):
            sums = np.zeros(1, dtype=np.int64)
            for w in weights[start : start + _BITS]:
                sums = np.concatenate([sums, sums + w])
            tables.append(sums)
        return cls(tuple(tables))

    def __call__(self, masks: Masks) -> NDArray[np.int64]:
        """Total weight of each mask, shape as given."""
        total: NDArray[np.int64] = self.tables[0][masks & (len(self.tables[0]) - 1)]
        for k, table in enumerate(self.tables[1:], start=1):
            total = total + table[(masks >> (k * _BITS)) & (len(table) - 1)]
        return total


@dataclass(frozen=True, slots=True, eq=False)
class Ballots:
    """Many divisions at once; players not in `yes`, `abstain` or `unsure` vote no.

    Masks have shape ``(n_divisions,)`` or are single integers that hold for all.
    """

    players: tuple[str, ...]
    yes: Any
    abstain: Any = 0
    unsure: Any = 0
    reversed: bool = False

    def bounds(self, weights: Weights, linear: Linear) -> tuple[Any, Any]:
        """Least and greatest value of the linear form, in units that make the weights whole."""
        known, scale = weights.integers()
        sums = SubsetSums.of([known.get(p, 0) for p in self.players])
        form = linear.turned() if self.reversed else linear
        steepest = max(abs(c) for c in (form.yes, form.no, form.abstain))
        if steepest * weights.total * scale >= 2**62:
            raise FormateurError(
                "weights times the rule's share reach 2**62; divide the weights by a common "
                "factor or write the share in smaller numbers"
            )
        yes, abstain, unsure = (sums(np.asarray(m)) for m in (self.yes, self.abstain, self.unsure))
        against = sum(known.values()) - yes - abstain - unsure
        value = form.yes * yes + form.no * against + form.abstain * abstain
        low = value + min(form.yes, form.no) * unsure
        high = value + max(form.yes, form.no) * unsure
        for group in weights.groups:
            least, most = self._span(group.parties, form)
            low, high = low + least * group.seats * scale, high + most * group.seats * scale
        return low, high

    def _span(self, parties: tuple[str, ...], form: Linear) -> tuple[Any, Any]:
        """Least and greatest coefficient among the members of a residual group."""
        members = sum(1 << self.players.index(p) for p in parties)
        yes, abstain, unsure = (
            np.asarray(m) & members for m in (self.yes, self.abstain, self.unsure)
        )
        against = members & ~(yes | abstain | unsure)
        ways = (
            (form.yes, yes | unsure),
            (form.no, against | unsure),
            (form.abstain, abstain),
        )
        far = max(abs(c) for c, _ in ways) + 1
        low = reduce(np.minimum, [np.where(m != 0, c, far) for c, m in ways])
        high = reduce(np.maximum, [np.where(m != 0, c, -far) for c, m in ways])
        return low, high

    def decided(self, player: str, truth: Truth) -> Ballots:
        """The same with `player` voting as `truth` says, division by division."""
        bit = 1 << self.players.index(player)
        surely, possibly = truth
        says_yes = np.where(surely, bit, 0)
        if self.reversed:
            says_yes = np.where(possibly, 0, bit)
        return replace(
            self,
            yes=(np.asarray(self.yes) & ~bit) | says_yes,
            abstain=np.asarray(self.abstain) & ~bit,
            unsure=(np.asarray(self.unsure) & ~bit) | np.where(surely == possibly, 0, bit),
        )

    def turned(self) -> Ballots:
        """Votes for and against exchanged."""
        return replace(self, reversed=not self.reversed)


def winning_table(
    rule: Rule, players: Sequence[str]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each of the 2**n coalitions surely, and possibly, wins against all others."""
    if len(players) > TABLE_PLAYERS:
        raise FormateurError(
            f"a table of all coalitions takes up to {TABLE_PLAYERS} players; "
            f"there are {len(players)}"
        )
    masks = np.arange(1 << len(players), dtype=np.int64)
    surely, possibly = rule.truth(Ballots(tuple(players), masks))
    return np.broadcast_to(surely, masks.shape), np.broadcast_to(possibly, masks.shape)


def minimal_masks(wins: NDArray[np.bool_]) -> Masks:
    """Coalitions that win while no coalition short of one member does.

    >>> minimal_masks(np.array([False, False, False, True])).tolist()
    [3]
    """
    minimal = wins.copy()
    for k in range(len(wins).bit_length() - 1):
        with_k = minimal.reshape(-1, 2, 1 << k)
        with_k[:, 1, :] &= ~wins.reshape(-1, 2, 1 << k)[:, 0, :]
    return np.flatnonzero(minimal)


@dataclass(frozen=True, slots=True)
class Sums:
    """A tally given by totals: how much of each weighting votes yes; the rest votes no.

    Totals are in the units of ``weights.integers()``.
    """

    yes: Mapping[Weights, int]
    reversed: bool = False

    def bounds(self, weights: Weights, linear: Linear) -> tuple[int, int]:
        """The linear form, exact, in units that make the weights whole."""
        form = linear.turned() if self.reversed else linear
        total = int(weights.total * weights.integers()[1])
        value = form.yes * self.yes[weights] + form.no * (total - self.yes[weights])
        return value, value

    def decided(self, player: str, truth: Truth) -> Sums:  # noqa: ARG002 - a tally's signature
        raise FormateurError(f"totals cannot say how {player!r} votes")

    def turned(self) -> Sums:
        """Votes for and against exchanged."""
        return replace(self, reversed=not self.reversed)


_PAIRS = 250_000  # pairs of groups that counting by size looks at


def countable_by_size(rule: Rule, players: Sequence[str]) -> bool:
    """Whether `winners_by_size` answers within seconds: few enough groups of small totals."""
    if len(players) <= TABLE_PLAYERS:
        return True
    weightings = list(dict.fromkeys(leaf.weights for leaf in rule.leaves))
    if len(players) > 40 or _blocs(rule):
        return False
    if any(not w.known or w.integers()[1] > 1 for w in weightings):
        return False
    small, _ = _small_and_large(weightings, players)
    half = (len(players) + 1) // 2
    groups = prod(min(int(w.total) + 1, 1 << half) for w in small)
    return min(groups, 1 << half) ** 2 <= _PAIRS


def _blocs(rule: Rule) -> bool:
    """Whether somebody's vote is decided inside, so that totals do not tell the outcome."""
    return isinstance(rule, Bloc) or any(_blocs(r) for r in getattr(rule, "rules", ()))


def _small_and_large(
    weightings: Sequence[Weights], players: Sequence[str]
) -> tuple[list[Weights], Weights]:
    """Head count and the weightings with few values; the one with the most values."""
    one = Weights.of(dict.fromkeys(players, 1), name="one")
    large = max(weightings, key=lambda w: len(set(w.values.values())))
    return [one, *(w for w in weightings if w not in (large, one))], large


def winners_by_size(rule: Rule, players: Sequence[str] | None = None) -> dict[int, int]:
    """Number of winning coalitions by number of members, exact.

    `players` may name more than the rule counts; theirs are the players of the rule by default.
    With unknown seats, and up to 22 players, counted are those that win whatever the split.

    Up to 22 players a table of all coalitions tells. Beyond, the rule may use several weightings
    of the same players, of which one may take many values (population); the others take few (one
    each, a veto). Each half of the players is grouped by
    its small totals, its large totals sorted; the rule then is one threshold on the large total
    per pair of groups. Two halves of n/2 players cost 2**(n/2), not 2**n.
    """
    players = rule.players if players is None else players
    if len(players) <= TABLE_PLAYERS:
        wins, _ = winning_table(rule, players)
        sizes = SubsetSums.of([1] * len(players))(np.flatnonzero(wins))
        counted = np.bincount(sizes, minlength=len(players) + 1)
        return {k: int(n) for k, n in enumerate(counted)}
    weightings = list(dict.fromkeys(leaf.weights for leaf in rule.leaves))
    if any(not w.known or w.integers()[1] > 1 for w in weightings):
        raise FormateurError("counting by size needs whole, known weights")
    if len(players) > 40:
        raise FormateurError(f"counting by size takes up to 40 players; there are {len(players)}")
    if not countable_by_size(rule, players):
        raise FormateurError(
            f"counting by size of {len(players)} players needs a rule whose weights, but for one "
            "weighting, take few values"
        )
    small, large = _small_and_large(weightings, players)
    halves = [_grouped(half, small, large) for half in (players[::2], players[1::2])]
    found: Counter[int] = Counter()
    thresholds: dict[tuple[int, ...], int] = {}
    for (a, first), (b, second) in product(halves[0].items(), halves[1].items()):
        key = tuple(x + y for x, y in zip(a, b, strict=True))
        if key not in thresholds:
            thresholds[key] = _threshold(rule, dict(zip(small, key, strict=True)), large)
        # How many partners in `second` lift each total of `first` to the threshold.
        reach = len(second) - np.searchsorted(second, thresholds[key] - first, side="left")
        found[key[0]] += int(reach.sum())
    return {k: found[k] for k in range(len(players) + 1)}


def _grouped(
    half: Sequence[str], small: Sequence[Weights], large: Weights
) -> dict[tuple[int, ...], NDArray[np.int64]]:
    columns = [_subset_totals(half, w) for w in (*small, large)]
    groups: dict[tuple[int, ...], list[int]] = {}
    for *key, value in zip(*columns, strict=True):
        groups.setdefault(tuple(key), []).append(value)
    return {k: np.sort(np.array(v, dtype=np.int64)) for k, v in groups.items()}


def _subset_totals(half: Sequence[str], weights: Weights) -> list[int]:
    values = weights.values
    totals = np.zeros(1, dtype=np.int64)
    for player in half:
        totals = np.concatenate([totals, totals + int(values.get(player) or 0)])
    return [int(t) for t in totals]


def _threshold(rule: Rule, sums: Mapping[Weights, int], large: Weights) -> int:
    """The least total of `large` with which the rule passes, given the small totals."""
    top = int(large.total)

    def passes(total: int) -> bool:
        return bool(
            rule.truth(Sums({large: total, **sums} if large not in sums else dict(sums)))[0]
        )

    return bisect_left(range(top + 1), True, key=passes)


def depth_first(
    rule: Rule, order: Sequence[str], *, minimal: bool, most: int
) -> Iterator[tuple[str, ...]]:
    """Winning coalitions of any rule over known weights, in the order of `order`, one by one.

    For rules that are not one quota and have too many players for a table.
    """
    weightings = list(dict.fromkeys(leaf.weights for leaf in rule.leaves))
    whole = [w.integers()[0] for w in weightings]
    values = [[w.get(p, 0) for w in whole] for p in order]
    suffix = [[0] * len(weightings)]
    for row in reversed(values):
        suffix.append([a + b for a, b in zip(row, suffix[-1], strict=True)])
    suffix.reverse()

    def wins(totals: Sequence[int]) -> bool:
        return bool(rule.truth(Sums(dict(zip(weightings, totals, strict=True))))[0])

    def down(k: int, chosen: list[int], totals: list[int]) -> Iterator[tuple[str, ...]]:
        check_time()
        hope = [a + b for a, b in zip(totals, suffix[k], strict=True)]
        if k == len(order) or len(chosen) == most or not wins(hope):
            return
        taken = [a + b for a, b in zip(totals, values[k], strict=True)]
        won = wins(taken)
        if won and (not minimal or _all_critical(wins, [*chosen, k], values, taken)):
            yield tuple(order[i] for i in [*chosen, k])
        if not (won and minimal):
            yield from down(k + 1, [*chosen, k], taken)
        yield from down(k + 1, chosen, totals)

    nothing = [0] * len(weightings)
    if wins(nothing):
        yield ()
        if minimal:
            return
    yield from down(0, [], nothing)


def _all_critical(
    wins: Any, chosen: Sequence[int], values: Sequence[Sequence[int]], totals: Sequence[int]
) -> bool:
    return not any(wins([t - v for t, v in zip(totals, values[i], strict=True)]) for i in chosen)
