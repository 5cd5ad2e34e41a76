"""Wishes not to be remembered, told by their wording: "no, don't remember anything".

Behind a question such a message sounds like a no, and by itself like a question about privacy. It
must reach the privacy dial whatever a classifier takes it for, since it asks for less to be kept.
What is said of somebody's memory or of things is about something else: "I don't remember the
number", "you never remember anything", "I don't want to keep it", "don't keep me waiting".
"""

from __future__ import annotations

import re

_KEPT = (
    r"(?P<verb>rem?e?mber|memori[sz]|stor|sav|keep|kept|hold(?:ing)? on to|record|retain|logg?|"
    r"track|profil|not(?:e|ing) down)(?:e|ed|es|s|ing)?\b"
)
_PASSIVE = rf"(?=\w*(?:ed|kept)\b){_KEPT}"
_NOT = (
    r"(?:don'?t|do not|never|not|stop|quit|cease|no need(?: for (?:you|u))? to|needn'?t|no more|"
    r"enough)"
)
_YOU = (
    r"(?:you|u|ya|fern|the (?:bot|chat|assistant)|this (?:bot|chat|thing|assistant)|"
    r"any(?:one|body)|some(?:one|body))"
)
_LEAD = (
    r"^\W*(?:(?:and|but|so|then|also|please|pls|plz|no|nope|nah|ok(?:ay)?|yes|well|actually|just|"
    r"thanks|oh|hey|hi|by the way|btw|from now on|kindly)\b\W*)*"
)
_FEW = r"(?:[\w']+ ){0,3}?"
_WANTS_NOT = (
    r"\b(?:don'?t|do not|didn'?t|did not|wouldn'?t|would not|never|not) (?:\w+ )?"
    r"(?:want|like|wish|agree\w*|consent\w*|expect|need|allow\w*)(?: to| for)*"
)
_OUGHT_NOT = (
    r"(?:don'?t (?:need|have) to|needn'?t|mustn'?t|must not|shouldn'?t|should not|may not|"
    r"are not (?:allowed )?to|aren'?t (?:allowed )?to)"
)
# Told to the assistant, wished for, or demanded of what is kept; "you": who is to do it is named.
_SAYS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_LEAD}(?:(?:can|could|would|will) {_YOU} (?:please |just )?)?{_NOT}(?: with)? "
        rf"(?P<you>{_YOU} )?(?:(?:ever|even|please|pls|dare|all|the|this|your) )*{_KEPT}"
        r"(?P<what>.*)",
        rf"{_LEAD}(?P<you>)(?:no|without) {_FEW}(?=\w+ing\b){_KEPT}(?P<what>.*)",
        rf"(?P<you>\b{_YOU} {_OUGHT_NOT}) {_FEW}{_KEPT}(?P<what>.*)",
        rf"{_WANTS_NOT} (?P<you>{_YOU}|(?:to be|being|getting)\b) (?:to )?{_FEW}{_KEPT}"
        r"(?P<what>.*)",
        rf"{_WANTS_NOT} (?!to )(?P<you>)(?P<what>{_FEW}[\w']+) (?:(?:to )?be |being |getting )?"
        rf"{_PASSIVE}",
        rf"\b(?:rather|prefer(?: it)?(?: that| if)?|better if|hope) (?P<you>{_YOU}) "
        rf"(?:didn'?t|don'?t|did not|do not|wouldn'?t|never|not) {_FEW}{_KEPT}(?P<what>.*)",
        r"(?P<what>\b(?:nothing|none of (?:this|it|that|what)|not a word)\b)(?P<you>)"
        rf".* (?:be |is |gets? ){_FEW}{_PASSIVE}",
        r"(?P<what>\b(?:this|that|it|my \w+|what i \w+)\b)(?P<you>).*\b(?:shouldn'?t|mustn'?t|"
        rf"(?:should|must|may|is|are) (?:not|never)(?: to)?) be {_FEW}{_PASSIVE}",
        rf"{_LEAD}(?P<you>){_KEPT} (?:\w+ )?(?P<what>nothing|none of (?:it|this|that))\b",
    )
)
_BY_MEMORY = re.compile(r"rem?e?mber|memori|record|profil|track|log")
# Of what is said here, or of whoever says it.
_OF_TALK = re.compile(
    r"\b(?:anything|nothing|none of|everything|any of (?:this|that|it)|all (?:of )?(?:this|that)|"
    r"stuff|things|what (?:i|we)|(?:this|the|our) (?:chat|conversation|talk|session)|"
    r"(?:personal|any) (?:\w+ )?(?:data|details|infos?|information)|"
    r"a (?:record|profile|log|note) of|not a word|(?:my|our) (?:\w+ )?(?:data|details|infos?|"
    r"information|messages?|chats?|conversations?|history|preferences?|tastes?|stuff|words|"
    r"questions?|search(?:es)?|interests|likes|habits|visits?))\b"
)
_OF_ME = re.compile(r"^\W*(?:about |of )?(?:me|us)\b(?! (?:to|waiting))|\b(?:about|on|of) me\b")
# By itself the speaker may have forgotten it, or the account may hold it.
_OF_MINE = re.compile(r"\b(?:it|this|that|them|(?:my|our) [\w-]+)\b")
_OF_THINGS = re.compile(
    r"\b(?:money|deposit|refund\w*|parcels?|packages?|orders?|ordered|deliver\w*|return\w*|items?|"
    r"basket|cart|back to me|sen[dt] (?:it|them|that)|bought|paid|charged?|invoices?|goods|"
    r"jackets?|tents?|boots?|address|size)\b"
)
_OF_PERSON = re.compile(
    r"\b(?:about|on|of) (?:me|us|myself)\b|\b(?:remember|profile|track|log|record) (?:me|us)\b|"
    r"\b(?:anything|everything|data|details|information|infos?|conversations?|chats?|"
    r"what (?:i|we) (?:say|said|wrote|write|type|typed|tell|told))\b"
)
_NOTHING_ELSE = re.compile(r"^\W*(?:this|that)\W*(?:please|pls|thanks|ok(?:ay)?)?\W*$")
_POLITELY = re.compile(r"^\W*(?:please|pls)\W*$")
_ASKS = re.compile(
    r"^\W*(?:(?:and|but|so|ok(?:ay)?|hey|hi)\W+)*(?:what|which|how|why|where|when|who|do(?! not)|"
    r"does|did|don'?t (?:you|u)(?! dare)|didn'?t|are|is|have|has|won'?t|should|if)\b"
)
_CLAUSE = re.compile(r"[.,;:!?\n–]+|\s-\s|\b(?:but|because|so that)\b")


def of_things(text: str) -> bool:
    """Whether a message is about goods or money, and not about what is known of the speaker.

    "You should not keep my money", "stop tracking my parcel".
    """
    said = text.lower().replace("’", "'")
    return _OF_THINGS.search(said) is not None and _OF_PERSON.search(said) is None


def wishes_not_kept(text: str) -> bool:
    """Whether a message tells the assistant to keep or remember less.

    Args:
        text: The message as typed.
    """
    if of_things(text):
        return False
    said = " ".join(text.lower().replace("’", "'").replace("dont", "don't").split())
    return any(_wishes(clause.strip()) for clause in _CLAUSE.split(said))


def _wishes(clause: str) -> bool:
    if _ASKS.match(clause):
        return False
    return any(_is_of_talk(found) for says in _SAYS if (found := says.search(clause)))


def _is_of_talk(found: re.Match[str]) -> bool:
    """Whether what is not to be kept is what is said here, rather than a thing or a number."""
    what, by_memory = found["what"], _BY_MEMORY.match(found["verb"]) is not None
    if _OF_TALK.search(what) or (by_memory and _OF_ME.search(what)):
        return True
    if by_memory and _POLITELY.match(what):
        return True
    if found["you"]:  # "I don't want you to keep it", "… to be remembered"
        return _OF_MINE.search(what) is not None or (by_memory and not what.strip())
    return _NOTHING_ELSE.match(what) is not None and not found["verb"].startswith(("rem", "keep"))
