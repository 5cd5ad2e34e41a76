"""Passwords, one-time codes and card security codes near the words of their kind."""

from __future__ import annotations

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser
from bot.privacy.recognisers.finance import UNITS
from bot.privacy.recognisers.near import MESSAGE, near

_BEFORE = r"(?<![A-Z0-9_.,:£$€¥/#+\-])(?<!\d[ \-])"
_BEHIND = rf"(?![A-Z0-9_\-]|[.,:/]\d| \d|[ \-]?(?:{UNITS})\b|\s?[%°£$€¥元块年月日条])"
_THREE = rf"{_BEFORE}\d{{3}}{_BEHIND}"
_THREE_OR_FOUR = rf"{_BEFORE}\d{{3,4}}{_BEHIND}"
_FOUR_TO_EIGHT = rf"{_BEFORE}(?:\d{{3}}[ \-]\d{{3}}|\d{{4,8}}){_BEHIND}"
_FOUR_OR_SIX = rf"{_BEFORE}(?:\d{{3}}[ \-]\d{{3}}|\d{{6}}|\d{{4}}){_BEHIND}"

_CARD_CODE = (
    r"\bcv[vc]2?s?\b|\bcsc\b|\bcv2\b|\bsecurity (?:code|number|no\b|digits|nr)|\bsignature (?:strip"
    r"|panel)"
    r"|\bprüf(?:ziffer|nummer|zahl|code)|kartenprüf|\bsicherheits(?:code|nummer)|\bcryptogramme"
    r"|\bcode de sécurité|\bcódigo de seguridad|\bcodigo de seguridad|安全码|校验码|后三位"
)
_THREE_DIGITS = (
    r"\b(?:three|3)[ \-](?:digit|number|figure|numeral)s?\b|\bon (?:the|its) (?:back|reverse|rear"
    r"|other side|flip side)\b"
    r"|\bback of (?:it|(?:(?:the|my) )?(?:bank |debit |credit )?card)\b|\b(?:drei|3) (?:ziffern"
    r"|zahlen|stellen)"
    r"|\brückseite|\b(?:trois|3) chiffres|\bau dos\b|\b(?:tres|3) (?:números|cifras|dígitos)"
    r"|\bpor detrás"
)
_NO_CARD_CODE = (
    r"\blabels?\b|\btags?\b|\bzips?\b|\bsoles?\b|\bsku\b|\barticles?\b|\bmodels?\b|\bproducts?\b"
    r"|\bsizes?\b|\bphone|\bean\b"
    r"|\bprices?\b|\bdiscounts?\b|\berrors?\b|\bbox(?:es)?\b|\bpockets?\b|\bpages?\b|\border\w*"
)
_PUBLIC = (
    r"(?:sort|products?|items?|articles?|discount|promo\w*|vouchers?|coupons?|gift(?: card)?|post"
    r"|postal|zip|colou?r|style|model"
    r"|sku|bar|area|country|dial(?:l)?ing|qr|error|status|offer|referral|order|branch|dress"
    r"|influencer|student|sale"
    r"|size|reference)"
)
_CODE = (
    rf"(?<!\b{_PUBLIC}[ \-]?)\bcodes?\b|\bone[ \-]time\b|\botp\b|\b2fa\b|\bmfa\b"
    rf"|\btwo[ \-](?:factor|step)\b|\bverif\w+"
    r"|\bauthenticat\w+|\bpass ?codes?\b|\bpins?\b(?! ?badge)|\btan\b|\bsms\b|\btexted\b"
    r"|\btext message|\blog[ \-]?in (?:digits|number|code)"
    r"|\bconfirm\w* (?:digits|numbers?|pin|sms)|\b(?:six|6|four|4)[ \-](?:digits?|numbers?"
    r"|figures?)\b|\w(?:code|pin|tan)\b"
    r"|\bcódigo|\bcodigo\b|\bkennziffer|\bbestätigung\w*|验证码|动态码"
)
_NO_CODE = (
    r"\border\w*|\bparcels?\b|\bpackages?\b|\barticles?\b|\bitems?\b|\bproducts?\b|\bsku\b|\bean\b"
    r"|\bsizes?\b|\binvoices?\b|\btracking\b"
    r"|\brefunds?\b|\bdeliver\w*|\bmodels?\b|\bdiscounts?\b|\bpromo\w*|\bvouchers?\b|\bcoupons?\b"
    r"|\bgift\b|\bpost ?codes?\b|\bzip\b"
    r"|\bcolou?rs?\b|\bstyles?\b|\berrors?\b|\bcheckout\b|\bbasket\b|\blast\b|\bfinal\b|\bplz\b"
    r"|\bsort\b|\bstatus\b|\brabatt\w*|\bgutschein\w*|订单|优惠|折扣"
)
_CAME = (
    r"\b(?:came|come|comes|got|get|gets|received?|sent|sends|popped|arrived|showed|shows"
    r"|appeared)\b[^.!?\n]{0,20}"
    r"\b(?:phone|text|sms|mobile|handy|téléphone|portable|móvil|authenticator|app|whatsapp)\b"
)
_SENT_ME = (
    r"\b(?:sent|texted|gave|emailed|messaged) me\b|\b(?:bot|system|site|website|app|page) (?:sent"
    r"|gave)\b"
)
_TEXT = (
    r"\b(?:text|sms|message) (?:said|says|reads|read|told|has|had|with|contains)\b|\bthe (?:text"
    r"|sms)\b"
)
_NOT_OF_THE_SHOP = rf"(?:(?!{_NO_CODE})[^.!?\n\d]){{0,40}}?"

_PASSWORD = (
    r"\bpass[ \-]?w\w*|\bpas+w\w*|\bpw\b|\bpwd\b|\bp/w\b|\bpass ?(?:code|phrase)s?\b|\bmy pass\b"
    r"|\bpasswort\w*|\bkennwort\w*"
    r"|\bmot de passe|\bmdp\b|\bcontraseñ\w+|\bcontrasena\b|\bclave\b|\bsenha\b|\bwachtwoord"
    r"|\bmemorable\b|\bsecurity answer|\bpin\b"
    r"|\bcredentials?\b|密码|口令|пароль"
)
_LOG_IN = (
    r"\blog(?:ged|ging|s)?[ \-]?(?:in|on|me)\b|\blogin\b|\bsign(?:ed|ing|s)?[ \-]?in\b|\blocked out"
    r"|\bget in(?:to)?\b|\bgetting in(?:to)?\b"
    r"|\banmeld\w*|\beinlogg\w*|\bme connecter|\bconnexion\b|\biniciar sesión|\bentrar\b"
    r"|\baccess (?:to )?my account|\bmy account\b"
    r"|\brefus\w+|\breject\w+|\b(?:always|normally|usually) use|\bi use\b|\b(?:not|never"
    r"|n['’]t) accept\w*"
    r"|\breset (?:it|mine)\b|\bguess\w*|\bhack\w*|\b(?:i )?always forget|登录|登陆"
)
_TYPED = r"\b(?:typ(?:e|ed|ing)|enter(?:ed|ing)?|keyed|tried|trying|put(?:ting)? in|used?|using)\b"
_NO_PASSWORD = (
    r"\bcode\b|\bcodes\b|\boff\b|\bvouchers?\b|\bdiscounts?\b|\bpromo\w*|\bcoupons?\b|\bbasket\b"
    r"|\bcheckout\b|\boffers?\b|\bsku\b|\barticles?\b"
    r"|\bmodels?\b|\bsearch\w*|\bproducts?\b|\bitems?\b|\borders?\b|\binvoices?\b|\btracking\b"
    r"|\bparcels?\b|\binsta\w*|\btwitter|\btiktok"
)
# Letters first, then something else: not "24hours", and neither mail, links nor devices.
_MIXED = (
    r"(?<![^\s\"'“‘(<:=*`,;])(?!(?:iphone|ipad|ios|android|windows|galaxy|chrome|safari|wifi|gtx"
    r"|mp)\d|\d|[a-z]{1,3}\-?\d"
    r"|\S*@\S*\.|\S*&|\S*\p{L}\.\d|https?:|www\.|inv\b"
    r"|[a-z]{2,3}-)(?=[^\s\"'“”<>()]{0,40}\d)(?=[^\s\"'“”<>]{0,40}\p{L}{2})"
    r"[^\s\"'“”<>()/:,;]{4,40}[^\s\"'“”<>().:,;?]"
)
_WORD_AND_NUMBER = rf"(?=[^\s]{{0,3}}\p{{L}}{{4}}){_MIXED}"
_ANY = r"(?=\S{0,40}[\d!_$#*&%^])[^\s\"'“”]{4,63}[^\s\"'“”.,;:?)]"


class CodeRecogniser(Recogniser):
    """Passwords, one-time codes, PINs and card security codes by their form and what is near."""

    entity = "secret"
    precedence = Precedence.CUED_NUMBER
    hint = r"\d"
    patterns = (
        PatternSpec(
            "code of a card",
            near(_THREE_OR_FOUR, _CARD_CODE, before=50, after=40),
            0.6,
            hint="cv|csc|security|signature|prüf|sicherheit|crypto|código|codigo|安全码|校验码|后三位",
        ),
        PatternSpec(
            "three digits",
            near(_THREE, _THREE_DIGITS, before=50, after=40, unless=_NO_CARD_CODE),
            0.5,
            hint="three|3[ -]|back|reverse|rear|side|drei|rück|trois|dos|tres|detrás",
        ),
        PatternSpec(
            "one-time code",
            near(_FOUR_TO_EIGHT, _CODE, before=50, after=40, unless=_NO_CODE),
            0.5,
            hint=(
                "code|time|otp|[2m]fa|factor|step|verif|authent|pin|tan|sms|text|digit|number"
                "|figure|confirm|código|kennz|best|验证|动态"
            ),
        ),
        PatternSpec(
            "code that came",
            near(
                _FOUR_OR_SIX,
                _CAME,
                before=30,
                after=20,
                unless=_NO_CODE,
            ),
            0.5,
            hint="phone|text|sms|mobile|handy|portable|móvil|authenticator|app",
        ),
        PatternSpec(
            "number that somebody got",
            rf"\b(?:got|get|received|have|had|entered|typed|tried|put in|enter|pasted)(?: (?:just"
            rf"|only|now|a"
            rf"|this|the|number|in))* \K{_FOUR_OR_SIX}(?={_NOT_OF_THE_SHOP}\b(?:phone|mobile|text"
            rf"|sms"
            rf"|from you|reject\w*|expired?|invalid|incorrect|not accept\w*|refus\w*|times|verif\w*"
            r"|handy)\b)",
            0.5,
            hint=(
                "phone|mobile|text|sms|from you|reject|expire|valid|correct|accept|refus|times"
                "|verif"
            ),
        ),
        PatternSpec(
            "number that a text says",
            near(_FOUR_OR_SIX, _TEXT, before=20, after=25, unless=_NO_CODE),
            0.5,
            hint="text|sms|message",
        ),
        PatternSpec(
            "six digits that were sent",
            near(
                rf"{_BEFORE}(?:\d{{3}}[ \-]\d{{3}}|\d{{6}}){_BEHIND}",
                _SENT_ME,
                before=15,
                after=20,
                unless=_NO_CODE,
            ),
            0.5,
            hint="sent|texted|gave|mailed|messaged",
        ),
        PatternSpec(
            "near talk of passwords",
            near(_MIXED, _PASSWORD, before=60, after=60, gap=MESSAGE),
            0.5,
            hint=(
                r"pas|pw|p/w|kennwort|mdp|clave|senha|wachtw|memorable|answer|pin|credential|contra"
                r"|密码|口令|пароль"
            ),
        ),
        PatternSpec(
            "near talk of a login",
            near(_WORD_AND_NUMBER, _LOG_IN, before=50, after=50, unless=_NO_PASSWORD),
            0.4,
            hint=(
                "log|sign|lock|get|anmeld|connect|connex|iniciar|entrar|account|reset|guess|hack"
                "|forget|reject|refus|use|accept|登"
            ),
        ),
        PatternSpec(
            "typed",
            near(_WORD_AND_NUMBER, _TYPED, before=20, after=0, unless=_NO_PASSWORD)
            + r"(?=[^\n]{0,60}\b(?:incorrect|wrong|invalid|reject\w*|refus\w*|fail\w*|accept\w*"
            r"|locked|nothing|neither|correct)\b)",
            0.5,
            hint="wrong|valid|reject|refus|fail|accept|locked|nothing|neither|correct",
        ),
    )
