"""The command what-if: members leave a body of a record, or seats move, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from formateur.cli.durability import government_of, seated_on
from formateur.cli.options import case_names, case_of, emit, output_options, parties_of
from formateur.errors import FormateurError
from formateur.fields import whole_number_of

if TYPE_CHECKING:
    from formateur.assembly import Assembly, Government
    from formateur.cases import Case
    from formateur.durability.scenarios import Shift

__all__ = ["what_if"]

F = TypeVar("F", bound=Callable[..., Any])
_MOVES = "formateur.moves"


# -- what may happen to seats: each reads its own words, and says what it did ---------------------


def _leave(house: Assembly, option: str, text: str, size: str) -> tuple[Assembly, str]:
    from formateur.durability.scenarios import leave

    how = {"unfilled": ", unfilled for now", "smaller": ", and the size falls"}.get(size, "")
    members = _counts(option, text)
    said = f"{_told(members, 'gives up the seat', 'give up their seats')}{how}"
    return leave(house, members, size=size), said  # type: ignore[arg-type] # click checked it


def _abstain(house: Assembly, option: str, text: str, _: str) -> tuple[Assembly, str]:
    from formateur.durability.scenarios import abstain

    members = _counts(option, text)
    return abstain(house, members), _told(members, "abstains always", "abstain always")


def _suspend(house: Assembly, option: str, text: str, _: str) -> tuple[Assembly, str]:
    from formateur.durability.scenarios import suspend

    members = _counts(option, text)
    for party, number in members.items():
        house = suspend(house, party, members=number)
    return house, _told(members, "loses the whip and sits alone", "lose the whip and sit alone")


def _replace(house: Assembly, option: str, text: str, _: str) -> tuple[Assembly, str]:
    from formateur.durability.scenarios import replacement

    members = _counts(option, text)
    for party, number in members.items():
        house = replacement(house, party, members=number)
    return house, _told(members, "is replaced from the list", "are replaced from the list")


def _defect(house: Assembly, option: str, text: str, _: str) -> tuple[Assembly, str]:
    from formateur.durability.scenarios import defect

    party, to, number = _passage(option, text)
    said = _told({party: number}, f"goes over to {to}", f"go over to {to}")
    return defect(house, party, to, members=number), said


def _by_election(house: Assembly, option: str, text: str, _: str) -> tuple[Assembly, str]:
    from formateur.durability.scenarios import by_election

    party, to, number = _passage(option, text)
    house.party(to)  # who wins a seat by an election may be new, but a slip is likelier
    won = by_election(house, loses=party, gains=to, members=number)
    return won, _told({party: number}, f"loses the seat to {to}", f"lose their seats to {to}")


def _split(house: Assembly, option: str, text: str, _: str) -> tuple[Assembly, str]:
    from formateur.durability.scenarios import split

    party, colon, parts = (piece.strip() for piece in text.partition(":"))
    if not colon:
        raise FormateurError(f"{option}: {text!r} is not PARTY:NEW=MEMBERS, like A:A2=5")
    members = _counts(option, _factions(house, party, parts))
    said = " and ".join(f"{new} with {number}" for new, number in members.items())
    return split(
        house, party, members
    ), f"{said} break{'s' * (len(members) == 1)} away from {party}"


def _factions(house: Assembly, party: str, parts: str) -> str:
    """A faction named without a number breaks away whole."""
    from formateur.durability.units import inside_of

    held = dict(inside_of(house.party(party), "faction"))
    names = (part.strip() for part in parts.split(","))
    return ",".join(f"{n}={held[n]}" if n in held else n for n in names)


def _merge(house: Assembly, option: str, text: str, _: str) -> tuple[Assembly, str]:
    from formateur.durability.scenarios import merge

    together, equals, name = (piece.strip() for piece in text.partition("="))
    if not equals or not name:
        raise FormateurError(f"{option}: {text!r} is not PARTY+PARTY=NAME, like A+B=AB")
    return merge(house, parties_of(together), name), f"{together} become {name}"


_SCENARIOS: dict[str, tuple[str, str, Callable[..., tuple[Assembly, str]]]] = {
    "--leave": ("A=2,B=1", "So many members of parties give up their seats.", _leave),
    "--abstain": ("A=2,B=1", "So many keep their seats and abstain in every vote.", _abstain),
    "--suspend": ("A=2,B=1", "So many lose the whip and sit alone.", _suspend),
    "--defect": ("A:B=2", "So many go over to another party, or a new one.", _defect),
    "--by-election": ("A:B=1", "Seats of one party are won by another.", _by_election),
    "--replace": ("A=2,B=1", "So many are replaced from their party's list.", _replace),
    "--split": ("A:A2=5,A3=4", "So many, or a faction, break away as new parties.", _split),
    "--merge": ("A+B=AB", "Parties become one.", _merge),
}


def _counts(option: str, text: str) -> dict[str, int]:
    """``A=2,B=1`` as members by party."""
    found: dict[str, int] = {}
    for part in text.split(","):
        name, _, number = (piece.strip() for piece in part.partition("="))
        members = whole_number_of(number)
        if not name or not members:
            raise FormateurError(f"{option}: {part.strip()!r} is not PARTY=MEMBERS, like A=2")
        if name in found:
            raise FormateurError(f"{option}: {name!r} stands twice; give each party once")
        found[name] = members
    return found


def _passage(option: str, text: str) -> tuple[str, str, int]:
    """``A:B=2``: from which party, to which, how many; ``A:B`` is one."""
    party, colon, rest = (piece.strip() for piece in text.partition(":"))
    to, equals, number = (piece.strip() for piece in rest.partition("="))
    members = whole_number_of(number) if equals else 1
    if not colon or not party or not to or not members:
        raise FormateurError(f"{option}: {text!r} is not FROM:TO=MEMBERS, like A:B=2")
    return party, to, members


def _told(members: dict[str, int], one: str, several: str) -> str:
    """``1 of A gives up the seat``, ``2 of A and 1 of B give up their seats``."""
    who = " and ".join(f"{number} of {party}" for party, number in members.items())
    return f"{who} {one if sum(members.values()) == 1 else several}"


def _scenarios(command: F) -> F:
    """Options of the scenarios; what is given is kept in its order, for each acts on the last."""

    def keep(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> None:
        moves = context.meta.setdefault(_MOVES, [])
        moves += [(option.opts[0], text) for text in given]

    for name, (metavar, help_, _) in reversed(_SCENARIOS.items()):
        decorate = click.option(
            name, metavar=metavar, multiple=True, help=help_, callback=keep, expose_value=False
        )
        command = decorate(command)
    return command


# -- the command ---------------------------------------------------------------------------------


@click.command(short_help="What changes, and where, when members leave or seats move.")
@click.argument("case", required=False, shell_complete=case_names)
@click.option("--resign", metavar="NAME,...", help="Persons of a record who leave a body.")
@click.option("--from", "body", metavar="BODY", help="With --resign: the body they leave.")
@_scenarios
@click.option(
    "--size",
    type=click.Choice(["vacant", "unfilled", "smaller"]),
    help="With --leave or --resign: nobody holds the seat; it waits for a successor; the body "
    "shrinks (default: vacant, or for --resign what the record says of the body).",
)
@click.option(
    "--on",
    metavar="DATE",
    help="The day: 1917-11-16 is Gregorian, '1917-11-03 OS' Julian (default: the case's own).",
)
@click.option("--seats", metavar="A=62,B=39,...", help="Seats by party, in place of a case.")
@click.option("--quota", metavar="VOTES", help="With --seats: the fewest votes that win.")
@click.option(
    "--government", metavar="A+B", help="Whose margin is told (default: the one that formed)."
)
@click.option("--support", metavar="C+D", default="", help="Parties outside that vote for it.")
@click.option("--tolerate", metavar="E+F", default="", help="Parties outside that abstain.")
@output_options
@click.pass_context
def what_if(
    context: click.Context,
    case: str | None,
    resign: str | None,
    body: str | None,
    size: str | None,
    on: str | None,
    seats: str | None,
    quota: str | None,
    government: str | None,
    support: str,
    tolerate: str,
    fmt: str,
) -> None:
    """What changes, and where, when members leave a body or seats move: supposed, not predicted.

    With --resign and --from, for a case with a record: sizes and majorities before and after, what
    changes nowhere, which factions then carry the body alone, and how many deputies would have to
    follow to end a majority in the assembly.

    With any of the others, for every case: the seats, the margin of the government, and which
    cabinets open or close. Several are applied one after another, in the order given.
    """
    moves: list[tuple[str, str]] = context.meta.get(_MOVES, [])
    if (resign is None) != (body is None):
        missing, given = ("--from", "--resign") if body is None else ("--resign", "--from")
        raise click.UsageError(f"{given} goes with {missing}")
    if resign is not None and moves:
        raise click.UsageError(f"--resign and {moves[0][0]} are two questions; give one")
    if resign is None and not moves:
        raise click.UsageError(
            f"give --resign with --from, or what happens to seats: {', '.join(_SCENARIOS)}"
        )
    if not moves:
        if case is None or seats is not None:
            raise click.UsageError("--resign goes with a case that has a record")
        _walk_out(case, str(resign), str(body), on, size, fmt)
        return
    if size is not None and "--leave" not in (option for option, _ in moves):
        raise click.UsageError("--size goes with --leave or --resign: seats that somebody leaves")
    found, day = seated_on(case_of(case, seats, quota), on)
    made = _then(found, on) if government is None else None
    if government is not None or support or tolerate:
        made = government_of(found, None, government, support, tolerate)
    from formateur.durability.scenarios import compared, merged
    from formateur.report import durability_text as text_of

    after, then, said = found.assembly, made, []
    for option, text in moves:
        after, told = _SCENARIOS[option][2](after, option, text, size or "vacant")
        said.append(told)
        if option == "--merge" and then is not None:
            together, _, joined = (piece.strip() for piece in text.partition("="))
            then = merged(then, parties_of(together), joined)
    answer = compared(
        found.assembly,
        after,
        found.terms,
        government=made,
        afterwards=then,
        scenario=said,
        on=day.get("on", ""),
    )
    answer = _left_open(answer, found, on)
    emit(answer, fmt, lambda: text_of.shift_text(answer))


def _then(found: Case, on: str | None) -> Government | None:
    """The government that formed, with the parties it still had on a day."""
    from formateur.durability.days import in_office

    return found.formed if found.formed is None or on is None else in_office(found.formed, on)


def _left_open(answer: Shift, found: Case, on: str | None) -> Shift:
    """The answer, marked where events that may have happened by the day are left out of it."""
    if on is None or found.record is None:
        return answer
    from formateur.durability.days import ways_on_day

    open_ = ways_on_day(found.assembly, found.record, on)[1]
    if not open_:
        return answer
    said = f"may or may not have happened by then, left out: {', '.join(open_)}"
    return replace(answer, exact=False, notes=(*answer.notes, said))


def _walk_out(
    name: str, resign: str, body: str, on: str | None, size: str | None, fmt: str
) -> None:
    from formateur.cases import read
    from formateur.durability.days import in_office
    from formateur.durability.walkouts import walk_out
    from formateur.report import durability_text as text
    from formateur.report.record import day_of, record_of

    case = read(name)
    day = day_of(case, on)
    answer = walk_out(
        record_of(case),
        [p.strip() for p in resign.split(",") if p.strip()],
        body,
        day,
        size=size,  # type: ignore[arg-type] # click checked it
        assembly=case.assembly,
        government=None if case.formed is None else in_office(case.formed, day),
    )
    emit(answer, fmt, lambda: text.walk_out_text(answer))
