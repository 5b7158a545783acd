"""What is wrong with a record: faults that stop it, and contradictions that its sources contain.

A *fault* makes a record unusable: an unknown id, a resignation of somebody who is no member. A
*contradiction* is for the reader to weigh: sums that do not add up, a weekday that fits only the
other calendar, a vote larger than the body. Sources contradict; the record keeps what they say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from formateur.errors import CaseError, first_faults
from formateur.record.calendars import Date, check_weekday, mixed_calendar_warnings
from formateur.record.decisions import Motion, VoteEvent
from formateur.record.events import Event, first_day, last_day
from formateur.record.facts import Facts, Path
from formateur.record.ledger import Ledger
from formateur.record.people import Organization
from formateur.record.references import unknown_ids

__all__ = ["Contradiction", "RecordError", "contradictions", "faults"]


class RecordError(CaseError):
    """A record with one or more faults; `found` holds each with its place in the facts."""

    def __init__(self, record: str, found: Iterable[tuple[Path, str]]) -> None:
        self.found = tuple(found)
        said = (f"{record}: {'.'.join(map(str, path))}: {says}" for path, says in self.found)
        super().__init__(first_faults(said, record))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Something in a record that does not fit together: its kind, in words, the facts involved."""

    kind: str
    says: str
    facts: tuple[str, ...]


def faults(
    facts: Facts, books: Ledger | None, sources: Iterable[str]
) -> Iterator[tuple[Path, str]]:
    """Every fault with its place. Without `books`, only those of ids and references."""
    if books is None:
        yield from _twice(facts)
        yield from unknown_ids(facts, set(sources))
        return
    for fact, says in books.faults:
        yield facts.places[fact], f"{fact}: {says}"
    circles = list(_circles(facts))
    # What goes round in a circle is out of order too; one line says it.
    yield from circles or _too_early(facts)
    yield from _chosen_twice(facts)
    yield from _larger_than_body(facts, books)


def _twice(facts: Facts) -> Iterator[tuple[Path, str]]:
    seen: dict[str, Path] = {}
    for path, fact in facts.walk():
        if fact.id in seen:
            yield (*path, "id"), f"two facts share the id {fact.id!r}"
        seen[fact.id] = path


def _circles(facts: Facts) -> Iterator[tuple[Path, str]]:
    """Bodies that are their own parents, motions and proposals that replace each other in turn."""
    ways: list[tuple[str, Mapping[str, tuple[str, ...]]]] = [
        ("parents", {o.id: (o.parent,) for o in facts.organizations if o.parent}),
        (
            "replacements",
            {m.id: (*m.replaces, *m.rescinds) for _, m in facts.motions.values()},
        ),
        ("versions", {p.id: (p.replaces,) for p in facts.proposals if p.replaces}),
        ("order", {e.id: e.after for e in facts.events if e.after}),
    ]
    for what, ahead in ways:
        if found := _circle(ahead):
            trail = " → ".join(found)
            yield facts.places[found[0]], f"{found[0]}: {what} go round in a circle: {trail}"


def _circle(ahead: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Some way from an id back to itself, or nothing; each id is gone through once."""
    done: set[str] = set()
    for start in ahead:
        trail = {start: 0}  # in order, so that a long way is looked through at once
        stack = [iter(ahead.get(start, ()))]
        while stack and start not in done:
            following = next(stack[-1], None)
            if following is None:
                done.add(trail.popitem()[0])
                stack.pop()
            elif following in trail:
                return [*list(trail)[trail[following] :], following]
            elif following not in done:
                trail[following] = len(trail)
                stack.append(iter(ahead.get(following, ())))
    return []


def _too_early(facts: Facts) -> Iterator[tuple[Path, str]]:
    """A motion cannot treat one that is put later."""
    order = {e.id: k for k, e in enumerate(facts.events)}
    for earlier, treated in facts.treated.items():
        other = facts.motions[earlier][0]
        for how, event, motion in treated:
            later = first_day(other.date) > last_day(event.date)
            same = event is other and _after(event, earlier, motion.id)
            unordered = first_day(other.date) == last_day(event.date) and event is not other
            if later or same or (unordered and order[other.id] > order[event.id]):
                yield (
                    facts.places[motion.id],
                    f"{motion.id}: {how} {earlier!r}, which is put later ({other.date})",
                )


def _after(event: Event, one: str, other: str) -> bool:
    ids = [m.id for m in event.motions]
    return ids.index(one) >= ids.index(other)


def _chosen_twice(facts: Facts) -> Iterator[tuple[Path, str]]:
    for k, variant in enumerate(facts.variants):
        if sum(v.chosen for v in variant.values) > 1:
            yield ("variants", k), f"{variant.id}: two values are chosen; choose one"
    for _, motion in facts.motions.values():
        if sum(v.chosen for v in motion.votes) > 1:
            yield facts.places[motion.id], f"{motion.id}: two counts are chosen; choose one"


def _larger_than_body(facts: Facts, books: Ledger) -> Iterator[tuple[Path, str]]:
    """More votes than members, in a count that no other source contradicts."""
    for event, motion in facts.motions.values():
        size = _size(books, motion.body or event.body, event)
        for vote in motion.votes:
            if size is not None and vote.least > size and len(motion.votes) == 1:
                body = motion.body or event.body
                yield (
                    facts.places[motion.id],
                    f"{motion.id}: {vote.least} votes in {body!r}, which has {size} members",
                )


def _size(books: Ledger, body: str, event: Event) -> int | None:
    """The largest a body was on the day of an event, before or after what the event changes."""
    if body not in books.books:
        return None
    day = last_day(event.date)
    sizes = [books.size(body, d) for d in (first_day(event.date) - 1, day)]
    return None if None in sizes else max(n for n in sizes if n is not None)


def contradictions(facts: Facts, books: Ledger) -> list[Contradiction]:
    """Everything in a record that does not fit together, in the order of the file."""
    found = list(_counts(facts, books))
    for look in (_dates, _order, _named, _totals, _printing):
        found += look(facts)
    return [*found, *_standing(facts, books), *_tallies(facts, books)]


def _counts(facts: Facts, books: Ledger) -> Iterator[Contradiction]:
    """Votes whose parts do not add up, that are more than those present, or that differ."""
    for event, motion in facts.motions.values():
        seated = _seated(books, motion.body or event.body, event)
        for count in motion.votes:
            yield from _sums(motion, count, seated)
        told = dict.fromkeys(v.says() for v in motion.votes)
        if len(told) > 1:
            yield Contradiction(
                "counts differ", f"{motion.id}: sources count {' or '.join(told)}", (motion.id,)
            )
        used = motion.vote
        decided = motion.result in ("adopted", "rejected")
        if used and decided and used.yes is not None and used.no is not None:
            carried = used.yes > used.no if motion.needs is None else used.yes >= motion.needs
            if carried != (motion.result == "adopted"):
                says = f"{motion.id}: {motion.result} by {used.says()}"
                yield Contradiction("result", says, (motion.id, event.id))


def _seated(books: Ledger, body: str, event: Event) -> set[str]:
    """Groups that may have had seats in a body on the day of an event."""
    if body not in books.books:
        return set()
    seats = books.account(body, last_day(event.date))[0].seats
    return {g for g, n in seats.items() if n != 0}


def _sums(motion: Motion, vote: VoteEvent, seated: set[str]) -> Iterator[Contradiction]:
    if vote.present is not None and vote.least > vote.present:
        yield Contradiction(
            "sum",
            f"{motion.id}: {vote.least} votes, yet {vote.present} present",
            (motion.id,),
        )
    # Groups that are left out may have voted in any way.
    whole = bool(seated) and seated <= set(vote.groups)
    for part in ("yes", "no", "abstain", "absent"):
        total = getattr(vote, part)
        parts = [getattr(g, part) for g in vote.groups.values()]
        known = sum(n for n in parts if n is not None)
        equal = whole and None not in parts
        if parts and total is not None and (known > total or (equal and known != total)):
            yield Contradiction(
                "sum",
                f"{motion.id}: groups give {known} {part}, the total is {total}",
                (motion.id,),
            )


def _dates(facts: Facts) -> Iterator[Contradiction]:
    """Printed dates that are another day, and weekdays that fit another calendar or none."""
    printed: dict[str, list[tuple[str, Date]]] = {}
    for event in facts.events:
        for dating in event.dated:
            if dating.date is None or event.date is None:
                continue
            source = "+".join(dating.source)
            if dating.date.same_day(event.date) is False:
                yield Contradiction(
                    "date",
                    f"{event.id}: {source} prints {dating.date.describe(both=True)}, "
                    f"the record has {event.date.describe(both=True)}",
                    (event.id,),
                )
            if dating.weekday and dating.date.exact:
                said = check_weekday(dating.weekday, dating.date)
                printed.setdefault(source, []).append((dating.weekday, dating.date))
                if not said.agrees:
                    yield Contradiction(
                        "weekday", f"{event.id}: {source} {said.describe()}", (event.id,)
                    )
    for source, pairs in printed.items():
        for line in mixed_calendar_warnings(pairs):
            if line.startswith("the source mixes"):
                yield Contradiction("calendars", f"{source}: {line}", (source,))


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


def _standing(facts: Facts, books: Ledger) -> Iterator[Contradiction]:
    """Memberships before a body exists or after it ends."""
    for m in books.memberships:
        body = facts.index[m.organization]
        assert isinstance(body, Organization)
        if m.start is not None and last_day(m.start) < first_day(body.founded):
            yield Contradiction(
                "existence",
                f"{m.person} joins {body.id} on {m.start}, before it exists ({body.founded})",
                (m.person, body.id),
            )
        if body.dissolved is not None and first_day(m.start) > last_day(body.dissolved):
            yield Contradiction(
                "existence",
                f"{m.person} joins {body.id} on {m.start}, after its end ({body.dissolved})",
                (m.person, body.id),
            )


def _named(facts: Facts) -> Iterator[Contradiction]:
    """Bodies of which more members are named than they have."""
    for body in facts.organizations:
        named = len({m.person for m in body.members})
        if body.size is not None and named > body.size:
            yield Contradiction(
                "size", f"{body.id} names {named} members; its size is {body.size}", (body.id,)
            )
        held = sum(n for n in body.seats.values() if n is not None)
        if body.size is not None and held > body.size:
            yield Contradiction(
                "sum", f"{body.id}: groups hold {held} of {body.size} seats", (body.id,)
            )


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
