"""Reads the catalogue when the action server starts, so that the first shopper need not wait.

The first start embeds every product, which takes seconds; rasa-sdk calls the hook below.
"""

from __future__ import annotations

import logging
import threading

import pluggy
from rasa_sdk.plugin import plugin_manager
from sanic import Sanic

from actions.privacy import prepare_detector
from actions.recommendation import RecommendationError
from actions.shop.database import ShopError
from actions.shopping.assortment import assortment
from actions.shopping.searches import searches

_log = logging.getLogger(__name__)
_PLUGIN = "tactful-warm-up"

hook = pluggy.HookimplMarker("rasa_sdk")


class WarmUp:
    """The plugin of rasa-sdk that has the catalogue read in the background."""

    @hook
    def attach_sanic_app_extensions(self, app: Sanic) -> None:
        """Begin as soon as the action server listens."""

        async def begin(_app: Sanic, _loop: object) -> None:
            threading.Thread(target=warm_up, daemon=True).start()

        app.register_listener(begin, "after_server_start")


def warm_up() -> None:
    """Make the recommender and count orders; where the shop cannot be read, a search says so."""
    try:
        assortment().current()
        assortment().learn()
        if searches().learns:
            prepare_detector()
    except ShopError as error:
        _log.error("The catalogue could not be read at the start: %s", error)
    except RecommendationError as error:
        _log.error("Suggestions go without what others bought: %s", error)


if not plugin_manager().has_plugin(_PLUGIN):
    plugin_manager().register(WarmUp(), _PLUGIN)
