"""Deciding where one place is: its reason, its candidates, a small map, and the choice."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo import i18n, query
from geo.errors import AtlasError, InputError
from geo.geocoding import geocode
from geo.i18n import N_, _, decimal, ngettext
from geo.ingest import Decision, at_point
from geo.maps import status_name
from geo.regions import catalogue, region_names
from geo.schema import POINT_PRECISIONS
from geo.sentences import told, translated
from geo.texts import plain, short, shown
from geo.web.review import pick_map
from geo.web.review.pick_map import Mark, picked
from geo.web.visitor import session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from geo.geocoding import Candidate
    from geo.ingest import Key
    from geo.query import Doubt
    from geo.store import Store

#: Session key of the sentence that a callback leaves where something could not be done.
PROBLEM: Final = "review_problem"
_CHOSEN: Final = "decide_place"
#: What is decided now, and the point that was clicked for it.
_SUBJECT: Final = "decide_subject"
_POINT: Final = "decide_point"
_ROWS: Final = 200
_REGION, _AT_POINT, _OUTSIDE = "region", "point", "outside"
_WAYS: Final = {
    _REGION: N_("A region, without a point"),
    _AT_POINT: N_("A point: click the map"),
    _OUTSIDE: N_("Outside: at sea, or in another country"),
}


def show(store: Store, listed: Sequence[Doubt]) -> None:
    """Draw the choice of a place, and what can be decided about it."""
    doubts = {key_of(doubt): doubt for doubt in listed}
    key = st.selectbox(
        _("Place to decide, the one with the most rows first ({n})").format(n=decimal(len(doubts))),
        list(doubts),
        format_func=lambda key: label(doubts[key]),
        key=_CHOSEN,
    )
    if key is None:
        return
    doubt, rows = doubts[key], query.doubt_rows(store, doubts[key], limit=_ROWS)
    st.session_state[_SUBJECT] = key
    found = candidates(doubt, rows)
    left, right = st.columns([2, 3])
    with left:
        st.text(short(doubt.place, 300) or _("(no place named)"))
        st.caption(plain(f"{status_name(doubt.status).capitalize()}. {translated(doubt.note)}"))
        if doubt.place:
            _choice(doubt, found)
        else:
            st.info(_("These rows name no place: mend them in the file and add it again."))
    with right:
        _map(key, found)
    with st.expander(
        ngettext("{n} row that this settles", "{n} rows that this settles", doubt.rows)
    ):
        said = rows.assign(note=rows["note"].map(translated, na_action="ignore"))
        st.dataframe(shown(said), hide_index=True, placeholder="")


def key_of(doubt: Doubt) -> Key:
    """Return what names a place in review."""
    return (doubt.place, doubt.country, doubt.dataset)


def label(doubt: Doubt) -> str:
    """Write a place in review on one line of plain text."""
    whose = ", ".join(part for part in (doubt.country, doubt.dataset) if part)
    parts = (
        short(doubt.place, 80) or _("(no place named)"),
        ngettext("{n} row", "{n} rows", doubt.rows),
        status_name(doubt.status),
        short(whose, 60),
    )
    return " · ".join(parts)


def candidates(doubt: Doubt, rows: pd.DataFrame) -> list[Candidate]:
    """Return places that the text may mean, by what its rows agree on besides; likeliest first."""
    said = {name: _agreed(rows[name]) for name in ("admin1", "latitude", "longitude")}
    answer = geocode(
        doubt.place,
        country=doubt.country or None,
        admin1=said["admin1"],
        lat=said["latitude"],
        lon=said["longitude"],
        dataset=doubt.dataset,
    )
    return list(dict.fromkeys(answer.candidates))[: pick_map.MOST_MARKS]


def _agreed(column: pd.Series[Any]) -> Any:
    """Return the one value that all rows have, or None."""
    values = column.dropna().unique()
    return values[0] if len(values) == 1 and column.notna().all() else None


def suggestion(found: Sequence[Candidate]) -> str | None:
    """Return the way that is chosen beforehand: a candidate, if there is one alone."""
    return "0" if len(found) == 1 else None


def _choice(doubt: Doubt, found: list[Candidate]) -> None:
    """Draw the ways to decide, and the button that does."""
    key = key_of(doubt)
    ways = {str(at): _describe(at, candidate) for at, candidate in enumerate(found)}
    ways |= {way: _(text) for way, text in _WAYS.items()}
    suggested = suggestion(found)
    if suggested is not None:
        st.caption(_("Suggestion: {place}.").format(place=plain(_place(found[0]))))
    how = st.radio(
        _("Where is it?"),
        list(ways),
        index=list(ways).index(suggested) if suggested else None,
        format_func=lambda way: plain(ways[way]),
        key=_how_key(key),
    )
    region, names = None, region_names()
    if how == _REGION:
        region = st.selectbox(
            _("Region"),
            sorted(catalogue(), key=lambda code: (code[:2] != "UA", names[code])),
            index=None,
            format_func=lambda code: f"{names[code]} · {code}",
            placeholder=_("Choose one of {n}").format(n=len(names)),
            key=_region_key(key),
        )
    why = st.text_input(_("Why (optional, kept in the file)"), max_chars=200, key=f"why:{key}")
    decision, problem = _decision(key, how, region, found, why)
    if problem:
        st.caption(problem)
    st.button(
        ngettext("Apply to {n} row", "Apply to {n} rows", doubt.rows),
        on_click=_apply,
        args=(decision, doubt.rows),
        disabled=decision is None,
        type="primary",
        icon=":material/check:",
    )


def _describe(at: int, candidate: Candidate) -> str:
    return f"{at + 1}. {_place(candidate)} ({candidate.why})"


def _place(candidate: Candidate) -> str:
    region = region_names().get(candidate.region, _("abroad"))
    same = candidate.place_name == region
    return region if same else f"{candidate.place_name}, {region}"


def _decision(
    key: Key, how: str | None, region: str | None, found: list[Candidate], why: str
) -> tuple[Decision | None, str]:
    """Return what the choice comes to, or what is still missing."""
    reason, today = " ".join(why.split()), dt.datetime.now(dt.UTC).date().isoformat()
    if how == _AT_POINT:
        return _point_decision(key, reason, today)
    made = None
    if how == _OUTSIDE:
        made = Decision(*key, status="outside", why=reason, date=today)
    elif how == _REGION and region:
        made = Decision(*key, region=region, why=reason, date=today)
    elif how is not None and how.isdigit():
        made = of_candidate(key, found[int(how)], why=reason, date=today)
    return made, ""


def _point_decision(key: Key, why: str, date: str) -> tuple[Decision | None, str]:
    point = _point_of(key)
    if point is None:
        return None, _("No point is chosen yet.")
    try:
        made = at_point(key, *point, why=why, date=date)
    except InputError as error:
        return None, plain(told(error))
    return made, f"{point[0]:.4f}, {point[1]:.4f}: {region_names()[made.region]}"


def of_candidate(key: Key, candidate: Candidate, *, why: str, date: str) -> Decision:
    """Decide that a place is one of its candidates; only a settlement becomes a point."""
    if not candidate.region:
        return Decision(*key, status="outside", why=why, date=date)
    if candidate.lat is None or candidate.lon is None:
        return Decision(*key, candidate.region, why=why, date=date)
    if candidate.precision not in POINT_PRECISIONS:
        return Decision(*key, candidate.region, why=why, date=date)
    point = (f"{candidate.lat:.5f}", f"{candidate.lon:.5f}")
    return Decision(*key, candidate.region, *point, why=why, date=date)


def _how_key(key: Key) -> str:
    # A browser says what is chosen in the language that the choices were drawn in.
    return f"how:{key}:{i18n.language()}"


def _region_key(key: Key) -> str:
    return f"region:{key}:{i18n.language()}"


def _point_of(key: Key) -> tuple[float, float] | None:
    chosen, point = st.session_state.get(_POINT, (None, None))
    return point if chosen == key else None


def _map(key: Key, found: list[Candidate]) -> None:
    marks = [
        Mark(at + 1, candidate.lat, candidate.lon, _place(candidate))
        for at, candidate in enumerate(found)
        if candidate.lat is not None and candidate.lon is not None
    ]
    how = st.session_state.get(_how_key(key))
    state = pick_map.pick_state(
        marks,
        subject=" | ".join(key),
        point=_point_of(key) if how == _AT_POINT else None,
        region=st.session_state.get(_region_key(key)) if how == _REGION else None,
    )
    with st.container(key="pick_box"):
        pick_map.show(state, on_change=_clicked)


def _clicked() -> None:
    """Take what was clicked on the map as the choice; for use as a callback."""
    chosen = picked(st.session_state.get(pick_map.PICK_KEY))
    key = st.session_state.get(_SUBJECT)
    if chosen is None or key is None:
        return
    if chosen.region is not None:
        st.session_state[_how_key(key)] = _REGION
        st.session_state[_region_key(key)] = chosen.region
    elif chosen.mark is not None:
        st.session_state[_how_key(key)] = str(chosen.mark - 1)
    else:
        st.session_state[_how_key(key)] = _AT_POINT
        st.session_state[_POINT] = (key, (chosen.lat, chosen.lon))


def _apply(decision: Decision, rows: int) -> None:
    """Take a decision; for use in a callback."""
    where = region_names().get(decision.region, _("outside"))
    settled = ngettext("{place}: {where}, for {n} row.", "{place}: {where}, for {n} rows.", rows)
    with problems_told():
        session.visitor().decide(session.base_store(), decision)
        session.tell(settled.format(place=short(decision.place, 80), where=where))


@contextmanager
def problems_told() -> Iterator[None]:
    """Do what a callback does to the visitor's decisions; what stands against it is told next."""
    try:
        yield
    except AtlasError as error:
        st.session_state[PROBLEM] = told(error)
