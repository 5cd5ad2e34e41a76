"""The sample shop, as it stands in a database after seeding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from actions.shop.database import Database, Shop, open_database, open_shop
from actions.shop.models import (
    Article,
    Base,
    Customer,
    Order,
    OrderStatus,
    PaymentKind,
    PaymentStatus,
    Product,
    Return,
    ReturnStatus,
    Review,
)
from actions.shop.order_rules import last_return_day
from actions.shop.records import ProductRecord
from actions.shop.sample import seed_sample_shop
from bot.channels.pictures import TINTS, picture

TODAY = date.today()
CATEGORIES = {
    "Backpacks", "Cookware", "Hats", "Jackets", "Shirts", "Shoes", "Sleeping bags", "Tents",
    "Torches", "Trousers", "Watches", "Water bottles",
}  # fmt: skip
S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def seeded(path: Path, today: date) -> Database:
    database = open_database(f"sqlite:///{path}")
    database.migrate()
    with database.writing() as session:
        seed_sample_shop(session, today)
    return database


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample")


@pytest.fixture(scope="module")
def database(folder: Path) -> Database:
    return seeded(folder / "shop.db", TODAY)


@pytest.fixture(scope="module")
def shop(database: Database, folder: Path) -> Shop:
    return open_shop(f"sqlite:///{folder / 'shop.db'}")


@pytest.fixture(scope="module")
def products(shop: Shop) -> list[ProductRecord]:
    return shop.catalogue.products()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.reading() as session:
        yield session


@pytest.fixture
def orders(session: Session) -> list[Order]:
    parts = (Order.lines, Order.shipments, Order.payments, Order.returns)
    query = select(Order).options(*(selectinload(part) for part in parts))
    return list(session.scalars(query))


def test_there_is_as_much_as_promised(session: Session, products: list[ProductRecord]) -> None:
    def count(model: type[Base]) -> int:
        return len(session.scalars(select(model.id)).all())

    assert len(products) == count(Product) >= 300
    kinds = Counter(product.category for product in products)
    assert set(kinds) == CATEGORIES
    assert min(kinds.values()) >= 25
    assert (count(Customer), count(Order), count(Review)) == (200, 1000, 3000)
    assert count(Article) == 40


def test_titles_handles_and_article_numbers_are_unique(products: list[ProductRecord]) -> None:
    for values in (
        [product.title.casefold() for product in products],
        [product.handle for product in products],
        [product.description for product in products],
        [variant.sku for product in products for variant in product.variants],
    ):
        assert [value for value, n in Counter(values).items() if n > 1] == []


def test_brands_make_several_things(products: list[ProductRecord]) -> None:
    brands = Counter(product.brand for product in products)
    assert 8 <= len(brands) <= 12
    assert min(brands.values()) >= 5


def test_pictures_are_those_of_the_category_in_a_known_colour(
    products: list[ProductRecord],
) -> None:
    for product in products:
        found = re.fullmatch(r"/shop/images/([a-z-]+)/([a-z%0-9]+)\.svg", product.image_url)
        assert found, product.image_url
        kind, color = found.group(1), unquote(found.group(2))
        assert kind == product.category.lower().replace(" ", "-")
        assert picture(kind, color) != picture("parcel", color), product.title
        colors = {variant.options["color"] for variant in product.variants}
        assert color in colors
        assert colors <= TINTS.keys(), product.title


def test_some_things_are_sold_out_and_all_others_can_be_bought(
    products: list[ProductRecord],
) -> None:
    gone = [product for product in products if not product.in_stock]
    assert 8 <= len(gone) <= 20
    partly = [p for p in products if p.in_stock and any(v.stock == 0 for v in p.variants)]
    assert len(partly) >= 60


def test_larger_bottles_cost_more_and_bags_differ_by_length(
    products: list[ProductRecord],
) -> None:
    flask = next(p for p in products if p.title == "Ember Flask")
    assert (flask.price_min, flask.price_max) == (Decimal("26.00"), Decimal("35.00"))
    assert flask.attributes["capacity"] == ("500 ml", "750 ml", "1 L")


def test_every_state_of_an_order_occurs(orders: list[Order]) -> None:
    states = Counter(order.status for order in orders)
    assert {status: states[status] for status in OrderStatus if states[status] < 10} == {}
    assert set(states) == set(OrderStatus)


def test_numbers_count_on_with_the_days(orders: list[Order]) -> None:
    drawn = sorted((o for o in orders if o.customer_id > 2), key=lambda order: int(order.number))
    assert [int(order.number) for order in drawn] == list(range(10101, 10101 + len(drawn)))
    days = [order.placed_at for order in drawn]
    assert days == sorted(days)
    assert TODAY - timedelta(days=760) <= days[0].date() <= TODAY - timedelta(days=600)
    assert days[-1].date() < TODAY


def test_sums_add_up(orders: list[Order]) -> None:
    for order in orders:
        goods = sum((line.unit_price * line.quantity for line in order.lines), Decimal(0))
        assert order.total == goods + order.shipping_cost
        if order.shipping_cost == 0:
            assert goods >= 50
        else:
            assert order.shipping_cost in (Decimal("3.95"), Decimal("6.95"))
        paid = [p for p in order.payments if p.kind == PaymentKind.PAYMENT]
        assert [p.amount for p in paid] in ([order.total], [])
        back = sum((p.amount for p in order.payments if p.kind == PaymentKind.REFUND), Decimal(0))
        assert back <= order.total


def test_payments_fit_the_state(orders: list[Order]) -> None:
    for order in orders:
        states = {p.status for p in order.payments if p.kind == PaymentKind.PAYMENT}
        if order.status == OrderStatus.PAYMENT_FAILED:
            assert states == {PaymentStatus.FAILED}
        elif order.status == OrderStatus.PENDING_PAYMENT:
            assert states == {PaymentStatus.PENDING}
        elif order.shipments and order.shipments[0].shipped_on:
            assert states == {PaymentStatus.PAID}
            assert order.invoice_number == f"INV-{order.number}"


def test_days_follow_each_other(orders: list[Order]) -> None:
    sent = Counter(
        order.status for order in orders for parcel in order.shipments if parcel.shipped_on
    )
    for order in orders:
        assert order.placed_at.date() < TODAY
        for parcel in order.shipments:
            days = [order.placed_at.date(), parcel.shipped_on, parcel.delivered_on]
            known = [day for day in days if day is not None]
            assert known == sorted(known)
            assert known[-1] <= TODAY
            if order.status == OrderStatus.OUT_FOR_DELIVERY:
                assert parcel.expected_on == TODAY
            if order.status in (OrderStatus.PACKED, OrderStatus.SHIPPED):
                assert parcel.expected_on > TODAY
    assert sent[OrderStatus.DELIVERED] > 700
    assert not {OrderStatus.PROCESSING, OrderStatus.CANCELLED, OrderStatus.PACKED} & set(sent)


def test_nothing_is_ordered_before_it_was_there(session: Session, orders: list[Order]) -> None:
    created = dict(session.execute(select(Product.id, Product.created_on)).all())
    drawn = [order for order in orders if order.customer_id > 2]
    for order in drawn:
        for line in order.lines:
            assert created[line.product_id] <= order.placed_at.date()


def test_tracking_numbers_have_the_carriers_form(orders: list[Order]) -> None:
    parcels = [parcel for order in orders for parcel in order.shipments]
    assert Counter(parcel.carrier for parcel in parcels).keys() == {"Royal Mail", "DPD"}
    for parcel in parcels:
        number = parcel.tracking_number
        if parcel.carrier == "DPD":
            assert re.fullmatch(r"\d{14}", number)
        else:
            assert re.fullmatch(r"[A-Z]{2}\d{9}GB", number)
            rest = -sum(int(d) * w for d, w in zip(number[2:10], S10_WEIGHTS, strict=True)) % 11
            assert number[10] == {0: "5", 10: "0"}.get(rest, str(rest))
    assert len({parcel.tracking_number for parcel in parcels}) == len(parcels)


def test_returns_fit_their_orders(session: Session) -> None:
    entries = session.scalars(select(Return)).all()
    assert {entry.status for entry in entries} >= {
        ReturnStatus.REQUESTED,
        ReturnStatus.INSPECTED,
        ReturnStatus.REFUNDED,
        ReturnStatus.EXCHANGED,
    }
    for entry in entries:
        assert entry.number == f"R-{20000 + entry.id}"
        assert {line.order_id for line in entry.lines} == {entry.order_id}
        assert entry.order.shipments[0].delivered_on < entry.opened_on <= TODAY
        assert (entry.refunded_on is not None) == (entry.status == ReturnStatus.REFUNDED)
        whole = len(entry.lines) == len(entry.order.lines)
        if entry.order.status in (OrderStatus.RETURNED, OrderStatus.PARTLY_RETURNED):
            assert whole == (entry.order.status == OrderStatus.RETURNED)


def test_few_things_sell_a_lot_and_most_sell_little(products: list[ProductRecord]) -> None:
    sold = sorted((product.sold_count for product in products), reverse=True)
    tenth = len(sold) // 10
    assert sum(sold[:tenth]) > 0.3 * sum(sold)
    assert sold[0] > 5 * sold[len(sold) // 2]


def test_what_goes_together_is_bought_together(
    orders: list[Order], products: list[ProductRecord]
) -> None:
    kind = {product.id: product.category for product in products}
    baskets = [{kind[line.product_id] for line in order.lines} for order in orders]
    for one, other in (("Tents", "Sleeping bags"), ("Jackets", "Trousers")):
        several = [basket for basket in baskets if len(basket) > 1]
        with_one = [basket for basket in several if one in basket]
        usual = sum(other in basket for basket in several) / len(several)
        assert sum(other in basket for basket in with_one) / len(with_one) > 1.2 * usual


def test_customers_buy_more_than_once_and_in_their_size(session: Session) -> None:
    per_customer = Counter(session.scalars(select(Order.customer_id)).all())
    assert sum(count >= 3 for count in per_customer.values()) > 80
    assert max(per_customer.values()) > 12
    shoes: dict[int, set[str]] = {}
    for order in session.scalars(select(Order).options(selectinload(Order.lines))):
        for line in order.lines:
            if re.fullmatch(r"UK \d+", line.options.get("size", "")):
                shoes.setdefault(order.customer_id, set()).add(line.options["size"])
    assert sum(len(sizes) == 1 for sizes in shoes.values()) > 0.7 * len(shoes)


def test_customers_are_invented(session: Session) -> None:
    customers = session.scalars(select(Customer)).all()
    assert len({customer.email for customer in customers}) == len(customers)
    for customer in customers:
        assert customer.email.endswith(("@example.com", "@example.net", "@example.org"))
        assert re.fullmatch(r"07700 900\d{3}", customer.phone)
        assert customer.addresses[0].address.endswith(f" {customer.addresses[0].postcode}")


FIXED = [
    ("10023", "maya.fenwick@example.com", "LS1 4AB", OrderStatus.SHIPPED),
    ("10024", "maya.fenwick@example.com", "LS1 4AB", OrderStatus.PROCESSING),
    ("10025", "maya.fenwick@example.com", "LS1 4AB", OrderStatus.DELIVERED),
    ("10026", "maya.fenwick@example.com", "LS1 4AB", OrderStatus.RETURNED),
    ("10027", "maya.fenwick@example.com", "LS1 4AB", OrderStatus.PAYMENT_FAILED),
    ("10028", "maya.fenwick@example.com", "LS1 4AB", OrderStatus.CANCELLED),
    ("10031", "tom.ashby@example.com", "BS8 2NN", OrderStatus.SHIPPED),
    ("10032", "tom.ashby@example.com", "BS8 2NN", OrderStatus.DELIVERED),
    ("10033", "tom.ashby@example.com", "BS8 2NN", OrderStatus.OUT_FOR_DELIVERY),
]


@pytest.mark.parametrize(("number", "email", "postcode", "status"), FIXED)
def test_the_demo_customers_have_their_orders(
    shop: Shop, number: str, email: str, postcode: str, status: OrderStatus
) -> None:
    by_email = shop.orders.verify(number, email=email)
    assert by_email is not None
    assert by_email == shop.orders.verify(number, postcode=postcode)
    assert by_email.status == status


def test_demo_customers(shop: Shop) -> None:
    assert shop.customers.name(1) == "Maya Fenwick"
    assert shop.customers.name(2) == "Tom Ashby"
    assert len(shop.orders.of_customer(1)) == 6
    assert len(shop.orders.of_customer(2)) == 3
    order = shop.orders.get("10031")
    assert order is not None
    assert order.address == "5 Harbour Way, Bristol BS8 2NN"


def test_demo_parcels(shop: Shop) -> None:
    by_post, by_dpd = shop.orders.get("10023"), shop.orders.get("10031")
    assert by_post is not None
    assert by_dpd is not None
    assert by_post.shipments[0].carrier == "Royal Mail"
    assert by_dpd.shipments[0].carrier == "DPD"
    for order in (by_post, by_dpd):
        expected = order.shipments[0].expected_on
        assert expected is not None
        assert TODAY < expected <= TODAY + timedelta(days=5)


def test_demo_returns(shop: Shop) -> None:
    kinds = {product.id: product.category for product in shop.catalogue.products()}
    lines = shop.orders.returnable_lines("10025")
    assert [kinds[line.product_id or 0] for line in lines] == ["Jackets", "Water bottles", "Hats"]
    delivered = shop.orders.get("10025")
    assert delivered is not None
    assert delivered.shipments[0].delivered_on == TODAY - timedelta(days=6)
    assert shop.orders.returnable_lines("10032") == []
    entry = shop.orders.returns("10026")[0]
    assert entry.refunded_on is None
    order = shop.orders.get("10026")
    assert order is not None
    refunds = [payment for payment in order.payments if payment.kind == PaymentKind.REFUND]
    assert [payment.status for payment in refunds] == [PaymentStatus.PENDING]


# Days on which the long returns period of the holidays could keep an old order returnable, and
# a weekend.
@pytest.mark.parametrize("today", [date(2025, 12, 28), date(2027, 1, 31)])
def test_fixed_orders_hold_on_other_days(tmp_path: Path, today: date) -> None:
    with seeded(tmp_path / "shop.db", today).reading() as session:
        orders = {
            order.number: order
            for order in session.scalars(select(Order).where(Order.customer_id <= 2))
        }
        late, fresh = last_return_day(orders["10032"]), last_return_day(orders["10025"])
        assert late is not None
        assert late < today
        assert fresh is not None
        assert fresh >= today
        assert orders["10032"].shipments[0].delivered_on == today - timedelta(days=50)
        assert orders["10033"].shipments[0].expected_on == today
        for order in orders.values():
            assert order.placed_at.date() < today


def test_the_same_day_gives_the_same_shop(database: Database, tmp_path: Path) -> None:
    again = seeded(tmp_path / "again.db", TODAY)
    for table in Base.metadata.sorted_tables:
        with database.reading() as one, again.reading() as other:
            rows = one.execute(select(table)).all()
            assert rows == other.execute(select(table)).all(), table.name
