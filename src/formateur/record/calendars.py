"""Dates as sources print them: Julian or Gregorian, to the day or less, certain or not.

A `Date` keeps the calendar it was printed in and the days it can mean, counted as Julian day
numbers, so that dates of different calendars and different precision compare with each other.
An order that the days do not settle is unknown (``None``), never guessed.

What `parse_date` reads is a subset of the Extended Date/Time Format (EDTF): days, months, years,
``191X``, ``1917-11-XX``, the marks ``?`` (uncertain), ``~`` (approximate), ``%`` (both), intervals
with open or unknown ends, and one-of-a-set. `` OS`` after it marks the Julian calendar, `` NS``
the Gregorian; without a mark it is Gregorian. Both run without a break from year 1 to 9999: which
of them a place used on a day is for the source to say. The year begins on 1 January. The
Swedish calendar of 1700 to 1712 is neither of the two and is not supported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date as _day_of_year
from functools import lru_cache
from typing import Literal, TypeAlias

from formateur.errors import FormateurError, UnknownIdError, did_you_mean

__all__ = [
    "CALENDARS",
    "MONTHS",
    "WEEKDAYS",
    "AnyDate",
    "Calendar",
    "Date",
    "WeekdayCheck",
    "between",
    "check_weekday",
    "date_of",
    "day_of",
    "days_between",
    "from_julian_day",
    "iso_of",
    "julian_day",
    "parse_date",
    "same_figures",
    "weekday_named",
    "weekday_of",
]

Calendar: TypeAlias = Literal["gregorian", "julian"]
CALENDARS: tuple[Calendar, ...] = ("gregorian", "julian")
_MARK: dict[Calendar, str] = {"gregorian": "NS", "julian": "OS"}
_OTHER: dict[Calendar, Calendar] = {"gregorian": "julian", "julian": "gregorian"}
_MARKED: dict[str, Calendar] = {"NS": "gregorian", "OS": "julian"}

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_ORDINAL = 1_721_425  # Julian day number of the day before 1 January of year 1, Gregorian
_FIRST = 1_721_426  # 1 January 1, Gregorian
_LAST = 5_373_484  # 31 December 9999, Gregorian

_USE = (
    "use 1917-11-17 (Gregorian), 1917-11-04 OS (Julian), 1917-11, 1917, 191X, "
    "1917-11-05/1917-11-06, 1917-11-05/.., [1917-10-26,1917-10-27] "
    "or 4/17 November 1917; ? uncertain, ~ approximate, % both"
)


def _known(calendar: Calendar) -> Calendar:
    if calendar not in CALENDARS:
        raise UnknownIdError("calendar", calendar, CALENDARS)
    return calendar


def _leap(year: int, calendar: Calendar) -> bool:
    if calendar == "julian":
        return year % 4 == 0
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _month_length(year: int, month: int, calendar: Calendar) -> int:
    if month == 2:
        return 29 if _leap(year, calendar) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def _fault(year: int, month: int, day: int, calendar: Calendar) -> str:
    """What is wrong with this day; an empty string when it exists."""
    if not 1 <= year <= 9999:
        return f"year {year} is outside 1 to 9999 (no year 0, no years before Christ)"
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    length = _month_length(year, month, calendar)
    if 1 <= day <= length:
        return ""
    name = f"{MONTHS[month - 1]} {year}"
    if 1 <= day <= _month_length(year, month, "julian"):
        return f"{day} {name} exists in the Julian calendar only ({name} OS has {day} days)"
    if length == _month_length(year, month, _OTHER[calendar]):
        return f"day {day} is in neither calendar: {name} has {length} days"
    return f"day {day} is in neither calendar: {name} has 28 days, OS 29"


def _count(year: int, month: int, day: int, calendar: Calendar) -> int:
    """Julian day number of a day known to exist."""
    if calendar == "gregorian":
        return _day_of_year(year, month, day).toordinal() + _ORDINAL
    # Years that begin in March, so that the leap day comes last.
    shift = (14 - month) // 12
    y = year + 4800 - shift
    return day + (153 * (month + 12 * shift - 3) + 2) // 5 + 365 * y + y // 4 - 32083


def julian_day(year: int, month: int, day: int, calendar: Calendar = "gregorian") -> int:
    """The Julian day number of a day: days counted one by one, the same in every calendar.

    Parameters
    ----------
    year, month, day
        A day of year 1 to 9999; the year begins on 1 January.
    calendar
        ``"gregorian"`` or ``"julian"``, each extended back to year 1.

    Returns
    -------
    int
        The number that begins at noon of this day.

    Raises
    ------
    FormateurError
        If the calendar has no such day.

    References
    ----------
    richards_2013

    Examples
    --------
    >>> julian_day(1917, 11, 17)
    2421550
    >>> julian_day(1917, 11, 4, "julian")
    2421550
    """
    if fault := _fault(year, month, day, _known(calendar)):
        raise FormateurError(f"{year}-{month}-{day} is not a date: {fault}")
    return _count(year, month, day, calendar)


def from_julian_day(number: int, calendar: Calendar = "gregorian") -> tuple[int, int, int]:
    """Year, month and day of a Julian day number in one calendar.

    Raises
    ------
    FormateurError
        If the day is outside 0001-01-01 to 9999-12-31 of the Gregorian calendar.

    References
    ----------
    richards_2013

    Examples
    --------
    >>> from_julian_day(2421550, "julian")
    (1917, 11, 4)
    """
    if not _FIRST <= number <= _LAST:
        raise FormateurError(
            f"Julian day {number} is outside {_FIRST} to {_LAST} (years 1 to 9999, Gregorian)"
        )
    if _known(calendar) == "gregorian":
        found = _day_of_year.fromordinal(number - _ORDINAL)
        return found.year, found.month, found.day
    c = number + 32082
    d = (4 * c + 3) // 1461
    e = c - 1461 * d // 4
    m = (5 * e + 2) // 153
    return d - 4800 + m // 10, m + 3 - 12 * (m // 10), e - (153 * m + 2) // 5 + 1


def weekday_of(number: int) -> str:
    """The English name of the weekday of a Julian day number.

    >>> weekday_of(2421550)
    'Saturday'
    """
    return WEEKDAYS[number % 7]


def _iso(number: int, calendar: Calendar) -> str:
    return "{:04}-{:02}-{:02}".format(*from_julian_day(number, calendar))


def _words(number: int, calendar: Calendar) -> str:
    year, month, day = from_julian_day(number, calendar)
    return f"{day} {MONTHS[month - 1]} {year}"


def _both_words(number: int) -> str:
    """One day in both calendars, the Julian first: ``4/17 November 1917``."""
    old, new = from_julian_day(number, "julian"), from_julian_day(number, "gregorian")
    after = _words(number, "gregorian")
    if old == new:
        return after
    if old[:2] == new[:2]:
        return f"{old[2]}/{after}"
    before = _words(number, "julian")
    return f"{before.rpartition(' ')[0] if old[0] == new[0] else before} / {after}"


def _span_words(first: int | None, last: int | None, calendar: Calendar) -> str:
    """Days in words; whole months and years are named as such."""
    if last is None:
        return "" if first is None else f"from {_words(first, calendar)}"
    if first is None:
        return f"up to {_words(last, calendar)}"
    if first == last:
        return _words(first, calendar)
    a, b = from_julian_day(first, calendar), from_julian_day(last, calendar)
    if a[2] == 1 and b[2] == _month_length(b[0], b[1], calendar):
        if a[:2] == b[:2]:
            return f"{MONTHS[a[1] - 1]} {a[0]}"
        if (a[1], b[1]) == (1, 12):
            return f"{a[0]}" if a[0] == b[0] else f"{a[0]} to {b[0]}"
    from_text = _words(first, calendar)
    if a[0] == b[0]:
        from_text = f"{a[2]}" if a[1] == b[1] else from_text.rpartition(" ")[0]
    return f"{from_text} to {_words(last, calendar)}"


@dataclass(frozen=True, slots=True)
class Date:
    """A date as printed, and the days it can mean.

    `text` is what the source prints and `calendar` the calendar it prints it in. `first` and
    `last` are Julian day numbers, both included; ``None`` is an open or unknown end (`text` tells
    which). `choices`
    holds the spans of a one-of-a-set, else it is empty. `uncertain` and `approximate` are the
    source's own doubt; they do not widen the days. Two dates are equal when they mean the same
    days with the same doubt in the same calendar, however they are written.

    Raises
    ------
    FormateurError
        If the days end before they begin, or lie outside years 1 to 9999.

    References
    ----------
    edtf_2019

    Examples
    --------
    >>> letter = parse_date("1917-11-04 OS")
    >>> letter.iso("gregorian"), letter.weekday
    ('1917-11-17', 'Saturday')
    >>> letter.describe()
    '4/17 November 1917 (Saturday)'
    >>> letter.same_day(parse_date("1917-11-17"))
    True
    >>> parse_date("1917-11").before(letter) is None
    True
    """

    text: str = field(compare=False)
    calendar: Calendar
    first: int | None
    last: int | None
    uncertain: bool = False
    approximate: bool = False
    choices: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        first, last = self.first, self.last
        if first is None and last is None:
            raise FormateurError(f"{self.text!r} is not a date: it names no day; {_USE}")
        if first is not None and last is not None and last < first:
            raise FormateurError(f"{self.text!r} is not a date: it ends before it begins")
        if (first is not None and first < _FIRST) or (last is not None and last > _LAST):
            raise FormateurError(
                f"{self.text!r} is not a date: it reaches outside years 1 to 9999 of the "
                "Gregorian calendar"
            )

    def __str__(self) -> str:
        return self.text

    @property
    def exact(self) -> bool:
        """Whether it can mean one day only."""
        return self.first is not None and self.first == self.last

    @property
    def weekday(self) -> str:
        """The weekday, an empty string unless the date is one day."""
        return weekday_of(self.first) if self.first is not None and self.exact else ""

    @property
    def sort_key(self) -> tuple[int, int]:
        """A total order: by first day, then by last; an open start comes before every day."""
        return (
            _FIRST - 1 if self.first is None else self.first,
            _LAST + 1 if self.last is None else self.last,
        )

    @property
    def os(self) -> str:
        """The date in words of the Julian calendar (Old Style)."""
        return self._in_words("julian")

    @property
    def ns(self) -> str:
        """The date in words of the Gregorian calendar (New Style)."""
        return self._in_words("gregorian")

    def _in_words(self, calendar: Calendar) -> str:
        if self.choices:
            return " or ".join(_span_words(a, b, calendar) for a, b in self.choices)
        return _span_words(self.first, self.last, calendar)

    def iso(self, calendar: Calendar | None = None) -> str:
        """The date in the form `parse_date` reads, in one calendar, without its mark.

        A month or year stays one where the calendar makes it whole; otherwise it becomes the
        interval of its days. Doubt keeps its ``?``, ``~`` or ``%``.

        >>> parse_date("1917-11 OS").iso(), parse_date("1917-11 OS").iso("gregorian")
        ('1917-11', '1917-11-14/1917-12-13')
        """
        to = _known(self.calendar if calendar is None else calendar)
        doubt = {(True, True): "%", (True, False): "?", (False, True): "~"}.get(
            (self.uncertain, self.approximate), ""
        )
        if self.choices:
            parts = (_span_iso(a, b, to).replace("/", "..") for a, b in self.choices)
            return "[" + ",".join(f"{p}{doubt}" for p in parts) + "]"
        span = _span_iso(self.first, self.last, to)
        return span[:-3] + doubt + "/.." if self.last is None else span + doubt

    @property
    def canonical(self) -> str:
        """The one form that `parse_date` reads back as an equal date.

        >>> parse_date("4/17 November 1917").canonical
        '1917-11-04 OS'
        """
        return self.iso() + (" OS" if self.calendar == "julian" else "")

    def describe(self, *, both: bool | None = None) -> str:
        """The date for a reader, with the weekday where it is one day.

        `both` prints both calendars; left out, it does so for dates printed in the Julian.

        >>> parse_date("2017-10").describe()
        'October 2017'
        >>> parse_date("1917-10-20 OS").describe()
        '20 October / 2 November 1917 (Friday)'
        >>> parse_date("1917-12-19 OS").describe()
        '19 December 1917 / 1 January 1918 (Tuesday)'
        >>> parse_date("1917-10 OS~").describe()
        'about October 1917 OS (14 October to 13 November 1917 NS)'
        """
        two = self.calendar == "julian" if both is None else both
        if self.first is not None and self.exact:
            said = _both_words(self.first) if two else self._in_words(self.calendar)
            mark = " OS" if self.calendar == "julian" and not two else ""
            said = f"{said}{mark} ({self.weekday})"
        elif two:
            said = f"{self.os} OS ({self.ns} NS)"
        else:
            said = self._in_words(self.calendar) + (" OS" if self.calendar == "julian" else "")
        about = "about " if self.approximate else ""
        return f"{about}{said}{', uncertain' if self.uncertain else ''}"

    def before(self, other: Date) -> bool | None:
        """Whether it lies before `other`; ``None`` when the days overlap, so it is unknown.

        >>> parse_date("1917-11-04 OS").before(parse_date("1917-11-18"))
        True
        """
        if self.last is not None and other.first is not None and self.last < other.first:
            return True
        if self.first is not None and other.last is not None and self.first >= other.last:
            return False
        return None

    def after(self, other: Date) -> bool | None:
        """Whether it lies after `other`; ``None`` when unknown."""
        return other.before(self)

    def may_be_before(self, other: Date) -> bool:
        """Whether some day it can mean lies before some day `other` can mean."""
        return self.before(other) is not False

    def same_day(self, other: Date) -> bool | None:
        """Whether both mean one and the same day; ``None`` when they may.

        >>> parse_date("[1917-10-26,1917-10-28]").same_day(parse_date("1917-10-27"))
        False
        """
        if self.exact and other.exact:
            return self.first == other.first
        ours = self.choices or ((self.first, self.last),)
        theirs = other.choices or ((other.first, other.last),)
        overlap = any(
            (a is None or d is None or a <= d) and (c is None or b is None or c <= b)
            for a, b in ours
            for c, d in theirs
        )
        return None if overlap else False

    def later(self, least: int, greatest: int, *, text: str = "") -> Date:
        """The date from `least` to `greatest` days later ("a few days later").

        >>> parse_date("1917-11-04 OS").later(2, 5).describe()
        '6 to 9 November 1917 OS (19 to 22 November 1917 NS)'
        """
        if greatest < least:
            raise FormateurError(f"from {least} to {greatest} days later ends before it begins")
        return Date(
            text or f"{least} to {greatest} days after {self.text}",
            self.calendar,
            None if self.first is None else self.first + least,
            None if self.last is None else self.last + greatest,
            self.uncertain,
            self.approximate,
        )


def _span_iso(first: int | None, last: int | None, calendar: Calendar) -> str:
    if first is None or last is None:
        start = ".." if first is None else _iso(first, calendar)
        return f"{start}/{'..' if last is None else _iso(last, calendar)}"
    if first == last:
        return _iso(first, calendar)
    a, b = from_julian_day(first, calendar), from_julian_day(last, calendar)
    if a[2] == 1 and b[2] == _month_length(b[0], b[1], calendar):
        if a[:2] == b[:2]:
            return f"{a[0]:04}-{a[1]:02}"
        if a[0] == b[0] and (a[1], b[1]) == (1, 12):
            return f"{a[0]:04}"
    return f"{_iso(first, calendar)}/{_iso(last, calendar)}"


_SUFFIX = re.compile(r"(.*?)(?: ([Oo][Ss]|[Nn][Ss]))?([?~%]?)", re.DOTALL)
_ONE = re.compile(
    r"([0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?([?~%]?)", re.ASCII
)
_EQUAL = re.compile(r"(.+?) OS *= *(.+?)(?: NS)?", re.IGNORECASE)
_NAME = "|".join(MONTHS)
_PRINTED = re.compile(
    r"(?:(?P<d>[0-9]{1,2})(?: (?P<m>[A-Z][a-z]+))?(?: (?P<y>[0-9]{1,4}))? ?/ ?)?"
    r"(?:(?P<day>[0-9]{1,2}) )?(?P<month>[A-Z][a-z]+)\.? (?P<year>[0-9]{1,4})"
)
_FIGURES = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})|([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})"
)


def parse_date(text: str, *, calendar: Calendar = "gregorian") -> Date:
    """Read a date; `calendar` is the one it is printed in unless it says so itself.

    Parameters
    ----------
    text
        ``1917-11-17``; ``1917-11``, ``1917-11-XX``; ``1917``, ``191X``, ``19XX``; an interval
        ``1917-11-05/1917-11-06``, open ``1917-11-05/..`` or ``../1917-11-05``, with an unknown
        end ``1917-11-05/``; one of a set ``[1917-10-26,1917-10-28..1917-10-30]``. Each date
        may end in ``?`` (uncertain), ``~`` (approximate) or ``%`` (both), and the whole in
        `` OS`` (Julian) or `` NS`` (Gregorian). A day or month in words, ``17 November 1917``,
        ``November 1917``. A day in both calendars, ``1917-11-04 OS = 1917-11-17`` or as printed
        ``4/17 November 1917``, is checked to be one day.
    calendar
        ``"gregorian"`` or ``"julian"``.

    Returns
    -------
    Date

    Raises
    ------
    FormateurError
        If it is not a date in that calendar: one line with the text, what is wrong, what is
        accepted.

    References
    ----------
    edtf_2019

    Examples
    --------
    >>> parse_date("1917-11-05/..").describe()
    'from 5 November 1917'
    >>> parse_date("1/14 November 1917").weekday
    'Wednesday'
    >>> parse_date("1900-02-29 OS").ns
    '13 March 1900'
    """
    if not isinstance(text, str):
        raise FormateurError(f"{text!r} is not a date: it is not text; {_USE}")
    return _parse(text, calendar)


def day_of(given: AnyDate) -> Date:
    """A date as given: text to be read, a `Date`, or Python's own ``datetime.date``.

    >>> import datetime
    >>> day_of(datetime.date(1917, 11, 17)) == day_of("1917-11-17")
    True
    """
    if isinstance(given, Date):
        return given
    return parse_date(given.strftime("%Y-%m-%d") if isinstance(given, _day_of_year) else given)


def _wrong(text: str, why: str) -> FormateurError:
    return FormateurError(f"{text!r} is not a date: {why}")


@lru_cache(maxsize=1 << 14)
def _parse(given: str, calendar: Calendar) -> Date:
    text = given.strip()
    if calendar == "gregorian" and len(text) == 10 and text[4] == text[7] == "-":
        try:  # nearly every date of a record is a plain day
            number = _day_of_year.fromisoformat(text).toordinal() + _ORDINAL
        except ValueError:
            pass
        else:
            return Date(text, "gregorian", number, number)
    _known(calendar)
    if equal := _EQUAL.fullmatch(text):
        return _two_days(text, _day_of(text, equal[1], "julian"), _day_of(text, equal[2]))
    bare, mark, doubt = _SUFFIX.fullmatch(text).groups()  # type: ignore[union-attr]
    printed_in = _MARKED[mark.upper()] if mark else calendar
    if printed := _PRINTED.fullmatch(bare):
        return _printed(text, printed, printed_in, doubt, marked=bool(mark))
    return _edtf(text, bare, printed_in, doubt)


def _flags(marks: str) -> tuple[bool, bool]:
    """Uncertain, approximate."""
    return "?" in marks or "%" in marks, "~" in marks or "%" in marks


def _edtf(text: str, bare: str, calendar: Calendar, doubt: str) -> Date:
    """An interval, a set or a single date in EDTF, without its calendar mark."""
    if bare[:1] == "[" and bare[-1:] == "]":
        return _one_of(text, bare[1:-1], calendar, doubt)
    start, slash, end = bare.partition("/")
    if not slash:
        first, last, mark = _one(text, bare, calendar)
        return Date(text, calendar, first, last, *_flags(doubt + mark))
    return _interval(text, start, end, calendar, doubt)


def _interval(text: str, start: str, end: str, calendar: Calendar, doubt: str) -> Date:
    """From `start` to `end`; ``..`` is open and nothing is unknown."""
    first: int | None = None
    last: int | None = None
    if start not in {"", ".."}:
        first, _, mark = _one(text, start, calendar)
        doubt += mark
    if end not in {"", ".."}:
        _, last, mark = _one(text, end, calendar)
        doubt += mark
    return Date(text, calendar, first, last, *_flags(doubt))


def _one_of(text: str, inside: str, calendar: Calendar, doubt: str) -> Date:
    """One of a set of dates and runs of dates, in order of time."""
    choices: list[tuple[int, int]] = []
    for item in inside.split(","):
        start, dots, end = item.strip().partition("..")
        first, last, mark = _one(text, start, calendar)
        doubt += mark
        if dots:
            _, last, mark = _one(text, end, calendar)
            doubt += mark
        if last < first:
            raise _wrong(text, f"{item.strip()!r} ends before it begins")
        if choices and first <= choices[-1][1]:
            raise _wrong(text, "the dates of a set stand in order of time, each once")
        choices.append((first, last))
    spans = tuple(choices) if len(choices) > 1 else ()
    return Date(text, calendar, choices[0][0], choices[-1][1], *_flags(doubt), spans)


def _one(text: str, part: str, calendar: Calendar) -> tuple[int, int, str]:
    """First day, last day and doubt of a day, month, year, decade or century."""
    match = _ONE.fullmatch(part)
    if not match:
        raise _wrong(text, f"cannot read {part!r}; {_USE}.{_nearest(part)}".rstrip("."))
    year, month, day, doubt = match.groups()
    if "X" in year:
        if month:
            raise _wrong(text, "a month needs its whole year")
        low, high = max(int(year.replace("X", "0")), 1), int(year.replace("X", "9"))
        return _span(text, (low, 1, 1), (high, 12, 31), calendar, doubt)
    y = int(year)
    if month is None or month == "XX":
        if day not in {None, "XX"}:
            raise _wrong(text, "a day needs its month")
        return _span(text, (y, 1, 1), (y, 12, 31), calendar, doubt)
    m = int(month)
    if day is None or day == "XX":
        length = _month_length(y, m, calendar) if 1 <= m <= 12 else 1
        return _span(text, (y, m, 1), (y, m, length), calendar, doubt)
    return _span(text, (y, m, int(day)), (y, m, int(day)), calendar, doubt)


def _nearest(part: str) -> str:
    """The day that other figures seem to mean, as it would be accepted."""
    if not (figures := _FIGURES.fullmatch(part)):
        return ""
    y, m, d, day, month, year = figures.groups()
    return f" Did you mean {int(y or year):04}-{int(m or month):02}-{int(d or day):02}?"


def _span(
    text: str,
    first: tuple[int, int, int],
    last: tuple[int, int, int],
    calendar: Calendar,
    doubt: str,
) -> tuple[int, int, str]:
    for day in (first, last):
        if fault := _fault(*day, calendar):
            raise _wrong(text, fault)
    return _count(*first, calendar), _count(*last, calendar), doubt


def _month(text: str, name: str) -> int:
    found = [i for i, month in enumerate(MONTHS, 1) if month.startswith(name) and len(name) >= 3]
    if len(found) != 1:
        raise _wrong(text, f"there is no month {name!r}.{did_you_mean(name, MONTHS)}".rstrip("."))
    return found[0]


def _printed(
    text: str, match: re.Match[str], calendar: Calendar, doubt: str, *, marked: bool
) -> Date:
    """A day in words, in one calendar or in both (the Julian first)."""
    month, year = _month(text, match["month"]), int(match["year"])
    both = match["d"] is not None
    if match["day"] is None:
        if both:
            raise _wrong(text, f"a day printed in both calendars is like 4/17 {MONTHS[month - 1]}")
        first, last, _ = _one(text, f"{year:04}-{month:02}", calendar)
        return Date(text, calendar, first, last, *_flags(doubt))
    day = int(match["day"])
    if both and marked:
        raise _wrong(text, "a day printed in both calendars needs no OS or NS")
    number, _, _ = _span(
        text, (year, month, day), (year, month, day), "gregorian" if both else calendar, ""
    )
    if not both:
        return Date(text, calendar, number, number, *_flags(doubt))
    before = _month(text, match["m"]) if match["m"] else month
    # "19 December/1 January 1918": the year printed is that of the later month. In the first two
    # centuries the Julian day is the later one, as in "1 December / 29 November 19".
    old_year = year - 1 if (before, month) == (12, 1) else year
    old = (int(match["y"] or old_year), before, int(match["d"]))
    return _two_days(text, _span(text, old, old, "julian", "")[0], number, doubt)


def _day_of(text: str, part: str, calendar: Calendar = "gregorian") -> int:
    first, last, doubt = _one(text, part, calendar)
    if first != last or doubt:
        raise _wrong(text, f"{part!r} is not a plain day")
    return first


def _two_days(text: str, old: int, new: int, doubt: str = "") -> Date:
    """The one day that a date in both calendars names."""
    if old != new:
        year, month, day = from_julian_day(old, "julian")
        apart = old - _count(year, month, day, "gregorian") if (month, day) != (2, 29) else None
        away = f" ({apart} days later)" if apart and apart > 1 else ""
        raise _wrong(
            text,
            f"{_words(old, 'julian')} OS is {_words(old, 'gregorian')} NS{away}, "
            f"not {_words(new, 'gregorian')}",
        )
    return Date(text, "julian", old, old, *_flags(doubt))


AnyDate: TypeAlias = str | Date | _day_of_year


def iso_of(date: Date | None) -> str:
    """A date in the Gregorian calendar as `parse_date` reads it, or ``""`` where there is none.

    >>> iso_of(parse_date("1917-11-04 OS")), iso_of(None)
    ('1917-11-17', '')
    """
    return "" if date is None else date.iso("gregorian")


def date_of(number: int, *, calendar: Calendar = "gregorian") -> Date:
    """The date of a Julian day number, printed in one calendar.

    >>> str(date_of(2421550, calendar="julian"))
    '1917-11-04 OS'
    """
    mark = " OS" if calendar == "julian" else ""
    return Date(_iso(number, calendar) + mark, calendar, number, number)


def same_figures(date: Date) -> Date | None:
    """The day that the same figures name in the other calendar, if there is one.

    >>> str(same_figures(parse_date("1917-11-16")))
    '1917-11-16 OS'
    >>> same_figures(parse_date("1900-02-29 OS")) is None
    True
    """
    if date.first is None or not date.exact:
        return None
    figures, other = from_julian_day(date.first, date.calendar), _OTHER[date.calendar]
    return None if _fault(*figures, other) else date_of(_count(*figures, other), calendar=other)


def between(start: Date, end: Date, *, text: str = "") -> Date:
    """A date somewhere from `start` to `end`, both included, in the calendar of `start`.

    >>> between(parse_date("1917-11-05"), parse_date("1917-11-06")).iso()
    '1917-11-05/1917-11-06'
    """
    return Date(
        text or f"between {start.text} and {end.text}",
        start.calendar,
        start.first,
        end.last,
        start.uncertain or end.uncertain,
        start.approximate or end.approximate,
    )


def days_between(start: Date, end: Date) -> tuple[int | None, int | None]:
    """Least and greatest number of days from `start` to `end`; ``None`` where there is no bound.

    Negative when `end` comes first.

    >>> days_between(parse_date("1917-11-01 OS"), parse_date("1917-11-17"))
    (3, 3)
    >>> days_between(parse_date("1917-11"), parse_date("1917-12-01"))
    (1, 30)
    """
    least = None if start.last is None or end.first is None else end.first - start.last
    greatest = None if start.first is None or end.last is None else end.last - start.first
    return least, greatest


@dataclass(frozen=True, slots=True)
class WeekdayCheck:
    """A weekday printed beside a date, and the calendars in which it fits the same figures.

    `fits` lists them; `days` holds the day each names.
    """

    weekday: str
    date: Date
    fits: tuple[Calendar, ...]
    days: tuple[Date, ...]

    @property
    def agrees(self) -> bool:
        """Whether the weekday fits the calendar the date is said to be in."""
        return self.date.calendar in self.fits

    @property
    def implied(self) -> Calendar | Literal["both", "none"]:
        """The one calendar the weekday fits, ``"both"`` or ``"none"``."""
        if len(self.fits) == 1:
            return self.fits[0]
        return "both" if self.fits else "none"

    def describe(self) -> str:
        """The finding as one line."""
        said = f"{self.weekday}, {self.date.iso()} {_MARK[self.date.calendar]}"
        is_a = f"that day is a {self.date.weekday}"
        if self.agrees:
            return f"{said}: the weekday fits"
        if not self.fits:
            return f"{said}: {is_a}, and the weekday fits neither calendar"
        day = self.days[0]
        mark = _MARK[day.calendar]
        return f"{said}: {is_a}; the weekday fits {mark} only, {day.describe(both=True)}"


def check_weekday(
    weekday: str, date: Date | str, *, calendar: Calendar = "gregorian"
) -> WeekdayCheck:
    """In which calendar a printed weekday fits a printed day.

    Parameters
    ----------
    weekday
        An English weekday, or its first three letters or more.
    date
        An exact date; text is read by `parse_date` in `calendar`.

    Raises
    ------
    FormateurError
        If the weekday is none, or the date is not one day.

    Examples
    --------
    >>> reed = check_weekday("Thursday", "1917-11-16")
    >>> reed.agrees, reed.implied
    (False, 'julian')
    >>> reed.describe()
    'Thursday, 1917-11-16 NS: that day is a Friday; the weekday fits OS only, \
16/29 November 1917 (Thursday)'
    """
    name = weekday_named(weekday)
    found = parse_date(date, calendar=calendar) if isinstance(date, str) else date
    if found.first is None or not found.exact:
        raise FormateurError(f"{found.text!r} is not one day; a weekday needs a day")
    figures = from_julian_day(found.first, found.calendar)
    days = []
    for each in CALENDARS:
        if not _fault(*figures, each):
            number = _count(*figures, each)
            if weekday_of(number) == name:
                days.append(date_of(number, calendar=each))
    return WeekdayCheck(name, found, tuple(d.calendar for d in days), tuple(days))


def weekday_named(given: str) -> str:
    """The weekday that a word, or its first three letters or more, stand for.

    >>> weekday_named("thurs.")
    'Thursday'
    """
    name = given.strip().rstrip(".").capitalize()
    for known in WEEKDAYS:
        if len(name) >= 3 and known.startswith(name):
            return known
    raise UnknownIdError("weekday", given, WEEKDAYS)
