"""The process that reads strangers' files: it loads what is needed once, and forks for each file.

The server starts it as a program of its own (`geo.confined.pool`).  It has one thread and reads
nothing itself, so that a fork of it is safe, and begins within milliseconds; each fork reads one
file under limits and ends.  When the server is gone, it ends all of them and itself.

The server's end of the control socket sends `BEGIN` with a number and two descriptors (the channel
for the messages of the file, and a pipe for how its process ended), or `END` with a number.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
import struct
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.confined import messages
from geo.errors import AtlasError, InputError

if TYPE_CHECKING:
    from types import FrameType

COMMAND: Final = struct.Struct("!cQ")
STATUS: Final = struct.Struct("!i")
BEGIN: Final = b"b"
END: Final = b"e"
#: A request holds the file, which the server has limited already.
_LONGEST_REQUEST: Final = 2**32
#: Descriptors that a process may open, and how much later the kernel ends what goes on after the
#: signal that its time is over.
_DESCRIPTORS: Final = 256
_GRACE_SECONDS: Final = 2
#: Address space that is taken and not used: stacks of threads, and what allocators keep ready.
_UNUSED_MB: Final = 256
#: Others go before it: who looks at a page waits for less.
_NICE: Final = 5
_FRAMES: Final = 6
#: Seconds between two words on how far it has come.
_OFTEN: Final = 0.1
_MB: Final = 2**20


def main() -> None:
    """Serve the control socket whose descriptor is the program's one argument."""
    from geo.confined import jobs

    control = socket.socket(fileno=int(sys.argv[1]))
    jobs.warm()
    # What is here now is shared with the forks, as long as nobody writes to it.
    gc.collect()
    gc.freeze()
    _serve(control)


def _serve(control: socket.socket) -> None:
    woken, wakes = socket.socketpair()
    for end in (woken, wakes):
        end.setblocking(False)  # noqa: FBT003 - its only argument
    signal.signal(signal.SIGCHLD, _nothing)
    signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
    running: dict[int, tuple[int, int]] = {}
    try:
        while True:
            ready, _, _ = select.select([control, woken], [], [])
            if woken in ready:
                with contextlib.suppress(BlockingIOError):
                    woken.recv(4096)
                _reap(running)
            if control in ready and not _obey(control, running, (woken, wakes)):
                return
    finally:
        for pid in running:
            os.kill(pid, signal.SIGKILL)


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """Let the wake-up descriptor say it."""


def _reap(running: dict[int, tuple[int, int]]) -> None:
    """Tell how processes ended that are done."""
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        _number, pipe = running.pop(pid)
        with contextlib.suppress(OSError):
            os.write(pipe, STATUS.pack(os.waitstatus_to_exitcode(status)))
        os.close(pipe)


def _obey(
    control: socket.socket,
    running: dict[int, tuple[int, int]],
    ours: tuple[socket.socket, socket.socket],
) -> bool:
    """Do what one command says; return whether there will be another."""
    said, descriptors, _flags, _address = socket.recv_fds(control, COMMAND.size, 2)
    if len(said) < COMMAND.size:
        return False
    command, number = COMMAND.unpack(said)
    if command == END:
        for pid, (begun, _pipe) in running.items():
            if begun == number:
                os.kill(pid, signal.SIGKILL)
        return True
    channel, pipe = descriptors
    try:
        pid = os.fork()
    except OSError:  # no memory, or too many processes: the server sees that the channel ends
        os.close(channel)
        os.close(pipe)
        return True
    if not pid:
        for end in (control, *ours):
            end.close()
        for _begun, other in running.values():
            os.close(other)
        os.close(pipe)
        _child(channel)
    os.close(channel)
    running[pid] = (number, pipe)
    return True


def _child(descriptor: int) -> None:
    """Do one job, say how it went, and end."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with socket.socket(fileno=descriptor) as channel:
            _job(channel)
        code = 0
    except BaseException:  # noqa: BLE001 - whatever it is, this process must not go on as its parent
        code = 1
    finally:
        os._exit(code)


def _job(channel: socket.socket) -> None:
    from geo.confined.jobs import JOBS

    name, asked = messages.receive(channel, _LONGEST_REQUEST)
    limit(asked["memory_mb"], asked["seconds"], asked["written_mb"])
    tempfile.tempdir = asked["folder"]
    messages.send(channel, "begun")
    try:
        found = JOBS[name](_telling(channel), **asked["arguments"])
        messages.send(channel, "done", found)
    except MemoryError:
        messages.send(channel, "memory")
    except InputError as error:
        told = {"problem": error.problem, "row": error.row, "column": error.column}
        messages.send(channel, "refused", told | {"file": error.file})
    except AtlasError as error:
        messages.send(channel, "refused", {"sentence": str(error)})
    except Exception as error:  # noqa: BLE001 - whatever it is, the server logs and says it
        messages.send(channel, "failed", _failure(error))


def _telling(channel: socket.socket) -> Any:
    last = 0.0

    def tell(stage: str, done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _OFTEN or done == total:
            last = now
            messages.send(channel, "told", [stage, done, total])

    return tell


def _failure(error: BaseException) -> dict[str, Any]:
    """Return an error's kind and where it arose, without its text, which may quote the file."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    where = [f"{'/'.join(Path(f.filename).parts[-2:])}:{f.lineno} {f.name}" for f in frames]
    return {"error": type(error).__name__, "trace": where}


def limit(memory_mb: int, seconds: int, written_mb: int) -> None:
    """Bound what this process may use from now on.

    Parameters
    ----------
    memory_mb : int
        Memory over what it has already.
    seconds : int
        Time of the processor.
    written_mb : int
        Size of any file that it writes.
    """
    import resource

    space = _address_space() + (memory_mb + _UNUSED_MB) * _MB
    for which, soft, hard in (
        (resource.RLIMIT_AS, space, space),
        (resource.RLIMIT_CPU, seconds, seconds + _GRACE_SECONDS),
        (resource.RLIMIT_FSIZE, written_mb * _MB, written_mb * _MB),
        (resource.RLIMIT_NOFILE, _DESCRIPTORS, _DESCRIPTORS),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        _, most = resource.getrlimit(which)
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)  # noqa: PLW2901 - never more than that
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(which, (soft, hard))
    # SIGXFSZ would end the process; a write that fails is a sentence.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    os.nice(_NICE)
    # Where memory ends all the same, this process goes before the server.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _address_space() -> int:
    """Return the bytes of address space that this process has; 0 where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except OSError:
        return 2**32  # macOS does not hold this limit either
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
