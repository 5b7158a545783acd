"""Tables as people keep them: CSV in the dialects of spreadsheets, and spreadsheets themselves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from formateur.errors import FormateurError, MissingExtraError
from formateur.files import read_bytes

__all__ = ["Line", "Sheet", "parse_sheets", "read_sheets"]

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and ods; xls
_LONGEST = 10_000_000  # characters of a cell; more is a quote that never ends


@dataclass(frozen=True, slots=True)
class Line:
    """One row below the head: the line of the file on which it begins, and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a head: the names of its columns, and the rows below.

    `source` names it in messages; `mark` is what divides the cells of a CSV.
    """

    source: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    mark: str = ","

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the columns without case."""
        return tuple(c.casefold() for c in self.columns)

    def place(self, line: Line) -> str:
        """Where a row stands, for a message."""
        return f"{self.source}, line {line.number}"

    def records(self, keys: Sequence[str] = ()) -> Iterator[tuple[Line, dict[str, str]]]:
        """Rows as cells by column; `keys` are other names for the columns.

        Raises
        ------
        FormateurError
            For a row with more or fewer cells than there are columns, or an empty table.
        """
        if not self.lines:
            raise FormateurError(f"{self.source}: the table is empty")
        for line in self.lines:
            if len(line.cells) != len(self.columns):
                cells = "1 cell" if len(line.cells) == 1 else f"{len(line.cells)} cells"
                raise FormateurError(
                    f"{self.place(line)}: {cells}, yet the table has {len(self.columns)} columns"
                )
            yield line, dict(zip(keys or self.keys, line.cells, strict=True))

    def named(self, keys: Sequence[str]) -> Sheet:
        """The same rows under other names of the columns."""
        return replace(self, columns=tuple(keys))


def read_sheets(path: str | Path) -> tuple[Sheet, ...]:
    """The tables of a file: one of a CSV, all sheets of a spreadsheet."""
    return parse_sheets(read_bytes(Path(path), "table"), str(path))


def parse_sheets(data: bytes | str, source: str) -> tuple[Sheet, ...]:
    r"""The tables of a file from its content.

    A CSV is divided by commas, semicolons or tabs, whichever its first line has most of (or as a
    line ``sep=;`` says), and is UTF-8, or UTF-16 with a byte order mark. A spreadsheet is Excel's
    (.xlsx, .xls) or OpenDocument's (.ods). Empty rows are passed over.

    Raises
    ------
    MissingExtraError
        For a spreadsheet without python-calamine.
    FormateurError
        For a file that is neither, or a table without a head.

    >>> parse_sheets("sep=;\nthesis;red\nferry;1,5\n", "toy.csv")[0].lines
    (Line(number=3, cells=('ferry', '1,5')),)
    """
    if isinstance(data, bytes) and data.startswith(_WORKBOOKS):
        return _workbook(data, source)
    text = data if isinstance(data, str) else _decoded(data, source)
    return (_csv(text.removeprefix("\ufeff"), source),)


def _decoded(data: bytes, source: str) -> str:
    code = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(code)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FormateurError(
            f"{source}, line {line}: not UTF-8; save the file as UTF-8 (in Excel: CSV UTF-8)"
        ) from None


def _csv(text: str, source: str) -> Sheet:
    if "\0" in text:
        raise FormateurError(f"{source}: neither text nor a spreadsheet (.xlsx, .xls, .ods)")
    head = next((line for line in text.splitlines() if line.strip()), "").strip()
    said = head.casefold().startswith("sep=") and len(head) == len("sep=") + 1
    mark = head[-1] if said else max("\t;,", key=head.count)
    before = csv.field_size_limit(_LONGEST)
    try:
        lines = tuple(_lines(text, mark, source))
    finally:
        csv.field_size_limit(before)
    return _headed(source, lines[1:] if said else lines, mark)


def _lines(text: str, mark: str, source: str) -> Iterator[Line]:
    """Rows that say something; strictly, so that a quote never ends on another row unseen."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = tuple(c.strip() for c in next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            raise FormateurError(f"{source}, line {number}: not CSV: {error}") from None
        if any(cells):
            yield Line(number, cells)


def _headed(source: str, lines: Sequence[Line], mark: str = ",") -> Sheet:
    """The first row as the head, without the empty columns that spreadsheets add on the right."""
    if not lines:
        raise FormateurError(f"{source}: the table is empty")
    columns = _cut(lines[0].cells, 0)
    rows = (Line(line.number, _cut(line.cells, len(columns))) for line in lines[1:])
    return Sheet(source, columns, tuple(rows), mark)


def _cut(cells: tuple[str, ...], least: int) -> tuple[str, ...]:
    """Without the empty cells at the end, but for the first `least`."""
    last = max((k for k, cell in enumerate(cells, start=1) if cell), default=0)
    return cells[: max(last, least)]


def _workbook(data: bytes, source: str) -> tuple[Sheet, ...]:
    """Every sheet that has a row, named after the file and, if there are several, itself."""
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise MissingExtraError(
            f"{source}: a spreadsheet (or save it as CSV)", "python-calamine", "sheet"
        ) from None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        tables = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    except CalamineError as error:
        raise FormateurError(f"{source}: not a spreadsheet that can be read: {error}") from None
    made = []
    for name, rows in tables.items():
        cells = [Line(k, tuple(map(_cell, row))) for k, row in enumerate(rows, start=1)]
        if lines := [line for line in cells if any(line.cells)]:
            made.append(_headed(source if len(tables) == 1 else f"{source}, {name}", lines))
    if not made:
        raise FormateurError(f"{source}: the table is empty")
    return tuple(made)


def _cell(value: Any) -> str:
    """A cell as it is written; a spreadsheet keeps whole numbers as 1.0, days with an hour."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value).strip()
