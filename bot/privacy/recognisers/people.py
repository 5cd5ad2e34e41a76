"""Names without an announcement: from what stands around them.

No list of names is used, so that a rare name counts as much as a common one.
"""

from __future__ import annotations

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser
from bot.privacy.recognisers.person_cues import (
    ALONE,
    BYE,
    DOES,
    DOES_TOO,
    HIS,
    LABEL,
    RELATIVE,
    SOMEBODY,
    TALK,
    TO_SOMEBODY,
)
from bot.privacy.recognisers.person_forms import (
    CAPITALISED,
    FULL,
    LOWER_FULL,
    LOWER_ONE,
    ONE,
    SHOUTED_FULL,
)


class PersonRecogniser(Recogniser):
    """Names that their surroundings show: recipients, relatives, sign-offs, beside contact data."""

    entity = "name"
    precedence = Precedence.NAME
    hint = (
        r"(?-i:\p{Lu}[\p{Ll}'’])|c/o|\n|spoke|speaking|chatt|talk|call|named|holder|out to|here"
        r"|attn|f\.?a\.?o|recipient|name|addressed|buyer|contact|customer|is (?:coll|pick|pay|sign"
        r"|rec)|gave|given|sent|told|signed|regards|sincerely|faithfully|many thanks|best wishes"
        r"|go by|\b(?:mr|mrs|ms)\b|\((?:my )?order"
    )
    patterns = (
        PatternSpec(
            "recipient",
            rf"\b(?:{TO_SOMEBODY})[\s:,]{{1,2}}(?:to )?\K{FULL}",
            0.7,
            hint=r"c/o|f\.?a\.?o|att|of|to|name|holder|recipient|customer|contact|by|with|under|for",
        ),
        PatternSpec(
            "family",
            rf"\bthe \K(?:{FULL}(?= (?:household|family)\b)|{SHOUTED_FULL}(?= household\b))",
            0.6,
            hint="hold|family",
        ),
        PatternSpec("sender of a letter", rf"^from:[ \t]\K{FULL}(?=\n)", 0.6, hint="from:"),
        PatternSpec(
            "put right",
            rf"\b(?:spelt|spelled|wrote|got) (?:me|my name|it|that) wrong: \K{FULL}",
            0.7,
            hint="wrong:",
        ),
        PatternSpec(
            "recipient in lower case",
            rf"\b{LABEL}:? \K{LOWER_FULL}(?=\s*(?:[,.;!?\n]|\Z))",
            0.6,
            hint=r"c/o|f\.?a\.?o|attn|care of|out to|the name|addressed|name on|:",
        ),
        PatternSpec(
            "called",
            rf"\b{SOMEBODY} (?:called|named) \K(?:{LOWER_ONE})",
            0.7,
            hint=r"called|named",
        ),
        PatternSpec(
            "talk in lower case",
            rf"\b(?:spoken?|speaking|chatt(?:ed|ing)|talk(?:ed|ing)) (?:to|with) \K{LOWER_ONE}"
            r"(?= (?:last|yesterday|today|on|about|from|this|earlier|in|and|who|at)\b|[,.!?]"
            r"|\s*\Z)",
            0.6,
            hint=r"spoke|speaking|chatt|talk",
        ),
        PatternSpec(
            "does, in lower case",
            rf"(?:\A|[.!?\n] )\K{LOWER_FULL}(?= "
            r"(?:is (?:collecting|picking|paying|signing|receiving)|will (?:collect|pick|sign))\b)",
            0.6,
            hint=r"is [cprs]|will [cps]",
        ),
        PatternSpec(
            "gave somebody",
            rf"\b(?:gave|given|sent|told) \K{LOWER_ONE}(?= (?:his|her|my|our|the wrong) "
            r"(?:new |old )?(?:address|number|e-?mail|name|phone|postcode))",
            0.6,
            hint=r"ga?i?ve|sent|told",
        ),
        PatternSpec(
            "first name",
            r"\b(?:first|last|full|given|family|sur|account|customer|billing"
            r"|booking)[ \-]?name\s?[:=]?\s"
            rf"\K{ONE}",
            0.7,
            hint=r"name",
        ),
        PatternSpec(
            "first name in lower case",
            r"\b(?:first|last|given|family|sur|account|customer)[ \-]?name\s?[:=]?\s"
            r"\K(?!(?:is|was|missing|spel\w*|misspel\w*|incorrect|only|field|changed|first|last)\b)"
            rf"{LOWER_ONE}(?=\s*(?:[,.;!?\n]|\Z))",
            0.5,
            hint=r"name",
        ),
        PatternSpec(
            "here",
            rf"{FULL}(?=,? (?:here|speaking|calling)\b(?! (?:is|are|it)))",
            0.7,
            hint=r"here|speaking|calling",
        ),
        PatternSpec(
            "here in lower case",
            r"(?:\A|\b(?:hi|hiya|hello|hey|yo|morning|afternoon|evening)\b)[ ,.!]{0,2}"
            rf"\K{LOWER_FULL}(?=,? (?:here|speaking)\b(?! (?:is|are|it)))",
            0.6,
            hint=r"here|speaking",
        ),
        PatternSpec("talk", rf"\b(?:{TALK})\s\K{ONE}", 0.6),
        PatternSpec(
            "for somebody",
            r"\b(?:order|parcel|package|packet|delivery|booking|reservation|refund|account|gift"
            r"|present|voucher|collection|invoice|it['’]?s|it is|is|was|are|name|one|ready|meant"
            rf"|here) (?:for|from) \K{FULL}",
            0.6,
            hint=r"for |from ",
        ),
        PatternSpec(
            "relative",
            rf"\b{RELATIVE}(?:['’]?s)?"
            r"(?: (?:(?:full |last |first )?name(?: is|['’]s)?|(?:is )?called))?[,:]? "
            rf"\K{ONE}",
            0.7,
        ),
        PatternSpec(
            "question",
            rf"\b(?:full|last|first|sur|your|my|the) ?name\? ?\K(?:{ONE}|{LOWER_FULL}(?=\W*\Z))",
            0.7,
            hint=r"\?",
        ),
        PatternSpec(
            "title in lower case",
            rf"(?<!\d )\b(?:mr|mrs|ms)\.? \K{LOWER_ONE}",
            0.6,
            hint=r"\bm(?:r|rs|s)\b",
        ),
        PatternSpec(
            "line with an order",
            rf"(?:\A|\n)\K{LOWER_FULL}(?= \((?:my )?order\b)",
            0.6,
            hint=r"\(",
        ),
        PatternSpec(
            "greeting",
            r"(?:\A|[.!?\n] {0,2})(?:hi|hello|hey|dear|(?:good )?(?:morning|afternoon|evening)|bye"
            rf"|thanks|thank you|cheers|sorry)(?: again)?,? \K{ONE}{ALONE}",
            0.6,
        ),
        PatternSpec(
            "I am",
            rf"\b(?:i['’]?m|i am|me is|this is|it['’]?s) \K{ONE}"
            r"(?=[,.!]|\s*\Z| (?:from|here|again|about|calling|writing|speaking)\b| and (?:i"
            r"|my)\b)",
            0.6,
        ),
        PatternSpec(
            "does",
            rf"{ONE}(?= {DOES}\b)",
            0.5,
            hint=r"said|told|live|grew|gave|given|born|work|mailed|phoned|rang|texted|is (?:my|h)",
        ),
        PatternSpec(
            "does too",
            rf"{FULL}(?= {DOES_TOO}\b)",
            0.5,
            hint=r"want|would|need|think|forg|ask|order|bought|paid|placed|spent|sign|will |is ",
        ),
        PatternSpec(
            "spoken to",
            rf"(?:\A|[.!?\n] )\K{CAPITALISED}(?=, (?:can|could|would|will|may) (?:i|you|we)\b)",
            0.5,
            hint=", ",
        ),
        PatternSpec("said somebody", rf"\bsaid \K{ONE}(?= to\b|[,.]|\s*\Z)", 0.5, hint=r"said"),
        PatternSpec("said to", rf"\bsaid {CAPITALISED} to \K{ONE}", 0.5, hint=r"said"),
        PatternSpec(
            "possessive", rf"{ONE}(?=['’]s (?:new |old |\w+ )?{HIS}\b)", 0.5, hint=r"['’]s "
        ),
        PatternSpec(
            "beside contact data",
            rf"{FULL}(?=[ ,;:\n]{{1,3}}[(<]?(?:[\w.+\-]{{1,64}}@|\+\d|\(?0\d{{2,4}}\)?[ \d]"
            r"|(?:e-?mail|tel|phone|mobile|dob|born)\b|order(?: number| no\.?)? #?\d))",
            0.7,
            hint=r"@|\d|mail|tel|phone|mobile|dob|born",
        ),
        PatternSpec(
            "line above an e-mail address",
            rf"(?:\A|\n)[ \t]*\K{LOWER_FULL}(?=[ \t]*\n\s*[\w.+\-]{{1,64}}@)",
            0.6,
            hint=r"@",
        ),
        PatternSpec(
            "before an address",
            rf"{FULL}(?=,[ \n]{{1,3}}(?:(?:flat|apt|apartment|unit|suite) \w{{1,5}},? )?"
            r"\d{1,4}[a-z]?,? (?-i:\p{Lu})\p{L}+ (?-i:\p{Lu})\p{L}+)",
            0.7,
            hint=r",[ \n]{1,3}(?:\p{L}+ \w+,? )?\d",
        ),
        PatternSpec(
            "farewell in lower case",
            r"\b(?:signed|regards|sincerely|faithfully|many thanks"
            r"|best wishes)[\s,.!]{1,4}(?:[-–—] ?)?"
            rf"\K{LOWER_FULL}(?=\W{{0,3}}\Z)",
            0.6,
        ),
        PatternSpec(
            "in somebody's name",
            rf"\b(?:in|under) \K{LOWER_FULL}(?=['’]s name\b)",
            0.7,
            hint=r"['’]s name",
        ),
        PatternSpec(
            "to be written",
            rf"\b(?:say|says|read|reads|write|print|put|with the name) \K{FULL}(?= (?:on|in)\b)",
            0.6,
        ),
        # Two capitalised words that are no words of the shop or the country: names, or brands that
        # "from", "by" and "with" announce more often.
        PatternSpec(
            "after a little word",
            r"\b(?:for|as|was|is|to|name|not|whether|if|that|says|(?:account|order|parcel) of"
            r"|it['’]s|that['’]s|(?:me|myself|husband|wife) and"
            r"|who is) "
            rf"\K{FULL}",
            0.5,
        ),
        PatternSpec(
            "call me",
            rf"\b(?:(?:please|can|just|do) call|calls?) me \K{ONE}",
            0.7,
            hint="call",
        ),
        PatternSpec("go by", rf"\bi go by \K(?:{ONE}|{LOWER_ONE}(?=\W*\Z))", 0.7, hint="go by"),
        PatternSpec("help", rf"\bhelp(?:ing)?,? \K{ONE}(?=\s*[,.!]|\s*\Z)", 0.5, hint="help"),
        PatternSpec(
            "who it was",
            rf"\b{SOMEBODY}\b[^.\n]{{0,40}} (?:is|was) \K{ONE}(?=[,.!]|\s*\Z)",
            0.6,
            hint=r" (?:is|was) ",
        ),
        PatternSpec(
            "under a name",
            rf"\b(?:it|order|booking|account|reservation|parcel)(?: \w+){{0,2}} under \K{FULL}",
            0.7,
            hint=r"under ",
        ),
        PatternSpec(
            "present for",
            rf"\b(?:present|gift|birthday|surprise|card) for \K{ONE}(?=[,.!?]|\s*\Z| and\b)",
            0.6,
            hint=r" for ",
        ),
        PatternSpec(
            "wishes",
            rf"\bhappy (?:birthday|anniversary|retirement|graduation),? \K{ONE}",
            0.7,
            hint=r"happy",
        ),
        PatternSpec(
            "spelling",
            rf"\bspel(?:ling(?: is)?|t|led)(?: as)?:? \K{FULL}",
            0.7,
            hint=r"spel",
        ),
        PatternSpec(
            "people",
            rf"\b(?:customers|friends|colleagues|people|kids|children|daughters|sons|of us|guests)"
            rf"(?:,|:| are| called| named) \K{FULL}(?: and {FULL})?",
            0.6,
        ),
        PatternSpec(
            "and somebody",
            rf"{FULL} and \K{FULL}(?=[,.]? (?:both|have|had|are|will)\b)",
            0.6,
            hint=" and ",
        ),
        PatternSpec(
            "here at the start",
            rf"(?:\A|[.!?\n] )\K{ONE}(?=,? here\b\s*(?:[,.:;!)\-]|\Z|and\b|from\b))",
            0.6,
            hint=r"here",
        ),
        PatternSpec(
            "from your team",
            rf"{ONE}(?=,? (?:from|in|at|of) (?:your|the) (?:team|staff|support|warehouse|office"
            rf"|shop"
            r"|store|call|customer|service))",
            0.6,
            hint=r"your|the ",
        ),
        PatternSpec("farewell", rf"{BYE}\K{ONE}(?=\W{{0,3}}\Z)", 0.7),
        PatternSpec(
            "signature",
            rf"\n[ \t]*[-–—~]{{0,2}} ?\K{ONE}(?=[ \t]*x{{0,3}}\W{{0,3}}\Z)",
            0.6,
            hint=r"\n",
        ),
        PatternSpec(
            "dash", rf"[.!?)] {{0,2}}[-–—~]{{1,2}} ?\K{ONE}(?=\W{{0,3}}\Z)", 0.6, hint=r"[-–—~]"
        ),
        PatternSpec(
            "address block",
            rf"(?:\A|\n|:)[ \t?]*\K{LOWER_FULL}(?=[ \t]*(?:\n[^\n\d]{{2,40}}?)?\s*\n"
            r"[^\p{L}\d\n]{0,6}\d{1,5}[a-z]?[ ,][^\n]{3,60}\n)",
            0.6,
            hint=r"\n",
        ),
    )
