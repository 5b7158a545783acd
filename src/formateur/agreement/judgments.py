"""Majorities on theses that hang together: rules between theses, and votes that break them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from formateur.agreement.positions import POSITIONS, Platform, Position, Programme
from formateur.errors import FormateurError, UnknownIdError
from formateur.results import Result

__all__ = ["Constraint", "Judgments", "decided_inside", "internal_vote", "judge_theses"]

_TOKEN = re.compile(r'\s*(<->|->|[()&|!~]|"[^"]+"|[\w.]+(?:-[\w.]+)*)')
_NAMES = 12  # theses under rules that are gone through together


@dataclass(frozen=True, slots=True)
class Constraint:
    """A rule between theses: ``a & b -> c``, with ``!``, ``&``, ``|``, ``->``, ``<->``, brackets.

    A thesis agreed to is true, one disagreed with is false, any other is open. Names with blanks
    stand in double quotes.

    >>> rule = Constraint("tax & spend -> deficit")
    >>> rule.names
    ('tax', 'spend', 'deficit')
    >>> rule.holds({"tax": 1, "spend": 1, "deficit": -1}), rule.holds({"tax": 1})
    (False, True)
    """

    text: str
    tree: Any = field(default=None, compare=False, repr=False)
    names: tuple[str, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        tokens = _tokens(self.text)
        tree = _Reader(tokens, self.text).whole()
        object.__setattr__(self, "tree", tree)
        object.__setattr__(self, "names", tuple(dict.fromkeys(_names(tree))))

    def holds(self, outcome: Mapping[str, Position]) -> bool:
        """Whether some way to settle the open theses keeps the rule."""
        return consistent([self], outcome)


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormateurError(
                f"rule {text!r}: cannot read {text[at:].strip()!r}; write a & b -> c with !, &, "
                "|, ->, <-> and brackets"
            )
        found.append(match[1])
        at = match.end()
    return found


class _Reader:
    """Reads a rule; what binds least is read first."""

    def __init__(self, tokens: Sequence[str], text: str) -> None:
        self.tokens = list(tokens)
        self.text = text

    def whole(self) -> Any:
        tree = self.either_way()
        if self.tokens:
            self.fail(f"does not expect {self.tokens[0]!r}")
        return tree

    def fail(self, what: str) -> None:
        raise FormateurError(f"rule {self.text!r}: {what}; write it like a & b -> c")

    def taken(self, *marks: str) -> bool:
        if self.tokens and self.tokens[0] in marks:
            self.tokens.pop(0)
            return True
        return False

    def either_way(self) -> Any:
        tree = self.implied()
        while self.taken("<->"):
            tree = ("<->", tree, self.implied())
        return tree

    def implied(self) -> Any:
        tree = self.any_of()
        return ("->", tree, self.implied()) if self.taken("->") else tree

    def any_of(self) -> Any:
        tree = self.all_of()
        while self.taken("|"):
            tree = ("|", tree, self.all_of())
        return tree

    def all_of(self) -> Any:
        tree = self.negated()
        while self.taken("&"):
            tree = ("&", tree, self.negated())
        return tree

    def negated(self) -> Any:
        if self.taken("!", "~"):
            return ("!", self.negated())
        if self.taken("("):
            tree = self.either_way()
            if not self.taken(")"):
                self.fail("lacks a closing bracket")
            return tree
        if not self.tokens or re.fullmatch(r"<->|->|[)&|]", self.tokens[0]):
            self.fail("lacks a thesis" + (f" before {self.tokens[0]!r}" if self.tokens else ""))
        return self.tokens.pop(0).strip('"')


def _names(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    else:
        for part in tree[1:]:
            yield from _names(part)


def _true(tree: Any, world: Mapping[str, bool]) -> bool:
    if isinstance(tree, str):
        return world[tree]
    mark, *parts = tree
    values = [_true(part, world) for part in parts]
    if mark == "!":
        return not values[0]
    if mark == "&":
        return all(values)
    if mark == "|":
        return any(values)
    left, right = values
    return (right or not left) if mark == "->" else left is right


def worlds(
    rules: Sequence[Constraint], outcome: Mapping[str, Position]
) -> Iterator[dict[str, bool]]:
    """Every way to settle the open theses under the rules, so that all of them hold."""
    names = list(dict.fromkeys(n for rule in rules for n in rule.names))
    if len(names) > _NAMES:
        raise FormateurError(
            f"{len(names)} theses hang together by rules; up to {_NAMES} are gone through"
        )
    choices = [(True, False) if not outcome.get(name) else (outcome[name] == 1,) for name in names]
    for values in product(*choices):
        world = dict(zip(names, values, strict=True))
        if all(_true(rule.tree, world) for rule in rules):
            yield world


def consistent(rules: Sequence[Constraint], outcome: Mapping[str, Position]) -> bool:
    """Whether an outcome can be completed so that every rule holds."""
    return next(worlds(rules, outcome), None) is not None


def read_rules(rules: Iterable[str | Constraint], programme: Programme) -> tuple[Constraint, ...]:
    """Rules, each about theses of the programme."""
    found = tuple(r if isinstance(r, Constraint) else Constraint(r) for r in rules)
    for rule in found:
        for name in rule.names:
            if name not in programme.ids:
                raise UnknownIdError("thesis", name, programme.ids)
            place = programme.ids.index(name)
            for platform in programme.platforms:
                if platform.positions[place] not in POSITIONS:
                    raise FormateurError(_between(platform, name, place))
    return found


def _between(platform: Platform, thesis: str, place: int) -> str:
    return (
        f"party {platform.party!r}, thesis {thesis!r}: {float(platform.positions[place] or 0)} is "
        "neither yes nor no; votes and rules are on theses that are agreed or disagreed with"
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Judgments(Result):
    """What the majority says on every thesis, and whether that hangs together.

    Attributes
    ----------
    tallies
        ``(yes, no, neutral, unknown)`` votes by thesis.
    outcome
        1, -1, or ``None`` where the majority is tied or unknown votes could turn it.
    broken
        Rules that the majority's outcome cannot keep (all of them together, when each alone can).
    inconsistent
        Voters whose own positions break the rules.
    by_premises
        The outcome when only the premises are voted on and the rest follows.
    """

    tallies: Mapping[str, tuple[int, int, int, int]] = field(hash=False)
    outcome: Mapping[str, int | None] = field(hash=False)
    broken: tuple[str, ...]
    inconsistent: tuple[str, ...]
    by_premises: Mapping[str, int | None] = field(hash=False)

    def rows(self) -> list[dict[str, Any]]:
        """One row per thesis."""
        return [
            {
                "thesis": t,
                "yes": yes,
                "no": no,
                "neutral": neutral,
                "unknown": unknown,
                "majority": _WORD[self.outcome[t]],
                "by_premises": _WORD[self.by_premises.get(t)] if self.by_premises else None,
            }
            for t, (yes, no, neutral, unknown) in self.tallies.items()
        ]

    def summary(self) -> dict[str, Any]:
        """Whether the majority is consistent, and what it breaks."""
        return {
            "consistent": not self.broken,
            "broken": self.broken,
            "inconsistent_voters": self.inconsistent,
        }

    def __repr__(self) -> str:
        says = f"breaks {'; '.join(self.broken)}" if self.broken else "consistent"
        return f"<Judgments {self.input}: {len(self.tallies)} theses, {says}>"


_WORD = {1: "yes", -1: "no", 0: "neutral", None: "open"}


def judge_theses(
    programme: Programme,
    *,
    votes: Mapping[str, int] | None = None,
    rules: Iterable[str | Constraint] = (),
    premises: Collection[str] = (),
) -> Judgments:
    """Vote thesis by thesis, and see whether the outcome keeps the rules between theses.

    Voters who each keep the rules may together break them: the doctrinal paradox, or discursive
    dilemma. With `premises` those are decided by majority and whatever the rules then settle
    follows from them.

    Parameters
    ----------
    programme
        The voters' positions.
    votes
        How many votes each has (default: one each).
    rules
        Rules between theses, as text or :class:`Constraint`.
    premises
        Theses voted on in the way by premises.

    References
    ----------
    kornhauser_sager_1986, list_pettit_2002

    Examples
    --------
    >>> judges = Programme.of({
    ...     "one": {"bound": 1, "broke": 1, "liable": 1},
    ...     "two": {"bound": 1, "broke": -1, "liable": -1},
    ...     "three": {"bound": -1, "broke": 1, "liable": -1}}, name="court")
    >>> found = judge_theses(judges, rules=["bound & broke <-> liable"],
    ...     premises=["bound", "broke"])
    >>> found
    <Judgments court: 3 theses, breaks bound & broke <-> liable>
    >>> found.outcome["liable"], found.by_premises["liable"]
    (-1, 1)
    """
    read = read_rules(rules, programme)
    held = _votes(programme, votes)
    for name in premises:
        if name not in programme.ids:
            raise UnknownIdError("thesis", name, programme.ids)
    tallies = {t: _tally(programme, held, k) for k, t in enumerate(programme.ids)}
    outcome = {t: _majority(tally) for t, tally in tallies.items()}
    broken = [r.text for r in read if not r.holds(outcome)]
    if not broken and not consistent(read, outcome):
        broken = [r.text for r in read]
    odd = [
        p.party
        for p in programme.platforms
        if not consistent(read, dict(zip(programme.ids, p.positions, strict=True)))
    ]
    voted = {t: x for t, x in outcome.items() if t in premises}
    return Judgments(
        input=programme.name,
        method="judgments",
        parameters={"rules": [r.text for r in read], "premises": list(premises), "votes": held},
        sources=("list_pettit_2002",),
        tallies=tallies,
        outcome=outcome,
        broken=tuple(broken),
        inconsistent=tuple(odd),
        by_premises=_by_premises(read, outcome, premises) if premises else {},
        notes=(
            *programme.notes,
            *(
                ()
                if consistent(read, voted)
                else ("the premises as voted already break the rules",)
            ),
        ),
    )


def _votes(programme: Programme, votes: Mapping[str, int] | None) -> dict[str, int]:
    if votes is None:
        return dict.fromkeys(programme.parties, 1)
    for party, number in votes.items():
        programme.platform(party)
        if number < 0 or number != int(number):
            raise FormateurError(f"{party!r} has {number!r} votes; use whole numbers, 0 or more")
    missing = [p for p in programme.parties if p not in votes]
    if missing:
        raise FormateurError(f"no votes for {', '.join(missing)}; missing is never zero")
    return {p: votes[p] for p in programme.parties}


def _tally(programme: Programme, votes: Mapping[str, int], k: int) -> tuple[int, int, int, int]:
    found: dict[Position, int] = {1: 0, -1: 0, 0: 0, None: 0}
    for platform in programme.platforms:
        position = platform.positions[k]
        if position not in found:
            raise FormateurError(_between(platform, programme.ids[k], k))
        found[position] += votes[platform.party]
    return found[1], found[-1], found[0], found[None]


def _majority(tally: tuple[int, int, int, int]) -> int | None:
    yes, no, _, unknown = tally
    if abs(yes - no) <= unknown or yes == no:
        return None
    return 1 if yes > no else -1


def _by_premises(
    rules: Sequence[Constraint], outcome: Mapping[str, int | None], premises: Collection[str]
) -> dict[str, int | None]:
    """Premises by majority; the others as far as the rules settle them."""
    decided = {t: outcome[t] if t in premises else None for t in outcome}
    possible = list(worlds(rules, decided))
    for name in dict.fromkeys(n for rule in rules for n in rule.names):
        values = {world[name] for world in possible}
        if name not in premises and len(values) == 1:
            decided[name] = 1 if values.pop() else -1
    return decided


def internal_vote(factions: Programme, votes: Mapping[str, int], *, party: str) -> Platform:
    r"""A party's platform by the vote of its factions, thesis by thesis.

    Where the vote is tied, or factions of unknown position could turn it, the party's position is
    unknown. Salience is the factions' average, weighted by their votes.

    Examples
    --------
    >>> factions = Programme.of({"left": {"tax": 1, "rail": 1}, "right": {"tax": -1, "rail": 1}})
    >>> internal_vote(factions, {"left": 30, "right": 41}, party="sp").positions
    (-1, 1)
    """
    from fractions import Fraction

    held = _votes(factions, votes)
    total = sum(held.values())
    if not total:
        raise FormateurError(f"{party}: its factions have no votes")
    positions = []
    for k in range(len(factions.ids)):
        tally = _tally(factions, held, k)
        neutral = tally[2] > tally[0] + tally[1] + tally[3]
        positions.append(0 if neutral else _majority(tally))
    salience = tuple(
        sum(
            (
                Fraction(held[p.party], total) * p.salience[k] / sum(p.salience)
                for p in factions.platforms
            ),
            Fraction(0),
        )
        for k in range(len(factions.ids))
    )
    return Platform(party, tuple(positions), salience)


def decided_inside(programme: Programme, party: str, votes: Mapping[str, int]) -> Programme:
    """The same programme, with a party's line by the vote of its factions in place of theirs.

    Raises
    ------
    UnknownPartyError
        For votes of a faction without a platform.

    Examples
    --------
    >>> made = Programme.of({"left": {"tax": 1}, "right": {"tax": -1}, "green": {"tax": 1}})
    >>> decided_inside(made, "sp", {"left": 30, "right": 41}).platforms
    (Platform(party='green', positions=(1,), salience=(Fraction(1, 1),)), \
Platform(party='sp', positions=(-1,), salience=(Fraction(1, 1),)))
    """
    factions = tuple(programme.platform(p) for p in votes)
    line = internal_vote(replace(programme, platforms=factions), votes, party=party)
    others = tuple(p for p in programme.platforms if p.party not in votes and p.party != party)
    return replace(programme, platforms=(*others, line))
