"""The sub-command `export` of the command line: what the page downloads, without the page."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.disk import target, write_whole
from geo.errors import AtlasError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.export import Download
    from geo.maps import Days, Drawing, View
    from geo.store import Store as OpenStore


_STANDARD_OUTPUT = Path("-")


_Store = Annotated[Path, typer.Option(help="The store to read.", metavar="PATH")]
_Form = Annotated[
    str,
    typer.Option(
        "--format",
        help="csv, geojson, gpkg, parquet, fgb, kml, xlsx, pdf, webp, gif, mp4, html, png, bib or"
        " ris.",
        metavar="FORM",
    ),
]
_Out = Annotated[
    Path,
    typer.Option(
        help="The file to write; - for standard output (csv, geojson, kml).", metavar="FILE"
    ),
]
_From = Annotated[str | None, typer.Option("--from", help="First day.", metavar="DATE")]
_To = Annotated[str | None, typer.Option("--to", help="Last day.", metavar="DATE")]
_Country = Annotated[
    list[str] | None, typer.Option(help="UA or RU; may be repeated.", metavar="CODE")
]
_Region = Annotated[
    list[str] | None,
    typer.Option(help="A region such as UA-63 or UA63; may be repeated.", metavar="CODE"),
]
_Unit = Annotated[
    list[str] | None,
    typer.Option(
        help="A raion or hromada of Ukraine by its p-code, such as UA6308, or its code in KATOTTG;"
        " may be repeated.",
        metavar="CODE",
    ),
]
_Inside = Annotated[
    list[str] | None,
    typer.Option(
        help="An area of a dated layer that the place lies in on the incident's first day; may be"
        " repeated.",
        metavar="LAYER[/AREA]",
    ),
]
_Outside = Annotated[
    list[str] | None,
    typer.Option(help="An area that it does not lie in then.", metavar="LAYER[/AREA]"),
]
_Near = Annotated[
    str | None,
    typer.Option(help="How far from an edge of a dated layer at most.", metavar="LAYER/KM"),
]
_Step = Annotated[
    str | None,
    typer.Option(
        help="What a picture of webp, gif and mp4 stands for: day, week or month; by default the"
        " shortest of which there are not too many.",
        metavar="NAME",
    ),
]
_Total = Annotated[
    bool,
    typer.Option(help="Show all days up to each picture of webp, gif and mp4, not its own alone."),
]
_Hxl = Annotated[bool, typer.Option(help="Put a row of HXL tags under a CSV's heading.")]
_Type = Annotated[
    list[str] | None,
    typer.Option("--type", help="A sub-event type; may be repeated.", metavar="TYPE"),
]
_Actor = Annotated[
    list[str] | None, typer.Option(help="An actor; may be repeated.", metavar="NAME")
]
_Dataset = Annotated[
    list[str] | None, typer.Option(help="A dataset; may be repeated.", metavar="NAME")
]
_Count = Annotated[
    str,
    typer.Option(
        help="each: every dataset by itself. once: an incident counts once, however many tell of"
        " it. By default once where two or more datasets are shown.",
        metavar="NAME",
    ),
]
_Strictness = Annotated[
    str,
    typer.Option(
        help="Which links count: low, usual or high, which joins only the surest.", metavar="NAME"
    ),
]
_Text = Annotated[
    list[str] | None,
    typer.Option(help="Words to find; all of them, if repeated.", metavar="WORDS"),
]
_Incident = Annotated[
    list[str] | None, typer.Option(help="An incident; may be repeated.", metavar="ID")
]
_What = Annotated[
    str,
    typer.Option(
        help="incidents; or as csv regions, raions, intervals, hotspots, timeline, nights or"
        " rejected, and regions as geojson.",
        metavar="NAME",
    ),
]
_Metric = Annotated[str, typer.Option(help="What shades the map of html and png.", metavar="NAME")]
_Measure = Annotated[
    str,
    typer.Option(
        help="What of it, on the map: count, per_day, per_100k, change or hot (hot spots).",
        metavar="NAME",
    ),
]
_Chance = Annotated[
    bool,
    typer.Option(
        help="Draw rates and changes of incidents paler where chance alone would give them."
    ),
]
_Page = Annotated[str, typer.Option(help="Address of the page, for the permalink.", metavar="URL")]
_Title = Annotated[
    str, typer.Option(help="What stands above png, pdf, html, webp and gif.", metavar="TEXT")
]
_Language = Annotated[str, typer.Option(help="en, uk or ru.", metavar="CODE")]


def export_command(
    store: _Store,
    form: _Form,
    out: _Out,
    date_from: _From = None,
    date_to: _To = None,
    country: _Country = None,
    region: _Region = None,
    unit: _Unit = None,
    inside: _Inside = None,
    outside: _Outside = None,
    near: _Near = None,
    kind: _Type = None,
    actor: _Actor = None,
    dataset: _Dataset = None,
    count: _Count = "",
    strictness: _Strictness = "usual",
    text: _Text = None,
    incident: _Incident = None,
    what: _What = "incidents",
    metric: _Metric = "incidents",
    measure: _Measure = "count",
    chance: _Chance = False,
    page: _Page = "",
    language: _Language = "en",
    hxl: _Hxl = False,
    step: _Step = None,
    total: _Total = False,
    title: _Title = "",
) -> None:
    """Write what is filtered to a file, as the page's downloads do.

    gpkg, parquet, xlsx and html hold their manifest; beside any other file it is written as
    FILE.manifest.json.  A file that is there is replaced when the new one is whole.
    """
    from geo.export import Address, Download, form_of
    from geo.i18n import LANGUAGES, speaking
    from geo.maps import View, drawing_of
    from geo.query import check_layers
    from geo.store import Store as OpenStore

    chosen = form_of(what, form)
    if out == _STANDARD_OUTPUT and not chosen.streamed:
        raise InputError(f"--out - takes csv or geojson or kml; name a file for {form}")
    if language not in LANGUAGES:
        raise InputError(f"--language {language!r} is not known; expected {', '.join(LANGUAGES)}")
    single = {"from": date_from, "to": date_to, "metric": metric, "measure": measure}
    single |= {"count": count, "strictness": strictness, "near": near}
    single |= {"chance": "1" if chance else ""}
    params = {name: [value] for name, value in single.items() if value}
    lists = {"country": country, "region": region, "unit": unit, "type": kind, "actor": actor}
    lists |= {
        "inside": inside,
        "outside": outside,
        "dataset": dataset,
        "incident": incident,
        "text": [" ".join(text)] if text else None,
    }
    params |= {name: values for name, values in lists.items() if values}
    view = View.from_params(params)
    opened = OpenStore(store)
    check_layers(opened, view.filters)
    drawn = partial(drawing_of, opened, view)
    moving = partial(_in_time, opened, view, step, total=total)
    with speaking(language):
        wanted = Download(
            opened, view.filters, form, what, Address(page), drawn, hxl, moving, title
        )
        _write(wanted, out)


def _in_time(
    store: OpenStore, view: View, step: str | None, *, total: bool
) -> Iterator[tuple[Days, Drawing]]:
    """Yield the maps of an animation, and tell on the terminal how many are drawn."""
    from geo.maps import WINDOWS, drawings, steps_of

    if step is not None and step not in WINDOWS:
        raise InputError(f"--step {step!r} is not known; expected {', '.join(WINDOWS)}")
    steps = steps_of(store, view, step)
    with typer.progressbar(
        drawings(store, view, steps, total=total), len(steps), label="Drawing", file=sys.stderr
    ) as bar:
        yield from bar


def _write(download: Download, out: Path) -> None:
    from geo.export import Counted, as_json

    described = download.described()
    pieces = Counted(download.pieces(described))
    if out == _STANDARD_OUTPUT:
        _to_standard_output(pieces)
        return
    _replace(out, pieces)
    described["file"] = pieces.of(out.name)
    if not download.kind.holds_manifest:
        _replace(out.with_name(out.name + ".manifest.json"), [as_json(described).encode("utf-8")])
    counts = described["counts"]
    typer.echo(f"{out.name}: {counts['records']:,} records, {counts['incidents']:,} incidents.")


def _to_standard_output(pieces: Iterable[bytes]) -> None:
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader has had enough, which is no fault; nothing may be flushed to it at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file beside its name and move it there when it is whole."""
    try:
        write_whole(target(path), pieces, mode=0o666 & ~_umask())
    except OSError as error:
        raise AtlasError(
            f"{path.name} could not be written ({error.strerror}); check that its folder is there"
            " and writable and that the disk is not full."
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
