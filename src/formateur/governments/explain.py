"""Why a cabinet can or cannot form, step by step."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from typing import Any

from formateur.assembly import Assembly, House, assembly_of, carried
from formateur.coalitions import surplus
from formateur.governments.scope import Scope, scope_of
from formateur.governments.verdicts import Verdict, judged, others, votes_said
from formateur.governments.ways import too_many_ways, ways_of
from formateur.results import Result
from formateur.rules import Division
from formateur.space import Space
from formateur.terms import Terms

__all__ = ["Why", "why"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Why(Result):
    """Why a cabinet is impossible, ruled out, open, or depends: step by step."""

    verdict: Verdict
    steps: tuple[tuple[str, str, str], ...]

    def rows(self) -> list[dict[str, Any]]:
        """One row per step: what is looked at, what it says, its source."""
        return [{"step": s, "says": says, "source": source} for s, says, source in self.steps]

    def summary(self) -> dict[str, Any]:
        """The verdict."""
        return self.verdict.row()

    def __repr__(self) -> str:
        return f"<Why {'+'.join(self.verdict.cabinet)}: {self.verdict.status}>"


def why(
    assembly: House,
    cabinet: Collection[str],
    terms: Terms | None = None,
    *,
    space: Space | None = None,
    minority: bool | None = None,
) -> Why:
    """Say why a cabinet can or cannot form: numbers, rule, ways to pass, terms, verdict.

    When the cabinet has no majority of its own, ways with outside help are looked for even where
    `minority` is off, and named as what it would take. Of a case, its terms and positions count.

    Examples
    --------
    >>> a = Assembly.from_seats({"red": 40, "blue": 35, "green": 25}, name="toy")
    >>> for row in why(a, ["green"]).rows():
    ...     print(row["step"], "|", row["says"])
    numbers | green: 25 of 100 votes, 26 short of a majority
    rule | positive: more than half of all 100 votes (51)
    alone | does not pass when all others vote against
    outside help | blue voting for; or red voting for
    verdict | impossible: 25 of 100 votes, 26 short without outside help
    """
    given = carried(assembly, "terms", terms) or Terms()
    space = carried(assembly, "space", space)
    assembly = assembly_of(assembly)
    scope = scope_of(assembly, given, minority)
    verdict = judged(scope, cabinet)
    members = verdict.cabinet
    steps = [("numbers", _numbers(assembly, members), "")]
    rule = assembly.investiture
    steps.append(("rule", rule.describe() + (f". {rule.law}" if rule.law else ""), rule.source))
    alone = scope.rule.passes(Division(frozenset(members)))
    alone_says = {
        True: "passes",
        False: "does not pass",
        None: "passes or not, by unknown seats,",
    }[alone]
    steps.append(("alone", f"{alone_says} when all others vote against", ""))
    if alone and (needed := _needed(scope, members)):
        steps.append(("needed", needed, ""))
    if not alone:
        steps.append(("outside help", _help(assembly, members, given), ""))
    if space is not None and (extent := space.range_of(members)) is not None:
        steps.append(("range", f"{extent:g} on {space.dimensions[0].id}", ""))
    steps += [(f"term {t.id}", t.describe(), t.source) for t in verdict.terms]
    steps += [
        (f"withdrawn {t.id}", f"{t.describe()}; withdrawn {t.withdrawn}", t.source)
        for t in given
        if t.withdrawn and set(t.by) & set(members)
    ]
    against = ", ".join(t.id for t in verdict.terms) if verdict.status == "ruled out" else ""
    said = f"ruled out by {against}" if against else f"{verdict.status}: {verdict.reason}"
    steps.append(("verdict", said, ""))
    return Why(
        input=assembly.name,
        method="why",
        parameters={"cabinet": members, "minority": scope.outside},
        sources=tuple(dict.fromkeys(s for _, _, s in steps if s)),
        notes=assembly.remarks,
        verdict=verdict,
        steps=tuple(steps),
    )


def _needed(scope: Scope, members: tuple[str, ...]) -> str:
    """Members who can stop the cabinet by leaving it, and who decides for them."""
    if len(members) == 1 and not scope.assembly.blocs:
        return ""
    critical = [p for p in members if not scope.rule.passes(Division(frozenset(members) - {p}))]
    if not critical:
        return "nobody alone: it passes without any one of its members"
    said = f"{', '.join(critical)}: it fails when any of these leaves" if critical else ""
    if len(critical) == 1:
        said = f"{critical[0]}: it fails when this party leaves"
    bodies = [b for b in scope.assembly.blocs if b.binds in critical]
    return said + "".join(
        f"; {b.quota} of the {b.size} members of the {b.name or b.id} decide for {b.binds}"
        for b in bodies
    )


def _numbers(assembly: Assembly, members: tuple[str, ...]) -> str:
    held = f"{'+'.join(members)}: {votes_said(assembly, members)}"
    over = surplus(assembly, members)
    if isinstance(over, int):
        short = f"{-over} short of a majority" if over < 0 else f"{over} above the quota"
        return f"{held}, {short}"
    return held


def _help(assembly: Assembly, members: tuple[str, ...], terms: Terms) -> str:
    scope = scope_of(assembly, terms, minority=True)
    cabinet = scope.mask(members)
    ways = ways_of(scope, cabinet)
    if not ways:
        return "none that the stated terms allow" if terms.active else "none is enough"
    said = [
        " and ".join(
            f"{'+'.join(who)} {verb}"
            for who, verb in ((w.support, "voting for"), (w.tolerates, "abstaining"))
            if who
        )
        for w in islice(ways, 4)
    ]
    more = f"; or {others(len(ways) - 4)}" if len(ways) > 4 else ""
    if too_many_ways(scope, cabinet):
        more = "; perhaps others, too many ways to vote to look through"
    return "; or ".join(said) + more
