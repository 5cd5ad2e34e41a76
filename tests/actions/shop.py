"""A small shop with one order in every state, in a real SQLite file."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select

from actions.shop.database import Database, Shop, open_database
from actions.shop.models import (
    Address,
    Customer,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentKind,
    PaymentStatus,
    Product,
    Return,
    ReturnStatus,
    Shipment,
    ShippingMethod,
    Ticket,
    Variant,
)
from actions.shop.records import OrderRecord

TODAY = date.today()
MAYA, TOM, NINA = 1, 2, 3


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def order(shop: Shop, number: str) -> OrderRecord:
    """Return an order that is there."""
    found = shop.orders.get(number)
    assert found is not None
    return found


def tickets() -> list[tuple[str, str, str | None, str | None]]:
    """Return kind, summary, order and contact of all tickets."""
    with open_database().reading() as session:
        query = select(Ticket.kind, Ticket.summary, Ticket.order_number, Ticket.contact)
        return [tuple(row) for row in session.execute(query)]


def fill(database: Database) -> None:
    """Put customers, products, orders and ways of delivery into an empty shop."""
    database.migrate()
    with database.writing() as session:
        session.add_all(_customers())
        session.add_all(_products())
        session.add_all(_shipping())
        session.flush()
        session.add_all(_orders())


def _customers() -> list[Customer]:
    return [
        Customer(
            id=MAYA,
            name="Maya Fenwick",
            email="maya.fenwick@example.com",
            phone="07700 900123",
            created_on=date(2021, 3, 4),
            addresses=[Address(address="14 Mill Lane, Leeds LS1 4AB", postcode="LS1 4AB")],
        ),
        Customer(
            id=TOM, name="Tom Ashby", email="tom.ashby@example.com", created_on=date(2022, 5, 6)
        ),
        Customer(
            id=NINA, name="Nina Roe", email="nina.roe@example.com", created_on=date(2023, 1, 2)
        ),
    ]


def _products() -> list[Product]:
    jacket = Product(
        id=1,
        handle="fell-jacket",
        title="Fell Jacket",
        description="A light shell.",
        brand="Ridgeline",
        category="Jackets",
        variants=[
            variant(1, {"color": "navy", "size": "M"}, "79.95", 4),
            variant(2, {"color": "navy", "size": "L"}, "79.95", 1),
            variant(3, {"color": "red", "size": "M"}, "79.95", 0),
        ],
    )
    bottle = Product(
        id=2,
        handle="tarn-bottle",
        title="Tarn Bottle",
        brand="Tarn & Co",
        category="Water bottles",
        variants=[variant(4, {"color": "steel"}, "17.45", 7)],
    )
    hat = Product(
        id=3,
        handle="moor-hat",
        title="Moor Hat",
        brand="Ridgeline",
        category="Hats",
        variants=[variant(5, {"size": "M"}, "25.00", 3), variant(6, {"size": "L"}, "25.00", 2)],
    )
    return [jacket, bottle, hat]


def variant(key: int, options: dict[str, str], price: str, stock: int) -> Variant:
    """Return a variant; its key is its place too."""
    return Variant(
        id=key, sku=f"V{key}", options=options, price=Decimal(price), stock=stock, position=key
    )


def _shipping() -> list[ShippingMethod]:
    return [
        ShippingMethod(
            id=1,
            name="Standard delivery",
            region="UK",
            cost=Decimal("3.95"),
            free_from=Decimal(50),
            days_min=3,
            days_max=5,
        ),
        ShippingMethod(
            id=2,
            name="Express to mainland Britain",
            region="UK",
            cost=Decimal("7.95"),
            days_min=1,
            days_max=1,
        ),
        ShippingMethod(
            id=3,
            name="Standard delivery",
            region="EU",
            cost=Decimal("9.95"),
            days_min=4,
            days_max=7,
        ),
    ]


def _line(product: int, **other: object) -> OrderLine:
    title, options, variant, price = {
        1: ("Fell Jacket", {"color": "navy", "size": "M"}, 1, "79.95"),
        2: ("Tarn Bottle", {"color": "steel"}, 4, "17.45"),
        3: ("Moor Hat", {"size": "M"}, 5, "25.00"),
    }[product]
    fields = {"quantity": 1, "unit_price": Decimal(price), "may_return": True, **other}
    return OrderLine(product_id=product, variant_id=variant, title=title, options=options, **fields)


def _order(
    number: str,
    status: OrderStatus,
    *,
    customer: int = MAYA,
    products: tuple[int, ...] = (1,),
    placed: int = 4,
    sent: int | None = None,
    delivered: int | None = None,
    carrier: str = "Royal Mail",
    payment: PaymentStatus = PaymentStatus.PAID,
) -> Order:
    lines = [_line(product) for product in products]
    total = sum((line.unit_price for line in lines), Decimal("3.95"))
    placed_at = datetime.combine(days_ago(placed), time(10, 30))
    address, postcode = {
        MAYA: ("14 Mill Lane, Leeds LS1 4AB", "LS1 4AB"),
        TOM: ("5 Harbour Way, Bristol BS8 2NN", "BS8 2NN"),
        NINA: ("2 High Street, York YO1 7PR", "YO1 7PR"),
    }[customer]
    order = Order(
        number=number,
        customer_id=customer,
        status=status,
        placed_at=placed_at,
        shipping_cost=Decimal("3.95"),
        total=total,
        address=address,
        postcode=postcode,
        lines=lines,
        payments=[
            Payment(
                kind=PaymentKind.PAYMENT,
                method="Visa card",
                status=payment,
                amount=total,
                at=placed_at,
            )
        ],
    )
    if sent is not None:
        order.shipments.append(
            Shipment(
                carrier=carrier,
                tracking_number=f"TRK{number}GB",
                status=status,
                shipped_on=days_ago(sent),
                expected_on=days_ago(sent) + timedelta(days=4),
                delivered_on=None if delivered is None else days_ago(delivered),
            )
        )
    return order


def _orders() -> list[Order]:
    status = OrderStatus
    returned = _order("10026", status.RETURNED, products=(3,), placed=25, sent=23, delivered=20)
    returned.returns.append(
        Return(
            number="R-20001",
            lines=list(returned.lines),
            status=ReturnStatus.RECEIVED,
            reason="too big",
            refund_amount=Decimal("25.00"),
            opened_on=days_ago(8),
        )
    )
    returned.payments.append(
        Payment(
            kind=PaymentKind.REFUND,
            method="Visa card",
            status=PaymentStatus.PENDING,
            amount=Decimal("25.00"),
            at=datetime.combine(days_ago(1), time(9)),
        )
    )
    failed = PaymentStatus.FAILED
    return [
        _order("10023", status.SHIPPED, products=(1, 2), sent=2),
        _order("10024", status.PROCESSING, placed=1),
        _order("10025", status.DELIVERED, products=(1, 2, 3), placed=10, sent=9, delivered=6),
        returned,
        _order("10027", status.PAYMENT_FAILED, placed=2, payment=failed),
        _order("10028", status.CANCELLED, placed=30),
        _order("10031", status.SHIPPED, customer=TOM, sent=1, carrier="DPD"),
        _order("10032", status.DELIVERED, customer=TOM, placed=90, sent=89, delivered=85),
        _order("10033", status.OUT_FOR_DELIVERY, customer=TOM, sent=3),
        _order("10041", status.PACKED, customer=NINA),
        _order("10042", status.DELIVERY_FAILED, customer=NINA, sent=5),
        _order("10043", status.PENDING_PAYMENT, customer=NINA, payment=PaymentStatus.PENDING),
    ]
