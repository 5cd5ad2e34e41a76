"""Learns which words speak for which kind of number, from wordings with marked values.

    python -m benchmarks.detection.learn [--without SET ...] [--out FILE]

Writes the weights that ``bot.privacy.recognisers.unexplained`` reads. ``--without`` leaves sets
out, to measure on them what weights that never saw them are worth.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import regex
import yaml
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.detection.blind import BLIND_SETS, BlindSet, filled
from benchmarks.detection.data import Example, Mark
from bot.privacy.detect import Detector
from bot.privacy.recognisers.base import Precedence, Span
from bot.privacy.recognisers.evidence import evidence
from bot.privacy.recognisers.leftovers import Leftover
from bot.privacy.recognisers.unexplained import NOBODYS, WEIGHTS, leftovers, may_be
from settings import PROJECT_ROOT, get_settings

_SEED = 20261127
_FILLED = 3  # times each wording
_KINDS_WORDS = (
    "order_number tracking_number secret card_ending iban invoice_number national_id phone handle "
    "address card card_expiry date_of_birth"
)
_KINDS = frozenset(_KINDS_WORDS.split())
_TALK = ("nlu/shopping.yml", "nlu/midway.yml")
_ANNOTATED = regex.compile(r"\[([^\]]+)\](?:\([a-z_]+\)|\{[^}]*\})")
_FEWEST_WORDINGS = 2
_SMALLEST_WEIGHT = 0.04
_HEADER = (
    "# What speaks for which kind of number. Written by python -m benchmarks.detection.learn.\n"
)


class Lesson(NamedTuple):
    """A number of a message: its kind, what is seen of it, and the wording that it stands in."""

    kind: str
    seen: list[str]
    wording: str


def lessons_of(wording: str, row: Example, detector: Detector) -> Iterator[Lesson]:
    """Yield what a message teaches; numbers that are part of something else teach nothing."""
    found = [span for rank, span in detector.scan(row.text) if rank < Precedence.UNEXPLAINED]
    for leftover in leftovers(row.text):
        mark = next((m for m in row.marks if _overlap(m, leftover)), None)
        kind = NOBODYS if mark is None else mark.kind
        if mark is not None and not (
            kind in _KINDS and may_be(kind, leftover) and _most_of(mark, leftover)
        ):
            continue
        beside = {s.entity: None for s in found if not _overlap(s, leftover)}
        yield Lesson(kind, evidence(row.text, leftover, beside), wording)


def _overlap(span: Mark | Leftover | Span, other: Leftover) -> bool:
    return span.start < other.end and other.start < span.end


def _most_of(mark: Mark, leftover: Leftover) -> bool:
    shared = min(mark.end, leftover.end) - max(mark.start, leftover.start)
    return 2 * shared > mark.end - mark.start


def shop_talk() -> list[str]:
    """Return what the matcher learns talk of products from."""
    texts = []
    for name in _TALK:
        read = yaml.safe_load((PROJECT_ROOT / "data" / name).read_text(encoding="utf-8"))
        for intent in read["nlu"]:
            lines = str(intent.get("examples", "")).splitlines()
            texts += [_ANNOTATED.sub(r"\1", line.removeprefix("- ")) for line in lines]
    return texts


def lessons(sets: Sequence[BlindSet]) -> list[Lesson]:
    """Return what sets of wordings teach, and talk of products."""
    detector = Detector(get_settings().order_number_pattern)
    rows = [pair for one in sets for pair in filled(one, _FILLED, _SEED)]
    rows += [(text, Example(text, ())) for text in shop_talk()]
    return [lesson for wording, row in rows for lesson in lessons_of(wording, row, detector)]


def learn(taught: Sequence[Lesson], strength: float) -> list[str]:
    """Return the lines of the file of weights.

    Args:
        taught: What to learn from.
        strength: Inverse of the regularisation.
    """
    wordings: defaultdict[str, set[str]] = defaultdict(set)
    for lesson in taught:
        for one in lesson.seen:
            wordings[one].add(lesson.wording)
    kept = {one for one, where in wordings.items() if len(where) >= _FEWEST_WORDINGS}
    vectorizer = DictVectorizer(dtype=float)
    matrix = vectorizer.fit_transform(
        {one: 1.0 for one in lesson.seen if one in kept} for lesson in taught
    )
    model = LogisticRegression(C=strength, max_iter=300, tol=1e-3)
    model.fit(matrix, [lesson.kind for lesson in taught])
    lines = [_HEADER, "\t".join(["seen", *model.classes_]) + "\n"]
    rows = [
        ("always", model.intercept_),
        *zip(vectorizer.feature_names_, model.coef_.T, strict=True),
    ]
    for seen, weights in rows:
        if seen == "always" or abs(weights).max() >= _SMALLEST_WEIGHT:
            lines.append("\t".join([seen, *(_short(weight) for weight in weights)]) + "\n")
    return lines


def _short(weight: float) -> str:
    return f"{weight:.1f}".replace("-0.0", "0.0").replace(".0", "")


def main() -> None:
    """Learn, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--without", action="append", default=[], help="file of a set")
    parser.add_argument("--strength", type=float, default=1.0)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    sets = [one for one in BLIND_SETS if not one.held_out and one.file not in options.without]
    taught = lessons(sets)
    options.out.write_text("".join(learn(taught, options.strength)), encoding="utf-8")
    print(f"{len(taught)} numbers in {len({lesson.wording for lesson in taught})} wordings")


if __name__ == "__main__":
    main()
