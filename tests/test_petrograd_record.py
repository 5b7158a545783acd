"""The record of Petrograd 1917: what it holds, what follows, what its sources leave open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from formateur import cases
from formateur.cli import main
from formateur.errors import FormateurError
from formateur.record import (
    Change,
    Claim,
    Date,
    Document,
    Event,
    Facts,
    Motion,
    Organization,
    Person,
    Point,
    Proposal,
    Record,
    RecordError,
    Variant,
    clashes,
    parse_date,
)

FIVE = ("kamenev", "rykov", "miliutin", "zinoviev", "nogin")
TEN = {
    *("lenin", "trotsky", "stalin", "sverdlov", "uritsky"),
    *("dzerzhinsky", "ioffe", "bubnov", "sokolnikov", "muranov"),
}
# As the collection of facts numbers them.
EVENTS = {f"e{k:02}" for k in range(1, 36)} | {"e26p", "e26c"}
VOTES = {f"v{k:02}" for k in range(1, 18)}
PROPOSALS = {
    *("p-dan", "p-men-abr", "p-peas-ps", "p-duma", "p-stavka", "p-sr", "p-mensr-noopp"),
    *("p-comm-420", "p-comm-420-kam", "p-comm-400", "p-cab", "p-cab-spitsyn", "p-kam-comp"),
    *("p-lsr", "p-vtsik", "p-men-final", "p-lsr-peas", "p-cc-candidates"),
}


@cache
def record() -> Record:
    found = cases.load("petrograd-1917").record
    assert found is not None
    return found


def size(body: str, day: str) -> tuple[int | None, int | None]:
    state = record().at(day)[body]
    return state.size, state.majority


# What it holds


def test_every_event_vote_proposal_and_variant_of_the_collection_is_there() -> None:
    facts = record().facts
    assert {e.id for e in facts.events} >= EVENTS
    assert set(facts.motions) >= VOTES
    assert {p.id for p in facts.proposals} == PROPOSALS
    assert {v.id for v in facts.variants} >= {f"x{k}" for k in range(1, 17)}
    assert [p.id for d in facts.documents for p in d.passages] == [f"tv{k}" for k in range(1, 8)]


def test_every_fact_names_a_source_and_none_rests_on_memory() -> None:
    facts = [f for _, f in record().facts.walk() if not isinstance(f, Variant)]
    inferred = {"the-democracy", "e-cc-elected"}
    assert [f.id for f in facts if not f.source and f.id not in inferred] == []
    assert [f.id for f in facts if record().quality(f) in ("", "M")] == []
    assert all(v.source for x in record().facts.variants for v in x.values)


def test_every_act_decision_claim_and_set_of_terms_says_how_sure_it_is() -> None:
    kinds = (Event, Motion, Claim, Point, Proposal, Document)
    facts = [f for _, f in record().facts.walk() if isinstance(f, kinds)]
    assert [f.id for f in facts if not f.confidence] == []
    values = [v for x in record().facts.variants for v in x.values]
    assert all(v.confidence and v.quality for v in values)


def test_every_source_is_cited_somewhere() -> None:
    def cited(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for inner in value.values():
                yield from cited(inner)
        elif isinstance(value, (list, tuple)):
            for inner in value:
                yield from cited(inner)

    from formateur.record.reading import plain_fact

    words = {w for f in record().facts.index.values() for w in cited(plain_fact(f))}
    told = " ".join(w for w in words if " " in w)
    assert [k for k in record().sources if k not in words and k not in told] == []


def test_value_words_stand_in_quotes_only() -> None:
    ours = ("title", "text", "name", "note", "condition", "request", "question", "effect")
    for _, fact in record().facts.walk():
        said = " ".join(str(getattr(fact, key, "")) for key in ours).lower()
        for word in ("ruin", "deserter", "counter-revolution", "terror", "traitor", "coup"):
            assert word not in said, (fact.id, word)


def test_what_we_say_is_not_worded_like_a_quote() -> None:
    """No run of five words of the letter, or of any other quote, stands in a text of ours."""

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[^\W_]+", text.lower())
        return {tuple(words[k : k + 5]) for k in range(len(words) - 4)}

    letter = " ".join(t for p in record().find("letter").passages for t in p.texts.values())
    every = [f for _, f in record().facts.walk()]
    every += [x for p in record().facts.points for x in p.positions]
    quoted = set.union(runs(letter), *(runs(getattr(f, "quote", "")) for f in every))
    names = runs(" ".join(o.name for o in record().facts.organizations))
    for fact in every:
        for key in ("title", "text", "condition", "request", "answer", "note"):
            ours = re.sub(r'".*?"', " | ", str(getattr(fact, key, "")))
            if not isinstance(fact, Document):  # a document bears its own title
                assert not (runs(ours) & quoted) - names, (fact, key)


def test_quotes_are_short() -> None:
    for _, fact in record().facts.walk():
        assert len(getattr(fact, "quote", "")) <= 130, fact.id


def test_nothing_in_it_is_supposed() -> None:
    assert record().supposed == ()
    assert not any(e.hypothetical for e in record().facts.events)


@pytest.mark.parametrize(
    ("form", "person"),
    [
        ("Yu. Kamenev", "kamenev"),
        ("Lev Kamenev", "kamenev"),
        ("Kameniev", "kamenev"),
        ("Gregory Zinoviev", "zinoviev"),
        ("L. D. Bronstein", "trotsky"),
        ("G. I. Oppokov (Lomov)", "lomov"),
        ("N. P. Avilov (Glebov)", "avilov-glebov"),
        ("Avilov", "avilov"),
    ],
)
def test_a_person_is_found_by_each_printed_form_of_the_name(form: str, person: str) -> None:
    assert record().named(form).id == person


# Bodies day by day


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("1917-11-03 OS", (21, 11)),
        ("1917-11-04 OS", (16, 9)),
        ("1917-11-17", (16, 9)),
        ("1917-11-11 OS", (17, 9)),
    ],
)
def test_the_central_committee_has_its_size_and_majority_on_each_day(
    day: str, expected: tuple[int, int]
) -> None:
    assert size("central-committee", day) == expected


def test_eighteen_of_the_committee_are_named_and_three_are_not() -> None:
    before = record().at("1917-11-03 OS")["central-committee"]
    assert (len(before.persons), before.unnamed) == (18, 3)
    assert "ioffe" not in before.persons
    assert record().at("1917-11-04 OS")["central-committee"].unnamed == 3


def test_while_the_day_of_zinovievs_return_is_open_the_size_is_a_range() -> None:
    state = record().at("1917-11-08 OS")["central-committee"]
    assert (state.size, state.least, state.most) == (16, 16, 17)
    assert "e28" in state.unsettled
    later = record().at("1917-11-12 OS")["central-committee"]
    assert "zinoviev" in later.persons
    assert not {"kamenev", "rykov", "miliutin", "nogin"} & set(later.persons)


def test_leaving_the_committee_leaves_party_and_other_bodies_as_they_were() -> None:
    state = record().at("1917-11-04 OS")
    for person in FIVE:
        held = {m.organization for m in state.of(person)}
        assert "bolsheviks" in held
        assert "central-committee" not in held
    assert state["vtsik"].posts["chair"] == ("kamenev",)


def test_four_commissars_leave_office_and_a_fifth_who_signs_stays() -> None:
    before, after = (record().at(f"1917-11-0{d} OS")["snk"] for d in (3, 4))
    assert set(before.persons) - set(after.persons) == {
        *("nogin", "rykov", "miliutin", "teodorovich")
    }
    assert (before.size, after.size) == (15, 11)
    assert after.posts["labour"] == ("shliapnikov",)
    assert "railways" not in before.posts
    by_reed = record().choose("x4", "REED").at("1917-11-04 OS")["snk"]
    assert "labour" not in by_reed.posts


def test_the_chair_of_the_executive_committee_passes_and_kamenev_stays_a_member() -> None:
    before, after = (record().at(day)["vtsik"] for day in ("1917-11-07 OS", "1917-11-08 OS"))
    assert (before.posts["chair"], after.posts["chair"]) == (("kamenev",), ("sverdlov",))
    assert "kamenev" in after.persons


def test_seats_whose_holders_no_source_names_stay_with_no_party() -> None:
    first = record().at("1917-10-29 OS")["vtsik"]
    assert (first.size, first.majority, first.seats["bolsheviks"]) == (101, 51, 62)
    assert first.seats["left-srs"] is None
    grown = record().at("1917-11-14 OS")["vtsik"]
    assert (grown.size, grown.vacant) == (108, 0)
    assert grown.seats["members-of-unknown-group"] == 7
    assert grown.seats["bolsheviks"] == 62
    merged = record().at("1917-11-15 OS")["vtsik"]
    added = ("peasants-extra", "army-and-fleet", "trade-unions", "railway-workers", "potelsoiuz")
    assert [merged.seats[g] for g in added] == [108, 100, 35, 10, 5]
    assert (merged.size, merged.vacant) == (366, 0)
    assert sum(merged.seats[g] or 0 for g in added) == 366 - 108


def test_the_case_and_its_record_give_the_same_house_on_the_day_of_the_case() -> None:
    case = cases.load("petrograd-1917")
    house = record().assembly("vtsik", case.date)
    assert house.size == case.assembly.size == 101
    assert house.seats["bolsheviks"] == case.assembly.seats["bolsheviks"] == 62


def test_left_srs_leave_a_committee_in_which_their_number_is_unknown() -> None:
    before, after = (record().at(f"1917-11-0{d} OS")["mrc"] for d in (3, 4))
    assert before.seats["left-srs"] is None
    assert after.seats["left-srs"] == 0
    assert after.seats["bolsheviks"] is None
    assert after.vacant is None
    assert record().at("1917-11-04 OS")["vtsik"].seats["left-srs"] is None


def test_left_srs_enter_the_government_one_after_the_other_and_leave_it() -> None:
    first = record().at("1917-11-24 OS")["snk"]
    assert first.posts["agriculture"] == ("kolegaev",)
    assert record().at("1917-11-30 OS")["snk"].least == 12
    assert record().at("1917-11-30 OS")["snk"].most == 16
    later = record().at("1918-01-05 OS")["snk"]
    assert later.posts["state properties"] == ("karelin",)
    assert later.size == 17
    ended = record().choose("x11", "CHURAKOV")
    assert (ended.at("1918-03-14")["snk"].size, ended.at("1918-03-15")["snk"].size) == (17, 11)
    assert record().at("1918-03-20")["snk"].least == 11


def test_planned_councils_never_stand_beside_the_real_bodies() -> None:
    planned = [o for o in record().facts.organizations if o.proposed]
    assert {o.id for o in planned} >= {"peoples-council-420", "enlarged-chamber"}
    state = record().at("1917-11-04 OS")
    assert not {o.id for o in planned} & set(state.bodies)
    for body in ("peoples-council-420", "enlarged-chamber"):
        plan = record().find(body)
        assert isinstance(plan, Organization)
        assert sum(n or 0 for n in plan.seats.values()) == plan.size


def test_groups_inside_the_committee_say_how_they_are_known() -> None:
    find = record().find
    assert find("signatories-of-the-letter").basis == "declared"
    assert {m.person for m in find("signatories-of-the-ultimatum").members} == TEN
    leading = find("leading-group")
    assert (leading.basis, set(leading.by), leading.members) == ("inference", set(FIVE), ())


# Decisions


def test_the_second_resolution_is_in_force_after_the_committee_reconsiders() -> None:
    on = record().in_force("1917-11-03 OS", body="vtsik", question="talks")
    assert [d.motion.id for d in on] == ["v10"]
    assert on[0].motion.effect == "frames"
    assert on[0].motion.terms == "p-vtsik"
    earlier = {d.motion.id: d.status for d in record().decisions("1917-11-03 OS")}
    assert earlier["v08"] == "replaced"
    before = record().in_force("1917-11-02 OS", body="vtsik", question="talks")
    assert [d.motion.id for d in before] == ["v08"]


def test_the_chain_runs_from_the_draft_to_the_new_basis() -> None:
    chain = [motion.id for _, motion, _ in record().chain("v10")]
    assert chain == ["v06", "v07", "v08", "v10"]


@pytest.mark.parametrize("person", ["zinoviev", "kamenev", "sverdlov", "uritsky"])
def test_who_sits_in_both_bodies_is_bound_two_ways(person: str) -> None:
    talks = {d.body: d for d in record().duties(person, "1917-11-03 OS") if d.question == "talks"}
    assert set(talks) == {"central-committee", "vtsik"}
    assert talks["vtsik"].against == ("v09",)
    assert talks["central-committee"].against == ("v10",)


def test_members_of_one_of_the_bodies_are_bound_one_way() -> None:
    for person in ("rykov", "lenin"):
        talks = [d for d in record().duties(person, "1917-11-03 OS") if d.question == "talks"]
        assert [(d.body, d.against) for d in talks] == [("central-committee", ())]


def test_after_leaving_the_party_still_binds_and_the_disclaimer_stands_beside_it() -> None:
    duties = {d.decision.motion.id: d for d in record().duties("zinoviev", "1917-11-04 OS")}
    assert duties["v05"].way == "binds members of bolsheviks"
    assert duties["v05"].registered == ("e19-disclaimer",)
    before = record().duties("zinoviev", "1917-11-03 OS")
    assert all(not d.registered for d in before)


def test_counts_are_those_of_the_sources_and_unknown_stays_unknown() -> None:
    says = {m: record().find(m).vote.says() for m in VOTES if record().find(m).vote}
    assert says["v04"] == "5-1-3"
    assert says["v05"].startswith("10-3")
    assert says["v06"].startswith("38-29")
    assert says["v08"] == "unanimous, 1 abstaining"
    assert says["v10"] == "unknown-6-1"
    assert (says["v12"], says["v13"]) == ("22-31", "34-24")
    assert (says["v14"], says["v15"], says["v16"]) == ("20-25", "25-23", "61-11-12")
    assert record().find("v10").vote.yes is None
    assert record().find("v09").vote.present == 15
    assert record().find("v-ca-chair").vote.options == {"chernov": 244, "spiridonova": 153}
    assert record().find("v-ca-agenda").vote.says() == "237-146"


def test_a_tie_was_broken_by_two_members_of_the_government() -> None:
    vote = record().find("v15").vote
    assert dict(vote.first) == {"yes": 23, "no": 23}
    assert vote.yes - vote.first["yes"] == len(vote.extra) == 2
    government = record().at("1917-11-04 OS")["snk"].persons
    assert set(vote.extra) <= set(government)


def test_the_poll_of_the_city_adds_up() -> None:
    lists = record().find("v-ca-petrograd").vote.options
    assert (len(lists), sum(lists.values())) == (19, 940743)


def test_percentages_printed_with_the_election_follow_from_its_votes() -> None:
    """37.6, 23.3, 12.7, 4.6, 3.0 and 2.0 % stand in the source beside the votes."""
    first, second = record().find("v-ca").votes
    shares = [round(100 * n / first.present, 1) for n in first.options.values()]
    assert shares == [37.6, 23.3, 12.7, 4.6, 3.0, 2.0]
    assert second.options["Cossacks"] is None
    assert record().find("v-ca").vote is None


def test_leaders_that_the_collection_names_stand_in_their_parties() -> None:
    members = {
        "srs": "avksentiev gotz chernov",
        "mensheviks": "dan lieber tsereteli",
        "menshevik-internationalists": "martov martinov",
        "united-sd-internationalists": "avilov kramarov",
        "popular-socialists": "peshekhonov chaikovsky",
        "cadets": "miliukov vinaver",
        "yedinstvo": "plekhanov",
        "left-srs": "spiridonova karelin kamkov kolegaev",
        "bolsheviks": "lenin trotsky lunacharsky stasova",
    }
    for party, persons in members.items():
        held = {m.person for m in record().find(party).members}
        assert set(persons.split()) <= held, party
    assert len(record().find("e-cc-inner").target) == 11


def test_one_mans_word_is_not_put_down_to_his_party() -> None:
    asserted = {who for p in record().facts.points for x in p.positions for who in x.by}
    assert {"sr-officer", "young-sr", "trotsky"} <= asserted
    assert "srs" not in asserted


def test_where_a_resolution_was_printed_is_kept_apart_from_its_day() -> None:
    (printed,) = record().find(record().find("e14").document).publications
    assert (printed.outlet, printed.number) == ("Pravda", "180")
    assert printed.date.describe() == "4/17 November 1917 (Saturday)"
    assert record().find("e14").date.describe() == "2/15 November 1917 (Thursday)"


# Terms


def reasons(one: str, other: str) -> str:
    a, b = record().find(one), record().find(other)
    assert isinstance(a, Proposal)
    assert isinstance(b, Proposal)
    return "; ".join(c.reason for c in clashes(a, b))


def test_chernovs_cabinet_and_the_committees_terms_exclude_each_other() -> None:
    said = reasons("p-cab", "p-vtsik")
    assert "excluded by one and required by the other" in said
    assert "at least 1/2 by one and less than 1/2 by the other" in said


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        ("p-dan", "p-vtsik", "bolsheviks is excluded"),
        ("p-duma", "p-vtsik", "bolsheviks is excluded"),
        ("p-dan", "p-cab", "bolsheviks is excluded"),
        ("p-comm-420", "p-vtsik", "answers to"),
        ("p-stavka", "p-vtsik", "1/2"),
        ("p-lsr-peas", "p-vtsik", "excluded by one and required"),
    ],
)
def test_terms_that_no_government_meets_together_say_why(one: str, other: str, word: str) -> None:
    assert word in reasons(one, other)


def test_exclusions_of_the_case_are_those_of_the_record() -> None:
    case = cases.load("petrograd-1917")
    assert {t.id for t in case.terms} == {"p-dan", "p-peas-ps", "p-sr"}
    for term in case.terms:
        whole = record().find(term.id)
        out = [c for c in whole.conditions if c.kind in ("exclude-party", "individual")]
        assert [set(c.parties) for c in out] == [set(term.parties)], term.id
        assert set(term.by) <= set(whole.by)
        assert whole.date.same_day(parse_date(term.date))
        assert set(whole.source) == {term.source}


def test_withdrawn_and_fitting_terms_do_not_clash() -> None:
    assert reasons("p-mensr-noopp", "p-vtsik") == ""
    assert reasons("p-lsr", "p-vtsik") == ""
    assert reasons("p-cab", "p-kam-comp") == ""


def test_every_condition_names_its_source() -> None:
    for proposal in record().facts.proposals:
        assert proposal.conditions, proposal.id
        assert all(c.source for c in proposal.conditions), proposal.id


def test_the_points_keep_the_order_of_the_letter_and_one_takes_over_a_decree() -> None:
    points = record().facts.points
    assert [p.id for p in points] == ["bloodshed", "famine", "kaledin-point", "ca", "peace"]
    assert points[4].cites == "v01"
    assert all(p.positions for p in points)


def test_every_position_found_on_a_point_is_in_the_table() -> None:
    """Five points by whoever is known to have said something, with the stance of each."""
    table = {
        p.id: " ".join(f"{who}:{x.stance}" for x in p.positions for who in x.by)
        for p in record().facts.points
    }
    five = "signatories-of-the-letter:for"
    assert table == {
        "bloodshed": f"{five} vikzhel:for menshevik-central-committee:for "
        "sr-central-committee:for martov:for trotsky:against baltic-factory:for",
        "famine": f"{five} congress2:for avilov:conditional bolsheviks:unknown",
        "kaledin-point": f"{five} congress2:for young-sr:unknown lenin:unknown",
        "ca": f"{five} snk:for congress2:for united-sd-internationalists:for "
        "menshevik-internationalists:for avilov:for schreider:unknown lenin:conditional",
        "peace": f"{five} congress2:for kramarov:conditional popular-socialists:for "
        "sr-officer:conditional avilov:conditional",
    }


def test_eight_days_are_left_to_the_election_when_the_letter_is_written() -> None:
    rows = {row["fact"]: row for row in record().deadlines("1917-11-04 OS")}
    assert (rows["e-ca-decree"]["least"], rows["e-ca-decree"]["most"]) == (8, 8)
    strike = record().deadlines("1917-10-29 OS")
    assert [(r["fact"], r["least"]) for r in strike if r["fact"] == "e05"] == [("e05", 0)]


# Claims


def claims(**wanted: str) -> list[Claim]:
    every = record().facts.claims
    return [c for c in every if all(getattr(c, k) == v for k, v in wanted.items())]


def test_the_letter_speaks_in_every_kind_of_claim_its_sentences_hold() -> None:
    kinds = {c.kind for c in claims(document="letter")}
    assert kinds >= {
        *("reading", "refusal", "necessary-condition", "influence", "intent", "red-line", "cost"),
        *("representation", "salience", "conflict", "slogan", "forecast", "hope", "motive"),
    }


def test_the_letter_is_given_nothing_that_is_not_in_it() -> None:
    absent = {"e17", "e22", "v09", "v11", "v12", "v13", "v14", "v15"}
    for claim in claims(document="letter"):
        assert claim.source == ("LETTER",), claim.id
        assert set(claim.by) == set(FIVE), claim.id
        assert not absent & {*claim.about, *claim.grounds}, claim.id


def test_others_speak_too() -> None:
    speakers = {who for c in record().facts.claims for who in c.by}
    assert speakers >= {
        *("central-committee", "lenin", "karelin", "dan", "sr-central-committee", "vikzhel"),
        *("city-duma", "peasants-executive", "garrison-conference", "rabinowitch", "pipes"),
    }
    others = [c for c in record().facts.claims if not set(c.by) & set(FIVE)]
    assert len(others) >= len(claims(document="letter"))


def test_three_readings_of_one_decision_stand_side_by_side() -> None:
    about = [c for c in claims(kind="reading") if "v05" in c.about]
    assert {c.by[0] for c in about} == {"kamenev", "pipes", "rabinowitch"}
    assert record().find("x16").chosen is None
    explicit = {c.id for c in claims(kind="refusal", form="explicit")}
    assert "c-dan" in explicit
    assert [c.id for c in claims(kind="refusal", form="constructive")] == ["c-s1-refusal"]


def test_a_claim_to_speak_for_others_has_its_quantifier_and_facts_for_and_against() -> None:
    for claim in claims(kind="representation"):
        assert claim.quantifier, claim.id
        assert claim.evidence, claim.id
    will = record().find("c-s6-will")
    assert "v16" in will.counter
    assert record().find("c-s6-salience").level == "most wanted"


# Documents and dates


def test_credited_authors_and_signatories_are_two_lists() -> None:
    letter = record().find("letter")
    assert letter.signatories == FIVE
    assert letter.credited == ("Gregory Zinoviev", "Lev Kamenev", "et al.")
    assert letter.signed_as["kamenev"] == "Yu. KAMENEV"
    assert len(letter.collections) == 4
    assert {m.person for m in record().find("signatories-of-the-letter").members} == set(FIVE)


def test_the_letter_is_printed_after_it_is_written_and_the_copy_is_tied_to_its_hash() -> None:
    letter = record().find("letter")
    days = [p.date.sort_key for p in letter.publications]
    assert [letter.date.sort_key, *days] == sorted([letter.date.sort_key, *days])
    copy = letter.publications[-1]
    assert copy.sha256 in record().sources["LETTER"].note
    assert copy.date.ns == "October 2017"
    assert letter.publications[0].date.describe() == "6/19 November 1917 (Monday)"


def test_the_reconsidered_decision_belongs_to_either_body_until_one_text_is_chosen() -> None:
    assert record().meaning("tv1") == ("vtsik", "central-committee")
    assert record().choose("tv1", "russian").meaning("tv1") == ("central-committee",)
    assert record().choose("tv1", "english-1934").meaning("tv1") == ("vtsik",)


@pytest.mark.parametrize(
    ("old", "new"), [("1917-11-01 OS", "1917-11-14"), ("1917-11-06 OS", "1917-11-19")]
)
def test_dates_printed_twice_are_one_day(old: str, new: str) -> None:
    assert parse_date(old).same_day(parse_date(new)) is True


def test_one_letter_comes_after_another_act_as_stated() -> None:
    order = ["e12", "e13", "e16", "e-measures", "e19", "e26p"]
    placed = [e.id for e in record().events if e.id in order]
    assert placed == order


# What the sources leave open


def test_what_the_sources_contradict_is_listed() -> None:
    found = {(c.kind, c.facts) for c in record().contradictions()}
    assert ("counts differ", ("v12",)) in found
    assert ("weekday", ("e30",)) in found
    assert ("calendars", ("REED",)) in found
    assert ("sum", ("x13",)) in found
    said = " | ".join(c.says for c in record().contradictions())
    assert "22-31 or 24-34-1" in said
    assert "give 780, the total is 790" in said
    assert "mixes calendars" in said


def test_nothing_else_is_contradictory() -> None:
    kinds = sorted(c.kind for c in record().contradictions())
    assert kinds == ["calendars", *2 * ["counts differ"], *3 * ["date"], "sum", "weekday"]


def test_checking_the_case_tells_of_the_mixed_calendar() -> None:
    from click.testing import CliRunner

    answer = CliRunner().invoke(main, ["check", "petrograd-1917"])
    assert answer.exit_code == 0
    assert "REED: the source mixes calendars" in answer.output


def test_bolshevik_delegates_of_the_congress_are_a_range_and_one_share_is_unknown() -> None:
    values = record().find("x2").values
    assert {(v.least, v.most) for v in values} == {(390, 390), (338, 338), (300, 300)}
    shares = [None if v.total is None else Fraction(v.least or 0, v.total) for v in values]
    assert shares == [Fraction(390, 649), Fraction(338, 650), None]
    assert record().find("x2").chosen is None
    assert record().find("congress2").size is None
    chosen = record().choose("x2", "PIPES-186")
    assert chosen.at("1917-10-26 OS")["congress2"].seats["left-srs"] == 98


def test_every_value_of_every_variant_can_be_chosen() -> None:
    for variant in record().facts.variants:
        for position in range(1, len(variant.values) + 1):
            chosen = record().choose(variant.id, str(position))
            assert chosen.choices == ((variant.id, str(position)),)
            assert chosen.find(variant.id).chosen == position - 1


def test_the_choice_of_a_variant_reaches_votes_passages_and_terms() -> None:
    assert record().choose("x3", "PIPES-196").find("v12").vote.says() == "24-34-1"
    assert record().choose("x14", "LETTER").meaning("tv1") == ("vtsik",)
    named, silent = record().find("p-vtsik"), record().choose("x6", "VESB").find("p-vtsik")
    persons = [c.kind for c in named.conditions if c not in silent.conditions]
    assert persons == ["require-person"]
    said = "; ".join(c.reason for c in clashes(record().find("p-cab"), silent))
    assert "1/2" in said
    assert "lenin" not in said


def test_the_choice_of_a_variant_changes_the_body() -> None:
    assert record().choose("x1", "REED").at("1917-10-29 OS")["vtsik"].seats["bolsheviks"] == 70
    elected = record().choose("x10", "WIKI-CAE").at("1918-01-05 OS")["constituent-assembly"]
    assert (elected.size, elected.vacant, elected.majority) == (767, 0, 384)
    assert record().at("1918-01-05 OS")["constituent-assembly"].size is None
    smaller = record().choose("x1", "REED").at("1917-11-14 OS")["vtsik"]
    assert (smaller.size, smaller.vacant) == (108, 0)
    assert smaller.seats["members-of-unknown-group"] == 8


# A group that leaves with all its seats


def body(**seats: int | None) -> Facts:
    groups = tuple(Organization(id=g, name=g, classification="party") for g in seats)
    house = Organization(
        id="house", name="House", classification="assembly", size=10, seats=dict(seats)
    )
    return Facts(persons=(Person(id="a", name="A"),), organizations=(house, *groups))


def moved(facts: Facts, change: Change) -> Record:
    day: Date = parse_date("1917-11-04 OS")
    event = Event(id="e", date=day, kind="withdrawal", title="They leave", changes=(change,))
    return Record(
        "toy", Facts(persons=facts.persons, organizations=facts.organizations, events=(event,))
    )


@pytest.mark.parametrize(
    ("held", "vacant"), [({"red": 4, "blue": 6}, 4), ({"red": None, "blue": 6}, None)]
)
def test_all_seats_of_a_group_fall_vacant_however_many(
    held: dict[str, int | None], vacant: int | None
) -> None:
    change = Change(organization="house", loses="red", all=True)
    after = moved(body(**held), change).at("1917-11-17")["house"]
    assert (after.seats["red"], after.vacant) == (0, vacant)


@pytest.mark.parametrize(
    ("held", "gained"), [({"red": 4, "blue": 6}, 10), ({"red": None, "blue": 6}, None)]
)
def test_all_seats_of_a_group_pass_to_another_however_many(
    held: dict[str, int | None], gained: int | None
) -> None:
    change = Change(organization="house", loses="red", gains="blue", all=True)
    after = moved(body(**held), change).at("1917-11-17")["house"]
    assert (after.seats["red"], after.seats["blue"], after.vacant) == (0, gained, 0)


def test_all_vacant_seats_those_of_a_new_size_too_go_to_a_group() -> None:
    change = Change(organization="house", gains="green", size=15, all=True)
    after = moved(body(red=4, blue=5, green=0), change).at("1917-11-17")["house"]
    assert (after.size, after.seats["green"], after.vacant) == (15, 6, 0)


def test_all_seats_of_nobody_are_refused() -> None:
    with pytest.raises(RecordError, match="all seats of no group"):
        moved(body(red=4, blue=6), Change(organization="house", all=True))


def test_a_group_without_seats_has_none_to_leave() -> None:
    change = Change(organization="house", loses="red", all=True)
    after = moved(body(red=0, blue=10), change).at("1917-11-17")["house"]
    assert (after.seats["red"], after.vacant) == (0, 0)
    assert issubclass(RecordError, FormateurError)
