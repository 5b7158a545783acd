"""Loops that numpy cannot express, for numba. Every one has a twin in numpy beside its caller."""

# The functions here are compiled; they use plain loops and no annotations of their own.

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["compiled_tally", "mix_kernel", "residue_kernel"]


def _njit(function: Any) -> Any:
    from numba import njit

    here = Path(__file__).parent / "__pycache__"
    if not any(here.glob(f"kernels.{function.__name__}-*.nbi")):
        sys.stderr.write("compiling a kernel of formateur.power, once; this takes some seconds\n")
    return njit(cache=True, nogil=True)(function)


@cache
def mix_kernel() -> Any:
    """One player joins with probability p: ``a[s] = (1-p) a[s] + p a[s-w]``, in place."""
    return _njit(mix)


@cache
def residue_kernel() -> Any:
    """One player joins, counts modulo a prime below 2**63 (0: modulo 2**64), in place."""
    return _njit(join)


def mix(a: Any, w: int, top: int, stay: float, go: float) -> None:
    """In blocks of w from above: what is read is never what was written, so it vectorises."""
    low = max(w, top - w + 1)
    high = top + 1
    while high > w:
        into = a[low:high]
        out = a[low - w : high - w]
        for s in range(len(into)):
            into[s] = stay * into[s] + go * out[s]
        high = low
        low = max(w, high - w)
    rest = a[: min(w, top + 1)]
    for s in range(len(rest)):
        rest[s] *= stay


def join(a: Any, w: int, top: int, prime: Any) -> None:
    """The same for counts: ``a[s] += a[s-w]``."""
    low = max(w, top - w + 1)
    high = top + 1
    while high > w:
        into = a[low:high]
        out = a[low - w : high - w]
        if prime == 0:
            for s in range(len(into)):
                into[s] = into[s] + out[s]
        else:
            for s in range(len(into)):
                t = into[s] + out[s]
                into[s] = min(t, t - prime)
        high = low
        low = max(w, high - w)


@cache
def compiled_tally() -> Any:
    """The sums over packed coalitions, see `formateur.power.bits`."""
    kernel = _njit(tally)
    lows = np.array(
        [sum(1 << s for s in range(64) if s >> i & 1) for i in range(6)], dtype=np.uint64
    )
    sizes = np.array(
        [sum(1 << s for s in range(64) if s.bit_count() == k) for k in range(7)], dtype=np.uint64
    )

    def run(words: Any, n: int) -> tuple[Any, ...]:
        winning, minimal = np.zeros(n + 1, dtype=np.int64), np.zeros(n + 1, dtype=np.int64)
        swings, inside, critical = (np.zeros((n, n + 1), dtype=np.int64) for _ in range(3))
        kernel(words, n, lows, sizes, winning, swings, minimal, inside, critical)
        return winning, swings, minimal, inside, critical

    return run


def tally(  # noqa: C901, PLR0915 - one compiled loop; numba inlines nothing here
    words: Any,
    n: int,
    lows: Any,
    sizes: Any,
    winning: Any,
    swings: Any,
    minimal: Any,
    inside: Any,
    critical: Any,
) -> None:
    """One pass over the words; words in which nobody is critical are left at once."""
    full = np.uint64(0xFFFFFFFFFFFFFFFF)
    m1 = np.uint64(0x5555555555555555)
    m2 = np.uint64(0x3333333333333333)
    m4 = np.uint64(0x0F0F0F0F0F0F0F0F)
    h01 = np.uint64(0x0101010101010101)
    one = np.uint64(1)
    two = np.uint64(2)
    four = np.uint64(4)
    last = np.uint64(56)
    zero = np.uint64(0)
    marks = np.zeros(n, dtype=np.uint64)
    who = np.zeros(n, dtype=np.int64)
    digits = np.zeros(6, dtype=np.uint64)
    row = (1, 6, 15, 20, 15, 6, 1)
    for h in range(len(words)):
        w = words[h]
        if w == zero:
            continue
        size = 0
        g = h
        while g:
            size += 1
            g &= g - 1
        if w == full:
            for k in range(7):
                winning[size + k] += row[k]
        else:
            for k in range(7):
                x = w & sizes[k]
                x = x - ((x >> one) & m1)
                x = (x & m2) + ((x >> two) & m2)
                winning[size + k] += np.int64((((x + (x >> four)) & m4) * h01) >> last)
        some = zero
        least = w
        members = 0
        for i in range(n):
            if i < 6:
                if w == full:
                    least &= ~lows[i]
                    continue
                mark = w & lows[i] & ~(w << np.uint64(1 << i))
                least &= mark | ~lows[i]
            else:
                if not (h >> (i - 6)) & 1:
                    continue
                mark = w & ~words[h ^ (1 << (i - 6))]
                least &= mark
            if mark != zero:
                some |= mark
                marks[members] = mark
                who[members] = i
                members += 1
        if least != zero:
            for k in range(7):
                x = least & sizes[k]
                if x == zero:
                    continue
                x = x - ((x >> one) & m1)
                x = (x & m2) + ((x >> two) & m2)
                c = np.int64((((x + (x >> four)) & m4) * h01) >> last)
                minimal[size + k] += c
                for i in range(6, n):
                    if (h >> (i - 6)) & 1:
                        inside[i, size + k] += c
                for i in range(6):
                    x = least & sizes[k] & lows[i]
                    if x == zero:
                        continue
                    x = x - ((x >> one) & m1)
                    x = (x & m2) + ((x >> two) & m2)
                    inside[i, size + k] += np.int64((((x + (x >> four)) & m4) * h01) >> last)
        if members == 0:
            continue
        for d in range(6):
            digits[d] = zero
        for j in range(members):
            mark = marks[j]
            for k in range(7):
                x = mark & sizes[k]
                if x == zero:
                    continue
                x = x - ((x >> one) & m1)
                x = (x & m2) + ((x >> two) & m2)
                swings[who[j], size + k] += np.int64((((x + (x >> four)) & m4) * h01) >> last)
            d = 0
            while mark != zero:
                carry = digits[d] & mark
                digits[d] ^= mark
                mark = carry
                d += 1
        left = some
        m = 0
        while left != zero:
            m += 1
            chosen = left
            for d in range(6):
                if (m >> d) & 1:
                    chosen &= digits[d]
                else:
                    chosen &= ~digits[d]
            if chosen == zero:
                continue
            left &= ~chosen
            for j in range(members):
                x = marks[j] & chosen
                if x == zero:
                    continue
                x = x - ((x >> one) & m1)
                x = (x & m2) + ((x >> two) & m2)
                critical[who[j], m] += np.int64((((x + (x >> four)) & m4) * h01) >> last)
