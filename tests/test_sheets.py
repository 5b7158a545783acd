"""Tables as people keep them: dialects of CSV, and spreadsheets."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_line import good
from formateur.agreement.position_files import parse_positions, read_positions
from formateur.agreement.sheets import _cell, parse_sheets
from formateur.errors import FormateurError, MissingExtraError

TABLE = [["thesis", "party", "position"], ["Fähre", "rot", "ja"], ["Fähre", "grün", "nein"]]
# The columns of the spreadsheet that the Wahl-O-Mat publishes; what stands in them is made up.
SITE = [
    ["Partei: Nr.", "Partei: Kurzbezeichnung", "Partei: Name", "These: Nr.", "These: Titel",
     "These: These", "Position: Position", "Position: Begründung"],
    [1, "RED", "Red Party", 1, "Ferry", "The ferry shall run\nat night.", "stimme zu", "So, yes."],
    [1, "RED", "Red Party", 2, "Dyke", "Dykes shall be higher.", "neutral", ""],
    [2, "BLUE", "Blue Party", 1, "Ferry", "The ferry shall run\nat night.", "stimme nicht zu", ""],
    [2, "BLUE", "Blue Party", 2, "Dyke", "Dykes shall be higher.", "stimme zu", "\u201eJa\u201c"],
]  # fmt: skip


def as_csv(rows: list[list[object]], mark: str = ",") -> str:
    return "\r\n".join(
        mark.join('"' + str(c).replace('"', '""') + '"' for c in row) for row in rows
    )


def workbook(**sheets: list[list[object]]) -> bytes:
    """An .xlsx of some sheets, as small as Excel would still open it."""
    main_ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"

    def cell(value: object) -> str:
        if isinstance(value, (int, float)):
            return f"<c><v>{float(value)}</v></c>"
        return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'

    names = list(enumerate(sheets, start=1))
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        + "".join(f'<Override PartName="/xl/worksheets/sheet{k}.xml" '
                  f'ContentType="{types}.worksheet+xml"/>' for k, _ in names)
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main_ns}" xmlns:r="{office}"><sheets>'
        + "".join(f'<sheet name="{n}" sheetId="{k}" r:id="r{k}"/>' for k, n in names)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(f'<Relationship Id="r{k}" Type="{office}/worksheet" '
                  f'Target="worksheets/sheet{k}.xml"/>' for k, _ in names)
        + "</Relationships>",
    }  # fmt: skip
    for k, name in names:
        rows = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in sheets[name])
        files[f"xl/worksheets/sheet{k}.xml"] = (
            f'<worksheet xmlns="{main_ns}"><sheetData>{rows}</sheetData></worksheet>'
        )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return held.getvalue()


needs_calamine = pytest.mark.skipif(
    find_spec("python_calamine") is None, reason="needs the extra formateur[sheet]"
)


# -- CSV ---------------------------------------


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_dialect_of_spreadsheets_says_the_same(mark: str, code: str, end: str) -> None:
    data = end.join(mark.join(row) for row in TABLE).encode(code)
    made = parse_positions(data, "t")
    assert made.parties == ("rot", "grün")
    assert made.ids == ("Fähre",)
    assert made.platform("grün").positions == (-1,)


def test_blank_lines_a_line_that_names_the_mark_and_empty_columns_are_passed_over() -> None:
    (sheet,) = parse_sheets("\n\nsep=;\nthesis;red;;\n;;;\nferry;1,5;;\n\n", "t")
    assert sheet.columns == ("thesis", "red")
    assert [(line.number, line.cells) for line in sheet.lines] == [(6, ("ferry", "1,5"))]


def test_a_row_after_a_cell_of_two_lines_is_told_by_the_line_it_begins_on() -> None:
    with pytest.raises(FormateurError, match="t, line 4: position 'maybe' is outside the scale"):
        parse_positions('thesis,party,position\n"ferry\nat night",red,1\ndyke,red,maybe\n', "t")


def test_what_is_not_utf8_is_told_by_its_line_and_how_to_save_it() -> None:
    data = "thesis,party,position\nferry,red,1\nferry,grün,1\n".encode("cp1252")
    with pytest.raises(FormateurError, match=r"t, line 3: not UTF-8; .*\(in Excel: CSV UTF-8\)"):
        parse_positions(data, "t")


@given(
    st.lists(
        st.lists(st.text('ab,;"\n é', max_size=5), min_size=2, max_size=2), max_size=4
    )
)  # fmt: skip
def test_a_quoted_cell_comes_back_as_it_was(rows: list[list[str]]) -> None:
    (sheet,) = parse_sheets(as_csv([["thesis", "text"], *rows]), "t")
    kept = [tuple(c.strip() for c in row) for row in rows]
    assert [line.cells for line in sheet.lines] == [row for row in kept if any(row)]


# -- a voting-advice site ---------------------------------------


def test_the_table_of_the_wahl_o_mat_is_read_as_it_is() -> None:
    for text in (as_csv(SITE), as_csv(SITE, ";")):
        made = parse_positions(text, "t")
        assert made.parties == ("RED", "BLUE")
        assert made.ids == ("Ferry", "Dyke")
        assert made.theses[0].text == "The ferry shall run\nat night."
        assert made.platform("RED").positions == (1, 0)
        assert made.platform("BLUE").positions == (-1, 1)


@needs_calamine
def test_its_spreadsheet_says_the_same_also_behind_a_sheet_of_remarks(tmp_path: Path) -> None:
    file = tmp_path / "site.xlsx"
    file.write_bytes(workbook(Hinweise=[["About this file"], ["v1.02"]], Datensatz=SITE))
    made = read_positions(file)
    assert made.platforms == parse_positions(as_csv(SITE), "t").platforms
    assert made.name == "site"
    told = good("programme", str(file), "--government", "RED+BLUE")
    assert "site, RED+BLUE: 0 settled, 2 contested, 0 unknown" in told
    good("programme", "-", stdin=file.read_bytes())


@needs_calamine
def test_a_fault_in_a_spreadsheet_is_told_by_sheet_and_row() -> None:
    rows = [list(row) for row in SITE]
    rows[3][6] = "often"
    with pytest.raises(FormateurError, match=r"site\.xlsx, Daten, line 4: position 'often'"):
        parse_positions(workbook(Hinweise=[["v1"]], Daten=rows), "site.xlsx")
    with pytest.raises(FormateurError, match=r"x\.xlsx: no positions among its columns .2 sheets"):
        parse_positions(workbook(a=[["v1"]], b=[["v2"]]), "x.xlsx")
    with pytest.raises(FormateurError, match=r"x\.xlsx: the table is empty"):
        parse_positions(workbook(a=[]), "x.xlsx")
    with pytest.raises(FormateurError, match=r"x\.xlsx: not a spreadsheet that can be read"):
        parse_positions(b"PK\x03\x04 and no more", "x.xlsx")


@needs_calamine
def test_whole_numbers_of_a_spreadsheet_are_positions_and_saliences() -> None:
    rows = [
        ["thesis", "party", "position", "salience"],
        ["tax", "a", 1, 2.5],
        ["tax", "b", -0.5, 3],
    ]
    made = parse_positions(workbook(a=rows), "t.xlsx")
    assert [p.positions[0] for p in made.platforms] == [1, -0.5]
    assert [float(p.salience[0]) for p in made.platforms] == [2.5, 3]


def test_days_and_numbers_of_a_spreadsheet_are_as_they_are_written() -> None:
    values = [datetime(2021, 9, 26, tzinfo=UTC), date(2021, 9, 26), 3.0, 2.5, "  x ", ""]
    assert [_cell(v) for v in values] == ["2021-09-26", "2021-09-26", "3", "2.5", "x", ""]


def test_without_calamine_a_spreadsheet_names_the_install_line_and_the_other_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(MissingExtraError) as told:
        parse_positions(workbook(a=SITE), "site.xlsx")
    assert str(told.value) == (
        "site.xlsx: a spreadsheet (or save it as CSV) needs python-calamine: "
        'pip install "formateur[sheet]"'
    )


@pytest.mark.parametrize(
    ("word", "position"),
    [("Completely agree", 1), ("tend to agree", 0.5), ("Tend to disagree", -0.5),
     ("completely disagree", -1), ("No opinion", None), ("0,25", 0.25), ("\u22120.5", -0.5)],
)  # fmt: skip
def test_answers_of_five_steps_lie_between_yes_and_no(word: str, position: float | None) -> None:
    made = parse_positions(f'thesis;party;position\ntax;a;"{word}"\ntax;b;1\n', "t")
    assert made.platform("a").positions == (position,)
