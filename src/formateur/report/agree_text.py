"""Agreements as text for a terminal."""

from __future__ import annotations

from formateur.agreement.model import Deal, Demand
from formateur.agreement.solve import Agreement, Concession
from formateur.report.text import folded

__all__ = ["agree_text"]

_SHOWN = 5  # ways of more than one concession


def agree_text(answer: Agreement, *, explain: bool = False, relax: bool = False) -> str:
    """The agreements there are; or what collides, and what would open one."""
    who = len({d.proposal or d.id for d in answer.demands})
    demands = "1 demand" if len(answer.demands) == 1 else f"{len(answer.demands)} demands"
    head = f"{answer.input}: {demands} in {'1 set' if who == 1 else f'{who} sets'} of terms"
    if answer.possible:
        return f"{folded(head)}\n\n{_deals(answer)}"
    several = "conflict" if len(answer.conflicts) == 1 else "conflicts"
    parts = [
        folded(head) + "\n" + folded(f"no agreement: {len(answer.conflicts)} minimal {several}")
    ]
    if not relax:
        parts += [_conflict(k, c) for k, c in enumerate(answer.conflicts, 1)]
    if not explain:
        parts.append(_concessions(answer, whole=relax))
    return "\n\n".join(p for p in parts if p)


def _deals(answer: Agreement) -> str:
    several = "agreement" if len(answer.deals) == 1 else "agreements"
    kind = {"total": "smallest", "worst-off": "smallest", "pareto": "undominated"}
    best = kind[str(answer.parameters["best"])]
    head = folded(f"possible: {len(answer.deals)} {best} {several}")
    asked = any(d.condition.kind in ("share", "reserve") for d in answer.demands)
    return "\n".join([head, *(_deal(k, d, asked) for k, d in enumerate(answer.deals, 1))])


def _deal(number: int, deal: Deal, posts: bool) -> str:
    others = [p for p in deal.persons if p != deal.premier]
    told = [
        "posts " + ", ".join(f"{q} {n}" for q, n in deal.posts) if posts else "",
        "; ".join(f"{post}: {q}" for post, q in deal.named),
        f"head {deal.premier}" if deal.premier else "",
        f"with {', '.join(others)}" if others else "",
        f"accepts {', '.join(deal.accepts)}" if deal.accepts else "",
        f"answers to {deal.answers_to}" if deal.answers_to else "",
        f"first: {'; '.join(deal.first)}" if deal.first else "",
        "; ".join(deal.terms),
        f"preferred and met: {_preferred(deal)}" if deal.utility else "",
    ]
    lines = [folded(t, "    ") for t in told if t]
    return "\n".join([folded(f"{number}. {_who(deal)}"), *lines])


def _who(deal: Deal) -> str:
    """Who governs, and with whose help."""
    said = "+".join(deal.cabinet)
    for verb, parties in (
        ("with members of", deal.individuals),
        ("supported by", deal.support),
        ("tolerated by", deal.tolerates),
    ):
        said += f", {verb} {'+'.join(parties)}" if parties else ""
    return said


def _preferred(deal: Deal) -> str:
    wanted = dict(deal.wanted)
    return ", ".join(f"{q} {u:g} of {wanted[q]:g}" for q, u in deal.utility)


def _conflict(number: int, demands: tuple[Demand, ...]) -> str:
    lines = [folded(f"{number}. these cannot all be met")]
    for d in demands:
        source = f" [{', '.join(d.condition.source)}]" if d.condition.source else ""
        date = f", {d.date}" if d.date else ""
        lines.append(folded(f"{d.id}: {d.says()}{date}{source}", "    "))
    return "\n".join(lines)


def _concessions(answer: Agreement, *, whole: bool) -> str:
    if not answer.concessions:
        return ""
    one = [c for c in answer.concessions if len(c.gives_up) == 1]
    more = [c for c in answer.concessions if len(c.gives_up) > 1]
    parts = []
    if one:
        parts.append("\n".join([folded("one concession away"), *map(_opening, one)]))
    if more:
        shown = more if whole else more[:_SHOWN]
        rest = len(more) - len(shown)
        head = "several concessions together, the cheapest first"
        head += f" ({rest} more with --relax)" if rest else ""
        parts.append("\n".join([folded(head), *map(_opening, shown)]))
    if answer.openers:
        who = ", ".join(answer.openers)
        parts.append(folded(f"could open one by giving up demands of theirs alone: {who}"))
    return "\n\n".join(parts)


def _opening(concession: Concession) -> str:
    """What is given up, by whom, and the cabinet that opens."""
    given = concession.gives_up
    if len(given) == 1:
        told = f"{given[0].id} ({'+'.join(given[0].by)}: {given[0].condition.says()})"
    else:
        told = ", ".join(d.id for d in given)
    return folded(f"- without {told}: {_who(concession.opens)}", "    ")
