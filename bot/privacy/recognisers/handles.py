"""Names of accounts in social networks and messengers."""

from __future__ import annotations

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser
from bot.privacy.recognisers.near import near

_NETWORK = (
    r"(?:insta(?:gram)?|ig|twitter|tik ?tok|snap(?:chat)?|telegram|we ?chat|weixin|skype|discord"
    r"|facebook|fb|messenger"
    r"|linked ?in|reddit|pinterest|threads|mastodon|bluesky|bsky|youtube|twitch|strava|vinted|depop"
    r"|tumblr|line id|signal|viber"
    r"|kakao(?:talk)?|weibo|douyin)"
)
# None of them an everyday word, as snap, threads, signal and messenger are.
_UNMISTAKABLE = (
    r"(?:insta(?:gram)?|ig|twitter|tik ?tok|snapchat|telegram|we ?chat|weixin|skype|discord"
    r"|facebook"
    r"|fb|linked ?in|reddit|pinterest|mastodon|bluesky|bsky|twitch|strava|vinted|depop|tumblr|weibo"
    r"|douyin)"
)
_CHINESE_NETWORK = "(?:微信|微博|抖音|小红书|QQ)"
_ROLE = (
    r"(?:handles?|names?|ids?|user(?:[ \-]?names?)?|nick(?:[ \-]?names?)?|accounts?|profiles?|tags?"
    r"|pages?|channels?|pseudo(?:nyme)?"
    r"|usuario|cuenta|compte|konto|(?:be)?nutzername|alias|@)"
)
# What goes on with talk of a network, and is nobody's name.
_NO_HANDLE = (
    r"(?!(?:a|about|account|accounts|active|ad|add|ads|advert|after|again|all|already|also|always"
    r"|am|an|and|any|anymore|app|are|as|at"
    r"|back|bad|banned|be|because|been|before|best|better|bio|blank|blocked|both|broken|bug"
    r"|business|but|by|called|can|campaign"
    r"|can['’]?t|changed|channel|channels|cheaper|closed|code|comment|comments|compared|competition"
    r"|compte|contact|content|cool|could|customer"
    r"|deal|deals|deleted|did|discount|dm|dms|do|does|doesn['’]?t|don['’]?t|down|earlier|empty|even"
    r"|ever|everywhere|fake|fan|feed|filter"
    r"|first|follow|followers|following|for|form|found|friend|friends|from|full|fun|gallery|get"
    r"|giveaway|gone|good|got|great|group"
    r"|hacked|had|handle|handles|happy|has|have|he|help|here|his|how|id|if|im|i['’]?m|image|images"
    r"|in|inactive|inbox|influencer"
    r"|influencers|instead|into|is|isn['’]?t|it|its|it['’]?s|just|know|last|late|later|like|link"
    r"|linked|links|live|login|look|looks|made|marketplace"
    r"|me|message|messages|messenger|might|mine|missing|more|my|name|names|never|new|nice|nickname"
    r"|no|none|not|nothing|now|of|off|offer"
    r"|official|old|on|once|one|online|only|or|our|out|page|pages|pay|people|photo|photos|pic|pics"
    r"|picture|pictures|please|pls"
    r"|post|posted|posts|private|profile|promo|promotion|public|question|quite|really|red|reel"
    r"|reels|right|said|sale|same|saw|says|see|seen|sent"
    r"|share|shared|she|shop|shopping|shops|should|shown|shows|since|site|so|some|someone|soon"
    r"|still|store|stores|stories|story|style"
    r"|support|sure|tag|team|than|thanks|that|the|their|them|then|there|these|they|thing|this|time"
    r"|to|today|together|tomorrow|tonight|too|true|twice"
    r"|under|unless|until|up|us|user|username|using|very|via|video|videos|wall|was|way|we|web"
    r"|website|weekly|well|were|what|when|where"
    r"|which|while|who|why|will|with|won|work|works|would|wrong|yes|yesterday|yet|you|your|und|oder"
    r"|ist|nicht|auf|bei|mit|für|von|et|ou|est|pas"
    r"|sur|avec|pour|de|y|o|es|en|con|por|para|la|le|el|los|las|les|der|die|das|ein|eine|un|une|una"
    rf"|{_NETWORK}|{_ROLE})(?![\w]|\.(?-i:[a-z0-9_])))"
    r"(?!\w+(?:ing|ed|ly|n['’]t)\b)"
)
_NOT_A_SITE = r"(?![\w.\-]*\.(?:com|co|uk|de|fr|es|org|net|shop|store|jpe?g|png|pdf|html?)\b)"
_PLAIN = rf"{_NO_HANDLE}{_NOT_A_SITE}[a-z][\w.]{{2,29}}(?<!\.)(?![\w@]|-\w)"
# With a digit, a dot or an underscore within: no everyday word.
_TYPICAL = (
    r"(?<![\w.@/£$€&=?+\-])@?"
    rf"(?!(?:iphone|ipad|ios|android|windows|galaxy|size|eu|uk|us|gtx|mk|covid)\d){_NOT_A_SITE}"
    r"(?:[a-z][a-z0-9]{1,20}(?:(?:_|\.(?-i:[a-z0-9]))[a-z0-9]{1,20}){1,4}"
    r"|[a-z]{3,24}\d{1,4})(?![\w@]|[./]\w|-\w)"
)
_SOCIAL = (
    rf"\b{_NETWORK}\b|{_CHINESE_NETWORK}|\bhandles?\b|\buser[ \-]?names?\b|\bnick[ \-]?names?\b"
    rf"|\bpseudo|\busuario|\bnutzername"
    r"|\bdm(?:s|['’]?e?d|ing)?\b|\btag(?:ged|ging)? (?:me|you|us)|\bfollow(?:ed|ers?|ing)?\b"
    r"|\bsocials?\b|\binfluencer|\bcollab"
    r"|\bgive ?away\b|\b(?:left|wrote|posted|signed) (?:a |the |my |that )?review|\bi commented\b"
    r"|\bprofile\b|\bi go by\b"
)
_NO_NAME = (
    r"\bcode\b|\bcodes\b|\bdiscount|\bvoucher|\bpromo\w*|\bcoupon|\bpass[ \-]?w\w*|\bpw\b|\barticle"
    r"|\bsku\b|\bversion|\bmodel"
)
_LINK = (
    r"(?:\s?[:：=(\-–—>]+\s?|\s(?:is|ist|est|es|was|c['’]est|under|as|heißt|lautet)\s"
    r"|['’]s\s)[\"'“]?(?:u/)?@?"
)
# Doors and trekking poles have handles too, which are broken or loose.
_HANDLE_OF_A_NETWORK = (
    rf"handles?(?=\s?[:=(@]|[^.!?\n]{{0,20}}\b(?:socials?|everywhere|{_NETWORK})\b)"
)
_CLAUSE_END = (
    r"(?=\s*(?:[,.;:!?)\n\"”]|\Z)|\s(?:and|und|et|y|or|if|but|btw|there|here|on|in|please|pls"
    r"|thanks"
    r"|thx|so|when)\b)"
)
_I_AM = (
    r"\b(?:i['’]?m|i am|i go by|it['’]?s|me|as|from|under|user(?: is)?"
    r"|@ is|soy|ich bin|je suis|heiße ich|called"
    r"|named|name|account|username|handle"
    r"|profile|tag|credit(?: the photo)? to|by)"
)


_NETWORK_HINT = (
    r"insta|\big\b|twitter|tiktok|tik tok|snap|telegram|chat|weixin|skype|discord|facebook|\bfb\b"
    r"|messenger"
    r"|linked|reddit|pinterest|threads|mastodon|bluesky|bsky|youtube|twitch|strava|vinted|depop"
    r"|tumblr"
    r"|line id|signal|viber|kakao|weibo|douyin|微|抖音|小红书|qq"
)
_SOCIAL_HINT = (
    rf"{_NETWORK_HINT}|handle|user|nick|pseudo|usuario|nutzer|\bdm|tag|follow|social|influencer"
    rf"|collab"
    r"|giveaway|give away|review|comment|profile|go by|on x|messaged|@"
)


class HandleRecogniser(Recogniser):
    """Names of accounts in social networks and messengers, near the words of such networks."""

    entity = "handle"
    precedence = Precedence.EXACT
    hint = rf"{_SOCIAL_HINT}|\.me/|x\.com|handle|u/|\bx\b"
    patterns = (
        PatternSpec(
            "handle",
            rf"(?:\b(?:{_NETWORK}|qq|handle)"
            r"(?: (?:handle|id|name|user(?:name)?|account|is|=))*|微信号?|QQ号?)"
            r"\s?(?:[:：=是]\s?)?\K(?:@[\w.]{3,30}|(?=[\w.]*[\d_])[\w.]{5,30})",
            0.7,
        ),
        PatternSpec(
            "handle that it is",
            rf"\b(?:{_NETWORK})"
            r" (?:handle|id|name|user ?name|account) is @?\K(?!(?:not|the|a|my|on|in|wrong|gone)\b)"
            r"[\w.]{3,30}(?<![.])",
            0.7,
        ),
        PatternSpec(
            "my network is",
            rf"\bmy (?:{_NETWORK})"
            r" is @?\K(?!(?:not|down|broken|blocked|private|public|closed|hacked|linked|gone)\b)"
            r"[\w.]{5,30}(?<![.])",
            0.6,
        ),
        PatternSpec(
            "handle, then its network",
            rf"(?:(?<![\w.])@|\b(?:i['’]?m|i am|it['’]?s|as|me) @?)\K(?:{_PLAIN})(?= (?:on|at) "
            rf"{_NETWORK}\b)",
            0.6,
        ),
        PatternSpec(
            "profile page",
            r"\b(?:facebook\.com|instagram\.com|t\.me|twitter\.com|x\.com|tiktok\.com|wa\.me)/"
            r"@?\K[\w.]{3,50}",
            0.7,
        ),
        PatternSpec(
            "with its sign",
            r"(?<![\w.@/])@\K(?!(?:home|work|night|least|all|checkout|the|my|your|fernway\w*)\b)"
            rf"{_NOT_A_SITE}[a-z][\w.]{{2,29}}(?<!\.)(?![\w@])",
            0.5,
            hint=r"@\w",
        ),
        PatternSpec(
            "near talk of networks",
            near(_TYPICAL, _SOCIAL, before=60, after=60, unless=_NO_NAME),
            0.5,
            hint=_SOCIAL_HINT,
        ),
        PatternSpec(
            "name on the letter x",
            near(
                _TYPICAL,
                r"\b(?:on x|x (?:handle|account|name|profile|user))\b",
                before=40,
                after=20,
            ),
            0.5,
            hint=r"on x\b|x (?:handle|account|name|profile|user)",
        ),
        PatternSpec(
            "network, then its name",
            rf"(?:\b(?:{_UNMISTAKABLE}|my {_NETWORK}|on x|my x|x handle|my @)"
            rf"|{_CHINESE_NETWORK}(?:号|账号|帐号|用户名)?)"
            rf"(?:[ \-](?:{_ROLE}|there"
            rf"|here|too|also|and \w+)\b)*{_LINK}\K{_PLAIN}",
            0.5,
            hint=rf"{_NETWORK_HINT}|my @|\bx\b",
        ),
        PatternSpec(
            "network and role, then its name",
            rf"(?:\b{_NETWORK}|\bx)[ \-](?:{_ROLE}\b ?)+[\"'“@]?\K{_PLAIN}{_CLAUSE_END}",
            0.5,
            hint=rf"{_NETWORK_HINT}|\bx[ \-]",
        ),
        PatternSpec(
            "role, then its name",
            rf"\b(?:{_HANDLE_OF_A_NETWORK}|nick ?name|pseudo|usuario|nutzername|user[ \-]?name"
            rf"|socials?"
            r"|collab account)"
            rf"(?: (?:there|on|here|across|for|de|auf|bei|everywhere|all|my|the|is|{_NETWORK}"
            rf"|socials?)\b){{0,4}}{_LINK}\K{_PLAIN}",
            0.5,
            hint="handle|nick|pseudo|usuario|nutzer|user|social|collab",
        ),
        PatternSpec(
            "network at its end",
            rf"(?:(?:\A|\b(?:my|i['’]?m on|auf|mein|mon|mi))[ ,]{{0,2}}{_UNMISTAKABLE}"
            rf"|\b(?:(?:add|find|follow|get) me on|skype me at)(?: {_NETWORK})?)[ ,]{{1,2}}"
            rf"@?\K{_PLAIN}(?=\s*(?:[,.;!?)\n]|\Z))",
            0.4,
            hint=rf"{_NETWORK_HINT}|me on",
        ),
        PatternSpec(
            "I am, near talk of networks",
            rf"(?:{_I_AM}|\() ?[\"'“]?@?\K"
            + near(
                rf"{_PLAIN}{_CLAUSE_END}",
                rf"\b{_UNMISTAKABLE}\b|\bdm(?:s|['’]?e?d|ing)?\b|\btag(?:ged)? (?:me|you)|\bon x\b"
                r"|\bmessaged (?:you|your)\b"
                r"|\bfollow (?:me|back)",
                before=50,
                after=12,
                unless=_NO_NAME,
            ),
            0.4,
            hint=_SOCIAL_HINT,
        ),
        PatternSpec(
            "name, then that it is one",
            rf"(?:\A|[,.;!?\n] )@?\K{_PLAIN}(?=,? (?:is|['’]s|was) (?:my|our|the"
            rf"|what)\b[^.!?\n]{{0,25}}\b(?:{_NETWORK}|handle|username)\b)",
            0.5,
            hint=rf"{_NETWORK_HINT}|handle|username",
        ),
        PatternSpec(
            "Chinese network",
            rf"{_CHINESE_NETWORK}(?:号|账号|帐号|用户名)[是为:： ]{{0,2}}"
            r"\K(?-i:[a-z])[a-z0-9_.]{4,29}",
            0.6,
            hint="微|抖音|小红书|qq",
        ),
        PatternSpec("reddit", r"(?<![\w/])u/\K[\w\-]{3,30}", 0.7, hint="u/"),
    )
