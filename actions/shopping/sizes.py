"""Questions about sizes: which there are, which fits an age, which is smaller, what 18 means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.recommendation import Constraints
from actions.recommendation.fitting import age_in, size_for_age, smaller_or_bigger
from actions.recommendation.matching import product_values
from actions.recommendation.sizing import (
    VERDICTS,
    fit_reviews,
    fit_sentence,
    size_sentence,
    stock_sentence,
)
from actions.recommendation.text import spoken_list
from actions.recommendation.told import Question, Told
from actions.shop.records import ProductRecord
from actions.shopping.answering import MOST, OPTION_FACETS, asked_options, question_of
from actions.shopping.session import Visit

_MEANS = re.compile(
    r"\b(?:equals?|equivalent|same as|translates?|converts?|conversion|means?|"
    r"in (?:your|uk|eu|us) sizes?|what size (?:is|are|am)|"
    r"what (?:is|does) (?:a |an )?(?:size|uk|eu|us)\b|size chart|comes? out as)\b",
    re.I,
)
_HALVES = re.compile(r"\bhalf[- ]sizes?\b|\band a half\b|½|\d\.5\b", re.I)
_ROOM = re.compile(
    r"\b(?:too (?:big|small|large|tight|loose|wide|long)|"
    r"(?:thick|chunky|two pairs of)\b.{0,80}\bsocks?|"
    r"size (?:up|down)|between (?:two )?sizes)\b",
    re.I,
)
_OF_SIZE = re.compile(
    r"\b(?:siz\w+|fits?|fitting|small\w*|large\w*|big\w*|tight|loose|"
    r"(?:wide|narrow)(?! enough)|roomy|medium|x+[sl]|waist|chest|leg|inch(?:es)?|cm|"
    r"years? old)\b|\d",
    re.I,
)
_OF_STOCK = re.compile(
    r"\b(?:stock|available|availability|left|sold|have (?:it|them)|got (?:it|them)|colou?rs?|"
    r"come in|buy|order)\b",
    re.I,
)
_SOCKS = re.compile(r"\bsocks?\b", re.I)
_BIGNESS = "how big"
_ADVICE = (
    "Between two sizes the larger one is the safer choice{socks}; you can exchange what does "
    "not fit."
)


def tell_meaning(visit: Visit) -> bool:
    """Say what a size is in the shop's sizes, if that is all that is asked."""
    if not visit.notes or _MEANS.search(visit.turn.text) is None:
        return False
    visit.say.utter_message(text="\n".join(visit.notes))
    visit.notes = ()
    return True


def tell_size(visit: Visit, product: ProductRecord) -> None:
    """Tell of a product's sizes what is asked, and what buyers say of its fit."""
    visit.say.utter_message(text=_told(visit, product))
    visit.state = replace(visit.state, focus=product.id)


def tell_sizes(visit: Visit, products: Sequence[ProductRecord]) -> bool:
    """Tell the same of each of some products; returns whether an answer has room for them."""
    if not 1 < len(products) <= MOST:
        return False
    text = visit.turn.text
    if _HALVES.search(text):
        told = _halves(products)
    else:
        groups: dict[str, list[str]] = {}
        for product in products:
            groups.setdefault(_short(visit, product), []).append(product.title)
        told = "\n".join(f"- {spoken_list(titles)}: {short}" for short, titles in groups.items())
        sized = [product for product in products if product_values(product, "size")]
        if _ROOM.search(text) and 2 * len(sized) > len(products):
            told = f"{told}\n{_advice(text)}"
    visit.say.utter_message(text=told)
    return True


def _told(visit: Visit, product: ProductRecord) -> str:
    text = visit.turn.text
    if not product_values(product, "size"):
        return _unsized(visit, product).text
    other = smaller_or_bigger(product, text, visit.turn.wanted.get("size", ()))
    if other is not None:
        return other
    if (age := age_in(text)) is not None and (fitting := size_for_age(product, age)) is not None:
        return f"{product.title}: {fitting}."
    if _HALVES.search(text):
        return _halves([product])
    asked = asked_options(visit)
    told = stock_sentence(product, asked) if asked.wanted("size") else size_sentence(product)
    fit = product.attributes.get("fit", ())
    parts = [told if product.title in told else f"{product.title}: {told}"]
    if fit:
        parts.append(f"The catalogue calls its fit {spoken_list(fit)}.")
    parts.append(fit_sentence(product))
    if _ROOM.search(text) and _runs(product) != "large":
        parts.append(_advice(text))
    return " ".join(parts)


def _unsized(visit: Visit, product: ProductRecord) -> Told:
    """Answer "will it fit her?" of what comes in one size: by its measures and description."""
    question = question_of(visit, [product])
    if question is None or _ROOM.search(question.text):
        question = Question(_BIGNESS, "", Constraints())
    return visit.shop.facts.tell(product, question)


def _short(visit: Visit, product: ProductRecord) -> str:
    if not product_values(product, "size"):
        return f"one size; {_unsized(visit, product).short}"
    age = age_in(visit.turn.text)
    if age is not None and (fitting := size_for_age(product, age)) is not None:
        return fitting
    asked = asked_options(visit)
    if asked.wanted("size"):
        return stock_sentence(product, asked).split(". ")[0].rstrip(".")
    sizes = size_sentence(product).rstrip(".")
    most = _runs(product)
    return f"{sizes}; buyers say that it {VERDICTS[most]}" if most is not None else sizes


def _runs(product: ProductRecord) -> str | None:
    """Return what most reviews that say something of the fit say: small, large or true."""
    counts = fit_reviews(product).counts
    return max(counts, key=lambda verdict: counts[verdict], default=None)


def _halves(products: Sequence[ProductRecord]) -> str:
    """Say which products come in half sizes."""
    having = {
        p.title: [s for s in product_values(p, "size") if re.search(r"\d[.,]5|½", s)]
        for p in products
    }
    lines = [
        f"The {title} comes in {spoken_list(sizes)}." for title, sizes in having.items() if sizes
    ]
    if lines:
        return " ".join(lines)
    which = f"the {products[0].title} comes" if len(products) == 1 else "these come"
    return f"No, {which} in whole sizes only. {_advice('')}"


def _advice(text: str) -> str:
    socks = ", and thick socks take up room" if _SOCKS.search(text) else ""
    return _ADVICE.format(socks=socks)


def asked_instead(visit: Visit, products: Sequence[ProductRecord]) -> str | None:
    """Return what a message taken for one of stock or size asks in truth, as ``TELL`` names it."""
    text = visit.turn.text
    if any(visit.turn.wanted.get(facet) for facet in OPTION_FACETS):
        return None
    if _HALVES.search(text) or _ROOM.search(text):
        return "size"
    if _OF_SIZE.search(text) or _OF_STOCK.search(text) or visit.turn.critiques:
        return None
    return "details" if question_of(visit, products) is not None else None
