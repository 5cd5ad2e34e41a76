"""How well personal values are found, beside Presidio's default recognisers in the same run.

    python -m benchmarks.detection [--data FILE] [--chat 2000] [--talk CSV COLUMN]
        [--model MODEL] [--weights FILE] [--out FOLDER]

FILE is JSON in presidio-research's form. Both detectors see each message in turn. "Held out" are
rows of a file by hash of their text, chat of the later templates (looked at since), wordings of the
terse chats by hash, and blind sets that were never looked at. CSV holds text that is nobody's, in
COLUMN: every finding in it counts as a false alarm. Weights of ``benchmarks.detection.learn
--without SET`` measure on a set what never learned from it. With MODEL, the tags of that trained
model are also used, beside patterns alone, for each half.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.detection.blind import BLIND_SETS, generate_blind
from benchmarks.detection.chat import SEED, generate_chat
from benchmarks.detection.data import Example, Examples, Mark, read_examples
from benchmarks.detection.picture import save_bars
from benchmarks.detection.score import TOGETHER, Score, figures_of, overall, score
from benchmarks.detection.systems import PRESIDIO_RUN, System, counts_against, presidio, tactful
from benchmarks.detection.tags import (
    generate_uncued,
    load_agent,
    patterns_and_tags,
    report_tags,
)
from benchmarks.detection.talk import false_alarms, read_talk
from benchmarks.detection.third import generate_third
from benchmarks.processes import BenchmarkError
from benchmarks.report import percentiles, print_table, save_json
from bot.privacy.recognisers.unexplained import WEIGHTS

THRESHOLDS = (0.0, 0.4)
TARGETS = {"patterned": 0.97, "names and addresses": 0.93, "precision": 0.95}
_WARM_UP = 20


@dataclass
class Run:
    """What one system found in one set of examples.

    Attributes:
        found: (mark, score) of each example.
        ms: Processor time of each example in milliseconds.
    """

    system: System
    found: list[list[tuple[Mark, float]]] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)

    def scores(
        self, rows: Sequence[Example], keep: Sequence[bool], least: float
    ) -> dict[str, Score]:
        """Score the examples that are kept, with findings of at least some score."""
        chosen, findings = [], []
        for row, found, kept in zip(rows, self.found, keep, strict=True):
            if kept:
                chosen.append(row)
                findings.append(
                    [
                        mark
                        for mark, confidence in found
                        if confidence >= least
                        and (counts_against(mark.kind, self.system.name) or _beside(mark, row))
                    ]
                )
        return score(chosen, findings)


def _beside(mark: Mark, row: Example) -> bool:
    return any(m.kind == mark.kind and m.start < mark.end and mark.start < m.end for m in row.marks)


def run(examples: Examples, systems: Sequence[System]) -> list[Run]:
    """Let the systems take turns at each example."""
    runs = [Run(system) for system in systems]
    for one in runs:
        for row in examples.rows[:_WARM_UP]:
            one.system.find(row.text)
    for row in examples.rows:
        for one in runs:
            started = time.thread_time()
            found = one.system.find(row.text)
            one.ms.append((time.thread_time() - started) * 1000)
            one.found.append(found)
    return runs


def report(examples: Examples, systems: Sequence[System], out: Path) -> dict[str, Any]:
    """Run, print the tables, draw the picture; returns the figures."""
    ours, theirs = run(examples, systems)
    figures: dict[str, Any] = {"examples": len(examples.rows), "left out": examples.left_out}
    for half, keep in examples.halves().items():
        if not any(keep):
            continue
        own = ours.scores(examples.rows, keep, 0.0)
        others = {least: theirs.scores(examples.rows, keep, least) for least in THRESHOLDS}
        best = max(others, key=lambda least: overall(others[least]).f(2))
        _print(f"{examples.name}, {half} ({sum(keep)})", own, others[best], f"≥ {best}")
        figures[half] = {
            "examples": sum(keep),
            "tactful": figures_of(own),
            **{f"presidio, score ≥ {least}": figures_of(s) for least, s in others.items()},
            "f2 ratio": round(overall(own).f(2) / max(overall(others[best]).f(2), 1e-9), 3),
        }
        if half == "all":
            kinds = sorted(kind for kind in own if kind not in TOGETHER and own[kind].marks)
            slug = "".join(c if c.isalnum() else "_" for c in examples.name)
            save_bars(
                out / f"{slug}.png",
                f"{examples.name}: {len(examples.rows)} messages",
                kinds,
                {"Tactful": own, f"Presidio, score ≥ {best}": others[best]},
            )
    figures["without personal data"] = _false_alarms(examples, ours, theirs)
    figures["processor ms per message"] = {
        one.system.name.lower(): {
            name: round(value, 4)
            for name, value in zip(
                ("p50", "p95", "mean"), (*percentiles(one.ms), float(np.mean(one.ms))), strict=True
            )
        }
        for one in (ours, theirs)
    }
    figures["time ratio"] = round(float(np.mean(ours.ms) / np.mean(theirs.ms)), 3)
    _print_rest(figures)
    return figures


def _false_alarms(examples: Examples, *runs: Run) -> dict[str, Any]:
    """Count messages that hold nothing personal, and those of them in which something is found."""
    clean = [
        number for number, row in enumerate(examples.rows) if not row.marks and not row.unclaimed
    ]
    return {
        "messages": len(clean),
        **{
            one.system.name.lower(): sum(
                any(counts_against(mark.kind, one.system.name) for mark, _ in one.found[number])
                for number in clean
            )
            for one in runs
        },
    }


def _print(title: str, own: dict[str, Score], other: dict[str, Score], threshold: str) -> None:
    kinds = sorted(kind for kind in {*own, *other} if kind not in TOGETHER)
    scores = [(kind, own.get(kind, Score()), other.get(kind, Score())) for kind in kinds]
    scores.append(("all kinds", overall(own), overall(other)))
    scores += [(name, own.get(name, Score()), other.get(name, Score())) for name in TOGETHER]
    rows = [
        [
            kind,
            str(a.marks),
            *_row(a),
            *_row(b),
        ]
        for kind, a, b in scores
    ]
    columns = [f"{who} {what}" for who in ("", "P") for what in ("recall", "prec.", "F1", "F2")]
    print_table(f"{title}; P: Presidio, score {threshold}", ("kind", "marks", *columns), rows)


def _row(score: Score) -> list[str]:
    # Where nothing is found, nothing of it is right or wrong.
    precision = f"{score.precision:.3f}" if score.right + score.wrong else "-"
    return [f"{score.recall:.3f}", precision, f"{score.f(1):.3f}", f"{score.f(2):.3f}"]


def _print_rest(figures: dict[str, Any]) -> None:
    clean, times = figures["without personal data"], figures["processor ms per message"]
    rows = [
        ["messages without anything personal", str(clean["messages"]), str(clean["messages"])],
        ["of them with a finding", str(clean["tactful"]), str(clean["presidio"])],
        *(
            [
                f"processor ms per message, {name}",
                *(str(times[who][name]) for who in ("tactful", "presidio")),
            ]
            for name in ("p50", "p95", "mean")
        ),
        ["ratio of the means", str(figures["time ratio"]), ""],
    ]
    print_table("False alarms and time", ("figure", "Tactful", "Presidio"), rows)
    for label, count in figures["left out"].items():
        print(f"left out, not claimed: {label} ({count})")


def report_talk(name: str, texts: Sequence[str], systems: Sequence[System]) -> dict[str, Any]:
    """Count false alarms in texts that are nobody's, print them; returns the figures."""
    figures = false_alarms(texts, systems)
    rows = [
        [
            system.name,
            str(figures[system.name.lower()]["with a finding"]),
            ", ".join(f"{k} {n}" for k, n in figures[system.name.lower()]["kinds"].items()),
        ]
        for system in systems
    ]
    print_table(f"{name}: false alarms in {len(texts)} texts", ("", "texts", "findings"), rows)
    return figures


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, action="append", default=[], help="may be repeated")
    parser.add_argument("--chat", type=int, default=2000, help="messages of the generated set")
    parser.add_argument("--seed", type=int, default=SEED, help="of the generated set")
    parser.add_argument(
        "--talk", nargs=2, action="append", default=[], metavar=("CSV", "COLUMN"), help="may repeat"
    )
    parser.add_argument("--talk-rows", type=int, default=3000, help="at most, of each CSV")
    parser.add_argument("--model", type=Path, help="trained model, or a folder of some")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="of kinds of numbers")
    parser.add_argument("--out", type=Path, default=Path("results/detection"))
    options = parser.parse_args()
    try:
        sets = [read_examples(path) for path in options.data]
        talk = {
            Path(path).name: read_talk(Path(path), column, options.talk_rows, options.seed)
            for path, column in options.talk
        }
        agent = None if options.model is None else load_agent(options.model)
    except BenchmarkError as error:
        parser.error(str(error))
    if options.chat:
        sets.append(generate_chat(options.chat, options.seed))
        sets.append(generate_third(options.chat, options.seed))
        sets += [generate_blind(one, options.chat, options.seed) for one in BLIND_SETS]
    if not sets and not talk:
        parser.error("nothing to do: give --data, --chat or --talk")
    print(PRESIDIO_RUN)
    systems = (tactful(options.weights), presidio())
    tagged: dict[str, Any] = {}
    if agent is not None:
        pair = (systems[0], patterns_and_tags(systems[0], agent))
        uncued = [generate_uncued(options.chat, options.seed)] if options.chat else []
        tagged = {examples.name: report_tags(examples, pair) for examples in [*sets, *uncued]}
        tagged |= {name: report_talk(name, texts, pair) for name, texts in talk.items()}
    save_json(
        options.out / "detection.json",
        {
            "with tags": tagged,
            "presidio": PRESIDIO_RUN,
            "targets": TARGETS,
            **{examples.name: report(examples, systems, options.out) for examples in sets},
            **{name: report_talk(name, texts, systems) for name, texts in talk.items()},
        },
    )


if __name__ == "__main__":
    main()
