"""Names without an announcement: from what stands around them, where capitals show them.

No list of names is used, so that a rare name counts as much as a common one. The words below
are those that shoppers write with a capital at the same places.
"""

from __future__ import annotations

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser

_CAPITALISED_WORDS = (
    "i|my|we|you|he|she|it|they|who|this|that|these|those|there|here|the|a|an|and|but|or|so|if|as"
    "|at|by"
    "|in|on|to|for|from|with|of|not|no|yes|yeah|ok|okay|please|thanks|thank|cheers|hi|hello|hey"
    "|dear"
    "|sorry|what|when|where|which|why|how|can|could|would|will|should|shall|do|does|did|is|are"
    "|was|were"
    "|has|have|had|am|be|been|just|also|still|then|now|today|tomorrow|yesterday|tonight|again"
    "|both|all"
    "|any|some|each|every|nothing|something|someone|somebody|nobody|everyone|everybody|anyone"
    "|anybody"
    "|regards|best|kind|many|much|more|most|very|great|good|perfect|fine|sure|right|wrong|new|old"
    "|next"
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may"
    "|june"
    "|july|august|september|october|november|december|christmas|easter|xmas|black friday|spring"
    "|summer"
    "|autumn|winter|mother|father|mum|dad|sir|madam|miss|mr|mrs|ms|team|support|service|services"
    "|customer|customers|care|sales|shop|store|stores|help|desk|staff|agent|bot|assistant|manager"
    "|management|courier|driver|website|site|page|description|label|tracking|chat|warehouse"
    "|reception"
    "|neighbours?|guys|folks|friends?|everything|world|company|ltd|limited|plc|gmbh|inc|royal"
    "|mail|post"
    "|parcelforce|hermes|evri|yodel|amazon|google|apple|paypal|klarna|visa|mastercard|maestro|amex"
    "|facebook|instagram|trustpilot|whatsapp|android|iphone|fernway|uk|us|usa|eu|gb|england"
    "|scotland"
    "|wales|ireland|britain|kingdom|states|europe|france|germany|spain|italy|london|english|british"
    "|french|german|american|chinese|italian|spanish|scottish|welsh|irish|european|north|south|east"
    "|west|northern|southern|eastern|western|great|united|isle|isles|island|islands|lake|lakes"
    "|mount"
    "|mountains?|ben|peak|peaks|district|national|park|moor|city|town|village|airport|station|hotel"
    "|hostel|campsite|university|college|school|hospital|office|click|collect|gift|cards?|voucher"
    "|order"
    "|orders|delivery|deliveries|returns?|refund|refunds|exchange|invoice|account|email|phone"
    "|address"
    "|password|size|sizes|colou?rs?|products?|items?|article|sku|model|pro|plus|max|mini|ultra"
    "|lite|light"
    "|gtx|gore|tex|xl|xxl|small|medium|large|extra|regular|long|short|backpacks?|rucksacks?"
    "|daypacks?"
    "|cookware|stoves?|pots?|hats?|caps?|beanies?|jackets?|parkas?|anorak|fleece|shirts?|tee"
    "|shoes?|boots?"
    "|sandals|sleeping|bags?|tents?|torch|torches|headtorch|lantern|trousers|pants|shorts"
    "|leggings|socks"
    "|gloves|watch|watches|water|bottles?|flask|mats?|pads?|poles?|ropes?|trail|trek|trekking"
    "|hiking"
    "|camping|running|climbing|ski|forest|moss|navy|slate|olive|sand|stone|charcoal|teal|rust|coral"
    "|green|blue|red|black|white|grey|gray|yellow|orange|purple|pink|brown|beige|waterproof"
    "|merino|wool"
    "|down|leather|cotton|women|womens|men|mens|kids?|boys|girls|children|junior|adult|unisex"
)
_NO_NAME = rf"(?!(?:{_CAPITALISED_WORDS})(?:['’]s)?(?![\p{{L}}'’]))"
_CAPITAL = rf"{_NO_NAME}(?-i:\p{{Lu}}(?:\p{{Ll}}|['’]\p{{Lu}}|\p{{M}}))[\p{{L}}\p{{M}}’\-]{{0,28}}"
_INITIAL = r"(?-i:\p{Lu})\.?"
_PARTICLE = r"(?:van|von|de|der|den|del|della|da|di|la|le|dos|bin|al|el|ter|ten|mc|mac|st\.?)"
_END = r"(?![\p{L}\d@_/]|['’](?!s\b)\p{L}|-\p{L})"
# "Maya", and two or three words such as "Maya J. van Dyke".
_ONE = (
    rf"(?<![\p{{L}}\d@_./#&-])(?:{_CAPITAL})(?: (?:{_INITIAL} "
    rf"|{_PARTICLE} ){{0,2}}{_CAPITAL}){{0,2}}{_END}"
)
_FULL = (
    rf"(?<![\p{{L}}\d@_./#&-])(?:{_CAPITAL}|{_INITIAL}) (?:(?:{_INITIAL} "
    rf"|{_PARTICLE} ){{0,2}}{_CAPITAL})"
    rf"(?: {_CAPITAL})?{_END}"
)
_LOWER = (
    rf"{_NO_NAME}\p{{L}}[\p{{L}}\p{{M}}'’\-]{{1,28}}"
    rf"(?: {_NO_NAME}\p{{L}}[\p{{L}}\p{{M}}'’.\-]{{0,28}}){{1,2}}"
)

_GET = r"(?:deliver|send|ship|post|bring|bill|hand|give|return|forward|address|dispatch)(?:ed|ing)?"
_THING = r"(?: (?:it|them|this|that|these|everything|one|the (?:order|parcel|package|invoice)))?"
_TO_SOMEBODY = (
    rf"c/o|f\.?a\.?o\.?|attn\.?|attention|care of|made out to|in the name of|(?:under"
    rf"|in) the name(?: of)?"
    rf"|signed (?:for )?by|placed by|ordered by|booked by|collected by|picked up by"
    rf"|paid (?:for )?by"
    rf"|left (?:it )?with|leave{_THING} with|belongs? to|registered (?:to|under|for)|on behalf of"
    rf"|recipient(?: is)?|card ?holder(?: is)?|contact(?: person)?(?: is)?|customer(?: is)?|buyer"
    rf"|{_GET}{_THING} to"
)
_TALK = (
    r"ask for|asked for|speak(?:ing)? (?:to|with)|spoken? (?:to|with)|spoke (?:to|with)"
    r"|talk(?:ed|ing)? (?:to|with)|chat(?:ted|ting)? (?:to|with)|(?:email|letter|message|call) from"
    r"|name of|told|gave|given|met|married"
)
_RELATIVE = (
    r"(?:my|his|her|our|their|your) (?:\w{1,10} )?(?:wife|husband|partner|son|daughter|brother"
    r"|sister|mum|mom"
    r"|mother|dad|father|friend|mate|colleague|boss|boyfriend|girlfriend|fianc[ée]e?|neighbou?r"
    r"|flatmate|housemate|cousin|uncle|aunt|nephew|niece|granny?|grandma|grandson|granddaughter"
    r"|grandad|grandfather|grandmother|in-law|kid|child|assistant|landlord|landlady)"
)
_DOES = (
    r"(?:said|told|asked|lives?|lived|grew up|gave|has given|had given|was born|works (?:at|for|in)"
    r"|worked (?:at|for|in)|emailed|phoned|rang|texted|signed for|ordered|bought|paid|placed"
    r"|will (?:pick|collect|sign|be (?:in|home|there|at))|is (?:my|a \d\d))"
)
_HIS = (
    r"(?:kid|kids|son|daughter|wife|husband|partner|mum|dad|mother|father|brother|sister|friend"
    r"|address"
    r"|order|parcel|account|birthday|e-?mail|house|flat|place|phone|number|name|credit card"
    r"|surname)"
)
_BYE = (
    r"\b(?:thanks|many thanks|thank you|cheers|best|best wishes|(?:(?:kind|best|warm) )?regards"
    r"|love|ta|thx"
    r"|sincerely|faithfully|truly|yours)[\s,.!]{1,4}(?:[-–—] ?)?"
)
_ALONE = r"(?=[ \t]*(?:[,.!?:;)\n]|\Z))"


class PersonRecogniser(Recogniser):
    """Names that their surroundings show: recipients, relatives, sign-offs, beside contact data."""

    entity = "name"
    precedence = Precedence.NAME
    hint = r"(?-i:\p{Lu}[\p{Ll}'’])|c/o|\n\s{0,8}\d"
    patterns = (
        PatternSpec("recipient", rf"\b(?:{_TO_SOMEBODY})[\s:,]{{1,2}}(?:to )?\K{_FULL}", 0.7),
        PatternSpec("talk", rf"\b(?:{_TALK})\s\K{_ONE}", 0.6),
        PatternSpec("care of", rf"(?<!\w)c/o \K{_LOWER}(?=\s*(?:,|\n|\Z))", 0.7),
        PatternSpec(
            "for somebody",
            r"\b(?:order|parcel|package|packet|delivery|booking|reservation|refund|account|gift"
            r"|present"
            r"|voucher|collection|invoice|it['’]?s|it is|is|was|are|name|one|ready|meant"
            r"|here) (?:for|from)"
            rf" \K{_FULL}",
            0.6,
        ),
        PatternSpec(
            "relative",
            rf"\b{_RELATIVE}(?:['’]?s)?(?: (?:(?:full |last |first )?name(?: is|['’]s)?|is called"
            rf"|called))?"
            rf"[,:]? \K{_ONE}",
            0.7,
        ),
        PatternSpec("question", rf"\b(?:full |last |first |sur|your |the )name\? ?\K{_ONE}", 0.7),
        PatternSpec(
            "greeting",
            r"(?:\A|[.!?\n] {0,2})(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|morning"
            r"|bye"
            rf"|thanks|thank you|cheers|sorry)(?: again)?,? \K{_ONE}{_ALONE}",
            0.6,
        ),
        PatternSpec(
            "I am",
            rf"\b(?:i['’]?m|i am|me is|this is|it['’]?s) \K{_ONE}(?=[,.!]|\s*\Z| from\b| and (?:i"
            rf"|my)\b| here\b)",
            0.6,
        ),
        PatternSpec("does", rf"{_ONE}(?= {_DOES}\b)", 0.5),
        PatternSpec("said to", rf"\bsaid {_CAPITAL} to \K{_ONE}|\bsaid \K{_CAPITAL}(?= to\b)", 0.5),
        PatternSpec("possessive", rf"{_ONE}(?=['’]s (?:new |old |\w+ )?{_HIS}\b)", 0.5),
        PatternSpec(
            "beside contact data",
            rf"{_FULL}(?=[ ,;:]{{1,3}}[(<]?(?:[\w.+\-]{{1,64}}@|\+\d|\(?0\d{{2,4}}\)?[ \d]"
            rf"|(?:e-?mail|tel"
            r"|phone|mobile|dob|born|order(?: number| no\.?)? #?\d)))",
            0.7,
        ),
        PatternSpec(
            "before an address",
            rf"{_FULL}(?=,[ \n]{{1,3}}(?:(?:flat|apt|apartment|unit"
            rf"|suite) \w{{1,5}},? )?\d{{1,4}}[a-z]?,?"
            r" (?-i:\p{Lu})\p{L}+ (?-i:\p{Lu})\p{L}+)",
            0.7,
        ),
        PatternSpec("farewell", rf"{_BYE}\K{_ONE}(?=\W{{0,3}}\Z)", 0.7),
        PatternSpec(
            "signature", rf"\n[ \t]*[-–—~]{{0,2}} ?\K{_ONE}(?=[ \t]*x{{0,3}}\W{{0,3}}\Z)", 0.6
        ),
        PatternSpec("dash", rf"[.!?)] {{0,2}}[-–—~]{{1,2}} ?\K{_ONE}(?=\W{{0,3}}\Z)", 0.6),
        PatternSpec(
            "address block",
            rf"(?:\A|\n"
            rf"|:)[ \t?]*\K{_LOWER}(?=[ \t]*"
            rf"(?:\n[^\n\d]{{2,40}}?)?\s*\n[^\p{{L}}\d\n]{{0,6}}\d{{1,5}}[a-z]?"
            r"[ ,][^\n]{3,60}\n)",
            0.6,
        ),
    )
