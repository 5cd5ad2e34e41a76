"""What the launcher makes of a server that has started but cannot serve."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from deploy.services import LaunchError, Service, wait_until_ready


class _WithoutModel(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(503)
        self.end_headers()
        self.wfile.write(b"no model is loaded")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_a_server_that_says_it_cannot_serve_is_not_waited_for(tmp_path: Path) -> None:
    log = tmp_path / "rasa.log"
    log.write_text("Could not load model.\n")
    with HTTPServer(("127.0.0.1", 0), _WithoutModel) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        service = Service("Rasa", [], f"http://127.0.0.1:{server.server_port}/", log)
        with pytest.raises(LaunchError, match=r"no model is loaded(?s:.*)Could not load model"):
            wait_until_ready([service])
        server.shutdown()
