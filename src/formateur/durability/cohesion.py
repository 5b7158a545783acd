"""The cohesion of groups over many votes: means of the measures, by group and period.

A vote that lacks a count is left out of the measures that need it, counted as left out, and the
mean is given with the bounds it can have whatever the unknown is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from formateur.durability.discipline import COHESION_MEASURES, BodyVote, GroupVote, closeness
from formateur.errors import FormateurError, UnknownIdError
from formateur.record.calendars import Date, date_of, parse_date
from formateur.registry import Row
from formateur.results import Result

__all__ = ["Cohesion", "GroupCohesion", "Measured", "cohesion"]

By: TypeAlias = Literal["group", "period"]


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure over some votes.

    `value` is the mean over the `used` votes, ``None`` when there are none. `unknown` votes miss
    a count; `undefined` ones have nothing to measure (nobody voted). The mean over all votes
    lies between `least` and `most` whatever the unknown counts are; these are bounds that hold,
    not always the nearest.
    """

    value: Fraction | None
    least: Fraction | None
    most: Fraction | None
    used: int
    unknown: int
    undefined: int


@dataclass(frozen=True, slots=True)
class GroupCohesion:
    """One group, in one period if asked: its votes and each measure by id.

    `period` is ``None`` for votes that lie in no period, or not surely in one. `incomplete`
    counts votes in which some measure misses a count.
    """

    group: str
    period: str | None
    votes: int
    incomplete: int
    measures: Mapping[str, Measured]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Cohesion(Result):
    """The cohesion of groups, by group or by group and period."""

    by: By
    measures: tuple[str, ...]
    groups: tuple[GroupCohesion, ...]

    def rows(self) -> list[dict[str, Any]]:
        """One row per group (and period): votes, how many miss a count, the means."""
        return [
            {
                "group": g.group,
                **({"period": g.period} if self.by == "period" else {}),
                "votes": g.votes,
                "incomplete": g.incomplete,
                **{m: g.measures[m].value for m in self.measures},
            }
            for g in self.groups
        ]

    def details(self) -> list[dict[str, Any]]:
        """One row per group (and period) and measure, with counts of votes and bounds."""
        return [
            {
                "group": g.group,
                **({"period": g.period} if self.by == "period" else {}),
                "measure": m,
                "value": g.measures[m].value,
                "least": g.measures[m].least,
                "most": g.measures[m].most,
                "used": g.measures[m].used,
                "unknown": g.measures[m].unknown,
                "undefined": g.measures[m].undefined,
            }
            for g in self.groups
            for m in self.measures
        ]

    def summary(self) -> dict[str, Any]:
        """Every mean with the counts it rests on and its bounds."""
        return {"measured": self.details()}

    def __getitem__(self, group: str) -> GroupCohesion:
        """The row of one group, when rows are by group."""
        if self.by != "group":
            raise FormateurError("rows are by period: look in `groups`")
        for row in self.groups:
            if row.group == group:
                return row
        raise UnknownIdError("group", group, [g.group for g in self.groups])

    def __repr__(self) -> str:
        votes = sum(g.votes for g in self.groups)
        return f"<Cohesion of {len({g.group for g in self.groups})} groups, {votes} group votes>"


def cohesion(
    votes: Iterable[GroupVote],
    *,
    by: By = "group",
    periods: Mapping[str, str | Date] | None = None,
    totals: Iterable[BodyVote] | None = None,
    measures: Iterable[str] | None = None,
) -> Cohesion:
    """How alike the members of each group vote: every measure, each a mean over its votes.

    Parameters
    ----------
    votes
        One entry per group and division, in any order.
    by
        ``"group"``, or ``"period"`` for each group in each period.
    periods
        Dates by name, such as ``{"November": "1917-11 OS"}``, in the order wanted; left out,
        the Gregorian years of the votes. A vote belongs to a period when its date lies in it for
        sure.
    totals
        The votes of the whole body, for the measures weighted by closeness.
    measures
        Ids of `COHESION_MEASURES`; left out, all, the weighted ones only with `totals`.

    Returns
    -------
    Cohesion
        Groups in order of first appearance. A weighted mean is the sum of closeness times
        measure over the sum of closeness.

    Raises
    ------
    FormateurError
        If a group votes twice in one division, a date is none, or an id is unknown.

    References
    ----------
    rice_1925, hix_noury_roland_2005, carey_2007

    Examples
    --------
    >>> found = cohesion([
    ...     GroupVote("a", 9, 1, 0, 0, vote="first"),
    ...     GroupVote("a", 5, 5, 0, 0, vote="second"),
    ...     GroupVote("a", 7, None, 0, 0, vote="third"),
    ... ], measures=["rice"])
    >>> found["a"].measures["rice"]
    Measured(value=Fraction(2, 5), least=Fraction(4, 15), most=Fraction(3, 5), used=2, unknown=1, \
undefined=0)
    """
    if by not in {"group", "period"}:
        raise UnknownIdError("way to group votes", by, ("group", "period"))
    held = _checked(votes)
    closeness_of = None if totals is None else _weights(totals)
    rows = _chosen(measures, weighted=closeness_of is not None)
    parts = _grouped(held, by, periods)
    return Cohesion(
        input=f"{len(held)} group votes",
        method="cohesion",
        parameters={"by": by, "measures": [row.id for row in rows]},
        notes=tuple(_notes(parts, rows, by)),
        by=by,
        measures=tuple(row.id for row in rows),
        groups=tuple(_measured(key, inside, rows, closeness_of) for key, inside in parts.items()),
    )


_Key: TypeAlias = tuple[str, str | None]


def _checked(votes: Iterable[GroupVote]) -> tuple[GroupVote, ...]:
    held = tuple(votes)
    seen = set()
    for vote in held:
        if vote.vote and (vote.group, vote.vote) in seen:
            raise FormateurError(f"{vote.place}: counted twice; a group votes once")
        seen.add((vote.group, vote.vote))
    return held


def _weights(totals: Iterable[BodyVote]) -> dict[str, BodyVote]:
    found: dict[str, BodyVote] = {}
    for total in totals:
        if total.vote in found:
            raise FormateurError(f"vote {total.vote!r} has two totals; it needs one")
        found[total.vote] = total
    return found


def _chosen(measures: Iterable[str] | None, *, weighted: bool) -> list[Row]:
    if measures is None:
        rows = list(COHESION_MEASURES.values())
        return rows if weighted else [r for r in rows if "totals" not in r.needs]
    rows = [COHESION_MEASURES[m] for m in measures]
    for row in rows:
        if "totals" in row.needs and not weighted:
            raise FormateurError(f"{row.id} needs the votes of the whole body: give `totals`")
    return rows


def _grouped(
    votes: Sequence[GroupVote], by: By, periods: Mapping[str, str | Date] | None
) -> dict[_Key, list[GroupVote]]:
    """Votes of each group, or of each group in each period, groups in order of appearance."""
    groups = list(dict.fromkeys(v.group for v in votes))
    if by == "group":
        if periods is not None:
            raise FormateurError("`periods` are for by='period'")
        together: dict[_Key, list[GroupVote]] = {(g, None): [] for g in groups}
        for vote in votes:
            together[vote.group, None].append(vote)
        return together
    dated = [(v, _date(v)) for v in votes]
    spans = _years(d for _, d in dated) if periods is None else _spans(periods)
    found: dict[_Key, list[GroupVote]] = {(g, name): [] for g in groups for name in [*spans, None]}
    for vote, day in dated:
        names = [name for name, span in spans.items() if day is not None and _inside(day, span)]
        for key in names or (None,):
            found[vote.group, key].append(vote)
    return {key: inside for key, inside in found.items() if inside}


def _date(vote: GroupVote) -> Date | None:
    if not vote.date:
        return None
    try:
        return parse_date(vote.date)
    except FormateurError as error:
        raise FormateurError(f"{vote.place}: {error}") from None


def _spans(periods: Mapping[str, str | Date]) -> dict[str, Date]:
    return {n: parse_date(p) if isinstance(p, str) else p for n, p in periods.items()}


def _years(dates: Iterable[Date | None]) -> dict[str, Date]:
    texts = {end for d in dates if d is not None for end in _year_of(d)}
    return {year: parse_date(year) for year in sorted(texts)}


def _year_of(date: Date) -> Iterator[str]:
    """The one Gregorian year a date lies in, if it does."""
    if date.first is not None and date.last is not None:
        first, last = (date_of(end).iso()[:4] for end in (date.first, date.last))
        if first == last:
            yield first


def _inside(day: Date, span: Date) -> bool:
    after = span.first is None or (day.first is not None and day.first >= span.first)
    before = span.last is None or (day.last is not None and day.last <= span.last)
    return after and before


@dataclass(frozen=True, slots=True)
class _Term:
    """What one vote brings to a mean: the value and the weight it can have."""

    value: tuple[Fraction, Fraction]
    weight: tuple[Fraction, Fraction]

    @property
    def known(self) -> bool:
        # a known number stands twice as one object, which is quicker to see than equality
        return self.value[0] is self.value[1] and self.weight[0] is self.weight[1]


_ZERO, _ONE = Fraction(0), Fraction(1)


def _term(
    vote: GroupVote,
    row: Row,
    measure: Callable[[GroupVote], Fraction | None],
    totals: Mapping[str, BodyVote] | None,
) -> _Term | None:
    """``None`` when there is nothing to measure."""
    counts = [getattr(vote, part) for part in row.needs if part != "totals"]
    value = measure(vote)
    if value is None and None not in counts:
        return None
    weight = (_ONE, _ONE)
    if "totals" in row.needs:
        total = (totals or {}).get(vote.vote)
        if total is not None and (total.yes, total.no) == (0, 0):
            return None
        close = None if total is None else closeness(total)
        weight = (_ZERO, _ONE) if close is None else (close, close)
    if value is not None:
        return _Term((value, value), weight)
    # the vote may have nothing to measure, and then no weight; 0 and 1 bound that as well
    return _Term((_ZERO, _ONE), weight)


def _measured(
    key: _Key,
    votes: Sequence[GroupVote],
    rows: Sequence[Row],
    totals: Mapping[str, BodyVote] | None,
) -> GroupCohesion:
    measures = {}
    incomplete = set()
    for row in rows:
        measure = row.load()
        terms = [_term(vote, row, measure, totals) for vote in votes]
        defined = [t for t in terms if t is not None]
        known = [t for t in defined if t.known]
        incomplete |= {i for i, t in enumerate(terms) if t is not None and not t.known}
        total = _exact_sum(
            t.value[0] if t.weight[0] is _ONE else t.value[0] * t.weight[0] for t in known
        )
        weight = _exact_sum(t.weight[0] for t in known)
        open_ones = [t for t in defined if not t.known]
        measures[row.id] = Measured(
            value=total / weight if weight else None,
            least=_least(total, weight, open_ones),
            most=_most(total, weight, open_ones),
            used=len(known),
            unknown=len(open_ones),
            undefined=len(terms) - len(defined),
        )
    return GroupCohesion(key[0], key[1], len(votes), len(incomplete), measures)


def _exact_sum(values: Iterable[Fraction]) -> Fraction:
    """Sum by denominator first: thousands of fractions share a few."""
    tops: dict[int, int] = {}
    for value in values:
        bottom = value.denominator
        tops[bottom] = tops.get(bottom, 0) + value.numerator
    return sum((Fraction(top, bottom) for bottom, top in tops.items()), _ZERO)


def _least(total: Fraction, weight: Fraction, terms: Sequence[_Term]) -> Fraction | None:
    """The least weighted mean of a known part and terms with open values or weights.

    Spare weight goes to the lowest values as long as that lowers the mean.
    """
    weight += _exact_sum(t.weight[0] for t in terms)
    total += _exact_sum(t.value[0] * t.weight[0] for t in terms)
    spare = sorted((t.value[0], t.weight[1] - t.weight[0]) for t in terms)
    for value, more in spare:
        if more and (not weight or value * weight < total):
            weight, total = weight + more, total + value * more
    return total / weight if weight else None


def _most(total: Fraction, weight: Fraction, terms: Sequence[_Term]) -> Fraction | None:
    """The greatest: one less the least of what is missing to 1."""
    turned = [_Term((1 - t.value[1], 1 - t.value[0]), t.weight) for t in terms]
    least = _least(weight - total, weight, turned)
    return None if least is None else 1 - least


def _notes(
    parts: Mapping[_Key, Sequence[GroupVote]], rows: Sequence[Row], by: By
) -> Iterator[str]:
    needed = {part for row in rows for part in row.needs if part != "totals"}
    votes = [v for inside in parts.values() for v in inside]
    if any(getattr(v, part) is None for v in votes for part in needed):
        yield "means are over votes with known counts; least and most bound them with the others"
    undated = sum(len(inside) for (_, period), inside in parts.items() if period is None)
    if by == "period" and undated:
        yield f"{undated} group votes lie in no period, or not surely in one"
