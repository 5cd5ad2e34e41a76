"""Returns and exchanges: until when, what of, and what is paid back."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from actions.shop.database import Database, OrderStateError, Shop
from actions.shop.models import Order, OrderStatus, Return, ReturnStatus, ShippingMethod
from actions.shop.order_rules import last_return_day
from tests.shop.conftest import TODAY, TOM, MakeOrder, days_ago, messages


@pytest.mark.parametrize("status", list(OrderStatus))
def test_return_in_each_state(shop: Shop, make_order: MakeOrder, status: OrderStatus) -> None:
    make_order(status=status, delivered_on=days_ago(6))
    lines = shop.orders.returnable_lines("10023")
    if status in {
        OrderStatus.DELIVERED,
        OrderStatus.RETURN_REQUESTED,
        OrderStatus.PARTLY_RETURNED,
    }:
        assert [line.title for line in lines] == ["Fell Jacket", "Tarn Bottle"]
        opened = shop.orders.open_return("10023", [lines[0].line_id], "too small")
        assert shop.orders.returns("10023") == [opened]
        order = shop.orders.get("10023")
        assert order is not None
        assert order.status == "return_requested"
    else:
        assert lines == []
        with pytest.raises(OrderStateError):
            shop.orders.open_return("10023", [1], "too small")
        assert shop.orders.returns("10023") == []


def test_a_return_says_what_comes_back(
    shop: Shop, database: Database, make_order: MakeOrder
) -> None:
    make_order(status=OrderStatus.DELIVERED, delivered_on=days_ago(6))
    jacket, bottles = shop.orders.returnable_lines("10023")
    opened = shop.orders.open_return("10023", [jacket.line_id, bottles.line_id], "changed my mind")
    assert re.fullmatch(r"R-\d{5}", opened.number)
    assert opened.line_ids == (jacket.line_id, bottles.line_id)
    assert (opened.order_number, opened.status, opened.opened_on) == ("10023", "requested", TODAY)
    assert (opened.refund_amount, opened.exchange_for) == (Decimal("114.85"), None)
    assert messages(database) == [("return", "Maya.Fenwick@example.com")]
    order = shop.orders.get("10023")
    assert order is not None
    assert [(line.returnable, line.returned) for line in order.lines] == [
        (False, True),
        (False, True),
        (False, False),
    ]


def test_an_exchange_refunds_nothing(shop: Shop, make_order: MakeOrder) -> None:
    make_order(status=OrderStatus.DELIVERED, delivered_on=days_ago(6))
    jacket = shop.orders.returnable_lines("10023")[0]
    opened = shop.orders.open_return("10023", [jacket.line_id], "too small", exchange_for="L")
    assert (opened.exchange_for, opened.refund_amount) == ("L", Decimal("0.00"))


METHODS = [
    ("Standard", "UK", "3.95", "50"),
    ("Express", "UK", "6.95", None),
    ("Collect", "UK", "0", None),
    ("Standard", "EU", "9.95", None),
]


@pytest.mark.parametrize(
    ("goods", "charged", "back"),
    [
        ("40", "3.95", "3.95"),
        ("40", "6.95", "3.95"),  # the extra for express stays
        ("60", "6.95", "0"),  # standard would have been free
        ("60", "0", "0"),
        ("40", "9.95", "9.95"),
        ("40", "4.20", "0"),  # a charge of the past
    ],
)
def test_who_sends_back_all_gets_the_standard_charge_too(
    shop: Shop, database: Database, make_order: MakeOrder, goods: str, charged: str, back: str
) -> None:
    make_order(status=OrderStatus.DELIVERED, delivered_on=days_ago(6))
    with database.writing() as session:
        for name, region, cost, free_from in METHODS:
            session.add(
                ShippingMethod(
                    name=name,
                    region=region,
                    cost=Decimal(cost),
                    free_from=None if free_from is None else Decimal(free_from),
                    days_min=1,
                    days_max=2,
                )
            )
        order = session.scalars(select(Order)).one()
        jacket, bottles, _ = order.lines
        order.lines = [jacket, bottles]
        jacket.unit_price = Decimal(goods) - 10
        bottles.unit_price = Decimal(5)
        order.shipping_cost = Decimal(charged)
        order.total = Decimal(goods) + order.shipping_cost
    first, second = (line.line_id for line in shop.orders.returnable_lines("10023"))
    assert shop.orders.open_return("10023", [first], "no").refund_amount == Decimal(goods) - 10
    last = shop.orders.open_return("10023", [second], "no")
    assert last.refund_amount == 10 + Decimal(back)


def test_numbers_of_returns_differ(shop: Shop, make_order: MakeOrder) -> None:
    make_order(status=OrderStatus.DELIVERED, delivered_on=days_ago(6))
    numbers = [
        shop.orders.open_return("10023", [line.line_id], "no").number
        for line in shop.orders.returnable_lines("10023")
    ]
    assert len(set(numbers)) == 2
    assert [entry.number for entry in shop.orders.returns("10023")] == numbers


@pytest.mark.parametrize(
    ("title", "match"), [("Fell Jacket", "already"), ("Gift card", "can't be sent back")]
)
def test_lines_that_do_not_come_back(
    shop: Shop, make_order: MakeOrder, title: str, match: str
) -> None:
    make_order(status=OrderStatus.DELIVERED, delivered_on=days_ago(6))
    order = shop.orders.get("10023")
    assert order is not None
    shop.orders.open_return("10023", [order.lines[0].line_id], "too small")
    line = next(line for line in order.lines if line.title == title)
    with pytest.raises(OrderStateError, match=match):
        shop.orders.open_return("10023", [line.line_id], "too small")
    assert len(shop.orders.returns("10023")) == 1


def test_lines_of_another_order_do_not_come_back(shop: Shop, make_order: MakeOrder) -> None:
    make_order("1", OrderStatus.DELIVERED, delivered_on=days_ago(6))
    make_order("2", OrderStatus.DELIVERED, delivered_on=days_ago(6), customer=TOM)
    theirs = shop.orders.returnable_lines("2")[0].line_id
    for lines in ([theirs], [], [9999]):
        with pytest.raises(OrderStateError, match="which items"):
            shop.orders.open_return("1", lines, "no")


def test_a_rejected_return_can_be_tried_again(
    shop: Shop, database: Database, make_order: MakeOrder
) -> None:
    make_order(status=OrderStatus.DELIVERED, delivered_on=days_ago(6))
    jacket = shop.orders.returnable_lines("10023")[0]
    shop.orders.open_return("10023", [jacket.line_id], "too small")
    with database.writing() as session:
        session.scalars(select(Return)).one().status = ReturnStatus.REJECTED
    assert shop.orders.open_return("10023", [jacket.line_id], "again").status == "requested"


def test_the_last_day_of_30(shop: Shop, make_order: MakeOrder) -> None:
    # Ordered in spring of some year, so that the rule for Christmas says nothing.
    for number, age in (("1", 30), ("2", 31)):
        make_order(
            number,
            OrderStatus.DELIVERED,
            placed_on=date(TODAY.year - 1, 4, 1),
            delivered_on=days_ago(age),
        )
    assert len(shop.orders.returnable_lines("1")) == 2
    assert shop.orders.returnable_lines("2") == []
    with pytest.raises(OrderStateError, match="ended on"):
        shop.orders.open_return("2", [1], "late")


@pytest.mark.parametrize(
    ("ordered", "delivered", "last"),
    [
        (date(2025, 6, 1), date(2025, 6, 5), date(2025, 7, 5)),
        (date(2025, 10, 31), date(2025, 11, 4), date(2025, 12, 4)),
        (date(2025, 11, 1), date(2025, 11, 4), date(2026, 1, 31)),
        (date(2025, 12, 24), date(2025, 12, 30), date(2026, 1, 31)),
        (date(2025, 12, 24), date(2026, 1, 5), date(2026, 2, 4)),
        (date(2025, 12, 25), date(2025, 12, 30), date(2026, 1, 29)),
    ],
)
def test_presents_can_be_returned_until_the_end_of_january(
    database: Database, make_order: MakeOrder, ordered: date, delivered: date, last: date
) -> None:
    make_order(status=OrderStatus.DELIVERED, placed_on=ordered, delivered_on=delivered)
    with database.reading() as session:
        assert last_return_day(session.scalars(select(Order)).one()) == last


def test_without_a_day_of_delivery_nothing_comes_back(shop: Shop, make_order: MakeOrder) -> None:
    make_order(status=OrderStatus.DELIVERED)
    with pytest.raises(OrderStateError, match="when the order was delivered"):
        shop.orders.open_return("10023", [1], "no")


def test_the_window_counts_from_the_last_parcel(shop: Shop, make_order: MakeOrder) -> None:
    make_order(
        status=OrderStatus.DELIVERED,
        placed_on=date(TODAY.year - 1, 4, 1),
        delivered_on=days_ago(29),
    )
    # The first of the two parcels came two days earlier.
    assert len(shop.orders.returnable_lines("10023")) == 2
