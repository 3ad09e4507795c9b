"""Numbers checked by hand against the sources, read from the page's own output.

20 to 21 October 2024: 116 drones launched against Ukraine, 59 downed and 45 lost, over twelve
oblasts; 18 drones downed over Russia, eleven of them over Rostov region and the rest over Bryansk,
Kursk and Oryol; an attack on the city of Zaporizhzhia with two killed and fifteen injured.
"""

from __future__ import annotations

import pytest

from tests.browser import atlas, downloads

NIGHT = "from=2024-10-20&to=2024-10-21"
OBLASTS = {
    "UA-05", "UA-18", "UA-32", "UA-35", "UA-48", "UA-51",
    "UA-53", "UA-59", "UA-65", "UA-68", "UA-71", "UA-74",
}  # fmt: skip


@pytest.fixture
def rows(page, address):
    atlas.open_page(page, address, NIGHT)
    return downloads.records(page)[0]


def test_the_attack_with_116_drones_is_one_incident_over_twelve_oblasts(rows):
    attack = [row for row in rows if row["launched"] == "116"]
    assert len({row["incident_id"] for row in attack}) == 1
    assert {row["region"] for row in attack} == OBLASTS
    assert len(attack) == 12
    assert {(row["downed"], row["lost"]) for row in attack} == {("59", "45")}
    assert {row["precision"] for row in attack} == {"region"}


def test_the_attack_counts_once_in_the_total(page, rows):
    launched = {row["incident_id"]: row["launched"] for row in rows if row["launched"]}
    total = sum(int(number) for number in launched.values())
    assert atlas.headline(page)["Drones launched"] == f"{total:,}"
    assert atlas.headline(page)["Incidents"] == str(len({row["incident_id"] for row in rows}))


def test_rostov_has_11_and_the_others_0_to_7(rows):
    downed = [row for row in rows if row["incident_id"] == "SEED-20241021-02"]
    assert {row["downed"] for row in downed} == {"18"}
    here = {row["region"]: row["downed_here"] for row in downed}
    assert here == {"RU-ROS": "11", "RU-BRY": "", "RU-KRS": "", "RU-ORL": ""}
    assert {row["precision"] for row in downed} == {"region"}


def test_the_map_says_so(page, address):
    atlas.open_page(page, address, f"{NIGHT}&incident=SEED-20241021-02&metric=downed")
    assert atlas.headline(page)["Drones downed"] == "18"
    assert atlas.headline(page)["Incidents"] == "1"
    assert "Drones downed: 11" in atlas.region_text(page, "RU-ROS")
    for code in ("RU-BRY", "RU-KRS", "RU-ORL"):
        assert "Drones downed: 0 to 7" in atlas.region_text(page, code)
        assert atlas.region_class(page, code) == "shared"


def test_zaporizhzhia_shows_2_killed_and_15_injured(page, address):
    atlas.open_page(page, address, f"{NIGHT}&incident=SEED-20241021-03")
    figures = atlas.region_text(page, "UA-23")
    assert figures[0] == "Zaporizhzhia Oblast"
    assert "People killed: 2" in figures
    assert "People injured: 15" in figures
    numbers = atlas.headline(page)
    assert numbers["Incidents"] == "1"
    assert (numbers["People killed"], numbers["People injured"]) == ("2", "15")
