"""Small adapters trained in place of an encoder's weights. Imports torch and peft; training only.

Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models" (ICLR 2022). All linear layers get
one; afterwards they are added to the weights, so that what is served is an encoder like any other.
"""

from __future__ import annotations

import peft

from nlu_models.backbone import MeanPooledEncoder

# The usual scale: what an adapter adds counts twice.
_ALPHA_PER_RANK = 2


def add_adapters(backbone: MeanPooledEncoder, rank: int) -> None:
    """Freeze an encoder's weights and put adapters beside them, which start at zero.

    Args:
        backbone: The encoder; is changed.
        rank: Of the adapters; the larger, the more they can learn.
    """
    config = peft.LoraConfig(
        r=rank, lora_alpha=_ALPHA_PER_RANK * rank, lora_dropout=0.0, target_modules="all-linear"
    )
    backbone.encoder = peft.get_peft_model(backbone.encoder, config)


def merge_adapters(backbone: MeanPooledEncoder) -> None:
    """Add the adapters to the weights."""
    backbone.encoder = backbone.encoder.merge_and_unload()
