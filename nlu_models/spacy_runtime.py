"""The one place that imports spaCy: ``from nlu_models.spacy_runtime import spacy``.

spaCy's thinc imports torch whenever it is installed, which costs a serving process seconds and
hundreds of megabytes for nothing: the pipelines used here hold no network. So torch is hidden
while thinc looks for it. Training in the same process can import torch afterwards.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_HIDDEN = "torch"


@contextmanager
def _without_torch() -> Iterator[None]:
    """Make ``import torch`` fail with ImportError inside the block, unless it is loaded already."""
    if _HIDDEN in sys.modules:
        yield
        return
    # None in sys.modules is Python's own way to say "this import fails".
    sys.modules[_HIDDEN] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[_HIDDEN]


def _import_spacy() -> ModuleType:
    if "thinc.compat" in sys.modules:
        return importlib.import_module("spacy")
    with _without_torch():
        importlib.import_module("thinc.compat")
        return importlib.import_module("spacy")


spacy = _import_spacy()

__all__ = ["spacy"]
