"""The House of Commons from 2017 to 2019: each loss of the government, to the votes of September.

The seats published on a day by others are in the case as tallies; here the events must give them.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from formateur import cases
from formateur.record import Record
from formateur.report.record import discipline, timeline

RECORD = cases.load("house-of-commons-2017").record
assert RECORD is not None
COMMONS: Record = RECORD
GOVERNMENT = ("con", "dup")


def lead(date: str) -> int:
    """Votes of the government and its support party over all other voting members."""
    house = COMMONS.at(date)["house-of-commons"]
    ours = sum(house.votes[p] or 0 for p in GOVERNMENT)
    assert house.voters is not None
    return 2 * ours - house.voters


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("2017-06-30", 13),  # gbp-dup: working majority of 13
        ("2019-08-02", 1),  # es-brecon: down to one
    ],
)
def test_the_working_majority_is_the_one_published(date: str, published: int) -> None:
    assert lead(date) == published


def test_one_member_crossing_the_floor_ends_the_majority_that_afternoon() -> None:
    """Published: 319 against 320 (The Speaker, 3 September 2019)."""
    house = COMMONS.after("c37", "house-of-commons")
    ours = sum(house.votes[p] or 0 for p in GOVERNMENT)
    assert house.voters is not None
    assert (ours, house.voters - ours) == (319, 320)


def test_the_published_majority_of_29_october_counts_a_seat_already_vacant() -> None:
    """Published: 25 short (The Independent); the events give 24, and 25 with Bassetlaw."""
    assert lead("2019-10-29") == -24
    assert lead("2019-10-27") - lead("2019-10-28") == -1


def test_conservatives_fall_from_311_to_289_on_one_day() -> None:
    """Published: 311 members at the start of 3 September 2019, 289 at its end (NOS)."""
    seats = [COMMONS.at(d)["house-of-commons"].seats["con"] for d in ("2019-09-02", "2019-09-03")]
    assert seats == [311, 289]


def test_every_day_has_650_seats_and_nobody_sits_twice() -> None:
    for event in COMMONS.ledger.events:
        if event.changes and event.date is not None and event.date.exact:
            house = COMMONS.at(event.date)["house-of-commons"]
            assert house.size == 650
            assert house.vacant is not None
            assert sum(n or 0 for n in house.seats.values()) + house.vacant == 650


def test_published_tallies_differ_from_the_events_in_three_figures_only() -> None:
    differing = [c.says for c in COMMONS.contradictions() if c.kind == "tally"]
    assert len(COMMONS.facts.tallies) >= 15
    assert differing == [
        "s18: lab published with 244 seats on 2019-11-06, the events give 243",
        "s18: ld published with 19 seats on 2019-11-06, the events give 20",
        "s20: ld published with 21 seats on 2019-11-01, the events give 20",
    ]


def test_the_vote_of_confidence_by_party_gives_the_totals() -> None:
    vote = COMMONS.find("d02").vote
    assert (vote.yes, vote.no) == (306, 325)
    assert sum(v.yes or 0 for v in vote.groups.values()) == 306
    assert sum(v.no or 0 for v in vote.groups.values()) == 325


@pytest.mark.parametrize(
    ("motion", "groups"),
    [
        ("d04", "con lab ind snp dup ld pc green tig"),  # every group
        ("d15", "con"),
        ("d16", "con"),
        ("d17", "con dup green lab ld pc snp"),  # and 14 independents
        ("d18", "con dup green lab ld"),  # and 4 to 14 independents
    ],
)
def test_votes_by_party_and_what_is_left_of_them_fit_the_totals(motion: str, groups: str) -> None:
    vote = COMMONS.find(motion).vote
    held = [vote.groups[g] for g in groups.split()]
    left = [vote.yes - sum(v.yes for v in held), vote.no - sum(v.no for v in held)]
    expected = {"d04": [0, 0], "d15": [293, 11], "d16": [289, 15], "d17": [14, 0], "d18": [4, 14]}
    assert left == expected[motion]


def test_groups_were_less_alike_over_the_withdrawal_agreement_than_over_confidence() -> None:
    """Rice by hand: 243/311 and 229/239 on 29 March 2019; 1 for both on 16 January."""
    found = {g.group: g.measures["rice"] for g in discipline(COMMONS).groups}
    con = [
        Fraction(278, 302),
        Fraction(280, 304),
        Fraction(1),
        Fraction(184, 224),
        Fraction(275, 277),
        Fraction(243, 311),
    ]
    lab = [
        Fraction(1),
        Fraction(233, 241),
        Fraction(1),
        Fraction(1),
        Fraction(228, 236),
        Fraction(229, 239),
    ]
    assert (found["con"].value, found["con"].used) == (sum(con) / 6, 6)
    assert (found["lab"].value, found["lab"].used) == (sum(lab) / 6, 6)
    spring = discipline(COMMONS, periods={"spring": "2019-03"}).groups
    (march,) = [g.measures["rice"] for g in spring if (g.group, g.period) == ("con", "spring")]
    assert (march.value, march.used) == ((Fraction(275, 277) + Fraction(243, 311)) / 2, 2)


def test_a_motion_with_more_votes_for_it_than_against_fails_for_want_of_two_thirds() -> None:
    motion = COMMONS.find("d09")
    assert (motion.vote.yes, motion.vote.no, motion.needs, motion.result) == (
        298,
        56,
        434,
        "rejected",
    )


def test_the_timeline_shows_the_margin_after_each_event() -> None:
    rows = {r["event"]: r for r in timeline(cases.load("house-of-commons-2017")).rows()}
    assert (rows["c36"]["votes"], rows["c36"]["margin"]) == (320, 0)
    assert (rows["c37"]["votes"], rows["c37"]["margin"]) == (319, -1)
    assert (rows["c38"]["votes"], rows["c38"]["margin"]) == (298, -22)
