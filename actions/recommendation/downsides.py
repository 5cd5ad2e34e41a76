"""What buyers complain of: the sentences of reviews that say so themselves."""

from __future__ import annotations

import re

from actions.shop.records import ProductRecord

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
# "Any complaints?", "what do people not like about it", "the downsides".
_ASKS = re.compile(
    r"\b(?:what(?:'?s| is| are) (?:bad|not (?:so )?(?:good|great)) (?:about|with)|"
    r"(?:don'?t|didn'?t|do not) (?:people|buyers|customers|others|they) like|"
    r"down ?sides?|draw ?backs?|weak (?:points?|spots?)|flaws?|(?:pros and )?cons|"
    r"(?:any|bad|negative|critical|poor) (?:things?|points?|comments?|feedback|reviews?|"
    r"complaints?)(?= (?:about|on|with|of|from|people|buyers)|\W*$)|"
    r"(?:people|buyers?|customers?|others|reviewers?|reviews|anyone|anybody|they|folks?)\b"
    r"(?:\W+\w+){0,3}?\W+(?:complain\w*|moan\w*|dislike\w*|hate\w*|not like|don'?t like|"
    r"didn'?t like|grumble\w*|gripe\w*|regret\w*))\b",
    re.I,
)
# What announces a complaint: the rest of its sentence is one, or else the next sentence.
_ANNOUNCES = re.compile(
    r"\b(?:(?:only|minor|small|one|tiny|little|main) (?:complaint|gripe|quibble|niggle|downside|"
    r"drawback|issue|problem)|downsides?|draw ?backs?|unfortunately|sadly|however|"
    r"not all roses|lets? (?:it|me) down)\b\W*|^but\b\W*",
    re.I,
)
_OF_ITSELF = re.compile(
    r"(?<!not )\b(?:disappoint\w+|too (?:small|big|tight|heavy|short|long|thin|"
    r"bulky|stiff|warm|hot|cold|noisy)|broke|tore|ripped|leaked|fell apart|useless|"
    r"wish it|could be better|shrank)\b",
    re.I,
)
_LEAST_WORDS, _MOST_CHARS = 3, 110
_MOST = 3


def asks_downsides(text: str) -> bool:
    """Whether a message asks what is bad about something, or what buyers complain of."""
    return _ASKS.search(text.replace("’", "'")) is not None


def downsides(product: ProductRecord) -> list[str]:
    """Return what reviews of a product complain of, as written, at most three."""
    found: list[str] = []
    for review in product.review_excerpts:
        sentences = _SENTENCE_END.split(review.strip())
        for at, sentence in enumerate(sentences):
            announced = _ANNOUNCES.search(sentence)
            if announced is not None:
                rest = sentence[announced.end() :].strip(" .:,;!?–-")
                following = sentences[at + 1 : at + 2]
                told = rest if len(rest.split()) > _LEAST_WORDS else " ".join(following)
            else:
                told = sentence if _OF_ITSELF.search(sentence) else ""
            told = told.strip().rstrip(".")
            if len(told.split()) >= _LEAST_WORDS and len(told) <= _MOST_CHARS and told not in found:
                found.append(told)
                break
    return found[:_MOST]


def downsides_sentence(product: ProductRecord) -> str:
    """Return what buyers complain of, or that none of them does in so many words."""
    told = downsides(product)
    if told:
        quoted = "; ".join(f"“{one[0].upper()}{one[1:]}”" for one in told)
        return f"What buyers of the {product.title} complain of: {quoted}."
    if not product.review_excerpts:
        return f"Nobody has written a review of the {product.title} yet."
    return f"None of the reviews of the {product.title} that I have complains of anything."
