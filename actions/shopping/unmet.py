"""Tells which parts of a wish the list on show does not answer to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from actions.recommendation import Constraints, Recommendation
from actions.recommendation.phrases import describe
from actions.recommendation.text import spoken_list
from actions.recommendation.unmet import Unmet, unmet_parts
from actions.shop.records import ProductRecord
from actions.shopping.session import Visit


def tell_unmet(visit: Visit, found: Sequence[Recommendation], *, nearest: bool = False) -> None:
    """Note what of the message none of a list, or hardly any, is said to have.

    Args:
        visit: The present run; what is told goes before its answer.
        found: The list.
        nearest: Whether it only comes nearest to the wish, as nothing fits.
    """
    if not found or not visit.turn.topic:
        return
    products = [item.product for item in found]
    limits = visit.state.constraints
    missed = unmet_parts(visit.turn, products, limits, visit.shop)
    limits = _without(missed, limits)
    visit.state = replace(visit.state, constraints=limits)
    ours = "these" if nearest else f"our {describe(limits, visit.shop.currency)}"
    visit.notes += tuple(_sentences(missed, ours))


def _without(missed: Sequence[Unmet], limits: Constraints) -> Constraints:
    """Return what a list is called without what none of it is: it has no "goretex boots"."""
    kind = limits.said.get("kind", "")
    unmet = {word for one in missed if not one.by for word in one.words.casefold().split()}
    kept = " ".join(word for word in kind.split() if word.casefold() not in unmet)
    return replace(limits, said={**limits.said, "kind": kept}) if kept != kind else limits


def _sentences(missed: Sequence[Unmet], ours: str) -> Iterator[str]:
    nowhere = [one for one in missed if not one.by and not one.known]
    if nowhere:
        quoted = spoken_list((f"“{one.words}”" for one in nowhere), "or")
        instead = spoken_list(dict.fromkeys(v.lower() for one in nowhere for v in one.instead))
        these = f"; these are {instead}" if instead else ""
        yield f"None of {ours} mentions {quoted}{these}."
    for one in missed:
        if one.by:
            yield f"Of these, “{one.words}” is said only of {_titles(one.by)}."
        elif one.known:
            others = f"; it is said of {_titles(one.elsewhere)}" if one.elsewhere else ""
            yield f"None of these mentions “{one.words}”{others}."


def _titles(products: Sequence[ProductRecord]) -> str:
    return "the " + spoken_list((product.title for product in products), "and the")
