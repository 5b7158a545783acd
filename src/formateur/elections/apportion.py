"""Divisor and remainder methods, in whole numbers and fractions: nothing is rounded.

A divisor method gives seat after seat to the party with the largest quotient of its votes by the
divisor of its next seat. A remainder method gives every party as many seats as its votes hold a
quota, and the rest to the largest remainders. Where the last seats fall to equal claims, nobody
draws lots here: the answer names who competes for how many.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import Any, TypeAlias

from formateur.elections import SEAT_METHODS, method_id, spelled
from formateur.errors import FormateurError, UnknownPartyError
from formateur.fields import share_of
from formateur.results import Result

__all__ = [
    "Apportionment",
    "Tie",
    "adams",
    "apportion",
    "danish",
    "dean",
    "dhondt",
    "droop",
    "exact_shares",
    "hagenbach_bischoff",
    "hare",
    "huntington_hill",
    "imperiali",
    "imperiali_quota",
    "modified_sainte_lague",
    "sainte_lague",
]

Votes: TypeAlias = Mapping[str, "int | Fraction"]
# Larger is better; the first part is 1 where the divisor is zero and the quotient has no bound.
_Claim: TypeAlias = "tuple[int, Fraction]"
_Claims: TypeAlias = "Callable[[int | Fraction, int], _Claim]"


@dataclass(frozen=True, slots=True)
class Tie:
    """Parties with equal claims to the last `seats` seats, at most one each."""

    parties: tuple[str, ...]
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Apportionment(Result):
    """Seats by party.

    `seats` holds what is certain; seats in a tie are nobody's until `settled`. `order` is the
    sequence in which a divisor method gives the seats, as groups of parties with equal
    quotients; the last group may be larger than the seats left for it. `quota` is that of a
    remainder method. `below` names the parties under the threshold.
    """

    votes: Votes = field(hash=False)
    seats: Mapping[str, int] = field(hash=False)
    house: int
    ties: tuple[Tie, ...] = ()
    order: tuple[tuple[str, ...], ...] = ()
    quota: Fraction | None = None
    below: tuple[str, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        """One row per party; `tied` counts the seats it may get from a tie."""
        shares = exact_shares(self.votes)
        tied = {p for tie in self.ties for p in tie.parties}
        return [
            {
                "party": p,
                "votes": int(v) if Fraction(v).denominator == 1 else float(v),
                "share": float(shares[p]),
                "seats": self.seats[p],
                "tied": int(p in tied),
            }
            for p, v in self.votes.items()
        ]

    def summary(self) -> dict[str, Any]:
        """Seats, ties and the order."""
        return {
            "seats": dict(self.seats),
            "ties": [{"parties": t.parties, "seats": t.seats} for t in self.ties],
            "order": self.order,
        }

    def settled(self, precedence: Sequence[str]) -> Mapping[str, int]:
        """Seats when ties go to the parties that come first in `precedence`.

        >>> hare({"a": 1, "b": 1}, 3).settled(["b", "a"])
        {'a': 1, 'b': 2}
        """
        seats = dict(self.seats)
        for tie in self.ties:
            for party in _ranked(tie.parties, precedence)[: tie.seats]:
                seats[party] += 1
        return seats

    def sequence(self, precedence: Sequence[str] = ()) -> tuple[str, ...]:
        """Parties in the order in which their seats fall, equal quotients by `precedence`.

        >>> dhondt({"a": 4, "b": 2, "c": 2}, 4).sequence(["c", "b", "a"])
        ('a', 'c', 'b', 'a')
        """
        if not self.order and self.house:
            raise FormateurError(
                f"{spelled(self.method)}: a remainder method gives seats in no order; "
                "use a divisor method"
            )
        flat = [p for group in self.order for p in _ranked(group, precedence or tuple(self.votes))]
        return tuple(flat[: self.house])

    def __repr__(self) -> str:
        seats = ", ".join(f"{p} {n}" for p, n in self.seats.items())
        ties = "".join(f"; {t.seats} between {', '.join(t.parties)}" for t in self.ties)
        return f"<Apportionment {self.method} of {self.house}: {seats}{ties}>"


def _ranked(parties: Collection[str], precedence: Sequence[str]) -> list[str]:
    missing = [p for p in parties if p not in precedence]
    if missing and len(parties) > 1:
        raise FormateurError(f"the order that settles ties leaves out {', '.join(missing)}")
    return sorted(parties, key=precedence.index) if len(parties) > 1 else list(parties)


def is_whole(value: object) -> bool:
    """Whether a value is a whole number of 0 or more (True and False are not)."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _checked(
    votes: Votes, seats: int, threshold: Fraction | int | str, exempt: Collection[str]
) -> tuple[dict[str, int | Fraction], tuple[str, ...]]:
    """Votes that take part, and who is below the threshold."""
    if not is_whole(seats):
        raise FormateurError(f"{seats!r} seats to give out; use a whole number of 0 or more")
    for party, number in votes.items():
        if not is_whole(number) and not (isinstance(number, Fraction) and number >= 0):
            raise FormateurError(
                f"votes of {party!r} are {number!r}; use a whole number or a fraction, 0 or more"
            )
    for party in exempt:
        if party not in votes:
            raise UnknownPartyError(party, votes)
    least = _share(threshold)
    total = sum(map(Fraction, votes.values()), Fraction(0))
    if not total:
        raise FormateurError("nobody has a vote, so no seat can be given out")
    below = tuple(p for p, v in votes.items() if v < least * total and p not in exempt)
    taking = {p: v for p, v in votes.items() if v and p not in below}
    if not taking:
        raise FormateurError(f"every party is below the threshold of {float(least):.4g}")
    return taking, below


def _share(threshold: Fraction | int | str) -> Fraction:
    try:
        found = share_of(threshold)
    except ValueError as error:
        raise FormateurError(f"threshold: {error}") from None
    return found or Fraction(0)


def _divisors(
    method: str,
    claim: _Claims,
    votes: Votes,
    seats: int,
    threshold: Fraction | int | str,
    exempt: Collection[str],
    held: Mapping[str, int] | None,
) -> Apportionment:
    """Seat after seat to the largest claim; equal claims fall together.

    Balinski and Young order parties whose divisor is zero by their votes.
    """
    taking, below = _checked(votes, seats, threshold, exempt)
    has = _held(held or {}, votes)
    heap = [(_down(claim(v, has.get(p, 0))), k, p) for k, (p, v) in enumerate(taking.items())]
    places = {p: k for _, k, p in heap}
    heapify(heap)
    given = dict.fromkeys(votes, 0)
    order: list[tuple[str, ...]] = []
    ties: tuple[Tie, ...] = ()
    left = seats
    while left:
        best = heap[0][0]
        group = []
        while heap and heap[0][0] == best:
            group.append(heappop(heap)[2])
        order.append(tuple(group))
        if len(group) > left:
            ties = (Tie(tuple(group), left),)
            break
        left -= len(group)
        for party in group:
            given[party] += 1
            after = claim(taking[party], has.get(party, 0) + given[party])
            heappush(heap, (_down(after), places[party], party))
    return Apportionment(
        input=f"{seats} seats",
        method=method,
        parameters={"threshold": str(threshold), "exempt": tuple(exempt), "held": has},
        votes=dict(votes),
        seats=given,
        house=seats,
        ties=ties,
        order=tuple(order),
        below=below,
    )


def _down(claim: _Claim) -> _Claim:
    return -claim[0], -claim[1]


def _held(held: Mapping[str, int], votes: Votes) -> dict[str, int]:
    for party, number in held.items():
        if party not in votes:
            raise UnknownPartyError(party, votes)
        if not is_whole(number):
            raise FormateurError(f"{party!r} holds {number!r}; use a whole number of 0 or more")
    return dict(held)


def _over(votes: int | Fraction, divisor: int | Fraction) -> _Claim:
    return (0, Fraction(votes) / divisor) if divisor else (1, Fraction(votes))


def exact_shares(votes: Votes) -> dict[str, Fraction]:
    """Every party's part of all votes; of seats in a government, Gamson's law.

    >>> exact_shares({"a": 2, "b": 1})
    {'a': Fraction(2, 3), 'b': Fraction(1, 3)}
    """
    total = sum(map(Fraction, votes.values()), Fraction(0))
    return {p: v / total for p, v in votes.items()}


def apportion(
    votes: Votes, seats: int, *, method: str = "sainte_lague", **options: Any
) -> Apportionment:
    """Seats by party from votes, by any seat method.

    Parameters
    ----------
    votes
        Votes by party, whole numbers or fractions; only ratios matter.
    seats
        Seats to give out.
    options
        What the method takes: `threshold`, `exempt`, `held`.

    Examples
    --------
    >>> apportion({"a": 100_000, "b": 80_000, "c": 30_000, "d": 20_000}, 8, method="dhondt")
    <Apportionment dhondt of 8: a 4, b 3, c 1, d 0>
    """
    made: Apportionment = SEAT_METHODS[method_id(method)].load()(votes, seats, **options)
    return made


def dhondt(
    votes: Votes,
    seats: int,
    *,
    threshold: Fraction | int | str = 0,
    exempt: Collection[str] = (),
    held: Mapping[str, int] | None = None,
) -> Apportionment:
    """D'Hondt's method: divisors 1, 2, 3, ...; no party's last seat was cheaper for another.

    Parameters
    ----------
    votes
        Votes by party, whole numbers or fractions.
    seats
        Seats to give out.
    threshold
        Least share of all votes, such as ``"5%"``; parties below get nothing.
    exempt
        Parties to which the threshold does not apply.
    held
        Seats that parties hold before the first is given out.

    References
    ----------
    balinski_young_2001

    Examples
    --------
    >>> made = dhondt({"uup": 28, "sdlp": 24, "dup": 20, "sf": 18}, 10)
    >>> made
    <Apportionment dhondt of 10: uup 3, sdlp 3, dup 2, sf 2>
    >>> made.sequence()[:5]
    ('uup', 'sdlp', 'dup', 'sf', 'uup')
    """
    return _divisors("dhondt", lambda v, k: _over(v, k + 1), votes, seats, threshold, exempt, held)


def sainte_lague(
    votes: Votes,
    seats: int,
    *,
    threshold: Fraction | int | str = 0,
    exempt: Collection[str] = (),
    held: Mapping[str, int] | None = None,
) -> Apportionment:
    """Sainte-Laguë's method: divisors 1, 3, 5, ...; shares are rounded at the half.

    Takes what `dhondt` takes.

    References
    ----------
    sainte_lague_1910, balinski_young_2001

    Examples
    --------
    >>> sainte_lague({"a": 100_000, "b": 80_000, "c": 30_000, "d": 20_000}, 8)
    <Apportionment sainte_lague of 8: a 3, b 3, c 1, d 1>
    """
    return _divisors(
        "sainte_lague", lambda v, k: _over(v, 2 * k + 1), votes, seats, threshold, exempt, held
    )


def modified_sainte_lague(
    votes: Votes,
    seats: int,
    *,
    threshold: Fraction | int | str = 0,
    exempt: Collection[str] = (),
    held: Mapping[str, int] | None = None,
) -> Apportionment:
    """Sainte-Laguë's method with a dearer first seat: divisors 1.4, 3, 5, ...

    Takes what `dhondt` takes.

    References
    ----------
    gallagher_1992

    Examples
    --------
    >>> modified_sainte_lague({"a": 60, "b": 28, "c": 12}, 4)
    <Apportionment modified_sainte_lague of 4: a 3, b 1, c 0>
    """

    def claim(v: int | Fraction, k: int) -> _Claim:
        return _over(v, 2 * k + 1 if k else Fraction(7, 5))

    return _divisors("modified_sainte_lague", claim, votes, seats, threshold, exempt, held)


def danish(
    votes: Votes,
    seats: int,
    *,
    threshold: Fraction | int | str = 0,
    exempt: Collection[str] = (),
    held: Mapping[str, int] | None = None,
) -> Apportionment:
    """The Danish method: divisors 1, 4, 7, ...; shares are rounded at a third.

    Takes what `dhondt` takes.

    References
    ----------
    gallagher_1992

    Examples
    --------
    >>> danish({"a": 70, "b": 20, "c": 10}, 4)
    <Apportionment danish of 4: a 2, b 1, c 0; 1 between a, c>
    """
    return _divisors(
        "danish", lambda v, k: _over(v, 3 * k + 1), votes, seats, threshold, exempt, held
    )


def adams(
    votes: Votes,
    seats: int,
    *,
    threshold: Fraction | int | str = 0,
    exempt: Collection[str] = (),
    held: Mapping[str, int] | None = None,
) -> Apportionment:
    """Adams's method: divisors 0, 1, 2, ...; shares are rounded up.

    Everybody with a vote gets a seat before anybody gets two; with fewer seats than parties the
    largest come first. Takes what `dhondt` takes.

    References
    ----------
    balinski_young_2001

    Examples
    --------
    >>> adams({"a": 90, "b": 8, "c": 2}, 4)
    <Apportionment adams of 4: a 2, b 1, c 1>
    """
    return _divisors("adams", _over, votes, seats, threshold, exempt, held)


def dean(
    votes: Votes,
    seats: int,
    *,
    threshold: Fraction | int | str = 0,
    exempt: Collection[str] = (),
    held: Mapping[str, int] | None = None,
) -> Apportionment:
    """Dean's method: divisors are harmonic means of k and k + 1, the first is 0.

    Takes what `dhondt` takes.

    References
    ----------
    balinski_young_2001

    Examples
    --------
    >>> dean({"a": 90, "b": 8, "c": 2}, 4)
    <Apportionment dean of 4: a 2, b 1, c 1>
    """

    def claim(v: int | Fraction, k: int) -> _Claim:
        return _over(v, Fraction(2 * k * (k + 1), 2 * k + 1))

    return _divisors("dean", claim, votes, seats, threshold, exempt, held)


def huntington_hill(
    votes: Votes,
    seats: int,
    *,
    threshold: Fraction | int | str = 0,
    exempt: Collection[str] = (),
    held: Mapping[str, int] | None = None,
) -> Apportionment:
    """Huntington and Hill's method: divisors are geometric means of k and k + 1, the first is 0.

    In use for the House of Representatives of the United States. Takes what `dhondt` takes.

    References
    ----------
    huntington_1928, balinski_young_2001

    Examples
    --------
    >>> huntington_hill({"a": 90, "b": 8, "c": 2}, 4)
    <Apportionment huntington_hill of 4: a 2, b 1, c 1>
    """

    def claim(v: int | Fraction, k: int) -> _Claim:
        # Squares keep the order of quotients and keep them exact.
        return (0, Fraction(v) ** 2 / (k * (k + 1))) if k else (1, Fraction(v))

    return _divisors("huntington_hill", claim, votes, seats, threshold, exempt, held)


def imperiali(
    votes: Votes,
    seats: int,
    *,
    threshold: Fraction | int | str = 0,
    exempt: Collection[str] = (),
    held: Mapping[str, int] | None = None,
) -> Apportionment:
    """Imperiali's divisors: 2, 3, 4, ...; favours large parties beyond proportion.

    In use in Belgian municipalities. Not to be confused with `imperiali_quota`. Takes what
    `dhondt` takes.

    References
    ----------
    gallagher_1992

    Examples
    --------
    >>> imperiali({"a": 3, "b": 1}, 4)
    <Apportionment imperiali of 4: a 4, b 0>
    """
    return _divisors(
        "imperiali", lambda v, k: _over(v, k + 2), votes, seats, threshold, exempt, held
    )


def _remainders(
    method: str,
    quota_of: Callable[[Fraction], Fraction],
    votes: Votes,
    seats: int,
    threshold: Fraction | int | str,
    exempt: Collection[str],
    notes: tuple[str, ...] = (),
) -> Apportionment:
    taking, below = _checked(votes, seats, threshold, exempt)
    total = sum(map(Fraction, taking.values()), Fraction(0))
    quota = quota_of(total) if seats else Fraction(0)
    given = dict.fromkeys(votes, 0)
    if seats:
        given |= {p: int(v / quota) for p, v in taking.items()}
    left = seats - sum(given.values())
    if left > len(taking):
        raise FormateurError(
            f"{spelled(method)}: a quota of {quota} leaves {left} seats for {len(taking)} "
            "remainders; so few votes need the hare or hagenbach-bischoff quota"
        )
    rest = {p: v - given[p] * quota for p, v in taking.items()}
    ranked = sorted(taking, key=lambda p: -rest[p])
    ties: tuple[Tie, ...] = ()
    if 0 < left < len(ranked) and rest[ranked[left - 1]] == rest[ranked[left]]:
        level = rest[ranked[left]]
        equal = tuple(p for p in taking if rest[p] == level)
        sure = [p for p in ranked if rest[p] > level]
        ties = (Tie(equal, left - len(sure)),)
    else:
        sure = ranked[: max(left, 0)]
    for party in sure:
        given[party] += 1
    return Apportionment(
        input=f"{seats} seats",
        method=method,
        parameters={"threshold": str(threshold), "exempt": tuple(exempt)},
        notes=notes,
        votes=dict(votes),
        seats=given,
        house=seats,
        ties=ties,
        quota=quota,
        below=below,
    )


def _too_many(votes: Votes, seats: int, extra: int, below: Collection[str]) -> bool:
    """Whether the quota ``votes / (seats + extra)`` alone hands out more than the seats."""
    taking = [Fraction(v) for p, v in votes.items() if p not in below]
    quota = sum(taking, Fraction(0)) / (seats + extra)
    return sum(int(v / quota) for v in taking) > seats


def _shifted(
    method: str,
    extra: int,
    votes: Votes,
    seats: int,
    threshold: Fraction | int | str,
    exempt: Collection[str],
) -> Apportionment:
    """Votes over seats plus `extra`; where that fills too many seats, the sum goes down by one.

    So does the law of South Tyrol, which uses votes over seats plus two (election of 2003).
    """
    _, below = _checked(votes, seats, threshold, exempt)
    used = extra
    while seats and used and _too_many(votes, seats, used, below):
        used -= 1
    notes: tuple[str, ...] = ()
    if used < extra:
        said = f"{spelled(method)}: votes over {seats + extra} fill more than {seats} seats; "
        notes = (said + f"counted with votes over {seats + used}",)
    return _remainders(
        method, lambda total: total / (seats + used), votes, seats, threshold, exempt, notes
    )


def hare(
    votes: Votes,
    seats: int,
    *,
    threshold: Fraction | int | str = 0,
    exempt: Collection[str] = (),
) -> Apportionment:
    """Largest remainders of the Hare quota, votes over seats (Hamilton's method).

    Takes what `dhondt` takes, without `held`.

    References
    ----------
    balinski_young_2001

    Examples
    --------
    >>> hare({"a": 47, "b": 16, "c": 15, "d": 12, "e": 6, "f": 4}, 10)
    <Apportionment hare of 10: a 5, b 2, c 1, d 1, e 1, f 0>
    """
    return _shifted("hare", 0, votes, seats, threshold, exempt)


def droop(
    votes: Votes,
    seats: int,
    *,
    threshold: Fraction | int | str = 0,
    exempt: Collection[str] = (),
) -> Apportionment:
    """Largest remainders of the Droop quota, the whole number above votes over seats plus one.

    Takes what `dhondt` takes, without `held`. Being a whole number, the quota depends on the
    unit; with very few votes it can leave more seats than remainders, which is refused.

    References
    ----------
    droop_1881

    Examples
    --------
    >>> droop({"a": 470, "b": 160, "c": 158, "d": 120, "e": 61, "f": 31}, 10)
    <Apportionment droop of 10: a 5, b 2, c 2, d 1, e 0, f 0>
    """
    return _remainders(
        "droop",
        lambda total: Fraction(total // (seats + 1) + 1),
        votes,
        seats,
        threshold,
        exempt,
    )


def hagenbach_bischoff(
    votes: Votes,
    seats: int,
    *,
    threshold: Fraction | int | str = 0,
    exempt: Collection[str] = (),
) -> Apportionment:
    """Largest remainders of the Hagenbach-Bischoff quota, votes over seats plus one, not rounded.

    Takes what `dhondt` takes, without `held`.

    References
    ----------
    gallagher_1992

    Examples
    --------
    >>> hagenbach_bischoff({"a": 470, "b": 160, "c": 158, "d": 120, "e": 61, "f": 31}, 10)
    <Apportionment hagenbach_bischoff of 10: a 5, b 2, c 2, d 1, e 0, f 0>
    """
    return _shifted("hagenbach_bischoff", 1, votes, seats, threshold, exempt)


def imperiali_quota(
    votes: Votes,
    seats: int,
    *,
    threshold: Fraction | int | str = 0,
    exempt: Collection[str] = (),
) -> Apportionment:
    """Largest remainders of the Imperiali quota, votes over seats plus two.

    The quota can fill more seats than there are; then it is votes over seats plus one, and if
    need be the Hare quota, and the answer says so. Takes what `dhondt` takes, without `held`.

    References
    ----------
    gallagher_1992

    Examples
    --------
    >>> imperiali_quota({"a": 60, "b": 40}, 3).notes
    ('imperiali-quota: votes over 5 fill more than 3 seats; counted with votes over 4',)
    """
    return _shifted("imperiali_quota", 2, votes, seats, threshold, exempt)
