"""Shared profiles in the database: joined, added up, parted, erased, over time and secrets."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa

from bot.privacy.dial import Change, Dial
from bot.privacy.erasure_log import read_erasure_log
from bot.privacy.joining import Joining, Outcome, Who
from bot.privacy.link_code import new_code, read_code
from bot.privacy.profiles import Profiles
from bot.privacy.pseudonyms import Customer
from bot.privacy.tracker_store import RedactingTrackerStore
from settings import get_settings
from tests.privacy.conftest import Command, store_at

DOMAIN = ["category=boots", "category=hats", "brand=hollin"]
BOOTS, HATS = {"category=boots": 1.0}, {"category=hats": 1.0}
DAY = 86400


@pytest.fixture
def store(database_url: str) -> RedactingTrackerStore:
    return store_at(database_url, profile_epsilon=1000)


def who(store: RedactingTrackerStore, sender: str, customer: int | None = None) -> Who:
    candidates = store.parts.pseudonyms.candidates
    return Who(candidates(sender), None if customer is None else candidates(Customer(customer)))


def typed(joining: Joining, shopper: Who, shown: str) -> Outcome:
    return joining.claim(shopper, read_code(shown) or "")


def with_profile(store: RedactingTrackerStore, *shoppers: Who) -> Dial:
    for shopper in shoppers:
        with store.engine.begin() as connection:
            store.dial.consents.record(connection, shopper.sender[0], "session", "profile", "chat")
    return store.dial


def join(joining: Joining, one: Who, other: Who) -> None:
    assert typed(joining, other, joining.give_code(one)) == "right"
    assert joining.join(other).outcome == "right"


def visits(profiles: Profiles, *shoppers: Who) -> list[int]:
    return [profiles.export(shopper.names).get("visits", 0) for shopper in shoppers]


def tables(engine: sa.engine.Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table: connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("profiles", "profile_links", "link_codes", "link_codes_wrong")
        }


def test_profiles_are_added_up_visit_by_visit(store: RedactingTrackerStore) -> None:
    a, b = who(store, "a"), who(store, "b")
    dial = with_profile(store, a, b)
    profiles, joining = dial.profiles, dial.joining
    for shopper, taste, count in ((a, BOOTS, 2), (b, HATS, 3)):
        for visit in range(count):
            profiles.add(shopper.names, taste, visit=str(visit), domain=DOMAIN)
    apart = [profiles.export(shopper.names) for shopper in (a, b)]
    join(joining, a, b)
    together = profiles.export(a.names)
    assert together == profiles.export(b.names) and together["visits"] == 5
    for interest in DOMAIN:
        summed = sum(one["noisy_sums"][interest] for one in apart)
        assert together["noisy_sums"][interest] == pytest.approx(summed, abs=0.002)
    assert together["began_at"] == min(one["began_at"] for one in apart)
    # The visit that goes on replaces what it has added before, and adds no noise of its own.
    profiles.add(b.names, HATS, visit="2", domain=DOMAIN)
    assert profiles.export(b.names)["noisy_sums"] == together["noisy_sums"]
    before = profiles.load(b.names, before="2")
    assert before is not None and before.visits == 4
    profiles.add(a.names, BOOTS, visit="2", domain=DOMAIN)
    assert visits(profiles, a, b) == [6, 6] and profiles.count() == 1


def test_a_visit_that_goes_on_keeps_its_noise_when_a_code_is_asked_for(
    store: RedactingTrackerStore,
) -> None:
    a = who(store, "a")
    profiles = with_profile(store, a).profiles
    profiles.add(a.names, BOOTS, visit="1", domain=DOMAIN)
    before = profiles.export(a.names)
    store.dial.joining.give_code(a)
    profiles.add(a.names, BOOTS, visit="1", domain=DOMAIN)
    after = profiles.export(a.names)
    assert after["noisy_sums"] == before["noisy_sums"] and after["visits"] == 1


def test_who_asks_alone_and_joins_another_takes_the_profile_along(
    store: RedactingTrackerStore,
) -> None:
    a, b = who(store, "a"), who(store, "b")
    dial = with_profile(store, a, b)
    dial.profiles.add(b.names, HATS, visit="1", domain=DOMAIN)
    void = dial.joining.give_code(b)
    join(dial.joining, a, b)
    assert visits(dial.profiles, a, b) == [1, 1]
    assert typed(dial.joining, who(store, "c"), void) == "wrong"


def test_a_code_is_taken_once_whoever_is_quicker(store: RedactingTrackerStore) -> None:
    a = who(store, "a")
    joining = with_profile(store, a).joining
    code = joining.give_code(a)
    outcomes: list[Outcome] = []

    def race(sender: str) -> None:
        shopper = who(store, sender)
        if typed(joining, shopper, code) == "right":
            outcomes.append(joining.join(shopper).outcome)

    threads = [Thread(target=race, args=(sender,)) for sender in "bcde"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == ["right"]
    sharing = joining.sharing(a)
    assert sharing is not None and sharing.members == 2


def test_a_right_code_is_no_guess_and_wrong_ones_are_forgotten_in_time(
    store: RedactingTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = who(store, "a"), who(store, "b")
    joining = with_profile(store, a).joining
    for _ in range(8):
        assert typed(joining, b, joining.give_code(a)) == "right"
    for expected in [*["wrong"] * 5, "too many"]:
        assert typed(joining, b, new_code()) == expected
    assert len(store.rights.export("b")["holdings"]["links"]) == 5
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3700)
    assert typed(joining, b, joining.give_code(a)) == "right"
    assert tables(store.engine)["link_codes_wrong"] == 0


@pytest.mark.parametrize("by_operator", [True, False])
def test_an_erasure_takes_the_shared_profile_and_the_link(
    store: RedactingTrackerStore, by_operator: bool
) -> None:
    a, b, c = (who(store, sender) for sender in "abc")
    dial = with_profile(store, a)
    join(dial.joining, a, b)
    join(dial.joining, a, c)
    dial.profiles.add(a.names, BOOTS, visit="1", domain=DOMAIN)
    code = dial.joining.give_code(a)
    if by_operator:
        receipt = store.rights.erase("b", "operator")
        assert receipt.holdings["profiles"] == receipt.holdings["links"] == 1
        counts = [dict(e.counts) for e in read_erasure_log(store.engine, b.sender)]
        assert counts[-1] == {"profiles": 1, "links": 1}
    else:
        assert dial.forget("b", by="shopper") == 1
    assert dial.level("b") == "session" and dial.level("a") == dial.level("c") == "profile"
    assert visits(dial.profiles, a, b, c) == [0, 0, 0]
    assert typed(dial.joining, b, code) == "wrong"  # it is void
    assert store.rights.export("b")["holdings"]["profiles"] == []
    # The others go on together.
    dial.profiles.add(c.names, HATS, visit="1", domain=DOMAIN)
    assert visits(dial.profiles, a, b, c) == [1, 0, 1]
    last = list(dial.consents.entries(b.sender))[-1]
    assert (last.before, last.after) == ("profile", "session")


def test_an_erasure_by_the_customers_number_ends_the_accounts_share(
    store: RedactingTrackerStore,
) -> None:
    account, guest = who(store, "a", 7), who(store, "b")
    dial = with_profile(store, account)
    join(dial.joining, account, guest)
    dial.profiles.add(guest.names, BOOTS, visit="1", domain=DOMAIN)
    assert visits(dial.profiles, account, guest) == [1, 1]
    assert store.rights.export(Customer(7))["holdings"]["links"] == [
        {"shared_by": {"devices": 1, "account": True}}
    ]
    assert store.rights.erase(Customer(7), "operator").holdings["profiles"] == 1
    dial.profiles.add(guest.names, BOOTS, visit="1", domain=DOMAIN)
    assert visits(dial.profiles, account, guest) == [0, 1]


def test_the_operators_dial_ends_it(command: Command, endpoints: Path, database_url: str) -> None:
    store = store_at(database_url)
    a, b = who(store, "a"), who(store, "b")
    dial = with_profile(store, a)
    join(dial.joining, a, b)
    dial.profiles.add(a.names, BOOTS, visit="1", domain=DOMAIN)
    handle = store.parts.pseudonyms.handle(b.sender[0])
    status, out, _ = command("dial", handle, "session")
    assert status == 0 and json.loads(out)["before"] == "profile"
    assert tables(store.engine)["profiles"] == 0 and dial.joining.sharing(a) is None
    assert list(dial.consents.entries(b.sender))[-1].set_by == "operator"
    _, out, _ = command("report")
    assert "profile_links" in out and "link_codes" in out


def test_what_is_not_used_ends_with_its_links(
    store: RedactingTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = who(store, "a"), who(store, "b")
    dial = with_profile(store, a)
    join(dial.joining, a, b)
    dial.joining.give_code(a)
    dial.profiles.add(a.names, BOOTS, visit="1", domain=DOMAIN)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 300 * DAY)
    assert dial.profiles.load(b.names) is not None  # a use by one is a use for all
    monkeypatch.setattr(time, "time", lambda: now + 600 * DAY)
    assert dial.profiles.load(a.names) is not None
    assert dial.profiles.erase_what_is_old() == 0 and tables(store.engine)["profile_links"] == 2
    monkeypatch.setattr(time, "time", lambda: now + 1000 * DAY)
    assert dial.profiles.load(a.names) is None
    assert dial.profiles.erase_what_is_old() == 1
    assert set(tables(store.engine).values()) == {0}
    (entry,) = read_erasure_log(store.engine)
    assert (entry.erased_by, dict(entry.counts)) == ("retention", {"profile": 1, "link": 2})


def test_links_that_outlive_an_erasure_last_as_long_again(
    store: RedactingTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, c = (who(store, sender) for sender in "abc")
    dial = with_profile(store, a)
    join(dial.joining, a, b)
    join(dial.joining, a, c)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 400 * DAY)
    dial.apply("c", Change("profile", "session", "chat"))
    dial.profiles.erase_what_is_old()
    assert dial.joining.sharing(a) is not None
    monkeypatch.setattr(time, "time", lambda: now + 800 * DAY)
    dial.profiles.erase_what_is_old()
    assert dial.joining.sharing(a) is None


def test_they_are_found_under_a_new_secret(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def secrets(current: str, old: str = "") -> RedactingTrackerStore:
        monkeypatch.setenv("TACTFUL_SECRET_KEY", current * 32)
        monkeypatch.setenv("TACTFUL_OLD_SECRET_KEYS", old * 32)
        get_settings.cache_clear()
        return store_at(database_url, profile_epsilon=1000)

    store = secrets("o")
    a, b = who(store, "a"), who(store, "b", 7)
    dial = with_profile(store, a, b)
    join(dial.joining, a, b)
    dial.profiles.add(a.names, BOOTS, visit="1", domain=DOMAIN)
    code = dial.joining.give_code(a)
    sums = dial.profiles.export(a.names)["noisy_sums"]
    store = secrets("n", "o")
    a, b, c = who(store, "a"), who(store, "b", 7), who(store, "c")
    dial = store.dial
    assert visits(dial.profiles, a, b) == [1, 1]
    assert dial.profiles.export(b.names)["noisy_sums"] == sums
    assert typed(dial.joining, c, code) == "right" and dial.joining.join(c).outcome == "right"
    dial.apply("a", Change("profile", "session", "chat"))
    assert visits(dial.profiles, b, c) == [0, 0] and dial.joining.sharing(a) is None
    sharing = dial.joining.sharing(b)
    assert sharing is not None and (sharing.devices, sharing.account) == (1, True)


def test_nothing_of_a_code_lies_in_the_database(
    make_store: Callable[..., RedactingTrackerStore], database: Path
) -> None:
    store = make_store()
    a, b = who(store, "a"), who(store, "b")
    joining = with_profile(store, a).joining
    codes: Sequence[str] = [joining.give_code(a), new_code()]
    for code in reversed(codes):
        typed(joining, b, code)
    content = b"".join(path.read_bytes() for path in database.parent.iterdir())
    joining.join(b)
    store.engine.dispose()
    content += b"".join(path.read_bytes() for path in database.parent.iterdir())
    for code in codes:
        assert code.encode() not in content and code.replace("-", "").encode() not in content


def test_off_between_code_and_consent_joins_nothing(store: RedactingTrackerStore) -> None:
    a, b = who(store, "a"), who(store, "b")
    joining = with_profile(store, a).joining
    assert typed(joining, b, joining.give_code(a)) == "right"
    with store.engine.begin() as connection:
        store.dial.consents.record(connection, b.sender[0], "session", "off", "operator")
    assert joining.join(b).outcome == "off" and joining.sharing(a) is None


def test_joining_twice_changes_nothing(store: RedactingTrackerStore) -> None:
    a, b = who(store, "a"), who(store, "b")
    joining = with_profile(store, a).joining
    join(joining, a, b)
    assert joining.join(b).outcome == "wrong"
    assert typed(joining, b, joining.give_code(a)) == "same"
    assert not joining.part(who(store, "c"), keep=True)
