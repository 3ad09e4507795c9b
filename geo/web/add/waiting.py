"""What a visitor sees of a file that is being read in a process of its own, and how it is ended.

The process ends with the run of the page that waits for it: when the visitor leaves, takes the file
away, presses Cancel or anything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo import confined
from geo.errors import AtlasError, InputError
from geo.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from geo.confined import Job

#: What is done within so many seconds is not worth a word.
_AT_ONCE: Final = 0.4
#: Seconds between two looks at how far it has come, and at whether the visitor is still there.
_TICK: Final = 0.25
_CANCELLED: Final = "reading_cancelled"
_READING: Final = N_("Reading the file")
_STAGES: Final = {"geocoding": N_("Finding the places")}


def done(name: str, key: str, *, file: str, **arguments: Any) -> Any:
    """Return what a job gives, or why it gives nothing; draw how far it has come meanwhile.

    Parameters
    ----------
    name : str
        One of `geo.confined.jobs.JOBS`.
    key : str
        By which the session knows the file.
    file : str
        Its name.
    **arguments
        What the job takes besides.
    """
    if st.session_state.pop(_CANCELLED, None) == key:
        return InputError("reading was cancelled; take the file away, or give it again", file=file)
    try:
        with confined.start(name, file=file, **arguments) as job:
            if not job.wait(_AT_ONCE):
                _watch(job, key, name)
            return job.result()
    except AtlasError as error:
        return error


def _watch(job: Job, key: str, name: str) -> None:
    """Draw how far a job has come until it is done; a run that is to stop stops here."""
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, text=" ", width="stretch")
        st.button(_("Cancel"), key=f"cancel:{name}:{key}", on_click=_cancel, args=(key,))
    finished = False
    while not finished:
        share, text = _said(job)
        bar.progress(share, text=text)  # ends this run here, if the visitor is gone
        finished = job.wait(_TICK)
    place.empty()


def _said(job: Job) -> tuple[float, str]:
    """Return how much of a job is done, and that in words."""
    if before := job.before:
        return 0.0, ngettext("{n} file is before yours.", "{n} files are before yours.", before)
    if job.told is None:
        return 0.0, _(_READING)
    stage, ready, total = job.told
    share = min(1.0, max(0.0, ready / total)) if total > 0 else 0.0
    return share, _(_STAGES.get(stage, _READING))


def _cancel(key: str) -> None:
    st.session_state[_CANCELLED] = key
