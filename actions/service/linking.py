"""One profile on several devices and channels, in the chat: code, consent, and taking it back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from actions.devices import Devices
from actions.privacy import Shopper, profile_days
from actions.service.dial import KEPT_IN_PROFILE, dial_buttons, dial_sentence
from actions.service.errand import Errand
from actions.service.steps import ABOUT, Confirm, Question, Step
from actions.service.task import Task
from bot.privacy.consent import SLOT
from bot.privacy.joining import Outcome
from bot.privacy.link_code import codes_in, meant_in
from bot.privacy.link_codes import CODE_SECONDS
from bot.privacy.profile_links import Sharing

INTENT = "link_devices"
_WISH = "link"  # the answer that holds what is wished for, or what came of a code
_GIVE, _EXPLAIN, _ASK, _TELL = "give", "explain", "ask", "tell"
_KEEP, _LEAVE, _ALONE = "keep", "leave", "alone"
_UNUSABLE = "unusable"
_MINUTES = CODE_SECONDS // 60

_PART = re.compile(
    r"\b(?:un-?l(?:in|ni)k|un-?pair|disconnect|separate|split|un-?join|leave)\w*\b|"
    r"\b(?:stop|don'?t|do not|no longer|not)\b.{0,30}\b(?:shar|join|link|sync)\w*\b|"
    r"\b(?:remove|kick|take)\b.{0,40}\b(?:off|out of|from)\b"
)
_THIS_ONE = re.compile(
    r"(?<!from )\bthis (?:one|device|phone|laptop|tablet|computer|browser|channel|chat)\b|\bleave\b"
)
_ASKS_WHO = re.compile(
    r"^\W*(?:which|what|how many|who|is|am|are|do|does)\b"
    r".*\b(?:link|join|shar|connect|pair|us(?:e|es|ing)\b)"
)
_WANTS_CODE = re.compile(r"\b(?:give|need|new|another|want|get|send|make|ran out|expired)\b")
_HAS_CODE = re.compile(r"\bcode\b")

_REFUSED: Mapping[str, str] = {
    "wrong": "That code doesn't fit: it is mistyped, used already, or older than "
    f"{_MINUTES} minutes. Say “link another device” on the other one for a new code.",
    "too many": "There were too many wrong codes, so I look at none for now. Please try again in "
    "an hour.",
    "same": "This device shares that profile already: a code is for the other one.",
    "accounts": "That profile belongs to another customer account, and those of two accounts "
    "can't be joined.",
    "account": "Your account's profile is joined with other devices already. Ask for the code "
    "here, and type it on the one that shall join.",
    "off": "With the privacy dial at “off” I keep no profile, so there is none to share.",
    _UNUSABLE: "Sorry, I can't reach profiles at the moment, so nothing was changed.",
    _ALONE: "No other device or channel shares your profile.",
}


def sharing_words(sharing: Sharing) -> str:
    """Say who shares a profile, as the beginning of a sentence."""
    some = "" if sharing.devices == 1 else "s"
    others = f"{sharing.devices} device{some} or channel{some}"
    return f"Your customer account and {others}" if sharing.account else others


class _LinkCode(Step):
    """The code that another device shows; its answer tells only that it was dealt with."""

    slot = "link_code"
    takes_words = True
    hint = "I could not find a code in that. It has two groups of four letters and digits."

    def opening(self, errand: Errand, about: str) -> bool | None:
        """Note what is wished for; returns None where a code is to be asked for."""
        wish = errand.held.answers[_WISH] = _wished(errand, about)
        if wish == _ASK:
            return None
        errand.held.answers.pop(ABOUT, None)  # a code may stand in it
        return True

    def read(self, errand: Errand) -> bool | None:
        outcome = _claimed(errand, errand.message.text)
        if outcome is None:
            return None
        errand.held.answers[_WISH] = outcome
        return True

    def correction(self, errand: Errand) -> None:
        """Return None: it was dealt with."""


class _Consent(Confirm):
    """A clear yes, without which no profiles are joined or parted."""

    def __init__(self) -> None:
        super().__init__(_ask)

    def opening(self, errand: Errand, about: str) -> bool | None:
        """Return True where nothing has to be asked."""
        asks = errand.held.answers.get(_WISH) in ("right", _KEEP, _LEAVE)
        return None if asks else True


def _wished(errand: Errand, about: str) -> str:
    if errand.tracker.get_slot(SLOT) is None or profile_days() is None:
        return _UNUSABLE
    if errand.level == "off":
        return "off"
    outcome = _claimed(errand, about)
    if outcome is not None:
        return outcome
    said = about.lower().replace("’", "'")
    if _PART.search(said):
        return _how_to_part(errand, said)
    if _ASKS_WHO.search(said):
        return _TELL
    if _HAS_CODE.search(said) and not _WANTS_CODE.search(said):
        return _ASK
    return _GIVE if errand.level == "profile" else _EXPLAIN


def _claimed(errand: Errand, text: str) -> Outcome | str | None:
    """Return what came of the code in a text; None where there is none."""
    code = next((typed.code for typed in codes_in(_plain(text))), None)
    if code is not None:
        return Devices(errand.tracker).claim(code) or _UNUSABLE
    return "wrong" if meant_in(text) else None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _how_to_part(errand: Errand, said: str) -> str:
    sharing = Shopper(errand.tracker).sharing()
    if sharing is None:
        return _ALONE
    if errand.signed_in is not None:
        return _KEEP  # what is the account's stays with it
    return _LEAVE if sharing.account or _THIS_ONE.search(said) else _KEEP


def _ask(errand: Errand) -> Question:
    wish = errand.held.answers.get(_WISH)
    if wish == "right":
        return Question(_consent_text(errand), personal=_typed(errand), goes_further=True)
    sharing = Shopper(errand.tracker).sharing()
    shared = "" if sharing is None else f"{sharing_words(sharing)} share your profile. "
    return Question(
        f"{shared}Shall I end that? "
        + (
            "The profile stays here, and each of the others begins with an empty one."
            if wish == _KEEP
            else "The profile stays with the others, and this one begins with an empty one."
        )
    )


def _consent_text(errand: Errand) -> str:
    whose = "your account's profile" if errand.signed_in is not None else "this device"
    return (
        f"The code fits. If you say yes, {whose} and the device that gave the code share one "
        f"profile: what either learns of your tastes is kept in it, and both go by it. "
        f"{KEPT_IN_PROFILE} until {profile_days()} days after you last came on any of them. A "
        "profile that was kept here alone goes into it. You can see it, take a copy and unlink "
        "your devices at any time; turning the profile off on one of them deletes it for all. "
        "Only go on if the other device is yours too. Shall I join them?"
    )


def _typed(errand: Errand) -> dict[str, str | None]:
    """Return the codes in the newest message, to be hidden wherever they are stored."""
    text = _plain(errand.message.text)
    typed = {text[found.start : found.end] for found in codes_in(text)}
    if meant := meant_in(text):
        typed.add(meant)
    return {f"link_code_{place}": code for place, code in enumerate(sorted(typed))}


def _link(errand: Errand) -> None:
    wish = str(errand.held.answers.get(_WISH))
    if wish in _REFUSED:
        errand.say(_REFUSED[wish], personal=_typed(errand))
    elif wish == "right":
        _join(errand)
    elif wish in (_KEEP, _LEAVE):
        _unlink(errand, keep=wish == _KEEP)
    elif wish == _GIVE:
        _give(errand)
    elif wish == _TELL:
        sharing = Shopper(errand.tracker).sharing()
        text = _REFUSED[_ALONE] if sharing is None else f"{sharing_words(sharing)} share it."
        errand.say(text)
    else:
        errand.say(
            "A profile can be shared between devices and channels. On the one that has it, its "
            "privacy dial at “profile”, say “link another device” to get a code, and tell me that "
            "code here: “my link code is …”. " + dial_sentence(errand.level),
            dial_buttons(errand.level),
        )


def _give(errand: Errand) -> None:
    code = Devices(errand.tracker).give_code()
    if code is None:
        errand.say(_REFUSED[_UNUSABLE])
        return
    sharing = Shopper(errand.tracker).sharing()
    shared = "" if sharing is None else f" {sharing_words(sharing)} share your profile now."
    account = " Where you sign in to your account you need none."
    errand.say(
        f"Your link code is {code}. On the other device or channel, say within {_MINUTES} minutes "
        f"“my link code is {code}”; I explain there what it does, and ask before I join anything. "
        "It works once. Tell it to nobody else: whoever has it can share your profile."
        + (account if errand.signed_in is not None else "")
        + shared,
        personal={"link_code": code},
    )


def _join(errand: Errand) -> None:
    joined = Devices(errand.tracker).join()
    if joined is None or joined.sharing is None:
        errand.say(_REFUSED[_UNUSABLE if joined is None else joined.outcome])
        return
    parts = [f"Done. {sharing_words(joined.sharing)} share one profile now."]
    if joined.merged:
        parts.append("What was kept here before has gone into it.")
    if joined.left:
        parts.append("The profile that you shared with others until now stays with those.")
    errand.say(" ".join(parts))
    if errand.level != "profile":
        errand.set_level("profile")


def _unlink(errand: Errand, *, keep: bool) -> None:
    parted = Devices(errand.tracker).part(keep=keep)
    if not parted:
        errand.say(_REFUSED[_UNUSABLE if parted is None else _ALONE])
    elif keep:
        errand.say("Done. Your profile is used here only; the others begin with an empty one.")
    else:
        errand.say("Done. This one no longer shares the profile, and begins with an empty one.")


LINK_TASK = Task(INTENT, _link, steps=(_LinkCode(), _Consent()), about_order=False)
