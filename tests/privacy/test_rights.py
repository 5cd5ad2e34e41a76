"""What is held of a sender, a copy of it, and its erasure: tickets, holdings and receipts too."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.events import SlotSet

from actions.shop.connection import Database
from actions.shop.models import Ticket
from actions.shop.tickets import Tickets, tickets_for
from benchmarks.processes import free_port
from bot.privacy import rights
from bot.privacy.__main__ import main
from bot.privacy.erasure_log import read_erasure_log
from bot.privacy.holdings import Facts, HoldingError
from bot.privacy.receipts import Receipt, Receipts
from bot.privacy.tickets import ERASED_TEXT
from bot.privacy.tracker_store import RedactingTrackerStore
from bot.privacy.vault import MemoryVault
from settings import get_settings
from tests.privacy.conftest import (
    DOMAIN,
    PERSONAL,
    SENDER,
    Command,
    conversation,
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
    assert held["holdings"] == {"tickets": 1}
    assert [value for value in PERSONAL if value in json.dumps(held)] == []
    nobody = store.rights.held("nobody")
    assert nobody["conversations"] == [] and nobody["holdings"] == {"tickets": 0}


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
    assert store.rights.export(SENDER)["holdings"] == {"tickets": []}
    entries = list(read_erasure_log(store.engine, [store.pseudonym(SENDER)]))
    assert [entry.erased_by for entry in entries] == ["shopper"] * 2
    assert entries[-1].counts == {"tickets": 1}


def test_no_byte_of_an_erased_ticket_stays_in_the_file(tmp_path: Path) -> None:
    store = store_at(f"sqlite:///{tmp_path / 'conversations.db'}")
    shop = Database(get_settings().shop_url)
    shop.migrate()
    open_ticket(shop, store.pseudonym(SENDER))
    shop.close()
    files = [tmp_path / name for name in ("shop.db", "shop.db-wal")]
    assert any(STORY.encode() in file.read_bytes() for file in files if file.exists())
    assert store.rights.erase(SENDER, "operator").holdings == {"tickets": 1}
    assert not any(STORY.encode() in file.read_bytes() for file in files if file.exists())


async def test_tickets_of_an_earlier_secret_are_found(
    database_url: str, shop: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ticket(shop, store_at(database_url).pseudonym(SENDER))
    old = get_settings().secret().decode()
    monkeypatch.setenv("TACTFUL_SECRET_KEY", "n" * 40)
    monkeypatch.setenv("TACTFUL_OLD_SECRET_KEYS", old)
    get_settings.cache_clear()
    assert store_at(database_url).rights.erase(SENDER, "operator").holdings == {"tickets": 1}


@pytest.fixture
def rest_of_the_shop_only(shop: Database) -> Database:
    with shop._engine.begin() as connection:  # as a shop's own migration might
        connection.exec_driver_sql("DROP TABLE tickets")
    return shop


async def test_a_shop_without_tickets_holds_none(
    database_url: str, rest_of_the_shop_only: Database
) -> None:
    store = store_at(database_url)
    assert store.rights.export(SENDER)["holdings"] == {"tickets": []}
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


class Profiles:
    """A holding as others may bring one."""

    name = "profiles"

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}
        self.reachable = True

    def export(self, names: Sequence[str]) -> list[dict[str, Any]]:
        self._reach()
        return [self.rows[name] for name in names if name in self.rows]

    def erase(self, names: Sequence[str]) -> int:
        self._reach()
        return sum(self.rows.pop(name, None) is not None for name in names)

    def report(self) -> Facts:
        return Facts("profiles", "memory", "tastes", "a year", "consent", "nobody", "on request")

    def _reach(self) -> None:
        if not self.reachable:
            raise HoldingError("profiles: cannot be reached.")


@pytest.fixture
def profiles(monkeypatch: pytest.MonkeyPatch) -> Profiles:
    made = Profiles()
    monkeypatch.setattr(rights, "HOLDINGS", (*rights.HOLDINGS, lambda *_: made))
    return made


async def test_a_further_holding_takes_part_in_all(
    database_url: str, profiles: Profiles, command: Command
) -> None:
    store = store_at(database_url)
    await store.save(tracker_of(conversation()))
    profiles.rows[store.pseudonym(SENDER)] = {"likes": ["navy"]}
    assert store.rights.held(SENDER)["holdings"] == {"tickets": 0, "profiles": 1}
    exported = json.loads(command("export", SENDER)[1])
    assert exported["holdings"]["profiles"] == [{"likes": ["navy"]}]
    assert "### Profiles" in command("report")[1]
    receipt = json.loads(command("erase", SENDER)[1])
    assert receipt["holdings"] == {"tickets": 0, "profiles": 1} and profiles.rows == {}


async def test_what_cannot_be_reached_is_named_and_tried_again(
    database_url: str, profiles: Profiles, command: Command
) -> None:
    store = store_at(database_url)
    await store.save(tracker_of(conversation()))
    profiles.rows[store.pseudonym(SENDER)] = {"likes": ["navy"]}
    profiles.reachable = False
    status, _, err = command("export", SENDER)
    assert status == 1 and "profiles" in err
    status, out, err = command("erase", SENDER)
    assert status == 1 and "profiles" in err and "erase again" in err
    receipt = json.loads(out)
    assert receipt["unfinished"] == ["profiles"] and receipt["events"] == len(conversation())
    assert await store.retrieve(SENDER) is None
    await store.erase(SENDER)  # as the chat does: it must not fail
    profiles.reachable = True
    await store.retrieve(SENDER)  # the conversation goes on
    assert profiles.rows == {}


async def test_a_receipt_is_genuine_until_a_letter_changes(
    database_url: str, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_at(database_url)
    await store.save(tracker_of(conversation()))
    text = command("erase", SENDER)[1]
    assert [value for value in PERSONAL if value in text] == []
    file = tmp_path / "receipt.json"
    file.write_text(text)
    status, said, _ = command("verify-receipt", str(file))
    assert status == 0 and json.loads(text)["id"] in said
    file.write_text(json.dumps({**json.loads(text), "events": 0}))
    assert command("verify-receipt", str(file))[0] == 1
    file.write_text(text)
    old = get_settings().secret().decode()
    monkeypatch.setenv("TACTFUL_SECRET_KEY", "n" * 40)
    get_settings.cache_clear()
    status, said, _ = command("verify-receipt", str(file))
    assert status == 1 and "TACTFUL_OLD_SECRET_KEYS" in said
    monkeypatch.setenv("TACTFUL_OLD_SECRET_KEYS", old)
    get_settings.cache_clear()
    assert command("verify-receipt", str(file))[0] == 0


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"signature": 1}', b"\xff", b"[" * 99999])
def test_other_files_are_no_receipts(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "receipt.json"
    file.write_bytes(content)
    assert main(["verify-receipt", str(file)]) == 1
    assert main(["verify-receipt", str(tmp_path / "none.json")]) == 1
    assert "receipt" in capsys.readouterr().err


@given(
    key=st.sampled_from(["id", "erased_at", "asked_by", "conversations", "events", "holdings"]),
    value=st.one_of(st.text(), st.integers(), st.none(), st.lists(st.text())),
)
def test_no_other_receipt_passes(key: str, value: Any) -> None:
    receipts = Receipts([b"a" * 40])
    signed = receipts.signed(Receipt("operator", ["hash"], 3, 2, {"tickets": 1}, []))
    assert receipts.is_genuine(json.loads(json.dumps(signed)))
    assert not Receipts([b"b" * 40]).is_genuine(signed)
    assert receipts.is_genuine({**signed, key: value}) == (signed[key] == value)
    assert not receipts.is_genuine({**signed, "signature": str(value)})


async def test_held_is_a_command(command: Command, database_url: str) -> None:
    store: RedactingTrackerStore = store_at(database_url)
    await store.save(tracker_of(conversation()))
    held = json.loads(command("held", SENDER)[1])
    assert sum(held["conversations"][0]["events"].values()) == len(conversation())
