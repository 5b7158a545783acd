"""The public API as users type it: checked by mypy, never run."""

from collections.abc import Iterator
from typing import assert_type

import formateur as fm
from formateur.agreement.jurisdictions import Lattice, lattice
from formateur.agreement.portfolios import Portfolios, gamson
from formateur.agreement.programme import (
    Agreements,
    Compromise,
    Judgments,
    Outcome,
    Programme,
    agreements,
    compromise,
    judge_theses,
    read_positions,
)
from formateur.coalitions import Coalitions
from formateur.durability.breaking import Breaking, breaking, stream
from formateur.durability.margins import Seats, margin, seats_to_lose
from formateur.durability.rebellion import Survival, survival_probability
from formateur.elections.apportion import Apportionment, apportion
from formateur.governments import Potential, Verdict, Why
from formateur.power import Power
from formateur.report import Decisions, Form
from formateur.theories import Prediction, Predictions

seats = fm.Assembly.from_seats({"red": 40, "blue": 35, "green": 25}, name="toy", quota=51)
assert_type(seats, fm.Assembly)
assert_type(seats.party("red"), fm.Party)
assert_type(seats.wins(["red", "green"]), bool | None)
assert_type(seats.seats_of(["red"]), tuple[int, int])

space = fm.Space.from_order(["red", "green", "blue"])
terms = fm.Terms((fm.Exclude("no", by=("green",), parties=("blue",), binds=("cabinet",)),))

assert_type(fm.coalitions.minimal_winning(seats), Iterator[tuple[str, ...]])
assert_type(fm.coalitions.find(seats, "winning", limit=3), Coalitions)
assert_type(fm.potential(seats, terms, minority=True), Potential)
assert_type(fm.judge(seats, ["red"], terms), Verdict)
assert_type(fm.why(seats, ["red"], terms, space=space), Why)
assert_type(fm.predict("minimal_range", seats, space=space), Prediction)
assert_type(fm.predict_all(seats, space=space), Predictions)
assert_type(fm.form("riksdag-2018"), Form)
assert_type(fm.why("riksdag-2018", ["s", "mp"]), Why)
assert_type(fm.predict("connected", "riksdag-2018"), Prediction)
assert_type(fm.voting_power({"a": 50, "b": 49}, quota="2/3"), Power)
assert_type(fm.breaking("riksdag-2018", ["s", "mp"]), Breaking)
assert_type(fm.coalitions.count({"a": 50, "b": 49}), Coalitions)
assert_type(fm.form(fm.cases.read("mine.yaml"), top=10), Form)
assert_type(fm.decisions("eu-council"), Decisions)
assert_type(fm.cases.load("riksdag-2018"), fm.Case)
assert_type(fm.load("mine.yaml"), fm.Case)
assert_type(fm.load_record("mine.jsonl"), fm.Record)
assert_type(fm.Division.of(["s"], abstain=["c"]), fm.Division)
assert_type(fm.rules.majority(seats.votes, of="cast").passes(fm.Division.of(["red"])), bool | None)
assert_type(apportion({"red": 40, "blue": 35}, 5, method="hare"), Apportionment)
assert_type(gamson({"red": 40, "blue": 35}, 12), Portfolios)
assert_type(lattice(seats, space), Lattice)

theses = Programme.of({"red": {"ferry": 1, "dyke": 0}, "blue": {"ferry": -1}}, name="coast")
assert_type(theses, Programme)
assert_type(read_positions("mine.xlsx", theses=["ferry"]), Programme)
assert_type(agreements(theses, weighted=False), Agreements)
assert_type(compromise(theses, ["red", "blue"], otherwise={"red": 0.2}), Compromise)
assert_type(compromise(theses, ["red"]).points, tuple[Outcome, ...])
assert_type(judge_theses(theses, votes={"red": 3, "blue": 2}, rules=["ferry -> dyke"]), Judgments)

made = fm.Government(("red", "green"))
assert_type(margin(seats, made), int | tuple[int, int])
assert_type(seats_to_lose(seats, made, "abstain"), Seats)
assert_type(breaking(seats, ["red", "green"], by="seat", exit="vacant"), Breaking)
assert_type(stream(seats, made, vote="decision"), Iterator[tuple[str, ...]])
assert_type(fm.durability.scenarios.leave(seats, {"red": 1}, size="smaller"), fm.Assembly)
assert_type(fm.durability.scenarios.compared(seats, seats), fm.durability.scenarios.Shift)
assert_type(survival_probability(seats, made, {"red": 0.02}, together=["red"]), Survival)
