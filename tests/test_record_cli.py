"""Commands about a record, as a reader would type them."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from formateur.cli import main


def run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("in-force", "petrograd-1917", "--question", "tlaks"), "Did you mean 'talks'?"),
        (("in-force", "petrograd-1917", "--body", "vtsikk"), "Did you mean 'vtsik'?"),
        (("votes", "petrograd-1917", "--body", "nobody"), "no body 'nobody'"),
        (("votes", "petrograd-1917", "--cohesion", "--body", "nobody"), "no body 'nobody'"),
        (("timeline", "petrograd-1917", "--body", "snkk"), "Did you mean 'snk'?"),
        (("record", "petrograd-1917", "--body", "bolsheviks"), "no body 'bolsheviks'"),
    ],
)
def test_what_a_record_does_not_hold_is_told_and_never_an_empty_answer(
    args: tuple[str, ...], says: str
) -> None:
    done = run(*args)
    assert (done.exit_code, done.stdout) == (1, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("1800-01-01", "note: before the first event of the record"),
        ("2020-01-01", "no later one is known"),
        ("1917-11-17", ""),
    ],
)
def test_a_day_outside_the_record_is_marked(day: str, says: str) -> None:
    done = run("record", "petrograd-1917", "--on", day)
    assert done.exit_code == 0
    assert (says in done.stderr) if says else "event of the record" not in done.stderr


def test_capitals_of_a_body_do_not_matter() -> None:
    one, other = (run("record", "petrograd-1917", "--body", b).stdout for b in ("SNK", "snk"))
    assert one == other != ""


def test_a_motion_is_quoted_with_its_meeting_its_count_and_its_sources() -> None:
    said = json.loads(run("quote", "petrograd-1917", "v10", "--json").stdout)
    assert said["result"]["within"]["event"] == "e16"
    assert said["result"]["within"]["body"] == "vtsik"
    counts = [r["says"] for r in said["rows"] if r["what"] == "count"]
    assert counts == ["unknown-6-1"]
    text = run("quote", "petrograd-1917", "v10").stdout
    assert "put at e16: " in text


def test_the_bodies_of_a_record_print_and_draw(tmp_path: pytest.TempPathFactory) -> None:
    picture = f"{tmp_path}/bodies.svg"
    done = run("record", "petrograd-1917", "--bodies", "--plot", picture, "--json")
    rows = {r["body"]: r for r in json.loads(done.stdout)["rows"]}
    assert rows["snk"]["answers_to"] == "vtsik"
    assert rows["central-committee"]["binds"] == ["bolsheviks"]
    assert rows["peoples-council-420"]["proposed"]
    svg = ET.parse(picture).getroot()
    words = ["".join(e.itertext()) for e in svg.iter() if e.tag.endswith("}text")]
    assert "executive, elected by and answers to the body above" in words


def test_one_who_leaves_leaves() -> None:
    one = run("what-if", "petrograd-1917", "--resign", "kamenev", "--from", "central-committee")
    assert one.stdout.startswith("what if Lev Kamenev leaves Central Committee")
