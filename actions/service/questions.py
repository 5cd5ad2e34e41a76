"""What service_form asks by actions rather than by responses, and the action that ends it."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.orders.choice import candidates
from actions.orders.proof import known_order
from actions.orders.words import choice_title
from actions.service.errand import COMPLETE, FORM, Errand, ServiceAction
from actions.service.several import take_next
from actions.service.steps import ABOUT, Confirm, Question
from actions.service.task import Task
from actions.service.tasks import TASKS
from actions.service.what_next import TOLD


class _Ask(ServiceAction):
    """Asks a question of the form that depends on the order."""

    ends_form = True

    @property
    @abstractmethod
    def slot(self) -> str:
        """Name of what is asked for."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return f"action_ask_{FORM}_{self.slot}"

    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Ask."""
        errand.order = known_order(errand)
        for further in errand.message.also:
            errand.respond(further)
        asked = self.question(errand, TASKS[errand.held.task or ""])
        errand.say(asked.text, asked.buttons, asked.personal)
        return []

    def question(self, errand: Errand, task: Task) -> Question:
        """Return what to ask."""
        step = next(step for step in task.steps if step.slot == self.slot)
        return step.question(errand)


class AskItems(_Ask):
    """Asks which items of the order are meant."""

    slot = "items"


class AskWanted(_Ask):
    """Asks which size or colour is wanted instead."""

    slot = "wanted"


class AskConfirmed(_Ask):
    """Says what is going to happen, and asks whether it should."""

    slot = "confirmed"


class AskOrderChoice(_Ask):
    """Asks which of a customer's orders is meant."""

    slot = "order_choice"

    def question(self, errand: Errand, task: Task) -> Question:
        """Return the orders as a list with buttons."""
        orders = candidates(errand, task)
        listed = [f"{place}. {choice_title(order)}" for place, order in enumerate(orders, 1)]
        buttons = [
            {
                "title": choice_title(order),
                "payload": f'/inform{{"order_number": "{order.number}"}}',
            }
            for order in orders
        ]
        return Question(
            "\n".join(["Which order is it?", *listed]),
            buttons,
            {f"order_number_{place}": order.number for place, order in enumerate(orders)},
        )


class CompleteTask(ServiceAction):
    """Does what the form has collected all for."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return COMPLETE

    adds_answers = True

    apology = (
        "Sorry, I can't reach our order system at the moment, so I could not finish that. "
        "Shall I try again?"
    )
    buttons_when_down = ({"title": "Try again", "payload": "/affirm"},)

    def events_when_down(self, tracker: Tracker) -> list[dict[str, Any]]:
        """Keep all answers, and offer to do it again."""
        return [SlotSet("offer", COMPLETE)]

    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Perform the task, or say why not; then begin what waits."""
        held = errand.held
        task = TASKS.get(held.task or "")
        if task is None:
            held.waiting = []
            return []
        if task.about_order:
            errand.order = known_order(errand)
        if held.answers.get(Confirm.slot) is False:
            held.done = None
            errand.respond("utter_stopped")
        elif not held.answers.get(TOLD):
            held.done = task.intent if task.carry_out(errand) else None
        held.answers = {ABOUT: errand.offered_about} if errand.offered_about else {}
        return take_next(errand)
