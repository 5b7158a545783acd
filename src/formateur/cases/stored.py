"""Large case files as they were read: the next reading of the same text skips the YAML.

What is kept is the plain values of a file that had no fault, as JSON, under a name made from the
text itself, so that an edited file is read anew. The values are checked again whenever they are
recalled; without a place to keep them nothing is kept.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

__all__ = ["LARGE", "folder", "keep", "recalled"]

LARGE = 1_000_000  # characters; less is read faster than it is looked up
_MOST = 8  # files kept


def folder() -> Path:
    """Where large files are kept: the user's own cache folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "formateur" / "cases"


def _file(text: str) -> Path:
    name = sha256(f"{version('formateur')}\n{text}".encode()).hexdigest()
    return folder() / f"{name}.json"


def recalled(text: str) -> Any:
    """The values of a text read before, or ``None``."""
    try:
        return json.loads(_file(text).read_text(encoding="utf-8"))
    except (OSError, RuntimeError, ValueError):  # not kept, no home, half written
        return None


def keep(text: str, value: Any) -> None:
    """Keep the values of a text that was read without a fault; the oldest files make room."""
    if not _plain(value):
        return
    with suppress(OSError, RuntimeError):
        file = _file(text)
        file.parent.mkdir(parents=True, exist_ok=True)
        half = file.with_suffix(f".{os.getpid()}")
        half.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        half.replace(file)
        held = sorted(file.parent.glob("*.json"), key=lambda f: f.stat().st_mtime, reverse=True)
        for old in held[_MOST:]:
            old.unlink()


def _plain(value: Any) -> bool:
    """Whether JSON gives the same values back: it knows no keys but text."""
    if isinstance(value, dict):
        return all(isinstance(k, str) and _plain(v) for k, v in value.items())
    return all(map(_plain, value)) if isinstance(value, list) else True
