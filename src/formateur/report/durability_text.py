"""Answers on how a government lasts, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from formateur.durability.breaking import Breaking
from formateur.durability.margins import EXITS
from formateur.durability.scenarios import Shift
from formateur.durability.walkouts import Followers, WalkOut
from formateur.report.record import both_calendars, told
from formateur.report.text import folded, table

__all__ = ["breaking_text", "shift_text", "walk_out_text"]

_ALONE = 4  # so many who come to sit alone stand in one row
_CABINETS = 10  # cabinets that open, and that close, shown in a terminal


def breaking_text(answer: Breaking) -> str:
    """The margin, seats to lose by kind of exit, and the sets."""
    made = answer.government
    who = "+".join(made.cabinet)
    for verb, parties in (("supported by", made.support), ("tolerated by", made.tolerates)):
        who += f", {verb} {'+'.join(parties)}" if parties else ""
    day = answer.parameters.get("on")
    lines = [f"{answer.assembly.name}: {who}", f"at the end of {day}" if day else ""]
    parts = ["\n".join(folded(line) for line in (*lines, _margin(answer)) if line)]
    if answer.to_lose and answer.smallest != 0:
        rows = [
            {"when members who leave": EXITS[e].title, "it ends at": _seats(n)}
            for e, n in answer.to_lose.items()
        ]
        parts.append(table(rows, right=["it ends at"]))
    parts.append(_sets(answer))
    if answer.survives is not None:
        parts.append(folded(_survives(answer.survives.summary())))
    return "\n\n".join(p for p in parts if p)


def _span(number: Any) -> str:
    if not isinstance(number, (tuple, list)):
        return str(number)
    low, high = number
    return f"{low} or never" if high is None else f"{low} to {high}"


def _survives(said: Any) -> str:
    stays, ends = (_span(_rounded(said[k])) for k in ("survives", "ends"))
    return f"if members rebel so, the majority stays with chance {stays} and ends with {ends}"


def _rounded(chance: Any) -> Any:
    if isinstance(chance, (tuple, list)):
        return tuple(_rounded(c) for c in chance)
    return f"{float(chance):.6f}" if chance == 0 or chance >= 1e-4 else f"{float(chance):.2g}"


def _seats(number: Any) -> str:
    if number is None:
        return "never"
    return f"{_span(number)} seat{'' if number == 1 else 's'}"


def _margin(answer: Breaking) -> str:
    if answer.margin is None:
        return "decided by more than one threshold"
    if isinstance(answer.margin, int) and answer.margin < 0:
        return f"no majority: {-answer.margin} short"
    if isinstance(answer.margin, tuple) and answer.margin[0] < 0:
        low, high = answer.margin
        if high < 0:
            return f"no majority: {-high} to {-low} short"
        return f"whether it has a majority is not known: from {-low} short to {high} to spare"
    return f"margin {_span(answer.margin)}: votes to spare when members vote against"


def _sets(answer: Breaking) -> str:
    how = EXITS[answer.exit].title
    if answer.by == "seat":
        rows = [{"seats": r["seats"], "sets": f"{r['sets']:,}"} for r in answer.rows()]
        said = f"smallest sets of single seats that end it when they {how}"
        return f"{folded(said)}\n{table(rows, right=['seats', 'sets'])}" if rows else ""
    if not answer.listed:
        return ""
    rows = answer.rows()
    several = "set that ends" if answer.number == 1 else "sets that end"
    shown = "" if answer.complete else f", {len(rows)} shown (--limit N for more)"
    if answer.number is None:
        shown = " (--limit N for more)"
    if answer.number is not None:
        head = f"{answer.number:,} smallest {several} it when they {how}{shown}"
    else:
        head = f"the first {len(rows)} smallest sets that end it when they {how}{shown}"
    lines = [
        folded(head),
        table(rows, columns=["members", "seats", "size"], right=["seats", "size"]),
    ]
    if answer.cheapest is not None and any(u.cost != 1 for u in answer.units):
        members, cost = answer.cheapest
        lines.append(folded(f"cheapest: {'+'.join(members)}, cost {cost}"))
    return "\n".join(lines)


def walk_out_text(answer: WalkOut) -> str:
    """What changes where, and what does not."""
    day = told(answer.date, both_calendars(answer.record))
    names = [answer.record.named(p).name for p in answer.persons]
    parts = [
        folded(
            f"what if {_and(names)} {'leaves' if len(names) == 1 else 'leave'} "
            f"{answer.before[answer.body].organization.name}"
        )
        + "\n"
        + folded(f"at the end of {day}; supposed, not recorded")
    ]
    moved = [r for r in answer.bodies() if r["changes"]]
    parts.append(
        table(
            [
                {
                    "body": r["body"],
                    "size": _arrow(r["size_before"], r["size_after"]),
                    "majority": _arrow(r["majority_before"], r["majority_after"]),
                    "vacant": _arrow(r["vacant_before"], r["vacant_after"]),
                }
                for r in moved
            ]
        )
    )
    before, after = answer.alone
    if before != after:
        was = f"; before: {_and(before)}" if before else "; before, none did"
        parts.append(folded(f"carry the body alone now: {_and(after) or 'none'}{was}"))
    same = [r for r in answer.bodies() if not r["changes"]]
    known = [r["body"] for r in same if r["size_before"] != "unknown"]
    if same:
        more = len(same) - len(known)
        rest = f" (and {more} bodies of unknown size)" if more else ""
        parts.append(folded(f"nothing changes in: {', '.join(known)}{rest}"))
    parts.append("\n".join(_kept(answer)))
    parts += [_must_follow(f) for f in answer.followers]
    return "\n\n".join(p for p in parts if p)


def _kept(answer: WalkOut) -> list[str]:
    lines = []
    for person, organizations in answer.kept.items():
        if organizations:
            stays = ", ".join(dict.fromkeys(organizations))
            lines.append(folded(f"{answer.record.named(person).name} stays in {stays}"))
    return lines


def _must_follow(follow: Followers) -> str:
    group = f"{follow.group} in {follow.body}"
    seats = f"{_arrow(_span(follow.seats_before), _span(follow.seats))} seats"
    if isinstance(follow.margin, int) and follow.margin < 0:
        return folded(
            f"{group}: {seats}, margin {_span(follow.margin_before)} → none "
            f"({follow.rule}). Its majority ends, {-follow.margin} short."
        )
    head = (
        f"{group}: {seats}, margin {_arrow(_span(follow.margin_before), _span(follow.margin))} "
        f"({follow.rule}). Its majority ends when so many of its deputies follow:"
    )
    rows = [
        {"deputies": _span(n) if n is not None else "never", "who": EXITS[e].title}
        for e, n in follow.to_lose.items()
    ]
    return f"{folded(head)}\n{table(rows, right=['deputies'])}"


def shift_text(answer: Shift) -> str:
    """Seats before and after, the government's margin, and the cabinets that open or close."""
    said = answer.parameters
    day = f"at the end of {said['on']}; " if "on" in said else ""
    head = f"what if {'; '.join(said['scenario'])}"
    parts = [f"{folded(head)}\n{folded(f'{answer.input}; {day}supposed, not recorded')}"]
    rows = [
        {"party": r["party"]}
        | {w: _changed(r[f"{w}_before"], r[f"{w}_after"]) for w in ("seats", "votes")}
        for r in _grouped(answer.seats())
    ]
    parts.append(table(rows) if rows else "no seats move")
    if answer.government is not None and any(m is not None for m in answer.margins):
        sides = [
            "+".join((*made.cabinet, *made.support))
            for made in (answer.government, answer.afterwards)
            if made is not None
        ]
        margins = _arrow(*map(_spare, answer.margins))
        parts.append(folded(f"{_arrow(sides[0], sides[-1])}: margin {margins}"))
    parts.append("\n".join(map(folded, _opened(answer))))
    return "\n\n".join(parts)


def _grouped(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Members who come to sit alone as one row, from the first to the last."""
    alone = [r for r in rows if r["seats_before"] is None and r["seats_after"] == 1]
    if len(alone) < _ALONE:
        return rows
    one = alone[0] | {"party": f"{alone[0]['party']} to {alone[-1]['party']}"}
    one |= {"seats_after": "1 each", "votes_after": "1 each"}
    return [one if r is alone[0] else r for r in rows if r is alone[0] or r not in alone]


def _opened(answer: Shift) -> Iterator[str]:
    """How many cabinets are open, and which open and close, small ones first."""
    if answer.complete:
        yield f"open cabinets: {_arrow(answer.before['open'], answer.after['open'])}"
    status = {c: (was, now) for c, was, now in answer.moved}
    for word, found in (("opens", answer.opened), ("closes", answer.closed)):
        cabinets = sorted(found, key=lambda c: ("-" in status[c], len(c)))
        yield from (f"{word}  {'+'.join(c)}" for c in cabinets[:_CABINETS])
        if len(cabinets) > _CABINETS:
            yield f"and {len(cabinets) - _CABINETS} more (--csv has all)"
    if not answer.opened and not answer.closed:
        yield "no cabinet opens or closes"


def _spare(margin: Any) -> str:
    """Votes to spare; a majority that is not there is so many votes short."""
    if margin is None:
        return "unknown"
    if isinstance(margin, int) and margin < 0:
        return f"none ({-margin} short)"
    return _span(margin)


def _changed(before: Any, after: Any) -> str:
    return _arrow(*("-" if n is None else n for n in (before, after)))


def _and(names: Any) -> str:
    names = list(names)
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1] if names else ""


def _arrow(before: Any, after: Any) -> str:
    return str(before) if before == after else f"{before} → {after}"
