"""The row of HXL tags that may stand under a CSV's heading (https://hxlstandard.org, 1.1).

By it the tools of humanitarian data join a file by p-codes without being told which column is what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.query import FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Of a region, its raion and hromada.
_LEVELS: Final = {"region": "#adm1", "raion": "#adm2", "hromada": "#adm3"}
_HARM: Final = {"killed": "#affected+killed", "injured": "#affected+injured"}


def _of_units() -> dict[str, str]:
    tags: dict[str, str] = {}
    for name, tag in _LEVELS.items():
        tags |= {name: f"{tag}+name", f"{name}_code": f"{tag}+code+v_katottg"}
        tags |= {f"{name}_p_code": f"{tag}+code+v_pcode"}
    return tags | {"region": "#adm1+code+v_iso", "region_name": "#adm1+name"}


def _of_figures() -> dict[str, str]:
    tags: dict[str, str] = {}
    for name in FIGURES:
        tag = _HARM.get(name, f"#indicator+num+{name}")
        tags |= {name: tag, f"{name}_shared": f"{tag}+shared"}
        tags |= {f"{name}_low": f"{tag}+min", f"{name}_high": f"{tag}+max"}
        tags |= {f"{name}_known_for": f"{tag}+known_for", f"{name}_here": f"{tag}+here"}
    return tags


#: The tag of each column that has one; figures of an incident and of a region alike.
TAGS: Final = {
    "incident_id": "#event+id",
    "cluster": "#event+id+cluster",
    "dataset": "#meta+dataset",
    "date_start": "#date+start",
    "date_end": "#date+end",
    "time_start": "#date+time+start",
    "event_type": "#event+type",
    "sub_event_type": "#event+type+sub",
    "actor": "#org+actor",
    "location": "#loc+name+reported",
    "country": "#country+name",
    "admin1": "#adm1+name+reported",
    "admin2": "#adm2+name+reported",
    "admin3": "#adm3+name+reported",
    "latitude": "#geo+lat+reported",
    "longitude": "#geo+lon+reported",
    "place_name": "#loc+name",
    "place_code": "#loc+code+v_katottg",
    "lat": "#geo+lat",
    "lon": "#geo+lon",
    "precision": "#geo+precision",
    "status": "#status",
    "events": "#event+num",
    "incidents": "#event+num",
    "lost": "#indicator+num+lost",
    "fatalities": "#affected+killed",
    "fatalities_low": "#affected+killed+low",
    "fatalities_high": "#affected+killed+high",
    "injuries": "#affected+injured",
    "source": "#meta+source",
    "source_url": "#meta+url",
    "notes": "#description",
} | _of_units() | _of_figures()  # fmt: skip


def tags(columns: Iterable[str]) -> list[str]:
    """Return the HXL tag of each column, blank where there is none.

    >>> tags(["region", "raion_p_code", "my own"])
    ['#adm1+code+v_iso', '#adm2+code+v_pcode', '']
    """
    return [TAGS.get(name, "") for name in columns]
