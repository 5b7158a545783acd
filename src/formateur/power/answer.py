"""What `formateur.power.power` answers: values per index and player, and who stands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from formateur.errors import FormateurError
from formateur.power.games import Game, Values, decided_players
from formateur.power.indices import POWER_INDICES, index_id
from formateur.results import Picture, Result

__all__ = ["Power"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Power(Result):
    """Voting power: for each index a value per player.

    `fractions` lets rows hold exact fractions, as far as values are exact; `digits` rounds the
    others. Pictures call players by `labels`, where they have any.
    """

    game: Game
    values: Mapping[str, Values]
    seats: Mapping[str, int | float | Fraction | None]
    fractions: bool = False
    digits: int | None = None
    roles: Mapping[str, str] = field(default_factory=dict, hash=False)
    dominant: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def rule(self) -> str:
        """The rule in words."""
        return self.game.rule.describe()

    @property
    def standing(self) -> str:
        """Who stands out: dictator, vetoers, dummies, the dominant player."""
        said = []
        for role, word in (("dictator", "dictator"), ("vetoer", "vetoers"), ("dummy", "dummies")):
            who = [p for p, r in self.roles.items() if r == role]
            if who:
                more = f" and {len(who) - 12} more" if len(who) > 12 else ""
                said.append(f"{word}: {', '.join(who[:12])}{more}")
        if self.dominant:
            said.append(f"dominant: {self.dominant}")
        return "; ".join(said)

    def plot(self) -> Picture:
        """Seats against power of the first index, as SVG: shares of one on both axes."""
        from formateur.power.picture import Point, scatter_svg

        index, values = next(iter(self.values.items()))
        held = {p: self.seats.get(p) for p in self.game.players}
        if any(v is None for v in [*held.values(), *values.values()]):
            raise FormateurError("a picture of seats against power needs known seats")
        seats = sum(float(s or 0) for s in held.values()) or 1.0
        total = sum(float(values[p]) for p in self.game.players) or 1.0
        points = [
            Point(p, self.labels.get(p, p), float(held[p] or 0) / seats, float(values[p]) / total)
            for p in self.game.players
        ]
        drawn = scatter_svg(
            points,
            title=f"{self.input}: seats and power",
            index=f"{POWER_INDICES[index].title}, share",
            desc=f"Rule: {self.rule}. On the dashed line power equals the share of seats.",
        )
        return Picture(drawn)

    def __getitem__(self, index: str) -> Values:
        return self.values[index_id(index)]

    def rows(self) -> list[dict[str, Any]]:
        """One row per player: party, seats, share of seats, one column per index."""
        total = sum(Fraction(s) for s in self.seats.values() if s is not None)
        # Members of a committee and deputies of an assembly hold seats of different bodies.
        nested = bool(decided_players(self.game.rule))
        unknown = nested or any(s is None for s in self.seats.values())
        rows = []
        for player in self.game.players:
            held = self.seats.get(player)
            share = None if held is None or unknown or not total else Fraction(held) / total
            row: dict[str, Any] = {
                "party": player,
                "seats": held if not isinstance(held, Fraction) else self._number(held),
                "share": None if share is None else self._number(share),
            }
            for index, values in self.values.items():
                row |= self._cells(index.replace("_", "-"), values, player)
            rows.append(row)
        return rows

    def _cells(self, name: str, values: Values, player: str) -> dict[str, Any]:
        made = {name: self._number(values[player])}
        if values.spans:
            low, high = values.spans[player]
            made |= {f"{name}-low": self._number(low), f"{name}-high": self._number(high)}
        return made

    def _number(self, value: Any) -> Any:
        if value is None or isinstance(value, int):
            return value
        if self.fractions and isinstance(value, Fraction):
            return int(value) if value.denominator == 1 else value
        return round(float(value), self.digits) if self.digits is not None else float(value)

    def summary(self) -> dict[str, Any]:
        """How each index was found and how far it may be off."""
        made: dict[str, Any] = {
            index.replace("_", "-"): {"method": v.method, "error": v.error}
            for index, v in self.values.items()
        }
        if self.roles:
            for role, word in (
                ("dictator", "dictators"),
                ("vetoer", "vetoers"),
                ("dummy", "dummies"),
            ):
                made[word] = [p for p, r in self.roles.items() if r == role]
            made["dominant"] = self.dominant
        return made

    def __repr__(self) -> str:
        index, values = next(iter(self.values.items()))
        known = {p: v for p, v in values.items() if v is not None}
        if not known:
            return f"<Power {index} of {self.input}: depends on unknown seats>"
        top = max(known, key=lambda p: known[p])
        return f"<Power {index}, {values.method}: {top} highest, {float(known[top]):.3f}>"
