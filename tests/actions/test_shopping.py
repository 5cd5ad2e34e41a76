"""Talk about products: what was shown or named stays what the talk is about."""

from __future__ import annotations

import pytest

from actions.shop.database import Shop, open_database
from actions.shop.models import Product
from tests.actions.conftest import Conversation
from tests.actions.shop import variant


async def show_all(talk: Conversation) -> None:
    """Have the three products of the shop on show: hat, bottle and jacket, cheapest first."""
    await talk.say("what is the cheapest?", "search_product")


async def test_options_are_asked_of_the_product_in_focus(talk: Conversation) -> None:
    await talk.say("tell me about the Fell Jacket", "product_details", product="Fell Jacket")
    in_stock = await talk.say("and L in navy?", "refine_search", size="L", color="navy")
    sold_out = await talk.say("and in red?", "search_product", color="red")
    unknown = await talk.say("in pink?", "refine_search", color="pink")
    assert in_stock.startswith("Yes, the Fell Jacket is in stock in navy, size L")
    assert "sold out in red" in sold_out
    assert "does not come in pink" in unknown


async def test_a_named_product_is_told_about(talk: Conversation) -> None:
    told = await talk.say("show me the Fell Jacket", "search_product", product="Fell Jacket")
    assert told.startswith("Fell Jacket by Ridgeline")
    stock = await talk.say(
        "is the Moor Hat there in M?", "search_product", product="Moor Hat", size="M"
    )
    assert stock.startswith("Yes, the Moor Hat is in stock in size M")


async def test_options_of_a_list_narrow_it(talk: Conversation) -> None:
    await show_all(talk)
    narrowed = await talk.say("in navy?", "check_stock", color="navy")
    assert "1. Fell Jacket" in narrowed
    assert "Tarn Bottle" not in narrowed


async def test_others_are_a_list_again(talk: Conversation) -> None:
    await talk.say("tell me about the Moor Hat", "product_details", product="Moor Hat")
    others = await talk.say("show me others in navy", "refine_search", color="navy")
    assert "1. Fell Jacket" in others


async def test_a_question_gets_its_fact_and_not_the_whole_card(talk: Conversation) -> None:
    await talk.say("tell me about the Fell Jacket", "product_details", product="Fell Jacket")
    shell = await talk.say("is it a shell?", "product_details")
    weight = await talk.say("how heavy is it?", "product_details")
    floats = await talk.say("does it float?", "product_details")
    assert shell == "The description of the Fell Jacket says: “A light shell.”"
    assert weight == "The catalogue does not state the weight of the Fell Jacket."
    assert floats == "The catalogue does not mention “float” for the Fell Jacket."


async def test_price_and_colours_are_facts_too(talk: Conversation) -> None:
    await talk.say("tell me about the Fell Jacket", "product_details", product="Fell Jacket")
    price = await talk.say("how much is it?", "product_details")
    colours = await talk.say("what colours are there?", "check_stock")
    stock = await talk.say("is it in stock?", "check_stock")
    assert price == "Fell Jacket: price £79.95."
    assert colours == "The Fell Jacket is in stock in navy. Sold out: red."
    assert stock.startswith("Yes, the Fell Jacket is in stock, at £79.95.")


async def test_a_suggestion_that_fits_a_narrower_wish_is_not_lost(talk: Conversation) -> None:
    first = await talk.say("recommend me something", "recommend_product")
    assert "Fell Jacket" in first and "Moor Hat" in first
    narrowed = await talk.say("in navy", "refine_search", color="navy")
    assert "1. Fell Jacket" in narrowed and "Moor Hat" not in narrowed


async def test_another_suggestion_repeats_none(talk: Conversation) -> None:
    await talk.say("recommend me something", "recommend_product")
    again = await talk.say("recommend me something", "recommend_product")
    assert "1. " not in again


async def test_which_is_asked_of_those_compared(talk: Conversation) -> None:
    await show_all(talk)
    await talk.say("compare 1 and 2", "compare_products", ordinal=[1, 2])
    cheaper = await talk.say("which one is cheaper?", "compare_products", critique="cheaper")
    lighter = await talk.say("which is lighter?", "refine_search", critique="lighter")
    assert cheaper == "The Tarn Bottle is cheaper: £17.45, against £25 for the Moor Hat."
    assert "does not state the weight of either" in lighter


async def test_the_winner_is_what_is_talked_about_next(talk: Conversation) -> None:
    await show_all(talk)
    await talk.say("which is the dearest of them?", "compare_products")
    assert (await talk.say("tell me more", "product_details")).startswith("Fell Jacket by")


async def test_all_are_compared_and_not_two(talk: Conversation) -> None:
    await show_all(talk)
    assert (await talk.say("compare them all", "compare_products")).startswith(
        "Tarn Bottle, Moor Hat and Fell Jacket:"
    )
    both = await talk.say("compare the first two", "compare_products", ordinal=[1, 2])
    assert both.startswith("Tarn Bottle and Moor Hat:")


@pytest.mark.parametrize(
    ("text", "intent"),
    [("compare the second and the ninth", "compare_products"), ("2 and 9", "choose_item")],
)
async def test_a_place_that_the_list_lacks_is_said(
    talk: Conversation, text: str, intent: str
) -> None:
    await show_all(talk)
    answer = await talk.say(text, intent, ordinal=[2, 9])
    assert answer.startswith("The list has 3 products, so there is no 9th.")


async def test_two_that_are_pointed_at_are_offered(talk: Conversation) -> None:
    await show_all(talk)
    answer = await talk.say("the first and the second", "choose_item", ordinal=[1, 2])
    assert answer == "Which one do you mean: Tarn Bottle or Moor Hat?"


async def test_a_missing_item_of_an_order_is_not_dropped_silently(talk: Conversation) -> None:
    await talk.say(
        "I want to return something from 10025, maya.fenwick@example.com",
        "return_item",
        order_number="10025",
        email="maya.fenwick@example.com",
    )
    assert await talk.asked() == "items"
    answer = await talk.say("the second and the seventh", "choose_item", ordinal=[2, 7])
    assert await talk.asked() == "items"
    assert "3. " in answer


async def test_similar_to_the_nearest_is_not_bound_by_what_it_misses(talk: Conversation) -> None:
    nearest = await talk.say("a jacket under £50", "search_product", category="Jackets", price="50")
    assert "1. Fell Jacket" in nearest
    similar = await talk.say("similar to that one", "similar_products")
    assert similar.startswith("Like the Fell Jacket:")


async def test_places_count_from_those_compared(talk: Conversation) -> None:
    await show_all(talk)
    await talk.say("compare 2 and 3", "compare_products", ordinal=[2, 3])
    stock = await talk.say("is the first one in stock in M?", "check_stock", ordinal=1, size="M")
    chosen = await talk.say("I'll take the second", "choose_item", ordinal=2)
    more = await talk.say("tell me more about it", "product_details")
    numbered = await talk.say("tell me about number 1", "product_details", ordinal=1)
    assert stock.startswith("Yes, the Moor Hat is in stock in size M")
    assert chosen.startswith("The Fell Jacket, £79.95.")
    assert more.startswith("Fell Jacket by Ridgeline")
    assert numbered.startswith("Tarn Bottle by Tarn & Co")


async def test_compared_by_name_they_have_places_too(talk: Conversation) -> None:
    titles = ["Moor Hat", "Fell Jacket"]
    await talk.say("compare the Moor Hat and the Fell Jacket", "compare_products", product=titles)
    cheaper = await talk.say("is the first one cheaper?", "compare_products", ordinal=1)
    assert cheaper.startswith("The Moor Hat is cheaper: £25")
    assert (await talk.say("I'll take the last one", "choose_item", ordinal=-1)).startswith(
        "The Fell Jacket"
    )
    other = await talk.say("what about the other one?", "product_details")
    assert other.startswith("Moor Hat by Ridgeline")


async def test_a_comparison_takes_the_place_of_what_was_talked_about(talk: Conversation) -> None:
    await talk.say("tell me about the Tarn Bottle", "product_details", product="Tarn Bottle")
    titles = ["Moor Hat", "Fell Jacket"]
    await talk.say("compare the Moor Hat and the Fell Jacket", "compare_products", product=titles)
    which = await talk.say("tell me more about it", "product_details")
    both = await talk.say("and in L?", "refine_search", size="L")
    are_they = await talk.say("do they come in M?", "check_stock", size="M")
    assert which == "Which one do you mean: Moor Hat or Fell Jacket?"
    assert both.count("is in stock in size L") == 2
    assert are_they.count("is in stock in size M") == 2
    others = await talk.say("show me others in L", "refine_search", size="L")
    assert "1. " in others


async def test_a_question_about_both_is_answered_for_both(talk: Conversation) -> None:
    await show_all(talk)
    await talk.say("compare 2 and 3", "compare_products", ordinal=[2, 3])
    told = await talk.say("are they waterproof?", "product_details", attribute="waterproof")
    assert told == "The catalogue lists neither of them as “waterproof”."


@pytest.fixture
def boots(shop: Shop) -> None:
    """Boots in UK sizes, and a dress in one that is called the same."""
    with open_database().writing() as session:
        for key, title, category in ((11, "Fell Boots", "Shoes"), (12, "Moor Dress", "Dresses")):
            sizes = [variant(10 * key + n, {"size": f"UK {n}"}, "90", n % 4) for n in (6, 7, 8)]
            session.add(
                Product(
                    id=key,
                    handle=title,
                    title=title,
                    brand="Ridgeline",
                    category=category,
                    variants=sizes,
                )
            )


@pytest.mark.usefixtures("boots")
async def test_a_shoe_size_of_another_system_finds_the_own_one(talk: Conversation) -> None:
    found = await talk.say("boots in EU 41", "search_product", category="Shoes", size="EU 41")
    assert found.startswith("EU 41 (EU and UK sizes are the same for men and women) is about UK 7 ")
    assert "1. Fell Boots" in found and "in size UK 7" in found
    sold_out = await talk.say("and in 42?", "refine_search", size="42")
    assert "The Fell Boots is sold out in size UK 8." in sold_out
    women = await talk.say("and US 9 for women?", "refine_search", size="US 9")
    assert women.startswith("US 9 (taken as a women's size) is about UK 7 ")
    dress = await talk.say("a dress in EU 41", "search_product", category="Dresses", size="EU 41")
    assert dress.startswith("I have no dresses in size EU 41")


@pytest.mark.usefixtures("boots")
async def test_a_shoe_size_alone_asks_for_shoes(talk: Conversation) -> None:
    found = await talk.say("EU 41", "inform", size="EU 41")
    assert "Fell Boots" in found and "Moor Dress" not in found


async def test_for_whom_it_is_goes_into_the_search(talk: Conversation) -> None:
    await show_all(talk)
    told = await talk.say("it's for my daughter", "inform")
    assert told.startswith("The catalogue marks no products as made for children.")
    assert "3. " in told


async def test_for_whom_one_product_is_is_told(talk: Conversation) -> None:
    await talk.say("tell me about the Fell Jacket", "product_details", product="Fell Jacket")
    told = await talk.say("for my wife?", "refine_search")
    assert told == "The catalogue marks no jackets as made for women."


async def test_around_an_amount_is_a_range(talk: Conversation) -> None:
    await show_all(talk)
    told = await talk.say("something around 2 kg", "refine_search")
    assert told.startswith("I have no products of about 2 kg")


@pytest.mark.parametrize("intent", ["search_product", "refine_search", "check_stock"])
async def test_what_is_not_sold_is_said_first_and_leaves_the_list(
    talk: Conversation, intent: str
) -> None:
    await show_all(talk)
    denied = await talk.say("do you sell gloves?", intent)
    again = await talk.say("so you dont do gloves?", intent)
    assert denied.startswith("No, we don't sell gloves. We sell")
    assert again.startswith("No, we don't sell gloves.")
    first = await talk.say("is the first one in stock?", "check_stock", ordinal="1")
    assert first.startswith("Yes, the Tarn Bottle")


async def test_the_rest_of_a_wish_is_answered(talk: Conversation) -> None:
    answer = await talk.say("gloves and hats", "search_product", category="hats")
    assert answer.startswith("We don't sell gloves.")
    assert "Moor Hat" in answer


async def test_what_the_service_speaks_of_is_answered_by_it(talk: Conversation) -> None:
    pegs = await talk.say("do you sell tent pegs?", "search_product", answers=["faq/spare_parts"])
    assert "Spare parts" in pegs
    assert "don't sell" not in pegs
    other = await talk.say("do you sell buckles?", "search_product", answers=["faq/app"])
    assert "app" not in other.split()
    assert "don't sell" not in other
