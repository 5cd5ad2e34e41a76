"""Keeps personal values out of the logs of a process: logging, structlog, uncaught exceptions.

    >>> install_log_redaction()

Records are cleaned as they are made, before any handler, also one added later, sees them.
What stands in a log is the kind of the value, such as ``[email]``. Imports no Rasa.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from types import TracebackType
from typing import Any

import structlog

from bot.privacy.detect import Detector
from settings import SettingsError, get_settings

MARKER = "[log text withheld: it could not be redacted]"
WITHHELD = "[withheld]"

# Rasa's own list of structlog keys that carry what was said; patterns cannot judge all of that.
_WITHHELD_KEYS_WORDS = (
    "current_entity current_states entity json_message message next_entity old_states "
    "parse_data_entities parse_data_text prediction_events prefilled_slots rasa_event "
    "rasa_events response response_text slot_candidates slot_values states successes text "
    "token_text tracker_latest_message tracker_states user_message user_text"
)
_WITHHELD_KEYS = frozenset(_WITHHELD_KEYS_WORDS.split())
# Loggers whose records carry requests in attributes that are set after the record is made.
_ACCESS_LOGGERS = ("sanic.access", "aiohttp.access", "werkzeug")
_ACCESS_ATTRIBUTES = ("request", "first_request_line", "request_url")
_DONE = "_personal_values_redacted"
_installed = False


@lru_cache(maxsize=1)
def _detector() -> Detector:
    try:
        return Detector(get_settings().order_number_pattern)
    except (SettingsError, ValueError):
        # The servers refuse to start with such settings and say why; the log must work until then.
        return Detector(r"\d{5,6}")


def redact_text(text: str) -> str:
    """Return a text with the kind of each personal value in its place; never raises."""
    try:
        spans = _detector().find(text)
    except Exception:  # noqa: BLE001 - a log line must neither fail nor be written unredacted
        return MARKER
    for span in reversed(spans):
        text = f"{text[: span.start]}[{span.entity}]{text[span.end :]}"
    return text


def redact_value(value: Any, depth: int = 0) -> Any:
    """Return a value for a log with every text in it redacted; never raises."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return redact_text(value)
    try:
        if depth < 20 and isinstance(value, Mapping):
            return {redact_text(str(k)): redact_value(v, depth + 1) for k, v in value.items()}
        if depth < 20 and isinstance(value, list | tuple | set):
            return [redact_value(item, depth + 1) for item in value]
        return redact_text(str(value))
    except Exception:  # noqa: BLE001 - as above: the value's own __str__ may raise
        return MARKER


def redact_record(record: logging.LogRecord) -> logging.LogRecord:
    """Redact message, arguments, exception and stack of a record in place; never raises."""
    for name in _ACCESS_ATTRIBUTES:
        if isinstance(record.__dict__.get(name), str):
            record.__dict__[name] = redact_text(record.__dict__[name])
    if _DONE in record.__dict__:
        return record
    record.__dict__[_DONE] = True
    try:
        message = record.getMessage()
    except Exception:  # noqa: BLE001 - wrong arguments for the format: logging itself would print them
        record.msg, record.args = MARKER, ()
        message = MARKER
    redacted = redact_text(message)
    if redacted != message:
        record.msg, record.args = redacted, ()
    if record.exc_info and not isinstance(record.exc_info, bool) and not record.exc_text:
        record.exc_text = _exception_text(*record.exc_info)
    if record.stack_info:
        record.stack_info = redact_text(record.stack_info)
    return record


def _exception_text(
    kind: type[BaseException] | None,
    error: BaseException | None,
    trace: TracebackType | None,
) -> str:
    try:
        return redact_text("".join(traceback.format_exception(kind, error, trace)).rstrip())
    except Exception:  # noqa: BLE001 - an exception's own __str__ may raise
        return MARKER


class RedactionFilter(logging.Filter):
    """Redacts what reaches a logger or handler; drops nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record."""
        redact_record(record)
        return True


def structlog_processor(
    logger: Any, method: str, event_dict: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Redact a structlog event; keys in which Rasa logs what was said are withheld whole."""
    for key in list(event_dict):
        value = event_dict[key]
        if key in _WITHHELD_KEYS and value is not None:
            event_dict[key] = WITHHELD
        elif key == "exception" and isinstance(value, list):
            event_dict[key] = redact_value([_without_locals(item) for item in value])
        elif key != "exc_info":
            event_dict[key] = redact_value(value)
    return event_dict


def _without_locals(trace: Any) -> Any:
    """Drop the local variables that structlog adds to the frames of a traceback."""
    if not isinstance(trace, Mapping):
        return trace
    frames = [
        {k: v for k, v in frame.items() if k != "locals"} if isinstance(frame, Mapping) else frame
        for frame in trace.get("frames") or []
    ]
    return {**trace, "frames": frames}


def _install_structlog() -> None:
    # Bound loggers that are cached share this list with the configuration, so it is changed in
    # place. Before the renderer: by then the traceback has become a value like all others.
    processors = structlog.get_config()["processors"]
    if isinstance(processors, list) and structlog_processor not in processors:
        processors.insert(max(len(processors) - 1, 0), structlog_processor)


def log_files() -> list[dict[str, Any]]:
    """Return name, size in bytes and time of the last line of the log files of `make run`."""
    folder = get_settings().state_dir / "logs"
    found = [(path, path.stat()) for path in sorted(folder.glob("*.log*"))]
    return [
        {
            "file": path.name,
            "bytes": status.st_size,
            "last_written": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(status.st_mtime)),
        }
        for path, status in found
    ]


def install_log_redaction() -> None:
    """Redact all that this process logs from now on; calling it again does no harm.

    A later ``structlog.configure`` or new root handler needs another call for structlog's keys;
    the records themselves stay redacted.
    """
    global _installed
    _install_structlog()
    for handler in logging.getLogger().handlers:
        if not any(isinstance(known, RedactionFilter) for known in handler.filters):
            handler.addFilter(RedactionFilter())
    if _installed:
        return
    _installed = True
    make_record = logging.getLogRecordFactory()

    def redacting_factory(*args: Any, **kwargs: Any) -> logging.LogRecord:
        return redact_record(make_record(*args, **kwargs))

    logging.setLogRecordFactory(redacting_factory)
    for name in _ACCESS_LOGGERS:
        logging.getLogger(name).addFilter(RedactionFilter())

    def redacting_hook(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            print(_exception_text(kind, error, trace), file=sys.stderr)

    sys.excepthook = redacting_hook
