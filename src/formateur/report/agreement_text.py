"""Answers on what the partners settle on, as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from formateur.agreement.portfolios import Portfolios, checked_posts, checked_seats, compare
from formateur.elections import spelled
from formateur.elections.apportion import exact_shares
from formateur.errors import FormateurError
from formateur.report.text import folded, table
from formateur.results import Listing

__all__ = ["fits_text", "portfolios_text", "side_by_side", "side_by_side_text"]


def side_by_side(
    name: str, seats: Mapping[str, int | None], posts: int | Sequence[str]
) -> Listing:
    """Posts by party under every seat method, a row each; the first row is the exact share."""
    parties = checked_seats(seats)
    number = len(checked_posts(posts, parties))
    total = sum(parties.values())
    due: dict[str, Any] = {"method": "exact share"}
    due |= {p: round(float(number * s), 2) for p, s in exact_shares(parties).items()}
    due["open"] = ""
    rows, notes = [due], []
    for method, made in compare(parties, posts).items():
        if isinstance(made, FormateurError):
            notes.append(str(made))
            continue
        notes += made.notes
        ties = [f"{t.seats} between {', '.join(t.parties)}" for t in made.ties]
        rows.append({"method": spelled(method), **made.seats, "open": "; ".join(ties)})
    return Listing(
        input=f"{name}: {'+'.join(parties)}, {total} seats, {number} posts",
        method="every seat method",
        parameters={"posts": number, "seats": parties},
        sources=("gamson_1961", "browne_franklin_1973"),
        notes=tuple(notes),
        listed=tuple(rows),
    )


def side_by_side_text(answer: Listing) -> str:
    """The table of methods; a column for ties only where there are some."""
    rows = answer.rows()
    tied = any(row["open"] for row in rows)
    columns = [c for c in rows[0] if c != "open" or tied]
    right = [c for c in columns if c not in ("method", "open")]
    whole = [c for c in columns if c != "open"]
    made = table(rows, columns=columns, right=right, whole=whole)
    return f"{folded(answer.input)}\n\n{made}"


def portfolios_text(answer: Portfolios, name: str) -> str:
    """Posts by party, ties, turns, envy."""
    total = sum(answer.seats.values())
    by = answer.parameters.get("seat_method")
    how = spelled(answer.method) + (f" by {spelled(by)}" if by else "")
    worth = answer.parameters.get("counts_for")
    how += f"; the premiership of {answer.premier} counts for {worth}" if answer.premier else ""
    head = f"{name}: {answer.input}, {total} seats, {answer.number} posts; {how}"
    rows = [_row(row) for row in answer.rows()]
    right = ["seats", "due", "posts", "worth"]
    parts = [folded(head), table(rows, right=right)]
    parts += [
        folded(
            f"equal claims of {', '.join(t.parties)} to the last {t.seats} "
            f"{'post' if t.seats == 1 else 'posts'}: nobody's here"
        )
        for t in answer.ties
    ]
    if answer.turns:
        turns = [
            {"turn": k, "party": t.party, "post": t.post} for k, t in enumerate(answer.turns, 1)
        ]
        parts.append(table(turns, right=["turn"]))
    if answer.envy is not None:
        parts.append("\n".join(folded(line) for line in _envy(answer)))
    return "\n\n".join(parts)


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    shown = {k: v for k, v in row.items() if k not in ("share", "tied")}
    shown["due"] = f"{row['due']:.2f}"
    if "worth" in row:
        shown["worth"] = f"{row['worth']:.3f}" if row["worth"] <= 1 else f"{row['worth']:g}"
    if "portfolios" in row:
        shown["portfolios"] = ", ".join(row["portfolios"])
    return shown


def _envy(answer: Portfolios) -> list[str]:
    if not answer.envy:
        return ["per seat, nobody would rather have the posts of another"]
    said = []
    for e in answer.envy:
        end = f"without {e.without} it would not" if e.without else "by more than one post"
        said.append(f"per seat, {e.party} would rather have the posts of {e.of}; {end}")
    return said


_FITS = {
    "gamson": "least squares of shares of posts on shares of seats",
    "log_ratio": "least squares of isometric log-ratios (no constant)",
}


def fits_text(answer: Listing) -> str:
    """Coefficients of each fit with their errors; slope 1 is Gamson's law in both."""
    parts = [f"{answer.input}: shares of posts on shares of seats"]
    for method, size in answer.summary().items():
        rows = [
            {
                "coefficient": r["coefficient"],
                "estimate": f"{r['estimate']:.4f}",
                "standard error": f"{r['standard_error']:.4f}",
            }
            for r in answer.rows()
            if r["fit"] == method
        ]
        head = f"{_FITS[method]}; {size['number']} equations, R2 {size['r_squared']:.3f}"
        parts.append(f"{folded(head)}\n{table(rows, right=['estimate', 'standard error'])}")
    parts.append(folded("Gamson's law is slope 1 of seats and nothing else"))
    return "\n\n".join(parts)
