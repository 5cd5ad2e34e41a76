"""Rights and retention on SQLite and PostgreSQL, while several servers store turns.

Nothing is lost, nobody is locked out, what is erased stays erased, and the log of erasures
accounts for every row that is gone.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet

from actions.shop.connection import Database
from actions.shop.tickets import Tickets, tickets_for
from bot.privacy.erasure_log import read_erasure_log
from bot.privacy.events import EXPIRED_TEXT
from bot.privacy.receipts import Receipt
from bot.privacy.retention import RetentionRun
from bot.privacy.tracker_store import RedactingTrackerStore
from settings import get_settings
from tests.privacy.conftest import store_at, user
from tests.privacy.test_retention import DAY, NOW, RETENTION, aged, rows, run, session

TURNS = 20
KEPT = ("anna", "ben")
ERASED = ("carla", "dora")


class Servers:
    """Several servers on one database of conversations and one shop, each in a thread."""

    def __init__(self, url: str) -> None:
        self.stores = {sender: store_at(url) for sender in (*KEPT, *ERASED)}
        self.operator = store_at(url)
        self.shop = Database(get_settings().shop_url)
        self.shop.migrate()
        self.saved: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.receipts: defaultdict[str, list[Receipt]] = defaultdict(list)
        self._talking = threading.Event()

    def run(self) -> None:
        """Talk to the end, with retention twice over and an operator who erases, all the time."""
        self._talking.set()
        with ThreadPoolExecutor(7) as threads:
            talkers = [threads.submit(self._talk, sender) for sender in self.stores]
            others = [
                threads.submit(self._while_talking, work)
                for work in (self._retain, self._retain, self._erase)
            ]
            wait(talkers)
            self._talking.clear()
        for thread in (*talkers, *others):
            thread.result()

    def _while_talking(self, work: Callable[[], None]) -> None:
        while self._talking.is_set():
            work()

    def _retain(self) -> None:
        RetentionRun(self.operator.engine, RETENTION, self.operator.parts.vault.forget, NOW).run()

    def _erase(self) -> None:
        for sender in ERASED:
            self.erase(sender)

    def erase(self, sender: str) -> None:
        self.receipts[sender].append(self.operator.rights.erase(sender, "operator"))

    def _talk(self, sender: str) -> None:
        asyncio.run(self._conversation(sender, self.stores[sender]))

    async def _conversation(self, sender: str, store: RedactingTrackerStore) -> None:
        age = 40 * DAY if sender in KEPT else 0
        for number in range(TURNS):
            tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
            events = [
                *([ActionExecuted("action_session_start"), SessionStarted()] if not number else []),
                user(f"turn {number}: order 1002{number % 10}"),
                SlotSet("task", str(number)),
                ActionExecuted("action_listen"),
            ]
            for event in events:
                event.timestamp = NOW - age + number
                tracker.update(event)
            await store.save(tracker)
            self.saved[sender].update(event.type_name for event in events)
            with tickets_for(store.pseudonym(sender)):
                Tickets(self.shop).open("complaint", f"turn {number}")


@pytest.fixture
def servers(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Servers:
    if not database_url.startswith("sqlite"):
        monkeypatch.setenv("TACTFUL_SHOP_DATABASE_URL", database_url)
        get_settings.cache_clear()
    return Servers(database_url)


def test_everything_at_once(servers: Servers, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        servers.run()
    assert [record.getMessage() for record in caplog.records] == []
    assert [store.write_failures for store in servers.stores.values()] == [0] * 4
    run(servers.operator)

    left: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, event in rows(servers.operator):
        left[name].append(event)
    log = list(read_erasure_log(servers.operator.engine))

    # Nothing is lost of those who stay: each event is there, each message expired once.
    for sender in KEPT:
        events = left[servers.operator.pseudonym(sender)]
        assert Counter(event["event"] for event in events) == servers.saved[sender]
        said = [event["text"] for event in events if event["event"] == "user"]
        assert said == [EXPIRED_TEXT] * TURNS
    expired = sum((Counter(e.counts) for e in log if e.erased_by == "retention"), Counter[str]())
    assert expired["user"] == len(KEPT) * TURNS

    for sender in ERASED:
        name = servers.operator.pseudonym(sender)
        # What is left are the last turns, whole: none from before an erasure came back.
        turns = [e["value"] for e in left[name] if e["event"] == "slot" and e["name"] == "task"]
        assert turns == [str(number) for number in range(TURNS - len(turns), TURNS)]
        servers.erase(sender)
        log = list(read_erasure_log(servers.operator.engine, [name]))
        counted = sum((Counter(entry.counts) for entry in log), Counter[str]())
        # Each row that was written is in the log once, and in a receipt; each ticket as well.
        assert counted == servers.saved[sender] + Counter(tickets=TURNS)
        receipts = servers.receipts[sender]
        assert sum(receipt.events for receipt in receipts) == servers.saved[sender].total()
        assert sum(receipt.holdings["tickets"] for receipt in receipts) == TURNS
        assert servers.operator.rights.export(sender)["conversations"] == []


def test_a_conversation_may_begin_again_while_it_is_retained(servers: Servers) -> None:
    """Retention finds a stale conversation; its shopper comes back before it is all deleted."""
    store, name = servers.stores["anna"], servers.operator.pseudonym("anna")
    old = [event for _ in range(150) for event in session("long ago")]

    async def come_back() -> None:
        tracker = await store.get_or_create_tracker("anna", append_action_listen=False)
        for event in aged(session("today"), 0):
            tracker.update(event)
        await store.save(tracker)

    async def begin() -> None:
        tracker = await store.get_or_create_tracker("anna", append_action_listen=False)
        for event in aged(old, 200):
            tracker.update(event)
        await store.save(tracker)

    asyncio.run(begin())
    retaining = threading.Thread(target=run, args=(servers.operator,))
    retaining.start()
    asyncio.run(come_back())
    retaining.join()
    run(servers.operator)
    left = [event for owner, event in rows(servers.operator) if owner == name]
    assert [event["event"] for event in left] == [event.type_name for event in session("")]
    deleted = sum(sum(e.counts.values()) for e in read_erasure_log(servers.operator.engine))
    assert deleted >= len(old) and store.write_failures == 0
