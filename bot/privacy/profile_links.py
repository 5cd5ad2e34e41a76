"""Which devices and channels share a profile.

A member is a name under which a profile was kept alone: the keyed hash of a sender, or of a
customer whom the shop vouches for. The profile that members share has a random name. No Rasa here.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from bot.privacy.link_codes import LinkCodes

links = sa.Table(
    "profile_links",
    sa.MetaData(),
    sa.Column("member", sa.String(64), primary_key=True),
    sa.Column("profile", sa.String(64), nullable=False, index=True),
    sa.Column("of_customer", sa.Boolean, nullable=False),
    # From when `profile_ttl` counts while there is no profile.
    sa.Column("kept_from", sa.Float, nullable=False),
)


class Link(NamedTuple):
    """A member's share in a profile.

    Attributes:
        member: The name that was linked.
        profile: The name of the profile.
    """

    member: str
    profile: str


class Sharing(NamedTuple):
    """Who shares a profile.

    Attributes:
        devices: How many devices and channels, known by their senders.
        account: Whether a customer account does, wherever it is signed in to.
    """

    devices: int
    account: bool

    @property
    def members(self) -> int:
        """How many there are in all."""
        return self.devices + self.account


class ProfileLinks:
    """The links of all shoppers; methods work in a transaction of the caller's.

    Args:
        engine: The database of the conversations.

    Attributes:
        codes: The one-time codes by which others come to share a profile.
    """

    def __init__(self, engine: sa.engine.Engine) -> None:
        links.metadata.create_all(engine)
        self.codes = LinkCodes(engine)

    def of(self, connection: sa.engine.Connection, names: Sequence[str]) -> Link | None:
        """Return the link of the first of a shopper's names that has one."""
        query = sa.select(links).where(links.c.member.in_(names))
        found = {row.member: row.profile for row in connection.execute(query)}
        return next((Link(name, found[name]) for name in names if name in found), None)

    def sharing(self, connection: sa.engine.Connection, profile: str) -> Sharing:
        """Return who shares a profile."""
        query = sa.select(links.c.of_customer).where(links.c.profile == profile)
        of_customers = list(connection.execute(query).scalars())
        return Sharing(of_customers.count(False), True in of_customers)

    def has_account_beside(
        self, connection: sa.engine.Connection, profile: str, names: Sequence[str]
    ) -> bool:
        """Whether a customer account shares a profile that has none of these names."""
        others = sa.and_(links.c.of_customer, links.c.member.not_in(names))
        query = sa.select(links.c.member).where(links.c.profile == profile, others)
        return connection.execute(query).first() is not None

    def add(
        self,
        connection: sa.engine.Connection,
        member: str,
        *,
        of_customer: bool,
        profile: str | None = None,
    ) -> Link:
        """Link a member that has no link.

        Args:
            connection: Of the caller's transaction.
            member: The name to link.
            of_customer: Whether it is a customer's.
            profile: Name of the profile; None: a new one.

        Raises:
            IntegrityError: It has one; another request was quicker.
        """
        link = Link(member, profile or secrets.token_hex(20))
        values = {**link._asdict(), "of_customer": of_customer, "kept_from": time.time()}
        connection.execute(sa.insert(links).values(values))
        return link

    def leave(self, connection: sa.engine.Connection, names: Sequence[str]) -> int:
        """Take a shopper's names out of what they share; returns how many were in.

        The profile stays with the others, and the codes for it are void.
        """
        if (link := self.of(connection, names)) is not None:
            self.codes.void(connection, link.profile)
        gone = connection.execute(sa.delete(links).where(links.c.member.in_(names)))
        return int(gone.rowcount)

    def leave_to(self, connection: sa.engine.Connection, link: Link) -> int:
        """Take all others out of what a member shares; returns how many were in."""
        self.codes.void(connection, link.profile)
        others = sa.and_(links.c.profile == link.profile, links.c.member != link.member)
        return int(connection.execute(sa.delete(links).where(others)).rowcount)

    def keep(self, connection: sa.engine.Connection, profile: str) -> None:
        """Have the time of links to a profile begin anew: it is erased, and they stay."""
        query = sa.update(links).where(links.c.profile == profile)
        connection.execute(query.values(kept_from=time.time()))

    def erase_old(
        self, connection: sa.engine.Connection, before: float, profiles: sa.sql.Select
    ) -> int:
        """Delete links to profiles that are not there, and codes past their time.

        Args:
            connection: Of the caller's transaction.
            before: Of links that are kept since then or longer, in seconds since 1970.
            profiles: Selects the names of the profiles that are there.

        Returns:
            The number of links.
        """
        self.codes.erase_old(connection)
        old = sa.and_(links.c.kept_from < before, links.c.profile.not_in(profiles))
        return int(connection.execute(sa.delete(links).where(old)).rowcount)
