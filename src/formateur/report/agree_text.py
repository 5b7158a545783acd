"""Agreements as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import groupby

from formateur.agreement.model import Deal, Demand
from formateur.agreement.solve import NOBODY, Agreement, Concession
from formateur.report.text import folded

__all__ = ["NO_MORE", "agree_text"]

NO_MORE = "where no partner can get more without another getting less"  # the Pareto set

_SHOWN = 3  # ways of more than one concession


def agree_text(answer: Agreement, *, explain: bool = False, relax: bool = False) -> str:
    """The agreements there are; or what collides, and what would open one."""
    both = explain == relax
    who = len({d.proposal or d.id for d in answer.demands})
    head = (
        f"{answer.input}: {_count(len(answer.demands), 'demand')} in {_count(who, 'set')} of terms"
    )
    if answer.possible and answer.parameters["near"] and not explain:
        return "\n\n".join(p for p in (folded(head), _possible(answer), _near(answer)) if p)
    if answer.possible:
        return f"{folded(head)}\n\n{_deals(answer)}"
    least = "at least " if "conflicts" in answer.cut or "time" in answer.cut else ""
    number = _count(len(answer.conflicts), "minimal conflict")
    told = f"{least}{number}" if answer.conflicts else "why was not found in time"
    told = NOBODY if NOBODY in answer.notes else told
    parts = [folded(head) + "\n" + folded(f"no agreement: {told}")]
    if explain or both:
        why = zip(answer.conflicts, answer.reasons, strict=True)
        parts += [_conflict(k, c, reason) for k, (c, reason) in enumerate(why, 1)]
    if relax or both:
        parts += [_concessions(answer, whole=relax), _near(answer)]
    return "\n\n".join(p for p in parts if p)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _possible(answer: Agreement) -> str:
    pareto = answer.parameters["best"] == "pareto"
    what = "agreement" if pareto or "best" in answer.cut else "smallest agreement"
    least = "at least " if {"agreements", "ways", "time"} & set(answer.cut) else ""
    said = f"possible: {least}{_count(len(answer.deals), what)}"
    return folded(f"{said}, {NO_MORE}" if pareto else said)


def _near(answer: Agreement) -> str:
    """Cabinets one concession away."""
    if not answer.near:
        if not (answer.possible and answer.parameters["near"]) or "time" in answer.cut:
            return ""
        return folded("no cabinet with votes enough of its own is one concession away")
    least = "at least " if {_NEAR, "time"} & set(answer.cut) else ""
    number = _count(len({(w.opens.cabinet, w.opens.individuals) for w in answer.near}), "cabinet")
    head = f"{least}{number} with votes enough of their own, one concession away"
    return "\n".join([folded(head), *_openings(answer, answer.near)])


def _deals(answer: Agreement) -> str:
    asked = any(d.condition.kind in ("share", "reserve") for d in answer.demands)
    wishes = [d for d in answer.demands if d.condition.force == "preferred"]
    parts = [_possible(answer)]
    cabinets = groupby(answer.deals, key=lambda d: (d.cabinet, d.individuals))
    for number, (_, deals) in enumerate(cabinets, 1):
        last: list[str] | None = None
        for deal in deals:
            content = _content(deal, asked, wishes)
            if last is None:
                parts.append(folded(f"{number}. {_who(deal)}"))
            elif _help(deal):
                parts.append(folded(f"or {_help(deal)}", "   "))
            else:
                parts.append(folded("or", "   "))
            # What is the same with other help from outside is not told again.
            parts += content if content != last else []
            last = content
    return "\n".join(parts)


def _content(deal: Deal, posts: bool, wishes: Sequence[Demand]) -> list[str]:
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
        f"wishes met: {_wishes(deal, wishes)}" if deal.utility else "",
    ]
    return [folded(t, "    ") for t in told if t]


def _who(deal: Deal) -> str:
    """Who governs, and with whose help."""
    said = "+".join(deal.cabinet)
    said += f", with members of {'+'.join(deal.individuals)}" if deal.individuals else ""
    return ", ".join(part for part in (said, _help(deal)) if part)


def _help(deal: Deal) -> str:
    """Whose help from outside it has."""
    told = (("supported by", deal.support), ("tolerated by", deal.tolerates))
    return ", ".join(f"{verb} {'+'.join(parties)}" for verb, parties in told if parties)


def _wishes(deal: Deal, wishes: Sequence[Demand]) -> str:
    """How many of its wishes each has; their weight too, where not all weigh the same."""
    weighed = any(d.condition.weight != 1 for d in wishes)
    wanted = dict(deal.wanted)
    told = []
    for q, weight in deal.utility:
        own = [d.id for d in wishes if q in d.by]
        said = f"{q} {sum(d in deal.wishes_met for d in own)} of {len(own)}"
        told.append(said + (f" (weight {weight:g} of {wanted[q]:g})" if weighed else ""))
    return ", ".join(told)


def _conflict(number: int, demands: tuple[Demand, ...], reason: str) -> str:
    told = "this cannot be met" if len(demands) == 1 else "these cannot all be met"
    lines = [
        folded(f"{number}. {told}: {reason}" if reason not in _PLAIN else f"{number}. {told}")
    ]
    for d in demands:
        source = f" [{', '.join(d.condition.source)}]" if d.condition.source else ""
        date = f", {d.date}" if d.date else ""
        lines.append(folded(f"{d.id}: {d.says()}{date}{source}", "    "))
    return "\n".join(lines)


_NEAR = "cabinets one concession away"
_PLAIN = ("", "by their own content")  # the demands say it themselves


def _concessions(answer: Agreement, *, whole: bool) -> str:
    if not answer.concessions:
        return ""
    one = [c for c in answer.concessions if len(c.gives_up) == 1]
    more = [c for c in answer.concessions if len(c.gives_up) > 1]
    parts = []
    if one:
        parts.append("\n".join([folded("one concession away"), *_openings(answer, one)]))
    if more:
        shown = more if whole else more[:_SHOWN]
        rest = len(more) - len(shown)
        least = "at least " if {"concessions", "time"} & set(answer.cut) else ""
        head = "several concessions together, the cheapest first"
        head += f" ({least}{rest} more with --relax)" if rest else ""
        parts.append("\n".join([folded(head), *_openings(answer, shown)]))
    late = "time" in answer.cut
    who = ", ".join(answer.openers) or ("not all were asked" if late else "nobody")
    who += " (at least)" if late and answer.openers else ""
    parts.append(folded(f"could open one by giving up demands of theirs alone: {who}"))
    return "\n\n".join(parts)


def _openings(answer: Agreement, ways: Iterable[Concession]) -> list[str]:
    """Ways out; their costs, unless all demands cost the same and a count says it."""
    dear = any(d.cost != 1 for d in answer.demands)
    return [_opening(way, dear=dear) for way in ways]


def _opening(concession: Concession, *, dear: bool) -> str:
    """The government that opens, if who gives up what."""
    price = f", at a cost of {_number(concession.cost)}" if dear else ""
    head = f"- {_who(concession.opens)}{price}, if"
    given = []
    told = list(zip(concession.givers, concession.gives_up, strict=True))
    for by in dict.fromkeys(concession.givers):
        own = [d for givers, d in told if givers == by]
        what = "; ".join(f"{d.condition.says()} ({d.id})" for d in own)
        given.append(f"{'+'.join(by)} give{'s' if len(by) == 1 else ''} up: {what}")
    if len(given) == 1 and "\n" not in (line := folded(f"{head} {given[0]}", "    ")):
        return line
    return "\n".join([folded(head, "    "), *(folded(g, "        ") for g in given)])


def _number(cost: Fraction) -> str:
    return f"{float(cost):g}"
