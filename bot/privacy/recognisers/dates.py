"""Dates of birth; the date of a delivery, a purchase or a sale is nobody's."""

from __future__ import annotations

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser

_MONTH = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?"
    r"|juli|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)\b\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d{2}"
# Who can give consent in a shop's chat was born before this; later dates are of the shop's doings.
_OLD_YEAR = r"(?:19[2-9]\d|200\d|201[0-2])"


def _dates(year: str) -> str:
    return (
        rf"(?:{_DAY}[./\-]\s?(?:0?[1-9]|1[0-2])[./\-]\s?{year}|(?:0?[1-9]"
        rf"|1[0-2])[./\-]{_DAY}[./\-]{year}|{year}[./\-](?:0?[1-9]|1[0-2])[./\-]{_DAY}"
        rf"|{_DAY}\.?(?: of)?[ \-]{_MONTH},?[ \-]{year}|{_MONTH} {_DAY},? {year})(?![A-Z0-9_]"
        rf"|[./\-]\d)"
    )


_SHORT = (
    rf"(?:{_DAY}[./\-](?:0?[1-9]|1[0-2])[./\-]\d{{2}}|{_DAY}(?: of)? {_MONTH}(?: '?\d{{2}})?"
    rf"|{_MONTH} {_DAY})(?![A-Z0-9_]|[./\-]\d)"
)
_CUE = (
    r"(?:\b(?:date of birth|birth ?date|d\.?o\.?b\b\.?|born(?: on)?(?: the)?"
    r"|(?:birthday|b-?day)(?=\s?[:=])|geburtsdatum"
    r"|geboren(?: am)?|née? le|naci(?:do|da) el|fecha de nacimiento|date de naissance)"
    r"|出生日期|出生于|生日)"
)
_LINK = r"(?:,? (?:it['’]?s|its))?(?:\s?(?:is|was|:|：|=|ist|是|为|->)){0,2}[\s\"':(]{0,3}(?:the )?"
_NOT_SINCE = (
    r"(?<!\b(?:since|from|until|till|before|after|by|on|dated?|bought|purchased|ordered|delivered"
    r"|founded|established|est|released?|built|made|vintage|edition|copyright|invoice|between|and)"
    r"[\s.:,(]{0,3}(?:the )?)"
)


_ANY = (
    rf"(?:{_dates(_YEAR)}|{_YEAR}年\d{{1,2}}月\d{{1,2}}[日号]?|{_SHORT}"
    rf"|{_DAY} (?:0?[1-9]|1[0-2]) (?:19|20)?\d{{2}}(?!\d))"
)


class BirthDateRecogniser(Recogniser):
    """Dates of birth: any date after its cue, and full dates of long ago that nothing explains."""

    entity = "date_of_birth"
    precedence = Precedence.EXACT
    patterns = (
        PatternSpec("after cue", rf"{_CUE}{_LINK}\K{_ANY}", 0.9),
        PatternSpec(
            "birthday is",
            rf"\b(?:(?:my|his|her|their|whose|the) )?(?:birthday|b-?day)(?:['’]s| is| was|:) "
            rf"(?:on )?(?:the )?"
            rf"\K{_ANY}",
            0.8,
        ),
        PatternSpec(
            "born in",
            rf"\b(?:born|birth)\b[^.!?\n\d]{{0,30}}\b(?:in|of|on"
            rf"|year) \K(?:{_MONTH} )?{_YEAR}(?![A-Z0-9_])",
            0.7,
            hint="born|birth",
        ),
        PatternSpec(
            "chinese, date first", rf"{_YEAR}年(?:\d{{1,2}}月(?:\d{{1,2}}[日号])?)?(?=出?生)", 0.8
        ),
        PatternSpec(
            "born, date first",
            rf"(?<![A-Z0-9_./\-])(?:{_dates(_YEAR)})(?= (?:is|was|\(?(?:my|his|her)) "
            r"(?:(?:my |his |her |the )?(?:date of birth|birthday|birth ?date|dob)"
            r"|(?:when|the day) (?:i|he|she|they|we) (?:was|were) born)\b)",
            0.8,
            hint="birth|dob|born",
        ),
        PatternSpec(
            "long ago",
            rf"(?<![A-Z0-9_./\-£$€¥]){_NOT_SINCE}(?:{_dates(_OLD_YEAR)})"
            r"(?!\s{0,3}(?:\d{1,2}:\d\d|[\-–] ?\d))",
            0.5,
            hint=_OLD_YEAR,
        ),
    )
