"""The main job: which governments can form, which cannot, why, and what each theory says.

`form` puts numbers, rule, stated terms, theories and what really happened side by side for one
case; `decisions` does the same for a body that forms no government.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from formateur import coalitions
from formateur.assembly import Assembly, Government, assembly_of
from formateur.cases import Case, read
from formateur.coalitions import Coalition
from formateur.coalitions.tables import SubsetSums
from formateur.errors import FormateurError
from formateur.governments import STATUSES, Potential, Verdict, potential
from formateur.governments.scope import Status
from formateur.governments.verdicts import verdict_on
from formateur.registry import on_first_use
from formateur.results import Picture, Result
from formateur.theories import Predictions, predict_all

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from formateur.report import evidence, html, questions, record, text

__all__ = [
    "Asked",
    "Decisions",
    "Form",
    "as_case",
    "decisions",
    "evidence",
    "form",
    "html",
    "questions",
    "record",
    "text",
]

# What is asked about: a case, its name or file, an assembly, or seats by party.
Asked: TypeAlias = Case | Assembly | Mapping[str, int] | str | Path

_LISTED: tuple[Status, ...] = ("open", "depends")  # unless every cabinet is wanted
_MOST_LOOKED = 2_000  # rows for which outside help is looked for
_SECONDS = 2.0  # for one theory, above twenty parties
_MOST_PREDICTED = 50_000  # coalitions of one theory that are looked at for the ranking


def as_case(given: Asked) -> Case:
    """A case as it is, by its id or file; an assembly, or seats, as a case of its own."""
    if isinstance(given, Case):
        return given
    if isinstance(given, (str, Path)):
        return read(given)
    house = assembly_of(given)
    return Case(id=house.name, title=house.name, assembly=house)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Form(Result):
    """Every potential government of one case, judged and ranked, and the one that formed.

    `ranked` holds the open cabinets, as bit masks over the parties in case order, in the order of
    the table: predicted by most theories first, then the fewest parties, the smallest range, the
    most seats, case order.
    """

    case: Case
    potential: Potential
    predictions: Predictions
    ranked: tuple[int, ...]
    top: int | None
    listed: tuple[Status, ...] = _LISTED

    @property
    def place(self) -> int | None:
        """The place of the government that formed among the open cabinets, from 1."""
        formed = self.case.formed
        if formed is None:
            return None
        mask = self.potential.mask(formed.cabinet)
        return self.ranked.index(mask) + 1 if mask in self.ranked else None

    @property
    def standing(self) -> str:
        """Where the government that formed stands in the table, in words."""
        formed = self.case.formed
        if formed is None:
            return ""
        if self.place is not None:
            return f"place {self.place} of {len(self.ranked)} open"
        verdict = self.potential.verdict(formed.cabinet)
        if verdict.status == "impossible" and (formed.support or formed.tolerates):
            return "not in this table: carried from outside (--minority lists such cabinets)"
        return f"here {verdict.status}: {verdict.reason}"

    def verdicts(self) -> list[Verdict]:
        """Verdicts of the rows shown, ranked open cabinets first, then the other statuses.

        From the 2,001st row on, outside help is not looked for.
        """
        judged = self.potential
        rows: list[tuple[int, Status]] = [(mask, "open") for mask in self.ranked]
        for status in (s for s in STATUSES if s != "open" and s in self.listed):
            chosen = judged.masks[judged.statuses == STATUSES.index(status)]
            rows += [(mask, status) for mask in chosen.tolist()]
        return [
            verdict_on(judged.scope, mask, status, look=k < _MOST_LOOKED)
            for k, (mask, status) in enumerate(rows[: self.top])
        ]

    def rows(self) -> list[dict[str, Any]]:
        """One row per cabinet shown."""
        return [self.row(v) for v in self.verdicts()]

    def row(self, verdict: Verdict) -> dict[str, Any]:
        """One verdict with its range, the theories that predict it, and whether it formed."""
        formed = self.case.formed
        space = self.case.space
        made = verdict.row()
        made["range"] = space.range_of(verdict.cabinet) if space else None
        made["theories"] = self.predictions.by(verdict.cabinet)
        made["formed"] = formed is not None and formed.cabinet == verdict.cabinet
        return made

    def summary(self) -> dict[str, Any]:
        """Counts by status, and where the government that formed stands."""
        formed = self.case.formed
        return {
            **self.potential.summary(),
            "formed": _formed_row(formed, self.potential, self.place) if formed else None,
        }

    def cut(self, top: int) -> Self:
        """The same answer with at most so many rows; one that leaves rows out says so."""
        rows = sum(self.potential.count(status) for status in self.listed)
        told = (f"listed are the first {top:,} of {rows:,} cabinets",) if top < rows else ()
        return replace(
            self,
            top=top,
            parameters={**self.parameters, "top": top},
            notes=(*self.notes, *told),
        )

    def plot(self) -> Picture:
        """The assembly as a hemicycle, with the government that formed marked."""
        return self.case.plot()

    def _repr_html_(self) -> str:
        return self.plot() + Result._repr_html_(self)

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{self.potential.count(s)} {s}" for s in STATUSES if self.potential.count(s)
        )
        return f"<Form {self.case.id}: {counts}>"


def _formed_row(formed: Government, judged: Potential, place: int | None) -> dict[str, Any]:
    verdict = judged.verdict(formed.cabinet)
    return {
        "parties": formed.cabinet,
        "support": formed.support,
        "tolerates": formed.tolerates,
        "head": formed.head,
        "date": formed.date,
        "status": verdict.status,
        "place": place,
    }


def form(
    given: Asked,
    *,
    minority: bool | None = None,
    include: Collection[str] = (),
    exclude: Collection[str] = (),
    apart: Iterable[Collection[str]] = (),
    together: Iterable[Collection[str]] = (),
    at_most: int | None = None,
    top: int | None = None,
    everything: bool = False,
) -> Form:
    """Judge every potential government of a case, and rank the open ones.

    Parameters
    ----------
    given
        A case, the id of a bundled one, a file, an assembly, or seats by party.
    minority, include, exclude, apart, together, at_most
        As in :func:`formateur.governments.potential`.
    top
        The most rows; ``None`` for all.
    everything
        List impossible and ruled-out cabinets too.

    Raises
    ------
    FormateurError
        When the body forms no government: use :func:`decisions`.

    Examples
    --------
    >>> answer = form("riksdag-2018")
    >>> answer.summary()["formed"]["status"]
    'open'
    """
    case = as_case(given)
    if case.assembly.investiture.rule is None:
        raise FormateurError(f"{case.assembly.name} forms no government; use decisions()")
    judged = potential(
        case.assembly,
        case.terms,
        minority=minority,
        include=include,
        exclude=exclude,
        apart=apart,
        together=together,
        at_most=at_most,
    )
    predictions = predict_all(
        case.assembly,
        space=case.space,
        terms=case.terms,
        limit=_MOST_PREDICTED,
        # Small bodies are always searched whole, so that answers do not hang on the clock.
        seconds=None if judged.complete else _SECONDS,
    )
    answer = Form(
        input=case.id,
        method="form",
        parameters={**judged.parameters, "top": None, "everything": everything},
        complete=judged.complete,
        sources=tuple(case.sources),
        notes=(*judged.notes, *predictions.notes),
        case=case,
        potential=judged,
        predictions=predictions,
        ranked=_ranked(case, judged, predictions),
        top=None,
        listed=tuple(STATUSES) if everything else _LISTED,
    )
    return answer if top is None else answer.cut(top)


def _ranked(case: Case, judged: Potential, predictions: Predictions) -> tuple[int, ...]:
    """Open cabinets as masks: most theories first, fewest parties, smallest range, most seats."""
    import numpy as np

    ids = case.assembly.ids
    masks = judged.masks[judged.statuses == STATUSES.index("open")]
    bit = {p: 1 << k for k, p in enumerate(ids)}
    named = Counter(
        sum(map(bit.__getitem__, coalition))
        for prediction in predictions.predictions
        for coalition in prediction.coalitions
    )
    theories = np.fromiter((named[m] for m in masks.tolist()), np.int64, len(masks))
    parties = sum((masks >> k & 1 for k in range(len(ids))), start=np.zeros_like(masks))
    seats = SubsetSums.of([case.assembly.seats_of([p])[0] for p in ids])(masks)
    order = np.lexsort((masks, -seats, _extents(case, masks), parties, -theories))
    return tuple(masks[order].tolist())


def _extents(case: Case, masks: NDArray[np.int64]) -> NDArray[np.float64]:
    """Range of each cabinet on the first dimension, infinite where a position is unknown."""
    import numpy as np

    placed = case.space.positions() if case.space else {}
    low, high = np.full(masks.shape, np.inf), np.full(masks.shape, -np.inf)
    for k, party in enumerate(case.assembly.ids):
        inside = (masks >> k & 1).astype(bool)
        at = placed.get(party)
        low[inside] = np.minimum(low[inside], -np.inf if at is None else at)
        high[inside] = np.maximum(high[inside], np.inf if at is None else at)
    # Positions are printed decimals: rounding away the binary noise keeps equal ranges equal.
    extents: NDArray[np.float64] = np.round(high - low, 9)
    return extents


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Decisions(Result):
    """A body that forms no government: how often its rule passes, and who can block.

    `winning` and `blocking` count coalitions by number of members; `blockers` lists the
    smallest blocking coalitions, capped.
    """

    case: Case
    winning: dict[int, int] = field(hash=False)
    blocking: dict[int, int] = field(hash=False)
    blockers: tuple[Coalition, ...]

    @property
    def smallest(self) -> int:
        """The fewest members that can block."""
        return min((k for k, n in self.blocking.items() if n), default=0)

    def rows(self) -> list[dict[str, Any]]:
        """One row per number of members."""
        return [
            {"members": k, "winning": self.winning[k], "blocking": self.blocking[k]}
            for k in self.winning
            if self.winning[k] or self.blocking[k]
        ]

    def summary(self) -> dict[str, Any]:
        """Totals, and the smallest blocking coalitions."""
        return {
            "winning": sum(self.winning.values()),
            "blocking": sum(self.blocking.values()),
            "coalitions": 2 ** len(self.case.assembly.ids),
            "smallest_blocking": self.smallest,
            "blockers": self.blockers,
        }

    def __repr__(self) -> str:
        won = sum(self.winning.values())
        return f"<Decisions {self.case.id}: {won} winning coalitions>"


def decisions(given: Asked, *, top: int = 10) -> Decisions:
    """Count winning and blocking coalitions of a body, and list the smallest blockers.

    Examples
    --------
    >>> council = decisions("un-security-council")
    >>> council.summary()["winning"]
    848
    """
    case = as_case(given)
    winning = coalitions.winning_by_size(case.assembly)
    blocking = coalitions.winning_by_size(case.assembly, blocking=True)
    smallest = min((k for k, n in blocking.items() if n), default=0)
    listed = coalitions.find(
        case.assembly, "minimal-blocking", at_most=max(smallest, 1), limit=top, seconds=5
    )
    said = f"listed are the first {len(listed.listed)} of the smallest blocking coalitions"
    cut = () if listed.complete else (said,)
    return Decisions(
        input=case.id,
        method="decisions",
        parameters={"top": top},
        complete=listed.complete,
        sources=tuple(case.sources),
        notes=(*case.assembly.remarks, *cut),
        case=case,
        winning=winning,
        blocking=blocking,
        blockers=listed.listed,
    )


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all: beside it first, then in its place."""
    import os
    import tempfile

    if str(path) == "-":
        raise FormateurError("-: a page or a picture is written to a file; give its name")
    data = content.encode() if isinstance(content, str) else content
    try:
        handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise FormateurError(f"{path}: {error.strerror}") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(made).chmod(0o644)
        Path(made).replace(path)
    except OSError as error:
        Path(made).unlink(missing_ok=True)
        raise FormateurError(f"{path}: {error.strerror}") from None


__getattr__ = on_first_use(__name__, __all__)
