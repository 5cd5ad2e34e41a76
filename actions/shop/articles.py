"""Articles and guides."""

from __future__ import annotations

import re

import bm25s
from sqlalchemy import select

from actions.shop.connection import Database
from actions.shop.models import Article
from actions.shop.records import ArticleRecord

_WORD = re.compile(r"[^\W_]{3,}")
_TITLE_WEIGHT = 3  # how often title and tags count against once for the body


class Articles:
    """What the shop writes about its things. Raises ``ShopUnavailableError`` like all of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[ArticleRecord]:
        """Return all articles."""
        with self._database.reading() as session:
            return [
                ArticleRecord(
                    slug=article.slug,
                    title=article.title,
                    body=article.body,
                    category=article.category,
                    tags=tuple(article.tags),
                )
                for article in session.scalars(select(Article).order_by(Article.id))
            ]

    def about(self, category_or_words: str, limit: int = 2) -> list[ArticleRecord]:
        """Return the articles of a category, or else those that fit some words best.

        Args:
            category_or_words: A category as the catalogue writes it, or what was asked.
            limit: How many to return at most.
        """
        asked = category_or_words.strip().casefold()
        articles = self.all()
        of_category = [a for a in articles if asked and a.category.casefold() == asked]
        return (of_category or _ranked(articles, asked))[:limit]


def _ranked(articles: list[ArticleRecord], asked: str) -> list[ArticleRecord]:
    """Return the articles that share words with a text, best first (BM25)."""
    texts = [
        _terms(" ".join((a.title, a.category, *a.tags))) * _TITLE_WEIGHT + _terms(a.body)
        for a in articles
    ]
    known = {term for terms in texts for term in terms}
    words = [term for term in _terms(asked) if term in known]
    if not words:
        return []
    index = bm25s.BM25()
    index.index(texts, show_progress=False)
    scores = index.get_scores(words)
    order = sorted(range(len(articles)), key=lambda at: -scores[at])
    return [articles[at] for at in order if scores[at] > 0]


def _terms(text: str) -> list[str]:
    # "tents" and "tent" meet; common words of up to two letters say nothing.
    return [word.removesuffix("s") for word in _WORD.findall(text.casefold())]
