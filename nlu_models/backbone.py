"""The encoder as a torch module. Training and export only: imports torch and transformers."""

from __future__ import annotations

from typing import Any

from nlu_models.errors import EncoderSourceError
from nlu_models.sources import EncoderSource
from nlu_models.torch_runtime import torch, transformers

# What dropout is called in the configurations of BERT and its relatives.
_DROPOUTS = (
    "hidden_dropout_prob", "attention_probs_dropout_prob", "dropout", "attention_dropout",
    "mlp_dropout",
)  # fmt: skip


class MeanPooledEncoder(torch.nn.Module):
    """A BERT-type encoder whose token vectors are averaged over the text's own tokens."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder
        self.dim: int = encoder.config.hidden_size

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return pooled vectors of shape (batch, dim) for int64 inputs of (batch, tokens)."""
        return self.pool(self.hidden(input_ids, attention_mask), attention_mask)

    def hidden(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return a vector for each token, shape (batch, tokens, dim)."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return hidden.float()  # sums of half-precision numbers lose too much

    def pool(self, hidden: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return the mean over each text's own tokens, shape (batch, dim)."""
        weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return (hidden * weights).sum(1) / weights.sum(1).clamp(min=1.0)


def load_backbone(
    source: EncoderSource, dropout: float | None = None
) -> tuple[MeanPooledEncoder, Any]:
    """Load an encoder and its tokenizer.

    Args:
        source: Which.
        dropout: Share of values dropped in training, in layers and attention; None: its own.

    Returns:
        The network in evaluation mode, and the ``tokenizers.Tokenizer`` that belongs to it.

    Raises:
        EncoderSourceError: It is not there, cannot be read, or has no fast tokenizer.
    """
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()  # it reports each weight left out, as harmless
    try:
        config = transformers.AutoConfig.from_pretrained(source.location)
        for name in _DROPOUTS:
            if dropout is not None and hasattr(config, name):
                setattr(config, name, dropout)
        # Eager attention: the other kinds trace to graphs that the int8 pass handles less well.
        encoder = transformers.AutoModel.from_pretrained(
            source.location, config=config, attn_implementation="eager", dtype=torch.float32
        )
        tokenizer = transformers.AutoTokenizer.from_pretrained(source.location)
    except (OSError, ValueError) as error:
        raise EncoderSourceError(
            f"The encoder {source.location!r} cannot be loaded: {error}. Name a folder that "
            "holds a BERT-type model, or a model on Hugging Face that this machine can reach."
        ) from error
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise EncoderSourceError(
            f"The encoder {source.location!r} has no fast tokenizer (tokenizer.json)."
        )
    return MeanPooledEncoder(encoder).eval(), backend
