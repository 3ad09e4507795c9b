"""One fixture over all formats."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.readers.samples import SAMPLES, content


@dataclass(frozen=True)
class Sample:
    """A file of one format."""

    name: str
    format: str
    content: bytes


@pytest.fixture(scope="module", params=SAMPLES)
def sample(request, tmp_path_factory) -> Sample:
    """A file with the samples' incidents, in each format in turn."""
    name = request.param
    return Sample(name, SAMPLES[name][0], content(name, tmp_path_factory.mktemp(name)))
