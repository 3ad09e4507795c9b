"""An optional sign-in by OpenID Connect that guards everything: page, session, API, assets, embed.

It is on when Streamlit's secrets have a section ``[auth]``, as Streamlit's own `st.login` wants it
(`.streamlit/secrets.toml`, or the files that the environment variable STREAMLIT_SECRETS_FILES
names)::

    [auth]
    redirect_uri = "https://atlas.example/oauth2callback"
    cookie_secret = "at least 32 random characters"
    client_id = "..."
    client_secret = "..."
    server_metadata_url = "https://login.example/.well-known/openid-configuration"
    allowed = ["ann@example.org", "@newsroom.example"]   # optional: who may come in

Streamlit signs who has come in into a cookie; every request is looked at for it before any route,
the page's websocket included, so that a stranger has not even a session.  Open to all are the
sign-in itself, Streamlit's own static files, and the probes of health.  Without the section nothing
is guarded.
"""

from __future__ import annotations

import html
import json
import re
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, quote, unquote

import streamlit as st
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from geo import i18n
from geo.errors import AtlasError
from geo.i18n import _
from geo.web.addresses import below
from geo.web.server.passing import Passing, close

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_PROVIDER: Final = "default"
_COOKIE: Final = "_streamlit_user"
_BEGIN: Final = "signin"
#: Parameter of the sign-in's address with what the browser wanted to see, and the cookie that keeps
#: it meanwhile.
_NEXT: Final = "next"
_WANTED: Final = "atlas_wanted"
_LONGEST: Final = 2_000
_OPEN: Final = ("auth", "static", "/api/health")
_PROBES: Final = ("_stcore/health", "_stcore/script-health-check")
_SHORTEST_SECRET: Final = 32
_PAGE: Final = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 15vh auto 0; max-width: 26rem;
  padding: 1rem; }}
a {{ display: inline-block; padding: .5rem 1.1rem; border-radius: .4rem; background: #1f5a96;
  color: #fff; text-decoration: none; }}
a:focus-visible {{ outline: 3px solid #7db7ea; outline-offset: 2px; }}
</style></head>
<body><main><h1>{title}</h1><p>{text}</p><p><a href="{address}">{button}</a></p></main></body>
</html>
"""


class SignInError(AtlasError):
    """A sign-in that is set up in part; the server does not start, so that it is not open."""


def section() -> dict[str, Any]:
    """Return section ``[auth]`` of the secrets; empty where there is none."""
    from streamlit.auth_util import get_secrets_auth_section

    found = get_secrets_auth_section()
    return dict(found.to_dict()) if found else {}


def check() -> bool:
    """Return whether a sign-in is asked for.

    Raises
    ------
    SignInError
        If it is asked for and cannot work.
    """
    given = section()
    if not given:
        return False
    from streamlit.auth_util import is_authlib_installed, validate_auth_credentials
    from streamlit.errors import StreamlitAuthError

    if not is_authlib_installed():
        raise SignInError("the sign-in needs Authlib; run: pip install '.[auth]'.")
    try:
        validate_auth_credentials(_PROVIDER)
    except StreamlitAuthError as error:
        raise SignInError(" ".join(str(error).split())) from None
    if len(str(given["cookie_secret"])) < _SHORTEST_SECRET:
        raise SignInError(
            f"cookie_secret in [auth] is shorter than {_SHORTEST_SECRET} characters; make one with:"
            ' python -c "import secrets; print(secrets.token_hex())".'
        )
    if not str(given["redirect_uri"]).endswith("/oauth2callback"):
        raise SignInError("redirect_uri in [auth] does not end in /oauth2callback.")
    _allowed(given)
    return True


def _allowed(given: dict[str, Any]) -> tuple[str, ...]:
    names = given.get("allowed", [])
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise SignInError("allowed in [auth] is not a list of addresses or @domains.")
    return tuple(name.casefold() for name in names)


def may_enter(user: dict[str, Any], allowed: tuple[str, ...]) -> bool:
    """Return whether somebody whom the provider knows may come in.

    >>> ann = {"is_logged_in": True, "email": "Ann@news.example"}
    >>> may_enter(ann, ("@news.example",)), may_enter(ann, ("@other.example",))
    (True, False)
    >>> may_enter({**ann, "email_verified": False}, ("@news.example",))
    False
    """
    if user.get("is_logged_in") is not True:
        return False
    if not allowed:
        return True
    email = str(user.get("email") or "").casefold()
    if user.get("email_verified", True) is not True or email.count("@") != 1:
        return False
    return email in allowed or f"@{email.partition('@')[2]}" in allowed


class SignIn(Passing):
    """Lets nobody past who has not signed in."""

    kinds = ("http", "websocket")

    def __init__(self, app: ASGIApp, base_path: str = "") -> None:
        super().__init__(app, base_path)
        self._on = check()
        self._allowed = _allowed(section()) if self._on else ()

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with how to sign in."""
        if not self._on:
            await self.app(scope, receive, send)
            return
        route, path = self.route(scope), below(self.base, scope["path"])
        if scope["type"] == "http" and path == _BEGIN:
            await self._begin(scope)(scope, receive, send)
            return
        is_open = scope["type"] == "http" and (route in _OPEN or path in _PROBES)
        user = None if is_open else user_of(Headers(scope=scope))
        if is_open or (user is not None and may_enter(user, self._allowed)):
            wanted = _wanted(scope) if scope["type"] == "http" and route == "page" else ""
            await (_sent_on(self.base + wanted) if wanted else self.app)(scope, receive, send)
        elif scope["type"] == "websocket":
            await close(receive, send)
        else:
            await self._refusal(scope, route, user)(scope, receive, send)

    def _begin(self, scope: Scope) -> Response:
        """Send the browser to the provider, and keep what it wanted to see until it is back."""
        from streamlit.auth_util import encode_provider_token

        token = encode_provider_token(_PROVIDER)
        answer = RedirectResponse(
            f"{self.base}/auth/login?provider={token}",
            status_code=302,
            headers={"Cache-Control": "no-store"},
        )
        wanted = parse_qs(scope["query_string"].decode("latin-1")).get(_NEXT, [""])[-1]
        if _is_local(wanted):
            answer.set_cookie(
                _WANTED, quote(wanted, safe=""), max_age=600, httponly=True, samesite="lax"
            )
        return answer

    def _sign_in_address(self, scope: Scope) -> str:
        """Return where to sign in, and then come back to what was asked for."""
        wanted, query = f"/{below(self.base, scope['path'])}", scope["query_string"]
        if query:
            wanted += f"?{query.decode('latin-1')}"
        further = f"?{_NEXT}={quote(wanted, safe='')}" if wanted != "/" else ""
        return f"{self.base}/{_BEGIN}{further}"

    def _refusal(self, scope: Scope, route: str, user: dict[str, Any] | None) -> Response:
        """Say who may come in: in a page where a person looks, else in one sentence."""
        known = user is not None and user.get("is_logged_in") is True
        status, headers = (403 if known else 401), {"Cache-Control": "no-store"}
        with i18n.speaking(i18n.preferred(Headers(scope=scope).get("accept-language", ""))):
            text = (
                _("This address may not enter. Sign in with another one.")
                if known
                else _("This atlas is for people who have signed in.")
            )
            if route not in ("page", "embed"):
                return JSONResponse({"error": text}, status_code=status, headers=headers)
            page = _PAGE.format(
                lang=i18n.language(),
                title=html.escape(_("Incident atlas")),
                text=html.escape(text),
                address=html.escape(self._sign_in_address(scope), quote=True),
                button=html.escape(_("Sign in")),
            )
        return HTMLResponse(page, status_code=status, headers=headers)


def _is_local(address: str) -> bool:
    """Return whether an address is one of this server's views, and leads nowhere else.

    >>> _is_local("/?region=UA-63"), _is_local("//evil.example"), _is_local("/" + chr(92) + "evil")
    (True, False, False)
    """
    return (
        len(address) <= _LONGEST
        and re.match(r"/(?![/\\])", address) is not None
        and address.isprintable()
    )


def _wanted(scope: Scope) -> str:
    """Return what a browser that comes back from its sign-in wanted to see, or an empty text."""
    wanted = unquote(Request(scope).cookies.get(_WANTED, ""))
    return wanted if _is_local(wanted) and scope["method"] == "GET" else ""


def _sent_on(address: str) -> Response:
    answer = RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
    answer.delete_cookie(_WANTED)
    return answer


def user_of(headers: Headers) -> dict[str, Any] | None:
    """Return who the cookie says has signed in, or None if there is none or it is not ours."""
    from streamlit.auth_util import get_cookie_with_chunks, get_signing_secret
    from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(headers.get("cookie", ""))
    except CookieError:
        return None
    secret = get_signing_secret()

    def one(name: str) -> bytes | None:
        return decode_signed_value(secret, name, cookies[name].value) if name in cookies else None

    whole = get_cookie_with_chunks(one, _COOKIE)
    try:
        user = json.loads(whole or b"null")
    except ValueError:
        return None
    return user if isinstance(user, dict) else None


def control() -> None:
    """Draw the button that signs out, for who has signed in."""
    if section() and st.user.is_logged_in:
        st.button(_("Sign out"), icon=":material/logout:", type="tertiary", on_click=st.logout)
