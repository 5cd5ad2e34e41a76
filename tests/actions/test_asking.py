"""Questions about products: of which one, of each of a list, again of another, in any intent."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from actions.shop.database import Shop, open_database
from actions.shop.models import Product
from tests.actions.conftest import Conversation
from tests.actions.shop import variant


@pytest.fixture(autouse=True)
def shelves(shop: Shop) -> None:
    """Two kettles, kids' gloves, and what the small shop has."""
    with open_database().writing() as session:
        session.add_all(
            [
                Product(
                    id=11,
                    handle="brisk-kettle",
                    title="Brisk Travel Kettle",
                    description="Boils for two. A whistle tells when.",
                    brand="Ridgeline",
                    category="Kettles",
                    attributes={"weight": ["310 g"], "boil time": ["4 minutes"]},
                    variants=[
                        variant(21, {"color": "grey", "size": "500 ml"}, "30.00", 3),
                        variant(22, {"color": "grey", "size": "900 ml"}, "36.00", 3),
                    ],
                ),
                Product(
                    id=12,
                    handle="hollow-kettle",
                    title="Hollow Camp Kettle",
                    description="Wide enough for a ladle.",
                    brand="Tarn & Co",
                    category="Kettles",
                    attributes={"weight": ["450 g"], "boil time": ["7 minutes"]},
                    variants=[variant(23, {"color": "black"}, "19.00", 3)],
                ),
                Product(
                    id=13,
                    handle="otter-mittens",
                    title="Otter Mittens",
                    brand="Ridgeline",
                    category="Gloves",
                    attributes={"for": ["kids"]},
                    variants=[
                        variant(24, {"color": "red", "size": "2-4 years"}, "9.00", 3),
                        variant(25, {"color": "blue", "size": "5-8 years"}, "9.00", 3),
                    ],
                ),
            ]
        )
        assert len(session.scalars(select(Product)).all()) == 6


async def show_kettles(talk: Conversation) -> None:
    await talk.say("show me kettles", "search_product", category="Kettles")


async def test_a_part_of_the_title_is_a_name_and_a_slip_is_forgiven(talk: Conversation) -> None:
    await show_kettles(talk)
    heavy = await talk.say("how heavy is the holow one", "product_details")
    again = await talk.say("and the brisk?", "refine_search")
    assert heavy == "Hollow Camp Kettle: weight 450 g."
    assert again == "Brisk Travel Kettle: weight 310 g."


async def test_what_was_shown_before_the_list_is_found_by_its_name(talk: Conversation) -> None:
    await show_kettles(talk)
    await talk.say("show me hats", "search_product", category="Hats")
    assert await talk.say("how long does the brisk take to boil", "product_details") == (
        "Brisk Travel Kettle: boil time 4 minutes."
    )


async def test_what_was_never_shown_is_found_by_its_name(talk: Conversation) -> None:
    await show_kettles(talk)
    sizes = await talk.say("what sizes has the otter", "ask_size")
    assert sizes.startswith("Otter Mittens: In stock: 2-4 years and 5-8 years")


async def test_a_question_after_a_list_is_answered_for_each(talk: Conversation) -> None:
    await show_kettles(talk)
    weigh = await talk.say("how heavy are they", "product_details")
    whistle = await talk.say("does it whistle", "product_details")
    handle = await talk.say("has it got a timer", "product_details")
    assert set(weigh.splitlines()) == {
        "- Brisk Travel Kettle: weight 310 g",
        "- Hollow Camp Kettle: weight 450 g",
    }
    assert set(whistle.splitlines()) == {
        "- Brisk Travel Kettle: “A whistle tells when.”",
        "- Hollow Camp Kettle: not stated",
    }
    assert handle == "The catalogue does not mention “timer” for either of these two."


async def test_which_is_answered_by_any_attribute_with_a_number(talk: Conversation) -> None:
    await show_kettles(talk)
    quickest = await talk.say("which is quickest to boil", "compare_products")
    assert quickest.startswith("The Brisk Travel Kettle: boil time 4 minutes, the least of these.")


async def test_which_without_a_fact_is_no_table(talk: Conversation) -> None:
    await show_kettles(talk)
    answer = await talk.say("which one whistles", "compare_products")
    assert "“A whistle tells when.”" in answer
    assert "Price:" not in answer


async def test_those_two_are_compared(talk: Conversation) -> None:
    await show_kettles(talk)
    table = await talk.say("difference between those two?", "compare_products", ordinal=2)
    assert "- Boil time: " in table


async def test_what_to_take_has_a_reason(talk: Conversation) -> None:
    await show_kettles(talk)
    answer = await talk.say("which would you go for", "compare_products")
    assert answer.startswith("Nobody has rated them yet. I would begin with the")


async def test_the_size_for_an_age_is_told(talk: Conversation) -> None:
    await talk.say("tell me about the Otter Mittens", "product_details", product="Otter Mittens")
    fits = await talk.say("what size for a 6 year old", "ask_size")
    too_old = await talk.say("and he's 12, what size", "ask_size")
    assert fits == "Otter Mittens: size 5-8 years for 6 years, which is in stock, in blue."
    assert too_old == "Otter Mittens: no size for 12 years, but 2-4 years and 5-8 years."


async def test_smaller_and_smallest_are_sizes_with_prices(talk: Conversation) -> None:
    await talk.say("tell me about the kettle", "product_details", product="Brisk Travel Kettle")
    smaller = await talk.say(
        "900 ml is too much, anything smaller?", "ask_size", size="900 ml", critique="smaller"
    )
    biggest = await talk.say("what's the biggest", "refine_search")
    assert smaller == "The Brisk Travel Kettle also comes smaller: 500 ml, £30."
    assert biggest == "The biggest Brisk Travel Kettle is 900 ml, £36."


@pytest.mark.parametrize("intent", ["ask_size", "check_stock"])
async def test_half_sizes_are_asked_of_all_on_show(talk: Conversation, intent: str) -> None:
    await talk.say("what is the cheapest?", "search_product")
    answer = await talk.say("are there half sizes", intent)
    assert answer.startswith("No, these come in whole sizes only.")


async def test_a_fact_is_told_whatever_intent_the_question_is_taken_for(talk: Conversation) -> None:
    await show_kettles(talk)
    for intent in ("product_details", "check_stock", "refine_search", "search_product", "ask_size"):
        answer = await talk.say("is the hollow wide enough for a ladle", intent)
        assert answer == (
            "The description of the Hollow Camp Kettle says: “Wide enough for a ladle.”"
        ), intent


async def test_a_question_that_was_not_understood_is_answered_of_the_product_named(
    talk: Conversation,
) -> None:
    await show_kettles(talk)
    answer = await talk.say("brisk kettle weight", "nlu_fallback", confidence=0.4)
    assert answer == "Brisk Travel Kettle: weight 310 g."


async def test_a_selection_by_the_most_is_asked_for_another_fact(talk: Conversation) -> None:
    await show_kettles(talk)
    answer = await talk.say("what is the boil time of the cheapest one", "product_details")
    assert answer == "Hollow Camp Kettle: boil time 7 minutes."


async def test_how_to_order_is_told_with_the_choice(talk: Conversation) -> None:
    await show_kettles(talk)
    answer = await talk.say("I'll have the brisk, how do I order it?", "product_details")
    assert answer.startswith("The Brisk Travel Kettle, from £30.")
    assert "basket" in answer


async def test_how_to_get_a_stain_out_is_no_order(talk: Conversation) -> None:
    await show_kettles(talk)
    for text in ("brisk kettle, how do I get it clean", "and how can I get that stain out"):
        assert "basket" not in await talk.say(text, "product_details")
    order = await talk.say("I like the brisk, how do I get it?", "product_details")
    assert "basket" in order


async def test_two_that_came_up_one_after_the_other_are_compared(talk: Conversation) -> None:
    await talk.say("tell me about the kettle", "product_details", product="Brisk Travel Kettle")
    await talk.say("what of this one", "product_details", product="Hollow Camp Kettle")
    answer = await talk.say("which weighs less", "compare_products")
    assert answer == (
        "The Brisk Travel Kettle is lighter: 310 g, against 450 g for the Hollow Camp Kettle."
    )


async def test_a_question_asked_again_is_of_no_part_of_the_other_name(talk: Conversation) -> None:
    await show_kettles(talk)
    await talk.say("what is the hollow made of", "product_details")
    again = await talk.say("and the brisk?", "refine_search")
    assert again == "The catalogue does not state the material of the Brisk Travel Kettle."


async def test_the_cheapest_of_another_kind_is_sought_and_not_taken_from_the_list(
    talk: Conversation,
) -> None:
    await show_kettles(talk)
    told = await talk.say("what's the cheapest gloves then", "compare_products", category="Gloves")
    assert "Otter Mittens" in told and "Kettle" not in told


async def test_what_is_easy_and_not_stated_is_not_the_whole_card(talk: Conversation) -> None:
    await show_kettles(talk)
    told = await talk.say("is the hollow one easy to put up", "product_details")
    assert told == "The catalogue does not say so for the Hollow Camp Kettle."


async def test_an_earlier_one_is_called_by_what_it_is(talk: Conversation) -> None:
    await talk.say("show me gloves", "search_product", category="Gloves")
    await show_kettles(talk)
    told = await talk.say("are the mittens for kids", "product_details")
    assert "Otter Mittens" in told and "Kettle" not in told


async def test_plain_words_of_a_title_name_no_product(talk: Conversation) -> None:
    told = await talk.say("camp kettle that boils fast under 25", "search_product")
    assert not told.startswith("Hollow Camp Kettle:")
