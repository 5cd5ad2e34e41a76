"""An encoder made of a shop's texts, from the command line into the matcher's hands."""

from __future__ import annotations

import json
import math
import random
import re
from pathlib import Path

import pytest

from bot.learn.__main__ import main
from nlu_models.data import Example, MatcherData
from nlu_models.options import MatcherOptions
from nlu_models.sources import resolve_encoder
from nlu_models.training import fit_network

_SMALL = ["--from-scratch", "--layers", "1", "--dim", "64", "--vocabulary", "400"]


def _texts(folder: Path, count: int = 400) -> Path:
    chance = random.Random(1)
    things, wants = ("帐篷", "tent", "jacket", "靴子"), ("很好 quick delivery", "too late 退货")
    lines = [
        f"{chance.choice(things)} {number} {chance.choice(wants)}, write to "
        f"maya.fenwick{number}@example.com"
        for number in range(count)
    ]
    path = folder / "texts.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_an_encoder_from_scratch_can_be_matched_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "encoder"
    given = ["pretrain", str(_texts(tmp_path)), "--out", str(out), *_SMALL]
    assert main([*given, "--epochs", "3", "--learning-rate", "0.003"]) == 0
    said = capsys.readouterr().out
    before, after = map(float, re.findall(r"(\d+\.\d+) (?:before|after)", said))
    assert after < before
    vocabulary = (out / "tokenizer.json").read_text(encoding="utf-8")
    # It begins with how frequent words are, and need not learn that at the cost of all else.
    assert before < math.log(len(json.loads(vocabulary)["model"]["vocab"])) - 0.5
    assert "帐" in vocabulary and "fenwick" not in vocabulary and "maya" not in vocabulary

    examples = [Example(f"{word} {n}", word) for word in ("帐篷", "jacket") for n in range(20)]
    options = MatcherOptions(epochs=1, holdout=0)
    fitted = fit_network(MatcherData(tuple(examples)), options, resolve_encoder(str(out)))
    assert fitted.directions.shape == (2, 64)
    # What was made is never overwritten.
    assert main(given) == 1
    assert "exists: name another folder" in capsys.readouterr().err


def test_it_goes_on_with_an_encoder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    texts = str(_texts(tmp_path))
    assert main(["pretrain", texts, "--out", str(first), *_SMALL]) == 0
    assert main(["pretrain", texts, "--out", str(second), "--encoder", str(first)]) == 0
    of_both = [(folder / "tokenizer.json").read_text() for folder in (first, second)]
    assert of_both[0] == of_both[1]
    weights = [(folder / "model.safetensors").read_bytes() for folder in (first, second)]
    assert weights[0] != weights[1]


def test_what_few_wrote_can_be_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "texts.txt", tmp_path / "encoder"
    common = [f"is the {thing} {word}" for thing in ("tent", "hat") for word in ("red", "warm")]
    path.write_text("\n".join([*common * 60, "marmalade", "Marmalade!", "is it kumquat"]))
    assert main(["pretrain", str(path), "--out", str(out), *_SMALL, "--k", "3"]) == 0
    assert "Left out 2 texts that fewer than 3 conversations have" in capsys.readouterr().out
    words = (out / "tokenizer.json").read_text(encoding="utf-8")
    assert "warm" in words and "kumquat" not in words and "marmalade" not in words


@pytest.mark.parametrize(
    ("lines", "given", "said"),
    [
        (3, _SMALL, "too few"),
        (400, ["--encoder", "tests"], "cannot be loaded"),
    ],
)
def test_what_cannot_be_done_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: int, given: list[str], said: str
) -> None:
    out = tmp_path / "encoder"
    assert main(["pretrain", str(_texts(tmp_path, lines)), "--out", str(out), *given]) == 1
    assert said in capsys.readouterr().err
    assert not out.exists()
