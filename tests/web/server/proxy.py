"""A real nginx with the configuration that deploy/ ships, as far as it is installed."""

from __future__ import annotations

import shutil
import subprocess
import urllib.error
import urllib.request
from contextlib import contextmanager

from tests.browser.conftest import free_port
from tests.checkout import ROOT

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")

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
    server = server.replace("/var/log/nginx/atlas.log", f"{folder}/atlas.log")
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
