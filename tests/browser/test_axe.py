"""axe-core looks through every view, light and dark: it finds nothing serious.

It is put into the page past its content policy, which is left aside in this test alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import atlas
from tests.browser.conftest import PATIENCE

pytestmark = pytest.mark.long

#: What Streamlit draws itself and offers no way to change, each with the reason.
OF_STREAMLIT = {
    "canvas": "the data grid's hidden copy of its cells, written by the grid itself",
    '[data-testid="stVegaLiteChart"] svg': (
        "Vega gives the frame of a drag a role without a name; the chart's text is around it"
    ),
}
VIEWS = {
    "map": "/?region=UA-63",
    "region": "/region?code=UA-63",
    "add": "/add",
    "review": "/review",
    "about": "/about",
    "embed": "/embed",
}
#: Rules that a change of the theme can break.
_COLOURS = ["color-contrast", "link-in-text-block"]


@pytest.fixture(scope="module")
def context(browser):
    import axe_playwright_python

    made = browser.new_context(
        viewport={"width": 1440, "height": 900},
        locale="en-GB",
        reduced_motion="reduce",
        bypass_csp=True,
    )
    made.set_default_timeout(PATIENCE)
    made.add_init_script(path=Path(axe_playwright_python.__file__).parent / "axe.min.js")
    yield made
    made.close()


def serious(page, rules: list[str] | None = None) -> list[tuple[str, list[str]]]:
    """Faults of impact serious or critical: the rule, and where."""
    asked = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    found = page.evaluate(
        "([exclude, options]) => axe.run({ exclude }, options)", [list(OF_STREAMLIT), asked]
    )
    return [
        (fault["id"], [node["html"][:200] for node in fault["nodes"]][:3])
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


def drawn(page, view: str) -> None:
    if view in ("map", "embed"):
        frame = atlas.map_frame(page) if view == "map" else page
        frame.locator("html[data-drawn]").wait_for(state="attached")
    if view != "embed":
        page.locator("h1").first.wait_for()
        atlas.settled(page)


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_serious(context, address, view):
    page = context.new_page()
    page.goto(address + VIEWS[view])
    drawn(page, view)
    assert serious(page) == []
    page.emulate_media(color_scheme="dark")
    frames = {"map": atlas.map_frame(page), "embed": page}
    if view in frames:
        frames[view].locator('html[data-theme="dark"]').wait_for(state="attached")
    atlas.at_rest(page)
    background = "getComputedStyle(document.querySelector('.stApp, #map_div')).backgroundColor"
    red, green, blue = (
        int(part) for part in page.evaluate(background).strip("rgb()").split(",")[:3]
    )
    assert max(red, green, blue) < 60
    assert serious(page, _COLOURS) == []
    page.close()


def test_the_document_says_its_language(context, address):
    page = context.new_page()
    page.goto(address + "/about?lang=uk")
    drawn(page, "about")
    assert page.locator("html").get_attribute("lang") == "uk"
    page.close()
