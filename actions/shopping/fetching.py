"""Reads pictures from files and from the web, as a feed of somebody else's may name them.

An address of a feed is not trusted: it must not reach what only this machine can reach. So the
name is looked up once, the connection goes to the very address that was checked, and each redirect
is checked anew.
"""

from __future__ import annotations

import socket
import ssl
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from io import BytesIO
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, urljoin, urlsplit

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 10 * 2**20
_SILENCE = 10.0  # seconds without a byte
_LONGEST = 30.0  # seconds for a whole picture
_REDIRECTS = 5
_BLOCK = 2**16
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_MOST_PIXELS = 50_000_000
_SIDE = 512  # pixels: encoders look at 224 to 384
_MOVED = (301, 302, 303, 307, 308)
# IPv4 addresses in another form (RFC 6052): what is behind them is not checked.
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


class PictureError(Exception):
    """A picture cannot be read; the message says why, without its address."""


@dataclass(frozen=True)
class Fetcher:
    """Reads what lies at addresses.

    Attributes:
        folder: Where files lie that are named without ``http``; nothing outside it is read.
        allowed: Hosts that may have private addresses, in lower case.
    """

    folder: Path
    allowed: frozenset[str] = frozenset()

    def read(self, address: str) -> bytes:
        """Return the bytes at an address, at most ``MOST_BYTES``.

        Raises:
            PictureError: They cannot be read, or must not be.
        """
        if "://" not in address:
            return self._of_file(address)
        try:
            return self._of_web(address)
        except (OSError, HTTPException, ValueError) as error:
            raise PictureError(
                f"the server gave no answer ({error or type(error).__name__})"
            ) from error

    def _of_file(self, name: str) -> bytes:
        try:
            path = (self.folder / name.lstrip("/")).resolve()
            if not path.is_relative_to(self.folder.resolve()):
                raise PictureError("the file lies outside the folder of pictures")
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise PictureError(f"there is no such file ({reason})") from error
        _check_size(data)
        return data

    def _of_web(self, address: str) -> bytes:
        deadline = time.monotonic() + _LONGEST
        for _ in range(_REDIRECTS + 1):
            target = urlsplit(address)
            path = (target.path or "/") + (f"?{target.query}" if target.query else "")
            connection = self._connected(target)
            try:
                # Feeds write spaces and letters as they are; what is escaped stays as it is.
                path = quote(path, safe="%/:?#[]@!$&'()*+,;=~")
                connection.request("GET", path, headers={"Accept": "image/*"})
                answer = connection.getresponse()
                if answer.status not in _MOVED:
                    return _body(answer, deadline)
                address = urljoin(address, answer.headers.get("Location", ""))
            finally:
                connection.close()
        raise PictureError("the server sends from one address to the next")

    def _connected(self, target: SplitResult) -> HTTPConnection:
        if target.scheme not in ("http", "https") or not target.hostname:
            raise PictureError("the address is neither http nor https")
        if target.username is not None or target.password is not None:
            raise PictureError("the address has a name or a password")
        host, port = target.hostname, target.port or (443 if target.scheme == "https" else 80)
        connected = socket.create_connection((self._checked(host, port), port), _SILENCE)
        if target.scheme == "http":
            connection = HTTPConnection(host, port, timeout=_SILENCE)
        else:
            connection = HTTPSConnection(host, port, timeout=_SILENCE)
            try:
                secure = ssl.create_default_context()
                connected = secure.wrap_socket(connected, server_hostname=host)
            except OSError:
                connected.close()
                raise
        connection.sock = connected  # so that the name is not looked up again
        return connection

    def _checked(self, host: str, port: int) -> str:
        """Return an address of a host, once all that it has may be reached."""
        found = [
            str(entry[4][0]) for entry in socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)
        ]
        if host not in self.allowed and not all(_public(ip_address(text)) for text in found):
            raise PictureError(
                "the server has a private address; --allow-host lets in one that you trust"
            )
        return found[0]


def _public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return _public(address.ipv4_mapped)
        if address.sixtofour is not None or address.teredo is not None:
            return False
        if any(address in network for network in _TRANSLATED):
            return False
    return address.is_global and not address.is_multicast


def _body(answer: HTTPResponse, deadline: float) -> bytes:
    if answer.status != 200:
        raise PictureError(f"the server answers with status {answer.status}")
    data = bytearray()
    while block := answer.read1(_BLOCK):
        data += block
        _check_size(data)
        if time.monotonic() > deadline:
            raise PictureError(f"the server takes longer than {_LONGEST:g} s")
    return bytes(data)


def _check_size(data: bytes | bytearray) -> None:
    if len(data) > MOST_BYTES:
        raise PictureError(f"it is larger than {MOST_BYTES // 2**20} MiB")


def opened(data: bytes) -> Image:
    """Return a picture in RGB, made smaller.

    Raises:
        PictureError: It is none that can be read.
    """
    from PIL import Image, ImageOps  # not for serving

    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise PictureError(f"it has more than {_MOST_PIXELS:,} pixels")
            picture.draft("RGB", (_SIDE, _SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureError(
            "it is no picture that can be read (JPEG, PNG, WebP, GIF, BMP or TIFF)"
        ) from error
    # What is transparent lies on white, as on a shop's page.
    flat = Image.new("RGBA", upright.size, "white")
    flat.alpha_composite(upright)
    flat.thumbnail((_SIDE, _SIDE))
    return flat.convert("RGB")
