"""The command lattice: which cabinets stand when ministers rule alone in their jurisdictions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from formateur.cli.options import case_of, emit, input_options, output_options, write_picture
from formateur.errors import FormateurError, UnknownIdError, UnknownPartyError

if TYPE_CHECKING:
    from formateur.assembly import Assembly
    from formateur.cases import Case
    from formateur.space import Space

__all__ = ["lattice"]


@click.command(short_help="Which cabinets stand when ministers rule alone (Laver-Shepsle).")
@input_options
@click.option(
    "--positions",
    metavar="FILE|A:x=1,y=2;B:...",
    help="Where the parties stand, in place of the case's positions: a table (CSV) with a column "
    "for the party and one for each dimension, or a line each, 'A: x=1, y=2'.",
)
@click.option(
    "--salience",
    metavar="FILE|A:x=1,y=2;B:...",
    help="How much each dimension matters to each party, written likewise (default: 1).",
)
@click.option(
    "--jurisdictions",
    metavar="X,Y,...",
    default="",
    help="Dimensions, one jurisdiction each (default: all on which everybody in the table has a "
    "position).",
)
@click.option("--parties", metavar="A,B,...", default="", help="Who may hold office.")
@click.option(
    "--cabinet",
    metavar="A,B|X=A,Y=B",
    default="",
    help="Which cabinets beat this one: the party in each jurisdiction, or one party in all.",
)
@click.option(
    "--willing",
    is_flag=True,
    help="With --cabinet: only cabinets that all their own members prefer.",
)
@click.option(
    "--plot",
    type=click.Path(path_type=Path),
    help="Two jurisdictions: the cabinets as points of a plane. FILE.svg or FILE.png.",
)
@output_options
def lattice(
    case: str | None,
    seats: str | None,
    quota: str | None,
    order: str | None,
    investiture: str | None,
    positions: str | None,
    salience: str | None,
    jurisdictions: str,
    parties: str,
    cabinet: str,
    willing: bool,
    plot: Path | None,
    fmt: str,
) -> None:
    """Which cabinets stand when every minister rules alone in one jurisdiction.

    A cabinet gives each jurisdiction to a party, which carries out its own policy there. It
    stands when no other cabinet is preferred to it by parties that win under the rule of the
    assembly (Laver and Shepsle).
    """
    from formateur.agreement.jurisdictions import lattice as lattice_of
    from formateur.report.lattice_text import lattice_text, winset_text

    if willing and not cabinet:
        raise click.UsageError("--willing goes with --cabinet")
    found = case_of(case, seats, quota, order, investiture)
    made = lattice_of(
        found.assembly,
        _space(found, positions, salience),
        jurisdictions=_listed(jurisdictions) or None,
        parties=_listed(parties) or None,
    )
    if plot is not None:
        write_picture(plot, made.plot())
    if not cabinet:
        emit(made, fmt, lambda: lattice_text(made))
        return
    answer = made.challengers(_cabinet(cabinet, made.jurisdictions), willing=willing)
    emit(answer, fmt, lambda: winset_text(answer))


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _space(case: Case, positions: str | None, salience: str | None) -> Space:
    """The positions given, or those of the case; saliences given, or those of the case."""
    from formateur.space import Dimension, Space

    weights = _by_dimension("--salience", salience, case.assembly)
    if positions is not None:
        places = _by_dimension("--positions", positions, case.assembly)
        return Space.of([Dimension(d) for d in places], places, weights)
    if case.space is None:
        raise FormateurError(
            f"{case.id}: no positions; give them: --positions 'A: x=1, y=2; B: x=3, y=1'"
        )
    known = {d: dict(at) for d, at in case.space.points}
    told = {d: dict(at) for d, at in case.space.salience} | weights
    return Space.of(case.space.dimensions, known, told)


def _by_dimension(
    option: str, text: str | None, assembly: Assembly
) -> dict[str, dict[str, float]]:
    from formateur.cli.by_party import numbers_by_party

    if text is None:
        return {}
    found = numbers_by_party(text, option)
    for given in found.values():
        for party in given:
            if party not in assembly.ids:
                raise UnknownPartyError(party, assembly.ids)
    return {d: {p: float(n) for p, n in given.items()} for d, given in found.items()}


def _cabinet(text: str, jurisdictions: Sequence[str]) -> list[str]:
    """``A,B`` in the order of the jurisdictions, ``x=A,y=B``, or one party for all."""
    parts = _listed(text.replace("+", ",")) if "=" not in text else _listed(text)
    if "=" not in text:
        return parts * len(jurisdictions) if len(parts) == 1 else parts
    held: dict[str, str] = {}
    for part in parts:
        name, _, party = (piece.strip() for piece in part.partition("="))
        if name not in jurisdictions:
            raise UnknownIdError("jurisdiction", name, jurisdictions)
        if not party or name in held:
            raise FormateurError(f"--cabinet: {part!r}; give each jurisdiction once, like x=A")
        held[name] = party
    missing = [j for j in jurisdictions if j not in held]
    if missing:
        raise FormateurError(f"--cabinet: nobody has {', '.join(missing)}")
    return [held[j] for j in jurisdictions]
