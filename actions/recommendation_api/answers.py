"""The bodies of answers. What is not known is left out."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from actions.recommendation import Constraints, Recommendation, Relaxation, WhyNot
from actions.recommendation.matching import shown_price
from actions.shop.records import ProductRecord
from bot.privacy.consent import Level

Input = Literal[
    "words",
    "constraints",
    "liked",
    "disliked",
    "basket",
    "seen",
    "orders",
    "profile",
    "others",
    "product",
    "ratings and sales",
]


class Answer(BaseModel):
    """Base of all that is answered."""

    class Config:
        """Of pydantic."""

        extra = "forbid"
        allow_mutation = False


class Product(Answer):
    """A product as the catalogue has it."""

    id: int
    handle: str
    title: str
    brand: str
    category: str
    price: float = Field(..., description="The lowest of what fits.")
    price_differs: bool = Field(..., description="Whether variants that fit cost more.")
    currency: str = Field(..., description="ISO 4217 code.")
    url: str
    image_url: str
    rating: float | None = Field(default=None, description="Mean stars, 1 to 5.")
    review_count: int
    in_stock: bool

    @staticmethod
    def of(product: ProductRecord, limits: Constraints) -> Product:
        """Return what is told of a product that fits constraints."""
        price, differs = shown_price(product, limits)
        return Product(
            id=product.id,
            handle=product.handle,
            title=product.title,
            brand=product.brand,
            category=product.category,
            price=float(price),
            price_differs=differs,
            currency=product.currency,
            url=product.url,
            image_url=product.image_url,
            rating=None if product.rating is None else round(product.rating, 2),
            review_count=product.review_count,
            in_stock=product.in_stock,
        )


class Found(Answer):
    """A product of a list."""

    product: Product
    score: float = Field(..., description="Higher is better, within this answer only.")
    close: bool = Field(
        ..., description="false: the nearest there is, not plainly what the words ask for."
    )
    reasons: list[str] = Field(
        ..., description="Facts of the product or of what was asked, the most telling first."
    )

    @staticmethod
    def of(found: Recommendation, limits: Constraints) -> Found:
        """Return one entry of a list."""
        return Found(
            product=Product.of(found.product, limits),
            score=round(found.score, 4),
            close=found.close,
            reasons=list(found.reasons),
        )


class Understood(Answer):
    """What the wish was taken for."""

    query: str = Field(..., description="The words that were searched for, without the filters.")
    include: dict[str, list[str]] = Field(..., description="Facet to what is asked for.")
    exclude: dict[str, list[str]] = Field(..., description="Facet to what is refused.")
    price_min: float | None = None
    price_max: float | None = None
    price_about: float | None = Field(default=None, description="Of which “about” was said.")
    measures: dict[str, dict[str, float]] = Field(..., description="Measure to above and below.")
    in_stock_only: bool
    sort: str | None = None

    @staticmethod
    def of(query: str, limits: Constraints, sort: str | None) -> Understood:
        """Return constraints in the form of a request."""
        prices = {
            "price_min": limits.price_min,
            "price_max": limits.price_max,
            "price_about": limits.price_near,
        }
        return Understood(
            query=query,
            include={facet: list(values) for facet, values in limits.include.items()},
            exclude={facet: list(values) for facet, values in limits.exclude.items()},
            **{name: None if price is None else float(price) for name, price in prices.items()},
            measures={
                name.replace(" ", "_"): _limits(low, high)
                for name, (low, high) in limits.bounds.items()
            },
            in_stock_only=limits.in_stock_only,
            sort=sort,
        )


def _limits(low: float | None, high: float | None) -> dict[str, float]:
    named = {"above": low, "below": high}
    return {name: value for name, value in named.items() if value is not None}


class Offer(Answer):
    """What there is if one wish is given up, where nothing meets them all."""

    give_up: str = Field(..., description="The wish: price, color, …")
    sentence: str = Field(..., description="What that brings.")
    products: list[Found] = Field(..., description="The nearest.")

    @staticmethod
    def of(offer: Relaxation, nearest: list[Recommendation]) -> Offer:
        """Return an offer with what comes nearest."""
        products = [Found.of(found, offer.limits) for found in nearest]
        return Offer(give_up=offer.part, sentence=offer.sentence, products=products)


class Listed(Answer):
    """Products, the best first."""

    products: list[Found]
    used: list[Input] = Field(..., description="What the list went by, and nothing else.")
    notes: list[str] = Field(..., description="What the shopper should read with it.")
    instead: list[Offer] = Field(..., description="Only where nothing meets all wishes.")
    understood: Understood


class Recommended(Listed):
    """Products, and what of the visit they went by."""

    goes_with: list[Found] = Field(
        ..., description="What goes with the basket, of each kind that it lacks the best."
    )
    level: Level
    unused: list[Input] = Field(..., description="What was sent, but is not used at this level.")
    unknown: list[int] = Field(..., description="Products that the catalogue does not have.")


class Similar(Answer):
    """Products like one."""

    like: Product
    products: list[Found]
    used: list[Input]


class Obstacle(Answer):
    """What keeps a product off the list."""

    part: str | None = Field(
        default=None, description="The wish that rules it out: price, color, attribute:vegan, …"
    )
    sentence: str = Field(..., description="The wish, and what the catalogue states instead.")

    @staticmethod
    def of(found: WhyNot) -> list[Obstacle]:
        """Return all of them, the wishes that rule a product out by name."""
        if not found.parts:
            return [Obstacle(sentence=sentence) for sentence in found.sentences]
        pairs = zip(found.parts, found.sentences, strict=True)
        return [Obstacle(part=part, sentence=sentence) for part, sentence in pairs]


class Explained(Answer):
    """Why a product, and why not."""

    product: Product
    fits: bool = Field(..., description="Whether it meets all constraints.")
    place: int | None = Field(
        default=None,
        description="Its place among what /v1/search finds first; left out beyond that.",
    )
    close: bool | None = Field(default=None, description="As in a list; left out without a place.")
    reasons: list[str]
    why_not: list[Obstacle]
    notes: list[str] = Field(..., description="What was taken for what.")
    used: list[Input]
    understood: Understood


class Health(Answer):
    """Whether questions can be answered."""

    status: Literal["ok"]
    products: int
