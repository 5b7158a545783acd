"""Making very many values at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["uncollected"]

_MANY = 200_000  # objects


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the garbage collector off while many values are made: it finds nothing among them.

    Going through them again and again would double the time for a large file. Many new ones
    are put straight among the old, so that what is done next does not pay for them either.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was and gc.get_count()[0] > _MANY and not gc.get_freeze_count():
            gc.freeze()  # all objects leave the young generations,
            gc.unfreeze()  # and come back in the oldest
        if was:
            gc.enable()
