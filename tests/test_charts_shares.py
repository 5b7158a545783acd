"""Marks on lines and points of a plane: whole pictures, escaped words, refusals."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from formateur.charts import Place, dots_svg, plane_svg
from formateur.charts.dots import MARKS
from formateur.charts.looks import ems_of
from formateur.errors import FormateurError

EVIL = '<script>alert("x")</script>&'


def words(svg: str) -> list[str]:
    return [e.text or "" for e in ET.fromstring(svg).iter() if e.tag.endswith("}text")]


def test_every_value_has_a_mark_at_its_share_and_no_value_has_none() -> None:
    svg = dots_svg(["a", "b"], {"seats": [0.6, 0.2], "gets": [None, 0.4]}, title="Shares")
    marks = [e for e in ET.fromstring(svg).iter() if e.get("class") == "mark"]
    assert len(marks) == 3
    across = {m[0].text: float(m.get("cx", "0")) for m in marks if m.get("cx")}
    left, step = across["b, seats: 20.0%"], across["a, seats: 60.0%"] - across["b, seats: 20.0%"]
    ticks = [e for e in ET.fromstring(svg).iter() if e.text in ("0 %", "60 %")]
    zero, full = (float(t.get("x", "0")) for t in ticks)
    assert (left - zero) / (full - zero) == pytest.approx(1 / 3, abs=1e-3)
    assert step / (full - zero) == pytest.approx(2 / 3, abs=1e-3)


def test_marks_differ_by_shape_and_words_are_escaped() -> None:
    series = {f"s{k}{EVIL}": [0.1 * k] for k in range(MARKS)}
    svg = dots_svg([EVIL], series, title=EVIL)
    assert "<script" not in svg
    shapes = {(e.get("d") or "circle").split("m", 1)[-1] for e in ET.fromstring(svg).iter()
              if e.get("class") == "mark"}  # fmt: skip
    assert len(shapes) == MARKS
    with pytest.raises(FormateurError, match="can be told apart"):
        dots_svg(["a"], {f"s{k}": [0.1] for k in range(MARKS + 1)}, title="T")
    with pytest.raises(FormateurError, match="do not fit"):
        dots_svg(["a", "b"], {"s": [0.1]}, title="T")


def test_names_are_whole_and_the_key_takes_the_lines_it_needs() -> None:
    name = "Christian Democratic Union of Germany"
    series = {f"a theory of shares {k}": [0.1 * k] for k in range(MARKS)}
    svg = dots_svg([name], series, title=f"{name}: shares of one unit of office")
    assert name in words(svg)
    assert set(series) <= set(words(svg))
    root = ET.fromstring(svg)
    width = float(root.get("viewBox", "").split()[2])
    for text in (e for e in root.iter() if e.tag.endswith("}text") and e.text in series):
        wide = ems_of(text.text or "") * float(text.get("font-size", "0"))
        assert float(text.get("x", "0")) + wide <= width
    assert min(float(e.get("font-size", "99")) for e in root.iter()) * 390 / width >= 10


def test_points_keep_their_order_on_both_axes_and_only_named_ones_have_labels() -> None:
    places = [Place(1, 5, "left", "named"), Place(3, 2, "right", "marked"), Place(1, 2, "both")]
    svg = plane_svg(places, axes=("economy", "world"), title="Plane", key="what it means")
    dots = {e[0].text: (float(e.get("cx", "0")), float(e.get("cy", "0")))
            for e in ET.fromstring(svg).iter() if e.tag.endswith("circle")}  # fmt: skip
    assert dots["left: 1, 5"][0] == dots["both: 1, 2"][0] < dots["right: 3, 2"][0]
    assert dots["left: 1, 5"][1] < dots["both: 1, 2"][1] == dots["right: 3, 2"][1]
    assert {"left", "right", "economy", "world", "what it means"} <= set(words(svg))
    assert "both" not in words(svg)


def test_axes_say_where_named_points_stand_where_there_is_room() -> None:
    far = [Place(k, k, f"p{k}", "named") for k in (1, 4, 9)]
    near = Place(9.01, 9.01, "q", "named")
    svg = plane_svg([*far, near], axes=("x", "y"), title="T")
    assert [words(svg).count(tick) for tick in ("1", "4", "9.01", "9")] == [2, 2, 2, 0]


def test_labels_of_close_points_do_not_cover_each_other_and_words_are_escaped() -> None:
    near = [Place(1, 1 + k / 1000, f"party {k}", "named") for k in range(3)]
    svg = plane_svg([*near, Place(9, 9, EVIL, "marked")], axes=(EVIL, "y"), title=EVIL)
    assert "<script" not in svg
    heights = [float(e.get("y", "0")) for e in ET.fromstring(svg).iter()
               if (e.text or "").startswith("party") and e.tag.endswith("}text")]  # fmt: skip
    assert min(abs(a - b) for k, a in enumerate(heights) for b in heights[:k]) >= 12
    with pytest.raises(FormateurError, match="no point"):
        plane_svg([], axes=("x", "y"), title="T")
