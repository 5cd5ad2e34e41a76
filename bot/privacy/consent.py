"""The privacy dial of each shopper: which level they chose, when, how, under which text.

``consent_log`` is append-only. What its last row of a sender says is the level that holds.
No Rasa here, and nothing of the vault: actions read it too.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import sqlalchemy as sa

from bot.privacy.append_only import create_append_only
from bot.privacy.durations import read_duration
from bot.privacy.errors import PrivacyConfigError

# off: nothing beyond a message. session: this conversation. profile: tastes, between visits.
Level = Literal["off", "session", "profile"]
LEVELS: tuple[Level, ...] = get_args(Level)
# link, unlink: in the chat, by joining a device to others, or by taking it out again.
SetBy = Literal["chat", "widget", "operator", "link", "unlink"]
SLOT = "privacy_level"  # carries the level to the action server, and a new one back
BASKET = "basket"  # key of a message's metadata: product ids, for its answer alone; never stored

_DAY_SECONDS = 86400
_log = sa.Table(
    "consent_log",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation", sa.String(64), index=True, nullable=False),
    sa.Column("level_before", sa.String(16), nullable=False),
    sa.Column("level_after", sa.String(16), nullable=False),
    sa.Column("consent_version", sa.String(64), nullable=False),
    sa.Column("set_at", sa.Float, nullable=False),
    sa.Column("set_by", sa.String(16), nullable=False),
)


@dataclass(frozen=True)
class DialOptions:
    """What endpoints.yml says of the dial.

    Attributes:
        default_level: Where it stands for who has not set it; never ``profile``.
        consent_version: Version of the text by which shoppers consent.
        profile_ttl: Seconds after its last use at which a profile is erased.
        profile_epsilon: Epsilon of the noise over what a visit adds to a profile.
    """

    default_level: Level = "session"
    consent_version: str = "1"
    profile_ttl: int = 365 * _DAY_SECONDS
    profile_epsilon: float = 8.0


def read_dial(options: Mapping[str, Any]) -> DialOptions:
    """Read the dial's keys under ``tracker_store:``.

    Raises:
        PrivacyConfigError: A value cannot be used; the message names the key and the fix.
    """
    given = DialOptions()
    level = options.get("default_level", given.default_level)
    if level is False:  # YAML 1.1 reads a bare `off` so
        level = "off"
    if level not in ("off", "session"):
        raise _bad("default_level", f"{level!r} is neither off nor session (profile needs consent)")
    version = str(options.get("consent_version", given.consent_version))
    if not 0 < len(version) <= 64:
        raise _bad("consent_version", "not a text of 1 to 64 characters")
    ttl: int | None = given.profile_ttl
    if "profile_ttl" in options:
        ttl = read_duration(options["profile_ttl"])
    if ttl is None:
        raise _bad("profile_ttl", f"{options['profile_ttl']!r} is no duration, such as 365d")
    epsilon = options.get("profile_epsilon", given.profile_epsilon)
    if type(epsilon) not in (int, float) or not 0.01 <= epsilon <= 1000:
        raise _bad("profile_epsilon", f"{epsilon!r} is no number from 0.01 to 1000")
    return DialOptions(level, version, ttl, float(epsilon))


def _bad(key: str, problem: str) -> PrivacyConfigError:
    return PrivacyConfigError(f"endpoints.yml, tracker_store, `{key}`: {problem}.")


@dataclass(frozen=True)
class Consent:
    """One entry of the log.

    Attributes:
        conversation: Hash of the sender id.
        before: The level that held until then.
        after: The level that holds from then on.
        version: Version of the consent text that was shown.
        set_at: Seconds since 1970.
        set_by: chat, widget, operator, link or unlink.
    """

    conversation: str
    before: str
    after: str
    version: str
    set_at: float
    set_by: str


class ConsentLog:
    """Reads and writes the log.

    Args:
        engine: The database of the conversations.
        options: Of the dial.
    """

    def __init__(self, engine: sa.engine.Engine, options: DialOptions) -> None:
        self._engine = engine
        self._options = options
        create_append_only(engine, _log)

    def level(self, names: Sequence[str]) -> Level:
        """Return the level of a sender.

        Args:
            names: Every name that the sender may have (``Pseudonyms.candidates``).
        """
        with self._engine.connect() as connection:
            row = connection.execute(_NEWEST, {"names": list(names)}).first()
        return _level(row.level_after) if row is not None else self._options.default_level

    @property
    def default_level(self) -> Level:
        """The level of who has not set it."""
        return self._options.default_level

    def record(
        self, connection: sa.engine.Connection, name: str, before: Level, after: Level, by: SetBy
    ) -> None:
        """Write that a sender has set the dial, in a transaction of the caller's."""
        connection.execute(
            sa.insert(_log).values(
                conversation=name,
                level_before=before,
                level_after=after,
                consent_version=self._options.consent_version,
                set_at=time.time(),
                set_by=by,
            )
        )

    def entries(self, names: Sequence[str] | None = None) -> Iterator[Consent]:
        """Yield the entries of a sender, or all, oldest first."""
        query = sa.select(_log).order_by(_log.c.id)
        if names is not None:
            query = query.where(_log.c.conversation.in_(names))
        with self._engine.connect() as connection:
            for row in connection.execute(query):
                yield Consent(
                    row.conversation,
                    row.level_before,
                    row.level_after,
                    row.consent_version,
                    row.set_at,
                    row.set_by,
                )


# Made once: it is asked for each message.
_NEWEST = (
    sa.select(_log.c.level_after)
    .where(_log.c.conversation.in_(sa.bindparam("names", expanding=True)))
    .order_by(_log.c.id.desc())
    .limit(1)
)


def _level(text: str) -> Level:
    """Return a stored level; what a newer version may have written counts as the least."""
    return next((level for level in LEVELS if level == text), "off")
