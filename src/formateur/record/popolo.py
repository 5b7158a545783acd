"""Popolo JSON in and out: persons, organizations, memberships, posts, motions, vote events.

Popolo (popoloproject.com) is the common vocabulary of open data on legislatures. What it has no
word for (claims, programmes, variants, uncertain counts) does not travel: `to_popolo` lists it
under ``formateur_left_out``. Unknown counts are left out, never written as 0. Dates go out as
Gregorian ISO 8601, as Popolo asks; a Julian date keeps its printed form beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from formateur.errors import CaseError
from formateur.record import Record
from formateur.record.calendars import Date, parse_date
from formateur.record.decisions import GroupVotes, Motion, VoteEvent
from formateur.record.events import Entry, Event, Exit
from formateur.record.facts import Facts
from formateur.record.ledger import Membership
from formateur.record.people import CLASSIFICATIONS, Member, Name, Organization, Person

__all__ = ["from_popolo", "read_popolo", "to_popolo"]

# Popolo's words for the ways to vote, and ours.
_OPTIONS = {"yes": "yes", "no": "no", "abstain": "abstain", "absent": "absent"}
_RESULTS = {"pass": "adopted", "fail": "rejected"}
_KINDS = {
    "party": "party",
    "committee": "committee",
    "legislature": "assembly",
    "chamber": "assembly",
    "parliament": "assembly",
    "government": "government",
    "executive": "executive",
    "faction": "faction",
    "parliamentary group": "parliamentary-group",
}


def to_popolo(record: Record) -> dict[str, Any]:
    """A record as Popolo JSON.

    Examples
    --------
    >>> record = Record("toy", Facts(persons=(Person(id="a", name="Ann"),)))
    >>> to_popolo(record)["persons"]
    [{'id': 'a', 'name': 'Ann'}]
    """
    facts = record.facts
    out: dict[str, Any] = {
        "persons": [_person_out(record, p) for p in facts.persons],
        "organizations": [_organization_out(record, o) for o in facts.organizations],
        "memberships": [_membership_out(m) for m in record.ledger.memberships],
        "posts": _posts(record.ledger.memberships),
        "motions": [_motion_out(record, e, m) for e, m in facts.put],
        "vote_events": [
            _vote_out(e, m, v, k) for e, m in facts.put for k, v in enumerate(m.votes, 1)
        ],
    }
    left = {
        name: len(getattr(facts, name))
        for name in ("claims", "points", "proposals", "documents", "variants", "corrections")
    }
    plain = sum(not (e.motions or e.enters or e.leaves or e.revokes) for e in facts.events)
    moved = sum(len(e.changes) for e in facts.events)
    left |= {"events without a motion or membership": plain, "moves of seats": moved}
    out["formateur_left_out"] = {what: n for what, n in left.items() if n}
    return out


def _kept(**values: Any) -> dict[str, Any]:
    return {k: v for k, v in values.items() if v not in ("", None, [], {})}


def _links(record: Record, keys: Iterable[str]) -> list[dict[str, str]]:
    found = [record.sources[k] for k in keys if k in record.sources]
    return [_kept(url=s.url, note=s.title) for s in found]


def _dated(name: str, date: Date | None) -> dict[str, str]:
    """A date under Popolo's key; a Julian one also as printed."""
    if date is None:
        return {}
    printed = {f"formateur_{name}": date.canonical} if date.calendar == "julian" else {}
    return {name: date.iso("gregorian"), **printed}


def _person_out(record: Record, person: Person) -> dict[str, Any]:
    return _kept(
        id=person.id,
        name=person.name,
        other_names=[_kept(name=n.name, note=n.kind) for n in person.names],
        sources=_links(record, person.source),
    )


def _organization_out(record: Record, body: Organization) -> dict[str, Any]:
    return _kept(
        id=body.id,
        name=body.name,
        other_names=[_kept(name=n.name, note=n.kind) for n in body.names],
        classification=body.classification,
        parent_id=body.parent or body.within,
        **_dated("founding_date", body.founded),
        **_dated("dissolution_date", body.dissolved),
        sources=_links(record, body.source),
    )


def _post(organization: str, post: str) -> str:
    return f"{organization}/{post}"


def _membership_out(m: Membership) -> dict[str, Any]:
    return _kept(
        person_id=m.person,
        organization_id=m.organization,
        post_id=_post(m.organization, m.post) if m.post else "",
        role=m.post,
        on_behalf_of_id=m.on_behalf_of,
        **_dated("start_date", m.start),
        **_dated("end_date", m.end),
    )


def _posts(memberships: Iterable[Membership]) -> list[dict[str, str]]:
    pairs = dict.fromkeys((m.organization, m.post) for m in memberships if m.post)
    return [{"id": _post(o, p), "label": p, "organization_id": o} for o, p in pairs]


def _motion_out(record: Record, event: Event, motion: Motion) -> dict[str, Any]:
    result = {ours: theirs for theirs, ours in _RESULTS.items()}.get(motion.result, "")
    return _kept(
        id=motion.id,
        organization_id=motion.body or event.body,
        creator_id=motion.by[0] if len(motion.by) == 1 else "",
        text=motion.title,
        **_dated("date", event.date),
        result=result,
        sources=_links(record, motion.source or event.source),
    )


def _counts(vote: VoteEvent | GroupVotes) -> list[dict[str, Any]]:
    pairs = ((theirs, getattr(vote, ours)) for ours, theirs in _OPTIONS.items())
    return [{"option": option, "value": n} for option, n in pairs if n is not None]


def _vote_out(event: Event, motion: Motion, vote: VoteEvent, number: int) -> dict[str, Any]:
    return _kept(
        id=f"{motion.id}-{number}",
        motion_id=motion.id,
        organization_id=motion.body or event.body,
        **_dated("start_date", event.date),
        counts=_counts(vote),
        group_results=[
            {"group_id": g, "counts": counts}
            for g, votes in vote.groups.items()
            if (counts := _counts(votes))
        ],
        votes=[{"voter_id": p, "option": option} for p, option in vote.persons.items()],
    )


# -- in ------------------------------------------------------------------------------------------


def read_popolo(path: Path) -> Record:
    """A record from a file of Popolo JSON."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CaseError([f"{path}: {error.strerror or error}"]) from None
    except ValueError as error:
        raise CaseError([f"{path}: not JSON: {error}"]) from None
    return from_popolo(data, str(path))


def from_popolo(data: Mapping[str, Any], name: str = "popolo") -> Record:
    """A record from Popolo JSON.

    Memberships with an end become an event each, for Popolo does not say how they ended. Ids are
    turned into ours (lower case, hyphens).

    Raises
    ------
    CaseError
        With every fault: a missing id or name, a date that is none, an id that names nothing.

    Examples
    --------
    >>> record = from_popolo({
    ...     "persons": [{"id": "a", "name": "Ann"}],
    ...     "organizations": [{"id": "House", "name": "House", "classification": "chamber"}],
    ...     "memberships": [{"person_id": "a", "organization_id": "House",
    ...         "start_date": "2001-05", "end_date": "2005-04-30"}]})
    >>> record.at("2004-01-01")["house"].persons, record.at("2005-04-30")["house"].persons
    (('a',), ())
    """
    reader = _Reader(data, name)
    facts = Facts(
        persons=tuple(reader.persons()),
        organizations=tuple(reader.organizations()),
        events=(*reader.memberships(), *reader.motions()),
    )
    if reader.faults:
        raise CaseError(reader.faults)
    return Record(name, facts)


def _id(given: object) -> str:
    return re.sub(r"[^a-z0-9]+", "-", str(given).lower()).strip("-")


class _Reader:
    def __init__(self, data: Mapping[str, Any], name: str) -> None:
        self.data = data
        self.name = name
        self.faults: list[str] = []

    def items(self, kind: str, *needed: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """(place, item) of one kind, those with all keys needed."""
        for k, item in enumerate(self.data.get(kind) or []):
            place = f"{kind}.{k}"
            missing = [n for n in needed if not isinstance(item, dict) or not item.get(n)]
            if missing:
                self.faults.append(f"{self.name}: {place}: {missing[0]} is missing")
            else:
                yield place, item

    def date(self, place: str, item: Mapping[str, Any], key: str) -> Date | None:
        text = item.get(f"formateur_{key}") or item.get(key)
        if not text:
            return None
        try:
            return parse_date(str(text)[:10] if "T" in str(text) else str(text))
        except ValueError as error:
            self.faults.append(f"{self.name}: {place}.{key}: {error}")
            return None

    def persons(self) -> Iterator[Person]:
        for _, item in self.items("persons", "id", "name"):
            names = item.get("other_names") or []
            yield Person(id=_id(item["id"]), name=item["name"], names=_names(names))

    def organizations(self) -> Iterator[Organization]:
        members = self.starts()
        for place, item in self.items("organizations", "id", "name"):
            given = str(item.get("classification") or "").lower()
            parent = item.get("parent_id")
            yield Organization(
                id=_id(item["id"]),
                name=item["name"],
                names=_names(item.get("other_names") or []),
                classification=given if given in CLASSIFICATIONS else _KINDS.get(given, "council"),
                parent=_id(parent) if parent else "",
                founded=self.date(place, item, "founding_date"),
                dissolved=self.date(place, item, "dissolution_date"),
                members=tuple(members.get(_id(item["id"]), ())),
            )

    def starts(self) -> dict[str, list[Member]]:
        """Memberships of unknown start, by organization: they hold from the beginning."""
        found: dict[str, list[Member]] = {}
        for _, item in self.items("memberships", "person_id", "organization_id"):
            if not item.get("start_date"):
                found.setdefault(_id(item["organization_id"]), []).append(
                    Member(
                        person=_id(item["person_id"]),
                        post=str(item.get("role") or ""),
                        on_behalf_of=_id(item.get("on_behalf_of_id") or ""),
                    )
                )
        return found

    def memberships(self) -> Iterator[Event]:
        for k, (place, item) in enumerate(
            self.items("memberships", "person_id", "organization_id")
        ):
            who, where = (_id(item["person_id"]),), _id(item["organization_id"])
            post = str(item.get("role") or "")
            start = self.date(place, item, "start_date")
            end = self.date(place, item, "end_date")
            if start is not None:
                whose = _id(item.get("on_behalf_of_id") or "")
                entry = Entry(persons=who, organization=where, post=post, on_behalf_of=whose)
                yield _membership(f"membership-{k}-begins", start, who, where, enters=(entry,))
            if end is not None:
                left = Exit(persons=who, organization=where, post=post)
                yield _membership(f"membership-{k}-ends", end, who, where, leaves=(left,))

    def motions(self) -> Iterator[Event]:
        votes: dict[str, list[VoteEvent]] = {}
        for _, item in self.items("vote_events", "motion_id"):
            votes.setdefault(str(item["motion_id"]), []).append(_vote(item))
        for place, item in self.items("motions", "id"):
            own = _id(item["id"])
            motion = Motion(
                id=own,
                title=str(item.get("text") or own),
                by=(_id(item["creator_id"]),) if item.get("creator_id") else (),
                result=_RESULTS.get(str(item.get("result")), "unknown"),
                votes=tuple(votes.get(str(item["id"]), ())),
            )
            yield Event(
                id=f"event-of-{own}",
                date=self.date(place, item, "date"),
                kind="decision",
                title=motion.title,
                body=_id(item.get("organization_id") or ""),
                motions=(motion,),
            )


def _membership(id_: str, date: Date, who: tuple[str, ...], where: str, **effects: Any) -> Event:
    title = f"{', '.join(who)}: membership of {where} {id_.rpartition('-')[2]}"
    return Event(id=id_, date=date, kind="membership", title=title, body=where, **effects)


def _names(given: Iterable[Mapping[str, Any]]) -> tuple[Name, ...]:
    return tuple(
        Name(name=str(n["name"]), kind=str(n.get("note") or "")) for n in given if n.get("name")
    )


def _options(counts: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Counts by our words; ways to vote that we do not count apart are left out."""
    return {
        ours: int(c["value"])
        for c in counts
        for ours, theirs in _OPTIONS.items()
        if c.get("option") == theirs and c.get("value") is not None
    }


def _vote(item: Mapping[str, Any]) -> VoteEvent:
    groups = {
        _id(g["group_id"]): GroupVotes(**_options(g.get("counts") or []))
        for g in item.get("group_results") or []
        if g.get("group_id")
    }
    persons = {
        _id(v["voter_id"]): str(v["option"])
        for v in item.get("votes") or []
        if v.get("voter_id") and v.get("option")
    }
    whole = _options(item.get("counts") or [])
    return VoteEvent(
        yes=whole.get("yes"),
        no=whole.get("no"),
        abstain=whole.get("abstain"),
        absent=whole.get("absent"),
        groups=groups,
        persons=persons,
    )
