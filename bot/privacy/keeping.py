"""All that is kept for a time only, of the conversations and beside them: one run of retention."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from bot.privacy.erasure_log import log_erasure
from bot.privacy.options import Parts
from bot.privacy.profiles import Profiles
from bot.privacy.retention import RetentionRun


def erase_what_is_old(
    engine: sa.engine.Engine, parts: Parts, profiles: Profiles, empty_tickets: Callable[[], int]
) -> dict[str, int]:
    """Erase events, profiles and tickets that are past their age.

    Args:
        engine: Database of the conversations.
        parts: Tell the ages.
        profiles: In the same database.
        empty_tickets: Empties those past their age; called where they have one.

    Returns:
        The number of events by type, and of profiles and tickets; what is 0 is left out.

    Raises:
        HoldingError: The shop's database cannot be used; all else is done.
    """
    counts: dict[str, int] = {}
    if parts.retention is not None:
        counts = RetentionRun(engine, parts.retention, parts.vault.forget).run()
    counts["profile"] = profiles.erase_what_is_old()
    if parts.ticket_ttl is not None:
        counts["tickets"] = empty_tickets()
        if counts["tickets"]:
            with engine.begin() as connection:
                log_erasure(connection, None, "retention", {"tickets": counts["tickets"]})
    return {kind: count for kind, count in counts.items() if count}
