"""The command line as people type it, in this process: what it prints, and what it refuses."""

from __future__ import annotations

from click.testing import CliRunner, Result

from formateur.cli import main


def run(*args: str, stdin: str | None = None) -> Result:
    """One command in a terminal of 100 columns."""
    return CliRunner().invoke(main, args, input=stdin, env={"COLUMNS": "100"})


def good(*args: str, stdin: str | None = None) -> str:
    """What a command that succeeds prints to stdout."""
    result = run(*args, stdin=stdin)
    assert result.exit_code == 0, result.output + repr(result.exception)
    return result.stdout


def refused(*args: str, code: int = 1, stdin: str | None = None) -> str:
    """What a command that is refused says on stderr, and nothing on stdout."""
    result = run(*args, stdin=stdin)
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr
