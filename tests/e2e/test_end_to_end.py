"""A shopper's conversation over REST and Socket.IO, and what it leaves on disk."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
import socketio

from benchmarks.leak_hunt.search import find_leaks
from benchmarks.processes import free_port
from bot.channels.guard import SILENT_TURN
from tests.e2e.conftest import SHOP_ORIGIN, RunningAssistant, start_assistant, stop_assistant

pytestmark = pytest.mark.e2e

SHOP_FILES = "shop.db"  # the shop's own system: it holds its customers, Tactful only reads it


def say(assistant: RunningAssistant, sender: str, text: str, **fields: Any) -> str:
    """Send a message over REST; returns all texts of the answer."""
    response = requests.post(
        assistant.rest, json={"sender": sender, "message": text, **fields}, timeout=60
    )
    assert response.status_code == 200, response.text
    return "\n".join(str(message.get("text", "")) for message in response.json())


async def say_over_socket(base_url: str, texts: list[str]) -> list[list[dict[str, Any]]]:
    """Hold a conversation over Socket.IO; returns the messages after each text."""
    client = socketio.AsyncClient()
    arrived: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    client.on("bot_uttered", arrived.put)
    # Python's client wants a newer aiohttp for WebSockets; the widget's tests go over those.
    await client.connect(base_url, socketio_path="socket.io", transports=["polling"])
    session: asyncio.Queue[Any] = asyncio.Queue()
    client.on("session_confirm", session.put)
    await client.emit("session_request", {"session_id": None})
    confirmed = await asyncio.wait_for(session.get(), 20)
    session_id = confirmed if isinstance(confirmed, str) else confirmed["session_id"]
    answers = []
    for text in texts:
        await client.emit("user_uttered", {"message": text, "session_id": session_id})
        answer = [await asyncio.wait_for(arrived.get(), 30)]
        while True:
            try:
                answer.append(await asyncio.wait_for(arrived.get(), 1.5))
            except TimeoutError:
                break
        answers.append(answer)
    await client.disconnect()
    return answers


def written_files(assistant: RunningAssistant) -> list[Path]:
    return [
        path
        for path in assistant.state_dir.rglob("*")
        if path.is_file() and not path.name.startswith(SHOP_FILES)
    ]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/socket.io/?EIO=4&transport=polling"),
        ("OPTIONS", "/socket.io/?EIO=4&transport=polling"),
        ("GET", "/shop/assets/tactful-chat.js"),
        ("GET", "/shop/api/products"),
        ("GET", "/shop/images/tents/green.svg"),
        ("OPTIONS", "/webhooks/rest/webhook"),
    ],
)
def test_pages_of_allowed_origins_may_read_and_others_not(
    assistant: RunningAssistant, method: str, path: str
) -> None:
    for origin, allowed in ((SHOP_ORIGIN, SHOP_ORIGIN), ("http://other.localhost", None)):
        headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        response = requests.request(method, assistant.base_url + path, headers=headers, timeout=20)
        # A connection would let a page talk; all else that it cannot read does it no good.
        connects = method == "GET" and path.startswith("/socket.io/")
        assert response.status_code == 403 if connects and not allowed else response.ok
        assert response.headers.get("Access-Control-Allow-Origin") == allowed


async def test_conversation_leaves_no_personal_value_on_disk(assistant: RunningAssistant) -> None:
    sender = "rosalind.quayle@example.net"  # shops like to use addresses as ids
    typed = [
        sender,
        "maya.fenwick@example.com",
        "10023",
        "10024",
        "10025",
        "LS1 4AB",
        "27 Harbour Lane",
        "Rosalind Quayle",
        "07700 900461",
        "4111 1111 1111 1111",
        "10031",
        "tom.ashby@example.com",
        "BS8 2NN",
    ]
    assert say(assistant, sender, "hi, my name is Rosalind Quayle")
    assert "number" in say(assistant, sender, "where is my order?").lower()
    say(assistant, sender, "10023")
    answer = say(assistant, sender, "maya.fenwick@example.com")
    assert "10023" in answer and "track" in answer.lower(), answer
    say(assistant, sender, "my phone is 07700 900461 and my card 4111 1111 1111 1111")
    say(assistant, sender, "I want to change the address of order 10024")
    say(assistant, sender, "LS1 4AB")
    say(assistant, sender, "27 Harbour Lane, Leeds LS1 4AB")
    say(assistant, sender, "yes")
    say(assistant, sender, "thanks")
    socket_answers = await say_over_socket(
        assistant.base_url,
        ["show me backpacks", "track order 10031", "tom.ashby@example.com", "BS8 2NN"],
    )
    cards = [message for message in socket_answers[0] if "products" in json.dumps(message)]
    assert cards, socket_answers[0]
    assert "10031" in json.dumps(socket_answers[2]), socket_answers

    leaks = find_leaks(written_files(assistant), typed)
    assert not leaks, "\n".join(leaks)


def test_a_name_that_nothing_announces_leaves_no_trace(assistant: RunningAssistant) -> None:
    say(assistant, "shopper-without-cues", "priya raghunathan 10031")
    say(assistant, "shopper-for-jackets", "show me rose jackets")
    content = b"".join(path.read_bytes() for path in written_files(assistant))
    assert b"raghunathan" not in content.lower()
    assert b"rose jackets" in content


def test_leak_search_finds_what_is_there(assistant: RunningAssistant, tmp_path: Path) -> None:
    path = tmp_path / "raw.log"
    for written in ("a 10023 b", "maya.fenwick%40example.com", "4111111111111111"):
        path.write_text(written)
        assert find_leaks([path], ["10023", "maya.fenwick@example.com", "4111 1111 1111 1111"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t ",
        "\x00\x07\x1b",
        "x" * 100_000,
        "🎒🎒🎒",
        "订单在哪里？",
        "где мой заказ",
        '/inform{"order_number": "10031"}',
        "' OR 1=1; --",
        "<script>alert(1)</script>",
    ],
)
def test_odd_messages_get_an_answer(assistant: RunningAssistant, text: str) -> None:
    answer = say(assistant, uuid.uuid4().hex, text)
    assert answer.strip()
    assert "Packhorse" not in answer  # what is in order 10031


def test_broken_json_is_refused(assistant: RunningAssistant) -> None:
    response = requests.post(
        assistant.rest, data="{broken", headers={"Content-Type": "application/json"}, timeout=20
    )
    assert response.status_code == 400
    assert "JSON" in response.text
    assert say(assistant, uuid.uuid4().hex, "hello")


def test_order_of_someone_else_is_not_shown(assistant: RunningAssistant) -> None:
    sender = uuid.uuid4().hex
    say(assistant, sender, "where is order 10031?")
    answers = [
        say(assistant, sender, "maya.fenwick@example.com"),
        say(assistant, sender, "LS1 4AB"),
        say(assistant, sender, "maya@example.com"),
    ]
    assert not any("DPD" in answer or "tracking number" in answer for answer in answers)
    assert "person" in answers[-1].lower() or "colleague" in answers[-1].lower(), answers


def test_without_the_action_server_questions_are_answered_and_no_more(tmp_path: Path) -> None:
    nobody = f"http://localhost:{free_port()}/webhook"
    assistant = start_assistant(tmp_path / "var", TACTFUL_ACTION_URL=nobody)
    try:
        sender = uuid.uuid4().hex
        for question, answer in (
            ("can I pay with Klarna?", "Klarna"),
            ("can I bring my dog", "Dogs"),
        ):
            said = say(assistant, sender, question)
            assert answer in said and SILENT_TURN not in said, said
        assert say(assistant, sender, "the second question was about terriers")
        # What needs the shop stays without an answer, and what is said behind that is hidden.
        assert say(assistant, sender, "where is my order?") == SILENT_TURN
        say(assistant, sender, "grimbleshanks and partridge")
        leaks = find_leaks(written_files(assistant), ["grimbleshanks", "partridge"])
        assert not leaks, "\n".join(leaks)
        # Behind an answered question nothing is: it answers nothing.
        assert find_leaks(written_files(assistant), ["terriers"])
    finally:
        assert stop_assistant(assistant) == 0


def test_action_server_down_and_back(tmp_path: Path) -> None:
    assistant = start_assistant(tmp_path / "var")
    try:
        servers = psutil.Process(assistant.process.pid).children(recursive=True)
        action_server = next(p for p in servers if "rasa_sdk" in p.cmdline())
        action_server.kill()
        answer = say(assistant, uuid.uuid4().hex, "I am looking for a tent")
        assert answer.strip()
        for _ in range(60):
            later = say(assistant, uuid.uuid4().hex, "I am looking for a tent")
            if "£" in later:
                break
            time.sleep(0.5)
        assert "£" in later, later
        assert say(assistant, uuid.uuid4().hex, "hello")
    finally:
        assert stop_assistant(assistant) == 0
