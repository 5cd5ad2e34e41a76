"""Pictures of the sample shop's products: one hand-drawn shape per category, tinted by colour.

Nothing of a request ever gets into a picture: its category and colour only choose among shapes and
tints that are known here.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).resolve().parent.parent / "widget" / "pictures"
_UNKNOWN = "parcel"
_CATEGORIES = frozenset(
    path.stem for path in _FOLDER.glob("*.svg") if path.stem != _UNKNOWN
)  # "sleeping-bags", …

TINTS: dict[str, str] = {
    "black": "#2f3336",
    "charcoal": "#474c51",
    "slate": "#5d6b78",
    "grey": "#868c91",
    "gray": "#868c91",
    "silver": "#b9c0c5",
    "white": "#eceae4",
    "cream": "#e8dcc0",
    "ivory": "#ebe3cd",
    "beige": "#d3bf9b",
    "sand": "#d2b583",
    "stone": "#a9a191",
    "tan": "#be9568",
    "khaki": "#9c8f62",
    "camel": "#b98a52",
    "brown": "#7a5538",
    "chestnut": "#84452c",
    "rust": "#ad4f28",
    "copper": "#b36a3c",
    "orange": "#e07f2f",
    "coral": "#ea7863",
    "red": "#c23b34",
    "burgundy": "#762c3b",
    "maroon": "#6d2930",
    "berry": "#8d3161",
    "pink": "#e08fa6",
    "purple": "#70519a",
    "plum": "#643a5e",
    "lavender": "#a396cd",
    "navy": "#29405f",
    "blue": "#3a6ea8",
    "sky blue": "#72aed3",
    "light blue": "#8bbcdc",
    "teal": "#23797c",
    "turquoise": "#3aa9a4",
    "mint": "#8ecbae",
    "green": "#4a8653",
    "forest green": "#2c5a41",
    "forest": "#2c5a41",
    "moss": "#6c7a3f",
    "olive": "#6d6c3a",
    "sage": "#93a585",
    "lime": "#a3bf3e",
    "yellow": "#e8bf3d",
    "mustard": "#cb9a2c",
    "gold": "#cda349",
}
_NEUTRALS = ("#8d8577", "#7f8a85", "#9a8f86", "#7d8591", "#938c7a", "#858079")


def picture(category: str, color: str) -> str:
    """Return the SVG for a category ("sleeping-bags") and a colour ("navy", "forest-green").

    An unknown category gives a parcel; an unknown colour a neutral tint, always the same one for
    the same name.
    """
    name = _plain(category).replace(" ", "-")
    return _drawn(name if name in _CATEGORIES else _UNKNOWN, _tint(_plain(color)))


def _plain(word: str) -> str:
    return re.sub(r"[^a-z]+", " ", word.lower()).strip()


def _tint(color: str) -> str:
    """Return the tint of "navy", of "dark navy" (its last known word), or a neutral one."""
    for name in (color, *reversed(color.split())):
        if name in TINTS:
            return TINTS[name]
    return _NEUTRALS[zlib.crc32(color.encode()) % len(_NEUTRALS)]


@lru_cache(maxsize=512)
def _drawn(category: str, tint: str) -> str:
    shape = Template((_FOLDER / f"{category}.svg").read_text(encoding="utf-8"))
    return shape.substitute(
        main=tint,
        light=_mix(tint, "#ffffff", 0.28),
        pale=_mix(tint, "#ffffff", 0.55),
        shade=_mix(tint, "#101820", 0.24),
        deep=_mix(tint, "#101820", 0.48),
        sky=_mix(tint, "#f8f4ec", 0.9),
        ground=_mix(tint, "#ebe4d5", 0.84),
    )


def _mix(color: str, other: str, share: float) -> str:
    """Return ``color`` with ``share`` (0 to 1) of ``other`` in it; both as "#rrggbb"."""
    pairs = zip(bytes.fromhex(color[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
