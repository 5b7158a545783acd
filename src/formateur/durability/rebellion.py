"""The chance that a majority survives when members rebel, each alone or in blocs.

The load of the rebels (see `durability.margins`) is a sum of independent parts, so its
distribution is a convolution: binomial for members who rebel each alone, two values for a bloc.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from formateur.assembly import Assembly, Government, Party
from formateur.durability.committees import of_body
from formateur.durability.margins import (
    after_exit,
    check_exit,
    edge_of,
    rule_of,
    sides_of,
    worlds,
)
from formateur.durability.units import inside_of
from formateur.errors import FormateurError, UnknownIdError
from formateur.results import Result

__all__ = ["Rebels", "Survival", "survival_probability"]

Chance = Fraction | float

_BLOCS = 16  # blocs whose 2**n ways are looked at under rules of several thresholds
_FEW = 8  # whole parties whose ways are as soon gone through as convolved
_LONGEST = 10_000_000  # the longest table of loads


@dataclass(frozen=True, slots=True)
class Rebels:
    """Members of one party with one chance to rebel: each alone, or together as a bloc."""

    id: str
    party: str
    votes: int
    chance: Chance
    together: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Survival(Result):
    """The chance that a majority survives, `low` to `high` over all splits of unknown seats.

    With known seats the two are equal. `error` bounds how far either is from the truth for the
    chances given: 0 for fractions. `ends` is the chance that the majority ends, summed on its own
    so that small values keep their digits.
    """

    low: Chance
    high: Chance
    ends: tuple[Chance, Chance]
    error: float
    groups: tuple[Rebels, ...] = field(hash=False)

    def rows(self) -> list[dict[str, Any]]:
        """One row per group: who, votes, chance, whether they rebel as one."""
        return [
            {
                "group": g.id,
                "party": g.party,
                "votes": g.votes,
                "chance": g.chance,
                "together": g.together,
            }
            for g in self.groups
        ]

    def summary(self) -> dict[str, Any]:
        """The chances, and how exact they are."""
        return {
            "survives": self.low if self.low == self.high else (self.low, self.high),
            "ends": self.ends[0] if self.ends[0] == self.ends[1] else self.ends,
            "error": self.error,
        }

    def __repr__(self) -> str:
        low, high = float(self.low), float(self.high)
        span = f"{low:.6f}" if low == high else f"{low:.6f} to {high:.6f}"
        return f"<Survival {self.input}: {span}>"


def survival_probability(
    assembly: Assembly,
    government: Government | Collection[str],
    rebels: Chance | Mapping[str, Chance],
    *,
    exit: str = "oppose",  # noqa: A002 - the field's word
    vote: str = "investiture",
    body: str | None = None,
    together: bool | Collection[str] = False,
) -> Survival:
    """Chance that a majority survives when members rebel, independently of each other.

    Parameters
    ----------
    assembly
        The body.
    government
        The cabinet with its support and toleration; everybody else votes against.
    rebels
        Chance to rebel, 0 to 1: one for every member of the government's side, or by party,
        faction or person. A faction's own chance takes its members out of their party's, a
        person's out of both; whoever is not named never rebels. Fractions give an exact answer,
        any float makes the answer float64 with its error bound.
    exit
        What a rebel does: a row of `EXITS`.
    vote, body
        In which vote, and in which body inside a party: as in
        :func:`formateur.durability.breaking.breaking`.
    together
        Groups whose members rebel all at once; ``True``: every group named. One chance for
        everybody then holds for each party as a bloc.

    Returns
    -------
    Survival
        With unknown seats, the least and the greatest chance over all their splits.

    Raises
    ------
    FormateurError
        If a chance is outside 0 to 1, a group is not on the government's side or its size is
        unknown, members rebel alone under a rule of several thresholds or of other weights, or
        there are more than 16 blocs under several thresholds.

    References
    ----------
    taylor_zwicker_1999

    Examples
    --------
    >>> house = Assembly.from_seats({"a": 2, "b": 1})
    >>> survival_probability(house, ["a"], Fraction(1, 10)).low
    Fraction(81, 100)
    >>> survival_probability(house, ["a"], {"a": Fraction(1, 10)}, together=True).low
    Fraction(9, 10)
    >>> survival_probability(house, ["a"], 0.1)
    <Survival assembly: 0.810000>
    """
    check_exit(exit)
    if body is not None:
        assembly, government, _ = of_body(assembly, government, body)
    made = government if isinstance(government, Government) else Government(tuple(government))
    sides = sides_of(assembly, made)
    chances = rebels if isinstance(rebels, Mapping) else dict.fromkeys(sides, rebels)
    _checked(assembly, sides, chances, together)
    found = [
        (_survives(house, made, groups, exit, vote), groups)
        for house in worlds(assembly, made)
        for groups in [tuple(_groups(house, sides, chances, together))]
    ]
    stays = [chance for (chance, _, _), _ in found]
    ends = [chance for (_, chance, _), _ in found]
    exact = not any(isinstance(c, float) for c in chances.values())
    return Survival(
        input=assembly.name,
        method="survival",
        parameters={
            "government": made.cabinet,
            "support": made.support,
            "tolerates": made.tolerates,
            "exit": exit,
            "vote": vote,
            "rebels": dict(chances),
            "together": together if isinstance(together, bool) else tuple(together),
        },
        exact=exact,
        notes=(f"over all {len(found):,} splits of unknown seats",) if len(found) > 1 else (),
        low=min(stays),
        high=max(stays),
        ends=(min(ends), max(ends)),
        error=max(error for (_, _, error), _ in found),
        groups=found[0][1] if len(found) == 1 else (),
    )


def _checked(
    assembly: Assembly,
    sides: Collection[str],
    chances: Mapping[str, Chance],
    together: bool | Collection[str],
) -> None:
    names = [n for p in sides for n in _names(assembly.party(p))]
    for name, chance in chances.items():
        if name not in names:
            raise UnknownIdError("group of the government's side", name, names)
        if names.count(name) > 1:
            raise FormateurError(f"{name!r} names two groups of the government's side")
        if isinstance(chance, bool) or not 0 <= chance <= 1:
            raise FormateurError(f"the chance of {name!r} is {chance}; chances are 0 to 1")
    if not isinstance(together, bool):
        for name in together:
            if name not in chances:
                raise UnknownIdError("group with a chance to rebel", name, list(chances))


def _names(party: Party) -> Iterator[str]:
    yield party.id
    yield from (f.id for f in party.factions)
    yield from dict.fromkeys(
        p.faction
        for p in party.persons
        if p.faction and p.faction not in {f.id for f in party.factions}
    )
    yield from (name for name, _ in inside_of(party, "person"))


def _groups(
    assembly: Assembly,
    sides: Mapping[str, str],
    chances: Mapping[str, Chance],
    together: bool | Collection[str],
) -> Iterator[Rebels]:
    """Members by the chance that holds for them: the narrowest group that has one."""
    for party_id in sides:
        party = assembly.party(party_id)
        left = party.votes or 0
        people = {n for n, _ in inside_of(party, "person") if n in chances}
        homes = {p.id: f.id for f in party.factions for p in f.persons}
        homes |= {p.id: p.faction for p in party.persons if p.faction}
        parts = [(n, 1) for n in sorted(people)]
        for name, seats in inside_of(party, "faction", named=chances):
            own = sum(homes.get(n) == name for n in people)
            parts.append((name, seats - own))
        left -= sum(n for _, n in parts)
        if left < 0:
            raise FormateurError(f"the groups of {party_id!r} hold more than its votes")
        if party_id in chances:
            parts.append((party_id, left))
        for name, votes in parts:
            bloc = together if isinstance(together, bool) else name in together
            yield Rebels(name, party_id, votes, chances[name], bloc)


Found = tuple[Chance, Chance, float]


def _survives(
    assembly: Assembly, made: Government, groups: Sequence[Rebels], exit_: str, vote: str
) -> Found:
    """Chance that the majority stays, that it ends, and the error of either."""
    edge = edge_of(made, exit_, rule_of(assembly, vote))
    exact = not any(isinstance(g.chance, float) for g in groups)
    if edge is None:
        return _by_ways(assembly, made, groups, exit_, vote)
    if all(g.together and g.id == g.party for g in groups) and len(groups) <= _FEW:
        return _by_ways(assembly, made, groups, exit_, vote)
    sides = sides_of(assembly, made)
    parts: list[tuple[Rebels, int]] = []
    for g in groups:
        rate = edge.rate[sides[g.party]] * edge.scale
        if edge.name == "votes":
            parts.append((g, int(rate)))
        elif g.together and g.id == g.party:
            whole = Rebels(g.id, g.party, 1, g.chance)
            parts.append((whole, int(rate * Fraction(edge.weights[g.party]))))
        else:
            raise FormateurError(
                f"{assembly.name}: its rule counts {edge.name.replace('_', ' ')}; only whole "
                "parties can rebel, together=True"
            )
    return _exact(parts, edge.needed) if exact else _floating(parts, edge.needed)


def _by_ways(
    assembly: Assembly, made: Government, groups: Sequence[Rebels], exit_: str, vote: str
) -> Found:
    """Under several thresholds: every way in which whole parties rebel."""
    if not all(g.together and g.id == g.party for g in groups) or len(groups) > _BLOCS:
        raise FormateurError(
            f"{assembly.name}: its rule is more than one threshold; up to {_BLOCS} whole parties "
            "can rebel, together=True"
        )
    stays: Chance = Fraction(0)
    ends: Chance = Fraction(0)
    for way in product((False, True), repeat=len(groups)):
        gone = [g.id for g, left in zip(groups, way, strict=True) if left]
        chance = prod(
            (g.chance if left else 1 - g.chance for g, left in zip(groups, way, strict=True)),
            start=Fraction(1),
        )
        if after_exit(assembly, made, gone, exit_, vote=vote):
            stays += chance
        else:
            ends += chance
    exact = not any(isinstance(g.chance, float) for g in groups)
    return stays, ends, 0.0 if exact else _bound(2 * len(groups) + 2 ** len(groups))


# Both convolutions keep loads from 0; a load below 0 helps the government, so it shifts the start.


def _exact(parts: Sequence[tuple[Rebels, int]], needed: int) -> Found:
    """In whole numbers over the common denominator."""
    chances: dict[int, int] = {0: 1}
    bottom = 1
    for group, step in parts:
        p = Fraction(group.chance)
        rises, whole = p.numerator, p.denominator
        if group.together:
            steps = {0: whole - rises, group.votes * step: rises}
            if group.votes * step == 0:
                steps = {0: whole}
            bottom *= whole
        else:
            counts = [1]
            for _ in range(group.votes):
                counts = [
                    a * (whole - rises) + b * rises
                    for a, b in zip([*counts, 0], [0, *counts], strict=True)
                ]
            steps = {}
            for k, n in enumerate(counts):
                steps[k * step] = steps.get(k * step, 0) + n
            bottom *= whole**group.votes
        made: dict[int, int] = {}
        for load, n in chances.items():
            for more, m in steps.items():
                if m:
                    made[load + more] = made.get(load + more, 0) + n * m
        chances = made
    stays = sum(n for load, n in chances.items() if load < needed)
    return Fraction(stays, bottom), Fraction(bottom - stays, bottom), 0.0


def _floating(parts: Sequence[tuple[Rebels, int]], needed: int) -> Found:
    """In float64. Every number added is 0 or more, so relative errors only add up."""
    import numpy as np

    start, length, operations = 0, 1, 0
    tables = []
    for group, step in parts:
        size = 1 if group.together else group.votes
        leap = group.votes * step if group.together else step
        length += size * abs(leap)
        if length > _LONGEST:
            raise FormateurError(f"a table of {length:,} loads; the most is {_LONGEST:,}")
        p = float(group.chance)
        counts = np.ones(1)
        for _ in range(size):
            grown = np.zeros(len(counts) + 1)
            grown[:-1] = counts * (1 - p)
            grown[1:] += counts * p
            counts = grown
        spread = np.zeros(size * abs(leap) + 1)
        if leap:
            spread[:: abs(leap)] = counts if leap > 0 else counts[::-1]
        else:
            spread[0] = counts.sum()
        start += min(0, size * leap)
        operations += 4 * size + len(counts)
        tables.append(spread)
    chances = np.ones(1)
    for table in sorted(tables, key=len):
        operations += min(len(chances), len(table)) + 1
        chances = np.convolve(chances, table)
    at = min(max(needed - start, 0), len(chances))
    operations += len(chances)
    stays, ends = float(chances[:at].sum()), float(chances[at:].sum())
    return min(stays, 1.0), min(ends, 1.0), _bound(operations)


def _bound(operations: int) -> float:
    """Relative, and so absolute, error of so many roundings one after another."""
    each = 2.0**-53
    return operations * each / (1 - operations * each)
