"""How a government lasts: who can end its majority, and what follows when members go.

>>> DURABILITY["margin"]
Row(id='margin', target='formateur.durability.margins:margin', title='Votes to spare', \
cites=('laver_schofield_1990',), needs=('government',), short='')
"""

from __future__ import annotations

from formateur.registry import Registry, Row

__all__ = ["DURABILITY"]

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
