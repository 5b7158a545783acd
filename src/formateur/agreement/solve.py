"""Find agreements that all who sign can sign; where there is none, say which demands collide.

The demands on the table become an integer program: who sits in the cabinet, who supports it, how
many posts each party has and which, who heads it, to whom it answers, what it accepts and what
comes first. A switch for every demand lets the solver leave it out. With the switches come three
answers: agreements with all demands, *minimal conflicts* (sets of demands that cannot all be met
while every smaller part of them can), and *concessions* (cheapest sets of demands whose giving up
opens an agreement). Minimal conflicts are found by going through the subsets of demands from
above, as MARCO does.

References
----------
junker_2004, liffiton_previti_malik_mu_2016, marques_silva_previti_2014
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from time import monotonic
from typing import Any

from formateur.agreement.model import Binding, Deal, Demand, Model
from formateur.assembly import Assembly
from formateur.errors import FormateurError, UnknownIdError, listing
from formateur.programs import Program
from formateur.results import Result

__all__ = ["Agreement", "Concession", "agree"]


@dataclass(frozen=True, slots=True)
class Concession:
    """Demands to give up, what that costs, and an agreement it opens."""

    gives_up: tuple[Demand, ...]
    cost: Fraction
    opens: Deal

    @property
    def by(self) -> tuple[str, ...]:
        """Everybody who gives something up."""
        return tuple(dict.fromkeys(p for d in self.gives_up for p in d.by))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Agreement(Result):
    """Whether the demands on the table can be met together, and what follows either way.

    `deals` meet every mandatory demand: most preferred demands first, then those that need the
    fewest parties and the least help from outside, none with an earlier cabinet inside its own;
    `conflicts` the minimal sets of demands that collide; `concessions` the ways to open an
    agreement, cheapest first; `openers` those who could open one by giving up demands of theirs
    alone.
    """

    demands: tuple[Demand, ...]
    possible: bool
    deals: tuple[Deal, ...] = ()
    conflicts: tuple[tuple[Demand, ...], ...] = ()
    concessions: tuple[Concession, ...] = ()
    openers: tuple[str, ...] = ()

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
            }
            for found in self.conflicts
        ]

    def summary(self) -> dict[str, Any]:
        """Whether an agreement exists, how many conflicts, and what opens one."""
        return {
            "possible": self.possible,
            "demands": len(self.demands),
            "deals": len(self.deals),
            "conflicts": len(self.conflicts),
            "openers": self.openers,
            "concessions": [
                {
                    "gives_up": [d.id for d in c.gives_up],
                    "by": c.by,
                    "cost": c.cost,
                    "opens": c.opens.cabinet,
                }
                for c in self.concessions
            ],
        }

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
    limit, seconds
        The most deals, conflicts and concessions; and the time for the search. A search cut off
        has ``complete=False``.

    Raises
    ------
    MissingExtraError
        Without HiGHS.
    FormateurError
        If a demand names an unknown party, more posts are named than there are, or somebody is
        required and excluded in one and the same set of terms.

    References
    ----------
    junker_2004, liffiton_previti_malik_mu_2016, marques_silva_previti_2014

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
    who = tuple(parties) or (assembly.ids if assembly is not None else ())
    if not who:
        raise FormateurError("no party can take part; give an assembly or parties")
    named = list(dict.fromkeys(j for d in table for j in d.condition.posts))
    held = _posts(posts, named)
    model = Model(table, who, held, persons or {}, refuses or {}, assembly, binding)
    for q in who if government else ():
        inside = float(q in government)
        model.program.bound(model.sits[q], inside, inside)
    for q in government:
        if q not in who:
            raise UnknownIdError("party", q, who)
    search = _Search(model, limit, monotonic() + seconds)
    return search.run(table, name, binding)


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
        if posts < len(named):
            raise FormateurError(f"{posts} posts, yet demands name {len(named)}: {listing(named)}")
        return (*named, *(f"post {k}" for k in range(len(named) + 1, posts + 1)))
    for j in named:
        if j not in posts:
            raise UnknownIdError("post", j, list(posts))
    if not posts:
        raise FormateurError("no post to share out; give one or more")
    if twice := [j for j in dict.fromkeys(posts) if posts.count(j) > 1]:
        raise FormateurError(f"posts named twice: {listing(twice)}")
    return tuple(posts)


class _Search:
    """Deals, minimal conflicts and concessions of one model, until the time is up."""

    def __init__(self, model: Model, limit: int, until: float) -> None:
        self.model, self.limit, self.until = model, limit, until
        self.complete = True
        forces = {d.id: d.condition.force for d in model.demands}
        self.must = [d for d, f in forces.items() if f in ("mandatory", "conditional")]
        self.wish = [d for d, f in forces.items() if f == "preferred"]
        self.by_id = {d.id: d for d in model.demands}

    def run(self, table: tuple[Demand, ...], name: str, binding: str) -> Agreement:
        possible = self.model.ask(self.must) is not None
        found: dict[str, Any] = {}
        if possible:
            found["deals"] = tuple(self.deals())
        elif self.model.ask(()) is None:
            note = "no government passes the rule, whatever is demanded"
            found["notes"] = (note,)
        else:
            found["conflicts"] = tuple(self.conflicts())
            found["openers"] = tuple(self.openers())
            found["concessions"] = tuple(sorted(self.concessions(), key=self.order))
        return self.answer(table, name, binding, possible, **found)

    def answer(
        self, table: tuple[Demand, ...], name: str, binding: str, possible: bool, **found: Any
    ) -> Agreement:
        return Agreement(
            input=name or "demands",
            method="agree",
            parameters={"binding": binding, "posts": len(self.model.posts), "limit": self.limit},
            complete=self.complete,
            sources=tuple(dict.fromkeys(s for d in table for s in d.condition.source)),
            demands=table,
            possible=possible,
            **found,
        )

    def order(self, concession: Concession) -> tuple[Fraction, list[int]]:
        """Cheapest first; at one cost in the order of the demands."""
        places = {d: k for k, d in enumerate(self.must)}
        return concession.cost, [places[d.id] for d in concession.gives_up]

    def late(self) -> bool:
        if monotonic() > self.until:
            self.complete = False
            return True
        return False

    def wished(self, costs: Mapping[int, float]) -> dict[int, float]:
        """Costs with a reward for every preferred demand met; it outweighs the size."""
        weights = {self.model.switch[d]: self.by_id[d].condition.weight for d in self.wish}
        return {**costs, **{v: -1e4 * w for v, w in weights.items()}}

    def deals(self) -> Iterator[Deal]:
        """Agreements, most preferred demands first, then the fewest in the cabinet."""
        model = self.model
        for demand, switch in model.switch.items():
            low = 1.0 if demand in self.must else 0.0
            model.program.bound(switch, low, 1.0)
        model.program.price(self.wished(model.smallest()))
        for _ in range(self.limit):
            found = None if self.late() else model.program.solve()
            if found is None:
                return
            met = [d for d, v in model.switch.items() if found.values[v] > 0.5]
            deal = model.deal(found, met)
            yield deal
            # The next is no such cabinet with more in it: each later one leaves somebody out.
            members = [model.sits[q] for q in deal.cabinet]
            members += [model.alone[q] for q in deal.individuals]
            model.program.add(dict.fromkeys(members, 1.0), high=len(members) - 1)
        self.complete = False

    def conflicts(self) -> Iterator[tuple[Demand, ...]]:
        """Minimal conflicting sets, by going through the map of subsets from above."""
        atlas = Program("agree")
        place = {d: atlas.variable(cost=-1.0) for d in self.must}
        found = 0
        while found < self.limit and not self.late():
            seed = atlas.solve()
            if seed is None:
                return
            chosen = [d for d in self.must if seed.values[place[d]] > 0.5]
            if self.model.ask(chosen) is not None:
                # Everything inside a set that can be met can be met too.
                missing = {place[d]: 1.0 for d in self.must if d not in chosen}
                if not missing:
                    return
                atlas.add(missing, low=1)
                continue
            core = self._shrunk(chosen)
            atlas.add({place[d]: 1.0 for d in core}, high=len(core) - 1)
            found += 1
            yield tuple(self.by_id[d] for d in core)
        self.complete = False

    def _shrunk(self, demands: Sequence[str]) -> list[str]:
        """A minimal part of demands that collide (Junker's QuickXplain, halves at a time)."""
        if self.model.ask(()) is None:
            return []
        core = self._needed([], demands, asked=True)
        return [d for d in demands if d in set(core)]

    def _needed(self, held: list[str], demands: Sequence[str], *, asked: bool) -> list[str]:
        """Of demands that collide together with those held, a minimal part that still does."""
        if not asked and self.model.ask(held) is None:
            return []
        if len(demands) == 1:
            return list(demands)
        half = len(demands) // 2
        left, right = list(demands[:half]), list(demands[half:])
        from_right = self._needed([*held, *left], right, asked=not left)
        from_left = self._needed([*held, *from_right], left, asked=not from_right)
        return from_left + from_right

    def concessions(self) -> Iterator[Concession]:
        """Cheapest sets of demands to give up, no set with another inside it."""
        model = self.model
        for switch in model.switch.values():
            model.program.bound(switch, 0.0, 1.0)
        # What is given up weighs more than any cabinet is large.
        price = {model.switch[d]: -1e5 * float(self.by_id[d].cost) for d in self.must}
        model.program.price({**model.smallest(), **price})
        for _ in range(self.limit):
            found = None if self.late() else model.program.solve()
            if found is None:
                return
            given = [d for d in self.must if found.values[model.switch[d]] < 0.5]
            met = [d for d in model.switch if found.values[model.switch[d]] > 0.5]
            gives_up = tuple(self.by_id[d] for d in given)
            cost = sum((d.cost for d in gives_up), Fraction(0))
            yield Concession(gives_up, cost, model.deal(found, met))
            model.program.add({model.switch[d]: 1.0 for d in given}, low=1)
        self.complete = False

    def openers(self) -> Iterator[str]:
        """Who could open an agreement by giving up demands of theirs alone."""
        for who in dict.fromkeys(q for d in self.must for q in self.by_id[d].by):
            rest = [d for d in self.must if who not in self.by_id[d].by]
            if not self.late() and self.model.ask(rest) is not None:
                yield who
