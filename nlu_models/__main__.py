"""``python -m nlu_models export-encoder [--encoder X] OUT``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from nlu_models.errors import NluModelError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m nlu_models", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    export = commands.add_parser(
        "export-encoder", help="write the encoder for product search (ONNX, int8)"
    )
    export.add_argument("out", type=Path, metavar="OUT", help="folder to write")
    export.add_argument(
        "--encoder", help="Hugging Face name or folder (default: settings, or the bundled MiniLM)"
    )
    options = parser.parse_args(arguments)
    print(f"Exporting the encoder to {options.out} …", flush=True)
    # Takes seconds to import, so --help does not.
    from nlu_models.export import export_encoder

    try:
        export_encoder(options.encoder, options.out)
    except NluModelError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print("Done.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
