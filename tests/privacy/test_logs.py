"""What a process logs, seen from outside: its own output."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap

from settings import PROJECT_ROOT

SETUP = """
import logging, sys
from bot.privacy.logs import install_log_redaction
install_log_redaction(); install_log_redaction()
"""


def output_of(code: str) -> str:
    """Run code in a process of its own; the factory of log records is the process's."""
    done = subprocess.run(
        [sys.executable, "-c", SETUP + textwrap.dedent(code)],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_messages_and_arguments() -> None:
    output = output_of(
        """
        logging.basicConfig(format="%(message)s", level=0)
        logging.warning("plain maya@example.com")
        logging.warning("argument %s and %d%%", "order 10023", 5)
        logging.warning("mapping %(who)s", {"who": "call 07700 900123"})
        logging.warning({"object": "maya@example.com"})
        logging.warning("untouched %s", "Trail 45 backpack, £39.99")
        """
    )
    assert "plain [email]" in output
    assert "argument order [order_number] and 5%" in output
    assert "mapping call [phone]" in output
    assert "untouched Trail 45 backpack, £39.99" in output
    assert "maya" not in output and "10023" not in output and "07700" not in output


def test_exceptions_stacks_and_uncaught_ones() -> None:
    output = output_of(
        """
        logging.basicConfig(level=0)
        try:
            raise ValueError("no order 10023 for maya@example.com")
        except ValueError:
            logging.exception("it failed")
        raise KeyError("card 4111 1111 1111 1111")
        """
    )
    assert "ValueError: no order [order_number] for [email]" in output
    assert "KeyError: 'card [card]'" in output
    assert "maya" not in output and "10023" not in output and "4111" not in output


def test_handlers_and_loggers_that_come_later() -> None:
    output = output_of(
        """
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(logging.Formatter("%(request)s"))
        access = logging.getLogger("sanic.access")
        access.addHandler(handler)
        access.setLevel(1)
        access.info("", extra={"request": "GET /conversations/x?email=maya%40example.com&o=a"})
        other = logging.getLogger("other")
        other.addHandler(logging.StreamHandler(sys.stdout))
        other.error("for maya@example.com")
        """
    )
    assert "GET /conversations/x?email=[email]&o=a" in output
    assert "for [email]" in output


def test_a_record_that_cannot_be_formatted_is_withheld() -> None:
    output = output_of(
        """
        class Bad:
            def __str__(self): raise RuntimeError("maya@example.com")
            __repr__ = __str__
        logging.basicConfig(format="%(message)s", level=0)
        logging.warning("%s", Bad())
        logging.warning("%d", "maya@example.com")
        logging.warning("still alive")
        """
    )
    assert output.count("[log text withheld") == 2
    assert "maya" not in output and "still alive" in output


def test_structlog_as_rasa_sets_it_up() -> None:
    output = output_of(
        """
        import structlog
        logging.basicConfig(format="%(message)s", level=0, stream=sys.stdout)
        structlog.configure(
            processors=[
                structlog.processors.add_log_level,
                structlog.dev.set_exc_info,
                structlog.processors.dict_tracebacks,
                structlog.processors.JSONRenderer(),
            ],
            logger_factory=structlog.stdlib.LoggerFactory(),
            wrapper_class=structlog.make_filtering_bound_logger(0),
            cache_logger_on_first_use=True,
        )
        install_log_redaction()
        logger = structlog.get_logger("rasa")
        logger.debug("processor.message.parse", text="Otterburn said so", size=42)
        logger.info("other", detail={"deep": ["maya@example.com"]})
        try:
            local = "the grey house by the weir"
            raise ValueError("order 10023")
        except ValueError:
            logger.exception("broken")
        """
    )
    lines = [json.loads(line) for line in output.splitlines()]
    assert lines[0]["text"] == "[withheld]" and lines[0]["size"] == 42
    assert lines[1]["detail"] == {"deep": ["[email]"]}
    assert lines[2]["exception"][0]["exc_value"] == "order [order_number]"
    assert not any(word in output for word in ("Otterburn", "maya", "weir", "10023"))


def test_warnings_are_redacted_and_what_they_quote_is_withheld() -> None:
    output = output_of(
        """
        import warnings
        warnings.warn("No such slot for maya@example.com")
        warnings.warn("Cannot parse '/inform{\\"x\\": \\"Otterburn\\"}'. Expected")
        """
    )
    assert "UserWarning: No such slot for [email]" in output
    assert "Cannot parse [withheld]. Expected" in output
    assert "Otterburn" not in output and "maya" not in output


def test_it_brings_neither_rasa_nor_spacy() -> None:
    output = output_of(
        "print(sorted({name.split('.')[0] for name in sys.modules} & "
        "{'rasa', 'rasa_sdk', 'spacy', 'presidio_analyzer', 'torch', 'sqlalchemy'}))"
    )
    assert output.strip() == "[]"
