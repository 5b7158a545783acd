"""Distributions of the weight of a coalition, and taking one player out of them again.

For one weighted quota. `float` keeps probabilities, `exact` keeps counts modulo 2**64 and modulo
63-bit primes, put together by the Chinese remainder theorem. Memory is O(quota) throughout.

A player of weight w is critical in coalitions whose other members weigh q-w .. q-1. With
``a = (1-p) b + p (b shifted by w)`` the distribution b without the player is an alternating sum,
and the sum over the window needs only prefix sums of a:
``P(critical) = 1/(1-p) * sum_j (-r)**j * (C[q-jw] - C[q-(j+1)w])`` with ``r = p / (1-p)``.
No term grows when p is at most 1/2; for larger p the dual game at 1-p is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, log, log2
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formateur.power.games import OutOfReachError

__all__ = ["MOST", "Prefix", "critical", "distribution", "exact_swings", "prefix"]

MOST = 100_000_000  # entries of a table of sums: 800 MB
_UNIT = 2.0**-53  # rounding of one operation in float64
_BLOCK = 64  # entries of a block; weights up to here are summed window by window
Floats = NDArray[np.float64]


def _compiled(name: str) -> Any:
    """The compiled kernel, or ``None`` without numba."""
    from importlib.util import find_spec

    if find_spec("numba") is None:
        return None
    from formateur.power import kernels

    return getattr(kernels, name)()


def _too_long(length: int) -> OutOfReachError:
    return OutOfReachError(
        f"a table of sums would have {length:,} entries; the most is {MOST:,}; use "
        'method="sampled"'
    )


def _steps(weights: Sequence[int], length: int) -> Iterator[tuple[int, int]]:
    """Each weight, lightest first, with the largest sum reached so far (cut at the end)."""
    reached = 0
    for w in sorted(weights):
        reached = min(reached + w, length - 1)
        yield w, reached


def distribution(
    weights: Sequence[int], length: int, p: float, *, compiled: bool | None
) -> Floats:
    """Probability of each sum below `length` when everybody joins with probability p.

    Relative error of every entry at most ``3 n u``, u = 2**-53.

    >>> distribution([1, 2], 4, 0.5, compiled=False).tolist()
    [0.25, 0.25, 0.25, 0.25]
    """
    if length > MOST:
        raise _too_long(length)
    a = np.zeros(length, dtype=np.float64)
    a[0] = 1.0
    kernel = None if compiled is False else _compiled("mix_kernel")
    for w, top in _steps(weights, length):
        if kernel is not None:
            kernel(a, w, top, 1.0 - p, p)
            continue
        moved = a[: max(top + 1 - w, 0)] * p
        a[: top + 1] *= 1.0 - p
        a[w : top + 1] += moved
    return a


@dataclass(frozen=True, slots=True, eq=False)
class Prefix:
    """Sums of the first entries of an array, so that sums over windows keep their digits.

    Inside blocks of 64 entries plain sums; the blocks' totals are added up in two parts, `high`
    and what its additions rounded away, `low` (Knuth's exact remainder of an addition).
    """

    inner: Floats
    high: Floats
    low: Floats
    each: float  # bound of the error of one window beyond its own last digit

    def windows(self, ends: NDArray[np.int64]) -> Floats:
        """Sums between neighbouring ends, which fall: ``ends[j+1] .. ends[j] - 1``."""
        block = ends >> 6
        high, low, inner = self.high[block], self.low[block], self.inner[ends]
        made: Floats = (high[:-1] - high[1:]) + (low[:-1] - low[1:]) + (inner[:-1] - inner[1:])
        return made

    def upto(self, end: int) -> float:
        """Sum of the entries before `end`."""
        return float(self.high[end >> 6] + self.low[end >> 6] + self.inner[end])


def prefix(a: Floats) -> Prefix:
    """Prefix sums of a distribution.

    >>> prefix(np.array([0.25, 0.5, 0.25])).windows(np.array([3, 1, 0])).tolist()
    [0.75, 0.25]
    """
    blocks = len(a) // _BLOCK + 1
    inner = np.zeros(blocks * _BLOCK + 1)
    inner[1 : len(a) + 1] = a
    shaped = inner[1:].reshape(-1, _BLOCK)
    np.cumsum(shaped, axis=1, out=shaped)
    totals = shaped[:, -1].copy()
    # inner[k * 64] belongs to the block before: at a block's start nothing is inside it yet.
    inner[::_BLOCK] = 0.0
    high = np.concatenate([np.zeros(1), np.cumsum(totals)])
    before, after = high[:-1], high[1:]
    back = after - before
    lost = (before - (after - back)) + (totals - back)
    low = np.concatenate([np.zeros(1), np.cumsum(lost)])
    each = 2 * (_BLOCK + 2) * _UNIT * float(totals.max()) + 2 * len(totals) ** 2 * _UNIT**2
    return Prefix(inner, high, low, each)


def critical(a: Floats, table: Prefix, quota: int, w: int, p: float) -> tuple[float, float]:
    """P(the others reach quota - w .. quota - 1), and a bound of its error; p at most 1/2."""
    ratio = p / (1.0 - p)
    # Beyond `few` terms the powers of the ratio are below 1e-24, and so is what they would add.
    few = ceil(56 / -log(ratio)) if 0 < ratio < 0.999 else quota
    if w <= _BLOCK:
        whole = -(-quota // w) * w
        padded = np.zeros(whole)
        padded[whole - quota :] = a[:quota]
        windows = padded.reshape(-1, w).sum(axis=1)[::-1]
        each, digits = 0.0, w
    else:
        ends = np.arange(quota, max(-1, quota - few * w), -w, dtype=np.int64)
        rest = [] if ends[-1] == 0 else [max(int(ends[-1]) - w, 0)]
        windows = table.windows(np.append(ends, np.array(rest, dtype=np.int64)))
        each, digits = table.each, 2
    terms = len(windows)
    factors = _powers(ratio, terms)
    products = windows * factors
    value = float(products.sum()) / (1.0 - p)
    mass = float(np.abs(products).sum())
    geometric = terms if ratio == 1.0 else min(float(terms), 1.0 / (1.0 - ratio))
    error = each * geometric + (digits + log2(terms + 1) + 12) * _UNIT * mass
    return max(value, 0.0), error / (1.0 - p) + 1e-22


@cache
def _all_powers(ratio: float, terms: int) -> Floats:
    made = (
        np.power(-ratio, np.arange(terms, dtype=np.float64))
        if ratio < 1.0
        else (1.0 - 2.0 * (np.arange(terms) % 2))
    )
    return np.asarray(made, dtype=np.float64)


def _powers(ratio: float, terms: int) -> Floats:
    """``(-ratio)**j``; lengths are rounded up to powers of two, so that few are kept."""
    return _all_powers(ratio, 1 << max(terms - 1, 1).bit_length())[:terms]


# -- exact ---------------------------------------------------------------------------------------


def _is_prime(n: int) -> bool:
    """Miller-Rabin with the bases that decide all numbers below 2**64."""
    if any(n % p == 0 for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)):
        return n < 38
    odd = n - 1
    twos = (odd & -odd).bit_length() - 1
    odd >>= twos
    for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        x = pow(base, odd, n)
        if x in (1, n - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


@cache
def moduli(bits: int) -> tuple[int, ...]:
    """2**64, then the largest primes below 2**63, until their product exceeds ``2**bits``.

    >>> [m.bit_length() for m in moduli(150)]
    [65, 63, 63]
    """
    found, candidate, product = [1 << 64], (1 << 63) - 1, 1 << 64
    while product.bit_length() <= bits + 1:
        while not _is_prime(candidate):
            candidate -= 2
        found.append(candidate)
        product *= candidate
        candidate -= 2
    return tuple(found)


def exact_swings(
    weights: Sequence[int], quota: int, *, compiled: bool | None = None
) -> tuple[dict[int, int], int]:
    """Swings by weight, and the number of losing coalitions; exact for any n.

    >>> exact_swings([4, 4, 4, 2, 2, 1], 12)
    ({1: 0, 2: 6, 4: 10}, 50)
    """
    if quota > MOST:
        raise _too_long(quota)
    parts = [
        _residues(weights, quota, modulus, compiled=compiled) for modulus in moduli(len(weights))
    ]
    keys = sorted(set(weights))
    joined = _chinese([[part[k] for part in parts] for k in [*keys, -1]], moduli(len(weights)))
    return dict(zip(keys, joined[:-1], strict=True)), joined[-1]


def _residues(
    weights: Sequence[int], quota: int, modulus: int, *, compiled: bool | None
) -> dict[int, int]:
    """Swings by weight, and under -1 the losing coalitions, modulo one number."""
    wrapping = modulus == 1 << 64
    prime = np.uint64(0 if wrapping else modulus)
    a = np.zeros(quota, dtype=np.uint64)
    a[0] = 1
    kernel = None if compiled is False else _compiled("residue_kernel")
    # New memory for every sum would take as long as the sums.
    total, less = (np.empty(0 if kernel else quota, dtype=np.uint64) for _ in range(2))
    for w, top in _steps(weights, quota):
        if kernel is not None:
            kernel(a, w, top, prime)
        elif w <= top:
            t, u, into = total[: top + 1 - w], less[: top + 1 - w], a[w : top + 1]
            np.add(into, a[: top + 1 - w], out=t)
            into[:] = t if wrapping else np.minimum(t, np.subtract(t, prime, out=u), out=t)
    window = _wrapped(a) if wrapping else _split(a, modulus)
    found = {w: window(w) % modulus for w in set(weights)}
    found[-1] = window(0) % modulus
    return found


def _wrapped(a: NDArray[np.uint64]) -> Callable[[int], int]:
    sums = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(a, dtype=np.uint64)])
    return lambda w: _alternating(sums, len(a), w)


def _split(a: NDArray[np.uint64], modulus: int) -> Callable[[int], int]:
    """Prefix sums of both 32-bit halves, so that nothing overflows below 2**31 entries."""
    halves = [a >> np.uint64(32), a & np.uint64(0xFFFFFFFF)]
    sums = [
        np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(h.astype(np.int64))])
        for h in halves
    ]
    n = len(a)
    return lambda w: ((_alternating(sums[0], n, w) << 32) + _alternating(sums[1], n, w)) % modulus


def _alternating(sums: NDArray[Any], quota: int, w: int) -> int:
    """``sum_j (-1)**j (C[q-jw] - C[q-(j+1)w])``; w = 0 asks for the whole sum."""
    if w == 0:
        return int(sums[quota])
    ends = sums[quota::-w]
    if quota % w == 0:
        ends = ends[:-1]
    windows = ends - np.append(ends[1:], np.zeros(1, dtype=sums.dtype))
    # Unsigned sums wrap round at 2**64, which is the modulus they are meant in.
    return int(windows[::2].sum(dtype=sums.dtype)) - int(windows[1::2].sum(dtype=sums.dtype))


def _chinese(rows: Sequence[Sequence[int]], moduli_used: Sequence[int]) -> list[int]:
    found = []
    for residues in rows:
        value, product = residues[0], moduli_used[0]
        for residue, modulus in zip(residues[1:], moduli_used[1:], strict=True):
            value += product * ((residue - value) * pow(product, -1, modulus) % modulus)
            product *= modulus
        found.append(value)
    return found
