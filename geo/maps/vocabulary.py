"""The data's vocabularies (`geo.schema`) in the language of the page."""

from __future__ import annotations

from typing import Final

from geo.gazetteer import units
from geo.i18n import DEFAULT, N_, _, language

_STATUSES: Final = {
    "located": N_("located"),
    "ambiguous": N_("ambiguous"),
    "unmatched": N_("unmatched"),
    "outside": N_("outside"),
    "disagreeing": N_("disagreeing"),
    "rejected": N_("not read"),
}
_PRECISIONS: Final = {
    "exact": N_("exact"),
    "settlement": N_("settlement"),
    "hromada": N_("within a radius"),
    "district": N_("district"),
    "region": N_("region"),
    "country": N_("country"),
    "outside": N_("outside"),
    "none": N_("not known"),
}
#: How incidents that several records tell of are counted (`query.COUNTS`).
COUNT_NAMES: Final = {
    "each": N_("Each dataset by itself"),
    "once": N_("Counted once"),
}
#: Which links count (`schema.STRICTNESS`).
STRICTNESS_NAMES: Final = {
    "low": N_("loose"),
    "usual": N_("usual"),
    "high": N_("strict"),
}
_COUNTRIES: Final = {"UA": N_("Ukraine"), "RU": N_("Russia")}
_TYPES: Final = {
    "Battles": N_("Battles"),
    "Explosions/Remote violence": N_("Explosions/Remote violence"),
    "Violence against civilians": N_("Violence against civilians"),
    "Protests": N_("Protests"),
    "Riots": N_("Riots"),
    "Strategic developments": N_("Strategic developments"),
    "Air-raid alert": N_("Air-raid alert"),
    "Government regains territory": N_("Government regains territory"),
    "Non-state actor overtakes territory": N_("Non-state actor overtakes territory"),
    "Armed clash": N_("Armed clash"),
    "Air/drone strike": N_("Air/drone strike"),
    "Shelling/artillery/missile attack": N_("Shelling/artillery/missile attack"),
    "Remote explosive/landmine/IED": N_("Remote explosive/landmine/IED"),
    "Chemical weapon": N_("Chemical weapon"),
    "Suicide bomb": N_("Suicide bomb"),
    "Grenade": N_("Grenade"),
    "Attack": N_("Attack"),
    "Abduction/forced disappearance": N_("Abduction/forced disappearance"),
    "Sexual violence": N_("Sexual violence"),
    "Peaceful protest": N_("Peaceful protest"),
    "Protest with intervention": N_("Protest with intervention"),
    "Excessive force against protesters": N_("Excessive force against protesters"),
    "Violent demonstration": N_("Violent demonstration"),
    "Mob violence": N_("Mob violence"),
    "Disrupted weapons use": N_("Disrupted weapons use"),
    "Agreement": N_("Agreement"),
    "Arrests": N_("Arrests"),
    "Change to group/activity": N_("Change to group/activity"),
    "Headquarters or base established": N_("Headquarters or base established"),
    "Looting/property destruction": N_("Looting/property destruction"),
    "Non-violent transfer of territory": N_("Non-violent transfer of territory"),
    "Other": N_("Other"),
    "Unspecified": N_("Unspecified"),
}


def _name(names: dict[str, str], word: str) -> str:
    """Return a word of a vocabulary as the page writes it; any other word stays as it is."""
    return _(names[word]) if word in names else word


def status_name(status: str) -> str:
    """Return what the page calls a status of `geo.schema.STATUSES`, or `rejected`."""
    return _name(_STATUSES, status)


def precision_name(precision: str) -> str:
    """Return what the page calls a precision of `geo.schema.PRECISIONS`."""
    return _name(_PRECISIONS, precision)


def country_name(code: str) -> str:
    """Return what the page calls a country, by its ISO 3166-1 alpha-2 code."""
    return _name(_COUNTRIES, code)


def type_name(kind: str) -> str:
    """Return what the page calls a sub-event type of `geo.schema.EVENT_TYPES`."""
    return _name(_TYPES, kind)


def unit_name(p_code: str) -> str:
    """Return what the page calls a raion or hromada of Ukraine, with its p-code."""
    unit = units()[p_code]
    return f"{unit.names[language() != DEFAULT]} ({p_code})"
