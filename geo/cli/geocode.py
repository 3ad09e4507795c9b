"""The sub-commands `geocode` and `gazetteer` of the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from geo.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from geo.geocoding import Answer

gazetteer_app = typer.Typer(no_args_is_help=True, help="The places that the geocoder knows.")

#: File name endings that are taken for a table rather than for a place.
TABLES: Final = (".csv", ".tsv", ".txt", ".xlsx", ".ods", ".json", ".geojson", ".parquet")
#: Remarks on a file that are spelled out.
_SPELLED: Final = 10


def geocode_command(
    place: Annotated[
        str, typer.Argument(help="A place, or a file of places.", metavar="PLACE|FILE")
    ],
    place_column: Annotated[
        str | None,
        typer.Option(
            "--place", help="The file's column of places; found by its name if not given."
        ),
    ] = None,
    country: Annotated[
        str | None, typer.Option(help="Column of countries; for one place, its country.")
    ] = None,
    admin1: Annotated[
        str | None, typer.Option(help="Column of regions; for one place, its region.")
    ] = None,
    admin2: Annotated[
        str | None, typer.Option(help="Column of districts; for one place, its district.")
    ] = None,
    lat: Annotated[
        str | None, typer.Option(help="Column of latitudes; for one place, its latitude.")
    ] = None,
    lon: Annotated[
        str | None, typer.Option(help="Column of longitudes; for one place, its longitude.")
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(help="Column of headlines or notes, whose regions narrow the places."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="CSV file to write.")] = None,
) -> None:
    """Find out in which region a place is, or all places of a file, in any format.

    The file's rows and columns stay as they are; region, region_name, place_name, latitude,
    longitude, precision, method, score, status and candidates are added; for Ukraine raion,
    hromada, their codes, p_code and place_code; and radius_km.  Where the file has such a column
    already, the added one ends in _geocoded.
    """
    path = Path(place)
    columns = {"country": country, "admin1": admin1, "admin2": admin2, "lat": lat, "lon": lon}
    columns["text"] = text
    try:
        is_file = path.is_file()
    except (OSError, ValueError):
        is_file = False
    if is_file or place_column is not None or out is not None:
        _geocode_file(path, place_column, columns, out)
    elif path.suffix.lower() in TABLES:
        raise InputError("there is no such file", file=path)
    else:
        _geocode_one(place, columns)


def _geocode_file(
    path: Path, place: str | None, columns: dict[str, str | None], out: Path | None
) -> None:
    from geo.export import geocode_file

    if out is None:
        raise InputError("to geocode a file, add --out OUT.csv", file=path)
    table, remarks = geocode_file(path, out, {"place": place, **columns})
    for remark in remarks[:_SPELLED]:
        typer.echo(f"{path.name}: {remark}", err=True)
    if len(remarks) > _SPELLED:
        typer.echo(f"{path.name}: and {len(remarks) - _SPELLED} further remarks", err=True)
    _report(table, out)


def _report(table: pd.DataFrame, out: Path) -> None:
    counts = table["status"].value_counts()
    parts = ", ".join(f"{count} {status}" for status, count in counts.items())
    typer.echo(f"{out}: {len(table)} rows" + (f": {parts}." if parts else "."))


def _geocode_one(place: str, hints: dict[str, str | None]) -> None:
    from geo.geocoding import geocode

    points: list[float | None] = []
    for name in ("lat", "lon"):
        text = hints[name]
        try:
            points.append(float(text) if text is not None else None)
        except ValueError as error:
            raise InputError(f"--{name} must be a number of degrees, not {text}") from error
    answer = geocode(
        place, country=hints["country"], admin1=hints["admin1"], admin2=hints["admin2"],
        lat=points[0], lon=points[1], text=hints["text"],
    )  # fmt: skip
    _show(place, answer)


def _show(place: str, answer: Answer) -> None:
    """Print one answer and how it was found."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from geo.geocoding import explain, facts

    console = Console(highlight=False)
    console.print(f"[bold]{escape(place)}[/bold]: {answer.status}")
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, value in facts(answer):
        table.add_row(f"[dim]{name}[/dim]", escape(value))
    console.print(table)
    for line in explain(place, answer):
        console.print(f"  {escape(line)}")


@gazetteer_app.command("show")
def show_command() -> None:
    """Say which gazetteer is in use."""
    from geo.gazetteer import description

    typer.echo(description())


@gazetteer_app.command("extend")
def extend_command(
    file: Annotated[
        Path | None, typer.Argument(help="A GeoNames country dump: UA.txt, UA.zip, RU.zip.")
    ] = None,
    *,
    download: Annotated[
        bool, typer.Option("--download", help="Fetch the dumps from geonames.org.")
    ] = False,
    country: Annotated[
        list[str] | None, typer.Option(help="With --download: UA, RU; both if not given.")
    ] = None,
) -> None:
    """Add a full GeoNames country dump to the places that the geocoder knows."""
    from geo.gazetteer import download_dump, extend

    if (file is None) == (not download):
        raise InputError("name one GeoNames dump, such as UA.zip, or use --download")
    if file is not None:
        typer.echo(extend(file))
        return
    for code in country or ["UA", "RU"]:
        typer.echo(download_dump(code.upper()))
