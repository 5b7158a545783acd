"""Positions of parties on theses, with salience, and the files they come in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from formateur.errors import FormateurError, UnknownIdError, UnknownPartyError, listing
from formateur.results import Tabular

if TYPE_CHECKING:
    from formateur.record import Record

__all__ = [
    "POSITIONS",
    "Platform",
    "Position",
    "Programme",
    "Thesis",
    "read_positions",
    "recorded_positions",
    "stance",
]

Position: TypeAlias = "int | Fraction | None"
POSITIONS: Mapping[Position, str] = {1: "agree", 0: "neutral", -1: "disagree", None: "unknown"}
Number: TypeAlias = "int | float | str | Fraction"

# Words of files, without case. What a voting-advice site prints is one of these.
_WORDS: dict[str, Position] = {
    "1": 1, "+1": 1, "agree": 1, "yes": 1, "for": 1, "stimme zu": 1, "ja": 1,
    "0": 0, "neutral": 0, "undecided": 0,
    "-1": -1, "\u22121": -1, "disagree": -1, "no": -1, "against": -1, "stimme nicht zu": -1,
    "nein": -1,
    "": None, "unknown": None, "?": None, "na": None, "n/a": None,
}  # fmt: skip
_STANCES: dict[str, Position] = {"for": 1, "against": -1}
_ANSWERS: dict[int, Position] = {0: 1, 1: -1, 2: 0}  # qual-o-mat: agree, disagree, neutral


def stance(position: Position) -> str | float:
    """A position for a reader: a word, or a number between the words.

    >>> stance(1), stance(None), stance(Fraction(-2, 5))
    ('agree', 'unknown', -0.4)
    """
    return POSITIONS[position] if position in POSITIONS else float(position or 0)


@dataclass(frozen=True, slots=True)
class Thesis:
    """One sentence that parties agree or disagree with."""

    id: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Platform:
    """One party's positions, in the order of the theses: 1, 0, -1, or ``None`` for unknown.

    A position may also lie between: a `Fraction` from -1 to 1, as experts place parties.
    `salience` is how much each thesis matters to the party, in any unit; all alike by default.

    >>> Platform("a", (1, None)).salience
    (Fraction(1, 1), Fraction(1, 1))
    """

    party: str
    positions: tuple[Position, ...]
    salience: tuple[Fraction, ...] = ()

    def __post_init__(self) -> None:
        if not self.salience:
            object.__setattr__(self, "salience", (Fraction(1),) * len(self.positions))
        if len(self.salience) != len(self.positions):
            raise FormateurError(
                f"party {self.party!r}: {len(self.positions)} positions and "
                f"{len(self.salience)} saliences do not fit"
            )


@dataclass(frozen=True, slots=True)
class Programme(Tabular):
    """Theses, and the parties' positions on them.

    >>> made = Programme.of({"a": {"tax": 1, "rail": 0}, "b": {"tax": -1}}, name="toy")
    >>> made
    <Programme 'toy': 2 theses, 2 parties, 1 position unknown>
    """

    theses: tuple[Thesis, ...]
    platforms: tuple[Platform, ...]
    name: str = "programme"

    def __post_init__(self) -> None:
        if not self.theses or not self.platforms:
            raise FormateurError(f"{self.name}: give at least one thesis and one party")
        for what, ids in (("thesis", self.ids), ("party", self.parties)):
            if len(set(ids)) < len(ids):
                twice = next(i for i in ids if ids.count(i) > 1)
                raise FormateurError(f"{self.name}: {what} {twice!r} stands twice")
        for platform in self.platforms:
            _check(platform, self.theses)

    @classmethod
    def of(
        cls,
        positions: Mapping[str, Mapping[str, Position]],
        *,
        salience: Mapping[str, Mapping[str, Number]] | None = None,
        name: str = "programme",
    ) -> Self:
        """A programme from positions (and salience) by party and thesis; what lacks is unknown.

        A thesis without a stated salience counts 1 for a party.
        """
        ids = list(dict.fromkeys(t for held in positions.values() for t in held))
        weights = salience or {}
        for party, held in weights.items():
            if party not in positions:
                raise UnknownPartyError(party, list(positions))
            strange = [t for t in held if t not in ids]
            if strange:
                raise FormateurError(
                    f"salience of {party}: no thesis {strange[0]!r}; there are {listing(ids)}"
                )
        platforms = tuple(
            Platform(
                party,
                tuple(held.get(t) for t in ids),
                tuple(_salience(party, t, weights.get(party, {}).get(t, 1)) for t in ids),
            )
            for party, held in positions.items()
        )
        return cls(tuple(Thesis(t) for t in ids), platforms, name)

    @property
    def ids(self) -> tuple[str, ...]:
        """Thesis ids in order."""
        return tuple(t.id for t in self.theses)

    @property
    def parties(self) -> tuple[str, ...]:
        """Party ids in order."""
        return tuple(p.party for p in self.platforms)

    def platform(self, party: str) -> Platform:
        """The platform of a party."""
        for platform in self.platforms:
            if platform.party == party:
                return platform
        raise UnknownPartyError(party, self.parties)

    def only(self, theses: Sequence[str]) -> Self:
        """The same programme with some of its theses, in the order given.

        Raises
        ------
        UnknownIdError
            If there is no such thesis.

        >>> Programme.of({"a": {"tax": 1, "rail": 0}}).only(["rail"]).ids
        ('rail',)
        """
        for thesis in theses:
            if thesis not in self.ids:
                raise UnknownIdError("thesis", thesis, self.ids)
        places = [self.ids.index(t) for t in dict.fromkeys(theses)]
        platforms = tuple(
            Platform(
                p.party,
                tuple(p.positions[k] for k in places),
                tuple(p.salience[k] for k in places),
            )
            for p in self.platforms
        )
        return replace(self, theses=tuple(self.theses[k] for k in places), platforms=platforms)

    def with_platform(self, platform: Platform) -> Self:
        """The same programme with one platform put in, in place of the party's own if it has one.

        >>> made = Programme.of({"a": {"tax": 1}})
        >>> made.with_platform(Platform("b", (-1,))).parties
        ('a', 'b')
        """
        if platform.party in self.parties:
            held = [platform if p.party == platform.party else p for p in self.platforms]
            return replace(self, platforms=tuple(held))
        return replace(self, platforms=(*self.platforms, platform))

    def rows(self) -> list[dict[str, Any]]:
        """One row per thesis and party."""
        return [
            {
                "thesis": thesis.id,
                "party": platform.party,
                "position": stance(platform.positions[k]),
                "salience": platform.salience[k],
            }
            for k, thesis in enumerate(self.theses)
            for platform in self.platforms
        ]

    def __repr__(self) -> str:
        unknown = sum(p.positions.count(None) for p in self.platforms)
        said = f", {unknown} position{'s' if unknown > 1 else ''} unknown" if unknown else ""
        return (
            f"<Programme {self.name!r}: {len(self.theses)} theses, "
            f"{len(self.platforms)} parties{said}>"
        )


def _check(platform: Platform, theses: Sequence[Thesis]) -> None:
    if len(platform.positions) != len(theses):
        raise FormateurError(
            f"party {platform.party!r} has {len(platform.positions)} positions on "
            f"{len(theses)} theses"
        )
    for thesis, position in zip(theses, platform.positions, strict=True):
        if not _on_scale(position):
            raise FormateurError(
                f"party {platform.party!r}, thesis {thesis.id!r}: position {position!r} is "
                "outside the scale; use 1 (agree), 0 (neutral), -1 (disagree), a Fraction "
                "between, or nothing (unknown)"
            )
    for thesis, weight in zip(theses, platform.salience, strict=True):
        _salience(platform.party, thesis.id, weight)
    if not any(platform.salience):
        raise FormateurError(
            f"party {platform.party!r}: salience is zero on every thesis; at least one must matter"
        )


def _on_scale(position: Any) -> bool:
    known = position is None or isinstance(position, (int, Fraction))
    return known and not isinstance(position, bool) and (position is None or -1 <= position <= 1)


def _salience(party: str, thesis: str, given: Number) -> Fraction:
    try:
        # A decimal is what it is printed as; Fraction refuses "inf" and "nan".
        found = Fraction(str(given)) if isinstance(given, float) else Fraction(given)
    except (ValueError, TypeError, ZeroDivisionError):
        raise FormateurError(
            f"party {party!r}, thesis {thesis!r}: salience {given!r} is not a number"
        ) from None
    if found < 0:
        raise FormateurError(
            f"party {party!r}, thesis {thesis!r}: salience {given} is negative; use 0 or more"
        )
    return found


# -- files ---------------------------------------


def read_positions(
    source: str | Path, *, country: str = "", election: str = "", theses: Sequence[str] = ()
) -> Programme:
    r"""Positions from a file: a table of positions, or the JSON of the qual-o-mat project.

    A table is CSV with the columns ``thesis``, ``party``, ``position`` and, if wanted,
    ``salience`` and ``text``, divided by commas, semicolons or tabs. Positions are ``agree``,
    ``neutral``, ``disagree``, ``unknown``, their numbers 1, 0, -1, or nothing. A table with
    ``thesis`` and one column for each party says the same without salience.

    The qual-o-mat project keeps the answers that parties gave to a voting-advice site as a folder
    with ``statement.json``, ``party.json``, ``opinion.json`` (party, statement, answer), and in
    some years ``answer.json`` and ``overview.json``. Give the folder or its ``opinion.json``.

    The Manifesto Project's main dataset and the Chapel Hill Expert Survey are read as CSV too, for
    one `country` and one `election`: see `formateur.agreement.surveys.read_survey`. `theses`
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
    <Programme 'toy': 1 theses, 2 parties>
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
    return parse_positions(
        _text(path), str(path), name=path.stem, country=country, election=election, theses=theses
    )


def recorded_positions(record: Record) -> Programme:
    """Where actors of a record stand on its programme points, as sources report it.

    For is agree, against is disagree; a stance that is conditional may go either way and counts as
    unknown. Of several by one actor the latest counts. Salience is not recorded: points count
    alike.

    Raises
    ------
    FormateurError
        If the record has no positions on points.

    Examples
    --------
    >>> from formateur.cases import load
    >>> recorded_positions(load("petrograd-1917").record).ids
    ('bloodshed', 'famine', 'kaledin-point', 'ca', 'peace')
    """
    from formateur.record.events import last_day

    said: dict[str, dict[str, Position]] = {}
    for point in record.facts.points:
        dated = sorted(point.positions, key=lambda p: -1 if p.date is None else last_day(p.date))
        for position in dated:
            for actor in position.by:
                said.setdefault(actor, {})[point.id] = _STANCES.get(position.stance)
    known = {a: held for a, held in said.items() if any(p is not None for p in held.values())}
    if not known:
        raise FormateurError(f"{record.id}: it records no positions on programme points")
    points = [p.id for p in record.facts.points]
    made = Programme.of(
        {a: {t: held.get(t) for t in points} for a, held in known.items()}, name=record.id
    )
    texts = {p.id: f"{p.verb} {p.object}" for p in record.facts.points}
    return replace(made, theses=tuple(Thesis(t.id, texts[t.id]) for t in made.theses))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise FormateurError(f"{path}: no such file") from None
    except UnicodeDecodeError:
        raise FormateurError(f"{path}: not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise FormateurError(f"{path}: {error.strerror or error}") from None


def parse_positions(
    text: str,
    source: str,
    *,
    name: str = "positions",
    country: str = "",
    election: str = "",
    theses: Sequence[str] = (),
) -> Programme:
    """A table of positions from its text, as `read_positions` reads it."""
    from formateur.agreement.surveys import is_survey, read_survey

    lines = text.lstrip("\ufeff").splitlines()
    head = next((line for line in lines if line.strip()), "")
    mark = max("\t;,", key=head.count)
    reader = csv.DictReader(io.StringIO("\n".join(lines)), delimiter=mark)
    titles = [(c or "").strip() for c in reader.fieldnames or []]
    if is_survey([t.lower() for t in titles]):
        return read_survey(text, source, country=country, election=election, theses=theses)
    if country or election:
        raise FormateurError(
            f"{source}: a country and an election are chosen in tables of the Manifesto Project "
            "or of CHES; this is neither"
        )
    made = _parsed(reader, titles, mark, source, name)
    return made.only(theses) if theses else made


def _whole(source: str, *given: Any, **more: Any) -> Programme:
    """A programme of a file; what is wrong with it as a whole is told with the file's name."""
    try:
        return Programme.of(*given, **more)
    except FormateurError as error:
        raise FormateurError(f"{source}: {error}") from None


def _parsed(
    reader: csv.DictReader[str], titles: Sequence[str], mark: str, source: str, name: str
) -> Programme:
    """A table of thesis, party, position, or of theses by party."""
    columns = [t.lower() for t in titles]
    if "thesis" in columns and not {"party", "position"} & set(columns):
        return _wide(reader, titles, source, name)
    for needed in ("thesis", "party", "position"):
        if needed not in columns:
            raise FormateurError(
                f"{source}: no column {needed!r}; the table has thesis, party, position and, if "
                "wanted, salience and text; or thesis and one column for each party; or it is the "
                "Manifesto Project's main dataset, or CHES"
            )
    reader.fieldnames = columns
    positions: dict[str, dict[str, Position]] = {}
    salience: dict[str, dict[str, Number]] = {}
    texts: dict[str, str] = {}
    for row in reader:
        place = f"{source}, line {reader.line_num}"
        if None in row or None in (row["thesis"], row["party"], row["position"]):
            given = sum(v is not None for v in row.values()) + len(row.get(None, [None])) - 1
            raise FormateurError(
                f"{place}: {given} cells, yet the table has {len(columns)} columns"
            )
        cells = {k: (v or "").strip() for k, v in row.items() if isinstance(v, str) or v is None}
        thesis, party = cells["thesis"], cells["party"]
        if not thesis or not party:
            raise FormateurError(f"{place}: name a thesis and a party")
        if thesis in positions.setdefault(party, {}):
            raise FormateurError(f"{place}: {party!r} has a position on {thesis!r} twice")
        positions[party][thesis] = _word(place, cells["position"])
        if cells.get("salience"):
            number = cells["salience"].replace(",", ".") if mark != "," else cells["salience"]
            salience.setdefault(party, {})[thesis] = _placed(place, party, thesis, number)
        texts[thesis] = texts.get(thesis) or cells.get("text", "")
    if not positions:
        raise FormateurError(f"{source}: the table is empty")
    made = _whole(source, positions, salience=salience, name=name)
    return replace(made, theses=tuple(Thesis(t.id, texts.get(t.id, "")) for t in made.theses))


def _wide(reader: csv.DictReader[str], titles: Sequence[str], source: str, name: str) -> Programme:
    """A table with one row per thesis and one column per party; an empty cell is unknown."""
    parties = [t for t in titles if t.lower() not in {"thesis", "text"}]
    if not all(parties) or len(set(parties)) < len(parties):
        raise FormateurError(f"{source}: each column needs a name of its own: thesis, parties")
    if not parties:
        raise FormateurError(f"{source}: no party; give one column for each")
    reader.fieldnames = [t.lower() if t.lower() in {"thesis", "text"} else t for t in titles]
    positions: dict[str, dict[str, Position]] = {p: {} for p in parties}
    texts: dict[str, str] = {}
    for row in reader:
        place = f"{source}, line {reader.line_num}"
        thesis = (row["thesis"] or "").strip()
        if not thesis or thesis in texts:
            raise FormateurError(f"{place}: name a thesis, each once; given {thesis!r}")
        if None in row:
            raise FormateurError(f"{place}: more cells than columns")
        texts[thesis] = (row.get("text") or "").strip()
        for party in parties:
            cell = (row[party] or "").strip()
            positions[party][thesis] = _word(f"{place}, {party}", cell)
    if not texts:
        raise FormateurError(f"{source}: the table is empty")
    made = _whole(source, positions, name=name)
    return replace(made, theses=tuple(Thesis(t.id, texts[t.id]) for t in made.theses))


def _word(place: str, given: str) -> Position:
    if given.casefold() in _WORDS:
        return _WORDS[given.casefold()]
    try:
        between = Fraction(given.replace("\u2212", "-"))
    except (ValueError, ZeroDivisionError):
        between = Fraction(2)
    if not -1 <= between <= 1:
        raise FormateurError(
            f"{place}: position {given!r} is outside the scale; use agree (1), neutral (0), "
            "disagree (-1), a number between, or unknown"
        )
    return between


def _placed(place: str, party: str, thesis: str, number: str) -> Fraction:
    try:
        return _salience(party, thesis, number)
    except FormateurError as error:
        raise FormateurError(f"{place}: {error}") from None


def _qual_o_mat(folder: Path) -> Programme:
    """A folder of the qual-o-mat project: ids are the labels and short names it prints."""
    theses = _named(folder / "statement.json", "label")
    parties = _named(folder / "party.json", "name")
    answers = _answers(folder / "answer.json")
    positions: dict[str, dict[str, Position]] = {
        p: dict.fromkeys(theses.values()) for p in parties.values()
    }
    file = folder / "opinion.json"
    for k, entry in enumerate(_entries(file)):
        place = f"{file}, entry {k}"
        party = _key(place, entry, "party", parties)
        thesis = _key(place, entry, "statement", theses)
        if entry.get("answer") is not None:
            positions[party][thesis] = _key(place, entry, "answer", answers)
    texts = {e.get("label"): e.get("text") or "" for e in _entries(folder / "statement.json")}
    made = Programme.of(positions, name=_title(folder))
    return replace(made, theses=tuple(Thesis(t.id, texts.get(t.id, "")) for t in made.theses))


def _entries(path: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise FormateurError(f"{path}, line {error.lineno}: not JSON: {error.msg}") from None
    if not isinstance(found, list) or not all(isinstance(e, dict) for e in found):
        raise FormateurError(f"{path}: a list of entries is expected")
    return found


def _named(path: Path, key: str) -> dict[Any, str]:
    """Entries by number, by the name printed; a name that stands twice carries its number."""
    entries = _entries(path)
    names = [str(e.get(key) or "").strip() for e in entries]
    found: dict[Any, str] = {}
    for k, (entry, name) in enumerate(zip(entries, names, strict=True)):
        if "id" not in entry or not name:
            raise FormateurError(f"{path}, entry {k}: id and {key} are expected")
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
    try:
        found = json.loads(_text(path))
        return f"{found['title']} {str(found['date'])[:4]}"
    except (json.JSONDecodeError, KeyError, TypeError):
        raise FormateurError(f"{path}: title and date are expected") from None
