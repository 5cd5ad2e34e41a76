"""When something that is ordered now arrives: working days and the bank holidays of England.

What is ordered after the cut-off, or on a day that is none for work, leaves on the next one.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from actions.shop.order_rules import DISPATCH_UNTIL
from actions.shop.records import ShippingMethodRecord

_SATURDAY = 5


def arrives(method: ShippingMethodRecord, now: datetime) -> tuple[date, date]:
    """Return the first and the last day on which a way of delivery is likely to bring an order."""
    leaves = now.date()
    if not is_working_day(leaves) or now.hour >= DISPATCH_UNTIL:
        leaves = after_working_days(leaves, 1)
    return (
        after_working_days(leaves, method.days_min),
        after_working_days(leaves, method.days_max),
    )


def after_working_days(start: date, count: int) -> date:
    """Return the day that is so many working days after another."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    """Whether parcels are sent and brought on a day."""
    return day.weekday() < _SATURDAY and day not in _bank_holidays(day.year)


@lru_cache(maxsize=8)
def _bank_holidays(year: int) -> frozenset[date]:
    """Return the bank holidays of England and Wales, without those that are proclaimed once."""
    new_year, christmas = date(year, 1, 1), date(year, 12, 25)
    sunday = _easter(year)
    days = {
        _on_a_weekday(new_year, set()),
        sunday - timedelta(days=2),
        sunday + timedelta(days=1),
        _monday_from(date(year, 5, 1)),
        _monday_from(date(year, 5, 25)),
        _monday_from(date(year, 8, 25)),
    }
    for day in (christmas, christmas + timedelta(days=1)):
        days.add(_on_a_weekday(day, days))
    return frozenset(days)


def _easter(year: int) -> date:
    """Return Easter Sunday (Meeus, Astronomical Algorithms, 1991, chapter 8)."""
    b, c = divmod(year, 100)
    h = (19 * (year % 19) + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    shift = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (year % 19 + 11 * h + 22 * shift) // 451
    month, day = divmod(h + shift - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _on_a_weekday(day: date, taken: set[date]) -> date:
    """Return the day, or the next working day in its place where it falls on a weekend."""
    while day.weekday() >= _SATURDAY or day in taken:
        day += timedelta(days=1)
    return day
