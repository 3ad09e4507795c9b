"""An incident's other places: what they decide about one of them.

Rows of one incident are context for each other: where one of them names a region ("Rostov
region"), its bare "Bryansk" is the region too; a name that several regions have is decided by
the regions that the incident's other places lie in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.gazetteer import region_names
from geo.geocoding.batch import asking
from geo.geocoding.context import beside_text, is_weak, regions_named
from geo.geocoding.coordinates import reconcile
from geo.geocoding.parse import phrase
from geo.geocoding.scope import Hints

if TYPE_CHECKING:
    from geo.geocoding.answer import Answer
    from geo.geocoding.batch import Batch

_SURE: Final = 0.8  # least score of a place that is context for others


def with_siblings(batch: Batch, incidents: pd.Series[Any]) -> Batch:
    """Ask again where the incident's other places may decide.

    Parameters
    ----------
    batch : Batch
        Answers for the rows, each by itself.
    incidents : Series
        Which incident each row belongs to; missing is none.
    """
    used = np.bincount(batch.codes, minlength=len(batch.answers)) > 0
    undecided = np.zeros(len(used), dtype=bool)
    for code in np.flatnonzero(used).tolist():
        undecided[code] = _open(batch.asked[code][0].place, batch.answers[code])
    if not undecided.any():
        return batch
    groups, ids = pd.factorize(incidents)
    several = np.bincount(groups[groups >= 0], minlength=len(ids)) > 1
    concerned = undecided[batch.codes] & (groups >= 0)
    concerned[concerned] = several[groups[concerned]]
    wanted = np.zeros(len(ids), dtype=bool)
    wanted[groups[concerned]] = True
    rows = np.flatnonzero(groups >= 0)
    members: dict[int, list[int]] = {}
    for row in rows[wanted[groups[rows]]].tolist():
        members.setdefault(int(groups[row]), []).append(row)
    again = _Again(batch)
    codes = batch.codes.copy()
    for group in members.values():
        regions, regional = _context_of([batch.answers[batch.codes[row]] for row in group])
        for row in group:
            if concerned[row]:
                codes[row] = again.code(int(batch.codes[row]), regions, regional=regional)
    batch.answers, batch.asked, batch.codes = again.answers, again.asked, codes
    return batch


class _Again:
    """Answers that are asked for again with more context, each once; never those of corrections."""

    def __init__(self, batch: Batch) -> None:
        self.answers, self.asked = list(batch.answers), list(batch.asked)
        self._ask = asking()
        self._codes: dict[tuple[int, frozenset[str], bool], int] = {}

    def code(self, code: int, regions: frozenset[str], *, regional: bool) -> int:
        """Position of the answer of `code` in the context of these regions."""
        key = (code, regions, regional)
        if key not in self._codes:
            record, hints, point = self.asked[code]
            hints = Hints(hints.country, hints.regions, hints.district, regions, regional)
            answer = self._ask(record.place, hints)
            if point is not None:
                answer = reconcile(record.place, hints, answer, point, self._ask)
            self._codes[key] = len(self.answers)
            self.answers.append(answer)
            self.asked.append((record, hints, point))
        return self._codes[key]


def _context_of(answers: list[Answer]) -> tuple[frozenset[str], bool]:
    regions = {
        str(part.region)
        for answer in answers
        for part in (answer.parts or (answer,))
        if part.region and part.score >= _SURE
    }
    regional = any(
        part.precision == "region" and part.method == "region name"
        for answer in answers
        for part in (answer.parts or (answer,))
    )
    return frozenset(regions), regional


def _open(place: str, answer: Answer) -> bool:
    """Tell whether an incident's other places can change the answer."""
    if answer.status == "ambiguous":
        return True
    if answer.precision != "settlement" or answer.method == "correction":
        return False
    return bool(region_names().find(phrase(place).core, loose=False).regions)


def with_text(batch: Batch, texts: pd.Series[Any]) -> Batch:
    """Let the texts of a table's rows decide what their places leave open."""
    weak = np.array([is_weak(answer) for answer in batch.answers], dtype=bool)
    rows = np.flatnonzero(weak[batch.codes])
    if not len(rows):
        return batch
    answers, asked, codes = list(batch.answers), list(batch.asked), batch.codes.copy()
    ask, known = asking(), {}
    for row, text in zip(rows.tolist(), texts.iloc[rows].tolist(), strict=True):
        if not isinstance(text, str) or not regions_named(text):
            continue
        code = int(batch.codes[row])
        key = code, regions_named(text)
        if key not in known:
            record, hints, _ = asked[code]
            known[key] = len(answers)
            answers.append(beside_text(record.place, hints, answers[code], text, ask))
            asked.append(asked[code])
        codes[row] = known[key]
    batch.answers, batch.asked, batch.codes = answers, asked, codes
    return batch
