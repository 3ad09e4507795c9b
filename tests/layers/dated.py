"""A control map of three days and two areas, made in code, and incidents around it.

"held" is the square from the 36th meridian eastwards on the first day; its western edge moves to
the 36.5th on the third and to the 37th on the fifth.  "lost" is what lies to the west of it.
Kharkiv (36.25° E, 49.98° N) is therefore held on 1 and 2 November, and lost from the 3rd on.
"""

import datetime as dt
import json

from shapely.geometry import box, mapping

from geo import layers, store
from tests.factory import Incident, Place, build
from tests.readers.samples import as_zip

EDGES = {"2024-11-01": 36.0, "2024-11-03": 36.5, "2024-11-05": 37.0}
SOUTH, NORTH, WEST, EAST = 49.0, 51.0, 34.0, 39.0


def areas_of(day):
    """The two areas of a day, by name."""
    edge = EDGES[day]
    return {"held": box(edge, SOUTH, EAST, NORTH), "lost": box(WEST, SOUTH, edge, NORTH)}


def collection(days, **columns):
    """A GeoJSON of the areas of days; a column is what a day makes of it."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": name} | {key: told(day) for key, told in columns.items()},
            "geometry": mapping(shape),
        }
        for day in days
        for name, shape in areas_of(day).items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def files():
    """One file a day."""
    return [(f"front_{day}.geojson", collection([day])) for day in EDGES]


def as_archive():
    return as_zip(**{name.replace(".", "__"): content for name, content in files()})


def layer():
    name, content = layers.packed(files())
    return layers.read_layer(content, file=name)


KHARKIV = Place("UA-63", point=True)
#: Kharkiv on five days, Odesa (in no area), and a place that is no point.
INCIDENTS = [
    *(
        Incident([KHARKIV], start=dt.date(2024, 11, day), counts={"fatalities": day})
        for day in (1, 2, 3, 7)
    ),
    Incident([KHARKIV], start=dt.date(2024, 10, 31), end=dt.date(2024, 11, 2)),
    Incident([Place("UA-51", point=True), KHARKIV], start=dt.date(2024, 11, 2)),
    Incident([Place("UA-63")], start=dt.date(2024, 11, 2)),
]


def made(path, incidents=INCIDENTS, shown=None):
    """A store of incidents with the layer."""
    build(path, list(incidents)).close()
    known = store.Store(path).tables()
    tables = layers.tables_of(shown or layer(), known.points())
    store.write(path, known, meta={"version": "t"}, layers=[tables])
    return store.Store(path)
