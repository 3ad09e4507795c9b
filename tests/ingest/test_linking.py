"""Links are worked out when a store is written, whatever the order of its datasets."""

from __future__ import annotations

from contextlib import closing

import pytest

from geo import ingest, query
from geo.query import Filters
from geo.store import Store

pytestmark = pytest.mark.slow

HEAD = "incident_id,date_start,sub_event_type,actor,location,latitude,longitude,fatalities,notes"
STRIKE = "2024-10-20,Air/drone strike,Russia,Kharkiv,49.98,36.25"
ONE = f"{HEAD}\nA-1,{STRIKE},3,A missile hit the market on Sumska street in Kharkiv\n"
TWO = f"{HEAD}\nB-7,{STRIKE},5,Missile strike on the Sumska street market in Kharkiv\n"
AGAIN = f"{HEAD},same_as\nA-1,{STRIKE},3,The market,\nA-2,{STRIKE},3,The market,A-1\n"


def made(folder, *files):
    """A store of these datasets, ingested one after the other."""
    path = folder / "-".join(name for name, _ in files)
    for name, text in files:
        source = folder / f"{name}.csv"
        source.write_text(text, encoding="utf-8")
        ingest.ingest([source], path, choices=ingest.Choices(name, "long"))
    return closing(Store(path))


def test_two_datasets_are_linked_in_any_order(tmp_path):
    found = []
    for order in ((("one", ONE), ("two", TWO)), (("two", TWO), ("one", ONE))):
        with made(tmp_path, *order) as store:
            assert set(store.links()["label"]) == {"same"}
            once = query.headline(store, Filters())
            found.append((once, query.headline(store, Filters(count="each"))))
            told = query.told(store, "A-1", "usual")
            assert [side.dataset for side in told.same] == ["one", "two"]
            assert told.links["B-7"].score > 0.5
            assert told.links["B-7"].reasons
    assert found[0] == found[1]
    once, each = found[0]
    assert (once.incidents, each.incidents) == (1, 2)
    assert (once.killed.value, once.killed.ends, each.killed.value) == (5, (3, 5), 8)


def test_one_dataset_counts_by_itself_and_once_what_it_marks(tmp_path):
    with made(tmp_path, ("one", AGAIN)) as store:
        assert query.headline(store, Filters()).incidents == 2
        once = query.headline(store, Filters(count="once"))
        assert (once.incidents, once.killed.value) == (1, 3)
        assert [side.incident_id for side in query.told(store, "A-2", "high").same] == [
            "A-2",
            "A-1",
        ]


def test_what_is_linked_with_nothing_is_told_by_itself(tmp_path):
    with made(tmp_path, ("one", ONE)) as store:
        assert query.told(store, "A-1", "usual").same == ()
