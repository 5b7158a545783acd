"""Seats from votes: one row per seat method.

A seat method is a function of votes and a number of seats that returns an `Apportionment`. To add
one: write the function in `apportion.py`, a row here, a golden file and a handbook paragraph.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from formateur.registry import Registry, Row

if TYPE_CHECKING:
    from formateur.elections.apportion import Apportionment

__all__ = ["ALIASES", "SEAT_METHODS", "apportion", "method_id"]

_HERE = "formateur.elections.apportion"


def _row(id_: str, title: str, *cites: str, needs: tuple[str, ...] = ("order",)) -> Row:
    return Row(id_, f"{_HERE}:{id_}", title, cites, needs)


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
)

ALIASES: Mapping[str, str] = {
    "jefferson": "dhondt",
    "webster": "sainte_lague",
    "hill": "huntington_hill",
    "hamilton": "hare",
    "hare_niemeyer": "hare",
}


def method_id(name: str) -> str:
    """The id of a seat method from a name with hyphens, capitals, or another name it goes by.

    >>> method_id("Sainte-Lague"), method_id("webster")
    ('sainte_lague', 'sainte_lague')
    """
    plain = name.strip().lower().replace("-", "_").replace("ë", "e").replace("'", "")
    return SEAT_METHODS[ALIASES.get(plain, plain)].id


def apportion(
    votes: Mapping[str, int | Fraction], seats: int, *, method: str = "sainte_lague", **options: Any
) -> Apportionment:
    """Seats by party from votes, by any seat method.

    Parameters
    ----------
    votes
        Votes by party, whole numbers or fractions; only ratios matter.
    seats
        Seats to give out.
    options
        What the method takes: `threshold`, `exempt`, `held`.

    Examples
    --------
    >>> apportion({"a": 100_000, "b": 80_000, "c": 30_000, "d": 20_000}, 8, method="dhondt")
    <Apportionment dhondt of 8: a 4, b 3, c 1, d 0>
    """
    made: Apportionment = SEAT_METHODS[method_id(method)].load()(votes, seats, **options)
    return made
