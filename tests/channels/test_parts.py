"""Tokens, buttons, limits and text, each on its own."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from ipaddress import ip_network
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sanic.compat import Header

import settings
from bot.channels import buttons
from bot.channels.client import Clients
from bot.channels.errors import BadTokenError, ChannelSettingsError
from bot.channels.rate_limit import RateLimit
from bot.channels.rest import RestInput
from bot.channels.session import TOKEN_LIFETIME_SECONDS, issue_token, read_token, serializer
from bot.channels.socketio import SocketIOInput
from bot.channels.text import clean


@given(st.text())
def test_cleaned_text_is_safe_to_pass_on_and_to_store(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert not cleaned.startswith("/")
    assert cleaned == cleaned.strip()
    assert all(unicodedata.category(c) != "Cc" or c == "\n" for c in cleaned)
    assert clean(cleaned) == cleaned


@given(st.text(alphabet=st.characters(categories=["L", "N", "P"], exclude_characters="/")))
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert clean(text) == text


def test_tokens_expire(monkeypatch: pytest.MonkeyPatch) -> None:
    token = issue_token(41)
    assert read_token(token) == 41
    later = time.time() + TOKEN_LIFETIME_SECONDS + 5
    monkeypatch.setattr("time.time", lambda: later)
    with pytest.raises(BadTokenError, match="expired"):
        read_token(token)


def test_what_another_secret_or_purpose_signed_is_no_token(state: Callable[..., None]) -> None:
    for forged in [
        buttons.sign("1", "sender"),
        serializer("tactful.session").dumps("1"),
        serializer("tactful.session").dumps({"customer_id": 1}),
        "",
        None,
        1,
        "x" * 5000,
    ]:
        with pytest.raises(BadTokenError):
            read_token(forged)
    token = issue_token(1)
    state(secret_key="another secret of forty or so characters")
    with pytest.raises(BadTokenError):
        read_token(token)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(payload=st.text(max_size=200), sender=st.text(max_size=50))
def test_a_signed_payload_comes_back_to_its_sender_only(payload: str, sender: str) -> None:
    try:
        payload.encode(), sender.encode()
    except UnicodeEncodeError:
        return  # the channels let no lone surrogates in
    signed = buttons.sign(payload, sender)
    assert buttons.unwrap(signed, sender) == payload
    assert buttons.unwrap(signed, sender + "x") is None


@given(st.text())
def test_no_typed_text_is_a_signed_payload(text: str) -> None:
    assert buttons.unwrap(text, "sender") is None


def test_buttons_expire(monkeypatch: pytest.MonkeyPatch) -> None:
    signed = buttons.sign("/affirm", "sender")
    later = time.time() + buttons.LIFETIME_SECONDS + 5
    monkeypatch.setattr("time.time", lambda: later)
    assert buttons.unwrap(signed, "sender") is None


def test_the_rate_limit_refills_evenly_and_forgets_old_senders() -> None:
    now = 0.0
    limit = RateLimit(2, 10, max_senders=2, clock=lambda: now)
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    now = 5.0
    assert [limit.allows("a") for _ in range(2)] == [True, False]
    assert limit.allows("b") and limit.allows("c")  # "a" is forgotten now
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]


@pytest.mark.parametrize(
    "wrong",
    [{"messages": 0}, {"seconds": 0}, {"seconds": -1}, {"messages": "many"}, 20, {"seconds": None}],
)
@pytest.mark.parametrize("name", ["rate_limit", "client_rate_limit"])
@pytest.mark.parametrize("channel", [RestInput, SocketIOInput])
def test_a_rate_limit_without_sense_is_refused(channel: type, name: str, wrong: object) -> None:
    with pytest.raises(ChannelSettingsError, match=f"^{name} in"):
        channel.from_credentials({name: wrong})  # type: ignore[attr-defined]


def _request(peer: str, *forwarded: str) -> Any:
    headers = Header([("x-forwarded-for", hop) for hop in forwarded])
    return SimpleNamespace(ip=peer, headers=headers)


def test_clients_are_told_apart_and_not_named() -> None:
    clients = Clients([ip_network("10.0.0.0/8"), ip_network("::1")])
    name = clients.of(_request("203.0.113.9"))
    assert name is not None
    assert "203" not in name
    assert Clients([]).of(_request("203.0.113.9")) == name  # in another channel
    assert Clients([], b"a guess").of(_request("203.0.113.9")) != name  # nobody else can make it
    same = [
        ("::ffff:203.0.113.9",),
        ("10.1.1.1", "203.0.113.9"),
        ("10.1.1.1", "198.51.100.1, 203.0.113.9, 10.2.2.2"),
        ("::1", "198.51.100.1", "203.0.113.9:1234"),
    ]
    assert {clients.of(_request(*hops)) for hops in same} == {name}
    assert clients.of(_request("2001:db8::1")) == clients.of(
        _request("10.1.1.1", "[2001:db8::2]:9")
    )
    assert clients.of(_request("2001:db8::1")) != clients.of(_request("2001:db8:0:1::1"))
    for unknown in (("10.1.1.1",), ("10.1.1.1", "unknown"), ("",), ("10.1.1.1", " , 10.3.3.3")):
        assert clients.of(_request(*unknown)) is None


@pytest.mark.parametrize("wrong", ["10.0.0.300", "10.0.0.1/8", "proxy.internal"])
def test_a_proxy_that_is_no_address_is_named(state: Callable[..., None], wrong: str) -> None:
    state(trusted_proxies=f"127.0.0.1, {wrong}")
    with pytest.raises(settings.SettingsError, match="TACTFUL_TRUSTED_PROXIES"):
        RestInput()


@pytest.mark.parametrize("credentials", [None, {}, {"rate_limit": {"messages": 5, "seconds": 1}}])
def test_channels_are_made_from_credentials(credentials: dict[str, object] | None) -> None:
    assert RestInput.from_credentials(credentials).name() == "rest"
    assert SocketIOInput.from_credentials(credentials).name() == "socketio"
