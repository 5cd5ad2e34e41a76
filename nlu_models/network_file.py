"""What a training makes and all its models share: the encoder with the intent head.

A folder with the network, its tokenizer, the intent head's weights and ``network.json``. Examples
are not part of it: they are added when a model is made, see :mod:`nlu_models.model_file`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy

from nlu_models.errors import ModelFileError
from nlu_models.files import ModelFolder, read_folder, write_manifest
from nlu_models.heads import AnswerFit, Familiarity, IntentHead, LinearLayer
from nlu_models.onnx_session import NETWORK_FILE, TOKENIZER_FILE, OnnxEncoder, Vectors
from nlu_models.privacy import Privacy
from nlu_models.tags import Tagger, label_count

FORMAT = "tactful-matcher-network"
VERSION = 4
FIX = "Train again: `rasa train`."

INTENT_HEAD_FILE = "intent_head.safetensors"
FACTS_FILE = "network.json"
FILES = (NETWORK_FILE, TOKENIZER_FILE, INTENT_HEAD_FILE, FACTS_FILE)


@dataclass(frozen=True)
class NetworkFacts:
    """What is known of a trained network.

    Attributes:
        key: Digest of all that it was trained from save the answers' examples; empty after private
            training, since a digest confirms guesses.
        source: Label of the encoder that training started from.
        intents: Names of the n intents, in the order of the head's rows.
        answer_examples: Digests of the answers' examples that it was trained with.
        tags: The entities that it tags words with, in the order of their labels.
        max_tokens: Longer messages are cut to this many word pieces.
        intent_temperature: Of the softmax over intents.
        answer_temperature: Of the softmax over answers.
        familiarity: Where the familiar ends; None if that was not measured.
        answer_fit: How near an answer must lie; None likewise.
        held_out: Number of examples kept from training, for the temperatures and these figures.
        intent_accuracy: Share of them with the right intent, as served; None without any.
        answer_accuracy: Share of those with an answer that find it, as served; None without any.
        privacy: The guarantee that it was trained under; None if there is none.
    """

    key: str
    source: str
    intents: tuple[str, ...]
    answer_examples: tuple[str, ...]
    tags: tuple[str, ...]
    max_tokens: int
    intent_temperature: float
    answer_temperature: float
    familiarity: Familiarity | None
    answer_fit: AnswerFit | None
    held_out: int
    intent_accuracy: float | None
    answer_accuracy: float | None
    privacy: Privacy | None = None


@dataclass(frozen=True)
class Network:
    """A trained network, ready to run.

    Attributes:
        encoder: Texts to pooled vectors.
        intents: The intent head on these vectors.
        facts: What is known of it.
        tagger: Scores of tokens to spans.
    """

    encoder: OnnxEncoder
    intents: IntentHead
    facts: NetworkFacts
    tagger: Tagger


def open_encoder(folder: Path, max_tokens: int, threads: int) -> OnnxEncoder:
    """Open a network that was just exported into ``folder``."""
    return OnnxEncoder(
        (folder / NETWORK_FILE).read_bytes(),
        (folder / TOKENIZER_FILE).read_bytes(),
        folder=folder,
        max_tokens=max_tokens,
        threads=threads,
        fix=FIX,
    )


def write_network_file(folder: Path, head: IntentHead, facts: NetworkFacts) -> None:
    """Complete a folder that holds an exported network and its tokenizer.

    Args:
        folder: Where ``model.onnx`` and ``tokenizer.json`` lie.
        head: The intent head.
        facts: What is known of the network.
    """
    tensors = {"directions": head.directions}
    if head.layer is not None:
        tensors |= {"weight": head.layer.weight, "bias": head.layer.bias}
    (folder / INTENT_HEAD_FILE).write_bytes(safetensors.numpy.save(tensors))
    write_json(folder / FACTS_FILE, asdict(facts))
    write_manifest(folder, FORMAT, VERSION, {"key": facts.key, "source": facts.source})


def read_network_file(folder: Path, threads: int) -> Network:
    """Read a folder made by :func:`write_network_file`.

    Raises:
        ModelFileError: The folder is missing, damaged or foreign.
    """
    return network_from(read_folder(folder, FORMAT, VERSION, FIX), threads)


def read_network_facts(folder: Path) -> NetworkFacts:
    """Verify a folder made by :func:`write_network_file` and read what is known of it.

    Raises:
        ModelFileError: The folder is missing, damaged or foreign.
    """
    return _facts(read_folder(folder, FORMAT, VERSION, FIX))


def network_from(files: ModelFolder, threads: int) -> Network:
    """Build the network from a verified folder that holds one.

    Args:
        files: The folder's content.
        threads: Threads that share one forward pass.

    Raises:
        ModelFileError: A file is missing, or does not fit the others.
    """
    facts = _facts(files)
    encoder = OnnxEncoder(
        content(files, NETWORK_FILE),
        content(files, TOKENIZER_FILE),
        folder=files.path,
        max_tokens=facts.max_tokens,
        threads=threads,
        fix=FIX,
    )
    if encoder.labels != label_count(facts.tags):
        raise ModelFileError(files.path / NETWORK_FILE, "tags words with other labels", FIX)
    head = _intent_head(files, facts, encoder.dim)
    return Network(encoder, head, facts, Tagger(facts.tags))


def _intent_head(files: ModelFolder, facts: NetworkFacts, dim: int) -> IntentHead:
    count = len(facts.intents)
    shapes: dict[str, tuple[int, ...]] = {"directions": (count, dim)}
    if facts.privacy is None:
        shapes |= {"weight": (count, dim), "bias": (count,)}
    tensors = read_tensors(files, INTENT_HEAD_FILE, shapes)
    directions = tensors.pop("directions")
    return IntentHead(facts.intents, directions, LinearLayer(**tensors) if tensors else None)


def write_json(path: Path, value: Any) -> None:
    """Write a JSON file that reads the same everywhere."""
    text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def read_json(files: ModelFolder, name: str) -> Any:
    """Read a JSON file of a verified folder.

    Raises:
        ModelFileError: It is not JSON.
    """
    try:
        return json.loads(content(files, name))
    except ValueError as error:  # neither UTF-8 nor JSON
        raise ModelFileError(files.path / name, f"is damaged ({error})", FIX) from error


def read_tensors(
    files: ModelFolder, name: str, shapes: Mapping[str, tuple[int, ...]]
) -> dict[str, Vectors]:
    """Read a safetensors file of a verified folder.

    Args:
        files: The folder's content.
        name: The file.
        shapes: Name to shape of each tensor that must be there, as float32.

    Raises:
        ModelFileError: It is not such a file, or a tensor is missing or of another kind.
    """
    path = files.path / name
    try:
        tensors = safetensors.numpy.load(content(files, name))
    except (safetensors.SafetensorError, KeyError, ValueError) as error:
        raise ModelFileError(path, f"is damaged ({error})", FIX) from error
    for key, shape in shapes.items():
        tensor = tensors.get(key)
        if tensor is None or tensor.dtype != np.float32 or tensor.shape != shape:
            raise ModelFileError(path, f"holds no float32 {key!r} of shape {shape}", FIX)
        if not np.isfinite(tensor).all():
            raise ModelFileError(path, f"holds values in {key!r} that are no numbers", FIX)
    return {key: tensors[key] for key in shapes}


def content(files: ModelFolder, name: str) -> bytes:
    """Return the content of a file that must be there.

    Raises:
        ModelFileError: It is not among those that the manifest lists.
    """
    if name not in files.contents:
        raise ModelFileError(files.path / name, "is not among the model's files", FIX)
    return files.contents[name]


def _facts(files: ModelFolder) -> NetworkFacts:
    values = read_json(files, FACTS_FILE)
    problem = ModelFileError(files.path / FACTS_FILE, "does not describe a network", FIX)
    names = {item.name for item in fields(NetworkFacts)}
    if not isinstance(values, dict) or {"privacy", *values} != names:
        raise problem
    values |= {name: tuple(values[name]) for name in ("intents", "answer_examples", "tags")}
    try:
        values["familiarity"] = _familiarity(values["familiarity"])
        values["answer_fit"] = _answer_fit(values["answer_fit"])
        # Networks from before there was private training have none.
        values["privacy"] = Privacy(**values["privacy"]) if values.get("privacy") else None
    except (KeyError, TypeError, ValueError) as error:
        raise problem from error
    facts = NetworkFacts(**values)
    numbers = (facts.max_tokens, facts.intent_temperature, facts.answer_temperature)
    fits = all(isinstance(number, int | float) and number > 0 for number in numbers)
    if not fits or not facts.intents:
        raise problem
    return facts


def _familiarity(values: Any) -> Familiarity | None:
    if values is None:
        return None
    (energy, energy_spread), (nearest, nearest_spread) = values["energy"], values["nearest"]
    return Familiarity(
        (float(energy), float(energy_spread)),
        (float(nearest), float(nearest_spread)),
        float(values["threshold"]),
    )


def _answer_fit(values: Any) -> AnswerFit | None:
    if values is None:
        return None
    return AnswerFit(float(values["deviation"]), float(values["threshold"]))
