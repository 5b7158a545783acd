"""Files that people give: their bytes or their text, or one line on why there is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from formateur.errors import CaseError

__all__ = ["decode", "read_bytes", "read_json", "read_text"]


def read_bytes(path: Path, what: str = "file", *, most: int | None = None) -> bytes:
    """The content of a file of up to `most` bytes; `what` is wanted where a directory is given.

    Raises
    ------
    CaseError
        In one line: no such file, a directory, too large, or what the system says.
    """
    try:
        if path.is_dir():
            raise CaseError([f"{path}: is a directory; give a {what}"])
        if most is not None and (size := path.stat().st_size) > most:
            raise CaseError([f"{path}: {size:,} bytes; a {what} has at most {most:,}"])
        return path.read_bytes()
    except FileNotFoundError:
        raise CaseError([f"{path}: no such file"]) from None
    except OSError as error:
        raise CaseError([f"{path}: {error.strerror or error}"]) from None


def read_text(path: Path, what: str = "text file", *, most: int | None = None) -> str:
    """The text of a file in UTF-8, with or without a byte order mark.

    Raises
    ------
    CaseError
        As `read_bytes` and `decode`.
    """
    return decode(read_bytes(path, what, most=most), str(path))


def read_json(path: Path) -> Any:
    """The values of a file of JSON.

    Raises
    ------
    CaseError
        As `read_text`; or with the line at which it is no JSON.
    """
    text = read_text(path, "file of JSON")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise CaseError([f"{path}, line {error.lineno}: not JSON: {error.msg}"]) from None
    except (RecursionError, ValueError) as error:  # brackets or digits by the thousand
        raise CaseError([f"{path}: not JSON that can be read: {error}"]) from None


def decode(data: bytes, name: str) -> str:
    r"""Bytes as UTF-8 text.

    Raises
    ------
    CaseError
        With the line of the first byte that is no UTF-8.

    >>> decode(b"\xef\xbb\xbfNorrk\xc3\xb6ping", "town.txt")
    'Norrköping'
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CaseError(
            [f"{name}:{line}: not UTF-8: byte 0x{data[error.start]:02x}; save the file as UTF-8"]
        ) from None
