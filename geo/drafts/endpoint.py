"""Drafts by a language model that an operator names, any endpoint that speaks OpenAI's protocol.

Off by default, and never asked by the page.  The model is not believed: what it says is checked
against a schema, and every field has to quote words of the text.  A field whose words are not in
the text is left out, and so is a number that differs from its words; where a place is, the atlas's
own geocoder says, and a day follows from its words by the same rules as without a model.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import httpx2 as httpx

from geo.drafts import dates, figures, numbers
from geo.drafts.lookup import best
from geo.drafts.model import FIGURES, Draft, Evidence, Field, Place
from geo.drafts.reading import checked
from geo.drafts.sentences import sentences
from geo.drafts.words import LANGUAGES, language_of
from geo.errors import InputError
from geo.schema import EVENT_TYPE_OF

if TYPE_CHECKING:
    from datetime import date

#: Times that an answer is asked for which is no JSON of the schema.
_TRIES: Final = 2
_SECONDS: Final = 60.0
#: Characters of the longest answer that is read.
_LONGEST: Final = 500_000
_SIDES: Final = ("Russia", "Ukraine")
_TEXT: Final[dict[str, Any]] = {"type": ["string", "null"]}
_NUMBER: Final[dict[str, Any]] = {
    "type": ["object", "null"],
    "properties": {"value": {"type": "integer"}, "words": {"type": "string"}},
    "required": ["value", "words"],
    "additionalProperties": False,
}
#: What the endpoint is asked to answer with.
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "incidents": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "day_words": _TEXT,
                    "type": {"type": "string", "enum": list(EVENT_TYPE_OF)},
                    "actor": {"type": ["string", "null"], "enum": [*_SIDES, None]},
                    "places": {"type": "array", "items": {"type": "string"}},
                    **dict.fromkeys(FIGURES, _NUMBER),
                },
                "required": ["day_words", "type", "actor", "places", *FIGURES],
                "additionalProperties": False,
            },
        }
    },
    "required": ["incidents"],
    "additionalProperties": False,
}
_ASKED: Final = """You code incidents of the Russia-Ukraine war from a news text.
An incident is one past attack, of one side, in one target area, on one day or night: no threats, \
alerts, plans, totals over a longer time, anniversaries. Told twice is one.
Answer with JSON of the schema only. places, day_words and words are copied from the text letter \
by letter. A number that is not said is null. actor is the side that attacked."""


def asked(  # noqa: PLR0913
    text: str,
    *,
    url: str,
    model: str,
    published: date | None = None,
    key: str = "",
    seconds: float = _SECONDS,
) -> list[Draft]:
    """Return drafts as an endpoint gives them, without what the text does not say.

    Parameters
    ----------
    text : str
        The text; it is sent to `url`.
    url : str
        The endpoint's base, such as http://localhost:11434/v1.
    model : str
        The model's name there.
    published : date, optional
        The day of publication.
    key : str
        The endpoint's key, if it wants one.
    seconds : float
        How long to wait for it.

    Raises
    ------
    InputError
        If there is no text, the endpoint cannot be reached or takes too long, or what it says is
        not what was asked for.
    """
    checked(text)
    found = _answer(text, url=url, model=model, key=key, seconds=seconds)
    drafts: list[Draft] = []
    seen: set[str] = set()
    for told in found:
        made = _grounded(told, text, published)
        same = "" if made is None else _same(made)
        if made is not None and same not in seen:
            seen.add(same)
            drafts.append(made)
    return drafts


def _answer(text: str, *, url: str, model: str, key: str, seconds: float) -> list[dict[str, Any]]:
    """Return the incidents of the endpoint's answer, which is of the schema."""
    body = {
        "model": model,
        "temperature": 0,
        "messages": [
            {"role": "system", "content": _ASKED},
            {"role": "user", "content": text},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "incidents", "strict": True, "schema": SCHEMA},
        },
    }
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    problem = ""
    for _ in range(_TRIES):
        said = _post(f"{url.rstrip('/')}/chat/completions", body, headers, seconds)
        try:
            return _incidents(said)
        except (ValueError, KeyError, IndexError, TypeError):
            problem = "what the endpoint says is not JSON of the schema that it was asked for"
    raise InputError(problem)


def _post(url: str, body: dict[str, Any], headers: dict[str, str], seconds: float) -> str:
    try:
        answer = httpx.post(url, json=body, headers=headers, timeout=seconds)
        answer.raise_for_status()
    except httpx.TimeoutException as error:
        raise InputError(f"the endpoint has not answered in {seconds:g} seconds") from error
    except httpx.HTTPStatusError as error:
        status = error.response.status_code
        raise InputError(f"the endpoint refused the request with status {status}") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise InputError("the endpoint cannot be reached; check its address") from error
    return answer.text[:_LONGEST]


def _incidents(said: str) -> list[dict[str, Any]]:
    """Return the incidents of an answer; raise `ValueError` and its like where it is none."""
    content = json.loads(said)["choices"][0]["message"]["content"]
    incidents = json.loads(content)["incidents"]
    for told in incidents:
        figures_are = all(
            told[role] is None
            or (type(told[role]["value"]) is int and isinstance(told[role]["words"], str))
            for role in FIGURES
        )
        names = all(isinstance(name, str) for name in told["places"])
        rest = told["actor"] in {*_SIDES, None} and told["type"] in EVENT_TYPE_OF
        words = told["day_words"] is None or isinstance(told["day_words"], str)
        if not (figures_are and names and rest and words):
            raise ValueError
    return list(incidents)


def _grounded(told: dict[str, Any], text: str, published: date | None) -> Draft | None:
    """Return what an answer says of an incident as far as the text says it too."""
    places = [place for name in told["places"] if (place := _place(name, text)) is not None]
    counted = {
        role: field
        for role in FIGURES
        if told[role] is not None and (field := _figure(told[role], text)) is not None
    }
    if not places and not counted:
        return None
    first, last = _days(told["day_words"], text, published)
    note = "as the language model says"
    return Draft(
        first,
        last,
        Field(told["type"], (), 0.6, note),
        Field(told["actor"], (), 0.6, note),
        places,
        counted,
        [e for field in counted.values() for e in field.evidence],
    )


def _quoted(words: str | None, text: str) -> Evidence | None:
    """Return where words stand in the text, or None where they do not."""
    at = text.find(words) if words and words.strip() else -1
    return None if at < 0 or not words else Evidence(words, at, at + len(words))


def _place(name: str, text: str) -> Place | None:
    proof = _quoted(name, text)
    if proof is None:
        return None
    answer = best(name)
    region = answer.region if answer.status == "located" and not answer.parts else None
    precision = answer.precision if region else "none"
    return Place(
        name, proof.start, proof.end, name, region, precision, round(answer.score, 2), answer.note,
        answer.place_name or name,
    )  # fmt: skip


def _figure(told: dict[str, Any], text: str) -> Field | None:
    """Return a figure whose words are in the text and say this very number."""
    proof = _quoted(told["words"], text)
    if proof is None or told["value"] not in _said(proof.text):
        return None
    return Field(told["value"], (proof,), 0.7, "as the language model says")


def _said(words: str) -> set[int]:
    """Return the numbers that words say; none of "no casualties" is 0, one of "a man" is 1."""
    found: set[int] = set()
    language = language_of(words)
    for sentence in sentences(words, language if language in LANGUAGES else "en"):
        counted = numbers.quantities(sentence)
        found |= {quantity.value for quantity in counted}
        found |= {figure.value for figure in figures.casualties(sentence, counted)}
    return found


def _days(words: str | None, text: str, published: date | None) -> tuple[Field, Field]:
    """Return the days of words that are in the text, by the atlas's own rules."""
    proof = _quoted(words, text)
    language = language_of(text)
    when = None
    if proof is not None:
        parts = sentences(proof.text, language if language in LANGUAGES else "en")
        when = next((w for part in parts if (w := dates.when(part, published))), None)
    if proof is not None and when is not None:
        return (
            Field(when.first, (proof,), 0.8, when.note),
            Field(when.last, (proof,), 0.8, when.note),
        )
    note = "no day is said: the day of publication" if published else "date?"
    return Field(published, (), 0.5, note), Field(published, (), 0.5, note)


def _same(draft: Draft) -> str:
    places = sorted(place.known_as or place.name for place in draft.places)
    return repr((draft.days(), places, {r: f.value for r, f in draft.figures.items()}))
