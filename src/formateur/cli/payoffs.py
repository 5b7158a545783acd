"""The command payoffs: how portfolios followed seats in a set of cabinets."""

from __future__ import annotations

from pathlib import Path

import click

from formateur.cli.by_party import text_of
from formateur.cli.options import emit, output_options

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
    from formateur.cases.strict import read_standard_input
    from formateur.report.agreement_text import fits_text

    if file == "-":
        known = parse_payoffs(read_standard_input(), "standard input")
    else:
        known = parse_payoffs(text_of(Path(file)), file)
    answer = fits(known, premier=premier)
    emit(answer, fmt, lambda: fits_text(answer))
