"""From a parsed case file to values: every fault of the file in one list, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cache, partial
from math import ceil
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from formateur.assembly import Assembly, Body, Faction, Government, Party, Person
from formateur.cases.schema import (
    BlocSpec,
    CaseFile,
    DirectionSpec,
    GovernmentSpec,
    PersonSpec,
    RuleSpec,
    TermSpec,
)
from formateur.cases.strict import Document, KeyPath
from formateur.errors import (
    MOST_FAULTS,
    CaseError,
    FormateurError,
    did_you_mean,
    first_faults,
    listing,
)
from formateur.fields import fault_of_shape
from formateur.record.calendars import parse_date
from formateur.record.events import first_day, last_day
from formateur.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    Counts,
    Investiture,
    NotOpposed,
    Present,
    Quota,
    Residual,
    Rule,
    Share,
    Weights,
    casting_vote,
    confidence,
    investiture,
    majority,
    parse_share,
)
from formateur.sources import Source
from formateur.space import Dimension, Space
from formateur.terms import Exclude, OnlyWith, Term, Terms

if TYPE_CHECKING:
    from formateur.record import Record

__all__ = ["Built", "build", "validate"]

T = TypeVar("T")


def validate(document: Document) -> CaseFile:
    """Check the shape of a document; raise every fault at once."""
    try:
        return CaseFile.model_validate(document.value)
    except ValidationError as error:
        raise CaseError(_shape_faults(document, error)) from None


def _shape_faults(document: Document, error: ValidationError) -> list[str]:
    found = error.errors(include_url=False)
    schema = cache(CaseFile.model_json_schema)
    said = (document.fault(item["loc"], fault_of_shape(item, schema)) for item in found)
    return first_faults(said, document.name)


class Built:
    """The values of one case, and the faults found while making them."""

    def __init__(self, document: Document, file: CaseFile) -> None:
        self.document = document
        self.file = file
        self.faults: list[str] = []
        self.ids = [p.id for p in file.parties]
        self.assembly: Assembly | None = None
        self.space: Space | None = None
        self.terms = Terms()
        self.government: Government | None = None
        self.record: Record | None = None

    # -- faults ------------------------------------------------------------------------------

    def fault(self, path: KeyPath, says: str) -> None:
        self.faults.append(self.document.fault(path, says))

    def attempt(self, path: KeyPath, make: Callable[[], T]) -> T | None:
        """Make a value; a refusal becomes a fault at this place."""
        try:
            return make()
        except FormateurError as error:
            self.fault(path, str(error))
            return None

    def known_parties(self, path: KeyPath, parties: Iterable[str]) -> bool:
        good = True
        for k, party in enumerate(parties):
            if party not in self.ids:
                hint = did_you_mean(party, self.ids)
                self.fault((*path, k), f"no party {party!r}; there are {listing(self.ids)}.{hint}")
                good = False
        return good

    def known_source(self, path: KeyPath, source: str) -> None:
        keys = list(self.file.sources)
        if source and source not in keys:
            hint = did_you_mean(source, keys)
            self.fault(path, f"no source {source!r}; there are {listing(keys)}.{hint}")

    # -- parts -------------------------------------------------------------------------------

    def sources(self) -> dict[str, Source]:
        return {k: Source(key=k, **s.model_dump()) for k, s in self.file.sources.items()}

    def check_sources(self) -> None:
        """Every `source` in the file names one of its sources."""

        def walk(value: Any, path: KeyPath) -> None:
            if isinstance(value, dict):
                for key, inner in value.items():
                    if key in ("source", "parties_source") and isinstance(inner, str):
                        self.known_source((*path, key), inner)
                    elif path != () or key not in ("sources", "record"):
                        walk(inner, (*path, key))
            elif isinstance(value, list):
                for k, inner in enumerate(value):
                    walk(inner, (*path, k))

        walk(self.document.value, ())

    def parties(self) -> tuple[Party, ...] | None:
        if not self.file.parties:
            self.fault(("parties",), "is empty; a case has at least one party")
            return None
        grouped = [p for g in self.file.residual for p in g.parties]
        good = True
        for k, spec in enumerate(self.file.parties):
            if self.ids.index(spec.id) != k:
                self.fault(("parties", k, "id"), f"two parties share the id {spec.id!r}")
                good = False
            unknown = spec.seats == "unknown"
            if unknown and grouped.count(spec.id) != 1:
                self.fault(
                    ("parties", k, "seats"),
                    "unknown; an unknown number of seats stands in exactly one residual group",
                )
                good = False
            if not unknown and spec.id in grouped:
                self.fault(
                    ("parties", k, "seats"), "is known, yet the party is in a residual group"
                )
                good = False
            most = spec.seats if self.file.kind == "parliament" else "unknown"
            if most != "unknown" and (spec.votes or 0) > most:
                self.fault(
                    ("parties", k, "votes"),
                    f"{spec.votes} votes with {spec.seats} seats; a seat has one vote in a "
                    "parliament (kind: council weighs votes)",
                )
                good = False
        for k, group in enumerate(self.file.residual):
            good &= self.known_parties(("residual", k, "parties"), group.parties)
        return tuple(map(self._party, self.file.parties)) if good else None

    def _party(self, spec: Any) -> Party:
        note = "; ".join(n for n in (spec.note, spec.votes_note) if n)
        return Party(
            id=spec.id,
            seats=None if spec.seats == "unknown" else spec.seats,
            name=spec.name or spec.id,
            short=spec.short,
            votes=spec.votes,
            colour=spec.colour,
            factions=tuple(
                Faction(
                    f.id,
                    f.name,
                    None if f.seats == "unknown" else f.seats,
                    _persons(f.persons),
                )
                for f in spec.factions
            ),
            persons=_persons(spec.persons),
            weights=tuple(spec.weights.items()),
            source=spec.source or self.file.parties_source,
            note=note,
        )

    def make_assembly(self, parties: tuple[Party, ...]) -> Assembly | None:
        residual = tuple(
            Residual(tuple(g.parties), g.seats, g.note, g.source) for g in self.file.residual
        )
        plain = self.attempt(
            ("parties",), lambda: Assembly(self.file.body, parties, residual=residual)
        )
        if plain is None:
            return None
        if self.file.size is not None and plain.size != self.file.size:
            self.fault(
                ("size",), f"{self.file.size}, yet the parties hold {plain.size} seats together"
            )
        rule = plain.rule
        if self.file.rule is not None:
            rule = self.rule(self.file.rule, ("rule",), plain.weights) or rule
        blocs = self.blocs()
        return self.attempt(
            ("rule",),
            lambda: Assembly(
                self.file.body,
                parties,
                rule=rule,
                investiture=self.investiture(plain, rule),
                confidence=self._confidence(plain),
                residual=residual,
                blocs=blocs,
            ),
        )

    def investiture(self, plain: Assembly, rule: Rule) -> Investiture:
        spec = self.file.investiture
        if spec is None:
            kind = "none" if self.file.kind == "council" else "positive"
            return Investiture(kind, None if kind == "none" else rule)  # type: ignore[arg-type]
        usual = investiture(
            spec.kind, plain.votes, of=spec.of, vote=spec.vote, law=spec.law, source=spec.source
        )
        if spec.rule is None:
            return usual
        path = ("investiture", "rule")
        own = self.rule(spec.rule, path, plain.weights)
        made = self.attempt(
            path, lambda: Investiture(spec.kind, own, spec.vote, spec.law, spec.source)
        )
        return made or usual

    def _confidence(self, plain: Assembly) -> Any:
        spec = self.file.confidence
        if spec is None:
            return None
        return confidence(spec.kind, plain.votes, of=spec.of, law=spec.law, source=spec.source)

    # -- rules -------------------------------------------------------------------------------

    def rule(
        self, spec: RuleSpec, path: KeyPath, weights: Callable[[str], Weights]
    ) -> Rule | None:
        """One rule from its specification, with weights looked up by name."""
        nodes = ("majority", "share", "quota", "present", "all", "any", "at_least", "not_opposed")
        given = [n for n in nodes if getattr(spec, n) is not None]
        if len(given) != 1:
            said = ", ".join(given) or "none"
            self.fault(path, f"a rule is exactly one of {', '.join(nodes)}; here: {said}")
            return None
        (node,) = given
        if node in ("all", "any", "at_least", "not_opposed"):
            return self._combined(spec, node, path, weights)
        held = self.attempt((*path, "weights"), lambda: weights(spec.weights))
        if held is None:
            return None
        return self.attempt((*path, node), lambda: _threshold(spec, node, held))

    def _combined(
        self, spec: RuleSpec, node: str, path: KeyPath, weights: Callable[[str], Weights]
    ) -> Rule | None:
        if node == "not_opposed":
            assert spec.not_opposed is not None
            inner = self.rule(spec.not_opposed, (*path, node), weights)
            return NotOpposed(inner) if inner else None
        key = "of_rules" if node == "at_least" else node
        specs = getattr(spec, key) or []
        made = [self.rule(s, (*path, key, k), weights) for k, s in enumerate(specs)]
        rules = tuple(r for r in made if r is not None)
        if len(rules) < len(made):
            return None
        if node == "at_least":
            return self.attempt((*path, node), lambda: AtLeast(spec.at_least or 0, rules))
        return self.attempt((*path, node), lambda: AllOf(rules) if node == "all" else AnyOf(rules))

    def blocs(self) -> tuple[Body, ...]:
        made: list[Body] = []
        for k, bloc in enumerate(self.file.blocs):
            path: KeyPath = ("blocs", k)
            if not self.known_parties(path, [bloc.party]):
                continue
            body = self.attempt((*path, "body"), partial(self._body, bloc, path))
            if body is not None:
                made.append(body)
        self._refuse_circles()
        return tuple(made)

    def _body(self, bloc: BlocSpec, path: KeyPath) -> Body:
        spec = bloc.body
        bare = Body(spec.id, spec.size, spec.name, _persons(spec.members))
        rule = bare.rule
        if spec.rule is not None:

            def member_weights(name: str) -> Weights:
                if name not in ("votes", "one", "members"):
                    raise FormateurError(f"members of a body have one vote each, no {name!r}")
                return bare.seats

            rule = self.rule(spec.rule, (*path, "body", "rule"), member_weights) or rule
        return Body(
            spec.id,
            spec.size,
            spec.name,
            bare.members,
            rule,
            bloc.party,
            spec.source or bloc.source,
            spec.note or bloc.note,
        )

    def _refuse_circles(self) -> None:
        decided = {b.party: {m.id for m in b.body.members} for b in self.file.blocs}
        for k, bloc in enumerate(self.file.blocs):
            trail = _circle(bloc.party, decided)
            if trail:
                self.fault(("blocs", k), f"blocs go round in a circle: {' → '.join(trail)}")
                return

    # -- space, terms, published ---------------------------------------------------------------

    def make_space(self) -> Space | None:
        spec = self.file.space
        if spec is None:
            return None
        for dimension, placed in {**spec.positions, **spec.salience}.items():
            for party in placed:
                if party not in self.ids:
                    self.fault(
                        ("space", "positions", dimension, party),
                        f"no party {party!r}; there are {listing(self.ids)}."
                        + did_you_mean(party, self.ids),
                    )
        dimensions = [
            Dimension(
                d.id,
                d.name,
                d.low,
                d.high,
                (d.ends[0], d.ends[1]) if len(d.ends) == 2 else None,
                d.ordinal,
                d.source,
            )
            for d in spec.dimensions
        ]
        for line in dimensions:
            for party, at in spec.positions.get(line.id, {}).items():
                one = {line.id: {party: at}}
                path = ("space", "positions", line.id, party)
                self.attempt(path, partial(Space.of, [line], one))
        if self.faults:
            return None
        return self.attempt(
            ("space",), lambda: Space.of(dimensions, spec.positions, spec.salience)
        )

    def make_terms(self) -> Terms:
        made = [self._term(k, spec) for k, spec in enumerate(self.file.terms)]
        stated = tuple(t for t in made if t is not None)
        return self.attempt(("terms",), lambda: Terms(stated)) or Terms()

    def _term(self, k: int, spec: TermSpec) -> Term | None:
        path: KeyPath = ("terms", k)
        kinds = ("excludes", "only_with", "excludes_direction")
        given = [n for n in kinds if getattr(spec, n) is not None]
        if len(given) != 1:
            said = ", ".join(given) or "none"
            self.fault(path, f"a term is exactly one of {', '.join(kinds)}; here: {said}")
            return None
        good = self.known_parties((*path, "by"), spec.by)
        parties, maybe = list(spec.excludes or spec.only_with or []), list[str]()
        if spec.excludes_direction is not None:
            found = self.attempt(path, lambda: self._direction(spec.excludes_direction, spec.by))
            if found is None:
                return None
            parties, maybe = found
        elif not self.known_parties((*path, given[0]), parties) or not good:
            return None
        term = OnlyWith if spec.only_with is not None else Exclude
        return self.attempt(
            path,
            lambda: term(
                id=spec.id,
                by=tuple(spec.by),
                parties=tuple(parties),
                binds=tuple(spec.binds),
                text=spec.text,
                said_by=spec.said_by,
                date=spec.date,
                source=spec.source,
                withdrawn=spec.withdrawn,
                quality=spec.quality,
                confidence=spec.confidence,
                maybe=tuple(maybe),
            ),
        )

    def _direction(
        self, spec: DirectionSpec | None, by: Iterable[str]
    ) -> tuple[list[str], list[str]]:
        """Parties beyond a point of a dimension, and those whose place is unknown."""
        if spec is None or (spec.above is None) is (spec.below is None):
            raise FormateurError("excludes_direction has exactly one of above, below")
        if self.space is None:
            raise FormateurError("excludes_direction needs a space with positions")
        placed = self.space.positions(spec.dimension)
        others = [p for p in self.ids if p not in set(by)]
        meant = [
            p
            for p in others
            if p in placed
            and (
                placed[p] > spec.above if spec.above is not None else placed[p] < (spec.below or 0)
            )
        ]
        return meant, [p for p in others if p not in placed]

    def make_government(self) -> Government | None:
        spec = self.file.published.government if self.file.published else None
        if spec is None:
            return None
        path: KeyPath = ("published", "government")
        named = (
            ("cabinet", spec.cabinet),
            ("support", spec.support),
            ("tolerates", spec.tolerates),
        )
        good = [self.known_parties((*path, key), who) for key, who in named]
        good += [self.left_in_time((*path, "left"), spec), self.ended_in_time(path, spec)]
        if not all(good):
            return None
        return self.attempt(path, lambda: _government(spec, self.ids))

    def left_in_time(self, path: KeyPath, spec: GovernmentSpec) -> bool:
        """Every party that left had a part in the government, and left it once, on a day after."""
        good, had = True, [*spec.cabinet, *spec.support, *spec.tolerates]
        for k, left in enumerate(spec.left):
            if left.party not in had:
                says = f"{left.party!r} is no party of this government: {', '.join(had)}"
                self.fault((*path, k, "party"), says)
                good = False
            elif [x.party for x in spec.left].count(left.party) > 1:
                self.fault((*path, k, "party"), f"{left.party!r} leaves twice; give it once")
                good = False
            good &= self.later((*path, k, "date"), left.date, spec.date)
        if good and set(spec.cabinet) <= {x.party for x in spec.left}:
            self.fault(path, "every party of the cabinet leaves; give its end as until")
            return False
        return good

    def ended_in_time(self, path: KeyPath, spec: GovernmentSpec) -> bool:
        """The government's end is an exact day after its beginning."""
        return spec.until is None or self.later(
            (*path, "until", "date"), spec.until.date, spec.date
        )

    def later(self, path: KeyPath, end: str, start: str) -> bool:
        """Whether a day is exact and not before another."""
        day = parse_date(end)
        if not day.exact:
            self.fault(path, f"{end} is more than one day; give the day, like 2019-05-20")
            return False
        if start and last_day(day) < first_day(parse_date(start)):
            self.fault(path, f"{end} is before the government formed, {start}")
            return False
        return True

    def make_record(self) -> Record | None:
        if self.file.record is None:
            return None
        from formateur.record import Record, RecordError
        from formateur.record.reading import facts_from, facts_schema, in_fact

        try:
            facts = facts_from(self.file.record)
            return Record(self.file.id, facts, self.sources(), self.file.title)
        except ValidationError as error:
            for item in error.errors(include_url=False)[: MOST_FAULTS + 1]:
                says = fault_of_shape(item, facts_schema)
                told = in_fact(self.file.record or {}, item["loc"], says)
                self.fault(("record", *item["loc"]), told)
        except RecordError as error:
            for path, says in error.found[: MOST_FAULTS + 1]:
                self.fault(("record", *path), in_fact(self.file.record or {}, path, says))
        return None

    def check_vote(self, assembly: Assembly) -> None:
        """A published vote fits the house, and the rule gives the result it reports."""
        vote = self.file.published.vote if self.file.published else None
        if vote is None:
            return
        path: KeyPath = ("published", "vote")
        known = [n for n in (vote.yes, vote.no, vote.abstain, vote.absent) if n is not None]
        if sum(known) > assembly.size:
            self.fault(path, f"{sum(known)} votes in a house of {assembly.size} seats")
        rule = assembly.investiture.rule
        if rule is None or vote.yes is None or vote.no is None:
            return
        counts = Counts(vote.yes, vote.no, vote.abstain or 0, vote.absent or 0)
        says = rule.passes(counts)
        if says is not vote.passed:
            self.fault(
                (*path, "passed"),
                f"{str(vote.passed).lower()}, yet {vote.yes}-{vote.no} "
                f"{'passes' if says else 'fails'} under the rule: {rule.describe()}",
            )


def _persons(specs: Iterable[PersonSpec]) -> tuple[Person, ...]:
    return tuple(Person(p.id, p.name, p.faction) for p in specs)


def _circle(start: str, decided: Mapping[str, set[str]]) -> list[str]:
    """A way from a bloc's party back to itself through other blocs, or nothing."""
    stack = [[start]]
    while stack:
        trail = stack.pop()
        for member in sorted(decided.get(trail[-1], ())):
            if member == start:
                return [*trail, member]
            if member in decided and member not in trail:
                stack.append([*trail, member])
    return []


def _threshold(spec: RuleSpec, node: str, weights: Weights) -> Rule:
    if node == "majority":
        assert spec.majority is not None
        if spec.casting:
            return casting_vote(weights, spec.casting, of=spec.majority)
        return majority(weights, of=spec.majority)
    if node == "share":
        share, strict = parse_share(str(spec.share))
        return Share(weights, share, spec.of, strict)
    if node == "quota":
        return Quota(weights, spec.quota or 0)
    if isinstance(spec.present, int):
        return Present(weights, spec.present)
    share, strict = parse_share(str(spec.present))
    needed = share * Fraction(weights.total)
    return Present(weights, int(needed) + 1 if strict else ceil(needed))


def _government(spec: GovernmentSpec, order: list[str]) -> Government:
    def ordered(parties: list[str]) -> tuple[str, ...]:
        return tuple(sorted(dict.fromkeys(parties), key=order.index))

    return Government(
        ordered(spec.cabinet),
        ordered(spec.support),
        ordered(spec.tolerates),
        spec.formateur,
        spec.head,
        spec.date,
        spec.source,
        spec.note,
        left=tuple((x.party, x.date) for x in spec.left),
        until=spec.until.date if spec.until else "",
    )


def build(document: Document) -> Built:
    """Make every value of a case.

    Raises
    ------
    CaseError
        With all faults of meaning: unknown parties and sources, sums, quotas, circles.
    """
    built = Built(document, validate(document))
    built.check_sources()
    built.space = built.make_space()
    parties = built.parties()
    if parties is not None:
        built.assembly = built.make_assembly(parties)
        built.terms = built.make_terms()
        built.government = built.make_government()
    built.record = built.make_record()
    if built.assembly is not None and not built.faults:
        built.check_vote(built.assembly)
    if built.faults or built.assembly is None:
        raise CaseError(first_faults(built.faults, document.name))
    return built
