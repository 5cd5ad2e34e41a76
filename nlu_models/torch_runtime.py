"""The one place that imports torch and transformers, which are needed for training only.

OpenMP's threads spin while they wait for each other. On a machine whose cores are also busy with
something else that makes training ten times slower, so they are told to sleep instead; the setting
counts only before torch is loaded.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch
import transformers

__all__ = ["torch", "transformers"]
