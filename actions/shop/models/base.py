"""What all tables share."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Numeric, TypeDecorator
from sqlalchemy.orm import DeclarativeMeta, registry

_CENT = Decimal("0.01")
_mappers = registry()


class Base(metaclass=DeclarativeMeta):
    """A row."""

    __abstract__ = True
    __table__: ClassVar[Any]
    registry = _mappers
    metadata = _mappers.metadata

    def __init__(self, **values: Any) -> None:
        """Take the columns and relations by name."""
        _mappers.constructor(self, **values)


def utc_now() -> datetime:
    """Return the present time as the tables keep it: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


class Money(TypeDecorator):
    """``Numeric(10, 2)`` that is exact on SQLite too, which has no decimal numbers of its own."""

    impl = Numeric(10, 2, asdecimal=False)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> Decimal | float | None:
        """Send floats to SQLite: with two decimals they come back as they were."""
        if value is None:
            return None
        return float(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:
        """Return an amount with two decimals."""
        return None if value is None else Decimal(str(value)).quantize(_CENT)
