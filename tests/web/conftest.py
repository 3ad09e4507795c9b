"""What the tests of the page share."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest
from streamlit.components.v2 import manifest_scanner

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def _one_scan_of_components() -> Iterator[None]:
    """Streamlit's `AppTest` reads the metadata of all that is installed at each of its runs."""
    with pytest.MonkeyPatch.context() as patch:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield
