"""What the partners of a government settle on: terms, programme, portfolios.

`PORTFOLIO_METHODS` lists the ways to share out portfolios. To add one: write a function of seats,
posts and wishes that returns `Portfolios`, a row here, a golden file and a handbook paragraph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from formateur.registry import Registry, Row, on_first_use

if TYPE_CHECKING:
    from formateur.agreement import (
        allocation,
        judgments,
        jurisdictions,
        model,
        payoffs,
        portfolios,
        positions,
        programme,
        solve,
        surveys,
    )

__all__ = [
    "PORTFOLIO_METHODS",
    "allocation",
    "judgments",
    "jurisdictions",
    "model",
    "payoffs",
    "portfolios",
    "positions",
    "programme",
    "solve",
    "surveys",
]

_PORTFOLIOS = "formateur.agreement.portfolios"
_ALLOCATION = "formateur.agreement.allocation"

PORTFOLIO_METHODS = Registry(
    "portfolio method",
    "formateur.portfolio_methods",
    (
        Row(
            "gamson",
            f"{_PORTFOLIOS}:gamson",
            "As many posts as seats deserve",
            ("gamson_1961", "browne_franklin_1973"),
        ),
        Row(
            "sequential",
            f"{_PORTFOLIOS}:sequential",
            "One choice after the other, in divisor order",
            ("oleary_grofman_elklit_2005",),
            ("wishes",),
        ),
        Row(
            "utilitarian",
            f"{_ALLOCATION}:utilitarian",
            "Largest sum of salience",
            ("moulin_2003",),
            ("wishes", "optimise"),
        ),
        Row(
            "leximin",
            f"{_ALLOCATION}:leximin",
            "The worst off as well off as can be",
            ("moulin_2003",),
            ("wishes", "optimise"),
        ),
        Row(
            "nash",
            f"{_ALLOCATION}:nash",
            "Largest product of salience (Nash welfare)",
            ("caragiannis_2019",),
            ("wishes", "optimise"),
        ),
        Row(
            "envy_free",
            f"{_ALLOCATION}:envy_free",
            "Choices in Adams's order: no envy beyond one post",
            ("chakraborty_2021",),
            ("wishes",),
        ),
    ),
)


__getattr__ = on_first_use(__name__, __all__)
