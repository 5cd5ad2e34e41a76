"""``python -m benchmarks.learning [--lines N]``: what is found in made-up conversations.

Topics that the FAQ does not know are asked about, between talk of the shop with personal values in
it. Needs a trained model. ``--lines`` measures time and memory with so many lines.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.detection.chat import generate_chat
from benchmarks.learning.history import History, made_up, write_csv
from benchmarks.learning.topics import FRESH, TOPICS
from benchmarks.report import print_table, save_json
from bot.learn.gather import Message, gather
from bot.learn.proposals import Findings, find_proposals
from bot.learn.redaction import ConversationRedactor
from bot.learn.training_files import read_training_data
from bot.learn.transcripts import Problems, read_transcripts
from bot.learn.understanding import understood
from bot.privacy import Detector
from nlu_models.archive import read_newest_matcher
from nlu_models.encoder import SentenceEncoder
from nlu_models.matcher import Matcher
from settings import PROJECT_ROOT, get_settings

_MODELS = PROJECT_ROOT / "models"
_ROUNDS = 7  # each topic has as many questions


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learning", description=__doc__)
    parser.add_argument("--lines", type=int, default=0, help="also time about so many lines")
    parser.add_argument("--out", type=Path, default=Path("results"))
    given = parser.parse_args(arguments)
    matcher = read_newest_matcher(_MODELS, threads=2)
    held_out = read_training_data([PROJECT_ROOT / "tests" / "nlu"]).examples
    known = [t for intent, texts in held_out.items() if intent != "out_of_scope" for t in texts]
    figures: dict[str, float] = {"held_out_not_understood": 1 - _share(matcher, known)}
    rows = [["held-out messages not understood", f"{figures['held_out_not_understood']:.3f}"]]
    for name, topics in (("topics", TOPICS), ("fresh_topics", FRESH)):
        history = made_up(_ROUNDS * len(topics), topics)
        questions = list(history.topic_of)
        figures[f"{name}_not_understood"] = 1 - _share(matcher, questions)
        found = _learn(history, matcher, least=3)
        for measure, value in _judge(found, history).items():
            figures[f"{name}_{measure}"] = value
        rows += [[key, f"{v:.3f}"] for key, v in figures.items() if key.startswith(f"{name}_")]
    if given.lines:
        figures |= _timed(given.lines, matcher)
        rows += [[key, f"{figures[key]:,.0f}"] for key in ("lines", "seconds", "peak_mb")]
    print_table("Learning from made-up conversations", ("", ""), rows)
    save_json(given.out / "learning.json", figures)
    return 0


def _share(matcher: Matcher, texts: Sequence[str]) -> float:
    return sum(understood(matcher, texts)) / len(texts)


def _learn(history: History, matcher: Matcher, least: int) -> Findings:
    with tempfile.TemporaryDirectory() as folder:
        path = write_csv(history.rows, Path(folder) / "history.csv")
        turns = read_transcripts(path, Problems())
        detector = Detector(get_settings().order_number_pattern)
        return find_proposals(
            gather(turns, ConversationRedactor(detector)),
            partial(understood, matcher),
            SentenceEncoder.load(_MODELS / "encoder", threads=2).encode,
            read_training_data([PROJECT_ROOT / "data"]),
            least=least,
            most=50,
            progress=_silent,
        )


def _silent(
    batches: Iterable[Sequence[Message]], total: int, title: str
) -> Iterable[Sequence[Message]]:
    return batches


def _judge(found: Findings, history: History) -> dict[str, float]:
    """Return how many of the topics have a proposal, and how pure and complete these are."""
    best: Counter[str] = Counter()
    pure = labelled = 0
    for proposal in found.proposals:
        topics = Counter(
            history.topic_of[m.text] for m in proposal.messages if m.text in history.topic_of
        )
        if topics:
            topic, count = topics.most_common(1)[0]
            best[topic] = max(best[topic], count)
            pure += count
            labelled += topics.total()
    return {
        "found": len(best) / len(set(history.topic_of.values())),
        "purity": pure / max(1, labelled),
        "completeness": best.total() / len(history.topic_of),
    }


def _timed(lines: int, matcher: Matcher) -> dict[str, float]:
    conversations = lines // 20
    chat = [row.text for row in generate_chat(5 * conversations).rows]
    history = made_up(conversations, {**TOPICS, **FRESH}, chat=chat)
    start = time.perf_counter()
    _learn(history, matcher, least=3)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"lines": len(history.rows), "seconds": seconds, "peak_mb": peak}


if __name__ == "__main__":
    sys.exit(main())
