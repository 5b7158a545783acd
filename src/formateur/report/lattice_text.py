"""Cabinets as allocations of jurisdictions, as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from formateur.agreement.jurisdictions import Lattice
from formateur.report.text import folded, table
from formateur.results import Listing

__all__ = ["lattice_text", "winset_text"]

_LISTED = 20  # cabinets in a table; rows have them all
_STRONG = {
    "very strong": "nothing beats the cabinet it forms alone",
    "strong": "it is in every cabinet that beats the one it forms alone",
}


def lattice_text(found: Lattice) -> str:
    """The median party of each jurisdiction, the strong parties, and what stands."""
    medians = [
        {"jurisdiction": j, "median": ", ".join(parties) or "nobody"}
        for j, parties in found.median.items()
    ]
    strong = [f"{p} is {how}: {_STRONG[how]}" for p, how in found.strong.items()]
    head = (
        f"{found.input}: {found.size:,} cabinets of {len(found.parties)} parties in "
        f"{len(found.jurisdictions)} {_plural('jurisdiction', len(found.jurisdictions))}"
    )
    number = len(found.standing)
    stands = f"{number:,} {_plural('cabinet', number)} {'stands' if number == 1 else 'stand'}"
    return "\n\n".join(
        [
            folded(head),
            table(medians),
            "\n".join(folded(line) for line in strong) or "no party is strong",
            _listed(stands, found.rows(), found.jurisdictions),
        ]
    )


def winset_text(answer: Listing) -> str:
    """Which cabinets beat one."""
    rows, jurisdictions = answer.rows(), answer.parameters["jurisdictions"]
    number = f"{len(rows):,} {_plural('cabinet', len(rows))}"
    said = f"{number} {'beats' if len(rows) == 1 else 'beat'} it" if rows else "nothing beats it"
    if answer.parameters["willing"]:
        said += ", counting only cabinets that all their own members prefer"
    return f"{folded(answer.input)}\n\n{_listed(said, rows, jurisdictions)}"


def _listed(said: str, rows: Sequence[Mapping[str, Any]], jurisdictions: Sequence[str]) -> str:
    if not rows:
        return folded(said)
    more = f"; the first {_LISTED} of them" if len(rows) > _LISTED else ""
    shown = [{j: row[j] for j in jurisdictions} for row in rows[:_LISTED]]
    return f"{folded(said + more)}\n{table(shown)}"


def _plural(noun: str, number: int) -> str:
    return noun if number == 1 else noun + "s"
