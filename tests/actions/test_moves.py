"""What shoppers say of the search itself changes its course."""

from __future__ import annotations

import pytest

from actions.shop.database import Shop, open_database
from actions.shop.models import Article, Product
from tests.actions.conftest import Conversation
from tests.actions.shop import variant


async def show_all(talk: Conversation) -> None:
    """Have the three products of the shop on show: bottle, hat and jacket, cheapest first."""
    await talk.say("what is the cheapest?", "search_product")


def add_hats(count: int = 14) -> None:
    """Put hats into the shop, half of them red and waterproof."""
    with open_database().writing() as session:
        for number in range(count):
            color = "red" if number % 2 else "navy"
            session.add(
                Product(
                    handle=f"hat-{number}",
                    title=f"Hat {number}",
                    category="Hats",
                    brand="Ridgeline",
                    attributes={"waterproof": ["yes"]} if number % 2 else {},
                    tags=["hiking"],
                    variants=[
                        variant(1000 + number, {"color": color, "size": "M"}, str(10 + number), 5)
                    ],
                )
            )


async def test_the_first_question_is_asked_once_with_real_counts(talk: Conversation) -> None:
    add_hats()
    first = await talk.say("show me hats", "search_product", category="Hats")
    assert first.splitlines()[-1].endswith("?")
    offered = [title for title in talk.titles if title.endswith(")")]
    assert len(offered) > 1 and talk.titles[-1] == "I don't mind"
    question = first.splitlines()[-1]
    again = await talk.say("show me more", "show_more")
    assert question not in again


async def test_a_button_of_a_question_narrows_the_list(talk: Conversation) -> None:
    add_hats(30)
    await talk.say("show me hats", "search_product", category="Hats")
    offered = [button for button in talk.buttons if button["title"].endswith(")")]
    await talk.say("show me more", "show_more")
    offered += [button for button in talk.buttons if button["title"].endswith(")")]
    color = next(button for button in offered if "color" in button["payload"])
    count = color["title"].rpartition("(")[2].rstrip(")")
    assert f"I found {count} " in await talk.press(color["payload"])


async def test_who_does_not_mind_is_asked_nothing_more(talk: Conversation) -> None:
    add_hats()
    await talk.say("show me hats", "search_product", category="Hats")
    choice = await talk.say("I don't mind", "stop")
    assert choice.startswith("Then I would begin with the ")
    assert "?" not in await talk.say("show me more", "show_more")
    assert "I don't mind" not in talk.titles


@pytest.mark.parametrize("intent", ["deny", "refine_search", "inform"])
async def test_none_of_these_shows_others_then_gives_a_wish_up_then_offers_a_person(
    talk: Conversation, intent: str
) -> None:
    add_hats()
    first = await talk.say("red hats", "search_product", category="Hats", color="red")
    second = await talk.say("none of these", intent)
    assert not set(listed(first)) & set(listed(second))
    relaxed = await talk.say("none of these", intent)
    assert "“red” rules out most: without it there are" in relaxed
    person = await talk.say("none of these", intent)
    assert talk.titles == ["Talk to a person"] and "colleagues" in person


def listed(answer: str) -> list[str]:
    """Return the lines of a list, without their numbers."""
    return [line.split(". ", 1)[1] for line in answer.splitlines() if line[:1].isdigit()]


async def test_who_is_not_understood_gets_another_course(talk: Conversation) -> None:
    add_hats()
    await talk.say("red hats", "search_product", category="Hats", color="red")
    answer = await talk.say("you don't understand", "refine_search")
    assert answer.startswith("Sorry") and "“red” rules out most" in answer
    before = await talk.say("go back", "stop")
    assert "red hats" in before


async def test_perfect_closes_with_the_choice(talk: Conversation) -> None:
    await show_all(talk)
    which = await talk.say("perfect", "affirm")
    assert which.startswith("Which one do you mean")
    chosen = await talk.press('/choose_item{"ordinal": 3}')
    assert chosen.startswith("The Fell Jacket, £79.95.")
    closed = await talk.say("perfect", "affirm")
    assert closed.startswith("Then the Fell Jacket it is.")


async def test_not_that_one_leaves_the_others(talk: Conversation) -> None:
    await show_all(talk)
    assert (await talk.say("not that one", "deny")).startswith("Which one do you mean")
    left = await talk.press('/choose_item{"ordinal": 1}')
    assert "Tarn Bottle" not in "\n".join(listed(left))
    assert len(listed(left)) == 2
    back = await talk.say("undo that", "nlu_fallback")
    assert len(listed(back)) == 3


async def test_without_a_list_a_no_is_a_no(talk: Conversation) -> None:
    assert (await talk.say("none of these", "deny")).startswith("All right.")
    assert "nothing under way" in await talk.say("go back", "stop")


async def test_a_no_to_another_matter_is_not_about_products(talk: Conversation) -> None:
    await show_all(talk)
    await talk.say("what does delivery cost?", "delivery_cost")
    assert (await talk.say("none of these", "deny")).startswith("All right.")


async def test_why_not_names_the_wish_that_rules_it_out(talk: Conversation) -> None:
    await talk.say("navy ones", "search_product", color="navy")
    told = await talk.say(
        "why not the Tarn Bottle?", "explain_recommendation", product="Tarn Bottle"
    )
    assert told.startswith("You asked for navy; the Tarn Bottle comes in steel.")
    assert "Without “navy” it would be in the running." in told


async def test_what_goes_with_it_and_what_there_is_to_read(talk: Conversation, shop: Shop) -> None:
    with open_database().writing() as session:
        for product in session.query(Product):
            product.tags = ["hiking"]
        article = Article(slug="a", title="Hats for rain", body="Wool warms.", category="Hats")
        session.add(article)
    await talk.say("tell me about the Moor Hat", "product_details", product="Moor Hat")
    beside = await talk.say("what goes with it?", "recommend_product")
    assert beside.startswith("With the Moor Hat go well:")
    assert "Fell Jacket" in beside and "Moor Hat –" not in beside
    orders = await talk.say("what goes with my last order?", "recommend_product")
    assert "privacy dial" in orders
