"""What a conversation has come to: what is asked, what was shown, what was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from actions.recommendation.constraints import Constraints
from actions.recommendation.context import Context, ids, strings
from actions.recommendation.errors import StateError

_VERSION = 5
_KEEP_SAID = 6
_KEEP_SEEN = 200
_KEEP_PAST = 5
MODES = ("none", "search", "recommend", "similar")


@dataclass(frozen=True)
class ShoppingState:
    """The slot ``shopping``; a plain value, changed by making a new one.

    Attributes:
        mode: How the list that is on show came about, one of ``MODES``.
        query: The words being searched for.
        constraints: What every result must satisfy.
        sort: A sort key of ``Recommender.search``, or None.
        anchor: The product of "more like this".
        than: The product that "cheaper" was said of.
        shown: The list on show, in its order.
        listed: All that was shown for the present query, not to be repeated by "show more".
        context: The shopper's interests over the conversation.
        why: The reasons given, by product id as text.
        used: What the list on show went by beside the conversation: "profile", "orders", "others".
        focus: The product being talked about.
        compared: The products that were put side by side last, of the list on show or named.
        pending: What to do once the shopper has said which product they mean.
        wish: The colour, size and the like that ``pending`` is about.
        asked: What the shopper was asked of this search already, by ``Question.about``.
        easy: Whether they said that they do not mind: then nothing more is asked.
        misses: How many answers in a row they found wrong.
        past: Earlier questions, each as JSON, for "go back".
    """

    mode: str = "none"
    query: str = ""
    constraints: Constraints = field(default_factory=Constraints)
    sort: str | None = None
    anchor: int | None = None
    than: int | None = None
    shown: tuple[int, ...] = ()
    listed: tuple[int, ...] = ()
    context: Context = field(default_factory=Context)
    why: dict[str, tuple[str, ...]] = field(default_factory=dict)
    used: tuple[str, ...] = ()
    focus: int | None = None
    compared: tuple[int, ...] = ()
    pending: str | None = None
    wish: Constraints = field(default_factory=Constraints)
    asked: tuple[str, ...] = ()
    easy: bool = False
    misses: int = 0
    past: tuple[dict[str, Any], ...] = ()

    def having_shown(
        self,
        product_ids: Sequence[int],
        why: Sequence[Sequence[str]],
        used: Sequence[str] = (),
    ) -> ShoppingState:
        """Return the state after these products were shown, with their reasons."""
        shown = tuple(product_ids)
        seen = _latest((*self.context.seen, *shown), _KEEP_SEEN)
        reasons = {str(i): tuple(w) for i, w in zip(shown, why, strict=True)}
        return replace(
            self,
            shown=shown,
            listed=_latest((*self.listed, *shown), _KEEP_SEEN),
            context=replace(self.context, seen=seen),
            why=reasons,
            used=tuple(used),
            focus=shown[0] if len(shown) == 1 else None,
            compared=(),
            pending=None,
        )

    def having_said(self, text: str) -> ShoppingState:
        """Return the state after the shopper asked for something in these words."""
        if not text or text in self.context.said[-1:]:
            return self
        said = (*self.context.said, text)[-_KEEP_SAID:]
        return replace(self, context=replace(self.context, said=said))

    def having_chosen(self, product_id: int) -> ShoppingState:
        """Return the state after a product was chosen or praised."""
        liked = _latest((*self.context.liked, product_id), _KEEP_SAID)
        rejected = tuple(i for i in self.context.rejected if i != product_id)
        context = replace(self.context, liked=liked, rejected=rejected)
        return replace(self, context=context, focus=product_id, misses=0)

    def having_rejected(self, product_ids: Sequence[int]) -> ShoppingState:
        """Return the state after products were turned down."""
        rejected = _latest((*self.context.rejected, *product_ids), _KEEP_SEEN)
        liked = tuple(i for i in self.context.liked if i not in product_ids)
        return replace(self, context=replace(self.context, liked=liked, rejected=rejected))

    def remembered(self) -> ShoppingState:
        """Return the state with its present question put aside for "go back"."""
        if self.mode == "none":
            return self
        now = {**self._question_json(), "rejected": list(self.context.rejected)}
        return replace(self, past=(*self.past, now)[-_KEEP_PAST:])

    def gone_back(self) -> ShoppingState | None:
        """Return the state with the question before this one; None where there is none."""
        if not self.past:
            return None
        rejected = ids(self.past[-1]["rejected"])
        return replace(
            self,
            **_question(self.past[-1]),
            context=replace(self.context, rejected=rejected),
            past=self.past[:-1],
            listed=(),
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values, for the slot."""
        return {
            "v": _VERSION,
            **self._question_json(),
            "shown": list(self.shown),
            "listed": list(self.listed),
            "context": self.context.to_json(),
            "why": {key: list(texts) for key, texts in self.why.items()},
            "used": list(self.used),
            "focus": self.focus,
            "compared": list(self.compared),
            "pending": self.pending,
            "wish": self.wish.to_json(),
            "asked": list(self.asked),
            "easy": self.easy,
            "misses": self.misses,
            "past": list(self.past),
        }

    def _question_json(self) -> dict[str, Any]:
        return {
            "mode": self.mode,
            "query": self.query,
            "constraints": self.constraints.to_json(),
            "sort": self.sort,
            "anchor": self.anchor,
            "than": self.than,
        }

    @staticmethod
    def from_json(data: Any) -> ShoppingState:
        """Read what ``to_json`` wrote; None is a conversation that has not begun to shop.

        Raises:
            StateError: The value has another form or another version.
        """
        if data is None:
            return ShoppingState()
        if not isinstance(data, dict) or data.get("v") != _VERSION:
            raise StateError(f"The shopping state is not of version {_VERSION}.")
        try:
            return ShoppingState(
                **_question(data),
                shown=ids(data["shown"]),
                listed=ids(data["listed"]),
                context=Context.from_json(data["context"]),
                why={str(key): strings(texts) for key, texts in data["why"].items()},
                used=strings(data["used"]),
                focus=_maybe(data["focus"], int),
                compared=ids(data["compared"]),
                pending=_maybe(data["pending"], str),
                wish=Constraints.from_json(data["wish"]),
                asked=strings(data["asked"]),
                easy=_of(data["easy"], bool),
                misses=_of(data["misses"], int),
                past=tuple(_checked(question) for question in data["past"]),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise StateError(f"The shopping state is malformed: {error!r}.") from error


def _question(data: dict[str, Any]) -> dict[str, Any]:
    if data["mode"] not in MODES:
        raise StateError(f"The shopping state has an unknown mode: {data['mode']!r}.")
    return {
        "mode": data["mode"],
        "query": strings([data["query"]])[0],
        "constraints": Constraints.from_json(data["constraints"]),
        "sort": _maybe(data["sort"], str),
        "anchor": _maybe(data["anchor"], int),
        "than": _maybe(data["than"], int),
    }


def _checked(question: dict[str, Any]) -> dict[str, Any]:
    _question(question)
    ids(question["rejected"])
    return dict(question)


def _maybe(value: Any, kind: type) -> Any:
    return None if value is None else _of(value, kind)


def _of(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(f"expected {kind.__name__}, got {value!r}")
    return value


def _latest(values: Sequence[int], limit: int) -> tuple[int, ...]:
    """Keep the last occurrence of each id, at most ``limit``."""
    unique = list(dict.fromkeys(reversed(values)))[:limit]
    return tuple(reversed(unique))
