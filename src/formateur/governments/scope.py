"""What is asked about one assembly, and how terms and votes answer for many cabinets at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from formateur.assembly import Assembly
from formateur.errors import FormateurError
from formateur.rules import Rule
from formateur.terms import OnlyWith, Term, Terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


__all__ = [
    "STATUSES",
    "Scope",
    "Status",
    "passes",
    "refusals",
    "scope_of",
    "stances_on",
    "statuses",
    "unwanted_by",
]

Status: TypeAlias = Literal["impossible", "ruled out", "open", "depends"]
STATUSES: tuple[Status, ...] = ("impossible", "ruled out", "open", "depends")


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked about one assembly: which outside votes count, and which terms stand."""

    assembly: Assembly
    terms: tuple[Term, ...]
    outside: bool  # may parties outside the cabinet vote for it or abstain?

    @property
    def rule(self) -> Rule:
        rule = self.assembly.investiture.rule
        if rule is None:
            raise FormateurError(
                f"{self.assembly.name} forms no government: it has no investiture rule"
            )
        return rule

    def place(self, party: str) -> int:
        return self.assembly.ids.index(party)

    def mask(self, parties: Iterable[str]) -> int:
        return sum(1 << self.place(p) for p in set(parties))

    def ids(self, mask: int) -> tuple[str, ...]:
        return tuple(p for k, p in enumerate(self.assembly.ids) if mask >> k & 1)


def scope_of(assembly: Assembly, terms: Terms, minority: bool | None) -> Scope:
    # Where more for than against is enough, or no majority against, outside votes are the rule.
    usual = assembly.investiture.kind in ("negative", "plurality")
    outside = usual if minority is None else minority
    for term in terms:
        assembly.ordered([*term.by, *term.parties, *term.maybe])
    return Scope(assembly, terms.active, outside)


def refusals(scope: Scope, term: Term, cabinets: Any, *, doubtful: bool) -> Any:
    """Which cabinets the term refuses; `doubtful` counts parties it perhaps means as meant."""
    meant = scope.mask(term.parties)
    if isinstance(term, OnlyWith):
        return (cabinets & meant) != meant
    if doubtful:
        meant |= scope.mask(term.maybe)
    return (cabinets & meant) != 0


def _seated(scope: Scope, cabinets: Any, *, doubtful: bool) -> Any:
    """Cabinets that no member refuses to sit in.

    Whoever will not vote for a cabinet, or rest on some votes, does not sit in it either, so every
    term counts here whatever it binds.
    """
    import numpy as np

    allowed = np.ones(np.shape(cabinets), dtype=bool)
    for term in scope.terms:
        inside = (cabinets & scope.mask(term.by)) != 0
        allowed &= ~(inside & refusals(scope, term, cabinets, doubtful=doubtful))
    return allowed


def stances_on(scope: Scope, cabinets: Any, *, doubtful: bool) -> tuple[Any, Any]:
    """Masks of the outside parties that may vote for, and that may abstain for, each cabinet."""
    import numpy as np

    everybody = (1 << len(scope.assembly.ids)) - 1
    outside = everybody & ~cabinets
    if not scope.outside:
        return np.zeros_like(outside), np.zeros_like(outside)
    support, tolerate = outside, outside
    for term in scope.terms:
        refused = refusals(scope, term, cabinets, doubtful=doubtful)
        asserters = scope.mask(term.by)
        if {"support", "tolerance"} & set(term.binds):
            support = support & ~np.where(refused, asserters, 0)
        if "tolerance" in term.binds:  # they vote against, so they do not vote for it either
            tolerate = tolerate & ~np.where(refused, asserters, 0)
        if "reliance" in term.binds:
            unwanted = unwanted_by(scope, term, cabinets, doubtful=doubtful)
            support, tolerate = support & ~unwanted, tolerate & ~unwanted
    return support, tolerate


def unwanted_by(scope: Scope, term: Term, cabinets: Any, *, doubtful: bool) -> Any:
    """Outside parties on which a member of the cabinet will not rest."""
    import numpy as np

    if isinstance(term, OnlyWith):
        return 0
    meant = scope.mask(term.parties) | (scope.mask(term.maybe) if doubtful else 0)
    return np.where((cabinets & scope.mask(term.by)) != 0, meant, 0)


def passes(scope: Scope, cabinets: Any, support: Any, tolerate: Any) -> tuple[Any, Any]:
    """Whether the most helpful votes left carry the investiture: surely, possibly."""
    from formateur.coalitions.tables import Ballots

    yes = cabinets | support
    return scope.rule.truth(Ballots(scope.assembly.ids, yes, tolerate & ~yes))


def statuses(scope: Scope, cabinets: Any) -> NDArray[np.int8]:
    """Index into STATUSES for each cabinet mask, shape as given."""
    import numpy as np

    everybody = (1 << len(scope.assembly.ids)) - 1
    free = (everybody & ~cabinets) if scope.outside else np.zeros_like(cabinets)
    _, by_numbers = passes(scope, cabinets, free, np.zeros_like(cabinets))
    judged = []
    for doubtful in (True, False):
        support, tolerate = stances_on(scope, cabinets, doubtful=doubtful)
        surely, possibly = passes(scope, cabinets, support, tolerate)
        seated = _seated(scope, cabinets, doubtful=doubtful)
        judged.append((surely & seated, possibly & seated))
    (certain, _), (_, conceivable) = judged
    return np.select(
        [~by_numbers, ~conceivable, certain],
        [STATUSES.index("impossible"), STATUSES.index("ruled out"), STATUSES.index("open")],
        STATUSES.index("depends"),
    ).astype(np.int8)
