"""Commands on how a government lasts: breaking, what-if."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from formateur.cli.options import case_of, emit, output_options, parties_of
from formateur.errors import FormateurError, UnknownIdError

if TYPE_CHECKING:
    from formateur.assembly import Assembly, Government
    from formateur.cases import Case

__all__ = ["breaking_", "what_if"]

_LIMIT = 30


@click.command(name="breaking", short_help="Whose leaving ends a majority: every smallest group.")
@click.argument("case", required=False)
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
    "--rebels",
    metavar="A=0.1,B=5%",
    help="Chance that a member of the party rebels: how likely the majority survives.",
)
@click.option("--together", is_flag=True, help="With --rebels: members of a party rebel as one.")
@click.option(
    "--body", metavar="ID", help="A body inside a party, whose factions are the parties."
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
    rebels: str | None,
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
    house, made = _asked(found, body, government, support, tolerate)
    answer = breaking(
        house, made, by=by, exit=exit_, costs=_numbers("--costs", costs), limit=limit
    )
    answer = replace(answer, survives=_survival(house, made, exit_, rebels, together))
    emit(answer, fmt, lambda: text.breaking_text(answer))


def _asked(
    case: Case, body: str | None, government: str | None, support: str, tolerate: str
) -> tuple[Assembly, Government]:
    """The assembly and the government meant; without one, the government that formed."""
    from formateur.assembly import Government
    from formateur.durability.breaking import committee

    house = case.assembly
    if body is not None:
        inside = {b.id: b for b in house.blocs}
        if body not in inside:
            raise UnknownIdError("body inside a party", body, list(inside))
        house = committee(inside[body])
    if government is None:
        if body is not None or case.formed is None:
            raise click.UsageError("give the government: --government A+B")
        return house, case.formed
    cabinet = house.ordered(parties_of(government))
    if not cabinet:
        raise click.UsageError("--government names nobody; give A+B")
    return house, Government(
        cabinet, house.ordered(parties_of(support)), house.ordered(parties_of(tolerate))
    )


def _numbers(option: str, text: str | None) -> dict[str, Fraction]:
    """``A=2,B=1/2,C=5%`` as numbers by id."""
    found: dict[str, Fraction] = {}
    for part in (text or "").split(","):
        if not part.strip():
            continue
        name, equals, number = (piece.strip() for piece in part.partition("="))
        try:
            value = Fraction(number.removesuffix("%")) / (100 if number.endswith("%") else 1)
        except (ValueError, ZeroDivisionError):
            raise FormateurError(
                f"{option}: {part.strip()!r} is not ID=NUMBER, like A=2, A=1/2 or A=5%"
            ) from None
        if not equals or not name or name in found:
            raise FormateurError(f"{option}: {part.strip()!r}; give each id once, like A=2,B=1")
        found[name] = value
    return found


def _survival(
    house: Assembly, made: Government, exit_: str, rebels: str | None, together: bool
) -> Fraction | float | None:
    from formateur.durability.margins import survival

    if rebels is None:
        if together:
            raise click.UsageError("--together goes with --rebels")
        return None
    chances = {p: float(c) for p, c in _numbers("--rebels", rebels).items()}
    return survival(house, made, chances, exit=exit_, together=together)


@click.command(short_help="What changes, and where, when members leave a body.")
@click.argument("name", metavar="CASE")
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
