"""What parties can expect of office, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from formateur.report.text import folded, table, width
from formateur.theories.bargaining import Bargain

__all__ = ["bargain_text"]

_LISTED = 12  # coalitions of one proposer
_COLUMNS = (
    "expects: before anybody is drawn; proposing: what it keeps when drawn; bought: what it is "
    "offered as a partner; inside: chance of being in the coalition"
)

_EVEN = (
    "proposals: where several coalitions cost a party the same, other chances may bring about the "
    "same shares; these are the most even ones"
)


def bargain_text(answer: Bargain, *, proposals: bool = False) -> str:
    """Expected shares side by side, what the columns are, and the coalitions proposed."""
    columns = {
        "seats": "seats",
        "recognition": "drawn",
        "expected_share": "expects",
        "as_formateur": "proposing",
        "as_partner": "bought",
        "in_government": "inside",
        "demand_share": "demands",
        "nucleolus": "nucleolus",
        "gamson": "Gamson",
    }
    rows = [
        {"party": r["party"], **{name: _said(r[key]) for key, name in columns.items()}}
        for r in answer.rows()
    ]
    parts = [
        folded(f"{answer.input}: shares of one unit of office"),
        *(table(rows, columns=part, right=part[1:], whole=part[1:]) for part in _parts(rows)),
        _legend(answer),
    ]
    if proposals:
        parts.append(folded(_EVEN))
        parts += [_proposed(answer, p) for p in answer.equilibrium.assembly.ids]
    return "\n\n".join(p for p in parts if p)


def _parts(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    """The columns, side by side as many as the terminal holds, the others below, by party."""
    wide = {name: max(len(str(row[name])) for row in rows) for name in rows[0]}
    wide = {name: max(size, len(name)) + 2 for name, size in wide.items()}
    taken = ["party"]
    for name in list(wide)[1:]:
        if len(taken) > 1 and sum(wide[n] for n in (*taken, name)) > width() + 2:
            yield taken
            taken = ["party"]
        taken.append(name)
    yield taken


def _said(value: Any) -> str:
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{float(value):.4f}"


def _within(residual: float) -> str:
    """A round bound, so that the last digits of another machine print alike."""
    return "1e-10" if residual <= 1e-10 else f"{residual:.0e}"


def _legend(answer: Bargain) -> str:
    asked = answer.parameters
    discount = asked["discount"]
    if isinstance(discount, Mapping):
        discount = ", ".join(f"{p} {d}" for p, d in discount.items())
    lines = [
        f"closed rule: recognition {asked['recognition']}, discount factor {discount}",
        f"conditions of the equilibrium hold to {_within(answer.equilibrium.residual)}",
        _COLUMNS,
    ]
    if answer.demand and answer.demand.homogeneous:
        weights = ", ".join(f"{p} {w}" for p, w in answer.demand.weights.items())
        lines.append(f"demands: by weights {weights}, of which {answer.demand.quota} win")
    where = f"in {'+'.join(answer.government)}" if answer.government else "on average over those"
    lines.append(f"Gamson: by seats {where}" + ("" if answer.government else " that form"))
    return "\n".join(folded(line) for line in lines)


def _proposed(answer: Bargain, party: str) -> str:
    mine = [s for s in answer.equilibrium.proposals if s.proposer == party]
    rows = [
        {"coalition": "+".join((party, *s.partners)), "chance": f"{s.probability:.4f}"}
        for s in mine[:_LISTED]
    ]
    if not rows:
        return folded(f"{party} is never drawn")
    more = f" ({len(mine) - _LISTED} more)" if len(mine) > _LISTED else ""
    return f"{folded(f'{party} proposes{more}')}\n{table(rows, right=['chance'])}"
