"""Settings: from the environment, else from a file, else the default; a wrong one is named."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geo import config
from geo.__main__ import app
from geo.errors import AtlasError
from geo.ingest import ensure_store
from geo.store import SHIPPED, SHIPPED_DATASET, UNSTATED, Store, shipped, terms_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    for name in config.SETTINGS:
        monkeypatch.delenv(name, raising=False)


def given_file(tmp_path, monkeypatch, text):
    path = tmp_path / "atlas.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("ATLAS_CONFIG", str(path))


def test_without_anything_the_defaults_hold():
    assert config.max_upload_mb() == 50
    assert config.given_store() is None
    assert config.embed_origins() == config.cors_origins() == ()
    assert config.online_tiles() is True
    assert config.log_form() == "json"
    assert config.shipped_incidents() == ROOT / "data" / "incidents.csv"
    config.check()


def test_the_environment_goes_before_the_file(tmp_path, monkeypatch):
    given_file(
        tmp_path,
        monkeypatch,
        'ATLAS_MAX_UPLOAD_MB = 7\nATLAS_STORE = "a.duckdb"\nATLAS_ONLINE_TILES = false\n'
        'ATLAS_EMBED_ORIGINS = ["https://a.example", "https://*.b.example:8443"]\n',
    )
    assert config.max_upload_mb() == 7
    assert config.given_store() == Path("a.duckdb")
    assert config.online_tiles() is False
    assert config.embed_origins() == ("https://a.example", "https://*.b.example:8443")
    monkeypatch.setenv("ATLAS_MAX_UPLOAD_MB", "8")
    assert config.found("ATLAS_MAX_UPLOAD_MB") == ("8", "environment")
    monkeypatch.setenv("ATLAS_MAX_UPLOAD_MB", " ")
    assert config.found("ATLAS_MAX_UPLOAD_MB") == ("7", "file")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ATLAS_MAX_UPLOAD_MB", "many"),
        ("ATLAS_MAX_UPLOAD_ROWS", "0"),
        ("ATLAS_MAX_DOWNLOADS", "-1"),
        ("ATLAS_MAX_DOWNLOADS", "9" * 5000),
        ("ATLAS_EMBED_ORIGINS", "example.org"),
        ("ATLAS_EMBED_ORIGINS", "https://a.example/path"),
        ("ATLAS_EMBED_ORIGINS", "https://a.example; script-src *"),
        ("ATLAS_CORS_ORIGINS", "https://*.example.org"),
        ("ATLAS_ONLINE_TILES", "maybe"),
        ("ATLAS_LOG", "loud"),
        ("ATLAS_CONFIG", "/nowhere/atlas.toml"),
    ],
)
def test_a_wrong_value_gives_one_sentence_that_names_the_setting(monkeypatch, name, text):
    monkeypatch.setenv(name, text)
    with pytest.raises(AtlasError) as caught:
        config.check()
    assert str(caught.value).startswith(name)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("ATLAS_STORE = [", "is not a TOML file"),
        ("ATLAS_STORES = 'a'", "'ATLAS_STORES' in the file that ATLAS_CONFIG names is not"),
        ("ATLAS_CONFIG = 'a'", "'ATLAS_CONFIG' in the file that ATLAS_CONFIG names is not"),
        ("ATLAS_STORE = 1.5", "ATLAS_STORE in the file that ATLAS_CONFIG names is not a text"),
        ("[ATLAS_STORE]\na = 1", "ATLAS_STORE in the file that ATLAS_CONFIG names is not a text"),
    ],
)
def test_a_wrong_file_is_said(tmp_path, monkeypatch, text, sentence):
    given_file(tmp_path, monkeypatch, text)
    with pytest.raises(AtlasError, match=sentence.replace("[", r"\[")):
        config.check()
    # Where the shipped data lies is asked before anybody could be told.
    assert config.data_folder() == ROOT / "data"


def test_the_command_lists_every_setting_with_where_it_came_from(tmp_path, monkeypatch):
    given_file(tmp_path, monkeypatch, "ATLAS_MAX_UPLOAD_ROWS = 1234\n")
    monkeypatch.setenv("ATLAS_LOG", "off")
    result = CliRunner().invoke(app, ["config"])
    assert result.exit_code == 0
    for name, setting in config.SETTINGS.items():
        assert f"\n{name} = " in f"\n{result.output}"
        assert setting.meaning in result.output
    assert "ATLAS_MAX_UPLOAD_ROWS = 1234  [file]" in result.output
    assert "ATLAS_LOG = off  [environment]" in result.output
    assert "ATLAS_STORE = (not set)  [default]" in result.output


def test_the_command_lists_the_rest_beside_a_wrong_one(monkeypatch):
    monkeypatch.setenv("ATLAS_MAX_UPLOAD_MB", "many")
    result = CliRunner().invoke(app, ["config"])
    assert isinstance(result.exception, AtlasError)
    assert "ATLAS_MAX_UPLOAD_MB = ?" in result.output
    assert "ATLAS_LOG = json" in result.output


def test_the_server_does_not_start_with_a_wrong_setting():
    env = os.environ | {"ATLAS_MAX_UPLOAD_MB": "many"}
    run = subprocess.run(
        [sys.executable, "-c", "import dashboard"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert run.stderr.strip().splitlines()[-1] == (
        "A setting cannot be used: ATLAS_MAX_UPLOAD_MB='many' is not a whole number of 1 or more."
    )
    assert "Traceback" not in run.stderr


#: Where the environment may be asked besides `geo.config`, and for what.
ELSEWHERE = {
    "geo/confined/pool.py": "what a reading process may see of it",
    "geo/gazetteer/in_use.py": "the person's folder, by XDG's name",
    "geo/sources/credentials.py": "secrets, which no list of settings may print",
}


def test_every_setting_is_an_entry_of_the_list():
    """No other name is read from the environment: it could not stand in the file of settings."""
    asking, unknown = set(), {}
    for path in sorted((ROOT / "geo").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        text = path.read_text(encoding="utf-8")
        if re.search(r"\bos\.(environ|getenv)\b", text) and name != "geo/config.py":
            asking.add(name)
        named = set(re.findall(r"""["'](ATLAS_[A-Z_]+)["']""", text))
        # A key is a secret: it is looked for as credentials are.
        found = {one for one in named - set(config.SETTINGS) if not one.endswith("_KEY")}
        if found and not name.startswith("geo/sources/"):
            unknown[name] = found
    assert asking == set(ELSEWHERE)
    assert unknown == {}


def test_incidents_that_are_another_s_have_no_terms_of_ours(tmp_path, monkeypatch):
    """Whether the environment or the file of settings names them."""
    source = tmp_path / "incidents.csv"
    lines = config.shipped_incidents().read_text(encoding="utf-8").splitlines(keepends=True)
    source.write_text("".join(lines[:5]), encoding="utf-8")
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path / "state"))
    ours = Store(ensure_store())
    assert shipped(ours)
    assert terms_of(ours)[SHIPPED_DATASET] == SHIPPED
    ours.close()
    given_file(tmp_path, monkeypatch, f"ATLAS_INCIDENTS = {str(source)!r}\n")
    theirs = Store(ensure_store())
    assert not shipped(theirs)
    assert terms_of(theirs)[SHIPPED_DATASET] == UNSTATED
    theirs.close()
