"""Every reason that the sample shop can give is true of the product, or said by the shopper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.recommendation import (
    Constraints,
    Context,
    Recommendation,
    Recommender,
    ShoppingState,
    Turn,
    refine,
    why_not,
)
from actions.shop.records import ProductRecord
from benchmarks.wishes import SampleShelves
from tests.recommendation.catalogue import product
from tests.recommendation.reason_truth import Told, Truth, listed, made_of, pounds, stated

_SAID = (
    "comfortable", "good value", "well made and durable", "true to size", "something warm",
    "for a wet week in the hills", "rechargeable light for reading", "packs small", "fast delivery",
    "gift for a keen angler", "slim fit", "soft merino", "automatic", "leakproof bottle for school",
)  # fmt: skip
_BASIC = {"navy": "blue", "moss": "green", "charcoal": "grey", "burgundy": "red", "cream": "white"}


# What the sample shop lacks: no brand, and variants that differ in price, stock and capacity.
AWKWARD = (
    product(9001, "Plain Mug", "Mugs", [("red", "", "6", 2)], brand="", tags=("camping",)),
    product(9002, "Plain Plate", "Mugs", [("red", "", "7", 2)], brand="", tags=("camping",)),
    product(
        9003,
        "Reed Flask",
        "Mugs",
        [("black", "500 ml", "9", 0), ("black", "750 ml", "15", 3), ("navy", "1 L", "18", 3)],
        attributes={"capacity": ("500 ml", "750 ml", "1 L")},
    ),
    product(9004, "Reed Cup", "Mugs", [("navy", "", "5", 0), ("grey", "", "16", 4)], sold=3),
)


class Shop:
    """The sample shop, as it recommends and as it is checked."""

    def __init__(self, products: Sequence[ProductRecord]) -> None:
        self.recommender = Recommender(products)
        self.products = list(products)
        self.truth = Truth(self.products)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    shelves = SampleShelves.fill(tmp_path_factory.mktemp("reasons"), None)
    return Shop([*shelves.recommender.products, *AWKWARD])


numbers = st.integers(0, 10_000)


def limits_for(data: st.DataObject, aim: ProductRecord) -> Constraints:
    """Draw wishes that a product meets, as far as one of its variants has them all."""
    wanted: dict[str, tuple[str, ...]] = {}
    variant = data.draw(st.sampled_from(aim.variants))
    color = variant.options.get("color")
    if color and data.draw(st.booleans()):
        wanted["color"] = (data.draw(st.sampled_from([color, _BASIC.get(color, color)])), "pink")
    if "size" in variant.options and data.draw(st.booleans()):
        wanted["size"] = (variant.options["size"],)
    if (made := aim.attributes.get("material")) and data.draw(st.booleans()):
        wanted["material"] = (data.draw(st.sampled_from([*made, *made[0].split()[-1:]])),)
    if data.draw(st.booleans()):
        said = [*aim.tags, *aim.attributes.get("for", ()), "men"]
        wanted["attribute"] = tuple(data.draw(st.lists(st.sampled_from(said), max_size=2)))
    if data.draw(st.booleans()):
        wanted["category"] = (aim.category,)
    if aim.brand and data.draw(st.integers(0, 4)) == 0:
        wanted["brand"] = (aim.brand,)
    limits = Constraints(wanted, in_stock_only=data.draw(st.integers(0, 4)) > 0)
    if data.draw(st.integers(0, 2)) == 0:
        refused = data.draw(st.sampled_from([["leather"], ["plastic", "nylon"], ["down"]]))
        limits = limits.with_unwanted("material", refused)
    price = variant.price
    ranges: list[tuple[Any, ...]] = [
        (None, price + 8), (None, price * 2), (price / 2, price), (price * Decimal("0.7"),
        price * Decimal("1.3"), price), (None, price + 3, price + 3),
    ]  # fmt: skip
    if data.draw(st.booleans()):
        limits = limits.with_price(*data.draw(st.sampled_from(ranges)))
    return limits


def assert_true(
    shop: Shop, found: Sequence[Recommendation], told: Told, *, one: bool = True
) -> None:
    for item in found:
        assert item.reasons
        false = shop.truth.untrue(item.product, item.reasons, told, one=one)
        assert not false, (item.product.title, false, told)


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_what_search_and_suggestions_say_is_true(shop: Shop, data: st.DataObject) -> None:
    def pick() -> ProductRecord:
        if data.draw(st.integers(0, 5)) == 0:
            return data.draw(st.sampled_from(AWKWARD))
        return shop.products[data.draw(numbers) % len(shop.products)]

    aim = pick()
    limits = limits_for(data, aim)
    query = data.draw(st.sampled_from([*_SAID, aim.title, " ".join(aim.tags[:2]), ""]))
    liked, bought = (
        tuple(pick().id for _ in range(data.draw(st.integers(0, 2)))) for _ in range(2)
    )
    than = pick().id if data.draw(st.booleans()) else None
    known = Told(limits, query, liked, bought)
    context = Context(said=(query,) if query else (), liked=liked, purchased=bought)
    shown = shop.recommender
    assert_true(shop, shown.search(query, limits, 8, than=than), known)
    assert_true(shop, shown.recommend(context, limits, 8), known)
    assert_true(shop, shown.similar(aim.id, limits, 8), known)
    for offer in shown.relaxations(limits):
        there = Told(offer.limits, query)
        assert_true(shop, shown.nearest(offer, query, 3), there)
    assert not shop.truth.untrue(aim, shown.explain(aim.id, query, limits), known)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_goes_with_a_product_and_how_products_differ_is_true(
    shop: Shop, data: st.DataObject
) -> None:
    one, other = (shop.products[data.draw(numbers) % len(shop.products)] for _ in range(2))
    assert_true(shop, shop.recommender.complements(one.id), Told())
    if one.id == other.id:
        return
    table = shop.recommender.compare([one.id, other.id])
    assert table.columns == (one.title, other.title)
    told = [*table.rows, *((label, value, value) for label, value in table.same)]
    for label, *values in told:
        assert values == [said_of(p, label) for p in (one, other)]
    assert {label for label, *_ in told} >= {"Price", "Category"}


def said_of(product: ProductRecord, label: str) -> str:
    """Return what a table has to say of a product."""
    options = {"Colours": ("color",), "Material": ("material",), "Sizes in stock": ("size",)}
    if label in options:
        (name,) = options[label]
        values = [v.options[name] for v in product.variants if name in v.options]
        if label == "Sizes in stock":
            there = {v.options.get("size") for v in product.variants if v.stock > 0}
            values = [value for value in values if value in there]
        values += product.attributes.get(name, ())
        return ", ".join(dict.fromkeys(values)) or "not stated"
    low, high = (f"£{p:,.2f}".removesuffix(".00") for p in (product.price_min, product.price_max))
    plain = {
        "Price": low if low == high else f"{low}–{high}",
        "Brand": product.brand or "not stated",
        "Category": product.category,
        "In stock": "yes" if any(v.stock for v in product.variants) else "no",
    }
    if label in plain:
        return plain[label]
    if label == "Rating":
        if product.rating is None:
            return "no reviews"
        of = f"{product.review_count} review{'s' if product.review_count != 1 else ''}"
        return f"{product.rating:.1f} ({of})"
    return ", ".join(product.attributes.get(label.lower(), ())) or "not stated"


_WHY_NOT: tuple[tuple[str, Any], ...] = (
    (r"The (?P<t>.+) is sold out\.", lambda p, m: not any(v.stock for v in p.variants)),
    (
        r"You asked for a price .*; the (?P<t>.+) costs (?P<v>.+)\.",
        lambda p, m: (
            m["v"] == said_of(p, "Price") or m["v"] == f"from {said_of(p, 'Price').split('–')[0]}"
        ),
    ),
    (
        r"You asked for (?P<a>.+); the (?P<t>.+) is listed under (?P<v>.+)\.",
        lambda p, m: m["v"] == p.category.lower() != m["a"],
    ),
    (
        r"You asked for (?P<a>.+); the (?P<t>.+) is by (?P<v>.+)\.",
        lambda p, m: m["v"] == (p.brand or "no brand that is stated") != m["a"],
    ),
    (
        r"You asked for “(?P<a>.+)”; the catalogue does not list the (?P<t>.+) as that\.",
        lambda p, m: not stated(p, m["a"]),
    ),
    (
        r"You asked for (?P<a>.+); the (?P<t>.+) (?:comes in|is made of)(?: size)? (?P<v>.+)\.",
        lambda p, m: (
            (
                not set(listed(m["v"])) & set(listed(m["a"]))
                and any(
                    listed(m["v"]) == said_of(p, label).split(", ")
                    for label in ("Colours", "Material")
                )
            )
            or sorted(listed(m["v"])) == sorted({v.options.get("size", "") for v in p.variants})
        ),
    ),
    (
        r"You asked for (?P<a>.+); the catalogue states no (?P<n>\w+) of the (?P<t>.+)\.",
        lambda p, m: (
            not p.attributes.get(m["n"]) and not any(m["n"] in v.options for v in p.variants)
        ),
    ),
    (
        r"You did not want (?P<a>.+), and the (?P<t>.+) is just that\.",
        lambda p, m: all(made_of(p, one) or stated(p, one) for one in listed(m["a"])),
    ),
    (
        r"The (?P<t>.+) has each of your wishes, but in no one variant all of them\.",
        lambda p, m: len(p.variants) > 1,
    ),
    (r"The (?P<t>.+) fits all that you asked for; .+", lambda p, m: bool(p.variants)),
)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_why_a_product_is_not_there_is_true(shop: Shop, data: st.DataObject) -> None:
    aim, other = (shop.products[data.draw(numbers) % len(shop.products)] for _ in range(2))
    state = ShoppingState(mode="search", constraints=limits_for(data, aim))
    for sentence in why_not(other, state).sentences:
        for pattern, holds in _WHY_NOT:
            found = re.fullmatch(pattern, sentence)
            if found is not None:
                assert found["t"] == other.title
                assert holds(other, found), sentence
                break
        else:
            raise AssertionError(f"no kind of sentence reads like “{sentence}”")


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_a_critique_answers_and_asks_is_true(shop: Shop, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted({p.category for p in shop.products})))
    shelf = [p for p in shop.products if p.category == kind and p.in_stock]
    shown = data.draw(
        st.lists(st.sampled_from(shelf), min_size=1, max_size=3, unique_by=lambda p: p.id)
    )
    said = data.draw(st.sampled_from(["cheaper", "more_expensive", "lighter", "better_rated"]))
    state = ShoppingState(mode="search", constraints=Constraints({"category": (kind,)}))
    state = state.having_shown([p.id for p in shown], [() for _ in shown])
    done = refine(state, Turn.of(said, [{"entity": "critique", "value": said}]), shop.recommender)
    buyable = [min(v.price for v in p.variants if v.stock > 0) for p in shelf]
    ends = {
        "cheaper": (min(buyable), "cheapest", "less"),
        "more_expensive": (None, "dearest", "more"),
    }
    note = done.note or ""
    if found := re.fullmatch(r"At (£\S+), the (.+) is the (\w+) of our .+\.", note):
        price, title, degree = found.groups()
        assert title in {p.title for p in shown} and degree == ends[said][1]
        assert pounds(price) == min(
            v.price for v in shop.truth.titled[title].variants if v.stock > 0
        )
        if said == "cheaper":
            assert pounds(price) == min(buyable)
        else:
            assert pounds(price) == max(v.price for p in shelf for v in p.variants if v.stock > 0)
    elif found := re.fullmatch(r"Nothing that fits costs (less|more) than (£\S+); these .+", note):
        assert found[1] == ends[said][2]
        assert said != "cheaper" or pounds(found[2]) == min(buyable)
    elif note.startswith("Among our"):
        assert said in ("lighter", "better_rated")
        best = max(p.rating or 0 for p in shown)
        assert said != "better_rated" or all((p.rating or 0) <= best for p in shelf)
    else:
        assert not note or note == f"The catalogue does not state the {_MEASURES[said]} of these."
    found_now = shop.recommender.search("", done.state.constraints, 5, than=done.state.than)
    assert_true(shop, found_now, Told(done.state.constraints))
    if said == "cheaper" and done.changed and done.state.than is not None:
        assert all(any("less than the" in why for why in item.reasons) for item in found_now)


_MEASURES = {"lighter": "weight", "better_rated": "rating"}
