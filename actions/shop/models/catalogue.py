"""Tables of what the shop sells, how it delivers and what it writes about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, relationship

from actions.shop.models.base import Base, Money, utc_now


class Product(Base):
    """What the shop sells; what can be bought of it are its variants."""

    __tablename__ = "products"

    id: Mapped[int] = Column(Integer, primary_key=True)
    handle: Mapped[str] = Column(String(200), unique=True, nullable=False)
    title: Mapped[str] = Column(String(300), nullable=False)
    description: Mapped[str] = Column(Text, nullable=False, default="")
    brand: Mapped[str] = Column(String(200), nullable=False, default="")
    category: Mapped[str] = Column(String(200), nullable=False, default="", index=True)
    currency: Mapped[str] = Column(String(3), nullable=False, default="GBP")
    image_url: Mapped[str] = Column(Text, nullable=False, default="")
    # Lower-case names to lists of values: {"material": ["nylon"], "waterproof": ["yes"]}.
    attributes: Mapped[dict[str, list[str]]] = Column(JSON, nullable=False, default=dict)
    tags: Mapped[list[str]] = Column(JSON, nullable=False, default=list)
    active: Mapped[bool] = Column(Boolean, nullable=False, default=True)
    created_on: Mapped[date] = Column(Date, nullable=False, default=lambda: utc_now().date())

    variants: Mapped[list[Variant]] = relationship(
        "Variant",
        back_populates="product",
        order_by="Variant.position",
        cascade="all, delete-orphan",
    )
    reviews: Mapped[list[Review]] = relationship(
        "Review", back_populates="product", cascade="all, delete-orphan"
    )


class Variant(Base):
    """One sellable variant of a product, with its price and stock."""

    __tablename__ = "variants"
    __table_args__ = (
        CheckConstraint("price >= 0", name="variant_price"),
        CheckConstraint("stock >= 0", name="variant_stock"),
    )

    id: Mapped[int] = Column(Integer, primary_key=True)
    product_id: Mapped[int] = Column(
        ForeignKey("products.id", ondelete="CASCADE"), nullable=False, index=True
    )
    sku: Mapped[str] = Column(String(100), unique=True, nullable=False)
    # {"color": "navy", "size": "M"}; names in lower case.
    options: Mapped[dict[str, str]] = Column(JSON, nullable=False, default=dict)
    price: Mapped[Decimal] = Column(Money, nullable=False)
    stock: Mapped[int] = Column(Integer, nullable=False, default=0)
    position: Mapped[int] = Column(Integer, nullable=False, default=0)

    product: Mapped[Product] = relationship("Product", back_populates="variants")


class Review(Base):
    """What a buyer wrote of a product."""

    __tablename__ = "reviews"
    __table_args__ = (CheckConstraint("stars BETWEEN 1 AND 5", name="review_stars"),)

    id: Mapped[int] = Column(Integer, primary_key=True)
    product_id: Mapped[int] = Column(
        ForeignKey("products.id", ondelete="CASCADE"), nullable=False, index=True
    )
    customer_id: Mapped[int | None] = Column(ForeignKey("customers.id", ondelete="SET NULL"))
    stars: Mapped[int] = Column(Integer, nullable=False)
    text: Mapped[str] = Column(Text, nullable=False, default="")
    helpful_count: Mapped[int] = Column(Integer, nullable=False, default=0)
    created_on: Mapped[date] = Column(Date, nullable=False)

    product: Mapped[Product] = relationship("Product", back_populates="reviews")


class ShippingMethod(Base):
    """A way of delivery that the shop offers."""

    __tablename__ = "shipping_methods"

    id: Mapped[int] = Column(Integer, primary_key=True)
    name: Mapped[str] = Column(String(100), nullable=False)
    region: Mapped[str] = Column(String(100), nullable=False)
    cost: Mapped[Decimal] = Column(Money, nullable=False)
    free_from: Mapped[Decimal | None] = Column(Money)
    days_min: Mapped[int] = Column(Integer, nullable=False)  # working days
    days_max: Mapped[int] = Column(Integer, nullable=False)


class Article(Base):
    """An article or guide of the shop."""

    __tablename__ = "articles"

    id: Mapped[int] = Column(Integer, primary_key=True)
    slug: Mapped[str] = Column(String(200), unique=True, nullable=False)
    title: Mapped[str] = Column(String(300), nullable=False)
    body: Mapped[str] = Column(Text, nullable=False)
    category: Mapped[str] = Column(String(200), nullable=False, default="")
    tags: Mapped[list[str]] = Column(JSON, nullable=False, default=list)
