"""A store on a real SQLite file, and a conversation full of personal values."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    ReminderScheduled,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from benchmarks.leak_hunt.search import Search, written_forms
from benchmarks.servers import Redis
from bot.privacy.__main__ import main
from bot.privacy.tracker_store import RedactingTrackerStore
from bot.privacy.vault import MemoryVault
from settings import get_settings
from tests import servers

Command = Callable[..., tuple[int, str, str]]
STORE = "bot.privacy.tracker_store.RedactingTrackerStore"
SENDER = "maya.fenwick@example.com"
PERSONAL = [
    "maya.fenwick@example.com",
    "Maya Fenwick",
    "07700 900123",
    "4111 1111 1111 1111",
    "10023",
    "12 Canal Wharf",
    "LS1 4AB",
    "the grey house by the weir",
    "RM123456785GB",
    "INV-77231",
    "hunter2!",
]
_SEARCH = Search({value: written_forms(value) for value in PERSONAL})

RULES: list[dict[str, Any]] = [
    {"slot": "order_number"},
    {"slot": "email"},
    {"slot": "postcode"},
    {"slot": "new_address"},
    {"slot": "customer_id"},
]
DOMAIN = Domain.from_yaml(
    """
    version: "3.1"
    intents: [inform, order_status]
    entities: [order_number, email, product]
    slots:
      order_number: {type: text, mappings: [{type: custom}]}
      email: {type: text, mappings: [{type: custom}]}
      postcode: {type: text, mappings: [{type: custom}]}
      new_address: {type: text, mappings: [{type: custom}]}
      customer_id: {type: any, mappings: [{type: custom}]}
      shopping: {type: any, mappings: [{type: custom}]}
      task: {type: text, mappings: [{type: custom}]}
      erase_requested: {type: bool, mappings: [{type: custom}]}
    """
)


def personal_in(text: str) -> list[str]:
    """Return the personal values in a text; short ones are no part of longer words or numbers."""
    found = {hit.value for hit in _SEARCH.scan(text.encode())}
    return [value for value in PERSONAL if value in found]


class Broker:
    """Collects what would be published."""

    def __init__(self) -> None:
        self.published: list[dict[str, Any]] = []

    def publish(self, event: dict[str, Any]) -> None:
        self.published.append(event)

    async def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TACTFUL_STATE_DIR", str(tmp_path))
    get_settings.cache_clear()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "conversations.db"


@pytest.fixture
def make_store(database: Path) -> Callable[..., RedactingTrackerStore]:
    def make(**options: Any) -> RedactingTrackerStore:
        return store_at(f"sqlite:///{database}", **options)

    return make


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with servers.postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with servers.started("REDIS", Redis) as server:
        yield server.url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, database: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        database.parent.mkdir()
        yield f"sqlite:///{database}"
    else:
        with servers.new_database(request.getfixturevalue("postgresql_server")) as url:
            yield url


@pytest.fixture
def endpoints(tmp_path: Path, database_url: str) -> Path:
    path = tmp_path / "endpoints.yml"
    store = {"type": STORE, "url": database_url, "rules": RULES, "retention": {"default": "30d"}}
    path.write_text(yaml.safe_dump({"tracker_store": store}))
    return path


@pytest.fixture
def command(endpoints: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    def call(*arguments: str) -> tuple[int, str, str]:
        status = main(["--endpoints", str(endpoints), *arguments])
        output = capsys.readouterr()
        return status, output.out, output.err

    return call


def store_at(url: str, **options: Any) -> RedactingTrackerStore:
    options.setdefault("rules", RULES)
    options.setdefault("vault", MemoryVault(3600))
    return RedactingTrackerStore(domain=DOMAIN, host=url, **options)


def user(text: str, entities: list[dict[str, Any]] | None = None, **more: Any) -> UserUttered:
    """A user event as Rasa's processor makes it: its parse data repeats the text."""
    found = entities or []
    parse = {
        "text": text,
        "intent": {"name": "faq", "confidence": 0.9},
        "intent_ranking": [{"name": "faq", "confidence": 0.9}],
        "entities": found,
        "text_tokens": [[0, len(text)]],
        "response_selector": {"faq": {"response": {"responses": [{"text": text}]}}},
        "metadata": more.get("metadata", {}),
    }
    return UserUttered(
        text,
        parse["intent"],
        found,
        parse,
        input_channel="rest",
        message_id="1",
        **more,
    )


def conversation() -> list[Event]:
    """One turn in which every personal value is said, in every place where Rasa repeats it."""
    text = (
        "Hi, my name is Maya Fenwick, order 10023, mail maya.fenwick@example.com or call me on "
        "07700 900123. Card 4111 1111 1111 1111, I live at 12 Canal Wharf, Leeds LS1 4AB, my "
        "password is hunter2!"
    )
    start = text.index("10023")
    entity = {"entity": "order_number", "start": start, "end": start + 5, "value": "10023"}
    metadata = {"customer_id": 1, "page": {"url": "/?email=maya.fenwick%40example.com"}}
    return [
        ActionExecuted("action_session_start"),
        SessionStarted(metadata={"from": "maya.fenwick@example.com"}),
        SlotSet("session_started_metadata", metadata),
        ActionExecuted("action_listen"),
        user(text, [entity], metadata=metadata),
        SlotSet("order_number", "10023"),
        SlotSet("email", "maya.fenwick@example.com"),
        user("it is the grey house by the weir"),
        SlotSet("new_address", "the grey house by the weir"),
        SlotSet("customer_id", 1),
        SlotSet("task", "status"),
        SlotSet("shopping", {"said": ["call 07700 900123", "in size 42"], "seen": [3, 17]}),
        BotUttered(
            "Order 10023 for Maya Fenwick goes to the grey house by the weir (INV-77231).",
            {
                "buttons": [
                    {"title": "Track 10023", "payload": '/inform{"order_number": "10023"}'}
                ],
                "custom": {"type": "order", "tracking": "RM123456785GB", "number": 10023},
            },
            {"personal": [{"entity": "invoice_number", "value": "INV-77231"}], "utter_action": "x"},
        ),
        ReminderScheduled(
            "inform",
            datetime.fromtimestamp(time.time() + 60),
            entities=[{"entity": "email", "value": "maya.fenwick@example.com"}],
            name="remind maya.fenwick@example.com",
        ),
        ActionExecuted("action_listen"),
    ]


def tracker_of(events: list[Event], sender: str = SENDER) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(sender, events, DOMAIN.slots)
