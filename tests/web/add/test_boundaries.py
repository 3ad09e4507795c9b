"""Adding boundaries of one's own, without a browser."""

from __future__ import annotations

import pytest

from geo import query
from geo.web import controls
from geo.web.add import boundaries
from geo.web.visitor import session
from geo.web.visitor.own_data import MOST_LAYERS
from tests.factory import Incident, Place
from tests.layers import dated
from tests.layers.test_layer import FORMATS, NAMES, areas, collection, feature, geojson, shapefile
from tests.web import views

pytestmark = pytest.mark.slow

SQUARE = {"type": "Polygon", "coordinates": [[[36, 49], [37, 49], [37, 50.5], [36, 49]]]}


@pytest.fixture
def page(tmp_path, monkeypatch):
    made = [
        Incident([Place("UA-63", point=True)]),
        Incident([Place("UA-63", point=True)]),
        Incident([Place("UA-51", point=True)]),
        Incident([Place("UA-51")]),
    ]
    views.serve(tmp_path, monkeypatch, made)
    return views.go(views.open_page(), "add")


def drop(page, content, name="raions.geojson"):
    box = page.file_uploader(key="boundaries")
    return views.done(box.set_value([(name, content, "application/octet-stream")]).run())


def labels(page):
    return [button.label for button in page.button]


def column(page):
    return next(box for box in page.selectbox if box.label == "Column with the areas' names")


def choose_level(page, name):
    return views.done(views.drawn(page.selectbox, controls.LEVEL).set_value(name).run())


@pytest.mark.parametrize("form", ["geojson", "geopackage, projected", "shapefile, 1251 unsaid"])
def test_boundaries_alone_become_a_level(page, tmp_path, form):
    drop(page, FORMATS[form](tmp_path), "raions.zip")
    assert "4 areas" in views.texts(page.caption)
    table = page.dataframe[0].value
    assert table["Area"].tolist() == sorted(NAMES)
    assert 15_000 < float(table["Square kilometres"][2].replace(",", "")) < 70_000
    views.press(page, "Add these boundaries")
    assert "raions: 4 areas" in [text.value for text in page.text]
    assert "choose them under Level" in page.success[0].value
    views.go(page, "map")
    assert "1 layer of boundaries" in views.texts(page.caption)
    assert views.drawn(page.selectbox, controls.LEVEL).options == ["Regions", "raions"]
    choose_level(page, "raions")
    assert page.query_params["level"] == "raions"
    assert "3 records lie in an area; 0 at a point in none and 1 without" in views.texts(
        page.caption
    )


def test_the_column_of_names_is_asked_where_it_is_not_clear(page):
    frame = areas().rename(columns={"назва": "code"}).assign(kind="raion")
    drop(page, geojson(frame))
    assert column(page).options == ["code", "kind"]
    assert "Choose the column" in page.info[0].value
    assert "Add these boundaries" not in labels(page)
    views.done(column(page).set_value("kind").run())
    assert "1 area" in views.texts(page.caption)
    assert "3 features share a name" in views.texts(page.caption).replace("\\", "")
    views.done(column(page).set_value("code").run())
    assert "4 areas" in views.texts(page.caption)


def test_the_level_can_be_called_otherwise_and_taken_away(page):
    drop(page, geojson(areas()))
    name = next(field for field in page.text_input if field.label == "Name of the level")
    assert name.value == "raions"
    views.done(name.set_value("  Мої   райони ").run())
    views.press(page, "Add these boundaries")
    assert "Мої райони: 4 areas" in [text.value for text in page.text]
    choose_level(views.go(page, "map"), "Мої райони")
    views.press(views.go(page, "add"), "Remove")
    views.go(page, "map")
    assert controls.LEVEL not in [box.key for box in page.selectbox]
    assert "'Мої райони' is not among the layers here" in page.warning[0].value.replace("\\", "")
    assert "level" not in page.query_params


BAD = {
    "a table": (b"name,lat\na,1\n", "is no layer"),
    "cut off": (geojson(areas())[:-40], "bad.geojson"),
    "points": (
        collection(feature({"type": "Point", "coordinates": [30, 50]})),
        "the geometry is a Point; expected a polygon",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_gets_one_sentence(page, case):
    content, says = BAD[case]
    drop(page, content, "bad.geojson")
    assert len(page.error) == 1
    assert says in page.error[0].value.replace("\\", "")
    assert "Add these boundaries" not in labels(page)


def test_a_shapefile_without_a_system_is_refused(page, tmp_path):
    drop(page, shapefile(areas(), tmp_path, without=("prj",)), "x.zip")
    assert "no .prj" in page.error[0].value.replace("\\", "")


def test_limits_are_stated_and_held(page, monkeypatch):
    assert "At most 50 MB and 3,000 areas per file, and 5 files." in views.texts(page.caption)
    monkeypatch.setattr(boundaries, "MOST_AREAS", 3)
    drop(page, geojson(areas()))
    assert "at most 3 are read" in page.error[0].value.replace("\\", "")


def test_more_layers_than_allowed_are_refused(page, monkeypatch):
    monkeypatch.setattr("geo.web.visitor.own_data.MOST_LAYERS", 1)
    assert MOST_LAYERS == 5
    for name in ("one", "two"):
        drop(page, geojson(areas()), f"{name}.geojson")
        views.press(page, "Add these boundaries")
    assert "1 layers are added already" in page.error[0].value
    assert [text.value for text in page.text if ": 4 areas" in text.value] == ["one: 4 areas"]


def test_names_are_inert(page):
    content = collection(feature(SQUARE, name="<b>x</b> [y](javascript:1)"))
    drop(page, content, "**bold** <i>.geojson")
    shown = views.texts(page.markdown) + views.texts(page.caption) + views.texts(page.success)
    assert "<b>" not in shown
    assert "**bold**" not in shown
    views.press(page, "Add these boundaries")
    assert r"\<i" not in views.texts(page.text)
    choose_level(views.go(page, "map"), "bold i")
    assert "At the level bold i" in views.texts(page.caption)


def test_the_servers_layers_stay_beside_ones_own(tmp_path, monkeypatch):
    from geo.web.visitor import server_store
    from tests.layers.test_layer import made

    made(tmp_path / "base.duckdb", [Incident([Place("UA-63", point=True)])]).close()
    monkeypatch.setenv("ATLAS_STORE", str(tmp_path / "base.duckdb"))
    monkeypatch.setattr(server_store.HOLDER, "_store", None)
    page = views.open_page()
    assert views.drawn(page.selectbox, controls.LEVEL).options == ["Regions", "raions"]
    views.go(page, "add")
    drop(page, collection(feature(SQUARE, name="mine")), "mine.geojson")
    views.press(page, "Add these boundaries")
    views.go(page, "map")
    assert views.drawn(page.selectbox, controls.LEVEL).options == ["Regions", "raions", "mine"]
    visitor = page.session_state[session._VISITOR]
    own = visitor.current(server_store.HOLDER.get())
    figures = query.layer_figures(own, query.Filters(), "raions").areas
    assert (
        figures == query.layer_figures(server_store.HOLDER.get(), query.Filters(), "raions").areas
    )


def test_one_file_a_day_becomes_a_level_that_goes_by_days(tmp_path, monkeypatch):
    views.serve(tmp_path, monkeypatch, dated.INCIDENTS)
    page = views.go(views.open_page(), "add")
    dropped = [(name, content, "application/geo+json") for name, content in dated.files()]
    views.done(page.file_uploader(key="boundaries").set_value(dropped).run())
    assert "3 days: 1" in views.texts(page.caption)
    assert page.dataframe[0].value["Area"].tolist() == ["held", "lost"]
    views.press(page, "Add these boundaries")
    views.go(page, "map")
    choose_level(page, "front")
    assert "1 record is from before 1 November 2024" in views.texts(page.caption)
    inside = views.drawn(page.multiselect, "inside")
    assert inside.options == ["Any area", "held", "lost"]
    views.done(inside.set_value(["front/lost"]).run())
    assert page.query_params["inside"] == "front/lost"
    views.done(views.drawn(page.number_input, "near").set_value(20.0).run())
    assert page.query_params["near"] == "front/20"
    chips = [button.label.replace("\\", "") for button in page.button]
    assert {"inside front: lost", "within 20 km of an edge of front"} <= set(chips)
    # Who does not have the layer is told so, and sees all.
    views.press(views.go(page, "add"), "Remove")
    views.go(page, "map")
    assert "names no dated layer" in "".join(one.value for one in page.warning)
    assert "inside" not in page.query_params


def test_a_column_of_days_is_offered_and_may_be_left(page):
    drop(page, dated.collection(dated.EDGES, date=str), "front.geojson")
    assert "3 days: 1" in views.texts(page.caption)
    days = next(box for box in page.selectbox if box.label == "Days that the areas hold for")
    assert days.options == ["All days", "date"]
    views.done(days.set_value(()).run())
    assert "3 days" not in views.texts(page.caption)
    assert "4 features share a name" in views.texts(page.caption).replace("\\", "")
