"""One cabinet, judged: its status, its type, the ways it can pass, the terms against it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from formateur.assembly import Assembly, Government
from formateur.coalitions import span, surplus
from formateur.errors import FormateurError
from formateur.terms import Exclude, Term

if TYPE_CHECKING:
    pass

from formateur.governments.scope import STATUSES, Scope, Status, refusals, statuses, unwanted_by
from formateur.governments.ways import ways_of

__all__ = ["Verdict", "judged", "others", "verdict_on", "votes_said"]


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """One cabinet, judged. `ways` are its minimal supporting and tolerating sets.

    `looked` is false in very long listings, where ways are not looked for.
    """

    assembly: Assembly
    cabinet: tuple[str, ...]
    status: Status
    type: str
    reason: str
    ways: tuple[Government, ...] = ()
    terms: tuple[Term, ...] = ()
    looked: bool = True

    @property
    def seats(self) -> int | str:
        """Seats of the cabinet, or ``low..high``."""
        return span(self.assembly.seats_of(self.cabinet))

    def row(self) -> dict[str, Any]:
        """The verdict as one plain row."""
        first = self.ways[0] if self.ways else None
        return {
            "parties": self.cabinet,
            "status": self.status,
            "seats": self.seats,
            "margin": surplus(self.assembly, self.cabinet),
            "type": self.type,
            "support": first.support if first else (),
            "tolerates": first.tolerates if first else (),
            "ways": len(self.ways) if self.looked else None,
            "terms": tuple(t.id for t in self.terms),
            "reason": self.reason,
        }

    def __repr__(self) -> str:
        return f"<Verdict {'+'.join(self.cabinet)}: {self.status}, {self.reason}>"


def _type(assembly: Assembly, cabinet: tuple[str, ...]) -> str:
    """What the field calls it by its seats: majority, minimal winning, surplus, minority."""
    wins = assembly.wins(cabinet)
    if wins is None:
        return "depends"
    if not wins:
        return "single-party minority" if len(cabinet) == 1 else "minority coalition"
    if len(cabinet) == 1:
        return "single-party majority"
    spare = any(assembly.wins(set(cabinet) - {p}) for p in cabinet)
    return "surplus majority" if spare else "minimal winning"


def _binding(scope: Scope, cabinet: int) -> tuple[Term, ...]:
    """Active terms that speak against this cabinet or take outside help away from it."""
    import numpy as np

    here = np.array(cabinet)
    outside = ((1 << len(scope.assembly.ids)) - 1) & ~cabinet
    found = []
    for term in scope.terms:
        asserters = scope.mask(term.by)
        refused = bool(refusals(scope, term, here, doubtful=True))
        sits = refused and asserters & cabinet
        helps = {"support", "tolerance"} & set(term.binds) and refused and asserters & outside
        unwanted = (
            "reliance" in term.binds and unwanted_by(scope, term, here, doubtful=True) & outside
        )
        if sits or (scope.outside and (helps or unwanted)):
            found.append(term)
    return tuple(found)


def _against(scope: Scope, cabinet: int) -> tuple[Term, ...]:
    """Of the binding terms, those that are enough to rule the cabinet out; seats first."""
    import numpy as np

    here = np.array(cabinet)
    sits = tuple(
        t
        for t in scope.terms
        if scope.mask(t.by) & cabinet and refusals(scope, t, here, doubtful=False)
    )
    return sits or _binding(scope, cabinet)


def votes_said(assembly: Assembly, parties: Collection[str]) -> str:
    return f"{span(assembly.votes_of(parties))} of {assembly.votes.total} votes"


def _reason(scope: Scope, cabinet: int, status: Status, ways: Sequence[Government]) -> str:
    ids = scope.ids(cabinet)
    held = votes_said(scope.assembly, ids)
    if status == "impossible":
        if scope.outside:
            return f"{held}, not enough even with all outside help"
        form = scope.rule.weighted()
        short = ""
        if form is not None and form[0].name == "votes":
            short = f", {int(form[1]) - scope.assembly.votes_of(ids)[1]} short"
        return f"{held}{short or ', not enough'} without outside help"
    if status == "ruled out":
        return "; ".join(t.describe() for t in _against(scope, cabinet)[:3])
    if status == "depends":
        return f"{held}; depends on {_unknowns(scope, cabinet)}"
    best = ways[0] if ways else Government(ids)
    if not best.support and not best.tolerates:
        return f"{held}, passes alone"
    parts = [
        f"{'+'.join(who)} {verb}"
        for who, verb in ((best.support, "voting for"), (best.tolerates, "abstaining"))
        if who
    ]
    more = f" (or {others(len(ways) - 1)})" if len(ways) > 1 else ""
    return f"{held}; passes with {' and '.join(parts)}{more}"


def others(number: int) -> str:
    return "1 other way" if number == 1 else f"{number} other ways"


def _unknowns(scope: Scope, cabinet: int) -> str:
    """The unknowns that decide, by name."""
    said = [
        f"the split of {g.seats} seats among {', '.join(g.parties)}"
        for g in scope.assembly.residual
    ]
    said += [
        f"whether {t.id} means {', '.join(t.maybe)} (no position known)"
        for t in scope.terms
        if isinstance(t, Exclude) and cabinet & scope.mask(t.maybe)
    ]
    return " and ".join(said) or "unknown seats"


def verdict_on(scope: Scope, cabinet: int, status: Status, *, look: bool = True) -> Verdict:
    """The verdict on a cabinet whose status is known; `look` for the ways it can pass."""
    ids = scope.ids(cabinet)
    ways = ways_of(scope, cabinet) if status == "open" and look else ()
    terms = _against(scope, cabinet) if status == "ruled out" else _binding(scope, cabinet)
    return Verdict(
        scope.assembly,
        ids,
        status,
        _type(scope.assembly, ids),
        _reason(scope, cabinet, status, ways) if look else votes_said(scope.assembly, ids),
        ways,
        terms if status != "impossible" else (),
        look,
    )


def judged(scope: Scope, cabinet: Collection[str]) -> Verdict:
    """The verdict on one cabinet."""
    import numpy as np

    members = scope.assembly.ordered(cabinet)
    if not members:
        raise FormateurError("a cabinet has at least one party")
    mask = scope.mask(members)
    status = STATUSES[int(statuses(scope, np.array([mask], dtype=np.int64))[0])]
    return verdict_on(scope, mask, status)
