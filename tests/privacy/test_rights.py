"""What is held of a sender, a copy of it, and its erasure: tickets, holdings and receipts too."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.events import SlotSet

from actions.shop.connection import Database
from actions.shop.models import Ticket
from actions.shop.tickets import Tickets, tickets_for
from benchmarks.processes import free_port
from bot.privacy import rights
from bot.privacy.dial import Dial
from bot.privacy.erasure_log import ErasedBy, read_erasure_log
from bot.privacy.holdings import Facts, HoldingError
from bot.privacy.pseudonyms import Customer
from bot.privacy.tickets import ERASED_TEXT, EXPIRED_TEXT
from bot.privacy.tracker_store import RedactingTrackerStore, TrackerStoreConfigError
from bot.privacy.vault import MemoryVault
from settings import get_settings
from tests.privacy.conftest import (
    DOMAIN,
    SENDER,
    Broker,
    Command,
    conversation,
    personal_in,
    store_at,
    tracker_of,
    user,
)

STORY = "The driver threw it over the fence at 12 Canal Wharf."
CONTACT = "maya.fenwick@example.com"


@pytest.fixture
def shop(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Database:
    """The shop's tables, on the kind of database that the conversations are in."""
    sqlite = database_url.startswith("sqlite")
    url = f"sqlite:///{tmp_path / 'shop.db'}" if sqlite else database_url
    monkeypatch.setenv("TACTFUL_SHOP_DATABASE_URL", url)
    get_settings.cache_clear()
    database = Database(url)
    database.migrate()
    return database


def open_ticket(shop: Database, pseudonym: str | None) -> str:
    tickets = Tickets(shop)
    if pseudonym is None:
        return tickets.open("complaint", STORY, order_number="10023", contact=CONTACT)
    with tickets_for(pseudonym):
        return tickets.open("complaint", STORY, order_number="10023", contact=CONTACT)


def stored_tickets(shop: Database) -> list[tuple[Any, ...]]:
    with shop.reading() as session:
        query = sa.select(Ticket.summary, Ticket.contact, Ticket.opened_for, Ticket.order_number)
        return [tuple(row) for row in session.execute(query.order_by(Ticket.id))]


async def test_what_is_held_is_told_without_values(database_url: str, shop: Database) -> None:
    store = store_at(database_url)
    await store.save(tracker_of(conversation()))
    open_ticket(shop, store.pseudonym(SENDER))
    open_ticket(shop, store.pseudonym("someone else"))
    held = store.rights.held(SENDER)
    (found,) = held["conversations"]
    assert found["conversation"] == store.pseudonym(SENDER)
    assert found["events"] == Counter(event.type_name for event in conversation())
    assert found["sessions"] == 1 and found["first_event"] <= found["last_event"]
    assert set(found["values_in_vault"]) >= {"email", "card", "phone", "order_number"}
    assert held["holdings"]["tickets"] == 1
    assert personal_in(json.dumps(held)) == []
    nobody = store.rights.held("nobody")
    assert nobody["conversations"] == [] and nobody["holdings"]["tickets"] == 0


async def test_to_look_does_not_prolong_the_time_of_values(database_url: str) -> None:
    now = [0.0]
    store = store_at(database_url, vault=MemoryVault(100, lambda: now[0]))
    await store.save(tracker_of(conversation()))
    now[0] = 90
    assert store.rights.held(SENDER)["conversations"][0]["values_in_vault"]
    now[0] = 110
    assert store.rights.held(SENDER)["conversations"][0]["values_in_vault"] == {}


async def test_forget_me_in_the_chat_empties_the_tickets(database_url: str, shop: Database) -> None:
    store = store_at(database_url)
    await store.save(tracker_of(conversation()))
    open_ticket(shop, store.pseudonym(SENDER))
    open_ticket(shop, store.pseudonym("someone else"))
    open_ticket(shop, None)
    (ticket,) = store.rights.export(SENDER)["holdings"]["tickets"]
    assert (ticket["ticket"], ticket["text"], ticket["contact"]) == ("T-3001", STORY, CONTACT)
    tracker = await store.retrieve(SENDER)
    assert tracker is not None
    tracker.update_with_events([user("forget me"), SlotSet("erase_requested", True)], DOMAIN)
    await store.save(tracker)
    assert stored_tickets(shop) == [
        (ERASED_TEXT, None, None, "10023"),
        (STORY, CONTACT, store.pseudonym("someone else"), "10023"),
        (STORY, CONTACT, None, "10023"),
    ]
    assert store.rights.export(SENDER)["holdings"]["tickets"] == []
    entries = list(read_erasure_log(store.engine, [store.pseudonym(SENDER)]))
    assert [entry.erased_by for entry in entries] == ["shopper"] * 2
    assert entries[-1].counts == {"tickets": 1}


async def test_tickets_past_their_age_are_emptied_whose_ever_they_are(
    database_url: str, shop: Database
) -> None:
    store = store_at(database_url, ticket_ttl="30d")
    for pseudonym in (store.pseudonym(SENDER), None, store.pseudonym("someone else")):
        open_ticket(shop, pseudonym)
    with shop.writing() as session:
        opened = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=31)
        session.execute(sa.update(Ticket).where(Ticket.id < 3).values(created_at=opened))
    assert store.erase_what_is_old() == {"tickets": 2}
    recent = (STORY, CONTACT, store.pseudonym("someone else"), "10023")
    assert stored_tickets(shop) == [*[(EXPIRED_TEXT, None, None, "10023")] * 2, recent]
    assert store.erase_what_is_old() == {}
    (entry,) = read_erasure_log(store.engine)
    assert (entry.erased_by, entry.conversation, entry.counts) == (
        "retention",
        None,
        {"tickets": 2},
    )


def test_without_an_age_tickets_are_left_to_the_shop(database_url: str, shop: Database) -> None:
    store = store_at(database_url)
    open_ticket(shop, None)
    with shop.writing() as session:
        session.execute(sa.update(Ticket).values(created_at=datetime(2001, 1, 1)))
    assert store.erase_what_is_old() == {}
    assert stored_tickets(shop) == [(STORY, CONTACT, None, "10023")]


def test_an_age_of_tickets_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrackerStoreConfigError, match="`ticket_ttl`: 'long' is no duration"):
        store_at(f"sqlite:///{tmp_path / 'conversations.db'}", ticket_ttl="long")


def test_no_byte_of_an_erased_ticket_stays_in_the_file(tmp_path: Path) -> None:
    store = store_at(f"sqlite:///{tmp_path / 'conversations.db'}")
    shop = Database(get_settings().shop_url)
    shop.migrate()
    open_ticket(shop, store.pseudonym(SENDER))
    shop.close()
    files = [tmp_path / name for name in ("shop.db", "shop.db-wal")]
    assert any(STORY.encode() in file.read_bytes() for file in files if file.exists())
    assert store.rights.erase(SENDER, "operator").holdings["tickets"] == 1
    assert not any(STORY.encode() in file.read_bytes() for file in files if file.exists())


async def test_tickets_of_an_earlier_secret_are_found(
    database_url: str, shop: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ticket(shop, store_at(database_url).pseudonym(SENDER))
    old = get_settings().secret().decode()
    monkeypatch.setenv("TACTFUL_SECRET_KEY", "n" * 40)
    monkeypatch.setenv("TACTFUL_OLD_SECRET_KEYS", old)
    get_settings.cache_clear()
    assert store_at(database_url).rights.erase(SENDER, "operator").holdings["tickets"] == 1


@pytest.fixture
def rest_of_the_shop_only(shop: Database) -> Database:
    with shop._engine.begin() as connection:  # as a shop's own migration might
        connection.exec_driver_sql("DROP TABLE tickets")
    return shop


async def test_a_shop_without_tickets_holds_none(
    database_url: str, rest_of_the_shop_only: Database
) -> None:
    store = store_at(database_url)
    assert store.rights.export(SENDER)["holdings"]["tickets"] == []
    assert store.rights.erase(SENDER, "operator").unfinished == []


async def test_tables_of_an_earlier_version_are_named(
    database_url: str, shop: Database, command: Command
) -> None:
    with shop._engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_tickets_opened_for")
        connection.exec_driver_sql("ALTER TABLE tickets DROP COLUMN opened_for")
    await store_at(database_url).save(tracker_of(conversation()))
    for order in ("held", "export", "erase"):
        status, _, err = command(order, SENDER)
        assert status == 1 and "tickets" in err
    assert "python -m actions.shop migrate" in command("report")[1]


async def test_without_the_vault_no_answer_is_given(
    database_url: str, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store_at(database_url).save(tracker_of(conversation()))
    monkeypatch.setenv("TACTFUL_REDIS_URL", f"redis://127.0.0.1:{free_port()}/0")
    get_settings.cache_clear()
    for order in ("held", "export"):
        status, out, err = command(order, SENDER)
        assert (status, out) == (1, "") and "TACTFUL_REDIS_URL" in err
    status, out, err = command("erase", SENDER)
    receipt = json.loads(out)
    assert status == 1 and "vault" in err and receipt["unfinished"] == ["vault"]
    assert receipt["events"] == len(conversation())


class Wishes:
    """A holding as others may bring one."""

    name = "wishes"

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}
        self.reachable = True

    def export(self, names: Sequence[str]) -> list[dict[str, Any]]:
        self._reach()
        return [self.rows[name] for name in names if name in self.rows]

    def erase(self, names: Sequence[str], by: ErasedBy) -> int:
        self._reach()
        return sum(self.rows.pop(name, None) is not None for name in names)

    def report(self) -> Facts:
        return Facts("wishes", "memory", "tastes", "a year", "consent", "nobody", "on request")

    def _reach(self) -> None:
        if not self.reachable:
            raise HoldingError("wishes: cannot be reached.")


@pytest.fixture
def wishes(monkeypatch: pytest.MonkeyPatch) -> Wishes:
    made = Wishes()
    monkeypatch.setattr(rights, "HOLDINGS", (*rights.HOLDINGS, lambda *_: made))
    return made


async def test_a_further_holding_takes_part_in_all(
    database_url: str, wishes: Wishes, command: Command
) -> None:
    store = store_at(database_url)
    await store.save(tracker_of(conversation()))
    wishes.rows[store.pseudonym(SENDER)] = {"likes": ["navy"]}
    assert store.rights.held(SENDER)["holdings"]["wishes"] == 1
    exported = json.loads(command("export", SENDER)[1])
    assert exported["holdings"]["wishes"] == [{"likes": ["navy"]}]
    assert "### Wishes" in command("report")[1]
    receipt = json.loads(command("erase", SENDER)[1])
    assert receipt["holdings"]["wishes"] == 1 and wishes.rows == {}


async def test_what_cannot_be_reached_is_named_and_tried_again(
    database_url: str, wishes: Wishes, command: Command
) -> None:
    store = store_at(database_url)
    await store.save(tracker_of(conversation()))
    wishes.rows[store.pseudonym(SENDER)] = {"likes": ["navy"]}
    wishes.reachable = False
    status, _, err = command("export", SENDER)
    assert status == 1 and "wishes" in err
    status, out, err = command("erase", SENDER)
    assert status == 1 and "wishes" in err and "erase again" in err
    receipt = json.loads(out)
    assert receipt["unfinished"] == ["wishes"] and receipt["events"] == len(conversation())
    assert await store.retrieve(SENDER) is None


async def test_the_chat_goes_on_while_a_holding_is_out_of_reach(
    database_url: str, wishes: Wishes
) -> None:
    broker = Broker()
    store = store_at(database_url, event_broker=broker)
    await store.save(tracker_of(conversation()))
    wishes.rows[store.pseudonym(SENDER)] = {"likes": ["navy"]}
    wishes.reachable = False
    await store.erase(SENDER, "shopper")
    fresh = await store.get_or_create_tracker(SENDER)
    for number in ("10024", "10025"):
        fresh.update_with_events([user(f"order {number}"), SlotSet("order_number", number)], DOMAIN)
        await store.save(fresh)
        again = await store.retrieve(SENDER)
        # What is tried again is what was left, not what has been said since.
        assert again is not None and again.get_slot("order_number") == number
        fresh = again
    published = [event for event in broker.published if event.get("name") == "erase_requested"]
    assert len(published) == 1


async def test_what_was_left_is_erased_when_the_conversation_goes_on(
    database_url: str, wishes: Wishes
) -> None:
    store = store_at(database_url)
    wishes.rows[store.pseudonym(SENDER)] = {"likes": ["navy"]}
    wishes.reachable = False
    with pytest.raises(rights.IncompleteErasureError, match="wishes"):
        store.rights.erase(SENDER, "operator")
    wishes.reachable = True
    await store.retrieve("someone else")
    assert wishes.rows != {}
    await store.retrieve(SENDER)
    assert wishes.rows == {}
    entries = list(read_erasure_log(store.engine))
    assert [dict(entry.counts) for entry in entries] == [{}, {"wishes": 1}]


@pytest.mark.parametrize("url", ["no url", "oracle://shop", "nosuch+driver://shop"])
def test_a_wrong_shop_stops_the_start(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not so that Rasa takes it for a store that is not there, and keeps raw events in memory."""
    monkeypatch.setenv("TACTFUL_SHOP_DATABASE_URL", url)
    get_settings.cache_clear()
    with pytest.raises(TrackerStoreConfigError, match="TACTFUL_SHOP_DATABASE_URL"):
        store_at(f"sqlite:///{tmp_path / 'conversations.db'}")


async def test_held_is_a_command(command: Command, database_url: str) -> None:
    store: RedactingTrackerStore = store_at(database_url)
    await store.save(tracker_of(conversation()))
    held = json.loads(command("held", SENDER)[1])
    assert sum(held["conversations"][0]["events"].values()) == len(conversation())


async def test_a_customer_is_named_by_the_shops_number(
    command: Command, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    store: RedactingTrackerStore = store_at(database_url)
    await store.save(tracker_of(conversation()))
    names, likes = store.parts.pseudonyms.candidates(Customer(7)), {"brand=Tarnside": 1.0}
    Dial(store.engine, store.parts).profiles.add(names, likes, visit="1", domain=likes)
    assert json.loads(command("held", "--customer", "7")[1])["holdings"]["profiles"] == 1
    assert json.loads(command("erase", "--customer", "7")[1])["holdings"]["profiles"] == 1
    assert json.loads(command("export", "--customer", "7")[1])["holdings"]["profiles"] == []
    assert json.loads(command("held", SENDER)[1])["conversations"] != []
    with pytest.raises(SystemExit):
        command("erase", SENDER, "--customer", "7")
    assert "not allowed with" in capsys.readouterr().err
