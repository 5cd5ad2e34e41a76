"""Wishes not to be remembered, and what only sounds like one."""

from __future__ import annotations

import pytest

from nlu_models.not_kept import wishes_not_kept


@pytest.mark.parametrize(
    "text",
    [
        "no, don't remember anything",
        "nah dont remember anything about me",
        "stop remembering me",
        "I don’t want you to keep that",
        "i dont want u to save this",
        "please don't store any of this",
        "don't save this",
        "do not keep my data",
        "I'd rather you didn't keep a record of this",
        "I don't want to be remembered",
        "I don't want my details stored",
        "nothing I type here should be saved",
        "keep nothing please",
        "no need to remember me",
        "can you please not save any of this?",
        "could you stop tracking me",
        "don't you dare keep my number",
        "i never agreed to you storing my data",
        "no recording please",
        "actually no. stop remembering stuff about me",
        "no thanks, and don't keep a record of what i ask",
        "you don't have to remember that",
        "i dont want anyone to keep my number",
        "my messages should not be stored",
        "Thanks! And from now on don't log this chat",
    ],
)
def test_a_wish(text: str) -> None:
    assert wishes_not_kept(text)


@pytest.mark.parametrize(
    "text",
    [
        # The speaker's own memory, and things.
        "I don't remember the number",
        "no dont remember my email",
        "i dont remember anything",
        "I don't want to keep it",
        "i dont want to keep anything",
        "don't keep me waiting",
        "i didn't keep the receipt",
        "don't store it in the shed",
        "i don't want to save money",
        "please don't keep the parcel at the depot",
        # Questions, and reproaches.
        "do you remember me?",
        "why don't you remember me",
        "don't you remember what i said?",
        "you never remember anything",
        "the website didn't save my basket",
        "how do i stop you tracking me",
        # Parcels.
        "no tracking info yet",
        "my order is not tracked",
        "i don't want tracked delivery",
        # The other way.
        "remember me next time",
        "I don't mind you remembering me",
        "dont forget me",
        "save my preferences",
    ],
)
def test_no_wish(text: str) -> None:
    assert not wishes_not_kept(text)


@pytest.mark.parametrize(
    "text",
    [
        "nothing is being tracked, where is my parcel",
        "this should not be recorded as delivered",
        "you must not keep it, I returned it within 30 days",
        "you should not keep my money",
        "i don't want you to keep it, send it back to me",
        "never keep a record of the parcel",
        "don't save things in my basket",
    ],
)
def test_a_dispute_about_goods_or_money_is_no_wish_about_memory(text: str) -> None:
    assert not wishes_not_kept(text)


@pytest.mark.parametrize(
    "text",
    [
        "don't keep anything about me or my order please",
        "please don't save anything from this session",
        "you must not keep my data after the refund",
    ],
)
def test_what_is_known_of_the_speaker_is_meant_beside_goods_too(text: str) -> None:
    assert wishes_not_kept(text)
