"""The requirements R01 to R61, each with a test named after it.

They were read off the founding letter, sentence by sentence; docs/reference/requirements.md has
each in a line. What a test asks of the worked case it asks through the public record; `RECORDS`
are all bundled cases that have one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from formateur import cases
from formateur.durability.walkouts import walk_out
from formateur.record import (
    Claim,
    Correction,
    Event,
    Fact,
    Record,
    clashes,
    parse_date,
)
from formateur.record.people import BODIES, GROUPS
from formateur.report.record import evidence

NUMBER = 61  # requirements in the list
FIVE = ("kamenev", "rykov", "miliutin", "zinoviev", "nogin")
CASE = cases.load("petrograd-1917")
assert CASE.record is not None
R: Record = CASE.record
RECORDS = [c.record for c in map(cases.load, cases.names()) if c.record is not None]
every_record = pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.id)


def claims(kind: str, **fields: Any) -> list[Claim]:
    return [
        c
        for c in R.facts.claims
        if c.kind == kind and all(getattr(c, k) == v for k, v in fields.items())
    ]


# -- A. Bodies, people, membership --------------------------------------------------------------


def test_r01_bodies_of_different_kinds_are_one_graph() -> None:
    kinds = {o.classification for o in R.facts.organizations}
    assert {
        "party-organ",
        "executive",
        "congress",
        "government",
        "conference",
        "assembly",
    } <= kinds
    assert R.find("vtsik").parent == "congress2"
    assert R.find("snk").answers_to in ("vtsik", "congress2", "")
    assert all(o.classification in (*BODIES, *GROUPS) for o in R.facts.organizations)


def test_r02_a_proposed_body_never_stands_beside_the_real_ones() -> None:
    planned = {o.id: o for o in R.facts.organizations if o.proposed}
    assert dict(planned["peoples-council-420"].seats)["vikzhel"] == 15
    assert not set(planned) & set(R.at("1917-11-02 OS").bodies)


def test_r03_a_name_sources_give_to_two_bodies_is_not_guessed() -> None:
    assert set(R.meaning("tv1")) == {"vtsik", "central-committee"}


def test_r04_membership_and_office_are_intervals_with_how_they_began_and_ended() -> None:
    mine = {(m.organization, m.post): m for m in R.ledger.memberships if m.person == "kamenev"}
    left = mine["central-committee", ""]
    assert left.end is not None
    assert (left.end.ns, left.exit, left.ended) == ("17 November 1917", "resigned", "e19")
    chair = mine["vtsik", "chair"]
    assert chair.end is not None
    assert chair.end.same_day(parse_date("1917-11-08 OS"))
    assert R.find("e33").kind == "request"


def test_r05_leaving_an_inner_body_leaves_the_outer_memberships() -> None:
    before, after = R.at("1917-11-03 OS"), R.at("1917-11-04 OS")
    for person in FIVE:
        kept = {m.organization for m in after.of(person)}
        assert "central-committee" not in kept
        assert "bolsheviks" in kept
    assert {m.organization for m in before.of("rykov")} - {
        m.organization for m in after.of("rykov")
    } == {"central-committee", "snk"}  # the office by an act of its own
    assert R.find("e22").leaves[0].organization == "snk"


def test_r06_size_majority_and_quorum_are_recomputed_after_each_change() -> None:
    days = ("1917-11-03 OS", "1917-11-04 OS")
    sizes = [(b.size, b.majority) for b in (R.at(d)["central-committee"] for d in days)]
    assert sizes == [(21, 11), (16, 9)]
    assert R.after("e19", "central-committee").size == 16


def test_r07_actors_are_grouped_at_more_than_one_level() -> None:
    levels = {o.id: o.classification for o in R.facts.organizations if o.is_group}
    assert levels["the-democracy"] == "camp"
    assert levels["mensheviks"] == "party"
    assert {"wing", "faction"} <= set(levels.values())


def test_r08_a_faction_says_whether_it_is_declared_or_inferred() -> None:
    declared, inferred = R.find("signatories-of-the-ultimatum"), R.find("leading-group")
    assert (declared.basis, len(declared.members)) == ("declared", 10)
    assert (inferred.basis, inferred.by) == ("inference", FIVE)


def test_r09_one_person_has_many_forms_of_the_name() -> None:
    assert {R.named(n).id for n in ("Yu. Kamenev", "Lev Kamenev", "Kameniev")} == {"kamenev"}


# -- B. Decisions -------------------------------------------------------------------------------


@pytest.mark.parametrize("event", ["e12", "e13", "e14", "e15", "e16"])
def test_r10_a_decision_has_body_date_summary_effect_and_status(event: str) -> None:
    found = R.find(event)
    assert found.body
    assert found.date.describe(both=True).endswith(")")
    assert found.motions
    for motion in found.motions:
        assert motion.title
        assert motion.result in ("adopted", "rejected", "withdrawn", "postponed", "unknown")
        assert motion.effect


def test_r11_a_later_decision_can_reopen_an_earlier_one_and_the_chain_is_kept() -> None:
    (found,) = R.in_force("1917-11-03 OS", body="vtsik", question="talks")
    assert (found.motion.id, found.event.id) == ("v10", "e16")
    chained = [m.id for _, m, _ in R.chain("v10")]
    assert chained.index("v08") < chained.index("v10")


def test_r12_framing_a_negotiation_is_not_settling_it() -> None:
    assert R.find("v10").effect == "frames"
    assert "settles" in {m.effect for _, m in R.facts.put}


def test_r13_formal_content_stands_apart_from_each_reading() -> None:
    motion = R.find("v05")
    assert dict(motion.vote.options) != {}
    readers = {
        c.by for c in R.facts.claims if "v05" in c.about and c.kind in ("reading", "refusal")
    }
    assert {FIVE, ("pipes",), ("rabinowitch",)} <= readers
    assert "refus" not in motion.title + motion.text


def test_r14_a_refusal_is_explicit_or_constructive_with_its_asserter() -> None:
    (constructive,) = claims("refusal", form="constructive")
    assert constructive.by == FIVE
    assert "p-dan" in {a for c in claims("refusal", form="explicit") for a in c.about}


def test_r15_no_government_meets_both_sets_of_terms_and_it_says_why() -> None:
    found = clashes(R.find("p-dan"), R.find("p-vtsik"))
    assert {c.reason for c in found} >= {
        "bolsheviks is excluded by one and given a share by the other"
    }


def test_r16_votes_hold_unknown_parts_variants_and_are_checked() -> None:
    assert R.find("v04").vote.says() == "5-1-3"
    assert R.find("v10").vote.yes is None
    assert [v.says() for v in R.find("v12").votes] == ["22-31", "24-34-1"]
    assert "v12" in {f for c in R.contradictions() if c.kind == "counts differ" for f in c.facts}


def test_r17_a_tie_and_who_broke_it_are_part_of_the_record() -> None:
    vote = R.find("v15").vote
    assert (dict(vote.first), vote.says(), set(vote.extra)) == (
        {"yes": 23, "no": 23},
        "25-23",
        {"lenin", "trotsky"},
    )


# -- C. Parties, terms, agreement ---------------------------------------------------------------


def test_r18_partners_are_defined_by_a_rule_and_those_who_fall_in_it_listed() -> None:
    rule = R.find("p-vtsik")
    assert "accept" in rule.partners
    assert "left-srs" in rule.listed
    assert "bolsheviks" not in R.find("p-dan").listed


def test_r19_types_of_government_are_told_by_composition() -> None:
    shapes = {p.id: p.shape for p in R.facts.proposals}
    assert (shapes["p-stavka"], shapes["p-lsr"], shapes["p-dan"]) == (
        "minority-share",
        "all-parties",
        "some-parties",
    )


def test_r20_every_set_of_terms_loads_and_each_condition_names_its_source() -> None:
    assert len(R.facts.proposals) == 17
    for proposal in R.facts.proposals:
        assert proposal.by
        assert all(c.source for c in proposal.conditions)


def test_r21_conflicts_between_two_sets_are_found_and_explained() -> None:
    reasons = [c.reason for c in clashes(R.find("p-cab"), R.find("p-vtsik"))]
    assert "lenin is excluded by one and required by the other" in reasons
    assert {c.force for p in R.facts.proposals for c in p.conditions} >= {"mandatory", "withdrawn"}


def test_r22_entry_tests_personal_acceptance_and_rejection_rights_are_conditions() -> None:
    kinds = {p.id: {c.kind for c in p.conditions} for p in R.facts.proposals}
    assert "accept" in kinds["p-vtsik"]
    assert "individual" in kinds["p-sr"]
    assert "reject" in R.find("v04").title


def test_r23_whom_the_government_answers_to_is_a_term() -> None:
    bodies = {
        p.id: c.body for p in R.facts.proposals for c in p.conditions if c.kind == "answers-to"
    }
    assert bodies["p-vtsik"] == "vtsik"
    assert bodies["p-comm-420"] == "peoples-council-420"


def test_r24_a_slogan_links_to_the_terms_it_abbreviates() -> None:
    (slogan,) = claims("slogan")
    assert "p-vtsik" in slogan.about
    assert R.find("e19-appeal").request


# -- D. Aims, deadlines, threats ----------------------------------------------------------------


def test_r25_means_and_ends_are_claims_with_their_asserter() -> None:
    assert len(claims("necessary-condition", by=FIVE)) == 2


def test_r26_programme_points_keep_their_order_and_unknown_positions() -> None:
    assert [p.id for p in R.facts.points] == [
        "bloodshed",
        "famine",
        "kaledin-point",
        "ca",
        "peace",
    ]
    for point in R.facts.points:
        assert point.verb
        assert point.object
        assert point.positions
    assert "unknown" in {q.stance for p in R.facts.points for q in p.positions}


def test_r27_days_left_to_a_deadline_are_counted() -> None:
    left = {d["fact"]: (d["least"], d["most"]) for d in R.deadlines("1917-11-04 OS")}
    assert (8, 8) in left.values()


def test_r28_a_point_may_take_over_another_bodys_decision() -> None:
    assert R.find("peace").cites == "v01"
    assert R.find("v01").body in ("", "congress2")


def test_r29_threats_and_scarcity_are_context_with_time_and_source() -> None:
    strike = R.find("e05")
    assert strike.deadline.same_day(parse_date("1917-10-29 OS"))
    assert strike.condition
    assert all(e.source and e.date for e in R.facts.events if e.kind == "context")


def test_r30_how_strongly_something_is_wanted_is_an_attributed_ordinal() -> None:
    (found,) = claims("salience", by=FIVE)
    assert (found.level, found.about) == ("most wanted", ("bloodshed",))


def test_r31_red_lines_and_costs_borne_by_others_are_attributed() -> None:
    assert claims("red-line", by=FIVE)[0].of == ("leading-group",)
    assert claims("cost", by=FIVE)[0].about == ("c-s5-red-line",)


# -- E. Conflict between bodies, inside bodies --------------------------------------------------


def test_r32_a_member_bound_by_two_bodies_sees_the_conflict() -> None:
    duties = {d.decision.motion.id: d for d in R.duties("zinoviev", "1917-11-03 OS")}
    assert duties["v09"].against == ("v10",)
    assert duties["v10"].against == ("v09",)


def test_r33_an_outcome_is_attributed_to_moves_without_cause() -> None:
    assert claims("influence", by=FIVE)
    text = R.find("e16").text + R.find("v10").text + R.find("e16").note
    assert "absent" in text or "recess" in text


def test_r34_sanctions_are_acts_with_target_and_condition() -> None:
    acts = [R.find(e) for e in ("e17", "e19-threat", "e27")]
    assert {e.kind for e in acts} >= {"ultimatum", "threat", "removal"}
    assert all(e.target for e in acts)
    assert R.find("e17").condition


def test_r35_intent_is_inference_by_a_named_actor_with_grounds() -> None:
    (found,) = claims("intent", by=FIVE)
    assert found.grounds == ("e-measures",)


def test_r36_a_member_may_disclaim_and_who_is_bound_is_shown() -> None:
    assert R.find("e19-disclaimer").kind == "disclaimer"
    bound = {d.body for d in R.duties("kamenev", "1917-11-03 OS")}
    freed = {d.way for d in R.duties("kamenev", "1917-11-05 OS") if d.body == "central-committee"}
    assert "central-committee" in bound
    assert freed <= {"binds members of bolsheviks"}


def test_r37_a_rule_on_public_speech_has_what_releases_from_it() -> None:
    committee = R.find("central-committee")
    assert committee.speech
    assert committee.released_by


# -- F. Exit, appeal, public --------------------------------------------------------------------


def test_r38_one_statement_carries_five_exits_and_one_is_taken_back() -> None:
    assert R.find("e19").leaves[0].persons == FIVE
    assert R.find("e28").revokes[0].persons == ("zinoviev",)
    assert "zinoviev" in R.at("1917-11-20 OS")["central-committee"].persons
    assert "kamenev" not in R.at("1917-11-20 OS")["central-committee"].persons


def test_r39_leaving_an_office_and_leaving_a_body_are_two_acts() -> None:
    signed = R.find("commissars-statement").signatories
    snk = R.at("1917-11-05 OS")["snk"]
    assert "shliapnikov" in signed
    assert "shliapnikov" in snk.persons
    assert "nogin" not in snk.persons


def test_r40_an_appeal_has_audience_and_request_and_the_answer_is_evidence_apart() -> None:
    appeal, answer = R.find("e19-appeal"), R.find("e29")
    assert appeal.audience
    assert appeal.request
    assert answer.date.after(appeal.date)
    assert R.find("v16").vote.says() == "61-11-12"


def test_r41_claims_to_speak_for_others_carry_quantifier_and_evidence() -> None:
    (found,) = claims("representation", by=FIVE)
    assert found.quantifier
    assert found.evidence
    assert found.counter


def test_r42_relative_strength_is_read_off_on_the_day_of_an_act() -> None:
    rows = {r["body"]: r for r in R.strength("bolsheviks", "1917-11-04 OS")}
    assert (rows["vtsik"]["seats"], rows["vtsik"]["of"]) == (62, 101)
    assert rows["snk"]["posts"]


def test_r43_forecasts_have_a_horizon_and_no_score() -> None:
    found = claims("forecast", by=FIVE)
    assert found
    assert all(c.horizon for c in found)
    assert not {"score", "outcome"} & {f for c in found for f in c.__dataclass_fields__}


def test_r44_motives_are_quotes_of_those_who_state_them() -> None:
    found = claims("motive", by=FIVE)
    assert all(c.quote or c.text for c in found)
    assert any("duty" in c.quote for c in found)


def test_r45_a_hope_is_kept_like_a_forecast() -> None:
    (found,) = claims("hope")
    assert found.by == FIVE
    assert found.horizon


# -- G. Document, dates, provenance -------------------------------------------------------------


def test_r46_dates_keep_their_calendar_convert_and_warn_of_mixing() -> None:
    for old, new in (("1917-11-01 OS", "1917-11-14"), ("1917-11-06 OS", "1917-11-19")):
        assert parse_date(old).same_day(parse_date(new))
    assert parse_date("1917-11-04 OS").weekday == "Saturday"
    kinds = {c.kind for c in R.contradictions() if "REED" in c.says}
    assert {"weekday", "calendars"} <= kinds


def test_r47_partial_and_uncertain_dates_are_spans() -> None:
    online = R.find("letter").publications[-1].date
    assert (online.ns, online.exact) == ("October 2017", False)
    assert not R.find("e28").date.exact
    assert not R.find("p-men-final").date.exact


@every_record
def test_r48_order_follows_from_dates_and_contradictions_are_told(record: Record) -> None:
    last = date.min.toordinal()
    for event in record.ledger.events:
        assert event.date is not None
        assert (event.date.last or 10**9) >= last
        last = event.date.last or last
    assert not [c for c in record.contradictions() if c.kind == "order"]


def test_r48_act_publication_and_republication_stand_apart() -> None:
    letter = R.find("letter")
    days = [letter.date, *(p.date for p in letter.publications)]
    assert all(a.before(b) for a, b in pairwise(days))


def test_r49_a_publication_has_outlet_number_page_and_alignment() -> None:
    first = R.find("letter").publications[0]
    assert (first.outlet, first.number, first.pages) == ("Delo Naroda", "201", "p. 1")
    assert "Socialist Revolutionary" in first.alignment


def test_r50_a_print_source_has_several_publishers_and_pages() -> None:
    book = R.find("letter").publications[1]
    assert len(book.publishers) == 2
    assert book.pages == "pp. 203-204"


def test_r51_text_versions_are_aligned_and_switching_changes_the_body() -> None:
    assert [p.id for p in R.find("letter").passages] == [f"tv{k}" for k in range(1, 8)]
    assert R.choose("tv1", "english-1934").meaning("tv1") == ("vtsik",)
    assert R.choose("tv1", "russian").meaning("tv1") == ("central-committee",)


def test_r52_digitiser_date_and_hash_of_the_copy_are_kept() -> None:
    copy = R.find("letter").publications[-1]
    assert copy.digitisers == ("Zdravko Saveski",)
    assert re.fullmatch("[0-9a-f]{64}", copy.sha256)


def test_r53_editorial_titles_are_marked() -> None:
    marked = {v.id: v.editorial_title for v in R.find("letter").versions}
    assert (marked["english-1934"], marked["russian"]) == (True, False)


def test_r54_credited_authors_and_signatories_are_two_lists() -> None:
    letter = R.find("letter")
    assert (len(letter.credited), letter.credited[-1]) == (3, "et al.")
    assert letter.signatories == FIVE


def test_r55_a_document_sits_in_several_collections() -> None:
    assert len(R.find("letter").collections) == 4


def test_r56_an_error_reported_against_a_fact_is_shown_with_its_status() -> None:
    report = Correction(id="k1", about="e12", says="The day is another.", status="open")
    with_it = replace(R, facts=replace(R.facts, corrections=(report,)))
    rows = evidence(with_it, "e12").rows()
    assert "The day is another. [open]" in [r["says"] for r in rows if r["what"] == "correction"]


# -- H. Standards over all units ----------------------------------------------------------------


@every_record
def test_r57_every_statement_has_source_and_views_are_filtered_by_quality(record: Record) -> None:
    for _, fact in record.facts.walk():
        if isinstance(fact, (Event, Claim)):
            assert fact.source, fact.id
    best = record.select(Event, quality=["P"])
    assert all(record.quality(f) == "P" for f in best)
    assert len(record.select(Fact)) > len(record.select(Fact, quality=["P"]))


def test_r58_variants_stand_side_by_side_and_a_choice_is_recorded() -> None:
    assert {f"x{k}" for k in range(1, 17)} <= {v.id for v in R.facts.variants}
    chosen = R.choose("x3", "PIPES-196")
    assert chosen.choices == (("x3", "PIPES-196"),)
    assert chosen.find("v12").vote.says() == "24-34-1"
    assert R.choices == ()


@every_record
def test_r59_value_words_stand_in_quotes_only(record: Record) -> None:
    words = re.compile(r"ruinous|deserter|counter-?revolution|traitor", re.IGNORECASE)
    for _, fact in record.facts.walk():
        for name in ("title", "text", "name", "note", "question", "effect"):
            assert not words.search(str(getattr(fact, name, ""))), fact.id


def test_r60_missing_is_not_zero_and_propagates_as_ranges() -> None:
    assert R.find("v10").vote.says() == "unknown-6-1"
    assert R.at("1917-11-02 OS")["petrograd-committee"].size is None
    held = {
        v.source[0]: (dict(v.sets["seats"]).get("bolsheviks"), v.total)
        for v in R.find("x2").values
    }
    assert (min(n for n, _ in held.values()), max(n for n, _ in held.values())) == (300, 390)
    shares = {s: round(100 * n / total) for s, (n, total) in held.items() if total}
    assert shares == {"PIPES-186": 52, "ENCSPB": 60}
    assert held["BROVKIN-4"][1] is None


@every_record
def test_r61_hypothetical_runs_are_marked_and_never_mixed_in(record: Record) -> None:
    assert record.supposed == ()
    assert not any(e.hypothetical for e in record.facts.events)
    found = walk_out(R, ["kamenev"], "central-committee", "1917-11-03 OS")
    assert found.summary()["hypothetical"] is True
    assert found.record.supposed
    assert R.supposed == ()


# -- the list itself ----------------------------------------------------------------------------


def test_every_requirement_has_a_test_named_after_it() -> None:
    tested = {int(m[1]) for name in globals() if (m := re.match(r"test_r(\d\d)_", name))}
    assert tested == set(range(1, NUMBER + 1))


def test_the_reference_names_every_requirement() -> None:
    page = Path(__file__).parent.parent / "docs" / "reference" / "requirements.md"
    listed = [int(n) for n in re.findall(r"^\| R(\d\d) ", page.read_text("utf-8"), re.MULTILINE)]
    assert listed == list(range(1, NUMBER + 1))
