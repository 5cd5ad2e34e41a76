"""Answers of the FAQ while the action server is out of reach.

The action that answers questions looks for what holds for the case at hand, and runs in the action
server. Without it the answer as it stands, which the matcher has found, is better than an apology.
It becomes an answer like any other in the conversation, stored by the same rules; whatever else
is said while the server is away stays unanswered (``bot.privacy.events.UNANSWERED``). Where a form
asks for something, its question stays open, so that what answers it is hidden as before.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

from aiohttp import ClientError
from rasa.core.actions.action import (
    ActionExecutionRejection,
    RemoteAction,
    create_bot_utterance,
)
from rasa.core.actions.forms import FormAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY

logger = logging.getLogger(__name__)

ACTION = "action_answer"
QUESTION_STAYS = "utter_question_stays"
_FAQ = "faq"
_SURE = 0.5
_OUT_OF_REACH = (RasaException, ClientError, TimeoutError)

_act_in_rasa = RemoteAction.run
_ask_in_rasa = FormAction.run


def install() -> None:
    """Put the spare answers in place; calling it again does no harm."""

    async def act(
        self: RemoteAction,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        given = _act_in_rasa(self, output_channel, nlg, tracker, domain)
        if self.name() != ACTION:
            return list(await given)
        return await _or_spare_answer(given, (), output_channel, nlg, tracker)

    async def ask(
        self: FormAction,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        given = _ask_in_rasa(self, output_channel, nlg, tracker, domain)
        return await _or_spare_answer(given, (QUESTION_STAYS,), output_channel, nlg, tracker)

    RemoteAction.run = act
    FormAction.run = ask


def spare_answer(tracker: DialogueStateTracker) -> str | None:
    """Return the response that answers the newest message by itself; None if none surely does."""
    parsed: Mapping[str, Any] = tracker.latest_message.parse_data if tracker.latest_message else {}
    if (parsed.get(INTENT) or {}).get(INTENT_NAME_KEY) != _FAQ:
        return None
    found = ((parsed.get("response_selector") or {}).get(_FAQ) or {}).get("response") or {}
    answer = found.get("utter_action")
    sure = float(found.get("confidence") or 0) >= _SURE
    return str(answer) if answer and found.get("responses") and sure else None


async def _or_spare_answer(
    given: Awaitable[Sequence[Event]],
    behind: Sequence[str],
    output_channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
) -> list[Event]:
    """Return what an action gives; where its server is away, the spare answer and what follows."""
    try:
        return list(await given)
    except ActionExecutionRejection:
        raise
    except _OUT_OF_REACH:
        answer = spare_answer(tracker)
        if answer is None:
            raise
        return await _said([answer, *behind], output_channel, nlg, tracker)


async def _said(
    responses: Sequence[str],
    output_channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
) -> list[Event]:
    logger.warning("The action server is out of reach; the answer is given as it stands.")
    said = []
    for response in responses:
        message = await nlg.generate(response, tracker, output_channel.name())
        if message is not None:
            said.append(create_bot_utterance({**message, "utter_action": response}))
    return said
