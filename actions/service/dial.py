"""The privacy dial in the chat: reading a level out of words, asking, setting, telling."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rasa_sdk import Tracker

from actions.privacy import Shopper, level_of, message_metadata, profile_days
from actions.service.errand import FORM, Errand
from actions.service.history import meant_before
from actions.service.message import Message
from actions.service.steps import Confirm, Question
from actions.service.task import Task
from actions.service.tickets import REFERENCE
from bot.privacy.consent import LEVELS, SLOT, Level
from bot.privacy.dial import SET_BY
from nlu_models.not_kept import of_things, wishes_not_kept

INTENT = "set_privacy"
_LEVEL = "level"  # the answer that holds the level wished for, or one of these two
_TELL = "tell"  # only how it is set is asked
_NO_PROFILES = "no profiles"  # they cannot be kept at present

_ASKS = re.compile(
    r"^\W*(?:(?:and|so|ok(?:ay)?|hey|hi)\W+)*"
    r"(?:what|which|how|where|why|am i|are you|is|show|tell me|"
    r"(?:can'?t|couldn'?t|won'?t|don'?t) (?:you|u)(?! dare))\b"
)
_NOT = (
    r"(?:don'?t|do not|won'?t|shouldn'?t|didn'?t|mustn'?t|can'?t|never|stop|quit|cease|without|"
    r"hate|against|no need|refuse|not)\b(?! mind)"
)
_KEEP = (
    r"(?:remember|remeber|rember|keep|kept|sav(?:e|ed|ing)|stor(?:e|ed|ing)|record(?:ed|ing)?|"
    r"remembering|remembered|keeping|track(?:ing)?|log(?:ged|ging)?|profil(?:e|ed|ing))"
)
_NO_PROFILE = re.compile(
    rf"\bprofile\b.{{0,12}}\b(?:off|away)\b|"
    rf"\b(?:turn|switch|shut|put)\w* off?\b.{{0,12}}\bprofile\b|"
    rf"\b(?:no|without|stop|end|drop|remove|disable|deactivate)\b.{{0,20}}\bprofil(?:e|ing)\b|"
    rf"\b{_NOT}\b.{{0,25}}\bprofil(?:e|ed|ing)\b"
)
_PROFILE_ON = re.compile(
    r"\bprofile\b.{0,12}\bon\b|\b(?:turn|switch|put)\w* on\b.{0,12}\bprofile\b|"
    r"\b(?:activate|enable|start|use|make|create|want|like|have|build|to|on)\b.{0,15}\bprofile\b|"
    r"^\W*profile\W*$"
)
_OFF = re.compile(
    rf"\b(?:to|at|on|dial|privacy|mode|me|remembering|memory)\W+off\b|^\W*off\W*$|\bincognito\b|"
    rf"\b(?:private|prvate|privat) (?:mode|chat|please)\b|\b(?:go|stay|keep it|be) private\b|"
    rf"\boff the record\b|\b(?:turn|switch)\w* off\b.{{0,12}}\b(?:memory|remembering)\b|"
    rf"\b{_NOT}\b.{{0,30}}\b{_KEEP}\b|\b{_KEEP} (?:absolutely )?(?:nothing|none)\b|"
    rf"\b(?:nothing|none)\b.{{0,40}}\b{_KEEP}\b|"
    rf"\bonly this message\b|\bforget (?:each|every) message\b"
)
# What is not to be remembered between visits may be in this one.
_NOT_NEXT_TIME = re.compile(
    rf"\b{_NOT}\b.{{0,30}}\b{_KEEP}\b.{{0,40}}\b(?:"
    r"(?:next|future|later|another|other) (?:time|visit)|"
    r"between (?:\w+ )?visits|come back)"
)
# "It" is what was just talked about, or the profile.
_IT_OFF = re.compile(
    r"\b(?:turn|switch|shut|put)\w* (?:(?:it|that|this|them|the thing) (?:\w+ )?off|"
    r"off (?:it|that|this|again))\b"
)
_STOP_THAT = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|no|oh|please|actually|can you|could you)\W+)*(?:stop|end|undo|drop) "
    r"(?:it|that|this|doing (?:it|that|this))\b"
)
_STOP_KEEPING = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|no|oh|then|so|well|please|and|but)\W+)*"
    rf"(?:stop|don'?t|do not|no more)(?: \w+)? (?:{_KEEP}|storing|saving|logging|tracking)\b"
)
_MEANT = frozenset({INTENT, "stop"})
# How intents begin after which "it" is what is kept of a shopper.
_OF_WHAT_IS_KEPT = (INTENT, "faq/privacy_", "what_do_you_know", "export_data")
# "Stop, I'll keep it" and "I can't remember the number" are about something else.
_OF_MEMORY = re.compile(
    r"(?<!can't )(?<!cannot )(?<!i don't )(?<!i do not )\b"
    r"(?:remember|memor|record|profil|private)\w*|\b(?:log|track)(?:g?ing)? me\b|"
    r"(?<!the )(?<!a )(?<!in )(?<!to )(?<!your )\bstor(?:e|ing)\b|\bincognito\b|\boff the record\b|"
    r"\b(?:keep|kept|sav\w+) (?:nothing|none|anything|(?:any of |all )?(?:this|my|the) "
    r"(?:chat|conversation|data|details))\b"
)
_FORGET_AFTER = (
    r"\b(?:forget|forgotten|delete[d]?|erase[d]?|wipe[d]?|clear(?:ed)?)\b.{0,40}"
    r"\b(?:after(?:wards?)?|when|once|at the end|later)\b"
)
_THEN_FORGOTTEN = re.compile(_FORGET_AFTER)
_AFTERWARDS = re.compile(
    rf"{_FORGET_AFTER}|"
    r"\b(?:session|(?:normal|default|usual|standard)\b.{0,20}(?:setting|level|privacy|mode)?)\b|"
    r"\b(?:just|only)\b.{0,40}\b(?:this|today'?s|the current|one)\W+"
    r"(?:chat|conversation|visit|session|time)\b|"
    r"\b(?:just|only) for (?:now|today)\b"
)
_REMEMBERS = re.compile(
    r"\b(?:next|future|later|another) (?:time|visit)\w*\b|\bbetween (?:\w+ )?visits\b|"
    r"\b(?:when|if) i (?:come|am|get) back\b|\bdon'?t forget me\b|"
    r"\b(?:remember|remeber|rember|remembering|know|learn|save|keep|store)\b.{0,25}"
    r"\b(?:me|my|what i|preferences|tastes?|likes?)\b"
)

_MEANS: Mapping[Level, str] = {
    "off": "I keep nothing beyond the message at hand",
    "session": "I remember this conversation, and no profile",
    "profile": "I remember this conversation and, between visits, a profile of your tastes",
}
_TITLES: Mapping[Level, str] = {
    "off": "Off: keep nothing",
    "session": "Session: this conversation",
    "profile": "Profile: between visits",
}


def level_in(text: str) -> Level | None:
    """Return the level that a message asks for; None where it names none, or only asks."""
    said = text.lower().replace("’", "'")
    if _ASKS.match(said):
        return None
    if _NO_PROFILE.search(said) or _NOT_NEXT_TIME.search(said):
        return "session"
    # What is to go at the end is kept until then: asked first, since both speak of keeping.
    for pattern, level in ((_AFTERWARDS, "session"), (_OFF, "off"), (_PROFILE_ON, "profile")):
        if pattern.search(said) and not (level == "off" and of_things(said)):
            return next(known for known in LEVELS if known == level)
    return "profile" if _REMEMBERS.search(said) else None


def dial_buttons(current: Level) -> list[dict[str, str]]:
    """Return a button for each other level."""
    return [
        {"title": _TITLES[level], "payload": f'/{INTENT}{{"{SLOT}": "{level}"}}'}
        for level in LEVELS
        if level != current
    ]


def dial_sentence(level: Level) -> str:
    """Say where the dial stands, and what that means."""
    return f"The privacy dial stands at “{level}”: {_MEANS[level]}."


def tell_dial(errand: Errand) -> None:
    """Say where the dial stands, with buttons to set it."""
    errand.say(dial_sentence(errand.level), dial_buttons(errand.level))


class _Consent(Confirm):
    """A clear yes, without which no profile begins; notes which level is wished for."""

    def __init__(self) -> None:
        super().__init__(_ask_consent)

    def opening(self, errand: Errand, about: str) -> bool | None:
        """Return True where nothing has to be asked: consent is there, or is not needed."""
        level = errand.held.answers[_LEVEL] = _wished(errand, about)
        if level != "profile" or errand.level == "profile":
            return True
        if profile_days() is None:
            errand.held.answers[_LEVEL] = _NO_PROFILES
            return True
        by_widget = message_metadata(errand.tracker).get(SET_BY) == "widget"
        return True if by_widget else None

    def refuses(self, errand: Errand) -> bool:
        """Whether it is a plain no: "no, don't remember anything" wishes for another level."""
        return not self._other_level(errand) and super().refuses(errand)

    def _other_level(self, errand: Errand) -> bool:
        return errand.message.intent == INTENT or wishes_less(errand.tracker)

    def read(self, errand: Errand) -> bool | None:
        if self._other_level(errand):  # "no, set it to session"
            return self.opening(errand, errand.message.text)
        return super().read(errand)


def _wished(errand: Errand, about: str) -> str:
    message = errand.message
    if message.is_button:
        return next((level for level in LEVELS if level == message.value(SLOT)), _TELL)
    level, said = level_in(about), about.lower().replace("’", "'")
    less = wishes_not_kept(about)
    # "Don't remember me next time" leaves this time.
    until_then = any(p.search(said) for p in (_NO_PROFILE, _NOT_NEXT_TIME, _THEN_FORGOTTEN))
    if less and not (level == "session" and until_then):
        level = "off"
    if level == "session" and errand.level == "off" and (less or not _AFTERWARDS.search(said)):
        return "off"  # "no profile" is no wish for more to be kept
    it_off = _IT_OFF.search(about.lower()) or _STOP_THAT.search(about.lower())
    if level is None and errand.level == "profile" and it_off:
        return "session"
    return level or _TELL


# Without its end, which says for how long.
KEPT_IN_PROFILE = (
    "Kept are kinds of product, brands, colours and materials, nothing else, under a pseudonym and "
    "blurred with random noise,"
)


def _ask_consent(errand: Errand) -> Question:
    return Question(
        f"With a profile I remember your tastes between visits. {KEPT_IN_PROFILE} until "
        f"{profile_days()} days after you last came. If you are signed in, your earlier "
        "orders count for suggestions too. You can see it, take a copy and delete it at any time. "
        "Shall I turn the profile on?",
        goes_further=True,
    )


def wishes_less(tracker: Tracker) -> bool:
    """Whether the newest message wishes less to be remembered, whatever it sounds like besides.

    "Switch it off" and "stop keeping it" do so where the talk was of what is kept, "switch it off"
    where the profile is on too. In answer to the question for consent, and where it sounds like
    stopping, fewer words will do: "dont remember" alone may be of the shopper's own memory.
    """
    message = Message.of(tracker)
    said = message.words
    if message.is_button:
        return False
    if wishes_not_kept(said):
        return True
    asked = (tracker.active_loop or {}).get("name") == FORM and tracker.get_slot("task") == INTENT
    brief = asked or message.intent in _MEANT
    if brief and _OF_MEMORY.search(said) and level_in(said) in ("off", "session"):
        return True
    talked = meant_before(tracker).startswith(_OF_WHAT_IS_KEPT)
    profile = level_of(tracker) == "profile"
    if _IT_OFF.search(said):
        return talked or profile
    if talked and _STOP_KEEPING.search(said):
        return True
    return talked and profile and _STOP_THAT.search(said) is not None


def _set_privacy(errand: Errand) -> None:
    wished = errand.held.answers.get(_LEVEL)
    level = next((level for level in LEVELS if level == wished), None)
    if wished == _NO_PROFILES:
        errand.say("Sorry, I can't keep profiles at the moment, so nothing was changed.")
    elif level is None:
        tell_dial(errand)
    else:
        set_level(errand, level)


def set_level(errand: Errand, level: Level) -> None:
    """Set the dial, and say what that changes and erases."""
    before = errand.level
    if errand.tracker.get_slot(SLOT) is None:  # another tracker store than ours: it has no dial
        errand.say("Sorry, how much is kept can't be set here, so nothing was changed.")
        return
    if level == before:
        errand.say(f"It is so already. {dial_sentence(level)}", dial_buttons(level))
    else:
        shared = Shopper(errand.tracker).sharing() is not None
        errand.say(f"Done. {dial_sentence(level)}{_erased(before, level, shared=shared)}")
        if level == "off" and errand.held.ticket:
            reference = str(errand.held.ticket[REFERENCE])
            errand.respond("utter_ticket_stays", reference=reference)
    errand.set_level(level)


def _erased(before: Level, after: Level, *, shared: bool) -> str:
    gone = []
    if after == "off":
        gone.append("what this conversation had stored so far")
    if before == "profile":
        of_all = ", for every device that shared it" if shared else ""
        gone.append(f"whatever your profile held{of_all}")
    return f" I have erased {' and '.join(gone)}." if gone else ""


def settle_aside(errand: Errand) -> bool:
    """Take a message about the dial in the middle of a task, if that costs the task nothing.

    Returns:
        Whether it only asked, or set the dial without a question or a loss.
    """
    wished = _wished(errand, errand.message.text)
    if wished == "session":
        set_level(errand, "session")
    elif wished == _TELL:
        tell_dial(errand)
    else:
        return False
    return True


DIAL_TASK = Task(INTENT, _set_privacy, steps=(_Consent(),), about_order=False)
