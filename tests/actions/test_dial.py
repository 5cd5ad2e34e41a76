"""The privacy dial in the chat: set, told, followed by recommendations, handed out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.agent import Agent
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import read_endpoint_config
from sqlalchemy import update

import actions.privacy
from actions.service.dial import level_in
from actions.shop.database import Shop, open_database
from actions.shop.models import Order
from actions.shopping.assortment import Assortment, use_assortment
from bot.privacy.tracker_store import RedactingTrackerStore
from settings import PROJECT_ROOT, get_settings
from tests.actions.conftest import Conversation, InProcess
from tests.actions.shop import MAYA, TOM

Talk = Callable[..., Conversation]
OFF, SESSION, PROFILE = (
    f'/set_privacy{{"privacy_level": "{level}"}}' for level in ("off", "session", "profile")
)


@pytest.fixture
def store(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RedactingTrackerStore:
    """Ours, as endpoints.yml makes it, with hardly any noise in profiles."""
    monkeypatch.setenv("TACTFUL_STATE_DIR", str(tmp_path))
    get_settings.cache_clear()
    endpoints = yaml.safe_load((PROJECT_ROOT / "endpoints.yml").read_text())
    del endpoints["tracker_store"]["retention_every"]
    endpoints["tracker_store"]["profile_epsilon"] = 1000
    (tmp_path / "endpoints.yml").write_text(yaml.safe_dump(endpoints))
    monkeypatch.setattr(actions.privacy, "PROJECT_ROOT", tmp_path)
    config = read_endpoint_config(str(tmp_path / "endpoints.yml"), "tracker_store")
    made = TrackerStore.create(config, Domain.load(str(PROJECT_ROOT / "domain.yml")))
    assert isinstance(made, RedactingTrackerStore)
    return made


@pytest.fixture
def kept(store: RedactingTrackerStore, dialogue_model: Path, endpoint: InProcess) -> Talk:
    """A conversation whose turns go through our own tracker store."""
    generator = read_endpoint_config(str(PROJECT_ROOT / "endpoints.yml"), "nlg")
    agent = Agent.load(
        str(dialogue_model),
        action_endpoint=endpoint,
        generator=generator,
        tracker_store=store,
    )

    def begin(customer: int | None = None) -> Conversation:
        return Conversation(agent, endpoint.calls, customer)

    return begin


def custom(talk: Conversation, kind: str) -> list[dict[str, Any]]:
    return [m["custom"] for m in talk.messages if m.get("custom", {}).get("type") == kind]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("don't remember anything", "off"),
        ("Private mode please", "off"),
        ("nothing I type here should be saved", "off"),
        ("please don’t save this conversation", "off"),
        ("turn the privacy dial to off", "off"),
        ("off the record please", "off"),
        ("stop remembering things about me", "off"),
        ("keep nothing at all of me", "off"),
        ("please remember nothing about my tastes", "off"),
        ("I'd rather you didn't remember me", "off"),
        ("I don't want to be remembered next time", "session"),
        ("forget after this chat", "session"),
        ("everything I said should be deleted once we're done", "session"),
        ("only remember me for this chat", "session"),
        ("set it to session", "session"),
        ("turn my profile off", "session"),
        ("switch off the profile", "session"),
        ("no profile of me please", "session"),
        ("I don't want to be profiled any more", "session"),
        ("remember me next time", "profile"),
        ("keep my preferences for when I come back", "profile"),
        ("turn my profile on", "profile"),
        ("you may remember me", "profile"),
        ("start remembering what I like", "profile"),
        ("Next time I'd like you to know what I looked for", "profile"),
        ("how is my privacy set?", None),
        ("is my profile on or off", None),
        ("are you remembering me at the moment", None),
        ("change my privacy settings", None),
    ],
)
def test_the_level_is_read_from_the_words(text: str, level: str | None) -> None:
    assert level_in(text) == level


async def test_how_it_is_set_is_told_with_buttons(kept: Talk) -> None:
    talk = kept()
    told = await talk.say("how is my privacy set?", "set_privacy")
    assert "stands at “session”" in told and await talk.asked() is None
    assert talk.titles == ["Off: keep nothing", "Profile: between visits"]
    assert "It is so already" in await talk.press(SESSION)


async def test_off_erases_and_lasts(kept: Talk, store: RedactingTrackerStore) -> None:
    talk = kept()
    await talk.say("show me jackets", "search_product", category="Jackets")
    done = await talk.say("private mode please", "set_privacy")
    assert "“off”" in done and "erased what this conversation had stored" in done
    assert custom(talk, "privacy_level") == [{"type": "privacy_level", "level": "off"}]
    assert await talk.slot("shopping") is None
    assert store.dial.level(talk.sender) == "off"
    await talk.say("show me jackets", "search_product", category="Jackets")
    assert talk.buttons == [] and await talk.slot("shopping") is None
    assert "no longer know what I showed" in await talk.say("cheaper", "refine_search")
    why = await talk.say("why these?", "explain_recommendation")
    assert "dial is off" in why and "your message alone" in why
    assert "nothing about you" in await talk.say("what do you know", "what_do_you_know")
    back = await talk.press(SESSION)
    assert "“session”" in back and "erased" not in back
    assert "“off”" in await talk.press(OFF)  # and once more in the same conversation


async def test_at_off_an_order_can_be_asked_for(kept: Talk) -> None:
    talk = kept()
    await talk.press(OFF)
    await talk.say("where is my order", "order_status")
    await talk.say("10023", "inform", order_number="10023")
    assert await talk.asked() == "proof"
    told = await talk.say("LS1 4AB", "inform", postcode="LS1 4AB")
    assert "TRK10023GB" in told
    assert await talk.slot("order_number") is None and await talk.slot("proven") is None
    assert "order number" in await talk.say("where is my order", "order_status")


async def test_a_profile_needs_a_clear_yes(kept: Talk, store: RedactingTrackerStore) -> None:
    talk = kept()
    asked = await talk.say("remember me next time", "set_privacy")
    assert "365 days" in asked and "noise" in asked and "delete it" in asked
    assert await talk.asked() == "confirmed"
    await talk.say("hmm", "affirm")
    assert await talk.asked() == "confirmed"
    assert "Nothing was changed" in await talk.say("no", "deny")
    assert store.dial.level(talk.sender) == "session"
    await talk.press(PROFILE)
    assert "“profile”" in await talk.press("/affirm")
    assert store.dial.level(talk.sender) == "profile"
    (entry,) = store.dial.consents.entries()
    assert entry.set_by == "chat"


async def test_another_level_answers_the_question_too(
    kept: Talk, store: RedactingTrackerStore
) -> None:
    talk = kept()
    await talk.press(PROFILE)
    assert "“off”" in await talk.say("no, don't remember anything", "set_privacy")
    assert store.dial.level(talk.sender) == "off" and await talk.asked() is None


async def test_no_profile_is_no_wish_for_more_to_be_kept(
    kept: Talk, store: RedactingTrackerStore
) -> None:
    talk = kept()
    await talk.press(OFF)
    assert "It is so already" in await talk.say("turn my profile off", "set_privacy")
    assert store.dial.level(talk.sender) == "off"


async def test_a_store_without_a_dial_promises_nothing(talk: Conversation) -> None:
    assert "nothing was changed" in await talk.press(OFF)
    assert await talk.slot("privacy_level") is None


async def test_in_the_middle_of_a_task_the_dial_costs_nothing(kept: Talk) -> None:
    talk = kept()
    await talk.say("where is my order", "order_status")
    told = await talk.say("how is my privacy set?", "set_privacy")
    assert "“session”" in told and told.endswith("It is in your confirmation e-mail.")
    assert await talk.asked() == "order_number"


async def test_a_level_set_in_the_middle_of_a_task_holds(
    kept: Talk, store: RedactingTrackerStore
) -> None:
    talk = kept()
    await talk.press(OFF)
    await talk.say("where is my order", "order_status")
    told = await talk.say("set it to session", "set_privacy")
    assert "Done" in told and await talk.asked() == "order_number"
    assert store.dial.level(talk.sender) == "session"


async def test_who_has_a_profile_is_not_asked_again(kept: Talk) -> None:
    talk = kept()
    await with_profile(talk)
    assert "It is so already" in await talk.say("remember me next time", "set_privacy")


async def with_profile(talk: Conversation) -> None:
    await talk.press(PROFILE)
    await talk.press("/affirm")


async def test_orders_count_at_profile_only(kept: Talk) -> None:
    talk = kept(MAYA)
    before = await talk.say("recommend me something", "recommend_product")
    assert "orders" not in before and "know nothing of your taste" in before
    assert "orders" not in await talk.say("why these?", "explain_recommendation")
    await with_profile(talk)
    # The list on show was made without them: what is told of it stays true.
    assert "orders" not in await talk.say("why these?", "explain_recommendation")
    after = await talk.say("recommend me something", "recommend_product")
    assert "your earlier orders" in after or "all I have" in after


async def test_what_others_bought_counts_at_profile_only(
    kept: Talk, shop: Shop, tmp_path: Path
) -> None:
    # So Tom bought what Maya did, and the hat.
    with open_database().writing() as session:
        of_hats = update(Order).where(Order.number.in_(["10025", "10026"]))
        session.execute(of_hats.values(customer_id=TOM))
    source = Assortment(lambda: shop.catalogue, lambda: None, tmp_path / "index")
    use_assortment(source)
    assert source.bought_next(source.bought_by(MAYA)) == {}
    source.learn()
    assert source.bought_next(source.bought_by(MAYA)) == {3: 1.0}
    talk = kept(MAYA)
    assert "other customers" not in await talk.say("recommend me something", "recommend_product")
    # All of the small shop has been on show by now.
    talk = kept(MAYA)
    await with_profile(talk)
    answer = await talk.say("recommend me something", "recommend_product")
    told = await talk.say("why these?", "explain_recommendation")
    assert "other customers" in answer + told


async def test_a_profile_is_made_used_told_and_erased(
    kept: Talk, store: RedactingTrackerStore
) -> None:
    talk = kept()
    await with_profile(talk)
    assert "no profile of you yet" in await talk.say("what do you know", "what_do_you_know")
    await talk.say("show me jackets", "search_product", category="Jackets")
    told = await talk.say("what do you know", "what_do_you_know")
    assert "profile of 1 visit" in told and "jackets" in told
    # This visit is no earlier one.
    answer = await talk.say("recommend a hat", "recommend_product", category="Hats")
    assert "profile" not in answer
    names = store.dial.profile_names(talk.sender)
    domain = ["category=jackets", "category=hats"]
    store.dial.profiles.add(names, {"category=jackets": 1}, visit="another", domain=domain)
    answer = await talk.say("suggest a bottle", "recommend_product", category="Water bottles")
    assert "what you told me and your profile of earlier visits" in answer
    assert "your profile" in await talk.say("why these?", "explain_recommendation")
    assert "your profile" in await talk.say("turn my profile off", "set_privacy")
    assert store.dial.profiles.count() == 0
    await talk.say("show me jackets", "search_product", category="Jackets")
    assert store.dial.profiles.count() == 0


async def test_no_profile_without_consent(kept: Talk, store: RedactingTrackerStore) -> None:
    talk = kept(MAYA)
    await talk.say("show me jackets", "search_product", category="Jackets")
    assert store.dial.profiles.count() == 0


async def test_forgetting_takes_the_profile_along(kept: Talk, store: RedactingTrackerStore) -> None:
    talk = kept()
    await with_profile(talk)
    await talk.say("show me jackets", "search_product", category="Jackets")
    assert "your profile" in await talk.say("forget me", "forget_me")
    assert "profile is erased too" in await talk.press("/affirm")
    assert custom(talk, "privacy_level")[-1]["level"] == "session"
    assert store.dial.profiles.count() == 0 and store.dial.level(talk.sender) == "session"


async def test_a_copy_holds_what_is_known_and_is_not_stored(
    kept: Talk, store: RedactingTrackerStore
) -> None:
    talk = kept(MAYA)
    await with_profile(talk)
    await talk.say("show me jackets", "search_product", category="Jackets")
    assert "a copy of what I know" in await talk.say("export my data", "export_data")
    (export,) = custom(talk, "export")
    data = export["data"]
    assert data["privacy"]["level"] == "profile" and data["privacy"]["profile"]["visits"] == 1
    assert [c["after"] for c in data["privacy"]["consents"]] == ["profile"]
    assert "show me jackets" in [m["text"] for m in data["conversation"]["messages"]]
    assert data["shop"]["name"] == "Maya Fenwick"
    tracker = await store.retrieve(talk.sender)
    assert tracker is not None
    stored = [e.as_dict() for e in tracker.events]
    assert not any("Maya Fenwick" in json.dumps(event) for event in stored)


@pytest.mark.parametrize("text", ["turn that off again", "stop doing that", "switch it off please"])
async def test_what_sounds_like_stop_ends_the_profile(kept: Talk, text: str) -> None:
    talk = kept()
    await talk.press(PROFILE)
    await talk.say("yes", "affirm")
    await talk.say("how is my privacy set?", "set_privacy")
    assert "“session”" in await talk.say(text, "stop")
    assert await talk.slot("privacy_level") == "session"


async def test_stop_with_a_wish_not_to_be_remembered_sets_the_dial(kept: Talk) -> None:
    talk = kept()
    assert "“off”" in await talk.say("stop it, you shall not store anything", "stop")
    assert "nothing under way" in await kept().say("stop", "stop")


async def test_a_wish_not_to_be_remembered_is_heard_in_a_task(kept: Talk) -> None:
    talk = kept()
    await talk.say("where is my order", "order_status")
    assert "“off”" in await talk.say("stop, keep nothing of this", "stop")


@pytest.mark.parametrize(
    ("before", "intent"),
    [
        ([("cancel 10024, maya.fenwick@example.com", "cancel_order")], "set_privacy"),
        ([("where is my order", "order_status")], "set_privacy"),
        ([("I want to complain", "complaint")], "set_privacy"),
        ([], "set_privacy"),
    ],
)
@pytest.mark.parametrize(
    "text", ["no, don't remember anything", "i don't want you to keep that", "stop remembering me"]
)
async def test_a_wish_for_less_holds_wherever_it_is_told(
    kept: Talk,
    store: RedactingTrackerStore,
    shop: Shop,
    before: list[tuple[str, str]],
    intent: str,
    text: str,
) -> None:
    talk = kept()
    for said, meant in before:
        proof = {"order_number": "10024", "email": "maya.fenwick@example.com"}
        await talk.say(said, meant, **(proof if "10024" in said else {}))
    answer = await talk.say(text, intent)
    assert "stands at “off”: I keep nothing beyond the message at hand" in answer
    assert ("nothing was changed" in answer) is bool(before)
    assert store.dial.level(talk.sender) == "off" and await talk.asked() is None
    found = shop.orders.get("10024")
    assert found is not None and found.status == "processing"


@pytest.mark.parametrize(
    "text",
    [
        "I don't mind if you remember me",
        "can't you keep my preferences",
        "why don't you remember me",
        "remember me next time",
    ],
)
async def test_nothing_is_lowered_or_raised_by_accident(
    kept: Talk, store: RedactingTrackerStore, text: str
) -> None:
    talk = kept()
    await talk.say(text, "set_privacy")
    assert store.dial.level(talk.sender) == "session"
