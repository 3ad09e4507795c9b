"""What has changed since a version: all that lies between taken together."""

from __future__ import annotations

import pytest

from geo import ingest, query
from geo.query import FilterError, Filters
from geo.store import Store

pytestmark = pytest.mark.slow

HEAD = "incident_id,date_start,sub_event_type,location,fatalities,notes\n"


@pytest.fixture
def versions(tmp_path):
    """Write a version of the dataset and return its name."""

    def write(*incidents, keep=True):
        source = tmp_path / "mine.csv"
        rows = "".join(f"{n},2024-10-20,Attack,Kharkiv,{k},Note of {n}\n" for n, k in incidents)
        source.write_text(HEAD + rows, encoding="utf-8")
        return ingest.ingest([source], tmp_path / "a.duckdb", keep_revisions=keep).version

    write.store = lambda: Store(tmp_path / "a.duckdb")
    return write


def test_added_changed_and_withdrawn(versions):
    first = versions(("A", 1), ("B", 1), ("C", 1))
    versions(("A", 2), ("B", 1), ("D", 1))
    found = query.changes(versions.store(), first)
    assert list(found.added) == ["D"]
    assert found.changed == {"A": {"fatalities": ("1", "2")}}
    assert found.withdrawn["C"]["notes"] == "Note of C"
    assert found.withdrawn["C"]["dataset"] == "mine"


def test_what_lies_between_is_taken_together(versions):
    first = versions(("A", 1), ("B", 1), ("C", 1))
    second = versions(("A", 2), ("C", 1), ("D", 1), ("E", 1))
    versions(("A", 1), ("B", 3), ("C", 5), ("D", 4))
    found = query.changes(versions.store(), first)
    assert list(found.added) == ["D"]
    assert found.changed == {"C": {"fatalities": ("1", "5")}, "B": {}}
    assert found.withdrawn == {}
    later = query.changes(versions.store(), second)
    assert (list(later.added), list(later.withdrawn)) == (["B"], ["E"])
    assert later.changed == {
        "A": {"fatalities": ("2", "1")},
        "C": {"fatalities": ("1", "5")},
        "D": {"fatalities": ("1", "4")},
    }
    now = query.changes(versions.store(), versions.store().version)
    assert (now.added, now.changed, now.withdrawn) == ({}, {}, {})


def test_what_was_withdrawn_is_known_until_it_comes_back(versions):
    versions(("A", 1), ("B", 1), ("C", 1))
    versions(("A", 1))
    store = versions.store()
    assert query.withdrawn_count(store) == 2
    assert [one.incident_id for one in query.withdrawn(store, limit=10)] == ["B", "C"]
    assert query.withdrawn(store, limit=1)[0].said["notes"] == "Note of B"
    versions(("A", 1), ("B", 1))
    store = versions.store()
    assert [one.incident_id for one in query.withdrawn(store, limit=10)] == ["C"]


def test_what_was_not_kept_is_not_guessed(versions):
    first = versions(("A", 1), ("B", 1))
    second = versions(("A", 2), ("B", 1), keep=False)
    versions(("A", 3), ("B", 1))
    with pytest.raises(FilterError, match="was not kept"):
        query.changes(versions.store(), first)
    assert query.changes(versions.store(), second).changed == {"A": {"fatalities": ("2", "3")}}
    with pytest.raises(FilterError, match="is no version of this store"):
        query.changes(versions.store(), "nothing")


def test_the_newest_are_those_that_came_last(versions):
    versions(("A", 1), ("B", 1))
    versions(("A", 1), ("B", 1), ("C", 1))
    found = query.newest(versions.store(), Filters(), 2)
    assert [one.incident_id for one in found] == ["C", "A"]
    assert found[0].since
    assert not found[1].since
    assert query.newest(versions.store(), Filters(region=("UA-51",)), 9) == []
