"""Encoders that know an FAQ: fine-tuned on it, and a trained model's."""

from __future__ import annotations

from pathlib import Path

from benchmarks.answers.data import Faq
from benchmarks.encoders import fine_tuned
from nlu_models.archive import read_newest_matcher
from nlu_models.data import Example, MatcherData
from nlu_models.onnx_session import OnnxEncoder
from nlu_models.options import MatcherOptions
from nlu_models.torch_runtime import torch


def trained_encoder(faq: Faq, options: MatcherOptions, scratch: Path) -> OnnxEncoder:
    """Fine-tune the encoder to tell an FAQ's answers apart, by their phrasings."""
    data = MatcherData(tuple(Example(text, f"answer {owner:05d}") for text, owner in faq.phrasings))
    return fine_tuned(data, options, scratch)[1]


def served_encoder(models: Path) -> OnnxEncoder:
    """Open the encoder of the newest model in a folder.

    Raises:
        ModelFileError: There is none, or it cannot be used.
    """
    return read_newest_matcher(models, torch.get_num_threads()).encoder
