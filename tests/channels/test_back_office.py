"""What a shop's staff and systems meet at /privacy/, on a server whose conversations go on."""

from __future__ import annotations

import asyncio
import json
import socket
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.core.agent import Agent
from rasa.core.channels.channel import register
from sanic import Sanic

from bot.channels.back_office import BackOffice
from bot.channels.back_office_api import OPENAPI
from bot.channels.demo_shop import DemoShop
from bot.channels.errors import ChannelSettingsError
from bot.channels.rate_limit import RateLimit
from bot.privacy.dial import Dial
from bot.privacy.pseudonyms import Customer
from bot.privacy.receipts import Receipts
from bot.privacy.tracker_store import RedactingTrackerStore
from settings import SettingsError, get_settings
from tests.privacy.conftest import DOMAIN, PERSONAL, SENDER, conversation, tracker_of, user

KEY, NEXT_KEY = "k" * 32, "n" * 40
ENDPOINTS = """
tracker_store: {type: bot.privacy.tracker_store.RedactingTrackerStore}
lock_store: {type: redis}
"""


@dataclass
class Office:
    """A running server with a real agent and store, and a client with a key."""

    url: str
    agent: Agent
    store: RedactingTrackerStore
    http: aiohttp.ClientSession
    headers: dict[str, str] = field(default_factory=lambda: {"Authorization": f"Bearer {KEY}"})

    async def ask(
        self, method: str, path: str, status: int = 200, headers: Any = None, **request: Any
    ) -> Any:
        """Send a request; returns the JSON, which has to be as the description says."""
        sent = self.headers if headers is None else headers
        async with self.http.request(
            method, f"{self.url}/privacy/{path}", headers=sent, **request
        ) as answer:
            body = await answer.read()
            assert answer.status == status, body
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.content_type == "application/json"
        content = json.loads(body)
        operation = OPENAPI["paths"][f"/privacy/{path.partition('?')[0]}"][method.lower()]
        described = operation["responses"][str(status)]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator({**OPENAPI, **described}).validate(content)
        return content

    async def about(self, what: str, sender: str, status: int = 200) -> Any:
        return await self.ask("POST", what, status, json={"sender": sender})


@pytest.fixture
async def open_office(
    state: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Callable[..., Any]]:
    monkeypatch.setattr(Sanic, "test_mode", True)
    running: list[tuple[Any, aiohttp.ClientSession]] = []

    async def begin(keys: str = f"{KEY}, {NEXT_KEY}", limit: RateLimit | None = None) -> Office:
        state(back_office_keys=keys)
        (tmp_path / "endpoints.yml").write_text(ENDPOINTS)
        app = Sanic(f"test-{uuid.uuid4().hex}", configure_logging=False)
        store = RedactingTrackerStore(
            domain=DOMAIN, host=f"sqlite:///{tmp_path / 'conversations.db'}"
        )
        app.ctx.agent = Agent(domain=DOMAIN, tracker_store=store)
        limit = limit or RateLimit(10_000, 1)
        register([DemoShop(), BackOffice(limit, tmp_path / "endpoints.yml")], app, "/webhooks/")
        listener = socket.create_server(("127.0.0.1", 0))
        server = await app.create_server(
            sock=listener, return_asyncio_server=True, access_log=False
        )
        await server.startup()
        http = aiohttp.ClientSession()
        running.append((server, http))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        return Office(url, app.ctx.agent, store, http)

    yield begin
    for server, http in running:
        await http.close()
        await server.close()


@pytest.fixture
async def office(open_office: Callable[..., Any]) -> Office:
    opened = await open_office()
    assert isinstance(opened, Office)
    return opened


async def test_a_request_is_answered_from_first_to_last(office: Office) -> None:
    await office.agent.tracker_store.save(tracker_of(conversation()))
    held = await office.about("held", SENDER)
    assert held["conversations"][0]["values_in_vault"]["card"] == 1
    assert [value for value in PERSONAL if value in json.dumps(held)] == []
    exported = await office.about("export", SENDER)
    said = json.dumps(exported["conversations"])
    # The vault is in this server's memory: no command in another process could tell these.
    assert [value for value in PERSONAL if json.dumps(value)[1:-1] not in said] == []
    receipt = await office.about("erase", SENDER)
    assert receipt["events"] == len(conversation()) and receipt["values"] > 5
    assert [value for value in PERSONAL if value in json.dumps(receipt)] == []
    assert Receipts(get_settings().all_secrets()).is_genuine(receipt)
    held = await office.about("held", SENDER)
    assert held["conversations"] == [] and len(held["erasures"]) == 1
    assert (await office.about("erase", SENDER))["events"] == 0


async def test_an_erasure_waits_for_the_turn_and_holds_in_memory(office: Office) -> None:
    store, agent = office.agent.tracker_store, office.agent
    await store.save(tracker_of(conversation()))
    async with agent.lock_store.lock(SENDER):  # as Rasa does for the length of a turn
        tracker = await store.retrieve(SENDER)
        assert tracker is not None and tracker.get_slot("order_number") == "10023"
        erasing = asyncio.create_task(office.about("erase", SENDER))
        await asyncio.sleep(0.3)
        assert not erasing.done()
        tracker.update_with_events([user("are you there?")], DOMAIN)
        await store.save(tracker)
    assert (await erasing)["events"] == len(conversation()) + 1
    assert await store.retrieve(SENDER) is None
    assert office.store.parts.vault.tokens(office.store.pseudonym(SENDER)) == []
    fresh = await store.get_or_create_tracker(SENDER)
    assert fresh.get_slot("order_number") is None


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"Authorization": KEY},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {KEY[:-1]}"},
        {"Authorization": f"Bearer {KEY}, {NEXT_KEY}"},
        {"Authorization": f"Basic {KEY}"},
        {"Authorization": "Bearer \xfc"},
    ],
)
async def test_without_a_key_nothing_is_told(office: Office, sent: dict[str, str]) -> None:
    for path, operations in OPENAPI["paths"].items():
        for method in operations:
            name = path.removeprefix("/privacy/")
            told = await office.ask(method.upper(), name, 401, sent, json={"sender": SENDER})
            assert "TACTFUL_BACK_OFFICE_KEYS" in told["message"]


async def test_a_wrong_path_is_told_as_all_else_is(office: Office) -> None:
    for sent, status, reason in ((office.headers, 404, "not_found"), ({}, 401, "unauthorized")):
        for path in ("erasure", "erase/now"):
            url = f"{office.url}/privacy/{path}"
            async with office.http.post(url, headers=sent) as answer:
                told = await answer.json()
            assert (answer.status, told["reason"]) == (status, reason)


async def test_each_of_several_keys_opens(office: Office) -> None:
    for key in (KEY, NEXT_KEY):
        assert await office.ask("GET", "erasures", headers={"Authorization": f"bearer {key}"})


async def test_without_a_setting_there_is_no_back_office(open_office: Callable[..., Any]) -> None:
    office: Office = await open_office(keys="")
    for path in OPENAPI["paths"]:
        async with office.http.get(office.url + path, headers=office.headers) as answer:
            assert answer.status == 404


async def test_a_short_key_stops_the_start(open_office: Callable[..., Any]) -> None:
    with pytest.raises(SettingsError, match="TACTFUL_BACK_OFFICE_KEYS"):
        await open_office(keys="secret")


async def test_guessers_are_slowed_down(open_office: Callable[..., Any]) -> None:
    office: Office = await open_office(limit=RateLimit(2, 3600))
    for status in (401, 401, 429):
        await office.ask("GET", "erasures", status, {"X-Forwarded-For": "203.0.113.9"})
    await office.ask("GET", "erasures", 429, office.headers | {"X-Forwarded-For": "203.0.113.9"})
    await office.ask("GET", "erasures")  # another client


def test_a_senseless_limit_stops_the_start() -> None:
    with pytest.raises(ChannelSettingsError, match="client_rate_limit"):
        BackOffice.from_credentials({"client_rate_limit": {"messages": 0}})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{broken",
        b"[]",
        b"{}",
        b'"a"',
        b'{"sender": 1}',
        b'{"customer": true}',
        b'{"customer": "4"}',
        b'{"customer": 4, "sender": "a"}',
        b'{"sender": ""}',
        b'{"sender": "' + b"a" * 1001 + b'"}',
        b"\xff",
        b"[" * 100_000,
    ],
)
async def test_a_request_without_sense_gets_400(office: Office, body: bytes) -> None:
    for path in ("held", "export", "erase"):
        assert "sender" in (await office.ask("POST", path, 400, data=body))["message"]


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "since=2026-02-30",
        "after=-1",
        "after=x",
        "after=99999999999",
        "limit=0",
        "limit=1001",
        "limit=1.5",
        "limit=%C2%B2",
    ],
)
async def test_a_query_without_sense_gets_400(office: Office, query: str) -> None:
    told = await office.ask("GET", f"erasures?{query}", 400)
    assert query.partition("=")[0] in told["message"]


async def test_sender_ids_of_any_characters(office: Office) -> None:
    for sender in ("ümit@example.com", "a/b?c=%41&d", "\x00", "🦊" * 400, "pseudonym:0.0", " "):
        await office.agent.tracker_store.save(tracker_of(conversation(), sender))
        assert len((await office.about("export", sender))["conversations"]) == 1
        assert (await office.about("erase", sender))["events"] == len(conversation())


async def test_half_a_character_is_no_accident(office: Office) -> None:
    body = b'{"sender": "\\ud83d"}'
    for path in ("held", "export", "erase"):
        await office.ask("POST", path, data=body)


async def test_a_handle_names_a_conversation_too(office: Office) -> None:
    await office.agent.tracker_store.save(tracker_of(conversation()))
    (handle,) = await office.store.keys()
    assert (await office.about("erase", handle))["events"] == len(conversation())


async def test_the_profile_of_a_customer_is_told_and_erased(office: Office) -> None:
    parts = office.store.parts
    names, likes = parts.pseudonyms.candidates(Customer(42)), {"category=Tents": 1.0}
    profiles = Dial(office.store.engine, parts).profiles
    profiles.add(names, likes, visit="1", domain=likes)
    await office.agent.tracker_store.save(tracker_of(conversation()))
    held = await office.ask("POST", "held", json={"customer": 42})
    assert held["holdings"]["profiles"] == 1 and held["conversations"] == []
    exported = await office.ask("POST", "export", json={"customer": 42})
    assert exported["subject"] == {"customer": 42}
    assert set(exported["holdings"]["profiles"][0]["noisy_sums"]) == set(likes)
    # A sender that calls itself by the number is another one.
    assert (await office.about("erase", "42"))["holdings"]["profiles"] == 0
    receipt = await office.ask("POST", "erase", json={"customer": 42})
    assert receipt["holdings"]["profiles"] == 1 and receipt["events"] == 0
    assert profiles.load(names) is None
    assert len((await office.about("export", SENDER))["conversations"]) == 1


async def test_the_log_comes_in_pages(office: Office) -> None:
    for number in range(5):
        await office.about("erase", f"sender {number}")
    first = await office.ask("GET", "erasures?limit=3")
    rest = await office.ask("GET", f"erasures?limit=3&after={first['next']}")
    assert len(first["erasures"]) == 3 and len(rest["erasures"]) == 2 and rest["next"] is None
    hashes = [entry["conversation"] for entry in first["erasures"] + rest["erasures"]]
    assert hashes == [office.store.pseudonym(f"sender {number}") for number in range(5)]
    assert (await office.ask("GET", "erasures?limit=5"))["next"] is None
    assert len((await office.ask("GET", "erasures?since=2020-01-01"))["erasures"]) == 5
    assert (await office.ask("GET", "erasures?since=2999-01-01T00:00:00Z"))["erasures"] == []


async def test_the_report_is_of_the_running_server(office: Office) -> None:
    await office.agent.tracker_store.save(tracker_of(conversation()))
    async with office.http.get(f"{office.url}/privacy/report", headers=office.headers) as answer:
        text = await answer.text()
        assert answer.status == 200 and answer.content_type == "text/markdown"
    assert "whoever has a key (set: 2)" in text and "sender ids in clear" in text
    assert "| `user` | until erased | 2 |" in text
    assert KEY not in text and [value for value in PERSONAL if value in text] == []


async def test_failures_are_counted_for_the_operator(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def metrics() -> str:
        headers = {"Authorization": f"Bearer {KEY}"}
        async with office.http.get(f"{office.url}/privacy/metrics", headers=headers) as answer:
            assert answer.status == 200
            assert answer.content_type == "text/plain"
            return await answer.text()

    assert "\ntactful_write_failures_total 0\n" in await metrics()

    def fails(*_: Any) -> None:
        raise OSError("down")

    monkeypatch.setattr(office.store, "_write", fails)
    await office.agent.tracker_store.save(tracker_of(conversation()))
    told = await metrics()
    assert "\ntactful_write_failures_total 1\n" in told
    assert "\ntactful_redaction_failures_total 0\n" in told


async def test_what_is_out_of_reach_is_said(office: Office, tmp_path: Path) -> None:
    await office.agent.tracker_store.save(tracker_of(conversation()))
    (tmp_path / "shop.db").write_text("no database at all, but text that is long enough " * 50)
    assert "tickets" in (await office.about("export", SENDER, 503))["message"]
    failed = await office.about("erase", SENDER, 503)
    assert failed["reason"] == "incomplete" and failed["receipt"]["unfinished"] == ["tickets"]
    assert Receipts(get_settings().all_secrets()).is_genuine(failed["receipt"])
    assert await office.store.retrieve(SENDER) is None
    (tmp_path / "shop.db").unlink()
    assert (await office.about("erase", SENDER))["unfinished"] == []


async def test_a_server_that_is_starting_says_so(office: Office) -> None:
    office.agent.tracker_store = None
    assert "starting" in (await office.about("held", SENDER, 503))["message"]


def test_the_description_is_sound() -> None:
    for schema in OPENAPI["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


async def test_the_description_is_served_and_complete(office: Office) -> None:
    assert await office.ask("GET", "openapi.json") == OPENAPI
    blueprint = BackOffice().blueprint(lambda _: None)  # type: ignore[arg-type, return-value]
    routes = [route for route in blueprint._future_routes if "<" not in route.uri]
    assert len(routes) + 1 == len(blueprint._future_routes)  # one for whatever is not there
    served = {(route.uri, *route.methods) for route in routes}
    described = {
        (path.removeprefix("/privacy"), method.upper())
        for path, operations in OPENAPI["paths"].items()
        for method in operations
    }
    assert served == described


async def test_whatever_is_sent_the_answer_is_as_described(office: Office) -> None:
    """As schemathesis would: bodies of any JSON, queries of any text."""
    json_values = st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=5,
    )
    bodies = st.fixed_dictionaries(
        {}, optional={"sender": json_values, "customer": json_values, "else": json_values}
    )
    loop = asyncio.get_running_loop()

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(["held", "export", "erase"]), bodies | json_values, st.text(max_size=20))
    def holds(path: str, body: Any, text: str) -> None:
        sender = body.get("sender") if isinstance(body, dict) else None
        fits = isinstance(sender, str) and 1 <= len(sender) <= 1000 and len(body) == 1
        asked = office.ask("POST", path, 200 if fits else 400, json=body)
        asyncio.run_coroutine_threadsafe(asked, loop).result(60)

    await asyncio.to_thread(holds)
