"""Commands about the record of a case: record, timeline, in-force, votes, quote."""

from __future__ import annotations

from collections.abc import Callable
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
    remark,
)

if TYPE_CHECKING:
    from formateur.cases import Case
    from formateur.record import Record

__all__ = ["in_force", "quote", "read_record", "record", "timeline", "votes"]

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
    from formateur.cases import read

    if name.endswith(".jsonl"):
        from formateur.record.reading import read_file

        return read_file(Path(name), progress=Progress(name))
    if name.endswith(".json"):
        from formateur.record.popolo import read_popolo

        return read_popolo(Path(name))
    return read(name, progress=Progress(name))


@click.command(short_help="Every body as it stood on a day, rebuilt from the events.")
@click.argument("name", metavar="CASE", shell_complete=case_names)
@_on
@click.option("--since", metavar="DATE", help="What differs from the end of an earlier day.")
@_body
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
    popolo: Path | None,
    lines: Path | None,
    choose: tuple[str, ...],
    fmt: str,
) -> None:
    """Every body as it stood at the end of a day, rebuilt from the events.

    CASE is a bundled case, a case file, or a record that stands alone: JSON Lines (.jsonl) or
    Popolo (.json). With --body, one body whole: seats, members, offices, factions, who binds it,
    what it had decided. With --since, only what differs between two days.
    """
    from formateur.report import record as answers
    from formateur.report import record_text as text

    case, choices = _asked(name, choose)
    _export(answers.record_of(case, choices), popolo, lines)
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

        from formateur.record.popolo import to_popolo

        write_whole(popolo, json.dumps(to_popolo(found), ensure_ascii=False, indent=1) + "\n")
        remark(f"wrote {popolo}")
    if lines is not None:
        from formateur.record.reading import lines_of

        write_whole(lines, "".join(f"{line}\n" for line in lines_of(found)))
        remark(f"wrote {lines}")


@click.command(short_help="What happened, in order, and the majority.")
@click.argument("name", metavar="CASE", shell_complete=case_names)
@_body
@click.option(
    "--government",
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
        bound = answers.bound(case, person, on, choices=choices)
        emit(bound, fmt, lambda: text.bound_text(bound))
        return
    answer = answers.decided(
        case, on, body=body, question=question, everything=everything, choices=choices
    )
    emit(answer, fmt, lambda: text.decided_text(answer))


@click.command(short_help="Every vote, as each source counts it.")
@click.argument("name", metavar="CASE", shell_complete=case_names)
@_body
@click.option(
    "--cohesion", is_flag=True, help="How alike each group votes: Rice, agreement, UNITY."
)
@_choose
@output_options
def votes(name: str, body: str, cohesion: bool, choose: tuple[str, ...], fmt: str) -> None:
    """Every vote, as each source counts it; what no source gives is unknown.

    With --cohesion: how alike the members of each group vote, over the votes that give groups.
    """
    from formateur.report import record as answers
    from formateur.report import record_text as text

    case, choices = _asked(name, choose)
    if cohesion:
        alike = answers.discipline(case, body=body, choices=choices)
        emit(alike, fmt, lambda: text.discipline_text(alike))
        return
    answer = answers.votes(case, body=body, choices=choices)
    emit(answer, fmt, lambda: text.votes_text(answer))


@click.command(short_help="Every source and variant of one fact.")
@click.argument("name", metavar="CASE", shell_complete=case_names)
@click.argument("fact", metavar="FACT")
@_choose
@output_options
def quote(name: str, fact: str, choose: tuple[str, ...], fmt: str) -> None:
    """Every source and variant of one fact, and what else in the record speaks of it.

    FACT is the id of an event, motion, claim, proposal, person, body, passage or variant.
    """
    from formateur.report import record as answers
    from formateur.report import record_text as text

    case, choices = _asked(name, choose)
    answer = answers.evidence(case, fact, choices=choices)
    emit(answer, fmt, lambda: text.evidence_text(answer))
