"""Find agreements that all who sign can sign; where there is none, say which demands collide.

The demands on the table become an integer program: who sits in the cabinet, who supports it, how
many posts each party has and which, who heads it, to whom it answers, what it accepts and what
comes first. A switch for every demand lets the solver leave it out. With the switches come three
answers: agreements with all demands, *minimal conflicts* (sets of demands that cannot all be met
while every smaller part of them can), and *concessions* (cheapest sets of demands whose giving up
opens an agreement). Each of these two families is the minimal hitting sets of the other, so both
are found together, by asking for what meets all conflicts known so far.

References
----------
junker_2004, liffiton_previti_malik_mu_2016, murakami_uno_2014, reiter_1987
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from time import monotonic
from typing import Any, Literal, TypeVar

from formateur.agreement.conflicts import Together
from formateur.agreement.model import Binding, Deal, Demand, Model
from formateur.agreement.near import one_away
from formateur.agreement.portfolios import MOST_POSTS
from formateur.assembly import Assembly
from formateur.errors import FormateurError, OutOfTimeError, UnknownIdError, listing
from formateur.programs import Solution
from formateur.results import Result

__all__ = ["Agreement", "Best", "Concession", "agree"]

_T = TypeVar("_T")
Best = Literal["total", "worst-off", "pareto"]

NOBODY = "no government passes the rule, whatever is demanded"
_WAYS = 3  # of outside help for one cabinet, where all cabinets are asked about


@dataclass(frozen=True, slots=True)
class Concession:
    """Demands to give up, who gives up each, what that costs, and an agreement it opens.

    A demand of several is given up by those of them who sign, where it binds nobody else.
    """

    gives_up: tuple[Demand, ...]
    givers: tuple[tuple[str, ...], ...]
    cost: Fraction
    opens: Deal

    @property
    def by(self) -> tuple[str, ...]:
        """Everybody who gives something up."""
        return tuple(dict.fromkeys(q for who in self.givers for q in who))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Agreement(Result):
    """Whether the demands on the table can be met together, and what follows either way.

    `deals` meet every mandatory demand: most preferred demands first, then those that need the
    fewest parties and the least help from outside; in none could somebody inside or outside be
    left out of another (`agree` has other orders); their posts are as near to seats as the demands
    allow;
    `cut` names what there is more of than is listed; `reasons` says of each conflict where the
    demands collide: by their own content, in every government that passes the vote, in every one
    of all who ask for them, in the cabinet asked about (and whether only because each partner
    holds a post), or ``""`` when there was no time to tell;
    `conflicts` the minimal sets of demands that collide; `concessions` the ways to open an
    agreement, cheapest first; `openers` those who could open one by giving up demands of theirs
    alone; `near` the cabinets one concession away that need no votes from outside, where they were
    asked for.
    """

    demands: tuple[Demand, ...]
    possible: bool
    deals: tuple[Deal, ...] = ()
    conflicts: tuple[tuple[Demand, ...], ...] = ()
    concessions: tuple[Concession, ...] = ()
    openers: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    near: tuple[Concession, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        """One row per agreement; where there is none, one per minimal conflict."""
        if self.possible:
            return [d.row() for d in self.deals]
        return [
            {
                "conflict": [d.id for d in found],
                "by": list(dict.fromkeys(p for d in found for p in d.by)),
                "demands": [d.says() for d in found],
                "sources": list(dict.fromkeys(s for d in found for s in d.condition.source)),
                "collide": reason,
            }
            for found, reason in zip(self.conflicts, self.reasons, strict=True)
        ]

    def summary(self) -> dict[str, Any]:
        """Whether an agreement exists, how many conflicts, and what opens one."""
        return {
            "possible": self.possible,
            "demands": len(self.demands),
            "deals": len(self.deals),
            "conflicts": len(self.conflicts),
            "openers": self.openers,
            "concessions": self.ways_out(),
            "near": self.ways_out(near=True),
        }

    def ways_out(self, *, near: bool = False) -> list[dict[str, Any]]:
        """One row per concession: what is given up, by whom, at what cost, and what it opens.

        Those that open an agreement where there is none, or the `near` cabinets.
        """
        return [
            {
                "gives_up": [d.id for d in c.gives_up],
                "by": c.by,
                "cost": c.cost,
                "opens": c.opens.cabinet,
                "support": c.opens.support,
                "tolerates": c.opens.tolerates,
            }
            for c in (self.near if near else self.concessions)
        ]

    def __repr__(self) -> str:
        if self.possible:
            return f"<Agreement: possible, {len(self.deals)} found>"
        return f"<Agreement: none, {len(self.conflicts)} minimal conflicts>"


def agree(
    demands: Iterable[Demand],
    *,
    parties: Sequence[str] = (),
    assembly: Assembly | None = None,
    posts: int | Sequence[str] = 12,
    persons: Mapping[str, str] | None = None,
    refuses: Mapping[str, Collection[str]] | None = None,
    government: Collection[str] = (),
    binding: Binding = "signers",
    best: Best = "total",
    near: bool = False,
    limit: int = 20,
    seconds: float = 10.0,
    name: str = "",
) -> Agreement:
    """Which agreements meet every demand; if none, which demands collide and what would open one.

    Parameters
    ----------
    demands
        Conditions with who asserts them (`demands_of`, `demands_of_terms`). Mandatory ones must
        be met, preferred ones are weighed.
    parties
        Who may take part; default: the parties of the assembly.
    assembly
        The government must pass its investiture rule, whatever the split of unknown seats. Left
        out, numbers do not matter.
    posts
        Posts by name, or how many there are; posts that demands name are among them.
    persons
        Party of each person named in a demand.
    refuses
        Programme items that a party does not accept.
    government
        The cabinet asked about; empty for any.
    binding
        ``signers``: a party's demands bind only a government in which it sits or which it
        supports; ``all``: every demand on the table has to be met.
    best
        Which agreements come first. ``total``: those that leave the least weight of preferred
        demands of those who sign unmet. ``worst-off``: those in which the part met of what the
        worst-off signer prefers is largest, then by total. ``pareto``: for one `government`, every
        agreement in which no member could have more of what it prefers without another having
        less.
    near
        Look also for cabinets that pass the vote by themselves and could be made if one demand
        were given up, and not without: the cheapest first, then those that leave least unmet and
        need fewest parties.
    limit, seconds
        The most deals, conflicts and concessions; and the time for the search. A search cut off
        has ``complete=False``.

    Raises
    ------
    MissingExtraError
        Without HiGHS.
    OutOfTimeError
        If the time was too short to tell whether all demands can be met.
    FormateurError
        If a demand names an unknown party, more posts are named than there are, or the Pareto set
        is asked for without a government.

    References
    ----------
    junker_2004, liffiton_previti_malik_mu_2016, murakami_uno_2014, reiter_1987

    Examples
    --------
    >>> from formateur.terms import Condition
    >>> house = Assembly.from_seats({"a": 45, "b": 30, "c": 25})
    >>> no = Demand("no-c", ("b",), Condition(kind="exclude-party", parties=("c",)))
    >>> half = Demand("half", ("b",), Condition(kind="share", parties=("b",),
    ...     at_least=Fraction(1, 2), of="posts"))
    >>> found = agree([no, half], assembly=house, posts=10, government=["a", "b"])
    >>> found.possible, dict(found.deals[0].posts)
    (True, {'a': 5, 'b': 5})
    >>> agree([no], assembly=house, government=["b", "c"]).conflicts
    ((<Demand no-c: b: no ministers of c>,),)
    """
    table = tuple(demands)
    _refuse_twice(table)
    who = _who(parties, assembly, government)
    held = _posts(posts, list(dict.fromkeys(j for d in table for j in d.condition.posts)))
    if len(held) < len(set(government)):
        raise FormateurError(
            f"{len(held)} posts for the {len(set(government))} parties of {'+'.join(government)}; "
            "each in a cabinet has one or more"
        )

    def model_of(
        house: Assembly | None,
        cabinet: Collection[str] = (),
        binds: Binding = binding,
        *,
        empty_handed: bool = False,
    ) -> Model:
        made = Model(
            table, who, held, persons or {}, refuses or {}, house, binds, empty_handed=empty_handed
        )
        for q in who if cabinet else ():
            inside = float(q in cabinet)
            made.program.bound(made.sits[q], inside, inside)
        return made

    model = model_of(assembly, government)
    if best == "pareto" and not government:
        raise FormateurError("the Pareto set is that of one government: name it")
    search = _Search(model, limit, monotonic() + seconds, best, government, seconds)
    if near:
        search.near_models = model_of(assembly, government), model_of(assembly, government)
    found = search.run(table, name, binding)
    if not found.conflicts:
        return found
    # Why a conflict is one: the same demands asked of more and more governments.
    circles = [("by their own content", model_of(None))]
    if assembly is not None:
        circles.append(("whoever governs: nobody else would pass the vote", model_of(assembly)))
    if binding == "signers":
        circles.append(("in any government of all who ask for them", model_of(None, (), "all")))
    asked = []
    for reason, wide in circles:
        wide.program.until = monotonic() + seconds / len(circles)
        asked.append((reason, Together(wide, search.must, {})))
    inside = model_of(assembly, government, empty_handed=True)
    inside.program.until = monotonic() + seconds / len(circles)
    free = Together(inside, search.must, {})
    posts_here = f"{len(held)} post{'' if len(held) == 1 else 's'}"
    each = f"{_ASKED}: {posts_here}, each of {len(set(government))} parties holds at least one"
    return replace(found, reasons=tuple(_reason(c, asked, free, each) for c in found.conflicts))


_ASKED = "in the cabinet asked about"


def _reason(
    conflict: Sequence[Demand], asked: Sequence[tuple[str, Together]], free: Together, each: str
) -> str:
    """The widest circle of governments in which some demands collide.

    In the cabinet asked about, whether they do so only as `each` partner must hold a post, and
    would not where it is `free` to hold none.
    """
    try:
        for reason, together in asked:
            if not together.fits(together.mask([d.id for d in conflict])):
                return reason
        return each if free.fits(free.mask([d.id for d in conflict])) else _ASKED
    except OutOfTimeError:
        return ""


def _who(
    parties: Sequence[str], assembly: Assembly | None, government: Collection[str]
) -> tuple[str, ...]:
    """Who may take part; a government is made of some of them."""
    who = tuple(parties) or (assembly.ids if assembly is not None else ())
    if not who:
        raise FormateurError("no party can take part; give an assembly or parties")
    for q in government:
        if q not in who:
            raise UnknownIdError("party", q, who)
    return who


def _refuse_twice(demands: Sequence[Demand]) -> None:
    seen: set[str] = set()
    for demand in demands:
        if demand.id in seen:
            raise FormateurError(f"two demands share the id {demand.id!r}")
        seen.add(demand.id)


def _posts(posts: int | Sequence[str], named: Sequence[str]) -> tuple[str, ...]:
    if isinstance(posts, int):
        if posts < 1:
            raise FormateurError(f"{posts} posts to share out; one or more are needed")
        if posts > MOST_POSTS:
            raise FormateurError(f"{posts:,} posts; up to {MOST_POSTS:,} are shared out")
        if posts < len(named):
            raise FormateurError(f"{posts} posts, yet demands name {len(named)}: {listing(named)}")
        return (*named, *(f"post {k}" for k in range(len(named) + 1, posts + 1)))
    for j in named:
        if j not in posts:
            raise UnknownIdError("post that a demand reserves", j, list(posts))
    if not posts:
        raise FormateurError("no post to share out; give one or more")
    if twice := [j for j in dict.fromkeys(posts) if posts.count(j) > 1]:
        raise FormateurError(f"posts named twice: {listing(twice)}")
    return tuple(posts)


def _exact(weights: Mapping[int, float]) -> dict[int, Fraction]:
    """Weights as they were written."""
    return {v: Fraction(str(w)) for v, w in weights.items()}


class _Search:
    """Deals, minimal conflicts and concessions of one model, until the time is up."""

    def __init__(
        self,
        model: Model,
        limit: int,
        until: float,
        best: Best = "total",
        government: Collection[str] = (),
        seconds: float = 0.0,
    ) -> None:
        self.model, self.limit, self.until, self.seconds = model, limit, until, seconds
        self.best, self.government = best, government
        self.complete = True
        self.cut: dict[str, str] = {}
        forces = {d.id: d.condition.force for d in model.demands}
        self.must = [d for d, f in forces.items() if f in ("mandatory", "conditional")]
        self.by_id = {d.id: d for d in model.demands}
        model.program.until = until
        self.together = Together(model, self.must, self.wished(model.wishes))
        self.explored = False
        self.near_models: tuple[Model, Model] | None = None

    def look_near(self, model: Model, plain: Model) -> Iterator[Concession]:
        """Cabinets one concession away, in a third of the time."""
        now = monotonic()
        model.program.until = plain.program.until = now + (self.until - now) / 3
        must = [self.by_id[d] for d in self.must]
        for k, (given, deal) in enumerate(one_away(model, plain, must)):
            if k == self.limit:
                self.cut_off("cabinets one concession away")
                return
            yield self._concession((given,), deal)

    def run(self, table: tuple[Demand, ...], name: str, binding: str) -> Agreement:
        whole = self._decided()
        found: dict[str, Any] = {}
        if self.near_models is not None:
            near = self._until_late(self.look_near(*self.near_models))
            found["near"] = tuple(sorted(near, key=self.rank))
        if whole is not None:
            deals = list(self._until_late(self.deals()))
            if not deals:
                self.unproven()
                deals = [self.model.deal(whole)]
            if self.best == "pareto":
                deals.sort(key=self._gains)
            # Ways of one cabinet stand together, where its first one stands.
            first = {d.cabinet: k for k, d in reversed(list(enumerate(deals)))}
            found["deals"] = tuple(sorted(deals, key=lambda d: first[d.cabinet]))
        elif self._nobody_passes():
            found["notes"] = (NOBODY,)
        else:
            self.explore()
            found["conflicts"] = tuple(self.conflicts())
            found["openers"] = tuple(self._until_late(self.openers()))
            found["concessions"] = tuple(self._until_late(self.concessions()))
        found["notes"] = (*found.get("notes", ()), *self.cut.values())
        found["cut"] = tuple(self.cut)
        return self.answer(table, name, binding, whole is not None, **found)

    def answer(
        self, table: tuple[Demand, ...], name: str, binding: str, possible: bool, **found: Any
    ) -> Agreement:
        return Agreement(
            input=name or "demands",
            method="agree",
            parameters={
                "binding": binding,
                "posts": len(self.model.posts),
                "best": self.best,
                "limit": self.limit,
                "near": self.near_models is not None,
            },
            complete=self.complete,
            sources=tuple(dict.fromkeys(s for d in table for s in d.condition.source)),
            demands=table,
            possible=possible,
            **found,
        )

    def _decided(self) -> Solution | None:
        """A government that meets every demand that must be met, if there is one."""
        try:
            return self.model.ask(self.must)
        except OutOfTimeError:
            message = f"not decided within {self.seconds:g} s whether all demands can be met"
            raise OutOfTimeError(f"{message}; give more time (--seconds)") from None

    def _nobody_passes(self) -> bool:
        try:
            return self.model.ask(()) is None
        except OutOfTimeError:
            self.out_of_time()
            return False

    def _until_late(self, found: Iterator[_T]) -> Iterator[_T]:
        """What is found in time; a search cut short is marked so."""
        try:
            yield from found
        except OutOfTimeError:
            self.out_of_time()

    def out_of_time(self) -> None:
        self.complete = False
        self.cut["time"] = f"the search stopped after {self.seconds:g} s (--seconds)"

    def unproven(self) -> None:
        """The best so far may not be the best."""
        self.out_of_time()
        self.cut["best"] = "an agreement better or smaller than the last one listed may exist"

    def cut_off(self, what: str) -> None:
        """There are more of something than are asked for."""
        self.complete = False
        self.cut[what] = f"more than {self.limit} {what} (--limit)"

    def wished(self, who: Iterable[str]) -> dict[int, float]:
        """Costs of size, with a reward for each preferred demand of some that is met.

        The least difference in what is preferred outweighs any difference in size.
        """
        costs = self.model.smallest()
        wishes: dict[int, Fraction] = {}
        for q in who:
            for v, w in _exact(self.model.wishes[q]).items():
                wishes[v] = wishes.get(v, Fraction(0)) + w
        step = Fraction(1, lcm(*(w.denominator for w in wishes.values())))
        reward = (sum(costs.values()) + 1) / float(step)
        return {**costs, **{v: -reward * float(w) for v, w in wishes.items()}}

    def deals(self) -> Iterator[Deal]:
        """Agreements, the best first, then the fewest in the cabinet."""
        model = self.model
        for demand, switch in model.switch.items():
            low = 1.0 if demand in self.must else 0.0
            model.program.bound(switch, low, 1.0)
        if self.best == "pareto":
            yield from self._undominated()
            return
        least = self._least() if self.best == "worst-off" else None
        seen: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
        for _ in range(self.limit):
            found = self._next(least)
            if found is None:
                return
            deal = self._deal(found)
            yield deal
            if not found.proven:
                self.unproven()
                return
            self.model.less_than(deal)
            ways = seen[deal.cabinet, deal.individuals] = (
                seen.get((deal.cabinet, deal.individuals), 0) + 1
            )
            if ways == _WAYS and not self.government:
                self.model.other_than(deal)
                self.complete = False
                self.cut["ways"] = (
                    f"of each cabinet at most {_WAYS} ways of outside help (--government has more)"
                )
        if self._next(least) is not None:
            self.cut_off("agreements")

    def _deal(self, found: Solution) -> Deal:
        return self.model.deal(self.model.even(found))

    def _least(self) -> int:
        """A variable: the part met of what the worst-off of those who sign prefers."""
        model = self.model
        least = model.program.variable(whole=False)
        for q, wishes in model.wishes.items():
            whole = sum(wishes.values())
            row = {**{v: w / whole for v, w in wishes.items()}, least: -1.0}
            if model.binding == "signers" and q in model.sits:
                # Who does not sign is not among those who could be worst off.
                row |= {model.sits[q]: -1.0, model.backs[q]: -1.0}
                model.program.add(row, low=-1)
            else:
                model.program.add(row, low=0)
        return least

    def _next(self, least: int | None) -> Solution | None:
        """The best of the agreements that are left."""
        program = self.model.program
        if least is not None:
            program.price({least: -1.0})
            found = program.solve()
            if found is None or not found.proven:
                return found
            program.bound(least, max(found.values[least] - 1e-7, 0.0), 1.0)
        program.price(self.together.price)
        found = program.solve()
        if least is not None:
            program.bound(least, 0.0, 1.0)
        return found

    def _undominated(self) -> Iterator[Deal]:
        """The Pareto set of one government, the most preferred demands first.

        What is best in all of what no earlier one dominates is itself dominated by nothing.
        """
        program = self.model.program
        inside = [q for q in self.model.wishes if q in self.government or q not in self.model.sits]
        price = self.wished(inside)
        for _ in range(self.limit):
            program.price(price)
            found = program.solve()
            if found is None:
                return
            yield self._deal(found)
            if not found.proven:
                self.unproven()
                return
            self._better(found, inside)
        program.price({})
        if program.solve() is not None:
            self.cut_off("agreements")

    def _gains(self, deal: Deal) -> tuple[float, list[float]]:
        """Places a deal of the Pareto set: the most preferred demands, then who is named first."""
        gains = [u for q, u in deal.utility if q in self.government or q not in self.model.sits]
        return -sum(gains), [-u for u in gains]

    def _better(self, found: Solution, who: Iterable[str]) -> None:
        """From now on somebody has more than in a solution."""
        program, more = self.model.program, []
        for q in who:
            wishes = _exact(self.model.wishes[q])
            scale = lcm(*(w.denominator for w in wishes.values()))
            weights = {v: float(w * scale) for v, w in wishes.items()}
            has = sum(w for v, w in weights.items() if found.values[v] > 0.5)
            gains = program.variable()
            program.add({**weights, gains: -(has + 1)}, low=0)
            more.append(gains)
        program.add(dict.fromkeys(more, 1.0), low=1)

    def explore(self) -> None:
        """Minimal conflicts and openings, in half of the time that is left."""
        now = monotonic()
        cut = self.together.explore(self.limit, now + (self.until - now) / 2)
        self.explored = not cut
        if cut == "time":
            self.out_of_time()
        elif cut:
            self.cut_off(cut)

    def conflicts(self) -> list[tuple[Demand, ...]]:
        """Minimal conflicting sets of demands, the smallest first."""
        found = [tuple(self.together.named(core)) for core in self.together.conflicts]
        places = {d: k for k, d in enumerate(self.must)}
        found.sort(key=lambda c: (len(c), [places[d] for d in c]))
        return [tuple(self.by_id[d] for d in core) for core in found]

    def concessions(self) -> Iterator[Concession]:
        """Cheapest sets of demands to give up, no set with another inside it."""
        if not self.explored:
            yield from self._cheapest()
            return
        ways = (
            self._concession(self._demands(self.together.named(given)), self.model.deal(found))
            for given, found in self.together.openings.items()
        )
        ranked = sorted(ways, key=self.rank)
        if len(ranked) > self.limit:
            self.cut_off("concessions")
        yield from ranked[: self.limit]

    def _demands(self, ids: Iterable[str]) -> list[Demand]:
        return [self.by_id[d] for d in ids]

    def rank(self, way: Concession) -> tuple[Any, ...]:
        """The cheapest first, then what leaves least unmet and needs fewest; then by demand."""
        places = {d: k for k, d in enumerate(self.must)}
        deal = way.opens
        unmet = sum(w for _, w in deal.wanted) - deal.total
        outside = len(deal.support) + len(deal.tolerates)
        inside = len(deal.cabinet) + len(deal.individuals)
        return way.cost, unmet, inside + outside, outside, [places[d.id] for d in way.gives_up]

    def _concession(self, given: Sequence[Demand], opens: Deal) -> Concession:
        cost = sum((d.cost for d in given), Fraction(0))
        givers = tuple(self._givers(d, {*opens.cabinet, *opens.support}) for d in given)
        return Concession(tuple(given), givers, cost, opens)

    def _givers(self, demand: Demand, sign: Collection[str]) -> tuple[str, ...]:
        inside = tuple(q for q in demand.by if q in sign)
        return inside if inside and self.model.binding == "signers" else demand.by

    def _cheapest(self) -> Iterator[Concession]:
        """The same without knowing all that could be given up: one program for each."""
        model = self.model
        for switch in model.switch.values():
            model.program.bound(switch, 0.0, 1.0)
        # What is given up weighs more than any cabinet is large.
        price = {model.switch[d]: -1e5 * float(self.by_id[d].cost) for d in self.must}
        model.program.price({**model.smallest(), **price})
        for _ in range(self.limit):
            found = model.program.solve()
            if found is None or not found.proven:
                return
            given = [d for d in self.must if found.values[model.switch[d]] < 0.5]
            yield self._concession(self._demands(given), model.deal(found))
            model.program.add({model.switch[d]: 1.0 for d in given}, low=1)
        if model.program.solve() is not None:
            self.cut_off("concessions")

    def openers(self) -> Iterator[str]:
        """Who could open an agreement by giving up demands of theirs alone."""
        for who in dict.fromkeys(q for d in self.must for q in self.by_id[d].by):
            rest = (1 << k for k, d in enumerate(self.must) if who not in self.by_id[d].by)
            if self.together.fits(sum(rest)):
                yield who
