"""Every requirement once more, on a case that has nothing to do with the one it was drawn from.

The case is tests/fixtures/harbour.yaml: another century, other bodies, other numbers. It is read
as a user's own file is, and asked through the commands and the same calls.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from command_line import good, run
from formateur import cases
from formateur.durability.walkouts import walk_out
from formateur.errors import CaseError, FormateurError, UnknownIdError
from formateur.governments import judge
from formateur.record import Record, clashes, parse_date

FILE = Path(__file__).parent / "fixtures/harbour.yaml"
EVE = "1880-03-04 OS"
DAY = "1880-03-05 OS"


@cache
def case() -> cases.Case:
    return cases.read(FILE)


def record() -> Record:
    found = case().record
    assert found is not None
    return found


def find(fact: str) -> Any:
    return record().find(fact)


def said(*args: str) -> str:
    return good(*args, columns=200)


def rows(*args: str) -> list[dict[str, Any]]:
    return list(json.loads(said(*args, "--json"))["rows"])


def changed(old: str, new: str) -> cases.Case:
    """The case with a few words of its file changed."""
    text = FILE.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    return cases.parse_case(text.replace(old, new), "harbour.yaml")


# -- A. bodies, people, membership ----------------------------------------------------------------


def test_r01_bodies_have_kind_parent_elector_and_dates() -> None:
    kinds = {o.id: o.classification for o in record().facts.organizations if not o.is_group}
    assert kinds == {
        "guild": "union",
        "board": "party-organ",
        "council": "assembly",
        "office": "government",
        "fair": "conference",
        "townspeople": "public",
        "port-trust": "council",
    }
    assert (find("office").parent, find("council").elected_by) == ("council", "guild")
    fair = ["fair" in record().at(f"1880-03-0{d} OS").bodies for d in (1, 2, 3, 4)]
    assert fair == [False, True, True, False]


def test_r01_they_draw_as_one_graph(tmp_path: Path) -> None:
    said("record", str(FILE), "--bodies", "--plot", str(tmp_path / "b.svg"))
    svg = ET.parse(tmp_path / "b.svg").getroot()
    words = {"".join(e.itertext()) for e in svg.iter() if e.tag.endswith(("}text", "}title"))}
    assert {"Board of the Reds", "Council", "Harbour office", "Spring fair"} <= words
    assert "Board of the Reds binds reds in Council" in words
    assert "government, answers to the body above" in words
    assert "assembly, elected by Guild of pilots" in words


def test_r02_a_planned_body_has_a_make_up_and_stands_on_no_day() -> None:
    plan = find("port-trust")
    assert (plan.proposed, plan.size, dict(plan.seats)) == (True, 12, {"council": 8, "guild": 4})
    assert all("port-trust" not in record().at(d).bodies for d in (EVE, DAY, "1900-01-01"))
    with pytest.raises(UnknownIdError, match="port-trust"):
        record().at(DAY)["port-trust"]


def test_r03_a_body_that_two_texts_name_differently_stays_two() -> None:
    assert record().meaning("which-body") == ("council", "board")
    assert record().choose("which-body", "manuscript").meaning("which-body") == ("board",)


def test_r04_membership_and_office_begin_and_end_with_a_way() -> None:
    held = [
        (m.organization, m.post, m.entry, m.exit, m.end and m.end.iso("gregorian"))
        for m in record().ledger.memberships
        if m.person == "ann" and m.organization in ("board", "office")
    ]
    assert held == [
        ("board", "", "elected", "resigned", "1880-03-17"),
        ("office", "master", "", "resigned", "1880-03-18"),
    ]
    assert (find("asks").kind, find("asks").by) == ("request", ("ann",))
    assert "ann" not in record().at("1880-03-21 OS")["board"].persons


def test_r05_who_leaves_an_inner_body_stays_in_the_others() -> None:
    held = {m.organization for m in record().at(DAY).of("ann")}
    assert held == {"reds", "council", "office", "signers"}
    run = walk_out(record(), ("cy",), "board", EVE)
    assert set(run.kept["cy"]) == {"reds", "council", "office"}


def test_r06_size_majority_and_quorum_follow_an_exit() -> None:
    sizes = {
        d: (b.size, b.majority, b.quorum)
        for d in (EVE, DAY)
        if (b := record().at(d)["board"]) is not None
    }
    assert sizes == {EVE: (5, 3, 3), DAY: (3, 2, 2)}
    told = {r["what"]: (r["before"], r["after"]) for r in record().between(EVE, DAY)}
    assert (told["size"], told["majority"], told["quorum"]) == ((5, 3), (3, 2), (3, 2))


def test_r07_groups_stand_on_several_levels() -> None:
    levels = ("townsmen", "reds", "old-reds", "signers")
    assert [find(g).classification for g in levels] == ["camp", "party", "wing", "faction"]
    assert (find("old-reds").parent, find("reds").parent) == ("reds", "townsmen")
    assert {m.organization for m in record().at(EVE).of("bo")} >= {"reds", "old-reds", "signers"}


def test_r08_a_faction_says_how_it_is_known() -> None:
    board = record().at(EVE)["board"]
    assert board.factions == {"signers": ("ann", "bo"), "inner-ring": ()}
    assert (find("signers").basis, find("signers").by) == ("declared", ())
    assert (find("inner-ring").basis, find("inner-ring").by) == ("inference", ("ann",))


def test_r09_a_person_is_found_by_any_form_and_a_shared_one_is_not_guessed() -> None:
    assert [record().named(n).id for n in ("ANNA EBEL", "Ann Able", "ann")] == ["ann"] * 3
    with pytest.raises(UnknownIdError, match=r"A\. Able"):
        record().named("A. Able")


# -- B. decisions ---------------------------------------------------------------------------------


def test_r10_a_decision_is_told_with_body_day_mover_effect_vote_and_status() -> None:
    told = {r["motion"]: r for r in rows("in-force", str(FILE), "--all", "--on", EVE)}
    ferry = told["ferry"]
    assert (ferry["body"], ferry["status"], ferry["effect"]) == ("council", "replaced", "settles")
    assert (ferry["decided"], ferry["by"]) == ("2/14 March 1880 (Sunday)", ["ann"])
    assert (ferry["vote"], ferry["answer"]) == ("5-unknown-1", "of the town")
    assert ferry["treated"] == ["replaced by talks"]
    assert told["draft"]["status"] == "rejected"
    text = said("in-force", str(FILE), "--all", "--on", EVE)
    assert "moved by ann; vote 5-unknown-1; it settles the question; replaced by talks" in text


def test_r11_the_chain_is_kept_and_the_day_says_what_is_in_force() -> None:
    for day, motion in (("1880-03-03 OS", "ferry"), (EVE, "talks")):
        now = record().in_force(day, body="council", question="ferry")
        assert [d.motion.id for d in now] == [motion]
    for motion in ("draft", "ferry", "talks"):
        assert [m.id for _, m, _ in record().chain(motion)] == ["draft", "ferry", "talks"]


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ("replaces", "replaced"),
        ("rescinds", "rescinded"),
        ("amends", "in force"),
        ("confirms", "in force"),
        ("reopens", "in force"),
    ],
)
def test_r11_a_later_decision_ends_an_earlier_one_or_leaves_it_standing(
    how: str, status: str
) -> None:
    made = changed("replaces: [ferry]", f"{how}: [ferry]").record
    assert made is not None
    ferry = next(d for d in made.decisions(parse_date(EVE)) if d.motion.id == "ferry")
    assert (ferry.status, ferry.treated) == (status, ((how, "talks"),))


def test_r12_what_frames_is_told_from_what_settles() -> None:
    told = {r["motion"]: r["effect"] for r in rows("in-force", str(FILE), "--on", EVE)}
    assert told == {"toll": "settles", "no-ferry": "settles", "talks": "frames"}


def test_r13_readings_stand_beside_a_decision_with_who_reads_it() -> None:
    told = rows("quote", str(FILE), "no-ferry")
    readings = {r["id"]: r["says"] for r in told if r["what"] == "claim (reading)"}
    assert readings == {
        "reading-a": "ann: The board in effect says no to the council.",
        "reading-b": "clerk: The board plays for time.",
    }
    assert (find("no-ferry").answer, find("no-ferry").result) == ("none", "adopted")
    assert [find(c).by for c in ("reading-a", "reading-b")] == [("ann",), ("clerk",)]


def test_r14_a_refusal_is_in_words_or_in_effect_and_somebodys_claim() -> None:
    found = {c: (find(c).form, find(c).by) for c in ("refused", "refused-in-effect")}
    assert found == {
        "refused": ("explicit", ("di",)),
        "refused-in-effect": ("constructive", ("ann",)),
    }
    with pytest.raises(CaseError, match="halfway"):
        changed("form: constructive", "form: halfway")


def test_r15_governments_are_open_blocked_or_hang_on_an_unknown_and_say_on_which() -> None:
    def verdict(*parties: str) -> Any:
        return judge(case().assembly, parties, case().terms)

    assert verdict("reds", "blues").status == "open"
    blocked = verdict("blues", "greens", "reds")
    assert (blocked.status, [t.id for t in blocked.terms]) == ("ruled out", ["t-blues"])
    unsure = verdict("reds", "greens")
    assert unsure.status == "depends"
    assert "greens" in unsure.reason
    assert verdict("blues").status == "impossible"


def test_r16_every_count_is_kept_and_added_up() -> None:
    told = {(r["motion"], r["count"]): r["used"] for r in rows("votes", str(FILE))}
    assert told["ferry", "5-unknown-1"] is True
    assert told["ferry", "4-4"] is False
    made = changed(
        "votes: [{yes: 3, no: 4, source: minutes}]",
        "votes: [{yes: 5, no: 4, source: m}]".replace(
            "source: m}", "present: 8, source: minutes}"
        ),
    ).record
    assert made is not None
    kinds = {c.kind for c in made.contradictions() if "draft" in c.facts}
    assert kinds == {"sum", "result"}


def test_r17_who_votes_after_a_tie_is_part_of_the_count() -> None:
    toll = find("toll").vote
    assert (dict(toll.first), toll.extra, toll.says()) == ({"yes": 3, "no": 3}, ("ann",), "4-3")
    made = changed("extra: [ann]", "extra: [ann, bo]").record
    assert made is not None
    assert [c.says for c in made.contradictions() if c.facts == ("toll",)] == [
        "toll: 6 votes in the first count and 2 cast after it are not the 7 of the second"
    ]


# -- C. parties, terms, agreement -----------------------------------------------------------------


def test_r18_who_falls_in_a_rule_on_partners_is_worked_out_for_a_day() -> None:
    told = {p.group: (p.falls, p.why) for p in record().partners("council-terms", DAY)}
    assert told == {
        "reds": (True, "4 seats in council; for on ferry"),
        "blues": (None, "position conditional on ferry"),
        "greens": (None, "position unknown on ferry"),
        "greys": (False, "the terms leave it out"),
    }
    with pytest.raises(FormateurError, match="guild-terms has no rule"):
        record().partners("guild-terms", DAY)
    with pytest.raises(UnknownIdError, match="council"):
        record().partners("council-terms", "1880-01-01 OS")


def test_r18_a_party_against_the_test_falls_out() -> None:
    made = changed("partners_accept: [ferry]", "partners_accept: [open-harbour]").record
    assert made is not None
    told = {p.group: p.falls for p in made.partners("council-terms", DAY)}
    assert told == {"reds": True, "blues": None, "greens": False, "greys": False}
    with pytest.raises(CaseError, match="no motion or point 'ferri'"):
        changed("partners_accept: [ferry]", "partners_accept: [ferri]")


def test_r19_a_government_is_typed_by_its_parties() -> None:
    for parties, kind in ((["reds", "blues"], "minimal winning"), (["reds"], "minority")):
        assert kind in judge(case().assembly, parties, case().terms).type
    assert [find(p).shape for p in ("council-terms", "blue-terms")] == [
        "some-parties",
        "minority-share",
    ]


def test_r20_terms_have_owner_version_day_and_conditions_with_sources() -> None:
    for day, terms in (("1880-03-08 OS", "guild-terms"), ("1880-03-09 OS", "guild-terms-2")):
        mine = [p for p in record().proposals(day) if p.by == ("guild",)]
        assert [(p.id, p.version) for p in mine] == [(terms, 2 if terms.endswith("2") else 1)]
    every = [c for p in record().facts.proposals for c in p.conditions]
    assert len(every) == 14
    assert all(c.source for c in every)
    assert "at least 2/3 of the posts for reds" in [c.says() for c in every]


def test_r21_two_sets_collide_with_a_reason_and_what_is_withdrawn_does_not() -> None:
    found = clashes(find("council-terms"), find("blue-terms"))
    assert [c.reason for c in found] == [
        "reds is to have at least 2/3 by one and at most 1/2 by the other"
    ]
    held = changed("persons: [ann], force: withdrawn,", "persons: [ann],").record
    assert held is not None
    again = clashes(held.find("council-terms"), held.find("blue-terms"))
    assert "ann is excluded by one and required by the other" in [c.reason for c in again]
    forces = [c.force for p in record().facts.proposals for c in p.conditions]
    assert {*forces} == {"mandatory", "preferred", "conditional", "withdrawn"}


def test_r22_entry_tests_single_persons_and_rejection_are_conditions() -> None:
    told = {c.kind: c.says() for p in record().facts.proposals for c in p.conditions}
    assert told["accept"] == "only those who accept ferry"
    assert told["individual"] == "members of reds only person by person, not as a party"
    assert told["rejection"] == "each side may reject the other's candidates"


def test_r23_two_sets_that_answer_to_different_bodies_collide() -> None:
    assert [c.reason for c in clashes(find("council-terms"), find("guild-terms"))] == [
        "the government answers to council by one and to port-trust by the other"
    ]


def test_r24_a_slogan_points_to_terms_and_an_appeal_carries_it() -> None:
    assert (find("cry").kind, find("cry").about) == ("slogan", ("council-terms",))
    assert find("appeal").about == ("cry",)
    with pytest.raises(CaseError, match="council-term'"):
        changed("quote: Talks now!, about: [council-terms]", "quote: T, about: [council-term]")


# -- D. aims, deadlines, threats ------------------------------------------------------------------


def test_r25_means_and_ends_are_claims_and_move_no_number() -> None:
    assert (find("means-end").by, find("means-end").goals) == (("ann",), ("trade",))
    line = next(k for k in FILE.read_text(encoding="utf-8").splitlines() if "id: means-end" in k)
    without = changed(line + "\n", "")
    assert without.record is not None
    assert without.record.at(DAY).rows() == record().at(DAY).rows()
    for cabinet in (["reds", "blues"], ["reds", "greens"]):
        both = [judge(c.assembly, cabinet, c.terms) for c in (case(), without)]
        assert both[0].status == both[1].status


def test_r26_points_keep_their_order_with_positions_known_or_not() -> None:
    table = {
        (p.id, who): x.stance for p in record().facts.points for x in p.positions for who in x.by
    }
    assert table == {
        ("open-harbour", "reds"): "for",
        ("open-harbour", "greens"): "against",
        ("run-ferry", "reds"): "for",
        ("run-ferry", "blues"): "conditional",
        ("run-ferry", "greens"): "unknown",
    }
    assert [p.verb for p in record().facts.points] == ["open", "run"]
    assert "0 settled, 1 contested, 1 unknown" in said(
        "programme", str(FILE), "--government", "reds+greens"
    )


def test_r27_days_left_to_a_deadline_and_what_hangs_on_it() -> None:
    told = {day: record().deadlines(f"1880-03-{day} OS") for day in ("02", "05", "10")}
    assert told["02"] == []  # nobody has set it yet
    assert [(r["least"], r["what"]) for r in told["05"]] == [(4, "The guild will strike")]
    assert [r["least"] for r in told["10"]] == [-1]


def test_r28_a_point_takes_over_what_another_body_decided() -> None:
    event, motion = record().facts.motions[find("run-ferry").cites]
    assert (motion.id, event.body) == ("ferry", "council")
    with pytest.raises(CaseError, match="storm"):
        changed("cites: ferry", "cites: storm")


def test_r29_a_storm_is_context_with_a_day_and_a_source() -> None:
    storm = find("storm")
    assert (storm.kind, storm.date.iso(), storm.source) == ("context", "1880-02-28", ("diary",))
    assert [r["kind"] for r in rows("timeline", str(FILE)) if r["event"] == "storm"] == ["context"]
    with pytest.raises(CaseError, match="score"):
        changed("title: A storm,", "title: A storm, score: 5,")


def test_r30_how_much_is_wanted_is_a_level_that_somebody_asserts() -> None:
    want = find("want")
    assert (want.level, want.by, want.about) == ("wanted", ("ann",), ("run-ferry",))
    with pytest.raises(CaseError, match="most wanted"):
        changed("level: wanted", "level: 7")


def test_r31_a_red_line_and_its_cost_are_told_of_others_by_somebody() -> None:
    assert (find("line").by, find("line").of) == (("ann",), ("inner-ring",))
    assert (find("cost").by, find("cost").about) == (("ann",), ("line",))
    assert [c.id for c in record().select(by="ann") if getattr(c, "kind", "") == "red-line"] == [
        "line"
    ]


# -- E. conflict between bodies, inside bodies ----------------------------------------------------


def test_r32_who_sits_in_board_and_council_has_two_duties_that_differ() -> None:
    duties = {d.body: d for d in record().duties("cy", EVE) if d.question == "ferry"}
    assert {b: (d.decision.motion.id, d.against) for b, d in duties.items()} == {
        "board": ("no-ferry", ("talks",)),
        "council": ("talks", ("no-ferry",)),
    }
    assert [d.against for d in record().duties("di", EVE) if d.question == "ferry"] == [()]
    assert "no-ferry" in said("in-force", str(FILE), "--person", "cy", "--on", EVE)


def test_r33_an_outcome_is_put_down_to_moves_by_who_says_so() -> None:
    assert (find("moves").by, find("moves").grounds) == (("clerk",), ("strike", "third"))
    assert [r["id"] for r in rows("quote", str(FILE), "talks") if r["id"] == "moves"] == ["moves"]


def test_r34_a_threat_has_a_target_and_a_condition() -> None:
    for event, target in (("strike", ("council",)), ("barred", ("ann",))):
        assert (find(event).target, bool(find(event).condition)) == (target, True)


def test_r35_intent_is_an_inference_with_grounds() -> None:
    assert (find("intent").by, find("intent").grounds) == (("ann",), ("measures",))
    with pytest.raises(CaseError, match="measure'"):
        changed("grounds: [measures]", "grounds: [measure]")


def test_r36_a_disclaimer_stands_beside_the_duty_from_its_day_on() -> None:
    def of(day: str) -> list[tuple[str, tuple[str, ...]]]:
        return [(d.way, d.registered) for d in record().duties("ann", day) if d.body == "board"]

    assert of(EVE) == [("member", ())]
    assert of(DAY) == [("binds members of reds", ("disclaimer",))]
    assert record().duties("clerk", DAY) == []


def test_r37_leaving_the_board_frees_from_its_rule_on_speech() -> None:
    def rule(person: str, day: str) -> list[tuple[str, str]]:
        return [(s.status, s.by) for s in record().speech(person, day)]

    assert (rule("ann", EVE), rule("ann", DAY)) == ([("bound", "")], [("released", "walkout")])
    assert (rule("cy", DAY), rule("di", DAY)) == ([("bound", "")], [])


# -- F. exit, appeal, public ----------------------------------------------------------------------


def test_r38_one_of_two_joint_exits_is_taken_back() -> None:
    assert find("walkout").leaves[0].persons == ("ann", "bo")
    board = record().at("1880-03-12 OS")["board"]
    assert (set(board.persons), board.size) == ({"cy", "bo"}, 4)


def test_r39_an_office_may_end_while_the_seat_goes_on_and_a_signer_may_stay() -> None:
    office = record().at("1880-03-06 OS")["office"]
    assert dict(office.posts) == {"pilot": ("cy",)}
    assert find("office-left").by == ("ann", "cy")
    assert "council" in {m.organization for m in record().at("1880-03-06 OS").of("ann")}


def test_r40_an_answer_to_an_appeal_is_an_event_of_its_own() -> None:
    appeal, answer = find("appeal"), find("answer")
    assert (appeal.audience, appeal.request, appeal.channel) == (
        "townspeople",
        "Ask for talks.",
        "a bill on the walls",
    )
    assert (answer.responds_to, answer.source, answer.by) == (
        ("appeal",),
        ("history",),
        ("townspeople",),
    )


def test_r41_a_claim_for_others_has_quantifier_evidence_and_what_speaks_against() -> None:
    will = find("will")
    assert (will.quantifier, will.evidence, will.counter) == ("most", ("answer",), ("toll",))


def test_r42_strength_on_a_day_is_seats_share_members_and_posts() -> None:
    told = {r["body"]: r for r in record().strength("reds", DAY)}
    assert (told["council"]["seats"], told["council"]["of"]) == (4, 9)
    assert told["council"]["share"] == pytest.approx(4 / 9)
    assert told["office"]["posts"] == ["master", "pilot"]
    greens = {r["body"]: r for r in record().strength("greens", DAY)}
    assert (greens["council"]["seats"], greens["council"]["share"]) == ("0 to 2", None)


def test_r43_a_forecast_has_a_horizon_and_cannot_be_given_an_outcome() -> None:
    assert (find("gloom").by, find("gloom").horizon) == (("ann",), "ten years")
    with pytest.raises(CaseError, match="came_true"):
        changed("horizon: ten years,", "horizon: ten years, came_true: true,")


def test_r44_a_motive_without_a_quote_is_refused() -> None:
    assert find("why").quote == "to say what I think"
    with pytest.raises(CaseError, match="a motive is given as a quote"):
        changed("quote: to say what I think, ", "")


def test_r45_a_hope_is_kept_like_a_forecast() -> None:
    assert (find("hoped").kind, find("hoped").of, find("hoped").horizon) == (
        "hope",
        ("townspeople",),
        "none given",
    )


# -- G. document, dates, provenance ---------------------------------------------------------------


def test_r46_in_this_century_the_calendars_are_twelve_days_apart() -> None:
    day = parse_date(DAY)
    assert day.describe() == "5/17 March 1880 (Wednesday)"
    assert day.same_day(parse_date("1880-03-17"))
    found = {c.kind: c.says for c in record().contradictions()}
    assert "the weekday fits OS only, 12/24 March 1880 (Wednesday)" in found["weekday"]
    assert found["calendars"].startswith("diary: the source mixes calendars")


def test_r47_partial_and_uncertain_dates_leave_a_range() -> None:
    back, web = find("back").date, find("note").publications[-1].date
    assert (back.uncertain, web.describe(), web.exact) == (True, "May 2011", False)
    during = record().at("1880-03-09 OS")["board"]
    assert (during.least, during.most, during.unsettled) == (3, 4, ("back",))


def test_r48_the_order_stated_and_the_dates_are_held_against_each_other() -> None:
    line = ["first", "second", "third", "walkout", "printed", "answer"]
    assert [r["event"] for r in rows("timeline", str(FILE)) if r["event"] in line] == line
    letter = find("note")
    assert [letter.date.iso(), *(p.date.iso() for p in letter.publications)] == [
        "1880-03-05",
        "1880-03-08",
        "1901",
        "2011-05",
    ]
    early = changed("kind: first, date: 1880-03-08 OS", "kind: first, date: 1880-03-01 OS").record
    assert early is not None
    assert [c.facts for c in early.contradictions() if c.kind == "order"] == [("note",)]


def test_r49_an_outlet_has_number_page_and_a_side_of_its_own() -> None:
    first = find("note").publications[0]
    assert (first.outlet, first.number, first.pages, first.alignment) == (
        "Blue Gazette",
        "7",
        "p. 2",
        "paper of the Blues",
    )


def test_r50_publishers_pages_and_several_sources() -> None:
    second = find("note").publications[1]
    assert (second.publishers, second.pages) == (("North Press", "South Press"), "pp. 4-5")
    assert find("walkout").source == ("minutes", "diary")
    with pytest.raises(CaseError, match="no source 'minuts'"):
        changed("source: [minutes, guide]", "source: [minuts, guide]")


def test_r51_either_version_of_a_passage_can_be_used() -> None:
    passage = find("which-body")
    assert set(passage.texts) == {v.id for v in find("note").versions}
    for version, body in passage.means.items():
        assert record().choose("which-body", version).meaning("which-body") == (body,)
    with pytest.raises(UnknownIdError, match="diary"):
        record().choose("which-body", "diary")


def test_r52_a_digital_copy_has_maker_month_and_hash() -> None:
    copy = find("note").publications[-1]
    assert (copy.digitisers, copy.date.iso(), copy.sha256[-2:]) == (
        ("Flo Finch",),
        "2011-05",
        "ab",
    )


def test_r53_an_editors_title_is_marked() -> None:
    assert {v.title: v.editorial_title for v in find("note").versions} == {
        "Two walk out": True,
        "To the board": False,
    }


def test_r54_who_is_credited_need_not_be_who_signed() -> None:
    note = find("note")
    assert (note.credited, note.signatories, dict(note.signed_as)) == (
        ("Mrs Able",),
        ("ann", "bo"),
        {"ann": "A. ABLE"},
    )


def test_r55_a_document_lies_in_two_collections() -> None:
    assert find("note").collections == ("Able papers", "Ferry papers")


def test_r56_a_reader_reports_an_error_and_sees_what_became_of_it(tmp_path: Path) -> None:
    kept = tmp_path / "k.jsonl"
    said("correct", str(FILE), "toll", "--says", "4 to 2", "--by", "R", "--file", str(kept))
    told = [r for r in rows("correct", str(FILE), "--file", str(kept)) if r["about"] == "toll"]
    assert [(r["says"], r["status"]) for r in told] == [("4 to 2", "open")]
    said(
        *("correct", str(FILE), "k1", "--status", "refused", "--answer", "Page 3."),
        *("--file", str(kept)),
    )
    quoted = said("quote", str(FILE), "toll", "--corrections", str(kept))
    assert "refused" in quoted


# -- H. standards over all ------------------------------------------------------------------------


def test_r57_facts_are_found_by_quality_confidence_speaker_and_source() -> None:
    claims = [f for f in record().select(by="ann") if f.id in ("intent", "gloom", "why")]
    assert [(f.id, record().quality(f), f.confidence) for f in claims] == [
        ("intent", "E", "low"),
        ("gloom", "P", "medium"),
        ("why", "P", "high"),
    ]
    assert {f.id for f in record().select(by="ann", quality="E", confidence=["low"])} >= {"intent"}
    assert "why" not in {f.id for f in record().select(confidence=["low"])}
    assert {f.id for f in record().select(source="history")} == {"answer", "back"}
    (counted,) = [r for r in rows("quote", str(FILE), "no-ferry") if r["what"] == "count"]
    assert (counted["sources"], counted["quality"]) == (["diary"], "E")


def test_r58_a_value_is_chosen_by_the_reader_and_the_answer_says_so() -> None:
    green = record().choose("green-seats", "guide")
    assert green.at(DAY)["council"].seats["greens"] == 1
    assert record().at(DAY)["council"].seats["greens"] is None
    told = run("record", str(FILE), "--on", DAY, "--choose", "green-seats=guide")
    assert "green-seats = guide" in told.output


def test_r59_a_value_word_is_a_quote_of_somebody() -> None:
    blame = find("blame")
    assert (blame.quote, blame.by) == ("traitors all", ("board",))
    assert "traitor" not in blame.text


def test_r60_unknown_seats_are_a_range_and_unknown_votes_no_number() -> None:
    assert record().assembly("council", DAY).seats_of(["greens"]) == (0, 2)
    assert case().assembly.seats_of(["reds", "greens"]) == (4, 6)
    assert (find("ferry").vote.no, find("ferry").vote.cast) == (None, None)


def test_r61_what_is_supposed_is_marked_and_the_record_stays_as_it_was() -> None:
    before = record().at(EVE).rows()
    told = json.loads(
        said("what-if", str(FILE), "--resign", "cy", "--from", "board", "--on", EVE, "--json")
    )
    assert told["result"]["hypothetical"] is True
    assert record().at(EVE).rows() == before
    assert record().supposed == ()
