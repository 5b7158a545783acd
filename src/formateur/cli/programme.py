"""The command programme: what programmes share and contest, and how it could be settled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from formateur.cli.options import case_names, each_once, emit, output_options, write_picture
from formateur.errors import FormateurError, did_you_mean, listing
from formateur.fields import number_of, whole_number_of

if TYPE_CHECKING:
    from formateur.agreement.programme import Programme
    from formateur.cases import Case

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
    "--parties", metavar="A,B,...", default="", help="Only these parties, in this order."
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
@click.option(
    "--line",
    "lines",
    multiple=True,
    metavar="'P: A=30,B=41'",
    help="A party's line by the vote of its factions, which the file has (repeatable).",
)
@click.option(
    "--votes",
    metavar="A=30,B=41",
    default="",
    help="Majorities thesis by thesis, and the rules they break; equal: one vote each.",
)
@click.option(
    "--premises",
    metavar="A,B,...",
    default="",
    help="With --votes and --rule: only these are voted on, the rest follows.",
)
@click.option("--unweighted", is_flag=True, help="Agreement with all theses alike.")
@click.option(
    "--plot",
    type=click.Path(path_type=Path),
    help="The frontier of two partners, how far each of more reaches; without --government who "
    "agrees with whom. FILE.svg or FILE.png.",
)
@output_options
def programme(
    file: str,
    government: str,
    country: str,
    election: str,
    theses: str,
    parties: str,
    by: str,
    rules: tuple[str, ...],
    otherwise: str,
    lines: tuple[str, ...],
    votes: str,
    premises: str,
    unweighted: bool,
    plot: Path | None,
    fmt: str,
) -> None:
    """What parties' programmes share and contest, and how partners could settle it.

    FILE is a table (CSV) of thesis, party, position and, if wanted, salience, or of thesis and one
    column for each party; - reads it from standard input. Or it is a folder of the qual-o-mat
    project, with its opinion.json; or the main dataset of the Manifesto Project or the Chapel Hill
    Expert Survey (CHES) as CSV, with --country and --election. CASE is a case whose record has
    positions on programme points. Without --government and --votes: who agrees with whom.
    """
    _fit(
        {
            "--government": government,
            "--votes": votes,
            "--rule": rules,
            "--otherwise": otherwise,
            "--premises": premises,
            "--unweighted": unweighted,
        }
    )
    found = _read(file, country, election, _listed(theses))
    for line in lines:
        found = _with_line(found, line)
    if parties:
        found = found.among(_parties(found, parties))
    if votes:
        _show_votes(found, votes, rules, _listed(premises), plot, fmt)
    elif government:
        _show_government(found, government, by, rules, otherwise, plot, fmt)
    else:
        _show_agreements(found, unweighted, plot, fmt)


_GO_WITH = {  # option: those of which it needs one; those that it cannot stand beside
    "--votes": ((), ("--government",)),
    "--rule": (("--government", "--votes"), ()),
    "--otherwise": (("--government",), ()),
    "--premises": (("--votes",), ()),
    "--unweighted": ((), ("--government", "--votes")),
}


def _fit(given: Mapping[str, object]) -> None:
    """Options that say nothing together are a wrong usage."""
    for option, (needed, not_with) in _GO_WITH.items():
        if not given[option]:
            continue
        if needed and not any(given[n] for n in needed):
            raise click.UsageError(f"{option} goes with {' or '.join(needed)}")
        if beside := next((n for n in not_with if given[n]), None):
            raise click.UsageError(f"{option} goes without {beside}")


def _show_agreements(found: Programme, unweighted: bool, plot: Path | None, fmt: str) -> None:
    from formateur.agreement.programme import agreements
    from formateur.report.programme_text import agreements_text

    pairs = agreements(found, weighted=not unweighted)
    if plot is not None:
        write_picture(plot, pairs.plot())
    emit(pairs, fmt, lambda: agreements_text(pairs))


def _show_votes(
    found: Programme,
    votes: str,
    rules: tuple[str, ...],
    premises: list[str],
    plot: Path | None,
    fmt: str,
) -> None:
    from formateur.agreement.programme import judge_theses
    from formateur.report.programme_text import judgments_text

    if plot is not None:
        raise click.UsageError("--plot goes without --votes")
    held = None if votes == "equal" else _numbers("--votes", votes)
    answer = judge_theses(found, votes=held, rules=rules, premises=premises)
    emit(answer, fmt, lambda: judgments_text(answer))


def _show_government(
    found: Programme,
    government: str,
    by: str,
    rules: tuple[str, ...],
    otherwise: str,
    plot: Path | None,
    fmt: str,
) -> None:
    from formateur.agreement.programme import compromise
    from formateur.report.programme_text import compromise_text

    answer = compromise(
        found,
        _parties(found, government),
        by=by,
        rules=rules,
        otherwise=_shares(otherwise),
    )
    if plot is not None:
        write_picture(plot, answer.plot())
    emit(answer, fmt, lambda: compromise_text(answer))


def _read(file: str, country: str, election: str, theses: list[str]) -> Programme:
    from formateur.agreement.position_files import parse_positions, read_positions
    from formateur.cases import names
    from formateur.cases.strict import standard_input

    if file == "-":
        return parse_positions(
            standard_input(), "standard input", country=country, election=election, theses=theses
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
    from formateur.cases import names, read

    case = read(name)
    if case.record is None or not _has_points(case):
        have = listing([n for n in names() if _has_points(read(n))])
        raise FormateurError(
            f"{case.id}: this case has no programme points; {have} have. Give a table of "
            "positions (formateur programme --help)"
        )
    return recorded_positions(case.record)


def _has_points(case: Case) -> bool:
    return case.record is not None and any(p.positions for p in case.record.facts.points)


def _with_line(found: Programme, text: str) -> Programme:
    """``P: A=30,B=41``: the line of P by the vote of its factions."""
    from formateur.agreement.programme import decided_inside

    party, colon, votes = (part.strip() for part in text.partition(":"))
    if not colon or not party or not votes:
        raise FormateurError(f"--line: {text!r} is not 'PARTY: FACTION=VOTES,...'")
    return decided_inside(found, party, _numbers("--line", votes))


def _numbers(option: str, text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in _listed(text):
        name, _, number = (piece.strip() for piece in part.rpartition("="))
        votes = whole_number_of(number)
        if not name or name in found or votes is None:
            raise FormateurError(
                f"{option}: {part!r}; give each party once with a whole number, like A=30,B=41"
            )
        found[name] = votes
    return found


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _parties(found: Programme, text: str) -> list[str]:
    """``A+B`` or ``A,B`` as parties; a name may hold such a mark: the longest known counts."""
    parts = re.split(r"\s*([+,])\s*", text.strip())  # names, and the marks between them
    named: list[str] = []
    while parts:
        sizes = range(len(parts), 0, -2)
        size = next((n for n in sizes if "".join(parts[:n]) in found.parties), 1)
        named.append("".join(parts[:size]))
        parts = parts[size + 1 :]
    return each_once([name for name in named if name], text)


def _shares(text: str) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for part in _listed(text):
        name, _, number = (piece.strip() for piece in part.rpartition("="))
        value = number_of(number)
        if value is None:
            raise FormateurError(f"--otherwise: {part!r} is not PARTY=SHARE, like A=1/4 or A=25%")
        if not name or name in found:
            raise FormateurError(f"--otherwise: {part!r}; give each party once, like A=1/4,B=20%")
        found[name] = value
    return found
