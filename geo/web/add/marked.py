"""A text with the words of a draft's fields marked in colour; the text itself is untrusted."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Final

from geo.i18n import N_, _
from geo.texts import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What marks a field's words: its name for a person, and the colour behind them.
MARKS: Final = {
    "date": (N_("Date"), "#8ecae6"),
    "place": (N_("Place"), "#b7e4c7"),
    "killed": (N_("Killed"), "#ffadad"),
    "injured": (N_("Injured"), "#ffd6a5"),
    "launched": (N_("Launched"), "#d0bfff"),
    "downed": (N_("Downed"), "#fdffb6"),
    "lost": (N_("Lost"), "#e5e5e5"),
}
_STYLE: Final = """<style>
.atlas-text { max-height: 34rem; overflow-y: auto; white-space: pre-wrap; overflow-wrap: anywhere;
  line-height: 1.6; }
.atlas-text mark, .atlas-marks mark { color: #111; border-radius: 0.2rem; padding: 0 0.15rem; }
.atlas-marks { font-size: 0.875rem; }
</style>"""
#: Characters that are shown; the rest of a long text stays in the file.
_SHOWN: Final = 40_000


def marked(text: str, record: dict[str, Any] | None) -> str:
    """Return a text as HTML, the words of a draft's fields marked."""
    own = colours(record) if record is not None else []
    pieces, at = [], 0
    for start, end, kind in _apart(own, min(len(text), _SHOWN)):
        pieces.append(_plain(text[at:start]))
        name, colour = MARKS[kind]
        said = _plain(text[start:end])
        pieces.append(
            f'<mark title="{html.escape(_(name))}" style="background:{colour}">{said}</mark>'
        )
        at = end
    pieces.append(_plain(text[at:_SHOWN]) + ("…" if len(text) > _SHOWN else ""))
    return f'{_STYLE}<div class="atlas-text" tabindex="0">{"".join(pieces)}</div>'


def legend(record: dict[str, Any]) -> str:
    """Return which colour marks what, for the fields that a draft has."""
    kinds = dict.fromkeys(kind for _start, _end, kind in colours(record))
    marks = (
        f'<mark style="background:{MARKS[kind][1]}">{html.escape(_(MARKS[kind][0]))}</mark>'
        for kind in MARKS
        if kind in kinds
    )
    return f'{_STYLE}<div class="atlas-marks">{" ".join(marks)}</div>'


def colours(record: dict[str, Any]) -> list[tuple[int, int, str]]:
    """Return where the words of which field stand."""
    found = [(p["start"], p["end"], "place") for p in record["places"] if p.get("end")]
    for name, spans in record["spans"].items():
        field = name.partition(":")[0]
        kind = {"date_start": "date", "downed_here": "downed"}.get(field, field)
        if kind in MARKS:
            found += [(start, end, kind) for start, end in spans]
    return found


def _apart(spans: Iterable[tuple[int, int, str]], length: int) -> list[tuple[int, int, str]]:
    """Return the spans without overlaps: of two, the shorter one is whole."""
    kinds: dict[int, str] = {}
    for start, end, kind in sorted(spans, key=lambda span: span[0] - span[1]):
        kinds |= dict.fromkeys(range(start, min(end, length)), kind)
    made: list[tuple[int, int, str]] = []
    for at in sorted(kinds):
        if made and made[-1][1] == at and made[-1][2] == kinds[at]:
            made[-1] = (made[-1][0], at + 1, kinds[at])
        else:
            made.append((at, at + 1, kinds[at]))
    return made


def _plain(text: str) -> str:
    return html.escape(visible(text))
