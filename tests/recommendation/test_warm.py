"""Recent searches are kept warm: as quick answers that are never out of date."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from functools import partial

from actions.recommendation import Constraints, Context, Recommendation, Recommender
from actions.recommendation.semantic import Floats
from actions.recommendation.warm import Warm
from actions.shop.records import ProductRecord
from tests.recommendation.catalogue import ConceptEncoder, product

SHOP = [
    product(1, "Warm Hat", "Hats", [("blue", "", "20.00", 5)], description="A hat for cold days."),
    product(2, "Wool Hat", "Hats", [("grey", "", "30.00", 5)], description="A warm hat of wool."),
    product(3, "Sun Hat", "Hats", [("red", "", "15.00", 5)], description="A hat for hot days."),
]
UNDER_25 = Constraints(price_max=Decimal(25))


class Counting(ConceptEncoder):
    """Tells what it was asked to encode."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], batch_size: int = 32) -> Floats:
        self.asked.extend(texts)
        return super().encode(texts, batch_size=batch_size)


def ids(found: Sequence[Recommendation]) -> list[int]:
    return [one.product.id for one in found]


def priced(of: ProductRecord, price: str, stock: int = 5) -> ProductRecord:
    """Return a product with another price and stock."""
    cost = Decimal(price)
    variants = tuple(replace(v, price=cost, stock=stock) for v in of.variants)
    return replace(of, price_min=cost, price_max=cost, variants=variants)


def test_a_question_is_encoded_once_whoever_asks_it() -> None:
    encoder = Counting()
    shop = Recommender(SHOP, encoder)
    first = shop.search("warm hat", UNDER_25)
    encoder.asked.clear()
    assert shop.search("warm hat", UNDER_25) == first
    shop.search("warm hat", k=1)
    shop.recommend(Context(said=("warm hat",)))
    assert encoder.asked == []
    shop.search("sun hat")
    assert encoder.asked


def test_another_price_counts_in_the_next_search_without_encoding_again() -> None:
    encoder = Counting()
    shop = Recommender(SHOP, encoder)
    assert 2 not in ids(shop.search("warm hat", UNDER_25))
    encoder.asked.clear()
    reduced = shop.changed({2: priced(SHOP[1], "24.00")}, "2")
    found = reduced.search("warm hat", UNDER_25)
    assert 2 in ids(found)
    assert next(one.product.price_min for one in found if one.product.id == 2) == Decimal(24)
    assert "warm hat" not in encoder.asked
    assert 2 not in ids(shop.search("warm hat", UNDER_25)), "who searches the old state is not torn"


def test_what_is_sold_out_is_not_found_by_a_search_that_found_it_before() -> None:
    shop = Recommender(SHOP, ConceptEncoder())
    assert 1 in ids(shop.search("warm hat"))
    sold_out = shop.changed({1: priced(SHOP[0], "20.00", stock=0)}, "2")
    assert 1 not in ids(sold_out.search("warm hat"))
    assert 1 in ids(sold_out.search("warm hat", Constraints(in_stock_only=False)))


def test_what_was_removed_is_gone_and_what_is_new_is_there() -> None:
    shop = Recommender(SHOP, ConceptEncoder())
    shop.search("warm hat")
    other = product(4, "Warm Hat for Dogs", "Hats", [("blue", "", "9.00", 1)])
    found = ids(shop.changed({1: None, 4: other}, "2").search("warm hat"))
    assert 1 not in found
    assert 4 in found


def test_every_part_of_a_request_tells_it_from_others() -> None:
    shop = Recommender(SHOP, ConceptEncoder())
    plain = ids(shop.search("hat"))
    assert ids(shop.search("hat", exclude=(plain[0],))) == plain[1:]
    assert ids(shop.search("hat", k=1)) == plain[:1]
    assert ids(shop.search("hat", sort="price")) == [3, 1, 2]
    assert ids(shop.search("hat", Constraints(include={"color": ("red",)}))) == [3]
    assert ids(shop.search("hat")) == plain


def test_the_one_that_was_not_asked_for_longest_gives_way() -> None:
    warm: Warm[int] = Warm(2)
    made: list[str] = []

    def make(question: str) -> int:
        made.append(question)
        return len(made)

    for question in ("a", "b", "a", "c", "a", "b"):
        warm.of(question, partial(make, question))
    assert made == ["a", "b", "c", "b"]


def test_nothing_that_was_asked_is_kept() -> None:
    warm: Warm[int] = Warm(4)
    warm.of(("my card is 4111 1111 1111 1111", 5), lambda: 1)
    assert "4111" not in repr(vars(warm))


def test_many_at_once_get_what_each_asked_for() -> None:
    warm: Warm[int] = Warm(8)
    numbers = [n % 13 for n in range(2000)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: warm.of(n, lambda: n * n), numbers))
    assert answers == [n * n for n in numbers]
