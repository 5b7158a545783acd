"""What if: members leave, switch, split off, merge, or are replaced; which governments then open.

Every scenario takes an assembly and gives another; nothing is predicted. `compared` sets the
governments that can form before and after side by side.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from formateur.assembly import Assembly, Party
from formateur.errors import FormateurError
from formateur.governments import potential
from formateur.governments.scope import Status
from formateur.results import Result
from formateur.terms import Terms

__all__ = [
    "SIZES",
    "Shift",
    "by_election",
    "compared",
    "defect",
    "leave",
    "merge",
    "replacement",
    "split",
    "suspend",
]

# What becomes of a seat that somebody leaves: it stays vacant and the house keeps its size; or
# the house has fewer members from then on.
SIZES = ("vacant", "smaller")
Size = Literal["vacant", "smaller"]
VACANT = "vacant"  # the id of seats that nobody holds


def _taken(assembly: Assembly, party: str, members: int) -> Party:
    """The party with so many seats and votes fewer."""
    held = assembly.party(party)
    if members < 0:
        raise FormateurError(f"{members} members of {party!r} cannot go; use 0 or more")
    if held.seats is None:
        raise FormateurError(f"the seats of {party!r} are unknown; say of whom members go")
    if members > held.seats:
        raise FormateurError(f"{party!r} has {held.seats} seats; {members} cannot go")
    votes = held.votes if held.votes is not None else held.seats
    return replace(held, seats=held.seats - members, votes=max(0, votes - members))


def leave(assembly: Assembly, members: Mapping[str, int], *, size: Size = "vacant") -> Assembly:
    """Members give up their seats: `members` by party.

    With ``size="vacant"`` a majority of members is still counted of all seats; with
    ``"smaller"`` of those that are left. A majority of votes cast is the same in both.

    >>> house = Assembly.from_seats({"a": 62, "b": 39})
    >>> leave(house, {"a": 12}).wins(["a"]), leave(house, {"a": 12}, size="smaller").wins(["a"])
    (False, True)
    """
    if size not in SIZES:
        raise FormateurError(f"{size!r} is no size; use {' or '.join(SIZES)}")
    going = {p: _taken(assembly, p, n) for p, n in members.items()}
    return assembly.rebuilt(
        (going.get(p.id, p) for p in assembly.parties), size="kept" if size == VACANT else "moved"
    )


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


def by_election(assembly: Assembly, *, loses: str, gains: str) -> Assembly:
    """A seat that one party held goes to another at a by-election."""
    return defect(assembly, loses, gains)


def replacement(assembly: Assembly, party: str, *, members: int = 1) -> Assembly:
    """The next on the party's list takes each seat that falls vacant: nothing moves."""
    _taken(assembly, party, members)
    return assembly


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Shift(Result):
    """Cabinets whose status differs between two assemblies, and the counts in each."""

    before: Mapping[str, int] = field(hash=False)
    after: Mapping[str, int] = field(hash=False)
    moved: tuple[tuple[tuple[str, ...], str, str], ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        """One row per cabinet whose status changed."""
        return [{"cabinet": c, "before": a, "after": b} for c, a, b in self.moved]

    @property
    def opened(self) -> tuple[tuple[str, ...], ...]:
        """Cabinets open after and not before."""
        return tuple(c for c, _, after in self.moved if after == "open")

    @property
    def closed(self) -> tuple[tuple[str, ...], ...]:
        """Cabinets open before and not after."""
        return tuple(c for c, before, _ in self.moved if before == "open")

    def summary(self) -> dict[str, Any]:
        """How many opened and closed, and all counts by status."""
        return {
            "opened": len(self.opened),
            "closed": len(self.closed),
            "before": dict(self.before),
            "after": dict(self.after),
        }

    def __repr__(self) -> str:
        return f"<Shift: {len(self.opened)} governments open, {len(self.closed)} close>"


def compared(
    before: Assembly, after: Assembly, terms: Terms | None = None, *, minority: bool | None = None
) -> Shift:
    """Which governments open or close from one assembly to the other.

    A cabinet with a party that only one of the two knows is ``-`` in the other.

    >>> house = Assembly.from_seats({"a": 51, "b": 29, "c": 20})
    >>> compared(house, leave(house, {"a": 2}))
    <Shift: 0 governments open, 1 close>
    """
    found = [potential(a, _of(terms, a), minority=minority) for a in (before, after)]
    possible: tuple[Status, ...] = ("open", "ruled out", "depends")
    status = [{c: s for s in possible for c in judged.cabinets(s)} for judged in found]
    order = dict.fromkeys([*status[0], *status[1]])
    moved = []
    for cabinet in order:
        was, now = (_status(cabinet, a, s) for a, s in zip((before, after), status, strict=True))
        if was != now:
            moved.append((cabinet, was, now))
    return Shift(
        input=before.name,
        method="compared",
        parameters={"minority": minority},
        complete=all(f.complete for f in found),
        before=found[0].summary(),
        after=found[1].summary(),
        moved=tuple(moved),
    )


def _status(
    cabinet: tuple[str, ...], assembly: Assembly, known: Mapping[tuple[str, ...], str]
) -> str:
    if not set(cabinet) <= set(assembly.ids):
        return "-"
    return known.get(cabinet, "impossible")


def _of(terms: Terms | None, assembly: Assembly) -> Terms | None:
    """The terms that speak of parties of this assembly only."""
    if terms is None:
        return None
    ids = set(assembly.ids)
    return Terms(tuple(t for t in terms.stated if ids.issuperset((*t.by, *t.parties))))
