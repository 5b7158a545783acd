"""How decisions follow one another: what was in force on a day, and who was bound by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from formateur.record.calendars import Date
from formateur.record.decisions import ENDING, TREATED, Motion
from formateur.record.events import Event, first_day, last_day
from formateur.record.facts import Facts
from formateur.record.ledger import Ledger
from formateur.record.people import EXIT, Organization
from formateur.record.state import State

__all__ = ["Decision", "Duty", "SpeechRule", "chain", "decisions", "duties", "in_force", "speech"]

_DISTANCING = ("dissent", "disclaimer")


@dataclass(frozen=True, slots=True)
class Decision:
    """A motion at its event, with what later adopted motions did to it by a day.

    `status` is ``in force``, ``replaced``, ``rescinded``, ``expired``, ``rejected``, or
    ``unsettled`` when its own date may lie after the day. `treated` lists (how, by which motion).
    """

    motion: Motion
    event: Event
    status: str
    treated: tuple[tuple[str, str], ...] = ()

    @property
    def body(self) -> str:
        """The body that decided."""
        return self.motion.body or self.event.body


def decisions(facts: Facts, day: Date) -> list[Decision]:
    """Every motion put by the end of a day, with its status then, in order of events."""
    return [_judged(facts, e, m, last_day(day)) for e, m in facts.put if _by(e, last_day(day))]


def _by(event: Event, until: int) -> bool:
    return first_day(event.date) <= until


def _judged(facts: Facts, event: Event, motion: Motion, until: int) -> Decision:
    treated = _treated(facts, motion, until)
    return Decision(motion, event, _status(motion, event, until, treated), treated)


def _treated(facts: Facts, motion: Motion, until: int) -> tuple[tuple[str, str], ...]:
    """What adopted motions have done to a motion by a day: (how, which)."""
    if motion.id not in facts.treated:
        return ()
    return tuple(
        (how, later.id)
        for how, by, later in facts.treated[motion.id]
        if later.result == "adopted" and last_day(by.date) <= until
    )


def _status(motion: Motion, event: Event, until: int, treated: tuple[tuple[str, str], ...]) -> str:
    if motion.result != "adopted":
        return motion.result
    if last_day(event.date) > until:
        return "unsettled"
    for how, _ in treated:
        if how in ENDING:
            return TREATED[how]
    if motion.until is not None and last_day(motion.until) < until:
        return "expired"
    return "in force"


def in_force(facts: Facts, day: Date, *, body: str = "", question: str = "") -> list[Decision]:
    """Decisions in force at the end of a day: adopted, not replaced, rescinded or expired."""
    until = last_day(day)
    return [
        Decision(m, e, "in force", _treated(facts, m, until))
        for first, last, e, m in facts.forces
        if first <= until <= last
        and body in ("", m.body or e.body)
        and question in ("", m.question)
    ]


def chain(facts: Facts, motion: str) -> list[tuple[str, Motion, Event]]:
    """A motion and all it treats or is treated by, in order: (how it treats its elders, ...)."""
    linked, new = {motion}, {motion}
    while new:
        new = {near for m in new for near in _neighbours(facts, m)} - linked
        linked |= new
    found = [(e, m) for e, m in facts.put if m.id in linked]
    return [
        (", ".join(f"{how} {earlier}" for how, earlier in m.earlier()), m, e) for e, m in found
    ]


def _neighbours(facts: Facts, motion: str) -> Iterator[str]:
    yield from (earlier for _, earlier in facts.motions[motion][1].earlier())
    yield from (later.id for _, _, later in facts.treated.get(motion, ()))


@dataclass(frozen=True, slots=True)
class Duty:
    """What a body in force asks of a person on a question; `against` names differing duties."""

    person: str
    body: str
    way: str
    decision: Decision
    against: tuple[str, ...] = ()
    registered: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        """What the decision is about."""
        return self.decision.motion.question

    @property
    def answer(self) -> str:
        """What it says on it."""
        return self.decision.motion.answer


def duties(facts: Facts, state: State, person: str) -> list[Duty]:
    """Decisions in force that bind a person, with those of other bodies that say otherwise.

    A person is bound by the bodies of which the person is a member, and by those that bind a group
    the person belongs to. A decision that names no question binds too, and nothing is held against
    it. A registered dissent or disclaimer stands beside the duty and does not
    lift it; leaving the body does.
    """
    ways = state.bodies_binding(person)
    mine = [d for d in in_force(facts, state.date) if d.body in ways]
    said = [
        e
        for e in facts.events
        if e.kind in _DISTANCING and person in e.by and last_day(e.date) <= last_day(state.date)
    ]
    found = []
    for d in mine:
        other = tuple(
            o.motion.id for o in mine if o.body != d.body and _differ(d.motion, o.motion)
        )
        registered = tuple(e.id for e in said if d.motion.id in e.about)
        found.append(Duty(person, d.body, ways[d.body], d, other, registered))
    return found


def _differ(one: Motion, other: Motion) -> bool:
    """Whether two motions answer one question differently; what is not stated is not held."""
    stated = one.question and one.answer and other.answer
    return bool(stated) and one.question == other.question and one.answer != other.answer


@dataclass(frozen=True, slots=True)
class SpeechRule:
    """A body's rule on public speech and one person on a day.

    `status` is ``bound``, ``released``, or ``unknown`` where no source says what ends the rule for
    somebody who has left. `by` is the event that released.
    """

    person: str
    body: str
    rule: str
    status: str
    by: str = ""


def speech(facts: Facts, found: Ledger, state: State, person: str) -> list[SpeechRule]:
    """Rules on public speech of the bodies to which a person belongs or has belonged."""
    until = last_day(state.date)
    inside = {m.organization for m in state.of(person)}
    rules = []
    for body in facts.organizations:
        if not body.speech:
            continue
        left = [
            m
            for m in found.memberships
            if m.person == person
            and m.organization == body.id
            and not m.post
            and m.end is not None
            and last_day(m.end) <= until
        ]
        if body.id in inside or left:
            exit_ = "" if body.id in inside else left[-1].ended
            status, by = _spoken(facts, body, exit_, until)
            rules.append(SpeechRule(person, body.id, body.speech, status, by))
    return rules


def _spoken(facts: Facts, body: Organization, exit_: str, until: int) -> tuple[str, str]:
    """What a rule on speech is to somebody, who has left by an event (``""``: is a member)."""
    freeing = [facts.find(e) for e in body.released_by if e != EXIT]
    past = [e.id for e in freeing if last_day(e.date) <= until]
    if past:
        return "released", past[0]
    if not exit_:
        return "bound", ""
    if EXIT in body.released_by:
        return "released", exit_
    return ("bound", "") if body.released_by else ("unknown", "")
