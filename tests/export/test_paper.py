"""One page of A4: opened by poppler, it says the page's figures, and its code leads to the view."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest
import segno
from matplotlib.image import imread

from geo import query
from geo.export import forms, headline, paper
from geo.export.manifest import Address
from geo.i18n import LANGUAGES, decimal, speaking
from geo.maps import View, drawing_of
from geo.query import Filters
from tests.factory import Incident, Place, build

pytestmark = pytest.mark.slow

needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
PAGE = Address("https://atlas.example/")
HOSTILE = "$\\frac{1}{0}$ \u202e (Tj) <script>alert(1)</script> %PDF endobj " + "y" * 300


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = [
        Incident([Place("UA-63", point=True), Place("UA-51")], counts={"fatalities": 1234}),
        Incident([Place("RU-BEL")], actor=HOSTILE, counts={"launched": 5}),
    ]
    return build(tmp_path_factory.mktemp("paper") / "a.duckdb", made)


def page_of(store, path, params, language="en", address=PAGE):
    filters = Filters.from_params(params)
    with speaking(language):
        draw = lambda: drawing_of(store, View(filters))  # noqa: E731
        wanted = forms.Download(store, filters, "pdf", "paper", address, draw)
        described = wanted.described()
        path.write_bytes(b"".join(wanted.pieces(described)))
        return described, headline.headline_texts(store, filters)


def run(*arguments):
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert not done.stderr
    return done.stdout


@needs_poppler
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_its_figures_in_every_language(store, tmp_path, language):
    path = tmp_path / "a.pdf"
    described, figures = page_of(store, path, {"country": ["UA"]}, language)
    text = " ".join(run("pdftotext", "-layout", path, "-").split())
    for label, value, _note in figures:
        assert label in text
        assert " ".join(value.split()) in text
    for line in described["filters"]["words"]:
        assert " ".join(line.split()) in text
    assert "https://atlas.example/?country=UA" in text
    assert "68/262" in text
    with speaking(language):
        assert decimal(query.headline(store, Filters(country=("UA",))).incidents) in text
    facts = dict(line.split(":", 1) for line in run("pdfinfo", path).splitlines() if ":" in line)
    assert facts["Pages"].strip() == "1"
    assert "A4" in facts["Page size"]
    fonts = run("pdffonts", path).splitlines()[2:]
    assert fonts
    assert all(font.split()[-5] == "yes" for font in fonts), "fonts are in the file"
    assert "JavaScript:      no" in run("pdfinfo", path)


@needs_poppler
def test_the_code_is_that_of_the_link(store, tmp_path):
    path = tmp_path / "a.pdf"
    described, _ = page_of(store, path, {"region": ["UA-63"]})
    subprocess.run(["pdftoppm", "-r", "300", "-png", path, tmp_path / "a"], check=True)
    pixels = imread(tmp_path / "a-1.png")[:, :, 0]
    expected = np.array(segno.make_qr(described["permalink"], error="m").matrix, dtype=bool)
    left, low, width, height = paper._QR
    middle = (np.arange(len(expected)) + 0.5) / len(expected)
    columns = ((left + width * middle) * pixels.shape[1]).astype(int)
    rows = ((1 - low - height + height * middle) * pixels.shape[0]).astype(int)
    assert ((pixels[np.ix_(rows, columns)] < 0.5) == expected).all()


@needs_poppler
def test_hostile_text_is_only_text(store, tmp_path):
    path = tmp_path / "a.pdf"
    page_of(store, path, {"actor": [HOSTILE]})
    text = run("pdftotext", "-layout", path, "-")
    assert "<script>alert(1)</script>" in text
    assert "\\frac{1}{0}" in text
    assert "\u202e" not in text
    content = path.read_bytes()
    assert all(
        word not in content for word in (b"/JavaScript", b"/OpenAction", b"/Launch", b"/URI")
    )


def test_a_page_without_incidents_or_with_a_long_address_is_drawn(store, tmp_path):
    empty = build(tmp_path / "e.duckdb", [])
    for made, address in ((empty, Address()), (store, Address("https://a.example/" + "x" * 3_000))):
        page_of(made, tmp_path / "a.pdf", {}, address=address)
        assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-1.")
