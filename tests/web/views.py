"""Run one of the page's views without a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from geo import regions
from geo.web import controls
from geo.web.controls import language
from geo.web.records import records_table
from geo.web.visitor import server_store
from tests.factory import build

if TYPE_CHECKING:
    from pathlib import Path

PAGE = str(regions.DATA.parent / "geo" / "web" / "page.py")


def serve(folder: Path, monkeypatch, incidents, clusters=None) -> None:
    """Make a store of `incidents` the server's."""
    path = folder / "base.duckdb"
    build(path, incidents, clusters=clusters).close()
    monkeypatch.setenv("ATLAS_STORE", str(path))
    monkeypatch.setattr(server_store.HOLDER, "_store", None)


def open_page() -> AppTest:
    """The map."""
    page = AppTest.from_file(PAGE, default_timeout=60).run()
    assert not page.exception
    return page


def go(page: AppTest, view: str) -> AppTest:
    """Follow the link to a view: map, add or review; a link has no parameters."""
    page._page_hash = calc_hash(view)
    page.query_params.clear()
    return done(page.run())


def done(page: AppTest) -> AppTest:
    assert not page.exception
    return page


def press(page: AppTest, label: str) -> AppTest:
    """Press the first button with a label."""
    button = next(b for b in page.button if b.label == label)
    return done(button.click().run())


@dataclass
class Dates:
    """The controls of the first and the last day as they are drawn now."""

    page: AppTest

    @property
    def ends(self):
        """Both controls, as AppTest has them."""
        return [drawn(self.page.date_input, name) for name in (controls.FROM, controls.TO)]

    @property
    def value(self):
        return tuple(end.value for end in self.ends)

    def set_value(self, days) -> AppTest:
        for end, day in zip(self.ends, days, strict=True):
            end.set_value(day)
        return self.page


def dates(page: AppTest) -> Dates:
    """The controls of the dates as they are drawn now."""
    return Dates(page)


def html(page: AppTest) -> str:
    """What the page draws as HTML of its own."""
    return " ".join(element.proto.body for element in page.get("html"))


def figures(page: AppTest) -> dict[str, tuple[str, str]]:
    """The headline's figures by their label: the number, and what is said beside it."""
    found = re.findall(
        r"<dt>(.*?)</dt>.*?<b[^>]*>(.*?)</b>(?:<small>(.*?)</small>)?</dd>", html(page)
    )
    return {label: (value, ", ".join(said.split("<br>"))) for label, value, said in found}


def preset(page: AppTest):
    """The control of the preset as it is drawn now."""
    return drawn(page.segmented_control, controls.PRESET)


def drawn(elements, name: str):
    """The control of a name as it is drawn now: one of `page.selectbox` and the like."""
    (found,) = (element for element in elements if re.fullmatch(rf"{name}_\d+", element.key or ""))
    return found


def records(page: AppTest):
    """The table of records under the map, once it is chosen."""
    done(drawn(page.segmented_control, controls.TABLE).set_value("records").run())
    return drawn(page.dataframe, records_table.TABLE)


def back(page: AppTest, monkeypatch) -> AppTest:
    """Run the page as a browser does after going back or forward."""
    for module in (controls, language):
        monkeypatch.setattr(module, "went_back", lambda: True)
    done(page.run())
    for module in (controls, language):
        monkeypatch.setattr(module, "went_back", lambda: False)
    return page


def upload(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    given = [(name, content, "text/csv") for name, content in files]
    return done(page.file_uploader(key="uploads").set_value(given).run())


def texts(elements) -> str:
    return " | ".join(str(element.value) for element in elements)
