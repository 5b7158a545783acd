"""The documentation says what the program does: commands run, pages are current, names exist."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import formateur
from formateur.cli import COMMANDS
from formateur.sources import references

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


# A block that begins with its file's name is a file that the commands of the page may use.
FILE = re.compile(r"^```(?:yaml|csv)\n# (\S+\.(?:yaml|csv))\n(.*?)^```", re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[str, str, str]]:
    """Every `$ formateur ...` of the documentation with the output printed under it."""
    found = []
    for page in PAGES:
        for block in CONSOLE.findall(page.read_text(encoding="utf-8")):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                if command.startswith("formateur ") and output.strip():
                    found.append((page.name, command, output))
    return found


def matches(printed: str, real: str) -> bool:
    """Whether the output is as printed; a line of three dots stands for lines left out."""
    pieces = re.split(r"^[ \t]*\.\.\.[ \t]*\n?", printed, flags=re.MULTILINE)
    lines = ["".join(f"{line.rstrip()}\n" for line in p.splitlines()) for p in pieces]
    pattern = "(?:.*\n)*".join(re.escape(p) for p in lines)
    text = "".join(f"{line.rstrip()}\n" for line in real.splitlines())
    return re.fullmatch(f"\\n*{pattern}\\n*", text) is not None


@pytest.mark.parametrize(
    ("page", "command", "output"), examples(), ids=lambda v: v if len(v) < 60 else ""
)
def test_a_command_in_the_documentation_prints_what_it_says(
    page: str, command: str, output: str, tmp_path: Path
) -> None:
    args = shlex.split(command)[1:]
    text = next(p for p in PAGES if p.name == page).read_text(encoding="utf-8")
    for name, block in FILE.findall(text):
        (tmp_path / name).write_text(block, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "formateur", *args],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "100"},
        timeout=120,
        check=False,
    )
    assert matches(output, done.stdout) or matches(output, done.stdout + done.stderr), (
        f"{page}: {command} printed\n{done.stdout}{done.stderr}"
    )


def test_the_documentation_has_commands_to_check() -> None:
    assert len(examples()) > 8


def test_generated_pages_are_current() -> None:
    pages = [str(p) for p in sorted((ROOT / "docs/reference").glob("*.md"))]
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", *pages],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr + "\nwrite them with: just cog"


def test_every_command_is_in_the_reference() -> None:
    text = (ROOT / "docs/reference/cli.md").read_text()
    for name in COMMANDS:
        assert f"## formateur {name}\n" in text


LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)")


def anchors(page: Path) -> set[str]:
    """What a link into a page can name: its headings, as code forges spell them."""
    text = re.sub(
        r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in heads}


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        shown = re.sub("<!--.*?-->", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target, anchor in LINK.findall(shown):
            if target.startswith(("http://", "https://")):
                continue
            file = page.parent / target if target else page
            assert file.exists(), f"{page}: {target}"
            assert not anchor or anchor in anchors(file), f"{page}: {target}#{anchor}"


def test_every_published_number_says_where_it_was_read() -> None:
    files = sorted((ROOT / "tests/golden").rglob("*.toml"))
    assert files
    for file in files:
        golden = tomllib.loads(file.read_text(encoding="utf-8"))
        assert len(golden["source"]) > 20, file


HOWTOS = sorted((ROOT / "docs/howto").glob("*.md"))


@pytest.mark.parametrize("page", HOWTOS, ids=lambda p: p.stem)
def test_a_how_to_has_its_theory_beside_it_and_shows_both_doors(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    theory = [(t, a) for t, a in LINK.findall(text) if t.startswith("../handbook/")]
    assert theory, "links no chapter of the handbook"
    back = f"](../howto/{page.name})"
    assert any(
        back in (page.parent / chapter).read_text(encoding="utf-8") for chapter, _ in theory
    ), "no chapter it names leads back to it"
    assert re.search(r"^(?:\$ )?(?:printf .*\| )?formateur ", text, re.MULTILINE), (
        "shows no command"
    )
    assert "```python\n>>> " in text, "shows no Python"
    assert f"](howto/{page.name})" in (ROOT / "docs/index.md").read_text(encoding="utf-8")


def test_the_citation_file_has_the_version_of_the_package() -> None:
    from importlib.metadata import version

    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["version"] == version("formateur")
    assert f"## {version('formateur')}" in (ROOT / "CHANGELOG.md").read_text()


def test_papers_named_in_the_handbook_are_in_the_bibliography() -> None:
    for page in (ROOT / "docs/handbook").glob("*.md"):
        cited = set(re.findall(r"`([a-z_]+_(?:1[89]|20)\d\d)`", page.read_text()))
        assert cited <= set(references()), page


def test_public_names_have_docstrings() -> None:
    from inspect import getdoc

    for name in formateur.__all__:
        assert getdoc(getattr(formateur, name)), name


def test_ci_runs_the_test_command_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    ci = (ROOT / ".ci/run").read_text()
    block = re.search(r"^## Test it\n.*?^```console\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    assert block is not None
    for line in block[1].strip().splitlines():
        for command in line.removeprefix("$ ").split(" && "):
            if "venv" not in command:
                assert command.replace("python3", "python") in ci, command
