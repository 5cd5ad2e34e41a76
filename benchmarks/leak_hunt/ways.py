"""The ways in which a personal value is said, sent and written."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from benchmarks.leak_hunt.search import Form, written_forms
from benchmarks.leak_hunt.values import FEW, KINDS, Sayings
from bot.channels.text import clean
from bot.privacy.plain import plainly

_GROUPS = {"card": 4, "iban": 4, "nino": 2, "cn_phone": 4, "rid": 6, "link_code": 4}
_IN_ANY_CASE = (
    *("email", "iban", "postcode", "nino", "address", "address_block", "tracking", "name"),
    "link_code",
)
_SPOKEN = {"email": "spoken_email", "phone": "spoken_phone", "card": "spoken_card"}
# Found by their form alone, or by the entity's name in a payload.
_IN_PAYLOADS = {
    **{"order": "order_number", "email": "email", "postcode": "postcode"},
    "link_code": "link_code",
    **{kind: kind for kind in ("card", "iban", "phone", "ip", "ssn", "nino", "rid", "cn_phone")},
}
_QUESTIONS = ("where is my order?", "I want to track my parcel", "please cancel an order of mine")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_SPACES = "\u00a0\u202f\u2009\u3000"
# What every conversation has: the address that it comes from.
CLIENT = "client address"
# What of the surroundings of a value is sought with it, if the value says nothing by itself.
_AROUND = 10
# The sample shop's customer who signs in; what the assistant may read of her in the shop.
CUSTOMER = 1
_OF_CUSTOMER = ("10023", "maya.fenwick@example.com", "Maya Fenwick", "LS1 4AB")


@dataclass(frozen=True)
class Message:
    """What is sent at once.

    Attributes:
        text: The message.
        signed: Whether it is a button's payload, to be signed as the server signs it.
        metadata: Beside it.
        query: Of the address that it is sent to, over REST.
        headers: Of the request, over REST.
        customer: Who is signed in.
    """

    text: str
    signed: bool = False
    metadata: dict[str, str] = field(default_factory=dict)
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    customer: int | None = None


@dataclass(frozen=True)
class Planted:
    """A value, the messages that say it, and what must not be found afterwards.

    Attributes:
        kind: Key of ``KINDS``.
        way: Key of ``WAYS``.
        messages: Sent in this order, others may come in between.
        forms: What is sought.
        sender: What the conversation is to have as its sender id.
        enters: Whether the channel lets the value in; else even a plain store never has it.
    """

    kind: str
    way: str
    messages: tuple[Message, ...]
    forms: frozenset[Form]
    sender: str = ""
    enters: bool = True


def forms_of(kind: str, written: str, text: str) -> frozenset[Form]:
    """Return what is sought for a value that stands in a text.

    Short values are sought with what stands before them. Of an address each part with a number
    counts: a town alone is nobody's.
    """
    if kind in FEW or len(written) < 5:
        at = text.index(written)
        before = text[max(0, at - _AROUND) : at + len(written)]
        surroundings = before if at >= 3 else text[at : at + len(written) + _AROUND]
        # As a value of JSON; as a key it may be a product's.
        quoted = {f': "{written}"', f': \\"{written}\\"'}
        written_around = {form._replace(whole=False) for form in written_forms(surroundings)}
        return frozenset(written_around | {Form(text.encode()) for text in quoted})
    parts = {written, clean(written), plainly(written)}
    if kind.startswith("address"):
        pieces = re.split(r", |\n", written)
        parts |= {piece for piece in pieces if re.search(r"\d", piece) and len(piece) >= 6}
    if kind == "email" and "@" not in written:
        parts.add(_unspoken(written))
    return frozenset(form for part in parts for form in written_forms(part))


def _unspoken(address: str) -> str:
    signs = {" at ": "@", " dot ": ".", " underscore ": "_", " dash ": "-"}
    for word, sign in signs.items():
        address = address.replace(word, sign)
    return address


_Spelling = Callable[[Sayings, str, str], str]
_Way = Callable[[Sayings, str, str], Planted]


def _as_written(change: _Spelling) -> _Way:
    """Return the way of saying a value once, after a cue, in a certain spelling."""

    def way(sayings: Sayings, kind: str, name: str) -> Planted:
        written = change(sayings, kind, sayings.value(kind))
        text = sayings.said(kind, written)
        return Planted(kind, name, (Message(text),), forms_of(kind, written, text))

    return way


def _regrouped(separator: str) -> _Spelling:
    def change(_: Sayings, kind: str, value: str) -> str:
        plain, size = re.sub(r"[\s-]", "", value), _GROUPS[kind]
        return separator.join(plain[at : at + size] for at in range(0, len(plain), size))

    return change


def _odd(sayings: Sayings, kind: str, value: str) -> str:
    """Write a value with odd spaces, digits or an invisible character."""
    if " " in value:
        return value.replace(" ", sayings.random.choice(_SPACES))
    if value.isdigit():
        return value.translate(_FULL_WIDTH)
    middle = len(value) // 2
    return f"{value[:middle]}\u200b{value[middle:]}"


def _spoken(sayings: Sayings, kind: str, name: str) -> Planted:
    written = sayings.value(_SPOKEN[kind])
    text = sayings.said(kind, written)
    return Planted(kind, name, (Message(text),), forms_of(kind, written, text))


def _sentence(sayings: Sayings, kind: str, name: str) -> Planted:
    written = sayings.value(kind)
    said = sayings.said(kind, written)
    text = f"{sayings.talk()}. {said}. {sayings.talk()}"
    return Planted(kind, name, (Message(text),), forms_of(kind, written, said))


def _html(sayings: Sayings, kind: str, name: str) -> Planted:
    written = sayings.value(kind)
    tag = sayings.random.choice(("b", "p", "span"))
    said = sayings.said(kind, f"<{tag}>{html.escape(written, quote=False)}</{tag}>")
    text = f"<p>{said}</p>"
    shown = html.escape(written, quote=False)
    return Planted(kind, name, (Message(text),), forms_of(kind, shown, text))


def _split(sayings: Sayings, kind: str, name: str) -> Planted:
    number = re.sub(r"\D", "", sayings.value("card"))
    first, second = number[:8], number[8:]
    parts = (f"{first[:4]} {first[4:]}", second)
    texts = (f"my card is {parts[0]}", second)
    forms = frozenset(form for part in parts for form in written_forms(part))
    return Planted(kind, name, tuple(Message(text) for text in texts), forms)


def _again(sayings: Sayings, kind: str, name: str) -> Planted:
    written = sayings.value(kind)
    first = sayings.said(kind, written)
    later = f"{sayings.talk()} {written}"
    messages = (Message(first), Message(sayings.talk()), Message(later))
    return Planted(kind, name, messages, forms_of(kind, written, first))


def _encoded(sayings: Sayings, kind: str, name: str) -> Planted:
    written = sayings.value(kind)
    first = sayings.said(kind, written)
    link = f"and https://fernway.example/find?q={quote(written, safe='')}&page=2 shows nothing"
    return Planted(kind, name, (Message(first), Message(link)), forms_of(kind, written, first))


def _answer(sayings: Sayings, kind: str, name: str) -> Planted:
    written = sayings.value(kind)
    question = Message(sayings.random.choice(_QUESTIONS))
    return Planted(
        kind, name, (question, Message(written)), forms_of(kind, written, f"  {written}")
    )


def _payload(sayings: Sayings, kind: str, name: str) -> Planted:
    written = sayings.value(kind)
    text = "/inform" + json.dumps({_IN_PAYLOADS[kind]: written})
    message = Message(text, signed=name == "button")
    return Planted(kind, name, (message,), forms_of(kind, written, text))


def _beside(sayings: Sayings, kind: str, name: str) -> Planted:
    """Send a value beside a message: none of it is let in."""
    written = sayings.value(kind)
    encoded = quote(written, safe="")
    message = Message(
        "hello",
        metadata={"customer": written, "page": f"https://fernway.example/?from={encoded}"}
        if name == "metadata"
        else {},
        query=f"?customer={encoded}" if name == "query" else "",
        headers={"User-Agent": f"shop/1 {encoded}", "Referer": f"https://fernway.example/{encoded}"}
        if name == "headers"
        else {},
    )
    return Planted(kind, name, (message,), forms_of(kind, written, f"  {written}"), enters=False)


def _sender(sayings: Sayings, kind: str, name: str) -> Planted:
    written = sayings.value(kind)
    forms = forms_of(kind, written, f"  {written}")
    return Planted(kind, name, (Message(sayings.talk()),), forms, sender=written)


def _signed_in(sayings: Sayings, kind: str, name: str) -> Planted:
    forms = frozenset(form for value in _OF_CUSTOMER for form in written_forms(value))
    texts = ("where is order 10023?", "which address does it go to?")
    messages = tuple(Message(text, customer=CUSTOMER) for text in texts)
    return Planted(kind, name, messages, forms)


_ALL = tuple(kind for kind in KINDS if kind not in ("customer", "conversation"))
_TELLING = tuple(kind for kind in _ALL if kind not in FEW)
_ONE_LINE = tuple(kind for kind in _TELLING if kind != "address_block")
# Each way with the kinds that are said in it.
WAYS: dict[str, tuple[_Way, tuple[str, ...]]] = {
    "plain": (_as_written(lambda _, __, value: value), _ALL),
    "spaced": (_as_written(_regrouped(" ")), tuple(_GROUPS)),
    "dashed": (_as_written(_regrouped("-")), tuple(_GROUPS)),
    "upper case": (_as_written(lambda _, __, value: value.upper()), _IN_ANY_CASE),
    "lower case": (_as_written(lambda _, __, value: value.lower()), _IN_ANY_CASE),
    "in words": (_spoken, tuple(_SPOKEN)),
    "odd characters": (_as_written(_odd), _TELLING),
    "in a sentence": (_sentence, _ALL),
    "in HTML": (_html, _ALL),
    "split": (_split, ("card",)),
    "repeated": (_again, _TELLING),
    "URL-encoded": (_encoded, _TELLING),
    "answer": (_answer, _TELLING),
    "payload": (_payload, tuple(_IN_PAYLOADS)),
    "button": (_payload, tuple(_IN_PAYLOADS)),
    "sender": (_sender, _ONE_LINE),
    "metadata": (_beside, _TELLING),
    "query": (_beside, _ONE_LINE),
    "headers": (_beside, _ONE_LINE),
    "signed in": (_signed_in, ("customer",)),
}


def unsaid(sender: str, client: str) -> list[Planted]:
    """Return what a conversation tells without words: its own id, and who its client is."""
    return [
        Planted("conversation", "sender", (), frozenset(written_forms(sender)), sender=sender),
        Planted("ip", CLIENT, (), frozenset(written_forms(client)), enters=False),
    ]


def plant(sayings: Sayings, kind: str, way: str) -> Planted:
    """Make a value of a kind that is said in one way; ``WAYS`` has which go together."""
    return WAYS[way][0](sayings, kind, way)
