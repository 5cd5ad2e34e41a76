"""Names of people, after the words that announce them."""

from __future__ import annotations

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser
from bot.privacy.recognisers.person_forms import LOWER_NAME, TITLE

_NOT_A_NAME = (
    r"(?!(?:and|but|or|i|i'm|i’m|my|on|the|a|an|is|was|are|not|with|from|so|please|order|email"
    r"|e-mail"
    r"|number|phone|postcode|address|at|in|for|to|of|wrong|spelt|spelled|misspelt|misspelled"
    r"|missing"
    r"|correct|still|only|just|also|looking|trying|calling|writing|asking|having|here|there|this"
    r"|that|it|can|could|would|what|where|when|why|how|who|you|your|we|because|about|as|if|very|und"
    r"|ich|meine|das|nicht|speaking|again|by|no|yes|thanks|thank|hi|hello|never|too|now|both|hidden"
    r"|private|different|listed|unknown)(?![\p{L}'’]))"
)
_WORD = _NOT_A_NAME + r"\p{L}[\p{L}'’\-]{0,30}"
_NAME = rf"{_WORD}(?: (?:{_WORD}|\p{{L}}\.(?= ))){{0,3}}(?![\p{{L}}@])"
_CAPITALISED = _NOT_A_NAME + r"(?-i:\p{Lu}[\p{L}'’\-]{1,30})"


class NameRecogniser(Recogniser):
    """Names after a cue; a name out of the blue is the tag head's business."""

    entity = "name"
    precedence = Precedence.NAME
    hint = (
        r"name|call|this is|here|speaking|\bi['’]?m\b|\bi am\b|regards|sincerely|cheers|yours"
        r"|\b(?:mr|mrs|ms|miss|dr|herr|frau)\b|hei(?:ß|ss)e|叫|姓名|名字"
    )
    patterns = (
        PatternSpec(
            "my name is",
            r"\b(?:my|our|full|first|last|sur|maiden|account|customer|billing|card ?holder(?:'s)?)"
            r"[ \-]?"
            r"(?:(?:full|first|last|sur)[ \-]?)?name(?:['’]s| is| was|:)"
            rf"[\s:]{{0,3}}(?:actually |really )?\K{_NAME}",
            0.85,
        ),
        PatternSpec("name label", rf"^\s{{0,4}}name\s?[:=]\s?\K{_NAME}", 0.8),
        PatternSpec("the name's", rf"\bthe name['’]?s \K{_NAME}", 0.7),
        PatternSpec(
            "called",
            rf"\b(?:i['’]?m|i am|they|people|everyone|just) (?:called|call me)[\s:]\K{_NAME}",
            0.8,
        ),
        PatternSpec(
            "this is … speaking",
            rf"\b(?:this is|it['’]?s|hi|hello|hey)[ ,]{{1,2}}{TITLE}?\K{LOWER_NAME}"
            r"(?= (?:speaking|calling|here\b(?=\s*(?:[,.;:!?)\n]|\Z|and\b|again\b|from\b|[-–—]))))",
            0.8,
        ),
        PatternSpec(
            "I am First Last",
            rf"\b(?:i['’]?m|i am|this is)\s\K{_CAPITALISED} {_CAPITALISED}(?: {_CAPITALISED})?"
            r"(?!\p{L})",
            0.6,
        ),
        PatternSpec(
            "title",
            rf"\b(?<!\d )(?:mr|mrs|ms|miss|dr|herr|frau)\.? \K(?!Martens?\b){_CAPITALISED}"
            rf"(?: {_CAPITALISED}){{0,2}}",
            0.7,
        ),
        PatternSpec(
            "signature",
            rf"\b(?:regards|sincerely|cheers|yours truly)\s?,\s{{1,3}}\K{_CAPITALISED}"
            rf"(?: {_CAPITALISED}){{0,2}}",
            0.7,
        ),
        PatternSpec("german", rf"\b(?:ich hei(?:ß|ss)e|mein name ist) \K{_NAME}", 0.8),
    )
