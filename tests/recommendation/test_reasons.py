"""Every reason is a fact of the product, or what the shopper said: each is checked here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.recommendation import Constraints, Context, Recommendation, Recommender
from actions.recommendation.matching import fitting_variants, has_attribute, product_values
from actions.recommendation.money import format_money
from actions.recommendation.opinions import sentence_opinions
from actions.recommendation.sizing import fit_reviews
from actions.shop.records import ProductRecord
from tests.recommendation.catalogue import BREEZE, FELL, FLASK, MOOR, ConceptEncoder
from tests.recommendation.catalogue import PRODUCTS as CATALOGUE

PRAISED = replace(
    MOOR, review_excerpts=("Comfortable and well made.", "So comfortable.", "Very comfortable!")
)
PRODUCTS = tuple(PRAISED if p is MOOR else p for p in CATALOGUE)
SHOP = Recommender(PRODUCTS, ConceptEncoder())
BY_TITLE = {product.title: product for product in PRODUCTS}


def lowered(values: tuple[str, ...]) -> list[str]:
    return [value.lower() for value in values]


def cheapest(product: ProductRecord, limits: Constraints) -> Decimal:
    return fitting_variants(product, limits)[0].price


def kind(product: ProductRecord) -> list[ProductRecord]:
    return [p for p in PRODUCTS if p.category == product.category]


def place_in_sales(product: ProductRecord) -> int:
    return 1 + sum(p.sold_count > product.sold_count for p in kind(product))


def share(product: ProductRecord, other: ProductRecord, fact: str) -> bool:
    if fact.startswith("by "):
        return fact == f"by {product.brand}" == f"by {other.brand}"
    if fact.startswith("from "):
        return product.category == other.category and fact == f"from {product.category.lower()}"
    both = [
        {*lowered(p.tags), *lowered(p.attributes.get("material", ()))} for p in (product, other)
    ]
    return fact in both[0] & both[1]


def says(review: str, aspect: str, *, good: bool) -> bool:
    return any(
        sentence_opinions(sentence).get(aspect) is good
        for sentence in re.split(r"(?<=[.!?])\s+", review)
    )


def is_true(reason: str, item: ProductRecord, limits: Constraints, context: Context) -> bool:
    """Check one reason against the catalogue, the constraints and the context."""
    checks: list[tuple[str, Callable[[re.Match[str]], bool]]] = [
        (
            r"by (?P<b>.+), as you asked",
            lambda m: m["b"] == item.brand and bool(limits.wanted("brand")),
        ),
        (
            r"(?P<v>.+), as you asked",
            lambda m: (
                m["v"]
                in {
                    *lowered(product_values(item, "color")),
                    *lowered(product_values(item, "material")),
                }
                or (has_attribute(item, m["v"]) and m["v"] in lowered(limits.wanted("attribute")))
            ),
        ),
        (
            r"(?P<v>.+), a shade of (?P<c>.+)",
            lambda m: (
                m["v"] in lowered(product_values(item, "color"))
                and m["c"] in limits.wanted("color")
            ),
        ),
        (
            r"(?P<p>£\S+) below your limit",
            lambda m: (
                limits.price_max is not None
                and m["p"] == format_money(limits.price_max - cheapest(item, limits), "GBP")
            ),
        ),
        (
            r"well within your (?P<p>£\S+)",
            lambda m: (
                limits.price_max is not None
                and m["p"] == format_money(limits.price_max, "GBP")
                and cheapest(item, limits) < limits.price_max
            ),
        ),
        (
            r"(?P<p>£\S+) less than the (?P<t>.+)",
            lambda m: (
                m["p"] == format_money(BY_TITLE[m["t"]].price_min - cheapest(item, limits), "GBP")
            ),
        ),
        (
            r"made of (?P<m>.+), not (?P<n>.+)",
            lambda m: (
                re.split(", | and ", m["m"]) == lowered(product_values(item, "material"))
                and re.split(", | or ", m["n"]) == lowered(limits.unwanted("material"))
            ),
        ),
        (
            r"in stock in (?P<s>.+)",
            lambda m: any(v.options.get("size") == m["s"] and v.stock for v in item.variants),
        ),
        (
            r"by (?P<b>.+), like the (?P<t>.+) you bought",
            lambda m: (
                BY_TITLE[m["t"]].id in context.purchased
                and BY_TITLE[m["t"]].brand == m["b"] == item.brand
            ),
        ),
        (
            r"(?P<f>.+), like the (?P<t>.+) you chose",
            lambda m: (
                BY_TITLE[m["t"]].id in context.liked
                and all(share(item, BY_TITLE[m["t"]], f) for f in m["f"].split(" and "))
            ),
        ),
        (
            r"(?P<f>.+), like the (?P<t>.+)",
            lambda m: all(share(item, BY_TITLE[m["t"]], f) for f in m["f"].split(" and ")),
        ),
        (r"listed under “(?P<t>.+)”", lambda m: m["t"] in lowered(item.tags)),
        (
            r"a buyer wrote “(?P<q>.+)”",
            lambda m: any(m["q"] in review for review in item.review_excerpts),
        ),
        (r"described as “(?P<q>.+)”", lambda m: m["q"] in item.description),
        (
            r"buyers praise the (?P<a>\w+): “(?P<q>.+)”",
            lambda m: (
                sum(m["q"] in review for review in item.review_excerpts) >= 1
                and sum(says(review, m["a"], good=True) for review in item.review_excerpts) > 1
            ),
        ),
        (
            r"buyers say that it (?P<f>runs small|runs large|is true to size)",
            lambda m: (
                bool(limits.wanted("size"))
                and fit_reviews(item).counts[m["f"].split()[-1] if "true" not in m["f"] else "true"]
                > 1
            ),
        ),
        (
            r"rated (?P<r>\S+) by (?P<n>\d+) buyers",
            lambda m: m["r"] == f"{item.rating:.1f}" and int(m["n"]) == item.review_count,
        ),
        (r"our best seller in .+", lambda m: place_in_sales(item) == 1),
        (r"among our 3 best sellers in .+", lambda m: place_in_sales(item) <= 3),
        (
            r"the lowest price in .+",
            lambda m: item.price_min == min(p.price_min for p in kind(item)),
        ),
        (r"weighs (?P<v>.+)", lambda m: m["v"] in item.attributes["weight"]),
        (r"holds (?P<v>.+)", lambda m: m["v"] in item.attributes["capacity"]),
        (r"sleeps (?P<v>.+)", lambda m: m["v"] in item.attributes["sleeps"]),
        (r"(?:costs|from) (?P<p>£\S+)", lambda m: m["p"] == format_money(item.price_min, "GBP")),
        (r"(?P<n>[a-z ]+): (?P<v>.+)", lambda m: m["v"] in item.attributes[m["n"]]),
    ]
    for pattern, check in checks:
        found = re.fullmatch(pattern, reason)
        if found:
            return check(found)
    raise AssertionError(f"unchecked kind of reason: {reason}")


facets = st.fixed_dictionaries(
    {},
    optional={
        "color": st.sampled_from([("blue",), ("green", "navy"), ("black",)]),
        "material": st.sampled_from([("nylon",), ("polyester", "down")]),
        "attribute": st.sampled_from([("waterproof",), ("hiking",)]),
        "size": st.sampled_from([("M",), ("500 ml",)]),
        "brand": st.just(("Ridgeline",)),
    },
)
refusals = st.fixed_dictionaries(
    {}, optional={"material": st.sampled_from([("leather",), ("down", "leather")])}
)
ids = st.lists(st.integers(1, 8), max_size=3).map(tuple)
said = st.sampled_from(
    ["", "rain jacket", "hot coffee", "family tent for hiking", "sleeps 4", "comfortable"]
)


@given(
    limits=st.builds(
        Constraints,
        include=facets,
        exclude=refusals,
        price_max=st.none() | st.sampled_from([Decimal(60), Decimal(150)]),
        in_stock_only=st.booleans(),
    ),
    context=st.builds(
        Context, said=said.map(lambda s: (s,) if s else ()), liked=ids, purchased=ids
    ),
    than=st.none() | st.integers(1, 8),
    like=st.integers(1, 8),
)
def test_every_reason_is_true(
    limits: Constraints, context: Context, than: int | None, like: int
) -> None:
    query = " ".join(context.said)
    found: list[Recommendation] = [
        *SHOP.search(query, limits, k=8, than=than),
        *SHOP.recommend(context, limits, k=8),
        *SHOP.similar(like, limits, k=8),
    ]
    for item in found:
        assert item.reasons
        for reason in item.reasons:
            assert is_true(reason, item.product, limits, context), (reason, item.product.title)


@pytest.mark.parametrize(
    ("limits", "query", "product", "reason"),
    [
        (Constraints({"color": ("navy",)}), "", FELL, "navy, as you asked"),
        (Constraints({"color": ("blue",)}), "", FELL, "navy, a shade of blue"),
        (Constraints(price_max=Decimal(72)), "", FELL, "£12 below your limit"),
        (Constraints(price_max=Decimal(300)), "", FELL, "well within your £300"),
        (Constraints({"size": ("M",)}), "", FELL, "in stock in M"),
        (Constraints(), "", FELL, "rated 4.6 by 31 buyers"),
        (
            Constraints(exclude={"material": ("leather",)}),
            "",
            BREEZE,
            "made of polyester, not leather",
        ),
        (Constraints(), "hot coffee", FLASK, "a buyer wrote “My coffee stays hot until lunch”"),
    ],
)
def test_what_was_asked_is_named(
    limits: Constraints, query: str, product: ProductRecord, reason: str
) -> None:
    assert reason in SHOP.explain(product.id, query, limits)
