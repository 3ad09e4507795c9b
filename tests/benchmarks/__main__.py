"""Run the benchmarks: ``python -m tests.benchmarks [NAME ...]``, all of them or some.

A group of rows is a module ``bench_GROUP.py`` here with a function ``main`` that gives its rows,
and their names in ``NAMES``.  NAME is a group's or a row's; for a row its group is run, and the row
alone is shown and kept.  ``--list`` prints all names.  The rows are printed as a table and kept in
``build/bench.json``.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from tests.benchmarks.measure import save


def groups() -> dict[str, tuple[str, ...]]:
    """Names of the rows by group; a group that does not say them has none."""
    names = sorted(
        path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py")
    )
    return {name: tuple(getattr(_module(name), "NAMES", ())) for name in names}


def chosen(names: list[str], known: dict[str, tuple[str, ...]]) -> dict[str, set[str] | None]:
    """Groups to run, each with the rows that are wanted of it, None for all.

    Raises
    ------
    KeyError
        For a name that is neither a group's nor a row's.
    """
    if not names:
        return dict.fromkeys(known)
    found: dict[str, set[str] | None] = {}
    for name in names:
        if name in known:
            found[name] = None
            continue
        group = next((group for group, rows in known.items() if name in rows), None)
        if group is None:
            raise KeyError(name)
        if (wanted := found.setdefault(group, set())) is not None:
            wanted.add(name)
    return found


def main() -> int:
    """Run what is asked for; 2 if there is no benchmark of that name."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("name", nargs="*", help="a group's or a row's; all by default")
    parser.add_argument("--list", action="store_true", help="print the names")
    asked = parser.parse_args()
    known = groups()
    if asked.list:
        for group, rows in known.items():
            sys.stdout.write("\n  ".join([group, *rows]) + "\n")
        return 0
    try:
        wanted = chosen([name for name in asked.name if name], known)
    except KeyError as error:
        sys.stderr.write(f"No benchmark is called {error}; `--list` prints their names.\n")
        return 2
    heads = ("name", "ours", "peer", "unit", "ratio", "target", "ok", "peer")
    sys.stdout.write("{:44} {:>12} {:>12} {:5} {:>9} {:>9} {:4} {}\n".format(*heads))
    for group, names in wanted.items():
        rows = [row for row in _module(group).main() if names is None or row.name in names]
        for row in rows:
            sys.stdout.write(row.line() + "\n")
        sys.stdout.flush()
        save(rows)
    return 0


def _module(group: str):
    return importlib.import_module(f"tests.benchmarks.bench_{group}")


if __name__ == "__main__":
    raise SystemExit(main())
