"""Search and recommendation: knows products and text, and nothing of Rasa.

```python
recommender = Recommender(products, encoder)
recommender.search("warm hat", Constraints(include={"color": ("blue",)}), k=5)
```
"""

from actions.recommendation.absent import Absent, absent_things, without_absent
from actions.recommendation.asking import Question, best_question
from actions.recommendation.compare import Comparison
from actions.recommendation.constraints import FACETS, Constraints
from actions.recommendation.context import Context
from actions.recommendation.critiques import Refined
from actions.recommendation.errors import IndexFileError, RecommendationError, StateError
from actions.recommendation.explaining import Recommendation
from actions.recommendation.interests import interests_of, interests_words
from actions.recommendation.reasons import Occasion
from actions.recommendation.recommender import Recommender
from actions.recommendation.refine import (
    beyond,
    new_search,
    pointed_at,
    refine,
    reject,
    starts_anew,
)
from actions.recommendation.relax import Relaxation, contradiction_sentence
from actions.recommendation.semantic import EmbeddingStore, TextEncoder
from actions.recommendation.state import ShoppingState
from actions.recommendation.turn import Turn
from actions.recommendation.wearing import for_wearer, suits
from actions.recommendation.why_not import WhyNot, why_not
from actions.recommendation.wishes import Phrasebook, Wish, WishFileError, read_wishes

__all__ = [
    "FACETS",
    "Absent",
    "Comparison",
    "Constraints",
    "Context",
    "EmbeddingStore",
    "IndexFileError",
    "Occasion",
    "Phrasebook",
    "Question",
    "Recommendation",
    "RecommendationError",
    "Recommender",
    "Refined",
    "Relaxation",
    "ShoppingState",
    "StateError",
    "TextEncoder",
    "Turn",
    "WhyNot",
    "Wish",
    "WishFileError",
    "absent_things",
    "best_question",
    "beyond",
    "contradiction_sentence",
    "for_wearer",
    "interests_of",
    "interests_words",
    "new_search",
    "pointed_at",
    "read_wishes",
    "refine",
    "reject",
    "starts_anew",
    "suits",
    "why_not",
    "without_absent",
]
