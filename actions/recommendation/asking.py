"""The one question worth asking when much fits: the one whose answer is expected to tell most.

What the shopper means is taken for one of the products not yet shown, each as likely as its score
says. A question's worth is the expected reduction of the entropy of that (D. Lindley, "On a
measure of the information provided by an experiment", Ann. Math. Statist. 27, 1956), in bits, over
the answers that it offers; whoever would give none of them tells nothing. It is weighed by how
readily shoppers can answer such a question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.aspects import BANDS, Answer, Aspect, aspects
from actions.recommendation.constraints import Constraints
from actions.shop.records import ProductRecord

_CHOICES = 5
_LEAST_BITS = 0.4
# A difference of score by this much makes a product e times as likely.
_TEMPERATURE = 0.15


class Choice(NamedTuple):
    """An answer that is offered.

    Attributes:
        said: The answer in words.
        fitting: How many products then fit.
        facet: The facet that it asks for; None where the words say all ("under £60").
        value: The facet's value.
    """

    said: str
    fitting: int
    facet: str | None
    value: str


@dataclass(frozen=True)
class Question:
    """A question with the answers that the catalogue has.

    Attributes:
        about: What it is about; nothing is asked twice.
        text: The question.
        choices: The answers.
        bits: What the answer is expected to tell, weighed by how readily it is given.
    """

    about: str
    text: str
    choices: tuple[Choice, ...]
    bits: float


def best_question(
    products: Sequence[ProductRecord],
    scores: Sequence[float],
    limits: Constraints,
    fitting: Callable[[Constraints], Sequence[ProductRecord]],
    asked: Sequence[str] = (),
) -> Question | None:
    """Return the question that tells most; None where none tells enough.

    Args:
        products: The candidates.
        scores: How well each fits, in the same order.
        limits: What is asked for already.
        fitting: Returns all products that fit given constraints.
        asked: What was asked before, by ``Question.about``.
    """
    if len(products) < 2:
        return None
    weights = likelihoods(scores)
    found: list[tuple[float, Aspect, list[str]]] = []
    for aspect in aspects(products, limits):
        if aspect.about not in asked:
            offered = _offered(weights, aspect.answers)
            bits = aspect.ready * expected_bits(weights, aspect.answers, offered)
            if len(offered) > 1 and bits >= _LEAST_BITS:
                found.append((bits, aspect, offered))
    for bits, aspect, offered in sorted(found, key=lambda one: -one[0]):
        if set(offered) <= set(BANDS):
            offered.sort(key=BANDS.index)
        choices = [_choice(aspect.limits(answer), fitting) for answer in offered]
        choices = [choice for choice in choices if choice.fitting]
        if len(choices) > 1:
            return Question(aspect.about, aspect.text, tuple(choices), round(bits, 3))
    return None


def _choice(answer: Answer, fitting: Callable[[Constraints], Sequence[ProductRecord]]) -> Choice:
    return Choice(answer.said, len(fitting(answer.limits)), answer.facet, answer.value)


def likelihoods(scores: Sequence[float]) -> NDArray[np.float64]:
    """Return how likely each product is the one that is meant, summing up to 1."""
    logits = np.asarray(scores, np.float64) / _TEMPERATURE
    weights = np.exp(logits - logits.max())
    return np.asarray(weights / weights.sum(), np.float64)


def expected_bits(
    weights: NDArray[np.float64], answers: Sequence[Sequence[str]], offered: Sequence[str]
) -> float:
    """Return the expected reduction of entropy by a question, in bits.

    Args:
        weights: Probabilities of the products.
        answers: The answers that fit each; who means it gives any that is offered alike.
        offered: The answers that are offered; any other tells nothing.
    """
    before = _entropy(weights)
    open_to = [set(own).intersection(offered) for own in answers]
    gained = 0.0
    for answer in offered:
        shares = [1 / len(own) if answer in own else 0.0 for own in open_to]
        joint = weights * np.array(shares)
        total = float(joint.sum())
        if total > 0:
            gained += total * (before - _entropy(joint / total))
    return gained


def _entropy(weights: NDArray[np.float64]) -> float:
    held = weights[weights > 0]
    return float(-(held * np.log2(held)).sum())


def _offered(weights: NDArray[np.float64], answers: Sequence[Sequence[str]]) -> list[str]:
    """Return the answers that by themselves tell most, as many as there are buttons for."""
    mass: dict[str, float] = {}
    for weight, own in zip(weights, answers, strict=True):
        for answer in set(own):
            mass[answer] = mass.get(answer, 0.0) + float(weight)
    halves = sorted(mass, key=lambda answer: (abs(mass[answer] - 0.5), answer))
    return sorted(halves[:_CHOICES], key=lambda answer: (-mass[answer], answer))
