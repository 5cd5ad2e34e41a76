"""The operator's commands, as they are called."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.privacy.__main__ import main
from bot.privacy.dial import Change
from bot.privacy.redis_vault import RedisVault
from settings import PROJECT_ROOT, get_settings
from tests.privacy.conftest import (
    PERSONAL,
    SENDER,
    STORE,
    Command,
    conversation,
    personal_in,
    store_at,
    tracker_of,
)
from tests.privacy.test_retention import aged


async def test_a_sender_is_erased_and_the_log_says_so(command: Command, database_url: str) -> None:
    store = store_at(database_url)
    await store.save(tracker_of(conversation()))
    await store.save(tracker_of(conversation(), "someone else"))
    status, out, _ = command("erase", SENDER)
    receipt = json.loads(out)
    assert status == 0 and receipt["events"] == len(conversation())
    assert receipt["conversations"] == [store.pseudonym(SENDER)]
    assert await store.retrieve(SENDER) is None
    assert await store.retrieve("someone else") is not None
    status, out, _ = command("audit")
    (entry,) = [json.loads(line) for line in out.splitlines()]
    assert status == 0 and entry["erased_by"] == "operator"
    assert entry["conversation"] == store.pseudonym(SENDER)
    assert sum(entry["events"].values()) == len(conversation()) and SENDER not in out
    status, out, _ = command("erase", SENDER)
    assert status == 0 and json.loads(out)["conversations"] == []


def test_consumers_of_the_broker_learn_of_it(
    command: Command, endpoints: Path, database_url: str, tmp_path: Path
) -> None:
    sections = yaml.safe_load(endpoints.read_text())
    sections["event_broker"] = {"type": "file", "path": str(tmp_path / "events.log")}
    endpoints.write_text(yaml.safe_dump(sections))
    store = store_at(database_url)
    asyncio.run(store.save(tracker_of(conversation())))
    assert command("erase", SENDER)[0] == 0
    (event,) = [json.loads(line) for line in (tmp_path / "events.log").read_text().splitlines()]
    assert event["sender_id"] == store.pseudonym(SENDER)
    assert (event["name"], event["value"]) == ("erase_requested", True)


async def test_a_handle_names_a_conversation_too(command: Command, database_url: str) -> None:
    store = store_at(database_url)
    await store.save(tracker_of(conversation()))
    (handle,) = await store.keys()
    assert json.loads(command("erase", handle)[1])["events"] == len(conversation())


async def test_export_has_the_values_while_the_vault_has_them(
    command: Command, database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TACTFUL_REDIS_URL", redis_url)
    get_settings.cache_clear()
    vault = RedisVault(redis_url, get_settings().secret(), 60)
    store = store_at(database_url, vault=vault)
    await store.save(tracker_of(conversation()))
    held = json.loads(command("export", SENDER)[1])
    (found,) = held["conversations"]
    assert [e["event"] for e in found["events"]] == [e.type_name for e in conversation()]
    said = json.dumps(found["events"])
    assert personal_in(said) == PERSONAL
    vault.forget(store.pseudonym(SENDER))
    held = command("export", SENDER)[1]
    assert personal_in(held) == [SENDER]  # as it was asked for
    assert json.loads(command("export", "nobody")[1])["conversations"] == []


async def test_the_dial_is_turned_down_by_the_operator(command: Command, database_url: str) -> None:
    store = store_at(database_url)
    await store.save(tracker_of(conversation()))
    store.dial.apply(SENDER, Change("session", "profile", "chat"))
    names = store.dial.profile_names(SENDER)
    store.dial.profiles.add(names, {"brand=x": 1}, visit="1", domain=["brand=x"])
    held = json.loads(command("export", SENDER)[1])["holdings"]
    assert [profile["visits"] for profile in held["profiles"]] == [1]
    assert [c["after"] for c in held["consents"]] == ["profile"]
    turned = json.loads(command("dial", SENDER, "session")[1])
    assert turned == {"before": "profile", "after": "session", "erased": None}
    assert store.dial.profiles.count() == 0 and await store.retrieve(SENDER) is not None
    turned = json.loads(command("dial", SENDER, "off")[1])
    assert turned["erased"]["events"] == len(conversation())
    assert await store.retrieve(SENDER) is None and store.dial.level(SENDER) == "off"
    assert {e.set_by for e in store.dial.consents.entries()} == {"chat", "operator"}
    with pytest.raises(SystemExit):  # consent is the shopper's to give
        command("dial", SENDER, "profile")


async def test_retention_by_cron(command: Command, database_url: str) -> None:
    await store_at(database_url).save(tracker_of(aged(conversation(), 40)))
    status, out, _ = command("retention")
    assert status == 0 and sum(json.loads(out)["erased"].values()) == len(conversation())
    assert json.loads(command("retention")[1]) == {"erased": {}}


async def test_the_report_says_where_what_how_long_and_by_which_rule(
    command: Command, endpoints: Path, database_url: str, tmp_path: Path
) -> None:
    store = {
        "type": STORE,
        "url": database_url.replace("tactful@", "tactful:hunter2@"),
        "rules": [
            {"slot": "order_number"},
            {"entity": "card", "anonymization": {"type": "drop"}},
            {"slot": "postcode", "anonymization": {"type": "generalise"}},
        ],
        "retention": {"user": "30d", "slot": "12h", "default": "90d"},
        "vault_ttl_seconds": 1200,
    }
    broker = {"type": "bot.privacy.broker.RedactedEventBroker", "broker": {"type": "pika"}}
    endpoints.write_text(yaml.safe_dump({"tracker_store": store, "event_broker": broker}))
    kept = store_at(database_url)
    await kept.save(tracker_of(aged(conversation(), 3)))
    kept.dial.apply(SENDER, Change("session", "profile", "chat"))
    kept.dial.profiles.add(["a name"], {}, visit="1", domain=["brand=x"])
    out = tmp_path / "reports" / "privacy.md"
    assert command("report", "--out", str(out)) == (0, "", "")
    text = out.read_text()
    assert "hunter2" not in text
    for said in (
        "| kind `card` | removed |",
        "| slot `postcode` | coarser value (district), for good |",
        "20 minutes after the last use",
        "table `learned_words` of the shop",
        "pika, behind RedactedEventBroker",
        "| `user` | 30 days | 2 | 3 days |",
        "| `slot` | 12 hours |",
        "90 days, see below",
        "retention_every",
        "365 days after the last use, or until the consent is withdrawn",
        "table `consent_log`",
        "| `profile` | 1 |",
        "Profiles stored now: 1.",
    ):
        assert said in text
    assert personal_in(text) == []


def test_the_report_of_this_project_needs_no_database(tmp_path: Path) -> None:
    """As `make privacy-report` calls it; and without Rasa, which takes seconds to import."""
    code = (
        "import sys; from bot.privacy.__main__ import main; main(['report']); "
        "sys.exit(any(n in sys.modules for n in ('rasa', 'torch', 'tensorflow')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and "# Personal data" in done.stdout
    assert list(tmp_path.glob("*.db")) == []


@pytest.mark.parametrize(
    ("sections", "arguments", "named"),
    [
        ({"tracker_store": {"type": "SQL"}}, ["audit"], STORE),
        ({}, ["audit"], "tracker_store"),
        ({"tracker_store": {"type": STORE}}, ["audit"], "no conversation is stored yet"),
        ({"tracker_store": {"type": STORE}}, ["erase", "x"], "no conversation is stored yet"),
        ({"tracker_store": {"type": STORE}}, ["retention"], "retention"),
        ({"tracker_store": {"type": STORE, "rules": 1}}, ["report"], "rules"),
    ],
)
def test_what_cannot_be_done_is_said(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    sections: dict[str, Any],
    arguments: list[str],
    named: str,
) -> None:
    path = tmp_path / "e.yml"
    path.write_text(yaml.safe_dump(sections))
    assert main(["--endpoints", str(path), *arguments]) == 1
    output = capsys.readouterr()
    assert named in output.err and output.out == ""
