"""The command payoffs: how portfolios followed seats in a set of cabinets."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from formateur.cli.options import emit, output_options
from formateur.errors import FormateurError

__all__ = ["payoffs"]


@click.command(short_help="How portfolios followed seats in many cabinets: Gamson's law fitted.")
@click.argument("file")
@click.option("--premier", is_flag=True, help="Also a bonus for the party with the premiership.")
@output_options
def payoffs(file: str, premier: bool, fmt: str) -> None:
    """How portfolios followed seats in a set of cabinets: Gamson's law, fitted in two ways.

    FILE is a table (CSV) with a row for each party in each cabinet and the columns cabinet,
    party, seats, posts and, if wanted, premier (yes or no); - reads standard input. Posts may be
    counted in any unit, such as by salience.
    """
    from formateur.agreement.payoffs import fits, parse_payoffs
    from formateur.report.agreement_text import fits_text

    source = "standard input" if file == "-" else file
    answer = fits(parse_payoffs(_text(file), source), premier=premier)
    emit(answer, fmt, lambda: fits_text(answer))


def _text(file: str) -> str:
    from formateur.cases.strict import read_text

    if file == "-":
        return sys.stdin.read()
    if not Path(file).is_file():
        raise FormateurError(f"{file}: no such file")
    return read_text(Path(file))
