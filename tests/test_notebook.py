"""What a notebook does with the frames that it was given."""

from __future__ import annotations

import pandas as pd

import geo


def test_frames_of_two_files_are_joined_and_keep_what_was_rejected(tmp_path):
    for name in ("a", "b"):
        rows = "date,place,killed\n2024-10-22,Sumy,1\nno day,Kursk,2\n"
        (tmp_path / f"{name}.csv").write_text(rows)
    first, second = (geo.read_file(tmp_path / f"{name}.csv") for name in ("a", "b"))
    assert [row["source_row"] for row in first.attrs["rejected"]] == ["3"]
    both = pd.concat([first, second])
    assert both["region"].tolist() == ["UA-59", "UA-59"]
    assert first.astype(str).replace({"1": "one"})["fatalities"].tolist() == ["one"]
