"""Tags as entities of Rasa: learned from its annotations, in its form, beside the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.shared.importers.utils import training_data_from_paths
from rasa.shared.utils.io import write_yaml

from nlu_models.entity_component import reconciled
from nlu_models.options import MatcherOptions
from nlu_models.rasa_data import matcher_data
from tests.nlu_models.conftest import EXAMPLES, RESPONSES
from tests.nlu_models.test_component import MATCHER, Project, parse

MARKED = [
    "it is [Ann Bee](name) here",
    'it is [Noor Osei]{"entity": "name"} here',
    "[Tomasz Wierzba](name) and my [red](color) parcel",
    "[Ito](name) and my parcel",
]


@pytest.fixture(scope="module")
def agent(toy_options: MatcherOptions, tmp_path_factory: pytest.TempPathFactory) -> Agent:
    names = ("encoder", "epochs", "learning_rate", "head_learning_rate", "holdout")
    options: dict[str, Any] = {name: getattr(toy_options, name) for name in names}
    folder = tmp_path_factory.mktemp("tagged")
    project = Project(folder, options)
    project.write_config(
        [{"name": "WhitespaceTokenizer"}, {"name": MATCHER, **options, "tags": ["name"]}]
    )
    examples = {**EXAMPLES, "track_order": [*EXAMPLES["track_order"], *MARKED]}
    project.write_data(examples, RESPONSES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RASA_CACHE_DIRECTORY", str(folder / "cache"))
        return Agent.load(str(project.train()))


def test_a_tagged_span_is_an_entity_in_rasas_form(agent: Agent) -> None:
    text = "it is Noor Osei here"
    parsed = parse(agent, text)
    (entity,) = parsed["entities"]
    assert 0.5 <= entity.pop("confidence_entity") <= 1
    assert entity == {
        "entity": "name",
        "start": 6,
        "end": 15,
        "value": "Noor Osei",
        "extractor": "BertIntentAnswerMatcher",
    }
    assert parse(agent, "show me tents")["entities"] == []


def test_only_entities_that_the_option_names_are_learned(tmp_path: Path) -> None:
    nlu = [
        {"intent": "track_order", "examples": "".join(f"- {text}\n" for text in MARKED)},
        {"lookup": "name", "examples": "- Ann\n- Bo\n"},
        {"lookup": "color", "examples": "- blue\n"},
    ]
    path = tmp_path / "nlu.yml"
    write_yaml({"version": "3.1", "nlu": nlu}, path)
    loaded = training_data_from_paths([str(path)], "en")
    data = matcher_data(loaded, ("name", "size"))
    assert data.entities == ["name"]
    assert data.tables == {"name": ["Ann", "Bo"], "color": ["blue"]}
    marked = [(e.text[tag.start : tag.end], tag.learned) for e in data.examples for tag in e.tags]
    assert marked == [
        ("Ann Bee", True),
        ("Noor Osei", True),
        ("Tomasz Wierzba", True),
        ("red", False),  # only gets new values
        ("Ito", True),
    ]
    untagged = matcher_data(loaded)
    assert (untagged.entities, untagged.tables) == ([], {})
    assert [e.text for e in untagged.examples] == [e.text for e in data.examples]


def _entity(kind: str, start: int, end: int) -> dict[str, Any]:
    return {"entity": kind, "start": start, "end": end}


@pytest.mark.parametrize(
    ("tagged", "found", "kept"),
    [
        pytest.param([("name", 0, 4)], [("color", 0, 4)], ["color"], id="the catalogue's word"),
        pytest.param([("name", 0, 9)], [("color", 4, 9)], ["name"], id="Tom Brown"),
        pytest.param([("name", 5, 9)], [("product", 0, 16)], ["product"], id="within a title"),
        pytest.param([("address", 0, 20)], [("postcode", 12, 20)], ["postcode"], id="postcode"),
        pytest.param([("name", 0, 4)], [("price", 5, 9)], ["name", "price"], id="beside"),
        pytest.param([], [("price", 5, 9)], ["price"], id="nothing tagged"),
        pytest.param([("name", 0, 4)], [], ["name"], id="nothing found"),
    ],
)
def test_of_two_that_overlap_one_stays(
    tagged: list[tuple[str, int, int]], found: list[tuple[str, int, int]], kept: list[str]
) -> None:
    entities = reconciled([_entity(*one) for one in tagged], [_entity(*one) for one in found])
    assert [entity["entity"] for entity in entities] == kept
