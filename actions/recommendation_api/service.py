"""The four answers; knows nothing of HTTP but the problems that it raises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.recommendation import (
    Constraints,
    Context,
    Recommendation,
    Recommender,
    ShoppingState,
    contradiction_sentence,
    why_not,
)
from actions.recommendation.matching import fits
from actions.recommendation.text import spoken_list
from actions.recommendation_api.answers import (
    Explained,
    Found,
    Health,
    Input,
    Listed,
    Obstacle,
    Offer,
    Product,
    Recommended,
    Similar,
    Understood,
)
from actions.recommendation_api.asked import Explain, Limits, Recommend, Search, Visit
from actions.recommendation_api.problems import Fault, ProblemError
from actions.recommendation_api.shoppers import Known, Shoppers
from actions.recommendation_api.wishes import Wish, WishReader
from actions.shop.records import ProductRecord
from actions.shopping.assortment import Assortment

_PLACES = 20
_OFFERS = 2
_NEAREST = 3


class Service:
    """Answers from the shop's present catalogue; safe to share between threads.

    Every method raises ``ShopError`` where the shop cannot be read, and ``ProblemError`` where the
    question cannot be answered.

    Args:
        assortment: The recommender of the present catalogue.
        wishes: Reads texts.
        shoppers: Knows customers.
    """

    def __init__(self, assortment: Assortment, wishes: WishReader, shoppers: Shoppers) -> None:
        self._assortment = assortment
        self._wishes = wishes
        self._shoppers = shoppers

    def health(self) -> Health:
        """Return how many products there are to answer with."""
        return Health(status="ok", products=len(self._assortment.current().products))

    def search(self, asked: Search) -> Listed:
        """Return the products that answer to a wish."""
        shop = self._assortment.current()
        wish = self._wish(asked.text, asked.constraints, shop)
        sort = asked.sort or wish.sort
        found: list[Recommendation] = []
        if not wish.empty and not wish.limits.contradictions():
            found = shop.search(wish.query, wish.limits, asked.k, exclude=asked.skip, sort=sort)
        used = [*_used(wish, asked.constraints), *_merit(sort)]
        return _listed(shop, replace(wish, sort=sort), found, used, skip=asked.skip)

    def recommend(self, asked: Recommend) -> Recommended:
        """Return suggestions from as much of a visit as the dial allows."""
        shop = self._assortment.current()
        wish, context = self._visit(asked, shop)
        known = Known()
        if asked.level == "profile" and asked.session_token is not None:
            known = self._shoppers.known(asked.session_token)
        context = replace(context, purchased=known.purchased)
        limits = wish.limits
        found: list[Recommendation] = []
        around = (*context.seen, *context.rejected, *context.purchased)
        if wish.sort and not limits.contradictions():
            # "The cheapest tent" asks for an order, not for what may please.
            found = shop.search(wish.query, limits, asked.k, exclude=around, sort=wish.sort)
        elif not limits.contradictions():
            found = shop.recommend(
                context,
                limits,
                asked.k,
                interests=known.interests,
                behaviour=known.bought_next,
            )
        beside: dict[Input, object] = {
            "orders": known.purchased,
            "profile": known.interests and not wish.sort,
            "others": any(map(shop.__contains__, known.bought_next)) and not wish.sort,
        }
        of_visit = _known_of_visit(asked.context, shop)
        off = asked.level == "off"
        used = [
            *_used(wish, asked.constraints),
            *(of_visit if not off else ()),
            *(name for name, held in beside.items() if held),
        ]
        unused: list[Input] = ["words"] if off and len(asked.context.said) > 1 else []
        listed = _listed(shop, wish, found, [*used, *_merit(wish.sort)], skip=around)
        basket = [i for i in asked.context.basket if i in shop and not off]
        # The newest first, as the chat has it: of many, the first tell most.
        goes_with = shop.complements_of_all(basket[::-1], asked.k, exclude=around)
        return Recommended(
            **dict(listed),
            goes_with=[Found.of(one, Constraints()) for one in goes_with],
            level=asked.level,
            unused=[*unused, *of_visit] if off else [],
            unknown=_unknown(asked.context, shop),
        )

    def similar(self, product_id: int, k: int, *, in_stock_only: bool = True) -> Similar:
        """Return products like one."""
        shop = self._assortment.current()
        product = _product(shop, product_id, "product_id")
        limits = Constraints(in_stock_only=in_stock_only)
        found = shop.similar(product_id, limits, k)
        return Similar(
            like=Product.of(product, Constraints(in_stock_only=False)),
            products=[Found.of(one, limits) for one in found],
            used=["product", "ratings and sales"],
        )

    def explain(self, asked: Explain) -> Explained:
        """Return why a product answers to a wish, and which part of the wish rules it out."""
        shop = self._assortment.current()
        product = _product(shop, asked.product, "product")
        wish = self._wish(asked.text, asked.constraints, shop)
        fitting = fits(product, wish.limits)
        found = None
        if fitting and not wish.empty:
            found = shop.place(product.id, wish.query, wish.limits, among=_PLACES, sort=wish.sort)
        place, close = (None, None) if found is None else found
        state = ShoppingState(constraints=wish.limits, sort=wish.sort)
        return Explained(
            product=Product.of(product, wish.limits),
            fits=fitting,
            place=place,
            close=close,
            reasons=list(shop.explain(product.id, wish.query, wish.limits)),
            why_not=[] if place is not None else Obstacle.of(why_not(product, state)),
            notes=list(wish.notes),
            used=[*_used(wish, asked.constraints), "product"],
            understood=Understood.of(wish.query, wish.limits, wish.sort),
        )

    def _visit(self, asked: Recommend, shop: Recommender) -> tuple[Wish, Context]:
        """Return the wish and the interests of a visit, as far as the dial allows."""
        sent = asked.context
        said = sent.said[-1:] if asked.level == "off" else sent.said
        wish = _narrowed(self._wishes.read(said, shop), asked.constraints)
        if asked.level == "off":
            return wish, Context(said=wish.said)
        context = Context(
            said=wish.said,
            liked=(*sent.basket, *sent.liked),
            rejected=tuple(sent.disliked),
            # Whoever likes a product, or has it in the basket, knows it.
            seen=(*sent.seen, *sent.liked, *sent.basket),
        )
        return wish, context

    def _wish(self, text: str, limits: Limits, shop: Recommender) -> Wish:
        """Return what is asked for.

        Raises:
            ProblemError: Nothing is.
        """
        if not text and limits.empty:
            raise ProblemError(
                422,
                "empty_query",
                "There is nothing to look for.",
                Fault("text", "empty", "Say what is wanted, here or in constraints."),
            )
        read = self._wishes.read([text], shop) if text else Wish()
        return _narrowed(read, limits)


def _products_of(visit: Visit) -> dict[Input, Sequence[int]]:
    return {
        "liked": visit.liked,
        "disliked": visit.disliked,
        "basket": visit.basket,
        "seen": visit.seen,
    }


def _known_of_visit(visit: Visit, shop: Recommender) -> list[Input]:
    """Return which parts of a visit name products that the catalogue has."""
    return [name for name, ids in _products_of(visit).items() if any(map(shop.__contains__, ids))]


def _unknown(visit: Visit, shop: Recommender) -> list[int]:
    named = (i for ids in _products_of(visit).values() for i in ids)
    return list(dict.fromkeys(i for i in named if i not in shop))


def _narrowed(wish: Wish, limits: Limits) -> Wish:
    return replace(wish, limits=limits.applied_to(wish.limits))


def _listed(
    shop: Recommender,
    wish: Wish,
    found: Sequence[Recommendation],
    used: list[Input],
    *,
    skip: Sequence[int],
) -> Listed:
    limits, notes = wish.limits, list(wish.notes)
    instead: list[Offer] = []
    conflict = contradiction_sentence(limits, shop.currency)
    if conflict is not None:
        notes.append(conflict)
    elif not found and shop.products and not shop.fitting(limits):
        offers = shop.relaxations(limits)[:_OFFERS]
        nearest = [shop.nearest(o, wish.query, _NEAREST, exclude=skip) for o in offers]
        instead = [Offer.of(*pair) for pair in zip(offers, nearest, strict=True)]
    if not found and not instead and conflict is None:
        kinds = shop.categories
        sold = f"We sell {spoken_list(kinds)}." if kinds else "The shop has no products yet."
        notes.append(f"{'There is no more.' if skip else 'Nothing was found.'} {sold}")
    return Listed(
        products=[Found.of(one, limits) for one in found],
        used=used,
        notes=notes,
        instead=instead,
        understood=Understood.of(wish.query, limits, wish.sort),
    )


def _used(wish: Wish, limits: Limits) -> list[Input]:
    """Return which parts of a wish an answer went by."""
    used: list[Input] = ["words"] if wish.heard else []
    return used if limits.empty else [*used, "constraints"]


def _merit(sort: str | None) -> list[Input]:
    """Return whether an order goes by merit: by relevance it does, by price it does not."""
    return ["ratings and sales"] if sort in (None, "rating", "sold") else []


def _product(shop: Recommender, product_id: int, field: str) -> ProductRecord:
    product = shop.product(product_id)
    if product is None:
        raise ProblemError(
            404,
            "unknown_product",
            f"The catalogue has no product {product_id}.",
            Fault(field, "unknown product", "Take an id from an answer; products may have left."),
        )
    return product
