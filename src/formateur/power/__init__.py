"""Voting power: how much a vote is worth under a rule as it really is. One row per index.

An index is a function of a rule, an assembly or a game that returns a value per player. To add
one: write the function, add a row here, a golden file and a handbook paragraph; the command line,
tests and docs read the row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from inspect import signature
from typing import Any

from formateur.assembly import Assembly
from formateur.errors import FormateurError, UnknownIdError, did_you_mean
from formateur.power.games import (
    Game,
    Subject,
    Values,
    decided_players,
    game_of,
    quota_rule,
    weights_of,
)
from formateur.registry import Registry, Row
from formateur.results import Result
from formateur.space import Space
from formateur.terms import Terms

__all__ = [
    "ALIASES",
    "POWER_INDICES",
    "Game",
    "Power",
    "Values",
    "game_of",
    "power",
    "quota_rule",
    "weights_of",
]

_SWINGS = "formateur.power.swings"
_ORDER = "formateur.power.orderings"
_UNIONS = "formateur.power.unions"
_RESTRICTED = "formateur.power.restricted"
_TERNARY = "formateur.power.abstention"
_SOLVED = "formateur.power.optimise"

POWER_INDICES = Registry(
    "index",
    "formateur.power",
    (
        Row(
            "banzhaf",
            f"{_SWINGS}:banzhaf",
            "Banzhaf, normalised",
            ("banzhaf_1965", "dubey_shapley_1979"),
        ),
        Row(
            "banzhaf_absolute",
            f"{_SWINGS}:banzhaf_absolute",
            "Banzhaf, absolute (Penrose; decisiveness)",
            ("penrose_1946", "banzhaf_1965", "dubey_shapley_1979"),
        ),
        Row("swings", f"{_SWINGS}:swings", "Raw swings", ("banzhaf_1965",)),
        Row(
            "shapley_shubik",
            f"{_ORDER}:shapley_shubik",
            "Shapley-Shubik",
            ("shapley_shubik_1954", "owen_1972", "trefethen_2013"),
        ),
        Row(
            "coleman_collectivity",
            f"{_SWINGS}:coleman_collectivity",
            "Coleman: power of the collectivity to act",
            ("coleman_1971",),
        ),
        Row(
            "coleman_preventive",
            f"{_SWINGS}:coleman_preventive",
            "Coleman: power to prevent",
            ("coleman_1971",),
        ),
        Row(
            "coleman_initiative",
            f"{_SWINGS}:coleman_initiative",
            "Coleman: power to initiate",
            ("coleman_1971",),
        ),
        Row(
            "rae",
            f"{_SWINGS}:rae",
            "Rae (satisfaction)",
            ("rae_1969", "dubey_shapley_1979"),
        ),
        Row("nevison", f"{_SWINGS}:nevison", "Nevison", ("nevison_1979",)),
        Row(
            "konig_brauninger",
            f"{_SWINGS}:konig_brauninger",
            "König-Bräuninger inclusiveness",
            ("konig_brauninger_1998",),
        ),
        Row("johnston", f"{_SWINGS}:johnston", "Johnston", ("johnston_1978",)),
        Row(
            "deegan_packel",
            f"{_SWINGS}:deegan_packel",
            "Deegan-Packel",
            ("deegan_packel_1978",),
        ),
        Row(
            "public_good",
            f"{_SWINGS}:public_good",
            "Public good (Holler)",
            ("holler_1982", "holler_packel_1983"),
        ),
        Row(
            "criticality",
            "formateur.power.decide:criticality",
            "Criticality: 1 a vetoer, 1/2 with one more, 0 a dummy",
            ("taylor_zwicker_1999",),
        ),
        Row(
            "nucleolus",
            f"{_SOLVED}:nucleolus",
            "Nucleolus",
            ("schmeidler_1969", "maschler_peleg_shapley_1979"),
            ("optimise",),
        ),
        Row(
            "minimum_integer_weights",
            f"{_SOLVED}:minimum_integer_weights",
            "Minimum integer weights",
            ("freixas_molinero_2009", "taylor_zwicker_1999"),
            ("optimise",),
        ),
        Row("owen", f"{_UNIONS}:owen", "Owen", ("owen_1977",), ("unions",)),
        Row(
            "banzhaf_owen",
            f"{_UNIONS}:banzhaf_owen",
            "Banzhaf-Owen",
            ("owen_1981",),
            ("unions",),
        ),
        Row(
            "symmetric_coalitional_banzhaf",
            f"{_UNIONS}:symmetric_coalitional_banzhaf",
            "Symmetric coalitional Banzhaf",
            ("alonso_meijide_fiestras_janeiro_2002",),
            ("unions",),
        ),
        Row(
            "union_public_good",
            f"{_UNIONS}:union_public_good",
            "Union public good",
            ("holler_nohn_2009",),
            ("unions",),
        ),
        Row(
            "solidarity_public_good",
            f"{_UNIONS}:solidarity_public_good",
            "Solidarity public good",
            ("alonso_meijide_2010",),
            ("unions",),
        ),
        Row(
            "myerson",
            f"{_RESTRICTED}:myerson",
            "Myerson: Shapley-Shubik among those who talk",
            ("myerson_1977",),
            ("apart",),
        ),
        Row(
            "myerson_banzhaf",
            f"{_RESTRICTED}:myerson_banzhaf",
            "Banzhaf among those who talk",
            ("myerson_1977", "banzhaf_1965"),
            ("apart",),
        ),
        Row(
            "conditional_banzhaf",
            f"{_RESTRICTED}:conditional_banzhaf",
            "Banzhaf over allowed coalitions",
            ("banzhaf_1965",),
            ("apart",),
        ),
        Row(
            "conditional_shapley",
            f"{_RESTRICTED}:conditional_shapley",
            "Shapley-Shubik over allowed coalitions",
            ("shapley_shubik_1954",),
            ("apart",),
        ),
        Row(
            "edelman",
            f"{_RESTRICTED}:edelman",
            "Edelman: orders along a line",
            ("edelman_1997",),
            ("space",),
        ),
        Row(
            "ternary_banzhaf",
            f"{_TERNARY}:ternary_banzhaf",
            "Banzhaf with abstention",
            ("felsenthal_machover_1997",),
            ("abstention",),
        ),
        Row(
            "ternary_shapley",
            f"{_TERNARY}:ternary_shapley",
            "Shapley-Shubik with abstention",
            ("felsenthal_machover_1997",),
            ("abstention",),
        ),
    ),
)

ALIASES = {
    "banzhaf_normalized": "banzhaf",
    "banzhaf_normalised": "banzhaf",
    "penrose": "banzhaf_absolute",
    "decisiveness": "banzhaf_absolute",
    "satisfaction": "rae",
    "shapley": "shapley_shubik",
    "holler": "public_good",
    "holler_pgi": "public_good",
    "inclusiveness": "konig_brauninger",
}
_SPLITS = 2_000


def index_id(name: str) -> str:
    """The id an index is registered under; hyphens and other names of it are understood.

    >>> index_id("holler-pgi")
    'public_good'
    """
    given = name.strip().lower().replace("-", "_")
    given = ALIASES.get(given, given)
    if given not in POWER_INDICES:
        known = [i.replace("_", "-") for i in POWER_INDICES]
        raise FormateurError(
            f"no index {name!r}; there are {', '.join(known)}.{did_you_mean(name, known)}"
        )
    return given


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Power(Result):
    """Voting power: for each index a value per player.

    `fractions` lets rows hold exact fractions, as far as values are exact; `digits` rounds the
    others.
    """

    game: Game
    values: Mapping[str, Values]
    seats: Mapping[str, int | float | Fraction | None]
    fractions: bool = False
    digits: int | None = None
    roles: Mapping[str, str] = field(default_factory=dict, hash=False)
    dominant: str | None = None

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

    def svg(self) -> str:
        """Seats against power of the first index, as SVG: shares of one on both axes."""
        from formateur.power.picture import Point, scatter_svg

        index, values = next(iter(self.values.items()))
        held = {p: self.seats.get(p) for p in self.game.players}
        if any(v is None for v in [*held.values(), *values.values()]):
            raise FormateurError("a picture of seats against power needs known seats")
        seats = sum(float(s or 0) for s in held.values()) or 1.0
        total = sum(float(values[p]) for p in self.game.players) or 1.0
        title = POWER_INDICES[index].title
        points = [
            Point(p, p, float(held[p] or 0) / seats, float(values[p]) / total)
            for p in self.game.players
        ]
        return scatter_svg(
            points,
            title=f"{self.input}: seats and power",
            index=f"{title}, share",
            desc=f"Rule: {self.rule}. On the dashed line power equals the share of seats.",
        )

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


def power(
    subject: Subject | Mapping[str, Any],
    *,
    index: str | Collection[str] = "banzhaf",
    quota: Any = None,
    unions: Iterable[Collection[str]] = (),
    terms: Terms | None = None,
    apart: Iterable[Collection[str]] = (),
    space: Space | None = None,
    by: str = "party",
    discipline: Any = 1,
    method: str = "auto",
    samples: int = 1 << 16,
    seed: int = 0,
    progress: Any = None,
    keep: Any = None,
) -> Power:
    """Voting power of every player, by one index or several.

    Parameters
    ----------
    subject
        A rule, an assembly, a game, or weights by player (then `quota` goes with them).
    index
        An id of `POWER_INDICES`, several of them, or ``all``: every index whose needs are met.
    quota
        With weights: votes needed, ``2/3`` or ``66%`` (at least), ``>1/2``; default: a majority.
    unions, terms, apart, space
        A priori unions; stated exclusions; groups kept apart; positions. For the indices that
        need them.
    by, discipline
        With an assembly: ``party``, ``faction`` or ``person``; the share of deputies who follow.
    method
        ``auto``, ``exact``, ``float`` or ``sampled``.
    samples, seed, progress, keep
        Of estimates; see :func:`formateur.power.sampling.sample`.

    Returns
    -------
    Power
        With unknown seats: exact where they do not matter, else the range over every split.

    Raises
    ------
    FormateurError
        For an unknown index, and where no method reaches the question.

    Examples
    --------
    >>> power({"a": 50, "b": 49, "c": 1}, quota=51)
    <Power banzhaf, exact: a highest, 0.600>
    >>> found = power({"a": 50, "b": 49, "c": 1}, quota=51, index=["shapley-shubik", "johnston"])
    >>> found["shapley-shubik"]["a"], found["johnston"]["a"]
    (Fraction(2, 3), Fraction(2, 3))
    """
    from formateur.power.swings import known_method

    known_method(method)
    game, seats = _game(subject, quota, by, discipline)
    groups = [list(u) for u in unions]
    kept_apart = [list(g) for g in apart]
    given: dict[str, Any] = {"unions": groups, "terms": terms, "apart": kept_apart, "space": space}
    everything = index == "all"
    chosen = _chosen(index, given, game)
    estimated = {"samples": samples, "seed": seed, "progress": progress, "keep": keep}
    found: dict[str, Values] = {}
    refused: list[str] = []
    for name in chosen:
        try:
            found[name] = _one(name, game, method, given, estimated)
        except FormateurError as error:
            if not everything:
                raise
            refused.append(f"{name.replace('_', '-')} is left out: {error}")
    if not found:
        raise FormateurError(refused[0])
    told = [note for v in found.values() for note in v.notes]
    return Power(
        input=game.name,
        method="power",
        parameters={
            "index": [i.replace("_", "-") for i in found],
            "method": method,
            "rule": game.rule.describe(),
            "unions": groups,
            "by": by,
            "discipline": str(discipline),
        },
        exact=all(v.method == "exact" for v in found.values()),
        complete=not refused,
        seed=seed if any(v.method == "sampled" for v in found.values()) else None,
        sources=tuple(dict.fromkeys(c for i in found for c in POWER_INDICES[i].cites)),
        notes=(*dict.fromkeys(told), *refused),
        game=game,
        values=found,
        seats=seats,
        roles=_roles(game, method),
        dominant=_dominant(game),
    )


def _roles(game: Game, method: str) -> dict[str, str]:
    """Roles, where they cost nothing more; else nothing."""
    from formateur.power.decide import roles

    cheap = game.known and game.cells <= 1 << 16
    if not cheap and not any(k.startswith("rates") for k in game.kept):
        return {}
    try:
        return roles(game, method=method if f"rates {method}" in game.kept else "auto")
    except FormateurError:
        return {}


def _dominant(game: Game) -> str | None:
    from formateur.power.decide import dominant

    if not game.known or len(game.voters) > 12:
        return None
    return dominant(game)


def _game(
    subject: Subject | Mapping[str, Any], quota: Any, by: str, discipline: Any
) -> tuple[Game, dict[str, Any]]:
    """The game, and the seats (weights) of its players."""
    from formateur.power.bodies import LEVELS, nested

    if by not in LEVELS:
        raise UnknownIdError("level of players", by, LEVELS)
    if isinstance(subject, Assembly) and quota is None:
        whole = str(discipline) in ("1", "on", "1.0", "100%")
        if by == "party" and whole:
            return game_of(subject), dict(subject.seats)
        game = nested(subject, by, discipline=discipline)
        held = dict(subject.seats)
        return game, {p: held.get(p, w) for p, w in _weights_in(game).items()}
    if by != "party" or str(discipline) not in ("1", "on", "1.0"):
        raise FormateurError("persons, factions and discipline need an assembly with bodies")
    game = game_of(subject, quota)
    return game, _weights_in(game)


def _weights_in(game: Game) -> dict[str, Any]:
    """Each player's weight in the first threshold that counts it, else 0."""
    found: dict[str, Any] = dict.fromkeys(game.players, 0)
    for leaf in reversed(list(game.rule.leaves)):
        found |= {p: w for p, w in leaf.weights.pairs if p in found}
    return found


def _met(name: str, given: Mapping[str, Any], game: Game) -> bool:
    """Whether there is what an index needs; exclusions between parties need parties that vote."""
    needs = POWER_INDICES[name].needs
    if "optimise" in needs:
        from importlib.util import find_spec

        return find_spec("highspy") is not None
    if "apart" in needs:
        terms = given["terms"].active if given["terms"] else ()
        return bool(given["apart"]) or any(set(t.by) <= set(game.players) for t in terms)
    if "abstention" in needs:
        return False  # asked for by name: it answers another question
    return all(given.get(n) for n in needs)


def _chosen(index: str | Collection[str], given: Mapping[str, Any], game: Game) -> list[str]:
    if index == "all":
        return [i for i in POWER_INDICES if _met(i, given, game)]
    names = [index] if isinstance(index, str) else list(index)
    if not names:
        raise FormateurError("name at least one index, or all")
    return list(dict.fromkeys(index_id(n) for n in names))


def _one(
    name: str, game: Game, method: str, given: Mapping[str, Any], estimated: Mapping[str, Any]
) -> Values:
    """One index, by the method asked for, or by the range over unknown seats."""
    row = POWER_INDICES[name]
    function = row.load()
    takes = signature(function).parameters
    if "unions" in row.needs and not given["unions"]:
        raise FormateurError(
            f"{name.replace('_', '-')} needs unions: give unions (--unions A+B,C+D)"
        )
    options = {k: v for k, v in given.items() if k in takes}
    if method == "sampled":
        return _estimated(name, game, estimated)
    if "method" in takes:
        options["method"] = method
    elif method == "float":
        raise FormateurError(
            f"{name.replace('_', '-')} is exact or not at all; leave out the method"
        )
    from formateur.power.games import OutOfReachError, UnknownSeatsError
    from formateur.power.sampling import ESTIMATED

    try:
        found: Values = function(game, **options)
    except UnknownSeatsError:
        return _over_splits(function, game, options)
    except OutOfReachError:
        if method == "auto" and name in ESTIMATED and game.known:
            return _estimated(name, game, estimated)
        raise
    return found


def _estimated(name: str, game: Game, options: Mapping[str, Any]) -> Values:
    from formateur.power.sampling import ESTIMATED, estimate

    if name not in ESTIMATED:
        able = ", ".join(i.replace("_", "-") for i in ESTIMATED)
        raise FormateurError(f"{name.replace('_', '-')} is not sampled; {able} are")
    found = estimate(game, name, **options)
    return replace(found, notes=(*game.remarks(), *found.notes))


def _over_splits(function: Any, game: Game, options: Mapping[str, Any]) -> Values:
    """Least and greatest value over every way to share out the unknown seats."""
    from formateur.power.games import number_of_splits, splits

    many = number_of_splits(game)
    if many > _SPLITS:
        raise FormateurError(
            f"{game.name}: power depends on seats that are unknown, and {many:,} ways to share "
            f"them out are too many to go through (the most is {_SPLITS:,})"
        )
    tables = [function(one, **options) for one in splits(game)]
    spans = {p: (min(t[p] for t in tables), max(t[p] for t in tables)) for p in game.players}
    pairs = tuple((p, low if low == high else None) for p, (low, high) in spans.items())
    note = f"who wins depends on unknown seats: shown is the range over all {many:,} splits"
    return Values(pairs, "range", 0.0, spans, (note,))
