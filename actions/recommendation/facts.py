"""What the catalogue states of one product, for a question about it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from actions.recommendation.constraints import Constraints
from actions.recommendation.matching import any_match, has_attribute, product_values
from actions.recommendation.money import format_price
from actions.recommendation.text import spoken_list, stem, terms, words
from actions.shop.records import ProductRecord

# Which attributes a question asks for, by the words in it; the first that a product has answers.
_ASKED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"how (?:heavy|light)|weigh\w*|heavy", ("weight",)),
    (
        r"wash\w*|launder\w*|clean(?:ed|ing)?|iron(?:ed|ing)?|tumble|dishwasher|care(?: for)?|"
        r"look after",
        ("care",),
    ),
    (r"how bright|lumens?|brightness", ("lumens",)),
    (
        r"how (?:big|large)|lit(?:re|er)s?|capacity|volume|holds?",
        ("capacity", "volume", "dimensions", "packed size", "height", "diameter"),
    ),
    (r"how many (?:people|persons|adults|fit)|sleeps?|berths?", ("sleeps", "serves")),
    (r"pack(?:s|ed)? (?:down|small|size)|how small", ("packed size",)),
    (r"how (?:tall|high)|height|headroom|stand up", ("height",)),
    (r"how long (?:is|are)|length", ("length", "inseam")),
    (r"how wide|width|diameter", ("diameter", "width", "case")),
    (r"how thick|thickness", ("thickness",)),
    (r"keeps? (?:\w+ )?hot|stays? hot", ("keeps hot",)),
    (r"keeps? (?:\w+ )?cold|stays? cold", ("keeps cold",)),
    (r"how long (?:does|will|do)|batter(?:y|ies)|run ?time|burn", ("battery", "burn time")),
    (r"how (?:warm|cold)|warm enough|temperature|degrees", ("comfort", "limit")),
    (
        r"how waterproof|how (?:deep|wet)|water column|water resist\w*",
        ("water column", "water resistance", "water rating"),
    ),
    (r"made (?:of|from)|materials?|fabrics?|what stuff", ("material",)),
    (r"where (?:is|are|was|were) .*made|made where|country|origin", ("origin",)),
    (r"(?:what|which) (?:colou?rs?)|colou?rs", ("color", "colour")),
    (r"brand|who makes|makers?|manufacturer", ("brand",)),
    (r"fit|cut", ("fit",)),
    (r"(?:what(?:'s| is)|comes?) (?:in the box|included|with it)|included", ("in the box",)),
    (r"how much|prices?|costs?", ("price",)),
)
_COMPILED = tuple((re.compile(rf"\b(?:{said})\b", re.I), names) for said, names in _ASKED)
_LABELS = {"comfort": "comfort temperature", "color": "colours", "lumens": "brightness"}
# Words of asking for a product as a whole, or of judging it: no fact goes by them.
_ASKING_TEXT = """
    detail details description describe spec specs specification specifications information info
    feature features picture pictures photo photos image page link open full product review reviews
    rating ratings rate rated people say says customers customer buyers think feature whole article
    read hear
"""
_ASKING = frozenset(stem(word) for word in _ASKING_TEXT.split())
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_QUOTED_CHARS = 200
_QUALITY_PREFIX = 5


class Facts:
    """Answers questions about single products from all that the catalogue knows.

    Args:
        names: Values of attributes of the catalogue, in lower case, to the attributes that have
            them: what one product does not state, others may.
    """

    def __init__(self, names: Mapping[str, Collection[str]]) -> None:
        self._names = names

    def exclude_each_other(self, one: str, other: str) -> bool:
        """Whether two qualities are values of one attribute, such as ``men`` and ``women``."""
        if re.sub(r"\d+", "#", one) == re.sub(r"\d+", "#", other):  # 2-person, 3-person
            return True
        own = set(self._names.get(one.casefold(), ()))
        return not own.isdisjoint(self._names.get(other.casefold(), ()))

    def answer(
        self, product: ProductRecord, text: str, rest: str, asked: Constraints
    ) -> str | None:
        """Return what the catalogue says to a question; None where it says nothing of it.

        Args:
            product: What the question is about.
            text: The question.
            rest: What of the question names nothing that the catalogue knows.
            asked: What the question names of the catalogue: qualities and materials.
        """
        told = [self._quality(product, value) for value in asked.wanted("attribute")]
        if asked.wanted("material"):
            told.append(_material(product, asked.wanted("material")))
        if told:
            return " ".join(told)
        for pattern, names in _COMPILED:
            if pattern.search(text):
                return _stated(product, names)
        return _from_texts(product, telling_terms(product, rest))

    def _quality(self, product: ProductRecord, value: str) -> str:
        said = value.lower()
        if has_attribute(product, value):
            return f"Yes: the catalogue lists the {product.title} as “{said}”."
        for name in sorted(self._names.get(value.casefold(), ())):
            if own := product.attributes.get(name):
                states = f"{name}: {spoken_list(own)}"
                return (
                    f"Not according to the catalogue: it states “{states}” for the {product.title}."
                )
        near = [
            tag
            for tag in product.tags
            if len(said) > _QUALITY_PREFIX and tag[:_QUALITY_PREFIX] == said[:_QUALITY_PREFIX]
        ]
        rest = f", but as “{near[0]}”" if near else ""
        return f"The catalogue does not list the {product.title} as “{said}”{rest}."


def _material(product: ProductRecord, asked: Sequence[str]) -> str:
    own = product_values(product, "material")
    if not own:
        return f"The catalogue does not state what the {product.title} is made of."
    made = f"the {product.title} is made of {spoken_list(value.lower() for value in own)}"
    return f"Yes: {made}." if any_match("material", own, asked) else f"No: {made}."


def _stated(product: ProductRecord, names: Sequence[str]) -> str:
    told = [
        f"{_LABELS.get(name, name.replace('_', ' '))} {spoken_list(values)}"
        for name in names
        if (values := _values(product, name))
    ]
    if told:
        return f"{product.title}: {'; '.join(told)}."
    label = _LABELS.get(names[0], names[0])
    return f"The catalogue does not state the {label} of the {product.title}."


def _values(product: ProductRecord, name: str) -> Sequence[str]:
    if name == "brand":
        return (product.brand,) if product.brand else ()
    if name == "price":
        return (format_price(product),)
    if name in ("color", "material"):
        return product_values(product, name)
    return product.attributes.get(name, ())


def telling_terms(product: ProductRecord, text: str) -> list[str]:
    """Return the index terms of a question that may be answered by a fact."""
    known = {*terms(product.title), *terms(product.category), *terms(product.brand)}
    return [term for term in dict.fromkeys(terms(text)) if term not in known | _ASKING]


def _from_texts(product: ProductRecord, asked: Sequence[str]) -> str | None:
    """Return what attributes, the description or a review say with a word of the question."""
    for name, values in product.attributes.items():
        if set(asked) & {stem(word) for word in words(f"{name} {' '.join(values)}")}:
            if values == ("yes",):
                return f"Yes: the catalogue lists the {product.title} as “{name}”."
            return f"{product.title}: {name.replace('_', ' ')} {spoken_list(values)}."
    if sentence := _sentence_with(product.description, asked):
        return f"The description of the {product.title} says: “{sentence}”"
    for review in product.review_excerpts:
        if sentence := _sentence_with(review, asked):
            return (
                f"The catalogue does not say so of the {product.title}, but a buyer writes: "
                f"“{sentence}”"
            )
    return None


def _sentence_with(text: str, asked: Sequence[str]) -> str | None:
    best = max(
        _SENTENCE_END.split(text.strip()),
        key=lambda sentence: len(set(asked) & set(terms(sentence))),
        default="",
    )
    found = set(asked) & set(terms(best)) and len(best) <= _QUOTED_CHARS
    return best if found else None
