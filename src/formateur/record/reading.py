"""Facts from plain values and from JSON Lines, and back.

pydantic reads the dataclasses' own annotations, so a record has no second description of itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from formateur.errors import CaseError, did_you_mean
from formateur.fields import fault_of_shape
from formateur.record.calendars import Date
from formateur.record.facts import KINDS, Facts, Path

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["facts_from", "facts_from_lines", "facts_schema", "lines_of", "plain_fact"]


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """What pydantic makes of one kind of fact."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def facts_schema() -> Mapping[str, Any]:
    """The JSON Schema of the facts of a record."""
    return adapter(Facts).json_schema()


def facts_from(value: Mapping[str, Any]) -> Facts:
    """Facts from plain values, as YAML or JSON holds them.

    Raises
    ------
    pydantic.ValidationError
        With every fault of shape, each with its key path.
    """
    found: Facts = adapter(Facts).validate_python(value)
    return found


def facts_from_lines(lines: Iterable[str], name: str = "<lines>") -> tuple[Facts, dict[Path, int]]:
    """Facts from JSON Lines, one fact a line with its ``type``; and the line of each place.

    Raises
    ------
    CaseError
        With every fault, each with its line.

    Examples
    --------
    >>> facts_from_lines(['{"type": "person", "id": "a", "name": "A"}'])[0].persons
    (<Person a: A>,)
    """
    from pydantic import ValidationError

    held: dict[str, list[Any]] = {}
    places: dict[Path, int] = {}
    faults: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            faults.append(f"{name}:{number}: not JSON: {error.msg}")
            continue
        kind = value.pop("type", None) if isinstance(value, dict) else None
        if kind not in KINDS:
            known = ", ".join(KINDS)
            hint = did_you_mean(str(kind), list(KINDS))
            faults.append(f"{name}:{number}: type: {kind!r}; a line is one of {known}.{hint}")
            continue
        into = held.setdefault(KINDS[kind], [])
        places[(KINDS[kind], len(into))] = number
        into.append(value)
    try:
        facts = facts_from(held)
    except ValidationError as error:
        for item in error.errors():
            line_number = places.get(item["loc"][:2], 0)
            where = ".".join(str(p) for p in item["loc"][2:])
            says = fault_of_shape(item, facts_schema)
            faults.append(f"{name}:{line_number}: {where + ': ' if where else ''}{says}")
        raise CaseError(faults) from None
    if faults:
        raise CaseError(faults)
    return facts, places


def plain_fact(value: Any) -> Any:
    """A fact as plain values, without the fields left at their defaults."""
    if isinstance(value, Date):
        return value.canonical
    if isinstance(value, Fraction):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: plain_fact(inner)
            for f in fields(value)
            if (inner := getattr(value, f.name)) != _default(f)
        }
    if isinstance(value, Mapping):
        return {k: "unknown" if v is None else plain_fact(v) for k, v in value.items()}
    if isinstance(value, tuple):
        return [plain_fact(v) for v in value]
    return value


def _default(field: Any) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def lines_of(facts: Facts) -> Iterator[str]:
    """Facts as JSON Lines, which `facts_from_lines` reads back to the same facts."""
    for kind, name in KINDS.items():
        for fact in getattr(facts, name):
            yield json.dumps({"type": kind, **plain_fact(fact)}, ensure_ascii=False)
