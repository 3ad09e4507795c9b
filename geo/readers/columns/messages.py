"""Texts of messages, as programs that export chats write them."""

from __future__ import annotations

import json


def plain_text(text: str) -> str:
    """Return the text of a message whose parts, with their forms, stand in a list.

    >>> plain_text('[{"type": "bold", "text": "Харків"}, ": удар"]')
    'Харків: удар'
    """
    if not text.startswith("["):
        return text
    try:
        parts = json.loads(text)
    except ValueError:
        return text
    if not isinstance(parts, list):
        return text
    said = (part.get("text", "") if isinstance(part, dict) else part for part in parts)
    return "".join(str(part) for part in said)
