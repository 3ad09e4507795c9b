"""What is deployed is what is tested: pins, licences, and the files in deploy/."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.browser.conftest import ROOT

DEPLOY = ROOT / "deploy"
PIN = re.compile(r"^([a-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def pins(path) -> set[tuple[str, str]]:
    return set(PIN.findall(path.read_text()))


def names(path) -> set[str]:
    return {name for name, _version in pins(path)}


@pytest.mark.parametrize("file", ["requirements-run.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_as_tested_and_by_hash(file):
    text = (DEPLOY / file).read_text()
    agreed = pins(ROOT / "constraints.txt")
    assert pins(DEPLOY / file) - {p for p in pins(DEPLOY / file) if p[0] == "setuptools"} <= agreed
    for block in re.split(r"\n(?=[a-z])", text.strip()):
        assert "==" in block
        assert block.count("--hash=sha256:") >= 1, block.splitlines()[0]
    assert "setuptools" in names(DEPLOY / file)  # what the atlas itself is built with
    assert "://" not in text


def test_everything_that_is_required_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {re.split(r"[<>=!\[]", text)[0].lower() for text in project["dependencies"]}
    assert wanted <= names(DEPLOY / "requirements-run.txt")
    for extra in ("auth", "cluster", "test", "dev"):
        required = {
            re.split(r"[<>=!\[]", text)[0].lower()
            for text in project["optional-dependencies"][extra]
        }
        assert required - {"incident-atlas"} <= names(DEPLOY / "requirements-dev.txt")


def test_every_licence_is_listed():
    rows = (DEPLOY / "licences.md").read_text().splitlines()
    listed = {row.split(" | ")[0].removeprefix("| "): row for row in rows if row.startswith("| ")}
    assert names(DEPLOY / "requirements-run.txt") <= set(listed)
    assert not [row for row in listed.values() if "not stated" in row]


def test_the_container_and_the_service_have_no_rights():
    container = (DEPLOY / "Containerfile").read_text()
    assert container.index("USER atlas") < container.index("CMD")
    assert "--require-hashes" in container
    assert "/api/health" in container
    service = (DEPLOY / "atlas.service").read_text()
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n"):
        assert line in service
    assert "--server.address 127.0.0.1" in service
