"""Tables of the shop.

Times are UTC without a zone. Money is in the currency of the product or order. A change here
needs a new revision in ``actions/shop/migrations/versions``.
"""

from actions.shop.models.base import Base, utc_now
from actions.shop.models.catalogue import Article, Product, Review, ShippingMethod, Variant
from actions.shop.models.learned import LearnedWord
from actions.shop.models.orders import (
    Address,
    Customer,
    Order,
    OrderLine,
    Payment,
    Return,
    Shipment,
)
from actions.shop.models.service import OutgoingMessage, Ticket
from actions.shop.models.statuses import (
    OrderStatus,
    PaymentKind,
    PaymentStatus,
    ReturnStatus,
    TicketKind,
)

__all__ = [
    "Address",
    "Article",
    "Base",
    "Customer",
    "LearnedWord",
    "Order",
    "OrderLine",
    "OrderStatus",
    "OutgoingMessage",
    "Payment",
    "PaymentKind",
    "PaymentStatus",
    "Product",
    "Return",
    "ReturnStatus",
    "Review",
    "Shipment",
    "ShippingMethod",
    "Ticket",
    "TicketKind",
    "Variant",
    "utc_now",
]
