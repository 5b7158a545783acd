"""How alike the members of a group vote: Rice, agreement, UNITY, participation, attendance.

Every measure is a fraction from 0 to 1, first of one group in one vote, then the mean over votes.
A count that is unknown is never taken as zero: the vote is left out of the measures that need it,
counted as left out, and the mean is given with the bounds it can have whatever the unknown is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from formateur.errors import FormateurError, UnknownIdError
from formateur.record.calendars import Date, date_of, parse_date
from formateur.registry import Registry, Row
from formateur.results import Result

__all__ = [
    "COHESION_MEASURES",
    "BodyVote",
    "Cohesion",
    "GroupCohesion",
    "GroupVote",
    "Measured",
    "agreement",
    "attendance",
    "body_votes",
    "closeness",
    "cohesion",
    "participation",
    "rice",
    "unity",
]

By: TypeAlias = Literal["group", "period"]
_HERE = "formateur.durability.cohesion"
_VOTING = ("yes", "no")
_PRESENT = ("yes", "no", "abstain")
_MEMBERS = ("yes", "no", "abstain", "absent")

# `needs` are the counts a measure reads; `totals` are those of the whole body.
COHESION_MEASURES = Registry(
    "measure of cohesion",
    "formateur.cohesion",
    (
        Row("rice", f"{_HERE}:rice", "Rice index", ("rice_1925",), _VOTING),
        Row(
            "agreement",
            f"{_HERE}:agreement",
            "Agreement index",
            ("hix_noury_roland_2005",),
            _PRESENT,
        ),
        Row("unity", f"{_HERE}:unity", "UNITY", ("carey_2007", "carey_2009"), _MEMBERS),
        Row(
            "weighted_rice",
            f"{_HERE}:rice",
            "Rice index, weighted by closeness",
            ("carey_2007", "carey_2009"),
            (*_VOTING, "totals"),
        ),
        Row(
            "weighted_unity",
            f"{_HERE}:unity",
            "UNITY, weighted by closeness",
            ("carey_2007", "carey_2009"),
            (*_MEMBERS, "totals"),
        ),
        Row(
            "participation",
            f"{_HERE}:participation",
            "Participation: members who vote yes or no",
            ("casstevens_1970",),
            _MEMBERS,
        ),
        Row(
            "attendance",
            f"{_HERE}:attendance",
            "Attendance: members who vote or abstain",
            ("hix_noury_roland_2007",),
            _MEMBERS,
        ),
    ),
)


def _check_counts(place: str, counts: Mapping[str, object]) -> None:
    for name, count in counts.items():
        if count is None:
            continue
        if isinstance(count, bool) or not isinstance(count, int) or count < 0:
            raise FormateurError(
                f"{place}: {name} is {count!r}; use a whole number of 0 or more, or None (unknown)"
            )


@dataclass(frozen=True, slots=True)
class GroupVote:
    """How one group's members voted once; a part that is ``None`` is unknown.

    `absent` are members who neither voted nor abstained, so that the four parts are the group.
    `vote` names the division and `date` its day, as `parse_date` reads it.

    >>> GroupVote("bolsheviks", yes=10, no=3, abstain=None).members is None
    True
    """

    group: str
    yes: int | None
    no: int | None
    abstain: int | None
    absent: int | None = None
    vote: str = ""
    date: str = ""

    def __post_init__(self) -> None:
        _check_counts(self.place, {part: getattr(self, part) for part in _MEMBERS})

    @property
    def place(self) -> str:
        """The group and vote, for messages."""
        return f"group {self.group!r}" + (f" in vote {self.vote!r}" if self.vote else "")

    @property
    def members(self) -> int | None:
        """The size of the group, ``None`` when a part is unknown."""
        return _sum(self, _MEMBERS)


@dataclass(frozen=True, slots=True)
class BodyVote:
    """How the whole body voted: what a vote's closeness is measured by.

    `threshold` is the share of yes among yes and no that carries the motion, from 1/2 to 1.
    """

    vote: str
    yes: int | None
    no: int | None
    threshold: Fraction = Fraction(1, 2)

    def __post_init__(self) -> None:
        _check_counts(f"vote {self.vote!r}", {"yes": self.yes, "no": self.no})
        if not Fraction(1, 2) <= self.threshold <= 1:
            raise FormateurError(
                f"vote {self.vote!r}: threshold {self.threshold} is outside 1/2 to 1"
            )


def _sum(vote: GroupVote, parts: Sequence[str]) -> int | None:
    counts = [getattr(vote, part) for part in parts]
    return None if None in counts else sum(counts)


def _share(of: int | None, whole: int | None) -> Fraction | None:
    return None if of is None or not whole else Fraction(of, whole)


def rice(vote: GroupVote) -> Fraction | None:
    """Rice's index of cohesion: majority less minority, over those who vote yes or no.

    Abstentions and absences do not count. In small groups it runs high by chance alone, so
    groups of very different size do not compare.

    Returns
    -------
    Fraction or None
        From 0 (evenly split) to 1 (unanimous); ``None`` when yes or no is unknown, or nobody
        voted either.

    References
    ----------
    rice_1925

    Examples
    --------
    >>> rice(GroupVote("party", yes=90, no=10, abstain=0))
    Fraction(4, 5)
    """
    return _share(_majority(vote), _sum(vote, _VOTING))


def _majority(vote: GroupVote) -> int | None:
    """Majority less minority."""
    return None if vote.yes is None or vote.no is None else abs(vote.yes - vote.no)


def agreement(vote: GroupVote) -> Fraction | None:
    """The agreement index of Hix, Noury and Roland: the largest of yes, no and abstain.

    Half of those outside the largest part are taken from it, over all three: with m the largest
    and t the total, (3m - t) / 2t. A group split evenly between two sides scores 1/4, where
    Rice's index is 0, and one that abstains as a body scores 1.

    Returns
    -------
    Fraction or None
        From 0 (evenly split in three) to 1 (unanimous, in abstaining too); ``None`` when a part
        is unknown, or nobody was there.

    References
    ----------
    hix_noury_roland_2005

    Examples
    --------
    >>> agreement(GroupVote("group", yes=10, no=10, abstain=100))
    Fraction(3, 4)
    """
    total = _sum(vote, _PRESENT)
    if not total:
        return None
    largest = max(getattr(vote, part) for part in _PRESENT)
    return Fraction(3 * largest - total, 2 * total)


def unity(vote: GroupVote) -> Fraction | None:
    """Carey's UNITY: majority less minority, over all members of the group.

    Who abstains or stays away lowers it, so it is at most Rice's index.

    Returns
    -------
    Fraction or None
        From 0 to 1; ``None`` when a part is unknown, or the group has no members.

    References
    ----------
    carey_2007, carey_2009

    Examples
    --------
    The division of 18 July 1910 in the House of Commons: unanimous for Rice, empty for UNITY.

    >>> commons = GroupVote("house", yes=49, no=1, abstain=0, absent=620)
    >>> rice(commons), unity(commons)
    (Fraction(24, 25), Fraction(24, 335))
    """
    return _share(_majority(vote), vote.members)


def participation(vote: GroupVote) -> Fraction | None:
    """The share of members who vote yes or no: what Rice's index rests on.

    Returns
    -------
    Fraction or None
        From 0 to 1; ``None`` when a part is unknown, or the group has no members.

    References
    ----------
    casstevens_1970

    Examples
    --------
    >>> participation(GroupVote("group", yes=6, no=1, abstain=1, absent=2))
    Fraction(7, 10)
    """
    return _share(_sum(vote, _VOTING), vote.members)


def attendance(vote: GroupVote) -> Fraction | None:
    """The share of members who are there: vote yes, no or abstain.

    Returns
    -------
    Fraction or None
        From 0 to 1; ``None`` when a part is unknown, or the group has no members.

    References
    ----------
    hix_noury_roland_2007

    Examples
    --------
    >>> attendance(GroupVote("group", yes=6, no=1, abstain=1, absent=2))
    Fraction(4, 5)
    """
    return _share(_sum(vote, _PRESENT), vote.members)


def closeness(vote: BodyVote) -> Fraction | None:
    """How near a vote came to its threshold: 1 at the threshold, 0 with no yes at all.

    With t the threshold and s the share of yes among yes and no, 1 - |t - s| / t. Under a simple
    majority a unanimous vote weighs nothing either way.

    Returns
    -------
    Fraction or None
        From 0 to 1; ``None`` when yes or no is unknown, or nobody voted either.

    References
    ----------
    carey_2007, carey_2009

    Examples
    --------
    >>> closeness(BodyVote("budget", yes=60, no=40))
    Fraction(4, 5)
    """
    if vote.yes is None or vote.no is None or not vote.yes + vote.no:
        return None
    share = Fraction(vote.yes, vote.yes + vote.no)
    return 1 - abs(vote.threshold - share) / vote.threshold


def body_votes(
    votes: Iterable[GroupVote], *, threshold: Fraction = Fraction(1, 2)
) -> tuple[BodyVote, ...]:
    """The body's votes as sums over its groups: right only if `votes` hold every group.

    An unknown part of one group leaves the sum unknown.

    >>> body_votes([GroupVote("a", 5, 1, 0, vote="v"), GroupVote("b", 0, 4, 0, vote="v")])
    (BodyVote(vote='v', yes=5, no=5, threshold=Fraction(1, 2)),)
    """
    sums: dict[str, tuple[int | None, int | None]] = {}
    for vote in votes:
        if not vote.vote:
            raise FormateurError(f"{vote.place}: totals of the body need `vote`, its name")
        yes, no = sums.get(vote.vote, (0, 0))
        sums[vote.vote] = _plus(yes, vote.yes), _plus(no, vote.no)
    return tuple(BodyVote(name, yes, no, threshold) for name, (yes, no) in sums.items())


def _plus(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


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
