"""One text beside its drafts: the words of each field in colour, the fields to change."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any, Final

import streamlit as st

from geo import drafts
from geo.i18n import N_, _, ngettext
from geo.maps import type_name
from geo.regions import region_names
from geo.schema import EVENT_TYPE_OF
from geo.sentences import translated
from geo.texts import plain, short, visible
from geo.web.add import marked
from geo.web.controls import links
from geo.web.visitor import session

_STATES: Final = {
    "open": "",
    "accepted": N_("accepted"),
    "dropped": N_("dropped"),
    "added": N_("added"),
}
_JOINED: Final = N_("joined to a record")
#: Which text's drafts keys work on.
_KEYBOARD: Final = "drafts_keyboard"
_FIGURES: Final = {
    "killed": N_("People killed"),
    "injured": N_("People injured"),
    "launched": N_("Drones launched"),
    "downed": N_("Drones downed"),
    "lost": N_("Drones lost"),
}
_ACTORS: Final = {"": N_("not known"), "Russia": N_("Russia"), "Ukraine": N_("Ukraine")}
_TYPES: Final = (
    "Air/drone strike",
    "Shelling/artillery/missile attack",
    "Disrupted weapons use",
    "Armed clash",
    "Attack",
    "Remote explosive/landmine/IED",
    "Unspecified",
)


def show(key: str, source: dict[str, Any]) -> None:
    """Draw a text and its drafts, one of which is looked at.

    Parameters
    ----------
    key : str
        By which the session knows the text.
    source : dict
        A text as the job `texts` gives it; its records are changed in place.
    """
    found = source["records"]
    at = _chosen(key, found)
    record = found[at]
    left, right = st.columns([3, 2])
    with left:
        st.html(marked.legend(record))
        st.html(marked.marked(source["text"], record))
    with right:
        above = st.container()  # what is decided stands above, but after what was changed
        _fields(f"{key}:{at}", record)
        with above:
            _buttons(key, found, at)
            _known(key, found, at)


def _chosen(key: str, found: list[dict[str, Any]]) -> int:
    """Return which draft is looked at; after a decision the next one that is open."""
    name = f"draft_of:{key}"
    st.session_state.setdefault(name, 0)
    chosen = st.pills(
        ngettext("{n} draft", "{n} drafts", len(found)),
        list(range(len(found))),
        format_func=lambda n: _title(n, found[n]),
        required=True,
        key=name,
    )
    return chosen if chosen is not None and chosen < len(found) else 0


def _title(number: int, record: dict[str, Any]) -> str:
    places = ", ".join(p["name"] for p in record["places"][:2]) or _("no place")
    state = _STATES[record["state"]]
    if record["state"] == "accepted" and record.get("same_as"):
        state = _JOINED
    said = f"{number + 1}. {short(visible(places), 40)}"
    return plain(f"{said} ({_(state)})" if state else said)


def _fields(key: str, record: dict[str, Any]) -> None:
    """Draw the fields of a draft; what a person changes is taken over and remembered."""
    sealed = record["state"] == "added"
    days = st.columns(2)
    for column, name, label in (
        (days[0], "date_start", _("Date")),
        (days[1], "date_end", _("Last day")),
    ):
        day = column.date_input(
            label, _day(record[name]), key=f"{key}:{name}", format="YYYY-MM-DD", disabled=sealed
        )
        _change(record, name, day.isoformat() if isinstance(day, date) else None)
    if not record["date_start"]:
        st.warning(_("The text does not say when it was: say the day, or it stays in review."))
    kinds = dict.fromkeys((record["sub_event_type"], *_TYPES))
    kind = st.selectbox(
        _("Type"), list(kinds), format_func=type_name, key=f"{key}:type", disabled=sealed
    )
    _change(record, "sub_event_type", kind)
    record["event_type"] = EVENT_TYPE_OF[kind]
    actor = st.selectbox(
        _("Actor"),
        list(_ACTORS),
        index=list(_ACTORS).index(record["actor"] or ""),
        format_func=lambda name: _(_ACTORS[name]),
        key=f"{key}:actor",
        disabled=sealed,
    )
    _change(record, "actor", actor or None)
    grid = st.columns(3)
    for at, (name, label) in enumerate(_FIGURES.items()):
        value = grid[at % 3].number_input(
            _(label), 0, None, record[name], step=1, key=f"{key}:{name}", disabled=sealed,
            help=_why(record, name),
        )  # fmt: skip
        _change(record, name, value)
    _places(key, record, sealed=sealed)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _why(record: dict[str, Any], name: str) -> str | None:
    note = record["notes"].get(name, "")
    return plain(f"{translated(note)}.") if note else None


def _change(record: dict[str, Any], name: str, value: Any) -> None:
    """Take over what a person has said, and remember what the rules had read."""
    if record[name] == value:
        return
    first = record.setdefault("read", {}).setdefault(name, record[name])
    record[name] = value
    said = [text for text in record.get("changed", []) if not text.startswith(f"{name} ")]
    if first != value:
        said.append(f"{name} changed from {first} to {value}")
    record["changed"] = said


def _places(key: str, record: dict[str, Any], *, sealed: bool) -> None:
    """Draw the places; one that is switched off is no place of the draft."""
    st.caption(_("Places"))
    names = region_names()
    every: list[dict[str, Any]] = record.setdefault("every_place", list(record["places"]))
    kept = []
    for at, place in enumerate(every):
        where = names.get(place["region"] or "", place["region"] or _("not known"))
        label = plain(f"{short(visible(place['name']), 40)}: {where}")
        if st.checkbox(label, value=True, key=f"{key}:place:{at}", disabled=sealed):
            kept.append(place)
    if kept != record["places"]:
        record["places"] = kept
        gone = [place["name"] for place in every if place not in kept]
        said = [text for text in record.get("changed", []) if not text.startswith("places ")]
        record["changed"] = [*said, f"places left out: {', '.join(gone)}"] if gone else said


def _known(key: str, found: list[dict[str, Any]], at: int) -> None:
    """Say which incidents of the store are likely the same, and offer to join the draft to one."""
    record = found[at]
    sealed = record["state"] == "added"
    for number, same in enumerate(drafts.alike(session.current_store(), record)):
        said = _("Likely in the data already: {incident} ({place}, {day}, {dataset}).").format(
            incident=short(same["incident_id"], 60),
            place=short(visible(same["place"]), 40),
            day=same["date_start"],
            dataset=short(same["dataset"], 40),
        )
        st.info(plain(said))
        with st.container(horizontal=True, vertical_alignment="center"):
            params = {"incident": [same["incident_id"]]}
            links.link("", _("Show the record"), params, icon="open_in_new")
            name = f"same:{number}:{key}:{at}"
            st.button(
                _("Accept as the same"),
                key=name,
                shortcut="S" if number == 0 and _has_keyboard(key) else None,
                help=_("The draft is added as a further report of that record, and counts once."),
                disabled=sealed or record.get("same_as") == same,
                on_click=_decide,
                args=(key, found, at, "accepted"),
                kwargs={"same": same},
            )


def _has_keyboard(key: str) -> bool:
    """Return whether keys work on this text's drafts: on one text of the page at a time."""
    return bool(st.session_state.setdefault(_KEYBOARD, key) == key)


def leave_keyboard(key: str) -> None:
    """Let keys work on another text, where this one is gone."""
    if str(st.session_state.get(_KEYBOARD, "")).startswith(f"{key}:"):
        del st.session_state[_KEYBOARD]


def _buttons(key: str, found: list[dict[str, Any]], at: int) -> None:
    record, keys = found[at], _has_keyboard(key)
    with st.container(horizontal=True):
        if record["state"] != "added":
            st.button(
                _("Accept"),
                key=f"accepted:{key}:{at}",
                type="primary",
                shortcut="A" if keys else None,
                disabled=record["state"] == "accepted" and not record.get("same_as"),
                on_click=_decide,
                args=(key, found, at, "accepted"),
            )
            st.button(
                _("Drop"),
                key=f"dropped:{key}:{at}",
                shortcut="D" if keys else None,
                disabled=record["state"] == "dropped",
                on_click=_decide,
                args=(key, found, at, "dropped"),
            )
        for label, name, step, shortcut in (
            (_("Previous"), "before", -1, "K"),
            (_("Next"), "after", 1, "J"),
        ):
            if len(found) > 1:
                st.button(
                    label,
                    key=f"{name}:{key}",
                    shortcut=shortcut if keys else None,
                    on_click=_go,
                    args=(key, (at + step) % len(found)),
                )
        if record["state"] != "added":
            _join_and_split(key, found, at)
    if record["state"] == "added":
        st.caption(_("It is on your map."))


def _join_and_split(key: str, found: list[dict[str, Any]], at: int) -> None:
    record = found[at]
    others = [n for n, other in enumerate(found) if n != at and other["state"] != "added"]
    if others:
        with st.popover(_("Join")):
            other = st.selectbox(
                _("With the draft"),
                others,
                format_func=lambda n: _title(n, found[n]),
                key=f"join_with:{key}:{at}",
            )
            st.button(
                _("Join them"),
                key=f"join:{key}:{at}",
                on_click=_join,
                args=(key, found, at, other),
            )
    places = record["places"]
    if len(places) > 1:
        with st.popover(_("Split")):
            chosen = st.multiselect(
                _("Places of the other draft"),
                range(len(places)),
                format_func=lambda n: plain(short(visible(places[n]["name"]), 40)),
                key=f"split_off:{key}:{at}",
                help=_("Both keep the dates, the type and the actor; the numbers stay here."),
            )
            st.button(
                _("Split it"),
                key=f"split:{key}:{at}",
                disabled=not 0 < len(chosen) < len(places),
                on_click=_split,
                args=(key, found, at, tuple(chosen)),
            )


def _go(key: str, at: int) -> None:
    """Go to another draft; for use in a callback."""
    st.session_state[_KEYBOARD] = key
    st.session_state[f"draft_of:{key}"] = at


def _decide(
    key: str,
    found: list[dict[str, Any]],
    at: int,
    state: str,
    *,
    same: dict[str, Any] | None = None,
) -> None:
    """Take a decision and go on to the next draft that is open; for use in a callback.

    `same` is the record of the store that a draft is accepted as a further report of.
    """
    found[at]["state"], found[at]["same_as"] = state, same
    order = [*range(at + 1, len(found)), *range(at)]
    after = next((n for n in order if found[n]["state"] == "open"), at)
    _go(key, after)


def _split(key: str, found: list[dict[str, Any]], at: int, chosen: tuple[int, ...]) -> None:
    """Make a draft of some places of another, behind the last; for use in a callback.

    A number of all places cannot be dealt out, so it stays with the first.
    """
    record = found[at]
    taken = [place for n, place in enumerate(record["places"]) if n in chosen]
    kept = [place for n, place in enumerate(record["places"]) if n not in chosen]
    numbers = dict.fromkeys(_FIGURES)
    other = copy.deepcopy({**record, **numbers, "places": taken, "every_place": list(taken)})
    for part in ("spans", "evidence", "confidence", "notes"):
        other[part] = {name: said for name, said in other[part].items() if name not in numbers}
    other |= {"state": "open", "same_as": None, "read": {}}
    other["changed"] = [f"split from draft {at + 1}"]
    record["places"], record["every_place"] = kept, list(kept)
    record["changed"] = [*record.get("changed", []), f"split off as draft {len(found) + 1}"]
    for name in [n for n in st.session_state if str(n).startswith(f"{key}:{at}:place:")]:
        del st.session_state[name]
    found.append(other)


def _join(key: str, found: list[dict[str, Any]], at: int, other: int) -> None:
    """Let one draft take in another, which is dropped; for use in a callback."""
    record, taken = found[at], found[other]
    every = record.setdefault("every_place", list(record["places"]))
    every += [p for p in taken["places"] if p not in every]
    record["places"] = list(every)
    for name in _FIGURES:
        if record[name] is None and taken[name] is not None:
            record[name] = taken[name]
            record["spans"] |= {name: taken["spans"].get(name, [])}
            record["evidence"] |= {name: taken["evidence"].get(name, "")}
            st.session_state[f"{key}:{at}:{name}"] = taken[name]
    record["sentences"] = sorted([*record["sentences"], *taken["sentences"]])
    record["changed"] = [*record.get("changed", []), f"joined with draft {other + 1}"]
    taken["state"] = "dropped"
    st.session_state[f"draft_of:{key}"] = at
