"""What Rasa 3.6 works out anew for every message, worked out once.

* Rasa checks each answer of the action server against a JSON schema, and before that the schema
  itself against the rules for schemas, which takes longer than the turn.
* For each stored event it walks all classes of events to find the one of that name.
* For each call of the action server it looks up the address and opens a connection, which the
  next call could use, and it writes the whole conversation with the slowest of JSON writers.
"""

from __future__ import annotations

import asyncio
import atexit
import json
from typing import Any
from weakref import WeakKeyDictionary

import ujson
from aiohttp import BasicAuth, ClientSession, ClientTimeout, TCPConnector
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.shared.core.events import Event
from rasa.utils.endpoints import EndpointConfig

# Servers close what is idle after 2 seconds (Gunicorn) to 75 (nginx). A call that is on its way
# just then fails, and must not be repeated, because the action may have run: so we close first.
_IDLE_SECONDS = 1.0

_validate_in_rasa = RemoteAction._validate_action_result
_resolve_in_rasa = Event.resolve_by_type
_classes: dict[str, type[Event]] = {}
_connectors: WeakKeyDictionary[asyncio.AbstractEventLoop, TCPConnector] = WeakKeyDictionary()


def install() -> None:
    """Put the quicker ways in place; calling it again does no harm."""
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        if best_match(validator.iter_errors(result)) is None:
            return True
        return bool(_validate_in_rasa(self, result))  # raises, in Rasa's words

    def resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
        known = _classes.get(type_name)
        if known is None:
            known = _resolve_in_rasa(type_name, default)
            if known is not None and known is not default:
                _classes[type_name] = known
        return known

    def session(self: EndpointConfig) -> ClientSession:
        given = self.basic_auth
        auth = BasicAuth(given["username"], given["password"]) if given else None
        return ClientSession(
            connector=_connector(),
            connector_owner=False,  # it stays open when Rasa closes the session
            headers=self.headers,
            auth=auth,
            timeout=ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
            json_serialize=_json,
        )

    RemoteAction._validate_action_result = validate
    Event.resolve_by_type = staticmethod(resolve_by_type)
    EndpointConfig.session = session


def _connector() -> TCPConnector:
    """Return the connections of the running event loop, as many as are needed at once."""
    loop = asyncio.get_running_loop()
    if (connector := _connectors.get(loop)) is None or connector.closed:
        connector = _connectors[loop] = TCPConnector(limit=0, keepalive_timeout=_IDLE_SECONDS)
    return connector


@atexit.register
def _close() -> None:
    for connector in list(_connectors.values()):
        connector.close()


def _json(value: Any) -> str:
    try:
        return ujson.dumps(value)
    except (TypeError, ValueError, OverflowError):
        return json.dumps(value)  # takes more than ujson does, or says what is wrong
