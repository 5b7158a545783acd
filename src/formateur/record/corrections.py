"""Errors that users report against a record: filed, settled, kept in a file of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from formateur.errors import CaseError, FormateurError, UnknownIdError, first_faults, listing
from formateur.files import read_text
from formateur.record.calendars import Date
from formateur.record.reading import LineReader, plain_fact
from formateur.record.variants import Correction

if TYPE_CHECKING:
    from formateur.record import Record

__all__ = ["correction_lines", "file_correction", "settle_correction", "with_corrections"]


def with_corrections(record: Record, path: str | Path) -> Record:
    """A record with the reports that a file holds, one of type ``correction`` a line.

    Raises
    ------
    CaseError
        With every fault of the file, each with its line.
    """
    from formateur.record import RecordError

    lines = read_text(Path(path)).splitlines()
    taken, own = LineReader(str(path)), record.facts.corrections
    for number, line in enumerate(lines, 1):
        if line.strip() and not taken.faults:
            taken.take(number, line)
            if other := _others(taken):
                taken.fault(number, f"holds {listing(other)}; each line is of type correction")
    facts = None if taken.faults else taken.facts()
    if facts is not None and not taken.faults:
        try:
            return _with(record, (*own, *facts.corrections))
        except RecordError as error:
            for place, says in error.found:
                at = place[1] - len(own) if len(place) > 1 and isinstance(place[1], int) else -1
                taken.fault(taken.places.get(("corrections", at), 0), says)
    raise CaseError(first_faults(taken.faults, str(path)))


def _others(taken: LineReader) -> list[str]:
    """Kinds of lines that have no place in a file of corrections."""
    other = [kind for kind in taken.held if kind != "corrections"]
    return [*other, *(["sources"] if taken.sources else []), *(["record"] if taken.record else [])]


def _with(record: Record, corrections: Iterable[Correction]) -> Record:
    return replace(record, facts=replace(record.facts, corrections=tuple(corrections)))


def file_correction(
    record: Record,
    fact: str,
    says: str,
    *,
    by: str = "",
    source: Iterable[str] = (),
    date: Date | None = None,
) -> Record:
    """The record with one more report, open, of an error in a fact; its id is a new one.

    Raises
    ------
    UnknownIdError
        If there is no such fact or source.

    Examples
    --------
    >>> from formateur.cases import load
    >>> record = load("petrograd-1917").record
    >>> told = file_correction(record, "v15", "The second count is 25 to 22.", by="A reader")
    >>> print(correction_lines(told.facts.corrections), end="")
    {"type": "correction", "id": "k1", "about": "v15", "says": "The second count is 25 to 22.", \
"by": "A reader", "status": "open"}
    """
    if not says.strip():
        raise FormateurError("the report is empty; say what is wrong with the fact, and why")
    about = record.find(fact).id
    for key in source:
        if key not in record.sources:
            raise UnknownIdError("source", key, list(record.sources))
    known = record.facts.index
    new = next(i for k in count(1) if (i := f"k{k}") not in known)
    report = Correction(
        id=new, about=about, says=says.strip(), by=by, source=tuple(source), date=date
    )
    return _with(record, (*record.facts.corrections, report))


def settle_correction(record: Record, report: str, status: str, answer: str = "") -> Record:
    """The record with a report accepted, refused or open again, and what was answered to it.

    Raises
    ------
    UnknownIdError
        If there is no such report.
    """
    known = {c.id: c for c in record.facts.corrections}
    if report not in known:
        raise UnknownIdError("report", report, list(known))
    found = known[report]
    known[report] = replace(found, status=status, answer=answer or found.answer)
    return _with(record, known.values())


def correction_lines(corrections: Iterable[Correction]) -> str:
    """Reports as JSON Lines, as `with_corrections` reads them."""
    rows = ({"type": "correction", **plain_fact(c), "status": c.status} for c in corrections)
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
