"""Conversations through Rasa's own dialogue core, our actions and a real database; no NLU.

What the NLU would find is given with each message, so these tests say what the dialogue does
with it, whatever the model.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.model_training import train
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import read_endpoint_config
from rasa_sdk.executor import ActionExecutor

from actions.orders.guesses import guesses
from actions.shop.database import Shop, open_database, open_shop
from actions.shopping.assortment import Assortment, use_assortment
from settings import PROJECT_ROOT, get_settings
from tests.actions.shop import fill


class InProcess:
    """Stands for the action server's address; runs actions in this process."""

    url = "in process"
    kwargs: dict[str, Any] = {}

    def __init__(self) -> None:
        self.executor = ActionExecutor()
        self.executor.register_package("actions")
        self.calls: list[str] = []

    async def request(self, *, json: dict[str, Any], **_: Any) -> Any:
        self.calls.append(json["next_action"])
        return _plain(await self.executor.run(_plain(json)))


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value))


@pytest.fixture(scope="session")
def dialogue_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the rules alone."""
    folder = tmp_path_factory.mktemp("dialogue")
    config = yaml.safe_load((PROJECT_ROOT / "config.yml").read_text())
    config["pipeline"] = []
    (folder / "config.yml").write_text(yaml.safe_dump(config))
    # The FAQ is read for its retrieval actions and answers.
    data = [PROJECT_ROOT / "data" / name for name in ("rules.yml", "faq", "chitchat.yml")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RASA_CACHE_DIRECTORY", str(folder / "cache"))
        trained = train(
            domain=str(PROJECT_ROOT / "domain.yml"),
            config=str(folder / "config.yml"),
            training_files=[str(path) for path in data],
            output=str(folder),
        )
    assert trained.model is not None
    return Path(trained.model)


@pytest.fixture(scope="session")
def endpoint() -> InProcess:
    return InProcess()


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """The small shop, which actions use as theirs."""
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    monkeypatch.setenv("TACTFUL_SHOP_DATABASE_URL", url)
    get_settings.cache_clear()
    fill(open_database(url))
    shop = open_shop(url)
    use_assortment(Assortment(lambda: shop.catalogue, lambda: None, None))
    yield shop
    use_assortment(None)
    get_settings.cache_clear()


class Conversation:
    """One shopper talking."""

    def __init__(self, agent: Agent, calls: list[str], customer: int | None = None) -> None:
        self.agent = agent
        self.calls = calls
        self.customer = customer
        self.sender = uuid.uuid4().hex
        self.basket: list[int] = []
        self.buttons: list[dict[str, str]] = []
        self.messages: list[dict[str, Any]] = []

    async def say(self, text: str, intent: str, **entities: Any) -> str:
        """Send a message as the NLU would read it; returns the texts of the answer.

        An entity may have several values, as a list.
        """
        confidence = entities.pop("confidence", 0.95)
        guesses = entities.pop("guesses", [])
        likely = entities.pop("guess_confidence", 0.3)
        answers = entities.pop("answers", [])
        answer_confidence = entities.pop("answer_confidence", 0.9)
        also = entities.pop("also", [])
        found = []
        for name, values in entities.items():
            for value in values if isinstance(values, list) else [values]:
                start = max(text.lower().find(str(value).lower()), 0)
                end = start + len(str(value))
                found.append({"entity": name, "value": value, "start": start, "end": end})
        parsed = {
            "text": text,
            "intent": {"name": intent, "confidence": confidence},
            "entities": found,
            "intent_ranking": [{"name": name, "confidence": likely} for name in (intent, *guesses)],
            "response_selector": {
                "all_retrieval_intents": ["faq", "chitchat"],
                "default": {"also": [self._selected(key) for key in also]},
                "faq": {
                    "response": {
                        **(self._selected(answers[0]) if answers else {}),
                        "confidence": answer_confidence,
                    },
                    "ranking": [
                        {"intent_response_key": key, "confidence": answer_confidence}
                        for key in answers
                    ],
                },
            },
        }
        return await self._send(UserMessage(text, parse_data=parsed))

    def _selected(self, key: str) -> dict[str, Any]:
        utter_action = f"utter_{key}"
        responses = self.agent.domain.responses[utter_action]
        return {
            "intent_response_key": key,
            "utter_action": utter_action,
            "responses": responses,
        }

    async def press(self, payload: str) -> str:
        """Press a button, after the channel has checked its signature."""
        return await self._send(UserMessage(payload))

    async def _send(self, message: UserMessage) -> str:
        channel = CollectingOutputChannel()
        message.output_channel = channel
        message.sender_id = self.sender
        message.metadata = {} if self.customer is None else {"customer_id": self.customer}
        if self.basket:
            message.metadata["basket"] = self.basket
        self.calls.clear()
        await self.agent.handle_message(message)
        self.messages = channel.messages
        self.buttons = [b for m in channel.messages for b in m.get("buttons", [])]
        return "\n".join(m["text"] for m in channel.messages if "text" in m)

    async def tracker(self) -> DialogueStateTracker:
        """Return all that the conversation has come to."""
        return await self.agent.tracker_store.get_or_create_tracker(self.sender)

    async def slot(self, name: str) -> Any:
        return (await self.tracker()).get_slot(name)

    async def asked(self) -> str | None:
        """Return what the form asks for now; None where it is not active."""
        tracker = await self.tracker()
        if tracker.active_loop_name != "service_form":
            return None
        return str(tracker.get_slot("requested_slot"))

    @property
    def titles(self) -> list[str]:
        """Titles of the buttons of the last answer."""
        return [button["title"] for button in self.buttons]


@pytest.fixture(scope="session")
def agent(dialogue_model: Path, endpoint: InProcess) -> Agent:
    generator = read_endpoint_config(str(PROJECT_ROOT / "endpoints.yml"), "nlg")
    return Agent.load(str(dialogue_model), action_endpoint=endpoint, generator=generator)


@pytest.fixture
def talk(agent: Agent, endpoint: InProcess, shop: Shop) -> Conversation:
    """A guest's conversation."""
    return Conversation(agent, endpoint.calls)


@pytest.fixture
def signed_in(agent: Agent, endpoint: InProcess, shop: Shop) -> Conversation:
    """A conversation of Maya Fenwick, signed in."""
    return Conversation(agent, endpoint.calls, customer=1)


@pytest.fixture(autouse=True)
def _nobody_has_guessed() -> None:
    guesses.clear()
