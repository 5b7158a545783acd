"""What in a record does not fit together, and is for the reader to weigh.

Sums that do not add up, a weekday that fits only the other calendar, a body that decides before it
exists, two answers of one body in force at once. Sources contradict; the record keeps what they
say, and nothing here is a fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice, pairwise
from typing import Any

from formateur.record.calendars import Calendar, Date, check_weekday, date_of, same_figures
from formateur.record.decisions import Motion, VoteEvent, of_size
from formateur.record.events import NEVER, Dating, Event, first_day, last_day
from formateur.record.facts import Facts, Force
from formateur.record.ledger import Ledger, Membership
from formateur.record.people import Organization
from formateur.record.reading import filled, plain_fact

__all__ = ["Contradiction", "contradictions"]

_PARTS = ("yes", "no", "abstain", "absent")
_WORTH = ("source", "quality", "confidence", "note")
_MARKS: Mapping[Calendar, str] = {"julian": "OS", "gregorian": "NS"}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Something in a record that does not fit together: its kind, in words, the facts involved."""

    kind: str
    says: str
    facts: tuple[str, ...]


def contradictions(facts: Facts, books: Ledger) -> list[Contradiction]:
    """Everything in a record that does not fit together, kind by kind."""
    looks = (_counts, _existence, _departures, _crowded, _quorums, _tallies)
    plain = (_dates, _calendars, _order, _limits, _rivals, _named, _totals, _chosen, _printing)
    found = [c for look in looks for c in look(facts, books)]
    return [*found, *(c for look_at in plain for c in look_at(facts))]


# -- votes ----------------------------------------------------------------------------------------


def _counts(facts: Facts, books: Ledger) -> Iterator[Contradiction]:
    """Votes whose parts do not add up, that are more than those present, or that differ."""
    for event, motion in facts.motions.values():
        body = motion.body or event.body
        seated, size = _seated(books, body, event), books.largest(body, event)
        for count in motion.votes:
            for says in (*_sums(count, seated), *_oversized(count, body, size)):
                yield Contradiction("sum", f"{motion.id}: {says}", (motion.id,))
        told = dict.fromkeys(v.says() for v in motion.votes)
        if len(told) > 1:
            yield Contradiction(
                "counts differ", f"{motion.id}: sources count {' or '.join(told)}", (motion.id,)
            )
        if not _result_fits(motion):
            says = f"{motion.id}: {motion.result} by {motion.vote.says() if motion.vote else ''}"
            yield Contradiction("result", says, (motion.id, event.id))


def _result_fits(motion: Motion) -> bool:
    used = motion.vote
    if used is None or used.yes is None or used.no is None:
        return True
    if motion.result not in ("adopted", "rejected"):
        return True
    carried = used.yes > used.no if motion.needs is None else used.yes >= motion.needs
    return carried == (motion.result == "adopted")


def _seated(books: Ledger, body: str, event: Event) -> set[str]:
    """Groups that may have had seats in a body on the day of an event."""
    if body not in books.books:
        return set()
    seats = books.account(body, last_day(event.date))[0].seats
    return {g for g, n in seats.items() if n != 0}


def _oversized(vote: VoteEvent, body: str, size: int | None) -> Iterator[str]:
    """More members who voted or stayed away than there are."""
    everybody = vote.least + (vote.absent or 0)
    if size is not None and everybody > size:
        yield f"{everybody} voted or were absent in {of_size(body, size)}"


def _sums(vote: VoteEvent, seated: set[str]) -> Iterator[str]:
    if vote.present is not None and vote.least > vote.present:
        yield f"{vote.least} votes, yet {vote.present} present"
    if vote.unanimous and vote.no:
        yield f"unanimous, yet {vote.no} against"
    earlier = list(vote.first.values())
    if earlier and None not in earlier and vote.cast is not None:
        then = sum(n for n in earlier if n is not None)
        if then + len(vote.extra) != vote.least:
            yield (
                f"{then} votes in the first count and {len(vote.extra)} cast after it are not "
                f"the {vote.least} of the second"
            )
    yield from _parts(vote, seated)


def _parts(vote: VoteEvent, seated: set[str]) -> Iterator[str]:
    """What groups and named persons give, held against the totals."""
    # Groups that are left out may have voted in any way.
    whole = bool(seated) and seated <= set(vote.groups)
    named = Counter(vote.persons.values())
    for part in _PARTS:
        total = getattr(vote, part)
        if total is None:
            continue
        parts = [getattr(g, part) for g in vote.groups.values()]
        known = sum(n for n in parts if n is not None)
        if known > total or (whole and None not in parts and known != total):
            yield f"groups give {known} {part}, the total is {total}"
        if named[part] > total:
            yield f"{named[part]} persons are named as {part}, the total is {total}"
    for option, total in vote.options.items():
        if total is not None and named[option] > total:
            yield f"{named[option]} persons are named as {option}, the total is {total}"


# -- dates ----------------------------------------------------------------------------------------


def _dates(facts: Facts) -> Iterator[Contradiction]:
    """Printed dates that are another day, and weekdays that fit another calendar or none."""
    for event, dating, date in _printed(facts):
        source = "+".join(dating.source)
        if event.date is not None and date.same_day(event.date) is False:
            other = same_figures(date)
            fits = other is not None and other.same_day(event.date) is not False
            hint = f"; read as {_MARKS[other.calendar]} it fits" if fits and other else ""
            yield Contradiction(
                "date",
                f"{event.id}: {source} prints {date.describe(both=True)}, "
                f"the record has {event.date.describe(both=True)}{hint}",
                (event.id,),
            )
        if dating.weekday and date.exact:
            said = check_weekday(dating.weekday, date)
            if not said.agrees:
                yield Contradiction(
                    "weekday", f"{event.id}: {source} {said.describe()}", (event.id,)
                )


def _printed(facts: Facts) -> Iterator[tuple[Event, Dating, Date]]:
    for event in facts.events:
        for dating in event.dated:
            if dating.date is not None:
                yield event, dating, dating.date


def _calendars(facts: Facts) -> Iterator[Contradiction]:
    """Sources of which some dates fit the Julian calendar only and others the Gregorian."""
    fits: dict[str, dict[Calendar, dict[str, bool]]] = {}
    for event, dating, date in _printed(facts):
        only = _only_fit(event, dating, date)
        if only is not None:
            by_calendar = fits.setdefault("+".join(dating.source), {})
            by_calendar.setdefault(only, {})[event.id] = only == date.calendar
    for source, by_calendar in fits.items():
        # A source that says of each date which calendar it is in mixes nothing.
        if len(by_calendar) > 1 and not all(ok for e in by_calendar.values() for ok in e.values()):
            told = [
                f"{', '.join(by_calendar[c])} fit {_MARKS[c]} only" for c in sorted(by_calendar)
            ]
            yield Contradiction(
                "calendars",
                f"{source}: the source mixes calendars: {'; '.join(told)}",
                (source,),
            )


def _only_fit(event: Event, dating: Dating, date: Date) -> Calendar | None:
    """The one calendar that a printed date fits, by its weekday or by the day of its event."""
    if dating.weekday and date.exact:
        fits = check_weekday(dating.weekday, date).fits
        return fits[0] if len(fits) == 1 else None
    other = same_figures(date)
    if other is None or event.date is None:
        return None
    own, swapped = (d.same_day(event.date) is not False for d in (date, other))
    if own == swapped:
        return None
    return date.calendar if own else other.calendar


def _order(facts: Facts) -> Iterator[Contradiction]:
    """Events said to come after one that is dated later."""
    for event in facts.events:
        for earlier in event.after:
            other = facts.index[earlier]
            assert isinstance(other, Event)
            if first_day(other.date) > last_day(event.date):
                yield Contradiction(
                    "order",
                    f"{event.id} ({event.date}) is said to follow {earlier} ({other.date})",
                    (event.id, earlier),
                )


def _limits(facts: Facts) -> Iterator[Contradiction]:
    """Deadlines, and ends of decisions, before the act that sets them."""
    for event in facts.events:
        if last_day(event.deadline) < first_day(event.date):
            says = f"{event.id} ({event.date}) sets a deadline before it ({event.deadline})"
            yield Contradiction("order", says, (event.id,))
        for motion in event.motions:
            if last_day(motion.until) < first_day(event.date):
                says = f"{motion.id} holds until {motion.until}, before it is put ({event.date})"
                yield Contradiction("order", says, (motion.id, event.id))


def _printing(facts: Facts) -> Iterator[Contradiction]:
    """Documents printed before the act they carry."""
    for document in facts.documents:
        for printing in document.publications:
            if last_day(printing.date) < first_day(document.date):
                yield Contradiction(
                    "order",
                    f"{document.id}: printed in {printing.outlet} on {printing.date}, "
                    f"before its own date {document.date}",
                    (document.id,),
                )


# -- decisions ------------------------------------------------------------------------------------


def _rivals(facts: Facts) -> Iterator[Contradiction]:
    """Decisions of one body on one question that answer differently and are in force at once."""
    asked: dict[tuple[str, str], list[Force]] = {}
    for force in facts.forces:
        motion = force.motion
        if motion.question and motion.answer and force.first <= force.last:
            body = motion.body or force.event.body
            asked.setdefault((body, motion.question), []).append(force)
    for (body, question), forces in asked.items():
        for one, other in pairwise(forces):
            together = other.first <= one.last and one.first <= other.last
            if together and one.motion.answer != other.motion.answer and not _linked(one, other):
                yield Contradiction(
                    "in force",
                    f"{body} on {question}: {one.motion.id} ({one.motion.answer}) and "
                    f"{other.motion.id} ({other.motion.answer}) are in force at once; "
                    f"does one replace the other?",
                    (one.motion.id, other.motion.id),
                )


def _linked(one: Force, other: Force) -> bool:
    ids = {earlier for force in (one, other) for _, earlier in force.motion.earlier()}
    return bool(ids & {one.motion.id, other.motion.id})


# -- bodies and members ---------------------------------------------------------------------------


def _existence(facts: Facts, books: Ledger) -> Iterator[Contradiction]:
    """Bodies that end before they begin; who joins and what is decided outside their life."""
    for body in facts.organizations:
        if last_day(body.dissolved) < first_day(body.founded):
            says = f"{body.id} ends ({body.dissolved}) before it is founded ({body.founded})"
            yield Contradiction("existence", says, (body.id,))
    for m in books.memberships:
        if m.start is not None:
            says = f"{m.person} joins {m.organization} on {m.start}"
            yield from _outside(facts, m.organization, m.start, says, m.person)
    for event, motion in facts.motions.values():
        body_id = motion.body or event.body
        if body_id and event.date is not None:
            says = f"{motion.id} is put in {body_id} on {event.date}"
            yield from _outside(facts, body_id, event.date, says, motion.id)


def _outside(facts: Facts, body: str, date: Date, says: str, fact: str) -> Iterator[Contradiction]:
    """That a day lies before a body exists, or after it has ended."""
    found = facts.index[body]
    assert isinstance(found, Organization)
    if last_day(date) < first_day(found.founded):
        says = f"{says}, before it exists ({found.founded})"
    elif first_day(date) > last_day(found.dissolved):
        says = f"{says}, after its end ({found.dissolved})"
    else:
        return
    yield Contradiction("existence", says, (fact, body))


def _crowded(facts: Facts, books: Ledger) -> Iterator[Contradiction]:
    """Bodies with more named members than seats: the first day of each on which it is certain."""
    inside: dict[str, list[Membership]] = {o.id: [] for o in facts.organizations if not o.is_group}
    for m in books.memberships:
        if m.organization in inside:
            inside[m.organization].append(m)
    for body, memberships in inside.items():
        yield from islice(_overfull(body, memberships, books), 1)


def _overfull(body: str, memberships: list[Membership], books: Ledger) -> Iterator[Contradiction]:
    """Every day on which somebody joins a body that has no seat for them; see `_named` too."""
    ends = sorted((first_day(m.end) if m.end else NEVER, m.person) for m in memberships)
    here: Counter[str] = Counter()  # offices by person
    gone = 0
    for day, joining in groupby(
        memberships, key=lambda m: last_day(m.start) if m.start else -NEVER
    ):
        new = [m.person for m in joining]
        here.update(new)
        while gone < len(ends) and ends[gone][0] <= day:
            here[ends[gone][1]] -= 1
            gone += 1
        size, named = books.size(body, day), sum(n > 0 for n in here.values())
        if size is not None and named > size and -NEVER < day < NEVER:
            says = f"{body}: {named} named members on {date_of(day)}, in a body of {size}"
            yield Contradiction("members", says, (body, *dict.fromkeys(new)))


def _quorums(facts: Facts, books: Ledger) -> Iterator[Contradiction]:
    """Numbers who must be present that are more than the members of the body, at any time."""
    for body in facts.organizations:
        sizes = [n for n in books.books[body.id].sizes if n is not None]
        if isinstance(body.quorum, int) and sizes and body.quorum > min(sizes):
            says = f"{body.id}: a quorum of {body.quorum} in {of_size(body.id, min(sizes))}"
            yield Contradiction("quorum", says, (body.id,))


def _departures(facts: Facts, books: Ledger) -> Iterator[Contradiction]:
    """Members who die and go on elsewhere; who leaves where groups hold seats and none moves."""
    by_person: dict[str, list[Membership]] = {}
    for m in books.memberships:
        by_person.setdefault(m.person, []).append(m)
    for m in books.memberships:
        if m.exit == "died" and m.end is not None:
            for other in by_person[m.person]:
                if last_day(m.end) < first_day(other.end) or other.end is None:
                    says = f"{m.person} dies by {m.ended} and stays in {other.organization}"
                    yield Contradiction("departure", says, (m.ended, m.person))
    for event in facts.events:
        moved = {c.organization for c in event.changes}
        for left in event.leaves:
            account = books.books[left.organization]
            if account.body.seats and not left.post and left.organization not in moved:
                says = f"{event.id}: {', '.join(left.persons)} leaves {left.organization}"
                says = f"{says}, where groups hold the seats, and no seat moves"
                yield Contradiction("departure", says, (event.id, left.organization))


def _named(facts: Facts) -> Iterator[Contradiction]:
    """Bodies of which more members are named than they have."""
    for body in facts.organizations:
        if body.size is None:
            continue
        named, empty = len({m.person for m in body.members}), body.vacant or 0
        some = f" with {empty} vacant" if empty else ""
        if named + empty > body.size:
            says = f"{body.id} names {named} members; its size is {body.size}{some}"
            yield Contradiction("size", says, (body.id,))
        held = sum(n for n in body.seats.values() if n is not None)
        if held + empty > body.size:
            says = f"{body.id}: groups hold {held} of {body.size} seats{some}"
            yield Contradiction("sum", says, (body.id,))


# -- published figures ----------------------------------------------------------------------------


def _totals(facts: Facts) -> Iterator[Contradiction]:
    """Values of a variant whose parts do not give the total printed with them."""
    for variant in facts.variants:
        for value in variant.values:
            seats = value.sets.get("seats")
            if not isinstance(seats, Mapping) or value.total is None:
                continue
            parts = [n for n in seats.values() if isinstance(n, int)]
            if sum(parts) != value.total and len(parts) == len(seats):
                yield Contradiction(
                    "sum",
                    f"{variant.id}: {value.value}: the parts give {sum(parts)}, "
                    f"the total is {value.total}",
                    (variant.id,),
                )


def _chosen(facts: Facts) -> Iterator[Contradiction]:
    """Values marked as chosen that the fact they are about does not have."""
    for variant in facts.variants:
        if variant.chosen is None or not variant.about:
            continue
        value = variant.values[variant.chosen]
        has = facts.index[variant.about]
        made = filled(has, value.sets) if value.sets else has
        differ = [n for n in value.sets if _content(getattr(made, n)) != _content(getattr(has, n))]
        if differ:
            says = f"{variant.id}: {value.value!r} is chosen, yet {has.id} is otherwise in"
            yield Contradiction("chosen", f"{says} {', '.join(differ)}", (variant.id, has.id))


def _content(value: Any) -> Any:
    """A value as plain ones, without what its sources are worth."""
    return _bare(plain_fact(value))


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items() if k not in _WORTH}
    return [_bare(v) for v in value] if isinstance(value, list) else value


def _tallies(facts: Facts, books: Ledger) -> Iterator[Contradiction]:
    """Published seats that the events do not give; and published rows that miss their own sum."""
    for tally in facts.tallies:
        parts = [n for n in tally.seats.values() if n is not None]
        if tally.size is not None and sum(parts) != tally.size:
            says = f"{tally.id}: the seats published add up to {sum(parts)}, not {tally.size}"
            yield Contradiction("sum", says, (tally.id,))
        if tally.date is None or not tally.date.exact:
            continue
        account, _ = books.account(tally.organization, last_day(tally.date))
        for groups, told in tally.seats.items():
            held = [account.seats.get(g, 0) for g in groups.split("+")]
            rebuilt = sum(n for n in held if n is not None)
            if told is not None and None not in held and told != rebuilt:
                says = (
                    f"{tally.id}: {groups} published with {told} seats on {tally.date}, "
                    f"the events give {rebuilt}"
                )
                yield Contradiction("tally", says, (tally.id,))
