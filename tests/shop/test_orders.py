"""Orders: whose they are, and what may be changed in which state."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from actions.shop.database import Database, OrderStateError, Shop
from actions.shop.models import (
    Order,
    OrderStatus,
    OutgoingMessage,
    PaymentStatus,
    Return,
    ReturnStatus,
    Variant,
)
from actions.shop.order_rules import last_return_day, postcode_in
from tests.shop.conftest import MAYA, TODAY, TOM, MakeOrder, days_ago


def stocks(database: Database) -> dict[int, int]:
    with database.reading() as session:
        return dict(session.execute(select(Variant.id, Variant.stock)).all())


def messages(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        query = select(OutgoingMessage.kind, OutgoingMessage.recipient)
        return [tuple(row) for row in session.execute(query.order_by(OutgoingMessage.id))]


def test_an_order_has_all_its_facts(shop: Shop, make_order: MakeOrder) -> None:
    make_order(status=OrderStatus.DELIVERED, delivered_on=days_ago(6))
    order = shop.orders.get("10023")
    assert order is not None
    assert (order.customer_name, order.email) == ("Maya Fenwick", "Maya.Fenwick@example.com")
    assert (order.total, order.shipping_cost) == (Decimal("143.85"), Decimal("3.95"))
    assert [(line.title, line.quantity, line.returnable) for line in order.lines] == [
        ("Fell Jacket", 1, True),
        ("Tarn Bottle", 2, True),
        ("Gift card", 1, False),
    ]
    assert order.lines[0].options == {"color": "navy", "size": "M"}
    assert [parcel.delivered_on for parcel in order.shipments] == [days_ago(8), days_ago(6)]
    assert [(p.kind, p.status, p.amount) for p in order.payments] == [
        ("payment", "paid", Decimal("143.85"))
    ]


@pytest.mark.parametrize(
    "proof",
    [
        {"email": "maya.fenwick@example.com"},
        {"email": " MAYA.FENWICK@EXAMPLE.COM "},
        {"postcode": "LS1 4AB"},
        {"postcode": "ls14ab"},
        {"postcode": " l s 1 4 A b"},
        {"customer_id": MAYA},
        {"email": "maya.fenwick@example.com", "customer_id": TOM},
        {"email": "wrong@example.com", "postcode": "LS1 4AB"},
    ],
)
def test_the_owner_is_let_through(
    shop: Shop, make_order: MakeOrder, proof: dict[str, str | int]
) -> None:
    make_order()
    order = shop.orders.verify("10023", **proof)  # type: ignore[arg-type]
    assert order is not None
    assert order == shop.orders.get("10023")


@pytest.mark.parametrize(
    "proof",
    [
        {},
        {"email": "tom.ashby@example.com"},
        {"email": ""},
        {"postcode": ""},
        {"postcode": "  "},
        {"postcode": "LS1 4A"},
        {"postcode": "BS8 2NN"},
        {"customer_id": TOM},
        {"customer_id": 0},
        {"customer_id": 999},
    ],
)
def test_others_are_not_let_through(
    shop: Shop, make_order: MakeOrder, proof: dict[str, str | int]
) -> None:
    make_order()
    assert shop.orders.verify("10023", **proof) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("number", ["10024", "", "'; DROP TABLE orders; --", "%", "1002"])
def test_an_unknown_order_is_like_a_foreign_one(
    shop: Shop, make_order: MakeOrder, number: str
) -> None:
    make_order()
    assert shop.orders.verify(number, customer_id=MAYA) is None
    assert shop.orders.get(number) is None
    assert shop.orders.returns(number) == []
    assert shop.orders.returnable_lines(number) == []
    with pytest.raises(OrderStateError):
        shop.orders.cancel(number)


def test_a_number_may_be_written_with_its_sign(shop: Shop, make_order: MakeOrder) -> None:
    make_order()
    assert shop.orders.verify(" #10023 ", customer_id=MAYA) is not None


def test_an_order_without_postcode_is_not_opened_by_none(
    shop: Shop, database: Database, make_order: MakeOrder
) -> None:
    make_order()
    with database.writing() as session:
        session.scalars(select(Order)).one().postcode = ""
    assert shop.orders.verify("10023", postcode="") is None


def test_orders_of_a_customer_are_newest_first(shop: Shop, make_order: MakeOrder) -> None:
    for number, age in (("1", 3), ("2", 1), ("3", 7)):
        make_order(number, placed_on=days_ago(age))
    make_order("4", customer=TOM)
    assert [order.number for order in shop.orders.of_customer(MAYA)] == ["2", "1", "3"]
    assert [order.number for order in shop.orders.of_customer(MAYA, limit=1)] == ["2"]
    assert shop.orders.of_customer(999) == []


CANCELLABLE = {OrderStatus.PENDING_PAYMENT, OrderStatus.PAYMENT_FAILED, OrderStatus.PROCESSING}


@pytest.mark.parametrize("status", list(OrderStatus))
def test_cancel_in_each_state(
    shop: Shop, database: Database, make_order: MakeOrder, status: OrderStatus
) -> None:
    make_order(status=status)
    before = shop.orders.get("10023")
    if status in CANCELLABLE:
        assert shop.orders.cancel("10023").status == "cancelled"
        assert [kind for kind, _ in messages(database)] == ["cancellation"]
    else:
        with pytest.raises(OrderStateError) as caught:
            shop.orders.cancel("10023")
        assert caught.value.reason.endswith("so it can't be cancelled any more.")
        assert "10023" not in caught.value.reason
        assert shop.orders.get("10023") == before
        assert messages(database) == []


def test_cancelling_starts_the_refund_and_restocks(
    shop: Shop, database: Database, make_order: MakeOrder
) -> None:
    make_order()
    before = stocks(database)
    order = shop.orders.cancel("10023")
    assert [(p.kind, p.status, p.method, p.amount) for p in order.payments] == [
        ("payment", "paid", "PayPal", Decimal("143.85")),
        ("refund", "pending", "PayPal", Decimal("143.85")),
    ]
    assert stocks(database) == before | {2: before[2] + 1, 4: before[4] + 2, 5: before[5] + 1}
    assert order == shop.orders.get("10023")


def test_cancelling_what_was_never_paid_refunds_and_restocks_nothing(
    shop: Shop, database: Database, make_order: MakeOrder
) -> None:
    make_order(status=OrderStatus.PAYMENT_FAILED, payment=PaymentStatus.FAILED)
    before = stocks(database)
    assert [payment.kind for payment in shop.orders.cancel("10023").payments] == ["payment"]
    assert stocks(database) == before


@pytest.mark.parametrize("status", list(OrderStatus))
def test_change_address_in_each_state(
    shop: Shop, database: Database, make_order: MakeOrder, status: OrderStatus
) -> None:
    make_order(status=status)
    before = shop.orders.get("10023")
    if status in {OrderStatus.PENDING_PAYMENT, OrderStatus.PROCESSING}:
        order = shop.orders.change_address("10023", " Flat 2,\n7  Quay St \n Bristol bs82nn ")
        assert order.address == "Flat 2, 7 Quay St, Bristol bs82nn"
        assert order.postcode == "BS8 2NN"
        assert messages(database) == [("address", "Maya.Fenwick@example.com")]
        assert shop.orders.verify("10023", postcode="LS1 4AB") is None
    else:
        with pytest.raises(OrderStateError, match="can't be changed"):
            shop.orders.change_address("10023", "7 Quay St, Bristol BS8 2NN")
        assert shop.orders.get("10023") == before


@pytest.mark.parametrize(
    ("address", "postcode"),
    [
        ("14 Mill Lane, Leeds LS1 4AB", "LS1 4AB"),
        ("1 Strand, London WC2N5HR, UK", "WC2N 5HR"),
        ("Flat 10115, 3 Mill Rd, M1 1AE", "M1 1AE"),
        ("Unter den Linden 5, 10117 Berlin", "10117"),
        ("Rua Augusta 1, 1100-048 Lisboa", "1100"),
        ("12000 Oak Ave, Austin TX 78701", "78701"),
    ],
)
def test_the_postcode_is_found_in_an_address(address: str, postcode: str) -> None:
    assert postcode_in(address) == postcode


def test_an_address_without_postcode_changes_nothing(shop: Shop, make_order: MakeOrder) -> None:
    make_order()
    before = shop.orders.get("10023")
    with pytest.raises(OrderStateError, match="postcode"):
        shop.orders.change_address("10023", "my sister's house in Leeds")
    assert shop.orders.get("10023") == before


@given(
    st.text(alphabet="abc xyz,.'-", max_size=40),
    st.from_regex(r"[A-Z]{1,2}[0-9][A-Z0-9]?", fullmatch=True),
    st.from_regex(r"[0-9][A-Z]{2}", fullmatch=True),
    st.sampled_from(["", " ", "  "]),
)
def test_any_uk_postcode_is_found(street: str, outward: str, inward: str, gap: str) -> None:
    found = postcode_in(f"{street}, {outward}{gap}{inward}")
    assert re.sub(r"\s", "", found) == f"{outward}{inward}"


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


def test_an_invoice_keeps_its_number(shop: Shop, database: Database, make_order: MakeOrder) -> None:
    make_order()
    number = shop.orders.send_invoice("10023")
    assert shop.orders.send_invoice("10023") == number
    order = shop.orders.get("10023")
    assert order is not None
    assert order.invoice_number == number
    assert messages(database) == [("invoice", "Maya.Fenwick@example.com")] * 2


@pytest.mark.parametrize("payment", [None, PaymentStatus.PENDING, PaymentStatus.FAILED])
def test_without_payment_there_is_no_invoice(
    shop: Shop, database: Database, make_order: MakeOrder, payment: PaymentStatus | None
) -> None:
    make_order(status=OrderStatus.PENDING_PAYMENT, payment=payment)
    with pytest.raises(OrderStateError, match="not paid"):
        shop.orders.send_invoice("10023")
    assert messages(database) == []


_CANCEL = """
import sys
from actions.shop.database import OrderStateError, open_shop
orders = open_shop(sys.argv[1]).orders
print("ready", flush=True)
sys.stdin.readline()
try:
    print(orders.cancel("10023").status)
except OrderStateError as error:
    print("refused:", error.reason)
"""


def test_of_two_processes_that_cancel_one_does(
    shop: Shop, database: Database, make_order: MakeOrder, url: str
) -> None:
    make_order()
    before = stocks(database)
    both = [
        subprocess.Popen(
            [sys.executable, "-c", _CANCEL, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    said = sorted(process.communicate()[0].strip() for process in both)
    assert said == [
        "cancelled",
        "refused: The order has been cancelled, so it can't be cancelled any more.",
    ]
    order = shop.orders.get("10023")
    assert order is not None
    assert [payment.kind for payment in order.payments] == ["payment", "refund"]
    assert stocks(database)[4] == before[4] + 2


def test_the_window_counts_from_the_last_parcel(shop: Shop, make_order: MakeOrder) -> None:
    make_order(
        status=OrderStatus.DELIVERED,
        placed_on=date(TODAY.year - 1, 4, 1),
        delivered_on=days_ago(29),
    )
    # The first of the two parcels came two days earlier.
    assert len(shop.orders.returnable_lines("10023")) == 2
