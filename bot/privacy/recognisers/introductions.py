"""Names that people give of themselves and others, where no capital letter shows them."""

from __future__ import annotations

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser
from bot.privacy.recognisers.person_cues import GREETING, RELATIVE
from bot.privacy.recognisers.person_forms import (
    CAPITALISED,
    LOWER_FULL,
    LOWER_NAME,
    LOWER_WORD,
    ONE,
    TITLE,
)

_STOP = r"(?=\s*(?:[,.;!?)\n]|\Z)| (?:please|pls|plz|instead|thanks|thx)\b)"
_GOES_ON = r"(?=\s*(?:[,.;!\n]|\Z)|,? (?:and|but|so) (?:i|my|we|the)\b| (?:btw|calling|from)\b)"
_I_AM = r"\b(?:i['’]?m|i am|me is)"
_OPENING = rf"(?:\A|(?:\A|[.!?\n,] ?){GREETING}(?: there)?)[ ,.!]{{0,3}}"
_GAP = r"[\s,:;.…\"'“‘*_\-–]{0,4}"
_HELPS = (
    r"(?=,? (?:will|is|was|has|had|wants|needs|would|can|could|ordered|bought|paid|lives|said|got"
    r"|took|placed|signed)\b)"
)


class IntroductionRecogniser(Recogniser):
    """Names in any case after words that leave no doubt, in some languages of visitors."""

    entity = "name"
    precedence = Precedence.NAME
    hint = (
        r"name|nmae|naem|here|regards|sincerely|faithfully|signed|holder|by |behalf|ask for|dr|prof"
        r"|thanks|thx|cheers|ta\b|best|love|\bi['’]?m|\bi am|it['’]?s|it is|this is|\b(?:sir"
        r"|dame|lady|lord)\b|llamo|nombre|appelle|nom|chiamo"
        r"|ich bin|naam|heter|heet|зовут|имя|名前|under |contact|@|x\W*\Z"
        r"|merci|danke|gracias|saludos"
        r"|gr(?:ü|ue)|mfg|cordial|nam"
        r"|my |first:|last:"
    )
    patterns = (
        PatternSpec(
            "my name is",
            rf"\b(?:my|the|our) ?(?:(?:full|first|last|sur|maiden) ?)?(?:name|nmae|naem|mame)"
            rf" ?(?:['’]s|is|was|:){_GAP}\K{LOWER_NAME}",
            0.8,
            hint=r"name|nmae|naem|mame",
        ),
        PatternSpec(
            "name's, or a label",
            rf"(?:\A|[.!?,\n] ?)(?:names|name['’]s|first(?: name)?:|last(?: name)?:|surname:"
            rf"|forename:)"
            rf" ?\K{LOWER_NAME}{_STOP}",
            0.7,
            hint="name|first|last",
        ),
        PatternSpec(
            "labels in a row",
            rf"\b(?:first|last|sur|fore)(?: ?name)?: ?\K{LOWER_WORD}",
            0.7,
            hint="first|last|name",
        ),
        PatternSpec(
            "here",
            rf"{_OPENING}{TITLE}?\K{LOWER_NAME}(?: \p{{L}}\.?)?(?= here(?: again\b| and\b"
            rf"|\s*(?:[,.;:!)\n]|\Z)))",
            0.6,
            hint="here",
        ),
        PatternSpec(
            "farewell",
            rf"\b(?:(?:regards|sincerely|faithfully|signed)[\s,.:!]{{1,5}}"
            rf"|(?:\A|[.!?\n,] {{0,2}})(?:thanks|thx|thank you|cheers|ta|best|love|best wishes"
            rf"|yours)"
            rf"(?: (?:a lot|again|so much|in advance))?[ ,.!]{{0,3}}\n\s{{0,4}})(?:[-–—] ?)?"
            rf"\K{LOWER_NAME}(?: \p{{L}}\.)?(?=[ x]{{0,4}}\W{{0,3}}\Z)",
            0.6,
            hint=r"regards|sincer|faithf|signed|thanks|thx|thank|cheers|ta|best|love|yours",
        ),
        PatternSpec(
            "label",
            r"\b(?:(?:card|account) ?holder"
            rf"|(?:under|in) the name(?: of)?|name on (?:the |my )?card|on behalf of"
            rf"|(?:ordered|booked|placed|signed(?: for)?|bought|paid(?: for)?) by)(?:[:,]"
            rf"| is)? {TITLE}?\K{LOWER_NAME}{_STOP}",
            0.6,
            hint=r"holder|name|behalf|by ",
        ),
        PatternSpec(
            "ask for",
            rf"\bask for \K{LOWER_NAME}(?= (?:when|if|at|once) )",
            0.6,
            hint="ask for",
        ),
        PatternSpec(
            "title",
            rf"(?<!\d )\b(?:dr|prof)\.? (?!mart|scholl|pepper|who\b)\K{LOWER_WORD}",
            0.6,
            hint=r"\b(?:dr|prof)\b",
        ),
        PatternSpec("sir", rf"\b(?-i:Sir|Dame|Lady|Lord) \K{CAPITALISED} {CAPITALISED}", 0.6),
        PatternSpec(
            "I am two words",
            rf"(?:{_OPENING}|\band ){_I_AM} \K(?=\p{{L}}+ \p{{L}}){LOWER_NAME}{_GOES_ON}",
            0.6,
            hint=r"i['’]?m|i am",
        ),
        PatternSpec(
            "I am, after a greeting",
            rf"(?:\A|[.!?\n,] ?){GREETING}(?: there)?[ ,.!]{{1,3}}{_I_AM} \K{LOWER_WORD}{_GOES_ON}",
            0.5,
            hint=r"i['’]?m|i am",
        ),
        PatternSpec(
            "it is two words",
            rf"(?:\A|[.!?\n,] ?){GREETING}(?: there)?[ ,.!]{{0,3}}(?:it['’]?s|it is|this is) "
            rf"\K(?=\p{{L}}+ \p{{L}}){LOWER_NAME}{_GOES_ON}",
            0.6,
            hint=r"it['’]?s|it is|this is",
        ),
        PatternSpec(
            "relative",
            rf"\b{RELATIVE}(?:['’]s name is|,| called)? \K(?=\p{{L}}+ \p{{L}}){LOWER_NAME}{_HELPS}",
            0.6,
            hint=r"(?:my|his|her|our|their|your) ",
        ),
        PatternSpec(
            "name of a relative",
            rf"\b{RELATIVE}['’]?s name(?:['’]s| is|:) \K{LOWER_NAME}{_STOP}",
            0.7,
            hint="name",
        ),
        PatternSpec(
            "other languages",
            r"\b(?:me llamo|mi nombre es|je m['’ ]?appelle|mon nom est|mi chiamo|il mio nome è"
            r"|mijn naam is|ik heet|jag heter|meu nome é|mein name ist|меня зовут|моё имя"
            r"|nazywam się) \K\p{L}[\p{L}\p{M}'’\-]{1,28}(?: (?-i:\p{Lu})[\p{L}'’\-]{1,28}){0,2}",
            0.8,
            hint=r"llamo|nombre|appelle|nom|chiamo|nome|naam|heet|heter|mein|меня|имя|nazyw",
        ),
        PatternSpec(
            "I am, in other languages",
            rf"\b(?:ich bin|je suis|sono|soy|ik ben) \K{ONE}{_STOP}",
            0.6,
            hint=r"ich bin|je suis|sono|soy|ik ben",
        ),
        PatternSpec(
            "under a name",
            r"\b(?:it['’]?s|its|it is|order|booking|account|be) under \K(?!(?:warranty|guarantee"
            r"|review"
            r"|pressure|repair|control|construction|budget|cover|load)\b)"
            rf"{LOWER_WORD}(?=\s*(?:[,.;!?\n]|\Z)| (?:i think|maybe|or|not)\b)",
            0.5,
            hint="under ",
        ),
        PatternSpec(
            "surname",
            rf"\b(?:surname|last name|family name)(?: is|['’]s|:)? \K{LOWER_WORD}{_STOP}",
            0.6,
            hint="name",
        ),
        PatternSpec(
            "word, then that it is a name",
            rf"(?:\A|[,.;!?\n] ?)\K{LOWER_WORD}(?= is (?:the|my|his|her|our) (?:sur|last |first "
            rf"|family )name\b)",
            0.6,
            hint="name",
        ),
        PatternSpec(
            "label and separator",
            rf"\b(?:(?<!user)(?<!user )name|nombre|nom|naam"
            rf"|nome)\s?[:;=]\s?\K{LOWER_FULL}(?=\s*(?:[,;/|.\n]|\Z))",
            0.6,
            hint="nam|nom",
        ),
        PatternSpec(
            "name behind a comma",
            rf"[,.;] (?:the )?name \K{LOWER_FULL}(?=\s*(?:[,;/|.\n]|\Z))",
            0.6,
            hint=" name ",
        ),
        PatternSpec(
            "name and postcode",
            rf"(?:\A|[.!?\n] )\K{LOWER_FULL}(?=,? (?:from|at"
            rf"|in) [a-z]{{1,2}}\d[a-z\d]? ?\d[a-z]{{2}}\b)",
            0.6,
            hint=r"\d[a-z]{2}\b",
        ),
        PatternSpec(
            "contact and how to reach them",
            rf"\bcontact(?: person| name)?:? \K{LOWER_FULL}(?=,? (?:\+|\(?0|\(|\d))",
            0.6,
            hint="contact",
        ),
        PatternSpec(
            "before a bracketed mail address",
            rf"[.,;\n] \K{LOWER_FULL}(?= [(<][\w.+\-]{{1,64}}@)",
            0.6,
            hint="@",
        ),
        PatternSpec(
            "farewell and kisses",
            rf"\b(?:cheers|thanks|ta|thx|love|bye)[ ,.!]{{1,3}}\K{LOWER_NAME}(?= x{{1,3}}\W*\Z)",
            0.6,
            hint="x",
        ),
        PatternSpec(
            "farewell in other languages",
            r"\b(?:merci(?: d['’]avance| beaucoup)?|danke|gracias|saludos|(?:viele |liebe |beste "
            rf"|freundliche )?gr(?:ü|ue)(?:ße|sse|ß)n?|mfg"
            rf"|cordialement)[ ,.!]{{0,2}}\n?[ ,]?\K{LOWER_NAME}(?=\W*\Z)",
            0.6,
            hint="merci|danke|gracias|saludos|gr(?:ü|ue)|mfg|cordial",
        ),
        PatternSpec(
            "whose it is",
            r"\b(?:full name|(?:card|account|order|parcel) belongs to|hier ist|delivery for"
            rf"|{RELATIVE}['’]?s? name,) \K{LOWER_FULL}{_STOP}",
            0.6,
            hint="name|belongs|hier|delivery for",
        ),
        PatternSpec(
            "japanese",
            r"名前は\K[\p{Han}\p{Katakana}\p{Hiragana}ー]{2,8}?(?=です|と申|で)",
            0.8,
            hint="名",
        ),
    )
