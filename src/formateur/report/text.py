"""Results as text: aligned tables that fit the terminal, CSV, and the one-screen summary."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from formateur.charts import hemicycle_text
from formateur.charts.looks import text_width
from formateur.coalitions import span
from formateur.governments import Potential, Verdict, blocks
from formateur.report import Decisions, Form
from formateur.results import cell
from formateur.theories import THEORIES

if TYPE_CHECKING:
    from formateur.cases import Case

__all__ = ["case_text", "decisions_text", "form_text", "table", "to_csv", "width"]

_PIPED = 100
_NARROW = 84  # below this a row of `form` takes two lines


def width() -> int:
    """Columns to write for: the terminal's, or 100 in a pipe; COLUMNS overrides both."""
    if not os.environ.get("COLUMNS") and not sys.stdout.isatty():
        return _PIPED
    return max(shutil.get_terminal_size((_PIPED, 24)).columns, 30)


def colours() -> bool:
    """Whether stdout takes colour: a terminal, and NO_COLOR is not set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def clean(text: str) -> str:
    """Text without control characters, which a case file could smuggle into the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)


def table(
    rows: Sequence[Mapping[str, Any]],
    *,
    columns: Sequence[str] | None = None,
    right: Iterable[str] = (),
    whole: Iterable[str] = (),
    columns_wide: int | None = None,
) -> str:
    """Rows as an aligned table, long cells folded to the width between words.

    The first column, which names the rows, and `whole` columns are folded after the others, and
    groups at a ``+``. No word is broken: where there is no room for the longest ones side by
    side, each row becomes a paragraph.

    >>> print(table([{"party": "spd", "seats": 206}], right=["seats"]))
    party  seats
    spd      206
    >>> print(table([{"body": "central-committee", "size": 21, "of": "members"}], columns_wide=26))
    central-committee
      size 21; of members
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return "(none)"
    names = list(columns or rows[0])
    cells = [[clean(cell(row.get(name))) for name in names] for row in rows]
    room = columns_wide or width()
    widths = _widths(names, cells, {names[0], *whole}, room - 2 * (len(names) - 1))
    if widths is None:
        return _paragraphs(names, cells, room)
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="")
    for name, wide in zip(names, widths, strict=True):
        justify = "right" if name in set(right) else "left"
        made.add_column(Text(name), justify=justify, width=wide)  # type: ignore[arg-type]
    for row in cells:
        made.add_row(*(Text(_at_blanks(c, wide)) for c, wide in zip(row, widths, strict=True)))
    out = io.StringIO()
    Console(file=out, width=room, color_system=None, highlight=False, markup=False).print(made)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def _paragraphs(names: Sequence[str], cells: Sequence[Sequence[str]], room: int) -> str:
    """One paragraph a row: its name, then what is known of it."""
    lines = []
    for first, *rest in cells:
        known = [f"{name} {text}" for name, text in zip(names[1:], rest, strict=True) if text]
        lines += [folded(first, "", room), folded("; ".join(known), "  ", room)]
    return "\n".join(line for line in lines if line.strip())


def _widths(
    names: Sequence[str], cells: Sequence[Sequence[str]], whole: Collection[str], room: int
) -> list[int] | None:
    """How wide each column is: as its longest line, less where there is no room for that.

    The widest columns give way first, down to their longest word, but `whole` columns after the
    others; ``None`` where the longest words do not fit side by side.
    """
    columns = [
        [name, *column] for name, column in zip(names, zip(*cells, strict=True), strict=True)
    ]
    wide = [max(text_width(line) for text in c for line in text.split("\n")) for c in columns]
    words = [max(text_width(part) for text in c for part in _parts(text)) for c in columns]
    if sum(words) > room:
        return None
    everything = range(len(names))
    for giving in ([k for k in everything if names[k] not in whole], everything):
        while sum(wide) > room and (free := [k for k in giving if wide[k] > words[k]]):
            wide[max(free, key=wide.__getitem__)] -= 1
    return wide


def _parts(text: str) -> list[str]:
    """What is not broken while there is room: words, and the members of a group."""
    return [part for word in text.split() for part in _members(word)] or [""]


def _members(word: str) -> list[str]:
    """``a+b`` as ``a`` and ``+b``."""
    return [part for part in re.split(r"(?=\+)", word) if part]


def _at_blanks(text: str, wide: int) -> str:
    """A text folded between words, and a group longer than a line between its members.

    >>> print(_at_blanks("or greens+labour+nz-first", 14))
    or
    greens+labour
    +nz-first
    """
    lines = []
    for line in text.split("\n"):
        lines.append("")
        for word in line.split():
            gap = " " if lines[-1] else ""
            if text_width(lines[-1] + gap + word) <= wide:
                lines[-1] += gap + word
                continue
            if lines[-1]:
                lines.append("")
            for part in _members(word):
                if lines[-1] and text_width(lines[-1] + part) > wide:
                    lines.append("")
                lines[-1] += part
    return "\n".join(lines)


def to_csv(rows: Sequence[Mapping[str, Any]], *, fractions: bool = False) -> str:
    """Rows as CSV; lists are joined with ``+``, and numbers stand in full, as decimals.

    With `fractions` exact ones stay what they are, which spreadsheets take for text or a day.

    >>> row = {"party": "a", "share": Fraction(1, 8), "seats": Fraction(4)}
    >>> print(to_csv([row]), to_csv([row], fractions=True).splitlines()[1])
    party,share,seats
    a,0.125,4
     a,1/8,4
    """
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({k: cell(_in_full(v, fractions)) for k, v in row.items()} for row in rows)
    return out.getvalue()


def _in_full(value: Any, fractions: bool) -> Any:
    """Numbers, alone or in lists, with all their digits: a table rounds, a file does not."""
    if isinstance(value, Fraction):
        whole = fractions or value.denominator == 1
        return str(value) if whole else repr(float(value))
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return {k: _part_in_full(v, fractions) for k, v in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_part_in_full(v, fractions) for v in value]
    return value


def _part_in_full(value: Any, fractions: bool) -> Any:
    """The same for a part of a cell, which is text anyway: 3, not 3.0."""
    whole = isinstance(value, float) and value.is_integer()
    return _in_full(int(value) if whole else value, fractions)


def folded(
    text: str, indent: str = "", columns_wide: int | None = None, *, hanging: str = ""
) -> str:
    """A paragraph folded to the width; `hanging` goes before all lines but the first."""
    import textwrap

    return textwrap.fill(
        clean(text),
        columns_wide or width(),
        initial_indent=indent,
        subsequent_indent=indent + hanging,
        break_long_words=True,
        break_on_hyphens=False,
    )


def form_text(answer: Form) -> str:
    """The main job on one screen."""
    parts = [_heading(answer.case), _picture(answer.case), _counts(answer.potential)]
    shown = answer.verdicts()
    if shown:
        parts.append(_listing(answer, shown))
    parts.append(_formed(answer))
    parts.append(_legend(answer))
    return "\n\n".join(p for p in parts if p)


def _heading(case: Case) -> str:
    assembly = case.assembly
    day = f", {case.date}" if case.date else ""
    governs = assembly.investiture.rule is not None
    lines = [
        folded(case.title),
        folded(f"{assembly.name}: {_size(case)}{day}"),
        folded(f"decides by {assembly.rule.describe()}"),
        folded(f"{'investiture ' if governs else ''}{assembly.investiture.describe()}"),
    ]
    alone = [p for p in assembly.ids if case.kind != "council" and blocks(assembly, [p])]
    if alone:
        lines.append(folded(f"can block alone: {', '.join(alone)}"))
    lines += [
        folded(
            f"{body.binds} vote as the {body.name or body.id} decides: "
            f"{body.quota} of {body.size} members carry it"
        )
        for body in assembly.blocs
    ]
    if case.terms.stated:
        gone = len(case.terms) - len(case.terms.active)
        withdrawn = f", {gone} withdrawn" if gone else ""
        lines.append(folded(f"stated terms: {len(case.terms.active)} in force{withdrawn}"))
    return "\n".join(lines)


def _size(case: Case) -> str:
    number = len(case.assembly.parties)
    if case.kind == "council":
        return f"{number} members"
    return f"{number} {'party' if number == 1 else 'parties'}, {case.assembly.size} seats"


def _picture(case: Case) -> str:
    return hemicycle_text(
        case.assembly.slices(case.formed),
        width=min(width(), 76),
        colour=colours(),
        majority=case.assembly.majority,
    )


def _counts(judged: Potential) -> str:
    total = len(judged.statuses)
    said = ", ".join(
        f"{judged.count(s)} {s if s != 'depends' else 'depend on an unknown'}"
        for s in ("open", "ruled out", "impossible", "depends")
    )
    scope = (
        "cabinets short of a majority count when outside parties can carry them"
        if judged.minority
        else "cabinets short of a majority count as impossible; --minority looks at outside help"
    )
    return folded(f"{total} cabinets: {said}.") + "\n" + folded(f"({scope})")


def _listing(answer: Form, shown: Sequence[Verdict]) -> str:
    rows = [_shown(answer, k, v) for k, v in enumerate(shown, start=1)]
    open_ones = len(answer.ranked)
    listed = sum(v.status == "open" for v in shown)
    head = f"open cabinets, {listed} of {open_ones} shown" if open_ones else "no cabinet is open"
    if listed < open_ones:
        head += " (--top N for more)"
    head = folded(head)
    if width() < _NARROW:
        return head + "\n" + "\n".join(_two_lines(row) for row in rows)
    columns = ["#", "cabinet", "seats", "margin", "type", "range", "with", "theories"]
    if any(v.status != "open" for v in shown):
        columns.insert(2, "status")
    empty = [c for c in ("range", "with") if not any(r[c] for r in rows)]
    kept = [c for c in columns if c not in empty]
    for row in rows:
        row["cabinet"] = _at_blanks(row["cabinet"], max(width() // 4, 20))
    right = ["#", "seats", "margin", "range"]
    return head + "\n" + table(rows, columns=kept, right=right, whole=["cabinet"])


def _shown(answer: Form, number: int, verdict: Verdict) -> dict[str, str]:
    row = answer.row(verdict)
    margin = row["margin"]
    codes = [THEORIES[t].short or t for t in row["theories"]]
    place = str(number) if verdict.status == "open" else ""
    return {
        "#": place + ("*" if row["formed"] else ""),
        "cabinet": "+".join(row["parties"]),
        "status": verdict.status,
        "seats": cell(row["seats"]),
        "margin": f"{margin:+d}" if isinstance(margin, int) else cell(margin),
        "type": verdict.type,
        "range": cell(row["range"]),
        "with": _with(verdict),
        "theories": " ".join(codes),
    }


def _with(verdict: Verdict) -> str:
    """What carries an open cabinet from outside, or what stands against another."""
    if verdict.status == "open":
        if not verdict.ways:
            return ""
        best = verdict.ways[0]
        said = [
            f"{'+'.join(who)} {verb}"
            for who, verb in ((best.support, "for"), (best.tolerates, "abstaining"))
            if who
        ]
        more = f" (or {len(verdict.ways) - 1} more)" if len(verdict.ways) > 1 else ""
        return " and ".join(said) + (more if said else "")
    if verdict.status == "ruled out":
        return "term " + ", ".join(t.id for t in verdict.terms[:3])
    return verdict.reason.partition("; ")[2] if verdict.status == "depends" else ""


def _two_lines(row: Mapping[str, str]) -> str:
    status = "" if row["status"] == "open" else f", {row['status']}"
    first = f"{row['#']:>3} {row['cabinet']}: {row['seats']} seats ({row['margin']}){status}"
    said = [row["type"], f"range {row['range']}" if row["range"] else "", row["with"]]
    rest = "; ".join(s for s in said if s)
    lines = [folded(first), folded(rest, "    ")]
    if row["theories"]:
        lines.append(folded(row["theories"], "    "))
    return "\n".join(lines)


def _formed(answer: Form) -> str:
    formed = answer.case.formed
    if formed is None:
        return ""
    who = f"* formed: {'+'.join(formed.cabinet)}"
    for verb, parties in (("supported by", formed.support), ("tolerated by", formed.tolerates)):
        who += f", {verb} {'+'.join(parties)}" if parties else ""
    told = ", ".join(s for s in (formed.head, formed.date) if s)
    lines = [folded(f"{who}{f' ({told})' if told else ''}: {answer.standing}")]
    if answer.case.vote:
        lines.append(folded(_vote(answer.case), "  "))
    return "\n".join(lines)


def _vote(case: Case) -> str:
    vote = case.vote
    said = [
        f"{vote[key]} {word}"
        for key, word in (("yes", "for"), ("no", "against"), ("abstain", "abstaining"))
        if vote.get(key) is not None
    ]
    if vote.get("absent") is not None:
        said.append(f"{vote['absent']} absent")
    result = "passed" if vote["passed"] else "not passed"
    return f"vote of {vote['date']}: {', '.join(said)}; {result}"


def _legend(answer: Form) -> str:
    codes = [
        f"{THEORIES[p.theory.id].short} {p.theory.title.lower()}"
        for p in answer.predictions.predictions
    ]
    return folded("theories: " + "; ".join(codes)) if codes else ""


def decisions_text(answer: Decisions) -> str:
    """A body that forms no government, on one screen."""
    said = answer.summary()
    total = 2 ** len(answer.case.assembly.ids)
    lines = [
        _heading(answer.case),
        folded(
            f"{said['winning']:,} of {total:,} coalitions win; {said['blocking']:,} can block; "
            f"the smallest blocking coalitions have {said['smallest_blocking']} "
            f"member{'s' if said['smallest_blocking'] != 1 else ''}"
        ),
        table(answer.rows(), right=["members", "winning", "blocking"]),
        folded("smallest blocking coalitions")
        + "\n"
        + "\n".join(folded("+".join(c), "  ") for c in answer.blockers),
    ]
    return "\n\n".join(lines)


def case_text(case: Case) -> str:
    """One case: parties, rule, terms, variants, sources."""
    parts = [_heading(case)]
    if case.notes:
        parts.append(folded(case.notes))
    shown = [
        {
            "party": p.id,
            "name": p.name,
            "seats": "unknown" if p.seats is None else p.seats,
            "votes": "" if p.votes == p.seats else p.votes,
            "position": None if case.space is None else case.space.positions().get(p.id),
            "source": p.source,
        }
        for p in case.assembly.parties
    ]
    columns = ["party", "name", "seats", "votes", "position", "source"]
    kept = [c for c in columns if any(cell(r[c]) for r in shown)]
    parts.append(table(shown, columns=kept, right=["seats", "votes", "position"]))
    for group in case.assembly.residual:
        held = span(case.assembly.seats_of(group.parties))
        parts.append(folded(f"together {held} seats, split unknown: {', '.join(group.parties)}"))
    if case.terms.stated:
        lines = ["stated terms"]
        for term in case.terms:
            gone = f"; withdrawn {term.withdrawn}" if term.withdrawn else ""
            lines.append(
                folded(f"{term.id}: {term.describe()} [{', '.join(term.binds)}]{gone}", "  ")
            )
        parts.append("\n".join(lines))
    if case.variants:
        lines = ["variants side by side (* used here)"]
        for fact in case.variants:
            values = "; ".join(
                f"{'*' if v['chosen'] else ''}{v['value']} ({v['source']})" for v in fact["values"]
            )
            lines.append(folded(f"{fact['fact']}: {values}", "  "))
        parts.append("\n".join(lines))
    if case.sources:
        lines = ["sources"]
        lines += [folded(f"{s.key}: {s.describe()}", "  ") for s in case.sources.values()]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)
