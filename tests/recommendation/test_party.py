"""How many people a thing is for."""

from __future__ import annotations

import pytest

from actions.recommendation import Turn
from actions.recommendation.party import party_of


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a tent for 4 ppl, me hubby n 2 kids", 4),
        ("just me and my gf", 2),
        ("2 adults and 2 kids", 4),
        ("me, my wife and the kids", 4),
        ("a family of five", 5),
        ("the four of us", 4),
        ("both of us", 2),
        ("just for me", 1),
        ("jackets for my kids", None),
        ("show me boots for my wife", None),
    ],
)
def test_people_are_counted(text: str, count: int | None) -> None:
    party = party_of(text)
    assert (None if party is None else party.people) == count


def test_the_kids_of_a_family_ask_for_nothing_made_for_kids() -> None:
    text = "a tent for me, hubby and 2 kids"
    start = text.index("kids")
    kids = {"entity": "attribute", "value": "kids", "start": start, "end": len(text)}
    turn = Turn.of(text, [kids])
    assert not turn.wanted
    assert turn.wearer is None
    assert turn.query == "tent"
