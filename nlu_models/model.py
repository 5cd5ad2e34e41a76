"""The network that is trained: a shared encoder with three heads.

Imports torch; training only.
"""

from __future__ import annotations

from itertools import pairwise

from nlu_models.backbone import MeanPooledEncoder
from nlu_models.heads import SHARPNESS
from nlu_models.tags import OUTSIDE
from nlu_models.torch_runtime import torch

# Score of "no span" before anything is learned, beside 0 of each label: tags are rare.
_NO_SPAN = 5.0


class Directions(torch.nn.Module):
    """A direction for each class; a module of its own, so that gradients per example can be had."""

    def __init__(self, start: torch.Tensor) -> None:
        """Start in the directions of ``start``, shape (classes, dim)."""
        super().__init__()
        self.weight = torch.nn.Parameter(torch.nn.functional.normalize(start, dim=1))

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        """Return sharpened cosines (batch, classes) for vectors of shape (batch, dim)."""
        normalize = torch.nn.functional.normalize
        return SHARPNESS * normalize(vectors, dim=1) @ normalize(self.weight, dim=1).T


class MatcherNetwork(torch.nn.Module):
    """One encoder pass, three scores: cosines with directions of intents and of answers, and tags.

    The directions start in the middle of their examples. So the first steps move the encoder no
    further than the task asks for, as with a linear layer that was fitted before fine-tuning:
    Kumar, Raghunathan, Jones, Ma and Liang, "Fine-Tuning can Distort Pretrained Features and
    Underperform Out-of-Distribution" (ICLR 2022).

    Answers' directions pull their phrasings together, and are not served: serving compares a
    message with the phrasings themselves, so that an answer can change without training.
    """

    def __init__(
        self,
        backbone: MeanPooledEncoder,
        intents: torch.Tensor,
        answers: torch.Tensor,
        dropout: float,
        labels: int = 0,
    ) -> None:
        """Set up.

        Args:
            backbone: The encoder.
            intents: Starting directions of shape (intents, dim).
            answers: Starting directions of shape (answers, dim); zero rows if there are none.
            dropout: Share of a pooled vector's values dropped in training.
            labels: Number of labels that words can have; 0: words are not told apart.
        """
        super().__init__()
        self.backbone = backbone
        self.dropout = torch.nn.Dropout(dropout)
        self.intent_directions = Directions(intents)
        self.answer_directions = Directions(answers)
        self.tag_layer = _tag_layer(backbone.dim, labels) if labels else None

    def scores(self, pooled: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return intent scores (batch, intents) and answer scores (batch, answers).

        Args:
            pooled: The encoder's vectors, shape (batch, dim).
        """
        dropped = self.dropout(pooled)
        return self.intent_directions(dropped), self.answer_directions(pooled)

    def tag_scores(self, hidden: torch.Tensor) -> torch.Tensor | None:
        """Return scores of labels (batch, tokens, labels); None if words are not told apart.

        Args:
            hidden: The encoder's vectors of tokens, shape (batch, tokens, dim).
        """
        return None if self.tag_layer is None else self.tag_layer(self.dropout(hidden))


def _tag_layer(dim: int, labels: int) -> torch.nn.Linear:
    """Return a layer that sees no span anywhere, and so leaves the encoder alone at first."""
    layer = torch.nn.Linear(dim, labels)
    torch.nn.init.zeros_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    with torch.no_grad():
        layer.bias[OUTSIDE] = _NO_SPAN
    return layer


def parameter_groups(
    network: MatcherNetwork, learning_rate: float, head_learning_rate: float, layer_decay: float
) -> list[dict[str, object]]:
    """Group parameters for AdamW: each encoder layer learns slower than the one above it.

    Layer-wise decay of the learning rate follows Howard and Ruder, "Universal Language Model
    Fine-tuning for Text Classification" (ACL 2018). Biases, norms and directions get no weight
    decay.
    """
    layers = int(network.backbone.encoder.config.num_hidden_layers)
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        if not name.startswith("backbone."):
            rate, decay = head_learning_rate, 0.0
        else:
            rate = learning_rate * layer_decay ** (layers - _depth(name, layers))
            decay = 0.0 if parameter.ndim < 2 else 0.01
        groups.setdefault((rate, decay), []).append(parameter)
    return [
        {"params": parameters, "lr": rate, "weight_decay": decay}
        for (rate, decay), parameters in groups.items()
    ]


def freeze(backbone: MeanPooledEncoder, depth: int) -> None:
    """Have the lowest parts of an encoder stay as they are, which saves time.

    Args:
        backbone: The encoder; is changed.
        depth: 0 for none, 1 for the word embeddings, 2 for the first layer too, ….
    """
    layers = int(backbone.encoder.config.num_hidden_layers)
    for name, parameter in backbone.named_parameters():
        if _depth(name, layers) < depth:
            parameter.requires_grad_(False)


def _depth(name: str, layers: int) -> int:
    """Return how far up a parameter of the encoder lies: 0 embeddings, 1 the first layer, …."""
    parts = name.split(".")
    if "embeddings" in parts:
        return 0
    for before, part in pairwise(parts):
        if before in ("layer", "layers") and part.isdigit():
            return int(part) + 1
    return layers
