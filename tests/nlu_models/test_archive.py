"""The matcher out of a whole model's archive."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest

from nlu_models.archive import read_newest_matcher
from nlu_models.errors import ModelFileError
from nlu_models.files import newest_model
from nlu_models.matcher import Matcher


def packed(path: Path, *folders: Path, time: float) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for folder in folders:
            archive.add(folder, f"components/{folder.name}")
    os.utime(path, (time, time))


def test_the_newest_model_counts(model_folder: Path, toy_matcher: Matcher, tmp_path: Path) -> None:
    other = tmp_path / "policy"
    other.mkdir()
    (other / "manifest.json").write_text("[]")
    packed(tmp_path / "b.tar.gz", other, time=1)
    packed(tmp_path / "a.tar.gz", other, model_folder, time=2)
    texts = ["track my parcel", "hello"]
    assert read_newest_matcher(tmp_path, threads=1).match(texts) == toy_matcher.match(texts)


def test_of_models_of_the_same_second_the_later_name_counts(tmp_path: Path) -> None:
    names = ["20261126-090000-b", "20261126-100000-a", "20261125-230000-c"]
    for name in names:
        packed(tmp_path / f"{name}.tar.gz", time=1)
    assert newest_model(tmp_path) == tmp_path / f"{names[1]}.tar.gz"
    os.utime(tmp_path / f"{names[2]}.tar.gz", (2, 2))
    assert newest_model(tmp_path) == tmp_path / f"{names[2]}.tar.gz"


def test_a_folder_without_a_matcher_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="holds no trained model"):
        read_newest_matcher(tmp_path, threads=1)
    packed(tmp_path / "a.tar.gz", time=1)
    with pytest.raises(ModelFileError, match=r"a\.tar\.gz: holds no matcher"):
        read_newest_matcher(tmp_path, threads=1)
    (tmp_path / "a.tar.gz").write_bytes(b"no archive")
    with pytest.raises(ModelFileError, match=r"a\.tar\.gz: is damaged"):
        read_newest_matcher(tmp_path, threads=1)
