"""Commands about power: power, leading."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from formateur.cli.options import (
    case_of,
    emit,
    input_options,
    output_options,
    remark,
    write_picture,
)
from formateur.errors import FormateurError

if TYPE_CHECKING:
    from formateur.cases import Case
    from formateur.power import Power

__all__ = ["leading", "power"]

_DIGITS = 6


@click.command(short_help="Voting power: what a vote is worth under the rule, by any index.")
@click.argument("source", required=False, metavar="[CASE|FILE|-]")
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
    help="An index, or all (default banzhaf; with --unions owen, with --apart myerson).",
)
@click.option("--unions", metavar="A+B,C+D", help="Players who act together.")
@click.option("--apart", multiple=True, metavar="A+B", help="Players who exclude each other.")
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
        unions=[] if unions is None else _groups("--unions", unions.split(",")),
        terms=terms,
        apart=_groups("--apart", apart),
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
    emit(answer, fmt, lambda: _text(answer, _DIGITS if digits is None else digits))


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
    from formateur.cli.weights import parse_list, parse_pairs

    if (source is None) is (seats is None):
        raise click.UsageError(
            "give a case, a file of weights, or - ; or else --seats A=50,B=49,..."
        )
    if seats is not None:
        weights: dict[str, Any] = dict(parse_pairs(seats))
        return weights, _line(order, weights), None
    assert source is not None
    text = _weights_text(source)
    if text is None:
        case = case_of(source, None)
        if given := [n for n, v in (("--quota", quota), ("--order", order)) if v is not None]:
            raise click.UsageError(f"{', '.join(given)} go with weights, not with a case")
        return case.assembly, case.space, case.terms
    if isinstance(text, str):
        listed = parse_list(text, "<stdin>" if source == "-" else source)
        for note in listed.notes:
            remark(note)
        return listed.weights, _line(order, listed.weights), None
    if given := [n for n, v in (("--quota", quota), ("--order", order)) if v is not None]:
        raise click.UsageError(f"{', '.join(given)} go with weights, not with a case")
    return text.assembly, text.space, text.terms


def _weights_text(source: str) -> str | Case | None:
    """The text of a list, a case from standard input, or ``None``: a case by name or file."""
    from formateur.cases import names, parse_case
    from formateur.cases.strict import MOST_BYTES, decode

    if source == "-":
        text = decode(sys.stdin.buffer.read(MOST_BYTES + 1), "<stdin>")
        return parse_case(text, "<stdin>") if _is_case(text) else text
    path = Path(source)
    if source in names() or path.suffix in (".yaml", ".yml") or not path.is_file():
        return None
    text = decode(path.read_bytes()[: MOST_BYTES + 1], source)
    return None if _is_case(text) else text


def _is_case(text: str) -> bool:
    return any(line.startswith("parties:") for line in text.splitlines())


def _line(order: str | None, weights: dict[str, Any]) -> Any:
    from formateur.errors import UnknownPartyError
    from formateur.space import Space

    if order is None:
        return None
    named = [p.strip() for p in order.split(",") if p.strip()]
    for party in named:
        if party not in weights:
            raise UnknownPartyError(party, list(weights))
    return Space.from_order(named)


def _groups(option: str, given: Sequence[str]) -> list[list[str]]:
    """``A+B`` as groups of players; an empty place is a slip, not a player less."""
    groups = [[p.strip() for p in text.split("+")] for text in given]
    for text, group in zip(given, groups, strict=True):
        if not all(group):
            raise FormateurError(f"{option}: {text!r} names nobody in one place; write A+B")
    return groups


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
