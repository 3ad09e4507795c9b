"""The map as it changes in time: WebP, GIF or MP4, a picture for each day, week or month.

All pictures are shaded by the same classes.  What stays is drawn once; of each picture the regions'
colours, the points and the days are drawn anew.  An MP4 is written by the program ffmpeg, where it
is: its encoders are no part of the atlas.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.errors import InputError
from geo.export import shapes
from geo.export.marks import draw_dots
from geo.export.picture import _axes, _bounds, _handles, _known, _look, _patch, _write
from geo.i18n import _, days_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geo.maps import Days, Drawing

#: Size in inches, dots per inch: 960 by 600 pixels.
_SIZE: Final = (9.6, 6.0)
_DPI: Final = 100
_MAP: Final = (0.0, 0.05, 1.0, 0.83)
_LINE, _INK, _MUTED = "#8a94a0", "#1b2430", "#57636f"
#: Pictures of one animation at most, and milliseconds that each is shown, and the last.
MOST_FRAMES: Final = 200
_SHOWN, _SHOWN_LAST = 600, 2_000
_NOTHING: Final = "there is no day to be shown; choose other dates"
#: Pictures a second of an MP4: each is repeated until its time is over.
_RATE: Final = 5
#: Seconds after which ffmpeg is ended: others wait for their animations.
_LONGEST: Final = 600.0
#: Colours of a picture, as many as a GIF has.
_COLOURS: Final = 256


def animation(
    form: str,
    drawings: Iterable[tuple[Days, Drawing]],
    *,
    title: str,
    credits_: Sequence[str],
    focus: Sequence[str] = (),
) -> bytes:
    """Draw an animation that goes on from the beginning at its end.

    Parameters
    ----------
    form : {"webp", "gif", "mp4"}
        An MP4 ends after the last picture; its size in memory is that of one picture.
    drawings : iterable of (days, Drawing)
        What it shows, from `geo.maps.drawings`; drawn as they come.
    title : str
        What is written above it.
    credits_ : sequence of str
        Lines at its foot; untrusted.
    focus : sequence of str
        Codes of the regions to fit the view to; by default the page's first view.

    Raises
    ------
    InputError
        For more than `MOST_FRAMES` pictures, or none; or without ffmpeg for an MP4.
    """
    if form == "mp4":
        return _mp4(_frames(drawings, title, credits_, focus))
    frames = list(_frames(drawings, title, credits_, focus))
    if not frames:
        raise InputError(_NOTHING)
    shown = [_SHOWN] * (len(frames) - 1) + [_SHOWN_LAST]
    out = io.BytesIO()
    more: dict[str, dict[str, Any]] = {
        "webp": {"quality": 80, "method": 3},
        "gif": {"optimize": True},
    }
    frames[0].save(
        out,
        format=form.upper(),
        save_all=True,
        append_images=frames[1:],
        duration=shown,
        loop=0,
        **more[form],
    )
    return out.getvalue()


def no_video() -> str:
    """Return one sentence why no MP4 can be written here, or ""."""
    if shutil.which("ffmpeg"):
        return ""
    return _("MP4 needs the program ffmpeg, which is not there; take WebP or GIF.")


def _mp4(frames: Iterator[Any]) -> bytes:
    """Hand pictures to ffmpeg as they are drawn; it is ended if one of them fails, or it hangs."""
    program = shutil.which("ffmpeg")
    if program is None:
        raise InputError("MP4 needs the program ffmpeg, which is not there; take webp or gif")
    first = next(frames, None)
    if first is None:
        raise InputError(_NOTHING)
    with tempfile.TemporaryDirectory(prefix="atlas-motion-") as folder:
        out = Path(folder, "a.mp4")
        size = f"{first.width}x{first.height}"
        taken = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", str(_RATE), "-i", "-")
        given = ("-an", "-pix_fmt", "yuv420p", "-movflags", "+faststart", str(out))
        with subprocess.Popen(  # noqa: S603 - words of ours alone
            [program, "-nostdin", "-loglevel", "error", *taken, *given],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as running:
            late = threading.Timer(_LONGEST, running.kill)
            late.daemon = True
            late.start()
            try:
                _feed(running, first, frames)
                running.wait()
            except BaseException:
                running.kill()
                raise
            finally:
                late.cancel()
        if running.returncode or not out.exists():
            raise InputError("ffmpeg could not write an MP4; take webp or gif")
        return out.read_bytes()


def _feed(running: subprocess.Popen[bytes], picture: Any, frames: Iterator[Any]) -> None:
    """Write every picture as often as its time asks, and end the input."""
    assert running.stdin is not None  # noqa: S101 - it was opened so
    try:
        with running.stdin as taking:
            while picture is not None:
                following = next(frames, None)
                shown = _SHOWN if following is not None else _SHOWN_LAST
                content = picture.convert("RGB").tobytes()
                for _repeated in range(shown * _RATE // 1000):
                    taking.write(content)
                picture = following
    except BrokenPipeError:
        return  # it has ended by itself, and says so


def _frames(
    drawings: Iterable[tuple[Days, Drawing]],
    title: str,
    credits_: Sequence[str],
    focus: Sequence[str],
) -> Iterator[Any]:
    stage: _Stage | None = None
    for number, (days, drawing) in enumerate(drawings):
        if number == MOST_FRAMES:
            raise InputError(
                f"an animation has at most {MOST_FRAMES} pictures; take longer steps or fewer days"
            )
        stage = stage or _Stage(title, credits_, focus)
        yield stage.shot(days, drawing)


class _Stage:
    """What stays from picture to picture, and what is drawn anew."""

    def __init__(self, title: str, credits_: Sequence[str], focus: Sequence[str]) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self._figure = Figure(_SIZE, dpi=_DPI, facecolor="white")
        self._canvas = FigureCanvasAgg(self._figure)
        _write(self._figure, 0.012, 0.945, title, size=11, weight="bold")
        self._days = _write(self._figure, 0.012, 0.897, "", size=15, weight="bold")
        for at, line in enumerate(credits_[:2]):
            _write(self._figure, 0.012, 0.031 - at * 0.02, line, size=5.5, colour=_MUTED)
        aspect = _SIZE[0] * _MAP[2] / (_SIZE[1] * _MAP[3])
        self._view = shapes.Frame(_bounds(focus), aspect)
        self._axes = _axes(self._figure, _MAP, self._view)
        self._paths = {
            code: path
            for code, geometry in shapes.region_shapes().items()
            if (path := self._view.path(geometry)) is not None
        }
        self._palette: Any = None

    def _legend(self, drawing: Drawing) -> list[Any]:
        """Draw a legend; return it, to be removed."""
        handles, _headings = _handles(drawing)
        if not handles:
            return []
        legend = self._figure.legend(
            handles=handles,
            loc="lower right",
            bbox_to_anchor=(0.994, _MAP[1] + 0.006),
            title=_known(drawing.title) if drawing.legend else None,
            title_fontproperties={"weight": "bold", "size": 7},
            alignment="left",
            fontsize=6,
            framealpha=1,
            edgecolor=_LINE,
            labelcolor=_INK,
        )
        legend.set_zorder(10)
        return [legend]

    def shot(self, days: Days, drawing: Drawing) -> Any:
        """Return the picture of some days, in few colours."""
        from PIL import Image

        axes = self._axes
        before = len(axes.patches), len(axes.lines), len(axes.texts)
        for code, path in self._paths.items():
            kind = drawing.regions.get(code, ("empty", ()))[0]
            look = _look(kind, drawing.colours, shared=code in drawing.shared)
            _patch(axes, path, linewidth=0, **look)
            _patch(axes, path, facecolor="none", edgecolor=_LINE, linewidth=0.5)
        draw_dots(axes, self._view, drawing.dots, numbered=drawing.numbered)
        drawn_too = self._legend(drawing)
        self._days.set_text(_known(days_text(*days)))
        canvas: Any = self._canvas
        canvas.draw()
        picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
        for drawn, count in zip((axes.patches, axes.lines, axes.texts), before, strict=True):
            for artist in list(drawn)[count:]:
                artist.remove()
        for artist in drawn_too:
            artist.remove()
        self._palette = self._palette or _palette(picture, drawing)
        return picture.quantize(palette=self._palette, dither=Image.Dither.NONE)


def _palette(picture: Any, drawing: Drawing) -> Any:
    """Return a palette with all colours that mean something, and the most frequent others."""
    from PIL import Image, ImageColor

    named = [*drawing.colours.values(), *(colour for colour, _text in drawing.dot_legend)]
    exact = [ImageColor.getrgb(one)[:3] for one in named if one.startswith("#")]
    counted = sorted(picture.getcolors(picture.width * picture.height), reverse=True)
    chosen = list(dict.fromkeys([*exact, *(colour for _count, colour in counted)]))[:_COLOURS]
    made = Image.new("P", (1, 1))
    made.putpalette([part for colour in chosen for part in colour])
    return made
