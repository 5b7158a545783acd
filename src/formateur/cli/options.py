"""What all commands share: where a case comes from, and the three ways out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import click

from formateur.errors import FormateurError

if TYPE_CHECKING:
    from formateur.cases import Case
    from formateur.results import Result
    from formateur.space import Space

__all__ = [
    "Progress",
    "case_names",
    "case_of",
    "choices_of",
    "each_once",
    "emit",
    "goes_with",
    "groups_of",
    "input_options",
    "line_of",
    "listed_or_case",
    "output_options",
    "parties_of",
    "party_ids",
    "remark",
    "row_ids",
    "seats_options",
    "write_picture",
]

F = TypeVar("F", bound=Callable[..., Any])
INVESTITURES = ["positive", "negative", "plurality", "none"]
_FORMATS = {"table": "Aligned table (default).", "json": "JSON.", "csv": "CSV rows."}


# -- what the shell completes ---------------------------------


def case_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Bundled cases and files that begin so, for the shell to complete."""
    from formateur.cases import names

    typed = Path(incomplete)
    folder = typed if incomplete.endswith("/") else typed.parent
    files = [str(f) for ending in ("*.yaml", "*.jsonl") for f in sorted(folder.glob(ending))]
    return [n for n in (*names(), *files) if n.startswith(incomplete)]


def party_ids(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Parties of the case already typed that begin so; after ``+`` or ``,`` the next one."""
    from formateur.cases import read

    # Before an option without its value click leaves the arguments unread.
    held = [ctx.params.get(k) for k in ("case", "name", "names", "source")] + ctx.args[:1]
    given = next((h for h in held if h), "")
    before = incomplete[: max(incomplete.rfind("+"), incomplete.rfind(",")) + 1]
    try:
        ids = read(given if isinstance(given, str) else given[0]).assembly.ids
        named = parties_of(before.rstrip("+,").replace(",", "+"))
    except FormateurError:
        return []
    last = incomplete[len(before) :]
    return [before + p for p in ids if p.startswith(last) and p not in named]


def row_ids(
    *registries: str,
) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """Ids of registries (``module:NAME``) that begin so; after a comma the next one."""

    def complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
        before = incomplete[: incomplete.rfind(",") + 1]
        found = []
        for registry in registries:
            module, _, name = registry.partition(":")
            found += [row.replace("_", "-") for row in getattr(import_module(module), name)]
        last = incomplete[len(before) :].replace("_", "-")
        return [before + row for row in dict.fromkeys(found) if row.startswith(last)]

    return complete


# -- what is asked about ---------------------------------------


def input_options(command: F) -> F:
    """A case name, a file or ``-``; or seats on the command line."""
    given = click.argument("case", required=False, shell_complete=case_names)
    return given(seats_options(command))


def seats_options(command: F) -> F:
    """Seats on the command line, and what goes with them."""
    for decorate in (
        click.option(
            "--investiture",
            type=click.Choice(INVESTITURES),
            help="With seats: how a government comes into office (default: positive); none: a "
            "body that forms no government.",
        ),
        click.option(
            "--order", metavar="A,B,...", help="With seats: the parties from left to right."
        ),
        click.option(
            "--quota",
            metavar="VOTES|SHARE",
            help="With seats: 51 votes, 2/3 or 66% (at least), >1/2 (more than; the default).",
        ),
        click.option(
            "--seats", metavar="A=50,B=49,...", help="Seats by party, in place of a case."
        ),
    ):
        command = decorate(command)
    return command


def output_options(command: F) -> F:
    """The same three ways out on every command; the table unless asked, and only one of them."""
    for fmt in reversed(_FORMATS):
        command = click.option(
            f"--{fmt}", is_flag=True, expose_value=False, callback=_out, help=_FORMATS[fmt]
        )(command)
    return command


def _out(ctx: click.Context, param: click.Parameter, given: bool) -> None:
    asked = ctx.meta.setdefault("formateur.formats", [])
    if given and param.name not in asked:
        asked.append(param.name)
    if len(asked) > 1:
        raise click.UsageError(f"--{' and --'.join(sorted(asked))} exclude each other; give one")
    ctx.params["fmt"] = asked[0] if asked else "table"


def case_of(
    case: str | None,
    seats: str | None,
    quota: str | None = None,
    order: str | None = None,
    investiture: str | None = None,
) -> Case:
    """The case the user means: by name, file, ``-``, a list of seats, or on the command line."""
    from formateur.cases import Case

    given = {"--quota": quota, "--order": order, "--investiture": investiture}
    if case is not None and seats is not None:
        raise click.UsageError(f"both a case ({case}) and --seats are given; give one")
    if seats is not None:
        return _of_seats(_parse_seats(seats), "--seats", quota, order, investiture)
    if case is None:
        raise click.UsageError("give a case name, a file, or - ; or else --seats A=50,B=49,...")
    found = listed_or_case(case)
    if not isinstance(found, Case):
        whole = {p: _whole_seats(case, p, w) for p, w in found.items()}
        return _of_seats(whole, case, quota, order, investiture)
    goes_with("--seats, not with a case", given)
    return found


def goes_with(what: str, given: Mapping[str, Any]) -> None:
    """Refuse options given without what they go with; those not given are ``None``."""
    if names := [name for name, value in given.items() if value is not None]:
        raise click.UsageError(
            f"{', '.join(names)} {'goes' if len(names) == 1 else 'go'} with {what}"
        )


def listed_or_case(source: str) -> Case | dict[str, Fraction]:
    """A case by name, file or ``-``; or the weights of a list, whose remarks are said."""
    from formateur.cases import parse_case, read
    from formateur.cases.strict import read_standard_input

    text = read_standard_input() if source == "-" else _text_of_list(source)
    name = "<stdin>" if source == "-" else source
    if text is None:
        found = read(source, progress=Progress(source))
    elif _is_case(text):
        found = parse_case(text, name, progress=Progress(name))
    else:
        return _listed(text, name)
    for said in found.assembly.remarks:
        remark(said)
    return found


def _text_of_list(source: str) -> str | None:
    """The text of a file that may hold a list; ``None`` for the name or the file of a case."""
    from formateur.cases import names
    from formateur.cases.strict import read_text

    path = Path(source)
    cases = (".yaml", ".yml", ".jsonl")
    if source in names() or path.suffix in cases or not path.is_file():
        return None
    text = read_text(path)
    if path.suffix != ".json":
        return text
    if '"parties"' in text:
        return None
    raise FormateurError(f"{source}: a Popolo record, and no case; formateur record reads it")


def _is_case(text: str) -> bool:
    keys = ("id:", "title:", "body:", "kind:", "parties:")
    return any(line.startswith(keys) for line in text.splitlines())


def _listed(text: str, name: str) -> dict[str, Fraction]:
    from formateur.cli.weights import parse_list

    found = parse_list(text, name)
    for note in found.notes:
        remark(note)
    return found.weights


def _whole_seats(source: str, party: str, weight: Fraction) -> int:
    if weight.denominator != 1:
        raise FormateurError(
            f"{source}: {party!r} has {float(weight):g}; seats are whole numbers here "
            "(formateur power takes any weights)"
        )
    return int(weight)


def _of_seats(
    seats: dict[str, int],
    name: str,
    quota: str | None,
    order: str | None,
    investiture: str | None,
) -> Case:
    """A case of its own from seats by party."""
    from formateur.assembly import Assembly
    from formateur.cases import Case
    from formateur.power import quota_rule, weights_of

    least = None
    if quota is not None:
        form = quota_rule(weights_of(seats), quota).weighted()
        least = None if form is None else int(form[1])
    assembly = Assembly.from_seats(seats, quota=least, kind=investiture or "positive")
    space = None if order is None else line_of(order, assembly.ids)
    for said in assembly.remarks:
        remark(said)
    return Case(id=name, title="assembly", assembly=assembly, kind="constructed", space=space)


def line_of(order: str, players: Sequence[str]) -> Space:
    """``A,B,C`` as positions from left to right; those left out are named in a remark."""
    from formateur.errors import UnknownPartyError
    from formateur.space import Space

    named = [p.strip() for p in order.split(",") if p.strip()]
    for party in named:
        if party not in players:
            raise UnknownPartyError(party, players)
    if missing := [p for p in players if p not in named]:
        remark(f"--order leaves out {', '.join(missing)}: without a position")
    return Space.from_order(named)


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
    """One group, ``A+B`` (or ``A,B``), as party ids.

    >>> parties_of("s+mp"), parties_of("s, mp"), parties_of("")
    (['s', 'mp'], ['s', 'mp'], [])
    """
    if "+" in text and "," in text:
        raise FormateurError(f"{text!r} mixes + and a comma; join one group with +, like A+B+C")
    return _joined(text.replace(",", "+"), text) if text.strip(" +,") else []


def groups_of(option: str, given: Iterable[str], *, alone: bool = False) -> list[list[str]]:
    """Groups: ``+`` joins one, a comma parts them, as does giving the option again.

    Each has two members or more; with `alone` at least one of them has.

    >>> groups_of("--apart", ["a+b,c+d", "e+f"])
    [['a', 'b'], ['c', 'd'], ['e', 'f']]
    """
    parts = [part for text in given for part in text.split(",")]
    groups = [_joined(part, part, f"{option}: ") for part in parts]
    single = [g for g in groups if len(g) < 2]
    if single and (not alone or len(single) == len(groups)):
        raise FormateurError(
            f"{option}: {single[0][0]!r} is one party alone; + joins a group, a comma parts "
            "groups: A+B,C+D"
        )
    return groups


def _joined(joined: str, text: str, where: str = "") -> list[str]:
    """``A+B`` as ids; an empty place is a slip, not a party less."""
    named = [p.strip() for p in joined.split("+")]
    if not all(named):
        raise FormateurError(f"{where}{text!r} names nobody in one place; write A+B")
    return each_once(named, text, where)


def each_once(named: list[str], text: str, where: str = "") -> list[str]:
    """The parties of a group; one named twice is a slip."""
    if twice := next((p for p in named if named.count(p) > 1), None):
        raise FormateurError(f"{where}{text!r} names {twice} twice; give each party once")
    return named


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
    """A remark, on stderr, once: stdout is for answers. Folded on a terminal, else one line."""
    said = click.get_current_context().meta.setdefault("formateur.remarks", set())
    if text not in said:
        said.add(text)
        click.echo(_for_eyes(f"note: {text}"), err=True)


def _for_eyes(text: str) -> str:
    if sys.stderr is None or not sys.stderr.isatty():
        return text
    from formateur.report.text import folded

    columns = os.get_terminal_size(sys.stderr.fileno()).columns
    return folded(text, columns_wide=max(columns, 20), hanging="  ")


def emit(result: Result, fmt: str, table: Callable[[], str], *, fractions: bool = False) -> None:
    """Write a result to stdout in the format asked for; its notes go to stderr.

    CSV has decimals, unless `fractions` were asked for.
    """
    if fmt == "json":
        click.echo(result.to_json())
    elif fmt == "csv":
        from formateur.report.text import to_csv

        click.echo(to_csv(result.sheet(), fractions=fractions), nl=False)
    else:
        click.echo(table())
    if fmt != "json":
        for note in result.notes:
            remark(note)
        if not result.complete:
            remark(
                "not complete: the search was cut off, or something is left out (see the notes)"
            )
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
