"""`formateur portfolios`, as a reader would type it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result

import command_line

CHOICES = """# who wants what, first choice first
dup: finance, enterprise, environment, culture
sf: education, regional, agriculture
uup: health, employment
sdlp: social
"""
STORMONT = ["--seats", "dup=36,sf=28,uup=18,sdlp=16", "--posts", "10"]


def run(*args: str) -> Result:
    return command_line.run("portfolios", *args)


@pytest.fixture
def choices(tmp_path: Path) -> str:
    file = tmp_path / "choices.txt"
    file.write_text(CHOICES, encoding="utf-8")
    return str(file)


def test_without_a_method_every_seat_method_stands_side_by_side() -> None:
    done = run("bundestag-2021", "--posts", "16")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "Bundestag: spd+greens+fdp, 416 seats, 16 posts"
    assert "hare                      8       4     3  1 between greens, fdp" in done.stdout
    rows = json.loads(run("bundestag-2021", "--posts", "16", "--json").stdout)["rows"]
    assert rows[1] == {"method": "dhondt", "spd": 8, "greens": 5, "fdp": 3, "open": ""}


def test_another_government_than_the_one_that_formed() -> None:
    done = run("bundestag-2021", "--government", "spd+cdu", "--posts", "10", "--method", "hare")
    assert "Bundestag: spd+cdu, " in done.stdout


def test_parties_choose_in_turn_and_equal_quotients_are_told(choices: str) -> None:
    done = run(*STORMONT, "--method", "dhondt", "--rankings", choices, "--json")
    made = json.loads(done.stdout)
    turns = [(t["party"], t["post"]) for t in made["result"]["turns"]]
    assert turns[:4] == [
        ("dup", "finance"),
        ("sf", "education"),
        ("dup", "enterprise"),
        ("uup", "health"),
    ]
    assert "equal quotients of dup, uup" in made["meta"]["notes"][0]
    other = run(*STORMONT, "--method", "dhondt", "--rankings", choices, "--precedence", "uup,dup")
    assert "   3  uup    health" in other.stdout


@pytest.mark.parametrize("method", ["utilitarian", "leximin", "nash", "envy-free"])
def test_every_measure_gives_each_post_once(choices: str, method: str) -> None:
    done = run(*STORMONT, "--method", method, "--rankings", choices, "--json")
    assert done.exit_code == 0, done.output
    made = json.loads(done.stdout)
    held = [post for row in made["rows"] for post in row["portfolios"]]
    assert len(held) == len(set(held)) == 10
    assert sum(made["result"]["posts"].values()) == 10


def test_numbers_may_be_agreed_or_free(choices: str) -> None:
    agreed = run(
        *STORMONT,
        "--method",
        "nash",
        "--rankings",
        choices,
        "--numbers",
        "dup=40%,sf=30%,uup=2,sdlp=1",
        "--json",
    )
    assert json.loads(agreed.stdout)["result"]["posts"] == {"dup": 4, "sf": 3, "uup": 2, "sdlp": 1}
    free = run(*STORMONT, "--method", "leximin", "--rankings", choices, "--numbers", "free")
    assert free.exit_code == 0


def test_the_premiership_counts_for_posts() -> None:
    done = run(
        "bundestag-2021",
        "--posts",
        "16",
        "--method",
        "dhondt",
        "--premier",
        "spd",
        "--counts-for",
        "2",
        "--csv",
    )
    assert [line.split(",")[-1] for line in done.stdout.splitlines()] == ["posts", "7", "5", "4"]


def test_posts_come_from_a_file_or_from_the_line(tmp_path: Path) -> None:
    file = tmp_path / "posts.txt"
    file.write_text("finance\n\n# later\ninterior # big\nlabour\n", encoding="utf-8")
    by_file = run("bundestag-2021", "--posts", str(file), "--method", "webster")
    by_line = run("bundestag-2021", "--posts", "finance, interior, labour", "--method", "webster")
    assert by_file.stdout == by_line.stdout
    assert "3 posts" in by_file.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--posts", "2"], "3 parties and 2 posts: more parties than posts"),
        (["--posts", "0"], "--posts 0; give 1 or more"),
        (["--posts", "nowhere.txt"], "--posts nowhere.txt: no such file; give a number"),
        (["--posts", "."], ".: is a directory; give a text file"),
        (["--posts", "9", "--method", "d-hont"], "no method 'd-hont'"),
        (["--posts", "9", "--method", "gamson", "--premier", "xx"], "no party 'xx'"),
        (["--posts", "9", "--government", "spd+xx"], "no party 'xx'"),
    ],
)
def test_wrong_questions_get_one_line(args: list[str], said: str) -> None:
    done = run("bundestag-2021", *args)
    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: x, y\nc: x", "no party 'c'; there are a, b"),
        ("a: x, y", "no ranking of b"),
        ("a: x, y\nb: z", "the rankings name 3"),
        ("a: x=0, y=0\nb: x", "the salience of 'a' is all zero"),
        ("a: x=1, y\nb: x", "choices.txt:1: 'y' is not NAME=NUMBER"),
        ("a: x=1, x=2\nb: y", "choices.txt:1: 'x' stands twice"),
        ("a: x, y\n\na: y", "choices.txt:3: 'a' stands twice"),
        ("a x y", "choices.txt:1: 'a x y' is not PARTY: x, y, ..., or PARTY: x=5"),
        ("a: x=1e999999999\nb: y", "choices.txt:1: 'x=1e999999999' is not NAME=NUMBER"),
        ("# nothing", "nothing in it; give one line for each party"),
    ],
)
def test_wrong_rankings_get_one_line_with_their_place(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "choices.txt"
    file.write_text(text, encoding="utf-8")
    done = run("--seats", "a=2,b=1", "--posts", "2", "--method", "dhondt", "--rankings", str(file))
    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_rankings_may_stand_on_the_command_line() -> None:
    wishes = "a: x, y, z; b: x=3, z=5"
    done = run("--seats", "a=2,b=1", "--posts", "3", "--method", "nash", "--rankings", wishes)
    assert done.exit_code == 0
    wrong = run("--seats", "a=2,b=1", "--posts", "3", "--method", "nash", "--rankings", "a: x=q")
    assert "--rankings:1: 'x=q' is not NAME=NUMBER" in wrong.stderr


def test_an_empty_ranking_and_a_number_beyond_measure_are_told_by_their_option() -> None:
    given = ["--seats", "a=2,b=1", "--posts", "x,y,z", "--method", "nash", "--rankings"]
    assert "--rankings is empty; give a file" in run(*given, "").stderr
    assert "'x=1e999999999' is not NAME=NUMBER" in run(*given, "a: x=1e999999999; b: y").stderr


def test_numbers_may_come_as_a_table(tmp_path: Path) -> None:
    file = tmp_path / "salience.csv"
    file.write_text("party,x,y,z\na,5,3,2\nb,,1,4\n")
    given = ["--seats", "a=2,b=1", "--posts", "x,y,z", "--method", "nash", "--rankings"]
    told = run(*given, str(file), "--json").stdout
    assert told == run(*given, "a: x=5, y=3, z=2; b: y=1, z=4", "--json").stdout
    assert '"holders"' in told


def test_a_method_that_is_not_there_is_answered_in_the_spelling_of_the_command_line() -> None:
    wrong = run("--seats", "a=2,b=1", "--posts", "3", "--method", "sainte-lage").stderr
    assert "modified-sainte-lague" in wrong
    assert "Did you mean 'sainte-lague'?" in wrong
    order = ["--method", "hare", "--rankings", "a: x, y, z; b: x"]
    turned = run("--seats", "a=2,b=1", "--posts", "x,y,z", *order).stderr
    assert "sainte-lague, modified-sainte-lague, danish" in turned


def test_a_premiership_that_counts_for_nothing_says_so() -> None:
    done = run("--seats", "a=2,b=1", "--posts", "3", "--method", "dhondt", "--premier", "a")
    assert "the premiership of a counts for 0" in " ".join(done.stdout.split())


def test_a_party_without_seats_is_no_partner_and_none_is_named_twice_in_a_precedence() -> None:
    done = run("--seats", "a=2,b=1,c=0", "--posts", "3")
    assert done.stdout.startswith("assembly: a+b, 3 seats")
    twice = ["--method", "dhondt", "--precedence", "a,a"]
    wrong = run("--seats", "a=2,b=1", "--posts", "3", *twice)
    assert wrong.exit_code == 1
    assert "the precedence names 'a' twice" in wrong.stderr


def test_an_unknown_post_in_the_rankings_is_answered_with_the_nearest(choices: str) -> None:
    done = run(
        "--seats",
        "dup=36,sf=28,uup=18,sdlp=16",
        "--method",
        "dhondt",
        "--rankings",
        choices,
        "--posts",
        "finances,enterprise,environment,culture,education,regional",
    )
    assert done.exit_code == 1
    assert "dup: no post 'finance'" in done.stderr
    assert "Did you mean 'finances'?" in done.stderr


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ("dup=60%,sf=50%", "shares come to 110 %; the most is 100 %"),
        ("dup=25%,sf=75%", "'dup' would have 2.5 of 10 posts"),
        ("dup=4,sf=3", "numbers of posts come to 7, and there are 10 posts"),
        ("dup=four", "'dup=four'; give each party once, like A=2"),
        ("xx=4", "no party 'xx'"),
        ("sometimes", "no seat method 'sometimes'"),
    ],
)
def test_wrong_numbers_get_one_line(choices: str, numbers: str, said: str) -> None:
    done = run(*STORMONT, "--method", "nash", "--rankings", choices, "--numbers", numbers)
    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "args",
    [
        ["--method", "nash"],
        ["--method", "gamson", "--rankings", "FILE"],
        ["--method", "nash", "--rankings", "FILE", "--premier", "dup"],
        ["--method", "dhondt", "--rankings", "FILE", "--numbers", "hare"],
        ["--method", "dhondt", "--strategic"],
        ["--method", "nash", "--rankings", "FILE", "--precedence", "dup,sf"],
        ["--precedence", "dup,sf"],
        ["--strategic"],
        ["--method", "envy-free", "--rankings", "FILE", "--numbers", "hare"],
        ["--rankings", "FILE"],
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(choices: str, args: list[str]) -> None:
    done = run(*STORMONT, *[choices if a == "FILE" else a for a in args])
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_a_case_without_a_government_asks_for_one() -> None:
    done = run("lijphart", "--posts", "9")
    assert done.exit_code == 2
    assert "--government A+B" in done.stderr


def test_the_papers_of_a_method_are_cited() -> None:
    done = command_line.run("cite", "huntington-hill", "nash")
    assert "huntington_1928" in done.stdout
    assert "caragiannis_2019" in done.stdout


def test_precedence_settles_equal_claims_of_a_seat_method() -> None:
    asked = ("--seats", "a=1,b=1", "--posts", "3", "--method", "hare", "--json")
    shared = json.loads(run(*asked).stdout)["rows"]
    assert [(r["posts"], r["tied"]) for r in shared] == [(1, 1), (1, 1)]
    told = run(*asked, "--precedence", "b")
    settled = json.loads(told.stdout)
    assert [r["posts"] for r in settled["rows"]] == [1, 2]
    assert settled["result"]["ties"] == []
    assert settled["meta"]["parameters"]["precedence"] == ["b"]
    assert settled["meta"]["notes"] == ["equal claims settled in the order b, a"]


def test_more_posts_than_can_be_listed_are_refused_at_once() -> None:
    done = run("--seats", "a=1,b=1", "--posts", "300000", "--method", "hare")
    assert done.exit_code == 1
    assert done.stderr == "formateur: 300,000 posts; up to 100,000 are shared out\n"
