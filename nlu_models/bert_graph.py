"""BERT as an ONNX graph of few nodes, with weights as int8. Imports torch; training only.

A trace of transformers' code has 254 nodes, most of which work out shapes and masks. Here attention
is one node, and what is added up and normalised another, in ONNX Runtime's own operators.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from nlu_models.onnx_session import INPUT_IDS, MASK, TAGS, VECTOR
from nlu_models.torch_runtime import torch

_RUNTIME = "com.microsoft"  # the domain of ONNX Runtime's operators
_OPSET = 17
_IR_VERSION = 8
_HIGHEST = 127  # of int8, and symmetric: -128 is not used

_Floats = npt.NDArray[np.float32]


def is_plain_bert(encoder: Any) -> bool:
    """Whether an encoder of transformers is one that :func:`bert_graph` can write."""
    config = encoder.config
    return (
        type(encoder).__name__ == "BertModel"
        and config.hidden_act == "gelu"
        and getattr(config, "position_embedding_type", "absolute") == "absolute"
        and not config.is_decoder
    )


def bert_graph(encoder: Any, tag_layer: torch.nn.Linear | None) -> onnx.ModelProto:
    """Return the graph that makes vectors of word pieces, and scores of their labels.

    Weights are int8 with a scale for each column, word embeddings with one for each word; one scale
    for a whole matrix costs several points of accuracy. Activations become int8 when run.

    Args:
        encoder: Fulfils :func:`is_plain_bert`.
        tag_layer: Gives the second output; None: there is none.
    """
    config = encoder.config
    weights = {name: value.detach().cpu().numpy() for name, value in encoder.state_dict().items()}
    graph = _Graph(weights, float(config.layer_norm_eps))
    hidden = graph.embedded()
    attended = graph.node("Cast", [MASK], to=TensorProto.INT32)
    for number in range(config.num_hidden_layers):
        hidden = graph.layer(
            hidden, attended, f"encoder.layer.{number}", config.num_attention_heads
        )
    graph.pool(hidden)
    outputs = {VECTOR: ["batch", config.hidden_size]}
    if tag_layer is not None:
        graph.tag(hidden, tag_layer)
        outputs[TAGS] = ["batch", "tokens", tag_layer.out_features]
    described = helper.make_graph(
        graph.nodes,
        "bert",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
            for name in (INPUT_IDS, MASK)
        ],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
            for name, shape in outputs.items()
        ],
        graph.constants,
    )
    versions = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_RUNTIME, 1)]
    return helper.make_model(described, opset_imports=versions, ir_version=_IR_VERSION)


class _Graph:
    """Nodes and constants, and how BERT's parts are made of them."""

    def __init__(self, weights: dict[str, _Floats], epsilon: float) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._weights = weights
        self._epsilon = epsilon

    def node(self, operator: str, inputs: Sequence[str], domain: str = "", **facts: Any) -> str:
        """Add a node; returns the name of its output."""
        return self.several(operator, inputs, 1, domain, **facts)[0]

    def several(
        self, operator: str, inputs: Sequence[str], count: int, domain: str = "", **facts: Any
    ) -> list[str]:
        """Add a node of several outputs; returns their names."""
        names = [f"{operator}_{len(self.nodes)}_{number}" for number in range(count)]
        self.nodes.append(helper.make_node(operator, inputs, names, domain=domain, **facts))
        return names

    def constant(self, value: npt.NDArray[Any]) -> str:
        """Add a constant; returns its name."""
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def embedded(self) -> str:
        """Add what makes vectors of word pieces: of the word, its place, and the only segment."""
        words, scales = _quantised(self._weights["embeddings.word_embeddings.weight"], axis=1)
        rows = self.node("Gather", [self.constant(words), INPUT_IDS])
        sizes = self.node("Gather", [self.constant(scales), INPUT_IDS])
        vectors = self.node("Mul", [self.node("Cast", [rows], to=TensorProto.FLOAT), sizes])
        places = (
            self._weights["embeddings.position_embeddings.weight"]
            + self._weights["embeddings.token_type_embeddings.weight"][0]
        )
        first = self.constant(np.zeros(1, dtype=np.int64))
        length = self.node("Shape", [INPUT_IDS], start=1, end=2)
        taken = self.node("Slice", [self.constant(places), first, length, first])
        return self._normalised(vectors, taken, "embeddings.LayerNorm")

    def layer(self, hidden: str, attended: str, name: str, heads: int) -> str:
        """Add a layer: attention, and two linear layers with GELU between them."""
        kinds = ("query", "key", "value")
        weight = np.concatenate(
            [self._weights[f"{name}.attention.self.{kind}.weight"] for kind in kinds]
        )
        bias = np.concatenate(
            [self._weights[f"{name}.attention.self.{kind}.bias"] for kind in kinds]
        )
        columns, scales, zeros = self._columns(weight)
        rounded, scale, zero = self.several("DynamicQuantizeLinear", [hidden], 3)
        told = self.node(
            "QAttention",
            [rounded, columns, self.constant(bias), scale, scales, attended, zero, zeros],
            _RUNTIME,
            num_heads=heads,
        )
        told = self._linear(told, f"{name}.attention.output.dense")
        hidden = self._normalised(told, hidden, f"{name}.attention.output.LayerNorm")
        inner = self.node("Gelu", [self._linear(hidden, f"{name}.intermediate.dense")], _RUNTIME)
        made = self._linear(inner, f"{name}.output.dense")
        return self._normalised(made, hidden, f"{name}.output.LayerNorm")

    def pool(self, hidden: str) -> None:
        """Add the mean over each text's own tokens."""
        last, middle = (self.constant(np.array([axis], dtype=np.int64)) for axis in (2, 1))
        own = self.node("Cast", [MASK], to=TensorProto.FLOAT)
        count = self.node("ReduceSum", [own, middle], keepdims=1)
        own = self.node("Mul", [hidden, self.node("Unsqueeze", [own, last])])
        total = self.node("ReduceSum", [own, middle], keepdims=0)
        self.nodes.append(helper.make_node("Div", [total, count], [VECTOR]))

    def tag(self, hidden: str, layer: torch.nn.Linear) -> None:
        """Add the layer that tags words; it is small and stays as it is."""
        weight, bias = (value.detach().cpu().numpy() for value in (layer.weight, layer.bias))
        scores = self.node("MatMul", [hidden, self.constant(weight.T)])
        self.nodes.append(helper.make_node("Add", [scores, self.constant(bias)], [TAGS]))

    def _linear(self, inputs: str, name: str) -> str:
        columns, scales, zeros = self._columns(self._weights[f"{name}.weight"])
        bias = self.constant(self._weights[f"{name}.bias"])
        return self.node("DynamicQuantizeMatMul", [inputs, columns, scales, zeros, bias], _RUNTIME)

    def _columns(self, weight: _Floats) -> tuple[str, str, str]:
        """Return the names of a linear layer's int8 weights, (in, out), scales and zero points."""
        rounded, scales = _quantised(weight, axis=1)
        zeros = np.zeros(len(weight), dtype=np.int8)
        return self.constant(rounded.T), self.constant(scales[:, 0]), self.constant(zeros)

    def _normalised(self, one: str, other: str, name: str) -> str:
        weight, bias = (
            self.constant(self._weights[f"{name}.{part}"]) for part in ("weight", "bias")
        )
        return self.node(
            "SkipLayerNormalization", [one, other, weight, bias], _RUNTIME, epsilon=self._epsilon
        )


def _quantised(values: _Floats, axis: int) -> tuple[npt.NDArray[np.int8], _Floats]:
    """Return values as int8, and the scales along an axis that they are to be multiplied with."""
    scales = np.abs(values).max(axis=axis, keepdims=True) / _HIGHEST
    scales = np.where(scales == 0, 1, scales).astype(np.float32)
    return np.rint(values / scales).astype(np.int8), scales
