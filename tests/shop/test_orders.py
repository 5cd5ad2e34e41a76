"""Orders: whose they are, and what may be changed in which state."""

from __future__ import annotations

import re
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from actions.shop.database import Database, OrderStateError, Shop
from actions.shop.models import (
    Order,
    OrderStatus,
    PaymentStatus,
)
from actions.shop.order_rules import postcode_in
from tests.shop.conftest import MAYA, TOM, MakeOrder, days_ago, messages, stocks


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


def test_cancelling_ends_a_reservation(shop: Shop, make_order: MakeOrder) -> None:
    make_order(payment=PaymentStatus.PENDING)
    assert shop.orders.cancel("10023").payments == ()


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
        for postcode in ("BS8 2NN", "LS1 4AB"):  # where it goes now, and the customer's own
            assert shop.orders.verify("10023", postcode=postcode) == order
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
        ("Nowy Swiat 1, 00-950 Warszawa", "00-950"),
        ("Vodickova 1, 110 00 Praha", "110 00"),
        ("1 Main Street, Dublin D02 AF30", "D02 AF30"),
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
