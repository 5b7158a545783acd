"""What if: seats move, members leave a body, another day; what then opens, closes, ends."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command_line import good, run
from formateur import cases
from formateur.assembly import Assembly, Faction, Government, Party
from formateur.durability.days import on_day
from formateur.durability.margins import EXITS, margin, seats_to_lose
from formateur.durability.scenarios import (
    Size,
    abstain,
    by_election,
    compared,
    defect,
    leave,
    merge,
    merged,
    replacement,
    split,
    suspend,
)
from formateur.durability.walkouts import walk_out
from formateur.errors import FormateurError
from formateur.governments import judge
from formateur.rules import Investiture, NotOpposed, majority
from formateur.terms import Exclude, Terms
from formateur.testing import assemblies

HOUSE = Assembly.from_seats({"a": 62, "b": 39})
A = Government(("a",))
RECORDED = [c for c in cases.names() if (r := cases.load(c).record) and r.facts.assembly]
COMMONS = cases.load("house-of-commons-2017")
PETROGRAD = cases.load("petrograd-1917")
INLINE = ("--seats", "A=62,B=39", "--quota", "51", "--government", "A")


def answer(*args: str) -> dict[str, dict[str, object]]:
    return json.loads(good(*args, "--json"))


# -- each scenario -------------------------------------------------------------------------------


@pytest.mark.parametrize("of", ["members", "cast"])
def test_a_majority_ends_by_scenarios_where_the_kinds_of_exit_say_it_does(of: str) -> None:
    house = Assembly("house", HOUSE.parties, rule=majority(HOUSE.votes, of=of))
    moves = {
        "oppose": lambda n: defect(house, "a", "b", members=n),
        "abstain": lambda n: abstain(house, {"a": n}),
        "vacant": lambda n: leave(house, {"a": n}),
        "vacant-smaller": lambda n: leave(house, {"a": n}, size="smaller"),
    }
    assert list(moves) == list(EXITS)
    for exit_, move in moves.items():
        ends = seats_to_lose(house, A, exit_)
        assert isinstance(ends, int)
        assert move(ends - 1).wins(["a"])
        assert not move(ends).wins(["a"])


def _left(house: Assembly, side: str, gone: int) -> int:
    return sum((p.votes or 0) - min(gone, p.votes or 0) * (p.id == side) for p in house.parties)


@settings(max_examples=100, deadline=None)
@given(assemblies(5, 9), st.data(), st.sampled_from(["members", "cast"]), st.booleans())
def test_scenarios_and_exits_agree_in_any_house(
    house: Assembly, data: st.DataObject, of: str, negative: bool
) -> None:
    rule = majority(house.votes, of=of)
    house = replace(
        house,
        quota=None,
        rule=rule,
        investiture=Investiture("negative", NotOpposed(rule))
        if negative
        else Investiture("positive", rule),
    )
    side = data.draw(st.sampled_from([p.id for p in house.parties if p.seats] or [house.ids[0]]))
    gone = data.draw(st.integers(0, (house.party(side).seats or 0)))
    if house.size - gone < 1:
        return
    made = Government((side,))
    for exit_, size in (("vacant", "vacant"), ("vacant-smaller", "smaller")):
        ends = seats_to_lose(house, made, exit_)
        if _left(house, side, gone) < (1 if size == "smaller" else house.majority or 1):
            with pytest.raises(FormateurError, match="none could decide"):
                leave(house, {side: gone}, size=size)  # type: ignore[arg-type]
            continue
        then = leave(house, {side: gone}, size=size)  # type: ignore[arg-type]
        stands = margin(then, made)
        assert isinstance(stands, int)
        assert (stands < 0) is (ends is not None and gone >= ends), (exit_, ends, stands)


def test_a_vacant_seat_an_unfilled_one_and_a_smaller_house_are_three_things() -> None:
    vacant, unfilled, smaller = (
        leave(HOUSE, {"a": 12}, size=s) for s in ("vacant", "unfilled", "smaller")
    )
    assert [h.seats["a"] for h in (vacant, unfilled, smaller)] == [50, 62, 50]
    assert [h.party("a").votes for h in (vacant, unfilled, smaller)] == [50, 50, 50]
    assert [h.quota for h in (vacant, unfilled, smaller)] == [51, 51, 45]


def test_a_quota_of_just_more_than_half_shrinks_with_the_house_and_another_does_not() -> None:
    half = Assembly.from_seats({"a": 62, "b": 39}, quota=51)
    assert leave(half, {"a": 12}, size="smaller").quota == 45
    assert leave(half, {"a": 12}, size="smaller").investiture.rule == majority(
        leave(HOUSE, {"a": 12}, size="smaller").votes
    )
    higher = Assembly.from_seats({"a": 62, "b": 39}, quota=60)
    assert leave(higher, {"a": 12}, size="smaller").quota == 60


def test_members_who_do_not_vote_leave_last() -> None:
    house = Assembly("house", (Party("a", 10, votes=9), Party("b", 5)))
    assert leave(house, {"a": 10}, size="smaller").party("a").votes == 0
    assert defect(house, "a", "b").party("a").votes == 8
    assert defect(house, "a", "b").party("b").votes == 6


def test_who_of_a_faction_has_gone_is_not_known() -> None:
    left = Faction("left", seats=8)
    house = Assembly("house", (Party("a", 10, factions=(left,)), Party("b", 5)))
    assert leave(house, {"a": 3}, size="smaller").party("a").factions == ()
    assert leave(house, {"b": 1}, size="smaller").party("a").factions == (left,)


def test_parties_split_merge_and_their_members_sit_alone() -> None:
    assert dict(split(HOUSE, "a", {"left": 20, "right": 3}).seats) == {
        "a": 39, "b": 39, "left": 20, "right": 3,
    }  # fmt: skip
    assert dict(merge(split(HOUSE, "a", {"c": 9}), ["c", "b"], "bc").seats) == {"a": 53, "bc": 48}
    assert dict(suspend(HOUSE, "a", members=2).seats) == {"a": 60, "b": 39, "a-1": 1, "a-2": 1}
    assert by_election(HOUSE, loses="a", gains="b", members=2).seats["b"] == 41
    assert replacement(HOUSE, "a", members=5) is HOUSE


def test_a_government_keeps_its_parties_when_they_merge() -> None:
    made = Government(("a", "b"), ("c",), ("d",))
    assert merged(made, ["a", "b"], "ab") == Government(("ab",), ("c",), ("d",))
    assert merged(made, ["b", "c"], "bc") is None
    assert merged(made, ["x", "y"], "xy") is made


# -- which governments open and close ------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(assemblies(4, 9), st.data())
def test_what_opens_and_closes_is_what_each_cabinet_is_judged_to_be(
    house: Assembly, data: st.DataObject
) -> None:
    held = [p.id for p in house.parties if p.seats]
    party, to = data.draw(st.sampled_from(held)), data.draw(st.sampled_from([*house.ids, "new"]))
    if to == party:
        return
    members = data.draw(st.integers(1, house.party(party).seats or 1))
    then = defect(house, party, to, members=members)
    pairs = [(house.ids[0], house.ids[1])] if len(house.ids) > 1 else []
    own = Terms(tuple(Exclude("never", by=(a,), parties=(b,)) for a, b in pairs))
    found = compared(house, then, own)
    moved = {c: (was, now) for c, was, now in found.moved}
    for mask in range(1, 1 << len(then.ids)):
        cabinet = tuple(p for k, p in enumerate(then.ids) if mask >> k & 1)
        now = judge(then, cabinet, own).status
        was = judge(house, cabinet, own).status if set(cabinet) <= set(house.ids) else "-"
        if was in ("-", "impossible") and now == "impossible":
            assert cabinet not in moved
        else:
            assert moved.get(cabinet, (was, was)) == (was, now)


def test_with_many_parties_a_cabinet_not_listed_is_judged_all_the_same() -> None:
    """Beyond 20 parties not every cabinet is listed; one in power before must not vanish."""
    house = Assembly.from_seats({"a": 60, "b": 20, "c": 20})
    found = compared(house, suspend(house, "b", members=20))
    assert not found.complete
    assert ("a", "c") not in found.closed
    assert ("a",) not in found.closed
    assert compared(house, defect(house, "a", "c", members=30)).closed == (("a",), ("a", "b"))


def test_terms_of_a_party_that_is_gone_are_named() -> None:
    house = Assembly.from_seats({"a": 40, "b": 35, "c": 25})
    terms = Terms((Exclude("never", by=("a",), parties=("b",)),))
    found = compared(house, merge(house, ["b", "c"], "bc"), terms)
    assert any("never" in n for n in found.notes)
    assert found.notes[0].startswith("hypothetical")


# -- another day ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RECORDED)
def test_on_the_day_of_the_case_the_assembly_is_that_of_the_case(name: str) -> None:
    case = cases.load(name)
    assert case.record is not None
    assert on_day(case.assembly, case.record, case.date) == case.assembly


def test_a_day_has_its_seats_under_the_rules_of_the_case() -> None:
    assert COMMONS.record is not None
    assert COMMONS.formed is not None
    margins = [
        margin(on_day(COMMONS.assembly, COMMONS.record, d), COMMONS.formed)
        for d in ("2017-06-28", "2019-09-02", "2019-09-03")
    ]
    # 326 of 639, 320 of 639, 298 of 639.
    assert margins == [6, 0, -22]


def test_a_day_has_the_committee_of_that_day() -> None:
    assert PETROGRAD.record is not None
    then = on_day(PETROGRAD.assembly, PETROGRAD.record, "1917-11-05 OS")
    assert [b.size for b in then.blocs] == [16]
    before = on_day(PETROGRAD.assembly, PETROGRAD.record, "1917-11-03 OS")
    assert before.blocs == PETROGRAD.assembly.blocs


def test_vacant_seats_count_among_all_where_members_are_counted() -> None:
    """Ten seats, a majority of members is six; with one of a's six vacant, five are too few."""
    from formateur.record import Change, Event, Facts, Organization, Record, parse_date

    groups = tuple(Organization(id=p, name=p, classification="party") for p in "ab")
    body = Organization(
        id="h", name="H", classification="assembly", size=10, seats={"a": 6, "b": 4}
    )
    gone = Event(
        id="e", date=parse_date("2020-01-02"), kind="resignation", title="one of a goes",
        changes=(Change(organization="h", loses="a"),),
    )  # fmt: skip
    record = Record("r", Facts(organizations=(*groups, body), events=(gone,), assembly="h"))
    house = Assembly.from_seats({"a": 6, "b": 4})
    assert on_day(house, record, "2020-01-01").wins(["a"])
    then = on_day(house, record, "2020-01-02")
    assert (then.quota, then.seats["a"], then.wins(["a"])) == (6, 5, False)


# -- who leaves a body of a record ---------------------------------------------------------------


def test_who_leaves_an_assembly_takes_a_seat_along() -> None:
    assert PETROGRAD.record is not None
    found = walk_out(
        PETROGRAD.record, ["kamenev"], "vtsik", "1917-10-27 OS", assembly=PETROGRAD.assembly,
        government=PETROGRAD.formed,
    )  # fmt: skip
    (follow,) = found.followers
    assert (follow.seats_before, follow.seats) == (62, 61)
    assert (follow.margin_before, follow.margin) == (11, 10)
    assert dict(follow.to_lose) == {
        "oppose": 11, "abstain": 22, "vacant": 22, "vacant-smaller": 22,
    }  # fmt: skip
    assert found.after["vtsik"].seats["bolsheviks"] == 61
    assert found.after["vtsik"].vacant == 1
    assert found.after["central-committee"].size == 21


def test_where_a_person_stays_is_told_once() -> None:
    found = answer(
        "what-if", "petrograd-1917", "--from", "central-committee", "--resign", "kamenev"
    )
    stays = found["result"]["stay_members_of"]["kamenev"]
    assert stays == ["bolsheviks", "signatories-of-the-letter", "bolshevik-fraction", "vtsik"]


def test_followers_are_counted_in_the_assembly_of_the_day() -> None:
    """On 15/28 November 1917 it is not known of which parties the enlarged committee consists."""
    assert PETROGRAD.record is not None
    asked = {"assembly": PETROGRAD.assembly, "government": PETROGRAD.formed}
    then = walk_out(PETROGRAD.record, ["lenin"], "central-committee", "1917-11-20 OS", **asked)
    assert [(f.seats, f.margin) for f in then.followers] == [((62, 327), (-122, 143))]
    eve = walk_out(PETROGRAD.record, ["lenin"], "central-committee", "1917-11-03 OS", **asked)
    assert [(f.seats, f.margin) for f in eve.followers] == [(62, 11)]


CC = ("what-if", "petrograd-1917", "--from", "central-committee", "--resign")


# -- the command line ----------------------------------------------------------------------------


def test_the_command_tells_seats_margin_and_what_opens_and_closes() -> None:
    out = good("what-if", *INLINE, "--defect", "A:B=12")
    assert "A      62 → 50" in out
    assert "B      39 → 51" in out
    assert "A: margin 11 → none (1 short)" in out
    assert "opens  B\ncloses  A\n" in out


def test_json_and_csv_hold_the_cabinets_that_moved() -> None:
    found = answer("what-if", *INLINE, "--defect", "A:B=12")
    assert found["result"]["margin"] == [11, -1]
    assert (found["result"]["opened"], found["result"]["closed"]) == (1, 1)
    assert found["result"]["seats"][0] == {
        "party": "A", "seats_before": 62, "seats_after": 50, "votes_before": 62, "votes_after": 50,
    }  # fmt: skip
    assert found["meta"]["parameters"]["hypothetical"] is True
    rows = list(
        csv.DictReader(io.StringIO(good("what-if", *INLINE, "--defect", "A:B=12", "--csv")))
    )
    assert {(r["what"], r["of"]): (r["before"], r["after"]) for r in rows} == {
        ("size", "assembly"): ("101", "101"), ("votes needed", "assembly"): ("51", "51"),
        ("seats", "A"): ("62", "50"), ("seats", "B"): ("39", "51"),
        ("votes", "A"): ("62", "50"), ("votes", "B"): ("39", "51"),
        ("margin", "A"): ("11", "-1"),
        ("status", "A"): ("open", "impossible"), ("status", "B"): ("impossible", "open"),
    }  # fmt: skip


def test_rows_hold_the_seats_where_no_cabinet_moves() -> None:
    found = answer("what-if", "house-of-commons-2017", "--defect", "con:ld=5")["rows"]
    moved = {(r["what"], r["of"]): (r["before"], r["after"]) for r in found if r["changes"]}
    assert moved == {
        ("seats", "ld"): (12, 17), ("seats", "con"): (317, 312),
        ("votes", "ld"): (12, 17), ("votes", "con"): (316, 311),
        ("margin", "con+dup"): (6, 1),
    }  # fmt: skip


def test_a_csv_of_who_breaks_a_majority_begins_with_the_seats_of_each_exit() -> None:
    rows = list(
        csv.DictReader(io.StringIO(good("breaking", *INLINE, "--government", "A", "--csv")))
    )
    assert [(r["what"], r["exit"], r["seats"]) for r in rows] == [
        ("seats to lose", "oppose", "12"), ("seats to lose", "abstain", "12"),
        ("seats to lose", "vacant", "12"), ("seats to lose", "vacant-smaller", "23"),
        ("set", "oppose", "62"),
    ]  # fmt: skip


def test_a_csv_of_a_walk_out_holds_who_would_have_to_follow() -> None:
    out = good(*CC, "kamenev,rykov,miliutin,zinoviev,nogin", "--on", "1917-11-03 OS", "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    committee = next(r for r in rows if r["body"] == "central-committee")
    assert (committee["size_before"], committee["size_after"], committee["group"]) == (
        "21", "16", "",
    )  # fmt: skip
    (follow,) = (r for r in rows if r["group"])
    assert (follow["body"], follow["seats_after"], follow["margin_after"]) == ("vtsik", "62", "11")
    assert [follow[f"ends_at_{e}"] for e in ("oppose", "abstain", "vacant_smaller")] == [
        "12", "23", "23",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("how", "sizes", "vacant", "majorities"),
    [
        ("vacant", (21, 21), (0, 5), (11, 11)),
        ("unfilled", (21, 21), (0, 5), (11, 11)),
        ("smaller", (21, 16), (0, 0), (11, 9)),
    ],
)
def test_a_seat_left_is_vacant_unfilled_or_gone(
    how: str, sizes: tuple[int, int], vacant: tuple[int, int], majorities: tuple[int, int]
) -> None:
    five = "kamenev,rykov,miliutin,zinoviev,nogin"
    rows = answer(*CC, five, "--on", "1917-11-03 OS", "--size", how)["rows"]
    row = next(r for r in rows if r["body"] == "central-committee")
    for what, pair in (("size", sizes), ("vacant", vacant), ("majority", majorities)):
        assert (row[f"{what}_before"], row[f"{what}_after"]) == pair


def test_a_size_without_a_seat_that_is_left_is_refused() -> None:
    result = run("what-if", *INLINE, "--defect", "A:B", "--size", "smaller")
    assert result.exit_code == 2
    assert "--size goes with --leave or --resign" in result.stderr


@pytest.mark.parametrize(("how", "size", "vacant"), [("vacant", 101, 1), ("smaller", 100, 0)])
def test_a_seat_of_a_group_is_vacant_or_gone(how: Size, size: int, vacant: int) -> None:
    assert PETROGRAD.record is not None
    found = walk_out(PETROGRAD.record, ["kamenev"], "vtsik", "1917-10-27 OS", size=how)
    now = found.after["vtsik"]
    assert (now.size, now.vacant, now.seats["bolsheviks"]) == (size, vacant, 61)
    # A record of the same exits reads the same: the record's own state does not say otherwise.
    assert found.record.at("1917-10-27 OS")["vtsik"].size == size


def test_breaking_and_what_if_agree_on_a_smaller_house() -> None:
    for members, ends in ((22, False), (23, True)):
        found = answer("what-if", *INLINE, "--leave", f"A={members}", "--size", "smaller")
        assert (found["result"]["margin"][1] < 0) is ends


def test_scenarios_follow_one_another_in_the_order_given() -> None:
    out = good("what-if", *INLINE, "--split", "A:C=10", "--defect", "C:B=4")
    assert "C      - → 6" in out
    refused = run("what-if", *INLINE, "--defect", "C:B=4", "--split", "A:C=10")
    assert "no party 'C'" in refused.stderr


def test_a_faction_breaks_away_whole(tmp_path: Path) -> None:
    file = tmp_path / "council.yaml"
    file.write_text(
        "id: council\ntitle: Council\nbody: Council\nkind: constructed\nparties:\n"
        "  - {id: red, seats: 12, factions: [{id: left, seats: 4}]}\n  - {id: blue, seats: 10}\n"
    )
    out = good("what-if", str(file), "--government", "red", "--split", "red:left")
    assert "left   - → 4" in out
    assert "red: margin 0 → none (4 short)" in out
    refused = run("what-if", str(file), "--split", "red:lefft")
    assert "'lefft' is not PARTY=MEMBERS" in refused.stderr


def test_a_merger_keeps_the_government_under_its_new_name() -> None:
    out = good("what-if", "riksdag-2022", "--merge", "m+kd=mkd")
    assert "l+m+kd+sd → l+mkd+sd: margin 1\n" in out


def test_twenty_one_lose_the_whip_on_the_day_one_crossed_the_floor() -> None:
    given_ = ("--on", "2019-09-02", "--defect", "con:ld=1", "--suspend", "con=21")
    out = good("what-if", "house-of-commons-2017", *given_)
    assert "con              311 → 289" in out
    assert "con-1 to con-21  - → 1 each" in out
    assert "con+dup: margin 0 → none (22 short)" in out


def test_breaking_is_asked_of_any_day_of_a_record() -> None:
    found = answer("breaking", "house-of-commons-2017", "--on", "2019-08-02")
    assert (found["meta"]["margin"], found["meta"]["seats_to_lose"]) == (0, 1)
    assert found["meta"]["parameters"]["on"] == "2 August 2019 (Friday)"
    assert "at the end of 2 August 2019" in good(
        "breaking", "house-of-commons-2017", "--on", "2019-08-02"
    )
    after = good("breaking", "house-of-commons-2017", "--on", "2019-09-03")
    assert "no majority: 22 short" in after
    assert "0 seats" not in after


@pytest.mark.parametrize("columns", [50, 200])
def test_the_answer_fits_its_terminal(columns: int) -> None:
    result = run("what-if", "riksdag-2022", "--merge", "m+kd=mkd", columns=columns)
    assert max(map(len, result.stdout.splitlines())) <= columns


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("what-if", *INLINE, "--leave", "A=63"), "'A' has 62 seats; 63 cannot go"),
        (("what-if", *INLINE, "--leave", "A=x"), "--leave: 'A=x' is not PARTY=MEMBERS"),
        (("what-if", *INLINE, "--leave", "A=0"), "is not PARTY=MEMBERS"),
        (("what-if", *INLINE, "--leave", "A=" + "9" * 5_000), "is not PARTY=MEMBERS"),
        (("what-if", *INLINE, "--defect", "A:B=" + "9" * 5_000), "is not FROM:TO=MEMBERS"),
        (("what-if", *INLINE, "--leave", "A=1,A=2"), "'A' stands twice"),
        (("what-if", *INLINE, "--leave", "A=62"), "51 votes carry and 39 would be left"),
        (
            (
                *("what-if", "petrograd-1917", "--resign", "kamenev", "--from", "vtsik"),
                *("--on", "1917-10-27 OS", "--size", "unfilled"),
            ),
            "unfilled: groups hold the seats of 'vtsik'",
        ),
        (("what-if", *INLINE, "--suspend", "A=70"), "'A' has 62 seats; 70 cannot go"),
        (("what-if", *INLINE, "--defect", "A=1"), "--defect: 'A=1' is not FROM:TO=MEMBERS"),
        (("what-if", *INLINE, "--defect", "A:A"), "cannot go over to 'A'"),
        (("what-if", *INLINE, "--by-election", "A:C"), "no party 'C'; there are A, B."),
        (("what-if", *INLINE, "--split", "A=3"), "is not PARTY:NEW=MEMBERS"),
        (("what-if", *INLINE, "--split", "A:B=3"), "'B' exists already"),
        (("what-if", *INLINE, "--merge", "A=AB"), "a merger is of two parties or more"),
        (("what-if", *INLINE, "--merge", "A+B="), "is not PARTY+PARTY=NAME"),
        (
            ("what-if", "petrograd-1917", "--leave", "left-srs=1"),
            "seats of 'left-srs' are unknown",
        ),
        (("what-if", "eu-council", "--leave", "de=1"), "forms no government"),
        ((*CC, "kamenev,Kamenev"), "'kamenev' is named twice"),
        ((*CC, "kamenev,kamenev"), "give each person once"),
        ((*CC, "martov"), "'martov' is no member of 'central-committee' at any time"),
        ((*CC, "kamenw"), "Did you mean 'kamenev'?"),
        ((*CC, "kamenev", "--on", "1917-11-20"), "has left 'central-committee' by 20 November"),
        ((*CC, "kamenev", "--on", "1900-01-01"), "does not exist on 1 January 1900 (Monday): fou"),
        ((*CC, "kamenev", "--on", "1917-02-30"), "is not a date"),
        ((*CC, ","), "nobody is named"),
        (
            ("what-if", "petrograd-1917", "--resign", "kamenev", "--from", "centralcommittee"),
            "Did you mean 'central-committee'?",
        ),
        (
            ("what-if", "petrograd-1917", "--resign", "kamenev", "--from", "bolsheviks"),
            "'bolsheviks' is a party, no body; it has seats in vtsik",
        ),
        (
            ("what-if", "nationalrat-2017", "--resign", "donmez", "--from", "nationalrat"),
            "it names no members, only seats by group (pilz",
        ),
        (
            ("breaking", "bundestag-2021", "--on", "2022-01-01"),
            "this case has no record of events",
        ),
        (
            ("breaking", "house-of-commons-2017", "--on", "2030-01-01"),
            "dissolved 6 November 2019",
        ),
        (("breaking", "house-of-commons-2017", "--on", "2019-09"), "is more than one day"),
    ],
)
def test_a_mistake_is_one_line(args: tuple[str, ...], says: str) -> None:
    result = run(*args)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    last = [line for line in result.stderr.splitlines() if not line.startswith("note: ")]
    assert len(last) == 1, result.stderr
    assert says in last[0]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (INLINE, "give --resign with --from, or what happens to seats"),
        (("petrograd-1917", "--resign", "kamenev"), "--resign goes with --from"),
        (("petrograd-1917", "--from", "vtsik"), "--from goes with --resign"),
        (("--resign", "kamenev", "--from", "vtsik"), "a case that has a record"),
        (
            ("petrograd-1917", "--resign", "lenin", "--from", "snk", "--leave", "bolsheviks=1"),
            "--resign and --leave are two questions",
        ),
        ((*INLINE, "--leave", "A=1", "--on", "2020-01-01"), "not with --seats"),
        ((*INLINE, "--leave", "A=1", "--size", "big"), "'unfilled'"),
    ],
)
def test_a_wrong_use_of_an_option_exits_with_2(args: tuple[str, ...], says: str) -> None:
    result = run("what-if", *args)
    assert result.exit_code == 2, result.output
    assert says in result.stderr
