"""Bodies inside bodies: power of a committee's members over the assembly, and who leads.

A committee that binds a party's deputies decides for all of them. `nested` gives the rule in
which the committee's members vote, with discipline on, off, or for a part of the deputies;
`leading` names the smallest groups that decide everything, level by level.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb, prod
from typing import Any

import numpy as np

from formateur.assembly import Assembly, Body, House, Party, assembly_of
from formateur.errors import FormateurError, UnknownIdError
from formateur.fields import number_of
from formateur.power.games import Game, OutOfReachError
from formateur.power.table import CELLS, PLAYERS, Crowds, axes, countable
from formateur.results import Result
from formateur.rules import Bloc, Rule, Weights, reweighted

__all__ = ["LEVELS", "Leading", "leading", "nested"]

LEVELS = ("party", "faction", "person")


def nested(
    assembly: Assembly, by: str = "person", *, discipline: Fraction | float | str = 1
) -> Game:
    """The game in which the members of inner bodies vote.

    Parameters
    ----------
    assembly
        Its `blocs` name the bodies and the parties they bind.
    by
        ``party``: the parties themselves. ``faction``: factions inside parties and bodies, each
        casting its members' votes whole. ``person``: each member of a body alone.
    discipline
        Share of a party's votes that follow the party, 0 to 1: the bodies' decisions, or where a
        party has no body, the party as one. The other votes (rounded up to whole ones) are those
        of deputies who vote alone.

    Raises
    ------
    FormateurError
        When votes of deputies would have to be split that the rule does not count by votes.

    Examples
    --------
    >>> from formateur.assembly import Body
    >>> soviet = Assembly("soviet", (Party("red", 62), Party("others", 39)),
    ...     blocs=(Body("committee", 3, binds="red"),))
    >>> nested(soviet)
    <Game of 4 players: more than half of all 101 votes (51), with red cast whole by more than \
half of all 3 members (2)>
    >>> len(nested(soviet, discipline=0).players)  # 101 deputies, a committee nobody follows
    104
    """
    if by not in LEVELS:
        raise UnknownIdError("level of players", by, LEVELS)
    share = _share(discipline)
    rule, players = assembly.rule, list(assembly.ids)
    if share < 1:
        rule, players = _loosened(assembly, share)
    if by == "party":
        return Game(rule, tuple(players), assembly.name)
    for body in assembly.blocs:
        assert body.rule is not None
        inner, members = (body.rule, list(body.rule.players))
        if by == "faction":
            inner, members = _by_faction(body.rule, _factions_of(body, assembly))
        if body.binds in rule.players:
            rule = Bloc(body.binds, inner, rule)
        at = players.index(body.binds) if body.binds in players else 0
        players[at : at + (body.binds in players)] = [m for m in members if m not in players]
    if by == "faction" and share == 1:
        rule, players = _with_factions(assembly, rule, players)
    return Game(rule, tuple(players), assembly.name)


def _share(given: Fraction | float | str) -> Fraction:
    words = {"on": "1", "off": "0"}
    share = number_of(words.get(str(given), given))
    if share is None:
        raise FormateurError(f"discipline {given!r} is no share; write on, off, 3/4 or 75%")
    if not 0 <= share <= 1:
        raise FormateurError(f"discipline {given!r} is outside 0..1")
    return share


def _loosened(assembly: Assembly, share: Fraction) -> tuple[Rule, list[str]]:
    """The rule in which only a share of each party's votes is cast whole."""
    held: dict[str, int | None] = {}
    for party in assembly.parties:
        if party.votes is None:
            continue  # its group's votes are cast one by one, whoever they belong to
        bound = int(share * party.votes)
        if bound:
            held[party.id] = bound
        held.update({f"{party.id}-{k}": 1 for k in range(1, party.votes - bound + 1)})
    for group in assembly.residual:
        name = "+".join(group.parties)
        held.update({f"{name}-{k}": 1 for k in range(1, group.seats + 1)})
    new = Weights.of(held, name="votes")
    return reweighted(assembly.rule, _exchange(assembly.votes, new)), list(held)


def _exchange(old: Weights, new: Weights) -> Callable[[Weights], Weights]:
    def change(weights: Weights) -> Weights:
        if weights != old:
            raise FormateurError(
                f"the rule counts {weights.name}, which deputies who vote alone do not carry; "
                "discipline on is the only reading"
            )
        return new

    return change


def _factions_of(body: Body, assembly: Assembly) -> dict[str, str]:
    """Faction by member, for members whose faction is named."""
    party = assembly.party(body.binds)
    found = {m.id: f.id for f in party.factions for m in f.persons}
    return found | {m.id: m.faction for m in body.members if m.faction}


def _by_faction(rule: Rule, home: Mapping[str, str]) -> tuple[Rule, list[str]]:
    """A body's rule with each faction's members voting as one."""
    weights = next(iter(rule.leaves)).weights
    joined: dict[str, Any] = {}
    for player, w in weights.pairs:
        where = home.get(player, player)
        joined[where] = joined.get(where, 0) + w
    new = Weights.of(joined, name=weights.name)
    return reweighted(rule, lambda w: new if w == weights else w), list(joined)


def _with_factions(assembly: Assembly, rule: Rule, players: list[str]) -> tuple[Rule, list[str]]:
    """Parties without a body, whose factions have known seats, split into them."""
    bound = {b.binds for b in assembly.blocs}
    split = {p.id: p for p in assembly.parties if p.id not in bound and _whole_factions(p)}
    if not split:
        return rule, players
    held: dict[str, int | None] = {}
    named: list[str] = []
    for p in assembly.parties:
        parts = {p.id: p.votes}
        if p.id in split:
            parts = {f.id: f.seats for f in p.factions}
        held.update(parts)
    for player in players:
        named += [f.id for f in split[player].factions] if player in split else [player]
    new = Weights.of(held, name="votes", groups=assembly.residual)
    return reweighted(rule, lambda w: new if w == assembly.votes else w), named


def _whole_factions(party: Party) -> bool:
    seats = [f.seats for f in party.factions]
    return bool(seats) and None not in seats and sum(s or 0 for s in seats) == party.votes


# -- leading groups ---------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Leading(Result):
    """The smallest deciding groups, level by level."""

    levels: tuple[Mapping[str, Any], ...]

    def rows(self) -> list[dict[str, Any]]:
        """One row per level and group: level, body, group, size, of, groups, votes."""
        return [dict(level) for level in self.levels]

    def summary(self) -> dict[str, Any]:
        """Fewest members who decide, by level."""
        return {row["level"]: row["size"] for row in self.levels}

    def __repr__(self) -> str:
        said = ", ".join(f"{k} {v}" for k, v in self.summary().items())
        return f"<Leading groups of {self.input}: {said}>"


def leading(assembly: House, *, limit: int = 5) -> Leading:
    """The smallest groups that decide everything: parties, then factions and members of bodies.

    At each level the groups with the fewest members whose yes passes whatever the others vote.
    Where members are alike, a group is described by how many of them it takes, and `groups` is
    the number of such groups.

    Parameters
    ----------
    assembly
        With the bodies that bind its parties.
    limit
        The most groups listed at a level.

    Examples
    --------
    >>> from formateur.assembly import Body
    >>> soviet = Assembly("soviet", (Party("red", 62), Party("others", 39)),
    ...     blocs=(Body("committee", 21, binds="red"),))
    >>> for row in leading(soviet).rows():
    ...     print(row["level"], row["body"], row["group"], row["size"], row["groups"])
    party soviet ('red',) 1 1
    body committee any 11 of 21 members 11 352716
    person soviet any 11 of 21 members of committee 11 352716
    """
    assembly = assembly_of(assembly)
    rows: list[dict[str, Any]] = []
    parties = Game(assembly.rule, assembly.ids, assembly.name)
    rows += _smallest(parties, "party", assembly.name, assembly, limit)
    alone = {p for p in assembly.ids if any(p in _named(row, parties) for row in rows)}
    for body in assembly.blocs:
        if body.binds in alone:
            rows += _body_rows(body, assembly, limit)
    if any(body.binds in alone for body in assembly.blocs):
        rows += _person_rows(nested(assembly, "person"), assembly)
    notes = []
    if not rows:
        notes.append("no group decides whatever the seats that are unknown turn out to be")
    return Leading(
        input=assembly.name,
        method="leading groups",
        parameters={"limit": limit},
        complete=all(row["listed"] for row in rows),
        notes=tuple(notes),
        levels=tuple({k: v for k, v in row.items() if k != "listed"} for row in rows),
    )


def _smallest(
    game: Game, level: str, body: str, assembly: Assembly | None, limit: int
) -> list[dict[str, Any]]:
    """Groups with the fewest members that win for sure, alike groups as one row."""
    sizes = [len(kind) for kind in game.kinds]
    if game.cells > CELLS:
        return [_for_example(game, level, body, assembly)]
    surely = game.rule.truth(Crowds(game.kinds, axes(sizes)))[0]
    wins = np.broadcast_to(np.asarray(surely, dtype=bool), tuple(n + 1 for n in sizes))
    vectors = np.argwhere(wins)
    if not len(vectors) or not vectors[0].any():
        return []
    members = vectors.sum(axis=1)
    least = [tuple(map(int, v)) for v in vectors[members == members.min()]]
    least.sort(key=lambda v: [-k for k in v])
    rows = []
    for vector in least[:limit]:
        some = [p for kind, k in zip(game.kinds, vector, strict=True) for p in kind[:k]]
        rows.append(
            {
                "level": level,
                "body": body,
                "group": _described(game, vector),
                "size": sum(vector),
                "of": len(game.players),
                "groups": prod(comb(n, k) for n, k in zip(sizes, vector, strict=True)),
                "votes": span(assembly.votes_of(some)) if assembly else None,
                "listed": len(least) <= limit,
            }
        )
    return rows


def _for_example(game: Game, level: str, body: str, assembly: Assembly | None) -> dict[str, Any]:
    """Groups too many to list one by one: how many members it takes, and one group."""
    if game.known and len(game.voters) <= PLAYERS:
        from formateur.power.bits import one_of_size, packed

        size, many = _fewest(game)
        mask = one_of_size(packed(game.rule, game.voters), size) or 0
        some = [p for k, p in enumerate(game.voters) if mask >> k & 1]
    elif game.form is not None:
        size, many, some = _heaviest(game)
    else:
        raise OutOfReachError(
            f"{game.name}: smallest groups among {len(game.voters)} players of "
            f"{len(game.kinds)} kinds are too many to look through"
        )
    return {
        "level": level,
        "body": body,
        "group": tuple(some)
        if many == 1
        else (f"{size} of {len(game.players)}, such as {', '.join(some)}",),
        "size": size,
        "of": len(game.players),
        "groups": many,
        "votes": span(assembly.votes_of(some)) if assembly else None,
        "listed": True,
    }


def _heaviest(game: Game) -> tuple[int, int, list[str]]:
    """Under one quota the heaviest win with the fewest members: their number, and one group."""
    from formateur.power.orderings import minimal_by_size

    assert game.form is not None
    weights, quota = game.form
    order = sorted(range(len(weights)), key=lambda k: -weights[k])
    size, held = 0, 0
    while held < quota:
        held += weights[order[size]]
        size += 1
    inside = minimal_by_size(game)  # memberships in groups of each size; none is smaller
    members = sum(len(kind) * row[size] for kind, row in zip(game.kinds, inside, strict=True))
    return size, members // size, [game.voters[k] for k in order[:size]]


def _named(row: Mapping[str, Any], game: Game) -> set[str]:
    """Everybody who stands in some group of a row."""
    kinds = [k for k in game.kinds if any(f"({k[0]} .. {k[-1]})" in g for g in row["group"])]
    return set(row["group"]) | {p for kind in kinds for p in kind}


def _described(game: Game, vector: tuple[int, ...]) -> tuple[str, ...]:
    """Names; where only some of several alike are needed, how many of them."""
    said: list[str] = []
    for kind, k in zip(game.kinds, vector, strict=True):
        if k == len(kind):
            said += kind
        elif k:
            said.append(f"any {k} of {len(kind)} ({kind[0]} .. {kind[-1]})")
    return tuple(said)


def span(bounds: tuple[int, int]) -> int | str:
    """A number, or ``low..high`` when it is unknown."""
    return bounds[0] if bounds[0] == bounds[1] else f"{bounds[0]}..{bounds[1]}"


def _body_rows(body: Body, assembly: Assembly, limit: int) -> list[dict[str, Any]]:
    assert body.rule is not None
    rows = []
    home = _factions_of(body, assembly)
    if home:
        inner, members = _by_faction(body.rule, home)
        groups = _smallest(Game(inner, tuple(members), body.id), "faction", body.id, None, limit)
        rows += groups
    game = Game(body.rule, body.rule.players, body.id)
    size, many = _fewest(game)
    rows.append(
        {
            "level": "body",
            "body": body.id,
            "group": f"any {size} of {body.size} members",
            "size": size,
            "of": body.size,
            "groups": many,
            "votes": size,
            "listed": True,
        }
    )
    return rows


def _fewest(game: Game) -> tuple[int, int]:
    """Fewest members of a winning coalition, and how many such coalitions there are."""
    if not countable(game):
        raise FormateurError(f"{game.name}: too many members of different kinds to count groups")
    counts = game.counts.minimal
    size = next((k for k, n in enumerate(counts) if n), 0)
    return size, counts[size]


def _person_rows(game: Game, assembly: Assembly) -> list[dict[str, Any]]:
    """The fewest persons and whole parties that decide everything, through all bodies."""
    homes = {m: b for b in assembly.blocs if b.rule for m in b.rule.players}
    try:
        size, many = _fewest(game)
    except FormateurError:
        return []
    bodies = [b for b in assembly.blocs if len({homes.get(p) for p in game.voters} & {b})]
    alone = next(
        (
            b
            for b in bodies
            if b.rule and _fewest(Game(b.rule, b.rule.players, b.id)) == (size, many)
        ),
        None,
    )
    said = (
        f"any {size} of {alone.size} members of {alone.id}"
        if alone
        else f"{size} members of bodies, and parties without one"
    )
    return [
        {
            "level": "person",
            "body": assembly.name,
            "group": said,
            "size": size,
            "of": len(game.players),
            "groups": many,
            "votes": None,
            "listed": True,
        }
    ]
