"""Cabinets as allocations of jurisdictions: the lattice of Laver and Shepsle.

The party that holds a jurisdiction carries out its own policy there, so with k parties and J
jurisdictions there are k^J cabinets, each a point of the policy space. A cabinet stands when no
other is preferred to it by parties that win under the assembly's rule. Distances are compared as
whole numbers wherever those fit 62 bits, so that equal distances are equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import lcm
from typing import TYPE_CHECKING, Any

from formateur.assembly import Assembly
from formateur.charts import Place, plane_svg
from formateur.coalitions.tables import Ballots
from formateur.errors import FormateurError, UnknownIdError, UnknownPartyError
from formateur.results import Listing, Picture, Result
from formateur.space import Space, exact

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Cabinet", "Lattice", "lattice"]

Cabinet = tuple[str, ...]

_MOST = 2_000_000  # cabinets
_TRIED = 1_000  # cabinets whose winset is looked at one by one
_VOTERS = 62  # a bit each


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Lattice(Result):
    """Which cabinets stand, and which parties are strong.

    A cabinet is a tuple of parties, one for each of `jurisdictions`. `median` holds the parties
    whom no other beats on that dimension alone (with an even house there can be several);
    `standing` the cabinets with an empty winset; `strong` maps a party to ``"very strong"`` (its
    own cabinet has an empty winset) or ``"strong"`` (it is a member of every cabinet there).
    """

    assembly: Assembly
    jurisdictions: tuple[str, ...]
    parties: tuple[str, ...]
    median: Mapping[str, tuple[str, ...]] = field(hash=False)
    standing: tuple[Cabinet, ...]
    strong: Mapping[str, str] = field(hash=False)
    _game: Any = field(hash=False, repr=False)

    @property
    def size(self) -> int:
        """How many cabinets there are."""
        return int(len(self.parties) ** len(self.jurisdictions))

    def winset(self, cabinet: Sequence[str], *, willing: bool = False) -> tuple[Cabinet, ...]:
        """Cabinets that win against this one.

        With `willing`, only those which all their own members prefer to it: nobody is made to
        hold office.
        """
        places = self._places(cabinet)
        return tuple(self._name(k) for k in self._game.beaten_by(places, willing=willing))

    def challengers(self, cabinet: Sequence[str], *, willing: bool = False) -> Listing:
        """The winset of a cabinet as an answer with rows: a row per cabinet that beats it."""
        won = self.winset(cabinet, willing=willing)
        return Listing(
            input=f"{self.input}: {self._said(cabinet)}",
            method="winset",
            parameters={**self.parameters, "cabinet": tuple(cabinet), "willing": willing},
            exact=self.exact,
            sources=self.sources,
            notes=self.notes,
            listed=tuple(dict(zip(self.jurisdictions, c, strict=True)) for c in won),
            said={"cabinet": self._said(cabinet), "beaten_by": len(won), "stands": not won},
        )

    def _said(self, cabinet: Sequence[str]) -> str:
        pairs = zip(self.jurisdictions, cabinet, strict=True)
        return ", ".join(f"{j} {party}" for j, party in pairs)

    def plot(self) -> Picture:
        """Two jurisdictions: every cabinet as a point of the plane, those that stand filled."""
        if len(self.jurisdictions) != 2:
            raise FormateurError(
                f"a lattice is drawn for two jurisdictions; here are {len(self.jurisdictions)}"
            )
        across, up = (self._game.space.positions(j) for j in self.jurisdictions)
        places = []
        for one, other in product(self.parties, repeat=2):
            kind = "marked" if (one, other) in self.standing else "named" if one == other else ""
            label = one if one == other else f"{one}, {other}"
            places.append(Place(across[one], up[other], label, kind))
        title = f"{self.input}: cabinets of {' and '.join(self.jurisdictions)}"
        key = "ring: a party alone; filled: stands; small: the jurisdictions in two hands"
        axes = (self.jurisdictions[0], self.jurisdictions[1])
        return Picture(plane_svg(places, axes=axes, key=key, title=title, desc=repr(self)))

    def _places(self, cabinet: Sequence[str]) -> tuple[int, ...]:
        if len(cabinet) != len(self.jurisdictions):
            raise FormateurError(
                f"a cabinet gives each of {', '.join(self.jurisdictions)} to a party; "
                f"{'+'.join(cabinet)} has {len(cabinet)}"
            )
        for party in cabinet:
            if party not in self.parties:
                raise UnknownPartyError(party, self.parties)
        return tuple(self.parties.index(p) for p in cabinet)

    def _name(self, number: int) -> Cabinet:
        return tuple(self.parties[k] for k in self._game.members(number))

    def rows(self) -> list[dict[str, Any]]:
        """One row per cabinet that stands."""
        return [
            {
                **dict(zip(self.jurisdictions, cabinet, strict=True)),
                "parties": tuple(p for p in self.parties if p in cabinet),
                "median": all(
                    p in self.median[j] for j, p in zip(self.jurisdictions, cabinet, strict=True)
                ),
            }
            for cabinet in self.standing
        ]

    def summary(self) -> dict[str, Any]:
        """The median parties, the strong ones, and how many cabinets stand."""
        return {
            "cabinets": self.size,
            "median": dict(self.median),
            "strong": dict(self.strong),
            "standing": len(self.standing),
        }

    def __repr__(self) -> str:
        strong = ", ".join(f"{p} {how}" for p, how in self.strong.items()) or "no strong party"
        return f"<Lattice of {self.size} cabinets: {len(self.standing)} stand; {strong}>"


def lattice(
    assembly: Assembly,
    space: Space,
    *,
    jurisdictions: Sequence[str] | None = None,
    parties: Sequence[str] | None = None,
) -> Lattice:
    """The cabinets of a parliament when every minister rules alone in one jurisdiction.

    Parameters
    ----------
    assembly
        Its rule decides between two cabinets; who prefers neither abstains.
    space
        Positions by dimension, and salience by dimension and party (1 where it is not given):
        a party's distance is the square root of the sum of salience times squared differences.
    jurisdictions
        Dimensions, one jurisdiction each (default: all on which every party has a position that
        has a vote and a position on any; notes name the others).
    parties
        Who may hold office (default: everybody placed on all of them).

    Raises
    ------
    FormateurError
        Without a common dimension, for a salience that is all zero, or beyond 2,000,000 cabinets.

    References
    ----------
    laver_shepsle_1996, laver_shepsle_1990

    Examples
    --------
    >>> from formateur.space import Dimension
    >>> house = Assembly.from_seats({"a": 40, "b": 25, "c": 35})
    >>> space = Space.of([Dimension("economy"), Dimension("world")], {
    ...     "economy": {"a": 0.2, "b": 0.5, "c": 0.9}, "world": {"a": 0.8, "b": 0.45, "c": 0.3}})
    >>> found = lattice(house, space)
    >>> found
    <Lattice of 9 cabinets: 1 stand; b very strong>
    >>> found.winset(["a", "c"])
    (('a', 'b'), ('b', 'a'), ('b', 'b'), ('b', 'c'))
    """
    chosen, notes = _dimensions(assembly, space, jurisdictions)
    placed = [p for p in assembly.ids if all(p in space.positions(j) for j in chosen)]
    members = _members(assembly, chosen, placed, parties)
    if len(members) ** len(chosen) > _MOST:
        raise FormateurError(
            f"{len(members)} parties and {len(chosen)} jurisdictions make "
            f"{len(members) ** len(chosen):,} cabinets; the most is {_MOST:,}"
        )
    game = _Game(assembly, space, chosen, placed, members)
    median, free = _medians(game, chosen, members)
    tried = list(_some(product(*free), _TRIED))
    standing = [c for c in tried if not len(game.beaten_by(c))]
    whole = len(tried) < _TRIED or _count(free) <= _TRIED
    outside = [p.id for p in assembly.parties if p.id not in placed and p.votes != 0]
    if outside:
        notes.append(f"without a position, so never for another cabinet: {', '.join(outside)}")
    if not whole:
        notes.append(f"looked at {_TRIED:,} of {_count(free):,} cabinets that could stand")
    return Lattice(
        input=assembly.name,
        method="jurisdictions",
        parameters={"jurisdictions": tuple(chosen), "parties": tuple(members)},
        exact=game.exact,
        complete=whole,
        sources=("laver_shepsle_1996",),
        notes=tuple(notes),
        assembly=assembly,
        jurisdictions=tuple(chosen),
        parties=tuple(members),
        median=median,
        standing=tuple(tuple(members[k] for k in c) for c in standing),
        strong=_strong(game, members),
        _game=game,
    )


def _strong(game: _Game, members: Sequence[str]) -> dict[str, str]:
    """Parties whose own cabinet nothing beats, or nothing beats without them."""
    found = {}
    for k, party in enumerate(members):
        against = game.beaten_by((k,) * len(game.shape))
        if not len(against):
            found[party] = "very strong"
        elif game.includes(against, k).all():
            found[party] = "strong"
    return found


def _members(
    assembly: Assembly,
    chosen: Sequence[str],
    placed: Sequence[str],
    parties: Sequence[str] | None,
) -> list[str]:
    """Who may hold office, each with a position."""
    members = list(placed if parties is None else assembly.ordered(parties))
    for party in members:
        if party not in placed:
            raise FormateurError(f"{party!r} has no position on all of {', '.join(chosen)}")
    if not members:
        raise FormateurError(f"nobody has a position on all of {', '.join(chosen)}")
    return members


def _some(cabinets: Any, most: int) -> Any:
    from itertools import islice

    return islice(cabinets, most)


def _count(free: Sequence[Sequence[int]]) -> int:
    number = 1
    for places in free:
        number *= len(places)
    return number


def _dimensions(
    assembly: Assembly, space: Space, given: Sequence[str] | None
) -> tuple[list[str], list[str]]:
    """The jurisdictions, and notes on dimensions that are none.

    A party that stands nowhere keeps no dimension from being one.
    """
    ids = [d.id for d in space.dimensions]
    if given is not None:
        for j in given:
            if j not in ids:
                raise UnknownIdError("dimension", j, ids)
        if len(set(given)) < len(given) or not given:
            raise FormateurError("name each jurisdiction once, and at least one")
        return list(given), []
    voting = [p.id for p in assembly.parties if p.votes != 0]
    anywhere = [p for p in voting if any(p in space.positions(j) for j in ids)]
    lacking = {j: [p for p in anywhere if p not in space.positions(j)] for j in ids}
    whole = [j for j in ids if anywhere and not lacking[j]]
    if not whole:
        told = (f"{j} lacks {', '.join(who or voting)}" for j, who in lacking.items())
        raise FormateurError(
            "no dimension on which every party has a position; name the jurisdictions "
            f"({'; '.join(told) or 'there is no dimension'})"
        )
    return whole, [
        f"{j} is left out: no position there of {', '.join(who)} "
        "(named among the jurisdictions it counts, and who lacks one votes for no change)"
        for j, who in lacking.items()
        if who
    ]


def _medians(
    game: _Game, chosen: Sequence[str], members: Sequence[str]
) -> tuple[dict[str, tuple[str, ...]], list[list[int]]]:
    """Parties that no other beats on one dimension alone; only these can stand there.

    Preferences are separable: a cabinet with another holder of one jurisdiction differs in that
    dimension only, so a holder that is beaten there makes the cabinet fall.
    """
    free = []
    for j in range(len(chosen)):
        gain = game.gains[j]  # (voters, members)
        ahead = [
            k
            for k in range(len(members))
            if not game.wins(gain < gain[:, [k]], gain > gain[:, [k]]).any()
        ]
        free.append(ahead)
    named = {j: tuple(members[k] for k in places) for j, places in zip(chosen, free, strict=True)}
    return named, free


class _Game:
    """Distances of every voter to every cabinet, and who wins between two cabinets."""

    def __init__(
        self,
        assembly: Assembly,
        space: Space,
        chosen: Sequence[str],
        voters: Sequence[str],
        members: Sequence[str],
    ) -> None:
        import numpy as np

        self.assembly = assembly
        self.space = space
        self.voters = list(voters)
        voting = (p for leaf in assembly.rule.leaves for p in leaf.weights.players)
        self.ballot = tuple(dict.fromkeys((*voters, *voting)))
        if len(self.ballot) > _VOTERS:
            raise FormateurError(f"{len(self.ballot)} vote here; a lattice takes up to {_VOTERS}")
        self.shape = (len(members),) * len(chosen)
        self.office = [self.voters.index(p) for p in members]
        gains, self.exact = _distances(space, chosen, voters, members)
        self.gains = gains
        total = gains[0].reshape((len(voters), -1) + (1,) * (len(chosen) - 1))
        for j in range(1, len(chosen)):
            axes = [1] * len(chosen)
            axes[j] = len(members)
            total = total + gains[j].reshape((len(voters), *axes))
        self.distance = np.ascontiguousarray(total.reshape(len(voters), -1))

    def members(self, number: int) -> tuple[int, ...]:
        import numpy as np

        return tuple(int(k) for k in np.unravel_index(number, self.shape))

    def number(self, cabinet: Sequence[int]) -> int:
        import numpy as np

        return int(np.ravel_multi_index(tuple(cabinet), self.shape))

    def beaten_by(self, cabinet: Sequence[int], *, willing: bool = False) -> NDArray[np.int64]:
        """Numbers of the cabinets that win against this one."""
        import numpy as np

        here = self.distance[:, [self.number(cabinet)]]
        nearer = self.distance < here
        found = np.flatnonzero(self.wins(nearer, self.distance > here))
        if willing and len(found):
            holders = np.array(np.unravel_index(found, self.shape))
            office = np.array(self.office)[holders]
            found = found[nearer[office, found].all(axis=0)]
        return found

    def includes(self, numbers: NDArray[np.int64], member: int) -> NDArray[np.bool_]:
        """Whether a member holds a jurisdiction in each of these cabinets."""
        import numpy as np

        holders = np.array(np.unravel_index(numbers, self.shape))
        found: NDArray[np.bool_] = (holders == member).any(axis=0)
        return found

    def wins(self, nearer: NDArray[np.bool_], farther: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether those nearer to it carry each column, shape ``(voters, columns)``."""
        import numpy as np

        bits = 1 << np.arange(len(self.voters), dtype=np.int64)
        ballots = Ballots(self.ballot, bits @ nearer, abstain=bits @ ~(nearer | farther))
        surely, possibly = self.assembly.rule.truth(ballots)
        if np.any(surely != possibly):
            raise FormateurError(
                f"{self.assembly.name}: unknown seats decide between cabinets; give a split"
            )
        return np.broadcast_to(surely, nearer.shape[1:])


def _distances(
    space: Space, chosen: Sequence[str], voters: Sequence[str], members: Sequence[str]
) -> tuple[list[Any], bool]:
    """Salience times squared difference, by dimension, shape ``(voters, members)`` each.

    Every voter compares with itself only, so each row has a unit of its own.
    """
    import numpy as np

    told = {j: dict(rows) for j, rows in space.salience}
    cells: list[list[list[Fraction]]] = []
    for voter in voters:
        weights = [exact(told.get(j, {}).get(voter, 1)) for j in chosen]
        if not any(weights):
            raise FormateurError(
                f"the salience of {', '.join(chosen)} for {voter!r} is all zero; "
                "a party cares about some jurisdiction"
            )
        if min(weights) < 0:
            raise FormateurError(f"a salience of {voter!r} is negative; use 0 or more")
        rows = []
        for j, weight in zip(chosen, weights, strict=True):
            at = space.positions(j)
            own = exact(at[voter])
            rows.append([weight * (exact(at[m]) - own) ** 2 for m in members])
        unit = lcm(*(c.denominator for row in rows for c in row))
        cells.append([[c * unit for c in row] for row in rows])
    largest = max(sum(max(row) for row in rows) for rows in cells)
    whole = largest < 1 << 62
    kind: Any = np.int64 if whole else np.float64
    return [
        np.array([[kind(int(c)) for c in rows[j]] for rows in cells], dtype=kind)
        for j in range(len(chosen))
    ], whole
