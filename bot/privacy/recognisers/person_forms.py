"""What a name looks like when nothing but its letters tells: the forms that patterns combine.

Expressions of the ``regex`` module, for patterns that ignore case otherwise.
"""

from __future__ import annotations

# Words that shoppers write with a capital at the places of names.
_WORDS = (
    "i|my|we|you|he|she|it|they|who|this|that|these|those|there|here|the|a|an|and|but|or|so|if|as"
    "|at|by|in|on|to|for|from|with|of|not|no|yes|yeah|ok|okay|please|thanks|thank|cheers|hi|hello"
    "|hey|dear|sorry|what|when|where|which|why|how|can|could|would|will|should|shall|do|does|did"
    "|is|are|was|were|has|have|had|am|be|been|just|also|still|then|now|today|tomorrow|yesterday"
    "|tonight|again|both|all|any|some|each|every|nothing|something|someone|somebody|nobody"
    "|everyone|everybody|anyone|anybody|me|him|them|us|your|his|her|its|their|our|one|two|people"
    "|regards|best|kind|many|much|more|most|very|great|good|perfect|fine|sure|right|wrong|new|old"
    "|next|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|july"
    "|september|october|november|december|christmas|easter|xmas|black friday|spring|autumn|winter"
    "|mother|father|mum|dad|sirs?|ladies|gentlemen|madam|miss|mr|mrs|ms|team|support|service"
    "|services|customer"
    "|customers|care|sales|shop|store|stores|help|desk|staff|agent|bot|assistant|manager"
    "|management|courier|driver|website|site|page|description|label|tracking|chat|warehouse"
    "|reception|neighbours?|guys|folks|friends?|everything|world|company|ltd|limited|plc|gmbh|inc"
    "|royal|mail|post|parcelforce|hermes|evri|yodel|amazon|google|apple|paypal|klarna|visa"
    "|mastercard|maestro|amex|facebook|instagram|trustpilot|whatsapp|android|iphone|fernway|uk|us"
    "|usa|eu|gb|england|scotland|wales|ireland|britain|kingdom|states|europe|france|germany|spain"
    "|italy|london|english|british|french|german|american|chinese|italian|spanish|scottish|welsh"
    "|irish|european|north|south|east|west|northern|southern|eastern|western|great|united|isle"
    "|isles|island|islands|lake|lakes|mount|mountains?|ben nevis|ben lomond|peak|peaks|district"
    "|national|park|moor|city|town|village|coast|walk|path|airport|station|hotel|hostel|campsite"
    "|university"
    "|college|school|hospital|office|click|collect|gift|sale|cards?|voucher|order|orders|delivery"
    "|deliveries|returns?|refund|refunds|exchange|invoice|account|email|phone|address|password"
    "|size|sizes|colou?rs?|products?|items?|article|sku|model|pro|plus|max|mini|ultra|lite|light"
    "|gtx|gore|tex|xl|xxl|small|medium|large|extra|regular|long|short|backpacks?|rucksacks?"
    "|daypacks?|cookware|stoves?|pots?|hats?|caps?|beanies?|jackets?|parkas?|anorak|fleece|shirts?"
    "|tee|shoes?|boots?|sandals|sleeping|bags?|tents?|torch|torches|headtorch|lantern|trousers"
    "|pants|shorts|leggings|socks|gloves|watch|watches|water|bottles?|flask|mats?|pads?|poles?"
    "|ropes?|trail|trek|trekking|hiking|camping|running|climbing|ski|forest|moss|navy|slate|olive"
    "|sand|stone|charcoal|teal|rust|coral|green|blue|red|black|white|grey|gray|yellow|orange"
    "|purple|pink|brown|beige|waterproof|merino|wool|down|leather|cotton|women|womens|men|mens"
    "|kids?|boys|girls|children|junior|adult|unisex"
)
# Surnames all the same, behind a given name.
_SURNAMES_WORDS = (
    "may best kind good great new old long short small large light white black green brown gray "
    "grey rose coral rust teal slate stone moss forest sand england ireland london french english "
    "german scottish welsh irish north south east west lake park moor peak mount summer winter "
    "spring town day post cook page walk"
)
_SURNAMES = frozenset(_SURNAMES_WORDS.split())


def _none_of(words: str) -> str:
    return rf"(?!(?:{words})(?:['’]s)?(?![\p{{L}}'’]))"


# Given names too, before a surname.
_SEASONS = r"(?:april|may|june|august|summer)(?! (?-i:\p{Lu}))"
# Makers of clothing and gear called like people: who is called so too needs "my name is".
_MAKERS = (
    "ted baker|lowe alpine|paul smith|fred perry|calvin klein|tommy hilfiger|ralph lauren|hugo boss"
    "|eddie bauer|helly hansen|jack wolfskin|jack (?:&|and) jones|michael kors|kate spade"
    "|jimmy choo|karl lagerfeld|stella mccartney|vivienne westwood|alexander mcqueen"
    "|louis vuitton|christian louboutin|marc jacobs|tory burch|kurt geiger|steve madden"
    "|doc martens?|dr\\.? martens?|lyle (?:&|and) scott|abercrombie (?:&|and) fitch"
    "|laura ashley|cath kidston|orla kiely|tom ford|tom tailor|tommy bahama|perry ellis"
    "|kenneth cole|donna karan|oscar de la renta|carolina herrera|elie saab|pierre cardin"
    "|yves saint laurent|jean paul gaultier|betty barclay|gerry weber|marc o['’]polo"
    "|peter storm|john lewis|jack daniel['’]?s?|hans grohe|villeroy (?:&|and) boch"
    "|johnson (?:&|and) johnson|ernie ball|fender rhodes|black (?:&|and) decker"
    "|harley davidson"
)
_NO_NAME = rf"(?!(?:{_MAKERS})(?![a-z]))" + _none_of(f"{_WORDS}|{_SEASONS}|sie|ihnen|ihre|bitte")
_NO_SURNAME = _none_of("|".join(w for w in _WORDS.split("|") if w not in _SURNAMES))
_CAPITAL = r"(?-i:\p{Lu}(?:\p{Ll}|['’]\p{Lu}|\p{M}))[\p{L}\p{M}’\-]{0,28}"
_BETWEEN = (
    r"(?:(?-i:\p{Lu})\.? |(?:van|von|de|der|den|del|della|da|di|la|le|dos|bin|al|el|ter|ten|mc|mac"
    r"|st\.?) ){0,2}"
)
_LETTERS = r"\p{L}[\p{L}\p{M}'’\-]{1,28}"
START = r"(?<![\p{L}\d@_./#&-])"
END = r"(?![\p{L}\d@_/]|['’](?!s\b)\p{L}|-\p{L})"

# Grammar that no name shows in lower case: adverbs, participles, adjectives by their ending.
_NO_LOWER = (
    _none_of(
        "quite|rather|pretty|really|too|super|bit|never|always|often|usually|ever|even|only|like|sick"
        "|tired|happy|sad|angry|lost|stuck|keen|able|afraid|aware|about|after|into|over|out|up|off|down|back"
        "|away|through|than|because|since|until|while|though|however|anyway|mate|bye|later|soon|asap|alot"
        "|loads|same|stuff|thing|things|need|want|know|think|get|got|let|see|look|make|take|go|come|give"
        "|use|try|buy|pay|ask|tell|feel|love|hope|going|six|seven|eight|nine|ten|three|four|five|half"
        "|address|number|correct|missing|unknown|private|different|hidden|listed|misspelt|misspelled"
        "|spelt|spelled|first|last|second|third|via|per|within|without|before|between|under|near"
        "|cold|hot|warm|wet|dry|dark|already|accident|mistake|myself|himself|herself|themselves|phone|error"
    )
    + r"(?!\p{L}+n['’]t\b)(?!\p{L}{3,}ing\b|\p{L}{4,}(?:ed|ly|ful|less|ous|able|ible|est|ive)\b)"
)
_LOW = _NO_LOWER + _NO_NAME + _LETTERS

LOWER_WORD = rf"{START}{_LOW}{END}"
"""One word in any case."""

LOWER_NAME = (
    rf"{START}(?:\p{{L}}\. |(?![ai] )\p{{L}} )?{_LOW}"
    rf"(?: (?:(?:van|von|de|del|al|el|bin|\p{{L}}\.?) ){{0,2}}{_NO_LOWER}{_NO_SURNAME}{_LETTERS})"
    rf"{{0,2}}{END}"
)
"""One to three words in any case, perhaps with initials."""

FURTHER = rf"(?: {_BETWEEN}{_NO_SURNAME}{_CAPITAL}){{1,2}}{END}"
"""What goes on with a name behind a part of it: capitalised words."""

FURTHER_LOWER = rf" {_NO_LOWER}{_NO_SURNAME}{_LETTERS}(?=\W*(?:[,.;!?\n]|\Z))"
"""The same in any case, at the end of a clause."""

TITLE = r"(?:(?:mr|mrs|ms|miss|dr|prof)\.? )"

CAPITALISED = _NO_NAME + _CAPITAL
"""A single capitalised word."""

NEXT = rf"(?: {_BETWEEN}{_NO_SURNAME}{_CAPITAL})"

ONE = rf"{START}{CAPITALISED}{NEXT}{{0,2}}{END}"
"""One to three capitalised words: "Maya", "Maya J. van Dyke"."""

FULL = rf"{START}(?:{CAPITALISED}|(?-i:\p{{Lu}})\.?){NEXT}{{1,2}}{END}"
"""Two or three capitalised words, the first of them perhaps an initial."""

GIVEN = rf"{START}{CAPITALISED}"
"""A capitalised word to be looked up."""

_CAPITALS = r"(?-i:\p{Lu}{2,28})"
SHOUTED_GIVEN = rf"{START}{_NO_NAME}{_CAPITALS}"
"""A word in capitals to be looked up."""

SHOUTED_NEXT = rf" {_NO_SURNAME}{_CAPITALS}{END}"
"""A word in capitals behind it."""

SHOUTED_FULL = rf"{SHOUTED_GIVEN}(?: {_NO_SURNAME}{_CAPITALS}){{1,2}}{END}"
"""Two or three words in capitals throughout: only beside a strong cue."""

LOWER_FULL = rf"{_NO_NAME}{_LETTERS}(?: {_NO_SURNAME}{_LETTERS}\.?){{1,2}}"
"""Two or three words in any case: only where a strong cue stands before and an end behind."""

LOWER_ONE = (
    rf"{_NO_NAME}{_LETTERS}(?: {_NO_SURNAME}(?-i:\p{{Lu}}){_LETTERS}){{0,2}}(?![\p{{L}}\d@])"
)
"""A word in any case, with capitalised ones behind it."""
