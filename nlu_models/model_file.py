"""A matcher's model folder: a trained network, and the answers with their phrasings' vectors.

Answers are embedded by the network as served, so a changed FAQ needs no training.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy

from nlu_models.data import MatcherData
from nlu_models.errors import ModelFileError, TrainingDataError
from nlu_models.files import ModelFolder, read_folder, write_manifest
from nlu_models.heads import AnswerHead
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
VERSION = 1

ANSWERS_FILE = "answers.json"
PHRASINGS_FILE = "phrasings.safetensors"


def write_model_file(folder: Path, network_folder: Path, data: MatcherData, threads: int) -> None:
    """Write a model folder.

    Args:
        folder: An existing, empty folder.
        network_folder: Made by :func:`nlu_models.network_file.write_network_file`.
        data: Its answers' examples become the phrasings, its responses the answers.
        threads: Threads to embed them with.

    Raises:
        ModelFileError: The network's folder cannot be used.
        TrainingDataError: The encoder knows no word of any example of an answer.
    """
    network = read_network_file(network_folder, threads)
    for name in FILES:
        shutil.copyfile(network_folder / name, folder / name)
    answers = data.answers
    phrasings = sorted((answers.index(e.answer), e.text) for e in data.examples if e.answer)
    vectors, readable = network.encoder.vectors([text for _, text in phrasings])
    owners = [owner for (owner, _), known in zip(phrasings, readable, strict=True) if known]
    for number in set(range(len(answers))) - set(owners):
        raise TrainingDataError(
            f"No example of {answers[number]} has a word that the encoder knows. Add some under "
            "data/faq/ in the encoder's language."
        )
    write_json(
        folder / ANSWERS_FILE,
        {
            "answers": answers,
            "owners": owners,
            "responses": {key: list(data.responses[key]) for key in answers},
        },
    )
    tensors = {"vectors": np.ascontiguousarray(vectors[np.array(readable, dtype=bool)])}
    (folder / PHRASINGS_FILE).write_bytes(safetensors.numpy.save(tensors))
    write_manifest(
        folder,
        FORMAT,
        VERSION,
        {"data": data.fingerprint(), "network": network.facts.key, "source": network.facts.source},
    )


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
    keys, owners, responses = _answers(read_json(files, ANSWERS_FILE), files)
    shape = (len(owners), network.encoder.dim)
    vectors = read_tensors(files, PHRASINGS_FILE, {"vectors": shape})["vectors"]
    answers = AnswerHead(keys, vectors, owners, network.facts.answer_temperature)
    return Matcher(network, answers, responses)


def _answers(
    values: Any, files: ModelFolder
) -> tuple[list[str], list[int], dict[str, list[dict[str, Any]]]]:
    """Return answer keys, owners of the phrasings, and responses, if they fit together."""
    path = files.path / ANSWERS_FILE
    try:
        keys, owners, responses = (values[name] for name in ("answers", "owners", "responses"))
        fits = owners == sorted(owners) and set(owners) == set(range(len(keys)))
        fits = fits and set(responses) == set(keys)
    except (KeyError, TypeError) as error:
        raise ModelFileError(path, "does not say what an answers' file says", FIX) from error
    if not fits:
        raise ModelFileError(path, "has answers without phrasings or responses", FIX)
    return keys, owners, responses
