"""Visitors without a browser: each speaks the page's own protocol, as the browser does.

That is Streamlit's messages over its websocket, files by its upload, and the map's requests: what
it asks points for, and its word that they are painted.  Nothing is simulated on the server.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import random
import re
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

import httpx2 as httpx
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

REGIONS: Final = ("UA-63", "UA-51", "UA-23", "UA-14", "UA-65", "RU-BEL", "RU-KRS", "RU-ROS")
THINK: Final = 2.0
PATIENCE: Final = 120.0
#: Seconds that a browser takes to draw the map.
_PAINTING: Final = 0.05
_WITH_REGION: Final = 0.7
#: First and last day of the data.
Days = tuple[dt.date, dt.date]
#: The filters as the map is told them, inside the script that changes it.
_QUERY: Final = re.compile(r'"query": ?"((?:[^"\\]|\\.)*)"')
_TURN: Final = re.compile(r'"turn": ?"([\w-]+)"')
_TOKEN: Final = re.compile(r'"token": ?"([\w-]*)"')
_ANSWERED: Final = re.compile(r'"answers": ?\{')
#: What a map shows at first, as it asks for its points.
_EDGES: Final = "zoom=5&west=15.0&south=40.0&east=55.0&north=60.0"
_OWN_ROWS: Final = 100
#: Places of a visitor's own table.
_PLACES: Final = ("Kharkiv", "Суми", "Belgorod", "Kherson, Kherson Oblast", "Sudzha", "Одеса")
#: What may go wrong with a line, and is an error of the server's here.
FAILURES: Final = (OSError, TimeoutError, websockets.WebSocketException, httpx.HTTPError)


class Told(NamedTuple):
    """What a map was told: filters, turn, whose store, and whether the points were with them."""

    query: str
    turn: str
    token: str
    answered: bool


def spread(seconds: list[float]) -> dict[str, float | None]:
    """Median, 95th percentile and longest of some times."""
    found = sorted(seconds)
    return {
        "median_s": round(found[len(found) // 2], 3) if found else None,
        "p95_s": round(found[int(len(found) * 0.95)], 3) if found else None,
        "longest_s": round(found[-1], 3) if found else None,
    }


@dataclass
class Result:
    """What visitors have met with."""

    seconds: list[float] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    #: Seconds from a dropped file to its rows on the map.
    added: list[float] = field(default_factory=list)
    vanished: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Figures for a report."""
        return {
            "changes": len(self.seconds),
            **spread(self.seconds),
            "median_bytes": sorted(self.bytes)[len(self.bytes) // 2] if self.bytes else None,
            "errors": Counter(error.partition(":")[0] for error in self.errors),
            "first_errors": self.errors[:5],
            "strays": len(self.strays),
            "first_strays": self.strays[:3],
            "vanished": self.vanished,
            "own_data": {"added": len(self.added), **spread(self.added)},
        }


class Page:
    """One open page: its line, its session, and what was drawn last."""

    def __init__(self, line: Any, client: httpx.AsyncClient) -> None:
        self.line, self.client = line, client
        self.session = ""
        self._widgets: dict[str, WidgetState] = {}
        self._seen: dict[str, ForwardMsg] = {}

    async def run(self, query: str = "", view: str = "") -> AsyncIterator[tuple[ForwardMsg, int]]:
        """Have the page drawn; each message of it and its bytes, until it is done."""
        message = BackMsg()
        message.rerun_script.query_string = query
        # An address of one's own is taken where one goes back or forward to it.
        message.rerun_script.is_history_navigation = bool(query)
        message.rerun_script.page_name = view
        message.rerun_script.widget_states.widgets.extend(self._widgets.values())
        await self.line.send(message.SerializeToString())
        while True:
            content = await asyncio.wait_for(self.line.recv(), PATIENCE)
            told = self._whole(content)
            kind = told.WhichOneof("type")
            if kind == "new_session":
                self.session = told.new_session.initialize.session_id or self.session
            yield told, len(content)
            if (
                kind == "script_finished"
                and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            ):
                return

    def _whole(self, content: bytes) -> ForwardMsg:
        """A message, or the earlier one that it stands for."""
        message = ForwardMsg()
        message.ParseFromString(content)
        if message.WhichOneof("type") == "ref_hash":
            return self._seen.get(message.ref_hash, message)
        if len(content) > 1_000 and message.hash:
            self._seen[message.hash] = message
        return message

    async def drawn(self, view: str) -> list[Any]:
        """Have a view drawn; its elements."""
        found = []
        async for message, _ in self.run(view=view):
            if message.WhichOneof("type") == "delta":
                element = message.delta.new_element
                if element.WhichOneof("type") == "exception":
                    raise OSError(f"on the page: {element.exception.message}")
                found.append(element)
        return found

    async def offer(self, uploader: Any, name: str, content: bytes) -> None:
        """Drop a file on an uploader, as the browser sends it."""
        secret = self.client.cookies.get("_streamlit_xsrf", "")
        key = str(uuid.uuid4())
        address = f"/_stcore/upload_file/{self.session}/{key}"
        answer = await self.client.put(
            address, files={"file": (name, content)}, headers={"X-Xsrftoken": secret}
        )
        if answer.status_code != 204:
            raise httpx.HTTPError(f"upload: status {answer.status_code}")
        state = WidgetState(id=uploader.id)
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size, info.file_id = name, len(content), key
        info.file_urls.file_id = key
        info.file_urls.upload_url = info.file_urls.delete_url = address
        self._widgets[uploader.id] = state

    def forget(self) -> None:
        """Go to a view that has none of the controls of this one."""
        self._widgets.clear()

    async def press(self, view: str, elements: list[Any], label: str) -> list[Any]:
        """Press the last button of a label; the elements of the view after it."""
        buttons = [e.button for e in elements if e.button.label == label]
        if not buttons:
            raise OSError(f"no button {label}: {[e.alert.body for e in elements if e.alert.body]}")
        button = buttons[-1]
        self._widgets[button.id] = WidgetState(id=button.id, trigger_value=True)
        try:
            return await self.drawn(view)
        finally:
            del self._widgets[button.id]


@contextlib.asynccontextmanager
async def opened(address: str) -> AsyncIterator[Page]:
    """A page that is open."""
    async with (
        websockets.connect(
            f"ws://{urlsplit(address).netloc}/_stcore/stream",
            origin=address,  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=2**26,
            open_timeout=PATIENCE,
        ) as line,
        httpx.AsyncClient(
            base_url=address,
            timeout=PATIENCE,
            # Before the server closes an idle line, which a browser would see and retry.
            limits=httpx.Limits(keepalive_expiry=2),
        ) as client,
    ):
        yield Page(line, client)


class Visitor:
    """Somebody who changes filters, with own data or without, and looks what comes of it."""

    def __init__(
        self, address: str, number: int, days: Days, result: Result, *, own: bool = False
    ) -> None:
        self.address, self.number, self.days, self.result = address, number, days, result
        self.dice = random.Random(number)  # noqa: S311 - seeded, to come again
        self.own = own
        self.slow, self.vanishing = number % 10 == 3, number % 10 == 7

    def choose(self) -> str:
        """Address parameters that are this visitor's alone: the first day tells whose."""
        first, last = self.days
        own = first + dt.timedelta(days=1 + self.number % ((last - first).days // 2))
        end = own + dt.timedelta(days=self.dice.randint(1, (last - own).days - 1))
        chosen = {"from": own.isoformat(), "to": end.isoformat()}
        if self.dice.random() < _WITH_REGION:
            chosen["region"] = self.dice.choice(REGIONS)
        return urlencode(chosen)

    async def stay(self, until: float) -> None:
        """Come, and change filters until the time is over; come again after vanishing."""
        while time.monotonic() < until:
            try:
                async with opened(self.address) as page:
                    await self._session(page, until)
            except FAILURES as error:
                self.result.errors.append(f"{type(error).__name__}: {error}"[:200])
                await asyncio.sleep(1)

    async def _session(self, page: Page, until: float) -> None:
        await self._change(page, "", counts=False)
        if self.own:
            await self._add(page)
        while time.monotonic() < until:
            await asyncio.sleep(self.dice.uniform(0.5, 1.5) * THINK)
            if self.vanishing and self.dice.random() < 0.2:
                message = BackMsg()
                message.rerun_script.query_string = self.choose()
                await page.line.send(message.SerializeToString())
                page.line.transport.abort()
                self.result.vanished += 1
                return
            await self._change(page, self.choose(), counts=True)

    async def _add(self, page: Page) -> None:
        """Drop a table, have it checked, and add it."""
        await page.client.get("/_stcore/health")  # which gives what an upload must show
        began = time.monotonic()
        elements = await page.drawn("add")
        (uploader,) = [e.file_uploader for e in elements if e.file_uploader.label == "Files"]
        await page.offer(uploader, f"own-{self.number}.csv", self._table())
        elements = await page.drawn("add")
        elements = await page.press("add", elements, "Check")
        elements = await page.press("add", elements, "Add to my map")
        for problem in [e.alert.body for e in elements if e.alert.format == e.alert.ERROR]:
            self.result.errors.append(f"own data: {problem}"[:200])
        page.forget()
        await self._change(page, self.choose(), counts=True)
        self.result.added.append(time.monotonic() - began)

    def _table(self) -> bytes:
        first, last = self.days
        lines = ["date,place,killed"]
        for row in range(_OWN_ROWS):
            day = first + dt.timedelta(days=self.dice.randrange((last - first).days))
            lines.append(f'{day},"{self.dice.choice(_PLACES)}",{row % 3}')
        return "\n".join(lines).encode()

    async def _change(self, page: Page, query: str, *, counts: bool) -> None:
        """Choose filters, and wait for the run and the points."""
        began, size, told = time.monotonic(), 0, None
        map_work: asyncio.Task[int] | None = None
        async for message, taken in page.run(query):
            size += taken
            if self.slow:
                await asyncio.sleep(0.05)
            if message.WhichOneof("type") == "delta" and (found := self._look(message)):
                told = found
                map_work = asyncio.create_task(self._draw(page.client, found))
        if counts and told is None:
            self.result.errors.append("no map: a run without a map")
        elif counts and told and told.query != query:
            self.result.strays.append(f"asked for {query}, got {told.query}")
        elif counts and told and bool(told.token) != self.own:
            self.result.strays.append("own data are not there" if self.own else "another's data")
        size += await map_work if map_work else 0
        if counts and not self.slow:
            self.result.seconds.append(time.monotonic() - began)
            self.result.bytes.append(size)

    async def _draw(self, client: Any, told: Told) -> int:
        """Do what the map does with what it was told; bytes received."""
        size = 0
        if not told.answered:
            whose = f"&token={told.token}" if told.token else ""
            answer = await client.get(
                f"/api/points.json?{_EDGES}&turn={told.turn}{whose}&{told.query}"
            )
            size = len(answer.content)
            if answer.status_code != 200:
                self.result.errors.append(f"points, status {answer.status_code}:")
        await asyncio.sleep(_PAINTING)
        answer = await client.get(f"/api/painted?turn={told.turn}")
        if answer.status_code != 204:
            self.result.errors.append(f"painted, status {answer.status_code}:")
        return size

    def _look(self, message: ForwardMsg) -> Told | None:
        """What the map is told, if this message changes it."""
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.result.errors.append(f"on the page: {element.exception.message}"[:200])
        if kind != "component_instance":
            return None
        text = element.component_instance.json_args.replace('\\"', '"').replace("\\\\", "\\")
        query, turn, token = _QUERY.search(text), _TURN.search(text), _TOKEN.search(text)
        if query is None or turn is None or token is None:
            return None
        answered = bool(_ANSWERED.search(text))
        return Told(query[1].replace("\\u0026", "&"), turn[1], token[1], answered)
