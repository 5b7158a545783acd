"""Which coalitions win, block, or lose: streamed in a stated order, constrained, or only counted.

Order: parties by falling votes (equal ones in case order), coalitions depth first in that order,
so the largest party's coalitions come first. Constraints filter the coalitions of a kind; parties
that stay `together` count as one party throughout.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from typing import Any, TypeAlias, TypeVar

from formateur.assembly import Assembly, House, assembly_of
from formateur.charts import matrix_svg
from formateur.coalitions.search import (
    METHODS,
    Search,
    count_minimal,
    count_winning,
    time_limit,
)
from formateur.errors import FormateurError, OutOfTimeError, UnknownIdError
from formateur.results import Picture, Result
from formateur.rules import Division, NotOpposed, Rule, Weights

__all__ = [
    "KINDS",
    "Coalitions",
    "blocking",
    "count",
    "find",
    "losing",
    "maximal_losing",
    "minimal_blocking",
    "minimal_winning",
    "smallest_winning",
    "stream",
    "winning",
    "winning_by_size",
]

Coalition: TypeAlias = tuple[str, ...]

# kind: (of the blocking game, minimal sets of it, complements of those)
KINDS: dict[str, tuple[bool, bool, bool]] = {
    "winning": (False, False, False),
    "minimal-winning": (False, True, False),
    "blocking": (True, False, False),
    "minimal-blocking": (True, True, False),
    "losing": (True, False, True),
    "maximal-losing": (True, True, True),
}


@dataclass(frozen=True, slots=True)
class _Constraints:
    include: frozenset[str]
    exclude: frozenset[str]
    apart: tuple[frozenset[str], ...]
    together: tuple[frozenset[str], ...]
    at_most: int | None

    @classmethod
    def checked(
        cls,
        assembly: Assembly,
        include: Collection[str],
        exclude: Collection[str],
        apart: Iterable[Collection[str]],
        together: Iterable[Collection[str]],
        at_most: int | None,
    ) -> _Constraints:
        made = cls(
            frozenset(assembly.ordered(include)),
            frozenset(assembly.ordered(exclude)),
            tuple(frozenset(assembly.ordered(g)) for g in apart),
            _joined(frozenset(assembly.ordered(g)) for g in together),
            at_most,
        )
        if both := made.include & made.exclude:
            raise FormateurError(f"{min(both)!r} is both included and excluded")
        if at_most is not None and at_most < 1:
            raise FormateurError(f"at most {at_most} parties is no coalition; use 1 or more")
        for group in made.apart:
            if len(group & made.include) > 1:
                raise FormateurError(
                    f"{'+'.join(sorted(group & made.include))} are included, yet not together"
                )
            for bound in made.together:
                if len(group & bound) > 1:
                    raise FormateurError(
                        f"{'+'.join(sorted(group & bound))} are both together and not together"
                    )
        for bound in made.together:
            if bound & made.include and bound & made.exclude:
                raise FormateurError(
                    f"{'+'.join(sorted(bound))} stay together, yet one is in and one excluded"
                )
        if at_most is not None and len(made.include) > at_most:
            raise FormateurError(
                f"{len(made.include)} parties are included, yet at most {at_most} may sit"
            )
        return made

    def allow(self, coalition: Collection[str]) -> bool:
        members = set(coalition)
        return (
            members >= self.include
            and not members & self.exclude
            and all(len(members & g) < 2 for g in self.apart)
            and all(not members & g or members >= g for g in self.together)
            and (self.at_most is None or len(members) <= self.at_most)
        )


def _joined(groups: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Groups that share a member become one."""
    joined: list[frozenset[str]] = []
    for group in groups:
        overlapping = [g for g in joined if g & group]
        joined = [g for g in joined if not g & group]
        joined.append(group.union(*overlapping))
    return tuple(joined)


def stream(
    assembly: House,
    kind: str = "minimal-winning",
    *,
    include: Collection[str] = (),
    exclude: Collection[str] = (),
    apart: Iterable[Collection[str]] = (),
    together: Iterable[Collection[str]] = (),
    at_most: int | None = None,
    method: str = "auto",
) -> Iterator[Coalition]:
    """Every coalition of a kind, one by one; memory does not grow with their number.

    Parameters
    ----------
    assembly
        The body, or a case; its rule may be any tree. With unknown seats a coalition counts as
        winning only when it wins whatever the split.
    kind
        ``winning``, ``minimal-winning``, ``blocking``, ``minimal-blocking``, ``losing`` or
        ``maximal-losing``. A coalition blocks when all others together do not win.
    include, exclude
        Parties that must, and must not, be members.
    apart, together
        Groups of which at most one member sits; groups that sit whole or not at all.
    at_most
        The most parties.
    method
        ``auto``, ``python`` or ``numba`` (``pip install "formateur[fast]"``): the same search.

    Yields
    ------
    tuple of str
        Party ids in case order.

    References
    ----------
    riker_1962, taylor_zwicker_1999

    Examples
    --------
    >>> a = Assembly.from_seats({"red": 40, "blue": 35, "green": 25})
    >>> list(stream(a))
    [('red', 'blue'), ('red', 'green'), ('blue', 'green')]
    >>> list(stream(a, include=["green"]))
    [('red', 'green'), ('blue', 'green')]
    """
    _known(kind, method)
    assembly = assembly_of(assembly)
    rules = _Constraints.checked(assembly, include, exclude, apart, together, at_most)
    return (c for part in _chunks(assembly, kind, rules, method) for c in part)


def _known(kind: str, method: str) -> None:
    if kind not in KINDS:
        raise UnknownIdError("kind of coalition", kind, list(KINDS))
    if method not in METHODS:
        raise UnknownIdError("method", method, METHODS)


def winning(assembly: House, **constraints: Any) -> Iterator[Coalition]:
    """Every coalition that wins. Constraints as in :func:`stream`.

    >>> a = Assembly.from_seats({"red": 40, "blue": 35, "green": 25})
    >>> [len(c) for c in winning(a)]
    [2, 3, 2, 2]
    """
    return stream(assembly, "winning", **constraints)


def minimal_winning(assembly: House, **constraints: Any) -> Iterator[Coalition]:
    """Winning coalitions that no member can leave without loss of the majority (Riker 1962).

    >>> a = Assembly.from_seats({"a": 8, "b": 21, "c": 26, "d": 12, "e": 33})
    >>> list(minimal_winning(a))
    [('c', 'e'), ('b', 'e'), ('a', 'd', 'e'), ('b', 'c', 'd'), ('a', 'b', 'c')]
    """
    return stream(assembly, "minimal-winning", **constraints)


def blocking(assembly: House, **constraints: Any) -> Iterator[Coalition]:
    """Every coalition without which the others do not win."""
    return stream(assembly, "blocking", **constraints)


def minimal_blocking(assembly: House, **constraints: Any) -> Iterator[Coalition]:
    """Blocking coalitions in which each member is needed to block."""
    return stream(assembly, "minimal-blocking", **constraints)


def losing(assembly: House, **constraints: Any) -> Iterator[Coalition]:
    """Every coalition that does not win, the empty one left out."""
    return stream(assembly, "losing", **constraints)


def maximal_losing(assembly: House, **constraints: Any) -> Iterator[Coalition]:
    """Losing coalitions that any further member would make win."""
    return stream(assembly, "maximal-losing", **constraints)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Coalitions(Result):
    """Coalitions of one kind. `number` is how many were found; `listed` may be fewer."""

    assembly: Assembly
    kind: str
    listed: tuple[Coalition, ...]
    number: int

    def rows(self) -> list[dict[str, Any]]:
        """One row per coalition: parties, seats, surplus over the quota (votes)."""
        return [
            {
                "parties": c,
                "seats": span(self.assembly.seats_of(c)),
                "surplus": surplus(self.assembly, c),
            }
            for c in self.listed
        ]

    def plot(self) -> Picture:
        """Coalitions as rows and parties as columns, the first forty."""
        return coalition_matrix(self.assembly, self.listed[:40], f"{self.input}: {self.kind}")

    def summary(self) -> dict[str, Any]:
        """How many there are."""
        return {"count": self.number}

    def __repr__(self) -> str:
        some = "" if self.complete else "at least "
        return f"<Coalitions {self.kind} of {self.assembly.name}: {some}{self.number}>"


def coalition_matrix(assembly: Assembly, listed: Sequence[Coalition], title: str) -> Picture:
    """A matrix of coalitions by parties as SVG, seats at the right."""
    drawn = matrix_svg(
        [(str(k), str(span(assembly.seats_of(c)))) for k, c in enumerate(listed, start=1)],
        assembly.slices(),
        [dict.fromkeys(c, "cabinet") for c in listed],
        title=title,
        desc="; ".join("+".join(assembly.party(p).label for p in c) for c in listed),
    )
    return Picture(drawn)


def span(bounds: tuple[int, int]) -> int | str:
    """A number, or ``low..high`` when it is unknown."""
    low, high = bounds
    return low if low == high else f"{low}..{high}"


def surplus(assembly: Assembly, coalition: Coalition) -> int | str | None:
    """Votes above the quota (below it: negative); nothing for rules that are not one quota."""
    form = assembly.rule.weighted()
    if form is None or form[0].name != "votes":
        return None
    low, high = assembly.votes_of(coalition)
    return span((int(low - form[1]), int(high - form[1])))


def find(
    assembly: House,
    kind: str = "minimal-winning",
    *,
    limit: int | None = None,
    seconds: float | None = None,
    method: str = "auto",
    **constraints: Any,
) -> Coalitions:
    """Coalitions of a kind as a result, cut off at `limit` coalitions or after `seconds`.

    A cut-off search says so: ``complete`` is false.

    Examples
    --------
    >>> a = Assembly.from_seats({"red": 40, "blue": 35, "green": 25}, name="toy")
    >>> find(a)
    <Coalitions minimal-winning of toy: 3>
    >>> find(a, "winning", limit=2).complete
    False
    """
    constraints = _read(constraints)
    assembly = assembly_of(assembly)
    most = limit if limit is not None else _MOST_LISTED
    found, complete = taken(stream(assembly, kind, method=method, **constraints), most, seconds)
    return Coalitions(
        input=assembly.name,
        method=kind,
        parameters={"limit": limit, "seconds": seconds, **_told(constraints)},
        complete=complete,
        notes=_unknown_notes(assembly),
        assembly=assembly,
        kind=kind,
        listed=tuple(found),
        number=len(found),
    )


_MOST_LISTED = 1_000_000  # beyond this, stream them


def taken(
    coalitions: Iterable[Coalition], most: int, seconds: float | None
) -> tuple[list[Coalition], bool]:
    """The first coalitions of a search, and whether they are all of them."""
    found: list[Coalition] = []
    try:
        with time_limit(seconds):
            for coalition in coalitions:
                if len(found) >= most:
                    return found, False
                found.append(coalition)
    except OutOfTimeError:
        return found, False
    return found, True


def _read(constraints: dict[str, Any]) -> dict[str, Any]:
    """Groups read once, so that a generator may be given for them."""
    groups = ("apart", "together")
    return {k: tuple(map(tuple, v)) if k in groups else v for k, v in constraints.items()}


def _told(constraints: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in constraints.items() if v or v == 0}


def _unknown_notes(assembly: Assembly) -> tuple[str, ...]:
    return tuple(
        f"the split of {g.seats} seats among {', '.join(g.parties)} is unknown: listed are "
        "coalitions that hold whatever it is"
        for g in assembly.residual
    )


def count(
    assembly: House,
    kind: str = "minimal-winning",
    *,
    seconds: float | None = None,
    method: str = "auto",
    **constraints: Any,
) -> Coalitions:
    """How many coalitions of a kind there are, without listing them.

    One quota without constraints is counted by a table of sums; otherwise the search runs and
    counts, up to `seconds`.

    Examples
    --------
    >>> count(Assembly.from_seats({"red": 40, "blue": 35, "green": 25})).number
    3
    """
    _known(kind, method)
    assembly = assembly_of(assembly)
    told = _told(_read(constraints))
    number, complete = (None, True) if told else (_counted(assembly, kind), True)
    if number is None:
        rules = _Constraints.checked(assembly, **{**_FREE, **told})
        number, complete = _walked(assembly, kind, rules, seconds=seconds, method=method)
    return Coalitions(
        input=assembly.name,
        method=f"count of {kind}",
        parameters={"seconds": seconds, **told},
        complete=complete,
        notes=_unknown_notes(assembly),
        assembly=assembly,
        kind=kind,
        listed=(),
        number=number,
    )


_FREE: dict[str, Any] = {
    "include": (),
    "exclude": (),
    "apart": (),
    "together": (),
    "at_most": None,
}


def _counted(assembly: Assembly, kind: str) -> int | None:
    """The count by a formula of its own, or ``None`` where only a search will tell."""
    dual, minimal, _ = KINDS[kind]
    rule = NotOpposed(assembly.rule) if dual else assembly.rule
    form = _one_quota(rule)
    if form is not None and form[1] <= 50_000_000:
        weights, quota = form
        counter = count_minimal if minimal else count_winning
        found = counter([weights.get(p, 0) for p in assembly.ids], quota)
    elif not minimal and _countable(rule, assembly.ids):
        found = sum(winning_by_size(assembly, blocking=dual).values())
    else:
        return None
    return found - _empty_is(kind, assembly)


def _countable(rule: Rule, players: Sequence[str]) -> bool:
    from formateur.coalitions.tables import countable_by_size

    return countable_by_size(rule, players)


def _empty_is(kind: str, assembly: Assembly) -> bool:
    """Whether the empty coalition is of this kind; formulas count it, yet it is never listed."""
    dual, minimal, complement = KINDS[kind]
    if not complement:
        rule = NotOpposed(assembly.rule) if dual else assembly.rule
        return rule.passes(Division(frozenset())) is True
    loses = assembly.wins(()) is False
    return loses and (not minimal or all(assembly.wins([p]) for p in assembly.ids))


def winning_by_size(assembly: House, *, blocking: bool = False) -> dict[int, int]:
    """Number of winning (or blocking) coalitions by number of members, exact, to 40 parties.

    >>> a = Assembly.from_seats({"red": 40, "blue": 35, "green": 25})
    >>> winning_by_size(a)
    {0: 0, 1: 0, 2: 3, 3: 1}
    """
    from formateur.coalitions.tables import winners_by_size

    assembly = assembly_of(assembly)
    rule = NotOpposed(assembly.rule) if blocking else assembly.rule
    return winners_by_size(rule, assembly.ids)


def smallest_winning(assembly: Assembly) -> tuple[int, int]:
    """Members below which no coalition wins, and how many win with just so many.

    As far as counting tells without a search; a number of 0 is not told.

    >>> smallest_winning(Assembly.from_seats({"red": 40, "blue": 35, "green": 25}))[0]
    2
    """
    form = _one_quota(assembly.rule)
    if form is not None:
        reached = accumulate(sorted(form[0].values(), reverse=True), initial=0)
        return next(k for k, held in enumerate(reached) if held >= form[1]), 0
    if _countable(assembly.rule, assembly.ids):
        counted = winning_by_size(assembly)
        return next(((k, n) for k, n in counted.items() if n), (len(assembly.ids), 0))
    return 1, 0


def _walked(
    assembly: Assembly,
    kind: str,
    constraints: _Constraints,
    *,
    seconds: float | None,
    method: str,
) -> tuple[int, bool]:
    number = 0
    try:
        with time_limit(seconds):
            for part in _chunk_sizes(assembly, kind, constraints, method):
                number += part
    except OutOfTimeError:
        return number, False
    return number, True


def _one_quota(rule: Rule) -> tuple[dict[str, int], int] | None:
    """Whole weights and quota, when the rule is one quota over known weights."""
    form = rule.weighted()
    if form is None or not form[0].known:
        return None
    weights, scale = form[0].integers()
    return weights, int(form[1] * scale)


def _chunk_sizes(
    assembly: Assembly, kind: str, constraints: _Constraints, method: str
) -> Iterator[int]:
    """Sizes of the stretches of a search, without its coalitions where that is possible."""
    prepared = _search(assembly, kind, constraints, method)
    if prepared is not None and not _checked_late(kind, constraints):
        yield from prepared[0].steps()
        return
    for part in _chunks(assembly, kind, constraints, method):
        yield len(part)


def _chunks(
    assembly: Assembly, kind: str, constraints: _Constraints, method: str
) -> Iterator[Sequence[Coalition]]:
    prepared = _search(assembly, kind, constraints, method)
    if prepared is None:
        yield from _any_rule(assembly, kind, constraints)
        return
    search, units = prepared
    named = _Namer.of(assembly, units, complement=KINDS[kind][2])
    late = _checked_late(kind, constraints)
    for masks in search.chunks():
        part = [named(mask) for mask in masks]
        yield [c for c in part if c and constraints.allow(c)] if late else part


def _checked_late(kind: str, constraints: _Constraints) -> bool:
    """Whether the constraints are checked on the way out, not inside the search.

    Complements turn them round; and a joined unit of several parties counts once in the search.
    """
    return KINDS[kind][2] or (constraints.at_most is not None and bool(constraints.together))


@dataclass(frozen=True, slots=True)
class _Namer:
    """From bit masks over units (parties, or groups that stay together) to ids in case order.

    Eight bits at a time: first to a mask in case order, then to names.
    """

    everybody: int
    in_case_order: tuple[tuple[int, ...], ...]
    names: tuple[tuple[Coalition, ...], ...]
    complement: bool

    @classmethod
    def of(
        cls, assembly: Assembly, units: Sequence[tuple[str, ...]], *, complement: bool
    ) -> _Namer:
        place = {p: k for k, p in enumerate(assembly.ids)}
        return cls(
            (1 << len(assembly.ids)) - 1,
            _by_byte([sum(1 << place[p] for p in unit) for unit in units], 0),
            _by_byte([(p,) for p in assembly.ids], ()),
            complement,
        )

    def __call__(self, mask: int) -> Coalition:
        seated = 0
        for k, masks in enumerate(self.in_case_order):
            seated |= masks[mask >> 8 * k & 255]
        if self.complement:
            seated ^= self.everybody
        found: Coalition = ()
        for k, names in enumerate(self.names):
            found += names[seated >> 8 * k & 255]
        return found


T = TypeVar("T", int, Coalition)


def _by_byte(bits: Sequence[T], nothing: T) -> tuple[tuple[T, ...], ...]:
    """For every eight bits, what each of their 256 values adds up to."""
    tables = []
    for start in range(0, len(bits), 8):
        sums = [nothing]
        for bit in bits[start : start + 8]:
            sums += [held + bit for held in sums]
        tables.append(tuple(sums))
    return tuple(tables)


def _search(
    assembly: Assembly, kind: str, constraints: _Constraints, method: str
) -> tuple[Search, tuple[tuple[str, ...], ...]] | None:
    """The search that answers, and what its bits stand for; ``None`` for other rules."""
    dual, minimal, complement = KINDS[kind]
    form = _one_quota(NotOpposed(assembly.rule) if dual else assembly.rule)
    if form is None:
        return None
    weights, quota = form
    if _checked_late(kind, constraints):
        constraints = replace(constraints, at_most=None)
    if complement:
        # The search walks the complements, so in and out change places.
        constraints = replace(
            constraints, include=constraints.exclude, exclude=constraints.include, apart=()
        )
    units = _units(assembly, constraints, weights)
    place = {p: k for k, unit in enumerate(units) for p in unit}
    must = sum({1 << place[p] for p in constraints.include if p in place})
    searched = Search(
        weights=tuple(sum(weights.get(p, 0) for p in unit) for unit in units),
        quota=max(quota, 1),
        minimal=minimal,
        must=must,
        conflict=tuple(
            sum(
                {
                    1 << place[q]
                    for g in constraints.apart
                    if g & set(unit)
                    for q in g
                    if q in place
                }
            )
            & ~(1 << k)
            for k, unit in enumerate(units)
        ),
        most=constraints.at_most,
        method=method,
    )
    return searched, units


def _units(
    assembly: Assembly, constraints: _Constraints, weights: dict[str, int]
) -> tuple[tuple[str, ...], ...]:
    """Parties, those that stay together joined, the heaviest first, ties in case order."""
    units: list[tuple[str, ...]] = []
    for party in assembly.ids:
        group = next((g for g in constraints.together if party in g), frozenset({party}))
        unit = tuple(p for p in assembly.ids if p in group)
        if unit not in units and not group & constraints.exclude:
            units.append(unit)
    return tuple(sorted(units, key=lambda u: -sum(weights.get(p, 0) for p in u)))


def _any_rule(
    assembly: Assembly, kind: str, constraints: _Constraints
) -> Iterator[Sequence[Coalition]]:
    """Coalitions under a rule that is no single quota, or over unknown seats."""
    from formateur.coalitions import tables

    dual, minimal, complement = KINDS[kind]
    rule = NotOpposed(assembly.rule) if dual else assembly.rule
    if constraints.together and minimal:
        raise FormateurError(
            "parties that stay together are joined only under one quota over known seats"
        )
    order = sorted(assembly.ids, key=lambda p: -_weight(rule, p))
    if len(order) <= tables.TABLE_PLAYERS:
        found: Iterable[Coalition] = _from_table(rule, order, minimal=minimal)
    elif assembly.residual:
        raise FormateurError(
            f"unknown seats are resolved for up to {tables.TABLE_PLAYERS} parties; "
            f"there are {len(order)}"
        )
    else:
        most = len(order) if complement or constraints.at_most is None else constraints.at_most
        found = tables.depth_first(rule, order, minimal=minimal, most=most)
    everybody = set(assembly.ids)
    while part := list(islice(found := iter(found), 256)):
        named = [assembly.ordered(everybody.difference(c) if complement else c) for c in part]
        yield [c for c in named if c and constraints.allow(c)]


def _weight(rule: Rule, party: str) -> int:
    first: Weights = next(iter(rule.leaves)).weights
    return first.integers()[0].get(party, 0)


def _from_table(rule: Rule, order: Sequence[str], *, minimal: bool) -> Iterator[Coalition]:
    import numpy as np

    from formateur.coalitions import tables

    wins, _ = tables.winning_table(rule, order)
    masks = tables.minimal_masks(wins) if minimal else np.flatnonzero(wins)
    members = ([k for k in range(len(order)) if mask >> k & 1] for mask in masks.tolist())
    for places in sorted(members):
        yield tuple(order[k] for k in places)
