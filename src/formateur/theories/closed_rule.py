"""Closed-rule bargaining: who proposes, who is bought, and what each party can expect.

Baron and Ferejohn's closed rule: a proposer is drawn, offers a division, and it is put to the
vote; when it falls, a proposer is drawn again and the prize is worth less. In a stationary
equilibrium everybody votes for at least the discounted value of going on, so a proposer buys the
cheapest coalition that wins with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from formateur.assembly import Assembly
from formateur.coalitions import Coalition
from formateur.errors import FormateurError, UnknownIdError, UnknownPartyError
from formateur.fields import number_of
from formateur.results import Result
from formateur.theories.stationary import TOLERANCE, Closed, Found, Offers, offers_of

__all__ = ["RECOGNITION", "Equilibrium", "Proposal", "baron_ferejohn", "known_seats"]

RECOGNITION = ("equal", "proportional")
_SHOWN = 1e-9  # proposals less likely than this are not listed
_DIGITS = 12  # what another machine would find too

Number: TypeAlias = "int | float | str | Fraction"


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
        Chance of being in the coalition that forms, as proposer or partner; unique for a party
        with a price, by the most even proposals for one that costs nothing.
    proposals
        Coalitions proposed, with their probabilities, likeliest first. Payoffs are unique; where
        several coalitions cost the same, other probabilities may bring about the same payoffs,
        and these are the most even ones (of largest entropy for each proposer).
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
    found = number_of(given)
    if found is None:
        raise FormateurError(f"{what}: {given!r} is not a number like 0.9, 9/10 or 90%")
    return found


def _recognition(
    assembly: Assembly, given: str | Mapping[str, Number]
) -> tuple[dict[str, Fraction], str]:
    """Chance of being drawn, by party, and how it was chosen."""
    if isinstance(given, str):
        if given not in RECOGNITION:
            raise UnknownIdError("recognition", given, RECOGNITION)
        seats = known_seats(assembly)
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


def known_seats(assembly: Assembly) -> dict[str, int]:
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


# -- the equilibrium ---------------------------------------


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
    offers = offers_of(assembly)
    p = np.array([float(chances[i]) for i in assembly.ids])
    d = np.array([float(factors[i]) for i in assembly.ids])
    game = Closed(offers, p, d)
    return _equilibrium(assembly, game, game.solve(), (chances, factors, how))


def _equilibrium(
    assembly: Assembly,
    game: Closed,
    found: Found,
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
    settled = found.residual <= TOLERANCE
    notes = []
    if not settled:
        notes.append(f"the conditions of an equilibrium are met only to {found.residual:.1e}")
    if int(game.held_up().sum()) > 1:
        notes.append(
            "several parties must be bought and lose nothing by waiting: any split among them "
            "would do; shown is the limit of discount factors below 1"
        )
    loose = _loose(game, found)
    if loose:
        notes.append(
            f"{', '.join(ids[k] for k in loose)} can be had for nothing, so how often they are "
            "inside is open; shown are the most even proposals"
        )
    proposals = _proposals(ids, offers, np.where(game.p[owner] > 0, q, 0.0))
    common = set(factors.values())
    return Equilibrium(
        input=assembly.name,
        method="baron_ferejohn",
        parameters={
            "recognition": how,
            "discount": common.pop() if len(common) == 1 else factors,
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


def _loose(game: Closed, found: Found) -> list[int]:
    """Parties that cost nothing and are in some but not all cheapest offers of a proposer."""
    offers, drawn = game.offers, game.p[game.offers.owner] > 0
    chosen = (found.chances > _SHOWN) & drawn
    number = offers.by_owner(chosen.astype(np.int64))
    inside = offers.by_owner(chosen[:, None] * offers.members)
    sometimes = ((inside > 0) & (inside < number[:, None])).any(axis=0)
    free = game.d * found.values < TOLERANCE
    return [int(k) for k in np.flatnonzero(sometimes & free)]


def _proposals(
    ids: Sequence[str], offers: Offers, chances: NDArray[np.float64]
) -> tuple[Proposal, ...]:
    """By proposer, the likeliest first, equally likely ones in the order of their partners."""
    rows = np.flatnonzero(chances > _SHOWN)
    members, owner, likely = offers.members[rows], offers.owner[rows], chances[rows]
    likely = likely.round(_DIGITS)
    order = np.lexsort([*-members.T[::-1], -likely, owner])
    partners = [
        tuple(i for i, inside in zip(ids, row, strict=True) if inside)
        for row in (members[order] > 0).tolist()
    ]
    return tuple(
        Proposal(ids[k], some, chance)
        for k, some, chance in zip(owner[order], partners, likely[order].tolist(), strict=True)
    )


def _named(ids: Sequence[str], values: NDArray[np.float64]) -> dict[str, float]:
    return {p: round(float(v), _DIGITS) + 0.0 for p, v in zip(ids, values, strict=True)}


def _shown(numbers: Mapping[str, Fraction]) -> dict[str, str]:
    return {p: str(n) for p, n in numbers.items()}
