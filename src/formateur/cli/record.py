"""Commands about the record of a case: record, timeline, in-force, votes, quote, correct."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from formateur.cli.options import (
    Progress,
    case_names,
    choices_of,
    emit,
    output_options,
    parties_of,
    party_ids,
    remark,
)
from formateur.errors import FormateurError

if TYPE_CHECKING:
    from formateur.cases import Case
    from formateur.record import Record

__all__ = ["correct", "in_force", "quote", "read_record", "record", "timeline", "votes"]

F = TypeVar("F", bound=Callable[..., Any])

_on = click.option(
    "--on",
    metavar="DATE",
    help="The day: 1917-11-16 is Gregorian, '1917-11-03 OS' Julian (default: the case's own).",
)
_body = click.option("--body", metavar="ID", default="", help="One body of the record.")
_choose = click.option(
    "--choose",
    multiple=True,
    metavar="FACT=VALUE",
    help="Compute with this variant: a source, a version, or a position from 1.",
)


def _asked(name: str, choose: tuple[str, ...]) -> tuple[Case | Record, list[tuple[str, str]]]:
    """The case (or a record of JSON Lines, or of Popolo), and the choices among variants."""
    return read_record(name), choices_of(choose)


def read_record(name: str) -> Case | Record:
    """A case, or a record that stands alone: JSON Lines (.jsonl) or Popolo (.json)."""
    from formateur.cases import load_record, read

    if name.endswith((".jsonl", ".json")):
        return load_record(name, progress=Progress(name), told=_not_read)
    return read(name, progress=Progress(name))


def _not_read(left: Mapping[str, int]) -> None:
    if left:
        remark(f"not read, a record has no place for it: {_numbers(left)}")


def _numbers(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{what} ({number})" for what, number in counted.items())


@click.command(short_help="Every body as it stood on a day, rebuilt from the events.")
@click.argument("name", metavar="CASE", shell_complete=case_names)
@_on
@click.option("--since", metavar="DATE", help="What differs from the end of an earlier day.")
@_body
@click.option("--bodies", is_flag=True, help="Every body of the record and how they relate.")
@click.option(
    "--plot", type=click.Path(path_type=Path), help="Draw every body: FILE.svg or FILE.png."
)
@click.option("--popolo", type=click.Path(path_type=Path), help="Write the record as Popolo JSON.")
@click.option(
    "--lines", type=click.Path(path_type=Path), help="Write the record as JSON Lines (.jsonl)."
)
@_choose
@output_options
def record(
    name: str,
    on: str | None,
    since: str | None,
    body: str,
    bodies: bool,
    plot: Path | None,
    popolo: Path | None,
    lines: Path | None,
    choose: tuple[str, ...],
    fmt: str,
) -> None:
    """Every body as it stood at the end of a day, rebuilt from the events.

    CASE is a bundled case, a case file, or a record that stands alone: JSON Lines (.jsonl) or
    Popolo (.json). With --body, one body whole: seats, members, offices, factions, who binds it,
    what it had decided. With --since, only what differs between two days. With --bodies, every
    body whatever the day: who elects it, to whom it answers, whom it binds; --plot draws that.
    """
    from formateur.cli.options import write_picture
    from formateur.report import record as answers
    from formateur.report import record_text as text

    if bodies and (on or since or body):
        raise click.UsageError("--bodies shows every body whatever the day; leave out the others")
    case, choices = _asked(name, choose)
    _export(answers.record_of(case, choices), popolo, lines)
    if plot is not None:
        write_picture(plot, answers.bodies(case, choices=choices).plot())
    if bodies:
        every = answers.bodies(case, choices=choices)
        emit(every, fmt, lambda: text.bodies_text(every))
        return
    if since is not None:
        differs = answers.differing(case, since, on, body=body, choices=choices)
        emit(differs, fmt, lambda: text.differing_text(differs))
        return
    answer = answers.standing(case, on, body=body, choices=choices)
    emit(answer, fmt, lambda: text.standing_text(answer))


def _export(found: Record, popolo: Path | None, lines: Path | None) -> None:
    from formateur.report import write_whole

    if popolo is not None:
        import json

        from formateur.record.popolo import left_out, to_popolo

        write_whole(popolo, json.dumps(to_popolo(found), ensure_ascii=False, indent=1) + "\n")
        remark(f"wrote {popolo}")
        if left := left_out(found):
            remark(f"left out, Popolo has no word for it: {_numbers(left)}")
    if lines is not None:
        from formateur.record.reading import lines_of

        write_whole(lines, "".join(f"{line}\n" for line in lines_of(found)))
        remark(f"wrote {lines}")


@click.command(short_help="What happened, in order, and the majority.")
@click.argument("name", metavar="CASE", shell_complete=case_names)
@_body
@click.option(
    "--government",
    shell_complete=party_ids,
    metavar="A+B",
    default="",
    help="Whose seats to follow (default: the government that formed, with its support).",
)
@click.option(
    "--plot", type=click.Path(path_type=Path), help="Write the picture: FILE.svg or FILE.png."
)
@_choose
@output_options
def timeline(
    name: str,
    body: str,
    government: str,
    plot: Path | None,
    choose: tuple[str, ...],
    fmt: str,
) -> None:
    """What happened, in order; after each event that moves seats, the majority.

    The picture shows the seats of the government against the majority line, event by event.
    """
    from formateur.cli.options import write_picture
    from formateur.report import record as answers
    from formateur.report import record_text as text

    case, choices = _asked(name, choose)
    answer = answers.timeline(case, body=body, parties=parties_of(government), choices=choices)
    if plot is not None:
        write_picture(plot, answer.plot())
    emit(answer, fmt, lambda: text.timeline_text(answer))


@click.command(short_help="Which decisions were in force on a day.")
@click.argument("name", metavar="CASE", shell_complete=case_names)
@_on
@_body
@click.option("--question", metavar="ID", default="", help="Only decisions on this question.")
@click.option(
    "--all", "everything", is_flag=True, help="Every motion put by then, with its status."
)
@click.option("--person", metavar="NAME", help="What binds this person, and what conflicts.")
@_choose
@output_options
def in_force(
    name: str,
    on: str | None,
    body: str,
    question: str,
    everything: bool,
    person: str | None,
    choose: tuple[str, ...],
    fmt: str,
) -> None:
    """Which decisions were in force at the end of a day, and how each was reached.

    With --person: the decisions that bind one person, and those of other bodies that say
    otherwise.
    """
    from formateur.report import record as answers
    from formateur.report import record_text as text

    case, choices = _asked(name, choose)
    if person is not None:
        if everything:
            raise click.UsageError("--all lists motions; --person has the decisions that bind one")
        bound = answers.bound(case, person, on, body=body, question=question, choices=choices)
        emit(bound, fmt, lambda: text.bound_text(bound))
        return
    answer = answers.decided(
        case, on, body=body, question=question, everything=everything, choices=choices
    )
    emit(answer, fmt, lambda: text.decided_text(answer))


@click.command(short_help="Every vote, as each source counts it; how alike groups vote.")
@click.argument("name", metavar="CASE|FILE.csv", shell_complete=case_names)
@_body
@click.option(
    "--cohesion", is_flag=True, help="How alike each group votes: Rice, agreement, UNITY."
)
@click.option("--by-year", is_flag=True, help="With --cohesion: each group in each year.")
@click.option(
    "--period",
    multiple=True,
    metavar="NAME=DATES",
    help="With --cohesion: each group in this period, like spring=2019-01/2019-03.",
)
@_choose
@output_options
def votes(
    name: str,
    body: str,
    cohesion: bool,
    by_year: bool,
    period: tuple[str, ...],
    choose: tuple[str, ...],
    fmt: str,
) -> None:
    """Every vote, as each source counts it; what no source gives is unknown.

    With --cohesion: how alike the members of each group vote, over the votes that give groups.
    So are roll calls of your own, a table of vote, group, yes, no, abstain, absent, or of vote,
    person, group, cast, each with date if you like.
    """
    from formateur.report import record as answers
    from formateur.report import record_text as text

    if (by_year or period) and not cohesion:
        raise click.UsageError("--by-year and --period go with --cohesion")
    if by_year and period:
        raise click.UsageError("--by-year and --period are two ways to divide; give one")
    periods = _periods(period) if by_year or period else None
    if name.endswith((".csv", ".tsv")):
        if not cohesion or body or choose:
            raise click.UsageError("a table of roll calls goes with --cohesion, and no record")
        alike = answers.roll_calls(Path(name), periods=periods)
        emit(alike, fmt, lambda: text.discipline_text(alike))
        return
    case, choices = _asked(name, choose)
    if cohesion:
        alike = answers.discipline(case, body=body, periods=periods, choices=choices)
        emit(alike, fmt, lambda: text.discipline_text(alike))
        return
    answer = answers.votes(case, body=body, choices=choices)
    emit(answer, fmt, lambda: text.votes_text(answer))


def _periods(given: tuple[str, ...]) -> dict[str, str]:
    """``NAME=DATES`` as dates by name; dates alone are their own name."""
    found: dict[str, str] = {}
    for text in given:
        name, _, dates = (part.strip() for part in text.rpartition("="))
        name = name or dates
        if not dates or name in found:
            raise FormateurError(f"--period: {text!r} is not NAME=DATES, each name once")
        found[name] = dates
    return found


@click.command(short_help="Every source and variant of one fact.")
@click.argument("name", metavar="CASE", shell_complete=case_names)
@click.argument("fact", metavar="FACT")
@click.option(
    "--corrections",
    type=click.Path(path_type=Path),
    help="Reports of errors to show beside it, as the command correct files them.",
)
@_choose
@output_options
def quote(
    name: str, fact: str, corrections: Path | None, choose: tuple[str, ...], fmt: str
) -> None:
    """Every source and variant of one fact, and what else in the record speaks of it.

    FACT is the id of an event, motion, claim, proposal, person, body, passage or variant; or that
    of a source, with every fact that rests on it.
    """
    from formateur.report import record_text as text
    from formateur.report.evidence import evidence

    case, choices = _asked(name, choose)
    if corrections is not None:
        from formateur.record.corrections import with_corrections
        from formateur.report.record import record_of

        case = with_corrections(record_of(case), corrections)
    answer = evidence(case, fact, choices=choices)
    emit(answer, fmt, lambda: text.evidence_text(answer))


@click.command(short_help="Report an error in a record, and see what became of it.")
@click.argument("name", metavar="CASE", shell_complete=case_names)
@click.argument("fact", metavar="[FACT]", default="")
@click.option("--says", metavar="TEXT", help="File a report: what is wrong with this fact.")
@click.option("--by", metavar="NAME", default="", help="Who reports it.")
@click.option(
    "--source", multiple=True, metavar="ID", help="A source of the record that says otherwise."
)
@click.option(
    "--status",
    type=click.Choice(["open", "accepted", "refused"]),
    help="Settle the report whose id is given as FACT.",
)
@click.option("--answer", metavar="TEXT", default="", help="What is answered to the report.")
@click.option(
    "--file",
    "path",
    type=click.Path(path_type=Path),
    help="Where the reports stand (default: CASE.corrections.jsonl).",
)
@output_options
def correct(
    name: str,
    fact: str,
    says: str | None,
    by: str,
    source: tuple[str, ...],
    status: str | None,
    answer: str,
    path: Path | None,
    fmt: str,
) -> None:
    """Report an error against a fact of a record, and see what became of each report.

    Without --says and --status: every report in the case and in the file, or those about one FACT.
    With --says, a report is added to the file; with --status, one is settled. The file has one
    report a line, and a line can go into the corrections of the case as it stands. Nothing is
    sent anywhere.
    """
    from formateur.report import record_text as text
    from formateur.report.evidence import reported
    from formateur.report.record import record_of

    if (says is not None or status is not None) and not fact:
        raise click.UsageError("FACT is missing: which fact is wrong, or which report is settled?")
    if says is not None and status is not None:
        raise click.UsageError("--says files a report, --status settles one: give one of them")
    if answer and status is None:
        raise click.UsageError("--answer goes with --status: accepted, refused or open")
    if (by or source) and says is None:
        raise click.UsageError("--by and --source go with --says: what is wrong with the fact?")
    own = record_of(read_record(name))
    if status is not None and fact in (c.id for c in own.facts.corrections):
        raise FormateurError(f"{fact} stands in {name} itself; change its status there")
    file = path or Path(f"{own.id}.corrections.jsonl")
    found = _reported(own, file, asked=path is not None and says is None)
    if says is not None:
        from formateur.record.calendars import parse_date
        from formateur.record.corrections import file_correction

        day = parse_date(datetime.now().astimezone().date().isoformat())
        found = file_correction(found, fact, says, by=by, source=source, date=day)
    elif status is not None:
        from formateur.record.corrections import settle_correction

        found = settle_correction(found, fact, status, answer)
    if says is not None or status is not None:
        _keep(found, file, len(own.facts.corrections))
    listed = reported(found, fact)
    emit(listed, fmt, lambda: text.reported_text(listed))


def _reported(own: Record, file: Path, *, asked: bool) -> Record:
    """A record with the reports of a file, where there is one."""
    from formateur.record.corrections import with_corrections

    return with_corrections(own, file) if asked or file.exists() else own


def _keep(found: Record, file: Path, own: int) -> None:
    """Write the reports that do not stand in the case itself."""
    from formateur.record.corrections import correction_lines
    from formateur.report import write_whole

    write_whole(file, correction_lines(found.facts.corrections[own:]))
    remark(f"wrote {file}")
