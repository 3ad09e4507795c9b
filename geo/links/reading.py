"""What is read from the texts of records: what they speak of, who attacks, tolls, rare words.

Each different word is read once: texts are cut into words, and what a word stands for is joined
back to its texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.links.words import latin_sql, quoted, text_bits_sql, word_bits_sql

if TYPE_CHECKING:
    import duckdb

#: Letters of a word that count: what follows is an ending, in most words of the three languages.
_STEM: Final = 6
#: A word of fewer letters says little.
_SHORT: Final = 4
#: A word tells something if at most this part of all records has it, or so few.
_RARE: Final = 0.01
_FEW: Final = 12
#: What separates words; an apostrophe or hyphen belongs to them.
_MARKS: Final = '\t\n\r.,;:!?()[]{}<>/\\|"«»“”„…–—*#@&=+%№'

_WORDS: Final = (
    f"unnest(string_split(translate(text, {quoted(_MARKS)}, {quoted(' ' * len(_MARKS))}), ' '))"
)
#: Every word of the texts: its bits (see `geo.links.words`), and if it is rare its beginning in
#: Latin letters, and its weight: how much rarer than every record having it.
_VOCABULARY: Final = f"""
CREATE OR REPLACE TEMP TABLE compared_vocabulary AS
WITH words AS (
    SELECT word, count(*) AS many, ltrim(word, '''-') AS bare
    FROM (SELECT {_WORDS} AS word FROM compared_given) WHERE word <> '' GROUP BY word
), stems AS (
    SELECT word, bare, many, {latin_sql("bare")}[:{_STEM}] AS stem FROM words
), rare AS (
    SELECT stem, ln((SELECT count(*) FROM compared_given) / sum(many)) AS weight FROM stems
    WHERE length(bare) >= {_SHORT} GROUP BY stem
    HAVING sum(many) BETWEEN 2
        AND greatest({_FEW}, {_RARE} * (SELECT count(*) FROM compared_given))
)
SELECT word, {word_bits_sql("bare")} AS bits, rare.stem, greatest(weight, 0) AS weight
FROM stems LEFT JOIN rare ON rare.stem = stems.stem AND length(bare) >= {_SHORT}
"""
_READ: Final = f"""
CREATE OR REPLACE TEMP TABLE compared_read AS
SELECT rid, bit_or(bits) AS bits,
    list(DISTINCT {{'stem': stem, 'weight': weight}}) FILTER (WHERE stem IS NOT NULL) AS rare
FROM (SELECT rid, {_WORDS} AS word FROM compared_given)
    JOIN (FROM compared_vocabulary WHERE bits > 0 OR stem IS NOT NULL) USING (word)
GROUP BY rid
"""
#: The rare words of each record, but those of its place's name, which near records share.
_RARE_WORDS: Final = f"""
CREATE OR REPLACE TEMP TABLE compared_words AS
SELECT rid, hash(word.stem) AS word, word.weight AS weight
FROM (SELECT rid, unnest(rare) AS word FROM compared_read) JOIN compared_given USING (rid)
WHERE NOT contains({latin_sql("names")}, word.stem)
"""

_NUMBER: Final = r"(\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_SPELLED: Final = (
    "['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven',"
    " 'twelve']"
)
_DEAD: Final = "kill(?:ed|ing|s)?|dead|died|fatalit|bodies|загин|загибл|погиб|вбит|убит"
_HURT: Final = "wounded|injur|hurt|поранен|ранен|постражд|пострада"


def _told(what: str) -> str:
    """Return SQL for the number of people that a text gives, such as 9 of "9 were killed"."""
    ways = (
        f"{_NUMBER} [^.;:|/0-9]{{0,40}}?(?:{what})",
        f"(?:{what})[^.;:|/0-9]{{0,24}}? {_NUMBER} ",
    )
    numbers = []
    for way in ways:
        found = f"regexp_extract(text, '{way}', 1)"
        numbers += [
            f"TRY_CAST({found} AS INTEGER)",
            f"nullif(list_position({_SPELLED}, {found}), 0)",
        ]
    return f"CASE WHEN regexp_matches(text, '{what}') THEN coalesce({', '.join(numbers)}) END"


#: Who attacks: the first side that a text names as forces, or as the owner of what hits.
_FORCES: Final = (
    r"(?:\w+ ){0,2}?(?:forces?|army|air ?forces?|troops|militar|missil|rocket|shell|strike|bomb"
    r"|airstrike|attack|artiller|cruise|tank|mlrs|drone|long range)"
)
_ACTING: Final = r"(?:russian|ukrainian|dpr|lpr) (?:\w+ ){0,2}?(?:forces?|army|air ?forces?|troops)"
#: What is hit, where a text names only whose it is.
_OWNED: Final = (
    r"(?:\w+ )?(?:equipment|vehicles?|losses|convoy|column|ammunition|depot|base|tanks?|positions?"
    r"|pontoon|armou?r|helicopter|plane)"
)
_OURS: Final = "українськ.. (?:бій|військ|захис|сил)|(?:зсу|всу) (?:знищ|уничт|завда|нанес|удар)"
_THEIRS: Final = (
    "(?:росіяни|россияне|окупанти|оккупанты|ворог|враг|війська рф|войска рф) "
    "|російськ[а-яіїєґ]+ (?:військ|ракет|авіа|арт|обстріл|удар)"
    "|российск[а-яё]+ (?:войск|ракет|авиа|арт|обстрел|удар)"
)
_SIDE: Final = f"""
CASE WHEN regexp_matches(lower(actor), 'ukrain') THEN 1
    WHEN regexp_matches(lower(actor), 'russia') THEN 2
    WHEN regexp_matches(text, '{_ACTING}') THEN
        CASE regexp_extract(text, '(russian|ukrainian|dpr|lpr) {_FORCES}', 1)
            WHEN 'ukrainian' THEN 1 ELSE 2 END
    WHEN contains(text, 'russian') AND regexp_matches(text, 'russian {_OWNED}') THEN 1
    WHEN contains(text, 'ukrainian') AND regexp_matches(text, 'ukrainian {_OWNED}') THEN 2
    WHEN contains(text, 'russian') OR contains(text, 'ukrainian') THEN
        CASE regexp_extract(text, '(russian|ukrainian) {_FORCES}', 1)
            WHEN 'ukrainian' THEN 1 WHEN 'russian' THEN 2 ELSE 0 END
    WHEN regexp_matches(text, '{_OURS}') THEN 1
    WHEN regexp_matches(text, '{_THEIRS}') THEN 2 ELSE 0 END
"""
_TOLD: Final = f"""
CREATE OR REPLACE TEMP TABLE compared_told AS
SELECT rid, coalesce(bits, 0) | ({text_bits_sql("text")}) AS bits, {_SIDE} AS side,
    {_told(_DEAD)} AS dead, {_told(_HURT)} AS hurt
FROM compared_given LEFT JOIN compared_read USING (rid)
"""


def read_texts(connection: duckdb.DuckDBPyConnection) -> None:
    """Make compared_told (rid, bits, side, dead, hurt) and compared_words of compared_given."""
    for statement in (_VOCABULARY, _READ, _RARE_WORDS, _TOLD):
        connection.execute(statement)
