"""One fact of a record with all that stands behind it, and the errors reported against facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from formateur.cases import Case
from formateur.errors import UnknownIdError
from formateur.record import Motion, Record, Variant
from formateur.record.variants import CORRECTED
from formateur.report.record import both_calendars, marked, record_of, told
from formateur.results import Listing, Result
from formateur.sources import Source

__all__ = ["Evidence", "evidence", "reported"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Evidence(Result):
    """One fact with every source and variant, and what else in the record speaks of it."""

    record: Record
    fact: Any
    sourced: tuple[Mapping[str, Any], ...] = field(hash=False)
    variants: tuple[Mapping[str, Any], ...] = field(hash=False)
    spoken_of: tuple[Mapping[str, Any], ...] = field(hash=False)

    def rows(self) -> list[dict[str, Any]]:
        """One row per source, then one per variant value, then claims and corrections."""
        return [dict(r) for r in (*self.sourced, *self.variants, *self.spoken_of)]

    def summary(self) -> dict[str, Any]:
        """What kind of fact it is, its own words, its quality and confidence."""
        from formateur.record.reading import plain_fact

        if isinstance(self.fact, Source):
            return {
                "fact": self.fact.key,
                "kind": "source",
                "says": {k: v for k, v in plain_fact(self.fact).items() if k != "key"},
                "within": {},
                "quality": self.fact.quality,
                "confidence": "",
            }
        return {
            "fact": self.fact.id,
            "kind": type(self.fact).__name__.lower(),
            "says": plain_fact(self.fact),
            "within": self._within(),
            "quality": self.record.quality(self.fact),
            "confidence": self.fact.confidence,
        }

    def _within(self) -> dict[str, Any]:
        """The event in which a motion was put."""
        if not isinstance(self.fact, Motion):
            return {}
        event, motion = self.record.facts.motions[self.fact.id]
        return {
            "event": event.id,
            "title": event.title,
            "body": motion.body or event.body,
            "date": told(event.date, both_calendars(self.record)),
        }


def evidence(
    case: Case | Record, fact: str, *, choices: Iterable[tuple[str, str]] = ()
) -> Evidence:
    """Every source and variant of a fact, and the claims and corrections about it.

    An id that is no fact's may be a source's: then what rests on that source.
    """
    record = record_of(case, choices)
    keys = {key.lower(): key for key in record.sources}
    key = keys.get(fact.lower(), "")
    if fact not in record.facts.index and fact.lower() not in record.facts.index:
        if not key:
            raise UnknownIdError("fact or source", fact, [*record.facts.index, *record.sources])
        return _of_source(case, record, key)
    found = record.find(fact)
    both = (f"{key!r} is a source too: {record.sources[key].describe()}",) if key else ()
    return Evidence(
        input=case.id,
        method="quote",
        parameters={"fact": found.id},
        sources=tuple(found.source),
        notes=(*marked(record), *both),
        record=record,
        fact=found,
        sourced=tuple(_source(record, key) for key in _keys(record, found)),
        variants=tuple(_variants(record, found)),
        spoken_of=tuple(_about(record, found.id)),
    )


def _of_source(case: Case | Record, record: Record, key: str) -> Evidence:
    """A source, with every fact that names it, itself or in one of its parts."""
    resting = [f for _, f in record.facts.walk() if key in _keys(record, f)]
    return Evidence(
        input=case.id,
        method="quote",
        parameters={"fact": key},
        sources=(key,),
        notes=marked(record),
        record=record,
        fact=record.sources[key],
        sourced=(),
        variants=(),
        spoken_of=tuple(
            _row(record, type(f).__name__.lower(), f.id, _title(f), f) for f in resting
        ),
    )


def _title(fact: Any) -> str:
    """What a fact is called, or says."""
    words = ("title", "name", "question", "text", "says", "organization", "id")
    return next(str(found) for w in words if (found := getattr(fact, w, "")))


def _keys(record: Record, fact: Any) -> tuple[str, ...]:
    """Source keys of a fact and of the counts, versions or values inside it."""
    inside = [
        key
        for part in ("votes", "values", "versions", "publications", "positions", "names", "dated")
        for item in getattr(fact, part, ())
        for key in item.source
    ]
    if isinstance(fact, Motion) and not fact.source:
        inside += record.facts.motions[fact.id][0].source
    return tuple(dict.fromkeys([*fact.source, *inside]))


def _source(record: Record, key: str) -> dict[str, Any]:
    source = record.sources[key]
    return {
        "what": "source",
        "id": key,
        "says": source.describe(),
        "sources": [key],
        "quality": source.quality,
        "confidence": "",
        "seen": source.seen,
        "note": source.note,
    }


def _row(
    record: Record, what: str, id_: str, says: str, item: Any = None, note: str = ""
) -> dict[str, Any]:
    """What one count, value, version, claim or report says, with how good it is."""
    return {
        "what": what,
        "id": id_,
        "says": says,
        "sources": list(getattr(item, "source", ())),
        "quality": "" if item is None else record.quality(item),
        "confidence": getattr(item, "confidence", ""),
        "seen": "",
        "note": note,
    }


def _variants(record: Record, fact: Any) -> Iterable[dict[str, Any]]:
    if isinstance(fact, Motion):
        for vote in fact.votes:
            used = len(fact.votes) > 1 and vote is fact.vote
            mark = "count used" if used else "count"
            yield _row(record, mark, fact.id, vote.says(), vote, vote.note)
    asked = [fact] if isinstance(fact, Variant) else []
    for variant in asked or [v for v in record.facts.variants if v.about == fact.id]:
        for value in variant.values:
            mark = "value used" if value.chosen else "value"
            yield _row(record, mark, variant.id, value.value, value, value.note)
    for version, text in getattr(fact, "texts", {}).items():
        means = fact.means.get(version, "")
        yield _row(record, "version", version, text, note=f"means {means}" if means else "")
    for position in getattr(fact, "positions", ()):
        says = f"{'+'.join(position.by)}: {position.stance}; {position.quote or position.text}"
        yield _row(record, "position", fact.id, says, position)


def reported(case: Case | Record, fact: str = "") -> Listing:
    """Every error reported against a record, or against one fact of it, with its status."""
    record = record_of(case)
    about = record.find(fact).id if fact else ""
    rows = [
        {
            "id": c.id,
            "about": c.about,
            "says": c.says,
            "by": c.by,
            "date": told(c.date, both=False),
            "status": c.status,
            "answer": c.answer,
            "sources": list(c.source),
        }
        for c in record.facts.corrections
        if about in ("", c.about, c.id)
    ]
    return Listing(
        input=case.id,
        method="correct",
        sources=tuple(record.sources),
        listed=tuple(rows),
        said={k: sum(r["status"] == k for r in rows) for k in CORRECTED},
    )


def _about(record: Record, fact: str) -> Iterable[dict[str, Any]]:
    """What else in the record speaks of a fact: acts, motions, texts, claims, corrections."""
    yield from _acts(record, fact)
    yield from _texts(record, fact)
    for claim in record.facts.claims:
        if fact in claim.about:
            own = f" “{claim.quote}”" if claim.quote else ""
            says = f"{'+'.join(claim.by)}: {claim.text}{own}"
            yield _row(record, f"claim ({claim.kind})", claim.id, says, claim)
    for correction in record.facts.corrections:
        if correction.about == fact:
            says = f"{correction.says} [{correction.status}]"
            yield _row(record, "correction", correction.id, says, correction, correction.answer)


def _acts(record: Record, fact: str) -> Iterable[dict[str, Any]]:
    """Events about a fact, in answer to it, or that take it back; motions that treat a motion."""
    for event in record.facts.events:
        taken_back = [r.event for r in event.revokes]
        if fact in (*event.about, *event.responds_to, *taken_back):
            yield _row(record, f"event ({event.kind})", event.id, event.title, event)
    for how, event, motion in record.facts.treated.get(fact, ()):
        says = f"{motion.title}: {motion.result}"
        sourced = motion if motion.source else event
        yield _row(record, f"motion ({how} it)", motion.id, says, sourced)


def _texts(record: Record, fact: str) -> Iterable[dict[str, Any]]:
    """Documents of an act, and passages of which a version names the fact."""
    for document in record.facts.documents:
        if document.event == fact:
            yield _row(record, "document", document.id, document.title, document)
        for passage in document.passages:
            read = [version for version, meant in passage.means.items() if meant == fact]
            if read:
                texts = "; ".join(f"{v}: {passage.texts[v]}" for v in read)
                yield _row(record, "passage", passage.id, texts, passage)
