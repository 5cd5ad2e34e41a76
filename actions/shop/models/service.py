"""Tables of what colleagues and the mail service have to do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped

from actions.shop.models.base import Base, utc_now


class Ticket(Base):
    """What a colleague is asked to look into."""

    __tablename__ = "tickets"

    id: Mapped[int] = Column(Integer, primary_key=True)
    kind: Mapped[str] = Column(String(30), nullable=False)  # TicketKind
    summary: Mapped[str] = Column(Text, nullable=False)
    order_number: Mapped[str | None] = Column(String(40))
    contact: Mapped[str | None] = Column(Text)
    created_at: Mapped[datetime] = Column(DateTime, nullable=False, default=utc_now)
    # Keyed hash of the sender id, by which bot/privacy/tickets.py finds what to export and erase.
    opened_for: Mapped[str | None] = Column(String(64), index=True)
    # When summary and contact were erased because the shopper wished to be forgotten.
    erased_at: Mapped[datetime | None] = Column(DateTime)


class OutgoingMessage(Base):
    """An e-mail for the shop's mail service to send; it fills in ``sent_at``."""

    __tablename__ = "outgoing_messages"

    id: Mapped[int] = Column(Integer, primary_key=True)
    order_id: Mapped[int] = Column(
        ForeignKey("orders.id", ondelete="CASCADE"), nullable=False, index=True
    )
    kind: Mapped[str] = Column(String(30), nullable=False)  # e.g. "invoice"
    recipient: Mapped[str] = Column(String(320), nullable=False)
    subject: Mapped[str] = Column(Text, nullable=False)
    created_at: Mapped[datetime] = Column(DateTime, nullable=False, default=utc_now)
    sent_at: Mapped[datetime | None] = Column(DateTime)
