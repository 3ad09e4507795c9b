"""Geocoding on several processes or machines, through Dask.

A file is cut into blocks of rows (`geo.ingest.placing.blocks`), none of which divides an incident;
each block is geocoded and joined with the boundaries on some worker, and the answers come back in
the blocks' order.  So the result is that of one process, row for row.  A block is sent with its
task and not kept on a worker: when a worker dies, the block is done again elsewhere.

Needs the extra `cluster`.  Every worker must run the same version of the atlas with the same data.
"""

from __future__ import annotations

import importlib
import logging
import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from geo.errors import AtlasError
from geo.ingest.versions import version_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

    from geo.blocks import Run

_PATIENCE = "30s"
#: A scheduler that is there answers at once.
_ANSWERS = "8s"
#: Seconds between two looks at whether a worker is left, and how many looks in a row may find none:
#: a worker that died is started again meanwhile.
_LOOK = 5.0
_LOOKS = 24
#: Processes that a processor has use for, at most.
_EACH = 4


class ClusterError(AtlasError):
    """The cluster is not there, or does not do the work."""


def most_workers() -> int:
    """Return how many processes this machine has use for: each takes some hundred megabytes."""
    return _EACH * (os.cpu_count() or 1)


@contextmanager
def cluster(*, scheduler: str | None = None, workers: int | None = None) -> Iterator[Run]:
    """Open a cluster and give what runs blocks on it.

    Parameters
    ----------
    scheduler : str, optional
        Address of a Dask scheduler, "tcp://10.0.0.5:8786".
    workers : int, optional
        Start this many processes on this machine, which end with the `with`.

    Raises
    ------
    ClusterError
        If there are to be too many processes, Dask is not installed, the scheduler does not
        answer, a worker has another version of the atlas, the workers die over and over, or none of
        them is left.
    """
    if scheduler and workers:
        raise ClusterError("--scheduler and --workers exclude each other; name one of them.")
    if workers and workers > most_workers():
        raise ClusterError(f"--workers is at most {most_workers()} on this machine.")
    with ExitStack() as stack:
        client = _connect(stack, scheduler, workers)
        _check_versions(client)
        yield _runner(client)


def _connect(stack: ExitStack, scheduler: str | None, workers: int | None) -> Any:
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise ClusterError(
            "--workers and --scheduler need Dask; install it with"
            " `pip install 'incident-atlas[cluster]'`."
        ) from None
    try:
        if scheduler is not None:
            return stack.enter_context(distributed.Client(scheduler, timeout=_ANSWERS))
        local = distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        )
        return stack.enter_context(distributed.Client(stack.enter_context(local)))
    except (OSError, TimeoutError, ValueError) as error:
        what = f"at {scheduler} does not answer" if scheduler else "could not be started"
        raise ClusterError(f"the cluster {what} ({error}).") from error


def _runner(client: Any) -> Run:
    from distributed.scheduler import KilledWorker

    def run(
        work: Callable[[pd.DataFrame], pd.DataFrame], blocks: Sequence[pd.DataFrame]
    ) -> Iterator[pd.DataFrame]:
        tasks = [client.submit(work, block, pure=False) for block in blocks]
        try:
            for task in tasks:
                yield _result(client, task)
                task.release()
        except KilledWorker as error:
            raise ClusterError(
                "several workers died at the same rows, probably for want of memory;"
                " give each of them more."
            ) from error
        finally:
            client.cancel(tasks)

    return run


def _result(client: Any, task: Any) -> pd.DataFrame:
    """Wait for a block as long as there is a worker that may do it."""
    missing = 0
    while missing < _LOOKS:
        try:
            found: pd.DataFrame = task.result(timeout=_LOOK)
        except TimeoutError:
            missing = 0 if client.scheduler_info(n_workers=-1)["workers"] else missing + 1
        else:
            return found
    raise ClusterError(
        f"all workers are gone, and none came back in {_LOOKS * _LOOK:.0f} seconds;"
        " look into their logs and ingest again."
    )


def _check_versions(client: Any) -> None:
    """Refuse workers that would answer otherwise."""
    own = version_of()
    for worker, version in client.run(version_of).items():
        if version != own:
            raise ClusterError(
                f"worker {worker} has another version of the atlas or its data;"
                " install the same on all."
            )
