"""Names without an announcement: from what stands around them.

No list of names is used, so that a rare name counts as much as a common one.
"""

from __future__ import annotations

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser
from bot.privacy.recognisers.person_forms import CAPITALISED, FULL, LOWER_FULL, LOWER_ONE, ONE

_GET = r"(?:deliver|send|ship|post|bring|bill|hand|give|return|forward|address|dispatch)(?:ed|ing)?"
_THING = r"(?: (?:it|them|this|that|these|everything|one|the (?:order|parcel|package|invoice)))?"
# Cues that nothing but a name follows, so that it needs no capitals.
_LABEL = (
    r"(?:c/o|f\.?a\.?o\.?|attn\.?|care of|(?:made|invoice|receipt|cheque|bill) (?:\w+ )?out to"
    r"|(?:under|in) the name(?: of)?|addressed to|name on (?:the |my )?(?:order|account|card"
    r"|parcel|booking|invoice|label)(?: is)?|(?:(?:account|card|order|policy|bill) ?holder"
    r"|recipient|contact(?: person)?|customer|buyer):)"
)
_TO_SOMEBODY = (
    rf"{_LABEL}|(?:(?:account|card|order) ?holder|recipient|customer|contact(?: person)?) is"
    rf"|out to|attention|signed (?:for )?by|placed by|ordered by|booked by|collected by"
    rf"|picked up by|paid (?:for )?by|left (?:it )?with|leave{_THING} with|belongs? to"
    rf"|registered (?:to|under|for)|on behalf of|{_GET}{_THING} to"
)
_SOMEBODY = (
    r"(?:someone|somebody|person|man|woman|lady|guy|boy|girl|neighbou?r|friend|colleague|agent"
    r"|driver|customer|member of staff|employee|assistant|advisor|student|child)"
)
_TALK = (
    r"ask for|asked for|speak(?:ing)? (?:to|with)|spoken? (?:to|with)|spoke (?:to|with)|talk(?:ed"
    r"|ing)? (?:to|with)|chat(?:ted|ting)? (?:to|with)|(?:email|letter|message|call) from|told"
    r"|gave|given|met|married|thank|ask"
)
_RELATIVE = (
    r"(?:my|his|her|our|their|your) (?:\w{1,10} )?(?:wife|husband|partner|son|daughter|brother"
    r"|sister|mum|mom|mother|dad|father|friend|mate|colleague|boss|boyfriend|girlfriend"
    r"|fianc[ée]e?|neighbou?r|flatmate|housemate|cousin|uncle|aunt|nephew|niece|gran|grandma"
    r"|grandson|granddaughter|grandad|grandfather|grandmother|in-law|kid|child|assistant|landlord"
    r"|landlady)"
)
_DOES = (
    r"(?:said|told|lives?|lived|grew up|gave|has given|had given|was born|works (?:at|for|in)"
    r"|worked (?:at|for|in)|emailed|phoned|rang|texted|is (?:my|his|her) (?:wife|husband|partner"
    r"|son|daughter|mum|mother|dad|father|brother|sister|friend|flatmate|neighbou?r|boss"
    r"|colleague))"
)
# What is said of things and at the start of sentences too: after two capitalised words only.
_DOES_TOO = (
    r"(?:asked|ordered|bought|paid|placed|spent|signed for|will (?:pick|collect|sign|come|be (?:in"
    r"|home|there|at|\w+ing))|is (?:my|his|her|our|a \d\d|collecting|picking|paying|waiting"
    r"|expecting|coming|receiving|signing|going to|not (?:in|at|here|home)))"
)
_HIS = (
    r"(?:kid|kids|son|daughter|wife|husband|partner|mum|dad|mother|father|brother|sister|friend"
    r"|address|order|parcel|account|birthday|e-?mail|house|flat|place|phone|number|name"
    r"|credit card|surname)"
)
_BYE = (
    r"\b(?:signed|thanks|many thanks|thank you|cheers|best|best wishes|(?:(?:kind|best"
    r"|warm) )?regards"
    r"|love|ta|thx|sincerely|faithfully|truly|yours)[\s,.!]{1,4}(?:[-–—] ?)?"
)
_ALONE = r"(?=[ \t]*(?:[,.!?:;)\n]|\Z))"


class PersonRecogniser(Recogniser):
    """Names that their surroundings show: recipients, relatives, sign-offs, beside contact data."""

    entity = "name"
    precedence = Precedence.NAME
    hint = (
        r"(?-i:\p{Lu}[\p{Ll}'’])|c/o|\n|spoke|speaking|chatt|talk|call|named|holder|out to|here"
        r"|attn|f\.?a\.?o|recipient|name|addressed|buyer|contact|customer|is (?:coll|pick|pay|sign"
        r"|rec)|gave|given|sent|told|signed|regards|sincerely|faithfully|many thanks|best wishes"
        r"|\b(?:mr|mrs|ms)\b|\((?:my )?order"
    )
    patterns = (
        PatternSpec(
            "recipient",
            rf"\b(?:{_TO_SOMEBODY})[\s:,]{{1,2}}(?:to )?\K{FULL}",
            0.7,
            hint=r"c/o|f\.?a\.?o|att|of|to|name|holder|recipient|customer|contact|by|with|under|for",
        ),
        PatternSpec(
            "recipient in lower case",
            rf"\b{_LABEL}:? \K{LOWER_FULL}(?=\s*(?:[,.;!?\n]|\Z))",
            0.6,
            hint=r"c/o|f\.?a\.?o|attn|care of|out to|the name|addressed|name on|:",
        ),
        PatternSpec(
            "called",
            rf"\b{_SOMEBODY} (?:called|named) \K(?:{LOWER_ONE})",
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
        PatternSpec("talk", rf"\b(?:{_TALK})\s\K{ONE}", 0.6),
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
            rf"\b{_RELATIVE}(?:['’]?s)?"
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
            rf"|thanks|thank you|cheers|sorry)(?: again)?,? \K{ONE}{_ALONE}",
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
            rf"{ONE}(?= {_DOES}\b)",
            0.5,
            hint=r"said|told|live|grew|gave|given|born|work|mailed|phoned|rang|texted|is (?:my|h)",
        ),
        PatternSpec(
            "does too",
            rf"{FULL}(?= {_DOES_TOO}\b)",
            0.5,
            hint=r"asked|ordered|bought|paid|placed|spent|signed|will |is [mhoacpwergsn]",
        ),
        PatternSpec("said somebody", rf"\bsaid \K{ONE}(?= to\b|[,.]|\s*\Z)", 0.5, hint=r"said"),
        PatternSpec("said to", rf"\bsaid {CAPITALISED} to \K{ONE}", 0.5, hint=r"said"),
        PatternSpec(
            "possessive", rf"{ONE}(?=['’]s (?:new |old |\w+ )?{_HIS}\b)", 0.5, hint=r"['’]s "
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
            r"\b(?:for|as|was|is|to|name|not|it['’]s|that['’]s|(?:me|myself|husband|wife) and"
            r"|who is) "
            rf"\K{FULL}",
            0.5,
        ),
        PatternSpec("call me", rf"\b(?:please|can|just|do) call me \K{ONE}", 0.7, hint="call me"),
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
            "and somebody", rf"{FULL} and \K{FULL}(?=[,.]? (?:both|have|had|are|will)\b)", 0.6
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
        PatternSpec("farewell", rf"{_BYE}\K{ONE}(?=\W{{0,3}}\Z)", 0.7),
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
