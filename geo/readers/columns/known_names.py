"""The names that columns go by, in English, Ukrainian and Russian, the most usual ones in German,
French, Spanish and Polish too.
"""  # noqa: D205

from __future__ import annotations

from typing import Final

#: Names of columns of places, of which some hold coordinates or the address of a map instead.
COORDINATES_IN: Final = (
    *("location", "place", "where", "position", "geolocation", "geo", "map", "map link"),
    *("google maps", "maps", "місце", "місцезнаходження", "локація", "мапа", "карта", "место"),
    *("местоположение", "локация"),
)
#: Names of columns by field, the surest first; compared as `plain_name` writes them.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "incident_id": (
        *("incident_id", "event_id", "id", "uid", "uuid", "incident", "fid", "objectid", "№", "no"),
        *("ідентифікатор", "номер", "идентификатор", "ід", "ид", "n п п", "event id cnty"),
        *("№ п п", "№ з п", "eventid", "globaleventid", "s n", "serial", "entry id", "id події"),
        *("id события",),
    ),
    "date_start": (
        *("date_start", "date", "start date", "date from", "event date", "incident date", "day"),
        *("дата початку", "дата", "дата події", "дата інциденту", "день", "коли"),
        *("дата начала", "дата события", "дата инцидента", "когда", "datetime", "date time"),
        *("sqldate", "as of", "started at", "start time", "time start", "start", "begin", "week"),
        *("period", "month", "timestamp", "time", "when", "from", "період", "период", "тиждень"),
        *("неделя", "місяць", "месяц", "початок", "начало", "дата час", "дата время"),
        *("datum", "fecha", "data", "data zdarzenia", "date de l'attaque", "ts", "dt", "starttime"),
        *("ніч", "ночь", "night", "night of"),
    ),
    "date_end": (
        *("date_end", "end date", "date to", "finished at", "ended at", "end time", "time end"),
        *("finish", "end", "until", "to", "дата закінчення", "дата кінця", "кінець"),
        *("дата окончания", "дата конца", "конец", "відбій", "отбой", "дата завершення"),
    ),
    "time_start": (
        *("time_start", "time", "start time", "time start", "event time", "time of day", "hour"),
        *("час", "час події", "час початку", "час удару", "час атаки", "година", "години"),
        *("время", "время события", "время начала", "время удара", "время атаки"),
    ),
    "year": ("year", "iyear", "рік", "год"),
    "month": ("month", "imonth", "month number", "місяць", "месяц"),
    "day": ("day", "iday", "day of month", "число", "день"),
    "sub_event_type": (
        *("sub_event_type", "sub type", "type", "event type", "incident type", "attack type"),
        *("category", "kind", "weapon", "тип", "тип події", "вид", "тип атаки", "тип удару"),
        *("категорія", "тип события", "тип удара", "категория", "зброя", "оружие"),
        *("weapon type", "weapon system", "weapon used", "munition", "model", "тип зброї"),
        *("тип оружия", "засіб ураження", "средство поражения", "categories", "disorder type"),
        *("means of attack", "means", "засіб", "средство", "чим", "чем", "вид удару", "вид удара"),
        *("вид атаки", "вид озброєння", "вид вооружения", "характер атаки", "event subtype"),
        *("attacktype1 txt", "weaptype1 txt"),
    ),
    "actor": (
        *("actor", "actor1", "attacker", "perpetrator", "side", "faction", "сторона"),
        *("хто", "виконавець", "актор", "атакуючий", "кто", "исполнитель", "атакующий"),
        *("actor 1", "side a", "reported perpetrator", "attacking side", "perpetrator name"),
        *("attacking force", "party responsible", "сторона конфлікту", "сторона конфликта"),
    ),
    "events": (
        *("events", "number of events", "event count", "num events", "n events"),
        *("number of incidents", "incident count", "incidents", "кількість подій"),
        *("кількість інцидентів", "количество событий", "количество инцидентов"),
        *("number of attacks", "number of strikes", "number of shellings", "attacks count"),
        *("кількість атак", "кількість ударів", "кількість обстрілів", "количество атак"),
        *("количество ударов", "количество обстрелов"),
    ),
    "location": (
        *("location", "place", "settlement", "city", "town", "village", "locality", "place name"),
        *("where", "address", "asciiname", "місце", "населений пункт", "місто", "село"),
        *("нас пункт", "локація", "місцезнаходження", "де", "адреса", "место"),
        *("населенный пункт", "город", "локация", "местоположение", "где", "адрес"),
        *("город село", "місто село", "пункт", "location name", "city name", "admin4"),
        *("target", "ціль", "цель", "where coordinates"),
        *("toponym", "topónimo", "placename", "site", "loc", "нп", "н п", "де сталося", "назва нп"),
        *("ort", "stadt", "lieu", "ville", "lugar", "ciudad", "miejsce", "miasto", "miejscowość"),
    ),
    "country": (
        *("country", "країна", "страна", "держава", "iso2", "iso3", "country territory"),
        *("country name", "country iso", "country code", "land", "pays", "país", "kraj"),
        *("admin0", "adm0", "nation", "cntry"),
    ),
    "admin1": (
        *("admin1", "oblast", "region", "province", "state", "область", "регіон", "обл", "край"),
        *("регион", "субъект", "oblast region", "affected region", "governorate"),
        *(
            "admin1 pcode",
            "admin1 code",
            "код катоттг",
            "катоттг",
            "katottg",
            "pcode",
            "код коатуу",
            "коатуу",
            "koatuu",
        ),
        *("субъект рф", "субъект федерации", "суб'єкт", "суб'єкт рф", "назва області"),
        *("admin2 pcode", "admin3 pcode", "admin2 code", "область регион", "gebiet", "région"),
        *("región", "obwód"),
    ),
    "admin2": ("admin2", "raion", "rayon", "район", "district", "county", "районы"),
    "admin3": (
        *("admin3", "hromada", "громада", "територіальна громада", "отг", "тг", "municipality"),
        *("territorial community", "community", "громади", "муниципалитет"),
    ),
    "latitude": (
        "latitude",
        "lat",
        "y",
        "широта",
        "ш",
        "lat deg",
        "geo lat",
        "ycoord",
        "la",
        "y coord",
        "point y",
    ),
    "longitude": (
        *("longitude", "lon", "lng", "long", "x", "довгота", "долгота", "geo lon", "geo lng"),
        *("lon deg", "xcoord", "lo", "x coord", "point x"),
    ),
    "coordinates": (
        *("coordinates", "coords", "lat lon", "latlon", "lat lng", "latlng", "gps", "coordinate"),
        *("координати", "координаты", "lat long", "geometry", "wkt", "geom", "point"),
        *("latlong", "geo point", "geo point 2d", "geom wkt", "geo coordinates", "geokoordinaten"),
        *("lonlat", "lnglat", "lon lat", "lng lat", "long lat", "longitude latitude"),
        *("koordinaten", "coordonnées", "coordenadas", "współrzędne"),
        *COORDINATES_IN,
    ),
    "launched": ("launched", "запущено", "выпущено", "випущено"),
    "downed": (
        *("downed", "shot down", "intercepted", "збито", "сбито", "перехоплено", "перехвачено"),
    ),
    "lost": (
        *("lost", "lost in ew", "втрачено", "локаційно втрачено", "потеряно", "not reach goal"),
        *("not reached goal", "location lost"),
    ),
    "fatalities": (
        *("fatalities", "killed", "deaths", "dead", "fatal", "number killed", "kia", "died"),
        *("загинуло", "загиблі", "загиблих", "вбито", "убито", "загибло", "жертви", "смерті"),
        *("погибло", "погибшие", "погибших", "жертвы", "погибли", "загинули", "best", "nkill"),
        *("deceased", "lives lost", "мертві", "мертвые"),
        *("tote", "getötete", "todesopfer", "morts", "tués", "muertos", "zabici", "zginęło"),
    ),
    "fatalities_low": ("fatalities_low", "low", "fatalities min", "killed min", "deaths low"),
    "fatalities_high": ("fatalities_high", "high", "fatalities max", "killed max", "deaths high"),
    "injuries": (
        *("injuries", "injured", "wounded", "hurt", "number injured", "number wounded", "wia"),
        *("поранено", "поранені", "поранених", "постраждало", "травмовано", "постраждалі"),
        *("ранено", "раненые", "раненых", "пострадало", "пострадавшие", "ранены", "nwound"),
        *("verletzte", "verwundete", "blessés", "heridos", "ranni", "rannych"),
    ),
    "killed_here": (
        *("killed_here", "fatalities here", "deaths here", "killed at this place"),
        *("загинуло тут", "загинуло в цьому місці", "погибло здесь", "погибло в этом месте"),
    ),
    "injured_here": (
        *("injured_here", "injuries here", "wounded here", "injured at this place"),
        *("поранено тут", "поранено в цьому місці", "ранено здесь", "ранено в этом месте"),
    ),
    "launched_here": ("launched_here", "launched at this place", "запущено сюди", "запущено сюда"),
    "downed_here": (
        *("downed_here", "shot down here", "downed at this place", "збито тут", "сбито здесь"),
    ),
    "more_places": (
        *("more_places", "further places", "other places not named", "unnamed places"),
        *("інші місця", "інші місця не названо", "другие места", "другие места не названы"),
    ),
    "same_as": (
        *("same_as", "same event as", "duplicate of", "also told in"),
        *("та сама подія", "дублікат", "то же событие", "дубликат"),
    ),
    "notes": (
        *("notes", "note", "description", "comment", "comments", "summary", "details", "text"),
        *("title", "headline", "опис", "примітки", "примітка", "коментар", "текст", "описание"),
        *("примечание", "примечания", "комментарий", "подробности", "що сталося", "что случилось"),
        *(
            "message",
            "повідомлення",
            "сообщение",
            "последствия",
            "наслідки",
            "remarks",
            "narrative",
        ),
        *("additional info", "what happened", "наслідки удару", "последствия удара"),
        *("beschreibung", "descripción", "opis", "uwagi"),
    ),
    "source": (
        *(
            "source",
            "sources",
            "source name",
            "publisher",
            "reported by",
            "news outlet",
            "джерело",
            "джерела",
        ),
        *("источник", "источники", "channel", "канал"),
        *("quelle", "fuente", "źródło"),
    ),
    "source_url": (
        *("source_url", "url", "link", "links", "source link", "href", "web", "посилання"),
        *("лінк", "ссылка", "ссылки", "адреса джерела", "линк", "sourceurl"),
        *("permalink", "link 1", "tweet", "evidence", "proof"),
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
    "raion": "admin2",
    "hromada": "admin3",
    "lat": "latitude",
    "lon": "longitude",
    "killed": "fatalities",
    "injured": "injuries",
    "url": "source_url",
}
