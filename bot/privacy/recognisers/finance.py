"""Payment cards."""

from __future__ import annotations

import regex

from bot.privacy.recognisers.base import (
    PatternSpec,
    Precedence,
    Recogniser,
    digits_of,
    is_article_number,
)
from bot.privacy.recognisers.near import MESSAGE, near

UNITS = (
    r"mah|lumens?|lm|g|kg|mm|cm|km|m|ml|l|lit(?:re|er)s?|w|wh|v|mb|gb|kb|hz|bytes?|ms|s"
    r"|sec(?:ond)?s?|min(?:ute)?s?"
    r"|h(?:ou)?rs?|days?|steps?|miles?|feet|ft|inch(?:es)?|oz|lbs?|reviews?|stars?|pieces?|pcs"
    r"|products?|items?|people|customers?"
    r"|pounds?|quid|dollars?|euros?|gbp|usd|eur|x|denier|points?|pairs?|units?|percent|fill"
    r"|versions?|edition|model|collection|range"
)
"""What stands behind numbers that are counts, measures and prices."""
_CARD_DIGITS = r"(?<![A-Z0-9_.+])(?:\d[ \-]?){12,18}\d(?![A-Z0-9_]|[.,]\d)"
_NO_ARTICLE = (
    r"(?<!\b(?:ean|gtin|upc|isbn|barcode|sku|article)(?: (?:no|number|code))?[\s.:#]{0,3})"
)
_CARD_LENGTHS = {13: "4", 14: "3", 15: "3", 16: "23456", 17: "456", 18: "456", 19: "456"}


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_CARD_YEAR = r"(?:20)?[2-4]\d"
_END = r"(?![A-Z0-9_]|[./\-]\d)"
EXPIRY_SLASHED = rf"{_MONTH_NUMBER}\s?/\s?{_CARD_YEAR}{_END}"
"""Month and year as they stand on a card."""
EXPIRY = (
    rf"(?:{_MONTH_NUMBER}\s?[/.\- ]\s?{_CARD_YEAR}|(?:0[1-9]|1[0-2]){_CARD_YEAR}"
    rf"|{_MONTH}[ ,/'’\-]{{1,2}}{_CARD_YEAR}){_END}"
)
"""Month and year in any form."""
EXPIRY_BEHIND = (
    rf"(?:{EXPIRY_SLASHED}"
    rf"|(?:{_MONTH}[ ,/'’\-]{{1,2}}|(?:0[1-9]|1[0-2])[.\- ]?){_CARD_YEAR}{_END})"
)
"""Month and year behind a card's number, which needs no other cue."""
BEHIND_CARD = r"(?<!\d)[2-6]\d{3}(?:[ \-]?\d{4}){2}[ \-]?\d{3,4}[ ,;:/|\n]{1,3}"
"""A card's number in groups of four or in one piece, up to what follows it."""
_NOT_OF_AN_OFFER = (
    r"(?<!\b(?:voucher|offer|sale|code|coupon|gift|discount|deal|promo\w*|warranty|guarantee"
    r"|subscription|membership|passport|filter|bars?|food|gel|gas|spray|price|points?)s?\b"
    r"[^.!?\n]{0,30})"
)


_EXPIRES = (
    r"\bexp\b|\bexpir\w*|\bvalid\b|\bthru\b|\bgood (?:till?|until|through|to)\b|\b(?:runs?|ran|goes"
    r"|going"
    r"|went) out\b|\b(?:end|final) date\b|\blaps\w+|\bmm ?/ ?yy|\bmonth\b[^.!?\n]{0,5}\byear\b"
    r"|\bgültig|\babl(?:auf|äuf)|abgelaufen|\bläuft\b|\bverfall|\bvalable|\bvalidité|\bcaduc\w+"
    r"|\bvenc[ei]"
    r"|\bscad\w+|到期|有效|过期"
)
PAYS = (
    r"\bcards?\b|\bvisa\b|\bmaster ?card|\bamex\b|\bamerican express|\bmaestro\b|\bdebit\b"
    r"|\bcredit\b"
    r"|\bbarclaycard|\b(?:apple|google) ?pay\b|\bcv[vc]2?\b|\bcsc\b|karte\b|\bcarte\b|\bcb\b"
    r"|\btarjeta"
    r"|(?:银行|信用|借记|储蓄|付款)卡|卡号"
)
"""Words for cards, and their schemes."""
_OFFER = (
    r"\bvouchers?\b|\boffers?\b|\bsales?\b|\bcoupons?\b|\bgift\b|\bdiscounts?\b|\bdeals?\b"
    r"|\bpromo\w*"
    r"|\bwarrant\w+|\bguarantee|\bsubscription|\bmembership|\bpassport|\bfilters?\b|\bbars?\b"
    r"|\bfood\b"
    r"|\bgels?\b|\bgas\b|\bspray|\bpoints?\b|\bbest before|\buse by|\bbatter(?:y|ies)\b"
    r"|\btickets?\b"
    r"|\bcertificat\w+|\bdeliver\w*|\barriv\w+|\bstock\b|\bsizes?\b|\bborn\b|\bbirth|礼品|优惠|保质"
)
_NO_DAY = r"(?<!\b(?:on|since|from|by|between|before|after|ordered|dated|am|le|el) )"
_SHOWN_DATE = (
    rf"(?<![A-Z0-9_.£$€/\-])(?:{_MONTH_NUMBER}\s?[/\-.]\s?(?:20)?[2-4]\d"
    rf"|{_MONTH}[ ,/'’\-]{{1,2}}20[2-4]\d){_END}(?!\s?[%€£$])"
)


_SORT_CODE_AND_ACCOUNT = regex.compile(r"\d\d([ \-])\d\d\1\d\d[ \-]\d{8}")


def luhn(digits: str) -> bool:
    """Check the last digit by the Luhn formula (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + place % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """Check length, first digit and check digit of what may be a whole card number."""
    first = _CARD_LENGTHS.get(len(digits), "")
    return bool(digits) and digits[0] in first and len(set(digits)) > 1 and luhn(digits)


class CardRecogniser(Recogniser):
    """Card numbers of 13 to 19 digits, plain, spaced or dashed, proven by their check digit."""

    entity = "card"
    precedence = Precedence.CHECKSUM
    patterns = (
        PatternSpec("card", _NO_ARTICLE + _CARD_DIGITS, 0.5),
        # With more digits behind it, such as its expiry date.
        PatternSpec("card in one piece", _NO_ARTICLE + r"(?<![A-Z0-9_.+])\d{13,19}(?!\d)", 0.5),
        PatternSpec(
            "card in groups",
            _NO_ARTICLE + r"(?<![A-Z0-9.+])(?:\d{4}([\W_]{1,3})\d{4}\1\d{4}\1\d{4}"
            r"|\d{4}([\W_]{1,3})\d{6}\2\d{4,5}|\d{4}([\W_]{1,3})\d{4}\3\d{4}\3\d{3})(?!\d)",
            0.5,
        ),
    )

    def validate(self, found: str) -> bool:
        """Accept lengths and first digits that card schemes use, with a right check digit."""
        if _SORT_CODE_AND_ACCOUNT.fullmatch(found):
            return False
        digits = digits_of(found)
        # A tenth of all article numbers of 13 digits pass as old Visa cards: those need a cue.
        return is_card(digits) and not (len(digits) == 13 and is_article_number(digits))


class CuedCardRecogniser(Recogniser):
    """Card numbers after their cue, also with a mistyped digit."""

    entity = "card"
    precedence = Precedence.CARD
    patterns = (
        PatternSpec(
            "card after cue",
            r"(?:\b(?:card|visa|master ?card|amex|maestro|kreditkarte)|卡号|银行卡|信用卡)"
            r"[^\d\n]{0,30}\K" + _CARD_DIGITS,
            0.8,
        ),
    )


_DATE_HINT = r"\d\s?[/.\-]\s?(?:20)?[2-4]\d|\p{L}{3}[ ,/'’\-]{1,2}20[2-4]\d"


class CardExpiryRecogniser(Recogniser):
    """Until when a card is valid: after its cue, or behind the card's number."""

    entity = "card_expiry"
    precedence = Precedence.CUED_NUMBER
    hint = (
        r"exp|valid|thru|good|bis|caduca|vence|valable|有效"
        r"|\d{3}[ ,;:/|\n]{1,3}(?:0?[1-9]|1[0-2]|\p{L}{3})|\d\s?[/.\-]\s?(?:20)?[2-4]\d"
        r"|\p{L}{3}[ ,/'’\-]{1,2}20[2-4]\d"
    )
    patterns = (
        PatternSpec(
            "after cue",
            rf"{_NOT_OF_AN_OFFER}"
            r"(?:\b(?:exp(?:iry|ires?|iring|iration)?\.?(?:[ /]date)?(?: again)?\??"
            r"|(?:valid|good) (?:until|till?|thru|through|to|up to)|gültig bis|caduca|vence"
            r"|valable jusqu['’]au)|有效期[至到]?)"
            r"(?:,? it['’]?s)?(?:\s?(?:is|on|in|at|the|end of|:|：|=|ist|是|为)){0,3}[\s\-–]{0,3}"
            rf"\K{EXPIRY}",
            0.8,
            hint="exp|valid|good|bis|caduca|vence|valable|有效",
        ),
        PatternSpec("behind a card", rf"\d{{4}}[ ,;:]{{1,3}}\K{EXPIRY_SLASHED}", 0.7),
        PatternSpec("behind a whole card", rf"{BEHIND_CARD}\K{EXPIRY_BEHIND}", 0.7),
        PatternSpec(
            "near talk of its end",
            near(_SHOWN_DATE, _EXPIRES, before=50, after=50, unless=_OFFER),
            0.6,
            hint=_DATE_HINT,
        ),
        PatternSpec(
            "near a card",
            _NO_DAY + near(_SHOWN_DATE, PAYS, before=60, after=60, unless=_OFFER, gap=MESSAGE),
            0.5,
            hint=_DATE_HINT,
        ),
    )


_LAST_FOUR = (
    r"\bend(?:s|ing)?\b(?! (?:of|on|up))|\bfinish(?:es|ing)?\b|\b(?:last|final|closing) (?:(?:four"
    r"|4|few|couple of)\b|digits|numbers)"
    r"|\bl4\b|\blast4|\bat the end\b|\btail\b|\bendet\b|\bendend|\bendung\b|\bendziffern?"
    r"|\bletzten? (?:4|vier|ziffern)"
    r"|\bfini\w*|\btermin\w+|\bderniers\b|\búltimos\b|\bultimos\b|\bacaba\b|尾号|末四|后四|最后四"
)
_NO_CARD_ENDING = (
    r"\bgift\b|\bvouchers?\b|\bworth\b|\bbalance\b|\bpoints?\b|\bmodels?\b|\byears?\b|\bsizes?\b"
    r"|\bpin\b|\bcode\b"
    r"|\bstock\b|\bsales?\b|\bph(?:one|\.)\b|\bmobile\b|\bcv[vc]\b|\bloyalty\b|\blibrary\b"
    r"|\bmemory\b|\bsd\b|\bsim\b|\bclub\b|余额|礼品"
)
_FOUR = (
    rf"(?<![A-Z0-9_.,:£$€¥/#+])(?<!\d[ \-])\d{{4}}(?![A-Z0-9_]|[.,:/]\d|[ \-]\d|[ \-]?(?:{UNITS})\b"
    rf"|\s?[%°£$€¥元块])"
)
_FOUR_BUT_A_YEAR = rf"(?!(?:19[5-9]|20[0-3])\d){_FOUR}"


_CARD_HINT = "card|visa|amex|american|maestro|debit|credit|pay|cv|csc|karte|cart|cb|tarjeta|卡"


class CardEndingRecogniser(Recogniser):
    """The last four digits of a card, after their cue or behind stars."""

    entity = "card_ending"
    precedence = Precedence.CARD
    hint = r"\d{4}"
    patterns = (
        PatternSpec(
            "after cue",
            r"\b(?:(?:card|visa|master ?card|amex|maestro|debit|credit|account)\b[^.\n\d]{0,20}"
            r"\b(?:ending|ends|end|finish(?:es|ing)?)(?: (?:in|with|on))?"
            r"|(?:ending|ends|finish(?:es|ing)) (?:in|with)|the one that (?:ends|finishes)"
            r"|last (?:four|4)(?: (?:digits|numbers))?(?: of (?:it|(?:my|the) card))?)"
            r"(?: (?:is|are|was|were))?[\s:=]{1,2}\K\d{4}(?![A-Z0-9_]|[.,]\d)",
            0.7,
        ),
        PatternSpec("behind stars", r"(?<!\w)(?:[*x•#]{2,4}[ \-]?){1,4}\K\d{4}(?!\w)", 0.7),
        PatternSpec(
            "after its scheme",
            r"\b(?<!gift )(?:visa|master ?card|amex|maestro|(?:debit|credit|bank) card|card:)"
            r"\s\K(?!20[2-4]\d)\d{4}(?![A-Z0-9_]|[.,\-/ ]?\d)",
            0.5,
        ),
        PatternSpec(
            "near its end",
            near(_FOUR, _LAST_FOUR, before=30, after=30, unless=_NO_CARD_ENDING),
            0.5,
            hint=(
                "end|finish|last|final|clos|l4|tail|letzt|fini|termin|dernier|ltimos|acaba|尾号|末四|后四"
            ),
        ),
        PatternSpec(
            "charged",
            near(
                _FOUR_BUT_A_YEAR,
                r"\b(?:charged?|payment|debited|billed|paid) (?:to|on|against|from|with|using)\b",
                before=12,
                after=0,
                unless=_NO_CARD_ENDING,
            ),
            0.4,
            hint="charge|payment|debited|billed|paid",
        ),
        PatternSpec(
            "beside its card",
            rf"{_FOUR}(?= (?:{PAYS}))(?<!{_NO_CARD_ENDING} \d{{4}})",
            0.5,
            hint=_CARD_HINT,
        ),
        PatternSpec(
            "near a card",
            near(_FOUR_BUT_A_YEAR, PAYS, before=30, after=20, unless=_NO_CARD_ENDING),
            0.4,
            hint=_CARD_HINT,
        ),
        PatternSpec(
            "behind dots", r"(?:\.{2,6}|…) ?\K" + r"\d{4}(?![A-Z0-9_]|[.,]\d)", 0.5, hint=_CARD_HINT
        ),
    )
