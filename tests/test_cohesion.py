"""Discipline measured from votes: published values, laws, unknown counts, periods."""

from __future__ import annotations

import json
import tomllib
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from command_line import run
from formateur.durability.cohesion import cohesion
from formateur.durability.discipline import (
    COHESION_MEASURES,
    BodyVote,
    GroupVote,
    agreement,
    attendance,
    body_votes,
    closeness,
    participation,
    rice,
    unity,
)
from formateur.durability.rollcalls import parse_roll_calls
from formateur.errors import FormateurError
from formateur.record import (
    Event,
    Facts,
    GroupVotes,
    Motion,
    Organization,
    Record,
    VoteEvent,
    parse_date,
)
from formateur.report.record import discipline
from formateur.sources import references

GOLDEN = sorted((Path(__file__).parent / "golden/cohesion").glob("*.toml"))
PARTS = ("yes", "no", "abstain", "absent")
counts = st.integers(0, 60)
known = st.builds(GroupVote, st.just("g"), counts, counts, counts, counts)


def examples() -> list[Any]:
    found = []
    for file in GOLDEN:
        for i, example in enumerate(tomllib.loads(file.read_text())["example"]):
            found.append(pytest.param(example, id=f"{file.stem}-{i}"))
    return found


@pytest.mark.parametrize("example", examples())
def test_a_published_value_comes_out(example: dict[str, Any]) -> None:
    vote = GroupVote("group", **{p: example[p] for p in PARTS if p in example})
    expected = {k: Fraction(v) for k, v in example.items() if k not in PARTS}
    assert expected
    for measure, value in expected.items():
        assert COHESION_MEASURES[measure].load()(vote) == value


@pytest.mark.parametrize("measure", COHESION_MEASURES)
def test_a_row_loads_and_its_papers_are_in_the_bibliography(measure: str) -> None:
    row = COHESION_MEASURES[measure]
    doc = row.load().__doc__ or ""
    assert row.cites
    assert set(row.cites) <= set(references())
    assert ">>> " in doc
    for key in row.cites if "totals" not in row.needs else ():
        assert key in doc


# Laws of one vote


@given(vote=known)
def test_every_measure_lies_between_nothing_and_one(vote: GroupVote) -> None:
    for measure in (rice, agreement, unity, participation, attendance):
        value = measure(vote)
        assert value is None or 0 <= value <= 1


@given(y=counts, n=counts, a=counts, away=counts)
def test_which_side_is_called_yes_does_not_matter(y: int, n: int, a: int, away: int) -> None:
    one, other = GroupVote("g", y, n, a, away), GroupVote("g", n, y, a, away)
    for measure in (rice, agreement, unity, participation, attendance):
        assert measure(one) == measure(other)


@given(parts=st.tuples(counts, counts, counts))
def test_the_agreement_index_does_not_care_which_option_is_which(
    parts: tuple[int, int, int],
) -> None:
    values = {agreement(GroupVote("g", *p)) for p in permutations(parts)}
    assert len(values) == 1


@given(n=st.integers(1, 500))
def test_the_unanimous_score_one_and_the_evenly_split_nothing(n: int) -> None:
    unanimous, split = GroupVote("g", n, 0, 0, 0), GroupVote("g", n, n, 0, 0)
    assert rice(unanimous) == unity(unanimous) == agreement(unanimous) == 1
    assert rice(split) == unity(split) == 0
    assert agreement(split) == Fraction(1, 4)
    assert agreement(GroupVote("g", n, n, n)) == 0
    assert agreement(GroupVote("g", 0, 0, n)) == 1
    assert rice(GroupVote("g", 0, 0, n)) is None


@given(vote=known)
def test_unity_is_rice_times_participation_and_so_never_above_it(vote: GroupVote) -> None:
    assume(vote.yes or vote.no)
    r, u, p = rice(vote), unity(vote), participation(vote)
    assert r is not None
    assert p is not None
    assert u == r * p
    assert p <= (attendance(vote) or 0)


@given(vote=known, k=st.integers(1, 9))
def test_a_group_twice_the_size_split_alike_scores_alike(vote: GroupVote, k: int) -> None:
    bigger = GroupVote("g", *(k * getattr(vote, p) for p in PARTS))
    for measure in (rice, agreement, unity, participation, attendance):
        assert measure(vote) == measure(bigger)


@given(vote=known)
def test_the_agreement_index_is_attinas_index_moved_to_nothing_and_one(vote: GroupVote) -> None:
    cast = [vote.yes or 0, vote.no or 0, vote.abstain or 0]
    assume(sum(cast))
    attina = Fraction(max(cast) - (sum(cast) - max(cast)), sum(cast))
    assert agreement(vote) == (attina + Fraction(1, 3)) * Fraction(3, 4)


@given(yes=counts, no=counts, t=st.fractions(Fraction(1, 2), 1))
def test_closeness_is_one_at_the_threshold_and_never_below_nothing(
    yes: int, no: int, t: Fraction
) -> None:
    assume(yes + no)
    value = closeness(BodyVote("v", yes, no, t))
    assert value is not None
    assert 0 <= value <= 1
    assert (value == 1) == (Fraction(yes, yes + no) == t)
    at = BodyVote("v", t.numerator, t.denominator - t.numerator, t)
    assert closeness(at) == 1


# Means, and what is unknown


@given(votes=st.lists(known, min_size=1, max_size=8))
def test_a_mean_counts_every_vote_once_and_leaves_out_what_has_no_value(
    votes: list[GroupVote],
) -> None:
    found = cohesion(votes)["g"]
    for row in ("rice", "agreement", "unity", "participation", "attendance"):
        values = [v for v in map(COHESION_MEASURES[row].load(), votes) if v is not None]
        measured = found.measures[row]
        assert (measured.used, measured.unknown) == (len(values), 0)
        assert measured.undefined == len(votes) - len(values)
        expected = sum(values) / Fraction(len(values)) if values else None
        assert measured.value == measured.least == measured.most == expected


small = st.tuples(*[st.integers(0, 3)] * 4)
hidden = st.tuples(*[st.booleans()] * 4)


@given(
    votes=st.lists(st.tuples(small, hidden), min_size=1, max_size=4),
    unseen=st.sets(st.integers(0, 3)),
    yes=st.integers(0, 9),
)
def test_the_bounds_hold_whatever_the_unknown_counts_are(
    votes: list[tuple[tuple[int, ...], tuple[bool, ...]]], unseen: set[int], yes: int
) -> None:
    whole = [GroupVote("g", *v, vote=str(i)) for i, (v, _) in enumerate(votes)]
    seen = [
        GroupVote("g", *(None if h else n for n, h in zip(v, hide, strict=True)), vote=str(i))
        for i, (v, hide) in enumerate(votes)
    ]
    body = [BodyVote(str(i), yes, 4 - i) for i in range(4)]
    part = [BodyVote(b.vote, None if i in unseen else b.yes, b.no) for i, b in enumerate(body)]
    bounds = cohesion(seen, totals=part)["g"].measures
    for row, exact in cohesion(whole, totals=body)["g"].measures.items():
        if exact.value is not None:
            least, most = bounds[row].least, bounds[row].most
            assert least is not None
            assert most is not None
            assert least <= exact.value <= most
        assert exact.unknown == 0


def test_missing_is_never_zero() -> None:
    known_split = GroupVote("g", yes=8, no=8, abstain=0, absent=0, vote="a")
    no_side = GroupVote("g", yes=8, no=None, abstain=0, absent=0, vote="b")
    found = cohesion([known_split, no_side])
    measured = found["g"].measures["rice"]
    assert (measured.value, measured.used, measured.unknown) == (0, 1, 1)
    assert (measured.least, measured.most) == (0, Fraction(1, 2))
    assert found["g"].incomplete == 1
    assert "least and most" in found.notes[0]


def test_an_unknown_part_leaves_out_only_the_measures_that_read_it() -> None:
    vote = GroupVote("bolsheviks", yes=10, no=3, abstain=None)
    found = cohesion([vote])["bolsheviks"].measures
    assert found["rice"].value == Fraction(7, 13)
    for row in ("agreement", "unity", "participation", "attendance"):
        assert found[row].value is None
        assert found[row].unknown == 1


def test_nobody_voting_is_undefined_and_not_unknown() -> None:
    found = cohesion([GroupVote("g", 0, 0, 5, 2)])["g"].measures
    assert (found["rice"].undefined, found["rice"].unknown, found["rice"].value) == (1, 0, None)
    assert found["agreement"].value == 1
    assert found["unity"].value == 0


# Closeness


def test_a_lopsided_vote_weighs_less_and_a_unanimous_one_nothing() -> None:
    votes = [
        GroupVote("g", 10, 0, 0, 0, vote="close"),
        GroupVote("g", 5, 5, 0, 0, vote="far"),
        GroupVote("g", 8, 2, 0, 0, vote="unanimous"),
    ]
    totals = [BodyVote("close", 50, 50), BodyVote("far", 80, 20), BodyVote("unanimous", 90, 0)]
    found = cohesion(votes, totals=totals)["g"].measures
    # weights 1, 2/5, 0 on 1, 0, 3/5
    assert found["weighted_rice"].value == Fraction(5, 7)
    assert found["weighted_unity"].value == Fraction(5, 7)
    assert found["rice"].value == Fraction(8, 15)


@given(votes=st.lists(known, min_size=1, max_size=5), close=st.integers(1, 9))
def test_equal_closeness_leaves_the_plain_mean(votes: list[GroupVote], close: int) -> None:
    named = [
        GroupVote("g", v.yes, v.no, v.abstain, v.absent, vote=str(i)) for i, v in enumerate(votes)
    ]
    totals = [BodyVote(str(i), 10, close) for i in range(len(votes))]
    found = cohesion(named, totals=totals)["g"].measures
    assert found["weighted_rice"].value == found["rice"].value
    assert found["weighted_unity"].value == found["unity"].value


def test_totals_summed_over_groups_stay_unknown_where_a_group_is() -> None:
    votes = [
        GroupVote("a", 5, 1, 0, 0, vote="first"),
        GroupVote("b", None, 4, 0, 0, vote="first"),
        GroupVote("a", 3, 3, 0, 0, vote="second"),
    ]
    assert body_votes(votes, threshold=Fraction(2, 3)) == (
        BodyVote("first", None, 5, Fraction(2, 3)),
        BodyVote("second", 3, 3, Fraction(2, 3)),
    )
    found = cohesion(votes, totals=body_votes(votes))["a"].measures["weighted_rice"]
    assert (found.used, found.unknown, found.value) == (1, 1, 0)


def test_a_division_in_which_nobody_voted_has_no_closeness_and_is_not_unknown() -> None:
    votes = [GroupVote("g", 3, 1, 0, 0, vote="void"), GroupVote("g", 3, 1, 0, 0, vote="held")]
    totals = [BodyVote("void", 0, 0), BodyVote("held", 5, 5)]
    found = cohesion(votes, totals=totals)["g"].measures["weighted_rice"]
    assert (found.used, found.unknown, found.undefined) == (1, 0, 1)
    unheard = cohesion(votes, totals=totals[1:])["g"].measures["weighted_rice"]
    assert (unheard.used, unheard.unknown, unheard.undefined) == (1, 1, 0)


def test_without_totals_the_weighted_measures_are_left_out_or_refused() -> None:
    votes = [GroupVote("g", 1, 0, 0, 0)]
    assert "weighted_rice" not in cohesion(votes).measures
    with pytest.raises(FormateurError, match="weighted_rice needs the votes of the whole body"):
        cohesion(votes, measures=["weighted_rice"])


# Groups and periods


@given(st.permutations(["cadets", "trudoviks", "octobrists"]))
def test_renaming_and_reordering_groups_renames_and_reorders_the_rows(names: list[str]) -> None:
    split = {"cadets": (9, 1), "trudoviks": (5, 5), "octobrists": (0, 4)}
    votes = [GroupVote(n, *split[n], 0, 0) for n in names]
    found = cohesion(votes)
    assert [g.group for g in found.groups] == names
    for name in names:
        y, n = split[name]
        assert found[name].measures["rice"].value == Fraction(abs(y - n), y + n)


def test_periods_hold_the_votes_that_surely_lie_in_them_in_either_calendar() -> None:
    votes = [
        GroupVote("g", 1, 0, 0, 0, vote="a", date="1917-11-01 OS"),
        GroupVote("g", 1, 1, 0, 0, vote="b", date="1917-11-30"),
        GroupVote("g", 3, 1, 0, 0, vote="c", date="1917-11-20 OS"),
        GroupVote("g", 4, 0, 0, 0, vote="d", date="1917-11/1917-12"),
        GroupVote("g", 4, 0, 0, 0, vote="e"),
    ]
    found = cohesion(votes, by="period", periods={"november": "1917-11", "december": "1917-12"})
    assert [(g.period, g.votes) for g in found.groups] == [
        ("november", 2),
        ("december", 1),
        (None, 2),
    ]
    assert found.rows()[0]["period"] == "november"
    assert any("2 group votes lie in no period" in note for note in found.notes)
    by_date = cohesion(votes, by="period", periods={"before": parse_date("../1917-11-20")})
    assert [(g.period, g.votes) for g in by_date.groups] == [("before", 1), (None, 4)]


def test_periods_are_gregorian_years_unless_given() -> None:
    votes = [
        GroupVote("g", 1, 0, 0, 0, vote="a", date="1917-12-18 OS"),
        GroupVote("g", 1, 0, 0, 0, vote="b", date="1917-12-19 OS"),
        GroupVote("g", 1, 0, 0, 0, vote="c", date="1917-11"),
    ]
    found = cohesion(votes, by="period")
    assert [(g.period, g.votes) for g in found.groups] == [("1917", 2), ("1918", 1)]


def test_rows_details_and_json_tell_the_same_story() -> None:
    import json

    found = cohesion([GroupVote("g", 2, 1, 0, 0), GroupVote("g", None, 1, 0, 0)])
    (row,) = found.rows()
    assert (row["votes"], row["incomplete"], row["rice"]) == (2, 1, Fraction(1, 3))
    detail = next(d for d in found.details() if d["measure"] == "rice")
    assert (detail["least"], detail["most"]) == (Fraction(1, 6), Fraction(2, 3))
    assert json.loads(found.to_json())["rows"][0]["rice"] == "1/3"
    assert repr(found) == "<Cohesion of 1 groups, 2 group votes>"
    assert cohesion([]).rows() == []


# Bad input


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: GroupVote("g", -1, 0, 0), "group 'g': yes is -1; use a whole number"),
        (lambda: GroupVote("g", 1, 0, 0.5, vote="v"), "group 'g' in vote 'v': abstain is 0.5"),
        (lambda: GroupVote("g", True, 0, 0), "yes is True"),
        (lambda: BodyVote("v", 1, -2), "vote 'v': no is -2"),
        (lambda: BodyVote("v", 1, 2, Fraction(1, 3)), "threshold 1/3 is outside 1/2 to 1"),
        (
            lambda: cohesion([GroupVote("g", 1, 0, 0, vote="v")] * 2),
            "group 'g' in vote 'v': counted twice",
        ),
        (lambda: cohesion([], measures=["rise"]), "no measure of cohesion 'rise'"),
        (lambda: cohesion([], by="year"), "no way to group votes 'year'"),
        (lambda: cohesion([], periods={}), "`periods` are for by='period'"),
        (lambda: cohesion([], totals=[BodyVote("v", 1, 1)] * 2), "vote 'v' has two totals"),
        (
            lambda: cohesion([GroupVote("g", 1, 0, 0, date="1917-02-30")], by="period"),
            "group 'g': '1917-02-30' is not a date",
        ),
        (lambda: body_votes([GroupVote("g", 1, 0, 0)]), "need `vote`"),
        (lambda: cohesion([GroupVote("g", 1, 0, 0)])["h"], "no group 'h'; there are g"),
        (lambda: cohesion([], by="period")["h"], "look in `groups`"),
    ],
)
def test_bad_input_is_refused_in_one_line_with_its_place(make: Any, said: str) -> None:
    with pytest.raises(FormateurError) as caught:
        make()
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


# -- roll calls from a table, and from a record --------------------------------------------------

MEMBERS = """vote,person,group,cast,date
first,ann,red,aye,2019-01-15
first,bo,red,No,2019-01-15
first,cy,red,yes,2019-01-15
first,di,blue,not voting,2019-01-15
first,ed,blue,no,2019-01-15
second,ann,red,for,2020-03-01
second,bo,red,yes,2020-03-01
second,cy,red,abstain,2020-03-01
second,di,blue,nay,2020-03-01
second,ed,blue,against,2020-03-01
"""
COUNTED = """vote;group;yes;no;abstain;absent;date

first;red;2;1;0;0;2019-01-15
first;blue;0;1;0;1;2019-01-15
second;red;2;0;1;0;2020-03-01
second;blue;0;2;0;0;2020-03-01
"""


def test_members_one_by_one_and_groups_counted_give_the_same() -> None:
    assert parse_roll_calls(MEMBERS) == parse_roll_calls(f"\ufeff# two votes\n{COUNTED}")
    found = cohesion(parse_roll_calls(MEMBERS), by="period")
    unity_of = {(g.group, g.period): g.measures["unity"].value for g in found.groups}
    assert unity_of == {
        ("red", "2019"): Fraction(1, 3),
        ("red", "2020"): Fraction(2, 3),
        ("blue", "2019"): Fraction(1, 2),
        ("blue", "2020"): 1,
    }


def test_a_column_left_out_and_an_empty_cell_are_unknown() -> None:
    (vote,) = parse_roll_calls("vote,group,yes,no,abstain\nv,a,3,1,\n")
    assert (vote.yes, vote.no, vote.abstain, vote.absent) == (3, 1, None, None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("vote,group,yes,no\nv,a,3,b\n", "t.csv:2: no is 'b'; use a whole number"),
        ("vote,group,yes,no\nv,a,-3,1\n", "t.csv:2: yes is '-3'"),
        ("vote,grop,yes,no\nv,a,3,1\n", "t.csv: no column 'group'; there are vote, grop, yes, no"),
        ("vote,group,cast\nv,a,yes\n", "t.csv: no column 'person'"),
        ("vote,group,yes,no\n", "t.csv: the table is empty"),
        ("", "t.csv: no column 'vote'"),
        ("vote,group,yes,no\n,a,3,1\n", "t.csv:2: vote is empty"),
        ("vote,group,yes,no\nv,a,3,1\nw,a,3,1\nv,a,3,1\n", "t.csv:4: 'a' votes twice in 'v'"),
        (
            "vote,person,group,cast\nv,x,a,yes\nv,x,b,yes\n",
            "t.csv:3: 'x' votes twice in 'v', first at t.csv:2",
        ),
        ("# a\n\nvote,person,group,cast\n# b\nv,x,a,maybe\n", "t.csv:5: cast is 'maybe'"),
        ("vote,person,group,cast\nv,x,a,maybe\n", "t.csv:2: cast is 'maybe'; use yes, no"),
        ("vote,person,group,cast\nv,x,a,\n", "t.csv:2: cast is ''"),
        ("vote,group,yes,no,date\nv,a,3,1,2019-02-30\n", "t.csv:2: '2019-02-30' is not a date"),
    ],
)
def test_a_fault_in_a_table_is_told_with_its_line(text: str, says: str) -> None:
    with pytest.raises(FormateurError) as caught:
        parse_roll_calls(text, "t.csv")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def asked(*args: str, code: int = 0) -> str:
    result = run("votes", *args)
    assert result.exit_code == code, result.output + repr(result.exception)
    return result.stdout if code == 0 else result.stderr


def test_roll_calls_are_measured_by_group_year_and_period(tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(MEMBERS, encoding="utf-8")
    # the title holds the file's path, so where it folds depends on how long that is
    heads = next(x for x in asked(str(file), "--cohesion").splitlines() if " rice " in x)
    assert heads.split()[2:] == ["rice", "agreement", "unity", "participation", "attendance"]
    years = json.loads(asked(str(file), "--cohesion", "--by-year", "--json"))["rows"]
    assert [(r["group"], r["period"], r["unity"]) for r in years][:2] == [
        ("red", "2019", "1/3"),
        ("red", "2020", "2/3"),
    ]
    spring = asked(str(file), "--cohesion", "--period", "spring=2019-01/2019-03", "--csv")
    assert "red,spring,1,0,0.3333333333333333" in spring


def test_votes_of_a_record_are_measured_by_period_with_bounds() -> None:
    found = json.loads(asked("house-of-commons-2017", "--cohesion", "--by-year", "--json"))
    con = {r["period"]: r for r in found["rows"] if r["group"] == "con"}
    # 278 and 280 more against than for, of 302 and 304: 12 Conservatives for either clause.
    assert Fraction(con["2018"]["rice"]) == (Fraction(278, 302) + Fraction(280, 304)) / 2
    assert (con["2019"]["votes"], con["2019"]["incomplete"]) == (7, 7)
    measured = next(
        r
        for r in found["result"]["measured"]
        if (r["group"], r["period"], r["measure"]) == ("con", "2019", "weighted_rice")
    )
    assert (measured["used"], measured["unknown"]) == (4, 3)
    least, value, most = (float(Fraction(measured[k])) for k in ("least", "value", "most"))
    assert 0 < least < value < most < 1


def test_a_julian_day_counts_in_its_gregorian_year() -> None:
    """25 December 1917 of the old calendar is 7 January 1918."""
    vote = VoteEvent(yes=3, no=1, groups={"a": GroupVotes(yes=3, no=1)})
    body = Organization(id="h", name="H", classification="assembly", size=4)
    group = Organization(id="a", name="A", classification="party")
    put = Event(
        id="e", date=parse_date("1917-12-25 OS"), kind="decision", title="t", body="h",
        motions=(Motion(id="m", title="t", votes=(vote,)),),
    )  # fmt: skip
    record = Record("r", Facts(organizations=(body, group), events=(put,)))
    assert [g.period for g in discipline(record, periods={}).groups] == ["1918"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("petrograd-1917", "--by-year"), "--by-year and --period go with --cohesion"),
        (("petrograd-1917", "--cohesion", "--by-year", "--period", "x=2019"), "give one"),
        (("calls.csv",), "goes with --cohesion"),
    ],
)
def test_options_of_periods_go_with_cohesion(args: tuple[str, ...], says: str) -> None:
    assert says in asked(*args, code=2)


def test_a_period_that_is_no_date_is_refused() -> None:
    said = asked("house-of-commons-2017", "--cohesion", "--period", "x=2019-13", code=1)
    assert "there is no month 13" in said
    assert "is not NAME=DATES" in asked("petrograd-1917", "--cohesion", "--period", "x=", code=1)
