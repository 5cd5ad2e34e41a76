"""What the assistant does not understand."""

from __future__ import annotations

from collections.abc import Sequence

from nlu_models.matcher import Matcher

OUT_OF_SCOPE = "out_of_scope"
# Confidence is calibrated: below it the intent is more likely wrong than right.
_UNSURE = 0.5
# Nearer to the usual than where the matcher takes confidence away: here a message too many costs
# little. `python -m benchmarks.learning` tells how many held-out messages are beyond it, and how
# many that ask for something new.
_STRANGE = 0.3


def understood(matcher: Matcher, texts: Sequence[str]) -> list[bool]:
    """Tell of each message whether the assistant surely knows what is wanted, and can do it."""
    strange = matcher.strangeness(texts)
    return [
        bool(match.intents)
        and match.intents[0].name != OUT_OF_SCOPE
        and match.intents[0].confidence >= _UNSURE
        and strangeness <= _STRANGE
        for match, strangeness in zip(matcher.match(texts), strange, strict=True)
    ]
