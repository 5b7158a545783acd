"""Pictures: every seat is drawn, wedges hold together, nothing escapes, nothing overflows."""

from __future__ import annotations

import re
import sys
from itertools import combinations, pairwise
from math import atan2, pi, sin
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formateur import cases
from formateur.charts import (
    GROUND,
    PALETTE,
    Moved,
    Node,
    Slice,
    hemicycle_svg,
    hemicycle_text,
    matrix_svg,
    seat_places,
    steps_svg,
    svg_to_png,
    text_width,
    tree_svg,
)
from formateur.charts.looks import BOLD, ems_of, wrapped
from formateur.errors import FormateurError, MissingExtraError
from formateur.power.picture import Point, scatter_svg
from formateur.report.record import bodies, timeline

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
TWEEDE_KAMER = [
    Slice(name.lower(), name, seats)
    for name, seats in (
        ("SP", 5), ("PvdD", 3), ("DENK", 3), ("GroenLinks\u2013PvdA", 25), ("Volt", 2),
        ("D66", 9), ("ChristenUnie", 3), ("CDA", 5), ("NSC", 20), ("VVD", 24), ("BBB", 7),
        ("JA21", 1), ("SGP", 3), ("PVV", 37), ("FVD", 3),
    )
]  # fmt: skip

names = st.text(min_size=0, max_size=12)
groups = st.sampled_from(["", "cabinet", "support", "tolerates"])
colours = st.one_of(st.none(), names, st.sampled_from(["#fff", "#000000", "#e3000f"]))
houses = st.lists(
    st.builds(
        Slice, id=names, label=names, seats=st.integers(0, 120), colour=colours, group=groups
    ),
    min_size=1,
    max_size=25,
).filter(lambda house: any(s.seats for s in house))


def drawn(svg: str) -> list[ET.Element]:
    """What stands for each party: a group of dots, or a sector."""
    return [e for e in ET.fromstring(svg).iter() if "data-party" in e.attrib]


def dots_of(party: ET.Element) -> list[tuple[float, float]]:
    return [(float(c.attrib["cx"]), float(c.attrib["cy"])) for c in party.iter(f"{SVG}circle")]


def label_boxes(svg: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of direct labels, at half an em a character."""
    boxes = []
    for text in ET.fromstring(svg).iter(f"{SVG}text"):
        if text.attrib.get("class") != "label":
            continue
        size = float(text.attrib["font-size"])
        half = max(len(t.text or "") for t in text) * size * 0.25
        x, lines = float(text[0].attrib["x"]), [float(t.attrib["y"]) for t in text]
        boxes.append((x - half, lines[0] - size * 0.7, x + half, lines[-1]))
    return boxes


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return (
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    )  # fmt: skip


# -- the half-disc -----------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(houses, names, names)
def test_any_party_name_makes_well_formed_xml_with_every_seat_drawn(
    house: list[Slice], title: str, desc: str
) -> None:
    sitting = [s for s in house if s.seats]
    svg = hemicycle_svg(house, title=title, desc=desc, majority=1, dots=True)
    assert [len(dots_of(party)) for party in drawn(svg)] == [s.seats for s in sitting]
    sectors = drawn(hemicycle_svg(house, title=title, dots=False))
    assert [e.tag for e in sectors] == [f"{SVG}path"] * len(sitting)


@settings(max_examples=60, deadline=None)
@given(houses)
def test_each_party_is_one_wedge_from_left_to_right(house: list[Slice]) -> None:
    svg = hemicycle_svg(house, title="t", dots=True)
    angles = [[pi - atan2(-y, x - 360) for x, y in dots_of(p)] for p in drawn(svg)]
    for left, right in pairwise(angles):
        assert max(left) <= min(right) + 0.002  # coordinates are printed to a tenth


@pytest.mark.parametrize("seats", [*range(1, 60), 101, 150, 349, 709, 736, 900])
def test_seats_do_not_touch_and_leave_room_for_the_number_in_the_middle(seats: int) -> None:
    places, dot = seat_places(seats)
    rows: dict[float, list[float]] = {}
    for angle, radius in places:
        rows.setdefault(radius, []).append(angle)
    assert sum(map(len, rows.values())) == seats
    assert max(rows) + dot == pytest.approx(1)
    assert min(rows) - dot >= 0.4 - 1e-9
    assert all(outer - inner > 2 * dot for inner, outer in pairwise(sorted(rows)))
    for radius, angles in rows.items():
        assert all(2 * radius * sin((b - a) / 2) > 2 * dot for a, b in pairwise(angles))


def test_a_congress_of_thousands_is_drawn_in_sectors_unless_dots_are_asked_for() -> None:
    congress = [Slice("a", "A", 2000), Slice("b", "B", 980)]
    assert [e.tag for e in drawn(hemicycle_svg(congress, title="t"))] == [f"{SVG}path"] * 2
    svg = hemicycle_svg(congress, title="t", dots=True)
    assert [len(dots_of(party)) for party in drawn(svg)] == [2000, 980]


def test_a_party_without_seats_is_left_out_and_colours_of_the_others_stay() -> None:
    house = [Slice("gone", "Gone", 0), Slice("a", "A", 2), Slice("b", "B", 1)]
    parties = drawn(hemicycle_svg(house, title="t"))
    assert [(p.attrib["data-party"], p.attrib["fill"]) for p in parties] == [
        ("a", PALETTE[1].lower()),
        ("b", PALETTE[2].lower()),
    ]


@pytest.mark.parametrize("house", [[], [Slice("a", "A", 0)]])
def test_nobody_makes_no_hemicycle(house: list[Slice]) -> None:
    with pytest.raises(FormateurError, match="at least one seat"):
        hemicycle_svg(house, title="t")
    with pytest.raises(FormateurError, match="at least one seat"):
        hemicycle_text(house)


def test_the_majority_line_of_the_bundestag_stands_between_its_halves() -> None:
    root = ET.fromstring(hemicycle_svg(BUNDESTAG, title="t", majority=368))
    line = root.find(f"{SVG}line[@class='majority']")
    number = root.find(f"{SVG}text[@class='majority']")
    assert line is not None
    assert number is not None
    assert number.text == "368"
    assert float(line.attrib["x1"]) == float(line.attrib["x2"]) == 360


@pytest.mark.parametrize("majority", [None, 0, 736, 900])
def test_where_nobody_is_left_to_oppose_there_is_no_majority_line(majority: int | None) -> None:
    assert "<line" not in hemicycle_svg(BUNDESTAG, title="t", majority=majority)


def test_the_middle_counts_the_cabinet_and_without_one_the_house() -> None:
    said = re.sub("<[^>]+>", " ", hemicycle_svg(BUNDESTAG, title="t", majority=369))
    assert re.search(r"416 +of 736 seats +majority 369", said)
    plain = [Slice(s.id, s.label, s.seats) for s in BUNDESTAG]
    assert re.search(r"736 +seats", re.sub("<[^>]+>", " ", hemicycle_svg(plain, title="t")))


# -- who can read it ---------------------------------------------------------------------------


def test_the_picture_says_what_it_shows_without_eyes() -> None:
    root = ET.fromstring(hemicycle_svg(BUNDESTAG, title="Bundestag", desc="Seats", majority=369))
    assert root.attrib["role"] == "img"
    found = {e.attrib["id"]: e.text for e in root.iter() if "id" in e.attrib}
    assert [found[i] for i in root.attrib["aria-labelledby"].split()] == ["Bundestag", "Seats"]
    assert "viewBox" in root.attrib
    assert "height" not in root.attrib


def test_two_houses_on_one_page_share_no_id() -> None:
    pages = [
        hemicycle_svg(BUNDESTAG, title="t"),
        hemicycle_svg(BUNDESTAG[::-1], title="t"),
        matrix_svg([("1", "9")], BUNDESTAG, [{"spd": "support"}], title="t"),
        matrix_svg([("2", "9")], BUNDESTAG, [{"spd": "support"}], title="t"),
    ]
    for one, other in combinations([set(re.findall(r'\bid="([^"]+)"', p)) for p in pages], 2):
        assert one
        assert not one & other


def test_every_hatching_that_is_used_is_defined() -> None:
    cells = [{"union": "support", "afd": "support", "spd": "cabinet"}]
    for svg in (
        hemicycle_svg(BUNDESTAG, title="t"),
        matrix_svg([("1", "9")], BUNDESTAG, cells, title="t"),
    ):
        used = set(re.findall(r"url\(#([^)]+)\)", svg))
        assert used
        assert used <= set(re.findall(r'<pattern id="([^"]+)"', svg))


def test_a_script_in_a_name_stays_text() -> None:
    evil = '</title><script>alert(1)</script>"onload="x'
    house = [Slice(evil, evil, 3, evil, evil)]
    for svg in (
        hemicycle_svg(house, title=evil, desc=evil),
        matrix_svg([(evil, evil)], house, [{evil: evil}], title=evil, desc=evil),
    ):
        assert "<script" not in svg
        assert not [e for e in ET.fromstring(svg).iter() if "onload" in e.attrib]


def test_a_colour_that_is_none_becomes_one_from_the_palette() -> None:
    for colour in ('red" onload="x', "#12", "url(#a)", "#123456\n", None):
        (party,) = drawn(hemicycle_svg([Slice("a", "A", 3, colour)], title="t"))
        assert party.attrib["fill"] == PALETTE[0].lower()


def test_groups_differ_in_shape_not_only_in_colour() -> None:
    looks = {p.attrib["data-party"]: p for p in drawn(hemicycle_svg(BUNDESTAG, title="t"))}
    assert looks["spd"].attrib["fill"] == "#e3000f"
    assert looks["union"].attrib["fill"].startswith("url(#")
    assert looks["ssw"].attrib["fill"] == "none"
    assert looks["afd"].attrib["stroke"] == looks["afd"].attrib["fill"] == "#009ee0"
    assert looks["spd"].attrib["stroke"] != looks["spd"].attrib["fill"]
    assert float(looks["afd"].attrib["fill-opacity"]) < 0.5


def test_a_page_can_mark_another_government_by_attributes_of_the_parties() -> None:
    other = [Slice(s.id, s.label, s.seats, s.colour, "support") for s in BUNDESTAG]
    for one, two in zip(
        *(drawn(hemicycle_svg(h, title="t")) for h in (BUNDESTAG, other)), strict=True
    ):
        assert [c.attrib for c in one] == [c.attrib for c in two]
    assert hemicycle_svg(BUNDESTAG, title="t").count('data-centre=""') == 1


def test_neighbours_of_one_colour_are_told_apart() -> None:
    house = [Slice(p, p, 9, "#e3000f") for p in "abc"] + [Slice("d", "d", 9, "#0000ff")]
    edges = [p.attrib["stroke-width"] for p in drawn(hemicycle_svg(house, title="t"))]
    assert edges[0] == edges[2] == edges[3]
    assert edges[1] != edges[0]


# -- labels ------------------------------------------------------------------------------------


def real_houses() -> dict[str, list[Slice]]:
    found = {n: cases.load(n).assembly.slices(cases.load(n).formed) for n in cases.names()}
    return {"tweede-kamer-2023": TWEEDE_KAMER, "bundestag": BUNDESTAG, **found}


@pytest.mark.parametrize("name", real_houses())
def test_labels_of_real_bodies_do_not_overlap_and_none_is_lost(name: str) -> None:
    house = real_houses()[name]
    svg = hemicycle_svg(house, title=name, majority=sum(s.seats for s in house) // 2 + 1)
    boxes = label_boxes(svg)
    in_legend = svg.count('class="legend"') - sum(
        f">{words}</text>" in svg for words in ("in the cabinet", "votes for it", "abstains")
    )
    assert len(boxes) + in_legend == len([s for s in house if s.seats])
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]


@pytest.mark.parametrize("name", ["eu-council", "tweede-kamer-2023", "european-parliament-2024"])
def test_leaders_of_labels_do_not_cross(name: str) -> None:
    svg = hemicycle_svg(cases.load(name).assembly.slices(), title=name)
    ends = r'<line x1="([\d.-]+)" y1="([\d.-]+)" x2="([\d.-]+)" y2="([\d.-]+)"'
    leaders = [tuple(map(float, e)) for e in re.findall(ends + r"[^>]*stroke-opacity", svg)]
    assert leaders

    def side(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> bool:
        return (bx - ax) * (py - ay) > (by - ay) * (px - ax)

    for one, other in combinations(leaders, 2):
        apart = side(*one, *other[:2]) == side(*one, *other[2:])
        assert apart or side(*other, *one[:2]) == side(*other, *one[2:])


@settings(max_examples=60, deadline=None)
@given(houses, st.integers(1, 400))
def test_labels_stay_on_the_page_and_off_the_seats(house: list[Slice], majority: int) -> None:
    svg = hemicycle_svg(house, title="t", majority=majority, dots=True)
    _, top, width, height = map(float, ET.fromstring(svg).attrib["viewBox"].split())
    dots = [dot for party in drawn(svg) for dot in dots_of(party)]
    for left, up, right, down in label_boxes(svg):
        assert left >= 0
        assert right <= width
        assert up >= top - 1
        assert down <= top + height
        assert not [(x, y) for x, y in dots if left < x < right and up < y < down]


def test_a_large_party_with_a_long_name_is_named_at_its_seats() -> None:
    spans = re.findall(r"<tspan[^>]*>([^<]*)", hemicycle_svg(TWEEDE_KAMER, title="t"))
    assert "GroenLinks\u2013" in spans
    assert "PvdA 25" in spans


def test_a_name_too_long_for_the_page_is_cut_in_the_legend_and_whole_in_the_tip() -> None:
    name = "The Party of Those " * 20
    svg = hemicycle_svg([Slice("a", name, 5), Slice("b", "B", 9)], title="t")
    (entry,) = re.findall(r'class="legend">([^<]*)', svg)
    assert entry.endswith("…")
    assert len(entry) < 60
    assert f"<title>{name}: 5</title>" in svg


# -- in the terminal ---------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(houses, st.integers(30, 120))
def test_no_line_of_text_is_wider_than_asked(house: list[Slice], width: int) -> None:
    plain = hemicycle_text(house, width=width, majority=2)
    colour = hemicycle_text(house, width=width, majority=2, colour=True)
    for text in (plain, re.sub(r"\x1b\[[0-9;]*m", "", colour)):
        assert max(map(text_width, text.splitlines())) <= width


def test_wide_characters_count_two_columns() -> None:
    assert text_width("自由民主党 LDP") == 14
    text = hemicycle_text([Slice("ldp", "自由民主党" * 5, 3)], width=30)
    assert text.splitlines()[-1] == "L " + "自由民主党自由民主党自由…" + " 3"


@pytest.mark.parametrize("width", [30, 60, 120])
@pytest.mark.parametrize("house", [BUNDESTAG, TWEEDE_KAMER], ids=["bundestag", "tweede-kamer"])
def test_every_party_has_a_letter_of_its_own_in_the_picture(
    house: list[Slice], width: int
) -> None:
    text = hemicycle_text(house, width=width)
    picture = [line for line in text.splitlines() if line.startswith(" ")]
    below = "\n".join(line for line in text.splitlines() if not line.startswith(" "))
    legend = re.findall(r"(?:^|   )(\w) ([^*+~ ]+)[*+~]? \d+", below, re.MULTILINE)
    assert [label for _, label in legend] == [s.label for s in house]
    assert len({letter for letter, _ in legend}) == len(house)
    assert {letter for letter, _ in legend} == set("".join(picture)) - {" "}


def test_the_picture_is_a_half_disc_with_the_left_on_the_left() -> None:
    lines = hemicycle_text([Slice("l", "L", 50), Slice("r", "R", 50)], width=60).splitlines()[:-1]
    assert [len(line) for line in lines] == sorted(len(line) for line in lines)
    assert all("RL" not in line.replace(" ", "") for line in lines)
    assert "LR" in lines[0].replace(" ", "")
    assert re.fullmatch(r" *(L )+ {10,}(R )+R?", lines[-1] + " ")


def test_the_largest_parties_choose_their_letters_first() -> None:
    legend = hemicycle_text(TWEEDE_KAMER, width=40)
    for words in ("P PVV 37", "G GroenLinks\u2013PvdA 25", "V VVD 24", "D D66 9"):
        assert words in legend


def test_colour_is_used_only_when_asked_for() -> None:
    assert "\x1b" not in hemicycle_text(BUNDESTAG)
    assert "\x1b[38;2;227;0;15m●\x1b[0m" in hemicycle_text(BUNDESTAG, colour=True)


def test_a_party_name_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in hemicycle_text([Slice("a", "\x1b[2J\x07", 3)])


def test_black_and_white_parties_show_on_any_terminal() -> None:
    for colour in ("#000000", "#fff"):
        text = hemicycle_text([Slice("a", "A", 3, colour)], colour=True)
        assert "\x1b[38;2;128;128;128m" in text


# -- the matrix of coalitions ------------------------------------------------------------------


def test_a_matrix_has_a_cell_for_every_part_in_every_coalition() -> None:
    cells = [{"spd": "cabinet", "union": "support"}, {"greens": "tolerates"}]
    svg = matrix_svg([("Red and black", "403"), ("2", "8")], BUNDESTAG, cells, title="t")
    drawn_cells = ET.fromstring(svg).findall(f"{SVG}rect[@class='cell']")
    fills = [c.attrib["fill"].partition("#fm")[0] for c in drawn_cells]
    assert fills == ["#e3000f", "url(", "none"]
    assert [c[0].text for c in drawn_cells] == [
        "SPD: cabinet",
        "Union: support",
        "Greens: tolerates",
    ]
    for words in ("Red and black", "403", *(s.label for s in BUNDESTAG)):
        assert f">{words}</text>" in svg


def test_rows_without_cells_are_refused() -> None:
    with pytest.raises(FormateurError, match="2 rows and 1 rows of cells"):
        matrix_svg([("1", "9"), ("2", "8")], BUNDESTAG, [{}], title="t")
    with pytest.raises(FormateurError, match="at least one row and one column"):
        matrix_svg([], BUNDESTAG, [], title="t")


def test_twelve_parties_and_long_names_are_readable_on_a_phone() -> None:
    name = "Christian Democrats, Liberals and Greens"
    svg = matrix_svg([(name, "78")], TWEEDE_KAMER[:12], [{"cda": "cabinet"}], title="t")
    width = float(ET.fromstring(svg).attrib["viewBox"].split()[2])
    smallest = min(map(float, re.findall(r'font-size="([\d.]+)"', svg)))
    assert smallest * 320 / width >= 9.5
    assert f">{name}</text>" in svg


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(names, names, groups), min_size=1, max_size=8), names)
def test_any_names_make_a_well_formed_matrix(
    parties: list[tuple[str, str, str]], title: str
) -> None:
    columns = [Slice(f"{k}{name}", label, 1) for k, (name, label, _) in enumerate(parties)]
    cells = [{c.id: group for c, (_, _, group) in zip(columns, parties, strict=True)}]
    root = ET.fromstring(matrix_svg([(title, title)], columns, cells, title=title))
    assert len(root.findall(f"{SVG}rect[@class='cell']")) == len(columns)


# -- words in steps, trees and scatters ----------------------------------------------------------

COMMITTEE = [
    Node("c", "Committee", "binds Red in Assembly", links=(("a", "binds Red in"),)),
    Node("b", "Bureau", "elected by the body above", "c"),
    Node("a", "Assembly"),
]
RECORDED = [n for n in cases.names() if cases.load(n).record is not None]
LONG = "An assembly with a name that takes more than one line of the picture in bold letters"


def word_boxes(svg: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of every upright text, by the generous guess of widths."""
    boxes = []
    for text in ET.fromstring(svg).iter(f"{SVG}text"):
        if "transform" in text.attrib or not text.text:
            continue
        size, x, y = (float(text.attrib[k]) for k in ("font-size", "x", "y"))
        wide = ems_of(text.text) * size * (BOLD if "font-weight" in text.attrib else 1)
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[text.attrib["text-anchor"]]
        boxes.append((left, y - size * 0.72, left + wide, y + size * 0.05))
    return boxes


def assert_readable(svg: str) -> None:
    """All words inside the picture, none over another, none cut, none small on a phone."""
    _, top, width, height = map(float, ET.fromstring(svg).attrib["viewBox"].split())
    boxes = word_boxes(svg)
    for left, up, right, down in boxes:
        assert left >= 0
        assert right <= width
        assert up >= top
        assert down <= top + height
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    assert "\u2026" not in "".join(ET.fromstring(svg).itertext())
    smallest = min(map(float, re.findall(r'font-size="([\d.]+)"', svg)))
    assert smallest * 390 / width >= 10


@pytest.mark.parametrize("name", RECORDED)
def test_words_of_real_timelines_and_bodies_are_whole_and_apart(name: str) -> None:
    case = cases.load(name)
    assert_readable(bodies(case).plot())
    events = timeline(case)
    if any(m.strength.votes is not None for m in events.moments):
        assert_readable(events.plot())


def test_long_titles_and_events_take_more_lines() -> None:
    moved = [Moved("2019-02-20", LONG, 323, 320), Moved("2019-10-29", LONG, 307, 320)]
    for svg in (
        steps_svg(moved, title=LONG, under=LONG),
        tree_svg([Node("a", LONG, LONG), Node("b", LONG, parent="a")], title=LONG),
    ):
        assert_readable(svg)
        words = " ".join(t.text or "" for t in ET.fromstring(svg).iter(f"{SVG}text"))
        assert words.count(LONG) >= 3


def test_bars_left_of_the_line_are_hollow_and_right_of_it_filled() -> None:
    moved = [Moved("1 May", "a", 49, 51), Moved("2 May", "b", 53, 51), Moved("3 May", "c")]
    svg = ET.fromstring(steps_svg(moved, title="t"))
    short, spare = (r for r in svg.iter(f"{SVG}rect") if r.find(f"{SVG}title") is not None)
    assert short.attrib["fill"] == "none"
    assert spare.attrib["fill"] != "none"
    assert float(short.attrib["x"]) + float(short.attrib["width"]) == float(spare.attrib["x"])


@pytest.mark.parametrize("width", [3.0, 6.5, 20.0])
def test_lines_hold_all_words_in_order(width: float) -> None:
    lines = wrapped("one two three four", width, first=width / 2)
    assert " ".join(lines).split() == ["one", "two", "three", "four"]
    assert all(ems_of(line) <= width for line in lines)


def test_an_arc_goes_from_a_ring_to_an_arrow_and_a_key_says_what_it_is() -> None:
    svg = tree_svg(COMMITTEE, title="t", key="as the words say")
    assert ">as the words say</text>" in svg
    assert svg.count('stroke-dasharray="5 3"') == 1
    assert svg.count('r="3"') == 1
    assert svg.count('stroke-dasharray="1 4"') == 2  # a leader from either name
    assert "<title>Committee binds Red in Assembly</title>" in svg
    assert 'r="3"' not in tree_svg(COMMITTEE[1:], title="t")


def test_every_player_is_named_in_a_scatter_beside_its_point_or_below() -> None:
    crowd = [Point(f"p{k}", f"Party {k}", 0.02 + k / 1000, 0.02) for k in range(9)]
    alike = [Point(p, p.upper(), 0.1, 0.15) for p in "abc"]
    nobody = [Point("nil", "Nil", 0, 0)]
    svg = scatter_svg([*crowd, *alike, *nobody], title=LONG, index="Banzhaf", desc="d")
    assert_readable(svg)
    words = " ".join(t.text or "" for t in ET.fromstring(svg).iter(f"{SVG}text"))
    assert "A, B, C" in words
    for point in (*crowd, *nobody):
        assert point.label in words
        assert point.label in svg[svg.index("<desc") : svg.index("</desc>")]
    axis = max(float(y) for y in re.findall(r'<line x1="[\d.]+" y1="([\d.]+)"', svg))
    assert not [b for b in word_boxes(svg) if b[1] < axis < b[3] and b[0] > 52]


# -- on any ground -------------------------------------------------------------------------------


def test_a_picture_brings_its_ground_and_its_ink_for_light_and_for_dark() -> None:
    for svg in (
        hemicycle_svg(BUNDESTAG, title="t"),
        matrix_svg([("1", "9")], BUNDESTAG, [{"spd": "cabinet"}], title="t"),
        steps_svg([Moved("1 May", "a", 1, 2)], title="t"),
        tree_svg(COMMITTEE, title="t"),
        scatter_svg([Point("a", "A", 0.5, 0.6)], title="t", index="i"),
    ):
        root = ET.fromstring(svg)
        _, top, width, height = map(float, root.attrib["viewBox"].split())
        assert root.attrib["class"] == "formateur"
        assert [e.text for e in root.iter(f"{SVG}style")] == [GROUND]
        ground = root.find(f"{SVG}rect[@class='ground']")
        assert ground is not None
        sides = [float(ground.attrib[k]) for k in ("y", "width", "height")]
        assert sides == [top, width, height]
    assert "prefers-color-scheme:dark" in GROUND


def test_black_seats_are_filled_also_on_a_dark_ground_and_white_ones_on_a_light() -> None:
    house = [Slice("b", "B", 3, "#000"), Slice("w", "W", 3, "#fff"), Slice("r", "R", 3, "#e3000f")]
    inks = [p.attrib.get("data-ink") for p in drawn(hemicycle_svg(house, title="t"))]
    assert inks == ["dark", "light", None]
    for ink in ("dark", "light"):
        assert f'[data-ink="{ink}"][fill^="#"]' in GROUND


# -- PNG ---------------------------------------------------------------------------------------


def test_a_png_is_as_wide_as_asked() -> None:
    pytest.importorskip("resvg_py", reason="needs the extra formateur[png]")
    data = svg_to_png(hemicycle_svg(BUNDESTAG, title="t"), width=300)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20], "big") == 300


def test_a_png_without_its_package_names_the_install_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(MissingExtraError, match=r'pip install "formateur\[png\]"'):
        svg_to_png("<svg/>", width=300)
