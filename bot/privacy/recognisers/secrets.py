"""Passwords, one-time codes and card security codes after their cue, and secrets in addresses."""

from __future__ import annotations

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser
from bot.privacy.recognisers.finance import BEHIND_CARD, EXPIRY_BEHIND, EXPIRY_SLASHED

_STATES = (
    r"(?!(?:not|wrong|the|a|an|my|your|too|in|incorrect|invalid|reset|expired|required|being|still"
    r"|never|no|also|so|for|on|correct|at|to|and|or|it|forgotten|lost|blocked|protected|saved"
    r"|working|rejected|accepted|refused|changed|hidden|missing|there|here|what|right|asked|always"
    r"|please|cannot|can|does|only|case|too short|too long)(?=[,.;!?]*(?:\s|\Z)))"
)
_PASSWORD = (
    r"(?:\b(?:(?:pass[ \-]?word|pas+w(?:or|r|ro)?d|passcode|passwort|kennwort|pass ?phrase"
    r"|pwd|p[/.]?w|mot de passe|contraseña|senha|wachtwoord|(?:secret|security) answer)\b"
    r"|pass(?=\s?[:=]))|密码|пароль)\.?"
)
_IS = (
    r"\s?(?:['’]s(?= )|is|was|used to be|should be|:|：|=|ist|lautet|est|es|是|为|->|→)"
    r"(?:\s?[:：=]|\s(?:now|still)(?= \S*\d))?\s{0,2}"
)
_GAP = r"(?:[\s#.,=\-–—>(:?]{0,5}(?:it['’]?s )?)"
_QUOTE = r"(?:[\"'“‘`]|\*{1,2}(?=[^\s*]{3,64}\*))?"
_BOLD = r"(?<=\*)[^\s*]{3,64}(?=\*)"  # between stars, which mean bold type
_CODE_CUE = (
    r"(?:\b(?:pin|otp|passcode|prüfziffer|kartenprüfnummer|cryptogramme"
    r"|code (?:derri[eè]re|de sécurité|aus der (?:sms|mail|app)|de seguridad|del sms)"
    r"|cvv2?|cvc2?|csc|cid|user|cv2|cid|2fa|(?:(?:three|four|six"
    r"|[346])[\s\-]digit|one[\s\-]time|verification|security|login"
    r"|log[\s\-]in"
    r"|sign[\s\-]in|access|two[\s\-]factor|auth(?:entication)?|confirmation|sms|texted)"
    r"[\s\-]?(?:code|password|passcode|pin|number|no\.|digits))\b|验证码|动态码|安全码|校验码)"
)
_SENT = (
    r"(?:\s(?:code|number|pin|i (?:just )?(?:got|received)|(?:that )?you (?:just )?sent(?: me)?"
    r"|from (?:the )?(?:sms|text|e-?mail|app)|on (?:the )?(?:back|card)(?: of (?:it|(?:the"
    r"|my) card))?|for (?:it|(?:the|my|this) card))){0,3}"
)
_CODE = (
    r"(?:\d{3}[ \-]\d{3}|\d{2}(?:[ \-]\d{2}){1,3}|\d(?:[ \-]\d){2,7}|(?:[A-Z]-)?\d{3,8})"
    r"(?![A-Z0-9_]|[.,]\d|[ \-]\d)"
)
_NO_PUBLIC_CODE = (
    r"(?<!\b(?:sort|product|item|article|discount|promo|promotion(?:al)?|voucher|coupon"
    r"|gift(?: card)?"
    r"|post|postal|zip|colou?r|style|model|sku|bar|area|country|dial(?:l)?ing|qr|error|status"
    r"|offer|referral|order)[ \-]?)"
)
# Six digits, as most codes have that are sent; shops have order numbers of six too.
_SIX = r"(?<!\d[ \-])(?:\d{6}|\d{3}[ \-]\d{3})(?![A-Z0-9_]|[.,]\d|[ \-]\d)"
_NOT_WITHIN = r"(?<![A-Z0-9_.,£$€¥/#\-])"
# Up to some words of one clause that say nothing of orders, articles and money.
_NO_ORDER = (
    r"(?:(?!\b(?:orders?|parcels?|package|articles?|items?|products?|sku|ean|size|number|invoice"
    r"|tracking|refund|delivery|model|discount|promo\w*|voucher|coupon)\b)[^\d.!?;\n£$€#]){0,40}?"
)


class SecretRecogniser(Recogniser):
    """Passwords, one-time codes, PINs and card security codes after their cue."""

    entity = "secret"
    precedence = Precedence.CUED_NUMBER
    hint = (
        r"verif|auth|log|sign|access|confirm|time|factor|sms|text|pas+w|pass|kennwort|pwd?\b"
        r"|p[/.]w|pin|mot de|contra|senha|wacht|пароль|answer|key|token|@|code"
        r"|\d ?/ ?\d{2,4}[ ,;:/|]{1,3}\d{3}|otp|messaged"
        r"|\d{3}[ ,;:/|\n]{1,3}(?:[01]\d[.\- ]?\d\d|\p{L}{3,9}[ ,/'’\-]{1,2}(?:20)?[2-4]\d)"
        r"|cv[vc2]|csc|prüf|cryptog|digit|2fa|security|on the back|密码|码"
    )
    patterns = (
        PatternSpec(
            "password",
            rf"{_PASSWORD}{_IS}{_QUOTE}\K{_STATES}(?:{_BOLD}|[^\s\"'“”‘’`]{{3,64}})",
            0.8,
        ),
        PatternSpec("quoted password", rf"{_PASSWORD}{_IS}[\"“]\K[^\"“”\n]{{3,64}}(?=[\"”])", 0.8),
        PatternSpec(
            "password of plain words",
            rf"{_PASSWORD}{_IS}\K{_STATES}\p{{L}}{{3,14}}(?:[ \-](?!(?:and|but|it|the|is|does"
            rf"|to|for|my|on"
            r"|in|when|since|i|not)\b)\p{L}{3,14}){2,7}(?=[.,;!?\n]|\Z)",
            0.6,
        ),
        PatternSpec(
            "password without is",
            rf"(?:{_PASSWORD}|\bpass\b)\s?{_GAP}{_QUOTE}(?<=[\s(>\"'“‘`*])"
            rf"\K(?=[^\s]*\d)(?=[^\s]*\p{{L}})(?:{_BOLD}|[^\s\"'“”]{{5,64}})",
            0.6,
        ),
        PatternSpec(
            "used as a password",
            r"(?<!\S)(?=\S*\d)(?=\S*\p{L})[^\s\"'“”]{5,64}(?= as (?:my |the |a )?(?:password"
            r"|pw)\b)",
            0.6,
            hint=" as ",
        ),
        PatternSpec(
            "behind its user",
            r"\b(?:log ?in|user(?: ?name)?)\s?[:=]\s?[^\s/|,;]{2,40}\s?[/|,;]\s?"
            r"\K(?=\S*\d)(?=\S*\p{L})[^\s\"'“”]{5,64}",
            0.6,
            hint="log ?in|user",
        ),
        PatternSpec(
            "key",
            r"(?<![?&#;])\b(?:api|access|secret|private|licen[cs]e)[ _\-]?(?:key|token)"
            rf"(?:{_IS}|\s)"
            r"\K(?=\S*\d)[\w\-]{8,256}",
            0.7,
            hint="key|token",
        ),
        PatternSpec(
            "a second password",
            rf"{_PASSWORD}\s(?=\S*[\d!_])[^\s\"'“”]{{5,64}} (?:and|or|then) "
            r"\K(?=\S*[\d!_])(?=\S*\p{L})[^\s\"'“”]{5,64}",
            0.6,
        ),
        PatternSpec(
            "code, then cue",
            r"(?<![A-Z0-9_.,£$€¥\-])\d{3,8}(?=(?: (?:is|was)(?: my| the| your)?| \(|, )\s?"
            r"(?:cvv2?|cvc2?|csc|cv2|otp|pin\b(?! code of)|security (?:code|number)))",
            0.7,
        ),
        PatternSpec(
            "code behind a card",
            rf"\d{{4}}[ ,;:/|]{{1,3}}{EXPIRY_SLASHED}[ ,;:/|]{{1,3}}"
            r"\K\d{3,4}(?![A-Z0-9_]|[.,]\d)",
            0.7,
            hint="/",
        ),
        PatternSpec(
            "code behind a whole card",
            rf"{BEHIND_CARD}{EXPIRY_BEHIND}[ ,;:/|\n]{{1,3}}\K\d{{3,4}}(?![A-Z0-9_]|[.,]\d)",
            0.7,
        ),
        PatternSpec(
            "digits that were texted",
            rf"\b(?:you|they|he|she|it|u|system|site|app|bank)(?: (?:just|only|have|has))?"
            rf" (?:texted|sms['’]?e?d|messaged)(?: (?:me|us))?(?: (?:with|this|that))?[ :]{{1,2}}"
            rf"\K{_SIX}",
            0.7,
            hint="text|sms|messaged",
        ),
        PatternSpec(
            "code that somebody sent",
            rf"{_NO_PUBLIC_CODE}\bcode\s(?:that |which )?(?:you|they|he|she|it|i|we)\b"
            rf"[^.\n\d]{{1,30}}(?:{_IS}|\s)\K{_CODE}",
            0.6,
        ),
        PatternSpec(
            "code of its kind", rf"{_CODE_CUE}{_SENT}(?:{_IS}|{_GAP}){_QUOTE}\K{_CODE}", 0.8
        ),
        PatternSpec(
            "password set to",
            rf"{_PASSWORD}(?: (?:was|is|has been|got))?(?: (?:changed|set|reset))? (?:to"
            rf"|as) [\"'“]?\K(?=\S*[\d!-/:-@])[^\s\"'“”]{{5,64}}",
            0.6,
        ),
        PatternSpec(
            "number, then code",
            r"(?<![A-Z0-9_.,£$€¥])\d{4,8}(?= (?:(?:is|was|as) (?:my|the|your|what|a)"
            r"|for the) (?:\w+ )?"
            r"(?:code|pin|otp|passcode)\b)",
            0.7,
        ),
        PatternSpec(
            "code from",
            rf"{_NO_PUBLIC_CODE}\bcode from (?:the |your |my )?[\w\-]{{2,20}}(?:{_IS}|\s)\K{_CODE}",
            0.7,
        ),
        PatternSpec(
            "code that came",
            r"\bcode\s(?:i (?:just )?(?:got|received)|(?:that )?you (?:just )?sent(?: me)?"
            rf"|(?:that )?(?:just )?(?:came|arrived)(?: by \w+)?)(?:{_IS}|[\s,]{{1,2}})\K{_CODE}",
            0.7,
        ),
        PatternSpec(
            "code",
            rf"{_NO_PUBLIC_CODE}\bcode[:：]?\s{{1,2}}#?\K(?:[A-Z]-)?\d(?:[ \-]?\d){{3,7}}"
            r"(?![A-Z0-9_]|[.,]\d)",
            0.6,
        ),
        PatternSpec(
            "code of a card",
            r"\b(?:card|visa|amex|exp(?:iry|ires)?|valid)\b[^\n]{4,60}?"
            rf"{_NO_PUBLIC_CODE}\bcode(?: is|:)? \K\d{{3,4}}(?![A-Z0-9_]|[.,]\d)",
            0.6,
        ),
        PatternSpec(
            "beside its user",
            r"\b(?:log ?in|sign ?in|credentials|account"
            r"|user(?: ?name)?)\b[^\n@]{0,40}@[\w.\-]{3,60}"
            r"(?:\s?[/|,:;]\s?| and | with )\K(?=\S*\d)(?=\S*[A-Z!-/:-@])[^\s\"'“”]{5,64}",
            0.6,
            hint="@",
        ),
        PatternSpec(
            "text that says a code",
            rf"\b(?:text(?:ed)?(?: message)?|texts|sms|authenticator|authentication"
            rf" app)\b{_NO_ORDER}"
            rf"(?:said|says?|saying|reads?|shows?|showed|gave|gives|was|is|with"
            rf"|[:=])[\s:\"'“]{{1,3}}"
            rf"(?:me )?\K{_SIX}",
            0.7,
            hint="text|sms|authenti",
        ),
        PatternSpec(
            "code by text",
            rf"{_NOT_WITHIN}\K{_SIX}(?= (?:(?:came|arrived|was sent|is what (?:i got|came|you sent"
            rf"(?: me)?|it says)|i got|you sent(?: me)?) )?"
            r"(?:by|in|from|per|via) (?:the |a |your |my )?(?:text|sms|authenticator|authentication"
            r" app)\b)",
            0.7,
            hint="text|sms|authenti",
        ),
        PatternSpec(
            "typed, and about a code",
            rf"\b(?:typed?|typing|entered|enter|entering|keyed|punched|put|input|pasted|tried)"
            rf"(?: in)?[\s:]{{1,2}}(?:the |my )?\K{_SIX}(?={_NO_ORDER}"
            rf"{_NO_PUBLIC_CODE}(?:\bcode\b|expired?\b|log(?:ged|ging)?[ \-]?(?:in|on)\b"
            r"|sign(?:ed|ing)?[ \-]?in\b|verif\w+|two[ \-]factor|2fa))",
            0.6,
            hint="code|expire|log|sign|verif|factor|2fa",
        ),
        PatternSpec(
            "code, then something, then its digits",
            rf"{_NO_PUBLIC_CODE}\b(?:code|otp|passcode|2fa|verification|pin)\b(?![ \-]number)"
            rf"{_NO_ORDER}\b\K{_SIX}",
            0.5,
            hint="code|otp|2fa|verif|pin",
        ),
        PatternSpec(
            "digits, then what they are",
            rf"{_NOT_WITHIN}\K{_SIX}(?= (?:is|was|are|were|as|for)\b{_NO_ORDER}"
            r"\b(?:(?:my|the|your|that|this|a) )(?:[\w\-]+ ){0,2}"
            r"(?<!\b(?:discount|promo|voucher|coupon|gift|post|zip|product|article|item|sort|dial"
            r"|country|area|colou?r|qr|order|offer|referral) )(?:code|otp|passcode|pin)\b)",
            0.6,
            hint="code|otp|pin",
        ),
        PatternSpec("the code is", rf"{_NO_PUBLIC_CODE}\bcode (?:is|was)[ :]{{1,2}}\K{_CODE}", 0.6),
        PatternSpec(
            "on the back",
            r"\bon (?:the|its) back(?: of (?:it|(?:the|my) card))?[ ,:]{1,2}(?:(?:is|are|it says"
            r"|says|reads)\b)?[ :]{0,2}\K\d{3,4}(?![A-Z0-9_]|[.,]\d)",
            0.6,
        ),
    )


_SECRET_KEYS = (
    r"(?:[\w\-]{0,20}(?:token|secret|password|passwd|session|signature|apikey|api_key)(?:_?id)?"
    r"|key|auth|jwt|sid|sig|code|pass|pwd|otp|hash|ticket|reset|confirm|verify|invite|magic|uid"
    r"|user|user_?id|customer_?(?:id)?|login|state|nonce|e-?mail|phone|name)"
)


class UrlSecretRecogniser(Recogniser):
    """What makes a link somebody's own: user and password, query values and long random parts.

    The scheme, the domain and the path stay readable.
    """

    entity = "url_secret"
    precedence = Precedence.EXACT
    hint = r"://|www\.|[?&#;][\w\-]{2,30}=|\?\S{16}|eyJ"
    patterns = (
        PatternSpec(
            "user and password", r"\b[a-z][a-z0-9+.\-]{1,11}://\K[^\s/@?#]{1,128}(?=@)", 0.9
        ),
        PatternSpec("named value", rf"[?&#;]{_SECRET_KEYS}=\K[^\s&#;\"'<>)\]]{{3,2048}}", 0.9),
        PatternSpec(
            "random value",
            r"(?:(?:https?://|www\.)[^\s?#]{1,200}[?#]|[?&#;][\w\-]{1,30}=)(?:[^\s]{0,200}?[=&])?"
            r"\K(?=[A-Z\-_]{0,40}\d)(?=[^\s]{0,40}?[A-Z])[A-Z0-9_\-.~%+/]{16,2048}=*"
            r"(?=[\s&#;\"'<>)\]]|\Z)",
            0.6,
        ),
        PatternSpec(
            "personal path",
            r"(?:https?://|www\.)[^\s?#]{1,200}?/(?:reset|verify|confirm|invite|unsubscribe|magic"
            r"|login|auth|session|activate|token|password|track|share|r|t|u)[\w\-]{0,20}/"
            r"\K(?=[^\s/?#]{0,60}(?:\d|(?-i:[a-z][A-Z]{2}|[A-Z]{2}[a-z]+[A-Z]"
            r"|[a-z][A-Z][a-z][A-Z])))"
            r"[A-Z0-9_\-.~%]{10,1024}(?=[\s/?#\"'<>)\]]|\Z)",
            0.6,
        ),
        PatternSpec(
            "signed token", r"(?<![A-Z0-9_\-])eyJ[A-Z0-9_\-]{8,}(?:\.[A-Z0-9_\-]{4,}){1,2}", 0.9
        ),
    )
