"""Bank accounts: their numbers, sort codes and international numbers."""

from __future__ import annotations

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser
from bot.privacy.recognisers.near import MESSAGE, near

_BANKS = (
    r"barclays|hsbc|lloyds|natwest|santander|monzo|starling|nationwide|halifax|rbs|tsb|revolut"
    r"|first direct"
    r"|co-?op(?:erative)? bank|metro bank|sparkasse|commerzbank|deutsche bank|bbva|caixa\w*|chase"
    r"|wise"
)
_BANK = (
    rf"\bbank\w*|\bsort\b|\bs/c\b|\bsc\b|\bsrt\b|\bacc(?:oun)?ts?\b|\bacc?\b|\ba/c\b|\bbacs\b"
    rf"|\bpayees?\b|\btransfer\w*"
    rf"|\bdirect debit|\b(?:{_BANKS})\b|\bkonto|\bblz\b|\büberw\w+|\bcompte\b|\bcuenta\b|\brib\b"
    rf"|\bbanqu|\bbanc|\brouting\b"
    r"|\bbranch code|账户|账号|帐号|银行"
)
_SORT = r"\bsort(?:ing)?\b|\bs/c\b|\bsc\b|\bsrt\b|\bbranch code"
_NO_ACCOUNT = (
    r"\border\w*|\bparcel|\btrack\w*|\binvoice|\breceipt|\barticle|\bsku\b|\bean\b|\bbarcode"
    r"|\bphone|\bmobile|\bcall\b"
    r"|\bitem\b|\bproduct|\bvoucher|\bgift\b|\bdni\b|\bnif\b|订单"
)
_ALONE = r"(?<![A-Z0-9_.,£$€/#+\-])(?<!\d[ ])"
_PAIRS = rf"{_ALONE}(?:\d\d-\d\d-\d\d|\d\d \d\d \d\d)(?![A-Z0-9_\-]|[.,/:]\d| \d{{1,5}}(?!\d))"
_SIX_DIGITS = rf"{_ALONE}\d{{6}}(?![A-Z0-9_\-]|[.,/:]\d)"
_EIGHT_DIGITS = rf"{_ALONE}\d{{8}}(?![A-Z0-9_\-]|[.,/:]\d)"
_SOME_DIGITS = r"(?<![A-Z0-9_.,£$€/#+\-])\d{8}(?![A-Z0-9_\-]|[.,/:]\d)"


class BankAccountRecogniser(Recogniser):
    """Numbers of bank accounts and sort codes after their cue."""

    entity = "iban"
    precedence = Precedence.CUED_NUMBER
    hint = r"\d{2}([ \-])\d{2}\1\d{2}|\d{6}|\d[ \-]\d[ \-]\d"
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
        PatternSpec(
            "sort code near talk of a bank",
            r"(?<!\b(?:on|since|from|dated|opened|until|till|by) )"
            + near(_PAIRS, _BANK, before=50, after=50),
            0.6,
            hint=r"\d\d([ \-])\d\d\1\d\d",
        ),
        PatternSpec(
            "sort code in one piece",
            near(_SIX_DIGITS, _SORT, before=20, after=20),
            0.6,
            hint=_SORT,
        ),
        PatternSpec(
            "sort code beside its account",
            near(
                rf"{_ALONE}(?:\d\d-\d\d-\d\d|\d\d \d\d \d\d)(?!\d)",
                _EIGHT_DIGITS + "|" + _SOME_DIGITS,
                before=12,
                after=24,
            ),
            0.5,
            hint=r"\d{8}",
        ),
        PatternSpec(
            "account beside its sort code",
            near(_SOME_DIGITS, r"(?<![\d\-])\d\d([ \-])\d\d[ \-]\d\d(?!\d)", before=24, after=24),
            0.5,
            hint=r"\d{8}",
        ),
        PatternSpec(
            "account near talk of a bank",
            near(_EIGHT_DIGITS, _BANK, before=50, after=40, unless=_NO_ACCOUNT),
            0.5,
            hint=r"\d{8}",
        ),
        PatternSpec(
            "account near a sort code",
            near(_EIGHT_DIGITS, _SORT, before=60, after=60, unless=_NO_ACCOUNT, gap=MESSAGE),
            0.5,
            hint=_SORT,
        ),
        PatternSpec(
            "iban after its name",
            r"\biban\b[^\d\n]{0,20}?\b\K[A-Z]{2}\d{2}"
            r"(?:[A-Z0-9]{11,30}|(?: [A-Z]{4})?(?: \d{2,4}){3,7})(?![A-Z0-9_])",
            0.6,
            hint="iban",
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
