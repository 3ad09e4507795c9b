"""A small OpenID Connect provider on this machine, for tests: all are let in as `email`."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.browser.conftest import serving
from tests.factory import Incident, Place, build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRETS = """[auth]
redirect_uri = "http://localhost:{{port}}/oauth2callback"
cookie_secret = "{secret}"
client_id = "{client}"
client_secret = "{client_secret}"
server_metadata_url = "{address}/.well-known/openid-configuration"
allowed = ["@news.example", "bob@other.example"]
"""
CLIENT, SECRET = "atlas", "client-secret-of-the-tests"


class Provider:
    """What the provider knows: its address, its key, who comes, and the codes that it gave out."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.key = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}, private=True)
        self.email = "ann@news.example"
        self.verified = True
        self.codes: dict[str, dict[str, str]] = {}

    def metadata(self) -> dict[str, object]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Address to which the browser is sent back, with a code."""
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, given: dict[str, str]) -> dict[str, object]:
        """Tokens for a code, which is good once and only for who began."""
        asked = self.codes.pop(given["code"])
        digest = hashlib.sha256(given["code_verifier"].encode()).digest()
        assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": self.email,
            "email": self.email,
            "email_verified": self.verified,
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 600,
        }
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 600, "id_token": signed}


@contextmanager
def running() -> Iterator[Provider]:
    """Serve the provider for the length of a `with`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            split = urlsplit(self.path)
            asked = {key: values[-1] for key, values in parse_qs(split.query).items()}
            if split.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
            elif split.path == "/keys":
                self._answer({"keys": [provider.key.as_dict(private=False)]})
            else:
                self._answer(provider.metadata())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(provider.token({k: v[-1] for k, v in parse_qs(body).items()}))

        def _answer(self, content: dict[str, object]) -> None:
            body = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(f"http://localhost:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def guarded(folder: Path) -> Iterator[tuple[str, Provider]]:
    """A server with a sign-in and one incident in Kharkiv Oblast, and its provider."""
    build(folder / "a.duckdb", [Incident([Place("UA-63", point=True)])]).close()
    with running() as provider:
        path = folder / "secrets.toml"
        path.write_text(
            SECRETS.format(
                secret="s" * 40, client=CLIENT, client_secret=SECRET, address=provider.address
            )
        )
        environment = {"STREAMLIT_SECRETS_FILES": str(path)}
        with serving(folder, ATLAS_STORE=str(folder / "a.duckdb"), **environment) as address:
            yield address, provider
