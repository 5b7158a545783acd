"""Commands that answer: form, why, coalitions, theories."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from formateur.cli.options import (
    case_names,
    case_of,
    emit,
    groups_of,
    input_options,
    output_options,
    parties_of,
    party_ids,
    remark,
    row_ids,
    seats_options,
    write_picture,
)

if TYPE_CHECKING:
    from formateur.cases import Case

F = TypeVar("F", bound=Callable[..., Any])

__all__ = ["coalitions", "form", "theories", "why"]

_TOP = 15
_MOST_ROWS = 10_000  # of machine output, unless told otherwise


def chosen_options(what: str) -> Callable[[F], F]:
    """Which cabinets or coalitions are looked at, the same on every command."""

    def decorate(command: F) -> F:
        for option, metavar, says in (
            ("--together", "A+B", f"Only {what} with all of these, or none."),
            ("--apart", "A+B", f"Only {what} with at most one of these."),
            ("--exclude", "A,B", f"Only {what} without these parties."),
            ("--include", "A,B", f"Only {what} with all these parties."),
        ):
            command = click.option(
                option, multiple=True, metavar=metavar, help=says, shell_complete=party_ids
            )(command)
        return click.option(
            "--at-most", type=click.IntRange(min=1), metavar="K", help="The most parties."
        )(command)

    return decorate


def _constraints(
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    apart: tuple[str, ...],
    together: tuple[str, ...],
    at_most: int | None,
) -> dict[str, Any]:
    return {
        "include": [p for text in include for p in parties_of(text)],
        "exclude": [p for text in exclude for p in parties_of(text)],
        "apart": groups_of("--apart", apart),
        "together": groups_of("--together", together),
        "at_most": at_most,
    }


@click.command(short_help="Which governments can form, which cannot, and why.")
@input_options
@click.option("--all", "everything", is_flag=True, help="Every cabinet, with its status.")
@click.option(
    "--minority",
    is_flag=True,
    help="Also cabinets short of a majority that outside parties can carry "
    "(the default under a negative or plurality rule).",
)
@chosen_options("cabinets")
@click.option(
    "--top",
    "--limit",
    type=click.IntRange(min=1),
    help=f"The most rows (default: {_TOP} in the table, all in CSV, JSON and the page).",
)
@click.option(
    "--html", "html", type=click.Path(path_type=Path), help="Write one self-contained page."
)
@click.option(
    "--plot", type=click.Path(path_type=Path), help="Write the hemicycle: FILE.svg or FILE.png."
)
@output_options
def form(
    case: str | None,
    seats: str | None,
    quota: str | None,
    order: str | None,
    investiture: str | None,
    everything: bool,
    minority: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    apart: tuple[str, ...],
    together: tuple[str, ...],
    at_most: int | None,
    top: int | None,
    html: Path | None,
    plot: Path | None,
    fmt: str,
) -> None:
    """Which governments can form, which cannot, and why.

    CASE is the name of a bundled case (see `formateur cases`), a case file, or - for standard
    input. A body that forms no government (a council) shows how often its rule passes and who
    can block.
    """
    from formateur import report
    from formateur.report import text

    found = case_of(case, seats, quota, order, investiture)
    if found.assembly.investiture.rule is None:
        council = report.decisions(found, top=top or _TOP)
        _write(html, plot, found, council)
        emit(council, fmt, lambda: text.decisions_text(council))
        return
    answer = report.form(
        found,
        minority=True if minority else None,
        top=top,
        everything=everything,
        **_constraints(include, exclude, apart, together, at_most),
    )
    _write(html, plot, found, answer)
    short = answer if top is not None or everything else answer.cut(_TOP)
    full = answer if top is not None or fmt == "table" else answer.cut(_MOST_ROWS)
    emit(full, fmt, lambda: text.form_text(short))


def _write(html: Path | None, plot: Path | None, case: Case, answer: Any) -> None:
    if plot is not None:
        write_picture(plot, case.plot())
    if html is not None:
        from formateur.report import write_whole
        from formateur.report.html import page

        write_whole(html, page(answer))
        remark(f"wrote {html}")


def _case_or_party(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    typed = ctx.params.get("names") or ctx.params.get("seats")
    return (party_ids if typed else case_names)(ctx, param, incomplete)


@click.command(short_help="Why one cabinet can or cannot form.")
@click.argument("names", nargs=-1, metavar="[CASE] PARTY+PARTY", shell_complete=_case_or_party)
@seats_options
@click.option(
    "--minority", is_flag=True, help="Let outside parties carry it, also under a positive rule."
)
@output_options
def why(
    names: tuple[str, ...],
    seats: str | None,
    quota: str | None,
    order: str | None,
    investiture: str | None,
    minority: bool,
    fmt: str,
) -> None:
    """Why one cabinet can or cannot form: numbers, rule, outside help, terms, theories."""
    from formateur import theories as theory
    from formateur.governments import why as why_cabinet
    from formateur.report import text

    wanted = 1 if seats is not None else 2
    if len(names) != wanted:
        raise click.UsageError("give a case and a cabinet: formateur why riksdag-2018 s+mp")
    found = case_of(names[0] if wanted == 2 else None, seats, quota, order, investiture)
    answer = why_cabinet(found, parties_of(names[-1]), minority=True if minority else None)
    predicted = theory.predict_all(found).by(answer.verdict.cabinet)
    said = ", ".join(predicted) or "no theory applied here predicts it"
    answer = replace(answer, steps=(*answer.steps, ("theories", said, "")))

    def shown() -> str:
        head = f"{'+'.join(answer.verdict.cabinet)}: {answer.verdict.status}"
        return head + "\n\n" + text.table(answer.rows())

    emit(answer, fmt, shown)


_KINDS = (
    "winning",
    "minimal-winning",
    "blocking",
    "minimal-blocking",
    "losing",
    "maximal-losing",
)


@click.command(short_help="List or count winning, blocking and losing coalitions.")
@input_options
@click.option(
    "--kind", type=click.Choice(_KINDS), default="minimal-winning", help="Which coalitions."
)
@click.option("--count", is_flag=True, help="Only how many there are.")
@chosen_options("coalitions")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=1000,
    show_default=True,
    help="Stop after so many.",
)
@click.option(
    "--seconds", type=click.FloatRange(min=0), default=60, show_default=True, help="Stop after."
)
@click.option(
    "--method",
    type=click.Choice(["auto", "python", "numba"]),
    default="auto",
    help="Which build of the search; the answers are the same.",
)
@output_options
def coalitions(
    case: str | None,
    seats: str | None,
    quota: str | None,
    order: str | None,
    investiture: str | None,
    kind: str,
    count: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    apart: tuple[str, ...],
    together: tuple[str, ...],
    at_most: int | None,
    limit: int,
    seconds: float,
    method: str,
    fmt: str,
) -> None:
    """List or count winning, blocking and losing coalitions.

    The largest party's coalitions come first. A coalition blocks when all others together do not
    win; parties given with --together count as one party.
    """
    from formateur import coalitions as search
    from formateur.report import text

    found = case_of(case, seats, quota, order, investiture)
    constraints = _constraints(include, exclude, apart, together, at_most)
    if count:
        counted = search.count(found.assembly, kind, seconds=seconds, method=method, **constraints)
        if fmt == "csv":  # a count lists no coalition: its one row is the count
            row = {"kind": kind, "count": counted.number, "complete": counted.complete}
            click.echo(text.to_csv([row]), nl=False)
            return
        emit(counted, fmt, lambda: f"{counted.number:,} {kind} coalitions")
        return
    listed = search.find(
        found.assembly, kind, limit=limit, seconds=seconds, method=method, **constraints
    )

    def shown() -> str:
        right = ["seats", "surplus"]
        said = "" if listed.complete else " and more"
        return text.table(listed.rows(), right=right) + f"\n\n{listed.number:,}{said} {kind}"

    emit(listed, fmt, shown)


@click.command(short_help="What each coalition theory predicts.")
@input_options
@click.option(
    "--theory",
    "chosen",
    multiple=True,
    metavar="ID",
    shell_complete=row_ids("formateur.theories:THEORIES"),
    help="Only this theory, by its id or short name.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    help="The most coalitions by theory.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0),
    default=10,
    show_default=True,
    help="Stop each theory after so long.",
)
@output_options
def theories(
    case: str | None,
    seats: str | None,
    quota: str | None,
    order: str | None,
    investiture: str | None,
    chosen: tuple[str, ...],
    limit: int,
    seconds: float,
    fmt: str,
) -> None:
    """What each coalition theory predicts.

    Theories about policy need positions: those of the case, or --order.
    """
    from formateur import theories as theory
    from formateur.report import text

    found = case_of(case, seats, quota, order, investiture)
    answer = theory.predict_all(found, theories=chosen or None, limit=limit, seconds=seconds)

    def shown() -> str:
        rows = [
            {
                "theory": p.theory.id,
                "coalitions": p.number,
                "predicted": ", ".join("+".join(c) for c in p.coalitions[:12])
                + (f" and {len(p.coalitions) - 12} more" if len(p.coalitions) > 12 else ""),
            }
            for p in answer.predictions
        ]
        return text.table(rows, right=["coalitions"])

    emit(answer, fmt, shown)
