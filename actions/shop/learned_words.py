"""Words that were learned to mean things of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.sql.dml import Delete

from actions.shop.connection import Database
from actions.shop.models import LearnedWord, Review

_REFUSED = "refused"
_TOGETHER = 1000


class LearnedRow(NamedTuple):
    """Words said (index terms) for a thing, with a count."""

    said: str
    means: str
    times: float


class LearnedWords:
    """What was learned, by source. Raises ``ShopUnavailableError`` like all of the shop."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, source: str, since: date = date.min) -> list[LearnedRow]:
        """Return what was learned from a source since a day, without words that are refused."""
        refused = select(LearnedWord.said).where(LearnedWord.source == _REFUSED)
        query = (
            select(LearnedWord.said, LearnedWord.means, LearnedWord.times)
            .where(LearnedWord.source == source, LearnedWord.learned_on >= since)
            .where(LearnedWord.said.not_in(refused))
            .order_by(LearnedWord.id)
        )
        with self._database.reading() as session:
            return [LearnedRow(*row) for row in session.execute(query)]

    def add(self, source: str, rows: Iterable[LearnedRow], on: date, keep_from: date) -> None:
        """Add what was learned, and delete of the same source what is older than a day.

        Args:
            source: What it was learned from.
            rows: What was learned.
            on: When.
            keep_from: The oldest day that is kept.
        """
        old = delete(LearnedWord).where(
            LearnedWord.source == source, LearnedWord.learned_on < keep_from
        )
        self._put(old, source, rows, on)

    def replace(self, source: str, rows: Iterable[LearnedRow], on: date) -> None:
        """Put what was learned in the place of all that was learned from the same source."""
        self._put(delete(LearnedWord).where(LearnedWord.source == source), source, rows, on)

    def _put(self, gone: Delete, source: str, rows: Iterable[LearnedRow], on: date) -> None:
        with self._database.writing() as session:
            session.execute(gone)
            session.add_all(
                LearnedWord(**row._asdict(), source=source, learned_on=on) for row in rows
            )

    def refuse(self, said: str, on: date) -> None:
        """Delete what was learned of a word, and use no more of it that may be learned later."""
        with self._database.writing() as session:
            session.execute(delete(LearnedWord).where(LearnedWord.said == said))
            session.add(LearnedWord(said=said, means="", source=_REFUSED, times=0, learned_on=on))

    def allow(self, said: str) -> bool:
        """Let a refused word be learned again; returns whether it was refused."""
        chosen = delete(LearnedWord).where(LearnedWord.said == said, LearnedWord.source == _REFUSED)
        with self._database.writing() as session:
            return bool(session.execute(chosen).rowcount)

    def reviews(self) -> Iterator[tuple[int, str]]:
        """Yield (product id, text) of every review, to learn from."""
        last = 0
        while True:
            query = (
                select(Review.id, Review.product_id, Review.text)
                .where(Review.id > last)
                .order_by(Review.id)
                .limit(_TOGETHER)
            )
            with self._database.reading() as session:
                rows = session.execute(query).all()
            if not rows:
                return
            yield from ((row.product_id, row.text) for row in rows)
            last = rows[-1].id
