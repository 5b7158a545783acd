"""Parties, the assembly in which they vote, and the governments they may form: one moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from os import PathLike
from types import MappingProxyType
from typing import Any, Literal, Protocol, Self, TypeAlias

from formateur.charts import Slice, hemicycle_svg
from formateur.errors import FormateurError, UnknownPartyError
from formateur.results import Picture, Tabular, hull, told_band
from formateur.rules import (
    Bloc,
    Confidence,
    Division,
    Investiture,
    Present,
    Quota,
    Residual,
    Rule,
    Share,
    Weights,
    investiture,
    majority,
    mapped,
)

__all__ = [
    "Assembly",
    "Body",
    "Faction",
    "Government",
    "House",
    "Party",
    "Person",
    "assembly_of",
    "carried",
]


@dataclass(frozen=True, slots=True)
class Person:
    """One named person; `faction` is the id of the faction the person belongs to, if any."""

    id: str
    name: str = ""
    faction: str = ""


@dataclass(frozen=True, slots=True)
class Faction:
    """A group inside a party; `seats` is ``None`` when no source gives its size."""

    id: str
    name: str = ""
    seats: int | None = None
    persons: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """One bloc of votes in one assembly. `id` is the handle used everywhere.

    `seats` is ``None`` when unknown, and then the party stands in a residual group of its
    assembly. `votes` differs from `seats` where members do not vote (a Speaker, seats not taken
    up). `weights` holds further weights by name, such as a state's population.

    >>> Party("sf", 7, "Sinn Féin", votes=0)
    <Party sf: 7 seats, 0 votes>
    """

    id: str
    seats: int | None
    name: str = ""
    short: str = ""
    votes: int | None = None
    colour: str | None = None
    factions: tuple[Faction, ...] = ()
    persons: tuple[Person, ...] = ()
    weights: tuple[tuple[str, int | Fraction], ...] = ()
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            raise FormateurError("a party has an empty id")
        if self.votes is None:
            object.__setattr__(self, "votes", self.seats)
        for what, number in (("seats", self.seats), ("votes", self.votes)):
            if number is None:
                continue
            if isinstance(number, bool) or not isinstance(number, int):
                raise FormateurError(f"party {self.id!r} has {number!r} {what}; use whole numbers")
            if number < 0:
                raise FormateurError(
                    f"party {self.id!r} has {number} {what}; {what} are 0 or more"
                )

    @property
    def label(self) -> str:
        """The short name, for pictures and tables."""
        return self.short or self.id

    def __repr__(self) -> str:
        seats = "unknown" if self.seats is None else self.seats
        votes = "" if self.votes == self.seats else f", {self.votes} votes"
        return f"<Party {self.id}: {seats} seats{votes}>"


@dataclass(frozen=True, slots=True)
class Body:
    """A body inside a party that decides how all its members in the assembly vote.

    `members` may name fewer people than `size`: the others are members no source names.
    """

    id: str
    size: int
    name: str = ""
    members: tuple[Person, ...] = ()
    rule: Rule | None = None
    binds: str = ""
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.size < 1:
            raise FormateurError(
                f"body {self.id!r} has {self.size} members; bodies have 1 or more"
            )
        if len(self.members) > self.size:
            raise FormateurError(
                f"body {self.id!r} names {len(self.members)} members; its size is {self.size}"
            )
        if self.rule is None:
            object.__setattr__(self, "rule", majority(self.seats))

    @property
    def seats(self) -> Weights:
        """One vote per member; members no source names are numbered."""
        named = [p.id for p in self.members]
        unnamed = [f"{self.id}-{k}" for k in range(len(named) + 1, self.size + 1)]
        return Weights.of(dict.fromkeys([*named, *unnamed], 1), name="members")

    @property
    def quota(self) -> int:
        """The fewest members that carry the body."""
        form = self.rule.weighted() if self.rule else None
        if form is None:
            raise FormateurError(f"body {self.id!r} does not decide by one quota")
        return int(form[1])

    def __repr__(self) -> str:
        return f"<Body {self.id}: {self.size} members, binds {self.binds}>"


@dataclass(frozen=True, slots=True)
class Assembly(Tabular):
    """A body that decides by counting votes at one moment.

    `rule` is the ordinary decision rule (default: more than half of all votes; `quota` is short
    for a fixed number of votes). `investiture` is how a government comes into office (default:
    that rule, positive).

    >>> Assembly("EEC Council", (Party("de", 4), Party("fr", 4), Party("lu", 1)), quota=6)
    <Assembly 'EEC Council': 3 parties, 9 seats, quota 6>
    """

    name: str
    parties: tuple[Party, ...]
    quota: int | Fraction | None = None
    rule: Rule = field(default=None)  # type: ignore[assignment]
    investiture: Investiture = field(default=None)  # type: ignore[assignment]
    confidence: Confidence | None = None
    residual: tuple[Residual, ...] = ()
    blocs: tuple[Body, ...] = ()

    def __post_init__(self) -> None:
        if not self.parties:
            raise FormateurError(f"{self.name}: an assembly has at least one party")
        if len({p.id for p in self.parties}) < len(self.parties):
            ids = [p.id for p in self.parties]
            twice = next(i for i in ids if ids.count(i) > 1)
            raise FormateurError(f"{self.name}: two parties share the id {twice!r}")
        if self.votes.total == 0:
            raise FormateurError(f"{self.name}: no party has a vote")
        given = self.quota
        if self.rule is None:
            given = None
            object.__setattr__(self, "rule", self._default_rule())
        for player in self.rule.players:
            self.party(player)
        form = self.rule.weighted()
        object.__setattr__(self, "quota", form[1] if form else None)
        if given is not None and given != self.quota:
            own = "is no single quota" if self.quota is None else f"has quota {self.quota}"
            raise FormateurError(
                f"{self.name}: quota {given} is given, yet the rule {own}; give one of the two"
            )
        if form and not 0 < form[1] <= form[0].total:
            raise FormateurError(f"{self.name}: quota {form[1]} is outside 1..{form[0].total}")
        if self.investiture is None:
            object.__setattr__(self, "investiture", Investiture("positive", self.rule))
        for body in self.blocs:
            self.party(body.binds)

    def _default_rule(self) -> Rule:
        return majority(self.votes) if self.quota is None else Quota(self.votes, self.quota)

    @classmethod
    def from_seats(
        cls,
        seats: Mapping[str, int] | Sequence[int],
        *,
        name: str = "assembly",
        quota: int | None = None,
        kind: str = "positive",
    ) -> Self:
        """Make an assembly from seats by party: members' majority unless `quota` says otherwise.

        Seats alone, without parties, belong to p1, p2 and so on.

        >>> Assembly.from_seats({"spd": 206, "union": 197, "greens": 118, "fdp": 92,
        ...     "afd": 83, "left": 39, "ssw": 1}, name="Bundestag 2021")
        <Assembly 'Bundestag 2021': 7 parties, 736 seats, quota 369>
        >>> Assembly.from_seats([50, 49, 1]).ids
        ('p1', 'p2', 'p3')
        """
        if isinstance(seats, (str, bytes)) or not isinstance(seats, (Mapping, Sequence)):
            raise FormateurError(f"{seats!r} are no seats; give {{'a': 50, 'b': 49}} or [50, 49]")
        if isinstance(seats, Sequence):
            seats = {f"p{k}": n for k, n in enumerate(seats, start=1)}
        parties = tuple(Party(p, n) for p, n in seats.items())
        made = cls(name, parties, quota=quota)
        if kind == "positive":
            return made
        return replace(made, investiture=investiture(kind, made.votes))

    @property
    def ids(self) -> tuple[str, ...]:
        """Party ids in case order."""
        return tuple(p.id for p in self.parties)

    @property
    def seats(self) -> Mapping[str, int | None]:
        """Seats by party; ``None`` is unknown."""
        return MappingProxyType({p.id: p.seats for p in self.parties})

    @property
    def votes(self) -> Weights:
        """Votes by party, with the residual groups."""
        return Weights.of({p.id: p.votes for p in self.parties}, groups=self.residual)

    def weights(self, name: str) -> Weights:
        """Weights by name: ``votes``, ``one`` for each party, or one that the parties carry."""
        if name == "votes":
            return self.votes
        if name == "one":
            return Weights.of(dict.fromkeys(self.ids, 1), name="one")
        found = {p.id: dict(p.weights).get(name) for p in self.parties}
        missing = [p for p, w in found.items() if w is None]
        if missing:
            raise FormateurError(f"{self.name}: no weight {name!r} for {', '.join(missing)}")
        return Weights.of(found, name=name)

    @property
    def size(self) -> int:
        """All seats, residual groups included."""
        known = sum(p.seats for p in self.parties if p.seats is not None)
        return known + sum(g.seats for g in self.residual)

    def party(self, party: str) -> Party:
        """The party with this id."""
        for p in self.parties:
            if p.id == party:
                return p
        raise UnknownPartyError(party, self.ids)

    def ordered(self, coalition: Iterable[str]) -> tuple[str, ...]:
        """The coalition's ids, each known, in case order."""
        if isinstance(coalition, str):
            raise FormateurError(f"{coalition!r} is one word; give a list of party ids")
        members = set(coalition)
        for party in sorted(members.difference(self.ids)):
            raise UnknownPartyError(party, self.ids)
        return tuple(p for p in self.ids if p in members)

    def seats_of(self, coalition: Iterable[str]) -> tuple[int, int]:
        """Least and greatest number of seats the coalition can hold; equal when known."""
        return self._held(coalition, {p.id: p.seats for p in self.parties})

    def votes_of(self, coalition: Iterable[str]) -> tuple[int, int]:
        """Least and greatest number of votes the coalition can cast; equal when known."""
        return self._held(coalition, {p.id: p.votes for p in self.parties})

    def _held(self, coalition: Iterable[str], held: Mapping[str, int | None]) -> tuple[int, int]:
        members = set(self.ordered(coalition))
        low = high = sum(n for p in members if (n := held[p]) is not None)
        for group in self.residual:
            inside = members.intersection(group.parties)
            high += group.seats if inside else 0
            low += group.seats if len(inside) == len(group.parties) else 0
        return low, high

    def wins(self, coalition: Iterable[str]) -> bool | None:
        """Whether the coalition decides alone, against all others; ``None``: unknown seats decide.

        >>> Assembly.from_seats({"red": 40, "blue": 35, "green": 25}).wins(["red", "green"])
        True
        """
        return self.rule.passes(Division(frozenset(self.ordered(coalition))))

    def bound_rule(self) -> Rule:
        """The decision rule with every bloc's vote decided inside its body."""
        rule = self.rule
        for body in self.blocs:
            assert body.rule is not None
            rule = Bloc(body.binds, body.rule, rule)
        return rule

    def rebuilt(
        self,
        parties: Iterable[Party],
        *,
        size: Literal["kept", "moved"] = "moved",
        residual: Iterable[Residual] | None = None,
    ) -> Self:
        """The same body with other parties or seats, under the same rules.

        ``size="moved"`` counts every share of the members anew; ``"kept"`` holds the number of
        members that the rules speak of, as when seats fall vacant. A fixed number of votes stays
        in both. Blocs of parties that are gone are dropped. `residual` are the groups of unknown
        seats, by default those whose parties are all still there.

        >>> house = Assembly.from_seats({"a": 62, "b": 39})
        >>> smaller = (Party("a", 50), Party("b", 39))
        >>> house.rebuilt(smaller).quota, house.rebuilt(smaller, size="kept").quota
        (45, 51)
        """
        held = tuple(parties)
        ids = {p.id for p in held}
        groups = self.residual if residual is None else tuple(residual)
        unknown = tuple(g for g in groups if ids.issuperset(g.parties))
        new = Assembly(self.name, held, residual=unknown)

        def weights(name: str, old: Weights) -> Weights:
            if name == "casting":  # the casting vote stays with whoever had it
                return Weights.of({p: old.values.get(p, 0) for p in new.ids}, name=name)
            return new.weights(name)

        def leaf(old: Quota | Share | Present) -> Rule:
            now = weights(old.weights.name, old.weights)
            if size == "kept" and isinstance(old, Share) and old.of == "members":
                return Quota(now, (old.weighted() or (None, 0))[1])
            return replace(old, weights=now)

        def rule(old: Rule | None) -> Rule | None:
            return None if old is None else mapped(old, leaf)

        office, fall = self.investiture, self.confidence
        return replace(
            self,
            parties=held,
            quota=None,
            rule=mapped(self.rule, leaf),
            investiture=replace(office, rule=rule(office.rule)),
            confidence=None if fall is None else replace(fall, rule=mapped(fall.rule, leaf)),
            residual=unknown,
            blocs=tuple(b for b in self.blocs if b.binds in ids),
        )

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is allowed but worth a word: a low quota, parties without a vote."""
        said = []
        form = self.rule.weighted()
        if form and 2 * form[1] <= form[0].total:
            said.append(
                f"{self.name}: quota {form[1]} is at most half of {form[0].total}: "
                "two disjoint coalitions can both win"
            )
        silent = [p.id for p in self.parties if p.votes == 0]
        if silent:
            said.append(f"{self.name}: without a vote: {', '.join(silent)}")
        return tuple(said)

    def rows(self) -> list[dict[str, Any]]:
        """One row per party."""
        return [
            {
                "party": p.id,
                "name": p.name,
                "seats": "unknown"
                if p.seats is None
                else told_band(hull([self.seats_of([p.id])])),
                "votes": "unknown"
                if p.votes is None
                else told_band(hull([self.votes_of([p.id])])),
            }
            for p in self.parties
        ]

    def _caption(self) -> str:
        return f"{self.name}: {self.rule.describe()}"

    def slices(self, government: Government | None = None) -> list[Slice]:
        """Parties as slices of a hemicycle, a government's parts marked; a residual is one."""
        role = {row["party"]: row["role"] for row in government.rows()} if government else {}
        made = [
            Slice(p.id, p.label, p.seats, p.colour, role.get(p.id, ""))
            for p in self.parties
            if p.seats is not None
        ]
        for group in self.residual:
            label = "+".join(self.party(p).label for p in group.parties[:3])
            more = "+…" if len(group.parties) > 3 else ""
            made.append(Slice("+".join(group.parties), f"{label}{more} (?)", group.seats))
        return made

    @property
    def majority(self) -> int | None:
        """The quota in votes, where the rule is one quota over them."""
        form = self.rule.weighted()
        return int(form[1]) if form and form[0].name == "votes" else None

    def plot(self, government: Government | None = None, *, title: str = "") -> Picture:
        """A hemicycle as SVG, with a government marked."""
        parts = self.slices(government)
        said = ", ".join(f"{s.label} {s.seats}" for s in parts if s.seats)
        kinds = (
            ("cabinet", "In the cabinet"),
            ("support", "Vote for it"),
            ("tolerates", "Abstain"),
        )
        roles = [(words, [s.label for s in parts if s.group == k]) for k, words in kinds]
        marked = "".join(f" {words}: {', '.join(who)}." for words, who in roles if who)
        drawn = hemicycle_svg(
            parts,
            title=title or self.name,
            desc=f"Seats by party: {said}.{marked}",
            majority=self.majority,
        )
        return Picture(drawn)

    def __repr__(self) -> str:
        rule = f"quota {self.quota}" if self.quota is not None else self.rule.describe()
        return f"<Assembly {self.name!r}: {len(self.parties)} parties, {self.size} seats, {rule}>"


@dataclass(frozen=True, slots=True)
class Government(Tabular):
    """A government: who sits in the cabinet, who votes for it, who abstains. Others vote against.

    `left` are parties that left it, each with the day; `until` is the day on which it ended.

    >>> Government(("s", "mp"), tolerates=("c", "l", "v"), formateur="s")
    <Government s+mp, tolerated by c+l+v>
    """

    cabinet: tuple[str, ...]
    support: tuple[str, ...] = ()
    tolerates: tuple[str, ...] = ()
    formateur: str | None = None
    head: str = ""
    date: str = ""
    source: str = ""
    note: str = ""
    left: tuple[tuple[str, str], ...] = ()
    until: str = ""

    def __post_init__(self) -> None:
        if not self.cabinet:
            raise FormateurError("a government has at least one party in the cabinet")
        everybody = [*self.cabinet, *self.support, *self.tolerates]
        for party in everybody:
            if everybody.count(party) > 1:
                raise FormateurError(f"{party!r} stands twice in one government")

    @property
    def division(self) -> Division:
        """How the assembly votes on it."""
        return Division(frozenset(self.cabinet + self.support), frozenset(self.tolerates))

    def rows(self) -> list[dict[str, Any]]:
        """One row per party with a part in it."""
        return [
            {"party": party, "role": role}
            for role, parties in (
                ("cabinet", self.cabinet),
                ("support", self.support),
                ("tolerates", self.tolerates),
            )
            for party in parties
        ]

    def __repr__(self) -> str:
        said = "+".join(self.cabinet)
        for how, who in (("supported", self.support), ("tolerated", self.tolerates)):
            said += f", {how} by {'+'.join(who)}" if who else ""
        return f"<Government {said}>"


class _Carrier(Protocol):
    """What carries an assembly, and with it positions and stated terms: a case."""

    @property
    def assembly(self) -> Assembly: ...


House: TypeAlias = Assembly | _Carrier | Mapping[str, int]


def assembly_of(given: House) -> Assembly:
    """The assembly itself, that of a case, or one made from seats by party.

    >>> assembly_of({"a": 50, "b": 49, "c": 1})
    <Assembly 'assembly': 3 parties, 100 seats, quota 51>
    >>> assembly_of("riksdag-2018")
    Traceback (most recent call last):
    ...
    formateur.errors.FormateurError: 'riksdag-2018' is text; load the case first: \
formateur.cases.read('riksdag-2018')
    """
    held = given if isinstance(given, Assembly) else getattr(given, "assembly", None)
    if isinstance(held, Assembly):
        return held
    if isinstance(given, (str, PathLike)):
        said = str(given)
        raise FormateurError(
            f"{said!r} is text; load the case first: formateur.cases.read({said!r})"
        )
    if isinstance(given, (Mapping, Sequence)):
        return Assembly.from_seats(given)
    raise FormateurError(f"{given!r} is no assembly; give an Assembly, a Case, or seats by party")


def carried(given: House, what: str, own: Any) -> Any:
    """What a case carries under this name (``terms``, ``space``), unless one's own is given."""
    return own if own is not None or isinstance(given, Assembly) else getattr(given, what, None)
