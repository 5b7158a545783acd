"""A record as Popolo JSON: persons, organizations, memberships, posts, motions, vote events.

Popolo (popoloproject.com) is the common vocabulary of open data on legislatures. What it has no
word for stands beside it under a key that begins with ``formateur_``, where the rest of the file
is enough to say it: that a body is only proposed, whom it binds, how motions treat each other,
dates in Old Style or of several days. What would need more (claims, programmes, variants, sizes)
does not travel: `left_out` counts it. Unknown counts are left out, never written as 0. Dates go
out as Gregorian ISO 8601, as precise as Popolo allows.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile
from typing import Any

from formateur.record import Record
from formateur.record.calendars import Date
from formateur.record.decisions import GroupVotes, Motion, VoteEvent
from formateur.record.events import Event
from formateur.record.ledger import Membership
from formateur.record.people import Name, Organization, Person
from formateur.record.popolo_in import (
    OPTIONS,
    OWN_BODY,
    OWN_MOTION,
    OWN_VOTE,
    RESULTS,
    from_popolo,
    read_popolo,
    unread,
)
from formateur.record.reading import plain_fact

__all__ = ["from_popolo", "left_out", "read_popolo", "to_popolo", "unread"]

_WORD = {ours: theirs for theirs, ours in RESULTS.items()}


def to_popolo(record: Record) -> dict[str, Any]:
    """A record as Popolo JSON.

    Examples
    --------
    >>> from formateur.record import Facts
    >>> record = Record("toy", Facts(persons=(Person(id="a", name="Ann"),)))
    >>> to_popolo(record)["persons"]
    [{'id': 'a', 'name': 'Ann'}]
    """
    facts = record.facts
    out: dict[str, Any] = {
        "persons": [_person(record, p) for p in facts.persons],
        "organizations": [_organization(record, o) for o in facts.organizations],
        "memberships": [_membership(m) for m in record.ledger.memberships],
        "posts": _posts(record.ledger.memberships),
        "motions": [_motion(record, e, m) for e, m in facts.put],
        "vote_events": [
            _vote(record, e, m, k) for e, m in facts.put for k in range(1, len(m.votes) + 1)
        ],
    }
    if left := left_out(record):
        out["formateur_left_out"] = left
    return out


def left_out(record: Record) -> dict[str, int]:
    """What Popolo has no word for, and how many facts of a record say it.

    Examples
    --------
    >>> from formateur.record import Facts
    >>> house = Organization(id="h", name="House", classification="assembly", size=5)
    >>> left_out(Record("toy", Facts(organizations=(house,))))
    {'sizes and seats of bodies': 1}
    """
    facts = record.facts
    motions = [m for _, m in facts.put]
    votes = [v for m in motions for v in m.votes]
    counted = {
        name: len(getattr(facts, name))
        for name in (
            *("claims", "points", "proposals", "documents", "variants", "corrections", "tallies"),
        )
    }
    counted |= {
        "sizes and seats of bodies": sum(bool(o.size or o.seats) for o in facts.organizations),
        "seats of unknown party": sum(bool(o.party_unknown) for o in facts.organizations),
        "events without a motion or membership": sum(map(_is_plain, facts.events)),
        "moves of seats": sum(len(e.changes) for e in facts.events),
        "ways in and out": sum(bool(m.entry or m.exit) for m in record.ledger.memberships),
        "counts of a vote before others were cast": sum(bool(v.first or v.extra) for v in votes),
        "sources without an address": sum(not s.url for s in record.sources.values()),
    }
    return {what: n for what, n in counted.items() if n}


def _is_plain(event: Event) -> bool:
    return not (event.motions or event.enters or event.leaves or event.revokes)


def _kept(**values: Any) -> dict[str, Any]:
    return {k: v for k, v in values.items() if v not in ("", None, [], {})}


def _own(fact: Any, names: Iterable[str]) -> dict[str, Any]:
    """What Popolo has no word for, under keys of our own; what is left out is the default."""
    plain = plain_fact(fact)
    return {f"formateur_{name}": plain[name] for name in names if name in plain}


def _links(record: Record, keys: Iterable[str]) -> list[dict[str, str]]:
    found = [record.sources[k] for k in keys if k in record.sources]
    return [{"url": s.url, "note": s.title} for s in found if s.url]


def _dated(name: str, date: Date | None) -> dict[str, str]:
    """A date under Popolo's key, and in our own form where that says more."""
    if date is None:
        return {}
    plain = _as_precise(date)
    more = {f"formateur_{name}": date.canonical} if plain != date.canonical else {}
    return _kept(**{name: plain}) | more


def _as_precise(date: Date) -> str:
    """The day, month or year that holds all the days a date can mean, or ``""``.

    >>> from formateur.record.calendars import parse_date
    >>> [_as_precise(parse_date(d)) for d in ("1917-11-04 OS", "1917-11-05/1917-11-08", "1917?")]
    ['1917-11-17', '1917-11', '1917']
    >>> _as_precise(parse_date("1917-12 OS"))
    ''
    """
    if date.first is None or date.last is None:
        return ""
    whole = Date(date.text, "gregorian", date.first, date.last).iso()
    first, _, last = whole.partition("/")
    if not last:
        return first
    pairs = zip(first.split("-"), last.split("-"), strict=True)
    return "-".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _names(names: Iterable[Name]) -> list[dict[str, str]]:
    return [_kept(name=n.name, note=n.kind) for n in names]


def _person(record: Record, person: Person) -> dict[str, Any]:
    return _kept(
        id=person.id,
        name=person.name,
        other_names=_names(person.names),
        sources=_links(record, person.source),
    )


def _organization(record: Record, body: Organization) -> dict[str, Any]:
    return _kept(
        id=body.id,
        name=body.name,
        other_names=_names(body.names),
        classification=body.classification,
        parent_id=body.within or body.parent,
        **(_own(body, ("parent",)) if body.within else {}),
        **_own(body, OWN_BODY),
        **_dated("founding_date", body.founded),
        **_dated("dissolution_date", body.dissolved),
        sources=_links(record, body.source),
    )


def _post(organization: str, post: str) -> str:
    return f"{organization}/{post}"


def _membership(m: Membership) -> dict[str, Any]:
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


def _mover(record: Record, motion: Motion) -> str:
    """The one person who put a motion; Popolo has no room for more, or for a group."""
    one = motion.by[0] if len(motion.by) == 1 else ""
    return one if isinstance(record.facts.index.get(one), Person) else ""


def _motion(record: Record, event: Event, motion: Motion) -> dict[str, Any]:
    return _kept(
        id=motion.id,
        organization_id=motion.body or event.body,
        creator_id=_mover(record, motion),
        text=motion.title,
        **_dated("date", event.date),
        requirement="" if motion.needs is None else str(motion.needs),
        result="" if motion.result == "unknown" else _WORD.get(motion.result, motion.result),
        **({} if _mover(record, motion) else _own(motion, ("by",))),
        **_own(motion, OWN_MOTION),
        sources=_links(record, motion.source or event.source),
    )


def _counts(vote: VoteEvent | GroupVotes, **of: str) -> list[dict[str, Any]]:
    named: dict[str, int | None] = {o: getattr(vote, o) for o in OPTIONS}
    if isinstance(vote, VoteEvent):
        named |= vote.options
    return [{"option": o, "value": n, **of} for o, n in named.items() if n is not None]


def _vote(record: Record, event: Event, motion: Motion, number: int) -> dict[str, Any]:
    vote = motion.votes[number - 1]
    groups = [c for g, votes in vote.groups.items() for c in _counts(votes, group_id=g)]
    return _kept(
        id=f"{motion.id}-{number}",
        motion_id=motion.id,
        organization_id=motion.body or event.body,
        **_dated("start_date", event.date),
        counts=[*_counts(vote), *groups],
        votes=[{"voter_id": p, "option": option} for p, option in vote.persons.items()],
        **({"formateur_roll_call": vote.roll_call} if vote.persons else {}),
        **_own(vote, OWN_VOTE),
        sources=_links(record, vote.source),
    )
