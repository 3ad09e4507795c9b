"""Texts of the map's own script, in every language of the interface.

They travel with the script itself, so that the map can speak before the page has run, and has
nothing more to wait for.  `{name}` in a text is filled in by the script.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from geo import i18n
from geo.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable

#: Key in the script -> text.
WORDS: Final = {
    "map": N_("Map of reported incidents"),
    "regions": N_("Regions: move with the arrow keys"),
    "symbols": N_("Points: move with the arrow keys, open with Enter"),
    "badges": N_("Incidents known by region only: move with the arrow keys, open with Enter"),
    "legend": N_("Legend"),
    "points_note": N_("points: incidents placed in a settlement"),
    "size_note": N_("number and size: people reported killed or injured"),
    "ring": N_("no figure reported"),
    "ring_shared": N_("figure shared with other places"),
    "number_note": N_("number: the region's figure"),
    "number_note_closer": N_("number: the region's figure; more at a closer zoom"),
    "badge_note": N_("number: known by region or district only"),
    "badge_note_closer": N_("number: known by region or district only; more at a closer zoom"),
    "circle_note": N_("place known within a circle only"),
    "circles": N_("Places known within a circle only: move with the arrow keys, open with Enter"),
    "places": N_("Several places"),
    "within": N_("within {distance} km"),
    "other": N_("other"),
    "mixed_type": N_("several types"),
    "mixed_actor": N_("several actors"),
    "mixed_dataset": N_("several datasets"),
    "cluster": N_("Cluster"),
    "shared_figures": N_("further {number} shared with other places"),
    "no_figure": N_("killed or injured not reported"),
    "zoom_hint": N_("Ctrl and the wheel zoom the map"),
    "touch_hint": N_("Two fingers move the map"),
    "loading": N_("Loading"),
    "newest_first": N_("newest first"),
    "the_rest": N_("The rest are in the table below the map."),
    "days": N_("{first} to {last}"),
    "understood": N_("Reported as “{reported}”, understood as {place}, {region} ({precision})"),
    "understood_region": N_("Reported as “{reported}”, understood as {region} ({precision})"),
    "records": N_("Records"),
    "figures": N_("Reported for the incident: {figures}"),
    "fatalities": N_("{number} killed"),
    "injuries": N_("{number} injured"),
    "launched": N_("{number} launched"),
    "downed": N_("{number} downed"),
    "killed_here": N_("{number} killed here"),
    "injured_here": N_("{number} injured here"),
    "launched_here": N_("{number} launched here"),
    "downed_here": N_("{number} downed here"),
    "source": N_("Source: {source}"),
    "not_stated": N_("not stated"),
    "alone": N_("Show only this incident"),
    "zoom_in": N_("Zoom in"),
    "zoom_out": N_("Zoom out"),
    "fit": N_("Fit the map to the selection"),
    "reset": N_("Back to the first view"),
    "full": N_("Full screen"),
    "leave_full": N_("Leave full screen"),
    "close": N_("Close"),
    "nothing_to_fit": N_("No region of the selection has an incident."),
    "no_points": N_("The points could not be loaded; move the map to try again."),
    "no_records": N_("The records could not be loaded."),
    "no_boundaries": N_("The boundaries could not be loaded; reload the page."),
    "no_background": N_("The background could not be loaded."),
}
#: Key in the script -> text that goes with a number.
PLURALS: Final[dict[str, Callable[[int], str]]] = {
    "incidents": lambda n: ngettext("{n} incident", "{n} incidents", n),
    "incidents_here": lambda n: ngettext("{n} incident here", "{n} incidents here", n),
    "events": lambda n: ngettext("{n} event", "{n} events", n),
    "casualties": lambda n: ngettext(
        "{n} person reported killed or injured", "{n} people reported killed or injured", n
    ),
    "region_only": lambda n: ngettext(
        "{n} incident known by region or district only",
        "{n} incidents known by region or district only",
        n,
    ),
}
#: A number of each plural category that a language may have (CLDR's names, as in Intl).
_EXAMPLES: Final = {"one": 1, "few": 2, "many": 5, "other": 100}
#: How a browser is told to write numbers and dates.
_LOCALES: Final = {"en": "en-GB", "uk": "uk-UA", "ru": "ru-RU"}


def words(language: str) -> dict[str, Any]:
    """Return the map's texts in one language.

    Parameters
    ----------
    language : str
        One of `geo.i18n.LANGUAGES`.

    Returns
    -------
    dict
        `locale` (a BCP 47 tag), `words` (key -> text), `plurals` (key -> category -> text with
        `{n}` for the number).
    """
    with i18n.speaking(language):
        return {
            "locale": _LOCALES[language],
            "words": {key: _(text) for key, text in WORDS.items()},
            "plurals": {
                key: {
                    category: form(number).replace(i18n.decimal(number), "{n}", 1)
                    for category, number in _EXAMPLES.items()
                }
                for key, form in PLURALS.items()
            },
        }


def script() -> str:
    """Return the script that gives the map its texts in every language."""
    every = {language: words(language) for language in i18n.LANGUAGES}
    return f"window.AtlasWords = {json.dumps(every, ensure_ascii=False)};\n"
