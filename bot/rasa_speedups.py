"""What Rasa 3.6 works out anew for every message, worked out once.

Rasa checks each answer of the action server against a JSON schema, and before that the schema
itself against the rules for schemas, which takes longer than the turn. And for each stored event
it walks all classes of events to find the one of that name.
"""

from __future__ import annotations

from typing import Any

from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

_validate_in_rasa = RemoteAction._validate_action_result
_resolve_in_rasa = Event.resolve_by_type
_classes: dict[str, type[Event]] = {}


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

    RemoteAction._validate_action_result = validate
    Event.resolve_by_type = staticmethod(resolve_by_type)
