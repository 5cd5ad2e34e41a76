"""What shoppers who consented like, between visits: interests with noise, under a pseudonym.

A visit adds, for each of a few facets (kind, brand, colour, material), at most one unit of weight
over its values. Laplace noise of scale ``facets / epsilon`` is added to every value that the
catalogue has, named or not: the Laplace mechanism for a vector of that L1 sensitivity (Dwork,
McSherry, Nissim and Smith, "Calibrating noise to sensitivity in private data analysis", TCC 2006).
So what is stored is epsilon-differentially private for a visit; n visits add up to n epsilon.

The noise of a visit is derived from the master secret and the visit: however often a visit that
goes on is written, its noise is the same, and cannot be averaged away. To who has the secret it is
no noise. No Rasa here.
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
from bot.privacy.sealing import derive_key

# What a visit may say something about; an interest is named "category=Boots".
FACETS = ("category", "brand", "color", "material")
MOST_WEIGHT = 1.0  # of a facet in a visit
# Visits that are told apart. One that goes on for longer than so many others began adds nothing.
_VISITS_KNOWN = 20
_USE_NOTED_EVERY = 86400.0
# Noise is rounded, so that the low digits of its floating point tell nothing (Mironov, CCS 2012).
_DIGITS = 3

_profiles = sa.Table(
    "profiles",
    sa.MetaData(),
    sa.Column("name", sa.String(64), primary_key=True),
    # Interest to noisy sum over the visits that have ended, as JSON.
    sa.Column("earlier", sa.Text, nullable=False),
    # The same of the last visit, which may go on.
    sa.Column("latest", sa.Text, nullable=False),
    sa.Column("visits", sa.Text, nullable=False),  # hashes, the last visit's at the end, as JSON
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("began_at", sa.Float, nullable=False),
    sa.Column("used_at", sa.Float, nullable=False),
)


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
    """

    def __init__(self, engine: sa.engine.Engine, secret: bytes, options: DialOptions) -> None:
        self._engine = engine
        self._key = derive_key(secret, "profile noise")
        self._options = options
        self.scale = len(FACETS) * MOST_WEIGHT / options.profile_epsilon
        _profiles.metadata.create_all(engine)
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
            row = self._row(connection, names, now)
            if row is None:
                return None
            if now - row.used_at > _USE_NOTED_EVERY:
                used = sa.update(_profiles).where(_profiles.c.name == row.name)
                connection.execute(used.values(used_at=now))
        totals, count = _totals(row), row.count
        if before is not None and json.loads(row.visits)[-1] == self._label(row.name, before):
            totals, count = json.loads(row.earlier), row.count - 1
        return Profile(self._telling(totals, count), count, row.used_at)

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
        row = self._row(connection, names, now)
        name = names[0] if row is None else str(row.name)
        known: list[str] = [] if row is None else json.loads(row.visits)
        label = self._label(name, visit)
        if label in known[:-1]:
            return
        latest = json.dumps(self.noisy(interests, f"{name}\0{visit}", domain))
        if row is None:
            # What is past its time, and not erased yet, must not stand in the way.
            connection.execute(sa.delete(_profiles).where(_profiles.c.name == name))
            begun = {"earlier": "{}", "count": 1, "began_at": now, "visits": json.dumps([label])}
            new = sa.insert(_profiles).values(name=name, latest=latest, used_at=now, **begun)
            connection.execute(new)
            return
        values: dict[str, Any] = {"latest": latest, "used_at": now}
        if label != known[-1]:
            values["earlier"] = json.dumps(_totals(row))
            values["visits"] = json.dumps([*known, label][-_VISITS_KNOWN:])
            values["count"] = row.count + 1
        connection.execute(sa.update(_profiles).where(_profiles.c.name == name).values(values))

    def _label(self, name: str, visit: str) -> str:
        return hmac.digest(self._key, f"visit\0{name}\0{visit}".encode(), "sha256").hex()[:16]

    def noisy(
        self, interests: Mapping[str, float], visit: str, domain: Iterable[str]
    ) -> dict[str, float]:
        """Return clipped weights with the noise of a visit, for every interest of the domain."""
        weights = clipped(interests)
        return {
            interest: round(weights.get(interest, 0.0) + self._noise(visit, interest), _DIGITS)
            for interest in domain
        }

    def _noise(self, visit: str, interest: str) -> float:
        """Draw from the Laplace distribution, by the inverse of its distribution function."""
        drawn = hmac.digest(self._key, f"{visit}\0{interest}".encode(), "sha256")
        # 53 bits, in the middle of their interval: neither end occurs, whose logarithm is infinite.
        uniform = ((int.from_bytes(drawn[:8], "big") >> 11) + 0.5) / 2**53 - 0.5
        return -self.scale * math.copysign(math.log1p(-2 * abs(uniform)), uniform)

    def _telling(self, totals: Mapping[str, float], visits: int) -> dict[str, float]:
        """Return mean weights of the interests that noise alone would hardly have made."""
        if not totals:
            return {}
        floor = noise_floor(self.scale, len(totals), visits)
        return {
            interest: min(1.0, total / visits)
            for interest, total in sorted(totals.items(), key=lambda item: -item[1])
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
            if found:
                log_erasure(connection, name, by, {"profile": found})
                erased += found
        return erased

    def delete_within(self, connection: sa.engine.Connection, names: Sequence[str]) -> int:
        """Delete profiles as ``erase_within`` does, but leave the log to the caller."""
        rows = connection.execute(sa.delete(_profiles).where(_profiles.c.name.in_(names)))
        return int(rows.rowcount)

    def erase_what_is_old(self) -> int:
        """Delete profiles that were not used for ``profile_ttl``; returns how many."""
        before = time.time() - self._options.profile_ttl
        with self._engine.begin() as connection:
            old = sa.delete(_profiles).where(_profiles.c.used_at < before)
            erased = connection.execute(old).rowcount
            if erased:
                log_erasure(connection, None, "retention", {"profile": erased})
        if erased:
            forget_deleted(self._engine)
        return int(erased)

    def export(self, names: Sequence[str]) -> dict[str, Any]:
        """Return all that is stored under a shopper's names; empty where there is nothing."""
        with self._engine.connect() as connection:
            row = self._row(connection, names, time.time())
        if row is None:
            return {}
        return {
            "visits": row.count,
            "began_at": row.began_at,
            "used_at": row.used_at,
            "erased_at": row.used_at + self._options.profile_ttl,
            "epsilon_per_visit": self._options.profile_epsilon,
            "noisy_sums": _totals(row),
            "interests": self._telling(_totals(row), row.count),
        }

    def count(self) -> int:
        """Return how many profiles there are."""
        with self._engine.connect() as connection:
            query = sa.select(sa.func.count()).select_from(_profiles)
            return int(connection.execute(query).scalar_one())

    def _row(self, connection: sa.engine.Connection, names: Sequence[str], now: float) -> Any:
        """Return the row under the first name that has one whose time is not over, or None."""
        query = sa.select(_profiles).where(
            _profiles.c.name.in_(names), _profiles.c.used_at >= now - self._options.profile_ttl
        )
        rows = {row.name: row for row in connection.execute(query.with_for_update())}
        return next((rows[name] for name in names if name in rows), None)


def noise_floor(scale: float, interests: int, visits: int) -> float:
    """Return above what a sum over visits is hardly noise: of all interests, about one may be.

    Args:
        scale: Of the Laplace noise of a visit.
        interests: How many have noise.
        visits: How many are summed up.
    """
    size = math.log(interests) if interests > 1 else 1.0
    # Tails of a Laplace variable and of a sum of them.
    return scale * max(size, math.sqrt(2 * visits) * math.sqrt(2 * size))


def clipped(interests: Mapping[str, float]) -> dict[str, float]:
    """Return weights of which those of a facet add up to ``MOST_WEIGHT`` at most; none below 0.

    Interests of other facets, and weights that are no finite numbers, are left out.
    """
    positive = {
        interest: weight
        for interest, weight in interests.items()
        if _facet(interest) in FACETS and math.isfinite(weight) and weight > 0
    }
    sums = dict.fromkeys(FACETS, 0.0)
    for interest, weight in positive.items():
        sums[_facet(interest)] += weight
    return {
        interest: weight * min(1.0, MOST_WEIGHT / sums[_facet(interest)])
        for interest, weight in positive.items()
    }


def _facet(interest: str) -> str:
    return interest.partition("=")[0]


def _totals(row: Any) -> dict[str, float]:
    earlier: dict[str, float] = json.loads(row.earlier)
    latest: dict[str, float] = json.loads(row.latest)
    return {
        interest: round(earlier.get(interest, 0.0) + latest.get(interest, 0.0), _DIGITS)
        for interest in sorted({*earlier, *latest})
    }
