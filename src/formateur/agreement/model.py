"""Demands on the table as an integer program: who governs, with which posts, on what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any, Literal

from formateur.assembly import Assembly
from formateur.errors import FormateurError, OutOfTimeError, UnknownIdError
from formateur.programs import Program, Solution
from formateur.record import Date, Proposal, parse_date
from formateur.record.events import last_day
from formateur.rules import AllOf, NotOpposed, Present, Quota, Rule, Share
from formateur.terms import Condition, Term, Terms

__all__ = ["Binding", "Deal", "Demand", "Model", "demands_of", "demands_of_terms"]

Binding = Literal["all", "signers"]


@dataclass(frozen=True, slots=True)
class Demand:
    """One condition with who asserts it, in which set of terms; `cost` is that of giving it up.

    A demand of a party binds a government in which it sits (``cabinet``) or that it supports
    (``support``), so far as `binds` says.
    """

    id: str
    by: tuple[str, ...]
    condition: Condition
    proposal: str = ""
    date: str = ""
    cost: Fraction = Fraction(1)
    binds: tuple[str, ...] = ("cabinet", "support")

    def says(self) -> str:
        """The demand in a line: who asks for what."""
        return f"{'+'.join(self.by)}: {self.condition.says()}"

    def __repr__(self) -> str:
        return f"<Demand {self.id}: {self.says()}>"


def demands_of(proposals: Iterable[Proposal]) -> tuple[Demand, ...]:
    """Every condition of some sets of terms that is not withdrawn, as a demand.

    Ids give the set and the condition's id, or its place: ``p-dan.1``. The weight of one that must
    be met is the cost of giving it up. What hangs on a condition that is withdrawn lapses with it.
    """
    found = []
    for proposal in proposals:
        gone = {c.id for c in proposal.conditions if c.id and c.force == "withdrawn"}
        for k, condition in enumerate(proposal.conditions, 1):
            if condition.force != "withdrawn" and condition.given not in gone:
                preferred = condition.force == "preferred"
                found.append(
                    Demand(
                        f"{proposal.id}.{condition.id or k}",
                        proposal.by,
                        condition,
                        proposal.id,
                        "" if proposal.date is None else str(proposal.date),
                        Fraction(1) if preferred else Fraction(str(condition.weight)),
                    )
                )
    return tuple(found)


def demands_of_terms(terms: Terms, on: Date | None = None) -> tuple[Demand, ...]:
    """Stated exclusions that bind the cabinet, as demands of those who stated them.

    Without a day, those not withdrawn; on a day, those stated by then and not yet withdrawn.

    >>> from formateur.terms import Exclude
    >>> demands_of_terms(Terms((Exclude("t", by=("l",), parties=("sd",)),)))
    (<Demand t: l: no ministers of sd>,)
    """
    from formateur.terms import OnlyWith

    found = []
    for term in terms.stated:
        if not _stands(term, on) or "cabinet" not in term.binds or not term.parties:
            continue
        kind = "require-party" if isinstance(term, OnlyWith) else "exclude-party"
        source = (term.source,) if term.source else ()
        condition = Condition(kind=kind, parties=term.parties, text=term.text, source=source)
        binds = tuple(b for b in ("cabinet", "support") if b in term.binds)
        found.append(Demand(term.id, term.by, condition, date=term.date, binds=binds))
    return tuple(found)


def _stands(term: Term, on: Date | None) -> bool:
    if on is None:
        return term.active
    stated = not term.date or last_day(parse_date(term.date)) <= last_day(on)
    gone = bool(term.withdrawn) and last_day(parse_date(term.withdrawn)) <= last_day(on)
    return stated and not gone


@dataclass(frozen=True, slots=True)
class Deal:
    """One agreement: who governs, supports, tolerates; posts, head, programme; demands met.

    `posts` counts them by party, `named` says who has which of the posts that demands reserve. All
    from `named` to `terms` is what demands of those who sign ask for, and no more.
    `utility` is the weight of preferred demands met, by who asserts them and signs; `wanted` the
    weight of all that each of these prefers; `wishes_met` the ids of those met. `terms` are
    demands met that are neither about who governs nor about posts or programme: a right to reject
    candidates, say.
    """

    cabinet: tuple[str, ...]
    support: tuple[str, ...] = ()
    tolerates: tuple[str, ...] = ()
    individuals: tuple[str, ...] = ()
    posts: tuple[tuple[str, int], ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    persons: tuple[str, ...] = ()
    premier: str = ""
    accepts: tuple[str, ...] = ()
    answers_to: str = ""
    first: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    utility: tuple[tuple[str, float], ...] = ()
    wanted: tuple[tuple[str, float], ...] = ()
    wishes_met: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """Weight of all preferred demands met."""
        return sum(u for _, u in self.utility)

    @property
    def worst(self) -> float:
        """The part of what the worst-off of those who sign prefers that is met, 0 to 1."""
        wanted = dict(self.wanted)
        return min((u / wanted[q] for q, u in self.utility), default=1.0)

    def row(self) -> dict[str, Any]:
        """The deal as one row."""
        return {
            "cabinet": self.cabinet,
            "support": self.support,
            "tolerates": self.tolerates,
            "individuals": self.individuals,
            "posts": dict(self.posts),
            "named": dict(self.named),
            "premier": self.premier,
            "persons": self.persons,
            "accepts": self.accepts,
            "answers_to": self.answers_to,
            "first": self.first,
            "terms": self.terms,
            "utility": dict(self.utility),
            "wanted": dict(self.wanted),
            "wishes_met": self.wishes_met,
        }


class Model:
    """The integer program of a table: variables by meaning, a switch for every demand."""

    def __init__(
        self,
        demands: Sequence[Demand],
        parties: Sequence[str],
        posts: Sequence[str],
        persons: Mapping[str, str],
        refuses: Mapping[str, Collection[str]],
        assembly: Assembly | None,
        binding: Binding,
        *,
        empty_handed: bool = False,
    ) -> None:
        self.empty_handed = empty_handed  # whether one may sit in the cabinet without a post
        self.demands, self.parties, self.posts = demands, parties, posts
        self.persons, self.assembly, self.binding = persons, assembly, binding
        p = self.program = Program("agree", many=True)
        self.sits = {q: p.variable() for q in parties}
        self.backs = {q: p.variable() for q in parties}
        self.lets = {q: p.variable() for q in parties}
        # Members of a party serve without it only where somebody asks for that.
        self.single = {
            q for d in demands if d.condition.kind == "individual" for q in d.condition.parties
        }
        self.alone = {q: p.variable(high=float(q in self.single)) for q in parties}
        self.count = {q: p.variable(high=float(len(posts))) for q in parties}
        self.holds = {(j, q): p.variable() for j in self._named() for q in parties}
        self.serves = {q: p.variable() for q in self._people("persons")}
        self.heads = {q: p.variable() for q in self._people("premier")}
        self.accepts = self._words("accept", lambda c: c.programme)
        self.answers = self._words("answers-to", lambda c: (c.body,))
        self.parts, self.shared = self._bodies()
        self.first = self._words("precondition", lambda c: (c.text,))
        self.switch = {d.id: p.variable() for d in demands}
        # By who asserts them, the switches of preferred demands with their weights.
        self.wishes: dict[str, dict[int, float]] = {}
        for d in demands:
            for q in d.by if d.condition.force == "preferred" else ():
                self.wishes.setdefault(q, {})[self.switch[d.id]] = d.condition.weight
        # By party: posts over and under what its seats are due, and the due itself (`even`).
        self.near: dict[str, tuple[int, int, int]] = {}
        self.on = {d.id: p.variable() for d in demands}
        # Demands that go against others or speak of parts of bodies: whether one is met is not
        # seen from a government alone.
        self._apart = {
            d.id for d in demands if d.condition.kind == "composition" or _of_body(d.condition)
        }
        self._structure(refuses)
        self._choices()
        if assembly is not None:
            self._investiture(assembly)
        self._meant = {d.id: (self._sides(d), list(self._rows(d))) for d in demands}
        for demand in demands:
            self._demand(demand)
        self.asked_of = {self._given(d) for d in demands if d.condition.force == "conditional"}
        for demand in demands:
            if demand.id in self.asked_of and demand.condition.force == "preferred":
                self._told(demand)

    def _named(self) -> list[str]:
        """Posts that demands name."""
        named = dict.fromkeys(j for d in self.demands for j in d.condition.posts)
        return list(named)

    def _people(self, kind: str) -> list[str]:
        """Persons that demands name; all of them serve, those of `premier` may head."""
        kinds = (
            ("premier",) if kind == "premier" else ("premier", "exclude-person", "require-person")
        )
        return list(
            dict.fromkeys(
                q for d in self.demands if d.condition.kind in kinds for q in d.condition.persons
            )
        )

    def _words(self, kind: str, words: Any) -> dict[str, int]:
        found = dict.fromkeys(
            w for d in self.demands if d.condition.kind == kind for w in words(d.condition)
        )
        return {w: self.program.variable() for w in found}

    def _bodies(self) -> tuple[dict[tuple[str, str], int], dict[str, dict[str, int]]]:
        """Seats of each part of bodies to be made, and each party's share of a body.

        The share of nobody in particular is that of ``""``; where seats are unknown, any number up
        to the largest named will do.
        """
        made = [d.condition for d in self.demands if d.condition.kind == "composition"]
        most = float(max((n for c in made for n in c.parts.values() if n is not None), default=1))
        parts = {
            place: self.program.variable(high=most)
            for place in dict.fromkeys((c.body, part) for c in made for part in c.parts)
        }
        asked = [d.condition for d in self.demands if _of_body(d.condition)]
        holders = dict.fromkeys((*self.parties, *(q for c in asked for q in c.parties), ""))
        shared = {}
        for body in dict.fromkeys(c.body for c in asked):
            shared[body] = {q: self.program.variable(whole=False) for q in holders}
            self.program.add(dict.fromkeys(shared[body].values(), 1.0), low=1, high=1)
        return parts, shared

    def _structure(self, refuses: Mapping[str, Collection[str]]) -> None:
        """What holds of every government, whatever is demanded."""
        p, n = self.program, float(len(self.posts))
        for q in self.parties:
            p.add({self.sits[q]: 1, self.backs[q]: 1, self.lets[q]: 1}, high=1)
            p.add({self.sits[q]: 1, self.alone[q]: 1}, high=1)
            p.add({self.count[q]: 1, self.sits[q]: -n, self.alone[q]: -n}, high=0)
            for inside in () if self.empty_handed else (self.sits[q], self.alone[q]):
                p.add({self.count[q]: 1, inside: -1}, low=0)
            held = {self.holds[j, q]: -1.0 for j in self._named()}
            p.add({self.count[q]: 1, **held}, low=0)
            for item in refuses.get(q, ()):
                if item in self.accepts:
                    p.add({self.sits[q]: 1, self.accepts[item]: 1}, high=1)
        p.add(dict.fromkeys(self.sits.values(), 1.0), low=1)
        p.add(dict.fromkeys(self.count.values(), 1.0), low=n, high=n)
        for j in self._named():
            p.add({self.holds[j, q]: 1.0 for q in self.parties}, low=1, high=1)
        self._persons()

    def _persons(self) -> None:
        """A person of a party serves only where the party, or its members singly, take part."""
        p = self.program
        for party in self.parties:
            members = [self.serves[q] for q in self.serves if self.persons.get(q) == party]
            for member in members:
                p.add({member: 1, self.sits[party]: -1, self.alone[party]: -1}, high=0)
            if members:
                p.add({**dict.fromkeys(members, 1.0), self.count[party]: -1}, high=0)
        for q, head in self.heads.items():
            p.add({head: 1, self.serves[q]: -1}, high=0)

    def _choices(self) -> None:
        """One head, one body to answer to; what goes against what."""
        p = self.program
        for only_one in (self.heads, self.answers):
            if only_one:
                p.add(dict.fromkeys(only_one.values(), 1.0), high=1)
        for one in self.demands:
            for other in self.demands:
                if other.condition.id and other.condition.id in one.condition.against:
                    a, b = self._stands_for(one), self._stands_for(other)
                    p.add({a: 1, b: 1}, high=1)
                    self._apart |= {one.id, other.id}

    def _stands_for(self, demand: Demand) -> int:
        """What comes first, where that is what a demand asks; else whether it is in effect."""
        c = demand.condition
        return self.first[c.text] if c.kind == "precondition" else self.on[demand.id]

    def _investiture(self, assembly: Assembly) -> None:
        """The government passes the rule whatever the split of unknown seats."""
        rule = assembly.investiture.rule or assembly.rule
        for leaf, turned in _leaves(rule, False):
            linear, bound, strict = leaf.inequality()
            linear = linear.turned() if turned else linear
            sign = -1 if turned else 1
            known, scale = leaf.weights.integers()
            row: dict[int, float] = {}
            constant = 0
            for q, w in known.items():
                constant += sign * linear.no * w
                yes, abstain = sign * (linear.yes - linear.no), sign * (linear.abstain - linear.no)
                for variable, factor in (
                    (self.sits[q], yes),
                    (self.backs[q], yes),
                    (self.lets[q], abstain),
                ):
                    row[variable] = row.get(variable, 0.0) + factor * w
            for group in leaf.weights.groups:
                whole = self.program.variable()
                for q in group.parties:
                    self.program.add({whole: 1, self.sits[q]: -1, self.backs[q]: -1}, high=0)
                constant += sign * linear.no * group.seats * scale
                row[whole] = float(sign * (linear.yes - linear.no) * group.seats * scale)
            need = sign * Fraction(bound) * scale - constant
            # A rule that the votes against must not meet is missed, not reached.
            exceeds = strict != turned
            self.program.add(row, low=float(floor(need) + 1 if exceeds else ceil(need)))

    # -- demands -------------------------------------------------------------------------------

    def _demand(self, demand: Demand) -> None:
        """Rows that hold when the demand is switched on, binds, and is not waiting for another."""
        on = self.on[demand.id]
        needed = [self.switch[demand.id]]
        if demand.condition.force == "conditional":
            needed.append(self.on[self._given(demand)])
        sides, rows = self._meant[demand.id]
        for side in sides:
            row = {on: 1.0, **dict.fromkeys([*needed, *side], -1.0)}
            self.program.add(row, low=1.0 - len(needed) - len(side))
        for row, least in rows:
            # Each row reads: what is wanted, less what is not, reaches `least` when switched on.
            slack = sum(f * self.program.most(v) for v, f in row.items() if f < 0)
            self.program.add({**row, on: slack - least}, low=slack)

    def _rows(self, demand: Demand) -> Iterator[tuple[dict[int, float], float]]:
        """(row, least): the row reaches `least` when the demand is met.

        A row of negative terms with a negative `least` is an upper bound.
        """
        c = demand.condition
        cabinet = c.kind in _OF_PARTIES and not _of_body(c)
        parties = self._known(c.parties, demand) if cabinet else []
        if c.kind in ("exclude-party", "individual"):
            for q in parties:
                yield {self.sits[q]: -1.0}, 0
                if c.kind == "exclude-party":
                    yield {self.alone[q]: -1.0}, 0
        elif c.kind == "require-party":
            yield from (({self.sits[q]: 1.0}, 1) for q in parties)
        elif c.kind == "exclude-person":
            yield from (({self.serves[q]: -1.0}, 0) for q in c.persons)
        elif c.kind == "require-person":
            yield from (({self.serves[q]: 1.0}, 1) for q in c.persons)
        elif c.kind == "share" and not _of_body(c):
            low, high = _bounds(c, len(self.posts))
            yield {self.count[q]: 1.0 for q in parties}, low
            yield {self.count[q]: -1.0 for q in parties}, -high
        elif c.kind == "reserve":
            yield from (({self.holds[k, q]: 1.0 for q in parties}, 1) for k in c.posts)
        else:
            yield from self._words_of(c)

    def _words_of(self, c: Condition) -> Iterator[tuple[dict[int, float], float]]:
        """Demands with a variable of their own: head, programme, body, what comes first."""
        if c.kind == "premier":
            yield {self.heads[q]: 1.0 for q in c.persons}, 1
        elif c.kind == "exclude-premier":
            yield from (({self.heads[q]: -1.0}, 0) for q in c.persons if q in self.heads)
        elif c.kind == "accept":
            yield from (({self.accepts[item]: 1.0}, 1) for item in c.programme)
        elif c.kind == "answers-to":
            yield {self.answers[c.body]: 1.0}, 1
        elif c.kind == "composition":
            yield from self._composition(c)
        elif c.kind == "share":
            yield from self._share_of_body(c)
        elif c.kind == "precondition":
            yield {self.first[c.text]: 1.0}, 1

    def _composition(self, c: Condition) -> Iterator[tuple[dict[int, float], float]]:
        """Parts have their numbers; parts not named have none, unless a number is unknown."""
        known = None not in c.parts.values()
        for (body, part), seats in self.parts.items():
            number = c.parts.get(part, 0 if known else None)
            if body == c.body and number is not None:
                yield {seats: 1.0}, number
                yield {seats: -1.0}, -number
        shares = self.shared.get(c.body, {})
        whole = sum(n or 0 for n in c.parts.values())
        if known and whole and set(c.parts) <= set(shares):
            for q, share in shares.items():
                due = (c.parts.get(q) or 0) / whole
                yield {share: 1.0}, due
                yield {share: -1.0}, -due

    def _share_of_body(self, c: Condition) -> Iterator[tuple[dict[int, float], float]]:
        strict = _STRICT if c.strict else 0.0
        shares = [self.shared[c.body][q] for q in c.parties]
        if c.at_least is not None:
            yield dict.fromkeys(shares, 1.0), float(c.at_least) + strict
        if c.at_most is not None:
            yield dict.fromkeys(shares, -1.0), strict - float(c.at_most)

    def _sides(self, demand: Demand) -> list[tuple[int, ...]]:
        """Who has to take part for the demand to bind, each by itself; ``()`` is nobody."""
        parties = [q for q in demand.by if q in self.sits]
        if self.binding == "all" or not parties:  # what no party asserts binds whoever governs
            return [()]
        parts = {"cabinet": self.sits, "support": self.backs}
        return [(parts[how][q],) for q in parties for how in demand.binds]

    def _told(self, demand: Demand) -> None:
        """A wish on which others hang counts as met wherever it is met, wanted or not.

        It is switched on, or one of its rows is missed.
        """
        missed = dict.fromkeys([self.switch[demand.id], *self._misses(demand)], 1.0)
        for side in self._meant[demand.id][0]:
            self.program.add({**missed, **dict.fromkeys(side, -1.0)}, low=1.0 - len(side))

    def _misses(self, demand: Demand) -> list[int]:
        """For each row of a demand a variable that can be 1 only where the row is missed."""
        missed = []
        step = _STRICT if _of_body(demand.condition) else 1.0
        for row, least in self._meant[demand.id][1]:
            most = sum(f * self.program.most(v) for v, f in row.items() if f > 0)
            most += abs(least) + step
            miss = self.program.variable()
            self.program.add({**row, miss: most}, high=least - step + most)
            missed.append(miss)
        return missed

    def only_if_broken(self, demand: Demand) -> None:
        """From now on a demand is given up only where it binds and is not met."""
        off = {self.switch[demand.id]: 1.0}
        self.program.add({**off, **dict.fromkeys(self._misses(demand), 1.0)}, low=1)
        sides = self._meant[demand.id][0]
        if () not in sides:
            self.program.add({**off, **{v: 1.0 for side in sides for v in side}}, low=1)

    def less_than(self, deal: Deal, unless: int | None = None) -> None:
        """From now on somebody of a deal takes no part, unless a switch is on."""
        members = {self.sits[q]: 1.0 for q in deal.cabinet}
        members |= {self.alone[q]: 1.0 for q in deal.individuals}
        for q in (*deal.support, *deal.tolerates):
            members |= {self.backs[q]: 1.0, self.lets[q]: 1.0}
        number = len(deal.cabinet) + len(deal.individuals)
        number += len(deal.support) + len(deal.tolerates)
        freed = {} if unless is None else {unless: -1.0}
        self.program.add({**members, **freed}, high=number - 1)

    def other_than(self, deal: Deal) -> None:
        """From now on the cabinet differs from that of a deal."""
        row = {v: 1.0 if q in deal.cabinet else -1.0 for q, v in self.sits.items()}
        row |= {
            v: 1.0 if q in deal.individuals else -1.0
            for q, v in self.alone.items()
            if q in self.single
        }
        self.program.add(row, high=len(deal.cabinet) + len(deal.individuals) - 1)

    def _given(self, demand: Demand) -> str:
        """The demand on which another hangs: of its own set first, then by its whole id."""
        given = demand.condition.given
        own = [d for d in self.demands if d.proposal == demand.proposal]
        for other in (*own, *self.demands):
            if given in (other.id, other.condition.id):
                return other.id
        raise UnknownIdError(
            f"demand on which {demand.id!r} hangs", given, [d.id for d in self.demands]
        )

    def _known(self, parties: Iterable[str], demand: Demand) -> list[str]:
        for q in parties:
            if q not in self.sits:
                raise UnknownIdError(f"party of the demand {demand.id!r}", q, self.parties)
        return list(parties)

    # -- asking --------------------------------------------------------------------------------

    def ask(
        self,
        on: Collection[str],
        costs: Mapping[int, float] | None = None,
        free: Collection[str] = (),
    ) -> Solution | None:
        """A government under which these demands hold, and the free ones may; no others."""
        for demand in self.demands:
            # A wish on which others hang is met or not, whether it is asked for or not.
            hung = demand.condition.force == "preferred" and demand.id in self.asked_of
            high = 1.0 if demand.id in on or demand.id in free or hung else 0.0
            self.program.bound(self.switch[demand.id], 1.0 if demand.id in on else 0.0, high)
        self.program.price(costs or {})
        return self.program.solve()

    def meets(self, found: Solution, demand: Demand) -> bool:
        """Whether a government meets a demand or is not bound by it, asked for or not."""
        values, (sides, rows) = found.values, self._meant[demand.id]
        if not any(all(values[v] > 0.5 for v in side) for side in sides):
            return True
        if demand.id in self._apart:
            return values[self.on[demand.id]] > 0.5
        return all(
            sum(round(values[v]) * factor for v, factor in row.items()) >= least
            for row, least in rows
        )

    def smallest(self) -> dict[int, float]:
        """Costs that ask for few parties; sitting is asked for before helping from outside.

        Of as many parties, those with most seats in the cabinet, then those named first.
        """
        seats = {} if self.assembly is None else {p.id: p.seats for p in self.assembly.parties}
        whole = sum(n or 0 for n in seats.values()) or 1
        costs = {}
        for k, q in enumerate(self.parties):
            tie = 1e-3 * k / len(self.parties) - (seats.get(q) or 0) / whole
            costs[self.sits[q]] = costs[self.alone[q]] = 100.0 + tie
            costs[self.backs[q]] = 160.0 + tie / 10
            costs[self.lets[q]] = 150.0 + tie / 10
        return costs

    def even(self, found: Solution) -> Solution:
        """The same government with posts as near to its parties' seats as the demands allow.

        Nearest is the least sum of differences from Gamson's shares. Where seats are unknown,
        posts stay as they were found.
        """
        cabinet = [q for q, v in self.sits.items() if found.values[v] > 0.5]
        seats = {} if self.assembly is None else {p.id: p.seats for p in self.assembly.parties}
        brought = [seats.get(q) for q in cabinet]
        if None in brought or not (whole := sum(n or 0 for n in brought)):
            return found
        for q in self.parties if not self.near else ():
            over, under, due = (self.program.variable(high=None, whole=False) for _ in range(3))
            self.program.add({self.count[q]: 1, over: -1, under: 1, due: -1}, low=0, high=0)
            self.near[q] = over, under, due
        roles = (self.sits, self.backs, self.lets, self.alone, self.switch)
        kept = {v: float(round(found.values[v])) for by in roles for v in by.values()}
        dues = {
            self.near[q][2]: len(self.posts) * (seats[q] or 0) / whole if q in cabinet else 0.0
            for q in self.parties
        }
        with self.program.holding({**kept, **dues}):
            self.program.price(
                {v: 1.0 for over, under, _ in self.near.values() for v in (over, under)}
            )
            try:
                return self.program.solve() or found
            except OutOfTimeError:
                return found

    def deal(self, found: Solution) -> Deal:
        """What a solution means: who governs, and what those who sign ask for and get."""
        on = {d for d, v in self.switch.items() if found.values[v] > 0.5}

        def yes(variables: Mapping[Any, int]) -> tuple[Any, ...]:
            return tuple(k for k, v in variables.items() if found.values[v] > 0.5)

        posts = {q: round(found.values[v]) for q, v in self.count.items()}
        signs = {*yes(self.sits), *yes(self.backs)}
        asked = {
            q: wishes
            for q, wishes in self.wishes.items()
            if self.binding == "all" or q not in self.sits or q in signs
        }
        on_ = {self.switch[d] for d in on}
        sides = {"cabinet": yes(self.sits), "support": yes(self.backs)}
        held = [d.condition for d in self.demands if d.id in on and self._bound(d, sides, on)]

        def asked_for(kind: str, words: str) -> list[str]:
            return list(
                dict.fromkeys(w for c in held if c.kind == kind for w in getattr(c, words))
            )

        heads = yes(self.heads)[:1] if any(c.kind == "premier" for c in held) else ()
        reserved = asked_for("reserve", "posts")
        return Deal(
            cabinet=yes(self.sits),
            support=yes(self.backs),
            tolerates=yes(self.lets),
            individuals=yes(self.alone),
            posts=tuple((q, n) for q, n in posts.items() if n),
            named=tuple((j, q) for j, q in yes(self.holds) if j in reserved),
            persons=tuple(dict.fromkeys([*heads, *asked_for("require-person", "persons")])),
            premier="".join(heads),
            accepts=tuple(asked_for("accept", "programme")),
            answers_to="".join(c.body for c in held if c.kind == "answers-to")
            if len({c.body for c in held if c.kind == "answers-to"}) == 1
            else "",
            first=tuple(dict.fromkeys(c.text for c in held if c.kind == "precondition")),
            terms=tuple(dict.fromkeys(c.says() for c in held if c.kind in _IN_WORDS)),
            utility=tuple(
                (q, sum((w for v, w in wishes.items() if v in on_), 0.0))
                for q, wishes in asked.items()
            ),
            wanted=tuple((q, sum(wishes.values())) for q, wishes in asked.items()),
            wishes_met=tuple(
                d.id
                for d in self.demands
                if d.id in on and any(self.switch[d.id] in wishes for wishes in asked.values())
            ),
        )

    def _bound(
        self, demand: Demand, sides: Mapping[str, Collection[str]], on: Collection[str]
    ) -> bool:
        """Whether a demand binds a government of these parties, inside and behind it."""
        if demand.condition.force == "conditional" and self._given(demand) not in on:
            return False
        parties = [q for q in demand.by if q in self.sits]
        signs = {q for side in demand.binds for q in sides[side]}
        return self.binding == "all" or not parties or not signs.isdisjoint(parties)


# Kinds of demands that any government can meet: they stand in the agreement as words.
_IN_WORDS = ("rejection", "composition", "deadline")
_STRICT = 1e-4  # more than a share of a body of unknown size is by at least that much
_OF_PARTIES = ("exclude-party", "individual", "require-party", "share", "reserve")


def _of_body(c: Condition) -> bool:
    return c.kind == "share" and c.of == "body"


def _bounds(c: Condition, posts: int) -> tuple[int, int]:
    """Fewest and most posts that a share of them allows."""
    low, high = 0, posts
    if c.at_least is not None:
        part = c.at_least * posts
        low = floor(part) + 1 if c.strict else ceil(part)
    if c.at_most is not None:
        part = c.at_most * posts
        high = ceil(part) - 1 if c.strict else floor(part)
    return low, high


def _leaves(rule: Rule, turned: bool) -> Iterator[tuple[Quota | Share | Present, bool]]:
    """The thresholds that must all hold, and whether they count the votes against."""
    if isinstance(rule, (Quota, Share, Present)):
        yield rule, turned
    elif isinstance(rule, NotOpposed):
        yield from _leaves(rule.rule, not turned)
    elif isinstance(rule, AllOf) and not turned:
        for inner in rule.rules:
            yield from _leaves(inner, turned)
    else:
        raise FormateurError(
            f"agreements are looked for under quotas, shares, and all of them together; "
            f"this rule is {rule.describe()}"
        )
