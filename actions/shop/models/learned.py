"""The table of learned words."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, Date, Float, Integer, String, Text
from sqlalchemy.orm import Mapped

from actions.shop.models.base import Base


class LearnedWord(Base):
    """What a word means, or that it is refused; of searches with noise, of nobody in particular."""

    __tablename__ = "learned_words"

    id: Mapped[int] = Column(Integer, primary_key=True)
    said: Mapped[str] = Column(Text, nullable=False)  # index terms
    means: Mapped[str] = Column(Text, nullable=False)  # index terms; empty where refused
    source: Mapped[str] = Column(String(10), nullable=False)  # search, review or refused
    times: Mapped[float] = Column(Float, nullable=False)
    learned_on: Mapped[date] = Column(Date, nullable=False)
