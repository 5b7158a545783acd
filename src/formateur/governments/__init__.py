"""Potential governments: which cabinets are impossible, ruled out, open, or depend on an unknown.

A cabinet is *possible* when some outside parties, by voting for it or abstaining, let it pass the
investiture rule; cabinets short of a majority are in scope under a
negative or plurality rule, or on request.
It is *ruled out* when the stated terms leave no such way, *open* when one is left, and *depends*
when unknown seats or positions decide.

References
----------
strom_1990, bergman_1993, laver_schofield_1990
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from formateur.assembly import Assembly, House, assembly_of, carried
from formateur.coalitions import find
from formateur.errors import FormateurError, UnknownIdError
from formateur.governments.explain import Why, why
from formateur.governments.scope import STATUSES, Scope, Status, scope_of, statuses
from formateur.governments.verdicts import Verdict, judged, verdict_on
from formateur.results import Result
from formateur.terms import Terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["STATUSES", "Potential", "Verdict", "Why", "blocks", "judge", "potential", "why"]

ALL_PARTIES = 20  # up to here every cabinet is judged: 2**20 of them
_STREAMED = 20_000  # cabinets judged one by one above ALL_PARTIES


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Potential(Result):
    """Every potential government of an assembly, judged; verdicts are made when asked for."""

    assembly: Assembly
    minority: bool
    scope: Scope
    masks: Any = field(repr=False)
    statuses: Any = field(repr=False)

    def count(self, status: Status) -> int:
        """How many cabinets have this status."""
        if status not in STATUSES:
            raise UnknownIdError("status", status, STATUSES)
        return int((self.statuses == STATUSES.index(status)).sum())

    def cabinets(self, status: Status) -> Iterator[tuple[str, ...]]:
        """Cabinets with this status, in case order, fewer bits of later parties first."""
        chosen = self.masks[self.statuses == STATUSES.index(status)]
        return (self.scope.ids(int(mask)) for mask in chosen)

    def mask(self, cabinet: Collection[str]) -> int:
        """A cabinet as bits over the parties in case order."""
        return self.scope.mask(self.assembly.ordered(cabinet))

    def ids(self, mask: int) -> tuple[str, ...]:
        """The cabinet a mask stands for."""
        return self.scope.ids(mask)

    def verdicts(self, *statuses: Status) -> Iterator[Verdict]:
        """Verdicts in full, for the statuses named (all by default)."""
        for mask, index in zip(self.masks.tolist(), self.statuses.tolist(), strict=True):
            if not statuses or STATUSES[index] in statuses:
                yield verdict_on(self.scope, mask, STATUSES[index])

    def verdict(self, cabinet: Collection[str]) -> Verdict:
        """The verdict on one cabinet."""
        return judged(self.scope, cabinet)

    def rows(self) -> list[dict[str, Any]]:
        """One row per open cabinet, or one that depends on an unknown."""
        return [v.row() for v in self.verdicts("open", "depends")]

    def summary(self) -> dict[str, Any]:
        """How many cabinets have each status."""
        return {s.replace(" ", "_"): self.count(s) for s in STATUSES}

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.count(s)} {s}" for s in STATUSES if self.count(s))
        return f"<Potential {self.assembly.name}: {counts}>"


def potential(
    assembly: House,
    terms: Terms | None = None,
    *,
    minority: bool | None = None,
    include: Collection[str] = (),
    exclude: Collection[str] = (),
    apart: Iterable[Collection[str]] = (),
    together: Iterable[Collection[str]] = (),
    at_most: int | None = None,
) -> Potential:
    """Judge every cabinet the parties of an assembly could form.

    Parameters
    ----------
    assembly
        The body, with its investiture rule; or a case.
    terms
        What parties state about each other; withdrawn terms are not applied. Default: the case's.
    minority
        Whether outside parties may carry a cabinet by voting for it or abstaining. Default: yes
        under a negative or plurality rule, else no.
    include, exclude
        Only cabinets with these parties; without these.
    apart, together
        Only cabinets with at most one of each group; with each group whole or not at all.
    at_most
        The most parties.

    Returns
    -------
    Potential
        Counts by status and verdicts. Up to 20 parties every cabinet is judged; above, the
        minimal winning ones, the first 20,000, with ``complete=False``.

    Examples
    --------
    >>> a = Assembly.from_seats({"red": 40, "blue": 35, "green": 25}, name="toy")
    >>> potential(a)
    <Potential toy: 3 impossible, 4 open>
    >>> from formateur.terms import Exclude
    >>> no = Exclude("no-blue", by=("green",), parties=("blue",))
    >>> potential(a, Terms((no,)))
    <Potential toy: 3 impossible, 2 ruled out, 2 open>
    """
    import numpy as np

    terms = carried(assembly, "terms", terms) or Terms()
    assembly = assembly_of(assembly)
    scope = scope_of(assembly, terms, minority)
    n = len(assembly.ids)
    if n > 62:
        raise FormateurError(
            f"{n} parties: cabinets are judged for up to 62; "
            "formateur coalitions lists coalitions of any number"
        )
    notes = list(assembly.remarks)
    if n <= ALL_PARTIES:
        masks, complete = np.arange(1, 1 << n, dtype=np.int64), True
    else:
        listed = find(assembly, limit=_STREAMED, include=include, exclude=exclude, at_most=at_most)
        masks = np.array([scope.mask(c) for c in listed.listed], dtype=np.int64)
        complete = False
        notes.append(
            f"{n} parties: of the cabinets, the first {len(masks)} minimal winning ones are judged"
        )
    groups: dict[str, Any] = {
        "include": tuple(include),
        "exclude": tuple(exclude),
        "apart": tuple(map(tuple, apart)),
        "together": tuple(map(tuple, together)),
        "at_most": at_most,
    }
    masks = masks[_chosen(scope, masks, **groups)]
    return Potential(
        input=assembly.name,
        method="potential governments",
        parameters={
            "minority": scope.outside,
            **{k: v for k, v in groups.items() if v},
        },
        complete=complete,
        sources=tuple(dict.fromkeys(t.source for t in terms if t.source)),
        notes=tuple(notes),
        assembly=assembly,
        minority=scope.outside,
        scope=scope,
        masks=masks,
        statuses=statuses(scope, masks),
    )


def _chosen(
    scope: Scope,
    masks: NDArray[np.int64],
    *,
    include: Collection[str],
    exclude: Collection[str],
    apart: Iterable[Collection[str]],
    together: Iterable[Collection[str]],
    at_most: int | None,
) -> NDArray[np.bool_]:
    assembly = scope.assembly
    wanted, unwanted = (scope.mask(assembly.ordered(g)) for g in (include, exclude))
    if wanted & unwanted:
        both = scope.ids(wanted & unwanted)
        raise FormateurError(f"{both[0]!r} is both included and excluded")
    kept: NDArray[np.bool_] = ((masks & wanted) == wanted) & ((masks & unwanted) == 0)
    for group in together:
        whole = scope.mask(assembly.ordered(group))
        kept &= ((masks & whole) == 0) | ((masks & whole) == whole)
    for group in apart:
        inside = masks & scope.mask(assembly.ordered(group))
        kept &= (inside & (inside - 1)) == 0
    if at_most is not None:
        sizes = sum((masks >> k & 1 for k in range(len(assembly.ids))), start=0 * masks)
        kept &= sizes <= at_most
    return kept


def blocks(assembly: House, coalition: Collection[str]) -> bool | None:
    """Whether the others cannot win without this coalition; ``None``: unknown seats decide.

    >>> blocks(Assembly.from_seats({"red": 60, "blue": 40}), ["red"])
    True
    """
    assembly = assembly_of(assembly)
    others = set(assembly.ids).difference(assembly.ordered(coalition))
    wins = assembly.wins(others)
    return None if wins is None else not wins


def judge(
    assembly: House,
    cabinet: Collection[str],
    terms: Terms | None = None,
    *,
    minority: bool | None = None,
) -> Verdict:
    """Judge one cabinet of an assembly, or of a case under the terms stated in it.

    Examples
    --------
    >>> a = Assembly.from_seats({"red": 40, "blue": 35, "green": 25}, name="toy")
    >>> judge(a, ["green"])
    <Verdict green: impossible, 25 of 100 votes, 26 short without outside help>
    >>> judge(a, ["green"], minority=True).ways[0]
    <Government green, supported by blue>
    """
    stated = carried(assembly, "terms", terms) or Terms()
    return judged(scope_of(assembly_of(assembly), stated, minority), cabinet)
