"""Every requirement of the project, R01 to R61, on the case it was drawn from and on others.

The requirements stand in docs/reference/requirements.md, each with the function that meets it.
Numbers and ids are those of the record of Petrograd 1917. Where a requirement holds for any case,
it is tested on every bundled record and on a small one made here; test_requirements_elsewhere.py
asks each of them again of a case of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from formateur import cases
from formateur.agreement.model import demands_of
from formateur.agreement.solve import agree
from formateur.durability.walkouts import walk_out
from formateur.errors import CaseError, FormateurError, UnknownIdError
from formateur.governments import judge
from formateur.record import (
    Claim,
    Correction,
    Document,
    Event,
    Exit,
    Facts,
    Member,
    Motion,
    Name,
    Organization,
    Person,
    Proposal,
    Publication,
    Record,
    RecordError,
    Revocation,
    Source,
    Value,
    Variant,
    VoteEvent,
    clashes,
    parse_date,
)
from formateur.record.calendars import check_weekday
from formateur.record.reading import lines_of, plain_fact, read_lines
from formateur.report.evidence import evidence
from formateur.report.record import bodies, standing, timeline
from formateur.terms import Condition, Exclude, Terms

# How many requirements there are: the list is docs/reference/requirements.md.
REQUIREMENTS = 61
PAGE = Path(__file__).parent.parent / "docs/reference/requirements.md"
ELSEWHERE = Path(__file__).with_name("test_requirements_elsewhere.py")

FIVE = ("kamenev", "rykov", "miliutin", "zinoviev", "nogin")
LETTER_DAY = "1917-11-04 OS"
EVE = "1917-11-03 OS"


# -- three records --------------------------------------------------------------------------------


@cache
def petrograd() -> Record:
    found = cases.load("petrograd-1917").record
    assert found is not None
    return found


def village() -> Record:
    """A club with a board of three that binds the reds in a council of seven; other dates."""
    board = Organization(
        id="board",
        name="Board",
        classification="party-organ",
        size=3,
        exits="smaller",
        binds=("reds",),
        founded=parse_date("2001-01-01"),
        speech="Members speak for the board only.",
        released_by=("exit",),
        members=tuple(Member(person=p, entry="elected") for p in ("ann", "bo", "cy")),
        source=("minutes",),
    )
    council = Organization(
        id="council",
        name="Council",
        classification="assembly",
        size=7,
        seats={"reds": 4, "blues": None},
        source=("minutes",),
    )
    reds, blues = (
        Organization(
            id=g,
            name=g.title(),
            classification="party",
            source=("minutes",),
            members=tuple(Member(person=p) for p in who),
        )
        for g, who in (("reds", ("ann", "bo", "cy")), ("blues", ()))
    )
    plan = Motion(
        id="plan",
        title="A bridge",
        question="bridge",
        answer="build",
        effect="settles",
        result="adopted",
        source=("minutes",),
        votes=(
            VoteEvent(yes=4, no=None, source=("minutes",), chosen=True),
            VoteEvent(yes=3, no=2, source=("paper",)),
        ),
    )
    against = Motion(
        id="no-plan",
        title="No bridge",
        question="bridge",
        answer="do not build",
        effect="settles",
        result="adopted",
        source=("minutes",),
        votes=(VoteEvent(yes=2, no=1, source=("minutes",)),),
    )
    new_plan = replace(
        plan, id="ferry", title="A ferry", answer="a ferry", replaces=("plan",), votes=()
    )
    events = (
        act("m1", "2001-02-01", "decision", body="council", motions=(plan,)),
        act("m2", "2001-02-02", "decision", body="board", motions=(against,)),
        act(
            "left",
            "2001-02-03",
            "resignation",
            by=("ann", "bo"),
            leaves=(Exit(persons=("ann", "bo"), organization="board", how="resigned"),),
        ),
        act("m3", "2001-02-04", "decision", body="council", motions=(new_plan,), after=("m1",)),
        act(
            "back",
            "2001-02-05",
            "retraction",
            by=("bo",),
            revokes=(Revocation(event="left", persons=("bo",)),),
        ),
    )
    letter = Document(
        id="note",
        title="A note",
        date=parse_date("2001-02-03"),
        signatories=("ann", "bo"),
        credited=("Ann",),
        source=("paper",),
        publications=(Publication(outlet="Paper", date=parse_date("2001-02-06")),),
    )
    facts = Facts(
        assembly="council",
        persons=tuple(
            Person(id=p, name=p.title(), source=("minutes",)) for p in ("ann", "bo", "cy", "di")
        ),
        organizations=(reds, blues, board, council),
        events=events,
        documents=(letter,),
        variants=(
            Variant(
                id="x1",
                question="Seats of the blues",
                about="council",
                values=(
                    Value(value="3", sets={"seats": {"reds": 4, "blues": 3}}, source=("minutes",)),
                    Value(value="not known", source=("paper",)),
                ),
            ),
        ),
    )
    sources = {
        "minutes": Source("minutes", title="Minutes", quality="P"),
        "paper": Source("paper", title="Paper", quality="T"),
    }
    return Record("village", facts, sources=sources)


def act(id_: str, day: str, kind: str, **more: Any) -> Event:
    return Event(id=id_, date=parse_date(day), kind=kind, title=id_, source=("minutes",), **more)


@cache
def record_named(name: str) -> Record | None:
    return village() if name == "village" else cases.load(name).record


WITH_RECORD = [name for name in (*cases.names(), "village") if record_named(name) is not None]


@pytest.fixture(params=WITH_RECORD)
def any_record(request: pytest.FixtureRequest) -> Record:
    found = record_named(request.param)
    assert found is not None
    return found


def said(one: str, other: str, record: Record | None = None) -> list[str]:
    found = record or petrograd()
    return [c.reason for c in clashes(found.find(one), found.find(other))]


def claims(kind: str) -> list[Claim]:
    return [c for c in petrograd().select(Claim) if isinstance(c, Claim) and c.kind == kind]


# -- A. bodies, people, membership ----------------------------------------------------------------


def test_r01_bodies_of_every_kind_stand_with_parent_elector_and_dates() -> None:
    kinds = {
        "central-committee": "party-organ",
        "vtsik": "executive",
        "congress2": "congress",
        "snk": "government",
        "conference": "conference",
        "constituent-assembly": "assembly",
        "workers-and-soldiers": "public",
    }
    assert {b: petrograd().find(b).classification for b in kinds} == kinds
    vtsik, snk = petrograd().find("vtsik"), petrograd().find("snk")
    assert (vtsik.parent, vtsik.elected_by, vtsik.answers_to) == ("congress2",) * 3
    assert (snk.elected_by, snk.answers_to) == ("congress2", "vtsik")
    assert petrograd().find("commission-of-five").elected_by == "vtsik"
    assert petrograd().find("central-committee").elected_by == "party-congress"
    assert petrograd().find("constituent-assembly").elected_by == "ca-electors"
    congress = petrograd().find("congress2")
    assert (congress.founded.iso(), congress.dissolved.iso()) == ("1917-10-25", "1917-10-27")
    assert "congress2" in petrograd().at("1917-10-26 OS").bodies
    assert "congress2" not in petrograd().at("1917-10-28 OS").bodies
    assert "constituent-assembly" not in petrograd().at(EVE).bodies
    planned = {o.id for o in petrograd().facts.organizations if o.proposed}
    assert planned >= {"peoples-council-420", "enlarged-chamber"}
    assert not planned & set(petrograd().at(EVE).bodies)


def drawn(record: Record) -> tuple[ET.Element, str]:
    """The picture of a record's bodies, and all its words with lines joined."""
    svg = ET.fromstring(bodies(record).plot())
    texts = ["".join(e.itertext()) for e in svg.iter() if e.tag.endswith(("}text", "}title"))]
    return svg, " ".join(texts)


def test_r01_bodies_and_how_they_relate_draw_as_one_graph() -> None:
    _, words = drawn(petrograd())
    house, snk = (petrograd().find(b).name for b in ("vtsik", "snk"))
    assert f"{petrograd().find('central-committee').name} binds bolsheviks in {house}" in words
    assert f"{snk} answers to {house}" in words
    assert "executive, elected by and answers to the body above" in words
    assert "only proposed, council" in words
    elector = petrograd().find("ca-electors").name
    assert f"{petrograd().find('constituent-assembly').name} assembly, elected by" in words
    assert elector in words


def test_r01_every_body_is_drawn_once(any_record: Record) -> None:
    svg, words = drawn(any_record)
    every = [o for o in any_record.facts.organizations if not o.is_group]
    assert [o.id for o in every if o.name not in words] == []
    marks = [e for e in svg.iter() if e.tag.endswith("}circle") and e.get("r") == "5"]
    # Bodies without any relation stand together, those of one kind behind one mark.
    assert 0 < len(marks) <= len(every) == len(bodies(any_record).rows())
    hollow = [m for m in marks if m.get("fill") == "none"]
    assert bool(hollow) == any(o.proposed for o in every)


def test_r02_a_body_that_is_only_proposed_has_a_composition_and_never_stands() -> None:
    for body, terms, size, computed in (
        # the soviets' number is the rest: part of the plan, not of the terms that a source prints
        ("peoples-council-420", "p-comm-420", 420, {"soviets"}),
        ("enlarged-chamber", "p-vtsik", 395, set()),
    ):
        plan = petrograd().find(body)
        assert plan.proposed
        assert (plan.size, sum(plan.seats.values())) == (size, size)
        parts = [c for c in petrograd().find(terms).conditions if c.kind == "composition"]
        printed = {part: None if part in computed else n for part, n in plan.seats.items()}
        assert [(c.body, dict(c.parts)) for c in parts] == [(body, printed)]
        with pytest.raises(UnknownIdError):
            petrograd().at(LETTER_DAY)[body]


def test_r03_a_body_named_differently_by_two_texts_stays_two_bodies() -> None:
    assert petrograd().meaning("tv1") == ("vtsik", "central-committee")
    assert petrograd().find("tv1").chosen == ""


def test_r04_membership_and_office_are_intervals_with_ways_in_and_out() -> None:
    def spells(person: str, body: str, post: str = "") -> list[tuple[str, str, str]]:
        return [
            (m.entry, m.exit, "" if m.end is None else m.end.iso("gregorian"))
            for m in petrograd().ledger.memberships
            if (m.person, m.organization, m.post) == (person, body, post)
        ]

    assert spells("kamenev", "central-committee") == [("elected", "resigned", "1917-11-17")]
    assert spells("kamenev", "vtsik", "chair") == [("elected", "removed", "1917-11-21")]
    assert spells("kamenev", "vtsik") == [("", "", "")]
    assert len(spells("zinoviev", "central-committee")) == 2
    request = petrograd().find("e33")
    assert (request.kind, "kamenev" in request.by) == ("request", True)
    assert request.date.describe() == "29 November / 12 December 1917 (Wednesday)"
    assert "kamenev" not in petrograd().at("1917-12-12")["central-committee"].persons


def test_r04_no_interval_ends_before_it_begins(any_record: Record) -> None:
    for m in any_record.ledger.memberships:
        assert m.start is None or m.end is None or m.end.before(m.start) is not True, m
        assert m.end is None or m.exit or m.ended, m


def test_r05_leaving_the_committee_leaves_the_party_and_an_office_goes_by_its_own_act() -> None:
    state = petrograd().after("e19", "central-committee")
    assert state.size == 16
    late = petrograd().at(LETTER_DAY)
    for person in FIVE:
        held = {m.organization for m in late.of(person)}
        assert "bolsheviks" in held
        assert "central-committee" not in held
    ended = {
        m.person: m.ended
        for m in petrograd().ledger.memberships
        if m.organization == "snk" and m.person in FIVE
    }
    assert ended == dict.fromkeys(("rykov", "miliutin", "nogin"), "e22")
    run = walk_out(petrograd(), FIVE, "central-committee", EVE)
    assert all("bolsheviks" in kept for kept in run.kept.values())


def test_r06_size_and_majority_follow_every_exit() -> None:
    days = ((EVE, 21, 11), (LETTER_DAY, 16, 9), ("1917-11-11 OS", 17, 9))
    for day, size, majority in days:
        body = petrograd().at(day)["central-committee"]
        assert (body.size, body.majority) == (size, majority), day
    rows = petrograd().between(EVE, LETTER_DAY)
    changed = {
        r["what"]: (r["before"], r["after"]) for r in rows if r["body"] == "central-committee"
    }
    assert changed["size"] == (21, 16)
    assert changed["majority"] == (11, 9)


@pytest.mark.parametrize(
    ("quorum", "expected"), [(Fraction(1, 2), [2, 1]), (2, [2, 2]), (None, ["unknown"] * 2)]
)
def test_r06_a_quorum_that_is_a_share_follows_every_exit(
    quorum: int | Fraction | None, expected: list[int | str]
) -> None:
    """The board has three members on one day, one on the next."""
    facts = village().facts
    bodies = tuple(
        replace(o, quorum=quorum) if o.id == "board" else o for o in facts.organizations
    )
    record = replace(village(), facts=replace(facts, organizations=bodies))
    days = ("2001-02-02", "2001-02-03")
    rows = [r for day in days for r in record.at(day).rows() if r["body"] == "board"]
    assert [r["quorum"] for r in rows] == expected
    changed = [r for r in record.between(*days) if r["what"] == "quorum"]
    assert [[r["before"], r["after"]] for r in changed] == (
        [expected] if expected[0] != expected[1] else []
    )
    assert read_lines(lines_of(record)).facts.organizations == bodies


def test_r06_a_majority_is_more_than_half_of_those_it_is_of(any_record: Record) -> None:
    days = {e.date.iso("gregorian") for e in any_record.events if e.date and e.date.exact}
    for day in sorted(days):
        for body in any_record.at(day).bodies.values():
            held = body.size if body.organization.majority == "members" else body.voters
            assert body.majority == (None if held is None else held // 2 + 1)


def test_r07_actors_stand_in_groups_at_more_than_one_level() -> None:
    find = petrograd().find
    assert find("the-democracy").classification == "camp"
    assert find("mensheviks").classification == "party"
    wing = find("menshevik-internationalists")
    assert (wing.classification, wing.parent) == ("wing", "mensheviks")
    assert find("bolshevik-fraction").classification == "parliamentary-group"
    mine = {m.organization for m in petrograd().at(EVE).of("martov")}
    assert mine == {"mensheviks", "menshevik-internationalists"}
    assert find("c-s6-conflict").of == ("the-democracy",)


def test_r08_a_faction_says_whether_it_is_declared_or_inferred_and_by_whom() -> None:
    ten, leading = (petrograd().find(f) for f in ("signatories-of-the-ultimatum", "leading-group"))
    assert (ten.basis, len(ten.members)) == ("declared", 10)
    assert {m.person for m in ten.members} == set(petrograd().find("e17").by)
    assert (leading.basis, leading.by, leading.members) == ("inference", FIVE, ())
    assert petrograd().find("bolshevik-fraction").basis == "members"


@pytest.mark.parametrize("form", ["Yu. Kamenev", "Lev Kamenev", "Kameniev", "YU. KAMENEV"])
def test_r09_one_person_has_many_printed_names(form: str) -> None:
    assert petrograd().named(form).id == "kamenev"


def test_r09_a_name_that_two_persons_may_bear_is_not_guessed() -> None:
    assert petrograd().named("Avilov").id == "avilov"
    assert petrograd().named("N. P. Avilov (Glebov)").id == "avilov-glebov"
    with pytest.raises(UnknownIdError):
        petrograd().named("Kamen")
    facts = petrograd().facts
    glebov = replace(petrograd().find("avilov-glebov"), names=(Name(name="Avilov"),))
    persons = tuple(glebov if p.id == glebov.id else p for p in facts.persons)
    with pytest.raises(UnknownIdError, match="Avilov"):
        replace(petrograd(), facts=replace(facts, persons=persons)).named("Avilov")


# -- B. decisions ---------------------------------------------------------------------------------


def test_r10_a_decision_has_body_day_mover_effect_vote_and_status() -> None:
    put = {d.motion.id: d for d in petrograd().decisions(EVE)}
    bodies = {
        "v05": "central-committee",
        "v08": "vtsik",
        "v09": "central-committee",
        "v-e15": "petrograd-committee",
        "v10": "vtsik",
    }
    assert {m: put[m].body for m in bodies} == bodies
    assert put["v05"].event.date is not None
    assert put["v05"].event.date.describe() == "1/14 November 1917 (Wednesday)"
    assert (put["v10"].motion.by, put["v10"].motion.effect) == (("kamenev",), "frames")
    assert (put["v09"].motion.by, put["v09"].motion.quote) == (("lenin",), "cannot be renounced")
    assert {put[m].status for m in ("v05", "v09", "v-e15", "v10")} == {"in force"}
    assert put["v08"].status == "replaced"


def test_r10_every_decision_has_a_body_a_day_and_a_status(any_record: Record) -> None:
    put = any_record.decisions(parse_date("2100-01-01"))
    assert len(put) == len(any_record.facts.motions)
    for d in put:
        known = {"in force", "replaced", "rescinded", "expired", "unsettled"}
        assert d.status in known | {"rejected", "withdrawn", "postponed", "unknown"}
        assert d.body or d.event.kind == "election", d.motion.id
        assert d.event.date is not None


def test_r11_a_later_decision_replaces_an_earlier_one_and_the_chain_is_kept() -> None:
    now = petrograd().in_force(EVE, body="vtsik", question="talks")
    assert [d.motion.id for d in now] == ["v10"]
    assert now[0].event.id == "e16"
    assert "half of the posts" in now[0].motion.answer
    for motion in ("v06", "v10"):  # from either end
        chain = [(m.id, e.id) for _, m, e in petrograd().chain(motion)]
        assert chain == [("v06", "e13"), ("v07", "e13"), ("v08", "e13"), ("v10", "e16")]
    status = {d.motion.id: d.treated for d in petrograd().decisions(EVE)}
    assert status["v08"] == (("replaces", "v10"),)


def test_r11_the_day_decides_which_of_two_decisions_is_in_force() -> None:
    for day, motion in (("2001-02-03", "plan"), ("2001-02-04", "ferry")):
        found = village().in_force(day, body="council", question="bridge")
        assert [d.motion.id for d in found] == [motion]


def test_r12_a_decision_that_frames_talks_is_no_settlement() -> None:
    effects = {m: petrograd().find(m).effect for m in ("v10", "v09", "v13", "v05")}
    assert effects == {"v10": "frames", "v09": "settles", "v13": "settles", "v05": "procedure"}


def test_r13_what_was_decided_stands_apart_from_three_readings_of_it() -> None:
    formal = petrograd().find("v05")
    assert (formal.answer, formal.vote.options["go on"]) == ("go on", 10)
    readings = [c for c in claims("reading") if "v05" in c.about]
    assert sorted(c.by[0] for c in readings) == ["kamenev", "pipes", "rabinowitch"]
    assert next(c for c in readings if c.by == FIVE).quote == "practically amounts to a refusal"
    assert (len(petrograd().find("x16").values), petrograd().find("x16").chosen) == (3, None)
    told = {r["id"]: r["says"] for r in evidence(petrograd(), "v05").rows()}
    assert {c.id for c in readings} <= set(told)
    assert told["c-rabinowitch"].startswith("rabinowitch: ")


def test_r14_a_refusal_is_explicit_or_constructive_and_has_an_asserter() -> None:
    found = {c.id: (c.form, c.by[0], c.about) for c in claims("refusal")}
    assert found["c-dan"] == ("explicit", "dan", ("p-dan",))
    assert found["c-s1-refusal"] == ("constructive", "kamenev", ("v05",))
    assert petrograd().facts.motions["v05"][0].id == "e12"
    assert {form for form, _, _ in found.values()} == {"explicit", "constructive"}


def test_r15_which_governments_are_open_or_blocked_is_computed_and_says_why() -> None:
    case = cases.load("petrograd-1917")
    alone = judge(case.assembly, ["bolsheviks"], case.terms)
    soviet = judge(case.assembly, ["bolsheviks", "left-srs", "srs", "mensheviks"], case.terms)
    assert (alone.status, alone.type) == ("open", "single-party majority")
    assert (soviet.status, {t.id for t in soviet.terms}) == ("ruled out", {"p-dan", "p-sr"})
    assert soviet.reason.startswith("mensheviks: A government of every socialist party but")
    left, right = (
        judge(case.assembly, ["bolsheviks", other], case.terms)
        for other in ("left-srs", "mensheviks")
    )
    assert left.status == "open"
    assert (right.status, [t.id for t in right.terms]) == ("ruled out", ["p-dan"])
    without = judge(case.assembly, ["left-srs", "mensheviks", "srs"], case.terms)
    assert (without.status, "short" in without.reason) == ("impossible", True)
    unsure = Exclude("t", by=("left-srs",), parties=(), maybe=("bolsheviks",))
    both = judge(case.assembly, ["bolsheviks", "left-srs"], Terms((unsure,)))
    assert both.status == "depends"
    assert "left-srs" in both.reason


def test_r15_three_sets_of_terms_have_no_government_in_common_and_say_why() -> None:
    assert "bolsheviks is excluded by one and given a share by the other" in said(
        "p-dan", "p-vtsik"
    )
    assert said("p-dan", "p-cab") == ["bolsheviks is excluded by one and required by the other"]
    assert len(said("p-cab", "p-vtsik")) == 2


@pytest.mark.parametrize(
    ("terms", "possible"),
    [(("p-dan",), True), (("p-vtsik",), True), (("p-cab",), True), (("p-dan", "p-vtsik"), False)],
)
def test_r15_whether_any_government_meets_sets_of_terms_is_computed(
    terms: tuple[str, ...], possible: bool
) -> None:
    pytest.importorskip("highspy", reason="agreements need highspy (the extra optimise)")
    found = agree(
        demands_of(petrograd().find(t) for t in terms),
        assembly=cases.load("petrograd-1917").assembly,
        persons={"lenin": "bolsheviks", "trotsky": "bolsheviks", "chernov": "srs"},
        posts=13,
        binding="all",
        limit=20,
    )
    assert (found.possible, bool(found.conflicts)) == (possible, not possible)


def test_r16_votes_keep_what_is_unknown_and_every_count() -> None:
    says = {m: petrograd().find(m).vote.says() for m in ("v04", "v10", "v12", "v13")}
    assert says == {"v04": "5-1-3", "v10": "unknown-6-1", "v12": "22-31", "v13": "34-24"}
    assert petrograd().find("v10").vote.yes is None
    assert [v.says() for v in petrograd().find("v12").votes] == ["22-31", "24-34-1"]
    differ = {c.facts: c.says for c in petrograd().contradictions() if c.kind == "counts differ"}
    assert differ["v12",] == "v12: sources count 22-31 or 24-34-1"
    assert set(differ) == {("v12",), ("v-ca",)}
    assert (
        petrograd().find("v14").vote.note
        == "Nine Bolsheviks who had left their posts did not vote."
    )


def test_r16_the_arithmetic_of_a_vote_is_checked() -> None:
    count = VoteEvent(yes=3, no=1, present=3, source=("minutes",))
    motion = Motion(id="m", title="M", result="rejected", votes=(count,))
    meeting = act("meeting", "2001-02-10", "decision", body="council", motions=(motion,))
    facts = village().facts
    record = replace(village(), facts=replace(facts, events=(*facts.events, meeting)))
    kinds = {c.kind: c.says for c in record.contradictions() if "m" in c.facts}
    assert kinds == {"sum": "m: 4 votes, yet 3 present", "result": "m: rejected by 3-1"}


def test_r16_what_is_unknown_in_a_count_is_never_shown_as_a_number(any_record: Record) -> None:
    for event, motion in any_record.facts.put:
        for vote in motion.votes:
            if vote.yes is None and vote.no is not None and not vote.options:
                assert vote.says().startswith(("unknown", "unanimous")), (event.id, motion.id)
                assert vote.cast is None


def test_r17_a_tie_is_told_with_those_who_voted_after_it() -> None:
    vote = petrograd().find("v15").vote
    assert dict(vote.first) == {"yes": 23, "no": 23}
    assert (vote.yes, vote.no, vote.extra) == (25, 23, ("lenin", "trotsky"))
    assert set(vote.extra) <= set(petrograd().at(LETTER_DAY)["snk"].persons)


# -- C. parties, terms, agreement -----------------------------------------------------------------


def test_r18_partners_are_a_rule_with_those_who_fall_in_it_at_a_date() -> None:
    here, there = petrograd().find("p-vtsik"), petrograd().find("p-dan")
    assert here.partners.startswith("parties of the Soviet that accept")
    assert there.partners == "every socialist party but the Bolsheviks"
    assert [p.date.iso() for p in (here, there)] == ["1917-11-02/1917-11-03", "1917-10-29"]

    def falls(terms: str, day: str) -> dict[bool | None, set[str]]:
        told = petrograd().partners(terms, day)
        return {k: {p.group for p in told if p.falls is k} for k in (True, False, None)}

    # Both rules take Mensheviks and SRs; they part on the Bolsheviks and the Left SRs.
    assert falls("p-dan", "1917-10-29 OS") == {
        True: {"mensheviks", "srs", "popular-socialists"},
        False: {"bolsheviks"},
        None: set(),
    }
    assert falls("p-vtsik", EVE) == {
        True: {"left-srs", "srs", "mensheviks"},
        False: set(),
        None: {"bolsheviks", "other-members"},
    }
    why = {p.group: p.why for p in petrograd().partners("p-vtsik", EVE)}
    assert why["other-members"].startswith("seats in vtsik unknown; position unknown on v01")
    with pytest.raises(FormateurError, match="p-lsr has no rule on partners"):
        petrograd().partners("p-lsr", EVE)


def test_r19_a_government_is_typed_by_who_sits_in_it_not_by_its_label() -> None:
    shapes = {p: petrograd().find(p).shape for p in ("p-lsr", "p-vtsik", "p-cab", "p-dan")}
    assert shapes == {
        "p-lsr": "all-parties",
        "p-vtsik": "some-parties",
        "p-cab": "minority-share",
        "p-dan": "some-parties",
    }
    case = cases.load("petrograd-1917")
    for cabinet, kind in (
        (["bolsheviks"], "single-party majority"),
        (["left-srs", "other-members"], "minority coalition"),
        (["bolsheviks", "left-srs"], "surplus majority"),
    ):
        assert judge(case.assembly, cabinet, case.terms).type == kind
    text = files("formateur.cases").joinpath("petrograd-1917.yaml").read_text(encoding="utf-8")
    labelled = text.replace("shape: minority-share", "shape: homogeneous-socialist", 1)
    with pytest.raises(CaseError, match="homogeneous-socialist"):
        cases.parse_case(labelled, "petrograd-1917.yaml")


def test_r20_terms_have_an_owner_a_version_and_atomic_conditions_each_with_a_source() -> None:
    proposals = petrograd().facts.proposals
    assert len(proposals) == 18
    for p in proposals:
        assert p.by, p.id
        assert p.conditions, p.id
        assert all(c.source and set(c.source) <= set(petrograd().sources) for c in p.conditions)
    counted = " ".join(f"{p.id} {len(p.conditions)}," for p in proposals)
    assert counted == (
        "p-dan 4, p-men-abr 1, p-peas-ps 1, p-duma 2, p-stavka 1, p-cc-candidates 1, p-sr 1, "
        "p-mensr-noopp 1, p-comm-420 2, p-comm-420-kam 2, p-comm-400 1, p-cab 4, "
        "p-cab-spitsyn 2, p-kam-comp 2, p-lsr 3, p-vtsik 8, p-men-final 4, p-lsr-peas 4,"
    )
    kinds = {c.kind for p in proposals for c in p.conditions}
    assert kinds == {
        *("exclude-party", "require-party", "exclude-person", "require-person", "individual"),
        *("rejection", "share", "reserve", "premier", "accept", "answers-to", "composition"),
        "precondition",
    }
    later = petrograd().find("p-lsr-peas")
    assert (later.version, later.replaces) == (2, "p-lsr")
    held = [c.says() for c in petrograd().find("p-vtsik").conditions]
    assert "at least 1/2 of the posts for bolsheviks" in held
    assert "labour, interior, foreign affairs for bolsheviks" in held


def test_r21_conflicts_between_two_sets_of_terms_are_found_and_explained() -> None:
    assert said("p-cab", "p-vtsik") == [
        "bolsheviks is to have at least 1/2 by one and less than 1/2 by the other",
        "lenin is excluded by one and required by the other",
    ]
    assert petrograd().find("p-mensr-noopp").conditions[0].force == "withdrawn"
    assert said("p-mensr-noopp", "p-vtsik") == []


@pytest.mark.parametrize("force", ["mandatory", "preferred", "conditional", "withdrawn"])
def test_r21_a_withdrawn_condition_binds_nobody(force: str) -> None:
    given = "x" if force == "conditional" else ""
    out = Condition(kind="exclude-person", persons=("ann",), force=force, given=given)
    keep = Condition(kind="premier", persons=("ann",))
    met = Condition(kind="precondition", id="x", text="a vote")
    a, b = (
        Proposal(id=i, title=i, by=("reds",), conditions=(c, met))
        for i, c in (("a", out), ("b", keep))
    )
    assert len(clashes(a, b)) == len(clashes(b, a)) == (0 if force == "withdrawn" else 1)


def test_r22_entry_tests_persons_and_mutual_rejection_are_conditions_of_their_own() -> None:
    def of(terms: str, kind: str) -> list[Condition]:
        return [c for c in petrograd().find(terms).conditions if c.kind == kind]

    assert of("p-vtsik", "accept")[0].programme[1:3] == ("peace", "land")
    assert of("p-sr", "individual")[0].parties == ("bolsheviks",)
    terms = petrograd().find("v04").terms
    assert of(terms, "rejection")[0].says() == "each side may reject the other's candidates"
    assert petrograd().find(terms).by == ("central-committee",)


def test_r23_to_whom_the_government_answers_is_a_term() -> None:
    answers = {
        p: [c.body for c in petrograd().find(p).conditions if c.kind == "answers-to"]
        for p in ("p-vtsik", "p-comm-420")
    }
    assert answers == {"p-vtsik": ["vtsik"], "p-comm-420": ["peoples-council-420"]}
    assert said("p-comm-420", "p-vtsik") == [
        "the government answers to peoples-council-420 by one and to vtsik by the other"
    ]


def test_r24_the_slogan_links_to_terms_as_asserted_and_to_an_appeal() -> None:
    slogan = petrograd().find("c-s7d")
    assert (slogan.kind, slogan.about, slogan.confidence) == ("slogan", ("p-vtsik", "tv5"), "low")
    assert "asserted here, not proved" in slogan.text
    assert petrograd().find("e19-appeal").about == ("c-s7d",)


# -- D. aims, deadlines, threats ------------------------------------------------------------------


def test_r25_what_is_said_to_be_necessary_is_a_claim_and_changes_no_computation() -> None:
    two = [petrograd().find(c) for c in ("c-s2", "c-s3")]
    assert [(c.kind, c.by, len(c.goals)) for c in two] == [
        ("necessary-condition", FIVE, 3),
        ("necessary-condition", FIVE, 5),
    ]
    facts = petrograd().facts
    kept = tuple(c for c in facts.claims if c.kind != "necessary-condition")
    without = replace(petrograd(), facts=replace(facts, claims=kept))
    assert without.at(LETTER_DAY).rows() == petrograd().at(LETTER_DAY).rows()
    for one in facts.proposals:
        assert [c.reason for c in clashes(one, petrograd().find("p-vtsik"))] == said(
            one.id, "p-vtsik", without
        )


def test_r26_points_are_ordered_and_each_actor_has_a_position_or_none_known() -> None:
    points = petrograd().facts.points
    assert [(p.id, p.verb) for p in points] == [
        ("bloodshed", "stop"),
        ("famine", "halt"),
        ("kaledin-point", "crush"),
        ("ca", "call"),
        ("peace", "carry out"),
    ]
    table = {(p.id, who): x.stance for p in points for x in p.positions for who in x.by}
    assert table["bloodshed", "vikzhel"] == "for"
    assert table["famine", "bolsheviks"] == "unknown"
    assert table["ca", "schreider"] == "unknown"
    assert table["peace", "kramarov"] == "conditional"
    assert set(table.values()) == {"for", "against", "conditional", "unknown"}


def test_r27_eight_days_are_left_to_the_election_when_the_letter_is_written() -> None:
    rows = {r["fact"]: r for r in petrograd().deadlines(LETTER_DAY)}
    election = rows["e-ca-decree"]
    assert (election["least"], election["most"]) == (8, 8)
    assert election["deadline"] == "12/25 November 1917 (Sunday)"
    assert "election of the Constituent Assembly" in election["what"]
    due = petrograd().find("e-ca-decree").deadline
    then = [e for e in petrograd().events if "e-ca-decree" in e.after and e.date == due]
    assert [e.title for e in then] == ["Polling for the Constituent Assembly begins"]


def test_r27_an_uncertain_day_leaves_a_range_of_days() -> None:
    due = parse_date("2001-03-01/2001-03-05")
    facts = replace(
        village().facts, events=(act("notice", "2001-02-20", "ultimatum", deadline=due),)
    )
    rows = Record("r", facts, sources=village().sources).deadlines("2001-02-27")
    assert [(r["least"], r["most"]) for r in rows] == [(2, 6)]


def test_r28_a_point_takes_over_a_decision_of_another_body() -> None:
    decree = petrograd().find(petrograd().find("peace").cites)
    event, motion = petrograd().facts.motions[decree.id]
    assert (motion.id, motion.title, event.body) == ("v01", "Decree on Peace", "congress2")
    assert petrograd().find("letter").event != event.id


def test_r29_threats_and_scarcity_are_context_with_time_and_source() -> None:
    strike = petrograd().find("e05")
    assert strike.deadline.describe() == "29 October / 11 November 1917 (Sunday)"
    assert "midnight" in strike.note
    assert strike.condition.startswith("No general strike if")
    context = [e for e in petrograd().events if e.kind == "context"]
    assert {e.id for e in context} == {"e-kaledin", "e-measures"}
    assert all(e.source and e.date for e in context)
    names = {f.name for f in fields(Event)}
    assert not names & {"score", "weight", "value", "utility"}


def test_r30_how_much_something_is_wanted_is_an_attributed_ordinal_claim() -> None:
    salience = petrograd().find("c-s6-salience")
    assert (salience.level, salience.quote) == ("most wanted", "most eager")
    assert (salience.by, salience.about) == (FIVE, ("bloodshed",))
    assert {c.level for c in claims("salience")} == {"wanted", "most wanted"}


def test_r31_red_lines_and_costs_borne_by_others_are_attributed() -> None:
    line, cost = petrograd().find("c-s5-red-line"), petrograd().find("c-s5-cost")
    assert (line.by, line.of, line.kind) == (FIVE, ("leading-group",), "red-line")
    assert (cost.by, cost.quote) == (FIVE, "regardless of the sacrifices")
    assert cost.about == (line.id,)
    assert {c.by[0] for c in claims("red-line")} >= {"lenin", "central-committee", "vikzhel"}


# -- E. conflict between bodies, inside bodies ----------------------------------------------------


@pytest.mark.parametrize("person", ["zinoviev", "kamenev", "sverdlov", "uritsky"])
def test_r32_a_member_of_two_bodies_has_two_duties_and_their_conflict_is_listed(
    person: str,
) -> None:
    talks = [d for d in petrograd().duties(person, EVE) if d.question == "talks"]
    assert {(d.body, d.decision.motion.id, d.against) for d in talks} == {
        ("central-committee", "v09", ("v10",)),
        ("vtsik", "v10", ("v09",)),
    }
    assert petrograd().find("e17").about == ("v09", "v10")


def test_r32_a_decision_of_one_body_alone_conflicts_with_nothing() -> None:
    duty = village().duties("cy", "2001-02-02")
    assert [(d.body, d.decision.motion.id, d.against) for d in duty] == [("board", "no-plan", ())]


def test_r33_an_outcome_is_put_down_to_moves_and_no_further_than_the_source_goes() -> None:
    new = petrograd().find("e16")
    for move in ("ultimatum", "recess of an hour", "new resolution"):
        assert move in new.text
    assert "away (SVERDLOV-98)" in new.note
    account = petrograd().find("c-felshtinsky")
    assert (account.kind, account.by, account.grounds) == ("influence", ("felshtinsky",), ("e16",))
    assert "no more than this order" in account.text
    assert {c.id: c.by for c in claims("influence")}["c-s4"] == FIVE


@pytest.mark.parametrize(
    ("event", "kind", "target"),
    [
        ("e17", "ultimatum", {"cc-minority"}),
        ("e19-threat", "threat", {"kamenev", "zinoviev", "riazanov", "larin"}),
        ("e21", "withdrawal", {"mrc", "snk"}),
        ("e27", "removal", {"kamenev"}),
    ],
)
def test_r34_a_sanction_is_an_act_with_target_and_condition(
    event: str, kind: str, target: set[str]
) -> None:
    found = petrograd().find(event)
    assert (found.kind, set(found.target)) == (kind, target)
    assert found.by
    assert found.condition


def test_r35_intent_is_an_inference_by_somebody_with_grounds() -> None:
    intent = petrograd().find("c-s5")
    assert (intent.kind, intent.by, intent.grounds) == ("intent", FIVE, ("e-measures",))
    assert petrograd().find("e-measures").quote == "a series of measures"
    assert all(c.by and (c.grounds or c.about) for c in claims("intent"))


def test_r36_who_is_bound_by_which_decision_when_and_who_registered_otherwise() -> None:
    def bound(person: str, day: str) -> dict[str, tuple[str, tuple[str, ...]]]:
        return {
            d.decision.motion.id: (d.way, d.registered)
            for d in petrograd().duties(person, day)
            if d.body == "central-committee"
        }

    assert bound("nogin", EVE)["v05"] == ("member", ())
    disclaimed = ("binds members of bolsheviks", ("e19-disclaimer",))
    for person in FIVE:
        assert bound(person, LETTER_DAY)["v05"] == disclaimed
    assert bound("lenin", LETTER_DAY)["v05"] == ("member", ())
    assert bound("dan", LETTER_DAY) == {}


def test_r37_the_speech_rule_covers_members_and_an_exit_releases_from_it() -> None:
    body = petrograd().find("central-committee")
    assert body.speech.startswith("While they belong to it, members are not free to speak openly")
    assert body.released_by == ("exit",)
    before, after = (petrograd().at(d)["central-committee"].persons for d in (EVE, LETTER_DAY))
    assert set(before) - set(after) == set(FIVE)
    assert petrograd().find("c-s7b").quote == "so that we may be free to speak openly"

    def rule(person: str, day: str) -> list[tuple[str, str, str]]:
        return [(s.body, s.status, s.by) for s in petrograd().speech(person, day)]

    for person in FIVE:
        assert rule(person, EVE) == [("central-committee", "bound", "")]
        assert rule(person, LETTER_DAY) == [("central-committee", "released", "e19")]
    assert rule("lenin", LETTER_DAY) == [("central-committee", "bound", "")]
    assert rule("zinoviev", "1917-11-12 OS") == [("central-committee", "bound", "")]
    assert rule("dan", EVE) == []


@pytest.mark.parametrize(
    ("release", "status"),
    [(("exit",), "released"), (("m1",), "released"), (("back",), "bound"), ((), "unknown")],
)
def test_r37_only_what_the_rule_names_releases_from_it(
    release: tuple[str, ...], status: str
) -> None:
    """Ann leaves the board on 3 February; `m1` is before that day, `back` after it."""
    facts = village().facts
    held = tuple(
        replace(o, released_by=release) if o.id == "board" else o for o in facts.organizations
    )
    record = replace(village(), facts=replace(facts, organizations=held))
    assert [s.status for s in record.speech("ann", "2001-02-03")] == [status]
    with pytest.raises(RecordError, match="no event 'nothing'"):
        replace(
            record,
            facts=replace(
                facts,
                organizations=tuple(replace(o, released_by=("nothing",)) for o in held),
            ),
        )


# -- F. exit, appeal, public ----------------------------------------------------------------------


def test_r38_one_statement_carries_five_exits_and_one_of_them_is_taken_back() -> None:
    (leaving,) = petrograd().find("e19").leaves
    assert (leaving.persons, leaving.organization) == (FIVE, "central-committee")
    (back,) = petrograd().find("e28").revokes
    assert (back.event, back.persons) == ("e19", ("zinoviev",))
    later = petrograd().at("1917-11-11 OS")["central-committee"].persons
    assert set(FIVE) & set(later) == {"zinoviev"}


def test_r38_only_the_exit_taken_back_is_undone() -> None:
    board = village().at("2001-02-05")["board"]
    assert (board.persons, board.size) == (("cy", "bo"), 2)


def test_r39_leaving_office_and_leaving_a_body_are_two_acts_and_signing_is_neither() -> None:
    statement = petrograd().find("e22")
    (leaving,) = statement.leaves
    assert set(leaving.persons) == {"nogin", "rykov", "miliutin", "teodorovich"}
    assert set(statement.by) - set(leaving.persons) >= {"shliapnikov"}
    assert petrograd().at(LETTER_DAY)["snk"].posts["labour"] == ("shliapnikov",)
    assert "labour" not in petrograd().choose("x4", "REED").at(LETTER_DAY)["snk"].posts
    chair = petrograd().at("1917-11-08 OS")["vtsik"]
    assert chair.posts["chair"] == ("sverdlov",)
    assert "kamenev" in chair.persons


def test_r40_an_appeal_has_an_audience_and_a_reaction_is_evidence_of_its_own() -> None:
    appeal, answer = petrograd().find("e19-appeal"), petrograd().find("e29")
    assert (appeal.by, appeal.audience) == (FIVE, "workers and soldiers")
    assert appeal.request.startswith("Support the slogan")
    assert appeal.channel
    assert answer.responds_to == ("e19-appeal",)
    assert answer.date.after(appeal.date)
    assert not set(answer.source) & set(appeal.source)
    assert petrograd().find("v16").vote.says() == "61-11-12"


def test_r41_a_claim_to_speak_for_others_has_quantifier_evidence_and_counter_evidence() -> None:
    will = petrograd().find("c-s6-will")
    assert will.quantifier.startswith("a large part")
    assert (will.evidence, will.counter) == (
        ("e-factories",),
        ("v16", "v-ca-petrograd", "c-cc-masses"),
    )
    texts = petrograd().find("tv4").texts
    assert texts["english-1934"].startswith("a large part")
    assert texts["reed"].startswith("an enormous majority")
    assert petrograd().find("v-ca-petrograd").vote.options["Bolsheviks"] == 424027
    for claim in claims("representation"):
        assert claim.quantifier, claim.id
        assert claim.evidence, claim.id


def test_r42_strength_on_the_day_of_the_letter_is_seats_shares_offices_and_votes() -> None:
    rows = {r["body"]: r for r in petrograd().strength("bolsheviks", LETTER_DAY)}
    house = rows["vtsik"]
    # By then the committee may or may not have come to 108, the seven new ones of any group.
    assert (house["seats"], house["of"], house["share"]) == ("62 to 69", "101 to 108", None)
    assert house["posts"] == ["chair"]
    first = next(
        r for r in petrograd().strength("bolsheviks", "1917-11-09") if r["body"] == "vtsik"
    )
    assert (first["seats"], first["of"]) == (62, 101)
    assert first["share"] == pytest.approx(62 / 101)
    assert (rows["snk"]["of"], len(rows["snk"]["posts"])) == (11, 9)
    assert (rows["central-committee"]["of"], rows["central-committee"]["share"]) == (16, None)
    theirs = {r["body"]: r for r in petrograd().strength("left-srs", LETTER_DAY)}
    # Any part of the 39 of 101 that no source splits, and of the seven.
    assert (theirs["vtsik"]["seats"], theirs["vtsik"]["share"]) == ("0 to 46", None)
    assert theirs["mrc"]["seats"] == 0
    day = parse_date(LETTER_DAY)
    counted = {m.id: m.vote.says() for e, m in petrograd().facts.put if e.date == day and m.vote}
    assert (counted["v13"], counted["v15"]) == ("34-24", "25-23")


def test_r42_shares_are_seats_over_seats_filled_or_unknown(any_record: Record) -> None:
    day = parse_date("1917-11-17") if any_record is petrograd() else parse_date("2019-09-03")
    for group in (o.id for o in any_record.facts.organizations if o.is_group):
        for row in any_record.strength(group, day):
            if (
                not isinstance(row["seats"], int)
                or not isinstance(row["of"], int)
                or not row["of"]
            ):
                assert row["share"] is None
            else:
                assert row["share"] == row["seats"] / row["of"]


def test_r43_a_forecast_has_asserter_and_horizon_and_no_score() -> None:
    ruin = petrograd().find("c-s8")
    assert (ruin.kind, ruin.by, ruin.horizon) == ("forecast", FIVE, "none given")
    assert ruin.quote.endswith("leads the proletariat to ruin")
    assert all(c.horizon for c in claims("forecast"))
    assert not {f.name for f in fields(Claim)} & {"outcome", "score", "came_true", "verdict"}


def test_r44_motives_of_the_letter_are_its_own_words() -> None:
    motives = [c for c in claims("motive") if c.document == "letter"]
    assert {c.quote for c in motives} == {
        "so that we may be free to speak openly",
        "we cannot quietly look on",
        "our feeling of duty and responsibility",
    }
    assert all(c.by == FIVE for c in motives)


def test_r44_every_stated_motive_is_a_quote() -> None:
    assert [c.id for c in claims("motive") if not c.quote] == []
    # What a source tells in words of its own is no motive, and a record does not take it for one.
    assert {c.id for c in claims("reason")} == {"c-lsr-press", "c-steklov"}
    told = petrograd().find("c-lsr-press")
    assert told.quote == ""
    with pytest.raises(FormateurError, match="a motive is given as a quote"):
        replace(told, kind="motive")


def test_r45_the_judgement_hoped_for_is_stored_like_a_forecast() -> None:
    hope = petrograd().find("c-s9")
    assert (hope.kind, hope.by, hope.of) == ("hope", FIVE, ("proletariat",))
    assert hope.horizon == petrograd().find("c-s8").horizon


# -- G. document, dates, provenance ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "weekday"),
    [
        ("1917-11-01 OS", "1917-11-14", "Wednesday"),
        ("1917-11-04 OS", "1917-11-17", "Saturday"),
        ("1917-11-06 OS", "1917-11-19", "Monday"),
    ],
)
def test_r46_a_day_has_two_names_thirteen_days_apart_and_one_weekday(
    old: str, new: str, weekday: str
) -> None:
    day, same = parse_date(old), parse_date(new)
    assert day.same_day(same)
    assert (day.calendar, same.calendar) == ("julian", "gregorian")
    assert (day.iso("gregorian"), same.iso("julian")) == (new, old.removesuffix(" OS"))
    assert int(new[-2:]) - int(old[8:10]) == 13
    assert day.weekday == same.weekday == weekday


def test_r46_a_weekday_of_the_other_calendar_and_a_mixed_source_are_told() -> None:
    assert check_weekday("Thursday", "1917-11-16").implied == "julian"
    found = {c.kind: (c.facts, c.says) for c in petrograd().contradictions()}
    assert found["weekday"][0] == (petrograd().find("x8").about,) == ("e30",)
    assert "the weekday fits OS only, 16/29 November 1917 (Thursday)" in found["weekday"][1]
    assert found["calendars"][0][0] == "REED"
    assert "mixes calendars" in found["calendars"][1]


def test_r47_dates_may_be_months_ranges_or_a_few_days_later() -> None:
    copy = petrograd().find("letter").publications[-1]
    assert (copy.date.describe(), copy.date.exact) == ("October 2017", False)
    back = petrograd().find("e28").date
    assert (back.iso(), back.uncertain) == ("1917-11-05/1917-11-11?", True)
    last = petrograd().find("p-men-final").date
    assert last.iso() == "1917-11-03/1917-11-06"
    assert last.before(parse_date(LETTER_DAY)) is None
    between = petrograd().at("1917-11-08 OS")["central-committee"]
    assert (between.least, between.most, between.unsettled) == (16, 17, ("e28",))


def test_r48_order_follows_from_dates_and_what_is_said_to_come_after() -> None:
    line = ["e12", "e16", "e-measures", "e19", "e26p"]
    assert [e.id for e in petrograd().events if e.id in line] == line
    days = [petrograd().find(e).date.first for e in ("e12", "e16", "e19", "e26p")]
    assert days == sorted(set(days))
    letter = petrograd().find("letter")
    printed = [(p.kind, p.date.iso("gregorian")) for p in letter.publications]
    assert letter.date.iso("gregorian") == "1917-11-17"
    assert printed == [
        ("first", "1917-11-19"),
        ("translation", "1934"),
        ("digital", "2017-10"),
    ]


def test_r48_nothing_comes_before_what_it_follows(any_record: Record) -> None:
    for event in any_record.events:
        for earlier in event.after:
            before = any_record.find(earlier)
            assert event.date is None or not event.date.before(before.date), (event.id, earlier)


def test_r48_an_order_that_dates_contradict_is_told() -> None:
    late = act("late", "2001-05-01", "statement")
    early = act("early", "2001-04-01", "statement", after=("late",))
    record = Record("r", replace(village().facts, events=(late, early)), village().sources)
    assert [(c.kind, c.facts) for c in record.contradictions()] == [("order", ("early", "late"))]


def test_r49_the_outlet_has_number_day_page_and_a_side() -> None:
    first = petrograd().find("letter").publications[0]
    assert (first.outlet, first.number, first.pages) == ("Delo Naroda", "201", "p. 1")
    assert first.date.describe() == "6/19 November 1917 (Monday)"
    assert first.alignment == "central organ of the Socialist Revolutionary Party"
    assert {m.organization for m in petrograd().at(LETTER_DAY).of("kamenev")}.isdisjoint({"srs"})


def test_r50_a_citation_has_publishers_and_pages_and_a_statement_several_sources() -> None:
    print_ = petrograd().find("letter").publications[1]
    assert print_.publishers == (
        "Stanford University Press",
        "H. Milford, Oxford University Press (London)",
    )
    assert (print_.pages, print_.editors) == ("pp. 203-204", ("James Bunyan", "H. H. Fisher"))
    assert len(petrograd().find("e12").source) == 6


def test_r50_every_source_named_is_in_the_list_of_sources(any_record: Record) -> None:
    used = {s for f in any_record.select() for s in f.source}
    assert used
    assert used <= set(any_record.sources)
    assert all(any_record.sources[s].describe() for s in used)
    # A source that is not in it is refused.
    facts = any_record.facts
    first = replace(facts.persons[0], source=("nowhere",))
    with pytest.raises(RecordError, match="no source 'nowhere'"):
        replace(any_record, facts=replace(facts, persons=(first, *facts.persons[1:])))


def test_r51_texts_are_aligned_by_passage_and_both_readings_are_usable() -> None:
    passages = petrograd().find("letter").passages
    assert [p.id for p in passages] == [f"tv{k}" for k in range(1, 8)]
    versions = {v.id for v in petrograd().find("letter").versions}
    for p in passages:
        assert {"english-1934", "russian"} <= set(p.texts) <= versions
        assert p.effect, p.id
    for version, body in (("english-1934", "vtsik"), ("russian", "central-committee")):
        chosen = petrograd().choose("tv1", version)
        assert chosen.meaning("tv1") == (body,)
        assert chosen.choices == (("tv1", version),)


def test_r52_the_digital_copy_has_a_maker_a_date_and_a_hash() -> None:
    copy = petrograd().find("letter").publications[-1]
    assert (copy.kind, copy.digitisers) == ("digital", ("Zdravko Saveski",))
    assert re.fullmatch(r"[0-9a-f]{64}", copy.sha256)
    assert copy.sha256 in petrograd().sources["LETTER"].note


def test_r53_a_title_by_editors_is_marked() -> None:
    versions = {v.id: (v.title, v.editorial_title) for v in petrograd().find("letter").versions}
    title, editorial = versions["english-1934"]
    assert (title, editorial) == ("Resignations from the Bolshevik Central Committee", True)
    assert versions["russian"] == (petrograd().find("tv6").texts["russian"], False)


def test_r54_credited_authors_and_signatories_are_two_lists() -> None:
    letter = petrograd().find("letter")
    assert letter.credited == ("Gregory Zinoviev", "Lev Kamenev", "et al.")
    assert letter.signatories == FIVE
    assert letter.signed_as["kamenev"] == "Yu. KAMENEV"


def test_r55_a_document_sits_in_several_collections() -> None:
    assert petrograd().find("letter").collections == (
        "Zinoviev Archive",
        "Kamenev Archive",
        "October Revolution Subject Archive",
        "Marxist Writers Archive",
    )


@pytest.mark.parametrize("status", ["open", "accepted", "refused"])
def test_r56_a_report_of_an_error_stands_by_the_fact_with_its_status(status: str) -> None:
    report = Correction(id="k1", about="v15", says="23 or 24?", by="a reader", status=status)
    record = replace(petrograd(), facts=replace(petrograd().facts, corrections=(report,)))
    rows = [r for r in evidence(record, "v15").rows() if r["what"] == "correction"]
    assert [(r["id"], r["says"]) for r in rows] == [("k1", f"23 or 24? [{status}]")]
    wrong = replace(petrograd().facts, corrections=(replace(report, about="nothing"),))
    with pytest.raises(RecordError, match="nothing"):
        replace(petrograd(), facts=wrong)


# -- H. standards over all ------------------------------------------------------------------------


def test_r57_every_statement_has_source_speaker_quality_and_confidence() -> None:
    for claim in petrograd().facts.claims:
        assert claim.source, claim.id
        assert claim.by, claim.id
        assert claim.confidence, claim.id
        assert petrograd().quality(claim) in set("PESTD"), claim.id
    lenin = petrograd().select(Claim, by="lenin", quality="P", confidence=["high"])
    assert "c-lenin-cover" in {c.id for c in lenin}
    assert all(petrograd().quality(c) == "P" for c in lenin)
    assert petrograd().select(Claim, by="lenin", source="REED") == []
    unsure = petrograd().select(confidence=["low"])
    assert {f.id for f in unsure} >= {"p-comm-400", "c-s7d"}
    assert {f.confidence for f in unsure} == {"low"}
    told = {r["id"]: r for r in evidence(petrograd(), "v05").rows() if "claim" in r["what"]}
    assert (told["c-s1"]["quality"], told["c-s1"]["confidence"]) == ("P", "high")
    assert (told["c-pipes"]["quality"], told["c-pipes"]["confidence"]) == ("S", "medium")
    assert all(r["sources"] for r in told.values())


def test_r57_filters_part_the_facts(any_record: Record) -> None:
    every = any_record.select()
    flags = {any_record.quality(f) for f in every}
    assert len(every) == sum(len(any_record.select(quality=[q])) for q in flags if q) + sum(
        not any_record.quality(f) for f in every
    )


def test_r58_conflicts_stand_side_by_side_and_a_choice_is_the_users_and_recorded() -> None:
    for k in range(1, 17):
        variant = petrograd().find(f"x{k}")
        assert len(variant.values) >= 2, variant.id
        assert all(v.source for v in variant.values), variant.id
    chosen = petrograd().choose("x2", "PIPES-186").choose("x3", "PIPES-196")
    assert chosen.choices == (("x2", "PIPES-186"), ("x3", "PIPES-196"))
    assert chosen.find("v12").vote.says() == "24-34-1"
    told = standing(chosen, EVE).notes[0]
    assert told == "chosen among variants: x2 = PIPES-186, x3 = PIPES-196"
    assert petrograd().choices == ()


def test_r58_every_value_can_be_chosen_and_the_rest_is_kept(any_record: Record) -> None:
    for variant in any_record.facts.variants:
        for k in range(len(variant.values)):
            chosen = any_record.choose(variant.id, str(k + 1))
            assert chosen.choices == ((variant.id, str(k + 1)),)
            assert len(chosen.find(variant.id).values) == len(variant.values)
            assert [v.chosen for v in chosen.find(variant.id).values].index(True) == k


VALUE_WORDS = re.compile(
    r"\b(?:ruin|disast|desert|traitor|treason|betray|counter-revolution|reactionar|coup\b|putsch|"
    r"insurrection|insurgent|rebels|terror|criminal|sabot|usurp|tyrann|dictator|regime|repress|"
    r"bourgeois|enem(?:y|ies)|heroic|shameful|treacher)"
)


def ours_in(fact: Any, key: str = "") -> Iterator[str]:
    """Every word of ours in a fact: all but quotes, texts of others, ids and sources."""
    if isinstance(fact, str) and key not in {"quote", "source", "id", "url"}:
        yield fact
    elif isinstance(fact, dict):
        for inner, held in fact.items():
            if inner not in {"texts", "names", "publishers", "collections"}:
                yield from ours_in(held, inner)
    elif isinstance(fact, (list, tuple)):
        for held in fact:
            yield from ours_in(held, key)


def test_r59_value_words_stand_only_in_attributed_quotes(any_record: Record) -> None:
    for fact in any_record.select():
        for ours in ours_in(plain_fact(fact)):
            unquoted = re.sub(r'".*?"', "", ours).lower()
            assert not VALUE_WORDS.findall(unquoted), (fact.id, ours)
    quoted = petrograd().find("c-cc-blame")
    assert (quoted.quote, quoted.by) == ("acted like deserters", ("central-committee",))


def test_r60_delegates_of_the_congress_are_a_range_and_one_share_stays_unknown() -> None:
    values = petrograd().find("x2").values
    assert (min(v.least or 0 for v in values), max(v.most or 0 for v in values)) == (300, 390)
    shares = [None if v.total is None else Fraction(v.least or 0, v.total) for v in values]
    assert shares == [Fraction(390, 649), Fraction(338, 650), None]
    assert [None if s is None else round(100 * s) for s in shares] == [60, 52, None]
    assert petrograd().find("v10").vote.yes is None
    with pytest.raises(FormateurError):
        petrograd().at("1917-10-26 OS").assembly("congress2")


def test_r60_unknown_seats_are_a_range_in_the_assembly() -> None:
    house = petrograd().assembly("vtsik", LETTER_DAY)
    assert house.seats_of(["left-srs"]) == (0, 39)
    assert house.seats_of(["bolsheviks", "left-srs"]) == (62, 101)
    assert village().assembly("council", "2001-02-01").seats_of(["blues"]) == (3, 3)


def test_r61_a_supposed_run_is_marked_and_never_mixed_in() -> None:
    run = walk_out(petrograd(), FIVE, "central-committee", "1917-10-30 OS")
    assert run.summary()["hypothetical"] is True
    assert run.notes == (
        "hypothetical: these exits are supposed, not recorded",
        "may or may not have happened by then, left out: e-vtsik-108",
    )
    assert run.record.supposed == ("supposed-exits",)
    assert run.record.find("supposed-exits").hypothetical
    assert run.after.hypothetical == ("supposed-exits",)
    assert "1 supposed" in repr(run.record)
    assert standing(run.record, EVE).notes[0].startswith("hypothetical: supposed-exits")
    assert petrograd().supposed == ()
    assert petrograd().at("1917-10-30 OS")["central-committee"].size == 21


def test_r61_the_record_holds_nothing_hypothetical(any_record: Record) -> None:
    assert any_record.supposed == ()
    assert not any(e.hypothetical for e in any_record.events)
    assert not any(r["hypothetical"] for r in timeline(any_record).rows())


# -- the list -------------------------------------------------------------------------------------


def test_every_requirement_has_a_test_named_after_it() -> None:
    tested = {int(m[1]) for name in globals() if (m := re.match(r"test_r(\d\d)_", name))}
    wanted = set(range(1, REQUIREMENTS + 1))
    assert sorted(wanted - tested) == [], "requirements without a test"
    assert sorted(tested - wanted) == [], "tests of no requirement"
    elsewhere = ELSEWHERE.read_text(encoding="utf-8")
    again = {int(k) for k in re.findall(r"^def test_r(\d\d)_", elsewhere, re.MULTILINE)}
    assert sorted(wanted ^ again) == [], f"not the tests of {ELSEWHERE.name}, on another case"
    page = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| R(\d\d) \|.*\| `(\w+)` \|$", page, re.MULTILINE)
    assert sorted(int(k) for k, _ in rows) == sorted(wanted), f"not the rows of {PAGE.name}"
    assert [t for k, t in rows if t not in globals() or not t.startswith(f"test_r{k}_")] == []
