"""Portfolios of a coalition: how many each party gets, and which, by choice in turn.

Parties come with their seats, in the order that settles what is left open. Wishes are what posts
are worth to a party: numbers (salience), or a ranking, which counts as m, m-1, ... for m posts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from formateur.elections import SEAT_METHODS, method_id, spelled
from formateur.elections.apportion import Apportionment, Tie, apportion, exact_shares, is_whole
from formateur.errors import FormateurError, UnknownIdError, UnknownPartyError
from formateur.fields import number_of
from formateur.results import Result

__all__ = [
    "MOST_POSTS",
    "Envy",
    "Portfolios",
    "Turn",
    "Wish",
    "compare",
    "gamson",
    "sequential",
    "wishes_of",
]

Number: TypeAlias = "int | float | Fraction"
Wishes: TypeAlias = Mapping[str, "Sequence[str] | Mapping[str, Number]"]

_MOST_STRATEGIC = 14  # posts; every set of posts left is a state of the game


@dataclass(frozen=True, slots=True)
class Wish:
    """What one party wants: worth by post, exact, and its posts from first to last."""

    worth: Mapping[str, Fraction]
    ranking: tuple[str, ...]

    def of(self, posts: Sequence[str]) -> Fraction:
        """What a set of posts is worth: the sum over them."""
        return sum((self.worth[p] for p in posts), Fraction(0))


MOST_POSTS = 100_000


@dataclass(frozen=True, slots=True)
class Turn:
    """One choice: `claims` are the parties whose quotients were equal, if more than one."""

    party: str
    post: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Envy:
    """`party` would rather have what `of` has, each per seat.

    `without` is a post of `of` without which it would not; empty when there is none.
    """

    party: str
    of: str
    without: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Portfolios(Result):
    """Posts by party, and which, where parties chose or were given them.

    `due` is the exact share of the posts by seats; posts in a tie are nobody's. `worth` is what a
    party's posts are worth to it, as a share of all posts where salience was normalised.
    """

    seats: Mapping[str, int] = field(hash=False)
    number: int
    counts: Mapping[str, int] = field(hash=False)
    ties: tuple[Tie, ...] = ()
    premier: str = ""
    holders: Mapping[str, str] = field(default_factory=dict, hash=False)
    turns: tuple[Turn, ...] = ()
    worth: Mapping[str, Fraction] = field(default_factory=dict, hash=False)
    envy: tuple[Envy, ...] | None = None
    unique: bool | None = None

    def due(self, party: str) -> Fraction:
        """The posts that a party's part of the government's seats comes to."""
        return self.number * exact_shares(self.seats)[party]

    def posts_of(self, party: str) -> tuple[str, ...]:
        """The posts of a party: in the order of choice, else as listed."""
        if self.turns:
            return tuple(t.post for t in self.turns if t.party == party)
        return tuple(post for post, holder in self.holders.items() if holder == party)

    def rows(self) -> list[dict[str, Any]]:
        """One row per party."""
        tied = {p for tie in self.ties for p in tie.parties}
        shares = exact_shares(self.seats)
        rows = []
        for party, seats in self.seats.items():
            row: dict[str, Any] = {
                "party": party,
                "seats": seats,
                "share": float(shares[party]),
                "due": float(self.number * shares[party]),
                "posts": self.counts[party],
            }
            if self.ties:
                row["tied"] = int(party in tied)
            if self.worth:
                row["worth"] = float(self.worth[party])
            if self.holders:
                row["portfolios"] = self.posts_of(party)
            rows.append(row)
        return rows

    def summary(self) -> dict[str, Any]:
        """Posts by party, who holds which, turns, ties, envy."""
        made: dict[str, Any] = {
            "posts": dict(self.counts),
            "ties": [{"parties": t.parties, "posts": t.seats} for t in self.ties],
        }
        if self.holders:
            made["holders"] = dict(self.holders)
            made["unique"] = self.unique
        if self.turns:
            made["turns"] = [{"party": t.party, "post": t.post} for t in self.turns]
        if self.envy is not None:
            made["envy"] = [
                {"party": e.party, "of": e.of, "without": e.without or None} for e in self.envy
            ]
        return made

    def __repr__(self) -> str:
        given = ", ".join(f"{p} {n}" for p, n in self.counts.items())
        ties = "".join(f"; {t.seats} between {', '.join(t.parties)}" for t in self.ties)
        return f"<Portfolios {self.method}: {given}{ties}>"


def checked_seats(seats: Mapping[str, int | None]) -> dict[str, int]:
    """Seats of the parties in government: known, and of each at least one."""
    found: dict[str, int] = {}
    for party, number in seats.items():
        if number is None:
            raise FormateurError(f"the seats of {party!r} are unknown; a share needs them")
        if not is_whole(number) or not number:
            raise FormateurError(f"{party!r} has {number!r} seats; a partner has 1 or more")
        found[party] = number
    if not found:
        raise FormateurError("a government has at least one party")
    return found


def checked_posts(posts: int | Sequence[str], parties: Mapping[str, int]) -> tuple[str, ...]:
    """Names of posts, each once, enough for every party; a number gives ``post 1``, ..."""
    if isinstance(posts, bool) or not isinstance(posts, (int, Sequence)):
        raise FormateurError(f"posts {posts!r}; give their number or their names")
    number = posts if isinstance(posts, int) else len(posts)
    if number > MOST_POSTS:
        raise FormateurError(f"{number:,} posts; up to {MOST_POSTS:,} are shared out")
    names = tuple(f"post {k + 1}" for k in range(number)) if isinstance(posts, int) else (*posts,)
    if twice := [name for name, times in Counter(names).items() if times > 1]:
        raise FormateurError(f"post {twice[0]!r} is listed twice")
    if number < len(parties):
        said = "1 post" if number == 1 else f"{number} posts"
        raise FormateurError(f"{len(parties)} parties and {said}: more parties than posts")
    return names


def wishes_of(
    wishes: Wishes, parties: Mapping[str, int], posts: Sequence[str], *, normalise: bool = False
) -> dict[str, Wish]:
    """Wishes as exact worth and rankings, checked against parties and posts.

    Posts that a party leaves out are worth nothing to it and come last, as listed. With
    `normalise` all posts together are worth 1 to each party.

    >>> wishes = {"a": ["home", "tax"], "b": {"tax": 3}}
    >>> found = wishes_of(wishes, {"a": 2, "b": 1}, ["tax", "home"])
    >>> found["a"].worth
    {'tax': Fraction(1, 1), 'home': Fraction(2, 1)}
    >>> found["b"].ranking
    ('tax', 'home')
    """
    for party in wishes:
        if party not in parties:
            raise UnknownPartyError(party, parties)
    missing = [p for p in parties if p not in wishes]
    if missing:
        raise FormateurError(f"no ranking of {', '.join(missing)}; give one for each partner")
    return {p: _wish(p, wishes[p], posts, normalise=normalise) for p in parties}


def _wish(
    party: str,
    given: Sequence[str] | Mapping[str, Number],
    posts: Sequence[str],
    *,
    normalise: bool,
) -> Wish:
    if isinstance(given, str) or not isinstance(given, (Sequence, Mapping)):
        raise FormateurError(
            f"{party}: {given!r} is no ranking; give posts in order, or numbers by post"
        )
    for post in given:
        if post not in posts:
            raise FormateurError(f"{party}: {UnknownIdError('post', str(post), posts)}")
    if isinstance(given, Mapping):
        worth = {p: _salience(party, p, given.get(p, 0)) for p in posts}
        if not any(worth.values()):
            raise FormateurError(f"the salience of {party!r} is all zero; no post matters to it")
    else:
        twice = [p for p in given if list(given).count(p) > 1]
        if twice:
            raise FormateurError(f"{party} ranks {twice[0]!r} twice")
        if not given:
            raise FormateurError(f"the ranking of {party!r} is empty; name at least one post")
        worth = dict.fromkeys(posts, Fraction(0))
        worth |= {p: Fraction(len(posts) - k) for k, p in enumerate(given)}
    ranking = tuple(sorted(posts, key=lambda p: -worth[p]))  # sorted keeps the order of equals
    if normalise:
        total = sum(worth.values(), Fraction(0))
        worth = {p: w / total for p, w in worth.items()}
    return Wish(worth, ranking)


def _salience(party: str, post: str, number: Any) -> Fraction:
    found = number_of(number)
    if found is None or found < 0:
        raise FormateurError(
            f"the salience of {post!r} for {party!r} is {number!r}; use a number of 0 or more"
        )
    return found


def gamson(
    seats: Mapping[str, int | None],
    posts: int | Sequence[str],
    *,
    seat_method: str = "sainte_lague",
    premier: str | None = None,
    counts_for: int = 0,
    precedence: Sequence[str] = (),
) -> Portfolios:
    """Posts in proportion to seats (Gamson's law), whole by a seat method.

    Parameters
    ----------
    seats
        Seats by party in government.
    posts
        The number of posts beside the premiership, or their names.
    seat_method
        Any of `SEAT_METHODS`.
    premier
        The party that has the premiership.
    counts_for
        How many posts the premiership counts for. A divisor method starts that party there; a
        remainder method shares out `counts_for` posts more and takes them off, but never more
        than the party has.
    precedence
        Who comes first when claims are equal; left out, a tie stays open.

    Raises
    ------
    FormateurError
        For unknown seats, or more parties than posts.

    References
    ----------
    gamson_1961, browne_franklin_1973

    Examples
    --------
    >>> gamson({"spd": 206, "greens": 118, "fdp": 92}, 16)
    <Portfolios gamson: spd 8, greens 4, fdp 4>
    >>> gamson({"spd": 206, "greens": 118, "fdp": 92}, 16, premier="spd", counts_for=2)
    <Portfolios gamson: spd 7, greens 5, fdp 4>
    """
    parties = checked_seats(seats)
    names = checked_posts(posts, parties)
    _check_premier(parties, premier, counts_for)
    order = _order(parties, precedence)
    shared = _shared(parties, len(names), method_id(seat_method), premier, counts_for)
    settled = bool(precedence) and bool(shared.ties)
    notes = (f"equal claims settled in the order {', '.join(order)}",) if settled else ()
    return Portfolios(
        input="+".join(parties),
        method="gamson",
        parameters={
            "seat_method": method_id(seat_method),
            "premier": premier,
            "counts_for": counts_for,
            "precedence": list(precedence),
        },
        sources=("gamson_1961", "browne_franklin_1973"),
        notes=(*shared.notes, *notes),
        seats=parties,
        number=len(names),
        counts=shared.settled(order) if settled else shared.seats,
        ties=() if settled else shared.ties,
        premier=premier or "",
    )


def _check_premier(parties: Mapping[str, int], premier: str | None, counts_for: int) -> None:
    if premier is not None and premier not in parties:
        raise UnknownPartyError(premier, parties)
    if not is_whole(counts_for):
        raise FormateurError(
            f"the premiership counts for {counts_for!r} posts; use a whole number of 0 or more"
        )
    if counts_for and premier is None:
        raise FormateurError("the premiership counts for posts, but no party has it")


def _order(parties: Mapping[str, int], precedence: Sequence[str]) -> list[str]:
    """Who comes first when claims are equal: those named, then the others as listed."""
    for party, times in Counter(precedence).items():
        if party not in parties:
            raise UnknownPartyError(party, parties)
        if times > 1:
            raise FormateurError(f"the precedence names {party!r} twice")
    return [*precedence, *(p for p in parties if p not in precedence)]


def _shared(
    parties: Mapping[str, int], number: int, method: str, premier: str | None, counts_for: int
) -> Apportionment:
    if premier is None or not counts_for:
        return apportion(parties, number, method=method)
    if "order" in SEAT_METHODS[method].needs:
        return apportion(parties, number, method=method, held={premier: counts_for})
    from dataclasses import replace

    made = apportion(parties, number + counts_for, method=method)
    if made.seats[premier] >= counts_for:
        return replace(made, seats={**made.seats, premier: made.seats[premier] - counts_for})
    # The premiership is more than the party's part: it gets no other post.
    others = {p: n for p, n in parties.items() if p != premier}
    if not others:
        return apportion(parties, number, method=method)
    rest = apportion(others, number, method=method)
    return replace(rest, seats={p: rest.seats.get(p, 0) for p in parties})


def compare(
    seats: Mapping[str, int | None], posts: int | Sequence[str]
) -> dict[str, Apportionment | FormateurError]:
    """Posts by every seat method side by side; a method that refuses answers with its error.

    >>> made = compare({"a": 60, "b": 28, "c": 12}, 4)
    >>> made["dhondt"].seats, made["adams"].seats
    ({'a': 3, 'b': 1, 'c': 0}, {'a': 2, 'b': 1, 'c': 1})
    """
    parties = checked_seats(seats)
    number = len(checked_posts(posts, parties))
    found: dict[str, Apportionment | FormateurError] = {}
    for method in SEAT_METHODS:
        try:
            found[method] = apportion(parties, number, method=method)
        except FormateurError as error:
            found[method] = error
    return found


def sequential(
    seats: Mapping[str, int | None],
    posts: Sequence[str],
    wishes: Wishes,
    *,
    seat_method: str = "dhondt",
    precedence: Sequence[str] = (),
    premier: str | None = None,
    counts_for: int = 0,
    choice: str = "sincere",
) -> Portfolios:
    """Parties choose posts one after the other, in the order of a divisor method.

    So are ministries chosen in Northern Ireland (D'Hondt; equal quotients by first-preference
    votes) and posts in Belgium and in some Danish municipal governments.

    Parameters
    ----------
    seats
        Seats by party; equal quotients go in this order unless `precedence` is given.
    posts
        Names of the posts.
    wishes
        A ranking of posts, or numbers by post, for each party.
    seat_method
        A divisor method.
    precedence
        The order of parties that settles equal quotients.
    premier, counts_for
        As for `gamson`.
    choice
        ``"sincere"``: the best post that is left. ``"strategic"``: everybody foresees all later
        choices (subgame-perfect; worth is the sum over posts; up to 14 posts).

    References
    ----------
    oleary_grofman_elklit_2005, brams_kaplan_2004

    Examples
    --------
    >>> made = sequential({"a": 3, "b": 2}, ["tax", "home", "war"],
    ...     {"a": ["tax", "war", "home"], "b": ["tax", "home", "war"]})
    >>> [(t.party, t.post) for t in made.turns]
    [('a', 'tax'), ('b', 'home'), ('a', 'war')]
    """
    parties = checked_seats(seats)
    names = checked_posts(posts, parties)
    wanted = wishes_of(wishes, parties, names)
    method = method_id(seat_method)
    if "order" not in SEAT_METHODS[method].needs:
        divisors = [spelled(m) for m in SEAT_METHODS if "order" in SEAT_METHODS[m].needs]
        raise FormateurError(
            f"{spelled(method)} gives posts in no order; choosing in turn needs a divisor method: "
            f"{', '.join(divisors)}"
        )
    _check_premier(parties, premier, counts_for)
    order = _turns(parties, len(names), method, precedence, premier, counts_for)
    if choice == "sincere":
        chosen = _sincere([p for p, _ in order], wanted)
    elif choice == "strategic":
        chosen = _strategic([p for p, _ in order], wanted, names)
    else:
        raise UnknownIdError("kind of choice", choice, ["sincere", "strategic"])
    turns = tuple(Turn(p, post, claims) for (p, claims), post in zip(order, chosen, strict=True))
    holders = {t.post: t.party for t in turns}
    counts = {p: sum(t.party == p for t in turns) for p in parties}
    settled = "the order given" if precedence else "the order of the parties"
    groups = dict.fromkeys(t.claims for t in turns if t.claims)
    return Portfolios(
        input="+".join(parties),
        method="sequential",
        parameters={
            "seat_method": method,
            "precedence": tuple(precedence),
            "premier": premier,
            "counts_for": counts_for,
            "choice": choice,
        },
        sources=("oleary_grofman_elklit_2005",),
        notes=tuple(
            f"equal quotients of {', '.join(group)}: settled by {settled}" for group in groups
        ),
        seats=parties,
        number=len(names),
        counts=counts,
        premier=premier or "",
        holders={p: holders[p] for p in names},
        turns=turns,
        worth={p: wanted[p].of([t.post for t in turns if t.party == p]) for p in parties},
    )


def _turns(
    parties: Mapping[str, int],
    number: int,
    method: str,
    precedence: Sequence[str],
    premier: str | None,
    counts_for: int,
) -> list[tuple[str, tuple[str, ...]]]:
    """Who chooses when, with those whose quotients were equal."""
    made = _shared(parties, number, method, premier, counts_for)
    order = _order(parties, precedence)
    turns = [
        (p, group if len(group) > 1 else ())
        for group in made.order
        for p in sorted(group, key=order.index)
    ]
    return turns[:number]


def _sincere(order: Sequence[str], wanted: Mapping[str, Wish]) -> list[str]:
    taken: list[str] = []
    for party in order:
        taken.append(next(p for p in wanted[party].ranking if p not in taken))
    return taken


def _strategic(
    order: Sequence[str], wanted: Mapping[str, Wish], posts: Sequence[str]
) -> list[str]:
    """Backward induction over the sets of posts that can be left."""
    if len(posts) > _MOST_STRATEGIC:
        raise FormateurError(
            f"strategic choice takes up to {_MOST_STRATEGIC} posts; there are {len(posts)}"
        )
    from functools import cache

    place = {p: k for k, p in enumerate(posts)}
    parties = list(wanted)

    @cache
    def play(left: int) -> tuple[int, tuple[Fraction, ...]]:
        """The post taken (-1 at the end) and what the rest brings each party."""
        if not left:
            return -1, (Fraction(0),) * len(parties)
        party = order[len(posts) - left.bit_count()]
        me = parties.index(party)
        best: tuple[int, tuple[Fraction, ...]] | None = None
        for post in wanted[party].ranking:
            k = place[post]
            if not left >> k & 1:
                continue
            after = play(left & ~(1 << k))[1]
            brings = (*after[:me], after[me] + wanted[party].worth[post], *after[me + 1 :])
            if best is None or brings[me] > best[1][me]:
                best = k, brings
        assert best is not None
        return best

    left, taken = (1 << len(posts)) - 1, []
    while left:
        k = play(left)[0]
        taken.append(posts[k])
        left &= ~(1 << k)
    return taken
