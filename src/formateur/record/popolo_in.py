"""A record from Popolo JSON, as parliaments and monitoring sites publish it.

Memberships, vote events and motions may stand in lists of their own or inside the person,
organization, motion or vote event they belong to. Ids become ours (lower case, hyphens, unique
over the whole record).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from formateur.errors import CaseError, FormateurError, did_you_mean, first_faults
from formateur.fields import whole_number_of
from formateur.files import read_json
from formateur.record import Record, RecordError
from formateur.record.calendars import Date, parse_date
from formateur.record.decisions import RESULTS as OUR_RESULTS
from formateur.record.decisions import GroupVotes, Motion, VoteEvent
from formateur.record.events import Entry, Event, Exit, first_day, last_day
from formateur.record.facts import Facts
from formateur.record.people import CLASSIFICATIONS, GROUPS, Member, Name, Organization, Person
from formateur.record.reading import filled
from formateur.sources import Source

__all__ = [
    "OPTIONS",
    "OWN_BODY",
    "OWN_MOTION",
    "OWN_VOTE",
    "RESULTS",
    "from_popolo",
    "read_popolo",
    "unread",
]

_F = TypeVar("_F")

# Ways to vote that Popolo and we have one word for.
OPTIONS = ("yes", "no", "abstain", "absent")
RESULTS = {"pass": "adopted", "fail": "rejected"}
# Our own fields that go out and come back under keys that begin with formateur_.
OWN_BODY = (
    *("proposed", "elected_by", "answers_to", "binds", "exits", "majority", "quorum"),
    *("basis", "by", "short", "colour"),
)
OWN_MOTION = (
    *("question", "answer", "effect", "replaces", "rescinds", "amends", "confirms", "reopens"),
    "until",
)
OWN_VOTE = ("present", "unanimous", "chosen", "note")
_CAST = ("yes", "no", "abstain")
# Words for bodies that Popolo files use, and the nearest of ours.
_KINDS = {
    "legislature": "assembly",
    "chamber": "assembly",
    "parliament": "assembly",
    "ministry": "executive",
    "cabinet": "government",
    "parliamentary group": "parliamentary-group",
    "political party": "party",
}
_ELSE = "council"
_PLAIN_ROLES = ("", "member")
_DATES = ("start_date", "end_date")
_PERIOD = ("legislative_period_id", "legislative_session_id")
_LINKS = ("sources",)
# The keys of each class that are read; all others are told by `unread`.
_READ: Mapping[str, tuple[str, ...]] = {
    "persons": ("id", "name", "other_names", "memberships", *_LINKS),
    "organizations": (
        *("id", "name", "other_names", "classification", "parent_id", "memberships", "posts"),
        *("founding_date", "dissolution_date", *_LINKS),
    ),
    "memberships": (
        *("id", "person_id", "organization_id", "post_id", "role", "on_behalf_of_id", *_DATES),
        *_PERIOD,
        *_LINKS,
    ),
    "posts": ("id", "label", "role", "organization_id"),
    "motions": (
        *("id", "organization_id", "creator_id", "text", "date", "requirement", "result"),
        *("vote_events", *_LINKS),
    ),
    "vote_events": (
        *("id", "identifier", "motion_id", "motion", "organization_id", "start_date", "counts"),
        *("votes", "result", *_LINKS),
    ),
}


def read_popolo(
    path: str | Path, *, told: Callable[[Mapping[str, int]], None] | None = None
) -> Record:
    """A record from a file of Popolo JSON; `told` is given what it says beyond it (`unread`)."""
    data = read_json(Path(path))
    record = from_popolo(data, str(path))
    if told is not None:
        told(unread(data))
    return record


def from_popolo(data: Mapping[str, Any], name: str = "popolo") -> Record:
    """A record from Popolo JSON.

    Memberships with a start or an end become an event each, for Popolo does not say how they
    began and ended. One that leaves a date out has that of its legislative period, if it names
    one; else it holds from the beginning, or to the end. Those that overlap (one for each term of
    a house) are read as one.

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
    facts = reader.facts()
    if reader.faults:
        raise CaseError(first_faults(reader.faults, name))
    try:
        return Record(name, facts, reader.sources)
    except RecordError as error:
        raise CaseError(error.faults) from None


def unread(data: Mapping[str, Any]) -> dict[str, int]:
    """What a Popolo file says that a record has no place for, and how often.

    Examples
    --------
    >>> unread({"persons": [{"id": "a", "name": "Ann", "gender": "female"}], "areas": [{}]})
    {'areas': 1, 'persons: gender': 1}
    """
    reader = _Reader(data, "popolo")
    found: dict[str, int] = {}
    for key, value in data.items():
        if key not in _READ and key != "events" and not key.startswith("formateur_"):
            found[key] = len(value) if isinstance(value, list) else 1
    if plain := reader.plain_events():
        found["events that are no period of a membership"] = plain
    for option in reader.dropped_options():
        what = f"vote_events: counts of {option!r}"
        found[what] = found.get(what, 0) + 1
    for kind, read in _READ.items():
        for _, item in reader.items(kind):
            for key in item:
                if key not in read and not key.startswith("formateur_"):
                    found[f"{kind}: {key}"] = found.get(f"{kind}: {key}", 0) + 1
    return found


def _slug(given: str) -> str:
    plain = unicodedata.normalize("NFKD", given).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


class _Ids:
    """Our ids for those of a file: unique over all classes, the same each time they are asked."""

    def __init__(self) -> None:
        self.made: dict[tuple[str, str], str] = {}
        self.taken: set[str] = set()

    def new(self, kind: str, given: str, like: str = "") -> str:
        """An id of our own for one that the file gives; `like` is what it is made from."""
        wanted = _slug(like or given) or kind
        found, k = wanted, 1
        while found in self.taken:
            k += 1
            found = f"{wanted}-{k}"
        self.taken.add(found)
        self.made[kind, given] = found
        return found


@dataclass(frozen=True, slots=True)
class _Stay:
    """One membership as the file has it, with our ids."""

    place: int
    person: str
    body: str
    post: str
    whose: str
    start: Date | None
    end: Date | None
    source: tuple[str, ...] = ()


class _Reader:
    def __init__(self, data: Any, name: str) -> None:
        self.data = data if isinstance(data, dict) else {}
        self.name = name
        self.faults: list[str] = []
        self.ids = _Ids()
        self.sources: dict[str, Source] = {}
        self.kinds: dict[str, str] = {}  # of bodies, by our ids
        self.stays: dict[str, list[_Stay]] = {}  # by person
        if not isinstance(data, dict) or not _READ.keys() & data.keys():
            self.faults.append(f"{name}: Popolo is a mapping of lists ({', '.join(_READ)})")

    def facts(self) -> Facts:
        """Everything the file says, in our words."""
        for kind, one in (("persons", "person"), ("organizations", "body"), ("motions", "motion")):
            for place, item in self.items(kind):
                self._named(kind, one, place, item)
        persons = tuple(self._person(item) for _, item in self.items("persons"))
        stays = self._stays()
        self.kinds = {
            self.ids.made.get(("body", str(item.get("id"))), ""): _classification(item)
            for _, item in self.items("organizations")
        }
        for s in stays:
            self.stays.setdefault(s.person, []).append(s)
        first: dict[str, list[Member]] = {}
        for s in stays:
            if s.start is None:
                member = Member(
                    person=s.person, post=s.post, on_behalf_of=s.whose, source=s.source
                )
                first.setdefault(s.body, []).append(member)
        bodies = tuple(self._organizations(first))
        events = (*self._comings(stays), *self._motions())
        return Facts(persons=persons, organizations=bodies, events=events)

    def _named(self, kind: str, one: str, place: str, item: Mapping[str, Any]) -> None:
        """Give a person, body or motion its id; two of one class cannot share theirs."""
        given = item.get("id")
        if not given or (one != "motion" and not item.get("name")):
            self._fault(place, f"{'id' if not given else 'name'} is missing")
        elif (one, str(given)) in self.ids.made:
            self._fault(place, f"id {given!r} stands twice among {kind}")
        else:
            self.ids.new(one, str(given))

    def plain_events(self) -> int:
        """Events that are not the period of any membership."""
        used = {str(m[key]) for _, m in self.items("memberships") for key in _PERIOD if m.get(key)}
        return sum(str(item.get("id")) not in used for _, item in self.items("events"))

    def dropped_options(self) -> Iterator[str]:
        """Ways to vote that are counted beside yes and no, and that a record has no word for."""
        for _, item in self.items("vote_events"):
            counts = [c for _, c in self._list(item, "counts", "counts")]
            if any(c.get("option") in ("yes", "no") for c in counts):
                yield from (str(c.get("option")) for c in counts if c.get("option") not in OPTIONS)

    # -- the file ------------------------------------------------------------------------------

    def items(self, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """(place, item) of one class: those in its list, and those inside others."""
        yield from self._list(self.data, kind, kind)
        inside = {
            "memberships": (("persons", "person_id"), ("organizations", "organization_id")),
            "posts": (("organizations", "organization_id"),),
            "vote_events": (("motions", "motion_id"),),
        }
        for outer, key in inside.get(kind, ()):
            for place, item in self._list(self.data, outer, outer):
                for inner, found in self._list(item, kind, f"{place}.{kind}"):
                    yield inner, {key: item.get("id"), **found}

    def _list(
        self, value: Mapping[str, Any], key: str, path: str
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        held = value.get(key) or []
        if not isinstance(held, list):
            self._fault(path, "is not a list")
            return
        for k, item in enumerate(held):
            if isinstance(item, dict):
                yield f"{path}.{k}", item
            else:
                self._fault(f"{path}.{k}", f"{item!r} is not a mapping")

    def _fault(self, place: str, says: str) -> None:
        fault = f"{self.name}: {place}: {says}"
        if fault not in self.faults[-60:]:  # lists are gone through more than once
            self.faults.append(fault)

    def _own(self, kind: str, place: str, item: Mapping[str, Any], key: str) -> str:
        """Our id for one that the file names, ``""`` where it names none."""
        given = item.get(key)
        if not given:
            return ""
        found = self.ids.made.get((kind, str(given)), "")
        if not found:
            known = [g for k, g in self.ids.made if k == kind]
            hint = did_you_mean(str(given), known)
            self._fault(f"{place}.{key}", f"no {kind} {given!r} in the file.{hint}")
        return found

    def _date(self, place: str, item: Mapping[str, Any], key: str) -> Date | None:
        """A day, month or year; the hour is left out. Our own form says more, where it stands."""
        text = str(item.get(f"formateur_{key}") or item.get(key) or "")
        if not text:
            return None
        try:
            return parse_date(re.sub(r"^([0-9-]{10})[T ][0-9:.]+.*$", r"\1", text))
        except FormateurError as error:
            self._fault(f"{place}.{key}", str(error))
            return None

    def _links(self, item: Mapping[str, Any]) -> tuple[str, ...]:
        """The sources of a fact, each kept once under a key of ours."""
        keys = []
        for _, link in self._list(item, "sources", "sources"):
            url, note = str(link.get("url") or ""), str(link.get("note") or "")
            if not url:
                continue
            known = ("source", f"{note} {url}")
            key = self.ids.made.get(known) or self.ids.new(*known, like=note or url)
            self.sources[key] = Source(key=key, title=note or url, url=url)
            keys.append(key)
        return tuple(dict.fromkeys(keys))

    def _with_own(self, fact: _F, place: str, item: Mapping[str, Any], names: Iterable[str]) -> _F:
        """A fact with what a file that we wrote says of it beyond Popolo."""
        sets = {n: item[f"formateur_{n}"] for n in names if f"formateur_{n}" in item}
        if not sets:
            return fact
        try:
            found: _F = filled(fact, sets)
        except CaseError as error:
            for says in error.faults:
                self._fault(f"{place}.formateur_{says.partition('.')[0]}", says)
            return fact
        return found

    # -- people and bodies ---------------------------------------------------------------------

    def _person(self, item: Mapping[str, Any]) -> Person:
        return Person(
            id=self.ids.made.get(("person", str(item.get("id"))), ""),
            name=str(item.get("name")),
            names=_names(item.get("other_names")),
            source=self._links(item),
        )

    def _organizations(self, members: Mapping[str, list[Member]]) -> Iterator[Organization]:
        kinds = {
            str(item.get("id")): _classification(item) for _, item in self.items("organizations")
        }
        for place, item in self.items("organizations"):
            own = self.ids.made.get(("body", str(item.get("id"))), "")
            parent = self._own("body", place, item, "parent_id")
            kind = _classification(item)
            # A group inside a body that meets is a part of it.
            inner = kind in GROUPS and kinds.get(str(item.get("parent_id"))) not in GROUPS
            body = Organization(
                id=own,
                name=str(item.get("name")),
                names=_names(item.get("other_names")),
                classification=kind,
                within=parent if inner else "",
                parent="" if inner else parent,
                founded=self._date(place, item, "founding_date"),
                dissolved=self._date(place, item, "dissolution_date"),
                members=tuple(members.get(own, ())),
                source=self._links(item),
            )
            yield self._with_own(body, place, item, ("parent", *OWN_BODY))

    # -- memberships ---------------------------------------------------------------------------

    def _stays(self) -> list[_Stay]:
        """Memberships in order of their days; those of one seat that overlap are one."""
        labels = {
            str(item.get("id")): str(item.get("role") or item.get("label") or "")
            for _, item in self.items("posts")
        }
        periods = {str(item.get("id")): (place, item) for place, item in self.items("events")}
        seats: dict[tuple[str, str, str], list[_Stay]] = {}
        for k, (place, item) in enumerate(self.items("memberships")):
            stay = self._stay(k, place, item, labels, self._days(place, item, periods))
            if stay is not None:
                seats.setdefault((stay.person, stay.body, stay.post), []).append(stay)
        found = [s for same in seats.values() for s in _merged(sorted(same, key=_by_days))]
        return sorted(found, key=lambda s: (_by_days(s)[0], s.place))

    def _days(
        self,
        place: str,
        item: Mapping[str, Any],
        periods: Mapping[str, tuple[str, Mapping[str, Any]]],
    ) -> tuple[Date | None, ...]:
        """First and last day of a membership: its own, else those of its period."""
        named = next((str(item[key]) for key in _PERIOD if item.get(key)), "")
        where, period = periods.get(named, ("", {}))
        return tuple(
            self._date(place, item, key) or self._date(where, period, key) for key in _DATES
        )

    def _stay(
        self,
        number: int,
        place: str,
        item: Mapping[str, Any],
        labels: Mapping[str, str],
        days: tuple[Date | None, ...],
    ) -> _Stay | None:
        for key in ("person_id", "organization_id"):
            if not item.get(key):
                self._fault(place, f"{key} is missing")
                return None
        role = str(item.get("role") or labels.get(str(item.get("post_id")), ""))
        start, end = days
        if start is not None and end is not None and last_day(end) < first_day(start):
            self._fault(place, f"ends ({end}) before it begins ({start})")
            return None
        if start is not None and last_day(start) > last_day(end):
            start = Date(start.text, start.calendar, start.first, last_day(end))
        return _Stay(
            number,
            self._own("person", place, item, "person_id"),
            self._own("body", place, item, "organization_id"),
            "" if role.lower() in _PLAIN_ROLES else role,
            self._own("body", place, item, "on_behalf_of_id"),
            start,
            end,
            self._links(item),
        )

    def _comings(self, stays: Iterable[_Stay]) -> Iterator[Event]:
        for s in stays:
            if s.start is not None:
                entry = Entry(
                    persons=(s.person,), organization=s.body, post=s.post, on_behalf_of=s.whose
                )
                yield self._membership(s, "begins", s.start, enters=(entry,))
            if s.end is not None:
                left = Exit(persons=(s.person,), organization=s.body, post=s.post)
                yield self._membership(s, "ends", s.end, leaves=(left,))

    def _membership(self, stay: _Stay, what: str, date: Date, **effects: Any) -> Event:
        return Event(
            id=self.ids.new("event", f"membership-{stay.place}-{what}"),
            date=date,
            kind="membership",
            title=f"{stay.person}: membership of {stay.body} {what}",
            body=stay.body,
            source=stay.source,
            **effects,
        )

    # -- motions -------------------------------------------------------------------------------

    def _motions(self) -> Iterator[Event]:
        votes: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
        alone: list[tuple[str, Mapping[str, Any]]] = []
        for place, item in self.items("vote_events"):
            if item.get("motion_id"):
                motion = self._own("motion", place, item, "motion_id")
                votes.setdefault(motion, []).append((place, item))
            else:
                alone.append((place, item))
        for place, item in self.items("motions"):
            own = self.ids.made.get(("motion", str(item.get("id"))), "")
            held = votes.get(own, [])
            # What a motion leaves out, its one vote may say.
            said = {k: held[0][1].get(k) for k in ("result", "start_date")} if held else {}
            given = {**said, **item, "result": item.get("result") or said.get("result")}
            when = "date" if item.get("date") or item.get("formateur_date") else "start_date"
            counts = tuple(self._vote(where, vote) for where, vote in held)
            yield self._put(place, given, own, when, counts)
        for place, item in alone:
            named = str(item.get("id") or item.get("identifier") or place)
            inside = item.get("motion")
            given = {**item, **(inside if isinstance(inside, dict) else {})}
            own = self.ids.new("motion", named)
            when = "date" if given.get("date") else "start_date"
            yield self._put(place, given, own, when, (self._vote(place, item),))

    def _put(
        self,
        place: str,
        item: Mapping[str, Any],
        own: str,
        when: str,
        votes: tuple[VoteEvent, ...],
    ) -> Event:
        result = str(item.get("result") or "unknown")
        needs = str(item.get("requirement") or "")
        mover = self._own("person", place, item, "creator_id")
        source = self._links(item)
        motion = Motion(
            id=own,
            title=str(item.get("text") or item.get("identifier") or own),
            by=(mover,) if mover else (),
            result=RESULTS.get(result, result if result in OUR_RESULTS else "unknown"),
            needs=whole_number_of(needs),
            votes=votes,
            source=source,
        )
        motion = self._with_own(motion, place, item, ("by", *OWN_MOTION))
        return Event(
            id=self.ids.new("event", f"event-of-{own}"),
            date=self._date(place, item, when),
            kind="decision",
            title=motion.title,
            body=self._own("body", place, item, "organization_id"),
            motions=(motion,),
            source=source,
        )

    def _vote(self, place: str, item: Mapping[str, Any]) -> VoteEvent:
        whole: dict[str, int] = {}
        groups: dict[str, dict[str, int]] = {}
        for where, count in self._list(item, "counts", f"{place}.counts"):
            value = self._number(where, count)
            into = whole
            if group := self._own("body", where, count, "group_id"):
                into = groups.setdefault(group, {})
            if value is not None:
                into[str(count.get("option"))] = value
        persons = {
            self._own("person", where, vote, "voter_id"): str(vote["option"])
            for where, vote in self._list(item, "votes", f"{place}.votes")
            if vote.get("voter_id") and vote.get("option")
        }
        plain = {o: n for o, n in whole.items() if o in OPTIONS}
        named = {} if "yes" in plain or "no" in plain else {**whole}
        sums, listed = self._roll_call(place, item, plain) if item.get("votes") else ({}, {})
        if not whole:
            plain = sums
        told = {g: {o: n for o, n in v.items() if o in OPTIONS} for g, v in groups.items()}
        vote = VoteEvent(
            **plain,  # type: ignore[arg-type]
            options={o: n for o, n in named.items() if o not in plain},
            groups={g: GroupVotes(**v) for g, v in {**listed, **told}.items()},
            persons=persons,
            roll_call=bool(sums),
            source=self._links(item),
        )
        return self._with_own(vote, place, item, ("roll_call", *OWN_VOTE))

    def _roll_call(
        self, place: str, item: Mapping[str, Any], totals: Mapping[str, int]
    ) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
        """The votes of members summed, in all and by group; nothing where the list is short.

        A group is that of the vote, else the one for which the voter sat or to which the voter
        belonged on that day; whoever had none, or several, is in none.
        """
        if not item.get("formateur_roll_call", True):
            return {}, {}
        date = self._date(place, item, "start_date")
        cast: Counter[str] = Counter()
        found: dict[str, Counter[str]] = {}
        for where, vote in self._list(item, "votes", f"{place}.votes"):
            option = str(vote.get("option") or "").lower()
            cast[option] += 1
            group = self._own("body", where, vote, "group_id") or self._group_of(
                self._own("person", where, vote, "voter_id"),
                self._own("body", place, item, "organization_id"),
                date,
            )
            if group:
                found.setdefault(group, Counter())[option] += 1
        if any(totals.get(o, 0) > cast[o] for o in _CAST) or not any(cast[o] for o in _CAST):
            return {}, {}
        # Members who stayed away may be left out of a list of votes.
        known = (*_CAST, *(("absent",) if cast["absent"] >= totals.get("absent", 1) else ()))
        groups = {g: {o: votes[o] for o in known} for g, votes in found.items()}
        return {o: cast[o] for o in _CAST}, groups

    def _group_of(self, person: str, body: str, date: Date | None) -> str:
        """The one group of a person on a day: that for which they sit in the body comes first."""
        mine = self.stays.get(person, ())
        if date is not None:
            here = [s for s in mine if _holds(s, date, 0)]
            mine = here or [s for s in mine if _holds(s, date, 1)]
        kinds = self.kinds
        ways = (
            {s.whose for s in mine if s.whose and s.body == body},
            {s.body for s in mine if kinds.get(s.body) in ("parliamentary-group", "faction")},
            {s.body for s in mine if kinds.get(s.body) in GROUPS},
        )
        groups = next((way for way in ways if way), set())
        return groups.pop() if len(groups) == 1 else ""

    def _number(self, place: str, count: Mapping[str, Any]) -> int | None:
        """A count of votes; what is left out is unknown."""
        value = count.get("value")
        if value is None:
            return None
        votes = whole_number_of(str(value))
        if votes is None:
            self._fault(f"{place}.value", f"{value!r} is not a number of votes, 0 or more")
        return votes


def _holds(stay: _Stay, date: Date, more: int) -> bool:
    """Whether a membership holds at the end of a day; with `more`, on its last day too."""
    begun = stay.start is None or last_day(stay.start) <= last_day(date)
    return begun and last_day(date) < first_day(stay.end) + more if stay.end else begun


def _by_days(stay: _Stay) -> tuple[int, int]:
    return last_day(stay.start) if stay.start else first_day(None), last_day(stay.end)


def _merged(stays: list[_Stay]) -> list[_Stay]:
    """Stays in one seat, those that overlap as one; a gap, or a change on the day, parts them."""
    made: list[_Stay] = []
    places = sorted(s.place for s in stays)
    for stay in stays:
        if made and (stay.start is None or last_day(stay.start) < last_day(made[-1].end)):
            was = made.pop()
            end = was.end if last_day(was.end) >= last_day(stay.end) else stay.end
            source = tuple(dict.fromkeys((*was.source, *stay.source)))
            made.append(replace(was, end=end, source=source))
        else:
            made.append(stay)
    return [replace(s, place=place) for s, place in zip(made, places, strict=False)]


def _classification(item: Mapping[str, Any]) -> str:
    given = str(item.get("classification") or "").lower()
    return given if given in CLASSIFICATIONS else _KINDS.get(given, _ELSE)


def _names(given: Any) -> tuple[Name, ...]:
    held = given if isinstance(given, list) else []
    return tuple(
        Name(name=str(n["name"]), kind=str(n.get("note") or ""))
        for n in held
        if isinstance(n, dict) and n.get("name")
    )
