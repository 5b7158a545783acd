"""How portfolios follow seats in a set of cabinets: Gamson's law as a regression.

Two fits of the same data: ordinary least squares on shares, as in the literature since Browne and
Franklin; and isometric log-ratios, because shares of one cabinet sum to 1 and are no independent
numbers. Gamson's law itself is slope 1 and nothing else in both.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from formateur.errors import FormateurError
from formateur.fields import number_of
from formateur.results import Listing, Result

__all__ = ["Fit", "Payoff", "fits", "gamson_fit", "log_ratio_fit", "parse_payoffs"]


@dataclass(frozen=True, slots=True)
class Payoff:
    """One party in one cabinet: seats, posts (any unit), and whether it has the premiership."""

    cabinet: str
    party: str
    seats: float
    posts: float
    premier: bool = False


_COLUMNS = ("cabinet", "party", "seats", "posts")
_WORDS = {"": False, "0": False, "no": False, "false": False} | dict.fromkeys(
    ("1", "yes", "true"), True
)


def parse_payoffs(text: str, source: str = "the table") -> list[Payoff]:
    r"""Payoffs from a table (CSV) with the columns cabinet, party, seats, posts, perhaps premier.

    Raises
    ------
    FormateurError
        With the line at fault: a column or a number that is missing, a party twice in a cabinet.

    Examples
    --------
    >>> parse_payoffs("cabinet,party,seats,posts,premier\n2021,spd,206,8,yes")
    [Payoff(cabinet='2021', party='spd', seats=206.0, posts=8.0, premier=True)]
    """
    reader = csv.DictReader(text.removeprefix("\ufeff").splitlines(), skipinitialspace=True)
    heading = [name.strip().lower() for name in reader.fieldnames or ()]
    if missing := [c for c in _COLUMNS if c not in heading]:
        raise FormateurError(
            f"{source}: no column {', '.join(missing)}; the first line names the columns: "
            f"{','.join(_COLUMNS)}, and premier (yes or no) if wanted"
        )
    reader.fieldnames = heading
    found: dict[tuple[str, str], Payoff] = {}
    for row in reader:
        where = f"{source}:{reader.line_num}"
        cells = {k: (v or "").strip() for k, v in row.items() if k in (*_COLUMNS, "premier")}
        key = cells["cabinet"], cells["party"]
        if not all(key):
            raise FormateurError(f"{where}: a row names its cabinet and its party")
        if key in found:
            raise FormateurError(f"{where}: {key[1]!r} stands twice in {key[0]}")
        if cells.get("premier", "").lower() not in _WORDS:
            raise FormateurError(f"{where}: premier is {cells['premier']!r}; use yes or no")
        found[key] = Payoff(
            *key,
            seats=_number(where, "seats", cells["seats"]),
            posts=_number(where, "posts", cells["posts"]),
            premier=_WORDS[cells.get("premier", "").lower()],
        )
    return list(found.values())


def _number(where: str, what: str, text: str) -> float:
    number = number_of(text) if text else None
    if number is None or number < 0:
        raise FormateurError(f"{where}: {what} {text!r}; use a number of 0 or more")
    return float(number)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Fit(Result):
    """Coefficients with standard errors; `number` is how many equations were fitted."""

    coefficients: tuple[tuple[str, float, float], ...]
    r_squared: float
    number: int
    cabinets: int

    def __getitem__(self, name: str) -> float:
        return next(value for known, value, _ in self.coefficients if known == name)

    def rows(self) -> list[dict[str, Any]]:
        """One row per coefficient."""
        return [
            {"coefficient": name, "estimate": value, "standard_error": error}
            for name, value, error in self.coefficients
        ]

    def summary(self) -> dict[str, Any]:
        """Fit and size."""
        return {"r_squared": self.r_squared, "number": self.number, "cabinets": self.cabinets}

    def __repr__(self) -> str:
        said = ", ".join(f"{name} {value:.4g}" for name, value, _ in self.coefficients)
        return f"<Fit {self.method}: {said}; R2 {self.r_squared:.3f}, n {self.number}>"


def _cabinets(payoffs: Iterable[Payoff], *, positive: bool) -> Mapping[str, Sequence[Payoff]]:
    found: dict[str, list[Payoff]] = {}
    for row in payoffs:
        for what, value in (("seats", row.seats), ("posts", row.posts)):
            if not 0 <= value < float("inf"):
                raise FormateurError(
                    f"{row.cabinet}: {row.party} has {value:g} {what}; use a number of 0 or more"
                )
            if positive and not value:
                raise FormateurError(
                    f"{row.cabinet}: {row.party} has no {what}; a ratio needs more than 0 "
                    "(leave the party out, or keep to shares)"
                )
        found.setdefault(row.cabinet, []).append(row)
    for cabinet, rows in found.items():
        if not sum(r.seats for r in rows) or not sum(r.posts for r in rows):
            raise FormateurError(f"{cabinet}: no seats or no posts at all")
        if sum(r.premier for r in rows) > 1:
            raise FormateurError(f"{cabinet}: two parties have the premiership")
    return found


def gamson_fit(payoffs: Iterable[Payoff], *, premier: bool = False) -> Fit:
    """Least squares of a party's share of posts on its share of the government's seats.

    Parameters
    ----------
    payoffs
        One row per party and cabinet; shares are taken within each cabinet.
    premier
        Also fit a bonus for the party that has the premiership.

    Returns
    -------
    Fit
        ``constant``, ``seats`` and perhaps ``premier``, with classical standard errors.

    References
    ----------
    browne_franklin_1973, warwick_druckman_2006

    Examples
    --------
    >>> rows = [Payoff("x", "a", 60, 5), Payoff("x", "b", 40, 5), Payoff("y", "a", 75, 7),
    ...     Payoff("y", "c", 25, 3)]
    >>> gamson_fit(rows)
    <Fit gamson: constant 0.1552, seats 0.6897; R2 0.862, n 4>
    """
    import numpy as np

    by_cabinet = _cabinets(payoffs, positive=False)
    design, target = [], []
    for rows in by_cabinet.values():
        seats, posts = sum(r.seats for r in rows), sum(r.posts for r in rows)
        for r in rows:
            design.append([1.0, r.seats / seats, *([float(r.premier)] if premier else [])])
            target.append(r.posts / posts)
    names = ["constant", "seats", *(["premier"] if premier else [])]
    y = np.array(target, dtype=np.float64)
    spread = float(((y - y.mean()) ** 2).sum()) if len(y) else 0.0
    return _fitted("gamson", names, np.array(design, dtype=np.float64), y, spread, len(by_cabinet))


def log_ratio_fit(payoffs: Iterable[Payoff], *, premier: bool = False) -> Fit:
    """Least squares of posts on seats, both as isometric log-ratios within each cabinet.

    A cabinet of D parties gives D - 1 equations. One slope serves all of them, so the answer does
    not depend on the order of parties or the basis chosen. Slope 1 is Gamson's law; below 1 the
    small are favoured; the premier's coefficient is the log of the factor by which the odds of
    that party against every other are raised.

    Parameters
    ----------
    payoffs
        One row per party and cabinet, seats and posts above 0.
    premier
        Also fit a bonus for the party that has the premiership.

    References
    ----------
    martin_vanberg_2026, egozcue_2003

    Examples
    --------
    >>> rows = [Payoff("x", "a", 60, 6), Payoff("x", "b", 30, 3), Payoff("x", "c", 10, 1),
    ...     Payoff("y", "a", 75, 3), Payoff("y", "c", 25, 1)]
    >>> log_ratio_fit(rows)
    <Fit log_ratio: seats 1; R2 1.000, n 3>
    """
    import numpy as np

    by_cabinet = _cabinets(payoffs, positive=True)
    design, target = [], []
    for rows in by_cabinet.values():
        basis = _basis(len(rows))
        seats = basis @ np.log([r.seats for r in rows])
        posts = basis @ np.log([r.posts for r in rows])
        columns = [seats]
        if premier:
            columns.append(basis @ np.array([float(r.premier) for r in rows]))
        design += list(np.stack(columns, axis=1))
        target += list(posts)
    names = ["seats", *(["premier"] if premier else [])]
    y = np.array(target, dtype=np.float64)
    # There is no constant: no spread of posts means equal parts.
    return _fitted(
        "log_ratio",
        names,
        np.array(design, dtype=np.float64).reshape(len(y), len(names)),
        y,
        float((y**2).sum()),
        len(by_cabinet),
    )


def _basis(parts: int) -> Any:
    """Helmert's orthonormal basis of the ratios of `parts` parts, shape ``(parts - 1, parts)``."""
    import numpy as np

    made = np.zeros((parts - 1, parts))
    for k in range(1, parts):
        made[k - 1, :k] = 1 / k
        made[k - 1, k] = -1
        made[k - 1] *= np.sqrt(k / (k + 1))
    return made


def _fitted(
    method: str, names: Sequence[str], x: Any, y: Any, spread: float, cabinets: int
) -> Fit:
    import numpy as np

    if len(y) <= len(names) or np.linalg.matrix_rank(x) < len(names):
        raise FormateurError(
            f"{method}: {len(y)} equation{'' if len(y) == 1 else 's'} do not settle "
            f"{len(names)} coefficient{'' if len(names) == 1 else 's'}; "
            "give more cabinets of different shape"
        )
    found = np.linalg.lstsq(x, y, rcond=None)[0]
    left = float(((y - x @ found) ** 2).sum())
    errors = np.sqrt(np.diag(np.linalg.inv(x.T @ x)) * left / (len(y) - len(names)))
    return Fit(
        input=f"{cabinets} cabinets",
        method=method,
        exact=False,
        sources=("browne_franklin_1973",) if method == "gamson" else ("martin_vanberg_2026",),
        coefficients=tuple(
            # Twelve digits: the rest is the rounding of one machine.
            (n, round(float(v), 12) + 0.0, round(float(e), 12))
            for n, v, e in zip(names, found, errors, strict=True)
        ),
        r_squared=round(1 - left / spread, 12) if spread else 1.0,
        number=len(y),
        cabinets=cabinets,
    )


def fits(payoffs: Iterable[Payoff], *, premier: bool = False) -> Listing:
    """Both fits beside each other; where one has no answer a note says why.

    Raises
    ------
    FormateurError
        When neither has an answer.

    References
    ----------
    browne_franklin_1973, martin_vanberg_2026

    Examples
    --------
    >>> rows = [Payoff("x", "a", 60, 6), Payoff("x", "b", 40, 4), Payoff("y", "a", 75, 3),
    ...     Payoff("y", "c", 25, 1)]
    >>> [(r["fit"], r["coefficient"], round(r["estimate"], 9)) for r in fits(rows).rows()]
    [('gamson', 'constant', 0.0), ('gamson', 'seats', 1.0), ('log_ratio', 'seats', 1.0)]
    """
    known = list(payoffs)
    made: list[Fit] = []
    notes: list[str] = []
    for fit in (gamson_fit, log_ratio_fit):
        try:
            made.append(fit(known, premier=premier))
        except FormateurError as error:
            notes.append(str(error))
    if not made:
        raise FormateurError(notes[0])
    return Listing(
        input=made[0].input,
        method="payoffs",
        parameters={"premier": premier},
        exact=False,
        sources=tuple(key for fit in made for key in fit.sources),
        notes=tuple(notes),
        listed=tuple({"fit": fit.method, **row} for fit in made for row in fit.rows()),
        said={fit.method: fit.summary() for fit in made},
    )
