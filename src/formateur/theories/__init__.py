"""Coalition theories: which governments each predicts. One registry row per theory.

A theory is a function of an assembly, and of `space` or `terms` if it takes them, that yields
coalitions as tuples of party ids in case order. To add one: write the function, add a row here,
a golden file and a handbook paragraph; the command line, tests and docs read the row.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from inspect import signature
from typing import TYPE_CHECKING, Any

from formateur.assembly import Assembly, House, assembly_of, carried
from formateur.coalitions import Coalition, coalition_matrix, span, taken
from formateur.errors import FormateurError
from formateur.registry import Registry, Row, on_first_use
from formateur.results import Picture, Result
from formateur.space import Space
from formateur.terms import Terms

if TYPE_CHECKING:
    from formateur.theories import bargaining, minority, policy, size

__all__ = [
    "THEORIES",
    "Prediction",
    "Predictions",
    "bargaining",
    "minority",
    "policy",
    "predict",
    "predict_all",
    "size",
]

_SIZE = "formateur.theories.size"
_POLICY = "formateur.theories.policy"
_MINORITY = "formateur.theories.minority"

THEORIES = Registry(
    "theory",
    "formateur.theories",
    (
        Row(
            "minimal_winning",
            f"{_SIZE}:minimal_winning",
            "Minimal winning",
            ("riker_1962",),
            short="MW",
        ),
        Row(
            "minimum_size",
            f"{_SIZE}:minimum_size",
            "Minimum size",
            ("riker_1962",),
            short="size",
        ),
        Row(
            "bargaining_proposition",
            f"{_SIZE}:bargaining_proposition",
            "Fewest parties (bargaining proposition)",
            ("leiserson_1968",),
            short="few",
        ),
        Row(
            "single_party_majority",
            f"{_SIZE}:single_party_majority",
            "Single-party majority",
            ("lijphart_1999",),
            short="single",
        ),
        Row(
            "surplus",
            f"{_SIZE}:surplus",
            "Surplus majority",
            ("lijphart_1999",),
            short="surplus",
        ),
        Row(
            "minimal_range",
            f"{_POLICY}:minimal_range",
            "Minimal range",
            ("de_swaan_1973",),
            ("space",),
            short="range",
        ),
        Row(
            "connected",
            f"{_POLICY}:connected",
            "Connected winning",
            ("axelrod_1970",),
            ("space",),
            short="conn",
        ),
        Row(
            "minimal_connected_winning",
            f"{_POLICY}:minimal_connected_winning",
            "Minimal connected winning",
            ("axelrod_1970",),
            ("space",),
            short="MCW",
        ),
        Row(
            "policy_viable",
            f"{_POLICY}:policy_viable",
            "Policy-viable: minimal winning with the core party",
            ("laver_schofield_1990", "lijphart_1999"),
            ("space",),
            short="viable",
        ),
        Row(
            "median_party",
            f"{_POLICY}:median_party",
            "Winning with the median (core) party",
            ("laver_schofield_1990",),
            ("space",),
            short="median",
        ),
        Row(
            "central_player",
            f"{_POLICY}:central_player",
            "Central player in balance",
            ("van_deemen_1991", "van_roozendaal_1992"),
            ("space",),
            short="central",
        ),
        Row(
            "viable_minority",
            f"{_MINORITY}:viable_minority",
            "Viable minority",
            ("strom_1990", "laver_schofield_1990"),
            ("space",),
            short="min",
        ),
        Row(
            "supported_minority",
            f"{_MINORITY}:supported_minority",
            "Supported minority",
            ("strom_1990",),
            ("space",),
            short="supp",
        ),
    ),
)

_MOST = 100_000


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Prediction(Result):
    """What one theory predicts for one assembly; not `whole` when the search was cut off."""

    theory: Row
    assembly: Assembly
    coalitions: tuple[Coalition, ...]
    whole: bool = True
    members: frozenset[Coalition] = field(default=frozenset(), repr=False)

    def rows(self) -> list[dict[str, Any]]:
        """One row per predicted coalition."""
        return [
            {"theory": self.theory.id, "parties": c, "seats": span(self.assembly.seats_of(c))}
            for c in self.coalitions
        ]

    @property
    def number(self) -> int | str:
        """How many coalitions, or ``"at least"`` so many where the search was cut off."""
        listed = len(self.coalitions)
        return listed if self.whole else f"at least {listed}"

    def plot(self) -> Picture:
        """Predicted coalitions as rows and parties as columns, the first forty."""
        title = f"{self.input}: {self.theory.title}"
        return coalition_matrix(self.assembly, self.coalitions[:40], title)

    def __contains__(self, coalition: Collection[str]) -> bool:
        return self.assembly.ordered(coalition) in self.members

    def __repr__(self) -> str:
        shown = ", ".join("+".join(c) for c in self.coalitions[:4]) or "nothing"
        more = f" and {len(self.coalitions) - 4} more" if len(self.coalitions) > 4 else ""
        return f"<Prediction {self.theory.id}: {shown}{more}>"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Predictions(Result):
    """Several theories side by side."""

    predictions: tuple[Prediction, ...]

    def rows(self) -> list[dict[str, Any]]:
        """One row per theory and predicted coalition."""
        return [row for p in self.predictions for row in p.rows()]

    def summary(self) -> dict[str, Any]:
        """Number of coalitions by theory; of one that was cut off ``"at least"`` so many."""
        return {p.theory.id: p.number for p in self.predictions}

    def by(self, coalition: Collection[str]) -> tuple[str, ...]:
        """Ids of the theories that predict a coalition."""
        return tuple(p.theory.id for p in self.predictions if coalition in p)

    def __repr__(self) -> str:
        return f"<Predictions of {len(self.predictions)} theories for {self.input}>"


def predict(
    theory: str,
    assembly: House,
    *,
    space: Space | None = None,
    terms: Terms | None = None,
    limit: int = _MOST,
    seconds: float | None = None,
) -> Prediction:
    """Apply one theory to an assembly, or to a case with its positions and terms.

    At most `limit` coalitions are taken, in at most `seconds`. Parties without a position are
    left out of theories about policy. A result that is cut off or leaves parties out says so in
    its notes and is not `complete`.

    Raises
    ------
    FormateurError
        When the theory needs positions and there are none.

    Examples
    --------
    >>> a = Assembly.from_seats({"a": 8, "b": 21, "c": 26, "d": 12, "e": 33})
    >>> predict("minimal_range", a, space=Space.from_order("abcde"))
    <Prediction minimal_range: c+e, b+c+d, a+b+c>
    """
    row = THEORIES[theory]
    function = row.load()
    takes = signature(function).parameters
    space, terms = carried(assembly, "space", space), carried(assembly, "terms", terms)
    assembly = assembly_of(assembly)
    if "space" in takes and (space is None or not space.positions()):
        raise FormateurError(
            f"{row.id} needs positions on a dimension: give a space (command line: --order)"
        )
    given = {k: v for k, v in (("space", space), ("terms", terms)) if k in takes}
    found, whole = taken(function(assembly, **given), limit, seconds)
    notes = [
        f"the split of {g.seats} seats among {', '.join(g.parties)} is unknown: predicted are "
        "coalitions that hold whatever it is"
        for g in assembly.residual
    ]
    missing = _unplaced(assembly, space) if "space" in takes and space else ()
    if missing:
        notes.append(f"without a position, left out: {', '.join(missing)}")
    if not whole:
        cut = f"{limit:,} coalitions" if len(found) == limit else f"{seconds:g} seconds"
        notes.append(f"{row.id}: stopped after {cut}")
    return Prediction(
        input=assembly.name,
        method=row.id,
        parameters={"limit": limit, "seconds": seconds},
        complete=whole and not missing,
        sources=row.cites,
        notes=tuple(notes),
        theory=row,
        assembly=assembly,
        whole=whole,
        coalitions=tuple(found),
        members=frozenset(found),
    )


def predict_all(
    assembly: House,
    *,
    space: Space | None = None,
    terms: Terms | None = None,
    theories: Collection[str] | None = None,
    limit: int = _MOST,
    seconds: float | None = None,
) -> Predictions:
    """Apply every theory whose needs are met, or those named.

    At most `limit` coalitions of each are taken, in at most `seconds`.

    >>> a = Assembly.from_seats({"a": 50, "b": 49, "c": 1})
    >>> predict_all(a).summary()
    {'minimal_winning': 2, 'minimum_size': 1, 'bargaining_proposition': 2, \
'single_party_majority': 0, 'surplus': 1}
    """
    space, terms = carried(assembly, "space", space), carried(assembly, "terms", terms)
    assembly = assembly_of(assembly)
    chosen = list(THEORIES) if theories is None else [THEORIES[t].id for t in theories]
    placed = space is not None and bool(space.positions())
    applied = [t for t in chosen if theories is not None or placed or not _needs_space(t)]

    def _predict(theory: str) -> Prediction:
        return predict(theory, assembly, space=space, terms=terms, limit=limit, seconds=seconds)

    predictions: list[Prediction] = []
    refused: list[str] = []
    for theory in applied:
        try:
            predictions.append(_predict(theory))
        except FormateurError as error:
            if theories is not None:
                raise
            refused.append(str(error))
    left_out = [t for t in chosen if t not in applied]
    notes = [*dict.fromkeys(n for p in predictions for n in p.notes), *refused]
    if left_out:
        notes.append(f"no positions, so not applied: {', '.join(left_out)}")
    return Predictions(
        input=assembly.name,
        method="theories",
        parameters={"theories": applied, "limit": limit, "seconds": seconds},
        complete=not refused and all(p.complete for p in predictions),
        sources=tuple(dict.fromkeys(s for p in predictions for s in p.sources)),
        notes=tuple(notes),
        predictions=tuple(predictions),
    )


def _needs_space(theory: str) -> bool:
    row = THEORIES[theory]
    return "space" in row.needs or (not row.cites and "space" in signature(row.load()).parameters)


def _unplaced(assembly: Assembly, space: Space) -> tuple[str, ...]:
    placed = space.positions()
    return tuple(p.id for p in assembly.parties if p.id not in placed and p.votes != 0)


__getattr__ = on_first_use(__name__, __all__)
