"""Decision rules: who passes what, against the meaning of each rule spelled out vote by vote."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brute_force
from formateur.assembly import Assembly, Party
from formateur.coalitions.tables import (
    Ballots,
    SubsetSums,
    Sums,
    winners_by_size,
    winning_table,
)
from formateur.errors import FormateurError, UnknownIdError
from formateur.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    Bloc,
    Counts,
    Division,
    Investiture,
    NotOpposed,
    Present,
    Quota,
    Residual,
    Rule,
    Share,
    Weights,
    casting_vote,
    confidence,
    investiture,
    majority,
    parse_share,
)
from formateur.testing import divisions, rules

GOLDEN = Path(__file__).parent / "golden" / "rules"
PLAYERS = ("a", "b", "c", "d")
quick = settings(max_examples=150, deadline=None)


def golden(name: str) -> dict:
    return tomllib.loads((GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))


def said(rule: Rule, division: Division) -> dict[str, str]:
    return brute_force.votes_in(division, brute_force.everybody(rule) | set(PLAYERS))


# -- oracle and laws over random trees ---------------------------------------------------------


@quick
@given(rules(PLAYERS), divisions(PLAYERS))
def test_every_rule_decides_as_its_words_say(rule: Rule, division: Division) -> None:
    assert rule.passes(division) is brute_force.passes(rule, said(rule, division))


@quick
@given(rules(PLAYERS))
def test_many_divisions_judged_at_once_pass_as_each_does_alone(rule: Rule) -> None:
    ways = list(product(("no", "abstain", "yes"), repeat=len(PLAYERS)))
    yes = np.array([sum((v == "yes") << k for k, v in enumerate(w)) for w in ways])
    abstain = np.array([sum((v == "abstain") << k for k, v in enumerate(w)) for w in ways])
    surely, possibly = rule.truth(Ballots(PLAYERS, yes, abstain))
    expected = [
        brute_force.passes(
            rule,
            dict.fromkeys(brute_force.everybody(rule), "no") | dict(zip(PLAYERS, w, strict=True)),
        )
        for w in ways
    ]
    assert np.broadcast_to(surely, len(ways)).tolist() == expected
    assert np.broadcast_to(possibly, len(ways)).tolist() == expected


@st.composite
def one_threshold(draw: st.DrawFn, votes: Weights) -> Rule:
    """One threshold over these votes, perhaps of the votes against."""
    base = draw(st.sampled_from(["members", "cast", "present"]))
    share = Fraction(draw(st.sampled_from(["0", "1/4", "1/2", "3/5", "2/3", "1"])))
    leaf = draw(
        st.sampled_from(
            [
                Share(votes, share, base, strict=draw(st.booleans())),
                Quota(votes, draw(st.integers(0, int(votes.total) + 1))),
                Present(votes, draw(st.integers(0, int(votes.total)))),
            ]
        )
    )
    return NotOpposed(leaf) if draw(st.booleans()) else leaf


@quick
@given(st.data(), st.lists(st.integers(0, 9), min_size=4, max_size=4), divisions(PLAYERS))
def test_minutes_that_print_only_totals_are_judged_like_the_roll_call(
    data: st.DataObject, seats: list[int], division: Division
) -> None:
    votes = Weights.of(dict(zip(PLAYERS, seats, strict=True)))
    rule = data.draw(one_threshold(votes))
    ways = [division.vote(p) for p in PLAYERS]
    totals = {
        way: sum(n for n, w in zip(seats, ways, strict=True) if w == way)
        for way in ("yes", "no", "abstain", "absent")
    }
    assert rule.passes(Counts(**totals)) is rule.passes(division)


@quick
@given(rules(PLAYERS), divisions(PLAYERS), st.sampled_from(PLAYERS))
def test_a_vote_moved_towards_yes_never_defeats_a_proposal(
    rule: Rule, division: Division, mover: str
) -> None:
    def moved(vote: str) -> Division:
        rest = {p: division.vote(p) for p in PLAYERS} | {mover: vote}
        return Division.of(
            [p for p, v in rest.items() if v == "yes"],
            abstain=[p for p, v in rest.items() if v == "abstain"],
            absent=[p for p, v in rest.items() if v == "absent"],
        )

    against, abstaining, favour = (rule.passes(moved(v)) for v in ("no", "abstain", "yes"))
    assert against <= abstaining <= favour


@quick
@given(rules(PLAYERS), divisions(PLAYERS))
def test_not_opposed_twice_is_the_rule_itself(rule: Rule, division: Division) -> None:
    assert NotOpposed(NotOpposed(rule)).passes(division) is rule.passes(division)


@quick
@given(rules(PLAYERS))
def test_a_tree_that_is_one_quota_says_which(rule: Rule) -> None:
    form = rule.weighted()
    if form is None:
        return
    weights, quota = form
    for coalition in brute_force.subsets(PLAYERS):
        held = sum(w for p, w in weights.pairs if p in coalition)
        votes = {p: "yes" if p in coalition else "no" for p in PLAYERS}
        assert (held >= quota) is brute_force.passes(rule, votes)


@quick
@given(rules(PLAYERS))
def test_winning_coalitions_are_counted_by_size_in_either_way(rule: Rule) -> None:
    from formateur.coalitions import tables

    players = tuple(sorted(brute_force.everybody(rule)))
    expected = dict.fromkeys(range(len(players) + 1), 0)
    for coalition in brute_force.subsets(players):
        votes = {p: "yes" if p in coalition else "no" for p in players}
        expected[len(coalition)] += brute_force.passes(rule, votes)
    assert winners_by_size(rule, players) == expected
    with pytest.MonkeyPatch.context() as small:
        small.setattr(tables, "TABLE_PLAYERS", 0)
        if tables.countable_by_size(rule, players):
            assert winners_by_size(rule, players) == expected


# -- unknown seats -----------------------------------------------------------------------------


@st.composite
def half_known(draw: st.DrawFn) -> Weights:
    """Four parties, two or three of them in residual groups."""
    groups = draw(
        st.sampled_from([(("a", "b"),), (("a", "c", "d"),), (("a", "b"), ("c", "d")), (("d",),)])
    )
    hidden = {p for g in groups for p in g}
    known = {p: None if p in hidden else draw(st.integers(0, 6)) for p in PLAYERS}
    return Weights.of(known, groups=[Residual(g, draw(st.integers(0, 6))) for g in groups])


@quick
@given(st.data(), half_known(), divisions(PLAYERS))
def test_a_verdict_under_unknown_seats_holds_for_every_split_and_is_never_timid(
    data: st.DataObject, votes: Weights, division: Division
) -> None:
    rule = data.draw(one_threshold(votes))
    verdicts = {
        brute_force.passes(rule, said(rule, division), split)
        for split in brute_force.splits(votes.groups)
    }
    assert rule.passes(division) is (verdicts.pop() if len(verdicts) == 1 else None)


@quick
@given(st.data(), half_known(), divisions(PLAYERS))
def test_a_tree_over_unknown_seats_is_never_wrong(
    data: st.DataObject, votes: Weights, division: Division
) -> None:
    one = Weights.of(dict.fromkeys(PLAYERS, 1), name="one")
    first, second = data.draw(one_threshold(votes)), data.draw(one_threshold(votes))
    rule = data.draw(
        st.sampled_from(
            [
                AllOf((first, majority(one))),
                AnyOf((first, second)),
                AtLeast(2, (first, second, majority(one))),
                NotOpposed(AllOf((first, second))),
                Bloc("d", Quota(Weights.of({"a": 1, "b": 1}), 1), first),
            ]
        )
    )
    verdict = rule.passes(division)
    verdicts = {
        brute_force.passes(rule, said(rule, division), split)
        for split in brute_force.splits(votes.groups)
    }
    assert verdict is None or verdicts == {verdict}


@quick
@given(half_known(), st.data())
def test_unknown_seats_are_judged_alike_one_by_one_and_all_at_once(
    votes: Weights, data: st.DataObject
) -> None:
    rule = data.draw(one_threshold(votes))
    surely, possibly = winning_table(rule, PLAYERS)
    for mask, (sure, maybe) in enumerate(zip(surely, possibly, strict=True)):
        coalition = [p for k, p in enumerate(PLAYERS) if mask >> k & 1]
        assert rule.wins(coalition) is (bool(sure) if sure == maybe else None)


def test_a_committee_of_unknown_size_leaves_the_vote_of_its_deputies_open() -> None:
    committee = majority(
        Weights.of({"old": None, "new": None}, groups=[Residual(("old", "new"), 21)])
    )
    deputies = Weights.of({"party": 62, "others": 39})
    rule = Bloc("party", committee, majority(deputies))
    assert rule.wins(["old"]) is None
    assert rule.wins(["old", "new"]) is True
    assert NotOpposed(rule).wins(["old"]) is None
    surely, possibly = rule.truth(Ballots(("old", "new", "party"), np.array([0, 1, 3])))
    assert (surely.tolist(), possibly.tolist()) == ([False, False, True], [False, True, True])
    against = NotOpposed(rule).truth(Ballots(("old", "new", "party"), np.array([0, 1, 3])))
    assert [v.tolist() for v in against] == [[False, False, True], [False, True, True]]


# -- real bodies -------------------------------------------------------------------------------


def test_sweden_2019_elected_a_premier_whom_more_opposed_than_backed() -> None:
    book = golden("investiture_sweden_2019")
    riksdag = Weights.of({"members": book["votes"]["total"]})
    counted = Counts(**{k: n for k, n in book["votes"].items() if k != "total"})
    found = {
        "negative_absolute": investiture("negative", riksdag),
        "positive_simple": investiture("positive", riksdag, of="cast"),
        "positive_absolute": investiture("positive", riksdag),
    }
    assert {k: i.rule.passes(counted) for k, i in found.items()} == book["expected"]


def test_sweden_2019_party_by_party_is_the_same_vote() -> None:
    votes = golden("investiture_sweden_2019")["votes"]
    camps = Weights.of({k: votes[k] for k in ("yes", "no", "abstain", "absent")})
    division = Division.of(["yes"], abstain=["abstain"], absent=["absent"])
    assert investiture("negative", camps).rule.passes(division) is True
    assert investiture("plurality", camps).rule.passes(division) is False
    assert repr(division) == "<Division: yes yes, abstain abstain, absent absent, the rest no>"


def test_a_majority_of_717_members_is_359() -> None:
    book = golden("majority_717")
    chamber = Assembly.from_seats({"a": 400, "b": book["seats"] - 400})
    assert chamber.quota == book["expected"]["majority"]


def test_two_chambers_and_a_president_make_law_unless_the_veto_is_overridden() -> None:
    house, senate = ("h1", "h2", "h3"), ("s1", "s2", "s3")
    seats = Weights.of(dict.fromkeys(house, 1) | dict.fromkeys(senate, 0), name="house")
    states = Weights.of(dict.fromkeys(house, 0) | dict.fromkeys(senate, 1), name="senate")
    president = Weights.of(dict.fromkeys([*house, *senate], 0) | {"president": 1})
    both = AllOf((majority(seats), majority(states)))
    override = AllOf((Share(seats, Fraction(2, 3)), Share(states, Fraction(2, 3))))
    law = AnyOf((AllOf((both, Quota(president, 1))), override))
    assert law.wins(["h1", "h2", "s1", "s2", "president"])
    assert law.wins([*house, *senate])
    assert law.wins(["h1", "h2", "s1", "s2"])  # two thirds of three
    assert not law.wins([*house, "president", "s1"])
    assert law.weighted() is None


def test_a_permanent_member_alone_stops_the_security_council() -> None:
    permanent = [f"p{k}" for k in range(5)]
    elected = [f"e{k}" for k in range(10)]
    one = Weights.of(dict.fromkeys([*permanent, *elected], 1), name="one")
    vetoes = Weights.of(dict.fromkeys(permanent, 1) | dict.fromkeys(elected, 0), name="vetoes")
    council = AllOf((Quota(one, 9), NotOpposed(Quota(vetoes, 1))))
    assert council.passes(Division.of([*permanent, *elected[:4]]))
    assert not council.passes(Division.of([*permanent[1:], *elected]))
    # An abstaining permanent member does not stop it, and does not count towards the nine.
    abstaining = Division.of([*permanent[1:], *elected[:5]], abstain=permanent[:1])
    assert council.passes(abstaining)
    assert not council.passes(Division.of([*permanent[1:], *elected[:4]], abstain=["p0"]))
    assert sum(winners_by_size(council).values()) == 848


def test_eleven_of_a_committee_of_21_carry_62_of_101_deputies() -> None:
    names = [f"c{k}" for k in range(21)]
    committee = majority(Weights.of(dict.fromkeys(names, 1), name="one"))
    rule = Bloc("party", committee, majority(Weights.of({"party": 62, "others": 39})))
    assert rule.wins(names[:11])
    assert not rule.wins(names[:10])
    assert not rule.wins([*names[:10], "others"])
    assert rule.players == (*names, "others")
    assert AllOf((rule,)).players == rule.players
    # Five resign: the inner quota falls to 9 of 16, nothing else moves.
    smaller = majority(Weights.of(dict.fromkeys(names[5:], 1), name="one"))
    after = Bloc("party", smaller, rule.rule)
    assert after.wins(names[5:14])
    assert not after.wins(names[5:13])


def test_blocs_stand_inside_blocs() -> None:
    city = Bloc(
        "committee",
        majority(Weights.of({"x": 1, "y": 1, "z": 1}, name="one")),
        Bloc(
            "party",
            majority(Weights.of({"committee": 3, "rest": 2}, name="one")),
            majority(Weights.of({"party": 62, "others": 39})),
        ),
    )
    assert city.wins(["x", "y"])
    assert not city.wins(["x", "rest", "others"])


def test_the_chair_decides_when_votes_are_equal_and_only_then() -> None:
    rule = casting_vote(Weights.of({"a": 2, "b": 2, "c": 1}), "b")
    assert rule.passes(Division.of(["b"], abstain=["c"])) is True
    assert rule.passes(Division.of(["a"], abstain=["c"])) is False
    assert rule.wins(["a", "c"]) is True
    assert rule.wins(["b"]) is False


def test_without_a_quorum_nothing_passes() -> None:
    votes = Weights.of({"a": 40, "b": 35, "c": 25})
    rule = AllOf((Present(votes, 51), majority(votes, of="cast")))
    assert rule.passes(Division.of(["a"], absent=["b", "c"])) is False
    assert rule.passes(Division.of(["a"], abstain=["c"], absent=["b"])) is True
    assert rule.weighted() == (votes, 51)  # when all vote the quorum says nothing
    assert AllOf((Present(votes, 101), majority(votes))).weighted() is None
    assert rule.describe() == "51 of 100 votes present and more than half of votes cast"


def test_constructive_no_confidence_needs_one_successor_and_not_just_a_majority() -> None:
    votes = Weights.of({"a": 4, "b": 4, "c": 4})
    angry = Division.of(["b", "c"])
    assert confidence("ordinary", votes).falls(angry) is True
    constructive = confidence("constructive", votes)
    assert constructive.falls(angry) is False
    assert constructive.falls(angry, successor=["b"]) is False
    assert constructive.falls(angry, successor=["b", "c"]) is True
    assert constructive.falls(Division.of(["b"]), successor=["b", "c"]) is False
    assert constructive.describe() == (
        "constructive: falls only by electing a successor with more than half of all 12 votes (7)"
    )
    assert confidence("ordinary", votes, of="cast").describe() == (
        "ordinary: falls by more than half of votes cast"
    )


def test_abstaining_helps_under_a_majority_of_votes_cast_and_hurts_under_one_of_members() -> None:
    votes = Weights.of({"gov": 45, "friend": 10, "foe": 45})
    helped = Division.of(["gov"], abstain=["foe"])
    assert majority(votes, of="cast").passes(helped)
    assert not majority(votes).passes(helped)
    assert not majority(votes, of="present").passes(helped)
    assert NotOpposed(majority(votes)).passes(helped)


def test_an_investiture_tells_its_kind() -> None:
    votes = Weights.of({"a": 2, "b": 1})
    kinds = [investiture(k, votes) for k in ("positive", "negative", "plurality", "none")]
    assert [i.negative for i in kinds] == [False, True, False, False]
    assert [i.describe() for i in kinds] == [
        "positive: more than half of all 3 votes (2)",
        "negative: unless more than half of all 3 votes (2) are against",
        "plurality: more than half of votes cast",
        "forms no government",
    ]
    with pytest.raises(FormateurError, match=r"a negative investiture by a positive rule: more"):
        Investiture("negative", majority(votes))
    inside = AllOf((majority(votes), NotOpposed(Quota(votes, 2))))
    assert Investiture("negative", inside).negative
    formal = Investiture("negative", NotOpposed(majority(votes)), vote=False)
    assert formal.describe().endswith(", no vote is taken")


def test_rules_tell_themselves_in_words() -> None:
    votes = Weights.of({"a": 700, "b": 500})
    one = Weights.of({"a": 1, "b": 1}, name="one")
    two_thirds = Share(votes, Fraction(2, 3))
    assert repr(two_thirds) == "<Share: at least 2/3 of all 1,200 votes (800)>"
    assert repr(AtLeast(1, (two_thirds, Quota(one, 2)))) == (
        "<AtLeast: at least 1 of: at least 2/3 of all 1,200 votes (800); at least 2 of 2 members>"
    )
    assert AnyOf((AllOf((Quota(one, 1), two_thirds)), Quota(one, 2))).describe() == (
        "(at least 1 of 2 members and at least 2/3 of all 1,200 votes (800)), "
        "or at least 2 of 2 members"
    )
    assert Share(one, Fraction(1, 2), "present").describe() == (
        "at least half of members of those present"
    )
    assert Quota(Weights.of({"a": Fraction(1, 2)}), Fraction(1, 2)).describe() == (
        "at least 0.5 of 0.5 votes"
    )
    assert repr(Weights.of({"a": None, "b": 1}, groups=[Residual(("a",), 3)])) == (
        "<Weights votes: a ?, b 1>"
    )
    assert repr(Weights.of(dict.fromkeys("abcdefgh", 1))).endswith("f 1 and 2 more>")
    committee = Bloc("a", Quota(Weights.of({"x": 1}, name="one"), 1), Quota(one, 2))
    assert committee.describe() == (
        "at least 2 of 2 members, with a cast whole by at least 1 of 1 members"
    )


@pytest.mark.parametrize(
    ("text", "share", "strict"),
    [
        ("2/3", Fraction(2, 3), False),
        (">1/2", Fraction(1, 2), True),
        ("> 50%", Fraction(1, 2), True),
        ("66.67%", Fraction(6667, 10000), False),
        ("0%", Fraction(0), False),
        ("1/1", Fraction(1), False),
    ],
)
def test_shares_are_read_as_written(text: str, share: Fraction, *, strict: bool) -> None:
    assert parse_share(text) == (share, strict)


# -- bad input ---------------------------------------------------------------------------------

VOTES = Weights.of({"red": 3, "blue": 2})


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Residual((), 3), "a residual group names no party"),
        (lambda: Residual(("a",), -1), "a residual group has -1 seats; seats are 0 or more"),
        (
            lambda: Weights.of({"a": None}),
            "votes of 'a' is unknown; an unknown weight stands in exactly one residual group",
        ),
        (
            lambda: Weights.of({"a": 3}, groups=[Residual(("a",), 3)]),
            "votes of 'a' is known, yet it is in a residual group",
        ),
        (lambda: Weights.of({"a": -3}), "votes of 'a' is -3; weights are 0 or more"),
        (
            lambda: Weights.of({"a": 3}, groups=[Residual(("b",), 3)]),
            "no party 'b'; there are a.",
        ),
        (lambda: Division.of(["a"], absent=["a", "b"]), "'a' votes in two ways at once"),
        (lambda: Share(VOTES, Fraction(3, 2)), "share 3/2 is outside 0..1"),
        (
            lambda: Share(VOTES, Fraction(1, 2), "voters"),
            "no base of a share 'voters'; there are members, cast, present.",
        ),
        (lambda: AllOf(()), "AllOf combines no rules; give at least one"),
        (lambda: AnyOf(()), "AnyOf combines no rules; give at least one"),
        (lambda: AtLeast(1, ()), "AtLeast combines no rules; give at least one"),
        (lambda: AtLeast(2, (majority(VOTES),)), "at least 2 of 1 rules is not a rule"),
        (lambda: AtLeast(0, (majority(VOTES),)), "at least 0 of 1 rules is not a rule"),
        (
            lambda: Bloc("rd", majority(Weights.of({"x": 1})), majority(VOTES)),
            "no party 'rd'; there are red, blue. Did you mean 'red'?",
        ),
        (
            lambda: Bloc("red", majority(VOTES), majority(VOTES)),
            "the bloc of 'red' decides its own vote: a cycle",
        ),
        (
            lambda: Bloc("red", majority(Weights.of({"x": 1})), majority(VOTES)).passes(
                Counts(yes=3, no=2)
            ),
            "totals cannot say how 'red' votes",
        ),
        (
            lambda: Bloc("red", majority(Weights.of({"x": 1})), majority(VOTES)).truth(
                Sums({Weights.of({"x": 1}): 1, VOTES: 3})
            ),
            "totals cannot say how 'red' votes",
        ),
        (lambda: majority(VOTES).wins(["green"]), "no party 'green'; there are red, blue."),
        (lambda: casting_vote(VOTES, "green"), "no party 'green'; there are red, blue."),
        (
            lambda: parse_share("half"),
            "'half' is not a share; write 2/3 or 66% (at least) or >1/2 (more than)",
        ),
        (
            lambda: parse_share("1/0"),
            "'1/0' is not a share; write 2/3 or 66% (at least) or >1/2 (more than)",
        ),
        (
            lambda: parse_share(0.5),
            "'0.5' is not a share; write 2/3 or 66% (at least) or >1/2 (more than)",
        ),
        (lambda: parse_share("120%"), "share '120%' is outside 0..1"),
        (
            lambda: investiture("negativ", VOTES),
            (
                "no kind of investiture 'negativ'; there are positive, negative, plurality, none. "
                "Did you mean 'negative'?"
            ),
        ),
        (
            lambda: confidence("vote", VOTES),
            "no kind of confidence 'vote'; there are ordinary, constructive.",
        ),
        (
            lambda: SubsetSums.of([2**61, 2**61]),
            "weights sum to 2**62 or more; divide them by a common factor",
        ),
        (
            lambda: winning_table(Share(Weights.of({"a": 2**61}), Fraction(2, 3)), ["a"]),
            (
                "weights times the rule's share reach 2**62; divide the weights by a common "
                "factor or write the share in smaller numbers"
            ),
        ),
        (
            lambda: winning_table(majority(VOTES), [f"p{k}" for k in range(23)]),
            "a table of all coalitions takes up to 22 players; there are 23",
        ),
        (
            lambda: winners_by_size(majority(Weights.of({f"p{k}": 1 for k in range(41)}))),
            "counting by size takes up to 40 players; there are 41",
        ),
        (
            lambda: winners_by_size(
                majority(Weights.of({f"p{k}": Fraction(1, 2) for k in range(23)}))
            ),
            "counting by size needs whole, known weights",
        ),
        (
            lambda: winners_by_size(
                AllOf(
                    tuple(
                        majority(Weights.of({f"p{k}": (k + 3) ** e for k in range(24)}))
                        for e in (2, 3)
                    )
                )
            ),
            (
                "counting by size of 24 players needs a rule whose weights, but for one "
                "weighting, take few values"
            ),
        ),
    ],
)
def test_a_bad_rule_is_refused_in_one_sentence(make, sentence: str) -> None:
    with pytest.raises(FormateurError) as refused:
        make()
    assert str(refused.value) == sentence


def test_unknown_words_are_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownIdError, match="there are positive"):
        Assembly.from_seats({"a": 1}, kind="sideways")
    with pytest.raises(FormateurError, match="no weight 'people' for b"):
        Assembly("x", (Party("a", 1, weights=(("people", 5),)), Party("b", 1))).weights("people")
