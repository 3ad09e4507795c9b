"""Downloads keep to the standards that they name: Data Package v1, Table Schema, KML 2.2.

Neither standard's own schema comes with a library that is light enough to install here; what they
ask is written out below, from the Data Package and Table Schema specifications
(https://specs.frictionlessdata.io) and from OGC 07-147r2.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile

import jsonschema
import pytest
from lxml import etree

from geo import export, query
from geo.export import datapackage, forms
from geo.query import Filters
from tests.export.test_streams import HOSTILE
from tests.factory import Incident, Place, build

ALL = Filters()
NAME = {"type": "string", "pattern": "^[-a-z0-9._/]+$"}
FIELD = {
    "type": "object",
    "required": ["name", "type"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "type": {"enum": ["string", "integer", "number", "date"]},
    },
}
RESOURCE = {
    "type": "object",
    "required": ["name", "path", "bytes", "hash"],
    "properties": {
        "name": NAME,
        # A file beside the descriptor: no address, no way up.
        "path": {"type": "string", "pattern": r"^(?!/)(?!.*\.\.)(?!.*://)[^\\]+$"},
        "profile": {"const": "tabular-data-resource"},
        "mediatype": {"type": "string", "pattern": "^.+/.+$"},
        "bytes": {"type": "integer", "minimum": 0},
        "hash": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
        "schema": {
            "type": "object",
            "required": ["fields"],
            "properties": {
                "fields": {"type": "array", "minItems": 1, "items": FIELD},
                "missingValues": {"type": "array", "items": {"type": "string"}},
            },
        },
    },
}
PACKAGE = {
    "type": "object",
    "required": ["profile", "name", "resources", "licenses", "sources", "created"],
    "properties": {
        "profile": {"const": "data-package"},
        "name": NAME,
        "created": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$"},
        "resources": {"type": "array", "minItems": 1, "items": RESOURCE},
        "licenses": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"name": {"type": "string", "pattern": "^[-a-zA-Z0-9._]+$"}},
                "anyOf": [{"required": ["name"]}, {"required": ["path"]}],
            },
        },
        "sources": {"type": "array", "items": {"type": "object", "required": ["title"]}},
    },
}
CASTS = {"string": str, "integer": int, "number": float, "date": dt.date.fromisoformat}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Hostile texts over eleven weeks, a place with a point and one without."""
    day = dt.date(2024, 10, 1)
    made = [
        Incident(
            [Place("UA-63", point=True), Place("UA-51")],
            day + dt.timedelta(days=4 * at),
            actor=text or None,
            counts={"fatalities": at},
            text={"notes": text, "source": text, "source_url": "https://a.example/?a=1&b=<"},
        )
        for at, text in enumerate([*HOSTILE, "]]></description><script>alert(1)</script>"])
    ]
    return build(tmp_path_factory.mktemp("profiles") / "a.duckdb", made)


def zipped(store, form, what):
    """The data package of a download, and its file."""
    out = io.BytesIO()
    forms.write_zip(out, export.Download(store, ALL, form, what), f"{what}.{form}")
    with zipfile.ZipFile(out) as archive:
        return json.loads(archive.read(datapackage.NAME)), archive.read(f"{what}.{form}")


@pytest.mark.parametrize("form", [f for f in export.FORMS if f.name in ("csv", "geojson", "kml")],
                         ids=lambda f: f"{f.what}-{f.name}")  # fmt: skip
def test_a_data_package_keeps_to_its_profile(store, form):
    package, content = zipped(store, form.name, form.what)
    jsonschema.validate(package, PACKAGE, cls=jsonschema.Draft202012Validator)
    (resource,) = package["resources"]
    assert resource["bytes"] == len(content)
    assert ("schema" in resource) == (
        form.name == "csv" and form.what not in ("nights", "rejected")
    )


@pytest.mark.parametrize(
    "what", ["incidents", "regions", "raions", "intervals", "hotspots", "timeline"]
)
def test_every_cell_is_what_its_field_says(store, what):
    package, content = zipped(store, "csv", what)
    (resource,) = package["resources"]
    dialect = resource["dialect"]
    text = content.decode(resource["encoding"])
    assert text.endswith(dialect["lineTerminator"])
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=dialect["delimiter"]))
    fields = {field["name"]: CASTS[field["type"]] for field in resource["schema"]["fields"]}
    assert list(rows[0]) == list(fields)
    for row in rows:
        assert None not in row  # no cell too many
        for name, value in row.items():
            if value not in resource["schema"]["missingValues"]:
                fields[name](value)
    if what in ("incidents", "timeline"):
        total = query.headline(store, ALL).incidents
        counted = {"incidents": len({row.get("incident_id") for row in rows}),
                   "timeline": sum(int(row.get("incidents", 0)) for row in rows)}  # fmt: skip
        assert counted[what] == total


#: The elements of KML 2.2 that are written here, in the order that its schema has them.
KML = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
  xmlns="http://www.opengis.net/kml/2.2"
  targetNamespace="http://www.opengis.net/kml/2.2" elementFormDefault="qualified">
  <xs:element name="kml"><xs:complexType><xs:sequence>
    <xs:element name="Document"><xs:complexType><xs:sequence>
      <xs:element name="name" type="xs:string" minOccurs="0"/>
      <xs:element name="description" type="xs:string" minOccurs="0"/>
      <xs:element name="Style" type="style" minOccurs="0" maxOccurs="unbounded"/>
      <xs:element name="Placemark" type="placemark" minOccurs="0" maxOccurs="unbounded"/>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType>
  </xs:element>
  <xs:complexType name="style"><xs:sequence>
    <xs:element name="IconStyle" minOccurs="0"><xs:complexType><xs:sequence>
      <xs:element name="color" type="colour" minOccurs="0"/>
      <xs:element name="scale" type="xs:double" minOccurs="0"/>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="LabelStyle" minOccurs="0"><xs:complexType><xs:sequence>
      <xs:element name="scale" type="xs:double" minOccurs="0"/>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence><xs:attribute name="id" type="xs:ID"/></xs:complexType>
  <xs:complexType name="placemark"><xs:sequence>
    <xs:element name="name" type="xs:string" minOccurs="0"/>
    <xs:element name="description" type="xs:string" minOccurs="0"/>
    <xs:element name="TimeSpan" minOccurs="0"><xs:complexType><xs:sequence>
      <xs:element name="begin" type="xs:date" minOccurs="0"/>
      <xs:element name="end" type="xs:date" minOccurs="0"/>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="styleUrl" type="xs:anyURI" minOccurs="0"/>
    <xs:element name="ExtendedData" minOccurs="0"><xs:complexType><xs:sequence>
      <xs:element name="Data" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
        <xs:element name="value" type="xs:string"/>
      </xs:sequence><xs:attribute name="name" type="xs:string" use="required"/></xs:complexType>
      </xs:element>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="Point" minOccurs="0"><xs:complexType><xs:sequence>
      <xs:element name="coordinates" type="coordinates"/>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType>
  <xs:simpleType name="colour"><xs:restriction base="xs:hexBinary"><xs:length value="4"/>
  </xs:restriction></xs:simpleType>
  <xs:simpleType name="coordinates"><xs:restriction base="xs:string">
    <xs:pattern value="-?[0-9]{1,3}(\\.[0-9]+)?,-?[0-9]{1,2}(\\.[0-9]+)?"/>
  </xs:restriction></xs:simpleType>
</xs:schema>"""


@pytest.mark.parametrize("empty", [False, True])
def test_kml_keeps_to_its_schema(store, tmp_path, empty):
    schema = etree.XMLSchema(etree.XML(KML))
    shown = build(tmp_path / "e.duckdb", []) if empty else store
    wanted = export.Download(shown, ALL, "kml")
    document = etree.XML(b"".join(wanted.pieces(wanted.described())))
    schema.assertValid(document)
    space = {"k": "http://www.opengis.net/kml/2.2"}
    ids = {f"#{name}" for name in document.xpath("//k:Style/@id", namespaces=space)}
    used = set(document.xpath("//k:styleUrl/text()", namespaces=space))
    assert used <= ids
    marks = document.xpath("//k:Placemark", namespaces=space)
    placed = query.placement(shown, ALL)
    assert len(marks) == placed.all
    assert len(document.xpath("//k:Point", namespaces=space)) == placed.points
    # What Google Earth would fetch or run.
    names = {etree.QName(node).localname for node in document.iter(etree.Element)}
    assert not names & {"href", "NetworkLink", "Link", "Icon", "GroundOverlay", "BalloonStyle"}
    killed = document.xpath("//k:Data[@name='fatalities']/k:value/text()", namespaces=space)
    per_incident = dict(zip(
        document.xpath("//k:Data[@name='incident_id']/k:value/text()", namespaces=space), killed,
        strict=True))  # fmt: skip
    total = query.headline(shown, ALL).killed
    assert sum(map(int, per_incident.values())) == (total.value or 0)
