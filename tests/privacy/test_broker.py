"""The redacting broker: around a file, around a real RabbitMQ, beside either tracker store."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import Event as RasaEvent
from rasa.utils.endpoints import EndpointConfig

from benchmarks.servers import RabbitMQ
from bot.privacy.broker import BrokerConfigError, RedactedEventBroker, announce_erasures
from bot.privacy.redact import Redactor
from bot.privacy.tracker_store import RedactingTrackerStore
from tests.privacy.conftest import (
    DOMAIN,
    RULES,
    SENDER,
    Broker,
    conversation,
    personal_in,
    tracker_of,
)
from tests.servers import started

PATH = "bot.privacy.broker.RedactedEventBroker"


async def broker_of(**config: Any) -> RedactedEventBroker:
    endpoint = EndpointConfig.from_dict({"type": PATH, "rules": RULES, **config})
    broker = await EventBroker.create(endpoint)
    assert isinstance(broker, RedactedEventBroker)
    return broker


def check(events: list[dict[str, Any]]) -> None:
    """All of the conversation, in order, redacted, under one hash."""
    assert personal_in(json.dumps(events)) == []
    assert [event["event"] for event in events] == [e.type_name for e in conversation()]
    assert len({event["sender_id"] for event in events}) == 1
    assert [type(RasaEvent.from_parameters(event)) for event in events] == [
        type(event) for event in conversation()
    ]


async def test_around_a_file_with_rasas_own_store(tmp_path: Path) -> None:
    broker = await broker_of(broker={"type": "file", "path": str(tmp_path / "events.log")})
    store = SQLTrackerStore(DOMAIN, db=str(tmp_path / "plain.db"), event_broker=broker)
    await store.save(tracker_of(conversation()))
    await asyncio.sleep(0)
    events = [json.loads(line) for line in (tmp_path / "events.log").read_text().splitlines()]
    check(events)
    slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    assert slots["order_number"].startswith("[order_number:") and slots["task"] == "status"


async def test_beside_the_redacting_store_nothing_is_redacted_twice(
    make_store: Callable[..., RedactingTrackerStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = Broker()
    store = make_store(event_broker=RedactedEventBroker(inner, rules=RULES))
    redacted: list[str] = []
    redact = Redactor.redact

    def counted(self: Redactor, event: dict[str, Any], *rest: Any, **more: Any) -> dict[str, Any]:
        redacted.append(event["event"])
        return redact(self, event, *rest, **more)

    monkeypatch.setattr(Redactor, "redact", counted)
    await store.save(tracker_of(conversation()))
    check(inner.published)
    assert len(redacted) == len(conversation())
    assert inner.published[0]["sender_id"] == store.pseudonym(SENDER)
    await store.erase(SENDER)
    assert inner.published[-1]["name"] == "erase_requested"


async def test_what_is_exported_keeps_its_conversation(
    make_store: Callable[..., RedactingTrackerStore],
) -> None:
    store = make_store()
    await store.save(tracker_of(conversation()))
    inner = Broker()
    broker = RedactedEventBroker(inner, rules=RULES)
    (key,) = await store.keys()
    tracker = await store.retrieve_full_tracker(key)
    assert tracker is not None
    for event in tracker.events:  # as `rasa export` does
        broker.publish({"sender_id": key, **event.as_dict()})
    await broker.close()
    check(inner.published)
    assert inner.published[0]["sender_id"] == store.pseudonym(SENDER)


def test_without_an_event_loop_it_publishes_at_once() -> None:
    inner = Broker()
    RedactedEventBroker(inner).publish({"sender_id": SENDER, "event": "bot", "text": "10023"})
    assert len(inner.published) == 1 and personal_in(json.dumps(inner.published)) == []


async def test_what_cannot_be_redacted_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> dict[str, Any]:
        raise RuntimeError

    inner = Broker()
    broker = RedactedEventBroker(inner)
    monkeypatch.setattr(Redactor, "redact", broken)
    broker.publish({"sender_id": SENDER, "event": "bot", "text": "10023", "timestamp": 1.0})
    await asyncio.sleep(0)
    assert broker.redaction_failures == 1
    assert personal_in(json.dumps(inner.published)) == [] and inner.published[0]["event"] == "bot"


@pytest.mark.parametrize(
    ("config", "named"),
    [
        ({}, "broker"),
        ({"broker": {"path": "x"}}, "broker"),
        ({"broker": {"type": "no.such.Broker"}}, "no.such.Broker"),
        ({"broker": {"type": "file"}, "ruls": []}, "ruls"),
        ({"broker": {"type": "file"}, "rules": [{"slots": "a"}]}, "rule 1"),
    ],
)
async def test_what_is_wrong_is_named(
    config: dict[str, Any], named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # Rasa's file broker writes there before the wrapper can refuse
    endpoint = EndpointConfig.from_dict({"type": PATH, **config})
    with pytest.raises(BrokerConfigError, match=named) as caught:
        await EventBroker.create(endpoint)
    assert "event_broker" in str(caught.value)


@pytest.fixture(scope="module")
def rabbitmq() -> Iterator[RabbitMQ]:
    with started("RABBITMQ", RabbitMQ) as server:
        yield server


async def test_around_rabbitmq(
    rabbitmq: RabbitMQ, make_store: Callable[..., RedactingTrackerStore], tmp_path: Path
) -> None:
    async def drained() -> list[dict[str, Any]]:
        return [json.loads(message) for message in await rabbitmq.messages("events")]

    config = {"type": "pika", **rabbitmq.endpoint, "queues": ["events"], "exchange_name": "tactful"}
    broker = await broker_of(broker=config)
    assert broker.is_ready()
    plain = SQLTrackerStore(DOMAIN, db=str(tmp_path / "plain.db"), event_broker=broker)
    for store in (plain, make_store(event_broker=broker)):
        await store.save(tracker_of(conversation()))
        await asyncio.sleep(0.5)  # Rasa publishes in tasks of its own
        check(await drained())
    await broker.close()
    await announce_erasures({"type": PATH, "broker": config}, ["hash"])
    (event,) = await drained()
    assert (event["sender_id"], event["name"], event["value"]) == ("hash", "erase_requested", True)
