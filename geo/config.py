"""Settings: each is one entry of `SETTINGS`, with its name, its default and what it means.

A setting comes from the environment variable of its name, else from the TOML file that
`ATLAS_CONFIG` names, where it has the same name, else it has its default.  An empty value counts as
none.  The file is read once; a name in it that is no setting is an error.  ::

    # atlas.toml
    ATLAS_STORE = "/srv/atlas/incidents.duckdb"
    ATLAS_MAX_UPLOAD_MB = 20
    ATLAS_EMBED_ORIGINS = ["https://news.example", "https://*.example.org"]

`python -m geo config` prints every setting, its value, where that came from, and what it means.
"""

from __future__ import annotations

import os
import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import platformdirs

from geo.errors import AtlasError

if TYPE_CHECKING:
    from collections.abc import Callable

#: The setting that names the file of settings; it cannot stand in that file.
FILE: Final = "ATLAS_CONFIG"
_ROOT: Final = Path(__file__).resolve().parent.parent
#: In a wheel the data lie inside the package; in a checkout beside it.
_INSIDE: Final = Path(str(files("geo"))) / "data"
_INSTALLED: Final = _INSIDE.is_dir()
#: An origin: scheme, host (of which the first label may be `*`), and perhaps a port.
_ORIGIN: Final = re.compile(
    r"https?://(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?",
    re.IGNORECASE,
)
_SWITCH: Final = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}


class SettingError(AtlasError):
    """A setting whose value cannot be; one sentence that names it and says what was expected."""


def _whole(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:12]) < 10**9:
        raise SettingError(f"{name}={text[:80]!r} is not a whole number of 1 or more.")
    return int(text)


def _text(_name: str, text: str) -> str:
    return " ".join(text.split())


def _path(_name: str, text: str) -> Path:
    return Path(text)


def _switch(name: str, text: str) -> bool:
    if text.lower() not in _SWITCH:
        raise SettingError(f"{name}={text[:80]!r} is neither on nor off.")
    return _SWITCH[text.lower()]


def _log(name: str, text: str) -> str:
    if text.lower() not in ("json", "text", "off"):
        raise SettingError(f"{name}={text[:80]!r} is none of json, text, off.")
    return text.lower()


def _origins(name: str, text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(text.replace(",", " ").split()))
    for origin in found:
        if origin != "*" and not _ORIGIN.fullmatch(origin):
            raise SettingError(
                f"{name}: {origin[:80]!r} is not an origin such as https://example.org"
                " (a scheme and a host, no path)."
            )
    return found


def _is_host(host: str) -> bool:
    with suppress(ValueError):
        return bool(ip_address(host.strip("[]")))
    return ":" not in host and _ORIGIN.fullmatch(f"https://{host}") is not None


def _hosts(name: str, text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(text.replace(",", " ").lower().split()))
    for host in found:
        if host != "*" and not _is_host(host):
            raise SettingError(
                f"{name}: {host[:80]!r} is not the name of a host such as atlas.example"
                " (no scheme, no port, no path)."
            )
    return found


def _exact_origins(name: str, text: str) -> tuple[str, ...]:
    found = _origins(name, text)
    for origin in found:
        if "*." in origin:
            raise SettingError(f"{name}: {origin[:80]!r} is not one origin; name each in full.")
    return found


@dataclass(frozen=True)
class Setting:
    """One setting.

    Attributes
    ----------
    name : str
        Its name in the environment and in the file.
    read : callable
        Name and text -> value; raises SettingError.
    default : str
        Text that stands for it where it is not set; may be empty, for none.
    meaning : str
        One sentence.
    """

    name: str
    read: Callable[[str, str], Any]
    default: str
    meaning: str


#: Every setting; a new one is one entry here.
SETTINGS: Final[dict[str, Setting]] = {
    setting.name: setting
    for setting in (
        Setting(FILE, _path, "", "TOML file with settings; the environment goes before it."),
        Setting(
            "ATLAS_DATA",
            _path,
            str(_INSIDE if _INSTALLED else _ROOT / "data"),
            "Folder of the shipped data: regions, boundaries, gazetteer, incidents.",
        ),
        Setting(
            "ATLAS_GAZETTEER",
            _path,
            "",
            "Extended gazetteer (`python -m geo gazetteer extend`), where it is not in its"
            " usual folder.",
        ),
        Setting(
            "ATLAS_INCIDENTS",
            _path,
            "",
            "CSV in the long form that the page shows by itself; else incidents.csv in ATLAS_DATA.",
        ),
        Setting(
            "ATLAS_STORE",
            _path,
            "",
            "A store built with `python -m geo ingest`, shown as it is instead of ATLAS_INCIDENTS.",
        ),
        Setting(
            "ATLAS_STATE",
            _path,
            str(platformdirs.user_state_path("incident-atlas") if _INSTALLED else _ROOT / ".store"),
            "Folder for the store that the page builds by itself.",
        ),
        Setting(
            "ATLAS_MAX_UPLOAD_MB",
            _whole,
            "50",
            "Most megabytes of a file that a visitor may add to the page.",
        ),
        Setting("ATLAS_MAX_UPLOAD_ROWS", _whole, "100000", "Most rows of such a file."),
        Setting(
            "ATLAS_MAX_READERS",
            _whole,
            "2",
            "Most files of visitors that are read at once, each in a process of its own; further"
            " ones wait.",
        ),
        Setting(
            "ATLAS_READING_MB",
            _whole,
            "700",
            "Most megabytes of memory that reading such a file may take.",
        ),
        Setting(
            "ATLAS_READING_SECONDS",
            _whole,
            "120",
            "Most seconds of the processor that reading such a file, or finding its places, may"
            " take.",
        ),
        Setting(
            "ATLAS_MAX_DOWNLOADS",
            _whole,
            "20",
            "Most answers of the data API that are being sent at once; further ones get status"
            " 503.",
        ),
        Setting(
            "ATLAS_HOSTS",
            _hosts,
            "",
            "Names that the server answers to, such as atlas.example or *.example.org, with spaces"
            " between them; none: those of this machine where it listens on this machine only, else"
            " all.",
        ),
        Setting(
            "ATLAS_PUBLIC",
            _switch,
            "off",
            "Whether everybody may see the server: datasets whose terms forbid that are withheld,"
            " or shown by region, type and week only (on, off).",
        ),
        Setting(
            "ATLAS_EMBED_ORIGINS",
            _origins,
            "",
            "Origins whose pages may show /embed in a frame, with spaces between them, or * for"
            " all; none: this server's own pages only.",
        ),
        Setting(
            "ATLAS_CORS_ORIGINS",
            _exact_origins,
            "",
            "Origins whose scripts may read the data API, with spaces between them, or * for all;"
            " none: this server's own pages only.",
        ),
        Setting(
            "ATLAS_CONTACT",
            _text,
            "",
            "Mail or web address of who runs the server, which the page names for errors.",
        ),
        Setting(
            "ATLAS_ONLINE_TILES",
            _switch,
            "on",
            "Whether a visitor may choose an online background for the map (on, off).",
        ),
        Setting(
            "ATLAS_LOG",
            _log,
            "json",
            "What the server writes to standard error: json, text or off.",
        ),
    )
}


def found(name: str) -> tuple[str, str]:
    """Return a setting's text, and where it came from: `environment`, `file` or `default`."""
    if text := os.environ.get(name, "").strip():
        return text, "environment"
    if name != FILE and (text := _from_file().get(name, "").strip()):
        return text, "file"
    return SETTINGS[name].default, "default"


def value(name: str) -> Any:
    """Return a setting's value; None for one that has neither a value nor a default.

    Raises
    ------
    SettingError
        If its text is not what it should be, or the file of settings cannot be read.
    """
    text, _ = found(name)
    setting = SETTINGS[name]
    return setting.read(name, text) if text else None


def check() -> None:
    """Raise SettingError for the first setting that cannot be used."""
    for name in SETTINGS:
        value(name)


def _from_file() -> dict[str, str]:
    named = os.environ.get(FILE, "").strip()
    return _read_file(named) if named else {}


@cache
def _read_file(named: str) -> dict[str, str]:
    """Read the settings of a file, as the environment would spell them."""
    try:
        content = tomllib.loads(Path(named).read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingError(f"{FILE}={named[:200]!r} cannot be read ({error.strerror}).") from None
    except ValueError as error:  # of TOML, or of UTF-8
        raise SettingError(f"{FILE}={named[:200]!r} is not a TOML file: {error}.") from None
    return {name: _as_text(name, given) for name, given in content.items()}


def _as_text(name: str, given: Any) -> str:
    if name not in SETTINGS or name == FILE:
        raise SettingError(
            f"{name[:80]!r} in the file that {FILE} names is not a setting;"
            " `python -m geo config` lists them."
        )
    if isinstance(given, bool):
        return "on" if given else "off"
    if isinstance(given, list) and all(isinstance(item, str) for item in given):
        return " ".join(given)
    if isinstance(given, str | int):
        return str(given)
    raise SettingError(f"{name} in the file that {FILE} names is not a text, number or list.")


def data_folder() -> Path:
    """Return the folder of the shipped data; `check` tells of a broken file of settings."""
    text = SETTINGS["ATLAS_DATA"].default
    with suppress(SettingError):
        text, _ = found("ATLAS_DATA")
    return Path(text).absolute()


def shipped_incidents() -> Path:
    """Return the path of the incidents that the page shows by itself."""
    given: Path | None = value("ATLAS_INCIDENTS")
    return given or data_folder() / "incidents.csv"


def given_store() -> Path | None:
    """Return the path of the store that the page is told to show, None if it builds its own."""
    given: Path | None = value("ATLAS_STORE")
    return given


def own_store() -> Path:
    """Return the path of the store that the page builds and reads by itself."""
    folder: Path = value("ATLAS_STATE")
    return folder / "atlas.duckdb"


def max_upload_mb() -> int:
    """Return the most megabytes of a file that a visitor adds."""
    return int(value("ATLAS_MAX_UPLOAD_MB"))


def max_upload_rows() -> int:
    """Return the most rows of a file that a visitor adds."""
    return int(value("ATLAS_MAX_UPLOAD_ROWS"))


def max_readers() -> int:
    """Return how many files of visitors are read at once, at most."""
    return int(value("ATLAS_MAX_READERS"))


def reading_mb() -> int:
    """Return the most megabytes of memory that reading a visitor's file may take."""
    return int(value("ATLAS_READING_MB"))


def reading_seconds() -> int:
    """Return the most seconds of the processor that reading a visitor's file may take."""
    return int(value("ATLAS_READING_SECONDS"))


def max_downloads() -> int:
    """Return how many answers of the data API are sent at once, at most."""
    return int(value("ATLAS_MAX_DOWNLOADS"))


def hosts() -> tuple[str, ...]:
    """Return the names that the server answers to, as far as they are set."""
    return value("ATLAS_HOSTS") or ()


def public() -> bool:
    """Return whether everybody may see the server."""
    return bool(value("ATLAS_PUBLIC"))


def embed_origins() -> tuple[str, ...]:
    """Return the origins that may show the embedded map, besides this server's own."""
    return value("ATLAS_EMBED_ORIGINS") or ()


def cors_origins() -> tuple[str, ...]:
    """Return the origins whose scripts may read the data API, besides this server's own."""
    return value("ATLAS_CORS_ORIGINS") or ()


def contact() -> str:
    """Return the address of who runs the server; blank if none is given."""
    return str(value("ATLAS_CONTACT") or "")


def online_tiles() -> bool:
    """Return whether a visitor may choose an online background."""
    return bool(value("ATLAS_ONLINE_TILES"))


def log_form() -> str:
    """Return how the server logs: `json`, `text` or `off`."""
    return str(value("ATLAS_LOG"))
