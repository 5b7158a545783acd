"""What if: members leave, switch, split off, merge, or are replaced; which governments then open.

Every scenario takes an assembly and gives another; nothing is predicted. `compared` sets the
governments that can form before and after side by side.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from formateur.assembly import Assembly, Government, Party
from formateur.durability.margins import margin, moving, one_threshold, rule_of
from formateur.errors import FormateurError, UnknownIdError, listing
from formateur.governments import potential
from formateur.governments.scope import STATUSES, Status, scope_of, statuses
from formateur.results import Result
from formateur.rules import mapped
from formateur.terms import Terms

__all__ = [
    "SIZES",
    "Shift",
    "abstain",
    "by_election",
    "compared",
    "defect",
    "leave",
    "merge",
    "merged",
    "replacement",
    "split",
    "suspend",
]

# What becomes of a seat that somebody leaves: nobody holds it and the house keeps its size; it
# stays the party's, and nobody sits in it yet; or the house has fewer members from then on.
SIZES = ("vacant", "unfilled", "smaller")
Size = Literal["vacant", "unfilled", "smaller"]


def _taken(assembly: Assembly, party: str, members: int) -> Party:
    """The party with so many seats and votes fewer; of its factions nobody knows who has gone."""
    held = assembly.party(party)
    if members < 0:
        raise FormateurError(f"{members} members of {party!r} cannot go; use 0 or more")
    if held.seats is None:
        raise FormateurError(f"the seats of {party!r} are unknown; say of whom members go")
    if members > held.seats:
        raise FormateurError(f"{party!r} has {held.seats} seats; {members} cannot go")
    votes = held.votes if held.votes is not None else held.seats
    if not members:
        return held
    seats, votes = held.seats - members, max(0, votes - members)
    return replace(held, seats=seats, votes=votes, factions=(), persons=())


def leave(assembly: Assembly, members: Mapping[str, int], *, size: Size = "vacant") -> Assembly:
    """Members give up their seats: `members` by party.

    With ``size="vacant"`` nobody holds the seats, and a majority of members is still counted of
    all of them. ``"unfilled"``: the same, yet the seats stay their party's, as when a successor
    has not come. With ``"smaller"`` a majority is counted of those that are left, and so is
    a fixed quota that is just more than half. A majority of votes cast is the same in all three.

    >>> house = Assembly.from_seats({"a": 62, "b": 39})
    >>> leave(house, {"a": 12}).wins(["a"]), leave(house, {"a": 12}, size="smaller").wins(["a"])
    (False, True)
    >>> leave(house, {"a": 12}).seats["a"], leave(house, {"a": 12}, size="unfilled").seats["a"]
    (50, 62)
    """
    if size not in SIZES:
        raise UnknownIdError("size after an exit", size, SIZES)
    going = {p: _taken(assembly, p, n) for p, n in members.items()}
    if size == "unfilled":
        going = {p: replace(now, seats=assembly.party(p).seats) for p, now in going.items()}
    parties = [going.get(p.id, p) for p in assembly.parties]
    _enough(assembly, parties, 1 if size == "smaller" else assembly.majority or 1)
    if size == "smaller":
        return _by_majority(assembly).rebuilt(parties)
    return assembly.rebuilt(parties, size="kept")


def _enough(assembly: Assembly, parties: Iterable[Party], needed: int) -> None:
    """Refuse a house in which nobody could decide any more."""
    left = sum(p.votes or 0 for p in parties)
    if left < needed and not assembly.residual:
        raise FormateurError(
            f"{assembly.name}: {needed} votes carry and {left} would be left: none could decide"
        )


def _by_majority(assembly: Assembly) -> Assembly:
    """The assembly with fixed quotas that are just more than half read as majorities."""
    office, fall = assembly.investiture, assembly.confidence
    return replace(
        assembly,
        quota=None,
        rule=mapped(assembly.rule, moving),
        investiture=replace(office, rule=office.rule and mapped(office.rule, moving)),
        confidence=fall and replace(fall, rule=mapped(fall.rule, moving)),
    )


def abstain(assembly: Assembly, members: Mapping[str, int]) -> Assembly:
    """Members keep their seats and abstain in every vote: `members` by party.

    A majority of members misses their votes, a majority of votes cast is counted without them.
    A quorum, too: that abstaining members are present is not looked at.

    >>> house = abstain(Assembly.from_seats({"a": 62, "b": 39}), {"a": 12})
    >>> house.seats["a"], house.wins(["a"])
    (62, False)
    """
    return leave(assembly, members, size="unfilled")


def defect(assembly: Assembly, party: str, to: str, *, members: int = 1) -> Assembly:
    """Members of one party go over to another, or to a new one named `to`.

    >>> defect(Assembly.from_seats({"a": 51, "b": 49}), "a", "b", members=2).seats["b"]
    51
    """
    if to == party:
        raise FormateurError(f"members of {party!r} cannot go over to {to!r}")
    going = _taken(assembly, party, members)
    known = to in assembly.ids
    parties = []
    for held in assembly.parties:
        if held.id == party:
            parties.append(going)
        elif held.id == to:
            if held.seats is None:
                raise FormateurError(f"the seats of {to!r} are unknown; nobody can be added")
            votes = held.votes if held.votes is not None else held.seats
            parties.append(replace(held, seats=held.seats + members, votes=votes + members))
        else:
            parties.append(held)
    if not known:
        parties.append(Party(to, members))
    return assembly.rebuilt(parties)


def suspend(assembly: Assembly, party: str, *, members: int = 1) -> Assembly:
    """Members lose the party's whip and sit alone, each as a party of one.

    >>> suspend(Assembly.from_seats({"a": 51, "b": 49}), "a", members=2).ids
    ('a', 'b', 'a-1', 'a-2')
    """
    _taken(assembly, party, members)
    now = assembly
    for k in range(1, members + 1):
        now = defect(now, party, f"{party}-{k}")
    return now


def split(assembly: Assembly, party: str, parts: Mapping[str, int]) -> Assembly:
    """A party breaks into new ones; whoever is not in `parts` stays.

    >>> split(Assembly.from_seats({"a": 51, "b": 49}), "a", {"a-left": 20}).seats["a"]
    31
    """
    now = assembly
    for part, members in parts.items():
        if part in now.ids:
            raise FormateurError(f"{part!r} exists already; a new party needs a new id")
        now = defect(now, party, part, members=members)
    return now


def merge(assembly: Assembly, parties: Collection[str], name: str) -> Assembly:
    """Parties become one, in the place of the first of them.

    >>> merge(Assembly.from_seats({"a": 40, "b": 35, "c": 25}), ["a", "c"], "ac").seats["ac"]
    65
    """
    joined = assembly.ordered(parties)
    if len(joined) < 2:
        raise FormateurError("a merger is of two parties or more")
    if name in assembly.ids and name not in joined:
        raise FormateurError(f"{name!r} exists already; a new party needs a new id")
    held = [assembly.party(p) for p in joined]
    if any(p.seats is None for p in held):
        raise FormateurError("parties of unknown seats cannot merge")
    seats, votes = (sum(getattr(p, what) or 0 for p in held) for what in ("seats", "votes"))
    one = Party(name, seats, votes=votes, weights=_added(held))
    parties_now = [one if p.id == joined[0] else p for p in assembly.parties]
    return assembly.rebuilt(p for p in parties_now if p.id not in set(joined) - {name} or p is one)


def _added(held: Collection[Party]) -> tuple[tuple[str, Any], ...]:
    """Further weights of merging parties, summed."""
    names = dict.fromkeys(name for p in held for name, _ in p.weights)
    return tuple((n, sum(dict(p.weights).get(n, 0) for p in held)) for n in names)


def merged(government: Government, parties: Collection[str], name: str) -> Government | None:
    """A government after parties have merged; nothing where they stood on different sides.

    >>> merged(Government(("a", "b"), ("c",)), ["a", "b"], "ab")
    <Government ab, supported by c>
    """
    gone = set(parties)
    sides = [government.cabinet, government.support, government.tolerates]
    inside = [gone.intersection(side) for side in sides]
    if not any(inside):
        return government
    if gone not in inside:
        return None
    cabinet, support, tolerates = (
        tuple(dict.fromkeys(name if p in gone else p for p in side)) for side in sides
    )
    return replace(government, cabinet=cabinet, support=support, tolerates=tolerates)


def by_election(assembly: Assembly, *, loses: str, gains: str, members: int = 1) -> Assembly:
    """Seats that one party held go to another at by-elections.

    >>> by_election(Assembly.from_seats({"a": 51, "b": 49}), loses="a", gains="b").seats["a"]
    50
    """
    return defect(assembly, loses, gains, members=members)


def replacement(assembly: Assembly, party: str, *, members: int = 1) -> Assembly:
    """The next on the party's list takes each seat that falls vacant: nothing moves.

    >>> replacement(Assembly.from_seats({"a": 51, "b": 49}), "a", members=2).seats["a"]
    51
    """
    _taken(assembly, party, members)
    return assembly


Margin: TypeAlias = int | tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Shift(Result):
    """Cabinets whose status differs between two assemblies, and the counts in each.

    `margins` are the votes that `government` has to spare before, and `afterwards` after;
    ``None`` where the rule has no margin, or one of its parties is gone.
    """

    assemblies: tuple[Assembly, Assembly]
    before: Mapping[str, int] = field(hash=False)
    after: Mapping[str, int] = field(hash=False)
    moved: tuple[tuple[tuple[str, ...], str, str], ...] = ()
    government: Government | None = None
    afterwards: Government | None = None
    margins: tuple[Margin, Margin] = (None, None)

    def rows(self) -> list[dict[str, Any]]:
        """One row per number or status, before and after: what, and of whom.

        The size of the house and the votes that carry it, seats and votes of every party, the
        government's margin, and the status of every cabinet where it changed.
        """
        was, now = self.assemblies
        rows: list[dict[str, Any]] = [
            {"what": what, "of": was.name, "before": a, "after": b}
            for what, a, b in (
                ("size", was.size, now.size),
                ("votes needed", was.majority, now.majority),
            )
        ]
        rows += [
            {"what": what, "of": r["party"], "before": r[f"{what}_before"],
             "after": r[f"{what}_after"]}
            for what in ("seats", "votes")
            for r in self._parties()
        ]  # fmt: skip
        if self.government is not None:
            sides = "+".join((*self.government.cabinet, *self.government.support))
            before, after = self.margins
            rows.append({"what": "margin", "of": sides, "before": before, "after": after})
        rows += [
            {"what": "status", "of": "+".join(c), "before": a, "after": b}
            for c, a, b in self.moved
        ]
        return [r | {"changes": r["before"] != r["after"]} for r in rows]

    @property
    def opened(self) -> tuple[tuple[str, ...], ...]:
        """Cabinets open after and not before."""
        return tuple(c for c, _, after in self.moved if after == "open")

    @property
    def closed(self) -> tuple[tuple[str, ...], ...]:
        """Cabinets open before and not after."""
        return tuple(c for c, before, _ in self.moved if before == "open")

    def seats(self) -> list[dict[str, Any]]:
        """One row per party whose seats or votes changed; ``None``: not there, or unknown."""
        return [
            r
            for r in self._parties()
            if any(r[f"{what}_before"] != r[f"{what}_after"] for what in ("seats", "votes"))
        ]

    def _parties(self) -> list[dict[str, Any]]:
        was, now = ({p.id: p for p in a.parties} for a in self.assemblies)
        rows = []
        for party in dict.fromkeys([*was, *now]):
            old, new = was.get(party), now.get(party)
            row: dict[str, Any] = {"party": party}
            for what in ("seats", "votes"):
                row[f"{what}_before"] = getattr(old, what, None)
                row[f"{what}_after"] = getattr(new, what, None)
            rows.append(row)
        return rows

    def summary(self) -> dict[str, Any]:
        """Seats that changed, the government's margin, how many cabinets opened and closed."""
        made = self.government
        return {
            "seats": self.seats(),
            "government": None if made is None else [*made.cabinet, *made.support],
            "margin": list(self.margins),
            "opened": len(self.opened),
            "closed": len(self.closed),
            "before": dict(self.before),
            "after": dict(self.after),
        }

    def __repr__(self) -> str:
        return f"<Shift: {len(self.opened)} governments open, {len(self.closed)} close>"


def compared(
    before: Assembly,
    after: Assembly,
    terms: Terms | None = None,
    *,
    government: Government | None = None,
    afterwards: Government | None = None,
    minority: bool | None = None,
    scenario: Collection[str] = (),
    on: str = "",
) -> Shift:
    """Which governments open or close from one assembly to the other.

    A cabinet with a party that only one of the two knows is ``-`` in the other.

    Parameters
    ----------
    before, after
        The assembly, and what a scenario made of it.
    terms
        What parties state about each other. Terms that name a party which is not there are left
        out, and a note says which.
    government, afterwards
        Whose votes to spare are given before, and after; by default the same parties.
    minority
        Whether outside help counts, as in :func:`formateur.governments.potential`.
    scenario, on
        What happened between the two, in words, and the day of `before`: kept with the answer.

    Examples
    --------
    >>> house = Assembly.from_seats({"a": 51, "b": 29, "c": 20})
    >>> found = compared(house, leave(house, {"a": 2}), government=Government(("a",)))
    >>> found, found.margins
    (<Shift: 0 governments open, 1 close>, (0, -2))
    """
    if before.investiture.rule is None:
        raise FormateurError(
            f"{before.name} forms no government: it has no investiture rule; ask `breaking`"
        )
    houses = [(a, _of(terms, a)) for a in (before, after)]
    found = [potential(a, stated, minority=minority) for a, stated in houses]
    possible: tuple[Status, ...] = ("open", "ruled out", "depends")
    cabinets = list(dict.fromkeys(c for f in found for s in possible for c in f.cabinets(s)))
    status = [_statuses(a, stated, minority, cabinets) for a, stated in houses]
    moved = [(c, was, now) for c, was, now in zip(cabinets, *status, strict=True) if was != now]
    return Shift(
        input=before.name,
        method="compared",
        parameters={
            "scenario": tuple(scenario),
            **({"on": on} if on else {}),
            "minority": minority,
            "hypothetical": True,
        },
        complete=all(f.complete for f in found),
        notes=("hypothetical: these changes are supposed, not recorded", *_notes(terms, after)),
        assemblies=(before, after),
        before=found[0].summary(),
        after=found[1].summary(),
        moved=tuple(moved),
        government=government,
        afterwards=afterwards or government,
        margins=(_margin(before, government), _margin(after, afterwards or government)),
    )


def _margin(assembly: Assembly, government: Government | None) -> Margin:
    """Votes to spare; nothing without a government, one of whose parties is gone, or no margin."""
    if government is None:
        return None
    parties = {*government.cabinet, *government.support, *government.tolerates}
    if not parties.issubset(assembly.ids) or one_threshold(rule_of(assembly)) is None:
        return None
    return margin(assembly, government)


def _statuses(
    assembly: Assembly,
    terms: Terms | None,
    minority: bool | None,
    cabinets: Collection[tuple[str, ...]],
) -> list[str]:
    """The status of every cabinet; ``-`` where the assembly does not know one of its parties."""
    import numpy as np

    scope = scope_of(assembly, terms or Terms(), minority)
    ids = set(assembly.ids)
    known = [c for c in cabinets if ids.issuperset(c)]
    codes = statuses(scope, np.array([scope.mask(c) for c in known], dtype=np.int64))
    said = {c: STATUSES[int(code)] for c, code in zip(known, codes, strict=True)}
    return [said.get(c, "-") for c in cabinets]


def _of(terms: Terms | None, assembly: Assembly) -> Terms | None:
    """The terms that speak of parties of this assembly only."""
    if terms is None:
        return None
    ids = set(assembly.ids)
    return Terms(tuple(t for t in terms.stated if ids.issuperset((*t.by, *t.parties))))


def _notes(terms: Terms | None, after: Assembly) -> Iterator[str]:
    """Terms that speak of a party that is gone."""
    kept = _of(terms, after)
    if terms is not None and kept is not None:
        gone = [t.id for t in terms.stated if t not in kept.stated]
        if gone:
            yield f"not applied afterwards, for a party they name is gone: {listing(gone)}"
