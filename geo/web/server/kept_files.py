"""A download that was made stays until the browser has had time to fetch it.

Streamlit makes a file when its button is clicked, and tells the browser where it lies; it throws
the file away when two runs of any page have ended since, and does not make it for a button that the
page has drawn anew meanwhile.  On a server with visitors both come before a browser far away has
asked.  So what nobody refers to any more stays for `KEPT` seconds here.

All downloads together are bounded, and of one page two are made at once: a client may ask for the
same file again and again without a run of its page, after which Streamlit would look what may go.
"""

from __future__ import annotations

import contextlib
import math
import threading
import time
from typing import Any, Final

from streamlit.runtime import memory_media_file_storage, runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

#: Seconds for which a file, or what makes one, stays when nothing on any page refers to it.
KEPT: Final = 60.0
#: Bytes of all downloads together at most; the newest one stays, however large it is.
MOST: Final = 256_000_000
#: Files that are made at once for one page.
AT_ONCE: Final = 2


def keep_downloads() -> None:
    """Let the server that is started next keep downloads."""
    # Both names are looked up when the server is made.
    for module, name, ours in (
        (memory_media_file_storage, "MemoryMediaFileStorage", KeptFiles),
        (runtime, "MediaFileManager", KeptMakers),
    ):
        if not hasattr(module, name):
            raise RuntimeError(f"{module.__name__} has no {name}: its downloads are not kept")
        setattr(module, name, ours)


class KeptFiles(MemoryMediaFileStorage):
    """Files in memory, of which downloads are kept for a while when they may be deleted."""

    def __init__(self, media_endpoint: str) -> None:
        super().__init__(media_endpoint)
        #: Id of a download -> until when it is kept, and its size; the first goes first.
        self._held: dict[str, tuple[float, int]] = {}
        self._at_once = threading.Lock()

    def load_and_get_id(self, *given: Any, **named: Any) -> str:
        """Add a file and return its id; one that was about to go stays."""
        with self._at_once:
            file_id = super().load_and_get_id(*given, **named)
            file = self.get_file(file_id)
            if file.kind is MediaFileKind.DOWNLOADABLE:
                self._held.pop(file_id, None)
                self._held[file_id] = math.inf, file.content_size
        self._sweep()
        return file_id

    def delete_file(self, file_id: str) -> None:
        """Delete a file; a download not yet."""
        with self._at_once, contextlib.suppress(MediaFileStorageError):
            file = self.get_file(file_id)
            if file.kind is not MediaFileKind.DOWNLOADABLE:
                super().delete_file(file_id)
                return
            self._held[file_id] = time.monotonic() + KEPT, file.content_size
        self._sweep()
        # Nobody may come for hours.
        later = threading.Timer(KEPT + 1, self._sweep)
        later.daemon = True
        later.start()

    def _sweep(self) -> None:
        """Delete what has been kept long enough, and the oldest of what is too much."""
        with self._at_once:
            held = sum(size for _until, size in self._held.values())
            for file_id, (until, size) in list(self._held.items()):
                fits = held <= MOST or len(self._held) == 1
                if until > time.monotonic() and fits:
                    continue
                held -= size
                del self._held[file_id]
                super().delete_file(file_id)


class KeptMakers(MediaFileManager):
    """Files of pages, and what makes them on a click: of pages that are there, that is kept too."""

    def __init__(self, storage: Any) -> None:
        super().__init__(storage)
        #: Id of what makes a file -> until when it is kept though no page has it any more.
        self._until: dict[str, float] = {}
        #: The sessions for which files are being made, each as often as there are files.
        self._making: list[str] = []

    def execute_deferred(self, file_id: str) -> str:
        """Make a file and return its address; refuse it where the page has others made already."""
        maker = self._deferred_callables.get(file_id)
        session = maker["session_id"] if maker else ""
        with self._lock:
            if self._making.count(session) >= AT_ONCE:
                raise MediaFileStorageError("Other files of this page are being made.")
            self._making.append(session)
        try:
            return super().execute_deferred(file_id)
        finally:
            with self._lock:
                self._making.remove(session)

    def _drop_deferred_id(self, file_id: str) -> None:
        super()._drop_deferred_id(file_id)
        self._until.pop(file_id, None)

    def _remove_orphaned_deferred_callables(self) -> None:
        now, pages = time.monotonic(), self._files_by_session_and_coord.values()
        on_pages = {file_id for files in pages for file_id in files.values()}
        for file_id, maker in list(self._deferred_callables.items()):
            if file_id in on_pages:
                continue
            # What belongs to a page that is gone may hold data of its visitor.
            there = runtime.Runtime.instance().is_active_session(maker["session_id"])
            if not there or self._until.setdefault(file_id, now + KEPT) <= now:
                self._drop_deferred_id(file_id)
