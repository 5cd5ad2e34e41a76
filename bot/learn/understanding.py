"""What the assistant does not understand."""

from __future__ import annotations

from collections.abc import Sequence

from nlu_models.matcher import Matcher

OUT_OF_SCOPE = "out_of_scope"
# Nearer to the usual than where the matcher takes confidence away: here a message too many costs
# little. `python -m benchmarks.learning` tells how many held-out messages are beyond it, and how
# many that ask for something new.
_STRANGE = 0.3


def understood(matcher: Matcher, texts: Sequence[str]) -> list[bool]:
    """Tell of each message whether the assistant surely knows what is wanted, and can do it."""
    return [
        match.sure and match.intents[0].name != OUT_OF_SCOPE and match.strangeness <= _STRANGE
        for match in matcher.match(texts)
    ]
