"""The page behind a real nginx, under a sub-path, with the configuration that deploy/ ships."""

from __future__ import annotations

import shutil
import subprocess
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

from tests.browser import atlas
from tests.browser.conftest import ROOT, free_port, serving, watched_page
from tests.factory import Incident, Place, build

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")

_WHOLE = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    include {types};
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{server}
}}
"""


@contextmanager
def proxying(folder, behind: int):
    """Nginx before the server on port `behind`, on a port and without TLS, else as shipped."""
    port = free_port()
    shipped = (ROOT / "deploy" / "nginx.conf").read_text()
    kept = [line for line in shipped.splitlines() if "ssl_certificate" not in line]
    server = "\n".join(kept).replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    server = server.replace("server 127.0.0.1:8501;", f"server 127.0.0.1:{behind};")
    types = folder / "types"
    types.write_text("types {}\n")
    (folder / "nginx.conf").write_text(_WHOLE.format(folder=folder, types=types, server=server))
    process = subprocess.Popen([NGINX, "-c", str(folder / "nginx.conf"), "-p", str(folder)])
    try:
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(20)


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_the_page_works_under_a_sub_path(tmp_path, browser):
    made = [Incident([Place("UA-63", point=True)]), Incident([Place("RU-BEL", point=True)])]
    build(tmp_path / "a.duckdb", made).close()
    environment = {
        "ATLAS_STORE": str(tmp_path / "a.duckdb"),
        "STREAMLIT_SERVER_BASE_URL_PATH": "atlas",
    }
    with (
        serving(tmp_path, path="/atlas", **environment) as direct,
        proxying(tmp_path, int(direct.rpartition(":")[2])) as address,
    ):
        with watched_page(browser) as (page, watch):
            atlas.open_page(page, f"{address}/atlas")
            assert atlas.headline(page)["Incidents"] == "2"
            page.get_by_role("button", name="Ukraine").click()
            atlas.wait_for_map(page, "country=UA")
            assert atlas.headline(page)["Incidents"] == "1"
            assert "/atlas/?country=UA" in page.url
            atlas.follow(page, "Review")
            page.wait_for_url("**/atlas/review")
            watch.errors[:] = [error for error in watch.errors if "/_stcore/" not in error]
        assert status(f"{address}/atlas/api/health") == 200
        assert status(f"{address}/atlas/embed") == 200
        assert status(f"{address}/atlas/api/metrics") == 403
        assert status(f"{address}/atlas") == 200
        assert status(f"{address}/") == 404
