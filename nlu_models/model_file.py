"""A matcher's model folder: a trained network, the examples' vectors, and the answers.

Examples are encoded by the network as served, so a changed FAQ needs no training. After private
training only phrasings of answers are, and no digest of other examples is kept.
"""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy

from nlu_models.data import MatcherData, texts_digest
from nlu_models.errors import ModelFileError
from nlu_models.files import ModelFolder, read_folder, write_manifest
from nlu_models.heads import ExampleIndex, group_order
from nlu_models.indexing import index_examples, index_published
from nlu_models.matcher import Matcher
from nlu_models.network_file import (
    FILES,
    FIX,
    network_from,
    read_json,
    read_network_file,
    read_tensors,
    write_json,
)

FORMAT = "tactful-matcher"
VERSION = 4

EXAMPLES_FILE = "examples.json"
VECTORS_FILE = "examples.safetensors"


def write_model_file(folder: Path, network_folder: Path, data: MatcherData, threads: int) -> None:
    """Write a model folder.

    Args:
        folder: An existing, empty folder.
        network_folder: Made by :func:`nlu_models.network_file.write_network_file`.
        data: The examples, and the responses of their answers.
        threads: Threads to encode the examples with.

    Raises:
        ModelFileError: The network's folder cannot be used.
        TrainingDataError: The encoder knows no word of any example of an intent or answer.
    """
    network = read_network_file(network_folder, threads)
    for name in FILES:
        shutil.copyfile(network_folder / name, folder / name)
    facts: dict[str, Any] = {"source": network.facts.source}
    if network.facts.privacy is None:
        index = index_examples(network.encoder, data.examples)
        facts |= {"data": data.fingerprint(), "network": network.facts.key}
    else:
        index = index_published(network.encoder, data.examples, network.intents)
        facts |= {"privacy": asdict(network.facts.privacy)}
    responses = {key: list(data.responses[key]) for key in data.answers}
    digests = {key: texts_digest(texts) for key, texts in data.answer_texts().items()}
    described = {
        "groups": index.groups,
        "owners": index.owners.tolist(),
        "responses": responses,
        "digests": digests,
    }
    write_json(folder / EXAMPLES_FILE, described)
    vectors = np.ascontiguousarray(index.vectors)
    (folder / VECTORS_FILE).write_bytes(safetensors.numpy.save({"vectors": vectors}))
    write_manifest(folder, FORMAT, VERSION, facts)


def read_model_file(folder: Path, threads: int) -> Matcher:
    """Read a folder made by :func:`write_model_file`.

    Args:
        folder: The model folder; not needed any more afterwards.
        threads: Threads that share one forward pass.

    Raises:
        ModelFileError: The folder is missing, damaged or foreign.
    """
    files = read_folder(folder, FORMAT, VERSION, FIX)
    network = network_from(files, threads)
    groups, owners, responses, digests = _examples(files)
    shape = (len(owners), network.encoder.dim)
    index = ExampleIndex(
        groups, read_tensors(files, VECTORS_FILE, {"vectors": shape})["vectors"], owners
    )
    if index.intents != network.facts.intents:
        raise ModelFileError(folder / EXAMPLES_FILE, "has other intents than the network", FIX)
    return Matcher(network, index, responses, digests)


def _examples(
    files: ModelFolder,
) -> tuple[list[str], list[int], dict[str, list[dict[str, Any]]], dict[str, str]]:
    """Return groups, owners, responses and digests, if they fit together."""
    path = files.path / EXAMPLES_FILE
    values = read_json(files, EXAMPLES_FILE)
    try:
        groups, owners, responses, digests = (
            values[name] for name in ("groups", "owners", "responses", "digests")
        )
        fits = groups == sorted(groups, key=group_order) and owners == sorted(owners)
        fits = fits and set(owners) == set(range(len(groups)))
        answers = {group for group in groups if "/" in group}
        fits = fits and set(responses) == answers == set(digests)
    except (AttributeError, KeyError, TypeError) as error:
        raise ModelFileError(path, "does not describe examples", FIX) from error
    if not fits:
        raise ModelFileError(path, "has groups without examples, or answers without text", FIX)
    return groups, owners, responses, digests
