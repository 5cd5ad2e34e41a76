"""What was not understood: what the words and the talk before suggest, then a person."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.orders.options import next_buttons
from actions.orders.proof import known_order
from actions.recommendation.text import spoken_list
from actions.service.deadlines import deadline_in
from actions.service.delivery import TellDelivery
from actions.service.dial import INTENT as SET_PRIVACY
from actions.service.dial import wishes_less
from actions.service.errand import FORM, PERSON, REQUESTED, Errand, ServiceAction
from actions.service.further import asks_further, say_unknown
from actions.service.history import last_answer, meant_before
from actions.service.leaving import FINDS_PRODUCTS, PROOF, is_of_an_order
from actions.service.message import CLAIMS, Message
from actions.service.missing_detail import DELIVERY, takes_detail
from actions.service.suggestions import Suggestion, plausible
from actions.service.take_up import completed_last
from actions.service.talk import TakeOffer, TakeUp, failed_last, has_link_code
from actions.service.tasks import TASKS
from actions.service.ticket_notes import adds_to_ticket
from actions.service.what_next import tell_next
from actions.shopping.finding import RefineSearch, SearchProducts
from actions.shopping.hearing import hear
from actions.shopping.moves import makes_move
from actions.shopping.questions import ProductDetails
from actions.shopping.session import SLOT, ShoppingAction, read_state, shopped_last
from nlu_models.leaning import leans_on_last

_SHOPPING = frozenset(
    {"category", "brand", "color", "material", "attribute", "product", "size", "price"}
    | {"ordinal", "critique"}
)
_LIKELY_MEANT = 0.2  # an answer that is likelier, and the only likely one, is given
_MUCH_LIKELIER = 1.5  # than the next one: then it is no tie
_TASK_MEANT = 0.35  # a task that is, is begun: it asks for the order first
_OF_ITS_WAY = frozenset({"order_status", "track_order", "delivery_time"})
_WISHED = 0.15
_ANSWERS_IT = 0.4  # in the middle of the form, where there is little else to say
_NOT_UNDERSTOOD = "nlu_fallback"
_RETRY = re.compile(r"\b(?:again|once more|retry)\b")


class Clarify(ServiceAction):
    """Answers what was not understood: suggestions first, a person the second time."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_clarify"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Hand the message to what can make something of it, else ask for other words."""
        message = Message.of(tracker)
        if failed_last(tracker) and _RETRY.search(message.words):
            return await TakeOffer().run(dispatcher, tracker, domain)
        if _in_form(tracker):
            if tracker.get_slot(REQUESTED) in PROOF:
                return _explain(dispatcher, tracker)
        else:
            if makes_move(tracker):  # "undo"
                return await RefineSearch().run(dispatcher, tracker, domain)
            if any(map(message.value, CLAIMS)) or has_link_code(message):
                return await TakeUp().run(dispatcher, tracker, domain)
            if not is_of_an_order(message):
                heard = await asyncio.to_thread(hear, dispatcher, tracker, understood=False)
                if heard is not None:
                    return heard
            if (product_action := _about_products(tracker)) is not None:
                return await product_action.run(dispatcher, tracker, domain)
            if _asks_for_delivery(tracker):
                return await TellDelivery().run(dispatcher, tracker, domain)
        return await super().run(dispatcher, tracker, domain)

    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Take it for a detail of the talk before, or say what it may have meant."""
        in_form = _in_form(errand.tracker)
        if not in_form and wishes_less(errand.tracker):
            errand.held.task = SET_PRIVACY
            return [FollowupAction(FORM)]
        if not in_form and (adds_to_ticket(errand) or takes_detail(errand)):
            return []
        suggestions = [] if in_form else plausible(errand.message)
        if _goes_on(errand, suggestions):
            tell_next(errand)
            return []
        if suggestions and (task := _task_meant(errand, suggestions)) is not None:
            errand.held.task = task
            return [FollowupAction(FORM)]
        if suggestions and (meant := _answer_meant(errand, suggestions)) is not None:
            errand.say(f"If you mean “{meant.title}”:")
            errand.respond(meant.response)
        elif not in_form and _asks_further(errand):
            say_unknown(errand)
        elif _misunderstood_before(errand.tracker):
            errand.respond("utter_still_unclear")
            if not in_form:
                errand.offer("human_handoff")
        elif suggestions:
            named = spoken_list((f"“{each.title}”" for each in suggestions), "or")
            errand.say(
                f"Sorry, I'm not sure what you mean. Is it {named}? If not, please say it in other "
                "words.",
                [{"title": each.title, "payload": each.payload} for each in suggestions],
            )
        else:
            _ask_again(errand)
        return []


def _in_form(tracker: Tracker) -> bool:
    return bool((tracker.active_loop or {}).get("name") == FORM)


def _goes_on(errand: Errand, suggestions: Sequence[Suggestion]) -> bool:
    """Whether it may be more of what was just dealt with."""
    done = f"/{errand.held.task}"
    return any(each.payload == done for each in suggestions) and completed_last(errand.tracker)


def _answer_meant(errand: Errand, suggestions: Sequence[Suggestion]) -> Suggestion | None:
    """Return the answer that is likely enough to be given at once.

    Behind another answer the bar is lower: people stay with what they talk about.
    """
    first, *others = suggestions
    stays = meant_before(errand.tracker).startswith("faq/")
    clear = not others or stays or first.likelihood >= _MUCH_LIKELIER * others[0].likelihood
    return first if first.response and first.likelihood >= _LIKELY_MEANT and clear else None


def _task_meant(errand: Errand, suggestions: Sequence[Suggestion]) -> str | None:
    """Return the task that is likely enough to be begun at once.

    Where all that may be meant needs the order, asking for it is no mistake.
    """
    named = [each.payload.removeprefix("/") for each in suggestions]
    if known_order(errand) is not None and _OF_ITS_WAY.issuperset(named):
        return "order_status"
    tasks = [TASKS.get(name) for name in named]
    of_orders = all(task is not None and task.about_order for task in tasks)
    return named[0] if of_orders and suggestions[0].likelihood >= _TASK_MEANT else None


def _asks_further(errand: Errand) -> bool:
    """Whether it asks more of what was just answered."""
    before = last_answer(errand.tracker)
    if before is None or before.done or not asks_further(errand.message):
        return False
    return leans_on_last(errand.message.text)


def _ask_again(errand: Errand) -> None:
    """Ask for other words; of an order at hand, say what can be done with it."""
    errand.order = known_order(errand)
    if errand.order is None:
        errand.respond("utter_unclear")
        return
    errand.say(
        f"Sorry, I didn't understand that. Is it about order {errand.order.number}? I can tell "
        "where it is, what has been paid, and what can still be done with it; or I pass you on to "
        "a person.",
        [*next_buttons(errand.order), PERSON],
    )


def _about_products(tracker: Tracker) -> ShoppingAction | None:
    """Return the product action for a message that names something of products, if one fits."""
    message = Message.of(tracker)
    kinds = {str(entity.get("entity")) for entity in message.entities}
    if not kinds & _SHOPPING or is_of_an_order(message):
        return None
    if read_state(tracker.get_slot(SLOT)).mode != "none" and shopped_last(tracker):
        return ProductDetails() if message.is_question else RefineSearch()
    wished = message.share(FINDS_PRODUCTS) >= _WISHED
    return SearchProducts() if wished and "category" in kinds else None


def _asks_for_delivery(tracker: Tracker) -> bool:
    """Whether it may be about delivery: that is the talk, or it names a day."""
    message = Message.of(tracker)
    likely = message.likely({"delivery_time", "delivery_cost"}) is not None
    talked = meant_before(tracker).startswith(DELIVERY)
    return likely and (talked or deadline_in(message.words, date.today()) is not None)


def _explain(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
    """Answer what may be a question while the form asks for an order, or say what that is for."""
    message, task = Message.of(tracker), TASKS.get(tracker.get_slot("task") or "")
    if message.answer is not None and message.answer_confidence >= _ANSWERS_IT:
        dispatcher.utter_message(response=message.answer)
    elif not _misunderstood_before(tracker):  # the second time the form changes its course
        purpose = task.purpose_words if task is not None else ""
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
