"""Files as people bring them, made in code: each with what its rows say, in their order.

An answer names regions ("-" for none), first and last day, and fields with their values.
"""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import struct
import tarfile
import tempfile
import warnings
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas
import openpyxl  # type: ignore[import-untyped]
import pandas as pd
import pyarrow as pa

from tests.readers.samples import as_zip

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE = "date,place,killed\n2024-10-20,Kharkiv,1\n2024-10-21,Sumy,0\n"
BOTH = ["UA-63 2024-10-20 fatalities=1", "UA-59 2024-10-21 fatalities=0"]
RECORDS = [
    {"date": "2024-10-20", "place": "Kharkiv", "killed": 1},
    {"date": "2024-10-21", "place": "Sumy", "killed": 0},
]
FRAME = pd.DataFrame(RECORDS)
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


def written(write: Callable[[Path], object], name: str) -> bytes:
    """What a program writes into a file of this name."""
    with tempfile.TemporaryDirectory() as folder:
        write(path := Path(folder, name))
        return path.read_bytes()


def _stream(path: Path) -> None:
    table = pa.Table.from_pandas(FRAME)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, table.schema) as writer:
        writer.write_table(table)


def _database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE VIEW endless AS SELECT 1")
        FRAME.to_sql("attacks", base, index=False)


def _dbf(path: Path) -> None:
    frame = FRAME.rename(columns={"date": "DATA", "place": "MISTO", "killed": "ZAHYNULO"})
    frame["MISTO"] = ["Харків", "Суми"]
    geopandas.GeoDataFrame(frame, geometry=[None, None], crs=4326).to_file(
        path.with_suffix(".shp"), encoding="cp1251"
    )


def _tar(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))
    return out.getvalue()


def _two_layers(path: Path, driver: str | None = None) -> None:
    """A layer of areas, and one of the records in the metres of web maps."""
    points = geopandas.points_from_xy([36.23, 34.8], [49.99, 50.9])
    records = geopandas.GeoDataFrame(FRAME, geometry=points, crs=4326).to_crs(3857)
    areas = geopandas.GeoDataFrame({"name": ["a", "b"]}, geometry=records.buffer(9_000))
    areas.to_file(path, layer="aoi", driver=driver)
    records.to_file(path, layer="attacks", mode="a", driver=driver)


def _native(path: Path) -> None:
    points = geopandas.points_from_xy([36.23, 34.8], [49.99, 50.9])
    whole = geopandas.GeoDataFrame(FRAME[["date"]], geometry=points, crs=4326).to_crs(3857)
    whole.to_parquet(path, geometry_encoding="geoarrow")


def _geodatabase() -> bytes:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of whole numbers as floats
        _two_layers(path := Path(folder, "a.gdb"), "OpenFileGDB")
        return as_zip(**{f"a.gdb/{part.name}": part.read_bytes() for part in path.iterdir()})


def _merge_of_word(how: str) -> str:
    return f"<w:tcPr><w:vMerge w:val='{how}'/></w:tcPr>"


def _shapes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        points = geopandas.points_from_xy([36.23, 34.8], [49.99, 50.9])
        whole = geopandas.GeoDataFrame(FRAME, geometry=points, crs=4326)
        whole.to_file(Path(folder, "b.shp"))
        whole[["geometry"]].assign(name="x").to_file(Path(folder, "a.shp"))
        return as_zip(**{part.name: part.read_bytes() for part in Path(folder).iterdir()})


def in_rows(row: str, cell: str, rest: str = "") -> str:
    """The cells of two records and of their headings in the elements of some XML or web page."""
    rows = [RECORDS[0].keys(), *(record.values() for record in RECORDS)]
    lines = ("".join(cell.format(text) for text in cells) for cells in rows)
    return "".join(row.format(line) for line in lines) + rest


def _hide(sheet: Any) -> None:
    sheet.sheet_state = "hidden"


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
    # The order that a heading shows, words of direction, and Cyrillic names in Latin letters.
    "shown.csv": (
        (
            "Date (MM/DD/YY);Откуда запущено;Куда прилетело;UBITO;Drones launched;Drones lost\n"
            "03/04/24;Курск;Сумы;1;9;2\n"
        ),
        ["UA-59 2024-03-04 fatalities=1 launched=9 lost=2"],
    ),
    # A total of a day is no record, whichever day it has.
    "totals.csv": (
        "date,oblast,attacks\n2024-10-20,Kharkivska,3\n2024-10-20,Всього,3\n2024-10-21,Sumska,1\n",
        ["UA-63 2024-10-20 events=3", "UA-59 2024-10-21 events=1"],
    ),
    "together.csv": (
        "startdate,enddate,countryname,мiсто,ndeath\n20-Oct-11,21-Oct-11,Russia,Belgorod,0\n",
        ["RU-BEL 2011-10-20 2011-10-21 fatalities=0"],
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
    # A row for the start and one for the end of each alert, the newest first.
    "alert_log.csv": (
        (
            "Дата;Час;Область;Подія\n21.10.2024;01:10;Сумська;🟢 Відбій\n"
            "20.10.2024;23:50;Полтавська;🟢 Відбій"
            "\n20.10.2024;23:00;Сумська;🔴 Тривога\n"
        ),
        ["UA-59 2024-10-20 2024-10-21 time_start=23:00 sub_event_type=Air-raid~alert"],
    ),
    "alert_states.csv": (
        (
            "oblast,alarm,changed_at\nKharkiv,true,2024-10-20T20:15:00Z\n"
            "Sumy,true,2024-10-20T20:18:00Z\nKharkiv,false,2024-10-21T00:15:00Z\nSumy,,\n"
        ),
        ["UA-63 2024-10-20 2024-10-21", "UA-59 2024-10-20 2024-10-20"],
    ),
    "alert_channel.json": (
        json.dumps(
            {
                "name": "c",
                "type": "public_channel",
                "id": 1,
                "messages": [
                    {
                        "id": at,
                        "type": "message",
                        "date": f"2024-10-{when}",
                        "date_unixtime": "1",
                        "text": [f"{text}\nСлідкуйте.\n", {"type": "hashtag", "text": "#x"}],
                    }
                    for at, (when, text) in enumerate(
                        [
                            ("20T20:15:00", "🔴 20:15 Повітряна тривога в Харківська область"),
                            ("20T20:16:00", "🔴 20:16 Повітряна тривога в м. Київ"),
                            ("21T01:15:00", "🟢 01:15 Відбій тривоги в Харківська область."),
                        ]
                    )
                ],
            }
        ),
        ["UA-63 2024-10-20 2024-10-21 sub_event_type=Air-raid~alert", "UA-30 2024-10-20"],
    ),
    "alert_answer.json": (
        json.dumps(
            [
                {
                    "regionName": "Харківська область",
                    "alarms": [
                        {
                            "startDate": f"{row['date']}T20:15:00Z",
                            "endDate": f"{row['date']}T21:00:00Z",
                            "alertType": "ARTILLERY",
                        }
                        for row in RECORDS
                    ],
                }
            ]
        ),
        ["UA-63 2024-10-20 sub_event_type=Air-raid~alert", "UA-63 2024-10-21"],
    ),
}
VALUES: dict[str, tuple[str | bytes, list[str]]] = {
    "formulas.csv": (
        'id,date,place\n="007",="2024-10-20",="Kharkiv"\n="008",2024-10-21,Sumy\n',
        ["UA-63 2024-10-20 incident_id=formulas-007", "UA-59 2024-10-21"],
    ),
    "python.csv": (
        (
            "date;regions;location\n2024-10-20;['Kharkiv oblast', 'Sumy oblast'];\n"
            "2024-10-21;;\"{'lat': 50.9077, 'lon': 34.7981}\"\n"
        ),
        ["UA-59 UA-63 2024-10-20", "UA-59 2024-10-21"],
    ),
    "placeholders.csv": (
        (
            "date;place;actor\n1970-01-01;Lviv;x\n2024-10-20;{Kharkiv,Sumy};#REF!\n"
            "2024-10-21;Odesa\\nKherson;\\N\n1900-01-01;Kyiv;x\n"
        ),
        ["UA-59 UA-63 2024-10-20 actor=", "UA-51 UA-65 2024-10-21 actor="],
    ),
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
    "quarters.csv": (
        "Quarter;Oblast;Attacks\nI кв. 2024;Харківська;30\n2024-Q3;Сумська;12\n",
        ["UA-63 2024-01-01 2024-03-31 events=30", "UA-59 2024-07-01 2024-09-30"],
    ),
    "years.csv": (
        "Year;Region;Low est;Best est;High est\n2022;Kharkivska;1;3;9\n",
        ["UA-63 2022-01-01 2022-12-31 fatalities=3 fatalities_low=1 fatalities_high=9"],
    ),
    # Whether there was an alert at all is no log of alerts, and a sum is no shape.
    "no_log.csv": (
        (
            "md5,date,place,siren,killed\n0123456789abcdef0123456789abcdef0123456789,2024-10-20,"
            "Kharkiv,true,1\n,2024-10-21,Sumy,false,0\n"
        ),
        BOTH,
    ),
    "groups.csv": (
        (
            "incident_dt;Область;Постраждалі: загинуло;Постраждалі: поранено\n"
            "45585,25;Харківська;4;7\n21.10.2024;Сумська;0;1\n"
        ),
        ["UA-63 2024-10-20 time_start=06:00 fatalities=4 injuries=7", "UA-59 fatalities=0"],
    ),
    "who.csv": (
        (
            "Attack ID,Attack Date,Country / Territory,Admin1,Total Death,Total Injury\n"
            "A1,20-Oct-2024,Ukraine,Kharkivska oblast,1,3\n"
        ),
        ["UA-63 2024-10-20 fatalities=1 injuries=3"],
    ),
    "questions.csv": (
        (
            "1. Дата (день/місяць/рік),2. Де це сталося? (область),"
            '"3. Скільки людей загинуло, включно з дітьми?",4. Скільки поранено?'
            "\n03/04/2024,Харківська,1,2\n"
        ),
        ["UA-63 2024-04-03 fatalities=1 injuries=2"],
    ),
    # The year of a title; not that of the day on which the table was made.
    "title.csv": (
        ("Атаки у жовтні 2024 (станом на 03.01.2025);\nДата;Місто\n20.10;Харків\n21.10;Суми\n"),
        ["UA-63 2024-10-20", "UA-59 2024-10-21"],
    ),
    "listed.csv": (
        'Date,Place\n"20, 21 and 22 October 2024",Kharkiv\n20.10 - 22.10.2024,Lviv\n',
        ["UA-63 2024-10-20 2024-10-22", "UA-46 2024-10-20 2024-10-22"],
    ),
    # As PostgreSQL writes a moment.
    "moments.csv": (
        (
            "OBJECTID,X,Y,date_,iso_3166_2,поран\n1,36.23,49.99,2024/10/20 00:00:00+00,UA-63,2\n"
            "2,34.8,50.9,2024-10-21 06:31:07+00,UA-59,0\n"
        ),
        ["UA-63 2024-10-20 injuries=2", "UA-59 2024-10-21 time_start=06:31"],
    ),
    "arrows.csv": (
        'Date,Place\n"October 20, 2024 → October 21, 2024",Sumy\n1er novembre 2024,Soumy\n',
        ["UA-59 2024-10-20 2024-10-21", "UA-59 2024-11-01"],
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
    "fields.kml": (
        placemarks(
            placemark(
                "Kharkiv",
                "36.2,49.9",
                '<ExtendedData><Data name="Дата"><value>20.10.2024</value></Data>'
                '<Data name="Загинуло"><value>2</value></Data></ExtendedData>',
            )
        ),
        ["UA-63 2024-10-20 fatalities=2"],
    ),
    "texts.geojson": (
        features({"type": "Point", "coordinates": ["36.23", "49.99"]}),
        ["UA-63 2024-10-20 precision=exact"],
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
    "three_rows.xlsx": (
        workbook({
            "a": [
                ["Дата", None, "Постраждалі", None, None],
                [None, "Місце", "Загинуло", None, "Поранено"],
                [None, None, "всього", "діти", None],
                [_DAY, "Ізюм", 3, 1, 5],
                [_NEXT, "Суми", 0, 0, 1],
            ]
        }),
        ["UA-63 2024-10-20 fatalities=3 injuries=5", "UA-59 2024-10-21 fatalities=0 injuries=1"],
    ),
    "more_columns.xlsx": (
        workbook({
            "a": [["date", "place"], [_DAY, "Kharkiv"]],
            "b": [_HEAD, [_NEXT, "Sumy", 0]],
            "list": [["place", "number"], ["Kharkiv", 1]],
        }),
        ["UA-63 2024-10-20 fatalities=", "UA-59 2024-10-21 fatalities=0"],
    ),
    "attributes.xml": (
        "<rows>" + "".join(
            f"<row date='{r['date']}' oblast='{r['place']}ська' killed='{r['killed']}'/>"
            for r in ({**RECORDS[0], "place": "Харків"}, {**RECORDS[1], "place": "Сум"})
        ) + "</rows>\n",
        BOTH,
    ),
    "versions_of_sheets.xlsx": (
        workbook({"now": [_HEAD, [_DAY, "Kharkiv", 1]], "old": [_HEAD, [_NEXT, "Sumy", 9]]}, _hide),
        BOTH[:1],
    ),
    "days_alone.csv": (
        "Place,Killed\n20 October 2024\nKharkiv,1\n21.10.2024,\nSumy,0\nOdesa,2\n",
        [*BOTH, "UA-51 2024-10-21 fatalities=2"],
    ),
    "one_cell.csv": (
        '"date,place,killed";\n"2024-10-20,""Kharkiv, Ukraine"",1";\n"2024-10-21,Sumy,0";\n',
        BOTH,
    ),
    "years_of_sheets.xlsx": (
        workbook({
            "Жовтень 2024": [["Дата", "Місто"], ["20-21.10", "Харків"]],
            "Січень 2025": [["Дата", "Місто"], ["03.01", "Суми"]],
        }),
        ["UA-63 2024-10-20 2024-10-21", "UA-59 2025-01-03 2025-01-03"],
    ),
    "years_of_headings.html": (
        ("<html><h2>2023</h2><table><tr><th>Date<th>Location<tr><td>30 May<td>Moscow</table>"
        "<h2>2024</h2><table><tr><th>Date<th>Location<tr><td>12–13 March<td>Ryazan</table>"),
        ["RU-MOW 2023-05-30", "RU-RYA 2024-03-12 2024-03-13"],
    ),
    "web.html": (
        ("<!DOCTYPE html><table class=infobox><tr><th>Part of<td>war</table><h2>Attacks</h2><table>"
        "<tr><th rowspan=2>Date<th colspan=2>Where<th rowspan=2>Killed<tr><th>Oblast<th>City"
        "<tr><td rowspan=2><span style='display:none'>x</span>20 October 2024<td>Kharkiv<td>Izium"
        "<sup>[1]</sup><td rowspan=2>1<tr><td>Sumy<td>Konotop</table>"),
        ["UA-63 2024-10-20 fatalities=1", "UA-59 2024-10-20 fatalities="],
    ),
    "sheet.xls": (
        ("<html><meta charset='windows-1251'><table>" + in_rows("<tr>{}</tr>", "<td>{}</td>"))
        .replace("place", "місто").encode("cp1251"),
        BOTH,
    ),
    "feather.feather": (written(FRAME.to_feather, "x"), BOTH),
    "stream.arrow": (written(_stream, "x"), BOTH),
    "stata.dta": (written(lambda path: FRAME.to_stata(path, write_index=False), "x"), BOTH),
    "base.sqlite": (written(_database, "x"), BOTH),
    "alone.dbf": (written(_dbf, "x.dbf"), BOTH),
    "topology.json": (
        json.dumps({
            "type": "Topology",
            "transform": {"scale": [0.01, 0.01], "translate": [30, 45]},
            "arcs": [[[480, 590], [1, 0], [0, 1], [-1, -1]]],
            "objects": {"strikes": {"type": "GeometryCollection", "geometries": [
                {"type": "Point", "coordinates": [623, 499], "properties": RECORDS[0]},
                {"type": "Polygon", "arcs": [[0]], "properties": RECORDS[1]},
            ]}},
        }),
        BOTH,
    ),
    "answer.xml": (
        "<?xml version='1.0'?><response><status code='200'/><data>"
        + "".join(
            f"<item n='{r['killed']}'><date>{r['date']}</date><at><city>{r['place']}</city></at>"
            f"<killed>{r['killed']}</killed></item>" for r in RECORDS
        ) + "</data></response>",
        BOTH,
    ),
    "excel_2003.xml": (
        "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' "
        "xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet ss:Name='a'><Table>"
        + in_rows(
            "<Row>{}</Row>", "<Cell><Data ss:Type='String'>{}</Data></Cell>",
            "</Table></Worksheet></Workbook>",
        ),
        BOTH,
    ),
    "in_lists.json": (
        json.dumps([
            {"date": row["date"], "events": [{**row, "date": row["date"]}]} for row in RECORDS
        ]),
        BOTH,
    ),
    "account.json": (
        json.dumps({"about": "", "chats": {"list": [
            {"name": "c", "type": "public_channel", "id": chat, "messages": [{
                "id": 1, "type": "message", "date": f"{r['date']}T06:31:00", "date_unixtime": "1",
                "text": f"{r['place']}: x",
            }]}
            for chat, r in enumerate(RECORDS)
        ]}}),
        ["UA-63 2024-10-20 incident_id=account-0-1", "UA-59 2024-10-21"],
    ),
    "entities.csv": (
        "date,place,killed\n2024-10-20,Куп&#39;янськ,1\n2024-10-21,&#x421;уми,0\n",
        BOTH,
    ),
    "dos.csv": (UKRAINIAN.replace("Харків", "Харків, Київський район").encode("cp1125"), BOTH),
    "titles_beside.json": (
        json.dumps({"fields": [{"name": name} for name in RECORDS[0]], "rows": [
            list(record.values()) for record in RECORDS
        ]}),
        BOTH,
    ),
    "two.zip": (
        as_zip(**{"a.csv": TABLE.encode(), "b.csv": TABLE.replace("10-2", "11-2").encode()}),
        [*BOTH, "UA-63 2024-11-20", "UA-59 2024-11-21"],
    ),
    "numbered_sheets.xlsx": (
        workbook({
            "a": [["№", *_HEAD], [1, _DAY, "Kharkiv", 1], [2, _NEXT, "Sumy", 0]],
            "b": [["№", *_HEAD], [1, _NEXT, "Odesa", 2]],
        }),
        [*BOTH, "UA-51 2024-10-21 fatalities=2"],
    ),
    "days_of_ids.zip": (
        as_zip(**{
            f"{row['date']}.geojson": json.dumps({"type": "FeatureCollection", "features": [
                {"type": "Feature", "id": "0", "geometry": None, "properties": row}
            ]}).encode() for row in RECORDS
        }),
        BOTH,
    ),
    "tarred.tgz": (gzip.compress(_tar({"a/note.md": "x", "a/b.csv": TABLE})), BOTH),
    "standard.zst": (pa.compress(TABLE.encode() + b"\n" * 999, "zstd", asbytes=True), BOTH),
    "packed_table.zip": (as_zip(**{"a.csv.gz": gzip.compress(TABLE.encode())}), BOTH),
    "layers.zip": (_geodatabase(), BOTH),
    "two_layers.gpkg": (written(_two_layers, "x.gpkg"), BOTH),
    "two_shapes.zip": (_shapes(), BOTH),
    "list.yaml": (
        ("# by hand\nincidents:\n- {date: 20.10.2024, місто: Харків, загинуло: 1}\n"
        "- date: 21.10.2024\n  місто: Суми\n  загинуло: no\n"),
        BOTH,
    ),
    "documents.yaml": (
        "".join(f"---\ndate: {r['date']}\nplace: {{city: {r['place']}}}\nkilled: {r['killed']}\n"
        for r in RECORDS),
        BOTH,
    ),
    "of_regions.xlsx": (
        workbook({
            "Харківська": [_HEAD, [_DAY, "Золочів", 1]], "Львівська": [_HEAD, [_NEXT, "Золочів", 0]]
        }),
        ["UA-63 2024-10-20", "UA-46 2024-10-21"],
    ),
    "by_region.xlsx": (workbook({"Summary by region": [_HEAD, [_DAY, "Kharkiv", 1]]}), BOTH[:1]),
    "regions_alone.csv": (
        ("Дата;Населений пункт;Загинуло\nХарківська область;;\n20.10.2024;Золочів;1\n"
        "Львівська область;;\n21.10.2024;Золочів;0\n"),
        ["UA-63 2024-10-20 fatalities=1", "UA-46 2024-10-21"],
    ),
    "tall.ods": (
        as_zip(**{"META-INF/manifest.xml": b"", "content.xml": (
            "<a xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0'><table:table>"
            + in_rows("<table:table-row>{}</table:table-row>",
                      "<table:table-cell><p>{}</p></table:table-cell>")
            .replace("cell><p>2024-10-20", "cell table:number-rows-spanned='2'><p>2024-10-20")
            .replace("<p>2024-10-21</p>", "")
            + "</table:table></a>"
        ).encode()}),
        ["UA-63 2024-10-20 fatalities=1", "UA-59 2024-10-20 fatalities=0"],
    ),
    "report.docx": (
        as_zip(**{"[Content_Types].xml": b"", "word/document.xml": (
            "<w:a xmlns:w='w'><w:p/><w:tbl>"
            + in_rows("<w:tr>{}</w:tr>", "<w:tc>{}</w:tc>")
            .replace("<w:tc>2024-10-20", f"<w:tc>{_merge_of_word('restart')}2024-10-20")
            .replace("<w:tc>2024-10-21", f"<w:tc>{_merge_of_word('continue')}")
            .replace("<w:tc>", "<w:tc><w:p><w:t>").replace("</w:tc>", "</w:t></w:p></w:tc>")
            .replace("<w:p><w:t><w:tcPr", "<w:tcPr").replace("</w:tcPr>", "</w:tcPr><w:p><w:t>")
            + "</w:tbl></w:a>"
        ).encode()}),
        ["UA-63 2024-10-20 fatalities=1", "UA-59 2024-10-20 fatalities=0"],
    ),
    "page.mhtml": (
        "From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary=B\n\n--B\n"
        "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<table>"
        + in_rows("<tr>{}", "<td>{}").replace("place", "=D0=BC=D1=96=D1=81=D1=82=D0=BE")
        .replace("10-21", "10-=\n21") + "</table>\n--B--\n",
        BOTH,
    ),
    "well_known.csv": (
        ("date;shape\n2024-10-20;MULTIPOINT ((36.23 49.99),(34.8 50.9))\n"
        "2024-10-21;POINT (34.8 50.9)\n2024-10-22;LINESTRING (36.2 49.9, 36.3 50.0)\n"
        "2024-10-23;GEOMETRYCOLLECTION(POINT(34.8 51))"),
        ["UA-59 UA-63 2024-10-20", "UA-59", "UA-63 precision=region", "UA-59 2024-10-23"],
    ),
    "binary.csv": (
        "date,geom\n2024-10-20,0101000020110F0000"
        + struct.pack("<dd", 4033105.0, 6445700.0).hex() + "\n",
        ["UA-63 2024-10-20 precision=exact"],
    ),
    "cells.csv": (
        ('date,geo\n2024-10-20,"{""type"":""Polygon"",""coordinates"":[[[36.2,49.9],[36.3,49.9],'
        '[36.3,50.0],[36.2,49.9]]]}"\n'),
        ["UA-63 2024-10-20 precision=region"],
    ),
    "no_shapes.geojson": (
        json.dumps({"type": "FeatureCollection", "features": [
            {"type": "Feature", "geometry": None,
             "properties": {"date": "2024-10-20", "lat": 49.99, "lon": 36.23}}
        ]}),
        ["UA-63 2024-10-20 precision=exact"],
    ),
    "of_layers.umap": (
        json.dumps({"type": "umap", "layers": [
            json.loads(features({"type": "Point", "coordinates": at}))
            for at in ([36.23, 49.99], [34.8, 50.9])
        ]}),
        ["UA-63 2024-10-20", "UA-59 2024-10-20"],
    ),
    "nameless.kml": (
        placemarks(
            "<Placemark><ExtendedData><Data name='date'><value>2024/10/20</value></Data>"
            "</ExtendedData><Point><coordinates>36.2,49.9</coordinates></Point></Placemark>"
        ),
        ["UA-63 2024-10-20"],
    ),
    "native.parquet": (written(_native, "x.parquet"), ["UA-63 2024-10-20", "UA-59 2024-10-21"]),
    "collection.geojson": (
        features({"type": "GeometryCollection", "geometries": [
            {"type": "Point", "coordinates": at} for at in ([36.23, 49.99], [34.8, 50.9])
        ]}),
        ["UA-59 UA-63 2024-10-20"],
    ),
    "callback.js": (f'/**/jQuery1({{"data": {json.dumps(RECORDS)}}});', BOTH),
    "variable.js": (f"window.YTD.events.part0 = {json.dumps(RECORDS)}", BOTH),
}  # fmt: skip
FILES = HEADINGS | VALUES | CONTAINERS
