"""A message is read in its conversation: behind products, and behind an answer of the FAQ."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from nlu_models.asked_before import asked_before, topic_of
from nlu_models.context import Asked, FollowUp, Topic, answered_in_context, reweighed
from nlu_models.context_component import ConversationContext
from nlu_models.leaning import leans_on_last
from nlu_models.match import Candidate
from nlu_models.selections import FOLLOW_UP

LIST_SHOWN = ActionExecuted("action_search_products")
ANSWERED = ActionExecuted("utter_faq")


def conversation(*events: Event) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("s", list(events))


def question(text: str, answer: str) -> UserUttered:
    selected = {"faq": {"response": {"intent_response_key": answer}}}
    parsed: dict[str, Any] = {"response_selector": selected}
    return UserUttered(text, intent={"name": "faq"}, parse_data=parsed)


def understood(
    text: str,
    tracker: DialogueStateTracker | None,
    *guesses: tuple[str, float],
    entities: tuple[str, ...] = (),
    follow_up: str | None = None,
    behind: float = 0.8,
) -> Message:
    """Send a message with what was found in it through the component."""
    ranking = [{"name": name, "confidence": confidence} for name, confidence in guesses]
    message = Message({"text": text, "intent": dict(ranking[0]), "intent_ranking": ranking})
    message.set("entities", [{"entity": kind} for kind in entities])
    if follow_up is not None:
        answer = {"confidence": behind, "intent_response_key": follow_up}
        message.set(FOLLOW_UP, ("faq", {"response": answer, "ranking": [answer]}))
    component = ConversationContext()
    (message,) = component.process([message], tracker)
    return message


@pytest.mark.parametrize(
    ("text", "guesses", "entities"),
    [
        ("too heavy, we walk a bit", (("chitchat", 0.25), ("refine_search", 0.05)), ("critique",)),
        ("4 people, in scotland", (("faq", 0.41), ("out_of_scope", 0.18)), ("attribute",)),
        ("those are all a bit boring", (("chitchat", 0.5), ("refine_search", 0.2)), ()),
    ],
    ids=["critique", "unknown to the intents", "said of the list"],
)
@pytest.mark.parametrize("meant", ["refine_search"])
def test_behind_products_it_is_about_them(
    text: str, guesses: tuple[tuple[str, float], ...], entities: tuple[str, ...], meant: str
) -> None:
    behind_list = conversation(UserUttered("tents"), LIST_SHOWN)
    message = understood(text, behind_list, *guesses, entities=entities)
    assert message.get("intent")["name"] == meant
    assert message.get("intent")["confidence"] >= 0.4
    # Without a conversation, or in another one, it stays what it was.
    for tracker in (None, conversation(), conversation(UserUttered("hi"), ANSWERED)):
        other = understood(text, tracker, *guesses, entities=entities)
        assert other.get("intent")["name"] == guesses[0][0]


def test_what_is_clearly_something_else_stays_it() -> None:
    behind_list = conversation(UserUttered("tents"), LIST_SHOWN)
    message = understood("how long do refunds take", behind_list, ("faq", 0.95), ("inform", 0.01))
    assert message.get("intent")["name"] == "faq"


def test_the_products_of_an_earlier_turn_are_not_what_it_is_about() -> None:
    later = conversation(UserUttered("tents"), LIST_SHOWN, UserUttered("hi"), ANSWERED)
    assert topic_of(later) is Topic.ANSWER


def test_while_a_form_asks_it_is_about_the_form() -> None:
    asking = conversation(UserUttered("tents"), LIST_SHOWN, ActiveLoop("service_form"))
    assert topic_of(asking) is Topic.OTHER


@pytest.mark.parametrize(
    ("text", "guess", "follows"),
    [
        ("how much is it", ("product_details", 0.95), True),
        ("and can I put a note in", ("nlu", 0.2), True),
        ("when do they run out", ("faq", 0.9), True),
        ("what about socks", ("chitchat", 0.6), True),
        ("show me tents", ("search_product", 0.99), False),
        ("thanks", ("thanks", 1.0), False),
        ("where is my order", ("order_status", 0.97), False),
        ("how do I wash a down jacket", ("faq", 0.97), False),
    ],
)
def test_behind_an_answer_what_leans_on_it_is_a_question_about_it(
    text: str, guess: tuple[str, float], follows: bool
) -> None:
    behind_answer = conversation(question("do you wrap gifts", "faq/gift_wrapping"), ANSWERED)
    message = understood(text, behind_answer, guess, follow_up="faq/gift_wrapping")
    if follows:
        assert message.get("intent") == {"name": "faq", "confidence": 0.8}
        selected = message.get("response_selector")["faq"]["response"]
        assert selected["intent_response_key"] == "faq/gift_wrapping"
    else:
        assert message.get("intent")["name"] == guess[0]


def test_a_thing_of_the_catalogue_begins_something_new() -> None:
    behind_answer = conversation(question("do you wrap gifts", "faq/gift_wrapping"), ANSWERED)
    message = understood(
        "and tents?",
        behind_answer,
        ("search_product", 0.9),
        entities=("category",),
        follow_up="faq/gift_wrapping",
    )
    assert message.get("intent")["name"] == "search_product"


def test_a_further_question_is_asked_with_all_that_it_leans_on() -> None:
    asked = asked_before(
        conversation(
            question("do you have gift cards", "faq/gift_card_buy"),
            ANSWERED,
            question("do they expire", "faq/gift_card_expiry"),
            ANSWERED,
        )
    )
    whole = "do you have gift cards do they expire"
    assert asked == Asked(whole, "faq", "faq/gift_card_expiry", ("faq/gift_card_buy",))


def test_the_answer_that_was_given_gives_way_to_one_that_the_question_points_at() -> None:
    further = FollowUp(Asked("what is your return policy", "faq", "faq/return_policy"))
    together = (
        Candidate("faq/return_policy", 0.49),
        Candidate("faq/return_sale", 0.47),
        Candidate("faq/return_cost", 0.01),
    )
    pointing = answered_in_context((Candidate("faq/return_sale", 0.9),), [(1.0, together)], further)
    assert pointing[0].name == "faq/return_sale"
    empty = answered_in_context(
        (),
        [(1.0, (Candidate("faq/return_policy", 0.9), Candidate("faq/return_sale", 0.1)))],
        further,
    )
    assert empty[0].name == "faq/return_policy"


def test_an_answer_of_the_same_subject_comes_before_a_likelier_one_of_another() -> None:
    further = FollowUp(Asked("have you got a points scheme", "faq", "faq/points_scheme"))
    together = (Candidate("faq/voucher_expiry", 0.5), Candidate("faq/points_expiry", 0.3))
    alone = (Candidate("faq/voucher_expiry", 0.6), Candidate("faq/points_expiry", 0.2))
    assert answered_in_context(alone, [(1.0, together)], further)[0].name == "faq/points_expiry"


def test_who_asks_how_long_wants_an_answer_with_a_time_in_it() -> None:
    texts = {"faq/code_use": "Type it in the basket.", "faq/code_end": "It is good for 30 days."}
    asked = Asked("got a code for me?", "faq", "faq/code_offer")
    together = (Candidate("faq/code_use", 0.5), Candidate("faq/code_end", 0.4))
    for text, best in (("how long is it good for", "code_end"), ("what about it", "code_use")):
        further = FollowUp(asked, text, lambda name: texts[name])
        assert answered_in_context(together, [(1.0, together)], further)[0].name == f"faq/{best}"


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("how much?", True),
        ("and to France?", True),
        ("can I tumble dry it", True),
        ("how long do you keep it", True),
        ("do you price match other shops", False),
        ("my boots leak", False),
        ("", False),
    ],
)
def test_what_leans_on_what_was_said(text: str, leans: bool) -> None:
    assert leans_on_last(text) is leans


NAMES = st.sampled_from(["refine_search", "faq", "chitchat", "product_details", "inform", "deny"])


@given(
    st.dictionaries(NAMES, st.floats(0, 1), min_size=1).map(
        lambda found: [Candidate(n, c / max(1.0, sum(found.values()))) for n, c in found.items()]
    ),
    st.sampled_from(Topic),
    st.booleans(),
)
def test_chances_stay_chances(ranking: list[Candidate], topic: Topic, with_value: bool) -> None:
    found = reweighed(ranking, topic, with_value=with_value)
    assert sum(chance for _, chance in found) <= 1 + 1e-9
    assert all(chance >= 0 for _, chance in found)
    if topic is Topic.PRODUCTS:
        assert [c for _, c in found] == sorted((c for _, c in found), reverse=True)
    else:
        assert list(found) == ranking


@pytest.mark.parametrize(
    ("text", "guess", "meant"),
    [
        ("and how much is that", "product_details", "delivery_cost"),
        ("how long does it take then", "check_stock", "delivery_time"),
        ("how much is the blue tent", "product_details", "product_details"),
    ],
)
def test_bare_questions_behind_delivery_are_about_it(text: str, guess: str, meant: str) -> None:
    behind = conversation(UserUttered("to spain"), ActionExecuted("action_delivery"))
    assert understood(text, behind, (guess, 0.95)).get("intent")["name"] == meant
    assert understood(text, conversation(), (guess, 0.95)).get("intent")["name"] == guess


@pytest.mark.parametrize(
    "text", ["can she send it back if it is too big", "what is the warranty on the light one"]
)
def test_words_of_service_behind_products_make_it_no_wish(text: str) -> None:
    behind_list = conversation(UserUttered("tents"), LIST_SHOWN)
    guesses = (("faq", 0.45), ("refine_search", 0.2), ("ask_size", 0.1))
    message = understood(text, behind_list, *guesses, entities=("critique",))
    assert message.get("intent")["name"] == "faq"


def test_a_long_question_that_begins_with_and_stands_by_itself() -> None:
    assert leans_on_last("and what about sundays?")
    assert not leans_on_last("ok. and if i send a jacket back when is the money on my card")


@pytest.mark.parametrize("talk", ["utter_thanks", "action_what_next", "action_clarify"])
def test_talk_in_between_leaves_the_question_what_is_talked_of(talk: str) -> None:
    events = (
        question("do you sell gift cards", "faq/gift_card_buy"),
        ANSWERED,
        UserUttered("cool, thanks"),
        ActionExecuted(talk),
        ActionExecuted("action_listen"),
    )
    assert topic_of(conversation(*events)) is Topic.ANSWER
    asked = asked_before(conversation(*events))
    assert asked == Asked("do you sell gift cards", "faq", "faq/gift_card_buy")
    ordered = (UserUttered("my order"), ActionExecuted("service_form"))
    assert asked_before(conversation(*events, *ordered)) is None


def test_the_answer_that_was_sent_counts_whatever_the_message_was_taken_for() -> None:
    sent = BotUttered("24 months", metadata={"utter_action": "utter_faq/gift_card_expiry"})
    unsure = UserUttered("they run out?", intent={"name": "nlu_fallback"})
    tracker = conversation(unsure, ActionExecuted("action_clarify"), sent)
    assert asked_before(tracker) == Asked("they run out?", "faq", "faq/gift_card_expiry")


def test_behind_delivery_a_further_question_is_about_delivery() -> None:
    tracker = conversation(UserUttered("how much is postage"), ActionExecuted("action_delivery"))
    assert asked_before(tracker) == Asked("how much is postage", "faq", "faq/delivery")


def test_a_reaction_is_about_the_answer_before_it() -> None:
    told = BotUttered("30 days")
    behind = conversation(question("returns?", "faq/return_policy"), ANSWERED, told)
    for text in ("are you sure", "but why??", "ok, and what do i do now"):
        assert understood(text, behind, ("chitchat", 0.9)).get("intent")["name"] == "what_next"
    for tracker in (
        conversation(),
        conversation(UserUttered("tents"), LIST_SHOWN, told),
        conversation(UserUttered("cancel it"), ActiveLoop("service_form"), told),
    ):
        assert understood("why", tracker, ("chitchat", 0.9)).get("intent")["name"] != "what_next"


def test_what_is_sure_of_its_own_answer_keeps_it_where_none_fits_behind_the_last() -> None:
    behind = conversation(question("do you wrap gifts", "faq/gift_wrapping"), ANSWERED)
    for sure, kept in ((0.95, True), (0.6, False)):
        message = understood(
            "is it vegan", behind, ("faq", sure), follow_up="faq/gift_card_buy", behind=0.4
        )
        assert (message.get("response_selector") is None) is kept


def test_who_asks_whether_does_not_wish_it_yet() -> None:
    behind = conversation(question("do you engrave bottles", "faq/engraving"), ANSWERED)
    for text, intent in (("can i send it back", "faq"), ("send it back please", "return_item")):
        message = understood(text, behind, ("return_item", 0.95), follow_up="faq/engraving")
        assert message.get("intent")["name"] == intent


@pytest.mark.parametrize(("sure", "kept"), [(0.7, True), (0.3, False)])
def test_the_last_answer_is_not_repeated_where_the_message_has_its_own(
    sure: float, kept: bool
) -> None:
    """ "I wore it once, is that ok" leans on an answer about returns, and has another."""
    behind = conversation(question("what is your returns policy", "faq/return_policy"), ANSWERED)
    ranking = [{"name": "faq", "confidence": 0.55}]
    message = Message({"text": "i wore it once is that ok", "intent": dict(ranking[0])})
    message.set("intent_ranking", ranking)
    own = {"confidence": sure, "intent_response_key": "faq/return_used"}
    last = {"confidence": 0.9, "intent_response_key": "faq/return_policy"}
    message.set("response_selector", {"faq": {"response": own}})
    message.set(FOLLOW_UP, ("faq", {"response": last}))
    (message,) = ConversationContext().process([message], behind)
    key = message.get("response_selector")["faq"]["response"]["intent_response_key"]
    assert (key == "faq/return_used") == kept
