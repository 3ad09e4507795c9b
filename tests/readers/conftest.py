"""One fixture over all formats."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

import pytest

from tests.readers.samples import SAMPLES


@dataclass(frozen=True)
class Sample:
    """A file of one format."""

    name: str
    format: str
    content: bytes


@pytest.fixture(params=SAMPLES)
def sample(request, tmp_path) -> Sample:
    """A file with the samples' incidents, in each format in turn."""
    form, make = SAMPLES[request.param]
    needs_folder = "folder" in inspect.signature(make).parameters
    return Sample(request.param, form, make(tmp_path) if needs_folder else make())
