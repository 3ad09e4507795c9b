"""An animation: opened by Pillow, it has a picture for each window, shaded as the page would."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import subprocess
import sys

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

pytestmark = pytest.mark.slow

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


#: Writes how many bytes it was given, and with which words.
FAKE = """#!{python}
import pathlib, sys
given = sys.stdin.buffer.read()
size = sys.argv[sys.argv.index("-s") + 1]
pathlib.Path(sys.argv[-1]).write_text(f"{{len(given)}} {{size}}")
"""


@pytest.mark.long
def test_ffmpeg_is_given_every_picture_for_its_time(store, tmp_path, monkeypatch):
    program = tmp_path / "ffmpeg"
    program.write_text(FAKE.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    steps = steps_of(store, VIEW, "day")
    made = motion.animation("mp4", drawings(store, VIEW, steps), title="", credits_=[])
    # Two of 0.6 seconds and one of 2, at 5 pictures a second.
    assert made.decode() == f"{(3 + 3 + 10) * 960 * 600 * 3} 960x600"
    assert motion.no_video() == ""
    monkeypatch.setattr(motion, "_LONGEST", 0.5)
    for fails in ("raise SystemExit(1)", "import time; time.sleep(60)"):
        program.write_text(f"#!{sys.executable}\n{fails}")
        with pytest.raises(InputError, match="ffmpeg could not write an MP4; take webp or gif"):
            motion.animation("mp4", drawings(store, VIEW, steps), title="", credits_=[])


def test_without_ffmpeg_it_is_said_in_one_sentence(store, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert motion.no_video().startswith("MP4 needs the program ffmpeg")
    with pytest.raises(InputError, match="MP4 needs the program ffmpeg"):
        motion.animation("mp4", drawings(store, VIEW, steps_of(store, VIEW)), title="", credits_=[])


@pytest.mark.skipif(not shutil.which("ffprobe"), reason="ffprobe is not installed")
def test_a_video_is_what_ffprobe_says(store, tmp_path):
    out = tmp_path / "a.mp4"
    made = drawings(store, VIEW, steps_of(store, VIEW, "day"))
    out.write_bytes(motion.animation("mp4", made, title="<b>", credits_=["\u202e$x$"]))
    asked = "stream=width,height,nb_frames:format=duration"
    words = ["ffprobe", "-v", "error", "-show_entries", asked, "-of", "json", str(out)]
    said = json.loads(subprocess.check_output(words))
    (stream,) = said["streams"]
    assert (stream["width"], stream["height"], int(stream["nb_frames"])) == (960, 600, 16)
    assert float(said["format"]["duration"]) == pytest.approx(3.2, abs=0.2)


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


@pytest.mark.long
def test_the_command_line_writes_it(store, tmp_path):
    chosen = ("--from", "2024-10-01", "--to", "2024-10-02", "--step", "day", "--format", "webp")
    out = tmp_path / "a.webp"
    arguments = ["export", "--store", str(store.stamp.path), *chosen, "--out", str(out)]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    with Image.open(out) as picture:
        assert picture.n_frames == 2
    assert (tmp_path / "a.webp.manifest.json").exists()
