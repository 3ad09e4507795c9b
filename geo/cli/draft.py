"""The sub-command `draft` of the command line: news texts to drafts of incidents."""

from __future__ import annotations

import json
import sys
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.drafts import Source


class DraftFormat(StrEnum):
    """How drafts are written."""

    CSV = "csv"
    JSONL = "jsonl"


def draft_command(
    file: Annotated[
        str,
        typer.Argument(
            help="A text: .txt, .html, .eml, .docx, a feed, an export; - for what is typed, "
            "or a .jsonl of many texts (text_id, published, text).",
            metavar="FILE|-",
        ),
    ],
    published: Annotated[
        str | None, typer.Option(help="The day of publication.", metavar="YYYY-MM-DD")
    ] = None,
    lang: Annotated[
        str | None, typer.Option(help="Language of the text; found by itself if not given.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The file to write.")] = None,
    file_format: Annotated[
        DraftFormat | None,
        typer.Option("--format", help="csv, the long form, or jsonl, a line of records a text."),
    ] = None,
    endpoint: Annotated[
        str | None,
        typer.Option(
            help="Ask a language model there, by OpenAI's protocol; the text is sent to it.",
            metavar="URL",
        ),
    ] = None,
    model: Annotated[str | None, typer.Option(help="The model's name at the endpoint.")] = None,
    key: Annotated[
        str,
        typer.Option(help="The endpoint's key.", envvar="ATLAS_ENDPOINT_KEY", show_envvar=True),
    ] = "",
) -> None:
    """Read news texts and write drafts of the incidents that they tell of.

    Each field has the words that it comes from. Drafts are for review: nothing becomes a record by
    itself. Without --endpoint the text is read by rules, here, and goes nowhere.
    """
    from geo.drafts import asked, draft

    day = _day(published)
    if (endpoint is None) != (model is None):
        raise InputError("--endpoint and --model belong together; name both")
    texts = list(_texts(file))
    many = file.lower().endswith(".jsonl")
    chosen = file_format or (DraftFormat.JSONL if many else DraftFormat.CSV)
    found: list[tuple[Source, list[Any], str]] = []
    for source in texts:
        known = source.published or day
        if endpoint is not None and model is not None:
            said = partial(asked, source.text, published=known, url=endpoint, model=model, key=key)
        else:
            said = partial(draft, source.text, published=known, language=lang or "")
        drafts, problem = _drafts(said, single=len(texts) == 1 and not many)
        found.append((source, drafts, problem))
    written = _jsonl(found) if chosen is DraftFormat.JSONL else _csv(found)
    if out is None:
        sys.stdout.write(written)
    else:
        out.write_text(written, encoding="utf-8")
    _report(found, out)


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published) if published else None
    except ValueError as error:
        raise InputError(
            f"--published must be a day such as 2024-10-21, not {published}"
        ) from error


def _texts(file: str) -> Iterator[Source]:
    from geo.drafts import sources_of

    if file == "-":
        yield from sources_of(sys.stdin.buffer.read(), "text.txt")
        return
    path = Path(file)
    if not path.is_file():
        raise InputError("there is no such file", file=path)
    if path.suffix.lower() == ".jsonl":
        yield from _lines(path)
    else:
        yield from sources_of(path.read_bytes(), path.name)


def _lines(path: Path) -> Iterator[Source]:
    from geo.drafts import Source

    for row, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            day = date.fromisoformat(told["published"]) if told.get("published") else None
            yield Source(
                str(told["text_id"]), str(told["text"]), day, str(told.get("source") or "")
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            problem = "expected a JSON object with text_id, published (YYYY-MM-DD or null) and text"
            raise InputError(problem, file=path, row=row) from error


def _drafts(said: Callable[[], list[Any]], *, single: bool) -> tuple[list[Any], str]:
    """Return the drafts of a text and what is wrong with it."""
    try:
        return said(), ""
    except InputError as error:
        if single:
            raise
        return [], str(error)


def _jsonl(found: list[tuple[Source, list[Any], str]]) -> str:
    from geo.drafts import records

    lines = []
    for source, drafts, problem in found:
        line: dict[str, Any] = {"text_id": source.name, "records": records(drafts)}
        if problem:
            line["problem"] = problem
        lines.append(json.dumps(line, ensure_ascii=False) + "\n")
    return "".join(lines)


def _csv(found: list[tuple[Source, list[Any], str]]) -> str:
    from geo.drafts import csv_text, long_form, records

    return csv_text(
        row for source, drafts, _ in found for row in long_form(records(drafts), source)
    )


def _report(found: list[tuple[Source, list[Any], str]], out: Path | None) -> None:
    """Say what became of each text, on the other channel than the drafts."""
    for source, _, problem in found:
        if problem:
            typer.echo(f"{source.name}: {problem}", err=True)
    drafts = [draft for _, made, _ in found for draft in made]
    undated = sum(draft.date_start.value is None for draft in drafts)
    where = f"{out}: " if out is not None else ""
    dates = f", {undated} without a day (date?)" if undated else ""
    typer.echo(f"{where}{len(drafts)} drafts of {len(found)} texts{dates}, for review.", err=True)
