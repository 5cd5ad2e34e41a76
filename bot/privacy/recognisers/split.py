"""Card numbers and security codes that come in several messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from bot.privacy.plain import plainly
from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser, Span, digits_of
from bot.privacy.recognisers.finance import EXPIRY, is_card

_SHORTEST_CARD = 13
_LONGEST_CARD = 19
_CARDS = frozenset(("card", "card_ending"))
_EXPIRY = regex.compile(
    rf"\W*({EXPIRY})(?:\W+(?:\p{{L}}{{2,8}}\W+)?(\d{{3,4}}))?\W*", regex.IGNORECASE
)
_RUN = regex.compile(r"(?<![A-Za-z0-9_.,£$€¥])\d(?:[ \-]?\d){2,14}(?![A-Za-z0-9_]|[.,]\d)")
_WHOLE = regex.compile(r"\W*(\d(?:[ \-]?\d){2,14})\W*")


class CardPartRecogniser(Recogniser):
    """The first part of a card number, when the rest comes in another message."""

    entity = "card"
    precedence = Precedence.BARE_NUMBER
    hint = r"\d(?:[ \-]?\d){5}"
    patterns = (
        PatternSpec(
            "part after cue",
            r"(?:\b(?:card|visa|master ?card|amex|maestro|kreditkarte)\b|卡号|银行卡"
            r"|信用卡)(?!['’]?s? (?:worth|balance|code|for|of|over))[^\d\n£$€]{0,30}"
            r"\K[2-6]\d{3}[ \-]?\d{2,4}(?:[ \-]?\d{1,5})?(?![A-Z0-9_]|[.,\-/ ]?\d)",
            0.6,
        ),
        PatternSpec(
            "groups of four",
            r"(?<![A-Z0-9_.,£$€¥/\-])(?<!\d )"
            r"(?!\d\d00.\d\d00(?!\d))[3-6]\d{3}([ \-])\d{4}(?:\1\d{4})?(?![A-Z0-9_]"
            r"|[.,\-/ ]?\d)(?!\s?(?:mah|mm|cm|kg|g|ml|lm|lumens?)\b)",
            0.5,
        ),
        PatternSpec(
            "so many digits",
            r"\b(?:first|last|other|remaining|next|second)(?: (?:half|part|\d{1,2}|four|six|eight"
            r"|ten|twelve))?(?: (?:card )?(?:digits|numbers|half|part))(?: (?:is|are|of (?:it"
            r"|my card)))*[\s:,]{1,2}"
            r"\K\d(?:[ \-]?\d){5,11}(?![A-Z0-9_]|[.,\-/ ]?\d)",
            0.6,
        ),
        PatternSpec("whole message", r"\A\W{0,3}\K[3-6]\d{7}(?:\d{4})?(?=\W{0,3}\Z)", 0.4),
    )


def continued(text: str, recent: Sequence[tuple[str, str]]) -> Iterator[Span]:
    """Find what goes on with a card number of earlier messages, or follows one as its code.

    Args:
        text: The message.
        recent: (kind, value) of what was found personal last in the conversation, oldest first.
    """
    cards = [digits_of(plainly(value)) for kind, value in recent if kind in _CARDS]
    if not cards:
        return
    expiry = _EXPIRY.fullmatch(text)
    if expiry is not None:
        yield _group(expiry, 1, "card_expiry")
        if expiry.group(2):
            yield _group(expiry, 2, "secret")
    parts = [card for card in cards if len(card) < _SHORTEST_CARD]
    whole = _WHOLE.fullmatch(text)
    if parts:
        so_far = ["".join(parts[: number + 1]) for number in range(len(parts))]
        for match in _RUN.finditer(text):
            run = digits_of(match.group())
            fits = any(is_card(part + run) or is_card(run + part) for part in (*so_far, *parts))
            if fits:
                yield Span(match.start(), match.end(), "card", match.group(), 0.9)
        length = len(so_far[-1])
        if whole is not None and length < _SHORTEST_CARD:
            run = digits_of(whole.group(1))
            if 4 <= len(run) <= _LONGEST_CARD - length:
                yield _group(whole, 1, "card")
    complete = len(cards) > len(parts) or sum(map(len, parts)) >= _SHORTEST_CARD
    if whole is not None and complete and whole.group(1).isdecimal() and len(whole.group(1)) <= 4:
        yield _group(whole, 1, "secret")


def _group(match: regex.Match[str], group: int, entity: str) -> Span:
    start, end = match.span(group)
    return Span(start, end, entity, match.group(group), 0.6)
