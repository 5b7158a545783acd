"""Voting power: how much a vote is worth under a rule as it really is. One row per index.

An index is a function of a rule, an assembly or a game that returns a value per player. To add
one: write the function, add a row here, a golden file and a handbook paragraph; the command line,
tests and docs read the row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from inspect import signature
from typing import Any

from formateur.assembly import Assembly
from formateur.errors import FormateurError, UnknownIdError, did_you_mean
from formateur.power.games import Game, Subject, Values, game_of, quota_rule, weights_of
from formateur.registry import Registry, Row
from formateur.results import Result
from formateur.space import Space
from formateur.terms import Terms

__all__ = [
    "ALIASES",
    "POWER_INDICES",
    "Game",
    "Power",
    "Values",
    "game_of",
    "power",
    "quota_rule",
    "weights_of",
]

_SWINGS = "formateur.power.swings"
_ORDER = "formateur.power.orderings"
_UNIONS = "formateur.power.unions"
_RESTRICTED = "formateur.power.restricted"
_TERNARY = "formateur.power.abstention"
_SOLVED = "formateur.power.optimise"
