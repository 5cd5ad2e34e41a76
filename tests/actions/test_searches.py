"""Searches that led to a choice teach words: nothing personal, and nothing with the dial off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from rasa.shared.core.events import SlotSet
from sqlalchemy import text

from actions.recommendation.learned import Source
from actions.recommendation.search_counts import SearchBudget
from actions.shop.database import Shop, ShopUnavailableError, open_database
from actions.shop.learned_words import LearnedRow
from actions.shop.models import Product, Review
from actions.shopping import searches as learning
from actions.shopping.__main__ import main
from actions.shopping.searches import Reader, Searches, read_meanings
from settings import get_settings
from tests.actions.conftest import Conversation
from tests.actions.shop import variant

PAIR = ("zorbel", "fell jacket")
DAY = date.today()


@pytest.fixture
def taught(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Searches]:
    """What this process learns, in batches of four, with hardly any noise."""
    own = Searches(SearchBudget(1000.0), lambda: shop, batch=4)
    monkeypatch.setattr(learning, "searches", lambda: own)
    yield own


async def search_and_choose(talk: Conversation, said: str = "zorbel jackets") -> None:
    await talk.say(said, "search_product", category="Jackets")
    await talk.say("tell me more about the first one", "product_details", ordinal=1)


async def turn_off(talk: Conversation) -> None:
    """Set the dial, as our tracker store does."""
    tracker = await talk.tracker()
    tracker.update(SlotSet("privacy_level", "off"))
    await talk.agent.tracker_store.save(tracker)


def learned(shop: Shop) -> dict[tuple[str, str], float]:
    return {(one.said, one.means): one.times for one in read_meanings(shop)[Source.SEARCH]}


async def test_details_of_a_product_on_show_are_a_choice(
    talk: Conversation, shop: Shop, taught: Searches
) -> None:
    await talk.say("zorbel jackets", "search_product", category="Jackets")
    assert taught.held == 0
    await talk.say("tell me more about the first one", "product_details", ordinal=1)
    assert taught.held == 1
    for sender in ("b", "c", "d"):
        taught.note(sender, [PAIR])
    assert taught.held == 0 and learned(shop)[PAIR] == pytest.approx(4.0, abs=0.1)


async def test_to_turn_a_product_down_is_no_choice(talk: Conversation, taught: Searches) -> None:
    await search_and_choose(talk)
    taught.forget(talk.sender)
    await talk.say("not that one", "refine_search")
    assert taught.held == 0


async def test_what_was_not_searched_for_teaches_nothing(
    talk: Conversation, taught: Searches
) -> None:
    await talk.say("tell me about the Fell Jacket", "product_details", product="Fell Jacket")
    assert taught.held == 0


async def test_with_the_dial_off_nothing_is_counted(talk: Conversation, taught: Searches) -> None:
    await talk.say("jackets", "search_product", category="Jackets")
    await turn_off(talk)
    await search_and_choose(talk)
    assert taught.held == 0


async def test_off_and_forget_me_take_back_what_is_held(
    talk: Conversation, taught: Searches
) -> None:
    await search_and_choose(talk)
    assert taught.held == 1
    await talk.say("forget me", "forget_me")
    await talk.say("yes", "affirm")
    assert taught.held == 0
    taught.note(talk.sender, [PAIR])
    await turn_off(talk)
    await talk.say("jackets", "search_product", category="Jackets")
    assert taught.held == 0


async def test_nothing_personal_is_held(
    talk: Conversation, shop: Shop, taught: Searches, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[tuple[str, str]] = []
    monkeypatch.setattr(taught, "note", lambda sender, pairs: noted.extend(pairs))
    # What the NLU took for a name, in a message before.
    await talk.say("I am Quillon", "greet", name="Quillon")
    await search_and_choose(talk, "zorbel jackets for quillon, maya@example.com")
    assert not {"quillon", "maya", "exampl", "com"} & {w for pair in noted for w in pair[0].split()}
    assert ("zorbel", "fell jacket") in noted


def test_one_shoppers_word_is_never_written(shop: Shop, taught: Searches) -> None:
    for _ in range(20):
        taught.note("one", [("secretword", "fell jacket")])
    for sender in ("b", "c", "d"):
        taught.note(sender, [PAIR])
    assert taught.held == 0
    with open_database().reading() as session:
        rows = session.execute(text("SELECT said FROM learned_words")).all()
    assert "secretword" not in str(rows)


def test_without_an_epsilon_nothing_is_held(shop: Shop) -> None:
    own = Searches(None, lambda: shop)
    own.note("one", [PAIR])
    own.forget("one")
    assert own.held == 0 and not own.learns


def test_nothing_is_held_for_longer_than_a_month(shop: Shop) -> None:
    days = [DAY]
    own = Searches(SearchBudget(1000.0), lambda: shop, today=lambda: days[-1])
    for sender in ("a", "b", "c", "d"):
        own.note(sender, [PAIR])
    own.note("one", [("secretword", "fell jacket")])
    days.append(DAY + timedelta(days=29))
    own.tend()
    assert own.held == 5 and learned(shop) == {}
    days.append(DAY + timedelta(days=30))
    own.tend()
    assert own.held == 0 and set(learned(shop)) == {PAIR}
    own.note("two", [PAIR])
    own.tend()
    assert own.held == 1


def test_a_release_that_cannot_be_written_waits(shop: Shop) -> None:
    away = [True]

    def source() -> Shop:
        if away:
            raise ShopUnavailableError("away")
        return shop

    own = Searches(SearchBudget(1000.0), source, batch=4)
    for number in range(4):
        own.note(str(number), [PAIR])
    assert own.held == 0 and learned(shop) == {}
    away.clear()
    for number in range(4):
        own.note(str(number), [])
    assert set(learned(shop)) == {PAIR}


def test_what_was_learned_long_ago_is_not_used_and_then_deleted(shop: Shop) -> None:
    days = [DAY - timedelta(days=366)]
    own = Searches(SearchBudget(1000.0), lambda: shop, batch=4, today=lambda: days[-1])

    def batch(means: str) -> None:
        for number in range(4):
            own.note(str(number), [("zorbel", means)])

    batch("fell jacket")
    assert learned(shop) == {} and len(shop.learned.of(Source.SEARCH)) == 1
    days.append(DAY)
    batch("moor hat")
    assert set(learned(shop)) == {("zorbel", "moor hat")}
    assert len(shop.learned.of(Source.SEARCH)) == 1


def test_the_reader_goes_on_with_what_it_knew(shop: Shop) -> None:
    shop.learned.add(Source.SEARCH, [LearnedRow(*PAIR, 9.0)], DAY, DAY)
    sources = [shop]

    def source() -> Shop:
        if not sources:
            raise ShopUnavailableError("away")
        return sources[0]

    reader = Reader(source)
    assert ("zorbel",) in reader()
    sources.clear()
    assert ("zorbel",) in reader()
    assert Reader(source)() == {}


def add_reviews() -> None:
    """Put two tents into the shop whose buyers call them wigwams."""
    with open_database().writing() as session:
        for number in (11, 12):
            session.add(
                Product(
                    id=number,
                    handle=f"tent-{number}",
                    title=f"Beck {number} Tent",
                    category="Tents",
                    brand="Ridgeline",
                    variants=[variant(number, {}, "100", 1)],
                )
            )
        session.flush()
        said = [(n % 2 + 11, f"Wigwam number {n} stood in the wind.") for n in range(12)]
        other = [(n % 3 + 1, f"Pleased for the {n}th time.") for n in range(60)]
        session.add_all(
            Review(product_id=i, stars=5, text=t, created_on=DAY) for i, t in [*said, *other]
        )


def test_the_command_learns_from_reviews_shows_and_refuses(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    add_reviews()
    shop.learned.add(Source.SEARCH, [LearnedRow(*PAIR, 17.25)], DAY, DAY)
    assert main(["synonyms", "--show"]) == 0
    shown = capsys.readouterr().out
    assert "zorbel" in shown and "17.2" in shown and "wigwam" not in shown
    assert main(["synonyms"]) == 0
    assert "wigwam" in capsys.readouterr().out
    assert main(["synonyms", "--refuse", "Wigwams"]) == 0
    assert main(["synonyms"]) == 0
    assert "wigwam" not in capsys.readouterr().out.partition("Words")[2]
    assert main(["synonyms", "--allow", "wigwam"]) == 0
    assert main(["synonyms", "--allow", "wigwam"]) == 1
    assert main(["synonyms"]) == 0
    assert "wigwam" in capsys.readouterr().out


def test_an_epsilon_of_nought_is_the_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    learning.searches.cache_clear()
    monkeypatch.setenv("TACTFUL_SYNONYMS_EPSILON", "0")
    get_settings.cache_clear()
    assert not learning.searches().learns
    learning.searches.cache_clear()
    get_settings.cache_clear()
