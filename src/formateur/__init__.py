"""Formateur: which governments can form, which cannot, and why.

>>> import formateur as fm
>>> fm.form("bundestag-2021").summary()["formed"]["parties"]
('spd', 'greens', 'fdp')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from formateur import (
        agreement,
        assembly,
        cases,
        charts,
        coalitions,
        durability,
        elections,
        errors,
        governments,
        power,
        record,
        report,
        rules,
        sources,
        space,
        terms,
        testing,
        theories,
    )
    from formateur.assembly import Assembly, Body, Faction, Government, Party, Person
    from formateur.cases import Case, load, load_record
    from formateur.errors import FormateurError
    from formateur.record import Record
    from formateur.report import decisions, form
    from formateur.report.questions import (
        bargain,
        breaking,
        judge,
        leading,
        potential,
        predict,
        predict_all,
        voting_power,
        why,
    )
    from formateur.results import Result
    from formateur.rules import Division, Rule, Weights
    from formateur.sources import Source
    from formateur.space import Dimension, Space
    from formateur.terms import Exclude, OnlyWith, Term, Terms

__all__ = [
    "Assembly",
    "Body",
    "Case",
    "Dimension",
    "Division",
    "Exclude",
    "Faction",
    "FormateurError",
    "Government",
    "OnlyWith",
    "Party",
    "Person",
    "Record",
    "Result",
    "Rule",
    "Source",
    "Space",
    "Term",
    "Terms",
    "Weights",
    "agreement",
    "assembly",
    "bargain",
    "breaking",
    "cases",
    "charts",
    "coalitions",
    "decisions",
    "durability",
    "elections",
    "errors",
    "form",
    "governments",
    "judge",
    "leading",
    "load",
    "load_record",
    "potential",
    "power",
    "predict",
    "predict_all",
    "record",
    "report",
    "rules",
    "sources",
    "space",
    "terms",
    "testing",
    "theories",
    "voting_power",
    "why",
]

# Where each public name lives; imported on first use, so that `import formateur` stays instant.
_HOMES = {
    "assembly": ("Assembly", "Body", "Faction", "Government", "Party", "Person"),
    "cases": ("Case", "load", "load_record"),
    "errors": ("FormateurError",),
    "record": ("Record",),
    "report": ("decisions", "form"),
    "report.questions": (
        "bargain",
        "breaking",
        "judge",
        "leading",
        "potential",
        "predict",
        "predict_all",
        "voting_power",
        "why",
    ),
    "results": ("Result",),
    "rules": ("Division", "Rule", "Weights"),
    "sources": ("Source",),
    "space": ("Dimension", "Space"),
    "terms": ("Exclude", "OnlyWith", "Term", "Terms"),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"formateur.{home}"), name)
    if name in __all__:
        return import_module(f"formateur.{name}")
    from formateur.errors import did_you_mean

    raise AttributeError(f"no name {name!r} in formateur.{did_you_mean(name, __all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
