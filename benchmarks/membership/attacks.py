"""Attacks that guess which examples a matcher was trained on, from its model file.

Each gives scores, the higher the likelier a member.
"""

from __future__ import annotations

import random
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import safetensors.numpy
from sklearn.metrics import roc_auc_score, roc_curve

from benchmarks.intents.data import Labelled
from nlu_models.build import build_matcher
from nlu_models.data import Example, MatcherData
from nlu_models.model_file import VECTORS_FILE, read_model_file
from nlu_models.onnx_session import normalise_rows
from nlu_models.options import MatcherOptions

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_FALSE_ALARMS = 0.01
_LEAST = 1e-6


@dataclass(frozen=True)
class Seen:
    """What an attacker sees of a model, for each of some examples.

    Attributes:
        chances: Confidence in the example's own intent, shape (n,).
        nearest: Cosine to the nearest vector in the model file, shape (n,).
        right: Whether its intent is the first, shape (n,).
        epsilon: What the model says was spent; None if it promises nothing.
    """

    chances: Array
    nearest: Array
    right: Mask
    epsilon: float | None


def halves(examples: Labelled, seed: int) -> Mask:
    """Return which examples are members: half of each intent, shape (n,)."""
    chance = random.Random(seed)
    places: dict[str, list[int]] = defaultdict(list)
    for place, (_, intent) in enumerate(examples):
        places[intent].append(place)
    members = np.zeros(len(examples), dtype=np.bool_)
    for own in places.values():
        chance.shuffle(own)
        members[own[: (len(own) + chance.randrange(2)) // 2]] = True
    return members


def look_at_model(examples: Labelled, members: Mask, options: MatcherOptions) -> Seen:
    """Train a matcher on the members, and ask its model file about all examples."""
    chosen = (example for example, inside in zip(examples, members, strict=True) if inside)
    data = MatcherData(tuple(Example(text, intent) for text, intent in chosen))
    texts = [text for text, _ in examples]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        build_matcher(data, options, folder, None)
        matcher = read_model_file(folder, threads=1)
        stored = safetensors.numpy.load_file(folder / VECTORS_FILE)["vectors"]
    vectors, _ = matcher.encoder.vectors(texts)
    rankings = [
        {candidate.name: candidate.confidence for candidate in match.intents}
        for match in matcher.match(texts, limit=0)
    ]
    intents = [intent for _, intent in examples]
    own = [ranking.get(intent, 0.0) for ranking, intent in zip(rankings, intents, strict=True)]
    first = [next(iter(ranking), None) for ranking in rankings]
    cosines = vectors @ normalise_rows(stored).T
    privacy = matcher.facts.privacy
    return Seen(
        np.array(own),
        np.asarray(cosines.max(axis=1), dtype=np.float64),
        np.array([name == intent for name, intent in zip(first, intents, strict=True)]),
        None if privacy is None else privacy.epsilon,
    )


def attack_by_loss(target: Seen) -> Array:
    """Guess that what the model is sure of was learned.

    Yeom, Giacomelli, Fredrikson and Jha, "Privacy Risk in Machine Learning: Analyzing the
    Connection to Overfitting" (CSF 2018).
    """
    return np.asarray(np.log(np.maximum(target.chances, _LEAST)))


def attack_by_vector(target: Seen) -> Array:
    """Guess that what lies where the model file has a vector was learned."""
    return target.nearest


def attack_by_shadows(target: Seen, shadows: Sequence[tuple[Mask, Seen]]) -> Array:
    """Compare with models that had the example and models that had not.

    The likelihood ratio attack, with one variance for all examples, since few models are at hand:
    Carlini et al., "Membership Inference Attacks From First Principles" (S&P 2022).

    Args:
        target: The model that is attacked.
        shadows: Other models, with their members; each example is inside some and outside others.
    """
    logits = np.array([_logits(seen) for _, seen in shadows])
    members = np.array([inside for inside, _ in shadows])
    mean_in, spread_in = _normal(logits, members)
    mean_out, spread_out = _normal(logits, ~members)
    seen = _logits(target)
    return np.asarray(
        ((seen - mean_out) / spread_out) ** 2 - ((seen - mean_in) / spread_in) ** 2,
        dtype=np.float64,
    )


def _logits(seen: Seen) -> Array:
    chances = np.clip(seen.chances, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(chances) - np.log1p(-chances))


def _normal(logits: Array, chosen: Mask) -> tuple[Array, float]:
    """Return the mean of each example over the chosen models, and the deviation from it of all."""
    counts = chosen.sum(axis=0)
    means = np.where(chosen, logits, 0.0).sum(axis=0) / counts
    squares = (np.where(chosen, logits - means, 0.0) ** 2).sum()
    return means, float(np.sqrt(squares / max(1, counts.sum() - len(means)))) + _LEAST


def success(scores: Array, members: Mask) -> dict[str, float]:
    """Return the area under the attack's ROC curve, and its hits at 1 % false alarms."""
    false_alarms, hits, _ = roc_curve(members, scores)
    return {
        "auc": float(roc_auc_score(members, scores)),
        "tpr_at_1_fpr": float(hits[false_alarms <= _FALSE_ALARMS].max()),
    }
