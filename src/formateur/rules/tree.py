"""The nodes of a rule: thresholds over one weighting, and what combines, turns or nests them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from formateur.errors import FormateurError, UnknownIdError
from formateur.fields import number_of
from formateur.rules.values import Base, Counts, Division, Linear, Number, Tally, Truth, Weights

__all__ = [
    "AllOf",
    "AnyOf",
    "AtLeast",
    "Bloc",
    "NotOpposed",
    "Present",
    "Quota",
    "Rule",
    "Share",
    "casting_vote",
    "majority",
    "mapped",
    "parse_share",
    "reweighted",
]


class Rule:
    """Base of all rules: give it a division, it says whether the proposal passes."""

    __slots__ = ()

    @property
    def leaves(self) -> Iterator[Quota | Share | Present]:
        """Every threshold in the tree, left to right."""
        raise NotImplementedError  # pragma: no cover - abstract

    @property
    def players(self) -> tuple[str, ...]:
        """Everybody who votes, each once, in order of first appearance."""
        return tuple(dict.fromkeys(p for leaf in self.leaves for p in leaf.weights.players))

    def truth(self, tally: Tally) -> Truth:
        """Whether the proposal passes: ``(surely, possibly)``."""
        raise NotImplementedError  # pragma: no cover - abstract

    def describe(self) -> str:
        """The rule in words."""
        raise NotImplementedError  # pragma: no cover - abstract

    def weighted(self) -> tuple[Weights, Number] | None:
        """The same simple game as one weighted quota, when the tree is no more than that."""
        return None

    def passes(self, division: Division | Counts) -> bool | None:
        """Whether the division passes; ``None`` when unknown seats decide it.

        >>> rule = majority(Weights.of({"s": 100, "mp": 15, "c": 31, "m": 70}), of="cast")
        >>> rule.passes(Division.of(["s", "mp"], abstain=["c"]))
        True
        """
        surely, possibly = self.truth(division)
        return bool(surely) if surely == possibly else None

    def wins(self, coalition: Iterable[str]) -> bool | None:
        """Whether the coalition passes a proposal against the votes of all others."""
        coalition = frozenset(coalition)
        for player in sorted(coalition.difference(self.players)):
            raise UnknownIdError("party", player, self.players)
        return self.passes(Division(coalition))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.describe()}>"


def _count(number: Number) -> str:
    """A whole or decimal number in full, any other as a mixed fraction.

    >>> _count(6501), _count(Fraction(152709, 2)), _count(Fraction(200, 3))
    ('6,501', '76,354.5', '66 2/3')
    """
    whole, rest = divmod(number, 1)
    said = f"{int(whole):,}"
    if not rest:
        return said
    for digits in range(1, 18):
        if 10**digits % rest.denominator == 0:
            return f"{said}.{int(rest * 10**digits):0{digits}}"
    return f"{said} {rest}" if whole else str(rest)


def _part(share: Fraction) -> str:
    """A share as people say it: half, 2/3, 55 %, 100 %."""
    if share == Fraction(1, 2):
        return "half"
    if (share.denominator > 6 or share.denominator == 1) and 100 % share.denominator == 0:
        return f"{int(share * 100)} %"
    return str(share)


def _unit(weights: Weights) -> str:
    return "members" if weights.name == "one" else weights.name.replace("_", " ")


class _Leaf(Rule):
    """A threshold: a linear form of the votes reaches a bound."""

    __slots__ = ()
    weights: Weights

    @property
    def leaves(self) -> Iterator[Quota | Share | Present]:
        yield self  # type: ignore[misc]

    def inequality(self) -> tuple[Linear, Number, bool]:
        """Linear form, bound, and whether it must be exceeded rather than reached."""
        raise NotImplementedError  # pragma: no cover - abstract

    def truth(self, tally: Tally) -> Truth:
        linear, bound, strict = self.inequality()
        low, high = tally.bounds(self.weights, linear)
        bound = bound * self.weights.integers()[1]
        return (low > bound, high > bound) if strict else (low >= bound, high >= bound)

    def weighted(self) -> tuple[Weights, Number] | None:
        linear, bound, strict = self.inequality()
        # Nobody abstains in a simple game, so N = total - Y.
        slope = linear.yes - linear.no
        if slope <= 0:
            return None
        least = Fraction(bound - linear.no * self.weights.total) / slope
        grain = self.weights.integers()[1]
        steps = floor(least * grain) + 1 if strict else ceil(least * grain)
        return self.weights, _plain(Fraction(max(steps, 0), grain))


def _plain(number: Fraction) -> Number:
    return int(number) if number.denominator == 1 else number


@dataclass(frozen=True, slots=True, repr=False)
class Quota(_Leaf):
    """At least `quota` of the weights vote yes.

    >>> Quota(Weights.of({"a": 8, "b": 21, "c": 26, "d": 12, "e": 33}), 51)
    <Quota: at least 51 of 100 votes>
    """

    weights: Weights
    quota: Number

    def inequality(self) -> tuple[Linear, Number, bool]:
        return Linear(1, 0, 0), self.quota, False

    def describe(self) -> str:
        return (
            f"at least {_count(self.quota)} of {_count(self.weights.total)} {_unit(self.weights)}"
        )


@dataclass(frozen=True, slots=True, repr=False)
class Share(_Leaf):
    """At least (or, when `strict`, more than) a share of all members, or of votes cast, say yes.

    ``of="cast"`` counts yes and no; ``of="present"`` counts abstentions too.

    >>> Share(Weights.of({"a": 3, "b": 2}), Fraction(2, 3))
    <Share: at least 2/3 of all 5 votes (4)>
    """

    weights: Weights
    share: Fraction
    of: Base = "members"
    strict: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise FormateurError(f"share {self.share} is outside 0..1")
        if self.of not in ("members", "cast", "present"):
            raise UnknownIdError("base of a share", self.of, ["members", "cast", "present"])

    def inequality(self) -> tuple[Linear, Number, bool]:
        part, whole = self.share.numerator, self.share.denominator
        if self.of == "members":
            return Linear(whole, 0, 0), part * self.weights.total, self.strict
        counted = -part if self.of == "present" else 0
        return Linear(whole - part, -part, counted), 0, self.strict

    def describe(self) -> str:
        how = "more than" if self.strict else "at least"
        share = _part(self.share)
        unit = _unit(self.weights)
        if self.of != "members":
            cast = "cast" if self.of == "cast" else "of those present"
            return f"{how} {share} of {unit} {cast}"
        said = f"{how} {share} of all {_count(self.weights.total)} {unit}"
        if self.weights.integers()[1] > 1:  # parts of votes: no fewest number of them to name
            bound = _count(_plain(Fraction(self.share * self.weights.total)))
            return f"{said} (more than {bound})" if self.strict else f"{said} ({bound} or more)"
        _, quota = self.weighted() or (None, 0)
        return f"{said} ({_count(quota)})"


@dataclass(frozen=True, slots=True, repr=False)
class Present(_Leaf):
    """Quorum: at least `quota` of the weights take part (yes, no or abstain)."""

    weights: Weights
    quota: Number

    def inequality(self) -> tuple[Linear, Number, bool]:
        return Linear(1, 1, 1), self.quota, False

    def describe(self) -> str:
        return (
            f"{_count(self.quota)} of {_count(self.weights.total)} {_unit(self.weights)} present"
        )


class _Tree(Rule):
    __slots__ = ()
    rules: tuple[Rule, ...]

    @property
    def leaves(self) -> Iterator[Quota | Share | Present]:
        for rule in self.rules:
            yield from rule.leaves

    @property
    def players(self) -> tuple[str, ...]:
        """Everybody who votes under any of the rules, each once."""
        return tuple(dict.fromkeys(p for rule in self.rules for p in rule.players))


def _needs_rules(name: str, rules: Sequence[Rule]) -> None:
    if not rules:
        raise FormateurError(f"{name} combines no rules; give at least one")


@dataclass(frozen=True, slots=True, repr=False)
class AllOf(_Tree):
    """Every rule passes."""

    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        _needs_rules("AllOf", self.rules)

    def truth(self, tally: Tally) -> Truth:
        surely, possibly = self.rules[0].truth(tally)
        for rule in self.rules[1:]:
            also, maybe = rule.truth(tally)
            surely, possibly = surely & also, possibly & maybe
        return surely, possibly

    def describe(self) -> str:
        return " and ".join(_bracketed(r) for r in self.rules)

    def weighted(self) -> tuple[Weights, Number] | None:
        # In a simple game everybody votes, so a quorum that everybody meets says nothing.
        rules = [
            r for r in self.rules if not (isinstance(r, Present) and r.quota <= r.weights.total)
        ]
        return rules[0].weighted() if len(rules) == 1 else None


@dataclass(frozen=True, slots=True, repr=False)
class AnyOf(_Tree):
    """At least one rule passes."""

    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        _needs_rules("AnyOf", self.rules)

    def truth(self, tally: Tally) -> Truth:
        surely, possibly = self.rules[0].truth(tally)
        for rule in self.rules[1:]:
            also, maybe = rule.truth(tally)
            surely, possibly = surely | also, possibly | maybe
        return surely, possibly

    def describe(self) -> str:
        return ", or ".join(_bracketed(r) for r in self.rules)

    def weighted(self) -> tuple[Weights, Number] | None:
        return self.rules[0].weighted() if len(self.rules) == 1 else None


@dataclass(frozen=True, slots=True, repr=False)
class AtLeast(_Tree):
    """At least `k` of the rules pass."""

    k: int
    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        _needs_rules("AtLeast", self.rules)
        if not 1 <= self.k <= len(self.rules):
            raise FormateurError(f"at least {self.k} of {len(self.rules)} rules is not a rule")

    def truth(self, tally: Tally) -> Truth:
        truths = [rule.truth(tally) for rule in self.rules]
        surely = sum((t[0] * 1 for t in truths[1:]), start=truths[0][0] * 1) >= self.k
        possibly = sum((t[1] * 1 for t in truths[1:]), start=truths[0][1] * 1) >= self.k
        return surely, possibly

    def describe(self) -> str:
        return f"at least {self.k} of: " + "; ".join(r.describe() for r in self.rules)


@dataclass(frozen=True, slots=True, repr=False)
class NotOpposed(_Tree):
    """Passes unless `rule` would be met by the votes *against*: negative parliamentarism.

    >>> votes = Weights.of({"s": 100, "mp": 15, "c": 31, "l": 20, "m": 70})
    >>> NotOpposed(majority(votes)).passes(Division.of(["s"], abstain=["mp"]))
    False
    """

    rule: Rule

    @property
    def rules(self) -> tuple[Rule, ...]:  # type: ignore[override]
        return (self.rule,)

    def truth(self, tally: Tally) -> Truth:
        surely, possibly = self.rule.truth(tally.turned())
        return possibly ^ True, surely ^ True

    def describe(self) -> str:
        return f"unless {self.rule.describe()} are against"

    def weighted(self) -> tuple[Weights, Number] | None:
        inner = self.rule.weighted()
        if inner is None:
            return None
        weights, quota = inner
        grain = Fraction(1, weights.integers()[1])
        return weights, _plain(max(Fraction(weights.total - quota) + grain, Fraction(0)))


@dataclass(frozen=True, slots=True, repr=False)
class Bloc(_Tree):
    """In `rule`, the vote of `player` is decided by `inner` and then cast whole.

    The founding case: a party committee decides by its own majority, and the committee binds
    all of the party's deputies.

    >>> outer = majority(Weights.of({"red": 62, "others": 39}))
    >>> committee = majority(Weights.of({"ann": 1, "bo": 1, "cy": 1}, name="one"))
    >>> Bloc("red", committee, outer).wins(["ann", "bo"])
    True
    """

    player: str
    inner: Rule
    rule: Rule

    def __post_init__(self) -> None:
        if self.player not in self.rule.players:
            raise UnknownIdError("party", self.player, self.rule.players)
        if self.player in self.inner.players:
            raise FormateurError(f"the bloc of {self.player!r} decides its own vote: a cycle")

    @property
    def rules(self) -> tuple[Rule, ...]:  # type: ignore[override]
        return (self.inner, self.rule)

    @property
    def players(self) -> tuple[str, ...]:
        """Everybody who votes: the inner body's members stand in for the player."""
        inner = self.inner.players
        return tuple(
            dict.fromkeys(
                q for p in self.rule.players for q in (inner if p == self.player else (p,))
            )
        )

    def truth(self, tally: Tally) -> Truth:
        return self.rule.truth(tally.decided(self.player, self.inner.truth(tally)))

    def describe(self) -> str:
        return f"{self.rule.describe()}, with {self.player} cast whole by {self.inner.describe()}"


def mapped(rule: Rule, change: Callable[[Quota | Share | Present], Rule]) -> Rule:
    """The same tree with other thresholds; inner bodies of blocs stay."""
    match rule:
        case AllOf() | AnyOf():
            return type(rule)(tuple(mapped(r, change) for r in rule.rules))
        case AtLeast():
            return AtLeast(rule.k, tuple(mapped(r, change) for r in rule.rules))
        case NotOpposed():
            return NotOpposed(mapped(rule.rule, change))
        case Bloc():
            return Bloc(rule.player, rule.inner, mapped(rule.rule, change))
    (leaf,) = rule.leaves
    return change(leaf)


def reweighted(rule: Rule, change: Callable[[Weights], Weights]) -> Rule:
    """The same tree with other weights in its thresholds; inner bodies of blocs stay.

    >>> rule = majority(Weights.of({"a": 2, "b": 1}))
    >>> reweighted(rule, lambda w: Weights.of({"a": 1, "b": 1, "c": 1}))
    <Share: more than half of all 3 votes (2)>
    """
    return mapped(rule, lambda leaf: replace(leaf, weights=change(leaf.weights)))


def _bracketed(rule: Rule) -> str:
    text = rule.describe()
    return f"({text})" if isinstance(rule, (AllOf, AnyOf, AtLeast)) else text


def majority(weights: Weights, *, of: Base = "members") -> Share:
    """More than half of all members, or of the votes cast.

    >>> majority(Weights.of({"a": 50, "b": 49, "c": 1}))
    <Share: more than half of all 100 votes (51)>
    """
    return Share(weights, Fraction(1, 2), of, strict=True)


def casting_vote(weights: Weights, player: str, *, of: Base = "cast") -> Rule:
    """A majority in which `player` decides when votes for and against are equal.

    >>> rule = casting_vote(Weights.of({"a": 2, "b": 2}), "b")
    >>> rule.wins(["a"]), rule.wins(["b"])
    (False, True)
    """
    if player not in weights.players:
        raise UnknownIdError("party", player, weights.players)
    tie = Share(weights, Fraction(1, 2), of)
    chair = Quota(Weights.of({p: int(p == player) for p in weights.players}, name="casting"), 1)
    return AnyOf((majority(weights, of=of), AllOf((tie, chair))))


def parse_share(text: str | float) -> tuple[Fraction, bool]:
    """Read ``2/3`` or ``66%`` (at least that share) or ``>1/2`` (more than it).

    >>> parse_share(">1/2"), parse_share("66%")
    ((Fraction(1, 2), True), (Fraction(33, 50), False))
    """
    given = str(text).strip()
    strict = given.startswith(">")
    body = given.removeprefix(">").strip()
    share = number_of(body) if body.endswith("%") or "/" in body else None
    if share is None:
        raise FormateurError(
            f"{given!r} is not a share; write 2/3 or 66% (at least) or >1/2 (more than)"
        )
    if not 0 <= share <= 1:
        raise FormateurError(f"share {given!r} is outside 0..1")
    return share, strict
