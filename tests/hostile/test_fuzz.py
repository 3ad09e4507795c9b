"""A short turn of the fuzzer, and what longer turns have found."""

from __future__ import annotations

import pytest

from geo import readers
from geo.errors import InputError
from tests.hostile import fuzz
from tests.readers import samples

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", ["table-csv", "layer-geojson", "messages", "geocoder"])
def test_a_short_turn_finds_nothing(name, tmp_path, monkeypatch):
    monkeypatch.setattr(fuzz, "FOUND", tmp_path)
    every = fuzz.targets()
    given_by, check = every.get(name) or every[next(iter(every))]
    assert fuzz.run(name, given_by, check, 15) == ""


def test_names_of_columns_stay_in_one_line_of_a_message():
    names = [f"column\n{number} \u202e{'x' * 90}" for number in range(30)]
    with pytest.raises(InputError) as raised:
        readers.read(samples.as_csv(names, [names]), file="f", dataset="d", format="acled")
    fuzz.check_sentence(str(raised.value))
    assert "\u202e" not in str(raised.value)


def test_a_column_without_values_has_no_days():
    sections = b"Place,Killed\n20 October 2024\n,2\n"
    assert readers.load(sections, file="f").table["date"].tolist() == ["20 October 2024"]
    page = b"<h2>2024</h2><table><tr><th>Date<th>Location<tr><td><td>Ryazan</table>"
    assert list(readers.load(page, file="f").table) == ["Date", "Location"]


def test_a_member_that_lies_before_the_archive_is_damage():
    content = bytearray(samples.as_zip(a__csv=samples.table_csv()))
    at = content.index(b"PK\x01\x02") + 42
    content[at : at + 4] = (2**32 - 2).to_bytes(4, "little")
    with pytest.raises(InputError, match="damaged"):
        readers.read(bytes(content), file="f", dataset="d")
