"""The quicker ways give what Rasa's own give."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import BasicAuth, web
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphComponentException, GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from benchmarks.processes import free_port
from bot import rasa_speedups


@pytest.fixture(autouse=True)
def _installed() -> None:
    rasa_speedups.install()
    rasa_speedups.install()


@pytest.mark.parametrize(
    "answer",
    [
        {"events": [], "responses": []},
        {
            "events": [{"event": "slot", "name": "a", "value": 1}],
            "responses": [{"text": "a"}],
        },
    ],
)
def test_a_good_answer_of_the_action_server_passes(answer: dict[str, Any]) -> None:
    action = RemoteAction("action_x", EndpointConfig("http://localhost"))
    assert action._validate_action_result(answer) is True


@pytest.mark.parametrize("answer", [{"events": [{"no": "event"}]}, {"responses": ["text"]}, []])
def test_a_bad_answer_is_refused_in_rasas_words(answer: Any) -> None:
    action = RemoteAction("action_x", EndpointConfig("http://localhost"))
    with pytest.raises(ValidationError, match="Action server response"):
        action._validate_action_result(answer)


def test_events_are_found_by_name() -> None:
    for _ in range(2):
        assert Event.resolve_by_type("user") is UserUttered
        assert Event.resolve_by_type("slot", UserUttered) is SlotSet
        assert Event.resolve_by_type("unknown", SlotSet) is SlotSet
        with pytest.raises(ValueError, match="unknown"):
            Event.resolve_by_type("unknown")


@pytest.fixture
async def action_server() -> AsyncIterator[tuple[EndpointConfig, list[web.Request]]]:
    calls: list[web.Request] = []

    async def answer(request: web.Request) -> web.Response:
        calls.append(request)
        if request.path == "/refuse":
            return web.json_response({"action_name": "x"}, status=400)
        return web.json_response(await request.json())

    app = web.Application()
    app.router.add_post("/{name}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port := free_port())
    await site.start()
    auth = {"username": "rasa", "password": "pass"}
    url = f"http://127.0.0.1:{port}"
    yield EndpointConfig(url, headers={"X-Shop": "fern"}, basic_auth=auth, token="t"), calls
    await runner.cleanup()


async def test_calls_share_a_connection_and_arrive_as_rasa_sends_them(
    action_server: tuple[EndpointConfig, list[web.Request]],
) -> None:
    endpoint, calls = action_server
    body = {"text": "Zoë \ud83d ☂", "big": 2**70, "rate": 0.1, "none": None, "list": [True, {}]}
    for compress in (False, True):
        assert await endpoint.request(subpath="webhook", json=body, compress=compress) == body
    with pytest.raises(ClientResponseError, match="action_name"):
        await endpoint.request(subpath="refuse", json=body)
    assert await endpoint.request(subpath="webhook", json=body) == body
    assert len({call.transport for call in calls}) == 1
    for call in calls:
        assert call.headers["X-Shop"] == "fern"
        assert call.headers["Authorization"] == BasicAuth("rasa", "pass").encode()
        assert call.query["token"] == "t"
        assert call.content_type == "application/json"


async def test_a_server_that_came_back_is_found(
    action_server: tuple[EndpointConfig, list[web.Request]],
) -> None:
    endpoint, calls = EndpointConfig(action_server[0].url), action_server[1]
    await endpoint.request(subpath="webhook", json={})
    assert "Authorization" not in calls[0].headers
    transport = calls[0].transport
    assert transport is not None
    transport.close()
    await asyncio.sleep(0.05)
    assert await endpoint.request(subpath="webhook", json={"again": 1}) == {"again": 1}


async def test_what_json_cannot_say_is_told(
    action_server: tuple[EndpointConfig, list[web.Request]],
) -> None:
    endpoint, _ = action_server
    with pytest.raises(TypeError, match="set"):
        await endpoint.request(subpath="webhook", json={"a": {1}})


class Joined(GraphComponent):
    @classmethod
    def create(cls, *arguments: Any, **options: Any) -> Joined:
        return cls()

    def join(self, left: str, right: str) -> str:
        if "fail" in (left, right):
            raise RuntimeError(left)
        return f"({left} {right})"


def graph(folder: Path) -> DaskGraphRunner:
    def node(left: str, right: str, *, target: bool = False) -> SchemaNode:
        needs = {"left": left, "right": right}
        return SchemaNode(needs, Joined, "create", "join", {}, eager=True, is_target=target)

    nodes = {
        "last": node("middle", "first", target=True),
        "middle": node("first", "__b__"),
        "first": node("__a__", "__b__"),
        "unasked": node("last", "__c__"),
    }
    storage = LocalModelStorage(folder)
    return DaskGraphRunner(GraphSchema(nodes), storage, ExecutionContext(GraphSchema(nodes), "m"))


@pytest.mark.parametrize("targets", [None, ["middle"], ["unasked", "first"], ["last", "unasked"]])
def test_a_model_runs_as_in_rasa(tmp_path: Path, targets: list[str] | None) -> None:
    runner = graph(tmp_path)
    for a in ("1", "2"):
        inputs = {"__a__": a, "__b__": "b", "__c__": "c"}
        theirs = rasa_speedups._run_in_rasa(runner, inputs, targets)
        assert runner.run(inputs, targets) == theirs
        assert f"({a} b)" in str(theirs)


def test_a_model_that_fails_is_told_as_in_rasa(tmp_path: Path) -> None:
    for run in (rasa_speedups._run_in_rasa, DaskGraphRunner.run):
        with pytest.raises(GraphComponentException, match="first"):
            run(graph(tmp_path), {"__a__": "fail", "__b__": "b"})
        with pytest.raises(GraphRunError, match="Missing input"):
            run(graph(tmp_path), {"__a__": "a"})


def test_an_empty_domain_is_told_from_others() -> None:
    full = Domain.from_dict({"intents": ["greet"]})
    for _ in range(2):
        assert Domain.empty().is_empty()
        assert not full.is_empty()
