"""Typed conditions for an agreement: who takes part, who holds what, on which programme.

A set of terms splits into such conditions. Two conditions *conflict* when no government whatever
can meet both, by their own content: `conflict` says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from math import inf
from typing import Annotated

from formateur.errors import FormateurError, UnknownIdError
from formateur.fields import Count, Id, Ids, Mark, Part, one_of

__all__ = ["CONDITIONS", "FORCES", "Condition", "conflict", "keys_of"]

# kind: (keys it needs, what it says)
CONDITIONS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "exclude-party": (("parties",), "no ministers of {parties}"),
    "require-party": (("parties",), "{parties} in the government"),
    "exclude-person": (("persons",), "without {persons}"),
    "require-person": (("persons",), "{persons} in the government"),
    "individual": (("parties",), "members of {parties} only person by person, not as a party"),
    "rejection": ((), "each side may reject the other's candidates"),
    "share": (("parties",), "{share} of the {of} for {parties}"),
    "reserve": (("parties", "posts"), "{posts} for {parties}"),
    "premier": (("persons",), "head of government: {persons}"),
    "exclude-premier": (("persons",), "head of government not {persons}"),
    "accept": (("programme",), "only those who accept {programme}"),
    "answers-to": (("body",), "the government answers to {body}"),
    "composition": (("body", "parts"), "{body} made of {parts}"),
    "precondition": (("text",), "first: {text}"),
    "deadline": (("date",), "by {date}"),
}
# Keys that a kind may use beside those it needs; `_COMMON` goes with all of them.
_MORE: Mapping[str, tuple[str, ...]] = {"share": ("at_least", "at_most", "of", "strict", "body")}
_COMMON = ("kind", "id", "text", "force", "weight", "given", "against", "source", "note")
_SHARED = ("cabinet", "posts", "body")  # what a share may be of
FORCES = ("mandatory", "preferred", "conditional", "withdrawn")


def keys_of(kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys that a kind of condition needs, and those that it may use.

    >>> keys_of("reserve")
    (('parties', 'posts'), ())
    """
    return CONDITIONS[kind][0], _MORE.get(kind, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of a set of terms; `kind` says which of the other fields it uses.

    `force` is ``mandatory``, ``preferred``, ``conditional`` (only if the condition `given` of the
    same set is met) or ``withdrawn``. `weight` is what a preferred one is worth, and what giving
    up any other costs. A share is of the ``cabinet``, of the ``posts`` or of a `body`; the first
    two are counted alike, as each minister holds one post, and tell the words of the source.
    `strict` makes it "more than" or "less than". `against` names conditions that cannot hold
    together with this one, where their kinds do not show it. A composition names all parts of a
    body, unless the number of one is unknown.

    >>> Condition(kind="exclude-person", persons=("lenin", "trotsky")).says()
    'without lenin or trotsky'
    """

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - read by pydantic, not a field

    kind: Annotated[
        str, Mark(one_of("kind of condition", tuple(CONDITIONS)), {"enum": list(CONDITIONS)})
    ]
    id: Id = ""
    parties: Ids = ()
    persons: Ids = ()
    posts: Ids = ()
    programme: Ids = ()
    of: Annotated[
        str, Mark(one_of("thing to have a share of", _SHARED), {"enum": list(_SHARED)})
    ] = "cabinet"
    at_least: Part = None
    at_most: Part = None
    strict: bool = False
    body: str = ""
    parts: Mapping[str, Count] = field(default_factory=dict, hash=False)
    date: str = ""
    text: str = ""
    force: Annotated[str, Mark(one_of("force of a condition", FORCES), {"enum": list(FORCES)})] = (
        "mandatory"
    )
    weight: float = 1.0
    given: str = ""
    against: Ids = ()
    source: Ids = ()
    note: str = ""

    def __post_init__(self) -> None:
        if self.kind not in CONDITIONS:
            raise UnknownIdError("kind of condition", self.kind, list(CONDITIONS))
        if self.force not in FORCES:
            raise UnknownIdError("force of a condition", self.force, FORCES)
        for key in CONDITIONS[self.kind][0]:
            if not getattr(self, key):
                raise FormateurError(f"a condition of kind {self.kind!r} needs {key!r}")
        if self.kind == "share" and self.at_least is None and self.at_most is None:
            raise FormateurError("a condition of kind 'share' needs 'at_least' or 'at_most'")
        self._refuse_odd_keys()
        self._refuse_odd_numbers()
        if self.force == "conditional" and not self.given:
            raise FormateurError("a conditional condition names in 'given' what it depends on")

    def _refuse_odd_keys(self) -> None:
        """A key that says nothing of this kind, or a share of nothing known, is a slip."""
        own = [key for keys in keys_of(self.kind) for key in keys]
        for f in fields(self):
            default = f.default if f.default is not MISSING else {}
            if f.name not in (*own, *_COMMON) and getattr(self, f.name) != default:
                used = ", ".join(own)
                raise FormateurError(
                    f"a condition of kind {self.kind!r} does not use {f.name!r}"
                    f"{f'; it uses {used}' if used else ''}"
                )
        if self.of not in _SHARED:
            raise UnknownIdError("thing to have a share of", self.of, _SHARED)
        if self.of == "body" and not self.body:
            raise FormateurError("a share of a body names it in 'body'")

    def _refuse_odd_numbers(self) -> None:
        for name in ("at_least", "at_most"):
            bound = getattr(self, name)
            if bound is not None and not 0 <= bound <= 1:
                raise FormateurError(f"{name} {bound} is outside 0 to 1 (0 to 100 %)")
        low, high = self.at_least, self.at_most
        if low is not None and high is not None and low > high:
            raise FormateurError(f"at_least {low} is above at_most {high}")
        if not 0 < self.weight < inf:
            raise FormateurError(
                f"weight {self.weight} of a condition; a number above 0 is needed"
            )

    @property
    def share(self) -> str:
        """The bounds of a share in words."""
        words = ("more than", "less than") if self.strict else ("at least", "at most")
        bounds = zip(words, (self.at_least, self.at_most), strict=True)
        return " and ".join(f"{word} {bound}" for word, bound in bounds if bound is not None)

    def says(self) -> str:
        """The condition as our own plain sentence."""
        both = " and " if self.kind in ("require-party", "require-person", "reserve") else " or "
        together = " and " if self.kind in ("share", "individual") else both
        values = {
            "parties": together.join(self.parties),
            "persons": both.join(self.persons),
            "posts": ", ".join(self.posts),
            "programme": ", ".join(self.programme),
            "share": self.share,
            "of": self.body if self.of == "body" else self.of,
            "body": self.body,
            "parts": ", ".join(
                f"{k} {'unknown' if n is None else n}" for k, n in self.parts.items()
            ),
            "text": self.text,
            "date": self.date,
        }
        return CONDITIONS[self.kind][1].format(**values)


def conflict(one: Condition, other: Condition) -> str:
    """Why no government can meet both conditions, or ``""`` when one may.

    >>> out = Condition(kind="exclude-person", persons=("lenin", "trotsky"))
    >>> keep = Condition(kind="require-person", persons=("trotsky",))
    >>> conflict(out, keep)
    'trotsky is excluded by one and required by the other'
    """
    for a, b in ((one, other), (other, one)):
        if b.id and b.id in a.against:
            return f"{a.text or a.says()} and {b.text or b.says()} do not go together"
        for clash in (_excluded_party, _excluded_person, _shares, _one_holder, _parts):
            if said := clash(a, b):
                return said
    return ""


def _first(found: set[str]) -> str:
    return min(found)


def _excluded_party(a: Condition, b: Condition) -> str:
    if a.kind != "exclude-party":
        return ""
    wanted = b.kind in ("require-party", "reserve") or (
        b.kind == "share" and b.at_least is not None and (b.at_least > 0 or b.strict)
    )
    both = set(a.parties) & set(b.parties) if wanted else set()
    if not both:
        return ""
    what = {"require-party": "required", "reserve": "given posts", "share": "given a share"}
    return f"{_first(both)} is excluded by one and {what[b.kind]} by the other"


def _excluded_person(a: Condition, b: Condition) -> str:
    if a.kind not in ("exclude-person", "exclude-premier"):
        return ""
    if b.kind == "premier" and a.kind == "exclude-premier" and set(b.persons) <= set(a.persons):
        return f"{_first(set(b.persons))} is to head the government by one and not by the other"
    if a.kind == "exclude-premier":
        return ""
    if b.kind == "require-person" and (both := set(a.persons) & set(b.persons)):
        return f"{_first(both)} is excluded by one and required by the other"
    if b.kind == "premier" and set(b.persons) <= set(a.persons):
        return f"{_first(set(b.persons))} is excluded by one and head of government by the other"
    return ""


def _shares(a: Condition, b: Condition) -> str:
    if a.kind != "share" or b.kind != "share" or (a.of, a.body) != (b.of, b.body):
        return ""
    if a.at_least is None or b.at_most is None or not set(a.parties) <= set(b.parties):
        return ""
    strict = a.strict or b.strict
    if a.at_least > b.at_most or (strict and a.at_least == b.at_most):
        who = "+".join(a.parties)
        return f"{who} is to have {a.share} by one and {b.share} by the other"
    return ""


def _one_holder(a: Condition, b: Condition) -> str:
    if a.kind == b.kind == "premier" and not set(a.persons) & set(b.persons):
        return f"head of government is {a.persons[0]} by one and {b.persons[0]} by the other"
    if a.kind == b.kind == "answers-to" and a.body != b.body:
        return f"the government answers to {a.body} by one and to {b.body} by the other"
    if a.kind == b.kind == "reserve" and not set(a.parties) & set(b.parties):
        both = set(a.posts) & set(b.posts)
        who = f"to {a.parties[0]} by one and to {b.parties[0]} by the other"
        return f"{_first(both)} goes {who}" if both else ""
    return ""


def _parts(a: Condition, b: Condition) -> str:
    """Two compositions of a body; parts not named have no seats, unless a number is unknown."""
    if not (a.kind == b.kind == "composition" and a.body == b.body):
        return ""
    for part, seats in a.parts.items():
        other = b.parts.get(part, None if None in b.parts.values() else 0)
        if None not in (seats, other) and seats != other:
            return f"{part} has {seats} seats in {a.body} by one and {other} by the other"
    return ""
