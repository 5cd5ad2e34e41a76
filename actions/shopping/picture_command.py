"""The command that makes vectors of pictures; see ``images.py``."""

from __future__ import annotations

import argparse
from pathlib import Path

from actions.recommendation.index.build import ProductSource
from actions.shopping.fetching import Fetcher
from actions.shopping.images import PictureRun
from settings import PROJECT_ROOT, SettingsError, get_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "--folder",
        type=Path,
        default=PROJECT_ROOT / "data" / "shop",
        help="where pictures lie whose address has no http (default: %(default)s)",
    )
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="HOST",
        help="let a server have a private address; may be given several times",
    )


def run_images(options: argparse.Namespace, source: ProductSource, home: Path) -> int:
    """Make the vectors of all pictures; returns the exit code.

    Args:
        options: What ``add_arguments`` defines.
        source: The catalogue.
        home: The index folder.

    Raises:
        SettingsError: No encoder is set.
        EncoderSourceError: The encoder cannot be loaded.
        ShopError: The shop cannot be read.
        OSError: The vectors cannot be written.
    """
    name = get_settings().image_encoder
    if not name:
        raise SettingsError(
            "TACTFUL_IMAGE_ENCODER is not set. Name an image encoder of Hugging Face, or a folder."
        )
    # Takes seconds, and needs what only training has.
    from nlu_models.image_encoder import ImageEncoder

    fetcher = Fetcher(options.folder, frozenset(host.lower() for host in options.allow_host))
    report = PictureRun(ImageEncoder.load(name), name, fetcher, home).over(source)
    report.write(home)
    print(report.text())
    return 0
