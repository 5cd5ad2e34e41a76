"""Answers in Rasa's response generator: as the matcher found them."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.answers import JoinedAnswers

DOMAIN = Domain.from_dict(
    {
        "responses": {
            "utter_faq/wrapping": [{"text": "We wrap."}],
            "utter_faq/dogs": [{"text": "Dogs may come in."}],
        }
    }
)


def answer(key: str, text: str) -> dict[str, Any]:
    return {"utter_action": f"utter_faq/{key}", "responses": [{"text": text}]}


async def said(action: str, selectors: dict[str, Any]) -> str | None:
    parsed = {"intent": {"name": "faq"}, "response_selector": selectors}
    tracker = DialogueStateTracker.from_events(
        "shopper", [UserUttered("do you wrap, and may dogs come in?", parse_data=parsed)]
    )
    generator = JoinedAnswers(EndpointConfig(), DOMAIN)
    response = await generator.generate(action, tracker, "rest")
    return None if response is None else response["text"]


async def test_an_edited_answer_is_given_as_it_is_now() -> None:
    found = {"faq": {"response": answer("wrapping", "No more paper.")}}
    assert await said("utter_faq/wrapping", found) == "No more paper."
    assert await said("utter_faq/dogs", found) == "Dogs may come in."
    # The domain is as it was: another message gets what its own parse found.
    assert await said("utter_faq/wrapping", {}) == "We wrap."


async def test_an_answer_that_the_domain_does_not_know_is_given() -> None:
    found = {"faq": {"response": answer("shops", "In Leeds.")}}
    assert await said("utter_faq/shops", found) == "In Leeds."
    assert await said("utter_faq/shops", {}) is None


async def test_further_answers_are_given_as_they_are_now() -> None:
    first, second = answer("wrapping", "No more paper."), answer("dogs", "Small dogs only.")
    found = {"faq": {"response": first}, "default": {"response": first, "also": [second]}}
    assert await said("utter_faq/wrapping", found) == "No more paper.\nSmall dogs only."
