"""Bargaining over a fixed prize: who proposes, who is bought, and what each party can expect.

Baron and Ferejohn's closed rule: a proposer is drawn, offers a division, and it is put to the
vote; when it falls, a proposer is drawn again and the prize is worth less. In a stationary
equilibrium everybody votes for at least the discounted value of going on, so a proposer buys the
cheapest coalition that wins with it. Beside it: demand competition, in which parties name prices
in turn; the nucleolus; and Gamson's shares in proportion to seats.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from formateur.assembly import Assembly, House, assembly_of
from formateur.coalitions import Coalition, minimal_winning
from formateur.errors import FormateurError, UnknownIdError, UnknownPartyError
from formateur.power import game_of
from formateur.power.optimise import minimum_integer_weights, nucleolus
from formateur.results import Result

__all__ = [
    "RECOGNITION",
    "Bargain",
    "Demand",
    "Equilibrium",
    "Proposal",
    "bargain",
    "baron_ferejohn",
    "demand_shares",
    "gamson_shares",
]

RECOGNITION = ("equal", "proportional")
_COALITIONS = 20_000  # minimal winning coalitions that are looked at
_TOLERANCE = 1e-10  # how far the conditions of an equilibrium may be off
_COOLING = 0.4  # each temperature is this part of the one before
_COLD = 3e-5  # from here on the likely offers are the tied ones
_COLDEST = 1e-9
_STEPS = 15  # of Newton's method once the tied offers are guessed
_SHOWN = 1e-9  # proposals less likely than this are not listed

Number: TypeAlias = "int | float | str | Fraction"
_Floats: TypeAlias = "NDArray[np.float64]"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One coalition that a party proposes when it is drawn, and how often.

    >>> Proposal("a", ("b",), 0.5)
    Proposal(proposer='a', partners=('b',), probability=0.5)
    """

    proposer: str
    partners: Coalition
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Equilibrium(Result):
    """Stationary equilibrium of closed-rule bargaining.

    Attributes
    ----------
    recognition, discount
        Chance of being drawn as proposer, and discount factor, by party.
    values
        Expected share before anybody is drawn, which is also the value of going on.
    keeps
        What a party keeps when it is the proposer.
    included
        Chance of being in the coalition that forms, as proposer or partner.
    proposals
        Coalitions proposed, with their probabilities. Payoffs are unique; where several
        coalitions cost the same, other probabilities may bring about the same payoffs.
    residual
        Largest violation of the conditions of an equilibrium, in shares of the prize.
    """

    assembly: Assembly
    recognition: Mapping[str, Fraction] = field(hash=False)
    discount: Mapping[str, Fraction] = field(hash=False)
    values: Mapping[str, float] = field(hash=False)
    keeps: Mapping[str, float] = field(hash=False)
    included: Mapping[str, float] = field(hash=False)
    proposals: tuple[Proposal, ...]
    residual: float

    def price(self, party: str) -> float:
        """What a partner must be offered: its discounted value of going on."""
        return float(self.discount[party]) * self.values[party]

    def advantage(self, party: str) -> float:
        """What a party gains by proposing instead of being bought."""
        return self.keeps[party] - self.price(party)

    def rows(self) -> list[dict[str, Any]]:
        """One row per party."""
        return [
            {
                "party": p,
                "recognition": float(self.recognition[p]),
                "expected_share": self.values[p],
                "as_formateur": self.keeps[p],
                "as_partner": self.price(p),
                "formateur_advantage": self.advantage(p),
                "in_government": self.included[p],
            }
            for p in self.assembly.ids
        ]

    def summary(self) -> dict[str, Any]:
        """Expected shares, proposals, residual."""
        return {
            "expected_share": dict(self.values),
            "proposals": [
                {"formateur": s.proposer, "partners": s.partners, "probability": s.probability}
                for s in self.proposals
            ],
            "residual": self.residual,
        }

    def __repr__(self) -> str:
        top = max(self.values, key=lambda p: self.values[p])
        return (
            f"<Equilibrium {self.input}: {top} expects most, {self.values[top]:.4f}; "
            f"residual {self.residual:.0e}>"
        )


# -- what was asked ---------------------------------------


def _number(what: str, given: Number) -> Fraction:
    try:
        # A decimal is what it is printed as; Fraction refuses "inf" and "nan".
        return Fraction(str(given)) if isinstance(given, float) else Fraction(given)
    except (ValueError, TypeError, ZeroDivisionError):
        raise FormateurError(f"{what}: {given!r} is not a number") from None


def _recognition(
    assembly: Assembly, given: str | Mapping[str, Number]
) -> tuple[dict[str, Fraction], str]:
    """Chance of being drawn, by party, and how it was chosen."""
    if isinstance(given, str):
        if given not in RECOGNITION:
            raise UnknownIdError("recognition", given, RECOGNITION)
        seats = _seats(assembly)
        held = {p: Fraction(int(n > 0) if given == "equal" else n) for p, n in seats.items()}
        total = sum(held.values(), Fraction(0))
        return {p: n / total for p, n in held.items()}, given
    for party in given:
        if party not in assembly.ids:
            raise UnknownPartyError(party, assembly.ids)
    found = {p: _number(f"recognition of {p}", given.get(p, 0)) for p in assembly.ids}
    for party, chance in found.items():
        if chance < 0:
            raise FormateurError(f"recognition of {party} is {float(chance):g}; use 0 or more")
    total = sum(found.values(), Fraction(0))
    if abs(total - 1) > Fraction(1, 10**9):
        raise FormateurError(f"recognition sums to {float(total):.12g}; chances must sum to 1")
    return {p: c / total for p, c in found.items()}, "given"


def _seats(assembly: Assembly) -> dict[str, int]:
    unknown = [p for p, n in assembly.seats.items() if n is None]
    if unknown:
        raise FormateurError(
            f"{assembly.name}: the seats of {', '.join(unknown)} are unknown; "
            "bargaining needs every party's seats"
        )
    return {p: n or 0 for p, n in assembly.seats.items()}


def _discount(assembly: Assembly, given: Number | Mapping[str, Number]) -> dict[str, Fraction]:
    if isinstance(given, Mapping):
        for party in given:
            if party not in assembly.ids:
                raise UnknownPartyError(party, assembly.ids)
        found = {p: _number(f"discount of {p}", given.get(p, 1)) for p in assembly.ids}
    else:
        found = dict.fromkeys(assembly.ids, _number("discount", given))
    for party, factor in found.items():
        if not 0 <= factor <= 1:
            who = f" of {party}" if isinstance(given, Mapping) else ""
            raise FormateurError(
                f"discount{who} is {float(factor):g}; a discount factor is between 0 and 1"
            )
    return found


# -- which coalitions a proposer may buy ---------------------------------------


@dataclass(frozen=True, slots=True)
class _Offers:
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


def _offers(assembly: Assembly) -> _Offers:
    found = list(islice(minimal_winning(assembly), _COALITIONS + 1))
    if len(found) > _COALITIONS:
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
    return _Offers(members, owner, first)


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


# -- the equilibrium ---------------------------------------


@dataclass(frozen=True, slots=True)
class _Found:
    """Values by party, probabilities of offers, and how far the conditions are off."""

    values: _Floats
    chances: _Floats
    residual: float


class _Closed:
    """The game as arrays: recognition `p`, discount `d`, offers."""

    def __init__(self, offers: _Offers, p: _Floats, d: _Floats) -> None:
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

    def cheapest(self, v: _Floats, close: float = _TOLERANCE) -> _Floats:
        """Equal chances among each proposer's cheapest offers."""
        cost = self.offers.members @ (self.d * v)
        tied = (cost <= self.offers.least(cost)[self.offers.owner] + close).astype(np.float64)
        found: _Floats = tied / self.offers.by_owner(tied)[self.offers.owner]
        return found

    def solve(self) -> _Found:
        """Cool the smoothed game until its likely offers, taken as tied, solve the game itself."""
        held = self.held_up()
        if held.any():
            v = np.where(held, self.p, 0.0) / self.p[held].sum()
            q = self.cheapest(v)
            return _Found(v, q, self.residual(v, q))
        v = self.p.copy()
        best: _Found | None = None
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
                if found.residual < _TOLERANCE:
                    return found
            heat *= step
        rough = self._rough(v)
        return rough if best is None or rough.residual < best.residual else best

    def _rough(self, v: _Floats) -> _Found:
        q = self.cheapest(v, 1e-6)
        return _Found(v, q, self.residual(v, q))

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

    def _settled(self, v: _Floats, q: _Floats, likely: float) -> _Found:
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
                return _Found(v_new, chosen, self.residual(v_new, chosen))
            q = np.where(q_new > 1e-12, q, 0.0)
        return _Found(v, q, float("inf"))

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
            if np.abs(wrong).max() < 1e-15:
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


def baron_ferejohn(
    assembly: Assembly,
    *,
    recognition: str | Mapping[str, Number] = "equal",
    discount: Number | Mapping[str, Number] = 1,
) -> Equilibrium:
    """Stationary equilibrium of closed-rule bargaining over one unit of office.

    Each period a party is drawn and proposes a division. The members of a winning coalition who
    get at least their discounted value of going on accept; otherwise the next period begins. Any
    rule with known seats is taken. At a discount factor of 1 the answer is the limit from below.

    Parameters
    ----------
    assembly
        Parties and the rule that decides.
    recognition
        Chance of being drawn: ``equal`` for all parties with seats, ``proportional`` to seats, or
        chances by party that sum to 1 (a party left out is never drawn).
    discount
        What a unit next period is worth now, from 0 to 1: for everybody, or by party (1 for
        parties left out).

    Returns
    -------
    Equilibrium
        Numbers in floating point; the conditions of an equilibrium are checked for every
        minimal winning coalition, and `residual` is the largest violation. `complete` is false
        when it is above 1e-10.

    Raises
    ------
    FormateurError
        Unknown seats, no winning coalition, a discount outside 0 to 1, recognition that does not
        sum to 1, more than 20,000 minimal winning coalitions.

    References
    ----------
    baron_ferejohn_1989, eraslan_mclennan_2013

    Examples
    --------
    >>> apex = Assembly.from_seats({"a": 3, "b": 1, "c": 1, "d": 1, "e": 1}, quota=4)
    >>> found = baron_ferejohn(apex)
    >>> round(7 * found.values["a"], 9), round(7 * found.values["b"], 9)
    (3.0, 1.0)
    >>> impatient = baron_ferejohn(apex, discount=0)  # whoever proposes takes all
    >>> round(impatient.values["a"], 9)
    0.2
    """
    chances, how = _recognition(assembly, recognition)
    factors = _discount(assembly, discount)
    offers = _offers(assembly)
    p = np.array([float(chances[i]) for i in assembly.ids])
    d = np.array([float(factors[i]) for i in assembly.ids])
    game = _Closed(offers, p, d)
    return _equilibrium(assembly, game, game.solve(), (chances, factors, how))


def _equilibrium(
    assembly: Assembly,
    game: _Closed,
    found: _Found,
    asked: tuple[dict[str, Fraction], dict[str, Fraction], str],
) -> Equilibrium:
    """The arrays by name."""
    chances, factors, how = asked
    ids, offers, q = assembly.ids, game.offers, found.chances
    members, owner = offers.members, offers.owner
    keeps = 1 - offers.by_owner(q * (members @ (game.d * found.values)))
    inside = members.copy()
    inside[np.arange(len(owner)), owner] = 1
    included = (game.p[owner] * q) @ inside
    settled = found.residual <= _TOLERANCE
    notes = []
    if not settled:
        notes.append(f"the conditions of an equilibrium are met only to {found.residual:.1e}")
    if int(game.held_up().sum()) > 1:
        notes.append(
            "several parties must be bought and lose nothing by waiting: any split among them "
            "would do; shown is the limit of discount factors below 1"
        )
    proposals = tuple(
        Proposal(ids[owner[r]], tuple(i for k, i in enumerate(ids) if members[r, k]), float(q[r]))
        for r in np.flatnonzero((q > _SHOWN) & (game.p[owner] > 0))
    )
    common = set(factors.values())
    return Equilibrium(
        input=assembly.name,
        method="baron_ferejohn",
        parameters={
            "recognition": how,
            "discount": str(common.pop()) if len(common) == 1 else _shown(factors),
            "rule": assembly.rule.describe(),
        },
        exact=False,
        complete=settled,
        sources=("baron_ferejohn_1989", "eraslan_mclennan_2013"),
        notes=tuple(notes),
        assembly=assembly,
        recognition=chances,
        discount=factors,
        values=_named(ids, found.values),
        keeps=_named(ids, keeps),
        included=_named(ids, included),
        proposals=proposals,
        residual=found.residual,
    )


def _named(ids: Sequence[str], values: _Floats) -> dict[str, float]:
    return {p: float(v) + 0.0 for p, v in zip(ids, values, strict=True)}


def _shown(numbers: Mapping[str, Fraction]) -> dict[str, str]:
    return {p: str(n) for p, n in numbers.items()}


# -- beside it ---------------------------------------


@dataclass(frozen=True, slots=True)
class Demand:
    """Prices of demand competition, where the rule has homogeneous weights.

    Attributes
    ----------
    weights, quota
        Minimum integer weights and their quota.
    homogeneous
        Whether every minimal winning coalition has exactly the quota.
    """

    weights: Mapping[str, int] = field(hash=False)
    quota: int
    homogeneous: bool

    @property
    def shares(self) -> dict[str, Fraction]:
        """Expected shares, proportional to the weights."""
        total = sum(self.weights.values())
        return {p: Fraction(w, total) for p, w in self.weights.items()}

    @property
    def demands(self) -> dict[str, Fraction]:
        """What a party gets when it is in the coalition that forms, whoever moves first."""
        return {p: Fraction(w, self.quota) for p, w in self.weights.items()}


def demand_shares(assembly: Assembly) -> Demand:
    """Demand competition: parties name their price in turn until some coalition can be afforded.

    With homogeneous weights each member of the coalition that forms gets its weight over the
    quota, whoever moves first. Without them the model has no single answer, and `homogeneous`
    says so. A homogeneous rule has one minimum integer representation, and that one is
    homogeneous, so looking at it decides the question.

    Raises
    ------
    MissingExtraError
        Without HiGHS.
    FormateurError
        More than 20 parties, or a rule that no weights with one quota give.

    References
    ----------
    morelli_1999, isbell_1956

    Examples
    --------
    >>> apex = Assembly.from_seats({"a": 3, "b": 1, "c": 1, "d": 1, "e": 1}, quota=4)
    >>> demand_shares(apex).demands["a"], demand_shares(apex).shares["a"]
    (Fraction(3, 4), Fraction(3, 7))
    """
    found = minimum_integer_weights(game_of(assembly))
    weights = {p: int(found[p]) for p in assembly.ids}
    totals = {sum(weights[p] for p in c) for c in minimal_winning(assembly)}
    if not totals:
        raise FormateurError(f"{assembly.name}: no coalition wins; nobody has a price")
    return Demand(weights, min(totals), len(totals) == 1)


def gamson_shares(assembly: Assembly, government: Collection[str]) -> dict[str, Fraction]:
    """Gamson's law: posts in proportion to the seats that a party brings into the government.

    References
    ----------
    gamson_1961

    Examples
    --------
    >>> house = Assembly.from_seats({"a": 60, "b": 30, "c": 10})
    >>> gamson_shares(house, ["a", "b"])
    {'a': Fraction(2, 3), 'b': Fraction(1, 3), 'c': Fraction(0, 1)}
    """
    seats = _seats(assembly)
    members = assembly.ordered(government)
    total = sum(seats[p] for p in members)
    if not total:
        raise FormateurError(f"{assembly.name}: the government has no seats to share posts by")
    return {p: Fraction(seats[p], total) if p in members else Fraction(0) for p in assembly.ids}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Bargain(Result):
    """What each party can expect, by several theories on the same seats.

    `demand` and `nucleolus` are ``None`` where the theory has no answer; the notes say why.
    """

    equilibrium: Equilibrium
    seats: Mapping[str, int] = field(hash=False)
    demand: Demand | None
    nucleolus: Mapping[str, Fraction] | None = field(hash=False)
    gamson: Mapping[str, float] = field(hash=False)
    government: Coalition = ()

    def rows(self) -> list[dict[str, Any]]:
        """One row per party; shares are parts of one unit of office."""
        total = sum(self.seats.values())
        demand = self.demand.shares if self.demand and self.demand.homogeneous else None
        return [
            {
                "party": row["party"],
                "seats": self.seats[row["party"]],
                "seat_share": self.seats[row["party"]] / total,
                **{k: v for k, v in row.items() if k != "party"},
                "demand_share": None if demand is None else float(demand[row["party"]]),
                "minimum_weight": self.demand.weights[row["party"]] if self.demand else None,
                "nucleolus": None if self.nucleolus is None else self.nucleolus[row["party"]],
                "gamson": self.gamson[row["party"]],
            }
            for row in self.equilibrium.rows()
        ]

    def summary(self) -> dict[str, Any]:
        """Expected shares, proposals, the residual, and weights."""
        weights = self.demand and {"quota": self.demand.quota, **self.demand.weights}
        return {
            **self.equilibrium.summary(),
            "minimum_integer_weights": weights,
            "homogeneous": self.demand and self.demand.homogeneous,
            "government": self.government,
        }

    def __repr__(self) -> str:
        values = self.equilibrium.values
        top = max(values, key=lambda p: values[p])
        return f"<Bargain {self.input}: {top} expects most, {values[top]:.4f}>"


def bargain(
    assembly: House,
    *,
    recognition: str | Mapping[str, Number] = "equal",
    discount: Number | Mapping[str, Number] = 1,
    government: Collection[str] = (),
) -> Bargain:
    """Expected shares of office beside each other: bargaining, demands, nucleolus, Gamson.

    Gamson's shares are those in `government`; without one, the average over the coalitions that
    form in the equilibrium. Takes what :func:`baron_ferejohn` takes.

    References
    ----------
    baron_ferejohn_1989, morelli_1999, montero_2006, gamson_1961

    Examples
    --------
    >>> house = Assembly.from_seats({"a": 33, "b": 26, "c": 21, "d": 12, "e": 8})
    >>> found = bargain(house, recognition={"a": "1/3", "b": "2/9", "c": "2/9", "d": "1/9",
    ...     "e": "1/9"})
    >>> [(r["minimum_weight"], round(9 * r["expected_share"], 6)) for r in found.rows()]
    [(3, 3.0), (2, 2.0), (2, 2.0), (1, 1.0), (1, 1.0)]
    """
    assembly = assembly_of(assembly)
    found = baron_ferejohn(assembly, recognition=recognition, discount=discount)
    made = assembly.ordered(government)
    notes = list(found.notes)
    demand: Demand | None = _tried(demand_shares, assembly, notes)
    if demand is not None and not demand.homogeneous:
        notes.append(
            "the rule has no homogeneous weights: demand competition has no single answer"
        )
    core: Mapping[str, Any] | None = _tried(lambda a: dict(nucleolus(game_of(a))), assembly, notes)
    return Bargain(
        input=assembly.name,
        method="bargain",
        parameters={**found.parameters, "government": made},
        exact=False,
        complete=found.complete,
        sources=(*found.sources, "morelli_1999", "schmeidler_1969", "gamson_1961"),
        notes=tuple(notes),
        equilibrium=found,
        seats=_seats(assembly),
        demand=demand,
        nucleolus=core,
        gamson=_gamson(found, made),
        government=made,
    )


def _tried(theory: Callable[[Assembly], Any], assembly: Assembly, notes: list[str]) -> Any:
    """A theory's answer, or a note on why it has none: the others stand without it."""
    try:
        return theory(assembly)
    except FormateurError as error:
        notes.append(str(error))
        return None


def _gamson(found: Equilibrium, government: Coalition) -> dict[str, float]:
    """Gamson's shares in one government, or on average over those that form."""
    if government:
        return {p: float(s) for p, s in gamson_shares(found.assembly, government).items()}
    expected = dict.fromkeys(found.assembly.ids, 0.0)
    for proposal in found.proposals:
        chance = float(found.recognition[proposal.proposer]) * proposal.probability
        members = (proposal.proposer, *proposal.partners)
        for party, share in gamson_shares(found.assembly, members).items():
            expected[party] += chance * float(share)
    return expected
