"""The encoders to compare: as it comes, fine-tuned on an FAQ, and a trained model's; all int8."""

from __future__ import annotations

from pathlib import Path

from benchmarks.answers.data import Faq
from nlu_models.archive import read_newest_matcher
from nlu_models.data import Example, MatcherData
from nlu_models.export import export_encoder, write_network
from nlu_models.network_file import open_encoder
from nlu_models.onnx_session import OnnxEncoder
from nlu_models.options import MatcherOptions
from nlu_models.sources import resolve_encoder
from nlu_models.torch_runtime import torch
from nlu_models.training import fit_network

_MAX_TOKENS = MatcherOptions.max_tokens


def raw_encoder(scratch: Path) -> OnnxEncoder:
    """Export the encoder as it comes into a folder, and open it."""
    folder = scratch / "raw"
    export_encoder(None, folder, max_tokens=_MAX_TOKENS)
    return open_encoder(folder, _MAX_TOKENS, torch.get_num_threads())


def trained_encoder(faq: Faq, options: MatcherOptions, scratch: Path) -> OnnxEncoder:
    """Fine-tune the encoder to tell an FAQ's answers apart, by their phrasings."""
    data = MatcherData(tuple(Example(text, f"answer {owner:05d}") for text, owner in faq.phrasings))
    fitted = fit_network(data, options, resolve_encoder(options.encoder))
    folder = scratch / "trained"
    folder.mkdir()
    write_network(fitted.backbone, fitted.tokenizer, folder)
    return open_encoder(folder, options.max_tokens, torch.get_num_threads())


def served_encoder(models: Path) -> OnnxEncoder:
    """Open the encoder of the newest model in a folder.

    Raises:
        ModelFileError: There is none, or it cannot be used.
    """
    return read_newest_matcher(models, torch.get_num_threads()).encoder
