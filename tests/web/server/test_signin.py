"""The sign-in: a stranger gets nothing of anything, and who has signed in gets all of it."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect as connecting
from websockets.typing import Origin, Subprotocol

from geo.web.server import signin
from tests.browser.conftest import ROOT
from tests.web import provider as identity

pytestmark = pytest.mark.slow

GUARDED = (
    *("", "review", "add", "?region=UA-63", "embed", "assets/regions.json", "assets/leaflet.js"),
    *("api/points.json", "api/cell.json?cell=1/0/0", "api/incidents.csv", "api/regions.geojson"),
    *("api/timeline.csv", "api/metrics", "api/openapi.json", "component/x/index.html", "media/x"),
    *("_stcore/host-config", "_stcore/metrics", "_stcore/upload_file/a/b", "unknown"),
)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A server with a sign-in, and its provider."""
    with identity.guarded(tmp_path_factory.mktemp("signin")) as found:
        yield found


def visit(address: str) -> httpx.Client:
    return httpx.Client(base_url=address, follow_redirects=True, timeout=60)


def test_a_stranger_gets_nothing(running):
    address, _provider = running
    with visit(address) as stranger:
        for path in GUARDED:
            answer = stranger.get(f"/{path}")
            assert answer.status_code == 401, path
            # What was asked for is there as the address to return to, and nothing of the data.
            assert "UA-63" not in answer.text.replace("%3Fregion%3DUA-63", ""), path
            assert "signed in" in answer.text, path
            assert answer.headers["x-content-type-options"] == "nosniff", path
        assert stranger.put("/_stcore/upload_file/a/b", content=b"x").status_code == 401
        assert stranger.get("/api/health").status_code == 200
        assert stranger.get("/_stcore/health").status_code == 200


def connect(address: str, cookies: dict[str, str]) -> int:
    """Open the page's websocket; 101, or the status of the refusal."""
    text = "; ".join(f"{name}={value}" for name, value in cookies.items())
    try:
        with connecting(
            f"ws://{urlsplit(address).netloc}/_stcore/stream",
            origin=Origin(address),
            additional_headers={"Cookie": text},
            subprotocols=[Subprotocol("streamlit")],
        ):
            return 101
    except InvalidStatus as error:
        return error.response.status_code


def test_who_has_signed_in_gets_everything(running):
    address, provider = running
    provider.email, provider.verified = "Ann@News.example", True
    with visit(address) as ann:
        assert connect(address, {}) == 403
        assert ann.get("/signin").status_code == 200
        assert ann.get("/").status_code == 200
        assert ann.get("/assets/regions.json").status_code == 200
        assert len(ann.get("/api/points.json?zoom=5").json()["points"]) == 1
        assert ann.get("/embed").status_code == 200
        assert connect(address, dict(ann.cookies)) == 101
        ann.get("/auth/logout")
        assert ann.get("/api/points.json").status_code == 401


@pytest.mark.parametrize(
    ("email", "verified", "enters"),
    [
        ("bob@other.example", True, True),
        ("eve@other.example", True, False),
        ("eve@evil.example@news.example", True, False),
        ("ann@news.example", False, False),
        ("", True, False),
    ],
)
def test_only_who_is_allowed_enters(running, email, verified, enters):
    address, provider = running
    provider.email, provider.verified = email, verified
    with visit(address) as somebody:
        somebody.get("/signin")
        assert somebody.get("/api/points.json").status_code == (200 if enters else 403)
        assert connect(address, dict(somebody.cookies)) == (101 if enters else 403)


def test_who_signs_in_sees_what_was_asked_for_and_nothing_elsewhere(running):
    address, provider = running
    provider.email, provider.verified = "ann@news.example", True
    with visit(address) as client:
        assert "/signin?next=%2Freview%3Fregion%3DUA-63" in client.get("/review?region=UA-63").text
        seen = client.get("/signin?next=%2Freview%3Fregion%3DUA-63")
        assert str(seen.url) == f"{address}/review?region=UA-63"
        assert str(client.get("/").url) == f"{address}/"  # once, and not again
    for elsewhere in ("//evil.example", "https://evil.example", "/%5Cevil.example", "/%0d%0aX: 1"):
        with visit(address) as client:
            assert str(client.get(f"/signin?next={elsewhere}").url) == f"{address}/"


def test_a_forged_cookie_opens_nothing(running):
    address, provider = running
    provider.email, provider.verified = "ann@news.example", True
    with visit(address) as ann:
        ann.get("/signin")
        good = ann.cookies["_streamlit_user"]
    for forged in (good[:-2], good[2:], good.swapcase(), "x", '{"is_logged_in": true}', ""):
        with visit(address) as eve:
            cookie = {"Cookie": f"_streamlit_user={forged}"}
            assert eve.get("/api/points.json", headers=cookie).status_code == 401
        assert connect(address, {"_streamlit_user": forged}) == 403


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('cookie_secret = "' + "s" * 40, 'cookie_secret = "short'), "shorter than 32"),
        (("/oauth2callback", "/other"), "does not end in /oauth2callback"),
        (('client_id = "', 'client_no = "'), "client_id"),
        (('["@news.example", "bob@other.example"]', '"all"'), "not a list"),
    ],
)
def test_a_sign_in_that_cannot_work_keeps_the_server_from_starting(change, says, monkeypatch):
    import tomllib

    from streamlit.runtime.secrets import AttrDict

    text = identity.SECRETS.format(
        secret="s" * 40, client="a", client_secret="b" * 9, address="http://localhost:1"
    ).replace(*change)
    found = tomllib.loads(text)
    secrets = SimpleNamespace(
        load_if_toml_exists=lambda: True,
        get=lambda name, default=None: AttrDict(found[name]) if name in found else default,
    )
    monkeypatch.setattr("streamlit.auth_util.secrets_singleton", secrets)
    with pytest.raises(signin.SignInError, match=says):
        signin.check()


@pytest.mark.slow
def test_without_configuration_the_server_answers_this_machine_only():
    command = "from streamlit import config; print(config.get_option('server.address'))"
    found = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "localhost"
