"""Which programmes of a frontier stand out: Nash, max-min and utilitarian."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from formateur.agreement.choices import Choices
from formateur.agreement.frontier import Frontier, Scale
from formateur.errors import FormateurError

__all__ = ["SOLUTIONS", "Solved", "solve"]

SOLUTIONS = {
    "nash": "Nash: the largest product of what the parties gain over no agreement",
    "max-min": "Max-min: the most for whoever gets least, then for the next",
    "utilitarian": "Utilitarian: the largest sum of shares",
}
_SAME = 1e-12  # shares are sums of few exact fractions

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Solved:
    """Places of the solutions on the frontier.

    `tied` are solutions with other outcomes as good by the same measure; `bounds` say what no
    programme exceeds, where the frontier is not whole.
    """

    places: Mapping[str, int]
    tied: tuple[str, ...]
    bounds: Mapping[str, float]


def solve(choices: Choices, found: Frontier, floors: Mapping[str, Fraction]) -> Solved:
    """The solutions; `floors` are the shares that members have without an agreement.

    Raises
    ------
    FormateurError
        When no programme found leaves every member what it has without one.
    """
    shares = choices.shares(found.points)
    floor = np.array([float(floors[p]) for p in choices.members])
    willing = np.asarray((shares >= floor - _SAME).all(axis=1))
    if not willing.any():
        raise FormateurError(
            "found no programme that leaves nobody worse off than without one: "
            + ", ".join(f"{p} {float(f):g}" for p, f in floors.items())
        )
    places, tied = {}, []
    for name, measure in _measures(shares, floor, willing).items():
        order = np.lexsort(measure.T[::-1])
        places[name] = int(order[-1])
        compared = measure[:, : _DECIDES.get(name, measure.shape[1])]
        same = np.isclose(compared, compared[order[-1]], rtol=0, atol=_SAME).all(axis=1)
        if (same & _elsewhere(shares, order[-1])).any():
            tied.append(name)
    bounds = {} if found.complete else _bounds(found, choices.scale(floors))
    return Solved(places, tuple(tied), bounds)


_DECIDES = {"nash": 3, "utilitarian": 1}  # columns of a measure; the rest only breaks ties


def _measures(shares: _Floats, floor: _Floats, willing: NDArray[np.bool_]) -> dict[str, _Floats]:
    """What each solution looks for, first things first; one row per point, larger is better.

    Where not everybody can gain, Nash is the product over as many as can [caragiannis_2019].
    """
    gains = shares - floor
    gaining = gains > _SAME
    logs = np.log(np.where(gaining, gains, 1)).sum(axis=1).round(12)
    sums, ordered = shares.sum(axis=1).round(12), np.sort(shares, axis=1)
    return {
        "nash": np.column_stack([willing, gaining.sum(axis=1), logs, sums]),
        "max-min": ordered.round(12),
        "utilitarian": np.column_stack([sums, ordered]),
    }


def _elsewhere(shares: _Floats, place: int) -> NDArray[np.bool_]:
    return np.asarray(np.abs(shares - shares[place]).max(axis=1) > _SAME)


def _bounds(found: Frontier, scale: Scale) -> dict[str, float]:
    """What no programme exceeds: the least weighted mean, and the means' inequality for Nash."""
    reach = found.supports + found.weights @ scale.base
    after = reach - found.weights @ scale.floor
    good = (found.weights > 1e-9).all(axis=1)
    mean = np.exp(np.log(found.weights[good]).mean(axis=1)) * len(scale.floor)
    return {
        "max-min": float((reach / found.weights.sum(axis=1)).min()),
        "nash": float((after[good] / mean).min()),
    }
