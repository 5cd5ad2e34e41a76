"""What a message means after what was said before it. Knows neither Rasa nor a shop's data.

By itself "too heavy, we walk a bit" is talk, and "how much is it?" asks for the price of something.
Behind a list of tents the one is a wish; behind "do you wrap gifts?" the other is about wrapping.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from nlu_models.leaning import is_bare, share_told, telling_words
from nlu_models.match import Candidate
from nlu_models.subjects import related
from nlu_models.told import tells, wanted_by


class Topic(Enum):
    """What the answer before a message was about."""

    PRODUCTS = "products"
    ANSWER = "answer"
    DELIVERY = "delivery"
    OTHER = "other"


@dataclass(frozen=True)
class Asked:
    """A question that was answered in the turn before.

    Attributes:
        question: Its words, with those of the questions before it that it refers to.
        intent: Its intent, whose answers are looked through.
        answer: The answer that was given, as the matcher names it.
        earlier: The answers to those before it.
    """

    question: str
    intent: str
    answer: str
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class FollowUp:
    """A message as a further question.

    Attributes:
        asked: The question before it.
        text: Its own words.
        text_of: Gives what an answer says, by its name.
    """

    asked: Asked
    text: str = ""
    text_of: Callable[[str], str] = lambda name: ""


# How many times likelier an intent is behind an answer about products than anywhere. Set on
# conversations of benchmarks/talk, its development half.
OF_PRODUCTS = frozenset(
    {
        "refine_search",
        "show_more",
        "product_details",
        "compare_products",
        "similar_products",
        "check_stock",
        "ask_size",
        "explain_recommendation",
        "choose_item",
    }
)
_LIKELIER = 4.0
_LESS_LIKELY = {"faq": 0.4, "out_of_scope": 0.3, "chitchat": 0.15}
# A message that also has a value of the catalogue in it is about products once more likely. If it
# is like nothing that was learned, most likely it is a wish.
_WITH_VALUE = 3.0
_FAQ = "faq"
_WISH, _A_WISH = "refine_search", 0.8

# The answer that was just given is seldom wanted again, though its question is a half of the text.
_AGAIN = 0.7
# What an answer is given that the message by itself does not point at at all.
_UNTOLD = 0.05
# How likely an answer is that has another subject, or says no time though it is asked when.
_UNRELATED = 0.15
_WANTING = 0.5
_READ = 20  # answers that are likely enough for their texts to be looked at

# "Can he send it back if it's too small" is about no size.
_SERVICE = re.compile(
    r"\b(?:send|post|bring|take|give|ship)\w*\b.{0,20}\bback\b|\breturn(?:s|ed|ing|able)?\b|"
    r"\brefund\w*|\bexchang\w+|\bmoney back\b|\bdeliver(?:y|ed|ies)?\b|\bpostage\b|\bwarranty\b|"
    r"\bguarantee\b|\bgift[- ]?wrap\w*|\bklarna\b|\bpaypal\b|\bvouchers?\b|\bdiscount\b|"
    r"\bcheck ?out\b|\bbasket\b|\bhow (?:do|can|would) (?:i|we) (?:order|buy|pay)\b|"
    r"\bin (?:the|your|a) (?:shop|store)s?\b",
    re.I,
)
_HOW_MUCH = re.compile(r"\b(?:how much|costs?|price)\b", re.I)
_HOW_LONG = re.compile(r"\b(?:how (?:long|soon|quick|quickly|fast)|when)\b", re.I)


def reweighed(
    ranking: Sequence[Candidate], topic: Topic, *, with_value: bool, of_service: bool = False
) -> tuple[Candidate, ...]:
    """Return intents by how likely they are behind an answer about something, best first.

    Bayes' rule with the odds of each intent there; what is left to 1, that the message means none
    of them, stays as likely as it was.

    Args:
        ranking: The intents and how likely they are by themselves; their sum is 1 at most.
        topic: What the answer before was about.
        with_value: Whether the message has a value of the catalogue in it.
        of_service: Whether it has words of the shop's service in it (``speaks_of_service``).
    """
    if topic is not Topic.PRODUCTS:
        return tuple(ranking)
    nothing = max(0.0, 1.0 - sum(intent.confidence for intent in ranking))
    weighed = {
        name: confidence * _weight(name, with_value, of_service) for name, confidence in ranking
    }
    if with_value and not of_service:
        weighed[_WISH] = weighed.get(_WISH, 0.0) + nothing * _A_WISH
        nothing *= 1.0 - _A_WISH
    total = nothing + sum(weighed.values())
    if total == 0:
        return tuple(ranking)
    shares = [Candidate(name, weight / total) for name, weight in weighed.items()]
    return tuple(sorted(shares, key=lambda intent: -intent.confidence))


def _weight(intent: str, with_value: bool, of_service: bool) -> float:
    if intent in OF_PRODUCTS:
        if of_service:
            return 1.0
        return _LIKELIER * (_WITH_VALUE if with_value else 1.0)
    if intent == _FAQ and of_service:
        return 1.0
    return _LESS_LIKELY.get(intent, 1.0)


def speaks_of_service(text: str) -> bool:
    """Whether a message has words of buying, delivery, paying or sending back in it."""
    return _SERVICE.search(text) is not None


def about_products(ranking: Sequence[Candidate]) -> float:
    """Return how likely a message is about the products on show, whatever it asks of them."""
    return sum(chance for name, chance in ranking if name in OF_PRODUCTS)


def asks_of_delivery(text: str) -> str | None:
    """Return the intent of a bare question behind an answer about delivery: "how much is that?".

    It is None where the message says more, or asks something else.
    """
    if not is_bare(text):
        return None
    if _HOW_MUCH.search(text):
        return "delivery_cost"
    return "delivery_time" if _HOW_LONG.search(text) else None


def answered_in_context(
    alone: Sequence[Candidate],
    together: Sequence[tuple[float, Sequence[Candidate]]],
    further: FollowUp,
) -> tuple[Candidate, ...]:
    """Return answers to a further question, best first.

    Args:
        alone: The answers to the message by itself.
        together: The answers to the message with what it leaves out, in several ways: with the
            question before it, with the subject of that. Each with what it counts.
        further: The message, and that question.
    """
    own: Mapping[str, float] = {answer.name: answer.confidence for answer in alone}
    asked, meant = further.asked, defaultdict[str, float](float)
    for weight, ranking in together:
        for name, confidence in ranking:
            meant[name] += weight * confidence
    for name in meant:
        meant[name] *= math.sqrt(own.get(name, 0.0)) + _UNTOLD
        near = any(related(name, answer) for answer in (asked.answer, *asked.earlier))
        meant[name] *= 1.0 if near else _UNRELATED
        meant[name] *= _AGAIN if name == asked.answer else 1.0
    likely = sorted(meant, key=lambda name: -meant[name])[:_READ]
    weighed = {name: meant[name] * _told(further.text, further.text_of(name)) for name in likely}
    total = sum(weighed.values())
    if total == 0:
        return ()
    sure = max(sum(answer.confidence for answer in ranking) for _, ranking in together)
    shares = (Candidate(name, sure * weight / total) for name, weight in weighed.items())
    return tuple(sorted(shares, key=lambda answer: -answer.confidence))


def _told(question: str, answer: str) -> float:
    """Return how much likelier an answer is for having what a question wants."""
    if not answer:
        return 1.0
    fits = 1.0 + share_told(telling_words(question), answer)
    return fits if tells(answer, wanted_by(question)) else fits * _WANTING
