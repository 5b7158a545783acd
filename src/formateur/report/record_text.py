"""Answers from a record as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formateur.charts import text_width
from formateur.durability.cohesion import Cohesion
from formateur.record import Date
from formateur.report.evidence import Evidence
from formateur.report.record import Bodies, Standing, Strength, Timeline, both_calendars, told
from formateur.report.text import folded, table, width
from formateur.results import Band, Listing, cell, told_band

__all__ = [
    "bodies_text",
    "bound_text",
    "decided_text",
    "differing_text",
    "discipline_text",
    "evidence_text",
    "reported_text",
    "standing_text",
    "timeline_text",
    "votes_text",
]


def standing_text(answer: Standing) -> str:
    """Every body on a day, or one of them whole."""
    day = told(answer.state.date, both_calendars(answer.record))
    head = folded(answer.record.title or answer.input) + "\n" + folded(f"at the end of {day}")
    if answer.body is None:
        rows = [
            {
                "body": r["body"],
                "size": r["size"],
                "vacant": r["vacant"] or "",
                "majority": r["majority"],
                "of": r["of"],
                "named": r["named"] or "",
                "bound by": r["bound_by"],
            }
            for r in answer.rows()
            if r["size"] != "unknown" or r["named"]
        ]
        named = [r["body"] for r in answer.rows() if r["size"] == "unknown" and not r["named"]]
        rest = f"of unknown size and members: {', '.join(named)}" if named else ""
        shown = table(rows, right=["size", "vacant", "majority", "named"])
        return "\n\n".join(p for p in (head, shown, folded(rest)) if p)
    return "\n\n".join([head, *_body(answer)])


def bodies_text(answer: Bodies) -> str:
    """Every body and how it relates to others."""
    if not answer.rows():
        return f"{folded(answer.title)}\n\nno body"
    rows = [
        {
            "body": r["body"],
            "kind": ("proposed " if r["proposed"] else "") + r["kind"],
            "part of": r["parent"],
            "elected by": r["elected_by"],
            "answers to": r["answers_to"],
            "binds": r["binds"],
        }
        for r in answer.rows()
    ]
    wide = sum(max(text_width(cell(r[c])) for r in [*rows, {c: c}]) + 2 for c in rows[0]) - 2
    shown = table(rows) if wide <= width() else "\n".join(map(_related, rows))
    return f"{folded(answer.title)}\n\n{shown}"


def _related(row: Mapping[str, Any]) -> str:
    """One body with its relations below it, where a table would break words."""
    told_ = [f"{how} {cell(row[how])}" for how in row if how not in ("body", "kind") and row[how]]
    lines = [folded(f"{row['body']}: {row['kind']}")]
    return "\n".join([*lines, *(folded(t, "    ") for t in told_)])


def _in_force(decision: dict[str, Any]) -> str:
    """A decision by id, with what it answers where the record says so."""
    parts = [decision[k] for k in ("question", "answer") if decision[k]]
    return f"{decision['motion']} ({': '.join(parts)})" if parts else str(decision["motion"])


def _body(answer: Standing) -> list[str]:
    body, said = answer.body, answer.summary()
    assert body is not None
    lines = [folded(body.organization.name)]
    vacant = f", {said['vacant']} vacant" if said["vacant"] else ""
    size = "size unknown" if said["size"] is None else f"{said['size']} seats{vacant}"
    carries = "unknown" if said["majority"] is None else said["majority"]
    quorum = "" if body.quorum is None else f"; quorum: {body.quorum}"
    lines.append(folded(f"{size}; majority of {body.organization.majority}: {carries}{quorum}"))
    for group, binders in body.bound_by.items():
        lines.append(folded(f"{group} binds {'+'.join(binders)} here"))
    for post, holders in body.posts.items():
        lines.append(folded(f"{post}: {', '.join(holders)}"))
    if body.organization.speech:
        lines.append(folded(f"on speaking in public: {body.organization.speech}"))
    parts = ["\n".join(lines)]
    rows = answer.rows()
    if rows:
        columns = [c for c in rows[0] if any(r[c] not in ("", None) for r in rows)]
        parts.append(table(rows, columns=columns, right=["seats"]))
    if body.unnamed and not body.seats:
        who = "1 member" if body.unnamed == 1 else f"{body.unnamed} members"
        parts.append(folded(f"and {who} whom no source names"))
    if said["in_force"]:
        told_ = [_in_force(d) for d in said["in_force"]]
        parts.append(folded(f"its decisions in force: {'; '.join(told_)}"))
    return parts


def differing_text(answer: Listing) -> str:
    """What differs between two days."""
    said = answer.said
    head = folded(f"{answer.input}: from the end of {said['since']} to the end of {said['date']}")
    events = folded(f"events between: {', '.join(said['events']) or 'none'}")
    return "\n\n".join([f"{head}\n{events}", table(answer.rows())])


def timeline_text(answer: Timeline) -> str:
    """Events in order; seats against the majority where an event moves them."""
    lines = [folded(answer.record.title or answer.input)]
    opening = answer.opening
    if answer.parties and opening.votes is not None:
        lines.append(folded(f"seats of {'+'.join(answer.parties)} in {answer.body}; at first:"))
        lines.append(folded(_standing(opening), "    "))
    parts = ["\n".join(lines)]
    told_ = [_moment(m.strength, r) for m, r in zip(answer.moments, answer.rows(), strict=True)]
    return "\n".join([*parts, "", *told_])


def _moment(strength: Strength, row: Mapping[str, Any]) -> str:
    mark = " [hypothetical]" if row["hypothetical"] else ""
    where = f", {row['body']}" if row["body"] else ""
    lines = [
        folded(f"{row['date']}{mark}"),
        folded(f"{row['title']} ({row['kind']}{where}; {row['event']})", "    "),
    ]
    if row["counts"]:
        lines.append(folded(", ".join(row["counts"]), "    "))
    if row["government"]:
        lines.append(folded(_in_office(row["government"]), "    "))
    if strength.votes is not None:
        lines.append(folded(_standing(strength), "    "))
    lines += [folded(_resizing(r), "    ") for r in row["resized"]]
    return "\n".join(lines)


def _in_office(parties: str | list[str]) -> str:
    """What an event makes of the government."""
    if isinstance(parties, str):
        return "the government ends"
    return f"left in the government: {'+'.join(parties)}"


def _resizing(row: Mapping[str, Any]) -> str:
    """What an event makes of a body: ``committee: size 21 → 16, majority 11 → 9``."""
    told_ = [_step(name, *row[name]) for name in ("size", "vacant", "majority")]
    return f"{row['body']}: {', '.join(t for t in told_ if t)}"


def _step(name: str, before: int | str | None, after: int | str | None) -> str:
    was, now = ("unknown" if n is None else n for n in (before, after))
    return "" if was == now else f"{name} {was} → {now}"


def _standing(now: Strength) -> str:
    """The government's votes after an event, with a bar: filled above the majority, open below.

    What of it is not known is question marks.
    """
    votes = f"{told_band(now.votes)} votes"
    if now.margin is None:
        return votes
    low, high = now.margin if isinstance(now.margin, tuple) else (now.margin, now.margin)
    most = max(width() // 3, 10)
    sure = min(low + 1 if low >= 0 else 1 - high if high < 0 else 0, most)
    long = min(max(abs(low), abs(high)) + 1, most)
    bar = ("#" if low >= 0 else "-") * sure + "?" * (0 if low == high else long - sure)
    gap = told_band(now.margin, "+d") if low != high else f"{low:+d}"
    return f"{bar} {votes}, {told_band(now.majority)} needed ({gap}){_ahead(now.lead)}"


def _ahead(lead: Band) -> str:
    if lead is None:
        return ""
    low, high = lead if isinstance(lead, tuple) else (lead, lead)
    if low < 0 <= high:
        return f"; from {-low} fewer than the rest to {high} more" if low != high else ""
    ends = dict.fromkeys((abs(low), abs(high)) if low >= 0 else (abs(high), abs(low)))
    return f"; {' to '.join(map(str, ends))} {'more' if low >= 0 else 'fewer'} than the rest"


_EFFECTS = {
    "settles": "it settles the question",
    "frames": "it frames a negotiation and settles nothing",
    "procedure": "on how to go on",
}


def decided_text(answer: Listing) -> str:
    """Decisions in force on a day."""
    rows = answer.rows()
    head = folded(f"{answer.input}: decisions at the end of {answer.said['date']}")
    if not rows:
        return f"{head}\n\nnone"
    parts = [head]
    for row in rows:
        lines = [folded(f"{row['motion']}: {row['title']}")]
        treated = [t.partition(" by ")[0] for t in row["treated"]]
        told_ = [
            f"{row['body']}, {row['decided']}",
            row["by"] and f"moved by {'+'.join(row['by'])}",
            row["vote"] and f"vote {row['vote']}",
            _EFFECTS.get(row["effect"], ""),
            *([] if row["status"] in ("in force", *treated) else [row["status"]]),
            *row["treated"],
        ]
        lines.append(folded("; ".join(t for t in told_ if t), "    "))
        if row["question"]:
            lines.append(folded(f"on {row['question']}: {row['answer'] or 'not given'}", "    "))
        if row["text"]:
            lines.append(folded(row["text"], "    "))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def bound_text(answer: Listing) -> str:
    """What binds a person, and which of it conflicts."""
    rows = answer.rows()
    head = folded(f"{answer.said['person']} at the end of {answer.said['date']}")
    spoken = [folded(_spoken(rule)) for rule in answer.said["speech"]]
    if not rows:
        return "\n\n".join([head, "no decision in force binds this person", *spoken])
    parts = [head]
    for row in rows:
        asked = ": ".join(p for p in (row["question"], row["answer"]) if p)
        lines = [
            folded(asked or "on no question named"),
            folded(f"{row['body']} ({row['bound_as']}), {row['motion']}: {row['title']}", "    "),
        ]
        if row["against"]:
            lines.append(folded(f"against it stands {', '.join(row['against'])}", "    "))
        if row["registered"]:
            lines.append(folded(f"registered: {', '.join(row['registered'])}", "    "))
        parts.append("\n".join(lines))
    conflicts = answer.said["conflicts"]
    parts.append(
        f"{conflicts} of {len(rows)} stand against each other" if conflicts else "no conflict"
    )
    return "\n\n".join([*parts, *spoken])


def _spoken(rule: Mapping[str, Any]) -> str:
    """A rule on public speech and what it is to a person."""
    means = {
        "bound": "bound by it",
        "released": f"released from it by {rule['by']}",
        "unknown": "has left; no source says whether that releases",
    }
    return f"on speaking in public, {rule['body']} ({means[rule['status']]}): {rule['rule']}"


def votes_text(answer: Listing) -> str:
    """Every count of every vote."""
    rows = answer.rows()
    several = [r["motion"] for r in rows]
    return "\n".join(_vote(r, several.count(r["motion"]) > 1) for r in rows) or "none"


def _vote(row: Mapping[str, Any], several: bool) -> str:
    mark = ("" if row["used"] else ", not used here") if several else ""
    source = "+".join(row["sources"])
    where = ", ".join(w for w in (row["body"], row["date"]) if w)
    lines = [
        folded(f"{row['motion']}: {row['title']}"),
        folded(f"{row['count']}, {row['result']} [{source}{mark}]", "    "),
        folded(where, "    "),
    ]
    return "\n".join(lines)


def discipline_text(answer: Cohesion) -> str:
    """How alike each group votes."""
    rows = []
    for found in answer.groups:
        row: dict[str, Any] = {"group": found.group}
        if answer.by == "period":
            row["period"] = found.period or "none"
        row["votes"] = found.votes
        for name, measured in found.measures.items():
            # Votes that lack a count the measure needs are left out of it.
            some = f" ({measured.used} of {found.votes})" if measured.used < found.votes else ""
            told_ = "unknown" if measured.value is None else f"{float(measured.value):.3f}{some}"
            row[name] = told_
        rows.append(row)
    head = folded(f"{answer.input}: how alike each group votes (1: all the same way)")
    names = [c for c in rows[0] if any(r[c] != "unknown" for r in rows)]
    numbers = [c for c in names if c not in ("group", "period")]
    return f"{head}\n\n{table(rows, columns=names, right=numbers)}"


def evidence_text(answer: Evidence) -> str:
    """One fact with its sources and variants."""
    said = answer.summary()
    lines = [folded(f"{said['fact']} ({said['kind']})")]
    for key, value in said["says"].items():
        if key not in (
            "id",
            "source",
            "votes",
            "values",
            "texts",
            "means",
            "positions",
            "motions",
            "quality",
            "confidence",
        ):
            held = getattr(answer.fact, key, None)
            both = both_calendars(answer.record)
            shown = told(held, both) if isinstance(held, Date) else _flat(value)
            lines.append(folded(f"{key}: {shown}", "  "))
    if within := said["within"]:
        put = ", ".join(v for v in (within["body"], within["date"]) if v)
        lines.append(folded(f"put at {within['event']}: {within['title']} ({put})", "  "))
    marks = [f"quality {said['quality']}" if said["quality"] else ""]
    marks.append(f"confidence {said['confidence']}" if said["confidence"] else "")
    if any(marks):
        lines.append(folded(", ".join(m for m in marks if m), "  "))
    parts = ["\n".join(lines)]
    for title, rows in (
        ("sources", answer.sourced),
        ("variants", answer.variants),
        ("rests on it" if said["kind"] == "source" else "said of it", answer.spoken_of),
    ):
        if rows:
            told_ = [folded(_line(r), "  ") for r in rows]
            parts.append("\n".join([title, *told_]))
    return "\n\n".join(parts)


def reported_text(answer: Listing) -> str:
    """Reports of errors, each with what became of it."""
    parts = []
    for row in answer.rows():
        told_ = [f"{row['status']}", row["date"], row["by"] and f"by {row['by']}"]
        lines = [folded(f"{row['id']} on {row['about']}: {', '.join(t for t in told_ if t)}")]
        lines.append(folded(row["says"], "    "))
        if row["sources"]:
            lines.append(folded(f"sources: {', '.join(row['sources'])}", "    "))
        if row["answer"]:
            lines.append(folded(f"answer: {row['answer']}", "    "))
        parts.append("\n".join(lines))
    return "\n".join(parts) or "no error is reported"


def _line(row: Mapping[str, Any]) -> str:
    kind = "" if row["what"] == "source" else f"{row['what']}, "
    sources = "" if row["what"] == "source" else "+".join(row["sources"])
    marks = ", ".join(m for m in (sources, row["quality"], row["confidence"], row["seen"]) if m)
    note = f"; {row['note']}" if row["note"] else ""
    return f"{kind}{row['id']}: {row['says']}{f' [{marks}]' if marks else ''}{note}"


def _flat(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "; ".join(_flat(v) for v in value)
    if isinstance(value, dict):
        return ", ".join(f"{k} {_flat(v)}" for k, v in value.items())
    return cell(value)
