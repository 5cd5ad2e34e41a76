"""The network that is trained: a shared encoder with an intent head and an answer part.

Imports torch; training only.
"""

from __future__ import annotations

from itertools import pairwise

from nlu_models.backbone import MeanPooledEncoder
from nlu_models.torch_runtime import torch

# Cosines lie in [-1, 1]; this spreads them for the softmax, as contrastive training commonly does.
ANSWER_TEMPERATURE = 0.05


class MatcherNetwork(torch.nn.Module):
    """One encoder pass, two scores.

    The answer part holds a direction per answer that pulls its phrasings together during training.
    These directions are not served: serving compares a message with the phrasings themselves, so
    that an answer can change without training.
    """

    def __init__(self, backbone: MeanPooledEncoder, intents: int, answers: torch.Tensor) -> None:
        """Set up.

        Args:
            backbone: The encoder.
            intents: Number of intents.
            answers: Starting directions of shape (answers, dim); zero rows if there are none.
        """
        super().__init__()
        self.backbone = backbone
        # Few examples would move only the words in them, away from like words that they lack. Half
        # of the weights are here, so this saves a third of the time, too.
        for name, parameter in backbone.named_parameters():
            parameter.requires_grad_(_depth(name, 1) > 0)
        self.dropout = torch.nn.Dropout(0.1)
        self.intent_head = torch.nn.Linear(backbone.dim, intents)
        self.answer_directions = torch.nn.Parameter(torch.nn.functional.normalize(answers, dim=1))

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return intent scores (batch, intents) and answer scores (batch, answers)."""
        pooled = self.backbone(input_ids, attention_mask)
        intent_scores = self.intent_head(self.dropout(pooled))
        directions = torch.nn.functional.normalize(self.answer_directions, dim=1)
        cosines = torch.nn.functional.normalize(pooled, dim=1) @ directions.T
        return intent_scores, cosines / ANSWER_TEMPERATURE


def parameter_groups(
    network: MatcherNetwork, learning_rate: float, head_learning_rate: float, layer_decay: float
) -> list[dict[str, object]]:
    """Group parameters for AdamW: each encoder layer learns slower than the one above it.

    Layer-wise decay of the learning rate follows Howard and Ruder, "Universal Language Model
    Fine-tuning for Text Classification" (ACL 2018). Biases and norms get no weight decay.
    """
    layers = int(network.backbone.encoder.config.num_hidden_layers)
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        if not name.startswith("backbone."):
            rate = head_learning_rate
        else:
            rate = learning_rate * layer_decay ** (layers - _depth(name, layers))
        decay = 0.0 if parameter.ndim < 2 or name == "answer_directions" else 0.01
        groups.setdefault((rate, decay), []).append(parameter)
    return [
        {"params": parameters, "lr": rate, "weight_decay": decay}
        for (rate, decay), parameters in groups.items()
    ]


def _depth(name: str, layers: int) -> int:
    """Return how far up a parameter of the encoder lies: 0 embeddings, 1 the first layer, …."""
    parts = name.split(".")
    if "embeddings" in parts:
        return 0
    for before, part in pairwise(parts):
        if before in ("layer", "layers") and part.isdigit():
            return int(part) + 1
    return layers
