"""One run of a service action: what the conversation holds, the newest message, the shop."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.privacy import level_of, signed_in_customer
from actions.service.message import Message
from actions.shop.database import Shop, open_shop
from actions.shop.records import OrderRecord
from actions.shop_action import ShopAction
from bot.privacy.consent import SLOT, Level

FORM = "service_form"
REQUESTED = "requested_slot"
COMPLETE = "action_complete_task"
CLOSED = (
    "Sorry, I can't reach our order system at the moment. Please say “try again” in a few minutes."
)
PERSON = {"title": "Talk to a person", "payload": "/human_handoff"}


@dataclass
class Held:
    """The slots of order and service tasks; ``domain.yml`` says what each is.

    None of them can be set by a message: only these actions write them.
    """

    task: str | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    offer: str | None = None
    order_number: str | None = None
    proven: list[dict[str, str]] = field(default_factory=list)
    waiting: list[dict[str, str]] = field(default_factory=list)
    customer_id: int | None = None
    email: str | None = None
    postcode: str | None = None
    refused_number: str | None = None
    wrong_tries: int = 0
    changed: dict[str, Any] = field(default_factory=dict)
    ticket: dict[str, Any] = field(default_factory=dict)
    done: str | None = None
    erase_requested: bool = False

    @staticmethod
    def of(tracker: Tracker) -> Held:
        """Read the slots; a value of the wrong kind, such as a forgotten one, counts as none."""
        held = Held()
        for item in fields(Held):
            value = tracker.get_slot(item.name)
            if item.name == "wrong_tries" and isinstance(value, float):
                value = int(value)  # JSON of other stores knows one kind of number
            if isinstance(value, dict):
                value = {key: answer for key, answer in value.items() if answer is not None}
            elif isinstance(value, list):
                value = [entry for entry in value if None not in entry.values()]
            if type(value) in _KINDS[item.name]:
                setattr(held, item.name, value)
        return held

    def changes(self, before: Held) -> list[dict[str, Any]]:
        """Return the events that lead from another state to this one."""
        return [
            SlotSet(item.name, getattr(self, item.name) or None)
            for item in fields(self)
            if getattr(self, item.name) != getattr(before, item.name)
        ]


_KINDS: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("task", "offer", "order_number", "refused_number", "done"), (str,)),
    **dict.fromkeys(("email", "postcode"), (str,)),
    **dict.fromkeys(("customer_id", "wrong_tries"), (int,)),
    **dict.fromkeys(("erase_requested",), (bool,)),
    **dict.fromkeys(("answers", "changed", "ticket"), (dict,)),
    **dict.fromkeys(("proven", "waiting"), (list,)),
}


class Errand:
    """What the code of a task works with.

    Attributes:
        shop: The shop.
        message: The newest message.
        held: The slots; what is changed in them is stored after the run.
        signed_in: Customer id that the channel vouches for, or None.
        level: Where the privacy dial stands.
        order: The order at hand, once the shopper has shown that it is theirs.
        offered_about: What was said of the task that is offered.
    """

    def __init__(self, tracker: Tracker, dispatcher: CollectingDispatcher, shop: Shop) -> None:
        self.shop = shop
        self.message = Message.of(tracker)
        self.held = Held.of(tracker)
        self.signed_in = signed_in_customer(tracker)
        self.level = level_of(tracker)
        self.order: OrderRecord | None = None
        self.offered_about = ""
        self.tracker = tracker
        self._dispatcher = dispatcher
        self._before = Held.of(tracker)
        self._events: list[dict[str, Any]] = []

    @property
    def customer(self) -> int | None:
        """The customer whose orders may all be shown: signed in, or proven by e-mail."""
        return self.signed_in if self.signed_in is not None else self.held.customer_id

    @property
    def verified_order(self) -> OrderRecord:
        """The order, where the form has seen to it that there is one.

        Raises:
            LookupError: There is none.
        """
        if self.order is None:
            raise LookupError("A task asks for the order before it is verified.")
        return self.order

    def say(
        self,
        text: str,
        buttons: Sequence[Mapping[str, str]] = (),
        personal: Mapping[str, str | None] | None = None,
    ) -> None:
        """Send a text.

        Args:
            text: What to say.
            buttons: Titles with payloads.
            personal: Kind to value, of what in the text is personal beyond the order's number.
        """
        order = self.order
        told = {"order_number": order.number if order else self.held.order_number}
        told.update(personal or {})
        values = [{"entity": kind, "value": value} for kind, value in told.items() if value]
        self._dispatcher.utter_message(
            text=text,
            buttons=[dict(button) for button in buttons],
            **({"personal": values} if values else {}),
        )

    def offer(self, task: str, about: str = "") -> None:
        """Have a "yes" to the question being asked begin a task.

        Args:
            task: The intent that would begin it.
            about: What was said of it already.
        """
        self.offered_about = about
        self._events.append(SlotSet("offer", task))

    def set_level(self, level: Level) -> None:
        """Set the privacy dial from the next message on, and tell the widget."""
        self._events.append(SlotSet(SLOT, level))
        self.send({"type": SLOT, "level": level})

    def send(self, custom: Mapping[str, Any]) -> None:
        """Send JSON for the widget."""
        self._dispatcher.utter_message(json_message=dict(custom))

    def respond(self, response: str, **values: str) -> None:
        """Send a response of the domain, with its placeholders filled."""
        self._dispatcher.utter_message(response=response, **values)

    def changes(self) -> list[dict[str, Any]]:
        """Return the events that store what has changed."""
        return [*self.held.changes(self._before), *self._events]


class ServiceAction(ShopAction):
    """An order or service action."""

    apology = CLOSED
    # Whether service_form is left when the shop is down: its next message would fail as well.
    ends_form: ClassVar[bool] = False

    @abstractmethod
    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Answer; returns events beside those of changed slots."""

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """Answer, and store what has changed."""
        errand = Errand(tracker, dispatcher, open_shop())
        events = self.act(errand)
        return [*errand.changes(), *events]

    def events_when_down(self, tracker: Tracker) -> list[dict[str, Any]]:
        """Leave the form, if the action belongs to it; "yes" begins its task again."""
        if not self.ends_form:
            return []
        offer = SlotSet("offer", tracker.get_slot("task"))
        return [SlotSet(REQUESTED, None), SlotSet("task", None), offer]
