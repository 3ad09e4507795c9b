"""Several sources by a file: what it may say, and that one that fails keeps no other."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from geo import __main__
from geo.errors import AtlasError, InputError
from geo.sources import Outcome, SourceError, read_plan, seconds_of, sync
from tests.checkout import ROOT

PLAN = """
store = "a.duckdb"
every = "6h"

[[source]]
source = "acled"
since = 2024-01-01
countries = ["Ukraine"]

[[source]]
source = "url"
dataset = "sheet"
address = "https://a.example/pub?output=csv"
licence = "CC BY 4.0"
allow_loss = 0.5
lag = "30d"
"""


def written(tmp_path, text):
    file = tmp_path / "sources.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_plan_says_what_is_fetched(tmp_path):
    plan = read_plan(written(tmp_path, PLAN))
    assert (plan.store, plan.every) == (tmp_path / "a.duckdb", 21_600)
    acled, sheet = plan.wanted
    assert (acled.name, str(acled.since), acled.options) == (
        "acled",
        "2024-01-01",
        {"countries": ["Ukraine"]},
    )
    assert (sheet.due, sheet.lag) == (None, 30 * 86_400)
    assert (sheet.name, sheet.terms.licence, sheet.allowed_loss) == ("sheet", "CC BY 4.0", 0.5)


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        ('source = "acled"', 'source = "acle"', "no source is called 'acle'"),
        ('store = "a.duckdb"', "", "store is missing"),
        ("countries", "country", "acled: 'country' is not known; expected one of address,"),
        ("since = 2024-01-01", 'since = "January"', "since is 'January' and no date"),
        ('every = "6h"', 'every = "6 weeks"', "is not a length of time"),
        ('every = "6h"', 'every = "1m"', "too often"),
        ('dataset = "sheet"', 'dataset = "acled"', "two sources have the dataset 'acled'"),
        ("allow_loss = 0.5", "allow_loss = 50", "no number from 0 to 1"),
        ('lag = "30d"', 'lag = "a while"', "lag: 'a while' is not a length of time"),
        ('licence = "CC BY 4.0"', 'republish = "maybe"', "republish is 'maybe'"),
        ("[[source]]", "[[sources]]", "'sources' is not known"),
        ('store = "a.duckdb"', "store = ", "the file is not TOML"),
    ],
)
def test_what_no_plan_can_say(tmp_path, was, now, sentence):
    with pytest.raises(InputError, match=re.escape(sentence)):
        read_plan(written(tmp_path, PLAN.replace(was, now)))


def test_one_that_fails_keeps_no_other(tmp_path):
    told, rests = [], []

    def take(wanted, _store):
        if wanted.name == "acled":
            raise SourceError("acled: no.")
        return Outcome(wanted.name, changed=False, lines=("sheet: nothing has changed.",))

    plan = read_plan(written(tmp_path, PLAN))
    assert sync(plan, told.append, take=take, rest=rests.append, rounds=2) == 1
    assert told == ["acled: no.", "sheet: nothing has changed."] * 2
    assert len(rests) == 1
    assert 21_500 < rests[0] <= seconds_of("6h")


@pytest.mark.slow
def test_the_commands(site, tmp_path):
    from tests.sources.test_files import SHEET, Files

    Files(site).files["/pub"] = SHEET.encode()
    store = str(tmp_path / "a.duckdb")
    address = f"address={site.address}/pub"
    words = ["fetch", "url", "--store", store, "--dataset", "sheet", "--option", address]
    found = CliRunner().invoke(__main__.app, words)
    assert "sheet: Read 2 rows" in found.stdout
    text = f'store = "a.duckdb"\n[[source]]\nsource = "url"\ndataset = "sheet"\n{address}\n'
    text = re.sub(r"^address=(.*)$", r'address = "\1"', text, flags=re.MULTILINE)
    file = written(tmp_path, text)
    done = CliRunner().invoke(__main__.app, ["sync", "--config", str(file)])
    assert (done.exit_code, done.stdout) == (0, "sheet: nothing has changed.\n")
    file.write_text(text.replace("/pub", "/gone"), encoding="utf-8")
    done = CliRunner().invoke(__main__.app, ["sync", "--config", str(file)])
    assert done.exit_code == 1
    assert "answered 404" in done.stdout
    wrong = CliRunner().invoke(__main__.app, [*words, "--since", "soon"])
    assert isinstance(wrong.exception, AtlasError)


def test_the_timer_starts_what_is_there():
    unit = (ROOT / "deploy" / "atlas-sync.service").read_text()
    (words,) = re.findall(r"^ExecStart=\S+ -m geo (.+)$", unit, re.MULTILINE)
    assert words.split()[:2] == ["sync", "--config"]
    page = (ROOT / "deploy" / "atlas.service").read_text()
    assert "IPAddressDeny=any" in page
