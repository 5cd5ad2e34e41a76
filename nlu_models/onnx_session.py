"""The exported network as a function: texts in, pooled vectors and scores of tokens out.

Imports ONNX Runtime and tokenizers, and nothing heavier.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from nlu_models.errors import ModelFileError
from nlu_models.tags import OUTSIDE, TokenScores

Vectors = npt.NDArray[np.float32]

NETWORK_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
# The network's inputs and outputs.
INPUT_IDS = "input_ids"
MASK = "attention_mask"
VECTOR = "vector"
TAGS = "tags"
# More characters than any text of max_tokens word pieces needs; bounds the cost of huge messages.
_CHARS_PER_TOKEN = 40
# How many times as long as the shortest text of a batch another one may be: padding costs as much
# time as words.
_ALIKE = 1.25
_FEW = 4
_SHORTEST = 1e-9


def clean_text(text: str, max_tokens: int) -> str:
    """Return text that the tokenizer can take: valid Unicode, single spaces, bounded length."""
    # The cut before the split bounds the work; 100,000 blanks before a word are not a message.
    collapsed = " ".join(text[: 64 * _CHARS_PER_TOKEN * max_tokens].split())
    cut = collapsed[: _CHARS_PER_TOKEN * max_tokens]
    return cut.encode("utf-8", errors="replace").decode("utf-8")


def load_tokenizer(content: bytes, max_tokens: int, path: Path, fix: str) -> Tokenizer:
    """Build a tokenizer that truncates to ``max_tokens`` and does not pad.

    Raises:
        ModelFileError: The bytes are not a ``tokenizer.json``.
    """
    try:
        tokenizer = Tokenizer.from_buffer(content)
    except Exception as error:  # tokenizers raises bare Exception or ValueError, by release
        raise ModelFileError(path, f"is not a tokenizer ({error})", fix) from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=max_tokens)
    return tokenizer


class Encoded(NamedTuple):
    """What the network makes of n texts.

    Attributes:
        vectors: Pooled, float32 of shape (n, dim), of length 1; zero for what is not readable.
        readable: For each text whether it holds anything that the vocabulary knows.
        tokens: For each readable text the scores of its tokens' labels; None without tags, and
            where no token is likelier to be part of a span than to be none, as in most texts.
    """

    vectors: Vectors
    readable: Sequence[bool]
    tokens: Sequence[TokenScores | None]


class OnnxEncoder:
    """Tokenizer and int8 network, with mean pooling inside the network.

    Safe to call from several threads.
    """

    def __init__(
        self,
        network: bytes,
        tokenizer: bytes,
        *,
        folder: Path,
        max_tokens: int,
        threads: int,
        fix: str,
    ) -> None:
        """Start a session.

        Args:
            network: The ONNX file's content.
            tokenizer: The ``tokenizer.json``'s content.
            folder: Where they come from, for error messages.
            max_tokens: Longer texts are cut to this many word pieces, specials included.
            threads: Threads that share one forward pass.
            fix: What an operator should do if the files cannot be used.

        Raises:
            ModelFileError: One of the files is not what it should be.
        """
        self.max_tokens = max_tokens
        self._tokenizer = load_tokenizer(tokenizer, max_tokens, folder / TOKENIZER_FILE, fix)
        unknown = getattr(self._tokenizer.model, "unk_token", None)
        self._unknown_id = self._tokenizer.token_to_id(unknown) if unknown else None
        padding = self._tokenizer.token_to_id("[PAD]")
        self._padding_id = 0 if padding is None else padding
        self._specials = int(self._tokenizer.num_special_tokens_to_add(False))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Spinning threads win microseconds and take a core from the rest of the server.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                network, options, providers=["CPUExecutionProvider"]
            )
            inputs = {item.name for item in self._session.get_inputs()}
            outputs = {item.name: item.shape[-1] for item in self._session.get_outputs()}
        except Exception as error:  # ONNX Runtime has no common base class for its errors
            raise ModelFileError(
                folder / NETWORK_FILE, f"is not a network ({error})", fix
            ) from error
        known = inputs == {INPUT_IDS, MASK} and {VECTOR} <= set(outputs)
        if not known or not all(isinstance(size, int) for size in outputs.values()):
            raise ModelFileError(folder / NETWORK_FILE, "is a network of another kind", fix)
        self.dim: int = outputs[VECTOR]
        self.labels: int = outputs.get(TAGS, 0)

    def vectors(self, texts: Sequence[str], batch_size: int = 32) -> tuple[Vectors, Sequence[bool]]:
        """Run the network for vectors alone.

        Args:
            texts: n texts of any length and script.
            batch_size: Texts per forward pass; texts of like length share one.

        Returns:
            The first two of :class:`Encoded`.
        """
        encoded = self._encode(texts, batch_size, [VECTOR])
        return encoded.vectors, encoded.readable

    def encode(self, texts: Sequence[str], batch_size: int = 32) -> Encoded:
        """Run the network for vectors, and for tags if it has them.

        Args:
            texts: n texts of any length and script.
            batch_size: Texts per forward pass; texts of like length share one.
        """
        return self._encode(texts, batch_size, [VECTOR, TAGS] if self.labels else [VECTOR])

    def _encode(self, texts: Sequence[str], batch_size: int, outputs: list[str]) -> Encoded:
        cleaned = [clean_text(text, self.max_tokens) for text in texts]
        if len(cleaned) <= _FEW:
            # What starts its threads for a batch costs more than a short text.
            encodings = [self._tokenizer.encode(text) for text in cleaned]
        else:
            encodings = self._tokenizer.encode_batch(cleaned)
        tokens = [encoding.ids for encoding in encodings]
        readable = [self._is_readable(ids) for ids in tokens]
        result = np.zeros((len(tokens), self.dim), dtype=np.float32)
        scores: list[TokenScores | None] = [None] * len(tokens)
        for chosen in _alike(tokens, readable, batch_size):
            vectors, *tags = self._forward([tokens[i] for i in chosen], outputs)
            for row, i in enumerate(chosen):
                result[i] = normalised(vectors[row])
            for of_batch in tags:
                likeliest = of_batch.argmax(axis=2) != OUTSIDE
                for row, i in enumerate(chosen):
                    size = len(tokens[i])
                    if likeliest[row, :size].any():
                        scores[i] = TokenScores(
                            cleaned[i], encodings[i].offsets, of_batch[row, :size]
                        )
        return Encoded(result, readable, scores)

    def _is_readable(self, ids: Sequence[int]) -> bool:
        return len(ids) - ids.count(self._unknown_id) > self._specials

    def _forward(self, batch: Sequence[Sequence[int]], outputs: list[str]) -> list[Any]:
        width = max(len(ids) for ids in batch)
        gaps = [width - len(ids) for ids in batch]
        filled = [[*ids, *[self._padding_id] * gap] for ids, gap in zip(batch, gaps, strict=True)]
        mask = [[1] * (width - gap) + [0] * gap for gap in gaps]
        inputs = {INPUT_IDS: np.array(filled, np.int64), MASK: np.array(mask, np.int64)}
        made: list[Any] = self._session.run(outputs, inputs)
        return made


def _alike(
    tokens: Sequence[Sequence[int]], readable: Sequence[bool], batch_size: int
) -> Iterator[list[int]]:
    """Yield the positions of the readable texts in batches of like length."""
    batch: list[int] = []
    for i in sorted((i for i in range(len(tokens)) if readable[i]), key=lambda i: len(tokens[i])):
        if batch and (len(batch) == batch_size or len(tokens[i]) > _ALIKE * len(tokens[batch[0]])):
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def normalised(vector: Vectors) -> Vectors:
    """Return a vector at length 1; a zero vector stays zero."""
    return np.asarray(vector / max(math.sqrt(vector @ vector), _SHORTEST), dtype=np.float32)


def normalise_rows(vectors: Vectors) -> Vectors:
    """Return the rows at length 1; zero rows stay zero."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    return np.asarray(vectors / np.maximum(lengths, _SHORTEST)[:, None], dtype=np.float32)
