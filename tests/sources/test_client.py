"""Asking other servers: no secret goes astray, nothing is taken that is too much or not whole."""

from __future__ import annotations

import gzip

import pytest

from geo.sources import Client, Patience, SourceError
from geo.sources.client import AnswerError
from tests.sources.server import Reply, serving

SECRET = {"Authorization": "Bearer secret-of-the-tests"}


@pytest.fixture
def client(patience):
    with Client(patience) as made:
        yield made


def test_a_secret_goes_to_its_host_alone(site, client):
    with serving() as other:
        other.answer = lambda _asked: Reply(b"there")
        site.next = [Reply(b"", 302, {"Location": f"{other.address}/b"})]
        assert client.get(f"{site.address}/a", secrets=SECRET).content == b"there"
        assert "authorization" in site.asked[0].headers
        assert "authorization" not in other.asked[0].headers


def test_a_secret_follows_within_its_host(site, client):
    site.answer = lambda asked: (
        Reply(b"ok") if asked.path == "/b" else Reply(b"", 301, {"Location": "/b"})
    )
    client.get(f"{site.address}/a", secrets=SECRET)
    assert site.asked[1].headers["authorization"] == SECRET["Authorization"]


def test_a_form_goes_nowhere_else(site, client):
    site.next = [Reply(b"", 307, {"Location": "/elsewhere"})]
    with pytest.raises(SourceError, match="has moved"):
        client.post(f"{site.address}/token", data={"password": "secret-of-the-tests"})
    assert len(site.asked) == 1


def test_no_secret_is_sent_without_encryption(client):
    with pytest.raises(SourceError, match="credentials are sent by https only"):
        client.get("http://source.example/a", secrets=SECRET)
    with pytest.raises(SourceError, match="credentials are sent by https only"):
        client.post("http://source.example/a", data={"password": "x"})


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a.example/b", "nothing", "http://", ""]
)
def test_only_the_web_is_asked(client, url):
    with pytest.raises(SourceError, match="address"):
        client.get(url)


def test_a_file_of_this_machine_is_not_reached_by_a_redirect(site, client):
    site.next = [Reply(b"", 302, {"Location": "file:///etc/passwd"})]
    with pytest.raises(SourceError, match="is no address on the web"):
        client.get(f"{site.address}/a")


def test_redirects_end(site, client):
    site.answer = lambda _asked: Reply(b"", 302, {"Location": "/again"})
    with pytest.raises(SourceError, match="without end"):
        client.get(f"{site.address}/a")


@pytest.mark.parametrize("packed", [False, True])
def test_too_much_is_refused(site, packed):
    site.answer = lambda _asked: Reply(b"0" * 5_000_000, packed=packed)
    patience = Patience(tries=1, most_bytes=1_000_000)
    with Client(patience) as client, pytest.raises(SourceError, match="more than 1,000,000 bytes"):
        client.get(f"{site.address}/bomb")


@pytest.mark.parametrize("endless", [b"X", b"HTTP/1.1 102 Processing\r\n\r\n"])
def test_headings_without_end_are_cut_off(site, endless):
    site.next = [Reply(endless=endless), None]
    site.answer = lambda _asked: Reply(b"ok")
    patience = Patience(tries=2, pause=0.0, seconds=0.2)
    with Client(patience) as client:
        assert client.get(f"{site.address}/a").content == b"ok"
        site.next = [Reply(endless=endless)] * 2
        with pytest.raises(SourceError, match=r"took longer than 0.2 seconds. It was tried 2"):
            client.get(f"{site.address}/a")


def test_a_packed_answer_of_several_members_is_read_whole(site, client):
    packed = {"Content-Encoding": "gzip"}
    members = gzip.compress(b"one, ") + gzip.compress(b"two")
    site.next = [Reply(members, headers=packed), *[Reply(members[:-4], headers=packed)] * 3]
    assert client.get(f"{site.address}/a").content == b"one, two"
    with pytest.raises(SourceError, match="broke off within a packed answer"):
        client.get(f"{site.address}/a")


def test_errors_name_no_query(site, client):
    with pytest.raises(AnswerError) as caught:
        client.get(f"{site.address}/a", params={"key": "secret-of-the-tests"})
    assert "secret" not in str(caught.value)
    assert caught.value.status == 404


def test_a_date_to_come_back_at_is_honoured(site, client, slept):
    site.answer = lambda _asked: Reply(b"ok")
    site.next = [Reply(b"", 503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})]
    assert client.get(f"{site.address}/a").content == b"ok"
    site.next = [Reply(b"", 503, {"Retry-After": "\xb2"})]  # a digit that is no number
    assert client.get(f"{site.address}/a").content == b"ok"
    assert slept == [0.0, 2.0]


def test_nobody_there(client):
    with pytest.raises(SourceError, match="tried 3 times"):
        client.get("http://127.0.0.1:9/a")
