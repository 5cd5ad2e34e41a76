"""What a shop words in its domain is what is said of its orders."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from actions.service import wording
from settings import PROJECT_ROOT
from tests.actions.conftest import Conversation
from tests.actions.test_looking import ask


async def test_an_edit_counts_at_once(
    talk: Conversation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    domain = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text())
    texts = domain["responses"]["utter_delivered_again"]
    texts[0]["text"] = "The drone tries again at noon."
    changed = tmp_path / "domain.yml"
    changed.write_text(yaml.safe_dump(domain))
    assert "drone" not in await ask(talk, "where is", "order_status", "10042")
    monkeypatch.setattr(wording, "_DOMAIN", changed)
    assert "The drone tries again at noon." in await ask(talk, "where is", "order_status", "10042")


@pytest.mark.parametrize(
    ("text", "intent", "number", "part"),
    [
        ("the hat is torn in", "item_problem", "10024", "e-mail you"),
        ("return the hat from", "return_item", "10032", "label"),
        ("payment went wrong for", "payment_problem", "10027", "payment provider"),
    ],
)
async def test_of_what_was_refused_nothing_is_promised(
    talk: Conversation, text: str, intent: str, number: str, part: str
) -> None:
    await ask(talk, text, intent, number)
    assert await talk.asked() is None
    for following in ("what_next", "order_status", "delivery_time"):
        assert part not in await talk.say("and when does it come?", following)


async def test_of_what_was_given_up_nothing_is_promised(talk: Conversation) -> None:
    await ask(talk, "return the hat, it itches, from", "return_item", "10025")
    await talk.say("it itches", "inform")
    assert await talk.asked() == "confirmed"
    await talk.say("no", "deny")
    assert "label" not in await talk.say("and now?", "what_next")


async def test_a_complaint_without_a_contact_promises_no_letter(talk: Conversation) -> None:
    await talk.say("I want to complain", "complaint")
    await talk.say("the driver was rude to my mother", "complaint")
    answer = await talk.say("no", "deny")
    assert "T-3001" in answer and "within 14 days" not in answer and "0113 496 0182" in answer
