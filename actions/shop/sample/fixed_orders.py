"""The orders of the demo's two customers, which tests and the README rely on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from actions.shop.models import OrderStatus, ReturnStatus
from actions.shop.sample.customers import Customer
from actions.shop.sample.errors import SampleDataError
from actions.shop.sample.order_drafts import (
    DPD,
    ROYAL_MAIL,
    Draft,
    DraftReturn,
    Item,
    working_days_after,
    working_days_before,
)
from actions.shop.sample.products import Product


@dataclass(frozen=True)
class _Fixed:
    """An order with days counted back from the day of seeding.

    Attributes:
        items: Title and options of each line.
        placed: Days since it was placed.
        returned: Days since its return was opened.
    """

    number: str
    customer: int
    status: OrderStatus
    items: tuple[tuple[str, dict[str, str]], ...]
    method: str
    placed: int
    shipped: int | None = None
    delivered: int | None = None
    expected_in: int | None = None  # working days
    carrier: str = ROYAL_MAIL
    returned: int | None = None
    quantities: dict[int, int] = field(default_factory=dict)


_FIXED = (
    _Fixed(
        "10023",
        1,
        OrderStatus.SHIPPED,
        (
            ("Beck 2 Tent", {"color": "moss"}),
            ("Pathlight 400 Head Torch", {"color": "orange"}),
        ),
        "Visa card",
        placed=4,
        shipped=2,
        expected_in=2,
    ),
    _Fixed(
        "10024",
        1,
        OrderStatus.PROCESSING,
        (
            ("Women's Rill Mid Boots", {"color": "teal", "size": "UK 6"}),
            ("Heather Merino T-shirt", {"color": "navy", "size": "L"}),
        ),
        "PayPal",
        placed=1,
    ),
    _Fixed(
        "10025",
        1,
        OrderStatus.DELIVERED,
        (
            ("Women's Drift Rain Coat", {"color": "mustard", "size": "M"}),
            ("Ember Flask", {"color": "forest green", "size": "750 ml"}),
            ("Tarn Wool Beanie", {"color": "rust", "size": "One size"}),
        ),
        "Visa card",
        placed=11,
        shipped=9,
        delivered=6,
    ),
    _Fixed(
        "10026",
        1,
        OrderStatus.RETURNED,
        (("Women's Moorland Walking Trousers", {"color": "slate", "size": "12"}),),
        "Mastercard",
        placed=24,
        shipped=23,
        delivered=19,
        returned=9,
    ),
    _Fixed(
        "10027",
        1,
        OrderStatus.PAYMENT_FAILED,
        (("Women's Loch GPS Watch", {"color": "berry"}),),
        "Mastercard",
        placed=2,
    ),
    _Fixed(
        "10028",
        1,
        OrderStatus.CANCELLED,
        (("Glade 3 Tent", {"color": "sage"}),),
        "PayPal",
        placed=33,
    ),
    _Fixed(
        "10031",
        2,
        OrderStatus.SHIPPED,
        (
            ("Packhorse 65 Trekking Rucksack", {"color": "navy", "size": "L"}),
            ("Burner Compact Gas Stove", {"color": "silver"}),
        ),
        "Visa card",
        placed=2,
        shipped=1,
        expected_in=1,
        carrier=DPD,
    ),
    _Fixed(
        "10032",
        2,
        OrderStatus.DELIVERED,
        (
            ("Fellside Leather Boots", {"color": "brown", "size": "UK 9"}),
            ("Ember Camp Lantern", {"color": "sage"}),
        ),
        "PayPal",
        placed=55,
        shipped=53,
        delivered=50,
    ),
    _Fixed(
        "10033",
        2,
        OrderStatus.OUT_FOR_DELIVERY,
        (
            ("Bothy Synthetic Jacket", {"color": "forest green", "size": "L"}),
            ("Enamel Mug", {"color": "navy"}),
        ),
        "Visa card",
        placed=5,
        shipped=3,
        expected_in=0,
        quantities={1: 2},
    ),
)


def fixed_drafts(
    products: Sequence[Product], customers: Sequence[Customer], today: date
) -> list[Draft]:
    """Return the fixed orders.

    Raises:
        SampleDataError: A product of one is no longer in ``data/shop/products``.
    """
    return [_draft(order, products, customers, today) for order in _FIXED]


def _draft(
    order: _Fixed, products: Sequence[Product], customers: Sequence[Customer], today: date
) -> Draft:
    expected = _days_ago(today, order.delivered)
    if order.expected_in is not None:
        # What is out for delivery comes today, also if today is a Sunday.
        expected = working_days_after(today, order.expected_in) if order.expected_in else today
    shipped = _days_ago(today, order.shipped)
    if shipped is not None:
        shipped = working_days_before(shipped, 0)
    entry = None
    if order.returned is not None:
        entry = DraftReturn(
            status=ReturnStatus.INSPECTED,
            lines=tuple(range(len(order.items))),
            reason="Too small",
            opened_on=today - timedelta(days=order.returned),
        )
    return Draft(
        customer=customers[order.customer - 1],
        status=order.status,
        placed_at=datetime.combine(_placed_on(order, shipped, today), time(10, 24)),
        items=tuple(
            _item(order, at, title, options, products)
            for at, (title, options) in enumerate(order.items)
        ),
        method=order.method,
        carrier=order.carrier,
        express=order.carrier == DPD,
        shipped_on=shipped,
        expected_on=expected,
        delivered_on=_days_ago(today, order.delivered),
        entry=entry,
        number=order.number,
    )


def _placed_on(order: _Fixed, shipped: date | None, today: date) -> date:
    """Return the day of an order.

    What is ordered from 1 November on can be returned until the end of January. An order that is
    to be too old for that, whenever the shop is filled, is a pre-order of October then.
    """
    placed = today - timedelta(days=order.placed)
    if shipped is not None:
        placed = min(placed, shipped - timedelta(days=1))
    if order.delivered is not None and order.delivered > 30 and placed.month >= 11:
        return date(placed.year, 10, 31)
    return placed


def _days_ago(today: date, days: int | None) -> date | None:
    return None if days is None else today - timedelta(days=days)


def _item(
    order: _Fixed, at: int, title: str, options: dict[str, str], products: Sequence[Product]
) -> Item:
    for product in products:
        if product.entry.title == title:
            for variant in product.variants:
                if variant.options == options:
                    return Item(product, variant, order.quantities.get(at, 1))
    raise SampleDataError(
        f"data/shop/products has no {title!r} in {options}, which order {order.number} names; "
        "put it back, or change actions/shop/sample/fixed_orders.py."
    )
