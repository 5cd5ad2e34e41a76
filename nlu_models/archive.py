"""The matcher out of Rasa's archive of a whole model. Knows the archive's form, not Rasa."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from nlu_models.errors import ModelFileError
from nlu_models.files import MANIFEST, newest_model
from nlu_models.matcher import Matcher
from nlu_models.model_file import FORMAT, read_model_file
from nlu_models.network_file import FIX


def read_newest_matcher(models: Path, threads: int) -> Matcher:
    """Read the matcher of the model that was trained last.

    Args:
        models: Folder of ``*.tar.gz`` as `rasa train` makes them.
        threads: Threads that share one forward pass.

    Raises:
        ModelFileError: There is no model, or it is damaged or holds no matcher.
    """
    archive = newest_model(models)
    if archive is None:
        raise ModelFileError(models, "holds no trained model", FIX)
    try:
        with tarfile.open(archive) as packed, TemporaryDirectory() as folder:
            place = _matcher_folder(packed)
            if place is None:
                raise ModelFileError(archive, "holds no matcher", FIX)
            for member in packed.getmembers():
                path = PurePosixPath(member.name)
                if member.isfile() and path.parent == place:
                    content = packed.extractfile(member)
                    assert content is not None  # as it is a file
                    (Path(folder) / path.name).write_bytes(content.read())
            return read_model_file(Path(folder), threads)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise ModelFileError(archive, f"is damaged ({error})", FIX) from error


def _matcher_folder(packed: tarfile.TarFile) -> PurePosixPath | None:
    for member in packed.getmembers():
        path = PurePosixPath(member.name)
        content = packed.extractfile(member) if path.name == MANIFEST else None
        if content is None:
            continue
        try:
            manifest = json.loads(content.read())
        except ValueError:
            continue
        if isinstance(manifest, dict) and manifest.get("format") == FORMAT:
            return path.parent
    return None
