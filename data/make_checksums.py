"""Write `checksums.sha256`, one line per shipped data file: ``python data/make_checksums.py``."""

from __future__ import annotations

import hashlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENDINGS = {".csv", ".parquet", ".shp", ".dbf", ".shx", ".geojson", ".json"}


def main() -> None:
    """Write the file."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(HERE).as_posix()}\n"
        for path in sorted(HERE.rglob("*"))
        if path.suffix in ENDINGS
    ]
    (HERE / "checksums.sha256").write_text("".join(lines))


if __name__ == "__main__":
    main()
