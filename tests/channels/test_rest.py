"""What a shop's client meets at /webhooks/rest/webhook."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.channels.guard import NOTHING_SAID, SILENT_TURN, TOO_FAST
from bot.channels.rate_limit import Limits, RateLimit
from bot.channels.session import issue_token
from tests.channels.conftest import Server


async def test_a_message_is_answered(server: Server) -> None:
    assert await server.say("Where is my order?", "sender-1") == [
        {"recipient_id": "sender-1", "text": "Certainly."}
    ]
    message = server.agent.heard[0]
    assert (message.text, message.sender_id, message.metadata) == (
        "Where is my order?",
        "sender-1",
        {},
    )
    assert message.input_channel == "rest"


async def test_a_server_without_a_model_is_not_ready(server: Server) -> None:
    for has_model, status in ((True, 200), (False, 503)):
        server.agent.has_model = has_model
        async with server.http.get(f"{server.url}/webhooks/rest/ready") as answer:
            assert answer.status == status


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("  hello\tthere \x00\x07", "hello there"),
        ('/inform{"order_number": "10031"}', 'inform{"order_number": "10031"}'),
        (" / / //restart", "restart"),
        ("\x00/restart", "restart"),
        ("two\r\nlines", "two\nlines"),
        ("half a smile \ud83d", "half a smile"),
        ("👩‍👩‍👧 订单 где заказ", "👩‍👩‍👧 订单 где заказ"),
    ],
)
async def test_only_text_reaches_the_assistant(server: Server, typed: str, heard: str) -> None:
    await server.say(typed)
    assert server.agent.heard[0].text == heard


@pytest.mark.parametrize("typed", ["", "  \n\t ", "\x00\x07\x1b", "\u200b\u200d\ufeff", "///"])
async def test_saying_nothing_gets_a_hint(server: Server, typed: str) -> None:
    answers = await server.say(typed)
    assert [answer["text"] for answer in answers] == [NOTHING_SAID]
    assert server.agent.heard == []


async def test_a_very_long_message_is_politely_refused(server: Server) -> None:
    answers = await server.say("x" * 100_000)
    assert "too long" in answers[0]["text"] and "2,000" in answers[0]["text"]
    assert server.agent.heard == []
    await server.say("x" * 2_000)
    assert len(server.agent.heard) == 1


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b"{broken", "not valid JSON"),
        (b"", "JSON object"),
        (b"[1, 2]", "JSON object"),
        (b'"hello"', "JSON object"),
        (b"\xff\xfe\x00", "JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"sender": "a"}', '"message"'),
        (b'{"sender": "a", "message": null}', '"message"'),
        (b'{"sender": "a", "message": {"text": "hi"}}', '"message"'),
        (b'{"sender": ["a"], "message": "hi"}', '"sender"'),
        (b'{"sender": " ", "message": "hi"}', '"sender"'),
        (b'{"sender": "a\\u0000b", "message": "hi"}', '"sender"'),
        (b'{"sender": "' + b"a" * 201 + b'", "message": "hi"}', '"sender"'),
    ],
)
async def test_a_request_without_sense_gets_400(
    server: Server, body: bytes, complaint: str
) -> None:
    url = f"{server.url}/webhooks/rest/webhook"
    async with server.http.post(url, data=body) as response:
        assert response.status == 400
        assert complaint in (await response.json())["message"]
    assert server.agent.heard == []
    assert await server.say("still there?")


async def test_clients_without_a_name_do_not_share_a_conversation(server: Server) -> None:
    first = await server.say("hi", None)
    second = await server.say("hi", None)
    assert first[0]["recipient_id"] != second[0]["recipient_id"]
    assert len(first[0]["recipient_id"]) >= 32


@pytest.mark.parametrize("stream", ["", "?stream=true"])
@pytest.mark.parametrize("error", [None, RuntimeError("the action server is down")])
async def test_a_silent_turn_ends_with_an_apology(
    server: Server, stream: str, error: Exception | None
) -> None:
    server.agent.answers, server.agent.error = [], error
    url = f"{server.url}/webhooks/rest/webhook{stream}"
    async with server.http.post(url, json={"sender": "s", "message": "hi"}) as response:
        answers = json.loads(await response.text())
    answer = answers if stream else answers[0]
    assert answer == {"recipient_id": "s", "text": SILENT_TURN}


async def test_no_apology_after_an_answer(server: Server) -> None:
    server.agent.answers = [{"text": "One."}, {"custom": {"type": "products", "products": []}}]
    answers = await server.say("hi", "s")
    assert answers == [
        {"recipient_id": "s", "text": "One."},
        {"recipient_id": "s", "custom": {"type": "products", "products": []}},
    ]


async def test_only_a_genuine_token_signs_in(server: Server) -> None:
    token = issue_token(1)
    for metadata, believed in [
        ({"session_token": token}, {"customer_id": 1}),
        ({"session_token": token, "customer_id": 2, "admin": True}, {"customer_id": 1}),
        ({"customer_id": 2}, {}),
        ({"session_token": token[:-2]}, {}),
        ({"session_token": 7}, {}),
        ({"session_token": "é" * 50}, {}),
        ("customer_id=2", {}),
        ([1], {}),
        (None, {}),
    ]:
        await server.say("hi", metadata=metadata)
        assert server.agent.heard[-1].metadata == believed, metadata


@pytest.mark.parametrize(
    ("sent", "believed"),
    [
        ([12, 78], [12, 78]),
        ([78, 12, 78], [78, 12]),
        (list(range(1, 5000)), list(range(4950, 5000))),
        ([], None),
        ([1, "2"], None),
        ([1, True], None),
        ([1, 2.0], None),
        ([0], None),
        ([-3], None),
        ([2**31], None),
        ([[1]], None),
        ("1,2", None),
        ({"1": 2}, None),
        (None, None),
    ],
)
async def test_a_basket_is_ids_of_products_and_bounded(
    server: Server, sent: Any, believed: list[int] | None
) -> None:
    await server.say("hi", metadata={"basket": sent, "session_token": issue_token(1), "x": 1})
    expected = {} if believed is None else {"basket": believed}
    assert server.agent.heard[-1].metadata == {"customer_id": 1, **expected}


async def test_a_typed_command_is_text_and_a_clicked_one_a_command(server: Server) -> None:
    buttons = [{"title": "Yes", "payload": "/affirm"}, {"title": "Tents", "payload": "show tents"}]
    server.agent.answers = [{"text": "Shall I?", "buttons": buttons}]
    sent = (await server.say("cancel it", "me"))[0]["buttons"]
    assert [button["title"] for button in sent] == ["Yes", "Tents"]
    assert sent[1]["payload"] == "show tents"
    assert "/" not in sent[0]["payload"] and "affirm" not in sent[0]["payload"]
    assert buttons[0]["payload"] == "/affirm", "the tracker's own copy must stay as it was"

    async def hears(text: str, sender: str) -> Any:
        await server.say(text, sender)
        return server.agent.heard[-1].text

    assert await hears(sent[0]["payload"], "me") == "/affirm"
    assert await hears(sent[0]["payload"], "someone else") == sent[0]["payload"]
    assert await hears("/affirm", "me") == "affirm"
    assert not (await hears(sent[0]["payload"][:-1] + "~", "me")).startswith("/")


async def test_a_button_without_payload_says_its_title(server: Server) -> None:
    server.agent.answers = [{"text": "Well?", "buttons": [{"title": "Go on"}]}]
    assert (await server.say("hi"))[0]["buttons"] == [{"title": "Go on", "payload": "Go on"}]


async def test_too_many_messages_are_slowed_down(start: Callable[..., Any]) -> None:
    server: Server = await start(Limits(RateLimit(messages=3, seconds=3600)))
    texts = [(await server.say("hi", "fast"))[0]["text"] for _ in range(5)]
    assert texts == ["Certainly."] * 3 + [TOO_FAST] * 2
    assert (await server.say("hi", "another"))[0]["text"] == "Certainly."


@pytest.mark.parametrize("stream", ["", "?stream=true"])
async def test_a_new_conversation_is_no_new_allowance(
    start: Callable[..., Any], stream: str
) -> None:
    server: Server = await start(Limits(client=RateLimit(messages=2, seconds=3600)))

    async def say(sender: str, *forwarded: str) -> str:
        headers = [("X-Forwarded-For", hop) for hop in forwarded]
        body = {"sender": sender, "message": "hi"}
        url = f"{server.url}/webhooks/rest/webhook{stream}"
        async with server.http.post(url, json=body, headers=headers) as response:
            return await response.text()

    guesses = [await say(f"guesser-{n}", "203.0.113.9") for n in range(3)]
    assert [TOO_FAST in answer for answer in guesses] == [False, False, True]
    assert TOO_FAST in await say("guesser-4", "198.51.100.7, 203.0.113.9")  # what it says itself
    assert TOO_FAST in await say("guesser-5", "198.51.100.7", "203.0.113.9:4711")
    assert "Certainly." in await say("another", "203.0.113.10")
    assert "Certainly." in await say("this machine")
    for message in server.agent.heard:
        assert message.metadata == {}


async def test_what_strangers_say_of_addresses_is_not_believed(
    start: Callable[..., Any], state: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    state(trusted_proxies="10.0.0.0/8")
    server: Server = await start(Limits(client=RateLimit(messages=2, seconds=3600)))
    texts = []
    for n in range(3):
        headers = {"X-Forwarded-For": f"203.0.113.{n}"}
        body = {"sender": f"guesser-{n}", "message": "hi"}
        url = f"{server.url}/webhooks/rest/webhook"
        async with server.http.post(url, json=body, headers=headers) as response:
            texts.append((await response.json())[0]["text"])
    assert texts == ["Certainly.", "Certainly.", TOO_FAST]
    warnings = [record.getMessage() for record in caplog.records if "proxy" in record.getMessage()]
    assert len(warnings) == 1
    assert "TACTFUL_TRUSTED_PROXIES" in warnings[0]
    assert "127.0.0.1" not in caplog.text
    assert "203.0.113" not in caplog.text


async def test_many_at_once_each_get_their_own_answer(server: Server) -> None:
    answers = await asyncio.gather(*(server.say("hi", f"sender-{n}") for n in range(40)))
    assert [answer[0]["recipient_id"] for answer in answers] == [f"sender-{n}" for n in range(40)]
