"""Estimates with confidence intervals, for what no table and no sum reaches; and power over draws.

Every batch of samples has its own seed, derived from the seed and the number of the batch. So the
same seed gives the same answer on any machine, whether or not the run was interrupted, and a
finished batch is never repeated.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from formateur.errors import FormateurError, UnknownIdError
from formateur.files import read_text
from formateur.power.games import Game, Subject, Values, game_of
from formateur.power.table import Crowds

__all__ = ["ESTIMATED", "Sample", "estimate", "over_draws", "sample"]

ESTIMATED = ("banzhaf", "banzhaf_absolute", "shapley_shubik")
_BATCH = 1 << 10  # samples whose mean counts as one observation
_CELLS = 1 << 22  # players times samples handled at once
_95 = 1.959963984540054
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Sums over finished batches: enough to go on from, or to answer.

    Attributes
    ----------
    weights
        Of the one quota that decides; under any other rule nobody's.
    rule
        A digest of the rule, so that a state is not gone on from under another one.
    total
        Per player: sum of the batches' rates.
    parts, squares
        Per player: sum of what each batch alone would answer, and of its squares; their spread
        gives the intervals.
    batches
        How many batches are done.
    """

    measure: str
    seed: int
    players: tuple[str, ...]
    weights: tuple[int, ...]
    total: NDArray[np.float64]
    parts: NDArray[np.float64]
    squares: NDArray[np.float64]
    batches: int = 0
    rule: str = ""

    def grown(self, rates: NDArray[np.float64]) -> Sample:
        """One batch more."""
        part = _normed(rates, self.measure)
        return replace(
            self,
            total=self.total + rates,
            parts=self.parts + part,
            squares=self.squares + part**2,
            batches=self.batches + 1,
        )

    def to_json(self) -> str:
        """The state as text; floats are kept to the last bit."""
        kept = {
            "measure": self.measure,
            "seed": self.seed,
            "players": list(self.players),
            "weights": list(self.weights),
            "batches": self.batches,
            "rule": self.rule,
            **{k: getattr(self, k).tolist() for k in ("total", "parts", "squares")},
        }
        return json.dumps(kept)

    @classmethod
    def from_json(cls, text: str) -> Sample:
        """Read a state back."""
        try:
            kept = json.loads(text)
            total, parts, squares = (
                np.array(kept[k], dtype=np.float64) for k in ("total", "parts", "squares")
            )
            return cls(
                kept["measure"],
                kept["seed"],
                tuple(kept["players"]),
                tuple(kept["weights"]),
                total,
                parts,
                squares,
                kept["batches"],
                kept["rule"],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise FormateurError(f"not the state of a sample: {error}") from None

    def values(self) -> Values:
        """Means with the half-widths of their 95 % intervals, from the spread of batches."""
        n = max(self.batches, 1)
        mean = _normed(self.total / n, self.measure)
        alone = self.parts / n
        spread = np.sqrt(np.maximum(self.squares / n - alone**2, 0.0) / max(n - 1, 1))
        half = np.maximum(_student(n - 1) * spread, 1e-12)
        half = np.where(self.total == 0, self._unseen(mean + half), half)
        spans = {
            p: (max(float(m - h), 0.0), float(m + h))
            for p, m, h in zip(self.players, mean, half, strict=True)
        }
        return Values(
            tuple((p, float(m)) for p, m in zip(self.players, mean, strict=True)),
            "sampled",
            float(half.max()),
            spans,
            (_told(n, self.seed, float(half.max())),),
        )

    def _unseen(self, tops: NDArray[np.float64]) -> NDArray[np.float64]:
        """Upper ends for those never seen critical: 3/N, and no more than anybody heavier has."""
        if not self.weights:
            return np.full(len(tops), 3.0 / (max(self.batches, 1) * _BATCH))
        order = np.argsort(-np.array(self.weights, dtype=np.float64), kind="stable")
        seen = np.where(self.total > 0, tops, 3.0 / (max(self.batches, 1) * _BATCH))
        ends = np.empty_like(seen)
        ends[order] = np.minimum.accumulate(seen[order])
        return ends


def _normed(rates: NDArray[np.float64], measure: str) -> NDArray[np.float64]:
    """Shares of one, except for the absolute measure."""
    total = rates.sum()
    return rates if measure == "banzhaf_absolute" or not total else rates / total


def _told(batches: int, seed: int, half: float) -> str:
    return (
        f"estimated from {batches * _BATCH:,} samples (seed {seed}); "
        f"95 % intervals of at most ±{half:.2g}"
    )


def _student(freedom: int) -> float:
    """The 97.5 % point of Student's t, by Cornish and Fisher's expansion; from 4 batches on."""
    f = max(freedom, 3)
    z = _95
    return z + (z**3 + z) / (4 * f) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * f**2)


def sample(
    subject: Subject,
    measure: str,
    *,
    samples: int = 1 << 16,
    seed: int = 0,
    state: Sample | None = None,
    progress: Progress | None = None,
    keep: Path | None = None,
) -> Sample:
    """Draw samples of a measure, from the start or on from a `state`.

    Parameters
    ----------
    subject
        A rule, an assembly, or a game: any number of players.
    measure
        ``banzhaf``, ``banzhaf_absolute`` or ``shapley_shubik``.
    samples
        How many in all, rounded up to whole batches of 1024, four at least.
    seed
        Of the whole run.
    state
        What an earlier run left; the same players, measure and seed.
    progress
        Called with finished and wanted batches.
    keep
        A file that holds the state after every batch; an existing one is gone on from.

    Raises
    ------
    FormateurError
        When the state is of another question.
    """
    game = game_of(subject)
    if measure not in ESTIMATED:
        raise UnknownIdError("measure to sample", measure, ESTIMATED)
    if not game.known:
        raise FormateurError(f"{game.name}: samples need known seats")
    if state is None and keep is not None and keep.exists():
        state = Sample.from_json(read_text(keep))
    draw = _drawer(game, measure)
    zeros = np.zeros(len(game.players))
    empty = Sample(
        measure, seed, game.players, draw.heavier, zeros, zeros, zeros, rule=_digest(game)
    )
    at = state or empty
    if (at.measure, at.seed, at.players) != (measure, seed, game.players):
        raise FormateurError(
            f"the state is of {at.measure} with seed {at.seed} for {len(at.players)} players, "
            f"not of {measure} with seed {seed} for {len(game.players)}"
        )
    if at.rule != empty.rule:
        raise FormateurError(f"the state is of another rule than {game.rule.describe()}")
    wanted = max(-(-samples // _BATCH), 4)
    for batch in range(at.batches, wanted):
        at = at.grown(draw.batch(np.random.default_rng([seed, batch])))
        if keep is not None:
            part = keep.with_name(keep.name + ".part")
            part.write_text(at.to_json(), encoding="utf-8")
            part.replace(keep)
        if progress is not None:
            progress(batch + 1, wanted)
    return at


def estimate(subject: Subject, measure: str, **options: Any) -> Values:
    """Estimate an index; options as in :func:`sample`.

    References
    ----------
    castro_gomez_tejada_2009, bachrach_2010

    Examples
    --------
    >>> found = estimate(game_of({"a": 50, "b": 49, "c": 1}, 51), "shapley_shubik", seed=1)
    >>> low, high = found.spans["a"]
    >>> low <= 2 / 3 <= high
    True
    """
    return sample(subject, measure, **options).values()


def _digest(game: Game) -> str:
    """Weights and words of a rule in a few letters; equal rules have equal digests."""
    leaves = [
        (leaf.describe(), leaf.weights.name, leaf.weights.pairs) for leaf in game.rule.leaves
    ]
    told = repr((game.rule.describe(), leaves))
    return sha256(told.encode()).hexdigest()[:16]


def _drawer(game: Game, measure: str) -> _Drawer:
    orders = measure == "shapley_shubik"
    if game.form is None:
        return _TreeOrders(game) if orders else _TreeCoalitions(game)
    return _Orders(game) if orders else _Coalitions(game)


class _Drawer(Protocol):
    """Draws batches; `heavier` are weights under which the heavier is never less powerful."""

    @property
    def heavier(self) -> tuple[int, ...]: ...

    def batch(self, rng: np.random.Generator) -> NDArray[np.float64]:
        """The share of samples in which each player decides."""


class _Drawn:
    """Weights and quota in machine words."""

    def __init__(self, game: Game) -> None:
        assert game.form is not None
        by_player = dict(zip(game.voters, game.form[0], strict=True))
        self.weights = _machine([by_player.get(p, 0) for p in game.players])
        self.quota = game.form[1]

    @property
    def heavier(self) -> tuple[int, ...]:
        return tuple(self.weights.tolist())


class _Coalitions(_Drawn):
    """Random coalitions: everybody joins with probability one half."""

    def batch(self, rng: np.random.Generator) -> NDArray[np.float64]:
        n = len(self.weights)
        found = np.zeros(n)
        step = max(_CELLS // n, 1)
        for start in range(0, _BATCH, step):
            many = min(step, _BATCH - start)
            inside = rng.integers(0, 2, size=(many, n), dtype=np.int8).astype(bool)
            held = np.where(inside, self.weights, 0).sum(axis=1)
            # A winning coalition needs the members heavier than what it has to spare, a losing
            # one any outsider as heavy as what it lacks.
            wins = held >= self.quota
            least = np.where(wins, held - self.quota + 1, self.quota - held)
            mark = (inside == wins[:, None]) & (self.weights >= least[:, None])
            found += mark.sum(axis=0)
        return found / _BATCH


class _Orders(_Drawn):
    """Random orders; each player's place among the others is averaged over, not drawn."""

    def batch(self, rng: np.random.Generator) -> NDArray[np.float64]:
        found = np.zeros(len(self.weights))
        for _ in range(_BATCH):
            found += self.one(rng.permutation(len(self.weights)))
        return found / _BATCH

    def one(self, order: NDArray[np.int64]) -> NDArray[np.float64]:
        """In how many of the n places in the order of the others each player would be pivot."""
        n, q = len(order), self.quota
        w = self.weights[order]
        sums = np.concatenate([np.zeros(1, dtype=w.dtype), np.cumsum(w)])
        place = np.arange(n)
        # Before one's own place the others' sums are those of the order; after it, less oneself.
        low = np.searchsorted(sums, q - w, side="left")
        high = np.searchsorted(sums, q, side="left")
        before = np.clip(np.minimum(high, place + 1) - low, 0, None)
        late = np.searchsorted(sums, q + w, side="left")
        after = np.clip(np.minimum(late, n + 1) - np.maximum(high, place + 2), 0, None)
        value = np.empty(n)
        value[order] = (before + after) / n
        return value


class _Tree:
    """Any rule: it is asked about many divisions at once, given by members of each kind."""

    heavier: tuple[int, ...] = ()

    def __init__(self, game: Game) -> None:
        self.game = game
        self.sizes = [len(kind) for kind in game.kinds]

    def wins(self, yes: Sequence[NDArray[np.int64]]) -> NDArray[np.bool_]:
        """Whether so many of each kind win; one array of counts per kind."""
        surely, _ = self.game.rule.truth(Crowds(self.game.kinds, tuple(yes)))
        return np.broadcast_to(np.asarray(surely, dtype=bool), (len(yes[0]),))

    def each(self, rates: Sequence[float]) -> NDArray[np.float64]:
        """A rate per kind as one per player."""
        held = self.game.spread(rates, 0.0)
        return np.array([held[p] for p in self.game.players])


class _TreeCoalitions(_Tree):
    """Random coalitions; members of a kind are exchanged, not drawn one by one."""

    def batch(self, rng: np.random.Generator) -> NDArray[np.float64]:
        yes = [rng.binomial(n, 0.5, size=_BATCH) for n in self.sizes]
        wins = self.wins(yes)
        rates = []
        for t, (count, n) in enumerate(zip(yes, self.sizes, strict=True)):
            fewer = wins & ~self.wins([*yes[:t], np.maximum(count - 1, 0), *yes[t + 1 :]])
            more = ~wins & self.wins([*yes[:t], np.minimum(count + 1, n), *yes[t + 1 :]])
            rates.append(float((count * fewer + (n - count) * more).mean()) / n)
        return self.each(rates)


class _TreeOrders(_Tree):
    """Random orders of kinds; who is pivot is found by halving, in all orders at once."""

    def batch(self, rng: np.random.Generator) -> NDArray[np.float64]:
        if self.game.decided is not None:
            return self.each([0.0] * len(self.sizes))
        kinds = np.repeat(np.arange(len(self.sizes)), self.sizes)
        orders = rng.permuted(np.tile(kinds, (_BATCH, 1)), axis=1)
        low, high = np.zeros(_BATCH, dtype=np.int64), np.full(_BATCH, len(kinds))
        while (high - low > 1).any():  # the first `low` lose, the first `high` win
            middle = (low + high) // 2
            wins = self.wins(self._first(orders, middle))
            high, low = np.where(wins, middle, high), np.where(wins, low, middle)
        pivots = orders[np.arange(_BATCH), high - 1]
        many = np.bincount(pivots, minlength=len(self.sizes))
        return self.each([float(k) / n / _BATCH for k, n in zip(many, self.sizes, strict=True)])

    def _first(
        self, orders: NDArray[np.int64], many: NDArray[np.int64]
    ) -> Sequence[NDArray[np.int64]]:
        """How many of each kind are among the first so many of each order."""
        row, place = np.nonzero(np.arange(orders.shape[1]) < many[:, None])
        kinds = len(self.sizes)
        found = np.bincount(row * kinds + orders[row, place], minlength=len(orders) * kinds)
        return list(found.reshape(-1, kinds).T)


def _machine(weights: Sequence[int]) -> NDArray[np.int64]:
    if 2 * sum(weights) >= 2**62:
        raise FormateurError("weights sum to 2**61 or more; divide them by a common factor")
    return np.array(weights, dtype=np.int64)


# -- uncertain seats -----------------------------------------------------------------------------


def over_draws(
    index: Callable[..., Values],
    draws: NDArray[Any] | Sequence[Sequence[int]],
    parties: Sequence[str],
    make: Callable[[Mapping[str, int]], Subject],
    *,
    level: float = 0.9,
    progress: Progress | None = None,
) -> Values:
    """An index over draws of seats: its mean, and the interval in which most draws fall.

    Parameters
    ----------
    index
        One of the functions of the registry.
    draws
        Seats, shape ``(n_draws, n_parties)``; equal draws are computed once.
    parties
        Ids of the columns.
    make
        From seats by party to the rule (a majority of the seats drawn, say).
    level
        Share of draws inside the interval.

    Examples
    --------
    >>> from formateur.power.swings import banzhaf
    >>> found = over_draws(banzhaf, [[50, 49, 1], [51, 48, 1]], ["a", "b", "c"], game_of)
    >>> round(found["a"], 3), found.spans["a"]
    (0.8, (0.6, 1.0))
    """
    table = np.asarray(draws)
    if table.ndim != 2 or table.shape[1] != len(parties) or not len(table):
        raise FormateurError(
            f"draws have the shape {table.shape}; use (n_draws, {len(parties)}), one draw at least"
        )
    if not 0 < level < 1:
        raise FormateurError(f"level {level} is outside 0..1")
    rows, times = np.unique(table, axis=0, return_counts=True)
    found = np.empty(rows.shape)
    for k, row in enumerate(rows):
        seats = {p: _seats(p, s) for p, s in zip(parties, row.tolist(), strict=True)}
        values = index(make(seats))
        found[k] = [float(values[p]) for p in parties]
        if progress is not None:
            progress(k + 1, len(rows))
    every = np.repeat(found, times, axis=0)
    mean = found.T @ times / times.sum()
    tail = (1 - level) / 2
    low, high = (np.quantile(every, t, axis=0, method="inverted_cdf") for t in (tail, 1 - tail))
    spans = {p: (float(a), float(b)) for p, a, b in zip(parties, low, high, strict=True)}
    half = max((b - a) / 2 for a, b in spans.values())
    return Values(
        tuple((p, float(m)) for p, m in zip(parties, mean, strict=True)),
        "draws",
        half,
        spans,
        (f"mean over {len(table):,} draws of seats; intervals hold {level:.0%} of them",),
    )


def _seats(party: str, seats: float) -> int:
    if seats != int(seats) or seats < 0:
        raise FormateurError(f"a draw gives {party!r} {seats} seats; seats are whole, 0 or more")
    return int(seats)
