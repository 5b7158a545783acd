"""The page: whole without a network or a script, nothing from a case escapes into markup."""

from __future__ import annotations

import re
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from json import loads
from pathlib import Path

import pytest

from formateur import cases
from formateur.cases import parse_case
from formateur.report import decisions, form
from formateur.report.html import page

VOID = {"meta", "br", "input", "link", "img", "hr"}
HOSTILE = """\
id: x
title: "</title><script>alert(1)</script>"
body: "<b>B"
sources:
  s: {title: "<img src=x>", url: "javascript:alert(1)"}
  t: {title: fine, url: "https://example.org/?a=1&b=2"}
parties:
  - {id: a, name: A, short: "<i>A", seats: 3, source: s}
  - {id: b, name: "</script><script>alert(2)</script>", short: '"b', seats: 2, source: t}
terms:
  - {id: t, by: [a], excludes: [b], text: "</details><script>alert(3)</script>", source: s}
"""


class Balance(HTMLParser):
    """Collects what is needed to say that a page is well-formed and self-contained."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.fetched: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "src" or (name == "href" and tag != "a"):
                self.fetched.append(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, _attrs: object) -> None:
        self.tags.append(tag)


def read(html: str) -> Balance:
    parsed = Balance()
    parsed.feed(html)
    parsed.close()
    assert parsed.open == []
    return parsed


@pytest.mark.parametrize("name", ["bundestag-2021", "riksdag-2018", "petrograd-1917", "lijphart"])
def test_a_page_is_well_formed_and_fetches_nothing(name: str) -> None:
    parsed = read(page(form(name, top=40)))
    assert parsed.fetched == []
    assert len(set(parsed.ids)) == len(parsed.ids)
    assert parsed.tags.count("h1") == 1
    assert parsed.tags.count("main") == 1


@pytest.mark.parametrize("name", ["eu-council", "un-security-council"])
def test_a_council_has_a_page_of_its_own(name: str) -> None:
    html = page(decisions(name))
    read(html)
    assert "Smallest blocking coalitions" in html


def test_every_row_of_the_answer_is_on_the_page() -> None:
    answer = form("bundestag-2021", everything=True, top=None)
    html = page(answer)
    assert html.count("<tr data-cabinet=") + html.count('<tr class="formed"') == 255
    assert "255 of 255 listed" in html


def test_rows_beyond_three_hundred_are_counted_not_listed() -> None:
    html = page(form("eduskunta-2023", everything=True, top=None))
    assert "723 further rows are left out" in html
    assert len(html) < 1_000_000


def test_a_hostile_case_stays_text() -> None:
    html = page(form(parse_case(HOSTILE, "x.yaml"), everything=True))
    parsed = read(html)
    assert parsed.tags.count("script") == 1
    assert "javascript:" not in html
    assert "<img" not in html
    assert 'href="https://example.org/?a=1&amp;b=2"' in html


def test_the_policy_admits_the_one_script_and_the_styles_of_page_and_picture() -> None:
    html = page(form("riksdag-2018", top=3))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    for tag, number in (("script", 1), ("style", 2)):
        texts = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert len(set(texts)) == number
        allowed = re.search(rf"{tag}-src ([^;]+)", policy[1])
        assert allowed is not None
        digests = {b64encode(sha256(t.encode()).digest()).decode() for t in texts}
        assert set(allowed[1].split()) == {f"'sha256-{d}'" for d in digests}
    assert "default-src 'none'" in policy[1]
    assert 'style="' not in html


def test_the_same_answer_gives_the_same_bytes() -> None:
    assert page(form("riksdag-2018", top=9)) == page(form("riksdag-2018", top=9))


def test_the_page_names_who_said_a_term_when_and_where() -> None:
    html = page(form("riksdag-2018", top=3))
    case = cases.load("riksdag-2018")
    for term in case.terms:
        assert term.said_by in html
        assert case.sources[term.source].url.replace("&", "&amp;") in html


def test_a_page_of_eight_parties_is_small() -> None:
    assert len(page(form("bundestag-2021", top=15)).encode()) < 150_000


# -- marking governments -------------------------------------------------------------------------


def marks_of(html: str, selector: str) -> dict[str, str]:
    """The data of the first element that begins so."""
    found = re.search(rf"<{selector}([^>]*)>", html)
    assert found is not None
    return {k: unescape(v) for k, v in re.findall(r' data-([a-z]+)="([^"]*)"', found[1])}


def test_the_row_that_formed_is_drawn_with_the_help_it_really_had() -> None:
    html = page(form("riksdag-2018"))
    row, figure = marks_of(html, 'tr class="formed"'), marks_of(html, "figure")
    assert loads(row["cabinet"]) == ["s", "mp"]
    assert loads(row["tolerates"]) == ["v", "c", "l"]
    assert row["told"] == "Drawn: S+MP (filled); abstains: V+C+L (outlined)"
    for name in ("cabinet", "support", "tolerates", "told", "seats"):
        assert row[name] == figure[name]
    assert f"{figure['parties']} {row['told']}</desc>" in html


def test_a_government_with_support_says_so_and_is_hatched() -> None:
    html = page(form("new-zealand-2017"))
    assert marks_of(html, "figure")["told"] == (
        "Drawn: Labour+NZF (filled); votes for it: Greens (hatched)"
    )
    greens = marks_of(html, 'g data-party="greens"')
    looks = loads(greens["looks"])
    assert set(looks) == {"cabinet", "support", "tolerates", "pale", ""}
    pattern = looks["support"]["fill"].removeprefix("url(#").removesuffix(")")
    assert f'<pattern id="{pattern}"' in html


def test_every_party_that_sits_can_be_marked_and_its_name_goes_along() -> None:
    for name in ("tweede-kamer-2023", "eduskunta-2023", "petrograd-1917"):
        html = page(form(name, top=3))
        figure = html[html.index("<figure") : html.index("</figure>")]
        shapes = re.findall(r'data-of="([^"]+)" data-looks=', figure)
        named = re.findall(r'<text[^>]* data-of="([^"]+)"', figure)
        sitting = {s.id for s in cases.load(name).assembly.slices() if s.seats}
        assert set(shapes) == set(named) == sitting


def test_parties_and_theories_go_by_name_everywhere_on_the_page() -> None:
    html = page(form("bundestag-2021", everything=True, top=None))
    shown = unescape(re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]+>", " ", html))
    shown = shown[: shown.index("What this page was made from")]
    assert "greens" not in shown[: shown.index("Sources")]
    assert "spd" not in shown[: shown.index("Sources")]
    assert "viable_minority" not in shown
    why = unescape(page(form("riksdag-2018", everything=True, top=None)))
    assert "SD abstaining" in why
    assert "sd abstaining" not in why
    assert "L: Would rather govern" in why


def test_bars_of_a_council_are_in_proportion_to_the_coalitions_that_win() -> None:
    answer = decisions("un-security-council")
    bars = [float(w) for w in re.findall(r'<rect width="([\d.]+)" height="1"', page(answer))]
    most = max(answer.winning.values())
    assert bars == [round(100 * r["winning"] / most, 2) for r in answer.rows()]


def test_a_council_names_its_blockers() -> None:
    assert "<li>CN</li>" in page(decisions("un-security-council"))


BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), "")


def clicked(html: str, tmp_path: Path, script: str) -> str:
    """The page as it is after a script has clicked, in a real browser without a network."""
    file = tmp_path / "page.html"
    html = re.sub("<meta http-equiv[^>]+>", "", html)
    file.write_text(html.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    kept = ("gpu", "background-networking", "component-update", "sync", "quic")
    quiet = ["--no-sandbox", "--no-first-run", *(f"--disable-{k}" for k in kept)]
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    done = subprocess.run(
        [BROWSER, "--headless", *quiet, profile, "--dump-dom", file.as_uri()],
        capture_output=True, text=True, timeout=90, check=True,
    )  # fmt: skip
    return done.stdout


@pytest.mark.skipif(not BROWSER, reason="needs chromium to press the page's buttons")
def test_draw_it_moves_everything_and_the_first_picture_comes_back(tmp_path: Path) -> None:
    html = page(form("riksdag-2018"))
    draw = (
        "const row = [...document.querySelectorAll('tbody tr')]"
        '.find((r) => r.dataset.cabinet === \'["c", "m"]\');'
        "row.querySelector('[data-draw]').click();"
    )
    after = clicked(html, tmp_path, draw)
    figure = after[after.index("<figure") : after.index("</figure>")]
    bold = re.findall(r'<text class="label"[^>]*font-weight="700"[^>]*data-of="(\w+)"', figure)
    bold += re.findall(r'<text class="label"[^>]*data-of="(\w+)"[^>]*font-weight="700"', figure)
    assert sorted(bold) == ["c", "m"]
    assert "Drawn: C+M (filled)" in figure
    assert "Drawn: S+MP" not in re.sub("<figure[^>]+>", "", figure)
    assert re.search(r"<desc[^>]*>Seats by party: [^<]*Drawn: C\+M \(filled\)", figure)
    assert re.search(r'data-centre=""[^>]*>101<', figure)
    assert "<title>C: 31 (cabinet)</title>" in figure
    assert "<title>S: 100 (cabinet)</title>" not in figure
    assert "<title>MP: 16</title>" in figure
    back = clicked(html, tmp_path, draw + "document.querySelector('[data-first]').click();")
    first = back[back.index("<figure") : back.index("</figure>")]
    told = "Drawn: S+MP (filled); abstains: V+C+L (outlined)"
    assert first.count(told) == 3
    assert "<title>S: 100 (cabinet)</title>" in first
    assert re.search(r'data-party="v" fill="none"', first)
