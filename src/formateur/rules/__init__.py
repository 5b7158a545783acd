"""Decision rules as monotone trees: thresholds over weights, combined, nested, or turned round.

A *division* says how each player votes. A rule answers whether the proposal passes, as a pair
``(surely, possibly)``: the two differ only where seats or votes are unknown. Every leaf is one
linear inequality over the four ways to vote, so that abstaining and absent members count exactly
as the body's law says.

References
----------
taylor_zwicker_1999, felsenthal_machover_1998, bergman_1993, rasch_martin_cheibub_2015
"""

from __future__ import annotations

from formateur.rules.office import Confidence, Investiture, confidence, investiture
from formateur.rules.tree import (
    AllOf,
    AnyOf,
    AtLeast,
    Bloc,
    NotOpposed,
    Present,
    Quota,
    Rule,
    Share,
    casting_vote,
    majority,
    mapped,
    parse_share,
    reweighted,
)
from formateur.rules.values import (
    Base,
    Counts,
    Division,
    Linear,
    Number,
    Residual,
    Tally,
    Truth,
    Weights,
)

__all__ = [
    "AllOf",
    "AnyOf",
    "AtLeast",
    "Base",
    "Bloc",
    "Confidence",
    "Counts",
    "Division",
    "Investiture",
    "Linear",
    "NotOpposed",
    "Number",
    "Present",
    "Quota",
    "Residual",
    "Rule",
    "Share",
    "Tally",
    "Truth",
    "Weights",
    "casting_vote",
    "confidence",
    "investiture",
    "majority",
    "mapped",
    "parse_share",
    "reweighted",
]
