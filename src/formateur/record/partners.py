"""Who may take part in a government by the rule of a set of terms, on any day."""

from __future__ import annotations

from dataclasses import dataclass

from formateur.errors import FormateurError
from formateur.record.claims import Proposal
from formateur.record.events import first_day, last_day
from formateur.record.facts import Facts
from formateur.record.state import State

__all__ = ["Partner", "partners"]


@dataclass(frozen=True, slots=True)
class Partner:
    """One group and a rule on who may take part; `falls` in it is ``None`` where facts are short.

    `why` says which part of the rule, or which unknown, decides.
    """

    group: str
    falls: bool | None
    why: str


def partners(facts: Facts, state: State, terms: Proposal) -> list[Partner]:
    """Every group that the rule of a set of terms speaks of, and whether it falls in it."""
    seats = state[terms.partners_in].seats if terms.partners_in else {}
    asked = dict.fromkeys([*terms.partners_named, *terms.listed, *seats, *terms.partners_less])
    if not asked:
        raise FormateurError(
            f"{terms.id} has no rule on partners (partners_in, partners_named) and lists none"
        )
    return [_partner(facts, state, terms, group) for group in asked]


def _partner(facts: Facts, state: State, terms: Proposal, group: str) -> Partner:
    if group in terms.partners_less:
        return Partner(group, falls=False, why="the terms leave it out")
    if group in terms.listed:
        return Partner(group, falls=True, why="listed with the terms")
    tests = [_seated(state, terms, group)]
    tests += [_accepts(facts, state, group, given) for given in terms.partners_accept]
    for verdict in (False, None):
        if says := [why for falls, why in tests if falls is verdict]:
            return Partner(group, falls=verdict, why="; ".join(says))
    return Partner(group, falls=True, why="; ".join(why for _, why in tests))


def _seated(state: State, terms: Proposal, group: str) -> tuple[bool | None, str]:
    """Whether a group is named by the rule, or has seats in the body of the rule."""
    if group in terms.partners_named:
        return True, "named by the terms"
    body = state[terms.partners_in]
    held = body.seats[group]
    if held is None and any(m.on_behalf_of == group for m in body.members):
        return True, f"sits in {body.id}"
    if held is None:
        return None, f"seats in {body.id} unknown"
    return held > 0, f"{held} seats in {body.id}"


def _accepts(facts: Facts, state: State, group: str, given: str) -> tuple[bool | None, str]:
    """Where a group last stood by the day on a decision, or on a point that takes it over."""
    stances = [
        position.stance
        for point in facts.points
        if given in (point.id, point.cites)
        for position in point.positions
        if group in position.by
        and (position.date is None or first_day(position.date) <= last_day(state.date))
    ]
    stance = stances[-1] if stances else "unknown"
    falls = {"for": True, "against": False}.get(stance)
    return falls, f"{stance if falls is not None else f'position {stance}'} on {given}"
