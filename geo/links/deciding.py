"""What a person decided about pairs of records: the same, a part of the other, or different.

A file of decisions has the columns dataset_a, id_a, dataset_b, id_b, label, who, why and date; the
first of a part_of is the part.  A decision wins over what is worked out.
"""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.schema import LINK_COLUMNS
from geo.spreadsheet import csv_cells, csv_lines, inert

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

LABELS: Final = ("same", "part_of", "different")
#: The reason of a link that a person decided.
DECIDED: Final = "decided by a person"


@dataclass(frozen=True)
class LinkDecision:
    """One row of a file of decisions; of a `part_of`, a is the part and b the whole."""

    dataset_a: str
    id_a: str
    dataset_b: str
    id_b: str
    label: str
    who: str = ""
    why: str = ""
    date: str = ""

    @property
    def key(self) -> frozenset[tuple[str, str]]:
        """The two records that it is about, whichever is named first."""
        return frozenset({(self.dataset_a, self.id_a), (self.dataset_b, self.id_b)})


DECISION_COLUMNS: Final = tuple(field.name for field in fields(LinkDecision))
_NEEDED: Final = DECISION_COLUMNS[:5]


def decisions_of(pairs: pd.DataFrame) -> list[LinkDecision]:
    """Return the decisions that are in a table of links (see `decided`)."""
    said = pairs[pairs["reasons"] == DECIDED]
    columns = (said[name].astype(str) for name in _NEEDED)
    return [LinkDecision(*row) for row in zip(*columns, strict=True)]


def decided(pairs: pd.DataFrame, decisions: Iterable[LinkDecision]) -> pd.DataFrame:
    """Return a table of links with decisions in place of what it says of the same records.

    Parameters
    ----------
    pairs : DataFrame
        As `geo.links.link` returns it; it stays as it is.
    decisions : iterable of LinkDecision
        Of two about the same pair the later one holds.
    """
    import pandas as pd

    about = {decision.key: decision for decision in decisions}
    if not about:
        return pairs
    sides = (pairs[name] for name in LINK_COLUMNS[:4])
    free = [frozenset({(a, b), (c, d)}) not in about for a, b, c, d in zip(*sides, strict=True)]
    rows = [
        (d.dataset_a, d.id_a, d.dataset_b, d.id_b, d.label, 1.0, DECIDED) for d in about.values()
    ]
    said = pd.DataFrame(rows, columns=list(LINK_COLUMNS))
    return pd.concat([pairs[free], said.astype(pairs.dtypes)], ignore_index=True)


def links_csv(decisions: Iterable[LinkDecision]) -> str:
    """Write decisions as a file; cells that a spreadsheet would run are inert."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, DECISION_COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for decision in decisions:
        writer.writerow({name: inert(value) for name, value in asdict(decision).items()})
    return out.getvalue()


def read_links(content: bytes, *, file: str) -> list[LinkDecision]:
    """Read a file of decisions; of two about the same pair the later one holds.

    Raises
    ------
    InputError
        For a file that is no such table: row, column, and what was expected.
    """
    headings, rows = csv_cells(csv_lines(content, file=file), DECISION_COLUMNS, file=file)
    missing = [name for name in _NEEDED if name not in headings]
    if missing:
        raise InputError(
            f"column {missing[0]} is missing; expected {', '.join(_NEEDED)}", file=file
        )
    last: dict[frozenset[tuple[str, str]], LinkDecision] = {}
    for number, row in enumerate(rows, start=2):
        decision = _decision(row, number, file)
        last.pop(decision.key, None)
        last[decision.key] = decision
    return list(last.values())


def _decision(cells: dict[str, str], number: int, file: str) -> LinkDecision:
    for name in _NEEDED:
        if not cells[name]:
            raise InputError("the cell is empty", file=file, row=number, column=name)
    decision = LinkDecision(**cells)
    if decision.label not in LABELS:
        raise InputError(
            f"{decision.label!r} is none of {', '.join(LABELS)}",
            file=file, row=number, column="label",
        )  # fmt: skip
    if len(decision.key) == 1:
        raise InputError("both records are the same one", file=file, row=number, column="id_b")
    return decision
