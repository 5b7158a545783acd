"""Errors we raise on purpose: one sentence that says what came in and what would be accepted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Any

__all__ = [
    "MOST_FAULTS",
    "CaseError",
    "FormateurError",
    "MissingExtraError",
    "OutOfTimeError",
    "UnknownIdError",
    "UnknownPartyError",
    "did_you_mean",
    "first_faults",
    "listing",
    "place_of",
]


class FormateurError(ValueError):
    """Base of every error we raise on purpose; the command line prints it as one line."""


_BEGUN = 3  # letters from which a word counts as begun
_HINTED = 5  # words that one hint names
MOST_FAULTS = 50  # of one file, told in one run


def first_faults(faults: Iterable[str], name: str) -> list[str]:
    """The first faults of a file, each once; a last line says when there may be more.

    >>> first_faults(["a:1: x", "a:1: x"], "a")
    ['a:1: x']
    """
    said: dict[str, None] = {}
    for fault in faults:
        if len(said) == MOST_FAULTS:
            return [*said, f"{name}: and perhaps more; reading stops at {MOST_FAULTS} faults"]
        said[fault] = None
    return list(said)


def did_you_mean(given: str, known: Collection[str]) -> str:
    """Return a trailing hint: the known words that begin so, or else the nearest one.

    >>> did_you_mean("gren", ["red", "green"])
    " Did you mean 'green'?"
    >>> did_you_mean("bundestag", ["bundestag-2021", "riksdag-2018", "bundestag-2025"])
    " Did you mean 'bundestag-2021' or 'bundestag-2025'?"
    >>> did_you_mean("xyz", ["red", "green"])
    ''
    """
    lowered = {k.lower(): k for k in known}
    typed = given.lower()
    begun = [k for k in lowered if len(typed) >= _BEGUN and k.startswith(typed)]
    near = begun[:_HINTED] or get_close_matches(typed, lowered, n=1)
    *others, last = [repr(lowered[k]) for k in near] or [""]
    return f" Did you mean {', '.join(others) + ' or ' if others else ''}{last}?" if last else ""


def listing(known: Iterable[str], most: int = 12) -> str:
    """Join ids for a sentence, cut after `most`."""
    ids = list(known)
    more = f" and {len(ids) - most} more" if len(ids) > most else ""
    return ", ".join(ids[:most]) + more if ids else "none"


_PLACED = re.compile(r"(?P<file>[^:]+):(?P<line>\d+)(?::(?P<column>\d+))?: (?P<says>.*)")


def place_of(fault: str) -> dict[str, Any]:
    """One fault as its file, line, column (``None`` where it has none) and what it says.

    >>> place_of("a.yaml:5:3: no seats")
    {'file': 'a.yaml', 'line': 5, 'column': 3, 'says': 'no seats'}
    """
    found = _PLACED.fullmatch(fault)
    if found is None:
        return {"file": None, "line": None, "column": None, "says": fault}
    numbers = {k: v and int(v) for k, v in found.groupdict().items() if k in ("line", "column")}
    return {"file": found["file"], **numbers, "says": found["says"]}


class UnknownIdError(FormateurError):
    """An id that is not in a known list: a case, a theory, a kind of coalition."""

    def __init__(self, what: str, given: str, known: Collection[str]) -> None:
        super().__init__(
            f"no {what} {given!r}; there are {listing(known)}.{did_you_mean(given, known)}"
        )


class UnknownPartyError(UnknownIdError):
    """A party id that the assembly does not have.

    >>> raise UnknownPartyError("gren", ["red", "blue", "green"])
    Traceback (most recent call last):
    ...
    formateur.errors.UnknownPartyError: no party 'gren'; there are red, blue, green. \
Did you mean 'green'?
    """

    def __init__(self, party: str, known: Collection[str]) -> None:
        super().__init__("party", party, known)


class MissingExtraError(FormateurError):
    """An optional package is needed; the message names its one install line."""

    def __init__(self, what: str, package: str, extra: str) -> None:
        super().__init__(f'{what} needs {package}: pip install "formateur[{extra}]"')


class OutOfTimeError(FormateurError):
    """A search passed its time limit."""


class CaseError(FormateurError):
    """A file with one or more faults, each with its place in the file."""

    def __init__(self, faults: Collection[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))
