"""What parties state about whom they will govern with: values only, each with who said it, when.

A term belongs to its asserters (`by`) and says which cabinets they refuse, and in which part:

- ``cabinet``: sit in no such cabinet ("will not sit with");
- ``support``: vote for no such cabinet ("will not elect");
- ``tolerance``: do not abstain for one either, but vote against;
- ``reliance``: sit in no cabinet that rests on them, on their votes or on their abstaining ("will
  not be elected by"). They then count as voting against.

Whoever will not vote for a cabinet, abstain for it or rest on some votes does not sit in it:
a term of any part keeps its asserters out of cabinets with those it excludes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from formateur.errors import FormateurError, UnknownIdError
from formateur.results import Tabular

__all__ = ["BINDS", "Exclude", "OnlyWith", "Term", "Terms"]

Binds: TypeAlias = Literal["cabinet", "support", "tolerance", "reliance"]
BINDS: tuple[Binds, ...] = ("cabinet", "support", "tolerance", "reliance")


@dataclass(frozen=True, slots=True)
class Term:
    """What every term carries. `withdrawn` dates the day it was given up: kept, not applied.

    `maybe` names parties of which it is unknown whether the term means them (their position on
    the dimension it speaks of has no source).
    """

    id: str
    by: tuple[str, ...]
    parties: tuple[str, ...]
    binds: tuple[Binds, ...] = ("cabinet",)
    text: str = ""
    said_by: str = ""
    date: str = ""
    source: str = ""
    withdrawn: str = ""
    quality: str = ""
    confidence: str = ""
    maybe: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("by", "parties", "binds", "maybe"):
            if isinstance(getattr(self, name), str):
                given = getattr(self, name)
                raise FormateurError(f"term {self.id!r}: {name} is {given!r}; give a tuple of ids")
        if not self.by:
            raise FormateurError(f"term {self.id!r} has nobody in `by`")
        if not self.parties and not self.maybe:
            raise FormateurError(f"term {self.id!r} names nobody")
        for bind in self.binds:
            if bind not in BINDS:
                raise UnknownIdError("part that a term binds", bind, BINDS)
        if not self.binds:
            raise FormateurError(f"term {self.id!r} binds nothing; use {', '.join(BINDS)}")
        if both := set(self.by) & set(self.parties):
            raise FormateurError(f"term {self.id!r} turns {min(both)!r} against itself")

    @property
    def active(self) -> bool:
        """Whether the term still stands."""
        return not self.withdrawn

    def refuses(self, cabinet: Iterable[str]) -> bool | None:
        """Whether the asserters refuse this cabinet; ``None`` when an unknown decides it."""
        raise NotImplementedError  # pragma: no cover - abstract

    def describe(self) -> str:
        """The term in words, with its asserter, speaker and date."""
        told = f"{self.said_by}, {self.date}".strip(", ")
        return f"{'+'.join(self.by)}: {self.text or self.sentence()}" + (
            f" ({told})" if told else ""
        )

    def sentence(self) -> str:
        """The term as our own plain sentence."""
        raise NotImplementedError  # pragma: no cover - abstract


_VERBS = {
    "cabinet": "sits in no cabinet",
    "support": "votes for no cabinet",
    "tolerance": "votes against any cabinet",
    "reliance": "sits in no cabinet that rests on the votes",
}


@dataclass(frozen=True, slots=True)
class Exclude(Term):
    """The asserters refuse cabinets in which any of `parties` sits.

    >>> Exclude("t", by=("l",), parties=("sd",)).refuses(["m", "sd"])
    True
    """

    def refuses(self, cabinet: Iterable[str]) -> bool | None:
        """True when one of `parties` sits; ``None`` when only one that is perhaps meant does."""
        members = set(cabinet)
        if members & set(self.parties):
            return True
        return None if members & set(self.maybe) else False

    def sentence(self) -> str:
        """What the asserters refuse, with whom, in one sentence for each part it binds."""
        who = " or ".join(self.parties or self.maybe)
        said = [f"{_VERBS[b]} {'of' if b == 'reliance' else 'with'} {who}" for b in self.binds]
        return "; ".join(said)


@dataclass(frozen=True, slots=True)
class OnlyWith(Term):
    """The asserters take part only when all of `parties` sit in the cabinet.

    >>> OnlyWith("t", by=("csu",), parties=("cdu",)).refuses(["csu", "spd"])
    True
    """

    def refuses(self, cabinet: Iterable[str]) -> bool | None:
        """True unless all of `parties` sit."""
        return not set(cabinet).issuperset(self.parties)

    def sentence(self) -> str:
        """With whom the asserters take part, in one sentence."""
        return f"takes part only together with {' and '.join(self.parties)}"


@dataclass(frozen=True, slots=True, repr=False)
class Terms(Tabular):
    """All stated terms of one case, in order.

    >>> Terms((Exclude("t", by=("l",), parties=("sd",)),))
    <Terms: 1 stated, 0 withdrawn>
    """

    stated: tuple[Term, ...] = ()

    def __post_init__(self) -> None:
        ids = [t.id for t in self.stated]
        for term in ids:
            if ids.count(term) > 1:
                raise FormateurError(f"two terms share the id {term!r}")

    @property
    def active(self) -> tuple[Term, ...]:
        """Terms not withdrawn."""
        return tuple(t for t in self.stated if t.active)

    def __iter__(self) -> Iterator[Term]:
        return iter(self.stated)

    def __len__(self) -> int:
        return len(self.stated)

    def rows(self) -> list[dict[str, Any]]:
        """One row per term."""
        return [
            {
                "id": t.id,
                "by": list(t.by),
                "parties": list(t.parties),
                "binds": list(t.binds),
                "text": t.text or t.sentence(),
                "said_by": t.said_by,
                "date": t.date,
                "withdrawn": t.withdrawn,
                "source": t.source,
            }
            for t in self.stated
        ]

    def __repr__(self) -> str:
        gone = len(self.stated) - len(self.active)
        return f"<Terms: {len(self.stated)} stated, {gone} withdrawn>"
