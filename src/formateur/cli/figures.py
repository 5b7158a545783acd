"""Numbers as people write them: 1,234,567; 1.234,5; 12,5 %; 7/2."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from formateur.fields import number_of

__all__ = ["Style", "parse_number", "style_of"]

_BLANKS = " \u00a0\u202f"  # also no-break ones, which group thousands in many languages
_GROUPED_BY_BLANKS = re.compile(rf"\d{{1,3}}(?:['\u2019{_BLANKS}]\d{{3}})+(?=[.,]|\Z)")
_MARKED = re.compile(r"\d*(?:[.,]\d+)+\Z")
_UNCLEAR = re.compile(r"[1-9]\d{0,2}([.,])\d{3}\Z")  # thousands or decimals?


@dataclass(frozen=True, slots=True)
class Style:
    """How numbers with one mark before three digits are read.

    Attributes
    ----------
    decimal
        The decimal mark, ``.`` or ``,``; the other one groups thousands.
    evidence
        Whether some number of the list shows it.
    """

    decimal: str = "."
    evidence: bool = False


ENGLISH = Style()


def style_of(numbers: Iterable[str]) -> Style:
    """The style that the clear numbers of a list show; English where they do not agree.

    >>> style_of(["1.234", "12,5"]), style_of(["1.234", "500"])
    (Style(decimal=',', evidence=True), Style(decimal='.', evidence=False))
    """
    marks = {mark for text in numbers if (mark := _decimal_mark(text))}
    return Style(marks.pop(), evidence=True) if len(marks) == 1 else ENGLISH


def unclear(text: str) -> bool:
    """Whether the number means one thing in London and another in Rome: 1,234 and 1.234.

    >>> unclear("1.234"), unclear("0.234"), unclear("1.234 %")
    (True, False, False)
    """
    return not text.rstrip().endswith("%") and bool(_UNCLEAR.match(_bare(text)))


def _bare(text: str) -> str:
    """Without quotes, sign, percent and currency, and blanks between thousands."""
    given = re.sub(r"\A[+-]", "", text.strip(' \t"').removesuffix("%").strip())
    return _GROUPED_BY_BLANKS.sub(lambda m: re.sub(r"\D", "", m[0]), given.strip(" €$£¥"))


def _decimal_mark(text: str) -> str | None:
    """The decimal mark that one number shows by itself."""
    bare = _bare(text)
    marks = [c for c in bare if c in ".,"]
    if not marks or not _MARKED.match(bare) or unclear(text):
        return None
    last, other = marks[-1], "," if marks[-1] == "." else "."
    if marks.count(last) > 1:  # 1,234,567
        return None if other in marks else other
    return last


def parse_number(text: str, style: Style = ENGLISH) -> Fraction | None:
    """A number as people write it, or ``None``.

    >>> [str(parse_number(t)) for t in ("1,234,567", "12,5 %", "1.234,5", "7/2", "abc")]
    ['1234567', '25/2', '2469/2', '7/2', 'None']
    >>> [str(parse_number("1.234", style)) for style in (Style("."), Style(","))]
    ['617/500', '1234']
    """
    sign = -1 if text.strip(' \t"').startswith("-") else 1
    bare = _bare(text)
    if bare.startswith(("+", "-")):
        return None
    if "." in bare or "," in bare:
        decimal = _decimal_mark(text) or style.decimal
        whole = _whole_and_part(bare, decimal)
        if whole is None:
            return None
        bare = whole
    number = number_of(bare)
    return None if number is None or "%" in bare else sign * number


def _whole_and_part(bare: str, decimal: str) -> str | None:
    """The number with a point for its decimal mark and without groups; exponents stay."""
    head, _, part = bare.partition(decimal)
    grouping = "," if decimal == "." else "."
    if grouping in head:
        first, *groups = head.split(grouping)
        if not 1 <= len(first) <= 3 or any(len(g) != 3 for g in groups):
            return None
        head = "".join([first, *groups])
    return f"{head}.{part}" if part else head
