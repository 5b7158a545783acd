"""Voting power: how much a vote is worth under a rule as it really is. One row per index.

An index is a function of a rule, an assembly or a game that returns a value per player. To add
one: write the function, add a row in `formateur.power.indices`, a golden file and a handbook
paragraph; the command line, tests and docs read the row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from inspect import signature
from typing import Any

from formateur.assembly import Assembly, assembly_of, carried
from formateur.errors import FormateurError, UnknownIdError
from formateur.power.answer import Power
from formateur.power.games import Game, Subject, Values, game_of, quota_rule, weights_of
from formateur.power.indices import ALIASES, POWER_INDICES, index_id
from formateur.power.methods import known_method
from formateur.rules import Rule
from formateur.space import Space
from formateur.terms import Terms

__all__ = [
    "ALIASES",
    "POWER_INDICES",
    "Game",
    "Power",
    "Values",
    "game_of",
    "index_id",
    "power",
    "quota_rule",
    "weights_of",
]

_SPLITS = 2_000  # ways to share out unknown seats that are gone through


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
        A rule, an assembly, a case (its terms and positions count), a game, or weights by player
        (then `quota` goes with them).
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
    known_method(method)
    if not isinstance(subject, (Game, Rule, Mapping)):
        space, terms = carried(subject, "space", space), carried(subject, "terms", terms)
        subject = assembly_of(subject)
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
        labels={p.id: p.label for p in subject.parties} if isinstance(subject, Assembly) else {},
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
