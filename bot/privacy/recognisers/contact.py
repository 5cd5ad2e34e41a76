"""E-mail addresses and phone numbers."""

from __future__ import annotations

from collections.abc import Sequence

import phonenumbers
import regex

from bot.privacy.recognisers.base import (
    PatternSpec,
    Precedence,
    Recogniser,
    digits_of,
    is_article_number,
)
from bot.privacy.recognisers.person_forms import LOWER_FULL

_LOCAL_PART = r"[a-z0-9À-ɏ._%+'\-]{1,64}"
_DOMAIN = r"(?:[a-z0-9À-ɏ\-]{1,63}\.){1,6}[a-z]{2,24}"
# In any script that has spaces between its words.
_ANY_LOCAL = r"[^\W\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}](?:[\w.%+'\-]{0,62}[\w])?"
_LABEL = r"[^\W_\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}][\w\-]{0,62}"
_TOP = r"(?:com|org|net|co|uk|de|fr|eu|us|cn|info|io|ie|nl|it|es)"
_NOT_IN_A_LINK = r"(?<![\w.%+'\-])(?<!://[^\s]{0,80})(?<!/)"
_SAID_AT = (
    r"(?:[ \t]?@[ \t]?|[ ._\-]?[(\[{<](?:at|a)[)\]}>][ ._\-]?"
    r"|[ ._\-]{1,2}(?:at(?:[ \-]sign)?|ät|arobase?|arroba|chiocciola|klammeraffe)"
    r"[ ._\-]{1,2})"
)
_SAID_DOT = (
    r"(?:[ ._\-]?[(\[{<](?:dot|\.)[)\]}>][ ._\-]?"
    r"|[ ._\-]{1,2}(?:dot|point|period|full stop|punkt|punto|punt|ponto)[ ._\-]{1,2})"
)
_SAID_SIGN = rf"(?:{_SAID_DOT}|[._\-+]| (?:under ?score|dash|hyphen|minus|plus) )"
_WORD = r"[a-z0-9À-ɏ]{1,40}"
_SAID_LOCAL = rf"{_WORD}(?:{_SAID_SIGN}{_WORD}){{0,6}}(?: \d{{1,4}})?"
_SAID_DOMAIN = r"(?!(?:this|that|some|any|one|no|what|which|the|a|my|your|every|each)\b)" + (
    rf"{_WORD}(?:{_SAID_SIGN}{_WORD}){{0,4}}?{_SAID_DOT}[a-z]{{2,12}}"
    rf"(?:(?:\.|{_SAID_DOT})[a-z]{{2,3}})?\b"
)
# What stands before a place where something is sold, not before a mailbox.
_ELSEWHERE = (
    r"(?:look(?:ed|ing)?|it|them|this|that|these|those|is|was|are|were|one|ones|here|there|shop"
    r"|shopping|buy|bought|sold|sell|available|cheaper|found|saw|seen|order|ordered|stock|stocked"
    r"|online|only|price|priced|cost|costs|me|us|you) at\b"
)
_MAIL_IS = r"\b(?:e-?mail|mail)(?: (?:address|adress|addy|id))?(?:['’]s| is| was|\s?[:=])[ \t]{0,2}"
_PHONE = r"(?:\+|(?<!\d)00)?[(]?\d[\d\s().\-/]{5,22}\d(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?![A-Z0-9_])"
_EXTENSION = regex.compile(r"\s?(?:x|ext\.?)\s?\d{1,6}$", regex.IGNORECASE)
_NOT_WITHIN = r"(?<![A-Z0-9_£$€¥/#\-])(?<!\d[.,:])"
_NOT_A_PHONE_CUE = (
    r"(?<!(?:sku|ean|upc|isbn|gtin|article|artikel|item|model|product|order|invoice|tracking|ref"
    r"|reference|serial|number plate)(?:\s?(?:number|num|no|nr|code|id))?[\s.:#]{0,3})"
)
_US_FORMAT = regex.compile(r"(?:\+?1[\s.\-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.\-])\d{3}[\s.\-]\d{4}")
_CHINESE_MOBILE = regex.compile(r"1[3-9]\d{1,9}(?:[\s\-]\d{3,5}){0,3}")
_DATE = regex.compile(r"\d{1,4}[./\-]\d{1,2}[./\-]\d{1,4}(?:\s.*)?")


class EmailRecogniser(Recogniser):
    """E-mail addresses: as they are, percent-encoded, mistyped, and as they are said.

    "maya dot fenwick at example dot com", "maya [at] example [dot] com", "maya @ example . com".
    """

    entity = "email"
    precedence = Precedence.EXACT
    hint = r"@|%40|\bat\b|[(\[{<_.]at[)\]}>_.]|\(a\)|mail|\bät\b|\barob|\barroba|chiocc|klammer"
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
            hint=r"@|%40",
        ),
        PatternSpec(
            "mistyped email",
            rf"{_NOT_IN_A_LINK}(?=[^@]{{0,64}}\p{{L}}){_ANY_LOCAL}"
            rf"(?:[ \t]\.[ \t]?{_ANY_LOCAL}){{0,3}}"
            # "insta @maya.dots" has a handle.
            rf"(?![ \t]@[\w\-]{{1,40}}\.(?!{_TOP}(?!\w))\p{{L}}{{2,24}}(?![\w.]))"
            rf"(?:[ \t]?@{{1,2}}[ \t]?(?:{_LABEL}(?:\.|[ \t]\.[ \t]?"
            rf"|,(?={_TOP}\b))){{1,4}}\p{{L}}{{2,24}}"
            rf"|@(?=[^\s@]{{0,20}}\p{{L}}){_LABEL})(?![\w@])",
            0.7,
            hint="@",
        ),
        PatternSpec(
            "spelt email",
            rf"(?<![\w.+\-])(?!{_ELSEWHERE}){_SAID_LOCAL}{_SAID_AT}{_SAID_DOMAIN}",
            0.8,
            hint=r"\bat\b|[(\[{<_.]at[)\]}>_.]|\(a\)|\bät\b|\barob|\barroba|chiocc|klammer",
        ),
        PatternSpec(
            "spelt email, its name in several words",
            rf"(?:\A|[,;:!?\n.] {{0,2}})\K{LOWER_FULL}(?: \d{{1,4}})?{_SAID_AT}{_SAID_DOMAIN}",
            0.7,
            hint=r"\bat\b",
        ),
        PatternSpec(
            "after cue",
            rf"{_MAIL_IS}\K(?:[\w'\-]{{1,30}} ){{0,4}}?{_SAID_LOCAL}{_SAID_AT}"
            rf"(?:{_SAID_DOMAIN}|{_LABEL}(?:\.{_LABEL}){{0,3}})",
            0.7,
            hint="mail",
        ),
        PatternSpec(
            "after cue, without its at",
            rf"{_MAIL_IS}\K{_ANY_LOCAL}[ \t]{_DOMAIN}(?![\w@])",
            0.6,
            hint="mail",
        ),
        PatternSpec(
            "at a provider",
            rf"(?<![\w.+\-]){_SAID_LOCAL}{_SAID_AT}(?:g(?:oogle)?mail|hotmail|outlook|yahoo|icloud"
            r"|proton(?:mail)?|gmx|aol|qq|163)(?:\.[a-z.]{2,6})?\b",
            0.7,
            hint=r"\bat\b|[(\[{<_.]at[)\]}>_.]",
        ),
        PatternSpec(
            "with a literal dot",
            rf"(?<![\w.+\-])(?=[^\s@]*[\d._+]){_ANY_LOCAL} at {_DOMAIN}(?![\w@])",
            0.7,
            hint=r"\bat\b",
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


_SPANISH = regex.compile(r"[6789]\d{2}(?: \d{2}){3}")
_AREA_IN_BRACKETS = regex.compile(r"\(\d{2,5}\) ?\d{2,4}(?:[ \-]\d{2,4}){1,3}")


_EAN_DIGITS = 13


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
            "phone with letters behind it", _NOT_WITHIN + r"0\d{9,10}(?=\p{L}{1,8}(?![\w]))", 0.5
        ),
        PatternSpec(
            "phone", r"(?<![A-Z0-9_£$€¥/#\-])(?<!\d[.,:])" + _NOT_A_PHONE_CUE + _PHONE, 0.6
        ),
        # The digits that end the line before it, a postcode's, are none of its own.
        PatternSpec("phone on its own line", rf"^[ \t]*\K{_PHONE}(?=[ \t]*$)", 0.6, hint=r"\n"),
    )

    def __init__(self, regions: Sequence[str] = _REGIONS) -> None:
        self._regions = tuple(regions)

    def validate(self, found: str) -> bool:
        """Check with phonenumbers against the country that the form points to."""
        number = _EXTENSION.sub("", found.strip())
        digits = digits_of(number)
        if (
            not 7 <= len(digits) <= 15
            or _DATE.fullmatch(number)
            or (len(number) == _EAN_DIGITS and is_article_number(number))
        ):
            return False
        if number.startswith("+"):
            return _possible(number, None)
        if number.startswith("00"):
            return _possible("+" + number[2:], None)
        if _US_FORMAT.fullmatch(number):
            return True
        if len(digits) == 11 and _CHINESE_MOBILE.fullmatch(number):
            return True
        if _AREA_IN_BRACKETS.fullmatch(number):
            return True
        if _SPANISH.fullmatch(number):
            return _valid(number, "ES")
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
            r"|\b(?:call|ring|text|reach|phone|contact) (?:me|us|him|her|them)\b"
            r"|\b(?:call|ring|dial|text)(?= [\d+(])|电话|手机|联系方式)[^\d\n+(]{0,24}\K" + _PHONE,
            0.7,
        ),
        PatternSpec(
            "phone, then cue",
            _NOT_WITHIN
            + _PHONE
            + r"(?= (?:is|was|['’]s)? ?(?:(?:my|his|her|our|their|the) )(?:new |work |home |old )?"
            r"(?:phone|mobile|tel|telephone|cell|landline|number|whatsapp|handy)\b)",
            0.7,
            hint="phone|mobile|tel|cell|landline|number|whatsapp|handy",
        ),
        PatternSpec(
            "phone on a line, then its kind",
            rf"^[ \t]*\K{_PHONE}(?=[ \t,]{{1,2}}[(]?(?:office|mobile|fax|home|work|cell|tel|direct"
            r"|landline|switchboard)\b[)]?[ \t.]*$)",
            0.6,
            hint="office|mobile|fax|home|work|cell|tel|direct|landline|switchboard",
        ),
    )

    def validate(self, found: str) -> bool:
        """Accept what could be dialled from one of the countries, or nearly so."""
        digits = digits_of(_EXTENSION.sub("", found))
        if _DATE.fullmatch(found.strip()):
            return False
        return 7 <= len(digits) <= 15
