"""An animation that is drawn in the background, while the visitor goes on with the page.

One at a time is drawn on a server, each by a thread; others wait, and not more than `MOST_WAITING`.
It ends when the visitor cancels it, asks for another, or has left.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo import i18n
from geo.errors import AtlasError
from geo.i18n import _, ngettext
from geo.sentences import translated
from geo.texts import plain
from geo.web.visitor import session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from geo.maps import Days, Drawing

    Drawings = Iterable[tuple[Days, Drawing]]
    #: Maps -> the file.
    Make = Callable[[Drawings], bytes]

_LOG: Final = logging.getLogger(__name__)
_KEY: Final = "animation"
MOST_WAITING: Final = 8
#: Seconds for which a page may be away, as when its connection is lost, and be there again.
_GRACE: Final = 15.0
#: Seconds between two looks at how far it has come.
_TICK: Final = 0.5
_DRAWING: Final = threading.Lock()
_ALL: Final[list[Animation]] = []
_CHANGING: Final = threading.Lock()


class _EndedError(Exception):
    """The animation is not wanted any more."""


class Animation:
    """One animation that is drawn by a thread of its own.

    Parameters
    ----------
    asked : object
        What it is of; another one is another animation.
    total : int
        How many pictures it will have.
    drawings : callable
        Gives the maps.
    make : callable
        Makes the file of them.
    is_there : callable
        Whether the visitor still is.

    Attributes
    ----------
    ready : int
        How many pictures are drawn.
    content : bytes or None
        The file, once it is done.
    problem : str
        Why there is none; one sentence.
    """

    def __init__(
        self,
        asked: object,
        total: int,
        drawings: Callable[[], Drawings],
        make: Make,
        is_there: Callable[[], bool],
    ) -> None:
        self.asked, self.total, self.ready = asked, total, 0
        self.content: bytes | None = None
        self.problem = ""
        self._drawings, self._make, self._is_there = drawings, make, is_there
        self._seen = time.monotonic()
        self._wanted = True
        self._spoken = i18n.language()
        with _CHANGING:
            if len(_ALL) > MOST_WAITING:
                self.problem = _("Many animations are being drawn here; try again in a minute.")
                return
            _ALL.append(self)
        threading.Thread(target=self._run, name="animation", daemon=True).start()

    @property
    def running(self) -> bool:
        """Whether it is being drawn, or waits for that."""
        return self.content is None and not self.problem and self._wanted

    @property
    def before(self) -> int:
        """How many others were asked for before it, and are not done."""
        with _CHANGING:
            return _ALL.index(self) if self in _ALL else 0

    def cancel(self) -> None:
        """End it; nothing of it is kept."""
        self._wanted = False

    def _run(self) -> None:
        try:
            while not _DRAWING.acquire(timeout=_TICK):
                self._check()
            try:
                with i18n.speaking(self._spoken):
                    made = self._make(self._counted())
                self._check()
                self.content = made
            finally:
                _DRAWING.release()
        except _EndedError:
            self._wanted = False
        except AtlasError as error:
            self.problem = str(error)
        except Exception:  # noqa: BLE001 - or nobody would hear of it
            _LOG.exception("an animation was not drawn")
            self.problem = _("The animation could not be drawn.")
        finally:
            with _CHANGING:
                _ALL.remove(self)

    def _counted(self) -> Iterator[tuple[Days, Drawing]]:
        for drawn in self._drawings():
            self._check()
            yield drawn
            self.ready += 1

    def _check(self) -> None:
        """Raise `_EndedError` where nobody wants it any more."""
        if self._is_there():
            self._seen = time.monotonic()
        if not self._wanted or time.monotonic() - self._seen > _GRACE:
            raise _EndedError


def current() -> Animation | None:
    """Return the session's animation, if there is one."""
    found = st.session_state.get(_KEY)
    return found if isinstance(found, Animation) else None


def draw(
    asked: object,
    total: int,
    drawings: Callable[[], Drawings],
    make: Make,
    file: Mapping[str, str],
) -> None:
    """Draw the button that begins it, how far it has come, or the button that hands it out.

    Parameters
    ----------
    asked, total, drawings, make
        As `Animation` takes them.
    file : dict
        Arguments of the button that hands it out: file_name, mime, key.
    """
    found = current()
    if found is not None and found.asked != asked:
        found.cancel()
        found = st.session_state[_KEY] = None
    if found is not None and found.running:
        st.fragment(_progress, run_every=_TICK, key="animation_progress")(found)
        return
    if found is not None and found.content is not None:
        st.download_button(
            _("Download"),
            data=found.content,
            on_click="ignore",
            icon=":material/download:",
            type="primary",
            file_name=file["file_name"],
            mime=file["mime"],
            key=file["key"],
        )
        return
    label = ngettext("Draw {n} picture", "Draw {n} pictures", total)
    st.button(
        label,
        on_click=_begin,
        args=(asked, total, drawings, make),
        key="animation_begin",
        icon=":material/animation:",
        type="primary",
        disabled=not total,
    )
    if found is not None and found.problem:
        st.caption(plain(translated(found.problem)))


def _begin(asked: object, total: int, drawings: Callable[[], Drawings], make: Make) -> None:
    is_there = session.is_there()
    st.session_state[_KEY] = Animation(asked, total, drawings, make, is_there)


def _progress(found: Animation) -> None:
    """Draw how far an animation has come; the page is drawn again when it is done."""
    if not found.running:
        st.rerun()
    if before := found.before:
        text = ngettext(
            "{n} animation is before yours.", "{n} animations are before yours.", before
        )
    else:
        text = _("Picture {ready} of {total}").format(ready=found.ready, total=found.total)
    st.progress(min(1.0, found.ready / max(1, found.total)), text=text)
    st.button(_("Cancel"), on_click=found.cancel, key="animation_cancel")
