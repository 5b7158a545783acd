"""Seats from votes: one row per seat method.

>>> from formateur.elections.apportion import apportion
>>> apportion({"a": 53, "b": 24, "c": 23}, 7, method="webster")
<Apportionment sainte_lague of 7: a 3, b 2, c 2>

A seat method is a function of votes and a number of seats that returns an `Apportionment`. To add
one: write the function in `apportion.py`, a row here, a golden file and a handbook paragraph.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from formateur.errors import UnknownIdError
from formateur.registry import Registry, Row, on_first_use

if TYPE_CHECKING:
    from formateur.elections import apportion

__all__ = ["ALIASES", "SEAT_METHODS", "apportion", "method_id", "spelled"]

_HERE = "formateur.elections.apportion"


def _row(id_: str, title: str, *cites: str, needs: tuple[str, ...] = ("order",)) -> Row:
    return Row(id_, f"{_HERE}:{id_}", title, cites, needs)


ALIASES: Mapping[str, str] = {
    "jefferson": "dhondt",
    "webster": "sainte_lague",
    "hill": "huntington_hill",
    "hamilton": "hare",
    "hare_niemeyer": "hare",
}

# `needs` tells the two families apart: divisor methods give seats in an order, others do not.
SEAT_METHODS = Registry(
    "seat method",
    "formateur.seat_methods",
    (
        _row("dhondt", "D'Hondt (Jefferson)", "balinski_young_2001"),
        _row("sainte_lague", "Sainte-Laguë (Webster)", "sainte_lague_1910", "balinski_young_2001"),
        _row("modified_sainte_lague", "Sainte-Laguë, first divisor 1.4", "gallagher_1992"),
        _row("danish", "Danish (divisors 1, 4, 7)", "gallagher_1992"),
        _row("adams", "Adams (smallest divisors)", "balinski_young_2001"),
        _row("dean", "Dean (harmonic means)", "balinski_young_2001"),
        _row("huntington_hill", "Huntington-Hill", "huntington_1928", "balinski_young_2001"),
        _row("imperiali", "Imperiali divisors (2, 3, 4)", "gallagher_1992"),
        _row("hare", "Hare quota, largest remainders", "balinski_young_2001", needs=()),
        _row("droop", "Droop quota, largest remainders", "droop_1881", needs=()),
        _row(
            "hagenbach_bischoff",
            "Hagenbach-Bischoff quota, largest remainders",
            "gallagher_1992",
            needs=(),
        ),
        _row(
            "imperiali_quota",
            "Imperiali quota, largest remainders",
            "gallagher_1992",
            needs=(),
        ),
    ),
    ALIASES,
)


def spelled(method: str) -> str:
    """The id of a method as people write it, with hyphens; `method_id` takes it back.

    >>> spelled("sainte_lague")
    'sainte-lague'
    """
    return method.replace("_", "-")


def method_id(name: str) -> str:
    """The id of a seat method from a name with hyphens, capitals, or another name it goes by.

    >>> method_id("Sainte-Lague"), method_id("webster")
    ('sainte_lague', 'sainte_lague')
    """
    try:
        return SEAT_METHODS.id_of(name)
    except UnknownIdError:
        known = [spelled(k) for k in (*SEAT_METHODS, *ALIASES)]
        raise UnknownIdError("seat method", name, known) from None


__getattr__ = on_first_use(__name__, __all__)
