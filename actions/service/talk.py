"""Moves of the conversation that need more than a response: offers, answers, misunderstandings."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.orders.proof import known_order, take_claims
from actions.recommendation.text import spoken_list
from actions.recommendation.wearers import wearer_of
from actions.service.deadlines import deadline_in
from actions.service.delivery import TellDelivery
from actions.service.errand import COMPLETE, FORM, PERSON, REQUESTED, Errand, Held, ServiceAction
from actions.service.leaving import FINDS_PRODUCTS, PROOF, is_of_an_order
from actions.service.linking import INTENT as LINK
from actions.service.message import CLAIMS, Message
from actions.service.postal import address_told
from actions.service.questions import CompleteTask
from actions.service.suggestions import plausible
from actions.service.take_up import goes_on
from actions.service.tasks import TASKS
from actions.service.tickets import LONG_NUMBER
from actions.shopping.finding import RefineSearch, SearchProducts
from actions.shopping.hearing import asks_of_named
from actions.shopping.moves import makes_move, shopped_last
from actions.shopping.questions import ProductDetails
from actions.shopping.session import SLOT, ShoppingAction, read_state
from bot.privacy.link_code import codes_in

_SHOPPING = frozenset(
    {"category", "brand", "color", "material", "attribute", "product", "size", "price"}
    | {"ordinal", "critique"}
)
_LIKELY_MEANT = 0.2  # an answer that is likelier, and the only likely one, is given
_WISHED = 0.15
_ANSWERS_IT = 0.4  # in the middle of the form, where there is little else to say
_NOT_UNDERSTOOD = "nlu_fallback"
_RETRY = re.compile(r"\b(?:again|once more|retry)\b")
# The address beside it is where an order shall go, not who has ordered.
_ELSEWHERE = re.compile(
    r"\b(?:(?:new|different|other|another|changed?)\b.*\baddress|moved|(?:send|deliver|ship)\b.*\bto)\b"
)
_GREETING = re.compile(r"(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening))\b")


class TakeOffer(ServiceAction):
    """Takes "yes" for the task that the last answer offered."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_take_offer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Finish what failed, with all its answers at hand, or begin what was offered."""
        if _failed_last(tracker):
            return await CompleteTask().run(dispatcher, tracker, domain)
        if not _offered_last(tracker) and makes_move(tracker):  # "perfect"
            return await RefineSearch().run(dispatcher, tracker, domain)
        return await super().run(dispatcher, tracker, domain)

    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Begin the task, or ask what the yes was for."""
        offered = errand.held.offer if _offered_last(errand.tracker) else None
        if offered not in TASKS:
            errand.respond("utter_yes_to_nothing")
            return []
        errand.held.task = offered
        return [FollowupAction(FORM)]


def _failed_last(tracker: Tracker) -> bool:
    """Whether a task could not be finished in the turn before this one, and waits for a "yes"."""
    return Held.of(tracker).offer == COMPLETE and _offered_last(tracker)


def _offered_last(tracker: Tracker) -> bool:
    """Whether the offer was made in the turn before this one."""
    users = 0
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            users += 1
        if users == 2:
            return False
        if event.get("event") == "slot" and event.get("name") == "offer" and event.get("value"):
            return users == 1
    return False


class TakeUp(ServiceAction):
    """Takes up what was told or put right without a question: an order's number, a size."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_take_up"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Refine the search with what is about products; the rest is about orders."""
        message = Message.of(tracker)
        kinds = {str(entity.get("entity")) for entity in message.entities}
        searching = read_state(tracker.get_slot(SLOT)).mode != "none"
        if makes_move(tracker):
            return await RefineSearch().run(dispatcher, tracker, domain)
        for_someone = searching and wearer_of(message.text) is not None
        if (kinds & _SHOPPING or for_someone) and not kinds & CLAIMS.keys():
            return await RefineSearch().run(dispatcher, tracker, domain)
        return await super().run(dispatcher, tracker, domain)

    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Note what was told; go on with the last task for another order, or ask what to do."""
        message = errand.message
        if LONG_NUMBER.search(message.text):
            errand.respond("utter_card_told")
        elif goes_on(errand):
            return [FollowupAction(FORM)]
        elif (wish := _wish(message)) is not None:
            errand.held.task = wish
            return [FollowupAction(FORM)]
        elif not take_claims(errand):
            greets = _GREETING.match(message.words)
            errand.respond("utter_greet" if greets else "utter_told_nothing")
        else:
            noted = spoken_list(words for kind, words in CLAIMS.items() if message.value(kind))
            named = errand.held.order_number is not None
            response = "utter_ask_what_to_do" if named else "utter_told_without_order"
            errand.respond(response, noted=noted)
        return []


def _wish(message: Message) -> str | None:
    """Return the task that a message with a number or code means, though it sounds like a telling.

    Number and proof in one message outweigh the few words that say what for.
    """
    if _has_link_code(message):
        return LINK
    if not message.value("order_number") or message.only_claims:
        return None
    if _ELSEWHERE.search(message.words) and address_told(message.text):
        return "change_address"
    return message.likely(TASKS)


def _has_link_code(message: Message) -> bool:
    return any(codes_in(message.text))


class NothingToStop(ServiceAction):
    """Answers "stop" where nothing is under way; "cancel it" then means the order, if known."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_nothing_to_stop"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Take "go back" and "I don't mind" for what they mean where products are on show."""
        if makes_move(tracker):
            return await RefineSearch().run(dispatcher, tracker, domain)
        return await super().run(dispatcher, tracker, domain)

    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Begin to cancel the order, which asks before it does so, or say that nothing is on."""
        if goes_on(errand):  # "change it back"
            return [FollowupAction(FORM)]
        if re.search(r"\bcancel\b", errand.message.words) and known_order(errand) is not None:
            errand.held.task = "cancel_order"
            return [FollowupAction(FORM)]
        errand.respond("utter_nothing_to_stop")
        return []


class TakeNo(Action):
    """Answers a "no" that no question asked for: of products on show, it wants others."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_take_no"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Show others, or leave it at that."""
        if makes_move(tracker):
            return await RefineSearch().run(dispatcher, tracker, domain)
        dispatcher.utter_message(response="utter_deny")
        return []


class Clarify(Action):
    """Answers what was not understood: suggestions first, a person the second time."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_clarify"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Ask for other words."""
        in_form = (tracker.active_loop or {}).get("name") == FORM
        if not in_form and makes_move(tracker):  # "undo"
            return await RefineSearch().run(dispatcher, tracker, domain)
        message = Message.of(tracker)
        if not in_form and (message.value("order_number") or _has_link_code(message)):
            return await TakeUp().run(dispatcher, tracker, domain)
        if _failed_last(tracker) and _RETRY.search(Message.of(tracker).words):
            return await TakeOffer().run(dispatcher, tracker, domain)
        if in_form and tracker.get_slot(REQUESTED) in PROOF:
            return _explain(dispatcher, tracker)
        if not in_form and (product_action := _about_products(tracker)) is not None:
            return await product_action.run(dispatcher, tracker, domain)
        if not in_form and _asks_for_delivery(message):
            return await TellDelivery().run(dispatcher, tracker, domain)
        if _misunderstood_before(tracker):
            dispatcher.utter_message(response="utter_still_unclear", buttons=[dict(PERSON)])
            return [] if in_form else [SlotSet("offer", "human_handoff")]
        suggestions = [] if in_form else list(plausible(message))
        if not suggestions:
            dispatcher.utter_message(response="utter_unclear")
            return []
        first = suggestions[0]
        if len(suggestions) == 1 and first.response and first.likelihood >= _LIKELY_MEANT:
            dispatcher.utter_message(text=f"If you mean “{first.title}”:")
            dispatcher.utter_message(response=first.response)
            return []
        named = spoken_list((f"“{each.title}”" for each in suggestions), "or")
        dispatcher.utter_message(
            text=f"Sorry, I'm not sure what you mean. Is it {named}? If not, please say it in "
            "other words.",
            buttons=[{"title": each.title, "payload": each.payload} for each in suggestions],
        )
        return []


def _about_products(tracker: Tracker) -> ShoppingAction | None:
    """Return the product action for a message that names something of products, if one fits."""
    message = Message.of(tracker)
    kinds = {str(entity.get("entity")) for entity in message.entities}
    if shopped_last(tracker) and asks_of_named(tracker):
        return ProductDetails()
    if not kinds & _SHOPPING or is_of_an_order(message):
        return None
    if read_state(tracker.get_slot(SLOT)).mode != "none" and shopped_last(tracker):
        return ProductDetails() if message.is_question else RefineSearch()
    wished = message.share(FINDS_PRODUCTS) >= _WISHED
    return SearchProducts() if wished and "category" in kinds else None


def _asks_for_delivery(message: Message) -> bool:
    """Whether it may be about delivery, and names a day by which something is wanted."""
    likely = message.likely({"delivery_time", "delivery_cost"}) is not None
    return likely and deadline_in(message.words, date.today()) is not None


def _explain(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
    """Answer what may be a question while the form asks for an order, or say what that is for."""
    message, task = Message.of(tracker), TASKS.get(tracker.get_slot("task") or "")
    if message.answer is not None and message.answer_confidence >= _ANSWERS_IT:
        dispatcher.utter_message(response=message.answer)
    elif not _misunderstood_before(tracker):  # the second time the form changes its course
        purpose = task.purpose if task is not None else ""
        dispatcher.utter_message(text=f"Sorry, I didn't quite understand that. {purpose}".strip())
    return []


def _misunderstood_before(tracker: Tracker) -> bool:
    """Whether the message before the newest one was not understood either."""
    users = [event for event in tracker.events if event.get("event") == "user"]
    if len(users) < 2:
        return False
    parsed = users[-2].get("parse_data") or {}
    intent = parsed.get("intent") or {}
    return bool(intent.get("name") == _NOT_UNDERSTOOD)
