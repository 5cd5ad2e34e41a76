"""Order and invoice numbers."""

from __future__ import annotations

import regex

from bot.privacy.errors import PrivacyConfigError
from bot.privacy.recognisers.base import (
    PatternSpec,
    Precedence,
    Recogniser,
    digits_of,
)
from bot.privacy.recognisers.near import near

LINK = (
    r"[\"'\s:：.=#]*(?:(?:(?:is|was|ist|are|with|for|lautet)\b|是|为)[\"'\s:=#]*)?(?:the number )?"
)
LABEL = r"(?:[\s_\-]*(?:number|num|nr|nummer|no|id|code|ref|reference|#|编?号码?)(?![a-z]))"
_ORDER = r"(?:\b(?:orders?|purchase|booking|bestellung|bestell|auftrag)|订单|单号)"
_NOT_BEFORE = (
    r"(?<!\b(?:size|sizes|sku|ean|article|item|model|product|product id|style|port|pid|process|en"
    r"|iso"
    r"|din|astm|(?:style|colou?r|product|item|article|model|error|area|country) (?:code|number|no)"
    r"|battery|batteries|cells?|worker|line|byte|bytes|top|over|under|about|around|below|year|zip"
    r"|plz|reviews?|worker \[|costs?|price|gbp|usd|eur)[\s:.#\[(]{0,3})"
    r"(?<![A-Z0-9_.£$€¥/\\@+\-])(?<!\d,)(?<!&#)"
)
_NOT_AFTER = (
    r"(?![A-Z0-9_])(?!\s?(?:cells?|batter(?:y|ies)|mah|lumens?|lm|g|kg|mm|cm|km|m|ml|l|litres?"
    r"|liters?|w|wh|mb|kb|bytes?"
    r"|b|ms|s|seconds?|steps?|miles?|feet|ft|reviews?|stars?|pieces?|products?|items?|people"
    r"|customers?|shoppers?|pounds?|quid|dollars?|euros?|gbp|usd|eur|x|d"
    r"|denier)\b)(?!\s?(?:[%°£$€¥]|毫米|厘米|公里|毫升|毫安|公斤|千克|流明|小时|分钟|米|克|升|斤|元|块|件|个|码|年|月|日|天|人|瓦|色|左右"
    r"|号鞋))(?![.,:\-/]\w)"
)
# Words that a reasonable order number pattern never matches; one that does needs a cue.
_EVERYDAY = ("hello", "order", "42", "a", "2024")


class OrderNumberRecogniser(Recogniser):
    """Order numbers by the shop's own pattern, after a cue.

    Args:
        pattern: Regular expression of an order number (``TACTFUL_ORDER_NUMBER_PATTERN``).

    Raises:
        PrivacyConfigError: The pattern is no regular expression.
    """

    entity = "order_number"
    precedence = Precedence.CUED_NUMBER

    def __init__(self, pattern: str) -> None:
        _check(pattern)
        self.hint = rf"\d|{pattern}"
        self.patterns = (
            PatternSpec("after order", rf"{_ORDER}{LABEL}?{LINK}\K(?:{pattern})(?![A-Z0-9_])", 0.9),
            PatternSpec(
                "after number",
                rf"(?<!(?:size|article|item|model|style|sku)[ _]?)(?:(?<!&)#|\b(?:number|no|nr)\b)"
                rf"[\s.:]{{0,2}}(?:is )?\K(?:{pattern})(?![A-Z0-9_]|[ \-]\d)",
                0.7,
            ),
            PatternSpec(
                "other form",
                rf"{_ORDER}{LABEL}{LINK}\K[A-Z]{{0,5}}[\-_]?\d[A-Z0-9]{{0,20}}"
                rf"(?:\-[A-Z0-9]{{1,12}}){{0,3}}"
                r"(?![A-Z0-9_])",
                0.6,
            ),
            PatternSpec(
                "lettered",
                rf"{_ORDER}{LINK}\K[A-Z]{{1,5}}-\d[A-Z0-9]{{1,20}}(?:\-[A-Z0-9]{{1,12}}){{0,3}}",
                0.6,
            ),
        )
        self._own = regex.compile(pattern, regex.IGNORECASE)

    def validate(self, found: str) -> bool | None:
        """Accept the shop's pattern, and other forms with four digits or more."""
        if self._own.fullmatch(found):
            return None
        return None if len(digits_of(found)) >= 4 else False


class BareOrderNumberRecogniser(Recogniser):
    """Order numbers without a cue, where nothing around them says price, size or article."""

    entity = "order_number"
    precedence = Precedence.LAST

    def __init__(self, pattern: str) -> None:
        own = _check(pattern)
        self.hint = pattern
        alone = PatternSpec("whole message", rf"\A[\s#]*\K(?:{pattern})(?=[\s.!?]*\Z)", 0.7)
        bare = PatternSpec("bare", rf"{_NOT_BEFORE}(?:{pattern}){_NOT_AFTER}", 0.4)
        about = PatternSpec(
            "about",
            rf"\b(?:it['’]?s|it is|this is|i['’]?m writing) about \K(?:{pattern})(?=[\s.!?]*\Z|, )",
            0.6,
        )
        everyday = any(own.fullmatch(word) for word in _EVERYDAY)
        self.patterns = (alone,) if everyday else (alone, about, bare)

    def validate(self, found: str) -> bool | None:
        """Refute one digit all over ("66666")."""
        return False if len(set(found)) == 1 else None


def _check(pattern: str) -> regex.Pattern[str]:
    try:
        return regex.compile(pattern, regex.IGNORECASE)
    except regex.error as error:
        raise PrivacyConfigError(
            f"TACTFUL_ORDER_NUMBER_PATTERN is no regular expression ({error}): {pattern!r}. "
            r"Give one that matches a whole order number, such as \d{5,6}."
        ) from error


ON_AN_ARTICLE = (
    r"\bean\b|\bbar ?code|\bgtin\b|\bisbn\b|\bupc\b|\bsku\b|\barticle|\bartikel|\bserial|\bmodel"
    r"|\bpart (?:no|number)|\bitem\b"
)
_BILL = (
    r"\binv(?:oice)?s?\b|\bbill(?:s|ed|ing)?\b|\breceipts?\b|\brechnung\w*|\bquittung|\bfactur\w+"
    r"|\bcredit note|\bpro ?forma"
    r"|\bstatement|\bdocument|\bvat\b|\brma\b|\breturns? (?:number|no|label|slip)|发票"
)
_BILLED = (
    r"(?<![A-Z0-9_\-/.,])(?:(?:inv|re|rg|fa|cn)\d|[A-Z]{1,4}[\-/]?\d|20\d\d[/\-](?=\d{4})"
    r"|\d(?=\d{6}))"
    r"[\d\-/]{3,14}(?<!\d{4}-\d\d-\d\d)(?![A-Z0-9_\-/]|[.,]\d)"
)


class InvoiceNumberRecogniser(Recogniser):
    """Invoice and return numbers after their cue."""

    entity = "invoice_number"
    precedence = Precedence.CUED_NUMBER
    hint = r"\d{3}"
    patterns = (
        PatternSpec(
            "after cue",
            rf"\b(?:invoice|receipt|rechnung|rechnungs|return|rma){LABEL}?{LINK}"
            r"\K[A-Z]{0,5}-?\d[A-Z0-9]{2,20}(?:-[A-Z0-9]{1,12}){0,3}(?![A-Z0-9_])",
            0.7,
        ),
        PatternSpec("inv", r"(?<![\w\-])inv[\- ]?\d{4,8}(?![\w\-])", 0.6, hint="inv"),
        PatternSpec(
            "prefix, year and number",
            r"(?<![\w\-])(?:INV|RE|RG|RNR|FA|FAC|FV|CN|(?-i:R"
            r"|F))[\-/]?20\d\d[\-/]\d{2,8}(?![\w\-])",
            0.6,
            hint="20",
        ),
        PatternSpec(
            "year and number", r"(?<![A-Z0-9_\-/.,])20\d\d/\d{5,8}(?![A-Z0-9_\-/])", 0.5, hint="20"
        ),
        PatternSpec(
            "near talk of bills",
            near(
                _BILLED,
                _BILL,
                before=50,
                after=40,
                unless=rf"\border\w*|\bsku\b|\bmodel|\bphone|\bcall\b|\btel\b|{ON_AN_ARTICLE}",
            ),
            0.5,
            hint=(
                "inv|bill|receipt|rechn|quitt|factur|credit n|forma|statement|document|vat|rma"
                "|return|发票"
            ),
        ),
    )

    def validate(self, found: str) -> bool | None:
        """Accept what has four digits or more."""
        return None if len(digits_of(found)) >= 4 else False
