"""The feed of new records is offered beside the downloads, with the filters of the page."""

from __future__ import annotations

import re

from streamlit.testing.v1 import AppTest

from tests.web.client import make_client, make_store


def panel():
    from geo.maps import View
    from geo.web.map import downloads
    from geo.web.visitor import session

    session.begin()
    view = View.from_params({"region": ["UA-63"], "text": ["Kharkiv (alert)"]})
    downloads._panel(session.current_store(), view)


def test_the_feed_is_offered_with_the_filters(tmp_path, monkeypatch):
    client = make_client(make_store(tmp_path), monkeypatch)
    shown = AppTest.from_function(panel, default_timeout=60).run()
    assert not shown.exception
    texts = [one.value for one in shown.markdown if "incidents.atom" in one.value]
    (address,) = re.findall(r"\((\S*incidents\.atom\S*)\)$", texts[0])
    assert "region=UA-63" in address
    path = address[address.index("/api/") :]
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/atom+xml")
