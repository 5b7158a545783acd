"""Pictures: every seat is drawn, wedges hold together, nothing escapes, nothing overflows."""

from __future__ import annotations

import re
from math import pi
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formateur import cases
from formateur.charts import (
    PALETTE,
    Slice,
    hemicycle_svg,
    hemicycle_text,
    matrix_svg,
    seat_places,
    svg_to_png,
    text_width,
)
from formateur.errors import FormateurError

SVG = "{http://www.w3.org/2000/svg}"
BUNDESTAG = [
    Slice("left", "Left", 39, "#be3075"),
    Slice("spd", "SPD", 206, "#e3000f", "cabinet"),
    Slice("greens", "Greens", 118, "#46962b", "cabinet"),
    Slice("fdp", "FDP", 92, "#ffed00", "cabinet"),
    Slice("union", "Union", 197, "#000000", "support"),
    Slice("ssw", "SSW", 1, None, "tolerates"),
    Slice("afd", "AfD", 83, "#009ee0"),
]

names = st.text(min_size=0, max_size=12)
parties = st.lists(
    st.builds(
        Slice,
        id=names,
        label=names,
        seats=st.integers(0, 120),
        colour=st.one_of(st.none(), names, st.sampled_from(["#fff", "#000000", "#e3000f"])),
        group=st.sampled_from(["", "cabinet", "support", "tolerates"]),
    ),
    min_size=1,
    max_size=20,
).filter(lambda p: sum(s.seats for s in p) > 0)


@settings(max_examples=60, deadline=None)
@given(parties)
def test_any_party_name_makes_well_formed_xml_with_every_seat_drawn(drawn: list[Slice]) -> None:
    root = ET.fromstring(hemicycle_svg(drawn, title="<b>&", desc="]]>", majority=1))
    groups = [g for g in root.iter(f"{SVG}g") if "data-party" in g.attrib]
    shown = [s for s in drawn if s.seats]
    if sum(s.seats for s in shown) <= 900:
        assert [len(g.findall(f"{SVG}circle")) for g in groups] == [s.seats for s in shown]
    else:
        assert len(root.findall(f"{SVG}path")) == len(shown)


@given(st.integers(1, 900))
def test_seats_stand_on_the_half_disc_from_left_to_right(seats: int) -> None:
    places, dot = seat_places(seats)
    assert len(places) == seats
    angles = [a for a, _ in places]
    assert angles == sorted(angles)
    assert all(0 <= a <= pi + 1e-9 and 0.4 <= r <= 1.000001 for a, r in places)
    assert dot > 0


def test_dots_do_not_overlap_in_a_large_house() -> None:
    from math import cos, hypot, sin

    places, dot = seat_places(736)
    points = [(r * cos(a), r * sin(a)) for a, r in places]
    for k, (x, y) in enumerate(points):
        assert all(hypot(x - u, y - v) >= 1.9 * dot for u, v in points[k + 1 :])


def test_the_picture_says_what_it_shows_without_eyes() -> None:
    root = ET.fromstring(hemicycle_svg(BUNDESTAG, title="Bundestag", desc="Seats", majority=369))
    assert root.attrib["role"] == "img"
    ids = root.attrib["aria-labelledby"].split()
    found = {e.attrib["id"]: e.text for e in root.iter() if "id" in e.attrib}
    assert [found[i] for i in ids] == ["Bundestag", "Seats"]
    assert "viewBox" in root.attrib
    assert "height" not in root.attrib


def test_a_script_in_a_name_stays_text() -> None:
    svg = hemicycle_svg([Slice("a", "<script>alert(1)</script>", 3)], title="</title><script>")
    assert "<script" not in svg


def test_a_colour_that_is_none_becomes_one_from_the_palette() -> None:
    svg = hemicycle_svg([Slice("a", "A", 3, 'red" onload="x')], title="t")
    assert "onload" not in svg
    assert PALETTE[0] in svg


def test_groups_differ_in_shape_not_only_in_colour() -> None:
    root = ET.fromstring(hemicycle_svg(BUNDESTAG, title="t"))
    looks = {
        g.attrib["data-party"]: (
            g.attrib["fill"],
            "stroke-width" in g.attrib and g.attrib["stroke-width"] == "2",
        )
        for g in root.iter(f"{SVG}g")
        if "data-party" in g.attrib
    }
    assert looks["spd"] == ("#e3000f", False)
    assert looks["union"][1]
    assert looks["ssw"] == ("none", True)


@pytest.mark.parametrize("name", [n for n in cases.names() if len(n) < 40])
def test_labels_of_real_bodies_do_not_overlap_and_none_is_lost(name: str) -> None:
    assembly = cases.load(name).assembly
    drawn = assembly.slices()
    root = ET.fromstring(hemicycle_svg(drawn, title=name))
    texts = [t for t in root.iter(f"{SVG}text") if t.attrib.get("class") in ("label", "legend")]
    assert len(texts) == len([s for s in drawn if s.seats])
    boxes = []
    for text in texts:
        if text.attrib["class"] == "label":
            size = float(text.attrib["font-size"])
            said = [text.text or ""] + [t.text or "" for t in text]
            half = max(map(text_width, said)) * size * 0.31
            boxes.append((float(text.attrib["x"]), float(text.attrib["y"]), half, size * 1.1))
    for k, (x, y, w, h) in enumerate(boxes):
        for u, v, p, q in boxes[k + 1 :]:
            assert abs(x - u) >= w + p or abs(y - v) >= h + q


@settings(max_examples=60, deadline=None)
@given(parties, st.integers(30, 120))
def test_no_line_of_text_is_wider_than_asked(drawn: list[Slice], width: int) -> None:
    for line in hemicycle_text(drawn, width=width, majority=2).splitlines():
        assert text_width(line) <= width


def test_every_party_has_a_letter_of_its_own() -> None:
    text = hemicycle_text(BUNDESTAG, width=70)
    legend = re.findall(r"(?:^|   )(\w) (\w+)[*+~]? (\d+)", text, re.MULTILINE)
    assert len({mark for mark, _, _ in legend}) == len(legend) == 7


def test_colour_is_used_only_when_asked_for() -> None:
    assert "\x1b" not in hemicycle_text(BUNDESTAG)
    assert "\x1b[38;2;227;0;15m" in hemicycle_text(BUNDESTAG, colour=True)


def test_nobody_makes_no_hemicycle() -> None:
    for drawn in ([], [Slice("a", "A", 0)]):
        with pytest.raises(FormateurError, match="at least one seat"):
            hemicycle_svg(drawn, title="t")


def test_a_matrix_has_a_cell_for_every_part_in_every_coalition() -> None:
    cells = [{"spd": "cabinet", "union": "support"}, {"greens": "tolerates"}]
    root = ET.fromstring(matrix_svg([("1", "9"), ("2", "8")], BUNDESTAG, cells, title="t"))
    assert len(root.findall(f"{SVG}rect")) == 3
    with pytest.raises(FormateurError, match="2 rows and 1 rows of cells"):
        matrix_svg([("1", "9"), ("2", "8")], BUNDESTAG, cells[:1], title="t")


def test_a_png_is_as_wide_as_asked() -> None:
    pytest.importorskip("resvg_py", reason="needs the extra formateur[png]")
    data = svg_to_png(hemicycle_svg(BUNDESTAG, title="t"), width=300)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20], "big") == 300
