"""Payment cards and bank accounts."""

from __future__ import annotations

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser, digits_of

_CARD_DIGITS = r"(?<![A-Z0-9_.+])(?:\d[ \-]?){12,18}\d(?![A-Z0-9_]|[.,]\d)"
_NO_ARTICLE = (
    r"(?<!\b(?:ean|gtin|upc|isbn|barcode|sku|article)(?: (?:no|number|code))?[\s.:#]{0,3})"
)
_CARD_LENGTHS = {13: "4", 14: "3", 15: "3", 16: "23456", 17: "456", 18: "456", 19: "456"}


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
    patterns = (PatternSpec("card", _NO_ARTICLE + _CARD_DIGITS, 0.5),)

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


class IbanRecogniser(Recogniser):
    """International bank account numbers, proven by their check digits."""

    entity = "iban"
    precedence = Precedence.CHECKSUM
    patterns = (
        PatternSpec("iban", r"(?<![A-Z0-9_])[A-Z]{2}\d{2}[A-Z0-9]{11,30}(?![A-Z0-9_])", 0.5),
        PatternSpec(
            "spaced iban",
            r"(?<![A-Za-z0-9_])(?-i:[A-Z]{2}\d{2}(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)"
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
        compact = found.replace(" ", "").upper()
        if not compact.isascii():
            return False
        turned = compact[4:] + compact[:4]
        return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1
