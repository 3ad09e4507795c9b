"""Nothing is asked of another machine: what Streamlit would ask of one is answered here.

At its start on all addresses, and whenever a websocket comes from a page of another origin,
Streamlit asks an outside service for the address under which this machine is known there, and the
system for the one by which it would reach the internet.  Which origins may come is decided by
settings (`geo.web.server.hosts`), so that neither is needed.
"""

from __future__ import annotations

from streamlit import net_util


def keep_inside() -> None:
    """Let Streamlit know no address of this machine but those that it is told."""
    for name in ("get_external_ip", "get_internal_ip"):
        if not hasattr(net_util, name):
            raise RuntimeError(f"streamlit.net_util has no {name}: what it asks is not known")
        setattr(net_util, name, _none)


def _none() -> None:
    """Know no address."""
