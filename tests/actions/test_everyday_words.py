"""Wishes as people type them: with stories around, and changes that name no kind again."""

from __future__ import annotations

import pytest

from actions.shop.database import Shop, open_database
from actions.shop.models import Product
from tests.actions.conftest import Conversation
from tests.actions.shop import variant


@pytest.fixture
def tents(shop: Shop) -> None:
    """Tents for two, and one for four."""
    with open_database().writing() as session:
        for key, title, people in (
            (21, "Beck Tent", "2"),
            (22, "Base Tent", "4"),
            (23, "Tarn Tent", "2"),
        ):
            session.add(
                Product(
                    id=key,
                    handle=title,
                    title=title,
                    brand="Ridgeline",
                    category="Tents",
                    attributes={"sleeps": [people]},
                    tags=[f"{people}-person"],
                    variants=[variant(10 * key, {"color": "sage"}, "90", 3)],
                )
            )


@pytest.mark.usefixtures("shop")
async def test_no_story_is_quoted_over_what_fits(talk: Conversation) -> None:
    text = "im looking for a jacket for the dog walks, hes about 6ft 2 and quite broad"
    found = await talk.say(text, "search_product", category="Jackets")
    assert "1. Fell Jacket" in found
    assert "nothing that is quite" not in found
    assert "broad" not in found


@pytest.mark.usefixtures("tents")
async def test_a_list_keeps_its_kind(talk: Conversation) -> None:
    await talk.say("i need a tent", "search_product", category="Tents")
    four = await talk.say("4 ppl, camping in scotland in october", "search_product")
    assert "1. Base Tent" in four
    assert "Beck Tent" not in four
    await talk.say("tents then", "search_product", category="Tents")
    other = await talk.say("something to drink from, a bottle", "search_product")
    assert "Tent –" not in other


@pytest.mark.usefixtures("tents")
async def test_a_family_is_counted(talk: Conversation) -> None:
    text = "hiya need a tent for me hubby n 2 kids"
    found = await talk.say(text, "search_product", category="Tents", attribute="kids")
    assert "1. Base Tent" in found
    assert "Beck Tent" not in found


async def test_sizes_in_numbers_find_letters(talk: Conversation) -> None:
    found = await talk.say("a jacket, shes a 12", "search_product", category="Jackets", size="12")
    assert found.startswith("A women's 12 is usually M; makers differ a little.")
    assert "1. Fell Jacket" in found
