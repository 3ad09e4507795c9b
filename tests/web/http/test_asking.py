"""What is asked beside the page is bounded, kept apart by its kind, and stopped with its client."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
from starlette.requests import Request

from geo.query import MOST_VALUES, FilterError, Filters
from geo.store import MOST_WORDS, Question, StoppedError
from geo.web.http import asking
from geo.web.http.asking import QUICK, SEARCH, Kind, answered, kind_of
from geo.web.http.requests import BusyError, params_of, takes_gzip
from tests.web.client import make_client, make_store

#: Reads for hours, if nobody stops it.
ENDLESS = "SELECT sum(hash(a.range + b.range)) FROM range(10000000) a, range(10000000) b"
SCOPE = {"type": "http", "method": "GET", "path": "/", "headers": []}


@pytest.fixture
def store(tmp_path):
    found = make_store(tmp_path)
    yield found
    found.close()


def test_a_client_that_leaves_stops_what_is_read_for_it(store):
    begun = threading.Event()
    stopped = []

    def work():
        with store.cursor() as cursor:
            begun.set()
            try:
                cursor.execute(ENDLESS).fetchall()
            finally:
                stopped.append(True)

    async def receive():
        await anyio.to_thread.run_sync(begun.wait)
        return {"type": "http.disconnect"}

    async def main():
        with pytest.raises(StoppedError):
            await answered(Request(SCOPE, receive), SEARCH, work)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(anyio.run, main).result()
    assert stopped
    assert SEARCH.inside == 0
    with store.cursor() as cursor:  # others go on
        assert cursor.execute("SELECT 1").fetchall() == [(1,)]


def test_what_takes_too_long_is_given_up_also_while_it_waits(store):
    kind, answers = Kind("slow", 1, 4, within=0.3), []

    def work():
        with store.cursor() as cursor:
            return cursor.execute(ENDLESS).fetchall()

    async def ask(work):
        try:
            answers.append(await answered(Request(SCOPE, anyio.sleep_forever), kind, work))
        except BusyError as error:
            answers.append(str(error))

    async def main():
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(ask, work)
        await ask(lambda: "in time")

    with ThreadPoolExecutor(1) as thread:
        thread.submit(anyio.run, main).result()
    assert answers[-1] == "in time"
    assert all(answer.startswith("The answer would take too long") for answer in answers[:3])
    assert (len(answers), kind.inside) == (4, 0)


def test_a_question_that_is_stopped_opens_nothing_more(store):
    question = Question()

    def read():
        with store.cursor() as cursor:
            return cursor.execute("SELECT 1").fetchall()

    assert question.run(read) == [(1,)]
    question.stop()
    with pytest.raises(StoppedError):
        question.run(read)
    assert read() == [(1,)]


@pytest.mark.slow
def test_searches_hold_up_nothing_but_searches(store, monkeypatch):
    client = make_client(store, monkeypatch)
    begun, free = threading.Semaphore(0), threading.Event()
    real = asking.Question.run

    def slow(self, work, *arguments):
        if asking.SEARCH.inside and threading.current_thread().name.startswith("AnyIO"):
            begun.release()
            free.wait()
        return real(self, work, *arguments)

    most = SEARCH.at_once + SEARCH.waiting
    with client, ThreadPoolExecutor(most) as crowd, monkeypatch.context() as patch:
        patch.setattr(asking.Question, "run", slow)
        asked = [crowd.submit(client.get, "/api/points.json?text=a") for _ in range(most)]
        for _ in range(SEARCH.at_once):
            begun.acquire()
        until(lambda: SEARCH.inside == most)
        patch.undo()
        refused = client.get("/api/badges.json?text=b")
        assert refused.status_code == 503
        assert refused.headers["Retry-After"]
        for path in ("health", "points.json", "badges.json", "regions.csv", "metrics"):
            assert client.get(f"/api/{path}").status_code == 200, path
        assert client.get("/embed").status_code == 200
        free.set()
        assert {answer.result().status_code for answer in asked} == {200}
    assert SEARCH.inside == QUICK.inside == 0


def until(true):
    end = time.monotonic() + 120
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_kind_has_so_many_places():
    kind = asking.Kind("few", 1, 1)
    with kind.place(), kind.place(), pytest.raises(BusyError), kind.place():
        pass
    assert kind.inside == 0


@pytest.mark.anyio
async def test_refusals_come_late_and_one_after_the_other(monkeypatch):
    monkeypatch.setattr(asking, "PAUSE", 0.05)
    monkeypatch.setattr(asking, "_REFUSALS", 100)
    told = []

    async def refused():
        await asking.pause()
        told.append(time.monotonic())

    began = time.monotonic()
    async with anyio.create_task_group() as group:
        for _ in range(30):
            group.start_soon(refused)
    assert told[0] - began >= 0.05
    assert told[-1] - began >= 0.3
    # So many wait, and no more.
    monkeypatch.setattr(asking, "_MOST_PAUSING", 0)
    monkeypatch.setattr(asking, "PAUSE", 60)
    await asking.pause()
    assert asking._PAUSING["now"] == 0


@pytest.mark.anyio
async def test_only_who_finds_no_place_waits(monkeypatch):
    monkeypatch.setattr(asking, "PAUSE", 60)
    kind = asking.Kind("few", 1, 0)

    async def receive():
        await anyio.sleep_forever()

    assert await answered(Request(SCOPE, receive), kind, str, 1) == "1"
    monkeypatch.setattr(asking, "PAUSE", 0.01)
    with kind.place(), pytest.raises(BusyError):
        await answered(Request(SCOPE, receive), kind, str, 1)
    assert kind.inside == 0


def test_a_search_is_a_kind_of_its_own():
    assert kind_of({"text": ["fuel"]}) is SEARCH
    assert kind_of({"text": [""]}) is QUICK
    assert kind_of({"region": ["UA-63"]}) is QUICK


def test_costs_are_bounded_before_they_are_paid(store, monkeypatch):
    words = " ".join(f"w{n:02}" for n in range(MOST_WORDS + 1))
    with pytest.raises(FilterError, match=f"text has {MOST_WORDS + 1} words"):
        Filters.from_params({"text": [words]})
    assert Filters.from_params({"text": [words.rpartition(" ")[0]]}).text
    many = [str(n) for n in range(MOST_VALUES + 1)]
    with pytest.raises(FilterError, match="at most 1,000"):
        Filters.from_params({"actor": many})
    client = make_client(store, monkeypatch)
    for path in ("api/points.json", "api/incidents.csv", "embed", "api/cell.json"):
        assert client.get(f"/{path}", params={"text": words}).status_code == 400, path


@pytest.mark.parametrize(
    "cell", ["9" * 60, "/".join(["9" * 60] * 3), "/".join(["9" * 400] * 3), "a/b/c", "1/2", "-"]
)
def test_a_cell_that_no_map_names_is_refused(store, monkeypatch, cell):
    answer = make_client(store, monkeypatch).get("/api/cell.json", params={"cell": cell})
    assert answer.status_code == 400
    assert "is not a cell that the map names" in answer.json()["error"]


@pytest.mark.parametrize(
    ("said", "packed"),
    [
        ("gzip", True),
        ("*", True),
        ("br, gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("*, gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("identity", False),
        ("", False),
    ],
)
def test_whether_an_answer_may_be_packed(said, packed):
    scope = SCOPE | {"headers": [(b"accept-encoding", said.encode())]}
    assert takes_gzip(Request(scope)) is packed


def test_parameters_are_read_once_each():
    query = "&".join(f"p{n}=1" for n in range(2_000)) + "&p1=2"
    found = params_of(Request(SCOPE | {"query_string": query.encode()}))
    assert len(found) == 2_000
    assert found["p1"] == ["1", "2"]
