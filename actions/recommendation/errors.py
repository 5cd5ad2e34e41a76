"""What this room raises."""

from __future__ import annotations


class RecommendationError(Exception):
    """Base of the recommendation room's errors."""


class StateError(RecommendationError):
    """A stored shopping state or constraint set is not in the form that this room writes."""


class IndexFileError(RecommendationError):
    """A stored index cannot be used; the message names the file and what happens instead."""
