"""Tables of customers, their orders and what happens to these."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
)
from sqlalchemy.orm import Mapped, relationship

from actions.shop.models.base import Base, Money


class Customer(Base):
    """Someone who has ordered."""

    __tablename__ = "customers"

    id: Mapped[int] = Column(Integer, primary_key=True)
    name: Mapped[str] = Column(String(200), nullable=False)
    email: Mapped[str] = Column(String(320), unique=True, nullable=False)
    phone: Mapped[str | None] = Column(String(40))
    created_on: Mapped[date] = Column(Date, nullable=False)

    addresses: Mapped[list[Address]] = relationship(
        "Address", back_populates="customer", order_by="Address.id", cascade="all, delete-orphan"
    )
    orders: Mapped[list[Order]] = relationship("Order", back_populates="customer")


class Address(Base):
    """An entry of a customer's address book; orders keep their own copy."""

    __tablename__ = "addresses"

    id: Mapped[int] = Column(Integer, primary_key=True)
    customer_id: Mapped[int] = Column(
        ForeignKey("customers.id", ondelete="CASCADE"), nullable=False, index=True
    )
    address: Mapped[str] = Column(Text, nullable=False)  # one line, as printed on the parcel
    postcode: Mapped[str] = Column(String(20), nullable=False)

    customer: Mapped[Customer] = relationship("Customer", back_populates="addresses")


class Order(Base):
    """An order."""

    __tablename__ = "orders"

    id: Mapped[int] = Column(Integer, primary_key=True)
    number: Mapped[str] = Column(String(40), unique=True, nullable=False)
    customer_id: Mapped[int] = Column(ForeignKey("customers.id"), nullable=False, index=True)
    status: Mapped[str] = Column(String(30), nullable=False)  # OrderStatus
    placed_at: Mapped[datetime] = Column(DateTime, nullable=False)
    currency: Mapped[str] = Column(String(3), nullable=False, default="GBP")
    shipping_cost: Mapped[Decimal] = Column(Money, nullable=False, default=Decimal(0))
    total: Mapped[Decimal] = Column(Money, nullable=False)  # lines and shipping
    address: Mapped[str] = Column(Text, nullable=False)  # one line, as printed on the parcel
    postcode: Mapped[str] = Column(String(20), nullable=False)
    invoice_number: Mapped[str | None] = Column(String(40), unique=True)

    customer: Mapped[Customer] = relationship("Customer", back_populates="orders")
    lines: Mapped[list[OrderLine]] = relationship(
        "OrderLine", back_populates="order", order_by="OrderLine.id", cascade="all, delete-orphan"
    )
    shipments: Mapped[list[Shipment]] = relationship(
        "Shipment", back_populates="order", order_by="Shipment.id", cascade="all, delete-orphan"
    )
    payments: Mapped[list[Payment]] = relationship(
        "Payment",
        back_populates="order",
        order_by="Payment.at, Payment.id",
        cascade="all, delete-orphan",
    )
    returns: Mapped[list[Return]] = relationship(
        "Return", back_populates="order", order_by="Return.id", cascade="all, delete-orphan"
    )


class OrderLine(Base):
    """A line of an order, as it was when ordered; the product may be gone since."""

    __tablename__ = "order_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="order_line_quantity"),)

    id: Mapped[int] = Column(Integer, primary_key=True)
    order_id: Mapped[int] = Column(
        ForeignKey("orders.id", ondelete="CASCADE"), nullable=False, index=True
    )
    product_id: Mapped[int | None] = Column(
        ForeignKey("products.id", ondelete="SET NULL"), index=True
    )
    variant_id: Mapped[int | None] = Column(ForeignKey("variants.id", ondelete="SET NULL"))
    title: Mapped[str] = Column(String(300), nullable=False)
    options: Mapped[dict[str, str]] = Column(JSON, nullable=False, default=dict)
    quantity: Mapped[int] = Column(Integer, nullable=False, default=1)
    unit_price: Mapped[Decimal] = Column(Money, nullable=False)
    # False for what is never taken back: gift cards, personalised items.
    may_return: Mapped[bool] = Column(Boolean, nullable=False, default=True)

    order: Mapped[Order] = relationship("Order", back_populates="lines")


class Shipment(Base):
    """A parcel of an order."""

    __tablename__ = "shipments"

    id: Mapped[int] = Column(Integer, primary_key=True)
    order_id: Mapped[int] = Column(
        ForeignKey("orders.id", ondelete="CASCADE"), nullable=False, index=True
    )
    carrier: Mapped[str] = Column(String(100), nullable=False)
    tracking_number: Mapped[str] = Column(String(100), nullable=False)
    status: Mapped[str] = Column(String(30), nullable=False)  # OrderStatus, from packed on
    shipped_on: Mapped[date | None] = Column(Date)
    expected_on: Mapped[date | None] = Column(Date)
    delivered_on: Mapped[date | None] = Column(Date)

    order: Mapped[Order] = relationship("Order", back_populates="shipments")


class Payment(Base):
    """A payment or refund of an order."""

    __tablename__ = "payments"

    id: Mapped[int] = Column(Integer, primary_key=True)
    order_id: Mapped[int] = Column(
        ForeignKey("orders.id", ondelete="CASCADE"), nullable=False, index=True
    )
    kind: Mapped[str] = Column(String(20), nullable=False)  # PaymentKind
    method: Mapped[str] = Column(String(40), nullable=False)  # e.g. "Visa card", "PayPal"
    status: Mapped[str] = Column(String(20), nullable=False)  # PaymentStatus
    amount: Mapped[Decimal] = Column(Money, nullable=False)
    at: Mapped[datetime] = Column(DateTime, nullable=False)

    order: Mapped[Order] = relationship("Order", back_populates="payments")


_return_lines = Table(
    "return_lines",
    Base.metadata,
    Column("return_id", ForeignKey("returns.id", ondelete="CASCADE"), primary_key=True),
    Column("line_id", ForeignKey("order_lines.id", ondelete="CASCADE"), primary_key=True),
)


class Return(Base):
    """A return or an exchange of some lines of an order."""

    __tablename__ = "returns"

    id: Mapped[int] = Column(Integer, primary_key=True)
    number: Mapped[str] = Column(String(40), unique=True, nullable=False)  # e.g. "R-20418"
    order_id: Mapped[int] = Column(
        ForeignKey("orders.id", ondelete="CASCADE"), nullable=False, index=True
    )
    status: Mapped[str] = Column(String(30), nullable=False)  # ReturnStatus
    reason: Mapped[str] = Column(Text, nullable=False)
    exchange_for: Mapped[str | None] = Column(Text)
    refund_amount: Mapped[Decimal] = Column(Money, nullable=False)
    opened_on: Mapped[date] = Column(Date, nullable=False)
    refunded_on: Mapped[date | None] = Column(Date)

    order: Mapped[Order] = relationship("Order", back_populates="returns")
    lines: Mapped[list[OrderLine]] = relationship(
        "OrderLine", secondary=_return_lines, order_by="OrderLine.id"
    )
