"""What is told of an incident's places besides where they are: parts of its figures, and others.

A place may have its part of a figure (`schema.PLACE_COUNTS`).  Where all places that are named have
theirs, and these add up to less than the figure, the report itself says that there were further
places: `more_places` is yes then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.readers.columns.distinct import Distinct
from geo.schema import PLACE_COUNTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.readers.columns.draft import Draft

    Counts = Mapping[str, pd.Series[int]]

#: Words for each of `schema.MORE_PLACES`.
_WORDS: Final = {
    **dict.fromkeys(("yes", "y", "true", "t", "1", "так", "да", "істина", "истина", "є"), "yes"),
    **dict.fromkeys(("no", "n", "false", "f", "0", "ні", "нет", "хибність", "ложь", "немає"), "no"),
    **dict.fromkeys(("unknown", "not known", "unclear", "?", "невідомо", "неизвестно"), "unknown"),
}
#: Words by which a text that names some places speaks of others; Arrow's expressions know the ends
#: of words in ASCII only.
_AND_OTHERS: Final = (
    r"(?i)[\s,;](?:and|&|та|і|й|и)\s+(?:(?:some|several|many|a number of|низки|низка|ряд|ряда)\s+)*"
    r"(?:others?|other (?:regions?|oblasts?|areas?|cities|places|provinces)|інші|інших|другие"
    r"|других|ін\.|др\.)(?:[^\pL]|$)|[\s,;](?:etc|тощо)(?:[^\pL]|$)"
)


def read_parts(
    draft: Draft,
    columns: Mapping[str, str],
    ids: pd.Series[str],
    place: pd.Series[str],
    figures: Counts,
) -> tuple[dict[str, pd.Series[int]], pd.Series[str]]:
    """Read each place's parts of its incident's figures, and whether there were further places.

    Parameters
    ----------
    draft : Draft
        The file.
    columns : mapping of str to str
        Column of the file for each of `schema.PLACE_COUNTS` and for `more_places`, if there is one.
    ids, place : Series of string
        The incident of each row, and its place as reported; "Kyiv and others" speaks of more.
    figures : mapping of str to Series of Int64
        The incident's own figures, as columns of table `incidents`.

    Returns
    -------
    parts : dict of str to Series of Int64
        By column of table `locations`; parts that add up to more than the figure are left out and
        told.
    more_places : Series of string
        `schema.MORE_PLACES`, missing where nothing says; the same on all rows of an incident.
    """
    parts = {here: _count(draft, columns.get(here)) for here in PLACE_COUNTS}
    left = pd.Series(data=False, index=ids.index)
    for here, whole in PLACE_COUNTS.items():
        part = parts[here].where(draft.good())
        if part.notna().any():
            groups = part.groupby(ids)
            total, figure = groups.transform("sum"), figures[whole]
            over = (part.notna() & (total > figure)).fillna(value=False).astype(bool)
            draft.lose(_more_than_all(total, whole, figure).where(over), columns.get(here))
            parts[here] = parts[here].mask(over)
            every = groups.transform("count") == draft.good().groupby(ids).transform("sum")
            left |= every & (total < figure).fillna(value=False).astype(bool)
    return parts, _more_places(draft, columns.get("more_places"), left, _any(place, ids))


def _count(draft: Draft, column: str | None) -> pd.Series[int]:
    """Read a column of counts, which most files do not have."""
    if draft.text(column).notna().any():
        return draft.count(column)
    return pd.Series(pd.NA, index=draft.table.index, dtype="Int64")


def _more_than_all(total: pd.Series[int], whole: str, figure: pd.Series[int]) -> pd.Series[str]:
    """Say that parts add up to more than the figure that they are of."""
    said: pd.Series[str] = (
        "the parts of its incident's places add up to "
        + total.astype("string")
        + f", more than its {whole}, "
        + figure.astype("string")
    )
    return said


def _more_places(
    draft: Draft, column: str | None, left: pd.Series[bool], others: pd.Series[bool]
) -> pd.Series[str]:
    """Read whether there were further places, given what parts leave over and places speak of."""
    text = draft.text(column)
    if text.notna().any():
        clean = text.str.strip().str.casefold().str.replace(r"\.0+$", "", regex=True)
        more = clean.map(_WORDS).astype("string")
        odd = clean.notna() & (clean != "") & more.isna()
        expected = " does not say whether there were further places; expected yes, no or unknown"
        said = text[odd].map(lambda word: f"{word[:60]!r}{expected}").astype("string")
        draft.lose(said.reindex(text.index), column)
        wrong = (more == "no").fillna(value=False) & left
        less = "the parts of its places add up to less than the incident's figure"
        draft.lose(draft.blank().mask(wrong, less), column)
        text = more
    return text.mask(others & text.isna(), "yes").mask(left, "yes")


def _any(place: pd.Series[str], ids: pd.Series[str]) -> pd.Series[bool]:
    """Return whether one of an incident's places speaks of others."""
    rows = and_others(place)
    return ids.isin(ids[rows]) if rows.any() else rows


def and_others(place: pd.Series[str]) -> pd.Series[bool]:
    """Return whether texts name a place and speak of others, as "Kyiv and other regions" does.

    >>> and_others(pd.Series(["Kyiv and others", "Одеса, Київ та інші", "Andover"])).tolist()
    [True, True, False]
    """
    distinct = Distinct.of(place)
    return distinct.where(distinct.texts.str.contains(_AND_OTHERS))


def read_same_as(
    draft: Draft, column: str | None, ids: pd.Series[str], reported: pd.Series[str]
) -> pd.Series[str]:
    """Read the ids of incidents that are told by another record too.

    Parameters
    ----------
    draft : Draft
        The file.
    column : str or None
        The file's column that names them.
    ids, reported : Series of string
        The incident of each row by its id here, and by that in the file.
    """
    other = draft.text(column).str.strip()
    other = other.mask(other == "")
    if not other.notna().any():
        return other
    known = ids.notna() & reported.notna() & ~reported.duplicated()
    here = pd.Series(ids[known].to_numpy(), index=reported[known].to_numpy())
    other = other.map(here).astype("string").fillna(other)
    own = (other == ids).fillna(value=False)
    draft.lose(draft.blank().mask(own, "an incident is not told twice by its own record"), column)
    return other.mask(own)
