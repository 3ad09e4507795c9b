"""What happened, in ACLED's vocabulary, out of a source's own words.

The names of ACLED's types count as they are; then words in English, Ukrainian and Russian decide,
the more telling first ("ракетний удар" is a missile attack, "удар" alone a strike).  What no word
decides is `schema.UNKNOWN_TYPE`: the incident is still on the map, and the source's own words stay
with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.readers.columns.distinct import Distinct
from geo.schema import ALERT_TYPE, EVENT_TYPE_OF, UNKNOWN_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable

_SUBS: Final = {sub.casefold(): sub for sub in EVENT_TYPE_OF}

#: Sub-event type by the words that tell it; the first pattern found decides.
_WORDS: Final[tuple[tuple[str, str], ...]] = (
    (ALERT_TYPE, r"air ?-?(?:raid )?(?:alert|alarm)|\bsiren|повітрян\w+ тривог|воздушн\w+ тревог"),
    ("Explosions/Remote violence", r"bombing ?(?:or|and|/) ?explosion|explosion or bombing"),
    (
        "Remote explosive/landmine/IED",
        r"anti-?(?:personnel|tank|vehicle) mine|протипіхотн|протитанков\w+ мін",
    ),
    (
        "Disrupted weapons use",
        (
            r"intercept|shot down|shoot ?down|\bdowned|air defen[cs]e|збит|збил|перехопл|\bппо\b"
            r"|сбит|сбил|перехва|\bпво\b"
        ),
    ),
    ("Chemical weapon", r"chemical|хімічн|химическ"),
    ("Suicide bomb", r"suicide|смертник"),
    ("Grenade", r"grenade|гранат(?!\w*-?\d)"),
    (
        "Shelling/artillery/missile attack",
        (
            r"shell(?:ing|ed)|artiller|missile|rocket|mortar|\bmlrs\b|\bgrad\b|ballistic|howitzer"
            r"|обстріл|обстрел|артилер|артиллер|ракет|мінометн|міномет|миномет|рсзв|рсзо"
            r"|iskander|іскандер|искандер|kal[iy]br|калібр|калибр|kin[dz]*h?al|кинджал|кинжал"
            r"|\b[xkхc]h?-?(?:101|22|32|35|47|55|555|59|31|69)(?:[a-zа-яї]{1,3}\d?)?\b|\b[csс]-?(?:300|400)\b"
            r"|onik?s|onyx|онікс|оникс|zircon|циркон|tochka|точка|atacms|himars|хаймарс"
            r"|storm ?shadow|scalp|neptune?\b|нептун|tornado|торнадо|uragan|ураган|smerch|смерч"
            r"|\bград\w*|cluster|касетн|кассетн|incendiary|thermobaric|термобар|balisti|баліст|баллист"
            r"|\bgmlrs|\bkn-?2\d\b|hwasong|хвасон|oreshnik|орешник|орєшнік|banderol|бандерол"
            r"|\bglsdb\b|\btos-?1|solntsep|солнцеп[её]к|сонцеп[её]к|\b[rр]-?500\b"
            r"|tanks? (?:fire|shell)"
            r"|\b(?:нар|нурс|нурси|нар[ыи])\b|\bs-(?:8|13|24|25)\b|\bс-(?:8|13|24|25)\b"
            r"|artillerie|artillería|\brakete|rakiet|\bmisil|ostrzał|beschuss|heavy weapons"
            r"|direct fire|stugna|стугна|\bптур|\bптрк|\batgm\b"
        ),
    ),
    (
        "Air/drone strike",
        (
            r"drone|\bua[vs]s?\b|\bfpv\b|shahed|geran|air ?-?strike|airstrike|air attack|aerial"
            r"|\bgbu\b|jdam"
            r"|glide bomb|\bkabs?\b|\bfabs?\b|helicopter|bombing|шахед|герань|дрон|бпла|безпілот"
            r"|беспилот|авіа|авиа|\bкаб\w{0,3}\b|\bфаб\w{0,3}\b|бомбардув|бомбардиров|вертол"
            r"|lancet|ланцет|molni[yj]a|молнія|молния|gerbera|гербера|orlan|орлан|\bzala\b|\bзала\b"
            r"|mohajer|switchblade|bayraktar|байрактар|loitering|quadcopter|квадрокоптер"
            r"|aerial bomb|умпк|умпб|\bumpk\b|\bumpb\b|guided bomb|авіабомб|авиабомб"
            r"|supercam|суперкам|merlin|мерл[иі]н|\borion\b|\bор[иі]он\b|[eэе]leron|[еэ]лерон|forpost"
            r"|форпост|[kc]artogra(?:f|ph)|картограф|\bprivet\b|\bпривет-|\bgranat-?\d|гранат-?\d"
            r"|\bkub\b|\bкуб\b|phoenix|фен[иі]кс|italmas|[іи]талмас|inokhod|иноход|іноход"
            r"|takhion|тах[иі]он|\bskat\b|\bскат\b"
            r"|fighter jet|\bjet\b|unmanned|mavic|мавік|мавик|drohne|\bdron(?:y|i|ów|em|es)?\b"
            r"|\bбм-?35\b|\bbm-?35\b|\bv2u\b|\bв2у\b|\btu-?141\b|\bту-?141\b|\btu-?143\b|\bту-?143\b"
            r"|\buj-?2[26]\b|baba ?-?yaga|баба-?яга|luftangriff|nalot"
        ),
    ),
    (
        "Remote explosive/landmine/IED",
        (
            r"land ?mine|\bmines?\b|\bied\b|booby|car bomb|explosive device|unexploded|\bміни?\b"
            r"|\buxo\b|\berw\b|\bвнп\b|\bміна\b|\b(?:пфм|птм|пмн|птз|мон)-?\d|\bpfm-?1\b|petal mine"
            r"|мінуванн|підрив|\bмин[аы]\b|подрыв|растяжк|розтяжк|вибухов\w+ пристр|взрывн\w+ устр"
        ),
    ),
    ("Abduction/forced disappearance", r"abduct|kidnap|disappear|викраден|похищ"),
    ("Sexual violence", r"sexual|\brape|зґвалт|згвалт|изнасил"),
    ("Arrests", r"arrest|detain|detention|арешт|арест|затрим|задерж"),
    (
        "Looting/property destruction",
        r"loot|arson|sabotage|property|мародер|підпал|поджог|диверс|грабеж|грабіж",
    ),
    (
        "Armed clash",
        (
            r"clash|battle(?!\s*tank|field)|combat(?! vehicle)"
            r"|small arms|gunfire|стрілецьк|стрелков\w+ оруж|gefecht"
            r"|fighting(?! vehicle)|fire ?fight|assault|ground attack|\braid\b|\bб[іо]й\b"
            r"|\bбої\b|\bбои\b|боєзіткнен|зіткнен|столкновен|штурм|перестріл|перестрел"
        ),
    ),
    ("Attack", r"execution|\bkilling|murder|shooting|розстріл|расстрел|вбивств|убийств"),
    ("Mob violence", r"\bmob\b|\briot|заворушен|беспорядк"),
    ("Peaceful protest", r"protest|\brally|протест|мітинг|митинг"),
    ("Air/drone strike", r"\bstrikes?\b|\bудар"),
    ("Explosions/Remote violence", r"explosion|explosive weapon|вибух|взрыв"),
)
_PATTERNS: Final = tuple((sub, re.compile(words)) for sub, words in _WORDS)
_MOST_SHOWN = 3
_MOST_READ = 300


def match_type(text: str) -> str | None:
    """Return the sub-event type that a source's own word for an incident stands for.

    >>> match_type("Ракетний удар")
    'Shelling/artillery/missile attack'
    >>> match_type("something else") is None
    True
    """
    folded = " ".join(text[:_MOST_READ].casefold().split())
    known = _SUBS.get(folded)
    if known is not None:
        return known
    return next((sub for sub, pattern in _PATTERNS if pattern.search(folded)), None)


def read_types(
    text: pd.Series[str], match: Callable[[str], str | None] = match_type
) -> tuple[pd.Series[str], tuple[str, ...]]:
    """Read the sub-event types of a column.

    Parameters
    ----------
    text : Series of string
        The source's own types; blank is missing.
    match : callable
        From one of them to a sub-event type, or None.

    Returns
    -------
    types : Series of string
        `schema.UNKNOWN_TYPE` where the text is blank or stands for no type.
    notes : tuple of str
        Which texts stand for no type.
    """
    distinct = Distinct.of(text)
    found = pd.Series([match(value) for value in distinct.texts], dtype="string")
    types = distinct.column(found.fillna(UNKNOWN_TYPE))
    unknown = distinct.texts[found.isna()].tolist()
    notes: tuple[str, ...] = ()
    if unknown:
        shown = ", ".join(repr(value[:40]) for value in unknown[:_MOST_SHOWN])
        more = " and others" if len(unknown) > _MOST_SHOWN else ""
        notes = (f"no type of the vocabulary stands for {shown}{more}: read as {UNKNOWN_TYPE!r}",)
    return types.fillna(UNKNOWN_TYPE), notes
