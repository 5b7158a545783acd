"""Bodies inside parties: a committee of 21 binds 62 deputies in an assembly of 101."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import comb

import pytest

from formateur.assembly import Assembly, Body, Faction, Party, Person
from formateur.errors import FormateurError
from formateur.power import POWER_INDICES, power
from formateur.power.bodies import leading, nested
from formateur.rules import Residual, majority

FIVE = ("ka", "ry", "mi", "zi", "no")


def committee(size: int, *, leaving: bool = False) -> Assembly:
    """The assembly of 101 in which the split of 39 seats is unknown."""
    members = () if leaving else tuple(Person(p, faction="five") for p in FIVE)
    body = Body("centre", size, members=members, binds="red")
    others = ("green", "blue", "white")
    parties = (Party("red", 62), *(Party(p, None) for p in others))
    return Assembly("soviet", parties, residual=(Residual(others, 39),), blocs=(body,))


def banzhaf_of_bloc(size: int, rest: int, quota: int) -> Fraction:
    """P(a bloc of `size` is critical among `rest` single voters)."""
    ways = sum(comb(rest, k) for k in range(max(quota - size, 0), min(quota, rest + 1)))
    return Fraction(ways, 2**rest)


def test_the_party_with_62_of_101_decides_alone_whatever_the_others_hold() -> None:
    for index in ("banzhaf", "shapley_shubik", "johnston", "deegan_packel"):
        assert power(committee(21), index=index)[index]["red"] == 1


@pytest.mark.parametrize(("size", "leaving"), [(21, False), (16, True)])
def test_each_member_of_the_committee_holds_an_equal_share_of_everything(
    size: int, leaving: bool
) -> None:
    found = power(
        committee(size, leaving=leaving), by="person", index=["banzhaf", "shapley-shubik"]
    )
    for values in found.values.values():
        shares = [v for p, v in values.items() if p not in ("green", "blue", "white")]
        assert shares == [Fraction(1, size)] * size


def test_five_who_vote_together_hold_more_than_their_share_until_they_leave() -> None:
    found = power(committee(21), by="faction", index=["banzhaf-absolute", "shapley-shubik"])
    assert found["banzhaf-absolute"]["five"] == banzhaf_of_bloc(5, 16, 11)
    # A bloc of 5 is pivot at 5 of 17 places in the order.
    assert found["shapley-shubik"]["five"] == Fraction(5, 17)
    assert found["shapley-shubik"]["centre-6"] == Fraction(12, 17) / 16
    after = power(committee(16, leaving=True), by="faction", index="shapley-shubik")
    assert after["shapley-shubik"]["centre-1"] == Fraction(1, 16)


def test_without_discipline_the_committee_has_no_power_and_each_deputy_an_equal_share() -> None:
    found = power(committee(21), by="person", discipline="off", index="shapley-shubik")
    values = found["shapley-shubik"]
    assert all(values[p] == 0 for p in FIVE)
    deputies = [p for p in values if p.startswith(("red-", "green+blue+white-"))]
    assert len(deputies) == 101
    assert all(values[p] == Fraction(1, 101) for p in deputies)


def test_where_most_deputies_follow_the_committee_still_decides_nearly_everything() -> None:
    found = power(committee(21), by="person", discipline="3/4", index="banzhaf-absolute")
    values = found["banzhaf-absolute"]
    # 46 of 62 follow; 16 and the other 39 vote alone: the bloc is critical in 5..50 of 55 yeses.
    bloc = Fraction(sum(comb(55, k) for k in range(5, 51)), 2**55)
    member = Fraction(comb(20, 10), 2**20)
    assert values["ka"] == member * bloc
    assert 0 < values["red-1"] < Fraction(1, 10**6)


@pytest.mark.parametrize("share", [Fraction(0), Fraction(1, 2), Fraction(1)])
def test_discipline_moves_power_from_deputies_to_the_committee(share: Fraction) -> None:
    game = nested(committee(3, leaving=True), discipline=share)
    bound = int(share * 62)
    assert len([p for p in game.players if p.startswith("red-")]) == 62 - bound


def test_factions_with_seats_vote_as_blocs_where_no_body_binds_the_party() -> None:
    wings = (Faction("left", seats=20), Faction("right", seats=10))
    house = Assembly("house", (Party("red", 30, factions=wings), Party("blue", 25)))
    found = power(house, by="faction", index="shapley-shubik")["shapley-shubik"]
    assert set(found) == {"left", "right", "blue"}
    assert dict(found) == dict(
        power({"left": 20, "right": 10, "blue": 25}, index="shapley-shubik")["shapley-shubik"]
    )


def test_a_rule_that_counts_no_votes_knows_no_deputies() -> None:
    house = Assembly("house", (Party("red", 30), Party("blue", 25)))
    council = replace(house, rule=majority(house.weights("one")), quota=None)
    with pytest.raises(FormateurError, match="the rule counts one, which deputies"):
        power(council, by="person", discipline="off")


# -- leading groups ---------------------------------------


@pytest.mark.parametrize(("size", "needed"), [(21, 11), (16, 9)])
def test_a_majority_of_the_committee_is_the_smallest_group_that_decides_everything(
    size: int, needed: int
) -> None:
    rows = leading(committee(size, leaving=True)).rows()
    assert [(r["level"], r["size"], r["groups"]) for r in rows] == [
        ("party", 1, 1),
        ("body", needed, comb(size, needed)),
        ("person", needed, comb(size, needed)),
    ]
    assert rows[0]["group"] == ("red",)
    assert rows[-1]["group"] == f"any {needed} of {size} members of centre"


def test_a_faction_of_five_needs_six_more() -> None:
    row = next(r for r in leading(committee(21)).rows() if r["level"] == "faction")
    assert row["size"] == 7
    assert row["groups"] == comb(16, 6)
    assert row["group"] == ("five", "any 6 of 16 (centre-6 .. centre-21)")


def test_without_a_majority_party_no_group_is_sure_while_seats_are_unknown() -> None:
    body = committee(21)
    parties = (Party("red", 40), *body.parties[1:])
    unsure = Assembly("soviet", parties, residual=(Residual(("green", "blue", "white"), 61),))
    rows = leading(unsure).rows()
    assert [r["group"] for r in rows] == [("green", "blue", "white")]


def test_the_leading_groups_of_a_plain_house_are_its_smallest_majorities() -> None:
    house = Assembly.from_seats({"a": 8, "b": 21, "c": 26, "d": 12, "e": 33})
    assert [r["group"] for r in leading(house).rows()] == [("b", "e"), ("c", "e")]


def test_every_index_that_tables_answer_answers_for_persons() -> None:
    made = nested(committee(21))
    for index, row in POWER_INDICES.items():
        if not row.needs and index != "minimum_integer_weights":
            values = row.load()(made)
            assert values["ka"] == values["centre-21"]


@pytest.mark.parametrize("n", [21, 29])
def test_among_many_parties_of_different_sizes_the_fewest_are_counted_and_one_group_named(
    n: int,
) -> None:
    seats = {f"p{k}": 10 + 3 * k for k in range(n)}
    house = Assembly.from_seats(seats)
    (row,) = leading(house).rows()
    majority_of = sum(seats.values()) // 2 + 1
    heaviest = sorted(seats.values(), reverse=True)
    assert sum(heaviest[: row["size"]]) >= majority_of > sum(heaviest[: row["size"] - 1])
    ways = [{0: 1}] + [{} for _ in range(n)]  # by members: how many groups of each weight
    for weight in seats.values():
        for k in range(n, 0, -1):
            for held, many in ways[k - 1].items():
                ways[k][held + weight] = ways[k].get(held + weight, 0) + many
    winning = sum(many for held, many in ways[row["size"]].items() if held >= majority_of)
    assert row["groups"] == winning
    (named,) = row["group"]
    group = named.split("such as ")[1].split(", ")
    assert len(group) == row["size"]
    assert sum(seats[p] for p in group) == row["votes"] >= majority_of
