"""The encoder as benchmarks compare it: as it comes, and fine-tuned; both int8, as served."""

from __future__ import annotations

from pathlib import Path

from nlu_models.data import MatcherData
from nlu_models.export import export_encoder, write_network
from nlu_models.network_file import open_encoder
from nlu_models.onnx_session import OnnxEncoder
from nlu_models.options import MatcherOptions
from nlu_models.sources import resolve_encoder
from nlu_models.torch_runtime import torch
from nlu_models.training import Fitted, fit_network


def raw_encoder(scratch: Path) -> OnnxEncoder:
    """Export the encoder as it comes into a folder, and open it."""
    folder = scratch / "raw"
    export_encoder(None, folder, max_tokens=MatcherOptions.max_tokens)
    return open_encoder(folder, MatcherOptions.max_tokens, torch.get_num_threads())


def fine_tuned(
    data: MatcherData, options: MatcherOptions, scratch: Path
) -> tuple[Fitted, OnnxEncoder]:
    """Fine-tune the encoder on examples; returns what training made, and it opened as served."""
    fitted = fit_network(data, options, resolve_encoder(options.encoder))
    folder = scratch / "trained"
    folder.mkdir()
    write_network(fitted.backbone, fitted.tokenizer, folder)
    return fitted, open_encoder(folder, options.max_tokens, torch.get_num_threads())
