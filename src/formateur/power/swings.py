"""Indices that count swings: coalitions whose member, leaving, makes them lose.

`Banzhaf`, `Coleman`, `Rae`, `Nevison`, `König-Bräuninger` come from the swings alone; `Johnston`,
`Deegan-Packel` and the public good index look at who else is critical.

Each function takes a rule, an assembly, or a game (`formateur.power.game_of`). ``method="auto"``
is exact where that is feasible, ``exact`` insists on it, ``float`` computes in float64 and states
its error bound, ``sampled`` estimates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from formateur.errors import FormateurError
from formateur.power.games import Game, OutOfReachError, Subject, Values, game_of, normal
from formateur.power.methods import FLOAT_WORK, Critical, known_method

__all__ = [
    "banzhaf",
    "banzhaf_absolute",
    "coleman_collectivity",
    "coleman_initiative",
    "coleman_preventive",
    "deegan_packel",
    "johnston",
    "konig_brauninger",
    "nevison",
    "public_good",
    "rae",
    "swings",
    "winning_share",
]

_UNIT = 2.0**-53
_EXACT_WORK = 6_000_000_000  # additions of machine words, of which the first are short


def critical_rates(game: Game, method: str = "auto") -> Critical:
    """How often each kind is critical, kept with the game for the next index."""
    key = f"rates {method}"
    if key not in game.kept:
        game.kept[key] = _rates(game, method)
    found: Critical = game.kept[key]
    return found


def _rates(game: Game, method: str) -> Critical:
    """How often each kind is critical: by table, by sums, by composition, or refused.

    Raises
    ------
    FormateurError
        When the rule is beyond every method but sampling.
    """
    known_method(method)
    if method == "sampled":
        raise FormateurError('method="sampled" is answered by formateur.power.power or estimate')
    form = game.form
    small = game.cells <= 1 << 14
    if game.decided is not None:
        return Critical((Fraction(0),) * len(game.kinds), Fraction(int(game.decided)), "exact")
    if form is not None and not (small and method != "float"):
        return _by_sums(game, form, method)
    if game.tabled:
        return _from_counts(game)
    from formateur.power import trees

    return trees.critical_rates(game, method)


def _from_counts(game: Game) -> Critical:
    counts, n = game.counts, len(game.voters)
    return Critical(
        tuple(Fraction(sum(row), 2 ** (n - 1)) for row in counts.swings),
        Fraction(sum(counts.winning), 2**n),
        "exact",
    )


def _by_sums(game: Game, form: tuple[tuple[int, ...], int], method: str) -> Critical:
    weights, quota = normal(*form)
    total, n = sum(weights), len(weights)
    lower = min(quota, total - quota + 1)  # the dual game has the same swings
    cut, top = normal(weights, lower)
    by_player = dict(zip(game.voters, cut, strict=True))
    kinds = [by_player[kind[0]] for kind in game.kinds]
    from formateur.power import sums

    words = max(n - 1, 1) // 63 + 1
    feasible = words * n * top <= _EXACT_WORK and top <= sums.MOST
    if method == "exact" or (method == "auto" and feasible):
        found, losing = sums.exact_swings(cut, top)
        passes = Fraction(2**n - losing, 2**n)
        return Critical(
            tuple(Fraction(found[w], 2 ** (n - 1)) for w in kinds),
            passes if lower == quota else 1 - passes,
            "exact",
        )
    if n * top > FLOAT_WORK:
        raise OutOfReachError(
            f"{game.name}: {n:,} players with a quota of {top:,} are out of reach of sums; "
            'use method="sampled"'
        )
    a = sums.distribution(cut, top, 0.5, compiled=None)
    table = sums.prefix(a)
    found_float = {w: sums.critical(a, table, top, w, 0.5) for w in set(cut)}
    # Each entry of the distribution is off by n roundings at most; halving is exact.
    spread = 2 * n * _UNIT * table.upto(top)
    passes_float = 1.0 - table.upto(top)
    return Critical(
        tuple(found_float[w][0] for w in kinds),
        passes_float if lower == quota else 1.0 - passes_float,
        "float",
        tuple(found_float[w][1] + spread for w in kinds),
    )


def _values(game: Game, found: Critical, of: Callable[[Any], Any], *, factor: float = 1) -> Values:
    nothing = of(0 * found.passes)
    return Values(
        tuple(game.spread([of(v) for v in found.rates], nothing).items()),
        found.method,
        found.error * factor,
        notes=game.remarks(),
    )


def banzhaf_absolute(subject: Subject, *, method: str = "auto") -> Values:
    """Absolute Banzhaf: how often a voter is decisive when all others toss a fair coin.

    Also Penrose's measure, and the *decisiveness* of a voter.

    Parameters
    ----------
    subject
        A rule, an assembly, or a game.
    method
        ``auto``, ``exact`` or ``float``.

    Returns
    -------
    Values
        Probabilities, 0 to 1, one per player.

    References
    ----------
    penrose_1946, banzhaf_1965, dubey_shapley_1979

    Examples
    --------
    >>> banzhaf_absolute(game_of({"a": 50, "b": 49, "c": 1}, 51))
    <Values exact: a 3/4, b 1/4, c 1/4>
    """
    game = game_of(subject)
    return _values(game, critical_rates(game, method), lambda v: v)


def swings(subject: Subject, *, method: str = "auto") -> Values:
    """Raw swings: the number of coalitions in which the player is critical.

    References
    ----------
    banzhaf_1965

    Examples
    --------
    >>> swings(game_of({"a": 50, "b": 49, "c": 1}, 51))
    <Values exact: a 3, b 1, c 1>
    """
    game = game_of(subject)
    found = critical_rates(game, method)
    if found.method != "exact":
        raise FormateurError(
            'raw swings are whole numbers: use method="exact", or the index banzhaf-absolute'
        )
    scale = 2 ** (len(game.players) - 1)
    return _values(game, found, lambda v: int(v * scale))


def banzhaf(subject: Subject, *, method: str = "auto") -> Values:
    """Banzhaf, normalised: a player's share of all swings; the shares sum to one.

    References
    ----------
    banzhaf_1965, dubey_shapley_1979

    Examples
    --------
    >>> banzhaf(game_of({"de": 4, "fr": 4, "it": 4, "be": 2, "nl": 2, "lu": 1}, 12))
    <Values exact: de 5/21, fr 5/21, it 5/21, be 1/7, nl 1/7, lu 0>
    """
    game = game_of(subject)
    found = critical_rates(game, method)
    total = sum(v * len(kind) for v, kind in zip(found.rates, game.kinds, strict=True))
    if not total:
        return _values(game, found, lambda v: v)
    made = _values(game, found, lambda v: v / total)
    # Both the swing and the sum of all swings may be off.
    off = sum(
        e * len(kind) for e, kind in zip(found.errors, game.kinds, strict=bool(found.errors))
    )
    errors = [
        (e + float(v / total) * off) / float(total)
        for e, v in zip(found.errors, found.rates, strict=bool(found.errors))
    ]
    return replace(made, error=1.01 * max(errors, default=0.0))


def coleman_collectivity(subject: Subject, *, method: str = "auto") -> Values:
    """Coleman's power of the collectivity to act: the share of coalitions that win.

    The same number for every player: it belongs to the rule.

    References
    ----------
    coleman_1971

    Examples
    --------
    >>> coleman_collectivity(game_of({"a": 50, "b": 49, "c": 1}, 51))
    <Values exact: a 3/8, b 3/8, c 3/8>
    """
    game = game_of(subject)
    found = critical_rates(game, method)
    return _values(game, found, lambda _: found.passes)


winning_share = coleman_collectivity


def coleman_preventive(subject: Subject, *, method: str = "auto") -> Values:
    """Coleman's power to prevent: of the winning coalitions, the share a player can destroy.

    References
    ----------
    coleman_1971

    Examples
    --------
    >>> coleman_preventive(game_of({"a": 50, "b": 49, "c": 1}, 51))
    <Values exact: a 1, b 1/3, c 1/3>
    """
    return _coleman(subject, method, lambda passes: passes)


def coleman_initiative(subject: Subject, *, method: str = "auto") -> Values:
    """Coleman's power to initiate: of the losing coalitions, the share a player can make win.

    References
    ----------
    coleman_1971

    Examples
    --------
    >>> coleman_initiative(game_of({"a": 50, "b": 49, "c": 1}, 51))
    <Values exact: a 3/5, b 1/5, c 1/5>
    """
    return _coleman(subject, method, lambda passes: 1 - passes)


def _coleman(subject: Subject, method: str, base: Callable[[Any], Any]) -> Values:
    game = game_of(subject)
    found = critical_rates(game, method)
    share = base(found.passes)
    if not share:
        return _values(game, found, lambda v: v * 0)
    return _values(game, found, lambda v: v / (2 * share), factor=1.5 / float(share))


def rae(subject: Subject, *, method: str = "auto") -> Values:
    """Rae: how often the outcome is the one a voter voted for (the voter's *satisfaction*).

    References
    ----------
    rae_1969, dubey_shapley_1979

    Examples
    --------
    >>> rae(game_of({"a": 50, "b": 49, "c": 1}, 51))
    <Values exact: a 7/8, b 5/8, c 5/8>
    """
    game = game_of(subject)
    return _values(game, critical_rates(game, method), lambda v: (1 + v) / 2)


def nevison(subject: Subject, *, method: str = "auto") -> Values:
    """Nevison: how often a proposal passes that the voter votes for.

    References
    ----------
    nevison_1979

    Examples
    --------
    >>> nevison(game_of({"a": 50, "b": 49, "c": 1}, 51))
    <Values exact: a 3/4, b 1/2, c 1/2>
    """
    game = game_of(subject)
    found = critical_rates(game, method)
    return _values(game, found, lambda v: found.passes + v / 2)


def konig_brauninger(subject: Subject, *, method: str = "auto") -> Values:
    """König and Bräuninger's inclusiveness: the share of winning coalitions with the player.

    References
    ----------
    konig_brauninger_1998

    Examples
    --------
    >>> konig_brauninger(game_of({"a": 50, "b": 49, "c": 1}, 51))
    <Values exact: a 1, b 2/3, c 2/3>
    """
    game = game_of(subject)
    found = critical_rates(game, method)
    if not found.passes:
        return _values(game, found, lambda v: v * 0)
    return _values(
        game,
        found,
        lambda v: (found.passes + v / 2) / (2 * found.passes),
        factor=1.5 / float(found.passes),
    )


def _counted(game: Game, what: str, method: str) -> Any:
    known_method(method)
    if method in ("float", "sampled"):
        raise FormateurError(f"{what} is exact or not at all: leave out method={method!r}")
    if not game.tabled:
        raise OutOfReachError(
            f"{what} takes up to 28 players of different kinds, or 2**20 coalitions that differ; "
            f"here are {len(game.voters)} players of {len(game.kinds)} kinds"
        )
    return game.counts


def _shares(game: Game, found: list[Fraction]) -> Values:
    total = sum(v * len(kind) for v, kind in zip(found, game.kinds, strict=True))
    shares = [v / total if total else Fraction(0) for v in found]
    return Values(tuple(game.spread(shares).items()), notes=game.remarks())


def johnston(subject: Subject, *, method: str = "auto") -> Values:
    """Johnston: swings count less when others are critical too: one over the number of critical.

    References
    ----------
    johnston_1978

    Examples
    --------
    >>> johnston(game_of({"a": 3, "b": 2, "c": 1}, 4))
    <Values exact: a 2/3, b 1/6, c 1/6>
    """
    game = game_of(subject)
    counts = _counted(game, "Johnston's index", method)
    return _shares(
        game,
        [
            sum((Fraction(n, m) for m, n in enumerate(row) if m), start=Fraction(0))
            for row in counts.critical
        ],
    )


def deegan_packel(subject: Subject, *, method: str = "auto") -> Values:
    """Deegan and Packel: minimal winning coalitions are equally likely and share equally.

    Exact for up to 28 players of different kinds, and for one quota as far as the table of
    sums and sizes goes.

    References
    ----------
    deegan_packel_1978

    Examples
    --------
    >>> deegan_packel(game_of({"a": 50, "b": 49, "c": 1}, 51))
    <Values exact: a 1/2, b 1/4, c 1/4>
    """
    game = game_of(subject)
    inside = minimal_memberships(game, "the Deegan-Packel index", method)
    return _shares(
        game,
        [
            sum((Fraction(n, k) for k, n in enumerate(row) if k), start=Fraction(0))
            for row in inside
        ],
    )


def public_good(subject: Subject, *, method: str = "auto") -> Values:
    """Public good index (Holler): the share of memberships in minimal winning coalitions.

    References
    ----------
    holler_1982, holler_packel_1983

    Examples
    --------
    >>> public_good(game_of({"a": 35, "b": 20, "c": 15, "d": 15, "e": 15}, 51))
    <Values exact: a 4/15, b 2/15, c 1/5, d 1/5, e 1/5>
    """
    game = game_of(subject)
    inside = minimal_memberships(game, "the public good index", method)
    return _shares(game, [Fraction(sum(row)) for row in inside])


def minimal_memberships(game: Game, what: str, method: str) -> Any:
    """Minimal winning coalitions with one player of each kind, by size."""
    if not game.tabled and game.form is not None and method in ("auto", "exact"):
        from formateur.power.orderings import minimal_by_size

        return minimal_by_size(game)
    return _counted(game, what, method).inside
