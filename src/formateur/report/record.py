"""Answers from a record: a day's bodies, the timeline, decisions in force, votes, evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from formateur.assembly import Government
from formateur.cases import Case
from formateur.charts import Moved, Node, steps_svg, tree_svg
from formateur.durability.cohesion import Cohesion, cohesion
from formateur.durability.days import has_ended, in_office
from formateur.durability.discipline import BodyVote, GroupVote
from formateur.durability.rollcalls import read_roll_calls
from formateur.errors import FormateurError, UnknownIdError
from formateur.record import (
    BodyState,
    Change,
    Date,
    Decision,
    Entry,
    Event,
    Exit,
    Motion,
    Record,
    State,
    parse_date,
)
from formateur.record.calendars import iso_of
from formateur.record.decisions import TREATED, VoteEvent
from formateur.record.events import first_day, last_day
from formateur.results import Band, Listing, Picture, Result, hull, told_band

__all__ = [
    "Bodies",
    "Standing",
    "Timeline",
    "bodies",
    "body_of",
    "both_calendars",
    "bound",
    "decided",
    "differing",
    "discipline",
    "marked",
    "record_of",
    "roll_calls",
    "standing",
    "timeline",
    "votes",
]


def record_of(case: Case | Record, choices: Iterable[tuple[str, str]] = ()) -> Record:
    """The record of a case, or one that stands alone, with the variants a user chose.

    Raises
    ------
    FormateurError
        If the case has no record.
    """
    record = case if isinstance(case, Record) else case.record
    if record is None:
        raise FormateurError(
            f"{case.id}: this case has no record of events; petrograd-1917 has one"
        )
    for fact, value in choices:
        record = record.choose(fact, value)
    return record


def body_of(record: Record, body: str) -> str:
    """The id of a body asked for by its id, whatever its capitals; ``""`` is every body.

    Raises
    ------
    UnknownIdError
        If the record has no such body.
    """
    known = {o.id.lower(): o.id for o in record.facts.organizations if not o.is_group}
    if body and body.lower() not in known:
        raise UnknownIdError("body", body, list(known.values()))
    return known[body.lower()] if body else ""


def both_calendars(record: Record) -> bool:
    """Whether the record prints Julian dates, so that both calendars are shown."""
    return any(e.date is not None and e.date.calendar == "julian" for e in record.facts.events)


def told(date: Date | None, both: bool) -> str:
    """A date for a reader, in both calendars where the record uses both."""
    return "" if date is None else date.describe(both=both)


def day_of(case: Case | Record, on: str | None) -> Date:
    """The day asked for, or the case's own day, or that of the last event."""
    record = record_of(case)
    if on is not None:
        return parse_date(on)
    if isinstance(case, Case) and case.date and (own := parse_date(case.date)).exact:
        return own
    exact = [e.date for e in record.ledger.events if e.date is not None and e.date.exact]
    if not exact:
        raise FormateurError(f"{case.id}: give a day with --on, like 1917-11-17")
    return exact[-1]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Standing(Result):
    """Every body at the end of a day; or one of them, whole."""

    record: Record
    state: State
    body: BodyState | None = None

    def rows(self) -> list[dict[str, Any]]:
        """One row per body, or per group or member of the one body asked for."""
        return self.state.rows() if self.body is None else self.body.rows()

    def summary(self) -> dict[str, Any]:
        """The day, and of one body its size, majority and what is in force."""
        day = told(self.state.date, both_calendars(self.record))
        if self.body is None:
            return {"date": day, "iso": iso_of(self.state.date), "bodies": len(self.state.bodies)}
        inside = [
            {"motion": d.motion.id, "question": d.motion.question, "answer": d.motion.answer}
            for d in self.record.in_force(self.state.date, body=self.body.id)
        ]
        return {
            "date": day,
            "iso": iso_of(self.state.date),
            "body": self.body.id,
            **{n: None if x is None else told_band(x) for n, x in _counts_of(self.body).items()},
            "of": self.body.organization.majority,
            "quorum": self.body.quorum,
            "named": len(self.body.persons),
            "unnamed": self.body.unnamed,
            "factions": {k: list(v) for k, v in self.body.factions.items()},
            "posts": {k: list(v) for k, v in self.body.posts.items()},
            "bound_by": {k: list(v) for k, v in self.body.bound_by.items()},
            "in_force": inside,
            "unsettled": list(self.body.unsettled),
        }


def standing(
    case: Case | Record,
    on: str | None = None,
    *,
    body: str = "",
    choices: Iterable[tuple[str, str]] = (),
) -> Standing:
    """Every body of a case's record at the end of a day."""
    record = record_of(case, choices)
    body = body_of(record, body)
    state = record.at(day_of(case, on))
    if body and body not in state.bodies:
        raise FormateurError(f"{body}: {_absent(record, body, state.date)}")
    return Standing(
        input=case.id,
        method="record",
        parameters={"on": str(state.date), "body": body, "choices": dict(record.choices)},
        sources=tuple(record.sources),
        notes=(*marked(record, state.unsettled), *(_outside(record, state.date) if on else ())),
        record=record,
        state=state,
        body=state[body] if body else None,
    )


def _absent(record: Record, body: str, day: Date) -> str:
    """Why a body of the record does not stand on a day."""
    found, both = record.find(body), both_calendars(record)
    if found.proposed:
        return "only proposed; it stands in somebody's plan and on no day"
    if first_day(found.founded) > last_day(day):
        return f"founded {told(found.founded, both)}, after {told(day, both)}"
    return f"ended {told(found.dissolved, both)}; on {told(day, both)} there is none"


def _outside(record: Record, day: Date) -> tuple[str, ...]:
    """That a day lies before all events of a record, or after them."""
    dated = [e.date for e in record.ledger.events if e.date is not None]
    if not dated:
        return ()
    first, last = min(dated, key=first_day), max(dated, key=last_day)
    both = both_calendars(record)
    if last_day(day) < first_day(first):
        return (f"before the first event of the record, {told(first, both)}",)
    if first_day(day) > last_day(last):
        return (f"after the last event of the record, {told(last, both)}: no later one is known",)
    return ()


def differing(
    case: Case | Record,
    since: str,
    on: str | None = None,
    *,
    body: str = "",
    choices: Iterable[tuple[str, str]] = (),
) -> Listing:
    """What differs between the ends of two days, and the events between them."""
    record = record_of(case, choices)
    body = body_of(record, body)
    start, end = parse_date(since), day_of(case, on)
    both = both_calendars(record)
    rows = [r for r in record.between(start, end) if body in ("", r["body"])]
    return Listing(
        input=case.id,
        method="record",
        parameters={"since": str(start), "on": str(end), "body": body},
        sources=tuple(record.sources),
        notes=marked(record),
        listed=tuple(rows),
        said={
            "since": told(start, both),
            "date": told(end, both),
            "count": len(rows),
            "events": [e.id for e in record.since(start, end)],
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Bodies(Result):
    """Every body of a record with how it relates to others: those only proposed are marked."""

    title: str
    record: Record

    def rows(self) -> list[dict[str, Any]]:
        """One row per body: its kind and days, its parent, who elects it, to whom it answers."""
        both = both_calendars(self.record)
        return [
            {
                "body": o.id,
                "name": o.name,
                "kind": o.classification,
                "founded": told(o.founded, both),
                "dissolved": told(o.dissolved, both),
                "parent": o.parent,
                "elected_by": o.elected_by,
                "answers_to": o.answers_to,
                "binds": list(o.binds),
                "proposed": o.proposed,
                "sources": list(o.source),
            }
            for o in self.record.facts.organizations
            if not o.is_group
        ]

    def plot(self) -> Picture:
        """All bodies in one picture: each below its parent, arcs to those it has to do with.

        Bodies of which no relation is recorded stand together at the end, by kind.
        """
        names = {o.id: o.short or o.name for o in self.record.facts.organizations}
        nodes = [
            Node(
                r["body"],
                r["name"],
                _in_short(r, names, seated=bool(self._seated(r))),
                r["parent"],
                self._links(r),
                r["proposed"],
            )
            for r in self.rows()
        ]
        desc = "; ".join(f"{n.title} ({n.under})" for n in nodes)
        related = {n.parent for n in nodes} | {other for n in nodes for other, _ in n.links}
        tied = [n for n in nodes if n.id in related or n.parent or n.links]
        alone = [n for n in nodes if n not in tied]
        title = f"Bodies: {self.title}"
        drawn = [*tied, *_together(alone)] if tied else nodes
        return Picture(tree_svg(drawn, title=title, key=_KEY, desc=desc))

    def _links(self, row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        pairs = [(row["elected_by"], "is elected by"), (row["answers_to"], "answers to")]
        return tuple((o, how) for o, how in (*pairs, *self._seated(row)) if o)

    def _seated(self, row: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Bodies in which groups sit that a body binds."""
        return [
            (o.id, f"binds {' and '.join(g for g in row['binds'] if g in o.seats)} in")
            for o in self.record.facts.organizations
            if not o.is_group and not o.proposed and set(row["binds"]) & set(o.seats)
        ]


_KEY = (
    "Filled: a body there was. Hollow: one only proposed. Lines: part of the body above. Dashed: "
    "from a ring to an arrow at the other body that the words name."
)


def _together(alone: Sequence[Node]) -> list[Node]:
    """Bodies without any relation, by kind: the first of each kind says it for all."""
    kinds: dict[tuple[bool, str], list[Node]] = {}
    for node in alone:
        kinds.setdefault((node.open, node.under), []).append(node)
    return [
        replace(node, under="", head="" if k else f"{under}; no relation is recorded")
        for (_, under), same in sorted(kinds.items(), key=lambda item: item[0])
        for k, node in enumerate(same)
    ]


def _in_short(row: Mapping[str, Any], names: Mapping[str, str], *, seated: bool) -> str:
    """Kind and relations in a line; the body it is drawn below goes without its name."""
    hows: dict[str, list[str]] = {}
    for how, key in (("elected by", "elected_by"), ("answers to", "answers_to")):
        if row[key]:
            hows.setdefault(row[key], []).append(how)
    said = ["only proposed" if row["proposed"] else "", row["kind"]]
    for other, relations in hows.items():
        who = "the body above" if other == row["parent"] else names.get(other, other)
        said.append(f"{' and '.join(relations)} {who}")
    if row["binds"]:
        bound = " and ".join(names.get(g, g) for g in row["binds"])
        said.append(f"binds {bound}" + (" where the dashed lines lead" if seated else ""))
    return ", ".join(s for s in said if s)


def bodies(case: Case | Record, *, choices: Iterable[tuple[str, str]] = ()) -> Bodies:
    """Every body of a case's record, whatever the day, and how they relate."""
    record = record_of(case, choices)
    return Bodies(
        input=case.id,
        method="bodies",
        parameters={"choices": dict(record.choices)},
        sources=tuple(record.sources),
        notes=marked(record),
        title=case.title or case.id,
        record=record,
    )


def marked(record: Record, unsettled: Iterable[str] = ()) -> tuple[str, ...]:
    """What changes the meaning of an answer: suppositions, choices, unsettled events."""
    said = []
    if record.supposed:
        said.append(f"hypothetical: {', '.join(record.supposed)} is supposed, not recorded")
    if record.choices:
        chosen = ", ".join(f"{fact} = {value}" for fact, value in record.choices)
        said.append(f"chosen among variants: {chosen}")
    if open_ := list(unsettled):
        said.append(f"may or may not have happened by then: {', '.join(open_)}")
    return tuple(said)


@dataclass(frozen=True, slots=True)
class Strength:
    """Seats and votes of a government in a house, with what it needs there.

    `margin` is votes above (below 0: short of) the majority, `lead` above those of the rest. Each
    is one number; the least and the greatest where it is not known; ``None`` where neither is.
    """

    seats: Band = None
    votes: Band = None
    voters: Band = None
    majority: Band = None
    margin: Band = None
    lead: Band = None

    @classmethod
    def of(cls, body: BodyState, groups: Iterable[str]) -> Strength:
        """The strength of groups together, in every way the body may be."""
        held, ways = tuple(groups), (body, *body.ways)
        return cls(
            hull(b.seats_of(held) for b in ways),
            hull(b.votes_of(held) for b in ways),
            hull(b.voters for b in ways),
            hull(b.majority for b in ways),
            hull(b.margin_of(held) for b in ways),
            hull(_lead(b.votes_of(held), b.voters) for b in ways),
        )

    def row(self) -> dict[str, Any]:
        """The numbers by name, as ``62 to 69`` where one is not known."""
        names = ("seats", "votes", "voters", "majority", "margin")
        return {n: None if (x := getattr(self, n)) is None else told_band(x) for n in names}


def _lead(votes: Band, voters: int | None) -> Band:
    """Votes above those of the rest, when all who vote do."""
    if votes is None or voters is None:
        return None
    return hull(2 * n - voters for n in (votes if isinstance(votes, tuple) else (votes,)))


@dataclass(frozen=True, slots=True)
class Moment:
    """One event on the timeline: the government's strength after it, and bodies it resizes.

    `parties` are those in the government then where that has changed on the day, and `ended` says
    that the day is its last. `resized` holds, for each body of which size, vacancies or majority
    change, how it was and is.
    """

    event: Event
    strength: Strength = Strength()
    resized: tuple[tuple[BodyState, BodyState], ...] = ()
    parties: tuple[str, ...] = ()
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Timeline(Result):
    """Events in order; with seats by party, the government's seats against the majority."""

    title: str
    record: Record
    moments: tuple[Moment, ...]
    body: str = ""
    parties: tuple[str, ...] = ()
    opening: Strength = Strength()

    def summary(self) -> dict[str, Any]:
        """How many events, whose seats are followed, and how strong these were at first."""
        return {
            "count": len(self.moments),
            "body": self.body,
            "parties": list(self.parties),
            "opening": self.opening.row(),
        }

    def rows(self) -> list[dict[str, Any]]:
        """One row per event."""
        both = both_calendars(self.record)
        return [
            {
                "event": m.event.id,
                "date": told(m.event.date, both),
                "iso": iso_of(m.event.date),
                "kind": m.event.kind,
                "body": m.event.body,
                "title": m.event.title,
                "counts": [f"{x.id}: {x.vote.says()}" for x in m.event.motions if x.vote],
                **m.strength.row(),
                "government": "ended" if m.ended else list(m.parties),
                "resized": [_resized(before, after) for before, after in m.resized],
                "sources": list(m.event.source),
                "hypothetical": m.event.hypothetical,
            }
            for m in self.moments
        ]

    def plot(self) -> Picture:
        """Events that move the margin, each with the government's votes against those needed."""
        who = "+".join(self.parties)
        names = {o.id: o.short or o.name for o in self.record.facts.organizations}
        shown = [("", "at first", self.opening)]
        for m in self.moments:
            now, last = m.strength, shown[-1][2]
            moved_ = (now.votes, now.majority) != (last.votes, last.majority)
            if m.ended or (now.votes is not None and moved_):
                shown.append((_printed(m.event), _titled(m, names), now))
        if len(shown) == 1:
            if not who:
                raise FormateurError(
                    f"{self.input}: no government is named; give it with --government A+B, or as "
                    "published.government of the case"
                )
            raise FormateurError(f"{self.input}: no event moves seats of {who}")
        moved = [Moved(d, what, n.votes, n.majority, n.margin) for d, what, n in shown]
        said = "+".join(names.get(p, p) for p in self.parties)
        place = names.get(self.body, self.body)
        told_ = (
            f"{m.day} {m.title}: {told_band(m.seats)} votes, {told_band(m.needed)} needed".strip()
            if m.seats is not None
            else f"{m.day} {m.title}".strip()
            for m in moved
        )
        return Picture(
            steps_svg(
                [m for m in moved if m.seats is not None or m.day],
                title=self.title,
                under=f"votes of {said} in {place}, after each event that moves the margin",
                desc="; ".join(told_),
            )
        )


def _titled(moment: Moment, names: Mapping[str, str]) -> str:
    """The event's title, with what it makes of the government."""
    title = moment.event.title
    if moment.ended:
        return f"{title}; the government ends"
    if moment.parties:
        return (
            f"{title}; left in the government: {'+'.join(names.get(p, p) for p in moment.parties)}"
        )
    return title


def _printed(event: Event) -> str:
    """The date in figures, in the calendar it was printed in, marked where that is the Julian."""
    return "" if event.date is None else event.date.canonical


def _resized(before: BodyState, after: BodyState) -> dict[str, Any]:
    """Size, vacant seats and majority of a body before an event and after it."""
    was, now = _counts_of(before), _counts_of(after)
    shown = {n: [None if x is None else told_band(x) for x in (was[n], now[n])] for n in was}
    return {"body": after.id, **shown}


def timeline(
    case: Case | Record,
    *,
    body: str = "",
    parties: Iterable[str] = (),
    choices: Iterable[tuple[str, str]] = (),
) -> Timeline:
    """All events of a case, with the seats of its government after each that moves any.

    `parties` are those whose seats are followed; by default the government that formed and those
    who support it.

    Raises
    ------
    UnknownIdError
        If a party never has seats in the body.
    """
    record = record_of(case, choices)
    body = body_of(record, body)
    house = body or record.facts.assembly
    asked = tuple(parties)
    for party in asked:
        if party not in (known := _seated(record, house)):
            raise UnknownIdError(f"party with seats in {house or 'the assembly'}", party, known)
    followed = asked or (_government(case) if house == record.facts.assembly else ())
    opening = Strength.of(record.opening(house), followed) if house and followed else Strength()
    notes = []
    if followed and house and opening.seats is None:
        notes.append(f"seats of {'+'.join(followed)} in {house} are not known at first")
    formed = None if asked or isinstance(case, Record) or not followed else case.formed
    moments = _moments(record, house, followed, formed)
    return Timeline(
        input=case.id,
        method="timeline",
        parameters={"body": body, "parties": list(followed), "choices": dict(record.choices)},
        sources=tuple(record.sources),
        notes=(*marked(record), *(notes if asked else ())),
        title=case.title or case.id,
        record=record,
        moments=tuple(m for m in moments if not body or body in _touched(m.event) or m.parties),
        body=house,
        parties=followed,
        opening=opening,
    )


def _seated(record: Record, house: str) -> list[str]:
    """Groups that have seats in a house at first, or gain some."""
    if not house:
        return []
    gained = (
        c.gains
        for e in record.facts.events
        for c in e.changes
        if c.organization == house and c.gains
    )
    return list(dict.fromkeys([*record.find(house).seats, *gained]))


def _touched(event: Event) -> set[str]:
    """Bodies in which an event takes place, or whose members and seats it moves."""
    moved: list[Entry | Exit | Change] = [*event.enters, *event.leaves, *event.changes]
    return {event.body, *(m.body for m in event.motions), *(part.organization for part in moved)}


def _government(case: Case | Record) -> tuple[str, ...]:
    if isinstance(case, Record) or case.formed is None:
        return ()
    return (*case.formed.cabinet, *case.formed.support)


def _moments(
    record: Record, house: str, followed: tuple[str, ...], formed: Government | None
) -> list[Moment]:
    """Every event; what is followed is the government with the parties it has on each day.

    A party's exit, and the end, show at the last event of their day, or at the next event.
    """
    events, found, before = record.ledger.events, [], followed
    over = False
    for event, later in zip(events, [*events[1:], None], strict=True):
        day = last_day(event.date)
        held, ended = before, over
        if formed is not None and (later is None or last_day(later.date) > day):
            now = in_office(formed, day)
            held, ended = (*now.cabinet, *now.support), has_ended(formed, day)
        moment = _moment(record, event, house, () if ended else held)
        if ended and not over:
            moment = replace(moment, strength=Strength(), ended=True)
        elif held != before and not ended:
            strength = Strength.of(record.by(event.id, house), held)
            moment = replace(moment, strength=strength, parties=held)
        found.append(moment)
        before, over = held, ended
    return found


def _moment(record: Record, event: Event, house: str, followed: Iterable[str]) -> Moment:
    """The event, with the seats followed after it where it moves any, and bodies it resizes."""
    now, resized = Strength(), []
    for body in record.ledger.moved(event.id):
        before, after = record.around(event.id, body)
        if body == house and followed and any(c.organization == house for c in event.changes):
            now = Strength.of(after, followed)
        elif _counts_of(before) != _counts_of(after):
            resized.append((before, after))
    return Moment(event, now, tuple(resized))


def _counts_of(body: BodyState) -> dict[str, Band]:
    """Size, vacant seats and majority, each as far as it is known."""
    ways = (body, *body.ways)
    return {
        "size": hull(b.size for b in ways),
        "vacant": hull(b.vacant for b in ways),
        "majority": hull(b.majority for b in ways),
    }


def decided(
    case: Case | Record,
    on: str | None = None,
    *,
    body: str = "",
    question: str = "",
    everything: bool = False,
    choices: Iterable[tuple[str, str]] = (),
) -> Listing:
    """Decisions in force at the end of a day; with `everything`, all motions put by then."""
    record = record_of(case, choices)
    body = body_of(record, body)
    question = _question(record, question)
    day = day_of(case, on)
    both = both_calendars(record)
    found = record.decisions(day) if everything else record.in_force(day)
    rows = [
        {
            "motion": d.motion.id,
            "body": d.body,
            "decided": told(d.event.date, both),
            "iso": iso_of(d.event.date),
            "title": d.motion.title,
            "by": list(d.motion.by),
            "question": d.motion.question,
            "answer": d.motion.answer,
            "effect": d.motion.effect,
            "vote": d.motion.vote.says() if d.motion.vote else "",
            "status": d.status,
            "treated": [f"{TREATED[how]} by {later}" for how, later in d.treated],
            "text": d.motion.text,
            "sources": list(d.motion.source or d.event.source),
        }
        for d in found
        if body in ("", d.body) and question in ("", d.motion.question)
    ]
    perhaps = [
        d.motion.id
        for d in _unsettled(record, day)
        if body in ("", d.body) and question in ("", d.motion.question)
    ]
    return Listing(
        input=case.id,
        method="in-force",
        parameters={"on": str(day), "body": body, "question": question},
        sources=tuple(record.sources),
        notes=(*marked(record), *_perhaps(perhaps)),
        listed=tuple(rows),
        said={"date": told(day, both), "iso": iso_of(day), "count": len(rows)},
    )


def _question(record: Record, question: str) -> str:
    """A question that decisions of the record answer; ``""`` is every question."""
    asked = {m.question for _, m in record.facts.put if m.question}
    if question and question not in asked:
        raise UnknownIdError("question of a decision", question, sorted(asked))
    return question


def _unsettled(record: Record, day: Date) -> list[Decision]:
    """Decisions whose own day may lie before the end of this one, or after."""
    return [d for d in record.decisions(day) if d.status == "unsettled"]


def _perhaps(motions: Iterable[str]) -> tuple[str, ...]:
    named = ", ".join(motions)
    return (f"may or may not have been decided by then: {named}",) if named else ()


def bound(
    case: Case | Record,
    person: str,
    on: str | None = None,
    *,
    body: str = "",
    question: str = "",
    choices: Iterable[tuple[str, str]] = (),
) -> Listing:
    """What binds a person on a day: decisions in force, and those that contradict each other."""
    record = record_of(case, choices)
    body, question = body_of(record, body), _question(record, question)
    day = day_of(case, on)
    who = record.named(person)
    rows = [
        {
            "question": d.question,
            "body": d.body,
            "answer": d.answer,
            "motion": d.decision.motion.id,
            "title": d.decision.motion.title,
            "bound_as": d.way,
            "against": list(d.against),
            "registered": list(d.registered),
            "sources": list(d.decision.motion.source or d.decision.event.source),
        }
        for d in record.duties(who.id, day)
        if body in ("", d.body) and question in ("", d.question)
    ]
    binding = record.at(day).bodies_binding(who.id)
    perhaps = [d.motion.id for d in _unsettled(record, day) if d.body in binding]
    return Listing(
        input=case.id,
        method="in-force",
        parameters={"on": str(day), "person": who.id, "body": body, "question": question},
        sources=tuple(record.sources),
        notes=(*marked(record), *_perhaps(perhaps)),
        listed=tuple(rows),
        said={
            "date": told(day, both_calendars(record)),
            "iso": iso_of(day),
            "person": who.name,
            "conflicts": sum(bool(r["against"]) for r in rows),
            "speech": [
                {"body": s.body, "rule": s.rule, "status": s.status, "by": s.by}
                for s in record.speech(who.id, day)
            ],
        },
    )


def votes(
    case: Case | Record, *, body: str = "", choices: Iterable[tuple[str, str]] = ()
) -> Listing:
    """Every count of every vote, as each source has it; unknown parts stay unknown."""
    record = record_of(case, choices)
    body = body_of(record, body)
    both = both_calendars(record)
    rows = []
    pairs = sorted(
        record.facts.motions.values(), key=lambda p: (first_day(p[0].date), last_day(p[0].date))
    )
    for event, motion in pairs:
        where = motion.body or event.body
        if body in ("", where):
            counts: tuple[VoteEvent, ...] = motion.votes or (VoteEvent(),)
            rows += [_count(event, motion, where, count, both) for count in counts]
    return Listing(
        input=case.id,
        method="votes",
        parameters={"body": body},
        sources=tuple(record.sources),
        notes=marked(record),
        listed=tuple(rows),
    )


def discipline(
    case: Case | Record,
    *,
    body: str = "",
    periods: Mapping[str, str] | None = None,
    choices: Iterable[tuple[str, str]] = (),
) -> Cohesion:
    """How alike each group votes, over all counts that give groups: Rice, agreement, UNITY.

    With `periods`, dates by name, each group in each of them; with none of them in it, each year.
    A vote weighs by how close the whole body's count came to half of yes and no, where that is
    what carries it.

    Raises
    ------
    FormateurError
        If no vote of the record gives the votes of groups.
    """
    record = record_of(case, choices)
    body = body_of(record, body)
    put = [
        (e, m, m.vote)
        for e, m in record.facts.put
        if m.vote is not None and m.vote.groups and body in ("", m.body or e.body)
    ]
    if not put:
        raise FormateurError(f"{case.id}: no vote of this record gives the votes of groups")
    held = [
        GroupVote(g, v.yes, v.no, v.abstain, v.absent, vote=m.id, date=_gregorian(e))
        for e, m, vote in put
        for g, v in vote.groups.items()
    ]
    found = cohesion(
        held,
        by="group" if periods is None else "period",
        periods=periods or None,
        totals=[BodyVote(m.id, vote.yes, vote.no) for _, m, vote in put if m.needs is None],
    )
    return replace(found, input=case.id, notes=(*found.notes, *marked(record)))


def roll_calls(path: Path, *, periods: Mapping[str, str] | None = None) -> Cohesion:
    """How alike each group votes, over the roll calls of a table; periods as in `discipline`."""
    found = cohesion(
        read_roll_calls(path), by="group" if periods is None else "period", periods=periods or None
    )
    return replace(found, input=str(path))


def _gregorian(event: Event) -> str:
    return "" if event.date is None else event.date.iso("gregorian")


def _count(event: Event, motion: Motion, body: str, vote: VoteEvent, both: bool) -> dict[str, Any]:
    used = motion.vote
    return {
        "motion": motion.id,
        "date": told(event.date, both),
        "iso": iso_of(event.date),
        "body": body,
        "title": motion.title,
        "count": vote.says() if motion.votes else "not found",
        "yes": vote.yes,
        "no": vote.no,
        "abstain": vote.abstain,
        "present": vote.present,
        "options": dict(vote.options),
        "groups": {
            g: {"yes": v.yes, "no": v.no, "abstain": v.abstain, "absent": v.absent}
            for g, v in vote.groups.items()
        },
        "result": motion.result,
        "used": used is vote or (len(motion.votes) == 1),
        "sources": list(vote.source or motion.source or event.source),
        "note": vote.note or motion.note,
    }
