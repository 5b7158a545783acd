"""Bundled cases load, agree with what was published, and bad files are told so line by line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from formateur import cases
from formateur.cases import Case, parse_case, read
from formateur.errors import CaseError, UnknownIdError
from formateur.report import decisions, form
from formateur.rules import Counts
from formateur.theories import THEORIES, predict

NAMES = cases.names()

GOOD = """\
id: toy
title: A toy assembly
body: Toy
size: 100
sources:
  made: {title: Made up for a test}
parties_source: made
parties:
  - {id: red, seats: 40}
  - {id: blue, seats: 35}
  - {id: green, seats: 25}
space:
  dimensions:
    - {id: left-right, low: 0, high: 10}
  positions:
    left-right: {red: 2, green: 4, blue: 8}
terms:
  - {id: no-blue, by: [green], excludes: [blue], source: made}
published:
  government: {cabinet: [red, green], source: made}
  vote: {yes: 65, no: 35, passed: true, source: made}
"""


def faults(text: str) -> list[str]:
    with pytest.raises(CaseError) as caught:
        parse_case(text, "toy.yaml")
    return list(caught.value.faults)


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


# -- bundled cases -------------------------------------------------------------------------------


def test_there_are_at_least_twenty_cases() -> None:
    assert len(NAMES) >= 20


@pytest.mark.parametrize("name", NAMES)
def test_a_bundled_case_names_itself_and_sources_every_seat(name: str) -> None:
    case = cases.load(name)
    assert case.id == name
    assert case.title
    assert case.sources
    for party in case.assembly.parties:
        assert party.source in case.sources, party
    for term in case.terms:
        assert term.source in case.sources, term.id
    if case.formed:
        assert case.formed.source in case.sources
    for source in case.sources.values():
        assert source.url or source.locator or source.note, source


@pytest.mark.parametrize("name", NAMES)
def test_a_published_vote_passes_or_fails_as_the_rule_says(name: str) -> None:
    case = cases.load(name)
    rule = case.assembly.investiture.rule
    vote = case.vote
    if rule is None or vote.get("yes") is None or vote.get("no") is None:
        assert not vote or rule is None or vote.get("passed") is not None
        return
    counts = Counts(vote["yes"], vote["no"], vote["abstain"] or 0, vote["absent"] or 0)
    assert rule.passes(counts) is vote["passed"]


@pytest.mark.parametrize("name", NAMES)
def test_the_government_that_formed_is_possible_by_numbers(name: str) -> None:
    case = cases.load(name)
    if case.formed is None or case.assembly.investiture.rule is None:
        return
    answer = form(case, minority=True, top=1)
    verdict = answer.potential.verdict(case.formed.cabinet)
    assert verdict.status != "impossible", verdict


@pytest.mark.parametrize("name", NAMES)
def test_a_case_reproduces_its_published_answers(name: str) -> None:
    case = cases.load(name)
    for answer in case.answers:
        if answer["ask"] in THEORIES:
            found = predict(answer["ask"], case.assembly, space=case.space).coalitions
            assert {frozenset(c) for c in found} == {frozenset(c) for c in answer["expect"]}
        elif answer["ask"] in ("winning", "blocking", "smallest_blocking"):
            assert decisions(case).summary()[answer["ask"]] == answer["expect"]
        else:
            pytest.fail(f"{name}: nothing answers {answer['ask']!r}")


def test_a_bundled_case_round_trips_through_a_file(tmp_path: Path) -> None:
    source = Path(cases.__file__).parent / "riksdag-2018.yaml"
    copy = tmp_path / "mine.yaml"
    copy.write_bytes(source.read_bytes())
    assert read(copy).assembly == cases.load("riksdag-2018").assembly


# -- what is refused, and how --------------------------------------------------------------------


def test_a_good_file_is_read() -> None:
    case = parse_case(GOOD, "toy.yaml")
    assert repr(case) == "<Case toy: A toy assembly>"
    assert case.assembly.seats == {"red": 40, "blue": 35, "green": 25}
    assert form(case).place == 1


BAD: dict[str, tuple[Callable[[], str], str]] = {
    "an unknown party in a term": (
        lambda: changed("excludes: [blue]", "excludes: [blu]"),
        "toy.yaml:18:43: terms.0.excludes.0: no party 'blu'; there are red, blue, green. "
        "Did you mean 'blue'?",
    ),
    "a duplicate id": (
        lambda: changed("{id: blue, seats", "{id: red, seats"),
        "toy.yaml:10:6: parties.1.id: two parties share the id 'red'",
    ),
    "negative seats": (
        lambda: changed("seats: 35", "seats: -35"),
        "toy.yaml:10:16: parties.1.seats: -35 is negative; use 0 or more, or unknown "
        "(inside a residual group)",
    ),
    "a fraction of a seat": (
        lambda: changed("seats: 35", "seats: 35.5"),
        "toy.yaml:10:16: parties.1.seats: 35.5 is not a whole number of 0 or more, or unknown "
        "(inside a residual group)",
    ),
    "omitted seats": (
        lambda: changed("{id: blue, seats: 35}", "{id: blue}"),
        "toy.yaml:10:5: parties.1.seats: is missing",
    ),
    "unknown seats outside a residual group": (
        lambda: changed("seats: 35", "seats: unknown"),
        "toy.yaml:10:16: parties.1.seats: unknown; an unknown number of seats stands in exactly "
        "one residual group",
    ),
    "seats that do not sum to the size": (
        lambda: changed("size: 100", "size: 101"),
        "toy.yaml:4:1: size: 101, yet the parties hold 100 seats together",
    ),
    "a quota above the size": (
        lambda: changed("size: 100", "size: 100\nrule: {quota: 101}"),
        "toy.yaml:5:1: rule: Toy: quota 101 is outside 1..100",
    ),
    "a quota of nothing": (
        lambda: changed("size: 100", "size: 100\nrule: {quota: 0}"),
        "toy.yaml:5:1: rule: Toy: quota 0 is outside 1..100",
    ),
    "an exclusion naming nobody": (
        lambda: changed("excludes: [blue]", "excludes: []"),
        "toy.yaml:18:5: terms.0: term 'no-blue' names nobody",
    ),
    "a term of two kinds": (
        lambda: changed("excludes: [blue]", "excludes: [blue], only_with: [red]"),
        "toy.yaml:18:5: terms.0: a term is exactly one of excludes, only_with, "
        "excludes_direction; here: excludes, only_with",
    ),
    "a term against oneself": (
        lambda: changed("excludes: [blue]", "excludes: [green]"),
        "toy.yaml:18:5: terms.0: term 'no-blue' turns 'green' against itself",
    ),
    "an unknown key": (
        lambda: changed("body: Toy", "body: Toy\ncolor: red"),
        "toy.yaml:4:1: color: unknown key; accepted: id, title, country, body, kind, date, size, "
        "notes, parties_source, sources, parties, residual, rule, investiture, confidence, space, "
        "terms, blocs, published, variants, record.",
    ),
    "a misspelt key": (
        lambda: changed("{id: blue, seats: 35}", "{id: blue, seets: 35}"),
        "toy.yaml:10:16: parties.1.seets: unknown key; accepted: id, name, short, seats, votes, "
        "votes_note, colour, weights, factions, persons, source, note. Did you mean 'seats'?",
    ),
    "a word that is not among the choices": (
        lambda: changed("size: 100", "size: 100\ninvestiture: {kind: negativ}"),
        "toy.yaml:5:15: investiture.kind: 'negativ'; accepted: positive, negative, plurality, "
        "none. Did you mean 'negative'?",
    ),
    "an unknown source": (
        lambda: changed("parties_source: made", "parties_source: mad"),
        "toy.yaml:7:1: parties_source: no source 'mad'; there are made. Did you mean 'made'?",
    ),
    "a key that stands twice": (
        lambda: changed("body: Toy", "body: Toy\nbody: Toy"),
        "toy.yaml:4:1: key 'body' stands twice; the first is on line 3",
    ),
    "a day that does not exist": (
        lambda: changed("body: Toy", "body: Toy\ndate: 2019-02-30"),
        "toy.yaml:4:1: date: '2019-02-30' is not a date: day 30 is in neither calendar: "
        "February 2019 has 28 days",
    ),
    "a position off the scale": (
        lambda: changed("blue: 8", "blue: 18"),
        "toy.yaml:16:36: space.positions.left-right.blue: position 18 of 'blue' on 'left-right' "
        "is outside 0..10",
    ),
    "a party with more votes than seats": (
        lambda: changed("seats: 35", "seats: 35, votes: 36"),
        "toy.yaml:10:27: parties.1.votes: 36 votes with 35 seats; a seat has one vote in a "
        "parliament (kind: council weighs votes)",
    ),
    "more votes than seats": (
        lambda: changed("no: 35", "no: 36"),
        "toy.yaml:21:3: published.vote: 101 votes in a house of 100 seats",
    ),
    "a vote that the rule would decide otherwise": (
        lambda: changed("yes: 65, no: 35", "yes: 35, no: 65"),
        "toy.yaml:21:27: published.vote.passed: true, yet 35-65 fails under the rule: "
        "more than half of all 100 votes (51)",
    ),
    "a bloc that goes round in a circle": (
        lambda: changed(
            "terms:",
            "blocs:\n"
            "  - {party: red, body: {id: x, size: 1, members: [{id: blue}]}}\n"
            "  - {party: blue, body: {id: y, size: 1, members: [{id: red}]}}\n"
            "terms:",
        ),
        "toy.yaml:18:5: blocs.0: blocs go round in a circle: red → blue → red",
    ),
    "a rule of two kinds": (
        lambda: changed("size: 100", "size: 100\nrule: {majority: members, quota: 51}"),
        "toy.yaml:5:1: rule: a rule is exactly one of majority, share, quota, present, all, any, "
        "at_least, not_opposed; here: majority, quota",
    ),
    "a share that means nothing": (
        lambda: changed("size: 100", 'size: 100\nrule: {share: "66"}'),
        "toy.yaml:5:8: rule.share: '66' is not a share; write 2/3 or 66% (at least) or >1/2 "
        "(more than)",
    ),
    "a weight nobody has": (
        lambda: changed("size: 100", "size: 100\nrule: {share: 65%, weights: population}"),
        "toy.yaml:5:20: rule.weights: Toy: no weight 'population' for red, blue, green",
    ),
    "no party": (
        lambda: GOOD[: GOOD.index("parties:")] + "parties: []\n",
        "toy.yaml:8:1: parties: is empty; a case has at least one party",
    ),
    "an empty file": (
        lambda: "",
        "toy.yaml: empty; a case has at least id, title, body and parties",
    ),
    "a list in place of a case": (
        lambda: "- 1\n- 2\n",
        "toy.yaml:1:1: a case is a mapping of keys (id: ..., title: ...)",
    ),
    "an alias": (
        lambda: "a: &x [1]\nb: *x\n",
        "toy.yaml:2:4: an alias (*); write the value out",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_files_are_told_file_line_key_value_and_what_is_accepted(what: str) -> None:
    text, expected = BAD[what]
    assert expected in faults(text())


def test_all_faults_are_reported_in_one_run() -> None:
    text = changed("seats: 35", "seats: -35").replace("seats: 25", "seets: 25")
    found = faults(text)
    assert len(found) == 3  # a negative number, an unknown key, a missing one


def test_norway_stays_norway_and_dates_stay_text() -> None:
    case = parse_case(
        changed("id: red", "id: no")
        .replace("[red, green]", "[no, green]")
        .replace("{red: 2", "{no: 2"),
        "toy.yaml",
    )
    assert case.assembly.ids[0] == "no"


def test_what_is_not_yaml_names_the_line() -> None:
    (fault,) = faults("id: toy\n  title: [oops\n")
    assert fault.startswith("toy.yaml:2:")
    assert "not YAML" in fault


def test_bytes_that_are_not_utf8_name_the_line(tmp_path: Path) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes("id: toy\ntitle: Málaga\n".encode("latin-1"))
    with pytest.raises(CaseError, match=r"latin\.yaml:2: not UTF-8: byte 0xe1"):
        read(file)


def test_a_directory_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="is a directory; give a case file"):
        read(tmp_path)
    with pytest.raises(CaseError, match="no such file, and no bundled case of that name"):
        read(tmp_path / "nothing.yaml")
    with pytest.raises(CaseError, match=r"Did you mean 'riksdag-2018'\?"):
        read("riksdag-2081")


@pytest.mark.parametrize("junk", ["{", "[", "- ", "{a: ", ": ", "x", "junk: \n", "junk ", "\0"])
def test_ten_megabytes_of_junk_are_refused_in_few_lines(tmp_path: Path, junk: str) -> None:
    file = tmp_path / "junk.yaml"
    file.write_text(junk * (10_000_000 // len(junk)))
    with pytest.raises(CaseError) as caught:
        read(file)
    assert 1 <= len(caught.value.faults) <= 51


def test_a_file_too_large_for_a_case_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.yaml"
    with file.open("wb") as out:
        out.truncate(65_000_000)
    with pytest.raises(CaseError, match="65,000,000 bytes; a case file has at most 64,000,000"):
        read(file)


def test_a_tag_is_refused() -> None:
    (fault,) = faults("id: !!python/name:os.system x\n")
    assert "a tag (tag:yaml.org,2002:python/name:os.system); write the plain value" in fault


def test_deep_nesting_is_refused_not_followed() -> None:
    (fault,) = faults("[" * 2000)
    assert "toy.yaml" in fault


def test_an_unknown_bundled_case_names_the_nearest() -> None:
    with pytest.raises(UnknownIdError, match="Did you mean 'lijphart'"):
        cases.load("lijpart")


def test_the_schema_is_valid_json_and_names_every_key() -> None:
    schema = json.loads(json.dumps(cases.json_schema()))
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert {"id", "title", "body", "parties"} == set(schema["required"])


# -- the founding case ---------------------------------------------------------------------------


def petrograd() -> Case:
    return cases.load("petrograd-1917")


def test_petrograd_keeps_the_39_seats_whose_split_no_source_gives() -> None:
    assembly = petrograd().assembly
    assert assembly.size == 101
    assert assembly.seats["bolsheviks"] == 62
    (rest,) = assembly.residual
    assert rest.seats == 39
    assert all(assembly.seats[p] is None for p in rest.parties)
    assert assembly.seats_of(rest.parties) == (39, 39)
    assert assembly.seats_of(rest.parties[:1]) == (0, 39)


def test_eleven_of_21_on_the_committee_carry_the_executive() -> None:
    assembly = petrograd().assembly
    (committee,) = assembly.blocs
    assert (committee.size, committee.quota, committee.binds) == (21, 11, "bolsheviks")
    members = committee.seats.players
    rule = assembly.bound_rule()
    assert rule.wins(members[:11]) is True
    assert rule.wins(members[:10]) is False


def test_petrograd_says_which_governments_the_stated_exclusions_leave() -> None:
    answer = form(petrograd(), everything=True, top=None)
    counts = answer.potential.summary()
    assert counts["open"] > 0
    assert counts["ruled_out"] > 0
    assert answer.potential.verdict(["bolsheviks"]).status == "open"


def test_petrograd_shows_both_figures_where_sources_differ() -> None:
    facts = {v["fact"]: v["values"] for v in petrograd().variants}
    assert facts
    assert all(len(values) >= 2 for values in facts.values())


# -- councils ------------------------------------------------------------------------------------


def test_the_security_council_has_848_winning_coalitions_and_lone_vetoes() -> None:
    answer = decisions("un-security-council")
    assert answer.summary()["winning"] == 848  # tests/golden: unsc1965
    assert answer.smallest == 1
    assert len(answer.blockers) == 5


def test_the_eu_council_needs_four_members_to_block() -> None:
    answer = decisions("eu-council")
    assert answer.smallest == 4
    assert all(len(c) == 4 for c in answer.blockers)
