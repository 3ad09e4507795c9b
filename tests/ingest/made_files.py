"""Files as people bring them, made in code: each with what its rows say, in their order.

An answer names regions ("-" for none), first and last day, and fields with their values.
"""

from __future__ import annotations

import gzip
import io
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import openpyxl  # type: ignore[import-untyped]

from tests.readers.samples import as_zip

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE = "date,place,killed\n2024-10-20,Kharkiv,1\n2024-10-21,Sumy,0\n"
BOTH = ["UA-63 2024-10-20 fatalities=1", "UA-59 2024-10-21 fatalities=0"]
RECORDS = [
    {"date": "2024-10-20", "place": "Kharkiv", "killed": 1},
    {"date": "2024-10-21", "place": "Sumy", "killed": 0},
]
UKRAINIAN = "Дата;Місто;Загинуло\n20.10.2024;Харків;1\n21.10.2024;Суми;0\n"


def workbook(sheets: dict[str, list[list[object]]], then: Callable[[Any], None] = id) -> bytes:
    """A workbook of these sheets' rows; `then` gets the last of them."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        for row in rows if (sheet := book.create_sheet(name)) else ():
            sheet.append(row)
    then(book.worksheets[-1])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def features(*geometries: object, **more: object) -> str:
    """A GeoJSON, its features a day apart."""
    return json.dumps({
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": shape, "properties": {"date": f"2024-10-2{at}"}}
            for at, shape in enumerate(geometries)
        ],
        **more,
    })  # fmt: skip


def placemarks(*marks: str) -> str:
    """A KML of these placemarks, each inside a folder."""
    return f"<kml><Document>{''.join(marks)}</Document></kml>"


def placemark(name: str, at: str, inside: str = "") -> str:
    """One placemark of a KML."""
    point = f"<Point><coordinates>{at}</coordinates></Point>"
    return f"<Placemark><name>{name}</name>{inside}{point}</Placemark>"


def _merge(sheet: Any) -> None:
    for cells in ("A1:A2", "B1:C1", "A3:A5", "B4:B5"):
        sheet.merge_cells(cells)


_DAY = datetime(2024, 10, 20)  # noqa: DTZ001 - as a workbook has it
_NEXT = datetime(2024, 10, 21)  # noqa: DTZ001
_HEAD: list[object] = ["Date", "Place", "Killed"]

#: Content and answers by name.
HEADINGS: dict[str, tuple[str | bytes, list[str]]] = {
    # A list of regions that has "Kyiv City" means the oblast by "Kyiv".
    "kyiv.csv": (
        "date,oblast\n2024-10-20,Kyiv\n2024-10-20,Kyiv City\n",
        ["UA-32 2024-10-20", "UA-30 2024-10-20"],
    ),
    "kyiv_weekly.csv": (
        (
            "WEEK,COUNTRY,ADMIN1,EVENT_TYPE,EVENTS,FATALITIES\n"
            "19-October-2024,Ukraine,Kyiv,Battles,2,1\n"
        ),
        ["UA-32 2024-10-19 events=2"],
    ),
    "kyiv_events.csv": (
        (
            "event_id_cnty,event_date,event_type,sub_event_type,country,admin1,location,latitude,"
            "longitude,geo_precision\nUKR1,2024-10-20,Battles,Armed clash,Ukraine,Kyiv,Irpin,50.52,"
            "30.25,1\nUKR2,2024-10-20,Battles,Armed clash,Ukraine,Kyiv,Kyiv,50.45,30.52,3\n"
            "UKR3,2024-10-20,Battles,Armed clash,Ukraine,Kyiv City,Kyiv,50.45,30.52,1\n"
        ),
        ["UA-32 precision=exact", "UA-32 precision=region", "UA-30 precision=exact"],
    ),
    # The day of what happened goes before that of filling in a form.
    "form.csv": (
        (
            "Timestamp,Email Address,Date of incident,Oblast,Killed\n"
            "10/25/2024 9:00:00,a@b.c,10/20/2024,Kharkiv,1\n"
        ),
        ["UA-63 2024-10-20 fatalities=1"],
    ),
    "survey.csv": (
        (
            "start,end,incident/date_of_incident,incident/oblast,casualties/killed,_id\n"
            "2024-10-25T09:00:00.000+03:00,2024-10-25T09:10:00.000+03:00,2024-10-20,Sumska,1,1001\n"
        ),
        ["UA-59 2024-10-20 fatalities=1"],
    ),
    "codes.csv": (
        "date,katottg,adm3_code\n2024-10-20,UA63120270010096107,\n2024-10-21,,UA5910025\n",
        ["UA-63 2024-10-20", "UA-59 2024-10-21"],
    ),
    "old_codes.csv": (
        "Дата;КОАТУУ\n20.10.2024;6310100000\n21.10.2024;110100000\n",
        ["UA-63 2024-10-20", "UA-43 2024-10-21"],
    ),
    "capitals.csv": (
        "EVENT_DATE,OBLAST_NAME,SETTLEMENT_NAME,NO_KILLED\n2024-10-20,Kharkivska,Kupiansk,1\n",
        ["UA-63 2024-10-20 fatalities=1"],
    ),
    "camel.csv": (
        (
            "incidentDate;oblastName;cityName;killedCount;weaponType\n"
            "20/10/2024;Kharkiv;Chuhuiv;3;Iskander-M\n"
        ),
        ["UA-63 2024-10-20 fatalities=3 sub_event_type=Shelling/artillery/missile~attack"],
    ),
    "subject.csv": (
        (
            "Дата атаки;Субъект РФ;Населённый пункт;Уничтожено БпЛА\n01.11.2024;Ростовская обл.;"
            "Таганрог;5\n02.11.2024;г. Москва;;2\n"
        ),
        ["RU-ROS 2024-11-01 downed=5", "RU-MOW 2024-11-02 downed=2"],
    ),
    "months.csv": (
        "country,admin1,year,month,events\nUkraine,Kharkiv,2024,October,12\n,Sumy,2024,11,2\n",
        ["UA-63 2024-10-01 2024-10-31 events=12", "UA-59 2024-11-01 2024-11-30 events=2"],
    ),
    # Numbers of incidents are no ids, or the second row would be the first once more.
    "numbers.csv": (
        "date,oblast,No of incidents\n2024-10-20,Kharkiv,3\n2024-10-20,Sumy,3\n",
        ["UA-63 2024-10-20 events=3", "UA-59 2024-10-20 events=3"],
    ),
    "launch.csv": (
        (
            "date,launch_site,country_of_origin,location,date_of_publication,weapon\n"
            "2024-10-20,Kursk,Iran,Poltava,2024-10-25,Shahed-136\n"
        ),
        ["UA-53 2024-10-20 sub_event_type=Air/drone~strike"],
    ),
    "night.csv": (
        (
            "Дата;Тип;Запущено;Знищено;Напрямок\nв ніч на 21.10.2024;Shahed;100;60;Одещина\n"
            "21.10.2024;Х-101;5;4;Львівська область\n"
        ),
        ["UA-51 2024-10-20 2024-10-21 launched=100 downed=60", "UA-46 2024-10-21 launched="],
    ),
    "both.csv": (
        (
            "Date,Drones launched,Drones shot down,Missiles launched,Missiles intercepted,Target\n"
            "2024-10-20,100,60,5,3,Odesa\n"
        ),
        ["UA-51 2024-10-20 launched=100 downed=60"],
    ),
    "alerts.csv": (
        (
            "id,region_title,started_at,finished_at\n"
            "1,м. Київ,2024-10-20 23:00:00,2024-10-21 00:30:00\n"
        ),
        ["UA-30 2024-10-20 2024-10-21 sub_event_type=Air-raid~alert"],
    ),
    "sirens.csv": (
        "Область;Початок тривоги;Відбій тривоги\nСумська;20.10.2024 23:00;21.10.2024 01:10\n",
        ["UA-59 2024-10-20 2024-10-21 sub_event_type=Air-raid~alert"],
    ),
}
VALUES: dict[str, tuple[str | bytes, list[str]]] = {
    "casualties.csv": (
        (
            'Date,Place,Casualties\n2024-10-20,Kharkiv,"2 killed, 5 injured"\n'
            "2024-10-21,Sumy,3 wounded\n2024-10-22,Odesa,no casualties\n2024-10-23,Dnipro,7\n"
        ),
        [
            "UA-63 fatalities=2 injuries=5",
            "UA-59 fatalities= injuries=3",
            "UA-51 fatalities=0 injuries=0",
            "UA-12 fatalities= injuries=",
        ],
    ),
    "versions.csv": (
        (
            "id,date,place,killed,updated_at\n7,2024-10-20,Kharkiv,1,2024-10-21T10:00:00Z\n"
            "7,2024-10-20,Kharkiv,3,2024-10-25T10:00:00Z\n8,2024-10-20,Sumy,2,2024-10-20T10:00:00Z\n"
        ),
        ["UA-63 fatalities=3", "UA-59 fatalities=2"],
    ),
    "pairs.txt": (
        (
            "date\tgeom\n20.10.2024\tSRID=4326;POINT(36.2304 49.9935)\n"
            '21.10.2024\t{"type":"Point","coordinates":[34.7981,50.9077]}\n'
        ),
        ["UA-63", "UA-59"],
    ),
    "east_first.csv": (
        'date,lonlat\n2024-10-20,"36.2304,49.9935"\n2024-10-21,"34.7981,50.9077"\n',
        ["UA-63 2024-10-20", "UA-59 2024-10-21"],
    ),
    "words.csv": (
        "Datum;Ort;Tote;Verletzte\n20.10.2024;Charkiw;keine;mindestens 3\n",
        ["UA-63 2024-10-20 fatalities=0 injuries=3"],
    ),
    "dozen.csv": (
        'Date,Town,Wounded\n2024-10-20,Kharkiv,at least a dozen\n2024-10-21,Sumy,"\'3"\n',
        ["UA-63 injuries=12", "UA-59 injuries=3"],
    ),
    "times.csv": (
        (
            "Коли,Де\n20.10.24 о 14:30,Дніпро\n21 October 2024 at 2:30 PM,Суми\n"
            "ніч 21/22.10.2024,Одеса\n"
        ),
        [
            "UA-12 2024-10-20 2024-10-20 time_start=14:30",
            "UA-59 2024-10-21 2024-10-21 time_start=14:30",
            "UA-51 2024-10-21 2024-10-22",
        ],
    ),
    "seconds.csv": ("ts,settlement\n1729412400000,Kharkiv\n", ["UA-63 2024-10-20"]),
}
_ENVELOPE = {"2024-10-20": [{"place": "Kharkiv", "killed": 1}], "2024-10-21": [{"place": "Sumy"}]}
_BY_DAY = {day: [{"killed": 0, **row} for row in rows] for day, rows in _ENVELOPE.items()}
CONTAINERS: dict[str, tuple[str | bytes, list[str]]] = {
    "number_signs.csv": (TABLE.replace(",", "#"), BOTH),
    "aligned.txt": (
        "date        place     killed\n2024-10-20  Kharkiv   1\n2024-10-21  Sumy      0\n",
        BOTH,
    ),
    "escaped.csv": (
        'date,place,killed,notes\n2024-10-20,Kharkiv,1,"said \\"no\\", left"\n2024-10-21,Sumy,0,\n',
        BOTH,
    ),
    "twice.csv": (UKRAINIAN.encode().decode("cp1251").encode(), BOTH),
    "polish.csv": (
        "Data;Miasto\n20.10.2024;Charków\n21.10.2024;Łuck\n".encode("cp1250"),
        ["UA-63 2024-10-20", "UA-07 2024-10-21"],
    ),
    "packed.gz": (gzip.compress(TABLE.encode()), BOTH),
    "by_column.json": (
        json.dumps({name: [row[name] for row in RECORDS] for name in RECORDS[0]}),
        BOTH,
    ),
    "by_day.json": (json.dumps(_BY_DAY), BOTH),
    "comma.json": (json.dumps(RECORDS)[:-1] + ",]", BOTH),
    "cut.json": (json.dumps(RECORDS)[:-1] + ', {"date": "2024-10-2', BOTH),
    "pages.json": ("\n".join(json.dumps({"data": [row]}, indent=1) for row in RECORDS), BOTH),
    "mercator.geojson": (
        features(
            {"type": "Point", "coordinates": [4033105.0, 6445700.0]}, crs={"name": "EPSG:3857"}
        ),
        ["UA-63 2024-10-20"],
    ),
    "group.geojson": (
        features({"type": "MultiPoint", "coordinates": [[36.23, 49.99], [34.8, 50.9]]}),
        ["UA-59 UA-63 2024-10-20"],
    ),
    "names.kml": (
        placemarks(
            placemark("[RUS] 20 OCT 2024 T-72 hit", "37.6152,49.7106"),
            placemark("Depot 2024.10.21", "34.8,50.9"),
            placemark("x", "37.2,49.2", "<description>a&lt;br&gt;Date: 22.10.2024</description>"),
        ),
        ["UA-63 2024-10-20", "UA-59 2024-10-21", "UA-63 2024-10-22"],
    ),
    "folders.kml": (
        placemarks(f"<Folder><name>20 October 2024</name>{placemark('a', '36.2,49.9')}</Folder>"),
        ["UA-63 2024-10-20"],
    ),
    "order.xlsx": (
        workbook({
            "a": [_HEAD, [_DAY, "Kharkiv", 1]],
            "b": [["killed", "date", "place"], [0, _NEXT, "Sumy"]],
        }),
        BOTH,
    ),
    "merged.xlsx": (
        workbook(
            {
                "a": [
                    ["Date", "Place", None, "Killed"],
                    [None, "Oblast", "City", None],
                    [_DAY, "Kharkiv", "Izium", 1],
                    [None, "Sumy", "Konotop", 0],
                    [None, None, "Shostka", 2],
                    [_NEXT, "Sumy", "Sumy", 3],
                ]
            },
            _merge,
        ),
        [
            "UA-63 2024-10-20 fatalities=1",
            "UA-59 2024-10-20 fatalities=0",
            "UA-59 2024-10-20 fatalities=2",
            "UA-59 2024-10-21 fatalities=3",
        ],
    ),
    "two.zip": (
        as_zip(**{"a.csv": TABLE.encode(), "b.csv": TABLE.replace("10-2", "11-2").encode()}),
        [*BOTH, "UA-63 2024-11-20", "UA-59 2024-11-21"],
    ),
}  # fmt: skip
FILES = HEADINGS | VALUES | CONTAINERS
