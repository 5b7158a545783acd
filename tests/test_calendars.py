"""Dates in two calendars: what they mean, how they compare, what is refused and why."""

from __future__ import annotations

import re
from datetime import date

import pytest
from convertdate import gregorian as gregorian_oracle
from convertdate import julian as julian_oracle
from hypothesis import example, given
from hypothesis import strategies as st

from formateur.errors import FormateurError
from formateur.record.calendars import (
    CALENDARS,
    WEEKDAYS,
    Calendar,
    Date,
    between,
    check_weekday,
    date_of,
    days_between,
    from_julian_day,
    julian_day,
    parse_date,
    same_figures,
    weekday_of,
)

FIRST, LAST = julian_day(1, 1, 1), julian_day(9999, 12, 31)
numbers = st.integers(FIRST, LAST)
modern = st.integers(julian_day(1500, 1, 1), julian_day(2199, 12, 31))
calendars = st.sampled_from(CALENDARS)


@st.composite
def dates(draw: st.DrawFn) -> Date:
    """Days, months, years, intervals open and closed, sets; doubt; both calendars."""
    mark = draw(st.sampled_from(["", " OS", " NS"]))
    calendar: Calendar = "julian" if mark == " OS" else "gregorian"
    a, b = sorted(draw(st.tuples(modern, modern)))
    low, high = ("{:04}-{:02}-{:02}".format(*from_julian_day(n, calendar)) for n in (a, b))
    doubt = draw(st.sampled_from(["", "?", "~", "%"]))
    forms = [low, low[:7], low[:4], low[:3] + "X", f"{low}/{high}", f"{low}/..", f"../{high}"]
    forms += [f"{low}/", f"/{high}", f"{low[:7]}/{high[:7]}", f"{low[:8]}XX"]
    if a < b:
        forms.append(f"[{low},{high}]")
    return parse_date(draw(st.sampled_from(forms)) + mark + doubt)


def days_of(d: Date) -> tuple[int | None, int | None]:
    return d.first, d.last


# Day numbers, against another implementation


@given(number=numbers)
def test_gregorian_days_are_those_of_convertdate(number: int) -> None:
    assert from_julian_day(number) == gregorian_oracle.from_jd(number)
    assert gregorian_oracle.to_jd(*from_julian_day(number)) == number - 0.5


@given(number=numbers)
def test_julian_days_are_those_of_convertdate(number: int) -> None:
    assert from_julian_day(number, "julian") == julian_oracle.from_jd(number)
    assert julian_oracle.to_jd(*from_julian_day(number, "julian")) == number - 0.5


@given(number=numbers, calendar=calendars)
def test_a_day_number_survives_the_way_to_a_date_and_back(number: int, calendar: Calendar) -> None:
    assert julian_day(*from_julian_day(number, calendar), calendar) == number


@given(number=st.integers(FIRST, LAST - 1), calendar=calendars)
def test_the_next_day_has_the_next_number_and_the_next_weekday(
    number: int, calendar: Calendar
) -> None:
    assert from_julian_day(number, calendar) < from_julian_day(number + 1, calendar)
    at = WEEKDAYS.index(weekday_of(number))
    assert weekday_of(number + 1) == WEEKDAYS[(at + 1) % 7]


@given(day=st.dates())
def test_weekdays_are_those_of_the_standard_library(day: date) -> None:
    assert parse_date(day.isoformat()).weekday == day.strftime("%A")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1582-10-04", "1582-10-14"),  # the day before the reform; 15 October followed
        ("1582-10-05", "1582-10-15"),
        ("1700-02-18", "1700-02-28"),
        ("1700-02-29", "1700-03-11"),  # ten days become eleven
        ("1752-09-03", "1752-09-14"),  # Great Britain
        ("1800-02-29", "1800-03-12"),
        ("1900-02-28", "1900-03-12"),
        ("1900-02-29", "1900-03-13"),
        ("1917-10-25", "1917-11-07"),
        ("1917-11-04", "1917-11-17"),
        ("1918-01-31", "1918-02-13"),  # the last day before the change in Russia
        ("1918-02-01", "1918-02-14"),
        ("2000-02-29", "2000-03-13"),
        ("0004-02-29", "0004-02-27"),
    ],
)
def test_known_days_of_the_two_calendars_are_one(old: str, new: str) -> None:
    julian, gregorian = parse_date(f"{old} OS"), parse_date(new)
    assert days_of(julian) == days_of(gregorian)
    assert julian.same_day(gregorian) is True
    assert julian.iso("gregorian") == new
    assert gregorian.iso("julian") == old


def test_r46_the_letter_of_4_november_is_of_17_november_new_style() -> None:
    letter = parse_date("1917-11-04 OS")
    assert letter.calendar == "julian"
    assert letter.text == "1917-11-04 OS"
    assert letter.same_day(parse_date("1917-11-17")) is True
    assert letter.before(parse_date("1917-11-17")) is False
    assert letter.describe() == "4/17 November 1917 (Saturday)"
    assert (letter.os, letter.ns) == ("4 November 1917", "17 November 1917")


@pytest.mark.parametrize(
    "printed", ["1/14 November 1917", "6/19 Nov 1917", "6/19 Nov. 1917", "4/17 November 1917"]
)
def test_r46_double_dates_of_the_letter_validate_at_thirteen_days(printed: str) -> None:
    found = parse_date(printed)
    assert found.exact
    assert found.calendar == "julian"
    assert found.text == printed


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("5/17 November 1917", "5 November 1917 OS is 18 November 1917 NS (13 days later)"),
        ("1/14 March 1800", "1 March 1800 OS is 13 March 1800 NS (12 days later)"),
        ("28/12 March 1900", "28 March 1900 OS is 10 April 1900 NS (13 days later)"),
    ],
)
def test_a_double_date_that_is_not_one_day_is_refused(printed: str, said: str) -> None:
    with pytest.raises(FormateurError, match=re.escape(said)):
        parse_date(printed)


@given(number=numbers)
@example(number=1_728_332)  # 1 December / 29 November 19
def test_a_day_printed_in_both_calendars_is_read_back(number: int) -> None:
    found = date_of(number, calendar="julian")
    printed = found.describe().rpartition(" (")[0]
    again = parse_date(printed, calendar="gregorian")
    assert days_of(again) == days_of(found)


def test_months_and_years_are_named_on_both_sides_where_they_differ() -> None:
    assert parse_date("1917-10-20 OS").describe().startswith("20 October / 2 November 1917")
    assert parse_date("1917-12-19 OS").describe().startswith("19 December 1917 / 1 January 1918")
    assert parse_date("1917-11-04 OS = 1917-11-17 NS") == parse_date("1917-11-04 OS")
    with pytest.raises(FormateurError, match="not 16 November 1917"):
        parse_date("1917-11-04 OS = 1917-11-16")


def test_gregorian_dates_are_described_in_one_calendar_unless_asked() -> None:
    day = parse_date("2024-11-06")
    assert day.describe() == "6 November 2024 (Wednesday)"
    assert day.describe(both=True) == "24 October / 6 November 2024 (Wednesday)"
    assert parse_date("1917-11-04 OS").describe(both=False) == "4 November 1917 OS (Saturday)"


def test_in_the_third_century_both_calendars_print_one_figure() -> None:
    assert date_of(julian_day(250, 6, 1), calendar="julian").describe().startswith("1 June 250 (")


# What is read


@pytest.mark.parametrize(
    ("text", "iso", "described"),
    [
        ("2017-10", "2017-10-01/2017-10-31", "October 2017"),
        ("2017-10-XX", "2017-10-01/2017-10-31", "October 2017"),
        ("1917", "1917-01-01/1917-12-31", "1917"),
        ("1917-XX-XX", "1917-01-01/1917-12-31", "1917"),
        ("1917-XX", "1917-01-01/1917-12-31", "1917"),
        ("191X", "1910-01-01/1919-12-31", "1910 to 1919"),
        ("19XX", "1900-01-01/1999-12-31", "1900 to 1999"),
        ("1917-11-05/1917-11-06", "1917-11-05/1917-11-06", "5 to 6 November 1917"),
        ("1917-10/1917-11-06", "1917-10-01/1917-11-06", "1 October to 6 November 1917"),
        ("1917-11-05/..", "1917-11-05/..", "from 5 November 1917"),
        ("1917-11-05/", "1917-11-05/..", "from 5 November 1917"),
        ("../1917-11-05", "../1917-11-05", "up to 5 November 1917"),
        ("/1917-11", "../1917-11-30", "up to 30 November 1917"),
        ("[1917-10-26,1917-10-27]", "1917-10-26/1917-10-27", "26 October 1917 or 27 October 1917"),
        (
            "[1917-10-26, 1917-10-28..1917-10-30]",
            "1917-10-26/1917-10-30",
            "26 October 1917 or 28 to 30 October 1917",
        ),
        ("1917-11-04?", "1917-11-04/1917-11-04", "4 November 1917 (Sunday), uncertain"),
        ("1917-11~", "1917-11-01/1917-11-30", "about November 1917"),
        ("1917%", "1917-01-01/1917-12-31", "about 1917, uncertain"),
        ("17 November 1917", "1917-11-17/1917-11-17", "17 November 1917 (Saturday)"),
        (" 1917-11-17 ", "1917-11-17/1917-11-17", "17 November 1917 (Saturday)"),
    ],
)
def test_r47_partial_and_uncertain_dates_mean_their_days(
    text: str, iso: str, described: str
) -> None:
    found = parse_date(text)
    a, b = iso.split("/")
    assert found.first == (None if a == ".." else julian_day(*map(int, a.split("-"))))
    assert found.last == (None if b == ".." else julian_day(*map(int, b.split("-"))))
    assert found.describe() == described
    assert found.text == text.strip()
    assert found.exact == (a == b)
    assert bool(found.weekday) == found.exact


def test_doubt_is_kept_wherever_it_is_written() -> None:
    for text in ("1917-11-04? OS", "1917-11-04 OS?", "1917-11-04?/1917-11-05 OS"):
        found = parse_date(text)
        assert (found.uncertain, found.approximate, found.calendar) == (True, False, "julian")
    both = parse_date("1917-11-04?/1917-11-05~")
    assert (both.uncertain, both.approximate) == (True, True)


def test_a_julian_month_is_two_half_months_of_the_other_calendar() -> None:
    found = parse_date("1917-10 OS")
    assert found.iso("gregorian") == "1917-10-14/1917-11-13"
    assert found.describe() == "October 1917 OS (14 October to 13 November 1917 NS)"


def test_r47_a_few_days_later_and_between_are_spans_of_days() -> None:
    letter = parse_date("1917-11-04 OS")
    reply = letter.later(1, 4)
    assert reply.iso() == "1917-11-05/1917-11-08"
    assert reply.after(letter) is True
    span = between(parse_date("1917-11-05"), parse_date("1917-11-06?"))
    assert (span.iso(), span.uncertain) == ("1917-11-05/1917-11-06?", True)
    with pytest.raises(FormateurError, match="ends before it begins"):
        letter.later(4, 1)
    with pytest.raises(FormateurError, match="ends before it begins"):
        between(parse_date("1917-11-06"), parse_date("1917-11-05"))


@given(d=dates())
def test_the_canonical_text_is_read_back_as_an_equal_date(d: Date) -> None:
    again = parse_date(d.canonical)
    assert again == d
    assert hash(again) == hash(d)


@given(d=dates(), to=calendars)
def test_the_other_calendar_names_the_same_days_with_the_same_doubt(d: Date, to: Calendar) -> None:
    again = parse_date(d.iso(to), calendar=to)
    assert days_of(again) == days_of(d)
    assert (again.uncertain, again.approximate) == (d.uncertain, d.approximate)
    assert again.choices == d.choices
    assert again.describe(both=True)


def test_the_calendar_of_the_call_is_that_of_the_print_unless_the_text_says_so() -> None:
    assert parse_date("1917-11-04", calendar="julian") == parse_date("1917-11-04 OS")
    assert parse_date("1917-11-04 NS", calendar="julian") == parse_date("1917-11-04")
    with pytest.raises(FormateurError, match="Did you mean 'gregorian'"):
        parse_date("1917-11", calendar="gregorain")  # type: ignore[arg-type]


# What is refused


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1917-02-30", "day 30 is in neither calendar: February 1917 has 28 days"),
        ("1917-02-30 OS", "day 30 is in neither calendar"),
        ("1900-02-30", "day 30 is in neither calendar: February 1900 has 28 days, OS 29"),
        ("1900-02-29", "29 February 1900 exists in the Julian calendar only"),
        ("1917-02-29 OS", "day 29 is in neither calendar"),
        ("1917-04-31", "day 31 is in neither calendar: April 1917 has 30 days"),
        ("1917-11-00", "day 0 is in neither calendar"),
        ("1917-13-01", "there is no month 13"),
        ("1917-13", "there is no month 13"),
        ("1917-00", "there is no month 0"),
        ("0000-01-01", "year 0 is outside 1 to 9999"),
        ("-0044-03-15", "cannot read"),
        ("0001-01-01 OS", "outside years 1 to 9999"),
        ("9999-12-31 OS", "outside years 1 to 9999"),
        ("1917-11-06/1917-11-05", "ends before it begins"),
        ("1917-12/1917-11-05", "ends before it begins"),
        ("[1917-10-27,1917-10-26]", "in order of time"),
        ("[1917-10-26,1917-10-26]", "in order of time"),
        ("[1917-10-27..1917-10-26]", "ends before it begins"),
        ("[1917-10-27..1917-10-26,1917-11-01]", "'1917-10-27..1917-10-26' ends before it begins"),
        ("[]", "cannot read ''"),
        ("../..", "names no day"),
        ("/", "names no day"),
        ("", "cannot read ''"),
        ("soon", "cannot read 'soon'"),
        ("1917-2-3", "cannot read '1917-2-3'"),
        ("2017-W01-1", "cannot read"),
        ("1917-11-04T10:00", "cannot read"),
        ("19171104", "cannot read"),
        ("١٩١٧-11-04", "cannot read"),
        ("191X-11", "a month needs its whole year"),
        ("1917-XX-05", "a day needs its month"),
        ("1917-11-04 OSS", "cannot read"),
        ("4 Novembre 1917", "there is no month 'Novembre'. Did you mean 'November'"),
        ("4 Ma 1917", "there is no month 'Ma'"),
        ("30 February 1917", "day 30 is in neither calendar"),
        ("4/17 November 1917 OS", "needs no OS or NS"),
        ("1917-11 OS = 1917-11-17", "'1917-11' is not a plain day"),
    ],
)
def test_what_is_no_date_is_refused_in_one_line_with_the_value_and_the_reason(
    text: str, said: str
) -> None:
    with pytest.raises(FormateurError) as caught:
        parse_date(text)
    line = str(caught.value)
    assert said in line
    assert repr(text.strip()) in line
    assert "\n" not in line
    if "cannot read" in said:
        assert "1917-11-04 OS (Julian)" in line


def test_29_february_1900_is_a_day_of_the_julian_calendar() -> None:
    assert parse_date("1900-02-29 OS").ns == "13 March 1900"
    assert julian_day(1900, 2, 29, "julian") == julian_day(1900, 3, 13)
    with pytest.raises(FormateurError, match="Julian calendar only"):
        julian_day(1900, 2, 29)


def test_what_is_not_text_is_refused() -> None:
    with pytest.raises(FormateurError, match="1917 is not a date: it is not text"):
        parse_date(1917)  # type: ignore[arg-type]
    with pytest.raises(FormateurError, match="outside"):
        from_julian_day(FIRST - 1)
    with pytest.raises(FormateurError, match="no calendar 'swedish'"):
        julian_day(1712, 2, 30, "swedish")  # type: ignore[arg-type]
    with pytest.raises(FormateurError, match="names no day"):
        Date("nothing", "gregorian", None, None)


@given(text=st.text(alphabet="0123456789-/.XOSN ?~%[],=Nov", max_size=24))
def test_any_text_is_a_date_or_one_line_of_explanation(text: str) -> None:
    try:
        found = parse_date(text)
    except FormateurError as error:
        said = str(error)
    else:
        said = f"{parse_date(found.canonical) == found} is not a date: "
    assert " is not a date: " in said
    assert not said.startswith("False")


# Order


spans = st.tuples(st.integers(2421500, 2421512), st.integers(0, 5))


@given(a=spans, b=spans)
def test_before_is_what_every_pair_of_days_says(a: tuple[int, int], b: tuple[int, int]) -> None:
    one, other = (between(date_of(n), date_of(n + more)) for n, more in (a, b))
    pairs = {x < y for x in range(a[0], sum(a) + 1) for y in range(b[0], sum(b) + 1)}
    assert one.before(other) is (pairs.pop() if len(pairs) == 1 else None)
    gaps = [y - x for x in range(a[0], sum(a) + 1) for y in range(b[0], sum(b) + 1)]
    assert days_between(one, other) == (min(gaps), max(gaps))
    assert one.may_be_before(other) == (max(gaps) > 0)
    assert (one.same_day(other) is False) == (0 not in gaps)


@given(a=dates(), b=dates())
def test_an_open_end_settles_no_order_on_its_side(a: Date, b: Date) -> None:
    if a.last is None or b.first is None:
        assert a.before(b) is not True
    if a.first is None or b.last is None:
        assert a.before(b) is not False


@given(a=dates(), b=dates())
def test_before_and_after_are_mirrors_and_exclude_each_other(a: Date, b: Date) -> None:
    assert a.before(b) is b.after(a)
    assert not (a.before(b) and b.before(a))
    if a.same_day(b):
        assert a.before(b) is False
        assert a.after(b) is False
    assert a.same_day(b) is b.same_day(a)


@given(a=dates(), b=dates(), c=dates())
def test_order_is_transitive_and_the_sort_key_never_contradicts_it(
    a: Date, b: Date, c: Date
) -> None:
    if a.before(b) and b.before(c):
        assert a.before(c)
    if a.before(b):
        assert a.sort_key < b.sort_key


@given(a=dates(), b=dates())
def test_days_between_bound_the_gap_and_agree_with_the_order(a: Date, b: Date) -> None:
    least, greatest = days_between(a, b)
    back = days_between(b, a)
    assert back == (
        None if greatest is None else -greatest,
        None if least is None else -least,
    )
    assert (a.before(b) is True) == (least is not None and least > 0)
    if least is not None and greatest is not None:
        assert least <= greatest


def test_a_day_inside_a_month_is_neither_before_nor_after_it() -> None:
    month, day = parse_date("1917-11"), parse_date("1917-11-05")
    assert month.before(day) is None
    assert day.before(month) is None
    assert month.same_day(day) is None
    assert day.may_be_before(month)
    assert parse_date("1917-11-30").after(parse_date("1917-11-05/..")) is None
    assert days_between(day, parse_date("1917-11-05/..")) == (0, None)


# Weekdays that give a calendar away


def test_r46_a_thursday_16_november_of_reed_is_of_the_julian_calendar() -> None:
    reed = check_weekday("Thursday", "1917-11-16")
    assert not reed.agrees
    assert reed.implied == "julian"
    assert reed.days[0].iso("gregorian") == "1917-11-29"
    assert "fits OS only, 16/29 November 1917 (Thursday)" in reed.describe()


def test_a_weekday_that_fits_nothing_and_one_that_fits_everything() -> None:
    nothing = check_weekday("mon", "1917-11-16")
    assert nothing.implied == "none"
    assert "neither calendar" in nothing.describe()
    # from March 2100 the calendars lie 14 days apart, so weekdays tell nothing
    assert check_weekday(parse_date("2150-06-01").weekday, "2150-06-01").implied == "both"
    # 29 February 1900 has figures in one calendar only
    leap = parse_date("1900-02-29 OS")
    assert check_weekday(leap.weekday, leap).fits == ("julian",)


@given(number=modern, calendar=calendars)
def test_the_right_weekday_always_fits_its_calendar(number: int, calendar: Calendar) -> None:
    found = check_weekday(weekday_of(number), date_of(number, calendar=calendar))
    assert found.agrees
    assert found.describe().endswith("fits")


def test_a_weekday_needs_a_weekday_and_a_day() -> None:
    with pytest.raises(FormateurError, match="Did you mean 'Thursday'"):
        check_weekday("Thorsday", "1917-11-16")
    with pytest.raises(FormateurError, match="no weekday 'T'"):
        check_weekday("T", "1917-11-16")
    with pytest.raises(FormateurError, match="is not one day"):
        check_weekday("Thursday", "1917-11")


# Case files


def test_a_case_file_takes_the_dates_that_the_record_takes() -> None:
    from formateur.cases.schema import CaseFile

    plain = {"id": "toy", "title": "Toy", "body": "Toy", "parties": []}
    for day in ("1917-10-27 OS", "1917-11?", "1917-11-05/..", 2019):
        assert CaseFile.model_validate({**plain, "date": day}).date == str(day)
    with pytest.raises(ValueError, match="exists in the Julian calendar only"):
        CaseFile.model_validate({**plain, "date": "1900-02-29"})


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("1917-11-04 os", "1917-11-04 OS"),
        ("1917-11-17 ns", "1917-11-17"),
        ("November 1917", "1917-11"),
        ("Oct. 1917 OS", "1917-10 OS"),
        ("19 December/1 January 1918", "1917-12-19 OS"),
        ("19 December 1917 / 1 January 1918", "1917-12-19 OS"),
    ],
)
def test_dates_are_read_as_people_print_them(text: str, same: str) -> None:
    assert parse_date(text) == parse_date(same)


@pytest.mark.parametrize("text", ["1917-1-4", "4.1.1917", "04.01.1917"])
def test_figures_in_another_order_are_told_the_accepted_form(text: str) -> None:
    with pytest.raises(FormateurError, match=r"Did you mean 1917-01-04\?$"):
        parse_date(text)


def test_the_same_figures_name_another_day_in_the_other_calendar() -> None:
    other = same_figures(parse_date("1917-11-16"))
    assert other is not None
    assert other.iso("gregorian") == "1917-11-29"
    assert same_figures(parse_date("1900-02-29 OS")) is None
    assert same_figures(parse_date("1917-11")) is None
