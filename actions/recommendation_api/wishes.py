"""A wish in words, read as the chat reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from actions.recommendation import (
    Constraints,
    Recommender,
    ShoppingState,
    Turn,
    absent_things,
    for_wearer,
    new_search,
    refine,
    starts_anew,
)
from actions.recommendation.text import spoken_list
from actions.shopping.served import served_terms
from actions.shopping.terms import in_own_terms
from nlu_models.catalogue_terms import CatalogueReader, LiveCatalogue
from nlu_models.entities import EntityFinder, Synonyms, Vocabulary
from settings import Settings


@dataclass(frozen=True)
class Wish:
    """What texts come to, the newest last.

    Attributes:
        query: The words to search for.
        limits: What they insist on.
        sort: The order that they ask for.
        said: What was asked for, each time the words alone, without filters and personal values.
        notes: What was taken for what, and what cannot be followed, in sentences.
        heard: Whether the texts said anything.
    """

    query: str = ""
    limits: Constraints = field(default_factory=Constraints)
    sort: str | None = None
    said: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    heard: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to search, filter or sort by."""
        return not (self.query or self.limits.narrowing or self.sort)


class WishReader:
    """Reads texts by patterns and by the words of the catalogue.

    Args:
        finder: Finds entities.
        vocabulary: Returns the catalogue's words as they are now.
    """

    def __init__(self, finder: EntityFinder, vocabulary: Callable[[], Vocabulary]) -> None:
        self._finder = finder
        self._vocabulary = vocabulary

    @classmethod
    def of_shop(cls, settings: Settings) -> WishReader:
        """Return one for the shop of the settings; its words are followed while it serves."""
        synonyms = Synonyms.read()
        catalogue = LiveCatalogue(
            CatalogueReader(settings.shop_url), lambda terms: Vocabulary(terms, synonyms)
        )
        return cls(EntityFinder(settings.order_number_pattern), catalogue.current)

    def read(self, texts: Sequence[str], shop: Recommender) -> Wish:
        """Read texts as one conversation: each is a wish of its own, or changes the last one."""
        state, heard = ShoppingState(), False
        notes: list[str] = []
        for text in texts:
            turn, found = self._turn(text, state, shop)
            if turn.empty and not turn.critiques and not turn.freed:
                notes = ["The words name nothing to look for."]
                continue
            absent = absent_things(turn, shop, served_terms())
            notes, heard = list(found), True
            if absent is not None:
                notes.append(f"The shop does not sell {spoken_list(absent.things, 'or')}.")
            if starts_anew(state, turn, shop):
                state = new_search(state, turn)
                continue
            done = refine(state, turn, shop)
            state = done.state
            notes += [done.note] if done.note else []
        said = state.context.said
        return Wish(state.query, state.constraints, state.sort, said, tuple(notes), heard)

    def _turn(
        self, text: str, state: ShoppingState, shop: Recommender
    ) -> tuple[Turn, tuple[str, ...]]:
        entities = self._finder.find(text, self._vocabulary())
        said = Turn.of(text, [entity._asdict() for entity in entities])
        turn, notes = in_own_terms(said, state, shop)
        turn, note = for_wearer(turn, state, shop)
        return turn, notes if note is None else (*notes, note)
