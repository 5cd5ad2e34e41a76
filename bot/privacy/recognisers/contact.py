"""E-mail addresses and phone numbers."""

from __future__ import annotations

from collections.abc import Sequence

import phonenumbers
import regex

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser, digits_of

_LOCAL_PART = r"[a-z0-9À-ɏ._%+'\-]{1,64}"
_DOMAIN = r"(?:[a-z0-9À-ɏ\-]{1,63}\.){1,6}[a-z]{2,24}"
_PHONE = r"(?:\+|(?<!\d)00)?[(]?\d[\d\s().\-/]{5,22}\d(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?![A-Z0-9_])"
_EXTENSION = regex.compile(r"\s?(?:x|ext\.?)\s?\d{1,6}$", regex.IGNORECASE)
_NOT_WITHIN = r"(?<![A-Z0-9_£$€¥/#\-])(?<!\d[.,:])"
_NOT_A_PHONE_CUE = (
    r"(?<!(?:sku|ean|upc|isbn|gtin|article|artikel|item|model|product|order|invoice|tracking|ref"
    r"|reference|serial|number plate)(?:\s?(?:number|num|no|nr|code|id))?[\s.:#]{0,3})"
)
_US_FORMAT = regex.compile(r"(?:\+?1[\s.\-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.\-])\d{3}[\s.\-]\d{4}")
_CHINESE_MOBILE = regex.compile(r"1[3-9]\d{9}|1[3-9]\d[\s\-]\d{4}[\s\-]\d{4}")
_DATE = regex.compile(r"\d{1,4}[./\-]\d{1,2}[./\-]\d{1,4}(?:\s.*)?")


class EmailRecogniser(Recogniser):
    """E-mail addresses, also percent-encoded and spelt out ("maya at example dot com")."""

    entity = "email"
    precedence = Precedence.EXACT
    hint = r"@|%40|\bat\b|\(at\)|\[at\]"
    patterns = (
        PatternSpec(
            "email",
            # What stands before the @ in a link is its user, found as such.
            r"(?<![a-z0-9À-ɏ._%+'\-])(?<!://[^\s/@]{0,80})"
            + _LOCAL_PART
            + r"(?:@|%40)"
            + _DOMAIN
            + r"(?![a-z0-9])",
            0.95,
        ),
        PatternSpec(
            "spelt email",
            r"(?<![a-z0-9._+\-])[a-z0-9._+\-]{1,64}\s?(?:\sat\s|\(at\)|\[at\])\s?"
            r"[a-z0-9\-]{1,63}(?:\s?(?:\sdot\s|\(dot\)|\[dot\])\s?|\.)(?:(?:co|com|org|net"
            r"|ac)(?:\s?\sdot\s\s?|\.))?(?:com|org|net|edu|gov|info|io|uk|de|us|cn|eu|fr|me)\b",
            0.8,
        ),
    )


def _possible(text: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text, region))
    except phonenumbers.NumberParseException:
        return False


def _valid(text: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, region))
    except phonenumbers.NumberParseException:
        return False


# Where the shop delivers, and English is written: countries whose numbers begin with 0.
_REGIONS = ("DE", "FR", "IE", "NL", "BE", "AT", "CH", "IT", "AU", "NZ")
_GROUPED = regex.compile(r"\(?0\d{0,4}\)?(?:[ \-./]\d{2,9}){1,5}")


class PhoneRecogniser(Recogniser):
    """Phone numbers that show what they are: by country code, national prefix or grouping.

    Args:
        regions: Countries (ISO 3166) whose national form counts where its digits are grouped,
            beside British, American and Chinese numbers. Most likely ones first: it saves time.
    """

    entity = "phone"
    precedence = Precedence.PHONE
    hint = r"\d[\d\s().\-/]{5}"
    patterns = (
        PatternSpec(
            "phone", r"(?<![A-Z0-9_£$€¥/#\-])(?<!\d[.,:])" + _NOT_A_PHONE_CUE + _PHONE, 0.6
        ),
    )

    def __init__(self, regions: Sequence[str] = _REGIONS) -> None:
        self._regions = tuple(regions)

    def validate(self, found: str) -> bool:
        """Check with phonenumbers against the country that the form points to."""
        number = _EXTENSION.sub("", found.strip())
        digits = digits_of(number)
        if not 7 <= len(digits) <= 15 or _DATE.fullmatch(number):
            return False
        if number.startswith("+"):
            return _possible(number, None)
        if number.startswith("00"):
            return _possible("+" + number[2:], None)
        if _US_FORMAT.fullmatch(number):
            return True
        if _CHINESE_MOBILE.fullmatch(number):
            return True
        bare = number.lstrip("(")
        if not bare.startswith("0"):
            return False
        british = len(digits) in (10, 11) and digits[1] in "12378" and _possible(number, "GB")
        if british or len(digits) > 13:
            return british
        regions = self._regions if _GROUPED.fullmatch(number) else self._regions[:1]
        return any(_valid(number, region) for region in regions)


class CuedPhoneRecogniser(Recogniser):
    """Phone numbers after their cue ("call me on 555 0132"), in any form that can be dialled."""

    entity = "phone"
    precedence = Precedence.PHONE
    hint = PhoneRecogniser.hint
    patterns = (
        PatternSpec(
            "phone after cue",
            r"(?:\b(?:my (?:new |other |work |home )?number|phone|mobile|tel|telephone|telefon"
            r"|handy|cell|whatsapp|landline|fax|desk)\b"
            r"|\b(?:call|ring|text|reach|phone|contact) (?:me|us|him|her|them)\b|电话|手机"
            r"|联系方式)[^\d\n+(]{0,24}\K" + _PHONE,
            0.7,
        ),
    )

    def validate(self, found: str) -> bool:
        """Accept what could be dialled from one of the countries, or nearly so."""
        digits = digits_of(_EXTENSION.sub("", found))
        if _DATE.fullmatch(found.strip()):
            return False
        return 7 <= len(digits) <= 15
