"""How alike the members of a group vote: Rice, agreement, UNITY, participation, attendance.

Every measure is of one group in one vote, a fraction from 0 to 1; `durability.cohesion` takes the
means. A count that is unknown is never taken as zero: what needs it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from formateur.errors import FormateurError
from formateur.registry import Registry, Row

__all__ = [
    "COHESION_MEASURES",
    "BodyVote",
    "GroupVote",
    "agreement",
    "attendance",
    "body_votes",
    "closeness",
    "participation",
    "rice",
    "unity",
]

_HERE = "formateur.durability.discipline"
_VOTING = ("yes", "no")
_PRESENT = ("yes", "no", "abstain")
_MEMBERS = ("yes", "no", "abstain", "absent")

# `needs` are the counts a measure reads; `totals` are those of the whole body.
COHESION_MEASURES = Registry(
    "measure of cohesion",
    "formateur.cohesion",
    (
        Row("rice", f"{_HERE}:rice", "Rice index", ("rice_1925",), _VOTING),
        Row(
            "agreement",
            f"{_HERE}:agreement",
            "Agreement index",
            ("hix_noury_roland_2005",),
            _PRESENT,
        ),
        Row("unity", f"{_HERE}:unity", "UNITY", ("carey_2007", "carey_2009"), _MEMBERS),
        Row(
            "weighted_rice",
            f"{_HERE}:rice",
            "Rice index, weighted by closeness",
            ("carey_2007", "carey_2009"),
            (*_VOTING, "totals"),
        ),
        Row(
            "weighted_unity",
            f"{_HERE}:unity",
            "UNITY, weighted by closeness",
            ("carey_2007", "carey_2009"),
            (*_MEMBERS, "totals"),
        ),
        Row(
            "participation",
            f"{_HERE}:participation",
            "Participation: members who vote yes or no",
            ("casstevens_1970",),
            _MEMBERS,
        ),
        Row(
            "attendance",
            f"{_HERE}:attendance",
            "Attendance: members who vote or abstain",
            ("hix_noury_roland_2007",),
            _MEMBERS,
        ),
    ),
)


def _check_counts(place: str, counts: Mapping[str, object]) -> None:
    for name, count in counts.items():
        if count is None:
            continue
        if isinstance(count, bool) or not isinstance(count, int) or count < 0:
            raise FormateurError(
                f"{place}: {name} is {count!r}; use a whole number of 0 or more, or None (unknown)"
            )


@dataclass(frozen=True, slots=True)
class GroupVote:
    """How one group's members voted once; a part that is ``None`` is unknown.

    `absent` are members who neither voted nor abstained, so that the four parts are the group.
    `vote` names the division and `date` its day, as `parse_date` reads it.

    >>> GroupVote("bolsheviks", yes=10, no=3, abstain=None).members is None
    True
    """

    group: str
    yes: int | None
    no: int | None
    abstain: int | None
    absent: int | None = None
    vote: str = ""
    date: str = ""

    def __post_init__(self) -> None:
        _check_counts(self.place, {part: getattr(self, part) for part in _MEMBERS})

    @property
    def place(self) -> str:
        """The group and vote, for messages."""
        return f"group {self.group!r}" + (f" in vote {self.vote!r}" if self.vote else "")

    @property
    def members(self) -> int | None:
        """The size of the group, ``None`` when a part is unknown."""
        return _sum(self, _MEMBERS)


@dataclass(frozen=True, slots=True)
class BodyVote:
    """How the whole body voted: what a vote's closeness is measured by.

    `threshold` is the share of yes among yes and no that carries the motion, from 1/2 to 1.
    """

    vote: str
    yes: int | None
    no: int | None
    threshold: Fraction = Fraction(1, 2)

    def __post_init__(self) -> None:
        _check_counts(f"vote {self.vote!r}", {"yes": self.yes, "no": self.no})
        if not Fraction(1, 2) <= self.threshold <= 1:
            raise FormateurError(
                f"vote {self.vote!r}: threshold {self.threshold} is outside 1/2 to 1"
            )


def _sum(vote: GroupVote, parts: Sequence[str]) -> int | None:
    counts = [getattr(vote, part) for part in parts]
    return None if None in counts else sum(counts)


def _share(of: int | None, whole: int | None) -> Fraction | None:
    return None if of is None or not whole else Fraction(of, whole)


def rice(vote: GroupVote) -> Fraction | None:
    """Rice's index of cohesion: majority less minority, over those who vote yes or no.

    Abstentions and absences do not count. In small groups it runs high by chance alone, so
    groups of very different size do not compare.

    Returns
    -------
    Fraction or None
        From 0 (evenly split) to 1 (unanimous); ``None`` when yes or no is unknown, or nobody
        voted either.

    References
    ----------
    rice_1925

    Examples
    --------
    >>> rice(GroupVote("party", yes=90, no=10, abstain=0))
    Fraction(4, 5)
    """
    return _share(_majority(vote), _sum(vote, _VOTING))


def _majority(vote: GroupVote) -> int | None:
    """Majority less minority."""
    return None if vote.yes is None or vote.no is None else abs(vote.yes - vote.no)


def agreement(vote: GroupVote) -> Fraction | None:
    """The agreement index of Hix, Noury and Roland: the largest of yes, no and abstain.

    Half of those outside the largest part are taken from it, over all three: with m the largest
    and t the total, (3m - t) / 2t. A group split evenly between two sides scores 1/4, where
    Rice's index is 0, and one that abstains as a body scores 1.

    Returns
    -------
    Fraction or None
        From 0 (evenly split in three) to 1 (unanimous, in abstaining too); ``None`` when a part
        is unknown, or nobody was there.

    References
    ----------
    hix_noury_roland_2005

    Examples
    --------
    >>> agreement(GroupVote("group", yes=10, no=10, abstain=100))
    Fraction(3, 4)
    """
    total = _sum(vote, _PRESENT)
    if not total:
        return None
    largest = max(getattr(vote, part) for part in _PRESENT)
    return Fraction(3 * largest - total, 2 * total)


def unity(vote: GroupVote) -> Fraction | None:
    """Carey's UNITY: majority less minority, over all members of the group.

    Who abstains or stays away lowers it, so it is at most Rice's index.

    Returns
    -------
    Fraction or None
        From 0 to 1; ``None`` when a part is unknown, or the group has no members.

    References
    ----------
    carey_2007, carey_2009

    Examples
    --------
    The division of 18 July 1910 in the House of Commons: unanimous for Rice, empty for UNITY.

    >>> commons = GroupVote("house", yes=49, no=1, abstain=0, absent=620)
    >>> rice(commons), unity(commons)
    (Fraction(24, 25), Fraction(24, 335))
    """
    return _share(_majority(vote), vote.members)


def participation(vote: GroupVote) -> Fraction | None:
    """The share of members who vote yes or no: what Rice's index rests on.

    Returns
    -------
    Fraction or None
        From 0 to 1; ``None`` when a part is unknown, or the group has no members.

    References
    ----------
    casstevens_1970

    Examples
    --------
    >>> participation(GroupVote("group", yes=6, no=1, abstain=1, absent=2))
    Fraction(7, 10)
    """
    return _share(_sum(vote, _VOTING), vote.members)


def attendance(vote: GroupVote) -> Fraction | None:
    """The share of members who are there: vote yes, no or abstain.

    Returns
    -------
    Fraction or None
        From 0 to 1; ``None`` when a part is unknown, or the group has no members.

    References
    ----------
    hix_noury_roland_2007

    Examples
    --------
    >>> attendance(GroupVote("group", yes=6, no=1, abstain=1, absent=2))
    Fraction(4, 5)
    """
    return _share(_sum(vote, _PRESENT), vote.members)


def closeness(vote: BodyVote) -> Fraction | None:
    """How near a vote came to its threshold: 1 at the threshold, 0 with no yes at all.

    With t the threshold and s the share of yes among yes and no, 1 - |t - s| / t. Under a simple
    majority a unanimous vote weighs nothing either way.

    Returns
    -------
    Fraction or None
        From 0 to 1; ``None`` when yes or no is unknown, or nobody voted either.

    References
    ----------
    carey_2007, carey_2009

    Examples
    --------
    >>> closeness(BodyVote("budget", yes=60, no=40))
    Fraction(4, 5)
    """
    if vote.yes is None or vote.no is None or not vote.yes + vote.no:
        return None
    share = Fraction(vote.yes, vote.yes + vote.no)
    return 1 - abs(vote.threshold - share) / vote.threshold


def body_votes(
    votes: Iterable[GroupVote], *, threshold: Fraction = Fraction(1, 2)
) -> tuple[BodyVote, ...]:
    """The body's votes as sums over its groups: right only if `votes` hold every group.

    An unknown part of one group leaves the sum unknown.

    >>> body_votes([GroupVote("a", 5, 1, 0, vote="v"), GroupVote("b", 0, 4, 0, vote="v")])
    (BodyVote(vote='v', yes=5, no=5, threshold=Fraction(1, 2)),)
    """
    sums: dict[str, tuple[int | None, int | None]] = {}
    for vote in votes:
        if not vote.vote:
            raise FormateurError(f"{vote.place}: totals of the body need `vote`, its name")
        yes, no = sums.get(vote.vote, (0, 0))
        sums[vote.vote] = _plus(yes, vote.yes), _plus(no, vote.no)
    return tuple(BodyVote(name, yes, no, threshold) for name, (yes, no) in sums.items())


def _plus(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b
