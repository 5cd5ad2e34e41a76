"""What a task is; the tables are in ``actions.orders.tasks`` and ``actions.service.tasks``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actions.service.errand import Errand
from actions.service.steps import Step
from actions.service.wording import worded
from actions.shop.database import OrderStateError
from actions.shop.records import OrderRecord


@dataclass(frozen=True)
class Task:
    """Something that a shopper wants done.

    Attributes:
        intent: The intent that begins it, also its name.
        perform: Does it and says so, once all is known; ``carry_out`` sees to its errors.
        called: What it is in words, as an object of a sentence, with a place for the order.
        steps: What it asks for, after the order.
        about_order: Whether it needs an order, proven to be the shopper's.
        may_lack_order: Whether there may be no order yet; its steps are asked only then.
        fits: Which of a customer's orders are likely meant.
        blocked: Why it can't be done with the order at hand, before its steps are asked.
        purpose: The response that says what happens once the order is known.
        tells: Whether it only tells something, so that it can be asked in the middle of another.
    """

    intent: str
    perform: Callable[[Errand], None]
    called: str = "{}"
    steps: tuple[Step, ...] = ()
    about_order: bool = True
    may_lack_order: bool = False
    fits: Callable[[OrderRecord], bool] = lambda order: True
    blocked: Callable[[Errand], str | None] = lambda errand: None
    purpose: str | None = None
    tells: bool = False

    @property
    def purpose_words(self) -> str:
        """What happens once the order is known, in a sentence; empty where there is none."""
        return worded(self.purpose) if self.purpose is not None else ""

    def carry_out(self, errand: Errand) -> bool:
        """Do it, or say why not; returns whether it was done."""
        why = self.blocked(errand) if errand.order is not None else None
        if why is not None:
            errand.say(why)
            return False
        try:
            self.perform(errand)
        except OrderStateError as error:
            errand.say(error.reason)
            return False
        return True
