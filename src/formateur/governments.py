"""Potential governments: which cabinets are impossible, ruled out, open, or depend on an unknown.

A cabinet is *possible* when some outside parties, by voting for it or abstaining, let it pass the
investiture rule; cabinets short of a majority are in scope under a negative rule or on request.
It is *ruled out* when the stated terms leave no such way, *open* when one is left, and *depends*
when unknown seats or positions decide.

References
----------
strom_1990, bergman_1993, laver_schofield_1990
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import prod
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from formateur.assembly import Assembly, Government
from formateur.coalitions import find, span, surplus
from formateur.errors import FormateurError, UnknownIdError
from formateur.results import Result
from formateur.rules import Division, NotOpposed, Rule
from formateur.space import Space
from formateur.terms import Exclude, OnlyWith, Term, Terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["STATUSES", "Potential", "Verdict", "Why", "blocks", "judge", "potential", "why"]

Status: TypeAlias = Literal["impossible", "ruled out", "open", "depends"]
STATUSES: tuple[Status, ...] = ("impossible", "ruled out", "open", "depends")

ALL_PARTIES = 20  # up to here every cabinet is judged: 2**20 of them
_WAYS = 1 << 16  # ways to vote that are looked through for one cabinet
_STREAMED = 20_000  # cabinets judged one by one above ALL_PARTIES


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """One cabinet, judged. `ways` are its minimal supporting and tolerating sets."""

    assembly: Assembly
    cabinet: tuple[str, ...]
    status: Status
    type: str
    reason: str
    ways: tuple[Government, ...] = ()
    terms: tuple[Term, ...] = ()

    @property
    def seats(self) -> int | str:
        """Seats of the cabinet, or ``low..high``."""
        return span(self.assembly.seats_of(self.cabinet))

    def row(self) -> dict[str, Any]:
        """The verdict as one plain row."""
        first = self.ways[0] if self.ways else None
        return {
            "parties": self.cabinet,
            "status": self.status,
            "seats": self.seats,
            "margin": surplus(self.assembly, self.cabinet),
            "type": self.type,
            "support": first.support if first else (),
            "tolerates": first.tolerates if first else (),
            "ways": len(self.ways),
            "terms": tuple(t.id for t in self.terms),
            "reason": self.reason,
        }

    def __repr__(self) -> str:
        return f"<Verdict {'+'.join(self.cabinet)}: {self.status}, {self.reason}>"


@dataclass(frozen=True, slots=True)
class _Scope:
    """What is asked about one assembly: which outside votes count, and which terms stand."""

    assembly: Assembly
    terms: tuple[Term, ...]
    outside: bool  # may parties outside the cabinet vote for it or abstain?

    @property
    def rule(self) -> Rule:
        rule = self.assembly.investiture.rule
        if rule is None:
            raise FormateurError(
                f"{self.assembly.name} forms no government: it has no investiture rule"
            )
        return rule

    def place(self, party: str) -> int:
        return self.assembly.ids.index(party)

    def mask(self, parties: Iterable[str]) -> int:
        return sum(1 << self.place(p) for p in set(parties))

    def ids(self, mask: int) -> tuple[str, ...]:
        return tuple(p for k, p in enumerate(self.assembly.ids) if mask >> k & 1)


def _scope(assembly: Assembly, terms: Terms, minority: bool | None) -> _Scope:
    outside = assembly.investiture.negative if minority is None else minority
    for term in terms:
        assembly.ordered([*term.by, *term.parties, *term.maybe])
    return _Scope(assembly, terms.active, outside)


Masks: TypeAlias = "NDArray[np.int64]"
Truths: TypeAlias = "NDArray[np.bool_]"


def _refusals(scope: _Scope, term: Term, cabinets: Any, *, doubtful: bool) -> Any:
    """Which cabinets the term refuses; `doubtful` counts parties it perhaps means as meant."""
    meant = scope.mask(term.parties)
    if isinstance(term, OnlyWith):
        return (cabinets & meant) != meant
    if doubtful:
        meant |= scope.mask(term.maybe)
    return (cabinets & meant) != 0


def _seated(scope: _Scope, cabinets: Any, *, doubtful: bool) -> Any:
    """Cabinets that no member refuses to sit in."""
    import numpy as np

    allowed = np.ones(np.shape(cabinets), dtype=bool)
    for term in scope.terms:
        if "cabinet" in term.binds:
            inside = (cabinets & scope.mask(term.by)) != 0
            allowed &= ~(inside & _refusals(scope, term, cabinets, doubtful=doubtful))
    return allowed


def _stances(scope: _Scope, cabinets: Any, *, doubtful: bool) -> tuple[Any, Any]:
    """Masks of the outside parties that may vote for, and that may abstain for, each cabinet."""
    import numpy as np

    everybody = (1 << len(scope.assembly.ids)) - 1
    outside = everybody & ~cabinets
    if not scope.outside:
        return np.zeros_like(outside), np.zeros_like(outside)
    support, tolerate = outside, outside
    for term in scope.terms:
        refused = _refusals(scope, term, cabinets, doubtful=doubtful)
        asserters = scope.mask(term.by)
        if {"support", "tolerance"} & set(term.binds):
            support = support & ~np.where(refused, asserters, 0)
        if "tolerance" in term.binds:  # they vote against, so they do not vote for it either
            tolerate = tolerate & ~np.where(refused, asserters, 0)
        if "reliance" in term.binds:
            unwanted = _unwanted(scope, term, cabinets, doubtful=doubtful)
            support, tolerate = support & ~unwanted, tolerate & ~unwanted
    return support, tolerate


def _unwanted(scope: _Scope, term: Term, cabinets: Any, *, doubtful: bool) -> Any:
    """Outside parties on which a member of the cabinet will not rest."""
    import numpy as np

    if isinstance(term, OnlyWith):
        return 0
    meant = scope.mask(term.parties) | (scope.mask(term.maybe) if doubtful else 0)
    return np.where((cabinets & scope.mask(term.by)) != 0, meant, 0)


def _passes(scope: _Scope, cabinets: Any, support: Any, tolerate: Any) -> tuple[Any, Any]:
    """Whether the most helpful votes left carry the investiture: surely, possibly."""
    from formateur.coalitions.tables import Ballots

    yes = cabinets | support
    return scope.rule.truth(Ballots(scope.assembly.ids, yes, tolerate & ~yes))


def _statuses(scope: _Scope, cabinets: Any) -> NDArray[np.int8]:
    """Index into STATUSES for each cabinet mask, shape as given."""
    import numpy as np

    everybody = (1 << len(scope.assembly.ids)) - 1
    free = (everybody & ~cabinets) if scope.outside else np.zeros_like(cabinets)
    _, by_numbers = _passes(scope, cabinets, free, np.zeros_like(cabinets))
    judged = []
    for doubtful in (True, False):
        support, tolerate = _stances(scope, cabinets, doubtful=doubtful)
        surely, possibly = _passes(scope, cabinets, support, tolerate)
        seated = _seated(scope, cabinets, doubtful=doubtful)
        judged.append((surely & seated, possibly & seated))
    (certain, _), (_, conceivable) = judged
    return np.select(
        [~by_numbers, ~conceivable, certain],
        [STATUSES.index("impossible"), STATUSES.index("ruled out"), STATUSES.index("open")],
        STATUSES.index("depends"),
    ).astype(np.int8)


def _type(assembly: Assembly, cabinet: tuple[str, ...]) -> str:
    """What the field calls it by its seats: majority, minimal winning, surplus, minority."""
    wins = assembly.wins(cabinet)
    if wins is None:
        return "depends"
    if not wins:
        return "single-party minority" if len(cabinet) == 1 else "minority coalition"
    if len(cabinet) == 1:
        return "single-party majority"
    spare = any(assembly.wins(set(cabinet) - {p}) for p in cabinet)
    return "surplus majority" if spare else "minimal winning"


def _ways(scope: _Scope, cabinet: int) -> tuple[Government, ...]:
    """Minimal outside help: nobody in it could help less without the cabinet failing.

    Fewest helpers first, then fewest helping votes, then case order. Where the ways to vote are
    too many to look through, one minimal way is found and the others are left unsaid.
    """
    import numpy as np

    stances = _stances(scope, np.array(cabinet), doubtful=True)
    support, tolerate = _that_matter(scope.rule, int(stances[0]), int(stances[1]))
    helpers = [k for k in range(len(scope.assembly.ids)) if (support | tolerate) >> k & 1]
    choices = [
        [0, *([1] if tolerate >> k & 1 else []), *([2] if support >> k & 1 else [])]
        for k in helpers
    ]
    shape = tuple(len(o) for o in choices)
    if prod(shape) > _WAYS:
        return _one_way(scope, cabinet, support, tolerate)
    # One axis per helper, its steps from no help to most help; a last axis for no helpers at all.
    yes = np.full((*shape, 1), cabinet, dtype=np.int64)
    abstain = np.zeros((*shape, 1), dtype=np.int64)
    for axis, (k, options) in enumerate(zip(helpers, choices, strict=True)):
        along = [1] * (len(shape) + 1)
        along[axis] = len(options)
        yes |= np.array([(o == 2) << k for o in options]).reshape(along)
        abstain |= np.array([(o == 1) << k for o in options]).reshape(along)
    passing, _ = _passes(scope, yes, np.zeros_like(yes), abstain)
    minimal = np.array(np.broadcast_to(passing, yes.shape))
    for axis in range(len(shape)):
        less = np.roll(passing, 1, axis=axis)
        np.moveaxis(less, axis, 0)[0] = False
        minimal &= ~less
    found = [
        _government(scope, cabinet, int(yes[at]), int(abstain[at]))
        for at in zip(*np.nonzero(minimal), strict=True)
    ]
    return tuple(sorted(found, key=lambda g: _burden(scope.assembly, g)))


def _that_matter(rule: Rule, support: int, tolerate: int) -> tuple[int, int]:
    """Leave out stances that count like a lesser one under every threshold of the rule."""
    negative = isinstance(rule, NotOpposed)
    judged = rule.rule if isinstance(rule, NotOpposed) else rule
    if any(isinstance(r, NotOpposed) for r in (judged, *_below(judged))):
        return support, tolerate
    forms = [leaf.inequality()[0] for leaf in judged.leaves]
    counted = [(f.yes, f.abstain, f.no) if negative else (f.no, f.abstain, f.yes) for f in forms]
    if all(abstain == yes for _, abstain, yes in counted):
        support &= ~tolerate  # abstaining is as good as voting for
    if all(abstain == no for no, abstain, _ in counted):
        tolerate = 0  # abstaining is as bad as voting against
    return support, tolerate


def _below(rule: Rule) -> list[Rule]:
    """Every rule inside this one."""
    inner: tuple[Rule, ...] = getattr(rule, "rules", ())
    return [r for child in inner for r in (child, *_below(child))]


def _one_way(scope: _Scope, cabinet: int, support: int, tolerate: int) -> tuple[Government, ...]:
    """One minimal way: everybody helps, then each, smallest first, as little as still passes."""
    ids = scope.assembly.ids
    yes, abstain = cabinet | support, tolerate & ~support

    def passes(yes: int, abstain: int) -> bool:
        division = Division(frozenset(scope.ids(yes)), frozenset(scope.ids(abstain)))
        return scope.rule.passes(division) is True

    if not passes(yes, abstain):
        return ()
    places = [k for k in range(len(ids)) if (support | tolerate) >> k & 1]
    for k in sorted(places, key=lambda k: scope.assembly.votes_of([ids[k]])[1]):
        bit = 1 << k
        for lesser in ((yes & ~bit, abstain & ~bit), (yes & ~bit, abstain | (bit & tolerate))):
            if passes(*lesser):
                yes, abstain = lesser
                break
    return (_government(scope, cabinet, yes, abstain),)


def _government(scope: _Scope, cabinet: int, yes: int, abstain: int) -> Government:
    return Government(scope.ids(cabinet), scope.ids(yes & ~cabinet), scope.ids(abstain))


def _burden(assembly: Assembly, government: Government) -> tuple[int, int, tuple[int, ...]]:
    helpers = government.support + government.tolerates
    return (
        len(helpers),
        assembly.votes_of(helpers)[0],
        tuple(assembly.ids.index(p) for p in helpers),
    )


def _binding(scope: _Scope, cabinet: int) -> tuple[Term, ...]:
    """Active terms that speak against this cabinet or take outside help away from it."""
    import numpy as np

    here = np.array(cabinet)
    outside = ((1 << len(scope.assembly.ids)) - 1) & ~cabinet
    found = []
    for term in scope.terms:
        asserters = scope.mask(term.by)
        refused = bool(_refusals(scope, term, here, doubtful=True))
        sits = "cabinet" in term.binds and refused and asserters & cabinet
        helps = {"support", "tolerance"} & set(term.binds) and refused and asserters & outside
        unwanted = (
            "reliance" in term.binds and _unwanted(scope, term, here, doubtful=True) & outside
        )
        if sits or (scope.outside and (helps or unwanted)):
            found.append(term)
    return tuple(found)


def _against(scope: _Scope, cabinet: int) -> tuple[Term, ...]:
    """Of the binding terms, those that are enough to rule the cabinet out; seats first."""
    import numpy as np

    here = np.array(cabinet)
    sits = tuple(
        t
        for t in scope.terms
        if "cabinet" in t.binds
        and scope.mask(t.by) & cabinet
        and _refusals(scope, t, here, doubtful=False)
    )
    return sits or _binding(scope, cabinet)


def _votes(assembly: Assembly, parties: Collection[str]) -> str:
    return f"{span(assembly.votes_of(parties))} of {assembly.votes.total} votes"


def _reason(scope: _Scope, cabinet: int, status: Status, ways: Sequence[Government]) -> str:
    ids = scope.ids(cabinet)
    held = _votes(scope.assembly, ids)
    if status == "impossible":
        if scope.outside:
            return f"{held}, not enough even with all outside help"
        form = scope.rule.weighted()
        short = ""
        if form is not None and form[0].name == "votes":
            short = f", {int(form[1]) - scope.assembly.votes_of(ids)[1]} short"
        return f"{held}{short or ', not enough'} without outside help"
    if status == "ruled out":
        return "; ".join(t.describe() for t in _against(scope, cabinet)[:3])
    if status == "depends":
        return f"{held}; depends on {_unknowns(scope, cabinet)}"
    best = ways[0] if ways else Government(ids)
    if not best.support and not best.tolerates:
        return f"{held}, passes alone"
    parts = [
        f"{'+'.join(who)} {verb}"
        for who, verb in ((best.support, "voting for"), (best.tolerates, "abstaining"))
        if who
    ]
    more = f" (or {_others(len(ways) - 1)})" if len(ways) > 1 else ""
    return f"{held}; passes with {' and '.join(parts)}{more}"


def _others(number: int) -> str:
    return "1 other way" if number == 1 else f"{number} other ways"


def _unknowns(scope: _Scope, cabinet: int) -> str:
    """The unknowns that decide, by name."""
    said = [
        f"the split of {g.seats} seats among {', '.join(g.parties)}"
        for g in scope.assembly.residual
    ]
    said += [
        f"whether {t.id} means {', '.join(t.maybe)} (no position known)"
        for t in scope.terms
        if isinstance(t, Exclude) and cabinet & scope.mask(t.maybe)
    ]
    return " and ".join(said) or "unknown seats"


def _verdict(scope: _Scope, cabinet: int, status: Status) -> Verdict:
    ids = scope.ids(cabinet)
    ways = _ways(scope, cabinet) if status == "open" else ()
    terms = _against(scope, cabinet) if status == "ruled out" else _binding(scope, cabinet)
    return Verdict(
        scope.assembly,
        ids,
        status,
        _type(scope.assembly, ids),
        _reason(scope, cabinet, status, ways),
        ways,
        terms if status != "impossible" else (),
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Potential(Result):
    """Every potential government of an assembly, judged; verdicts are made when asked for."""

    assembly: Assembly
    minority: bool
    scope: _Scope
    masks: Any = field(repr=False)
    statuses: Any = field(repr=False)

    def count(self, status: Status) -> int:
        """How many cabinets have this status."""
        if status not in STATUSES:
            raise UnknownIdError("status", status, STATUSES)
        return int((self.statuses == STATUSES.index(status)).sum())

    def cabinets(self, status: Status) -> Iterator[tuple[str, ...]]:
        """Cabinets with this status, in case order, fewer bits of later parties first."""
        chosen = self.masks[self.statuses == STATUSES.index(status)]
        return (self.scope.ids(int(mask)) for mask in chosen)

    def mask(self, cabinet: Collection[str]) -> int:
        """A cabinet as bits over the parties in case order."""
        return self.scope.mask(self.assembly.ordered(cabinet))

    def ids(self, mask: int) -> tuple[str, ...]:
        """The cabinet a mask stands for."""
        return self.scope.ids(mask)

    def verdicts(self, *statuses: Status) -> Iterator[Verdict]:
        """Verdicts in full, for the statuses named (all by default)."""
        for mask, index in zip(self.masks.tolist(), self.statuses.tolist(), strict=True):
            if not statuses or STATUSES[index] in statuses:
                yield _verdict(self.scope, mask, STATUSES[index])

    def verdict(self, cabinet: Collection[str]) -> Verdict:
        """The verdict on one cabinet."""
        return _judged(self.scope, cabinet)

    def rows(self) -> list[dict[str, Any]]:
        """One row per open cabinet, or one that depends on an unknown."""
        return [v.row() for v in self.verdicts("open", "depends")]

    def summary(self) -> dict[str, Any]:
        """How many cabinets have each status."""
        return {s.replace(" ", "_"): self.count(s) for s in STATUSES}

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.count(s)} {s}" for s in STATUSES if self.count(s))
        return f"<Potential {self.assembly.name}: {counts}>"


def potential(
    assembly: Assembly,
    terms: Terms | None = None,
    *,
    minority: bool | None = None,
    include: Collection[str] = (),
    exclude: Collection[str] = (),
    together: Iterable[Collection[str]] = (),
) -> Potential:
    """Judge every cabinet the parties of an assembly could form.

    Parameters
    ----------
    assembly
        The body, with its investiture rule.
    terms
        What parties state about each other; withdrawn terms are not applied.
    minority
        Whether outside parties may carry a cabinet by voting for it or abstaining. Default: yes
        under a negative rule, else no.
    include, exclude, together
        Only cabinets with, without these parties, or with these groups whole or not at all.

    Returns
    -------
    Potential
        Counts by status and verdicts. Up to 20 parties every cabinet is judged; above, the
        minimal winning ones, the first 20,000, with ``complete=False``.

    Examples
    --------
    >>> a = Assembly.from_seats({"red": 40, "blue": 35, "green": 25}, name="toy")
    >>> potential(a)
    <Potential toy: 3 impossible, 4 open>
    >>> no = Exclude("no-blue", by=("green",), parties=("blue",))
    >>> potential(a, Terms((no,)))
    <Potential toy: 3 impossible, 2 ruled out, 2 open>
    """
    import numpy as np

    terms = terms or Terms()
    scope = _scope(assembly, terms, minority)
    n = len(assembly.ids)
    if n > 62:
        raise FormateurError(
            f"{n} parties: cabinets are judged for up to 62; "
            "formateur coalitions lists coalitions of any number"
        )
    notes = list(assembly.remarks)
    if n <= ALL_PARTIES:
        masks, complete = np.arange(1, 1 << n, dtype=np.int64), True
    else:
        listed = find(assembly, limit=_STREAMED, include=include, exclude=exclude)
        masks = np.array([scope.mask(c) for c in listed.listed], dtype=np.int64)
        complete = False
        notes.append(
            f"{n} parties: of the cabinets, the first {len(masks)} minimal winning ones are judged"
        )
    masks = masks[_chosen(scope, masks, include, exclude, together)]
    return Potential(
        input=assembly.name,
        method="potential governments",
        parameters={
            "minority": scope.outside,
            **{k: v for k, v in (("include", include), ("exclude", exclude)) if v},
            **({"together": tuple(map(tuple, together))} if together else {}),
        },
        complete=complete,
        sources=tuple(dict.fromkeys(t.source for t in terms if t.source)),
        notes=tuple(notes),
        assembly=assembly,
        minority=scope.outside,
        scope=scope,
        masks=masks,
        statuses=_statuses(scope, masks),
    )


def _chosen(
    scope: _Scope,
    masks: Masks,
    include: Collection[str],
    exclude: Collection[str],
    together: Iterable[Collection[str]],
) -> Truths:
    assembly = scope.assembly
    wanted, unwanted = (scope.mask(assembly.ordered(g)) for g in (include, exclude))
    if wanted & unwanted:
        both = scope.ids(wanted & unwanted)
        raise FormateurError(f"{both[0]!r} is both included and excluded")
    kept: Truths = ((masks & wanted) == wanted) & ((masks & unwanted) == 0)
    for group in together:
        whole = scope.mask(assembly.ordered(group))
        kept &= ((masks & whole) == 0) | ((masks & whole) == whole)
    return kept


def _judged(scope: _Scope, cabinet: Collection[str]) -> Verdict:
    import numpy as np

    members = scope.assembly.ordered(cabinet)
    if not members:
        raise FormateurError("a cabinet has at least one party")
    mask = scope.mask(members)
    status = STATUSES[int(_statuses(scope, np.array([mask], dtype=np.int64))[0])]
    return _verdict(scope, mask, status)


def blocks(assembly: Assembly, coalition: Collection[str]) -> bool | None:
    """Whether the others cannot win without this coalition; ``None``: unknown seats decide.

    >>> blocks(Assembly.from_seats({"red": 60, "blue": 40}), ["red"])
    True
    """
    others = set(assembly.ids).difference(assembly.ordered(coalition))
    wins = assembly.wins(others)
    return None if wins is None else not wins


def judge(
    assembly: Assembly,
    cabinet: Collection[str],
    terms: Terms | None = None,
    *,
    minority: bool | None = None,
) -> Verdict:
    """Judge one cabinet.

    Examples
    --------
    >>> a = Assembly.from_seats({"red": 40, "blue": 35, "green": 25}, name="toy")
    >>> judge(a, ["green"])
    <Verdict green: impossible, 25 of 100 votes, 26 short without outside help>
    >>> judge(a, ["green"], minority=True).ways[0]
    <Government green, supported by blue>
    """
    return _judged(_scope(assembly, terms or Terms(), minority), cabinet)


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
    assembly: Assembly,
    cabinet: Collection[str],
    terms: Terms | None = None,
    *,
    space: Space | None = None,
    minority: bool | None = None,
) -> Why:
    """Say why a cabinet can or cannot form: numbers, rule, ways to pass, terms, verdict.

    When the cabinet has no majority of its own, ways with outside help are looked for even where
    `minority` is off, and named as what it would take.

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
    given = terms or Terms()
    scope = _scope(assembly, given, minority)
    verdict = _judged(scope, cabinet)
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


def _needed(scope: _Scope, members: tuple[str, ...]) -> str:
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
    held = f"{'+'.join(members)}: {_votes(assembly, members)}"
    over = surplus(assembly, members)
    if isinstance(over, int):
        short = f"{-over} short of a majority" if over < 0 else f"{over} above the quota"
        return f"{held}, {short}"
    return held


def _help(assembly: Assembly, members: tuple[str, ...], terms: Terms) -> str:
    scope = _scope(assembly, terms, minority=True)
    ways = _ways(scope, scope.mask(members))
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
    more = f"; or {_others(len(ways) - 4)}" if len(ways) > 4 else ""
    return "; or ".join(said) + more
