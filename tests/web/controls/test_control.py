"""A browser that lags takes back nothing, and nothing that is clicked in it is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.web.controls import State, control, merged, sender

NAME = "test"
#: Changes from elsewhere that a browser may not have heard of yet.
LAG = 5


@sender(NAME, lambda value, _choices: tuple(value))
def _choose(now: State, before, values) -> None:
    now.filter(actor=merged(now.view.filters.actor, before, values))


class Browser:
    """One control in a browser, which sends what it holds and hears of a change later."""

    def __init__(self) -> None:
        self.now, self.held, self.sent, self.told = State(), {}, [], []
        self.draw()
        self.hear()

    def draw(self):
        chosen = self.now.view.filters.actor
        self.told.append((self.now.key(NAME, chosen), chosen))

    def hear(self):
        """Show what the server has drawn since; a control of the same key stays as it is."""
        for key, chosen in self.told:
            self.held = {key: self.held.get(key, chosen)}
        self.told.clear()

    def toggle(self, value):
        (key,) = self.held
        others = [one for one in self.held[key] if one != value]
        self.held[key] = [*others, *([value] if value not in self.held[key] else [])]
        self.sent.append(dict(self.held))

    def send(self):
        """Send what is held, as a click on another control does."""
        self.sent.append(dict(self.held))

    def run(self, session):
        for sent in self.sent:
            session.clear()
            session.update(sent)
            self.now.take()
            self.draw()
        self.sent.clear()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["toggle", "other", "send", "run", "hear"]), st.sampled_from("abc")
        ),
        max_size=30,
    )
)
def test_changes_of_a_browser_that_lags_are_added_up(steps):
    session, browser, wanted = {}, Browser(), set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(control.st, "session_state", session)
        pending = []
        for kind, value in steps:
            if kind == "toggle":
                (held,) = browser.held.values()
                pending.append((value, value not in held))
                browser.toggle(value)
            elif kind == "other":  # what comes from elsewhere, such as a click on the map
                browser.now.filter(actor=(value,))
                wanted = {value}
                browser.draw()
                if len(browser.told) > LAG:
                    browser.hear()
            elif kind == "send":
                browser.send()
            elif kind == "run":
                browser.run(session)
                for one, on in pending:
                    wanted = wanted | {one} if on else wanted - {one}
                pending.clear()
            else:
                browser.hear()
        browser.run(session)
        for one, on in pending:
            wanted = wanted | {one} if on else wanted - {one}
        browser.hear()
        (shown,) = browser.held.values()
        assert set(browser.now.view.filters.actor) == wanted == set(shown)


def test_a_run_that_is_broken_off_while_it_asks_loses_nothing(monkeypatch):
    class Broken(BaseException):
        pass

    class Session(dict):
        def __getitem__(self, key):
            raise Broken

    browser = Browser()
    browser.toggle("a")
    (sent,) = browser.sent
    monkeypatch.setattr(control.st, "session_state", Session())
    with pytest.raises(Broken):
        browser.now.take()
    monkeypatch.setattr(control.st, "session_state", sent)
    browser.now.take()
    assert browser.now.view.filters.actor == ("a",)
