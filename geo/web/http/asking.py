"""How much is worked out at once for requests beside the page, and for how long.

Each kind of request has threads of its own and a few places to wait in, so that of one kind many
cannot hold up another: the page's own files and the probes of health are never behind a search.
Who finds no place is told so after a second or more (status 503, Retry-After), so many in a second
and no more: clients that ask again and again without a pause would else keep the server busy with
refusals.  When the client leaves, what is still being read for it is stopped; so is what nobody can
have answered in a reasonable time, its wait for a place counted in.
"""

from __future__ import annotations

import math
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

import anyio
from anyio import to_thread
from anyio.lowlevel import RunVar

from geo.store import Question, StoppedError
from geo.web.http.requests import BusyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.requests import Request

T = TypeVar("T")
#: Seconds after which who finds no place is told so, at least; how many are told so in a second;
#: and how many wait for that: others are told at once.
PAUSE: Final = 1.0
_REFUSALS: Final = 20
_MOST_PAUSING: Final = 500
_PAUSING: Final = {"now": 0}


async def pause() -> None:
    """Wait a while before a refusal, the longer the more wait so."""
    if _PAUSING["now"] >= _MOST_PAUSING:
        return
    _PAUSING["now"] += 1
    try:
        await anyio.sleep(max(PAUSE, _PAUSING["now"] / _REFUSALS))
    finally:
        _PAUSING["now"] -= 1


@dataclass
class Kind:
    """A kind of request.

    Attributes
    ----------
    name : str
        For the metrics.
    at_once : int
        How many are worked out at once, each in a thread.
    waiting : int
        How many further ones wait for their turn.
    within : float
        Seconds after which one is given up, unless it has an answer; what is streamed has no end.
    """

    name: str
    at_once: int
    waiting: int
    within: float = 30.0
    inside: int = 0
    _limiters: RunVar[anyio.CapacityLimiter] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Each event loop has its own limiter."""
        self._limiters = RunVar(f"places for {self.name}")

    def limiter(self) -> anyio.CapacityLimiter:
        """Return what its threads are counted with; for the event loop."""
        found = self._limiters.get(None)
        if found is None:
            found = anyio.CapacityLimiter(self.at_once)
            self._limiters.set(found)
        return found

    def is_full(self) -> bool:
        """Return whether there is no place in it."""
        return self.inside >= self.at_once + self.waiting

    @contextmanager
    def place(self) -> Iterator[None]:
        """Have a place in it; raises BusyError if there is none."""
        if self.is_full():
            raise BusyError("Too much is asked of this server just now; try again in a moment.")
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1


#: What is answered from memory, or by a look into the store.
QUICK: Final = Kind("quick", 4, 200)
#: What looks through the texts of all incidents; the page's own questions go on beside it.
SEARCH: Final = Kind("search", max(1, (os.cpu_count() or 1) // 2), 16)
#: Pieces of what is streamed; how many streams there are, `streaming.Slots` says.
PIECES: Final = Kind("pieces", 3, 1_000, math.inf)
#: The embedded map.
EMBED: Final = Kind("embed", 2, 30)
#: Probes of a supervisor, which may come while the store is being built.
HEALTH: Final = Kind("health", 2, 100)


def kind_of(params: dict[str, list[str]], usual: Kind = QUICK) -> Kind:
    """Return the kind of a question by its filters."""
    return SEARCH if any(params.get("text", ())) else usual


async def answered(
    request: Request,
    kind: Kind,
    work: Callable[..., T],
    *arguments: Any,
    question: Question | None = None,
) -> T:
    """Return what `work` gives, worked out in one of the kind's threads.

    Raises
    ------
    BusyError
        If as many of its kind are being worked out and waited for as may be, or if there is no
        answer within the time of its kind.
    StoppedError
        If the client leaves before.
    """
    asked = question or Question()
    found: list[T] = []
    failed: list[Exception] = []
    late = False
    if kind.is_full():
        await pause()
    with kind.place():
        async with anyio.create_task_group() as group:

            async def leaves() -> None:
                nonlocal late
                with anyio.move_on_after(kind.within) as waiting:
                    while (await request.receive())["type"] != "http.disconnect":
                        pass
                late = waiting.cancelled_caught
                asked.stop()
                group.cancel_scope.cancel()

            group.start_soon(leaves)
            try:
                part = partial(asked.run, work, *arguments)
                found.append(await to_thread.run_sync(part, limiter=kind.limiter()))
            except Exception as error:  # noqa: BLE001 - raised below, outside of the group
                failed.append(error)
            group.cancel_scope.cancel()
    if late and not found:
        raise BusyError(
            "The answer would take too long just now; ask for less, or try again later."
        )
    if failed:
        raise failed[0]
    if not found:
        raise StoppedError("Nobody waits for the answer.")
    return found[0]
