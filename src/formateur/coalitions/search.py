"""The search for coalitions of one weighted quota: depth first, output-sensitive, resumable.

Players stand in order of falling weight. A coalition is minimal winning exactly when its total
reaches the quota and its total without the lightest member does not; in that order the lightest
member is the one added last, so the test costs one comparison. A branch is left when all
players still to come cannot reach the quota.

`fill` is written once: plain Python runs it on integers of any size, and numba compiles the same
function for up to 62 players.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from time import monotonic
from typing import Any

from formateur.errors import FormateurError, MissingExtraError, OutOfTimeError, UnknownIdError

__all__ = ["METHODS", "Search", "check_time", "count_minimal", "count_winning", "time_limit"]

METHODS = ("auto", "python", "numba")
_NUMBA_PLAYERS = 62  # masks and totals are signed 64-bit integers there
_NUMBA_FROM = 20  # below this, starting the compiled kernel costs more than it saves
_CHUNK = 1 << 12
_STEPS = 1 << 17  # between two looks at the clock, about a tenth of a second
_MACHINE_STEPS = 1 << 24
_ANY = 1 << 62
_COMPILED_CHUNK = 1 << 16

# Places in `state`.
_DEPTH, _NEXT, _TOTAL, _MASK, _DONE = range(5)


_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Stop searches inside this block with :class:`OutOfTimeError` after so many seconds."""
    token = _deadline.set(None if seconds is None else monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def check_time() -> None:
    """Raise when the time limit of the enclosing block has passed."""
    end = _deadline.get()
    if end is not None and monotonic() > end:
        raise OutOfTimeError("stopped at the time limit")


def fill(  # noqa: C901 - one function, so that numba compiles what Python runs
    weights: Any,
    suffix: Any,
    quota: int,
    minimal: bool,
    must: int,
    conflict: Any,
    most: int,
    stack: Any,
    state: Any,
    out: Any,
    room: int,
    steps: int,
) -> int:
    """Write the next coalitions as bit masks into `out`, at most `room`; return how many.

    At most `steps` steps are taken. `state` is left so that the next call goes on from there.
    With an empty `out` coalitions are only counted. ``suffix[i]`` is the weight of the players
    from i on, ``suffix[n]`` is 0.
    """
    n = len(weights)
    storing = len(out) > 0
    depth = state[0]
    i = state[1]
    total = state[2]
    mask = state[3]
    done = 0
    filled = 0
    for _ in range(steps):
        if filled >= room:
            break
        last = n if n - i < most - depth else i + most - depth
        if i < n and total + suffix[i] - suffix[last] >= quota:
            bit = 1 << i
            if depth < most and conflict[i] & mask == 0:
                reached = total + weights[i]
                if not minimal or reached < quota:
                    stack[depth] = i
                    depth += 1
                    total = reached
                    mask |= bit
                    i += 1
                    if not minimal and reached >= quota and mask & must == must:
                        if storing:
                            out[filled] = mask
                        filled += 1
                    continue
                if (mask | bit) & must == must:
                    if storing:
                        out[filled] = mask | bit
                    filled += 1
            i = n if must & bit else i + 1
            continue
        if depth == 0:
            done = 1
            break
        depth -= 1
        i = stack[depth]
        total -= weights[i]
        mask ^= 1 << i
        i = n if must & (1 << i) else i + 1
    state[0] = depth
    state[1] = i
    state[2] = total
    state[3] = mask
    state[4] = done
    return filled


@cache
def _compiled() -> Any:
    """The same kernel compiled by numba; the machine code is kept between runs."""
    try:
        from numba import njit
    except ImportError:
        raise MissingExtraError('method="numba"', "numba", "fast") from None
    _say_when_compiling()
    return njit(cache=True, nogil=True)(fill)


def _say_when_compiling() -> None:
    """Tell on stderr that the first run compiles, unless compiled code is already on disk."""
    import sys
    from pathlib import Path

    here = Path(__file__).parent / "__pycache__"
    if not any(here.glob("search.fill-*.nbi")):
        sys.stderr.write("compiling the search kernel, once; this takes a few seconds\n")


def _has_numba() -> bool:
    from importlib.util import find_spec

    return find_spec("numba") is not None


@dataclass(frozen=True, slots=True)
class Search:
    """One search: integer weights in falling order, a quota of 1 or more, and constraints.

    `must` is a bit mask; `conflict[i]` masks the players that do not sit with player i; `most`
    bounds the number of players.
    """

    weights: tuple[int, ...]
    quota: int
    minimal: bool
    must: int = 0
    conflict: tuple[int, ...] = ()
    most: int | None = None
    method: str = "auto"

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise UnknownIdError("method", self.method, METHODS)
        if self.quota < 1:
            raise FormateurError(f"quota {self.quota} is below 1")
        if any(a < b for a, b in zip(self.weights, self.weights[1:], strict=False)):
            raise FormateurError("weights stand in falling order")
        if self.method == "numba" and not self._fits_machine_words():
            raise FormateurError(
                f'method="numba" takes up to {_NUMBA_PLAYERS} players and totals below 2**62; '
                'use method="python"'
            )

    def _fits_machine_words(self) -> bool:
        return len(self.weights) <= _NUMBA_PLAYERS and max(sum(self.weights), self.quota) < 2**62

    def _machine(self) -> bool:
        if self.method != "auto":
            return self.method == "numba"
        return len(self.weights) >= _NUMBA_FROM and self._fits_machine_words() and _has_numba()

    def _suffix(self) -> list[int]:
        sums = [0]
        for w in reversed(self.weights):
            sums.append(sums[-1] + w)
        return sums[::-1]

    def _arguments(self, machine: bool) -> tuple[Any, ...]:
        n = len(self.weights)
        conflict = self.conflict or (0,) * n
        most = n if self.most is None else self.most
        state, stack = [0] * 5, [0] * (n + 1)
        lists: tuple[Sequence[int], ...] = (self.weights, self._suffix(), conflict, stack, state)
        if machine:
            import numpy as np

            weights, suffix, conflicts, stacked, stated = (
                np.array(values, dtype=np.int64) for values in lists
            )
        else:
            weights, suffix, conflicts, stacked, stated = lists  # type: ignore[assignment]
        return (
            weights,
            suffix,
            self.quota,
            self.minimal,
            self.must,
            conflicts,
            most,
            stacked,
            stated,
        )

    def chunks(self) -> Iterator[list[int]]:
        """Masks in chunks, in the order of the search; memory stays that of one chunk."""
        machine = self._machine()
        arguments = self._arguments(machine)
        state = arguments[-1]
        kernel: Any = _compiled() if machine else fill
        room = _COMPILED_CHUNK if machine else _CHUNK
        out: Any = [0] * room
        if machine:
            import numpy as np

            out = np.zeros(room, dtype=np.int64)
        while not state[_DONE]:
            filled = kernel(*arguments, out, room, _MACHINE_STEPS if machine else _STEPS)
            if filled:
                yield out[:filled].tolist() if machine else out[:filled]
            check_time()

    def steps(self) -> Iterator[int]:
        """How many coalitions each stretch of the search passed, without storing them."""
        machine = self._machine()
        arguments = self._arguments(machine)
        state = arguments[-1]
        kernel: Any = _compiled() if machine else fill
        out: Any = []
        if machine:
            import numpy as np

            out = np.zeros(0, dtype=np.int64)
        while not state[_DONE]:
            yield int(kernel(*arguments, out, _ANY, _MACHINE_STEPS if machine else _STEPS))
            check_time()


def _distribution(total: int, n: int) -> Any:
    """Room for the number of subsets by their sum: machine words while they suffice."""
    import numpy as np

    if total > 50_000_000:
        raise FormateurError(
            f"counting by sums would need a table of {total:,} entries; the most is 50,000,000"
        )
    made = np.zeros(total + 1, dtype=np.int64 if n <= 62 else object)
    made[0] = 1
    return made


def count_winning(weights: Sequence[int], quota: int) -> int:
    """Number of coalitions that reach the quota, without listing them.

    Dynamic programme over sums below the quota: O(n * quota) time, O(quota) memory.

    >>> count_winning([4, 4, 4, 2, 2, 1], 12)
    14
    """
    if quota <= 0:
        return int(2 ** len(weights))
    losing = _distribution(quota - 1, len(weights))
    for w in weights:
        if 0 < w < quota:
            losing[w:] += losing[:-w].copy()
        elif w == 0:
            losing *= 2
    return int(2 ** len(weights)) - int(losing.sum())


def count_minimal(weights: Sequence[int], quota: int) -> int:
    """Number of minimal winning coalitions, without listing them.

    With weights in falling order, the ones whose lightest member is i are the subsets of the
    players before i whose sum lies in ``quota - w_i .. quota - 1``.

    >>> count_minimal([4, 4, 4, 2, 2, 1], 12)
    4
    """
    ordered = sorted((w for w in weights if w > 0), reverse=True)
    before = _distribution(max(quota - 1, 0), len(ordered))
    found = 0
    for w in ordered:
        found += int(before[max(quota - w, 0) :].sum())
        if w < quota:
            before[w:] += before[:-w].copy()
    return found
