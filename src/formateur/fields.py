"""Types of single fields: what a value in a file may look like, and what it becomes.

Facts are plain dataclasses; pydantic reads these marks off their annotations, so a case file, a
line of JSON and Python all meet the same checks. Nothing here imports pydantic until it is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any

from formateur.errors import did_you_mean, listing

__all__ = [
    "Confidence",
    "Count",
    "Id",
    "Ids",
    "Mark",
    "Part",
    "Quality",
    "Quorum",
    "fault_of_shape",
    "number_of",
    "one_of",
    "plain_number_of",
    "share_of",
    "whole_number_of",
]

_DIGITS = 300
_EXPONENT = re.compile(r"[eE]([+-]?\d{1,300})\Z")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_QUALITIES = {
    "P": "document of the time",
    "E": "eyewitness",
    "S": "specialist work",
    "T": "reference or popular work",
    "D": "computed from sourced figures",
    "M": "memory only",
}
_CONFIDENCE = ("", "high", "medium", "low")


class Mark:
    """How one field is read, and how the JSON Schema describes it."""

    def __init__(self, read: Callable[[Any], Any], schema: Mapping[str, Any]) -> None:
        self._read = read
        self._schema = dict(schema)

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(self._read)

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return self._schema


def _id(value: Any) -> str:
    if isinstance(value, str) and _ID.match(value):
        return value
    raise ValueError(f"{value!r} is not an id: a-z, 0-9, hyphens")


def _ids(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
        raise ValueError(f"{value!r} is not a word or a list of words")
    if len(value) > 1 and len(set(value)) < len(value):
        twice = next(v for v in value if list(value).count(v) > 1)
        raise ValueError(f"{twice!r} stands twice")
    return tuple(value)


def _count(value: Any) -> int | None:
    if value is None or value == "unknown":
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} is not a whole number of 0 or more, or unknown")
    if value < 0:
        raise ValueError(f"{value} is negative; use 0 or more, or unknown")
    return value


def number_of(value: Any) -> Fraction | None:
    """An exact number or percentage; ``None`` for what is none (see `plain_number_of`).

    >>> [str(number_of(v)) for v in (3, 0.1, "1/3", "12.5 %", "1e3", True)]
    ['3', '1/10', '1/3', '1/8', '1000', 'None']
    """
    if not isinstance(value, str) or not value.rstrip().endswith("%"):
        return plain_number_of(value)
    found = plain_number_of(value.rstrip().removesuffix("%"))
    return None if found is None else found / 100


def plain_number_of(value: Any) -> Fraction | None:
    """An exact number; ``None`` for what is none, or has more than 300 digits written out.

    >>> [str(plain_number_of(v)) for v in ("1/3", "1e3", "1e999999999", "nan", "50%")]
    ['1/3', '1000', 'None', 'None', 'None']
    """
    if isinstance(value, Fraction):
        return value
    try:
        text = str(value).strip()
        power = _EXPONENT.search(text)
        # Fraction would write 1e999999999 out, which takes all memory.
        if len(text) > _DIGITS or (power and abs(int(power[1])) > _DIGITS):
            return None
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def whole_number_of(text: str) -> int | None:
    """A whole number of 0 or more as typed; ``None`` for what is none, or has 301 digits.

    >>> [whole_number_of(t) for t in ("12", "-1", "1.5", "", "9" * 301)]
    [12, None, None, None, None]
    """
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None


def share_of(value: Any) -> Fraction | None:
    """A share of 0 to 1, exact; ``None`` stays unknown.

    >>> share_of("5%")
    Fraction(1, 20)
    """
    if value is None:
        return value
    found = number_of(value)
    if found is None:
        raise ValueError(f"{value!r} is not a share; use 1/2, 50% or 0.5")
    if not 0 <= found <= 1:
        raise ValueError(f"{value!r} is outside 0 to 1; a share is between 0 and 100 %")
    return found


def _quorum(value: Any) -> int | Fraction | None:
    """A number of members, or a share of them written as one: ``1/2``, ``50%``."""
    whole = value is None or isinstance(value, int) or value == "unknown"
    return _count(value) if whole else share_of(value)


def one_of(what: str, known: tuple[str, ...]) -> Callable[[Any], str]:
    """A reader of one field that accepts these words and no others."""
    words = [k for k in known if k]

    def read(value: Any) -> str:
        if value in known:
            return str(value)
        raise ValueError(refusal(str(value), repr(value)))

    @lru_cache(maxsize=64)  # a file that has it wrong mostly has it wrong all the way
    def refusal(value: str, shown: str) -> str:
        hint = did_you_mean(value, words)
        return f"{shown} is no {what}; accepted: {', '.join(words)}.{hint}"

    return read


_TEXT = {"type": "string"}
_TEXTS = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}

Id = Annotated[str, Mark(_id, {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$"})]
Ids = Annotated[tuple[str, ...], Mark(_ids, _TEXTS)]
Count = Annotated[
    int | None, Mark(_count, {"anyOf": [{"type": "integer", "minimum": 0}, {"const": "unknown"}]})
]
Quorum = Annotated[
    int | Fraction | None,
    Mark(_quorum, {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string"}]}),
]
Part = Annotated[Fraction | None, Mark(share_of, {"type": ["string", "number"]})]
Quality = Annotated[str, Mark(one_of("quality", ("", *_QUALITIES)), {"enum": ["", *_QUALITIES]})]
Confidence = Annotated[str, Mark(one_of("confidence", _CONFIDENCE), {"enum": list(_CONFIDENCE)})]


_EXPECTED = {
    "string_type": "text",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "model_type": "a mapping",
    "dataclass_type": "a mapping",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
}


def fault_of_shape(item: Mapping[str, Any], schema: Callable[[], Mapping[str, Any]]) -> str:
    """One of pydantic's errors as a sentence; `schema` gives the JSON Schema of the file."""
    kind, given, context = item["type"], item.get("input"), item.get("ctx", {})
    if kind == "missing":
        return "is missing"
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        known = _keys_at(schema(), item["loc"][:-1])
        hint = did_you_mean(str(item["loc"][-1]), known)
        return f"unknown key; accepted: {listing(known, 45)}.{hint}"
    if kind == "literal_error":
        known = [k.strip(" '") for k in context["expected"].replace(" or ", ", ").split(",")]
        return f"{given!r}; accepted: {listing(known)}.{did_you_mean(str(given), known)}"
    if kind == "string_pattern_mismatch":
        what = "a colour like #e3000f" if "#" in context["pattern"] else "an id: a-z, 0-9, hyphens"
        return f"{given!r} is not {what}"
    if kind == "value_error":
        return str(context["error"])
    expected = _EXPECTED.get(kind.removesuffix("_from_str"))
    return f"{given!r} is not {expected}" if expected else f"{given!r}: {item['msg']}"


def _keys_at(schema: Mapping[str, Any], path: tuple[str | int, ...]) -> list[str]:
    """Keys accepted at a path, read off the generated schema."""
    here: Any = schema
    for part in path:
        here = _resolved(schema, here)
        here = (
            here.get("items", {})
            if isinstance(part, int)
            else here.get("properties", {}).get(part, here.get("additionalProperties", {}))
        )
    return list(_resolved(schema, here).get("properties", {}))


def _resolved(schema: Mapping[str, Any], here: Any) -> Any:
    for option in here.get("anyOf", []):
        if "$ref" in option or "items" in option:
            here = option
    if "$ref" in here:
        return schema["$defs"][here["$ref"].rpartition("/")[2]]
    return here
