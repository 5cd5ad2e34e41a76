"""Words around a name that show it, as expressions for ``people``."""

from __future__ import annotations

_GET = r"(?:deliver|send|ship|post|bring|bill|hand|give|return|forward|address|dispatch)(?:ed|ing)?"
_THING = r"(?: (?:it|them|this|that|these|everything|one|the (?:order|parcel|package|invoice)))?"
# Cues that nothing but a name follows, so that it needs no capitals.
LABEL = (
    r"(?:c/o|f\.?a\.?o\.?|attn\.?|care of|(?:made|invoice|receipt|cheque|bill) (?:\w+ )?out to"
    r"|(?:under|in) the name(?: of)?|addressed to|name on (?:the |my )?(?:order|account|card"
    r"|parcel|booking|invoice|label)(?: is)?|(?:(?:account|card|order|policy|bill) ?holder"
    r"|recipient|contact(?: person)?|customer|buyer|sender):)"
)
TO_SOMEBODY = (
    rf"{LABEL}|(?:(?:account|card|order) ?holder|recipient|customer|contact(?: person)?) is"
    rf"|out to|attention|signed (?:for )?by|placed by|ordered by|booked by|collected by"
    rf"|picked up by|paid (?:for )?by|left (?:it )?with|leave{_THING} with|belongs? to"
    rf"|registered (?:to|under|for)|on behalf of|{_GET}{_THING} to"
)
SOMEBODY = (
    r"(?:someone|somebody|person|man|woman|lady|guy|boy|girl|neighbou?r|friend|colleague|agent"
    r"|driver|customer|member of staff|employee|assistant|advisor|student|child)"
)
TALK = (
    r"ask for|asked for|speak(?:ing)? (?:to|with)|spoken? (?:to|with)|spoke (?:to|with)|talk(?:ed"
    r"|ing)? (?:to|with)|chat(?:ted|ting)? (?:to|with)|(?:email|letter|message|call) from|told"
    r"|gave|given|met|married|thank|ask"
)
RELATIVE = (
    r"(?:my|his|her|our|their|your) (?:\w{1,10} )?(?:wife|husband|partner|son|daughter|brother"
    r"|sister|mum|mom|mother|dad|father|friend|mate|colleague|boss|boyfriend|girlfriend"
    r"|fianc[ée]e?|neighbou?r|flatmate|housemate|cousin|uncle|aunt|nephew|niece|gran|grandma"
    r"|grandson|granddaughter|grandad|grandfather|grandmother|in-law|kid|child|assistant|landlord"
    r"|landlady|driver|courier|postman|postwoman|postie|manager|supervisor|agent|advisor|adviser"
    r"|representative|rep)"
)
DOES = (
    r"(?:said|told|lives?|lived|grew up|gave|has given|had given|was born|works (?:at|for|in)"
    r"|worked (?:at|for|in)|emailed|phoned|rang|texted|is (?:my|his|her) (?:wife|husband|partner"
    r"|son|daughter|mum|mother|dad|father|brother|sister|friend|flatmate|neighbou?r|boss"
    r"|colleague))"
)
# What is said of things and at the start of sentences too: after two capitalised words only.
DOES_TOO = (
    r"(?:wants?|would like|needs|thinks|forgot|asks|asked|ordered|bought|paid|placed|spent"
    r"|signed for|will (?:pick|collect|sign|come|be (?:in"
    r"|home|there|at|\w+ing))|is (?:my|his|her|our|a \d\d|collecting|picking|paying|waiting"
    r"|expecting|coming|receiving|signing|going to|not (?:in|at|here|home)))"
)
HIS = (
    r"(?:kid|kids|son|daughter|wife|husband|partner|mum|dad|mother|father|brother|sister|friend"
    r"|address|order|parcel|account|birthday|e-?mail|house|flat|place|phone|number|name"
    r"|credit card|surname)"
)
BYE = (
    r"\b(?:signed|thanks|many thanks|thank you|cheers|best|best wishes|(?:(?:kind|best"
    r"|warm) )?regards"
    r"|love|ta|thx|sincerely|faithfully|truly|yours)[\s,.!]{1,4}(?:[-–—] ?)?"
)
ALONE = r"(?=[ \t]*(?:again\b|[,.!?:;)\n]|\Z))"
GREETING = (
    r"(?:hi|hiya|hello|hey|heya|yo|hullo|(?:good )?(?:morning|afternoon|evening|day)|greetings)"
)
