"""Receipts: signed, checked later, and without a personal value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.__main__ import main
from bot.privacy.receipts import Receipt, Receipts
from settings import get_settings
from tests.privacy.conftest import SENDER, Command, conversation, personal_in, store_at, tracker_of


async def test_a_receipt_is_genuine_until_a_letter_changes(
    database_url: str, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_at(database_url)
    await store.save(tracker_of(conversation()))
    text = command("erase", SENDER)[1]
    assert personal_in(text) == []
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
