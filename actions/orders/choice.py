"""Which of a customer's orders is meant, where no number was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.orders.items import meant_lines, orders_named
from actions.service.errand import Errand
from actions.service.steps import ABOUT
from actions.service.task import Task
from actions.shop.records import OrderRecord

_MOST = 5


def candidates(errand: Errand, task: Task) -> list[OrderRecord]:
    """Return the customer's orders that the task may mean; where none fits, the latest ones.

    Where the first message named items, only orders with them: of those that fit, or else of all,
    so that the shopper hears why it can't be done.
    """
    if errand.customer is None:
        return []
    orders = errand.shop.orders.of_customer(errand.customer)
    fitting = [order for order in orders if task.fits(order)] or orders
    about = str(errand.held.answers.get(ABOUT) or "")
    return (orders_named(about, fitting) or orders_named(about, orders) or fitting)[:_MOST]


def chosen_order(errand: Errand, task: Task) -> OrderRecord | None:
    """Return the one of the candidates that the message points at, by place or by an item."""
    orders = candidates(errand, task)
    places: Sequence[Any] = errand.message.values("ordinal")
    if len(places) == 1 and type(places[0]) is int:
        place = places[0] - 1 if places[0] > 0 else len(orders) + places[0]
        return orders[place] if 0 <= place < len(orders) else None
    lines = [line for order in orders for line in order.lines]
    meant = {line.line_id for line in meant_lines(errand.message.words, [], lines)}
    named = [order for order in orders if meant & {line.line_id for line in order.lines}]
    return named[0] if len(named) == 1 else None
