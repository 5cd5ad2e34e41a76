"""Moves of the conversation that need more than a response: offers, and answers to nothing."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.orders.proof import known_order, take_claims
from actions.recommendation.text import spoken_list
from actions.recommendation.wearers import wearer_of
from actions.service.consent import asks_or_doubts
from actions.service.dial import INTENT as SET_PRIVACY
from actions.service.dial import wishes_less
from actions.service.errand import COMPLETE, FORM, Errand, Held, ServiceAction
from actions.service.linking import INTENT as LINK
from actions.service.message import CLAIMS, Message
from actions.service.missing_detail import takes_detail
from actions.service.postal import address_told
from actions.service.questions import CompleteTask
from actions.service.steps import NOTHING_YET
from actions.service.take_up import completed_last, goes_on
from actions.service.tasks import TASKS
from actions.service.tickets import LONG_NUMBER
from actions.service.what_next import tell_next
from actions.shopping.finding import RefineSearch
from actions.shopping.moves import makes_move
from actions.shopping.session import SLOT, read_state
from bot.privacy.link_code import codes_in

_SHOPPING = frozenset(
    {"category", "brand", "color", "material", "attribute", "product", "size", "price"}
    | {"ordinal", "critique"}
)
# The address beside it is where an order shall go, not who has ordered.
_ELSEWHERE = re.compile(
    r"\b(?:(?:new|different|other|another|changed?)\b.*\baddress|moved|(?:send|deliver|ship)\b.*\bto)\b"
)
# A yes that wants something to be done: what was decided last is under way already.
_DO_IT = re.compile(r"\b(?:do|go for|go with|go ahead|please)\b")
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
        if failed_last(tracker) and not asks_or_doubts(Message.of(tracker)):
            return await CompleteTask().run(dispatcher, tracker, domain)
        if not _offered_last(tracker) and makes_move(tracker):  # "perfect"
            return await RefineSearch().run(dispatcher, tracker, domain)
        return await super().run(dispatcher, tracker, domain)

    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Begin the task, or ask what the yes was for."""
        offered = errand.held.offer if _offered_last(errand.tracker) else None
        if offered is not None and asks_or_doubts(errand.message):
            errand.say(f"{NOTHING_YET} Say “yes” if I shall go on.")
            errand.offer(offered)
            return []
        if offered not in TASKS:
            if _DO_IT.search(errand.message.words) and completed_last(errand.tracker):
                tell_next(errand)
            else:
                errand.respond("utter_yes_to_nothing")
            return []
        errand.held.task = offered
        return [FollowupAction(FORM)]


def failed_last(tracker: Tracker) -> bool:
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
            if takes_detail(errand):
                return []
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
    if has_link_code(message):
        return LINK
    if not message.value("order_number") or message.only_claims:
        return None
    if _ELSEWHERE.search(message.words) and address_told(message.text):
        return "change_address"
    return message.likely(TASKS)


def has_link_code(message: Message) -> bool:
    """Whether a message holds a code that joins two devices."""
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
        if wishes_less(errand):  # "stop that, remember nothing"
            errand.held.task = SET_PRIVACY
            return [FollowupAction(FORM)]
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
