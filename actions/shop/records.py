"""Plain values that leave the shop: what actions and the recommendation module work with.

They carry no database session, so they can be kept, compared and sent between threads.
Money is in ``Decimal`` of the currency of the shop; sizes, colours and the like are its own words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

# Currencies that people write with a sign, by ISO 4217 code.
CURRENCY_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}


@dataclass(frozen=True)
class VariantRecord:
    """One sellable variant of a product."""

    sku: str
    options: dict[str, str]  # e.g. {"color": "navy", "size": "M"}
    price: Decimal
    stock: int


@dataclass(frozen=True)
class ProductRecord:
    """A product as the catalogue shows it."""

    id: int
    handle: str
    title: str
    description: str
    brand: str
    category: str
    price_min: Decimal
    price_max: Decimal
    currency: str
    image_url: str
    # Lower-case names ("color", "material", "size", "waterproof", ...) to the values that occur.
    attributes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    variants: tuple[VariantRecord, ...] = ()
    tags: tuple[str, ...] = ()
    rating: float | None = None  # mean stars, 1 to 5
    review_count: int = 0
    review_excerpts: tuple[str, ...] = ()
    sold_count: int = 0
    created_on: date | None = None

    @property
    def in_stock(self) -> bool:
        """Whether any variant can be bought now."""
        return any(variant.stock > 0 for variant in self.variants)

    @property
    def url(self) -> str:
        """Where the shop's page shows the product, from the page's own address."""
        return f"/shop/#product-{self.id}"


@dataclass(frozen=True)
class OrderLineRecord:
    """One line of an order."""

    line_id: int
    product_id: int | None
    title: str
    options: dict[str, str]
    quantity: int
    unit_price: Decimal
    returnable: bool
    returned: bool


@dataclass(frozen=True)
class ShipmentRecord:
    """A parcel of an order."""

    carrier: str
    tracking_number: str
    status: str
    shipped_on: date | None
    expected_on: date | None
    delivered_on: date | None


@dataclass(frozen=True)
class PaymentRecord:
    """A payment or refund of an order."""

    kind: str  # "payment" or "refund"
    method: str
    status: str
    amount: Decimal
    at: datetime


@dataclass(frozen=True)
class OrderRecord:
    """An order with everything that an answer about it may name."""

    number: str
    status: str  # see actions.shop.models.OrderStatus
    placed_at: datetime
    currency: str
    total: Decimal
    shipping_cost: Decimal
    customer_id: int
    customer_name: str
    email: str
    address: str  # one line, as printed on the parcel
    postcode: str
    lines: tuple[OrderLineRecord, ...]
    shipments: tuple[ShipmentRecord, ...]
    payments: tuple[PaymentRecord, ...]
    invoice_number: str | None


@dataclass(frozen=True)
class ShippingMethodRecord:
    """A way of delivery that the shop offers."""

    name: str
    region: str
    cost: Decimal
    free_from: Decimal | None
    days_min: int
    days_max: int


@dataclass(frozen=True)
class ReturnRecord:
    """A return or an exchange, as the shop keeps it."""

    number: str  # what the shopper writes on the parcel, e.g. "R-20418"
    order_number: str
    line_ids: tuple[int, ...]
    status: str  # see actions.shop.models.ReturnStatus
    reason: str
    exchange_for: str | None  # the wanted size or colour; None for a refund
    refund_amount: Decimal
    opened_on: date
    refunded_on: date | None


@dataclass(frozen=True)
class ArticleRecord:
    """An article or guide of the shop."""

    slug: str
    title: str
    body: str
    category: str  # a product category, or "" where it is about none
    tags: tuple[str, ...] = ()
