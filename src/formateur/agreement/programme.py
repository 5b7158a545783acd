"""What the partners' programmes have in common, what they contest, and how they could settle it.

A programme takes a position on every thesis: yes, no, or neither. A party gets the salience of a
thesis when the programme says what the party says, half when one of the two is neutral, nothing
when they are opposed; shares are of all that it could get. Where partners stand between yes and
no, the programme takes the position of one of them, and a party gets the less the further that is
from its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, product
from math import lcm
from typing import Any, TypeAlias

from formateur.agreement.frontier import Frontier, frontier
from formateur.agreement.judgments import (
    Constraint,
    Judgments,
    consistent,
    internal_vote,
    judge_theses,
    read_rules,
)
from formateur.agreement.positions import (
    Platform,
    Position,
    Programme,
    Thesis,
    read_positions,
    stance,
)
from formateur.charts.lines import Spot, frontier_svg, shares_svg
from formateur.errors import FormateurError, UnknownIdError, UnknownPartyError
from formateur.results import Picture, Result

__all__ = [
    "SOLUTIONS",
    "Agreements",
    "Compromise",
    "Constraint",
    "Judgments",
    "Outcome",
    "Package",
    "Platform",
    "Programme",
    "Thesis",
    "agreements",
    "compromise",
    "distance",
    "internal_vote",
    "judge_theses",
    "read_positions",
]

SOLUTIONS = {
    "nash": "Nash: the largest product of what the parties gain over no agreement",
    "max-min": "Max-min: the most for whoever gets least, then for the next",
    "utilitarian": "Utilitarian: the largest sum of shares",
}
_TOGETHER = 7  # theses that rules tie together into one block
_LISTED = 50  # points of the frontier among the rows of JSON

Span: TypeAlias = "tuple[Fraction, Fraction]"


# -- between parties ---------------------------------------


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
        gap = _gap(one, other)
        return gap, gap
    known = one if one is not None else other
    return Fraction(0), Fraction(1) if known is None else (1 + abs(Fraction(known))) / 2


def _gap(one: int | Fraction, other: int | Fraction) -> Fraction:
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
        return Picture(shares_svg(self.parties, cells, title=title))

    def __repr__(self) -> str:
        rows = self.rows()
        if not rows:
            return f"<Agreements {self.input}: one party>"
        top = rows[0]
        return f"<Agreements {self.input}: {top['party']} and {top['other']} agree most>"


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
    chosen = _members(programme, parties or programme.parties)
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
        notes=_unknown_notes(programme, chosen),
    )


def _members(programme: Programme, parties: Iterable[str]) -> tuple[str, ...]:
    named = list(parties)
    for party in named:
        programme.platform(party)
    return tuple(p for p in programme.parties if p in named)


def _unknown_notes(programme: Programme, parties: Sequence[str]) -> tuple[str, ...]:
    unknown = {p: programme.platform(p).positions.count(None) for p in parties}
    said = ", ".join(f"{p} {n}" for p, n in unknown.items() if n)
    return (f"positions unknown, so answers are ranges: {said}",) if said else ()


# -- inside a government ---------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """One programme and what each party gets of it, as least and greatest share.

    The two differ by the salience of theses on which the party's position is unknown.
    """

    positions: Mapping[str, int | Fraction] = field(hash=False)
    shares: Mapping[str, Span] = field(hash=False)

    def __repr__(self) -> str:
        said = ", ".join(f"{p} {float(low):.3f}" for p, (low, _) in self.shares.items())
        return f"<Outcome: {said}>"


@dataclass(frozen=True, slots=True)
class Package:
    """A trade of two theses: each side has its way where it cares more.

    `gains` are in shares, against leaving both theses open, for every member of the government.
    """

    one: str
    gets: str
    other: str
    gives: str
    gains: Mapping[str, Fraction] = field(hash=False)

    @property
    def harmless(self) -> bool:
        """Whether no third partner loses by it."""
        return all(g >= 0 for g in self.gains.values())


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Compromise(Result):
    """What a government has settled, what it contests, and the programmes it could agree on.

    Attributes
    ----------
    status
        ``settled`` (every member says the same), ``contested`` (two members differ), or
        ``unknown`` (nobody is known to differ, and somebody's position is unknown), by thesis.
    solutions
        An outcome for every id of `SOLUTIONS`.
    bounds
        Where the frontier is not complete: no programme has a larger least share, or a larger
        geometric mean of gains, than this.
    """

    programme: Programme
    government: tuple[str, ...]
    status: Mapping[str, str] = field(hash=False)
    solutions: Mapping[str, Outcome] = field(hash=False)
    bounds: Mapping[str, float] = field(default_factory=dict, hash=False)
    by: str = "nash"
    table: _Table = field(hash=False, compare=False, repr=False)
    found: Frontier = field(hash=False, compare=False, repr=False)

    @property
    def points(self) -> tuple[Outcome, ...]:
        """The Pareto frontier: programmes that no other betters for every member.

        With `complete` false, some of it.
        """
        return tuple(self.table.outcome(self.found, k) for k in range(len(self.found.points)))

    @property
    def packages(self) -> tuple[Package, ...]:
        """Trades of two contested theses from which both sides gain, harmless ones first."""
        return _packages(self.programme, self.government, self.status)

    @property
    def tied(self) -> tuple[str, ...]:
        """Solutions with other outcomes that are as good by the same measure."""
        import numpy as np

        shares = self.table.shares(self.found.points)
        floor = [float(Fraction(f)) for f in dict(self.parameters["otherwise"]).values()]
        measures = {
            "nash": np.maximum(shares - np.array(floor), 0).prod(axis=1),
            "max-min": np.sort(shares, axis=1),
            "utilitarian": shares.sum(axis=1),
        }
        found = []
        for name, outcome in self.solutions.items():
            own = np.array([float(outcome.shares[p][0]) for p in self.government])
            place = int(np.abs(shares - own).sum(axis=1).argmin())
            same = np.isclose(measures[name], measures[name][place], rtol=0, atol=1e-12)
            if (same if same.ndim == 1 else same.all(axis=1)).sum() > 1:
                found.append(name)
        return tuple(found)

    def theses(self, status: str) -> tuple[str, ...]:
        """Theses of one status."""
        return tuple(t for t, s in self.status.items() if s == status)

    def concessions(self, by: str = "") -> list[dict[str, Any]]:
        """Who gives what: one row per thesis and member that does not have its way, dearest first.

        `cost` is what the concession takes from the member, in its own shares.
        """
        chosen = self.solutions[_solution(by or self.by)]
        made = []
        for k, thesis in enumerate(self.programme.ids):
            if thesis not in chosen.positions:
                continue
            for party in self.government:
                platform = self.programme.platform(party)
                wants, gets = platform.positions[k], chosen.positions[thesis]
                if wants is not None and wants != gets and platform.salience[k]:
                    part = platform.salience[k] / sum(platform.salience)
                    made.append(
                        {
                            "thesis": thesis,
                            "party": party,
                            "wants": stance(wants),
                            "programme": stance(gets),
                            "cost": float(part * _gap(wants, gets)),
                        }
                    )
        return sorted(made, key=lambda r: (-r["cost"], r["thesis"], r["party"]))

    def rows(self) -> list[dict[str, Any]]:
        """One row per thesis: who says what, and what the chosen programme says."""
        chosen = self.solutions[self.by]
        platforms = {p: self.programme.platform(p).positions for p in self.government}
        given: dict[str, list[str]] = {}
        for row in self.concessions():
            given.setdefault(row["thesis"], []).append(row["party"])
        return [
            {
                "thesis": t,
                "status": self.status[t],
                **{p: stance(held[k]) for p, held in platforms.items()},
                "programme": stance(chosen.positions[t]) if t in chosen.positions else None,
                "gives": given.get(t, []),
            }
            for k, t in enumerate(self.programme.ids)
        ]

    def summary(self) -> dict[str, Any]:
        """Numbers of theses, solutions, the frontier, and the packages."""
        packages = self.packages
        return {
            "settled": len(self.theses("settled")),
            "contested": len(self.theses("contested")),
            "unknown": len(self.theses("unknown")),
            "solutions": {
                s: {p: _shown(span) for p, span in o.shares.items()}
                for s, o in self.solutions.items()
            },
            "frontier_size": len(self.found.points),
            "frontier": [
                dict(zip(self.government, map(float, shares), strict=True))
                for shares in self.table.shares(self.found.points[:: self._step()])
            ],
            "tied": self.tied,
            "bounds": dict(self.bounds),
            "packages_number": len(packages),
            "packages": [
                {
                    "party": p.one,
                    "gets": p.gets,
                    "other": p.other,
                    "gives": p.gives,
                    "gains": {m: float(g) for m, g in p.gains.items()},
                }
                for p in packages[:_LISTED]
            ],
            "concessions": self.concessions(),
        }

    def _step(self) -> int:
        return max(1, -(-len(self.found.points) // _LISTED))

    def plot(self) -> Picture:
        """Two partners: the frontier with the solutions on it; more: who agrees with whom."""
        if len(self.government) != 2:
            return agreements(self.programme, parties=self.government).plot()
        one, other = self.government
        names: dict[tuple[float, float], list[str]] = {}
        for solution, outcome in self.solutions.items():
            names.setdefault(_at(outcome, one, other), []).append(solution)
        points = (tuple(map(float, xy)) for xy in self.table.shares(self.found.points))
        spots = [Spot(x, y) for x, y in points if (x, y) not in names]
        spots += [Spot(*at, ", ".join(said)) for at, said in names.items()]
        return Picture(
            frontier_svg(spots, axes=(one, other), title=f"{self.input}: programmes of {one} "
                         f"and {other} that none betters for both, per cent of what each wants")
        )  # fmt: skip

    def __repr__(self) -> str:
        return (
            f"<Compromise {'+'.join(self.government)}: {len(self.theses('settled'))} settled, "
            f"{len(self.theses('contested'))} contested, {len(self.theses('unknown'))} unknown>"
        )


def _at(outcome: Outcome, one: str, other: str) -> tuple[float, float]:
    return float(outcome.shares[one][0]), float(outcome.shares[other][0])


def _shown(span: Span) -> Any:
    return float(span[0]) if span[0] == span[1] else [float(span[0]), float(span[1])]


def _solution(by: str) -> str:
    if by not in SOLUTIONS:
        raise UnknownIdError("solution", by, list(SOLUTIONS))
    return by


def compromise(
    programme: Programme,
    government: Collection[str],
    *,
    by: str = "nash",
    rules: Iterable[str | Constraint] = (),
    otherwise: Mapping[str, Fraction | float | str] | None = None,
) -> Compromise:
    """What a government has settled and contests, the Pareto frontier, and who gives what.

    What each thesis gives to each party adds up, so the frontier is built thesis by thesis, and
    theses tied by `rules` together. It is whole for one or two members, and for three or four
    whose saliences are few small numbers; beyond that it is some of it, `complete` is false, and
    `bounds` say how much better anything else could be.

    Parameters
    ----------
    programme
        Positions and saliences.
    government
        The members.
    by
        The solution whose programme stands in the rows: an id of `SOLUTIONS`.
    rules
        Rules between theses that a programme keeps; theses left open may be settled either way.
    otherwise
        What each member gets without an agreement, as a share (default: nothing).

    Raises
    ------
    UnknownPartyError
        For a member without a platform.
    FormateurError
        When no programme keeps the rules, or more than 7 theses hang together by rules.

    References
    ----------
    nash_1950, thomson_1994

    Examples
    --------
    >>> made = Programme.of(
    ...     {"a": {"tax": 1, "rail": 1, "visa": 1}, "b": {"tax": -1, "rail": -1, "visa": 1}},
    ...     salience={"a": {"tax": 3}, "b": {"rail": 3}})
    >>> found = compromise(made, ["a", "b"])
    >>> found
    <Compromise a+b: 1 settled, 2 contested, 0 unknown>
    >>> dict(found.solutions["nash"].positions), found.packages[0].gets
    ({'tax': 1, 'rail': -1, 'visa': 1}, 'tax')
    """
    _solution(by)
    members = _members(programme, government)
    if not members:
        raise FormateurError("a government has at least one member")
    read = read_rules(rules, programme)
    status = {t: _status(programme, members, k) for k, t in enumerate(programme.ids)}
    table = _Table.of(programme, members, status, read)
    found = frontier(table.gains)
    floors = _floors(members, otherwise or {})
    solved, bounds = _solved(table, found, floors)
    notes = list(_unknown_notes(programme, members))
    if not found.complete:
        notes.append(
            f"the frontier is too large to be whole: {len(found.points)} of its programmes; no "
            f"least share exceeds {bounds['max-min']:.4f} (found "
            f"{table.least(found.points[solved['max-min']]):.4f}), no geometric mean of gains "
            f"{bounds['nash']:.4f}"
        )
    return Compromise(
        input=programme.name,
        method="compromise",
        parameters={
            "government": members,
            "by": by,
            "rules": [r.text for r in read],
            "otherwise": {p: str(f) for p, f in floors.items()},
        },
        exact=found.complete,
        complete=found.complete,
        sources=("nash_1950", "thomson_1994"),
        notes=tuple(notes),
        programme=programme,
        government=members,
        status=status,
        solutions={s: table.outcome(found, solved[s]) for s in SOLUTIONS},
        bounds=bounds,
        by=by,
        table=table,
        found=found,
    )


def _status(programme: Programme, members: Sequence[str], k: int) -> str:
    said = {programme.platform(p).positions[k] for p in members}
    if len(said - {None}) > 1:
        return "contested"
    return "unknown" if None in said else "settled"


def _floors(members: Sequence[str], given: Mapping[str, Any]) -> dict[str, Fraction]:
    found = dict.fromkeys(members, Fraction(0))
    for party, share in given.items():
        if party not in members:
            raise UnknownPartyError(party, members)
        try:
            found[party] = Fraction(str(share))
        except (ValueError, ZeroDivisionError):
            raise FormateurError(f"otherwise, {party}: {share!r} is not a share") from None
        if not 0 <= found[party] <= 1:
            raise FormateurError(f"otherwise, {party}: {share} is outside 0 to 1")
    return found


@dataclass(frozen=True, slots=True)
class _Table:
    """Choices by block, in whole units: `gains` for the search, what they mean for the answer.

    `fixed` is what members get from theses that are not chosen, `open` the salience of theses on
    which they are unknown, `whole` all that they could get.
    """

    theses: tuple[str, ...]
    members: tuple[str, ...]
    blocks: tuple[tuple[dict[str, int | Fraction], ...], ...]
    gains: tuple[Any, ...]
    settled: dict[str, int | Fraction]
    fixed: tuple[int, ...]
    open: tuple[int, ...]
    whole: tuple[int, ...]

    @classmethod
    def of(
        cls,
        programme: Programme,
        members: tuple[str, ...],
        status: Mapping[str, str],
        rules: Sequence[Constraint],
    ) -> _Table:
        import numpy as np

        platforms = [programme.platform(p) for p in members]
        between = lcm(*(Fraction(x or 0).denominator for p in platforms for x in p.positions))
        scales = [2 * between * lcm(*(s.denominator for s in p.salience)) for p in platforms]
        weights = [
            [int(s * scale) for s in p.salience]
            for p, scale in zip(platforms, scales, strict=True)
        ]

        def gain(member: int, thesis: int, position: int | Fraction) -> int:
            wants: Any = platforms[member].positions[thesis]
            if wants is None:
                return 0
            return int(weights[member][thesis] * (2 - abs(wants - position))) // 2

        place = {t: k for k, t in enumerate(programme.ids)}
        blocks, gains = [], []
        for names in _blocks(programme.ids, status, rules):
            tied = [r for r in rules if set(r.names) <= set(names)]
            options, values = [], []
            for positions in product(*(_offers(platforms, place[t]) for t in names)):
                option = dict(zip(names, positions, strict=True))
                if tied and not consistent(tied, option):
                    continue
                options.append(option)
                values.append(
                    [
                        sum(gain(m, place[t], x) for t, x in option.items())
                        for m in range(len(members))
                    ]
                )
            if not options:
                raise FormateurError(
                    f"no programme keeps the rules {'; '.join(r.text for r in tied)}"
                )
            kept = _worthwhile(values)
            blocks.append(tuple(options[k] for k in kept))
            gains.append(np.array([values[k] for k in kept], dtype=np.int64))
        chosen = {t for block in blocks for t in block[0]}
        settled = {}
        for t, k in place.items():
            said = {p.positions[k] for p in platforms} - {None}
            if t not in chosen and said:
                settled[t] = said.pop() or 0
        everybody = range(len(members))
        return cls(
            programme.ids,
            members,
            tuple(blocks) or ((({}),),),
            tuple(gains) or (np.zeros((1, len(members)), dtype=np.int64),),
            settled,
            tuple(sum(gain(m, place[t], x) for t, x in settled.items()) for m in everybody),
            tuple(
                sum(
                    w for w, x in zip(weights[m], platforms[m].positions, strict=True) if x is None
                )
                for m in everybody
            ),
            tuple(sum(weights[m]) for m in everybody),
        )

    def shares(self, points: Any) -> Any:
        """Least shares, shape ``(points, members)``."""
        import numpy as np

        return (points + np.array(self.fixed)) / np.array(self.whole)

    def least(self, point: Any) -> float:
        return float(self.shares(point[None]).min())

    def outcome(self, found: Frontier, k: int) -> Outcome:
        chosen = dict(self.settled)
        for block, pick in zip(self.blocks, found.picks[k], strict=True):
            chosen.update(block[int(pick)])
        positions = {t: chosen[t] for t in self.theses if t in chosen}
        shares = {}
        for m, party in enumerate(self.members):
            got = self.fixed[m] + int(found.points[k][m])
            low, high = Fraction(got, self.whole[m]), Fraction(got + self.open[m], self.whole[m])
            shares[party] = (low, high)
        return Outcome(positions, shares)


def _offers(platforms: Sequence[Platform], thesis: int) -> tuple[int | Fraction, ...]:
    """Positions a programme may take: yes, no, neither; or one of the members', if between."""
    said = {p.positions[thesis] for p in platforms} - {None}
    if said <= {1, 0, -1}:
        return (1, -1, 0)
    return tuple(sorted((x for x in said if x is not None), reverse=True))


def _blocks(
    ids: Sequence[str], status: Mapping[str, str], rules: Sequence[Constraint]
) -> list[tuple[str, ...]]:
    """Contested theses one by one; theses that rules tie together in one."""
    groups: list[set[str]] = []
    for rule in rules:
        tied = set(rule.names)
        for group in [g for g in groups if g & tied]:
            tied |= group
            groups.remove(group)
        groups.append(tied)
    for group in groups:
        if len(group) > _TOGETHER:
            raise FormateurError(
                f"{len(group)} theses hang together by rules; a programme is sought with up to "
                f"{_TOGETHER}"
            )
    tied = set().union(*groups)
    single = [(t,) for t in ids if status[t] == "contested" and t not in tied]
    return single + [tuple(t for t in ids if t in group) for group in groups]


def _worthwhile(values: Sequence[Sequence[int]]) -> list[int]:
    """Options that no other is as good as for everybody; of equals the first."""
    kept = []
    for k, value in enumerate(values):
        beaten = any(
            all(o >= v for o, v in zip(other, value, strict=True))
            and (list(other) != list(value) or j < k)
            for j, other in enumerate(values)
            if j != k
        )
        if not beaten:
            kept.append(k)
    return kept


def _solved(
    table: _Table, found: Frontier, floors: Mapping[str, Fraction]
) -> tuple[dict[str, int], dict[str, float]]:
    """Places of the solutions on the frontier, and bounds where it is not whole."""
    import numpy as np

    shares = table.shares(found.points)
    floor = np.array([float(floors[p]) for p in table.members])
    gains = shares - floor
    willing = (gains >= -1e-12).all(axis=1)
    if not willing.any():
        raise FormateurError(
            "found no programme that leaves nobody worse off than without one: "
            + ", ".join(f"{p} {float(f):g}" for p, f in floors.items())
        )
    sums = shares.sum(axis=1)
    with np.errstate(divide="ignore"):
        logs = np.log(np.maximum(gains, 0)).sum(axis=1)
    ordered = np.sort(shares, axis=1)
    leximin = np.lexsort((sums, *ordered.T[::-1]))
    places = {
        "nash": int(np.lexsort((sums, logs, willing))[-1]),
        "max-min": int(leximin[-1]),
        "utilitarian": int(np.lexsort((ordered[:, 0], sums.round(12)))[-1]),
    }
    return places, {} if found.complete else _bounds(table, found, floor)


def _bounds(table: _Table, found: Frontier, floor: Any) -> dict[str, float]:
    """What no programme exceeds: the least weighted mean, and the means' inequality for Nash."""
    import numpy as np

    whole = np.array(table.whole, dtype=float)
    scale = np.maximum(sum(g.max(axis=0) for g in table.gains), 1).astype(float)
    # A weight w on shares of what is contested is w * whole / scale on shares of everything.
    weights = found.weights * whole / scale
    fixed = np.array(table.fixed) / whole
    reach = found.supports + weights @ fixed
    after = reach - weights @ floor
    good = (weights > 1e-9).all(axis=1)
    mean = np.exp(np.log(weights[good]).mean(axis=1)) * len(floor)
    return {
        "max-min": float((reach / weights.sum(axis=1)).min()),
        "nash": float((after[good] / mean).min()),
    }


def _packages(
    programme: Programme, members: Sequence[str], status: Mapping[str, str]
) -> tuple[Package, ...]:
    """Two theses, two parties: each has its way on one, and both gain over leaving both open."""
    contested = [k for k, t in enumerate(programme.ids) if status[t] == "contested"]
    platforms = [programme.platform(p) for p in members]
    offers = [_offers(platforms, k) for k in range(len(programme.ids))]
    value = {p.party: _moves(p, offers) for p in platforms}
    found = []
    for one, other in combinations(members, 2):
        first, second = programme.platform(one).positions, programme.platform(other).positions
        opposed = [k for k in contested if (first[k] or 0) * (second[k] or 0) < 0]
        for gets, gives in product(opposed, repeat=2):
            terms = ((gets, first[gets]), (gives, second[gives]))
            if gets == gives or any(sum(value[p][m] for m in terms) <= 0 for p in (one, other)):
                continue
            gains = {p: sum((moves[m] for m in terms), Fraction(0)) for p, moves in value.items()}
            found.append(Package(one, programme.ids[gets], other, programme.ids[gives], gains))
    return tuple(
        sorted(found, key=lambda p: (not p.harmless, -min(p.gains[p.one], p.gains[p.other])))
    )


def _moves(
    platform: Platform, offers: Sequence[Sequence[int | Fraction]]
) -> dict[tuple[int, Position], Fraction]:
    """What a party gains when a thesis that was open is settled as a position."""
    total = sum(platform.salience)
    return {
        (k, x): Fraction(0)
        if wants is None
        else weight / total * (_gap(wants, 0) - _gap(wants, x))
        for k, (wants, weight) in enumerate(
            zip(platform.positions, platform.salience, strict=True)
        )
        for x in offers[k]
    }
