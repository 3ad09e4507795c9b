"""What a middleware of ours is: it looks at the requests of its kinds, and lets all others pass.

It is plain ASGI, so that streams, and the websocket over which the page's session runs, pass as
they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geo.web.addresses import base_of, route_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class Passing:
    """A middleware; its `handle` passes a request on, changes what comes back, or answers it.

    Parameters
    ----------
    app : ASGI application
        What the request is passed on to.
    base_path : str
        Sub-path that the server answers under.

    Attributes
    ----------
    kinds : tuple of str
        Types of scopes that it looks at; a guard names `websocket` too.
    base : str
        The sub-path, as `geo.web.addresses` takes it.
    """

    kinds: ClassVar[tuple[str, ...]] = ("http",)

    def __init__(self, app: ASGIApp, base_path: str = "") -> None:
        self.app, self.base = app, base_of(base_path)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request, or let it pass."""
        await (self.handle if scope["type"] in self.kinds else self.app)(scope, receive, send)

    def route(self, scope: Scope) -> str:
        """Return the name of what a request asks for (`geo.web.addresses.route_of`)."""
        return route_of(scope, self.base)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request of its kinds."""
        raise NotImplementedError


async def close(receive: Receive, send: Send) -> None:
    """Refuse a websocket."""
    await receive()
    await send({"type": "websocket.close", "code": 1008})
