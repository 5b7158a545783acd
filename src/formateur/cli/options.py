"""What all commands share: where a case comes from, and the three ways out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import click

from formateur.errors import FormateurError

if TYPE_CHECKING:
    from formateur.cases import Case
    from formateur.results import Result

__all__ = [
    "Progress",
    "case_names",
    "case_of",
    "choices_of",
    "emit",
    "input_options",
    "output_options",
    "parties_of",
    "remark",
    "write_picture",
]

F = TypeVar("F", bound=Callable[..., Any])


def case_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Bundled cases and files that begin so, for the shell to complete."""
    from pathlib import Path

    from formateur.cases import names

    typed = Path(incomplete)
    folder = typed if incomplete.endswith("/") else typed.parent
    files = [str(f) for ending in ("*.yaml", "*.jsonl") for f in sorted(folder.glob(ending))]
    return [n for n in (*names(), *files) if n.startswith(incomplete)]


def input_options(command: F) -> F:
    """A case name, a file or ``-``; or seats on the command line."""
    for decorate in (
        click.option(
            "--investiture",
            type=click.Choice(["positive", "negative", "plurality"]),
            help="With --seats: how a government comes into office (default: positive).",
        ),
        click.option(
            "--order", metavar="A,B,...", help="With --seats: the parties from left to right."
        ),
        click.option(
            "--quota",
            metavar="VOTES",
            help="With --seats: the fewest votes that win (default: more than half).",
        ),
        click.option(
            "--seats", metavar="A=50,B=49,...", help="Seats by party, in place of a case."
        ),
        click.argument("case", required=False, shell_complete=case_names),
    ):
        command = decorate(command)
    return command


def output_options(command: F) -> F:
    """The same three ways out on every command; the table unless asked."""
    for fmt, text in (
        ("csv", "CSV rows."),
        ("json", "JSON."),
        ("table", "Aligned table (default)."),
    ):
        flag = click.option(f"--{fmt}", "fmt", flag_value=fmt, default=fmt == "table", help=text)
        command = flag(command)
    return command


def case_of(
    case: str | None,
    seats: str | None,
    quota: str | None = None,
    order: str | None = None,
    investiture: str | None = None,
) -> Case:
    """The case the user means: by name, file, ``-``, or from seats on the command line."""
    if case is not None and seats is not None:
        raise click.UsageError(f"both a case ({case}) and --seats are given; give one")
    if case is None and seats is None:
        raise click.UsageError("give a case name, a file, or - ; or else --seats A=50,B=49,...")
    if case is not None:
        unused = [("--quota", quota), ("--order", order), ("--investiture", investiture)]
        if given := [name for name, value in unused if value is not None]:
            go = "goes" if len(given) == 1 else "go"
            raise click.UsageError(f"{', '.join(given)} {go} with --seats, not with a case")
        from formateur.cases import read

        found = read(case, progress=Progress(case))
        for said in found.assembly.remarks:
            remark(said)
        return found
    assert seats is not None
    return _from_seats(seats, quota, order, investiture)


def _from_seats(seats: str, quota: str | None, order: str | None, investiture: str | None) -> Case:
    from formateur.assembly import Assembly
    from formateur.cases import Case
    from formateur.space import Space

    assembly = Assembly.from_seats(
        _parse_seats(seats),
        quota=None if quota is None else _whole("--quota", quota),
        kind=investiture or "positive",
    )
    space = None
    if order is not None:
        named = [p.strip() for p in order.split(",") if p.strip()]
        assembly.ordered(named)
        space = Space.from_order(named)
        missing = [p for p in assembly.ids if p not in named]
        if missing:
            remark(f"--order leaves out {', '.join(missing)}: without a position")
    for said in assembly.remarks:
        remark(said)
    return Case(id="--seats", title="assembly", assembly=assembly, kind="constructed", space=space)


def _parse_seats(text: str) -> dict[str, int]:
    """``A=50,B=49`` as seats by party."""
    from formateur.cli.weights import named_numbers

    return {p: _whole(f"--seats: {p}", number) for p, number in named_numbers(text).items()}


def _whole(what: str, text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        raise FormateurError(f"{what}: {text!r} is not a whole number of 0 or more") from None
    if number < 0:
        raise FormateurError(f"{what}: {number} is negative; use 0 or more")
    return number


def parties_of(text: str) -> list[str]:
    """``A+B`` (or ``A,B``) as party ids."""
    return [p.strip() for p in text.replace(",", "+").split("+") if p.strip()]


def choices_of(given: tuple[str, ...]) -> list[tuple[str, str]]:
    """``FACT=VALUE`` as choices among the variants of a record."""
    choices = []
    for text in given:
        fact, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not fact or not value:
            raise FormateurError(f"--choose: {text!r} is not FACT=VALUE, like x1=REED")
        choices.append((fact, value))
    return choices


def remark(text: str) -> None:
    """A remark, on stderr, once: stdout is for answers."""
    said = click.get_current_context().meta.setdefault("formateur.remarks", set())
    if text not in said:
        said.add(text)
        click.echo(f"note: {text}", err=True)


def emit(result: Result, fmt: str, table: Callable[[], str]) -> None:
    """Write a result to stdout in the format asked for; its notes go to stderr."""
    if fmt == "json":
        click.echo(result.to_json())
    elif fmt == "csv":
        from formateur.report.text import to_csv

        click.echo(to_csv(result.rows()), nl=False)
    else:
        click.echo(table())
    if fmt != "json":
        for note in result.notes:
            remark(note)
        if not result.complete:
            remark("not complete: the search was cut off, or something is left out (see above)")
    sys.stdout.flush()


def write_picture(file: Path, picture: str) -> None:
    """Write a picture whole, as SVG or as PNG by the file's name."""
    from formateur.report import write_whole

    if file.suffix == ".png":
        from formateur.charts import svg_to_png

        write_whole(file, svg_to_png(picture, width=1440))
    elif file.suffix == ".svg":
        write_whole(file, picture)
    else:
        raise FormateurError(f"{file}: a picture is FILE.svg or FILE.png")
    remark(f"wrote {file}")


class Progress:
    """How far reading is, on stderr, once it takes more than a second."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.next = monotonic() + 1

    def __call__(self, part: float) -> None:
        if monotonic() > self.next:
            self.next = monotonic() + 1
            click.echo(f"reading {self.what}: {part:.0%}", err=True)
