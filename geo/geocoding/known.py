"""The region of place texts alone, for columns that say the same few texts again and again.

Each distinct text is looked up once and remembered, so that the next column of a million rows with
texts that are known costs little more than telling them apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.gazetteer import current
from geo.geocoding.columns import Columns
from geo.geocoding.corrections import Corrections, shipped_corrections
from geo.geocoding.table import geocode_frame

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer

#: Texts whose regions are remembered: a few megabytes.
REMEMBERED: Final = 65_536
_KNOWN: Final[list[tuple[Gazetteer, Corrections, dict[Any, str | None]]]] = []


def regions_of(
    places: pd.Series[Any], *, corrections: Corrections | None = None
) -> pd.Series[pd.CategoricalDtype]:
    """Return the region of each place text, where the text alone decides.

    Parameters
    ----------
    places : Series
        Place texts as reported; a categorical or a dictionary of Arrow's is not looked through
        for its distinct texts again.
    corrections : Corrections, optional
        Corrections to apply; the project's own if not given.

    Returns
    -------
    Series
        Categories, with the index of `places`: what `geocode_table.geocode_frame` gives as
        `region` without any context, missing where there is none.

    >>> regions_of(pd.Series(["Kharkiv", "Odessa", "Kharkiv", None])).tolist()
    ['UA-63', 'UA-51', 'UA-63', nan]
    """
    codes, texts = _distinct(places)
    known = _regions(texts, shipped_corrections() if corrections is None else corrections)
    numbers, names = pd.factorize(np.array([known[text] for text in texts], dtype=object))
    # One more at the end, for the rows that have no text: their code is -1.
    small = np.append(numbers, -1).astype(np.int16)
    dtype = pd.CategoricalDtype(pd.Index(names, dtype="str"))
    found = pd.Categorical.from_codes(small[codes], dtype=dtype, validate=False)
    return pd.Series(found, index=places.index, name="region", copy=False)


def _distinct(places: pd.Series[Any]) -> tuple[np.ndarray[Any, Any], list[Any]]:
    """Return each row's position among the distinct texts (-1 for none), and those."""
    if isinstance(places.dtype, pd.CategoricalDtype):
        return places.cat.codes.to_numpy(), places.cat.categories.tolist()
    array = getattr(places.array, "__arrow_array__", None)
    if array is None or not pd.api.types.is_string_dtype(places.dtype):
        codes, texts = pd.factorize(places)
        return codes, list(texts)
    return _encoded(array())


def _encoded(array: Any) -> tuple[np.ndarray[Any, Any], list[Any]]:
    import pyarrow as pa

    chunks = array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])
    encoded = chunks.dictionary_encode().combine_chunks()
    indices = encoded.indices.fill_null(-1) if encoded.null_count else encoded.indices
    return indices.to_numpy(zero_copy_only=False), encoded.dictionary.to_pylist()


def _regions(texts: list[Any], corrections: Corrections) -> dict[Any, str | None]:
    """Return the regions of these texts, and of others that are remembered."""
    gazetteer = current()
    held = _KNOWN[0] if _KNOWN else None
    if held is None or held[0] is not gazetteer or held[1] is not corrections:
        held = gazetteer, corrections, {}
    known = held[2]
    fresh = [text for text in texts if text not in known]
    if fresh:
        if len(known) + len(fresh) > REMEMBERED:
            known = {text: known[text] for text in texts if text in known}
        table = pd.DataFrame({"place": pd.Series(fresh, dtype=object)})
        found = geocode_frame(table, Columns("place"), corrections=corrections)["region"]
        regions = found.astype(object).where(found.notna(), None).tolist()
        known = {**known, **dict(zip(fresh, regions, strict=True))}
    if len(known) <= REMEMBERED:
        _KNOWN[:] = [(gazetteer, corrections, known)]
    return known
