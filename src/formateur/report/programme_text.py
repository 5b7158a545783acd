"""Programmes and compromises as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from formateur.agreement.programme import SOLUTIONS, Agreements, Compromise, Judgments
from formateur.report.agree_text import NO_MORE
from formateur.report.text import folded, table, width

__all__ = ["agreements_text", "compromise_text", "judgments_text"]

_LISTED = 8
_NAME = 16  # columns that the name of a thesis or party has at least
_MARK = {"agree": "yes", "disagree": "no", "neutral": "neutral", "unknown": "?", None: "open"}


def agreements_text(answer: Agreements) -> str:
    """Pairs, those that agree most first."""
    rows = [
        {
            "party": r["party"],
            "other": r["other"],
            "agreement": _per_cent(r["least"], r["most"]),
            "same": r["same"],
            "opposed": r["opposed"],
            "unknown": r["unknown"],
        }
        for r in answer.rows()
    ]
    if not rows:
        return folded(f"{answer.input}: one party, {answer.parties[0]}; two are compared")
    head = folded(f"{answer.input}: agreement of every two of {len(answer.parties)} parties")
    counts = ["agreement", "same", "opposed", "unknown"]
    columns = list(rows[0])
    if 2 * _NAME + _wide(rows, counts) > width():
        columns = columns[:3]
    return f"{head}\n\n{table(rows, columns=columns, right=counts, whole=counts)}"


def _wide(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> int:
    """Characters that some columns take in a table."""
    return sum(2 + max(len(str(r[c])) for r in [*rows, {c: c}]) for c in columns)


def _per_cent(low: float, high: float) -> str:
    one, other = f"{100 * low:.1f}", f"{100 * high:.1f}"
    return f"{one} %" if one == other else f"{one} to {other} %"


def compromise_text(answer: Compromise) -> str:
    """What is settled and contested, the solutions, the programme, trades and concessions."""
    parts = [
        folded(
            f"{answer.input}, {'+'.join(answer.government)}: "
            + ", ".join(
                f"{len(answer.theses(s))} {s}" for s in ("settled", "contested", "unknown")
            )
        ),
        _solutions(answer),
        _programme(answer),
        _concessions(answer),
        _packages(answer),
    ]
    return "\n\n".join(p for p in parts if p)


def _solutions(answer: Compromise) -> str:
    rows = [
        {
            "gets": party,
            **{s: _per_cent(*map(float, o.shares[party])) for s, o in answer.solutions.items()},
        }
        for party in answer.government
    ]
    number = len(answer.found.points)
    size = f"{number:,} outcome{'' if number == 1 else 's'}, {NO_MORE}"
    found = size if answer.complete else f"some of the frontier: {size}"
    parts = [folded(found), table(rows, right=answer.solutions)]
    if answer.tied:
        parts.append(
            folded(f"not the only one that is best by its measure: {', '.join(answer.tied)}")
        )
    return "\n".join(parts)


def _programme(answer: Compromise) -> str:
    rows: list[dict[str, Any]] = [
        {
            "thesis": r["thesis"],
            **{p: _shown(r[p]) for p in answer.government},
            "programme": _shown(r["programme"]),
            "gives": "+".join(r["gives"]),
        }
        for r in answer.rows()
        if r["status"] != "settled"
    ]
    if not rows:
        return ""
    said = [*answer.government, "programme"]
    columns = ["thesis", *said, "gives"]
    if _NAME + _wide(rows, said) > width():
        columns, said = ["thesis", "programme", "gives"], ["programme"]
    elif _NAME + _wide(rows, columns[1:]) > width():
        columns.remove("gives")  # a partner gives where the programme is not what it says
    return f"{folded(SOLUTIONS[answer.by])}\n{table(rows, columns=columns, whole=said)}"


def _shown(position: str | float | None) -> str:
    """A position in a word, or as a number between -1 (no) and 1 (yes)."""
    return f"{position:+.2f}" if isinstance(position, float) else _MARK[position]


def _concessions(answer: Compromise) -> str:
    found = answer.concessions()
    if not found:
        return ""
    paid = {p: sum(r["cost"] for r in found if r["party"] == p) for p in answer.government}
    rows = [
        {"party": r["party"], "gives": r["thesis"], "cost": f"{100 * r['cost']:.1f} %"}
        for r in found[:_LISTED]
    ]
    said = ", ".join(f"{p} {100 * cost:.1f} %" for p, cost in paid.items())
    head = f"concessions cost, of all each could get: {said}; the dearest"
    return f"{folded(head)}\n{table(rows, right=['cost'])}"


def _packages(answer: Compromise) -> str:
    found = answer.packages
    if not found:
        return ""
    rows = [
        {
            "party": p.one,
            "gets": p.gets,
            "other": p.other,
            "gets in return": p.gives,
            **{f"{m} gains": f"{100 * float(g):+.1f} %" for m, g in p.gains.items()},
        }
        for p in found[:_LISTED]
    ]
    number = len(found)
    trades = "trade" if number == 1 else "trades"
    shown = f", {len(rows)} shown" if number > len(rows) else ""
    head = f"{number:,} {trades} of two theses from which both gain{shown}"
    gains = [f"{m} gains" for m in answer.government]
    if 2 * _NAME + _wide(rows, ["party", "other", *gains]) <= width():
        return f"{folded(head)}\n{table(rows, right=gains, whole=gains)}"
    said = [
        folded(
            f"{p.one} gets {p.gets}, {p.other} {p.gives}: "
            + ", ".join(f"{m} {100 * float(g):+.1f} %" for m, g in p.gains.items()),
            indent="  ",
        )
        for p in found[:_LISTED]
    ]
    return "\n".join([folded(head), *said])


def judgments_text(answer: Judgments) -> str:
    """The vote on every thesis, and what the majority breaks."""
    votes = answer.parameters["votes"]
    rows = [
        {
            "thesis": r["thesis"],
            **{k: r[k] for k in ("yes", "no", "neutral", "unknown", "majority")},
            **({"by premises": r["by_premises"]} if answer.by_premises else {}),
        }
        for r in answer.rows()
    ]
    voters = "1 voter" if len(votes) == 1 else f"{len(votes)} voters"
    parts = [
        folded(f"{answer.input}: majorities of {voters} with {sum(votes.values()):,} votes"),
        table(rows, right=["yes", "no", "neutral", "unknown"]),
    ]
    if any(r["majority"] == "open" for r in rows):
        parts.append(folded("open: tied, or those of unknown position could turn it"))
    if answer.parameters["rules"]:
        kept = "the majority keeps the rules"
        parts.append(folded(f"the majority breaks {'; '.join(answer.broken)}" if answer.broken
                            else kept))  # fmt: skip
        odd = ", ".join(answer.inconsistent)
        parts.append(folded(f"voters whose own positions break them: {odd}" if odd else
                            "every voter keeps them"))  # fmt: skip
    return "\n\n".join(parts[:2]) + "".join(f"\n{p}" for p in parts[2:])
