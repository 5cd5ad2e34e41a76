"""From a torch network to files that serve without torch. Imports torch and transformers."""

from __future__ import annotations

import hashlib
import logging
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import onnx

from nlu_models.backbone import MeanPooledEncoder, load_backbone
from nlu_models.bert_graph import bert_graph, is_plain_bert
from nlu_models.encoder import FORMAT, VERSION
from nlu_models.errors import ExportError
from nlu_models.files import write_manifest
from nlu_models.onnx_session import (
    INPUT_IDS,
    MASK,
    NETWORK_FILE,
    TAGS,
    TOKENIZER_FILE,
    VECTOR,
)
from nlu_models.sources import resolve_encoder
from nlu_models.torch_runtime import torch

_OPSET = 17


class _Served(torch.nn.Module):
    """The encoder with its pooling, and the layer that tags words: one pass, two outputs."""

    def __init__(self, backbone: MeanPooledEncoder, tag_layer: torch.nn.Linear) -> None:
        super().__init__()
        self.backbone = backbone
        self.tag_layer = tag_layer

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        hidden = self.backbone.hidden(input_ids, attention_mask)
        return self.backbone.pool(hidden, attention_mask), self.tag_layer(hidden)


def write_network(
    network: MeanPooledEncoder,
    tokenizer: Any,
    folder: Path,
    tag_layer: torch.nn.Linear | None = None,
) -> None:
    """Write ``model.onnx`` (weights as int8) and ``tokenizer.json`` into an existing folder.

    Weights become int8 when written, activations when run (dynamic quantisation), so no
    calibration data is needed.

    Args:
        network: Gives the output ``vector``, shape (batch, dim).
        tokenizer: A ``tokenizers.Tokenizer``.
        folder: Where to write.
        tag_layer: Gives a second output ``tags``, shape (batch, tokens, labels).

    Raises:
        ExportError: The tools for it are missing or do not fit together.
    """
    if is_plain_bert(network.encoder):
        onnx.save(bert_graph(network.encoder, tag_layer), str(folder / NETWORK_FILE))
    else:
        _write_trace(network, folder / NETWORK_FILE, tag_layer)
    tokenizer.save(str(folder / TOKENIZER_FILE))


def _write_trace(
    network: MeanPooledEncoder, target: Path, tag_layer: torch.nn.Linear | None
) -> None:
    """Write an encoder of any other kind, as transformers' code computes it."""
    served = network if tag_layer is None else _Served(network, tag_layer)
    served.eval()
    example = torch.ones((2, 8), dtype=torch.int64)
    axes = {0: "batch", 1: "tokens"}
    outputs = {VECTOR: {0: "batch"}} | ({} if tag_layer is None else {TAGS: axes})
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "fp32.onnx"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the tracer's remarks on transformers' own code
            torch.onnx.export(
                served,
                (example, torch.ones_like(example)),
                str(plain),
                input_names=[INPUT_IDS, MASK],
                output_names=list(outputs),
                dynamic_axes={INPUT_IDS: axes, MASK: axes, **outputs},
                opset_version=_OPSET,
                dynamo=False,
            )
        _quantise(plain, target)


def _quantise(source: Path, target: Path) -> None:
    with _module_path_kept():
        _quantise_weights(source, target)


@contextmanager
def _module_path_kept() -> Iterator[None]:
    """Take back what ONNX Runtime's tools add to the module path.

    It is a folder with a package ``models``, which Rasa's search for actions would take for
    ``actions/shop/models`` (it looks sub-packages up by their last name).
    """
    before = list(sys.path)
    try:
        yield
    finally:
        sys.path[:] = before


def _quantise_weights(source: Path, target: Path) -> None:
    try:
        from onnxruntime.quantization import QuantType, quantize_dynamic
    except (ImportError, AttributeError) as error:  # AttributeError: built for another numpy
        raise ExportError(
            f"ONNX Runtime's quantisation cannot be imported ({error}). Its helper ml_dtypes must "
            "fit the installed numpy: `pip install 'ml_dtypes>=0.5,<0.6'`."
        ) from error
    remarks = logging.getLogger()
    level = remarks.level
    remarks.setLevel(logging.ERROR)  # it recommends a pre-processing that changes nothing here
    try:
        # A scale per column: one scale for a whole matrix costs several points of accuracy.
        quantize_dynamic(str(source), str(target), weight_type=QuantType.QInt8, per_channel=True)
    finally:
        remarks.setLevel(level)


def export_encoder(name_or_folder: str | None, out_folder: Path, max_tokens: int = 256) -> None:
    """Make a folder for :meth:`nlu_models.encoder.SentenceEncoder.load`.

    The folder appears whole or not at all.

    Args:
        name_or_folder: A Hugging Face name or a folder; None: from settings, or the bundled one.
        out_folder: Where to write; an earlier export there is replaced.
        max_tokens: Longer texts are cut to this many word pieces.

    Raises:
        EncoderSourceError: There is no such encoder.
        ExportError: It cannot be written, or ``out_folder`` holds something else.
    """
    _check_replaceable(out_folder)
    source = resolve_encoder(name_or_folder)
    network, tokenizer = load_backbone(source)
    out_folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out_folder.parent, prefix=".export-") as scratch:
        folder = Path(scratch) / "encoder"
        folder.mkdir()
        write_network(network, tokenizer, folder)
        facts = {
            "source": source.label,
            "fingerprint": hashlib.sha256((folder / NETWORK_FILE).read_bytes()).hexdigest()[:16],
            "dim": network.dim,
            "max_tokens": max_tokens,
        }
        write_manifest(folder, FORMAT, VERSION, facts)
        if out_folder.exists():
            shutil.rmtree(out_folder)
        folder.rename(out_folder)


def _check_replaceable(folder: Path) -> None:
    """Refuse to replace anything that is not an empty folder or an earlier export."""
    if not folder.exists():
        return
    own = {"manifest.json", NETWORK_FILE, TOKENIZER_FILE}
    if not folder.is_dir() or {item.name for item in folder.iterdir()} - own:
        raise ExportError(
            f"{folder} holds something other than an exported encoder: name another folder."
        )
