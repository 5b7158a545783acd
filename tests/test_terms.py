"""What parties state about each other: which cabinets a term refuses, and how it reads."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brute_force
from formateur.assembly import Assembly
from formateur.errors import FormateurError
from formateur.terms import BINDS, Exclude, OnlyWith, Terms
from formateur.testing import terms

FOUR = Assembly.from_seats(dict.fromkeys("abcd", 1))


@settings(max_examples=80, deadline=None)
@given(terms(FOUR, maybe=True), st.sets(st.sampled_from("abcd"), min_size=1))
def test_a_term_refuses_a_cabinet_when_it_does_so_whoever_is_meant(
    stated: Terms, cabinet: set[str]
) -> None:
    for term in stated:
        meant = [set(term.parties) | m for m in brute_force.subsets(term.maybe)]
        verdicts = {
            not m <= cabinet if isinstance(term, OnlyWith) else bool(m & cabinet) for m in meant
        }
        assert term.refuses(cabinet) is (verdicts.pop() if len(verdicts) == 1 else None)


def test_a_term_reads_as_a_sentence_with_its_speaker_and_date() -> None:
    bare = Exclude("t", by=("l",), parties=("sd", "v"), binds=BINDS)
    assert bare.describe() == (
        "l: sits in no cabinet with sd or v; votes for no cabinet with sd or v; "
        "votes against any cabinet with sd or v; "
        "sits in no cabinet that rests on the votes of sd or v"
    )
    quoted = Exclude(
        "t", by=("l", "c"), parties=("sd",), text="Never", said_by="J. B.", date="2018-09-01"
    )
    assert quoted.describe() == "l+c: Never (J. B., 2018-09-01)"
    assert Exclude("t", by=("l",), parties=("sd",), date="2018").describe().endswith("(2018)")
    assert OnlyWith("t", by=("csu",), parties=("cdu", "fdp")).describe() == (
        "csu: takes part only together with cdu and fdp"
    )
    doubtful = Exclude("t", by=("l",), parties=(), maybe=("x",))
    assert doubtful.sentence() == "sits in no cabinet with x"


def test_withdrawn_terms_are_kept_and_not_active() -> None:
    kept = Exclude("old", by=("l",), parties=("sd",), withdrawn="2019-01-11", source="paper")
    stated = Terms((kept, OnlyWith("new", by=("csu",), parties=("cdu",))))
    assert [t.id for t in stated] == ["old", "new"]
    assert [t.id for t in stated.active] == ["new"]
    assert len(stated) == 2
    assert repr(stated) == "<Terms: 2 stated, 1 withdrawn>"
    assert stated.rows()[0] == {
        "id": "old",
        "by": ["l"],
        "parties": ["sd"],
        "binds": ["cabinet"],
        "text": "sits in no cabinet with sd",
        "said_by": "",
        "date": "",
        "withdrawn": "2019-01-11",
        "source": "paper",
    }


def test_what_people_said_cannot_write_into_the_page() -> None:
    sharp = Terms((Exclude("t", by=("l",), parties=("sd",), text="<script>no</script>"),))
    page = sharp._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;no" in page


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Exclude("t", by=(), parties=("a",)), "term 't' has nobody in `by`"),
        (lambda: Exclude("t", by=("a",), parties=()), "term 't' names nobody"),
        (
            lambda: Exclude("t", by=("a",), parties=("b",), binds=("suport",)),
            (
                "no part that a term binds 'suport'; there are cabinet, support, tolerance, "
                "reliance. Did you mean 'support'?"
            ),
        ),
        (
            lambda: Exclude("t", by=("a",), parties=("b",), binds=()),
            "term 't' binds nothing; use cabinet, support, tolerance, reliance",
        ),
        (
            lambda: OnlyWith("t", by=("a", "b"), parties=("b", "c")),
            "term 't' turns 'b' against itself",
        ),
        (
            lambda: Terms((Exclude("t", ("a",), ("b",)), OnlyWith("t", ("b",), ("a",)))),
            "two terms share the id 't'",
        ),
    ],
)
def test_a_bad_term_is_refused_in_one_sentence(make, sentence: str) -> None:
    with pytest.raises(FormateurError) as refused:
        make()
    assert str(refused.value) == sentence
