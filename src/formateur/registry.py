"""One row per rule: listed without importing anything, loaded on first use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any

from formateur.errors import FormateurError, UnknownIdError, did_you_mean

__all__ = ["Registry", "Row", "on_first_use"]


def on_first_use(package: str, modules: Collection[str]) -> Callable[[str], Any]:
    """A ``__getattr__`` for a package: its modules, imported when they are first named.

    >>> on_first_use("formateur.theories", ["size"])("sise")
    Traceback (most recent call last):
    ...
    AttributeError: no name 'sise' in formateur.theories. Did you mean 'size'?
    """

    def of(name: str) -> Any:
        if name in modules:
            return import_module(f"{package}.{name}")
        raise AttributeError(f"no name {name!r} in {package}.{did_you_mean(name, modules)}")

    return of


@dataclass(frozen=True, slots=True)
class Row:
    """One named method: what it is called, where it lives, which papers it comes from.

    `target` is ``"module:function"``; `needs` names what the function wants beside the assembly
    (``"space"``, ``"terms"``).
    """

    id: str
    target: str
    title: str
    cites: tuple[str, ...]
    needs: tuple[str, ...] = ()
    short: str = ""

    def load(self) -> Callable[..., Any]:
        """Import the function this row points at."""
        module, _, name = self.target.partition(":")
        try:
            function = getattr(import_module(module), name)
        except (ImportError, AttributeError) as error:
            raise FormateurError(f"{self.id}: cannot load {self.target!r}: {error}") from error
        if not callable(function):
            raise FormateurError(f"{self.id}: {self.target!r} is not a function")
        return function  # type: ignore[no-any-return]


def _plain(name: str) -> str:
    """A name as ids are compared.

    >>> _plain("Sainte-Laguë"), _plain("D'Hondt")
    ('sainte_lague', 'dhondt')
    """
    return name.strip().lower().replace("-", "_").replace("ë", "e").replace("'", "")


class Registry(Mapping[str, Row]):
    """Rows by id, ours first, then those other packages declare as entry points.

    An entry point of the group, named by its id, points at a function; its title is the first
    line of the function's docstring, read when asked for. A row is found by its id with hyphens or
    underscores, in capitals or not, by its short name, and by the other names in `aliases`.
    """

    def __init__(
        self,
        what: str,
        group: str,
        rows: tuple[Row, ...],
        aliases: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.what = what
        self.group = group
        self.aliases = aliases
        self._own = {row.id: row for row in rows}
        if len(self._own) < len(rows):
            raise FormateurError(f"{what}: two rows share an id")
        self._all: dict[str, Row] | None = None

    def _rows(self) -> dict[str, Row]:
        if self._all is None:
            found = {
                point.name: Row(point.name, point.value, point.name.replace("_", " "), ())
                for point in sorted(entry_points(group=self.group), key=lambda p: p.name)
            }
            self._all = self._own | {k: v for k, v in found.items() if k not in self._own}
        return self._all

    def id_of(self, name: str) -> str:
        """The id of the row that goes by this name."""
        rows = self._rows()
        if name in rows:
            return name
        plain = {_plain(row.short): k for k, row in rows.items() if row.short}
        plain |= {_plain(k): k for k in rows}
        given = _plain(name)
        found = plain.get(_plain(self.aliases.get(given, given)))
        if found is None:
            raise UnknownIdError(self.what, name, list(rows))
        return found

    def __getitem__(self, row_id: str) -> Row:
        return self._rows()[self.id_of(row_id)]

    def __contains__(self, row_id: object) -> bool:
        try:
            return isinstance(row_id, str) and bool(self.id_of(row_id))
        except UnknownIdError:
            return False

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows())

    def __len__(self) -> int:
        return len(self._rows())

    def __repr__(self) -> str:
        return f"<Registry of {len(self)}: {', '.join(self)}>"
