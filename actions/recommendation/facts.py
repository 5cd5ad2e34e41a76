"""What the catalogue states of one product, for a question about it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from actions.recommendation.asked import figures
from actions.recommendation.constraints import Constraints
from actions.recommendation.extent import compares
from actions.recommendation.heads import title_head
from actions.recommendation.matching import any_match, has_attribute, product_values
from actions.recommendation.mentions import leading, without_name
from actions.recommendation.money import format_price
from actions.recommendation.opinions import asked_aspects, opinions, rating_words, short_review
from actions.recommendation.parts import (
    asked_part,
    material_of_part,
    material_of_whole,
    of_part,
    part_made,
    stated,
    states,
)
from actions.recommendation.passages import Encoder, Passages
from actions.recommendation.question_words import QUESTION_WORDS, Figure
from actions.recommendation.text import spoken_list, stem, synonyms, terms, words
from actions.recommendation.told import Level, Question, Told, joined, with_next_best
from actions.shop.records import ProductRecord

# Words of asking for a product as a whole, or of judging it: no fact goes by them.
_ASKING_TEXT = """
    detail details description describe spec specs specification specifications information info
    feature features picture pictures photo photos image page link open full product review reviews
    rating ratings rate rated people say says customers customer buyers think feature whole article
    read hear enough own ok okay come comes does fit fits work works take takes put still actually
    bit quite while long last good keep keeps isn aren doesn don tho though easy easier
    simple hard difficult w down first second third fourth fifth
"""
_ASKING = frozenset(stem(word) for word in _ASKING_TEXT.split())
# They tell what is asked where nothing else does: "is it easy to put up?".
_TELLING_ALONE = frozenset(map(stem, ("easy", "easier", "simple", "hard", "difficult", "put")))
# Names of attributes that say nothing alone: "can he send it back?" asks for no length of back;
# "what is the back like" does.
_VAGUE = frozenset(("for", "back", "load", "case", "drop", "fit", "care", "age", "power"))
_PLAINLY = r"\b(?:what|which|how much)(?:'?s| is| are)?(?: the| its| their)?(?: \w+)?[ -]{name}\b"
_HOW = re.compile(r"\b(?:how|what|which)(?:['’]?s)?\b", re.I)
_YES = ("yes",)
_QUALITY_PREFIX = 5
_WHOLE = 0.99  # share of the words
_NAMED = 2  # words of a question that an answer repeats


class Facts:
    """Answers questions about single products from all that the catalogue knows.

    Args:
        names: Values of attributes of the catalogue, in lower case, to the attributes that have
            them: what one product does not state, others may.
        encoder: Finds sentences by meaning; None: by words alone.
    """

    def __init__(
        self, names: Mapping[str, Collection[str]], encoder: Encoder | None = None
    ) -> None:
        self._names = names
        self._passages = Passages(encoder)

    def exclude_each_other(self, one: str, other: str) -> bool:
        """Whether two qualities are values of one attribute, such as ``men`` and ``women``."""
        if re.sub(r"\d+", "#", one) == re.sub(r"\d+", "#", other):  # 2-person, 3-person
            return True
        own = set(self._names.get(one.casefold(), ()))
        return not own.isdisjoint(self._names.get(other.casefold(), ()))

    def tell(self, product: ProductRecord, question: Question) -> Told:
        """Answer from what is stated, then from the description, then from what buyers write."""
        question = question._replace(text=without_name(question.text, product))
        asked = figures(question.text)
        figure = next((t for f in asked if (t := _figure(product, f)) is not None), None)
        listed = [self._quality(product, value) for value in question.asked.wanted("attribute")]
        if question.asked.wanted("material"):
            listed.append(self._material(product, question))
        elif (of := part_made(product, question.text, asked)) is not None:
            part = asked_part(product, question.text) or ""
            told = None if of.level is Level.STATED else _quoted(product, terms(part))
            return told or of
        found = [told for told in listed if told.level is Level.STATED]
        if figure is not None and (_HOW.search(question.text) or not listed):
            return figure
        if len(found) == len(listed) and found:
            return joined(found)
        qualities = question.asked.wanted("attribute")
        own = telling_terms(product, " ".join((question.rest, *qualities)))
        if listed:
            # What is not listed by its name may be told in other words.
            told = self._described(product, question.text, own, least=_WHOLE)
            return joined([*listed, *(t for t in (figure, told) if t is not None)])
        if asked and not own:
            label = terms(asked[0].label)
            told = _named_attribute(product, label, question.text) or _quoted(product, label)
        else:
            told = _named_attribute(product, own, question.text) or self._described(
                product, question.text, own
            )
        if told is not None and told.level is not Level.WRITTEN and not asked:
            return told
        if asked:
            missing = Told(
                Level.SILENT,
                "not stated",
                f"The catalogue does not state the {asked[0].label} of the {product.title}.",
            )
            return missing if told is None else with_next_best(missing, told)
        opinion = _opinion(product, question.text)
        return told or opinion or _silent(product, question.rest, own)

    def answer(
        self, product: ProductRecord, text: str, rest: str, asked: Constraints
    ) -> str | None:
        """Return what is told of a product, as ``tell``; None where nothing is known of it."""
        told = self.tell(product, Question(text, rest, asked))
        return None if told.level is Level.SILENT and not figures(text) else told.text

    def _quality(self, product: ProductRecord, value: str) -> Told:
        said, title = value.lower(), product.title
        if has_attribute(product, value):
            return Told(
                Level.STATED,
                f"listed as “{said}”",
                f"Yes: the catalogue lists the {title} as “{said}”.",
            )
        for name in sorted(self._names.get(value.casefold(), ())):
            if own := product.attributes.get(name):
                states = f"{name}: {spoken_list(own)}"
                return Told(
                    Level.LACKING,
                    f"{name} {spoken_list(own)}",
                    f"Not according to the catalogue: it states “{states}” for the {title}.",
                )
        near = [
            tag
            for tag in product.tags
            if len(said) > _QUALITY_PREFIX and tag[:_QUALITY_PREFIX] == said[:_QUALITY_PREFIX]
        ]
        rest = f", but as “{near[0]}”" if near else ""
        return Told(
            Level.LACKING,
            f"not listed as “{said}”{rest}",
            f"The catalogue does not list the {title} as “{said}”{rest}.",
        )

    def _material(self, product: ProductRecord, question: Question) -> Told:
        asked = question.asked.wanted("material")
        part = asked_part(product, question.text, asked)
        if part is None:
            return material_of_whole(product, asked)
        if (of := of_part(product, part)) is not None:
            level = Level.STATED if any_match("material", of[1], asked) else Level.LACKING
            return states(product, *of, level)
        described = terms(" ".join((part, *asked)))
        told = self._described(product, question.text, described, least=_WHOLE)
        return told or material_of_part(product, part)

    def _described(
        self, product: ProductRecord, text: str, asked: Sequence[str], least: float = 0.0
    ) -> Told | None:
        sentence = self._passages.best(text, asked, [product.description], least)
        if sentence is not None:
            told = f"The description of the {product.title} says: “{sentence}”"
            return Told(Level.DESCRIBED, f"“{sentence}”", told)
        sentence = self._passages.best(text, asked, product.review_excerpts, least)
        if sentence is None:
            return None
        return Told(
            Level.WRITTEN,
            f"not stated; a buyer writes “{sentence}”",
            f"The catalogue does not say so of the {product.title}, but a buyer writes: "
            f"“{sentence}”",
        )


def _silent(product: ProductRecord, rest: str, asked: Sequence[str]) -> Told:
    return Told(
        Level.SILENT,
        "not stated",
        f"The catalogue {unmentioned(rest, asked)} for the {product.title}.",
    )


def unmentioned(rest: str, asked: Sequence[str]) -> str:
    """Return ``does not mention “pegs”``: that what few words ask for is nowhere stated."""
    named = [word for word in words(rest) if stem(word) in asked]
    named = [] if all(stem(word) in _TELLING_ALONE for word in named) else named
    told = f"mention “{' '.join(named)}”" if 0 < len(named) <= _NAMED else "say so"
    return f"does not {told}"


def _figure(product: ProductRecord, figure: Figure) -> Told | None:
    """Return what a product states of what is asked for, if anything."""
    if figure.quality is not None:
        return _listed(product, figure.quality)
    held = {name: values for name in figure.names if (values := _values(product, name))}
    told = [stated(name, values) for name, values in held.items() if values != _YES]
    told += [name for name, values in held.items() if values == _YES and name not in told]
    if not told:
        return None
    short = "; ".join(told)
    return Told(Level.STATED, short, f"{product.title}: {short}.")


def _listed(product: ProductRecord, quality: str) -> Told:
    """Return whether a product is listed as something that was asked for in other words."""
    if has_attribute(product, quality):
        text = f"The catalogue lists the {product.title} as “{quality}”."
        return Told(Level.STATED, f"listed as “{quality}”", text)
    text = f"The catalogue does not list the {product.title} as “{quality}”."
    return Told(Level.LACKING, f"not listed as “{quality}”", text)


def _values(product: ProductRecord, name: str) -> Sequence[str]:
    if name == "brand":
        return (product.brand,) if product.brand else ()
    if name == "price":
        return (format_price(product),)
    if name == "rating":
        return _rating(product)
    if name in ("color", "material"):
        return product_values(product, name)
    return product.attributes.get(name, ())


def _rating(product: ProductRecord) -> Sequence[str]:
    if product.rating is None or not product.review_count:
        return ("none yet, as nobody has reviewed it",)
    told, quote = rating_words(product), short_review(product)
    return (f"{told}; one writes “{quote.rstrip('.')}”" if quote else told,)


def telling_terms(product: ProductRecord, text: str) -> list[str]:
    """Return the index terms of a question that may be answered by a fact."""
    head = title_head(product.title)
    known = {*leading(product), *terms(product.category), *terms(product.brand), head}
    said = " ".join(word for word in words(text) if not compares(word))
    asked = [term for term in dict.fromkeys(terms(said)) if term not in known]
    return [term for term in asked if term not in _ASKING] or [
        term for term in asked if term in _TELLING_ALONE
    ]


def _quoted(product: ProductRecord, asked: Sequence[str]) -> Told | None:
    """Return the sentence of the description that has the very words: "knee-length" of length."""
    sentence = Passages(None).best("", asked, [product.description], _WHOLE)
    if sentence is None:
        return None
    text = f"The description of the {product.title} says: “{sentence}”"
    return Told(Level.DESCRIBED, f"“{sentence}”", text)


def _named_attribute(product: ProductRecord, asked: Sequence[str], text: str) -> Told | None:
    """Return the attribute that has a word of the question in its name or its values."""
    for name, values in product.attributes.items():
        named = {stem(word) for word in words(name) if word not in _VAGUE or _asks(text, word)}
        if set(asked) & (named | {stem(word) for word in words(" ".join(values))}):
            if values == _YES:
                text = f"Yes: the catalogue lists the {product.title} as “{name}”."
                return Told(Level.STATED, f"listed as “{name}”", text)
            return states(product, name, values)
    near = {other for term in asked for other in synonyms(term)}
    for name, values in product.attributes.items():
        if values == _YES and near & {stem(word) for word in words(name)}:
            return _listed(product, name)
    meant = QUESTION_WORDS.meant_alike(text).keys()
    for name, values in product.attributes.items() if meant else ():
        # In another word it may be the contrary that is asked: neither yes nor no.
        if meant & QUESTION_WORDS.meant_alike(f"{name} {' '.join(values)}").keys():
            return _listed(product, name) if values == _YES else states(product, name, values)
    return None


def _asks(text: str, name: str) -> bool:
    """Whether a text asks for an attribute by its name: "what is the drop", "what age"."""
    return re.search(_PLAINLY.format(name=re.escape(name)), text, re.I) is not None


def _opinion(product: ProductRecord, text: str) -> Told | None:
    """Return what buyers think of an aspect that a question is about."""
    for aspect in asked_aspects(text):
        of = opinions(tuple(product.review_excerpts)).get(aspect)
        if of is None or not of.praise:
            continue
        against = f" and {of.bad} complain{'s' if of.bad == 1 else ''} of it" if of.bad else ""
        say = "review praises" if of.good == 1 else "reviews praise"
        told = f"{of.good} {say} its {aspect}{against}; one writes: “{of.praise}”"
        text = f"The catalogue does not say that of the {product.title}. {told}"
        return Told(Level.WRITTEN, f"not stated; {told}", text)
    return None
