"""How the server is doing: health for a supervisor, metrics for Prometheus.

Nothing here says who asked or for what; routes are the few names of `geo.web.addresses`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import anyio
from anyio import to_thread
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from geo import query, store
from geo.errors import AtlasError
from geo.sources import freshness
from geo.web.http.asking import HEALTH
from geo.web.visitor.server_store import HOLDER

if TYPE_CHECKING:
    from geo.sources import Freshness
    from geo.store import Store

#: Seconds that a probe waits for a store that is being built.
_PATIENCE: Final = 5.0
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

METRICS_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY: Final = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
_REQUESTS: Final = Counter(
    "atlas_requests", "Requests answered.", ("route", "status"), registry=REGISTRY
)
_DURATION: Final = Histogram(
    "atlas_request_seconds",
    "Time from a request to the last byte of its answer.",
    ("route",),
    buckets=_SECONDS,
    registry=REGISTRY,
)
_BYTES: Final = Counter(
    "atlas_response_bytes", "Bytes of the answers' bodies.", ("route",), registry=REGISTRY
)
SESSIONS: Final = Gauge("atlas_sessions", "Pages that are open now.", registry=REGISTRY)
DOWNLOADS: Final = Gauge(
    "atlas_downloads", "Answers of the data API that are being sent now.", registry=REGISTRY
)
_STORE: Final = Info("atlas_store", "The store that is shown.", registry=REGISTRY)
_ROWS: Final = Gauge("atlas_store_rows", "Rows of the store.", ("table",), registry=REGISTRY)
_READY: Final = Gauge("atlas_ready", "1 if the store can be read.", registry=REGISTRY)


def count_request(route: str, status: int, seconds: float, sent: int) -> None:
    """Count a request that has been answered.

    Parameters
    ----------
    route : str
        From `geo.web.addresses.route_of`.
    status : int
        The answer's; 0 if there was none.
    seconds : float
        How long it took, its body included.
    sent : int
        Bytes of its body.
    """
    _REQUESTS.labels(route, str(status)).inc()
    _DURATION.labels(route).observe(seconds)
    _BYTES.labels(route).inc(sent)


async def _store_in_time() -> Store:
    """Return the store, or raise an AtlasError; wait shortly for one that is being built."""
    with anyio.move_on_after(_PATIENCE):
        return await to_thread.run_sync(
            HOLDER.get, abandon_on_cancel=True, limiter=HEALTH.limiter()
        )
    raise AtlasError("The store is being built; ask again in a minute.")


async def health(*, live: bool) -> tuple[int, dict[str, Any]]:
    """Return status and body of an answer about the server's health.

    Parameters
    ----------
    live : bool
        Ask only whether the server answers at all; otherwise whether its data can be read, too.

    Returns
    -------
    int
        200, or 503 if no store can be read.
    dict
        `status`: `ok` or `error`; with `ok` the store's `version`, `incidents` and `format`;
        `current`: whether it is the newest data or, that being refused, the last good; and
        `datasets`: how fresh each of them is.
    """
    if live:
        return 200, {"status": "ok"}
    try:
        found = await _store_in_time()
        facets = await to_thread.run_sync(query.facets, found, limiter=HEALTH.limiter())
        fresh = await to_thread.run_sync(freshness, found, limiter=HEALTH.limiter())
    except AtlasError as error:
        return 503, {"status": "error", "error": str(error)}
    return 200, {
        "status": "ok",
        "version": found.version,
        "incidents": facets.incidents,
        "format": store.FORMAT,
        "current": not HOLDER.problem,
        "datasets": [_told(one) for one in fresh],
    }


def _told(one: Freshness) -> dict[str, Any]:
    """Return how fresh a dataset is; why a fetch failed is for the operator's eyes."""
    return {
        "dataset": one.dataset,
        "last_event": one.last_event and one.last_event.isoformat(),
        "last_fetch": one.last_fetch and one.last_fetch.isoformat(),
        "last_failure": one.last_failure and one.last_failure.isoformat(),
        "late": one.fetch_is_late or one.events_are_late,
    }


async def metrics() -> bytes:
    """Return all figures in Prometheus' text format."""
    try:
        found = await _store_in_time()
        facets = await to_thread.run_sync(query.facets, found, limiter=HEALTH.limiter())
    except AtlasError:
        _READY.set(0)
    else:
        _READY.set(1)
        _STORE.info({"version": found.version, "format": store.FORMAT})
        _ROWS.labels("incidents").set(facets.incidents)
        _ROWS.labels("locations").set(facets.records)
        _ROWS.labels("rejected").set(facets.rejected)
    return generate_latest(REGISTRY)
