"""Find a Chromium for the browser tests, or install one: ``python -m tests.browser.chromium``.

Order: ``ATLAS_CHROMIUM``, a browser on the path, one that Playwright has downloaded; then, to
install, Debian's package for root, else Playwright's own download.  Tests take the headless shell
where there is one: a browser without windows, which costs less.  With ``--windowed``, which is for
benchmarks, it is a browser as visitors have it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
WINDOWED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Debian's package; without a font a page has no text.
_FONTS = "fonts-dejavu-core"
#: Chromium sends nothing by itself with these, and runs as root and without a GPU.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
)


def find(*, windowed: bool = False) -> str | None:
    """Path of a Chromium on this machine, or None; of one with windows, if it has to be that."""
    given = os.environ.get("ATLAS_CHROMIUM")
    if given:
        return given
    for name in WINDOWED if windowed else (SHELL, *WINDOWED):
        if path := shutil.which(name):
            return path
    return _playwright_own()


def _playwright_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _quietly(*command: str) -> bool:
    try:
        return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def install(*, windowed: bool = False) -> str | None:
    """Install a Chromium the way this machine allows; return its path or None."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        _quietly("apt-get", "update", "-qq")
        # Ubuntu has no package of the shell.
        for name in WINDOWED[:1] if windowed else (SHELL, WINDOWED[0]):
            _quietly("apt-get", "install", "-y", "-qq", "--no-install-recommends", name, _FONTS)
            if path := shutil.which(name):
                return path
    _quietly(sys.executable, "-m", "playwright", "install", "chromium")
    return find(windowed=windowed)


def main(*, windowed: bool = False) -> int:
    """Command line: 0 if there is a Chromium now, else one sentence and 1."""
    path = find(windowed=windowed) or install(windowed=windowed)
    if path is None:
        sys.stderr.write(
            "The browser tests need Chromium: install it (Debian, Ubuntu: apt install chromium) or "
            "name one with ATLAS_CHROMIUM=/path/to/chromium.\n"
        )
        return 1
    sys.stdout.write(f"Chromium: {path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(windowed="--windowed" in sys.argv[1:]))
