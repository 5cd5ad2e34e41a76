"""What Rasa 3.6 works out anew for every message, worked out once.

* Rasa checks each answer of the action server against a JSON schema, and before that the schema
  itself against the rules for schemas, which takes longer than the turn.
* For each stored event it walks all classes of events to find the one of that name.
* For each call of the action server it looks up the address and opens a connection, which the
  next call could use, and it writes the whole conversation with the slowest of JSON writers.
* For each run of the model it has dask sort out which component needs which.
* For each message it asks several times whether the domain is empty, by making an empty one and
  comparing the two.
"""

from __future__ import annotations

import asyncio
import atexit
import json
from graphlib import TopologicalSorter
from typing import Any
from weakref import WeakKeyDictionary

import ujson
from aiohttp import BasicAuth, ClientSession, ClientTimeout, TCPConnector
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.utils.endpoints import EndpointConfig

# Servers close what is idle after 2 seconds (Gunicorn) to 75 (nginx). A call that is on its way
# just then fails, and must not be repeated, because the action may have run: so we close first.
_IDLE_SECONDS = 1.0

_validate_in_rasa = RemoteAction._validate_action_result
_resolve_in_rasa = Event.resolve_by_type
_run_in_rasa = DaskGraphRunner.run
_is_empty_in_rasa = Domain.is_empty
_EMPTY = "_known_to_be_empty"
_classes: dict[str, type[Event]] = {}
# For each runner and targets: the nodes in an order in which each finds its inputs, with those.
_Plan = list[tuple[str, list[str]]]
_plans: WeakKeyDictionary[DaskGraphRunner, dict[tuple[str, ...], _Plan]] = WeakKeyDictionary()
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

    def run(
        self: DaskGraphRunner,
        inputs: dict[str, Any] | None = None,
        targets: list[str] | None = None,
    ) -> dict[str, Any]:
        wanted = tuple(targets or self._graph_schema.target_names)
        plans = _plans.setdefault(self, {})
        if (plan := plans.get(wanted)) is None:
            plan = plans[wanted] = _plan(self, wanted)
        done = {name: (name, value) for name, value in (inputs or {}).items()}
        if not done.keys().isdisjoint(name for name, _ in plan):
            return dict(_run_in_rasa(self, inputs, targets))  # refuses, or knows better
        try:
            for name, needs in plan:
                done[name] = self._instantiated_nodes[name](*(done.get(n, n) for n in needs))
        except RuntimeError as error:
            raise GraphRunError("Error running runner.") from error
        return dict(done[name] for name in wanted)

    def is_empty(self: Domain) -> bool:
        known = vars(self)  # a dictionary of domains would make hashes of all that they hold
        if _EMPTY not in known:
            known[_EMPTY] = bool(_is_empty_in_rasa(self))
        return bool(known[_EMPTY])

    Domain.is_empty = is_empty
    RemoteAction._validate_action_result = validate
    DaskGraphRunner.run = run
    Event.resolve_by_type = staticmethod(resolve_by_type)
    EndpointConfig.session = session


def _plan(runner: DaskGraphRunner, targets: tuple[str, ...]) -> _Plan:
    nodes = runner._graph_schema.minimal_graph_schema(list(targets)).nodes
    needs = {name: list(node.needs.values()) for name, node in nodes.items()}
    return [
        (name, needs[name]) for name in TopologicalSorter(needs).static_order() if name in needs
    ]


def _connector() -> TCPConnector:
    """Return the connections of the running event loop, as many as are needed at once."""
    loop = asyncio.get_running_loop()
    if (connector := _connectors.get(loop)) is None or connector.closed:
        connector = _connectors[loop] = TCPConnector(limit=0, keepalive_timeout=_IDLE_SECONDS)
    return connector


@atexit.register
def _close() -> None:
    for connector in list(_connectors.values()):
        connector._close()  # close() wants to be awaited, and no loop runs any more


def _json(value: Any) -> str:
    try:
        return ujson.dumps(value)
    except (TypeError, ValueError, OverflowError):
        return json.dumps(value)  # takes more than ujson does, or says what is wrong
