"""Errors of the sample shop."""

from __future__ import annotations

from actions.shop.errors import ShopError


class SampleDataError(ShopError):
    """A file in ``data/shop`` cannot be used; the message names it, the entry and the fix."""
