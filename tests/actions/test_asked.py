"""Questions about products, whatever they were taken for; the most and the least of a kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from actions.shop.database import Shop, open_database
from actions.shop.models import Product, Review
from tests.actions.conftest import Conversation
from tests.actions.shop import variant

BAGS = (
    ("Frost Bag", {"comfort": ["-12 °C"], "weight": ["1.45 kg"]}, (5, 5, 5)),
    ("Dipper 400 Down Bag", {"comfort": ["1 °C"], "weight": ["860 g"], "drop": ["4 mm"]}, (4,) * 9),
    ("Summer Bag", {"comfort": ["12 °C"], "weight": ["1.1 kg"], "vegan": ["yes"]}, ()),
    ("Silk Liner", {"weight": ["130 g"]}, ()),
)


@pytest.fixture(autouse=True)
def bags(shop: Shop) -> Iterator[None]:
    """Four sleeping bags; three of them state how warm they are."""
    with open_database().writing() as session:
        for at, (title, attributes, stars) in enumerate(BAGS):
            session.add(
                Product(
                    id=30 + at,
                    handle=title,
                    title=title,
                    brand="Tarn & Co",
                    category="Sleeping bags",
                    description="The collar closes with one hand.",
                    attributes=attributes,
                    reviews=[Review(stars=each, created_on=date(2024, 1, 2)) for each in stars],
                    variants=[variant(300 + at, {}, "90", 5)],
                )
            )
    yield


@pytest.mark.parametrize("intent", ["faq", "nlu_fallback", "out_of_scope"])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("what fill or weight is in the Dipper 400?", "weight 860 g"),
        ("whats the drop on the dipper down bag", "drop 4 mm"),
        ("how warm is the frost bag", "comfort temperature -12 °C"),
    ],
)
async def test_a_named_product_is_answered_of_in_any_intent(
    talk: Conversation, intent: str, text: str, told: str
) -> None:
    answer = await talk.say(text, intent, answers=["faq/care_down"])
    assert told in answer


@pytest.mark.parametrize(
    ("text", "intent", "says"),
    [
        ("can I return the Dipper 400 if I have washed it", "faq", "30 days"),
        ("how long is the warranty on the frost bag", "faq", "30 days"),
        ("how do I wash down", "faq", "30 days"),
        ("who won the match", "out_of_scope", "beyond me"),
        ("is the dipper good at football", "out_of_scope", "beyond me"),
    ],
)
async def test_what_is_the_service_stays_the_service(
    talk: Conversation, text: str, intent: str, says: str
) -> None:
    answer = await talk.say(text, intent, answers=["faq/return_policy"])
    assert says in answer


async def test_it_may_be_nothing_on_show(talk: Conversation) -> None:
    await talk.say("tell me about the Frost Bag", "product_details", product="Frost Bag")
    answer = await talk.say(
        "is it better to have a collar for one hand", "faq", answers=["faq/return_policy"]
    )
    assert "30 days" in answer


async def test_it_is_what_was_talked_about_just_now(talk: Conversation) -> None:
    await talk.say("tell me about the Frost Bag", "product_details", product="Frost Bag")
    weight = await talk.say("and whats the weight of it", "faq", answers=["faq/tent_size"])
    assert weight == "Frost Bag: weight 1.45 kg."
    await talk.say("do you deliver on sundays", "faq", answers=["faq/delivery_weekend"])
    later = await talk.say("whats the weight of it", "faq", answers=["faq/tent_size"])
    assert "1.45 kg" not in later


@pytest.mark.parametrize(
    "intent", ["search_product", "recommend_product", "refine_search", "product_details", "faq"]
)
async def test_the_warmest_of_a_kind_comes_first_with_the_figures(
    talk: Conversation, intent: str
) -> None:
    kind = {"category": "Sleeping bags"}
    answer = await talk.say("which sleeping bag is the warmest?", intent, **kind)
    assert answer.startswith(
        "Of the 3 sleeping bags in stock of which the catalogue states the comfort temperature, "
        "the Frost Bag is the warmest: -12 °C."
    )
    assert "2. Dipper 400 Down Bag – £90: comfort temperature 1 °C" in answer
    assert (await talk.say("how heavy is it", "product_details")) == "Frost Bag: weight 1.45 kg."


async def test_the_order_is_kept_where_the_list_goes_on(talk: Conversation) -> None:
    await talk.say("your lightest sleeping bag", "search_product", category="Sleeping bags")
    cheaper = await talk.say("only vegan ones", "refine_search", attribute="vegan")
    assert "1. Summer Bag – £90: weight 1.1 kg" in cheaper


async def test_the_best_rated_come_with_how_many_have_rated_them(talk: Conversation) -> None:
    answer = await talk.say(
        "which is the best rated sleeping bag", "recommend_product", category="Sleeping bags"
    )
    assert "rated 5.0 out of 5 by 3 buyers" in answer
    assert "Summer Bag" not in answer


async def test_what_no_product_states_is_no_order(talk: Conversation) -> None:
    answer = await talk.say("the brightest hat", "search_product", category="Hats")
    assert "brightest:" not in answer
    assert "Moor Hat" in answer


async def test_stock_is_not_told_of_a_store(talk: Conversation) -> None:
    await talk.say("sleeping bags", "search_product", category="Sleeping bags")
    answer = await talk.say(
        "is the first one in stock in the manchester shop", "check_stock", ordinal="1"
    )
    assert "in stock" in answer
    assert "what a single store has" in answer
    assert "single store" not in await talk.say(
        "is the first one in stock", "check_stock", ordinal="1"
    )


async def test_a_complaint_of_others_is_a_question_about_the_product(talk: Conversation) -> None:
    await talk.say("sleeping bags", "search_product", category="Sleeping bags")
    await talk.say("tell me about the first one", "product_details", ordinal="1")
    for intent in ("complaint", "product_details", "nlu_fallback"):
        answer = await talk.say("what do people complain about?", intent)
        assert "review of the" in answer or "reviews of the" in answer
        assert await talk.asked() is None
    assert "What happened" in await talk.say("I want to complain", "complaint")


async def test_what_goes_in_is_asked_of_what_is_talked_about(talk: Conversation) -> None:
    await talk.say("sleeping bags", "search_product", category="Sleeping bags")
    await talk.say("tell me about the first one", "product_details", ordinal="1")
    assert "pillow" in await talk.say("will a big pillow go in", "nlu_fallback")
    assert "pillow" not in await talk.say("will a big pillow arrive tomorrow", "nlu_fallback")
