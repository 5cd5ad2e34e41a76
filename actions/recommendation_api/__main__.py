"""Serve the recommendation module over HTTP, or print its OpenAPI document."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Sequence

import uvicorn

from actions.recommendation_api.app import REQUEST_SECONDS, create_app
from settings import Settings, SettingsError, get_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m actions.recommendation_api", description=__doc__
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="serve until Ctrl-C or SIGTERM")
    commands.add_parser("openapi", help="print the OpenAPI document")
    options = parser.parse_args(arguments)
    try:
        if options.command == "openapi":
            print(json.dumps(create_app().openapi(), indent=2))
        else:
            _serve(get_settings())
    except SettingsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _serve(settings: Settings) -> None:
    if not settings.serves_recommendation:
        raise SettingsError(
            "Nobody could use the recommendation service: set TACTFUL_RECOMMENDATION_KEYS (the "
            "output of `openssl rand -hex 32`), or TACTFUL_RECOMMENDATION_ORIGINS for pages."
        )
    handler = logging.StreamHandler()
    handler.setLevel(settings.log_level)  # bm25s gives its logger a level of its own
    form = "%(asctime)s %(levelname)s %(message)s"
    logging.basicConfig(level=settings.log_level, format=form, handlers=[handler])
    uvicorn.run(
        create_app(),
        host=settings.host,
        port=settings.recommendation_port,
        log_config=None,
        access_log=False,  # it has clients' addresses and whole URLs; see frame.py for ours
        proxy_headers=False,  # addresses are read in bot.channels.client
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=int(REQUEST_SECONDS),
    )


if __name__ == "__main__":
    sys.exit(main())
