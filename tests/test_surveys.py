"""Readers of the Manifesto Project's table and of the Chapel Hill Expert Survey.

The tables here are made up in the shape of theirs: neither may be passed on with the project.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_line import good, run
from formateur.agreement.position_files import read_positions
from formateur.agreement.programme import compromise, distance
from formateur.agreement.sheets import Sheet, parse_sheets
from formateur.agreement.surveys import read_survey
from formateur.errors import FormateurError

MANIFESTO = """\
country,countryname,edate,date,party,partyname,partyabbrev,per104,per105,per504,per505,per607,per608
41,Landia,26/09/2021,202109,1,Red Party,RED,0.5,2.0,10.5,0.0,3.0,1.0
41,Landia,26/09/2021,202109,2,Blue Party,BLUE,4.0,0.0,1.0,3.0,0.0,0.0
41,Landia,24/09/2017,201709,1,Red Party,RED,0.0,0.0,9.0,0.0,0.0,0.0
41,Landia,24/09/2017,201709,2,Blue Party,BLUE,NA,NA,NA,NA,NA,NA
42,Other,24/09/2017,201709,3,Third,,1.0,0.0,0.0,0.0,0.0,0.0
"""
CHES = """\
country,year,party_id,party,eu_position,eu_salience,lrecon,lrecon_salience,environment,enviro_salience,regions
3,2019,301,CDU,6.2,5.5,6,7,6.1,4.25,3
3,2019,304,GREEN,7,6,3,4,0.5,9.5,
3,2014,301,CDU,6,5,6,6,6,4,3
5,2019,501,PSOE,6.5,5,4,6,4,5,2.5
"""


def sheet(text: str) -> Sheet:
    return parse_sheets(text, "table.csv")[0]


def manifesto(**choice: str) -> dict[str, dict[str, tuple[object, Fraction]]]:
    return told(MANIFESTO, country="landia", election="2021", **choice)


def told(text: str, **choice: object) -> dict[str, dict[str, tuple[object, Fraction]]]:
    made = read_survey(sheet(text), **choice)  # type: ignore[arg-type]
    return {
        p.party: dict(zip(made.ids, zip(p.positions, p.salience, strict=True), strict=True))
        for p in made.platforms
    }


def test_a_pair_of_categories_is_a_position_and_its_part_of_the_manifesto_the_salience() -> None:
    found = manifesto()
    assert found["RED"] == {
        "military": (Fraction(-3, 5), Fraction(5, 2)),
        "welfare": (1, Fraction(21, 2)),
        "multiculturalism": (Fraction(1, 2), 4),
    }
    assert found["BLUE"]["military"] == (1, 4)
    assert found["BLUE"]["welfare"] == (Fraction(-1, 2), 4)


def test_a_pair_that_lacks_a_column_is_left_out_and_named() -> None:
    """A column that is not there says nothing; taken for 0 it would make RED all for welfare."""
    text = MANIFESTO.replace("per505", "per5051")
    made = read_survey(sheet(text), country="Landia", election="2021")
    assert made.ids == ("military", "multiculturalism")
    (note,) = made.notes
    assert note.startswith("left out, for want of a column: foreign-special-relationships (")
    assert "welfare (per505)" in note
    assert "europe (per108 and per110)" in note
    assert made.among(["RED", "BLUE"]).only(["military"]).notes == made.notes
    assert compromise(made, ["RED", "BLUE"]).notes[0] == note


def test_what_a_manifesto_does_not_speak_of_is_unknown_and_of_no_salience() -> None:
    assert manifesto()["BLUE"]["multiculturalism"] == (None, 0)
    assert told(MANIFESTO, country="Landia", election="2017-09")["RED"] == {"welfare": (1, 9)}


def test_a_party_without_a_coded_manifesto_is_unknown_on_everything() -> None:
    found = told(MANIFESTO, country="Landia", election="2017-09-24")["BLUE"]
    assert found == {"welfare": (None, 1)}


@pytest.mark.parametrize("election", ["2021", "2021-09", "202109", "2021-09-26", "20210926"])
def test_an_election_is_named_by_day_month_or_year(election: str) -> None:
    made = read_survey(sheet(MANIFESTO), country="Landia", election=election)
    assert made.name == "Landia 2021-09-26"
    assert made.parties == ("RED", "BLUE")


def test_experts_scales_become_positions_from_low_end_to_high_end() -> None:
    found = told(CHES, country="3", election="2019")
    assert found["CDU"]["lrecon"] == (Fraction(1, 5), 7)
    assert found["CDU"]["eu_position"] == (Fraction(73, 100), Fraction(11, 2))  # 6.2 of 1 to 7
    assert found["GREEN"]["eu_position"] == (1, 6)
    assert found["GREEN"]["environment"] == (Fraction(-9, 10), Fraction(19, 2))
    assert set(found["CDU"]) == {"eu_position", "lrecon", "environment"}


def test_a_scale_without_a_salience_counts_as_the_partys_mean() -> None:
    found = told(CHES, country="3", election="2019", theses=["regions", "lrecon"])
    mean = (Fraction(11, 2) + 7 + Fraction(17, 4)) / 3
    assert found["CDU"]["regions"] == (Fraction(-2, 5), round(mean, 2))
    assert found["GREEN"]["regions"][0] is None


def test_a_file_of_one_survey_needs_no_year() -> None:
    lines = [line.split(",") for line in CHES.splitlines()[:3]]
    text = "\n".join(",".join(c for k, c in enumerate(line) if k != 1) for line in lines)
    assert read_survey(sheet(text)).name == "3"


def test_a_file_of_many_surveys_takes_the_scales_that_this_one_weighed() -> None:
    head = "country,year,party_id,party,lrecon,lrecon_salience,deregulation,dereg_salience,regions"
    text = f"{head}\n3,2010,1,A,4,6,2,5,1\n3,2010,2,B,6,7,8,,9\n3,2019,1,A,4,6,2,NA,1\n"
    assert set(told(text, election="2010")["A"]) == {"lrecon", "deregulation"}
    assert told(text, election="2010")["B"]["deregulation"] == (Fraction(3, 5), 7)
    assert set(told(text, election="2019")["A"]) == {"lrecon"}


@given(st.decimals(0, 10, places=2), st.decimals(0, 10, places=2))
def test_parties_are_as_far_apart_as_the_experts_place_them(one: object, other: object) -> None:
    text = (
        "country,party_id,party,lrecon,lrecon_salience\n"
        f"1,1,A,{one},5\n1,2,B,{other},8\n"
    )  # fmt: skip
    made = read_survey(sheet(text))
    low, high = distance(made, "A", "B")
    apart = abs(Fraction(str(one)) - Fraction(str(other))) / 10
    assert low == high
    assert abs(low - apart) <= Fraction(1, 100)


def test_partners_between_yes_and_no_find_a_programme() -> None:
    made = read_survey(sheet(CHES), country="3", election="2019")
    found = compromise(made, ["CDU", "GREEN"])
    assert found.complete
    chosen = found.solutions["nash"].positions
    said = {t: {p.positions[k] for p in made.platforms} for k, t in enumerate(made.ids)}
    assert all(chosen[t] in said[t] for t in made.ids)
    assert chosen["environment"] == Fraction(-9, 10)  # the Greens care more
    assert chosen["lrecon"] == Fraction(1, 5)


@pytest.mark.parametrize(
    ("text", "choice", "says"),
    [
        (MANIFESTO, {}, "2 countries; choose one (--country): Landia, Other"),
        (MANIFESTO, {"country": "Landa"}, "Did you mean 'Landia'?"),
        (MANIFESTO, {"country": "Landia"}, "2 elections of this country; choose one"),
        (MANIFESTO, {"country": "Landia", "election": "1999"},
         "no election '1999' of this country; there are 2017-09-24, 2021-09-26"),
        (MANIFESTO.replace("10.5", "105"), {"country": "Landia", "election": "2021"},
         "table.csv, line 2, per504: 105 is outside the scale, 0 to 100"),
        (MANIFESTO.replace("10.5", "ten"), {"country": "Landia", "election": "2021"},
         "table.csv, line 2, per504: 'ten' is not a number"),
        (MANIFESTO, {"country": "Landia", "election": "2021", "theses": ["welfar"]},
         "Did you mean 'welfare'?"),
        (CHES, {}, "choose one (--country): 3 (CDU GREEN), 5 (PSOE)"),
        (CHES, {"country": "4"}, "no country '4'; there are 3 (CDU GREEN), 5 (PSOE)"),
        (CHES, {"country": "3"}, "2 surveys of this country; choose one (--election): 2014, 2019"),
        (CHES.replace(",7,6,3,", ",7.5,6,3,"), {"country": "3", "election": "2019"},
         "line 3, eu_position: 7.5 is outside the scale, 1 to 7"),
        (CHES, {"country": "3", "election": "2019", "theses": ["lreco"]},
         "Did you mean 'lrecon'?"),
        (CHES.replace("GREEN", "CDU").replace("304", "301"), {"country": "3", "election": "2019"},
         "party 'CDU' stands twice"),
    ],
)  # fmt: skip
def test_bad_choices_and_numbers_get_one_clear_line(
    text: str, choice: dict[str, object], says: str
) -> None:
    with pytest.raises(FormateurError) as caught:
        read_survey(sheet(text), **choice)  # type: ignore[arg-type]
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_command_takes_both_files(tmp_path: Path) -> None:
    for name, text, country in (("mp.csv", MANIFESTO, "Landia"), ("ches.csv", CHES, "3")):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        year = "2021" if name == "mp.csv" else "2019"
        asked = ["programme", str(file), "--country", country, "--election", year]
        good(*asked)
        parties = "RED+BLUE" if name == "mp.csv" else "CDU+GREEN"
        good(*asked, "--government", parties, "--json")
        assert read_positions(file, country=country, election=year).parties == tuple(
            parties.split("+")
        )


def test_a_plain_table_has_no_country(tmp_path: Path) -> None:
    file = tmp_path / "toy.csv"
    file.write_text("thesis,a,b\ntax,0.5,-1\n", encoding="utf-8")
    assert read_positions(file).platforms[0].positions == (Fraction(1, 2),)
    with pytest.raises(FormateurError, match="this is neither"):
        read_positions(file, country="X")
    file.write_text("thesis,a,b\ntax,1.5,-1\n", encoding="utf-8")
    with pytest.raises(FormateurError, match=r"line 2, a: position '1\.5' is outside the scale"):
        read_positions(file)


def test_a_case_with_points_is_a_programme_and_one_without_is_told() -> None:
    who = "signatories-of-the-letter+congress2"
    done = run("programme", "petrograd-1917", "--government", who, "--csv")
    assert done.exit_code == 0
    assert done.stdout.count(",settled,") == 4
    assert "bloodshed,unknown,agree,unknown,agree" in done.stdout
    for asked, says in (
        ("bundestag-2021", "no programme points; petrograd-1917, tweede-kamer-2023 have"),
        ("petrograd-1918", "Did you mean 'petrograd-1917'?"),
    ):
        done = run("programme", asked)
        assert done.exit_code == 1
        assert says in done.stderr
