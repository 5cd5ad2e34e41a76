"""Index folders that nobody uses any more go, and no others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from actions.recommendation import Recommender, TextEncoder
from actions.recommendation.index import keeping
from actions.recommendation.index.build import Plan, build, open_index
from actions.recommendation.index.keeping import Hold, announce, building, remove_unused
from actions.shop.records import ProductRecord
from benchmarks.scale.catalogue import MadeUp
from benchmarks.scale.catalogue import product as made_up
from settings import PROJECT_ROOT
from tests.recommendation.catalogue import ConceptEncoder

COUNT = 30
HOUR = 3600.0
WEEKS = 15 * 24 * HOUR
HOLDS = """
import sys
from pathlib import Path
from actions.recommendation.index.keeping import Hold
hold = Hold(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def load() -> tuple[TextEncoder, str]:
    return ConceptEncoder(), "concepts"


def load_another() -> tuple[TextEncoder, str]:
    return ConceptEncoder(), "others"


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(MadeUp(COUNT), load, tmp_path)


def indexes(plan: Plan) -> list[str]:
    return sorted(folder.name for folder in plan.home.glob("index-*"))


def built(plan: Plan) -> str:
    """Build an index; returns its folder's name."""
    before = set(indexes(plan))
    build(plan, quiet=True)
    (name,) = set(indexes(plan)) - before
    return name


def aged(root: Path, seconds: float) -> None:
    """Have all that is there look as old."""
    then = time.time() - seconds
    for path in (root, *root.rglob("*")):
        os.utime(path, (then, then))


def test_a_replaced_index_stays_while_it_is_used(plan: Plan) -> None:
    first = built(plan)
    opened = open_index(plan)
    assert opened is not None
    shop: Recommender | None = Recommender(opened[0], version=opened[1])
    del opened
    second = built(plan)
    aged(plan.folder, HOUR)
    assert remove_unused(plan.folder, plan.fingerprint) == []
    assert shop is not None
    # A state that was made of it keeps it, too.
    dearer = replace(shop.products[2], price_min=shop.products[2].price_min + 1)
    shop = shop.changed({dearer.id: dearer}, "next")
    assert remove_unused(plan.folder, plan.fingerprint) == []
    assert shop.product(5) == made_up(5)
    shop = None
    assert remove_unused(plan.folder, plan.fingerprint) == [plan.home / first]
    assert indexes(plan) == [second]
    assert open_index(plan) is not None


def test_an_index_that_was_replaced_a_moment_ago_stays(plan: Plan) -> None:
    both = sorted([built(plan), built(plan)])
    assert remove_unused(plan.folder, plan.fingerprint) == []
    assert indexes(plan) == both


def test_another_process_keeps_its_index_until_it_ends_even_by_a_crash(plan: Plan) -> None:
    first = built(plan)
    command = [sys.executable, "-c", HOLDS, str(plan.home / first)]
    other = subprocess.Popen(
        command, cwd=PROJECT_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None and other.stdin is not None
    with other:
        assert other.stdout.readline() == "held\n"
        built(plan)
        aged(plan.folder, HOUR)
        assert remove_unused(plan.folder, plan.fingerprint) == []
        other.send_signal(signal.SIGKILL)
        other.wait()
        assert remove_unused(plan.folder, plan.fingerprint) == [plan.home / first]


def test_what_a_crashed_build_left_goes_and_the_current_one_stays(plan: Plan) -> None:
    current = built(plan)
    broken = plan.home / "index-broken00"
    (broken / "shard.part").mkdir(parents=True)
    aged(plan.folder, WEEKS)
    assert remove_unused(plan.folder, plan.fingerprint) == [broken]
    assert indexes(plan) == [current]


def test_an_index_that_becomes_current_meanwhile_stays(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(plan)
    late = plan.home / "index-late0000"
    late.mkdir()
    aged(plan.folder, HOUR)
    locked = keeping._locked

    def announced_first(file: int) -> bool:
        announce(plan.home, late)
        return locked(file)

    monkeypatch.setattr(keeping, "_locked", announced_first)
    assert late not in remove_unused(plan.folder, plan.fingerprint)


def test_nothing_goes_where_the_current_one_cannot_be_told(plan: Plan) -> None:
    both = sorted([built(plan), built(plan)])
    (plan.home / "current.json").write_text("{")
    aged(plan.folder, WEEKS)
    assert remove_unused(plan.folder, plan.fingerprint) == []
    assert indexes(plan) == both
    assert open_index(plan) is None


def test_what_another_encoder_left_goes_after_a_week(plan: Plan) -> None:
    old = Plan(MadeUp(COUNT), load_another, plan.folder)
    built(old)
    build(plan, quiet=True)
    assert old.home.exists()  # it may be wanted again
    vectors = plan.folder / "vectors-others"
    opened = open_index(old)
    aged(plan.folder, WEEKS)
    assert opened is not None
    assert remove_unused(plan.folder, plan.fingerprint) == []
    del opened
    assert set(remove_unused(plan.folder, plan.fingerprint)) == {old.home, vectors}
    assert open_index(plan) is not None and (plan.folder / "vectors-concepts").exists()


def test_to_open_an_index_counts_as_use(plan: Plan) -> None:
    old = Plan(MadeUp(COUNT), load_another, plan.folder)
    built(old)
    aged(plan.folder, WEEKS)
    assert open_index(old) is not None  # and closed at once
    assert remove_unused(plan.folder, plan.fingerprint) == []


def test_a_removed_folder_cannot_be_held(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Hold(tmp_path / "index-gone0000")


def test_of_two_builds_at_once_the_second_takes_what_the_first_has_made(tmp_path: Path) -> None:
    reading, go_on = threading.Event(), threading.Event()
    read: list[tuple[int, int]] = []

    class Slow(MadeUp):
        def read(self, chunk: tuple[int, int]) -> list[ProductRecord]:
            read.append(chunk)
            reading.set()
            go_on.wait(60)
            return super().read(chunk)

    plan = Plan(Slow(COUNT), load, tmp_path)
    builds = [threading.Thread(target=build, args=(plan,), kwargs={"quiet": True}) for _ in "ab"]
    builds[0].start()
    assert reading.wait(60)
    builds[1].start()
    time.sleep(0.2)  # so that it comes to wait
    go_on.set()
    for one in builds:
        one.join()
    assert len(read) == 1 and len(indexes(plan)) == 1


def test_a_build_that_broke_off_lets_the_next_one_in(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="away"), building(tmp_path):
        raise OSError("the shop is away")
    with building(tmp_path) as made_by_another:
        assert not made_by_another
