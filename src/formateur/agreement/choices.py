"""What a government can choose between on contested theses, and what each choice gives to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import lcm
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from formateur.agreement.distances import Span
from formateur.agreement.frontier import Frontier, Scale
from formateur.agreement.judgments import Constraint, consistent
from formateur.agreement.positions import Platform, Programme
from formateur.errors import FormateurError

__all__ = ["Choices", "Outcome", "offers", "status_of"]

_TOGETHER = 7  # theses that rules tie together into one block

Option: TypeAlias = "dict[str, int | Fraction]"


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


def status_of(programme: Programme, members: Sequence[str], thesis: int) -> str:
    """Whether members agree on a thesis: ``settled``, ``contested``, or ``unknown``."""
    said = {programme.platform(p).positions[thesis] for p in members}
    if len(said - {None}) > 1:
        return "contested"
    return "unknown" if None in said else "settled"


@dataclass(frozen=True, slots=True)
class _Account:
    """One member's platform in whole units, so that sums of choices stay exact."""

    platform: Platform
    weights: tuple[int, ...]

    @classmethod
    def of(cls, platform: Platform, between: int) -> _Account:
        """`between` is a denominator that all positions have in common."""
        scale = 2 * between * lcm(*(s.denominator for s in platform.salience))
        return cls(platform, tuple(int(s * scale) for s in platform.salience))

    def gain(self, thesis: int, position: int | Fraction) -> int:
        """What a position on a thesis gives; nothing that is sure where the member is unknown."""
        wants: Any = self.platform.positions[thesis]
        if wants is None:
            return 0
        return int(self.weights[thesis] * (2 - abs(wants - position))) // 2

    @property
    def unknown(self) -> int:
        """What hangs on theses on which the member is unknown."""
        held = zip(self.weights, self.platform.positions, strict=True)
        return sum(w for w, position in held if position is None)


@dataclass(frozen=True, slots=True)
class Choices:
    """Choices by block, in whole units: `gains` for the search, what they mean for the answer.

    `fixed` is what members get from theses that are not chosen, `open` the salience of theses on
    which they are unknown, `whole` all that they could get.
    """

    theses: tuple[str, ...]
    members: tuple[str, ...]
    blocks: tuple[tuple[Option, ...], ...]
    gains: tuple[NDArray[np.int64], ...]
    settled: Option
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
    ) -> Choices:
        """The choices of a government under rules between theses.

        Raises
        ------
        FormateurError
            When no programme keeps the rules, or more than 7 theses hang together by rules.
        """
        platforms = [programme.platform(p) for p in members]
        between = lcm(*(Fraction(x or 0).denominator for p in platforms for x in p.positions))
        accounts = [_Account.of(p, between) for p in platforms]
        place = {t: k for k, t in enumerate(programme.ids)}

        def given(option: Option) -> list[int]:
            return [sum(a.gain(place[t], x) for t, x in option.items()) for a in accounts]

        blocks: list[tuple[Option, ...]] = []
        gains = []
        for names in _blocks(programme.ids, status, rules):
            options = _options(names, [offers(platforms, place[t]) for t in names], rules)
            values = [given(option) for option in options]
            kept = _worthwhile(values)
            blocks.append(tuple(options[k] for k in kept))
            gains.append(np.array([values[k] for k in kept], dtype=np.int64))
        settled = _settled(place, platforms, {t for block in blocks for t in block[0]})
        return cls(
            programme.ids,
            members,
            tuple(blocks) or (({},),),
            tuple(gains) or (np.zeros((1, len(members)), dtype=np.int64),),
            settled,
            tuple(given(settled)),
            tuple(a.unknown for a in accounts),
            tuple(sum(a.weights) for a in accounts),
        )

    def scale(self, floors: Mapping[str, Fraction]) -> Scale:
        """What sums of gains mean, with the shares that members have without an agreement."""
        whole = np.array(self.whole, dtype=np.float64)
        floor = np.array([float(floors[p]) for p in self.members])
        return Scale(whole, np.array(self.fixed) / whole, floor)

    def shares(self, points: NDArray[np.int64]) -> NDArray[np.float64]:
        """Least shares, shape ``(points, members)``."""
        return np.asarray((points + np.array(self.fixed)) / np.array(self.whole))

    def outcome(self, found: Frontier, k: int) -> Outcome:
        """The programme behind a point of the frontier, and what each member gets of it."""
        chosen = dict(self.settled)
        for block, pick in zip(self.blocks, found.picks[k], strict=True):
            chosen.update(block[int(pick)])
        positions = {t: chosen[t] for t in self.theses if t in chosen}
        shares: dict[str, Span] = {}
        for m, party in enumerate(self.members):
            got = self.fixed[m] + int(found.points[k][m])
            shares[party] = (
                Fraction(got, self.whole[m]),
                Fraction(got + self.open[m], self.whole[m]),
            )
        return Outcome(positions, shares)


def offers(platforms: Sequence[Platform], thesis: int) -> tuple[int | Fraction, ...]:
    """Positions a programme may take: yes, no, neither; or one of the members', if between."""
    said = {p.positions[thesis] for p in platforms} - {None}
    if said <= {1, 0, -1}:
        return (1, -1, 0)
    return tuple(sorted((x for x in said if x is not None), reverse=True))


def _options(
    names: Sequence[str],
    offered: Sequence[Sequence[int | Fraction]],
    rules: Sequence[Constraint],
) -> list[Option]:
    """Every way to settle the theses of one block that keeps the rules between them."""
    tied = [r for r in rules if set(r.names) <= set(names)]
    options = [dict(zip(names, positions, strict=True)) for positions in product(*offered)]
    kept = [option for option in options if not tied or consistent(tied, option)]
    if not kept:
        raise FormateurError(f"no programme keeps the rules {'; '.join(r.text for r in tied)}")
    return kept


def _settled(place: Mapping[str, int], platforms: Sequence[Platform], chosen: set[str]) -> Option:
    """Theses that are not chosen, as the members that are known say."""
    found: Option = {}
    for t, k in place.items():
        said = {p.positions[k] for p in platforms} - {None}
        if t not in chosen and said:
            found[t] = said.pop() or 0
    return found


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
