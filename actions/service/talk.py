"""Moves of the conversation that need more than a response: offers, and answers to nothing."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.orders.proof import take_claims
from actions.recommendation.text import spoken_list
from actions.recommendation.wearers import wearer_of
from actions.service.begin import SAID_BEFORE
from actions.service.consent import asks_or_doubts, is_answered
from actions.service.contact import wants_call
from actions.service.dial import INTENT as SET_PRIVACY
from actions.service.dial import wishes_less
from actions.service.errand import COMPLETE, FORM, Errand, Held, ServiceAction
from actions.service.linking import INTENT as LINK
from actions.service.message import CLAIMS, Message
from actions.service.missing_detail import takes_detail
from actions.service.postal import address_told
from actions.service.questions import CompleteTask
from actions.service.steps import ABOUT, NOTHING_YET
from actions.service.take_up import completed_last, goes_on
from actions.service.tasks import TASKS
from actions.service.ticket_notes import adds_to_ticket, tells_contact
from actions.service.tickets import LONG_NUMBER
from actions.service.what_next import tell_next
from actions.service.wishes import earlier_wish, wish_in
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
_ASKS = 0.2  # how likely a question is that sounds like something put right
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
        if wishes_less(errand.tracker):
            errand.held.task = SET_PRIVACY
            return [FollowupAction(FORM)]
        if goes_on(errand):
            return [FollowupAction(FORM)]
        if adds_to_ticket(errand):
            return []
        if LONG_NUMBER.search(message.text):
            errand.respond("utter_card_told")
        elif (wish := _wish(message)) is not None:
            errand.held.task = wish
            return [FollowupAction(FORM)]
        elif _takes_up_earlier(errand):
            return [FollowupAction(FORM)]
        elif tells_contact(errand):
            errand.respond("utter_contact_for_nobody")
            errand.offer("human_handoff")
            errand.held.answers = {ABOUT: message.text}
        elif not take_claims(errand):
            if takes_detail(errand):
                return []
            if is_answered(message) and message.share({"faq"}) >= _ASKS:
                errand.respond(str(message.answer))  # "for the wrapping I meant, how much"
                return []
            greets = _GREETING.match(message.words)
            lost = message.lacks_claims and "order" in message.words
            unclear = "utter_find_order_number" if lost else "utter_told_nothing"
            errand.respond("utter_greet" if greets else unclear)
        else:
            noted = spoken_list(words for kind, words in CLAIMS.items() if message.value(kind))
            named = errand.held.order_number is not None
            response = "utter_ask_what_to_do" if named else "utter_told_without_order"
            errand.respond(response, noted=noted)
        return []


def _wish(message: Message) -> str | None:
    """Return the task that a message with number, proof or code means, though it only tells."""
    if has_link_code(message):
        return LINK
    if wants_call(message.text):
        return "human_handoff"
    number = message.value("order_number")
    if number and _ELSEWHERE.search(message.words) and address_told(message.text):
        return "change_address"
    return wish_in(message)


def _takes_up_earlier(errand: Errand) -> bool:
    """Go on with what was asked for before, now that order or proof is told."""
    told = any(errand.message.value(name) for name in CLAIMS)
    wish = earlier_wish(errand.tracker) if told else None
    if wish is None:
        return False
    errand.held.task, errand.held.answers = wish.task, {SAID_BEFORE: wish.about}
    return True


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
        if wishes_less(errand.tracker):  # "stop that, remember nothing"
            errand.held.task = SET_PRIVACY
            return [FollowupAction(FORM)]
        if goes_on(errand):  # "change it back"
            return [FollowupAction(FORM)]
        if re.search(r"\bcancel\b", errand.message.words) and errand.held.order_number is not None:
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
        if wishes_less(tracker):  # "no, don't keep it"
            told = {ABOUT: Message.of(tracker).text}
            return [SlotSet("task", SET_PRIVACY), SlotSet("answers", told), FollowupAction(FORM)]
        dispatcher.utter_message(response="utter_deny")
        return []
