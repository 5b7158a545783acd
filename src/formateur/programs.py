"""Linear and integer programs, solved by HiGHS (``pip install "formateur[optimise]"``)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from math import inf
from time import monotonic
from typing import Any

from formateur.errors import FormateurError, MissingExtraError, OutOfTimeError

__all__ = ["Program", "Solution", "needs_highs"]


@dataclass(frozen=True, slots=True)
class Solution:
    """Values of the variables, the objective, duals of rows and reduced costs.

    Not `proven`: the time was up before it was shown that no other is better.
    """

    values: tuple[float, ...]
    objective: float
    duals: tuple[float, ...] = ()
    reduced: tuple[float, ...] = ()
    proven: bool = True


def needs_highs(what: str) -> Any:
    """The solver, or an error that names its install line; `what` needs it."""
    try:
        import highspy
    except ImportError:
        raise MissingExtraError(what, "highspy", "optimise") from None
    return highspy


@cache
def _greeted() -> None:
    """Let HiGHS print its greeting where nobody reads it: stdout is for answers."""
    import highspy

    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        made: Any = highspy.Highs
        made()
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


_Row = tuple[tuple[tuple[int, float], ...], float | None, float | None]
_FEASIBLE = 2  # HiGHS's status of a solution that meets all rows
_LARGE = ("mip_heuristic_run_feasibility_jump", "mip_detect_symmetry", "mip_allow_restart")


class Program:
    """A program to be minimised, built variable by variable and row by row.

    `what` names the task in the message that asks for HiGHS. `many` leaves out what HiGHS does
    for large programs, a loss of time where hundreds of small ones are solved one after another.

    >>> program = Program("an example")
    >>> x, y = program.variable(cost=1), program.variable(cost=2)
    >>> program.add({x: 1, y: 1}, low=1)
    >>> program.solve().objective
    1.0
    """

    def __init__(self, what: str, *, many: bool = False) -> None:
        self._highspy = needs_highs(what)
        _greeted()
        self._model: Any = self._highspy.Highs()
        self._model.setOptionValue("output_flag", False)
        # HiGHS would stop at one part in ten thousand of the best; the best is asked for.
        self._model.setOptionValue("mip_rel_gap", 0.0)
        # The presolve of HiGHS 1.15 and 1.16 fails on small programs or cuts off what solves
        # them: decision 0010 has the numbers, tests/test_agreement.py three such tables.
        self._model.setOptionValue("presolve", "off")
        self._model.setOptionValue("threads", 1)  # waking others takes longer than our programs
        for option in _LARGE if many else ():
            self._model.setOptionValue(option, False)
        self._infinite = self._highspy.kHighsInf
        self.size = 0
        self.until = inf  # when `solve` stops, by `time.monotonic`
        self._costs: dict[int, float] = {}
        self._bounds: dict[int, tuple[float, float]] = {}
        self._whole: set[int] = set()
        self._rows: list[_Row] = []  # those of whole variables alone, to check answers by

    def variable(
        self,
        *,
        cost: float = 0,
        low: float | None = 0,
        high: float | None = 1,
        whole: bool = True,
    ) -> int:
        """Add a variable; the number that stands for it in rows. ``None`` is no bound."""
        least = -self._infinite if low is None else low
        most = self._infinite if high is None else high
        self._model.addVar(least, most)
        number = self.size
        self.size += 1
        self._bounds[number] = least, most
        if cost:
            self._model.changeColCost(number, cost)
            self._costs[number] = cost
        if whole:
            self._whole.add(number)
            self._model.changeColIntegrality(number, self._highspy.HighsVarType.kInteger)
        return number

    def add(
        self,
        coefficients: Mapping[int, float],
        low: float | None = None,
        high: float | None = None,
    ) -> None:
        """Add a row: ``low <= coefficients . variables <= high``."""
        import numpy as np

        places = np.array(list(coefficients), dtype=np.int32)
        values = np.array(list(coefficients.values()), dtype=np.float64)
        self._model.addRow(
            -self._infinite if low is None else low,
            self._infinite if high is None else high,
            len(places),
            places,
            values,
        )
        if self._whole.issuperset(coefficients):
            self._rows.append((tuple(coefficients.items()), low, high))

    def bound(self, variable: int, low: float, high: float) -> None:
        """Give a variable other bounds."""
        if self._bounds.get(variable) != (low, high):
            self._model.changeColBounds(variable, low, high)
            self._bounds[variable] = low, high

    def most(self, variable: int) -> float:
        """The upper bound of a variable."""
        return self._bounds[variable][1]

    @contextmanager
    def holding(self, values: Mapping[int, float]) -> Iterator[None]:
        """Hold variables at values for a while."""
        before = {v: self._bounds[v] for v in values}
        for variable, value in values.items():
            self.bound(variable, value, value)
        try:
            yield
        finally:
            for variable, bounds in before.items():
                self.bound(variable, *bounds)

    def price(self, costs: Mapping[int, float]) -> None:
        """Give variables other costs; those left out cost nothing."""
        for variable in {**self._costs, **costs}:
            cost = costs.get(variable, 0.0)
            if cost != self._costs.get(variable, 0.0):
                self._model.changeColCost(variable, cost)
        self._costs = dict(costs)

    def solve(self) -> Solution | None:
        """The best solution, or the best by the time `until`; ``None`` when no values fit.

        Raises
        ------
        OutOfTimeError
            If nothing was found and nothing shown in time.
        FormateurError
            If the solver stops without an answer for another reason.
        """
        left = self.until - monotonic()
        if left <= 0:
            raise OutOfTimeError("the time is up")
        # HiGHS counts the time of all runs of one model together.
        limit = self._model.getRunTime() + left if left < inf else self._infinite
        self._model.setOptionValue("time_limit", limit)
        status = self._run()
        kinds = self._highspy.HighsModelStatus
        if status == kinds.kNotset:
            # Whoever ran HiGHS first in this process has settled the number of threads.
            self._model.setOptionValue("threads", 0)
            status = self._run()
        answered = self._answered(status)
        if not answered:
            # What HiGHS keeps of earlier runs may have led it astray: once more from scratch.
            self._model.clearSolver()
            status = self._run()
            answered = self._answered(status)
        if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
            return None
        late = status == kinds.kTimeLimit
        if late and self._model.getInfo().primal_solution_status != _FEASIBLE:
            raise OutOfTimeError("the time is up")
        if not answered:
            told = self._model.modelStatusToString(status)
            if self._solved(status):
                told = "its solution does not meet the program it was given"
            raise FormateurError(f"the solver stopped: {told}")
        found = self._model.getSolution()
        return Solution(
            tuple(found.col_value),
            float(self._model.getInfo().objective_function_value),
            tuple(found.row_dual),
            tuple(found.col_dual),
            proven=not late,
        )

    def _run(self) -> Any:
        """Run HiGHS; the status it ends with."""
        self._model.run()
        return self._model.getModelStatus()

    def _solved(self, status: Any) -> bool:
        """Whether there is a solution to read."""
        kinds = self._highspy.HighsModelStatus
        late = status == kinds.kTimeLimit
        found = late and self._model.getInfo().primal_solution_status == _FEASIBLE
        return found or status in (kinds.kOptimal, kinds.kModelEmpty)

    def _answered(self, status: Any) -> bool:
        """Whether a run ended with an answer: nothing fits, no time, or a solution that fits."""
        if self._solved(status):
            return self._holds(self._model.getSolution().col_value)
        kinds = self._highspy.HighsModelStatus
        return status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible, kinds.kTimeLimit)

    def _holds(self, values: Sequence[float]) -> bool:
        """Whether whole values keep their bounds and the rows of whole variables."""
        whole = {v: round(values[v]) for v in self._whole}
        return all(
            self._bounds[v][0] <= value <= self._bounds[v][1] for v, value in whole.items()
        ) and all(
            _within(sum(factor * whole[v] for v, factor in row), low, high)
            for row, low, high in self._rows
        )


def _within(value: float, low: float | None, high: float | None) -> bool:
    """Whether a sum lies between bounds, but for what floats round off."""
    slack = 1e-9 * max(1.0, abs(value))
    return (low is None or value >= low - slack) and (high is None or value <= high + slack)
