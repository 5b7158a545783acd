"""Positions from what political science codes: manifestos and expert surveys, as users have them.

The Manifesto Project counts what part of a manifesto speaks for and against a matter; the Chapel
Hill Expert Survey (CHES) asks experts to place parties on scales. Both come as one CSV for many
countries, of which one country and one election or survey are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from formateur.agreement.positions import Platform, Position, Programme, Thesis
from formateur.agreement.sheets import Sheet
from formateur.errors import FormateurError, UnknownIdError, listing
from formateur.fields import plain_number_of

__all__ = ["is_survey", "read_survey"]

# Categories of the Manifesto coding scheme that come in pairs: for, against.
_PAIRS: Mapping[str, tuple[str, str, str]] = {
    "foreign-special-relationships": ("101", "102", "special relationships abroad"),
    "military": ("104", "105", "a strong military"),
    "internationalism": ("107", "109", "international cooperation"),
    "europe": ("108", "110", "the European Union"),
    "constitutionalism": ("203", "204", "the constitution as it is"),
    "decentralisation": ("301", "302", "powers for regions and towns"),
    "protectionism": ("406", "407", "protection of the home market"),
    "welfare": ("504", "505", "a larger welfare state"),
    "education": ("506", "507", "more for education"),
    "national-way-of-life": ("601", "602", "the national way of life"),
    "traditional-morality": ("603", "604", "traditional morality"),
    "multiculturalism": ("607", "608", "cultural diversity"),
    "labour": ("701", "702", "the demands of labour groups"),
}
# Scales of CHES: what the high end stands for. Those of the European Union run from 1 to 7.
_SCALES: Mapping[str, str] = {
    "eu_position": "European integration",
    "eu_cohesion": "the EU's cohesion policy",
    "eu_foreign": "an EU foreign policy",
    "eu_intmark": "the EU's internal market",
    "eu_budgets": "EU authority over budgets",
    "eu_asylum": "a common EU asylum policy",
    "lrecon": "the economic right",
    "galtan": "tradition and authority",
    "immigrate_policy": "restrictive immigration policy",
    "multiculturalism": "assimilation of migrants",
    "redistribution": "against redistribution",
    "environment": "growth before the environment",
    "climate_change": "high end of the scale on climate change",
    "spendvtax": "lower taxes before public services",
    "deregulation": "deregulated markets",
    "econ_interven": "against state intervention",
    "civlib_laworder": "law and order before civil liberties",
    "sociallifestyle": "against liberal social policies",
    "religious_principles": "religious principles in politics",
    "ethnic_minorities": "against more rights for ethnic minorities",
    "nationalism": "nationalism",
    "urban_rural": "rural interests",
    "protectionism": "protection of the home market",
    "regions": "against powers for regions",
}
# What each survey that asks for it calls the salience of a scale.
_SALIENCES: Mapping[str, tuple[str, ...]] = {
    "eu_position": ("eu_salience",),
    "lrecon": ("lrecon_salience",),
    "galtan": ("galtan_salience",),
    "immigrate_policy": ("immigrate_salience", "immigra_salience"),
    "multiculturalism": ("multicult_salience",),
    "redistribution": ("redist_salience",),
    "environment": ("enviro_salience", "environment_salience"),
    "climate_change": ("climate_change_salience",),
    "spendvtax": ("spendvtax_salience",),
    "deregulation": ("dereg_salience",),
    "civlib_laworder": ("civlib_salience",),
    "sociallifestyle": ("social_salience",),
    "religious_principles": ("relig_salience",),
    "ethnic_minorities": ("ethnic_salience",),
    "nationalism": ("nationalism_salience",),
    "urban_rural": ("urban_salience",),
    "regions": ("region_salience",),
}
_MISSING = {"", "na", "nan", ".", "n/a"}
_HUNDREDTHS = 100  # finer differences are not what coders or experts agree on


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Mapping[str, str]


def is_survey(columns: Collection[str]) -> bool:
    """Whether a table with these columns is of the Manifesto Project or of CHES."""
    return _is_manifesto(columns) or _is_ches(columns)


def _is_manifesto(columns: Collection[str]) -> bool:
    return {"countryname", "date", "partyname", "per104", "per504"} <= set(columns)


def _is_ches(columns: Collection[str]) -> bool:
    return {"country", "party_id", "party", "lrecon"} <= set(columns)


def read_survey(
    sheet: Sheet, *, country: str = "", election: str = "", theses: Sequence[str] = ()
) -> Programme:
    r"""Positions and saliences of one country's parties from a Manifesto or a CHES table.

    *Manifesto*: a thesis is a pair of categories. The position is what is for less what is
    against, over both (Kim and Fording), from -1 to 1; a pair that a manifesto does not speak of
    is unknown, and of no salience; a pair of which the table lacks a column is left out, and a
    note names it. Salience is the part of the manifesto that speaks of it.
    *CHES*: the experts' mean, moved from the scale of the survey to -1 (its low end) to 1 (its
    high end), with the salience that they give. Without `theses`, the scales for which this
    survey asked for salience (all, if for none); a scale without one counts as the party's mean.
    Positions and saliences are rounded to hundredths.

    Parameters
    ----------
    sheet
        The table.
    country
        As the file has it: a name or code. Not needed where there is one.
    election
        Manifesto: a day, month or year, as ``2021-09-26``, ``2021-09``, ``2021``. CHES: the
        year of the survey. Not needed where there is one.
    theses
        Which theses to take, in this order; default as above.

    Raises
    ------
    FormateurError
        For a country, election or thesis that is not there, or a number outside its scale.

    References
    ----------
    kim_fording_2002, bakker_et_al_2015

    Examples
    --------
    >>> from formateur.agreement.sheets import parse_sheets
    >>> head = "countryname,date,partyname,partyabbrev,per104,per105,per504,per505"
    >>> rows = "X,202109,Red,R,1,3,12,0\nX,202109,Blue,B,6,0,0,NA"
    >>> made = read_survey(parse_sheets(f"{head}\n{rows}", "toy.csv")[0])
    >>> [p.positions for p in made.platforms]
    [(Fraction(-1, 2), 1), (1, None)]
    """
    rows, columns, source = _rows(sheet), sheet.keys, sheet.source
    if _is_manifesto(columns):
        name, found = "countryname", _one_of(rows, source, "countryname", country)
        held = _of_date(found, source, election)
        made = _manifesto(held, source, columns)
        when = _printed(_day(held[0]))
    else:
        name, found = "country", _one_of(rows, source, "country", country)
        held = _of_year(found, source, election)
        made = _ches(held, source, columns, theses)
        when = held[0].cells.get("year") or ""
    made = replace(made, name=f"{held[0].cells[name]} {when}".strip())
    return made.only(theses) if theses else made


def _rows(sheet: Sheet) -> list[_Row]:
    return [_Row(line.number, cells) for line, cells in sheet.records()]


# -- which rows ---------------------------------------


def _one_of(rows: Sequence[_Row], source: str, column: str, wanted: str) -> list[_Row]:
    """The rows of one country."""
    there = list(dict.fromkeys(r.cells[column] for r in rows))
    if not wanted:
        if len(there) > 1:
            raise FormateurError(
                f"{source}: {len(there)} countries; choose one (--country): "
                f"{listing(_with_parties(rows, column, there))}"
            )
        wanted = there[0]
    found = [r for r in rows if r.cells[column].casefold() == wanted.strip().casefold()]
    if not found:
        if all(c.isdigit() for c in there):  # a code says little by itself
            known = listing(_with_parties(rows, column, there))
            raise FormateurError(f"{source}: no country {wanted!r}; there are {known}")
        raise UnknownIdError(f"country in {source}", wanted, there)
    return found


def _with_parties(rows: Sequence[_Row], column: str, there: Sequence[str]) -> list[str]:
    """Codes of countries, each with some of its parties to know it by."""
    if not all(c.isdigit() for c in there):
        return list(there)
    said = []
    for code in there:
        parties = dict.fromkeys(r.cells["party"] for r in rows if r.cells[column] == code)
        said.append(f"{code} ({' '.join(list(parties)[:3])})")
    return said


def _of_date(rows: Sequence[_Row], source: str, wanted: str) -> list[_Row]:
    """The rows of one election of the Manifesto table."""
    return _chosen(rows, source, wanted.replace("-", ""), _day, "election")


def _day(row: _Row) -> str:
    """The day as 20210926 where the table has it, else the month."""
    parts = row.cells.get("edate", "").replace("-", "/").split("/")
    if len(parts) == 3 and all(p.isdigit() for p in parts):
        year, month, day = parts if len(parts[0]) == 4 else reversed(parts)
        return f"{year}{month:>02}{day:>02}"
    return row.cells["date"]


def _printed(digits: str) -> str:
    """20210926 as 2021-09-26, and so months; a year as it is."""
    return "-".join(part for part in (digits[:4], digits[4:6], digits[6:]) if part)


def _of_year(rows: Sequence[_Row], source: str, wanted: str) -> list[_Row]:
    """The rows of one survey of CHES; a file of one survey may have no year."""
    return _chosen(rows, source, wanted, lambda row: row.cells.get("year", ""), "survey")


def _chosen(
    rows: Sequence[_Row], source: str, wanted: str, when: Callable[[_Row], str], what: str
) -> list[_Row]:
    there = sorted({when(r) for r in rows})
    fits = [d for d in there if d.startswith(wanted)] if there != [""] or not wanted else []
    if not fits:
        raise FormateurError(
            f"{source}: no {what} {_printed(wanted)!r} of this country; there are "
            f"{listing(_printed(d) for d in there if d)}"
        )
    if len(fits) > 1:
        raise FormateurError(
            f"{source}: {len(fits)} {what}s of this country; choose one (--election): "
            f"{listing(map(_printed, fits))}"
        )
    return [r for r in rows if when(r) == fits[0]]


# -- what they say ---------------------------------------


def _number(row: _Row, source: str, column: str, low: int, high: int) -> Fraction | None:
    """A number in a cell; ``None`` where it is missing."""
    given = row.cells.get(column, "")
    if given.casefold() in _MISSING:
        return None
    found = plain_number_of(given.replace(",", "."))
    if found is None:
        raise FormateurError(f"{source}, line {row.line}, {column}: {given!r} is not a number")
    if not low <= found <= high:
        raise FormateurError(
            f"{source}, line {row.line}, {column}: {given} is outside the scale, {low} to {high}"
        )
    return found


def _rounded(value: Fraction) -> Fraction:
    return Fraction(round(value * _HUNDREDTHS), _HUNDREDTHS)


def _position(value: Fraction) -> Position:
    found = _rounded(value)
    return int(found) if found.denominator == 1 else found


def _named(rows: Sequence[_Row], source: str, *columns: str) -> list[str]:
    """Names of the parties: the first of some columns that tells all of them apart."""
    for column in columns:
        names = [r.cells.get(column, "") for r in rows]
        if all(names) and len(set(names)) == len(names):
            return names
    names = [r.cells.get(columns[0], "") for r in rows]
    twice = next(n for n in names if not n or names.count(n) > 1)
    raise FormateurError(f"{source}: party {twice!r} stands twice in this election")


def _made(
    theses: Sequence[Thesis], names: Sequence[str], held: Sequence[Sequence[Any]]
) -> Programme:
    """A programme; a party that is silent on everything is unknown on everything."""
    platforms = []
    for name, pairs in zip(names, held, strict=True):
        positions = tuple(p for p, _ in pairs)
        weights = tuple(_rounded(w) for _, w in pairs)
        platforms.append(Platform(name, positions, weights if any(weights) else ()))
    return Programme(tuple(theses), tuple(platforms))


def _manifesto(rows: Sequence[_Row], source: str, columns: Collection[str]) -> Programme:
    """Pairs of categories; those of which no manifesto of the election speaks are left out.

    So are those of which a column is not in the table: nothing is not the same as unknown.
    """
    names = _named(rows, source, "partyabbrev", "partyname")
    made: dict[str, list[tuple[Position, Fraction]]] = {}
    lacking = {}
    for thesis, (for_, against, _) in _PAIRS.items():
        if missing := [c for c in (f"per{for_}", f"per{against}") if c not in columns]:
            lacking[thesis] = " and ".join(missing)
            continue
        said = []
        for row in rows:
            yes = _number(row, source, f"per{for_}", 0, 100) or Fraction(0)
            no = _number(row, source, f"per{against}", 0, 100) or Fraction(0)
            both = yes + no
            said.append((_position((yes - no) / both) if both else None, both))
        if any(weight for _, weight in said):
            made[thesis] = said
    if not made:
        raise FormateurError(f"{source}: no manifesto of this election is coded")
    theses = [Thesis(t, f"for {_PAIRS[t][2]}") for t in made]
    found = _made(theses, names, list(zip(*made.values(), strict=True)))
    if not lacking:
        return found
    told = ", ".join(f"{t} ({missing})" for t, missing in lacking.items())
    return replace(found, notes=(f"left out, for want of a column: {told}",))


def _ches(
    rows: Sequence[_Row], source: str, columns: Collection[str], theses: Sequence[str]
) -> Programme:
    names = _named(rows, source, "party", "party_id")
    there = [t for t in _SCALES if t in columns]
    for thesis in theses:
        if thesis not in there:
            raise UnknownIdError(f"scale in {source}", thesis, there)
    weighed = {t: c for t in there for c in _SALIENCES.get(t, ()) if _asked(rows, c)}
    taken = list(theses) or list(weighed) or there
    held = []
    for row in rows:
        stated = {t: _number(row, source, c, 0, 10) for t, c in weighed.items()}
        known = [w for w in stated.values() if w is not None]
        mean = sum(known, Fraction(0)) / len(known) if known else Fraction(1)
        pairs = []
        for t in taken:
            weight = stated.get(t)
            pairs.append((_moved(row, source, t), mean if weight is None else weight))
        held.append(pairs)
    return _made([Thesis(t, f"for {_SCALES[t]}") for t in taken], names, held)


def _asked(rows: Sequence[_Row], column: str) -> bool:
    """Whether a survey asked it: files of many surveys have columns that some leave out."""
    return any(r.cells.get(column, "").casefold() not in _MISSING for r in rows)


def _moved(row: _Row, source: str, scale: str) -> Position:
    """A party's place on a scale as a position, from -1 for the low end to 1 for the high one."""
    low, high = (1, 7) if scale.startswith("eu_") else (0, 10)
    placed = _number(row, source, scale, low, high)
    return None if placed is None else _position((2 * placed - low - high) / (high - low))
