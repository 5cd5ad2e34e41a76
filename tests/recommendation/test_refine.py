"""Several turns: what each message changes of the search so far."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from actions.recommendation import (
    Constraints,
    Recommender,
    Refined,
    ShoppingState,
    Turn,
    new_search,
    refine,
    starts_anew,
)
from actions.recommendation.phrases import describe
from tests.recommendation.catalogue import BASE, BECK, BREEZE, FELL, FLASK, MOOR, PRODUCTS, TWEED

SHOP = Recommender(PRODUCTS)
Entity = Mapping[str, Any]


def said(text: str, *entities: tuple[str, Any] | tuple[str, Any, str]) -> Turn:
    """Return a message; entities are (kind, value) or (kind, value, role), spans left out."""
    return Turn.of(
        text,
        [
            {"entity": e[0], "value": e[1], **({"role": e[2]} if len(e) == 3 else {})}
            for e in entities
        ],
    )


def jackets() -> ShoppingState:
    """A search for jackets, with three on show: £60 and £80, £130 and £140, £24.50 and £35."""
    text = "show me jackets"
    entity = {"entity": "category", "value": "Jackets", "start": 8, "end": 15}
    state = new_search(ShoppingState(), Turn.of(text, [entity]))
    return state.having_shown([FELL.id, MOOR.id, BREEZE.id], [["a"], ["b"], ["c"]])


def found(done: Refined) -> set[str]:
    return {product.title for product in SHOP.fitting(done.state.constraints)}


def test_a_colour_replaces_the_last_one_and_also_adds() -> None:
    blue = refine(jackets(), said("in blue", ("color", "blue")), SHOP).state
    assert blue.constraints.wanted("category") == ("Jackets",)
    green = refine(blue, said("green rather", ("color", "green")), SHOP).state
    assert green.constraints.wanted("color") == ("green",)
    both = refine(blue, said("also in green", ("color", "green")), SHOP).state
    assert both.constraints.wanted("color") == ("blue", "green")


def test_about_a_price_is_a_range_and_about_a_budget_a_limit() -> None:
    plain = said("around £50", ("price", 50, "around"))
    budget = said("my budget is about £50", ("price", 50, "around"))
    assert (plain.price_min, plain.price_max) == (Decimal(40), Decimal(60))
    assert (budget.price_min, budget.price_max) == (None, Decimal(55))


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("a jacket of about 400 g", {FELL.title, MOOR.title}),
        ("a jacket around 1.3 kilos", {TWEED.title}),
        ("a 350ish gram jacket", {FELL.title, MOOR.title}),
        ("jackets under 320 g", {FELL.title, BREEZE.title}),
        ("jackets, at least 1 kg", {TWEED.title}),
        ("jackets between 300 and 350 g", {FELL.title}),
        ("150 g or so, a jacket", {BREEZE.title}),
    ],
)
def test_about_a_weight_is_a_range_too(text: str, titles: set[str]) -> None:
    turn = said(text, ("category", "Jackets"))
    limits = new_search(ShoppingState(), turn).constraints
    assert {product.title for product in SHOP.fitting(limits)} == titles
    assert turn.query in ("", "a jacket", "jacket", "jackets")


def test_a_size_that_is_an_amount_counts_for_each_variant() -> None:
    text = "a flask of around 500 ml"
    size = {"entity": "size", "value": "500 ml", "start": 18, "end": 24}
    turn = Turn.of(text, [size])
    assert not turn.wanted
    state = new_search(ShoppingState(), turn)
    assert [product.title for product in SHOP.fitting(state.constraints)] == [FLASK.title]
    # Of the bigger one there is nothing in stock.
    bigger = refine(state, said("about 750 ml rather"), SHOP).state
    assert not SHOP.fitting(bigger.constraints)
    assert describe(bigger.constraints, "GBP") == "products of about 750 ml"
    exact = refine(bigger, said("500 ml then", ("size", "500 ml")), SHOP).state
    assert not exact.constraints.bounds
    again = refine(exact, said("about 500 ml will do"), SHOP).state
    assert not again.constraints.wanted("size")
    assert ShoppingState.from_json(again.to_json()) == again


@pytest.mark.parametrize("text", ["what about 2 kg?", "a 40 litre pack", "10 to 12 people", "£40"])
def test_what_names_no_limit_of_a_measure_sets_none(text: str) -> None:
    assert said(text).amounts == ()


def test_a_range_made_of_about_lasts_no_longer_than_that() -> None:
    around = refine(jackets(), said("around £50", ("price", 50, "around")), SHOP).state
    below = refine(around, said("up to £90", ("price", 90, "max")), SHOP).state
    assert below.constraints == jackets().constraints.with_price(None, Decimal(90))
    again = refine(below, said("about £30", ("price", 30, "around")), SHOP).state
    assert again.constraints.price_near == 30


def test_what_the_catalogue_does_not_know_cannot_be_left_out() -> None:
    done = refine(jackets(), said("no gore tex"), SHOP)
    assert not done.changed
    assert "“gore tex”" in str(done.note)
    assert said("a jacket, no rush").query == "jacket"


def test_values_of_one_attribute_replace_each_other() -> None:
    two = refine(jackets(), said("for two people", ("attribute", "2-person")), SHOP).state
    dry = refine(two, said("waterproof", ("attribute", "waterproof")), SHOP).state
    three = refine(dry, said("3 people instead", ("attribute", "3-person")), SHOP).state
    assert dry.constraints.wanted("attribute") == ("2-person", "waterproof")
    assert three.constraints.wanted("attribute") == ("waterproof", "3-person")


def test_refusals_add_up() -> None:
    state = refine(jackets(), said("not leather", ("material", "leather", "exclude")), SHOP).state
    state = refine(state, said("and no nylon", ("material", "nylon", "exclude")), SHOP).state
    assert {p.title for p in SHOP.fitting(state.constraints)} == {BREEZE.title}


def test_a_price_under_replaces_the_earlier_one() -> None:
    state = refine(jackets(), said("under 100", ("price", 100.0, "max")), SHOP).state
    state = refine(state, said("over 30", ("price", 30.0, "min")), SHOP).state
    assert (state.constraints.price_min, state.constraints.price_max) == (Decimal(30), Decimal(100))
    state = refine(state, said("no, under 25", ("price", 25.0, "max")), SHOP).state
    assert (state.constraints.price_min, state.constraints.price_max) == (None, Decimal(25))


def test_cheaper_means_cheaper_than_all_on_show_or_than_the_one_meant() -> None:
    state = jackets().having_shown([FELL.id, MOOR.id], [["a"], ["b"]])
    done = refine(state, said("cheaper", ("critique", "cheaper")), SHOP)
    assert found(done) == {BREEZE.title}
    done = refine(
        state, said("cheaper than the second", ("critique", "cheaper"), ("ordinal", 2)), SHOP
    )
    assert found(done) == {BREEZE.title, FELL.title}


def test_when_nothing_is_cheaper_the_rest_comes_with_a_word() -> None:
    done = refine(jackets(), said("cheaper", ("critique", "cheaper")), SHOP)
    assert done.changed
    assert done.note is not None
    assert "£24.50" in done.note
    assert found(done) == {BREEZE.title}  # below the middle of what was on show
    alone = jackets().having_shown([BREEZE.id], [["c"]])
    done = refine(alone, said("cheaper", ("critique", "cheaper")), SHOP)
    assert not done.changed
    assert done.state == alone
    assert done.note is not None
    assert BREEZE.title in done.note


def test_cheaper_is_no_limit_that_the_shopper_set() -> None:
    state = jackets().having_shown([FELL.id], [["a"]])
    done = refine(state, said("cheaper", ("critique", "cheaper")), SHOP)
    (item,) = SHOP.search("", done.state.constraints, than=done.state.than)
    assert not any("your limit" in reason for reason in item.reasons)
    assert f"£35.50 less than the {FELL.title}" in item.reasons


@pytest.mark.parametrize(
    ("critique", "shown", "expected"),
    [
        ("more_expensive", [FELL, BREEZE], {MOOR.title, TWEED.title, FELL.title}),
        ("better_rated", [MOOR, BREEZE], {FELL.title}),
        ("lighter", [FELL, MOOR], {BREEZE.title}),
        ("newer", [FELL], {MOOR.title}),
    ],
)
def test_other_comparisons(critique: str, shown: list[Any], expected: set[str]) -> None:
    state = jackets().having_shown([p.id for p in shown], [["x"] for _ in shown])
    done = refine(state, said(critique, ("critique", critique)), SHOP)
    assert found(done) == expected


def test_bigger_is_by_what_the_catalogue_states_or_by_size() -> None:
    tents = ShoppingState(mode="search", constraints=Constraints({"category": ("Tents",)}))
    tents = tents.having_shown([BECK.id], [["x"]])
    done = refine(tents, said("bigger", ("critique", "bigger")), SHOP)
    assert found(done) == {BASE.title}
    sized = refine(jackets(), said("in S", ("size", "S")), SHOP).state
    sized = sized.having_shown([FELL.id], [["x"]])
    done = refine(sized, said("a size bigger", ("critique", "bigger")), SHOP)
    assert done.state.constraints.wanted("size") == ("M",)


def test_bigger_is_bigger_than_the_size_that_was_asked_for() -> None:
    wish = Constraints({"category": ("Tents",), "attribute": ("2-person",)})
    tents = ShoppingState(mode="search", constraints=wish).having_shown([BECK.id], [["x"]])
    done = refine(tents, said("bigger", ("critique", "bigger")), SHOP)
    assert done.state.constraints.wanted("attribute") == ()
    assert found(done) == {BASE.title}


def test_more_like_the_second() -> None:
    done = refine(jackets(), said("more like the second one", ("ordinal", 2)), SHOP)
    assert (done.state.mode, done.state.anchor) == ("similar", MOOR.id)
    assert done.state.context.liked == (MOOR.id,)


def test_what_is_turned_down_does_not_come_back() -> None:
    done = refine(jackets(), said("I don't like the first one", ("ordinal", 1)), SHOP)
    assert done.state.context.rejected == (FELL.id,)
    done = refine(jackets(), said("something different", ("critique", "different")), SHOP)
    assert set(done.state.context.rejected) == {FELL.id, MOOR.id, BREEZE.id}


def test_a_constraint_can_be_dropped() -> None:
    state = refine(jackets(), said("in blue under 30", ("color", "blue")), SHOP).state
    state = refine(state, said("the colour doesn't matter"), SHOP).state
    assert state.constraints == jackets().constraints


def test_going_back_brings_the_question_before() -> None:
    first = jackets()
    second = refine(first, said("in blue", ("color", "blue")), SHOP).state
    back = refine(second, said("go back please"), SHOP)
    assert back.state.constraints == first.constraints
    nowhere = refine(back.state, said("undo"), SHOP)
    assert not nowhere.changed


def test_superlatives_sort() -> None:
    done = refine(jackets(), said("the cheapest please", ("critique", "cheaper")), SHOP)
    assert done.state.sort == "price"
    assert not done.state.constraints.priced


def test_a_new_kind_of_product_starts_anew_and_forgets_the_limits() -> None:
    state = refine(jackets(), said("in blue", ("color", "blue")), SHOP).state
    turn = said("tents", ("category", "Tents"))
    assert starts_anew(state, turn, SHOP)
    assert new_search(state, turn).constraints == Constraints({"category": ("Tents",)})
    assert not starts_anew(state, said("blue", ("color", "blue")), SHOP)


@pytest.mark.parametrize(
    ("low", "high", "entities"),
    [
        (None, "50", [("price", 50, "max")]),
        ("20", "40", [("price", 20, "min"), ("price", "40", "max")]),
        ("40.00", "60.00", [("price", 50.0, "around")]),
        (None, "30", [("price", 30)]),
        (None, None, [("price", "much", "max")]),
        (None, None, [("price", float("nan"), "max")]),
        (None, None, [("price", -5, "max")]),
    ],
)
def test_prices_of_a_message(low: str | None, high: str | None, entities: list[Any]) -> None:
    turn = said("…", *entities)
    assert turn.price_min == (None if low is None else Decimal(low))
    assert turn.price_max == (None if high is None else Decimal(high))


def test_the_query_leaves_out_what_filters_see_to_and_what_is_personal() -> None:
    text = "blue daypack for hiking under £50, mail me at maya@example.com"
    entities = [
        {
            "entity": kind,
            "value": value,
            "start": text.index(part),
            "end": text.index(part) + len(part),
        }
        for kind, value, part in [
            ("color", "blue", "blue"),
            ("category", "Backpacks", "daypack"),
            ("price", 50.0, "under £50"),
            ("email", "maya@example.com", "maya@example.com"),
        ]
    ]
    query = Turn.of(text, entities).query
    assert "daypack" in query
    assert "hiking" in query
    assert "blue" not in query
    assert "50" not in query
    assert "maya" not in query
    assert Turn.of('/refine_search{"critique": "cheaper"}', []).query == ""


def test_a_mistyped_category_is_no_word_to_search() -> None:
    entity = {"entity": "category", "value": "Jackets", "start": 5, "end": 11, "confidence": 0.8}
    assert Turn.of("warm jakcet", [entity]).query == "warm"


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("I want something for rain, please", "rain"),
        ("do you have a mug that is light", "mug that is light"),
        ("can you show me some of these", ""),
    ],
)
def test_the_words_of_asking_are_left_out(text: str, query: str) -> None:
    assert Turn.of(text, []).query == query


def test_entities_that_make_no_sense_are_left() -> None:
    turn = Turn.of(
        "hm",
        [
            {"entity": "ordinal", "value": "second"},
            {"entity": "ordinal", "value": None},
            {"entity": "color", "value": 7},
            {"entity": "size"},
            {},
        ],
    )
    assert turn.empty
