"""What the commands of this room need of endpoints.yml; no Rasa."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml

from bot.privacy.database import connect
from bot.privacy.dial import Dial
from bot.privacy.erasure_log import create_erasure_log
from bot.privacy.errors import PrivacyConfigError, PrivacyError
from bot.privacy.options import Parts, database_url, read_options
from bot.privacy.rights import Rights

STORE_TYPE = "bot.privacy.tracker_store.RedactingTrackerStore"


class NoConversationsError(PrivacyError):
    """There is no database of conversations yet."""


@dataclass(frozen=True)
class Installation:
    """A running configuration: endpoints.yml and what the tracker store makes of it.

    Attributes:
        endpoints: The sections of endpoints.yml, environment variables filled in.
        parts: What the tracker store works with.
    """

    endpoints: Mapping[str, Mapping[str, Any]]
    parts: Parts

    @cached_property
    def url(self) -> sa.engine.URL:
        """URL of the conversations' database."""
        return database_url(self.parts.sql)

    def engine(self) -> sa.engine.Engine:
        """Connect to the conversations' database.

        Raises:
            NoConversationsError: It does not exist yet.
        """
        file = self.url.database if self.url.get_backend_name() == "sqlite" else None
        if file is not None and not Path(file).exists():
            raise NoConversationsError(f"{file} does not exist: no conversation is stored yet.")
        engine = connect(self.url)
        if not sa.inspect(engine).has_table("events"):
            raise NoConversationsError(
                "The database has no table of events: nothing is stored yet."
            )
        create_erasure_log(engine)
        return engine

    def dial(self, engine: sa.engine.Engine) -> Dial:
        """Return the privacy dial over the conversations' database."""
        return Dial(engine, self.parts)

    def rights(self) -> Rights:
        """Return the rights of whoever is held in the conversations' database.

        Raises:
            NoConversationsError: It does not exist yet.
        """
        return Rights(self.engine(), self.parts, self._announce)

    def _announce(self, conversations: Sequence[str]) -> None:
        """Tell the event broker's consumers, if there is one, what was erased."""
        if "event_broker" in self.endpoints:
            # Imported here: only this needs Rasa, which takes seconds.
            from bot.privacy.broker import announce_erasures

            asyncio.run(announce_erasures(self.endpoints["event_broker"], conversations))


def read_sections(path: Path) -> Mapping[str, Mapping[str, Any]]:
    """Read the sections of endpoints.yml, environment variables filled in.

    Raises:
        PrivacyConfigError: It cannot be read, or has another tracker store.
    """
    try:
        sections = yaml.safe_load(os.path.expandvars(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise PrivacyConfigError(f"{path} cannot be read: {error}") from error
    store = sections.get("tracker_store") if isinstance(sections, Mapping) else None
    if not isinstance(store, Mapping) or store.get("type") != STORE_TYPE:
        raise PrivacyConfigError(f"{path}: `tracker_store: type:` is not {STORE_TYPE}.")
    return {key: value for key, value in sections.items() if isinstance(value, Mapping)}


def read_installation(path: Path) -> Installation:
    """Read endpoints.yml.

    Raises:
        PrivacyConfigError: It cannot be read, or says something that cannot be used.
    """
    sections = read_sections(path)
    store = sections["tracker_store"]
    options = {key: value for key, value in store.items() if key not in ("type", "url")}
    return Installation(sections, read_options(store.get("url"), options))
