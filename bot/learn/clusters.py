"""Groups messages that mean the same, however many there are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sklearn.cluster import AgglomerativeClustering

from nlu_models.onnx_session import Vectors

# Messages of a cluster have at least this mean cosine. Of the held-out questions of the FAQ, a
# cluster then holds those of one answer (homogeneity 0.92), and all of them (completeness 0.89).
LIKENESS = 0.5
_AT_ONCE = 2000


def cluster(vectors: Vectors) -> list[list[int]]:
    """Group vectors whose mean cosine is high (average linkage).

    At most 2,000 are compared with each other at once, 16 MB of distances; those that follow join
    the groups that they fit, and what fits none is grouped in its turn. So time and memory grow
    with the number of vectors and not with its square.

    Args:
        vectors: Shape (n, dim), rows of length 1; the first are the most important.

    Returns:
        Positions of the members of each group, together all n.
    """
    groups: list[list[int]] = []
    means = np.zeros((0, vectors.shape[1]), dtype=np.float32)
    for start in range(0, len(vectors), _AT_ONCE):
        rows = np.arange(start, min(start + _AT_ONCE, len(vectors)))
        if len(means):
            # A row's mean cosine with the members of a group is its product with their mean.
            cosines = vectors[rows] @ means.T
            nearest = cosines.argmax(axis=1)
            fits = cosines.max(axis=1) >= LIKENESS
            for row, group in zip(rows[fits], nearest[fits], strict=True):
                groups[group].append(int(row))
            rows = rows[~fits]
        new = _agglomerate(vectors, rows)
        groups += new
        means = np.concatenate([means, *(_mean(vectors, group) for group in new)])
    return groups


def _agglomerate(vectors: Vectors, rows: npt.NDArray[np.int64]) -> list[list[int]]:
    if len(rows) < 2:
        return [[int(row)] for row in rows]
    labels = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=1 - LIKENESS
    ).fit_predict(vectors[rows])
    groups: list[list[int]] = [[] for _ in range(labels.max() + 1)]
    for row, label in zip(rows, labels, strict=True):
        groups[label].append(int(row))
    return groups


def _mean(vectors: Vectors, group: Sequence[int]) -> Vectors:
    return np.asarray(vectors[group].mean(axis=0, keepdims=True), dtype=np.float32)
