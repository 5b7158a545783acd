"""The command bargain: what each party can expect of office."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from formateur.cli.options import (
    case_of,
    emit,
    output_options,
    parties_of,
    party_ids,
    write_picture,
)
from formateur.errors import FormateurError, did_you_mean

__all__ = ["bargain"]


@click.command(short_help="What each party can expect of office, by several theories.")
@click.argument("case", required=False)
@click.option("--seats", metavar="A=50,B=49,...", help="Seats by party, in place of a case.")
@click.option("--quota", metavar="VOTES", help="With --seats: the fewest votes that win.")
@click.option(
    "--recognition",
    metavar="equal|proportional|A=1/2,B=1/2",
    default="equal",
    show_default=True,
    help="Chance of being drawn to propose: alike, by seats, or as given (they sum to 1).",
)
@click.option(
    "--discount",
    metavar="D|A=D,B=D",
    default="1",
    show_default=True,
    help="What a unit of office next time is worth now, 0 to 1: for all, or by party.",
)
@click.option(
    "--government",
    shell_complete=party_ids,
    metavar="A+B",
    default="",
    help="Gamson's shares inside this government.",
)
@click.option(
    "--plot",
    type=click.Path(path_type=Path),
    help="The theories beside each other, a line a party: FILE.svg or FILE.png.",
)
@click.option("--proposals", is_flag=True, help="Also which coalitions each party proposes.")
@output_options
def bargain(
    case: str | None,
    seats: str | None,
    quota: str | None,
    recognition: str,
    discount: str,
    government: str,
    plot: Path | None,
    proposals: bool,
    fmt: str,
) -> None:
    """What each party can expect of one unit of office, by several theories on the same seats.

    Closed-rule bargaining (Baron and Ferejohn): a party is drawn, proposes a division, and a
    majority accepts or the next is drawn. Beside it demand competition, the nucleolus, and
    Gamson's shares in proportion to seats.
    """
    from formateur.cli.weights import named_numbers
    from formateur.report.bargain_text import bargain_text
    from formateur.theories.bargaining import RECOGNITION
    from formateur.theories.bargaining import bargain as bargained

    found = case_of(case, seats, quota)
    chances: Any = recognition
    if recognition not in RECOGNITION:
        if "=" not in recognition:
            hint = did_you_mean(recognition, RECOGNITION)
            raise FormateurError(
                f"--recognition {recognition}: give equal, proportional, or chances by party like "
                f"A=1/2,B=1/2.{hint}"
            )
        chances = named_numbers(recognition, "--recognition")
    answer = bargained(
        found.assembly,
        recognition=chances,
        discount=named_numbers(discount, "--discount") if "=" in discount else discount,
        government=parties_of(government),
    )
    if plot is not None:
        write_picture(plot, answer.plot())
    emit(answer, fmt, lambda: bargain_text(answer, proposals=proposals))
