"""Power when members may abstain: ternary games, for rules that count abstention as law says.

Each voter says yes, abstains, or says no, all three equally likely. The same rule tree answers:
under a majority of votes cast an abstention lowers the bar, under a majority of members it does
not, a quorum counts it as presence.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb, factorial, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formateur.errors import FormateurError
from formateur.power.games import Game, Subject, Values, game_of
from formateur.power.table import Crowds, settled

__all__ = ["ternary_banzhaf", "ternary_shapley"]

_CELLS = 1 << 22


def _passes(game: Game) -> NDArray[np.bool_]:
    """Whether so many of each kind saying yes, and abstaining, pass; axes (yes, abstain) per kind.

    Cells with more votes than a kind has members mean nothing.
    """
    sizes = [len(k) for k in game.kinds]
    shape = tuple(n + 1 for n in sizes for _ in range(2))
    if prod(shape) > _CELLS:
        raise FormateurError(
            f"{game.name}: ternary games are counted over up to 2**22 combinations; "
            f"{len(game.voters)} voters of {len(sizes)} kinds have {prod(shape):,}"
        )
    at = [
        np.arange(n, dtype=np.int64).reshape([-1 if a == k else 1 for a in range(len(shape))])
        for k, n in enumerate(shape)
    ]
    return settled(game, Crowds(game.kinds, tuple(at[::2]), tuple(at[1::2])), shape)


def _ways(n: int) -> NDArray[Any]:
    """Ways in which y of n say yes and a abstain; impossible ones are zero."""
    return np.array(
        [
            [comb(n, y) * comb(n - y, a) if y + a <= n else 0 for a in range(n + 1)]
            for y in range(n + 1)
        ],
        dtype=object,
    )


class _Others:
    """All others' votes, seen by one member of kind t."""

    def __init__(self, game: Game, passes: NDArray[np.bool_], t: int) -> None:
        sizes = [len(k) for k in game.kinds]
        self.many: NDArray[Any] = np.ones((), dtype=object)
        for k, n in enumerate(sizes):
            self.many = np.multiply.outer(self.many, _ways(n - 1 if k == t else n))
        head = (slice(None),) * (2 * t)
        up, low = slice(1, None), slice(None, -1)
        self.no = passes[(*head, low, low)]
        self.abstain = passes[(*head, low, up)]
        self.yes = passes[(*head, up, low)]
        shape = self.many.shape
        self.said_yes = self._sum(shape, range(0, len(shape), 2))
        self.abstained = self._sum(shape, range(1, len(shape), 2))

    def _sum(self, shape: Sequence[int], which: range) -> NDArray[np.int64]:
        total = np.zeros(tuple(shape), dtype=np.int64)
        for k in which:
            line = np.arange(shape[k], dtype=np.int64)
            total += line.reshape([-1 if a == k else 1 for a in range(len(shape))])
        return total


def ternary_banzhaf(subject: Subject) -> Values:
    """Ternary Banzhaf: how often a voter's yes or no decides, when all may abstain.

    Of the ``3**(n-1)`` ways the others can vote, the share in which the outcome with the voter's
    yes differs from the outcome with the no.

    References
    ----------
    felsenthal_machover_1997

    Examples
    --------
    >>> from formateur.rules import Weights, majority
    >>> votes = Weights.of({"a": 1, "b": 1, "c": 1})
    >>> ternary_banzhaf(majority(votes, of="cast"))
    <Values exact: a 5/9, b 5/9, c 5/9>
    """
    game = game_of(subject)
    passes = _passes(game)
    n = len(game.voters)
    rates = []
    for t in range(len(game.kinds)):
        seen = _Others(game, passes, t)
        rates.append(Fraction(int(seen.many[seen.yes & ~seen.no].sum()), 3 ** (n - 1)))
    return Values(tuple(game.spread(rates).items()), notes=_notes(game, passes))


def ternary_shapley(subject: Subject) -> Values:
    """Ternary Shapley-Shubik: in a roll-call in random order, who settles the outcome.

    All orders and all votes are equally likely; the pivot is the voter after whose vote no later
    vote can change the outcome. The values sum to one.

    References
    ----------
    felsenthal_machover_1997

    Examples
    --------
    >>> from formateur.rules import Weights, majority
    >>> votes = Weights.of({"a": 2, "b": 1, "c": 1})
    >>> ternary_shapley(majority(votes, of="members"))
    <Values exact: a 2/3, b 1/6, c 1/6>
    """
    game = game_of(subject)
    passes = _passes(game)
    n = len(game.voters)
    # P(exactly these u others, among others, voted as they did before the voter, who votes once).
    early = [
        sum(
            (
                Fraction(
                    comb(n - 1 - u, k - u) * factorial(k) * factorial(n - 1 - k),
                    factorial(n) * 3 ** (k + 1),
                )
                for k in range(u, n)
            ),
            start=Fraction(0),
        )
        for u in range(n)
    ]
    rates = []
    for t in range(len(game.kinds)):
        seen = _Others(game, passes, t)
        possible = seen.many != 0
        forward = seen.said_yes + seen.abstained  # votes that carry the motion's way so far
        backward = n - 1 - seen.said_yes  # noes and abstentions that stop it
        total = Fraction(0)
        for mark, used in (
            (seen.yes & ~seen.no, forward),
            (seen.yes & ~seen.no, backward),
            (seen.abstain & ~seen.no, forward),
            (seen.yes & ~seen.abstain, backward),
        ):
            where = mark & possible
            sums = np.zeros(n, dtype=object)
            np.add.at(sums, used[where], seen.many[where])
            total += sum((e * int(s) for e, s in zip(early, sums, strict=True)), start=Fraction(0))
        rates.append(total)
    return Values(tuple(game.spread(rates).items()), notes=_notes(game, passes))


def _notes(game: Game, passes: NDArray[np.bool_]) -> tuple[str, ...]:
    flat = passes.reshape(-1)
    if bool(flat[0]):
        return ("the proposal passes even when all say no: nobody's vote ever decides",)
    return game.remarks() if game.decided is None else ()
