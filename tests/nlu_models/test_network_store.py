"""Kept networks: what makes a new training necessary, and what does not."""

from __future__ import annotations

import ast
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from nlu_models.build import build_matcher
from nlu_models.data import MatcherData
from nlu_models.matcher import Matcher
from nlu_models.model_file import read_model_file
from nlu_models.network_store import LEARNING_MODULES, NetworkStore
from nlu_models.options import MatcherOptions
from settings import PROJECT_ROOT
from tests.nlu_models.conftest import EXAMPLES, RESPONSES, matcher_data

Examples = dict[str, list[str]]
QUICK = 1
NEW_ANSWER = ["can i pay by cheque", "are cheques accepted", "pay by cheque"]


@pytest.fixture
def build(
    toy_options: MatcherOptions, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> Callable[..., tuple[Matcher, bool]]:
    """Build a model, and say whether its encoder was trained for it."""
    caplog.set_level(logging.INFO)
    kept = tmp_path / "kept"

    def run(data: MatcherData, **options: object) -> tuple[Matcher, bool]:
        folder = tmp_path / f"model{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        caplog.clear()
        changed = replace(toy_options, **{"epochs": QUICK, **options})  # type: ignore[arg-type]
        build_matcher(data, changed, folder, kept)
        return read_model_file(folder, threads=1), "Trained on" in caplog.text

    return run


def test_the_same_data_needs_no_training(build: Callable[..., tuple[Matcher, bool]]) -> None:
    first, trained = build(matcher_data())
    assert trained
    second, trained = build(matcher_data(), threads=2, ranking_length=3)
    assert not trained
    assert second.match(["hello"]) == first.match(["hello"])


def test_a_changed_response_needs_no_training(build: Callable[..., tuple[Matcher, bool]]) -> None:
    build(matcher_data())
    key = "faq/gift_wrapping"
    matcher, trained = build(
        matcher_data(responses={**RESPONSES, key: [{"text": "Yes, for £3."}]}), answer_drift=0
    )
    assert not trained
    assert matcher.responses[key] == [{"text": "Yes, for £3."}]


def test_an_added_answer_is_found_without_training(
    build: Callable[..., tuple[Matcher, bool]],
) -> None:
    before, _ = build(matcher_data())
    added = {**EXAMPLES, "faq/cheque": NEW_ANSWER}
    responses = {**RESPONSES, "faq/cheque": [{"text": "No, sorry."}]}
    after, trained = build(matcher_data(added, responses))
    assert not trained
    (match,) = after.match([NEW_ANSWER[0]])
    assert match.answers_of["faq"][0].name == "faq/cheque"
    assert match.answers[0].name == "faq/cheque"
    assert before.match([NEW_ANSWER[0]])[0].answers[0].name != "faq/cheque"


def test_a_removed_answer_is_gone_without_training(
    build: Callable[..., tuple[Matcher, bool]],
) -> None:
    build(matcher_data())
    fewer = {name: texts for name, texts in EXAMPLES.items() if name != "chitchat/weather"}
    matcher, trained = build(matcher_data(fewer), answer_drift=0.5)
    assert not trained
    (match,) = matcher.match(["is it raining"])
    assert [answer.name for answer in match.answers_of["chitchat"]] == ["chitchat/joke"]


@pytest.mark.parametrize(
    ("data", "options"),
    [
        pytest.param(matcher_data({**EXAMPLES, "greet": ["hello", "hi"]}), {}, id="intent"),
        pytest.param(matcher_data(), {"seed": 7}, id="option"),
        pytest.param(
            matcher_data({**EXAMPLES, "chitchat/joke": ["joke"]}), {"answer_drift": 0.1}, id="drift"
        ),
        pytest.param(
            matcher_data({name: texts for name, texts in EXAMPLES.items() if name[:2] != "ch"}),
            {"answer_drift": 1},
            id="retrieval intent",
        ),
    ],
)
def test_other_changes_train(
    build: Callable[..., tuple[Matcher, bool]], data: MatcherData, options: dict[str, object]
) -> None:
    build(matcher_data())
    _, trained = build(data, **options)
    assert trained


def test_a_damaged_kept_network_is_reported_and_replaced(
    build: Callable[..., tuple[Matcher, bool]], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    build(matcher_data())
    (network,) = (tmp_path / "kept").iterdir()
    (network / "model.onnx").write_bytes(b"")
    _, trained = build(matcher_data())
    assert trained
    assert "model.onnx: is damaged" in caplog.text
    assert not build(matcher_data())[1]


def test_the_last_three_networks_are_kept(tmp_path: Path) -> None:
    store = NetworkStore(tmp_path)
    for key in ("first", "second", "third", "fourth"):
        with store.new(key) as folder:
            (folder / "file").write_text(key)
    assert len(list(tmp_path.iterdir())) == 3
    assert (tmp_path / "fourth" / "file").read_text() == "fourth"


def test_a_broken_training_leaves_nothing(tmp_path: Path) -> None:
    store = NetworkStore(tmp_path)
    with pytest.raises(RuntimeError), store.new("key") as folder:
        (folder / "file").write_text("half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_the_fingerprint_covers_every_module_that_training_uses() -> None:
    package = PROJECT_ROOT / "nlu_models"
    used, pending = set(), ["build"]
    while pending:
        name = pending.pop()
        used.add(name)
        for node in ast.walk(ast.parse((package / f"{name}.py").read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nlu_models."):
                pending += {str(node.module).split(".")[1]} - used
    # These decide when to train, or what to say, but not what comes out; sources and options
    # have fingerprints of their own. Matcher, parts of messages, subjects and sentence encoder
    # only serve.
    without_influence = {
        *("encoder", "errors", "joining", "match", "matcher", "network_store", "options", "parts"),
        *("sources", "subjects"),
    }
    assert used - without_influence == set(LEARNING_MODULES)
