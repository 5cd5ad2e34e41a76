"""Model folders: round trip, and every way in which one can be unusable."""

from __future__ import annotations

import json
import pickletools
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from nlu_models.build import build_matcher
from nlu_models.errors import ModelFileError, TrainingDataError
from nlu_models.files import MANIFEST, read_folder, write_manifest
from nlu_models.matcher import Matcher
from nlu_models.model_file import FORMAT, VERSION, read_model_file
from nlu_models.options import MatcherOptions
from tests.nlu_models.conftest import EXAMPLES, RESPONSES, matcher_data

FILES = [
    "examples.json",
    "examples.safetensors",
    "intent_head.safetensors",
    "manifest.json",
    "model.onnx",
    "network.json",
    "tokenizer.json",
]


def test_a_model_is_read_as_it_was_written(model_folder: Path, toy_matcher: Matcher) -> None:
    again = read_model_file(model_folder, threads=2)
    texts = ["track my parcel", "do students pay less", "hello"]
    assert again.match(texts) == toy_matcher.match(texts)
    assert again.responses == RESPONSES


def test_the_manifest_says_what_the_model_is(model_folder: Path) -> None:
    assert sorted(item.name for item in model_folder.iterdir()) == FILES
    manifest = json.loads((model_folder / MANIFEST).read_text())
    assert manifest["format"] == FORMAT
    assert manifest["version"] == VERSION
    assert manifest["data"] == matcher_data().fingerprint()
    assert sorted(manifest["files"]) == [name for name in FILES if name != MANIFEST]
    assert str(model_folder.parent) not in (model_folder / MANIFEST).read_text()


def test_nothing_in_a_model_is_a_pickle(model_folder: Path) -> None:
    for file in model_folder.iterdir():
        with pytest.raises(ValueError, match=r".*"):
            list(pickletools.genops(file.read_bytes()))


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(own_model_folder: Path, name: str) -> None:
    (own_model_folder / name).unlink()
    with pytest.raises(ModelFileError, match=rf"{name}.*rasa train") as raised:
        read_model_file(own_model_folder, threads=1)
    assert raised.value.path == own_model_folder / name


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", ["cut", "changed", "emptied"])
def test_a_damaged_file_is_named(own_model_folder: Path, name: str, kind: str) -> None:
    path = own_model_folder / name
    content = path.read_bytes()
    middle = len(content) // 2
    damaged = {
        "cut": content[:middle],
        "changed": content[:middle] + b"\xff\xff" + content[middle + 2 :],
        "emptied": b"",
    }[kind]
    path.write_bytes(damaged)
    with pytest.raises(ModelFileError, match=rf"{name}.*rasa train"):
        read_model_file(own_model_folder, threads=1)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("model.onnx", b"no network", "is not a network"),
        ("tokenizer.json", b"{}", "is not a tokenizer"),
        ("network.json", b"[]", "does not describe a network"),
        ("network.json", b"{}", "does not describe a network"),
        ("network.json", b"\xff", "is damaged"),
        ("examples.json", b"{}", "does not describe examples"),
        ("examples.json", b"[]", "does not describe examples"),
        (
            "examples.json",
            b'{"groups": ["a"], "owners": [], "responses": {}, "digests": {}}',
            "without examples",
        ),
        (
            "examples.json",
            b'{"groups": ["a/b"], "owners": [0], "responses": {}, "digests": {}}',
            "without text",
        ),
        ("intent_head.safetensors", b"no tensors", "is damaged"),
        ("examples.safetensors", b"", "is damaged"),
        (
            "examples.safetensors",
            safetensors.numpy.save({"vectors": np.zeros((1, 32), np.float32)}),
            "holds no float32",
        ),
        (
            "intent_head.safetensors",
            safetensors.numpy.save(
                {name: np.full((5, 32), np.nan, np.float32) for name in ("directions", "weight")}
                | {"bias": np.zeros(5, np.float32)}
            ),
            "no numbers",
        ),
    ],
)
def test_a_foreign_file_with_a_right_checksum_is_named(
    own_model_folder: Path, name: str, content: bytes, problem: str
) -> None:
    (own_model_folder / name).write_bytes(content)
    write_manifest(own_model_folder, FORMAT, VERSION, {})
    with pytest.raises(ModelFileError, match=rf"{name}.*{problem}.*rasa train"):
        read_model_file(own_model_folder, threads=1)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"format": "tactful-encoder"}, "is a 'tactful-encoder' file, not 'tactful-matcher'"),
        ({"format": None}, "is a None file"),
        ({"version": VERSION + 1}, "has format version 5; this release reads 4"),
        ({"files": {}}, "lists no files"),
        ({"files": {"../secret": "00"}}, "outside its folder"),
    ],
)
def test_a_manifest_of_something_else_is_refused(
    own_model_folder: Path, changes: dict[str, object], problem: str
) -> None:
    path = own_model_folder / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
    with pytest.raises(ModelFileError, match=problem):
        read_model_file(own_model_folder, threads=1)


def test_examples_of_another_network_are_refused(own_model_folder: Path) -> None:
    path = own_model_folder / "examples.json"
    path.write_text(path.read_text().replace('"greet"', '"great"'))
    write_manifest(own_model_folder, FORMAT, VERSION, {})
    with pytest.raises(ModelFileError, match=r"examples.json.*other intents than the network"):
        read_model_file(own_model_folder, threads=1)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"nowhere.*does not exist"):
        read_model_file(tmp_path / "nowhere", threads=1)


def test_a_network_is_no_model(kept_networks: Path, model_folder: Path) -> None:
    key = read_folder(model_folder, FORMAT, VERSION, "").facts["network"]
    with pytest.raises(ModelFileError, match=r"is a 'tactful-matcher-network' file"):
        read_model_file(kept_networks / key, threads=1)


def test_an_answer_that_the_encoder_cannot_read_is_named(
    toy_options: MatcherOptions, tmp_path: Path
) -> None:
    data = matcher_data({**EXAMPLES, "faq/fox": ["🦊"]}, {**RESPONSES, "faq/fox": [{"text": "!"}]})
    with pytest.raises(TrainingDataError, match="No example of faq/fox"):
        build_matcher(data, toy_options, tmp_path, kept=None)


@pytest.mark.parametrize(
    ("examples", "responses", "problem"),
    [
        ({"greet": ["hello"]}, {}, "at least two intents"),
        ({"greet": ["hello"], "faq/gift": ["wrap it"]}, {}, "`utter_faq/gift`"),
    ],
)
def test_data_that_cannot_teach_is_refused(
    tmp_path: Path,
    examples: dict[str, list[str]],
    responses: dict[str, list[dict[str, str]]],
    problem: str,
) -> None:
    with pytest.raises(TrainingDataError, match=problem):
        build_matcher(matcher_data(examples, responses), MatcherOptions(), tmp_path, kept=None)
