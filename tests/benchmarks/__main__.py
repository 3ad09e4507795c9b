"""Run the benchmarks: ``python -m tests.benchmarks [NAME]``, all of them or one.

A benchmark is a module ``bench_NAME.py`` here with a function ``main`` that gives its rows.  They
are printed as a table and kept in ``build/bench.json``.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from tests.benchmarks.measure import save


def main() -> int:
    """Run what is asked for; 2 if there is no benchmark of that name."""
    known = sorted(
        path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py")
    )
    wanted = [name for name in sys.argv[1:] if name] or known
    if unknown := set(wanted) - set(known):
        sys.stderr.write(
            f"No benchmark is called {', '.join(unknown)}; there are {', '.join(known)}.\n"
        )
        return 2
    heads = ("name", "ours", "peer", "unit", "ratio", "target", "ok", "peer")
    sys.stdout.write("{:44} {:>12} {:>12} {:5} {:>9} {:>9} {:4} {}\n".format(*heads))
    for name in wanted:
        rows = importlib.import_module(f"tests.benchmarks.bench_{name}").main()
        for row in rows:
            sys.stdout.write(row.line() + "\n")
        sys.stdout.flush()
        save(rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
