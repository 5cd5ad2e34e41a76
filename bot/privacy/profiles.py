"""What shoppers who consented like, between visits: interests with noise, under a pseudonym.

A visit adds, for each of a few facets (kind, brand, colour, material), at most one unit of weight
over its values. Laplace noise of scale ``facets / epsilon`` is added to every value that the
catalogue has, named or not: the Laplace mechanism for a vector of that L1 sensitivity (Dwork,
McSherry, Nissim and Smith, "Calibrating noise to sensitivity in private data analysis", TCC 2006).
So what is stored is epsilon-differentially private for a visit; n visits add up to n epsilon.

The noise of a visit is derived from the master secret and the visit: however often a visit that
goes on is written, its noise is the same, and cannot be averaged away. To who has the secret it is
no noise.

Devices and channels that are joined share a profile (``profile_links``); each visit counts under
the name of the member that it is from. No Rasa here.
"""

from __future__ import annotations

import hmac
import json
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.privacy.consent import DialOptions
from bot.privacy.database import forget_deleted
from bot.privacy.erasure_log import ErasedBy, create_erasure_log, log_erasure
from bot.privacy.profile_links import Link, ProfileLinks
from bot.privacy.profile_rows import DIGITS, VISITS_KNOWN, ProfileRows, profiles, totals
from bot.privacy.profile_weights import FACETS, MOST_WEIGHT, clipped, noise_floor
from bot.privacy.sealing import derive_key

_USE_NOTED_EVERY = 86400.0


@dataclass(frozen=True)
class Profile:
    """What is known of a shopper's tastes.

    Attributes:
        interests: What stands out of the noise: interest to mean weight over the visits, 0 to 1.
        visits: How many visits went into it.
        used_at: Seconds since 1970.
    """

    interests: Mapping[str, float]
    visits: int
    used_at: float


class Profiles:
    """The profiles of all shoppers.

    Args:
        engine: The database of the conversations.
        secret: The master secret.
        options: Of the dial.

    Attributes:
        scale: Of the Laplace noise of a visit.
        rows: Where they are kept.
        links: Who shares one.
    """

    def __init__(self, engine: sa.engine.Engine, secret: bytes, options: DialOptions) -> None:
        self._engine = engine
        self._key = derive_key(secret, "profile noise")
        self._options = options
        self.scale = len(FACETS) * MOST_WEIGHT / options.profile_epsilon
        self.rows = ProfileRows(engine, options.profile_ttl)
        self.links = ProfileLinks(engine)
        create_erasure_log(engine)

    def load(self, names: Sequence[str], *, before: str | None = None) -> Profile | None:
        """Return a profile, under the first of a shopper's names that has one; else None.

        Reading is a use: it puts off the end of the profile's time.

        Args:
            names: The shopper's.
            before: A visit; if it is the last one, only what those before it have added counts.
        """
        now = time.time()
        with self._engine.begin() as connection:
            link = self.links.of(connection, names)
            row = self.rows.find(connection, _where_kept(link, names))
            if row is None:
                return None
            if now - row.used_at > _USE_NOTED_EVERY:
                self.rows.update(connection, row.name, {"used_at": now})
        sums, count = totals(row), row.count
        of_member = row.name if link is None else link.member
        if before is not None and json.loads(row.visits)[-1] == self._label(of_member, before):
            sums, count = json.loads(row.earlier), row.count - 1
        return Profile(self._telling(sums, count), count, row.used_at)

    def add(
        self,
        names: Sequence[str],
        interests: Mapping[str, float],
        *,
        visit: str,
        domain: Iterable[str],
    ) -> None:
        """Take in what a visit has come to; the same visit again replaces what it added before.

        Args:
            names: The shopper's; a new profile gets the first one.
            interests: Interest to weight. What is not in the domain is left out, the rest clipped.
            visit: Tells this visit from the shopper's others.
            domain: Every interest that any shopper may have: the values of the catalogue.
        """
        for last_try in (False, True):
            try:
                with self._engine.begin() as connection:
                    self._add(connection, names, interests, visit, sorted(set(domain)))
            except IntegrityError:  # another page of the shopper's has just made the profile
                if last_try:
                    raise
            else:
                return

    def _add(
        self,
        connection: sa.engine.Connection,
        names: Sequence[str],
        interests: Mapping[str, float],
        visit: str,
        domain: Sequence[str],
    ) -> None:
        now = time.time()
        link = self.links.of(connection, names)
        row = self.rows.find(connection, _where_kept(link, names))
        name = _where_kept(link, names)[0] if row is None else str(row.name)
        of_member = name if link is None else link.member
        known: list[str] = [] if row is None else json.loads(row.visits)
        label = self._label(of_member, visit)
        if label in known[:-1]:
            return
        latest = json.dumps(self.noisy(interests, f"{of_member}\0{visit}", domain))
        if row is None:
            begun = {"earlier": "{}", "count": 1, "began_at": now, "visits": json.dumps([label])}
            self.rows.insert(connection, name, {"latest": latest, "used_at": now, **begun})
            return
        values: dict[str, Any] = {"latest": latest, "used_at": now}
        if label != known[-1]:
            values["earlier"] = json.dumps(totals(row))
            values["visits"] = json.dumps([*known, label][-VISITS_KNOWN:])
            values["count"] = row.count + 1
        self.rows.update(connection, name, values)

    def _label(self, name: str, visit: str) -> str:
        return hmac.digest(self._key, f"visit\0{name}\0{visit}".encode(), "sha256").hex()[:16]

    def noisy(
        self, interests: Mapping[str, float], visit: str, domain: Iterable[str]
    ) -> dict[str, float]:
        """Return clipped weights with the noise of a visit, for every interest of the domain."""
        weights = clipped(interests)
        return {
            interest: round(weights.get(interest, 0.0) + self._noise(visit, interest), DIGITS)
            for interest in domain
        }

    def _noise(self, visit: str, interest: str) -> float:
        """Draw from the Laplace distribution, by the inverse of its distribution function."""
        drawn = hmac.digest(self._key, f"{visit}\0{interest}".encode(), "sha256")
        # 53 bits, in the middle of their interval: neither end occurs, whose logarithm is infinite.
        uniform = ((int.from_bytes(drawn[:8], "big") >> 11) + 0.5) / 2**53 - 0.5
        return -self.scale * math.copysign(math.log1p(-2 * abs(uniform)), uniform)

    def _telling(self, sums: Mapping[str, float], visits: int) -> dict[str, float]:
        """Return mean weights of the interests that noise alone would hardly have made."""
        if not sums:
            return {}
        floor = noise_floor(self.scale, len(sums), visits)
        return {
            interest: min(1.0, total / visits)
            for interest, total in sorted(sums.items(), key=lambda item: -item[1])
            if total > floor
        }

    def erase(self, names: Sequence[str], by: ErasedBy = "operator") -> int:
        """Delete a shopper's profiles; returns how many there were. Each leaves a receipt."""
        with self._engine.begin() as connection:
            erased = self.erase_within(connection, names, by)
        if erased:
            forget_deleted(self._engine)
        return erased

    def erase_within(
        self, connection: sa.engine.Connection, names: Sequence[str], by: ErasedBy
    ) -> int:
        """Delete profiles in a transaction of the caller's; see ``erase``."""
        erased = 0
        for name in names:
            found = self.delete_within(connection, [name])
            _log(connection, name, by, found, self.links.leave(connection, [name]))
            erased += found
        return erased

    def delete_within(self, connection: sa.engine.Connection, names: Sequence[str]) -> int:
        """Delete profiles, shared ones too, but neither links to them nor anything for the log."""
        link = self.links.of(connection, names)
        if link is not None:
            self.links.keep(connection, link.profile)
        return self.rows.delete(connection, [*names, *_where_kept(link, ())])

    def erase_what_is_old(self) -> int:
        """Delete profiles that were not used for ``profile_ttl``, with links; returns how many."""
        before = time.time() - self._options.profile_ttl
        with self._engine.begin() as connection:
            erased = self.rows.delete_old(connection, before)
            unlinked = self.links.erase_old(connection, before, sa.select(profiles.c.name))
            _log(connection, None, "retention", erased, unlinked)
        if erased or unlinked:
            forget_deleted(self._engine)
        return erased

    def export(self, names: Sequence[str]) -> dict[str, Any]:
        """Return all that is stored under a shopper's names; empty where there is nothing."""
        with self._engine.connect() as connection:
            link = self.links.of(connection, names)
            row = self.rows.find(connection, _where_kept(link, names))
        if row is None:
            return {}
        return {
            "visits": row.count,
            "began_at": row.began_at,
            "used_at": row.used_at,
            "erased_at": row.used_at + self._options.profile_ttl,
            "epsilon_per_visit": self._options.profile_epsilon,
            "noisy_sums": totals(row),
            "interests": self._telling(totals(row), row.count),
        }

    def count(self) -> int:
        """Return how many profiles there are."""
        with self._engine.connect() as connection:
            query = sa.select(sa.func.count()).select_from(profiles)
            return int(connection.execute(query).scalar_one())


def _where_kept(link: Link | None, names: Sequence[str]) -> Sequence[str]:
    return names if link is None else (link.profile,)


def _log(
    connection: sa.engine.Connection, name: str | None, by: ErasedBy, erased: int, unlinked: int
) -> None:
    counts = {"profile": erased, "link": unlinked}
    found = {kind: count for kind, count in counts.items() if count}
    if found:
        log_erasure(connection, name, by, found)
