"""The command on how a government lasts: breaking."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from formateur.cli.options import (
    case_names,
    case_of,
    emit,
    goes_with,
    output_options,
    parties_of,
    party_ids,
    remark,
)
from formateur.errors import FormateurError
from formateur.fields import number_of

if TYPE_CHECKING:
    from formateur.assembly import Government
    from formateur.cases import Case

__all__ = ["breaking_", "government_of", "numbers_of", "seated_on"]

_LIMIT = 30


@click.command(name="breaking", short_help="Whose leaving ends a majority: every smallest group.")
@click.argument("case", required=False, shell_complete=case_names)
@click.option("--seats", metavar="A=62,B=39,...", help="Seats by party, in place of a case.")
@click.option("--quota", metavar="VOTES", help="With --seats: the fewest votes that win.")
@click.option(
    "--investiture",
    type=click.Choice(["positive", "negative", "plurality"]),
    help="With --seats: how a government comes into office (default: positive).",
)
@click.option(
    "--government",
    shell_complete=party_ids,
    metavar="A+B",
    help="The cabinet (default: the one that formed in the case).",
)
@click.option(
    "--support",
    shell_complete=party_ids,
    metavar="C+D",
    default="",
    help="Parties outside that vote for it.",
)
@click.option(
    "--tolerate",
    shell_complete=party_ids,
    metavar="E+F",
    default="",
    help="Parties outside that abstain.",
)
@click.option(
    "--by",
    type=click.Choice(["seat", "person", "faction", "party"]),
    default="party",
    show_default=True,
    help="Who leaves whole; single seats are counted by size, not listed.",
)
@click.option(
    "--exit",
    "exit_",
    type=click.Choice(["oppose", "abstain", "vacant", "vacant-smaller"]),
    default="oppose",
    show_default=True,
    help="What those who leave do.",
)
@click.option("--costs", metavar="A=2,B=1,...", help="Costs, for the cheapest set (default 1).")
@click.option(
    "--vote",
    type=click.Choice(["investiture", "confidence", "decision"]),
    default="investiture",
    show_default=True,
    help="The vote in which the majority is needed.",
)
@click.option(
    "--rebel",
    "--rebels",
    "rebel",
    metavar="P|A=P,...",
    help="Chance that a member rebels, for all or by party, faction, person: 0.02, 2%, A=1/50.",
)
@click.option("--together", is_flag=True, help="With --rebel: members of a group rebel as one.")
@click.option(
    "--body",
    metavar="ID",
    help="A body inside a party; --government then names members or factions that carry it.",
)
@click.option(
    "--on",
    metavar="DATE",
    help="With a case that has a record: the seats of that day, such as 2019-09-02.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=_LIMIT,
    show_default=True,
    help="The most sets listed.",
)
@output_options
def breaking_(
    case: str | None,
    seats: str | None,
    quota: str | None,
    investiture: str | None,
    government: str | None,
    support: str,
    tolerate: str,
    by: str,
    exit_: str,
    costs: str | None,
    vote: str,
    rebel: str | None,
    together: bool,
    body: str | None,
    on: str | None,
    limit: int,
    fmt: str,
) -> None:
    """Whose leaving ends a majority: every smallest group of parties, factions or persons.

    First the margin, and how many single seats must go by each kind of exit: voting against,
    abstaining, giving up the seat with the size kept, or with the size lowered.
    """
    from formateur.durability.breaking import breaking, in_every_way
    from formateur.report import durability_text as text

    found, day = seated_on(case_of(case, seats, quota, None, investiture), on)
    made = government_of(found, body, government, support, tolerate)
    if on is not None and government is None:
        made = _then(made, on)
    asked: dict[str, Any] = {"exit": exit_, "vote": vote, "body": body}
    answer = breaking(
        found.assembly, made, by=by, costs=numbers_of("--costs", costs), limit=limit, **asked
    )
    answer = replace(answer, parameters={**answer.parameters, **day})
    if on is not None and found.record is not None and body is None:
        from formateur.durability.days import ways_on_day

        answer = in_every_way(answer, *ways_on_day(found.assembly, found.record, on))
    if rebel is not None:
        from formateur.durability.rebellion import survival_probability

        chance = survival_probability(
            found.assembly, made, _chances(rebel), together=together, **asked
        )
        answer = replace(answer, survives=chance)
    elif together:
        raise click.UsageError("--together goes with --rebel")
    emit(answer, fmt, lambda: text.breaking_text(answer))


def _then(made: Government, on: str) -> Government:
    """The government that formed, as it was in office on a day; said with what became of it."""
    from formateur.durability.days import has_ended, in_office

    now = in_office(made, on)
    left = "".join(
        f", left by {p} on {day}"
        for p, day in made.left
        if p not in {r["party"] for r in now.rows()}
    )
    ended = f", ended on {made.until}" if has_ended(made, on) else ""
    remark(f"the government that formed on {made.date}{left}{ended}; --government names another")
    return now


def seated_on(case: Case, on: str | None) -> tuple[Case, dict[str, str]]:
    """The case with the seats of another day, if one is given, and that day for the answer."""
    if on is None:
        return case, {}
    if case.id == "--seats":
        raise click.UsageError("--on goes with a case that has a record, not with --seats")
    from formateur.durability.days import on_day
    from formateur.report.record import both_calendars, day_of, record_of, told

    day, record = day_of(case, on), record_of(case)
    seated = replace(case, assembly=on_day(case.assembly, record, day))
    return seated, {"on": told(day, both_calendars(record))}


def government_of(
    case: Case, body: str | None, government: str | None, support: str, tolerate: str
) -> Government:
    """The government meant: without one, that which formed in the case."""
    from formateur.assembly import Government

    if government is None:
        goes_with("--government", {"--support": support or None, "--tolerate": tolerate or None})
        if body is not None or case.formed is None:
            raise click.UsageError("give the government: --government A+B")
        return case.formed
    cabinet, votes, abstains = (tuple(parties_of(g)) for g in (government, support, tolerate))
    if not cabinet:
        raise click.UsageError("--government names nobody; give A+B")
    if body is None:
        cabinet, votes, abstains = map(case.assembly.ordered, (cabinet, votes, abstains))
    return Government(cabinet, votes, abstains)


def numbers_of(option: str, text: str | None) -> dict[str, Fraction]:
    """``A=2,B=1/2,C=5%`` as numbers by id."""
    found: dict[str, Fraction] = {}
    for part in (text or "").split(","):
        if not part.strip():
            continue
        name, equals, number = (piece.strip() for piece in part.partition("="))
        value = number_of(number)
        if value is None:
            raise FormateurError(
                f"{option}: {part.strip()!r} is not ID=NUMBER, like A=2, A=1/2 or A=5%"
            )
        if not equals or not name or name in found:
            raise FormateurError(f"{option}: {part.strip()!r}; give each id once, like A=2,B=1")
        found[name] = value
    return found


def _chances(text: str) -> float | dict[str, float]:
    """``0.02`` or ``2%`` for everybody, or ``A=0.02,B=5%`` by group."""
    if "=" in text:
        return {k: float(v) for k, v in numbers_of("--rebel", text).items()}
    chance = number_of(text)
    if chance is None:
        raise FormateurError(f"--rebel: {text!r} is not a number, like 0.02, 1/50 or 2%")
    return float(chance)
