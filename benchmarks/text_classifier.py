"""The classifier without an encoder that benchmarks set beside ours."""

from __future__ import annotations

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union


def tfidf_classifier(*, words: bool = True, c: float = 30) -> Pipeline:
    """Return logistic regression on TF-IDF, to be fitted.

    Args:
        words: Whether the language puts blanks between words: then of words and of pieces of
            words; else of up to three characters in a row.
        c: How little is regularised.
    """
    if words:
        features = make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        )
    else:
        features = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    return make_pipeline(features, LogisticRegression(C=c, max_iter=200))
