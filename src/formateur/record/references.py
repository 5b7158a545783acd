"""Ids in a record that name nothing: every field that holds ids says what they may name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from formateur.errors import MOST_FAULTS, did_you_mean, listing
from formateur.record.claims import Claim, Point, Position, Proposal
from formateur.record.decisions import Motion, VoteEvent
from formateur.record.documents import Document, Passage
from formateur.record.events import Change, Entry, Event, Exit, Revocation
from formateur.record.facts import KINDS, Facts, Path
from formateur.record.people import EXIT, Fact, Member, Organization, Person, Tally
from formateur.record.variants import Correction, Variant
from formateur.sources import Source
from formateur.terms import Condition

__all__ = ["unknown_ids", "unknown_ids_of"]

# What the ids in a field may name.
_ACTOR = (Person, Organization)
_ANY = (Fact,)
_SOURCE = (Source,)
_NAMES: Mapping[type, Mapping[str, tuple[type, ...]]] = {
    Member: {"person": (Person,), "on_behalf_of": (Organization,)},
    Organization: {
        "parent": (Organization,),
        "elected_by": (Organization,),
        "within": (Organization,),
        "binds": (Organization,),
        "party_unknown": (Organization,),
        "answers_to": (Organization,),
        "seats": (Organization,),
        "without_vote": (Organization,),
        "released_by": (Event,),
        "by": _ACTOR,
    },
    Tally: {"organization": (Organization,), "seats": (Organization,)},
    Entry: {
        "persons": (Person,),
        "organization": (Organization,),
        "on_behalf_of": (Organization,),
    },
    Exit: {"persons": (Person,), "organization": (Organization,)},
    Change: {
        "organization": (Organization,),
        "loses": (Organization,),
        "gains": (Organization,),
        "persons": (Person,),
    },
    Revocation: {"event": (Event,), "persons": (Person,)},
    Event: {
        "by": _ACTOR,
        "body": (Organization,),
        "target": _ACTOR,
        "about": _ANY,
        "responds_to": (Event,),
        "after": (Event,),
        "document": (Document,),
    },
    Motion: {
        "by": _ACTOR,
        "body": (Organization,),
        "replaces": (Motion,),
        "rescinds": (Motion,),
        "amends": (Motion,),
        "confirms": (Motion,),
        "reopens": (Motion,),
        "terms": (Proposal,),
    },
    VoteEvent: {"groups": (Organization,), "persons": (Person,), "extra": (Person,)},
    Claim: {
        "by": _ACTOR,
        "about": _ANY,
        "of": _ACTOR,
        "grounds": _ANY,
        "evidence": _ANY,
        "counter": _ANY,
        "document": (Document,),
    },
    Point: {"cites": (Motion,)},
    Position: {"by": _ACTOR},
    Proposal: {
        "by": _ACTOR,
        "replaces": (Proposal,),
        "partners_in": (Organization,),
        "partners_named": (Organization,),
        "partners_less": (Organization,),
        "partners_accept": (Motion, Point),
        "listed": (Organization,),
    },
    Condition: {"parties": (Organization,), "persons": (Person,), "body": (Organization,)},
    Document: {"event": (Event,), "signatories": (Person,), "signed_as": (Person,)},
    Passage: {"means": _ANY},
    Variant: {"about": _ANY},
    Correction: {"about": _ANY},
}


@cache
def _looked_at(kind: Any) -> tuple[tuple[tuple[str, tuple[type, ...]], ...], Callable[..., Any]]:
    """Fields of a kind of fact that hold ids, with what they may name; nested facts with none.

    With them, what takes all their values off a fact at once.
    """
    names = _NAMES.get(kind, {})
    held: list[tuple[str, tuple[type, ...]]] = []
    for f in fields(kind):
        if f.name in names:
            held.append((f.name, names[f.name]))
        elif f.name == "source":
            held.append((f.name, _SOURCE))
        elif str(f.type).startswith("tuple["):
            held.append((f.name, ()))
    names_ = [name for name, _ in held]
    return tuple(held), attrgetter(*names_, "__class__")  # one name alone would give no tuple


def unknown_ids(facts: Facts, sources: set[str]) -> Iterator[tuple[Path, str]]:
    """Every id in the facts that names nothing, or something of the wrong kind."""
    looker = _Looker(facts.index, sources)
    if facts.assembly and (says := looker.wrong(facts.assembly, (Organization,))):
        yield ("assembly",), says
    for name in KINDS.values():
        for k, fact in enumerate(getattr(facts, name)):
            looker.look(fact, (name, k))
            if len(looker.found) > MOST_FAULTS:  # each was held against all that is known
                yield from looker.found
                return
    yield from looker.found
    yield from _unknown_conditions(facts)


def unknown_ids_of(fact: Fact, facts: Facts, sources: set[str]) -> list[tuple[Path, str]]:
    """Every id in one fact that names nothing among all of them, with its place in the fact."""
    looker = _Looker(facts.index, sources)
    looker.look(fact, ())
    return looker.found


def _unknown_conditions(facts: Facts) -> Iterator[tuple[Path, str]]:
    """Conditions that are said not to go with others that no set of terms has."""
    known = [c.id for p in facts.proposals for c in p.conditions if c.id]
    for k, proposal in enumerate(facts.proposals):
        for m, condition in enumerate(proposal.conditions):
            for given in condition.against:
                if given not in known:
                    place = ("proposals", k, "conditions", m, "against")
                    hint = did_you_mean(given, known)
                    yield place, f"no condition {given!r}; there are {listing(known)}.{hint}"


class _Looker:
    def __init__(self, index: Mapping[str, Fact], sources: set[str]) -> None:
        self.index = index
        self.sources = sources
        self.found: list[tuple[Path, str]] = []

    def look(self, value: Any, path: Path) -> None:
        """Look through one fact and the facts inside it; what is wrong goes to `found`."""
        kind: Any = type(value)
        looked_at, values = _looked_at(kind)
        for (name, kinds), held in zip(looked_at, values(value), strict=False):
            if not held:
                continue
            if kinds:
                for given in _words(name, held):
                    if says := self.wrong(given, kinds):
                        self.found.append(((*path, name), says))
            elif is_dataclass(held[0]):
                for k, inner in enumerate(held):
                    self.look(inner, (*path, name, k))

    def wrong(self, given: str, kinds: tuple[type, ...]) -> str:
        """What is wrong with one id, or ``""``."""
        if kinds is _SOURCE:
            if given in self.sources:
                return ""
            known = sorted(self.sources)
            return f"no source {given!r}; there are {listing(known)}.{did_you_mean(given, known)}"
        found = self.index.get(given)
        if isinstance(found, kinds):
            return ""
        what = " or ".join(k.__name__.lower() for k in kinds)
        if found is not None:
            return f"{given!r} is {_a(type(found).__name__.lower())}, not {_a(what)}"
        known = [i for i, fact in self.index.items() if isinstance(fact, kinds)]
        return f"no {what} {given!r}; there are {listing(known)}.{did_you_mean(given, known)}"


def _a(word: str) -> str:
    return f"{'an' if word[0] in 'aeio' else 'a'} {word}"


def _words(name: str, held: Any) -> Iterable[str]:
    """The ids in a field: one, a list, the keys of a mapping, or its values."""
    if isinstance(held, str):
        return (held,)
    if name == "released_by":
        return [given for given in held if given != EXIT]
    if not isinstance(held, Mapping):
        return tuple(held)
    if name == "means":
        return tuple(held.values())
    return [part for key in held for part in key.split("+")]  # groups counted together: one key
