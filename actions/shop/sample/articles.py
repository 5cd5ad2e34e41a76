"""Articles and ways of delivery as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.shop.sample.files import Method, SampleArticle


def article_rows(articles: Sequence[SampleArticle]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the articles, by table."""
    return {
        "articles": [
            {
                "slug": article.slug,
                "title": article.title,
                "body": _paragraphs(article.body),
                "category": article.category,
                "tags": article.tags,
            }
            for article in articles
        ]
    }


def _paragraphs(body: str) -> str:
    """Return a text with one line for each paragraph: line breaks in the file are layout."""
    return "\n\n".join(" ".join(part.split()) for part in body.strip().split("\n\n"))


def shipping_rows(methods: Sequence[Method]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the ways of delivery, by table."""
    return {
        "shipping_methods": [
            {
                "name": method.name,
                "region": method.region,
                "cost": method.cost,
                "free_from": method.free_from,
                "days_min": method.days[0],
                "days_max": method.days[1],
            }
            for method in methods
        ]
    }
