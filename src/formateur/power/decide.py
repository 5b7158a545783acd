"""Who decides: vetoers, dictators, dummies, criticality, and the dominant player."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from formateur.errors import FormateurError
from formateur.power.games import Game, Subject, Values, game_of
from formateur.power.table import mask_table
from formateur.rules import NotOpposed

__all__ = ["criticality", "dominant", "roles"]

_SUBSETS = 16  # players among whom dominance is looked for


def roles(subject: Subject, *, method: str = "auto") -> dict[str, str]:
    """What every player is: ``dictator``, ``vetoer``, ``dummy``, or ``-``.

    A dictator wins alone and nothing passes without; a vetoer stands in every winning coalition;
    a dummy is never critical.

    References
    ----------
    taylor_zwicker_1999

    Examples
    --------
    >>> roles(game_of({"a": 50, "b": 49, "c": 1}, 51))
    {'a': 'vetoer', 'b': '-', 'c': '-'}
    >>> roles(game_of({"a": 62, "b": 20, "c": 19}))
    {'a': 'dictator', 'b': 'dummy', 'c': 'dummy'}
    """
    from formateur.power.swings import critical_rates

    game = game_of(subject)
    if game.decided is not None:
        return dict.fromkeys(game.players, "dummy")
    found = critical_rates(game, method)
    told = []
    for rate in found.rates:
        if rate <= found.error:
            told.append("dummy")
        elif _same(rate, 1, found.error):
            told.append("dictator")
        elif _same(rate, 2 * found.passes, found.error):  # in every winning coalition
            told.append("vetoer")
        else:
            told.append("-")
    return game.spread(told, "dummy")


def _same(a: Any, b: Any, error: float) -> bool:
    return bool(a == b) if not error else abs(a - b) <= 4 * error


def criticality(subject: Subject) -> Values:
    """Criticality: 1 for a vetoer, else one over the fewest further players needed to be one.

    A player is critical of order k in a coalition when the player and k-1 others can together
    bring it down, and need each other for it: the order of the lowest such k over coalitions
    with the whole assembly, so that 1 is a vetoer's and 0 a dummy's.

    References
    ----------
    taylor_zwicker_1999

    Examples
    --------
    >>> criticality(game_of({"a": 50, "b": 49, "c": 1}, 51))
    <Values exact: a 1, b 1/2, c 1/2>
    """
    from formateur.power.swings import minimal_memberships

    game = game_of(subject)
    if game.decided is not None:
        return Values(tuple((p, Fraction(0)) for p in game.players), notes=game.remarks())
    blocking = Game(NotOpposed(game.rule), game.players, game.name)
    rows = minimal_memberships(blocking, "criticality", "auto")
    by_kind = []
    for row in rows:
        size = next((k for k, n in enumerate(row) if n), 0)
        by_kind.append(Fraction(1, size) if size else Fraction(0))
    return Values(tuple(blocking.spread(by_kind).items()), notes=game.remarks())


def dominant(subject: Subject) -> str | None:
    """The dominant player (Peleg), or ``None``.

    A player dominates a winning coalition when others could join the player and win wherever they
    could join the rest of the coalition and win, but not the other way round. The player who
    dominates some winning coalition is dominant; there is at most one in a weighted majority
    game. Takes up to 16 players with weight.

    References
    ----------
    peleg_1981

    Examples
    --------
    >>> dominant(game_of({"a": 35, "b": 20, "c": 15, "d": 15, "e": 15}, 51))
    'a'
    >>> dominant(game_of({"a": 1, "b": 1, "c": 1})) is None
    True
    """
    game = game_of(subject)
    if game.decided is not None:
        return None
    if len(game.voters) > _SUBSETS:
        raise FormateurError(
            f"dominance is looked for among up to {_SUBSETS} players; there are {len(game.voters)}"
        )
    from formateur.coalitions.tables import minimal_masks

    surely = mask_table(game, game.voters)
    # A coalition that is dominated stays so when others leave it: minimal ones suffice.
    minimal = minimal_masks(surely).tolist()
    found = [
        player
        for k, player in enumerate(game.voters)
        if any(_dominates(surely, k, mask) for mask in minimal if mask >> k & 1)
    ]
    return found[0] if len(found) == 1 else None


def _dominates(wins: Any, k: int, coalition: int) -> bool:
    """Whether player k dominates the winning coalition."""
    rest = coalition & ~(1 << k)
    outside = (len(wins) - 1) & ~coalition
    joining = _submasks(outside)
    with_rest, with_player = wins[joining | rest], wins[joining | (1 << k)]
    return bool((with_player >= with_rest).all() and (with_player > with_rest).any())


def _submasks(mask: int) -> Any:
    made = np.zeros(1, dtype=np.int64)
    for k in range(mask.bit_length()):
        if mask >> k & 1:
            made = np.concatenate([made, made | (1 << k)])
    return made
