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
from typing import Any

from formateur.agreement.choices import Choices, Outcome, offers, status_of
from formateur.agreement.distances import (
    Agreements,
    Span,
    agreements,
    distance,
    gap,
    members_of,
    notes_on,
)
from formateur.agreement.frontier import Frontier, frontier
from formateur.agreement.judgments import (
    Constraint,
    Judgments,
    decided_inside,
    internal_vote,
    judge_theses,
    read_rules,
)
from formateur.agreement.position_files import read_positions
from formateur.agreement.positions import Platform, Position, Programme, Thesis, stance
from formateur.agreement.solutions import SOLUTIONS, solve
from formateur.charts.frontier import Reach, Spot, frontier_svg, reach_svg
from formateur.errors import FormateurError, UnknownIdError, UnknownPartyError
from formateur.fields import number_of
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
    "decided_inside",
    "distance",
    "internal_vote",
    "judge_theses",
    "read_positions",
]

_LISTED = 50  # points of the frontier among the rows of JSON


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
    tied
        Solutions with other outcomes that are as good by the same measure.
    bounds
        Where the frontier is not complete: no programme has a larger least share, or a larger
        geometric mean of gains, than this.
    """

    programme: Programme
    government: tuple[str, ...]
    status: Mapping[str, str] = field(hash=False)
    solutions: Mapping[str, Outcome] = field(hash=False)
    tied: tuple[str, ...] = ()
    bounds: Mapping[str, float] = field(default_factory=dict, hash=False)
    by: str = "nash"
    choices: Choices = field(hash=False, compare=False, repr=False)
    found: Frontier = field(hash=False, compare=False, repr=False)

    @property
    def points(self) -> tuple[Outcome, ...]:
        """The Pareto frontier: where no member can get more without another getting less.

        With `complete` false, some of it.
        """
        return tuple(self.choices.outcome(self.found, k) for k in range(len(self.found.points)))

    @property
    def packages(self) -> tuple[Package, ...]:
        """Trades of two contested theses from which both sides gain, harmless ones first."""
        return _packages(self.programme, self.government, self.status)

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
                            "cost": float(part * gap(wants, gets)),
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
                "gives": [p for p in self.government if p in given.get(t, [])],
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
                for shares in self.choices.shares(self.found.points[:: self._step()])
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
        """Two partners: the frontier with the solutions on it; more: how far each reaches."""
        shares = self.choices.shares(self.found.points)
        said = "; ".join(
            f"{name}: " + ", ".join(f"{p} {float(low):.1%}" for p, (low, _) in o.shares.items())
            for name, o in self.solutions.items()
        )
        title = f"{self.input}: Pareto frontier of {' and '.join(self.government)}"
        if len(self.government) == 2:
            return Picture(frontier_svg(self._spots(shares), axes=self.government,
                                        title=title, desc=said))  # fmt: skip
        rows = [
            Reach(
                party,
                float(shares[:, m].min()),
                float(shares[:, m].max()),
                {name: float(o.shares[party][0]) for name, o in self.solutions.items()},
            )
            for m, party in enumerate(self.government)
        ]
        return Picture(reach_svg(rows, title=title, desc=said))

    def _spots(self, shares: Any) -> list[Spot]:
        """Points of two partners, each once, with the solutions that are there."""
        names: dict[tuple[float, float], tuple[str, ...]] = {
            (float(x), float(y)): () for x, y in shares
        }
        for name, outcome in self.solutions.items():
            x, y = (float(low) for low, _ in outcome.shares.values())
            names[x, y] = (*names.get((x, y), ()), name)
        return [Spot(*at, said) for at, said in names.items()]

    def __repr__(self) -> str:
        return (
            f"<Compromise {'+'.join(self.government)}: {len(self.theses('settled'))} settled, "
            f"{len(self.theses('contested'))} contested, {len(self.theses('unknown'))} unknown>"
        )


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
    members = members_of(programme, government)
    if not members:
        raise FormateurError("a government has at least one member")
    read = read_rules(rules, programme)
    status = {t: status_of(programme, members, k) for k, t in enumerate(programme.ids)}
    choices = Choices.of(programme, members, status, read)
    floors = _floors(members, otherwise or {})
    found = frontier(choices.gains, choices.scale(floors))
    solved = solve(choices, found, floors)
    solutions = {s: choices.outcome(found, solved.places[s]) for s in SOLUTIONS}
    notes = list(notes_on(programme, members))
    if not found.complete:
        least = min(float(low) for low, _ in solutions["max-min"].shares.values())
        notes.append(
            f"the frontier is too large to be whole: {len(found.points)} of its programmes; no "
            f"least share exceeds {solved.bounds['max-min']:.4f} (found {least:.4f}), no "
            f"geometric mean of gains {solved.bounds['nash']:.4f}"
        )
    return Compromise(
        input=programme.name,
        method="compromise",
        parameters={
            "government": members,
            "by": by,
            "rules": [r.text for r in read],
            "otherwise": floors,
        },
        exact=found.complete,
        complete=found.complete,
        sources=("nash_1950", "thomson_1994"),
        notes=tuple(notes),
        programme=programme,
        government=members,
        status=status,
        solutions=solutions,
        tied=solved.tied,
        bounds=solved.bounds,
        by=by,
        choices=choices,
        found=found,
    )


def _floors(members: Sequence[str], given: Mapping[str, Any]) -> dict[str, Fraction]:
    found = dict.fromkeys(members, Fraction(0))
    for party, share in given.items():
        if party not in members:
            raise UnknownPartyError(party, members)
        number = number_of(share)
        if number is None:
            raise FormateurError(f"otherwise, {party}: {share!r} is not a share")
        found[party] = number
        if not 0 <= found[party] <= 1:
            raise FormateurError(f"otherwise, {party}: {share} is outside 0 to 1")
    return found


def _packages(
    programme: Programme, members: Sequence[str], status: Mapping[str, str]
) -> tuple[Package, ...]:
    """Two theses, two parties: each has its way on one, and both gain over leaving both open."""
    contested = [k for k, t in enumerate(programme.ids) if status[t] == "contested"]
    platforms = [programme.platform(p) for p in members]
    offered = [offers(platforms, k) for k in range(len(programme.ids))]
    value = {p.party: _moves(p, offered) for p in platforms}
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
    platform: Platform, offered: Sequence[Sequence[int | Fraction]]
) -> dict[tuple[int, Position], Fraction]:
    """What a party gains when a thesis that was open is settled as a position."""
    total = sum(platform.salience)
    return {
        (k, x): Fraction(0) if wants is None else weight / total * (gap(wants, 0) - gap(wants, x))
        for k, (wants, weight) in enumerate(
            zip(platform.positions, platform.salience, strict=True)
        )
        for x in offered[k]
    }
