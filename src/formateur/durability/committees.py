"""Bodies inside parties as assemblies of their own: their factions and members are the parties."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from formateur.assembly import Assembly, Body, Government, Party
from formateur.errors import FormateurError, UnknownIdError
from formateur.rules import Weights, reweighted

__all__ = ["committee", "inside", "of_body"]


def inside(assembly: Assembly, body: str) -> Body:
    """The body with this id that binds a party of the assembly.

    Raises
    ------
    UnknownIdError
        If there is none of that id, with the nearest one.
    """
    found = {b.id: b for b in assembly.blocs}
    if body not in found:
        raise UnknownIdError("body inside a party", body, list(found))
    return found[body]


def of_body(
    assembly: Assembly, government: Government | Collection[str], body: str
) -> tuple[Assembly, Government | Collection[str], tuple[str, ...]]:
    """The body as an assembly, the government, and whom the body binds.

    Its factions are split where single members are on the government's side.
    """
    found = inside(assembly, body)
    named = (
        (*government.cabinet, *government.support, *government.tolerates)
        if isinstance(government, Government)
        else tuple(government)
    )
    known = [m.id for m in found.members]
    known += dict.fromkeys(m.faction for m in found.members if m.faction)
    for name in named:
        if name not in (*known, "unnamed"):
            raise UnknownIdError(f"member or faction of {found.id}", name, known)
    for member in found.members:
        if member.id in named and member.faction in named:
            raise FormateurError(
                f"{member.id!r} belongs to {member.faction!r}, which is named too; name one"
            )
    held = assembly.seats_of([found.binds])
    seats = held[0] if held[0] == held[1] else f"{held[0]} to {held[1]}"
    note = f"{found.name or found.id} binds {found.binds}: whoever carries it moves {seats} seats"
    return committee(found, apart=named), government, (note,)


def committee(body: Body, *, apart: Collection[str] = ()) -> Assembly:
    """A body inside a party as an assembly: its factions are the parties, single members too.

    Members of no faction stand alone, as do those of a faction of which some are named in
    `apart`; those no source names are together ``unnamed``.

    >>> from formateur.assembly import Person
    >>> ann, bo = Person("ann", faction="left"), Person("bo")
    >>> committee(Body("c", 3, members=(ann, bo))).seats
    mappingproxy({'left': 1, 'bo': 1, 'unnamed': 1})
    """
    loose = {m.faction for m in body.members if m.id in apart}
    groups: dict[str, list[Any]] = {}
    for person in body.members:
        own = not person.faction or person.faction in loose
        groups.setdefault(person.id if own else person.faction, []).append(person)
    parties = [Party(g, len(people), persons=tuple(people)) for g, people in groups.items()]
    if body.size > len(body.members):
        parties.append(Party("unnamed", body.size - len(body.members)))
    assert body.rule is not None
    home = {m.id: g for g, people in groups.items() for m in people}
    votes = Assembly(body.name or body.id, tuple(parties)).votes

    def joined(weights: Weights) -> Weights:
        held: dict[str, Any] = dict.fromkeys(votes.players, 0)
        for member, w in weights.pairs:
            held[home.get(member, "unnamed")] += w
        return votes if held == dict(votes.values) else Weights.of(held, name=weights.name)

    rule = reweighted(body.rule, joined)
    return Assembly(body.name or body.id, tuple(parties), rule=rule)
