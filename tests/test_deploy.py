"""What is deployed is what is tested: pins, licences, and the files in deploy/."""

from __future__ import annotations

import ctypes.util
import re
import shutil
import subprocess
import sys
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


#: Asks the kernel for what the service asks systemd for, and does what the server does.
_FILTERED = """
import ctypes, sys
calls = ctypes.CDLL(sys.argv[1])
calls.seccomp_init.restype = ctypes.c_void_p
calls.seccomp_load.argtypes = [ctypes.c_void_p]
calls.seccomp_rule_add.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
rules = calls.seccomp_init(ctypes.c_uint32(0x00050001))  # everything else is EPERM
for name in sys.argv[2].split():
    number = calls.seccomp_syscall_resolve_name(name.encode())
    if number >= 0:
        assert calls.seccomp_rule_add(rules, 0x7FFF0000, number, 0) == 0, name
assert calls.seccomp_load(rules) == 0
import os
try:
    os.chroot("/")
    raise SystemExit("the filter does not hold")
except PermissionError:
    pass
import numpy
(numpy.random.default_rng(0).random((700, 700)) @ numpy.ones((700, 700))).sum()
from geo import confined
from geo.ingest import ensure_store
from geo.store import Store
Store(ensure_store()).verify()
from geo.web.visitor.server_store import HOLDER
HOLDER.get().verify()
content = b"date,place\\n2024-10-20,Kharkiv\\n"
assert confined.run("prepare", file="a.csv", content=content).rows == 1
os.environ["ATLAS_READING_SECONDS"] = "1"
lists = "\\n".join(f"2024-10-20,Sumy {n}; near Kharkiv {n}" for n in range(30000))
try:
    confined.run("prepare", file="a.csv", content=("date,place\\n" + lists).encode())
except confined.FailedError:
    raise
except Exception as error:
    assert "seconds of the processor" in str(error), error
import asyncio, streamlit, pyogrio, matplotlib.pyplot
asyncio.run(asyncio.sleep(0))
print("done")
"""


def allowed_calls() -> set[str]:
    """The system calls that the service may make, its groups taken apart by systemd."""
    allowed: set[str] = set()
    unit = (DEPLOY / "atlas.service").read_text()
    for line in re.findall(r"^SystemCallFilter=(.*)$", unit, re.MULTILINE):
        names = taken_apart(line.removeprefix("~").split())
        allowed = allowed - names if line.startswith("~") else allowed | names
    return allowed


def taken_apart(names: list[str]) -> set[str]:
    calls = {name for name in names if not name.startswith("@")}
    if groups := [name for name in names if name.startswith("@")]:
        said = subprocess.run(
            ["systemd-analyze", "--no-pager", "syscall-filter", *groups],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        inside = [line.strip() for line in said.splitlines() if line.startswith("    ")]
        calls |= taken_apart([name for name in inside if not name.startswith("#")])
    return calls


@pytest.mark.slow
@pytest.mark.skipif(
    not (shutil.which("systemd-analyze") and ctypes.util.find_library("seccomp")),
    reason="systemd-analyze or libseccomp is not installed",
)
def test_the_server_runs_under_the_filter_of_its_service(tmp_path):
    calls = allowed_calls()
    assert "mbind" in calls
    assert not calls & {"mount", "chroot", "ptrace", "kexec_load", "reboot", "bpf"}
    said = subprocess.run(
        [sys.executable, "-c", _FILTERED, "libseccomp.so.2", " ".join(sorted(calls))],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "ATLAS_STATE": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout.strip() == "done", said.stderr[-2000:]
