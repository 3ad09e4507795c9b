"""Fuzzing of every reader and of the geocoder: ``python -m tests.hostile.fuzz [SECONDS]``.

Hypothesis takes files that are right and changes them: bytes, pieces, members of archives, cells.
Whatever comes of it is read, or refused in one sentence of `AtlasError`; nothing else may be
raised, written or waited for.  A find is shrunk, printed and kept in build/fuzz; it becomes a test.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geo import readers
from geo.confined import messages
from geo.errors import AtlasError
from geo.geocoding import geocode
from geo.layers import read_layer
from geo.readers import Limits
from geo.regions import catalogue
from tests.ingest import made_files
from tests.readers import samples
from tests.readers.files.test_containers import CONTAINERS, KML

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hypothesis.strategies import SearchStrategy

FOUND = Path("build/fuzz")
#: Most that one small input may take, in seconds of this process alone: other work does not count.
SLOW = 15.0
LIMITS = Limits(file_bytes=2**22, unpacked_bytes=2**25, rows=5_000, columns=200, cells=500_000)
#: Pieces that mean something to one format or another.
TOKENS = (
    *(b"\x00", b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", b'"', b'""', b"\n", b"\r\n", b",", b";"),
    *(b"NaN", b"Infinity", b"-0", b"1e999", b"9" * 400, b"null", b"{}", b"[]", b"[" * 200),
    *(b"2024-02-30", b"31/12/9999", b"0000-00-00", b"45000", b"=1+1", b"<!DOCTYPE a>", b"&#0;"),
    *("\u202e".encode(), "\u0000".encode(), "й".encode(), b"\xed\xa0\x80", b"\xef\xbb\xbf"),
    *(
        b"-9223372036854775809",
        b"1729461600000",
        b"20241001.0",
        b"45586.5",
        b"1e-400",
        b"4+",
        b"2-3",
    ),
    *("\ud800".encode("utf-8", "surrogatepass"), "Київ".encode("cp1251"), "Київ".encode("koi8_u")),
    *(b"Date,Killed,Killed\n", b"#date,#adm1+name\n", b"sep=|\n", b"Total,,\n", b"<Placemark>"),
    *(b'r="XFD1048576"', b't="e"', b"Point", b"POINT(1 2)", b"91", b"-181", b"PK\x01\x02"),
)


def contents() -> dict[str, bytes]:
    """One right file per sample, by its name."""
    with tempfile.TemporaryDirectory(prefix="atlas-fuzz-") as folder:
        made = {name: samples.content(name, Path(folder)) for name in samples.SAMPLES}
    logs = {name: one for name, one in made_files.HEADINGS.items() if name.startswith("alert_")}
    brought = {name: content for name, (content, _) in (made_files.CONTAINERS | logs).items()}
    return (
        made
        | {f"container: {name}": content for name, content in CONTAINERS.items()}
        | {f"brought: {n}": c if isinstance(c, bytes) else c.encode() for n, c in brought.items()}
        | {"kml": KML.encode()}
    )


@st.composite
def changed(draw: Callable[..., object], whole: bytes) -> bytes:
    """`whole` with a few changes; of an archive a member is changed instead, half of the time."""
    if whole.startswith(b"PK") and draw(st.booleans()):
        return _member_changed(draw, whole)
    content = bytearray(whole)
    for _step in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(content)))
        end = min(len(content), at + draw(st.integers(0, 64)))
        kind = draw(st.sampled_from(("bytes", "token", "cut", "double", "flip", "end")))
        if kind == "bytes":
            content[at:end] = draw(st.binary(max_size=16))
        elif kind == "token":
            content[at:end] = draw(st.sampled_from(TOKENS))
        elif kind == "cut":
            del content[at:end]
        elif kind == "double":
            content[at:at] = content[at:end] * draw(st.integers(1, 50))
        elif kind == "flip" and at < len(content):
            content[at] ^= 1 << draw(st.integers(0, 7))
        elif kind == "end":
            del content[max(at, 8) :]
    return bytes(content)


def _member_changed(draw: Callable[..., object], whole: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as given, zipfile.ZipFile(out, "w") as made:
        names = given.namelist()
        chosen = draw(st.sampled_from(names))
        for name in names:
            part = given.read(name)
            made.writestr(name, draw(changed(part)) if name == chosen else part)
    return out.getvalue()


@contextlib.contextmanager
def soon(what: str) -> Iterator[None]:
    """Hold that what is done inside takes no longer than it may."""
    began = time.process_time()
    yield
    assert time.process_time() - began < SLOW, f"{what} is slow"


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Hold that whatever refuses what is done inside is one sentence."""
    try:
        yield
    except AtlasError as error:
        check_sentence(str(error))


def check_reading(content: bytes) -> None:
    """Read a file as the page does, with a reader that is named and with the one that is found.

    The current folder is an empty one (see `run`), and stays so.
    """
    forms = list(readers.READERS)
    for form in (None, forms[zlib.crc32(content) % len(forms)]):
        with soon(f"format {form}"), told():
            found = readers.read(content, file="f", dataset="d", format=form, limits=LIMITS)
            assert found.locations["incident_id"].isin(found.incidents["incident_id"]).all()
    with told():
        readers.inspect(content, file="f", limits=LIMITS)
    assert not list(Path.cwd().iterdir()), "something was written"


def check_layer(content: bytes) -> None:
    """Read a file as a layer of polygons."""
    with soon("a layer"), told():
        read_layer(content, file="f", limits=LIMITS)


def _message() -> bytes:
    """What a process says that has read a file."""
    seen = readers.inspect(samples.table_csv(), file="a.csv", limits=LIMITS)
    return b"".join(messages.packed("done", seen))


def check_message(content: bytes) -> None:
    """Take a message of a process that a stranger may have turned: it is data, or refused."""
    with soon("a message"), contextlib.suppress(messages.BrokenError):
        list(messages.Received(2**22).feed(content))


def check_sentence(text: str) -> None:
    """Hold a message to being one sentence that can be shown."""
    assert text.endswith("."), text
    assert "\n" not in text, text
    assert len(text) < 1000, text


def check_geocoding(place: str, country: str | None, admin1: str | None) -> None:
    """Geocode a text; whatever it is, there is an answer, and soon."""
    with soon("geocoding"):
        answer = geocode(place, country=country, admin1=admin1)
        # A list of places has the regions of all of them.
    assert set((answer.region or "").split(";")) - {""} <= set(catalogue())


def _layers() -> dict[str, bytes]:
    import geopandas
    from shapely import box

    frame = geopandas.GeoDataFrame(
        {"name": ["a", "б"]}, geometry=[box(30, 50, 31, 51), box(31, 50, 32, 51)], crs="EPSG:4326"
    )
    with tempfile.TemporaryDirectory(prefix="atlas-fuzz-") as folder:
        made = {"layer-geojson": frame.to_json().encode()}
        for ending, driver in (("gpkg", "GPKG"), ("fgb", "FlatGeobuf"), ("kml", "KML")):
            frame.to_file(path := Path(folder) / f"a.{ending}", driver=driver)
            made[f"layer-{ending}"] = path.read_bytes()
        frame.to_file(base := Path(folder) / "a.gdb", driver="OpenFileGDB")
        parts = {f"a.gdb/{part.name}": part.read_bytes() for part in base.iterdir()}
        return made | {"layer-gdb": samples.as_zip(**parts)}


#: Words and signs that the geocoder looks for.
_WORDS = st.sampled_from(
    (
        *("Суми", "Kyiv", "Золочів", "Kharkiv", "Крим", "Republic of", "oblast", "область", "обл."),
        *("район", "м.", "с.", "near", "поблизу", "10 km", "of", "north-east", "і", "and", "UA"),
        *("(", ")", "/", "-", "–", ",", "?", "'s", ".*", "%", "\\", "'", '"', "50.45", "30.52"),
        *("\u202e", "\u0000", "\u0301", "\ufdfa", "İ", "ß", "\U0001f4a5"),
    )
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(_WORDS, max_size=12).map(" ".join),
    st.lists(_WORDS, max_size=12).map("".join),
    st.builds(lambda word, times: word * times, st.text(min_size=1, max_size=4), st.just(3000)),
)


def targets() -> dict[str, tuple[SearchStrategy[object], Callable[..., None]]]:
    """What is fuzzed: a name, what it is fed, and what is checked."""
    made: dict[str, tuple[SearchStrategy[object], Callable[..., None]]] = {
        name: (changed(whole), check_reading) for name, whole in contents().items()
    }
    made |= {name: (changed(whole), check_layer) for name, whole in _layers().items()}
    hint = st.none() | TEXTS
    made["messages"] = (changed(_message()), check_message)
    made["geocoder"] = (st.tuples(TEXTS, hint, hint), lambda case: check_geocoding(*case))
    return made


def run(
    name: str, given_by: SearchStrategy[object], check: Callable[..., None], rounds: int
) -> str:
    """Feed one target some cases, in an empty folder; what was found, or an empty text."""
    folder = FOUND.resolve()
    last: list[object] = []

    @settings(
        max_examples=rounds,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
        print_blob=False,
    )
    @given(given_by)
    def feed(case: object) -> None:
        last[:] = [case]
        # Kept before it is tried: what kills the process is found here.
        (folder / "running").write_bytes(case if isinstance(case, bytes) else repr(case).encode())
        check(case)

    try:
        with tempfile.TemporaryDirectory(prefix="atlas-fuzz-") as empty, contextlib.chdir(empty):
            feed()
    except Exception as error:  # noqa: BLE001 - a find is whatever was raised
        kept = folder / f"{name}-{int(time.time())}"
        case = last[0]
        kept.write_bytes(case if isinstance(case, bytes) else repr(case).encode())
        return f"{name}: {kept}\n{''.join(traceback.format_exception(error))[-6000:]}"
    return ""


def main() -> int:
    """Fuzz until the time is over; 1 if anything was found."""
    seconds = float(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("FUZZ_SECONDS") or 120)
    FOUND.mkdir(parents=True, exist_ok=True)
    until, found, cases = time.monotonic() + seconds, dict[str, str](), 0
    every = targets()
    while time.monotonic() < until:
        for name, (given_by, check) in every.items():
            if time.monotonic() > until:
                break
            if name in found:
                continue
            cases += 20
            if problem := run(name, given_by, check, 20):
                found[name] = problem
                sys.stdout.write(problem + "\n")
    (FOUND / "running").unlink(missing_ok=True)
    sys.stdout.write(f"{cases:,} cases of {len(every)} targets; {len(found)} found something\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
