"""Asking other servers: with patience, within limits, and without telling them secrets of others.

An answer is read as a whole or not at all: one that ends early, is too long or too slow, or is
packed and cut off, is an error.  A credential goes to the host that it is meant for and, when that
host sends us elsewhere, no further.  No error and no log names an address beyond its host and path.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final, Self

import httpx2 as httpx

from geo.sources.source import Part, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

_REDIRECTS: Final = 5
_MOVED: Final = (301, 302, 303, 307, 308)
_AGAIN: Final = frozenset({429, 500, 502, 503, 504})
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE
)
_SECONDS: Final = re.compile("[0-9]+")
_NOT_MODIFIED: Final = 304
_OK: Final = 200
_GONE: Final = (404, 410)


class AnswerError(SourceError):
    """An answer that says no.

    Attributes
    ----------
    status : int
        Its status.
    """

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True)
class Patience:
    """How long another server is waited for.

    Attributes
    ----------
    tries : int
        How often one address is asked for, at most.
    pause : float
        Seconds before the second try; each further pause is twice as long.
    most_wait : float
        Longest pause; a server that asks for a longer one (Retry-After) is left alone.
    seconds : float
        How long one answer may take.
    silence : float
        How long nothing may come.
    most_bytes : int
        How long one answer may be, unpacked.
    sleep : callable
        Waits for so many seconds.
    """

    tries: int = 5
    pause: float = 2.0
    most_wait: float = 900.0
    seconds: float = 900.0
    silence: float = 60.0
    most_bytes: int = 512 * 2**20
    sleep: Callable[[float], object] = time.sleep


@dataclass(frozen=True)
class Answer:
    """A whole answer.

    Attributes
    ----------
    where : str
        Host and path that were asked.
    status : int
        200, or 304 where what is known already has not changed.
    content : bytes
    headers : mapping
    """

    where: str
    status: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def unchanged(self) -> bool:
        """Whether what is known already has not changed."""
        return self.status == _NOT_MODIFIED

    def json(self) -> Any:
        """Return what it holds.

        Raises
        ------
        SourceError
            If it is a page for people, or no whole JSON.
        """
        self.refuse_page()
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            raise SourceError(
                f"{self.where} answered {len(self.content):,} bytes that are no whole JSON."
            ) from None

    def refuse_page(self) -> None:
        """Raise SourceError for a page for people, such as a form to sign in."""
        if _HTML.match(self.content[:4000]):
            raise SourceError(
                f"{self.where} answered with a page for people (HTML) where data was expected;"
                " perhaps it asks to sign in."
            )

    def part(self, now: datetime) -> Part:
        """Return the file that it is, with what its server says of it."""
        found = re.search(r"max-age=(\d{1,9})", self.headers.get("cache-control", ""))
        kept = float(found[1]) if found else 0.0
        return Part(
            self.content,
            self.headers.get("etag", ""),
            self.headers.get("last-modified", ""),
            now.timestamp() + min(kept, 86_400.0) if kept else 0.0,
        )


def user_agent() -> str:
    """Return how we call ourselves."""
    try:
        number = version("incident-atlas")
    except PackageNotFoundError:
        number = "0"
    return f"incident-atlas/{number} (open-source incident map; fetches on an operator's request)"


class Client:
    """Asks other servers; to be left with `with`.

    Parameters
    ----------
    patience : Patience
        How long they are waited for.
    """

    def __init__(self, patience: Patience = Patience()) -> None:
        self.patience = patience
        self._line = _Line()
        self._http = httpx.Client(
            headers={"User-Agent": user_agent(), "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(patience.silence, connect=min(20.0, patience.silence)),
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        self._http.close()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
        known: Part | None = None,
        again: Collection[int] = (),
    ) -> Answer:
        """Ask for an address.

        Parameters
        ----------
        url : str
            The address; http is taken for credentials on this machine only.
        params : mapping, optional
            Its query.
        secrets : mapping, optional
            Headers that are for this host alone.
        known : Part, optional
            What is known already: it is asked for only if it has changed.
        again : collection of int
            Statuses besides the usual ones after which to try again.

        Raises
        ------
        AnswerError
            If the answer says no.
        SourceError
            If there is no whole answer.
        """
        headers = {}
        if known is not None and known.etag:
            headers["If-None-Match"] = known.etag
        if known is not None and known.modified:
            headers["If-Modified-Since"] = known.modified
        request = _Request("GET", url, params, headers, dict(secrets or {}))
        return self._patiently(request, again)

    def post(
        self,
        url: str,
        *,
        data: Mapping[str, str] | None = None,
        body: Any = None,
        secrets: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a form (`data`, which may hold credentials) or JSON (`body`); raises as `get`."""
        request = _Request("POST", url, None, {}, dict(secrets or {}), data, body)
        return self._patiently(request, ())

    def _patiently(self, request: _Request, again: Collection[int]) -> Answer:
        problem = ""
        for attempt in range(self.patience.tries):
            try:
                return self._follow(request)
            except AnswerError as error:
                if error.status not in _AGAIN and error.status not in again:
                    raise
                problem, wait = str(error), self._wait(attempt, request)
            except _InterruptedError as error:
                problem, wait = str(error), self._pause(attempt)
            if attempt + 1 < self.patience.tries:
                self.patience.sleep(wait)
        raise SourceError(f"{problem} It was tried {self.patience.tries} times.")

    def _pause(self, attempt: int) -> float:
        return float(min(self.patience.pause * 2**attempt, self.patience.most_wait))

    def _wait(self, attempt: int, request: _Request) -> float:
        asked = _seconds(request.retry_after)
        if asked is None:
            return self._pause(attempt)
        if asked > self.patience.most_wait:
            raise SourceError(
                f"{request.where} asks to be left alone for {asked:,.0f} seconds; try again then."
            )
        return asked

    def _follow(self, request: _Request) -> Answer:
        """Ask, and go where the answer sends us, without the secrets of where we were."""
        step = request
        for _redirect in range(_REDIRECTS):
            step.check()
            found = self._once(step)
            request.retry_after = found.headers.get("retry-after", "")
            if found.status not in _MOVED:
                return _good(found)
            step = step.moved(found.headers.get("location", ""))
        raise SourceError(f"{request.where} sends us from one address to the next without end.")

    def _once(self, request: _Request) -> Answer:
        line = self._line
        try:
            with (
                line.within(self.patience.seconds),
                self._http.stream(
                    request.method,
                    request.url,
                    params=request.params,
                    headers={**request.headers, **request.secrets},
                    data=request.data,
                    json=request.body,
                    extensions={"trace": line.heard},
                ) as response,
            ):
                content = b"".join(self._pieces(response, request.where))
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Answer(request.where, response.status_code, content, headers)
        except httpx.TimeoutException:
            raise _InterruptedError(f"{request.where} did not answer in time.") from None
        except (httpx.TransportError, zlib.error) as error:
            if line.cut:
                seconds = f"{self.patience.seconds:g}"
                raise _InterruptedError(
                    f"{request.where} took longer than {seconds} seconds."
                ) from None
            raise _InterruptedError(
                f"{request.where} gave no whole answer ({type(error).__name__})."
            ) from None
        except (httpx.InvalidURL, httpx.HTTPError, UnicodeError):
            raise SourceError(f"{request.where} is no address that can be asked.") from None

    def _pieces(self, response: httpx.Response, where: str) -> Iterator[bytes]:
        """Yield the body unpacked, as long as it is within the limits; it has to be whole."""
        left = self.patience.most_bytes
        coding = response.headers.get("content-encoding", "identity").strip().lower()
        if coding not in ("identity", "gzip", "x-gzip", ""):
            raise SourceError(f"{where} answers packed with {coding[:20]!r}, which was not asked.")
        packed = _Packed() if "gzip" in coding else None
        for raw in response.iter_raw():
            piece = packed.unpacked(raw, left + 1) if packed else raw
            left -= len(piece)
            if left < 0:
                raise SourceError(
                    f"{where} answers with more than {self.patience.most_bytes:,} bytes, the most"
                    " that is taken."
                )
            yield piece
        if packed and not packed.whole:
            raise _InterruptedError(f"{where} broke off within a packed answer.")


class _Packed:
    """Unpacks gzip, of which an answer may have several members, one after the other."""

    def __init__(self) -> None:
        self._member: Any = None

    @property
    def whole(self) -> bool:
        """Whether no member is cut off."""
        return self._member is None or bool(self._member.eof)

    def unpacked(self, raw: bytes, most: int) -> bytes:
        """Return what the next bytes are, of which more than `most` need not be whole."""
        pieces, size = [], 0
        while raw and size < most:
            if self.whole:
                self._member = zlib.decompressobj(16 + zlib.MAX_WBITS)
            pieces.append(self._member.decompress(raw, most - size))
            size += len(pieces[-1])
            raw = self._member.unused_data
        return b"".join(pieces)


class _Line:
    """The connections of a client, which are cut when an answer takes too long.

    The library limits each silence only: a server could go on with its headings for ever.
    """

    def __init__(self) -> None:
        self._sockets: set[Any] = set()
        self.cut = False

    def heard(self, _event: str, info: dict[str, Any]) -> None:
        """Note a connection that is made; the library tells of all that it does."""
        made: Any = info.get("return_value")
        if hasattr(made, "get_extra_info") and (found := made.get_extra_info("socket")):
            self._sockets.add(found)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Cut all connections if the body of the `with` takes longer."""
        self.cut = False
        late = threading.Timer(seconds, self._cut)
        late.daemon = True
        late.start()
        try:
            yield
        finally:
            late.cancel()
            self._sockets = {one for one in self._sockets if one.fileno() >= 0}

    def _cut(self) -> None:
        self.cut = True
        for one in list(self._sockets):
            with suppress(OSError):  # it is closed already
                one.shutdown(socket.SHUT_RDWR)


class _InterruptedError(SourceError):
    """An answer that did not come, or not as a whole; another try may bring it."""


@dataclass
class _Request:
    """What is asked for, and what the answer said about asking again."""

    method: str
    url: str
    params: Mapping[str, str] | None
    headers: Mapping[str, str]
    secrets: Mapping[str, str]
    data: Mapping[str, str] | None = None
    body: Any = None
    retry_after: str = ""

    @property
    def where(self) -> str:
        """Host and path, which may be told."""
        try:
            address = httpx.URL(self.url)
        except (httpx.InvalidURL, ValueError):
            return "an address"
        return f"{address.host}{address.path}"[:200]

    def check(self) -> None:
        """Refuse addresses that are none, and secrets where anybody could read them."""
        try:
            address = httpx.URL(self.url)
        except (httpx.InvalidURL, ValueError):
            raise SourceError("an address that cannot be read; expected https://…") from None
        if address.scheme not in ("http", "https") or not address.host:
            raise SourceError(f"{self.where} is no address on the web; expected https://…")
        told = bool(self.secrets or self.data)
        if told and address.scheme != "https" and address.host not in _LOOPBACK:
            raise SourceError(
                f"{self.where} has no encryption; credentials are sent by https only."
            )

    def moved(self, location: str) -> _Request:
        """Return the request for where an answer sends us."""
        if self.method != "GET":
            raise SourceError(f"{self.where} has moved; its address is to be given anew.")
        try:
            here, there = httpx.URL(self.url), httpx.URL(self.url).join(location)
        except (httpx.InvalidURL, ValueError):
            raise SourceError(f"{self.where} sends us to no address.") from None
        if here.scheme == "https" and there.scheme != "https":
            raise SourceError(f"{self.where} sends us to an address without encryption.")
        same = (here.scheme, here.host, here.port) == (there.scheme, there.host, there.port)
        return _Request("GET", str(there), None, self.headers, self.secrets if same else {})


def _good(answer: Answer) -> Answer:
    if answer.status in (_OK, _NOT_MODIFIED):
        return answer
    said = {
        401: "the credentials are not taken",
        403: "access is refused",
        404: "there is nothing at this address",
        410: "it is gone",
        429: "too much was asked",
    }.get(answer.status, "the server has a fault" if answer.status >= 500 else "it says no")  # noqa: PLR2004
    raise AnswerError(f"{answer.where} answered {answer.status}: {said}.", answer.status)


def _seconds(text: str) -> float | None:
    """Read Retry-After: seconds, or a date; None if there is none."""
    if not text:
        return None
    if _SECONDS.fullmatch(text.strip()):
        return float(text)
    with suppress(ValueError, TypeError):
        until = parsedate_to_datetime(text)
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (until - datetime.now(UTC)).total_seconds())
    return None


def file_of(visit_client: Client, url: str, known: Part | None, now: datetime, **more: Any) -> Part:
    """Return a file at an address: what is known of it already, unless it has changed.

    Raises
    ------
    SourceError
        As `Client.get`, and for a page where a file was expected, or an empty one.
    """
    if known is not None and known.fresh_until > now.timestamp():
        return known
    answer = visit_client.get(url, known=known, **more)
    if answer.unchanged:
        if known is None:
            raise SourceError(
                f"{answer.where} says that nothing has changed, without having been asked."
            )
        return known
    answer.refuse_page()
    if not answer.content.strip():
        raise SourceError(f"{answer.where} answered with nothing at all.")
    return answer.part(now)


def is_missing(error: AnswerError) -> bool:
    """Return whether an answer says that there is nothing at an address."""
    return error.status in _GONE
