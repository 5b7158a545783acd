"""Which demands can be met together, which collide, and what to give up.

Sets of demands are bit masks over the demands that must be met. A *minimal conflict* is a set that
cannot be met while every smaller part of it can; giving up an *opening* set lets the rest be met.
Each of these two families is the minimal hitting sets of the other (Reiter), so both grow
together.

References
----------
junker_2004, liffiton_previti_malik_mu_2016, murakami_uno_2014, reiter_1987
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from formateur.agreement.hitting import hitting_sets
from formateur.agreement.model import Model
from formateur.errors import OutOfTimeError
from formateur.programs import Solution

__all__ = ["Together"]


class Together:
    """What is known of which demands a model can meet together, asked only where it has to be.

    `conflicts` are the minimal conflicts found so far; `openings` what can be given up, each with
    a government that then meets the rest; `price` are costs for that government.
    """

    def __init__(self, model: Model, must: Sequence[str], price: Mapping[int, float]) -> None:
        self.model, self.must, self.price = model, must, price
        self.whole = (1 << len(must)) - 1
        self.conflicts: list[int] = []
        self.openings: dict[int, Solution] = {}
        self._seen: list[int] = []  # demands that some government was seen to meet together
        self._asserted = {d.id: d for d in model.demands}
        self._small = model.smallest()

    def named(self, demands: int) -> list[str]:
        """The demands of a set, in order."""
        return [d for k, d in enumerate(self.must) if demands >> k & 1]

    def mask(self, demands: Sequence[str]) -> int:
        """The set of some demands."""
        places = {d: k for k, d in enumerate(self.must)}
        return sum(1 << places[d] for d in demands)

    def fits(self, demands: int) -> bool:
        """Whether these demands can be met together."""
        if any(not demands & ~together for together in self._seen):
            return True
        if any(core & demands == core for core in self.conflicts):
            return False
        return self._see(self.model.ask(self.named(demands), self._small)) is not None

    def opens(self, given: int) -> Solution | None:
        """A government that meets all demands but those given up, the best by price."""
        wished = [d for d in self._asserted if d not in self.must]
        kept = self.named(self.whole & ~given)
        return self._see(self.model.ask(kept, self.price, free=wished))

    def _see(self, found: Solution | None) -> Solution | None:
        """Keep which demands a government meets: any part of them can be met together."""
        if found is not None:
            met = (self.model.meets(found, self._asserted[d]) for d in self.must)
            self._seen.append(sum(1 << k for k, meets in enumerate(met) if meets))
        return found

    def explore(self, limit: int, until: float) -> str:
        """Find all minimal conflicts and openings; what cut the search off, or ``""``.

        What meets all conflicts known so far either opens an agreement or leaves a further
        conflict.
        """
        program = self.model.program
        before, program.until = program.until, until
        try:
            return self._explore(limit)
        except OutOfTimeError:
            return "time"
        finally:
            program.until = before

    def _explore(self, limit: int) -> str:
        grown = True
        while grown:
            grown, before = False, len(self.conflicts)
            for given in hitting_sets(tuple(self.conflicts)):
                if given in self.openings or any(not given & c for c in self.conflicts[before:]):
                    continue
                found = self.opens(given)
                if found is not None:
                    self.openings[given] = found
                elif len(self.conflicts) == limit:
                    return "conflicts"
                else:
                    self.conflicts.append(self._shrunk(self.whole & ~given))
                    grown = True
        return ""

    def _shrunk(self, demands: int) -> int:
        """A minimal part of demands that collide (Junker's QuickXplain, halves at a time)."""
        single = [1 << k for k in range(len(self.must)) if demands >> k & 1]
        return self._needed(0, single, asked=True)

    def _needed(self, held: int, demands: list[int], *, asked: bool) -> int:
        """Of demands that collide together with those held, a minimal part that still does."""
        if not asked and not self.fits(held):
            return 0
        if len(demands) == 1:
            return demands[0]
        half = len(demands) // 2
        left, right = demands[:half], demands[half:]
        from_right = self._needed(held | sum(left), right, asked=False)
        return from_right | self._needed(held | from_right, left, asked=not from_right)
