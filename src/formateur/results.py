"""Answers that carry their own story: rows, envelope, and what they were computed from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from html import escape
from typing import Any, TypeAlias

from formateur.errors import FormateurError, MissingExtraError

__all__ = [
    "Band",
    "Listing",
    "Picture",
    "Result",
    "Tabular",
    "cell",
    "frame",
    "hull",
    "plain",
    "told_band",
]


def plain(value: Any) -> Any:
    """Make a value ready for JSON: fractions become ``"a/b"``, tuples and sets become lists.

    A fraction that is a whole number is one.

    >>> plain({"share": Fraction(1, 3), "parties": ("a", "b"), "seats": Fraction(4)})
    {'share': '1/3', 'parties': ['a', 'b'], 'seats': 4}
    """
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else str(value)
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (frozenset, set)):
        return sorted(plain(v) for v in value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(v) for v in value]
    return value


def frame(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Rows as a DataFrame of pandas, or of polars where only that is installed."""
    plain_rows = [dict(row) for row in rows]
    try:
        import pandas as pd
    except ImportError:
        try:
            import polars as pl
        except ImportError:
            raise MissingExtraError("to_frame()", "pandas", "frame") from None
        return pl.DataFrame(plain_rows)
    return pd.DataFrame(plain_rows)


class Picture(str):
    """SVG text that notebooks show as a picture."""

    __slots__ = ()

    def _repr_svg_(self) -> str:
        return str(self)


class Tabular:
    """What has rows has a frame, and a table in notebooks."""

    __slots__ = ()

    def rows(self) -> list[dict[str, Any]]:
        """Plain rows: tables, CSV, JSON and frames all start here."""
        raise NotImplementedError  # pragma: no cover - abstract

    def sheet(self) -> list[dict[str, Any]]:
        """The rows of a CSV file: those of the answer, and what else belongs beside them."""
        return self.rows()

    def to_frame(self) -> Any:
        """The rows as a DataFrame of pandas, or of polars where only that is installed."""
        return frame(self.rows())

    def _repr_html_(self) -> str:
        rows = self.rows()
        if not rows:
            return f"<p>{escape(self._caption())}: nothing found</p>"
        head = "".join(f"<th>{escape(str(k))}" for k in rows[0])
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell(v))}" for v in row.values()) for row in rows
        )
        return f"<table><caption>{escape(self._caption())}</caption><tr>{head}{body}</table>"

    def _caption(self) -> str:
        return repr(self).strip("<>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Tabular):
    """Base of every answer.

    `input` says what was asked about, `method` how, with which `parameters`; `exact` is false
    for estimates, `complete` false when a search stopped early; `sources` are the keys behind
    the input. Warnings that change a result's meaning stand in `notes`.
    """

    input: str
    method: str
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False)
    exact: bool = True
    complete: bool = True
    seed: int | None = None
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def summary(self) -> dict[str, Any]:
        """The answer in a few numbers: ``result`` of the JSON envelope."""
        return {"count": len(self.rows())}

    def meta(self) -> dict[str, Any]:
        """What the answer was computed from: ``meta`` of the JSON envelope."""
        return {
            "input": self.input,
            "method": self.method,
            "parameters": dict(self.parameters),
            "exact": self.exact,
            "complete": self.complete,
            "seed": self.seed,
            "sources": self.sources,
            "notes": self.notes,
        }

    def envelope(self) -> dict[str, Any]:
        """``{"result": ..., "rows": [...], "meta": {...}}``, ready for JSON."""
        made = {"result": self.summary(), "rows": self.rows(), "meta": self.meta()}
        return {k: plain(v) for k, v in made.items()}

    def to_json(self, *, indent: int | None = 2) -> str:
        """The envelope as JSON text."""
        import json

        return json.dumps(self.envelope(), ensure_ascii=False, indent=indent)

    def plot(self) -> Picture:
        """A picture of the answer, where it has one."""
        raise FormateurError(f"{self.method}: this answer has no picture of its own")

    def _caption(self) -> str:
        return f"{self.input}: {self.method}"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Listing(Result):
    """Rows that stand for themselves; `said` is the answer in a few words or numbers."""

    listed: tuple[Mapping[str, Any], ...] = field(hash=False)
    said: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def rows(self) -> list[dict[str, Any]]:
        """The rows as they were given."""
        return [dict(row) for row in self.listed]

    def summary(self) -> dict[str, Any]:
        """What was said of them, or how many there are."""
        return dict(self.said) or {"count": len(self.listed)}

    def __repr__(self) -> str:
        return f"<Listing {self.input}: {self.method}, {len(self.listed)} rows>"


# A number; its least and its greatest where it is not known; nothing where neither is.
Band: TypeAlias = int | tuple[int, int] | None


def hull(numbers: Iterable[Band]) -> Band:
    """The least and the greatest of all, or the one number they all are."""
    found: list[int] = []
    for number in numbers:
        if number is None:
            return None
        found += number if isinstance(number, tuple) else (number,)
    low, high = min(found), max(found)
    return low if low == high else (low, high)


def told_band(number: Band, form: str = "d") -> int | str:
    """A number for a reader: ``62 to 69`` where it is not known, ``unknown``.

    >>> told_band((62, 69)), told_band((-1, 2), "+d"), told_band(5), told_band(None)
    ('62 to 69', '-1 to +2', 5, 'unknown')
    """
    if isinstance(number, tuple):
        return " to ".join(format(n, form) for n in number)
    return "unknown" if number is None else number


def cell(value: Any) -> str:
    """One value as text in a table.

    >>> cell(("s", "mp")), cell(None), cell(2.50), cell(True)
    ('s+mp', '', '2.5', 'yes')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {cell(v)}" for k, v in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        parts = [cell(v) for v in value]
        # Ids are joined as cabinets are; texts would not come apart again.
        return ("; " if any(" " in p for p in parts) else "+").join(parts)
    return str(value)
