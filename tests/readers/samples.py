"""Files in every format, made in code from a handful of our own incidents.

Each sample holds the same incidents, so that one test can hold all readers to the same facts.
"""

from __future__ import annotations

import csv
import inspect
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas
import openpyxl
import pandas as pd
from shapely import Point

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_INCIDENTS = Path(__file__).parents[2] / "data" / "incidents.csv"
#: Coordinates of the samples' places, for our own incidents mostly name theirs only.
_POINTS = ((47.24, 39.71), (52.95, 36.06), (48.35, 41.83), (50.41, 36.89), (50.60, 36.59))


@dataclass(frozen=True)
class Fact:
    """One incident of the samples."""

    number: int
    day: date
    place: str
    admin1: str
    latitude: float
    longitude: float
    fatalities: int
    notes: str
    url: str

    @property
    def key(self) -> str:
        return f"UKR{self.number}"


def facts() -> list[Fact]:
    """The first of our own incidents, with coordinates and figures for the samples."""
    table = pd.read_csv(_INCIDENTS, dtype=str).drop_duplicates("incident_id").head(len(_POINTS))
    return [
        Fact(
            number=1000 + i,
            # The days run to 21 and beyond, so that a column of them decides its own order.
            day=date.fromisoformat(row.date_start).replace(day=18 + i),
            place=row.location,
            admin1=row.admin1,
            latitude=_POINTS[i][0],
            longitude=_POINTS[i][1],
            fatalities=i,
            notes=f'{row.notes}; "quoted", across\nlines',
            url=row.source_url,
        )
        for i, row in enumerate(table.itertuples())
    ]


def _names(text: str, *, mark: str = ",") -> list[str]:
    return text.split(mark)


def as_csv(
    header: Sequence[str], rows: Sequence[Sequence[object]], *, delimiter: str = ","
) -> bytes:
    """A CSV file, UTF-8 without BOM."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerows([header, *rows])
    return out.getvalue().encode()


def as_zip(**members: bytes) -> bytes:
    """A ZIP of members; a double underscore in a name stands for the dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


def as_xlsx(header: Sequence[object], rows: Sequence[Sequence[object]]) -> bytes:
    """An Excel workbook of one sheet."""
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ACLED_HEADER = _names(
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,"
    "assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,"
    "country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,"
    "notes,fatalities,tags,timestamp"
)


def _acled_rows(write_day: Callable[[date], object]) -> list[list[object]]:
    return [
        [
            *(f.key, write_day(f.day), f.day.year, 1, "Political violence"),
            *("Explosions/Remote violence", "Air/drone strike", "Military Forces of Ukraine"),
            *("", 8, "", "", 0, 80, "", 643, "Europe", "Russia", f.admin1, "", "", f.place),
            *(f.latitude, f.longitude, 1 + i % 3, "Suspilne", "National", f.notes, f.fatalities),
            *("crowd size=no report", 1700000000),
        ]
        for i, f in enumerate(facts())
    ]


def acled() -> bytes:
    return as_csv(ACLED_HEADER, _acled_rows(lambda day: day.isoformat()))


def acled_named_months() -> bytes:
    return as_csv(ACLED_HEADER, _acled_rows(lambda day: day.strftime("%d %B %Y")))


def acled_day_first() -> bytes:
    return as_csv(ACLED_HEADER, _acled_rows(lambda day: day.strftime("%d-%m-%Y")))


def acled_old() -> bytes:
    header = ["data_id", "iso3", "event_id_no_cnty", *ACLED_HEADER]
    rows = [[n, "RUS", n, *row] for n, row in enumerate(_acled_rows(lambda day: day.isoformat()))]
    return as_csv(header, rows)


def acled_xlsx() -> bytes:
    return as_xlsx([name.upper() for name in ACLED_HEADER], _acled_rows(lambda day: day))


UCDP_HEADER = _names(
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,"
    "conflict_name,dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,"
    "side_b_dset_id,side_b_new_id,side_b,number_of_sources,source_article,source_office,source_date,"
    "source_headline,source_original,where_prec,where_coordinates,where_description,adm_1,adm_2,"
    "latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,date_prec,"
    "date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
)


def ucdp(best: str = "best") -> bytes:
    """Mixed dates, the month first, as one real file has them."""
    header = [best if name == "best" else name for name in UCDP_HEADER]
    rows = []
    for i, f in enumerate(facts()):
        slashed = (
            f"{f.day:%m/%d/%Y} 00:00"
            if i % 2
            else f"{f.day.month}/{f.day.day}/{f.day.year} 12:00:00 AM"
        )
        values = {
            "id": f.number,
            "type_of_violence": 1 + i % 3,
            "side_a": "Government of Ukraine",
            "source_office": "Reuters News",
            "source_headline": f.notes,
            "where_prec": 1 + i,
            "where_coordinates": f.place,
            "adm_1": f.admin1,
            "latitude": f.latitude,
            "longitude": f.longitude,
            "country": "Russia (Soviet Union)",
            "region": "Europe",
            "date_prec": 1,
            "date_start": slashed,
            "date_end": slashed,
            best: f.fatalities,
            "high": 9,
            "low": 0,
        }
        rows.append([values.get(name, "") for name in header])
    return as_csv(header, rows)


def ucdp_old() -> bytes:
    return ucdp(best="best_est")


_VIINA_PLACE = _names(
    "geonameid,feature_code,asciiname,ADM1_NAME,ADM1_CODE,ADM2_NAME,ADM2_CODE,longitude,latitude,"
    "GEO_PRECISION"
)
_VIINA_LABELS = _names(
    "t_mil_b,a_rus_b,a_ukr_b,a_rus_init_b,a_ukr_init_b,t_aad_b,t_airstrike_b,t_uav_b,t_artillery_b,"
    "t_san_b"
)
_VIINA_PRECISIONS = ("STREET", "ADM3", "ADM2", "ADM1", "ADM3")


def _viina_place(i: int, f: Fact) -> list[object]:
    name = f.place
    return [
        *("", "PPL" if i < 4 else "ADM3", name, f.admin1, 1, "", "", f.longitude, f.latitude),
        _VIINA_PRECISIONS[i],
    ]


def viina_1pd() -> bytes:
    header = ["viina_version", "event_id_1pd", "date", "n_reports", "event_ids", "sources"]
    rows = [
        [
            *("bert_1", f.number, f"{f.day:%Y%m%d}", 2, "1;2", "pravdaua"),
            *_viina_place(i, f),
            *(1, 0, 1, 0, 1, 0, int(i == 0), 0, int(i != 0), 0),
        ]
        for i, f in enumerate(facts())
    ]
    return as_csv([*header, *_VIINA_PLACE, *_VIINA_LABELS], rows)


def viina_1pd_zip() -> bytes:
    return as_zip(event_1pd_latest_2024__csv=viina_1pd(), **{"__MACOSX/._x__csv": b"\x00"})


def viina_info() -> bytes:
    header = ["viina_version", "event_id", "event_id_1pd", "date", "time"]
    more = ["GEO_API", "location", "address", "report_id", "source", "url", "text", "lang"]
    rows = [
        [
            *("bert_1", f.number, 1, f"{f.day:%Y%m%d}", "10:30"),
            *_viina_place(i, f),
            *("Yandex", 1, f.place, 7, "pravdaua", f.url, f.notes, "ua"),
        ]
        for i, f in enumerate(facts())
    ]
    return as_csv([*header, *_VIINA_PLACE, *more], rows)


def _bellingcat_sources(f: Fact) -> list[dict[str, str]]:
    return [
        {"id": "a", "path": f.url, "description": "first"},
        {"id": "b", "path": "https://t.me/channel/1", "description": ""},
    ]


def bellingcat() -> bytes:
    return json.dumps(
        [
            {
                "id": f.key,
                "date": f"{f.day:%m/%d/%Y}",
                "latitude": str(f.latitude),
                "longitude": str(f.longitude),
                "location": f.place,
                "description": f.notes,
                "sources": _bellingcat_sources(f),
                "filters": [{"key": "Weapon System", "value": "Shelling"}],
            }
            for f in facts()
        ]
    ).encode()


def bellingcat_csv() -> bytes:
    header = _names("id,date,latitude,longitude,location,description,sources,associations")
    rows = [
        [
            *(f.key, f"{f.day:%m/%d/%Y}", f.latitude, f.longitude, f.place, f.notes),
            *(f"{f.url},https://t.me/channel/1", "Weapon System=Shelling,Type of area=Residential"),
        ]
        for f in facts()
    ]
    return as_csv(header, rows)


def geoconfirmed() -> bytes:
    header = _names(
        "Date;Name;Faction;Origin;Latitude;Longitude;PlusCode;Description;Source;Geolocation;"
        "Equipment;EquipmentItems;Units;OrbatUnits;Id",
        mark=";",
    )
    rows = [
        [
            *(f.day.isoformat(), "", "Ukraine", "UAV", f.latitude, f.longitude),
            *(f"GH4P+X43 {f.place}, {f.admin1}, Russia", f.notes, f.url, "", "", "", "", "", f.key),
        ]
        for f in facts()
    ]
    return b"\xef\xbb\xbf" + as_csv(header, rows, delimiter=";").replace(b"\n", b"\r\n")


def osint() -> bytes:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "id": f.key,
                    "geometry": {"type": "Point", "coordinates": [f.longitude, f.latitude]},
                    "properties": {
                        "title": "title",
                        "date": f.day.isoformat(),
                        "description": f.notes,
                        "place_desc": f.place,
                        "links": [f.url],
                        "source": "CENINFORES",
                    },
                }
                for f in facts()
            ],
        }
    ).encode()


LONG_HEADER = _names(
    "incident_id,date_start,sub_event_type,location,admin1,latitude,longitude,fatalities,notes,"
    "source,source_url,own column"
)


def _long_rows() -> list[list[object]]:
    return [
        [
            *(f.key, f.day.isoformat(), "Air/drone strike", f.place, f.admin1, f.latitude),
            *(f.longitude, f.fatalities, f.notes, "paper", f.url, "own value"),
        ]
        for f in facts()
    ]


def long_form() -> bytes:
    return as_csv(LONG_HEADER, _long_rows())


TABLE_HEADER = ("№", "Дата", "Місце", "Широта", "Довгота", "Загинуло", "Опис", "Посилання", "Своє")


def table_rows(write_day: Callable[[date], object] = lambda day: day) -> list[list[object]]:
    return [
        [
            f.key,
            write_day(f.day),
            f.place,
            f.latitude,
            f.longitude,
            f.fatalities,
            f.notes,
            f.url,
            "x",
        ]
        for f in facts()
    ]


def _dotted(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def table_csv() -> bytes:
    return as_csv(TABLE_HEADER, table_rows(_dotted), delimiter=";")


def table_cp1251() -> bytes:
    return table_csv().decode().encode("cp1251")


def table_utf16() -> bytes:
    return table_csv().decode().encode("utf-16")


def table_utf16_without_mark() -> bytes:
    return table_csv().decode().encode("utf-16-le")


def table_tsv() -> bytes:
    return as_csv(TABLE_HEADER, table_rows(_dotted), delimiter="\t").replace(b"\n", b"\r\n")


def table_xlsx() -> bytes:
    return as_xlsx(TABLE_HEADER, table_rows())


def table_xlsx_serials() -> bytes:
    return as_xlsx(TABLE_HEADER, table_rows(lambda day: (day - date(1899, 12, 30)).days))


def _frame() -> pd.DataFrame:
    return pd.DataFrame(table_rows(lambda day: day.isoformat()), columns=list(TABLE_HEADER))


def table_parquet() -> bytes:
    out = io.BytesIO()
    _frame().assign(Дата=lambda t: pd.to_datetime(t["Дата"])).to_parquet(out)
    return out.getvalue()


def _layer(crs: str = "EPSG:4326") -> geopandas.GeoDataFrame:
    points = [Point(f.longitude, f.latitude) for f in facts()]
    frame = _frame().drop(columns=["Широта", "Довгота"])
    return geopandas.GeoDataFrame(frame, geometry=points, crs="EPSG:4326").to_crs(crs)


def table_geojson() -> bytes:
    return _layer().to_json(ensure_ascii=False).encode()


def table_geoparquet() -> bytes:
    out = io.BytesIO()
    _layer().to_parquet(out)
    return out.getvalue()


def table_gpkg(folder: Path) -> bytes:
    path = folder / "x.gpkg"
    _layer("EPSG:3857").to_file(path, driver="GPKG")
    return path.read_bytes()


def shapefile_parts(folder: Path, encoding: str = "CP1251") -> dict[str, bytes]:
    """The files of a shapefile with short Latin names and Cyrillic values, by suffix."""
    short = ("no", "date", "place", "killed", "notes", "url", "own", "geometry")
    layer = _layer("EPSG:32637")
    layer.columns = list(short)
    layer.to_file(folder / "x.shp", driver="ESRI Shapefile", encoding=encoding, engine="pyogrio")
    return {path.suffix[1:]: path.read_bytes() for path in sorted(folder.glob("x.*"))}


def table_shp(folder: Path) -> bytes:
    parts = shapefile_parts(folder)
    del parts["cpg"]
    return as_zip(**{f"deep/layer__{suffix}": content for suffix, content in parts.items()})


#: Every sample: the format that it is in, and how it is made (some need a folder).
SAMPLES: dict[str, tuple[str, Callable[..., bytes]]] = {
    "long": ("long", long_form),
    "acled": ("acled", acled),
    "acled-named-months": ("acled", acled_named_months),
    "acled-day-first": ("acled", acled_day_first),
    "acled-old": ("acled", acled_old),
    "acled-xlsx": ("acled", acled_xlsx),
    "ucdp": ("ucdp", ucdp),
    "ucdp-old": ("ucdp", ucdp_old),
    "viina-1pd": ("viina", viina_1pd),
    "viina-1pd-zip": ("viina", viina_1pd_zip),
    "viina-info": ("viina", viina_info),
    "bellingcat": ("bellingcat", bellingcat),
    "bellingcat-csv": ("bellingcat", bellingcat_csv),
    "geoconfirmed": ("geoconfirmed", geoconfirmed),
    "osint-geojson": ("osint-geojson", osint),
    "table-csv": ("table", table_csv),
    "table-cp1251": ("table", table_cp1251),
    "table-utf16": ("table", table_utf16),
    "table-utf16-without-mark": ("table", table_utf16_without_mark),
    "table-tsv": ("table", table_tsv),
    "table-xlsx": ("table", table_xlsx),
    "table-xlsx-serials": ("table", table_xlsx_serials),
    "table-parquet": ("table", table_parquet),
    "table-geojson": ("table", table_geojson),
    "table-geoparquet": ("table", table_geoparquet),
    "table-gpkg": ("table", table_gpkg),
    "table-shp": ("table", table_shp),
}


def content(name: str, folder: Path) -> bytes:
    """The file of one sample; some are made in a folder."""
    make = SAMPLES[name][1]
    return make(folder) if "folder" in inspect.signature(make).parameters else make()
