"""The command programme: what programmes share and contest, and how it could be settled."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from formateur.cli.options import case_names, emit, output_options, remark, write_picture
from formateur.errors import FormateurError, did_you_mean

if TYPE_CHECKING:
    from formateur.agreement.programme import Programme

__all__ = ["programme"]


@click.command(short_help="What parties' programmes share and contest; how it could be settled.")
@click.argument("file", metavar="CASE|FILE", shell_complete=case_names)
@click.option("--government", metavar="A+B", default="", help="The partners.")
@click.option(
    "--country", metavar="NAME", default="", help="Manifesto, CHES: which country of the file."
)
@click.option(
    "--election",
    metavar="DATE",
    default="",
    help="Manifesto: which election (2021-09-26, 2021); CHES: the year of the survey.",
)
@click.option(
    "--theses", metavar="A,B,...", default="", help="Only these theses, or scales of CHES."
)
@click.option(
    "--by",
    metavar="SOLUTION",
    default="nash",
    show_default=True,
    help="The programme shown: nash, max-min or utilitarian.",
)
@click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="'a & b -> c'",
    help="A rule between theses that a programme keeps (repeatable).",
)
@click.option(
    "--otherwise",
    metavar="A=20%,B=1/4",
    default="",
    help="What a partner gets without an agreement, of all it could get (default 0).",
)
@click.option("--unweighted", is_flag=True, help="Agreement with all theses alike.")
@click.option(
    "--plot",
    type=click.Path(path_type=Path),
    help="Two partners: the frontier; else who agrees with whom. FILE.svg or FILE.png.",
)
@output_options
def programme(
    file: str,
    government: str,
    country: str,
    election: str,
    theses: str,
    by: str,
    rules: tuple[str, ...],
    otherwise: str,
    unweighted: bool,
    plot: Path | None,
    fmt: str,
) -> None:
    """What parties' programmes share and contest, and how partners could settle it.

    FILE is a table (CSV) of thesis, party, position and, if wanted, salience, or of thesis and one
    column for each party; - reads it from standard input. Or it is a folder of the qual-o-mat
    project, with its opinion.json; or the main dataset of the Manifesto Project or the Chapel Hill
    Expert Survey (CHES) as CSV, with --country and --election. CASE is a case whose record has
    positions on programme points. Without --government: who agrees with whom.
    """
    from formateur.agreement.programme import agreements, compromise
    from formateur.report.programme_text import agreements_text, compromise_text

    found = _read(file, country, election, [t.strip() for t in theses.split(",") if t.strip()])
    if not government:
        if rules or otherwise:
            raise click.UsageError("--rule and --otherwise go with --government")
        pairs = agreements(found, weighted=not unweighted)
        if plot is not None:
            write_picture(plot, pairs.plot())
        emit(pairs, fmt, lambda: agreements_text(pairs))
        return
    if unweighted:
        raise click.UsageError("--unweighted goes without --government")
    answer = compromise(
        found,
        _parties(found, government),
        by=by,
        rules=rules,
        otherwise=_shares(otherwise),
    )
    if plot is not None:
        write_picture(plot, answer.plot())
        if len(answer.government) != 2:
            remark("the frontier is drawn for two partners; this shows who agrees with whom")
    emit(answer, fmt, lambda: compromise_text(answer))


def _read(file: str, country: str, election: str, theses: list[str]) -> Programme:
    from formateur.agreement.position_files import parse_positions, read_positions
    from formateur.cases import names

    if file == "-":
        return parse_positions(
            sys.stdin.buffer.read(),
            "standard input",
            country=country,
            election=election,
            theses=theses,
        )
    if _is_case(file):
        made = _recorded(file)
        return made.only(theses) if theses else made
    if not Path(file).exists():
        raise FormateurError(
            f"{file}: no such file, and no bundled case of that name (see: formateur cases)."
            f"{did_you_mean(file, names())}"
        )
    return read_positions(file, country=country, election=election, theses=theses)


def _is_case(file: str) -> bool:
    from formateur.cases import names

    return file.endswith((".yaml", ".yml")) or (file in names() and not Path(file).exists())


def _recorded(name: str) -> Programme:
    from formateur.agreement.positions import recorded_positions
    from formateur.cases import read

    case = read(name)
    if case.record is None or not any(p.positions for p in case.record.facts.points):
        raise FormateurError(
            f"{case.id}: this case has no programme points; petrograd-1917 has some. Give a table "
            "of positions (formateur programme --help)"
        )
    return recorded_positions(case.record)


def _parties(found: Programme, text: str) -> list[str]:
    """``A+B`` as parties; a name may itself hold a plus sign or a comma."""
    if text in found.parties:
        return [text]
    return [p.strip() for p in text.split("+") if p.strip()]


def _shares(text: str) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for part in (p.strip() for p in text.split(",") if p.strip()):
        name, _, number = (piece.strip() for piece in part.rpartition("="))
        try:
            value = Fraction(number.removesuffix("%")) / (100 if number.endswith("%") else 1)
        except (ValueError, ZeroDivisionError):
            raise FormateurError(
                f"--otherwise: {part!r} is not PARTY=SHARE, like A=1/4 or A=25%"
            ) from None
        if not name or name in found:
            raise FormateurError(f"--otherwise: {part!r}; give each party once, like A=1/4,B=20%")
        found[name] = value
    return found
