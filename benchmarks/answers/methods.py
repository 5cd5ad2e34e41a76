"""Ways to find an answer: an FAQ in, a score of each answer for each test question out."""

from __future__ import annotations

from collections.abc import Sequence

import bm25s
import numpy as np
import numpy.typing as npt

from benchmarks.answers.data import Faq, Owned
from benchmarks.text_classifier import tfidf_classifier
from nlu_models.heads import ExampleIndex, answer_scores
from nlu_models.onnx_session import OnnxEncoder

Scores = npt.NDArray[np.float32]


def best_of_each(scores: Scores, owners: Sequence[int], count: int) -> Scores:
    """Return the best score of each owner's columns, shape (rows, count)."""
    result = np.full((len(scores), count), -1e9, dtype=np.float32)
    for column, owner in enumerate(owners):
        result[:, owner] = np.maximum(result[:, owner], scores[:, column])
    return result


def bm25(faq: Faq, documents: Owned) -> Scores:
    """BM25 over documents; an answer's best document counts."""
    index = bm25s.BM25()
    index.index(_tokens([text for text, _ in documents]), show_progress=False)
    rows = [
        index.get_scores(tokens) if tokens else np.zeros(len(documents))
        for tokens in _tokens([text for text, _ in faq.test])
    ]
    owners = [owner for _, owner in documents]
    scores = best_of_each(np.asarray(rows, dtype=np.float32), owners, len(faq.answers))
    # Brought from 0 to 1, over all questions: so that one without a like document stays low.
    return scores / max(float(scores.max()), 1e-9)


def bm25_whole(faq: Faq) -> Scores:
    """BM25 over one document an answer: all of its phrasings and its texts."""
    whole = [
        " ".join(text for text, owner in (*faq.phrasings, *faq.texts) if owner == number)
        for number in range(len(faq.answers))
    ]
    return bm25(faq, tuple((text, number) for number, text in enumerate(whole)))


def _tokens(texts: Sequence[str]) -> list[list[str]]:
    tokens = bm25s.tokenize(list(texts), stopwords="en", return_ids=False, show_progress=False)
    return [list(row) for row in tokens]


def tfidf(faq: Faq) -> Scores:
    """Logistic regression on the TF-IDF of words and of pieces of words."""
    model = tfidf_classifier()
    model.fit([text for text, _ in faq.phrasings], [owner for _, owner in faq.phrasings])
    return np.asarray(model.predict_proba([text for text, _ in faq.test]), dtype=np.float32)


def nearest_phrasing(faq: Faq, encoder: OnnxEncoder) -> Scores:
    """The cosine of each answer's nearest phrasing."""
    return _index(faq, encoder).likeness(encoder.vectors([text for text, _ in faq.test])[0])[0]


def tactful(faq: Faq, encoder: OnnxEncoder) -> Scores:
    """The matcher's score, as served."""
    index = _index(faq, encoder)
    vectors, _ = encoder.vectors([text for text, _ in faq.test])
    return answer_scores(*index.likeness(vectors))


def answer_text(faq: Faq, encoder: OnnxEncoder) -> Scores:
    """The cosine of the nearest text of each answer."""
    found, _ = encoder.vectors([text for text, _ in faq.texts])
    asked, _ = encoder.vectors([text for text, _ in faq.test])
    cosines = asked @ found.T
    return best_of_each(cosines, [owner for _, owner in faq.texts], len(faq.answers))


def fused(base: Scores, other: Scores, weight: float) -> Scores:
    """Return the weighted mean of two scores, for all weights between 0 and 1."""
    return np.asarray((1 - weight) * base + weight * other, dtype=np.float32)


def _index(faq: Faq, encoder: OnnxEncoder) -> ExampleIndex:
    rows = sorted(faq.phrasings, key=lambda item: item[1])
    vectors, _ = encoder.vectors([text for text, _ in rows])
    # The index sorts nothing: names are given in the order of the owners.
    names = [f"answers/{number:05d}" for number in range(len(faq.answers))]
    return ExampleIndex(names, vectors, [owner for _, owner in rows])
