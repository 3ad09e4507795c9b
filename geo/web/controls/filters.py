"""The sidebar's filters: how each is drawn from the view, and what a change makes of the view."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo import i18n
from geo.i18n import N_, _
from geo.maps import COUNT_NAMES, STRICTNESS_NAMES, country_name, type_name
from geo.query import NO_ACTOR, Filters, one_line
from geo.regions import catalogue, region_names
from geo.schema import COUNTRIES
from geo.schema import STRICTNESS as STRICTNESS_STEPS
from geo.store import LONGEST, within
from geo.texts import short
from geo.web.controls.state import State, in_order, merged, sender

if TYPE_CHECKING:
    from geo.maps import Days
    from geo.query import Facets

FROM: Final = "date_from"
TO: Final = "date_to"
PRESET: Final = "preset"
COUNTRY: Final = "country"
REGION: Final = "region"
TYPE: Final = "type"
ACTOR: Final = "actor"
DATASET: Final = "dataset"
TEXT: Final = "text"
COUNT: Final = "count"
STRICTNESS: Final = "strictness"

#: Days of the data that each preset shows, None for all.
PRESETS: Final[dict[str, int | None]] = {
    N_("All"): None,
    N_("Last 90 days"): 90,
    N_("Last 30 days"): 30,
    N_("Last 7 days"): 7,
}


def preset_days(preset: str, whole: Days) -> Days:
    """Return a preset's first and last day, of data from one day to another."""
    days = PRESETS[preset]
    if days is None:
        return whole
    return max(whole[0], whole[1] - dt.timedelta(days=days - 1)), whole[1]


@sender(PRESET)
def _preset(now: State, before: str | None, preset: str | None) -> None:
    """Choose a preset's days; one that was chosen already and is clicked is meant again."""
    if now.days and (meant := preset or before):
        now.put_days(preset_days(meant, now.days))


@sender(FROM)
def _from(now: State, _before: Any, day: dt.date | None) -> None:
    """Choose the first day; one after the last takes that along, and none is the data's first."""
    if now.days and (chosen := now.chosen_days()):
        first = day or now.days[0]
        now.put_days((first, max(first, chosen[1])))


@sender(TO)
def _to(now: State, _before: Any, day: dt.date | None) -> None:
    if now.days and (chosen := now.chosen_days()):
        last = day or now.days[1]
        now.put_days((min(chosen[0], last), last))


@sender(TEXT, lambda value, _choices: within(one_line(value or "")))
def _text(now: State, _before: Any, text: str) -> None:
    now.filter(text=text)


def several(name: str) -> None:
    """Register a filter of several values, of which those are set and cleared that were changed."""

    @sender(name, in_order if name == COUNTRY else lambda value, _choices: tuple(value))
    def _changed(now: State, before: Any, values: Any) -> None:
        now.filter(**{name: merged(getattr(now.view.filters, name), before, values)})


for _name in (COUNTRY, REGION, TYPE, ACTOR, DATASET):
    several(_name)


@sender(COUNT)
def _count(now: State, before: str, how: str | None) -> None:
    """Choose how incidents count; what is chosen already and clicked is meant again."""
    now.filter(count=how or before)


@sender(STRICTNESS)
def _strictness(now: State, _before: Any, strictness: str) -> None:
    now.filter(strictness=strictness)


def heading() -> None:
    """Say what the sidebar is for; an empty one would not be there, and its place the map's."""
    st.sidebar.subheader(_("Filters"), anchor=False)


def draw(now: State, facets: Facets) -> None:
    """Draw the filters; what is chosen says itself what it is, so that few need a heading."""
    filters = now.view.filters
    _draw_text(now, filters.text)
    _draw_dates(now)
    countries = in_order(filters.country, COUNTRIES)
    st.pills(
        _("Country"),
        list(COUNTRIES),
        selection_mode="multi",
        key=now.key(COUNTRY, countries, tuple(COUNTRIES)),
        default=countries,
        format_func={code: country_name(code) for code in COUNTRIES}.__getitem__,
        label_visibility="collapsed",
    )
    draw_list(
        now,
        REGION,
        filters.region,
        _region_choices(filters),
        label=_("Region"),
        placeholder=_("All regions"),
    )
    for name, known, called, label, placeholder in (
        (TYPE, facets.types, type_name, _("Incident type"), _("All types")),
        (ACTOR, facets.actors, actor_name, _("Actor"), _("All actors")),
        (DATASET, facets.datasets, short, _("Dataset"), _("All datasets")),
    ):
        chosen = getattr(filters, name)
        if name == DATASET and len(known) < 2 and not chosen:  # noqa: PLR2004 - nothing to choose
            continue
        # What an address says stays, whatever the data has.
        listed = (*known, *(value for value in chosen if value not in known))
        draw_list(
            now,
            name,
            chosen,
            {one: called(one) for one in listed},
            label=label,
            placeholder=placeholder,
        )
    if len(facets.datasets) > 1:
        _draw_counting(now, facets)


def _draw_text(now: State, text: str) -> None:
    st.text_input(
        _("Search"),
        text,
        key=now.key(TEXT, text),
        max_chars=LONGEST,
        icon=":material/search:",
        placeholder=_("Search place, note, source, actor"),
        label_visibility="collapsed",
    )


def _draw_counting(now: State, facets: Facets) -> None:
    """Draw how an incident counts that several records tell of."""
    filters = now.view.filters
    shown = [name for name in facets.datasets if not filters.dataset or name in filters.dataset]
    how = filters.count or ("once" if len(shown) > 1 else "each")
    st.segmented_control(
        _("Counting"),
        list(COUNT_NAMES),
        default=how,
        key=now.key(COUNT, how),
        format_func={name: _(text) for name, text in COUNT_NAMES.items()}.__getitem__,
        help=_(
            "Counted once, an incident counts as one however many records tell of it; its figures"
            " are those of the source that says most, with the range of all."
        ),
    )
    if how == "once":
        st.select_slider(
            _("Links count that are"),
            STRICTNESS_STEPS,
            filters.strictness,
            key=now.key(STRICTNESS, filters.strictness),
            format_func={name: _(text) for name, text in STRICTNESS_NAMES.items()}.__getitem__,
            help=_("Strict joins only the records that are surest to tell of the same incident."),
        )


def _draw_dates(now: State) -> None:
    """Draw first and last day: each takes effect by itself."""
    whole, days = now.days, now.chosen_days()
    if whole is None or days is None:
        return
    bounds = min(whole[0], days[0]), max(whole[1], days[1])
    with st.container(horizontal=True, gap="small", key="dates"):
        for name, label, day in ((FROM, _("First day"), days[0]), (TO, _("Last day"), days[1])):
            key = now.key(name, day, bounds)
            st.date_input(label, day, *bounds, key=key, format="YYYY-MM-DD")


def draw_presets(now: State) -> None:
    """Draw the choice of the last days of the data."""
    whole, days = now.days, now.chosen_days()
    if whole is None or days is None:
        return
    preset = next((name for name in PRESETS if preset_days(name, whole) == days), None)
    st.segmented_control(
        _("Period of the data"),
        list(PRESETS),
        default=preset,
        key=now.key(PRESET, preset),
        format_func={name: _(name) for name in PRESETS}.__getitem__,
        label_visibility="collapsed",
    )


def _region_choices(filters: Filters) -> dict[str, str]:
    """Return the regions that can be chosen, and what each is called: its name in all languages.

    They are grouped by country, Ukraine first, each group by name in the page's language.  A region
    that is chosen stays in the list, whatever the country says.
    """
    names, regions = region_names(), catalogue()
    return {
        code: " · ".join(
            dict.fromkeys(
                [names[code], *map(regions[code].name, i18n.LANGUAGES), regions[code].country]
            )
        )
        for code in sorted(names, key=lambda code: (regions[code].country != "UA", names[code]))
        if not filters.country or regions[code].country in filters.country or code in filters.region
    }


def actor_name(name: str) -> str:
    """Return what the page calls an actor."""
    return _("Not stated") if name == NO_ACTOR else short(name)


def draw_list(
    now: State, name: str, chosen: tuple[str, ...], called: dict[str, str], **options: Any
) -> None:
    """Draw a filter of several values, and what they are called in the page's language."""
    choices = tuple(called)
    st.multiselect(
        options=choices,
        default=chosen,
        key=now.key(name, chosen, choices),
        format_func=called.__getitem__,
        select_all=False,
        filter_mode="contains",
        **{"label_visibility": "collapsed"} | options,
    )
