"""Commands about cases and sources: cases, case, check, schema, cite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from formateur.cli.options import case_names, emit, output_options, row_ids
from formateur.results import Listing

if TYPE_CHECKING:
    from formateur.cases import Case
    from formateur.record import Record

__all__ = ["case", "cases", "check", "cite", "schema"]


@click.command(short_help="List the bundled cases.")
@output_options
def cases(fmt: str) -> None:
    """List the bundled cases."""
    from formateur import cases as bundled
    from formateur.report import text

    rows = []
    for name in bundled.names():
        found = bundled.load(name)
        rows.append(
            {
                "case": name,
                "title": found.title,
                "parties": len(found.assembly.parties),
                "seats": found.assembly.size,
                "investiture": found.assembly.investiture.kind,
                "formed": found.formed.cabinet if found.formed else None,
            }
        )
    answer = Listing(input="bundled cases", method="cases", listed=tuple(rows))
    columns = ["case", "title", "parties", "seats", "investiture"]
    emit(answer, fmt, lambda: text.table(rows, columns=columns, right=["parties", "seats"]))


@click.command(short_help="Show one case: parties, rule, terms, sources.")
@click.argument("name", metavar="CASE", shell_complete=case_names)
@output_options
def case(name: str, fmt: str) -> None:
    """Show one case: parties, rule, stated terms, variants, sources."""
    from formateur.cases import read
    from formateur.report import text

    found = read(name)
    answer = Listing(
        input=found.id,
        method="case",
        sources=tuple(found.sources),
        listed=tuple(found.rows()),
        said={
            "title": found.title,
            "date": found.date,
            "rule": found.assembly.rule.describe(),
            "investiture": found.assembly.investiture.describe(),
            "terms": found.terms.rows(),
            "formed": found.formed.rows() if found.formed else None,
            "vote": dict(found.vote) or None,
            "variants": found.variants,
            "sources": {k: s.describe() for k, s in found.sources.items()},
        },
    )
    emit(answer, fmt, lambda: text.case_text(found))


def _size(found: Case | Record) -> str:
    """What a record without a title holds: that of a Popolo file has none."""
    facts = getattr(found, "facts", None)
    if facts is None:
        return found.id
    return (
        f"{len(facts.organizations)} bodies and groups, {len(facts.persons)} persons, "
        f"{len(facts.events)} events"
    )


@click.command(short_help="Check a case file and report every fault.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", shell_complete=case_names)
@output_options
def check(files: tuple[str, ...], fmt: str) -> None:
    """Check case files and report every fault, each with file, line and column.

    A file is a path (.jsonl for a record as JSON Lines, .json for Popolo), the name of a bundled
    case, or - for standard input. What in a record does not fit together (sums, order of dates,
    calendars, counts that differ, answers in force at once) is listed with the facts involved, and
    is no fault. Exit code 1 when there is a fault.
    """
    rows = [row for file in files for row in _found_in(file)]
    faults = [row for row in rows if row["kind"] == "fault"]
    said = {"files": len(files), "faults": len(faults)}
    answer = Listing(input=", ".join(files), method="check", listed=tuple(rows), said=said)
    if fmt != "table":
        emit(answer, fmt, str)
    else:
        for row in rows:
            click.echo(_checked(row), err=row["kind"] in ("fault", "note"))
    if faults:
        raise SystemExit(1)


def _found_in(file: str) -> Iterator[dict[str, Any]]:
    """What a file is found to be: good, with what does not fit together; or its faults."""
    from formateur.cli.record import read_record
    from formateur.errors import CaseError, place_of
    from formateur.record import Record

    def row(kind: str, says: str, facts: Sequence[str] = (), **place: Any) -> dict[str, Any]:
        where = {"file": file, "line": None, "column": None, **place}
        return {**where, "kind": kind, "says": says, "facts": tuple(facts)}

    try:
        found = read_record(file)
    except CaseError as error:
        for fault in error.faults:
            place = place_of(fault)
            says = place.pop("says").removeprefix(f"{file}: ")
            yield row("fault", says, **{k: v for k, v in place.items() if v})
        return
    yield row("good", found.title or _size(found))
    record = found if isinstance(found, Record) else found.record
    for remark in () if isinstance(found, Record) else found.assembly.remarks:
        yield row("note", remark)
    if record is None:
        return
    for said in record.contradictions():
        yield row(said.kind, said.says, said.facts)
    for report in record.facts.corrections:
        yield row(f"report {report.id}, {report.status}", report.says, [report.about])


def _checked(row: dict[str, Any]) -> str:
    """One finding as a line."""
    if row["kind"] == "note":
        return f"note: {row['says']}"
    at = "".join(f":{row[k]}" for k in ("line", "column") if row[k])
    kind = "" if row["kind"] == "fault" else f" {row['kind']}:"
    facts = f" [{', '.join(row['facts'])}]" if row["facts"] else ""
    return f"{row['file']}{at}:{kind} {row['says']}{facts}"


@click.command(short_help="Print the JSON Schema of case files.")
def schema() -> None:
    """Print the JSON Schema of case files, for editors."""
    import json

    from formateur.cases import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@click.command(short_help="How to cite Formateur and the papers behind it.")
@click.argument(
    "keys",
    nargs=-1,
    metavar="[THEORY|INDEX|METHOD|REFERENCE]...",
    shell_complete=row_ids(
        "formateur.theories:THEORIES",
        "formateur.power:POWER_INDICES",
        "formateur.elections:SEAT_METHODS",
        "formateur.agreement:PORTFOLIO_METHODS",
    ),
)
@click.option("--bibtex", is_flag=True, help="BibTeX entries.")
def cite(keys: tuple[str, ...], bibtex: bool) -> None:
    """How to cite Formateur, and the papers of the theories, indices and methods named.

    Without names: the project and every paper it uses.
    """
    from importlib.metadata import version

    from formateur.agreement import PORTFOLIO_METHODS
    from formateur.elections import SEAT_METHODS
    from formateur.errors import UnknownIdError
    from formateur.power import POWER_INDICES
    from formateur.sources import references
    from formateur.theories import THEORIES

    known = references()
    wanted: list[str] = []
    tables = (THEORIES, POWER_INDICES, SEAT_METHODS, PORTFOLIO_METHODS)
    for key in keys:
        row = next((t[key] for t in tables if key in t), None)
        if row is not None:
            wanted += row.cites
        elif key in known:
            wanted.append(key)
        else:
            raise UnknownIdError("theory, index, method or reference", key, [*THEORIES, *known])
    made = version("formateur")
    if bibtex:
        click.echo(
            "@software{formateur,\n  title = {Formateur},\n"
            f"  author = {{The Formateur developers}},\n  version = {{{made}}},\n}}\n"
        )
    else:
        click.echo(_hanging(f"The Formateur developers. Formateur (version {made}). Software."))
    for key in dict.fromkeys(wanted or known):
        click.echo(known[key].bibtex() if bibtex else _hanging(f"{key}: {known[key].describe()}"))


def _hanging(text: str) -> str:
    """A paragraph folded to the width, what follows its first line set in."""
    from formateur.report.text import folded

    return folded(text, hanging="  ")
