"""How a government lasts: who can end its majority, and what follows when members go.

>>> import formateur as fm
>>> house = fm.Assembly.from_seats({"a": 62, "b": 39})
>>> fm.durability.margins.seats_to_lose(house, fm.Government(("a",)), "vacant-smaller")
23
>>> DURABILITY["margin"]
Row(id='margin', target='formateur.durability.margins:margin', title='Votes to spare', \
cites=('laver_schofield_1990',), needs=('government',), short='')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from formateur.registry import Registry, Row, on_first_use

if TYPE_CHECKING:
    from formateur.durability import (
        breaking,
        cohesion,
        days,
        discipline,
        margins,
        rebellion,
        rollcalls,
        scenarios,
        walkouts,
    )

__all__ = [
    "DURABILITY",
    "breaking",
    "cohesion",
    "days",
    "discipline",
    "margins",
    "rebellion",
    "rollcalls",
    "scenarios",
    "walkouts",
]

_HERE = "formateur.durability"

# What is asked about a majority; `needs` is what the function wants beside the assembly.
DURABILITY = Registry(
    "measure of durability",
    "formateur.durability",
    (
        Row(
            "margin",
            f"{_HERE}.margins:margin",
            "Votes to spare",
            ("laver_schofield_1990",),
            ("government",),
        ),
        Row(
            "seats-to-lose",
            f"{_HERE}.margins:seats_to_lose",
            "Fewest single seats whose exit ends the majority",
            ("laver_schofield_1990",),
            ("government",),
        ),
        Row(
            "breaking",
            f"{_HERE}.breaking:breaking",
            "Breaking sets",
            ("taylor_zwicker_1999", "laver_schofield_1990"),
            ("government",),
        ),
        Row(
            "survival",
            f"{_HERE}.rebellion:survival_probability",
            "Chance that a majority survives rebels",
            ("taylor_zwicker_1999",),
            ("government", "rebels"),
        ),
    ),
)


__getattr__ = on_first_use(__name__, __all__)


def __dir__() -> list[str]:
    return sorted(__all__)
