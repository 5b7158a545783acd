"""The record: dated, sourced facts about bodies, people, decisions and exits.

Any day's bodies are rebuilt from the events (`Record.at`), never stored beside them. What was
decided, what somebody asserts, and what sources differ on stand apart; unknown stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from formateur.assembly import Assembly
from formateur.errors import FormateurError, UnknownIdError
from formateur.fields import whole_number_of
from formateur.memory import uncollected
from formateur.record import chains, check
from formateur.record.calendars import AnyDate, Date, day_of, days_between, iso_of, parse_date
from formateur.record.chains import Decision, Duty, SpeechRule
from formateur.record.check import RecordError
from formateur.record.claims import Claim, Clash, Point, Position, Proposal, clashes
from formateur.record.contradictions import Contradiction, contradictions
from formateur.record.decisions import GroupVotes, Motion, VoteEvent
from formateur.record.documents import Document, Passage, Publication, Version
from formateur.record.events import (
    NEVER,
    Change,
    Dating,
    Entry,
    Event,
    Exit,
    Revocation,
    first_day,
    last_day,
)
from formateur.record.facts import Facts
from formateur.record.ledger import Ledger, Membership, ledger
from formateur.record.partners import Partner, partners
from formateur.record.people import Fact, Member, Name, Organization, Person, Tally
from formateur.record.reading import filled
from formateur.record.state import BodyState, State, differences, state_at
from formateur.record.variants import Correction, Value, Variant
from formateur.registry import on_first_use
from formateur.results import Tabular, hull, told_band
from formateur.sources import Source

if TYPE_CHECKING:
    from formateur.record import calendars, corrections, events, popolo, reading

__all__ = [
    "BodyState",
    "Change",
    "Claim",
    "Clash",
    "Contradiction",
    "Correction",
    "Date",
    "Dating",
    "Decision",
    "Document",
    "Duty",
    "Entry",
    "Event",
    "Exit",
    "Fact",
    "Facts",
    "GroupVotes",
    "Member",
    "Membership",
    "Motion",
    "Name",
    "Organization",
    "Partner",
    "Passage",
    "Person",
    "Point",
    "Position",
    "Proposal",
    "Publication",
    "Record",
    "RecordError",
    "Revocation",
    "Source",
    "SpeechRule",
    "State",
    "Tally",
    "Value",
    "Variant",
    "Version",
    "VoteEvent",
    "calendars",
    "clashes",
    "corrections",
    "events",
    "parse_date",
    "popolo",
    "reading",
]

# From the best evidence to the weakest.
_QUALITIES = "PESTDM"


def _ways(found: Sequence[BodyState]) -> BodyState:
    """The first of several ways a body may be, with the others."""
    return replace(found[0], ways=tuple(found[1:]))


@dataclass(frozen=True)
class Record(Tabular):
    """Dated facts, each with its sources, and what follows from them on any day.

    `choices` records every variant chosen by a user, `supposed` every hypothetical event added;
    both empty for the record as its sources have it.

    Raises
    ------
    RecordError
        With every fault: unknown ids, exits of people who are no members, circles, double choices.

    Examples
    --------
    >>> cc = Organization(id="cc", name="Committee", classification="party-organ", size=3,
    ...     exits="smaller", members=(Member(person="a"),))
    >>> day = parse_date("1917-11-04 OS")
    >>> left = Event(id="e1", date=day, kind="resignation", title="A leaves",
    ...     leaves=(Exit(persons=("a",), organization="cc"),))
    >>> facts = Facts(persons=(Person(id="a", name="A"),), organizations=(cc,), events=(left,))
    >>> record = Record("toy", facts)
    >>> record.at("1917-11-16")["cc"].size, record.at("1917-11-17")["cc"].size
    (3, 2)
    """

    id: str
    facts: Facts
    sources: Mapping[str, Source] = field(default_factory=dict, hash=False)
    title: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    supposed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        with uncollected():
            found = [*check.faults(self.facts, None, self.sources)]
            if not found:
                found = [*check.faults(self.facts, self.ledger, self.sources)]
        if found:
            raise RecordError(self.id, found)

    # -- facts -------------------------------------------------------------------------------

    @cached_property
    def ledger(self) -> Ledger:
        """The events gone through once: memberships as intervals, seats by day."""
        return ledger(self.facts)

    def find(self, fact: str) -> Any:
        """The fact with this id; capitals do not matter."""
        return self.facts.find(fact)

    def named(self, person: str) -> Person:
        """The person with this id, name, or any printed form of the name.

        Raises
        ------
        UnknownIdError
            If nobody, or more than one person, bears it.
        """
        wanted = person.strip().lower()
        found = [
            p
            for p in self.facts.persons
            if wanted in (p.id, p.name.lower(), *(n.name.lower() for n in p.names))
        ]
        if len(found) != 1:
            raise UnknownIdError("person", person, [p.id for p in self.facts.persons])
        return found[0]

    @property
    def events(self) -> tuple[Event, ...]:
        """All events, in the order in which they may have happened first."""
        return tuple(sorted(self.ledger.events, key=lambda e: first_day(e.date)))

    def quality(self, fact: Fact | VoteEvent | Value | Position) -> str:
        """A fact's own quality flag, or the best of its sources' flags; ``""``: not given.

        A single count, value or position has one too.
        """
        if fact.quality:
            return fact.quality
        flags = [self.sources[s].quality for s in fact.source if s in self.sources]
        return min((f for f in flags if f), key=_QUALITIES.index, default="")

    def select(
        self,
        kind: type[Fact] = Fact,
        *,
        quality: Iterable[str] = (),
        confidence: Iterable[str] = (),
        by: str = "",
        source: str = "",
    ) -> list[Fact]:
        """Facts of one kind, by evidence, by who asserts them, by source."""
        flags, sure = set(quality), set(confidence)
        return [
            f
            for _, f in self.facts.walk()
            if isinstance(f, kind)
            and (not flags or self.quality(f) in flags)
            and (not sure or f.confidence in sure)
            and (not by or by in getattr(f, "by", ()))
            and (not source or source in f.source)
        ]

    # -- days --------------------------------------------------------------------------------

    def at(self, date: AnyDate) -> State:
        """Every body as it stood at the end of a day.

        Raises
        ------
        FormateurError
            If the date is more than one day.
        """
        day = day_of(date)
        return state_at(self.facts, self.ledger, day, self.supposed)

    def after(self, event: str, body: str) -> BodyState:
        """Size and seats of a body right after an event, whatever else its day brings.

        Members and offices are those of `at`; only a day's end is certain for them.
        """
        return self.around(event, body)[1]

    def around(self, event: str, body: str) -> tuple[BodyState, BodyState]:
        """Size and seats of a body right before an event and right after it; see `after`."""
        organization, found = self.find(body), self.ledger.around(body, self.find(event).id)
        if found is None:  # too many ways to tell apart: nothing is known
            nothing = BodyState(organization, None, None, {})
            return nothing, nothing
        before, after = (
            [BodyState(organization, a.size, a.vacant, a.seats) for a in accounts]
            for accounts in found
        )
        return _ways(before), _ways(after)

    def by(self, event: str, body: str) -> BodyState:
        """Size and seats of a body at the end of an event's day, of several the last."""
        accounts = self.ledger.ways(body, last_day(self.find(event).date))
        found = [BodyState(self.find(body), a.size, a.vacant, a.seats) for a in accounts or ()]
        return _ways(found or [BodyState(self.find(body), None, None, {})])

    def opening(self, body: str) -> BodyState:
        """Size and seats of a body before all events."""
        account = self.ledger.opening(body)
        return BodyState(self.find(body), account.size, account.vacant, account.seats)

    def assembly(self, body: str, date: AnyDate) -> Assembly:
        """One body on a day as an assembly of parties."""
        return self.at(date).assembly(body)

    def between(self, start: AnyDate, end: AnyDate) -> list[dict[str, Any]]:
        """What differs between the ends of two days: one row per body and thing that changed."""
        before, after = self.at(start), self.at(end)
        if last_day(after.date) < last_day(before.date):
            raise FormateurError(f"{end} is before {start}; give the earlier day first")
        return differences(before, after)

    def since(self, start: AnyDate, end: AnyDate) -> list[Event]:
        """Events certain to lie after one day and by the end of another, in order."""
        a, b = day_of(start), day_of(end)
        after, until = last_day(a), last_day(b)
        events = self.ledger.events
        return [e for e in events if after < first_day(e.date) and last_day(e.date) <= until]

    def strength(self, group: str, date: AnyDate) -> list[dict[str, Any]]:
        """How strong a group is on a day: its seats, share and offices in every body."""
        state = self.at(date)
        mine = {m.person for m in state.memberships if m.organization == group}
        rows = []
        for body in state.bodies.values():
            ways = (body, *body.ways)
            seats = hull(b.seats_of([group]) for b in ways) if group in body.held else None
            full = hull(b.filled for b in ways)
            people = [p for p in body.persons if p in mine]
            posts = [post for post, held in body.posts.items() if mine.intersection(held)]
            if group in body.held or people:
                share = None
                if isinstance(seats, int) and isinstance(full, int) and full:
                    share = seats / full
                rows.append(
                    {
                        "body": body.id,
                        "seats": told_band(seats),
                        "of": told_band(full),
                        "share": share,
                        "members": people,
                        "posts": posts,
                    }
                )
        return rows

    def deadlines(self, date: AnyDate) -> list[dict[str, Any]]:
        """Days set by acts, with the days left (least and most; below 0: gone by)."""
        day = day_of(date)
        set_by = [
            (e.id, e.title, e.deadline)
            for e in self.facts.events
            if e.deadline and first_day(e.date) <= last_day(day)
        ]

        rows = []
        for fact, what, deadline in set_by:
            least, most = days_between(day, deadline)
            rows.append(
                {
                    "fact": fact,
                    "deadline": deadline.describe(),
                    "least": least,
                    "most": most,
                    "what": what,
                }
            )
        return rows

    # -- decisions ---------------------------------------------------------------------------

    def in_force(self, date: AnyDate, *, body: str = "", question: str = "") -> list[Decision]:
        """Decisions in force at the end of a day."""
        day = day_of(date)
        return chains.in_force(self.facts, day, body=body, question=question)

    def decisions(self, date: AnyDate) -> list[Decision]:
        """Every motion put by the end of a day, with what became of it by then."""
        day = day_of(date)
        return chains.decisions(self.facts, day)

    def chain(self, motion: str) -> list[tuple[str, Motion, Event]]:
        """A motion with all that it replaces, amends, confirms, and that does so to it."""
        found = self.find(motion)
        if not isinstance(found, Motion):
            raise FormateurError(f"{motion!r} is no motion")
        return chains.chain(self.facts, found.id)

    def duties(self, person: str, date: AnyDate) -> list[Duty]:
        """What binds a person on a day, and which of it other bodies contradict."""
        return chains.duties(self.facts, self.at(date), self.named(person).id)

    def speech(self, person: str, date: AnyDate) -> list[SpeechRule]:
        """Rules on public speech that bind a person on a day, and those that no longer do."""
        state = self.at(date)
        return chains.speech(self.facts, self.ledger, state, self.named(person).id)

    def proposals(self, date: AnyDate | None = None) -> tuple[Proposal, ...]:
        """Sets of terms on the table: offered or adopted by a day, and not replaced by then.

        A set counts once its date is certain to have come; one of unknown date counts only when
        no day is given.
        """
        until = NEVER if date is None else last_day(day_of(date))
        put = [
            p
            for p in self.facts.proposals
            if p.status in ("offered", "adopted") and last_day(p.date) <= until
        ]
        gone = {p.replaces for p in put}
        return tuple(p for p in put if p.id not in gone)

    def partners(self, terms: str, date: str | Date) -> list[Partner]:
        """Who may take part by the rule of a set of terms on a day: yes, no, or not known.

        Raises
        ------
        FormateurError
            If the set of terms has no rule, or its body does not stand on that day.

        Examples
        --------
        >>> from formateur import cases
        >>> record = cases.load("petrograd-1917").record
        >>> [(p.group, p.falls) for p in record.partners("p-dan", "1917-10-29 OS")][:2]
        [('bolsheviks', False), ('srs', True)]
        """
        found = self.find(terms)
        if not isinstance(found, Proposal):
            raise FormateurError(f"{terms!r} is no set of terms")
        return partners(self.facts, self.at(date), found)

    # -- what sources differ on ---------------------------------------------------------------

    def contradictions(self) -> list[Contradiction]:
        """Everything in the record that does not fit together."""
        return contradictions(self.facts, self.ledger)

    def meaning(self, passage: str) -> tuple[str, ...]:
        """What a passage names: one thing where a version is chosen, else every alternative."""
        found = self.find(passage)
        if not isinstance(found, Passage):
            raise FormateurError(f"{passage!r} is no passage of a document")
        if found.chosen:
            return (found.means[found.chosen],)
        return tuple(dict.fromkeys(found.means.values()))

    def choose(self, fact: str, value: str) -> Self:
        """The record with one value of a variant chosen, and the choice recorded.

        `fact` is a variant (`value`: a position from 1, or a source), a passage (a version), or a
        motion with several counts (a source).

        Raises
        ------
        UnknownIdError
            If there is no such value.
        FormateurError
            If the fact has no variants, or a value of it is chosen already.
        """
        found = self.find(fact)
        if (before := dict(self.choices).get(found.id)) is not None:
            raise FormateurError(
                f"{found.id}: two values are chosen, {before!r} and {value!r}; choose one"
            )
        if isinstance(found, Variant):
            facts = _choose_value(self.facts, found, value)
        elif isinstance(found, Motion):
            facts = _choose_count(self.facts, found, value)
        elif isinstance(found, Passage):
            facts = _choose_version(self.facts, found, value)
        else:
            raise FormateurError(f"{fact!r} has no variants to choose from")
        return replace(self, facts=facts, choices=(*self.choices, (found.id, value)))

    def suppose(self, event: Event) -> Self:
        """A hypothetical record: this one with one event more. It stays marked as such.

        What the record holds after the supposed day is no part of the supposition: later events
        stay where they are and change no membership and no seats.
        """
        marked = replace(event, hypothetical=True)
        events = tuple(
            e if last_day(e.date) <= last_day(event.date) else _without_effects(e)
            for e in self.facts.events
        )
        facts = replace(self.facts, events=(*events, marked))
        return replace(self, facts=facts, supposed=(*self.supposed, marked.id))

    def rows(self) -> list[dict[str, Any]]:
        """One row per event, in order: dates in both calendars, act, body, sources."""
        return [
            {
                "event": e.id,
                "date": "" if e.date is None else e.date.describe(),
                "iso": iso_of(e.date),
                "kind": e.kind,
                "body": e.body,
                "title": e.title,
                "votes": [f"{m.id} {m.vote.says()}" for m in e.motions if m.vote],
                "sources": list(e.source),
                "hypothetical": e.hypothetical,
            }
            for e in self.events
        ]

    def __repr__(self) -> str:
        marked = f", {len(self.supposed)} supposed" if self.supposed else ""
        return (
            f"<Record {self.id}: {len(self.facts.organizations)} bodies and groups, "
            f"{len(self.facts.persons)} persons, {len(self.facts.events)} events{marked}>"
        )


def _without_effects(event: Event) -> Event:
    return replace(event, enters=(), leaves=(), changes=(), revokes=())


def _position(what: str, value: str, sources: list[tuple[str, ...]]) -> int:
    """Which of several values is meant: by position from 1, or by a source only one has."""
    place = whole_number_of(value)
    if place is not None and 1 <= place <= len(sources):
        return place - 1
    having = [k for k, keys in enumerate(sources) if value in keys]
    if len(having) == 1:
        return having[0]
    if having:
        places = ", ".join(str(k + 1) for k in having)
        raise FormateurError(f"{what}: {value!r} stands behind values {places}; give one of them")
    known = [*map(str, range(1, len(sources) + 1)), *(k for keys in sources for k in keys)]
    raise UnknownIdError(f"value of {what}", value, list(dict.fromkeys(known)))


def _choose_value(facts: Facts, variant: Variant, value: str) -> Facts:
    position = _position(variant.id, value, [v.source for v in variant.values])
    values = tuple(replace(v, chosen=k == position) for k, v in enumerate(variant.values))
    changed = _replaced(facts, replace(variant, values=values))
    sets = values[position].sets
    if not sets:
        return changed
    return _replaced(changed, filled(facts.find(variant.about), sets))


def _choose_count(facts: Facts, motion: Motion, value: str) -> Facts:
    position = _position(motion.id, value, [v.source for v in motion.votes])
    votes = tuple(replace(v, chosen=k == position) for k, v in enumerate(motion.votes))
    return _replaced(facts, replace(motion, votes=votes))


def _choose_version(facts: Facts, passage: Passage, value: str) -> Facts:
    if value not in passage.texts:
        raise UnknownIdError(f"version of {passage.id}", value, list(passage.texts))
    return _replaced(facts, replace(passage, chosen=value))


def _replaced(facts: Facts, fact: Any) -> Facts:
    """The facts with one fact of the same id replaced; a motion or passage inside its holder."""
    name, position, *inside = facts.places[fact.id]
    held = list(getattr(facts, str(name)))
    if inside:
        parts = list(getattr(held[int(position)], str(inside[0])))
        parts[int(inside[1])] = fact
        fact = replace(held[int(position)], **{str(inside[0]): tuple(parts)})
    held[int(position)] = fact
    changed: dict[str, Any] = {str(name): tuple(held)}
    return replace(facts, **changed)


__getattr__ = on_first_use(__name__, __all__)
