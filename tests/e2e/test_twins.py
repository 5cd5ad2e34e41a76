"""The same conversations with redaction and without: the dialogue must not notice.

Each is held twice with the trained model, once with the redacting tracker store and once with
Rasa's own. Both read the conversation back from their database at every turn.
"""

from __future__ import annotations

import logging
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.events import ActionExecuted
from rasa.utils.endpoints import read_endpoint_config
from rasa.utils.log_utils import configure_structlog
from sqlalchemy import select
from tqdm import tqdm

from actions.orders.guesses import guesses
from actions.shop.database import open_database
from actions.shop.models import Customer as CustomerRow
from actions.shop.models import Order
from bot.privacy.consent import SLOT as LEVEL
from bot.privacy.tracker_store import RedactingTrackerStore
from nlu_models.files import newest_model
from settings import PROJECT_ROOT, get_settings
from tests.actions.conftest import InProcess
from tests.e2e.twin_conversations import Customer, twin_conversations

pytestmark = pytest.mark.e2e

CONVERSATIONS = 300
# All that is left of a conversation that its shopper had forgotten.
FORGOTTEN = ("forgotten",)
ENDPOINTS = str(PROJECT_ROOT / "endpoints.yml")


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the sample shop, which actions use as theirs."""
    folder = tmp_path_factory.mktemp("twins")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TACTFUL_STATE_DIR", str(folder))
        get_settings.cache_clear()
        subprocess.run(
            [sys.executable, "-m", "actions.shop", "prepare"],
            cwd=PROJECT_ROOT,
            env=dict(os.environ),
            check=True,
        )
        yield folder
    get_settings.cache_clear()


@pytest.fixture(scope="module")
def agent(state: Path) -> Agent:
    model = newest_model(PROJECT_ROOT / "models")
    assert model is not None, "no trained model: `make train`"
    configure_structlog(logging.WARNING)  # as a server's; else it logs each step
    generator = read_endpoint_config(ENDPOINTS, "nlg")
    return Agent.load(str(model), action_endpoint=InProcess(), generator=generator)


@pytest.fixture(scope="module")
def stores(agent: Agent, state: Path) -> dict[str, TrackerStore]:
    """Both stores, each on a database of its own; the redacting one as it is configured."""
    endpoint = read_endpoint_config(ENDPOINTS, "tracker_store")
    redacting = TrackerStore.create(endpoint, domain=agent.domain)
    assert isinstance(redacting, RedactingTrackerStore)
    plain = SQLTrackerStore(domain=agent.domain, db=str(state / "plain.db"))
    return {"redacted": redacting, "plain": plain}


@pytest.fixture(scope="module")
def customers(state: Path) -> list[Customer]:
    with open_database().reading() as session:
        query = select(Order.number, CustomerRow.email, Order.postcode).join(Order.customer)
        rows = session.execute(query.order_by(Order.number).limit(40)).all()
    return [Customer(*row) for row in rows]


class Play:
    """Holds a conversation with one of the stores; the shop is as new for each."""

    def __init__(self, agent: Agent, stores: dict[str, TrackerStore], shop: Path) -> None:
        self._agent = agent
        self._stores = stores
        self._shop = shop
        with closing(sqlite3.connect(shop)) as now:
            self._as_new = sqlite3.connect(":memory:")
            now.backup(self._as_new)

    async def hold(self, store: str, sender: str, texts: list[str]) -> list[Any]:
        """Return what can be seen of a conversation: each turn's answers, then actions, slots."""
        with closing(sqlite3.connect(self._shop)) as now:
            self._as_new.backup(now)
        guesses.clear()
        random.seed(sender)
        assert self._agent.processor is not None
        self._agent.processor.tracker_store = self._stores[store]
        seen: list[Any] = []
        for text in texts:
            channel = CollectingOutputChannel()
            await self._agent.handle_message(UserMessage(text, channel, sender))
            seen.append((text, channel.messages))
        tracker = await self._stores[store].retrieve(sender)
        if tracker is None:
            return [*seen, FORGOTTEN]
        actions = [e.action_name for e in tracker.events if isinstance(e, ActionExecuted)]
        slots = tracker.current_slot_values()
        del slots[LEVEL]  # the dial is the redacting store's
        return [*seen, ("actions", actions), ("slots", slots)]


def first_difference(plain: list[Any], redacted: list[Any]) -> tuple[Any, Any] | None:
    """Return what differs first; Rasa's own store forgets nobody who asks for it."""
    if redacted[-1] is FORGOTTEN:
        assert plain[-1][1]["erase_requested"], plain
        plain, redacted = plain[:-2], redacted[:-1]
    for pair in zip(plain, redacted, strict=True):
        # A value is filled in as it was spelt first: case may differ in a slot (docs/privacy.md).
        seen = [str(one).casefold() if one[0] == "slots" else one for one in pair]
        if seen[0] != seen[1]:
            return pair
    return None


async def test_conversations_do_not_notice_redaction(
    agent: Agent, stores: dict[str, TrackerStore], customers: list[Customer], state: Path
) -> None:
    play = Play(agent, stores, state / "shop.db")
    conversations = twin_conversations(CONVERSATIONS, customers)
    assert len(conversations) == CONVERSATIONS
    differences = []
    for number, texts in enumerate(tqdm(conversations, desc="twins", file=sys.stderr)):
        sender = f"twin-{number}"
        plain, redacted = [await play.hold(store, sender, texts) for store in ("plain", "redacted")]
        if difference := first_difference(plain, redacted):
            differences.append("\n  ".join(map(str, (number, texts, *difference))))
    assert not differences, f"{len(differences)}:\n" + "\n".join(differences[:10])
    # That both were what they are said to be.
    written = {
        name: b"".join(path.read_bytes() for path in state.glob(f"{name}.db*"))
        for name in ("conversations", "plain")
    }
    email = customers[0].email.encode()
    assert email in written["plain"] and b"[email:" not in written["plain"]
    assert email not in written["conversations"] and b"[email:" in written["conversations"]
