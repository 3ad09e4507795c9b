r"""Which column of a table is which field: by its name in English, Ukrainian or Russian, the most
usual ones in German, French, Spanish and Polish too, and by what stands in it.

A name is split into words ("killedCount", "no_killed" and "No. Killed" are alike) and compared with
the names that a field is known by, then with parts of longer names.  That gives every column a mark
for every field.  A column whose values do not read as the field's is left behind one whose values
do; then the best marks are given away, each column and each field once.  Where a missile was
launched, who built it and when its source was published are neither place nor day.

>>> find_columns(["launch_place", "Дата", "Населений пункт", "Загинуло осіб"])
{'date_start': 'Дата', 'location': 'Населений пункт', 'fatalities': 'Загинуло осіб'}
"""  # noqa: D205

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.readers.columns.known_names import NAMES
from geo.schema import COUNT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo.readers.base import DateOrder

_DEAD = (
    r"\b(?:n ?)?kill|fatal|death|\bdead\b|\bdied\b|\bkia\b|загиб|загину|погиб|убит|вбит|жертв|смерт"
)
#: What happened, in the name of its day: that goes before the day of filling in a form.
_EVENT = (
    r"incident|event|attack|strike|shelling|occur|happen|поді|інцид|удар|атак|обстр[іе]л|событ|инцид"
    r"|происш"
)
_HURT = r"injur|wound|\bhurt\b|\bwia\b|\bпоран|ранен|постражд|пострад|травмов"
_DRONES_ALONE = r"uav|uas|drone|shahed|бпла|дрон|беспилот|безпілот|шахед"
_DRONES = rf"{_DRONES_ALONE}|missile|ракет"
#: Parts of longer names by field, the surer first, and how many points each is worth.
_PARTS: Final[dict[str, tuple[tuple[int, str], ...]]] = {
    "incident_id": ((45, r"^(?:event|incident|record|case|entry) (?:id|code|number|no)\b"),),
    "date_start": (
        (
            97,
            rf"\b(?:date|datum|дата)\b.*(?:{_EVENT})|\b(?:{_EVENT})\w* (?:start )?(?:date|дата)\b",
        ),
        (60, r"\b(?:start|begin|began|початк|начал)\w* .*dat|\bdat\w* .*(?:start|from|begin)"),
        (55, r"\bdate\b|\bдата\b|\bдень\b"),
        (45, r"^(?:start|started|begin|began|beginning|початок|начало)\b|\bstart$"),
        (42, r"^(?:occurred|happened|коли|когда)\b|\bfecha\b|\bdatum\b"),
        (40, r"\bweek\b|\bas of\b|\bdatetime\b|\bdt\b|\btimestamp\b|тижд|недел|\bdat\b"),
        (30, r"\btime\b|\bday\b|\bчас\b|\bвремя\b|\bwhen\b"),
    ),
    "date_end": (
        (
            62,
            (
                r"\b(?:end|finish|кінец|закінч|оконч|заверш)\w* .*dat|dat\w* .*\b(?:end|to|until)\b"
                r"|\b(?:дата|час|время)\b.*(?:заверш|закінч|оконч|відбою|отбоя)"
            ),
        ),
        (
            46,
            r"^(?:end|ended|finish|finished|until|кінець|закінчення|відбій|отбой|конец|окончание)\b|\bend$",
        ),
    ),
    "time_start": ((50, r"\btime\b|\bhour\b|\bчас\b|\bвремя\b|\bгодин"),),
    "latitude": ((60, r"\blat(?:itude)?\b|широт"),),
    "longitude": ((60, r"\b(?:lon|lng|long|longitude)\b|довгот|долгот"),),
    "coordinates": (
        (70, r"\blat\w*\b.*\b(?:lon\w*|lng)\b|широт.*д?овгот|широт.*долгот"),
        (50, r"\bcoord|координат"),
    ),
    "fatalities": ((60, _DEAD),),
    "fatalities_low": (
        (65, rf"(?:{_DEAD}).*\b(?:low|min|minimum)|\b(?:low|min|minimum)\b.*(?:{_DEAD})"),
    ),
    "fatalities_high": (
        (65, rf"(?:{_DEAD}).*\b(?:high|max|maximum)|\b(?:high|max|maximum)\b.*(?:{_DEAD})"),
    ),
    "injuries": ((60, _HURT),),
    "location": (
        (58, r"settlement|населен|нас пункт|\bplace\b|\blocality\b"),
        (50, r"\blocation\b|\bмісце\b|\bместо\b|\bcity\b|\btown\b|\bvillage\b|\bмісто\b|\bгород\b"),
        (35, r"\btarget\b|\bціль\b|\bцель\b|\baddress\b|локац"),
        (20, r"^(?:where|де|где|куди|куда)\b(?! from)"),
        (12, r"^(?:напрямок|напрям|направление)\b"),
    ),
    "country": ((50, r"\bcountry\b|країн|стран"),),
    "admin1": (
        (55, r"\badmin1\b|\boblast\b|\bобласть\b|\badmin\w* ?region ?1\b|\bregion ?1\b"),
        (45, r"\bregion\b|регіон|регион|субъект|суб'єкт|\bобласт|\bобл\b|\bprovince\b"),
        (30, r"катоттг|katottg|\bp ?code\b"),
    ),
    "admin2": ((50, r"\badmin2\b|\braion\b|\brayon\b|\bрайон\b|\bdistrict\b"),),
    "admin3": ((50, r"\badmin3\b|hromada|громад|\bmunicipality\b"),),
    "launched": ((50, r"\blaunched\b|запущен|випущен|выпущен"),),
    "downed": (
        (55, r"shot down|\bdowned\b|intercept|збит|сбит|перехоп|перехва"),
        (
            50,
            rf"(?:destroy|знищен|уничтож).*(?:{_DRONES})|(?:{_DRONES}).*(?:destroy|знищен|уничтож)",
        ),
    ),
    "lost": ((45, r"\bew\b|not reach|локаційно|\blost\b.*(?:location|radar)"),),
    "events": ((45, r"\b(?:number|num|count|no|n)\b.*\b(?:event|incident)$"),),
    "source_url": ((50, r"\burl\b|\blink\b|посилан|ссылк"),),
    "source": ((45, r"\bsource\b|джерел|источник"),),
    "sub_event_type": (
        (50, r"\btype\b|\bтип\b"),
        (40, r"\bweapon|зброї|оружия|\bcategory\b"),
    ),
    "actor": ((40, r"perpetrator|\bactor\b|attacker"),),
    "notes": ((45, r"descri|опис|comment|комент|коммент|примі|приме|summary"),),
}
_NEVER_PLACE = (
    r"launch|origin|carrier|construct|manufact|\bproduc|publi|source|birth|\btype\b|\bnum|\bcount\b"
    r"|^(?:from|звідки|откуда)\b|mail"
    r"|number|\bid\b|precision|accuracy|\burl\b|\blink\b|weapon|model|пуск|поход|джерел|источник"
    r"|носі|носит|виробн|произв|публ|centroid|actor|perpetrator|\bhit\b|quality|confidence"
)
#: Launched and downed are drones; missiles stay with the source's own columns.
_MISSILES_ALONE = rf"^(?!.*(?:{_DRONES_ALONE})).*(?:missile|rocket|ракет)"
#: What no column of a field is about, whatever else its name says.
_NEVER: Final[dict[str, str]] = {
    "date_start": (
        r"publi|\bpub\b|construct|birth|updat|modif|accessed|retriev|scrap|download|\bsource\b|\bend\b|ended"
        r"|finish|закінч|заверш|оконч|кінц|конец|відб[ії]|отбо|публ|видан|издан|будів|precision"
        r"|\bprec\b|manufact|\bto$"
    ),
    "date_end": r"publi|construct|birth|updat|modif|precision|\bprec\b|публ",
    "time_start": (
        r"durat|тривал|длител|\bend\b|finish|ended|precision|\bzone\b|updat|publi|закінч|оконч"
    ),
    "location": _NEVER_PLACE + r"|\bdate\b|\btime\b|\blat|\blon|coord|\bcode\b|pcode",
    "country": _NEVER_PLACE,
    "admin1": _NEVER_PLACE,
    "admin2": _NEVER_PLACE + r"|\bcode\b|pcode",
    "admin3": _NEVER_PLACE + r"|\bcode\b|pcode",
    "latitude": r"centroid|centre\b|center\b|launch|origin|\blo?ng?\w*\b|долгот|довгот",
    "longitude": r"centroid|centre\b|center\b|launch|origin|\blat\w*\b|широт",
    "coordinates": r"centroid|centre\b|center\b|launch|origin|system|precision|\bcrs\b",
    "fatalities": (
        rf"{_HURT}|\brate\b|\btype\b|child|\bwom[ae]n\b|\bmen\b|male\b|soldier|militar|police|\blow\b"
        r"|\bhigh\b|\bmin\b|\bmax\b|animal|\bid\b|\bdate\b|\bname\b|\bsource\b|діт|дет|жін|жен|військ"
        r"|военн|damage|perpetrat|terrorist|\bus\b|responder"
    ),
    "injuries": (
        rf"{_DEAD}|\brate\b|\btype\b|child|\bwom[ae]n\b|\bmen\b|male\b|soldier|militar|police|\bid\b"
        r"|\bdate\b|\bname\b|діт|дет|жін|жен|військ|военн|perpetrat|terrorist|\bus\b"
    ),
    "launched": rf"\btime\b|\bdate\b|\bfrom\b|place|site|{_MISSILES_ALONE}",
    "downed": _MISSILES_ALONE,
    "lost": _MISSILES_ALONE,
    "sub_event_type": (
        r"actor|location|place|source|geometry|feature|target|object|victim|date|facility|interact"
    ),
    "source": r"\bid\b|\bnum\b|scale|\bdate\b|type|number|\bcount\b|original|\brow\b",
    "source_url": r"image|photo|video|icon|thumb",
    "notes": r"precision",
    "actor": r"type|assoc|inter|\bid\b|count",
    "incident_id": (
        r"relation|parent|source|\bgeo|region|country|total|\bcount\b|number of|\bno of\b"
        r"|кількість|количество|всього|всего"
    ),
}
#: What a heading says of those whom a figure includes, which does not change whose figure it is.
_INCLUDED: Final = re.compile(
    r"[,;(\[]?\s*\b(?:incl|including|of wh(?:ich|om)|inkl|dont|w tym|[ву]\s?т\.?\s?ч|в том числе"
    r"|из них|у тому числі|з них|зокрема|включно|включаючи|включая)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
#: Between the rows of a heading.
_ROWS: Final = re.compile(" / ")
#: Between a group and what is counted of it, in one heading or in the rows of one.
GROUPED: Final = re.compile(r" / |\s*[:>]\s+|\s+[-–—]\s+")
#: Words that make a day's name one of the last resort.
_REPORTED = r"verif|report|creat|post|entry|added|upload|record"
_FEWER: Final = 15
#: What a column's mark is worth whose values do not read as the field's.
_MISFIT: Final = 0.2
_LEAST: Final = 8.0
_BEST: Final = 100.0
#: Beside what was launched, this is what was shot down; by itself it may be houses.
_DESTROYED: Final = r"(?:total )?(?:destroyed|neutrali[sz]ed|знищено|уничтожено)(?: total)?$"
_LOST: Final = rf"(?:{_DRONES_ALONE})\w* (?:lost|втрачено|потеряно)|lost (?:{_DRONES_ALONE})\w*"
#: The order of day and month that a heading shows, as in "Date (DD/MM/YYYY)".
_DAY, _MONTH = "(?:dd?|дд?|day|день)", "(?:mm?|мм?|month|місяць|месяц)"
_FIRST: Final = {
    "day": re.compile(
        rf"\b{_DAY}[./-]{_MONTH}(?:[./-](?:yy|рр|гг|year|рік|год)|\b)", re.IGNORECASE
    ),
    "month": re.compile(
        rf"\b{_MONTH}[./-]{_DAY}(?:[./-](?:yy|рр|гг|year|рік|год)|\b)", re.IGNORECASE
    ),
}
#: What a name is worth that is a Cyrillic one in Latin letters.
_SPELLED: Final = 70.0
_SHORTEST_SPELLED: Final = 4
_LATIN: Final = str.maketrans(
    dict(zip("абвгґдезийклмнопрстуфыэі", "abvggdezyyklmnoprstufyei", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ъ": ""}
    | {"є": "ye", "ї": "yi", "ю": "yu", "я": "ya"}
)
#: Ukrainian; Russian; Russian with signs; Russian with h.
_VOWELS: Final = tuple(
    str.maketrans({"г": "g", "и": "i"} | more)
    for more in ({"г": "h", "и": "y"}, {}, {"ь": "'"}, {"х": "h"})
)
#: A HXL tag as a field: the tag with the attributes that it must have.  https://hxlstandard.org
_TAGS: Final[tuple[tuple[str, str], ...]] = (
    ("date_end", r"#date\b.*\+end"),
    ("date_start", r"#date\b(?!.*\+(?:publish|report|updat))"),
    ("country", r"#country\b.*\+name|#country$"),
    ("admin1", r"#adm1\b"),
    ("admin2", r"#adm2\b"),
    ("admin3", r"#adm3\b"),
    ("location", r"#loc\b(?!.*\+type)|#adm4\b"),
    ("latitude", r"#geo\b.*\+lat"),
    ("longitude", r"#geo\b.*\+lon"),
    ("fatalities", r"#affected\b.*\+killed"),
    ("injuries", r"#affected\b.*\+injured"),
    ("incident_id", r"#event\b.*\+(?:id|code)"),
    ("sub_event_type", r"#(?:event|cause)\b.*\+type"),
    ("notes", r"#description\b"),
    ("source_url", r"#meta\b.*\+url"),
    ("source", r"#meta\b.*\+source|#source\b"),
)

#: Words written together, as old programs name columns.
_COMPOUND: Final = re.compile(
    r"\b(start|end|begin|event|incident|attack|country|oblast|region|raion|city|town|location)"
    r"(date|time|name)\b"
)
#: A Cyrillic word with Latin letters that look alike, as of a code page without the Ukrainian i.
_MIXED: Final = re.compile(r"\b[a-z]*(?:[а-яіїєґ][a-z]+|[a-z]+[а-яіїєґ])[а-яіїєґa-z]*\b")
_ALIKE: Final = str.maketrans("aeiopcyxkmthb", "аеіорсухкмтнв")


@lru_cache(maxsize=10_000)
def plain_name(name: str) -> str:
    """Return lower case, words apart, marks as blanks, one blank between the words.

    >>> plain_name("Дата_події (UTC)"), plain_name("killedCount"), plain_name("ADM1_EN")
    ('дата події utc', 'killed count', 'admin1 en')
    """
    apart = re.sub(r"(?<=[a-zа-яіїєґ])(?=[A-ZА-ЯІЇЄҐ])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    folded = apart.casefold().replace("ё", "е").replace("\u2019", "'").replace("бп ла", "бпла")
    folded = _MIXED.sub(lambda word: word[0].translate(_ALIKE), folded)
    words = " ".join(re.sub(r"[^\w№]+|_", " ", folded).split())
    words = _COMPOUND.sub(r"\1 \2", words)
    words = re.sub(r"\badm(?:in)? ?([1-4])(?=\b|name|code|pcode|en\b|ua\b)", r"admin\1 ", words)
    return " ".join(words.split())


@lru_cache(maxsize=10_000)
def _bare(name: str) -> str:
    """Return a plain name in the singular, without words that say nothing."""
    words = [re.sub(r"(?<=[a-z]{3})(?<!s)s$", "", word) for word in name.split()]
    left = [word for word in words if word not in _EMPTY]
    return " ".join(left or words)


_EMPTY: Final = frozenset(
    {
        *("en", "eng", "english", "uk", "ua", "ukr", "ukrainian", "ru", "rus", "russian", "name"),
        *(
            "text",
            "txt",
            "the",
            "of",
            "utc",
            "local",
            "total",
            "number",
            "num",
            "no",
            "count",
            "people",
            "person",
        ),
        *("reported", "осіб", "чол", "человек", "людей", "кількість", "количество", "всього"),
        *("всего", "civilian", "и", "та", "назва", "название"),
    }
)


@lru_cache(maxsize=1)
def _known() -> dict[str, dict[str, float]]:
    """Return the marks of whole names by field."""
    marks: dict[str, dict[str, float]] = {}
    for field, names in NAMES.items():
        mine = marks.setdefault(field, {})
        for at, name in enumerate(names):
            mine.setdefault(plain_name(name), _BEST - at / 2)
            mine.setdefault(_bare(plain_name(name)), _BEST - 20 - at / 2)
    for field, names in NAMES.items():
        for spelled in {latin for name in names for latin in _in_latin_letters(plain_name(name))}:
            marks[field].setdefault(spelled, _SPELLED)
    return marks


def _in_latin_letters(name: str) -> set[str]:
    """Return the usual ways to write a Cyrillic name without Cyrillic letters, as old tables do."""
    if len(name) < _SHORTEST_SPELLED or name.isascii():
        return set()
    return {name.translate(_LATIN | vowels).strip("'") for vowels in _VOWELS}


def mark(field: str, name: str) -> float:
    """Return how surely a column of this name is this field, from 0 (it is not) to 100.

    Of a heading of several rows, which are joined by slashes, the lower ones tell more; so does
    what is counted behind a colon or a dash.
    """
    name = _INCLUDED.sub("", name) or name
    parts = (GROUPED if field in COUNT_COLUMNS else _ROWS).split(name)
    return max(_mark(field, " / ".join(parts[at:])) for at in range(len(parts)))


@lru_cache(maxsize=50_000)
def _mark(field: str, name: str) -> float:
    plain = plain_name(name)
    whole = _known()[field].get(plain, 0.0)
    if whole:
        return whole
    never = _NEVER.get(field)
    if never and re.search(never, plain):
        return 0.0
    bare = _bare(plain)
    found = _known()[field].get(bare, 0.0)
    if not found:
        parts = _PARTS.get(field, ())
        points = next(
            (p for p, part in parts if re.search(part, bare) or re.search(part, plain)), 0
        )
        found = max(points - len(bare.split()), 0) if points else 0.0
    if field in ("date_start", "date_end") and re.search(_REPORTED, plain):
        found = min(found, _FEWER)
    return found


def field_of_tag(tag: str) -> str | None:
    """Return the field that a HXL tag such as "#adm1+code" stands for."""
    bare = tag.casefold().replace(" ", "")
    return next((field for field, pattern in _TAGS if re.search(pattern, bare)), None)


def find_columns(
    names: Iterable[str],
    fits: Callable[[str, str], float] = lambda _field, _name: 1.0,
    tags: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return field to column, for every field that some column's name stands for.

    Parameters
    ----------
    names : iterable of str
        Names of the columns.
    fits : callable
        From a field and a column's name to how well the column's values read as the field's: 1,
        0 for not at all, which rules the column out, and -1 for badly, which leaves it behind all
        others.
    tags : mapping of str to str, optional
        HXL tags of columns.

    Returns
    -------
    dict of str to str
        Each column serves one field.
    """
    columns = list(names)
    marks: list[tuple[float, int, int, str, str]] = []
    tagged = {name: field_of_tag(tag) for name, tag in (tags or {}).items()}
    for nth, field in enumerate(NAMES):
        for at, name in enumerate(columns):
            points = max(mark(field, name), 95.0 if tagged.get(name) == field else 0.0)
            if points < _LEAST:
                continue
            fit = fits(field, name)
            points *= _MISFIT if fit < 0 else fit
            if points >= _LEAST:
                marks.append((-points, at, nth, field, name))
    found: dict[str, str] = {}
    for _points, _at, _nth, field, name in sorted(marks):
        if field not in found and name not in found.values():
            found[field] = name
    if "launched" in found and "downed" not in found:
        left = [n for n in columns if n not in found.values()]
        destroyed = [name for name in left if re.match(_DESTROYED, plain_name(name))]
        found |= dict(zip(["downed"], destroyed, strict=False))
    if "launched" in found and "lost" not in found:
        left = [n for n in columns if n not in found.values()]
        lost = [name for name in left if re.fullmatch(_LOST, plain_name(name))]
        found |= dict(zip(["lost"], lost, strict=False))
    return {field: found[field] for field in NAMES if field in found}


def counts_drones(name: str) -> bool:
    """Return whether a column's name says that drones are counted in it."""
    return re.search(_DRONES_ALONE, plain_name(name)) is not None


def order_in(name: str) -> DateOrder | None:
    """Return whether days or months stand first, as a column's name shows it.

    >>> order_in("Date (DD/MM/YYYY)"), order_in("Date [m/d/yy]"), order_in("Date")
    ('day', 'month', None)
    """
    orders: tuple[DateOrder, ...] = ("day", "month")
    return next((order for order in orders if _FIRST[order].search(name)), None)
