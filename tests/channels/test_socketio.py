"""What a page meets on Socket.IO, over WebSocket and over long polling."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import socketio
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain

from bot.channels.guard import NOTHING_SAID, SILENT_TURN, TOO_FAST
from bot.channels.rate_limit import Limits, RateLimit
from bot.channels.session import issue_token
from bot.privacy.dial import Change
from bot.privacy.tracker_store import RedactingTrackerStore
from tests.channels.conftest import Server

SESSION = "a-session-id-of-this-test"


class Page:
    """A client that keeps what it hears."""

    def __init__(self) -> None:
        self.client = socketio.AsyncClient(reconnection=False)
        self.sessions: asyncio.Queue[Any] = asyncio.Queue()
        self.answers: asyncio.Queue[Any] = asyncio.Queue()
        self.client.on("session_confirm", self.sessions.put)
        self.client.on("bot_uttered", self.answers.put)
        self.levels: asyncio.Queue[Any] = asyncio.Queue()
        self.client.on("privacy_level", self.levels.put)

    async def session(self, *asked: Any) -> Any:
        await self.client.emit("session_request", *asked)
        return await asyncio.wait_for(self.sessions.get(), 10)

    async def say(self, text: Any, session_id: Any = SESSION, **fields: Any) -> Any:
        message = {"message": text, "session_id": session_id, **fields}
        await self.client.emit("user_uttered", message)
        return await self.answer()

    async def answer(self) -> Any:
        return await asyncio.wait_for(self.answers.get(), 10)


@pytest.fixture(params=["websocket", "polling"])
def transport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def open_page(
    transport: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Callable[..., Any]]:
    # The client's WebSocket wants a newer aiohttp than Rasa allows, for this one name.
    monkeypatch.setattr(aiohttp, "ClientWSTimeout", lambda ws_close: ws_close, raising=False)
    pages: list[Page] = []

    async def connect(server: Server, headers: dict[str, str] | None = None) -> Page:
        page = Page()
        await page.client.connect(server.url, headers or {}, transports=[transport])
        assert page.client.transport() == transport
        pages.append(page)
        return page

    yield connect
    for page in pages:
        # Over polling, a polite goodbye would wait for the server's last answer: 45 seconds.
        if page.client.eio.http is not None:  # the server may have ended it already
            await page.client.eio.http.close()
        await page.client.wait()


@pytest.fixture
async def page(server: Server, open_page: Callable[..., Any]) -> Page:
    opened = await open_page(server)
    assert isinstance(opened, Page)
    return opened


async def test_a_conversation(server: Server, page: Page) -> None:
    session_id = await page.session({"session_id": None})
    assert await page.say("hello", session_id) == {"text": "Certainly."}
    assert server.agent.heard[0].sender_id == session_id
    assert await page.session({"session_id": session_id}) == session_id


async def test_ids_that_the_server_makes_are_long_and_different(page: Page) -> None:
    issued = {await page.session({}) for _ in range(20)}
    assert len(issued) == 20
    assert all(len(session_id) >= 32 for session_id in issued)


@pytest.mark.parametrize(
    "asked",
    [
        (),
        (None,),
        ("text",),
        ([1, 2],),
        ({"session_id": 5},),
        ({"session_id": ["a"]},),
        ({"session_id": "short"},),
        ({"session_id": "x" * 300},),
        ({"session_id": "with space and \x00 in it"},),
        (b"\x00\x01",),
        ({"session_id": SESSION}, "one", "too", "many"),
    ],
)
async def test_an_odd_session_request_is_confirmed(page: Page, asked: tuple[Any, ...]) -> None:
    confirmed = await page.session(asked if len(asked) != 1 else asked[0])
    assert isinstance(confirmed, str)
    assert 16 <= len(confirmed) <= 200


@pytest.mark.parametrize("sent", [None, "text", 5, [], {}, {"message": 5}, {"message": None}, b"x"])
async def test_an_odd_message_gets_a_hint(server: Server, page: Page, sent: Any) -> None:
    await page.client.emit("user_uttered", sent)
    assert await page.answer() == {"text": NOTHING_SAID}
    assert server.agent.heard == []
    assert await page.say("still there?") == {"text": "Certainly."}


async def test_a_message_without_a_session_gets_one(server: Server, page: Page) -> None:
    assert await page.say("hello", 17) == {"text": "Certainly."}
    assert await page.sessions.get() == server.agent.heard[0].sender_id


async def test_a_payload_beyond_all_bounds_harms_only_its_sender(
    server: Server, open_page: Callable[..., Any]
) -> None:
    rude, polite = await open_page(server), await open_page(server)
    assert "too long" in (await rude.say("x" * 100_000))["text"]
    await rude.client.emit("user_uttered", {"message": "x" * 3_000_000, "session_id": SESSION})
    assert await polite.say("hello", "another-session-id") == {"text": "Certainly."}
    assert len(server.agent.heard) == 1


async def test_answers_go_to_their_conversation_only(
    server: Server, open_page: Callable[..., Any]
) -> None:
    mine, twin, other = [await open_page(server) for _ in range(3)]
    await twin.session({"session_id": SESSION})
    await other.session({"session_id": "the-session-of-another"})
    assert await mine.say("hello") == await twin.answer() == {"text": "Certainly."}
    assert await other.say("hi", "the-session-of-another") == {"text": "Certainly."}
    assert other.answers.empty() and mine.answers.empty()


async def test_a_silent_turn_ends_with_an_apology(server: Server, page: Page) -> None:
    server.agent.answers = []
    assert await page.say("hello") == {"text": SILENT_TURN}
    server.agent.error = RuntimeError("the action server is down")
    assert await page.say("hello") == {"text": SILENT_TURN}
    server.agent.answers, server.agent.error = [{"text": "Back."}], None
    assert await page.say("hello") == {"text": "Back."}


async def test_the_turn_is_acknowledged_when_it_is_over(server: Server, page: Page) -> None:
    server.agent.answers = [{"text": "One."}, {"text": "Two."}]
    await page.client.call("user_uttered", {"message": "hi", "session_id": SESSION}, timeout=10)
    assert [(await page.answer())["text"] for _ in range(2)] == ["One.", "Two."]


async def test_custom_json_arrives_as_it_is(server: Server, page: Page) -> None:
    products = {"type": "products", "products": [{"id": 1, "title": "Tent"}]}
    server.agent.answers = [{"custom": products}]
    assert await page.say("tents") == {"custom": products}


async def test_a_clicked_button_is_a_command(server: Server, page: Page) -> None:
    server.agent.answers = [
        {"text": "Shall I?", "buttons": [{"title": "Yes", "payload": "/affirm"}]}
    ]
    (reply,) = (await page.say("cancel my order"))["quick_replies"]
    assert reply["title"] == "Yes"
    assert not reply["payload"].startswith("/")
    await page.say(reply["payload"])
    await page.say("/affirm")
    await page.say(reply["payload"], "the-session-of-another")
    heard = [message.text for message in server.agent.heard]
    assert heard == ["cancel my order", "/affirm", "affirm", reply["payload"]]


async def test_a_basket_comes_with_a_message(server: Server, page: Page) -> None:
    await page.say("hi", metadata={"basket": [12, 78]})
    await page.say("hi", metadata={"basket": "12"})
    assert [message.metadata for message in server.agent.heard] == [{"basket": [12, 78]}, {}]


async def test_only_a_genuine_token_signs_in(server: Server, page: Page) -> None:
    await page.say("hi", metadata={"session_token": issue_token(2), "customer_id": 1})
    await page.say("hi", metadata={"session_token": "forged.token.here", "customer_id": 1})
    await page.say("hi", metadata='{"customer_id": 1}')
    assert [message.metadata for message in server.agent.heard] == [{"customer_id": 2}, {}, {}]


async def test_too_many_messages_are_slowed_down(
    start: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    page = await open_page(await start(Limits(RateLimit(messages=2, seconds=3600))))
    texts = [(await page.say("hi"))["text"] for _ in range(3)]
    assert texts == ["Certainly.", "Certainly.", TOO_FAST]


async def test_a_new_conversation_is_no_new_allowance(
    start: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    server = await start(Limits(client=RateLimit(messages=2, seconds=3600)))
    texts = []
    for number in range(3):
        page = await open_page(server, {"X-Forwarded-For": "203.0.113.9"})
        texts.append((await page.say("hi", f"{SESSION}-{number}"))["text"])
    assert texts == ["Certainly.", "Certainly.", TOO_FAST]
    other = await open_page(server, {"X-Forwarded-For": "203.0.113.10"})
    assert (await other.say("hi"))["text"] == "Certainly."


async def test_another_channel_is_no_new_allowance(
    start: Callable[..., Any], open_page: Callable[..., Any], transport: str
) -> None:
    limit = {"client_rate_limit": {"messages": 2, "seconds": 3600}}
    server: Server = await start(credentials=limit)
    # Counted as long as the process runs, hence a client for each run.
    client = {"X-Forwarded-For": {"websocket": "203.0.113.1", "polling": "203.0.113.2"}[transport]}
    page = await open_page(server, client)
    assert (await page.say("hi"))["text"] == "Certainly."
    texts = []
    for sender in ("one", "another"):
        url, body = f"{server.url}/webhooks/rest/webhook", {"sender": sender, "message": "hi"}
        async with server.http.post(url, json=body, headers=client) as response:
            texts.append((await response.json())[0]["text"])
    assert texts == ["Certainly.", TOO_FAST]
    assert (await page.say("hi"))["text"] == TOO_FAST


SHOP, ELSEWHERE = "https://shop.example", "https://elsewhere.example"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 101),  # no page
        ({"Origin": SHOP}, 101),
        ({"Origin": "http://{host}"}, 101),
        ({"Origin": "https://assistant.example", "Host": "assistant.example"}, 101),
        ({"Origin": "https://assistant.example", "Host": "assistant.example:443"}, 101),
        ({"Origin": "https://assistant.example", "X-Forwarded-Host": "assistant.example"}, 101),
        ({"Origin": ELSEWHERE}, 403),
        ({"Origin": ELSEWHERE, "Host": "assistant.example"}, 403),
        ({"Origin": f"{SHOP}.elsewhere.example"}, 403),
        ({"Origin": "http://shop.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[", "Host": "["}, 403),
    ],
)
async def test_only_pages_of_known_origins_connect(
    state: Callable[..., None],
    start: Callable[..., Any],
    headers: dict[str, str],
    status: int,
    transport: str,
) -> None:
    state(allowed_origins=SHOP)
    server: Server = await start()
    host = server.url.removeprefix("http://")
    sent = {name: value.format(host=host) for name, value in headers.items()}
    url = f"{server.url}/socket.io/?EIO=4&transport={transport}"
    if transport == "polling":
        async with server.http.get(url, headers=sent) as response:
            assert response.status == (200 if status == 101 else status)
    elif status == 101:
        async with server.http.ws_connect(url, headers=sent) as connection:
            assert (await connection.receive_str()).startswith("0{")
    else:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await server.http.ws_connect(url, headers=sent)
        assert refused.value.status == status


async def test_a_refused_page_is_told_to_the_operator_once(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        url = f"{server.url}/socket.io/?EIO=4&transport=polling"
        async with server.http.get(url, headers={"Origin": ELSEWHERE}) as response:
            assert response.status == 403
    assert caplog.text.count("TACTFUL_ALLOWED_ORIGINS") == 1


async def test_the_dial_is_set_by_an_event_of_its_own(server: Server, page: Page) -> None:
    token = issue_token(7)
    wish = {"session_id": SESSION, "level": "off", "metadata": {"session_token": token}}
    await page.client.emit("privacy_level", wish)
    assert await page.answer() == {"text": "Certainly."}
    (heard,) = server.agent.heard
    assert heard.text == '/set_privacy{"privacy_level": "off"}' and heard.sender_id == SESSION
    assert heard.metadata == {"customer_id": 7, "privacy_set_by": "widget"}


@pytest.mark.parametrize("level", [None, "everything", 1, ["off"], {"off": True}])
async def test_a_level_that_there_is_not_sets_nothing(
    server: Server, page: Page, level: Any
) -> None:
    await page.client.emit("privacy_level", {"session_id": SESSION, "level": level})
    await page.say("hello")
    assert [message.text for message in server.agent.heard] == ["hello"]


async def test_no_page_can_claim_that_the_widget_has_asked(server: Server, page: Page) -> None:
    await page.say(
        '/set_privacy{"privacy_level": "profile"}', metadata={"privacy_set_by": "widget"}
    )
    (heard,) = server.agent.heard
    assert heard.metadata == {} and not heard.text.startswith("/")


async def test_the_page_is_told_where_the_dial_stands(
    server: Server, page: Page, tmp_path: Path
) -> None:
    store = RedactingTrackerStore(
        Domain.empty(), f"sqlite:///{tmp_path / 'c.db'}", default_level="off"
    )
    server.agent.tracker_store = FailSafeTrackerStore(store)  # type: ignore[attr-defined]
    await page.session({"session_id": SESSION})
    assert await asyncio.wait_for(page.levels.get(), 10) == {"level": "off"}
    store.dial.apply(SESSION, Change("off", "session", "widget"))
    await page.session({"session_id": SESSION})
    assert await asyncio.wait_for(page.levels.get(), 10) == {"level": "session"}
