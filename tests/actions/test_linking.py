"""One profile on several devices and channels, in the chat, with a database of each kind."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from bot.privacy.link_code import codes_in, new_code
from bot.privacy.tracker_store import RedactingTrackerStore
from tests.actions.conftest import Conversation
from tests.actions.shop import MAYA, TOM
from tests.actions.test_dial import OFF, SESSION, Talk, kept, store, with_profile
from tests.privacy.conftest import Broker

__all__ = ["kept", "store"]  # fixtures
JOIN = "my link code is {}"


async def code_of(talk: Conversation) -> str:
    """Return the code that the assistant gives to who stands at profile."""
    told = await talk.say("link another device", "link_devices")
    return next(told[found.start : found.end] for found in codes_in(told))


async def joined(
    kept: Talk, one: int | None = None, other: int | None = None
) -> list[Conversation]:
    """Return two conversations that share a profile."""
    first, second = kept(one), kept()
    await with_profile(first)
    await second.say(JOIN.format(await code_of(first)), "link_devices")
    assert "share one profile now" in await second.press("/affirm")
    return [first, second]


async def profile_told(talk: Conversation) -> str:
    return await talk.say("what do you know", "what_do_you_know")


async def test_a_profile_is_joined_by_code_and_consent(
    kept: Talk, store: RedactingTrackerStore
) -> None:
    laptop, phone = kept(), kept()
    await with_profile(laptop)
    await laptop.say("show me jackets", "search_product", category="Jackets")
    code = await code_of(laptop)
    asked = await phone.say(JOIN.format(code.lower().replace("-", " ")), "link_devices")
    assert "365 days" in asked and "blurred" in asked and "unlink" in asked
    assert await phone.asked() == "confirmed" and store.dial.level(phone.sender) == "session"
    await phone.say("hmm", "affirm")
    assert await phone.asked() == "confirmed"
    done = await phone.press("/affirm")
    assert "2 devices or channels share one profile" in done and "kept here before" not in done
    assert [m["custom"]["level"] for m in phone.messages if "custom" in m] == ["profile"]
    assert store.dial.level(phone.sender) == "profile"
    entries = list(store.dial.consents.entries([store.pseudonym(phone.sender)]))
    assert [(e.before, e.after, e.version, e.set_by) for e in entries] == [
        ("session", "profile", "1", "link")
    ]
    told = await profile_told(phone)
    assert "profile of 1 visit" in told and "jackets" in told and "2 devices or channels" in told
    # What is learned on either is known on both.
    await phone.say("show me hats", "search_product", category="Hats")
    assert "profile of 2 visits" in await profile_told(laptop)
    assert store.dial.profiles.count() == 1


async def test_what_was_kept_before_is_added(kept: Talk, store: RedactingTrackerStore) -> None:
    laptop, phone = kept(), kept()
    for talk, kind in ((laptop, "Jackets"), (phone, "Hats")):
        await with_profile(talk)
        await talk.say(f"show me {kind}", "search_product", category=kind)
    await phone.say(JOIN.format(await code_of(laptop)), "link_devices")
    assert "kept here before has gone into it" in await phone.press("/affirm")
    told = await profile_told(laptop)
    assert "profile of 2 visits" in told and "jackets" in told and "hats" in told
    # The visit on the phone goes on, and is still one.
    await phone.say("show me boots", "search_product", category="Boots")
    assert "profile of 2 visits" in await profile_told(phone)


async def test_a_code_works_once_and_for_who_typed_it(kept: Talk) -> None:
    laptop, phone, thief = kept(), kept(), kept()
    await with_profile(laptop)
    code = await code_of(laptop)
    await phone.say(JOIN.format(code), "link_devices")
    wrong = await thief.say(JOIN.format(code), "link_devices")
    assert wrong == await thief.say(JOIN.format(new_code()), "link_devices")
    assert await thief.asked() is None
    assert "Nothing was changed" in await phone.say("no", "deny")
    assert "share one profile?" not in await phone.say(JOIN.format(code), "link_devices")
    await phone.press("/affirm")
    assert wrong == await kept().say(JOIN.format(code), "link_devices")


async def test_a_code_ends(kept: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    laptop, phone = kept(), kept()
    await with_profile(laptop)
    code = await code_of(laptop)
    now = time.time()
    await phone.say(JOIN.format(code), "link_devices")
    monkeypatch.setattr(time, "time", lambda: now + 700)
    late = await phone.press("/affirm")  # asked in time, answered too late
    assert late == await kept().say(JOIN.format(code), "link_devices")
    assert "older than 10 minutes" in late


async def test_a_new_code_voids_the_former(kept: Talk) -> None:
    laptop = kept()
    await with_profile(laptop)
    former, code = await code_of(laptop), await code_of(laptop)
    assert "doesn't fit" in await kept().say(JOIN.format(former), "link_devices")
    assert "The code fits" in await kept().say(JOIN.format(code), "link_devices")


async def test_wrong_codes_are_limited_by_sender_and_in_all(kept: Talk) -> None:
    laptop, guesser = kept(), kept()
    await with_profile(laptop)
    code = await code_of(laptop)
    for _ in range(5):
        assert "doesn't fit" in await guesser.say(JOIN.format(new_code()), "link_devices")
    assert "too many wrong codes" in await guesser.say(JOIN.format(code), "link_devices")
    for _ in range(11):
        another = kept()
        for _ in range(5):
            await another.say(JOIN.format(new_code()), "link_devices")
    assert "too many wrong codes" in await kept().say(JOIN.format(code), "link_devices")


async def test_a_code_is_asked_for(kept: Talk) -> None:
    laptop, phone = kept(), kept()
    await with_profile(laptop)
    assert "Which code" in await phone.say("I have a link code", "link_devices")
    assert "could not find a code" in await phone.say("where is it", "inform")
    assert await phone.asked() == "link_code"
    assert "The code fits" in await phone.say(await code_of(laptop), "nlu_fallback")
    phone = kept()
    await phone.say("I have a link code", "link_devices")
    assert "I've stopped" in await phone.press("/deny")


@pytest.mark.parametrize("intent", ["inform", "nlu_fallback"])
async def test_a_code_that_was_not_asked_for_is_taken_up(kept: Talk, intent: str) -> None:
    laptop, phone = kept(), kept()
    await with_profile(laptop)
    code = (await code_of(laptop)).replace("-", " ")
    assert "The code fits" in await phone.say(code, intent)
    assert "share one profile now" in await phone.press("/affirm")


async def test_without_a_profile_it_is_explained(kept: Talk) -> None:
    told = await kept().say("link another device", "link_devices")
    assert "say “link another device” to get a code" in told and "“session”" in told


async def test_at_off_nothing_of_it_is_done(kept: Talk, store: RedactingTrackerStore) -> None:
    laptop, phone = kept(), kept()
    await with_profile(laptop)
    await phone.press(OFF)
    code = await code_of(laptop)
    assert "keep no profile" in await phone.say(JOIN.format(code), "link_devices")
    assert "keep no profile" in await phone.say("link another device", "link_devices")
    await phone.press(SESSION)
    assert "The code fits" in await phone.say(JOIN.format(code), "link_devices")
    await phone.say("private mode", "set_privacy")
    assert store.dial.level(phone.sender) == "off"
    assert store.rights.export(phone.sender)["holdings"]["links"] == []


async def test_a_store_without_a_dial_joins_nothing(talk: Conversation) -> None:
    assert "nothing was changed" in await talk.say("link another device", "link_devices")


async def test_own_code_is_for_the_other_device(kept: Talk) -> None:
    laptop = kept()
    await with_profile(laptop)
    code = await code_of(laptop)
    assert "shares that profile already" in await laptop.say(JOIN.format(code), "link_devices")
    assert "The code fits" in await kept().say(JOIN.format(code), "link_devices")


async def test_unlinking_keeps_the_profile_where_it_is_said(
    kept: Talk, store: RedactingTrackerStore
) -> None:
    laptop, phone = await joined(kept)
    await laptop.say("show me jackets", "search_product", category="Jackets")
    asked = await phone.say("unlink my devices", "link_devices")
    assert "The profile stays here" in asked and await phone.asked() == "confirmed"
    await phone.press("/affirm")
    assert "profile of 1 visit" in await profile_told(phone)
    assert "no profile of you yet" in await profile_told(laptop)
    assert store.dial.level(laptop.sender) == "profile"
    last = list(store.dial.consents.entries())[-1]
    assert (last.after, last.set_by) == ("profile", "unlink")
    assert "No other device" in await phone.say("unlink my devices", "link_devices")


async def test_one_device_can_leave(kept: Talk) -> None:
    laptop, phone = await joined(kept)
    await laptop.say("show me jackets", "search_product", category="Jackets")
    await phone.say("unlink this device", "link_devices")
    assert "begins with an empty one" in await phone.press("/affirm")
    assert "no profile of you yet" in await profile_told(phone)
    assert "profile of 1 visit" in await profile_told(laptop)


async def test_turning_away_erases_it_for_all_and_says_so(
    kept: Talk, store: RedactingTrackerStore
) -> None:
    laptop, phone = await joined(kept)
    await laptop.say("show me jackets", "search_product", category="Jackets")
    done = await phone.say("turn my profile off", "set_privacy")
    assert "for every device that shared it" in done
    assert store.dial.profiles.count() == 0
    assert store.dial.level(laptop.sender) == "profile"
    erased = store.rights.erasures([store.pseudonym(phone.sender)])
    assert [entry["events"] for entry in erased] == [{"profile": 1, "link": 1}]
    await laptop.say("show me jackets", "search_product", category="Jackets")
    assert store.dial.profiles.count() == 1
    assert "share" not in await profile_told(laptop)


async def test_forgetting_takes_the_shared_profile_along(
    kept: Talk, store: RedactingTrackerStore
) -> None:
    laptop, phone = await joined(kept)
    await laptop.say("show me jackets", "search_product", category="Jackets")
    assert "every device that shares it" in await phone.say("forget me", "forget_me")
    await phone.press("/affirm")
    assert store.dial.profiles.count() == 0 and store.dial.level(phone.sender) == "session"
    assert store.rights.export(phone.sender)["holdings"]["links"] == []
    assert store.dial.level(laptop.sender) == "profile"


async def test_who_shares_it_is_told_and_handed_out(kept: Talk) -> None:
    _, phone = await joined(kept)
    told = await phone.say("which devices share my profile", "link_devices")
    assert told == "2 devices or channels share it."
    await phone.say("export my data", "export_data")
    (export,) = [m["custom"] for m in phone.messages if m.get("custom", {}).get("type") == "export"]
    shared = export["data"]["privacy"]["profile_links"]
    assert shared == [{"shared_by": {"devices": 2, "account": False}}]


async def test_the_profile_of_who_is_signed_in_is_the_accounts(kept: Talk) -> None:
    laptop, phone = await joined(kept, MAYA)
    await laptop.say("show me jackets", "search_product", category="Jackets")
    told = await profile_told(phone)
    assert "Your customer account and 1 device or channel share" in told
    # A guest can only leave what is an account's.
    assert "stays with the others" in await phone.say("unlink my devices", "link_devices")
    await phone.press("/affirm")
    assert "no profile of you yet" in await profile_told(phone)
    tablet = kept(MAYA)
    await with_profile(tablet)
    assert "profile of 1 visit" in await profile_told(tablet)


async def test_two_accounts_are_not_joined(kept: Talk) -> None:
    laptop, phone = kept(MAYA), kept(TOM)
    await with_profile(laptop)
    told = await phone.say(JOIN.format(await code_of(laptop)), "link_devices")
    assert "two accounts" in told and await phone.asked() is None


async def test_an_account_that_is_joined_stays_where_it_is(kept: Talk) -> None:
    laptop, _ = await joined(kept, MAYA)
    other = kept()
    await with_profile(other)
    told = await laptop.say(JOIN.format(await code_of(other)), "link_devices")
    assert "Ask for the code here" in told


async def test_a_device_leaves_others_by_joining_elsewhere(kept: Talk) -> None:
    laptop, phone = await joined(kept)
    await laptop.say("show me jackets", "search_product", category="Jackets")
    tablet = kept()
    await with_profile(tablet)
    await phone.say(JOIN.format(await code_of(tablet)), "link_devices")
    assert "stays with those" in await phone.press("/affirm")
    assert "no profile of you yet" in await profile_told(phone)
    assert "profile of 1 visit" in await profile_told(laptop)


@pytest.mark.parametrize(
    "text",
    [
        JOIN,
        "{}",
        "the code is {} and nothing else",
        "my link code is {}",
    ],
)
async def test_no_byte_of_a_code_is_stored(
    kept: Talk, store: RedactingTrackerStore, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    laptop, phone = kept(), kept()
    store.event_broker = broker = Broker()
    await with_profile(laptop)
    code = await code_of(laptop)
    mistyped = f"{code[:-1]}{'7' if code[-1] != '7' else '8'}"
    await phone.say(text.format(mistyped), "link_devices")
    await phone.say(text.format(code), "link_devices")
    await phone.press("/affirm")
    await laptop.say("I have a link code", "link_devices")
    await laptop.say(mistyped.lower(), "inform")
    store.engine.dispose()
    folder = Path(str(store.engine.url.database)).parent
    stored = b"".join(path.read_bytes() for path in folder.glob("*.db*"))
    published = json.dumps(broker.published)
    assert b"[link_code:" in stored and "[link_code:" in published
    for typed in (code, mistyped):
        for form in (typed, typed.lower(), typed.replace("-", ""), typed.replace("-", "").lower()):
            assert form.encode() not in stored and form not in caplog.text
            assert form not in published
