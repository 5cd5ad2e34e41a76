"""Answers as the matcher knows them, for Rasa's response generator: several, and edited ones.

In endpoints.yml:

    nlg:
      type: bot.answers.JoinedAnswers
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY
from rasa.utils.endpoints import EndpointConfig

from settings import get_settings

# How the questions of forms are named.
_QUESTION = "utter_ask_"


class JoinedAnswers(TemplatedNaturalLanguageGenerator):
    """Rasa's own generator of responses; to an answer it adds those that belong to it.

    An answer's text is that which the matcher found, because answers may be edited after the domain
    was trained. In every response ``{order_number_example}`` stands for the setting of that name.
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        """Take the responses from the domain."""
        super().__init__(dict(domain.responses))

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """Generate a response; for the newest message's answer its further answers too."""
        parsed = tracker.latest_message.parse_data if tracker.latest_message else {}
        self.responses.update(found_answers(parsed))
        kwargs.setdefault("order_number_example", get_settings().order_number_example)
        response = await super().generate(utter_action, tracker, output_channel, **kwargs)
        if response is None:
            return None
        for further in further_answers(utter_action, parsed):
            addition = await super().generate(further, tracker, output_channel, **kwargs) or {}
            # A question comes last: it is what the shopper answers next.
            asks = utter_action.startswith(_QUESTION)
            response = joined(addition, response) if asks else joined(response, addition)
        return dict(response)


def found_answers(parsed: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the responses that the NLU found for a message, by the name of their action."""
    found = {}
    for selector in (parsed.get("response_selector") or {}).values():
        if isinstance(selector, Mapping):
            for answer in (selector.get("response") or {}, *(selector.get("also") or ())):
                if answer.get("responses"):
                    found[str(answer["utter_action"])] = list(answer["responses"])
    return found


def further_answers(utter_action: str, parsed: Mapping[str, Any]) -> list[str]:
    """Return the responses to give beside one: those to a message's further questions.

    They come with the answer to its first question, or with what a form asks about it.

    Args:
        utter_action: The response that is to be given.
        parsed: The message as the NLU read it; has further answers if it asked several things.
    """
    selectors = parsed.get("response_selector") or {}
    also: Sequence[Mapping[str, Any]] = (selectors.get("default") or {}).get("also") or ()
    intent = str((parsed.get(INTENT) or {}).get(INTENT_NAME_KEY))
    selected = ((selectors.get(intent) or {}).get("response") or {}).get("utter_action")
    begins = utter_action.startswith(_QUESTION)
    named = [str(answer["utter_action"]) for answer in also]
    return named if begins or utter_action == selected else []


def joined(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Return two responses as one: texts as lines, buttons and the like one after another.

    No empty line lies between texts: at such Rasa's channels cut a text into messages.
    """
    result = {**second, **first}
    for key in first.keys() & second.keys():
        if key == "text":
            result[key] = f"{first[key]}\n{second[key]}"
        elif isinstance(first[key], list):
            result[key] = [*first[key], *second[key]]
    return result
