"""The command agree: on what terms a government can be made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from formateur.cli.options import (
    Progress,
    case_names,
    choices_of,
    emit,
    output_options,
    parties_of,
    party_ids,
)
from formateur.errors import FormateurError, UnknownIdError, listing

if TYPE_CHECKING:
    from formateur.agreement.model import Demand
    from formateur.agreement.solve import Agreement, Best
    from formateur.cases import Case

__all__ = ["agree"]

_POSTS = 12


def _no_seats(_ctx: click.Context, _param: click.Parameter, given: str | None) -> None:
    """Seats alone hold no demands."""
    if given is not None:
        raise click.UsageError(
            "agree takes a case, whose record or terms hold the demands; --seats has none"
        )


@click.command(short_help="Which agreements all can sign; if none, which demands collide.")
@click.argument("name", metavar="CASE", shell_complete=case_names)
@click.option("--seats", hidden=True, expose_value=False, callback=_no_seats)
@click.option(
    "--government",
    shell_complete=party_ids,
    metavar="A+B",
    default="",
    help="The cabinet asked about.",
)
@click.option(
    "--terms",
    metavar="ID,ID,...",
    default="",
    help="Only these sets of terms, and every one of them has to be met.",
)
@click.option(
    "--without", metavar="ID,ID,...", default="", help="Leave these demands out, as if given up."
)
@click.option(
    "--on",
    metavar="DATE",
    help="Terms on the table by this day ('1917-11-03 OS' is Julian), the latest of each.",
)
@click.option(
    "--posts",
    metavar="N|A,B,...",
    help=f"How many posts there are, or their names (default {_POSTS}, with those demands name).",
)
@click.option(
    "--choose",
    multiple=True,
    metavar="FACT=VALUE",
    help="Compute with this variant of the record: a source, or a position from 1.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Every demand has to be met, whoever signs."
)
@click.option("--explain", is_flag=True, help="Only the demands that collide, with their sources.")
@click.option(
    "--relax",
    is_flag=True,
    help="Only the concessions that open an agreement, and the cabinets one concession away.",
)
@click.option(
    "--best",
    type=click.Choice(["total", "worst-off", "pareto"]),
    default="total",
    show_default=True,
    help="Which agreements first, by preferred demands met; pareto, with --government: all where "
    "no partner can get more without another getting less.",
)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--seconds", type=click.FloatRange(min=0.1), default=10.0, show_default=True)
@output_options
def agree(
    name: str,
    government: str,
    terms: str,
    without: str,
    on: str | None,
    posts: str | None,
    choose: tuple[str, ...],
    everything: bool,
    explain: bool,
    relax: bool,
    best: Best,
    limit: int,
    seconds: float,
    fmt: str,
) -> None:
    """Which agreements all who sign can sign; if there is none, which demands collide.

    Demands are the sets of terms of the case's record, or else its stated exclusions. A party's
    demands bind a government in which it sits or which it supports; those of others bind any.
    Exclusions that do not name cabinet partners (support alone, reliance, directions) are left to
    the command form. The government has to pass the investiture rule. Needs HiGHS: pip install
    "formateur[optimise]".
    """
    if best == "pareto" and not government:
        raise click.UsageError("--best pareto goes with --government A+B: the set is that of one")
    from formateur.agreement.solve import agree as solve
    from formateur.cases import read
    from formateur.report import agree_text as text
    from formateur.report.record import record_of

    case = read(name, progress=Progress(name))
    choices = choices_of(choose)
    if choices:
        case = replace(case, record=record_of(case, choices))
    wanted = _listed(terms)
    demands = _kept(_demands(case, wanted, on), _listed(without))
    refuses = _refuses(case, demands, on)
    if not demands:
        when = "" if on is None else f" by {on}"
        raise FormateurError(f"{case.id}: no terms are on the table{when}")
    answer = solve(
        demands,
        assembly=case.assembly,
        posts=_posts(posts, demands),
        persons=_persons(case),
        refuses=refuses,
        government=case.assembly.ordered(parties_of(government)),
        binding="all" if everything or wanted else "signers",
        best=best,
        near=relax and not government,
        limit=limit,
        seconds=seconds,
        name=case.id,
    )
    tested = tuple(f"{q} is against {listing(items)}" for q, items in refuses.items())
    notes = (*_assumed(answer, posts), *tested, *_left_out(case, demands), *_passed(demands, on))
    answer = replace(answer, notes=(*notes, *answer.notes))
    near = answer.parameters["near"] and answer.possible
    if fmt == "csv" and relax and not explain and (near or not answer.possible):
        from formateur.report.text import to_csv

        click.echo(to_csv(answer.ways_out(near=near)), nl=False)
        return
    emit(answer, fmt, lambda: text.agree_text(answer, explain=explain, relax=relax))


def _assumed(answer: Agreement, posts: str | None) -> tuple[str, ...]:
    """A note on the number of posts, where nobody gave it and demands are about posts."""
    about = any(d.condition.kind in ("share", "reserve") for d in answer.demands)
    number = answer.parameters["posts"]
    said = f"{number} posts are assumed, at least one for each in the cabinet (--posts)"
    return (said,) if about and posts is None else ()


def _passed(demands: tuple[Demand, ...], on: str | None) -> tuple[str, ...]:
    """A note on deadlines that lie before the day asked about."""
    from formateur.record import parse_date
    from formateur.record.events import first_day, last_day

    late = [
        d.id
        for d in demands
        if on is not None
        and d.condition.kind == "deadline"
        and last_day(parse_date(d.condition.date)) < first_day(parse_date(on))
    ]
    return (f"by {on} the deadline has passed of {listing(late)}",) if late else ()


def _refuses(
    case: Case, demands: tuple[Demand, ...], on: str | None
) -> dict[str, tuple[str, ...]]:
    """Of points that demands want accepted, those that parties are against, by their last word."""
    from formateur.record import parse_date
    from formateur.record.events import first_day, last_day

    items = {w for d in demands if d.condition.kind == "accept" for w in d.condition.programme}
    end = None if on is None else last_day(parse_date(on))
    found: dict[str, list[str]] = {}
    for point in () if case.record is None else case.record.facts.points:
        said = [
            (0 if s.date is None else first_day(s.date), k, s)
            for k, s in enumerate(point.positions)
            if point.id in items and (end is None or s.date is None or last_day(s.date) <= end)
        ]
        stances = {q: s.stance for *_, s in sorted(said) for q in s.by}
        for q in case.assembly.ids:
            if stances.get(q) == "against":
                found.setdefault(q, []).append(point.id)
    return {q: tuple(points) for q, points in found.items()}


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _kept(demands: tuple[Demand, ...], given_up: list[str]) -> tuple[Demand, ...]:
    known = [d.id for d in demands]
    for given in given_up:
        if given not in known:
            raise UnknownIdError("demand on the table", given, known)
    gone, left = set(given_up), list(demands)
    lapsed = True
    while lapsed:  # what hangs on a demand given up lapses with it
        left = [d for d in left if d.id not in gone]
        dropped = [d for d in demands if d.id in gone]
        waiting = {d.id for d in left if any(_hangs(d, o) for o in dropped)}
        gone |= waiting
        lapsed = bool(waiting)
    return tuple(left)


def _hangs(demand: Demand, other: Demand) -> bool:
    given = demand.condition.given
    own = demand.proposal == other.proposal and given == other.condition.id
    return bool(given) and (own or given == other.id)


def _demands(case: Case, wanted: list[str], on: str | None) -> tuple[Demand, ...]:
    """Demands of the sets of terms named, or of all on the table by a day."""
    from formateur.agreement.model import demands_of, demands_of_terms
    from formateur.record import parse_date

    if case.record is None or not case.record.facts.proposals:
        if wanted:
            raise FormateurError(f"{case.id}: it has no sets of terms to choose from")
        return demands_of_terms(case.terms, None if on is None else parse_date(on))
    if wanted:
        sets = {p.id: p for p in case.record.facts.proposals}
        for given in wanted:
            if given not in sets:
                raise UnknownIdError("set of terms", given, sets)
        found = [sets[given] for given in wanted]
        return demands_of(found)
    day = None if on is None else parse_date(on)
    stated = demands_of_terms(case.terms, day)
    # What the case states and a set of terms says again, under the same id, counts once.
    own = {p.id for p in case.record.facts.proposals}
    return (
        *demands_of(case.record.proposals(day)),
        *(d for d in stated if d.id not in own),
    )


def _left_out(case: Case, demands: tuple[Demand, ...]) -> tuple[str, ...]:
    """A note on terms in force that name no cabinet partners."""
    weighed = {d.proposal or d.id for d in demands}
    if case.record is not None:
        weighed |= {p.id for p in case.record.facts.proposals}
    nobody = (t for t in case.terms.stated if "cabinet" not in t.binds or not t.parties)
    left = [t.id for t in nobody if t.active and t.id not in weighed]
    return (f"left out, for `formateur form` to weigh: {listing(left)}",) if left else ()


def _posts(text: str | None, demands: tuple[Demand, ...]) -> Any:
    if text is None:
        named = {j for d in demands for j in d.condition.posts}
        return max(_POSTS, len(named))
    try:
        return int(text)
    except ValueError:
        pass
    if not (names := _listed(text)):
        raise FormateurError("--posts: give a number, or names divided by commas")
    return names


def _persons(case: Case) -> dict[str, str]:
    """The party of each person, so far as the record says."""
    if case.record is None:
        return {}
    parties = set(case.assembly.ids)
    return {
        m.person: m.organization
        for m in case.record.ledger.memberships
        if m.organization in parties
    }
