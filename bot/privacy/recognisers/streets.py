"""Streets without a house number, and with one in words."""

from __future__ import annotations

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser
from bot.privacy.recognisers.postal import CUE, LOOSE_STREETS, STREETS, TAIL, WORD

# After these a street needs no number.
_THING = r"(?: (?:it|them|this|that|everything|the (?:order|parcel)))?"
_LIVES = (
    r"\b(?:(?:i|we|she|he|they|who)(?:['’](?:m|re|s|ve))?"
    r"(?: (?:now|all|just|still|currently|am|are|is|have|has)){0,2}"
    r" (?:liv(?:e|es|ed|ing)|stay(?:s|ing)?|moved|moving|based|at home)"
    r"(?: (?:over|up|down|now|back|here))? (?:on|in|at|to)"
    r"|(?:my|our|her|his|their|the)(?: (?:new|home|old|right|correct|delivery))*"
    r" (?:address|street|road|house|flat|place) (?:is|was|will be)(?: now)?(?: (?:on|in|at))?"
    r"|(?:deliver|send|ship|bring|post|redirect|went|left|dropped|delivered|sent)"
    rf"{_THING} (?:to|at|on|in)(?: my (?:flat|house|place) (?:on|in|at))?)[\s:]{{1,2}}"
)
_NO_STREET = (
    r"(?!(?:this|your|a|an|any|every|some|no|same|wrong|right|other|another|next|which|long|high"
    r"|only|own|way|side|back|country|dirt|main|busy|quiet|big|small|local|nearest)\b)"
)
_NO_SHOP = (
    r"(?! (?:shop|store|branch|jacket|tent|range|collection|style|version|one|model|office"
    r"|shopping)\b)"
)
_TO_NINE = "one|two|three|four|five|six|seven|eight|nine"
_SAID_NUMBER = (
    r"(?:number )?(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    rf"(?:[ \-](?:{_TO_NINE}))?|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    rf"|{_TO_NINE})"
)


class StreetRecogniser(Recogniser):
    """Streets as people say where they live: "i live on mill lane", "fourteen mill lane"."""

    entity = "address"
    precedence = Precedence.ADDRESS
    hint = rf"\b(?:{STREETS}|{LOOSE_STREETS})\b"
    patterns = (
        PatternSpec(
            "without a number, after cue",
            rf"{_LIVES}\K(?:{_NO_STREET}{WORD} ){{1,3}}(?:{STREETS}|{LOOSE_STREETS})\b\.?"
            rf"{_NO_SHOP}{TAIL}",
            0.6,
        ),
        PatternSpec(
            "number in words",
            rf"(?<![\w-]){_SAID_NUMBER},? (?:{_NO_STREET}{WORD} ){{1,2}}?(?:{STREETS})\b\.?"
            rf"{_NO_SHOP}{TAIL}",
            0.6,
        ),
        PatternSpec(
            "number in words, after cue",
            rf"{CUE}\K{_SAID_NUMBER},? (?:{_NO_STREET}{WORD} ){{1,3}}(?:{LOOSE_STREETS})\b\.?"
            rf"{_NO_SHOP}{TAIL}",
            0.6,
        ),
    )
