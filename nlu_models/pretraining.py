"""An encoder made familiar with unlabelled texts, or made of them. Imports torch; training only.

Words are hidden and guessed: Devlin, Chang, Lee and Toutanova, "BERT" (NAACL 2019); going on with
that on texts of one's own field: Gururangan et al., "Don't Stop Pretraining" (ACL 2020).
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from nlu_models.backbone import load_backbone
from nlu_models.errors import TrainingDataError
from nlu_models.fitting import training_device
from nlu_models.sources import EncoderSource
from nlu_models.torch_runtime import torch, transformers

_HIDDEN = 0.15  # share of words, as in BERT
_WARM_UP = 0.06
_HELD_OUT = 0.02
_MOST_HELD_OUT = 1000
_FEWEST_TEXTS = 100
_COUNTED_AT_ONCE = 10_000
_SPECIALS = {
    "unk_token": "[UNK]",
    "pad_token": "[PAD]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "mask_token": "[MASK]",
}


@dataclass(frozen=True)
class Shape:
    """Of an encoder that is made from nothing.

    Attributes:
        layers: Of the network.
        dim: Length of its vectors; a multiple of 64.
        vocabulary: Word pieces, at the most.
    """

    layers: int = 4
    dim: int = 256
    vocabulary: int = 8000


@dataclass(frozen=True)
class PretrainingOptions:
    """How to train.

    Attributes:
        epochs: Passes over the texts.
        batch_size: Texts per step.
        learning_rate: At its highest.
        max_tokens: Longer texts are cut to this many word pieces.
        seed: Decides order, and which words are hidden.
    """

    epochs: int = 1
    batch_size: int = 32
    learning_rate: float = 1e-4
    max_tokens: int = 128
    seed: int = 42


@dataclass(frozen=True)
class Pretrained:
    """What came of it, on texts that were not trained on; nats per hidden word.

    Attributes:
        before: Cross-entropy of the encoder as it started, whose guesses are of a new layer.
        after: The same of the result.
        texts: How many texts were trained on.
    """

    before: float
    after: float
    texts: int


class _WordGuesser(torch.nn.Module):
    """BERT's head over the encoder's own word embeddings; asked for hidden words only.

    Args:
        encoder: Of transformers.
        chances: Of each word piece, wherever it stands. A guess starts from these: else the
            encoder first learns how frequent words are, which it tells by the same vector for
            every word of every text, and a short training ends there.
    """

    def __init__(self, encoder: Any, chances: torch.Tensor) -> None:
        super().__init__()
        self.encoder = encoder
        dim = encoder.config.hidden_size
        self.transform = torch.nn.Sequential(
            torch.nn.Linear(dim, dim), torch.nn.GELU(), torch.nn.LayerNorm(dim)
        )
        self.bias = torch.nn.Parameter(chances.log())

    def forward(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return the loss over a batch's hidden words."""
        hidden = self.encoder(
            input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]
        ).last_hidden_state
        asked = batch["labels"] != -100
        guessed = self.transform(hidden[asked])
        scores = guessed @ self.encoder.get_input_embeddings().weight.T + self.bias
        return torch.nn.functional.cross_entropy(scores, batch["labels"][asked])


def pretrain(
    texts: Sequence[str],
    options: PretrainingOptions,
    start: EncoderSource | Shape,
    folder: Path,
) -> Pretrained:
    """Train an encoder on texts, and write it as transformers reads it.

    Args:
        texts: Without labels, and without anything personal: a network may remember it.
        options: How.
        start: An encoder to go on with, or the shape of a new one, whose vocabulary is then made
            of the texts.
        folder: Where to write; appears whole or not at all.

    Raises:
        TrainingDataError: There are too few texts, or the folder exists.
        EncoderSourceError: The encoder cannot be loaded.
    """
    if folder.exists():
        raise TrainingDataError(f"{folder} exists: name another folder, or move it away.")
    if len(texts) < _FEWEST_TEXTS:
        raise TrainingDataError(
            f"{len(texts)} texts are too few to make an encoder familiar with: give at least "
            f"{_FEWEST_TEXTS}, better tens of thousands."
        )
    torch.manual_seed(options.seed)
    chance = random.Random(options.seed)
    shuffled = chance.sample(list(texts), len(texts))
    aside = min(_MOST_HELD_OUT, max(1, int(_HELD_OUT * len(texts))))
    held, train = shuffled[:aside], shuffled[aside:]
    encoder, tokenizer = _new(train, start) if isinstance(start, Shape) else _loaded(start)
    batches = _Batches(tokenizer, options)
    guesser = _WordGuesser(encoder, batches.chances(train, encoder.config.vocab_size))
    before = _loss(guesser, batches, held)
    _fit(guesser, batches, train, options, chance)
    outcome = Pretrained(before, _loss(guesser, batches, held), len(train))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".pretrained-") as scratch:
        made = Path(scratch) / "encoder"
        encoder.save_pretrained(made)
        tokenizer.save_pretrained(made)
        shutil.move(made, folder)
    return outcome


def _new(texts: Sequence[str], shape: Shape) -> tuple[Any, Any]:
    from tokenizers import BertWordPieceTokenizer

    pieces = BertWordPieceTokenizer()  # takes each Chinese character for a word
    pieces.train_from_iterator(texts, vocab_size=shape.vocabulary, show_progress=False)
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=pieces._tokenizer, **_SPECIALS
    )
    config = transformers.BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=shape.dim,
        num_hidden_layers=shape.layers,
        num_attention_heads=max(1, shape.dim // 64),
        intermediate_size=4 * shape.dim,
        pad_token_id=tokenizer.pad_token_id,
    )
    return transformers.BertModel(config, add_pooling_layer=False), tokenizer


def _loaded(source: EncoderSource) -> tuple[Any, Any]:
    backbone, pieces = load_backbone(source)
    specials = {name: s for name, s in _SPECIALS.items() if pieces.token_to_id(s) is not None}
    if "mask_token" not in specials:
        raise TrainingDataError(
            f"The encoder {source.location!r} has no word piece [MASK], so no word can be hidden "
            "from it. Start from a model of BERT's kind."
        )
    return backbone.encoder, transformers.PreTrainedTokenizerFast(
        tokenizer_object=pieces, **specials
    )


class _Batches:
    def __init__(self, tokenizer: Any, options: PretrainingOptions) -> None:
        self._tokenizer = tokenizer
        self._options = options
        self._hide = transformers.DataCollatorForLanguageModeling(
            tokenizer, mlm_probability=_HIDDEN
        )

    def count(self, texts: Sequence[str]) -> int:
        return -(-len(texts) // self._options.batch_size)

    def chances(self, texts: Sequence[str], pieces: int) -> torch.Tensor:
        """Return how likely each of the word pieces is; one that never came is a little."""
        counts = torch.ones(pieces)
        for start in range(0, len(texts), _COUNTED_AT_ONCE):
            encoded = self._tokenizer(
                texts[start : start + _COUNTED_AT_ONCE],
                add_special_tokens=False,
                truncation=True,
                max_length=self._options.max_tokens,
            )
            ids = torch.tensor([number for row in encoded["input_ids"] for number in row])
            counts += torch.bincount(ids.long(), minlength=pieces)
        return counts / counts.sum()

    def of(self, texts: Sequence[str], chance: random.Random | None) -> Iterator[Any]:
        """Yield the batches of texts, those of like length together; shuffled, with a chance."""
        order = list(texts) if chance is None else chance.sample(texts, len(texts))
        size = self._options.batch_size
        for start in range(0, len(order), 32 * size):
            window = sorted(order[start : start + 32 * size], key=len)
            chunks = [window[at : at + size] for at in range(0, len(window), size)]
            if chance is not None:
                chance.shuffle(chunks)
            for chunk in chunks:
                encoded = self._tokenizer(
                    chunk,
                    truncation=True,
                    max_length=self._options.max_tokens,
                    return_token_type_ids=False,
                    return_special_tokens_mask=True,
                )
                rows = range(len(chunk))
                yield self._hide([{key: encoded[key][row] for key in encoded} for row in rows])


def _fit(
    guesser: _WordGuesser,
    batches: _Batches,
    texts: Sequence[str],
    options: PretrainingOptions,
    chance: random.Random,
) -> None:
    device = training_device()
    guesser.to(device).train()
    optimiser = torch.optim.AdamW(
        guesser.parameters(), lr=options.learning_rate, weight_decay=0.01, fused=True
    )
    steps = options.epochs * batches.count(texts)
    schedule = transformers.get_linear_schedule_with_warmup(optimiser, int(_WARM_UP * steps), steps)
    with tqdm(total=steps, desc="Guessing hidden words", unit="batch", disable=None) as progress:
        for _ in range(options.epochs):
            for batch in batches.of(texts, chance):
                optimiser.zero_grad()
                loss = guesser(batch.to(device))
                loss.backward()
                torch.nn.utils.clip_grad_norm_(guesser.parameters(), 1.0)
                optimiser.step()
                schedule.step()
                progress.set_postfix(loss=f"{loss.item():.2f}", refresh=False)
                progress.update()
    guesser.cpu().eval()


def _loss(guesser: _WordGuesser, batches: _Batches, texts: Sequence[str]) -> float:
    """Return the loss on texts, with the same words hidden each time."""
    guesser.eval()
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(0)
        losses = [float(guesser(batch)) for batch in batches.of(texts, None)]
    return sum(losses) / len(losses)
