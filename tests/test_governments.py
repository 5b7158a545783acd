"""Potential governments: every status and every way to pass, against all splits and divisions."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brute_force
from formateur import governments
from formateur.assembly import Assembly, Government, Party
from formateur.errors import FormateurError
from formateur.governments import STATUSES, judge, potential, why
from formateur.rules import (
    AllOf,
    Division,
    Investiture,
    NotOpposed,
    Quota,
    Residual,
    Share,
    Weights,
    investiture,
    majority,
)
from formateur.space import Space
from formateur.terms import Exclude, OnlyWith, Terms
from formateur.testing import assemblies, renamed, rules, scaled, terms

SWEDEN = tomllib.loads(
    (Path(__file__).parent / "golden" / "rules" / "investiture_sweden_2019.toml").read_text()
)
TOY = Assembly.from_seats({"red": 40, "blue": 35, "green": 25}, name="toy")
quick = settings(max_examples=60, deadline=None)


def government_sets(found) -> set[tuple[frozenset[str], frozenset[str]]]:
    return {(frozenset(g.support), frozenset(g.tolerates)) for g in found}


# -- oracle ------------------------------------------------------------------------------------


def check_all(assembly: Assembly, stated: Terms, minority: bool | None) -> None:
    """Every cabinet, its status and its ways, by the definitions."""
    usual = assembly.investiture.kind in ("negative", "plurality")
    outside = usual if minority is None else minority
    judged = potential(assembly, stated, minority=minority)
    seen = {}
    for verdict in judged.verdicts():
        expected = brute_force.status(assembly, verdict.cabinet, stated, outside=outside)
        assert verdict.status == expected, verdict.cabinet
        seen[verdict.cabinet] = verdict.status
        if expected == "open":
            ways = brute_force.ways(assembly, verdict.cabinet, stated, outside=outside)
            assert government_sets(verdict.ways) == ways, verdict.cabinet
            assert len(verdict.ways) == len(ways)
        if expected == "ruled out":
            # The terms it names are enough to rule it out.
            named = judge(assembly, verdict.cabinet, Terms(verdict.terms), minority=minority)
            assert named.status == "ruled out"
    assert len(seen) == 2 ** len(assembly.ids) - 1
    for status in STATUSES:
        assert judged.count(status) == sum(s == status for s in seen.values())
        assert list(judged.cabinets(status)) == [c for c, s in seen.items() if s == status]


@quick
@given(st.data(), st.sampled_from([None, True, False]))
def test_every_cabinet_is_judged_as_the_definitions_say(
    data: st.DataObject, minority: bool | None
) -> None:
    assembly = data.draw(assemblies(max_parties=4))
    check_all(assembly, data.draw(terms(assembly)), minority)


@quick
@given(st.data())
def test_cabinets_are_judged_under_any_investiture_rule(data: st.DataObject) -> None:
    plain = data.draw(assemblies(max_parties=4))
    rule = data.draw(rules(plain.ids, depth=2))
    assembly = Assembly(
        "x", plain.parties, quota=plain.quota, investiture=Investiture("plurality", rule)
    )
    check_all(assembly, data.draw(terms(assembly)), None)


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from([True, False]))
def test_unknown_seats_and_unknown_meanings_make_a_verdict_depend(
    data: st.DataObject, minority: bool
) -> None:
    assembly = data.draw(assemblies(max_parties=4, max_seats=4, unknown=True))
    check_all(assembly, data.draw(terms(assembly, maybe=True)), minority)


@quick
@given(st.data())
def test_a_chosen_part_of_all_cabinets_is_judged_no_differently(data: st.DataObject) -> None:
    assembly = data.draw(assemblies(max_parties=5))
    party = st.sampled_from(assembly.ids)
    include, exclude = data.draw(st.sets(party, max_size=1)), data.draw(st.sets(party, max_size=2))
    together = data.draw(st.lists(st.lists(party, max_size=3), max_size=2))
    if include & exclude:
        with pytest.raises(FormateurError, match="is both included and excluded"):
            potential(assembly, include=include, exclude=exclude)
        return
    part = potential(assembly, include=include, exclude=exclude, together=together)
    expected = {
        v.cabinet: v.status
        for v in potential(assembly).verdicts()
        if include <= set(v.cabinet)
        and not exclude & set(v.cabinet)
        and all(len(set(g) & set(v.cabinet)) in (0, len(set(g))) for g in together)
    }
    assert {v.cabinet: v.status for v in part.verdicts()} == expected


def test_who_will_not_vote_for_a_cabinet_does_not_sit_in_it() -> None:
    house = Assembly.from_seats({"a": 50, "b": 30, "c": 21})
    for binds in (("support",), ("support", "tolerance"), ("reliance",)):
        stated = Terms((Exclude("t", by=("b",), parties=("a",), binds=binds),))
        found = judge(house, ["a", "b"], stated)
        assert (found.status, [t.id for t in found.terms]) == ("ruled out", ["t"])


# -- laws --------------------------------------------------------------------------------------


@quick
@given(st.data())
def test_other_names_and_another_unit_leave_every_verdict(data: st.DataObject) -> None:
    assembly = data.draw(assemblies(max_parties=5))
    names = {p: f"z{99 - k}" for k, p in enumerate(assembly.ids)}
    there = [v.status for v in potential(assembly, minority=True).verdicts()]
    assert [v.status for v in potential(renamed(assembly, names), minority=True).verdicts()] == (
        there
    )
    assert [v.status for v in potential(scaled(assembly, 3), minority=True).verdicts()] == there


@quick
@given(st.data())
def test_another_stated_term_never_opens_a_cabinet(data: st.DataObject) -> None:
    assembly = data.draw(assemblies(max_parties=5))
    stated = data.draw(terms(assembly))
    fewer = Terms(stated.stated[:-1])
    for more, less in zip(
        potential(assembly, stated).verdicts(), potential(assembly, fewer).verdicts(), strict=True
    ):
        assert more.status == less.status or (less.status, more.status) == ("open", "ruled out")


@quick
@given(st.data())
def test_each_way_passes_the_investiture_and_respects_the_terms(data: st.DataObject) -> None:
    assembly = data.draw(assemblies(max_parties=6))
    stated = data.draw(terms(assembly))
    rule = assembly.investiture.rule
    assert rule is not None
    for verdict in potential(assembly, stated, minority=True).verdicts("open"):
        burdens = []
        for government in verdict.ways:
            assert rule.passes(government.division) is True
            helpers = government.support + government.tolerates
            burdens.append((len(helpers), assembly.votes_of(helpers)[0]))
        assert burdens == sorted(burdens)
        assert verdict.row()["ways"] == len(verdict.ways) > 0


@quick
@given(assemblies(max_parties=6))
def test_without_outside_help_the_open_cabinets_are_those_that_pass_alone(
    assembly: Assembly,
) -> None:
    rule = assembly.investiture.rule
    assert rule is not None
    alone = potential(assembly, minority=False)
    for cabinet in alone.cabinets("open"):
        assert rule.passes(Division(frozenset(cabinet)))
    assert alone.count("open") + alone.count("impossible") == 2 ** len(assembly.ids) - 1


# -- Sweden, January 2019 ----------------------------------------------------------------------


def sweden() -> Assembly:
    camps = {k: SWEDEN["votes"][k] for k in ("yes", "no", "abstain", "absent")}
    return Assembly.from_seats(camps, name="Riksdag", kind="negative")


def test_sweden_2019_a_third_of_the_members_can_govern_while_others_abstain() -> None:
    verdict = judge(sweden(), ["yes"])
    assert verdict.status == "open"
    assert verdict.type == "single-party minority"
    assert verdict.row()["margin"] == 115 - 175
    # 234 do not back it; it lives as long as no 175 vote against.
    assert government_sets(verdict.ways) == {
        (frozenset(), frozenset({"abstain"})),
        (frozenset(), frozenset({"no"})),
    }
    assert verdict.reason == ("115 of 349 votes; passes with abstain abstaining (or 1 other way)")


def test_sweden_2019_would_have_had_no_government_under_a_positive_rule() -> None:
    chamber = sweden()
    votes = chamber.votes
    strict = Assembly("x", chamber.parties, investiture=investiture("positive", votes))
    assert judge(strict, ["yes"]).status == "impossible"
    assert judge(strict, ["yes"]).reason == "115 of 349 votes, 60 short without outside help"
    assert judge(strict, ["yes"], minority=True).ways == (
        Government(("yes",), support=("abstain",)),
        Government(("yes",), support=("no",)),
    )


# -- terms -------------------------------------------------------------------------------------

LIBERALS = Assembly.from_seats({"s": 40, "l": 15, "m": 35, "sd": 10}, kind="negative", name="x")


def test_who_votes_against_a_cabinet_does_not_vote_for_it() -> None:
    against = Terms((Exclude("t", by=("l",), parties=("s",), binds=("tolerance",)),))
    ways = government_sets(judge(LIBERALS, ["s"], against).ways)
    assert all("l" not in support | tolerates for support, tolerates in ways)
    assert ways == {(frozenset(), frozenset({"m"})), (frozenset(), frozenset({"sd"}))}


def test_who_will_not_rest_on_a_party_counts_neither_on_its_votes_nor_on_its_abstention() -> None:
    proud = Terms((Exclude("t", by=("m",), parties=("sd",), binds=("reliance",)),))
    positive = Assembly.from_seats({"s": 40, "l": 15, "m": 35, "sd": 16}, name="x")
    assert judge(positive, ["m", "l"], proud, minority=True).ways == (
        Government(("l", "m"), support=("s",)),
    )
    assert judge(positive, ["m", "l"], proud, minority=True).terms == proud.stated
    negative = Assembly.from_seats({"s": 45, "l": 5, "m": 40, "sd": 10}, kind="negative")
    assert judge(negative, ["m"], proud).ways == (Government(("m",), tolerates=("s",)),)


def test_a_sister_party_sits_only_with_its_sister() -> None:
    sisters = Terms((OnlyWith("t", by=("csu",), parties=("cdu",)),))
    house = Assembly.from_seats({"cdu": 30, "csu": 10, "spd": 41, "fdp": 19})
    assert judge(house, ["csu", "spd"], sisters).status == "ruled out"
    assert judge(house, ["csu", "cdu", "fdp"], sisters).status == "open"


def test_a_withdrawn_term_is_kept_and_no_longer_binds() -> None:
    given_up = Exclude("t", by=("red",), parties=("blue",), withdrawn="2019-01-11", source="paper")
    answer = why(TOY, ["red", "blue"], Terms((given_up,)))
    assert answer.verdict.status == "open"
    assert ("withdrawn t", "red: sits in no cabinet with blue; withdrawn 2019-01-11", "paper") in (
        answer.steps
    )


def test_a_party_named_twice_in_a_term_is_one_party() -> None:
    twice = Terms((Exclude("t", by=("red", "red"), parties=("blue", "blue")),))
    once = Terms((Exclude("t", by=("red",), parties=("blue",)),))
    statuses = [[v.status for v in potential(TOY, t).verdicts()] for t in (twice, once)]
    assert statuses[0] == statuses[1]


def test_a_term_of_unknown_meaning_makes_the_cabinet_depend_on_it() -> None:
    vague = Exclude("left", by=("red",), parties=(), maybe=("green",))
    verdict = judge(TOY, ["red", "green"], Terms((vague,)))
    assert verdict.status == "depends"
    assert verdict.reason == (
        "65 of 100 votes; depends on whether left means green (no position known)"
    )


# -- sentences ---------------------------------------------------------------------------------


def test_the_reason_counts_what_the_investiture_rule_asks_and_not_the_ordinary_majority() -> None:
    house = Assembly(
        "x",
        (Party("a", 6), Party("b", 4)),
        investiture=Investiture("positive", Share(Weights.of({"a": 6, "b": 4}), Fraction(2, 3))),
    )
    assert judge(house, ["a"]).reason == "6 of 10 votes, 1 short without outside help"
    heads = Weights.of({"a": 1, "b": 1}, name="one")
    tree = AllOf((majority(house.votes), Quota(heads, 2)))
    council = Assembly("x", house.parties, investiture=Investiture("positive", tree))
    assert judge(council, ["a"]).reason == "6 of 10 votes, not enough without outside help"
    never = Assembly(
        "x", house.parties, investiture=Investiture("plurality", Quota(house.votes, 11))
    )
    assert judge(never, ["a"]).reason == "6 of 10 votes, not enough even with all outside help"


def test_unknown_seats_are_named_in_the_reason() -> None:
    half = Assembly(
        "half",
        (Party("a", 5), Party("b", None), Party("c", None)),
        residual=(Residual(("b", "c"), 6),),
    )
    verdict = judge(half, ["a", "b"])
    assert verdict.status == "depends"
    assert verdict.type == "depends"
    assert verdict.reason == "5..11 of 11 votes; depends on the split of 6 seats among b, c"
    assert repr(potential(half)) == "<Potential half: 1 impossible, 2 open, 4 depends>"
    steps = {s: says for s, says, _ in why(half, ["a", "b"]).steps}
    assert steps["numbers"] == "a+b: 5..11 of 11 votes"
    assert steps["alone"] == "passes or not, by unknown seats, when all others vote against"


def test_cabinets_are_called_what_the_field_calls_them() -> None:
    types = {
        v.cabinet: v.type
        for v in potential(Assembly.from_seats({"a": 60, "b": 25, "c": 15})).verdicts()
    }
    assert types["a",] == "single-party majority"
    assert types["b",] == "single-party minority"
    assert types["b", "c"] == "minority coalition"
    assert types["a", "b"] == "surplus majority"
    assert judge(TOY, ["red", "blue"]).type == "minimal winning"


def test_why_not_always_has_an_answer() -> None:
    stated = Terms(
        (
            Exclude(
                "no-blue",
                by=("green",),
                parties=("blue",),
                binds=("cabinet", "support", "tolerance"),
                text="We shall never sit with Blue",
                said_by="G. Reen",
                date="2018-09-01",
                source="paper",
            ),
        )
    )
    answer = why(TOY, ["blue", "green"], stated, space=Space.from_order(["green", "red", "blue"]))
    assert repr(answer) == "<Why blue+green: ruled out>"
    said = "green: We shall never sit with Blue (G. Reen, 2018-09-01)"
    assert answer.rows() == [
        {
            "step": "numbers",
            "says": "blue+green: 60 of 100 votes, 9 above the quota",
            "source": "",
        },
        {
            "step": "rule",
            "says": "positive: more than half of all 100 votes (51)",
            "source": "",
        },
        {"step": "alone", "says": "passes when all others vote against", "source": ""},
        {
            "step": "needed",
            "says": "blue, green: it fails when any of these leaves",
            "source": "",
        },
        {"step": "range", "says": "2 on left-right", "source": ""},
        {"step": "term no-blue", "says": said, "source": "paper"},
        {"step": "verdict", "says": "ruled out by no-blue", "source": ""},
    ]
    assert answer.summary()["status"] == "ruled out"
    assert answer.sources == ("paper",)
    nobody = why(
        TOY,
        ["blue"],
        Terms((*stated, Exclude("r", by=("red",), parties=("blue",), binds=("support",)))),
    )
    assert ("outside help", "none that the stated terms allow", "") in nobody.steps
    hopeless = why(
        Assembly("x", TOY.parties, investiture=Investiture("positive", Quota(TOY.votes, 101))),
        ["blue"],
    )
    assert ("outside help", "none is enough", "") in hopeless.steps


def test_five_ways_are_not_all_read_out() -> None:
    crowd = Assembly.from_seats(dict.fromkeys("abcdefghi", 1), kind="negative")
    steps = {s: says for s, says, _ in why(crowd, ["a"]).steps}
    assert steps["outside help"].endswith("; or 66 other ways")  # four abstainers of eight


def test_potential_governments_are_told_in_numbers_rows_and_one_line() -> None:
    no = Terms((Exclude("no-blue", by=("green",), parties=("blue",), source="paper"),))
    judged = potential(TOY, no, include=["green"])
    assert repr(judged) == "<Potential toy: 1 impossible, 2 ruled out, 1 open>"
    assert judged.summary() == {"impossible": 1, "ruled_out": 2, "open": 1, "depends": 0}
    assert [r["parties"] for r in judged.rows()] == [("red", "green")]
    assert judged.sources == ("paper",)
    assert judged.parameters == {"minority": False, "include": ("green",)}
    assert potential(TOY, together=[("red", "blue")]).parameters["together"] == (("red", "blue"),)
    assert judged.verdict(["red", "green"]).ways == (Government(("red", "green")),)
    assert repr(judged.verdict(["green", "red"])) == (
        "<Verdict red+green: open, 65 of 100 votes, passes alone>"
    )


# -- many parties ------------------------------------------------------------------------------


def test_beyond_twenty_parties_minimal_winning_cabinets_are_judged_and_it_is_said() -> None:
    crowd = Assembly.from_seats({f"p{k}": 1 + (k == 0) * 30 for k in range(23)})
    judged = potential(crowd)
    assert not judged.complete
    assert judged.count("open") == 1
    assert judged.notes == (
        "23 parties: of the cabinets, the first 1 minimal winning ones are judged",
    )
    assert potential(crowd, include=["p0"]).count("open") == 1
    assert potential(crowd, exclude=["p0"]).count("open") == 0


def test_where_the_ways_are_too_many_one_minimal_way_is_given() -> None:
    crowd = Assembly.from_seats(
        {"gov": 30} | {f"p{k}": 5 for k in range(18)}, kind="positive", name="crowd"
    )
    verdict = judge(crowd, ["gov"], minority=True)
    assert verdict.status == "open"
    (way,) = verdict.ways
    assert len(way.support) == 7  # 30 and 7 times 5 are 65 of 120, six times 5 only 60
    negative = Assembly.from_seats({"gov": 30} | {f"p{k}": 5 for k in range(18)}, kind="negative")
    (way,) = judge(negative, ["gov"]).ways
    assert (way.support, len(way.tolerates)) == ((), 6)  # 60 of 120 against is no majority
    plurality = Assembly.from_seats(
        {"gov": 30} | {f"p{k}": 5 for k in range(18)}, kind="plurality"
    )
    for way in judge(plurality, ["gov"], minority=True).ways:
        helpers = way.support + way.tolerates
        rule = plurality.investiture.rule
        assert rule is not None
        assert rule.passes(way.division)
        for p in helpers:
            lazier = Division(way.division.yes - {p}, way.division.abstain - {p})
            assert not rule.passes(lazier)
    majority_alone = Assembly.from_seats(
        {"gov": 95} | {f"p{k}": 5 for k in range(18)}, kind="negative"
    )
    assert judge(majority_alone, ["gov"]).ways == (Government(("gov",)),)


# -- bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (
            lambda: potential(
                Assembly("EU Council", TOY.parties, investiture=Investiture("none", None))
            ),
            "EU Council forms no government: it has no investiture rule",
        ),
        (
            lambda: judge(TOY, ["gren"]),
            "no party 'gren'; there are red, blue, green. Did you mean 'green'?",
        ),
        (lambda: judge(TOY, []), "a cabinet has at least one party"),
        (
            lambda: potential(TOY, Terms((Exclude("t", by=("red",), parties=("brown",)),))),
            "no party 'brown'; there are red, blue, green.",
        ),
        (
            lambda: potential(TOY).count("opne"),
            (
                "no status 'opne'; there are impossible, ruled out, open, depends. "
                "Did you mean 'open'?"
            ),
        ),
        (
            lambda: potential(TOY, include=["red"], exclude=["red"]),
            "'red' is both included and excluded",
        ),
        (
            lambda: potential(Assembly.from_seats({f"p{k}": 1 for k in range(64)})),
            (
                "64 parties: cabinets are judged for up to 62; "
                "formateur coalitions lists coalitions of any number"
            ),
        ),
    ],
)
def test_a_question_without_sense_is_refused_in_one_sentence(question, sentence: str) -> None:
    with pytest.raises(FormateurError) as refused:
        question()
    assert str(refused.value) == sentence


def test_a_cabinet_that_nobody_opposes_needs_no_help_under_a_negative_rule() -> None:
    lone = Assembly.from_seats({"a": 3, "b": 3}, kind="negative")
    assert judge(lone, ["a"]).ways == (Government(("a",)),)  # three of six are no majority
    assert isinstance(lone.investiture.rule, NotOpposed)
    assert governments.ALL_PARTIES >= 20


def test_the_account_says_when_it_names_one_way_of_perhaps_many() -> None:
    crowd = Assembly.from_seats({"gov": 30} | {f"p{k}": 5 for k in range(18)}, name="crowd")
    few = Assembly.from_seats({"gov": 30} | {f"p{k}": 10 for k in range(9)}, name="few")
    said = {
        a.name: dict(r[:2] for r in why(a, ["gov"]).steps)["outside help"] for a in (crowd, few)
    }
    assert said["crowd"].endswith("perhaps others, too many ways to vote to look through")
    assert said["few"].endswith("other ways")
