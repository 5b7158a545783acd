"""The page: whole without a network or a script, nothing from a case escapes into markup."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

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


def test_the_policy_admits_the_one_script_and_the_one_style() -> None:
    html = page(form("riksdag-2018", top=3))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    for tag in ("script", "style"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]
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
