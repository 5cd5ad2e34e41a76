"""How service_form takes what is said while a question of it is open."""

from __future__ import annotations

import re

from actions.orders.choice import chosen_order
from actions.orders.proof import take_claims
from actions.service.answering import answer_in_case
from actions.service.asking import only_asks
from actions.service.begin import switch
from actions.service.consent import is_answered
from actions.service.dial import INTENT as SET_PRIVACY
from actions.service.errand import Errand
from actions.service.leaving import PROOF, change_course
from actions.service.message import ANSWERS, Message
from actions.service.next import NO_ORDER
from actions.service.several import Wish, let_wait, task_of
from actions.service.steps import ABOUT, MOST_CHARS, Step, Words
from actions.service.task import Task
from actions.service.tasks import TASKS

_BRIEF_WORDS = 8
_OF_THE_THING = frozenset({"return_item", "exchange_item", "item_problem"})
# Who tells of it once more wants to be heard, not how to find the number.
_TROUBLES = frozenset({"item_problem", "payment_problem"})
_TALK = frozenset({"greet", "thanks", "help", "bot_challenge", "what_do_you_know", "export_data"})
# What is done even where any words may be the answer.
_LEAVES_WORDS = frozenset({"human_handoff", "forget_me", SET_PRIVACY})
_POSTCODE = re.compile(r"\b(?:post ?code|zip(?: code)?)\b")
_YES_BUT = re.compile(r"\b(?:but|only|just|except|not)\b")
# Giving up, where any words may be the answer: "not what I wanted" is one.
GIVES_UP = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|oh|well|actually|sorry|please)\W+)*(?:(?:no|nope|nah)\W*(?:$|(?:thanks?|"
    r"thank|please|leave|keep|don'?t|do not|forget|not now|stop|cancel)\b)"
    r"|(?:stop|cancel|quit|abort|exit|end|leave it|keep it|rather not)\b)"
    r"|\bnever ?mind\b|\bforget (?:it|that|about it|the (?:return|whole))\b|\bleave it\b"
    r"|\b(?:stop|cancel) (?:it|that|this|the|here)\b|\b(?:i'll|i will) keep\b"
    r"|\b(?:don'?t|do not) (?:do|bother|open|want to (?:return|send|complain|say|tell|go on))\b"
)
_NONE_YET = re.compile(
    r"\b(?:no|not|never|isn'?t|don'?t|didn'?t|wasn'?t|without|none)\b.*\b(?:order|number|one|any|yet|"
    r"through|placed)\b|^\W*(?:none|no)\W*$"
)


def hear_more(errand: Errand, task: Task, step: Step) -> None:
    """Take what a message that answers one question tells of what is asked in words later."""
    answers, message = errand.held.answers, errand.message
    for later in task.steps[task.steps.index(step) + 1 :]:
        if later.takes_words and later.slot not in answers and not message.is_button:
            told = later.opening(errand, message.text)
            if told is not None:  # "the hat: it was not in the parcel"
                answers[later.slot] = told


def take_words(errand: Errand, task: Task, step: Step) -> Task | None:
    """Take free words, unless they clearly are a question, a refusal or another wish."""
    held, message = errand.held, errand.message
    brief = len(message.text.split()) <= _BRIEF_WORDS
    if message.is_clear and brief and message.intent not in ANSWERS:
        if message.intent in _LEAVES_WORDS and message.intent != task.intent:
            return switch(errand)
        asks = only_asks(message) if isinstance(step, Words) else message.is_question
        if message.intent not in TASKS and (asks or message.intent in _TALK):
            return None
    asked = TASKS[message.intent] if message.intent in TASKS and message.is_question else task
    if (
        brief
        and message.is_clear
        and asked.tells
        and asked is not task
        and errand.order is not None
    ):
        asked.carry_out(errand)  # "before that, has it been sent already?"
        return task
    owned = isinstance(step, Words) and not GIVES_UP.search(message.words)
    if message.intent == "deny" and message.is_clear and brief and not owned:
        errand.respond("utter_stopped")
        held.task, held.answers = None, {}
        return task
    if message.value("order_number") is not None:
        only = message.only_claims
        if task.about_order and (only or message.intent == "correct"):
            takes_order(errand, task, step.slot)
            return task
        if not task.about_order and take_claims(errand) and only:
            errand.respond("utter_order_noted")
            return task
    if message.intent in ("correct", "choose_item") and changes(errand, task, step):
        return task
    if isinstance(step, Words) and _is_question_to_us(errand, step):
        return _answer_aside(errand, task)
    answer = step.read(errand)
    if answer is None:
        errand.say(step.complaint(errand))
    else:
        held.answers[step.slot] = answer
    return task


def _is_question_to_us(errand: Errand, step: Words) -> bool:
    """Whether a message asks something, and is no part of what is to be told.

    "Why does nobody ever call back?" is part of a complaint; one with an answer is not.
    """
    message = errand.message
    if not only_asks(message):
        return False
    answered = message.intent == "faq" and message.is_clear and is_answered(message)
    return answered or step.opening(errand, message.text) is None


def _answer_aside(errand: Errand, task: Task) -> Task | None:
    """Answer a question in place of free words, or put it off; the step is asked again."""
    message = errand.message
    if not is_answered(message):
        errand.say("I'd like to finish this first; please ask me that again afterwards.")
    elif not answer_in_case(errand):
        errand.respond(str(message.answer))
    return task


def takes_order(errand: Errand, task: Task, requested: str) -> bool:
    """Take order number and proof from the message; returns whether it held what was wanted."""
    held, message = errand.held, errand.message
    if task.may_lack_order and requested in ("order_number", "order_choice"):
        none_yet = message.intent == "deny" or _NONE_YET.search(message.words)
        if none_yet and message.value("order_number") is None:
            held.answers[NO_ORDER] = True
            return True
    before = held.order_number
    _without_the_address(errand, task)
    claimed = take_claims(errand)
    if held.order_number == before and requested == "order_choice":
        chosen = chosen_order(errand, task)
        if chosen is not None:
            held.order_number, errand.order = chosen.number, None
    if held.order_number != before:
        # What was answered about the other order does not hold for this one.
        held.answers = {key: value for key, value in held.answers.items() if key == ABOUT}
    elif not (claimed and requested in PROOF):
        return False
    if requested in PROOF and not (message.only_claims or message.is_button):
        _hear_what_for(errand, task)
    return True


def proves_beside(errand: Errand, task: Task, requested: str) -> bool:
    """Take number or proof from a message that asks something too, and answer that.

    Returns:
        Whether it held what was wanted.
    """
    message = errand.message
    # A postcode alone may be where something shall go: "what does delivery to BS8 2NN cost?"
    proves = message.value("postcode") and _POSTCODE.search(message.words)
    told = message.value("order_number") or message.value("email") or proves
    if not told or not task.about_order or not takes_order(errand, task, requested):
        return False
    if message.intent == "faq" and is_answered(message) and not answer_in_case(errand):
        errand.respond(str(message.answer))
    return True


def _without_the_address(errand: Errand, task: Task) -> None:
    """Leave out the postcode that an order shall go to, if there is a proof beside it."""
    for step in task.steps:
        if (span := step.told_at(errand.message.text)) is not None:
            rest = errand.message.without(span)
            if rest.value("email") or rest.value("postcode"):
                errand.message = rest


def _hear_what_for(errand: Errand, task: Task) -> None:
    """Keep what is told beside number and proof: more of the matter, or another wish."""
    held, message = errand.held, errand.message
    other = task_of(message.text)
    if other is not None and TASKS[other].tells and message.intent != other:
        other = None  # "that's where it was sent to"
    if other in (None, task.intent) or held.order_number is None:
        about = f"{held.answers.get(ABOUT) or ''} {message.text}"
        held.answers[ABOUT] = about.strip()[: 2 * MOST_CHARS]
        return
    wish = Wish(str(other), held.order_number, message.text)
    if {task.intent, wish.task} <= _OF_THE_THING:  # "I'd like to swap it": that is what is meant
        held.task, held.answers = (
            wish.task,
            {ABOUT: f"{held.answers.get(ABOUT) or ''} {wish.about}"},
        )
    elif all(Wish(**waiting).task != wish.task for waiting in held.waiting):
        first = Wish(task.intent, held.order_number, str(held.answers.get(ABOUT) or ""))
        let_wait(errand, first, [*(Wish(**waiting) for waiting in held.waiting), wish])


def may_change(message: Message, task: Task) -> bool:
    """Whether a message at "shall I …?" may change what was told, instead of answering it."""
    if message.is_button:
        return False
    if message.intent == "affirm":
        return _YES_BUT.search(message.words) is not None
    # "Only the hat" sounds like a wish for a search.
    own = message.intent in ANSWERS or message.intent in (task.intent, "refine_search")
    return own or not message.is_clear


def changes(errand: Errand, task: Task, current: Step) -> bool:
    """Take a message that changes an answer given before the current question, or say why not."""
    if corrects(errand, task, current):
        return True
    steps = task.steps[: task.steps.index(current) + 1]
    why = next((why for step in steps if (why := step.objection(errand))), None)
    if why is not None:
        errand.say(why)
    return why is not None


def corrects(errand: Errand, task: Task, current: Step) -> bool:
    """Take a message that changes an answer given before the current question."""
    answers = errand.held.answers
    for step in task.steps[: task.steps.index(current)]:
        answer = step.correction(errand)
        if answer is not None and answer != answers.get(step.slot):
            answers[step.slot] = answer
            for later in task.steps:
                if step.slot in later.follows:
                    answers.pop(later.slot, None)
            return True
    return False


def say_hint(errand: Errand, task: Task, requested: str, step: Step | None) -> None:
    """Say why the message does not answer the question, which is asked again, or leave it."""
    if change_course(errand, task, requested):
        return
    if step is not None:
        errand.say(step.complaint(errand))
    elif requested == "order_choice":
        errand.respond("utter_unclear_order_choice")
    elif errand.message.intent == task.intent in _TROUBLES:
        errand.say(f"I'm sorry about that. {task.purpose_words}")
    elif errand.message.intent in ("deny", task.intent) or errand.message.lacks_claims:
        errand.respond(f"utter_find_{requested}")
    else:
        errand.respond(f"utter_unclear_{requested}")
