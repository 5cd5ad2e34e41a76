"""What service_form asks next: the order and its proof first, then the steps of the task."""

from __future__ import annotations

from actions.orders.choice import candidates
from actions.orders.proof import LOCKED, NO_MATCH, STILL_LOCKED, is_locked, prove, say_locked
from actions.orders.words import lines_words
from actions.service.errand import Errand
from actions.service.item_steps import Items, chosen_lines
from actions.service.steps import ABOUT
from actions.service.task import Task

NO_ORDER = "no_order"  # the answer that there is no order yet


def next_question(errand: Errand, task: Task) -> str | None:
    """Return what is still to be asked; None where all is known or nothing more can be done."""
    held = errand.held
    unnamed = held.order_number is None
    if task.about_order and not held.answers.get(NO_ORDER):
        missing = _missing_proof(errand, task)
        if missing is not None or held.task is None:
            return missing
        if task.may_lack_order:
            return None
        if task.blocked(errand) is not None:
            if unnamed:
                _say_what_about(errand)
            return None
    for step in task.steps:
        if step.slot in held.answers:
            continue
        answer = step.opening(errand, str(held.answers.get(ABOUT) or ""))
        if answer is None:
            if unnamed and step.names_nothing:
                _say_what_about(errand)
            return step.slot
        held.answers[step.slot] = answer
        unnamed = unnamed or (isinstance(step, Items) and not _is_whole_order(errand, answer))
    return None


def _is_whole_order(errand: Errand, chosen: list[int]) -> bool:
    """Whether all of several items are meant: then naming them tells nothing."""
    return len(chosen) == len(errand.verified_order.lines) > 1


def _say_what_about(errand: Errand) -> None:
    """Say which order and items are meant, where the shopper named none and had no choice."""
    if errand.order is not None:
        lines = chosen_lines(errand) or errand.order.lines
        errand.say(f"This is about {lines_words(lines)} of order {errand.order.number}.")


def _missing_proof(errand: Errand, task: Task) -> str | None:
    """Return which part of number and proof to ask for; None to go on, or to give up."""
    held = errand.held
    if held.order_number is None and errand.customer is not None:
        orders = candidates(errand, task)
        if len(orders) > 1:
            return "order_choice"
        if orders:
            held.order_number = orders[0].number
    tried = held.wrong_tries
    errand.order = prove(errand)
    if errand.order is not None:
        return None
    if is_locked(errand):
        say_locked(errand, LOCKED if held.wrong_tries > tried else STILL_LOCKED)
        held.task, held.answers = None, {}
        return None
    if held.wrong_tries > tried:
        errand.say(NO_MATCH)
    return "order_number" if held.order_number is None else "proof"
