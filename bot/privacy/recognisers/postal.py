"""Postcodes and postal addresses."""

from __future__ import annotations

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser

_UK_AREAS = (
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E"
    "|EC|EH|EN|EX|FK|FY|G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE"
    "|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL"
    "|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_US_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM"
    "|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|PR|VI|GU|AS|MP|FM|MH|PW"
)
_UK_POSTCODE = rf"(?<![A-Z0-9])(?:{_UK_AREAS})\d[A-Z\d]?[ \xa0]?\d[ABD-HJLNP-UW-Z]{{2}}(?![A-Z0-9])"
_ANY_POSTCODE = rf"(?:{_UK_POSTCODE}|(?:{_US_STATES}) \d{{5}}(?:-\d{{4}})?(?!\d)|\d{{5}}(?!\d))"

STREETS = (
    "street|road|rd|lane|avenue|ave|wharf|crescent|terrace|boulevard|blvd|mews|quay|embankment"
    "|straat|laan|gracht|straße|strasse"
)
# Also everyday words ("dark green", "long way"): they count after a cue or with a town behind.
LOOSE_STREETS = (
    "st|ln|close|way|drive|dr|court|ct|place|pl|square|sq|gardens|grove|hill|park|row|walk|view"
    "|rise|green|yard|gate|parade|parkway|pkwy|highway|hwy|circle|cir|trail|heights|house|mill"
)
_NUMBER = (
    r"(?<![\w£$€¥.,#\-])(?:(?:flat|apt|apartment|unit|suite|room) ?\w{1,5},? )?"
    r"\d{1,5}[a-z]?(?:[\-/]\d{1,4}[a-z]?)?,? "
)
_NOT_IN_STREET = (
    r"(?!(?:off|on|for|in|of|or|and|the|my|x|to|with|pairs?|pieces?|km|miles?|m|cm|mm|kg|g|ml|l"
    r"|days?|weeks?|hours?|persons?|people|items?|times|pounds?|quid|gbp|usd|eur|is|are|percent"
    r"|stars?|orders?|points?|attempts?|different|shops?|stores?|branch(?:es)?)\b)"
)
WORD = _NOT_IN_STREET + r"[\p{L}\d][\p{L}\d'’.\-]{0,24}"
_CAPITAL_WORD = r"(?-i:\p{Lu}[\p{L}'’.\-]{0,24})"
_TOWN = rf"{_CAPITAL_WORD}(?: {_CAPITAL_WORD}){{0,2}}"
_LINE_END = r"(?=\s*(?:$|[.;!?\n]))"
# Short lines below a street, as on an envelope, down to one with a postcode.
_ENVELOPE = (
    r"(?:[ ,]{0,3}(?:suite|apt\.?|apartment|unit"
    r"|flat) \d{1,4}[a-z]?)?(?:\s*\n[^\n]{0,40}){0,4}?\s*\n[ ,?]*(?:[^\n\d]{2,30} )?(?:\d{4,6}"
    r"|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?![\w\-])"
)
TAIL = (
    rf"(?:{_ENVELOPE}|(?:(?:,|\n)\s{{0,4}}{_TOWN}){{0,3}}(?:(?:(?:,|\n)\s{{0,4}}"
    rf"|\ )(?:\p{{L}}[\p{{L}}'\-]{{1,24}},?[ \n]){{0,2}}{_ANY_POSTCODE}"
    rf"|,\ \p{{L}}[\p{{L}}'\-]{{2,24}}{_LINE_END})?)"
)
CUE = (
    r"\b(?:(?:address|addr|adresse)(?:es)?(?:,? (?:is|to|now|will be|with|here they are))*"
    r"|(?:lives?|living|stay|moved|based)"
    r" (?:at|on|in|to)|(?:deliver|send|ship|post|bring|return)(?:ed)?(?: (?:it|them|this|that"
    r"|everything|the (?:order|parcel)))? to|(?:collect|pick(?:ed)? up|fetch)(?:ed)?"
    r"(?: (?:it|them|this|that|everything|the (?:order|parcel|return|box)))? (?:from|at)"
    r"|(?:i['’]?m|i am|we['’]?re|we are) at|c/o [\p{L}'’.\- ]{2,40},|ich wohne in|地址是?)"
    r"[\s:,\-]{0,4}"
)
_FIRST = (
    r"(?:rue|avenue|boulevard|quai|chemin|impasse|allée|viale|piazza|calle|avenida|avda\.|plaza"
    r"|paseo|ronda|rambla|cuesta|camino|carrer|travesía|pasaje|rua|praça|ulica|ul\.)"
)
_FIRST_NAME = (
    r"(?:(?:de|des|du|della|del|la|le|los"
    r"|las) ){0,2}(?!paypal)(?-i:\p{Lu})[\p{L}'’\-]+(?: (?-i:\p{Lu})[\p{L}'’\-]+){0,2}"
)

_GERMAN_STREET = r"(?:straße|strasse|str\.|allee|platz|weg|gasse|damm|ufer)"
_CODE_CUE = (
    r"\b(?:zip(?:[ \-]?code)?|post[ \-]?code|postal (?:code|number)|eircode|pin ?code|plz"
    r"|code postal)(?:['’]s)?[\s:=]{1,2}(?:(?:is|was|ist)[ :]{1,2})?"
)


class PostcodeRecogniser(Recogniser):
    """British postcodes and Canadian ones by their form; those of other countries after a cue."""

    entity = "postcode"
    precedence = Precedence.ADDRESS
    patterns = (
        PatternSpec("uk postcode", _UK_POSTCODE, 0.8, hint=r"\d[A-Z]{2}"),
        PatternSpec(
            "a letter for a digit",
            r"(?<![A-Z0-9])(?-i:[A-Z]{2}[lI])\d? ?\d[ABD-HJLNP-UW-Z]{2}(?![A-Z0-9])",
            0.5,
            hint=r"\d[A-Z]{2}",
        ),
        PatternSpec(
            "mistyped, after its cue",
            r"\b(?:post ?code|postal code)(?:['’]s| is| was|:)? \K(?=[A-Z\d]{0,4} ?[A-Z]{0,2}\d)"
            r"[A-Z]{1,2}[\dILO][A-Z\d]? ?[\dILOS][A-Z\d]{1,2}(?![A-Z0-9])",
            0.6,
            hint="post",
        ),
        PatternSpec(
            "postcode after cue",
            r"(?:\b(?:zip|post|postal)[\s_\-]?(?:code|number)?|\bplz|\bpostleitzahl|邮编)"
            r"[\"'\s:=.]*(?:is|ist|是)?[\"'\s:=.]*\K\d{5,6}(?:-\d{4})?(?![\w\-])",
            0.8,
        ),
        PatternSpec(
            "canadian",
            r"(?<![A-Z0-9\-])(?-i:[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d)"
            r"(?![A-Z0-9\-])",
            0.6,
        ),
        PatternSpec(
            "other countries' after cue",
            rf"{_CODE_CUE}\K(?:[ABCEGHJ-NPRSTVXY]\d[A-Z][ \-]?\d[A-Z]\d|[1-9]\d{{3}} ?[A-Z]{{2}}"
            r"|(?:[AC-FHKNPRTV-Y]\d\d|D6W) ?[0-9AC-FHKNPRTV-Y]{4}"
            r"|\d{2}-\d{3}|\d{3} \d{2}|\d{4}-\d{3}|\d{3}-\d{4}|\d{5}-\d{3}|\d{3} \d{3}"
            r"|[A-Z]{1,2}-\d{4,5}|\d{4})(?![\w\-]|[.,]\d)",
            0.7,
            hint="zip|post|eircode|pin ?code|plz",
        ),
        PatternSpec(
            "us state and zip",
            rf"(?<!\w)(?-i:{_US_STATES}),? \K\d{{5}}(?:-\d{{4}})?(?![\w\-])",
            0.7,
        ),
    )


class AddressRecogniser(Recogniser):
    """House number and street, with town and postcode where they follow."""

    entity = "address"
    precedence = Precedence.ADDRESS
    patterns = (
        PatternSpec("street", rf"{_NUMBER}(?:{WORD} ){{1,4}}?(?:{STREETS})\b\.?{TAIL}", 0.7),
        PatternSpec(
            "street with town",
            rf"{_NUMBER}(?:{_CAPITAL_WORD} ){{1,3}}?(?-i:\p{{Lu}}\p{{L}}+)\b\.?,? ?"
            rf"(?:\n? ?{_TOWN},? )?{_UK_POSTCODE}",
            0.75,
        ),
        PatternSpec(
            "capitalised street with town",
            rf"{_NUMBER}(?:{_CAPITAL_WORD} ){{1,3}}?(?=(?-i:\p{{Lu}}))(?:{LOOSE_STREETS})\b\.?"
            rf"(?=,\s{{0,4}}(?-i:\p{{Lu}})){TAIL}",
            0.6,
        ),
        PatternSpec(
            "capitalised street",
            rf"{_NUMBER}(?:{_NUMBER}"
            rf"|{_CAPITAL_WORD} ){{0,1}}(?:{_CAPITAL_WORD} ){{1,3}}?(?-i:Drive|Close|Gardens|Grove"
            rf"|Parkway|Highway|Parade|St|Dr|Ln|Ct|Sq|Pl)\b\.?{TAIL}",
            0.6,
        ),
        PatternSpec(
            "hungarian street",
            r"(?<![\w£$€.,\-])(?:\d{1,4} )?(?:\p{L}[\p{L}\-]{1,24} ){1,3}(?:utca|útja|út"
            rf"|tér) \d{{1,4}}(?!\w)\.?{TAIL}",
            0.6,
            hint=r"utca|útja?|tér",
        ),
        PatternSpec(
            "street after cue",
            rf"{CUE}\K{_NUMBER}(?:{WORD} ){{0,3}}{WORD}\b\.?{TAIL}",
            0.7,
        ),
        PatternSpec(
            "street, town and code",
            rf"{_NUMBER}(?:{WORD} ){{0,4}}?{WORD}(?: (?:(?:apt|suite|unit"
            rf"|apartment)\.? |#)\d{{1,4}})?"
            rf"(?:(?:,[ \n]{{1,2}}| ?\n)\p{{L}}[\p{{L}} '’.\-]{{1,30}}){{0,2}}"
            rf",?[ \n]{{1,2}}(?:{_UK_POSTCODE}"
            rf"|(?:{_US_STATES}) \d{{5}}(?:-\d{{4}})?(?![\w\-]))",
            0.7,
            hint=r"\d[ABD-HJLNP-UW-Z]{2}(?![A-Z0-9])|[A-Z]{2} \d{5}",
        ),
        PatternSpec(
            "street after cue, number last",
            rf"{CUE}\K(?:{_CAPITAL_WORD} ){{1,4}}\d{{1,4}}[a-z]?(?!\w|[.,]\d){TAIL}",
            0.6,
        ),
        PatternSpec(
            "envelope",
            r"^[ ,?]*\K\d{1,5}[a-z]?,? (?!x )[^\n\d£$€]{3,50}[^\n£$€]{0,12}\n"
            r"(?:[ ,]*[\p{L}][^\n\d£$€#]{1,35}\n){1,4}"
            rf"[ ,]*(?:(?!order|number|sku|article|invoice|item"
            rf"|total)\p{{L}}[^\n\d£$€#]{{1,30}}[ ,])?(?:{_UK_POSTCODE}"
            rf"|\d{{5,6}}(?!\w))(?=[ \t.]*$)",
            0.6,
            hint=r"\n",
        ),
        PatternSpec(
            "house after cue",
            rf"\baddress(?: (?:is|to|now|will be))+[\s:]{{1,3}}\K"
            r"(?!(?:not|wrong|on|for|in|the same|correct|still|missing|different|same)\b)"
            rf"[\p{{L}}][^.;\n!?\d]{{3,60}}?{_UK_POSTCODE}",
            0.7,
        ),
        PatternSpec(
            "german street",
            rf"(?<!\w)(?-i:\p{{Lu}})[\p{{L}}\-]{{1,30}}{_GERMAN_STREET}"
            r" \d{1,4} ?[a-z]?(?!\w)(?:,? \d{5}(?: (?-i:\p{Lu})\p{L}+)?)?",
            0.7,
        ),
        PatternSpec(
            "german street with town",
            rf"(?<![\p{{L}}\d])[\p{{L}}\-]{{2,30}}{_GERMAN_STREET}"
            r" \d{1,4} ?[a-z]?,? \d{5} \p{L}[\p{L}\-]+",
            0.7,
            hint=r"\d{5} \p{L}",
        ),
        PatternSpec(
            "street name, number",
            r"(?<![\p{L}\d])(?-i:\p{Lu})[\p{L}'’\-]{1,30}(?:straat|laan|gracht|plein|kade|weg|gade"
            rf"|gata|gatan|vej|veien|vegen|väg|vägen|katu|tie) \d{{1,4}} ?[a-z]?(?!\w){TAIL}",
            0.6,
        ),
        PatternSpec(
            "number, street word first",
            rf"(?<![\w£$€.,\-])(?:\d{{1,4}}(?: ?bis)?,? ){{1,2}}(?:{_FIRST}|place"
            rf"|via) {_FIRST_NAME}{TAIL}",
            0.6,
        ),
        PatternSpec(
            "street word first, number",
            rf"(?<!\w)(?:{_FIRST}|(?-i:Via)) {_FIRST_NAME},? \d{{1,4}}(?![\w.,]\d)(?!\w){TAIL}",
            0.5,
        ),
        PatternSpec(
            "the street of that name",
            rf"{_NUMBER}the (?:{STREETS}|green|grove|square|close|park|hill)\b\.?{TAIL}",
            0.6,
            hint=r"\d[a-z]? the ",
        ),
        PatternSpec(
            "unit, house and street",
            r"(?<!\w)(?:flat|apt\.?|apartment|unit|suite) ?\d{1,4}[a-z]?(?:/|, ?)\d{1,5}[a-z]? "
            rf"(?:{WORD} ){{1,2}}{WORD}\b\.?{TAIL}",
            0.6,
            hint="flat|apt|apartment|unit|suite",
        ),
        PatternSpec(
            "flat", r"(?<!\w)(?:apt\.?|apartment|suite) (?:no\.? |#)?\d{1,4}[a-z]?(?!\w)", 0.5
        ),
        PatternSpec(
            "box",
            r"(?<!\w)(?:p\.? ?o\.? ?box|post office box|postfach"
            r"|apartado(?: de correos)?|boîte postale|postbus) (?:no\.? |#)?\d{1,6}(?!\w)",
            0.7,
        ),
        PatternSpec(
            "name of a house",
            rf"(?<!\w){_CAPITAL_WORD}(?: {_CAPITAL_WORD})?(?-i: (?:House|Cottage|Farm|Barn|Lodge"
            rf"|Hall|Court|Manor))"
            rf",\s{{1,4}}{_TOWN}(?:,\s{{1,4}}{_TOWN}){{0,2}},?\s{{1,4}}{_UK_POSTCODE}",
            0.7,
        ),
        PatternSpec("german town", r"(?<![\w£$€.,\-])(?:D-)\d{5} (?-i:\p{Lu})\p{L}+", 0.6),
    )
