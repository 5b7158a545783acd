"""The questions of the command line, asked of a case by its name, its file, or an assembly.

>>> why("riksdag-2018", ["s", "mp"]).verdict.status
'open'
>>> predict("connected", "riksdag-2018").number
11
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from formateur import governments, theories
from formateur.assembly import Assembly
from formateur.cases import Case
from formateur.durability import breaking as exits
from formateur.power import bodies, power
from formateur.report import Asked, as_case
from formateur.space import Space
from formateur.terms import Terms
from formateur.theories import bargaining

__all__ = [
    "bargain",
    "breaking",
    "judge",
    "leading",
    "potential",
    "predict",
    "predict_all",
    "voting_power",
    "why",
]

P = ParamSpec("P")
R = TypeVar("R")


def _named(function: Callable[Concatenate[Any, P], R]) -> Callable[Concatenate[Asked, P], R]:
    """The same function, that also takes the name or the file of a case."""

    @wraps(function)
    def ask(given: Asked, /, *args: P.args, **options: P.kwargs) -> R:
        return function(_asked(given), *args, **options)

    return ask


def _asked(given: Asked) -> Case | Assembly | Mapping[str, int]:
    return as_case(given) if isinstance(given, (str, Path)) else given


why = _named(governments.why)
judge = _named(governments.judge)
potential = _named(governments.potential)
predict_all = _named(theories.predict_all)
voting_power = _named(power)
leading = _named(bodies.leading)
breaking = _named(exits.breaking)
bargain = _named(bargaining.bargain)


def predict(
    theory: str,
    given: Asked,
    *,
    space: Space | None = None,
    terms: Terms | None = None,
    **limits: Any,
) -> theories.Prediction:
    """Apply one theory to a case, its name, its file, or an assembly.

    Options as in :func:`formateur.theories.predict`.

    Examples
    --------
    >>> predict("minimal_winning", Assembly.from_seats([50, 49, 1])).coalitions
    (('p1', 'p2'), ('p1', 'p3'))
    """
    return theories.predict(theory, _asked(given), space=space, terms=terms, **limits)
