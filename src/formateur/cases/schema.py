"""The shape of a case file, as pydantic models: keys, types, ranges. Meaning is in `build`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from formateur.record.calendars import parse_date

__all__ = ["CaseFile", "RuleSpec", "json_schema"]


_MOST = 10**15  # whole numbers above are no seats and no people


def _date(value: Any) -> str:
    """A date as `record.calendars` reads it; `` OS`` marks the Julian calendar."""
    if isinstance(value, bool):
        raise ValueError(f"{value!r} is not a date; use 2019-01-18, 2019-01 or 2019")
    return parse_date(str(value)).text


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} is not a whole number of 0 or more")
    if value < 0:
        raise ValueError(f"{value} is negative; use 0 or more")
    if value > _MOST:
        raise ValueError(f"{value} is more than {_MOST:,}; divide all by a common factor")
    return value


def _seats(value: Any) -> int | Literal["unknown"]:
    if value == "unknown":
        return "unknown"
    try:
        return _whole(value)
    except ValueError as error:
        raise ValueError(f"{error}, or unknown (inside a residual group)") from None


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{value!r} is not a number")
    if value != value or abs(value) == float("inf"):  # noqa: PLR0124 - NaN is unequal to itself
        raise ValueError(f"{value!r} is not a finite number")
    return value


Date = Annotated[str, BeforeValidator(_date), WithJsonSchema({"type": ["string", "integer"]})]
Whole = Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": "integer", "minimum": 0})]
Seats = Annotated[
    int | Literal["unknown"],
    BeforeValidator(_seats),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0}, {"const": "unknown"}]}),
]
Number = Annotated[float, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Colour = Annotated[str, Field(pattern=r"^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]
Base = Literal["members", "cast", "present"]
Binds = Literal["cabinet", "support", "tolerance", "reliance"]


class Model(BaseModel):
    """Unknown keys are faults; nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)


class SourceSpec(Model):
    """One source, with enough to open it."""

    title: str
    author: str = ""
    publisher: str = ""
    url: str = ""
    locator: str = ""
    read_on: Date = ""
    seen: str = ""
    quality: str = ""
    note: str = ""


class PersonSpec(Model):
    """A named person; `faction` groups persons."""

    id: Id
    name: str = ""
    faction: str = ""
    note: str = ""
    source: str = ""


class FactionSpec(Model):
    """A group inside a party."""

    id: Id
    name: str = ""
    seats: Seats = "unknown"
    persons: list[PersonSpec] = []
    source: str = ""
    note: str = ""


class PartySpec(Model):
    """One party: `seats` is required; `unknown` only inside a residual group."""

    id: Id
    name: str = ""
    short: str = ""
    seats: Seats
    votes: Whole | None = None
    votes_note: str = ""
    colour: Colour | None = None
    weights: dict[str, Whole] = {}
    factions: list[FactionSpec] = []
    persons: list[PersonSpec] = []
    source: str = ""
    note: str = ""


class ResidualSpec(Model):
    """Parties whose seats together are known while their split is not."""

    parties: list[Id]
    seats: Whole
    note: str = ""
    source: str = ""


class RuleSpec(Model):
    """One rule: majority, share, quota, present, all, any, at_least or not_opposed."""

    majority: Base | None = None
    share: Annotated[
        str | float | None,
        BeforeValidator(lambda v: v if v is None else str(v)),
        WithJsonSchema({"type": "string", "examples": ["2/3", "66%", ">1/2"]}),
    ] = None
    quota: Whole | None = None
    present: Annotated[
        str | int | None, WithJsonSchema({"type": ["integer", "string"], "examples": [50, "1/2"]})
    ] = None
    all: list[RuleSpec] | None = None
    any: list[RuleSpec] | None = None
    at_least: Whole | None = None
    of_rules: list[RuleSpec] | None = None
    not_opposed: RuleSpec | None = None
    of: Base = "members"
    weights: str = "votes"
    casting: str | None = None
    law: str = ""
    source: str = ""


class InvestitureSpec(Model):
    """How a government comes into office; `rule` replaces the usual rule of its kind."""

    kind: Literal["positive", "negative", "plurality", "none"]
    of: Base = "members"
    rule: RuleSpec | None = None
    vote: bool = True
    law: str = ""
    source: str = ""
    note: str = ""


class ConfidenceSpec(Model):
    """How a sitting government falls."""

    kind: Literal["ordinary", "constructive"]
    of: Base = "members"
    law: str = ""
    source: str = ""
    note: str = ""


class DimensionSpec(Model):
    """One policy dimension."""

    id: Id
    name: str = ""
    low: Number | None = None
    high: Number | None = None
    ends: list[str] = []
    ordinal: bool = False
    source: str = ""
    note: str = ""


class SpaceSpec(Model):
    """Dimensions, positions, saliences. A party left out is unknown there."""

    dimensions: list[DimensionSpec]
    positions: dict[str, dict[str, Number]] = {}
    salience: dict[str, dict[str, Number]] = {}


class DirectionSpec(Model):
    """All parties above or below a point of a dimension."""

    dimension: str
    above: Number | None = None
    below: Number | None = None


class TermSpec(Model):
    """One stated term: exactly one of excludes, only_with, excludes_direction."""

    id: Id
    by: list[str]
    excludes: list[str] | None = None
    only_with: list[str] | None = None
    excludes_direction: DirectionSpec | None = None
    binds: list[Binds] = ["cabinet"]
    text: str = ""
    said_by: str = ""
    date: Date = ""
    source: str = ""
    withdrawn: Date = ""
    quality: str = ""
    confidence: str = ""
    note: str = ""


class BodySpec(Model):
    """A body inside a party; its rule is over its members, one vote each."""

    id: Id
    name: str = ""
    size: Whole
    rule: RuleSpec | None = None
    members: list[PersonSpec] = []
    note: str = ""
    source: str = ""


class BlocSpec(Model):
    """A party whose whole vote a body decides."""

    party: str
    body: BodySpec
    source: str = ""
    note: str = ""


class LeftSpec(Model):
    """A party that left the government, at the end of which day."""

    party: str
    date: Date
    source: str = ""
    note: str = ""


class EndSpec(Model):
    """The day at whose end the government was no longer in office."""

    date: Date
    source: str = ""
    note: str = ""


class GovernmentSpec(Model):
    """The government that formed; `left` by which of its parties, and `until` when it stood."""

    cabinet: list[str]
    support: list[str] = []
    tolerates: list[str] = []
    formateur: str | None = None
    head: str = ""
    date: Date = ""
    left: list[LeftSpec] = []
    until: EndSpec | None = None
    source: str = ""
    note: str = ""


class VoteSpec(Model):
    """A counted vote, in Popolo's words; parts left out are unknown."""

    date: Date = ""
    yes: Whole | None = None
    no: Whole | None = None
    abstain: Whole | None = None
    absent: Whole | None = None
    passed: bool
    source: str = ""
    note: str = ""


class AnswerSpec(Model):
    """A published answer that the case reproduces: a theory or count, and what it should be."""

    ask: str
    expect: Any
    source: str = ""
    note: str = ""


class PublishedSpec(Model):
    """What really happened, or what the literature says of the case."""

    government: GovernmentSpec | None = None
    vote: VoteSpec | None = None
    answers: list[AnswerSpec] = []


class VariantValueSpec(Model):
    """One of several figures for a fact."""

    value: str | int | float
    source: str = ""
    chosen: bool = False
    quality: str = ""
    confidence: str = ""
    note: str = ""


class VariantSpec(Model):
    """A fact on which sources differ: all figures side by side, the one used marked."""

    fact: str
    values: list[VariantValueSpec]
    note: str = ""


class CaseFile(Model):
    """A case file: one body on one day, what its parties state, what happened."""

    id: Id
    title: str
    country: str = ""
    body: str
    kind: Literal["parliament", "council", "executive", "congress", "committee", "constructed"] = (
        "parliament"
    )
    date: Date = ""
    size: Whole | None = None
    notes: str = ""
    parties_source: str = ""
    sources: dict[str, SourceSpec] = {}
    parties: list[PartySpec]
    residual: list[ResidualSpec] = []
    rule: RuleSpec | None = None
    investiture: InvestitureSpec | None = None
    confidence: ConfidenceSpec | None = None
    space: SpaceSpec | None = None
    terms: list[TermSpec] = []
    blocs: list[BlocSpec] = []
    published: PublishedSpec | None = None
    variants: list[VariantSpec] = []
    # Read by `formateur.record`, and only where there is one: its shape is its own.
    record: dict[str, Any] | None = None


def json_schema() -> Mapping[str, Any]:
    """The JSON Schema of case files, for editors."""
    from formateur.record.reading import facts_schema

    made = CaseFile.model_json_schema(by_alias=True)
    inner = dict(facts_schema())
    made["$defs"] = {**made.get("$defs", {}), **inner.pop("$defs", {}), "Record": inner}
    made["properties"]["record"] = {"$ref": "#/$defs/Record"}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
