"""A stream leaves nothing behind, however it ends."""

from __future__ import annotations

import gzip
import zlib
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
from starlette.requests import Request

from geo.errors import StoreError
from geo.web.http import asking, streaming
from geo.web.http.requests import BusyError
from geo.web.http.streaming import Slots, gathered, packed, streamed

HEADERS = {"Content-Type": "text/csv"}
PIECE = b"x" * 50_000


class Source:
    """Pieces that say whether they are still being read."""

    def __init__(self, count, fails_at=None):
        self.made, self.open = 0, False
        self._count, self._fails_at = count, fails_at

    def __iter__(self):
        self.open = True
        try:
            for at in range(self._count):
                if at == self._fails_at:
                    raise StoreError("the store is damaged.")
                self.made += 1
                yield PIECE
        finally:
            self.open = False


class Client:
    """Receives an answer as a server would, perhaps goes away or stops to listen."""

    def __init__(self, takes=10**9, *, stalls=False):
        self.body, self.pieces, self._takes, self._stalls = b"", 0, takes, stalls
        self.gone, self.stalled = anyio.Event(), anyio.Event()

    async def receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.body += message.get("body", b"")
        self.pieces += 1
        if self.pieces > self._takes:
            if self._stalls:
                self.stalled.set()
                await anyio.sleep_forever()
            self.gone.set()
            await anyio.sleep(0.01)


def run(source, client, slots, *, gzipped=False):
    async def main():
        scope = {"type": "http", "asgi": {"spec_version": "2.3"}}
        asked = Request(scope, client.receive)
        answer = await streamed(iter(source), slots, HEADERS, gzip=gzipped, request=asked)
        await answer(scope, client.receive, client.send)

    # In a thread of its own: where a browser has been opened before, this one's loop is taken.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(anyio.run, main).result()


@pytest.mark.parametrize("gzipped", [False, True])
@pytest.mark.parametrize("count", [0, 1, 7])
def test_all_pieces_arrive(count, gzipped):
    source, client, slots = Source(count), Client(), Slots(1)
    run(source, client, slots, gzipped=gzipped)
    body = gzip.decompress(client.body) if gzipped else client.body
    assert body == count * PIECE
    assert not source.open
    slots.take()


@pytest.mark.parametrize("gzipped", [False, True])
def test_a_client_that_vanishes_leaves_nothing_behind(gzipped):
    source, client, slots = Source(100_000), Client(takes=3), Slots(1)
    run(source, client, slots, gzipped=gzipped)
    assert not source.open
    assert source.made < 100_000
    slots.take()


def test_a_client_that_takes_nothing_for_ever_is_cut_off(monkeypatch):
    monkeypatch.setattr(streaming, "_LONGEST_WAIT", 0.05)
    source, client, slots = Source(100_000), Client(takes=2, stalls=True), Slots(1)
    with pytest.raises(TimeoutError):
        run(source, client, slots)
    assert not source.open
    assert source.made < 10
    slots.take()


def test_a_client_that_takes_nothing_makes_room_for_another_and_only_then(monkeypatch):
    monkeypatch.setattr(streaming, "STALLED_SECONDS", 0.2)
    monkeypatch.setattr(asking, "PAUSE", 0)
    source, slots = Source(100_000), Slots(1)
    clients = [Client(takes=2, stalls=True), Client()]
    ended = []

    async def serve(source, client):
        scope = {"type": "http", "asgi": {"spec_version": "2.3"}}
        asked = Request(scope, client.receive)
        answer = await streamed(iter(source), slots, HEADERS, gzip=False, request=asked)
        try:
            await answer(scope, client.receive, client.send)
        except TimeoutError:
            ended.append(client)

    async def main():
        async with anyio.create_task_group() as group:
            group.start_soon(serve, source, clients[0])
            await clients[0].stalled.wait()
            with pytest.raises(BusyError):
                await serve(Source(1), clients[1])
            await anyio.sleep(0.3)
            assert ended == []
            await serve(Source(1), clients[1])

    with ThreadPoolExecutor(1) as thread:
        thread.submit(anyio.run, main).result()
    assert ended == [clients[0]]
    assert clients[1].body == PIECE
    assert not source.open


def test_what_fails_at_once_has_not_begun():
    source, client, slots = Source(5, fails_at=0), Client(), Slots(1)
    with pytest.raises(StoreError):
        run(source, client, slots)
    assert client.pieces == 0
    assert not source.open
    slots.take()


def test_what_fails_later_is_cut():
    source, client, slots = Source(50, fails_at=20), Client(), Slots(1)
    with pytest.raises(StoreError):
        run(source, client, slots)
    assert 0 < len(client.body) < 50 * len(PIECE)
    assert not source.open
    slots.take()


def test_no_more_than_so_many_at_once():
    slots = Slots(2)
    slots.take()
    slot = slots.take()
    with pytest.raises(BusyError):
        slots.take()
    slot.give_back()
    slot.give_back()
    slots.take()
    with pytest.raises(BusyError):
        slots.take()


def test_pieces_are_read_as_they_are_wanted():
    source = Source(1000)
    reading = gathered(packed(iter(source)))
    assert zlib.decompressobj(31).decompress(next(reading)).startswith(b"xxx")
    assert source.made == 1000  # a thousand like pieces pack into one
    source = Source(1000)
    reading = gathered(iter(source))
    next(reading)
    assert source.made == 2
    reading.close()
    assert not source.open
