"""Bargaining over office: what each party can expect, by several theories on the same seats.

Closed-rule bargaining (:mod:`formateur.theories.closed_rule`); beside it demand competition, in
which parties name prices in turn, the nucleolus, and Gamson's shares in proportion to seats.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from formateur.assembly import Assembly, House, assembly_of
from formateur.charts import dots_svg
from formateur.coalitions import Coalition, minimal_winning
from formateur.elections.apportion import exact_shares
from formateur.errors import FormateurError
from formateur.power import game_of
from formateur.power.optimise import minimum_integer_weights, nucleolus
from formateur.results import Picture, Result
from formateur.theories.closed_rule import (
    RECOGNITION,
    Equilibrium,
    Number,
    Proposal,
    baron_ferejohn,
    known_seats,
)

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
    seats = known_seats(assembly)
    members = assembly.ordered(government)
    brought = {p: seats[p] for p in members}
    if not any(brought.values()):
        raise FormateurError(f"{assembly.name}: the government has no seats to share posts by")
    return dict.fromkeys(assembly.ids, Fraction(0)) | exact_shares(brought)


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

    def plot(self) -> Picture:
        """Expected shares beside seats and the other theories, a line for each party."""
        rows = self.rows()
        columns = {
            "expects": "expected_share",
            "seats": "seat_share",
            "demands": "demand_share",
            "nucleolus": "nucleolus",
            "Gamson": "gamson",
        }
        series = {
            name: [None if r[key] is None else float(r[key]) for r in rows]
            for name, key in columns.items()
            if any(r[key] is not None for r in rows)
        }
        title = f"{self.input}: shares of one unit of office"
        house = self.equilibrium.assembly
        names = [house.party(r["party"]).name or r["party"] for r in rows]
        told = [
            ", ".join(f"{k} {v[i]:.1%}" for k, v in series.items() if v[i] is not None)
            for i in range(len(names))
        ]
        desc = "; ".join(f"{name}: {said}" for name, said in zip(names, told, strict=True))
        return Picture(dots_svg(names, series, title=title, desc=f"{desc}."))

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
        seats=known_seats(assembly),
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
