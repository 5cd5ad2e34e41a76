"""The component in Rasa: trained, cached, loaded and asked through Rasa's own doors."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasa.model_training
from rasa.core.actions.action import ActionRetrieveResponse
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.diet_classifier import DIETClassifier
from rasa.nlu.selectors.response_selector import ResponseSelector
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.utils.io import write_yaml

from nlu_models.component import (
    BertIntentAnswerMatcher,
    MatcherConfigError,
    MatcherError,
    kept_networks_folder,
)
from nlu_models.options import MatcherOptions
from settings import PROJECT_ROOT
from tests.nlu_models.conftest import EXAMPLES, RESPONSES

MATCHER = "nlu_models.component.BertIntentAnswerMatcher"


class Project:
    """A Rasa project in a folder, with a cache of its own."""

    def __init__(self, folder: Path, options: dict[str, Any]) -> None:
        self.folder = folder
        self.write_data(EXAMPLES, RESPONSES)
        self.write_config([{"name": "WhitespaceTokenizer"}, {"name": MATCHER, **options}])

    def write_config(self, pipeline: list[dict[str, Any]]) -> None:
        config = {"recipe": "default.v1", "assistant_id": "test", "language": "en"}
        write_yaml({**config, "pipeline": pipeline}, self.folder / "config.yml")

    def write_data(
        self, examples: dict[str, list[str]], responses: dict[str, list[dict[str, str]]]
    ) -> None:
        intents = sorted({name.partition("/")[0] for name in examples})
        named = {f"utter_{key}": variations for key, variations in responses.items()}
        write_yaml({"version": "3.1", "intents": intents}, self.folder / "domain.yml")
        nlu = [
            {"intent": name, "examples": "".join(f"- {text}\n" for text in texts)}
            for name, texts in examples.items()
        ]
        write_yaml({"version": "3.1", "nlu": nlu, "responses": named}, self.folder / "nlu.yml")

    def train(self, name: str = "model") -> Path:
        path = rasa.model_training.train_nlu(
            str(self.folder / "config.yml"),
            str(self.folder / "nlu.yml"),
            str(self.folder / "models"),
            fixed_model_name=name,
            domain=str(self.folder / "domain.yml"),
        )
        assert path
        return Path(path)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Rasa's cache for this module."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RASA_CACHE_DIRECTORY", str(folder))
        yield folder


@pytest.fixture(scope="module")
def options(toy_options: MatcherOptions) -> dict[str, Any]:
    names = ("encoder", "epochs", "learning_rate", "head_learning_rate", "holdout")
    return {name: getattr(toy_options, name) for name in names}


@pytest.fixture(scope="module")
def project(
    cache: Path, options: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Project:
    return Project(tmp_path_factory.mktemp("project"), options)


@pytest.fixture(scope="module")
def model(project: Project) -> Path:
    return project.train()


def parse(agent: Agent, text: str) -> dict[str, Any]:
    parsed: dict[str, Any] = asyncio.run(agent.processor.parse_message(UserMessage(text)))
    return parsed


def shape(value: Any) -> Any:
    """Return keys and types of a JSON value; items of a list count once."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted({json.dumps(shape(item), sort_keys=True) for item in value})
    return type(value).__name__


def rasas_own(text: str) -> dict[str, Any]:
    """Let Rasa's own components write their output, with made-up scores instead of a network."""
    context = ExecutionContext(GraphSchema({}))
    storage, resource = LocalModelStorage(Path("nowhere")), Resource("stock")
    keys = [name for name in EXAMPLES if "/" in name]
    labels = {
        "faq": [key for key in keys if key.startswith("faq")],
        "chitchat": [key for key in keys if key.startswith("chitchat")],
        None: keys,
    }
    message = Message({"text": text})
    with pytest.MonkeyPatch.context() as patch:
        scores = {"i_scores": np.array([[0.6, 0.3, 0.07, 0.03]])} if text else None
        patch.setattr(DIETClassifier, "_predict", lambda *_: scores)
        diet = DIETClassifier.get_default_config() | {"entity_recognition": False}
        DIETClassifier(
            diet, storage, resource, context, index_label_id_mapping=dict(enumerate("abcd"))
        ).process([message])
        for intent, names in labels.items():
            if scores:
                scores["i_scores"] = np.array([[0.7, *[0.3 / len(names)] * (len(names) - 1)]])
            ResponseSelector(
                ResponseSelector.get_default_config() | {"retrieval_intent": intent},
                storage,
                resource,
                context,
                index_label_id_mapping=dict(enumerate(names)),
                all_retrieval_intents=["faq", "chitchat"],
                responses={f"utter_{key}": RESPONSES[key] for key in keys},
            ).process([message])
    output: dict[str, Any] = message.as_dict(only_output_properties=True)
    return output


@pytest.mark.parametrize("text", ["do students pay less", ""])
def test_messages_get_what_rasas_own_components_give(model: Path, text: str) -> None:
    expected, found = rasas_own(text), parse(Agent.load(str(model)), text)
    assert found["intent"].pop("full_retrieval_intent_name", None) in RESPONSES.keys() | {None}
    for name in ("intent", "intent_ranking", "response_selector"):
        assert shape(found[name]) == shape(expected[name])
        assert json.loads(json.dumps(found[name])) == found[name]
    assert set(found["response_selector"]["all_retrieval_intents"]) == {"faq", "chitchat"}


def test_a_question_gets_its_answer(model: Path) -> None:
    parsed = parse(Agent.load(str(model)), "do students pay less")
    assert parsed["intent"]["name"] == "faq"
    assert parsed["intent"]["full_retrieval_intent_name"] == "faq/student_discount"
    assert parsed["intent_ranking"][0]["name"] == "faq"
    selected = parsed["response_selector"]["faq"]["response"]
    assert selected["responses"] == RESPONSES["faq/student_discount"]
    assert parsed["response_selector"]["default"]["response"]["intent_response_key"] == (
        "faq/student_discount"
    )
    tracker = DialogueStateTracker.from_events("shopper", [])
    tracker.update(UserUttered("do students pay less", parsed["intent"], parse_data=parsed))
    action = ActionRetrieveResponse("utter_faq")
    assert action.get_full_retrieval_name(tracker) == "utter_faq/student_discount"


@pytest.mark.parametrize("text", ["", "  ", "🦊"])
def test_an_unreadable_message_has_no_intent(model: Path, text: str) -> None:
    parsed = parse(Agent.load(str(model)), text)
    assert (parsed["intent"]["name"], parsed["intent"]["confidence"]) == (None, 0.0)
    assert parsed["intent_ranking"] == []
    assert parsed["response_selector"]["faq"]["response"]["intent_response_key"] is None


def test_nothing_is_trained_again_when_nothing_has_changed(
    model: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise AssertionError("trained again")

    with monkeypatch.context() as patch:
        patch.setattr("nlu_models.component.build_matcher", fail)
        again = Agent.load(str(project.train("again")))
    first, second = (parse(agent, "hello") for agent in (Agent.load(str(model)), again))
    assert first == second


def test_a_changed_response_reaches_the_model_without_training_the_encoder(
    model: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "chitchat/joke"
    project.write_data(EXAMPLES, {**RESPONSES, key: [{"text": "A tent is in tents."}]})
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "nlu_models.training", None)  # importing it fails
        changed = Agent.load(str(project.train("changed")))
    project.write_data(EXAMPLES, RESPONSES)
    selector = parse(changed, "a joke please")["response_selector"]
    assert selector["chitchat"]["response"]["responses"] == [{"text": "A tent is in tents."}]


def test_training_without_its_tools_says_what_is_missing(
    cache: Path, options: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "nlu_models.training", None)
    with pytest.raises(MatcherError, match=r"Training needs .*make setup"):
        Project(tmp_path, {**options, "seed": 99}).train()


def test_another_encoder_in_the_settings_is_another_model(cache: Path, toy_encoder: str) -> None:
    bundled = BertIntentAnswerMatcher.fingerprint_addon({})
    assert bundled == BertIntentAnswerMatcher.fingerprint_addon({})
    assert bundled != BertIntentAnswerMatcher.fingerprint_addon({"encoder": toy_encoder})


def test_networks_are_kept_in_rasas_cache_unless_it_is_off(
    cache: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = kept_networks_folder()
    assert kept is not None
    assert kept.parent == cache
    assert any(kept.iterdir())
    monkeypatch.setenv("RASA_MAX_CACHE_SIZE", "0")
    assert kept_networks_folder() is None


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"epoch": 1}, "did you mean `epochs`"),
        ({"epochs": 0}, "must lie between"),
        ({"finetuning_epoch_fraction": 1.0}, "--finetune"),
    ],
)
def test_a_wrong_option_stops_rasa_with_a_message(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(MatcherConfigError, match=problem) as raised:
        component(options)
    assert isinstance(raised.value, RasaException)


def component(options: dict[str, Any], folder: Path = Path("nowhere")) -> BertIntentAnswerMatcher:
    context = ExecutionContext(GraphSchema({}))
    resource = Resource("train_matcher")
    return BertIntentAnswerMatcher.create(options, LocalModelStorage(folder), resource, context)


def load(folder: Path) -> BertIntentAnswerMatcher:
    return BertIntentAnswerMatcher.load(
        {}, LocalModelStorage(folder), Resource("matcher"), ExecutionContext(GraphSchema({}))
    )


def test_several_messages_are_processed_at_once(model_folder: Path) -> None:
    storage = model_folder.parent
    matcher = BertIntentAnswerMatcher.load(
        {"ranking_length": 2},
        LocalModelStorage(storage),
        Resource(model_folder.name),
        ExecutionContext(GraphSchema({})),
    )
    messages = [Message({"text": text}) for text in ("hello", "", "track my parcel")]
    matcher.process([*messages, Message({})])
    names = [message.get("intent")["name"] for message in messages]
    assert names == ["greet", None, "track_order"]
    assert len(messages[0].get("intent_ranking")) == 2
    assert len(messages[0].get("response_selector")["faq"]["ranking"]) == 2


def test_answers_to_further_questions_stand_beside_the_first(model: Path) -> None:
    agent = Agent.load(str(model))
    parsed = parse(agent, "do you wrap gifts, and do students pay less")
    selected = parsed["response_selector"]
    assert selected["faq"]["response"]["intent_response_key"] == "faq/gift_wrapping"
    (further,) = selected["default"]["also"]
    assert further["utter_action"] == "utter_faq/student_discount"
    assert further["responses"] == RESPONSES["faq/student_discount"]
    assert json.loads(json.dumps(selected)) == selected
    assert "also" not in parse(agent, "do you wrap gifts")["response_selector"]["default"]


def test_a_model_that_cannot_be_read_stops_rasa_with_a_message(own_model_folder: Path) -> None:
    folder = own_model_folder.rename(own_model_folder.parent / "matcher")
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(MatcherError, match=r"tokenizer.json: is damaged.*rasa train"):
        load(folder.parent)
    with pytest.raises(MatcherError, match=r"holds no trained matcher.*rasa train"):
        load(folder)
    with pytest.raises(MatcherError, match="not trained"):
        component({}).process([Message({"text": "hello"})])


def test_the_model_archive_holds_no_pickle(model: Path) -> None:
    with tarfile.open(model) as archive:
        names = [name for name in archive.getnames() if "BertIntentAnswerMatcher" in name]
    assert any(name.endswith("model.onnx") for name in names)
    assert not any(name.endswith((".pkl", ".pickle", ".pt", ".bin")) for name in names)


def test_serving_imports_neither_torch_nor_transformers(model: Path) -> None:
    script = (
        "import asyncio, sys; from rasa.core.agent import Agent;"
        "from rasa.core.channels.channel import UserMessage;"
        f"agent = Agent.load({str(model)!r});"
        "parsed = asyncio.run(agent.processor.parse_message(UserMessage('do students pay less')));"
        "assert parsed['intent']['name'] == 'faq', parsed;"
        "print(sorted({'torch', 'transformers', 'onnx', 'spacy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT_ROOT,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.strip().endswith("[]"), done.stdout
