"""One self-contained page: hemicycle, counts, every cabinet shown, terms, theories, sources.

The page reads without a script and without a network; its one small script filters, sorts, and
redraws. A content security policy admits nothing else.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection
from dataclasses import replace
from hashlib import sha256
from html import escape
from importlib.metadata import version
from importlib.resources import files
from json import dumps
from typing import Any

from formateur.assembly import Government
from formateur.charts import GROUND, colour_of, hemicycle_svg, look_of
from formateur.governments import STATUSES, Verdict
from formateur.report import Decisions, Form
from formateur.results import cell
from formateur.sources import Source, cite
from formateur.terms import Term

__all__ = ["page"]

_MOST = 300


def page(answer: Form | Decisions) -> str:
    """The whole page as HTML text; the same answer gives the same bytes.

    >>> from formateur.report import form
    >>> page(form("riksdag-2018", top=3)).startswith("<!doctype html>")
    True
    """
    main = _form(answer) if isinstance(answer, Form) else _decisions(answer)
    style, script = (_asset(name) for name in ("page.css", "page.js"))
    styles = " ".join(f"'sha256-{_hash(s)}'" for s in (style, GROUND))
    policy = f"default-src 'none'; style-src {styles}; script-src 'sha256-{_hash(script)}'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_say(answer.case.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"{main}\n<script>{script}</script>\n</body>\n</html>\n"
    )


def _asset(name: str) -> str:
    return (files("formateur.report") / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


def _say(value: Any) -> str:
    """Any value as escaped text without control characters."""
    text = cell(value)
    return escape("".join(c if c.isprintable() else "\ufffd" for c in text))


def _names(answer: Form | Decisions, parties: Collection[str]) -> str:
    """Parties by name, as readers know them."""
    assembly = answer.case.assembly
    return "+".join(assembly.party(p).label if p in assembly.ids else p for p in parties)


def _heading(answer: Form | Decisions) -> str:
    case = answer.case
    assembly = case.assembly
    day = f", {case.date}" if case.date else ""
    number = (
        f"{len(assembly.parties)} members"
        if case.kind == "council"
        else (f"{len(assembly.parties)} parties, {assembly.size} seats")
    )
    law = f" {assembly.investiture.law}" if assembly.investiture.law else ""
    notes = f"<p>{_say(case.notes)}</p>" if case.notes else ""
    bodies = "".join(
        f"<p>{_say(_names(answer, [b.binds]))} vote as the {_say(b.name or b.id)} decides: "
        f"{b.quota} of {b.size} members carry it.</p>"
        for b in assembly.blocs
    )
    return (
        f"<header><h1>{_say(case.title)}</h1>"
        f'<p class="soft">{_say(assembly.name)}: {number}{_say(day)}</p></header>\n<main>'
        f"{notes}<p>Decides by {_say(assembly.rule.describe())}.</p>"
        f"<p>{_investiture(answer)}.{_say(law)}</p>{bodies}"
    )


def _investiture(answer: Form | Decisions) -> str:
    way = answer.case.assembly.investiture
    return _say(f"Investiture {way.describe()}" if way.rule else "It forms no government")


# -- which governments can form -----------------------------------------------------------------


def _form(answer: Form) -> str:
    judged = answer.potential
    names = {"depends": "depend on an unknown"}
    counts = "".join(
        f"<li><b>{judged.count(s)}</b> {names.get(s, s)}</li>"
        for s in ("open", "ruled out", "impossible", "depends")
    )
    return (
        f"{_heading(answer)}{_figure(answer)}"
        f'<h2>{len(judged.statuses)} cabinets</h2><ul class="counts">{counts}</ul>'
        f"{_formed(answer)}{_cabinets(answer)}{_terms(answer)}{_theories(answer)}"
        f"{_sources(answer)}{_made_from(answer)}</main>"
    )


def _figure(answer: Form) -> str:
    """The assembly with the government that formed, and what the script needs to draw others."""
    case, formed = answer.case, answer.case.formed
    parts = case.assembly.slices(formed)
    seats = f"Seats by party: {', '.join(f'{s.label} {s.seats}' for s in parts if s.seats)}."
    marked = (
        _marked(answer, formed, answer.potential.verdict(formed.cabinet).seats) if formed else {}
    )
    drawn = hemicycle_svg(
        parts,
        title=case.title,
        desc=f"{seats} {marked.get('told', '')}".strip(),
        majority=case.assembly.majority,
        movable=True,
    )
    return (
        f"<figure{_data({**marked, 'parties': seats})}>{drawn}<figcaption>"
        f'<span data-drawn role="status">{_say(marked.get("told", ""))}</span> '
        '<span data-after hidden><button type="button" data-back>back to its row</button> '
        '<button type="button" data-first>the first picture again</button></span>'
        "</figcaption></figure>"
    )


def _marked(answer: Form, government: Government, seats: Any) -> dict[str, Any]:
    """A government as the script draws it, and the words under its picture."""
    cabinet, support, tolerates = government.cabinet, government.support, government.tolerates
    told = [f"Drawn: {_names(answer, cabinet)} (filled)"]
    if support:
        told.append(f"votes for it: {_names(answer, support)} (hatched)")
    if tolerates:
        told.append(f"abstains: {_names(answer, tolerates)} (outlined)")
    return {
        "cabinet": dumps(cabinet),
        "support": dumps(support),
        "tolerates": dumps(tolerates),
        "seats": seats,
        "told": "; ".join(told),
    }


def _data(values: dict[str, Any]) -> str:
    return "".join(f' data-{k}="{_say(v)}"' for k, v in values.items())


def _formed(answer: Form) -> str:
    formed = answer.case.formed
    if formed is None:
        return ""
    helped = "".join(
        f", {how} {_names(answer, who)}"
        for how, who in (("supported by", formed.support), ("tolerated by", formed.tolerates))
        if who
    )
    told = ", ".join(s for s in (formed.head, formed.date) if s)
    standing, verdict = answer.standing, answer.potential.verdict(formed.cabinet)
    standing = standing.replace(verdict.reason, _reason(answer, verdict))
    return (
        f"<p><strong>Formed:</strong> {_say(_names(answer, formed.cabinet))}{_say(helped)} "
        f"({_say(told)}): {_say(standing)}.</p>"
    )


def _cabinets(answer: Form) -> str:
    # Read, sorted and filtered, a page bears more rows than a terminal, but not every one.
    shown = replace(answer, top=min(answer.top or _MOST, _MOST)).verdicts()
    rows = "".join(_row(answer, k, v) for k, v in enumerate(shown, start=1))
    total = sum(answer.potential.count(s) for s in STATUSES if s in answer.listed)
    left = total - len(shown)
    more = (
        f"<p>{left} further rows are left out; <code>formateur form "
        f"{_say(answer.case.id)} --all --csv</code> lists them.</p>"
        if left > 0
        else ""
    )
    caption = f"{len(shown)} of {total} listed; * marks the one that formed"
    return (
        f"<h2>The cabinets</h2>{_controls(answer)}"
        f'<div class="scroll"><table class="cards"><caption>{caption}</caption><thead><tr>'
        '<th scope="col">cabinet</th><th scope="col">status</th>'
        f"{_sortable('seats', 'seats')}{_sortable('margin', 'margin')}"
        f'<th scope="col">type</th>{_sortable("range", "range")}'
        f"{_sortable('theories', 'theories')}"
        '<th scope="col">why</th></tr></thead>'
        f"<tbody data-cabinets>{rows}</tbody></table></div>{more}"
    )


def _sortable(key: str, label: str) -> str:
    return (
        f'<th scope="col" class="n"><button type="button" data-key="{key}">{label}'
        '<span aria-hidden="true"> ↕</span></button></th>'
    )


def _controls(answer: Form) -> str:
    buttons = "".join(
        f'<button type="button" data-party="{_say(p.id)}" data-name="{_say(p.label)}" '
        f'data-state="any" aria-label="{_say(p.label)}: any">{_say(p.label)}</button>'
        for p in answer.case.assembly.parties
    )
    choices = "".join(f"<option>{s}</option>" for s in STATUSES if s in answer.listed)
    return (
        '<div class="try" hidden><fieldset><legend>Only cabinets with, or without, a party '
        f"(press again to change)</legend>{buttons}</fieldset>"
        f'<p><label>Status <select data-status><option value="">all</option>{choices}</select>'
        '</label> <span data-shown role="status"></span></p></div>'
    )


def _row(answer: Form, number: int, verdict: Verdict) -> str:
    row = answer.row(verdict)
    margin, formed = row["margin"], answer.case.formed
    # How the one that formed was carried is a fact; of the others the first way is drawn.
    first = verdict.ways[0] if verdict.ways else Government(verdict.cabinet)
    government = formed if row["formed"] and formed else first
    data = {
        **_marked(answer, government, row["seats"]),
        "status": verdict.status,
        "margin": margin,
        "range": row["range"],
        "theories": len(row["theories"]),
    }
    mark = ' class="formed"' if row["formed"] else ""
    star = "* " if row["formed"] else ""
    signed = f"{margin:+d}" if isinstance(margin, int) else margin
    return (
        f"<tr{mark}{_data(data)}><td>{star}{_chips(answer, verdict.cabinet)}</td>"
        f"<td>{verdict.status}</td>"
        f'<td class="n" data-label="seats">{_say(row["seats"])}</td>'
        f'<td class="n" data-label="margin">{_say(signed)}</td><td>{verdict.type}</td>'
        f'<td class="n" data-label="range">{_say(row["range"])}</td>'
        f'<td class="n" data-label="theories">{len(row["theories"])}</td>'
        f"<td>{_why(answer, verdict, row, number)}</td></tr>"
    )


def _chips(answer: Form, parties: tuple[str, ...]) -> str:
    assembly = answer.case.assembly
    made = []
    for party in parties:
        place = assembly.ids.index(party)
        found = assembly.parties[place]
        part = assembly.slices()
        colour = next((colour_of(s, k) for k, s in enumerate(part) if s.id == party), "#7f7f7f")
        dot = (
            '<svg class="formateur" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">'
            f'<circle cx="6" cy="6" r="5" {look_of("cabinet", colour, 5, hatch="")}/></svg>'
        )
        made.append(f'<span class="chip">{dot} {_say(found.label)}</span>')
    return "".join(made)


def _why(answer: Form, verdict: Verdict, row: dict[str, Any], number: int) -> str:
    titles = {p.theory.id: p.theory.title for p in answer.predictions.predictions}
    theories = ", ".join(titles[t] for t in row["theories"]) or "none applied here"
    return (
        f'<details><summary>why<span class="soft"> {number}</span></summary>'
        f"<div><p>{_say(_reason(answer, verdict))}</p><p>Theories: {_say(theories)}</p>"
        '<p class="try" hidden><button type="button" data-draw>draw it</button></p>'
        "</div></details>"
    )


def _reason(answer: Form, verdict: Verdict) -> str:
    """The reason of a verdict with parties by name."""
    if verdict.status == "ruled out":
        return "; ".join(_named(answer, t).describe() for t in verdict.terms[:3])
    said = verdict.reason
    for way in verdict.ways[:1]:
        for who, verb in ((way.support, "voting for"), (way.tolerates, "abstaining")):
            said = said.replace(f"{'+'.join(who)} {verb}", f"{_names(answer, who)} {verb}")
    return said


def _named(answer: Form, term: Term) -> Term:
    """A term that speaks of parties by name."""
    named: dict[str, Any] = {
        field: tuple(_names(answer, [p]) for p in getattr(term, field))
        for field in ("by", "parties", "maybe")
        if hasattr(term, field)
    }
    return replace(term, **named)


def _terms(answer: Form) -> str:
    if not answer.case.terms.stated:
        return ""
    rows = "".join(_term(answer, t) for t in answer.case.terms)
    return f"<h2>Stated terms</h2><dl>{rows}</dl>"


def _term(answer: Form, term: Term) -> str:
    gone = f" <strong>Withdrawn {_say(term.withdrawn)}.</strong>" if term.withdrawn else ""
    source = answer.case.sources.get(term.source)
    told = ", ".join(s for s in (term.said_by, term.date) if s)
    named = _named(answer, term)
    return (
        f"<dt>{_say('+'.join(named.by))}: {_say(term.text or named.sentence())}</dt>"
        f"<dd>{_say(told)}. Binds: {_say(', '.join(term.binds))}.{gone} "
        f"{_link(source) if source else ''}</dd>"
    )


def _theories(answer: Form) -> str:
    rows = "".join(
        f"<dt>{_say(p.theory.title)}</dt>"
        f"<dd>{p.number} predicted. "
        + " ".join(_say(cite(k).describe()) for k in p.theory.cites)
        + "</dd>"
        for p in answer.predictions.predictions
    )
    return f"<h2>Theories</h2><dl>{rows}</dl>" if rows else ""


def _link(source: Source) -> str:
    """A source by its title; a link only where the address is one of the web."""
    title = _say(source.title)
    if source.url.startswith(("http://", "https://")):
        return f'<a href="{_say(source.url)}" rel="noreferrer">{title}</a>'
    return title


def _sources(answer: Form | Decisions) -> str:
    rows = "".join(
        f"<dt>{_say(s.key)}</dt><dd>{_say(s.author)} {_link(s)} {_say(s.publisher)} "
        f"{_say(s.locator)}</dd>"
        for s in answer.case.sources.values()
    )
    return f"<h2>Sources</h2><dl>{rows}</dl>" if rows else ""


def _made_from(answer: Form | Decisions) -> str:
    meta = answer.meta()
    said = {
        "input": meta["input"],
        "method": meta["method"],
        "parameters": meta["parameters"],
        "complete": meta["complete"],
        "notes": "; ".join(meta["notes"]),
        "made by": f"formateur {version('formateur')}",
    }
    rows = "".join(f"<dt>{k}</dt><dd>{_say(v)}</dd>" for k, v in said.items() if v != "")
    return f"<h2>What this page was made from</h2><dl>{rows}</dl>"


# -- bodies that form no government --------------------------------------------------------------


def _decisions(answer: Decisions) -> str:
    said = answer.summary()
    most = max(answer.winning.values(), default=1) or 1
    rows = "".join(
        f'<tr><td class="n">{r["members"]}</td><td class="n">{r["winning"]:,}</td>'
        f'<td class="n">{r["blocking"]:,}</td><td>{_bar(r["winning"] / most)}</td></tr>'
        for r in answer.rows()
    )
    blockers = "".join(f"<li>{_say(_names(answer, c))}</li>" for c in answer.blockers)
    first = "" if answer.complete else " (the first)"
    return (
        f"{_heading(answer)}<h2>How often it passes</h2>"
        f"<p>{said['winning']:,} of {said['coalitions']:,} coalitions win; "
        f"{said['blocking']:,} can block.</p>"
        '<div class="scroll"><table class="bars"><thead><tr><th scope="col" class="n">members</th>'
        '<th scope="col" class="n">winning</th><th scope="col" class="n">blocking</th>'
        '<th scope="col">winning, drawn</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
        f"<h2>Smallest blocking coalitions{first}</h2><p>{answer.smallest} members.</p>"
        f"<ul>{blockers}</ul>{_sources(answer)}{_made_from(answer)}</main>"
    )


def _bar(share: float) -> str:
    """A bar as wide as its column times the share."""
    return (
        '<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{100 * share:.2f}" height="1" fill="currentColor" fill-opacity=".6"/></svg>'
    )
