"""What is written to standard error while the server runs or a file is ingested: one line an event.

With ``ATLAS_LOG=json`` a line is a JSON object, with ``text`` it is ``time level event key=value``;
``off`` writes nothing.  Every line has `time` (UTC), `level` and `event`.  A field never holds a
visitor's address, what a visitor asked for, or content of a file; whatever text a field does hold
is escaped, so that it stays on its line and no terminal acts on it.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
import traceback
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from geo import config

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOGGER: Final = logging.getLogger("atlas")
_FIELDS: Final = "atlas_fields"
_LONGEST: Final = 500
#: How many frames of a failure are named, the innermost last.
_FRAMES: Final = 6
Value = str | int | float | bool | None | list[str]


def _inert(value: Value) -> Value:
    return value[:_LONGEST] if isinstance(value, str) else value


def _failure(error: BaseException) -> dict[str, Value]:
    """Return an error's kind and where it arose, without its text, which may quote a file."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    where: list[str] = [
        f"{'/'.join(frame.filename.replace(chr(92), '/').split('/')[-2:])}:{frame.lineno}"
        f" {frame.name}"
        for frame in frames
    ]
    return {"error": type(error).__name__, "trace": where}


class LineFormatter(logging.Formatter):
    """One line per record; a failure that goes with it is named without its text.

    Parameters
    ----------
    form : str
        `json` or `text`.
    """

    def __init__(self, form: str) -> None:
        super().__init__()
        self._json = form == "json"

    def format(self, record: logging.LogRecord) -> str:
        """Write a record as one line of ASCII."""
        fields: dict[str, Value] | None = getattr(record, _FIELDS, None)
        if fields is None:  # of a library
            # Its own words alone: what stands in their places may be a stranger's.
            fields = {"logger": record.name, "message": str(record.msg)}
        if record.exc_info and record.exc_info[1] is not None:
            fields = {"event": "failure", "logger": record.name}
            fields |= _failure(record.exc_info[1])
        line: dict[str, Value] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": "message",
        }
        line |= {name: _inert(value) for name, value in fields.items()}
        if self._json:
            return json.dumps(line)
        head = f"{line.pop('time')} {line.pop('level')} {line.pop('event')}"
        return " ".join([head, *(f"{name}={json.dumps(value)}" for name, value in line.items())])


def set_up(form: str | None = None) -> None:
    """Begin to write; without this, `event` writes nothing.

    Parameters
    ----------
    form : str, optional
        `json`, `text` or `off`; by default what the setting ATLAS_LOG says.
    """
    form = form or config.log_form()
    _LOGGER.handlers.clear()
    _LOGGER.propagate = False
    _LOGGER.setLevel(logging.INFO)
    if form == "off":
        _LOGGER.addHandler(logging.NullHandler())
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter(form))
    _LOGGER.addHandler(handler)


def catch_all() -> None:
    """Write what libraries, warnings and uncaught errors say in the same form, a line each."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter(form()))
    handler.setLevel(logging.WARNING)
    logging.root.handlers[:] = [handler]
    logging.captureWarnings(capture=True)
    sys.excepthook = lambda _kind, error, _trace: failure("uncaught", error)
    threading.excepthook = lambda told: _uncaught(told.exc_value)
    sys.unraisablehook = lambda told: _uncaught(told.exc_value)


def _uncaught(error: BaseException | None) -> None:
    if error is not None and not isinstance(error, SystemExit):
        failure("uncaught", error)


def form() -> str:
    """Return how lines are written, `json` or `text`; libraries go on where ours is off."""
    return "text" if config.log_form() == "text" else "json"


def set_up_command() -> None:
    """Begin to write for a command, where the setting ATLAS_LOG was given on purpose."""
    if config.found("ATLAS_LOG")[1] != "default":
        set_up()


def event(name: str, *, level: int = logging.INFO, **fields: Value) -> None:
    """Write one event.

    Parameters
    ----------
    name : str
        What happened, in a word.
    level : int
        One of logging's.
    **fields
        Figures and names of ours; no address, query or content.
    """
    _write(name, level, fields)


def _write(name: str, level: int, fields: dict[str, Value]) -> None:
    if _LOGGER.handlers:
        _LOGGER.log(level, name, extra={_FIELDS: {"event": name, **fields}})


@contextmanager
def timed(name: str, **fields: Value) -> Iterator[dict[str, Value]]:
    """Write an event for a piece of work: how long it took, and whether it failed.

    Yields
    ------
    dict
        Fields that the work may add.
    """
    began = time.perf_counter()
    told: dict[str, Value] = dict(fields)
    try:
        yield told
    except Exception as error:
        _write(name, logging.ERROR, told | _failure(error) | {"ms": _since(began)})
        raise
    _write(name, logging.INFO, told | {"ms": _since(began)})


def _since(began: float) -> float:
    """Return the milliseconds since a moment of `time.perf_counter`."""
    return round((time.perf_counter() - began) * 1000, 1)


def failure(name: str, error: BaseException, **fields: Value) -> None:
    """Write an event of something that went wrong; the error's own text is left out."""
    _write(name, logging.ERROR, fields | _failure(error))
