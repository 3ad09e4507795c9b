"""An animation: opened by Pillow, it has a picture for each window, shaded as the page would."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from PIL import Image
from typer.testing import CliRunner

from geo.__main__ import app
from geo.errors import InputError
from geo.export import motion
from geo.maps import View, drawings, steps_of
from geo.maps.colours import light_colours
from geo.query import Filters
from tests.factory import Incident, Place, build

DAY = dt.date(2024, 10, 1)
VIEW = View(Filters(date_from=DAY, date_to=DAY + dt.timedelta(days=2)))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = [Incident([Place("UA-63")], DAY)] * 4
    made += [Incident([Place("UA-51")], DAY + dt.timedelta(days=2))]
    return build(tmp_path_factory.mktemp("motion") / "a.duckdb", made)


def has(picture, kind):
    """Whether a picture's map has the colour of a class, as near as its form keeps it."""
    colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 20)}
    wanted = bytes.fromhex(light_colours()[kind][1:])
    return any(max(abs(a - b) for a, b in zip(wanted, c, strict=True)) < 8 for c in colours)


@pytest.mark.parametrize("form", ["webp", "gif"])
def test_every_day_has_its_picture_and_all_have_the_same_classes(store, form):
    steps = steps_of(store, VIEW, "day")
    made = motion.animation(
        form, drawings(store, VIEW, steps), title="$x$", credits_=["\u202e<b>"], focus=("UA-63",)
    )
    picture = Image.open(io.BytesIO(made))
    assert (picture.format, picture.size) == (form.upper(), (960, 600))
    assert picture.info["loop"] == 0
    assert picture.n_frames == len(steps) == 3
    for at, (_, drawing) in enumerate(drawings(store, VIEW, steps)):
        picture.seek(at)
        kind = drawing.regions["UA-63"][0]
        assert (kind == "c1") == (at == 0)
        assert has(picture.crop((0, 80, 700, 540)), "c1") == (at == 0)


def test_all_up_to_a_day_holds_what_was_before(store):
    steps = steps_of(store, VIEW, "day")
    total = [made for _, made in drawings(store, VIEW, steps, total=True)]
    assert [made.regions["UA-63"][0] for made in total] == [total[0].regions["UA-63"][0]] * 3
    alone = [made.regions["UA-63"][0] for _, made in drawings(store, VIEW, steps)]
    assert alone[0] == total[0].regions["UA-63"][0] != alone[1]


def test_too_many_pictures_and_none_are_refused_in_one_sentence(store, monkeypatch):
    monkeypatch.setattr(motion, "MOST_FRAMES", 1)
    steps = steps_of(store, VIEW, "day")
    with pytest.raises(InputError, match="at most 1 pictures; take longer steps"):
        motion.animation("gif", drawings(store, VIEW, steps), title="", credits_=[])
    with pytest.raises(InputError, match="no day to be shown"):
        motion.animation("gif", [], title="", credits_=[])


def test_the_command_line_writes_it(store, tmp_path):
    chosen = ("--from", "2024-10-01", "--to", "2024-10-02", "--step", "day", "--format", "webp")
    out = tmp_path / "a.webp"
    arguments = ["export", "--store", str(store.stamp.path), *chosen, "--out", str(out)]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    with Image.open(out) as picture:
        assert picture.n_frames == 2
    assert (tmp_path / "a.webp.manifest.json").exists()
