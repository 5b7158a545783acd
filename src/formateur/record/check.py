"""Faults that stop a record: an unknown id, a resignation of somebody who is no member, a circle.

What merely does not fit together is no fault: `formateur.record.contradictions` lists it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from formateur.errors import CaseError, did_you_mean, first_faults, listing
from formateur.record.decisions import of_size
from formateur.record.events import Event, days_of, first_day, last_day
from formateur.record.facts import Facts, Path
from formateur.record.ledger import Ledger
from formateur.record.reading import filled
from formateur.record.references import unknown_ids, unknown_ids_of
from formateur.record.variants import Value, Variant

__all__ = ["RecordError", "faults"]


class RecordError(CaseError):
    """A record with one or more faults; `found` holds each with its place in the facts."""

    def __init__(self, record: str, found: Iterable[tuple[Path, str]]) -> None:
        self.found = tuple(found)
        said = (f"{record}: {'.'.join(map(str, path))}: {says}" for path, says in self.found)
        super().__init__(first_faults(said, record))


def faults(
    facts: Facts, books: Ledger | None, sources: Iterable[str]
) -> Iterator[tuple[Path, str]]:
    """Every fault with its place. Without `books`, only those of ids and references."""
    if books is None:
        known = set(sources)
        yield from _twice(facts)
        yield from unknown_ids(facts, known)
        yield from _unsettable(facts, known)
        return
    for fact, says in books.faults:
        yield facts.places[fact], f"{fact}: {says}"
    circles = list(_circles(facts))
    # What goes round in a circle is out of order too; one line says it.
    yield from circles or _too_early(facts)
    yield from _chosen_twice(facts)
    yield from _versions(facts)
    yield from _larger_than_body(facts, books)


def _twice(facts: Facts) -> Iterator[tuple[Path, str]]:
    seen: dict[str, Path] = {}
    for path, fact in facts.walk():
        if fact.id in seen:
            yield (*path, "id"), f"two facts share the id {fact.id!r}"
        seen[fact.id] = path


def _unsettable(facts: Facts, sources: set[str]) -> Iterator[tuple[Path, str]]:
    """Values of variants that cannot fill the fact they are about."""
    for k, variant in enumerate(facts.variants):
        for m, value in enumerate(variant.values):
            if value.sets:
                place = ("variants", k, "values", m, "sets")
                for says in _refused(facts, variant, value, sources):
                    yield place, f"{variant.id}: {says}"


def _refused(facts: Facts, variant: Variant, value: Value, sources: set[str]) -> Iterator[str]:
    if not variant.about:
        yield "sets fields of no fact; say in about which one"
    elif variant.about in facts.index:
        try:
            made = filled(facts.index[variant.about], value.sets)
        except CaseError as error:
            yield from error.faults
        else:
            for path, says in unknown_ids_of(made, facts, sources):
                yield f"{'.'.join(map(str, path))}: {says}"


def _circles(facts: Facts) -> Iterator[tuple[Path, str]]:
    """Bodies that are their own parents, motions and proposals that replace each other in turn."""
    ways: list[tuple[str, Mapping[str, tuple[str, ...]]]] = [
        ("parents", {o.id: (o.parent,) for o in facts.organizations if o.parent}),
        (
            "replacements",
            {m.id: (*m.replaces, *m.rescinds) for _, m in facts.motions.values()},
        ),
        ("versions", {p.id: (p.replaces,) for p in facts.proposals if p.replaces}),
        ("events that come after each other", {e.id: e.after for e in facts.events if e.after}),
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
    listed = {e.id: k for k, e in enumerate(facts.events)}
    stated = {e.id: k for k, e in enumerate(facts.ordered)}
    for earlier, treated in facts.treated.items():
        other = facts.motions[earlier][0]
        for how, event, motion in treated:
            later = first_day(other.date) > last_day(event.date)
            same = event is other and _after(event, earlier, motion.id)
            # On one day the order stated decides; where days overlap, that of the file.
            order = stated if days_of(other) == days_of(event) else listed
            unordered = first_day(other.date) == last_day(event.date) and event is not other
            if later or same or (unordered and order[other.id] > order[event.id]):
                yield (
                    facts.places[motion.id],
                    f"{motion.id}: {how} {earlier!r}, which is put later ({other.date})",
                )


def _after(event: Event, one: str, other: str) -> bool:
    ids = [m.id for m in event.motions]
    return ids.index(one) >= ids.index(other)


def _versions(facts: Facts) -> Iterator[tuple[Path, str]]:
    """Passages that name a version they have no text of."""
    for k, document in enumerate(facts.documents):
        for m, passage in enumerate(document.passages):
            for given in (passage.chosen, *passage.means):
                if given and given not in passage.texts:
                    known = [*passage.texts]
                    says = f"no version {given!r}; there are {listing(known)}"
                    hint = did_you_mean(given, known)
                    yield ("documents", k, "passages", m), f"{passage.id}: {says}.{hint}"


def _chosen_twice(facts: Facts) -> Iterator[tuple[Path, str]]:
    for k, variant in enumerate(facts.variants):
        if sum(v.chosen for v in variant.values) > 1:
            yield ("variants", k), f"{variant.id}: two values are chosen; choose one"
    for _, motion in facts.motions.values():
        if sum(v.chosen for v in motion.votes) > 1:
            yield facts.places[motion.id], f"{motion.id}: two counts are chosen; choose one"


def _larger_than_body(facts: Facts, books: Ledger) -> Iterator[tuple[Path, str]]:
    """More votes than members, in any count, where the size on those days is known."""
    for event, motion in facts.motions.values():
        body = motion.body or event.body
        size = books.largest(body, event)
        for vote in motion.votes:
            if size is not None and vote.least > size:
                behind = f" by {'+'.join(vote.source)}" if vote.source else ""
                says = f"{motion.id}: {vote.least} votes{behind} in {of_size(body, size)}"
                yield facts.places[motion.id], says
