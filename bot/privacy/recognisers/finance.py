"""Payment cards and bank accounts."""

from __future__ import annotations

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser, digits_of

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


def _is_ean(digits: str) -> bool:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return total % 10 == 0


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
        digits = digits_of(found)
        # A tenth of all article numbers of 13 digits pass as old Visa cards: those need a cue.
        return is_card(digits) and not (len(digits) == 13 and _is_ean(digits))


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


class CardExpiryRecogniser(Recogniser):
    """Until when a card is valid: after its cue, or behind the card's number."""

    entity = "card_expiry"
    precedence = Precedence.CUED_NUMBER
    hint = (
        r"exp|valid|thru|good|bis|caduca|vence|valable|有效"
        r"|\d{3}[ ,;:/|\n]{1,3}(?:0[1-9]|1[0-2]|\p{L}{3})"
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
        ),
        PatternSpec("behind a card", rf"\d{{4}}[ ,;:]{{1,3}}\K{EXPIRY_SLASHED}", 0.7),
        PatternSpec("behind a whole card", rf"{BEHIND_CARD}\K{EXPIRY_BEHIND}", 0.7),
    )


class CardEndingRecogniser(Recogniser):
    """The last four digits of a card, after their cue or behind stars."""

    entity = "card_ending"
    precedence = Precedence.CARD
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
    )


class BankAccountRecogniser(Recogniser):
    """Numbers of bank accounts and sort codes after their cue."""

    entity = "iban"
    precedence = Precedence.CUED_NUMBER
    hint = r"sort|acc|a/c|s/c|routing|blz|kontonummer|aba\b|\d{2}[ \-]?\d{2}[ /,]{1,3}\d{8}"
    patterns = (
        PatternSpec(
            "sort code",
            r"\bsort[ \-]?code(?:\s?(?:is|:|=)){0,2}\s?\K\d{2}[ \-]?\d{2}[ \-]?\d{2}(?!\d)",
            0.8,
        ),
        PatternSpec(
            "sort",
            r"\b(?:sort|s/c)(?: (?:no|number)\.?)?[\s:=]{1,2}\K\d{2}([ \-]?)\d{2}\1\d{2}(?![\d\-])",
            0.7,
            hint=r"\bsort|s/c",
        ),
        PatternSpec(
            "account number",
            r"\b(?:(?:bank )?(?:account|acc|acct|a/c)\.? ?(?:number|num|no|nr|#)\.?|bank account"
            r"|routing(?: number)?|aba|blz|kontonummer)(?:\s?(?:is|:|=)){0,2}\s?"
            r"\K\d(?:[ \-]?\d){5,16}(?![A-Z0-9_])",
            0.7,
        ),
        PatternSpec(
            "after a sort code",
            r"\d{2}(?:[ ,;/&]{1,3}|,? and )(?:my )?(?:(?:account|acct?|a/c)(?: (?:no|number)\.?)?"
            r"[\s:=]{1,2}(?:is )?)\K\d{7,10}(?!\d)",
            0.7,
        ),
        PatternSpec(
            "sort code and account",
            r"(?<![\w.,£$€\-])(?:\d{2}([ \-])\d{2}\1\d{2}|\d{6})[ /,]{1,3}\d{8}(?![\w\-]|[.,]\d)",
            0.6,
            hint=r"\d{2}[ /,]{1,3}\d{8}",
        ),
        PatternSpec(
            "eight digits after talk of an account",
            r"\b(?:account|acct?|a/c) (?:number|num|no)\b[^\d\n]{1,30}\K\d{8}(?![\w\-]|[.,]\d)",
            0.6,
        ),
        PatternSpec(
            "only digits after its cue",
            r"\b(?:account|acct?|a/c)[\s:=]{1,2}(?:is )?\K\d{8}(?![\w\-]|[.,]\d)",
            0.6,
        ),
    )


class IbanRecogniser(Recogniser):
    """International bank account numbers, proven by their check digits."""

    entity = "iban"
    precedence = Precedence.CHECKSUM
    patterns = (
        PatternSpec("iban", r"(?<![A-Z0-9_])[A-Z]{2}\d{2}[A-Z0-9]{11,30}(?![A-Z0-9_])", 0.5),
        PatternSpec(
            "spaced iban",
            r"(?<![A-Za-z0-9_])(?-i:[A-Z]{2}\d{2}(?:[ \-][A-Z0-9]{4}){2,7}(?:[ \-][A-Z0-9]{1,3})?)"
            r"(?![A-Z0-9_])",
            0.5,
        ),
        PatternSpec(
            "spaced iban in lower case",
            r"(?<![A-Z0-9_])[A-Z]{2}\d{2}(?: [A-Z]{4})?(?: \d{4}){2,7}(?: \d{1,3})?(?![A-Z0-9_])",
            0.5,
        ),
    )

    def validate(self, found: str) -> bool:
        """Check by the remainder of 97 (ISO 7064 MOD 97-10)."""
        compact = found.replace(" ", "").replace("-", "").upper()
        if not compact.isascii():
            return False
        turned = compact[4:] + compact[:4]
        return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1
