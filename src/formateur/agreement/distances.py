"""Who agrees with whom: distances between the platforms of parties."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Any, TypeAlias

from formateur.agreement.positions import Position, Programme
from formateur.charts.square import shares_svg
from formateur.errors import UnknownPartyError
from formateur.results import Picture, Result

__all__ = ["Agreements", "Span", "agreements", "distance", "gap", "members_of", "notes_on"]

Span: TypeAlias = "tuple[Fraction, Fraction]"


def distance(programme: Programme, one: str, other: str, *, weighted: bool = True) -> Span:
    """Least and greatest distance of two parties, from 0 (the same) to 1 (opposed on everything).

    On one thesis agree and disagree are 1 apart, neutral is half-way. Theses count with the mean
    of both parties' salience, or all alike. A position that is unknown may be any; the two
    numbers are equal when all are known.

    >>> made = Programme.of({"a": {"tax": 1, "rail": 1}, "b": {"tax": -1, "rail": None}})
    >>> distance(made, "a", "b")
    (Fraction(1, 2), Fraction(1, 1))
    """
    left, right = programme.platform(one), programme.platform(other)
    totals = sum(left.salience), sum(right.salience)
    low = high = Fraction(0)
    for k in range(len(programme.theses)):
        weight = (left.salience[k] / totals[0] + right.salience[k] / totals[1]) / 2
        if not weighted:
            weight = Fraction(1, len(programme.theses))
        near, far = _apart(left.positions[k], right.positions[k])
        low, high = low + weight * near, high + weight * far
    return low, high


def _apart(one: Position, other: Position) -> Span:
    if one is not None and other is not None:
        known = gap(one, other)
        return known, known
    said = one if one is not None else other
    return Fraction(0), Fraction(1) if said is None else (1 + abs(Fraction(said))) / 2


def gap(one: int | Fraction, other: int | Fraction) -> Fraction:
    """How far two positions are apart, as a part of the whole scale."""
    return abs(Fraction(one) - Fraction(other)) / 2


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Agreements(Result):
    """Agreement of every two parties: one less their distance, least and greatest."""

    parties: tuple[str, ...]
    pairs: Mapping[tuple[str, str], Span] = field(hash=False)
    counts: Mapping[tuple[str, str], tuple[int, int, int]] = field(hash=False)

    def between(self, one: str, other: str) -> Span:
        """Least and greatest agreement of two parties."""
        for party in (one, other):
            if party not in self.parties:
                raise UnknownPartyError(party, self.parties)
        if one == other:
            return Fraction(1), Fraction(1)
        return self.pairs[(one, other) if (one, other) in self.pairs else (other, one)]

    def rows(self) -> list[dict[str, Any]]:
        """One row per pair, those that agree most first."""
        made = []
        for (one, other), (low, high) in self.pairs.items():
            same, opposed, unknown = self.counts[one, other]
            made.append(
                {
                    "party": one,
                    "other": other,
                    "agreement": float(low) if low == high else None,
                    "least": float(low),
                    "most": float(high),
                    "same": same,
                    "opposed": opposed,
                    "unknown": unknown,
                }
            )
        return sorted(made, key=lambda r: (-r["least"] - r["most"], r["party"], r["other"]))

    def plot(self) -> Picture:
        """A square of numbers: who agrees with whom."""
        cells = [[_floats(self.between(a, b)) for b in self.parties] for a in self.parties]
        title = f"{self.input}: who agrees with whom, per cent"
        rows = self.rows()
        said = [f"{what} {r['party']} and {r['other']}, {_per_cent(r['least'], r['most'])}"
                for what, r in zip(("most:", "least:"), (rows[0], rows[-1]), strict=True)
                ] if rows else []  # fmt: skip
        return Picture(shares_svg(self.parties, cells, title=title, desc="; ".join(said)))

    def __repr__(self) -> str:
        rows = self.rows()
        if not rows:
            return f"<Agreements {self.input}: one party>"
        top = rows[0]
        return f"<Agreements {self.input}: {top['party']} and {top['other']} agree most>"


def _per_cent(low: float, high: float) -> str:
    return f"{100 * low:.1f} %" if low == high else f"{100 * low:.1f} to {100 * high:.1f} %"


def _floats(span: Span) -> tuple[float, float]:
    return float(span[0]), float(span[1])


def agreements(
    programme: Programme, *, parties: Collection[str] = (), weighted: bool = True
) -> Agreements:
    """How far every two parties agree, by salience unless `weighted` is false.

    Examples
    --------
    >>> made = Programme.of({"a": {"tax": 1, "rail": 1}, "b": {"tax": -1, "rail": 1}})
    >>> agreements(made).between("a", "b")
    (Fraction(1, 2), Fraction(1, 2))
    """
    chosen = members_of(programme, parties or programme.parties)
    pairs, counts = {}, {}
    for one, other in combinations(chosen, 2):
        low, high = distance(programme, one, other, weighted=weighted)
        pairs[one, other] = (1 - high, 1 - low)
        both = list(
            zip(
                programme.platform(one).positions, programme.platform(other).positions, strict=True
            )
        )
        counts[one, other] = (
            sum(x is not None and x == y for x, y in both),
            sum((x or 0) * (y or 0) < 0 for x, y in both),
            sum(x is None or y is None for x, y in both),
        )
    return Agreements(
        input=programme.name,
        method="agreements",
        parameters={"parties": chosen, "weighted": weighted},
        parties=chosen,
        pairs=pairs,
        counts=counts,
        notes=notes_on(programme, chosen),
    )


def members_of(programme: Programme, parties: Iterable[str]) -> tuple[str, ...]:
    """Some of the parties, in the order of the programme."""
    named = list(parties)
    for party in named:
        programme.platform(party)
    return tuple(p for p in programme.parties if p in named)


def notes_on(programme: Programme, parties: Sequence[str]) -> tuple[str, ...]:
    """How the programme was read; that answers are ranges, and because of whom."""
    unknown = {p: programme.platform(p).positions.count(None) for p in parties}
    said = ", ".join(f"{p} {n}" for p, n in unknown.items() if n)
    ranges = (f"positions unknown, so answers are ranges: {said}",) if said else ()
    return (*programme.notes, *ranges)
