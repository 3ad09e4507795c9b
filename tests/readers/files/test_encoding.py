"""Text in any encoding is read, and what is damaged in it is told."""

from __future__ import annotations

import pytest

from geo import readers
from geo.errors import InputError
from geo.readers.files.encoding import decode

UKRAINIAN = "дата,місто,опис\n2024-10-01,Харків,удар по складу; є поранені\n"
RUSSIAN = "Дата;Регион;Погибшие\n20.10.2024;Белгородская область;3\n"
SHORT = "date,place\n2024-10-01,Суми\n"
FRENCH = "date;place;notes\n2024-10-01;Kharkiv;école touchée, déjà décrite\n"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        *((UKRAINIAN, codec) for codec in ("cp1251", "koi8_u", "iso8859_5", "mac_cyrillic")),
        *((RUSSIAN, codec) for codec in ("cp1251", "koi8_r", "cp866", "iso8859_5")),
        *((RUSSIAN.upper(), codec) for codec in ("cp1251", "koi8_r", "cp866")),
        *((SHORT, codec) for codec in ("cp1251", "koi8_u", "cp866", "iso8859_5")),
        *((UKRAINIAN, codec) for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32")),
        (FRENCH, "cp1252"),
    ],
)
def test_the_encoding_is_found(text, codec) -> None:
    assert decode(text.encode(codec), file="x").text.removeprefix("\ufeff") == text


def test_one_bad_byte_costs_its_sign() -> None:
    content = UKRAINIAN.encode() + b"2024-10-02,quote \x93 pasted,\n"
    found = decode(content, file="x")
    assert found.text.startswith(UKRAINIAN)
    assert found.notes == ("1 signs are damaged and shown as \ufffd, in row 3",)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_a_cut_end_is_told(codec) -> None:
    found = decode("date,place\n2024-10-01,Суми".encode(codec)[:-1], file="x")
    assert found.text.removeprefix("\ufeff").startswith("date,place\n2024-10-01,Сум")
    assert found.notes == ("the file is cut off in its last character",)


def test_letters_that_were_encoded_twice_are_read_once_more() -> None:
    content = UKRAINIAN.encode().decode("latin-1").encode()
    assert decode(content, file="x").text == UKRAINIAN


def test_a_few_control_characters_do_no_harm() -> None:
    found = decode(b"date,place\n2024-10-01,Su\x05my\n\x1a", file="x")
    assert found.text == "date,place\n2024-10-01,Su my\n"
    with pytest.raises(InputError, match="not text"):
        decode(bytes(range(256)) * 4, file="x")


def test_a_person_may_say_the_encoding() -> None:
    assert decode("Ñóìè".encode("cp1252"), file="x", encoding="cp1251").text == "Суми"
    with pytest.raises(InputError, match="no encoding of text is called 'klingon'"):
        decode(b"a", file="x", encoding="klingon")


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text.encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: b"sep=,\n" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.encode("cp1251"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode()[:-2] + b"\xff\n",
        lambda text: text.encode()[:-2] + b"\xd1",
        lambda text: text.encode()[:-3] + b"\x01\n",
        lambda text: "".join(_AS_LATIN[byte] for byte in text.encode()).encode(),
        lambda text: text.encode().replace("нотатка 7\n".encode(), b'"abc\n'),
        lambda text: text.encode().replace("нотатка 8\n".encode(), '"а\nб"\n'.encode()),
    ],
)
def test_a_large_file_reads_as_a_small_one_does(changed) -> None:
    """A large file is not decoded as a whole where nothing in it is to be mended."""
    head = "incident_id,date_start,sub_event_type,location,notes\n"
    rows = [f"G{n},2024-10-21,Attack,Суми,нотатка {n}\n" for n in range(30_000)]
    large = readers.load(changed(head + "".join(rows)), file="x.csv")
    small = readers.load(changed(head + "".join([*rows[:40], rows[-1]])), file="x.csv")
    assert len(large.table) == len(rows)
    assert large.found.encoding == small.found.encoding
    assert large.table.iloc[[*range(40), -1]].to_numpy().tolist() == small.table.to_numpy().tolist()
    assert large.lines.iloc[:40].tolist() == small.lines.iloc[:40].tolist()
    assert [note.split(" in row")[0] for note in large.notes] == [
        note.split(" in row")[0] for note in small.notes
    ]


_AS_LATIN = [bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(256)]


def test_zeros_in_a_short_text_are_left_out_and_told() -> None:
    found = decode(b"date,place\n2024-10-22,Kur\x00sk\x00\n", file="a.csv")
    assert found.text == "date,place\n2024-10-22,Kursk\n"
    assert any("2 control characters are left out" in note for note in found.notes)
