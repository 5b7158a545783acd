"""How a government comes into office, and how it falls."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, TypeAlias

from formateur.errors import FormateurError, UnknownIdError
from formateur.rules.tree import NotOpposed, Rule, majority
from formateur.rules.values import Base, Division, Weights

__all__ = ["Confidence", "Investiture", "confidence", "investiture"]

InvestitureKind: TypeAlias = Literal["positive", "negative", "plurality", "none"]
INVESTITURE_KINDS = ("positive", "negative", "plurality", "none")


@dataclass(frozen=True, slots=True)
class Investiture:
    """How a government comes into office: the rule, and whether a vote is taken at all.

    `positive`: a majority for. `negative`: no majority against. `plurality`: in the last round,
    more votes for than against. `none`: this body forms no government.

    Raises
    ------
    FormateurError
        If a negative rule asks for votes in favour only: nothing in it is a `NotOpposed`.
    """

    kind: InvestitureKind
    rule: Rule | None
    vote: bool = True
    law: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.kind == "negative" and self.rule is not None and not _spares(self.rule):
            raise FormateurError(
                f"a negative investiture by a positive rule: {self.rule.describe()}; use "
                "NotOpposed (in a case file not_opposed) around what opponents must reach"
            )

    @property
    def negative(self) -> bool:
        """Whether a cabinet may live without any majority for it."""
        return self.kind == "negative"

    def describe(self) -> str:
        """The rule in words."""
        if self.rule is None:
            return "forms no government"
        formal = "" if self.vote else ", no vote is taken"
        return f"{self.kind}: {self.rule.describe()}{formal}"


def _spares(rule: Rule) -> bool:
    """Whether some part of a rule is met as long as opponents do not meet theirs."""
    return isinstance(rule, NotOpposed) or any(map(_spares, getattr(rule, "rules", ())))


def investiture(
    kind: str,
    weights: Weights,
    *,
    of: Base = "members",
    vote: bool = True,
    law: str = "",
    source: str = "",
) -> Investiture:
    """Build the usual investiture rules.

    >>> votes = Weights.of({"s": 100, "mp": 16, "m": 233})
    >>> investiture("negative", votes).describe()
    'negative: unless more than half of all 349 votes (175) are against'
    """
    rules: dict[str, Rule | None] = {
        "positive": majority(weights, of=of),
        "negative": NotOpposed(majority(weights, of=of)),
        "plurality": majority(weights, of="cast"),
        "none": None,
    }
    if kind not in rules:
        raise UnknownIdError("kind of investiture", kind, INVESTITURE_KINDS)
    return Investiture(kind, rules[kind], vote, law, source)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Confidence:
    """How a sitting government falls.

    `ordinary`: the rule is met by votes against it. `constructive`: it falls only when the same
    vote elects a successor.
    """

    kind: Literal["ordinary", "constructive"]
    rule: Rule
    law: str = ""
    source: str = ""

    def falls(self, against: Division, *, successor: Collection[str] = ()) -> bool | None:
        """Whether a motion carried by `against` ends the government.

        In `against`, *yes* means for the motion. Under the constructive rule `successor` names
        the parties that vote for one and the same successor.

        >>> votes = Weights.of({"a": 6, "b": 3, "c": 3})
        >>> rule = confidence("constructive", votes)
        >>> rule.falls(Division.of(["b", "c"])), rule.falls(Division.of(["a"]), successor=["a"])
        (False, False)
        """
        if self.kind == "constructive":
            return self.rule.passes(Division(against.yes & frozenset(successor)))
        return self.rule.passes(against)

    def describe(self) -> str:
        """The rule in words."""
        how = "only by electing a successor with" if self.kind == "constructive" else "by"
        return f"{self.kind}: falls {how} {self.rule.describe()}"


def confidence(
    kind: str, weights: Weights, *, of: Base = "members", law: str = "", source: str = ""
) -> Confidence:
    """Build an ordinary or a constructive vote of no confidence."""
    if kind not in ("ordinary", "constructive"):
        raise UnknownIdError("kind of confidence", kind, ["ordinary", "constructive"])
    return Confidence(kind, majority(weights, of=of), law, source)  # type: ignore[arg-type]
