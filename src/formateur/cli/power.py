"""Commands about power: power, leading."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from formateur.cli.options import (
    case_names,
    case_of,
    emit,
    goes_with,
    groups_of,
    input_options,
    line_of,
    listed_or_case,
    output_options,
    party_ids,
    row_ids,
    write_picture,
)

if TYPE_CHECKING:
    from formateur.power import Power

__all__ = ["leading", "power"]

_DIGITS = 6


@click.command(short_help="Voting power: what a vote is worth under the rule, by any index.")
@click.argument("source", required=False, metavar="[CASE|FILE|-]", shell_complete=case_names)
@click.option("--seats", metavar="A=50,B=49,...", help="Weights by player, in place of a case.")
@click.option(
    "--quota",
    metavar="VOTES|SHARE",
    help="With weights: 51 votes, 2/3 or 66% (at least), >1/2 (more than; the default).",
)
@click.option("--order", metavar="A,B,...", help="With weights: the players from left to right.")
@click.option(
    "--index",
    "indices",
    multiple=True,
    metavar="NAME",
    shell_complete=row_ids("formateur.power:POWER_INDICES"),
    help="An index, or all (default banzhaf; with --unions owen, with --apart myerson).",
)
@click.option(
    "--unions",
    metavar="A+B,C+D",
    shell_complete=party_ids,
    help="Players who act together.",
)
@click.option(
    "--apart",
    multiple=True,
    metavar="A+B",
    shell_complete=party_ids,
    help="Players who exclude each other.",
)
@click.option(
    "--by",
    type=click.Choice(["person", "faction", "party"]),
    default="party",
    show_default=True,
    help="Whose power: of parties, or of factions and persons inside bodies that bind them.",
)
@click.option(
    "--discipline",
    default="on",
    show_default=True,
    metavar="on|off|SHARE",
    help="How much of a party's votes follows its body: on, off, 3/4, 75%.",
)
@click.option("--exact", is_flag=True, help="Exact fractions, or a refusal.")
@click.option(
    "--method",
    type=click.Choice(["auto", "exact", "float", "sampled"]),
    default="auto",
    show_default=True,
    help="How: exact where feasible, float64 with its error bound, or estimates.",
)
@click.option(
    "--samples",
    type=click.IntRange(min=1),
    default=1 << 16,
    show_default=True,
    help="Of estimates.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of estimates.")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Hold an estimate's state in this file after every batch, and go on from it.",
)
@click.option("--digits", type=click.IntRange(0, 17), help=f"Decimals (table: {_DIGITS}).")
@click.option(
    "--plot", type=click.Path(path_type=Path), help="Seats against power: FILE.svg or FILE.png."
)
@output_options
def power(
    source: str | None,
    seats: str | None,
    quota: str | None,
    order: str | None,
    indices: tuple[str, ...],
    unions: str | None,
    apart: tuple[str, ...],
    by: str,
    discipline: str,
    exact: bool,
    method: str,
    samples: int,
    seed: int,
    keep: Path | None,
    digits: int | None,
    plot: Path | None,
    fmt: str,
) -> None:
    """Voting power: what a vote is worth under the rule, by any index.

    The source is the name of a bundled case, a case file, a CSV or other list of names and
    weights, or - for either of them on standard input (paste two columns and press Ctrl-D).
    """
    from formateur import power as powers

    if exact and method in ("float", "sampled"):
        raise click.UsageError(f"--exact and --method {method} exclude each other")
    subject, space, terms = _subject(source, seats, quota, order)
    named = _indices(indices, unions, apart)
    answer = powers.power(
        subject,
        index="all" if "all" in named else named,
        quota=quota,
        unions=[] if unions is None else groups_of("--unions", [unions], alone=True),
        terms=terms,
        apart=groups_of("--apart", apart),
        space=space,
        by=by,
        discipline=discipline,
        method="exact" if exact else method,
        samples=samples,
        seed=seed,
        keep=keep,
        progress=_progress,
    )
    answer = replace(answer, fractions=exact, digits=digits)
    if plot is not None:
        write_picture(plot, answer.plot())
    emit(
        answer,
        fmt,
        lambda: _text(answer, _DIGITS if digits is None else digits),
        fractions=exact,
    )


def _indices(given: tuple[str, ...], unions: str | None, apart: tuple[str, ...]) -> list[str]:
    """The indices asked for; without a word, those that use the unions or exclusions given."""
    from formateur.power import POWER_INDICES, index_id

    named = [n for text in given for n in text.split(",") if n.strip()]
    for option, need, wanted in (("--unions", "unions", unions), ("--apart", "apart", apart)):
        if wanted is None or wanted == ():
            continue
        using = [i for i, row in POWER_INDICES.items() if need in row.needs]
        if not named:
            return [using[0], using[1]]
        if "all" not in named and not {index_id(n) for n in named} & set(using):
            known = ", ".join(i.replace("_", "-") for i in using)
            raise click.UsageError(
                f"{option} changes none of these indices; it is used by {known}"
            )
    return named or ["banzhaf"]


def _subject(
    source: str | None, seats: str | None, quota: str | None, order: str | None
) -> tuple[Any, Any, Any]:
    """What is asked about, its positions, its stated terms."""
    from formateur.cli.weights import parse_pairs

    if (source is None) is (seats is None):
        raise click.UsageError(
            "give a case, a file of weights, or - ; or else --seats A=50,B=49,..."
        )
    found: Any = dict(parse_pairs(seats)) if seats is not None else listed_or_case(source or "")
    if isinstance(found, dict):
        return found, None if order is None else line_of(order, list(found)), None
    goes_with("weights, not with a case", {"--quota": quota, "--order": order})
    return found.assembly, found.space, found.terms


def _progress(done: int, wanted: int) -> None:
    """A word on stderr: always on a terminal, at each quarter elsewhere."""
    if sys.stderr.isatty():
        end = "\n" if done == wanted else ""
        click.echo(f"\rsampling: {done} of {wanted} batches{end}", nl=False, err=True)
    elif done * 4 // wanted > (done - 1) * 4 // wanted:
        click.echo(f"sampling: {done} of {wanted} batches", err=True)


def _text(answer: Power, digits: int) -> str:
    """The table, the rule, and who stands out."""
    from formateur.report import text

    rows = [{k: _shown(k, v, digits) for k, v in row.items()} for row in answer.rows()]
    tables = [
        text.table(rows, columns=["party", *columns], right=columns)
        for columns in _fitting(rows, text.width())
    ]
    parts = ["\n\n".join(tables), text.folded(f"decides by {answer.rule}")]
    for index, values in answer.values.items():
        if values.method == "float":
            name = index.replace("_", "-")
            parts.append(text.folded(f"{name}: float64, each value within {values.error:.1g}"))
    if answer.standing:
        parts.append(text.folded(answer.standing))
    return parts[0] + "\n\n" + "\n".join(parts[1:])


def _fitting(rows: list[dict[str, str]], width: int) -> list[list[str]]:
    """The columns beside the party, in as many tables as the width asks for."""
    names = max(len(row["party"]) for row in rows)
    parts: list[list[str]] = [[]]
    left = room = max(width - min(names, width // 2) - 2, 1)
    for column in (k for k in rows[0] if k != "party"):
        wide = max(len(column), *(len(row[column]) for row in rows)) + 2
        if wide > left and parts[-1]:
            parts.append([])
            left = room
        parts[-1].append(column)
        left -= wide
    return parts


def _shown(column: str, value: Any, digits: int) -> str:
    if value is None:
        return "unknown"
    if column == "seats" and isinstance(value, float):
        return f"{value:.12g}"
    return f"{value:.{digits}f}" if isinstance(value, float) else str(value)


@click.command(short_help="The smallest groups that decide everything, level by level.")
@input_options
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="The most groups at a level.",
)
@output_options
def leading(
    case: str | None,
    seats: str | None,
    quota: str | None,
    order: str | None,
    investiture: str | None,
    limit: int,
    fmt: str,
) -> None:
    """The smallest groups that decide everything, level by level.

    First the parties; then, where a body binds a party, its factions and members; last, through
    all bodies, the fewest persons whose agreement settles every vote of the assembly.
    """
    from formateur.power.bodies import leading as groups
    from formateur.report import text

    found = case_of(case, seats, quota, order, investiture)
    answer = groups(found.assembly, limit=limit)
    rows = [{**row, "groups": f"{row['groups']:,}"} for row in answer.rows()]
    emit(answer, fmt, lambda: text.table(rows, right=["size", "of", "groups", "votes"]))
