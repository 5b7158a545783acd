"""Stationary equilibria of closed-rule bargaining, as arrays: who buys whom, and at what price.

A proposer buys the cheapest partners with whom it wins. Where several sets of partners cost the
same, how often each is proposed is part of the solution: the game is solved with dearer offers
unlikely instead of impossible, cooled, and then the likely offers are taken as tied.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from formateur.assembly import Assembly
from formateur.coalitions import minimal_winning, smallest_winning
from formateur.errors import FormateurError

__all__ = ["TOLERANCE", "Closed", "Found", "Offers", "offers_of"]

TOLERANCE = 1e-10  # how far the conditions of an equilibrium may be off
_COALITIONS = 20_000  # minimal winning coalitions that are looked at
_COOLING = 0.4  # each temperature is this part of the one before
_COLD = 3e-5  # from here on the likely offers are the tied ones
_COLDEST = 1e-9
_STEPS = 15  # of Newton's method once the tied offers are guessed
_EVEN = 60  # steps towards the most even chances
_NEVER = 1e-12  # chances below this are none

_Floats: TypeAlias = "NDArray[np.float64]"


@dataclass(frozen=True, slots=True)
class Offers:
    """Sets of partners that make a proposer win, none with a partner too many.

    `members` has shape ``(offers, parties)``; `owner` and `first` say whose offers they are: those
    of proposer k begin at row ``first[k]``.
    """

    members: _Floats
    owner: NDArray[np.int64]
    first: NDArray[np.int64]

    def by_owner(self, values: NDArray[Any]) -> NDArray[Any]:
        """Sums over each proposer's offers."""
        return np.add.reduceat(values, self.first, axis=0)

    def least(self, cost: _Floats) -> _Floats:
        """The price of each proposer's cheapest offer."""
        found: _Floats = np.minimum.reduceat(cost, self.first)
        return found


def offers_of(assembly: Assembly) -> Offers:
    _, smallest = smallest_winning(assembly)  # the smallest are minimal: no search for too many
    most = 0 if smallest > _COALITIONS else _COALITIONS + 1
    found = list(islice(minimal_winning(assembly), most))
    if max(smallest, len(found)) > _COALITIONS:
        raise FormateurError(
            f"{assembly.name}: more than {_COALITIONS:,} minimal winning coalitions; "
            "bargaining takes fewer parties"
        )
    if not found:
        known = assembly.wins(assembly.ids)
        why = "depends on unknown seats" if known is None else "is never" if not known else "is"
        raise FormateurError(
            f"{assembly.name}: a majority {why} reached by any set of parties; "
            "there is nothing to bargain for"
        )
    ids = assembly.ids
    place = {p: k for k, p in enumerate(ids)}
    masks = np.array([sum(1 << place[p] for p in c) for c in found], dtype=object)
    masks = masks.astype(np.int64) if len(ids) < 63 else masks
    per_proposer = [_partners(masks, k) for k in range(len(ids))]
    sizes = [len(m) for m in per_proposer]
    rows = np.concatenate(per_proposer)
    members = np.array(((rows[:, None] >> np.arange(len(ids))) & 1), dtype=np.float64)
    owner = np.repeat(np.arange(len(ids)), sizes)
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return Offers(members, owner, first)


def _partners(masks: NDArray[Any], k: int) -> NDArray[Any]:
    """Minimal sets of partners of party k; a coalition that wins without k may be bought too."""
    needs = (masks >> k) & 1 == 1
    with_k = masks[needs] & ~(1 << k)
    without = masks[~needs]
    if not len(with_k):
        return np.asarray(without)
    step = max(1, (1 << 22) // len(with_k))
    kept = [
        part[~((with_k[None, :] & part[:, None]) == with_k[None, :]).any(axis=1)]
        for part in (without[s : s + step] for s in range(0, len(without), step))
    ]
    return np.concatenate([with_k, *kept])


@dataclass(frozen=True, slots=True)
class Found:
    """Values by party, probabilities of offers, and how far the conditions are off."""

    values: _Floats
    chances: _Floats
    residual: float


class Closed:
    """The game as arrays: recognition `p`, discount `d`, offers."""

    def __init__(self, offers: Offers, p: _Floats, d: _Floats) -> None:
        self.offers = offers
        self.p = p
        # A party that is never drawn and waits gets nothing as soon as waiting costs anything.
        self.d = np.where(p == 0, 0.0, d)

    def residual(self, v: _Floats, q: _Floats) -> float:
        """Largest violation: recursion of values, dearer offers, probabilities."""
        y = self.d * v
        cost = self.offers.members @ y
        spent = self.offers.by_owner(q * cost)
        bought = self.p @ self.offers.by_owner(q[:, None] * self.offers.members)
        recursion = np.abs(v - self.p * (1 - spent) - y * bought)
        dearer = (cost - self.offers.least(cost)[self.offers.owner])[q > 0]
        sums = np.abs(self.offers.by_owner(q) - 1)
        return float(max(recursion.max(), dearer.max(), sums.max(), -q.min(), 0.0))

    def cheapest(self, v: _Floats, close: float = TOLERANCE) -> _Floats:
        """Equal chances among each proposer's cheapest offers."""
        cost = self.offers.members @ (self.d * v)
        tied = (cost <= self.offers.least(cost)[self.offers.owner] + close).astype(np.float64)
        found: _Floats = tied / self.offers.by_owner(tied)[self.offers.owner]
        return found

    def solve(self) -> Found:
        """An equilibrium; of the chances that bring about its values the most even ones."""
        return self.even(self._cooled())

    def _cooled(self) -> Found:
        """Cool the smoothed game until its likely offers, taken as tied, solve the game itself."""
        held = self.held_up()
        if held.any():
            v = np.where(held, self.p, 0.0) / self.p[held].sum()
            q = self.cheapest(v)
            return Found(v, q, self.residual(v, q))
        v = self.p.copy()
        best: Found | None = None
        heat, step = 1.0, _COOLING
        while heat > _COLDEST:
            warm = self._smoothed(v, heat)
            if warm is None:  # the step was too long
                step = step**0.5
                if step > 0.999:
                    break
                heat = heat / _COOLING * step if heat < 1 else heat * 2
                continue
            v, q = warm
            for likely in (1e-3, 1e-5) if heat < _COLD else ():
                found = self._settled(v, q, likely)
                if best is None or found.residual < best.residual:
                    best = found
                if found.residual < TOLERANCE:
                    return found
            heat *= step
        rough = self._rough(v)
        return rough if best is None or rough.residual < best.residual else best

    def even(self, found: Found) -> Found:
        """The same values by the most even chances: the largest entropy, for whoever is drawn.

        Values settle how often each party with a price is bought, not by which offers. Of all
        chances that come to the same the most even ones are unique; they have the form
        exp(sum of a multiplier of each partner) among the cheapest offers of a proposer, and
        Newton's method finds the multipliers.
        """
        cost = self.offers.members @ (self.d * found.values)
        rows = np.flatnonzero(
            (cost <= self.offers.least(cost)[self.offers.owner] + TOLERANCE)
            & (self.p[self.offers.owner] > 0)
        )
        priced = self.d * found.values > TOLERANCE
        owner, members = self.offers.owner[rows], self.offers.members[rows][:, priced]
        drawn, first, place = np.unique(owner, return_index=True, return_inverse=True)
        weight = self.p[owner]
        bought = self.offers.members[:, priced].T @ (self.p[self.offers.owner] * found.chances)
        multipliers = np.zeros(int(priced.sum()))
        q = np.zeros(len(rows))
        for _ in range(_EVEN):
            power = members @ multipliers
            power -= np.maximum.reduceat(power, first)[place]
            q = np.exp(power)
            q /= np.add.reduceat(q, first)[place]
            wrong = members.T @ (weight * q) - bought
            if np.abs(wrong).max(initial=0) < 1e-15:
                break
            buys = np.add.reduceat(q[:, None] * members, first)
            curve = (weight[:, None] * q[:, None] * members).T @ members
            curve -= (self.p[drawn][:, None] * buys).T @ buys
            step = np.linalg.lstsq(curve, wrong, rcond=1e-12)[0]
            multipliers -= step / max(1.0, float(np.abs(step).max(initial=0)) / 2)
        chances = self.cheapest(found.values)
        chances[rows] = np.where(q > _NEVER, q, 0.0)
        chances /= self.offers.by_owner(chances)[self.offers.owner]
        made = Found(found.values, chances, self.residual(found.values, chances))
        return made if made.residual <= max(found.residual, TOLERANCE) else found

    def _rough(self, v: _Floats) -> Found:
        q = self.cheapest(v, 1e-6)
        return Found(v, q, self.residual(v, q))

    def held_up(self) -> NDArray[np.bool_]:
        """Parties that every other proposer must buy, and that lose nothing by waiting.

        They share everything, in proportion to recognition: at a discount of 1 any split among
        them would do, and this one is the limit from below.
        """
        drawn = self.p > 0
        asked = drawn[self.offers.owner]
        missing = (self.offers.members == 0) & asked[:, None]
        missing[np.arange(len(missing)), self.offers.owner] = False
        found: NDArray[np.bool_] = ~missing.any(axis=0) & drawn & (self.d == 1)
        return found

    def _smoothed(self, v: _Floats, heat: float) -> tuple[_Floats, _Floats] | None:
        """Newton's method on the game in which dearer offers are less likely, not impossible."""
        wrong, jacobian, q = self._at(v, heat)
        size = np.abs(wrong).max()
        for _ in range(40):
            if size < 1e-13:
                break
            try:
                move = np.linalg.solve(jacobian, wrong)
            except np.linalg.LinAlgError:
                return None
            part = 1.0
            while True:
                tried = v - part * move
                new = self._at(tried, heat)
                new_size = np.abs(new[0]).max()
                if new_size < size * (1 - part / 4):
                    break
                part /= 2
                if part < 1e-4:
                    return (v, q) if size < 1e-9 else None
            v, (wrong, jacobian, q), size = tried, new, new_size
        return (v, q) if size < 1e-9 else None

    def _at(self, v: _Floats, heat: float) -> tuple[_Floats, _Floats, _Floats]:
        """Violation of the recursion, its derivative, and the probabilities, at a temperature."""
        offers, p, d = self.offers, self.p, self.d
        members = offers.members
        y = d * v
        cost = members @ y
        q = np.exp(-(cost - offers.least(cost)[offers.owner]) / heat)
        q /= offers.by_owner(q)[offers.owner]
        weighted = q[:, None] * members
        spent = offers.by_owner(q * cost)
        buys = offers.by_owner(weighted)
        bought = p @ buys
        spent_by = (
            buys - (offers.by_owner(weighted * cost[:, None]) - spent[:, None] * buys) / heat
        )
        together = (p[offers.owner][:, None] * weighted).T @ members
        bought_by = -(together - (p[:, None] * buys).T @ buys) / heat
        wrong = v - p * (1 - spent) - y * bought
        jacobian = (
            np.eye(len(v))
            + p[:, None] * spent_by * d
            - np.diag(bought * d)
            - y[:, None] * bought_by * d
        )
        return wrong, jacobian, q

    def _settled(self, v: _Floats, q: _Floats, likely: float) -> Found:
        """Solve the game with the likely offers tied; what turns out negative is dropped."""
        q = np.where((q >= likely) & (self.p[self.offers.owner] > 0), q, 0.0)
        for _ in range(8):
            total = self.offers.by_owner(q)
            if (total[self.p > 0] <= 0).any():
                break
            q = q / np.where(total > 0, total, 1.0)[self.offers.owner]
            tried = self._newton(v, q)
            if tried is None:
                break
            v_new, q_new = tried
            if q_new.min() >= -1e-13:
                chosen = np.clip(q_new, 0.0, None)
                idle = self.p[self.offers.owner] == 0
                chosen = np.where(idle, self.cheapest(v_new), chosen)
                return Found(v_new, chosen, self.residual(v_new, chosen))
            q = np.where(q_new > 1e-12, q, 0.0)
        return Found(v, q, float("inf"))

    def _newton(self, v: _Floats, q: _Floats) -> tuple[_Floats, _Floats] | None:
        """Values and probabilities with every offer of positive probability tied for its proposer.

        The least change that solves the equations, in units of each probability, is taken at
        every step, so that likely offers stay likely.
        """
        offers, p, d = self.offers, self.p, self.d
        rows = np.flatnonzero(q)
        members, owner = offers.members[rows], offers.owner[rows]
        proposers, start = np.unique(owner, return_index=True)
        ties = _basis((members - members[start][np.searchsorted(proposers, owner)]) * d)
        chance, n = q[rows].copy(), len(v)
        sums = (owner[None, :] == proposers[:, None]).astype(np.float64)
        draws = np.zeros((n, len(rows)))
        draws[owner, np.arange(len(rows))] = p[owner]
        scale = chance.copy()
        for _ in range(_STEPS):
            y = d * v
            cost = members @ y
            spent = draws @ (chance * cost)
            buys = (draws * chance) @ members
            bought = members.T @ (p[owner] * chance)
            wrong = np.concatenate([v - p + spent - y * bought, ties @ v, sums @ chance - 1])
            if np.abs(wrong).max() < 1e-14:
                break
            to_v = np.eye(n) + buys * d - np.diag(bought * d)
            to_q = draws * cost - y[:, None] * members.T * p[owner]
            whole = np.block(
                [
                    [to_v, to_q * scale],
                    [ties, np.zeros((len(ties), len(rows)))],
                    [np.zeros((len(proposers), n)), sums * scale],
                ]
            )
            # Wide: far more offers than equations. The shortest solution through the small square.
            move = whole.T @ np.linalg.lstsq(whole @ whole.T, wrong, rcond=1e-15)[0]
            v, chance = v - move[:n], chance - scale * move[n:]
            if not np.isfinite(v).all() or np.abs(v).max() > 10:
                return None
            if np.abs(move).max() < 1e-16:
                break
        found = np.zeros(len(q))
        found[rows] = chance
        return v, found


def _basis(rows: _Floats) -> _Floats:
    """An orthogonal basis of what the rows span, so that many ties are a few equations."""
    gram = rows.T @ rows
    sizes, vectors = np.linalg.eigh(gram)
    found: _Floats = vectors.T[sizes > 1e-9 * max(1.0, float(sizes.max()))]
    return found
