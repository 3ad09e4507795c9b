"""Credentials: from the environment, a file, or the keyring; never in a log, store or error.

A credential such as `ATLAS_ACLED_PASSWORD` is looked for in the environment under that name; in the
file that `ATLAS_ACLED_PASSWORD_FILE` names; in the file `atlas_acled_password` of the folder that
systemd names in `CREDENTIALS_DIRECTORY`; and in the keyring, where the package `keyring` is
installed, under the service `incident-atlas`.
"""

from __future__ import annotations

import importlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from geo.sources.source import SourceError

_SERVICE: Final = "incident-atlas"
#: What is shorter may well stand in a sentence by chance.
_TELLING: Final = 4


class Credentials:
    """Finds credentials, and takes them out of texts again."""

    def __init__(self) -> None:
        self._given = set[str]()

    def get(self, name: str) -> str | None:
        """Return a credential, or None if there is none.

        Raises
        ------
        SourceError
            If the file that is named cannot be read.
        """
        found = os.environ.get(name, "").strip() or _from_file(name) or _from_keyring(name)
        if found:
            self.hide(found)
        return found or None

    def hide(self, secret: str) -> None:
        """Remember what is not to be told, such as a token."""
        if len(secret) >= _TELLING:
            self._given.add(secret)

    def clean(self, text: str) -> str:
        """Return a text without any credential that was given out."""
        for secret in sorted(self._given, key=len, reverse=True):
            text = text.replace(secret, "(hidden)")
        return text


def _from_file(name: str) -> str:
    if named := os.environ.get(f"{name}_FILE", "").strip():
        try:
            return Path(named).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or "not in UTF-8"
            raise SourceError(f"{name}_FILE names a file that cannot be read ({reason}).") from None
    if folder := os.environ.get("CREDENTIALS_DIRECTORY", "").strip():
        with suppress(OSError, UnicodeError):
            return Path(folder, name.lower()).read_text(encoding="utf-8").strip()
    return ""


def _from_keyring(name: str) -> str:
    try:
        keyring: Any = importlib.import_module("keyring")
    except ImportError:
        return ""
    try:
        return str(keyring.get_password(_SERVICE, name) or "")
    except Exception:  # noqa: BLE001 - each keyring has errors of its own; without it is an answer
        return ""
