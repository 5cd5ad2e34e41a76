"""What buyers say of quality, comfort, fit, value and delivery: praise and complaints in reviews.

Aspects and opinions by rules over sentences, after M. Hu and B. Liu, "Mining and summarizing
customer reviews" (KDD 2004): a sentence is of an aspect if it has a word of praise or of complaint
for it, and a "not" before the word turns it round.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from actions.shop.records import ProductRecord

_SHORT_CHARS = 160
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_NEGATED = re.compile(
    r"\b(?:not|no|isn'?t|wasn'?t|aren'?t|weren'?t|doesn'?t|don'?t|didn'?t|never|hardly|nothing|"
    r"less than|far from|neither|nor)\b[^.!?,;]{0,20}$",
    re.I,
)
# For each aspect: words of praise, words of complaint.
_OPINIONS: Mapping[str, tuple[str, str]] = {
    "quality": (
        r"(?:well|beautifully|solidly|sturdily) (?:made|built|sewn|stitched|finished|constructed)|"
        r"(?:great|good|excellent|high|superb|lovely|top|amazing|fantastic|best|nice) quality|"
        r"quality (?:is|feels|was|seems) (?:\w+ )?(?:great|good|excellent|high|superb|top|amazing)|"
        r"durable|sturdy|hard-?wearing|solid as|built to last|lasts? (?:for )?(?:years|ages)|"
        r"still (?:going strong|like new|looks? (?:like )?new|as good as new)|"
        r"(?:years|seasons|winters|washes)(?: \w+){0,3} (?:later|on)\b.{0,30}\b(?:new|fine|strong)|"
        r"hold(?:s|ing)? up (?:\w+ )?well|no (?:sign|trace)s? of wear|indestructible",
        r"(?:poor|bad|cheap|low|terrible|awful|inferior|shoddy|disappointing) quality|"
        r"quality (?:is|was|feels|seems) (?:\w+ )?(?:poor|bad|cheap|low|terrible|disappointing)|"
        r"(?:badly|poorly|cheaply|shoddily) (?:made|sewn|finished|stitched)|flimsy|shoddy|"
        r"fell apart|falls? apart|falling apart|came apart|frays?|frayed|pill(?:s|ed|ing)|"
        r"broke|tore|ripped|unravel\w*|wore (?:out|thin)|wears? thin|"
        r"(?:seam|stitching|zip|zipper)s? (?:\w+ )?(?:came|come|gave|gives|broke|failed)",
    ),
    "comfort": (
        r"comfortable|comfy|cosy|"
        r"cozy|no (?:hot|sore) spots?|nothing (?:rubs|pinches)|not one blister|no blisters|"
        r"forget (?:that )?i(?:'| a)m wearing|soft(?:er)? (?:and|on|against|to|as)|so soft|"
        r"very soft|super soft|slept (?:better|well|like)",
        r"uncomfortable|itch(?:y|es)|scratch(?:y|es)|chafes?|chafing|blisters?\b|pinch(?:es|ed)|"
        r"digs? in|rubs\b|rubbed|sore|stiff",
    ),
    "fit": (
        r"true to size|fits? (?:\w+ )?(?:perfectly|well|great|as expected|just right|like a glove|"
        r"beautifully|nicely)|perfect fit|great fit|flattering|fits? just right",
        r"(?:runs?|ran|comes? up|fits?|is|was|are|were|bit|too|little|very|rather|quite) "
        r"(?:\w+ )?(?:small|tight|narrow|snug|large|big|loose|baggy|boxy|short in|wide)\b|"
        r"siz(?:e|ed|ing) (?:up|down)|odd fit|(?:poor|bad|strange|weird|awkward) fit|unflattering|"
        r"(?:did|does)n'?t fit|not fit",
    ),
    "value": (
        r"(?:great|good|excellent|amazing|best|fair|unbeatable|fantastic|super) "
        r"(?:value|price|deal|bargain|buy)|worth (?:every|the (?:money|price|cost)|it\b)|bargain|"
        r"value for money|(?:very |so )?(?:cheap|affordable|inexpensive) (?:for|and|but good)|"
        r"(?:costs?|price[ds]?) (?:\w+ ){0,2}(?:fair|reasonable|half|less)|money well spent|"
        r"for (?:this|the|that|such a) (?:price|money)\b.{0,40}\b(?:cannot|can'?t|hard|nothing|"
        r"great|good|unbeatable|perfect|excellent)",
        r"(?:over|too) ?(?:priced|expensive|dear|pricey)|not (?:cheap|worth)|pricey|poor value|"
        r"waste of money|expensive for|a lot of money|steep|costs? (?:too much|a lot|a fortune)|"
        r"rip-?off",
    ),
    "delivery": (
        r"(?:quick|fast|prompt|speedy|rapid|early|next[- ]day) (?:delivery|shipping|dispatch)|"
        r"(?:delivery|shipping|dispatch) (?:was|is) (?:\w+ )?(?:quick|fast|prompt|great|good)|"
        r"(?:arrived|came|delivered|here) (?:\w+ )?(?:early|quickly|fast|promptly|on time|"
        r"(?:with)?in (?:a|one|two|three|\d+) days?|(?:the )?next day)|well (?:packed|packaged)",
        r"(?:slow|late|delayed) (?:delivery|shipping)|"
        r"(?:delivery|shipping|parcel) (?:was|took|came) (?:\w+ )?(?:late|slow|ages|weeks?)|"
        r"arrived (?:\w+ )?(?:late|damaged|broken|crushed|dirty)|"
        r"took (?:ages|weeks|forever|(?:two|three|\d+) weeks)|"
        r"(?:box|parcel|package) (?:\w+ )?(?:damaged|crushed|torn|soaked)",
    ),
}
ASPECTS = tuple(_OPINIONS)
_COMPILED = {
    aspect: (re.compile(rf"\b(?:{good})", re.I), re.compile(rf"\b(?:{bad})", re.I))
    for aspect, (good, bad) in _OPINIONS.items()
}
# What of a wish is about an aspect.
_ASKED: Mapping[str, re.Pattern[str]] = {
    aspect: re.compile(rf"\b(?:{said})\b", re.I)
    for aspect, said in {
        "quality": r"(?:good|high|best|top|decent) quality|quality|well[- ]made|durable|sturdy|"
        r"hard-?wearing|robust|lasts?|long-?lasting|built to last|solid",
        "comfort": r"comfortable|comfy|comfort|cosy|soft|does(?:n'?t| not) (?:rub|pinch|itch)|"
        r"itch\w*|scratch\w*|blisters?",
        "fit": r"true to size|fits? (?:well|properly|perfectly)|good fit|flattering",
        "value": r"(?:good|great|best) value|value for money|worth (?:it|the money)|bargain|"
        r"affordable|(?:good|great) deal",
        "delivery": r"(?:fast|quick|prompt) delivery|delivered (?:fast|quickly)",
    }.items()
}


@dataclass(frozen=True)
class Opinion:
    """What reviews say of one aspect.

    Attributes:
        good: How many of them praise it.
        bad: How many complain of it.
        praise: A sentence that praises it, as written; empty where none does.
    """

    good: int = 0
    bad: int = 0
    praise: str = ""

    @property
    def balance(self) -> float:
        """From -1 to 1; few reviews count for less."""
        return (self.good - self.bad) / (self.good + self.bad + 2)


def asked_aspects(text: str) -> tuple[str, ...]:
    """Return which aspects a wish is about: "comfortable", "good value"."""
    return tuple(aspect for aspect, said in _ASKED.items() if said.search(text))


def sentence_opinions(sentence: str) -> dict[str, bool]:
    """Return the aspects that a sentence has an opinion of, and whether it is a good one.

    Praise and complaint at once is no opinion.
    """
    found: dict[str, bool] = {}
    for aspect, (praise, complaint) in _COMPILED.items():
        said = {
            good if _NEGATED.search(sentence[: match.start()]) is None else not good
            for good, pattern in ((True, praise), (False, complaint))
            for match in pattern.finditer(sentence)
        }
        if len(said) == 1:
            found[aspect] = said.pop()
    return found


@lru_cache(maxsize=4096)
def opinions(reviews: tuple[str, ...]) -> Mapping[str, Opinion]:
    """Return what some reviews of one product say, by aspect; each review counts once for each."""
    counted: dict[str, Opinion] = {}
    for review in reviews:
        said: dict[str, dict[bool, str]] = {}
        for sentence in _SENTENCE_END.split(review.strip()):
            for aspect, good in sentence_opinions(sentence).items():
                said.setdefault(aspect, {}).setdefault(good, sentence)
        for aspect, views in said.items():
            old = counted.get(aspect, Opinion())
            counted[aspect] = Opinion(
                old.good + (True in views),
                old.bad + (False in views),
                old.praise or views.get(True, ""),
            )
    return counted


def rating_words(product: ProductRecord) -> str:
    """Return how a product that was rated is rated: ``4.2 out of 5 by 3 buyers``."""
    buyers = "buyer" if product.review_count == 1 else "buyers"
    return f"{product.rating:.1f} out of 5 by {product.review_count} {buyers}"


def short_review(product: ProductRecord) -> str | None:
    """Return a review that an answer has room for; None where there is none."""
    short = (text for text in product.review_excerpts if len(text) <= _SHORT_CHARS)
    return next((text.strip() for text in short), None)
