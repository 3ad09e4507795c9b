"""Quick actions one after the other, by mouse: ``python -m tests.browser.stress``.

Two or three actions of all kinds, 50 to 600 ms apart, on a network of 0, 100 or 400 ms there and
back, with data of one's own and without.  What an action asks for goes by what the page shows when
it is made.  At the end map, controls, address and headline have to say what comes of all of them,
in their order.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import datetime as dt
import io
import random
import re
import tempfile
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as Late

from geo import i18n
from geo.i18n import LANGUAGES
from geo.maps import COUNT_NAMES, METRICS, type_name
from geo.regions import catalogue
from tests.benchmarks.relay import relayed
from tests.browser import atlas
from tests.browser.conftest import serving, watched_page
from tests.browser.test_add import add
from tests.browser.test_time import FIRST, LAST, drag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Locator, Page

DELAYS = (0.0, 0.1, 0.4)
#: Seconds between two actions.
GAPS = (0.05, 0.6)
#: Milliseconds in which what is to be clicked has to be there.
PATIENCE = 2000
#: Seconds that a page may take to come to rest.
REST = 25
PRESETS = {"All": None, "Last 90 days": 90, "Last 30 days": 30, "Last 7 days": 7}
REGIONS = ("UA-63", "UA-53", "UA-32", "UA-46", "RU-VOR", "RU-SAR")
SEVERAL = ("country", "region", "type", "actor")
VALUES = {
    "type": ("Air/drone strike", "Disrupted weapons use"),
    "actor": ("Russia", "Ukraine"),
}
#: Incidents that are uploaded where a visitor has data of their own: each in Kharkiv on one day.
OWN_DAYS = [FIRST + dt.timedelta(days=7 * n) for n in range(20)]
OWN = "date,place,type,actor\n" + "".join(
    f'{day},"Kharkiv, Kharkiv Oblast",Attack,Russia\n' for day in OWN_DAYS
)
_NAMES = {
    region.name(language): code for code, region in catalogue().items() for language in LANGUAGES
}


class Gone(Exception):  # noqa: N818 - no error: a person would see it and try again
    """What was to be clicked is not there, or was drawn anew under the pointer."""


class Unclear(Exception):  # noqa: N818
    """A page took so long over a click that nobody can say whether it was made."""


def _view(query: str) -> dict[str, tuple[str, ...]]:
    """What an address says, but for where the map is."""
    return {name: tuple(said) for name, said in parse_qs(query).items() if name != "map"}


@dataclass
class Visitor:
    """One person at one page, and what the page has to say after all that was done.

    Attributes
    ----------
    wanted : dict
        Parameters of the address, as tuples.
    playing : bool
        Whether playing was begun, whose days nobody can tell.
    own : bool
        Whether there are incidents of one's own.
    """

    page: Page
    server: str
    chance: random.Random
    delay: float = 0
    own: bool = False
    wanted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    playing: bool = False
    tick: Any = None
    code: str = ""
    which: int = 0
    language: str = "en"
    counts: dict[str, int] = field(default_factory=dict)

    def address(self) -> dict[str, tuple[str, ...]]:
        """The view that the address in the browser says."""
        return _view(urlsplit(self.page.evaluate("location.href")).query)

    def put(self, name: str, *values: str) -> None:
        self.wanted.pop(name, None)
        if values:
            self.wanted[name] = values

    def turn(self, name: str, value: str, *, on: bool) -> None:
        """Add one of several values, or take it away."""
        others = [one for one in self.wanted.get(name, ()) if one != value]
        self.put(name, *others, *([value] if on else []))

    def days(self, first: dt.date, last: dt.date) -> None:
        self.playing = False
        self.put("from", *([first.isoformat()] if first > FIRST else []))
        self.put("to", *([last.isoformat()] if last < LAST else []))

    # --- actions

    def widget(self, kind: str, label: str) -> Locator:
        """A control of the sidebar by its place, whatever its language calls it."""
        places = {"country": 0, "metric": 0, "region": 0, "type": 1, "actor": 2}
        return self.page.get_by_test_id("stSidebar").get_by_test_id(kind).nth(places[label])

    def preset(self) -> None:
        at = self.chance.randrange(len(PRESETS))
        group = self.page.locator(".st-key-timeline_head").get_by_test_id("stButtonGroup")
        if not group.count():
            raise Gone("preset")  # while days are played there is none
        group.get_by_role("radio").nth(at).click()
        days = list(PRESETS.values())[at]
        self.days(LAST - dt.timedelta(days=days - 1) if days else FIRST, LAST)

    def country(self) -> None:
        at = self.chance.randrange(2)
        self.widget("stButtonGroup", "country").get_by_role("button").nth(at).click()
        self.turn("country", ("UA", "RU")[at], on=not self.page.evaluate("window.pressed"))

    def pick(self, label: str, kind: str, option: str | int) -> None:
        """Open a list of the sidebar and choose from it."""
        self.choose(self.widget(kind, label).get_by_role("combobox"), option)

    def choose(self, box: Locator, option: str | int) -> None:
        """Choose by place or by what a name begins with; a list that is drawn anew closes."""
        box.click()
        options = self.page.get_by_role("option")
        try:
            if isinstance(option, int):
                options.nth(option).click()
            else:
                self.page.keyboard.insert_text(option)
                wanted = re.compile(rf"^\s*{re.escape(option)}")
                options.filter(has_text=wanted).first.click()
        except Late as error:
            raise Gone from error
        finally:
            self.page.keyboard.press("Escape")

    def region(self) -> None:
        code = self.chance.choice(REGIONS)
        chosen = self.widget("stMultiSelect", "region").locator("[data-tag]").all_inner_texts()
        name = catalogue()[code].name(self.language)
        if any(text.startswith(name) for text in chosen):
            raise Gone(code)
        self.pick("region", "stMultiSelect", name)
        self.turn("region", code, on=True)

    def type(self) -> None:
        self.several("type")

    def actor(self) -> None:
        self.several("actor")

    def several(self, label: str) -> None:
        """Choose one of the first values, or take a chosen one away by its cross."""
        tags = self.widget("stMultiSelect", label).locator("[data-tag]")
        if tags.count():
            tags.first.locator("button").click()
            self.put(label, *self.wanted.get(label, ())[1:])
            return
        if self.wanted.get(label):
            raise Gone(label)
        value = self.chance.choice(VALUES[label])
        with i18n.speaking(self.language):
            name = type_name(value) if label == "type" else value
        self.pick(label, "stMultiSelect", name)
        self.turn(label, value, on=True)

    def metric(self) -> None:
        at = self.chance.randrange(len(METRICS))
        self.pick("metric", "stSelectbox", at)
        self.put("metric", *([list(METRICS)[at]] if at else []))

    def speak(self) -> None:
        at = self.chance.randrange(len(LANGUAGES))
        views = self.page.locator(".st-key-views")
        self.choose(views.get_by_test_id("stSelectbox").get_by_role("combobox"), at)
        self.language = list(LANGUAGES)[at]

    def map(self) -> None:
        code = self.chance.choice(REGIONS)
        box = self.page.locator(atlas.FRAME).bounding_box()
        spot = atlas.inside(self.page).evaluate(SPOT, code)
        if box is None or spot is None:
            raise Gone(code)
        self.page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])
        hit = atlas.inside(self.page).evaluate("window.hit")
        self.turn("region", hit["code"], on=not hit["chosen"])

    def table(self) -> None:
        grid = self.page.locator(".st-key-regions_table .dvn-scroller").first
        if not grid.count():
            raise Gone("table")
        at = self.chance.randrange(5)
        grid.click(position={"x": 18, "y": 35 + 35 * at + 17})
        self.tick = at, self.wanted.get("region", ())
        self.ticked(0)

    def ticked(self, when: int) -> bool:
        """Take the row that was ticked as it stood there at the press, or a moment later."""
        at, before = self.tick
        rows = [rows for rows in self.page.evaluate("window.ticked") if len(rows) > at][when:]
        if not rows:
            return False
        code, now = _NAMES[rows[0][at]], self.wanted.get("region", ())
        now = tuple(one for one in now if one in before or one != self.code)
        self.put("region", *now, *(one for one in before if one == self.code and one not in now))
        self.turn("region", code, on=code not in before)
        self.code = code
        return True

    def timeline(self) -> None:
        if not self.page.locator(".st-key-timeline_box svg").count():
            raise Gone("timeline")
        first = FIRST + dt.timedelta(days=self.chance.randrange(20, 120))
        last = first + dt.timedelta(days=self.chance.randrange(3, 20))
        begun, end = (self.wanted.get(name, ("",))[0] for name in ("from", "to"))
        if begun <= first.isoformat() <= end:
            raise Gone("timeline")  # a frame that is there would be moved
        self.page.evaluate(_MARK)
        try:
            drag(self.page, first, last)
        except TypeError as error:  # a chart that is just drawn anew has no place
            raise Gone("timeline") from error
        self.days(first, last)
        # A chart that is drawn anew under the pointer ends the drag where it is, as a person sees.
        self.playing = not self.page.evaluate(_MARKED)

    def play(self) -> None:
        self.page.locator(".st-key-play_buttons button").first.click()
        # Begun, or gone on with: after going back what plays stands still, and can be gone on with.
        self.playing = True

    def back(self) -> None:
        shown = self.page.evaluate(_BACK)
        if shown is None:
            raise Gone("back")
        self.wanted = _view(shown[1:])
        self.playing = False

    # --- what has come of it

    def rest(self) -> dict[str, Any]:
        """Wait until the page says what is wanted; what is wrong if it never does."""
        time.sleep(1 + 2 * self.delay)  # an action may not have reached the server
        until, wrong = time.monotonic() + REST, {"": "nothing"}
        while wrong and time.monotonic() < until:
            time.sleep(0.15)
            try:
                self.pause()  # while days are played the page hardly rests
                atlas.settled(self.page)
                wrong = self.wrong()
                if wrong and self.tick:
                    self.which = (self.which + 1) % 9
                    wrong = self.wrong() if self.ticked(self.which) else wrong
            except Error as error:  # the page is being drawn
                wrong = {"page": str(error)[:300]}
        return wrong

    def pause(self) -> None:
        """Let what plays come to rest; nobody can tell beforehand which days it shows then."""
        if not self.playing:
            return
        icons = self.page.locator(".st-key-play_buttons [data-testid=stIconMaterial]")
        if icons.first.inner_text() == "pause":
            self.page.locator(".st-key-play_buttons button").first.click()
            time.sleep(1)
        now = self.address()
        for name in ("from", "to"):
            self.put(name, *now.get(name, ()))

    def wrong(self) -> dict[str, Any]:
        """What address, map, controls and headline say otherwise than is wanted."""
        page, wanted = self.page, self.wanted
        checks: dict[str, tuple[Any, Any]] = {}
        now = self.address()
        for name in {*wanted, *now}:
            checks[f"address {name}"] = (set(wanted.get(name, ())), set(now.get(name, ())))
        root = atlas.inside(page).evaluate(_MAP)
        query = {name: set(values) for name, values in parse_qs(root["query"]).items()}
        filters = {"from", "to", "count", *SEVERAL}
        checks["map"] = ({n: set(v) for n, v in wanted.items() if n in filters}, query)
        checks["regions on the map"] = (set(wanted.get("region", ())), set(root["chosen"]))
        sidebar = page.get_by_test_id("stSidebar").evaluate(_CONTROLS)
        first, last = (
            wanted.get(name, (day.isoformat(),))[0] for name, day in (("from", FIRST), ("to", LAST))
        )
        checks["dates"] = ([first, last], sidebar["dates"])
        preset = next(
            (
                at
                for at, days in enumerate(PRESETS.values())
                if last == LAST.isoformat()
                and first == (LAST - dt.timedelta(days=days - 1) if days else FIRST).isoformat()
            ),
            -1,
        )
        if sidebar["preset"] is not None:
            checks["preset"] = (preset, sidebar["preset"])
        countries = [code in wanted.get("country", ()) for code in ("UA", "RU")]
        checks["countries"] = (countries, sidebar["countries"])
        names = {catalogue()[code].name(self.language) for code in wanted.get("region", ())}
        checks["region list"] = (names, {text.split(" · ")[0] for text in sidebar["tags"][0]})
        for at, label in ((1, "type"), (2, "actor")):
            checks[f"{label} list"] = (len(wanted.get(label, ())), len(sidebar["tags"][at]))
        checks["language"] = (self.language, page.evaluate("document.documentElement.lang"))
        checks["headline"] = (self.incidents(), _number(sidebar["headline"]))
        return {name: pair for name, pair in checks.items() if pair[0] != pair[1]}

    def incidents(self) -> int:
        """Incidents that are wanted, as the server's API counts them, and those of one's own."""
        chosen = {n: v for n, v in self.wanted.items() if n in {"from", "to", *SEVERAL}}
        query = urlencode(chosen, doseq=True)
        if query not in self.counts:
            with urllib.request.urlopen(f"{self.server}/api/incidents.csv?{query}") as answer:  # noqa: S310
                rows = csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig")))
                self.counts[query] = len({row["incident_id"] for row in rows})
        return self.counts[query] + (self.of_own() if self.own else 0)

    def of_own(self) -> int:
        facts = {"country": "UA", "region": "UA-63", "type": "Attack", "actor": "Russia"}
        if any(self.wanted.get(n) and value not in self.wanted[n] for n, value in facts.items()):
            return 0
        first, last = self.wanted.get("from", ("",))[0], self.wanted.get("to", ("9",))[0]
        return sum(first <= day.isoformat() <= last for day in OWN_DAYS)


_MARK = "() => { document.querySelector('.st-key-timeline_box svg').dataset.mark = 1; }"
_MARKED = "() => Boolean(document.querySelector('.st-key-timeline_box svg[data-mark]'))"
SPOT = """code => {
  const label = AtlasParts.regionLabels().find(one => one.code === code);
  const at = Atlas.map().latLngToContainerPoint(label.at);
  const path = document.elementFromPoint(at.x, at.y);
  if (!path || !path.dataset || path.dataset.region !== code) return null;
  window.onpointerdown = event => {
    window.hit = { code: event.target.dataset.region, chosen: event.target.ariaPressed === "true" };
  };
  return at;
}"""
#: Keep what a person sees where they press, and how often.  A table's rows are said up to 200 ms
#: after they are drawn, so they are kept again.
_LISTEN = """() => addEventListener("pointerdown", event => {
  const button = event.target.closest("button"), table = ".st-key-regions_table";
  window.pressed = button && (button.ariaPressed || button.ariaChecked) === "true";
  if (button || event.target.closest("[role=option]")) window.presses += 1;
  if (!event.target.closest(table)) return;
  const rows = () => [...document.querySelectorAll(table + " table tbody tr")].map(row =>
    row.querySelector("td").textContent);
  const ticked = window.ticked = [rows()];
  [100, 200, 300, 400, 600, 1000, 1500, 2500]
    .forEach(wait => setTimeout(() => ticked.push(rows()), wait));
}, { capture: true })"""
_BEGIN = "() => { window.begun = navigation.currentEntry.index; window.presses = 0; }"
#: The address after going back; none where the page before is another one.
_BACK = """() => new Promise(resolve => {
  if (navigation.currentEntry.index <= window.begun) resolve(null);
  addEventListener("popstate", () => resolve(location.search), { once: true });
  if (navigation.currentEntry.index > window.begun) history.back();
})"""
_MAP = """() => ({
  query: document.documentElement.dataset.drawn.split("?").slice(1).join("?"),
  chosen: [...document.querySelectorAll("path[data-region][aria-pressed=true]")]
    .map(path => path.dataset.region)
})"""
_CONTROLS = """sidebar => {
  const of = (box, selector) => [...box.querySelectorAll(selector)];
  const groups = sidebar.querySelectorAll("[data-testid=stButtonGroup]");
  const dates = of(sidebar, "[data-testid=stDateInput]").map(one => one.textContent).join(" ");
  const presets = document.querySelector(".st-key-timeline_head [data-testid=stButtonGroup]");
  return {
    preset: presets &&
      of(presets, "button[role=radio]").findIndex(one => one.ariaChecked === "true"),
    countries: of(groups[0], "button").map(one => one.ariaPressed === "true"),
    dates: dates.match(/\\d{4}-\\d{2}-\\d{2}/g),
    tags: of(sidebar, "[data-testid=stMultiSelect]").map(box =>
      [...new Set(of(box, "[data-tag]").map(tag => tag.getAttribute("aria-label")))]),
    headline: document.querySelector(".st-key-headline .atlas-figure b").textContent
  };
}"""


def _number(text: str) -> int:
    return int("".join(sign for sign in text if sign.isdigit()))


#: Actions, by what they are called in a report.
ACTIONS: dict[str, Callable[[Visitor], None]] = {
    "preset": Visitor.preset,
    "country": Visitor.country,
    "region list": Visitor.region,
    "type": Visitor.type,
    "actor": Visitor.actor,
    "metric": Visitor.metric,
    "map": Visitor.map,
    "table": Visitor.table,
    "timeline": Visitor.timeline,
    "play": Visitor.play,
    "back": Visitor.back,
    "language": Visitor.speak,
}


@dataclass
class Outcome:
    """What came of trials: how many, the actions that could not be made, and what was wrong."""

    trials: int = 0
    gone: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)


def trial(visitor: Visitor, outcome: Outcome) -> None:
    """Do two or three actions, one soon after the other, and look what has come of them."""
    chance, done = visitor.chance, [str(visitor.wanted)]
    for name in chance.sample(list(ACTIONS), chance.choice((2, 2, 3))):
        gap = chance.uniform(*GAPS)
        time.sleep(gap)
        before = visitor.page.evaluate("window.presses")
        try:
            ACTIONS[name](visitor)
        except (Gone, Late) as error:
            outcome.gone[name] += 1
            if visitor.page.evaluate("window.presses") != before:
                raise Unclear from error
        else:
            done.append(f"{name} after {gap:.2f} s")
    outcome.trials += 1
    visitor.which = 0
    wrong = visitor.rest()
    visitor.tick, visitor.code = None, ""
    if wrong:
        kind = f"{visitor.delay * 1000:.0f} ms{', own data' * visitor.own}"
        outcome.lost.append(f"{kind}: {'; '.join(done)}: {wrong}")
        raise AssertionError(outcome.lost[-1])


@contextlib.contextmanager
def visiting(
    browser: Browser, server: str, delay: float, chance: random.Random, *, own: bool
) -> Iterator[Visitor]:
    """Open a page at the end of a slow network, with data of one's own or without."""
    size = {"width": 1440, "height": 2200}
    with relayed(server, delay) as relay, watched_page(browser, viewport=size) as (page, watch):
        visitor = Visitor(page, server, chance, delay, own)
        if own:
            add(page, relay.address, OWN.encode())
            visitor.put("colour", "dataset")
            atlas.follow(page, "Map")
            atlas.wait_for_map(page)
        else:
            atlas.open_page(page, relay.address)
        # Points would lie on what is clicked.
        button = page.get_by_test_id("stSidebar").get_by_role("button", name="Points", exact=True)
        button.click()
        visitor.put("layers", "regions")
        if own:  # else an incident of one's own may count as one with another
            page.get_by_role("radio", name=str(COUNT_NAMES["each"])).click()
            visitor.put("count", "each")
        visitor.rest()
        page.evaluate(_LISTEN)
        page.evaluate(
            "() => { [window.begun, window.presses] = [navigation.currentEntry.index, 0]; }"
        )
        page.set_default_timeout(PATIENCE)
        yield visitor
        # A page that is left while it asks for points says so.
        watch.errors = [text for text in watch.errors if "net::ERR_ABORTED" not in text]


def run(browser: Browser, server: str, trials: int, seed: int) -> Outcome:
    """Run trials on all networks, with data of one's own and without."""
    outcome, kinds = Outcome(), [(delay, own) for delay in DELAYS for own in (False, True)]
    for number, (delay, own) in enumerate(kinds):
        chance = random.Random(seed * 10 + number)  # noqa: S311 - no secret
        left = trials // len(kinds) + (number < trials % len(kinds))
        while left:
            with visiting(browser, server, delay, chance, own=own) as visitor:
                left = one_after_another(visitor, outcome, left)
    return outcome


def one_after_another(visitor: Visitor, outcome: Outcome, left: int) -> int:
    """Run trials until one fails or is unclear; how many are left, for a page opened anew."""
    for done in range(left):
        try:
            trial(visitor, outcome)
        except Unclear:
            return left - done - 1
        except AssertionError as error:
            print("lost:", error, flush=True)  # noqa: T201 - told while the others go on
            return left - done - 1
    return 0


def main() -> None:
    """Run the long form, on a server of its own or on one that runs."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import FLAGS, find

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--address", help="of a server that runs, on the shipped data")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = given.address or stack.enter_context(serving(folder))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find(), args=list(FLAGS))
        stack.callback(browser.close)
        found = run(browser, server, given.trials, given.seed)
    said = f"{len(found.lost)} of {found.trials} lost something; not to be clicked: {found.gone}"
    print(said)  # noqa: T201 - the command's answer
    raise SystemExit(bool(found.lost))


if __name__ == "__main__":
    main()
