"""A small shop in a real SQLite file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from actions.shop.database import Database, Shop, open_database, open_shop
from actions.shop.models import (
    Address,
    Customer,
    Order,
    OrderLine,
    OrderStatus,
    OutgoingMessage,
    Payment,
    PaymentKind,
    PaymentStatus,
    Product,
    Review,
    Shipment,
    Variant,
)

MAYA, TOM = 1, 2
JACKET, BOTTLE, CARD, HIDDEN = 1, 2, 3, 4
TODAY = date.today()

MakeOrder = Callable[..., str]


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def stocks(database: Database) -> dict[int, int]:
    with database.reading() as session:
        return dict(session.execute(select(Variant.id, Variant.stock)).all())


def messages(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        query = select(OutgoingMessage.kind, OutgoingMessage.recipient)
        return [tuple(row) for row in session.execute(query.order_by(OutgoingMessage.id))]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'state of the shop' / 'shop.db'}"


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "shop.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    with database.writing() as session:
        session.add_all(_products())
        session.add_all(_customers())
    database.close()
    return path


@pytest.fixture
def database(filled_file: Path, url: str) -> Database:
    path = Path(make_url(url).database)
    path.parent.mkdir()
    shutil.copy(filled_file, path)
    return open_database(url)


@pytest.fixture
def shop(database: Database, url: str) -> Shop:
    return open_shop(url)


@pytest.fixture
def make_order(database: Database) -> MakeOrder:
    """Puts an order of three lines (jacket, two bottles, gift card) into the shop."""

    def make(
        number: str = "10023",
        status: OrderStatus = OrderStatus.PROCESSING,
        *,
        customer: int = MAYA,
        placed_on: date | None = None,
        delivered_on: date | None = None,
        payment: PaymentStatus | None = PaymentStatus.PAID,
    ) -> str:
        placed_at = datetime.combine(placed_on or days_ago(9), time(10, 30))
        order = Order(
            number=number,
            customer_id=customer,
            status=status,
            placed_at=placed_at,
            shipping_cost=Decimal("3.95"),
            total=Decimal("143.85"),
            address="14 Mill Lane, Leeds LS1 4AB",
            postcode="LS1 4AB",
            lines=[
                _line(JACKET, 2, "Fell Jacket", {"color": "navy", "size": "M"}, 1, "79.95"),
                _line(BOTTLE, 4, "Tarn Bottle", {"color": "steel"}, 2, "17.45"),
                _line(CARD, 5, "Gift card", {}, 1, "25.05", may_return=False),
            ],
        )
        if payment is not None:
            order.payments.append(
                Payment(
                    kind=PaymentKind.PAYMENT,
                    method="PayPal",
                    status=payment,
                    amount=order.total,
                    at=placed_at,
                )
            )
        if delivered_on is not None:
            for tracking, day in (("A1", delivered_on - timedelta(days=2)), ("A2", delivered_on)):
                order.shipments.append(
                    Shipment(
                        carrier="Royal Mail",
                        tracking_number=tracking,
                        status=OrderStatus.DELIVERED,
                        shipped_on=day - timedelta(days=3),
                        expected_on=day,
                        delivered_on=day,
                    )
                )
        with database.writing() as session:
            session.add(order)
        return number

    return make


def _line(
    product: int,
    variant: int,
    title: str,
    options: dict[str, str],
    quantity: int,
    price: str,
    may_return: bool = True,
) -> OrderLine:
    return OrderLine(
        product_id=product,
        variant_id=variant,
        title=title,
        options=options,
        quantity=quantity,
        unit_price=Decimal(price),
        may_return=may_return,
    )


def _products() -> list[Product]:
    reviews = [
        Review(stars=5, text="Short.", helpful_count=3, created_on=days_ago(20)),
        Review(stars=4, text="Kept me dry all week long.", helpful_count=3, created_on=days_ago(9)),
        Review(stars=3, text="Most helpful of all.", helpful_count=40, created_on=days_ago(30)),
        Review(stars=4, text="   ", helpful_count=99, created_on=days_ago(30)),
        *(
            Review(stars=4, text=f"Another {n}", helpful_count=0, created_on=days_ago(n))
            for n in range(4)
        ),
    ]
    jacket = Product(
        id=JACKET,
        handle="fell-jacket",
        title="Fell Jacket",
        description="A light shell.",
        brand="Ridgeline",
        category="Jackets",
        image_url="/shop/images/jackets/navy.svg",
        attributes={
            "material": ["recycled nylon"],
            "waterproof": ["yes"],
            "lined": ["no"],
            "weight": ["320 g"],
            "pockets": ["4"],
            "colour": ["night sky"],
        },
        tags=["hiking", "lightweight"],
        variants=[
            _variant("FJ-L", {"color": "navy", "size": "L"}, "89.95", 1, 1),
            _variant("FJ-M", {"color": "navy", "size": "M"}, "79.95", 4, 0),
            _variant("FJ-R", {"color": "red", "size": "M"}, "79.95", 0, 2),
        ],
        reviews=reviews,
    )
    bottle = Product(
        id=BOTTLE,
        handle="tarn-bottle",
        title="Tarn Bottle",
        brand="Tarn & Co",
        category="Water bottles",
        variants=[_variant("TB", {"color": "steel"}, "17.45", 7, 0)],
    )
    card = Product(
        id=CARD,
        handle="gift-card",
        title="Gift card",
        category="Gift cards",
        variants=[_variant("GC", {}, "25.05", 100, 0)],
    )
    hidden = Product(
        id=HIDDEN,
        handle="old-hat",
        title="Old Hat",
        brand="Gone & Sons",
        category="Hats",
        active=False,
        tags=["vintage"],
        variants=[_variant("OH", {"color": "mauve"}, "9.00", 1, 0)],
    )
    without_variants = Product(id=5, handle="nothing", title="Nothing yet", category="Hats")
    return [jacket, bottle, card, hidden, without_variants]


def _variant(sku: str, options: dict[str, str], price: str, stock: int, position: int) -> Variant:
    # Ids in the order of the lines above, whatever the positions say.
    return Variant(
        id={"FJ-L": 1, "FJ-M": 2, "FJ-R": 3, "TB": 4, "GC": 5, "OH": 6}[sku],
        sku=sku,
        options=options,
        price=Decimal(price),
        stock=stock,
        position=position,
    )


def _customers() -> list[Customer]:
    return [
        Customer(
            id=MAYA,
            name="Maya Fenwick",
            email="Maya.Fenwick@example.com",
            phone="07700 900123",
            created_on=date(2021, 3, 4),
            addresses=[Address(address="14 Mill Lane, Leeds LS1 4AB", postcode="LS1 4AB")],
        ),
        Customer(
            id=TOM, name="Tom Ashby", email="tom.ashby@example.com", created_on=date(2022, 5, 6)
        ),
    ]
