"""The files that positions come in: tables, voting-advice sites, manifestos and expert surveys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from formateur.agreement.positions import Number, Position, Programme, Thesis, salience_of
from formateur.agreement.sheets import Sheet, parse_sheets, read_sheets
from formateur.agreement.surveys import is_survey, read_survey
from formateur.errors import FormateurError, listing
from formateur.fields import plain_number_of
from formateur.files import read_json

__all__ = ["parse_positions", "read_positions"]

# Words of files, without case. What a voting-advice site prints is one of these.
_WORDS: dict[str, Position] = {
    "1": 1, "+1": 1, "agree": 1, "yes": 1, "for": 1, "stimme zu": 1, "ja": 1,
    "completely agree": 1, "strongly agree": 1,
    "tend to agree": Fraction(1, 2), "rather agree": Fraction(1, 2),
    "0": 0, "neutral": 0, "undecided": 0,
    "tend to disagree": Fraction(-1, 2), "rather disagree": Fraction(-1, 2),
    "-1": -1, "\u22121": -1, "disagree": -1, "no": -1, "against": -1, "stimme nicht zu": -1,
    "nein": -1, "completely disagree": -1, "strongly disagree": -1,
    "": None, "unknown": None, "?": None, "na": None, "n/a": None, "no opinion": None,
}  # fmt: skip
_ANSWERS: dict[int, Position] = {0: 1, 1: -1, 2: 0}  # qual-o-mat: agree, disagree, neutral
# What the Wahl-O-Mat's spreadsheet calls our columns.
_SITE = {
    "these: titel": "thesis",
    "partei: kurzbezeichnung": "party",
    "position: position": "position",
    "these: these": "text",
}
_ACCEPTED = (
    "a table has thesis, party, position and, if wanted, salience and text; or thesis and one "
    "column for each party; or it is the spreadsheet of the Wahl-O-Mat, the Manifesto Project's "
    "main dataset, or CHES"
)


def read_positions(
    source: str | Path, *, country: str = "", election: str = "", theses: Sequence[str] = ()
) -> Programme:
    r"""Positions from a file: a table of positions, or the JSON of the qual-o-mat project.

    A table is a CSV, divided by commas, semicolons or tabs, or a spreadsheet (.xlsx, .xls, .ods;
    ``pip install "formateur[sheet]"``), with the columns ``thesis``, ``party``, ``position`` and,
    if wanted, ``salience`` and ``text``. Positions are ``agree``, ``neutral``, ``disagree``,
    ``unknown``, their numbers 1, 0, -1, a number between, or nothing. A table with ``thesis`` and
    one column for each party says the same without salience. The spreadsheet that the Wahl-O-Mat
    publishes is read as it is: theses by title, parties by their short names.

    The qual-o-mat project keeps the answers that parties gave to a voting-advice site as a folder
    with ``statement.json``, ``party.json``, ``opinion.json`` (party, statement, answer), and in
    some years ``answer.json`` and ``overview.json``. Give the folder or its ``opinion.json``.

    The Manifesto Project's main dataset and the Chapel Hill Expert Survey are read as tables too,
    for one `country` and one `election`: see `formateur.agreement.surveys.read_survey`. `theses`
    takes some of the theses of any file.

    Raises
    ------
    FormateurError
        With the file and line, or entry, at fault.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "toy.csv")
    ...     _ = file.write_text("thesis,party,position\ntax,a,agree\ntax,b,disagree\n")
    ...     read_positions(file)
    <Programme 'toy': 1 thesis, 2 parties>
    """
    path = Path(source)
    if path.is_dir() and not (path / "opinion.json").exists():
        raise FormateurError(
            f"{path}: a folder of the qual-o-mat project has opinion.json, party.json and "
            "statement.json; this one has no opinion.json"
        )
    if path.is_dir() or path.name == "opinion.json":
        made = _qual_o_mat(path if path.is_dir() else path.parent)
        return made.only(theses) if theses else made
    if path.suffix == ".json":
        raise FormateurError(f"{path}: give the folder with statement.json, party.json, "
                             "opinion.json, or a table (CSV)")  # fmt: skip
    return _of_sheets(
        read_sheets(path), str(path), path.stem, country=country, election=election, theses=theses
    )


def parse_positions(
    data: bytes | str,
    source: str,
    *,
    name: str = "positions",
    country: str = "",
    election: str = "",
    theses: Sequence[str] = (),
) -> Programme:
    """A table of positions from its content, as `read_positions` reads it."""
    sheets = parse_sheets(data, source)
    return _of_sheets(sheets, source, name, country=country, election=election, theses=theses)


def _of_sheets(
    sheets: Sequence[Sheet],
    source: str,
    name: str,
    *,
    country: str,
    election: str,
    theses: Sequence[str],
) -> Programme:
    """Positions from the first sheet that has columns of positions."""
    sheet = next((s for s in sheets if _is_known(s.keys)), None)
    if sheet is None:
        one = len(sheets) == 1
        found = listing([c for c in sheets[0].columns if c]) if one else f"{len(sheets)} sheets"
        raise FormateurError(f"{source}: no positions among its columns ({found}); {_ACCEPTED}")
    if is_survey(sheet.keys):
        return read_survey(sheet, country=country, election=election, theses=theses)
    if country or election:
        raise FormateurError(
            f"{source}: a country and an election are chosen in tables of the Manifesto Project "
            "or of CHES; this is neither"
        )
    keys = tuple(_SITE.get(k, k) for k in sheet.keys)
    made = _wide(sheet, name) if _is_wide(keys) else _long(sheet.named(keys), name)
    return made.only(theses) if theses else made


def _is_known(keys: Sequence[str]) -> bool:
    ours = {_SITE.get(k, k) for k in keys}
    return {"thesis", "party", "position"} <= ours or _is_wide(keys) or is_survey(keys)


def _is_wide(keys: Sequence[str]) -> bool:
    return "thesis" in keys and not {"party", "position"} & set(keys)


def _long(sheet: Sheet, name: str) -> Programme:
    """A table of thesis, party, position."""
    _each_once(sheet, [c for c in sheet.columns if c in {*_SITE.values(), "salience"}])
    positions: dict[str, dict[str, Position]] = {}
    salience: dict[str, dict[str, Number]] = {}
    texts: dict[str, str] = {}
    for line, cells in sheet.records():
        place, thesis, party = sheet.place(line), cells["thesis"], cells["party"]
        if not thesis or not party:
            raise FormateurError(f"{place}: name a thesis and a party")
        if thesis in positions.setdefault(party, {}):
            raise FormateurError(f"{place}: {party!r} has a position on {thesis!r} twice")
        positions[party][thesis] = _word(place, cells["position"])
        if number := cells.get("salience", ""):
            given = number if sheet.mark == "," else number.replace(",", ".")
            salience.setdefault(party, {})[thesis] = _placed(place, party, thesis, given)
        texts[thesis] = texts.get(thesis) or cells.get("text", "")
    return _made(sheet.source, positions, texts, salience, name)


def _wide(sheet: Sheet, name: str) -> Programme:
    """A table with one row per thesis and one column per party; an empty cell is unknown."""
    parties = [c for c, k in zip(sheet.columns, sheet.keys, strict=True)
               if k not in {"thesis", "text"}]  # fmt: skip
    if not all(parties):
        raise FormateurError(f"{sheet.source}: each column needs a name: thesis, and parties")
    if not parties:
        raise FormateurError(f"{sheet.source}: no party; give one column for each")
    keys = [k if k in {"thesis", "text"} else c
            for c, k in zip(sheet.columns, sheet.keys, strict=True)]  # fmt: skip
    _each_once(sheet, keys)
    positions: dict[str, dict[str, Position]] = {p: {} for p in parties}
    texts: dict[str, str] = {}
    for line, cells in sheet.records(keys):
        place, thesis = sheet.place(line), cells["thesis"]
        if not thesis or thesis in texts:
            raise FormateurError(f"{place}: name a thesis, each once; given {thesis!r}")
        texts[thesis] = cells.get("text", "")
        for party in parties:
            positions[party][thesis] = _word(f"{place}, {party}", cells[party])
    return _made(sheet.source, positions, texts, {}, name)


def _each_once(sheet: Sheet, keys: Sequence[str]) -> None:
    twice = next((k for k in keys if keys.count(k) > 1), None)
    if twice is not None:
        raise FormateurError(f"{sheet.source}: two columns are called {twice!r}")


def _made(
    source: str,
    positions: Mapping[str, Mapping[str, Position]],
    texts: Mapping[str, str],
    salience: Mapping[str, Mapping[str, Number]],
    name: str,
) -> Programme:
    """A programme of a file; what is wrong with it as a whole is told with the file's name."""
    try:
        made = Programme.of(positions, salience=salience, name=name)
    except FormateurError as error:
        raise FormateurError(f"{source}: {error}") from None
    return replace(made, theses=tuple(Thesis(t.id, texts.get(t.id, "")) for t in made.theses))


def _word(place: str, given: str) -> Position:
    if given.casefold() in _WORDS:
        return _WORDS[given.casefold()]
    between = plain_number_of(given.replace("\u2212", "-").replace(",", "."))
    if between is None or not -1 <= between <= 1:
        raise FormateurError(
            f"{place}: position {given!r} is outside the scale; use agree (1), neutral (0), "
            "disagree (-1), a number between, or unknown"
        )
    return between


def _placed(place: str, party: str, thesis: str, number: str) -> Fraction:
    try:
        return salience_of(party, thesis, number)
    except FormateurError as error:
        raise FormateurError(f"{place}: {error}") from None


# -- the qual-o-mat project ---------------------------------------


def _qual_o_mat(folder: Path) -> Programme:
    """A folder of the qual-o-mat project: ids are the labels and short names it prints."""
    statements = folder / "statement.json"
    theses = _named(statements, "label")
    parties = _named(folder / "party.json", "name")
    answers = _answers(folder / "answer.json")
    positions: dict[str, dict[str, Position]] = {
        p: dict.fromkeys(theses.values()) for p in parties.values()
    }
    file = folder / "opinion.json"
    told = set()
    for k, entry in enumerate(_entries(file)):
        place = f"{file}, entry {k}"
        party = _key(place, entry, "party", parties)
        thesis = _key(place, entry, "statement", theses)
        if (party, thesis) in told:
            raise FormateurError(f"{place}: {party!r} has a position on {thesis!r} twice")
        told.add((party, thesis))
        if entry.get("answer") is not None:
            positions[party][thesis] = _key(place, entry, "answer", answers)
    texts = {theses[e["id"]]: str(e.get("text") or "") for e in _entries(statements)}
    return _made(str(folder), positions, texts, {}, _title(folder))


def _entries(path: Path) -> list[dict[str, Any]]:
    found = read_json(path)
    if not isinstance(found, list) or not all(isinstance(e, dict) for e in found):
        raise FormateurError(f"{path}: a list of entries is expected")
    return found


def _named(path: Path, key: str) -> dict[Any, str]:
    """Entries by number, by the name printed; a name that stands twice carries its number."""
    entries = _entries(path)
    names = [str(e.get(key) or "").strip() for e in entries]
    found: dict[Any, str] = {}
    for k, (entry, name) in enumerate(zip(entries, names, strict=True)):
        if not isinstance(entry.get("id"), (int, str)) or not name:
            raise FormateurError(f"{path}, entry {k}: id and {key} are expected")
        if entry["id"] in found:
            raise FormateurError(f"{path}, entry {k}: id {entry['id']} stands twice")
        found[entry["id"]] = f"{name} ({entry['id']})" if names.count(name) > 1 else name
    return found


def _answers(path: Path) -> dict[Any, Position]:
    if not path.exists():
        return dict(_ANSWERS)
    return {
        e.get("id"): _word(f"{path}, entry {k}", str(e.get("message") or "").strip())
        for k, e in enumerate(_entries(path))
    }


def _key(place: str, entry: Mapping[str, Any], key: str, known: Mapping[Any, Any]) -> Any:
    given = entry.get(key)
    if isinstance(given, (list, dict)) or given not in known:
        raise FormateurError(f"{place}: {key} {given!r}; there are {listing(map(str, known))}")
    return known[given]


def _title(folder: Path) -> str:
    path = folder / "overview.json"
    if not path.exists():
        return folder.resolve().name
    found = read_json(path)
    try:
        return f"{found['title']} {str(found['date'])[:4]}"
    except (KeyError, TypeError):
        raise FormateurError(f"{path}: title and date are expected") from None
