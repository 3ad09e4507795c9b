"""Which column of a table is which field, by its name in English, Ukrainian or Russian."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Names of columns by field, the surest first; compared without case, marks and extra blanks.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "incident_id": (
        *("incident_id", "event_id", "id", "uid", "uuid", "incident", "fid", "№", "no"),
        *("ідентифікатор", "номер", "идентификатор", "ід", "ид"),
    ),
    "date_start": (
        *("date_start", "date", "start date", "date from", "event date", "incident date", "day"),
        *("дата початку", "дата", "дата події", "дата інциденту", "день", "коли"),
        *("дата начала", "дата события", "дата инцидента", "когда", "datetime", "timestamp"),
    ),
    "date_end": (
        *("date_end", "end date", "date to", "дата закінчення", "дата кінця", "кінець"),
        *("дата окончания", "дата конца", "конец"),
    ),
    "time_start": (
        *("time_start", "time", "start time", "time start", "event time", "time of day", "hour"),
        *("час", "час події", "час початку", "час удару", "час атаки", "година", "години"),
        *("время", "время события", "время начала", "время удара", "время атаки"),
    ),
    "year": ("year", "рік", "год"),
    "sub_event_type": (
        *("sub_event_type", "sub type", "type", "event type", "incident type", "attack type"),
        *("category", "kind", "weapon", "тип", "тип події", "вид", "тип атаки", "тип удару"),
        *("категорія", "тип события", "тип удара", "категория", "зброя", "оружие"),
    ),
    "actor": (
        *("actor", "actor1", "attacker", "perpetrator", "side", "faction", "сторона"),
        *("хто", "виконавець", "актор", "атакуючий", "кто", "исполнитель", "атакующий"),
    ),
    "location": (
        *("location", "place", "settlement", "city", "town", "village", "locality", "place name"),
        *(
            "where",
            "address",
            "asciiname",
            "місце",
            "населений пункт",
            "місто",
            "село",
            "нас пункт",
            "локація",
        ),
        *("місцезнаходження", "де", "адреса", "место", "населенный пункт", "город", "локация"),
        *("местоположение", "где", "адрес", "город село", "місто село", "пункт"),
    ),
    "country": ("country", "країна", "страна", "держава", "iso2"),
    "admin1": (
        *("admin1", "adm1", "adm 1", "adm1 name", "oblast", "region", "province", "state"),
        *("область", "регіон", "обл", "край", "регион", "субъект", "oblast region"),
    ),
    "latitude": ("latitude", "lat", "y", "широта", "ш", "lat deg", "geo lat"),
    "longitude": (
        "longitude",
        "lon",
        "lng",
        "long",
        "x",
        "довгота",
        "долгота",
        "geo lon",
        "geo lng",
    ),
    "coordinates": (
        *("coordinates", "coords", "lat lon", "latlon", "lat lng", "latlng", "gps", "coordinate"),
        *("координати", "координаты"),
    ),
    "launched": ("launched", "запущено", "выпущено", "випущено"),
    "downed": (
        "downed",
        "shot down",
        "intercepted",
        "збито",
        "сбито",
        "перехоплено",
        "перехвачено",
    ),
    "lost": ("lost", "lost in ew", "втрачено", "локаційно втрачено", "потеряно"),
    "fatalities": (
        *("fatalities", "killed", "deaths", "dead", "fatal", "number killed", "kia", "died"),
        *("загинуло", "загиблі", "загиблих", "вбито", "убито", "загибло", "жертви", "смерті"),
        *("погибло", "погибшие", "погибших", "жертвы", "погибли", "загинули"),
    ),
    "injuries": (
        *("injuries", "injured", "wounded", "hurt", "number injured", "number wounded", "wia"),
        *("поранено", "поранені", "поранених", "постраждало", "травмовано", "постраждалі"),
        *("ранено", "раненые", "раненых", "пострадало", "пострадавшие", "ранены"),
    ),
    "notes": (
        *("notes", "note", "description", "comment", "comments", "summary", "details", "text"),
        *("title", "headline", "опис", "примітки", "примітка", "коментар", "текст", "описание"),
        *("примечание", "примечания", "комментарий", "подробности", "що сталося", "что случилось"),
    ),
    "source": (
        *("source", "sources", "source name", "publisher", "джерело", "джерела"),
        *("источник", "источники"),
    ),
    "source_url": (
        *("source_url", "url", "link", "links", "source link", "href", "web", "посилання"),
        *("лінк", "ссылка", "ссылки", "адреса джерела", "линк"),
    ),
}
#: Shorter names by which a mapping may call a field.
ALIASES: Final = {
    "id": "incident_id",
    "date": "date_start",
    "time": "time_start",
    "type": "sub_event_type",
    "place": "location",
    "oblast": "admin1",
    "region": "admin1",
    "lat": "latitude",
    "lon": "longitude",
    "killed": "fatalities",
    "injured": "injuries",
    "url": "source_url",
}
#: Parts of longer names, tried for fields that no column has been found for.
_PARTS: Final = {
    "date_end": r"\b(?:end|кінец|закінч|оконч)\w* .*dat|date.* (?:end|to)\b",
    "date_start": r"\bdate\b|\bдата\b",
    "latitude": r"\blat(?:itude)?\b|широт",
    "longitude": r"\b(?:lon|lng|long|longitude)\b|довгот|долгот",
    "fatalities": r"killed|fatalit|deaths|загиб|загину|погиб|убит|вбит",
    "injuries": r"injur|wounded|поранен|ранен|постражд|пострад",
    "location": r"settlement|населен|\bplace\b|\blocation\b|\bмісце\b|\bместо\b|\bcity\b",
    "admin1": r"\boblast\b|\bобласть\b|\bregion\b|регіон|регион",
    "source_url": r"\burl\b|\blink\b|посилан|ссылк",
    "source": r"\bsource\b|джерел|источник",
    "sub_event_type": r"\btype\b|\bтип\b",
    "notes": r"descri|опис|comment|комент|коммент|примі|приме",
}


def plain_name(name: str) -> str:
    """Lower case, marks as blanks, one blank between the words.

    >>> plain_name("Дата_події (UTC)")
    'дата події utc'
    """
    folded = re.sub(r"[^\w№]+|_", " ", name.casefold().replace("ё", "е").replace("\u2019", "'"))
    return " ".join(folded.split())


def find_columns(names: Iterable[str]) -> dict[str, str]:
    """Field to column, for every field that some column's name stands for.

    Each column serves one field.  Whole names decide first, parts of names after.

    >>> find_columns(["Дата", "Населений пункт", "Загинуло осіб"])
    {'date_start': 'Дата', 'location': 'Населений пункт', 'fatalities': 'Загинуло осіб'}
    """
    left = {name: plain_name(name) for name in names}
    found: dict[str, str] = {}
    for field, known in NAMES.items():
        plain = [plain_name(name) for name in known]
        matches = [name for name, text in left.items() if text in plain]
        if matches:
            found[field] = min(matches, key=lambda name: plain.index(left[name]))
            del left[found[field]]
    for field, part in _PARTS.items():
        if field in found:
            continue
        match = next((name for name, text in left.items() if re.search(part, text)), None)
        if match is not None:
            found[field] = match
            del left[match]
    return {field: found[field] for field in NAMES if field in found}
