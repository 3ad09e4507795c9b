"""Downloads outlast the runs of other pages, and what makes them its own page's next run."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace

import pytest
from streamlit.runtime import memory_media_file_storage, runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from geo.web.server import kept_files
from geo.web.server.kept_files import KEPT, KeptFiles, KeptMakers, keep_downloads

CSV = "text/csv"


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until a test puts it on, and a server with one session, `mine`."""
    now = SimpleNamespace(at=0.0, sessions={"mine"})
    monkeypatch.setattr(kept_files.time, "monotonic", lambda: now.at)
    monkeypatch.setattr("streamlit.runtime.media_file_manager._get_session_id", lambda: "mine")
    server = SimpleNamespace(is_active_session=lambda name: name in now.sessions)
    monkeypatch.setattr(runtime.Runtime, "_instance", server)
    return now


@pytest.fixture
def files(clock):  # noqa: ARG001
    return KeptFiles("/media")


def made(manager: MediaFileManager, content: bytes = b"a,b") -> str:
    """What a click on a download's button makes: its id."""
    return manager.execute_deferred(manager.add_deferred(lambda: content, CSV, "1", "a.csv"))


def name(address: str) -> str:
    return address.rpartition("/")[2]


def test_a_download_outlasts_the_runs_of_other_pages(clock, files):
    manager = KeptMakers(files)
    address = made(manager)
    for _run in range(5):
        manager.remove_orphaned_files()
    assert files.get_file(name(address)).content == b"a,b"
    clock.at = KEPT
    manager.remove_orphaned_files()
    made(manager, b"c")
    for _run in range(2):
        manager.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError):
        files.get_file(name(address))


def test_made_again_it_stays_anew(clock, files):
    manager = KeptMakers(files)
    address = made(manager)
    for _run in range(2):
        manager.remove_orphaned_files()
    clock.at = KEPT - 1
    assert made(manager) == address
    clock.at = KEPT + 1
    for _run in range(2):
        manager.remove_orphaned_files()
    assert files.get_file(name(address)).content == b"a,b"


def test_what_is_kept_is_bounded_and_the_newest_stays(files, monkeypatch):
    monkeypatch.setattr(kept_files, "MOST", 5)
    ids = [
        files.load_and_get_id(content, CSV, MediaFileKind.DOWNLOADABLE, "a.csv")
        for content in (b"1234", b"12", b"1234567")
    ]
    # Also of those that nobody has wanted to delete.
    assert list(files._files_by_id) == ids[2:]
    picture = files.load_and_get_id(b"<svg/>", "image/svg+xml", MediaFileKind.MEDIA)
    for file_id in ids:
        files.delete_file(file_id)
    assert list(files._files_by_id) == [ids[2], picture]
    files.load_and_get_id(b"1", CSV, MediaFileKind.DOWNLOADABLE, "a.csv")
    assert ids[2] not in files._files_by_id


@pytest.mark.usefixtures("clock")
def test_of_one_page_two_files_are_made_at_once(files):
    manager, begun = KeptMakers(files), []

    def make() -> bytes:
        begun.append("made")
        with contextlib.suppress(MediaFileStorageError):  # a click while this one is being made
            manager.execute_deferred(asked)
        return b"a"

    asked = manager.add_deferred(make, CSV, "1", "a.csv")
    manager.execute_deferred(asked)
    assert len(begun) == 2
    manager.execute_deferred(asked)
    assert len(begun) == 4


def test_a_picture_of_the_page_goes_at_once(files):
    file_id = files.load_and_get_id(b"<svg/>", "image/svg+xml", MediaFileKind.MEDIA)
    files.delete_file(file_id)
    assert not files._files_by_id


def test_a_click_made_before_the_page_was_drawn_anew_is_answered(clock, files):
    manager = KeptMakers(files)
    clicked = manager.add_deferred(lambda: b"old", CSV, "1", "a.csv")
    for _run in range(3):
        manager.clear_session_refs("mine")
        manager.add_deferred(lambda: b"new", CSV, "1", "a.csv")
        manager.remove_orphaned_files()
    assert files.get_file(name(manager.execute_deferred(clicked))).content == b"old"
    clock.at = KEPT
    manager.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError):
        manager.execute_deferred(clicked)


def test_what_belongs_to_a_page_that_is_gone_is_not_kept(clock, files):
    manager = KeptMakers(files)
    manager.add_deferred(lambda: b"of a visitor", CSV, "1", "a.csv")
    clock.sessions.clear()
    manager.clear_session_refs("mine")
    manager.remove_orphaned_files()
    assert not manager._deferred_callables


def test_the_server_is_made_of_these(monkeypatch):
    monkeypatch.setattr(memory_media_file_storage, "MemoryMediaFileStorage", MemoryMediaFileStorage)
    monkeypatch.setattr(runtime, "MediaFileManager", MediaFileManager)
    keep_downloads()
    assert memory_media_file_storage.MemoryMediaFileStorage is KeptFiles
    assert runtime.MediaFileManager is KeptMakers
    monkeypatch.delattr(runtime, "MediaFileManager")
    with pytest.raises(RuntimeError, match="has no MediaFileManager"):
        keep_downloads()
