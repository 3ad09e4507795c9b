"""Sources that are files, or that come in pages: each by its own quirks."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import zipfile

import pytest
from typer.testing import CliRunner

from geo import __main__
from geo.ingest import Choices
from geo.readers import Mapped
from geo.sources import SourceError, folder_of
from geo.store import Store
from tests.sources.conftest import NOW
from tests.sources.server import LOGIN, Asked, Reply, as_json

pytestmark = pytest.mark.slow


def incidents(path):
    return Store(path).tables().incidents.set_index("incident_id")


def refused(take, name, sentence, **more):
    """The fetch is refused with this sentence, and the store is as it was."""
    before = take.store.read_bytes() if take.store.exists() else None
    with pytest.raises(SourceError, match=sentence):
        take(name, **more)
    assert (take.store.read_bytes() if take.store.exists() else None) == before


class Files:
    """A server of files, with ETags."""

    def __init__(self, site):
        self.files: dict[str, bytes] = {}
        self.more: dict[str, str] = {}
        site.answer = self.answer

    def answer(self, asked: Asked) -> Reply:
        body = self.files.get(asked.path)
        if body is None:
            return Reply(b"not here", 404)
        etag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        headers = {"ETag": etag, **self.more}
        if asked.headers.get("if-none-match") == etag:
            return Reply(b"", 304, headers)
        return Reply(body, 200, headers)


@pytest.fixture
def files(site):
    return Files(site)


def bellingcat(*numbers: int) -> bytes:
    return json.dumps(
        [
            {
                "id": f"CIV{n:04d}",
                "date": f"03/{n + 1:02d}/2022",
                "latitude": "49.99",
                "longitude": "36.23",
                "location": "Kharkiv, Kharkivs'ka oblast",
                "description": f"Incident {n}",
                "sources": [{"id": "S1", "path": "https://example.org/1", "description": ""}],
                "impact": [],
                "weapon_system": [],
                "graphic": False,
            }
            for n in numbers
        ]
    ).encode()


def test_a_file_is_asked_for_only_if_it_has_changed(files, site, take):
    where = {"address": f"{site.address}/api.json"}
    files.files["/api.json"] = bellingcat(1, 2, 3)
    take("bellingcat", options=where)
    assert set(incidents(take.store).index) == {"CIV0001", "CIV0002", "CIV0003"}
    assert not take("bellingcat", options=where).changed
    assert "if-none-match" in site.asked[-1].headers
    files.files["/api.json"] = bellingcat(1, 2, 3, 4)
    assert take("bellingcat", options=where).revision.added == ("CIV0004",)
    files.files["/api.json"] = bellingcat(1, 2, 3, 4)[:-20]
    refused(take, "bellingcat", "the JSON is broken", options=where)
    site.next = [LOGIN]
    refused(take, "bellingcat", "page for people", options=where)


def test_a_lost_store_is_made_again_of_what_was_fetched(files, site, take):
    where = {"address": f"{site.address}/api.json"}
    files.files["/api.json"] = bellingcat(1, 2, 3)
    take("bellingcat", options=where)
    take.store.unlink()
    take("bellingcat", options=where)
    assert len(incidents(take.store)) == 3
    (part,) = folder_of(take.store).glob("*.part")
    part.write_bytes(b"damaged")
    take.store.unlink()
    take("bellingcat", options=where)
    assert len(incidents(take.store)) == 3


GED = (
    *("id", "relid", "year", "type_of_violence", "side_a", "side_b", "source_headline"),
    *("where_prec", "where_coordinates", "adm_1", "latitude", "longitude", "country"),
    *("country_id", "date_prec", "date_start", "date_end", "best", "high", "low"),
)


def ged(number: int, *, best: int = 1, country: int = 369, day: str = "2023-05-01"):
    told = {
        "id": number,
        "relid": f"UKR-2023-{number}",
        "year": 2023,
        "type_of_violence": 1,
        "side_a": "Government of Russia (Soviet Union)",
        "side_b": "Government of Ukraine",
        "source_headline": f"Headline {number}, with a comma",
        "where_prec": 1,
        "where_coordinates": "Kharkiv town",
        "adm_1": "Kharkiv oblast",
        "latitude": 49.98,
        "longitude": 36.25,
        "country": "Ukraine",
        "country_id": country,
        "date_prec": 1,
        "date_start": day,
        "date_end": day,
        "best": best,
        "high": best,
        "low": best,
    }
    assert tuple(told) == GED
    return told


def as_csv(*rows) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, GED)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def releases(files):
    rows = [ged(1), ged(2), ged(3), ged(9, country=645)]
    files.files["/ged/ged241-csv.zip"] = zipped("GEDEvent_v24_1.csv", as_csv(*rows))
    files.files["/candidateged/GEDEvent_v24_0_1.csv"] = as_csv(ged(4), ged(5))
    files.files["/candidateged/GEDEvent_v24_0_2.csv"] = as_csv(ged(5, best=7), ged(6))


def test_ucdp_later_releases_revise_earlier_ones(files, site, take):
    releases(files)
    where = {"downloads": site.address}
    take("ucdp", options=where)
    found = incidents(take.store)
    assert sorted(found.index) == [f"UCDP-{n}" for n in range(1, 7)]
    assert found.loc["UCDP-5", "fatalities"] == 7
    files.files["/candidateged/GEDEvent_v24_0_3.csv"] = as_csv(ged(1, best=40))
    assert ("UCDP-1", "fatalities", "1", "40") in take("ucdp", options=where).revision.changed
    del files.files["/candidateged/GEDEvent_v24_0_2.csv"]
    refused(
        take, "ucdp", r"ucdp-24\.0\.2\.json\.gz, which was there before, is gone", options=where
    )


def test_ucdp_files_that_are_not_whole(files, site, take):
    releases(files)
    where = {"downloads": site.address}
    take("ucdp", options=where)
    whole = files.files["/candidateged/GEDEvent_v24_0_2.csv"]
    for content, sentence in (
        (whole[:-5], "has not the columns of its heading"),
        (whole.replace(b",where_prec", b",precision"), "where_prec is no longer"),
        (whole + b"7,8\r\n", "has not the columns of its heading"),
        (LOGIN.body, "page for people"),
    ):
        files.files["/candidateged/GEDEvent_v24_0_2.csv"] = content
        refused(take, "ucdp", sentence, options=where)
    files.files["/ged/ged241-csv.zip"] = files.files["/ged/ged241-csv.zip"][:-30]
    refused(take, "ucdp", "ged241-csv.zip is cut off", options=where)


class Api:
    """UCDP's API: pages from 0, a token, and 400 where it is asked too quickly."""

    def __init__(self, site, rows):
        self.rows, self.throttle, self.shift = rows, 0, False
        site.answer = self.answer

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("x-ucdp-access-token") != "secret-token-of-ucdp":
            return as_json("API token required. Add header: x-ucdp-access-token", 401)
        if self.throttle:
            self.throttle -= 1
            return Reply(b"Bad request", 400)
        release = asked.path.rpartition("/")[2]
        if release not in self.rows:
            return Reply(b"", 404)
        country = int(asked.params["Country"])
        found = [row for row in self.rows[release] if row["country_id"] == country]
        size, page = int(asked.params["pagesize"]), int(asked.params["page"])
        if self.shift and page == 0 and country == 369:
            self.rows[release].insert(0, ged(77))
            self.shift = False
        return as_json(
            {
                "TotalCount": len(found),
                "TotalPages": -(-len(found) // size),
                "NextPageUrl": "",
                "Result": found[page * size : (page + 1) * size],
            }
        )


def test_ucdp_api_loses_no_page(site, take, monkeypatch, slept):
    monkeypatch.setattr("geo.sources.ucdp._SIZE", 3)
    monkeypatch.setenv("ATLAS_UCDP_TOKEN", "secret-token-of-ucdp")
    api = Api(site, {"24.1": [ged(n) for n in range(1, 8)], "24.0.1": [ged(8)]})
    api.throttle = 2
    take("ucdp")
    assert len(incidents(take.store)) == 8
    assert slept == [2.0, 4.0]
    api.shift = True  # rows move from page to page: they are read again
    assert take("ucdp").revision.added == ("UCDP-77",)
    monkeypatch.setenv("ATLAS_UCDP_TOKEN", "another-token-of-ucdp")
    with pytest.raises(SourceError, match="does not take the token in ATLAS_UCDP_TOKEN") as caught:
        take("ucdp")
    assert "another-token" not in str(caught.value)


VIINA = (
    "viina_version,event_id_1pd,date,n_reports,event_ids,sources,geonameid,feature_code,asciiname,"
    "ADM1_NAME,ADM1_CODE,ADM2_NAME,ADM2_CODE,longitude,latitude,GEO_PRECISION,t_airstrike_b\n"
)


def viina(*numbers: int) -> bytes:
    rows = "".join(
        f"260101,{n},20220{n % 9 + 1}01,1,1,liveuamap,706483,PPLA,Kharkiv,Kharkiv,07,,,36.25,49.98,"
        "ADM3,1\n"
        for n in numbers
    )
    return zipped("event_1pd_latest_2022.csv", (VIINA + rows).encode())


def lfs(content: bytes) -> bytes:
    digest = hashlib.sha256(content).hexdigest()
    return (
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(content)}\n"
    ).encode()


def test_viina_is_taken_by_its_pointer(files, site, take):
    where = {"address": f"{site.address}/raw", "files": f"{site.address}/media"}
    more = {"options": where, "now": dt.datetime(2022, 11, 1, tzinfo=dt.UTC)}
    name = "event_1pd_latest_2022.zip"

    def put(content):
        files.files |= {f"/raw/{name}": lfs(content), f"/media/{name}": content}

    put(viina(1, 2, 3, 4))
    take("viina", **more)
    assert len(incidents(take.store)) == 4
    take("viina", **more)
    assert site.paths().count(f"/media/{name}") == 1  # the pointer says that nothing has changed
    put(viina(1, 2, 3, 5))
    change = take("viina", **more).revision
    assert (change.added, change.gone) == (("VIINA-5",), ("VIINA-4",))
    files.files[f"/media/{name}"] = viina(6)
    files.files[f"/raw/{name}"] = lfs(viina(7))
    refused(take, "viina", "is not the file of", **more)
    files.files[f"/media/{name}"] = lfs(viina(7))
    refused(take, "viina", "answers with a pointer", **more)
    del files.files[f"/raw/{name}"]
    refused(take, "viina", "answered 404", **more)


GEOCONFIRMED = (
    "Date;Name;Faction;Origin;Latitude;Longitude;PlusCode;Description;Source;Geolocation;Id\r\n"
)


def confirmed(*numbers: int) -> bytes:
    rows = "".join(
        f"2024-10-0{n} 00:00;Strike;Russia;;49.98;36.25;8GC7X6JX+2 "
        f"Kharkiv, Kharkiv Oblast, Ukraine;Seen {n};https://example.org/{n};;id-{n}\r\n"
        for n in numbers
    )
    return (GEOCONFIRMED + rows).encode()


def test_geoconfirmed_is_asked_no_more_than_it_wants(files, site, take):
    path = "/api/Map/export/Ukraine/csv"
    files.files[path] = confirmed(1, 2, 3)
    files.more = {"Cache-Control": "public, max-age=3600"}
    take("geoconfirmed")
    assert len(incidents(take.store)) == 3
    assert "incident-atlas" in site.asked[0].headers["user-agent"]
    take("geoconfirmed", now=NOW + dt.timedelta(minutes=30))
    assert len(site.asked) == 1
    files.files[path] = confirmed(1, 2, 3, 4)
    later = {"now": NOW + dt.timedelta(hours=2)}
    assert take("geoconfirmed", **later).revision.added == ("id-4",)
    later = {"now": NOW + dt.timedelta(hours=4)}
    files.files[path] = confirmed(1, 2, 3, 4)[:-30]
    refused(take, "geoconfirmed", "its last row is not whole", **later)
    site.next = [Reply(b"bots", 403)]
    refused(take, "geoconfirmed", "get in touch with it", **later)


@pytest.mark.parametrize("said", ["totalCount", "count", ""])
def test_geoconfirmed_gives_its_placemarks_in_pages(site, take, monkeypatch, said):
    monkeypatch.setattr("geo.sources.geoconfirmed._SIZE", 2)
    rows = [
        {"id": f"id-{n}", "date": f"2024-10-0{n}T00:00:00", "la": 49.98, "lo": 36.25, "name": "X"}
        for n in range(1, 6)
    ]

    def answer(asked: Asked) -> Reply:
        assert asked.method == "POST"
        at, size = map(int, asked.path.removeprefix("/api/Placemark/v2/Ukraine/").split("/"))
        return as_json({"items": rows[at : at + size], **({said: len(rows)} if said else {})})

    site.answer = answer
    take("geoconfirmed", options={"way": "pages"})
    assert sorted(incidents(take.store).index) == [f"id-{n}" for n in range(1, 6)]
    rows.pop()
    change = take("geoconfirmed", options={"way": "pages"}).revision
    assert (change.added, change.gone) == ((), ("id-5",))
    site.next = [as_json({"rows": []})]
    refused(take, "geoconfirmed", "has no list `items`", options={"way": "pages"})
    refused(take, "geoconfirmed", "expected one of export, pages", options={"way": "all"})


def hapi(code: str, month: int, events: int, kind: str = "political_violence"):
    return {
        "location_code": "UKR",
        "admin1_code": code[:4],
        "admin2_code": code,
        "event_type": kind,
        "events": events,
        "fatalities": 0,
        "reference_period_start": f"2024-{month:02d}-01T00:00:00",
        "reference_period_end": f"2024-{month:02d}-28T23:59:59",
        "resource_hdx_id": "b3e0",
    }


def test_hapi_gives_figures_that_may_be_revised(site, take, monkeypatch):
    monkeypatch.setattr("geo.sources.hapi._SIZE", 2)
    monkeypatch.setenv("ATLAS_HAPI_MAIL", "ann@news.example")
    rows = [hapi(f"UA6301{n}", month, 3) for n in range(3) for month in (8, 9)]

    def answer(asked: Asked) -> Reply:
        assert asked.headers["x-hdx-hapi-app-identifier"]
        at, size = int(asked.params["offset"]), int(asked.params["limit"])
        return as_json({"data": rows[at : at + size]})

    site.answer = answer
    take("hapi")
    assert incidents(take.store)["events"].sum() == 18
    rows[0] = hapi("UA63010", 8, 4)
    change = take("hapi").revision
    assert (change.added, change.gone) == ((), ())
    assert [row[1:] for row in change.changed] == [("events", "3", "4")]
    rows.clear()
    refused(take, "hapi", "without any row")


SHEET = "Дата;Місто;Загинуло\n21.10.2024;Суми;2\n22.10.2024;Одеса;1\n"


def test_any_file_with_a_mapping(files, site, take):
    files.files["/list"] = b"when,where,dead\n2024-10-20,Kharkiv,1\n"
    saved = Mapped((), "table", {"date_start": "when", "location": "where", "fatalities": "dead"})
    choices = Choices(None, "table", saved.columns)
    more = {"options": {"address": f"{site.address}/list"}, "choices": choices, "dataset": "mine"}
    take("url", **more)
    found = incidents(take.store)
    assert (found["dataset"].iloc[0], found["fatalities"].iloc[0]) == ("mine", 1)


def test_a_colleagues_sheet_is_a_live_source(files, site, take):
    files.files["/pub"] = SHEET.encode()
    more = {"options": {"address": f"{site.address}/pub?output=csv"}, "dataset": "sheet"}
    take("url", **more)
    files.files["/pub"] = (SHEET + "23.10.2024;Харків;5\n").encode()
    assert len(take("url", **more).revision.added) == 1
    files.files["/pub"] = SHEET.replace("Загинуло", "Dead ones").encode()
    refused(take, "url", "Загинуло is no longer among them", **more)
    take("url", allow_change=True, **more)
    site.next = [Reply(b"", 302, {"Location": "/login"}), LOGIN]
    refused(take, "url", "page for people", **more)


def test_a_ckan_resource_by_the_address_of_its_page(files, site, take):
    name = "0a1b2c3d-0000-4000-8000-0123456789ab"
    files.files["/file.csv"] = SHEET.encode()
    files.files["/api/3/action/resource_show"] = json.dumps(
        {"success": True, "result": {"url": f"{site.address}/file.csv"}}
    ).encode()
    take("url", options={"address": f"{site.address}/dataset/x/resource/{name}"})
    assert site.asked[0].params == {"id": name}
    assert len(incidents(take.store)) == 2


def test_a_file_may_not_replace_other_datasets(files, site, take):
    files.files["/a.csv"] = SHEET.encode()
    take("url", options={"address": f"{site.address}/a.csv"}, dataset="good")
    files.files["/b.csv"] = (
        b"incident_id,dataset,date_start,sub_event_type,location\nX,good,2024-10-20,Attack,Sumy\n"
    )
    more = {"options": {"address": f"{site.address}/b.csv"}, "dataset": "bad"}
    refused(take, "url", "datasets of its own", **more)


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{}</channel></rss>"""
ITEM = (
    "<item><title>Strike {0}</title><link>https://n.example/{0}</link><guid>{0}</guid>"
    "<pubDate>Mon, 21 Oct 2024 0{0}:00:00 +0300</pubDate>"
    "<description>&lt;p&gt;A &lt;b&gt;strike&lt;/b&gt; on Sumy&lt;/p&gt;</description></item>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title><entry><id>urn:1</id>'
    "<title>Night</title><updated>2024-10-21T05:00:00Z</updated>"
    '<link rel="self" href="https://x.example/s"/><link href="https://x.example/1"/>'
    "<content>Odesa</content></entry></feed>"
)


def texts(take, name="feed"):
    file = folder_of(take.store) / f"{name}.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_a_feed_gives_texts_and_forgets_none(files, site, take):
    where = {"address": f"{site.address}/rss"}
    files.files["/rss"] = RSS.format(ITEM.format(1) + ITEM.format(2)).encode()
    take("feed", options=where)
    files.files["/rss"] = RSS.format(ITEM.format(2) + ITEM.format(3)).encode()
    take("feed", options=where)
    found = texts(take)
    assert [one["text_id"] for one in found] == ["1", "2", "3"]
    assert found[0] == {
        "text_id": "1",
        "published": "2024-10-21",
        "date": "2024-10-21T01:00:00+03:00",
        "title": "Strike 1",
        "text": "Strike 1\nA strike on Sumy",
        "url": "https://n.example/1",
        "source": "News",
    }
    assert not take.store.exists()
    files.files["/rss"] = ATOM.encode()
    take("feed", options=where)
    assert texts(take)[-1]["url"] == "https://x.example/1"
    files.files["/rss"] = RSS.format(ITEM.format(2))[:-30].encode()
    refused(take, "feed", "no whole XML", options=where)


def test_drafts_are_made_of_the_texts_of_a_feed(files, site, take):
    files.files["/rss"] = RSS.format(ITEM.format(1)).encode()
    take("feed", options={"address": f"{site.address}/rss"})
    file = folder_of(take.store) / "feed.jsonl"
    done = CliRunner().invoke(__main__.app, ["draft", str(file)])
    assert done.exit_code == 0, done.output
    (line,) = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert line["text_id"] == "1"
    assert "problem" not in line


def test_a_feed_with_entities_is_refused(files, site, take):
    bomb = '<!DOCTYPE a [<!ENTITY x "y">]><rss><item><guid>&x;</guid></item></rss>'
    files.files["/rss"] = bomb.encode()
    refused(take, "feed", "no whole XML", options={"address": f"{site.address}/rss"})


def test_a_telegram_export_gives_texts(take, tmp_path, patience):
    from geo.sources import Client, Wanted, fetch

    export = tmp_path / "result.json"
    text = [{"type": "bold", "text": "Харків"}, ": удар"]
    messages = [
        {"id": 1, "type": "message", "date": "2024-10-21T05:00:00", "text": text},
        {"id": 2, "type": "service", "date": "2024-10-21T05:00:00", "text": ""},
    ]
    export.write_text(json.dumps({"name": "Channel", "id": 7, "messages": messages}))
    wanted = Wanted("telegram", options={"file": str(export)})
    fetch(wanted, take.store, client=Client(patience))
    (one,) = texts(take, "telegram")
    assert (one["text_id"], one["text"], one["source"]) == ("7/1", "Харків: удар", "Channel")
