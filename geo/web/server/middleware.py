"""What every request passes before any route, Streamlit's own included: one list, in order.

The first of the list is the outermost.  A further one, such as a guard that asks for a sign-in, is
one entry in `stack`; after `Failures`, so that its refusals carry the headers too.  Each is a
`geo.web.server.passing.Passing`.
"""

from __future__ import annotations

from starlette.middleware import Middleware

from geo.web.server.first_page import FirstPage
from geo.web.server.guards import Hosts, Uploads
from geo.web.server.headers import DataSharing, SecurityHeaders
from geo.web.server.packed_files import PackedFiles
from geo.web.server.request_log import Failures, RequestLog
from geo.web.server.signin import SignIn


def stack(base_path: str = "") -> list[Middleware]:
    """Return the middleware for `st.App`.

    Parameters
    ----------
    base_path : str
        Sub-path that the server is configured to answer under.
    """
    return [
        Middleware(RequestLog, base_path=base_path),
        Middleware(SecurityHeaders, base_path=base_path),
        Middleware(Failures, base_path=base_path),
        Middleware(Hosts, base_path=base_path),
        Middleware(SignIn, base_path=base_path),
        Middleware(Uploads, base_path=base_path),
        Middleware(DataSharing, base_path=base_path),
        Middleware(FirstPage, base_path=base_path),
        Middleware(PackedFiles, base_path=base_path),
    ]
