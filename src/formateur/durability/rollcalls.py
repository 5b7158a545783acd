"""Roll calls from a table: one row per group and vote, or one per member and vote."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from formateur.durability.discipline import GroupVote
from formateur.errors import FormateurError, UnknownIdError
from formateur.fields import whole_number_of
from formateur.files import read_text
from formateur.record.calendars import parse_date

__all__ = ["CASTS", "parse_roll_calls", "read_roll_calls"]

_COUNTS = ("yes", "no", "abstain", "absent")

# What a member can do, and the words that tables have for it.
CASTS: Mapping[str, tuple[str, ...]] = {
    "yes": ("yes", "aye", "yea", "for", "y"),
    "no": ("no", "nay", "noe", "against", "n"),
    "abstain": ("abstain", "abstained", "abstention", "present"),
    "absent": ("absent", "not voting", "no vote"),
}
_CAST = {word: part for part, words in CASTS.items() for word in words}


def read_roll_calls(path: str | Path) -> tuple[GroupVote, ...]:
    """The group votes of a file, as `parse_roll_calls` reads its text."""
    return parse_roll_calls(read_text(Path(path), "table"), str(path))


def parse_roll_calls(text: str, source: str = "roll calls") -> tuple[GroupVote, ...]:
    r"""The votes of groups from a table, in the order in which they first appear.

    Columns are ``vote``, ``group``, ``date`` (may be left out), and either the counts ``yes``,
    ``no``, ``abstain``, ``absent`` of a group (a column left out, or an empty cell, is unknown),
    or ``person`` and ``cast``: a row of `CASTS` for every member. Commas, semicolons or tabs part
    them; a line that begins with ``#`` is a remark.

    Raises
    ------
    FormateurError
        With the line of the row: a column is missing, a count is no whole number of 0 or more, a
        word for a vote is unknown, a date is none, or a member or a group votes twice.

    Examples
    --------
    >>> parse_roll_calls("vote,group,yes,no\nbudget,a,9,1\n")
    (GroupVote(group='a', yes=9, no=1, abstain=None, absent=None, vote='budget', date=''),)
    >>> parse_roll_calls("vote,person,group,cast\nbudget,ann,a,aye\nbudget,bo,a,absent\n")
    (GroupVote(group='a', yes=1, no=0, abstain=0, absent=1, vote='budget', date=''),)
    """
    lines = ["" if x.startswith("#") else x for x in text.lstrip("\ufeff").splitlines()]
    above = next((k for k, line in enumerate(lines) if line.strip()), 0)  # lines over the titles
    mark = max("\t;,", key="".join(lines[above : above + 1]).count)
    reader = csv.DictReader(io.StringIO("\n".join(lines[above:])), delimiter=mark)
    columns = [(c or "").strip().lower() for c in reader.fieldnames or []]
    reader.fieldnames = columns
    by_person = "person" in columns or "cast" in columns
    for needed in ("vote", "group", *(("person", "cast") if by_person else ("yes", "no"))):
        if needed not in columns:
            said = UnknownIdError("column", needed, [c for c in columns if c])
            raise FormateurError(f"{source}: {said}")
    rows = [
        (
            f"{source}:{above + reader.line_num}",
            {k: (v or "").strip() for k, v in row.items() if k},
        )
        for row in reader
        if any(isinstance(v, str) and v.strip() for v in row.values())
    ]
    if not rows:
        raise FormateurError(f"{source}: the table is empty")
    for place, row in rows:
        _checked(place, row, by_person)
    return tuple(_members(rows) if by_person else _groups(rows))


_Rows = Sequence[tuple[str, Mapping[str, str]]]


def _checked(place: str, row: Mapping[str, str], by_person: bool) -> None:
    for column in ("vote", "group", *(("person",) if by_person else ())):
        if not row[column]:
            raise FormateurError(f"{place}: {column} is empty; every row names one")
    if row.get("date"):
        try:
            parse_date(row["date"])
        except FormateurError as error:
            raise FormateurError(f"{place}: {error}") from None


def _groups(rows: _Rows) -> Iterator[GroupVote]:
    seen: dict[tuple[str, str], str] = {}
    for place, row in rows:
        key = row["vote"], row["group"]
        if key in seen:
            raise FormateurError(
                f"{place}: {row['group']!r} votes twice in {row['vote']!r}, first at {seen[key]}"
            )
        seen[key] = place
        yes, no, abstain, absent = (_count(place, c, row.get(c, "")) for c in _COUNTS)
        yield GroupVote(key[1], yes, no, abstain, absent, vote=key[0], date=row.get("date", ""))


def _count(place: str, column: str, text: str) -> int | None:
    if not text:
        return None
    number = whole_number_of(text)
    if number is None:
        raise FormateurError(
            f"{place}: {column} is {text!r}; use a whole number of 0 or more, or leave it empty "
            "(unknown)"
        )
    return number


def _members(rows: _Rows) -> Iterator[GroupVote]:
    casts: dict[tuple[str, str], Counter[str]] = {}
    dates: dict[tuple[str, str], str] = {}
    seen: dict[tuple[str, str], str] = {}
    for place, row in rows:
        vote, person = row["vote"], row["person"]
        if (vote, person) in seen:
            raise FormateurError(
                f"{place}: {person!r} votes twice in {vote!r}, first at {seen[vote, person]}"
            )
        seen[vote, person] = place
        part = _CAST.get(row["cast"].lower())
        if part is None:
            raise FormateurError(
                f"{place}: cast is {row['cast']!r}; use yes, no, abstain or absent"
            )
        key = vote, row["group"]
        casts.setdefault(key, Counter())[part] += 1
        dates.setdefault(key, row.get("date", ""))
    for key, held in casts.items():
        yes, no, abstain, absent = (held[c] for c in _COUNTS)
        yield GroupVote(key[1], yes, no, abstain, absent, vote=key[0], date=dates[key])
