"""Cabinets one concession away: possible if one demand were given up, and not without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from formateur.agreement.model import Deal, Demand, Model

__all__ = ["one_away"]


def one_away(model: Model, plain: Model, must: Sequence[Demand]) -> Iterator[tuple[Demand, Deal]]:
    """Cabinets with votes enough of their own that break one demand, the cheapest ones first.

    Each comes with that demand. In none could anybody be left out, and none holds a smaller one
    that needs no concession. `model` is used up; `plain`, another one of the same table, answers
    what needs none.
    """
    program, switch = model.program, model.switch
    for made in (model, plain):
        for outside in (*made.backs.values(), *made.lets.values()):
            made.program.bound(outside, 0.0, 0.0)
    for d in must:
        model.only_if_broken(d)
    program.add({switch[d.id]: 1.0 for d in must}, low=len(must) - 1, high=len(must) - 1)
    asked, price = [d.id for d in must], model.smallest()
    for cost in sorted({d.cost for d in must}):
        for d in must:
            program.bound(switch[d.id], float(d.cost != cost), 1.0)
        while True:
            program.price(price)
            found = program.solve()
            if found is None:
                break
            given = next(d for d in must if found.values[switch[d.id]] < 0.5)
            deal = model.deal(model.even(found))
            absent = {v: 0.0 for q, v in plain.sits.items() if q not in deal.cabinet}
            absent |= {v: 0.0 for q, v in plain.alone.items() if q not in deal.individuals}
            with plain.program.holding(absent):
                whole = plain.ask(asked)
            if whole is not None:
                model.less_than(plain.deal(whole))
                continue
            yield given, deal
            model.less_than(deal, unless=switch[given.id])
