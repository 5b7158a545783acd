"""Which party takes which portfolio, so that welfare is largest: sum, worst-off party, product.

Salience is normalised: all posts together are worth 1 to each party. With numbers of posts fixed
(by a seat method) parties count alike; with numbers free they count by their seats. The programs
are solved by HiGHS; what is reported is computed again from the allocation, exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm, log
from typing import Any

from formateur.agreement.portfolios import (
    Envy,
    Portfolios,
    Wish,
    Wishes,
    checked_posts,
    checked_seats,
    gamson,
    sequential,
    wishes_of,
)
from formateur.errors import FormateurError, UnknownPartyError
from formateur.programs import Program

__all__ = ["envies", "envy_free", "leximin", "nash", "utilitarian"]

_CLOSE = 1e-7
_SCALE = 100.0  # what a party's posts come to in the programs, so that tolerances are small
_ROUNDS = 200
_LEAST = Fraction(1, 10**6)  # smaller parts of a party's salience are below what HiGHS can see


@dataclass(frozen=True, slots=True)
class _Task:
    """Who can get what: `weight` divides worth, `counts` fixes numbers of posts."""

    what: str
    wanted: Mapping[str, Wish]
    posts: tuple[str, ...]
    weight: Mapping[str, Fraction]
    counts: Mapping[str, int] | None

    def worth(self, holders: Mapping[str, str]) -> dict[str, Fraction]:
        return {
            p: wish.of([post for post in self.posts if holders[post] == p])
            for p, wish in self.wanted.items()
        }


class _Model:
    """The program all aims share: each post to one party, numbers as fixed."""

    def __init__(self, task: _Task, cost: Callable[[str, str], float] | None = None) -> None:
        self.task = task
        self.program = Program(task.what)
        self.takes = {
            (party, post): self.program.variable(cost=cost(party, post) if cost else 0)
            for party in task.wanted
            for post in task.posts
        }
        for post in task.posts:
            self.program.add({self.takes[p, post]: 1 for p in task.wanted}, 1, 1)
        for party, number in (task.counts or {}).items():
            self.program.add({self.takes[party, post]: 1 for post in task.posts}, number, number)

    def welfare(self, party: str) -> dict[int, float]:
        """Worth over weight as coefficients."""
        task = self.task
        return {
            self.takes[party, post]: float(worth / task.weight[party]) * _SCALE
            for post, worth in task.wanted[party].worth.items()
            if worth
        }

    def solve(self) -> tuple[dict[str, str], tuple[float, ...]] | None:
        found = self.program.solve()
        if found is None:
            return None
        holders = {
            post: max(self.task.wanted, key=lambda p: found.values[self.takes[p, post]])
            for post in self.task.posts
        }
        return holders, found.values

    def forbid(self, holders: Mapping[str, str]) -> None:
        """Another allocation than this one."""
        chosen = {self.takes[party, post]: 1.0 for post, party in holders.items()}
        self.program.add(chosen, None, len(chosen) - 1)


def _task(
    what: str,
    seats: Mapping[str, int | None],
    posts: Sequence[str],
    wishes: Wishes,
    counts: str | Mapping[str, int] | None,
) -> tuple[dict[str, int], _Task]:
    parties = checked_seats(seats)
    names = checked_posts(posts, parties)
    wanted = wishes_of(wishes, parties, names, normalise=True)
    for party, wish in wanted.items():
        for post, worth in wish.worth.items():
            if 0 < worth < _LEAST:
                raise FormateurError(
                    f"the salience of {post!r} for {party!r} is less than a millionth of all its "
                    "salience; use 0, or numbers nearer to each other"
                )
    numbers = _numbers(parties, names, counts)
    total = sum(parties.values())
    weight = {p: Fraction(1) if numbers else Fraction(n, total) for p, n in parties.items()}
    return parties, _Task(what, wanted, names, weight, numbers)


def _numbers(
    parties: Mapping[str, int], posts: Sequence[str], counts: str | Mapping[str, int] | None
) -> dict[str, int] | None:
    if counts is None:
        return None
    if isinstance(counts, str):
        shared = gamson(parties, posts, seat_method=counts)
        if shared.ties:
            tie = shared.ties[0]
            raise FormateurError(
                f"{counts}: {', '.join(tie.parties)} have equal claims to the last "
                f"{tie.seats}; say how many posts each party gets"
            )
        return dict(shared.counts)
    for party in counts:
        if party not in parties:
            raise UnknownPartyError(party, parties)
    numbers = {p: counts.get(p, 0) for p in parties}
    given = sum(numbers.values())
    if given != len(posts) or min(numbers.values()) < 0:
        raise FormateurError(f"numbers of posts come to {given}, and there are {len(posts)} posts")
    return numbers


def _answer(
    method: str,
    parties: dict[str, int],
    task: _Task,
    holders: Mapping[str, str],
    counts: Any,
    *,
    unique: bool,
    sources: tuple[str, ...],
) -> Portfolios:
    notes = () if unique else ("other allocations do as well by this measure",)
    return Portfolios(
        input="+".join(parties),
        method=method,
        parameters={"counts": counts},
        sources=sources,
        notes=notes,
        seats=parties,
        number=len(task.posts),
        counts={p: sum(h == p for h in holders.values()) for p in parties},
        holders=dict(holders),
        worth=task.worth(holders),
        envy=envies(parties, holders, task.wanted),
        unique=unique,
    )


def utilitarian(
    seats: Mapping[str, int | None],
    posts: Sequence[str],
    wishes: Wishes,
    *,
    counts: str | Mapping[str, int] | None = "sainte_lague",
) -> Portfolios:
    """The allocation with the largest sum of salience.

    Parameters
    ----------
    seats
        Seats by party in government.
    posts
        Names of the posts.
    wishes
        Numbers by post, or a ranking, for each party; normalised to a sum of 1.
    counts
        How many posts each party gets: a seat method, numbers by party, or ``None`` for free.
        Where numbers are free the sum is weighted by seats.

    Raises
    ------
    MissingExtraError
        Without HiGHS.

    References
    ----------
    moulin_2003

    Examples
    --------
    >>> utilitarian({"a": 2, "b": 1}, ["tax", "home", "war"],
    ...     {"a": {"tax": 5, "home": 4, "war": 1}, "b": {"tax": 8, "home": 1, "war": 1}}).holders
    {'tax': 'b', 'home': 'a', 'war': 'a'}
    """
    parties, task = _task("the largest sum", seats, posts, wishes, counts)
    factor = {p: Fraction(1) if task.counts else w for p, w in task.weight.items()}

    def cost(party: str, post: str) -> float:
        return -float(factor[party] * task.wanted[party].worth[post]) * _SCALE

    model = _Model(task, cost)
    holders, _ = _must(model.solve())

    def total(held: Mapping[str, str]) -> Fraction:
        return sum((factor[p] * w for p, w in task.worth(held).items()), Fraction(0))

    model.forbid(holders)
    second = model.solve()
    unique = second is None or total(second[0]) < total(holders)
    if second is not None and total(second[0]) > total(holders):
        holders, unique = second[0], True
    return _answer(
        "utilitarian", parties, task, holders, counts, unique=unique, sources=("moulin_2003",)
    )


def _must(
    found: tuple[dict[str, str], tuple[float, ...]] | None,
) -> tuple[dict[str, str], tuple[float, ...]]:
    if found is None:  # posts and numbers were checked, so an allocation exists
        raise FormateurError("the solver found no allocation")
    return found


def leximin(
    seats: Mapping[str, int | None],
    posts: Sequence[str],
    wishes: Wishes,
    *,
    counts: str | Mapping[str, int] | None = "sainte_lague",
) -> Portfolios:
    """The worst-off party as well off as can be, then the second worst off, and so on.

    Takes what `utilitarian` takes; where numbers are free, worth is taken per seat.

    References
    ----------
    moulin_2003

    Examples
    --------
    >>> leximin({"a": 2, "b": 1}, ["tax", "home", "war"],
    ...     {"a": {"tax": 5, "home": 4, "war": 1}, "b": {"tax": 8, "home": 1, "war": 1}}).worth
    {'a': Fraction(1, 2), 'b': Fraction(4, 5)}
    """
    parties, task = _task("leximin", seats, posts, wishes, counts)
    levels: list[float] = []
    holders: dict[str, str] = {}
    for rank in range(1, len(parties) + 1):
        holders, _ = _must(_levelled(task, levels, rank).solve())
        levels.append(_welfare(task, holders)[rank - 1])
    model = _levelled(task, levels, 0)
    model.forbid(holders)
    second = model.solve()
    unique = second is None or sorted(_exactly(task, second[0])) != sorted(_exactly(task, holders))
    return _answer(
        "leximin", parties, task, holders, counts, unique=unique, sources=("moulin_2003",)
    )


def _exactly(task: _Task, holders: Mapping[str, str]) -> list[Fraction]:
    return [w / task.weight[p] for p, w in task.worth(holders).items()]


def _welfare(task: _Task, holders: Mapping[str, str]) -> list[float]:
    return sorted(float(w) * _SCALE for w in _exactly(task, holders))


def _levelled(task: _Task, levels: Sequence[float], rank: int) -> _Model:
    """At most k - 1 parties are below the k-th level; the level of `rank` is made largest."""
    model = _Model(task)
    program, parties = model.program, list(task.wanted)
    most = max(float(1 / w) for w in task.weight.values()) * _SCALE
    for k, level in enumerate(levels, 1):
        above = {p: program.variable() for p in parties}
        program.add(dict.fromkeys(above.values(), 1), len(parties) - k + 1, None)
        for p in parties:
            program.add({**model.welfare(p), above[p]: -(level - _CLOSE * _SCALE)}, 0, None)
    if rank:
        level_now = program.variable(cost=-1, low=0, high=most, whole=False)
        above = {p: program.variable() for p in parties}
        program.add(dict.fromkeys(above.values(), 1), len(parties) - rank + 1, None)
        for p in parties:
            program.add({**model.welfare(p), level_now: -1, above[p]: -most}, -most, None)
    return model


def nash(
    seats: Mapping[str, int | None],
    posts: Sequence[str],
    wishes: Wishes,
    *,
    counts: str | Mapping[str, int] | None = "sainte_lague",
) -> Portfolios:
    """The largest product of salience (Nash welfare).

    As many parties as possible get something they want, those with more seats if numbers are
    free; then the product over them is largest, each to the power of its seats where numbers are
    free. Products that differ by less than one part in a million can be taken for equal in the
    search. Takes what `utilitarian` takes.

    References
    ----------
    caragiannis_2019

    Examples
    --------
    >>> nash({"a": 1, "b": 1}, ["tax", "home", "war"],
    ...     {"a": {"tax": 5, "home": 4, "war": 1}, "b": {"tax": 8, "home": 1, "war": 1}},
    ...     counts=None).holders
    {'tax': 'b', 'home': 'a', 'war': 'a'}
    """
    parties, task = _task("Nash welfare", seats, posts, wishes, counts)
    served = _most_served(task)
    cuts: dict[str, set[float]] = {p: {_SCALE} for p in parties}
    holders = _largest_product(task, served, cuts, None)
    assert holders is not None
    second = _largest_product(task, served, cuts, holders)
    unique = second is None or _powers(task, second) != _powers(task, holders)
    if second is not None and _powers(task, second) > _powers(task, holders):
        holders = second
    return _answer(
        "nash", parties, task, holders, counts, unique=unique, sources=("caragiannis_2019",)
    )


def _powers(task: _Task, holders: Mapping[str, str]) -> tuple[int, Fraction, Fraction]:
    """Parties served, their weight, and the product of worth to the power of weight, exact."""
    gets = {p: w for p, w in task.worth(holders).items() if w}
    unit = lcm(*(w.denominator for w in task.weight.values()))
    product = Fraction(1)
    for party, worth in gets.items():
        product *= worth ** int(task.weight[party] * unit)
    return len(gets), sum((task.weight[p] for p in gets), Fraction(0)), product


def _product(task: _Task, holders: Mapping[str, str]) -> float:
    """Sum of logarithms over the parties that get something, weighted where numbers are free."""
    return sum(
        float(task.weight[p]) * log(float(w) * _SCALE) for p, w in task.worth(holders).items() if w
    )


def _most_served(task: _Task) -> tuple[int, Fraction]:
    """How many parties can get something they want at once, and their weight, largest next."""
    model = _Model(task)
    whole = sum(task.weight.values(), Fraction(0))
    for party in task.wanted:
        served = model.program.variable(cost=-1 - float(task.weight[party] / whole) / 2)
        wanted = {model.takes[party, q]: 1.0 for q, w in task.wanted[party].worth.items() if w}
        model.program.add({**wanted, served: -1}, 0, None)
    holders, _ = _must(model.solve())
    found = [task.weight[p] for p, w in task.worth(holders).items() if w]
    return len(found), sum(found, Fraction(0))


def _largest_product(
    task: _Task,
    served: tuple[int, Fraction],
    cuts: dict[str, set[float]],
    besides: Mapping[str, str] | None,
) -> dict[str, str] | None:
    """Logarithms from above by tangents; a tangent is added where the last answer touched.

    The answer is best when the program promises no more than it really brings, or when its
    tangents are all there already and the rest is the solver's rounding.
    """
    best: dict[str, str] | None = None
    for _ in range(_ROUNDS):
        found = _tangents(task, served, cuts, besides)
        if found is None:
            return best
        holders, promised = found
        if best is None or _powers(task, holders) > _powers(task, best):
            best = holders
        at = {p: float(w) * _SCALE for p, w in task.worth(holders).items() if w}
        known = all(t in cuts[p] for p, t in at.items())
        if known or promised <= _product(task, best) + _CLOSE:
            return best
        for party, t in at.items():
            cuts[party].add(t)
    raise FormateurError("Nash welfare: the search took too many rounds; use fewer posts")


def _tangents(
    task: _Task,
    served: tuple[int, Fraction],
    cuts: Mapping[str, set[float]],
    besides: Mapping[str, str] | None,
) -> tuple[dict[str, str], float] | None:
    model = _Model(task)
    program = model.program
    flags, logs = {}, {}
    for party, wish in task.wanted.items():
        worth = {model.takes[party, q]: float(w) * _SCALE for q, w in wish.worth.items() if w}
        least = min(worth.values())
        low = min(log(least), 0.0)
        flags[party] = program.variable()
        program.add({**worth, flags[party]: -least}, 0, None)
        weight = float(task.weight[party])
        logs[party] = program.variable(cost=-weight, low=low, high=log(_SCALE), whole=False)
        # Nothing gained counts as nothing: the logarithm is held to 0.
        program.add({logs[party]: 1, flags[party]: -log(_SCALE)}, None, 0)
        program.add({logs[party]: 1, flags[party]: -low}, 0, None)
        for at in cuts[party]:
            # log u <= log t + (u - t) / t where the party is served
            slack = max(0.0, 1 - log(at))
            slope = {v: -c / at for v, c in worth.items()}
            program.add({logs[party]: 1, **slope, flags[party]: slack}, None, log(at) - 1 + slack)
    program.add(dict.fromkeys(flags.values(), 1), served[0], None)
    least_weight = float(served[1]) * (1 - _CLOSE)
    program.add({v: float(task.weight[p]) for p, v in flags.items()}, least_weight, None)
    if besides is not None:
        model.forbid(besides)
    found = model.solve()
    if found is None:
        return None
    holders, values = found
    promised = sum(float(task.weight[p]) * values[logs[p]] for p in task.wanted)
    return holders, promised


def envy_free(
    seats: Mapping[str, int | None],
    posts: Sequence[str],
    wishes: Wishes,
    *,
    precedence: Sequence[str] = (),
) -> Portfolios:
    """Choices in turn in the order of Adams's method: no envy beyond one post, per seat.

    Among the five traditional divisor methods only Adams's order guarantees it for all wishes.

    References
    ----------
    chakraborty_2021, lipton_2004

    Examples
    --------
    >>> made = envy_free({"a": 2, "b": 1}, ["tax", "home", "war"],
    ...     {"a": {"tax": 5, "home": 4, "war": 1}, "b": {"tax": 8, "home": 1, "war": 1}})
    >>> made.holders
    {'tax': 'a', 'home': 'b', 'war': 'a'}
    >>> [(e.party, e.without) for e in made.envy]
    [('a', 'home'), ('b', 'tax')]
    """
    made = sequential(seats, posts, wishes, seat_method="adams", precedence=precedence)
    wanted = wishes_of(wishes, made.seats, list(made.holders), normalise=True)
    held = {p: wanted[p].of(made.posts_of(p)) for p in made.seats}
    return replace(
        made,
        method="envy_free",
        sources=("chakraborty_2021",),
        worth=held,
        envy=envies(dict(made.seats), made.holders, wanted),
    )


def envies(
    seats: Mapping[str, int], holders: Mapping[str, str], wanted: Mapping[str, Wish]
) -> tuple[Envy, ...]:
    """Who would rather have what another has, each per seat, and without which post not.

    Parameters
    ----------
    seats
        Seats by party; 1 for each compares bundles as they are.
    holders
        Party by post.
    wanted
        From `wishes_of`.

    References
    ----------
    chakraborty_2021, lipton_2004

    Examples
    --------
    >>> wanted = wishes_of({"a": ["tax", "war"], "b": ["tax", "war"]}, {"a": 1, "b": 1},
    ...     ["tax", "war"])
    >>> envies({"a": 1, "b": 1}, {"tax": "a", "war": "b"}, wanted)
    (Envy(party='b', of='a', without='tax'),)
    """
    found = []
    for party, wish in wanted.items():
        own = wish.of([q for q, h in holders.items() if h == party]) / seats[party]
        for other in wanted:
            theirs = [q for q, h in holders.items() if h == other]
            if other == party or wish.of(theirs) / seats[other] <= own:
                continue
            dearest = max(theirs, key=lambda q: wish.worth[q])
            rest = (wish.of(theirs) - wish.worth[dearest]) / seats[other]
            found.append(Envy(party, other, dearest if rest <= own else ""))
    return tuple(found)
