"""Positions of parties on theses, with salience."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from formateur.errors import FormateurError, UnknownIdError, UnknownPartyError, listing
from formateur.fields import plain_number_of
from formateur.results import Tabular

if TYPE_CHECKING:
    from formateur.record import Record

__all__ = [
    "POSITIONS",
    "Platform",
    "Position",
    "Programme",
    "Thesis",
    "recorded_positions",
    "salience_of",
    "stance",
]

Position: TypeAlias = "int | Fraction | None"
POSITIONS: Mapping[Position, str] = {1: "agree", 0: "neutral", -1: "disagree", None: "unknown"}
Number: TypeAlias = "int | float | str | Fraction"

_STANCES: dict[str, Position] = {"for": 1, "against": -1}


def stance(position: Position) -> str | float:
    """A position for a reader: a word, or a number between the words.

    >>> stance(1), stance(None), stance(Fraction(-2, 5))
    ('agree', 'unknown', -0.4)
    """
    return POSITIONS[position] if position in POSITIONS else float(position or 0)


@dataclass(frozen=True, slots=True)
class Thesis:
    """One sentence that parties agree or disagree with."""

    id: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Platform:
    """One party's positions, in the order of the theses: 1, 0, -1, or ``None`` for unknown.

    A position may also lie between: a `Fraction` from -1 to 1, as experts place parties.
    `salience` is how much each thesis matters to the party, in any unit; all alike by default.

    >>> Platform("a", (1, None)).salience
    (Fraction(1, 1), Fraction(1, 1))
    """

    party: str
    positions: tuple[Position, ...]
    salience: tuple[Fraction, ...] = ()

    def __post_init__(self) -> None:
        if not self.salience:
            object.__setattr__(self, "salience", (Fraction(1),) * len(self.positions))
        if len(self.salience) != len(self.positions):
            raise FormateurError(
                f"party {self.party!r}: {len(self.positions)} positions and "
                f"{len(self.salience)} saliences do not fit"
            )


@dataclass(frozen=True, slots=True)
class Programme(Tabular):
    """Theses, and the parties' positions on them.

    >>> made = Programme.of({"a": {"tax": 1, "rail": 0}, "b": {"tax": -1}}, name="toy")
    >>> made
    <Programme 'toy': 2 theses, 2 parties, 1 position unknown>
    """

    theses: tuple[Thesis, ...]
    platforms: tuple[Platform, ...]
    name: str = "programme"
    notes: tuple[str, ...] = ()  # on how it was read, for answers to pass on

    def __post_init__(self) -> None:
        if not self.theses or not self.platforms:
            raise FormateurError(f"{self.name}: give at least one thesis and one party")
        for what, ids in (("thesis", self.ids), ("party", self.parties)):
            if len(set(ids)) < len(ids):
                twice = next(i for i in ids if ids.count(i) > 1)
                raise FormateurError(f"{self.name}: {what} {twice!r} stands twice")
        for platform in self.platforms:
            _check(platform, self.theses)

    @classmethod
    def of(
        cls,
        positions: Mapping[str, Mapping[str, Position]],
        *,
        salience: Mapping[str, Mapping[str, Number]] | None = None,
        name: str = "programme",
    ) -> Self:
        """A programme from positions (and salience) by party and thesis; what lacks is unknown.

        A thesis without a stated salience counts 1 for a party.
        """
        ids = list(dict.fromkeys(t for held in positions.values() for t in held))
        weights = salience or {}
        for party, held in weights.items():
            if party not in positions:
                raise UnknownPartyError(party, list(positions))
            strange = [t for t in held if t not in ids]
            if strange:
                raise FormateurError(
                    f"salience of {party}: no thesis {strange[0]!r}; there are {listing(ids)}"
                )
        platforms = tuple(
            Platform(
                party,
                tuple(held.get(t) for t in ids),
                tuple(salience_of(party, t, weights.get(party, {}).get(t, 1)) for t in ids),
            )
            for party, held in positions.items()
        )
        return cls(tuple(Thesis(t) for t in ids), platforms, name)

    @property
    def ids(self) -> tuple[str, ...]:
        """Thesis ids in order."""
        return tuple(t.id for t in self.theses)

    @property
    def parties(self) -> tuple[str, ...]:
        """Party ids in order."""
        return tuple(p.party for p in self.platforms)

    def platform(self, party: str) -> Platform:
        """The platform of a party."""
        for platform in self.platforms:
            if platform.party == party:
                return platform
        raise UnknownPartyError(party, self.parties)

    def only(self, theses: Sequence[str]) -> Self:
        """The same programme with some of its theses, in the order given.

        Raises
        ------
        UnknownIdError
            If there is no such thesis.

        >>> Programme.of({"a": {"tax": 1, "rail": 0}}).only(["rail"]).ids
        ('rail',)
        """
        for thesis in theses:
            if thesis not in self.ids:
                raise UnknownIdError("thesis", thesis, self.ids)
        places = [self.ids.index(t) for t in dict.fromkeys(theses)]
        platforms = tuple(
            Platform(
                p.party,
                tuple(p.positions[k] for k in places),
                tuple(p.salience[k] for k in places),
            )
            for p in self.platforms
        )
        return replace(self, theses=tuple(self.theses[k] for k in places), platforms=platforms)

    def among(self, parties: Sequence[str]) -> Self:
        """The same programme with some of its parties, in the order given.

        Raises
        ------
        UnknownPartyError
            If there is no such party.

        >>> made = Programme.of({"a": {"tax": 1}, "b": {"tax": 0}, "c": {"tax": -1}})
        >>> made.among(["c", "a"]).parties
        ('c', 'a')
        """
        return replace(self, platforms=tuple(self.platform(p) for p in dict.fromkeys(parties)))

    def with_platform(self, platform: Platform) -> Self:
        """The same programme with one platform put in, in place of the party's own if it has one.

        >>> made = Programme.of({"a": {"tax": 1}})
        >>> made.with_platform(Platform("b", (-1,))).parties
        ('a', 'b')
        """
        if platform.party in self.parties:
            held = [platform if p.party == platform.party else p for p in self.platforms]
            return replace(self, platforms=tuple(held))
        return replace(self, platforms=(*self.platforms, platform))

    def rows(self) -> list[dict[str, Any]]:
        """One row per thesis and party."""
        return [
            {
                "thesis": thesis.id,
                "party": platform.party,
                "position": stance(platform.positions[k]),
                "salience": platform.salience[k],
            }
            for k, thesis in enumerate(self.theses)
            for platform in self.platforms
        ]

    def __repr__(self) -> str:
        unknown = sum(p.positions.count(None) for p in self.platforms)
        said = f", {unknown} position{'s' if unknown > 1 else ''} unknown" if unknown else ""
        theses = "1 thesis" if len(self.theses) == 1 else f"{len(self.theses)} theses"
        parties = "1 party" if len(self.platforms) == 1 else f"{len(self.platforms)} parties"
        return f"<Programme {self.name!r}: {theses}, {parties}{said}>"


def _check(platform: Platform, theses: Sequence[Thesis]) -> None:
    if len(platform.positions) != len(theses):
        raise FormateurError(
            f"party {platform.party!r} has {len(platform.positions)} positions on "
            f"{len(theses)} theses"
        )
    for thesis, position in zip(theses, platform.positions, strict=True):
        if not _on_scale(position):
            raise FormateurError(
                f"party {platform.party!r}, thesis {thesis.id!r}: position {position!r} is "
                "outside the scale; use 1 (agree), 0 (neutral), -1 (disagree), a Fraction "
                "between, or nothing (unknown)"
            )
    for thesis, weight in zip(theses, platform.salience, strict=True):
        salience_of(platform.party, thesis.id, weight)
    if not any(platform.salience):
        raise FormateurError(
            f"party {platform.party!r}: salience is zero on every thesis; at least one must matter"
        )


def _on_scale(position: Any) -> bool:
    known = position is None or isinstance(position, (int, Fraction))
    return known and not isinstance(position, bool) and (position is None or -1 <= position <= 1)


def salience_of(party: str, thesis: str, given: Number) -> Fraction:
    """A salience as a number of 0 or more."""
    found = plain_number_of(given)
    if found is None:
        raise FormateurError(
            f"party {party!r}, thesis {thesis!r}: salience {given!r} is not a number"
        )
    if found < 0:
        raise FormateurError(
            f"party {party!r}, thesis {thesis!r}: salience {given} is negative; use 0 or more"
        )
    return found


def recorded_positions(record: Record) -> Programme:
    """Where actors of a record stand on its programme points, as sources report it.

    For is agree, against is disagree; a stance that is conditional may go either way and counts as
    unknown. Of several by one actor the latest counts. Salience is not recorded: points count
    alike.

    Raises
    ------
    FormateurError
        If the record has no positions on points.

    Examples
    --------
    >>> from formateur.cases import load
    >>> recorded_positions(load("petrograd-1917").record).ids
    ('bloodshed', 'famine', 'kaledin-point', 'ca', 'peace')
    """
    from formateur.record.events import last_day

    said: dict[str, dict[str, Position]] = {}
    for point in record.facts.points:
        dated = sorted(point.positions, key=lambda p: -1 if p.date is None else last_day(p.date))
        for position in dated:
            for actor in position.by:
                said.setdefault(actor, {})[point.id] = _STANCES.get(position.stance)
    known = {a: held for a, held in said.items() if any(p is not None for p in held.values())}
    if not known:
        raise FormateurError(f"{record.id}: it records no positions on programme points")
    points = [p.id for p in record.facts.points]
    made = Programme.of(
        {a: {t: held.get(t) for t in points} for a, held in known.items()}, name=record.id
    )
    texts = {p.id: f"{p.verb} {p.object}" for p in record.facts.points}
    return replace(made, theses=tuple(Thesis(t.id, texts[t.id]) for t in made.theses))
