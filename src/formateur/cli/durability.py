"""Commands on how a government lasts: breaking, what-if."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from formateur.cli.options import case_names, case_of, emit, output_options, parties_of
from formateur.errors import FormateurError

if TYPE_CHECKING:
    from formateur.assembly import Government
    from formateur.cases import Case

__all__ = ["breaking_", "what_if"]

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
    "--government", metavar="A+B", help="The cabinet (default: the one that formed in the case)."
)
@click.option("--support", metavar="C+D", default="", help="Parties outside that vote for it.")
@click.option("--tolerate", metavar="E+F", default="", help="Parties outside that abstain.")
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
@click.option("--limit", type=int, default=_LIMIT, show_default=True, help="The most sets listed.")
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
    limit: int,
    fmt: str,
) -> None:
    """Whose leaving ends a majority: every smallest group of parties, factions or persons.

    First the margin, and how many single seats must go by each kind of exit: voting against,
    abstaining, giving up the seat with the size kept, or with the size lowered.
    """
    from formateur.durability.breaking import breaking
    from formateur.report import durability_text as text

    found = case_of(case, seats, quota, None, investiture)
    made = _government(found, body, government, support, tolerate)
    asked: dict[str, Any] = {"exit": exit_, "vote": vote, "body": body}
    answer = breaking(
        found.assembly, made, by=by, costs=_numbers("--costs", costs), limit=limit, **asked
    )
    if rebel is not None:
        from formateur.durability.rebellion import survival_probability

        chance = survival_probability(
            found.assembly, made, _chances(rebel), together=together, **asked
        )
        answer = replace(answer, survives=chance)
    elif together:
        raise click.UsageError("--together goes with --rebel")
    emit(answer, fmt, lambda: text.breaking_text(answer))


def _government(
    case: Case, body: str | None, government: str | None, support: str, tolerate: str
) -> Government:
    """The government meant: without one, that which formed in the case."""
    from formateur.assembly import Government

    if government is None:
        if given := [o for o, v in (("--support", support), ("--tolerate", tolerate)) if v]:
            raise click.UsageError(f"{', '.join(given)} go with --government")
        if body is not None or case.formed is None:
            raise click.UsageError("give the government: --government A+B")
        return case.formed
    cabinet, votes, abstains = (
        tuple(dict.fromkeys(parties_of(g))) for g in (government, support, tolerate)
    )
    if not cabinet:
        raise click.UsageError("--government names nobody; give A+B")
    if body is None:
        cabinet, votes, abstains = map(case.assembly.ordered, (cabinet, votes, abstains))
    return Government(cabinet, votes, abstains)


def _numbers(option: str, text: str | None) -> dict[str, Fraction]:
    """``A=2,B=1/2,C=5%`` as numbers by id."""
    found: dict[str, Fraction] = {}
    for part in (text or "").split(","):
        if not part.strip():
            continue
        name, equals, number = (piece.strip() for piece in part.partition("="))
        value = _number(number)
        if value is None:
            raise FormateurError(
                f"{option}: {part.strip()!r} is not ID=NUMBER, like A=2, A=1/2 or A=5%"
            )
        if not equals or not name or name in found:
            raise FormateurError(f"{option}: {part.strip()!r}; give each id once, like A=2,B=1")
        found[name] = value
    return found


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(text.removesuffix("%").strip()) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        return None


def _chances(text: str) -> float | dict[str, float]:
    """``0.02`` or ``2%`` for everybody, or ``A=0.02,B=5%`` by group."""
    if "=" in text:
        return {k: float(v) for k, v in _numbers("--rebel", text).items()}
    chance = _number(text.strip())
    if chance is None:
        raise FormateurError(f"--rebel: {text!r} is not a number, like 0.02, 1/50 or 2%")
    return float(chance)


@click.command(short_help="What changes, and where, when members leave a body.")
@click.argument("name", metavar="CASE", shell_complete=case_names)
@click.option("--resign", metavar="NAME,...", required=True, help="Who leaves.")
@click.option("--from", "body", metavar="BODY", required=True, help="The body they leave.")
@click.option(
    "--on",
    metavar="DATE",
    help="The day: 1917-11-16 is Gregorian, '1917-11-03 OS' Julian (default: the case's own).",
)
@output_options
def what_if(name: str, resign: str, body: str, on: str | None, fmt: str) -> None:
    """What changes, and where, when members leave a body: supposed, not predicted.

    Sizes and majorities before and after, what changes nowhere, which factions then carry the
    body alone, and how many deputies would have to follow to end a majority in the assembly.
    """
    from formateur.cases import read
    from formateur.durability.walkouts import walk_out
    from formateur.report import durability_text as text
    from formateur.report.record import day_of, record_of

    case = read(name)
    answer = walk_out(
        record_of(case),
        [p.strip() for p in resign.split(",") if p.strip()],
        body,
        day_of(case, on),
        assembly=case.assembly,
        government=case.formed,
    )
    emit(answer, fmt, lambda: text.walk_out_text(answer))
