"""Answers to what is asked of products: the one fact, of one of them or of each.

One place decides what a message asks and of which products; every product action shares it, as a
question may reach any of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.recommendation import Constraints, Turn
from actions.recommendation.asked import asks_same_of_another, figures, question_in, telling
from actions.recommendation.facts import telling_terms, unmentioned
from actions.recommendation.mentions import leading, mentions, title_stems, without_name
from actions.recommendation.phrases import WEARERS
from actions.recommendation.text import contains_words, spoken_list, stem, words
from actions.recommendation.told import Level, Question, Told
from actions.shop.records import ProductRecord
from actions.shopping.session import Visit

MOST = 5  # products that one answer is about
_BACK = 4  # messages in which the last question is sought
_SEEN = 20  # products whose names a repeated question may have
_ASKED_OF = ("attribute", "material")
OPTION_FACETS = ("color", "size", "material")


def question_of(visit: Visit, products: Sequence[ProductRecord]) -> Question | None:
    """Return the one thing that a message asks of products; None where it asks for all of them.

    "And the other?" asks the last question again.
    """
    own = _question(visit.turn, products)
    if own is not None or not asks_same_of_another(visit.turn.text):
        return own
    for turn in visit.earlier_turns(_BACK):
        if (before := _question(turn, products)) is not None:
            return before._replace(text=_unnamed(before.text, visit))
        if not asks_same_of_another(turn.text):
            return None
    return None


def _question(turn: Turn, products: Sequence[ProductRecord]) -> Question | None:
    clause = question_in(turn.text)
    if clause is None:
        # "Ridge shoes weight" is a question without a verb.
        short = len(telling(turn.text)) <= MOST and figures(turn.text)
        if not short:
            return None
        clause = turn.text
    bare = clause
    for product in products:
        bare = without_name(bare, product)
    names = {m.stem for p in products for m in mentions(bare, title_stems(p)) if m.pointing}
    said = {stem(word) for word in telling(bare)} - names
    rest = " ".join(word for word in telling(turn.query) if stem(word) in said)
    # "Will it fit a 150 cm kid" asks for more than whether it is for kids.
    more = bool(figures(bare)) or any(letter.isdigit() for letter in bare)
    asked = Constraints(
        {
            facet: tuple(
                v
                for v in turn.wanted.get(facet, ())
                if contains_words(bare, v) and not (v in WEARERS and more)
            )
            for facet in _ASKED_OF
        },
        in_stock_only=False,
    )
    named = any(asked.wanted(facet) for facet in _ASKED_OF)
    tells = any(telling_terms(product, rest) for product in products)
    return Question(clause, rest, asked) if figures(clause) or named or tells else None


def _unnamed(text: str, visit: Visit) -> str:
    """Return a question without the names of the products that it was asked of."""
    names: set[str] = set()
    for product in visit.products(visit.state.context.seen[-_SEEN:]):
        own = title_stems(product)
        if any(m.stem in leading(product) for m in mentions(text, own)):
            names |= {m.said for m in mentions(text, own)}
    return " ".join(part for part in text.split() if names.isdisjoint(words(part)))


def tell_fact(visit: Visit, product: ProductRecord) -> bool:
    """Answer the question about a product; returns whether the message asks one."""
    question = question_of(visit, [product])
    if question is None:
        return False
    visit.say.utter_message(text=visit.shop.facts.tell(product, question).text)
    visit.state = replace(visit.state, focus=product.id, pending=None)
    return True


def tell_each(visit: Visit, products: Sequence[ProductRecord]) -> bool:
    """Answer the question for each of some products, those with the same answer together.

    Returns:
        Whether the message asks one, of no more products than an answer has room for.
    """
    question = question_of(visit, products) if 1 < len(products) <= MOST else None
    if question is None:
        return False
    told = {p.id: visit.shop.facts.tell(p, question) for p in products}
    visit.say.utter_message(text=_lines(products, told, question))
    visit.state = replace(visit.state, pending=None)
    return True


def _lines(products: Sequence[ProductRecord], told: dict[int, Told], question: Question) -> str:
    known = [p for p in products if told[p.id].level not in (Level.SILENT, Level.WRITTEN)]
    if not known:
        of = "either of these two" if len(products) == 2 else f"any of these {len(products)}"
        lacking = telling_terms(products[0], question.rest)
        text = f"The catalogue {unmentioned(question.rest, lacking)} for {of}."
        quoted = next((p for p in products if told[p.id].level is Level.WRITTEN), None)
        if quoted is not None:
            text += f" {quoted.title}: {told[quoted.id].short.removeprefix('not stated; ')}"
        return text
    groups: dict[str, list[str]] = {}
    for product in products:
        groups.setdefault(told[product.id].short, []).append(product.title)
    if len(groups) == 1:
        who = "both" if len(products) == 2 else f"all {len(products)}"
        return f"The same for {who}: {next(iter(groups))}."
    return "\n".join(f"- {spoken_list(titles)}: {short}" for short, titles in groups.items())


def asked_options(visit: Visit) -> Constraints:
    """Return colour, size and material of this message, or of the question that is pending."""
    now = visit.turn.limits
    asked = now if any(now.wanted(facet) for facet in OPTION_FACETS) else visit.state.wish
    return Constraints({facet: asked.wanted(facet) for facet in OPTION_FACETS})
