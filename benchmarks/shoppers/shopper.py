"""Simulated shoppers: one who talks, and one who can only search again."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from actions.recommendation import Recommender
from actions.recommendation.matching import any_match, fits, has_attribute
from actions.recommendation.turn import Turn
from actions.shop.records import ProductRecord
from benchmarks.shoppers.chat import Answer, Button, Chat
from benchmarks.shoppers.wishes import (
    Fact,
    budget,
    commonplace,
    comparisons,
    facts_of,
    kind_of,
    mistyped,
    opening,
    refused,
    told,
)

SCANNED = 5  # products that a shopper looks at in a turn
_LEAST = 0.2  # the weight of what none of the products on show differs in
# Search that answers with a page of products: words and page, from 0, in; products out.
Search = Callable[[str, int], Sequence[ProductRecord]]


@dataclass(frozen=True)
class Habits:
    """What shoppers do beside what they should.

    Attributes:
        typos: Share of messages with a word mistyped.
        wrong: Share of answers and critiques that say something untrue of the product in mind.
        skipped: Share of questions that are passed over, and of turns that ask for more.
        most_turns: When they give up.
    """

    typos: float = 0.1
    wrong: float = 0.0
    skipped: float = 0.0
    most_turns: int = 20


@dataclass
class Visit:
    """How one search for a product went.

    Attributes:
        target: The product in mind.
        turns: The turn that showed it; one more than the patience of who gave up.
        found: Whether it was shown.
        said: The messages.
    """

    target: ProductRecord
    turns: int
    found: bool
    said: list[str] = field(default_factory=list)


class Talker:
    """Who looks at what is shown, and says how it differs from what they have in mind.

    A turn is one message of theirs and the list that answers it. They open with what many
    products of the kind share. They know the facts of
    ``wishes.facts_of``, and see those of the products on show. They answer a question if one of
    its answers is true of the product in mind; else they say one thing in which most of what is
    on show differs from it, the likelier the more products differ: a fact, a comparative, or a
    material that it is not of. They know neither the rest of the catalogue nor what would narrow
    the search best, and say nothing twice. With nothing left to say they ask for more.

    Args:
        target: The product in mind.
        chat: The assistant.
        habits: What they do beside that.
        chance: Draws all that is left to chance.
    """

    def __init__(
        self,
        target: ProductRecord,
        chat: Chat,
        habits: Habits,
        chance: random.Random,
    ) -> None:
        self.target = target
        self.chat = chat
        self.habits = habits
        self.chance = chance
        self.facts = facts_of(target, chance)
        self.first = commonplace(self.facts, target.category, chat.shop, chance)
        self.done: set[str] = set()
        self.said: list[str] = []

    def run(self) -> Visit:
        """Talk until the product is shown, or patience is at its end."""
        self.done.add(self.first.words)
        text, advice = opening(self.target, self.first, self.chance)
        answer = self._say("advice" if advice else "search", text)
        seen = answer.products
        for turn in range(1, self.habits.most_turns + 1):
            if self.target.id in {product.id for product in answer.products}:
                return Visit(self.target, turn, True, self.said)
            if turn < self.habits.most_turns:
                seen = answer.products or seen
                answer = self._next(answer, seen)
        return Visit(self.target, self.habits.most_turns + 1, False, self.said)

    def _say(self, what: str, text: str) -> Answer:
        if self.chance.random() < self.habits.typos:
            text = mistyped(text, self.chance)
        self.said.append(text)
        return self.chat.say(what, text)

    def _next(self, answer: Answer, seen: Sequence[ProductRecord]) -> Answer:
        skips = self.chance.random() < self.habits.skipped
        if answer.buttons and not skips and (button := self._reply(answer.buttons)) is not None:
            self.said.append(f"[{button.title}]")
            return self.chat.press(button)
        critiques = [] if skips or not seen else self._critiques(seen)
        if not critiques:
            return self._say("more", "show me more")
        weights = [share for _, _, share in critiques]
        key, text, _ = self.chance.choices(critiques, weights=weights)[0]
        if key is not None:
            self.done.add(key)
        return self._say("change", text)

    def _reply(self, buttons: Sequence[Button]) -> Button | None:
        if self.chance.random() < self.habits.wrong:
            return self.chance.choice(buttons)
        true = [button for button in buttons if self._is_true(button)]
        return self.chance.choice(true) if true else None

    def _is_true(self, button: Button) -> bool:
        if button.entity is None:
            return fits(self.target, Turn.of(button.words, self.chat.entities(button.words)).limits)
        ((facet, value),) = button.entity.items()
        if facet == "attribute":
            return has_attribute(self.target, value)
        # Of colours and the like they have one in mind.
        known = [fact for fact in self.facts if fact.about == facet]
        return any(value.casefold() in fact.words.casefold() for fact in known)

    def _critiques(self, seen: Sequence[ProductRecord]) -> list[tuple[str | None, str, float]]:
        """Return what may be said: what to remember it by, the words, and how many differ in it.

        Comparatives are not remembered: the list has changed when they are said again.
        """
        wrong = self.chance.random() < self.habits.wrong
        found: list[tuple[str | None, str, float]] = []
        for fact in self.facts if not wrong else self._untrue(seen):
            differ = sum(not fact.holds(product) for product in seen) / len(seen)
            if (differ > 0 or wrong) and fact.words not in self.done:
                found.append((fact.words, told(fact, self.chance), max(differ, _LEAST)))
        if wrong:
            return found
        found += [(None, said, 1.0) for said in comparisons(self.target, seen)]
        for material in sorted({m for product in seen for m in _made_of(product)} - self.done):
            having = sum(any_match("material", _made_of(p), [material]) for p in seen)
            own = any_match("material", _made_of(self.target), [material])
            if not own and 2 * having > len(seen):
                found.append((material, refused(material, self.chance), having / len(seen)))
        return found

    def _untrue(self, seen: Sequence[ProductRecord]) -> list[Fact]:
        """Return facts of a product on show that are not true of the one in mind."""
        others = facts_of(self.chance.choice(seen), self.chance)
        return [fact for fact in others if not fact.holds(self.target)]


def _made_of(product: ProductRecord) -> Sequence[str]:
    return product.attributes.get("material", ())


class Searcher:
    """Who has a search box that knows nothing of earlier searches, and says nothing to it.

    A turn is one search, or one further page of five. They open as who talks does, and know the
    same of the product in mind.

    Args:
        target: The product in mind.
        shop: The catalogue.
        search: The search box.
        habits: What they do beside what they should.
        chance: Draws all that is left to chance.
        more_words: Whether each further search adds a fact, at last a budget, before they turn
            pages; else they search once, and turn pages.
    """

    def __init__(
        self,
        target: ProductRecord,
        shop: Recommender,
        search: Search,
        habits: Habits,
        chance: random.Random,
        *,
        more_words: bool,
    ) -> None:
        self.target, self.search, self.habits, self.chance = target, search, habits, chance
        facts = facts_of(target, chance)
        first = commonplace(facts, target.category, shop, chance)
        others = [fact.words for fact in facts if fact.words != first.words]
        chance.shuffle(others)
        self.words = [kind_of(target, chance), first.words]
        if more_words:
            self.words += [*others, budget(target)]

    def run(self) -> Visit:
        """Search until the product is shown, or patience is at its end."""
        said: list[str] = []
        for turn in range(1, self.habits.most_turns + 1):
            used = min(turn + 1, len(self.words))
            page = max(0, turn + 1 - len(self.words))
            text = " ".join(self.words[:used])
            if self.chance.random() < self.habits.typos and not page:
                text = mistyped(text, self.chance)
            said.append(f"{text} (page {page + 1})")
            if self.target.id in {product.id for product in self.search(text, page)}:
                return Visit(self.target, turn, True, said)
        return Visit(self.target, self.habits.most_turns + 1, False, said)


def figures_of(visits: Sequence[Visit]) -> Mapping[str, float]:
    """Return mean and median turns, and success within one, three and five turns."""
    turns = sorted(visit.turns for visit in visits)
    figures = {"shoppers": float(len(turns)), "turns": round(sum(turns) / len(turns), 3)}
    figures["median turns"] = float(turns[len(turns) // 2])
    for cut in (1, 3, 5):
        within = sum(turn <= cut for turn in turns) / len(turns)
        figures[f"found within {cut}"] = round(within, 4)
    return figures
