"""Recall, precision, F1 and F2: a finding and a mark of one kind match where they overlap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.detection.data import Example, Mark

ANY = "any kind"
# Of the kinds with a pattern, what is found as whatever it may be: so much is not written.
PATTERNED_AS_ANY = "patterned, as any kind"
TOGETHER = (ANY, PATTERNED_AS_ANY)
OPEN_KINDS = ("name", "address")


@dataclass
class Score:
    """Counts of one kind.

    Attributes:
        marks: How many there are to find.
        hits: How many of them a finding overlaps.
        right: Findings that overlap a mark.
        wrong: Findings that overlap none.
    """

    marks: int = 0
    hits: int = 0
    right: int = 0
    wrong: int = 0

    @property
    def recall(self) -> float:
        """Share of the marks that are found; 1 if there are none."""
        return self.hits / self.marks if self.marks else 1.0

    @property
    def precision(self) -> float:
        """Share of the findings that are right; 1 if there are none."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    def f(self, beta: float) -> float:
        """Return F beta: recall counts beta times as much as precision."""
        denominator = beta**2 * self.precision + self.recall
        return (1 + beta**2) * self.precision * self.recall / denominator if denominator else 0.0

    def __add__(self, other: Score) -> Score:
        """Add up the counts."""
        return Score(
            self.marks + other.marks,
            self.hits + other.hits,
            self.right + other.right,
            self.wrong + other.wrong,
        )

    def figures(self) -> dict[str, float]:
        """Return the figures under the names that the JSON has."""
        return {
            "marks": self.marks,
            "wrong": self.wrong,
            "recall": round(self.recall, 4),
            "precision": round(self.precision, 4),
            "f1": round(self.f(1), 4),
            "f2": round(self.f(2), 4),
        }


def score(examples: Sequence[Example], findings: Sequence[Sequence[Mark]]) -> dict[str, Score]:
    """Score findings by kind, and under the names of ``TOGETHER`` without regard to the kind.

    Findings that overlap only what nobody claims to find count neither way.
    """
    scores: defaultdict[str, Score] = defaultdict(Score)
    for example, found in zip(examples, findings, strict=True):
        for mark in example.marks:
            same = _overlaps(mark, (f for f in found if f.kind == mark.kind))
            scores[mark.kind] += Score(marks=1, hits=same)
            hidden = Score(marks=1, hits=_overlaps(mark, found))
            scores[ANY] += hidden
            if mark.kind not in OPEN_KINDS:
                scores[PATTERNED_AS_ANY] += hidden
        for finding in found:
            same = _overlaps(finding, (m for m in example.marks if m.kind == finding.kind))
            any_kind = _overlaps(finding, example.marks)
            unclaimed = any(s < finding.end and finding.start < e for s, e in example.unclaimed)
            if same or not unclaimed:
                scores[finding.kind] += Score(right=same, wrong=not same)
            if any_kind or not unclaimed:
                judged = Score(right=any_kind, wrong=not any_kind)
                scores[ANY] += judged
                if finding.kind not in OPEN_KINDS:
                    scores[PATTERNED_AS_ANY] += judged
    return dict(scores)


def total(scores: dict[str, Score], kinds: Iterable[str]) -> Score:
    """Add up the scores of some kinds."""
    return sum((scores[kind] for kind in kinds if kind in scores), Score())


def overall(scores: dict[str, Score]) -> Score:
    """Add up the scores of all kinds."""
    return total(scores, [kind for kind in scores if kind not in TOGETHER])


def summary(scores: dict[str, Score]) -> dict[str, Score]:
    """Add up the scores of all kinds, of those with a pattern, of names and addresses."""
    patterned = [kind for kind in scores if kind not in (*OPEN_KINDS, *TOGETHER)]
    return {
        "all kinds": overall(scores),
        "patterned": total(scores, patterned),
        PATTERNED_AS_ANY: scores.get(PATTERNED_AS_ANY, Score()),
        "names and addresses": total(scores, OPEN_KINDS),
        ANY: scores.get(ANY, Score()),
    }


def figures_of(scores: dict[str, Score]) -> dict[str, Any]:
    """Return the figures under the names that the JSON has."""
    return {
        **{name: one.figures() for name, one in summary(scores).items()},
        "by kind": {
            kind: scores[kind].figures() for kind in sorted(scores) if kind not in TOGETHER
        },
    }


def _overlaps(mark: Mark, others: Iterable[Mark]) -> bool:
    return any(other.start < mark.end and mark.start < other.end for other in others)
