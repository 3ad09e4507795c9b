"""Reading the gazetteer's file.

The shipped file `data/gazetteer.parquet` (see `data/build_gazetteer.py`) carries its lookup keys
with it, so that loading means reading columns and filling dictionaries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.errors import InputError
from geo.gazetteer.index import fill, fill_sorted, numbers
from geo.gazetteer.objects import read_objects
from geo.gazetteer.places import SETTLEMENT_KINDS, Gazetteer
from geo.regions import DATA, shipped

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED: Final = DATA / "gazetteer.parquet"
#: Russia's small settlements; the file may be missing.
VILLAGES: Final = SHIPPED.with_name("villages_ru.parquet")
_COLUMNS: Final = (
    "id", "kind", "name", "country", "region", "lat", "lon", "population", "front_km", "katottg",
    "radius_km", "seat",
)  # fmt: skip


def _anew(path: Path) -> str:
    """Say what to do about a file that is no gazetteer of this version."""
    if path == SHIPPED:
        return "fetch the data folder again"
    return f"delete {path} and run python -m geo gazetteer extend with each of your dumps again"


def load(path: Path = SHIPPED) -> Gazetteer:
    """Read a gazetteer file.

    Parameters
    ----------
    path : Path
        A Parquet file as `data/build_gazetteer.py` makes it.

    Raises
    ------
    InputError
        If the file is not such a file.
    """
    import gc

    import pyarrow as pa
    import pyarrow.parquet as pq

    if path == SHIPPED:
        shipped(path.name)
    wanted = [*_COLUMNS, "keys", "other_keys", "sounds"]
    try:
        with pq.ParquetFile(path) as file:  # read_table would import the dataset module first
            table = file.read(columns=wanted)
        missing = set(wanted) - set(table.column_names)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"this is not a gazetteer; {_anew(path)}", file=path) from error
    if missing:
        raise InputError(f"this is a gazetteer of another version; {_anew(path)}", file=path)
    collecting = gc.isenabled()
    gc.disable()  # half a million small lists, none of them garbage
    try:
        return _index(path, table, _read_villages())
    finally:
        if collecting:
            gc.enable()


def _read_villages() -> Any:
    """Return the table of villages, its texts dictionary-encoded; None without the file."""
    import pyarrow.parquet as pq

    if not VILLAGES.is_file():
        return None
    texts = ["key", "sound", "name", "region"]
    with pq.ParquetFile(VILLAGES, read_dictionary=texts) as file:
        table = file.read()
    columns = {name: table[name].combine_chunks() for name in table.column_names}
    return {n: c.chunk(0) if hasattr(c, "chunk") else c for n, c in columns.items()}


def _index(path: Path, table: Any, villages: Any) -> Gazetteer:
    metadata = table.schema.metadata or {}
    columns = {column: table[column].to_pylist() for column in _COLUMNS}
    if villages is not None:
        _append(columns, villages)
    several = _append_objects(columns)
    made = Gazetteer(
        path=path,
        version=metadata.get(b"version", b"").decode(),
        columns=columns,
        _table=table,
        _villages=villages,
        _several=several,
    )
    rows_of = made._rows_of  # noqa: SLF001
    fill(made.names, table, "keys", rows_of(*SETTLEMENT_KINDS))
    fill(made.others, table, "other_keys", rows_of(*SETTLEMENT_KINDS))
    fill(made.abroad, table, "keys", rows_of("country", "foreign"))
    fill(made.region_keys, table, "keys", rows_of("region"))
    if villages is not None:
        made._village_keys = fill_sorted(made.names, villages["key"], len(table))  # noqa: SLF001
    return made


def _append_objects(columns: dict[str, list[Any]]) -> dict[int, tuple[str, ...]]:
    """Add the objects' rows to the columns; return the regions of those that lie in several."""
    several = {}
    for values in read_objects():
        regions = tuple(code for code in values["region"].split(";") if "-" in code)
        if len(regions) > 1:
            several[len(columns["kind"])] = regions
        point = [float(values[name]) if values[name] else None for name in ("lat", "lon")]
        row = {
            "id": 0, "kind": "object", "name": values["name_en"], "lat": point[0], "lon": point[1],
            "country": regions[0][:2] if regions else "", "region": regions[0] if regions else None,
            "population": 0, "front_km": None, "katottg": 0, "radius_km": None, "seat": None,
        }  # fmt: skip
        for name, value in row.items():
            columns[name].append(value)
    return several


def _append(columns: dict[str, list[Any]], villages: Any) -> None:
    """Add the villages' rows to the columns."""
    count = len(villages["key"])
    for name in ("name", "region"):
        words = villages[name].dictionary.to_pylist()
        codes = numbers(villages[name].indices).tolist()
        columns[name] += [words[code] for code in codes]
    for name in ("population", "front_km"):
        columns[name] += numbers(villages[name]).tolist()
    for name in ("lat", "lon"):
        columns[name] += numbers(villages[name]).astype("float64").round(4).tolist()
    for name, value in {
        "id": 0, "kind": "village", "country": "RU", "katottg": 0, "radius_km": None, "seat": None,
    }.items():  # fmt: skip
        columns[name] += [value] * count
