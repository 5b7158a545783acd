"""Commands on what the partners of a government settle on: portfolios."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from formateur.cli.by_party import lines_by_party, lines_of
from formateur.cli.options import (
    case_of,
    emit,
    input_options,
    output_options,
    parties_of,
    party_ids,
    row_ids,
)
from formateur.errors import FormateurError, UnknownIdError, UnknownPartyError
from formateur.fields import number_of

if TYPE_CHECKING:
    from formateur.agreement.portfolios import Portfolios, Wishes
    from formateur.cases import Case

__all__ = ["portfolios"]


@click.command(short_help="How many portfolios each partner gets, and which.")
@input_options
@click.option(
    "--government",
    shell_complete=party_ids,
    metavar="A+B",
    help="The partners (default: the cabinet that formed).",
)
@click.option(
    "--posts",
    metavar="N|FILE|X,Y,...",
    required=True,
    help="How many posts, their names, or a file with one name a line.",
)
@click.option(
    "--method",
    shell_complete=row_ids(
        "formateur.agreement:PORTFOLIO_METHODS", "formateur.elections:SEAT_METHODS"
    ),
    metavar="M",
    help="A seat method (dhondt, hare, ...), gamson, sequential, utilitarian, leximin, nash or "
    "envy-free (default: every seat method side by side).",
)
@click.option(
    "--rankings",
    metavar="FILE|A:X,Y;B:...",
    help="What the parties want, a line each (on the command line parted by ;): 'A: x, y, z' in "
    "order, or 'A: x=5, y=3'; or a table (CSV) of numbers, a column for each post.",
)
@click.option(
    "--numbers",
    metavar="M|free|A=2,B=1",
    help="How many posts each gets: a seat method, free, or numbers (or A=60%).",
)
@click.option("--premier", metavar="A", help="The party that has the premiership.")
@click.option(
    "--counts-for",
    metavar="N",
    type=int,
    default=0,
    help="How many posts the premiership counts for, a whole number (default 0).",
)
@click.option(
    "--precedence", metavar="A,B", default="", help="Who comes first when claims are equal."
)
@click.option("--strategic", is_flag=True, help="In turn: everybody foresees later choices.")
@output_options
def portfolios(
    case: str | None,
    seats: str | None,
    quota: str | None,
    order: str | None,
    investiture: str | None,
    government: str | None,
    posts: str,
    method: str | None,
    rankings: str | None,
    numbers: str | None,
    premier: str | None,
    counts_for: int,
    precedence: str,
    strategic: bool,
    fmt: str,
) -> None:
    """How many portfolios each partner of a government gets, and which.

    A seat method gives numbers in proportion to seats; with --rankings a divisor method lets the
    parties choose in turn. The other methods give each post to the party that makes a measure of
    salience largest.
    """
    from formateur.report import agreement_text as text

    found = case_of(case, seats, quota, order, investiture)
    held = _partners(found, government, named=case is None)
    wishes = None if rankings is None else lines_by_party(rankings, "--rankings")
    names = _posts(posts, wishes)
    if method is None:
        others: dict[str, Any] = {
            "--rankings": rankings,
            "--numbers": numbers,
            "--premier": premier,
            "--precedence": precedence or None,
            "--strategic": strategic or None,
        }
        _only("--method", others)
        table = text.side_by_side(found.assembly.name, held, names)
        emit(table, fmt, lambda: text.side_by_side_text(table))
        return
    options = {
        "numbers": numbers,
        "premier": premier,
        "counts_for": counts_for,
        "precedence": [p.strip() for p in precedence.split(",") if p.strip()],
        "strategic": strategic,
    }
    answer = _answer(method, held, names, wishes, options)
    emit(answer, fmt, lambda: text.portfolios_text(answer, found.assembly.name))


def _partners(case: Case, government: str | None, *, named: bool) -> dict[str, int | None]:
    """Seats of the partners; with --seats everybody is one unless told otherwise."""
    house = case.assembly
    if government is not None:
        cabinet = house.ordered(parties_of(government))
        if not cabinet:
            raise click.UsageError("--government names nobody; give A+B")
    elif case.formed is not None:
        cabinet = case.formed.cabinet
    elif named:
        cabinet = tuple(p for p in house.ids if house.seats[p] != 0)
    else:
        raise click.UsageError("give the government: --government A+B")
    return {p: house.seats[p] for p in cabinet}


def _only(option: str, others: Mapping[str, Any]) -> None:
    if given := [name for name, value in others.items() if value is not None]:
        verb = "needs" if len(given) == 1 else "need"
        raise click.UsageError(f"{', '.join(given)} {verb} {option}")


def _answer(
    method: str,
    seats: Mapping[str, int | None],
    posts: int | Sequence[str],
    wishes: Wishes | None,
    options: Mapping[str, Any],
) -> Portfolios:
    """Apply a method of portfolios, or the one that a seat method stands for."""
    from formateur.agreement import PORTFOLIO_METHODS
    from formateur.elections import ALIASES, SEAT_METHODS, method_id, spelled

    name = method.lower().replace("-", "_")
    numbers = options["numbers"]
    if name not in PORTFOLIO_METHODS:
        try:
            by = method_id(method)
        except UnknownIdError:
            known = [spelled(m) for m in (*PORTFOLIO_METHODS, *SEAT_METHODS, *ALIASES)]
            raise UnknownIdError("method", method, known) from None
        if numbers is not None:
            raise click.UsageError(f"{method} says how many posts each gets; leave out --numbers")
        name, numbers = ("gamson" if wishes is None else "sequential"), by
    given = dict(_options(name, seats, posts, {**options, "numbers": numbers}))
    function = PORTFOLIO_METHODS[name].load()
    if "wishes" not in PORTFOLIO_METHODS[name].needs:
        if wishes is not None:
            raise click.UsageError(f"{name} gives numbers only; leave out --rankings")
    elif wishes is None:
        raise click.UsageError(f"{method} needs --rankings FILE: what the parties want")
    else:
        given["wishes"] = wishes
    made: Portfolios = function(seats, posts, **given)
    return made


def _options(
    name: str,
    seats: Mapping[str, int | None],
    posts: int | Sequence[str],
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """The options that the method takes; those it does not take are refused."""
    numbers = options["numbers"]
    turns = name in ("gamson", "sequential")
    given: dict[str, Any] = {}
    if turns:
        given = {"premier": options["premier"], "counts_for": options["counts_for"]}
        if numbers is not None:
            given["seat_method"] = numbers
    elif options["premier"] is not None or options["counts_for"]:
        raise click.UsageError("--premier and --counts-for go with a seat method")
    elif numbers is not None and name == "envy_free":
        raise click.UsageError("envy-free chooses in Adams's order; leave out --numbers")
    elif numbers is not None:
        total = posts if isinstance(posts, int) else len(posts)
        given["counts"] = _counts(numbers, seats, total)
    if options["precedence"]:
        if name not in ("gamson", "sequential", "envy_free"):
            raise click.UsageError("--precedence goes with a seat method or choices in turn")
        given["precedence"] = options["precedence"]
    if options["strategic"]:
        if name != "sequential":
            raise click.UsageError("--strategic goes with choices in turn (--rankings)")
        given["choice"] = "strategic"
    return given


def _counts(text: str, seats: Mapping[str, int | None], total: int) -> str | dict[str, int] | None:
    """``free``, a seat method, or numbers of posts by party, perhaps in per cent."""
    from formateur.elections import method_id

    if text == "free":
        return None
    if "=" not in text:
        return method_id(text)
    shares: dict[str, Fraction] = {}
    for part in text.split(","):
        party, equals, number = (piece.strip() for piece in part.partition("="))
        if party not in seats:
            raise UnknownPartyError(party, seats)
        value = number_of(number)
        if not equals or value is None or value < 0 or party in shares:
            raise FormateurError(f"--numbers: {part.strip()!r}; give each party once, like A=2")
        shares[party] = value * total if number.endswith("%") else value
    if "%" in text and sum(shares.values()) > total:
        part_of_all = float(100 * sum(shares.values()) / total)
        raise FormateurError(f"--numbers: shares come to {part_of_all:g} %; the most is 100 %")
    for party, value in shares.items():
        if value.denominator != 1:
            raise FormateurError(
                f"--numbers: {party!r} would have {float(value):g} of {total} posts; "
                "a post is not divided"
            )
    return {p: int(v) for p, v in shares.items()}


def _posts(text: str, wishes: Wishes | None) -> int | list[str]:
    """A number, names, or a file of names; with rankings a number needs the names from them."""
    if re.fullmatch(r"-?\d{1,300}", text.strip()):
        number = int(text)
        if number < 1:
            raise FormateurError(f"--posts {number}; give 1 or more")
        if wishes is None:
            return number
        named = list(dict.fromkeys(post for wish in wishes.values() for post in wish))
        if len(named) != number:
            raise FormateurError(
                f"--posts {number}, and the rankings name {len(named)}; "
                "give a file with all posts, one a line"
            )
        return named
    if not text.strip():
        raise FormateurError("--posts is empty; give a number, names, or a file")
    if "," in text:
        return [name.strip() for name in text.split(",") if name.strip()]
    file = Path(text)
    if not file.exists():
        raise FormateurError(
            f"--posts {text}: no such file; give a number, names parted by commas, or a file"
        )
    names = [line for _, line in lines_of(file)]
    if not names:
        raise FormateurError(f"{file}: no posts; give one name a line")
    return names
