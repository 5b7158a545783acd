"""The command line as people type it, in this process: what it prints, and what it refuses."""

from __future__ import annotations

from typing import Any

from click.testing import CliRunner, Result

from formateur.cli import main


def run(*args: str, stdin: str | bytes | None = None, columns: int = 100) -> Result:
    """One command in a terminal so many columns wide."""
    return CliRunner().invoke(main, args, input=stdin, env={"COLUMNS": str(columns)})


def good(*args: str, **options: Any) -> str:
    """What a command that succeeds prints to stdout."""
    result = run(*args, **options)
    assert result.exit_code == 0, result.output + repr(result.exception)
    return result.stdout


def refused(*args: str, code: int = 1, **options: Any) -> str:
    """What a command that is refused says on stderr, and nothing on stdout."""
    result = run(*args, **options)
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr
