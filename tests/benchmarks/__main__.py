"""Run the benchmarks: ``python -m tests.benchmarks [NAME]``, all of them or one.

A benchmark is a module ``bench_NAME.py`` here with a function ``main`` that prints its figures.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


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
    for name in wanted:
        sys.stdout.write(f"== {name}\n")
        importlib.import_module(f"tests.benchmarks.bench_{name}").main()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
